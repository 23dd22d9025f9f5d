//! Fused events in the default graph.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use chrono::NaiveDate;
use sophia_api::ns::rdfs;

use super::claim::{class_iri, entities_of, write_entity, write_record};
use super::write::{Subject, Writer};
use super::{ArticleMeta, Quad, Things, claim_iri, headline, thing_iri, thing_quads};
use crate::event::{Entity, EntityKind, Event, EventType, Record, Status};
use crate::vocabulary::{dcterms, silk};

/// The articles that evidence points to, by identifier.
pub type Articles = BTreeMap<String, ArticleMeta>;

/// Events as the default graph holds them, and all entities that they name.
///
/// `articles` says who published the evidence and when: outlets are counted,
/// and an event whose articles give no time is dated by the first of them.
/// `things` describes the entities; one that it does not list is described by
/// what the events say of it.
pub fn event_quads(
    events: &[Event],
    articles: &Articles,
    things: &dyn Things,
) -> impl Iterator<Item = Result<Quad, Infallible>> {
    let mut unlisted = Unlisted::default();
    unlisted.add(events, things);
    let unlisted = unlisted.quads();
    let described = thing_quads(named(events), things);
    unlisted.chain(described).chain(told_quads(events, articles))
}

/// Events without the entities that they name.
pub fn told_quads(
    events: &[Event],
    articles: &Articles,
) -> impl Iterator<Item = Result<Quad, Infallible>> {
    events.iter().flat_map(move |event| {
        let mut out = Writer::new(None);
        write_event(&mut out, event, articles);
        out.finish().into_iter().map(Ok)
    })
}

/// What events say of entities that no list has. Articles may give one entity
/// several names or states.
#[derive(Clone, Debug, Default)]
pub struct Unlisted(BTreeSet<(String, String, EntityKind, Option<String>)>);

impl Unlisted {
    /// Adds what these events say of entities that `things` does not list.
    pub fn add(&mut self, events: &[Event], things: &dyn Things) {
        let entities: BTreeMap<_, &Entity> = events
            .iter()
            .flat_map(|e| entities_of(&e.record))
            .map(|e| ((&e.id, &e.name, e.kind, &e.country), e))
            .collect();
        let unlisted = entities.into_values().filter(|e| !things.has(&e.id)).cloned();
        self.0.extend(unlisted.map(|e| (e.id, e.name, e.kind, e.country)));
    }

    /// The entities, described.
    pub fn quads(self) -> impl Iterator<Item = Result<Quad, Infallible>> {
        let mut out = Writer::new(None);
        for (id, name, kind, country) in self.0 {
            write_entity(&mut out, &Entity { id, name, kind, country, written: None });
        }
        out.finish().into_iter().map(Ok)
    }
}

/// The identifiers of all entities that events name, and of their states.
pub fn named(events: &[Event]) -> BTreeSet<String> {
    let entities = events.iter().flat_map(|e| entities_of(&e.record));
    entities.flat_map(|e| std::iter::once(e.id.clone()).chain(e.country.clone())).collect()
}

/// The visits and summits of other events, by identifier.
pub fn part_quads(
    parts: &[(String, Vec<String>)],
) -> impl Iterator<Item = Result<Quad, Infallible>> {
    let mut out = Writer::new(None);
    for (part, wholes) in parts {
        let mut node = out.about(thing_iri(part));
        for whole in wholes {
            node.iri(silk::partOf, thing_iri(whole));
        }
    }
    out.finish().into_iter().map(Ok)
}

fn write_event(out: &mut Writer, event: &Event, articles: &Articles) {
    let record = &event.record;
    let mut node = out.about(thing_iri(&event.id));
    node.a(record.event.name());
    node.a("Event");
    node.text(rdfs::label, &headline(record));
    write_record(&mut node, record);
    write_summary(&mut node, record);
    write_date(&mut node, event, articles);
    write_evidence(&mut node, event, articles);
    write_links(&mut node, event);
    for (later, earlier) in &event.contradicts {
        let mut node = out.about(claim_iri(&later.article, later.statement));
        node.iri(silk::contradicts, claim_iri(&earlier.article, earlier.statement));
    }
}

/// What the event has to do with other events.
fn write_links(node: &mut Subject<'_>, event: &Event) {
    for whole in &event.part_of {
        node.iri(silk::partOf, thing_iri(whole));
    }
    for replaced in &event.replaces {
        node.iri(dcterms::replaces, thing_iri(replaced));
    }
}

/// What spares a query the roles: all actors, all places, all states.
fn write_summary(node: &mut Subject<'_>, record: &Record) {
    let known: BTreeSet<&Entity> = record.role("participant").iter().collect();
    for actor in actors(record).difference(&known) {
        node.iri(silk::participant, thing_iri(&actor.id));
    }
    for place in record.role("destination") {
        if !record.place.contains(place) {
            node.iri(silk::place, thing_iri(&place.id));
        }
    }
    for country in countries(record) {
        node.iri(silk::country, thing_iri(country));
    }
}

/// Everyone who takes part. Where a visit goes is a place even when it is a
/// state, and what a statement is about need not know of it.
fn actors(record: &Record) -> BTreeSet<&Entity> {
    let bystander = |role: &str| {
        role == "destination" || (role == "target" && record.event == EventType::Statement)
    };
    let fillers = record.roles.iter().filter(|(role, _)| !bystander(role)).flat_map(|(_, f)| f);
    fillers.filter(|e| e.kind != EntityKind::Place).collect()
}

/// Every state involved, also through persons and places.
fn countries(record: &Record) -> BTreeSet<&str> {
    let fillers = record.roles.values().flatten().chain(&record.place);
    fillers
        .filter_map(|e| match e.kind {
            EntityKind::Country => Some(e.id.as_str()),
            _ => e.country.as_deref(),
        })
        .collect()
}

/// The day to sort by, and the bounds that publication gives an event of
/// which no article tells the time.
fn write_date(node: &mut Subject<'_>, event: &Event, articles: &Articles) {
    let record = &event.record;
    let told = record.time.as_ref().and_then(|t| t.earliest.or(t.latest));
    if told.is_some() || record.time.is_some() {
        node.date(silk::date, told.or_else(|| first_report(event, articles)));
        return;
    }
    if let Some(reported) = first_report(event, articles) {
        node.date(silk::date, Some(reported));
        node.iri(silk::dateBasis, class_iri("bounded"));
        match record.status {
            Status::Occurred => node.date(silk::latest, Some(reported)),
            Status::Planned => node.date(silk::earliest, Some(reported)),
            Status::Ongoing | Status::Possible | Status::Negated | Status::Cancelled => {}
        }
    }
}

fn first_report(event: &Event, articles: &Articles) -> Option<NaiveDate> {
    event.evidence.iter().filter_map(|e| articles.get(&e.article)?.published).min()
}

fn write_evidence(node: &mut Subject<'_>, event: &Event, articles: &Articles) {
    for evidence in &event.evidence {
        node.iri(silk::claim, claim_iri(&evidence.article, evidence.statement));
    }
    let told: BTreeSet<&str> = event.evidence.iter().map(|e| e.article.as_str()).collect();
    let outlets: BTreeSet<&str> =
        told.iter().filter_map(|id| articles.get(*id)?.source.as_deref()).collect();
    for outlet in &outlets {
        node.text(silk::toldBy, outlet);
    }
    node.number(silk::claimCount, event.evidence.len());
    node.number(silk::articleCount, told.len());
    node.number(silk::outletCount, outlets.len());
}
