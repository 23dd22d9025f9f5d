//! Extended Date/Time Format, levels 0 and 1: written for every time, read
//! back to the same bounds, and two times joined into the most exact one.

use chrono::{Datelike, NaiveDate, Weekday};

use super::calendar::{Calendar, Season, day};
use super::{Basis, Precision, Time};

/// One side of an EDTF interval, or the whole of a simple date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Point {
    /// A calendar interval of a known year.
    Known(Calendar),
    /// A month or season (21 to 24), or a month and day, of an unknown year.
    Yearless(u32, Option<u32>),
}

impl Point {
    /// First and last day; a time without its year has none.
    fn bounds(self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match self {
            Point::Known(calendar) => (calendar.first(), calendar.last()),
            Point::Yearless(..) => (None, None),
        }
    }

    fn precision(self) -> Precision {
        match self {
            Point::Known(calendar) => calendar.precision(),
            Point::Yearless(21.., None) => Precision::Season,
            Point::Yearless(_, None) => Precision::Month,
            Point::Yearless(_, Some(_)) => Precision::Day,
        }
    }

    /// The words of EDTF for it; weeks, quarters and halves are intervals.
    fn write(self) -> String {
        match self {
            Point::Yearless(month, None) => format!("XXXX-{month:02}"),
            Point::Yearless(month, Some(day)) => format!("XXXX-{month:02}-{day:02}"),
            Point::Known(calendar) => write_calendar(calendar),
        }
    }

    /// What stands on the left of a slash: the first unit that EDTF can name.
    fn write_first(self) -> String {
        self.write().split('/').next().unwrap_or_default().to_owned()
    }

    /// What stands on the right of a slash.
    fn write_last(self) -> String {
        self.write().rsplit('/').next().unwrap_or_default().to_owned()
    }
}

/// A year with its sign and four digits.
fn year(year: i32) -> String {
    if year < 0 { format!("-{:04}", -year) } else { format!("{year:04}") }
}

fn write_day(day: NaiveDate) -> String {
    format!("{}-{:02}-{:02}", year(day.year()), day.month(), day.day())
}

fn write_calendar(calendar: Calendar) -> String {
    match calendar {
        Calendar::Day(day) => write_day(day),
        Calendar::Month(y, month) => format!("{}-{month:02}", year(y)),
        Calendar::Season(y, season) => format!("{}-{}", year(y), season.edtf()),
        Calendar::Year(y) => year(y),
        Calendar::Decade(y) if y >= 0 => format!("{:03}X", y / 10),
        Calendar::Century(y) if y >= 0 => format!("{:02}XX", y / 100),
        Calendar::Decade(y) => format!("{}/{}", year(y), year(y + 9)),
        Calendar::Century(y) => format!("{}/{}", year(y), year(y + 99)),
        Calendar::Quarter(y, quarter) => {
            format!("{0}-{1:02}/{0}-{2:02}", year(y), 3 * quarter - 2, 3 * quarter)
        }
        Calendar::Half(y, half) => {
            format!("{0}-{1:02}/{0}-{2:02}", year(y), 6 * half - 5, 6 * half)
        }
        Calendar::Week(_) | Calendar::Weekend(_) => match (calendar.first(), calendar.last()) {
            (Some(first), Some(last)) => format!("{}/{}", write_day(first), write_day(last)),
            _ => String::new(),
        },
    }
}

/// A time of one calendar interval.
pub(super) fn simple(point: Point) -> Time {
    let (earliest, latest) = point.bounds();
    time(point.write(), earliest, latest, point.precision())
}

/// The calendar interval that a simple EDTF date names.
pub(super) fn single(edtf: &str) -> Option<Calendar> {
    match parse_point(edtf)? {
        Point::Known(calendar) => Some(calendar),
        Point::Yearless(..) => None,
    }
}

/// From one to the other, both included. `None` if they are the wrong way round.
pub(super) fn interval(from: Point, to: Point) -> Option<Time> {
    let (first, last) = (from.bounds().0, to.bounds().1);
    if from == to {
        return Some(simple(from));
    }
    if matches!((first, last), (Some(first), Some(last)) if first > last) {
        return None;
    }
    let edtf = format!("{}/{}", from.write_first(), to.write_last());
    Some(time(edtf, first, last, span_precision(first, last)))
}

/// From a time on.
pub(super) fn since(from: Point) -> Time {
    time(format!("{}/..", from.write_first()), from.bounds().0, None, Precision::Open)
}

/// Up to a time.
pub(super) fn until(to: Point) -> Time {
    time(format!("../{}", to.write_last()), None, to.bounds().1, Precision::Open)
}

/// Seven days from a Monday are a week, all else is an interval.
fn span_precision(first: Option<NaiveDate>, last: Option<NaiveDate>) -> Precision {
    match (first, last) {
        (Some(first), Some(last))
            if first.weekday() == Weekday::Mon && (last - first).num_days() == 6 =>
        {
            Precision::Week
        }
        _ => Precision::Interval,
    }
}

fn time(
    edtf: String,
    earliest: Option<NaiveDate>,
    latest: Option<NaiveDate>,
    precision: Precision,
) -> Time {
    Time { edtf, earliest, latest, precision, basis: Basis::Explicit, text: String::new() }
}

/// Reads one side of a slash.
fn parse_point(text: &str) -> Option<Point> {
    let text = text.trim_end_matches(['~', '?', '%']);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if !digits.is_ascii() {
        return None;
    }
    let mut parts = digits.split('-');
    let (head, second, third) = (parts.next()?, parts.next(), parts.next());
    if parts.next().is_some() || head.len() != 4 {
        return None;
    }
    let second = second.map(two_digits);
    let third = third.map(two_digits);
    if head == "XXXX" {
        return yearless(second??, third);
    }
    if second.is_none() && !negative && head.ends_with('X') {
        return masked_year(head);
    }
    let value: i32 = all_digits(head)?;
    let value = if negative { -value } else { value };
    known(value, second, third).map(Point::Known)
}

/// A month or season of an unknown year, the month with or without its day.
fn yearless(month: u32, day_part: Option<Option<u32>>) -> Option<Point> {
    let day_number = match day_part {
        Some(number) => Some(number?),
        None => None,
    };
    if day_number.is_none() && Season::from_edtf(month).is_some() {
        return Some(Point::Yearless(month, None));
    }
    // 2000 is a leap year: February 29 of an unknown year is a date
    day(2000, month, day_number.unwrap_or(1))?;
    Some(Point::Yearless(month, day_number))
}

/// `199X` and `19XX`.
fn masked_year(head: &str) -> Option<Point> {
    let known = head.trim_end_matches('X');
    let value = all_digits(known)?;
    match known.len() {
        3 => Some(Point::Known(Calendar::Decade(value * 10))),
        2 => Some(Point::Known(Calendar::Century(value * 100))),
        _ => None,
    }
}

/// A date whose year is known.
fn known(year: i32, second: Option<Option<u32>>, third: Option<Option<u32>>) -> Option<Calendar> {
    match (second, third) {
        (None, _) => Some(Calendar::Year(year)),
        (Some(month), Some(number)) => Some(Calendar::Day(day(year, month?, number?)?)),
        (Some(month), None) => match month? {
            month @ 1..=12 => Some(Calendar::Month(year, month)),
            season => Some(Calendar::Season(year, Season::from_edtf(season)?)),
        },
    }
}

fn all_digits(text: &str) -> Option<i32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn two_digits(text: &str) -> Option<u32> {
    (text.len() == 2).then(|| all_digits(text)).flatten().map(i32::unsigned_abs)
}

impl Time {
    /// Reads a time in EDTF levels 0 and 1, as this crate writes it: dates,
    /// seasons (`2022-22`), masked years (`199X`), an unknown year (`XXXX-09-14`)
    /// and intervals with an open side (`2015/..`). A trailing `~`, `?` or `%`
    /// is read over. `None` if it is none of these or no such day exists.
    pub fn parse_edtf(text: &str) -> Option<Time> {
        let Some((from, to)) = text.split_once('/') else {
            return parse_point(text).map(simple);
        };
        let open = |side: &str| side.is_empty() || side == "..";
        match (open(from), open(to)) {
            (true, true) => None,
            (true, false) => parse_point(to).map(until),
            (false, true) => parse_point(from).map(since),
            (false, false) => interval(parse_point(from)?, parse_point(to)?),
        }
    }

    /// Whether two times can be the same.
    pub fn meets(&self, other: &Time) -> bool {
        self.intersect(other).is_some()
    }

    /// The most exact time that both allow; `None` where they cannot be the
    /// same time. `XXXX-09-14` and `2022-09` give `2022-09-14`. A time without
    /// its year takes one from the other only when exactly one fits.
    pub fn intersect(&self, other: &Time) -> Option<Time> {
        let edtf = if self.edtf.starts_with("XXXX") {
            place_yearless(self, other)?
        } else if other.edtf.starts_with("XXXX") {
            place_yearless(other, self)?
        } else {
            overlap(self, other)?
        };
        let exact = if edtf == other.edtf && edtf != self.edtf { other } else { self };
        let mut joined = Time::parse_edtf(&edtf)?;
        joined.basis = exact.basis;
        joined.text.clone_from(&exact.text);
        if joined.edtf == exact.edtf {
            joined.precision = exact.precision;
        }
        Some(joined)
    }
}

/// The EDTF of the days that two times with years have in common.
fn overlap(a: &Time, b: &Time) -> Option<String> {
    let first = a.earliest.max(b.earliest);
    let last = match (a.latest, b.latest) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    if matches!((first, last), (Some(first), Some(last)) if first > last) {
        return None;
    }
    // of two ways to write it the shorter, whichever side it stands on
    let whole = [a, b].into_iter().filter(|time| time.earliest == first && time.latest == last);
    if let Some(time) = whole.min_by_key(|time| (time.edtf.len(), &time.edtf)) {
        return Some(time.edtf.clone());
    }
    Some(match (first, last) {
        (Some(first), Some(last)) if first == last => write_day(first),
        (Some(first), Some(last)) => format!("{}/{}", write_day(first), write_day(last)),
        (Some(first), None) => format!("{}/..", write_day(first)),
        (None, Some(last)) => format!("../{}", write_day(last)),
        (None, None) => return None,
    })
}

/// Gives a time without its year the one year in which it lies within `frame`;
/// keeps it as it is where several years do.
fn place_yearless(time: &Time, frame: &Time) -> Option<String> {
    if frame.edtf.starts_with("XXXX") {
        return same_part_of_year(&time.edtf, &frame.edtf);
    }
    let (Some(first), Some(last)) = (frame.earliest, frame.latest) else {
        return Some(time.edtf.clone());
    };
    // one year more on each side: an interval may cross the new year
    let fits: Vec<String> = (first.year() - 1..=last.year() + 1)
        .filter_map(|candidate| {
            let placed = Time::parse_edtf(&time.edtf.replace("XXXX", &year(candidate)))?;
            overlap(&placed, frame)
        })
        .take(2)
        .collect();
    match fits.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        _ => Some(time.edtf.clone()),
    }
}

/// Two times without their years: compared within one leap year.
fn same_part_of_year(a: &str, b: &str) -> Option<String> {
    let placed = |edtf: &str| Time::parse_edtf(&edtf.replace("XXXX", "2000"));
    let common = overlap(&placed(a)?, &placed(b)?)?;
    Some(common.replace("2000-", "XXXX-"))
}
