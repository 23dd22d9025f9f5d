//! `silkgraph train`: the model of the parser, from treebanks.

use std::path::PathBuf;
use std::process::ExitCode;

use silkgraph::{Error, Result, language};

/// Train the parser's model on treebanks
///
/// Reads all CoNLL-U files of a folder (.conllu, .conllu.xz) but those for
/// development and test. The same files give the same model, byte for byte.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  silkgraph train treebanks/ --out models/english.bin")]
pub struct Args {
    /// The folder of treebanks
    treebank: PathBuf,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let model = language::train(&args.treebank, &mut |line| eprintln!("{line}"))?;
    std::fs::write(&args.out, model).map_err(|e| Error::io(&args.out, e))?;
    Ok(ExitCode::SUCCESS)
}
