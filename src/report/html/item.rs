//! An event on the page: what stands in its line, and the evidence below.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Months, NaiveDate};
use serde::Serialize;

use super::Detail;
use crate::event::Status;
use crate::report::model::{Entry, Named, Quote, Timeline};
use crate::report::outline::{Outline, Year, days};
use crate::report::phrase::{
    SEVERAL_MONTHS, date, day, excerpt, link, month, setting, short_date, status, tally,
};

/// A year with its months.
#[derive(Serialize)]
pub(super) struct Group {
    year: i32,
    count: usize,
    months: Vec<MonthGroup>,
}

#[derive(Serialize)]
struct MonthGroup {
    name: &'static str,
    anchor: String,
    items: Vec<Item>,
}

/// One event.
#[derive(Serialize)]
pub(super) struct Item {
    anchor: String,
    kind: &'static str,
    /// `None` where it happened, which needs no word and saves bytes.
    status: Option<&'static str>,
    status_name: Option<&'static str>,
    /// Denied or called off.
    failed: bool,
    /// Numbers of its states and actors, where they can be chosen.
    countries: String,
    actors: String,
    /// When it is, for lanes ([`stretch_of`]); `None` without a date.
    days: Option<String>,
    date: String,
    /// For the `datetime` attribute, which knows days, months and years only.
    datetime: Option<String>,
    span: Option<Stretch>,
    headline: String,
    notes: Vec<String>,
    contradicted: bool,
    quotes: Vec<Cited>,
    /// Statements that are not shown.
    more: usize,
    facts: Vec<(String, String)>,
}

/// An imprecise date, drawn on an axis of whole years.
#[derive(Serialize)]
struct Stretch {
    /// Per cent of the axis.
    left: f64,
    width: f64,
    /// Width of a year in per cent; `None` where the axis is one year.
    tick: Option<f64>,
    open_left: bool,
    open_right: bool,
    /// First and last year of the axis; one where it is one year.
    years: String,
}

/// A statement with its article.
#[derive(Serialize)]
struct Cited {
    before: String,
    words: String,
    after: String,
    url: Option<String>,
    title: Option<String>,
    source: Option<String>,
    date: Option<String>,
    /// Where it tells the event otherwise than the heading.
    status: Option<&'static str>,
}

/// Turns events into items.
pub(super) struct Writer {
    pub detail: Detail,
    pub countries: BTreeMap<String, usize>,
    pub actors: BTreeMap<String, usize>,
    /// Where the axis of a date with an open end ends.
    pub last_year: i32,
}

impl Writer {
    pub fn years(&self, outline: &Outline) -> Vec<Group> {
        let group = |year: &Year| Group {
            year: year.year,
            count: year.len(),
            months: year
                .months
                .iter()
                .map(|(number, entries)| MonthGroup {
                    name: number.map_or(SEVERAL_MONTHS, month),
                    anchor: anchor(year.year, *number),
                    items: entries.iter().map(|e| self.item(e, short_date(e, year.year))).collect(),
                })
                .collect(),
        };
        outline.years.iter().map(group).collect()
    }

    pub fn item(&self, entry: &Entry, date: String) -> Item {
        let shown = entry.evidence.iter().take(self.detail.quotes);
        let doubtful = Some(entry.status).filter(|s| *s != Status::Occurred);
        let mut notes = if self.detail.setting { setting(entry) } else { Vec::new() };
        notes.push(tally(entry));
        Item {
            anchor: entry.id.replace(char::is_whitespace, "-"),
            kind: entry.event.name(),
            status: doubtful.map(Status::name),
            status_name: doubtful.map(status),
            failed: matches!(entry.status, Status::Negated | Status::Cancelled),
            countries: numbers(&entry.countries, &self.countries),
            actors: numbers(&entry.participants, &self.actors),
            days: stretch_of(entry),
            date,
            datetime: self.detail.full.then(|| datetime(entry)).flatten(),
            span: self.stretch(entry),
            headline: entry.label.clone(),
            notes,
            contradicted: entry.disagree,
            quotes: shown.map(|q| self.cited(q, entry.status)).collect(),
            more: entry.evidence.len().saturating_sub(self.detail.quotes),
            facts: if self.detail.full { facts(entry) } else { Vec::new() },
        }
    }

    fn cited(&self, quote: &Quote, told: Status) -> Cited {
        let [before, words, after] = excerpt(quote, self.detail.sentence);
        let named = quote.title.clone().filter(|_| self.detail.full || quote.source.is_none());
        Cited {
            before: before.trim_start().to_owned(),
            words,
            after: after.trim_end().to_owned(),
            url: quote.url.as_deref().and_then(link),
            title: named.or_else(|| quote.source.is_none().then(|| quote.article.clone())),
            source: quote.source.clone(),
            date: quote.published.map(day),
            status: (quote.status != told).then(|| status(quote.status)),
        }
    }

    /// The drawing of a date that is wider than a day.
    fn stretch(&self, entry: &Entry) -> Option<Stretch> {
        if days(entry) == 0 || entry.date.is_none() {
            return None;
        }
        let start = entry.earliest.or(entry.latest)?;
        let end = entry.latest.or(entry.earliest)?;
        // An open end gets a year of the axis to fade out in.
        let first = start.year() - i32::from(entry.earliest.is_none());
        let last = match entry.latest {
            Some(date) => date.year(),
            None => self.last_year.max(start.year() + 1),
        };
        let origin = NaiveDate::from_ymd_opt(first, 1, 1)?;
        let years = last - first + 1;
        let all = (origin.checked_add_months(Months::new(years as u32 * 12))? - origin).num_days();
        let share = |days: i64| (days as f64 / all as f64 * 1000.0).round() / 10.0;
        let left = entry.earliest.map_or(0.0, |d| share((d - origin).num_days()));
        let right = entry.latest.map_or(100.0, |_| share((end - origin).num_days() + 1));
        Some(Stretch {
            left,
            width: ((right - left) * 10.0).round() / 10.0,
            tick: (years > 1).then(|| (100_000.0 / f64::from(years)).round() / 1000.0),
            open_left: entry.earliest.is_none(),
            open_right: entry.latest.is_none(),
            years: if years == 1 { first.to_string() } else { format!("{first}–{last}") },
        })
    }

    pub fn is_short(&self, timeline: &Timeline) -> bool {
        !self.detail.full || timeline.events.iter().any(|e| e.evidence.len() > self.detail.quotes)
    }
}

fn numbers(names: &[Named], of: &BTreeMap<String, usize>) -> String {
    let numbers: Vec<String> =
        names.iter().filter_map(|n| of.get(&n.id)).map(usize::to_string).collect();
    numbers.join(" ")
}

/// First day, counted from 1 January 1970, and how many days follow: "19249",
/// "19249+29"; "19249+" is since that day, "19249~" some time after it, and
/// "~19249" until that day.
fn stretch_of(entry: &Entry) -> Option<String> {
    let number = |day: NaiveDate| (day - DateTime::UNIX_EPOCH.date_naive()).num_days();
    Some(match (entry.earliest, entry.latest) {
        (Some(first), Some(last)) if first < last => {
            format!("{}+{}", number(first), (last - first).num_days())
        }
        (Some(first), None) if entry.basis == "bounded" => format!("{}~", number(first)),
        (Some(first), None) => format!("{}+", number(first)),
        (None, Some(last)) => format!("~{}", number(last)),
        _ => number(entry.date?).to_string(),
    })
}

/// Roles, values and date of an event, as names and texts.
fn facts(entry: &Entry) -> Vec<(String, String)> {
    let fillers =
        |names: &[Named]| names.iter().map(|n| n.name.as_str()).collect::<Vec<_>>().join(", ");
    let mut facts: Vec<(String, String)> =
        entry.roles.iter().map(|(role, names)| (capital(role), fillers(names))).collect();
    facts.extend(entry.values.iter().map(|(role, word)| (capital(role), word.clone())));
    if !entry.place.is_empty() && !entry.roles.iter().any(|(_, names)| *names == entry.place) {
        facts.push(("Place".to_owned(), fillers(&entry.place)));
    }
    if !entry.countries.is_empty() {
        facts.push(("States".to_owned(), fillers(&entry.countries)));
    }
    facts.push(("Date".to_owned(), dated(entry)));
    facts
}

/// "14 September 2022, from “on September 14” (relative)".
fn dated(entry: &Entry) -> String {
    let mut text = date(entry);
    if !entry.date_text.is_empty() {
        text += &format!(", from “{}”", entry.date_text);
    }
    if !entry.basis.is_empty() && entry.basis != "explicit" {
        text += &format!(" ({})", entry.basis);
    }
    text
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

/// EDTF where HTML's `<time>` knows it: a day, a month or a year.
fn datetime(entry: &Entry) -> Option<String> {
    let edtf = entry.edtf.clone().or_else(|| entry.date.map(|d| d.to_string()))?;
    let numeric = edtf.chars().all(|c| c.is_ascii_digit() || c == '-');
    let is_month = edtf.get(5..7).is_none_or(|m| m <= "12");
    (numeric && is_month && matches!(edtf.len(), 4 | 7 | 10)).then_some(edtf)
}

pub(super) fn anchor(year: i32, month: Option<u32>) -> String {
    month.map_or(format!("y{year}-0"), |month| format!("y{year}-{month}"))
}
