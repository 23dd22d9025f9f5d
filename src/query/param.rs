//! What a parameter of a query takes, and the terms that its values stand for.

use std::fmt;

use chrono::NaiveDate;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, Term};

use super::name::Names;
use crate::error::{Error, Result};
use crate::event::{EventType, Status};
use crate::ontology::{Filler, Ontology};
use crate::time::Time;
use crate::vocabulary::expand;

/// A parameter of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name, which is that of a variable and of a flag.
    pub name: String,
    /// What it takes.
    pub kind: Kind,
    /// How often it may be given.
    pub arity: Arity,
    /// What it is when it is not given.
    pub default: Option<String>,
    /// What it does, in a phrase.
    pub about: String,
}

/// How often a parameter may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arity {
    /// Once.
    One,
    /// Once or not at all (`?`).
    Maybe,
    /// Any number of times (`*`); each value will do.
    Any,
    /// At least once (`+`); each value will do.
    Some,
}

impl Arity {
    /// Whether the query cannot do without.
    pub fn is_required(self) -> bool {
        matches!(self, Arity::One | Arity::Some)
    }

    /// Whether several values may be given.
    pub fn is_many(self) -> bool {
        matches!(self, Arity::Any | Arity::Some)
    }
}

/// What a value stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A thing of the graph, by name or identifier.
    Thing(Thing),
    /// A day; of a month or a year the first.
    Date,
    /// A day; of a month or a year the last.
    EndDate,
    /// A year.
    Year,
    /// A whole number.
    Number,
    /// Any text.
    Text,
    /// A type of event.
    Type,
    /// How far an event is a fact.
    Status,
    /// One of the words that the ontology gives this role.
    Word(String),
}

/// The kinds of thing that a parameter can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// Who can act: a person, state, organisation, office or group.
    Actor,
    /// A human being.
    Person,
    /// A state.
    Country,
    /// An organisation, alliance or institution.
    Organisation,
    /// A state, city or other place.
    Place,
    /// An event.
    Event,
}

impl Thing {
    const ALL: [Thing; 6] = [
        Thing::Actor,
        Thing::Person,
        Thing::Country,
        Thing::Organisation,
        Thing::Place,
        Thing::Event,
    ];

    /// The word for it in headers and messages.
    pub fn name(self) -> &'static str {
        match self {
            Thing::Actor => "actor",
            Thing::Person => "person",
            Thing::Country => "country",
            Thing::Organisation => "organisation",
            Thing::Place => "place",
            Thing::Event => "event",
        }
    }
}

impl Kind {
    /// The kind that a header names: `actor`, `date`, `word stance`, ...
    pub(super) fn of_header(text: &str) -> Result<Self, String> {
        if let Some(thing) = Thing::ALL.into_iter().find(|t| t.name() == text) {
            return Ok(Kind::Thing(thing));
        }
        Ok(match text {
            "date" => Kind::Date,
            "end-date" => Kind::EndDate,
            "year" => Kind::Year,
            "number" => Kind::Number,
            "text" => Kind::Text,
            "type" => Kind::Type,
            "status" => Kind::Status,
            _ => match text.strip_prefix("word ") {
                Some(role) => Kind::Word(role.trim().to_owned()),
                None => {
                    let things = Thing::ALL.map(Thing::name).join(", ");
                    return Err(format!(
                        "the type `{text}` is unknown; write one of {things}, date, end-date, \
                         year, number, text, type, status, or `word` and a role, such as \
                         `word stance`"
                    ));
                }
            },
        })
    }

    /// What stands for a value in help: `PLACE`, `DATE`.
    pub fn placeholder(&self) -> String {
        match self {
            Kind::EndDate => "DATE".to_owned(),
            Kind::Word(role) => role.to_uppercase(),
            other => other.to_string().to_uppercase(),
        }
    }

    /// The values there are, for kinds that have few.
    pub fn choices(&self, ontology: &Ontology) -> Vec<String> {
        match self {
            Kind::Type => EventType::ALL.iter().map(|t| t.name().to_lowercase()).collect(),
            Kind::Status => Status::ALL.iter().map(|s| s.name().to_owned()).collect(),
            Kind::Word(role) => words(ontology, role),
            _ => Vec::new(),
        }
    }

    /// Whether a value can be read, as far as the value alone tells; the error
    /// says what to write.
    pub fn check(&self, text: &str) -> Result<(), String> {
        match self {
            Kind::Thing(_) if text.trim().is_empty() => Err("write a name".to_owned()),
            Kind::Thing(_) => Ok(()),
            _ => self.literal(text).map(drop),
        }
    }

    /// The term that a value stands for.
    ///
    /// # Errors
    ///
    /// [`Error::Query`] with what to write, and what [`Names::find`] says.
    pub fn term(&self, text: &str, names: &Names<'_>) -> Result<Term> {
        match self {
            Kind::Thing(thing) => Ok(names.find(*thing, text)?.into()),
            _ => self.literal(text).map_err(Error::Query),
        }
    }

    fn literal(&self, text: &str) -> Result<Term, String> {
        let silk = |name: &str| {
            let iri = expand(&format!("silk:{name}")).unwrap_or_default();
            Term::from(NamedNode::new_unchecked(iri))
        };
        let date =
            |day: NaiveDate| Term::from(Literal::new_typed_literal(day.to_string(), xsd::DATE));
        match self {
            Kind::Date => first_day(text).map(date),
            Kind::EndDate => last_day(text).map(date),
            Kind::Year => match text.parse::<i32>() {
                Ok(year) if (1000..=9999).contains(&year) => Ok(Literal::from(year).into()),
                _ => Err("write a year such as 2022".to_owned()),
            },
            Kind::Number => match text.parse::<i64>() {
                Ok(number) => Ok(Literal::from(number).into()),
                Err(_) => Err("write a whole number".to_owned()),
            },
            Kind::Type => text.parse::<EventType>().map(|t| silk(t.name())).map_err(|()| {
                let all = EventType::ALL.map(|t| t.name().to_lowercase());
                format!("write one of {}", all.join(", "))
            }),
            Kind::Status => {
                text.to_lowercase().parse::<Status>().map(|s| silk(s.name())).map_err(|()| {
                    format!("write one of {}", Status::ALL.map(Status::name).join(", "))
                })
            }
            Kind::Text | Kind::Word(_) | Kind::Thing(_) => {
                Ok(Literal::new_simple_literal(text).into())
            }
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Thing(thing) => thing.name(),
            Kind::Date => "date",
            Kind::EndDate => "end-date",
            Kind::Year => "year",
            Kind::Number => "number",
            Kind::Text => "text",
            Kind::Type => "type",
            Kind::Status => "status",
            Kind::Word(role) => return write!(f, "word {role}"),
        })
    }
}

/// The words that the ontology gives a role, in whichever types have it.
fn words(ontology: &Ontology, role: &str) -> Vec<String> {
    let roles = EventType::ALL.iter().flat_map(|t| ontology.roles_of(*t));
    let mut words = Vec::new();
    for role in roles.filter(|r| r.name == role) {
        if let Filler::Word(of_type) = &role.filler {
            words.extend(of_type.iter().cloned());
        }
    }
    words.sort();
    words.dedup();
    words
}

/// The day with which a period begins: a day, a month or a year, in EDTF.
///
/// # Errors
///
/// With what to write, when the text is none of these.
pub fn first_day(text: &str) -> Result<NaiveDate, String> {
    day(text, |time| time.earliest.or(time.latest))
}

/// The day with which a period ends, as [`first_day`].
///
/// # Errors
///
/// As [`first_day`].
pub fn last_day(text: &str) -> Result<NaiveDate, String> {
    day(text, |time| time.latest.or(time.earliest))
}

fn day(text: &str, side: impl Fn(&Time) -> Option<NaiveDate>) -> Result<NaiveDate, String> {
    let what = "write a day such as 2022-09-14, a month (2022-09) or a year (2022)";
    Time::parse_edtf(text.trim()).and_then(|time| side(&time)).ok_or_else(|| what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;

    fn literal(kind: Kind, text: &str) -> String {
        kind.literal(text).map_or_else(|e| e, |t| t.to_string())
    }

    #[test]
    fn a_month_begins_on_its_first_day_and_ends_on_its_last() {
        let date = |day| format!("\"{day}\"^^<http://www.w3.org/2001/XMLSchema#date>");
        assert_eq!(literal(Kind::Date, "2024-02"), date("2024-02-01"));
        assert_eq!(literal(Kind::EndDate, "2024-02"), date("2024-02-29"));
        assert_eq!(literal(Kind::EndDate, "2024"), date("2024-12-31"));
        assert_eq!(literal(Kind::Date, "2024-02-30"), literal(Kind::Date, "yesterday"));
        assert!(literal(Kind::Date, "yesterday").starts_with("write a day such as"));
    }

    #[test]
    fn types_and_statuses_are_terms() {
        let visit = "<https://w3id.org/silkgraph/ns#Visit>";
        assert_eq!(literal(Kind::Type, "visit"), visit);
        assert_eq!(literal(Kind::Type, "Visit"), visit);
        assert!(literal(Kind::Status, "done").starts_with("write one of occurred"));
        assert_eq!(literal(Kind::Year, "22"), "write a year such as 2022");
    }

    #[test]
    fn text_cannot_leave_its_quotes() {
        let text = literal(Kind::Text, "\" } DROP ALL # \\");
        assert_eq!(text, r#""\" } DROP ALL # \\""#);
    }

    #[test]
    fn words_are_those_of_the_ontology() {
        let ontology = Ontology::load(&Data::embedded()).unwrap();
        let choices = |kind: &str| Kind::of_header(kind).unwrap().choices(&ontology);
        assert!(choices("word stance").contains(&"condemns".to_owned()));
        assert!(choices("word change").contains(&"lifts".to_owned()));
        assert_eq!(choices("date"), Vec::<String>::new());
    }
}
