//! `silkgraph completions`: what a shell needs to complete our commands.

use std::process::ExitCode;

use clap::{CommandFactory, ValueEnum};
use clap_complete::CompleteEnv;
use clap_complete::env::Shells;

use super::{Cli, write};
use silkgraph::{Error, Result};

/// The variable by which a shell asks for completions.
const VARIABLE: &str = "COMPLETE";

/// Print what a shell needs to complete commands, queries and names
///
/// Completion knows the named queries with their flags, and the actors and
/// places of the gazetteer: `silkgraph query visits --by Tok<TAB>`.
#[derive(clap::Args)]
#[command(after_help = "\
To install:
  bash        echo 'source <(silkgraph completions bash)' >> ~/.bashrc
  zsh         echo 'source <(silkgraph completions zsh)' >> ~/.zshrc
  fish        echo 'silkgraph completions fish | source' >> ~/.config/fish/config.fish
  elvish      echo 'eval (silkgraph completions elvish | slurp)' >> ~/.elvish/rc.elv
  powershell  echo 'silkgraph completions powershell | Out-String | Invoke-Expression' >> $PROFILE")]
pub struct Args {
    /// The shell
    shell: Shell,
}

#[derive(Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
    Elvish,
    Powershell,
}

/// Answers a shell that asks, and ends the program; does nothing otherwise.
pub fn answer() {
    CompleteEnv::with_factory(Cli::command).var(VARIABLE).complete();
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let value = args.shell.to_possible_value();
    let name = value.as_ref().map_or("", |shell| shell.get_name());
    let shells = Shells::builtins();
    let Some(shell) = shells.completer(name) else {
        return Err(Error::Usage(format!("{name} cannot complete")));
    };
    let mut script = Vec::new();
    shell
        .write_registration(VARIABLE, "silkgraph", "silkgraph", "silkgraph", &mut script)
        .map_err(|e| Error::io("output", e))?;
    write(None, &String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}
