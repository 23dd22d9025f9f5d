//! Columns and triples for our own modules, which read no tables.

use oxigraph::model::{Term, Triple};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};

use crate::error::{Error, Result};
use crate::store::Store;

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

impl Ask for Store {
    fn column(&self, sparql: &str) -> Result<Vec<String>> {
        let QueryResults::Solutions(rows) = answer(self, sparql)? else {
            return Err(failed("the query selects no rows"));
        };
        let values = rows.filter_map(|row| match row {
            Ok(row) => row.get(0).map(|term| Ok(value(term))),
            Err(error) => Some(Err(failed(error))),
        });
        values.collect()
    }

    fn triples(&self, sparql: &str) -> Result<Vec<Triple>> {
        let QueryResults::Graph(triples) = answer(self, sparql)? else {
            return Err(failed("the query makes no triples"));
        };
        triples.map(|triple| triple.map_err(failed)).collect()
    }
}

fn answer<'a>(store: &'a Store, sparql: &str) -> Result<QueryResults<'a>> {
    let prepared = SparqlEvaluator::new().parse_query(sparql).map_err(failed)?;
    prepared.on_store(store.database()).execute().map_err(failed)
}

fn value(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::Literal(literal) => literal.value().to_owned(),
        Term::BlankNode(node) => node.as_str().to_owned(),
    }
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Query(error.to_string())
}
