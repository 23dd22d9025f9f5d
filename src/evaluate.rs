//! Annotated articles to figures: how much of what people found the program
//! finds, how much of what it finds is right, and for each error the reason.
//!
//! Events of one article are paired one to one so that the sum of what they
//! share is highest; a pair counts as found when a filler of a core role
//! agrees. Precision, recall and F1 are those of information retrieval; what
//! an annotator marked as optional counts neither when missed nor when found.

mod figures;
mod gold;
mod pair;
pub mod plover;
mod reason;

use rayon::prelude::*;

use crate::event::{Event, EventType};
use crate::extract::Engine;
use crate::pipeline;

pub use figures::{Figures, Slot, Tally};
pub use gold::{Annotated, GoldEvent, read};

use pair::Coded;

/// What is to be measured.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only events of these types; none means all.
    pub types: Vec<EventType>,
    /// Also gives the errors with their reasons, which takes longer.
    pub errors: bool,
}

/// What was measured.
#[derive(Debug, Default)]
pub struct Report {
    /// How many articles.
    pub articles: usize,
    /// Articles whose day of publication was read as annotated.
    pub dated: usize,
    /// The figures.
    pub figures: Figures,
    /// What was missed, false or different, in the order of the articles.
    pub errors: Vec<Fault>,
}

/// What kind of error it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Annotated and not found.
    Missed,
    /// Found and not annotated.
    False,
    /// Found, with another core filler, date or status.
    Differs,
}

impl Kind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Missed => "missed",
            Kind::False => "false",
            Kind::Differs => "differs",
        }
    }
}

/// An error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub kind: Kind,
    /// Identifier of the article.
    pub article: String,
    /// The type of the event.
    pub event: EventType,
    /// The event as annotated; as found where it is false.
    pub told: String,
    /// The words that tell of it.
    pub quote: String,
    /// What it is for, in one of few phrases, to be counted.
    pub cause: &'static str,
    /// Why, in lines.
    pub reasons: Vec<String>,
}

/// Reads annotated articles and compares. The order of the articles is kept.
pub fn evaluate(engine: &Engine, gold: &[Annotated], options: &Options) -> Report {
    let parts: Vec<Report> = gold.par_iter().map(|one| article(engine, one, options)).collect();
    let mut report = Report { articles: gold.len(), ..Report::default() };
    for part in parts {
        report.dated += part.dated;
        report.figures.merge(&part.figures);
        report.errors.extend(part.errors);
    }
    report
}

fn article(engine: &Engine, gold: &Annotated, options: &Options) -> Report {
    let extraction = engine.extract(&gold.article);
    let found = pipeline::events_of(engine, &gold.article, &extraction);
    let wanted = |event: EventType| options.types.is_empty() || options.types.contains(&event);
    let annotated: Vec<&GoldEvent> = gold.events.iter().filter(|e| wanted(e.event)).collect();
    let found: Vec<&Event> = found.iter().filter(|e| wanted(e.record.event)).collect();
    let golden: Vec<Coded> = annotated.iter().map(|e| Coded::from(*e)).collect();
    let read: Vec<Coded> = found.iter().map(|e| Coded::from(*e)).collect();
    let pairs = pair::align(&golden, &read);
    let mut report = Report {
        dated: usize::from(gold.published == gold.article.published),
        ..Report::default()
    };
    for &(i, j) in &pairs {
        if !annotated[i].optional {
            report.figures.add_pair(&golden[i], &read[j]);
        }
    }
    let missed: Vec<usize> = (0..golden.len())
        .filter(|i| !annotated[*i].optional && !pairs.iter().any(|(g, _)| g == i))
        .collect();
    let extra: Vec<usize> =
        (0..read.len()).filter(|j| !pairs.iter().any(|(_, s)| s == j)).collect();
    missed.iter().for_each(|i| report.figures.add_missed(&golden[*i]));
    extra.iter().for_each(|j| report.figures.add_false(&read[*j]));
    if options.errors {
        let reasons = reason::Reasons::new(engine, &gold.article, &extraction.statements);
        for &(i, j) in &pairs {
            let slots = figures::differing(&golden[i], &read[j]);
            if !annotated[i].optional && !slots.is_empty() {
                report.errors.push(reasons.differs(annotated[i], found[j], &slots));
            }
        }
        report.errors.extend(missed.iter().map(|i| reasons.missed(annotated[*i], &found)));
        report.errors.extend(extra.iter().map(|j| reasons.false_hit(found[*j])));
        report.errors.sort_by_key(|e| (e.kind, e.event));
    }
    report
}
