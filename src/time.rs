//! Time expressions: found in text, resolved to bounds and EDTF.
//!
//! Two stages. `lex` turns words into typed tokens and `grammar` grows them
//! to the longest expression that a rule reads, giving an `operator`: what the
//! words mean before it is known when they were written. `resolve` applies the
//! operator to the publication date, the date mentioned last and the tense of the
//! clause. Nothing here reads a clock or a time zone: the same text and
//! publication date give the same bytes on any day and machine.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::text::Span;

mod calendar;
mod edtf;
mod find;
mod grammar;
mod lex;
mod operator;
mod periods;
mod resolve;
mod tense;
mod timex3;

use edtf::Point;
use operator::Operator;
use resolve::Anchors;

pub use find::find;
pub use timex3::timex3_line;

/// How exact a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    Day,
    Week,
    Month,
    Season,
    Year,
    Decade,
    /// A stretch with both ends, neither a calendar unit.
    Interval,
    /// Open on one side ("since 2015").
    Open,
}

/// How a time was got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Written out in the text.
    Explicit,
    /// Reckoned from the publication date or a date before it in the text.
    Relative,
}

/// When something happens, never more exact than the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Time {
    /// Extended Date/Time Format, levels 0 and 1: `2022-09-14`, `2015/..`, `XXXX-09-14`.
    pub edtf: String,
    /// First day it can be; `None` is open or unknown.
    pub earliest: Option<NaiveDate>,
    /// Last day it can be; `None` is open or unknown.
    pub latest: Option<NaiveDate>,
    /// How exact it is.
    pub precision: Precision,
    /// How it was got.
    pub basis: Basis,
    /// The words.
    pub text: String,
}

/// What sort of time an expression gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A day, a month, a year: "in September".
    Point,
    /// A stretch with both ends: "between October 12 and 14".
    Range,
    /// A stretch with a beginning: "since 2015".
    Since,
    /// A stretch with an end: "until May", "by 2030".
    Until,
    /// An amount: "two weeks".
    Duration,
    /// How often: "annual", "every two years".
    Recurrence,
    /// No more than past, present or future: "recently".
    Vague,
    /// Bound to an event: "two days after the talks".
    Anchored,
}

/// The tense of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tense {
    Past,
    Present,
    Future,
}

/// What the words add to a time or an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Modifier {
    /// "early", "the beginning of".
    Start,
    /// "mid", "the middle of".
    Mid,
    /// "late", "the end of".
    End,
    /// "about".
    Approximate,
    /// "more than".
    MoreThan,
    /// "less than", "nearly".
    LessThan,
    /// "at least".
    AtLeast,
    /// "at most", "up to".
    AtMost,
}

impl Modifier {
    fn timex(self) -> &'static str {
        match self {
            Modifier::Start => "START",
            Modifier::Mid => "MID",
            Modifier::End => "END",
            Modifier::Approximate => "APPROX",
            Modifier::MoreThan => "MORE_THAN",
            Modifier::LessThan => "LESS_THAN",
            Modifier::AtLeast => "EQUAL_OR_MORE",
            Modifier::AtMost => "EQUAL_OR_LESS",
        }
    }
}

/// What is known about a text beside its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The day it was published; times that need it stay unresolved without it.
    pub published: Option<NaiveDate>,
    /// Whether its figures put the day before the month ("3/5/2022"); where it
    /// is not known, the unambiguous dates of the text decide, or none is chosen.
    pub day_first: Option<bool>,
}

/// A time expression of a text, with all that its resolution needs but the tense.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// Where it stands, with the preposition that belongs to it ("since 2015").
    pub span: Span,
    /// What sort of time it gives.
    pub kind: Kind,
    /// "early", "about" and the like.
    pub modifier: Option<Modifier>,
    /// The name of the rule that read it.
    pub rule: &'static str,
    /// The year is part of a name ("Peace Mission 2010"): it dates the thing
    /// named, not what the clause tells.
    pub named: bool,
    /// Bound to an event that comes after it ("two days before the talks").
    before_event: bool,
    items: Vec<(Span, Operator)>,
    anchors: Anchors,
    cue: Tense,
    text: String,
}

impl Expression {
    /// The time under the tense of the clause it belongs to. `None` where
    /// nothing honest can be said: no publication date for "last month", an
    /// amount, a recurrence, a vague word, figures that can be read two ways.
    pub fn resolve(&self, tense: Tense) -> Option<Time> {
        let (_, first) = self.items.first()?;
        let (_, last) = self.items.last()?;
        let time = match self.kind {
            Kind::Duration | Kind::Recurrence | Kind::Vague | Kind::Anchored => return None,
            Kind::Since => self.open(first, tense, true)?,
            Kind::Until => self.open(first, tense, false)?,
            Kind::Range if self.items.len() > 1 => self.between(first, last, tense)?,
            Kind::Range | Kind::Point => self.anchors.time(first, tense)?,
        };
        let basis = if self.items.iter().all(|(_, operator)| is_explicit(operator)) {
            Basis::Explicit
        } else {
            Basis::Relative
        };
        Some(Time { basis, text: self.text.clone(), ..time })
    }

    /// When a stretch begins: 2007 of "since 2007, when they met".
    pub fn beginning(&self, tense: Tense) -> Option<Time> {
        Expression { kind: Kind::Point, ..self.clone() }.resolve(tense)
    }

    /// A time open at one side.
    fn open(&self, operator: &Operator, tense: Tense, since: bool) -> Option<Time> {
        if let Some(point) = self.anchors.point(operator, tense) {
            return Some(if since { edtf::since(point) } else { edtf::until(point) });
        }
        let edtf = self.anchors.time(operator, tense)?.edtf;
        let side = if since { edtf.split('/').next() } else { edtf.rsplit('/').next() }?;
        Time::parse_edtf(&if since { format!("{side}/..") } else { format!("../{side}") })
    }

    /// The time between two, the later of which may fall in the next year.
    fn between(&self, first: &Operator, last: &Operator, tense: Tense) -> Option<Time> {
        let from = self.anchors.point(first, tense)?;
        let mut anchors = self.anchors;
        anchors.mentioned = Some(from);
        let to = anchors.point(last, tense)?;
        let (Point::Known(a), Point::Known(b)) = (from, to) else {
            return edtf::interval(from, to);
        };
        if a.first() <= b.first() {
            return edtf::interval(from, to);
        }
        match last {
            Operator::Weekday { .. } => edtf::interval(from, Point::Known(b.shift(7)?)),
            // each was put into its own year: the end is right, and the beginning before it
            Operator::Yearless { .. } => edtf::interval(Point::Known(a.year_before()?), to),
            _ => None,
        }
    }

    /// For an amount bound to an event ("two days after the talks"): the time
    /// that lies so far from the event's. `None` for all other expressions, for
    /// an amount that is not exact, and for an event whose time is no calendar
    /// unit.
    pub fn from_event(&self, event: &Time) -> Option<Time> {
        let (_, Operator::Duration { count, unit }) = self.items.first()? else { return None };
        let steps =
            count.whole().filter(|_| self.kind == Kind::Anchored && self.modifier.is_none())?;
        let base = match edtf::single(&event.edtf)? {
            calendar if calendar.unit() <= *unit => {
                calendar::Calendar::of(*unit, calendar.first()?)
            }
            _ => return None,
        };
        let moved = base.shift(if self.before_event { -steps } else { steps })?;
        let time = edtf::simple(Point::Known(moved));
        Some(Time { basis: Basis::Relative, text: self.text.clone(), ..time })
    }

    /// How often, as an ISO 8601 duration, for "annual", "every two years",
    /// "twice a year"; `None` for anything else.
    pub fn recurrence(&self) -> Option<String> {
        use calendar::Unit;
        match self.items.first()?.1 {
            Operator::Set { every: operator::Count::Exactly(number), unit } if number >= 1.0 => {
                Some(match unit {
                    // ISO 8601 has no quarters, decades or centuries
                    Unit::Quarter => format!("P{}M", number * 3.0),
                    Unit::Half => format!("P{}M", number * 6.0),
                    Unit::Season => format!("P{}M", number * 3.0),
                    Unit::Decade => format!("P{}Y", number * 10.0),
                    Unit::Century => format!("P{}Y", number * 100.0),
                    Unit::Weekend => format!("P{number}W"),
                    unit => unit.duration(&number.to_string()),
                })
            }
            Operator::Set { every: operator::Count::Exactly(number), unit } => {
                let months = match unit {
                    Unit::Year => 12.0,
                    Unit::Quarter => 3.0,
                    Unit::Decade => 120.0,
                    _ => return Some(unit.duration("1")),
                };
                Some(format!("P{}M", (months * number).round()))
            }
            Operator::EveryWeekday(_) => Some("P1W".to_owned()),
            _ => None,
        }
    }

    /// The tense by the words around, for uses without a tree.
    pub fn default_tense(&self) -> Tense {
        self.cue
    }

    /// Both readings of figures whose order of day and month nothing decides;
    /// empty for all other expressions.
    pub fn readings(&self) -> Vec<Time> {
        match self.items.first() {
            Some((_, Operator::Numeric { first, second, year: Some(year) }))
                if self.resolve(self.cue).is_none() =>
            {
                Anchors::numeric_readings(*first, *second, *year)
            }
            _ => Vec::new(),
        }
    }
}

/// Written out in the text, not reckoned from another date.
fn is_explicit(operator: &Operator) -> bool {
    match operator {
        Operator::Fixed(_)
        | Operator::Numeric { .. }
        | Operator::Period(_)
        | Operator::Yearless { pick: None, .. } => true,
        Operator::Nth { of: Some(of), .. }
        | Operator::Part(_, of)
        | Operator::Stretch { of, .. } => is_explicit(of),
        Operator::Clock { day: Some(day), .. } | Operator::DayPart(_, Some(day)) => {
            is_explicit(day)
        }
        _ => false,
    }
}
