//! The store as what was read and fused before.

use std::collections::BTreeSet;

use oxigraph::model::vocab::{rdf as rdf_terms, rdfs};
use oxigraph::model::{
    GraphNameRef, Literal, NamedNode, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term,
};

use super::{Store, failure, sophia};
use crate::error::{Error, Result};
use crate::event::{Event, EventType, Evidence};
use crate::fuse::{Archive, Numbered};
use crate::rdf::{self, Triples};
use crate::vocabulary::{ID, dcterms, silk};

const DEFAULT: Option<GraphNameRef<'_>> = Some(GraphNameRef::DefaultGraph);

fn property(term: impl ToString) -> Result<NamedNode> {
    NamedNode::new(term.to_string()).map_err(failure)
}

impl Store {
    /// The subjects that have this property of this value, of a graph or of any.
    fn having(
        &self,
        property: &NamedNode,
        value: &Term,
        graph: Option<GraphNameRef<'_>>,
    ) -> Result<Vec<NamedNode>> {
        let quads =
            self.database.quads_for_pattern(None, Some(property.into()), Some(value.into()), graph);
        let subject = |quad: Quad| match quad.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node),
            NamedOrBlankNode::BlankNode(_) => None,
        };
        quads.filter_map(|q| q.map(subject).map_err(failure).transpose()).collect()
    }

    /// What a graph says of a subject, or of one property of it.
    fn quads_about(
        &self,
        subject: &NamedNode,
        property: Option<&NamedNode>,
        graph: GraphNameRef<'_>,
    ) -> Result<Vec<Quad>> {
        let property = property.map(NamedNode::as_ref);
        let quads =
            self.database.quads_for_pattern(Some(subject.into()), property, None, Some(graph));
        quads.map(|quad| quad.map_err(failure)).collect()
    }

    /// The quads of a subject in the default graph.
    pub(super) fn said_of<'a>(
        &self,
        subject: impl Into<NamedOrBlankNodeRef<'a>>,
    ) -> Result<Vec<Quad>> {
        let quads = self.database.quads_for_pattern(Some(subject.into()), None, None, DEFAULT);
        quads.map(|quad| quad.map_err(failure)).collect()
    }

    /// The event that a claim is evidence of.
    fn event_with(&self, claim: NamedNode) -> Result<Option<String>> {
        let events = self.having(&property(silk::claim)?, &claim.into(), DEFAULT)?;
        Ok(events.first().and_then(|event| rdf::id_of(event.as_str())))
    }
}

impl Archive for Store {
    type Error = Error;

    fn articles_with(&self, key: &str) -> Result<Vec<String>> {
        let articles =
            self.having(&property(silk::key)?, &Literal::new_simple_literal(key).into(), None)?;
        Ok(articles.iter().filter_map(|a| rdf::article_of(a.as_str())).collect())
    }

    fn statements(&self, article: &str, of: Option<EventType>) -> Result<Numbered> {
        let Some(of) = of else {
            let Some((meta, statements)) = self.claims_of(article)? else {
                return Ok(Numbered::default());
            };
            let statements = statements.into_iter().enumerate().collect();
            return Ok(Numbered { published: meta.published, statements });
        };
        let graph = self.graph_of(article)?;
        let within = GraphNameRef::from(graph.as_ref());
        let class = NamedNode::new(rdf::class_iri(of.name())).map_err(failure)?;
        let claims = self.having(&property(silk::claims)?, &class.into(), Some(within))?;
        let mut quads = self.quads_about(&graph, Some(&property(silk::published)?), within)?;
        let mut named = BTreeSet::new();
        for claim in &claims {
            let said = self.quads_about(claim, None, within)?;
            named.extend(said.iter().filter_map(|quad| thing(quad)).cloned());
            quads.extend(said);
        }
        for node in &named {
            quads.extend(self.quads_about(node, None, within)?);
        }
        let triples = triples(quads)?;
        let published = triples.node(graph.as_str()).and_then(|node| node.date("published"));
        let statements = rdf::read_claims(&triples)?.into_iter().collect();
        Ok(Numbered { published, statements })
    }

    fn event_of(&self, statement: &Evidence) -> Result<Option<String>> {
        let claim = rdf::claim_iri(&statement.article, statement.statement);
        self.event_with(NamedNode::new(claim).map_err(failure)?)
    }

    fn events_of(&self, article: &str) -> Result<Vec<String>> {
        let graph = self.graph_of(article)?;
        let claims = self.having(
            &property(silk::article)?,
            &graph.clone().into(),
            Some(graph.as_ref().into()),
        )?;
        let mut events = Vec::new();
        for claim in claims.into_iter().filter(|c| rdf::claim_of(c.as_str()).is_some()) {
            events.extend(self.event_with(claim)?);
        }
        events.sort_unstable();
        events.dedup();
        Ok(events)
    }

    fn event(&self, id: &str) -> Result<Option<Event>> {
        let iri = NamedNode::new(rdf::thing_iri(id)).map_err(failure)?;
        let mut quads = self.said_of(&iri)?;
        let links = [property(silk::partOf)?, property(dcterms::replaces)?];
        let mut evidence = Vec::new();
        let mut named = BTreeSet::new();
        for quad in quads.iter().filter(|quad| !links.contains(&quad.predicate)) {
            let Term::NamedNode(node) = &quad.object else { continue };
            match rdf::claim_of(node.as_str()) {
                Some((article, statement)) => evidence.push(Evidence { article, statement }),
                None => named.extend(thing(quad).cloned()),
            }
        }
        // Of a state much is known that says nothing of what fills a role.
        let wanted =
            [rdf_terms::TYPE.into_owned(), rdfs::LABEL.into_owned(), property(silk::country)?];
        for (node, property) in named.iter().flat_map(|n| wanted.iter().map(move |p| (n, p))) {
            quads.extend(self.quads_about(node, Some(property), GraphNameRef::DefaultGraph)?);
        }
        let triples = triples(quads)?;
        evidence.sort();
        Ok(rdf::read_event(&triples, &triples, iri.as_str())
            .map(|record| Event::new(id, record, evidence)))
    }
}

/// The entity or event to which a quad leads.
fn thing(quad: &Quad) -> Option<&NamedNode> {
    match &quad.object {
        Term::NamedNode(node) if node.as_str().starts_with(ID) => Some(node),
        _ => None,
    }
}

fn triples(quads: Vec<Quad>) -> Result<Triples> {
    Triples::collect(quads.into_iter().map(|quad| Ok::<_, Error>(sophia::spog(quad))))
}
