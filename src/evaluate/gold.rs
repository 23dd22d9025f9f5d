//! A folder of annotated articles: `NAME.json` beside `NAME.txt` (or `.md`,
//! `.html`).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use crate::article::{self, Article};
use crate::error::{Error, Result};
use crate::event::{EventType, Status};
use crate::ontology::Ontology;

/// An article and what is to be found in it.
#[derive(Debug)]
pub struct Annotated {
    /// The article, as the program reads it.
    pub article: Article,
    /// The day of publication as annotated.
    pub published: Option<NaiveDate>,
    /// What is annotated.
    pub events: Vec<GoldEvent>,
}

/// An annotated event. A filler, a date, a status may list alternatives with
/// `|` between.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoldEvent {
    /// The kind of event.
    #[serde(rename = "type")]
    pub event: EventType,
    /// How far it is a fact.
    pub status: String,
    /// When, in EDTF.
    #[serde(default)]
    pub date: Option<String>,
    /// Role to fillers, by name.
    #[serde(default, deserialize_with = "fillers")]
    pub roles: BTreeMap<String, Vec<String>>,
    /// Where, by name.
    #[serde(default, deserialize_with = "places")]
    pub place: Option<Vec<String>>,
    /// ISO 8601 duration.
    #[serde(default)]
    pub recurrence: Option<String>,
    /// How many times, or how many documents.
    #[serde(default)]
    pub count: Option<u32>,
    /// Who is cited for it.
    #[serde(default)]
    pub source: Option<String>,
    /// Counts neither when missed nor when found.
    #[serde(default)]
    pub optional: bool,
    /// The words of the article that tell of it.
    #[serde(default)]
    pub evidence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    #[serde(default)]
    published: Option<String>,
    events: Vec<GoldEvent>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn list(self) -> Vec<String> {
        match self {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        }
    }
}

fn fillers<'de, D: Deserializer<'de>>(d: D) -> Result<BTreeMap<String, Vec<String>>, D::Error> {
    let raw = BTreeMap::<String, OneOrMany>::deserialize(d)?;
    Ok(raw.into_iter().map(|(role, value)| (role, value.list())).collect())
}

fn places<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Vec<String>>, D::Error> {
    Ok(Option::<OneOrMany>::deserialize(d)?.map(OneOrMany::list))
}

/// What a folder of articles holds, by the ending of the file.
const ENDINGS: [&str; 5] = ["txt", "md", "html", "htm", "text"];

/// Reads the annotated articles of a folder whose names fit the pattern, in
/// the order of the names.
///
/// # Errors
/// When there are none, when an annotation is not as the format wants it, or
/// when its article is missing.
pub fn read(folder: &Path, names: &glob::Pattern, ontology: &Ontology) -> Result<Vec<Annotated>> {
    let entries = std::fs::read_dir(folder).map_err(|e| Error::io(folder, e))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| Error::io(folder, e))?.path();
        let json = path.extension().is_some_and(|e| e == "json");
        if json && path.file_stem().is_some_and(|s| names.matches(&s.to_string_lossy())) {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        let what = format!(
            "holds no annotation whose name fits \"{names}\"; an annotation is NAME.json beside the article NAME.txt"
        );
        return Err(Error::data(folder.display(), what));
    }
    paths.iter().map(|path| annotated(path, ontology)).collect()
}

fn annotated(path: &Path, ontology: &Ontology) -> Result<Annotated> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    let file: File = serde_json::from_str(&text).map_err(|e| Error::data(path.display(), e))?;
    let at = |number: usize, what: String| {
        Error::data(path.display(), format!("event {}: {what}", number + 1))
    };
    for (number, event) in file.events.iter().enumerate() {
        check(event, ontology).map_err(|what| at(number, what))?;
    }
    let published = file.published.as_deref().map(|day| {
        day.parse::<NaiveDate>().map_err(|_| {
            let what = format!("\"published\" cannot be \"{day}\": write a day such as 2022-09-14");
            Error::data(path.display(), what)
        })
    });
    let published = published.transpose()?;
    let Some(article_path) = ENDINGS.iter().map(|e| path.with_extension(e)).find(|p| p.is_file())
    else {
        let what =
            "there is no article beside it; it has the same name and ends in .txt, .md or .html";
        return Err(Error::data(path.display(), what));
    };
    let article = one_article(&article_path)?;
    if article.id != file.id {
        let what =
            format!("the id is \"{}\", the article is {}: write its name", file.id, article.id);
        return Err(Error::data(path.display(), what));
    }
    Ok(Annotated { article, published, events: file.events })
}

fn one_article(path: &PathBuf) -> Result<Article> {
    let mut found = article::read_all(std::slice::from_ref(path), &article::Options::default());
    match found.failures.pop() {
        Some(failure) => Err(failure),
        None => found.articles.pop().ok_or_else(|| Error::data(path.display(), "is empty")),
    }
}

/// Roles and words are those of the ontology.
fn check(event: &GoldEvent, ontology: &Ontology) -> Result<(), String> {
    for role in event.roles.keys() {
        ontology.role(event.event, role)?;
    }
    for status in event.status.split('|') {
        status.trim().parse::<Status>().map_err(|()| {
            let all = Status::ALL.map(Status::name).join(", ");
            format!("there is no status \"{status}\"; write one of {all}")
        })?;
    }
    Ok(())
}
