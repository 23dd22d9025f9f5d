//! `silkgraph export`: the whole store for other RDF tools.

use std::path::PathBuf;
use std::process::ExitCode;

use super::{Db, output};
use silkgraph::Result;
use silkgraph::store::{GraphFormat, Store};

/// Write the whole graph for other RDF tools
///
/// N-Quads, TriG and JSON-LD keep the graph of each article apart; Turtle,
/// N-Triples and RDF/XML hold the triples of all graphs together.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph export --output graph.nq
  silkgraph export --format turtle | rapper -i turtle -c - https://example.org/")]
pub struct Args {
    /// How to write it
    #[arg(long, value_enum, default_value_t = GraphFormat::NQuads)]
    format: GraphFormat,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    db: Db,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let store = Store::open_read_only(&args.db.db)?;
    store.dump(args.format, output(args.output.as_deref())?)?;
    Ok(ExitCode::SUCCESS)
}
