//! The answer to a query, and the forms in which it is written.

use std::io::Write;

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use oxigraph::io::RdfSerializer;
use oxigraph::model::{GraphNameRef, QuadRef, Term};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{
    PreparedSparqlQuery, QueryResults, QuerySolution, QuerySolutionIter, QueryTripleIter,
};
use oxigraph::store::Store as Database;

use crate::error::{Error, Result};
use crate::store::GraphFormat;
use crate::vocabulary::{PREFIXES, shorten};

/// A form in which an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: a table, "yes" or "no", or Turtle.
    Table,
    /// Comma-separated values (SPARQL 1.1), without types.
    Csv,
    /// Tab-separated values (SPARQL 1.1), terms as in Turtle.
    Tsv,
    /// SPARQL 1.1 results in JSON; JSON-LD for triples.
    Json,
    /// SPARQL results in XML; RDF/XML for triples.
    Xml,
    /// Turtle, for queries that CONSTRUCT or DESCRIBE.
    Turtle,
    /// N-Triples, for queries that CONSTRUCT or DESCRIBE.
    Ntriples,
}

impl Format {
    /// The format for rows; `None` for one that holds triples only.
    fn of_rows(self) -> Option<QueryResultsFormat> {
        match self {
            Format::Csv => Some(QueryResultsFormat::Csv),
            Format::Tsv => Some(QueryResultsFormat::Tsv),
            Format::Json => Some(QueryResultsFormat::Json),
            Format::Xml => Some(QueryResultsFormat::Xml),
            Format::Table | Format::Turtle | Format::Ntriples => None,
        }
    }

    /// The format for triples; `None` for one that holds rows only.
    fn of_triples(self) -> Option<GraphFormat> {
        match self {
            Format::Table | Format::Turtle => Some(GraphFormat::Turtle),
            Format::Ntriples => Some(GraphFormat::NTriples),
            Format::Json => Some(GraphFormat::JsonLd),
            Format::Xml => Some(GraphFormat::RdfXml),
            Format::Csv | Format::Tsv => None,
        }
    }
}

/// The look of all tables: a line under the heading, no other.
pub const TABLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// What a query found; rows are computed as they are written.
pub struct Answer {
    results: QueryResults<'static>,
    /// The parameters and what they were bound to.
    bound: Vec<(String, Term)>,
}

impl Answer {
    pub(super) fn new(results: QueryResults<'static>, bound: Vec<(String, Term)>) -> Self {
        Answer { results, bound }
    }

    /// Writes the answer. Returns the number of rows or triples; of a yes-or-no
    /// question, 1 for yes and 0 for no.
    ///
    /// # Errors
    ///
    /// When the format does not fit the kind of query, when the query fails on
    /// the way, and when `out` does.
    pub fn write(self, format: Format, out: &mut impl Write) -> Result<usize> {
        match self.results {
            QueryResults::Boolean(yes) => {
                boolean(yes, format, out)?;
                Ok(usize::from(yes))
            }
            QueryResults::Graph(triples) => graph(triples, format, out),
            QueryResults::Solutions(rows) if format == Format::Table => {
                table(rows, &self.bound, out)
            }
            QueryResults::Solutions(rows) => solutions(rows, format, out),
        }
    }
}

/// The variables that a query selects; none for other kinds of query.
pub(super) fn variables(query: PreparedSparqlQuery) -> Result<Vec<String>> {
    let empty = Database::new().map_err(|e| Error::Store(e.to_string()))?;
    match query.on_store(&empty).execute().map_err(failed)? {
        QueryResults::Solutions(rows) => {
            Ok(rows.variables().iter().map(|v| v.as_str().to_owned()).collect())
        }
        _ => Ok(Vec::new()),
    }
}

fn failed(e: impl std::fmt::Display) -> Error {
    Error::Query(e.to_string())
}

fn output(e: std::io::Error) -> Error {
    Error::io("output", e)
}

fn boolean(yes: bool, format: Format, out: &mut impl Write) -> Result<()> {
    match format.of_rows() {
        None => writeln!(out, "{}", if yes { "yes" } else { "no" }).map_err(output),
        Some(format) => {
            let serializer = QueryResultsSerializer::from_format(format);
            serializer.serialize_boolean_to_writer(&mut *out, yes).map_err(output)?;
            writeln!(out).map_err(output)
        }
    }
}

fn solutions(rows: QuerySolutionIter<'_>, format: Format, out: &mut impl Write) -> Result<usize> {
    let Some(format) = format.of_rows() else {
        let what = "the query selects rows: write them with --format table, csv, tsv, json or xml";
        return Err(Error::Usage(what.to_owned()));
    };
    let variables = rows.variables().to_vec();
    let mut writer = QueryResultsSerializer::from_format(format)
        .serialize_solutions_to_writer(&mut *out, variables)
        .map_err(output)?;
    let mut count = 0;
    for row in rows {
        writer.serialize(&row.map_err(failed)?).map_err(output)?;
        count += 1;
    }
    writer.finish().map_err(output)?;
    if matches!(format, QueryResultsFormat::Json | QueryResultsFormat::Xml) {
        writeln!(out).map_err(output)?;
    }
    Ok(count)
}

fn graph(triples: QueryTripleIter<'_>, format: Format, out: &mut impl Write) -> Result<usize> {
    let Some(format) = format.of_triples() else {
        let what =
            "the query makes triples: write them with --format turtle, ntriples, json or xml";
        return Err(Error::Usage(what.to_owned()));
    };
    let mut serializer = RdfSerializer::from_format(format.oxigraph());
    if format.is_for_people() {
        for (prefix, iri) in PREFIXES {
            serializer = serializer.with_prefix(*prefix, *iri).map_err(failed)?;
        }
    }
    let mut writer = serializer.for_writer(&mut *out);
    let mut count = 0;
    for triple in triples {
        let triple = triple.map_err(failed)?;
        let (s, p, o) =
            (triple.subject.as_ref(), triple.predicate.as_ref(), triple.object.as_ref());
        let quad = QuadRef::new(s, p, o, GraphNameRef::DefaultGraph);
        writer.serialize_quad(quad).map_err(output)?;
        count += 1;
    }
    writer.finish().map_err(output)?;
    Ok(count)
}

/// A table without the columns of parameters, which stand above it, and
/// without those that are empty in every row.
fn table(
    rows: QuerySolutionIter<'_>,
    bound: &[(String, Term)],
    out: &mut impl Write,
) -> Result<usize> {
    for (name, term) in bound {
        writeln!(out, "{name}: {}", cell(term)).map_err(output)?;
    }
    let variables: Vec<String> = rows.variables().iter().map(|v| v.as_str().to_owned()).collect();
    let rows: Vec<QuerySolution> = rows.collect::<Result<_, _>>().map_err(failed)?;
    let is_shown = |name: &String| {
        !bound.iter().any(|(b, _)| b == name) && rows.iter().any(|r| r.get(name.as_str()).is_some())
    };
    let columns: Vec<&String> = variables.iter().filter(|v| is_shown(v)).collect();
    let mut table = Table::new();
    table.load_style(TABLE);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(columns.iter().map(|c| c.as_str()));
    for row in &rows {
        table.add_row(columns.iter().map(|c| row.get(c.as_str()).map(cell).unwrap_or_default()));
    }
    if !rows.is_empty() {
        writeln!(out, "{table}").map_err(output)?;
    }
    writeln!(out, "{}", count(rows.len(), "row")).map_err(output)?;
    Ok(rows.len())
}

fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// A term as people read it: IRIs by prefix, literals without their type.
fn cell(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => shorten(node.as_str()).unwrap_or_else(|| node.to_string()),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}
