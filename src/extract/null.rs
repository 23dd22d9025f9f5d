//! What looks like an event and is not: `extractors/null.toml`.
//!
//! Event coders have kept such lists since KEDS (Schrodt 1998), as exceptions
//! to patterns that are right elsewhere.

use serde::Deserialize;

use crate::data::{Data, Folder};
use crate::error::{Error, Result};
use crate::event::{EntityKind, EventType, Record};
use crate::language::{Tree, Upos};
use crate::pattern::clause;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    null: Vec<Entry>,
}

/// A kind of thing that is no event.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What it is, in a few words.
    pub about: String,
    /// The events that are not read then; none means none are.
    #[serde(default)]
    events: Vec<EventType>,
    #[serde(default)]
    begins: Vec<String>,
    #[serde(default)]
    phrases: Vec<String>,
    #[serde(default)]
    objects: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    under: Vec<String>,
    /// Whether events in which a person takes part are read all the same.
    #[serde(default)]
    persons: bool,
    /// Sentences in which none of the events may be found.
    pub examples: Vec<String>,
    /// Sentences in which an event is there still.
    pub still: Vec<String>,
}

/// The entries of the file.
#[derive(Debug, Default)]
pub struct Nulls {
    /// In the order of the file.
    pub entries: Vec<Entry>,
    /// Reads as if the file were empty.
    pub off: bool,
}

/// A match, as the null list sees it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    pub tree: &'a Tree,
    /// Lower-case forms of the tokens.
    pub forms: &'a [String],
    /// The token of the event.
    pub anchor: usize,
    /// The record that it would make.
    pub record: &'a Record,
}

impl Nulls {
    /// Reads and checks the file.
    pub fn load(data: &Data) -> Result<Self> {
        let files = data.files(Folder::Extractors, "toml")?;
        let file = files.iter().find(|f| f.stem == "null").ok_or_else(|| {
            Error::data(
                "extractors/null.toml",
                "is missing; it lists what looks like an event and is not",
            )
        })?;
        let raw: File = toml::from_str(&file.text).map_err(|e| Error::data(&file.path, e))?;
        for entry in &raw.null {
            entry
                .check()
                .map_err(|e| Error::data(&file.path, format!("\"{}\": {e}", entry.about)))?;
        }
        Ok(Nulls { entries: raw.null, off: false })
    }

    /// Whether a match is no event.
    pub fn cover(&self, candidate: &Candidate) -> bool {
        !self.off && self.entries.iter().any(|e| e.covers(candidate))
    }
}

impl Entry {
    fn check(&self) -> Result<(), String> {
        let lists = [&self.begins, &self.phrases, &self.objects, &self.words, &self.under];
        if lists.iter().all(|l| l.is_empty()) {
            return Err("write how it is known: begins, phrases, objects, words or under".into());
        }
        if let Some(word) = lists.iter().copied().flatten().find(|w| **w != w.to_lowercase()) {
            return Err(format!("write \"{}\" instead of \"{word}\"", word.to_lowercase()));
        }
        if self.examples.is_empty() || self.still.is_empty() {
            return Err("it needs examples, and others in which an event is there still".into());
        }
        Ok(())
    }

    /// Whether it keeps this type of event from being read.
    pub fn concerns(&self, event: EventType) -> bool {
        self.events.is_empty() || self.events.contains(&event)
    }

    fn covers(&self, candidate: &Candidate) -> bool {
        let fillers = || candidate.record.roles.values().flatten();
        let kept = self.persons && fillers().any(|e| e.kind == EntityKind::Person);
        self.concerns(candidate.record.event)
            && !kept
            && (self.begins_here(candidate.forms)
                || self.is_phrase(candidate)
                || self.has_object(candidate)
                || self.stands_in_clause(candidate)
                || self.is_under(candidate))
    }

    /// "Related: ..." is a title; "Related matters ..." is a sentence.
    fn begins_here(&self, forms: &[String]) -> bool {
        self.begins.iter().any(|begin| {
            let words: Vec<&str> = begin.split(' ').collect();
            let ends = forms.get(words.len()).map(String::as_str);
            follow(forms, 0, &words)
                && (words.len() > 1 || matches!(ends, Some(":" | "to" | "for")))
        })
    }

    fn is_phrase(&self, candidate: &Candidate) -> bool {
        self.phrases.iter().any(|phrase| {
            let words: Vec<&str> = phrase.split(' ').collect();
            let first = (candidate.anchor + 1).saturating_sub(words.len());
            (first..=candidate.anchor).any(|at| follow(candidate.forms, at, &words))
        })
    }

    fn has_object(&self, candidate: &Candidate) -> bool {
        if self.objects.is_empty() {
            return false;
        }
        let objects = clause::objects(candidate.tree, candidate.anchor);
        objects.iter().any(|o| is_in(&self.objects, &candidate.tree.tokens[*o].lemma))
    }

    fn stands_in_clause(&self, candidate: &Candidate) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let tree = candidate.tree;
        clause_of(tree, candidate.anchor).into_iter().any(|token| {
            let noun = matches!(tree.tokens[token].upos, Upos::Noun | Upos::Propn);
            self.words.iter().any(|word| match word.contains(' ') {
                true => follow(candidate.forms, token, &word.split(' ').collect::<Vec<_>>()),
                false => noun && clause::is_lemma(&tree.tokens[token].lemma, word),
            })
        })
    }

    /// "a film about the war", "the novel describes the war".
    fn is_under(&self, candidate: &Candidate) -> bool {
        let tree = candidate.tree;
        if self.under.is_empty() || tree.tokens[candidate.anchor].upos != Upos::Noun {
            return false;
        }
        let mut at = candidate.anchor;
        while let Some(head) = tree.tokens[at].head {
            let told = match tree.tokens[at].relation.base() {
                "nmod" | "compound" | "acl" => is_in(&self.under, &tree.tokens[head].lemma),
                "obj" | "obl" => clause::subjects(tree, head)
                    .iter()
                    .any(|s| is_in(&self.under, &tree.tokens[*s].lemma)),
                _ => false,
            };
            if told || tree.tokens[head].upos == Upos::Verb {
                return told;
            }
            at = head;
        }
        false
    }
}

/// The tokens of the clause in which an event stands, without those of clauses
/// with a tense of their own.
fn clause_of(tree: &Tree, anchor: usize) -> Vec<usize> {
    let mut top = anchor;
    while let (false, Some(head)) = (clause::is_finite(tree, top), tree.tokens[top].head) {
        top = head;
    }
    let mut stack = vec![top];
    let mut tokens = Vec::new();
    while let Some(token) = stack.pop() {
        tokens.push(token);
        stack.extend(tree.children(token).filter(|c| !clause::is_finite(tree, *c)));
    }
    tokens
}

/// Whether words stand one after the other from a token on.
fn follow(forms: &[String], at: usize, words: &[&str]) -> bool {
    forms.get(at..at + words.len()).is_some_and(|f| f.iter().zip(words).all(|(f, w)| f == w))
}

fn is_in(words: &[String], lemma: &str) -> bool {
    words.iter().any(|w| clause::is_lemma(lemma, w))
}
