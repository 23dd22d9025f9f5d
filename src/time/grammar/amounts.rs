//! Amounts of time, what is reckoned by them ("two weeks ago"), recurrences, and
//! words that only point ("now").

use super::{BETWEEN, Grammar, Read, longest};
use crate::time::calendar::Unit;
use crate::time::lex::{Deixis, Pick, Word as W};
use crate::time::operator::{Count, Operator, Origin};
use crate::time::{Modifier, Tense};

impl Grammar<'_> {
    /// A number of units: figures, words, "a", "several", "two and a half".
    pub(super) fn count(&self, i: usize) -> Option<(usize, Count)> {
        if self.before(i) == W::Currency {
            return None;
        }
        let exact = |to, number| Some((to, Count::Exactly(number)));
        match self.word(i) {
            W::Several if self.is(i, &["many"]) && self.is(i.wrapping_sub(1), &["as", "how"]) => {
                None
            }
            W::A => match self.word(i + 1) {
                W::Several => Some((i + 2, Count::Several)),
                W::Cardinal(n @ (12 | 100 | 1000)) => exact(i + 2, f64::from(n)),
                W::Half => None,
                _ if self.is(i + 1, &["couple"]) => {
                    Some((i + 2 + usize::from(self.word(i + 2) == W::Of), Count::Exactly(2.0)))
                }
                _ if self.is(i + 1, &["number"]) && self.word(i + 2) == W::Of => {
                    Some((i + 3, Count::Several))
                }
                _ if self.is(i + 1, &["single", "mere", "whole", "full"]) => exact(i + 2, 1.0),
                _ => exact(i + 1, 1.0),
            },
            W::Half => {
                let to = if self.word(i + 1) == W::A { i + 2 } else { i + 1 };
                exact(to, 0.5)
            }
            W::Several => Some((i + 1, Count::Several)),
            W::Number(n, digits) if digits <= 4 => self.and_a_half(i + 1, f64::from(n)),
            W::Quantity(n) => exact(i + 1, n),
            W::Cardinal(_) => {
                let (to, number) = self.cardinal(i)?;
                self.and_a_half(to, f64::from(number))
            }
            _ if self.is(i, &["couple"]) && self.word(i + 1) == W::Of => exact(i + 2, 2.0),
            _ if self.is(i, &["another"]) && !self.is(i + 1, &["another"]) => {
                match self.count(i + 1) {
                    Some(found) => Some(found),
                    None => exact(i + 1, 1.0),
                }
            }
            _ if self.is(i, &["dozens", "hundreds", "thousands"]) && self.word(i + 1) == W::Of => {
                Some((i + 2, Count::Several))
            }
            _ => None,
        }
    }

    pub(super) fn and_a_half(&self, to: usize, number: f64) -> Option<(usize, Count)> {
        // "two and a half", "two-and-a-half"
        let skip = |i: usize| if self.hyphen(i) { i + 1 } else { i };
        let and = skip(to);
        if self.word(and) == W::And {
            let article = skip(and + 1);
            let half = if self.word(article) == W::A { skip(article + 1) } else { article };
            if self.word(half) == W::Half {
                return Some((half + 1, Count::Exactly(number + 0.5)));
            }
        }
        Some((to, Count::Exactly(number)))
    }

    /// "twenty-one", "a hundred and five", "fifty".
    pub(super) fn cardinal(&self, i: usize) -> Option<(usize, u32)> {
        let W::Cardinal(first) = self.word(i) else { return None };
        let mut total = first;
        let mut to = i + 1;
        // no number has more than eight words
        while to < i + 16 {
            let next = if self.hyphen(to) || self.word(to) == W::And { to + 1 } else { to };
            match self.word(next) {
                W::Cardinal(n) if n == 100 || n == 1000 => total = total.saturating_mul(n),
                W::Cardinal(n) if n < 10 && total.is_multiple_of(10) && total >= 20 => {
                    total = total.saturating_add(n)
                }
                W::Cardinal(n) if n < 100 && total.is_multiple_of(100) && total >= 100 => {
                    total = total.saturating_add(n)
                }
                _ => return Some((to, total)),
            }
            to = next + 1;
        }
        None
    }

    /// "more than", "nearly", "about": what they say of the amount after them.
    pub(super) fn hedge(&self, i: usize) -> (usize, Option<Modifier>) {
        match (self.word(i), self.word(i + 1)) {
            (W::More, W::Than) => (i + 2, Some(Modifier::MoreThan)),
            (W::Less, W::Than) => (i + 2, Some(Modifier::LessThan)),
            (W::Over, _) => (i + 1, Some(Modifier::MoreThan)),
            (W::Nearly, _) => (i + 1, Some(Modifier::LessThan)),
            (W::About, _) => (i + 1, Some(Modifier::Approximate)),
            (W::At, _) if self.is(i + 1, &["least"]) => (i + 2, Some(Modifier::AtLeast)),
            (W::At, _) if self.is(i + 1, &["most"]) => (i + 2, Some(Modifier::AtMost)),
            (W::Several, W::Number(..) | W::Cardinal(_)) if self.is(i, &["some"]) => {
                (i + 1, Some(Modifier::Approximate))
            }
            _ if self.is(i, &["under"]) => (i + 1, Some(Modifier::LessThan)),
            _ if self.is(i, &["up"]) && self.word(i + 1) == W::To => {
                (i + 2, Some(Modifier::AtMost))
            }
            _ => (i, None),
        }
    }

    /// An amount of time: where it ends, how many of which unit, how sure.
    pub(super) fn span(&self, i: usize) -> Option<(usize, Count, Unit, Option<Modifier>)> {
        let (at, modifier) = self.hedge(i);
        // "a months-long visit" begins with the months
        if self.word(at) == W::A
            && let Some((to, ..)) = self.bare_unit(at + 1)
            && self.hyphen(to)
        {
            return None;
        }
        if modifier.is_some() && matches!(self.word(at), W::Unit(..)) {
            return None;
        }
        let (to, count) = match self.count(at) {
            Some(found) => found,
            // "weeks", "years": a bare plural
            None => match self.word(at) {
                W::Unit(_, true) => (at, Count::Several),
                _ => return None,
            },
        };
        let joined = self.hyphen(to);
        let to = if joined { to + 1 } else { to };
        let (end, unit, plural) = self.unit(to)?;
        let one = matches!(count, Count::Exactly(n) if n <= 1.0);
        // "two year plan" is written without a hyphen too; "some day" is no amount
        if !plural && !joined && !one && (count == Count::Several || unit == Unit::Weekend) {
            return None;
        }
        Some((end, count, unit, modifier))
    }

    /// "two weeks ago", "a year earlier", "three months later", "two years from now".
    pub(super) fn shifted(&self, i: usize) -> Read {
        let (to, count, unit, _) = self.span(i)?;
        let (to, earlier, origin) = match self.word(to) {
            W::Ago => (to + 1, true, Origin::Published),
            // "two days earlier than planned" is an amount
            W::Earlier | W::Later if self.word(to + 1) == W::Than => return None,
            W::Earlier => (to + 1, true, Origin::Mentioned),
            W::Before if self.clause_end(to + 1) => (to + 1, true, Origin::Mentioned),
            W::Later => (to + 1, false, Origin::Mentioned),
            W::After if self.clause_end(to + 1) => (to + 1, false, Origin::Mentioned),
            W::After | W::Before
                if self.word(to + 1) == W::Demonstrative(false) && self.clause_end(to + 2) =>
            {
                (to + 2, self.word(to) == W::Before, Origin::Mentioned)
            }
            W::Hence => (to + 1, false, Origin::Published),
            W::From if self.is(to + 1, &["now", "today"]) => (to + 2, false, Origin::Published),
            _ => return None,
        };
        Some((to, Operator::Shift { count, unit, earlier, origin }))
    }

    pub(super) fn clause_end(&self, i: usize) -> bool {
        matches!(
            self.word(i),
            W::Edge | W::Break | W::Comma | W::Dot | W::Stop | W::Close | W::Past | W::And | W::In
        )
    }

    /// "year's end", "month-end", "year-earlier".
    pub(super) fn unit_end(&self, i: usize) -> Read {
        let (to, unit, plural) = self.bare_unit(i)?;
        if self.hyphen(to) && matches!(self.word(to + 1), W::Earlier | W::Ago) && !plural {
            let count = Count::Exactly(1.0);
            return Some((
                to + 2,
                Operator::Shift { count, unit, earlier: true, origin: Origin::Mentioned },
            ));
        }
        let joined = self.word(to) == W::Possessive || self.hyphen(to);
        (joined && !plural && unit >= Unit::Week && self.is(to + 1, &["end"]))
            .then(|| (to + 2, Operator::Part(Modifier::End, Box::new(Operator::Current(unit)))))
    }

    /// "about 1910", "around March 1981".
    pub(super) fn about(&self, i: usize) -> Read {
        if self.word(i) != W::About {
            return None;
        }
        let at = if self.word(i + 1) == W::Dot && self.glued(i + 1) { i + 2 } else { i + 1 };
        let found =
            longest([self.year(at), self.historic_year(at), self.month(at)].into_iter().flatten())?;
        matches!(found.1, Operator::Fixed(_))
            .then(|| (found.0, Operator::Part(Modifier::Approximate, Box::new(found.1))))
    }

    /// "the day after", "the month before", "the day after tomorrow".
    pub(super) fn day_after(&self, i: usize) -> Read {
        if self.word(i) != W::The {
            return None;
        }
        let (to, unit, plural) = self.bare_unit(i + 1)?;
        let earlier = match self.word(to) {
            W::Before => true,
            W::After | W::Pick(Pick::Following) => false,
            _ => return None,
        };
        if plural || unit < Unit::Day {
            return None;
        }
        match self.word(to + 1) {
            W::Today(days) if unit == Unit::Day => {
                Some((to + 2, Operator::Today(if earlier { days - 1 } else { days + 1 })))
            }
            _ if self.clause_end(to + 1) => Some((
                to + 1,
                Operator::Shift {
                    count: Count::Exactly(1.0),
                    unit,
                    earlier,
                    origin: Origin::Mentioned,
                },
            )),
            _ => None,
        }
    }

    /// "a year and a half ago" and other words after which an amount may stand.
    pub(super) fn year_and_more(&self, i: usize) -> Read {
        let (at, _) = self.hedge(i);
        let (W::A, W::Unit(unit, false), W::And, W::A, W::Half, W::Ago) = (
            self.word(at),
            self.word(at + 1),
            self.word(at + 2),
            self.word(at + 3),
            self.word(at + 4),
            self.word(at + 5),
        ) else {
            return None;
        };
        Some((
            at + 6,
            Operator::Shift {
                count: Count::Exactly(1.5),
                unit,
                earlier: true,
                origin: Origin::Published,
            },
        ))
    }

    /// "two weeks", "five-year", "year-long", "56 years old".
    pub(super) fn amount(
        &self,
        i: usize,
    ) -> Option<(usize, Operator, Option<Modifier>, &'static str)> {
        // "month-long"
        if let Some((to, unit, plural)) = self.bare_unit(i)
            && self.hyphen(to)
            && matches!(self.word(to + 1), W::Long | W::Old)
            && !self.glued(i)
        {
            let count = if plural { Count::Several } else { Count::Exactly(1.0) };
            return Some((to + 2, Operator::Duration { count, unit }, None, "duration"));
        }
        if self.glued(i) && matches!(self.before(i), W::Dash | W::Other | W::Dot | W::Comma) {
            return None;
        }
        let (mut to, count, unit, modifier) = self.span(i)?;
        // "a quarter of the troops", "in some quarters"
        let fraction = unit == Unit::Quarter && !self.is(to.wrapping_sub(2), BETWEEN);
        let bare = matches!(self.word(i), W::Unit(..));
        if fraction {
            return None;
        }
        if bare && !self.bare_plural(i, unit) {
            return None;
        }
        if self.word(i) == W::A && self.rate(i) {
            return None;
        }
        // "one day", "one time" in "one day later" is a shift; "once a year" a recurrence
        if (self.hyphen(to) || !self.glued(to))
            && matches!(self.word(to + usize::from(self.hyphen(to))), W::Old | W::Long)
        {
            to += 1 + usize::from(self.hyphen(to));
        } else if self.word(to) == W::Of && self.is(to + 1, &["age"]) {
            to += 2;
        }
        if unit == Unit::Second
            || (matches!(self.word(i), W::Several)
                && self.is(i, &["many"])
                && self.is(i.wrapping_sub(1), &["how"]))
        {
            return None;
        }
        Some((to, Operator::Duration { count, unit }, modifier, "duration"))
    }

    /// Whether a plural alone is an amount: "for years", "in minutes", "weeks of talks".
    pub(super) fn bare_plural(&self, i: usize, unit: Unit) -> bool {
        let before = self.before(i);
        let leads = matches!(
            before,
            W::For | W::In | W::Within | W::Over | W::Of | W::Through | W::After | W::During
        );
        let leads = leads
            || before == W::Past
            || self.is(
                i.wrapping_sub(1),
                &["take", "takes", "taking", "spend", "spends", "lasts", "just", "only"],
            );
        match unit {
            Unit::Second | Unit::Weekend | Unit::Season | Unit::Half | Unit::Quarter => false,
            Unit::Minute => {
                matches!(before, W::In | W::For | W::Within)
                    || self.is(i.wrapping_sub(1), &["just", "only"])
            }
            _ => {
                leads
                    || self.word(i + 1) == W::Of
                    || matches!(before, W::And | W::Edge | W::Break | W::Dot)
            }
        }
    }

    /// "a year" says how often where a number or "times" stands before it.
    pub(super) fn rate(&self, i: usize) -> bool {
        let counts = |word| matches!(word, W::Number(..) | W::Quantity(_) | W::Cardinal(_));
        if counts(self.before(i)) || matches!(self.before(i), W::Once | W::Times | W::Percent) {
            return true;
        }
        // "30 billion cubic meters of gas a year": a noun before, its number not far back
        self.before(i) == W::Other
            && (2..=8)
                .map(|back| self.word(i.wrapping_sub(back)))
                .take_while(|word| {
                    matches!(word, W::Other | W::Of | W::And | W::Currency) || counts(*word)
                })
                .any(counts)
    }

    /// "annual", "every two years", "twice a year", "per month", "each Monday".
    pub(super) fn set(&self, i: usize) -> Read {
        let each = |to, every, unit| Some((to, Operator::Set { every, unit }));
        match self.word(i) {
            // "The Daily Telegraph"
            W::Frequency(..)
                if self.capital(i) && self.capital(i + 1) && self.word(i + 1) == W::Other =>
            {
                None
            }
            W::Frequency(every, unit) => each(i + 1, Count::Exactly(f64::from(every)), unit),
            W::Once => {
                let at = i + 1;
                let (to, unit, plural) = match self.word(at) {
                    W::A | W::Per | W::Every => self.bare_unit(at + 1)?,
                    _ => return None,
                };
                let times = match self.form(i).to_ascii_lowercase().as_str() {
                    "twice" => 0.5,
                    "thrice" => 1.0 / 3.0,
                    _ => 1.0,
                };
                if plural { None } else { each(to, Count::Exactly(times), unit) }
            }
            W::Every => {
                if let W::Weekday(weekday, _) = self.word(i + 1) {
                    return Some((i + 2, Operator::EveryWeekday(weekday)));
                }
                if let W::Month(..) = self.word(i + 1) {
                    return each(i + 2, Count::Exactly(1.0), Unit::Year);
                }
                if let Some((to, unit, false)) = self.bare_unit(i + 1) {
                    return each(to, Count::Exactly(1.0), unit);
                }
                if self.is(i + 1, &["other", "second"]) {
                    let (to, unit, _) = self.bare_unit(i + 2)?;
                    return each(to, Count::Exactly(2.0), unit);
                }
                if let W::DayPart(_) = self.word(i + 1) {
                    return each(i + 2, Count::Exactly(1.0), Unit::Day);
                }
                let (to, count) = self.count(i + 1)?;
                let (to, unit, _) = self.bare_unit(to)?;
                each(to, count, unit)
            }
            W::Per => {
                let (to, unit, plural) = self.bare_unit(i + 1)?;
                if plural || unit < Unit::Day { None } else { each(to, Count::Exactly(1.0), unit) }
            }
            W::A if self.rate(i) => {
                let (to, unit, plural) = self.bare_unit(i + 1)?;
                if plural { None } else { each(to, Count::Exactly(1.0), unit) }
            }
            // "five times a year"
            W::Number(times, 1 | 2) | W::Cardinal(times)
                if self.word(i + 1) == W::Times
                    && matches!(self.word(i + 2), W::A | W::Per | W::Every) =>
            {
                let (to, unit, plural) = self.bare_unit(i + 3)?;
                if plural || times == 0 {
                    None
                } else {
                    each(to, Count::Exactly(1.0 / f64::from(times)), unit)
                }
            }
            _ => None,
        }
    }

    pub(super) fn deixis(&self, i: usize) -> Read {
        let found = |to, deixis| Some((to, Operator::Deixis(deixis)));
        match self.word(i) {
            W::Deixis(Deixis::Past) if self.is(i, &["recent"]) => {
                let to = if self.bare_unit(i + 1).is_some() { i + 2 } else { i + 1 };
                found(to, Deixis::Past)
            }
            // "soon" in a story is no time, nor is "as soon as"
            W::Deixis(Deixis::Future) => {
                let story = self.tense(i, i + 1) != Tense::Future
                    || matches!(self.word(i + 1), W::After | W::Later | W::Dash)
                    || self.is(i.wrapping_sub(1), &["as"]);
                if story { None } else { found(i + 1, Deixis::Future) }
            }
            W::Deixis(deixis) => found(i + 1, deixis),
            W::More if self.is(i + 1, &["recently"]) => found(i + 2, Deixis::Past),
            W::The => {
                if self.is(i + 1, &["turn"]) && self.word(i + 2) == W::Of {
                    let to = if self.word(i + 3) == W::The { i + 4 } else { i + 3 };
                    let whole = self.word(to) == W::Century || self.is(to, &["millennium", "year"]);
                    return if whole { found(to + 1, Deixis::Past) } else { None };
                }
                if self.is(i + 1, &["future"]) {
                    return found(i + 2, Deixis::Future);
                }
                if self.is(i + 1, &["near", "foreseeable", "immediate", "distant"])
                    && self.is(i + 2, &["future"])
                {
                    return found(i + 3, Deixis::Future);
                }
                if self.is(i + 1, &["near", "long", "short"])
                    && self.is(i + 2, &["term"])
                    && matches!(self.before(i), W::In | W::For | W::Over)
                {
                    return found(i + 3, Deixis::Future);
                }
                if self.is(i + 1, &["past"])
                    && self.count(i + 2).is_none()
                    && !matches!(self.word(i + 2), W::Other | W::Unit(..))
                {
                    return found(i + 2, Deixis::Past);
                }
                if self.is(i + 1, &["present"]) && !matches!(self.word(i + 2), W::Other) {
                    return found(i + 2, Deixis::Present);
                }
                if self.word(i + 1) == W::Times && self.is(i + 2, &["being"]) {
                    return found(i + 3, Deixis::Present);
                }
                None
            }
            W::Other if self.is(i, &["present", "modern"]) => {
                let to = if self.hyphen(i + 1) { i + 2 } else { i + 1 };
                if self.is(to, &["day"]) { found(to + 1, Deixis::Present) } else { None }
            }
            W::Other if self.is(i, &["right"]) && self.is(i + 1, &["now"]) => {
                found(i + 2, Deixis::Present)
            }
            W::Other if self.is(i, &["very"]) && self.is(i + 1, &["soon"]) => {
                found(i + 2, Deixis::Future)
            }
            W::Other if self.is(i, &["future"]) => found(i + 1, Deixis::Future),
            _ => None,
        }
    }
}
