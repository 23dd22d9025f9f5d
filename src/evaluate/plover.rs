//! Sentences that others coded in PLOVER, against ours under the mapping of the
//! ontology: a measure on sentences of other regions and other hands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Deserialize;

use super::Tally;
use crate::article::Article;
use crate::error::{Error, Result};
use crate::extract::Engine;
use crate::pipeline;
use crate::plover::{Actor, Coder, Record};

/// A sentence and how others coded it.
#[derive(Clone, Debug, Deserialize)]
pub struct Sentence {
    /// Identifier.
    pub id: String,
    /// The sentence.
    pub text: String,
    /// The day of publication.
    pub date: Option<String>,
    /// The records.
    pub gold: Vec<GoldRecord>,
}

/// A record as others coded it.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldRecord {
    /// The type, also under a name of an older version.
    #[serde(rename = "type")]
    pub kind: String,
    /// Who acts.
    #[serde(default)]
    pub source: Vec<Actor>,
    /// To whom it is done.
    #[serde(default)]
    pub target: Vec<Actor>,
}

/// The counts of one type, over sentences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coded {
    /// The sentence has the type.
    pub kind: Tally,
    /// It has the type with all countries of the other's record.
    pub countries: Tally,
}

/// What was measured.
#[derive(Debug, Default)]
pub struct Report {
    /// How many sentences.
    pub sentences: usize,
    /// The counts by type.
    pub types: BTreeMap<String, Coded>,
    /// Sentences of which a type was missed or falsely found: what, type,
    /// identifier, words.
    pub errors: Vec<(super::Kind, String, String, String)>,
}

impl Report {
    /// The counts of several types together.
    pub fn together(&self, types: &[&str]) -> Coded {
        let mut all = Coded::default();
        for coded in types.iter().filter_map(|t| self.types.get(*t)) {
            all.add(*coded);
        }
        all
    }
}

impl Coded {
    fn add(&mut self, other: Coded) {
        for (own, t) in [(&mut self.kind, other.kind), (&mut self.countries, other.countries)] {
            own.add(t.agree, t.gold, t.found);
        }
    }
}

/// Reads lines of JSON: `id`, `text`, `date`, `gold`.
///
/// # Errors
/// When the file cannot be read or a line is no such record.
pub fn read(path: &Path) -> Result<Vec<Sentence>> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    let lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line)
                .map_err(|e| Error::data(format!("{}:{}", path.display(), number + 1), e))
        })
        .collect()
}

/// Codes the sentences and compares type by type.
pub fn evaluate(engine: &Engine, sentences: &[Sentence]) -> Report {
    let found: Vec<Vec<Record>> = sentences.par_iter().map(|s| code(engine, s)).collect();
    let mut report = Report { sentences: sentences.len(), ..Report::default() };
    for (sentence, records) in sentences.iter().zip(&found) {
        report.compare(sentence, records);
    }
    report
}

fn code(engine: &Engine, sentence: &Sentence) -> Vec<Record> {
    let published = sentence.date.as_deref().and_then(|d| d.parse::<NaiveDate>().ok());
    let (id, text) = (sentence.id.clone(), sentence.text.clone());
    let article = Article { id, text, published, ..Article::default() };
    let extraction = engine.extract(&article);
    let coder = Coder { ontology: &engine.ontology, gazetteer: &engine.gazetteer };
    let events = pipeline::events_of(engine, &article, &extraction);
    events.iter().filter_map(|e| coder.record(&article, &extraction.statements, e)).collect()
}

impl Report {
    /// A sentence has a type once, however many records say so.
    fn compare(&mut self, sentence: &Sentence, found: &[Record]) {
        let ours: BTreeSet<&str> = found.iter().map(|r| r.kind.as_str()).collect();
        let theirs: BTreeSet<&str> = sentence.gold.iter().map(|g| current(&g.kind)).collect();
        for kind in ours.union(&theirs) {
            let (gold, hit) = (theirs.contains(kind), ours.contains(kind));
            let both = gold && hit;
            let records = found.iter().filter(|r| r.kind == *kind);
            let countries: BTreeSet<&str> = records
                .flat_map(|r| r.source.iter().chain(&r.target))
                .filter_map(code_of)
                .collect();
            let wanted = sentence.gold.iter().filter(|g| current(&g.kind) == *kind);
            let wanted: BTreeSet<&str> =
                wanted.flat_map(|g| g.source.iter().chain(&g.target)).filter_map(code_of).collect();
            let coded = self.types.entry((*kind).to_owned()).or_default();
            let count = usize::from;
            coded.kind.add(count(both), count(gold), count(hit));
            let all = both && wanted.is_subset(&countries);
            coded.countries.add(count(all), count(gold), count(hit));
            if !both {
                let what = if gold { super::Kind::Missed } else { super::Kind::False };
                let told = found.iter().map(|r| r.kind.as_str()).collect::<Vec<_>>().join(", ");
                let words = match (gold, told.is_empty()) {
                    (true, false) => format!("{} (found {told})", sentence.text),
                    (true, true) => sentence.text.clone(),
                    (false, _) => {
                        let theirs = theirs.iter().copied().collect::<Vec<_>>().join(", ");
                        format!("{} (coded {theirs})", sentence.text)
                    }
                };
                self.errors.push((what, (*kind).to_owned(), sentence.id.clone(), words));
            }
        }
    }
}

fn code_of(actor: &Actor) -> Option<&str> {
    // The records have Japan by the code of the Olympic Games of old.
    actor.code.as_deref().map(|code| if code == "JAP" { "JPN" } else { code })
}

/// Types that later versions of PLOVER call otherwise.
fn current(kind: &str) -> &str {
    match kind {
        "REQUEST" => "DEMAND",
        "DISAPPROVE" | "INVESTIGATE" => "ACCUSE",
        "FIGHT" => "ASSAULT",
        other => other,
    }
}
