//! Weekdays, seasons, decades, centuries, holidays and periods with a name.

use super::{Grammar, Read, longest, within};
use crate::time::calendar::{Calendar, Unit};
use crate::time::lex::{DayPart, Word as W};
use crate::time::operator::Operator;
use crate::time::periods;

impl Grammar<'_> {
    /// "Tuesday", "Tuesday, September 14, 2022", "Tuesday the 14th".
    pub(super) fn weekday(&self, i: usize) -> Read {
        let W::Weekday(weekday, full) = self.word(i) else { return None };
        let mut to = i + 1;
        if !full && self.word(to) == W::Dot && self.glued(to) {
            to += 1;
        }
        let at = if self.word(to) == W::Comma { to + 1 } else { to };
        if let Some(found) = longest([self.month_day(at), self.day_month(at)].into_iter().flatten())
        {
            return Some(found);
        }
        // "Sun", "Sat", "Wed" alone are other words
        if !full {
            return None;
        }
        if self.word(to) == W::The
            && let W::Ordinal(number @ 1..=31) = self.word(to + 1)
        {
            return Some((to + 2, Operator::DayOfMonth(number)));
        }
        // days with a name of their own
        if self.is(
            i.wrapping_sub(1),
            &["black", "bloody", "good", "easter", "holy", "palm", "ash", "cyber", "super"],
        ) && self.capital(i.wrapping_sub(1))
        {
            return None;
        }
        if self.form(i).ends_with('s') && self.before(i) != W::The {
            return Some((to, Operator::EveryWeekday(weekday)));
        }
        if self.is(to, &["week"]) && matches!(self.word(to - 1), W::Weekday(..)) {
            return None;
        }
        Some((to, Operator::Weekday { weekday, pick: None }))
    }

    /// "spring 2022", "the summer of 2022", "the spring", "winter".
    pub(super) fn season(&self, i: usize) -> Read {
        let at = if self.word(i) == W::The { i + 1 } else { i };
        let W::Season(season) = self.word(at) else { return None };
        let mut to = at + 1;
        if self.is(to, &["season", "months"]) && self.word(to + 1) != W::Of {
            to += 1;
        }
        if let Some((end, year)) = self.year_after(to) {
            // "winter 2022-23" and "2022/23" begin in the first year
            return Some((self.second_year(end), Operator::Fixed(Calendar::Season(year, season))));
        }
        if self.word(to) == W::Of
            && let Some((end, year)) = self.year_phrase(to + 1)
        {
            return Some((end, within(Operator::Season { season, pick: None }, year)));
        }
        // "the fall of Kabul", "spring water", "the Arab Spring", "fall by a third"
        let before = if at == i { self.before(i) } else { W::The };
        let leads = before.leads() || before == W::Possessive;
        let fall = self.is(at, &["fall"])
            && !(at > i && matches!(self.before(i), W::In | W::During | W::By | W::Of | W::Since));
        let name = self.capital(at) && self.capital(at.wrapping_sub(1));
        let other = self.word(to) == W::Of || self.hyphen(to);
        (leads && !fall && !name && !other).then_some((to, Operator::Season { season, pick: None }))
    }

    /// "-23" after a year.
    pub(super) fn second_year(&self, i: usize) -> usize {
        match (self.word(i), self.word(i + 1)) {
            (W::Dash | W::Slash, W::Number(_, 2 | 4)) if self.glued(i) && self.glued(i + 1) => {
                i + 2
            }
            _ => i,
        }
    }

    /// "the 1990s", "the late 1980s".
    pub(super) fn decade(&self, i: usize) -> Read {
        let at = if self.word(i) == W::The { i + 1 } else { i };
        let (part, at) = match self.word(at) {
            W::Part(modifier) => {
                (Some(modifier), if self.hyphen(at + 1) { at + 2 } else { at + 1 })
            }
            _ => (None, at),
        };
        let W::Decade(year, said) = self.word(at) else { return None };
        if !said && at == i && !matches!(self.before(i), W::And | W::Part(_)) {
            return None;
        }
        if let Some(to) = self.era(at + 1) {
            return Some((to, Operator::Fixed(Calendar::Decade(-year - 9 + 9))));
        }
        let decade = Operator::Fixed(Calendar::Decade(year));
        Some((
            at + 1,
            match part {
                Some(modifier) => Operator::Part(modifier, Box::new(decade)),
                None => decade,
            },
        ))
    }

    /// "the 19th century", "the early twentieth century", "5th century BC".
    pub(super) fn century(&self, i: usize) -> Read {
        let mut at = if self.word(i) == W::The { i + 1 } else { i };
        let part = match self.word(at) {
            W::Part(modifier) => {
                at += 1;
                Some(modifier)
            }
            _ => None,
        };
        if self.hyphen(at) {
            at += 1;
        }
        let mut number = match self.word(at) {
            W::Ordinal(number @ 1..=30) => number,
            W::Cardinal(20) => 20,
            _ => return None,
        };
        let mut to = at + 1;
        if self.word(at) == W::Cardinal(20) {
            let (W::Dash, W::Ordinal(ones @ 1..=9)) = (self.word(at + 1), self.word(at + 2)) else {
                return None;
            };
            number += ones;
            to = at + 3;
        }
        if self.hyphen(to) {
            to += 1;
        }
        if self.word(to) != W::Century {
            return None;
        }
        let (to, first) = match self.era(to + 1) {
            Some(end) => (end, -100 * number as i32),
            None => (to + 1, 100 * (number as i32 - 1)),
        };
        let century = Operator::Fixed(Calendar::Century(first));
        Some((
            to,
            match part {
                Some(modifier) => Operator::Part(modifier, Box::new(century)),
                None => century,
            },
        ))
    }

    /// "today", "earlier today" is elsewhere; "tonight", "yesterday morning".
    pub(super) fn today(&self, i: usize) -> Read {
        match self.word(i) {
            W::Today(days) => Some((i + 1, Operator::Today(days))),
            W::Tonight => {
                Some((i + 1, Operator::DayPart(DayPart::Night, Some(Box::new(Operator::Today(0))))))
            }
            _ => None,
        }
    }

    /// "Christmas Day 2022", "Christmas".
    pub(super) fn holiday(&self, i: usize) -> Read {
        let W::Holiday(month, number) = self.word(i) else { return None };
        let (to, number) = match self.form(i + 1) {
            "Eve" => (i + 2, number - 1),
            "Day" => (i + 2, number),
            _ => (i + 1, number),
        };
        if self.capital(to) && self.word(to) == W::Other {
            return None;
        }
        self.with_year(to, month, number)
    }

    /// Expressions that begin with a word of no class of its own.
    pub(super) fn other(&self, i: usize) -> Read {
        // "New Year's Day", "New Year's Eve"
        if self.is(i, &["new"]) && self.capital(i) && self.form(i + 1) == "Year" {
            let at = if self.word(i + 2) == W::Possessive { i + 3 } else { i + 2 };
            return match self.form(at) {
                "Day" => self.with_year(at + 1, 1, 1),
                "Eve" => self.with_year(at + 1, 12, 31),
                _ => None,
            };
        }
        // "Q3 2022"
        if let [b'Q', quarter @ b'1'..=b'4'] = self.form(i).as_bytes() {
            let n = i32::from(quarter - b'0');
            let (to, of) = match self.year(i + 1) {
                Some((to, year)) => (to, Some(Box::new(year))),
                None => (i + 1, None),
            };
            return Some((to, Operator::Nth { n, unit: Unit::Quarter, of }));
        }
        if self.is(i, &["latter", "final", "opening"]) {
            return self.nth(i);
        }
        if self.is(i, &["another", "up", "under", "dozens"]) {
            return self.shifted(i);
        }
        None
    }

    /// A period of the table, with "the start of" and the like before it.
    pub(super) fn period(&self, i: usize) -> Read {
        let led = matches!(
            self.before(i),
            W::Since | W::Until | W::During | W::After | W::Before | W::Through
        );
        let mut at = if self.word(i) == W::The { i + 1 } else { i };
        let mut part = None;
        if let W::Bound(modifier) = self.word(at)
            && self.word(at + 1) == W::Of
        {
            part = Some(modifier);
            at += 2;
            at += usize::from(self.word(at) == W::The);
        }
        // what happened in a war is not dated by "in the war": that may be its place
        let within = self.before(i) == W::In;
        if !led && part.is_none() && !within {
            return None;
        }
        // "the Russian invasion of Ukraine"
        let (at, length, period) = [at, at + 1].into_iter().find_map(|at| {
            let start = self.tokens.get(at)?.start as usize;
            let (length, period) = periods::at(&self.text[start..], self.form(at))?;
            Some((at, length, period))
        })?;
        if within && !led && part.is_none() && period.event {
            return None;
        }
        let start = self.tokens[at].start as usize;
        let end = start + length;
        let to =
            self.tokens[at..].iter().take_while(|token| (token.start as usize) < end).count() + at;
        let operator = Operator::Period(period);
        Some((
            to,
            match part {
                Some(modifier) => Operator::Part(modifier, Box::new(operator)),
                None => operator,
            },
        ))
    }
}
