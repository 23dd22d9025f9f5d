//! Dates in figures and words: days, months, years.

use super::{Grammar, MEASURED, Read};
use crate::time::calendar::{Calendar, day};
use crate::time::lex::Word as W;
use crate::time::operator::Operator;

impl Grammar<'_> {
    /// "2022-09-14", "14.09.2022", "9/14/2022".
    pub(super) fn numeric(&self, i: usize) -> Read {
        let (W::Number(a, digits), separator, W::Number(b, _)) =
            (self.word(i), self.word(i + 1), self.word(i + 2))
        else {
            return None;
        };
        let closed =
            self.glued(i + 1) && self.glued(i + 2) && self.glued(i + 3) && self.glued(i + 4);
        let same = self.word(i + 3) == separator;
        let W::Number(c, last_digits) = self.word(i + 4) else { return None };
        if !closed
            || !same
            || self.identifier(i)
            || (self.glued(i + 5) && matches!(self.word(i + 5), W::Dash | W::Slash))
        {
            return None;
        }
        match (separator, digits, last_digits) {
            (W::Dash | W::Slash | W::Dot, 4, 1 | 2) => {
                let date = day(a as i32, b, c)?;
                Some((i + 5, Operator::Fixed(Calendar::Day(date))))
            }
            (W::Dot | W::Slash | W::Dash, 1 | 2, 4 | 2) => {
                let year = full_year(c, last_digits)?;
                if separator == W::Dot {
                    let date = day(year, b, a)?;
                    return Some((i + 5, Operator::Fixed(Calendar::Day(date))));
                }
                let either = day(year, a, b).or_else(|| day(year, b, a))?;
                let _ = either;
                Some((i + 5, Operator::Numeric { first: a, second: b, year: Some(year) }))
            }
            _ => None,
        }
    }

    /// The number is glued to something before it and so part of a name.
    pub(super) fn identifier(&self, i: usize) -> bool {
        if !self.glued(i) || i == 0 {
            return false;
        }
        match self.before(i) {
            W::Dash => self.glued(i - 1) && !self.time_word(i.wrapping_sub(2)),
            W::Slash => self.glued(i - 1) && !matches!(self.word(i.wrapping_sub(2)), W::Number(..)),
            W::Currency | W::Dot | W::Other | W::Colon | W::Comma | W::Possessive => true,
            _ => false,
        }
    }

    /// A word that a year may be joined to with a hyphen: "mid-2011", "1955-1963".
    pub(super) fn time_word(&self, i: usize) -> bool {
        match self.word(i) {
            W::Number(..)
            | W::Month(..)
            | W::Part(_)
            | W::Ordinal(_)
            | W::Season(_)
            | W::Decade(..)
            | W::Close
            | W::Quote
            | W::Break => true,
            _ => self.is(i, &["pre", "post"]),
        }
    }

    /// A day of the month: "14", "14th", "the 14th".
    pub(super) fn day_number(&self, i: usize) -> Option<(usize, u32)> {
        match self.word(i) {
            W::Number(n @ 1..=31, 1 | 2) => Some((i + 1, n)),
            W::Ordinal(n @ 1..=31) => Some((i + 1, n)),
            _ => None,
        }
    }

    /// "14 September 2022", "the 14th of September", "14-Sep-2022".
    pub(super) fn day_month(&self, i: usize) -> Read {
        let at = if self.word(i) == W::The { i + 1 } else { i };
        if self.identifier(at) && self.before(at) != W::Dash {
            return None;
        }
        let (mut to, number) = self.day_number(at)?;
        if self.word(to) == W::Of || self.hyphen(to) {
            to += 1;
        }
        let (to, month) = self.month_name(to)?;
        self.with_year(to, month, number)
    }

    /// "1992, January 3", "2002 December": the year first, where a line begins.
    pub(super) fn year_first(&self, i: usize) -> Read {
        let W::Number(year @ 1000..2200, 4) = self.word(i) else { return None };
        let opens = match self.before(i) {
            W::Edge | W::Break | W::Dash => true,
            // a bullet
            _ => !self.form(i.wrapping_sub(1)).contains(char::is_alphanumeric),
        };
        if !opens || self.identifier(i) {
            return None;
        }
        let at = if self.word(i + 1) == W::Comma { i + 2 } else { i + 1 };
        let (to, month) = self.month_name(at)?;
        let whole = self.day_number(to).filter(|_| !self.glued(to));
        match whole {
            Some((end, number)) => {
                let date = day(year as i32, month, number)?;
                Some((end, Operator::Fixed(Calendar::Day(date))))
            }
            None => Some((to, Operator::Fixed(Calendar::Month(year as i32, month)))),
        }
    }

    /// A month by its name, with the dot of an abbreviation.
    pub(super) fn month_name(&self, i: usize) -> Option<(usize, u32)> {
        let W::Month(month, full) = self.word(i) else { return None };
        let dotted = !full && self.word(i + 1) == W::Dot && self.glued(i + 1);
        Some((i + 1 + usize::from(dotted), month))
    }

    /// The year after day and month; an impossible day rejects it all.
    pub(super) fn with_year(&self, to: usize, month: u32, number: u32) -> Read {
        if let Some((end, year)) = self.year_after(to) {
            let date = day(year, month, number)?;
            return Some((end, Operator::Fixed(Calendar::Day(date))));
        }
        day(2000, month, number)?;
        Some((to, Operator::Yearless { month, day: Some(number), pick: None }))
    }

    /// A year that belongs to the month before it: ", 2022", " 2022", "of 2022".
    pub(super) fn year_after(&self, i: usize) -> Option<(usize, i32)> {
        let at = match self.word(i) {
            W::Comma | W::Of if matches!(self.word(i + 1), W::Number(_, 4)) => i + 1,
            W::Of => i + 1,
            W::Dash if self.hyphen(i) => i + 1,
            // the date line "Jan 24. 2025 -"
            W::Dot
                if matches!(self.word(i + 1), W::Number(_, 4)) && self.word(i + 2) == W::Dash =>
            {
                i + 1
            }
            W::Quote if self.glued(i + 1) => {
                return self.short_year(i).and_then(|(to, operator)| match operator {
                    Operator::Fixed(Calendar::Year(year)) => Some((to, year)),
                    _ => None,
                });
            }
            _ => i,
        };
        let W::Number(year, digits) = self.word(at) else { return None };
        if let Some(to) = self.era(at + 1) {
            return Some((to, 1 - year as i32)).filter(|_| year < 5000);
        }
        let plausible = digits == 4 && (1000..2200).contains(&year);
        let clock = self.word(at + 1) == W::Zone;
        // "May 12, 2000 troops": what is counted is not the year
        let counts =
            self.word(i) != W::Of && at > i && year.is_multiple_of(100) && self.counted(at + 1);
        (plausible && !clock && !counts).then_some((at + 1, year as i32))
    }

    /// "BC", "B.C.".
    pub(super) fn era(&self, i: usize) -> Option<usize> {
        if self.word(i) == W::Era(true) {
            return Some(i + 1);
        }
        if self.is(i, &["b"]) && self.word(i + 1) == W::Dot && self.is(i + 2, &["c"]) {
            return Some(if self.word(i + 3) == W::Dot && self.glued(i + 3) {
                i + 4
            } else {
                i + 3
            });
        }
        None
    }

    /// A plural noun in lower case: what a number before it counts.
    pub(super) fn counted(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|token| {
            token.plural
                && !token.capital
                && token.word == W::Other
                && !self.is(
                    i,
                    &["as", "was", "is", "has", "its", "his", "this", "onwards", "afterwards"],
                )
        }) || self.is(i, MEASURED)
    }

    /// "September 14, 2022", "September 14".
    pub(super) fn month_day(&self, i: usize) -> Read {
        let (to, month) = self.month_name(i)?;
        let to = if self.hyphen(to) { to + 1 } else { to };
        let (end, number) = match self.word(to) {
            W::The if self.figures(to + 1) => self.day_number(to + 1)?,
            _ => self.day_number(to)?,
        };
        // "May 10:30", "June 3,000"
        if self.word(end) == W::Percent || (self.word(end) == W::Colon && self.glued(end)) {
            return None;
        }
        self.with_year(end, month, number)
    }

    /// "September 2022", "September".
    pub(super) fn month(&self, i: usize) -> Read {
        let W::Month(month, full) = self.word(i) else { return None };
        let (to, _) = self.month_name(i)?;
        if let Some((end, year)) = self.year_after(to) {
            return Some((end, Operator::Fixed(Calendar::Month(year, month))));
        }
        (self.month_alone(i, month, full))
            .then_some((to, Operator::Yearless { month, day: None, pick: None }))
    }

    /// Whether a bare month name is meant as one. "May" and "March" need a word
    /// that goes before a month; abbreviations do too.
    pub(super) fn month_alone(&self, i: usize, month: u32, full: bool) -> bool {
        let before = self.before(i);
        let joined = before == W::Dash && self.glued(i);
        let leads = before.leads() || joined;
        if !full || month == 5 || month == 3 {
            // "the March on Rome", "the May government"
            let name = before == W::The
                && (self.capital(i + 1) || !matches!(self.word(i + 1), W::Other | W::Of));
            return leads && !name;
        }
        let name =
            !leads && before == W::Other && self.capital(i - 1) && !self.sentence_start(i - 1);
        let compound = joined && !self.time_word(i.wrapping_sub(2)) && !self.capital(i);
        !name && !compound
    }

    /// A token that has its capital letter from its place.
    pub(super) fn sentence_start(&self, i: usize) -> bool {
        matches!(
            self.before(i),
            W::Edge | W::Dot | W::Break | W::Stop | W::Quote | W::Dash | W::Colon | W::Comma
        )
    }

    /// A year in figures, where nothing speaks against it.
    pub(super) fn year(&self, i: usize) -> Read {
        let W::Number(value, 4) = self.word(i) else { return None };
        let year = value as i32;
        if let Some(to) = self.era(i + 1) {
            return Some((to, Operator::Fixed(Calendar::Year(1 - year))));
        }
        if !(1000..2100).contains(&year) || self.identifier(i) || self.part_of_name(i) {
            return None;
        }
        if let W::Season(season) = self.word(i + 1)
            && year >= 1900
        {
            return Some((i + 2, Operator::Fixed(Calendar::Season(year, season))));
        }
        self.dated_by(i, year).then_some((i + 1, Operator::Fixed(Calendar::Year(year))))
    }

    /// Whether the words around a number let it be a year. Numbers of our time
    /// need little, older and round ones a word that goes before years, and what
    /// counts the noun after it is none.
    pub(super) fn dated_by(&self, i: usize, year: i32) -> bool {
        let before = self.before(i);
        if matches!(self.word(i + 1), W::Unit(..) | W::Percent | W::Zone | W::Currency) {
            return false;
        }
        let names = matches!(before, W::The | W::A | W::Possessive | W::Edge | W::Break);
        let leads = names
            || before.leads()
            || matches!(before, W::Open | W::Dash | W::Comma | W::About | W::Season(_))
            || self.is(i.wrapping_sub(1), &["year", "years", "as"])
            || (self.hyphen(i + 1) && matches!(self.word(i + 2), W::Number(_, 4)));
        let recent = (1900..2060).contains(&year);
        if self.counted(i + 1) {
            let adverbial = matches!(before, W::In | W::During | W::Since | W::By);
            return year % 50 != 0
                && (matches!(before, W::The | W::Possessive) || (recent && (names || adverbial)));
        }
        leads || (recent && year % 100 != 0)
    }

    /// "480 BC", "480 B.C.".
    pub(super) fn historic_year(&self, i: usize) -> Read {
        let W::Number(value, 1..=4) = self.word(i) else { return None };
        let to = self.era(i + 1)?;
        Some((to, Operator::Fixed(Calendar::Year(1 - value as i32))))
    }

    /// The number belongs to a name: "Resolution 2022", "the 2030 Agenda", "$2022".
    pub(super) fn part_of_name(&self, i: usize) -> bool {
        let before = self.before(i);
        let named = match before {
            W::Label | W::Currency | W::Meridiem(_) => true,
            W::Title => self.capital(i - 1),
            W::Dot => self.glued(i - 1) && self.word(i.wrapping_sub(2)) == W::Label,
            _ => false,
        };
        if named {
            return true;
        }
        let glued = self.glued(i + 1);
        match self.word(i + 1) {
            W::Dash if glued && self.glued(i + 2) => {
                !matches!(self.word(i + 2), W::Number(..) | W::Month(..))
                    && !self.is(i + 2, &["era", "style", "born", "model"])
            }
            W::Slash if glued => !matches!(self.word(i + 2), W::Number(_, 2 | 4)),
            W::Dot | W::Comma if glued && self.glued(i + 2) => {
                matches!(self.word(i + 2), W::Number(..))
            }
            W::Title if before == W::The => {
                self.capital(i + 1) || self.is(i + 1, &["agenda", "vision", "goals"])
            }
            _ => false,
        }
    }

    /// "'97" as a year after a month; else names carry such numbers.
    pub(super) fn short_year(&self, i: usize) -> Read {
        let W::Number(value, 2) = self.word(i + 1) else { return None };
        let months = matches!(self.before(i), W::Month(..) | W::In | W::Since);
        (self.word(i) == W::Quote && self.glued(i + 1) && months)
            .then(|| full_year(value, 2).map(|year| (i + 2, Operator::Fixed(Calendar::Year(year)))))
            .flatten()
    }

    /// "the year 2022".
    pub(super) fn the_year(&self, i: usize) -> Read {
        if self.word(i) != W::The || !self.is(i + 1, &["year"]) {
            return None;
        }
        let (to, operator) = self.year(i + 2)?;
        Some((to, operator))
    }
}

/// A two-digit year is of the century around the millennium.
pub(super) fn full_year(value: u32, digits: u8) -> Option<i32> {
    match digits {
        4 => (1000..2200).contains(&value).then_some(value as i32),
        2 if value < 50 => Some(2000 + value as i32),
        2 => Some(1900 + value as i32),
        _ => None,
    }
}
