//! When two records can tell of one event, whatever their times.

use chrono::NaiveDate;

use crate::event::{Entity, EntityKind, EventType, Record, Status};
use crate::gazetteer::{Detail, Gazetteer};
use crate::time::Time;

/// What a status says of a happening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    Plan,
    Off,
    Denied,
    Fact,
}

pub(super) fn class(status: Status) -> Class {
    match status {
        Status::Occurred | Status::Ongoing => Class::Fact,
        Status::Planned | Status::Possible => Class::Plan,
        Status::Cancelled => Class::Off,
        Status::Negated => Class::Denied,
    }
}

/// The days from the end of one time to the beginning of another: 1 is the
/// next day, less than 1 an overlap.
pub(super) fn days_between(earlier: &Time, later: &Time) -> Option<i64> {
    Some((later.earliest? - earlier.latest?).num_days())
}

/// The longest time, in days, that says when something was: an exercise of a month.
pub(super) const DATED: i64 = 31;

/// Whether a record says no more of the time than a season or a year.
pub(super) fn is_long(record: &Record) -> bool {
    let bounds = record.time.as_ref().and_then(|t| t.earliest.zip(t.latest));
    bounds.is_some_and(|(first, last)| (last - first).num_days() >= DATED)
}

/// Compares records with what the gazetteer knows of places and offices.
#[derive(Clone, Copy)]
pub(super) struct Judge<'g> {
    pub gazetteer: &'g Gazetteer,
}

impl Judge<'_> {
    /// Whether two statements of one article tell of the same.
    pub fn same_within(&self, a: &Record, b: &Record) -> bool {
        a.event == b.event
            && statuses_within(a, b)
            && (self.roles(a, b, None) || summits_complete(a, b))
            && values_within(a, b)
            && self.places(&a.place, &b.place)
            && (a.event == EventType::Statement
                || a.time.as_ref().zip(b.time.as_ref()).is_none_or(|(x, y)| x.meets(y)))
    }

    /// Whether two records can tell of one event if their times and statuses
    /// allow it. `day` is the day on which offices were held.
    pub fn same_but_for_time(&self, a: &Record, b: &Record, day: Option<NaiveDate>) -> bool {
        a.event == b.event
            && self.roles(a, b, day)
            && !self.is_guess(a, b)
            && values(a, b)
            && self.places(&a.place, &b.place)
    }

    /// Whether two records that give different days, one after the other, are
    /// rather two reports of one event than two events.
    pub fn days_conflict(&self, a: &Record, b: &Record) -> bool {
        let gap = a.time.as_ref().zip(b.time.as_ref()).and_then(|(x, y)| {
            days_between(x, y).filter(|d| *d >= 1).or_else(|| days_between(y, x))
        });
        let both = |role: &str| !a.role(role).is_empty() && !b.role(role).is_empty();
        let form = |r: &Record| r.values.get("form").cloned();
        gap == Some(1)
            && match a.event {
                EventType::Visit => both("visitor") && both("destination"),
                EventType::Summit => both("organisation"),
                EventType::Agreement => form(a).is_some() && form(a) == form(b),
                EventType::Exercise => shared_name(a, b),
                _ => false,
            }
    }

    fn roles(&self, a: &Record, b: &Record, day: Option<NaiveDate>) -> bool {
        let same = |role: &str| self.same(a.role(role), b.role(role), day);
        let nested = |role: &str| self.nested(a.role(role), b.role(role), day);
        let fewest = |role: &str| a.role(role).len().min(b.role(role).len());
        match a.event {
            EventType::Visit => {
                same("visitor") && self.places(a.role("destination"), b.role("destination"))
            }
            EventType::Agreement | EventType::Relation => {
                let role = a.event.core_roles()[0];
                same(role) || fewest(role) == 1 && nested(role)
            }
            EventType::Meeting | EventType::Clash => {
                fewest("participant") >= 2 && nested("participant") || same("participant")
            }
            EventType::Exercise => nested("participant") || shared_name(a, b),
            EventType::Summit => self.summits(a, b, day),
            EventType::Statement => same("speaker"),
            EventType::Deployment => same("actor"),
            EventType::Support | EventType::Sanction | EventType::Membership => {
                a.event.core_roles().iter().all(|r| same(r))
            }
        }
    }

    /// Whether one of two records knows only one of those who took part, and
    /// either knows no more of the time than a season or a year.
    fn is_guess(&self, a: &Record, b: &Record) -> bool {
        let role = match a.event {
            EventType::Agreement => "party",
            EventType::Relation | EventType::Exercise | EventType::Summit => "participant",
            _ => return false,
        };
        let (x, y) = (a.role(role).len(), b.role(role).len());
        let (one, other) = (a.role("organisation"), b.role("organisation"));
        x.min(y) == 1
            && x != y
            && (is_long(a) || is_long(b))
            && !shared_name(a, b)
            && !one.iter().any(|e| other.contains(e))
    }

    fn summits(&self, a: &Record, b: &Record, day: Option<NaiveDate>) -> bool {
        let (x, y) = (a.role("organisation"), b.role("organisation"));
        if !x.is_empty() && !y.is_empty() {
            return x.iter().any(|e| y.contains(e));
        }
        shared_name(a, b) || self.nested(a.role("participant"), b.role("participant"), day)
    }

    fn same(&self, a: &[Entity], b: &[Entity], day: Option<NaiveDate>) -> bool {
        a.len() == b.len() && self.holds_all(b, a, day)
    }

    /// Whether one list of fillers holds the other.
    fn nested(&self, a: &[Entity], b: &[Entity], day: Option<NaiveDate>) -> bool {
        let (small, large) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        !small.is_empty() && self.holds_all(large, small, day)
    }

    /// Whether each of a few has one of its own among many: the same, or an
    /// office for the person who held it.
    fn holds_all(&self, many: &[Entity], few: &[Entity], day: Option<NaiveDate>) -> bool {
        let (same, others): (Vec<&Entity>, Vec<&Entity>) =
            few.iter().partition(|entity| many.contains(entity));
        let mut free: Vec<&Entity> = many.iter().filter(|e| !same.contains(e)).collect();
        others.iter().all(|entity| {
            let alike = |e: &&Entity| self.holds(e, entity, day) || self.holds(entity, e, day);
            free.iter().position(alike).map(|at| free.swap_remove(at)).is_some()
        })
    }

    /// Whether the person held the office on that day.
    pub fn holds(&self, person: &Entity, office: &Entity, day: Option<NaiveDate>) -> bool {
        let (EntityKind::Person, EntityKind::Office) = (person.kind, office.kind) else {
            return false;
        };
        let ids = self.gazetteer.by_id(&person.id).zip(self.gazetteer.by_id(&office.id));
        ids.zip(day).is_some_and(|((person, office), day)| {
            self.gazetteer.terms(person).iter().any(|t| t.office == office && t.covers(day))
        })
    }

    /// The offices of a person, or the persons of an office, on any day.
    pub fn others(&self, entity: &Entity) -> Vec<&str> {
        let Some(id) = self.gazetteer.by_id(&entity.id) else { return Vec::new() };
        let mut others: Vec<usize> = match &self.gazetteer.things[id].detail {
            Detail::Person { terms, .. } => terms.iter().map(|t| t.office).collect(),
            Detail::Office { .. } => self.gazetteer.all_holders(id).to_vec(),
            _ => Vec::new(),
        };
        others.sort_unstable();
        others.dedup();
        others.into_iter().map(|n| self.gazetteer.things[n].id.as_str()).collect()
    }

    /// Whether two places can be one: one holds the other, or one is not told.
    pub fn places(&self, a: &[Entity], b: &[Entity]) -> bool {
        a.is_empty() || b.is_empty() || self.places_meet(a, b)
    }

    /// Whether a place of the one holds a place of the other.
    pub fn places_meet(&self, a: &[Entity], b: &[Entity]) -> bool {
        a.iter().any(|x| b.iter().any(|y| self.contains(x, y) || self.contains(y, x)))
    }

    /// Whether a place is or lies in another.
    pub fn contains(&self, outer: &Entity, inner: &Entity) -> bool {
        if outer == inner {
            return true;
        }
        match (self.gazetteer.by_id(&outer.id), self.gazetteer.by_id(&inner.id)) {
            (Some(outer), Some(inner)) => self.gazetteer.contains(outer, inner),
            _ => {
                (outer.kind, inner.kind) == (EntityKind::Country, EntityKind::Place)
                    && inner.country.as_ref() == Some(&outer.id)
            }
        }
    }
}

fn shared_name(a: &Record, b: &Record) -> bool {
    matches!((a.values.get("name"), b.values.get("name")), (Some(a), Some(b)) if a == b)
}

/// "The summit brought Tokayev and Rahmon together": one statement has the
/// body, the other the guests.
fn summits_complete(a: &Record, b: &Record) -> bool {
    let bare = |x: &Record, y: &Record| {
        x.role("organisation").is_empty() && y.role("participant").is_empty()
    };
    a.event == EventType::Summit && (bare(a, b) || bare(b, a))
}

/// In one article what was planned and then done is one event if the day is
/// the same.
fn statuses_within(a: &Record, b: &Record) -> bool {
    let (x, y) = (class(a.status), class(b.status));
    x == y
        || x.min(y) == Class::Plan
            && x.max(y) == Class::Fact
            && a.time.as_ref().zip(b.time.as_ref()).is_some_and(|(a, b)| a.meets(b))
}

/// The values that tell one event of a type from another.
fn telling(event: EventType) -> &'static [&'static str] {
    match event {
        EventType::Statement => &["stance"],
        EventType::Agreement => &["form", "field", "name"],
        EventType::Membership
        | EventType::Relation
        | EventType::Deployment
        | EventType::Sanction => &["change"],
        EventType::Support | EventType::Meeting => &["kind", "mode"],
        EventType::Exercise => &["name"],
        EventType::Visit | EventType::Summit | EventType::Clash => &[],
    }
}

/// Words that both give must be the same; what one leaves out fits.
fn values_within(a: &Record, b: &Record) -> bool {
    // "a credit of 30 million and one of 12 million"
    if a.event == EventType::Support && !amounts(a, b) {
        return false;
    }
    telling(a.event).iter().all(|v| match (a.values.get(*v), b.values.get(*v)) {
        (Some(x), Some(y)) => x == y,
        (None, None) => true,
        _ => a.event != EventType::Statement,
    })
}

/// Whether two records of a type give different words, so that no event of
/// which the one tells can be that of the other.
pub(super) fn differ(a: &Record, b: &Record) -> bool {
    let both = |v: &&str| a.values.get(*v).zip(b.values.get(*v));
    telling(a.event).iter().filter_map(both).any(|(x, y)| x != y)
}

/// Between articles also amounts must agree, a series is no single event, and
/// a package no single document.
fn values(a: &Record, b: &Record) -> bool {
    values_within(a, b)
        && amounts(a, b)
        && match a.event {
            EventType::Agreement => packages(a, b) && packages(b, a),
            _ => is_series(a) == is_series(b) && (!is_series(a) || a.count == b.count),
        }
}

fn is_series(record: &Record) -> bool {
    record.count.is_some_and(|n| n > 1)
}

fn packages(a: &Record, b: &Record) -> bool {
    let is_one = ["form", "field", "name"].iter().any(|v| b.values.contains_key(*v));
    !(is_series(a) && !is_series(b) && is_one)
}

fn amounts(a: &Record, b: &Record) -> bool {
    match (a.values.get("amount"), b.values.get("amount")) {
        (Some(x), Some(y)) => match (amount(x), amount(y)) {
            (Some(x), Some(y)) => (x - y).abs() <= 0.1 * x.max(y),
            _ => true,
        },
        _ => true,
    }
}

/// The number that an amount names: "$1.5 billion" is 1,500,000,000. `None`
/// where it has no figures.
fn amount(text: &str) -> Option<f64> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let figures = &text[start..];
    let end = figures.find(|c: char| !(c.is_ascii_digit() || ".,".contains(c)));
    let (figures, rest) = figures.split_at(end.unwrap_or(figures.len()));
    let number: f64 = figures.replace(',', "").trim_end_matches('.').parse().ok()?;
    let scale = [
        ("thousand", 1e3),
        ("million", 1e6),
        ("mln", 1e6),
        ("billion", 1e9),
        ("bn", 1e9),
        ("trillion", 1e12),
    ];
    let word = rest.split_whitespace().next().unwrap_or_default().to_lowercase();
    Some(number * scale.iter().find(|(w, _)| word.starts_with(w)).map_or(1.0, |(_, s)| *s))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_compared_as_numbers() {
        assert_eq!(amount("$1.5 billion"), Some(1.5e9));
        assert_eq!(amount("some 1,500 million euros"), Some(1.5e9));
        assert_eq!(amount("a loan"), None);
    }
}
