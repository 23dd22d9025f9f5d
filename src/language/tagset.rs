//! The tags and relations of Universal Dependencies English.

use std::fmt;

/// A universal part of speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[allow(missing_docs)] // the names are those of Universal Dependencies
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

/// All parts of speech, in the order of their numbers.
const UPOS: [(Upos, &str); 17] = [
    (Upos::Adj, "ADJ"),
    (Upos::Adp, "ADP"),
    (Upos::Adv, "ADV"),
    (Upos::Aux, "AUX"),
    (Upos::Cconj, "CCONJ"),
    (Upos::Det, "DET"),
    (Upos::Intj, "INTJ"),
    (Upos::Noun, "NOUN"),
    (Upos::Num, "NUM"),
    (Upos::Part, "PART"),
    (Upos::Pron, "PRON"),
    (Upos::Propn, "PROPN"),
    (Upos::Punct, "PUNCT"),
    (Upos::Sconj, "SCONJ"),
    (Upos::Sym, "SYM"),
    (Upos::Verb, "VERB"),
    (Upos::X, "X"),
];

impl Upos {
    /// The name in CoNLL-U, "PROPN".
    pub fn as_str(self) -> &'static str {
        UPOS[self as usize].1
    }

    /// All tags.
    pub fn all() -> impl Iterator<Item = Upos> {
        UPOS.iter().map(|(tag, _)| *tag)
    }

    /// The part of speech of that name.
    pub fn from_name(name: &str) -> Option<Upos> {
        UPOS.iter().find(|(_, known)| *known == name).map(|(tag, _)| *tag)
    }

    /// Noun, name or pronoun: what fills a role.
    pub fn is_nominal(self) -> bool {
        matches!(self, Upos::Noun | Upos::Propn | Upos::Pron)
    }
}

impl fmt::Display for Upos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The fine tags of the Penn Treebank, as the English treebanks use them.
#[rustfmt::skip]
const XPOS: [&str; 51] = [
    "XX", "NN", "IN", "DT", "NNP", "JJ", "PRP", ".", "RB", ",", "NNS", "VB", "CC", "VBD", "VBP",
    "VBZ", "VBN", "CD", "VBG", "TO", "PRP$", "MD", "-RRB-", "-LRB-", ":", "WDT", "UH", "WRB",
    "HYPH", "``", "WP", "''", "POS", "RP", "NNPS", "JJR", "JJS", "EX", "RBR", "NFP", "ADD",
    "SYM", "RBS", "FW", "$", "GW", "PDT", "LS", "AFX", "WP$", "#",
];

/// A fine part of speech: number of nouns, form of verbs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Xpos(u8);

impl Xpos {
    /// What no treebank tag describes.
    pub const UNKNOWN: Xpos = Xpos(0);

    /// The name in the treebanks, "VBD".
    pub fn as_str(self) -> &'static str {
        XPOS[usize::from(self.0)]
    }

    /// The tag of that name; [`Xpos::UNKNOWN`] for any other.
    pub fn from_name(name: &str) -> Xpos {
        Xpos(position(&XPOS, name).unwrap_or(0))
    }

    /// A proper noun, singular or plural.
    pub fn is_name(self) -> bool {
        matches!(self.as_str(), "NNP" | "NNPS")
    }
}

impl fmt::Debug for Xpos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The relations of the English treebanks, with their subtypes.
#[rustfmt::skip]
const RELATIONS: [&str; 55] = [
    "dep", "punct", "case", "det", "nsubj", "root", "amod", "advmod", "obj", "obl", "nmod",
    "conj", "compound", "cc", "mark", "aux", "cop", "nmod:poss", "advcl", "xcomp", "flat",
    "acl:relcl", "ccomp", "acl", "aux:pass", "appos", "nummod", "parataxis", "nsubj:pass",
    "discourse", "nmod:unmarked", "obl:unmarked", "compound:prt", "expl", "fixed", "list",
    "iobj", "obl:agent", "nmod:desc", "csubj", "nsubj:outer", "det:predet", "advcl:relcl",
    "vocative", "reparandum", "goeswith", "cc:preconj", "orphan", "dislocated", "csubj:pass",
    "csubj:outer", "nmod:tmod", "nmod:npmod", "obl:tmod", "obl:npmod",
];

/// The relation of a token to its head.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Relation(u8);

impl Relation {
    /// Where the relation is not known.
    pub const DEP: Relation = Relation(0);
    /// A mark.
    pub const PUNCT: Relation = Relation(1);
    /// A preposition or the possessive clitic.
    pub const CASE: Relation = Relation(2);
    /// The head of the sentence.
    pub const ROOT: Relation = Relation(5);
    /// A noun before the noun it narrows.
    pub const COMPOUND: Relation = Relation(12);
    /// A later part of a name.
    pub const FLAT: Relation = Relation(20);
    /// A clause put beside another.
    pub const PARATAXIS: Relation = Relation(27);

    /// How many relations there are.
    pub(crate) const COUNT: usize = RELATIONS.len();

    /// The name with its subtype, "nsubj:pass".
    pub fn as_str(self) -> &'static str {
        RELATIONS[usize::from(self.0)]
    }

    /// The name without subtype, "nsubj".
    pub fn base(self) -> &'static str {
        let name = self.as_str();
        name.split_once(':').map_or(name, |(base, _)| base)
    }

    /// The relation of that name; [`Relation::DEP`] for any other.
    pub fn from_name(name: &str) -> Relation {
        Relation(position(&RELATIONS, name).unwrap_or(0))
    }

    pub(crate) fn number(self) -> u8 {
        self.0
    }

    pub(crate) fn from_number(number: u8) -> Option<Relation> {
        (usize::from(number) < RELATIONS.len()).then_some(Relation(number))
    }
}

impl fmt::Debug for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn position(names: &[&str], name: &str) -> Option<u8> {
    names.iter().position(|known| *known == name).and_then(|at| u8::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_agree() {
        for (number, (tag, name)) in UPOS.iter().enumerate() {
            assert_eq!(*tag as usize, number);
            assert_eq!(Upos::from_name(name), Some(*tag));
        }
        for (relation, name) in [
            (Relation::PUNCT, "punct"),
            (Relation::ROOT, "root"),
            (Relation::COMPOUND, "compound"),
            (Relation::FLAT, "flat"),
            (Relation::PARATAXIS, "parataxis"),
        ] {
            assert_eq!(Relation::from_name(name), relation);
        }
        assert_eq!(Relation::from_name("nsubj:pass").base(), "nsubj");
        assert_eq!(Xpos::from_name("VBD").as_str(), "VBD");
        assert_eq!(Xpos::from_name("?"), Xpos::UNKNOWN);
    }
}
