//! Borders: "on the border", "along their frontier", "the Kyrgyz-Tajik border" lie
//! between two states, who may be those of the event.

use crate::event::{Entity, EntityKind, Record};
use crate::gazetteer::Sense;
use crate::pattern::clause;

use super::fill::Want;
use super::{Work, setting};

/// Roles whose fillers are sides of an event, and so of the border it happens on.
const SIDES: &[&str] = &["participant", "party", "actor"];

impl Work<'_> {
    /// The border on which an event happens, where the words or its sides tell which.
    pub(super) fn border(&self, record: &Record, anchor: usize, heads: &[usize]) -> Vec<Entity> {
        let Some(border) = setting::border(self.reader.tree, anchor, heads) else {
            return Vec::new();
        };
        if self.reader.discourse.mention_at(self.reader.sentence, border).is_some() {
            return Vec::new();
        }
        let mut states = self.neighbours(border);
        if states.len() < 2 {
            let sides = SIDES.iter().flat_map(|role| record.role(role));
            states.extend(sides.filter_map(|side| self.reader.discourse.state(side)));
        }
        let mut states = states.iter().filter(|s| s.kind == EntityKind::Country);
        let Some(first) = states.next() else { return Vec::new() };
        let Some(second) = states.find(|s| *s != first) else { return Vec::new() };
        if states.any(|s| s != first && s != second) {
            return Vec::new();
        }
        let between = |a: &Entity, b: &Entity| self.named(&format!("{}-{} border", a.name, b.name));
        between(first, second).or_else(|| between(second, first)).into_iter().collect()
    }

    /// "The Kyrgyz frontier with Tajikistan", "the border between them".
    fn neighbours(&self, border: usize) -> Vec<Entity> {
        let tree = self.reader.tree;
        let told = |c: usize| match tree.tokens[c].relation.base() {
            "amod" | "compound" => true,
            "nmod" => tree.children(c).any(|m| {
                matches!(tree.tokens[m].lemma.as_str(), "with" | "between" | "of" | "'s" | "’s")
            }),
            _ => false,
        };
        let owners = tree.children(border).filter(|c| told(*c));
        let all = owners.flat_map(|c| clause::conjuncts(tree, c));
        all.flat_map(|c| self.reader.fill(c, Want::State)).collect()
    }

    /// "The treaty on the Kyrgyz-Tajik border": the two states whose names stand
    /// joined under one of some words.
    pub(super) fn joined_states(&self, words: &[usize]) -> Option<[Entity; 2]> {
        let forms = self.reader.forms;
        let under = |t: usize| words.iter().any(|w| *w < t && self.reader.tree.dominates(*w, t));
        (2..forms.len()).filter(|t| forms[t - 1] == "-" && under(*t)).find_map(|t| {
            let states = [self.state_at(t - 2)?, self.state_at(t)?];
            (states[0] != states[1]).then_some(states)
        })
    }

    /// The state that a word is the name or the adjective of.
    fn state_at(&self, token: usize) -> Option<Entity> {
        let gazetteer = self.reader.gazetteer;
        let form = self.sentence.tokens[token].of(self.text);
        let senses = gazetteer.names.get(form).iter();
        let mut ids = senses.filter_map(|(sense, _)| match sense {
            Sense::Name(id) | Sense::Adjective(id) => Some(*id),
            _ => None,
        });
        ids.find_map(|id| Some(gazetteer.entity(id)).filter(|e| e.kind == EntityKind::Country))
    }
}
