//! Bracketed examples, run as tests of an extractor.

use crate::article::Article;
use crate::event::{Entity, Event};
use crate::fuse::{self, Told};
use crate::gazetteer::Sense;

use crate::extract::Engine;
use crate::extract::file::{Example, Extractor};
use crate::extract::null::Entry;

/// An example that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The example as written.
    pub written: String,
    /// What was expected and what was found.
    pub what: String,
}

/// Runs the examples of an extractor, and those of its `not_yet` list, which
/// must fail.
pub fn failures(engine: &Engine, extractor: &Extractor) -> Vec<Failure> {
    let failed = |e: &Example| {
        check(engine, extractor, e).err().map(|what| Failure { written: e.written.clone(), what })
    };
    let works = |e: &Example| {
        let what = "works now: move it from not_yet to examples".to_owned();
        check(engine, extractor, e).is_ok().then(|| Failure { written: e.written.clone(), what })
    };
    extractor
        .examples
        .iter()
        .filter_map(failed)
        .chain(extractor.not_yet.iter().filter_map(works))
        .collect()
}

/// Runs the examples of the null list: none of its events may be found in the
/// one kind, and one must be in the other.
pub fn null_failures(engine: &Engine) -> Vec<Failure> {
    let mut failures = Vec::new();
    for entry in &engine.nulls.entries {
        for (written, wanted) in
            entry.examples.iter().map(|e| (e, false)).chain(entry.still.iter().map(|e| (e, true)))
        {
            if finds(engine, written, entry) != wanted {
                let what = if wanted { "nothing is found" } else { "something is found" };
                let what = format!("{what}, in spite of \"{}\"", entry.about);
                failures.push(Failure { written: written.clone(), what });
            }
        }
    }
    failures
}

/// Whether an event that the entry speaks of is found in a sentence.
pub fn finds(engine: &Engine, sentence: &str, entry: &Entry) -> bool {
    events_in(engine, sentence).iter().any(|e| entry.concerns(e.record.event))
}

fn events_in(engine: &Engine, sentence: &str) -> Vec<Event> {
    let article = Article { id: "example".into(), text: sentence.to_owned(), ..Article::default() };
    let extraction = engine.extract(&article);
    let told = Told { article: "example", published: None, statements: &extraction.statements };
    fuse::fuse_article(&engine.gazetteer, &told)
}

fn check(engine: &Engine, extractor: &Extractor, example: &Example) -> Result<(), String> {
    let events = events_in(engine, &example.sentence);
    let events: Vec<&Event> = events.iter().filter(|e| e.record.event == extractor.event).collect();
    if example.answers.is_empty() {
        return match events.first() {
            None => Ok(()),
            Some(event) => Err(format!("nothing may be found, but there is {}", describe(event))),
        };
    }
    let missing: Vec<String> = example
        .answers
        .iter()
        .filter(|(role, value)| !events.iter().any(|e| holds(engine, e, role, value)))
        .map(|(role, value)| format!("{role} = {value}"))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let found = match events[..] {
        [] => "nothing is found".to_owned(),
        _ => format!(
            "found is {}",
            events.iter().map(|e| describe(e)).collect::<Vec<_>>().join("; ")
        ),
    };
    Err(format!("missing {}; {found}", missing.join(", ")))
}

fn holds(engine: &Engine, event: &Event, role: &str, value: &str) -> bool {
    let record = &event.record;
    match role {
        "date" => record.time.as_ref().map(|t| t.edtf.as_str()) == Some(value),
        "status" => record.status.name() == value,
        "recurrence" => record.recurrence.as_deref() == Some(value),
        "count" => record.count.is_some_and(|c| c.to_string() == value),
        "place" => record.place.iter().any(|e| means(engine, e, value)),
        _ => {
            record.role(role).iter().any(|e| means(engine, e, value))
                || record.values.get(role).is_some_and(|v| v == value)
        }
    }
}

/// Whether an entity has this identifier or one of its names.
fn means(engine: &Engine, entity: &Entity, value: &str) -> bool {
    let named = |sense: &Sense| match sense {
        Sense::Name(id) | Sense::Surname(id) | Sense::Adjective(id) | Sense::Demonym(id) => {
            engine.gazetteer.things[*id].id == entity.id
        }
        Sense::Title { .. } | Sense::Body(_) => false,
    };
    entity.id == value
        || entity.name == value
        || engine.gazetteer.names.get(value).iter().any(|(s, _)| named(s))
}

fn describe(event: &Event) -> String {
    let record = &event.record;
    let mut parts: Vec<String> = record
        .roles
        .iter()
        .map(|(role, fillers)| {
            format!(
                "{role} = {}",
                fillers.iter().map(|f| f.id.as_str()).collect::<Vec<_>>().join(", ")
            )
        })
        .chain(record.values.iter().map(|(name, value)| format!("{name} = {value}")))
        .collect();
    if !record.place.is_empty() {
        parts.push(format!(
            "place = {}",
            record.place.iter().map(|f| f.id.as_str()).collect::<Vec<_>>().join(", ")
        ));
    }
    if let Some(time) = &record.time {
        parts.push(format!("date = {}", time.edtf));
    }
    parts.push(format!("status = {}", record.status));
    format!("{} ({})", record.event, parts.join("; "))
}
