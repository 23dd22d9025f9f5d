//! The outline of a timeline: years, in them months, in them events.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::model::{Entry, Timeline};

/// Events in reading order.
pub(super) struct Outline<'a> {
    /// By year, oldest first.
    pub years: Vec<Year<'a>>,
    /// Events without a date, or of unknown year.
    pub undated: Vec<&'a Entry>,
}

/// The events of a year.
pub(super) struct Year<'a> {
    pub year: i32,
    /// Month from 1 to 12 and its events. `None` stands first: events whose
    /// date spans too much to be put under one month.
    pub months: Vec<(Option<u32>, Vec<&'a Entry>)>,
}

impl Year<'_> {
    /// Number of events.
    pub fn len(&self) -> usize {
        self.months.iter().map(|(_, entries)| entries.len()).sum()
    }
}

/// Events by date, then by how long the date spans, then by headline; those
/// without a date stand last.
pub(super) fn in_order(timeline: &Timeline) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = timeline.events.iter().collect();
    entries.sort_by_key(|e| (e.date.is_none(), e.date, days(e), e.label.as_str(), e.id.as_str()));
    entries
}

/// The years of a timeline, and its events in order.
pub(super) fn outline(timeline: &Timeline) -> Outline<'_> {
    let entries = in_order(timeline);
    let mut years: BTreeMap<i32, BTreeMap<Option<u32>, Vec<&Entry>>> = BTreeMap::new();
    let mut undated = Vec::new();
    for entry in entries {
        match entry.date {
            Some(date) => {
                let month = is_monthly(entry).then(|| date.month());
                years.entry(date.year()).or_default().entry(month).or_default().push(entry);
            }
            None => undated.push(entry),
        }
    }
    let years = years
        .into_iter()
        .map(|(year, months)| Year { year, months: months.into_iter().collect() })
        .collect();
    Outline { years, undated }
}

/// How many days lie between the first and the last day that the event can
/// be; `i64::MAX` where one of them is open.
pub(super) fn days(entry: &Entry) -> i64 {
    match (entry.earliest, entry.latest) {
        (Some(from), Some(to)) => (to - from).num_days(),
        // A date without bounds is a day.
        (None, None) => 0,
        _ => i64::MAX,
    }
}

/// Whether the date is no wider than a month.
fn is_monthly(entry: &Entry) -> bool {
    days(entry) <= 31
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn every_event_stands_once() {
        let timeline = sample::timeline();
        let outline = outline(&timeline);
        let dated: usize = outline.years.iter().map(Year::len).sum();
        assert_eq!(dated + outline.undated.len(), timeline.events.len());
        assert_eq!(outline.undated.len(), 3);
        assert!(outline.years.is_sorted_by_key(|y| y.year));
    }

    #[test]
    fn wide_dates_stand_before_the_months() {
        let timeline = sample::timeline();
        let outline = outline(&timeline);
        let year = outline.years.iter().find(|y| y.year == 2025).unwrap();
        let months: Vec<_> = year.months.iter().map(|(m, _)| *m).collect();
        assert_eq!(months, [None, Some(1), Some(3), Some(4), Some(6), Some(10)]);
        let wide: Vec<_> = year.months[0].1.iter().map(|e| e.edtf.as_deref().unwrap()).collect();
        assert_eq!(wide, ["2025-04-04/..", "2025-06-14/..", "2025-23"]);
    }

    #[test]
    fn exact_dates_come_before_wide_ones() {
        let day = |from: &str, to: &str| Entry {
            date: from.parse().ok(),
            earliest: from.parse().ok(),
            latest: to.parse().ok(),
            ..sample::one()
        };
        let events = vec![day("2022-09-01", "2022-09-30"), day("2022-09-01", "2022-09-01")];
        let timeline = Timeline { events, ..Timeline::default() };
        let outline = outline(&timeline);
        let lengths: Vec<i64> = outline.years[0].months[0].1.iter().map(|e| days(e)).collect();
        assert_eq!(lengths, [0, 29]);
    }
}
