//! What no file of the gazetteer can see alone: one name for two things, one
//! person under two identifiers.
//!
//! Works on the files as written, so that a fault is told with its line.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::file::{Capital, File, FormerName};
use super::name::{key, spellings, words};
use crate::data::DataFile;
use crate::error::Error;

/// `gazetteer/ambiguous.toml`: the names that mean several things, and why.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ambiguous {
    pub name: Vec<Ambiguity>,
}

/// A name that several things have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ambiguity {
    pub name: String,
    /// The things' identifiers; the first is meant where nothing near tells.
    pub means: Vec<String>,
    pub reason: String,
}

/// A name as its keys, in which all its spellings fall together.
type Keys = Vec<String>;

/// Who has a name, and the file that says so.
#[derive(Clone, Copy, Debug)]
struct Bearer<'f> {
    id: &'f str,
    source: &'f DataFile,
}

impl Bearer<'_> {
    fn place(&self) -> String {
        place_of(self.source, self.id)
    }
}

/// Names to those who have them, as first written.
type Index<'f> = BTreeMap<Keys, (String, Vec<Bearer<'f>>)>;

/// All faults: a name that stands for two things without a reason, a reason
/// that is not needed, a person or Wikidata item with two identifiers.
pub fn faults(files: &[(DataFile, File)], reasons: &[(DataFile, Ambiguous)]) -> Vec<Error> {
    let mut names = Names::default();
    for (source, file) in files {
        names.read(source, file);
    }
    let mut faults = Vec::new();
    let allowed = names.allowed(reasons, &mut faults);
    let allows = |name: &str, id: &str| allowed.get(&keys(name)).is_some_and(|m| m.contains(id));
    let persons = shared(&names.persons, &allows);
    for (name, first, second) in &persons {
        faults.push(Error::data(
            second.place(),
            format!(
                "{name} is \"{}\" here and \"{}\" in {}; keep one of them or, if they are two \
                 people, add to ambiguous.toml:\n{}",
                second.id,
                first.id,
                first.place(),
                entry(name, [*first, *second]),
            ),
        ));
    }
    for (name, first, second) in shared(&names.things, &allows) {
        if persons.iter().any(|(told, ..)| *told == name) {
            continue;
        }
        faults.push(Error::data(
            second.place(),
            format!(
                "\"{name}\" is a name of \"{}\" and of \"{}\" ({}); drop it from one of them or \
                 add to ambiguous.toml, first what is meant where nothing near tells:\n{}",
                second.id,
                first.id,
                first.place(),
                entry(name, [first, second]),
            ),
        ));
    }
    for (item, first, second) in shared(&names.items, &|_, _| false) {
        let what = format!(
            "{item} is the Wikidata item of \"{}\" here and of \"{}\" in {}; keep one of the two",
            second.id,
            first.id,
            first.place()
        );
        faults.push(Error::data(second.place(), what));
    }
    faults
}

/// Pairs that have one name, unless both may have it.
fn shared<'n>(
    names: &'n Index<'n>,
    allows: &dyn Fn(&str, &str) -> bool,
) -> Vec<(&'n str, Bearer<'n>, Bearer<'n>)> {
    let mut pairs = Vec::new();
    for (name, bearers) in names.values() {
        let Some((first, others)) = bearers.split_first() else { continue };
        let mut free = others.iter().filter(|b| !(allows(name, b.id) && allows(name, first.id)));
        pairs.extend(free.next().map(|second| (name.as_str(), *first, *second)));
    }
    pairs
}

/// What to write into `ambiguous.toml`.
fn entry(name: &str, bearers: [Bearer; 2]) -> String {
    let [first, second] = bearers.map(|b| b.id);
    format!("[[name]]\nname = \"{name}\"\nmeans = [\"{first}\", \"{second}\"]\nreason = \"...\"")
}

fn bearer<'f>(source: &'f DataFile, id: &'f str) -> Bearer<'f> {
    Bearer { id, source }
}

fn keys(name: &str) -> Keys {
    words(name).iter().map(|w| key(w.of(name))).collect()
}

/// "Tokayev Kassym-Jomart" is "Kassym-Jomart Tokayev"; longer names keep their
/// order, for "Salman bin Abdulaziz" is not "Abdulaziz bin Salman".
fn person_keys(name: &str) -> Keys {
    let mut parts: Vec<Keys> = name.split_whitespace().map(keys).collect();
    if parts.len() == 2 {
        parts.sort();
    }
    parts.concat()
}

fn add<'f>(names: &mut Index<'f>, keys: Keys, name: &str, bearer: Bearer<'f>) {
    let (_, bearers) = names.entry(keys).or_insert_with(|| (name.to_owned(), Vec::new()));
    if bearers.iter().all(|b| b.id != bearer.id) {
        bearers.push(bearer);
    }
}

/// Path and line at which a file first writes a text.
pub fn place(source: &DataFile, written: &str) -> String {
    at(source, source.text.lines().position(|line| line.contains(written)))
}

/// Path and line at which a file defines an identifier.
pub fn place_of(source: &DataFile, id: &str) -> String {
    place(source, &defines(id))
}

/// Path and line at which a file defines an identifier for the last time.
pub fn last_place(source: &DataFile, id: &str) -> String {
    let lines: Vec<&str> = source.text.lines().collect();
    at(source, lines.iter().rposition(|line| line.contains(&defines(id))))
}

fn defines(id: &str) -> String {
    format!("id = \"{id}\"")
}

fn at(source: &DataFile, line: Option<usize>) -> String {
    line.map_or_else(|| source.path.clone(), |line| format!("{}:{}", source.path, line + 1))
}

#[derive(Default)]
struct Names<'f> {
    things: Index<'f>,
    /// Persons by their full names, as [`person_keys`].
    persons: Index<'f>,
    /// Wikidata items.
    items: Index<'f>,
}

impl<'f> Names<'f> {
    fn read(&mut self, source: &'f DataFile, file: &'f File) {
        for c in file.country.as_slice() {
            let country = bearer(source, &c.id);
            self.thing(country, &c.name, &c.also, &c.former, c.wikidata.as_ref());
            self.names(country, c.adjective.iter().chain(&c.demonym));
            if let Some(Capital::Place { id, name, also, wikidata }) = &c.capital {
                self.thing(bearer(source, id), name, also, &[], wikidata.as_ref());
            }
        }
        for o in file.organisation.as_slice() {
            let organisation = bearer(source, &o.id);
            self.thing(organisation, &o.name, &o.also, &o.former, o.wikidata.as_ref());
            self.names(organisation, o.adjective.iter());
        }
        for p in &file.place {
            let place = bearer(source, &p.id);
            self.thing(place, &p.name, &p.also, &p.former, p.wikidata.as_ref());
            self.names(place, p.adjective.iter());
        }
        for i in &file.institution {
            if let Some(id) = &i.id {
                let institution = bearer(source, id);
                self.thing(institution, &i.name, &i.also, &[], i.wikidata.as_ref());
                self.names(institution, i.title.as_slice().iter());
            }
        }
        for p in &file.person {
            let person = bearer(source, &p.id);
            self.thing(person, &p.name, &p.also, &[], p.wikidata.as_ref());
            for name in std::iter::once(&p.name).chain(&p.also) {
                let words = person_keys(name);
                if words.len() > 1 {
                    add(&mut self.persons, words, name, person);
                }
            }
        }
    }

    fn thing(
        &mut self,
        bearer: Bearer<'f>,
        name: &String,
        also: &[String],
        former: &[FormerName],
        wikidata: Option<&String>,
    ) {
        let former = former.iter().map(|f| &f.name);
        self.names(bearer, std::iter::once(name).chain(also).chain(former));
        if let Some(item) = wikidata {
            add(&mut self.items, vec![item.clone()], item, bearer);
        }
    }

    fn names<'n>(&mut self, bearer: Bearer<'f>, names: impl Iterator<Item = &'n String>) {
        for name in names {
            for spelling in spellings(name) {
                add(&mut self.things, keys(&spelling), &spelling, bearer);
            }
        }
    }

    /// The names that may mean several things, with the identifiers of these.
    fn allowed(
        &self,
        reasons: &[(DataFile, Ambiguous)],
        faults: &mut Vec<Error>,
    ) -> BTreeMap<Keys, BTreeSet<String>> {
        let mut allowed: BTreeMap<Keys, BTreeSet<String>> = BTreeMap::new();
        for (source, file) in reasons {
            for entry in &file.name {
                if let Some(what) = self.idle(entry) {
                    faults.push(Error::data(place(source, &format!("\"{}\"", entry.name)), what));
                }
                allowed.entry(keys(&entry.name)).or_default().extend(entry.means.iter().cloned());
            }
        }
        allowed
    }

    /// Why an entry of `ambiguous.toml` says nothing.
    fn idle(&self, entry: &Ambiguity) -> Option<String> {
        let name = &entry.name;
        if entry.means.len() < 2 || entry.reason.trim().is_empty() {
            return Some(format!("\"{name}\" needs two identifiers in means, and a reason"));
        }
        let keys = keys(name);
        let named = self.things.get(&keys).into_iter().chain(self.persons.get(&person_keys(name)));
        let named: Vec<&Bearer> = named.flat_map(|(_, bearers)| bearers).collect();
        let stranger = entry.means.iter().find(|m| named.iter().all(|b| b.id != **m))?;
        Some(format!("\"{stranger}\" is not called \"{name}\"; take it out of means"))
    }
}
