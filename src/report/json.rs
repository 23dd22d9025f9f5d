//! The timeline as JSON, for programs.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::model::{Entry, Named, Quote, Timeline};
use super::outline::in_order;
use crate::rdf::thing_iri;
use crate::{Error, Result};

/// Writes a timeline as one JSON object, events sorted by date.
///
/// Texts of articles stand in it as they are there; `start` and `end` count
/// characters of `sentence`.
///
/// # Errors
/// [`Error::Data`](crate::Error::Data) if the values cannot be written, of which no case is known.
pub fn json(timeline: &Timeline) -> Result<String> {
    let report = Report {
        title: &timeline.title,
        about: &timeline.about,
        articles: timeline.articles,
        outlets: timeline.sources,
        left_out: &timeline.left_out,
        events: in_order(timeline).into_iter().map(Item::from).collect(),
    };
    serde_json::to_string_pretty(&report).map_err(|e| Error::data("timeline", e))
}

#[derive(Serialize)]
struct Report<'a> {
    title: &'a str,
    about: &'a str,
    articles: usize,
    outlets: usize,
    left_out: &'a [String],
    events: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    iri: &'a str,
    r#type: &'static str,
    status: &'static str,
    headline: &'a str,
    date: Option<String>,
    earliest: Option<String>,
    latest: Option<String>,
    edtf: Option<&'a str>,
    precision: Option<&'a str>,
    basis: Option<&'a str>,
    words: Option<&'a str>,
    countries: Vec<Thing<'a>>,
    participants: Vec<Thing<'a>>,
    place: Vec<Thing<'a>>,
    roles: BTreeMap<&'a str, Vec<Thing<'a>>>,
    values: BTreeMap<&'a str, &'a str>,
    articles: usize,
    outlets: usize,
    disagree: bool,
    evidence: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct Thing<'a> {
    iri: String,
    name: &'a str,
}

#[derive(Serialize)]
struct Told<'a> {
    article: &'a str,
    title: Option<&'a str>,
    outlet: Option<&'a str>,
    url: Option<&'a str>,
    published: Option<String>,
    sentence: &'a str,
    start: usize,
    end: usize,
    status: &'static str,
    pattern: &'a str,
}

/// `None` for the empty text.
fn said(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn written(day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn things(of: &[Named]) -> Vec<Thing<'_>> {
    of.iter().map(|n| Thing { iri: thing_iri(&n.id), name: &n.name }).collect()
}

impl<'a> From<&'a Entry> for Item<'a> {
    fn from(entry: &'a Entry) -> Self {
        Item {
            iri: &entry.iri,
            r#type: entry.event.name(),
            status: entry.status.name(),
            headline: &entry.label,
            date: written(entry.date),
            earliest: written(entry.earliest),
            latest: written(entry.latest),
            edtf: entry.edtf.as_deref(),
            precision: said(&entry.precision),
            basis: said(&entry.basis),
            words: said(&entry.date_text),
            countries: things(&entry.countries),
            participants: things(&entry.participants),
            place: things(&entry.place),
            roles: entry.roles.iter().map(|(role, who)| (role.as_str(), things(who))).collect(),
            values: entry.values.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect(),
            articles: entry.articles,
            outlets: entry.outlets,
            disagree: entry.disagree,
            evidence: entry.evidence.iter().map(Told::from).collect(),
        }
    }
}

impl<'a> From<&'a Quote> for Told<'a> {
    fn from(quote: &'a Quote) -> Self {
        let characters = |at: usize| quote.sentence.get(..at).map_or(0, |s| s.chars().count());
        Told {
            article: &quote.article,
            title: quote.title.as_deref(),
            outlet: quote.source.as_deref(),
            url: quote.url.as_deref(),
            published: written(quote.published),
            sentence: &quote.sentence,
            start: characters(quote.span.start),
            end: characters(quote.span.end),
            status: quote.status.name(),
            pattern: &quote.pattern,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::sample;
    use super::*;

    #[test]
    fn programs_get_all_of_it() {
        let mut timeline = sample::timeline();
        let hostile = "\u{202e}</script>\"\n";
        timeline.events[0].label = hostile.into();
        let value: Value = serde_json::from_str(&json(&timeline).unwrap()).unwrap();
        let events = value["events"].as_array().unwrap();
        assert_eq!(events.len(), timeline.events.len());
        assert!(events.iter().any(|e| e["headline"] == hostile), "texts stay what they are");
        assert_eq!(value["left_out"][0], "2 events outside the period.");
        let visit =
            events.iter().find(|e| e["headline"] == "Xi Jinping visits Kazakhstan").unwrap();
        assert_eq!(visit["date"], "2022-09-14");
        assert_eq!(visit["roles"]["visitor"][0]["name"], "Xi Jinping");
        assert_eq!(visit["articles"], 3);
        let told = &visit["evidence"][0];
        let words: String = (told["sentence"].as_str().unwrap().chars())
            .skip(told["start"].as_u64().unwrap() as usize)
            .take((told["end"].as_u64().unwrap() - told["start"].as_u64().unwrap()) as usize)
            .collect();
        assert_eq!(words, "Chinese President Xi Jinping arrived in Nur-Sultan");
    }
}
