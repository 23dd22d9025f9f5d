//! Units picked out of many ("last week", "that year") and parts of longer ones
//! ("the third quarter of 2022", "early May").

use super::{BETWEEN, Grammar, Read, longest, within};
use crate::time::Modifier;
use crate::time::calendar::{Calendar, Unit};
use crate::time::lex::{DayPart, Deixis, Pick, Word as W};
use crate::time::operator::{Count, Operator};

impl Grammar<'_> {
    /// The words that pick one of several: "last", "the next", "that same".
    pub(super) fn pick(&self, i: usize) -> Option<(usize, Pick)> {
        let definite = self.word(i) == W::The;
        let at = if definite { i + 1 } else { i };
        match self.word(at) {
            W::Demonstrative(near) if !definite => {
                if self.word(at + 1) == W::Pick(Pick::Same) {
                    return Some((at + 2, Pick::Same));
                }
                if let W::Pick(pick @ (Pick::Last | Pick::Next)) = self.word(at + 1) {
                    return near.then_some((at + 2, pick));
                }
                Some((at + 1, if near { Pick::This } else { Pick::Same }))
            }
            W::Pick(Pick::Next) if definite && self.form(at).eq_ignore_ascii_case("next") => {
                Some((at + 1, Pick::Following))
            }
            W::Pick(Pick::Same) if !definite => None,
            W::Pick(Pick::Previous | Pick::Following) if !definite => None,
            W::Pick(pick) => {
                let very = self.is(at + 1, &["very"]);
                Some((at + 1 + usize::from(very), pick))
            }
            W::Deixis(Deixis::Present) if self.is(at, &["current"]) => Some((at + 1, Pick::This)),
            _ => None,
        }
    }

    /// A unit word, with an adjective that changes nothing before it.
    pub(super) fn unit(&self, i: usize) -> Option<(usize, Unit, bool)> {
        if self.is(i, BETWEEN) {
            return self.bare_unit(i + 1);
        }
        self.bare_unit(i)
    }

    pub(super) fn bare_unit(&self, i: usize) -> Option<(usize, Unit, bool)> {
        match self.word(i) {
            W::Unit(unit, plural) => Some((i + 1, unit, plural)),
            W::Quarter => Some((i + 1, Unit::Quarter, false)),
            W::Century => Some((i + 1, Unit::Century, false)),
            W::DayPart(DayPart::Night) if self.is(i, &["nights"]) => Some((i + 1, Unit::Day, true)),
            _ => None,
        }
    }

    /// "last week", "the next two years", "this spring", "next Tuesday", "last October".
    pub(super) fn picked(&self, i: usize) -> Read {
        let (to, pick) = self.pick(i)?;
        if let Some((end, unit, plural)) = self.unit(to) {
            return self.picked_unit(i, end, unit, plural, pick);
        }
        match self.word(to) {
            W::Weekday(weekday, true) => {
                return Some((to + 1, Operator::Weekday { weekday, pick: Some(pick) }));
            }
            W::Month(month, _) => {
                let (end, _) = self.month_name(to)?;
                if let W::Number(n @ 1..=31, 1 | 2) = self.word(end) {
                    return Some((
                        end + 1,
                        Operator::Yearless { month, day: Some(n), pick: Some(pick) },
                    ));
                }
                return Some((end, Operator::Yearless { month, day: None, pick: Some(pick) }));
            }
            W::Season(season) => {
                return Some((to + 1, Operator::Season { season, pick: Some(pick) }));
            }
            W::DayPart(part) => return self.picked_day_part(to, part, pick),
            _ => {}
        }
        // "the past two weeks", "the next few months"
        let (end, count) = self.count(to)?;
        let (end, unit, _) = self.unit(end)?;
        if pick == Pick::Same || (pick == Pick::This && self.word(i) != W::Deixis(Deixis::Present))
        {
            return None;
        }
        Some((end, Operator::Run { count, unit, pick }))
    }

    pub(super) fn picked_unit(
        &self,
        i: usize,
        end: usize,
        unit: Unit,
        plural: bool,
        pick: Pick,
    ) -> Read {
        if plural {
            // "the last years", "the coming weeks"; "these days" is now
            if pick == Pick::This && unit == Unit::Day {
                return Some((end, Operator::Deixis(Deixis::Present)));
            }
            return (!matches!(pick, Pick::This | Pick::Same) && self.word(end) != W::Of)
                .then_some((end, Operator::Run { count: Count::Several, unit, pick }));
        }
        let stretch = self.word(i) == W::The
            && matches!(pick, Pick::Last | Pick::Next)
            && unit >= Unit::Day
            && !self.is(i + 1, &["coming", "upcoming"]);
        if stretch && self.is(i + 1, &["past", "last"]) {
            // "the past year" is the twelve months up to now; "the last day" of something is not
            if self.is(i + 1, &["last"]) && (self.word(end) == W::Of || unit == Unit::Day) {
                return None;
            }
            return Some((end, Operator::Run { count: Count::Exactly(1.0), unit, pick }));
        }
        if self.is(i, &["past"]) || unit < Unit::Day {
            return None;
        }
        // "that day" may go on: "that day's"; "this time" is no unit
        Some((end, Operator::Unit { unit, pick }))
    }

    /// "this morning", "last night", "that afternoon", "the next morning".
    pub(super) fn picked_day_part(&self, i: usize, part: DayPart, pick: Pick) -> Read {
        let day = match pick {
            Pick::This => Operator::Today(0),
            Pick::Last if part == DayPart::Night => Operator::Today(-1),
            Pick::Last => Operator::Today(-1),
            Pick::Next => Operator::Today(1),
            other => Operator::Unit { unit: Unit::Day, pick: other },
        };
        Some((i + 1, Operator::DayPart(part, Some(Box::new(day)))))
    }

    /// "the week of September 12", "the week ending 16 September".
    pub(super) fn week_of(&self, i: usize) -> Read {
        let holds = self.word(i + 2) == W::Of
            || self.is(i + 2, &["ending", "ended", "beginning", "starting"]);
        if self.word(i) != W::The || !self.is(i + 1, &["week"]) || !holds {
            return None;
        }
        let (to, day) =
            longest([self.month_day(i + 3), self.day_month(i + 3)].into_iter().flatten())?;
        Some((to, Operator::WeekOf(Box::new(day))))
    }

    /// "the day", "the year", "the month": where the words around let it be a time.
    pub(super) fn current(&self, i: usize) -> Read {
        if self.word(i) != W::The {
            return None;
        }
        let (to, unit, plural) = self.unit(i + 1)?;
        let leads = matches!(
            self.before(i),
            W::Of | W::In | W::During | W::For | W::Over | W::Through | W::Bound(_)
        ) || self
            .is(i.wrapping_sub(1), &["end", "ended", "ending", "finished", "closed"]);
        if unit == Unit::Weekend && matches!(self.before(i), W::At | W::Over | W::During) {
            return Some((to, Operator::Current(unit)));
        }
        let unbound = !matches!(
            self.word(to),
            W::Of | W::Possessive | W::Before | W::After | W::Number(..) | W::Dash
        ) && !self
            .is(to, &["when", "that", "which", "following", "he", "she", "they"]);
        (leads && unbound && !plural && unit >= Unit::Day).then_some((to, Operator::Current(unit)))
    }

    /// "the 14th": a day of the month last mentioned.
    pub(super) fn day_of_month(&self, i: usize) -> Read {
        let (W::The, W::Ordinal(number @ 1..=31)) = (self.word(i), self.word(i + 1)) else {
            return None;
        };
        let figures = self.figures(i + 1);
        let leads = matches!(
            self.before(i),
            W::On
                | W::From
                | W::To
                | W::Until
                | W::By
                | W::Since
                | W::And
                | W::Between
                | W::Before
                | W::After
                | W::Through
        );
        let noun = matches!(
            self.word(i + 2),
            W::Other
                | W::Century
                | W::Unit(..)
                | W::Quarter
                | W::Weekday(..)
                | W::Season(_)
                | W::DayPart(_)
                | W::Label
        ) && !self
            .is(i + 2, &["with", "when", "where", "which", "but", "as", "while", "the"]);
        if figures && leads && !noun && !self.hyphen(i + 2) {
            if self.word(i + 2) == W::Of
                && let Some((to, month @ Operator::Unit { unit: Unit::Month, .. })) =
                    self.picked(i + 3)
            {
                return Some((to, within(Operator::DayOfMonth(number), month)));
            }
            if self.word(i + 2) != W::Of {
                return Some((i + 2, Operator::DayOfMonth(number)));
            }
        }
        None
    }

    /// "the same period last year", "the same month a year earlier".
    pub(super) fn same(&self, i: usize) -> Read {
        let (to, pick) = self.pick(i)?;
        let period = self.is(to, &["period", "time"]) || self.bare_unit(to).is_some();
        if pick != Pick::Same || !period {
            return None;
        }
        let after = if matches!(self.word(to + 1), W::Of | W::In) { to + 2 } else { to + 1 };
        let (end, other) = longest(
            [self.picked(after), self.shifted(after), self.year(after)].into_iter().flatten(),
        )?;
        is_year(&other).then(|| (end, Operator::Moved(Box::new(other))))
    }

    /// "the third quarter of 2022", "the first half of the year", "the last week of August".
    pub(super) fn nth(&self, i: usize) -> Read {
        let mut at = if matches!(self.word(i), W::The | W::Demonstrative(_)) { i + 1 } else { i };
        let picked = match self.word(at) {
            W::Pick(Pick::Last) => Some(-1),
            W::Ordinal(n @ 1..=12) => Some(n as i32),
            _ => match self.form(at) {
                "latter" | "final" => Some(-1),
                "opening" => Some(1),
                _ => None,
            },
        };
        let n = picked?;
        at += 1;
        if self.hyphen(at) {
            at += 1;
        }
        if self.is(at, &["fiscal", "calendar", "full"]) {
            at += 1;
        }
        // "the first days of June" are its beginning
        if let (W::Unit(Unit::Day | Unit::Week | Unit::Month, true), -1 | 1) = (self.word(at), n)
            && self.word(at + 1) == W::Of
            && let Some((end, of)) = self.owner(at + 1)
        {
            let part = if n > 0 { Modifier::Start } else { Modifier::End };
            return Some((end, Operator::Part(part, Box::new(of))));
        }
        let (to, unit) = match self.word(at) {
            W::Half => (at + 1, Unit::Half),
            W::Quarter => (at + 1, Unit::Quarter),
            W::Unit(unit @ (Unit::Week | Unit::Month | Unit::Day | Unit::Weekend), false) => {
                (at + 1, unit)
            }
            W::Unit(unit @ (Unit::Decade | Unit::Year), false) => (at + 1, unit),
            _ => return None,
        };
        let of = self.owner(to);
        match (unit, of) {
            (_, Some((end, of))) if fits(unit, &of) => {
                Some((end, Operator::Nth { n, unit, of: Some(Box::new(of)) }))
            }
            // a quarter needs no year: it is the latest; a half of something else is no time
            (Unit::Quarter, _)
                if n > 0
                    && n <= 4
                    && !self.is(to, &["final", "finals"])
                    && self.word(to) != W::Of =>
            {
                Some((to, Operator::Nth { n, unit, of: None }))
            }
            _ => None,
        }
    }

    /// What a part belongs to: "of 2022", "of the year", ", 2022", "last year".
    pub(super) fn owner(&self, i: usize) -> Read {
        let at = match self.word(i) {
            W::Of | W::In | W::Comma => i + 1,
            _ => i,
        };
        let direct = at == i;
        let found = longest(
            [
                self.plain_point(at).filter(|(_, operator)| self.can_own(operator)),
                self.the_unit(at).filter(|_| !direct),
            ]
            .into_iter()
            .flatten(),
        )?;
        let (to, operator) = found;
        if self.word(i) == W::Comma && !matches!(operator, Operator::Fixed(_)) {
            return None;
        }
        self.extended(to, operator)
    }

    pub(super) fn can_own(&self, operator: &Operator) -> bool {
        !matches!(
            operator,
            Operator::Deixis(_)
                | Operator::Duration { .. }
                | Operator::Clock { .. }
                | Operator::Set { .. }
        )
    }

    /// "the year", with nothing asked of what stands around.
    pub(super) fn the_unit(&self, i: usize) -> Read {
        if self.word(i) != W::The {
            return None;
        }
        let (to, unit, plural) = self.bare_unit(i + 1)?;
        (!plural && unit >= Unit::Day).then_some((to, Operator::Current(unit)))
    }

    /// "the first two months of 2022".
    pub(super) fn stretch(&self, i: usize) -> Read {
        let at = if self.word(i) == W::The { i + 1 } else { i };
        let last = match self.word(at) {
            W::Ordinal(1) => false,
            W::Pick(Pick::Last) => true,
            _ => match self.form(at) {
                "final" => true,
                "opening" => false,
                _ => return None,
            },
        };
        let (to, count) = self.count(at + 1)?;
        let (to, unit, plural) = self.bare_unit(to)?;
        if !plural || self.word(to) != W::Of {
            return None;
        }
        let (to, of) = self.owner(to)?;
        fits(unit, &of).then(|| (to, Operator::Stretch { count, unit, last, of: Box::new(of) }))
    }

    /// "the beginning of 2022", "the end of the month", "year's end", "mid-2021".
    pub(super) fn bounded(&self, i: usize) -> Read {
        let at = if self.word(i) == W::The { i + 1 } else { i };
        let W::Bound(modifier) = self.word(at) else { return None };
        let mut to = at + 1;
        if self.is(to, &["part", "half"]) {
            to += 1;
        }
        if self.word(to) != W::Of {
            return None;
        }
        let (end, of) = self.owner(to)?;
        Some((end, Operator::Part(modifier, Box::new(of))))
    }

    /// "early May", "mid-2021", "late in 1944", "the latter part of the year".
    pub(super) fn part(&self, i: usize) -> Read {
        let at = if self.word(i) == W::The { i + 1 } else { i };
        let modifier = match self.word(at) {
            W::Part(modifier) => modifier,
            _ if self.is(at, &["latter", "later"]) && self.is(at + 1, &["part"]) => Modifier::End,
            _ if self.is(at, &["earlier"]) && self.is(at + 1, &["part"]) => Modifier::Start,
            _ => return None,
        };
        let mut to = at + 1;
        if self.hyphen(to) || self.is(to, &["part", "on"]) {
            to += 1;
        }
        if self.word(to) == W::To && self.is(to + 1, &["mid"]) {
            to += 2;
            to += usize::from(self.hyphen(to));
        }
        if matches!(self.word(to), W::In | W::Of) {
            to += 1;
            let (end, of) =
                longest([self.plain_point(to), self.the_unit(to)].into_iter().flatten())?;
            let (end, of) = self.extended(end, of)?;
            return Some((end, Operator::Part(modifier, Box::new(of))));
        }
        let (end, of) = match self.word(to) {
            W::Month(month, _) => self.month_day(to).or_else(|| {
                let (end, _) = self.month_name(to)?;
                Some(match self.year_after(end) {
                    Some((end, year)) => (end, Operator::Fixed(Calendar::Month(year, month))),
                    None => (end, Operator::Yearless { month, day: None, pick: None }),
                })
            })?,
            W::DayPart(part) => {
                let (end, operator) =
                    self.day_part(to).unwrap_or((to + 1, Operator::DayPart(part, None)));
                (end, operator)
            }
            _ => self.plain_point(to).filter(|(_, operator)| self.can_own(operator))?,
        };
        let (end, of) = self.extended(end, of)?;
        if matches!(of, Operator::Shift { .. } | Operator::Run { .. } | Operator::Part(..)) {
            return None;
        }
        Some((end, Operator::Part(modifier, Box::new(of))))
    }

    /// "earlier today", "later this year", "later that month", "later in 1944".
    pub(super) fn later_in(&self, i: usize) -> Read {
        let at = if self.word(i + 1) == W::In { i + 2 } else { i + 1 };
        let of = longest(
            [
                self.picked(at),
                self.today(at),
                self.year(at).filter(|_| at > i + 1),
                self.the_unit(at).filter(|_| at > i + 1),
                self.season(at).filter(|_| at > i + 1),
            ]
            .into_iter()
            .flatten(),
        )?;
        if matches!(
            of.1,
            Operator::Run { .. } | Operator::Weekday { .. } | Operator::Yearless { .. }
        ) {
            return None;
        }
        Some(of)
    }
}

/// A time that names a year, as "last year", "a year ago", "2021" do.
fn is_year(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::Unit { unit: Unit::Year, .. }
            | Operator::Shift { unit: Unit::Year, .. }
            | Operator::Fixed(Calendar::Year(_))
            | Operator::Unit { unit: Unit::Month | Unit::Week | Unit::Quarter, .. }
    )
}

/// Whether a unit can be a part of the other time.
fn fits(unit: Unit, of: &Operator) -> bool {
    let whole = match of {
        Operator::Fixed(calendar) => calendar.unit(),
        Operator::Yearless { day: None, .. } => Unit::Month,
        Operator::Season { .. } => Unit::Season,
        Operator::Unit { unit, .. } | Operator::Current(unit) | Operator::Shift { unit, .. } => {
            *unit
        }
        Operator::Within(part, _) => return fits(unit, part),
        _ => return false,
    };
    unit < whole
}
