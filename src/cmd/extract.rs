//! `silkgraph extract`: what articles say, without a store.

use std::cell::RefCell;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;

use clap::ValueEnum;

use super::{Articles, Jobs, Warnings, complain, output};
use silkgraph::article::Article;
use silkgraph::data::Data;
use silkgraph::extract::{Engine, Extraction};
use silkgraph::gazetteer::Gazetteer;
use silkgraph::pipeline::{self, Alone};
use silkgraph::plover::Coder;
use silkgraph::rdf::{self, Described};
use silkgraph::store::{self, GraphFormat, Serializer};
use silkgraph::stream::in_order;
use silkgraph::{Error, Result, json};

/// Print what articles say, without a store
///
/// Prints the claims of each article and the events that it tells of by itself:
/// as a graph; as JSON, one line an article; as PLOVER, one line an event that
/// PLOVER codes; as statements, one line an article, from which `silkgraph fuse`
/// makes the events that articles tell of together. Articles are read on all
/// cores, and any number of them needs no more memory than a few.
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
    #[command(flatten)]
    jobs: Jobs,
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
    args.jobs.start()?;
    let engine = Arc::new(Engine::load(data)?);
    let (reader, format) = (Arc::clone(&engine), args.format);
    let weight = |article: &Result<Article>| article.as_ref().map_or(0, |a| a.text.len());
    let said = in_order(args.articles.stream(), weight, move |article| {
        Said::of(&reader, &article?, format)
    });
    let mut out = Out::new(args, &engine)?;
    let mut warnings = Warnings::default();
    let mut code = ExitCode::SUCCESS;
    for said in said {
        match said {
            Ok(said) => {
                said.warnings.iter().for_each(|text| warnings.add(&said.article, text));
                out.write(said)?;
            }
            Err(error) => {
                complain(&error);
                code = ExitCode::FAILURE;
            }
        }
    }
    out.finish()?;
    warnings.tell();
    Ok(code)
}

/// What one article says: lines, or a graph.
struct Said {
    article: String,
    lines: Vec<String>,
    graph: Option<Alone>,
    warnings: Vec<String>,
}

impl Said {
    fn of(engine: &Engine, article: &Article, format: Format) -> Result<Self> {
        let extraction = engine.extract(article);
        let (lines, graph) = match format.of_graph() {
            Some(_) => (Vec::new(), Some(pipeline::alone(engine, article, &extraction))),
            None => (lines(engine, article, &extraction, format)?, None),
        };
        let warnings = article.warnings.iter().chain(&extraction.warnings).cloned().collect();
        Ok(Said { article: article.id.clone(), lines, graph, warnings })
    }
}

/// Where it is written to: what an article says is passed on before the next
/// is written.
struct Out<'a> {
    out: Shared,
    /// The document that is written, of a format that has some.
    document: Option<Serializer<Shared>>,
    described: Described,
    gazetteer: &'a Gazetteer,
}

impl<'a> Out<'a> {
    fn new(args: &Args, engine: &'a Engine) -> Result<Self> {
        let out = Shared(Rc::new(RefCell::new(output(args.output.as_deref())?)));
        let begin = |format| Serializer::new(format, out.clone());
        let document = args.format.of_graph().map(begin).transpose()?;
        Ok(Out { out, document, described: Described::default(), gazetteer: &engine.gazetteer })
    }

    fn write(&mut self, said: Said) -> Result<()> {
        for line in said.lines {
            writeln!(self.out, "{line}").map_err(failure)?;
        }
        if let (Some(document), Some(graph)) = (&mut self.document, said.graph) {
            let things = self.described.quads(graph.named, self.gazetteer);
            document.add(graph.quads.into_iter().map(Ok).chain(things))?;
        }
        self.out.flush().map_err(failure)
    }

    fn finish(mut self) -> Result<()> {
        match self.document {
            Some(document) => document.finish(),
            None => self.out.flush().map_err(failure),
        }
    }
}

fn failure(e: std::io::Error) -> Error {
    Error::io("output", e)
}

/// An output that can be flushed while a document is being written to it.
#[derive(Clone)]
struct Shared(Rc<RefCell<Box<dyn Write>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.borrow_mut().flush()
    }
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
