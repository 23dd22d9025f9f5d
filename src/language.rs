//! Tokens to parts of speech, lemmas, and a dependency tree, from a small model
//! embedded in the binary.

mod conllu;
mod evaluate;
mod features;
mod lemma;
mod oracle;
mod parser;
mod random;
mod state;
mod tagger;
mod tagset;
mod train;
mod weights;

use std::ops::Range;
use std::sync::OnceLock;

pub use evaluate::{Figures, evaluate_file, evaluate_treebank};
pub use tagset::{Relation, Upos, Xpos};
pub use train::{Settings, train, train_with};
pub use weights::Pruning;

use crate::error::Result;
use crate::text::{Sentence, Span};
use features::Input;
use lemma::Lemmatiser;
use parser::{Arcs, Parser};
use tagger::{Tag, Tagger, Word};
use weights::{Reader, broken};

/// A token with its analysis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands in the text.
    pub span: Span,
    /// The form a dictionary lists it under.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank part of speech.
    pub xpos: Xpos,
    /// The index of the head in the sentence; `None` for the root.
    pub head: Option<usize>,
    /// The relation to the head.
    pub relation: Relation,
}

/// A sentence as a dependency tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The tokens in order.
    pub tokens: Vec<Token>,
}

/// What is known of some tokens of a sentence before it is parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The tokens.
    pub tokens: Range<usize>,
    /// What they name.
    pub kind: UnitKind,
    /// Whether they are parsed as one token: a name has no syntax of its own.
    pub whole: bool,
}

impl Unit {
    /// Its tokens, as far as a sentence of that many has them.
    fn inside(&self, len: usize) -> Range<usize> {
        self.tokens.start.min(len)..self.tokens.end.min(len)
    }
}

/// The words of a sentence before it is parsed.
#[derive(Clone, Debug)]
pub struct Words {
    /// The forms in lower case.
    pub lowers: Vec<String>,
    /// The forms that a dictionary lists them under.
    pub lemmas: Vec<String>,
    tags: Vec<Tag>,
    names: Vec<Range<usize>>,
}

/// What a unit names, as far as parsing cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// A person or an office.
    Person,
    Organisation,
    Place,
    /// Another name.
    Other,
    /// A time expression, which is no name.
    Time,
}

impl Tree {
    /// The tokens that depend on the token at `head`, in order.
    pub fn children(&self, head: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.tokens.len()).filter(move |&at| self.tokens[at].head == Some(head))
    }

    /// The token that depends on no other; `None` only for a tree without tokens.
    pub fn root(&self) -> Option<usize> {
        self.tokens.iter().position(|token| token.head.is_none())
    }

    /// The tokens above `at`, the nearest first.
    pub fn ancestors(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.tokens[at].head, |&above| self.tokens[above].head)
            .take(self.tokens.len())
    }

    /// Whether `above` is `at` or stands over it.
    pub fn dominates(&self, above: usize, at: usize) -> bool {
        above == at || self.ancestors(at).any(|ancestor| ancestor == above)
    }

    /// From the first to the last token of the subtree under `head`, in tokens.
    pub fn subtree(&self, head: usize) -> Range<usize> {
        let inside = |at: &usize| self.dominates(head, *at);
        let first = (0..=head).find(inside).unwrap_or(head);
        let last = (head..self.tokens.len()).rfind(inside).unwrap_or(head);
        first..last + 1
    }
}

/// How the parser searches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decoder {
    /// The best step each time: fast.
    Greedy,
    /// The best of several sequences of steps: more exact, slower.
    Beam,
    /// The same, without the sequences that fall far behind the best: as many
    /// as there is doubt.
    #[default]
    Adaptive,
}

/// Tokens of one sentence that are parsed; later ones are tagged and hang on the
/// root as [`Relation::DEP`]. A "sentence" that long is a table or a list.
pub const LONGEST: usize = 1000;

/// What was learned from the treebanks.
pub struct Model {
    tagger: Tagger,
    lemmatiser: Lemmatiser,
    parser: Parser,
}

/// The first bytes of a model file, with the version of its format.
const MAGIC: &[u8] = b"silkgraph language model 1\n";

impl Model {
    /// The model inside the binary.
    ///
    /// # Panics
    ///
    /// If the binary was built with a model file of another version.
    pub fn embedded() -> &'static Model {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| match Model::from_bytes(include_bytes!("../models/english.bin")) {
            Ok(model) => model,
            Err(error) => panic!("{error}"),
        })
    }

    /// Reads a model file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Model> {
        let mut input = Reader::new(bytes.strip_prefix(MAGIC).ok_or_else(broken)?);
        let tagger = Tagger::read(&mut input)?;
        let lemmatiser = Lemmatiser::read(&mut input)?;
        Ok(Model { tagger, lemmatiser, parser: Parser::read(&mut input)? })
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend(MAGIC);
        self.tagger.write(out);
        self.lemmatiser.write(out);
        self.parser.write(out);
    }

    /// Tags and parses a sentence of `text`. Of `units`, names are proper nouns
    /// and one unit of the tree; nothing but a clause hangs on a time ("In May,
    /// the ministers met"), and no person on a place across a comma.
    pub fn parse(&self, text: &str, sentence: &Sentence, units: &[Unit], decoder: Decoder) -> Tree {
        self.parse_words(sentence, self.words(text, sentence, units), units, decoder)
    }

    /// The words of a sentence, tagged and with their lemmas: the first half of
    /// [`Model::parse`], and the cheaper.
    pub fn words(&self, text: &str, sentence: &Sentence, units: &[Unit]) -> Words {
        let forms: Vec<&str> = sentence.tokens.iter().map(|span| span.of(text)).collect();
        let lowers: Vec<String> = forms.iter().map(|form| form.to_lowercase()).collect();
        let names = units.iter().filter(|unit| unit.kind != UnitKind::Time);
        let names: Vec<Range<usize>> = names.map(|unit| unit.inside(forms.len())).collect();
        let tags = self.tag(&forms, &lowers, &names);
        let lemmas = (0..forms.len())
            .map(|at| self.lemmatiser.lemma(forms[at], &lowers[at], tags[at].0, tags[at].1))
            .collect();
        Words { lowers, lemmas, tags, names }
    }

    /// The second half: the tree over the words of a sentence.
    pub fn parse_words(
        &self,
        sentence: &Sentence,
        words: Words,
        units: &[Unit],
        decoder: Decoder,
    ) -> Tree {
        let Words { lowers, lemmas, tags, names } = words;
        let len = lowers.len();
        let leaders =
            leaders(&lowers, units.iter().filter(|unit| unit.whole).map(|u| u.inside(len)));
        let parsed: Vec<usize> = (0..len).filter(|&at| leaders[at] == at).take(LONGEST).collect();
        let words = parsed.iter().map(|&at| (lowers[at].as_str(), lemmas[at].as_str()));
        let parsed_tags: Vec<Tag> = parsed.iter().map(|&at| tags[at]).collect();
        let mut input = Input::new(words, &parsed_tags);
        for unit in units {
            let place = |at: usize| parsed.partition_point(|&known| known < at);
            let Range { start, end } = unit.inside(len);
            let comma = lowers.get(end).is_some_and(|word| word == ",");
            input.close(place(start)..place(end), unit.kind, comma);
        }
        let short = match decoder {
            Decoder::Greedy => {
                parser::greedy(&input, &self.parser.greedy, &self.parser.transitions)
            }
            Decoder::Beam => {
                parser::beam(&input, &self.parser.beam, &self.parser.transitions, parser::WIDE)
            }
            Decoder::Adaptive => {
                parser::beam(&input, &self.parser.beam, &self.parser.transitions, parser::DOUBT)
            }
        };
        let mut arcs = unfold(&short, &parsed, &leaders, &tags);
        single_root(&mut arcs, len, &tags);
        for name in &names {
            unite(&mut arcs, len, name.clone());
        }
        let mut tree = tree(&sentence.tokens, lemmas, &tags, &arcs, len);
        for at in names.into_iter().flatten() {
            // "C5+1" is a name too.
            let named = |t: &&mut Token| {
                t.xpos.is_name() || matches!(t.upos, Upos::Num | Upos::Sym | Upos::X)
            };
            if let Some(token) = tree.tokens.get_mut(at).filter(named) {
                token.upos = Upos::Propn;
            }
        }
        tree
    }

    /// The universal and fine tags of a sentence of `text`, without a parse.
    pub fn tags(&self, text: &str, sentence: &Sentence) -> Vec<(Upos, Xpos)> {
        let forms: Vec<&str> = sentence.tokens.iter().map(|span| span.of(text)).collect();
        let lowers: Vec<String> = forms.iter().map(|form| form.to_lowercase()).collect();
        self.tag(&forms, &lowers, &[])
    }

    fn tag(&self, forms: &[&str], lowers: &[String], names: &[Range<usize>]) -> Vec<Tag> {
        let mut named = vec![false; forms.len()];
        for name in names {
            named.get_mut(name.clone()).unwrap_or_default().fill(true);
        }
        let words: Vec<Word> = forms
            .iter()
            .zip(lowers)
            .map(|(form, lower)| Word { form, lower: lower.as_str() })
            .collect();
        self.tagger.tag(&words, &named)
    }
}

/// The token that stands for each token in the parse: of a unit, the one before
/// "of" ("Organization of Turkic States"), else the last.
fn leaders(lowers: &[String], units: impl Iterator<Item = Range<usize>>) -> Vec<usize> {
    let mut leaders: Vec<usize> = (0..lowers.len()).collect();
    for unit in units.filter(|unit| !unit.is_empty()) {
        let of = unit.clone().skip(1).find(|&at| lowers[at] == "of");
        let leader = of.unwrap_or(unit.end) - 1;
        if unit.clone().all(|at| leaders[at] == at) {
            leaders[unit].fill(leader);
        }
    }
    leaders
}

/// The arcs of all tokens: those parsed, and the rest of each unit on its leader.
fn unfold(short: &Arcs, parsed: &[usize], leaders: &[usize], tags: &[Tag]) -> Arcs {
    let root = leaders.len();
    let mut arcs = vec![(root, Relation::DEP); root];
    for (&at, &(head, relation)) in parsed.iter().zip(short) {
        arcs[at] = (parsed.get(head).copied().unwrap_or(root), relation);
    }
    for (at, &leader) in leaders.iter().enumerate().filter(|(at, leader)| at != *leader) {
        let relation = match tags[at].0 {
            Upos::Punct => Relation::PUNCT,
            _ if at < leader => Relation::COMPOUND,
            _ => Relation::FLAT,
        };
        arcs[at] = (leader, relation);
    }
    arcs
}

/// Keeps the first root and hangs the others on it.
fn single_root(arcs: &mut Arcs, root: usize, tags: &[Tag]) {
    let Some(first) = arcs.iter().position(|(head, _)| *head == root) else { return };
    arcs[first].1 = Relation::ROOT;
    for (arc, (upos, _)) in
        arcs.iter_mut().zip(tags).skip(first + 1).filter(|(arc, _)| arc.0 == root)
    {
        let relation = match (arc.1, upos) {
            (Relation::DEP, _) => Relation::DEP,
            (_, Upos::Punct) => Relation::PUNCT,
            _ => Relation::PARATAXIS,
        };
        *arc = (first, relation);
    }
}

/// Makes a name one unit: of its tokens that hang on a token outside, one leads
/// and the others hang on it.
fn unite(arcs: &mut Arcs, root: usize, name: Range<usize>) {
    let outward: Vec<usize> = name.clone().filter(|&at| !name.contains(&arcs[at].0)).collect();
    // A leader stands under no other token of the name: else there would be a
    // circle. Of several it is the last, which stands for the whole of a name in
    // English ("the Shanghai Cooperation Organisation").
    let above =
        |at: usize| std::iter::successors(Some(arcs[at].0), |&up| arcs.get(up).map(|arc| arc.0));
    let leads = |at: &usize| above(*at).take_while(|&up| up != root).all(|up| !name.contains(&up));
    let Some(leader) = outward.iter().copied().rfind(leads) else { return };
    for at in outward.into_iter().filter(|&at| at != leader) {
        let relation = if at < leader { Relation::COMPOUND } else { Relation::FLAT };
        arcs[at] = (leader, relation);
    }
}

fn tree(spans: &[Span], lemmas: Vec<String>, tags: &[Tag], arcs: &Arcs, root: usize) -> Tree {
    let tokens = spans.iter().zip(lemmas).zip(tags.iter().zip(arcs));
    let tokens = tokens.map(|((&span, lemma), (&(upos, xpos), &(head, relation)))| Token {
        span,
        lemma,
        upos,
        xpos,
        head: (head != root).then_some(head),
        relation,
    });
    Tree { tokens: tokens.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentences;

    fn parse(text: &str, decoder: Decoder) -> Tree {
        let sentence = sentences(text)
            .into_iter()
            .next()
            .unwrap_or(Sentence { span: Span { start: 0, end: 0 }, tokens: Vec::new() });
        let tree = Model::embedded().parse(text, &sentence, &[], decoder);
        check(&tree, sentence.tokens.len());
        tree
    }

    /// One root, and every token under it.
    fn check(tree: &Tree, count: usize) {
        assert_eq!(tree.tokens.len(), count);
        assert_eq!(tree.tokens.iter().filter(|token| token.head.is_none()).count(), count.min(1));
        for at in 0..count {
            assert!(tree.ancestors(at).count() < count, "a circle at {at}");
            assert!(!tree.tokens[at].lemma.is_empty());
        }
    }

    /// "lemma relation head's lemma" of the tokens with one of the relations.
    fn arcs(text: &str, relations: &[&str], decoder: Decoder) -> Vec<String> {
        let tree = parse(text, decoder);
        let wanted =
            tree.tokens.iter().filter(|token| relations.contains(&token.relation.as_str()));
        let show = |token: &Token| {
            let head = token.head.map_or("", |head| &tree.tokens[head].lemma);
            format!("{} {} {head}", token.lemma, token.relation.as_str())
        };
        wanted.map(show).collect()
    }

    #[test]
    fn subjects_objects_and_agents_are_found() {
        for decoder in [Decoder::Greedy, Decoder::Beam, Decoder::Adaptive] {
            assert_eq!(
                arcs("The ministers signed two agreements.", &["nsubj", "obj"], decoder),
                ["minister nsubj sign", "agreement obj sign"]
            );
            assert_eq!(
                arcs(
                    "The envoy was received by the president.",
                    &["nsubj:pass", "obl:agent"],
                    decoder
                ),
                ["envoy nsubj:pass receive", "president obl:agent receive"]
            );
            assert_eq!(
                arcs(
                    "Lavrov, who had visited Astana, met Tokayev.",
                    &["nsubj", "acl:relcl", "obj"],
                    decoder
                ),
                [
                    "Lavrov nsubj meet",
                    "who nsubj visit",
                    "visit acl:relcl Lavrov",
                    "Astana obj visit",
                    "Tokayev obj meet"
                ]
            );
            assert_eq!(
                arcs(
                    "Kazakhstan and Uzbekistan will open a border post.",
                    &["nsubj", "conj", "obj"],
                    decoder
                ),
                ["Kazakhstan nsubj open", "Uzbekistan conj Kazakhstan", "post obj open"]
            );
        }
    }

    #[test]
    fn lemmas_follow_tense_and_number() {
        let tree = parse(
            "They undertook talks, withdrew troops and were building larger bridges.",
            Decoder::Greedy,
        );
        let lemmas: Vec<&str> = tree.tokens.iter().map(|token| token.lemma.as_str()).collect();
        let expected = [
            "they",
            "undertake",
            "talk",
            ",",
            "withdraw",
            "troops",
            "and",
            "be",
            "build",
            "large",
            "bridge",
            ".",
        ];
        assert_eq!(lemmas, expected);
        assert_eq!(tree.tokens[1].xpos.as_str(), "VBD");
    }

    #[test]
    fn odd_sentences_neither_crash_nor_stall() {
        let long = "The envoy met the minister , ".repeat(67) + "and left.";
        let monster = "7 | 12.5 | — | n/a | ".repeat(400);
        let texts = [
            "",
            "Tokayev Arrives in Tashkent for Talks With Mirziyoyev on Trade and Water",
            "PRESIDENTS OF TWO COUNTRIES MEET IN AVAZA",
            "1991 | 12.5 | 13.0 | n/a | — | 7",
            "Қазақстан Президенті Ташкентке ресми сапармен келді.",
            "托卡耶夫抵达塔什干进行国事访问",
            "الرئيس يصل إلى طشقند",
            "?!",
            "🙂 🙂",
            &long,
            &monster,
        ];
        for text in texts {
            parse(text, Decoder::Greedy);
            parse(text, Decoder::Beam);
        }
    }

    #[test]
    fn a_known_name_is_a_proper_noun_and_one_unit() {
        let text = "Talks at the shanghai Cooperation Council of Elders Began.";
        let sentence = &sentences(text)[0];
        let units = [4..8, 90..usize::MAX].map(|tokens| Unit {
            tokens,
            kind: UnitKind::Other,
            whole: false,
        });
        let tree = Model::embedded().parse(text, sentence, &units, Decoder::Greedy);
        check(&tree, sentence.tokens.len());
        assert!([4, 5, 7].iter().all(|&at| tree.tokens[at].upos == Upos::Propn));
        let outward =
            (4..8).filter(|&at| tree.tokens[at].head.is_none_or(|head| !(4..8).contains(&head)));
        assert_eq!(outward.count(), 1);
    }

    #[test]
    fn a_damaged_model_is_refused() {
        let bytes = include_bytes!("../models/english.bin");
        assert!(Model::from_bytes(&bytes[..bytes.len() / 2]).is_err());
        assert!(Model::from_bytes(b"silkgraph language model 9\n").is_err());
        assert!(Model::from_bytes(&[]).is_err());
    }

    #[test]
    fn subtrees_are_ranges() {
        let tree = parse("The ministers of the five countries signed a treaty.", Decoder::Beam);
        assert_eq!(tree.root(), Some(6));
        assert_eq!(tree.subtree(1), 0..6);
        assert_eq!(tree.children(6).collect::<Vec<_>>(), [1, 8, 9]);
        assert!(tree.dominates(1, 4) && !tree.dominates(8, 4));
    }
}
