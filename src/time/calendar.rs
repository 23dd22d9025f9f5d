//! Calendar intervals: a day, a week, a month, a quarter and so on, and the
//! arithmetic on them. All of it is Gregorian and knows no time zone.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::Precision;

/// A unit of the calendar or the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Half,
    Season,
    Year,
    Decade,
    Century,
}

impl Unit {
    /// The duration of `count` such units in ISO 8601, `X` for an unknown count.
    pub(super) fn duration(self, count: &str) -> String {
        match self {
            Unit::Second => format!("PT{count}S"),
            Unit::Minute => format!("PT{count}M"),
            Unit::Hour => format!("PT{count}H"),
            Unit::Day => format!("P{count}D"),
            Unit::Weekend => format!("P{count}WE"),
            Unit::Week => format!("P{count}W"),
            Unit::Month => format!("P{count}M"),
            Unit::Quarter => format!("P{count}Q"),
            Unit::Half => format!("P{count}H"),
            Unit::Season => format!("P{count}S"),
            Unit::Year => format!("P{count}Y"),
            Unit::Decade => format!("P{count}DE"),
            Unit::Century => format!("P{count}CE"),
        }
    }
}

/// Spring, summer, autumn, winter, as EDTF numbers them from 21.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

impl Season {
    /// The number that stands for the month in EDTF.
    pub(super) fn edtf(self) -> u32 {
        21 + self as u32
    }

    /// The letters that stand for the month in TIMEX3.
    pub(super) fn timex(self) -> &'static str {
        ["SP", "SU", "FA", "WI"][self as usize]
    }

    /// The season of EDTF number 21 to 24.
    pub(super) fn from_edtf(number: u32) -> Option<Season> {
        [Season::Spring, Season::Summer, Season::Autumn, Season::Winter]
            .into_iter()
            .find(|season| season.edtf() == number)
    }

    /// The first month; winter begins in December.
    fn first_month(self) -> u32 {
        3 + 3 * self as u32
    }
}

/// An interval that the calendar has a name for. Years before Christ are
/// astronomical: 480 BC is -479.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Calendar {
    Day(NaiveDate),
    /// By its Monday.
    Week(NaiveDate),
    /// By its Saturday.
    Weekend(NaiveDate),
    Month(i32, u32),
    Quarter(i32, u32),
    Half(i32, u32),
    Season(i32, Season),
    Year(i32),
    /// By its first year.
    Decade(i32),
    /// By its first year, a multiple of one hundred.
    Century(i32),
}

/// The first of a month; years outside four digits have none.
pub(super) fn month_start(year: i32, month: u32) -> Option<NaiveDate> {
    day(year, month, 1)
}

/// A day, if there is one of this name in the years that EDTF can write.
pub(super) fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    (-9998..=9999).contains(&year).then(|| NaiveDate::from_ymd_opt(year, month, day)).flatten()
}

/// The Monday of the week of a day.
pub(super) fn monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

/// `days` later, or earlier if negative.
pub(super) fn add_days(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    let moved = if days < 0 {
        date.checked_sub_days(Days::new(days.unsigned_abs()))
    } else {
        date.checked_add_days(Days::new(days.unsigned_abs()))
    }?;
    (-9998..=9999).contains(&moved.year()).then_some(moved)
}

impl Calendar {
    /// The interval of this unit that holds the day.
    pub(super) fn of(unit: Unit, day: NaiveDate) -> Calendar {
        let (year, month) = (day.year(), day.month());
        match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Calendar::Day(day),
            Unit::Week => Calendar::Week(monday(day)),
            Unit::Weekend => Calendar::Weekend(monday(day) + Days::new(5)),
            Unit::Month => Calendar::Month(year, month),
            Unit::Quarter => Calendar::Quarter(year, (month - 1) / 3 + 1),
            Unit::Half => Calendar::Half(year, (month - 1) / 6 + 1),
            Unit::Season => match month {
                1 | 2 => Calendar::Season(year - 1, Season::Winter),
                3..=5 => Calendar::Season(year, Season::Spring),
                6..=8 => Calendar::Season(year, Season::Summer),
                9..=11 => Calendar::Season(year, Season::Autumn),
                _ => Calendar::Season(year, Season::Winter),
            },
            Unit::Year => Calendar::Year(year),
            Unit::Decade => Calendar::Decade(year.div_euclid(10) * 10),
            Unit::Century => Calendar::Century(year.div_euclid(100) * 100),
        }
    }

    /// The unit this is one of.
    pub(super) fn unit(self) -> Unit {
        match self {
            Calendar::Day(_) => Unit::Day,
            Calendar::Week(_) => Unit::Week,
            Calendar::Weekend(_) => Unit::Weekend,
            Calendar::Month(..) => Unit::Month,
            Calendar::Quarter(..) => Unit::Quarter,
            Calendar::Half(..) => Unit::Half,
            Calendar::Season(..) => Unit::Season,
            Calendar::Year(_) => Unit::Year,
            Calendar::Decade(_) => Unit::Decade,
            Calendar::Century(_) => Unit::Century,
        }
    }

    /// The first day. A winter begins with its year: "winter 2022" may mean
    /// the months before or after that year's other seasons.
    pub(super) fn first(self) -> Option<NaiveDate> {
        match self {
            Calendar::Day(day) | Calendar::Week(day) | Calendar::Weekend(day) => Some(day),
            Calendar::Month(year, month) => month_start(year, month),
            Calendar::Quarter(year, quarter) => month_start(year, 3 * quarter - 2),
            Calendar::Half(year, half) => month_start(year, 6 * half - 5),
            Calendar::Season(year, Season::Winter) => month_start(year, 1),
            Calendar::Season(year, season) => month_start(year, season.first_month()),
            Calendar::Year(year) | Calendar::Decade(year) | Calendar::Century(year) => {
                month_start(year, 1)
            }
        }
    }

    /// The last day; of a winter the end of February after its year.
    pub(super) fn last(self) -> Option<NaiveDate> {
        let before = |next: Option<NaiveDate>| next.and_then(|day| day.pred_opt());
        match self {
            Calendar::Day(day) => Some(day),
            Calendar::Week(monday) => add_days(monday, 6),
            Calendar::Weekend(saturday) => add_days(saturday, 1),
            Calendar::Month(year, month) => end_of_month(year, month),
            Calendar::Quarter(year, quarter) => end_of_month(year, 3 * quarter),
            Calendar::Half(year, half) => end_of_month(year, 6 * half),
            Calendar::Season(year, Season::Winter) => before(month_start(year + 1, 3)),
            Calendar::Season(year, season) => end_of_month(year, season.first_month() + 2),
            Calendar::Year(year) => day(year, 12, 31),
            Calendar::Decade(year) => day(year + 9, 12, 31),
            Calendar::Century(year) => day(year + 99, 12, 31),
        }
    }

    /// The same kind of interval, `count` of them later (earlier if negative).
    pub(super) fn shift(self, count: i64) -> Option<Calendar> {
        let small = i32::try_from(count).ok().filter(|n| n.abs() < 10_000)?;
        Some(match self {
            Calendar::Day(day) => Calendar::Day(add_days(day, count)?),
            Calendar::Week(monday) => Calendar::Week(add_days(monday, count.checked_mul(7)?)?),
            Calendar::Weekend(day) => Calendar::Weekend(add_days(day, count.checked_mul(7)?)?),
            Calendar::Month(year, month) => {
                let (year, month) = part_of_year(year, month, small, 12);
                Calendar::Month(year, month)
            }
            Calendar::Quarter(year, quarter) => {
                let (year, quarter) = part_of_year(year, quarter, small, 4);
                Calendar::Quarter(year, quarter)
            }
            Calendar::Half(year, half) => {
                let (year, half) = part_of_year(year, half, small, 2);
                Calendar::Half(year, half)
            }
            Calendar::Season(year, season) => Calendar::Season(year + small, season),
            Calendar::Year(year) => Calendar::Year(year + small),
            Calendar::Decade(year) => Calendar::Decade(year + 10 * small),
            Calendar::Century(year) => Calendar::Century(year + 100 * small),
        })
        .filter(|moved| moved.first().is_some() && moved.last().is_some())
    }

    /// The same day or month of the year before; of other units none.
    pub(super) fn year_before(self) -> Option<Calendar> {
        match self {
            Calendar::Day(date) => date.with_year(date.year() - 1).map(Calendar::Day),
            Calendar::Month(year, month) => Some(Calendar::Month(year - 1, month)),
            _ => None,
        }
    }

    /// The year that all of it lies in, if one does.
    pub(super) fn year(self) -> Option<i32> {
        match self {
            Calendar::Day(day) | Calendar::Week(day) | Calendar::Weekend(day) => Some(day.year()),
            Calendar::Month(year, _)
            | Calendar::Quarter(year, _)
            | Calendar::Half(year, _)
            | Calendar::Season(year, _)
            | Calendar::Year(year) => Some(year),
            Calendar::Decade(_) | Calendar::Century(_) => None,
        }
    }

    /// The month that it lies in or begins with, if it is no longer than a season.
    pub(super) fn month(self) -> Option<u32> {
        match self {
            Calendar::Year(_) | Calendar::Decade(_) | Calendar::Century(_) => None,
            Calendar::Season(_, season) => Some(season.first_month()),
            other => other.first().map(|day| day.month()),
        }
    }

    /// How exact it is.
    pub(super) fn precision(self) -> Precision {
        match self {
            Calendar::Day(_) => Precision::Day,
            Calendar::Week(_) => Precision::Week,
            Calendar::Month(..) => Precision::Month,
            Calendar::Season(..) => Precision::Season,
            Calendar::Year(_) => Precision::Year,
            Calendar::Decade(_) => Precision::Decade,
            Calendar::Weekend(_)
            | Calendar::Quarter(..)
            | Calendar::Half(..)
            | Calendar::Century(_) => Precision::Interval,
        }
    }

    /// The TIMEX3 value.
    pub(super) fn timex(self) -> String {
        let bc =
            |year: i32| if year > 0 { format!("{year:04}") } else { format!("BC{:04}", 1 - year) };
        match self {
            Calendar::Day(day) => {
                format!("{}-{:02}-{:02}", bc(day.year()), day.month(), day.day())
            }
            Calendar::Week(monday) => {
                let week = monday.iso_week();
                format!("{}-W{:02}", bc(week.year()), week.week())
            }
            Calendar::Weekend(saturday) => {
                let week = saturday.iso_week();
                format!("{}-W{:02}-WE", bc(week.year()), week.week())
            }
            Calendar::Month(year, month) => format!("{}-{month:02}", bc(year)),
            Calendar::Quarter(year, quarter) => format!("{}-Q{quarter}", bc(year)),
            Calendar::Half(year, half) => format!("{}-H{half}", bc(year)),
            Calendar::Season(year, season) => format!("{}-{}", bc(year), season.timex()),
            Calendar::Year(year) => bc(year),
            Calendar::Decade(year) if year > 0 => format!("{:03}", year / 10),
            Calendar::Decade(year) => format!("BC{:03}", -year / 10),
            Calendar::Century(year) if year >= 0 => format!("{:02}", year / 100),
            Calendar::Century(year) => format!("BC{:02}", -year / 100 - 1),
        }
    }
}

/// The last day of a month.
fn end_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    month_start(year, month)?.checked_add_months(Months::new(1))?.pred_opt()
}

/// Steps over the `parts` of the year, numbered from 1.
fn part_of_year(year: i32, part: u32, count: i32, parts: i32) -> (i32, u32) {
    let total = year * parts + part as i32 - 1 + count;
    (total.div_euclid(parts), total.rem_euclid(parts) as u32 + 1)
}

/// The last such weekday not after the day.
pub(super) fn weekday_before(weekday: Weekday, day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(
        (day.weekday().num_days_from_monday() + 7 - weekday.num_days_from_monday()) % 7,
    ))
}
