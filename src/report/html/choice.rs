//! What the events of a page can be filtered by.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::event::{EventType, Status};
use crate::report::model::{Entry, Named, Timeline};
use crate::report::phrase::status;

/// A type, status or state that events can be filtered by.
#[derive(Serialize)]
pub(super) struct Choice {
    pub key: String,
    pub name: String,
    /// Number of events.
    count: usize,
    /// A short name for attributes: the rank.
    pub number: usize,
}

pub(super) fn types(timeline: &Timeline) -> Vec<Choice> {
    choices(EventType::ALL.map(|t| {
        let count = timeline.events.iter().filter(|e| e.event == t).count();
        (t.name().to_owned(), t.name().to_owned(), count)
    }))
}

pub(super) fn statuses(timeline: &Timeline) -> Vec<Choice> {
    choices(Status::ALL.map(|s| {
        let count = timeline.events.iter().filter(|e| e.status == s).count();
        (s.name().to_owned(), status(s).to_owned(), count)
    }))
}

/// States, or actors, by number of events: the `most` frequent, those first.
pub(super) fn ranked(
    timeline: &Timeline,
    of: impl Fn(&Entry) -> &[Named],
    most: usize,
) -> Vec<Choice> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for entry in &timeline.events {
        let named: BTreeSet<_> =
            of(entry).iter().map(|n| (n.name.as_str(), n.id.as_str())).collect();
        for one in named {
            *counts.entry(one).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, n)| Reverse(*n));
    let first = counts.into_iter().take(most);
    choices(first.map(|((name, id), count)| (id.to_owned(), name.to_owned(), count)))
}

fn choices(found: impl IntoIterator<Item = (String, String, usize)>) -> Vec<Choice> {
    found
        .into_iter()
        .filter(|(_, _, count)| *count > 0)
        .enumerate()
        .map(|(number, (key, name, count))| Choice { key, name, count, number })
        .collect()
}
