//! The overview on top of the page: a bar a year, or a bar a month.

use serde::Serialize;

use super::item::anchor;
use crate::event::Status;
use crate::report::model::Entry;
use crate::report::outline::Outline;
use crate::report::phrase::month;

/// A timeline of more years has a bar a year on top, one of fewer a bar a month.
const YEARS_BY_MONTH: i32 = 2;
/// Over more years than this, the bars skip years without events: one event
/// of 1865 would else push all others into a corner.
const YEARS_WITH_GAPS: i32 = 60;
/// So many labels fit under the bars; phones show every other one.
const LABELS: usize = 16;

/// A bar of the overview: the events of a year or a month.
#[derive(Serialize)]
pub(super) struct Bar {
    /// Empty where there is no room.
    pub label: String,
    /// Whether a phone has room for the label.
    main: bool,
    /// The whole name, for those who hear the page.
    name: String,
    anchor: String,
    /// Events that happened or are under way.
    pub facts: usize,
    /// Events that are planned, possible, denied or called off.
    pub others: usize,
}

/// The overview: a bar a year, or a bar a month where there are few years.
pub(super) fn bars(outline: &Outline) -> Vec<Bar> {
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

pub(super) fn is_monthly(outline: &Outline) -> bool {
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

pub(super) fn is_fact(entry: &Entry) -> bool {
    matches!(entry.status, Status::Occurred | Status::Ongoing)
}
