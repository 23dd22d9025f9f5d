//! `silkgraph load`: a graph that was made elsewhere into a store.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::{Db, write};
use silkgraph::export::{self, Format};
use silkgraph::report::count;
use silkgraph::store::{GraphFormat, Store};
use silkgraph::{Error, Result};

/// Load a graph that was made elsewhere into a new store
///
/// Takes the shards that `silkgraph fuse`, the Spark job or `silkgraph export`
/// wrote. All of them come in, or on an error none. A store that holds something
/// already is left as it is: what articles tell is fused only by `ingest`.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph load graph/ --db silkgraph.db && silkgraph verify
  silkgraph load events-*.nq.zst claims-*.nq.zst actors.nq.zst")]
pub struct Args {
    /// Shards of the graph (.nq, .trig, .jsonld, also in .gz or .zst), or folders of these
    #[arg(required = true, value_name = "SHARD")]
    shards: Vec<PathBuf>,
    #[command(flatten)]
    db: Db,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let shards = shards(&args.shards)?;
    let db = args.db.db.display();
    let mut store = Store::open(&args.db.db)?;
    if !store.is_empty()? {
        return Err(Error::Store(format!(
            "{db}: this store holds a graph already, and shards go into a new one: name another \
             folder with --db, or add articles with `silkgraph ingest`"
        )));
    }
    store.load(&shards, export::open)?;
    store.commit()?;
    let (quads, files) = (count(store.len()?, "quad"), count(shards.len(), "shard"));
    write(None, &format!("Loaded {quads} of {files} into {db}.\n"))?;
    Ok(ExitCode::SUCCESS)
}

fn format_of(path: &Path) -> Option<GraphFormat> {
    match Format::of_path(path)? {
        Format::Rdf(format) if format.has_graphs() => Some(format),
        _ => None,
    }
}

fn not_a_shard(path: &Path) -> Error {
    let what = "is no shard of a graph, nor a folder of shards; they end in .nq, .trig or .jsonld, \
                or in these with .gz or .zst";
    Error::data(path.display(), what)
}

/// The files, and those of folders that are shards by their names, each with its format.
fn shards(paths: &[PathBuf]) -> Result<Vec<(PathBuf, GraphFormat)>> {
    let mut shards = Vec::new();
    for path in paths {
        if !path.is_dir() {
            shards.push((path.clone(), format_of(path).ok_or_else(|| not_a_shard(path))?));
            continue;
        }
        let entries = std::fs::read_dir(path).map_err(|e| Error::io(path, e))?;
        let files: std::io::Result<Vec<PathBuf>> = entries.map(|e| Ok(e?.path())).collect();
        let mut files = files.map_err(|e| Error::io(path, e))?;
        files.sort();
        let before = shards.len();
        shards.extend(files.into_iter().filter_map(|f| format_of(&f).map(|format| (f, format))));
        if shards.len() == before {
            return Err(not_a_shard(path));
        }
    }
    Ok(shards)
}
