//! The timeline as one HTML page that loads nothing else.
//!
//! The page is made by minijinja from `timeline.html`, with the style sheet
//! and the script put into it. Every text passes [`write_escaped`], so no
//! template can forget to escape; a content security policy that allows this
//! one script, by its hash, and no request at all is the second wall.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Months, NaiveDate};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Output, State, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::model::{Entry, Quote, Timeline, number};
use super::outline::{Outline, days, outline};
use super::phrase::{
    SEVERAL_MONTHS, date, day, excerpt, link, month, plain, setting, short_date, status, tally,
};
use crate::event::{EventType, Status};
use crate::{Error, Result};

const TEMPLATE: &str = include_str!("timeline.html");
const STYLE: &str = include_str!("timeline.css");
const SCRIPT: &str = include_str!("timeline.js");

/// A page should not be larger, in bytes: mail servers and phones.
const BUDGET: usize = 3_000_000;
/// A timeline of more years has a bar a year on top, one of fewer a bar a month.
const YEARS_BY_MONTH: i32 = 2;
/// Over more years than this, the bars skip years without events: one event
/// of 1865 would else push all others into a corner.
const YEARS_WITH_GAPS: i32 = 60;
/// From this many events on, a browser takes a while to lay out the page.
const LONG: usize = 400;
/// So many labels fit under the bars; phones show every other one.
const LABELS: usize = 16;
/// This many states can be filtered by; the rest can be searched for.
const COUNTRIES: usize = 24;

/// How much of the evidence a page shows.
#[derive(Clone, Copy, Serialize)]
struct Detail {
    /// Statements an event.
    quotes: usize,
    /// Characters a sentence; longer ones are cut around the asserting words.
    sentence: usize,
    /// Whether the titles of articles and the roles of the event are told.
    full: bool,
    /// Whether place and states stand under the headline.
    setting: bool,
}

/// From all of it to as little as keeps a page of 5,000 events in the budget.
const DETAILS: [Detail; 5] = [
    Detail { quotes: usize::MAX, sentence: 600, full: true, setting: true },
    Detail { quotes: 3, sentence: 300, full: true, setting: true },
    Detail { quotes: 2, sentence: 200, full: false, setting: true },
    Detail { quotes: 1, sentence: 140, full: false, setting: true },
    Detail { quotes: 1, sentence: 100, full: false, setting: false },
];

/// Writes a timeline as a self-contained HTML page.
///
/// Events stand by year and month, each with the sentences that tell of it.
/// The page makes no request, needs no script to be read, and shows what
/// articles contain as text, whatever it is. Where all evidence would make it
/// larger than 3 MB it shows less of it and says so.
///
/// # Errors
/// [`Error::Data`] if the template is wrong.
pub fn html(timeline: &Timeline) -> Result<String> {
    let environment = environment()?;
    let mut page = String::new();
    for detail in DETAILS {
        page = render(&environment, timeline, detail)?;
        if page.len() <= BUDGET {
            break;
        }
    }
    Ok(page)
}

fn environment() -> Result<Environment<'static>> {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.map_err(fault)?);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(write_escaped);
    environment.add_template("timeline.html", TEMPLATE).map_err(fault)?;
    Ok(environment)
}

fn render(environment: &Environment, timeline: &Timeline, detail: Detail) -> Result<String> {
    let page = Page::new(timeline, detail);
    let template = environment.get_template("timeline.html").map_err(fault)?;
    template.render(Serde(&page)).map_err(fault)
}

fn fault(error: minijinja::Error) -> Error {
    let line = error.line().map_or(String::new(), |line| format!(":{line}"));
    Error::data(format!("timeline.html{line}"), error)
}

/// Writes a value as HTML text that is safe inside elements and quoted
/// attributes. Unlike minijinja's own it leaves `/` alone, which needs no
/// escape there and is frequent in addresses, and drops bidi controls.
fn write_escaped(out: &mut Output, _: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    let Some(text) = value.as_str() else {
        return Ok(write!(out, "{value}")?);
    };
    if value.is_safe() {
        return Ok(out.write_str(text)?);
    }
    let text = plain(text);
    let mut rest = text.as_ref();
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.write_str(&rest[..at])?;
        out.write_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        })?;
        rest = &rest[at + 1..];
    }
    Ok(out.write_str(rest)?)
}

/// All that the template shows.
#[derive(Serialize)]
struct Page {
    title: String,
    about: String,
    period: Option<String>,
    events: String,
    articles: String,
    sources: String,
    bars: Vec<Bar>,
    /// Events of the highest bar.
    highest: usize,
    /// Whether the bars leave out dates that are wider than a month.
    bars_by_month: bool,
    /// Whether any bar has a part that did not happen, or not yet.
    doubtful: bool,
    /// Whether the browser should lay out only what is on the screen.
    long: bool,
    types: Vec<Choice>,
    statuses: Vec<Choice>,
    countries: Vec<Choice>,
    years: Vec<Group>,
    undated: Vec<Item>,
    left_out: Vec<String>,
    /// Where the page says less than there is.
    detail: Option<Detail>,
    style: &'static str,
    script: &'static str,
    script_hash: String,
}

impl Page {
    fn new(timeline: &Timeline, detail: Detail) -> Self {
        let outline = outline(timeline);
        let countries = countries(timeline);
        let last = timeline.events.iter().filter_map(|e| e.latest.or(e.date)).max();
        let write = Writer {
            detail,
            countries: countries.iter().map(|c| (c.key.clone(), c.number)).collect(),
            last_year: last.map_or(0, |d| d.year()),
        };
        let bars = bars(&outline);
        Page {
            highest: bars.iter().map(|b| b.facts + b.others).max().unwrap_or(0),
            bars_by_month: is_monthly(&outline)
                && outline.years.iter().any(|y| y.months.iter().any(|(m, _)| m.is_none())),
            doubtful: timeline.events.iter().any(|e| !is_fact(e)),
            long: timeline.events.len() > LONG,
            title: timeline.title.clone(),
            about: timeline.about.trim_end_matches('.').to_owned(),
            period: super::period(timeline),
            events: number(timeline.events.len()),
            articles: number(timeline.articles),
            sources: number(timeline.sources),
            bars,
            types: types(timeline),
            statuses: statuses(timeline),
            years: write.years(&outline),
            undated: outline.undated.iter().map(|e| write.item(e, date(e))).collect(),
            countries,
            left_out: timeline.left_out.clone(),
            detail: write.is_short(timeline).then_some(detail),
            style: STYLE,
            script: SCRIPT,
            script_hash: base64(&Sha256::digest(SCRIPT)),
        }
    }
}

/// A bar of the overview: the events of a year or a month.
#[derive(Serialize)]
struct Bar {
    /// Empty where there is no room.
    label: String,
    /// Whether a phone has room for the label.
    main: bool,
    /// The whole name, for those who hear the page.
    name: String,
    anchor: String,
    /// Events that happened or are under way.
    facts: usize,
    /// Events that are planned, possible, denied or called off.
    others: usize,
}

/// A type, status or state that events can be filtered by.
#[derive(Serialize)]
struct Choice {
    key: String,
    name: String,
    /// Number of events.
    count: usize,
    /// A short name for attributes: the rank among the states.
    number: usize,
}

/// A year with its months.
#[derive(Serialize)]
struct Group {
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
struct Item {
    anchor: String,
    kind: &'static str,
    /// `None` where it happened, which needs no word and saves bytes.
    status: Option<&'static str>,
    status_name: Option<&'static str>,
    /// Denied or called off.
    failed: bool,
    countries: String,
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
struct Writer {
    detail: Detail,
    countries: BTreeMap<String, usize>,
    /// Where the axis of a date with an open end ends.
    last_year: i32,
}

impl Writer {
    fn years(&self, outline: &Outline) -> Vec<Group> {
        let group = |year: &super::outline::Year| Group {
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

    fn item(&self, entry: &Entry, date: String) -> Item {
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
            countries: self.country_numbers(entry),
            date,
            datetime: self.detail.full.then(|| datetime(entry)).flatten(),
            span: self.stretch(entry),
            headline: entry.label.clone(),
            notes,
            contradicted: entry.is_contradicted(),
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

    fn country_numbers(&self, entry: &Entry) -> String {
        let numbers: Vec<String> = entry
            .countries
            .iter()
            .filter_map(|c| self.countries.get(&c.id))
            .map(usize::to_string)
            .collect();
        numbers.join(" ")
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

    fn is_short(&self, timeline: &Timeline) -> bool {
        !self.detail.full || timeline.events.iter().any(|e| e.evidence.len() > self.detail.quotes)
    }
}

/// Roles, values and date of an event, as names and texts.
fn facts(entry: &Entry) -> Vec<(String, String)> {
    let fillers = |names: &[super::Named]| {
        names.iter().map(|n| n.name.as_str()).collect::<Vec<_>>().join(", ")
    };
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

fn anchor(year: i32, month: Option<u32>) -> String {
    month.map_or(format!("y{year}-0"), |month| format!("y{year}-{month}"))
}

fn types(timeline: &Timeline) -> Vec<Choice> {
    choices(EventType::ALL.map(|t| {
        let count = timeline.events.iter().filter(|e| e.event == t).count();
        (t.name().to_owned(), t.name().to_owned(), count)
    }))
}

fn statuses(timeline: &Timeline) -> Vec<Choice> {
    choices(Status::ALL.map(|s| {
        let count = timeline.events.iter().filter(|e| e.status == s).count();
        (s.name().to_owned(), status(s).to_owned(), count)
    }))
}

/// States by number of events, the most frequent first.
fn countries(timeline: &Timeline) -> Vec<Choice> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for entry in &timeline.events {
        let states: BTreeSet<_> =
            entry.countries.iter().map(|c| (c.name.as_str(), c.id.as_str())).collect();
        for state in states {
            *counts.entry(state).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    choices(
        counts
            .into_iter()
            .take(COUNTRIES)
            .map(|((name, id), count)| (id.to_owned(), name.to_owned(), count)),
    )
}

fn choices(found: impl IntoIterator<Item = (String, String, usize)>) -> Vec<Choice> {
    found
        .into_iter()
        .filter(|(_, _, count)| *count > 0)
        .enumerate()
        .map(|(number, (key, name, count))| Choice { key, name, count, number })
        .collect()
}

/// The overview: a bar a year, or a bar a month where there are few years.
fn bars(outline: &Outline) -> Vec<Bar> {
    let (Some(first), Some(last)) = (outline.years.first(), outline.years.last()) else {
        return Vec::new();
    };
    let years: Vec<i32> = if last.year - first.year > YEARS_WITH_GAPS {
        outline.years.iter().map(|y| y.year).collect()
    } else {
        (first.year..=last.year).collect()
    };
    if is_monthly(outline) {
        let months = |year| (1..=12).map(move |m| month_bar(outline, year, m));
        years.into_iter().flat_map(months).collect()
    } else {
        let step = years.len().div_ceil(LABELS);
        let bar = |(i, year)| year_bar(outline, year, i, step);
        years.into_iter().enumerate().map(bar).collect()
    }
}

fn is_monthly(outline: &Outline) -> bool {
    let (first, last) = (outline.years.first(), outline.years.last());
    first.zip(last).is_some_and(|(first, last)| last.year - first.year < YEARS_BY_MONTH)
}

/// The bar of the year that is `place`th from the left, where each `step`th
/// has a label.
fn year_bar(outline: &Outline, year: i32, place: usize, step: usize) -> Bar {
    let found = outline.years.iter().find(|y| y.year == year);
    let entries = found.iter().flat_map(|y| &y.months).flat_map(|(_, entries)| entries);
    Bar {
        label: if place.is_multiple_of(step) { year.to_string() } else { String::new() },
        main: place.is_multiple_of(2 * step),
        ..Bar::new(year.to_string(), format!("y{year}"), entries)
    }
}

/// The bar of a month; the quarters have labels, January that of the year.
fn month_bar(outline: &Outline, year: i32, number: u32) -> Bar {
    let months = outline.years.iter().filter(|y| y.year == year).flat_map(|y| &y.months);
    let entries = months.filter(|(m, _)| *m == Some(number)).flat_map(|(_, entries)| entries);
    let label = match number {
        1 => year.to_string(),
        4 | 7 | 10 => month(number).chars().take(3).collect(),
        _ => String::new(),
    };
    let name = format!("{} {year}", month(number));
    Bar { label, main: true, ..Bar::new(name, anchor(year, Some(number)), entries) }
}

impl Bar {
    fn new<'a>(name: String, anchor: String, entries: impl Iterator<Item = &'a &'a Entry>) -> Self {
        let (mut facts, mut others) = (0, 0);
        for entry in entries {
            *(if is_fact(entry) { &mut facts } else { &mut others }) += 1;
        }
        Bar { label: String::new(), main: false, name, anchor, facts, others }
    }
}

fn is_fact(entry: &Entry) -> bool {
    matches!(entry.status, Status::Occurred | Status::Ongoing)
}

/// RFC 4648 base64, for the hash of the script.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
        let word = word << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = DIGITS[(word >> (18 - 6 * place)) as usize & 63];
            out.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::text::Span;

    fn page_of(entry: Entry) -> String {
        html(&Timeline { title: "T".into(), events: vec![entry], ..Timeline::default() }).unwrap()
    }

    #[test]
    fn every_event_is_told_with_its_evidence() {
        let timeline = sample::timeline();
        let page = html(&timeline).unwrap();
        for entry in &timeline.events {
            assert!(page.contains(&format!("id=\"{}\"", entry.id)), "{}", entry.label);
        }
        let quotes: usize = timeline.events.iter().map(|e| e.evidence.len()).sum();
        assert_eq!(page.matches("<q>").count(), quotes);
        assert_eq!(page.matches("<mark>").count(), quotes);
        assert!(page.contains("<mark>Chinese President Xi Jinping arrived in Nur-Sultan</mark>"));
        assert!(page.contains("2 events outside the period."));
        assert!(!page.contains("To keep the page small"));
    }

    #[test]
    fn anchors_are_unique() {
        let page = html(&sample::timeline()).unwrap();
        let ids: Vec<&str> =
            page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let set: BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(ids.len(), set.len());
        for bar in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(set.contains(&bar), "#{bar} leads nowhere");
        }
    }

    #[test]
    fn statuses_differ_in_words() {
        let page = html(&sample::timeline()).unwrap();
        for status in Status::ALL.into_iter().filter(|s| *s != Status::Occurred) {
            assert!(page.contains(&format!("data-s=\"{status}\" ")), "{status}");
            let badge = format!("<i>{}</i>", super::status(status));
            assert!(page.contains(&badge), "{badge}");
        }
        assert!(page.contains("articles disagree"));
    }

    #[test]
    fn hostile_text_stays_text() {
        const HOSTILE: &str = "</style></script><script>alert(1)</script><img src=x \
            \"onerror='alert(1)'>\u{202E}evil\u{2066}";
        let mut entry = sample::one();
        entry.id = HOSTILE.into();
        entry.label = HOSTILE.into();
        entry.edtf = Some(HOSTILE.into());
        entry.date_text = HOSTILE.into();
        entry.basis = HOSTILE.into();
        entry.values.push((HOSTILE.into(), HOSTILE.into()));
        for list in [&mut entry.countries, &mut entry.place] {
            list.push(super::super::Named { id: HOSTILE.into(), name: HOSTILE.into() });
        }
        let urls =
            ["javascript:alert(1)", "http://x.example/\"onerror=alert(1)>", "data:text/html,x"];
        for (quote, url) in entry.evidence.iter_mut().zip(urls) {
            quote.sentence = HOSTILE.into();
            quote.span = Span { start: 0, end: 8 };
            quote.title = Some(HOSTILE.into());
            quote.source = Some(HOSTILE.into());
            quote.url = Some(url.into());
        }
        let timeline = Timeline {
            title: HOSTILE.into(),
            about: HOSTILE.into(),
            left_out: vec![HOSTILE.into()],
            events: vec![entry],
            ..Timeline::default()
        };
        let page = html(&timeline).unwrap();
        assert_eq!(page.matches("<script").count(), 1);
        assert_eq!(page.matches("</style").count(), 1);
        assert_eq!(page.matches("<img").count(), 0);
        assert_eq!(page.matches("\"onerror").count(), 0);
        assert_eq!(page.matches("'alert").count(), 0);
        assert_eq!(page.matches("href=\"http").count(), 1);
        assert!(!page.contains("href=\"javascript") && !page.contains("href=\"data"));
        assert!(!page.contains(['\u{202E}', '\u{2066}']));
    }

    #[test]
    fn the_page_asks_for_nothing() {
        let page = html(&sample::timeline()).unwrap();
        for word in ["src=", "@import", "url(", "<link", "<iframe", "fetch(", "XMLHttpRequest"] {
            assert!(!page.contains(word), "{word}");
        }
    }

    #[test]
    fn the_policy_allows_this_script_only() {
        let page = html(&sample::timeline()).unwrap();
        let script = page.split("<script>").nth(1).unwrap().split("</script>").next().unwrap();
        let hash = base64(&Sha256::digest(script));
        assert!(page.contains(&format!("script-src 'sha256-{hash}'")));
    }

    #[test]
    fn base64_as_in_rfc_4648() {
        let pairs =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in pairs {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn five_thousand_events_stay_in_the_budget() {
        let page = html(&sample::many(5000)).unwrap();
        assert!(page.len() <= BUDGET, "{} bytes", page.len());
        assert_eq!(page.matches("<details><summary>").count(), 5000);
        assert!(page.contains("To keep the page small"));
    }

    #[test]
    fn imprecise_dates_are_drawn_as_spans() {
        let at = |from: &str, to: &str| {
            let (earliest, latest) = (from.parse().ok(), to.parse().ok());
            Entry { earliest, latest, date: earliest.or(latest), edtf: None, ..sample::one() }
        };
        assert!(!page_of(at("2022-09-14", "2022-09-14")).contains("class=\"axis"));
        let month = page_of(at("2022-09-01", "2022-09-30"));
        assert!(month.contains("class=\"axis\" style=\"--l:66.6%;--w:8.2%\" title=\"2022\""));
        let since = page_of(at("2015-01-01", ""));
        assert!(since.contains(
            "class=\"axis to\" style=\"--l:0.0%;--w:100.0%;--t:50.0%\" title=\"2015–2016\""
        ));
        let until = page_of(at("", "2022-06-30"));
        assert!(until.contains("class=\"axis from\""));
    }

    #[test]
    fn one_year_has_a_bar_a_month() {
        let page = page_of(sample::one());
        assert_eq!(page.matches("class=\"main\"").count(), 12);
        assert!(!page.contains("href=\"#y2022-8\""), "a link to a month without events");
        assert!(page.contains("aria-label=\"September 2022: 1 happened, 0 did not or not yet\""));
        assert!(page.contains("href=\"#y2022-9\"") && page.contains("id=\"y2022-9\""));
    }

    #[test]
    fn an_old_event_does_not_crowd_the_bars() {
        let mut timeline = sample::timeline();
        timeline.events.truncate(2);
        timeline.events[0].date = "1865-06-17".parse().ok();
        let bars = bars(&outline(&timeline));
        let labels: Vec<&str> = bars.iter().map(|b| b.label.as_str()).collect();
        assert_eq!(labels, ["1865", "2014"]);
    }

    #[test]
    fn no_events_make_a_page_too() {
        let page = html(&Timeline { title: "Nothing".into(), ..Timeline::default() }).unwrap();
        assert!(page.contains("<b>0</b> events") && !page.contains("<form"));
        assert!(page.contains("There is no event to show."));
    }

    /// WCAG 2.2, 1.4.3: text must have a contrast of at least 4.5 to 1.
    #[test]
    fn colours_can_be_read() {
        let themes: Vec<&str> = STYLE.split(":root {").skip(1).take(2).collect();
        for theme in themes {
            let theme = theme.split('}').next().unwrap();
            for back in ["--paper", "--raised"] {
                for text in ["--ink", "--soft", "--meet", "--pact", "--force", "--voice"] {
                    let ratio = contrast(colour(theme, text), colour(theme, back));
                    assert!(ratio >= 4.5, "{text} on {back}: {ratio:.2}");
                }
            }
            assert!(contrast(colour(theme, "--mark-ink"), colour(theme, "--mark")) >= 4.5);
        }
    }

    fn colour(theme: &str, name: &str) -> u32 {
        let value = theme.split(&format!("{name}: #")).nth(1).unwrap();
        u32::from_str_radix(&value[..6], 16).unwrap()
    }

    fn contrast(a: u32, b: u32) -> f64 {
        let luminance = |colour: u32| {
            let channel = |shift: u32| {
                let c = f64::from(colour >> shift & 255) / 255.0;
                if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}
