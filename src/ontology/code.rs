//! The codes of CAMEO and PLOVER: which an event has, by the class it belongs
//! to, its status and the words of its roles.
//!
//! The ontology gives every event class the codes of what has occurred, as
//! `skos:closeMatch`, and names the cases that have others as OWL classes.

use oxigraph::model::Term;

use super::graph::{Graph, iri, local, term};
use crate::error::{Error, Result};
use crate::event::{EventType, Record, Status};

const CODE: &str = "https://w3id.org/silkgraph/code/";
const CAMEO: &str = "https://w3id.org/silkgraph/code/cameo";
const PLOVER: &str = "https://w3id.org/silkgraph/code/plover";

/// Classes may be defined by classes, to this depth; more is a circle.
const DEPTH: usize = 8;

/// A code of a scheme, with the broader one that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The type of PLOVER (`CONSULT`) or the root of CAMEO (`04`).
    pub root: String,
    /// The mode of PLOVER (`visit`) or the whole code of CAMEO (`042`);
    /// `None` where the root says all.
    pub detail: Option<String>,
}

/// What an event is in other schemes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codes {
    /// Type and mode of PLOVER; `None` for what it does not code.
    pub plover: Option<Code>,
    /// Root and code of CAMEO.
    pub cameo: Option<Code>,
}

/// The side of a PLOVER record on which the fillers of a role stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Who acts; of talks without a host, everyone.
    Actor,
    /// To whom it is done.
    Recipient,
}

/// The classes with codes.
#[derive(Clone, Debug, Default)]
pub(super) struct Coding {
    /// Codes of what has occurred, by event type.
    classes: Vec<(EventType, Codes)>,
    /// What has codes of its own.
    cases: Vec<Case>,
}

#[derive(Clone, Debug)]
struct Case {
    name: String,
    holds: Expression,
    codes: Codes,
}

/// A class expression of OWL over records.
#[derive(Clone, Debug)]
enum Expression {
    Event(EventType),
    All(Vec<Expression>),
    Any(Vec<Expression>),
    /// A property has one of these words.
    Value(String, Vec<String>),
}

impl Expression {
    fn admits(&self, record: &Record) -> bool {
        match self {
            Expression::Event(event) => record.event == *event,
            Expression::All(parts) => parts.iter().all(|p| p.admits(record)),
            Expression::Any(parts) => parts.iter().any(|p| p.admits(record)),
            Expression::Value(property, words) => {
                let value = match property.as_str() {
                    "status" => Some(record.status.name()),
                    _ => record.values.get(property).map(String::as_str),
                };
                value.is_some_and(|v| words.iter().any(|w| w == v))
            }
        }
    }
}

impl Coding {
    /// Reads the codes of all classes; `path` is what errors name.
    pub fn read(graph: &Graph, path: &str) -> Result<Self> {
        let mut coding = Coding::default();
        for event in EventType::ALL {
            coding.classes.push((event, codes_of(graph, &iri(event.name()))));
        }
        for subject in graph.subjects() {
            let Some(name) = subject.trim_matches(['<', '>']).strip_prefix(CODE) else { continue };
            let codes = codes_of(graph, subject);
            let Some(class) = graph.object(subject, term::EQUIVALENT_CLASS) else { continue };
            if codes == Codes::default() {
                continue;
            }
            let holds = expression(graph, class, DEPTH).ok_or_else(|| {
                let what = format!(
                    "code:{name} is not defined in a way that can be read: write an \
                     owl:intersectionOf event classes, owl:unionOf them, and restrictions with \
                     owl:hasValue or owl:someValuesFrom [ owl:oneOf ( ... ) ]"
                );
                Error::data(path, what)
            })?;
            coding.cases.push(Case { name: name.to_owned(), holds, codes });
        }
        Ok(coding)
    }

    /// The codes of a record.
    pub fn codes(&self, record: &Record) -> Codes {
        if let Some(case) = self.cases.iter().find(|c| c.holds.admits(record)) {
            return case.codes.clone();
        }
        let class = self.classes.iter().find(|(event, _)| *event == record.event);
        match (record.status, class) {
            (Status::Occurred | Status::Ongoing, Some((_, codes))) => codes.clone(),
            _ => Codes::default(),
        }
    }

    /// The names of the cases that a record falls under.
    pub fn cases<'a>(&'a self, record: &'a Record) -> impl Iterator<Item = &'a str> {
        self.cases.iter().filter(|c| c.holds.admits(record)).map(|c| c.name.as_str())
    }
}

/// The side on which the fillers of a property stand, if the ontology says so.
pub(super) fn side(graph: &Graph, property: &str) -> Option<Side> {
    graph.objects(property, term::CLOSE_MATCH).find_map(|close| match close {
        Term::NamedNode(n) if n.as_str().strip_prefix(PLOVER) == Some("-actor") => {
            Some(Side::Actor)
        }
        Term::NamedNode(n) if n.as_str().strip_prefix(PLOVER) == Some("-recipient") => {
            Some(Side::Recipient)
        }
        _ => None,
    })
}

fn codes_of(graph: &Graph, class: &str) -> Codes {
    let of = |scheme| {
        graph.objects(class, term::CLOSE_MATCH).find_map(|concept| code(graph, concept, scheme))
    };
    Codes { plover: of(PLOVER), cameo: of(CAMEO) }
}

fn code(graph: &Graph, concept: &Term, scheme: &str) -> Option<Code> {
    let key = concept.to_string();
    let is_of = |t: &Term| matches!(t, Term::NamedNode(n) if n.as_str() == scheme);
    graph.object(&key, term::IN_SCHEME).filter(|t| is_of(t))?;
    let own = notation(graph, concept)?;
    Some(match graph.object(&key, term::BROADER) {
        Some(broader) => Code { root: notation(graph, broader)?, detail: Some(own) },
        None => Code { root: own, detail: None },
    })
}

fn notation(graph: &Graph, concept: &Term) -> Option<String> {
    match graph.object(&concept.to_string(), term::NOTATION)? {
        Term::Literal(text) => Some(text.value().to_owned()),
        _ => None,
    }
}

fn expression(graph: &Graph, class: &Term, depth: usize) -> Option<Expression> {
    let depth = depth.checked_sub(1)?;
    if let Some(event) = local(class).and_then(|name| name.parse().ok()) {
        return Some(Expression::Event(event));
    }
    let key = class.to_string();
    let parts = |list| -> Option<Vec<Expression>> {
        graph.list(list).into_iter().map(|part| expression(graph, part, depth)).collect()
    };
    if let Some(list) = graph.object(&key, term::INTERSECTION_OF) {
        return parts(list).map(Expression::All);
    }
    if let Some(list) = graph.object(&key, term::UNION_OF) {
        return parts(list).map(Expression::Any);
    }
    if let Some(property) = graph.object(&key, term::ON_PROPERTY) {
        let words = match graph.object(&key, term::HAS_VALUE) {
            Some(value) => vec![word(value)?],
            None => {
                let range = graph.object(&key, term::SOME_VALUES_FROM)?;
                let list = graph.object(&range.to_string(), term::ONE_OF)?;
                graph.list(list).into_iter().map(word).collect::<Option<_>>()?
            }
        };
        return Some(Expression::Value(local(property)?.to_owned(), words));
    }
    expression(graph, graph.object(&key, term::EQUIVALENT_CLASS)?, depth)
}

/// A word, or the name of an individual.
pub(super) fn word(value: &Term) -> Option<String> {
    match value {
        Term::Literal(text) => Some(text.value().to_owned()),
        other => local(other).map(str::to_owned),
    }
}
