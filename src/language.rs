//! Tokens to parts of speech, lemmas, and a dependency tree, from a small model
//! embedded in the binary.

mod conllu;
mod evaluate;
mod lemma;
mod oracle;
mod parser;
mod random;
mod tagger;
mod tagset;
mod train;
mod weights;

use std::ops::Range;
use std::sync::OnceLock;

pub use evaluate::{Figures, evaluate_file, evaluate_treebank};
pub use tagset::{Relation, Upos, Xpos};
pub use train::{Settings, train, train_with};

use crate::error::Result;
use crate::text::{Sentence, Span};
use lemma::Lemmatiser;
use parser::{Arcs, Input, Parser};
use tagger::{Known, Tag, Tagger, Word};
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
    #[default]
    Beam,
}

/// Tokens of one sentence that are parsed; later ones hang on the root. Longer
/// "sentences" are tables and lists.
const LONGEST: usize = 1000;

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

    /// Tags and parses a sentence of `text`. `names` are ranges of tokens that
    /// are known to be names: proper nouns, and one unit of the tree.
    pub fn parse(
        &self,
        text: &str,
        sentence: &Sentence,
        names: &[Range<usize>],
        decoder: Decoder,
    ) -> Tree {
        let count = sentence.tokens.len().min(LONGEST);
        let forms: Vec<&str> = sentence.tokens.iter().map(|span| span.of(text)).collect();
        let lowers: Vec<String> = forms.iter().map(|form| form.to_lowercase()).collect();
        let tags = self.tag(&forms, &lowers, names);
        let lemmas: Vec<String> = (0..forms.len())
            .map(|at| self.lemmatiser.lemma(forms[at], &lowers[at], tags[at].0, tags[at].1))
            .collect();
        let pairs = lowers.iter().map(String::as_str).zip(lemmas.iter().map(String::as_str));
        let input = Input::new(pairs.take(count), &tags[..count]);
        let mut arcs = match decoder {
            Decoder::Greedy => {
                parser::greedy(&input, &self.parser.greedy, &self.parser.transitions)
            }
            Decoder::Beam => parser::beam(&input, &self.parser.beam, &self.parser.transitions),
        };
        arcs.resize(forms.len(), (count, Relation::DEP));
        single_root(&mut arcs, count, &tags);
        for name in names {
            unite(&mut arcs, count, name.clone());
        }
        tree(&sentence.tokens, lemmas, &tags, &arcs, count)
    }

    fn tag(&self, forms: &[&str], lowers: &[String], names: &[Range<usize>]) -> Vec<Tag> {
        let mut known = vec![Known::No; forms.len()];
        for at in names.iter().cloned().flatten() {
            if let Some(known) = known.get_mut(at) {
                *known = Known::Name;
            }
        }
        let words: Vec<Word> = forms
            .iter()
            .zip(lowers)
            .map(|(form, lower)| Word { form, lower: lower.as_str() })
            .collect();
        self.tagger.tag(&words, &known)
    }
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

/// Makes a name one unit: one of its tokens hangs on a token outside, the others
/// of those on it.
fn unite(arcs: &mut Arcs, root: usize, name: Range<usize>) {
    let name = name.start..name.end.min(arcs.len());
    let mut outward = name.clone().filter(|&at| !name.contains(&arcs[at].0));
    // The root of the sentence leads; else the last word of a name, which stands
    // for all of it in English ("the Shanghai Cooperation Organisation").
    let Some(last) = outward.clone().last() else { return };
    let head = outward.clone().find(|&at| arcs[at].0 == root).unwrap_or(last);
    if outward.clone().count() > 1 {
        let others: Vec<usize> = outward.by_ref().filter(|&at| at != head).collect();
        for at in others {
            let relation = if at < head { Relation::COMPOUND } else { Relation::FLAT };
            arcs[at] = (head, relation);
        }
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
