//! The timeline as an iCalendar file (RFC 5545), for calendar programs.

use chrono::{DateTime, Days, NaiveDate, NaiveTime};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

use super::model::{Entry, Quote, Timeline};
use super::outline::{days, in_order};
use super::phrase::{date, day, link, mark, plain, status};
use super::{count, coverage};
use crate::event::Status;

/// What the identifiers of events end in, as RFC 7986 asks for.
const DOMAIN: &str = "w3id.org";

/// Writes a timeline as an iCalendar file: an all-day entry for each event.
///
/// An imprecise date is an entry over all the days that it allows; where one
/// end is open, it is the day that is known, and the description says so.
/// Events without a date are not in the file, whose description counts them.
/// The file has no time of its own: `DTSTAMP` is the day of the latest article
/// that tells of the event, so the same events give the same bytes.
pub fn calendar(timeline: &Timeline) -> String {
    // `Calendar::new` names another program, and a file has one PRODID alone.
    let mut calendar = Calendar::empty();
    for (name, value) in [("VERSION", "2.0"), ("PRODID", "-//silkgraph//timeline//EN")] {
        calendar.append_property(Property::new(name, value));
    }
    calendar.name(&plain(&timeline.title));
    calendar.description(&about(timeline));
    for entry in in_order(timeline) {
        if let Some((first, last)) = span(entry) {
            calendar.push(event(entry, first, last));
        }
    }
    calendar.to_string()
}

/// What the calendar covers, and what is not in it.
fn about(timeline: &Timeline) -> String {
    let mut parts = vec![timeline.about.trim_end_matches('.').to_owned(), coverage(timeline)];
    parts.retain(|part| !part.is_empty());
    let mut text = parts.join(". ") + ".";
    for why in &timeline.left_out {
        text += &format!(" Left out: {why}");
    }
    let undated = timeline.events.iter().filter(|e| span(e).is_none()).count();
    if undated > 0 {
        text += &format!(" Left out: {} without a date.", count(undated, "event"));
    }
    plain(&text).into_owned()
}

/// The first and the last day that the event can be; of an open end, the day
/// that is known.
fn span(entry: &Entry) -> Option<(NaiveDate, NaiveDate)> {
    let known = entry.date?;
    match (entry.earliest, entry.latest) {
        (Some(first), Some(last)) if first <= last => Some((first, last)),
        (Some(day), None) | (None, Some(day)) => Some((day, day)),
        _ => Some((known, known)),
    }
}

fn event(entry: &Entry, first: NaiveDate, last: NaiveDate) -> Event {
    let mut event = Event::new();
    event.uid(&format!("{}@{DOMAIN}", entry.id.replace(char::is_whitespace, "-")));
    event.timestamp(stamp(entry).and_time(NaiveTime::MIN).and_utc());
    event.starts(first);
    // DTEND is the first day after the event.
    event.ends(last.checked_add_days(Days::new(1)).unwrap_or(last));
    event.summary(&plain(&summary(entry)));
    event.description(&description(entry));
    event.status(match entry.status {
        Status::Occurred | Status::Ongoing => EventStatus::Confirmed,
        Status::Planned | Status::Possible => EventStatus::Tentative,
        Status::Negated | Status::Cancelled => EventStatus::Cancelled,
    });
    event.add_property("CATEGORIES", entry.event.name());
    // Nobody is busy because presidents meet.
    event.add_property("TRANSP", "TRANSPARENT");
    let place: Vec<&str> = entry.place.iter().map(|p| p.name.as_str()).collect();
    if !place.is_empty() {
        event.location(&plain(&place.join(", ")));
    }
    if let Some(url) = entry.evidence.iter().find_map(|q| q.url.as_deref().and_then(link)) {
        event.url(&url);
    }
    event.done()
}

fn stamp(entry: &Entry) -> NaiveDate {
    let told = entry.evidence.iter().filter_map(|q| q.published).max();
    told.or(entry.date).unwrap_or(DateTime::UNIX_EPOCH.date_naive())
}

/// The headline; a status other than "happened" stands before it.
fn summary(entry: &Entry) -> String {
    match entry.status {
        Status::Occurred => entry.label.clone(),
        other => format!("{} {} ({})", mark(other), entry.label, status(other)),
    }
}

/// The date in words where it is no single day, then the sentences.
fn description(entry: &Entry) -> String {
    let mut lines = Vec::new();
    if days(entry) > 0 {
        lines.push(format!("When: {}", plain(&date(entry))));
    }
    if entry.disagree {
        lines.push("Articles disagree.".to_owned());
    }
    lines.extend(entry.evidence.iter().map(|q| cite(q, entry.status)));
    lines.push(plain(&entry.iri).into_owned());
    lines.join("\n")
}

fn cite(quote: &Quote, told: Status) -> String {
    let mut source = vec![quote.source.clone().unwrap_or_else(|| quote.article.clone())];
    source.extend(quote.published.map(day));
    source.extend(quote.url.as_deref().and_then(link));
    if quote.status != told {
        source.push(format!("{} here", status(quote.status)));
    }
    plain(&format!("“{}” {}", quote.sentence.trim(), source.join(", "))).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// The lines of the file as they were before they were folded.
    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
    }

    fn file_of(entry: Entry) -> String {
        calendar(&Timeline { title: "T".into(), events: vec![entry], ..Timeline::default() })
    }

    fn at(from: &str, to: &str) -> Entry {
        let (earliest, latest) = (from.parse().ok(), to.parse().ok());
        Entry { earliest, latest, date: earliest.or(latest), edtf: None, ..sample::one() }
    }

    #[test]
    fn every_dated_event_is_an_entry() {
        let timeline = sample::timeline();
        let text = calendar(&timeline);
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
        let dated = timeline.events.iter().filter(|e| e.date.is_some()).count();
        for line in ["BEGIN:VEVENT", "END:VEVENT"] {
            assert_eq!(unfolded(&text).iter().filter(|l| *l == line).count(), dated);
        }
        let all = unfolded(&text);
        let uids: std::collections::BTreeSet<&String> =
            all.iter().filter(|l| l.starts_with("UID:")).collect();
        assert_eq!(uids.len(), dated, "identifiers differ");
        let about = all.iter().find(|l| l.starts_with("DESCRIPTION:")).unwrap();
        assert!(about.contains("Left out: 2 events outside the period."), "{about}");
        assert!(about.contains("Left out: 3 events without a date."), "{about}");
        for once in ["VERSION:", "PRODID:"] {
            assert_eq!(all.iter().filter(|l| l.starts_with(once)).count(), 1, "{once}");
        }
        assert_eq!(text, calendar(&timeline), "the same bytes");
    }

    #[test]
    fn an_entry_says_what_the_event_is() {
        let lines = unfolded(&file_of(sample::one()));
        for line in [
            "DTSTART;VALUE=DATE:20220914",
            "DTEND;VALUE=DATE:20220915",
            "SUMMARY:Xi Jinping visits Kazakhstan",
            "STATUS:CONFIRMED",
            "CATEGORIES:Visit",
            "LOCATION:Nur-Sultan",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line} in {lines:#?}");
        }
        let stamp = lines.iter().find(|l| l.starts_with("DTSTAMP:")).unwrap();
        let latest = sample::one().evidence.iter().filter_map(|q| q.published).max().unwrap();
        assert_eq!(*stamp, format!("DTSTAMP:{}T000000Z", latest.format("%Y%m%d")));
    }

    #[test]
    fn a_status_is_that_of_calendars() {
        let expected = [
            (Status::Occurred, "CONFIRMED"),
            (Status::Ongoing, "CONFIRMED"),
            (Status::Planned, "TENTATIVE"),
            (Status::Possible, "TENTATIVE"),
            (Status::Negated, "CANCELLED"),
            (Status::Cancelled, "CANCELLED"),
        ];
        for (status, word) in expected {
            let text = file_of(Entry { status, ..sample::one() });
            assert!(text.contains(&format!("STATUS:{word}\r\n")), "{status}");
        }
    }

    #[test]
    fn imprecise_dates_span_the_days_that_they_allow() {
        let days = |entry: Entry| {
            let lines = unfolded(&file_of(entry));
            let of = |key: &str| lines.iter().find_map(|l| l.strip_prefix(key).map(str::to_owned));
            (of("DTSTART;VALUE=DATE:").unwrap(), of("DTEND;VALUE=DATE:").unwrap())
        };
        assert_eq!(days(at("2022-09-01", "2022-09-30")), ("20220901".into(), "20221001".into()));
        assert_eq!(days(at("2015-08-12", "")), ("20150812".into(), "20150813".into()));
        assert_eq!(days(at("", "2015-08-12")), ("20150812".into(), "20150813".into()));
        assert!(
            unfolded(&file_of(at("2015-08-12", "")))
                .iter()
                .any(|l| { l.starts_with("DESCRIPTION:When: since 12 August 2015\\n") })
        );
        assert!(!file_of(at("", "")).contains("VEVENT"));
    }

    #[test]
    fn hostile_text_stays_text() {
        let hostile = "a;b,c\\d\r\nBEGIN:VALARM\u{202e}";
        let mut entry = sample::one();
        entry.label = hostile.into();
        entry.id = "event/x\r\nATTACH:x".into();
        entry.place[0].name = hostile.into();
        entry.evidence[0].sentence = hostile.into();
        entry.evidence[0].source = Some(hostile.into());
        entry.evidence[0].url = Some("https://a.example/\r\nATTACH:https://b.example".into());
        let timeline = Timeline {
            title: hostile.into(),
            about: hostile.into(),
            left_out: vec![hostile.into()],
            events: vec![entry],
            ..Timeline::default()
        };
        let text = calendar(&timeline);
        let lines = unfolded(&text);
        assert!(!lines.iter().any(|l| l.starts_with("BEGIN:VALARM") || l.starts_with("ATTACH")));
        assert!(!text.contains('\u{202e}'));
        assert!(lines.iter().any(|l| l == r"SUMMARY:a\;b\,c\\d BEGIN:VALARM"), "{lines:#?}");
        assert!(lines.iter().any(|l| l == r"X-WR-CALNAME:a\;b\,c\\d BEGIN:VALARM"));
    }

    #[test]
    fn lines_are_folded() {
        let mut entry = sample::one();
        entry.evidence[0].sentence = "习近平主席访问哈萨克斯坦 и встретился с Токаевым. ".repeat(9);
        let text = file_of(entry);
        let longest = text.split("\r\n").map(str::len).max().unwrap();
        assert!(longest <= 75, "{longest} octets");
    }
}
