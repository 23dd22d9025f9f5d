//! What a time expression means before it is known when it was written: an
//! operator over the publication date, the last mentioned date and the tense.

use chrono::Weekday;

use super::calendar::{Calendar, Season, Unit};
use super::lex::{DayPart, Deixis, Pick};
use super::{Modifier, periods};

/// How many units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Count {
    Exactly(f64),
    /// "several", "a few", a bare plural.
    Several,
}

impl Count {
    /// As in an ISO 8601 duration, `X` where it is not known.
    pub(super) fn iso(self) -> String {
        match self {
            Count::Exactly(number) => format!("{number}"),
            Count::Several => "X".to_owned(),
        }
    }

    /// As a whole number of steps.
    pub(super) fn whole(self) -> Option<i64> {
        match self {
            Count::Exactly(number) if number.fract() == 0.0 && number < 1e6 => Some(number as i64),
            _ => None,
        }
    }
}

/// From where a shift is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Published,
    Mentioned,
}

/// A meaning that needs no more than the two dates and the tense.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operator {
    /// "14 September 2022", "1990s".
    Fixed(Calendar),
    /// "14 September", "last October".
    Yearless { month: u32, day: Option<u32>, pick: Option<Pick> },
    /// Digits that can be read day first or month first.
    Numeric { first: u32, second: u32, year: Option<i32> },
    /// "the 14th".
    DayOfMonth(u32),
    /// "Tuesday", "next Tuesday".
    Weekday { weekday: Weekday, pick: Option<Pick> },
    /// "the spring", "last summer".
    Season { season: Season, pick: Option<Pick> },
    /// "last week", "that year".
    Unit { unit: Unit, pick: Pick },
    /// "the year", "the month": the current one in news, the told one in a narrative.
    Current(Unit),
    /// "today", "yesterday": days from the publication date.
    Today(i64),
    /// "two weeks ago", "three months later".
    Shift { count: Count, unit: Unit, earlier: bool, origin: Origin },
    /// "the past two weeks", "the next six months".
    Run { count: Count, unit: Unit, pick: Pick },
    /// "October of that year": the first within the second.
    Within(Box<Operator>, Box<Operator>),
    /// "the week of 12 September": the week that holds a day.
    WeekOf(Box<Operator>),
    /// "the same period last year": the mentioned time, moved.
    Moved(Box<Operator>),
    /// "the third quarter of 2022"; from the end if negative.
    Nth { n: i32, unit: Unit, of: Option<Box<Operator>> },
    /// "the first two months of 2022": from the end if `last`.
    Stretch { count: Count, unit: Unit, last: bool, of: Box<Operator> },
    /// "early May", "the end of 2022".
    Part(Modifier, Box<Operator>),
    /// "18:20", with its day.
    Clock { minutes: u16, zulu: bool, day: Option<Box<Operator>> },
    /// "Monday morning".
    DayPart(DayPart, Option<Box<Operator>>),
    /// "two weeks"; the modifier stands beside the expression.
    Duration { count: Count, unit: Unit },
    /// "every two years": interval in units; `None` where the words do not say.
    Set { every: Count, unit: Unit },
    /// "every Monday".
    EveryWeekday(Weekday),
    /// "now", "recently".
    Deixis(Deixis),
    /// "the Soviet era".
    Period(&'static periods::Period),
}

impl Operator {
    /// The name of the rule that made it.
    pub(super) fn rule(&self) -> &'static str {
        match self {
            Operator::Fixed(_) => "date in full",
            Operator::Yearless { .. } => "date without its year",
            Operator::Numeric { .. } => "date in figures",
            Operator::DayOfMonth(_) => "day of the month mentioned",
            Operator::Weekday { .. } => "weekday",
            Operator::Season { .. } => "season",
            Operator::Unit { .. } | Operator::Current(_) => "unit",
            Operator::Today(_) => "today",
            Operator::Shift { .. } => "shift",
            Operator::Run { .. } => "run of units",
            Operator::Within(..) => "date within a year",
            Operator::WeekOf(_) => "week of a day",
            Operator::Moved(_) => "same period",
            Operator::Nth { .. } => "part by number",
            Operator::Stretch { .. } => "stretch of a period",
            Operator::Part(..) => "part of a period",
            Operator::Clock { .. } => "clock",
            Operator::DayPart(..) => "part of the day",
            Operator::Duration { .. } => "duration",
            Operator::Set { .. } | Operator::EveryWeekday(_) => "recurrence",
            Operator::Deixis(_) => "deixis",
            Operator::Period(_) => "named period",
        }
    }
}
