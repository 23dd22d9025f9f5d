//! The graph, whole or in part, in an order that depends on nothing but what
//! is in it.
//!
//! Subjects are sorted by IRI, the triples of a subject by property with its
//! classes first, and graphs by name after the default graph, so that two
//! exports of the same knowledge are the same bytes and two of different
//! knowledge can be compared line by line.

use std::collections::BTreeSet;
use std::io::Write;

use oxigraph::model::vocab::rdf as rdf_terms;
use oxigraph::model::{
    GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad,
    Term,
};
use sophia_api::quad::Spog;

use super::{EVENT, GraphFormat, Node, Store, failure, sophia, write};
use crate::error::Result;
use crate::rdf::Triples;
use crate::vocabulary::{ARTICLE, ID};

const TEXT: NamedNodeRef<'_> = NamedNodeRef::new_unchecked("https://w3id.org/silkgraph/ns#text");

/// A part of the graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Events with their links to claims, and the actors and places they name.
    Events,
    /// What each article says: the article, its sentences and claims.
    Claims,
    /// All actors, places, offices and terms of office.
    Actors,
    /// Everything.
    #[default]
    All,
}

impl Part {
    fn has_default_graph(self) -> bool {
        self != Part::Claims
    }

    fn has_articles(self) -> bool {
        matches!(self, Part::Claims | Part::All)
    }
}

impl Store {
    /// The quads of a part: the default graph by subject, then the graph of
    /// each article. Goes into files and into other Sophia datasets alike. With
    /// `texts` false the words of sentences are left out, as in
    /// [`Store::put_article`].
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn quads_of(
        &self,
        part: Part,
        texts: bool,
    ) -> Result<impl Iterator<Item = Result<Spog<Node>>> + '_> {
        Ok(with_texts(texts, self.sorted(part)?).map(|quad| quad.map(sophia::spog)))
    }

    /// Writes a part of the graph. A format without named graphs gets the
    /// triples of all graphs together, each once; claims are no events there
    /// either, so nothing is counted twice. `texts` as in [`Store::quads_of`].
    ///
    /// # Errors
    ///
    /// When the database cannot be read, or the output cannot be written.
    pub fn dump_part(
        &self,
        part: Part,
        texts: bool,
        format: GraphFormat,
        out: impl Write,
    ) -> Result<()> {
        if format.has_graphs() {
            write(with_texts(texts, self.sorted(part)?), format, out)
        } else {
            write(with_texts(texts, self.merged(part)?), format, out)
        }
    }

    /// The IRIs of all events, sorted.
    pub(crate) fn event_iris(&self) -> Result<Vec<String>> {
        Ok(self.event_nodes()?.iter().filter_map(named).collect())
    }

    /// The IRIs of everything in the default graph that is no event, sorted.
    pub(crate) fn thing_iris(&self) -> Result<Vec<String>> {
        Ok(self.subjects(Part::Actors)?.iter().filter_map(named).collect())
    }

    /// The IRIs of all articles, sorted.
    pub(crate) fn article_iris(&self) -> Result<Vec<String>> {
        let graphs = self.graphs()?;
        Ok(graphs.iter().filter_map(named).filter(|iri| iri.starts_with(ARTICLE)).collect())
    }

    /// What the default graph says of these subjects.
    pub(crate) fn described<'a>(&self, iris: impl IntoIterator<Item = &'a str>) -> Result<Triples> {
        let mut quads = Vec::new();
        for iri in iris {
            let subject = NamedNode::new(iri).map_err(failure)?.into();
            quads.extend(self.about(&subject, GraphNameRef::DefaultGraph)?);
        }
        Triples::collect(
            quads.into_iter().map(|q| Ok::<_, std::convert::Infallible>(sophia::spog(q))),
        )
    }

    /// The quads of a part, in order.
    fn sorted(&self, part: Part) -> Result<impl Iterator<Item = Result<Quad>> + '_> {
        let graphs = if part.has_articles() { self.graphs()? } else { BTreeSet::new() };
        let things = self.subjects(part)?.into_iter();
        let things = things.map(|s| self.about(&s, GraphNameRef::DefaultGraph));
        let articles = graphs.into_iter().map(|Key(graph)| {
            let graph = GraphName::from(graph);
            let quads = self.database.quads_for_pattern(None, None, None, Some(graph.as_ref()));
            in_order(quads.collect::<Result<_, _>>().map_err(failure)?)
        });
        Ok(things.chain(articles).flat_map(each))
    }

    /// The triples of a part, whatever graph they stand in, in order and once.
    fn merged(&self, part: Part) -> Result<impl Iterator<Item = Result<Quad>> + '_> {
        let mut subjects = self.subjects(part)?;
        if part.has_articles() {
            for graph in self.graphs()? {
                let graph = GraphName::from(graph.0);
                subjects.extend(self.subjects_in(graph.as_ref())?);
            }
        }
        let of_subject = move |Key(subject): Key| -> Result<Vec<Quad>> {
            let mut quads = Vec::new();
            for quad in self.database.quads_for_pattern(Some(subject.as_ref()), None, None, None) {
                let mut quad = quad.map_err(failure)?;
                let wanted = match quad.graph_name.is_default_graph() {
                    true => part.has_default_graph(),
                    false => part.has_articles(),
                };
                if wanted {
                    quad.graph_name = GraphName::DefaultGraph;
                    quads.push(quad);
                }
            }
            in_order(quads)
        };
        Ok(subjects.into_iter().map(of_subject).flat_map(each))
    }

    fn about(&self, subject: &Key, graph: GraphNameRef<'_>) -> Result<Vec<Quad>> {
        let subject: NamedOrBlankNodeRef<'_> = subject.0.as_ref();
        let quads = self.database.quads_for_pattern(Some(subject), None, None, Some(graph));
        in_order(quads.collect::<Result<_, _>>().map_err(failure)?)
    }

    fn graphs(&self) -> Result<BTreeSet<Key>> {
        self.database.named_graphs().map(|g| g.map(Key).map_err(failure)).collect()
    }

    fn event_nodes(&self) -> Result<BTreeSet<Key>> {
        let (is, event) = (Some(rdf_terms::TYPE), Some(EVENT.into()));
        let graph = Some(GraphNameRef::DefaultGraph);
        let typed = self.database.quads_for_pattern(None, is, event, graph);
        typed.map(|quad| quad.map(|q| Key(q.subject)).map_err(failure)).collect()
    }

    fn subjects_in(&self, graph: GraphNameRef<'_>) -> Result<BTreeSet<Key>> {
        let quads = self.database.quads_for_pattern(None, None, None, Some(graph));
        quads.map(|quad| quad.map(|q| Key(q.subject)).map_err(failure)).collect()
    }

    /// The subjects of the default graph that belong to the part.
    fn subjects(&self, part: Part) -> Result<BTreeSet<Key>> {
        match part {
            Part::Claims => Ok(BTreeSet::new()),
            Part::All => self.subjects_in(GraphNameRef::DefaultGraph),
            Part::Actors => {
                let events = self.event_nodes()?;
                let all = self.subjects_in(GraphNameRef::DefaultGraph)?;
                // What is said between claims belongs to the events they tell of.
                let is_claim = |key: &Key| key.text().starts_with(ARTICLE);
                Ok(all.difference(&events).filter(|key| !is_claim(key)).cloned().collect())
            }
            Part::Events => {
                let mut found = self.event_nodes()?;
                let mut open: Vec<Key> = found.iter().cloned().collect();
                while let Some(subject) = open.pop() {
                    for quad in self.about(&subject, GraphNameRef::DefaultGraph)? {
                        if let Term::NamedNode(node) = quad.object
                            && node.as_str().starts_with(ID)
                            && found.insert(Key(node.clone().into()))
                        {
                            open.push(Key(node.into()));
                        }
                    }
                }
                Ok(found)
            }
        }
    }
}

/// A subject or graph, sorted by what it is called.
#[derive(Clone, PartialEq, Eq)]
struct Key(NamedOrBlankNode);

impl Key {
    fn text(&self) -> &str {
        match &self.0 {
            NamedOrBlankNode::NamedNode(node) => node.as_str(),
            NamedOrBlankNode::BlankNode(node) => node.as_str(),
        }
    }
}

impl From<NamedNode> for Key {
    fn from(node: NamedNode) -> Self {
        Key(node.into())
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let kind = |key: &Key| matches!(key.0, NamedOrBlankNode::BlankNode(_));
        (kind(self), self.text()).cmp(&(kind(other), other.text()))
    }
}

fn named(key: &Key) -> Option<String> {
    match &key.0 {
        NamedOrBlankNode::NamedNode(node) => Some(node.as_str().to_owned()),
        NamedOrBlankNode::BlankNode(_) => None,
    }
}

/// By subject, classes first, each once.
fn in_order(mut quads: Vec<Quad>) -> Result<Vec<Quad>> {
    quads.sort_by_cached_key(|quad| {
        let is_class = quad.predicate.as_ref() == rdf_terms::TYPE;
        (Key(quad.subject.clone()), !is_class, quad.predicate.to_string(), quad.object.to_string())
    });
    quads.dedup();
    Ok(quads)
}

/// The quads, with or without the words of sentences.
fn with_texts(
    texts: bool,
    quads: impl Iterator<Item = Result<Quad>>,
) -> impl Iterator<Item = Result<Quad>> {
    let is_text = |quad: &Result<Quad>| quad.as_ref().is_ok_and(|q| q.predicate.as_ref() == TEXT);
    quads.filter(move |quad| texts || !is_text(quad))
}

fn each(quads: Result<Vec<Quad>>) -> Vec<Result<Quad>> {
    match quads {
        Ok(quads) => quads.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(error)],
    }
}
