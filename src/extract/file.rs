//! Extractor files: patterns and bracketed examples, compiled and checked.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::data::{Data, DataFile, Folder};
use crate::error::{Error, Result};
use crate::event::EventType;
use crate::ontology::{Filler, Ontology};
use crate::pattern::Pattern;

/// One compiled file of `extractors/`.
#[derive(Debug)]
pub struct Extractor {
    /// The file's stem, e.g. `visit`.
    pub name: String,
    /// Its path, for messages.
    pub path: String,
    /// The kind of event it finds.
    pub event: EventType,
    /// Patterns, with the values that each one sets.
    pub rules: Vec<Rule>,
    /// Nouns of which each, coordinated or in a list, is an event of its own.
    pub items: Vec<Item>,
    /// Sentences with the answer in brackets; they are the tests.
    pub examples: Vec<Example>,
    /// Examples known to fail.
    pub not_yet: Vec<Example>,
}

/// Nouns for one of several events that are told together, and what they say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Value roles, e.g. `form = "treaty"`.
    pub set: BTreeMap<String, String>,
    /// Lemmas in lower case.
    pub words: Vec<String>,
}

/// A pattern and what it says beside its roles.
#[derive(Debug)]
pub struct Rule {
    pub pattern: Pattern,
    /// Value roles it sets, e.g. `change = "leaves"`.
    pub set: BTreeMap<String, String>,
    /// It counts only where the article has just told of such an event, whose
    /// actors are meant where it names none.
    pub after: Option<EventType>,
    /// It counts only where the noun has a time of its own ("a deal of 2011").
    pub dated: bool,
}

/// A sentence and the event that must be found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// As written in the file.
    pub written: String,
    /// The bare sentence.
    pub sentence: String,
    /// Role (or `date`, `status`, `place`) and what fills it: an identifier
    /// after `=`, else the bracketed words.
    pub answers: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    event: String,
    #[serde(default)]
    patterns: Vec<String>,
    #[serde(default)]
    variant: Vec<Variant>,
    #[serde(default)]
    item: Vec<Item>,
    examples: Vec<String>,
    #[serde(default)]
    not_yet: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variant {
    #[serde(default)]
    set: BTreeMap<String, String>,
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    dated: bool,
    patterns: Vec<String>,
}

/// Loads all extractors.
pub fn load(data: &Data, ontology: &Ontology) -> Result<Vec<Extractor>> {
    let files = data.files(Folder::Extractors, "toml")?;
    files.iter().filter(|f| is_extractor(f)).map(|f| compile(f, ontology)).collect()
}

/// Whether a file of the folder holds patterns; two hold words for all events.
pub fn is_extractor(file: &DataFile) -> bool {
    !matches!(file.stem.as_str(), "null" | "status")
}

/// Compiles and checks one file.
pub fn compile(file: &DataFile, ontology: &Ontology) -> Result<Extractor> {
    let raw: File = file.parse()?;
    let event = event_of(file, &raw.event)?;
    let mut rules = Vec::new();
    let plain = Variant { set: BTreeMap::new(), after: None, dated: false, patterns: raw.patterns };
    let sets = raw.variant.iter().map(|v| &v.set).chain(raw.item.iter().map(|i| &i.set));
    for (role, value) in sets.flatten() {
        ontology.check(event, role, value).map_err(|e| at(file, role, e))?;
    }
    for variant in std::iter::once(&plain).chain(&raw.variant) {
        let after = variant.after.as_deref().map(|name| event_of(file, name)).transpose()?;
        for text in &variant.patterns {
            let pattern =
                Pattern::compile(text).map_err(|e| at(file, text, format!("\"{text}\": {e}")))?;
            for role in pattern.roles() {
                let known = ontology
                    .role(event, role)
                    .map_err(|e| at(file, text, format!("\"{text}\": {e}")))?;
                if !matches!(known.filler, Filler::Entity) {
                    let what = format!(
                        "\"{text}\": {role} is a word, not an actor or place; use set = {{ {role} = ... }}"
                    );
                    return Err(at(file, text, what));
                }
            }
            rules.push(Rule { pattern, set: variant.set.clone(), after, dated: variant.dated });
        }
    }
    let examples = parse_examples(file, event, ontology, &raw.examples)?;
    let not_yet = parse_examples(file, event, ontology, &raw.not_yet)?;
    if examples.iter().all(|e| e.answers.is_empty())
        || examples.iter().all(|e| !e.answers.is_empty())
    {
        let what = "an extractor needs examples with [role words] and examples without (nothing may be found)";
        return Err(at(file, "examples", what));
    }
    Ok(Extractor {
        name: file.stem.clone(),
        path: file.path.clone(),
        event,
        rules,
        items: raw.item,
        examples,
        not_yet,
    })
}

fn event_of(file: &DataFile, name: &str) -> Result<EventType> {
    name.parse().map_err(|()| {
        let names = EventType::ALL.map(EventType::name).join(", ");
        at(file, name, format!("there is no event \"{name}\"; write one of {names}"))
    })
}

fn parse_examples(
    file: &DataFile,
    event: EventType,
    ontology: &Ontology,
    texts: &[String],
) -> Result<Vec<Example>> {
    let parse = |text: &String| {
        let example =
            parse_example(text).map_err(|e| at(file, text, format!("\"{text}\": {e}")))?;
        for (role, _) in &example.answers {
            if !matches!(role.as_str(), "date" | "status" | "place" | "recurrence" | "count") {
                ontology
                    .role(event, role)
                    .map_err(|e| at(file, text, format!("\"{text}\": {e}")))?;
            }
        }
        Ok(example)
    };
    texts.iter().map(parse).collect()
}

/// Reads `[role words]` and `[role=id words]`; `[status=planned]` has no words.
pub fn parse_example(written: &str) -> Result<Example, String> {
    let mut sentence = String::new();
    let mut answers = Vec::new();
    let mut rest = written;
    while let Some((before, after)) = rest.split_once('[') {
        let (inside, after) = after.split_once(']').ok_or("a \"[\" is not closed")?;
        sentence.push_str(before);
        let (head, words) = inside.split_once(' ').unwrap_or((inside, ""));
        let (role, value) = head.split_once('=').unwrap_or((head, ""));
        if role.is_empty() || value.is_empty() && words.is_empty() {
            return Err(format!(
                "[{inside}] has no role and words; write [role words] or [role=id words]"
            ));
        }
        answers.push((role.to_owned(), if value.is_empty() { words } else { value }.to_owned()));
        sentence.push_str(words);
        rest = after;
    }
    sentence.push_str(rest);
    let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Example { written: written.to_owned(), sentence, answers })
}

/// A fault at the line where `words` stand.
fn at(file: &DataFile, words: &str, what: impl std::fmt::Display) -> Error {
    let line = file.text.lines().position(|l| l.contains(words)).map(|n| n + 1);
    let column = line.and_then(|n| file.text.lines().nth(n - 1)?.find(words)).map(|c| c + 1);
    match (line, column) {
        (Some(line), Some(column)) => Error::data(format!("{}:{line}:{column}", file.path), what),
        _ => Error::data(&file.path, what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_name_role_identifier_and_words() {
        let example =
            parse_example("[visitor=xi-jinping Xi] came to [destination Astana].[status=planned]")
                .unwrap();
        assert_eq!(example.sentence, "Xi came to Astana.");
        let answers = [("visitor", "xi-jinping"), ("destination", "Astana"), ("status", "planned")];
        assert_eq!(example.answers, answers.map(|(r, v)| (r.to_owned(), v.to_owned())));
        assert!(parse_example("an [open bracket").is_err());
        assert!(parse_example("an [empty]").is_err());
    }
}
