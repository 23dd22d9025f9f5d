//! The timeline as a picture: lanes over an axis of time, in SVG.
//!
//! Here positions are reckoned; `timeline.svg` draws. The picture needs no
//! style sheet, font or script, so that word processors show it as browsers do.

use chrono::{Datelike, Months, NaiveDate};
use serde::Serialize;

use super::lanes::{Lane, Lanes, lanes};
use super::model::{Entry, Timeline};
use super::outline::days;
use super::phrase::{date, family, month, plain, short_date, status};
use super::template::Template;
use super::{count, coverage};
use crate::Result;
use crate::event::{EventType, Status};

const TEMPLATE: &str = include_str!("svg/timeline.svg");

/// Width of the picture, and of the strip that holds the names of the lanes.
const WIDTH: f64 = 1200.0;
const MARGIN: f64 = 24.0;
const GUTTER: f64 = 150.0;
/// Where the axis of time begins and ends.
const LEFT: f64 = MARGIN + GUTTER;
const RIGHT: f64 = WIDTH - MARGIN;
/// Height of a row with labels, and of one without.
const ROW: f64 = 21.0;
const DENSE_ROW: f64 = 12.0;
/// Above and below the rows of a lane.
const PADDING: f64 = 7.0;
/// A mark is at least so wide: a day on an axis of years.
const MARK: f64 = 11.0;
/// How far an open end runs whose reach nobody told.
const TAIL: f64 = 30.0;
/// Between a mark and its label, and between neighbours.
const GAP: f64 = 5.0;
/// Lanes that are drawn one by one.
const MOST_LANES: usize = 8;
/// A picture with more rows than this has no labels.
const MOST_LABELLED_ROWS: usize = 70;
/// So many rows a lane has without labels; what finds no room is counted.
const MOST_DENSE_ROWS: usize = 16;
/// Characters of a headline.
const HEADLINE: usize = 58;
/// A label of the axis takes so much room.
const TICK: f64 = 48.0;
/// Size of the letters of lane names, labels and notes.
const LETTERS: f64 = 12.0;

/// Writes a timeline as an SVG picture with a lane for each state, actor or
/// kind of event.
///
/// Imprecise dates are drawn as the span that they are, with a chevron where
/// an end is open. Statuses differ in shape and word, families of events in
/// colour. Many events are drawn without labels; what finds no room, and what
/// has no date, is counted under the picture.
///
/// # Errors
/// [`Error::Data`](crate::Error::Data) if the template is wrong.
pub fn svg(timeline: &Timeline, by: Lanes) -> Result<String> {
    Template::page("timeline.svg", TEMPLATE)?.render(&Picture::new(timeline, by))
}

/// All that the template draws.
#[derive(Serialize)]
struct Picture {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    margin: f64,
    title: String,
    head: Vec<String>,
    /// Where the lanes begin and end.
    top: f64,
    bottom: f64,
    ticks: Vec<Tick>,
    lanes: Vec<Strip>,
    statuses: Vec<Sign>,
    families: Vec<Sign>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Tick {
    x: f64,
    /// Empty where there is no room.
    label: String,
}

/// A sign of the legend: a status or a family of events.
#[derive(Serialize)]
struct Sign {
    key: &'static str,
    name: String,
    x: f64,
}

/// Signs side by side.
fn row(signs: impl Iterator<Item = (&'static str, String)>) -> Vec<Sign> {
    let mut x = 0.0;
    let place = |(key, name): (&'static str, String)| {
        let at = x;
        x += 16.0 + length(&name) + 4.0 * GAP;
        Sign { key, name, x: round(at) }
    };
    signs.map(place).collect()
}

/// A lane as it is drawn.
#[derive(Serialize)]
struct Strip {
    y: f64,
    height: f64,
    name: Vec<String>,
    count: String,
    marks: Vec<Mark>,
}

/// An event as it is drawn.
#[derive(Serialize)]
struct Mark {
    /// The middle of its row.
    y: f64,
    x: f64,
    width: f64,
    span: bool,
    open_left: bool,
    open_right: bool,
    /// Half of its height.
    half: f64,
    family: &'static str,
    status: &'static str,
    /// Denied or called off.
    failed: bool,
    label: Option<Label>,
    /// Date and headline in full.
    title: String,
}

/// Where a label stands, seen from its mark.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    On,
    After,
    Before,
}

#[derive(Clone, Serialize)]
struct Label {
    x: f64,
    end: bool,
    /// Whether it stands on its mark.
    inside: bool,
    date: String,
    text: String,
    status: Option<&'static str>,
}

impl Picture {
    fn new(timeline: &Timeline, by: Lanes) -> Self {
        let lanes = lanes(timeline, by, MOST_LANES);
        let axis = Axis::of(lanes.iter().flat_map(|l| &l.entries).copied(), timeline);
        let head = head(timeline);
        let top = MARGIN + 34.0 + 17.0 * head.len() as f64 + 30.0;
        let labelled: usize = lanes.iter().map(|l| axis.pack(l, true).rows).sum();
        let labels = labelled <= MOST_LABELLED_ROWS;
        let mut y = top;
        let mut hidden = 0;
        let mut strips = Vec::new();
        for lane in &lanes {
            let packed = axis.pack(lane, labels);
            hidden += packed.hidden;
            let strip = packed.strip(lane, y, labels);
            y += strip.height;
            strips.push(strip);
        }
        let notes = notes(timeline, by, hidden);
        let dated: Vec<&Entry> = timeline.events.iter().filter(|e| e.date.is_some()).collect();
        let used = |s: &Status| dated.iter().any(|e| e.status == *s);
        let kinds = |key: &'static str| {
            let of = EventType::ALL.into_iter().filter(|t| family(*t) == key);
            let of = of.filter(|t| dated.iter().any(|e| e.event == *t));
            let names: Vec<String> = of.map(|t| t.name().to_lowercase()).collect();
            (key, names.join(", "))
        };
        let legend = if strips.is_empty() { 0.0 } else { 58.0 };
        Picture {
            width: WIDTH,
            height: (y + legend + 30.0 + 17.0 * notes.len() as f64 + MARGIN).ceil(),
            left: LEFT,
            right: RIGHT,
            margin: MARGIN,
            title: timeline.title.clone(),
            head,
            top,
            bottom: y,
            ticks: axis.ticks(),
            lanes: strips,
            statuses: row(Status::ALL
                .into_iter()
                .filter(used)
                .map(|s| (s.name(), status(s).to_owned()))),
            families: row(["meet", "pact", "force", "voice"]
                .map(kinds)
                .into_iter()
                .filter(|(_, n)| !n.is_empty())),
            notes,
        }
    }
}

/// What the picture covers.
fn head(timeline: &Timeline) -> Vec<String> {
    let about = plain(timeline.about.trim_end_matches('.')).into_owned();
    let lines = [about, coverage(timeline)].into_iter().filter(|line| !line.is_empty());
    lines.flat_map(|line| wrap(&line, RIGHT - MARGIN)).collect()
}

/// What the lanes are, and what is not drawn.
fn notes(timeline: &Timeline, by: Lanes, hidden: usize) -> Vec<String> {
    let lanes = match by {
        Lanes::Country => {
            "A lane for each state of most events; an event stands in those of all its states."
        }
        Lanes::Actor => {
            "A lane for each actor of most events; an event stands in those of all who take part."
        }
        Lanes::Type => "A lane for each kind of event.",
    };
    let mut notes = vec![lanes.to_owned()];
    let undated = timeline.events.iter().filter(|e| e.date.is_none()).count();
    if undated > 0 {
        notes.push(format!("Not drawn: {} without a date.", count(undated, "event")));
    }
    if hidden > 0 {
        notes.push(format!(
            "Not drawn: {} for which the lanes have no room; a shorter period shows all.",
            count(hidden, "mark")
        ));
    }
    notes.extend(timeline.left_out.iter().map(|why| format!("Left out: {why}")));
    notes.iter().flat_map(|note| wrap(&plain(note), RIGHT - MARGIN)).collect()
}

/// The days that the picture shows, from left to right.
struct Axis {
    first: NaiveDate,
    last: NaiveDate,
}

impl Axis {
    /// Whole years around the events; whole months where they lie within two
    /// years. One event in twenty may lie outside if that leaves the others
    /// twice the room: it stands at the edge, with its date. Nothing is shown
    /// outside of the period asked for.
    fn of<'a>(entries: impl Iterator<Item = &'a Entry>, timeline: &Timeline) -> Self {
        let mut dates: Vec<NaiveDate> = entries.filter_map(|e| e.date).collect();
        dates.sort_unstable();
        let (Some(&first), Some(&last)) = (dates.first(), dates.last()) else {
            return Axis { first: NaiveDate::default(), last: NaiveDate::default() };
        };
        let few = dates.len() / 20;
        let (early, late) = (dates[few], dates[dates.len() - 1 - few]);
        let first = if (last - early) * 2 <= last - first { early } else { first };
        let last = if (late - first) * 2 < last - first { late } else { last };
        let first = timeline.from.map_or(first, |from| first.max(from)).min(last);
        let last = timeline.to.map_or(last, |to| last.min(to)).max(first);
        let month = |d: NaiveDate| d.with_day(1).unwrap_or(d);
        let next = |d: NaiveDate, n| d.checked_add_months(Months::new(n)).unwrap_or(d);
        if last - first < chrono::TimeDelta::days(730) {
            return Axis { first: month(first), last: next(month(last), 1) };
        }
        let year = |d: NaiveDate| d.with_ordinal(1).unwrap_or(d);
        Axis { first: year(first), last: next(year(last), 12) }
    }

    fn x(&self, date: NaiveDate) -> f64 {
        let all = (self.last - self.first).num_days().max(1) as f64;
        let share = (date - self.first).num_days() as f64 / all;
        LEFT + share.clamp(0.0, 1.0) * (RIGHT - LEFT)
    }

    /// A tick a year, or a month where the axis is short.
    fn ticks(&self) -> Vec<Tick> {
        let monthly = self.last - self.first <= chrono::TimeDelta::days(800);
        let step = if monthly { 1 } else { 12 };
        let starts =
            std::iter::successors(Some(self.first), |d| d.checked_add_months(Months::new(step)));
        let starts: Vec<NaiveDate> = starts.take_while(|d| *d < self.last).collect();
        let room = ((RIGHT - LEFT) / TICK).floor() as usize;
        let every = starts.len().div_ceil(room.max(1)).max(1);
        let name = |d: &NaiveDate| match (monthly, d.month()) {
            (false, _) => d.year().to_string(),
            (true, 1) => format!("{} {}", &month(1)[..3], d.year()),
            (true, number) => month(number)[..3].to_owned(),
        };
        let label = |(i, d): (usize, &NaiveDate)| {
            let first = monthly && i == 0 && d.month() != 1;
            let name = if first { format!("{} {}", name(d), d.year()) } else { name(d) };
            Tick {
                x: round(self.x(*d)),
                label: if i.is_multiple_of(every) { name } else { String::new() },
            }
        };
        starts.iter().enumerate().map(label).collect()
    }

    /// Puts the events of a lane into rows in which none covers another.
    fn pack<'a>(&self, lane: &Lane<'a>, labels: bool) -> Packed<'a> {
        let mut ends: Vec<f64> = Vec::new();
        let mut packed = Packed { items: Vec::new(), rows: 0, hidden: 0 };
        let mut items: Vec<Placed> = lane.entries.iter().map(|e| self.place(e, labels)).collect();
        items.sort_by(|a, b| a.from.total_cmp(&b.from));
        for item in items {
            let free = ends.iter().position(|end| *end + GAP <= item.from);
            let row = free.unwrap_or(ends.len());
            if !labels && row == MOST_DENSE_ROWS {
                packed.hidden += 1;
                continue;
            }
            if free.is_none() {
                ends.push(0.0);
            }
            ends[row] = item.to;
            packed.items.push((row, item));
        }
        packed.rows = ends.len();
        packed
    }

    fn place<'a>(&self, entry: &'a Entry, labels: bool) -> Placed<'a> {
        let known = entry.date.unwrap_or(self.first);
        let (first, last) = (entry.earliest, entry.latest);
        let open = first.is_none() != last.is_none();
        let (open_left, open_right) = (open && first.is_none(), open && last.is_none());
        let day_after = |d: NaiveDate| d.succ_opt().unwrap_or(d);
        let mut x = self.x(first.or(last).unwrap_or(known));
        let mut end = self.x(day_after(last.or(first).unwrap_or(known)));
        if open_left {
            x = (x - TAIL).max(LEFT);
        }
        if open_right {
            let told = entry.basis != "bounded";
            end = if told { RIGHT } else { (end + TAIL).min(RIGHT) };
        }
        let span = days(entry) > 0 && end - x > MARK;
        if !span {
            let middle = ((x + end) / 2.0).clamp(LEFT + MARK / 2.0, RIGHT - MARK / 2.0);
            (x, end) = (middle - MARK / 2.0, middle + MARK / 2.0);
        }
        let label = labels.then(|| self.label(entry, x, end));
        let (from, to) =
            label.as_ref().map_or((x, end), |(_, from, to)| (from.min(x), to.max(end)));
        Placed { entry, x, end, span, open_left, open_right, label: label.map(|l| l.0), from, to }
    }

    /// The label and where it begins and ends: in the mark if there is room,
    /// else after it, else before it.
    fn label(&self, entry: &Entry, x: f64, end: f64) -> (Label, f64, f64) {
        let date = match entry.date {
            Some(day) if day >= self.first && day < self.last => short_date(entry, day.year()),
            _ => date(entry),
        };
        let date = plain(&date).into_owned();
        let text = cut(&plain(&entry.label), HEADLINE);
        let told = (entry.status != Status::Occurred).then(|| status(entry.status));
        let words = told.map_or(0.0, |told| length(told) + 2.0 * GAP);
        let width = length(&date) + GAP + length(&text) + words;
        let (start, side) = if end - x > width + 2.0 * GAP {
            (x + GAP, Side::On)
        } else if end + GAP + width <= RIGHT {
            (end + GAP, Side::After)
        } else if x - GAP - width >= LEFT {
            (x - GAP - width, Side::Before)
        } else {
            // A span over most of the axis: on it.
            ((RIGHT - width).min(x + GAP).max(LEFT), Side::On)
        };
        let at = if side == Side::Before { start + width } else { start };
        let (end, inside) = (side == Side::Before, side == Side::On);
        let label = Label { x: round(at), end, inside, date, text, status: told };
        (label, start, start + width)
    }
}

/// An event with its place on the axis.
struct Placed<'a> {
    entry: &'a Entry,
    x: f64,
    end: f64,
    span: bool,
    open_left: bool,
    open_right: bool,
    label: Option<Label>,
    /// What mark and label take together.
    from: f64,
    to: f64,
}

/// A lane whose events have rows.
struct Packed<'a> {
    items: Vec<(usize, Placed<'a>)>,
    rows: usize,
    hidden: usize,
}

impl Packed<'_> {
    fn strip(&self, lane: &Lane, y: f64, labels: bool) -> Strip {
        let row = if labels { ROW } else { DENSE_ROW };
        let name = wrap(&plain(&lane.name), GUTTER - 2.0 * GAP);
        let named = 16.0 * (name.len() + 1) as f64;
        let height = (row * self.rows as f64).max(named) + 2.0 * PADDING;
        let marks = self
            .items
            .iter()
            .map(|(number, item)| item.mark(y + PADDING + row * (*number as f64 + 0.5)));
        Strip { y, height, name, count: count(lane.entries.len(), "event"), marks: marks.collect() }
    }
}

impl Placed<'_> {
    fn mark(&self, y: f64) -> Mark {
        let entry = self.entry;
        Mark {
            y: round(y),
            x: round(self.x),
            width: round(self.end - self.x),
            span: self.span,
            open_left: self.open_left,
            open_right: self.open_right,
            half: if self.label.as_ref().is_some_and(|l| l.inside) { 8.5 } else { 5.0 },
            family: family(entry.event),
            status: entry.status.name(),
            failed: matches!(entry.status, Status::Negated | Status::Cancelled),
            label: self.label.clone(),
            title: format!("{}: {} ({})", date(entry), entry.label, status(entry.status)),
        }
    }
}

/// To a tenth of a pixel.
fn round(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

/// The first `limit` characters, cut between words.
fn cut(text: &str, limit: usize) -> String {
    let Some((at, _)) = text.char_indices().nth(limit) else { return text.to_owned() };
    let kept = text[..at].rfind(' ').map_or(&text[..at], |space| &text[..space]);
    format!("{kept} …")
}

/// About how wide a text is in the sans-serif of any system, rather too wide.
fn length(text: &str) -> f64 {
    let share = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | '\'' | '’' | ':' | ';' | '|' | '!' => 0.3,
        ' ' | 'f' | 't' | 'r' | '-' | '(' | ')' => 0.38,
        'm' | 'w' | 'M' | 'W' | '…' | '—' => 0.92,
        'A'..='Z' => 0.72,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffef}' => 1.0,
        _ => 0.6,
    };
    LETTERS * text.chars().map(share).sum::<f64>()
}

/// The text in lines of at most this width; a longer word has one of its own.
fn wrap(text: &str, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if length(line) + length(" ") + length(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn at(from: &str, to: &str) -> Entry {
        let (earliest, latest) = (from.parse().ok(), to.parse().ok());
        Entry { earliest, latest, date: earliest.or(latest), edtf: None, ..sample::one() }
    }

    fn picture_of(events: Vec<Entry>) -> String {
        svg(&Timeline { title: "T".into(), events, ..Timeline::default() }, Lanes::Country).unwrap()
    }

    #[test]
    fn every_dated_event_is_drawn_in_each_of_its_lanes() {
        let timeline = sample::timeline();
        for by in [Lanes::Country, Lanes::Actor, Lanes::Type] {
            let picture = svg(&timeline, by).unwrap();
            let expected: usize =
                lanes(&timeline, by, MOST_LANES).iter().map(|l| l.entries.len()).sum();
            assert_eq!(picture.matches("<g class=\"event").count(), expected);
            assert!(picture.contains("Not drawn: 3 events without a date."));
            assert!(picture.contains("Left out: 2 events outside the period."));
        }
    }

    #[test]
    fn nothing_covers_anything() {
        let timeline = sample::timeline();
        for lane in Picture::new(&timeline, Lanes::Country).lanes {
            let mut rows: std::collections::BTreeMap<String, Vec<(f64, f64)>> = Default::default();
            for mark in &lane.marks {
                let row = rows.entry(mark.y.to_string()).or_default();
                row.push((mark.x, mark.x + mark.width));
                assert!(mark.x >= LEFT && mark.x + mark.width <= RIGHT + 0.1);
                assert!(mark.y > lane.y && mark.y < lane.y + lane.height);
            }
            for mut row in rows.into_values() {
                row.sort_by(|a, b| a.0.total_cmp(&b.0));
                assert!(row.windows(2).all(|w| w[0].1 <= w[1].0), "{row:?}");
            }
        }
    }

    #[test]
    fn imprecise_dates_are_spans() {
        let mark = |entry: Entry| {
            let events =
                vec![entry, at("2022-01-01", "2022-01-01"), at("2022-12-30", "2022-12-31")];
            let timeline = Timeline { events, ..Timeline::default() };
            let mut lanes = Picture::new(&timeline, Lanes::Country).lanes;
            let mut marks: Vec<Mark> = lanes.remove(0).marks;
            marks.remove(marks.iter().position(|m| m.span).unwrap_or(1))
        };
        assert!(!mark(at("2022-09-14", "2022-09-14")).span);
        let month = mark(at("2022-09-01", "2022-09-30"));
        let share = month.width / (RIGHT - LEFT);
        assert!((share - 30.0 / 365.0).abs() < 0.01, "{share}");
        let since = mark(at("2022-06-01", ""));
        assert!(since.open_right && (since.x + since.width - RIGHT).abs() < 1.0);
        assert!(mark(at("", "2022-06-30")).open_left);
    }

    #[test]
    fn an_outlier_leaves_the_others_their_room() {
        let mut events: Vec<Entry> =
            (1..=28).map(|d| at(&format!("2022-09-{d:02}"), &format!("2022-09-{d:02}"))).collect();
        events.push(at("1992-01-03", "1992-01-03"));
        for (i, event) in events.iter_mut().enumerate() {
            event.id = i.to_string();
        }
        let axis = Axis::of(events.iter(), &Timeline::default());
        assert_eq!(axis.first.to_string(), "2022-09-01");
        assert!(picture_of(events).contains("3 January 1992"));
    }

    #[test]
    fn many_events_lose_their_labels_and_what_finds_no_room_is_counted() {
        let picture = svg(&sample::many(3000), Lanes::Country).unwrap();
        assert!(picture.contains("for which the lanes have no room"));
        assert!(picture.len() < 2_000_000, "{}", picture.len());
        assert!(svg(&Timeline::default(), Lanes::Actor).unwrap().contains("</svg>"));
    }

    #[test]
    fn hostile_text_stays_text() {
        let hostile = "</text></svg><script>alert(1)</script>\"onload='x'\u{202e}\u{0}\u{ffff}]]>&";
        let mut entry = sample::one();
        entry.label = hostile.into();
        entry.countries[0].name = hostile.into();
        entry.edtf = Some(hostile.into());
        let timeline = Timeline {
            title: hostile.into(),
            about: hostile.into(),
            left_out: vec![hostile.into()],
            events: vec![entry, sample::timeline().events.remove(0)],
            ..Timeline::default()
        };
        let picture = svg(&timeline, Lanes::Country).unwrap();
        assert_eq!(picture.matches("</svg>").count(), 1);
        for bad in ["<script", "\"onload", "'x'", "\u{202e}", "\u{0}", "\u{ffff}"] {
            assert!(!picture.contains(bad), "{bad}");
        }
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(
            wrap("Shanghai Cooperation Organisation", 140.0),
            ["Shanghai Cooperation", "Organisation"]
        );
        assert_eq!(wrap("", 10.0), Vec::<String>::new());
        assert_eq!(cut("one two three", 8), "one two …");
    }
}
