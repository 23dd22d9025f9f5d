//! What answers SPARQL: a store of ours, or an endpoint.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use oxigraph::sparql::{
    CancellationToken, QueryEvaluationError, QueryResults, QuerySolution, SparqlEvaluator,
};

use super::answer::{Answer, Rows};
use super::plan;
use crate::error::{Error, Result};
use crate::store::Store;

/// A graph that answers SPARQL 1.1.
pub trait Graph {
    /// Answers a query. Rows and triples are computed or received as they are
    /// read.
    ///
    /// # Errors
    ///
    /// [`Error::Query`] when the query cannot be read or fails.
    fn answer(&self, sparql: &str) -> Result<Answer>;

    /// How a query is evaluated, step by step, as lines of text; what is not
    /// known of a foreign graph is empty.
    fn plan(&self, _sparql: &str) -> Result<String> {
        Ok(String::new())
    }

    /// The rows of a query that selects.
    fn rows(&self, sparql: &str) -> Result<Vec<QuerySolution>> {
        match self.answer(sparql)? {
            Answer::Rows(rows) => rows.collect(),
            _ => Err(Error::Query("the query selects no rows".to_owned())),
        }
    }
}

/// Our store, with a bound on the time that an answer may take.
pub struct Timed<'a> {
    store: &'a Store,
    timeout: Option<Duration>,
}

impl<'a> Timed<'a> {
    /// Without a timeout answers take as long as they take.
    pub fn new(store: &'a Store, timeout: Option<Duration>) -> Self {
        Timed { store, timeout }
    }
}

impl Graph for Store {
    fn answer(&self, sparql: &str) -> Result<Answer> {
        Timed::new(self, None).answer(sparql)
    }

    fn plan(&self, sparql: &str) -> Result<String> {
        Timed::new(self, None).plan(sparql)
    }
}

impl Graph for Timed<'_> {
    fn answer(&self, sparql: &str) -> Result<Answer> {
        let mut evaluator = SparqlEvaluator::new();
        let mut timer = None;
        if let Some(timeout) = self.timeout {
            let token = CancellationToken::new();
            evaluator = evaluator.with_cancellation_token(token.clone());
            timer = Some(start(timeout, token));
        }
        let prepared = evaluator.parse_query(sparql).map_err(|e| Error::Query(e.to_string()))?;
        let timeout = self.timeout;
        let failed = move |e: QueryEvaluationError| failure(&e, timeout);
        Ok(match prepared.on_store(self.store.database()).execute().map_err(failed)? {
            QueryResults::Boolean(yes) => Answer::Yes(yes),
            QueryResults::Solutions(rows) => {
                let variables = rows.variables().to_vec();
                let rows = rows.map(move |row| {
                    let _running = &timer;
                    row.map_err(failed)
                });
                Answer::Rows(Rows::new(variables, rows))
            }
            QueryResults::Graph(triples) => Answer::Triples(Box::new(triples.map(move |triple| {
                let _running = &timer;
                triple.map_err(failed)
            }))),
        })
    }

    fn plan(&self, sparql: &str) -> Result<String> {
        let prepared = SparqlEvaluator::new().parse_query(sparql);
        let prepared = prepared.map_err(|e| Error::Query(e.to_string()))?;
        plan::of(prepared.on_store(self.store.database()))
    }
}

/// Cancels when the time is over, unless what is returned is dropped before.
fn start(timeout: Duration, token: CancellationToken) -> mpsc::Sender<()> {
    let (running, ended) = mpsc::channel();
    thread::spawn(move || {
        if ended.recv_timeout(timeout) == Err(RecvTimeoutError::Timeout) {
            token.cancel();
        }
    });
    running
}

fn failure(error: &QueryEvaluationError, timeout: Option<Duration>) -> Error {
    match (error, timeout) {
        (QueryEvaluationError::Cancelled, Some(timeout)) => too_slow(timeout),
        _ => Error::Query(error.to_string()),
    }
}

/// What is told when the time is over.
pub(super) fn too_slow(timeout: Duration) -> Error {
    Error::Query(format!(
        "there was no answer within {} s; ask for less (a shorter period, one state), or give it \
         longer with --timeout SECONDS",
        timeout.as_secs_f64()
    ))
}
