//! Sentences to mentions: known names, offices with or without their holder,
//! nationalities, institutions, and persons that no list knows.
//!
//! Mentions are found on tokens alone, before any parse, so that the parser
//! can be told which tokens are one name.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::data::{Data, Folder};
use crate::error::{Error, Result};
use crate::gazetteer::name::{Case, Hit, distance, key};
use crate::gazetteer::{Detail, Gazetteer, Id, Sense};
use crate::text::{Sentence, Span};

/// A stretch of a sentence that names or describes an actor or place.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Tokens of the sentence.
    pub tokens: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a mention is, before the article's context is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A country, place, organisation or institution of the gazetteer.
    Thing(Id),
    /// A person, known or not.
    Person(Person),
    /// An office without a name.
    Office(Office),
    /// An adjective of nationality, or the people ("Kazakh", "the Tajiks").
    Nationality(Id),
    /// An institution that every country has, and whose it is where said.
    Body { body: usize, countries: Vec<Id> },
    /// An organisation that no list knows.
    Organisation(String),
}

/// A person as the sentence names them.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Whom of the gazetteer it can be; empty if no one.
    pub candidates: Vec<Id>,
    /// The name as written, without title.
    pub name: String,
    /// Only the surname stands there.
    pub surname_only: bool,
    /// The office that stands beside the name.
    pub office: Option<Office>,
}

/// An office as the sentence words it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Office {
    /// Generic offices, e.g. foreign minister and deputy prime minister of one person.
    pub parts: Vec<usize>,
    /// Whose offices; several in "the Russian and Kazakh presidents".
    pub countries: Vec<Id>,
    /// The organisation whose office it is.
    pub organisation: Option<Id>,
    /// "presidents"
    pub plural: bool,
    /// "former", "then", "previous"
    pub former: bool,
    /// "his Uzbek counterpart": the office is the one of somebody else.
    pub counterpart: bool,
    /// "the head of the customs service": the institution that is led.
    pub led: Option<Led>,
}

/// An institution by who leads it.
#[derive(Clone, Debug, PartialEq)]
pub struct Led {
    /// The generic institution.
    pub body: usize,
    /// What its leader is called, where the gazetteer has no office for it.
    pub title: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordLists {
    ranks: Vec<String>,
    people: Vec<String>,
    heads: Vec<String>,
    groups: Vec<String>,
    organisations: Vec<String>,
}

/// Common words by which names and actors are known (`gazetteer/words.toml`).
#[derive(Debug)]
pub struct Words {
    ranks: FxHashSet<String>,
    people: FxHashSet<String>,
    heads: FxHashSet<String>,
    groups: FxHashSet<String>,
    organisations: FxHashSet<String>,
    given_names: FxHashSet<String>,
    /// The persons of the gazetteer, with the keys of given names and surname.
    persons: Vec<(Id, String, String)>,
}

impl Words {
    /// Reads the file; given names are those of the persons of the gazetteer.
    pub fn load(data: &Data, gazetteer: &Gazetteer) -> Result<Self> {
        let files = data.files(Folder::Gazetteer, "toml")?;
        let file = files.iter().find(|f| f.stem == "words").ok_or_else(|| {
            Error::data(
                "gazetteer/words.toml",
                "is missing; it lists ranks, people, groups, organisations",
            )
        })?;
        let lists: WordLists = file.parse()?;
        Ok(Words {
            ranks: lists.ranks.into_iter().collect(),
            people: lists.people.into_iter().collect(),
            heads: lists.heads.into_iter().collect(),
            groups: lists.groups.into_iter().collect(),
            organisations: lists.organisations.into_iter().map(|w| key(&w)).collect(),
            given_names: given_names(gazetteer),
            persons: full_names(gazetteer),
        })
    }

    /// Whether a noun (lemma) stands for the state whose nationality it carries.
    pub fn is_group(&self, lemma: &str) -> bool {
        self.groups.contains(lemma)
            || lemma.strip_suffix('s').is_some_and(|l| self.groups.contains(l))
    }

    /// Whether a noun (lemma) is a word for one person.
    pub fn is_person_noun(&self, lemma: &str) -> bool {
        self.people.contains(lemma)
    }
}

/// Finds mentions.
#[derive(Clone, Copy, Debug)]
pub struct Finder<'g> {
    /// Known names.
    pub gazetteer: &'g Gazetteer,
    /// Common words.
    pub words: &'g Words,
}

impl Finder<'_> {
    /// Mentions of all sentences, in order. Persons named in full anywhere in
    /// the article are known by their surname in all of it.
    pub fn find(&self, text: &str, sentences: &[Sentence]) -> Vec<Vec<Mention>> {
        let words = self.gazetteer.names.words(text);
        let mut from = 0;
        let mut all: Vec<Vec<Mention>> = sentences
            .iter()
            .map(|sentence| {
                let begin =
                    from + words[from..].partition_point(|w| w.span.start < sentence.span.start);
                from = begin + words[begin..].partition_point(|w| w.span.start < sentence.span.end);
                let hits = self.gazetteer.names.find(&words[begin..from]);
                Scan::new(*self, text, sentence, &hits).run()
            })
            .collect();
        self.surnames(text, sentences, &mut all);
        self.short_names(text, sentences, &mut all);
        self.namesakes(text, sentences, &mut all);
        all
    }

    /// Finds later uses of a short name of an organisation: the abbreviation
    /// that stood in brackets behind it, or the name without its last word
    /// ("Keremet" for Keremet Bank).
    fn short_names(&self, text: &str, sentences: &[Sentence], all: &mut [Vec<Mention>]) {
        let mut known: FxHashMap<&str, Kind> = FxHashMap::default();
        for (sentence, mentions) in sentences.iter().zip(all.iter()) {
            let form = |t: usize| sentence.tokens.get(t).map_or("", |t| t.of(text));
            for mention in mentions.iter().filter(|m| self.is_organisation(&m.kind)) {
                let Range { start, end } = mention.tokens;
                if form(end) == "(" && form(end + 2) == ")" && is_abbreviation(form(end + 1)) {
                    known.entry(form(end + 1)).or_insert_with(|| mention.kind.clone());
                }
                let generic = self.words.organisations.contains(&key(form(end - 1)));
                let first = form(start);
                if end == start + 2 && generic && is_capitalised(first) && first.len() > 3 {
                    known.entry(first).or_insert_with(|| mention.kind.clone());
                }
            }
        }
        if known.is_empty() {
            return;
        }
        for (sentence, mentions) in sentences.iter().zip(all) {
            let taken = taken(sentence.tokens.len(), mentions);
            for (i, token) in sentence.tokens.iter().enumerate().filter(|(i, _)| !taken[*i]) {
                if let Some(kind) = known.get(token.of(text)) {
                    mentions.push(Mention { tokens: i..i + 1, kind: kind.clone() });
                }
            }
            mentions.sort_by_key(|m| m.tokens.start);
        }
    }

    fn is_organisation(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Organisation(_) => true,
            Kind::Thing(id) => {
                matches!(self.gazetteer.things[*id].detail, Detail::Organisation { .. })
            }
            _ => false,
        }
    }

    /// Of several things of one name, the one whose state is named in the
    /// sentence, else most in the article, else the first of `ambiguous.toml`.
    fn namesakes(&self, text: &str, sentences: &[Sentence], all: &mut [Vec<Mention>]) {
        let gazetteer = self.gazetteer;
        let states = |mentions: &[Mention]| -> Vec<Id> {
            mentions.iter().flat_map(|m| self.states(&m.kind)).collect()
        };
        let article: Vec<Id> = all.iter().flat_map(|m| states(m)).collect();
        for (sentence, mentions) in sentences.iter().zip(all) {
            let near = states(mentions);
            for mention in mentions.iter_mut() {
                let Kind::Thing(first) = mention.kind else { continue };
                if !gazetteer.has_namesake(first) {
                    continue;
                }
                let words = sentence.tokens[mention.tokens.start].start
                    ..sentence.tokens[mention.tokens.end - 1].end;
                let count = |id: &Id, named: &[Id]| {
                    let state = gazetteer.state_of(*id);
                    named.iter().filter(|n| Some(**n) == state).count()
                };
                let things =
                    gazetteer.names.get(&text[words]).iter().filter_map(|(s, _)| match s {
                        Sense::Name(id) if !self.is_person(*id) => Some(*id),
                        _ => None,
                    });
                // Of equals the last counts as greatest: the first must come last.
                let all: Vec<Id> = things.collect();
                let best =
                    all.iter().rev().max_by_key(|id| (count(id, &near), count(id, &article)));
                mention.kind = Kind::Thing(best.copied().unwrap_or(first));
            }
        }
    }

    fn is_person(&self, id: Id) -> bool {
        matches!(self.gazetteer.things[id].detail, Detail::Person { .. })
    }

    /// The states that a mention names or belongs to; none for ambiguous names.
    fn states(&self, kind: &Kind) -> Vec<Id> {
        let state = |id: &Id| self.gazetteer.state_of(*id);
        match kind {
            Kind::Thing(id) if self.gazetteer.has_namesake(*id) => Vec::new(),
            Kind::Thing(id) | Kind::Nationality(id) => state(id).into_iter().collect(),
            Kind::Person(person) => person.candidates.first().and_then(state).into_iter().collect(),
            Kind::Office(office) => office.countries.clone(),
            Kind::Body { countries, .. } => countries.clone(),
            Kind::Organisation(_) => Vec::new(),
        }
    }

    /// Finds later uses of a surname alone of persons that no list knows.
    fn surnames(&self, text: &str, sentences: &[Sentence], all: &mut [Vec<Mention>]) {
        let mut known: FxHashMap<String, Person> = FxHashMap::default();
        for person in all.iter().flatten().filter_map(Mention::person) {
            if person.candidates.is_empty() && !person.surname_only {
                for part in surname_parts(&person.name) {
                    known
                        .entry(key(part))
                        .or_insert_with(|| Person { surname_only: true, ..person.clone() });
                }
            }
        }
        if known.is_empty() {
            return;
        }
        let full: FxHashSet<Id> = all
            .iter()
            .flatten()
            .filter_map(Mention::person)
            .filter(|p| !p.surname_only)
            .flat_map(|p| p.candidates.iter().copied())
            .collect();
        for (sentence, mentions) in sentences.iter().zip(all) {
            // A bare surname is this article's person before any namesake.
            for mention in mentions.iter_mut() {
                if let Kind::Person(person) = &mut mention.kind
                    && person.surname_only
                    && !person.candidates.iter().any(|c| full.contains(c))
                    && let Some(own) = known.get(&key(&person.name))
                {
                    *person = own.clone();
                }
            }
            let taken: Vec<bool> = taken(sentence.tokens.len(), mentions);
            for (i, token) in sentence.tokens.iter().enumerate().filter(|(i, _)| !taken[*i]) {
                let form = token.of(text);
                if is_capitalised(form)
                    && let Some(person) = known.get(&key(form))
                {
                    mentions.push(Mention { tokens: i..i + 1, kind: Kind::Person(person.clone()) });
                }
            }
            mentions.sort_by_key(|m| m.tokens.start);
        }
    }
}

impl Mention {
    /// The person, if it is one.
    pub fn person(&self) -> Option<&Person> {
        match &self.kind {
            Kind::Person(person) => Some(person),
            _ => None,
        }
    }
}

fn taken(tokens: usize, mentions: &[Mention]) -> Vec<bool> {
    let mut taken = vec![false; tokens];
    for i in mentions.iter().flat_map(|m| m.tokens.clone()) {
        taken[i] = true;
    }
    taken
}

/// Persons with a given name and a surname: the keys of both.
fn full_names(gazetteer: &Gazetteer) -> Vec<(Id, String, String)> {
    let persons = gazetteer.things.iter().enumerate();
    let persons = persons.filter(|(_, t)| matches!(t.detail, Detail::Person { .. }));
    let names = persons.filter_map(|(id, t)| Some((id, t.name.rsplit_once(' ')?)));
    names.map(|(id, (given, surname))| (id, key(given), key(surname))).collect()
}

fn given_names(gazetteer: &Gazetteer) -> FxHashSet<String> {
    let persons = gazetteer.things.iter().filter(|t| matches!(t.detail, Detail::Person { .. }));
    persons.filter_map(|t| t.name.split([' ', '-']).next()).map(key).collect()
}

/// What of an unknown person's name may stand alone: the last word.
fn surname_parts(name: &str) -> Vec<&str> {
    let words: Vec<&str> = name.split_whitespace().collect();
    match words[..] {
        [.., before, last] if is_particle(last) || last == "uulu" || last == "kyzy" => vec![before],
        [.., last] => vec![last],
        [] => vec![],
    }
}

fn is_capitalised(form: &str) -> bool {
    form.chars().next().is_some_and(char::is_uppercase) && form.chars().any(char::is_lowercase)
}

fn is_genitive(form: &str) -> bool {
    matches!(form, "'s" | "’s" | "'" | "’")
}

fn is_particle(form: &str) -> bool {
    matches!(
        form,
        "bin"
            | "ibn"
            | "al"
            | "el"
            | "uulu"
            | "kyzy"
            | "ogly"
            | "oglu"
            | "de"
            | "der"
            | "van"
            | "von"
            | "del"
            | "da"
            | "di"
            | "la"
            | "ul"
            | "ur"
    )
}

/// "KMCC"
fn is_abbreviation(form: &str) -> bool {
    (2..=8).contains(&form.len()) && form.chars().all(|c| c.is_uppercase() || c == '-')
}

/// "J."
fn is_initial(form: &str) -> bool {
    form.len() == 2 && form.ends_with('.') && form.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Capitalised at the start of a sentence or in titles, but no part of a name.
fn is_common_word(form: &str) -> bool {
    const WORDS: &[&str] = &[
        "a",
        "about",
        "according",
        "after",
        "all",
        "also",
        "although",
        "among",
        "an",
        "and",
        "another",
        "any",
        "april",
        "as",
        "asked",
        "at",
        "august",
        "because",
        "before",
        "besides",
        "both",
        "but",
        "by",
        "december",
        "despite",
        "did",
        "do",
        "does",
        "during",
        "each",
        "earlier",
        "eight",
        "eleven",
        "even",
        "every",
        "february",
        "few",
        "finally",
        "first",
        "five",
        "following",
        "for",
        "four",
        "friday",
        "from",
        "further",
        "given",
        "had",
        "has",
        "have",
        "he",
        "hence",
        "her",
        "here",
        "his",
        "how",
        "however",
        "i",
        "if",
        "in",
        "indeed",
        "instead",
        "into",
        "is",
        "it",
        "its",
        "january",
        "july",
        "june",
        "last",
        "later",
        "like",
        "many",
        "march",
        "may",
        "meanwhile",
        "monday",
        "more",
        "moreover",
        "most",
        "much",
        "neither",
        "never",
        "next",
        "nine",
        "no",
        "nor",
        "not",
        "november",
        "now",
        "october",
        "of",
        "on",
        "once",
        "one",
        "only",
        "or",
        "other",
        "our",
        "over",
        "photo",
        "recall",
        "saturday",
        "second",
        "september",
        "seven",
        "several",
        "she",
        "since",
        "six",
        "so",
        "some",
        "still",
        "such",
        "sunday",
        "ten",
        "that",
        "the",
        "their",
        "then",
        "there",
        "these",
        "they",
        "third",
        "this",
        "those",
        "though",
        "three",
        "through",
        "thursday",
        "thus",
        "to",
        "today",
        "together",
        "tuesday",
        "two",
        "under",
        "until",
        "upon",
        "was",
        "we",
        "wednesday",
        "were",
        "what",
        "when",
        "where",
        "whether",
        "which",
        "while",
        "who",
        "whose",
        "why",
        "will",
        "with",
        "within",
        "without",
        "would",
        "yesterday",
        "yet",
        "you",
        "your",
    ];
    WORDS.binary_search(&form.to_lowercase().as_str()).is_ok()
}

/// One sentence being read from left to right.
struct Scan<'a, 'g> {
    finder: Finder<'g>,
    text: &'a str,
    tokens: &'a [Span],
    /// Longest name that starts at the token, with all its senses.
    hits: Vec<Option<(usize, Vec<Sense>)>>,
    covered: Vec<bool>,
    title_case: bool,
}

impl<'a, 'g> Scan<'a, 'g> {
    fn new(finder: Finder<'g>, text: &'a str, sentence: &'a Sentence, hits: &[Hit<Sense>]) -> Self {
        let tokens = &sentence.tokens[..];
        let mut by_token: Vec<Option<(usize, Vec<Sense>)>> = vec![None; tokens.len()];
        let mut covered = vec![false; tokens.len()];
        for hit in hits {
            let start = tokens.partition_point(|t| t.end <= hit.span.start);
            let end = tokens.partition_point(|t| t.start < hit.span.end);
            let senses: Vec<Sense> = hit.senses.iter().map(|(s, _)| *s).collect();
            if start < end && !case_misled(hit, text) && !is_cut(hit, text) {
                by_token[start] = Some((end, senses));
                covered[start..end].fill(true);
            }
        }
        let title_case = is_title_case(text, tokens);
        Scan { finder, text, tokens, hits: by_token, covered, title_case }
    }

    fn run(&self) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let mut i = 0;
        while i < self.tokens.len() {
            match self.mention(i) {
                Some(mention) => {
                    i = mention.tokens.end;
                    mentions.push(mention);
                }
                None => i += 1,
            }
        }
        mentions
    }

    fn mention(&self, i: usize) -> Option<Mention> {
        self.ranked(i)
            .or_else(|| self.head_of_body(i))
            .or_else(|| self.office(i))
            .or_else(|| self.body(i))
            .or_else(|| self.known_person(i, None))
            .or_else(|| self.thing(i))
            .or_else(|| self.unknown_name(i))
    }

    /// "Col. Alexey Riskin", "Mr Sevimli": the rank is no part of the name.
    fn ranked(&self, i: usize) -> Option<Mention> {
        let at = self.after_ranks(i);
        if at == i || !self.form(i).chars().next().is_some_and(char::is_uppercase) {
            return None;
        }
        let named = self
            .known_person(at, None)
            .or_else(|| self.unknown_person(at, Some(&Office::default())));
        named.map(|mut m| {
            if let Kind::Person(person) = &mut m.kind {
                person.office = None;
            }
            Mention { tokens: i..m.tokens.end, kind: m.kind }
        })
    }

    fn after_ranks(&self, mut i: usize) -> usize {
        while self.finder.words.ranks.contains(self.lower(i).trim_end_matches('.')) {
            i += if self.form(i + 1) == "." { 2 } else { 1 };
        }
        i
    }

    fn form(&self, i: usize) -> &'a str {
        self.tokens.get(i).map_or("", |t| t.of(self.text))
    }

    fn lower(&self, i: usize) -> String {
        self.form(i).to_lowercase()
    }

    /// The first sense at a token that `pick` accepts.
    fn sense<T>(&self, i: usize, pick: impl Fn(Sense) -> Option<T>) -> Option<(T, usize)> {
        let (end, senses) = self.hits.get(i)?.as_ref()?;
        senses.iter().find_map(|s| pick(*s)).map(|found| (found, *end))
    }

    /// The offices that a bare title may be ("foreign secretary" is two).
    fn title(&self, i: usize) -> Option<((Vec<usize>, bool), usize)> {
        let (end, senses) = self.hits.get(i)?.as_ref()?;
        // "the deputy spokesman" sits in no parliament.
        if self.lower(i) == "deputy"
            && *end == i + 1
            && self.finder.words.people.contains(&self.lower(i + 1))
        {
            return None;
        }
        let mut parts = Vec::new();
        let mut many = false;
        for sense in senses {
            if let Sense::Title { office, plural } = *sense {
                parts.push(office);
                many = plural;
            }
        }
        (!parts.is_empty()).then_some(((parts, many), *end))
    }

    fn country_name(&self, i: usize) -> Option<(Id, usize)> {
        self.sense(i, |s| match s {
            Sense::Name(id) => self.is_country(id).then_some(id),
            _ => None,
        })
    }

    fn is_country(&self, id: Id) -> bool {
        matches!(self.finder.gazetteer.things[id].detail, Detail::Country { .. })
    }

    fn nationality(&self, i: usize) -> Option<(Id, usize)> {
        self.sense(i, |s| match s {
            Sense::Adjective(id) => Some(id),
            _ => None,
        })
    }

    /// "Kazakh", "Kazakhstan's", "US", "Russian and Kazakh": owners before a title.
    fn owners(&self, mut i: usize) -> (Vec<Id>, usize) {
        let mut owners = Vec::new();
        while let Some((owner, end)) = self.owner(i) {
            let plain = self.nationality(i).is_none() && !is_genitive(self.form(end - 1));
            owners.push(owner);
            i = end;
            let next = match self.form(i) {
                "and" | "," | "&" => i + 1,
                _ => break,
            };
            let next = if self.form(next) == "and" { next + 1 } else { next };
            // "A of Kyrgyzstan and Russian President B" are two.
            if self.owner(next).is_none() || plain && self.nationality(next).is_some() {
                break;
            }
            i = next;
        }
        (owners, i)
    }

    fn owner(&self, i: usize) -> Option<(Id, usize)> {
        if let Some(found) = self.nationality(i) {
            return Some(found);
        }
        let (id, end) = self.country_name(i).or_else(|| self.seat_or_union(i))?;
        Some((id, if is_genitive(self.form(end)) { end + 1 } else { end }))
    }

    /// A capital or an organisation before a title ("EU foreign policy chief").
    fn seat_or_union(&self, i: usize) -> Option<(Id, usize)> {
        let gazetteer = self.finder.gazetteer;
        self.sense(i, |s| match s {
            Sense::Name(id) => match gazetteer.things[id].detail {
                Detail::Organisation { .. } if !gazetteer.is_media(id) => Some(id),
                Detail::Place { .. } => gazetteer.stands_for(id),
                _ => None,
            },
            _ => None,
        })
    }

    fn office(&self, start: usize) -> Option<Mention> {
        let mut office = Office::default();
        let mut first = start;
        self.qualifiers(&mut first, &mut office);
        let (owners, mut i) = self.owners(first);
        self.qualifiers(&mut i, &mut office);
        if !owners.is_empty()
            && matches!(self.form(i), "counterpart" | "counterparts" | "colleague" | "colleagues")
        {
            office.counterpart = true;
            office.plural = self.form(i).ends_with('s');
            i += 1;
        } else {
            self.titles(&mut i, &mut office)?;
        }
        self.set_owners(&mut office, &owners);
        self.of_whom(&mut i, &mut office);
        self.more_titles(&mut i, &mut office);
        Some(self.held(start..i, office))
    }

    /// An office with the name beside it.
    fn held(&self, tokens: Range<usize>, office: Office) -> Mention {
        let Range { start, end } = tokens;
        if !office.plural
            && let Some(named) = self.named(end, &office)
        {
            return Mention { tokens: start..named.tokens.end, kind: named.kind };
        }
        let apposed = self.apposed(end, &office);
        let (end, kind) = apposed.unwrap_or((end, Kind::Office(office)));
        Mention { tokens: start..end, kind }
    }

    /// "The deputy head of the Kyrgyz customs service", "Foreign Ministry chief":
    /// the office that leads an institution, else one by these words.
    fn head_of_body(&self, start: usize) -> Option<Mention> {
        let mut office = Office::default();
        let mut first = start;
        self.qualifiers(&mut first, &mut office);
        let noun = self.after_deputy(first);
        let (body, title, end) = self.heads_of(noun).or_else(|| self.head_behind(first))?;
        let Kind::Body { body, countries } = body else { return None };
        office.countries = countries;
        let head = self.finder.gazetteer.bodies[body].head.filter(|_| noun == first);
        office.parts.extend(head);
        let deputy = if noun == first { "" } else { "deputy " };
        let title = head.is_none().then(|| format!("{deputy}{title}"));
        office.led = Some(Led { body, title });
        Some(self.held(start..end, office))
    }

    /// "first deputy", "vice-"
    fn after_deputy(&self, mut i: usize) -> usize {
        if self.lower(i) == "first" && self.lower(i + 1) == "deputy" {
            i += 1;
        }
        match self.lower(i).as_str() {
            "vice" if self.form(i + 1) == "-" => i + 2,
            "deputy" | "vice" => i + 1,
            _ => i,
        }
    }

    /// "head of the Kyrgyz customs service", unless a longer title begins here.
    fn heads_of(&self, i: usize) -> Option<(Kind, String, usize)> {
        let longer = self.title(i).is_some_and(|(_, end)| end > i + 1);
        let noun = self.finder.words.heads.contains(&self.lower(i));
        if longer || !noun || !matches!(self.form(i + 1), "of" | "for") {
            return None;
        }
        let at = if self.lower(i + 2) == "the" { i + 3 } else { i + 2 };
        let body = self.body(at)?;
        Some((body.kind, self.lower(i), body.tokens.end))
    }

    /// "Kyrgyz customs service chief"
    fn head_behind(&self, i: usize) -> Option<(Kind, String, usize)> {
        let body = self.body(i)?;
        let noun = body.tokens.end;
        let title = self.lower(noun);
        self.finder.words.heads.contains(&title).then_some((body.kind, title, noun + 1))
    }

    /// "the OSCE chairman, Dutch Foreign Minister Jaap de Hoop Scheffer,": one
    /// person of two offices, unless a list goes on.
    fn apposed(&self, i: usize, office: &Office) -> Option<(usize, Kind)> {
        if office.plural || self.form(i) != "," {
            return None;
        }
        let Mention { tokens, kind: Kind::Person(mut person) } = self.office(i + 1)? else {
            return None;
        };
        let listed = match self.form(tokens.end) {
            "," => self.form(tokens.end + 1) == "and" || self.mention(tokens.end + 1).is_some(),
            form => form == "and",
        };
        let second = person.office.take().filter(|_| !listed)?;
        person.office = Some(Office {
            parts: office.parts.iter().chain(&second.parts).copied().collect(),
            organisation: office.organisation.or(second.organisation),
            ..second
        });
        Some((tokens.end, Kind::Person(person)))
    }

    /// The holder's name after a title, ranks and a comma or dash between allowed.
    fn named(&self, i: usize, office: &Office) -> Option<Mention> {
        let mut at = i;
        if matches!(self.form(at), "," | "–" | "-") {
            at += 1;
        }
        at = self.after_ranks(at);
        // "The president, Astana said" names nobody; "the president, Aaa Bbb, said" does.
        let apposed = at > i && self.form(i) == ",";
        let closed = |m: &Mention| matches!(self.form(m.tokens.end), "," | "." | ";" | ")");
        self.known_person(at, Some(office))
            .or_else(|| self.unknown_person(at, Some(office)).filter(|m| !apposed || closed(m)))
    }

    fn qualifiers(&self, i: &mut usize, office: &mut Office) {
        loop {
            match self.lower(*i).as_str() {
                "former" | "ex" | "previous" | "late" | "then" => office.former = true,
                "-" if office.former => {}
                "acting" | "new" | "newly" | "elected" | "current" | "outgoing" | "incoming"
                | "visiting" | "senior" | "interim" | "caretaker" | "incumbent"
                | "long-serving" | "authoritarian" | "top" | "de" | "facto" => {}
                _ => break,
            }
            *i += 1;
        }
    }

    fn titles(&self, i: &mut usize, office: &mut Office) -> Option<()> {
        let ((parts, plural), end) = self.title(*i)?;
        office.parts.extend(parts);
        office.plural |= plural;
        *i = end;
        Some(())
    }

    /// "Deputy Prime Minister – Minister of Foreign Affairs", "and First Deputy Defence Minister".
    fn more_titles(&self, i: &mut usize, office: &mut Office) {
        loop {
            let mut next = *i;
            while matches!(self.form(next), "and" | "," | "-" | "–" | "—" | "/" | "&") {
                next += 1;
            }
            if next == *i {
                return;
            }
            let mut scratch = Office::default();
            self.qualifiers(&mut next, &mut scratch);
            let Some(((parts, plural), end)) = self.title(next) else { return };
            if plural != office.plural {
                return;
            }
            let mut after = end;
            let mut extended = office.clone();
            extended.parts.extend(parts);
            self.of_whom(&mut after, &mut extended);
            // Two titles are one person's only if a name follows or a dash joins them.
            let joined = matches!(self.form(*i), "-" | "–" | "/");
            if !joined && self.named(after, &extended).is_none() {
                return;
            }
            *office = extended;
            *i = after;
        }
    }

    fn set_owners(&self, office: &mut Office, owners: &[Id]) {
        for &owner in owners {
            match self.finder.gazetteer.things[owner].detail {
                Detail::Organisation { .. } => office.organisation = Some(owner),
                _ => office.countries.push(owner),
            }
        }
    }

    /// "of Kazakhstan and Kyrgyzstan", "of the CSTO", "to Turkmenistan" is not the owner.
    fn of_whom(&self, i: &mut usize, office: &mut Office) {
        let mut at = *i;
        if !matches!(self.form(at), "of" | "for") {
            return;
        }
        at += 1;
        if self.lower(at) == "the" {
            at += 1;
        }
        let mut found = false;
        // "of Russia's upper house" is not "of Russia".
        let whole = |at| self.whole_owner(at).filter(|(_, end)| !is_genitive(self.form(*end)));
        while let Some((id, end)) = whole(at) {
            self.set_owners(office, &[id]);
            found = true;
            at = end;
            *i = end;
            let next = match (self.form(at), office.plural) {
                ("and" | ",", true) => at + 1,
                _ => break,
            };
            at = if matches!(self.form(next), "and") { next + 1 } else { next };
        }
        if !found && let Some((id, end)) = self.body_owner(at) {
            office.countries.push(id);
            *i = end;
        }
    }

    fn whole_owner(&self, i: usize) -> Option<(Id, usize)> {
        let gazetteer = self.finder.gazetteer;
        self.sense(i, |s| match s {
            Sense::Name(id) => {
                let owns = match gazetteer.things[id].detail {
                    Detail::Country { .. } | Detail::Organisation { .. } => true,
                    // "the presidents of Central Asia"
                    Detail::Place { .. } => gazetteer.is_region_of_states(id),
                    _ => false,
                };
                owns.then_some(id)
            }
            _ => None,
        })
    }

    /// "of the Kazakh Defence Ministry": the office is one of Kazakhstan.
    fn body_owner(&self, i: usize) -> Option<(Id, usize)> {
        match self.body(i) {
            Some(Mention { kind: Kind::Body { countries, .. }, tokens }) => {
                Some((*countries.first()?, tokens.end))
            }
            _ => None,
        }
    }

    /// "the Tajik Defence Ministry", "parliament in Astana", "Ministry of Finance of Kyrgyzstan".
    fn body(&self, start: usize) -> Option<Mention> {
        let (owners, i) = self.owners(start);
        let (body, end) = self.sense(i, |s| match s {
            Sense::Body(body) => Some(body),
            _ => None,
        })?;
        let mut countries = owners;
        let mut after = end;
        if countries.is_empty() && matches!(self.form(end), "of" | "in") {
            let at = if self.lower(end + 1) == "the" { end + 2 } else { end + 1 };
            // "parliament in Astana" is Kazakhstan's, "troops in Dushanbe" may be anybody's.
            let of = self.form(end) == "of";
            let country = if of { self.country_name(at) } else { None };
            let seat = || {
                let local = of || !self.finder.gazetteer.bodies[body].abroad;
                self.seat_or_union(at).filter(|_| local)
            };
            if let Some((id, next)) = country.or_else(seat) {
                countries.push(id);
                after = next;
            }
        }
        Some(Mention { tokens: start..after, kind: Kind::Body { body, countries } })
    }

    /// A person of the gazetteer by full name or surname.
    fn known_person(&self, i: usize, office: Option<&Office>) -> Option<Mention> {
        let gazetteer = self.finder.gazetteer;
        let (end, senses) = self.hits.get(i)?.as_ref()?;
        if office.is_none() && self.is_place_rather(i, senses) {
            return None;
        }
        let is_person = |id: &Id| matches!(gazetteer.things[*id].detail, Detail::Person { .. });
        let full: Vec<Id> = senses
            .iter()
            .filter_map(|s| if let Sense::Name(id) = s { Some(*id) } else { None })
            .filter(is_person)
            .collect();
        let short: Vec<Id> = senses
            .iter()
            .filter_map(|s| if let Sense::Surname(id) = s { Some(*id) } else { None })
            .collect();
        let (candidates, surname_only) = match (full.is_empty(), short.is_empty()) {
            (false, _) => (full, false),
            (true, false) => (short, true),
            (true, true) => return None,
        };
        let name = self.surface(i..*end);
        // "Nurlan Tokayev" is somebody else.
        if surname_only && self.continues_name(*end) {
            return None;
        }
        let person = Person { candidates, name, surname_only, office: office.cloned() };
        Some(Mention { tokens: i..*end, kind: Kind::Person(person) })
    }

    /// Whether a name that `ambiguous.toml` gives to a person and a place is the
    /// place's here: "in Arkadag", or always where the place comes first.
    fn is_place_rather(&self, i: usize, senses: &[Sense]) -> bool {
        let gazetteer = self.finder.gazetteer;
        let is_place = |s: &Sense| match s {
            Sense::Name(id) => {
                gazetteer.has_namesake(*id)
                    && matches!(gazetteer.things[*id].detail, Detail::Place { .. })
            }
            _ => false,
        };
        let before = if i > 0 { self.lower(i - 1) } else { String::new() };
        let scene = matches!(before.as_str(), "in" | "at" | "near" | "to" | "into" | "of" | "from");
        senses.first().is_some_and(is_place) || scene && senses.iter().any(is_place)
    }

    /// Whether a name goes on at the token: "Xi Jinjing" after "Xi".
    fn continues_name(&self, i: usize) -> bool {
        let form = self.form(i);
        let initial = form.chars().count() == 1
            && form.chars().all(char::is_uppercase)
            && self.form(i + 1) == ".";
        let covered = self.covered.get(i).copied().unwrap_or(true);
        let free = (!covered || self.is_given(i, true)) && !self.title_case;
        free && (is_capitalised(form) || initial || is_initial(form)) && !is_common_word(form)
    }

    fn surface(&self, tokens: Range<usize>) -> String {
        let (first, last) = (self.tokens[tokens.start], self.tokens[tokens.end - 1]);
        self.text[first.start..last.end].split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A country, place, organisation, institution or nationality by itself.
    fn thing(&self, i: usize) -> Option<Mention> {
        let gazetteer = self.finder.gazetteer;
        let (kind, end) = self.sense(i, |s| match s {
            Sense::Name(id) if !matches!(gazetteer.things[id].detail, Detail::Person { .. }) => {
                Some(Kind::Thing(id))
            }
            Sense::Adjective(id) | Sense::Demonym(id) => Some(Kind::Nationality(id)),
            _ => None,
        })?;
        Some(Mention { tokens: i..end, kind })
    }

    fn unknown_name(&self, i: usize) -> Option<Mention> {
        self.unknown_person(i, None).or_else(|| self.unknown_organisation(i))
    }

    /// Capitalised words that no list knows and that are a person's name.
    fn unknown_person(&self, i: usize, office: Option<&Office>) -> Option<Mention> {
        // "Analyst Dmitry Volkov" at the beginning of a sentence
        if self.finder.words.people.contains(&self.lower(i)) {
            return None;
        }
        let end = self.name_end(i, true)?;
        let words: Vec<&str> = (i..end).map(|t| self.form(t)).collect();
        if words.iter().any(|w| self.finder.words.organisations.contains(&key(w))) {
            return None;
        }
        let full = words.iter().filter(|w| w.chars().any(char::is_alphabetic)).count() >= 2;
        if !full || office.is_none() && !self.is_persons(i, end) {
            return None;
        }
        let name = self.surface(i..end);
        let candidates = self.misspelt(&name, office);
        let person = Person { candidates, name, surname_only: false, office: office.cloned() };
        Some(Mention { tokens: i..end, kind: Kind::Person(person) })
    }

    /// Persons whose surname stands here with a given name nearly theirs, or
    /// whose whole name is nearly this one.
    fn misspelt(&self, name: &str, office: Option<&Office>) -> Vec<Id> {
        let gazetteer = self.finder.gazetteer;
        let Some((given, surname)) = name.rsplit_once(' ') else { return Vec::new() };
        let (given, surname) = (key(given.split(' ').next().unwrap_or(given)), key(surname));
        let holds = |id: Id| {
            office.is_some_and(|o| gazetteer.terms(id).iter().any(|t| self.is_part(t.office, o)))
        };
        let near = |(id, g, s): &&(Id, String, String)| {
            (*s == surname && (distance(g, &given, 2) <= 2 || holds(*id)))
                || (*g == given && s.len() > 4 && distance(s, &surname, 1) <= 1)
        };
        self.finder.words.persons.iter().filter(near).map(|(id, ..)| *id).collect()
    }

    fn is_part(&self, office: Id, wanted: &Office) -> bool {
        match self.finder.gazetteer.things[office].detail {
            Detail::Office { part, .. } => wanted.parts.contains(&part),
            _ => false,
        }
    }

    /// Where a run of capitalised words ends that starts here.
    fn name_end(&self, i: usize, person: bool) -> Option<usize> {
        if self.after_ranks(i) != i {
            return None;
        }
        let mut end = i;
        let mut words = 0;
        while end < self.tokens.len() && words < 5 {
            let form = self.form(end);
            let initial =
                form.chars().count() <= 2 && form.chars().next().is_some_and(char::is_uppercase);
            let begins = (is_capitalised(form) || initial && words < 2) && !is_common_word(form);
            let known = self.covered[end] && !self.is_given(end, person);
            if begins && !known {
                words += 1;
            } else if words > 0 && end + 1 < self.tokens.len() && self.bridges(end) {
                // A hyphen, a full stop of an initial, or a particle.
            } else if words > 1 && self.form(end - 1) == "-" {
                // "Park Jin-woo"
            } else {
                break;
            }
            end += 1;
        }
        while end > i && !self.form(end - 1).chars().any(char::is_alphanumeric) {
            end -= 1;
        }
        (words > 0 && end > i && (!self.title_case || self.given(i))).then_some(end)
    }

    /// A hyphen without spaces, the dot of an initial, or "bin", "uulu".
    fn bridges(&self, i: usize) -> bool {
        let form = self.form(i);
        let tight = self.tokens[i - 1].end == self.tokens[i].start;
        let next = self.form(i + 1);
        match form {
            "-" => {
                tight
                    && self.tokens[i].end == self.tokens[i + 1].start
                    && next.chars().all(char::is_alphabetic)
            }
            "." => tight && self.form(i - 1).chars().count() <= 2,
            _ => is_particle(form) && (is_capitalised(next) || matches!(form, "uulu" | "kyzy")),
        }
    }

    /// A surname of the gazetteer may be part of somebody else's name.
    fn is_given(&self, i: usize, person: bool) -> bool {
        let Some(Some((end, senses))) = self.hits.get(i) else { return false };
        person && *end == i + 1 && senses.iter().all(|s| matches!(s, Sense::Surname(_)))
    }

    fn given(&self, i: usize) -> bool {
        self.finder.words.given_names.contains(&key(self.form(i)))
    }

    /// Evidence that the capitalised words `i..end` are a person's name.
    fn is_persons(&self, i: usize, end: usize) -> bool {
        let rank_before = i > 0 && {
            let before = self.lower(if self.form(i - 1) == "." && i > 1 { i - 2 } else { i - 1 });
            self.finder.words.ranks.contains(before.trim_end_matches('.'))
                || self.finder.words.people.contains(&before)
        };
        rank_before
            || self.given(i)
            || self.form(i).chars().count() <= 2 && self.form(i + 1) == "."
            || has_surname_ending(self.form(end - 1))
            || self.speaks(i, end)
            || self.described(end)
    }

    /// "Raffaello Pantucci, a senior fellow": a noun for a person after the comma.
    fn described(&self, end: usize) -> bool {
        // "Talgat Kaliev from the Institute of Strategy"
        if self.form(end) == "from" {
            let near = end + 1..(end + 7).min(self.tokens.len());
            let organisations = &self.finder.words.organisations;
            return near.into_iter().any(|t| organisations.contains(&key(self.form(t))));
        }
        if !matches!(self.form(end), "," | "(") {
            return false;
        }
        (end + 1..(end + 9).min(self.tokens.len()))
            .take_while(|t| !matches!(self.form(*t), "," | "." | ")"))
            .any(|t| self.finder.words.people.contains(&self.lower(t)) || self.title(t).is_some())
    }

    fn speaks(&self, i: usize, end: usize) -> bool {
        let says = |form: &str| {
            matches!(
                form,
                "said"
                    | "says"
                    | "told"
                    | "noted"
                    | "stressed"
                    | "added"
                    | "explained"
                    | "explains"
                    | "argued"
                    | "argues"
                    | "warned"
                    | "stated"
                    | "emphasised"
                    | "emphasized"
                    | "thanked"
                    | "recalled"
                    | "wrote"
                    | "writes"
                    | "believes"
                    | "thinks"
                    | "who"
            )
        };
        let after = if self.form(end) == "," { end + 1 } else { end };
        says(self.form(after)) || i > 0 && says(self.form(i - 1)) && self.form(i - 1) != "who"
    }

    /// Capitalised words that end in a word for organisations.
    fn unknown_organisation(&self, i: usize) -> Option<Mention> {
        if self.title_case {
            return None;
        }
        let end = self.name_end(i, false)?;
        let last = (i..end)
            .rev()
            .find(|t| self.finder.words.organisations.contains(&key(self.form(*t))))?;
        (last > i).then(|| Mention {
            tokens: i..last + 1,
            kind: Kind::Organisation(self.surface(i..last + 1)),
        })
    }
}

/// A name in lower case that only counts with a capital.
fn case_misled(hit: &Hit<Sense>, text: &str) -> bool {
    let lower = hit.span.of(text).chars().next().is_some_and(char::is_lowercase);
    lower && hit.senses.iter().all(|(_, case)| *case != Case::Any)
}

/// "Park Jin" of "Park Jin-woo" is somebody else; "Xi Jinping-led" is not.
fn is_cut(hit: &Hit<Sense>, text: &str) -> bool {
    let Some(rest) = text[hit.span.end..].strip_prefix('-') else { return false };
    let more: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
    let participle = more.ends_with("ed") || matches!(more.as_str(), "era" | "style" | "like");
    hit.span.of(text).contains(' ')
        && more.starts_with(char::is_lowercase)
        && !participle
        && hit.senses.iter().any(|(s, _)| matches!(s, Sense::Name(_)))
}

fn is_title_case(text: &str, tokens: &[Span]) -> bool {
    let words: Vec<&str> = tokens
        .iter()
        .map(|t| t.of(text))
        .filter(|w| w.chars().count() > 3 && w.chars().all(char::is_alphabetic))
        .collect();
    let capitals =
        words.iter().filter(|w| w.chars().next().is_some_and(char::is_uppercase)).count();
    let full_stop = tokens.last().is_some_and(|t| matches!(t.of(text), "." | "?" | "!"));
    words.len() >= 4 && !full_stop && capitals * 10 >= words.len() * 8
}

fn has_surname_ending(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "ov", "ev", "ova", "eva", "ow", "ew", "owa", "ewa", "sky", "skiy", "skii", "skaya", "enko",
        "zoda", "zade", "uulu", "kyzy", "yan", "ian", "dze", "vili", "oglu", "ogly", "bekov",
        "bayev", "vich", "bek",
    ];
    let lower = word.to_lowercase();
    lower.chars().count() > 4 && ENDINGS.iter().any(|e| lower.ends_with(e))
}
