//! How well the model does on treebanks it has not seen.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use super::conllu::{self, Gold};
use super::{Decoder, Model};
use crate::error::Result;
use crate::text::{Sentence, Span, sentences};

/// The figures of one treebank file. All tokens count, punctuation too, and
/// relations with their subtypes; tokens and sentences are the treebank's.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// The file.
    pub name: String,
    /// Tokens in it.
    pub tokens: usize,
    /// Per cent of tokens with the right universal part of speech.
    pub upos: f64,
    /// Per cent with the right fine part of speech.
    pub xpos: f64,
    /// Per cent with the right lemma, upper and lower case alike.
    pub lemma: f64,
    /// Per cent with the right head, by the greedy decoder and by beam.
    pub uas: [f64; 2],
    /// Per cent with the right head and relation, by both decoders.
    pub las: [f64; 2],
    /// Precision and recall of sentence ends on running text, per cent.
    pub sentences: [f64; 2],
    /// Precision and recall of tokens on running text, per cent.
    pub words: [f64; 2],
    /// Time to tag and parse the file, by both decoders.
    pub time: [Duration; 2],
}

/// The figures of all development and test files of a folder, and of PUD.
pub fn evaluate_treebank(model: &Model, folder: &Path) -> Result<Vec<Figures>> {
    let files = conllu::files(folder)?;
    let unseen = files.iter().filter(|path| !path.to_string_lossy().contains("-train"));
    unseen.map(|path| evaluate_file(model, path)).collect()
}

/// The figures of one file.
pub fn evaluate_file(model: &Model, path: &Path) -> Result<Figures> {
    let gold = conllu::read(path)?;
    let mut figures = Figures {
        name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        tokens: gold.iter().map(|sentence| sentence.words.len()).sum(),
        ..Figures::default()
    };
    for (at, decoder) in [Decoder::Greedy, Decoder::Beam].into_iter().enumerate() {
        parses(model, &gold, decoder, at, &mut figures);
    }
    splits(&gold, &mut figures);
    Ok(figures)
}

/// A sentence of a treebank as text with its tokens.
fn spaced(gold: &Gold) -> (String, Sentence) {
    let mut text = String::new();
    let mut tokens = Vec::new();
    for word in &gold.words {
        let start = text.len();
        text.push_str(&word.form);
        tokens.push(Span { start, end: text.len() });
        text.push(' ');
    }
    let span = Span { start: 0, end: text.trim_end().len() };
    (text, Sentence { span, tokens })
}

fn parses(model: &Model, gold: &[Gold], decoder: Decoder, at: usize, figures: &mut Figures) {
    let [mut upos, mut xpos, mut lemma, mut heads, mut arcs] = [0usize; 5];
    let texts: Vec<(String, Sentence)> = gold.iter().map(spaced).collect();
    let start = std::time::Instant::now();
    let trees: Vec<_> =
        texts.iter().map(|(text, sentence)| model.parse(text, sentence, &[], decoder)).collect();
    figures.time[at] = start.elapsed();
    for (tree, sentence) in trees.iter().zip(gold) {
        for (token, word) in tree.tokens.iter().zip(&sentence.words) {
            upos += usize::from(token.upos == word.upos);
            xpos += usize::from(token.xpos == word.xpos);
            lemma += usize::from(token.lemma.to_lowercase() == word.lemma.to_lowercase());
            let head = token.head.unwrap_or(sentence.words.len()) == word.head;
            heads += usize::from(head);
            arcs += usize::from(head && token.relation == word.relation);
        }
    }
    let all = figures.tokens;
    (figures.upos, figures.xpos, figures.lemma) =
        (percent(upos, all), percent(xpos, all), percent(lemma, all));
    (figures.uas[at], figures.las[at]) = (percent(heads, all), percent(arcs, all));
}

fn percent(part: usize, all: usize) -> f64 {
    100.0 * part as f64 / all.max(1) as f64
}

/// Sentences and tokens, found in the text of each document.
fn splits(gold: &[Gold], figures: &mut Figures) {
    let mut ends = [0usize; 3];
    let mut words = [0usize; 3];
    for document in documents(gold) {
        let (text, true_ends, true_words) = running(document);
        let found = sentences(&text);
        let found_ends: Vec<usize> = found.iter().map(|sentence| sentence.span.end).collect();
        let found_words: Vec<Span> =
            found.into_iter().flat_map(|sentence| sentence.tokens).collect();
        count(&true_ends, &found_ends, &mut ends);
        count(&true_words, &found_words, &mut words);
    }
    figures.sentences = [percent(ends[0], ends[2]), percent(ends[0], ends[1])];
    figures.words = [percent(words[0], words[2]), percent(words[0], words[1])];
}

/// Adds up how many are right, true and found.
fn count<T: Ord + Copy>(truth: &[T], found: &[T], counts: &mut [usize; 3]) {
    let right = found.iter().filter(|item| truth.binary_search(item).is_ok()).count();
    for (count, more) in counts.iter_mut().zip([right, truth.len(), found.len()]) {
        *count += more;
    }
}

fn documents(gold: &[Gold]) -> impl Iterator<Item = &[Gold]> {
    gold.chunk_by(|_, next| !next.opens_document)
}

/// The text of a document with the ends of its sentences and its tokens. A
/// sentence without a mark at its end (a heading, a line of a list) is a
/// paragraph, as it is on a page; others follow each other on one line.
fn running(document: &[Gold]) -> (String, Vec<usize>, Vec<Span>) {
    let (mut text, mut ends, mut words) = (String::new(), Vec::new(), Vec::new());
    for sentence in document {
        let mut at = text.len();
        text.push_str(&sentence.text);
        ends.push(text.len());
        for word in &sentence.words {
            if let Some(found) = text[at..].find(&word.form) {
                words.push(Span { start: at + found, end: at + found + word.form.len() });
                at += found + word.form.len();
            }
        }
        let marked = sentence.text.trim_end_matches(|c: char| "”’\"')]».".contains(c) && c != '.');
        let closed = marked.ends_with(['.', '!', '?', '…']);
        text.push_str(if closed { " " } else { "\n\n" });
    }
    (text, ends, words)
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let speed = self.time.map(|time| self.tokens as f64 / time.as_secs_f64().max(1e-9));
        write!(
            f,
            "{}: {} tokens; upos {:.2} xpos {:.2} lemma {:.2}; greedy {:.2} / {:.2} ({:.0} tokens/s); beam {:.2} / {:.2} ({:.0} tokens/s); sentences P {:.2} R {:.2}; tokens P {:.2} R {:.2}",
            self.name,
            self.tokens,
            self.upos,
            self.xpos,
            self.lemma,
            self.uas[0],
            self.las[0],
            speed[0],
            self.uas[1],
            self.las[1],
            speed[1],
            self.sentences[0],
            self.sentences[1],
            self.words[0],
            self.words[1],
        )
    }
}
