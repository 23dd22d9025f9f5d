//! Records joined into one.

use chrono::NaiveDate;

use super::fits::Judge;
use crate::event::{Entity, Record};

/// Adds what another record says. The time becomes the most exact that both
/// allow; where they allow none, the first stays.
pub(super) fn merge(judge: &Judge, into: &mut Record, from: &Record, day: Option<NaiveDate>) {
    add(judge, into, from, day);
    into.time = match (into.time.take(), &from.time) {
        (Some(a), Some(b)) => a.intersect(b).or(Some(a)),
        (a, b) => a.or_else(|| b.clone()),
    };
    into.status = into.status.min(from.status);
}

/// Adds all that another record says but time and status.
pub(super) fn add(judge: &Judge, into: &mut Record, from: &Record, day: Option<NaiveDate>) {
    for (role, fillers) in &from.roles {
        let list = into.roles.entry(role.clone()).or_default();
        union(judge, list, fillers, day);
    }
    union(judge, &mut into.place, &from.place, day);
    for (name, value) in &from.values {
        into.values.entry(name.clone()).or_insert_with(|| value.clone());
    }
    into.recurrence = into.recurrence.take().or_else(|| from.recurrence.clone());
    into.count = into.count.or(from.count);
    union(judge, &mut into.source, &from.source, day);
}

/// Adds what is new; a city takes the place of its country, and a person that
/// of the office held.
fn union(judge: &Judge, list: &mut Vec<Entity>, more: &[Entity], day: Option<NaiveDate>) {
    for entity in more {
        if list.iter().any(|e| judge.contains(entity, e) || judge.holds(e, entity, day)) {
            continue;
        }
        let general =
            list.iter_mut().find(|e| judge.contains(e, entity) || judge.holds(entity, e, day));
        match general {
            Some(general) => *general = entity.clone(),
            None => list.push(entity.clone()),
        }
    }
}
