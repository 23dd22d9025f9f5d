//! The graph on disk or in memory.
//!
//! Each article is a named graph, put in or taken out as a whole; fused events
//! and what is known of actors, places and offices are the default graph. A
//! store on disk has one writer and, beside it, any number of readers: these
//! see the graph of the last [`commit`](Store::commit).

mod archive;
mod folder;
mod format;
mod load;
mod part;
mod sophia;
mod stats;
mod verify;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt;
use std::io::{BufWriter, Write};
use std::path::Path;

use oxigraph::io::{RdfParser, RdfSerializer, WriterQuadSerializer};
use oxigraph::model::vocab::rdf as rdf_terms;
use oxigraph::model::{
    GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, QuadRef, Term, Triple,
};
use oxigraph::store::Store as Database;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use sophia_api::source::{QuadSource, StreamError};

use self::folder::{Reader, Writer};
pub use self::format::GraphFormat;
pub use self::part::Part;
pub use self::sophia::Node;
pub use self::stats::{Stats, Tally};
pub use self::verify::{Fault, Verdict};
use crate::error::{Error, Result};
use crate::event::{Event, Statement};
use crate::fuse::Update;
use crate::rdf::{self, ArticleMeta, Articles, Reading, Things, Triples, Unlisted};
use crate::vocabulary::{ID, PREFIXES, silk};

/// From so many quads on, sorting them into tables costs less than writing
/// them one by one.
const MANY: usize = 10_000;

/// The quads of so many events are made before they are written.
const AT_ONCE: usize = 5_000;

/// What the loading of many quads may take beside them, in megabytes.
const LOADING: usize = 400;

const ARTICLE_CLASS: NamedNodeRef =
    NamedNodeRef::new_unchecked("https://w3id.org/silkgraph/ns#Article");
const EVENT: NamedNodeRef = NamedNodeRef::new_unchecked("https://w3id.org/silkgraph/ns#Event");

/// A knowledge graph.
pub struct Store {
    database: Database,
    folder: Folder,
    is_fused: bool,
}

/// Where the database is, and what is held of it as long as it is open.
enum Folder {
    Memory,
    Reader(Reader),
    Writer(Writer),
}

impl Folder {
    /// What the graph takes on disk; `None` in memory.
    fn bytes(&self) -> Result<Option<u64>> {
        let database = match self {
            Folder::Memory => return Ok(None),
            Folder::Reader(reader) => reader.database(),
            Folder::Writer(writer) => writer.database()?,
        };
        folder::bytes(&database).map(Some)
    }
}

impl Store {
    /// A graph in memory.
    pub fn memory() -> Result<Self> {
        let database = Database::new().map_err(failure)?;
        Ok(Store { database, folder: Folder::Memory, is_fused: true })
    }

    /// Opens the store in this folder to read and write; makes it if there is
    /// none. What is written shows in this `Store` at once and lasts from the
    /// next [`commit`](Store::commit) on; without one it is lost.
    ///
    /// # Errors
    ///
    /// When another process writes to it, when it was written by another
    /// version of silkgraph, when the folder is something else, and when it
    /// cannot be written.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let writer = Writer::open(path.as_ref())?;
        let database = Database::open(writer.database()?).map_err(failure)?;
        let is_fused = writer.is_fused()?;
        Ok(Store { database, folder: Folder::Writer(writer), is_fused })
    }

    /// Opens the store in this folder to read: the graph of its last commit,
    /// whatever a writer does meanwhile.
    ///
    /// # Errors
    ///
    /// When there is none, when it was written by another version of
    /// silkgraph, and when the folder is something else.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self> {
        let Some(reader) = Reader::open(path.as_ref())? else { return Store::memory() };
        let database = Database::open_read_only(reader.database()).map_err(failure)?;
        let is_fused = reader.is_fused();
        Ok(Store { database, folder: Folder::Reader(reader), is_fused })
    }

    /// Whether the events are those of all its articles. They are not after a
    /// long run of `ingest` that was broken off; the next one makes them.
    pub fn is_fused(&self) -> bool {
        self.is_fused
    }

    /// Notes that articles come in of which events are made later, all at once
    /// ([`Store::renew_events`]); commits before that keep the note.
    pub fn put_off_fusing(&mut self) {
        self.is_fused = false;
    }

    /// Makes all that was written so far last, and lets readers that come from
    /// now on see it: all of it, or on an error nothing.
    pub fn commit(&mut self) -> Result<()> {
        match &self.folder {
            Folder::Writer(writer) => {
                let snapshot = |to: &Path| self.database.backup(to).map_err(failure);
                writer.commit(self.is_fused, snapshot)
            }
            Folder::Memory | Folder::Reader(_) => Ok(()),
        }
    }

    /// Puts an article and its statements in, in place of what an earlier
    /// reading of it said. Returns whether anything changed. With `texts` false
    /// the words of sentences are left out.
    pub fn put_article(&mut self, reading: &Reading, texts: bool) -> Result<bool> {
        Ok(self.put_articles(std::slice::from_ref(reading), texts)?.contains(&true))
    }

    /// As [`Store::put_article`], for many articles at once, none of them twice.
    /// Returns for each whether it changed.
    pub fn put_articles(&mut self, readings: &[Reading], texts: bool) -> Result<Vec<bool>> {
        let mut change = Change::default();
        let mut changed = Vec::with_capacity(readings.len());
        let quads = readings.par_iter().map(|reading| quads_of(rdf::claim_quads(reading, texts)));
        for (reading, new) in readings.iter().zip(quads.collect::<Result<Vec<_>>>()?) {
            let graph = self.graph_of(&reading.article.id)?;
            let old = if self.database.contains_named_graph(&graph).map_err(failure)? {
                self.graph_quads(graph.as_ref().into()).collect::<Result<_>>()?
            } else {
                FxHashSet::default()
            };
            changed.push(change.replace(old, new));
        }
        self.write(change)?;
        Ok(changed)
    }

    /// Whether there are at least so many articles.
    pub fn has_articles(&self, number: usize) -> Result<bool> {
        let mut found = 0;
        for graph in self.database.named_graphs().take(number) {
            graph.map_err(failure)?;
            found += 1;
        }
        Ok(found == number)
    }

    /// Whether putting the article in would change anything.
    pub fn differs(&self, reading: &Reading, texts: bool) -> Result<bool> {
        let new = distinct(rdf::claim_quads(reading, texts))?;
        let graph = self.graph_of(&reading.article.id)?;
        let old = self.graph_quads(graph.as_ref().into()).collect::<Result<FxHashSet<Quad>>>()?;
        Ok(old.len() != new.len() || !new.iter().all(|quad| old.contains(quad)))
    }

    /// Takes an article and its statements out. Returns whether it was there. The events that it told of stay until they are
    /// fused anew.
    pub fn remove_article(&mut self, article: &str) -> Result<bool> {
        let graph = self.graph_of(article)?;
        let is_there = self.database.contains_named_graph(&graph).map_err(failure)?;
        self.database.remove_named_graph(&graph).map_err(failure)?;
        Ok(is_there)
    }

    /// All articles, by identifier.
    pub fn articles(&self) -> Result<Articles> {
        let mut articles = BTreeMap::new();
        let typed = self.database.quads_for_pattern(
            None,
            Some(rdf_terms::TYPE),
            Some(ARTICLE_CLASS.into()),
            None,
        );
        for quad in typed {
            let quad = quad.map_err(failure)?;
            if let Some(meta) = self.read_meta(&quad)? {
                articles.insert(meta.id.clone(), meta);
            }
        }
        Ok(articles)
    }

    fn read_meta(&self, typed: &Quad) -> Result<Option<ArticleMeta>> {
        let NamedOrBlankNode::NamedNode(article) = &typed.subject else { return Ok(None) };
        let about = self.database.quads_for_pattern(
            Some(typed.subject.as_ref()),
            None,
            None,
            Some(typed.graph_name.as_ref()),
        );
        let triples = Triples::collect(about.map(|q| q.map(sophia::spog)))?;
        let iri = article.as_str();
        Ok(triples.node(iri).and_then(|node| rdf::read_meta(iri, node)))
    }

    /// The identifiers of all articles.
    pub fn article_ids(&self) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        for graph in self.database.named_graphs() {
            if let NamedOrBlankNode::NamedNode(graph) = graph.map_err(failure)? {
                ids.extend(rdf::article_of(graph.as_str()));
            }
        }
        Ok(ids)
    }

    /// What one article says; `None` when it is not in the store.
    pub fn claims_of(&self, article: &str) -> Result<Option<(ArticleMeta, Vec<Statement>)>> {
        let graph = self.graph_of(article)?;
        if !self.database.contains_named_graph(&graph).map_err(failure)? {
            return Ok(None);
        }
        self.read_graph(&graph).map(Some)
    }

    fn read_graph(&self, graph: &NamedNode) -> Result<(ArticleMeta, Vec<Statement>)> {
        let quads = self.database.quads_for_pattern(None, None, None, Some(graph.as_ref().into()));
        rdf::read_article(quads.map(|q| q.map(sophia::spog)))
    }

    /// Makes these the events of the store and describes all `things`. Writes
    /// only what differs from what was there.
    pub fn replace_events(&mut self, events: &[Event], things: &dyn Things) -> Result<()> {
        let articles = self.articles()?;
        let mut renewal = self.renew_events(&articles, things)?;
        renewal.put(events)?;
        renewal.finish()
    }

    /// As [`Store::replace_events`], with events that come little by little.
    /// `articles` says who published their evidence and when.
    pub fn renew_events<'a>(
        &'a mut self,
        articles: &'a Articles,
        things: &'a dyn Things,
    ) -> Result<Renewal<'a>> {
        let contradicts = NamedNode::new(silk::contradicts.to_string()).map_err(failure)?;
        let mut old = FxHashSet::default();
        // All has a class but the claims that contradict others.
        for property in [rdf_terms::TYPE, contradicts.as_ref()] {
            let default = Some(GraphNameRef::DefaultGraph);
            for quad in self.database.quads_for_pattern(None, Some(property), None, default) {
                old.insert(quad.map_err(failure)?.subject);
            }
        }
        Ok(Renewal { store: self, articles, things, old, unlisted: Unlisted::default() })
    }

    /// Puts the events of an update in, takes those that are gone out, and
    /// leaves all others as they are. Reads and writes no more than these.
    pub fn update_events(&mut self, update: &Update, things: &dyn Things) -> Result<Touched> {
        let mut touched = Touched::default();
        let mut change = Change::default();
        let mut articles = Articles::new();
        for evidence in update.events.iter().flat_map(|e| &e.evidence) {
            if !articles.contains_key(&evidence.article)
                && let Some(meta) = self.article(&evidence.article)?
            {
                articles.insert(meta.id.clone(), meta);
            }
        }
        let is = distinct(rdf::told_quads(&update.events, &articles))?;
        let mut is_of: FxHashMap<&NamedOrBlankNode, usize> = FxHashMap::default();
        for quad in &is {
            *is_of.entry(&quad.subject).or_default() += 1;
        }
        let kept: FxHashSet<&Quad> = is.iter().collect();
        let mut old = FxHashSet::default();
        for event in &update.events {
            let was = self.event_quads(&event.id)?;
            let subject = NamedNode::new(rdf::thing_iri(&event.id)).map_err(failure)?.into();
            let quads = was.iter().filter(|quad| quad.subject == subject).count();
            let is_same =
                is_of.get(&subject) == Some(&quads) && was.iter().all(|q| kept.contains(q));
            touched.new += usize::from(was.is_empty());
            touched.changed += usize::from(!was.is_empty() && !is_same);
            old.extend(was);
        }
        for id in &update.gone {
            let was = self.event_quads(id)?;
            touched.gone += usize::from(!was.is_empty());
            old.extend(was);
        }
        for (id, _) in &update.parts {
            let event = NamedNode::new(rdf::thing_iri(id)).map_err(failure)?;
            let part_of = NamedNode::new(silk::partOf.to_string()).map_err(failure)?;
            let quads = self.said_of(&event)?.into_iter();
            old.extend(quads.filter(|quad| quad.predicate == part_of));
        }
        let mut unlisted = Unlisted::default();
        unlisted.add(&update.events, things);
        let described = rdf::thing_quads(self.undescribed(&update.events)?, things);
        let others = unlisted.quads().chain(described).chain(rdf::part_quads(&update.parts));
        let new = is.into_iter().chain(quads_of(others)?).collect::<Vec<Quad>>();
        let orphans = self.orphans(&old, &new, things)?;
        old.extend(orphans);
        change.replace(old, new);
        self.write(change)?;
        Ok(touched)
    }

    /// The entities of events of which the default graph says nothing.
    fn undescribed(&self, events: &[Event]) -> Result<Vec<String>> {
        let mut missing = Vec::new();
        for id in rdf::named(events) {
            let node = NamedNode::new(rdf::thing_iri(&id)).map_err(failure)?;
            let graph = Some(GraphNameRef::DefaultGraph);
            let mut about =
                self.database.quads_for_pattern(Some((&node).into()), None, None, graph);
            if about.next().is_none() {
                missing.push(id);
            }
        }
        Ok(missing)
    }

    /// What the default graph says of an event, and of how its claims
    /// contradict each other.
    fn event_quads(&self, id: &str) -> Result<FxHashSet<Quad>> {
        let event = NamedNode::new(rdf::thing_iri(id)).map_err(failure)?;
        let mut quads: FxHashSet<Quad> = self.said_of(&event)?.into_iter().collect();
        let claims: Vec<NamedNode> = quads
            .iter()
            .filter_map(|quad| match &quad.object {
                Term::NamedNode(node) if rdf::claim_of(node.as_str()).is_some() => {
                    Some(node.clone())
                }
                _ => None,
            })
            .collect();
        for claim in claims {
            quads.extend(self.said_of(&claim)?);
        }
        Ok(quads)
    }

    /// What is said of entities that no gazetteer knows and that only these
    /// old quads name.
    fn orphans(
        &self,
        old: &FxHashSet<Quad>,
        new: &[Quad],
        things: &dyn Things,
    ) -> Result<Vec<Quad>> {
        let named = |quad: &Quad| match &quad.object {
            Term::NamedNode(node) if node.as_str().starts_with(ID) => Some(node.clone()),
            _ => None,
        };
        let kept: FxHashSet<NamedNode> = new.iter().filter_map(named).collect();
        let lost: FxHashSet<NamedNode> =
            old.iter().filter_map(named).filter(|node| !kept.contains(node)).collect();
        let mut orphans = Vec::new();
        for node in lost {
            let is_listed = rdf::id_of(node.as_str()).is_some_and(|id| things.has(&id));
            let graph = Some(GraphNameRef::DefaultGraph);
            let mut naming =
                self.database.quads_for_pattern(None, None, Some((&node).into()), graph);
            if !is_listed && naming.all(|quad| quad.is_ok_and(|quad| old.contains(&quad))) {
                orphans.extend(self.said_of(&node)?);
            }
        }
        Ok(orphans)
    }

    /// What is known of an article; `None` when it is not in the store.
    pub fn article(&self, article: &str) -> Result<Option<ArticleMeta>> {
        let graph = self.graph_of(article)?;
        let typed = Quad::new(graph.clone(), rdf_terms::TYPE, ARTICLE_CLASS, graph);
        self.read_meta(&typed)
    }

    /// Adds the quads of any source; for graphs that were made elsewhere.
    pub fn insert(&mut self, quads: impl QuadSource) -> Result<()> {
        let new = quads_of(quads)?;
        self.replace(FxHashSet::default(), new).map(drop)
    }

    /// Adds the quads of a text in this format, all or on an error none.
    pub fn load_text(&mut self, format: GraphFormat, text: &str) -> Result<()> {
        let parser = RdfParser::from_format(format.oxigraph());
        let mut transaction = self.database.start_transaction().map_err(failure)?;
        for quad in parser.for_slice(text) {
            transaction.insert(quad.map_err(failure)?.as_ref());
        }
        transaction.commit().map_err(failure)
    }

    /// Writes all quads, as [`Store::dump_part`].
    pub fn dump(&self, format: GraphFormat, out: impl Write) -> Result<()> {
        self.dump_part(Part::All, true, format, out)
    }

    /// Number of quads.
    pub fn len(&self) -> Result<usize> {
        self.database.len().map_err(failure)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> Result<bool> {
        self.database.is_empty().map_err(failure)
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// All triples of an article's graph.
    pub(crate) fn article_triples(&self, article: &str) -> Result<Triples> {
        let graph = self.graph_of(article)?;
        let quads = self.database.quads_for_pattern(None, None, None, Some(graph.as_ref().into()));
        Triples::collect(quads.map(|q| q.map(sophia::spog)))
    }

    fn graph_of(&self, article: &str) -> Result<NamedNode> {
        NamedNode::new(rdf::article_iri(article)).map_err(failure)
    }

    fn graph_quads(&self, graph: GraphNameRef<'_>) -> impl Iterator<Item = Result<Quad>> {
        self.database.quads_for_pattern(None, None, None, Some(graph)).map(|q| q.map_err(failure))
    }

    /// Takes out what is no longer so and puts in what is new. Returns whether
    /// anything differed.
    fn replace(&mut self, old: FxHashSet<Quad>, new: Vec<Quad>) -> Result<bool> {
        let mut change = Change::default();
        let differs = change.replace(old, new);
        self.write(change)?;
        Ok(differs)
    }

    /// Sorts the tables of the database into one another, after much was
    /// written: they then take little more than half the disk, and half the time
    /// to be searched.
    fn pack(&self) -> Result<()> {
        self.database.optimize().map_err(failure)
    }

    fn write(&mut self, change: Change) -> Result<()> {
        if !change.removed.is_empty() {
            let mut transaction = self.database.start_transaction().map_err(failure)?;
            for quad in &change.removed {
                transaction.remove(quad);
            }
            transaction.commit().map_err(failure)?;
        }
        if change.added.len() < MANY {
            return self.database.extend(change.added).map_err(failure);
        }
        let mut loader = self.database.bulk_loader().with_max_memory_size_in_megabytes(LOADING);
        loader.load_quads(change.added).map_err(failure)?;
        loader.commit().map_err(failure)
    }
}

/// Events that take the place of those that a store has.
pub struct Renewal<'a> {
    store: &'a mut Store,
    articles: &'a Articles,
    things: &'a dyn Things,
    /// Of what the default graph spoke before, without what was renewed.
    old: FxHashSet<NamedOrBlankNode>,
    /// What the events say of entities that `things` does not list.
    unlisted: Unlisted,
}

impl Renewal<'_> {
    /// Puts events in, none of them twice.
    pub fn put(&mut self, events: &[Event]) -> Result<()> {
        for some in events.chunks(AT_ONCE) {
            self.unlisted.add(some, self.things);
            self.write(quads_of(rdf::told_quads(some, self.articles))?)?;
        }
        Ok(())
    }

    /// Describes all things, and takes out what is left of earlier events.
    pub fn finish(mut self) -> Result<()> {
        let unlisted = std::mem::take(&mut self.unlisted);
        let known = rdf::thing_quads(self.things.ids(), self.things);
        self.write(quads_of(unlisted.quads().chain(known))?)?;
        let left: Vec<NamedOrBlankNode> = self.old.drain().collect();
        for some in left.chunks(AT_ONCE) {
            let mut removed = Vec::new();
            for subject in some {
                removed.extend(self.store.said_of(subject)?);
            }
            self.store.write(Change { added: Vec::new(), removed })?;
        }
        self.store.is_fused = true;
        self.store.pack()
    }

    /// Makes these all quads of their subjects.
    fn write(&mut self, new: Vec<Quad>) -> Result<()> {
        let mut was = FxHashSet::default();
        for quad in &new {
            if self.old.remove(&quad.subject) {
                was.extend(self.store.said_of(&quad.subject)?);
            }
        }
        self.store.replace(was, new).map(drop)
    }
}

/// How many events an update changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Events that were not there before.
    pub new: usize,
    /// Events of which something else is said than before.
    pub changed: usize,
    /// Events that are no more.
    pub gone: usize,
}

impl fmt::Display for Touched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} new, {} changed, {} gone", self.new, self.changed, self.gone)
    }
}

/// Quads to be taken out and put in.
#[derive(Default)]
struct Change {
    removed: Vec<Quad>,
    added: Vec<Quad>,
}

impl Change {
    /// Notes what makes `old` into `new`. Returns whether they differ.
    fn replace(&mut self, mut old: FxHashSet<Quad>, new: Vec<Quad>) -> bool {
        let before = (self.removed.len(), self.added.len());
        if old.is_empty() {
            self.added.extend(new);
        } else {
            let new: FxHashSet<Quad> = new.into_iter().collect();
            self.added.extend(new.iter().filter(|quad| !old.contains(*quad)).cloned());
            old.retain(|quad| !new.contains(quad));
            self.removed.extend(old);
        }
        before != (self.removed.len(), self.added.len())
    }
}

/// Triples that a query made, by subject.
pub(crate) fn by_subject(made: Vec<Triple>) -> Result<Triples> {
    let quads = made.into_iter().map(|t| sophia::spog(t.in_graph(GraphName::DefaultGraph)));
    Triples::collect(quads.map(Ok::<_, Infallible>))
}

/// Writes the quads of any source without a store, as [`Store::dump`] does.
pub fn serialize(quads: impl QuadSource, format: GraphFormat, out: impl Write) -> Result<()> {
    let mut serializer = Serializer::new(format, BufWriter::new(out))?;
    serializer.add(quads)?;
    serializer.finish()
}

fn write(
    quads: impl Iterator<Item = Result<Quad>>,
    format: GraphFormat,
    out: impl Write,
) -> Result<()> {
    let mut serializer = Serializer::new(format, BufWriter::new(out))?;
    for quad in quads {
        serializer.write(&quad?)?;
    }
    serializer.finish()
}

/// Writes quads without a store, as they come.
pub struct Serializer<W: Write> {
    format: GraphFormat,
    writer: WriterQuadSerializer<W>,
}

impl<W: Write> Serializer<W> {
    /// Begins a document; `out` gets many small pieces.
    pub fn new(format: GraphFormat, out: W) -> Result<Self> {
        let mut serializer = RdfSerializer::from_format(format.oxigraph());
        if format.is_for_people() {
            for (prefix, namespace) in PREFIXES {
                serializer = serializer.with_prefix(*prefix, *namespace).map_err(failure)?;
            }
        }
        Ok(Serializer { format, writer: serializer.for_writer(out) })
    }

    /// Writes the quads of a source, in its order, each once.
    pub fn add(&mut self, quads: impl QuadSource) -> Result<()> {
        distinct(quads)?.iter().try_for_each(|quad| self.write(quad))
    }

    fn write(&mut self, quad: &Quad) -> Result<()> {
        let written = if self.format.has_graphs() {
            self.writer.serialize_quad(quad)
        } else {
            let graph = GraphNameRef::DefaultGraph;
            let (s, p, o) = (quad.subject.as_ref(), quad.predicate.as_ref(), quad.object.as_ref());
            self.writer.serialize_quad(QuadRef::new(s, p, o, graph))
        };
        written.map_err(output)
    }

    /// Ends the document.
    pub fn finish(self) -> Result<()> {
        self.writer.finish().and_then(|mut out| out.flush()).map_err(output)
    }
}

fn output(e: std::io::Error) -> Error {
    Error::io("output", e)
}

/// The quads of a source, in its order, each once.
fn distinct(source: impl QuadSource) -> Result<Vec<Quad>> {
    let mut quads = quads_of(source)?;
    let mut seen = FxHashSet::default();
    quads.retain(|quad| seen.insert(quad.clone()));
    Ok(quads)
}

/// The quads of a source, in its order and as often as it gives them.
fn quads_of<S: QuadSource>(mut source: S) -> Result<Vec<Quad>> {
    let mut quads = Vec::new();
    source
        .try_for_each_quad(|quad| {
            quads.push(sophia::quad(quad)?);
            Ok::<(), sophia::NoTerm>(())
        })
        .map_err(|e| match e {
            StreamError::SourceError(e) => Error::Store(e.to_string()),
            StreamError::SinkError(e) => Error::Store(e.to_string()),
        })?;
    Ok(quads)
}

/// A failure of the database, with what to do where that is known.
fn failure(e: impl std::fmt::Display) -> Error {
    let text = e.to_string();
    let is_full = ["No space left", "quota exceeded", "File too large"]
        .iter()
        .any(|reason| text.contains(reason));
    Error::Store(if is_full { format!("{text}; {}", folder::FULL) } else { text })
}
