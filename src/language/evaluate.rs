//! How well the model does on treebanks it has not seen.

use std::fmt;
use std::path::Path;

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
    /// Per cent with the right head, by the greedy decoder, by beam, and by the adaptive beam.
    pub uas: [f64; 3],
    /// Per cent with the right head and relation, by each decoder.
    pub las: [f64; 3],
    /// Precision and recall of sentence ends on running text, per cent; of a
    /// treebank with several genres, on its news.
    pub sentences: [f64; 2],
    /// Precision and recall of tokens on the same text, per cent.
    pub words: [f64; 2],
}

/// The figures of the files of a folder without `-train` or `-dev` in their names.
/// Tags and trees of a file that the model was trained on, as the one in the binary
/// was on PUD, say nothing; its sentences and tokens do, as they are not learned.
pub fn evaluate_treebank(model: &Model, folder: &Path) -> Result<Vec<Figures>> {
    let files = conllu::files(folder)?;
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let wanted = files
        .iter()
        .filter(|path| !["-train", "-dev"].iter().any(|part| name(path).contains(part)));
    wanted.map(|path| evaluate_file(model, path)).collect()
}

/// The figures of one file.
pub fn evaluate_file(model: &Model, path: &Path) -> Result<Figures> {
    let gold = conllu::read(path)?;
    let mut figures = Figures {
        name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        tokens: gold.iter().map(|sentence| sentence.words.len()).sum(),
        ..Figures::default()
    };
    for (at, decoder) in [Decoder::Greedy, Decoder::Beam, Decoder::Adaptive].into_iter().enumerate()
    {
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
    let trees: Vec<_> =
        texts.iter().map(|(text, sentence)| model.parse(text, sentence, &[], decoder)).collect();
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

/// The documents of a treebank; of one with several genres, those of news.
fn documents(gold: &[Gold]) -> impl Iterator<Item = &[Gold]> {
    let is_news = |gold: &Gold| gold.document.as_ref().is_some_and(|name| name.contains("_news_"));
    let only_news = gold.iter().any(is_news);
    let documents = gold.chunk_by(|_, next| next.document.is_none());
    documents.filter(move |document| !only_news || document.first().is_some_and(is_news))
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
        let [greedy, beam, adaptive] =
            [0, 1, 2].map(|at| format!("{:.2} / {:.2}", self.uas[at], self.las[at]));
        write!(
            f,
            "{}: {} tokens; upos {:.2}, xpos {:.2}, lemma {:.2}; UAS / LAS greedy {greedy}, beam {beam}, \
             adaptive {adaptive}; \
             sentences P {:.2} R {:.2}; tokens P {:.2} R {:.2}",
            self.name,
            self.tokens,
            self.upos,
            self.xpos,
            self.lemma,
            self.sentences[0],
            self.sentences[1],
            self.words[0],
            self.words[1],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bars of the project, where the treebanks are at hand. Only in release:
    /// without optimisation this takes minutes.
    #[test]
    fn unseen_treebanks_are_parsed_well_enough() -> Result<()> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/treebank");
        if cfg!(debug_assertions) || !folder.exists() {
            return Ok(());
        }
        let figures = evaluate_treebank(Model::embedded(), &folder)?;
        for figures in &figures {
            println!("{figures}");
        }
        let of = |name: &str| {
            figures
                .iter()
                .find(|figures| figures.name.starts_with(name))
                .cloned()
                .unwrap_or_default()
        };
        let ewt = of("ewt-test");
        assert!(ewt.upos >= 95.5, "{ewt}");
        assert!(ewt.uas[0] >= 86.3 && ewt.las[0] >= 83.3, "{ewt}");
        assert!(ewt.uas[1] >= 87.5 && ewt.las[1] >= 84.7, "{ewt}");
        assert!(ewt.uas[2] >= ewt.uas[1] - 0.15 && ewt.las[2] >= ewt.las[1] - 0.15, "{ewt}");
        for news in [of("gum-test"), of("pud-even")] {
            assert!(news.sentences.iter().all(|figure| *figure >= 99.5), "{news}");
        }
        Ok(())
    }

    #[test]
    fn a_document_is_put_together_as_it_was_written() {
        let gold = |text: &str, words: &[&str], document: Option<&str>| Gold {
            words: words.iter().map(|form| super::super::conllu::GoldWord::bare(form)).collect(),
            text: text.to_owned(),
            document: document.map(str::to_owned),
        };
        let sentences = [
            gold("Talks in Osh", &["Talks", "in", "Osh"], Some("a")),
            gold("They met.", &["They", "met", "."], None),
            gold("He didn't.", &["He", "did", "n't", "."], Some("b")),
        ];
        assert_eq!(documents(&sentences).count(), 2);
        let (text, ends, words) = running(&sentences[..2]);
        assert_eq!(text, "Talks in Osh\n\nThey met. ");
        assert_eq!(ends, [12, 23]);
        assert_eq!(words[4].of(&text), "met");
        let mut figures = Figures::default();
        splits(&sentences, &mut figures);
        assert_eq!((figures.sentences, figures.words), ([100.0; 2], [100.0; 2]));
    }
}
