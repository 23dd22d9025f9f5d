//! A timeline for tests: real events of 2013 to 2025, told in our own words by
//! outlets that do not exist.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::model::{Entry, Named, Quote, Timeline};
use crate::event::{EventType, Status};
use crate::text::Span;

#[derive(Deserialize)]
struct Line {
    r#type: EventType,
    status: Status,
    label: String,
    edtf: Option<String>,
    /// First and last day; empty is open.
    #[serde(default)]
    days: [String; 2],
    #[serde(default)]
    words: String,
    #[serde(default)]
    basis: String,
    #[serde(default)]
    countries: Vec<String>,
    roles: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    place: Vec<String>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    quotes: Vec<Told>,
}

#[derive(Deserialize)]
struct Told {
    outlet: Option<String>,
    published: Option<String>,
    title: String,
    url: String,
    /// The asserting words stand in brackets.
    sentence: String,
    status: Option<Status>,
}

/// The sample: events of all statuses, exact, imprecise and without a date.
pub(super) fn timeline() -> Timeline {
    let lines = include_str!("sample.jsonl").lines();
    let events: Vec<Entry> = lines.map(|l| entry(serde_json::from_str(l).unwrap())).collect();
    let quotes = || events.iter().flat_map(|e| &e.evidence);
    Timeline {
        title: "Central Asia and its partners".to_owned(),
        about: "All events, from 1 January 2013".to_owned(),
        from: "2013-01-01".parse().ok(),
        to: None,
        articles: quotes().map(|q| &q.article).collect::<BTreeSet<_>>().len() + 3,
        sources: quotes().filter_map(|q| q.source.as_ref()).collect::<BTreeSet<_>>().len(),
        left_out: vec!["2 events outside the period.".to_owned()],
        events,
    }
}

/// The sample over and over until it has `n` events, with the longer
/// sentences and addresses of real articles.
pub(super) fn many(n: usize) -> Timeline {
    let mut timeline = timeline();
    let sample = timeline.events.clone();
    for (i, mut event) in sample.iter().cycle().take(n - sample.len()).cloned().enumerate() {
        event.id += &format!("-{i}");
        for quote in &mut event.evidence {
            quote.sentence += " The two sides also spoke of trade, transport and water.";
            quote.url =
                quote.url.as_ref().map(|url| format!("{url}-and-what-it-means-{i:06}.html"));
        }
        timeline.events.push(event);
    }
    timeline
}

/// One plain event, for tests to change.
pub(super) fn one() -> Entry {
    timeline().events.into_iter().find(|e| e.label.starts_with("Xi Jinping visits")).unwrap()
}

fn entry(line: Line) -> Entry {
    let [earliest, latest] = line.days.map(|day| day.parse().ok());
    let status = line.status;
    let evidence: Vec<Quote> = line.quotes.into_iter().map(|q| quote(q, status)).collect();
    let different = |of: fn(&Quote) -> Option<&str>| -> usize {
        evidence.iter().filter_map(of).collect::<BTreeSet<_>>().len()
    };
    let is_off = |s: Status| matches!(s, Status::Negated | Status::Cancelled);
    // As short as a hash of the real ones, and different for each.
    let sum: u32 = line.label.bytes().fold(7, |sum, b| sum.wrapping_mul(31).wrapping_add(b.into()));
    let id = format!("event/{}-{sum:08x}", slug(line.r#type.name()));
    let participants: BTreeSet<Named> =
        line.roles.values().flatten().map(|name| named(name)).collect();
    Entry {
        iri: format!("https://w3id.org/silkgraph/id/{id}"),
        id,
        event: line.r#type,
        label: line.label,
        status,
        date: earliest.or(latest),
        earliest,
        latest,
        precision: String::new(),
        edtf: line.edtf,
        basis: line.basis,
        date_text: line.words,
        countries: line.countries.iter().map(|name| named(name)).collect(),
        participants: participants.into_iter().collect(),
        place: line.place.iter().map(|name| named(name)).collect(),
        roles: line
            .roles
            .into_iter()
            .map(|(role, names)| (role, names.iter().map(|name| named(name)).collect()))
            .collect(),
        values: line.values.into_iter().collect(),
        claims: evidence.len(),
        articles: different(|q| Some(&q.article)),
        outlets: different(|q| q.source.as_deref()),
        disagree: evidence.iter().map(|q| is_off(q.status)).collect::<BTreeSet<_>>().len() > 1,
        evidence,
    }
}

fn quote(told: Told, status: Status) -> Quote {
    let start = told.sentence.find('[').unwrap();
    let end = told.sentence.find(']').unwrap() - 1;
    Quote {
        article: slug(&told.title),
        title: Some(told.title),
        source: told.outlet,
        url: Some(told.url),
        published: told.published.map(|day| day.parse().unwrap()),
        sentence: told.sentence.replace(['[', ']'], ""),
        span: Span { start, end },
        status: told.status.unwrap_or(status),
        pattern: "sample".to_owned(),
    }
}

fn named(name: &str) -> Named {
    Named { id: slug(name), name: name.to_owned() }
}

fn slug(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    text.to_lowercase()
}
