//! `silkgraph fuse`: statements to events, without a store.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use rustc_hash::FxHashSet;

use super::{output, write};
use silkgraph::data::Data;
use silkgraph::event::Event;
use silkgraph::export;
use silkgraph::gazetteer::Gazetteer;
use silkgraph::rdf::Reading;
use silkgraph::store::{GraphFormat, Part};
use silkgraph::{Error, Result, json, pipeline, store};

/// Fuse statements into events, without a store
///
/// Takes the lines that `silkgraph extract --format statements` prints, in any
/// order, and prints the graph that `silkgraph ingest` makes of these articles.
///
/// Several processes can share the work: each is told by --own for which keys it
/// makes the events, and is lent articles by further keys until it wants no more.
/// Together they print what one process prints.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph extract articles/ --format statements | silkgraph fuse - > graph.nq
  silkgraph fuse statements/*.jsonl.zst --what events --format json
  silkgraph fuse lent.jsonl --own own.txt --known known.txt --wanted wanted.txt

The files of --own, --known and --wanted hold keys, each a string of JSON on a
line of its own. Give the process all articles that have one of the keys that it
owns among their \"shares\" or knows among their \"keys\"; owned keys are known.
As long as it wants keys it prints no event: give it also the articles that have
these, add them to those it knows, and run it again.")]
pub struct Args {
    /// Files of statements (.jsonl, .jsonl.gz, .jsonl.zst), or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// What to write; all, or the events where keys are owned
    #[arg(long, value_enum)]
    what: Option<Part>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Keep the places of sentences in the articles, not their words
    #[arg(long)]
    no_text: bool,
    /// Make only the events that are divided by the keys in this file
    #[arg(long, value_name = "FILE")]
    own: Option<PathBuf>,
    /// The further keys of which all articles are given
    #[arg(long, value_name = "FILE", requires = "own")]
    known: Option<PathBuf>,
    /// Write here which keys are wanted too; without it that is an error
    #[arg(long, value_name = "FILE", requires = "own")]
    wanted: Option<PathBuf>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One quad a line, with graphs
    #[default]
    Nquads,
    /// Events as JSON, one a line
    Json,
}

pub fn run(args: &Args, data: &Data) -> Result<ExitCode> {
    let part = args.what.unwrap_or(match (args.format, &args.own) {
        (Format::Nquads, None) => Part::All,
        _ => Part::Events,
    });
    if part != Part::Events && (args.own.is_some() || args.format == Format::Json) {
        return Err(Error::Usage(
            "only events are fused by shares and written as JSON: leave --what out".to_owned(),
        ));
    }
    let gazetteer = Gazetteer::load(data)?;
    let mut readings = Readings::default();
    for file in &args.files {
        readings.read(file)?;
    }
    let given: Vec<Reading> = readings.by_article.into_values().collect();
    let events = match (&args.own, part) {
        (_, Part::Claims | Part::Actors) => Vec::new(),
        (None, _) => pipeline::fuse(&gazetteer, &given),
        (Some(own), _) => match share(args, own, &gazetteer, &given)? {
            Some(events) => events,
            None => return Ok(readings.exit),
        },
    };
    let mut out = output(args.output.as_deref())?;
    match args.format {
        Format::Nquads => {
            let texts = !args.no_text;
            let quads = pipeline::graph(&gazetteer, &given, &events, part, texts);
            store::serialize(quads, GraphFormat::NQuads, &mut out)?;
        }
        Format::Json => {
            for event in &events {
                let line = json::fused(&given, event).map_err(|e| Error::data(&event.id, e))?;
                writeln!(out, "{line}").map_err(|e| Error::io("output", e))?;
            }
        }
    }
    out.flush().map_err(|e| Error::io("output", e))?;
    Ok(readings.exit)
}

/// The events of some keys; `None` when keys are wanted, which are written then.
fn share(
    args: &Args,
    own: &Path,
    gazetteer: &Gazetteer,
    given: &[Reading],
) -> Result<Option<Vec<Event>>> {
    let own = keys(own)?;
    let mut known = args.known.as_deref().map_or_else(|| Ok(FxHashSet::default()), keys)?;
    known.extend(own.iter().cloned());
    let share = pipeline::fuse_share(gazetteer, given, &own, &known);
    let Some(file) = &args.wanted else {
        return match share.wanted.first() {
            None => Ok(Some(share.events)),
            Some(first) => Err(Error::Usage(format!(
                "{} more keys are wanted, the first of them {first:?}; say with --wanted FILE \
                 where to write them",
                share.wanted.len()
            ))),
        };
    };
    let lines: serde_json::Result<Vec<String>> =
        share.wanted.iter().map(serde_json::to_string).collect();
    let lines = lines.map_err(|e| Error::data(file.display(), e))?;
    write(Some(file), &lines.iter().map(|line| format!("{line}\n")).collect::<String>())?;
    Ok(share.wanted.is_empty().then_some(share.events))
}

fn keys(path: &Path) -> Result<FxHashSet<String>> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    let key = |(number, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|e| {
            let place = format!("{}, line {}", path.display(), number + 1);
            Error::data(place, format!("{e}; write each key as a string of JSON on its own line"))
        })
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(key).collect()
}

/// Articles as they were read, by identifier.
struct Readings {
    by_article: BTreeMap<String, Reading>,
    exit: ExitCode,
}

impl Default for Readings {
    fn default() -> Self {
        Readings { by_article: BTreeMap::new(), exit: ExitCode::SUCCESS }
    }
}

impl Readings {
    /// Reads the lines of a file; the wrong ones are told, the rest is read.
    fn read(&mut self, path: &Path) -> Result<()> {
        let (place, input) = match path.as_os_str() == "-" {
            true => ("standard input".to_owned(), Box::new(std::io::stdin().lock()) as Box<_>),
            false => (path.display().to_string(), export::open(path)?),
        };
        for (number, line) in BufReader::new(input).lines().enumerate() {
            let line = line.map_err(|e| Error::io(&place, e))?;
            if line.trim().is_empty() {
                continue;
            }
            match serde_json::from_str::<Reading>(&line) {
                Ok(reading) => self.add(reading),
                Err(e) => {
                    let what = "write one article a line, as `silkgraph extract --format \
                                statements` does";
                    eprintln!("silkgraph: {place}, line {}: {e}; {what}", number + 1);
                    self.exit = ExitCode::FAILURE;
                }
            }
        }
        Ok(())
    }

    /// Of an article that comes twice the last is meant.
    fn add(&mut self, reading: Reading) {
        let id = reading.article.id.clone();
        if self.by_article.get(&id).is_some_and(|known| *known != reading) {
            eprintln!(
                "silkgraph: article {id} comes twice and says different things; the last counts"
            );
        }
        self.by_article.insert(id, reading);
    }
}
