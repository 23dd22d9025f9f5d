//! A graph behind a SPARQL 1.1 endpoint.

use std::io::Read;
use std::time::Duration;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput,
};
use spargebra::{Query, SparqlParser};
use ureq::http::Response;
use ureq::{Agent, Body};

use super::answer::{Answer, Rows};
use super::graph::{Graph, too_slow};
use crate::error::{Error, Result};

/// An endpoint that does not answer is given up after so many seconds, unless
/// a timeout is asked for.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// So much of what an endpoint says of an error is shown, in characters.
const SHOWN: usize = 500;

/// The forms of rows that we can read, best first.
const ROWS: &str = "application/sparql-results+json, application/sparql-results+xml;q=0.9";

/// The forms of triples that we can read, best first.
const TRIPLES: &str = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5";

/// A SPARQL 1.1 endpoint.
pub struct Endpoint {
    url: String,
    agent: Agent,
    timeout: Duration,
}

impl Endpoint {
    /// `url` is that of the SPARQL protocol, e.g.
    /// `http://localhost:3030/silkgraph/sparql`; a name and password may stand
    /// in it (`https://name:password@host/sparql`).
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] when it is no address of the Web.
    pub fn new(url: &str, timeout: Option<Duration>) -> Result<Self> {
        let is_web = url.starts_with("http://") || url.starts_with("https://");
        if !is_web || url.parse::<ureq::http::Uri>().is_err() {
            return Err(Error::Usage(format!(
                "`{url}` is no endpoint: write its address, such as \
                 http://localhost:3030/silkgraph/sparql"
            )));
        }
        let timeout = timeout.unwrap_or(TIMEOUT);
        let config = Agent::config_builder()
            .timeout_global(Some(timeout))
            .http_status_as_error(false)
            .user_agent(concat!("silkgraph/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Endpoint { url: url.to_owned(), agent: config.into(), timeout })
    }

    /// Sends a query as the SPARQL 1.1 protocol has it (2.1.2: in the body of
    /// a POST, so that no length is too long).
    fn send(&self, sparql: &str) -> Result<Response<Body>> {
        let request = self.agent.post(&self.url).header("Accept", accepted(sparql));
        let response = request.send_form([("query", sparql)]).map_err(|e| match e {
            ureq::Error::Timeout(_) => too_slow(self.timeout),
            other => self.fault(&other),
        })?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status();
        let told = response.into_body().read_to_string().unwrap_or_default();
        let told: String = told.trim().chars().take(SHOWN).collect();
        Err(self.fault(&format!("{status} {told}")))
    }

    fn fault(&self, what: &dyn std::fmt::Display) -> Error {
        // What stands before an @ may be a password.
        let shown = match self.url.split_once("://").zip(self.url.rsplit_once('@')) {
            Some(((scheme, _), (_, host))) => format!("{scheme}://{host}"),
            None => self.url.clone(),
        };
        Error::Query(format!("{shown}: {}", what.to_string().trim()))
    }

    /// What failed while an answer came in.
    fn broken(timeout: Duration) -> impl Fn(std::io::Error) -> Error {
        move |e| match e.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
            Some(ureq::Error::Timeout(_)) => too_slow(timeout),
            _ => Error::Query(format!("the answer of the endpoint cannot be read: {e}")),
        }
    }
}

impl Graph for Endpoint {
    fn answer(&self, sparql: &str) -> Result<Answer> {
        let response = self.send(sparql)?;
        let kind = response.body().mime_type().unwrap_or_default().to_owned();
        let body = response.into_body().into_reader();
        // Every RDF/XML parser reads `application/xml`, which some say of results.
        if let Some(format) = QueryResultsFormat::from_media_type(&kind) {
            return self.results(format, body);
        }
        if let Some(format) = RdfFormat::from_media_type(&kind) {
            let broken = Endpoint::broken(self.timeout);
            let triples = RdfParser::from_format(format).for_reader(body);
            return Ok(Answer::Triples(Box::new(
                triples.map(move |quad| quad.map(Into::into).map_err(|e| broken(e.into()))),
            )));
        }
        Err(self.fault(&format!(
            "answers with `{kind}`, which is no form of the SPARQL protocol; is this the address \
             of the endpoint itself?"
        )))
    }
}

/// The forms in which a query can be answered: some endpoints, asked for either,
/// give triples as rows. Of a query in a dialect the endpoint knows the kind.
fn accepted(sparql: &str) -> String {
    match SparqlParser::new().parse_query(sparql) {
        Ok(Query::Construct { .. } | Query::Describe { .. }) => TRIPLES.to_owned(),
        Ok(Query::Select { .. } | Query::Ask { .. }) => ROWS.to_owned(),
        Err(_) => format!("{ROWS}, {TRIPLES}"),
    }
}

impl Endpoint {
    fn results(&self, format: QueryResultsFormat, body: impl Read + 'static) -> Result<Answer> {
        let broken = Endpoint::broken(self.timeout);
        let parser = QueryResultsParser::from_format(format);
        Ok(match parser.for_reader(body).map_err(|e| broken(e.into()))? {
            ReaderQueryResultsParserOutput::Boolean(yes) => Answer::Yes(yes),
            ReaderQueryResultsParserOutput::Solutions(rows) => {
                let variables = rows.variables().to_vec();
                Answer::Rows(Rows::new(
                    variables,
                    rows.map(move |r| r.map_err(|e| broken(e.into()))),
                ))
            }
        })
    }
}
