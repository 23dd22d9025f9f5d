//! Counts, and precision, recall and F1 of them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::pair::{COMPARED, Coded, matched};
use crate::event::EventType;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Slot {
    /// A found pair.
    Event,
    /// A found pair with all core fillers, date and status right.
    Strict,
    /// Fillers of all roles but those that an article rarely pins down.
    Role,
    Place,
    Date,
    /// The same over found pairs only, so that what is missed or false does
    /// not count against them.
    RoleFound,
    PlaceFound,
    DateFound,
    Status,
    /// Of statements.
    Stance,
    /// Mode, kind, form, change, recurrence and count.
    Detail,
    /// Who is cited, of the pairs for which that is annotated.
    Source,
}

impl Slot {
    /// All, in the order in which they are printed.
    pub const ALL: [Slot; 12] = [
        Slot::Event,
        Slot::Strict,
        Slot::Role,
        Slot::Place,
        Slot::Date,
        Slot::RoleFound,
        Slot::PlaceFound,
        Slot::DateFound,
        Slot::Status,
        Slot::Stance,
        Slot::Detail,
        Slot::Source,
    ];

    /// What it is called where it is printed.
    pub fn name(self) -> &'static str {
        match self {
            Slot::Event => "event",
            Slot::Strict => "strict",
            Slot::Role => "role",
            Slot::Place => "place",
            Slot::Date => "date",
            Slot::RoleFound => "role/found",
            Slot::PlaceFound => "place/found",
            Slot::DateFound => "date/found",
            Slot::Status => "status",
            Slot::Stance => "stance",
            Slot::Detail => "detail",
            Slot::Source => "source",
        }
    }
}

/// How many agree, of how many annotated and how many found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub agree: usize,
    pub gold: usize,
    pub found: usize,
}

impl Tally {
    /// Adds to the counts.
    pub fn add(&mut self, agree: usize, gold: usize, found: usize) {
        self.agree += agree;
        self.gold += gold;
        self.found += found;
    }

    /// The share of what is found that is right; 0 where nothing is found.
    pub fn precision(&self) -> f64 {
        share(self.agree, self.found)
    }

    /// The share of what is annotated that is found.
    pub fn recall(&self) -> f64 {
        share(self.agree, self.gold)
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The counts of all types together (`None`) and of each.
#[derive(Clone, Debug, Default)]
pub struct Figures(BTreeMap<Option<EventType>, BTreeMap<Slot, Tally>>);

impl Figures {
    /// The counts of a slot, of a type or of all.
    pub fn tally(&self, event: Option<EventType>, slot: Slot) -> Tally {
        self.0.get(&event).and_then(|t| t.get(&slot)).copied().unwrap_or_default()
    }

    /// The types that were annotated or found.
    pub fn types(&self) -> impl Iterator<Item = EventType> {
        self.0.keys().filter_map(|t| *t)
    }

    /// The figures as score.py of the annotation guideline writes them: a map
    /// of types, `all` among them, to slots to `p`, `r`, `f`, `gold`, `system`.
    pub fn to_json(&self) -> Value {
        let slot = |(slot, t): (&Slot, &Tally)| {
            let figures = json!({"p": t.precision(), "r": t.recall(), "f": t.f1(),
                                 "gold": t.gold, "system": t.found});
            (slot.name().to_owned(), figures)
        };
        let block = |(event, slots): (&Option<EventType>, &BTreeMap<Slot, Tally>)| {
            let name = event.map_or("all", EventType::name).to_owned();
            (name, Value::Object(slots.iter().map(slot).collect()))
        };
        Value::Object(self.0.iter().map(block).collect::<Map<_, _>>())
    }

    /// Adds the counts of other articles.
    pub fn merge(&mut self, other: &Figures) {
        for (event, slots) in &other.0 {
            for (slot, t) in slots {
                let own = self.0.entry(*event).or_default().entry(*slot).or_default();
                own.add(t.agree, t.gold, t.found);
            }
        }
    }

    fn add(&mut self, event: EventType, slot: Slot, agree: usize, gold: usize, found: usize) {
        for key in [None, Some(event)] {
            self.0.entry(key).or_default().entry(slot).or_default().add(agree, gold, found);
        }
    }

    /// Counts an annotated event and the one found for it.
    pub fn add_pair(&mut self, gold: &Coded, found: &Coded) {
        let event = gold.event;
        let exact = usize::from(differing(gold, found).is_empty());
        self.add(event, Slot::Event, 1, 1, 1);
        self.add(event, Slot::Strict, exact, 1, 1);
        for role in counted_roles() {
            let (g, f) = (gold.fillers(role), found.fillers(role));
            for slot in [Slot::Role, Slot::RoleFound] {
                self.add(event, slot, matched(g, f), g.len(), f.len());
            }
        }
        let (g, f) = (gold.fillers("place"), found.fillers("place"));
        let dates = [gold, found].map(|e| usize::from(!e.slot("date").is_empty()));
        let date = if dates[0] > 0 { usize::from(gold.agrees(found, "date")) } else { 0 };
        for slot in [Slot::Place, Slot::PlaceFound] {
            self.add(event, slot, matched(g, f), g.len(), f.len());
        }
        for slot in [Slot::Date, Slot::DateFound] {
            self.add(event, slot, date, dates[0], dates[1]);
        }
        self.add(event, Slot::Status, usize::from(gold.agrees(found, "status")), 1, 1);
        if event == EventType::Statement {
            self.add(event, Slot::Stance, usize::from(gold.agrees(found, "stance")), 1, 1);
        }
        let right = |(name, value): &(&String, &Vec<String>)| {
            gold.details.get(*name).is_some_and(|all| all.contains(&value[0]))
        };
        let details = found.details.iter().filter(right).count();
        self.add(event, Slot::Detail, details, gold.details.len(), found.details.len());
        // Annotators name a source only where it matters.
        if !gold.source.is_empty() {
            let source = usize::from(!gold.source.is_disjoint(&found.source));
            self.add(event, Slot::Source, source, 1, usize::from(!found.source.is_empty()));
        }
    }

    /// Counts an annotated event that was not found.
    pub fn add_missed(&mut self, gold: &Coded) {
        self.add_alone(gold, |n| (n, 0));
    }

    /// Counts a found event that is not annotated.
    pub fn add_false(&mut self, found: &Coded) {
        self.add_alone(found, |n| (0, n));
    }

    fn add_alone(&mut self, one: &Coded, side: impl Fn(usize) -> (usize, usize)) {
        let roles = counted_roles().map(|r| one.fillers(r).len()).sum();
        let date = usize::from(!one.slot("date").is_empty());
        let places = one.fillers("place").len();
        let counts = [
            (Slot::Event, 1),
            (Slot::Strict, 1),
            (Slot::Role, roles),
            (Slot::Place, places),
            (Slot::Date, date),
        ];
        for (slot, n) in counts {
            let (gold, found) = side(n);
            self.add(one.event, slot, 0, gold, found);
        }
    }
}

/// Roles that an article rarely pins down: wrong or extra fillers of them do
/// not make an event inexact, and are left out of the figures of roles.
const LOOSE: [&str; 4] = ["target", "host", "signer", "name"];

fn counted_roles() -> impl Iterator<Item = &'static str> {
    COMPARED.into_iter().filter(|r| !LOOSE.contains(r))
}

/// The core roles, date and status in which what was found is not as
/// annotated; none for an exact event.
pub fn differing(gold: &Coded, found: &Coded) -> Vec<&'static str> {
    let mut slots = Vec::new();
    for role in gold.event.core_roles() {
        let (g, f) = (gold.fillers(role), found.fillers(role));
        let agree = matched(g, f);
        // An exact summit names one right participant, not the whole list.
        let partly = gold.event == EventType::Summit && *role == "participant";
        let right = if LOOSE.contains(role) || partly {
            g.is_empty() || agree > 0
        } else {
            g.len() == f.len() && f.len() == agree
        };
        if !right {
            slots.push(*role);
        }
    }
    slots.extend(["date", "status"].into_iter().filter(|s| !gold.agrees(found, s)));
    slots
}
