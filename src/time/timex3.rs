//! TIMEX3, for exchange and for scoring against annotated corpora: JSON lines
//! in and out. What silkgraph itself uses is [`Expression::resolve`].

use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::edtf::Point;
use super::lex::Deixis;
use super::operator::{Count, Operator};
use super::{Context, Expression, Modifier, Tense, find};
use crate::error::{Error, Result};
use crate::text::Span;

/// A document as the scorer has it.
#[derive(Deserialize)]
struct Document {
    id: String,
    dct: Option<String>,
    text: String,
}

/// What was found in it.
#[derive(Serialize)]
struct Answer {
    id: String,
    timex: Vec<Timex>,
}

/// One TIMEX3 element; offsets in code points.
#[derive(Debug, Serialize)]
struct Timex {
    start: usize,
    end: usize,
    text: String,
    r#type: &'static str,
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#mod: Option<&'static str>,
}

/// Reads one line `{id, dct, text}` and writes `{id, timex: [{start, end, text,
/// type, value, mod}]}`. Offsets count code points. A `dct` that is no date
/// counts as none.
///
/// # Errors
///
/// [`Error::Data`] if the line is no such JSON object.
pub fn timex3_line(line: &str) -> Result<String> {
    let fault = |error: serde_json::Error| Error::data("TIMEX3 line", error);
    let document: Document = serde_json::from_str(line).map_err(fault)?;
    let published =
        document.dct.as_deref().and_then(|dct| dct.get(..10)).and_then(|dct| dct.parse().ok());
    let context = Context { published, ..Context::default() };
    let expressions = find(&document.text, &context);
    let elements = expressions.iter().flat_map(elements);
    let timex = in_code_points(&document.text, elements);
    serde_json::to_string(&Answer { id: document.id, timex }).map_err(fault)
}

/// A TIMEX3 element by byte span.
struct Element {
    span: Span,
    r#type: &'static str,
    value: Option<String>,
    modifier: Option<Modifier>,
}

/// Turns byte spans into code points, in one pass.
fn in_code_points(text: &str, elements: impl Iterator<Item = Element>) -> Vec<Timex> {
    let (mut byte, mut point) = (0, 0);
    let mut to = |target: usize| {
        point += text[byte..target].chars().count();
        byte = target;
        point
    };
    elements
        .map(|element| Timex {
            start: to(element.span.start),
            end: to(element.span.end),
            text: element.span.of(text).to_owned(),
            r#type: element.r#type,
            value: element.value,
            r#mod: element.modifier.map(Modifier::timex),
        })
        .collect()
}

/// The elements of an expression: both ends of a range are one each, and the
/// preposition stays outside.
fn elements(expression: &Expression) -> Vec<Element> {
    let tense = expression.default_tense();
    expression
        .items
        .iter()
        .filter(|(_, operator)| annotated(operator))
        .map(|(span, operator)| Element {
            span: *span,
            r#type: kind(operator),
            value: expression.value(operator, tense),
            modifier: match operator {
                Operator::Part(modifier, _) => Some(*modifier),
                _ => expression.modifier,
            },
        })
        .collect()
}

/// TIMEX3 knows no named periods.
fn annotated(operator: &Operator) -> bool {
    match operator {
        Operator::Period(_) => false,
        Operator::Part(_, of) => annotated(of),
        _ => true,
    }
}

fn kind(operator: &Operator) -> &'static str {
    match operator {
        Operator::Clock { .. } | Operator::DayPart(..) => "TIME",
        Operator::Duration { .. } | Operator::Run { .. } | Operator::Stretch { .. } => "DURATION",
        Operator::Set { .. } | Operator::EveryWeekday(_) => "SET",
        Operator::Part(_, of) => kind(of),
        _ => "DATE",
    }
}

impl Expression {
    /// The TIMEX3 value of one of its operators.
    fn value(&self, operator: &Operator, tense: Tense) -> Option<String> {
        match operator {
            Operator::Deixis(deixis) => Some(reference(*deixis).to_owned()),
            Operator::Duration { count, unit }
            | Operator::Run { count, unit, .. }
            | Operator::Stretch { count, unit, .. } => Some(unit.duration(&count.iso())),
            Operator::Set { every, unit } => Some(set(*every, *unit)),
            Operator::EveryWeekday(weekday) => {
                Some(format!("XXXX-WXX-{}", weekday.number_from_monday()))
            }
            Operator::Clock { minutes, zulu, day } => {
                let date = self.day_value(day.as_deref(), tense);
                let zone = if *zulu { "Z" } else { "" };
                Some(format!("{date}T{:02}:{:02}{zone}", minutes / 60, minutes % 60))
            }
            Operator::DayPart(part, day) => {
                let date = match day {
                    Some(day) => self.day_value(Some(day), tense),
                    None => "XXXX-XX-XX".to_owned(),
                };
                Some(format!("{date}{}", part.timex()))
            }
            Operator::Part(_, of) => self.value(of, tense),
            Operator::Today(0) if self.anchors.narrative => Some("PRESENT_REF".to_owned()),
            Operator::Shift { earlier, .. } => Some(match self.anchors.point(operator, tense) {
                Some(point) => point_value(point),
                None if *earlier => "PAST_REF".to_owned(),
                None => "FUTURE_REF".to_owned(),
            }),
            _ => Some(match self.anchors.point(operator, tense) {
                Some(point) => point_value(point),
                None => unknown(operator).to_owned(),
            }),
        }
    }

    /// The date part of a time of the day.
    fn day_value(&self, day: Option<&Operator>, tense: Tense) -> String {
        let point = match day {
            Some(day) => self.anchors.point(day, tense),
            None => self
                .anchors
                .mentioned
                .filter(|point| matches!(point, Point::Known(Calendar::Day(_)))),
        };
        match (point, self.anchors.published) {
            (Some(point), _) => point_value(point),
            (None, Some(published)) if day.is_none() && !self.anchors.narrative => {
                Calendar::Day(published).timex()
            }
            _ => "XXXX-XX-XX".to_owned(),
        }
    }
}

fn point_value(point: Point) -> String {
    match point {
        Point::Known(calendar) => calendar.timex(),
        Point::Yearless(season @ 21.., _) => {
            format!("XXXX-{}", ["SP", "SU", "FA", "WI"][(season as usize - 21).min(3)])
        }
        Point::Yearless(month, None) => format!("XXXX-{month:02}"),
        Point::Yearless(month, Some(day)) => format!("XXXX-{month:02}-{day:02}"),
    }
}

fn unknown(operator: &Operator) -> &'static str {
    match operator {
        Operator::Weekday { .. }
        | Operator::Today(_)
        | Operator::DayOfMonth(_)
        | Operator::Numeric { .. } => "XXXX-XX-XX",
        Operator::Unit { .. } | Operator::Current(_) => "XXXX-XX-XX",
        _ => "XXXX",
    }
}

fn reference(deixis: Deixis) -> &'static str {
    match deixis {
        Deixis::Past => "PAST_REF",
        Deixis::Present => "PRESENT_REF",
        Deixis::Future => "FUTURE_REF",
    }
}

/// "twice a year" has the value of "a year"; how often is an attribute of its own.
fn set(every: Count, unit: super::calendar::Unit) -> String {
    match every {
        Count::Exactly(number) if number < 1.0 => unit.duration("1"),
        other => unit.duration(&other.iso()),
    }
}
