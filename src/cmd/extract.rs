//! `silkgraph extract`: what articles say, without a store.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ValueEnum;

use super::{Articles, exit_code, output, warn};
use silkgraph::article::Article;
use silkgraph::data::Data;
use silkgraph::extract::{Engine, Extraction};
use silkgraph::plover::Coder;
use silkgraph::store::{self, GraphFormat};
use silkgraph::{Error, Result, json, pipeline, rdf};

/// Print what articles say, without a store
///
/// Prints the claims of each article and the events that they tell of
/// together; as JSON one line an article, with the events of this article
/// alone; as PLOVER one line an event that PLOVER codes; as statements one line
/// an article, which `silkgraph fuse` goes on from.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph extract article.txt
  silkgraph extract articles/ --format nquads --output graph.nq
  silkgraph extract - --date 2022-12-13 --format json < article.txt
  silkgraph extract articles/ --format plover > events.jsonl
  silkgraph extract articles.jsonl --format statements | silkgraph fuse - > graph.nq")]
pub struct Args {
    #[command(flatten)]
    articles: Articles,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Trig)]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// One quad a line, with graphs; for other programs
    Nquads,
    /// Graphs, for people
    Trig,
    /// For people; the triples of all graphs together
    Turtle,
    /// One triple a line; the triples of all graphs together
    Ntriples,
    /// JSON-LD, with graphs
    Jsonld,
    /// RDF/XML; the triples of all graphs together
    Rdfxml,
    /// Events as JSON, one line an article
    Json,
    /// Events as records of PLOVER in JSON, one line an event
    Plover,
    /// All that `silkgraph fuse` needs as JSON, one line an article
    Statements,
    /// The claims of each article as N-Quads, without events
    Claims,
}

impl Format {
    /// The format of a graph; lines of JSON are none.
    fn of_graph(self) -> Option<GraphFormat> {
        match self {
            Format::Nquads => Some(GraphFormat::NQuads),
            Format::Trig => Some(GraphFormat::TriG),
            Format::Turtle => Some(GraphFormat::Turtle),
            Format::Ntriples => Some(GraphFormat::NTriples),
            Format::Jsonld => Some(GraphFormat::JsonLd),
            Format::Rdfxml => Some(GraphFormat::RdfXml),
            Format::Json | Format::Plover | Format::Statements | Format::Claims => None,
        }
    }
}

pub fn run(args: &Args, data: &Data) -> Result<ExitCode> {
    let engine = Engine::load(data)?;
    let found = args.articles.read();
    let articles = &found.articles;
    let extractions = pipeline::extract(&engine, articles, &|| ());
    let mut out = output(args.output.as_deref())?;
    match args.format.of_graph() {
        Some(format) => {
            store::serialize(pipeline::quads(&engine, articles, &extractions), format, out)?
        }
        None => {
            for (article, extraction) in articles.iter().zip(&extractions) {
                for line in lines(&engine, article, extraction, args.format)? {
                    writeln!(out, "{line}").map_err(|e| Error::io("output", e))?;
                }
            }
            out.flush().map_err(|e| Error::io("output", e))?;
        }
    }
    let more = articles.iter().zip(&extractions);
    warn(articles, more.flat_map(|(a, x)| x.warnings.iter().map(|w| (a.id.as_str(), w.as_str()))));
    Ok(exit_code(&found))
}

/// The lines of one article.
fn lines(
    engine: &Engine,
    article: &Article,
    extraction: &Extraction,
    format: Format,
) -> Result<Vec<String>> {
    let statements = &extraction.statements;
    let events = || pipeline::events_of(engine, article, extraction);
    let lines: serde_json::Result<Vec<String>> = match format {
        Format::Claims => return claims(engine, article, extraction),
        Format::Statements => {
            let reading = pipeline::reading(engine, article, extraction);
            let shares = pipeline::shares(&engine.gazetteer, &reading);
            json::statements(article, &reading, &shares, &extraction.warnings).map(|l| vec![l])
        }
        Format::Plover => {
            let coder = Coder { ontology: &engine.ontology, gazetteer: &engine.gazetteer };
            let events = events();
            let records = events.iter().filter_map(|e| coder.record(article, statements, e));
            records.map(|r| serde_json::to_string(&r)).collect()
        }
        _ => json::line(article, statements, &events()).map(|line| vec![line]),
    };
    lines.map_err(|e| Error::data(&article.id, e))
}

fn claims(engine: &Engine, article: &Article, extraction: &Extraction) -> Result<Vec<String>> {
    let reading = pipeline::reading(engine, article, extraction);
    let mut lines = Vec::new();
    store::serialize(rdf::claim_quads(&reading, true), GraphFormat::NQuads, &mut lines)?;
    let text = String::from_utf8(lines).map_err(|e| Error::data(&article.id, e))?;
    Ok(text.lines().map(str::to_owned).collect())
}
