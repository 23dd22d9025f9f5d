//! What the graph says: event types, statuses, and the records that the
//! extractors fill and that `fuse` joins.
//!
//! A [`Statement`] is what one place of one article asserts. An [`Event`] is
//! what one or many statements tell of. Both have the same [`Record`] of
//! roles, place, time and status, so that fusing is joining records.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::Span;
use crate::time::Time;

/// The twelve kinds of event; the same names stand in `ontology/silkgraph.ttl`.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    clap::ValueEnum,
)]
#[clap(rename_all = "PascalCase")]
pub enum EventType {
    Visit,
    Meeting,
    Summit,
    Agreement,
    Exercise,
    Statement,
    Support,
    Sanction,
    Deployment,
    Clash,
    Membership,
    Relation,
}

impl EventType {
    /// All types, in the order in which reports list them.
    pub const ALL: [EventType; 12] = [
        EventType::Visit,
        EventType::Meeting,
        EventType::Summit,
        EventType::Agreement,
        EventType::Exercise,
        EventType::Statement,
        EventType::Support,
        EventType::Sanction,
        EventType::Deployment,
        EventType::Clash,
        EventType::Membership,
        EventType::Relation,
    ];

    /// The local name of the class, e.g. `Visit`.
    pub fn name(self) -> &'static str {
        match self {
            EventType::Visit => "Visit",
            EventType::Meeting => "Meeting",
            EventType::Summit => "Summit",
            EventType::Agreement => "Agreement",
            EventType::Exercise => "Exercise",
            EventType::Statement => "Statement",
            EventType::Support => "Support",
            EventType::Sanction => "Sanction",
            EventType::Deployment => "Deployment",
            EventType::Clash => "Clash",
            EventType::Membership => "Membership",
            EventType::Relation => "Relation",
        }
    }

    /// The roles that make the event: it is recorded only when at least one
    /// of them has a filler.
    pub fn core_roles(self) -> &'static [&'static str] {
        match self {
            EventType::Visit => &["visitor", "destination"],
            EventType::Meeting | EventType::Exercise | EventType::Clash | EventType::Relation => {
                &["participant"]
            }
            EventType::Summit => &["organisation", "participant"],
            EventType::Agreement => &["party"],
            EventType::Statement => &["speaker"],
            EventType::Support => &["provider", "recipient"],
            EventType::Sanction => &["imposer", "target"],
            EventType::Deployment => &["actor"],
            EventType::Membership => &["member", "organisation"],
        }
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for EventType {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        EventType::ALL.into_iter().find(|t| t.name().eq_ignore_ascii_case(name)).ok_or(())
    }
}

/// How far the article says that the event is a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Told as fact, past or completed.
    Occurred,
    /// Told as under way now.
    Ongoing,
    /// Announced, scheduled, intended.
    Planned,
    /// May, could, should; a draft, a question, a condition.
    Possible,
    /// Said not to have happened.
    Negated,
    /// Was planned and is called off or postponed.
    Cancelled,
}

impl Status {
    /// All statuses.
    pub const ALL: [Status; 6] = [
        Status::Occurred,
        Status::Ongoing,
        Status::Planned,
        Status::Possible,
        Status::Negated,
        Status::Cancelled,
    ];

    /// The word used in the graph and in JSON, e.g. `occurred`.
    pub fn name(self) -> &'static str {
        match self {
            Status::Occurred => "occurred",
            Status::Ongoing => "ongoing",
            Status::Planned => "planned",
            Status::Possible => "possible",
            Status::Negated => "negated",
            Status::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Status {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Status::ALL.into_iter().find(|s| s.name() == name).ok_or(())
    }
}

/// What an entity is; the same names stand as classes in the ontology.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EntityKind {
    /// A state.
    Country,
    /// A person.
    Person,
    /// An organisation, alliance, format, institution or company.
    Organisation,
    /// An office whose holder is not known ("Foreign Minister of Kazakhstan").
    Office,
    /// A city, region, building or site.
    Place,
    /// A group that is described rather than named ("Kyrgyz companies").
    Group,
}

impl EntityKind {
    /// All kinds.
    pub const ALL: [EntityKind; 6] = [
        EntityKind::Country,
        EntityKind::Person,
        EntityKind::Organisation,
        EntityKind::Office,
        EntityKind::Place,
        EntityKind::Group,
    ];

    /// The local name of the class.
    pub fn name(self) -> &'static str {
        match self {
            EntityKind::Country => "Country",
            EntityKind::Person => "Person",
            EntityKind::Organisation => "Organisation",
            EntityKind::Office => "Office",
            EntityKind::Place => "Place",
            EntityKind::Group => "Group",
        }
    }
}

/// Who or what fills a role. Equality is by identifier.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entity {
    /// Identifier under `https://w3id.org/silkgraph/id/`, e.g. `xi-jinping`.
    pub id: String,
    /// Canonical English name.
    pub name: String,
    /// What it is.
    pub kind: EntityKind,
    /// Identifier of the state it belongs to, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The name as the article writes it, where it writes another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
}

impl PartialEq for Entity {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Entity {}

impl PartialOrd for Entity {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entity {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.id.cmp(&other.id)
    }
}

/// What is said of an event, by one statement or by all of them together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The kind of event.
    pub event: EventType,
    /// How far it is a fact.
    pub status: Status,
    /// Role name (`visitor`, `participant`, ...) to fillers, in text order.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub roles: BTreeMap<String, Vec<Entity>>,
    /// Roles whose filler is a word, not an entity: `mode`, `kind`, `form`,
    /// `field`, `name`, `change`, `amount`, `stance`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// Where it happens, as named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub place: Vec<Entity>,
    /// When; `None` where the text gives no time for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// ISO 8601 duration ("annual" is `P1Y`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recurrence: Option<String>,
    /// How many times, or how many documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Whom the article cites for it; empty is the article's own voice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Entity>,
}

impl Record {
    /// A record that says nothing yet but the type and status.
    pub fn new(event: EventType, status: Status) -> Self {
        Record {
            event,
            status,
            roles: BTreeMap::new(),
            values: BTreeMap::new(),
            place: Vec::new(),
            time: None,
            recurrence: None,
            count: None,
            source: Vec::new(),
        }
    }

    /// The fillers of a role, none if it is not filled.
    pub fn role(&self, name: &str) -> &[Entity] {
        self.roles.get(name).map_or(&[], Vec::as_slice)
    }

    /// Adds a filler unless it stands there already.
    pub fn add(&mut self, role: &str, entity: Entity) {
        let fillers = self.roles.entry(role.to_owned()).or_default();
        if !fillers.contains(&entity) {
            fillers.push(entity);
        }
    }
}

/// What one place of one article asserts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// What is said.
    pub record: Record,
    /// Number of the sentence in the article, from 0.
    pub sentence: usize,
    /// The stretch of clean text that asserts it.
    pub span: Span,
    /// The words that set off the extractor.
    pub trigger: String,
    /// The extractor file, e.g. `visit`.
    pub extractor: String,
    /// The pattern as written in the extractor, or the name of the rule.
    pub pattern: String,
}

/// Where an event is told: one statement of one article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// Identifier of the article.
    pub article: String,
    /// Number of the statement in the article, from 0.
    pub statement: usize,
}

/// A happening that one or many statements tell of.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Identifier under `https://w3id.org/silkgraph/id/`.
    pub id: String,
    /// All that the statements say together.
    pub record: Record,
    /// The statements, sorted.
    pub evidence: Vec<Evidence>,
    /// The identifiers that it would have by its later reports alone, sorted:
    /// those it had while its first report had not been read.
    pub replaces: Vec<String>,
    /// The visits and summits it belongs to, by identifier, sorted.
    pub part_of: Vec<String>,
    /// Statements that cannot both be right: the later report and the earlier
    /// one that it contradicts, sorted.
    pub contradicts: Vec<(Evidence, Evidence)>,
}

impl Event {
    /// An event that stands by itself.
    pub fn new(id: impl Into<String>, record: Record, evidence: Vec<Evidence>) -> Self {
        Event {
            id: id.into(),
            record,
            evidence,
            replaces: Vec::new(),
            part_of: Vec::new(),
            contradicts: Vec::new(),
        }
    }
}
