//! Talks and signings as part of visits and summits.

use std::collections::BTreeSet;
use std::rc::Rc;

use chrono::{Days, NaiveDate};

use super::fits::{Class, Judge, class};
use super::shelf::key;
use super::when::{Level, Unit, bounds, level, periods};
use crate::event::{Entity, EntityKind, Event, EventType, Record};

/// Where events are found.
pub(super) trait World {
    type Error;

    /// The events of which an account is kept under the key.
    fn under(&mut self, key: &str) -> Result<Vec<Rc<Event>>, Self::Error>;

    /// The events of these types of which the article tells.
    fn told_by(&mut self, article: &str, of: &[EventType]) -> Result<Vec<Rc<Event>>, Self::Error>;
}

/// On what talks can be held, or documents signed.
pub(super) const WHOLES: [EventType; 2] = [EventType::Visit, EventType::Summit];

/// What can be held or signed on it.
pub(super) const PARTS: [EventType; 2] = [EventType::Meeting, EventType::Agreement];

/// Whether talks can be held on it, or documents signed.
pub(super) fn is_whole(event: &Event) -> bool {
    WHOLES.contains(&event.record.event)
}

/// Whether it can be part of a visit or summit: talks face to face, a signing.
pub(super) fn is_part(event: &Event) -> bool {
    let record = &event.record;
    let from_afar = ["phone", "video"];
    let mode = record.values.get("mode").map(String::as_str);
    match record.event {
        EventType::Meeting => !mode.is_some_and(|m| from_afar.contains(&m)),
        EventType::Agreement => true,
        _ => false,
    }
}

/// The visits and summits to which an event belongs, by identifier: for each
/// visitor the only visit that fits, and the only summit that fits.
pub(super) fn wholes_of<W: World>(
    judge: &Judge,
    world: &mut W,
    part: &Event,
) -> Result<Vec<String>, W::Error> {
    let mut near = Vec::new();
    for actor in actors(&part.record).into_iter().filter(|a| is_bound(&part.record, a)) {
        for event in WHOLES {
            for name in names(judge, actor) {
                for month in months(&part.record) {
                    near.extend(world.under(&key(event, name, &month))?);
                }
            }
        }
    }
    let mut wholes = distinct(near, |e| is_whole(e) && belongs(judge, part, e));
    for whole in together(world, part, &WHOLES)? {
        if belongs_together(judge, part, &whole) && wholes.iter().all(|w| w.id != whole.id) {
            wholes.push(whole);
        }
    }
    let rivals = |a: &Event, b: &Event| {
        a.record.event == b.record.event && a.record.role("visitor") == b.record.role("visitor")
    };
    let only = wholes.iter().filter(|w| wholes.iter().filter(|o| rivals(w, o)).count() == 1);
    let ids: BTreeSet<String> = only.map(|w| w.id.clone()).collect();
    Ok(ids.into_iter().collect())
}

/// The events that belong to a visit or summit, but for others that they may
/// belong to.
pub(super) fn parts_of<W: World>(
    judge: &Judge,
    world: &mut W,
    whole: &Event,
) -> Result<Vec<Rc<Event>>, W::Error> {
    let mut parts = together(world, whole, &PARTS)?;
    parts.retain(|part| is_part(part) && belongs_together(judge, part, whole));
    let guests = actors(&whole.record);
    let states = guests.iter().filter_map(|e| e.country.as_deref());
    let own = guests.iter().flat_map(|e| names(judge, e));
    let mut near = Vec::new();
    // Two accounts that give no day can give one together.
    let mut periods = months(&whole.record);
    periods.extend(years(&whole.record));
    for name in own.chain(states).collect::<BTreeSet<&str>>() {
        for event in PARTS {
            for period in &periods {
                near.extend(world.under(&key(event, name, period))?);
            }
        }
    }
    near.retain(|part| is_part(part) && belongs(judge, part, whole));
    parts.extend(near);
    Ok(distinct(parts, |_| true))
}

/// Under what an actor may be kept: itself, the offices that a person held, or
/// those who held an office.
fn names<'e>(judge: &'e Judge, actor: &'e Entity) -> impl Iterator<Item = &'e str> {
    std::iter::once(actor.id.as_str()).chain(judge.others(actor))
}

/// The events of the articles that tell of this one.
fn together<W: World>(
    world: &mut W,
    event: &Event,
    of: &[EventType],
) -> Result<Vec<Rc<Event>>, W::Error> {
    let articles: BTreeSet<&str> = event.evidence.iter().map(|e| e.article.as_str()).collect();
    let mut found = Vec::new();
    for article in articles {
        found.extend(world.told_by(article, of)?);
    }
    Ok(distinct(found, |_| true))
}

fn distinct(mut events: Vec<Rc<Event>>, wanted: impl Fn(&Event) -> bool) -> Vec<Rc<Event>> {
    events.retain(|e| wanted(e));
    events.sort_by(|a, b| a.id.cmp(&b.id));
    events.dedup_by(|a, b| a.id == b.id);
    events
}

/// The months of a dated event, and of the day before and after.
fn months(record: &Record) -> Vec<String> {
    days_around(record).map_or_else(Vec::new, |(first, last)| periods(first, last, Unit::Month))
}

/// The years of a dated event, and of the day before and after.
fn years(record: &Record) -> Vec<String> {
    days_around(record).map_or_else(Vec::new, |(first, last)| periods(first, last, Unit::Year))
}

/// From the day before a dated event to the day after it.
fn days_around(record: &Record) -> Option<(NaiveDate, NaiveDate)> {
    let (first, last) = bounds(record.time.as_ref()).filter(|_| level(record) == Level::Dated)?;
    let before = first.checked_sub_days(Days::new(1)).unwrap_or(first);
    Some((before, last.checked_add_days(Days::new(1)).unwrap_or(last)))
}

/// Those who take part, those who signed, and the states bound.
fn actors(record: &Record) -> Vec<&Entity> {
    let roles = ["participant", "signer", "party", "visitor"];
    roles.iter().flat_map(|r| record.role(r)).collect()
}

/// Whether an agreement binds the actor or its state; anything else need not.
fn is_bound(record: &Record, actor: &Entity) -> bool {
    let mut parties = record.role("party").iter();
    record.event != EventType::Agreement
        || parties.any(|p| p == actor || actor.country.as_ref() == Some(&p.id))
}

/// Those who must be at the place: the persons, where they are named.
fn present(record: &Record) -> Vec<&Entity> {
    let signers = record.role("signer");
    let all = if signers.is_empty() { actors(record) } else { signers.iter().collect() };
    all.into_iter().filter(|e| e.kind != EntityKind::Group).collect()
}

/// Whether those who took part make it part of a visit or summit of the day.
fn belongs(judge: &Judge, part: &Event, whole: &Event) -> bool {
    let present = present(&part.record);
    let is_guest = match whole.record.event {
        EventType::Visit => whole.record.role("visitor").iter().all(|v| present.contains(&v)),
        _ => {
            let guests = whole.record.role("participant");
            present
                .iter()
                .all(|e| guests.iter().any(|g| g == *e || e.country.as_ref() == Some(&g.id)))
                && present.len() < guests.len()
        }
    };
    is_guest && dated_within(&part.record, &whole.record) && fits(judge, part, whole)
}

/// Whether an article that tells of both makes it part of a visit or summit,
/// where it names states rather than persons, or gives no day.
fn belongs_together(judge: &Judge, part: &Event, whole: &Event) -> bool {
    let (record, within) = (&part.record, &whole.record);
    let acts = |state: Option<&str>, id: &str| {
        actors(record)
            .iter()
            .any(|a| a.id == id || a.kind == EntityKind::Country && Some(a.id.as_str()) == state)
    };
    let is_guest = match within.event {
        EventType::Visit => {
            within.role("visitor").iter().all(|v| acts(v.country.as_deref(), &v.id))
        }
        _ => actors(record).iter().all(|a| is_member(judge, a, within)),
    };
    // Talks of many without day and place may have been anywhere.
    let is_bound_up = !record.place.is_empty() || actors(record).len() <= 2;
    let is_undated = record.time.is_none() && is_bound_up && level(within) == Level::Dated;
    let is_time = is_undated || dated_within(record, within);
    is_guest && is_time && fits(judge, part, whole)
}

/// What holds of both ways: both are fact or both plan, and the place allows it.
fn fits(judge: &Judge, part: &Event, whole: &Event) -> bool {
    let (part, whole) = (&part.record, &whole.record);
    let is_real = |c: Class| matches!(c, Class::Fact | Class::Plan);
    let (a, b) = (class(part.status), class(whole.status));
    a == b && is_real(a) && place_fits(judge, part, whole)
}

/// The place of talks lies where the visit went, or the summit was. Talks
/// without a place are at the visitor's host when they are with the host.
fn place_fits(judge: &Judge, part: &Record, whole: &Record) -> bool {
    let place = match whole.event {
        EventType::Visit => whole.role("destination"),
        _ => &whole.place,
    };
    if !part.place.is_empty() {
        return judge.places_meet(&part.place, place);
    }
    let hosts: Vec<&str> = place.iter().filter_map(|p| p.country.as_deref()).collect();
    let is_host = |e: &&Entity| {
        let own =
            if e.kind == EntityKind::Country { Some(e.id.as_str()) } else { e.country.as_deref() };
        own.is_some_and(|c| hosts.contains(&c))
    };
    whole.event == EventType::Visit && actors(part).iter().any(is_host)
}

/// Whether the day of the one lies in those of the other, or is the day after
/// a visit told by the day of arrival.
fn dated_within(part: &Record, whole: &Record) -> bool {
    let days = |r: &Record| -> Option<(NaiveDate, NaiveDate)> {
        bounds(r.time.as_ref()).filter(|_| level(r) == Level::Dated)
    };
    let Some((part_days, (first, last))) = days(part).zip(days(whole)) else { return false };
    let last = match whole.event {
        EventType::Visit => last.checked_add_days(Days::new(1)).unwrap_or(last),
        _ => last,
    };
    first <= part_days.0 && part_days.1 <= last
}

/// Whether an actor, or the state it is of, is a guest of a summit or a member
/// of the body that meets.
fn is_member(judge: &Judge, actor: &Entity, summit: &Record) -> bool {
    let state = actor.country.as_deref().unwrap_or(&actor.id);
    let guests = summit.role("participant").iter();
    let mut names = guests.flat_map(|g| [Some(g.id.as_str()), g.country.as_deref()]).flatten();
    let day = summit.time.as_ref().and_then(|t| t.earliest);
    let bodies = summit.role("organisation").iter().filter_map(|o| judge.gazetteer.by_id(&o.id));
    let mut members = bodies.flat_map(|o| judge.gazetteer.members(o, day));
    names.any(|n| n == actor.id || n == state)
        || members.any(|m| judge.gazetteer.things[m].id == state)
}
