//! When two accounts can tell of one time.
//!
//! An account is dated, framed or loose, by how exact its time is. Accounts
//! of one level are compared with each other, those of a coarser level with
//! the events that the finer ones make. So what is told exactly never hangs on
//! what is told loosely, and a new article moves no more than its neighbours.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::account::Account;
use super::fits::{Class, DATED, class};
use crate::event::{EventType, Record};
use crate::time::{Precision, Time};

/// How many days after a dated event an article may speak of it without date.
pub(super) const FRESH: u64 = 45;
/// How many days before an event an article may announce it, or call it off,
/// without date.
const AHEAD: u64 = 60;
/// How many days an article without date may lie from another that tells the same.
const TOGETHER: i64 = 7;
/// The widest time that is a frame: a year, and a winter more.
const FRAMED: i64 = 460;
/// Over so many days accounts without date may follow on each other; a longer
/// chain is a subject, not an event.
pub(super) const CHAIN: i64 = 21;

/// How exact the time of an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Level {
    /// Told by the day, or from one day to another.
    Dated,
    /// Told by the week, month, season or year.
    Framed,
    /// Told without time, without year, or as open.
    Loose,
}

impl Level {
    pub const ALL: [Level; 3] = [Level::Dated, Level::Framed, Level::Loose];
}

/// First and last day of a time that has both.
pub(super) fn bounds(time: Option<&Time>) -> Option<(NaiveDate, NaiveDate)> {
    let time = time?;
    time.earliest.zip(time.latest)
}

fn width(time: &Time) -> i64 {
    bounds(Some(time)).map_or(i64::MAX, |(first, last)| (last - first).num_days() + 1)
}

pub(super) fn level(record: &Record) -> Level {
    let Some(time) = &record.time else { return Level::Loose };
    let by_day = matches!(time.precision, Precision::Day | Precision::Interval);
    match width(time) {
        days if by_day && days <= DATED => Level::Dated,
        days if days <= FRAMED => Level::Framed,
        _ => Level::Loose,
    }
}

/// A loose time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loose<'a> {
    /// No time, in an article of that day.
    Reported(NaiveDate),
    /// No time, and no day of publication.
    Unknown,
    /// Month, season or day of an unknown year.
    Yearless(&'a Time),
    /// Open, or longer than a year.
    Open(&'a Time),
}

pub(super) fn loose(account: &Account) -> Loose<'_> {
    match (&account.record.time, account.published) {
        (Some(time), _) if time.edtf.starts_with("XXXX") => Loose::Yearless(time),
        (Some(time), _) => Loose::Open(time),
        (None, Some(day)) => Loose::Reported(day),
        (None, None) => Loose::Unknown,
    }
}

/// Whether two accounts of one level can be of one time.
pub(super) fn peers(a: &Account, b: &Account) -> bool {
    let (Level::Dated | Level::Framed) = level(&a.record) else { return loose_peers(a, b) };
    a.record.time.as_ref().zip(b.record.time.as_ref()).is_some_and(|(x, y)| x.meets(y))
}

fn loose_peers(a: &Account, b: &Account) -> bool {
    match (loose(a), loose(b)) {
        (Loose::Reported(x), Loose::Reported(y)) if is_state(&a.record) => x.year() == y.year(),
        (Loose::Reported(x), Loose::Reported(y)) => {
            (x - y).num_days().abs() <= together(a.record.event)
        }
        (Loose::Yearless(x), Loose::Yearless(y)) => x.meets(y),
        (Loose::Open(x), Loose::Open(y)) => x.edtf == y.edtf,
        _ => false,
    }
}

/// People speak every day.
fn together(event: EventType) -> i64 {
    if event == EventType::Statement { 1 } else { TOGETHER }
}

/// What lasts is told again and again: one event a year of reporting.
pub(super) fn is_state(record: &Record) -> bool {
    record.values.get("change").is_some_and(|change| change == "is")
}

/// Whether an account can be of the time of an event that is told more exactly.
pub(super) fn within(account: &Account, event: &Record) -> bool {
    let Some(time) = &event.time else { return false };
    match &account.record.time {
        Some(own) if !own.edtf.contains("..") && width(own) <= FRAMED => own.meets(time),
        Some(own) if own.edtf.starts_with("XXXX") => own.meets(time),
        Some(_) => false,
        None => bounds(Some(time))
            .filter(|_| width(time) <= DATED)
            .zip(account.published)
            .is_some_and(|((first, last), published)| reported(account, first, last, published)),
    }
}

/// Whether an account can be of the time of an event of which this is told.
/// Others may tell its time more exactly.
pub(super) fn may_be_within(account: &Account, told: &Record) -> bool {
    let Some(time) = &told.time else { return false };
    match &account.record.time {
        Some(own) => own.meets(time),
        None => bounds(Some(time))
            .zip(account.published)
            .is_some_and(|((first, last), published)| reported(account, first, last, published)),
    }
}

/// Whether an article of that day can mean the event without dating it.
fn reported(account: &Account, first: NaiveDate, last: NaiveDate, published: NaiveDate) -> bool {
    let record = &account.record;
    let after = |days| last.checked_add_days(Days::new(days)).unwrap_or(last);
    let before = |days| first.checked_sub_days(Days::new(days)).unwrap_or(first);
    match class(record.status) {
        _ if record.event == EventType::Statement => (first..=after(1)).contains(&published),
        Class::Fact | Class::Denied => (first..=after(FRESH)).contains(&published),
        Class::Plan => (before(AHEAD)..=last).contains(&published),
        Class::Off => (before(AHEAD)..=after(FRESH)).contains(&published),
    }
}

/// Whether an article of that day tells of it as news.
pub(super) fn is_news(account: &Account, event: &Record) -> bool {
    let Some(((first, last), published)) = bounds(event.time.as_ref()).zip(account.published)
    else {
        return false;
    };
    match class(account.record.status) {
        Class::Plan => (first - published).num_days() <= TOGETHER,
        _ => (published - last).num_days() <= TOGETHER,
    }
}

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Month,
    Year,
}

/// Every day, month or year that has a day between these, as EDTF.
pub(super) fn periods(first: NaiveDate, last: NaiveDate, unit: Unit) -> Vec<String> {
    let (format, next): (_, fn(NaiveDate) -> Option<NaiveDate>) = match unit {
        Unit::Day => ("%Y-%m-%d", |day| day.succ_opt()),
        Unit::Month => ("%Y-%m", |day| day.with_day(1)?.checked_add_months(Months::new(1))),
        Unit::Year => ("%Y", |day| NaiveDate::from_ymd_opt(day.year() + 1, 1, 1)),
    };
    let days = std::iter::successors(Some(first), |day| next(*day));
    days.take_while(|day| *day <= last).map(|day| day.format(format).to_string()).collect()
}

/// The months of a time without year.
fn months_of_year(time: &Time) -> Vec<String> {
    let in_year = |year: &str| Time::parse_edtf(&time.edtf.replace("XXXX", year));
    let Some((first, last)) = bounds(in_year("2000").as_ref()) else { return Vec::new() };
    periods(first, last, Unit::Month).into_iter().map(|m| format!("XXXX{}", &m[4..])).collect()
}

/// Under which periods an account is kept.
pub(super) fn kept(account: &Account) -> Vec<String> {
    let time = account.record.time.as_ref();
    match (level(&account.record), bounds(time)) {
        (Level::Dated, Some((first, last))) => {
            let months = periods(first, last, Unit::Month).into_iter();
            months.chain(periods(first, last, Unit::Day)).collect()
        }
        (Level::Framed, Some((first, last))) => periods(first, last, Unit::Year),
        _ => match loose(account) {
            Loose::Reported(day) => {
                periods(day, day, Unit::Month).into_iter().map(|m| format!("~{m}")).collect()
            }
            Loose::Unknown => Vec::new(),
            Loose::Yearless(time) => months_of_year(time),
            Loose::Open(time) => vec![time.edtf.clone()],
        },
    }
}

/// The years in which an event of unknown year is looked for.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// Under which periods the accounts of a level are kept that can be of the
/// time of this one.
pub(super) fn sought(account: &Account, at: Level) -> Vec<String> {
    let months = |first, last| periods(first, last, Unit::Month);
    let around = |first: NaiveDate, last: NaiveDate, before: u64, after: u64| {
        let first = first.checked_sub_days(Days::new(before)).unwrap_or(first);
        let last = last.checked_add_days(Days::new(after)).unwrap_or(last);
        (first, last)
    };
    let reported = |(first, last)| -> Vec<String> {
        months(first, last).into_iter().map(|m| format!("~{m}")).collect()
    };
    // What is said is news for a day.
    let (ahead, fresh) = match account.record.event {
        EventType::Statement => (0, 1),
        _ => (AHEAD, FRESH),
    };
    let own = level(&account.record);
    let time = account.record.time.as_ref();
    if let (Level::Dated | Level::Framed, Some((first, last))) = (own, bounds(time)) {
        return match at {
            Level::Dated => {
                let (first, last) = around(first, last, 1, 1);
                periods(first, last, if own == Level::Dated { Unit::Day } else { Unit::Month })
            }
            Level::Framed => periods(first, last, Unit::Year),
            Level::Loose => {
                let mut all = reported(around(first, last, ahead, fresh));
                let mut yearless: Vec<String> =
                    months(first, last).into_iter().map(|m| format!("XXXX{}", &m[4..])).collect();
                yearless.sort_unstable();
                yearless.dedup();
                all.extend(yearless);
                all
            }
        };
    }
    match (loose(account), at) {
        (Loose::Reported(day), Level::Dated | Level::Framed) => {
            // What is told as done lies behind, what is planned ahead.
            let (fresh, ahead) = match class(account.record.status) {
                _ if account.record.event == EventType::Statement => (fresh, ahead),
                Class::Fact | Class::Denied => (fresh, 0),
                Class::Plan => (0, ahead),
                Class::Off => (fresh, ahead),
            };
            let (first, last) = around(day, day, fresh, ahead);
            periods(first, last, if at == Level::Dated { Unit::Month } else { Unit::Year })
        }
        (Loose::Reported(day), Level::Loose) if is_state(&account.record) => {
            (1..=12).map(|month| format!("~{:04}-{month:02}", day.year())).collect()
        }
        (Loose::Reported(day), Level::Loose) => {
            let days = together(account.record.event).unsigned_abs();
            reported(around(day, day, days, days))
        }
        (Loose::Yearless(time), Level::Loose) => months_of_year(time),
        (Loose::Yearless(time), Level::Dated) => {
            let months = months_of_year(time);
            YEARS.flat_map(|y| months.iter().map(move |m| format!("{y:04}{}", &m[4..]))).collect()
        }
        (Loose::Yearless(_), Level::Framed) => YEARS.map(|y| format!("{y:04}")).collect(),
        (Loose::Open(time), Level::Loose) => vec![time.edtf.clone()],
        (Loose::Open(_) | Loose::Unknown, _) => Vec::new(),
    }
}
