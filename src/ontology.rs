//! What `ontology/silkgraph.ttl` says of event types: which roles each offers,
//! and what may fill them.

mod code;
mod graph;

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::Term;
use oxigraph::model::vocab::rdfs;

use self::code::Coding;
pub use self::code::{Code, Codes, Side};
use self::graph::{Graph, iri, local, term};
use crate::data::{Data, Folder};
use crate::error::{Error, Result};
use crate::event::{EventType, Record};

const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

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
    /// A number above 0, with or without decimals.
    Decimal,
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
    /// The side of a PLOVER record on which its fillers stand.
    pub side: Option<Side>,
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
            Filler::Decimal => text.parse::<f64>().is_ok_and(|n| n > 0.0 && n.is_finite()),
        }
    }
}

/// The event types with their roles, and all terms that are declared.
#[derive(Clone, Debug)]
pub struct Ontology {
    roles: BTreeMap<EventType, Vec<Role>>,
    coding: Coding,
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
            let own = restrictions(&graph, event.name());
            if own.is_empty() {
                let what = format!("the class silk:{event} has no role: add owl:Restrictions");
                return Err(Error::data(path, what));
            }
            let common =
                restrictions(&graph, "Event").into_iter().map(|r| Role { common: true, ..r });
            roles.insert(event, own.into_iter().chain(common).collect());
        }
        let coding = Coding::read(&graph, path)?;
        Ok(Ontology { roles, coding, terms: graph.declared() })
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
            Filler::Decimal => "a number above 0".to_owned(),
            Filler::Entity | Filler::Text | Filler::Date => "some text".to_owned(),
        };
        Err(format!("the role `{name}` of {event} cannot be `{value}`: write {wanted}"))
    }

    /// What the record is in PLOVER and CAMEO.
    pub fn codes(&self, record: &Record) -> Codes {
        self.coding.codes(record)
    }

    /// The cases of the ontology's section on codes that the record falls
    /// under: one at most, which a test holds.
    pub fn cases<'a>(&'a self, record: &'a Record) -> impl Iterator<Item = &'a str> {
        self.coding.cases(record)
    }

    /// The local names of all classes, properties and individuals.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(String::as_str)
    }
}

/// The restrictions on a class, as roles.
fn restrictions(graph: &Graph, class: &str) -> Vec<Role> {
    let class = iri(class);
    let core: Vec<&Term> = graph.objects(&class, term::CORE_ROLE).collect();
    let mut roles = Vec::new();
    for parent in graph.objects(&class, rdfs::SUB_CLASS_OF) {
        let restriction = parent.to_string();
        let property = graph.object(&restriction, term::ON_PROPERTY);
        let range = graph.object(&restriction, term::ALL_VALUES_FROM);
        if let (Some(property), Some(range)) = (property, range) {
            let key = property.to_string();
            roles.push(Role {
                name: local(property).unwrap_or_default().to_owned(),
                filler: filler(graph, range),
                core: core.contains(&property),
                common: false,
                about: graph.text(&key, rdfs::COMMENT).to_owned(),
                side: code::side(graph, &key),
            });
        }
    }
    roles
}

fn filler(graph: &Graph, range: &Term) -> Filler {
    if let Some(list) = graph.object(&range.to_string(), term::ONE_OF) {
        return Filler::Word(graph.list(list).into_iter().filter_map(code::word).collect());
    }
    match range {
        Term::NamedNode(node) => match node.as_str().strip_prefix(XSD) {
            Some("date") => Filler::Date,
            Some("duration") => Filler::Duration,
            Some("integer") => Filler::Number,
            Some("decimal") => Filler::Decimal,
            Some(_) => Filler::Text,
            None => individuals(graph, range).map_or(Filler::Entity, Filler::Word),
        },
        _ => Filler::Text,
    }
}

/// The names of the individuals of a class, if it has any.
fn individuals(graph: &Graph, class: &Term) -> Option<Vec<String>> {
    let members: Vec<String> = graph
        .types()
        .filter(|t| t.object == *class)
        .filter_map(|t| Some(local(&t.subject.clone().into())?.to_owned()))
        .collect();
    (!members.is_empty()).then_some(members)
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
            "ordinal",
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
             and for every event place, source, date, status, recurrence, count, ordinal"
        );
    }

    #[test]
    fn codes_are_those_of_type_status_and_words() {
        let ontology = ontology();
        let codes = |event, status, words: &[(&str, &str)]| {
            let mut record = Record::new(event, status);
            record.values = words.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
            let codes = ontology.codes(&record);
            let show = |code: Option<Code>| {
                code.map(|c| format!("{} {}", c.root, c.detail.unwrap_or_default()))
            };
            (show(codes.plover), show(codes.cameo))
        };
        let both = |plover: &str, cameo: &str| (Some(plover.into()), Some(cameo.into()));
        use crate::event::Status::*;
        use EventType::*;
        assert_eq!(codes(Visit, Occurred, &[]), both("CONSULT visit", "04 042"));
        assert_eq!(codes(Visit, Planned, &[]), both("AGREE ", "03 036"));
        assert_eq!(codes(Visit, Cancelled, &[]), both("SANCTION ", "16 164"));
        assert_eq!(codes(Meeting, Ongoing, &[("mode", "phone")]), both("CONSULT phone", "04 041"));
        assert_eq!(codes(Support, Occurred, &[("kind", "loan")]), both("AID economic", "07 071"));
        assert_eq!(codes(Sanction, Occurred, &[("change", "lifts")]), both("RETREAT ", "08 085"));
        assert_eq!(
            codes(Statement, Occurred, &[("stance", "says")]),
            (None, Some("01 010".into())),
            "PLOVER does not code mere comment"
        );
        assert_eq!(codes(Clash, Negated, &[]), (None, None), "what was not has no code");
        assert_eq!(ontology.role(Visit, "visitor").unwrap().side, Some(Side::Actor));
        assert_eq!(ontology.role(Visit, "host").unwrap().side, Some(Side::Recipient));
        assert_eq!(ontology.role(Visit, "place").unwrap().side, None);
    }

    #[test]
    fn a_case_that_cannot_be_read_is_told() {
        let text = Data::embedded();
        let files = text.files(Folder::Ontology, "ttl").unwrap();
        let file = files.iter().find(|f| f.stem == "silkgraph").unwrap();
        let circle = "code:round a owl:Class ; owl:equivalentClass code:round ; \
                      skos:closeMatch code:cameo-010 .";
        let error = Ontology::parse("o.ttl", &format!("{}\n{circle}", file.text)).unwrap_err();
        assert!(error.to_string().contains("code:round is not defined"), "{error}");
    }

    #[test]
    fn a_fault_in_the_file_is_told_by_line_and_column() {
        let error = Ontology::parse("o.ttl", "@prefix a: <urn:a> .\na:b a:c ; .").unwrap_err();
        assert!(error.to_string().starts_with("o.ttl:2:"), "{error}");
    }
}
