//! Bracketed examples, run as tests: of an extractor, and of who is meant.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::article::Article;
use crate::data::{Data, DataFile, Folder};
use crate::error::{Error, Result};
use crate::event::{Entity, Event};
use crate::fuse::{self, Told};
use crate::gazetteer::Sense;
use crate::gazetteer::name::key;
use crate::text::Span;

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
        "source" => record.source.iter().any(|e| means(engine, e, value)),
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

/// A file of `mentions/`: sentences in which brackets tell who is meant.
#[derive(Debug)]
pub struct Mentions {
    /// Path, for messages.
    pub path: String,
    /// The file's name without extension.
    pub name: String,
    /// Those that must hold.
    pub examples: Vec<Meant>,
    /// Those known to be missed.
    pub not_yet: Vec<Meant>,
}

/// A sentence or several, on a day, and whom stretches of it mean.
#[derive(Debug)]
pub struct Meant {
    /// The example as written.
    pub written: String,
    article: Article,
    answers: Vec<(Span, Vec<String>)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MentionsFile {
    on: toml::value::Datetime,
    examples: Vec<String>,
    #[serde(default)]
    not_yet: Vec<String>,
}

/// Reads `mentions/*.toml`.
pub fn mentions(data: &Data) -> Result<Vec<Mentions>> {
    data.files(Folder::Mentions, "toml")?.iter().map(mentions_of).collect()
}

fn mentions_of(file: &DataFile) -> Result<Mentions> {
    let raw: MentionsFile = file.parse()?;
    let fault = |what: String| Error::data(&file.path, what);
    let on = raw.on.to_string();
    let on = on.parse().map_err(|_| fault(format!("{on} is no day; write on = 2024-05-08")))?;
    let read = |all: &[String]| -> Result<Vec<Meant>> {
        all.iter().map(|w| meant(w, on).map_err(|e| fault(format!("\"{w}\": {e}")))).collect()
    };
    Ok(Mentions {
        path: file.path.clone(),
        name: file.stem.clone(),
        examples: read(&raw.examples)?,
        not_yet: read(&raw.not_yet)?,
    })
}

/// Reads `2019-05-08: [id words] and [one+other words], not [- words]`; the day may be left out.
fn meant(written: &str, on: NaiveDate) -> Result<Meant, String> {
    let dated = written.split_once(": ").and_then(|(day, rest)| Some((day.parse().ok()?, rest)));
    let (day, mut rest) = dated.unwrap_or((on, written));
    let mut text = String::new();
    let mut answers = Vec::new();
    while let Some((before, after)) = rest.split_once('[') {
        let (inside, after) = after.split_once(']').ok_or("a \"[\" is not closed")?;
        let (ids, words) = inside
            .split_once(' ')
            .ok_or(format!("[{inside}] needs an identifier and words: [id words] or [- words]"))?;
        text.push_str(before);
        let span = Span { start: text.len(), end: text.len() + words.len() };
        text.push_str(words);
        let mut ids: Vec<String> =
            ids.split('+').filter(|id| *id != "-").map(str::to_owned).collect();
        ids.sort();
        answers.push((span, ids));
        rest = after;
    }
    text.push_str(rest);
    if answers.is_empty() {
        return Err("nothing stands in brackets; write [id words], or [- words] for nobody".into());
    }
    let article =
        Article { id: "example".into(), text, published: Some(day), ..Article::default() };
    Ok(Meant { written: written.to_owned(), article, answers })
}

/// Runs the examples of a file of `mentions/`, and those of its `not_yet`
/// list, which must fail.
pub fn misunderstood(engine: &Engine, file: &Mentions) -> Vec<Failure> {
    let failure = |e: &Meant, what| Failure { written: e.written.clone(), what };
    let failed = file.examples.iter().filter_map(|e| Some(failure(e, misread(engine, e)?)));
    let works = file.not_yet.iter().filter(|e| misread(engine, e).is_none());
    let works = works.map(|e| failure(e, "works now: move it from not_yet to examples".into()));
    failed.chain(works).collect()
}

/// What is understood otherwise than the brackets say.
fn misread(engine: &Engine, example: &Meant) -> Option<String> {
    let spans: Vec<Span> = example.answers.iter().map(|(span, _)| *span).collect();
    let found = engine.meanings(&example.article, &spans);
    let wrong: Vec<String> = example
        .answers
        .iter()
        .zip(&found)
        .filter_map(|((span, wanted), found)| {
            let mut ids: Vec<String> = found.iter().map(|e| identify(e, wanted)).collect();
            ids.sort();
            let words = span.of(&example.article.text);
            let or_nobody = |ids: &[String]| {
                if ids.is_empty() { "nobody".to_owned() } else { ids.join("+") }
            };
            (ids != *wanted).then(|| {
                format!("\"{words}\" means {}, not {}", or_nobody(&ids), or_nobody(wanted))
            })
        })
        .collect();
    (!wrong.is_empty()).then(|| wrong.join("; "))
}

/// The identifier, with the state where the example asks for it (`id@state`);
/// spellings of one name count as one.
fn identify(entity: &Entity, wanted: &[String]) -> String {
    let parts = |id: &str| id.split(['-', '@']).map(key).collect::<Vec<_>>();
    let stated = entity.country.as_ref().map(|c| format!("{}@{c}", entity.id));
    let forms = [Some(entity.id.clone()), stated];
    let same = |w: &&String| forms.iter().flatten().any(|f| parts(f) == parts(w));
    wanted.iter().find(same).unwrap_or(&entity.id).clone()
}
