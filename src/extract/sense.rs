//! Which records make sense: what is told enough, and what is a misreading.

use crate::event::{Entity, EventType, Record, Status};

/// Whether enough is said for a record.
pub fn is_told(record: &Record) -> bool {
    let filled = |role: &&str| !record.role(role).is_empty();
    match record.event {
        EventType::Meeting | EventType::Clash | EventType::Relation => {
            record.role("participant").len() >= 2
        }
        EventType::Deployment => filled(&"actor"),
        EventType::Visit => filled(&"visitor") && filled(&"destination"),
        EventType::Membership => filled(&"member") && filled(&"organisation"),
        EventType::Summit => {
            filled(&"organisation")
                || record.role("participant").len() >= 2
                || record.values.contains_key("name")
                || !record.place.is_empty() && filled(&"participant")
        }
        _ => record.event.core_roles().iter().any(filled),
    }
}

/// "His fourth visit since 2022" is not dated by "since 2022".
pub fn is_momentary(event: EventType) -> bool {
    matches!(
        event,
        EventType::Visit
            | EventType::Meeting
            | EventType::Summit
            | EventType::Agreement
            | EventType::Statement
    )
}

/// Whether an event is somewhere: a visit is where it goes, and members and those
/// under sanctions are nowhere.
pub fn is_placed(event: EventType) -> bool {
    !matches!(event, EventType::Visit | EventType::Membership | EventType::Sanction)
}

/// Whether "on the border" is where an event is; talks and treaties are about it.
pub fn has_ground(event: EventType) -> bool {
    matches!(event, EventType::Clash | EventType::Deployment | EventType::Exercise)
}

/// What is asked, supposed, to come or not said is no statement; a refusal to condemn is.
pub fn is_spoken(record: &Record) -> bool {
    let judges = record
        .values
        .get("stance")
        .is_some_and(|s| matches!(s.as_str(), "condemns" | "supports" | "opposes"));
    record.event != EventType::Statement
        || match record.status {
            Status::Possible | Status::Planned | Status::Cancelled => false,
            Status::Negated => judges,
            Status::Occurred | Status::Ongoing => true,
        }
}

/// One record a visitor and destination, one a member, one a speaker's stance.
pub fn split(record: Record) -> Vec<Record> {
    let roles: &[&str] = match record.event {
        EventType::Visit => &["visitor", "destination"],
        EventType::Membership => &["member"],
        _ => &[],
    };
    let mut records = vec![record];
    for role in roles {
        records = records.into_iter().flat_map(|r| split_role(r, role)).collect();
    }
    records = records.into_iter().flat_map(split_bases).collect();
    let own = |r: &Record| visits_itself(r) || joins_itself(r) || helps_itself(r);
    records.into_iter().filter(|r| !own(r)).collect()
}

/// "bases in Uzbekistan and Kyrgyzstan": forces in each of two states.
fn split_bases(record: Record) -> Vec<Record> {
    let places = record.place.clone();
    let apart = places.iter().any(|p| p.country != places[0].country);
    if record.event != EventType::Deployment || !apart {
        return vec![record];
    }
    let one = |place: Entity| {
        let mut one = record.clone();
        one.place = vec![place];
        one
    };
    places.into_iter().map(one).collect()
}

fn split_role(record: Record, role: &str) -> Vec<Record> {
    let fillers = record.role(role).to_vec();
    if fillers.len() < 2 {
        return vec![record];
    }
    let one = |filler: Entity| {
        let mut one = record.clone();
        one.roles.insert(role.to_owned(), vec![filler]);
        one
    };
    fillers.into_iter().map(one).collect()
}

/// Who travels at home or returns home pays no visit.
fn visits_itself(record: &Record) -> bool {
    let visitors = record.role("visitor");
    record.event == EventType::Visit
        && record
            .role("destination")
            .iter()
            .any(|d| d.country.is_some() && visitors.iter().any(|v| v.country == d.country))
}

/// "Kazakhstan built a school in Astana" is no support.
fn helps_itself(record: &Record) -> bool {
    let (from, to) = (record.role("provider"), record.role("recipient"));
    record.event == EventType::Support
        && !from.is_empty()
        && !to.is_empty()
        && to.iter().all(|t| from.contains(t))
}

/// "the chairmanship of the CSTO": the owner of the noun is no member.
fn joins_itself(record: &Record) -> bool {
    record.event == EventType::Membership
        && record.role("organisation").iter().any(|o| record.role("member").contains(o))
}
