//! Operators to times: what an expression denotes, given the publication date,
//! the date last mentioned before it and the tense of its clause.

use chrono::{Datelike, NaiveDate};

use super::calendar::{Calendar, Season, Unit, add_days, day, monday, weekday_before};
use super::edtf::{self, Point};
use super::lex::Pick;
use super::operator::{Count, Operator, Origin};
use super::{Modifier, Tense, Time};

/// What an expression is reckoned from; fixed when it is found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Anchors {
    /// The day the text was published.
    pub(super) published: Option<NaiveDate>,
    /// The date mentioned last before the expression.
    pub(super) mentioned: Option<Point>,
    /// The year that stands as a heading over the lines that follow.
    pub(super) heading: Option<i32>,
    /// The last day mentioned, whatever came after it.
    pub(super) day: Option<NaiveDate>,
    /// That date stands in the same sentence and is exact to the month.
    pub(super) near: bool,
    /// The text tells history: years are those of the telling, not of the publication.
    pub(super) narrative: bool,
    /// The order of day and month in figures: day first, month first, unknown.
    pub(super) day_first: Option<bool>,
}

impl Anchors {
    /// The calendar interval mentioned last.
    fn mention(&self) -> Option<Calendar> {
        match self.mentioned? {
            Point::Known(calendar) => Some(calendar),
            Point::Yearless(..) => None,
        }
    }

    /// The interval of a unit that the mentioned date lies in.
    fn mentioned_unit(&self, unit: Unit) -> Option<Calendar> {
        let mention = self.mention()?;
        if unit == Unit::Day && mention.unit() != Unit::Day {
            // the day told of may stand before a coarser date that holds it, or
            // before an outlook on what is to come
            let within =
                |day: &NaiveDate| mention.first() <= Some(*day) && Some(*day) <= mention.last();
            let outlook = self.published.is_some() && mention.first() > self.published;
            return self.day.filter(|day| outlook || within(day)).map(Calendar::Day);
        }
        (mention.unit() <= unit)
            .then(|| mention.first())
            .flatten()
            .map(|day| Calendar::of(unit, day))
    }

    /// The interval of a unit to count from: of the mentioned date, of the
    /// publication where none is mentioned.
    fn told_unit(&self, unit: Unit) -> Option<Calendar> {
        match self.mentioned {
            Some(_) => self.mentioned_unit(unit),
            None => self.published_unit(unit),
        }
    }

    /// The interval of a unit that the text was written in.
    fn published_unit(&self, unit: Unit) -> Option<Calendar> {
        self.published.map(|day| Calendar::of(unit, day))
    }

    /// The interval that "this" points to: of the publication, in a narrative of the telling.
    fn current(&self, unit: Unit) -> Option<Calendar> {
        let told = if self.narrative { self.mentioned_unit(unit) } else { None };
        told.or_else(|| self.published_unit(unit))
    }

    /// One point in time for an operator; `None` if it is none or not known.
    pub(super) fn point(&self, operator: &Operator, tense: Tense) -> Option<Point> {
        match self.mentioned {
            Some(Point::Yearless(month @ 1..=12, Some(number))) if is_told(operator) => {
                self.within_open_year(month, number, operator, tense)
            }
            _ => self.known_point(operator, tense),
        }
    }

    /// "the following day" after "June 5" of an unknown year: reckoned in any
    /// year, and the year left open again.
    fn within_open_year(
        &self,
        month: u32,
        number: u32,
        operator: &Operator,
        tense: Tense,
    ) -> Option<Point> {
        // not a leap year, unless the day needs one
        let date = day(2001, month, number).or_else(|| day(2000, month, number))?;
        let anchors = Anchors {
            mentioned: Some(Point::Known(Calendar::Day(date))),
            day: Some(date),
            ..*self
        };
        match anchors.known_point(operator, tense)? {
            Point::Known(Calendar::Day(day)) => Some(Point::Yearless(day.month(), Some(day.day()))),
            Point::Known(Calendar::Month(_, month)) => Some(Point::Yearless(month, None)),
            _ => None,
        }
    }

    fn known_point(&self, operator: &Operator, tense: Tense) -> Option<Point> {
        let known = |calendar: Option<Calendar>| calendar.map(Point::Known);
        match operator {
            Operator::Fixed(calendar) => Some(Point::Known(*calendar)),
            Operator::Yearless { month, day, pick } => self.yearless(*month, *day, *pick, tense),
            Operator::Numeric { first, second, year } => self.numeric(*first, *second, *year),
            Operator::DayOfMonth(number) => self.day_of_month(*number, tense),
            Operator::Weekday { weekday, pick } => {
                known(self.weekday(*weekday, *pick, tense).map(Calendar::Day))
            }
            Operator::Season { season, pick } => self.season(*season, *pick, tense),
            Operator::Unit { unit, pick } => known(self.unit(*unit, *pick)),
            Operator::Current(unit) => known(self.current_unit(*unit, tense)),
            Operator::Today(_) if self.narrative => None,
            Operator::Today(days) => {
                known(self.published.and_then(|day| add_days(day, *days)).map(Calendar::Day))
            }
            Operator::Shift { count, unit, earlier, origin } => {
                known(self.shift(*count, *unit, *earlier, *origin))
            }
            Operator::Within(part, whole) => self.within(part, whole, tense),
            Operator::WeekOf(of) => match self.point(of, tense)? {
                Point::Known(day @ Calendar::Day(_)) => {
                    known(Some(Calendar::of(Unit::Week, day.first()?)))
                }
                _ => None,
            },
            Operator::Moved(of) => known(self.moved(of, tense)),
            Operator::Nth { n, unit, of } => known(self.nth(*n, *unit, of.as_deref(), tense)),
            Operator::Part(_, of) => self.point(of, tense),
            Operator::Clock { day: Some(day), .. } | Operator::DayPart(_, Some(day)) => {
                self.point(day, tense)
            }
            Operator::Clock { day: None, .. } => match self.mention() {
                Some(day @ Calendar::Day(_)) => Some(Point::Known(day)),
                _ => None,
            },
            Operator::Run { .. }
            | Operator::Stretch { .. }
            | Operator::DayPart(_, None)
            | Operator::Duration { .. }
            | Operator::Set { .. }
            | Operator::EveryWeekday(_)
            | Operator::Deixis(_)
            | Operator::Period(_) => None,
        }
    }

    /// The time of an operator, stretches included.
    pub(super) fn time(&self, operator: &Operator, tense: Tense) -> Option<Time> {
        match operator {
            Operator::Run { count, unit, pick } => self.run(*count, *unit, *pick),
            Operator::Stretch { count, unit, last, of } => {
                self.stretch(*count, *unit, *last, of, tense)
            }
            Operator::Period(period) => period.time(),
            Operator::Part(modifier, of) => match (of.as_ref(), modifier) {
                (Operator::Period(period), Modifier::Start) => side(&period.time()?.edtf, 0),
                (Operator::Period(period), Modifier::End) => side(&period.time()?.edtf, 1),
                (of, _) => self.time(of, tense),
            },
            Operator::Unit { unit: Unit::Week, pick: Pick::This } if !self.narrative => {
                // no further than the day of writing, if that is not the future
                let published = self.published?;
                match tense {
                    Tense::Future => self.point(operator, tense).map(edtf::simple),
                    _ => edtf::interval(
                        Point::Known(Calendar::Day(monday(published))),
                        Point::Known(Calendar::Day(published)),
                    ),
                }
            }
            Operator::Numeric { first, second, year: Some(year) }
                if self.numeric(*first, *second, Some(*year)).is_none() =>
            {
                None
            }
            _ => self.point(operator, tense).map(edtf::simple),
        }
    }

    /// The year of a month that the text itself gives: by a heading, by a date of
    /// the same sentence, or by the order of a narrative.
    fn told_year(&self, month: u32) -> Option<i32> {
        if self.heading.is_some() {
            return self.heading;
        }
        let mention = self.mention()?;
        let year = mention.year()?;
        match mention.month() {
            Some(before) if self.narrative && before >= month + 8 => Some(year + 1),
            _ if self.narrative => Some(year),
            // "in April 1994 …, and in December": the same year
            Some(before) if self.near && month > before => Some(year),
            _ => None,
        }
    }

    /// A month or day without its year.
    fn yearless(
        &self,
        month: u32,
        number: Option<u32>,
        pick: Option<Pick>,
        tense: Tense,
    ) -> Option<Point> {
        let in_year = |year: i32| -> Option<Calendar> {
            match number {
                Some(number) => day(year, month, number).map(Calendar::Day),
                None => Some(Calendar::Month(year, month)),
            }
        };
        if let (None, Some(year)) = (pick, self.told_year(month)) {
            return in_year(year).map(Point::Known);
        }
        let base = match pick {
            Some(Pick::Previous | Pick::Following | Pick::Same) => {
                self.mention().and_then(Calendar::first)
            }
            _ if self.narrative => self.mention().and_then(Calendar::first),
            _ => self.published,
        };
        let Some(base) = base else {
            return pick.is_none().then_some(Point::Yearless(month, number));
        };
        let unit = if number.is_some() { Unit::Day } else { Unit::Month };
        let here = Calendar::of(unit, base).first()?;
        // a leap day may be years away
        let past = |strict: bool| {
            (0..9).filter_map(|back| in_year(base.year() - back)).find(|c| {
                c.first().is_some_and(|first| if strict { first < here } else { first <= here })
            })
        };
        let future = |strict: bool| {
            (0..9).filter_map(|ahead| in_year(base.year() + ahead)).find(|c| {
                c.first().is_some_and(|first| if strict { first > here } else { first >= here })
            })
        };
        match pick {
            Some(Pick::Last | Pick::Previous) => past(true),
            Some(Pick::Next | Pick::Following) => future(true),
            Some(Pick::This | Pick::Same) => in_year(base.year()),
            None => match tense {
                Tense::Future => future(false),
                Tense::Past => past(false),
                // "the leaders convene in December": whichever is nearer
                Tense::Present => nearer(here, past(false), future(false)),
            },
        }
        .map(Point::Known)
    }

    /// A date in figures, where the order of day and month is known or does not matter.
    fn numeric(&self, first: u32, second: u32, year: Option<i32>) -> Option<Point> {
        let year = year?;
        let day_first = day(year, second, first);
        let month_first = day(year, first, second);
        let date = match (day_first, month_first) {
            (Some(a), Some(b)) if a == b => Some(a),
            (Some(a), Some(b)) => match self.day_first {
                Some(true) => Some(a),
                Some(false) => Some(b),
                None => None,
            },
            (a, b) => a.or(b),
        };
        date.map(|date| Point::Known(Calendar::Day(date)))
    }

    /// Both readings of a date in figures.
    pub(super) fn numeric_readings(first: u32, second: u32, year: i32) -> Vec<Time> {
        [day(year, second, first), day(year, first, second)]
            .into_iter()
            .flatten()
            .map(|date| edtf::simple(Point::Known(Calendar::Day(date))))
            .collect()
    }

    /// "the 14th": of the month mentioned last, else of the latest month that has one.
    fn day_of_month(&self, number: u32, tense: Tense) -> Option<Point> {
        match self.mentioned {
            Some(Point::Yearless(month @ 1..=12, _)) => {
                day(2000, month, number)?;
                return Some(Point::Yearless(month, Some(number)));
            }
            Some(Point::Known(calendar)) if calendar.unit() <= Unit::Month => {
                let date = calendar.first()?;
                return day(date.year(), date.month(), number)
                    .map(|d| Point::Known(Calendar::Day(d)));
            }
            _ => {}
        }
        let published = Calendar::of(Unit::Month, self.published?);
        let step = if tense == Tense::Future { 1 } else { -1 };
        (0..3).find_map(|n| {
            let first = published.shift(n * step)?.first()?;
            let date = day(first.year(), first.month(), number)?;
            let right = if step < 0 { date <= self.published? } else { date >= self.published? };
            right.then_some(Point::Known(Calendar::Day(date)))
        })
    }

    fn weekday(
        &self,
        weekday: chrono::Weekday,
        pick: Option<Pick>,
        tense: Tense,
    ) -> Option<NaiveDate> {
        let told = matches!(pick, Some(Pick::Same | Pick::Previous | Pick::Following));
        let base = if told || self.narrative {
            match self.mention()? {
                Calendar::Day(day) | Calendar::Week(day) | Calendar::Weekend(day) => day,
                _ => return None,
            }
        } else {
            self.published?
        };
        let after = |day: NaiveDate| add_days(weekday_before(weekday, day), 7);
        let not_before = |day: NaiveDate| weekday_before(weekday, add_days(day, 6)?).into();
        match pick {
            Some(Pick::Last | Pick::Previous) => Some(weekday_before(weekday, add_days(base, -1)?)),
            Some(Pick::Next) => {
                add_days(monday(base), 7 + i64::from(weekday.num_days_from_monday()))
            }
            Some(Pick::Following) => after(base),
            Some(Pick::This) => add_days(monday(base), i64::from(weekday.num_days_from_monday())),
            Some(Pick::Same) => not_before(base),
            None if self.narrative || tense != Tense::Past => not_before(base),
            None => Some(weekday_before(weekday, base)),
        }
    }

    fn season(&self, season: Season, pick: Option<Pick>, tense: Tense) -> Option<Point> {
        let told = matches!(pick, Some(Pick::Same | Pick::Previous | Pick::Following));
        if self.narrative || told || (pick.is_none() && self.near) {
            let Some(mention) = self.mention() else {
                return matches!(pick, None | Some(Pick::Same))
                    .then_some(Point::Yearless(season.edtf(), None));
            };
            let year = mention.year()?;
            let year = match pick {
                Some(Pick::Previous) => year - 1,
                Some(Pick::Next | Pick::Following)
                    if mention.month().is_some_and(|m| m >= season_month(season)) =>
                {
                    year + 1
                }
                _ => year,
            };
            return Some(Point::Known(Calendar::Season(year, season)));
        }
        let Some(published) = self.published else {
            let open = matches!(pick, None | Some(Pick::This));
            return open.then_some(Point::Yearless(season.edtf(), None));
        };
        let begins = |year: i32| day(year, season_month(season), 1);
        let year = published.year();
        let latest = if begins(year)? <= published { year } else { year - 1 };
        let running = Calendar::of(Unit::Season, published) == Calendar::Season(latest, season);
        let year = match pick {
            Some(Pick::Last | Pick::Previous) if running => latest - 1,
            Some(Pick::Last | Pick::Previous) => latest,
            Some(Pick::Next | Pick::Following) => latest + 1,
            Some(Pick::This | Pick::Same) if running => latest,
            Some(Pick::This | Pick::Same) => year,
            None if tense == Tense::Future && !running => latest + 1,
            None => latest,
        };
        Some(Point::Known(Calendar::Season(year, season)))
    }

    /// "last week", "that year", "the following month".
    fn unit(&self, unit: Unit, pick: Pick) -> Option<Calendar> {
        match pick {
            Pick::Last => self.current(unit)?.shift(-1),
            Pick::This => self.current(unit),
            Pick::Next => self.current(unit)?.shift(1),
            // "the same day" can only mean the last day told of
            Pick::Same if unit == Unit::Day => {
                self.mentioned_unit(unit).or(self.day.map(Calendar::Day))
            }
            Pick::Same => self.mentioned_unit(unit),
            Pick::Previous => self.told_unit(unit)?.shift(-1),
            Pick::Following => self.told_unit(unit)?.shift(1),
        }
    }

    /// "the day" is the one told of, "the year" the one of the telling or the writing.
    fn current_unit(&self, unit: Unit, tense: Tense) -> Option<Calendar> {
        if unit == Unit::Weekend {
            let published = self.published_unit(unit)?;
            let ahead = tense == Tense::Future || self.published >= published.first();
            return if ahead { Some(published) } else { published.shift(-1) };
        }
        if unit == Unit::Day || self.narrative {
            let told = self.day.filter(|_| unit == Unit::Day).map(Calendar::Day);
            return self.mentioned_unit(unit).or(told).or_else(|| self.published_unit(unit));
        }
        self.published_unit(unit)
    }

    fn shift(&self, count: Count, unit: Unit, earlier: bool, origin: Origin) -> Option<Calendar> {
        let steps = count.whole()?;
        if unit < Unit::Day {
            return None;
        }
        let base = match origin {
            Origin::Published => self.current(unit),
            Origin::Mentioned => self.told_unit(unit),
        }?;
        base.shift(if earlier { -steps } else { steps })
    }

    /// "October of that year", "the 14th of that month".
    fn within(&self, part: &Operator, whole: &Operator, tense: Tense) -> Option<Point> {
        let frame = match self.point(whole, tense) {
            Some(Point::Known(calendar)) => calendar,
            _ => return None,
        };
        let year = frame.year()?;
        let calendar = match part {
            Operator::Yearless { month, day: Some(number), .. } => {
                Calendar::Day(day(year, *month, *number)?)
            }
            Operator::Yearless { month, day: None, .. } => Calendar::Month(year, *month),
            Operator::Season { season, .. } => Calendar::Season(year, *season),
            Operator::DayOfMonth(number) => Calendar::Day(day(year, frame.month()?, *number)?),
            _ => return None,
        };
        Some(Point::Known(calendar))
    }

    /// "the same month a year earlier": the mentioned time in another year.
    fn moved(&self, of: &Operator, tense: Tense) -> Option<Calendar> {
        let mention = self.mention()?;
        let Some(Point::Known(Calendar::Year(year))) = self.point(of, tense) else { return None };
        Some(match mention {
            Calendar::Month(_, month) => Calendar::Month(year, month),
            Calendar::Quarter(_, quarter) => Calendar::Quarter(year, quarter),
            Calendar::Half(_, half) => Calendar::Half(year, half),
            Calendar::Season(_, season) => Calendar::Season(year, season),
            Calendar::Day(date) => Calendar::Day(day(year, date.month(), date.day())?),
            _ => Calendar::Year(year),
        })
    }

    /// "the third quarter of 2022", "the last day of August".
    fn nth(&self, n: i32, unit: Unit, of: Option<&Operator>, tense: Tense) -> Option<Calendar> {
        let Some(of) = of else { return self.latest_quarter(u32::try_from(n).ok()?, tense) };
        let Point::Known(whole) = self.point(of, tense)? else { return None };
        let first = Calendar::of(unit, whole.first()?);
        let last = Calendar::of(unit, whole.last()?);
        let found = match (unit, n) {
            // a week of a month may begin in the month before: no more than the whole is sure
            (Unit::Week | Unit::Weekend, _) => return Some(whole),
            (_, 1..) => first.shift(i64::from(n) - 1)?,
            _ => last.shift(i64::from(n) + 1)?,
        };
        (found.first()? >= whole.first()? && found.last()? <= whole.last()?).then_some(found)
    }

    /// A quarter without its year: the latest that is over, or the next to come.
    fn latest_quarter(&self, n: u32, tense: Tense) -> Option<Calendar> {
        let current = self.current(Unit::Quarter)?;
        let step = if tense == Tense::Future { 1 } else { -1 };
        let from = i64::from(tense != Tense::Future);
        (from..from + 4)
            .filter_map(|steps| current.shift(steps * step))
            .find(|quarter| matches!(quarter, Calendar::Quarter(_, number) if *number == n))
    }

    /// "the past two weeks", "the next six months": from or to the day of writing.
    fn run(&self, count: Count, unit: Unit, pick: Pick) -> Option<Time> {
        let steps = count.whole()?;
        if unit < Unit::Day {
            return None;
        }
        let back = matches!(pick, Pick::Last | Pick::Previous);
        let told = matches!(pick, Pick::Previous) || (pick == Pick::Following && self.narrative);
        let exact = if unit <= Unit::Week { Unit::Day } else { unit };
        let steps = if unit == Unit::Week { steps.checked_mul(7)? } else { steps };
        let here = if told { self.mentioned_unit(exact) } else { self.current(exact) }?;
        let there = here.shift(if back { -steps } else { steps })?;
        let (from, to) = if back { (there, here) } else { (here, there) };
        edtf::interval(Point::Known(from), Point::Known(to))
    }

    /// "the first two months of 2022".
    fn stretch(
        &self,
        count: Count,
        unit: Unit,
        last: bool,
        of: &Operator,
        tense: Tense,
    ) -> Option<Time> {
        let Point::Known(whole) = self.point(of, tense)? else { return None };
        let steps = count.whole()? - 1;
        if unit < Unit::Day || unit == Unit::Week || steps < 0 {
            return Some(edtf::simple(Point::Known(whole)));
        }
        let (from, to) = if last {
            let end = Calendar::of(unit, whole.last()?);
            (end.shift(-steps)?, end)
        } else {
            let start = Calendar::of(unit, whole.first()?);
            (start, start.shift(steps)?)
        };
        (from.first()? >= whole.first()? && to.last()? <= whole.last()?)
            .then(|| edtf::interval(Point::Known(from), Point::Known(to)))
            .flatten()
    }
}

/// Reckoned from the mentioned date.
fn is_told(operator: &Operator) -> bool {
    match operator {
        Operator::Unit { pick: Pick::Same | Pick::Previous | Pick::Following, .. } => true,
        Operator::Shift { origin: Origin::Mentioned, .. } => true,
        Operator::DayPart(_, Some(of)) | Operator::Part(_, of) => is_told(of),
        _ => false,
    }
}

/// The one of two intervals that begins nearer to a day.
fn nearer(day: NaiveDate, past: Option<Calendar>, future: Option<Calendar>) -> Option<Calendar> {
    let distance =
        |calendar: Calendar| calendar.first().map(|first| (first - day).num_days().abs());
    match (past, future) {
        (Some(past), Some(future)) if distance(future) < distance(past) => Some(future),
        (past, future) => past.or(future),
    }
}

fn season_month(season: Season) -> u32 {
    match season {
        Season::Spring => 3,
        Season::Summer => 6,
        Season::Autumn => 9,
        Season::Winter => 12,
    }
}

/// The first or last side of an EDTF interval, as a time of its own.
fn side(edtf: &str, index: usize) -> Option<Time> {
    let part = edtf.split('/').nth(index).or_else(|| edtf.split('/').next())?;
    Time::parse_edtf(part)
}
