//! What a report is made of: the entries of a timeline with their evidence,
//! and the filter that chose them.

use chrono::NaiveDate;

use super::phrase::day;
use crate::event::{EventType, Status};
use crate::text::Span;

/// Events chosen for a report, with what the reader must know about the choice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// The heading, e.g. "Timeline: Kazakhstan".
    pub title: String,
    /// What the report covers, in words ([`Filter::describe`]).
    pub about: String,
    /// The first and the last day asked for; `None` is open.
    pub from: Option<NaiveDate>,
    /// See `from`.
    pub to: Option<NaiveDate>,
    /// Number of articles read, whether or not they tell of an event shown.
    pub articles: usize,
    /// Number of distinct outlets among these articles.
    pub sources: usize,
    /// The events, in any order: the renderers sort them.
    pub events: Vec<Entry>,
    /// What was left out and why, one sentence each ([`Filter::left_out`]).
    pub left_out: Vec<String>,
}

/// An actor, place or state: identifier and the name to show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Named {
    /// Identifier under `https://w3id.org/silkgraph/id/`.
    pub id: String,
    /// Canonical English name.
    pub name: String,
}

/// One event of a timeline.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Full IRI.
    pub iri: String,
    /// Identifier under `https://w3id.org/silkgraph/id/`.
    pub id: String,
    /// The kind of event.
    pub event: EventType,
    /// The headline (`rdfs:label`).
    pub label: String,
    /// How far it is a fact, all articles together.
    pub status: Status,
    /// The sort key (`silk:date`): the earliest day, else the latest.
    pub date: Option<NaiveDate>,
    /// First day it can be; `None` is open or unknown.
    pub earliest: Option<NaiveDate>,
    /// Last day it can be; `None` is open or unknown.
    pub latest: Option<NaiveDate>,
    /// The date in Extended Date/Time Format, never more exact than the text.
    pub edtf: Option<String>,
    /// `silk:precision` (day, week, month, ...); empty where there is no date.
    pub precision: String,
    /// `silk:dateBasis` (explicit, relative, ...); empty where there is no date.
    pub basis: String,
    /// The words that give the date; empty where there are none.
    pub date_text: String,
    /// All states involved (`silk:country`), also through persons and places.
    pub countries: Vec<Named>,
    /// All actors (`silk:participant`).
    pub participants: Vec<Named>,
    /// Where it happens, as named.
    pub place: Vec<Named>,
    /// Role name (`visitor`, `party`, ...) and its fillers, in reading order.
    pub roles: Vec<(String, Vec<Named>)>,
    /// Roles filled by words: `mode`, `field`, `amount`, ...
    pub values: Vec<(String, String)>,
    /// How many statements tell of it.
    pub claims: usize,
    /// In how many articles it is told.
    pub articles: usize,
    /// How many outlets tell of it; articles of unknown outlet do not count.
    pub outlets: usize,
    /// Whether articles contradict each other on it (`silk:contradicts`).
    pub disagree: bool,
    /// The statements that tell of it; none in a timeline of [`Depth::Events`].
    pub evidence: Vec<Quote>,
}

/// How much is told of each event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The event without its roles, and how many articles tell of it.
    Events,
    /// The sentences that tell of it as well.
    Evidence,
}

/// One statement of one article, as evidence for an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// Identifier of the article.
    pub article: String,
    /// Headline of the article.
    pub title: Option<String>,
    /// The outlet.
    pub source: Option<String>,
    /// Address of the article.
    pub url: Option<String>,
    /// Publication date.
    pub published: Option<NaiveDate>,
    /// The whole sentence.
    pub sentence: String,
    /// The asserting words, in bytes of `sentence`.
    pub span: Span,
    /// The status that this statement gives the event.
    pub status: Status,
    /// The pattern that found it.
    pub pattern: String,
}

impl Entry {
    /// Whether the event can lie between `from` and `to` (both inclusive,
    /// `None` is open). News is of late: an event that only its article dates,
    /// or whose year is not known, counts as of the day it sorts by. One without
    /// any date can lie nowhere.
    fn may_fall(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
        let is_told = self.basis != "bounded" && (self.earliest.is_some() || self.latest.is_some());
        let told = if is_told { [self.earliest, self.latest] } else { [self.date; 2] };
        let start = told[0].unwrap_or(NaiveDate::MIN);
        let end = told[1].unwrap_or(NaiveDate::MAX);
        self.date.is_some()
            && from.is_none_or(|from| end >= from)
            && to.is_none_or(|to| start <= to)
    }

    /// Whether the actor takes part in any role.
    fn names(&self, id: &str) -> bool {
        let fillers = self.roles.iter().flat_map(|(_, fillers)| fillers);
        self.participants.iter().chain(fillers).any(|n| n.id == id)
    }
}

/// How many events a graph holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub all: usize,
    /// Those that a filter chooses, whatever their date.
    pub chosen: usize,
    /// Those of them that have a date; all of them where no period is asked for.
    pub dated: usize,
}

/// Which events a report shows. An empty field asks for nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// States, all of which the event must involve.
    pub country: Vec<Named>,
    /// Actors, all of whom must take part.
    pub actor: Vec<Named>,
    /// Kinds of event, one of which it must be.
    pub types: Vec<EventType>,
    /// Statuses, one of which it must have.
    pub status: Vec<Status>,
}

impl Filter {
    /// Whether the filter asks for some period.
    pub fn is_dated(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// Whether the report shows the event. An imprecise date counts as within
    /// the period when any day that it allows is.
    pub fn admits(&self, entry: &Entry) -> bool {
        self.chooses(entry) && (!self.is_dated() || entry.may_fall(self.from, self.to))
    }

    /// All that the filter asks for but the period.
    fn chooses(&self, entry: &Entry) -> bool {
        self.country.iter().all(|c| entry.countries.iter().any(|n| n.id == c.id))
            && self.actor.iter().all(|a| entry.names(&a.id))
            && (self.types.is_empty() || self.types.contains(&entry.event))
            && (self.status.is_empty() || self.status.contains(&entry.status))
    }

    /// What is left out and why, one sentence each, where `shown` events are
    /// shown.
    pub fn left_out(&self, counts: &Counts, shown: usize) -> Vec<String> {
        let reasons = [
            (
                counts.all - counts.chosen,
                "not of the countries, actors, types or statuses asked for",
            ),
            (counts.dated.saturating_sub(shown), "outside the period"),
            (counts.chosen - counts.dated, "without a date, so possibly in the period"),
        ];
        reasons
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, why)| format!("{} {why}.", count(n, "event")))
            .collect()
    }

    /// What the report covers, e.g. "Events of type Visit that involve
    /// Kazakhstan, from 1 January 2022"; "All events" when nothing is asked for.
    pub fn describe(&self) -> String {
        let mut text = match self.types.as_slice() {
            [] => "All events".to_owned(),
            types => format!("Events of type {}", join(types.iter().map(|t| t.name()), "or")),
        };
        let names = |of: &[Named]| join(of.iter().map(|n| n.name.as_str()), "and");
        if !self.country.is_empty() {
            text += &format!(" that involve {}", names(&self.country));
        }
        if !self.actor.is_empty() {
            text += &format!(" with {}", names(&self.actor));
        }
        if !self.status.is_empty() {
            text += &format!(", {}", join(self.status.iter().map(|s| s.name()), "or"));
        }
        match (self.from, self.to) {
            (Some(from), Some(to)) => text += &format!(", {} to {}", day(from), day(to)),
            (Some(from), None) => text += &format!(", from {}", day(from)),
            (None, Some(to)) => text += &format!(", until {}", day(to)),
            (None, None) => {}
        }
        text
    }
}

/// "1 event", "2 events", "1,234 events".
pub fn count(n: usize, noun: &str) -> String {
    format!("{} {noun}{}", number(n), if n == 1 { "" } else { "s" })
}

/// A number with commas between thousands.
pub fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "a", "a and b", "a, b and c".
pub(super) fn join<'a>(words: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [head @ .., tail] => format!("{} {last} {tail}", head.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn day(text: &str) -> Option<NaiveDate> {
        text.parse().ok()
    }

    fn named(id: &str) -> Named {
        Named { id: id.to_owned(), name: id.to_owned() }
    }

    fn labels(filter: &Filter) -> Vec<String> {
        sample::timeline()
            .events
            .into_iter()
            .filter(|e| filter.admits(e))
            .map(|e| e.label)
            .collect()
    }

    #[test]
    fn an_empty_filter_leaves_nothing_out() {
        assert_eq!(labels(&Filter::default()).len(), sample::timeline().events.len());
        assert_eq!(Filter::default().describe(), "All events");
    }

    #[test]
    fn imprecise_dates_fall_where_they_may() {
        let within =
            |from, to| labels(&Filter { from: day(from), to: day(to), ..Filter::default() });
        let member = "Kyrgyzstan is a member of the Eurasian Economic Union".to_owned();
        assert_eq!(
            within("2017-06-25", "2017-06-26"),
            [member.clone(), "Russia writes off debt of Kyrgyzstan".to_owned()]
        );
        assert!(within("2023-06-01", "2023-06-02").contains(&member));
        assert!(!within("", "2015-08-11").contains(&member));
    }

    #[test]
    fn countries_and_actors_must_all_take_part() {
        let france = Filter { country: vec![named("france")], ..Filter::default() };
        assert_eq!(labels(&france).len(), 3);
        let both = Filter { country: vec![named("france"), named("uzbekistan")], ..france };
        assert_eq!(labels(&both), ["Shavkat Mirziyoyev visits Paris"]);
        let host = Filter { actor: vec![named("emmanuel-macron")], ..Filter::default() };
        assert_eq!(
            labels(&host),
            ["Shavkat Mirziyoyev visits Paris", "Emmanuel Macron visits Kazakhstan"]
        );
    }

    #[test]
    fn what_is_left_out_is_counted_with_the_reason() {
        let filter = Filter {
            from: day("2022-01-01"),
            types: vec![EventType::Visit, EventType::Meeting],
            country: vec![named("kazakhstan")],
            status: vec![Status::Occurred],
            ..Filter::default()
        };
        assert_eq!(
            filter.describe(),
            "Events of type Visit or Meeting that involve kazakhstan, occurred, from 1 January 2022"
        );
        let counts = Counts { all: 45, chosen: 12, dated: 11 };
        assert_eq!(
            filter.left_out(&counts, 10),
            [
                "33 events not of the countries, actors, types or statuses asked for.",
                "1 event outside the period.",
                "1 event without a date, so possibly in the period."
            ]
        );
        let all = Counts { all: 3, chosen: 3, dated: 3 };
        assert!(Filter::default().left_out(&all, 3).is_empty());
    }

    #[test]
    fn numbers_have_commas() {
        let all: Vec<String> = [0, 999, 1000, 1_234_567].into_iter().map(number).collect();
        assert_eq!(all, ["0", "999", "1,000", "1,234,567"]);
        assert_eq!((count(1, "event"), count(2, "event")), ("1 event".into(), "2 events".into()));
    }
}
