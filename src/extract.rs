//! Sentences to statements: which pattern matches where, who fills the roles,
//! when, where, and how far it is a fact.
//!
//! Patterns are data (`extractors/*.toml`); place, time and status belong to
//! every event and are added by one shared step.

pub mod file;
pub mod fill;
pub mod setting;
pub mod status;

use std::collections::BTreeMap;

use crate::article::Article;
use crate::data::Data;
use crate::error::Result;
use crate::event::{Entity, EntityKind, EventType, Record, Statement, Status};
use crate::gazetteer::Gazetteer;
use crate::language::{Decoder, Model};
use crate::mention::{Finder, Words};
use crate::ontology::Ontology;
use crate::pattern::Match;
use crate::resolve::Discourse;
use crate::text::{self, Sentence, Span};
use crate::time::{self, Expression, Time};

use self::file::{Extractor, Rule};
use self::fill::{Reader, want};

/// Everything that reading an article needs, loaded once.
#[derive(Debug)]
pub struct Engine {
    pub ontology: Ontology,
    pub gazetteer: Gazetteer,
    pub extractors: Vec<Extractor>,
    words: Words,
    status: status::Words,
    decoder: Decoder,
}

/// What was read from one article.
#[derive(Debug)]
pub struct Extraction {
    /// The sentences, by span of the clean text.
    pub sentences: Vec<Sentence>,
    /// What they assert, in text order.
    pub statements: Vec<Statement>,
}

impl Engine {
    /// Loads and checks all data.
    pub fn load(data: &Data) -> Result<Self> {
        let ontology = Ontology::load(data)?;
        let gazetteer = Gazetteer::load(data)?;
        let words = Words::load(data, &gazetteer)?;
        let extractors = file::load(data, &ontology)?;
        let status = status::Words::load(data)?;
        Ok(Engine { ontology, gazetteer, extractors, words, status, decoder: Decoder::Beam })
    }

    /// Reads an article. Never fails: an odd article yields less.
    pub fn extract(&self, article: &Article) -> Extraction {
        let sentences = text::sentences(&article.text);
        let finder = Finder { gazetteer: &self.gazetteer, words: &self.words };
        let mentions = finder.find(&article.text, &sentences);
        let discourse = Discourse::new(&self.gazetteer, article.published, &mentions);
        let context = time::Context { published: article.published, day_first: None };
        let times = time::find(&article.text, &context);
        let mut statements = Vec::new();
        for (number, sentence) in sentences.iter().enumerate() {
            let names: Vec<_> = mentions[number].iter().map(|m| m.tokens.clone()).collect();
            let tree = Model::embedded().parse(&article.text, sentence, &names, self.decoder);
            let forms: Vec<String> = sentence.tokens.iter().map(|t| t.of(&article.text).to_lowercase()).collect();
            let reader = Reader {
                gazetteer: &self.gazetteer,
                words: &self.words,
                discourse: &discourse,
                tree: &tree,
                forms: &forms,
                sentence: number,
            };
            let here = within(&times, sentence.span);
            let work = Work { engine: self, reader, text: &article.text, sentence, times: here };
            statements.extend(work.run());
        }
        Extraction { sentences, statements }
    }
}

/// The expressions that lie in a span.
fn within(times: &[Expression], span: Span) -> &[Expression] {
    let start = times.partition_point(|t| t.span.start < span.start);
    let end = times.partition_point(|t| t.span.start < span.end);
    &times[start..end.max(start)]
}

/// One sentence at work.
struct Work<'a> {
    engine: &'a Engine,
    reader: Reader<'a>,
    text: &'a str,
    sentence: &'a Sentence,
    times: &'a [Expression],
}

/// Matches of several patterns of one extractor on one word.
struct Found<'a> {
    extractor: &'a Extractor,
    rule: &'a Rule,
    matched: Match,
    set: BTreeMap<String, String>,
}

impl Work<'_> {
    fn run(&self) -> Vec<Statement> {
        let mut statements = Vec::new();
        for extractor in &self.engine.extractors {
            for found in self.matches(extractor) {
                statements.extend(self.statements(&found));
            }
        }
        statements.sort_by_key(|s| s.span);
        statements
    }

    /// The matches of an extractor, those on one word joined into one.
    fn matches<'e>(&self, extractor: &'e Extractor) -> Vec<Found<'e>> {
        let mut by_anchor: BTreeMap<usize, Vec<(&Rule, Match)>> = BTreeMap::new();
        for rule in &extractor.rules {
            for matched in rule.pattern.find(self.reader.tree, self.reader.forms) {
                by_anchor.entry(matched.anchor).or_default().push((rule, matched));
            }
        }
        by_anchor.into_values().filter_map(|matches| join(extractor, matches)).collect()
    }

    fn statements(&self, found: &Found) -> Vec<Statement> {
        let judged = status::judge(&self.engine.status, self.reader.tree, found.matched.anchor);
        let mut record = Record::new(found.extractor.event, judged.status);
        let mut taken = Vec::new();
        for (role, tokens) in &found.matched.roles {
            for &token in tokens {
                let wanted = want(record.event, role);
                for entity in self.reader.fill(token, wanted) {
                    record.add(role, entity);
                }
                if wanted == fill::Want::Place {
                    taken.push(token);
                }
            }
        }
        for (name, value) in &found.set {
            record.values.insert(name.clone(), value.clone());
        }
        if !is_told(&record) {
            return Vec::new();
        }
        let heads = setting::heads(self.reader.tree, found.matched.anchor, &found.matched.trigger);
        if record.event != EventType::Visit {
            record.place = setting::places(&self.reader, &heads, &taken);
        }
        self.set_time(&mut record, found.matched.anchor, &heads, judged.tense);
        split(record).into_iter().map(|record| self.statement(record, found)).collect()
    }

    fn set_time(&self, record: &mut Record, anchor: usize, heads: &[usize], tense: time::Tense) {
        for expression in setting::times(&self.reader, self.sentence, self.times, anchor, heads) {
            if record.recurrence.is_none() {
                record.recurrence = expression.recurrence();
            }
            if record.time.is_none() {
                record.time = self.resolve(expression, record.status, tense);
            }
        }
    }

    fn resolve(&self, expression: &Expression, status: Status, tense: time::Tense) -> Option<Time> {
        let tense = if status == Status::Cancelled { time::Tense::Future } else { tense };
        expression.resolve(tense)
    }

    fn statement(&self, record: Record, found: &Found) -> Statement {
        let tokens = &self.sentence.tokens;
        let roles = found.matched.roles.values().flatten();
        let all: Vec<usize> = found.matched.trigger.iter().chain(roles).copied().collect();
        let first = all.iter().min().map_or(0, |t| *t);
        let last = all.iter().max().map_or(tokens.len() - 1, |t| *t);
        let mut trigger: Vec<usize> = found.matched.trigger.clone();
        trigger.sort_unstable();
        Statement {
            record,
            sentence: self.reader.sentence,
            span: Span { start: tokens[first].start, end: tokens[last].end },
            trigger: trigger.iter().map(|t| tokens[*t].of(self.text)).collect::<Vec<_>>().join(" "),
            extractor: found.extractor.name.clone(),
            pattern: found.rule.pattern.text.clone(),
        }
    }
}

/// The fullest match leads; the others add the roles that it lacks.
fn join<'e>(extractor: &'e Extractor, mut matches: Vec<(&'e Rule, Match)>) -> Option<Found<'e>> {
    matches.sort_by_key(|(_, m)| std::cmp::Reverse((m.trigger.len(), m.roles.values().map(Vec::len).sum::<usize>())));
    let mut matches = matches.into_iter();
    let (rule, mut matched) = matches.next()?;
    let mut set = rule.set.clone();
    for (other, more) in matches {
        for (role, tokens) in more.roles {
            matched.roles.entry(role).or_insert(tokens);
        }
        for (name, value) in &other.set {
            set.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    Some(Found { extractor, rule, matched, set })
}

/// Whether enough is said for a record.
fn is_told(record: &Record) -> bool {
    let filled = |role: &&str| !record.role(role).is_empty();
    match record.event {
        EventType::Meeting | EventType::Clash | EventType::Relation => record.role("participant").len() >= 2,
        EventType::Visit => filled(&"visitor") && filled(&"destination"),
        EventType::Sanction | EventType::Membership | EventType::Support => record.event.core_roles().iter().all(|r| filled(r)),
        _ => record.event.core_roles().iter().any(|r| filled(r)),
    }
}

/// One record a visitor and destination, one a member, one a speaker's stance.
fn split(record: Record) -> Vec<Record> {
    let roles: &[&str] = match record.event {
        EventType::Visit => &["visitor", "destination"],
        EventType::Membership => &["member"],
        _ => &[],
    };
    let mut records = vec![record];
    for role in roles {
        records = records.into_iter().flat_map(|r| split_role(r, role)).collect();
    }
    records.into_iter().filter(|r| !visits_itself(r)).collect()
}

fn split_role(record: Record, role: &str) -> Vec<Record> {
    let fillers = record.role(role).to_vec();
    if fillers.len() < 2 {
        return vec![record];
    }
    let one = |filler: Entity| {
        let mut one = record.clone();
        one.roles.insert(role.to_owned(), vec![filler]);
        one
    };
    fillers.into_iter().map(one).collect()
}

/// A state's visit to itself is a misreading.
fn visits_itself(record: &Record) -> bool {
    let visitors = record.role("visitor");
    record.event == EventType::Visit
        && record.role("destination").iter().any(|d| visitors.iter().any(|v| v.kind == EntityKind::Country && Some(&v.id) == d.country.as_ref()))
}
