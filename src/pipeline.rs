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
use crate::event::{Event, EventType};
use crate::extract::{Engine, Extraction};
use crate::fuse::{self, Change, Collection, Leaf, Lent, Share, Told};
use crate::gazetteer::Gazetteer;
use crate::rdf::{self, ArticleMeta, Articles, Quad, Reading, Things, Unlisted};
use crate::store::{Part, Store, Touched};

/// So many articles are read before they go into the store together, and last.
/// More take more memory; fewer make the store sort what it has more often.
const BATCH: usize = 2048;

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

/// Reads articles into the store, fuses, and commits.
///
/// A few articles, and what they touch, are one commit. Many are committed
/// batch by batch as they come, and at the end the events of all that the store
/// holds; a store on which this was broken off says so
/// ([`Store::is_fused`]), and the next call makes its events.
///
/// With `texts` false the words of sentences stay out of the store. An article
/// that is there already is replaced. `step` is called after each article that
/// was read, from any thread.
///
/// # Errors
///
/// When the store cannot be read or written; the store on disk is then as the
/// last commit left it.
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
    let are_few = articles.peek().is_none() && store.has_articles(batch.len())?;
    if are_few && store.is_fused() {
        summary.add(engine, store, batch, texts, step)?;
        store.commit()?;
        return Ok(summary);
    }
    store.put_off_fusing();
    let mut world = World::default();
    let mut read: Vec<Read> = Vec::new();
    loop {
        summary.articles += batch.len();
        let (next, put) = rayon::join(
            || Read::all(engine, std::mem::take(&mut batch), step),
            || summary.put(engine, store, &read, texts),
        );
        put?;
        world.add(engine, read)?;
        read = next;
        if read.is_empty() {
            break;
        }
        if summary.articles > BATCH {
            store.commit()?;
        }
        batch = articles.by_ref().take(BATCH).collect();
    }
    summary.fused = world.fuse(&engine.gazetteer, store)?;
    store.commit()?;
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

/// An article and what was read in it.
struct Read {
    article: Article,
    extraction: Extraction,
}

impl Read {
    /// Reads articles on all cores. Of one that comes twice the last is meant;
    /// the others are left out.
    fn all(engine: &Engine, articles: Vec<Article>, step: &(dyn Fn() + Sync)) -> Vec<Read> {
        let extractions = extract(engine, &articles, step);
        let last: BTreeMap<String, usize> =
            articles.iter().enumerate().map(|(n, article)| (article.id.clone(), n)).collect();
        let read = articles.into_iter().zip(extractions).enumerate();
        read.filter(|(n, (article, _))| last.get(&article.id) == Some(n))
            .map(|(_, (article, extraction))| Read { article, extraction })
            .collect()
    }

    fn told(&self) -> Told<'_> {
        told(&self.article, &self.extraction)
    }
}

/// All articles of a store, to be fused together.
#[derive(Default)]
struct World {
    told: Collection,
    /// Who published them, and when.
    articles: Articles,
}

impl World {
    fn add(&mut self, engine: &Engine, read: Vec<Read>) -> Result<()> {
        let leaves: Vec<Leaf> =
            read.par_iter().map(|r| fuse::leaf(&engine.gazetteer, &r.told())).collect();
        leaves.into_iter().try_for_each(|leaf| self.told.add(leaf))?;
        for Read { article, .. } in read {
            self.publish(ArticleMeta::from(&article));
        }
        Ok(())
    }

    /// Keeps no more of an article than events need.
    fn publish(&mut self, article: ArticleMeta) {
        let ArticleMeta { id, published, source, .. } = article;
        let kept = ArticleMeta { id: id.clone(), published, source, ..ArticleMeta::default() };
        self.articles.insert(id, kept);
    }

    /// Adds the articles of the store that this run did not read.
    fn add_others(&mut self, gazetteer: &Gazetteer, store: &Store) -> Result<()> {
        let mut others = store.article_ids()?;
        others.retain(|id| !self.told.has(id));
        for some in others.chunks(BATCH) {
            let leaf = |id: &String| -> Result<Option<(ArticleMeta, Leaf)>> {
                Ok(store.claims_of(id)?.map(|(article, statements)| {
                    let (article_id, published) = (&article.id, article.published);
                    let told = Told { article: article_id, published, statements: &statements };
                    let leaf = fuse::leaf(gazetteer, &told);
                    (article, leaf)
                }))
            };
            let leaves = some.par_iter().map(leaf).collect::<Result<Vec<_>>>()?;
            for (article, leaf) in leaves.into_iter().flatten() {
                self.told.add(leaf)?;
                self.publish(article);
            }
        }
        Ok(())
    }

    /// Fuses all that the store holds.
    fn fuse(mut self, gazetteer: &Gazetteer, store: &mut Store) -> Result<Fused> {
        self.add_others(gazetteer, store)?;
        let mut by_type = BTreeMap::new();
        let mut renewal = store.renew_events(&self.articles, gazetteer)?;
        fuse::fuse_all(gazetteer, &self.told, |events| {
            for event in &events {
                *by_type.entry(event.record.event).or_default() += 1;
            }
            renewal.put(&events)
        })?;
        renewal.finish()?;
        Ok(Fused::Whole { articles: self.told.len(), events: by_type })
    }
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
        self.articles += articles.len();
        let read = Read::all(engine, articles, step);
        let mut changes = Vec::new();
        for one in &read {
            if store.differs(&reading(engine, &one.article, &one.extraction), texts)? {
                changes.push(Change { article: &one.article.id, told: Some(one.told()) });
            }
        }
        let update = fuse::refuse(&engine.gazetteer, store, &changes)?;
        self.put(engine, store, &read, texts)?;
        self.fused = Fused::Part(store.update_events(&update, &engine.gazetteer)?);
        Ok(())
    }

    /// Puts what was read into the store and counts it.
    fn put(
        &mut self,
        engine: &Engine,
        store: &mut Store,
        read: &[Read],
        texts: bool,
    ) -> Result<()> {
        let readings: Vec<Reading> =
            read.par_iter().map(|r| reading(engine, &r.article, &r.extraction)).collect();
        let changed = store.put_articles(&readings, texts)?;
        self.changed += changed.into_iter().filter(|changed| *changed).count();
        for Read { article, extraction } in read {
            self.statements += extraction.statements.len();
            let warnings = article.warnings.iter().chain(&extraction.warnings);
            self.warnings.extend(warnings.map(|w| (article.id.clone(), w.clone())));
        }
        Ok(())
    }
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
    let mut unlisted = Unlisted::default();
    unlisted.add(&events, &engine.gazetteer);
    let told = rdf::told_quads(&events, &articles);
    let Ok(quads) = claims.chain(unlisted.quads()).chain(told).collect::<Result<_, Infallible>>();
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
