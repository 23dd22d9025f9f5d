//! Lanes: the events of a timeline by state, by actor or by kind.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::model::{Entry, Timeline};
use super::outline::in_order;

/// What a lane stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Lanes {
    /// A state that the event involves.
    #[default]
    Country,
    /// A person, organisation or state that takes part.
    Actor,
    /// The kind of event.
    Type,
}

/// A lane and its dated events, by date.
pub(super) struct Lane<'a> {
    pub name: String,
    pub entries: Vec<&'a Entry>,
}

/// The lanes of a timeline, the fullest first, at most `most`; events that are
/// in none of them stand in a last one.
///
/// An event that involves several stands in the lane of each. What every event
/// involves (Kazakhstan, in a timeline of Kazakhstan) tells nothing apart and
/// has no lane.
pub(super) fn lanes(timeline: &Timeline, by: Lanes, most: usize) -> Vec<Lane<'_>> {
    let entries: Vec<&Entry> =
        in_order(timeline).into_iter().filter(|e| e.date.is_some()).collect();
    let mut found: BTreeMap<(&str, &str), Vec<&Entry>> = BTreeMap::new();
    for entry in &entries {
        for key in keys(entry, by) {
            found.entry(key).or_default().push(entry);
        }
    }
    let tells = |(_, of): &(_, Vec<&Entry>)| of.len() < entries.len() || by == Lanes::Type;
    let mut lanes: Vec<_> = found.into_iter().filter(tells).collect();
    lanes.sort_by_key(|(_, of)| Reverse(of.len()));
    lanes.truncate(most);
    let placed: BTreeSet<&str> =
        lanes.iter().flat_map(|(_, of)| of.iter().map(|e| e.id.as_str())).collect();
    let rest: Vec<&Entry> =
        entries.iter().copied().filter(|e| !placed.contains(e.id.as_str())).collect();
    let mut lanes: Vec<Lane> = lanes
        .into_iter()
        .map(|((name, _), entries)| Lane { name: name.to_owned(), entries })
        .collect();
    if !rest.is_empty() {
        let name = if lanes.is_empty() { "All" } else { "Others" };
        lanes.push(Lane { name: name.to_owned(), entries: rest });
    }
    lanes
}

/// Name and identifier of the lanes in which an event stands.
fn keys(entry: &Entry, by: Lanes) -> BTreeSet<(&str, &str)> {
    let of = match by {
        Lanes::Country => &entry.countries,
        Lanes::Actor => &entry.participants,
        Lanes::Type => return BTreeSet::from([(entry.event.name(), "")]),
    };
    of.iter().map(|n| (n.name.as_str(), n.id.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::super::model::Named;
    use super::super::sample;
    use super::*;

    fn names(lanes: &[Lane]) -> Vec<String> {
        lanes.iter().map(|l| l.name.clone()).collect()
    }

    #[test]
    fn the_fullest_lanes_come_first_and_none_is_lost() {
        let timeline = sample::timeline();
        let dated = timeline.events.iter().filter(|e| e.date.is_some()).count();
        for by in [Lanes::Country, Lanes::Actor, Lanes::Type] {
            let lanes = lanes(&timeline, by, 4);
            assert_eq!(lanes.len(), 5, "{by:?}");
            assert_eq!(lanes[4].name, "Others");
            assert!(lanes[..4].is_sorted_by_key(|l| Reverse(l.entries.len())));
            let drawn: BTreeSet<&str> =
                lanes.iter().flat_map(|l| &l.entries).map(|e| e.id.as_str()).collect();
            assert_eq!(drawn.len(), dated);
        }
    }

    #[test]
    fn what_every_event_involves_has_no_lane() {
        let mut timeline = sample::timeline();
        for event in &mut timeline.events {
            event.countries.push(Named { id: "x".into(), name: "Everywhere".into() });
        }
        let found = names(&lanes(&timeline, Lanes::Country, 40));
        assert!(!found.contains(&"Everywhere".to_owned()) && found.len() > 5, "{found:?}");
        timeline.events.truncate(1);
        assert_eq!(names(&lanes(&timeline, Lanes::Country, 40)), ["All"]);
    }
}
