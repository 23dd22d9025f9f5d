//! Timelines: what a set of events looks like on a terminal, in Markdown, as
//! one HTML page that needs nothing else, as a picture, a calendar, a table,
//! and JSON; and briefs about a state or an actor.
//!
//! A [`Timeline`] is made from the store, sifted by a [`Filter`], and written
//! by [`terminal`], [`markdown`], [`html`], [`svg`], [`calendar`], [`csv`] or
//! [`json`]; a [`BriefTemplate`] makes a brief of it. The renderers are pure: the same timeline gives the same bytes.

mod brief;
mod load;
mod calendar;
mod csv;
mod html;
mod json;
mod lanes;
mod markdown;
mod model;
mod outline;
mod phrase;
mod select;
mod svg;
mod template;
mod terminal;

#[cfg(test)]
mod sample;

pub use brief::{BriefFormat, BriefTemplate};
pub use calendar::calendar;
pub use csv::csv;
pub use html::html;
pub use json::json;
pub use lanes::Lanes;
pub use load::{find, load};
pub use markdown::markdown;
pub use model::{Depth, Entry, Filter, Named, Quote, Timeline, count, number};
pub use svg::svg;
pub use terminal::terminal;

use chrono::{Datelike, NaiveDate};

/// "41 events from 63 articles by 9 outlets, September 2013 to June 2025".
fn coverage(timeline: &Timeline) -> String {
    let mut text = format!(
        "{} from {}",
        count(timeline.events.len(), "event"),
        count(timeline.articles, "article")
    );
    if timeline.sources > 0 {
        text += &format!(" by {}", count(timeline.sources, "outlet"));
    }
    if let Some(period) = period(timeline) {
        text += &format!(", {period}");
    }
    text
}

/// The first and the last month of the events, or the month if it is one.
fn period(timeline: &Timeline) -> Option<String> {
    let month = |d: NaiveDate| format!("{} {}", phrase::month(d.month()), d.year());
    let dates = || timeline.events.iter().filter_map(|e| e.date);
    let (first, last) = (month(dates().min()?), month(dates().max()?));
    Some(if first == last { first } else { format!("{first} to {last}") })
}
