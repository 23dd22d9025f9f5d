//! A SPARQL 1.1 endpoint on this machine, for tests: the protocol's query by
//! POST, evaluated by Oxigraph over a store of its own.

use std::sync::Arc;
use std::thread::{self, JoinHandle};

use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store as Database;
use silkgraph::query::Endpoint;
use tiny_http::{Header, Request, Response};

/// Ends when it is dropped.
pub struct Server {
    http: Arc<tiny_http::Server>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves this TriG; with `union` the default graph holds all graphs, as
    /// some stores have it.
    pub fn start(trig: String, union: bool) -> Self {
        let http = Arc::new(tiny_http::Server::http("127.0.0.1:0").unwrap());
        let served = Arc::clone(&http);
        let thread = thread::spawn(move || {
            let database = Database::new().unwrap();
            database.load_from_slice(RdfFormat::TriG, &trig).unwrap();
            for request in served.incoming_requests() {
                serve(request, &database, union);
            }
        });
        Server { http, thread: Some(thread) }
    }

    pub fn url(&self) -> String {
        format!("http://{}/sparql", self.http.server_addr())
    }

    pub fn client(&self) -> Endpoint {
        Endpoint::new(&self.url(), None).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.http.unblock();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

fn serve(mut request: Request, database: &Database, union: bool) {
    let is_form = request.headers().iter().any(|h| {
        h.field.equiv("Content-Type")
            && h.value.as_str().starts_with("application/x-www-form-urlencoded")
    });
    if request.url() != "/sparql" || !is_form {
        return respond(request, 404, "text/html", b"<h1>Not here</h1>".to_vec());
    }
    let mut body = Vec::new();
    request.as_reader().read_to_end(&mut body).unwrap();
    let query = form_urlencoded::parse(&body).find(|(key, _)| key == "query");
    let query = query.map(|(_, value)| value.into_owned()).unwrap_or_default();
    match answer(&query, database, union) {
        Ok((kind, body)) => respond(request, 200, kind, body),
        Err(told) => respond(request, 400, "text/plain", told.into_bytes()),
    }
}

fn respond(request: Request, status: u16, kind: &str, body: Vec<u8>) {
    let kind = Header::from_bytes("Content-Type", kind).unwrap();
    // A client that has gone needs no answer.
    let _ = request.respond(Response::from_data(body).with_status_code(status).with_header(kind));
}

fn answer(
    query: &str,
    database: &Database,
    union: bool,
) -> Result<(&'static str, Vec<u8>), String> {
    let mut prepared = SparqlEvaluator::new().parse_query(query).map_err(|e| e.to_string())?;
    if union {
        prepared.dataset_mut().set_default_graph_as_union();
    }
    let json = QueryResultsSerializer::from_format(QueryResultsFormat::Json);
    let kind = "application/sparql-results+json; charset=utf-8";
    match prepared.on_store(database).execute().map_err(|e| e.to_string())? {
        QueryResults::Boolean(yes) => {
            Ok((kind, json.serialize_boolean_to_writer(Vec::new(), yes).unwrap()))
        }
        QueryResults::Solutions(rows) => {
            let variables = rows.variables().to_vec();
            let mut writer = json.serialize_solutions_to_writer(Vec::new(), variables).unwrap();
            for row in rows {
                writer.serialize(&row.map_err(|e| e.to_string())?).unwrap();
            }
            Ok((kind, writer.finish().unwrap()))
        }
        QueryResults::Graph(triples) => {
            let mut writer = RdfSerializer::from_format(RdfFormat::NTriples).for_writer(Vec::new());
            for triple in triples {
                writer.serialize_triple(&triple.map_err(|e| e.to_string())?).unwrap();
            }
            Ok(("application/n-triples", writer.finish().unwrap()))
        }
    }
}
