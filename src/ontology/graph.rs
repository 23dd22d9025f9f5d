//! The ontology as a graph: what is said of a subject, in the order of the file.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNodeRef, Term, Triple};

use crate::error::{Error, Result};

const NAMESPACE: &str = "https://w3id.org/silkgraph/ns#";

/// The terms of OWL and SKOS that the ontology is read by.
pub mod term {
    use oxigraph::model::NamedNodeRef;

    macro_rules! terms {
        ($($name:ident = $iri:literal;)*) => {
            $(pub const $name: NamedNodeRef = NamedNodeRef::new_unchecked($iri);)*
        };
    }
    terms! {
        ON_PROPERTY = "http://www.w3.org/2002/07/owl#onProperty";
        ALL_VALUES_FROM = "http://www.w3.org/2002/07/owl#allValuesFrom";
        SOME_VALUES_FROM = "http://www.w3.org/2002/07/owl#someValuesFrom";
        HAS_VALUE = "http://www.w3.org/2002/07/owl#hasValue";
        ONE_OF = "http://www.w3.org/2002/07/owl#oneOf";
        EQUIVALENT_CLASS = "http://www.w3.org/2002/07/owl#equivalentClass";
        INTERSECTION_OF = "http://www.w3.org/2002/07/owl#intersectionOf";
        UNION_OF = "http://www.w3.org/2002/07/owl#unionOf";
        CLOSE_MATCH = "http://www.w3.org/2004/02/skos/core#closeMatch";
        IN_SCHEME = "http://www.w3.org/2004/02/skos/core#inScheme";
        BROADER = "http://www.w3.org/2004/02/skos/core#broader";
        NOTATION = "http://www.w3.org/2004/02/skos/core#notation";
        CORE_ROLE = "https://w3id.org/silkgraph/ns#coreRole";
    }
}

/// The triples of the ontology by subject (as N-Triples writes it), those of
/// one subject in the order of the file.
#[derive(Default)]
pub struct Graph(BTreeMap<String, Vec<Triple>>);

impl Graph {
    pub fn parse(path: &str, text: &str) -> Result<Self> {
        let mut graph = Graph::default();
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(text) {
            let quad = quad.map_err(|e| match e.location() {
                Some(at) => {
                    let (line, column) = (at.start.line + 1, at.start.column + 1);
                    Error::data(format!("{path}:{line}:{column}"), &e)
                }
                None => Error::data(path, &e),
            })?;
            graph.0.entry(quad.subject.to_string()).or_default().push(quad.into());
        }
        Ok(graph)
    }

    /// All subjects, as N-Triples writes them, sorted.
    pub fn subjects(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The values of a property, in the order of the file.
    pub fn objects<'a>(
        &'a self,
        subject: &str,
        predicate: NamedNodeRef<'a>,
    ) -> impl Iterator<Item = &'a Term> + use<'a> {
        let triples = self.0.get(subject).map_or(&[][..], Vec::as_slice);
        triples.iter().filter(move |t| t.predicate.as_ref() == predicate).map(|t| &t.object)
    }

    pub fn object<'a>(&'a self, subject: &str, predicate: NamedNodeRef<'a>) -> Option<&'a Term> {
        self.objects(subject, predicate).next()
    }

    /// The triples that give something a type.
    pub fn types(&self) -> impl Iterator<Item = &Triple> {
        self.0.values().flatten().filter(|t| t.predicate.as_ref() == rdf::TYPE)
    }

    /// The members of an RDF list.
    pub fn list<'a>(&'a self, head: &'a Term) -> Vec<&'a Term> {
        let mut items = Vec::new();
        let mut node = Some(head);
        while let Some(head) = node {
            let head = head.to_string();
            items.extend(self.object(&head, rdf::FIRST));
            node = self.object(&head, rdf::REST);
        }
        items
    }

    /// The text of a literal property; empty where there is none.
    pub fn text(&self, subject: &str, predicate: NamedNodeRef<'_>) -> &str {
        match self.0.get(subject).into_iter().flatten().find(|t| t.predicate == predicate) {
            Some(Triple { object: Term::Literal(text), .. }) => text.value(),
            _ => "",
        }
    }

    /// Local names of everything of ours that has a type.
    pub fn declared(&self) -> BTreeSet<String> {
        self.types().filter_map(|t| Some(local(&t.subject.clone().into())?.to_owned())).collect()
    }
}

/// A term of ours as N-Triples writes it.
pub fn iri(local: &str) -> String {
    format!("<{NAMESPACE}{local}>")
}

/// The local name of a term of ours.
pub fn local(term: &Term) -> Option<&str> {
    match term {
        Term::NamedNode(node) => node.as_str().strip_prefix(NAMESPACE),
        _ => None,
    }
}
