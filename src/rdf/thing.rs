//! Actors, places, offices and terms of office.

use std::collections::BTreeSet;
use std::convert::Infallible;

use chrono::NaiveDate;
use sophia_api::ns::{NsTerm, rdfs};

use super::write::Writer;
use super::{Quad, thing_iri};
use crate::event::EntityKind;
use crate::gazetteer::{Detail, Gazetteer};
use crate::vocabulary::{expand, silk, skos};

/// What is known of an actor, place or office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// Canonical English name.
    pub name: String,
    /// What it is.
    pub kind: EntityKind,
    /// The state it is or belongs to.
    pub country: Option<String>,
    /// Identifier in Wikidata, e.g. `Q15031`.
    pub wikidata: Option<String>,
    /// Other names.
    pub also: Vec<String>,
    /// Organisations it belongs to now.
    pub member_of: Vec<String>,
    /// The capital of a state.
    pub capital: Option<String>,
    /// The part of the world in which a state lies, e.g. `central-asia`.
    pub region: Option<String>,
    /// The place in which a place lies.
    pub within: Option<String>,
    /// Offices that a person held.
    pub held: Vec<Held>,
    /// Organisations in which a state was, with the time.
    pub memberships: Vec<Held>,
}

impl Thing {
    /// A thing of which only name and kind are known.
    pub fn new(name: impl Into<String>, kind: EntityKind) -> Self {
        Thing {
            name: name.into(),
            kind,
            country: None,
            wikidata: None,
            also: Vec::new(),
            member_of: Vec::new(),
            capital: None,
            region: None,
            within: None,
            held: Vec::new(),
            memberships: Vec::new(),
        }
    }

    /// The things that its description names.
    fn neighbours(&self) -> impl Iterator<Item = &str> {
        let held = self.held.iter().chain(&self.memberships).map(|h| &h.of);
        let one = [&self.country, &self.capital, &self.within].into_iter().flatten();
        one.chain(&self.member_of).chain(held).map(String::as_str)
    }
}

/// A term of office or of membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The office, or the organisation of a member.
    pub of: String,
    /// First day; `None` is not known.
    pub from: Option<NaiveDate>,
    /// The day on which it ended; `None` is not known, or not yet.
    pub to: Option<NaiveDate>,
}

/// Where descriptions of things come from.
pub trait Things {
    /// What is known of the thing; `None` for one that is not listed.
    fn describe(&self, id: &str) -> Option<Thing>;

    /// Whether the thing is listed.
    fn has(&self, id: &str) -> bool {
        self.describe(id).is_some()
    }

    /// The identifiers of all things, in any order.
    fn ids(&self) -> Vec<String>;
}

/// Describes the things and all that their descriptions name. What `things`
/// does not know is left out.
pub fn thing_quads(
    ids: impl IntoIterator<Item = String>,
    things: &dyn Things,
) -> impl Iterator<Item = Result<Quad, Infallible>> {
    Described::default().quads(ids.into_iter().collect(), things)
}

/// The things that were described, none of which is described again.
#[derive(Debug, Default)]
pub struct Described(BTreeSet<String>);

impl Described {
    /// As [`thing_quads`], for what was not described before.
    pub fn quads(
        &mut self,
        ids: Vec<String>,
        things: &dyn Things,
    ) -> impl Iterator<Item = Result<Quad, Infallible>> + use<> {
        let mut open = ids;
        let mut out = Writer::new(None);
        while let Some(id) = open.pop() {
            if !self.0.contains(&id)
                && let Some(thing) = things.describe(&id)
            {
                write_thing(&mut out, &id, &thing);
                open.extend(thing.neighbours().map(str::to_owned));
                self.0.insert(id);
            }
        }
        out.finish().into_iter().map(Ok)
    }
}

fn write_thing(out: &mut Writer, id: &str, thing: &Thing) {
    let mut node = out.about(thing_iri(id));
    node.a(thing.kind.name());
    node.text(rdfs::label, &thing.name);
    for name in &thing.also {
        node.text(skos::altLabel, name);
    }
    if let Some(entity) = thing.wikidata.as_ref().and_then(|q| expand(&format!("wd:{q}"))) {
        node.iri(skos::exactMatch, entity);
    }
    let links = [
        (silk::country, &thing.country),
        (silk::capital, &thing.capital),
        (silk::within, &thing.within),
    ];
    for (property, other) in links {
        if let Some(other) = other {
            node.iri(property, thing_iri(other));
        }
    }
    node.maybe_text(silk::region, thing.region.as_deref());
    for organisation in &thing.member_of {
        node.iri(silk::memberOf, thing_iri(organisation));
    }
    for held in &thing.held {
        write_term(out, id, "held", held, "TermOfOffice", silk::office);
    }
    for held in &thing.memberships {
        write_term(out, id, "member", held, "TermOfMembership", silk::body);
    }
}

fn write_term(
    out: &mut Writer,
    holder: &str,
    part: &str,
    held: &Held,
    class: &str,
    property: NsTerm<'static>,
) {
    let when = match (held.from, held.to) {
        (Some(from), _) => from.to_string(),
        (None, Some(to)) => format!("until-{to}"),
        (None, None) => "unknown".to_owned(),
    };
    let mut node = out.about(thing_iri(&format!("{holder}/{part}/{}/{when}", held.of)));
    node.a(class);
    node.iri(silk::holder, thing_iri(holder));
    node.iri(property, thing_iri(&held.of));
    node.date(silk::from, held.from);
    node.date(silk::to, held.to);
}

impl Things for Gazetteer {
    fn describe(&self, id: &str) -> Option<Thing> {
        let number = self.by_id(id)?;
        let known = &self.things[number];
        let entity = self.entity(number);
        let name = |n: usize| self.things[n].id.clone();
        let mut thing = Thing {
            country: entity.country,
            wikidata: known.wikidata.clone(),
            also: known.also.clone(),
            ..Thing::new(entity.name, entity.kind)
        };
        match &known.detail {
            Detail::Country { capital, region, .. } => {
                thing.region = region.clone();
                thing.capital = capital.map(name);
                thing.memberships = memberships_of(self, number);
                let lasting = thing.memberships.iter().filter(|m| m.to.is_none());
                thing.member_of = lasting.map(|m| m.of.clone()).collect();
            }
            Detail::Place { within, .. } => thing.within = within.map(name),
            Detail::Office { organisation, .. } => {
                thing.member_of = organisation.iter().copied().map(name).collect();
            }
            Detail::Person { terms, .. } => {
                let held = |t: &crate::gazetteer::Term| Held {
                    of: name(t.office),
                    from: t.from,
                    to: t.to,
                };
                thing.held = terms.iter().map(held).collect();
            }
            Detail::Organisation { .. } | Detail::Institution => {}
        }
        Some(thing)
    }

    fn has(&self, id: &str) -> bool {
        self.by_id(id).is_some()
    }

    fn ids(&self) -> Vec<String> {
        self.things.iter().map(|t| t.id.clone()).collect()
    }
}

/// The organisations in which a state is or was.
fn memberships_of(gazetteer: &Gazetteer, country: usize) -> Vec<Held> {
    let of = |t: &crate::gazetteer::Thing| -> Vec<Held> {
        let Detail::Organisation { members, .. } = &t.detail else { return Vec::new() };
        let own = members.iter().filter(|m| m.country == country);
        own.map(|m| Held { of: t.id.clone(), from: m.from, to: m.to }).collect()
    };
    gazetteer.things.iter().flat_map(of).collect()
}
