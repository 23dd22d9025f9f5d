//! What counts only as the continuation of an event that was told before: the next
//! stop of a journey, who attended the summit.

use crate::event::{EventType, Record, Statement};

use super::{Found, Work};

/// Sentences over which a journey or a summit goes on.
const REACH: usize = 5;

impl Work<'_> {
    /// The record of a match; where its patterns only count after some event, with
    /// what that event says of it, or none if there was no such event.
    pub(super) fn continued(
        &self,
        record: Record,
        found: &Found,
        here: &[Statement],
        earlier: &[Statement],
    ) -> Option<Record> {
        let Some(after) = found.after else { return Some(record) };
        let near =
            |s: &&Statement| s.record.event == after && s.sentence + REACH >= self.reader.sentence;
        let mut told = here.iter().rev().chain(earlier.iter().rev()).filter(near);
        match record.event {
            EventType::Visit => {
                next_stop(record, told).filter(|record| !was_there(record, here, earlier))
            }
            _ => told.next().map(|told| same_session(record, &told.record)),
        }
    }
}

/// "The tour ended in Dushanbe": the tour of who was travelling.
fn next_stop<'s>(
    mut record: Record,
    mut told: impl Iterator<Item = &'s Statement>,
) -> Option<Record> {
    let visitors = record.role("visitor").to_vec();
    // "Hollande came five years later": where the one before him had been.
    if let ([visitor], []) = (&visitors[..], record.role("destination")) {
        let last = told.next().filter(|s| !s.record.role("visitor").contains(visitor))?;
        let there = last.record.role("destination").to_vec();
        record.roles.insert("destination".into(), there);
        return Some(record);
    }
    let travels = |s: &&Statement| {
        let of = |v: &_| s.record.role("visitor").contains(v);
        visitors.is_empty() || visitors.iter().any(of)
    };
    let told = told.find(travels)?;
    record.roles.insert("visitor".into(), told.record.role("visitor").to_vec());
    Some(record)
}

/// Whether the article has already told that he came to that state.
fn was_there(record: &Record, here: &[Statement], earlier: &[Statement]) -> bool {
    here.iter().chain(earlier).any(|s| {
        let same = |role: &str| {
            let told = s.record.role(role);
            record.role(role).iter().all(|e| {
                told.iter().any(|t| t == e || role == "destination" && t.country == e.country)
            })
        };
        s.record.event == EventType::Visit && same("visitor") && same("destination")
    })
}

/// "It was attended by": the summit told last, unless another is named.
fn same_session(mut record: Record, told: &Record) -> Record {
    if record.role("organisation").is_empty() && !record.values.contains_key("name") {
        for body in told.role("organisation") {
            record.add("organisation", body.clone());
        }
        if let Some(name) = told.values.get("name") {
            record.values.insert("name".into(), name.clone());
        }
        record.place.clone_from(&told.place);
        record.time.clone_from(&told.time);
    }
    record
}
