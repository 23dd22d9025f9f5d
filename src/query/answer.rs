//! The answer to a query, and the forms in which it is written.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};
use oxigraph::io::RdfSerializer;
use oxigraph::model::{GraphNameRef, NamedNode, QuadRef, Term, Triple, Variable};
use oxigraph::sparql::QuerySolution;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};

use super::graph::Graph;
use super::name::labels;
use crate::error::{Error, Result};
use crate::store::GraphFormat;
use crate::vocabulary::{ID, PREFIXES, shorten};

/// A form in which an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: a table, "yes" or "no", or Turtle.
    Table,
    /// A table in Markdown, to paste into a report.
    Markdown,
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
    /// The standard format for rows; `None` for tables, and for a format that
    /// holds triples only.
    fn of_rows(self) -> Option<QueryResultsFormat> {
        match self {
            Format::Csv => Some(QueryResultsFormat::Csv),
            Format::Tsv => Some(QueryResultsFormat::Tsv),
            Format::Json => Some(QueryResultsFormat::Json),
            Format::Xml => Some(QueryResultsFormat::Xml),
            Format::Table | Format::Markdown | Format::Turtle | Format::Ntriples => None,
        }
    }

    /// The format for triples; `None` for one that holds rows only.
    fn of_triples(self) -> Option<GraphFormat> {
        match self {
            Format::Table | Format::Turtle => Some(GraphFormat::Turtle),
            Format::Ntriples => Some(GraphFormat::NTriples),
            Format::Json => Some(GraphFormat::JsonLd),
            Format::Xml => Some(GraphFormat::RdfXml),
            Format::Markdown | Format::Csv | Format::Tsv => None,
        }
    }
}

/// The look of all tables: a line under the heading, no other.
pub const TABLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// What a query found; rows and triples come as they are read.
pub enum Answer {
    /// Of a query that asks.
    Yes(bool),
    /// Of a query that selects.
    Rows(Rows),
    /// Of a query that constructs or describes.
    Triples(Box<dyn Iterator<Item = Result<Triple>>>),
}

/// The rows of a query that selects.
pub struct Rows {
    variables: Vec<Variable>,
    rows: Box<dyn Iterator<Item = Result<QuerySolution>>>,
}

impl Rows {
    pub(super) fn new(
        variables: Vec<Variable>,
        rows: impl Iterator<Item = Result<QuerySolution>> + 'static,
    ) -> Self {
        Rows { variables, rows: Box::new(rows) }
    }

    /// The names of the columns.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(Variable::as_str)
    }
}

impl Iterator for Rows {
    type Item = Result<QuerySolution>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rows.next()
    }
}

/// How an answer is to look.
#[derive(Clone, Copy, Default)]
pub struct Style<'a> {
    /// What the answer is, above tables; none if it is empty.
    pub heading: &'a str,
    /// So many rows or triples at the most.
    pub limit: Option<usize>,
    /// The columns of the terminal; without them tables are as wide as they
    /// need to be.
    pub width: Option<u16>,
    /// The graph that knows the names to show in tables in place of IRIs.
    pub names: Option<&'a dyn Graph>,
}

impl Answer {
    /// Writes the answer. Returns the number of rows or triples; of a yes-or-no
    /// question, 1 for yes and 0 for no.
    ///
    /// # Errors
    ///
    /// When the format does not fit the kind of query, when the query fails on
    /// the way, and when `out` does.
    pub fn write(self, format: Format, style: &Style<'_>, out: &mut impl Write) -> Result<usize> {
        let limit = style.limit.unwrap_or(usize::MAX);
        match self {
            Answer::Yes(yes) => {
                boolean(yes, format, out)?;
                Ok(usize::from(yes))
            }
            Answer::Triples(triples) => graph(triples.take(limit), format, out),
            Answer::Rows(rows) => match format {
                Format::Table => table(rows, style, out),
                Format::Markdown => markdown(rows, style, out),
                _ => solutions(rows, limit, format, out),
            },
        }
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

fn solutions(rows: Rows, limit: usize, format: Format, out: &mut impl Write) -> Result<usize> {
    let Some(format) = format.of_rows() else {
        let what = "the query selects rows: write them with --format table, markdown, csv, tsv, \
                    json or xml";
        return Err(Error::Usage(what.to_owned()));
    };
    let mut writer = QueryResultsSerializer::from_format(format)
        .serialize_solutions_to_writer(&mut *out, rows.variables.clone())
        .map_err(output)?;
    let mut count = 0;
    for row in rows.take(limit) {
        writer.serialize(&row?).map_err(output)?;
        count += 1;
    }
    writer.finish().map_err(output)?;
    if matches!(format, QueryResultsFormat::Json | QueryResultsFormat::Xml) {
        writeln!(out).map_err(output)?;
    }
    Ok(count)
}

fn graph(
    triples: impl Iterator<Item = Result<Triple>>,
    format: Format,
    out: &mut impl Write,
) -> Result<usize> {
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
        let triple = triple?;
        let (s, p, o) =
            (triple.subject.as_ref(), triple.predicate.as_ref(), triple.object.as_ref());
        let quad = QuadRef::new(s, p, o, GraphNameRef::DefaultGraph);
        writer.serialize_quad(quad).map_err(output)?;
        count += 1;
    }
    writer.finish().map_err(output)?;
    Ok(count)
}

/// The cells of an answer as people read them.
struct Cells {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    /// Columns that hold numbers alone.
    numbers: Vec<bool>,
    /// Whether the answer has more rows than were asked for.
    has_more: bool,
}

impl Cells {
    /// Without the columns that are empty in every row.
    fn of(mut rows: Rows, style: &Style<'_>) -> Result<Self> {
        let variables: Vec<String> = rows.variables().map(str::to_owned).collect();
        let limit = style.limit.unwrap_or(usize::MAX);
        let found: Vec<QuerySolution> = rows.by_ref().take(limit).collect::<Result<_>>()?;
        let has_more = rows.next().transpose()?.is_some();
        let has_value = |name: &String| found.iter().any(|r| r.get(name.as_str()).is_some());
        let columns: Vec<String> = variables.into_iter().filter(has_value).collect();
        let is_number = |name: &String| {
            found
                .iter()
                .filter_map(|r| r.get(name.as_str()))
                .all(|term| matches!(term, Term::Literal(l) if l.value().parse::<f64>().is_ok()))
        };
        let numbers = columns.iter().map(is_number).collect();
        let names = names(&found, style.names)?;
        let shown = |row: &QuerySolution, name: &String| {
            row.get(name.as_str()).map(|term| cell(term, &names)).unwrap_or_default()
        };
        let rows = found.iter().map(|r| columns.iter().map(|c| shown(r, c)).collect()).collect();
        Ok(Cells { columns, rows, numbers, has_more })
    }

    /// "3 rows"; with a limit that there are more.
    fn count(&self) -> String {
        let n = self.rows.len();
        let rows = format!("{n} row{}", if n == 1 { "" } else { "s" });
        if self.has_more { format!("{rows}; there are more: raise --limit") } else { rows }
    }
}

/// In a table that does not fit, a column of text is at least so wide.
const PROSE: usize = 16;

/// A table; where the terminal is too narrow for one, a list of records.
fn table(rows: Rows, style: &Style<'_>, out: &mut impl Write) -> Result<usize> {
    let cells = Cells::of(rows, style)?;
    if !style.heading.is_empty() {
        writeln!(out, "{}", style.heading).map_err(output)?;
    }
    if !cells.rows.is_empty() {
        let fits = style.width.is_none_or(|width| cells.least_width() <= usize::from(width));
        let text = if fits { cells.table(style.width) } else { cells.records(style.width) };
        writeln!(out, "{text}").map_err(output)?;
    }
    writeln!(out, "{}", cells.count()).map_err(output)?;
    Ok(cells.rows.len())
}

impl Cells {
    /// Whether a column holds dates, identifiers and the like: what is copied
    /// into the next question must stay in one piece.
    fn is_unbroken(&self, column: usize) -> bool {
        self.rows.iter().all(|row| !row[column].contains(' '))
    }

    /// The columns that a table needs on a terminal.
    fn least_width(&self) -> usize {
        const PADDING: usize = 3;
        let widest = |column: usize| {
            let cells = self.rows.iter().map(|row| row[column].chars().count());
            cells.chain([self.columns[column].chars().count()]).max().unwrap_or(0)
        };
        let least = |column| match self.is_unbroken(column) {
            true => widest(column),
            false => widest(column).min(PROSE),
        };
        (0..self.columns.len()).map(|column| least(column) + PADDING).sum()
    }

    fn table(&self, width: Option<u16>) -> String {
        let mut table = styled(width);
        table.set_header(&self.columns);
        table.add_rows(&self.rows);
        for (number, name) in self.columns.iter().enumerate() {
            let Some(column) = table.column_mut(number) else { continue };
            if self.numbers[number] && name != "year" {
                column.set_cell_alignment(CellAlignment::Right);
            }
            if self.is_unbroken(number) {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        table.to_string()
    }

    /// Every row as lines of name and value.
    fn records(&self, width: Option<u16>) -> String {
        let record = |row: &Vec<String>| {
            let mut table = styled(width);
            table.add_rows(
                self.columns
                    .iter()
                    .zip(row)
                    .filter(|(_, value)| !value.is_empty())
                    .map(|(name, value)| [name, value]),
            );
            if let Some(names) = table.column_mut(0) {
                let widest = self.columns.iter().map(String::len).max().unwrap_or(0) + 2;
                let widest = u16::try_from(widest).unwrap_or(u16::MAX);
                names.set_constraint(ColumnConstraint::Absolute(Width::Fixed(widest)));
            }
            table.to_string()
        };
        self.rows.iter().map(record).collect::<Vec<_>>().join("\n\n")
    }
}

fn styled(width: Option<u16>) -> Table {
    let mut table = Table::new();
    table.load_style(TABLE);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    match width {
        Some(width) => table.set_width(width),
        None => table.force_no_tty(),
    };
    table
}

fn markdown(rows: Rows, style: &Style<'_>, out: &mut impl Write) -> Result<usize> {
    let cells = Cells::of(rows, style)?;
    if !style.heading.is_empty() {
        writeln!(out, "**{}**\n", escape(style.heading)).map_err(output)?;
    }
    if !cells.rows.is_empty() {
        let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
        let rule: Vec<String> = cells
            .numbers
            .iter()
            .map(|is_number| if *is_number { "---:" } else { "---" }.to_owned())
            .collect();
        writeln!(out, "{}\n{}", line(&cells.columns), line(&rule)).map_err(output)?;
        for row in &cells.rows {
            let row: Vec<String> = row.iter().map(|text| escape(text)).collect();
            writeln!(out, "{}", line(&row)).map_err(output)?;
        }
        writeln!(out).map_err(output)?;
    }
    writeln!(out, "{}", cells.count()).map_err(output)?;
    Ok(cells.rows.len())
}

/// Text that Markdown shows as it is, in one cell of a table.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => escaped.push(' '),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

/// The names of the things in an answer. Events keep their identifiers, which
/// the next question needs.
fn names(rows: &[QuerySolution], graph: Option<&dyn Graph>) -> Result<BTreeMap<NamedNode, String>> {
    let Some(graph) = graph else { return Ok(BTreeMap::new()) };
    let things: BTreeSet<&NamedNode> = rows
        .iter()
        .flat_map(QuerySolution::values)
        .filter_map(|term| match term {
            Some(Term::NamedNode(node)) if node.as_str().starts_with(ID) => Some(node),
            _ => None,
        })
        .collect();
    labels(graph, things, "FILTER NOT EXISTS { ?thing silk:claim ?claim }")
}

/// A term as people read it: things by name, other IRIs by prefix, literals
/// without their type.
fn cell(term: &Term, names: &BTreeMap<NamedNode, String>) -> String {
    match term {
        Term::NamedNode(node) => names
            .get(node)
            .cloned()
            .or_else(|| shorten(node.as_str()))
            .unwrap_or_else(|| node.to_string()),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_shows_text_as_it_is() {
        assert_eq!(
            escape("a|b <script> [x](y) *z*\n_"),
            "a\\|b \\<script\\> \\[x\\](y) \\*z\\* \\_"
        );
    }
}
