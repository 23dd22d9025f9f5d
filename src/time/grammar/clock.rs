//! Times of the clock and parts of the day.

use super::{Grammar, Read, longest};
use crate::time::lex::Word as W;
use crate::time::operator::Operator;

impl Grammar<'_> {
    /// "18:20", "6:40 p.m. (GMT +8)", "0800 UTC", "3 pm", "noon".
    pub(super) fn clock(&self, i: usize) -> Read {
        let (mut to, mut minutes, sure) = match self.word(i) {
            W::Clock(minutes) => (i + 1, u32::from(minutes), true),
            W::Noon if self.is(i, &["midnight"]) => (i + 1, 1440, true),
            W::Noon => (i + 1, 720, true),
            W::Number(hour @ 0..=12, 1 | 2) => (i + 1, hour * 60, false),
            W::Number(value, 4) if value % 100 < 60 && value < 2400 => {
                let sure =
                    matches!(self.word(i + 1), W::Zone) || self.is(i + 1, &["hrs", "hours", "h"]);
                if !sure {
                    return None;
                }
                (i + 1, value / 100 * 60 + value % 100, true)
            }
            _ => return None,
        };
        if self.identifier(i) {
            return None;
        }
        let meridiem = self.meridiem(to);
        if let Some((end, add)) = meridiem {
            to = end;
            minutes = minutes % 720 + u32::from(add) * 60;
        } else if self.is(to, &["o"]) && self.is(to + 2, &["clock"]) {
            to += 3;
        } else if !sure {
            return None;
        }
        if self.is(to, &["hrs", "hr", "h", "hours"]) {
            to += 1;
        }
        let (to, zulu) = self.zone(to);
        let (to, day) = self.clock_day(to);
        Some((
            to,
            Operator::Clock { minutes: minutes.min(1440) as u16, zulu, day: day.map(Box::new) },
        ))
    }

    /// "p.m.", "pm".
    pub(super) fn meridiem(&self, i: usize) -> Option<(usize, u16)> {
        if let W::Meridiem(add) = self.word(i) {
            return Some((i + 1, add));
        }
        let add = match self.form(i) {
            "a" | "A" => 0,
            "p" | "P" => 12,
            _ => return None,
        };
        let dotted = self.word(i + 1) == W::Dot
            && self.glued(i + 1)
            && self.is(i + 2, &["m"])
            && self.glued(i + 2);
        let last = i + 3;
        dotted.then_some((
            if self.word(last) == W::Dot && self.glued(last) { last + 1 } else { last },
            add,
        ))
    }

    /// "UTC", "(GMT +8)", "local time".
    pub(super) fn zone(&self, i: usize) -> (usize, bool) {
        let open = self.word(i) == W::Open;
        let at = if open { i + 1 } else { i };
        if self.word(at) != W::Zone {
            return (i, false);
        }
        let universal = self.is(at, &["utc", "gmt"]);
        let mut to = at + 1;
        if self.is(to, &["+"]) || self.word(to) == W::Dash {
            to += 1;
            if matches!(self.word(to), W::Number(..) | W::Clock(_)) {
                to += 1;
            }
        }
        match (open, self.word(to)) {
            (true, W::Close) => (to + 1, universal),
            (true, _) => (i, false),
            _ => (to, universal),
        }
    }

    /// The day after a time: "today", "on Monday", ", March 3".
    pub(super) fn clock_day(&self, i: usize) -> (usize, Option<Operator>) {
        let at = if matches!(self.word(i), W::On | W::Comma) { i + 1 } else { i };
        let apart = self.word(i) == W::On;
        let day = match self.word(at) {
            W::Today(_) if at == i => self.today(at),
            W::Weekday(_, true) => self.weekday(at),
            W::Month(..) => self.month_day(at),
            W::Number(..) => self.day_month(at),
            _ => None,
        };
        match day {
            // "at 3 p.m. on Monday" is two expressions, one of which dates the other
            Some((_, operator)) if apart => (i, Some(operator)),
            Some((to, operator)) => (to, Some(operator)),
            None => (i, None),
        }
    }

    /// "the morning of 14 September", "in the evening", "at night", "overnight".
    pub(super) fn day_part(&self, i: usize) -> Read {
        let at = if self.word(i) == W::The { i + 1 } else { i };
        let (W::DayPart(part), before) = (self.word(at), self.before(i)) else { return None };
        let mut to = at + 1;
        if self.is(to, &["hours"]) {
            to += 1;
        }
        if matches!(self.word(to), W::Of | W::On) {
            let day = longest(
                [
                    self.month_day(to + 1),
                    self.day_month(to + 1),
                    self.weekday(to + 1),
                    self.picked(to + 1),
                ]
                .into_iter()
                .flatten(),
            );
            if let Some((end, day)) = day {
                return Some((end, Operator::DayPart(part, Some(Box::new(day)))));
            }
        }
        let alone = matches!(before, W::At | W::Since | W::By | W::Until | W::During)
            || (at > i && matches!(before, W::In | W::During | W::Through))
            || self.is(at, &["overnight"])
            || (before == W::In && self.is(to, &["trading", "trade"]));
        (alone && self.word(to) != W::Of).then_some((to, Operator::DayPart(part, None)))
    }
}
