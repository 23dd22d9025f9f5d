//! Who meets whom, with counts: a network for Gephi, networkx, Cytoscape.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use chrono::NaiveDate;
use quick_xml::Writer;
use quick_xml::events::BytesText;

use super::label;
use crate::error::{Error, Result};
use crate::event::EventType;
use crate::rdf::{Node, Triples};
use crate::store::Store;

/// Between whom the edges of a network run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Between {
    /// Between those who take part: persons, states, organisations, offices.
    #[default]
    Actors,
    /// Between the states involved, also through their people and places.
    Countries,
}

/// The types of event in which people meet, with the names of their counts.
const MEETINGS: &[(EventType, &str)] = &[
    (EventType::Visit, "visits"),
    (EventType::Meeting, "meetings"),
    (EventType::Summit, "summits"),
];

/// Actors, and how often each two of them met.
pub struct Network {
    actors: BTreeMap<String, Actor>,
    ties: BTreeMap<(String, String), Tie>,
    /// What is not in it, in sentences.
    pub left_out: Vec<String>,
}

struct Actor {
    label: String,
    kind: &'static str,
    country: Option<String>,
}

#[derive(Default)]
struct Tie {
    /// By the place of the type in [`MEETINGS`].
    counts: [usize; MEETINGS.len()],
    first: Option<NaiveDate>,
    last: Option<NaiveDate>,
}

impl Network {
    /// Counts the visits, meetings and summits that took place.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub fn of(store: &Store, between: Between) -> Result<Self> {
        let things = store.thing_iris()?;
        let things = store.described(things.iter().map(String::as_str))?;
        let mut network =
            Network { actors: BTreeMap::new(), ties: BTreeMap::new(), left_out: Vec::new() };
        let (mut others, mut alone) = (0, 0);
        for iri in store.event_iris()? {
            let event = store.described([iri.as_str()])?;
            let Some(node) = event.node(&iri) else { continue };
            let took_place = matches!(node.term("status"), Some("occurred" | "ongoing"));
            let kind = MEETINGS.iter().position(|(event, _)| node.is_a(event.name()));
            let Some(kind) = kind.filter(|_| took_place) else {
                others += 1;
                continue;
            };
            let pairs = pairs(node, &things, between);
            alone += usize::from(pairs.is_empty());
            for (one, other) in pairs {
                let tie = network.ties.entry((one, other)).or_default();
                tie.count(kind, node.date("date"));
            }
        }
        network.name(&things);
        let mut leave_out = |number: usize, what: &str| {
            if number > 0 {
                network.left_out.push(format!("{number} of the events {what}"));
            }
        };
        leave_out(others, "are no visits, meetings or summits that took place");
        leave_out(alone, "name one side only");
        Ok(network)
    }

    /// Describes those who met anybody.
    fn name(&mut self, things: &Triples) {
        let met: BTreeSet<&String> = self.ties.keys().flat_map(|(a, b)| [a, b]).collect();
        let actors = met.into_iter().map(|iri| {
            let entity = things.entity(iri);
            let country = things.node(iri).and_then(|n| n.iri("country")).map(|c| label(things, c));
            let kind = entity.map_or("", |e| e.kind.name());
            (iri.clone(), Actor { label: label(things, iri), kind, country })
        });
        self.actors = actors.collect();
    }

    /// Writes the network in GraphML.
    pub fn write_graphml(&self, out: &mut dyn Write) -> Result<()> {
        let mut xml = Writer::new_with_indent(out, b' ', 2);
        self.graphml(&mut xml).and_then(|()| end(xml)).map_err(|e| Error::io("output", e))
    }

    /// Writes the network in GEXF 1.3.
    pub fn write_gexf(&self, out: &mut dyn Write) -> Result<()> {
        let mut xml = Writer::new_with_indent(out, b' ', 2);
        self.gexf(&mut xml).and_then(|()| end(xml)).map_err(|e| Error::io("output", e))
    }

    fn graphml(&self, xml: &mut Writer<&mut dyn Write>) -> std::io::Result<()> {
        declare(xml)?;
        let root = xml.create_element("graphml");
        root.with_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns"))
            .write_inner_content(|xml| {
                for (element, (name, kind)) in columns() {
                    let key = [("id", name), ("for", element), ("attr.name", name)];
                    let kind = if kind == "integer" { "int" } else { kind };
                    xml.create_element("key")
                        .with_attributes(key)
                        .with_attribute(("attr.type", kind))
                        .write_empty()?;
                }
                let graph = xml.create_element("graph");
                graph
                    .with_attributes([("id", "meetings"), ("edgedefault", "undirected")])
                    .write_inner_content(|xml| {
                        for (iri, actor) in &self.actors {
                            let id = [("id", iri.as_str())];
                            element(xml, "node", id, "data", "key", &actor.values())?;
                        }
                        for (number, ((one, other), tie)) in self.ties.iter().enumerate() {
                            let id = format!("e{number}");
                            let ends = [("id", id.as_str()), ("source", one), ("target", other)];
                            element(xml, "edge", ends, "data", "key", &tie.values())?;
                        }
                        Ok(())
                    })?;
                Ok(())
            })?;
        Ok(())
    }

    fn gexf(&self, xml: &mut Writer<&mut dyn Write>) -> std::io::Result<()> {
        declare(xml)?;
        let root = xml.create_element("gexf");
        root.with_attributes([("xmlns", "http://gexf.net/1.3"), ("version", "1.3")])
            .write_inner_content(|xml| {
                let graph = xml.create_element("graph");
                graph
                    .with_attributes([("mode", "static"), ("defaultedgetype", "undirected")])
                    .write_inner_content(|xml| {
                        for class in ["node", "edge"] {
                            gexf_columns(xml, class)?;
                        }
                        xml.create_element("nodes").write_inner_content(|xml| {
                            for (iri, actor) in &self.actors {
                                let label = printable(&actor.label);
                                let head = [("id", iri.as_str()), ("label", &label)];
                                gexf_element(xml, "node", head, &actor.values())?;
                            }
                            Ok(())
                        })?;
                        xml.create_element("edges").write_inner_content(|xml| {
                            for (number, ((one, other), tie)) in self.ties.iter().enumerate() {
                                let (id, weight) = (number.to_string(), tie.weight().to_string());
                                let head = [
                                    ("id", id.as_str()),
                                    ("source", one),
                                    ("target", other),
                                    ("weight", &weight),
                                ];
                                gexf_element(xml, "edge", head, &tie.values())?;
                            }
                            Ok(())
                        })?;
                        Ok(())
                    })?;
                Ok(())
            })?;
        Ok(())
    }
}

impl Actor {
    fn values(&self) -> Vec<(&'static str, String)> {
        let mut values = vec![("label", self.label.clone()), ("type", self.kind.to_owned())];
        values.extend(self.country.clone().map(|country| ("country", country)));
        values
    }
}

impl Tie {
    fn count(&mut self, kind: usize, date: Option<NaiveDate>) {
        self.counts[kind] += 1;
        self.first = [self.first, date].into_iter().flatten().min();
        self.last = self.last.max(date);
    }

    fn weight(&self) -> usize {
        self.counts.iter().sum()
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        let counts = MEETINGS.iter().zip(&self.counts).map(|((_, name), n)| (*name, n.to_string()));
        let days = [("first", self.first), ("last", self.last)];
        let days = days.into_iter().filter_map(|(name, day)| Some((name, day?.to_string())));
        std::iter::once(("weight", self.weight().to_string())).chain(counts).chain(days).collect()
    }
}

/// The columns of nodes and edges, with their types.
fn columns() -> impl Iterator<Item = (&'static str, (&'static str, &'static str))> {
    let node = [("label", "string"), ("type", "string"), ("country", "string")];
    let counts = MEETINGS.iter().map(|(_, name)| (*name, "integer"));
    let edge = std::iter::once(("weight", "integer"))
        .chain(counts)
        .chain([("first", "string"), ("last", "string")]);
    node.into_iter().map(|c| ("node", c)).chain(edge.map(|c| ("edge", c)))
}

fn declare(xml: &mut Writer<&mut dyn Write>) -> std::io::Result<()> {
    let declaration = quick_xml::events::BytesDecl::new("1.0", Some("UTF-8"), None);
    xml.write_event(quick_xml::events::Event::Decl(declaration))
}

fn end(xml: Writer<&mut dyn Write>) -> std::io::Result<()> {
    xml.into_inner().write_all(b"\n")
}

/// An element of GraphML with its data.
fn element<'a>(
    xml: &mut Writer<&mut dyn Write>,
    name: &str,
    attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
    child: &str,
    key: &str,
    values: &[(&str, String)],
) -> std::io::Result<()> {
    xml.create_element(name).with_attributes(attributes).write_inner_content(|xml| {
        for (column, value) in values {
            xml.create_element(child)
                .with_attribute((key, *column))
                .write_text_content(BytesText::new(&printable(value)))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The declaration of the columns of nodes or edges of GEXF. Label and weight
/// are attributes of their own there.
fn gexf_columns(xml: &mut Writer<&mut dyn Write>, class: &str) -> std::io::Result<()> {
    let attributes = xml.create_element("attributes").with_attribute(("class", class));
    attributes.write_inner_content(|xml| {
        for (_, (name, kind)) in columns().filter(|(element, _)| *element == class) {
            if !matches!(name, "label" | "weight") {
                let column = [("id", name), ("title", name), ("type", kind)];
                xml.create_element("attribute").with_attributes(column).write_empty()?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

fn gexf_element<'a>(
    xml: &mut Writer<&mut dyn Write>,
    name: &str,
    attributes: impl IntoIterator<Item = (&'a str, &'a str)>,
    values: &[(&str, String)],
) -> std::io::Result<()> {
    xml.create_element(name).with_attributes(attributes).write_inner_content(|xml| {
        xml.create_element("attvalues").write_inner_content(|xml| {
            for (column, value) in values {
                if !matches!(*column, "label" | "weight") {
                    let value = printable(value);
                    xml.create_element("attvalue")
                        .with_attributes([("for", *column), ("value", &value)])
                        .write_empty()?;
                }
            }
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

/// Without the characters that XML 1.0 cannot hold.
fn printable(text: &str) -> String {
    let held = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(held).collect()
}

/// Each two who met in the event. On a visit the visitor meets the hosts or,
/// where none is named, the state visited; nobody meets their own state.
fn pairs(node: &Node, things: &Triples, between: Between) -> BTreeSet<(String, String)> {
    let all = |property: &str| node.iris(property).map(str::to_owned).collect::<BTreeSet<_>>();
    let country = |iri: &String| things.node(iri).and_then(|n| n.iri("country"));
    let (one, other) = match between {
        Between::Countries => (all("country"), all("country")),
        Between::Actors if node.is_a(EventType::Visit.name()) => {
            let hosts = all("host");
            let visited =
                || all("destination").iter().filter_map(country).map(str::to_owned).collect();
            (all("visitor"), if hosts.is_empty() { visited() } else { hosts })
        }
        Between::Actors => (all("participant"), all("participant")),
    };
    let mut pairs = BTreeSet::new();
    for a in &one {
        for b in &other {
            let is_own = country(a) == Some(b.as_str()) || country(b) == Some(a.as_str());
            if a != b && (between == Between::Countries || !is_own) {
                pairs.insert((a.min(b).clone(), a.max(b).clone()));
            }
        }
    }
    pairs
}
