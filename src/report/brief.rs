//! A brief about a state or an actor, from a template that users can replace.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Months, NaiveDate};
use serde::Serialize;

use super::coverage;
use super::lanes::Lanes;
use super::model::{Entry, Named, Quote, Timeline};
use super::outline::in_order;
use super::phrase::{date, day, excerpt, link, plain, setting, short_date, status, tally};
use super::svg::svg;
use super::template::Template;
use crate::Result;
use crate::event::{EventType, Status};

/// So many partners are listed; the others are counted.
const PARTNERS: usize = 15;
/// Longer sentences are cut around the asserting words.
const SENTENCE: usize = 300;
/// A picture of fewer events says nothing.
const DRAWN: usize = 3;

/// The forms of a brief.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum BriefFormat {
    /// Markdown, to paste into a report
    Markdown,
    /// One HTML page that needs nothing else
    Html,
}

impl BriefFormat {
    /// The built-in template of this form.
    pub fn template(self) -> &'static str {
        match self {
            BriefFormat::Markdown => include_str!("../../templates/report.md"),
            BriefFormat::Html => include_str!("../../templates/report.html"),
        }
    }

    /// The form that the ending of a file name stands for.
    pub fn of_file(name: &str) -> Option<Self> {
        let name = name.strip_suffix(".j2").unwrap_or(name);
        match name.rsplit_once('.')?.1 {
            "md" | "markdown" => Some(BriefFormat::Markdown),
            "html" | "htm" => Some(BriefFormat::Html),
            _ => None,
        }
    }
}

/// A template for briefs.
pub struct BriefTemplate(Template);

impl BriefTemplate {
    /// `text` is a template in the syntax of Jinja; what it fills in is escaped
    /// as `format` needs it. `name` is what errors call it.
    ///
    /// # Errors
    /// [`Error::Data`](crate::Error::Data) with the line of the template that is wrong.
    pub fn new(name: &str, text: &str, format: BriefFormat) -> Result<Self> {
        Ok(BriefTemplate(match format {
            BriefFormat::Markdown => Template::markdown(name, text)?,
            BriefFormat::Html => Template::page(name, text)?,
        }))
    }

    /// The template that comes with the program.
    ///
    /// # Errors
    /// None: a test fills it.
    pub fn built_in(format: BriefFormat) -> Result<Self> {
        let name = match format {
            BriefFormat::Markdown => "templates/report.md",
            BriefFormat::Html => "templates/report.html",
        };
        BriefTemplate::new(name, format.template(), format)
    }

    /// Fills the template with what is told of `subject`, a state or an actor
    /// that all events of the timeline involve.
    ///
    /// # Errors
    /// [`Error::Data`](crate::Error::Data) where the template asks for what there is not.
    pub fn fill(&self, timeline: &Timeline, subject: &Named) -> Result<String> {
        self.0.render(&Brief::new(timeline, subject)?)
    }
}

/// What a template can fill in. `CONTRIBUTING.md` explains it to its users.
#[derive(Serialize)]
struct Brief {
    /// "Kazakhstan".
    name: String,
    title: String,
    /// What the brief covers, in words.
    about: String,
    /// "41 events from 63 articles by 9 outlets, September 2013 to June 2025".
    coverage: String,
    left_out: Vec<String>,
    /// The day of the latest article cited: "next" is seen from there.
    as_of: Option<String>,
    summary: Vec<Kind>,
    partners: Vec<Partner>,
    more_partners: usize,
    agreements: Vec<Item>,
    next: Vec<Item>,
    overdue: Vec<Item>,
    disagree: Vec<Item>,
    years: Vec<Year>,
    undated: Vec<Item>,
    sources: Vec<Source>,
    /// Lanes of partners, as SVG; empty where there is too little to draw.
    picture: String,
}

/// The events of a type.
#[derive(Serialize)]
struct Kind {
    name: &'static str,
    happened: usize,
    planned: usize,
    failed: usize,
    first: String,
    last: String,
}

/// A state or actor with whom the subject had to do.
#[derive(Serialize)]
struct Partner {
    name: String,
    events: usize,
    visits: usize,
    meetings: usize,
    agreements: usize,
    last: String,
}

#[derive(Serialize)]
struct Year {
    year: i32,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    date: String,
    /// The date under the heading of its year.
    short_date: String,
    headline: String,
    kind: &'static str,
    /// "planned"; `None` where it happened.
    status: Option<&'static str>,
    failed: bool,
    /// Where, which states, how many articles.
    notes: String,
    disagree: bool,
    /// Numbers of its sources.
    sources: Vec<usize>,
    quotes: Vec<Cited>,
}

#[derive(Serialize)]
struct Cited {
    before: String,
    words: String,
    after: String,
    source: usize,
    /// Where it tells the event otherwise than the heading.
    status: Option<&'static str>,
}

/// An article that is cited.
#[derive(Serialize)]
struct Source {
    number: usize,
    title: String,
    outlet: Option<String>,
    date: Option<String>,
    url: Option<String>,
}

impl Brief {
    fn new(timeline: &Timeline, subject: &Named) -> Result<Self> {
        let entries = in_order(timeline);
        let as_of = entries.iter().flat_map(|e| &e.evidence).filter_map(|q| q.published).max();
        let cited = Sources::of(&entries);
        let items = |of: &dyn Fn(&&Entry) -> bool| -> Vec<Item> {
            entries.iter().copied().filter(|e| of(e)).map(|e| cited.item(e)).collect()
        };
        let (partners, more_partners) = partners(&entries, subject);
        let drawn = entries.iter().filter(|e| e.date.is_some()).count() >= DRAWN;
        let by = if entries.iter().all(|e| has(&e.countries, subject)) {
            Lanes::Country
        } else {
            Lanes::Actor
        };
        Ok(Brief {
            name: subject.name.clone(),
            title: timeline.title.clone(),
            about: timeline.about.trim_end_matches('.').to_owned(),
            coverage: coverage(timeline),
            left_out: timeline.left_out.clone(),
            as_of: as_of.map(day),
            summary: summary(&entries),
            partners,
            more_partners,
            agreements: items(&|e| e.event == EventType::Agreement && !is_ahead(e)),
            next: items(&|e| is_ahead(e) && !is_past(e, as_of)),
            overdue: items(&|e| is_ahead(e) && is_past(e, as_of)),
            disagree: items(&|e| e.disagree),
            years: cited.years(&entries),
            undated: items(&|e| e.date.is_none()),
            picture: if drawn { svg(timeline, by)? } else { String::new() },
            sources: cited.list,
        })
    }
}

fn has(names: &[Named], one: &Named) -> bool {
    names.iter().any(|n| n.id == one.id)
}

/// Announced or thought possible, and not told as done.
fn is_ahead(entry: &Entry) -> bool {
    matches!(entry.status, Status::Planned | Status::Possible)
}

/// Whether the last day that it can be lies before that day. What is announced
/// for no known day is past after a year.
fn is_past(entry: &Entry, as_of: Option<NaiveDate>) -> bool {
    let open = entry.earliest.is_some() && entry.latest.is_none();
    let patience = if open { Months::new(12) } else { Months::new(0) };
    let last = entry.latest.or(entry.date).and_then(|day| day.checked_add_months(patience));
    last.zip(as_of).is_some_and(|(last, as_of)| last < as_of)
}

fn summary(entries: &[&Entry]) -> Vec<Kind> {
    let kind = |event: EventType| {
        let of: Vec<&&Entry> = entries.iter().filter(|e| e.event == event).collect();
        let count =
            |statuses: &[Status]| of.iter().filter(|e| statuses.contains(&e.status)).count();
        let dates = || of.iter().filter_map(|e| e.date);
        (!of.is_empty()).then(|| Kind {
            name: event.name(),
            happened: count(&[Status::Occurred, Status::Ongoing]),
            planned: count(&[Status::Planned, Status::Possible]),
            failed: count(&[Status::Negated, Status::Cancelled]),
            first: dates().min().map_or(String::new(), day),
            last: dates().max().map_or(String::new(), day),
        })
    };
    EventType::ALL.into_iter().filter_map(kind).collect()
}

/// With whom most events are shared, and how many more there are. Of a state
/// these are states, of an actor actors; what did not happen does not count.
fn partners(entries: &[&Entry], subject: &Named) -> (Vec<Partner>, usize) {
    let is_state = entries.iter().any(|e| has(&e.countries, subject));
    let mut shared: BTreeMap<&Named, Vec<&Entry>> = BTreeMap::new();
    let facts = entries.iter().filter(|e| matches!(e.status, Status::Occurred | Status::Ongoing));
    for entry in facts {
        let names = if is_state { &entry.countries } else { &entry.participants };
        let others: BTreeSet<&Named> = names.iter().filter(|n| n.id != subject.id).collect();
        for other in others {
            shared.entry(other).or_default().push(entry);
        }
    }
    let mut all: Vec<(&Named, Vec<&Entry>)> = shared.into_iter().collect();
    all.sort_by_key(|(named, of)| (Reverse(of.len()), named.name.clone()));
    let more = all.len().saturating_sub(PARTNERS);
    let partner = |(named, of): (&Named, Vec<&Entry>)| {
        let count = |types: &[EventType]| of.iter().filter(|e| types.contains(&e.event)).count();
        Partner {
            name: named.name.clone(),
            events: of.len(),
            visits: count(&[EventType::Visit]),
            meetings: count(&[EventType::Meeting, EventType::Summit]),
            agreements: count(&[EventType::Agreement]),
            last: of.iter().filter_map(|e| e.date).max().map_or(String::new(), day),
        }
    };
    (all.into_iter().take(PARTNERS).map(partner).collect(), more)
}

/// The articles that are cited, numbered by day of publication.
struct Sources {
    numbers: BTreeMap<String, usize>,
    list: Vec<Source>,
}

impl Sources {
    fn of(entries: &[&Entry]) -> Self {
        let quotes = entries.iter().flat_map(|e| &e.evidence);
        let articles: BTreeMap<(Option<NaiveDate>, &str), &Quote> =
            quotes.map(|q| ((q.published, q.article.as_str()), q)).collect();
        let source = |(place, quote): (usize, &Quote)| Source {
            number: place + 1,
            title: quote.title.clone().unwrap_or_else(|| quote.article.clone()),
            outlet: quote.source.clone(),
            date: quote.published.map(day),
            url: quote.url.as_deref().and_then(link),
        };
        let number = |(place, quote): (usize, &&Quote)| (quote.article.clone(), place + 1);
        let quotes: Vec<&Quote> = articles.into_values().collect();
        Sources {
            numbers: quotes.iter().enumerate().map(number).collect(),
            list: quotes.into_iter().enumerate().map(source).collect(),
        }
    }

    fn number(&self, quote: &Quote) -> usize {
        self.numbers.get(&quote.article).copied().unwrap_or_default()
    }

    fn years(&self, entries: &[&Entry]) -> Vec<Year> {
        let mut years: BTreeMap<i32, Vec<Item>> = BTreeMap::new();
        for entry in entries {
            if let Some(date) = entry.date {
                years.entry(date.year()).or_default().push(self.item(entry));
            }
        }
        years.into_iter().map(|(year, items)| Year { year, items }).collect()
    }

    fn item(&self, entry: &Entry) -> Item {
        let numbers: BTreeSet<usize> = entry.evidence.iter().map(|q| self.number(q)).collect();
        let mut notes = setting(entry);
        notes.push(tally(entry));
        let quote = |quote: &Quote| {
            let [before, words, after] = excerpt(quote, SENTENCE);
            Cited {
                before: before.trim_start().to_owned(),
                words,
                after: after.trim_end().to_owned(),
                source: self.number(quote),
                status: (quote.status != entry.status).then(|| status(quote.status)),
            }
        };
        Item {
            date: date(entry),
            short_date: entry.date.map_or_else(|| date(entry), |d| short_date(entry, d.year())),
            headline: plain(&entry.label).into_owned(),
            kind: entry.event.name(),
            status: (entry.status != Status::Occurred).then(|| status(entry.status)),
            failed: matches!(entry.status, Status::Negated | Status::Cancelled),
            notes: notes.join(" · "),
            disagree: entry.disagree,
            sources: numbers.into_iter().collect(),
            quotes: entry.evidence.iter().map(quote).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn kazakhstan() -> (Timeline, Named) {
        let subject = Named { id: "kazakhstan".into(), name: "Kazakhstan".into() };
        let mut timeline = sample::timeline();
        timeline.events.retain(|e| has(&e.countries, &subject));
        timeline.title = "Kazakhstan".into();
        (timeline, subject)
    }

    fn fill(format: BriefFormat, timeline: &Timeline, subject: &Named) -> String {
        BriefTemplate::built_in(format).unwrap().fill(timeline, subject).unwrap()
    }

    #[test]
    fn a_brief_has_all_its_parts() {
        let (timeline, subject) = kazakhstan();
        let text = fill(BriefFormat::Markdown, &timeline, &subject);
        for part in [
            "# Kazakhstan\n",
            "\n## Summary\n",
            "\n## Partners\n",
            "\n## Agreements\n",
            "\n## Announced\n",
            "\n## Timeline\n",
            "\n### 2022\n",
            "\n## Sources\n",
            "| Visit | 6 | 0 | 0 |",
        ] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        for entry in &timeline.events {
            assert!(text.contains(&entry.label), "{}", entry.label);
        }
        let page = fill(BriefFormat::Html, &timeline, &subject);
        assert!(page.contains("<h1>Kazakhstan</h1>") && page.contains("<svg "));
        assert_eq!(page, fill(BriefFormat::Html, &timeline, &subject), "the same bytes");
    }

    #[test]
    fn partners_are_ranked_and_the_subject_is_none() {
        let (timeline, subject) = kazakhstan();
        let brief = Brief::new(&timeline, &subject).unwrap();
        assert!(brief.partners.iter().all(|p| p.name != "Kazakhstan"));
        assert!(brief.partners.is_sorted_by_key(|p| Reverse(p.events)));
        assert!(brief.partners.iter().any(|p| p.name == "China" && p.visits > 0));
    }

    #[test]
    fn what_is_announced_is_next_until_its_day_is_past() {
        let (mut timeline, subject) = kazakhstan();
        let mut planned = sample::one();
        planned.status = Status::Planned;
        planned.label = "A plan for 2022".into();
        timeline.events.push(planned);
        let brief = Brief::new(&timeline, &subject).unwrap();
        let next: Vec<&str> = brief.next.iter().map(|i| i.headline.as_str()).collect();
        assert!(next.contains(&"China builds a nuclear power plant in Kazakhstan"), "{next:?}");
        assert_eq!(brief.overdue[0].headline, "A plan for 2022");
    }

    #[test]
    fn every_citation_leads_to_a_source() {
        let (timeline, subject) = kazakhstan();
        let brief = Brief::new(&timeline, &subject).unwrap();
        let cited: BTreeSet<usize> =
            brief.years.iter().flat_map(|y| &y.items).flat_map(|i| i.sources.clone()).collect();
        let listed: BTreeSet<usize> = brief.sources.iter().map(|s| s.number).collect();
        assert_eq!(cited, listed);
    }

    #[test]
    fn hostile_text_stays_text() {
        let hostile = "</style><script>x</script>\"onerror='y' | [a](javascript:b)\n# c\u{202e}";
        let (mut timeline, mut subject) = kazakhstan();
        timeline.title = hostile.into();
        subject.name = hostile.into();
        timeline.left_out.push(hostile.into());
        for event in &mut timeline.events {
            event.label = hostile.into();
            for quote in &mut event.evidence {
                quote.title = Some(hostile.into());
                quote.source = Some(hostile.into());
                quote.url = Some("javascript:alert(1)".into());
            }
        }
        let page = fill(BriefFormat::Html, &timeline, &subject);
        for bad in ["<script", "\"onerror", "href=\"javascript", "\u{202e}"] {
            assert!(!page.contains(bad), "{bad}");
        }
        let text = fill(BriefFormat::Markdown, &timeline, &subject);
        assert!(!text.contains("](javascript:alert") && !text.contains("\n# c"));
        assert!(!text.contains('\u{202e}') && text.contains(r"\<script\>"));
        assert_eq!(text.matches("<script").count(), text.matches(r"\<script").count());
    }

    #[test]
    fn templates_are_of_the_user() {
        let (timeline, subject) = kazakhstan();
        let own =
            BriefTemplate::new("own.md", "{{ name }}: {{ summary|length }}", BriefFormat::Markdown);
        let text = own.unwrap().fill(&timeline, &subject).unwrap();
        assert_eq!(text, format!("Kazakhstan: {}", summary(&in_order(&timeline)).len()));
        let wrong = BriefTemplate::new("own.md", "a\n{{ nme }}", BriefFormat::Markdown).unwrap();
        let error = wrong.fill(&timeline, &subject).unwrap_err().to_string();
        assert!(error.starts_with("own.md:2: "), "{error}");
        assert_eq!(BriefFormat::of_file("a/own.html.j2"), Some(BriefFormat::Html));
        assert_eq!(BriefFormat::of_file("own.txt"), None);
    }

    #[test]
    fn nothing_told_makes_a_brief_too() {
        let subject = Named { id: "x".into(), name: "X".into() };
        let timeline = Timeline { title: "X".into(), ..Timeline::default() };
        for format in [BriefFormat::Markdown, BriefFormat::Html] {
            assert!(fill(format, &timeline, &subject).contains("No event"));
        }
    }
}
