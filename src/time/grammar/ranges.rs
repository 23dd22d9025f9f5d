//! Several times in one expression: ranges, lists, and years that they share.

use super::{Grammar, Item, Phrase, Read};
use crate::time::calendar::{Calendar, Unit, day};
use crate::time::lex::Word as W;
use crate::time::operator::Operator;

impl Grammar<'_> {
    /// "October 12–14", "from 3 to 5 May", "April and June 1955", "2015-2018".
    pub(super) fn several(&self, i: usize) -> Option<Phrase> {
        let led = match self.before(i) {
            W::Between => Some(W::Between),
            W::From => Some(W::From),
            W::The if matches!(self.word(i), W::Ordinal(_)) => match self.word(i.wrapping_sub(2)) {
                lead @ (W::Between | W::From) => Some(lead),
                _ => None,
            },
            _ => None,
        };
        self.days_of_month(i, led)
            .or_else(|| self.month_days(i, led))
            .or_else(|| self.two_points(i, led))
    }

    /// The word that joins two times, and whether it makes them one stretch.
    pub(super) fn joint(&self, i: usize, led: Option<W>) -> Option<(usize, bool)> {
        match self.word(i) {
            W::Dash => Some((i + 1, true)),
            // "2022/23" is one stretch, "August/September" two months of it
            W::Slash => Some((i + 1, matches!(self.before(i), W::Number(_, 4)))),
            W::To | W::Through | W::Until => Some((i + 1, true)),
            W::And if led == Some(W::Between) => Some((i + 1, true)),
            W::And | W::Or => Some((i + 1, false)),
            W::Comma if self.word(i + 1) == W::And => Some((i + 2, false)),
            W::Comma => Some((i + 1, false)),
            _ => None,
        }
    }

    /// "12-14 October 2022", "14, 15 and 16 September", "3 to 5 May".
    pub(super) fn days_of_month(&self, i: usize, led: Option<W>) -> Option<Phrase> {
        if self.identifier(i) {
            return None;
        }
        let start = if self.word(i) == W::The && matches!(self.word(i + 1), W::Ordinal(_)) {
            i + 1
        } else {
            i
        };
        let mut days = Vec::new();
        let (mut at, mut range) = (start, false);
        loop {
            let from = at;
            let (to, number) = self.day_number(at)?;
            let of = if self.word(to) == W::Of { to + 1 } else { to };
            if let Some((end, month)) = self.month_name(of) {
                if days.is_empty() {
                    return None;
                }
                let (end, last) = self.with_year(end, month, number)?;
                let year = year_of(&last);
                let mut items = Vec::new();
                for (from, to, number) in days {
                    let operator = dated(year, month, number)?;
                    items.push(Item { from, to, operator });
                }
                items.push(Item { from, to: end, operator: last });
                return Some(joined(items, range, "days of a month"));
            }
            days.push((from, to, number));
            let (next, stretch) = self.joint(to, led)?;
            range |= stretch;
            at = if self.word(next) == W::The { next + 1 } else { next };
            if days.len() > 8 || (range && days.len() > 1) {
                return None;
            }
        }
    }

    /// "October 12–14, 2022", "between October 12 and 14", "May 3, 5 and 7".
    pub(super) fn month_days(&self, i: usize, led: Option<W>) -> Option<Phrase> {
        let (at, month) = self.month_name(i)?;
        let at = if self.word(at) == W::The { at + 1 } else { at };
        let (mut to, first) = self.day_number(at)?;
        let mut days = vec![(i, to, first)];
        let mut range = false;
        while let Some((next, stretch)) = self.joint(to, led) {
            let next = if self.word(next) == W::The { next + 1 } else { next };
            let Some((end, number)) = self.day_number(next) else { break };
            // "May 5 and 7 people", "May 3, 12 troops", "May 4 to 6 June"
            let ends = self.month_name(end).is_some()
                || self.word(end) == W::Of
                || self.unit(end).is_some()
                || self.meridiem(end).is_some()
                || matches!(
                    self.word(end),
                    W::Other | W::Percent | W::Cardinal(_) | W::Noon | W::Quarter
                ) && !self.is(
                    end,
                    &[
                        "with", "when", "where", "which", "as", "while", "near", "outside",
                        "under", "against",
                    ],
                ) && !stretch;
            if ends || number <= days[days.len() - 1].2 {
                break;
            }
            days.push((next, end, number));
            to = end;
            range |= stretch;
            if range {
                break;
            }
        }
        if days.len() < 2 {
            return None;
        }
        let year = self.year_after(to);
        let mut items = Vec::new();
        for (from, end, number) in days {
            items.push(Item {
                from,
                to: end,
                operator: dated(year.map(|(_, year)| year), month, number)?,
            });
        }
        if let (Some((end, _)), Some(last)) = (year, items.last_mut()) {
            last.to = end;
        }
        Some(joined(items, range, "days of a month"))
    }

    /// Two times of one kind: "2015–2018", "May to July", "3 May – 5 June", "April and June 1955".
    pub(super) fn two_points(&self, i: usize, led: Option<W>) -> Option<Phrase> {
        if !matches!(
            self.word(i),
            W::Number(..)
                | W::Month(..)
                | W::Weekday(..)
                | W::The
                | W::Ordinal(_)
                | W::Season(_)
                | W::Part(_)
                | W::Bound(_)
                | W::Decade(..)
                | W::Today(_)
        ) {
            return None;
        }
        let (to, first) = self.month_in_list(i).or_else(|| self.point(i))?;
        let (at, range) = self.joint(to, led)?;
        if self.word(to) == W::Comma
            && !matches!(
                (&first, self.word(at)),
                (Operator::Yearless { day: None, .. }, W::Month(..))
            )
        {
            return None;
        }
        let dash = matches!(self.word(to), W::Dash | W::Slash);
        if dash
            && self.glued(to) != self.glued(at)
            && !matches!(first, Operator::Fixed(_) | Operator::Yearless { .. })
        {
            return None;
        }
        let (end, mut second) = self.second_point(at, &first, dash)?;
        let mut first = first;
        if !alike(&first, &second) {
            return None;
        }
        let next = self.word(to) == W::And && follow_on(&first, &second);
        if !range && !next && !shares_year(&first, &second) {
            return None;
        }
        share_year(&mut first, &mut second);
        // "from" may be far off: "from 2015 to 2018"; without it "1955 to 1963" is still one stretch
        let items = vec![
            Item { from: i, to, operator: first },
            Item { from: at, to: end, operator: second },
        ];
        Some(joined(items, range, "range"))
    }

    /// A month in a list, whose year stands with a later one.
    pub(super) fn month_in_list(&self, i: usize) -> Read {
        let W::Month(month, _) = self.word(i) else { return None };
        let (to, _) = self.month_name(i)?;
        let next = match self.word(to) {
            W::And | W::Or | W::Dash | W::To | W::Slash | W::Through | W::Until => {
                self.word(to + 1)
            }
            _ => return None,
        };
        matches!(next, W::Month(..))
            .then_some((to, Operator::Yearless { month, day: None, pick: None }))
    }

    pub(super) fn second_point(&self, at: usize, first: &Operator, dash: bool) -> Read {
        // "2007-08", "1998-2000"
        if let (Operator::Fixed(Calendar::Year(year)), W::Number(value, 2)) = (first, self.word(at))
            && dash
            && self.glued(at)
        {
            let second = year.div_euclid(100) * 100 + value as i32;
            return (second > *year && second - year < 60 && !self.hyphen(at + 1))
                .then_some((at + 1, Operator::Fixed(Calendar::Year(second))));
        }
        if let W::Month(month, _) = self.word(at) {
            if let Some(found) = self.month_day(at) {
                return Some(found);
            }
            let (to, _) = self.month_name(at)?;
            return Some(match self.year_after(to) {
                Some((end, year)) => (end, Operator::Fixed(Calendar::Month(year, month))),
                None => (to, Operator::Yearless { month, day: None, pick: None }),
            });
        }
        if let W::Number(value, 4) = self.word(at)
            && dash
            && matches!(first, Operator::Fixed(Calendar::Year(_)))
            && (1000..2100).contains(&value)
        {
            return Some((at + 1, Operator::Fixed(Calendar::Year(value as i32))));
        }
        self.point(at)
    }
}

fn joined(items: Vec<Item>, range: bool, rule: &'static str) -> Phrase {
    let range =
        range || items.windows(2).all(|pair| follow_on(&pair[0].operator, &pair[1].operator));
    Phrase { items, range, modifier: None, rule }
}

/// A day with or without its year, if there is such a day.
fn dated(year: Option<i32>, month: u32, number: u32) -> Option<Operator> {
    match year {
        Some(year) => Some(Operator::Fixed(Calendar::Day(day(year, month, number)?))),
        None => {
            day(2000, month, number)?;
            Some(Operator::Yearless { month, day: Some(number), pick: None })
        }
    }
}

fn year_of(operator: &Operator) -> Option<i32> {
    match operator {
        Operator::Fixed(calendar) => calendar.year(),
        _ => None,
    }
}

/// Two times that can be the ends of one stretch.
fn alike(a: &Operator, b: &Operator) -> bool {
    use Operator as O;
    match (a, b) {
        (O::Fixed(a), O::Fixed(b)) => {
            a.unit() == b.unit() || (a.year().is_some() && b.year().is_some())
        }
        (O::Yearless { day: a, .. }, O::Yearless { day: b, .. }) => a.is_some() == b.is_some(),
        (O::Yearless { day: a, .. }, O::Fixed(b)) => match b {
            Calendar::Day(_) => a.is_some(),
            Calendar::Month(..) => a.is_none(),
            _ => false,
        },
        (O::Fixed(Calendar::Month(..)), O::Yearless { day: None, .. }) => true,
        (O::Fixed(Calendar::Day(_)), O::Yearless { day: Some(_), .. }) => true,
        (O::Weekday { .. }, O::Weekday { .. }) | (O::DayOfMonth(_), O::DayOfMonth(_)) => true,
        (O::Season { .. }, O::Season { .. }) => true,
        (O::Season { pick: None, .. }, O::Fixed(Calendar::Season(..))) => true,
        (O::Part(_, a), b) => alike(a, b),
        (a, O::Part(_, b)) => alike(a, b),
        (O::Yearless { day: Some(_), .. }, O::DayOfMonth(_)) => true,
        (O::Fixed(Calendar::Year(_)), O::Unit { unit: Unit::Year, .. }) => true,
        _ => false,
    }
}

/// Two units of which the second comes right after the first: together they are
/// one stretch.
fn follow_on(a: &Operator, b: &Operator) -> bool {
    match (a, b) {
        (Operator::Fixed(a), Operator::Fixed(b)) => a.shift(1) == Some(*b),
        (
            Operator::Yearless { month: a, day: Some(first), pick: None },
            Operator::Yearless { month: b, day: Some(second), pick: None },
        ) => a == b && first + 1 == *second,
        (
            Operator::Yearless { month: a, day: None, pick: None },
            Operator::Yearless { month: b, day: None, pick: None },
        ) => a + 1 == *b,
        _ => false,
    }
}

/// A time without its year beside one with it.
fn shares_year(a: &Operator, b: &Operator) -> bool {
    match (a, b) {
        (Operator::Part(_, a), b) | (b, Operator::Part(_, a)) => shares_year(a, b),
        (
            Operator::Yearless { pick: None, .. } | Operator::Season { pick: None, .. },
            Operator::Fixed(calendar),
        ) => calendar.unit() < Unit::Year,
        _ => false,
    }
}

/// Gives the first its year from the second: "April and June 1955".
fn share_year(first: &mut Operator, second: &mut Operator) {
    let year = match &*second {
        Operator::Part(_, of) => year_of(of),
        other => year_of(other),
    };
    let (Some(year), first) = (year, innermost(first)) else { return };
    match *first {
        Operator::Yearless { month, day: Some(number), pick: None } => {
            // "28 December – 3 January 2023" begins the year before
            let of = match innermost(second) {
                Operator::Fixed(calendar) if calendar.month().is_some_and(|m| m < month) => {
                    year - 1
                }
                _ => year,
            };
            if let Some(date) = day(of, month, number) {
                *first = Operator::Fixed(Calendar::Day(date));
            }
        }
        Operator::Yearless { month, day: None, pick: None } => {
            let of = match innermost(second) {
                Operator::Fixed(calendar) if calendar.month().is_some_and(|m| m < month) => {
                    year - 1
                }
                _ => year,
            };
            *first = Operator::Fixed(Calendar::Month(of, month));
        }
        Operator::Season { season, pick: None } => {
            *first = Operator::Fixed(Calendar::Season(year, season))
        }
        _ => {}
    }
}

fn innermost(operator: &mut Operator) -> &mut Operator {
    match operator {
        Operator::Part(_, of) => innermost(of),
        other => other,
    }
}
