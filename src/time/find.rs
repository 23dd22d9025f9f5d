//! From a text to its expressions: the phrases of the grammar, each with the
//! dates that it is reckoned from.

use chrono::Datelike;

use super::calendar::Calendar;
use super::edtf::Point;
use super::grammar::{Grammar, Phrase};
use super::lex::{self, Pick, Word};
use super::operator::{self, Operator};
use super::resolve::Anchors;
use super::{Context, Expression, Kind, Modifier, Tense};
use crate::text::Span;

/// All time expressions of a text, in order. `context` gives the publication
/// date; nothing else outside the text is used.
pub fn find(text: &str, context: &Context) -> Vec<Expression> {
    let tokens = lex::tokens(text);
    let grammar = Grammar::new(text, &tokens);
    let phrases = phrases(&grammar);
    let mut anchors = Anchors {
        published: context.published,
        mentioned: None,
        heading: None,
        day: None,
        near: false,
        narrative: is_narrative(&phrases, context),
        day_first: context.day_first.or_else(|| figures_order(&phrases)),
    };
    let mut last = 0;
    phrases
        .into_iter()
        .map(|phrase| {
            let from = phrase.items[0].from;
            anchors.near = anchors.near && grammar.same_sentence(last, from);
            let expression = express(&grammar, phrase, anchors);
            last = from;
            remember(&grammar, from, &expression, &mut anchors);
            expression
        })
        .collect()
}

/// The phrases of a text; dates that no calendar has are passed over whole.
fn phrases(grammar: &Grammar) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    let mut i = 0;
    while i < grammar.tokens.len() {
        if let Some(to) = grammar.impossible(i) {
            i = to;
        } else if let Some(phrase) = grammar.phrase(i) {
            i = phrase.end().max(i + 1);
            phrases.push(phrase);
        } else {
            i += 1;
        }
    }
    phrases
}

/// An expression out of a phrase.
fn express(grammar: &Grammar, phrase: Phrase, anchors: Anchors) -> Expression {
    let tokens = grammar.tokens;
    let from = phrase.items[0].from;
    let to = phrase.end();
    let (start, kind) = operator_kind(grammar, &phrase, from, to);
    let cue = grammar.tense_of(from, to, &phrase.items[0].operator);
    let named = is_named(grammar, &phrase);
    let span = Span { start: tokens[start].start as usize, end: tokens[to - 1].end as usize };
    let items = phrase
        .items
        .into_iter()
        .map(|item| {
            let span = Span {
                start: tokens[item.from].start as usize,
                end: tokens[item.to - 1].end as usize,
            };
            (span, item.operator)
        })
        .collect();
    Expression {
        span,
        kind,
        modifier: phrase.modifier,
        rule: phrase.rule,
        items,
        anchors,
        cue,
        named,
        before_event: grammar.word(to) == Word::Before,
        text: span.of(grammar.text).to_owned(),
    }
}

/// A bare year right after a name: "Peace Mission 2010".
fn is_named(grammar: &Grammar, phrase: &Phrase) -> bool {
    let item = &phrase.items[0];
    phrase.items.len() == 1
        && matches!(item.operator, Operator::Fixed(Calendar::Year(_)))
        && grammar.before(item.from) == Word::Other
        && grammar.tokens[item.from - 1].capital
}

/// The kind of a phrase, and the token it begins with when its preposition is
/// counted in.
fn operator_kind(grammar: &Grammar, phrase: &Phrase, from: usize, to: usize) -> (usize, Kind) {
    let before = grammar.before(from);
    if phrase.range {
        let led = matches!(before, Word::Between | Word::From);
        let the =
            before == Word::The && matches!(grammar.before(from - 1), Word::Between | Word::From);
        return (from - usize::from(led) - 2 * usize::from(the), Kind::Range);
    }
    let kind = match &phrase.items[0].operator {
        Operator::Duration { .. }
            if matches!(grammar.word(to), Word::After | Word::Before | Word::Since) =>
        {
            return (from, Kind::Anchored);
        }
        Operator::Duration { .. } => return (from, Kind::Duration),
        Operator::Set { .. } | Operator::EveryWeekday(_) => return (from, Kind::Recurrence),
        Operator::Deixis(_) => return (from, Kind::Vague),
        Operator::Run { count: operator::Count::Several, .. } => return (from, Kind::Vague),
        Operator::Run { .. } | Operator::Stretch { .. } => Kind::Range,
        // "more than two years ago" names no year
        Operator::Shift { .. } if matches!(phrase.modifier, Some(modifier) if modifier != Modifier::Approximate) =>
        {
            return (from, Kind::Vague);
        }
        Operator::Shift { count, .. } if count.whole().is_none() => return (from, Kind::Vague),
        Operator::Period(_) => Kind::Range,
        _ => Kind::Point,
    };
    match before {
        Word::Since | Word::After => (from - 1, Kind::Since),
        // "hit by the war": an agent
        Word::By if matches!(phrase.items[0].operator, Operator::Period(_)) => (from, kind),
        Word::Until | Word::By | Word::Before => (from - 1, Kind::Until),
        Word::Of if grammar.is_word(from.wrapping_sub(2), "as") => {
            // "as of May, 300 cases": up to then; "as of May, he will": from then on
            let ahead = grammar.tense(from, to) == Tense::Future;
            (from - 2, if ahead { Kind::Since } else { Kind::Until })
        }
        Word::From if grammar.goes_on(to) => (from - 1, Kind::Since),
        Word::In | Word::On | Word::From if grammar.starts(from) => (from - 2, Kind::Since),
        _ => (from, kind),
    }
}

/// History is told where years in full abound, lie well before the publication,
/// and nothing points to the day of writing.
fn is_narrative(phrases: &[Phrase], context: &Context) -> bool {
    let (mut old, mut new, mut near) = (0, 0, 0);
    for item in phrases.iter().flat_map(|phrase| &phrase.items) {
        match &item.operator {
            Operator::Fixed(calendar) => match (calendar.year(), context.published) {
                (Some(year), Some(published)) if year == published.year() => new += 1,
                _ => old += 1,
            },
            Operator::Today(_) | Operator::Weekday { .. } => near += 1,
            Operator::Unit { pick: Pick::Last | Pick::This | Pick::Next, .. } => near += 1,
            _ => {}
        }
    }
    old >= 8 && old >= 8 * new && old >= 16 * near
}

/// The order of day and month in figures, from the dates that allow only one.
fn figures_order(phrases: &[Phrase]) -> Option<bool> {
    let mut votes =
        phrases.iter().flat_map(|phrase| &phrase.items).filter_map(|item| match item.operator {
            Operator::Numeric { first, second, .. } if first > 12 && second <= 12 => Some(true),
            Operator::Numeric { first, second, .. } if second > 12 && first <= 12 => Some(false),
            _ => None,
        });
    let first = votes.next()?;
    votes.all(|vote| vote == first).then_some(first)
}

/// Keeps the date that later expressions refer to.
fn remember(grammar: &Grammar, from: usize, expression: &Expression, anchors: &mut Anchors) {
    let Some((_, operator)) = expression.items.last() else { return };
    if let Operator::Fixed(Calendar::Year(year)) = operator
        && grammar.alone_on_line(from)
    {
        anchors.heading = Some(*year);
        anchors.mentioned = Some(Point::Known(Calendar::Year(*year)));
        return;
    }
    if matches!(operator, Operator::Today(_) | Operator::Clock { .. }) && anchors.narrative {
        return;
    }
    let Some(point) = anchors.point(operator, expression.cue) else { return };
    // "the 1991 agreement" names the agreement, it does not set the scene
    let attribute = matches!(operator, Operator::Fixed(Calendar::Year(_)))
        && grammar.before(from) == Word::The
        && grammar.word(from + 1) == Word::Other;
    let nameless = matches!(point, Point::Known(calendar) if calendar.year().is_none());
    if attribute || nameless || (anchors.narrative && aside(grammar, from, point, anchors)) {
        return;
    }
    anchors.near = matches!(point, Point::Known(calendar) if calendar.month().is_some())
        && matches!(operator, Operator::Fixed(_) | Operator::Within(..) | Operator::Part(..));
    anchors.mentioned = Some(point);
    if let Point::Known(Calendar::Day(day)) = point {
        anchors.day = Some(day);
    }
}

/// In a story, a bare year far from the thread is an aside ("declassified in
/// 2005"), unless it opens a sentence or heading.
fn aside(grammar: &Grammar, from: usize, point: Point, anchors: &Anchors) -> bool {
    let (Point::Known(Calendar::Year(year)), Some(Point::Known(thread))) =
        (point, anchors.mentioned)
    else {
        return false;
    };
    let opens = |i: usize| matches!(grammar.word(i), Word::Edge | Word::Break | Word::Dot);
    let fronted = opens(from.wrapping_sub(1)) || opens(from.wrapping_sub(2));
    !fronted && thread.year().is_some_and(|told| !(told..=told + 3).contains(&year))
}

impl Grammar<'_> {
    /// The form of a token, whatever its case.
    pub(super) fn is_word(&self, i: usize, form: &str) -> bool {
        self.form(i).eq_ignore_ascii_case(form)
    }

    /// "from May on", "from 2015 onwards".
    fn goes_on(&self, to: usize) -> bool {
        ["onwards", "onward", "forward"].iter().any(|form| self.is_word(to, form))
            || (self.word(to) == Word::On
                && matches!(self.word(to + 1), Word::Comma | Word::Dot | Word::Edge | Word::Break))
    }

    /// "starting in May", "beginning on Monday", "effective from 1 January".
    fn starts(&self, from: usize) -> bool {
        ["starting", "beginning", "effective"]
            .iter()
            .any(|form| self.is_word(from.wrapping_sub(2), form))
    }

    /// A full stop that ends a sentence, or another end.
    pub(super) fn ends_sentence(&self, i: usize) -> bool {
        match self.word(i) {
            Word::Break | Word::Stop => true,
            Word::Dot => {
                let next = self.tokens.get(i + 1);
                let short =
                    matches!(self.before(i), Word::Month(_, false) | Word::Weekday(_, false));
                next.is_none_or(|token| {
                    (!token.glued && token.capital)
                        || token.word == Word::Quote
                        || token.word == Word::Break
                }) && !short
            }
            _ => false,
        }
    }

    /// A token with a line of its own: a heading.
    fn alone_on_line(&self, i: usize) -> bool {
        matches!(self.before(i), Word::Break | Word::Edge)
            && matches!(self.word(i + 1), Word::Break | Word::Edge)
    }

    fn same_sentence(&self, from: usize, to: usize) -> bool {
        !(from..to).any(|i| self.ends_sentence(i))
    }
}
