//! What `ontology/silkgraph.ttl` says of event types: which roles each offers,
//! and what may fill them.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{NamedNodeRef, Term, Triple};

use crate::data::{Data, Folder};
use crate::error::{Error, Result};
use crate::event::EventType;

const NAMESPACE: &str = "https://w3id.org/silkgraph/ns#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const ON_PROPERTY: NamedNodeRef =
    NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#onProperty");
const ALL_VALUES_FROM: NamedNodeRef =
    NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#allValuesFrom");
const ONE_OF: NamedNodeRef = NamedNodeRef::new_unchecked("http://www.w3.org/2002/07/owl#oneOf");

/// What may fill a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filler {
    /// An actor or a place.
    Entity,
    /// One of these words.
    Word(Vec<String>),
    /// Any text.
    Text,
    /// A time, written in EDTF.
    Date,
    /// An ISO 8601 duration.
    Duration,
    /// A number from 1.
    Number,
}

/// A role that an event type offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its name, which is the local name of the property.
    pub name: String,
    /// What may fill it.
    pub filler: Filler,
    /// Whether it makes the event ([`EventType::core_roles`]).
    pub core: bool,
    /// Whether every event has it (place, time, status, ...).
    pub common: bool,
    /// What it means, in a sentence.
    pub about: String,
}

impl Role {
    /// Whether the text may fill the role. Any may fill a role for entities:
    /// who bears a name is for the gazetteer to say.
    pub fn admits(&self, text: &str) -> bool {
        match &self.filler {
            Filler::Entity | Filler::Text | Filler::Date => !text.is_empty(),
            Filler::Word(words) => words.iter().any(|w| w == text),
            Filler::Duration => text.starts_with('P') && text.len() > 2,
            Filler::Number => text.parse::<u32>().is_ok_and(|n| n > 0),
        }
    }
}

/// The event types with their roles, and all terms that are declared.
#[derive(Clone, Debug)]
pub struct Ontology {
    roles: BTreeMap<EventType, Vec<Role>>,
    terms: BTreeSet<String>,
}

impl Ontology {
    /// Reads `ontology/silkgraph.ttl`, embedded or of the working copy.
    pub fn load(data: &Data) -> Result<Self> {
        let files = data.files(Folder::Ontology, "ttl")?;
        let Some(file) = files.iter().find(|f| f.stem == "silkgraph") else {
            return Err(Error::data("ontology", "there is no silkgraph.ttl in this folder"));
        };
        Ontology::parse(&file.path, &file.text)
    }

    /// Reads an ontology in Turtle; `path` is what errors name.
    pub fn parse(path: &str, text: &str) -> Result<Self> {
        let graph = Graph::parse(path, text)?;
        let mut roles = BTreeMap::new();
        for event in EventType::ALL {
            let own = graph.roles(event.name());
            if own.is_empty() {
                let what = format!("the class silk:{event} has no role: add owl:Restrictions");
                return Err(Error::data(path, what));
            }
            let common = graph.roles("Event").into_iter().map(|r| Role { common: true, ..r });
            roles.insert(event, own.into_iter().chain(common).collect());
        }
        Ok(Ontology { roles, terms: graph.declared() })
    }

    /// The roles that an event of this type can have: its own, then those of
    /// every event.
    pub fn roles_of(&self, event: EventType) -> &[Role] {
        self.roles.get(&event).map_or(&[], Vec::as_slice)
    }

    /// The role of that name. The error says, in words for the author of an
    /// extractor, what the ontology offers instead.
    pub fn role(&self, event: EventType, name: &str) -> Result<&Role, String> {
        let roles = self.roles_of(event);
        roles.iter().find(|r| r.name == name).ok_or_else(|| {
            let list = |common| {
                let names = roles.iter().filter(|r| r.common == common).map(|r| r.name.as_str());
                names.collect::<Vec<_>>().join(", ")
            };
            format!(
                "{event} has no role `{name}`; the ontology offers {}, and for every event {}",
                list(false),
                list(true)
            )
        })
    }

    /// The role, if it may be filled by this text. The error says what may.
    pub fn check(&self, event: EventType, name: &str, value: &str) -> Result<&Role, String> {
        let role = self.role(event, name)?;
        if role.admits(value) {
            return Ok(role);
        }
        let wanted = match &role.filler {
            Filler::Word(words) => format!("one of {}", words.join(", ")),
            Filler::Duration => "an ISO 8601 duration such as P1Y".to_owned(),
            Filler::Number => "a number from 1".to_owned(),
            Filler::Entity | Filler::Text | Filler::Date => "some text".to_owned(),
        };
        Err(format!("the role `{name}` of {event} cannot be `{value}`: write {wanted}"))
    }

    /// The local names of all classes, properties and individuals.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(String::as_str)
    }
}

/// The triples of the ontology by subject (as N-Triples writes it), those of
/// one subject in the order of the file.
#[derive(Default)]
struct Graph(BTreeMap<String, Vec<Triple>>);

impl Graph {
    fn parse(path: &str, text: &str) -> Result<Self> {
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

    /// The values of a property, in the order of the file.
    fn objects<'a>(
        &'a self,
        subject: &str,
        predicate: NamedNodeRef<'a>,
    ) -> impl Iterator<Item = &'a Term> + use<'a> {
        let triples = self.0.get(subject).map_or(&[][..], Vec::as_slice);
        triples.iter().filter(move |t| t.predicate.as_ref() == predicate).map(|t| &t.object)
    }

    fn object<'a>(&'a self, subject: &str, predicate: NamedNodeRef<'a>) -> Option<&'a Term> {
        self.objects(subject, predicate).next()
    }

    /// The triples that give something a type.
    fn types(&self) -> impl Iterator<Item = &Triple> {
        self.0.values().flatten().filter(|t| t.predicate.as_ref() == rdf::TYPE)
    }

    /// The restrictions on a class, as roles.
    fn roles(&self, class: &str) -> Vec<Role> {
        let class = iri(class);
        let core_role = NamedNodeRef::new_unchecked("https://w3id.org/silkgraph/ns#coreRole");
        let core: Vec<&Term> = self.objects(&class, core_role).collect();
        let mut roles = Vec::new();
        for parent in self.objects(&class, rdfs::SUB_CLASS_OF) {
            let restriction = parent.to_string();
            let property = self.object(&restriction, ON_PROPERTY);
            let range = self.object(&restriction, ALL_VALUES_FROM);
            if let (Some(property), Some(range)) = (property, range) {
                roles.push(Role {
                    name: local(property).unwrap_or_default().to_owned(),
                    filler: self.filler(range),
                    core: core.contains(&property),
                    common: false,
                    about: self.comment(property),
                });
            }
        }
        roles
    }

    fn filler(&self, range: &Term) -> Filler {
        if let Some(list) = self.object(&range.to_string(), ONE_OF) {
            return Filler::Word(self.list(list));
        }
        match range {
            Term::NamedNode(node) => match node.as_str().strip_prefix(XSD) {
                Some("date") => Filler::Date,
                Some("duration") => Filler::Duration,
                Some("integer") => Filler::Number,
                Some(_) => Filler::Text,
                None => self.individuals(range).map_or(Filler::Entity, Filler::Word),
            },
            _ => Filler::Text,
        }
    }

    /// The names of the individuals of a class, if it has any.
    fn individuals(&self, class: &Term) -> Option<Vec<String>> {
        let members: Vec<String> = self
            .types()
            .filter(|t| t.object == *class)
            .filter_map(|t| Some(local(&t.subject.clone().into())?.to_owned()))
            .collect();
        (!members.is_empty()).then_some(members)
    }

    /// The literals of an RDF list.
    fn list(&self, head: &Term) -> Vec<String> {
        let mut items = Vec::new();
        let mut node = Some(head);
        while let Some(head) = node {
            let head = head.to_string();
            if let Some(Term::Literal(item)) = self.object(&head, rdf::FIRST) {
                items.push(item.value().to_owned());
            }
            node = self.object(&head, rdf::REST);
        }
        items
    }

    fn comment(&self, subject: &Term) -> String {
        match self.object(&subject.to_string(), rdfs::COMMENT) {
            Some(Term::Literal(text)) => text.value().to_owned(),
            _ => String::new(),
        }
    }

    /// Local names of everything of ours that has a type.
    fn declared(&self) -> BTreeSet<String> {
        self.types().filter_map(|t| Some(local(&t.subject.clone().into())?.to_owned())).collect()
    }
}

fn iri(local: &str) -> String {
    format!("<{NAMESPACE}{local}>")
}

/// The local name of a term of ours.
fn local(term: &Term) -> Option<&str> {
    match term {
        Term::NamedNode(node) => node.as_str().strip_prefix(NAMESPACE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ontology() -> Ontology {
        Ontology::load(&Data::embedded()).unwrap()
    }

    #[test]
    fn a_visit_has_a_visitor_and_like_every_event_a_place() {
        let ontology = ontology();
        let names: Vec<&str> =
            ontology.roles_of(EventType::Visit).iter().map(|r| r.name.as_str()).collect();
        let all = [
            "visitor",
            "destination",
            "host",
            "kind",
            "place",
            "source",
            "date",
            "status",
            "recurrence",
            "count",
        ];
        assert_eq!(names, all);
    }

    #[test]
    fn words_are_those_of_the_type() {
        let ontology = ontology();
        let change = |event| ontology.role(event, "change").unwrap().filler.clone();
        assert_eq!(
            change(EventType::Sanction),
            Filler::Word(vec!["imposes".to_owned(), "lifts".to_owned()])
        );
        assert!(matches!(change(EventType::Relation), Filler::Word(w) if w.len() == 6));
        assert!(ontology.check(EventType::Visit, "status", "planned").is_ok());
        assert!(ontology.check(EventType::Visit, "status", "done").is_err());
    }

    #[test]
    fn a_misspelt_role_is_told_what_there_is() {
        let message = ontology().role(EventType::Visit, "visiter").unwrap_err();
        assert_eq!(
            message,
            "Visit has no role `visiter`; the ontology offers visitor, destination, host, kind, \
             and for every event place, source, date, status, recurrence, count"
        );
    }

    #[test]
    fn a_fault_in_the_file_is_told_by_line_and_column() {
        let error = Ontology::parse("o.ttl", "@prefix a: <urn:a> .\na:b a:c ; .").unwrap_err();
        assert!(error.to_string().starts_with("o.ttl:2:"), "{error}");
    }
}
