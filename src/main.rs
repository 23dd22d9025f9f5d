//! Parses, calls, prints, exits.

mod cmd;

use std::process::ExitCode;

use silkgraph::Error;

fn main() -> ExitCode {
    match cmd::run(&cmd::parse()) {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("silkgraph: {error}");
            ExitCode::from(if matches!(error, Error::Usage(_)) { 2 } else { 1 })
        }
    }
}

/// Whoever read our output (`| head`) has seen enough.
fn is_closed_pipe(error: &Error) -> bool {
    matches!(error, Error::Io { source, .. } if source.kind() == std::io::ErrorKind::BrokenPipe)
}
