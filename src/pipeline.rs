//! From articles to a graph: what the commands call.
//!
//! Articles are read on all cores while those read before go into the store,
//! and all that the store then holds is fused anew, so that the events do not
//! depend on the order in which articles came, and reading one twice changes
//! nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::article::Article;
use crate::error::Result;
use crate::event::{Event, EventType, Statement};
use crate::extract::{Engine, Extraction};
use crate::fuse::{self, Change, Lent, Share, Told};
use crate::gazetteer::Gazetteer;
use crate::rdf::{self, ArticleMeta, Articles, Quad, Reading, Things};
use crate::store::{Part, Store, Touched};

/// So many articles are read before they go into the store together, which
/// bounds what is held in memory.
const BATCH: usize = 512;

/// What a run brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Articles read in this run.
    pub articles: usize,
    /// Of these, those that changed the store.
    pub changed: usize,
    /// Statements found in this run.
    pub statements: usize,
    /// What was unclear in articles and what could not be read: article and text.
    pub warnings: Vec<(String, String)>,
    /// What became of the store.
    pub fused: Fused,
}

/// What fusing made of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fused {
    /// All that it holds was fused.
    Whole {
        /// Number of articles.
        articles: usize,
        /// Number of events, by type.
        events: BTreeMap<EventType, usize>,
    },
    /// Only what some articles touch.
    Part(Touched),
}

impl Default for Fused {
    fn default() -> Self {
        Fused::Part(Touched::default())
    }
}

/// Reads articles on all cores; the answers stand in their order. `step` is
/// called after each article, from any thread.
pub fn extract(engine: &Engine, articles: &[Article], step: &(dyn Fn() + Sync)) -> Vec<Extraction> {
    articles
        .par_iter()
        .map(|article| {
            let extraction = engine.extract(article);
            step();
            extraction
        })
        .collect()
}

/// Reads articles into the store, fuses all that it holds, and commits.
///
/// With `texts` false the words of sentences stay out of the store. An article
/// that is there already is replaced. `step` is called after each article that
/// was read, from any thread.
///
/// # Errors
///
/// When the store cannot be read or written; then nothing is committed.
pub fn ingest(
    engine: &Engine,
    store: &mut Store,
    articles: impl IntoIterator<Item = Article>,
    texts: bool,
    step: &(dyn Fn() + Sync),
) -> Result<Summary> {
    let mut articles = articles.into_iter().peekable();
    let mut summary = Summary::default();
    let mut batch: Vec<Article> = articles.by_ref().take(BATCH).collect();
    if articles.peek().is_none() && store.has_articles(batch.len())? {
        summary.add(engine, store, batch, texts, step)?;
        store.commit()?;
        return Ok(summary);
    }
    let mut read: Vec<(Article, Extraction)> = Vec::new();
    loop {
        let (extractions, put) = rayon::join(
            || extract(engine, &batch, step),
            || summary.put(engine, store, std::mem::take(&mut read), texts),
        );
        put?;
        if batch.is_empty() {
            break;
        }
        read = batch.into_iter().zip(extractions).collect();
        batch = articles.by_ref().take(BATCH).collect();
    }
    let (articles, events) = fuse_all(&engine.gazetteer, store)?;
    store.commit()?;
    let mut by_type = BTreeMap::new();
    for event in &events {
        *by_type.entry(event.record.event).or_default() += 1;
    }
    summary.fused = Fused::Whole { articles, events: by_type };
    Ok(summary)
}

/// Takes articles out of the store, fuses what they touched, and commits.
/// Those that are not there change nothing.
///
/// # Errors
///
/// When the store cannot be read or written; then nothing is committed.
pub fn remove(gazetteer: &Gazetteer, store: &mut Store, articles: &[String]) -> Result<Touched> {
    let articles: BTreeSet<&str> = articles.iter().map(String::as_str).collect();
    let changes: Vec<Change> =
        articles.iter().map(|article| Change { article, told: None }).collect();
    let update = fuse::refuse(gazetteer, store, &changes)?;
    for article in articles {
        store.remove_article(article)?;
    }
    let touched = store.update_events(&update, gazetteer)?;
    store.commit()?;
    Ok(touched)
}

/// Fuses all that the store holds. Returns the number of articles, and the
/// events.
fn fuse_all(gazetteer: &Gazetteer, store: &mut Store) -> Result<(usize, Vec<Event>)> {
    let claims = store.claims()?;
    let events = fuse_claims(gazetteer, &claims);
    store.replace_events(&events, gazetteer)?;
    Ok((claims.len(), events))
}

impl Summary {
    /// Adds a few articles to a store of many, and fuses what they touch.
    fn add(
        &mut self,
        engine: &Engine,
        store: &mut Store,
        articles: Vec<Article>,
        texts: bool,
        step: &(dyn Fn() + Sync),
    ) -> Result<()> {
        let extractions = extract(engine, &articles, step);
        let read: Vec<(Article, Extraction)> = articles.into_iter().zip(extractions).collect();
        // Of an article that comes twice the last is meant.
        let last: BTreeMap<&str, usize> =
            read.iter().enumerate().map(|(n, (article, _))| (article.id.as_str(), n)).collect();
        let mut changes = Vec::new();
        for (article, extraction) in last.values().map(|n| &read[*n]) {
            if store.differs(&reading(engine, article, extraction), texts)? {
                let told = Some(told(article, extraction));
                changes.push(Change { article: &article.id, told });
            }
        }
        let update = fuse::refuse(&engine.gazetteer, store, &changes)?;
        self.put(engine, store, read, texts)?;
        self.fused = Fused::Part(store.update_events(&update, &engine.gazetteer)?);
        Ok(())
    }

    /// Puts what was read into the store and counts it.
    fn put(
        &mut self,
        engine: &Engine,
        store: &mut Store,
        read: Vec<(Article, Extraction)>,
        texts: bool,
    ) -> Result<()> {
        let readings: Vec<Reading> = read.iter().map(|(a, x)| reading(engine, a, x)).collect();
        let changed = store.put_articles(&readings, texts)?;
        self.articles += read.len();
        self.changed += changed.into_iter().filter(|changed| *changed).count();
        for (article, extraction) in read {
            self.statements += extraction.statements.len();
            let warnings = article.warnings.into_iter().chain(extraction.warnings);
            self.warnings.extend(warnings.map(|warning| (article.id.clone(), warning)));
        }
        Ok(())
    }
}

fn fuse_claims(gazetteer: &Gazetteer, claims: &[(ArticleMeta, Vec<Statement>)]) -> Vec<Event> {
    let told: Vec<Told> = claims
        .iter()
        .map(|(article, statements)| Told {
            article: &article.id,
            published: article.published,
            statements,
        })
        .collect();
    fuse::fuse(gazetteer, &told)
}

/// The events of one article alone.
pub fn events_of(engine: &Engine, article: &Article, extraction: &Extraction) -> Vec<Event> {
    fuse::fuse_article(&engine.gazetteer, &told(article, extraction))
}

/// What one article says, as a graph.
pub struct Alone {
    /// Its claims, the events that it tells of by itself, and the entities
    /// that the gazetteer does not list.
    pub quads: Vec<Quad>,
    /// The entities that are to be described beside it: see [`rdf::Described`].
    pub named: Vec<String>,
}

/// The graph of one article alone, without a store.
pub fn alone(engine: &Engine, article: &Article, extraction: &Extraction) -> Alone {
    let events = events_of(engine, article, extraction);
    let articles = Articles::from([(article.id.clone(), ArticleMeta::from(article))]);
    let reading = reading(engine, article, extraction);
    let claims = rdf::claim_quads(&reading, true);
    let unlisted = rdf::unlisted_quads(&events, &engine.gazetteer);
    let told = rdf::told_quads(&events, &articles);
    let Ok(quads) = claims.chain(unlisted).chain(told).collect::<Result<_, Infallible>>();
    Alone { quads, named: rdf::named(&events).into_iter().collect() }
}

fn told<'a>(article: &'a Article, extraction: &'a Extraction) -> Told<'a> {
    Told { article: &article.id, published: article.published, statements: &extraction.statements }
}

/// An article as it goes into its graph.
pub fn reading(engine: &Engine, article: &Article, extraction: &Extraction) -> Reading {
    let keys = fuse::keys(&engine.gazetteer, &told(article, extraction));
    let (sentences, statements) = (&extraction.sentences, &extraction.statements);
    Reading::new(article.into(), &article.text, sentences, statements, keys)
}

/// By which keys an article is divided among processes that fuse.
pub fn shares(gazetteer: &Gazetteer, reading: &Reading) -> Vec<String> {
    fuse::shares(gazetteer, &retold(reading))
}

/// The events that articles tell of together, by identifier.
pub fn fuse(gazetteer: &Gazetteer, readings: &[Reading]) -> Vec<Event> {
    let told: Vec<Told> = readings.iter().map(retold).collect();
    fuse::fuse(gazetteer, &told)
}

/// The events of one of several processes, as [`fuse::fuse_share`] tells.
pub fn fuse_share(
    gazetteer: &Gazetteer,
    readings: &[Reading],
    own: &FxHashSet<String>,
    known: &FxHashSet<String>,
) -> Share {
    let lent: Vec<Lent> =
        readings.iter().map(|r| Lent { told: retold(r), keys: &r.keys }).collect();
    fuse::fuse_share(gazetteer, &lent, own, known)
}

/// A part of the graph of these articles and events without a store; all of it
/// is what [`ingest`] puts into one.
pub fn graph<'a>(
    gazetteer: &'a Gazetteer,
    readings: &'a [Reading],
    events: &'a [Event],
    part: Part,
    texts: bool,
) -> impl Iterator<Item = Result<Quad, Infallible>> + 'a {
    let of = |parts: &[Part]| parts.contains(&part);
    let telling = if of(&[Part::Claims, Part::All]) { readings } else { &[] };
    let metas: Articles =
        readings.iter().map(|r| (r.article.id.clone(), r.article.clone())).collect();
    let told: Vec<_> = rdf::event_quads(events, &metas, gazetteer).collect();
    let things = if of(&[Part::Actors, Part::All]) { gazetteer.ids() } else { Vec::new() };
    let claims = telling.iter().flat_map(move |reading| rdf::claim_quads(reading, texts));
    claims.chain(told).chain(rdf::thing_quads(things, gazetteer))
}

fn retold(reading: &Reading) -> Told<'_> {
    let article = &reading.article;
    Told { article: &article.id, published: article.published, statements: &reading.statements }
}
