//! Articles and events as lines of JSON, for programs.

use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::article::Article;
use crate::event::{Entity, Event, Evidence, Statement};
use crate::rdf::{Reading, Said, claim_iri, headline, thing_iri};
use crate::text::Span;

#[derive(Serialize)]
struct Line<'a> {
    article: Value,
    events: Vec<Map<String, Value>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    warnings: &'a [String],
}

/// The article and its events; offsets count characters of the clean text.
///
/// # Errors
/// Never in practice: what is written is always valid JSON.
pub fn line(
    article: &Article,
    statements: &[Statement],
    events: &[Event],
) -> serde_json::Result<String> {
    let line = Line {
        article: json!({
            "id": article.id,
            "title": article.title,
            "published": article.published.map(|d| d.to_string()),
            "source": article.source,
            "url": article.url,
            "language": article.language,
        }),
        events: events.iter().map(|e| event(e, evidence(article, statements, e))).collect(),
        warnings: &article.warnings,
    };
    serde_json::to_string(&line)
}

/// All that fusing and the graph need of an article, as a [`Reading`], with what
/// those need who share the work: the keys by which it is divided, and a digest
/// of the clean text, by which an article that comes twice is known.
#[derive(Serialize)]
struct Telling<'a> {
    #[serde(flatten)]
    reading: &'a Reading,
    shares: &'a [String],
    digest: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<&'a String>,
}

/// What the article says, with nothing left out.
///
/// # Errors
/// Never in practice: what is written is always valid JSON.
pub fn statements(
    article: &Article,
    reading: &Reading,
    shares: &[String],
    warnings: &[String],
) -> serde_json::Result<String> {
    let digest = Sha256::digest(article.text.as_bytes());
    serde_json::to_string(&Telling {
        reading,
        shares,
        digest: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        warnings: article.warnings.iter().chain(warnings).collect(),
    })
}

/// An event of many articles; `readings` are sorted by identifier.
///
/// # Errors
/// Never in practice: what is written is always valid JSON.
pub fn fused(readings: &[Reading], fused: &Event) -> serde_json::Result<String> {
    let quote = |said: &Said, span: Span| -> String {
        let from = span.start.saturating_sub(said.span.start);
        said.text.chars().skip(from).take(span.end.saturating_sub(span.start)).collect()
    };
    let evidence = |e: &Evidence| {
        let at = readings.binary_search_by_key(&&e.article, |r| &r.article.id).ok()?;
        let (reading, statement) = (&readings[at], readings[at].statements.get(e.statement)?);
        let said = reading.sentences.iter().find(|s| s.number == statement.sentence);
        Some(json!({
            "claim": claim_iri(&e.article, e.statement),
            "article": e.article,
            "published": reading.article.published,
            "source": reading.article.source,
            "url": reading.article.url,
            "quote": said.map(|said| quote(said, statement.span)),
            "start": statement.span.start,
            "end": statement.span.end,
            "pattern": statement.pattern,
        }))
    };
    let mut map = event(fused, fused.evidence.iter().filter_map(evidence).collect());
    let iris = |ids: &[String]| json!(ids.iter().map(|id| thing_iri(id)).collect::<Vec<_>>());
    let claim = |e: &Evidence| claim_iri(&e.article, e.statement);
    let contradicts: Vec<[String; 2]> =
        fused.contradicts.iter().map(|(later, earlier)| [claim(later), claim(earlier)]).collect();
    let time = fused.record.time.as_ref();
    map.insert("label".into(), json!(headline(&fused.record)));
    map.insert("earliest".into(), json!(time.and_then(|t| t.earliest)));
    map.insert("latest".into(), json!(time.and_then(|t| t.latest)));
    map.insert("partOf".into(), iris(&fused.part_of));
    map.insert("replaces".into(), iris(&fused.replaces));
    map.insert("contradicts".into(), json!(contradicts));
    serde_json::to_string(&map)
}

/// The evidence of an event that one article tells of.
fn evidence(article: &Article, statements: &[Statement], event: &Event) -> Vec<Value> {
    let told = event.evidence.iter().filter_map(|e| statements.get(e.statement));
    told.map(|s| {
        json!({
            "quote": s.span.of(&article.text),
            "start": article.text[..s.span.start].chars().count(),
            "end": article.text[..s.span.end].chars().count(),
            "pattern": s.pattern,
        })
    })
    .collect()
}

fn event(event: &Event, evidence: Vec<Value>) -> Map<String, Value> {
    let record = &event.record;
    let mut roles: Map<String, Value> =
        record.roles.iter().map(|(role, fillers)| (role.clone(), entities(fillers))).collect();
    let is_word = |name: &str| !matches!(name, "stance" | "sum" | "ordinal");
    for (name, value) in record.values.iter().filter(|(name, _)| is_word(name)) {
        roles.insert(name.clone(), json!(value));
    }
    // Numbers stand beside the roles: whoever reads these expects words and actors.
    let number = |name: &str| -> Option<serde_json::Number> {
        serde_json::from_str(record.values.get(name)?).ok()
    };
    let mut map = Map::new();
    map.insert("iri".into(), json!(thing_iri(&event.id)));
    map.insert("type".into(), json!(record.event));
    map.insert("status".into(), json!(record.status));
    map.insert("date".into(), json!(record.time.as_ref().map(|t| &t.edtf)));
    map.insert("recurrence".into(), json!(record.recurrence));
    map.insert("count".into(), json!(record.count));
    map.insert("ordinal".into(), json!(number("ordinal")));
    map.insert("sum".into(), json!(number("sum")));
    map.insert("place".into(), entities(&record.place));
    map.insert("roles".into(), Value::Object(roles));
    map.insert("stance".into(), json!(record.values.get("stance")));
    map.insert("source".into(), entities(&record.source));
    map.insert("evidence".into(), Value::Array(evidence));
    map
}

fn entities(list: &[Entity]) -> Value {
    let one = |e: &Entity| {
        let mut map = Map::new();
        map.insert("iri".into(), json!(thing_iri(&e.id)));
        map.insert("name".into(), json!(e.name));
        map.insert("type".into(), json!(e.kind));
        if let Some(written) = &e.written {
            map.insert("aliases".into(), json!([written]));
        }
        if let Some(country) = &e.country {
            map.insert("country".into(), json!(thing_iri(country)));
        }
        Value::Object(map)
    };
    Value::Array(list.iter().map(one).collect())
}
