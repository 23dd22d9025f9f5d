//! Events as records of PLOVER, the Political Language Ontology for Verifiable
//! Event Records (version 0.8), so that users of event data can put ours beside
//! theirs. Types, modes and sides come from the mapping in the ontology.

use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::event::{Entity, EntityKind, Event, Statement};
use crate::gazetteer::{Detail, Gazetteer};
use crate::ontology::{Ontology, Side};
use crate::vocabulary::ID;

/// What an organisation of states has in place of the code of a country.
const INTERNATIONAL: &str = "IGO";

/// One event as a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// The IRI of the event.
    pub id: String,
    /// The type, such as `CONSULT`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The mode, such as `visit`, where the type has modes.
    pub mode: Option<String>,
    /// When, in EDTF.
    pub date: Option<String>,
    /// How far the article takes it for a fact, which PLOVER does not tell.
    pub status: &'static str,
    /// Who acts; of talks without a host, everyone.
    pub source: Vec<Actor>,
    /// To whom it is done.
    pub target: Vec<Actor>,
    /// Where it happens, by name.
    pub location: Vec<String>,
    /// Identifier of the article.
    pub article: String,
    /// Its outlet.
    pub publisher: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The words that tell of it first.
    pub text: String,
}

/// Who stands on a side of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The canonical name.
    #[serde(rename = "actorText", default)]
    pub name: String,
    /// The country by ISO 3166-1 alpha-3, `IGO` for an organisation of states.
    #[serde(default)]
    pub code: Option<String>,
}

/// Makes records.
#[derive(Clone, Copy, Debug)]
pub struct Coder<'a> {
    pub ontology: &'a Ontology,
    pub gazetteer: &'a Gazetteer,
}

impl Coder<'_> {
    /// The record of an event; `None` for what PLOVER does not code.
    pub fn record(&self, article: &Article, told: &[Statement], event: &Event) -> Option<Record> {
        let record = &event.record;
        let code = self.ontology.codes(record).plover?;
        let first =
            event.evidence.iter().filter_map(|e| told.get(e.statement)).min_by_key(|s| s.span);
        Some(Record {
            id: format!("{ID}{}", event.id),
            kind: code.root,
            mode: code.detail,
            date: record.time.as_ref().map(|t| t.edtf.clone()),
            status: record.status.name(),
            source: self.side(event, Side::Actor),
            target: self.side(event, Side::Recipient),
            location: record.place.iter().map(|p| p.name.clone()).collect(),
            article: article.id.clone(),
            publisher: article.source.clone(),
            url: article.url.clone(),
            text: first.map(|s| s.span.of(&article.text).to_owned()).unwrap_or_default(),
        })
    }

    fn side(&self, event: &Event, side: Side) -> Vec<Actor> {
        let mut actors: Vec<Actor> = Vec::new();
        for role in self.ontology.roles_of(event.record.event) {
            let fillers = event.record.role(&role.name).iter().filter(|_| role.side == Some(side));
            for actor in fillers.map(|e| self.actor(e)) {
                if !actors.contains(&actor) {
                    actors.push(actor);
                }
            }
        }
        actors
    }

    fn actor(&self, entity: &Entity) -> Actor {
        let country = entity.country.as_deref().and_then(|id| self.gazetteer.by_id(id));
        let iso = country.and_then(|id| match &self.gazetteer.things[id].detail {
            Detail::Country { iso, .. } => iso.clone(),
            _ => None,
        });
        let international = entity.kind == EntityKind::Organisation && entity.country.is_none();
        let code = iso.or_else(|| international.then(|| INTERNATIONAL.to_owned()));
        Actor { name: entity.name.clone(), code }
    }
}
