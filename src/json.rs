//! Events of one article as a line of JSON, for programs.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::article::Article;
use crate::event::{Entity, Event, Statement};
use crate::rdf::thing_iri;

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
        events: events.iter().map(|e| event(article, statements, e)).collect(),
        warnings: &article.warnings,
    };
    serde_json::to_string(&line)
}

fn event(article: &Article, statements: &[Statement], event: &Event) -> Map<String, Value> {
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
    let evidence: Vec<Value> = event
        .evidence
        .iter()
        .filter_map(|e| statements.get(e.statement))
        .map(|s| {
            json!({
                "quote": s.span.of(&article.text),
                "start": article.text[..s.span.start].chars().count(),
                "end": article.text[..s.span.end].chars().count(),
                "pattern": s.pattern,
            })
        })
        .collect();
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
