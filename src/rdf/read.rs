//! Statements and records back out of quads.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use sophia_api::quad::Quad;
use sophia_api::source::QuadSource;
use sophia_api::term::Term;

use super::claim::{basis_name, precision_name};
use super::write::decode;
use super::{ArticleMeta, article_of, claim_of, id_of};
use crate::error::{Error, Result};
use crate::event::{Entity, EntityKind, EventType, Record, Statement, Status};
use crate::text::Span;
use crate::time::{Basis, Precision, Time};
use crate::vocabulary::silk;

const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
pub(crate) const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";

/// Predicates with literals that are not roles filled by words.
const NOT_VALUES: &[&str] = &[
    "begin",
    "end",
    "trigger",
    "extractor",
    "pattern",
    "order",
    "written",
    "recurrence",
    "count",
    "edtf",
    "earliest",
    "latest",
    "dateText",
    "date",
    "claimCount",
    "articleCount",
    "outletCount",
    "toldBy",
];

/// Predicates with IRIs that are not roles filled by entities.
const NOT_ROLES: &[&str] = &[
    "claims",
    "claim",
    "article",
    "sentence",
    "status",
    "precision",
    "dateBasis",
    "partOf",
    "place",
    "source",
    "country",
];

/// The object of a triple.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Iri(String),
    Text(String),
}

impl Value {
    fn as_iri(&self) -> Option<&str> {
        match self {
            Value::Iri(iri) => Some(iri),
            Value::Text(_) => None,
        }
    }

    fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Iri(_) => None,
        }
    }
}

/// Some triples by subject.
#[derive(Debug, Default)]
pub(crate) struct Triples(HashMap<String, Node>);

/// The properties of a subject, sorted; by local name where they are ours.
#[derive(Debug, Default)]
pub(crate) struct Node(Vec<(String, Value)>);

impl Triples {
    /// Takes all that a source gives; graph names do not matter.
    pub fn collect(mut quads: impl QuadSource) -> Result<Self> {
        let mut triples = Triples::default();
        quads
            .for_each_quad(|quad| {
                let subject = quad.s().iri().map(|i| i.as_str().to_owned());
                let predicate = quad.p().iri().map(|i| i.as_str().to_owned());
                let object = match quad.o().iri() {
                    Some(iri) => Some(Value::Iri(iri.as_str().to_owned())),
                    None => quad.o().lexical_form().map(|text| Value::Text(text.to_string())),
                };
                if let (Some(subject), Some(predicate), Some(object)) = (subject, predicate, object)
                {
                    let name = predicate.strip_prefix(silk::PREFIX.as_str());
                    let name = name.map(str::to_owned).unwrap_or(predicate);
                    triples.0.entry(subject).or_default().0.push((name, object));
                }
            })
            .map_err(|e| Error::Store(e.to_string()))?;
        for node in triples.0.values_mut() {
            node.0.sort();
            node.0.dedup();
        }
        Ok(triples)
    }

    /// The triples of all, which must be of different subjects.
    pub fn join(all: impl IntoIterator<Item = Triples>) -> Self {
        Triples(all.into_iter().flat_map(|triples| triples.0).collect())
    }

    pub fn node(&self, iri: &str) -> Option<&Node> {
        self.0.get(iri)
    }

    /// The subjects of this class of ours, sorted.
    pub fn iris(&self, class: &str) -> impl Iterator<Item = &str> {
        let mut iris: Vec<&str> =
            self.0.iter().filter(|(_, n)| n.is_a(class)).map(|(iri, _)| iri.as_str()).collect();
        iris.sort_unstable();
        iris.into_iter()
    }

    /// The entity, if these triples describe it.
    pub fn entity(&self, iri: &str) -> Option<Entity> {
        let node = self.node(iri)?;
        Some(Entity {
            id: id_of(iri)?,
            name: node.text(LABEL)?.to_owned(),
            kind: EntityKind::ALL.into_iter().find(|k| node.is_a(k.name()))?,
            country: node.iri("country").and_then(id_of),
            written: None,
        })
    }
}

impl Node {
    fn values<'a>(&'a self, property: &str) -> impl Iterator<Item = &'a Value> {
        let start = self.0.partition_point(|(p, _)| p.as_str() < property);
        let end = start + self.0[start..].partition_point(|(p, _)| p.as_str() == property);
        self.0[start..end].iter().map(|(_, value)| value)
    }

    pub fn iris<'a>(&'a self, property: &str) -> impl Iterator<Item = &'a str> {
        self.values(property).filter_map(Value::as_iri)
    }

    /// All IRIs that its properties lead to.
    pub fn objects(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|(_, value)| value.as_iri())
    }

    pub fn iri(&self, property: &str) -> Option<&str> {
        self.iris(property).next()
    }

    /// All properties that lead to an IRI, with it; but for its classes.
    pub fn links(&self) -> impl Iterator<Item = (&str, &str)> {
        let links = self.0.iter().filter(|(property, _)| property != TYPE);
        links.filter_map(|(property, value)| Some((property.as_str(), value.as_iri()?)))
    }

    pub fn text(&self, property: &str) -> Option<&str> {
        self.texts(property).next()
    }

    pub fn texts<'a>(&'a self, property: &str) -> impl Iterator<Item = &'a str> {
        self.values(property).filter_map(Value::as_text)
    }

    pub fn date(&self, property: &str) -> Option<NaiveDate> {
        self.text(property)?.parse().ok()
    }

    pub fn number(&self, property: &str) -> Option<usize> {
        self.text(property)?.parse().ok()
    }

    /// The local name of an individual or class of ours.
    pub fn term(&self, property: &str) -> Option<&str> {
        self.iri(property)?.strip_prefix(silk::PREFIX.as_str())
    }

    /// The classes of ours to which it belongs.
    fn classes(&self) -> impl Iterator<Item = &str> {
        self.iris(TYPE).filter_map(|c| c.strip_prefix(silk::PREFIX.as_str()))
    }

    pub fn is_a(&self, class: &str) -> bool {
        self.classes().any(|c| c == class)
    }

    /// Begin and end, in characters of the article's clean text.
    pub fn span(&self) -> Option<Span> {
        Some(Span { start: self.number("begin")?, end: self.number("end")? })
    }
}

/// The article and its statements out of the graph that
/// [`claim_quads`](super::claim_quads) wrote. Spans count characters here, as
/// the graph does: without the article's text they cannot be told in bytes.
///
/// # Errors
///
/// [`Error::Store`] when the quads are not such a graph.
pub fn read_article(quads: impl QuadSource) -> Result<(ArticleMeta, Vec<Statement>)> {
    let triples = Triples::collect(quads)?;
    let article = triples.0.iter().find(|(_, node)| node.is_a("Article"));
    let (iri, node) = article.ok_or_else(|| broken("the graph of an article"))?;
    let article = read_meta(iri, node).ok_or_else(|| broken(iri))?;
    Ok((article, read_claims(&triples)?.into_values().collect()))
}

/// The statements among triples that describe what they name, by number.
///
/// # Errors
///
/// [`Error::Store`] when one is not as [`claim_quads`](super::claim_quads)
/// wrote it.
pub(crate) fn read_claims(triples: &Triples) -> Result<BTreeMap<usize, Statement>> {
    let claims = triples.0.iter().filter(|(_, node)| node.is_a("Claim"));
    claims
        .map(|(iri, node)| {
            let number = claim_of(iri).map(|(_, number)| number);
            number.zip(read_claim(triples, node)).ok_or_else(|| broken(iri))
        })
        .collect()
}

fn broken(iri: &str) -> Error {
    Error::Store(format!(
        "the store holds something that this version of silkgraph did not write: {iri} is \
         incomplete; build the store anew with `silkgraph ingest`"
    ))
}

pub(crate) fn read_meta(iri: &str, node: &Node) -> Option<ArticleMeta> {
    let text = |property| node.text(property).map(str::to_owned);
    Some(ArticleMeta {
        id: article_of(iri)?,
        title: text("title"),
        published: node.date("published"),
        source: text("outlet"),
        url: text("url"),
        language: text("language"),
    })
}

fn read_claim(triples: &Triples, node: &Node) -> Option<Statement> {
    let event = node.term("claims")?.parse().ok()?;
    Some(Statement {
        record: read_record(triples, node, event)?,
        sentence: node.iri("sentence")?.rsplit_once("#s")?.1.parse().ok()?,
        span: node.span()?,
        trigger: node.text("trigger")?.to_owned(),
        extractor: node.text("extractor")?.to_owned(),
        pattern: node.text("pattern")?.to_owned(),
    })
}

/// The record of a fused event, without what the graph adds to it for the
/// sake of short queries. `events` must describe the event, `names` its
/// entities.
pub(crate) fn read_event(events: &Triples, names: &Triples, iri: &str) -> Option<Record> {
    let node = events.node(iri)?;
    let event: EventType = node.classes().find_map(|class| class.parse().ok())?;
    let mut record = read_record(names, node, event)?;
    let everyone = record.roles.remove("participant").unwrap_or_default();
    if event.core_roles().contains(&"participant") {
        let others: Vec<&Entity> = record.roles.values().flatten().collect();
        let own: Vec<Entity> = everyone.into_iter().filter(|e| !others.contains(&e)).collect();
        if !own.is_empty() {
            record.roles.insert("participant".to_owned(), own);
        }
    }
    let destinations = record.role("destination").to_vec();
    record.place.retain(|p| !destinations.contains(p));
    Some(record)
}

fn read_record(triples: &Triples, node: &Node, event: EventType) -> Option<Record> {
    let mut record = Record::new(event, node.term("status")?.parse::<Status>().ok()?);
    for (property, value) in &node.0 {
        let ours = !property.contains(':');
        match value {
            Value::Iri(iri) if ours && !NOT_ROLES.contains(&property.as_str()) => {
                let entity = triples.entity(iri)?;
                record.roles.entry(decode(property)?).or_default().push(entity);
            }
            Value::Text(text) if ours && !NOT_VALUES.contains(&property.as_str()) => {
                record.values.insert(decode(property)?, text.clone());
            }
            _ => {}
        }
    }
    let entities = |property| -> Option<Vec<Entity>> {
        node.iris(property).map(|iri| triples.entity(iri)).collect()
    };
    record.place = entities("place")?;
    record.source = entities("source")?;
    record.recurrence = node.text("recurrence").map(str::to_owned);
    record.count = node.text("count").and_then(|n| n.parse().ok());
    record.time = read_time(node);
    for line in node.values("order").filter_map(Value::as_text) {
        restore_order(&mut record, line)?;
    }
    for line in node.values("written").filter_map(Value::as_text) {
        restore_name(&mut record, line)?;
    }
    Some(record)
}

/// Puts the fillers of a role into the order of the text.
fn restore_order(record: &mut Record, line: &str) -> Option<()> {
    let mut words = line.split(' ');
    let role = decode(words.next()?)?;
    let order: Vec<String> = words.filter_map(decode).collect();
    let fillers = match role.as_str() {
        "place" => &mut record.place,
        "source" => &mut record.source,
        _ => record.roles.get_mut(&role)?,
    };
    fillers.sort_by_key(|e| order.iter().position(|id| *id == e.id));
    Some(())
}

/// Gives an entity the name that the article writes.
fn restore_name(record: &mut Record, line: &str) -> Option<()> {
    let (id, name) = line.split_once(' ')?;
    let id = decode(id)?;
    let fillers = record.roles.values_mut().flatten();
    for entity in fillers.chain(&mut record.place).chain(&mut record.source) {
        if entity.id == id {
            entity.written = Some(name.to_owned());
        }
    }
    Some(())
}

fn read_time(node: &Node) -> Option<Time> {
    let precisions = [
        Precision::Day,
        Precision::Week,
        Precision::Month,
        Precision::Season,
        Precision::Year,
        Precision::Decade,
        Precision::Interval,
        Precision::Open,
    ];
    let precision = node.term("precision")?;
    let basis = node.term("dateBasis")?;
    Some(Time {
        edtf: node.text("edtf")?.to_owned(),
        earliest: node.date("earliest"),
        latest: node.date("latest"),
        precision: precisions.into_iter().find(|p| precision_name(*p) == precision)?,
        basis: [Basis::Explicit, Basis::Relative].into_iter().find(|b| basis_name(*b) == basis)?,
        text: node.text("dateText").unwrap_or_default().to_owned(),
    })
}
