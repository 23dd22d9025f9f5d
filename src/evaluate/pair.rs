//! Which found event is which annotated one.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::gold::GoldEvent;
use crate::event::{Entity, Event, EventType};

/// Roles that are compared when events are paired; those filled by free words
/// are not.
pub const COMPARED: [&str; 15] = [
    "visitor",
    "destination",
    "host",
    "participant",
    "organisation",
    "name",
    "party",
    "signer",
    "speaker",
    "target",
    "provider",
    "recipient",
    "imposer",
    "actor",
    "member",
];

/// The names that a filler goes by, normalised.
pub type Names = BTreeSet<String>;

/// An event as it is compared: annotated or found.
#[derive(Clone, Debug)]
pub struct Coded {
    pub event: EventType,
    /// Fillers by role; the place is under `place`.
    pub roles: BTreeMap<String, Vec<Names>>,
    /// What may stand for date, status and stance; found is one each, which is
    /// empty where there is none.
    pub slots: BTreeMap<&'static str, Vec<String>>,
    /// Details that are words or numbers, with what may stand for them.
    pub details: BTreeMap<String, Vec<String>>,
    /// Who is cited, with the alternatives.
    pub source: Names,
}

/// Details compared over found pairs: roles filled by few words.
const DETAILS: [&str; 4] = ["mode", "kind", "form", "change"];

impl From<&GoldEvent> for Coded {
    fn from(event: &GoldEvent) -> Self {
        let alternatives = |text: &str| text.trim().split('|').map(str::to_owned).collect();
        let first = |role: &str| event.roles.get(role).and_then(|f| f.first()).map(String::as_str);
        let mut roles: BTreeMap<String, Vec<Names>> = BTreeMap::new();
        for (role, fillers) in &event.roles {
            roles.insert(role.clone(), fillers.iter().map(|f| names(f)).collect());
        }
        if let Some(place) = &event.place {
            roles.insert("place".into(), place.iter().map(|f| names(f)).collect());
        }
        let slots = BTreeMap::from([
            ("date", alternatives(event.date.as_deref().unwrap_or_default())),
            ("status", alternatives(&event.status)),
            ("stance", alternatives(first("stance").unwrap_or_default())),
        ]);
        let words = DETAILS.iter().filter_map(|d| Some(((*d).to_owned(), alternatives(first(d)?))));
        let counted = event.count.map(|n| ("count".to_owned(), vec![n.to_string()]));
        let again = event.recurrence.as_deref().or_else(|| first("recurrence"));
        let again = again.map(|r| ("recurrence".to_owned(), alternatives(r)));
        let source = event.source.iter().flat_map(|s| names(s)).collect();
        Coded {
            event: event.event,
            roles,
            slots,
            details: words.chain(counted).chain(again).collect(),
            source,
        }
    }
}

impl From<&Event> for Coded {
    fn from(event: &Event) -> Self {
        let record = &event.record;
        let all = |fillers: &[Entity]| fillers.iter().map(names_of).collect::<Vec<Names>>();
        let value = |name: &str| vec![record.values.get(name).cloned().unwrap_or_default()];
        let mut roles: BTreeMap<String, Vec<Names>> =
            record.roles.iter().map(|(role, fillers)| (role.clone(), all(fillers))).collect();
        if let Some(name) = record.values.get("name") {
            roles.insert("name".into(), vec![names(name)]);
        }
        roles.insert("place".into(), all(&record.place));
        let date = record.time.as_ref().map(|t| t.edtf.clone()).unwrap_or_default();
        let slots = BTreeMap::from([
            ("date", vec![date]),
            ("status", vec![record.status.name().to_owned()]),
            ("stance", value("stance")),
        ]);
        let words = DETAILS
            .iter()
            .filter_map(|d| Some(((*d).to_owned(), vec![record.values.get(*d)?.clone()])));
        let counted = record.count.map(|n| ("count".to_owned(), vec![n.to_string()]));
        let again = record.recurrence.clone().map(|r| ("recurrence".to_owned(), vec![r]));
        let details = words.chain(counted).chain(again).collect();
        let source = record.source.iter().flat_map(names_of).collect();
        Coded { event: record.event, roles, slots, details, source }
    }
}

impl Coded {
    /// The fillers of a role, none if it is not filled.
    pub fn fillers(&self, role: &str) -> &[Names] {
        self.roles.get(role).map_or(&[], Vec::as_slice)
    }

    /// What stands in a slot; empty if nothing.
    pub fn slot(&self, slot: &str) -> &str {
        self.slots.get(slot).and_then(|s| s.first()).map_or("", |s| s.trim())
    }

    /// Whether what was found in a slot is one of those annotated here.
    pub fn agrees(&self, found: &Coded, slot: &str) -> bool {
        self.slots.get(slot).is_some_and(|all| all.iter().any(|a| a == found.slot(slot)))
    }
}

fn names_of(entity: &Entity) -> Names {
    let written = entity.written.iter().map(String::as_str);
    std::iter::once(entity.name.as_str()).chain(written).map(normal).collect()
}

/// The names in "Sergey Lavrov|Foreign Minister of Russia".
fn names(filler: &str) -> Names {
    filler.split('|').filter(|f| !f.trim().is_empty()).map(normal).collect()
}

/// Without diacritics, case, punctuation and article.
fn normal(name: &str) -> String {
    let plain: String = name.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    let plain = plain.to_lowercase().replace("organization", "organisation");
    let words = plain.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|w| !w.is_empty() && *w != "the").collect::<Vec<_>>().join(" ")
}

/// How many fillers agree, one to one.
pub fn matched(gold: &[Names], found: &[Names]) -> usize {
    let mut left: Vec<&Names> = found.iter().collect();
    let mut count = 0;
    for filler in gold {
        if let Some(at) = left.iter().position(|f| !filler.is_disjoint(f)) {
            left.remove(at);
            count += 1;
        }
    }
    count
}

/// What two events of one type share, from 0 to 1; nothing if they may not be
/// paired.
fn overlap(gold: &Coded, found: &Coded) -> Option<f64> {
    if gold.event != found.event {
        return None;
    }
    let (mut hit, mut core, mut total) = (0, 0, 0);
    for role in COMPARED.iter().copied().chain(["place"]) {
        let (g, f) = (gold.fillers(role), found.fillers(role));
        let m = matched(g, f);
        hit += m;
        total += g.len() + f.len() - m;
        if gold.event.core_roles().contains(&role)
            || gold.event == EventType::Deployment && role == "place"
        {
            core += m;
        }
    }
    for slot in ["date", "status", "stance"] {
        if !gold.slot(slot).is_empty() || !found.slot(slot).is_empty() {
            total += 1;
            hit += usize::from(gold.agrees(found, slot));
        }
    }
    (core > 0 || is_known_by_place(gold, found)).then(|| hit as f64 / total.max(1) as f64)
}

/// A summit that names neither body nor guests is known by place and time.
fn is_known_by_place(gold: &Coded, found: &Coded) -> bool {
    gold.event == EventType::Summit
        && matched(gold.fillers("place"), found.fillers("place")) > 0
        && gold.agrees(found, "date")
}

/// Pairs of annotated and found events by number, so that the sum of their
/// overlap is highest: the Hungarian method with potentials (Kuhn 1955,
/// Jonker and Volgenant 1987). Of equal pairings the first is taken, by the
/// order of the events, so that figures do not hang on a library's.
pub fn align(gold: &[Coded], found: &[Coded]) -> Vec<(usize, usize)> {
    if gold.is_empty() || found.is_empty() {
        return Vec::new();
    }
    let size = gold.len().max(found.len());
    let mut cost = vec![vec![0.0; size]; size];
    for (i, g) in gold.iter().enumerate() {
        for (j, f) in found.iter().enumerate() {
            if let Some(share) = overlap(g, f) {
                cost[i][j] = -(1.0 + share);
            }
        }
    }
    let row_of = assign(&cost);
    let pairs = row_of.into_iter().enumerate().map(|(j, i)| (i, j));
    pairs.filter(|(i, j)| *i < gold.len() && *j < found.len() && cost[*i][*j] < 0.0).collect()
}

/// The row for each column of a square matrix, so that the sum is least.
fn assign(cost: &[Vec<f64>]) -> Vec<usize> {
    let size = cost.len();
    // Numbered from 1; 0 is the row or column that is not yet assigned.
    let (mut of_row, mut of_column) = (vec![0.0; size + 1], vec![0.0; size + 1]);
    let (mut row, mut way) = (vec![0; size + 1], vec![0; size + 1]);
    for i in 1..=size {
        row[0] = i;
        let mut column = 0;
        let (mut least, mut used) = (vec![f64::INFINITY; size + 1], vec![false; size + 1]);
        while row[column] != 0 {
            used[column] = true;
            let (at, mut delta, mut next) = (row[column], f64::INFINITY, 0);
            for j in (1..=size).filter(|j| !used[*j]) {
                let reduced = cost[at - 1][j - 1] - of_row[at] - of_column[j];
                if reduced < least[j] {
                    (least[j], way[j]) = (reduced, column);
                }
                if least[j] < delta {
                    (delta, next) = (least[j], j);
                }
            }
            for j in 0..=size {
                if used[j] {
                    of_row[row[j]] += delta;
                    of_column[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            column = next;
        }
        while column != 0 {
            row[column] = row[way[column]];
            column = way[column];
        }
    }
    row[1..].iter().map(|i| i - 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_article_case_and_diacritics() {
        assert_eq!(normal("The Organization of Turkic States"), "organisation of turkic states");
        assert_eq!(names("Recep Tayyip Erdoğan|"), names("recep tayyip ERDOGAN"));
    }

    #[test]
    fn the_sum_of_a_pairing_is_least() {
        let cost = [[-1.0, -2.0, 0.0], [-2.0, -1.9, 0.0], [0.0, -1.5, -1.0]];
        let rows = assign(&cost.map(Vec::from));
        assert_eq!(rows, [1, 0, 2]);
    }
}
