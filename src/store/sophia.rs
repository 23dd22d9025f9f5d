//! Oxigraph's terms as Sophia's and the reverse, and the store as a Sophia
//! dataset: a view, no copy.

use std::fmt;

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{
    BlankNode, GraphName, GraphNameRef, Literal, NamedNode, NamedOrBlankNode, Quad, Term as OxTerm,
};
use oxigraph::store::StorageError;
use sophia_api::MownStr;
use sophia_api::dataset::{DResult, DTerm, Dataset, SetDataset};
use sophia_api::quad::{Quad as SophiaQuad, Spog};
use sophia_api::term::matcher::{GraphNameMatcher, TermMatcher};
use sophia_api::term::{BnodeId, IriRef, LanguageTag, Term, TermKind};

use super::Store;

/// A term of the store, as Sophia sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node(OxTerm);

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Term for Node {
    type BorrowTerm<'x> = &'x Self;

    fn kind(&self) -> TermKind {
        match self.0 {
            OxTerm::NamedNode(_) => TermKind::Iri,
            OxTerm::BlankNode(_) => TermKind::BlankNode,
            OxTerm::Literal(_) => TermKind::Literal,
        }
    }

    fn iri(&self) -> Option<IriRef<MownStr<'_>>> {
        match &self.0 {
            OxTerm::NamedNode(node) => Some(IriRef::new_unchecked(node.as_str().into())),
            _ => None,
        }
    }

    fn bnode_id(&self) -> Option<BnodeId<MownStr<'_>>> {
        match &self.0 {
            OxTerm::BlankNode(node) => Some(BnodeId::new_unchecked(node.as_str().into())),
            _ => None,
        }
    }

    fn lexical_form(&self) -> Option<MownStr<'_>> {
        match &self.0 {
            OxTerm::Literal(literal) => Some(literal.value().into()),
            _ => None,
        }
    }

    fn datatype(&self) -> Option<IriRef<MownStr<'_>>> {
        match &self.0 {
            OxTerm::Literal(l) => Some(IriRef::new_unchecked(l.datatype().as_str().into())),
            _ => None,
        }
    }

    fn language_tag(&self) -> Option<LanguageTag<MownStr<'_>>> {
        match &self.0 {
            OxTerm::Literal(l) => l.language().map(|tag| LanguageTag::new_unchecked(tag.into())),
            _ => None,
        }
    }

    fn borrow_term(&self) -> &Self {
        self
    }
}

/// A term that a store of RDF 1.1 cannot hold.
#[derive(Debug, thiserror::Error)]
#[error("{0} cannot stand here in a graph of RDF 1.1")]
pub struct NoTerm(String);

/// A quad of the store, as Sophia sees it.
pub(super) fn spog(quad: Quad) -> Spog<Node> {
    let graph = match quad.graph_name {
        GraphName::DefaultGraph => None,
        GraphName::NamedNode(node) => Some(Node(node.into())),
        GraphName::BlankNode(node) => Some(Node(node.into())),
    };
    ([Node(quad.subject.into()), Node(quad.predicate.into()), Node(quad.object)], graph)
}

/// A quad of any Sophia source, as the store holds it.
pub(super) fn quad(quad: impl SophiaQuad) -> Result<Quad, NoTerm> {
    let subject = node(quad.s())?;
    let predicate = match term(quad.p())? {
        OxTerm::NamedNode(node) => node,
        other => return Err(NoTerm(other.to_string())),
    };
    let graph = match quad.g() {
        None => GraphName::DefaultGraph,
        Some(name) => node(name)?.into(),
    };
    Ok(Quad::new(subject, predicate, term(quad.o())?, graph))
}

fn node(any: impl Term) -> Result<NamedOrBlankNode, NoTerm> {
    match term(any)? {
        OxTerm::NamedNode(node) => Ok(node.into()),
        OxTerm::BlankNode(node) => Ok(node.into()),
        OxTerm::Literal(literal) => Err(NoTerm(literal.to_string())),
    }
}

fn term(any: impl Term) -> Result<OxTerm, NoTerm> {
    let refuse = || NoTerm(format!("{any:?}"));
    if let Some(iri) = any.iri() {
        return NamedNode::new(iri.as_str()).map(Into::into).map_err(|_| refuse());
    }
    if let Some(id) = any.bnode_id() {
        return BlankNode::new(id.as_str()).map(Into::into).map_err(|_| refuse());
    }
    let (Some(text), Some(datatype)) = (any.lexical_form(), any.datatype()) else {
        return Err(refuse());
    };
    let text = text.to_string();
    let literal = match any.language_tag() {
        Some(tag) => {
            Literal::new_language_tagged_literal(text, tag.as_str()).map_err(|_| refuse())?
        }
        None if datatype.as_str() == xsd::STRING.as_str() => Literal::new_simple_literal(text),
        None if datatype.as_str() == rdf::LANG_STRING.as_str() => return Err(refuse()),
        None => {
            let datatype = NamedNode::new(datatype.as_str()).map_err(|_| refuse())?;
            Literal::new_typed_literal(text, datatype)
        }
    };
    Ok(literal.into())
}

impl Dataset for Store {
    type Quad<'x> = Spog<Node>;
    type Error = StorageError;

    fn quads(&self) -> impl Iterator<Item = DResult<Self, Self::Quad<'_>>> + '_ {
        self.database.iter().map(|quad| quad.map(spog))
    }

    fn graph_names(&self) -> impl Iterator<Item = DResult<Self, DTerm<'_, Self>>> + '_ {
        self.database.named_graphs().map(|name| name.map(|name| Node(name.into())))
    }

    fn quads_matching<'s, 't, S, P, O, G>(
        &'s self,
        sm: S,
        pm: P,
        om: O,
        gm: G,
    ) -> impl Iterator<Item = DResult<Self, Self::Quad<'s>>> + 't
    where
        's: 't,
        S: TermMatcher + 't,
        P: TermMatcher + 't,
        O: TermMatcher + 't,
        G: GraphNameMatcher + 't,
    {
        // A constant that the store cannot hold matches nothing, which the
        // filter below sees to.
        let s = sm.constant().and_then(|t| node(t.borrow_term()).ok());
        let p = pm.constant().and_then(|t| match term(t.borrow_term()) {
            Ok(OxTerm::NamedNode(node)) => Some(node),
            _ => None,
        });
        let o = om.constant().and_then(|t| term(t.borrow_term()).ok());
        let g = gm.constant().and_then(|name| match name {
            None => Some(GraphName::DefaultGraph),
            Some(name) => node(name.borrow_term()).ok().map(Into::into),
        });
        self.database
            .quads_for_pattern(
                s.as_ref().map(NamedOrBlankNode::as_ref),
                p.as_ref().map(NamedNode::as_ref),
                o.as_ref().map(OxTerm::as_ref),
                g.as_ref().map(|g: &GraphName| -> GraphNameRef<'_> { g.as_ref() }),
            )
            .map(|quad| quad.map(spog))
            .filter(move |quad| match quad {
                Ok(quad) => quad.matched_by(
                    sm.matcher_ref(),
                    pm.matcher_ref(),
                    om.matcher_ref(),
                    gm.matcher_ref(),
                ),
                Err(_) => true,
            })
    }
}

impl SetDataset for Store {}
