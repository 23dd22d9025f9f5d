//! One statement that two verbs tell of: "said, accusing them of", "Kazakhstan
//! welcomes the step, its minister said".

use crate::event::{Entity, EntityKind, EventType, Record, Statement, Status};
use crate::mention::Kind;
use crate::pattern::clause;

use super::{Found, Work};

impl Work<'_> {
    /// "He noted, congratulating them, that", "said, accusing them of", "came out
    /// against it, arguing that": who speaks does so once. What the participle says of
    /// the stance is kept where the verb leaves it open and it is no courtesy.
    pub(super) fn spoken_once<'e>(&self, mut all: Vec<Found<'e>>) -> Vec<Found<'e>> {
        let stance = |f: &Found| f.set.get("stance").cloned().unwrap_or_default();
        let mut at = 0;
        while at < all.len() {
            let part = &all[at];
            let told = stance(part);
            let main = all.iter().position(|main| self.goes_along(part, main));
            let open = main.is_some_and(|m| stance(&all[m]) == "says");
            match main {
                Some(main) if open && told == "condemns" => {
                    let part = all.remove(at);
                    let main = if at < main { main - 1 } else { main };
                    all[main].set.insert("stance".to_owned(), told);
                    all[main].add(part.matched, &part.set);
                }
                Some(_) if told == "says" || open && told == "supports" => {
                    all.remove(at);
                }
                _ => at += 1,
            }
        }
        all
    }

    /// Whether a verb of speech is a participle of the one who speaks by another.
    fn goes_along(&self, part: &Found, main: &Found) -> bool {
        let tree = self.reader.tree;
        let token = clause::predicate(tree, part.matched.anchor);
        let participle = tree.tokens[token].relation.base() == "advcl"
            && tree.tokens[token].xpos.as_str() == "VBG"
            && !tree.children(token).any(|c| tree.tokens[c].relation.base() == "mark");
        let speakers = |f: &Found| f.matched.roles.get("speaker").cloned();
        main.matched.anchor != part.matched.anchor
            && participle
            && (speakers(part) == speakers(main)
                || tree.tokens[token].head == Some(main.matched.anchor))
    }

    /// "The president thanked Aliyev", "accuses it", "defended his decision": nobody
    /// speaks to himself. An office then means somebody else who holds one, and what
    /// has no name is not known.
    pub(super) fn address_others(&self, record: &mut Record, found: &Found) {
        let (reader, number) = (&self.reader, self.reader.sentence);
        let tokens = |role: &str| found.matched.roles.get(role).cloned().unwrap_or_default();
        let targets = record.role("target").to_vec();
        let [speaker] = record.role("speaker") else { return };
        if !targets.contains(speaker) {
            return;
        }
        let mention = |t: &usize| reader.discourse.mention_at(number, *t);
        let named = tokens("target")
            .iter()
            .filter_map(mention)
            .any(|(_, m)| matches!(m.kind, Kind::Person(_) | Kind::Thing(_)));
        let office = tokens("speaker").iter().find_map(|t| match mention(t)?.1.kind {
            Kind::Office(ref office) => Some((*t, office)),
            _ => None,
        });
        match office.filter(|_| named) {
            Some((token, office)) => {
                let other = reader.discourse.other_holder(number, token, office, speaker);
                record.roles.insert("speaker".into(), other.into_iter().collect());
            }
            None => {
                let speaker = speaker.clone();
                let others = targets.into_iter().filter(|t| *t != speaker).collect();
                record.roles.insert("target".into(), others);
            }
        }
        record.roles.retain(|_, fillers| !fillers.is_empty());
    }

    /// "Kazakhstan supports the initiative, Tokayev said": he says so for his state.
    pub(super) fn speak_for_states(&self, statements: &mut Vec<Statement>) {
        let is_said = |s: &Statement| {
            s.record.event == EventType::Statement && s.record.status == Status::Occurred
        };
        let mut at = 0;
        while at < statements.len() {
            let state = match statements[at].record.role("speaker") {
                [one] if one.kind == EntityKind::Country && is_said(&statements[at]) => {
                    one.id.clone()
                }
                _ => {
                    at += 1;
                    continue;
                }
            };
            let speaks_for = |s: &Statement| {
                let of_state = |e: &Entity| {
                    e.kind != EntityKind::Country && e.country.as_ref() == Some(&state)
                };
                is_said(s) && s.record.role("speaker").iter().any(of_state)
            };
            let Some(voice) = statements.iter().position(speaks_for) else {
                at += 1;
                continue;
            };
            let told = statements[at].record.clone();
            let record = &mut statements[voice].record;
            if record.values.get("stance").is_some_and(|s| s == "says") {
                if let Some(stance) = told.values.get("stance") {
                    record.values.insert("stance".into(), stance.clone());
                }
                told.role("target").iter().for_each(|t| record.add("target", t.clone()));
            }
            statements.remove(at);
        }
    }
}
