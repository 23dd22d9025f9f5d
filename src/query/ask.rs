//! Columns and triples for our own modules, which read no tables.

use oxigraph::model::{Term, Triple};

use super::answer::Answer;
use super::graph::Graph;
use crate::error::{Error, Result};

/// A graph that answers SPARQL 1.1. Many can ask it at a time.
pub trait Ask: Sync {
    /// The first column of a query that selects: IRIs, and literals without
    /// their type. A row without it is left out.
    ///
    /// # Errors
    /// [`Error::Query`] when the query cannot be read or fails.
    fn column(&self, sparql: &str) -> Result<Vec<String>>;

    /// The triples of a query that constructs.
    ///
    /// # Errors
    /// As [`Ask::column`].
    fn triples(&self, sparql: &str) -> Result<Vec<Triple>>;
}

/// What answers and can be asked by many.
impl<G: Graph + Sync> Ask for G {
    fn column(&self, sparql: &str) -> Result<Vec<String>> {
        let rows = self.rows(sparql)?;
        Ok(rows.iter().filter_map(|row| row.get(0).map(value)).collect())
    }

    fn triples(&self, sparql: &str) -> Result<Vec<Triple>> {
        match self.answer(sparql)? {
            Answer::Triples(triples) => triples.collect(),
            _ => Err(Error::Query("the query makes no triples".to_owned())),
        }
    }
}

fn value(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::Literal(literal) => literal.value().to_owned(),
        Term::BlankNode(node) => node.as_str().to_owned(),
    }
}
