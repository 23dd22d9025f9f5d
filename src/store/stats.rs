//! How much a graph holds.

use std::collections::BTreeMap;

use oxigraph::model::Term;
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use serde::Serialize;

use super::{Store, failure};
use crate::error::Result;
use crate::event::{EventType, Status};
use crate::vocabulary::silk;

/// What a store holds, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    pub articles: usize,
    pub outlets: usize,
    /// Days of the first and the last publication.
    pub published: Option<(String, String)>,
    /// Sentences in which claims stand.
    pub sentences: usize,
    pub claims: usize,
    pub events: usize,
    /// Actors, places and offices.
    pub things: usize,
    pub quads: usize,
    /// What the graph takes on disk; `None` in memory.
    pub bytes: Option<u64>,
    /// Events of each type.
    pub types: BTreeMap<EventType, Tally>,
    /// Events of each year; those without a date under `unknown`.
    pub years: BTreeMap<String, usize>,
}

/// Events of one type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub events: usize,
    pub status: BTreeMap<Status, usize>,
    pub years: BTreeMap<String, usize>,
}

const OUTLETS: &str = "
    SELECT (COUNT(DISTINCT ?outlet) AS ?n) { GRAPH ?g { ?article silk:outlet ?outlet } }";

const PUBLISHED: &str = "
    SELECT (MIN(?day) AS ?first) (MAX(?day) AS ?last)
    { GRAPH ?article { ?article silk:published ?day } }";

const THINGS: &str = "
    SELECT (COUNT(*) AS ?n)
    { VALUES ?kind { silk:Country silk:Person silk:Organisation silk:Office silk:Place silk:Group }
      ?thing a ?kind }";

const EVENTS: &str = "
    SELECT ?class ?status ?year (COUNT(*) AS ?n)
    { ?event a silk:Event , ?class ; silk:status ?status . FILTER(?class != silk:Event)
      OPTIONAL { ?event silk:date ?date } BIND(YEAR(?date) AS ?year) }
    GROUP BY ?class ?status ?year";

impl Store {
    /// Counts what the store holds.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub fn stats(&self) -> Result<Stats> {
        let members =
            |class| format!("SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?x a silk:{class} }} }}");
        let mut stats = Stats {
            articles: self.number(&members("Article"))?,
            outlets: self.number(OUTLETS)?,
            sentences: self.number(&members("Sentence"))?,
            claims: self.number(&members("Claim"))?,
            things: self.number(THINGS)?,
            quads: self.len()?,
            bytes: self.folder.bytes()?,
            ..Stats::default()
        };
        for [first, last] in self.rows(PUBLISHED, ["first", "last"])? {
            stats.published = first.zip(last);
        }
        for [class, status, year, n] in self.rows(EVENTS, ["class", "status", "year", "n"])? {
            let local = |iri: Option<String>| Some(iri?.rsplit_once('#')?.1.to_owned());
            let event = local(class).and_then(|name| name.parse().ok());
            let status = local(status).and_then(|name| name.parse().ok());
            if let (Some(event), Some(status)) = (event, status) {
                let year = year.unwrap_or_else(|| "unknown".to_owned());
                stats.count(event, status, year, count(n));
            }
        }
        Ok(stats)
    }

    /// The one number that a query answers.
    fn number(&self, query: &str) -> Result<usize> {
        Ok(self.rows(query, ["n"])?.into_iter().map(|[n]| count(n)).sum())
    }

    /// The answers of a query: literals by their text, nodes by their IRI.
    fn rows<const N: usize>(
        &self,
        query: &str,
        variables: [&str; N],
    ) -> Result<Vec<[Option<String>; N]>> {
        let evaluator = SparqlEvaluator::new().with_prefix("silk", silk::PREFIX.as_str());
        let query = evaluator.map_err(failure)?.parse_query(query).map_err(failure)?;
        let results = query.on_store(&self.database).execute().map_err(failure)?;
        let QueryResults::Solutions(solutions) = results else { return Ok(Vec::new()) };
        let text = |term: &Term| match term {
            Term::NamedNode(node) => node.as_str().to_owned(),
            Term::Literal(literal) => literal.value().to_owned(),
            Term::BlankNode(node) => node.as_str().to_owned(),
        };
        solutions
            .map(|row| {
                let row = row.map_err(failure)?;
                Ok(variables.map(|variable| row.get(variable).map(text)))
            })
            .collect()
    }
}

impl Stats {
    fn count(&mut self, event: EventType, status: Status, year: String, n: usize) {
        self.events += n;
        let tally = self.types.entry(event).or_default();
        tally.events += n;
        *tally.status.entry(status).or_default() += n;
        *tally.years.entry(year.clone()).or_default() += n;
        *self.years.entry(year).or_default() += n;
    }
}

fn count(n: Option<String>) -> usize {
    n.and_then(|n| n.parse().ok()).unwrap_or_default()
}
