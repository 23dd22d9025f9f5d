//! The tense of a clause by its words, for uses without a tree.

use super::Tense;
use super::grammar::Grammar;
use super::lex::Word;
use super::operator::Operator;

/// "Tuesday", "early Tuesday", "Tuesday morning".
fn is_weekday(operator: &Operator) -> bool {
    match operator {
        Operator::Weekday { pick: None, .. } => true,
        Operator::Part(_, of) | Operator::DayPart(_, Some(of)) => is_weekday(of),
        _ => false,
    }
}

impl Grammar<'_> {
    /// What the verbs around say. At the head of its clause an expression looks
    /// to the verb after it, else to the nearest before it. A parenthesis hears
    /// nothing of what stands outside.
    pub(super) fn tense(&self, from: usize, to: usize) -> Tense {
        self.tense_around(from, to, true).unwrap_or(Tense::Past)
    }

    fn tense_around(&self, from: usize, to: usize, modals: bool) -> Option<Tense> {
        let ahead = if self.heads_clause(from) { self.tense_after(to, true) } else { None };
        ahead.or_else(|| self.tense_before(from, modals)).or_else(|| self.tense_after(to, false))
    }

    /// A comma, "and" or "which" stands before, with no more than a preposition between.
    fn heads_clause(&self, from: usize) -> bool {
        let before = match self.before(from) {
            Word::In | Word::On | Word::At | Word::During | Word::By | Word::Since => {
                from.wrapping_sub(1)
            }
            _ => from,
        };
        matches!(
            self.before(before),
            Word::Comma | Word::And | Word::Dash | Word::Colon | Word::Quote
        ) || ["which", "who", "that", "but", "when", "while"]
            .iter()
            .any(|form| self.is_word(before.wrapping_sub(1), form))
    }

    fn tense_before(&self, from: usize, modals: bool) -> Option<Tense> {
        (from.saturating_sub(40)..from)
            .rev()
            .take_while(|&i| !self.ends_sentence(i) && self.word(i) != Word::Open)
            .find_map(|i| match self.word(i) {
                Word::Intent if self.word(i + 1) == Word::To => Some(Tense::Future),
                _ => self.cue(i, modals),
            })
    }

    /// The first cue after, in the same clause only if so asked.
    fn tense_after(&self, to: usize, clause: bool) -> Option<Tense> {
        (to..(to + 20).min(self.tokens.len()))
            .take_while(|&i| {
                let ends = matches!(self.word(i), Word::Open | Word::Close)
                    || (clause && self.word(i) == Word::Comma);
                !ends && !self.ends_sentence(i)
            })
            .find_map(|i| self.cue(i, true))
    }

    /// The tense for an expression: a weekday needs a strong cue to lie ahead,
    /// and what is to be done "by" a time mostly does.
    pub(super) fn tense_of(&self, from: usize, to: usize, operator: &Operator) -> Tense {
        let weekday = is_weekday(operator);
        if self.before(from) == Word::By && !weekday {
            let opens = from < 2 || self.ends_sentence(from - 2);
            let told =
                if opens { self.tense_after(to, false) } else { self.tense_before(from, true) };
            return told.unwrap_or(Tense::Future);
        }
        self.tense_around(from, to, !weekday).unwrap_or(Tense::Past)
    }

    /// What one word says of the tense.
    fn cue(&self, i: usize, modals: bool) -> Option<Tense> {
        let is = |i: usize, forms: &[&str]| forms.iter().any(|form| self.is_word(i, form));
        match self.word(i) {
            Word::Future => Some(Tense::Future),
            Word::Modal => modals.then_some(Tense::Future),
            // "will be completed": the auxiliary decides
            Word::Past | Word::Intent if is(i.wrapping_sub(1), &["be", "being"]) => None,
            Word::Past | Word::Intent => Some(Tense::Past),
            Word::To if self.is_word(i + 1, "be") || self.is_word(i.wrapping_sub(1), "set") => {
                Some(Tense::Future)
            }
            Word::Present if is(i, &["is", "are"]) && self.word(i + 1) == Word::To => {
                Some(Tense::Future)
            }
            Word::Other if is(i, &["deadline"]) => Some(Tense::Future),
            _ => None,
        }
    }
}
