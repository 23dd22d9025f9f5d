//! The store as what was read and fused before.

use oxigraph::model::{GraphNameRef, Literal, NamedNode, NamedOrBlankNode, Quad, Term};

use super::{Store, failure, sophia};
use crate::error::{Error, Result};
use crate::event::{Event, EventType, Evidence};
use crate::fuse::{Archive, Numbered};
use crate::rdf::{self, Triples};
use crate::vocabulary::{ID, silk};

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

    /// The quads of a subject in the default graph.
    pub(super) fn said_of(&self, subject: &NamedNode) -> Result<Vec<Quad>> {
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
        let Some((meta, statements)) = self.claims_of(article)? else {
            return Ok(Numbered::default());
        };
        let wanted = |event| of.is_none_or(|of| of == event);
        let statements = statements.into_iter().enumerate().filter(|(_, s)| wanted(s.record.event));
        Ok(Numbered { published: meta.published, statements: statements.collect() })
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
        let mut evidence = Vec::new();
        let mut named = Vec::new();
        for quad in &quads {
            let Term::NamedNode(node) = &quad.object else { continue };
            match rdf::claim_of(node.as_str()) {
                Some((article, statement)) => evidence.push(Evidence { article, statement }),
                None if node.as_str().starts_with(ID) => named.push(node.clone()),
                None => {}
            }
        }
        for node in named {
            quads.extend(self.said_of(&node)?);
        }
        let triples = Triples::collect(quads.into_iter().map(|q| Ok::<_, Error>(sophia::spog(q))))?;
        evidence.sort();
        Ok(rdf::read_event(&triples, &triples, iri.as_str())
            .map(|record| Event::new(id, record, evidence)))
    }
}
