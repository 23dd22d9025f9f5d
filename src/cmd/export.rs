//! `silkgraph export`: the graph for other tools.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Db;
use silkgraph::Result;
use silkgraph::data::Data;
use silkgraph::export::{Between, Format, Options, export};
use silkgraph::ontology::Ontology;
use silkgraph::store::Part;

/// Write the graph for other tools: RDF, a network, tables
///
/// N-Quads, TriG and JSON-LD keep the graph of each article apart; Turtle,
/// N-Triples and RDF/XML hold the triples of all graphs together. GraphML and
/// GEXF hold who met whom and how often. CSV is one table in a file, or all
/// tables in a folder. The same graph gives the same bytes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph export --output graph.nq.gz
  silkgraph export --format turtle | rapper -i turtle -c - https://example.org/
  silkgraph export --what events --output events.csv
  silkgraph export --no-text --output to-share.trig.zst
  silkgraph export --format csv --output tables
  silkgraph export --between countries --output network.gexf")]
pub struct Args {
    /// How to write it; without it, as the name of the file says, N-Quads on standard output
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// What to write
    #[arg(long, value_enum, default_value_t)]
    what: Part,
    /// Write the places of sentences in the articles, not their words
    #[arg(long)]
    no_text: bool,
    /// Write to this file, to this folder of tables, or without it to standard
    /// output; names in .gz and .zst are compressed
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Between whom GraphML and GEXF count meetings
    #[arg(long, value_enum, default_value_t)]
    between: Between,
    #[command(flatten)]
    db: Db,
}

pub fn run(args: &Args, data: &Data) -> Result<ExitCode> {
    let store = args.db.read()?;
    let options = Options {
        part: args.what,
        texts: !args.no_text,
        format: args.format,
        between: args.between,
    };
    for note in export(&store, &Ontology::load(data)?, options, args.output.as_deref())? {
        eprintln!("left out: {note}");
    }
    Ok(ExitCode::SUCCESS)
}
