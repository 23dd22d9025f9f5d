//! `silkgraph man`: the help of all commands as manual pages.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::CommandFactory;

use super::{Cli, write};
use silkgraph::{Error, Result};

/// Write a manual page for every command and named query
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph man ~/.local/share/man/man1
  man silkgraph-query-visits")]
pub struct Args {
    /// The folder to write to; it is made if there is none
    dir: PathBuf,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let failed = |e| Error::io(&args.dir, e);
    std::fs::create_dir_all(&args.dir).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), &args.dir).map_err(failed)?;
    let dir = args.dir.display();
    write(None, &format!("The manual pages are in {dir}; begin with `man silkgraph`.\n"))?;
    Ok(ExitCode::SUCCESS)
}
