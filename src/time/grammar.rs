//! Typed tokens to operators: the second of the two stages. Each rule reads
//! tokens from a place on and gives what it found and where that ends; the
//! longest reading of a place wins.

use std::cell::Cell;

use super::Modifier;
use super::calendar::{Calendar, Unit, day};
use super::lex::{Deixis, Pick, Token, Word as W};
use super::operator::Operator;

mod amounts;
mod clock;
mod dates;
mod named;
mod ranges;
mod units;

/// What a rule gives: the first token after it and the operator.
type Read = Option<(usize, Operator)>;

/// One stretch of tokens with one operator.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) operator: Operator,
}

/// One expression: a time, or several that hang together.
#[derive(Debug)]
pub(super) struct Phrase {
    pub(super) items: Vec<Item>,
    /// The items are the two ends of one stretch of time.
    pub(super) range: bool,
    pub(super) modifier: Option<Modifier>,
    pub(super) rule: &'static str,
}

impl Phrase {
    /// The first token after it.
    pub(super) fn end(&self) -> usize {
        self.items.iter().map(|item| item.to).max().unwrap_or_default()
    }
}

/// The tokens of a text, and the rules over them.
pub(super) struct Grammar<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: &'t [Token],
    /// How many times the rules are nested in one another just now.
    depth: Cell<u8>,
}

/// "the end of the first half of next year" nests three; endless nesting is no English.
const DEEPEST: u8 = 6;

/// Words that may stand between a count and its unit.
const BETWEEN: &[&str] = &[
    "consecutive",
    "straight",
    "full",
    "whole",
    "entire",
    "trading",
    "business",
    "working",
    "calendar",
    "fiscal",
    "financial",
    "long",
    "more",
    "brief",
    "solid",
    "successive",
    "additional",
    "short",
];

/// What a number counts, beside plurals in "s".
const MEASURED: &[&str] = &[
    "people",
    "men",
    "women",
    "children",
    "percent",
    "km",
    "kg",
    "mw",
    "kwh",
    "hectare",
    "square",
    "cubic",
    "metric",
    "million",
    "billion",
    "thousand",
    "hundred",
    "dead",
    "personnel",
    "staff",
];

impl<'t> Grammar<'t> {
    pub(super) fn new(text: &'t str, tokens: &'t [Token]) -> Self {
        Grammar { text, tokens, depth: Cell::new(0) }
    }
}

impl Grammar<'_> {
    pub(super) fn word(&self, i: usize) -> W {
        self.tokens.get(i).map_or(W::Edge, |token| token.word)
    }

    /// The word before; the edge of the text before the first.
    pub(super) fn before(&self, i: usize) -> W {
        self.word(i.wrapping_sub(1))
    }

    pub(super) fn form(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |token| &self.text[token.start as usize..token.end as usize])
    }

    fn is(&self, i: usize, forms: &[&str]) -> bool {
        let form = self.form(i);
        forms.iter().any(|one| one.eq_ignore_ascii_case(form))
    }

    /// No white space before the token.
    fn glued(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|token| token.glued)
    }

    /// Written in figures, not in words.
    fn figures(&self, i: usize) -> bool {
        self.form(i).as_bytes().first().is_some_and(u8::is_ascii_digit)
    }

    fn capital(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|token| token.capital)
    }

    /// A hyphen that joins two words.
    fn hyphen(&self, i: usize) -> bool {
        self.word(i) == W::Dash && self.glued(i) && self.glued(i + 1)
    }

    /// The expression that begins at a token.
    pub(super) fn phrase(&self, i: usize) -> Option<Phrase> {
        if matches!(self.word(i), W::Edge | W::Break | W::Comma | W::Dot | W::Past | W::Future) {
            return None;
        }
        let single = |(to, operator, modifier, rule)| Phrase {
            items: vec![Item { from: i, to, operator }],
            range: false,
            modifier,
            rule,
        };
        if let Some(several) = self.several(i) {
            return Some(several);
        }
        let readings = [
            self.point(i).map(|(to, operator)| {
                let modifier = match &operator {
                    Operator::Part(modifier, _) => Some(*modifier),
                    Operator::Shift { .. } => self.hedge(i).1,
                    _ => None,
                };
                let rule = operator.rule();
                (to, operator, modifier, rule)
            }),
            self.amount(i),
            self.set(i).map(|(to, operator)| (to, operator, None, "recurrence")),
            self.deixis(i).map(|(to, operator)| (to, operator, None, "deixis")),
        ];
        let mut best: Option<(usize, Operator, Option<Modifier>, &'static str)> = None;
        for reading in readings.into_iter().flatten() {
            if best.as_ref().is_none_or(|(to, ..)| reading.0 > *to) {
                best = Some(reading);
            }
        }
        best.map(single)
    }

    /// Where a date that no calendar has ends: "Feb 30", "31 April 2022". Neither
    /// its month nor its year stands for a time of its own.
    pub(super) fn impossible(&self, i: usize) -> Option<usize> {
        let (to, month, number) = if let Some((to, month)) = self.month_name(i) {
            let W::Number(number, 1 | 2) = self.word(to) else { return None };
            (to + 1, month, number)
        } else {
            let (to, number) = self.day_number(i)?;
            let (to, month) = self.month_name(if self.word(to) == W::Of { to + 1 } else { to })?;
            (to, month, number)
        };
        if number > 31 {
            return None;
        }
        match self.year_after(to) {
            Some((to, year)) => day(year, month, number).is_none().then_some(to),
            None => day(2000, month, number).is_none().then_some(to),
        }
    }

    /// A time that a calendar can hold, and its longest reading.
    pub(super) fn point(&self, i: usize) -> Read {
        let plain = self.plain_point(i);
        let (to, operator) = plain?;
        self.extended(to, operator)
    }

    fn plain_point(&self, i: usize) -> Read {
        let rules: &[fn(&Self, usize) -> Read] = match self.word(i) {
            W::Number(..) => &[
                Self::numeric,
                Self::year_first,
                Self::day_month,
                Self::clock,
                Self::year,
                Self::shifted,
                Self::historic_year,
            ],
            W::Ordinal(_) => &[Self::day_month, Self::nth, Self::century, Self::shifted],
            W::Month(..) => &[Self::month_day, Self::month],
            W::Weekday(..) => &[Self::weekday],
            W::Season(_) => &[Self::season],
            W::Decade(..) => &[Self::decade],
            W::Today(_) | W::Tonight | W::Noon | W::Clock(_) => &[Self::today, Self::clock],
            W::The => &[
                Self::day_month,
                Self::picked,
                Self::nth,
                Self::century,
                Self::season,
                Self::decade,
                Self::day_of_month,
                Self::bounded,
                Self::part,
                Self::current,
                Self::the_year,
                Self::same,
                Self::day_part,
                Self::period,
                Self::day_after,
                Self::week_of,
                Self::stretch,
            ],
            W::Pick(_) | W::Demonstrative(_) => {
                &[Self::picked, Self::same, Self::nth, Self::day_part, Self::stretch]
            }
            W::Deixis(Deixis::Present) => &[Self::picked],
            W::Part(_) => &[Self::part],
            W::Bound(_) => &[Self::bounded],
            W::Half => &[Self::nth],
            W::Earlier | W::Later => &[Self::later_in],
            W::A
            | W::Cardinal(_)
            | W::Quantity(_)
            | W::Unit(..)
            | W::Several
            | W::Over
            | W::More
            | W::Less
            | W::Nearly
            | W::About
            | W::At => &[Self::shifted, Self::year_and_more, Self::unit_end, Self::about],
            W::Holiday(..) => &[Self::holiday],
            W::DayPart(_) => &[Self::day_part],
            W::Quote => &[Self::short_year],
            W::Other => &[Self::other, Self::period],
            _ => &[],
        };
        if self.depth.get() == DEEPEST {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let found = longest(rules.iter().filter_map(|rule| rule(self, i)));
        self.depth.set(self.depth.get() - 1);
        found
    }

    /// Adds what may follow any point: a part of the day, "of that year".
    fn extended(&self, to: usize, operator: Operator) -> Read {
        let day_like = matches!(
            operator,
            Operator::Weekday { .. }
                | Operator::Today(_)
                | Operator::Unit { unit: Unit::Day, .. }
                | Operator::Yearless { day: Some(_), .. }
                | Operator::Fixed(Calendar::Day(_))
        );
        if day_like && let W::DayPart(part) = self.word(to) {
            return Some((to + 1, Operator::DayPart(part, Some(Box::new(operator)))));
        }
        let yearless = matches!(
            operator,
            Operator::Yearless { pick: None, .. }
                | Operator::Season { pick: None, .. }
                | Operator::Part(..)
        );
        if yearless && lacks_year(&operator) {
            let at = match self.word(to) {
                W::Of => to + 1,
                W::Comma if self.word(to + 1) == W::Pick(Pick::Last) => to + 1,
                W::Pick(Pick::Last | Pick::Next | Pick::This) | W::Demonstrative(_) => to,
                _ => return Some((to, operator)),
            };
            if let Some((end, year)) = self.year_phrase(at) {
                return Some((end, within(operator, year)));
            }
        }
        Some((to, operator))
    }

    /// "that year", "last year", "the same year": what a month can lie in.
    fn year_phrase(&self, i: usize) -> Read {
        let found = self.picked(i)?;
        matches!(found.1, Operator::Unit { unit: Unit::Year, .. }).then_some(found)
    }
}

/// The reading that reaches furthest.
fn longest(readings: impl Iterator<Item = (usize, Operator)>) -> Read {
    let mut best: Read = None;
    for reading in readings {
        if best.as_ref().is_none_or(|(to, _)| reading.0 > *to) {
            best = Some(reading);
        }
    }
    best
}

/// Whether "of that year" can be added.
fn lacks_year(operator: &Operator) -> bool {
    match operator {
        Operator::Yearless { pick: None, .. } | Operator::Season { pick: None, .. } => true,
        Operator::Part(_, of) => lacks_year(of),
        _ => false,
    }
}

/// Puts a month into its year, inside of "early" and the like.
fn within(operator: Operator, year: Operator) -> Operator {
    match operator {
        Operator::Part(modifier, of) => Operator::Part(modifier, Box::new(within(*of, year))),
        other => Operator::Within(Box::new(other), Box::new(year)),
    }
}
