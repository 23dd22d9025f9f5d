//! `silkgraph verify`: whether the store is what it should be.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use super::{Db, complain, write};
use silkgraph::Result;
use silkgraph::article::{self, Options};
use silkgraph::report::count;
use silkgraph::store::Fault;

/// Check that claims and events agree and every quote stands where it should
///
/// Every event must have evidence and say what its claims say, dates must be in
/// order, all that is named must be described, and sentences must be as long
/// as their words. With articles, their texts are compared with the graph too:
/// each sentence must stand at its characters. One line for each fault; the
/// exit code is 1 when there is one.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph verify
  silkgraph verify articles/")]
pub struct Args {
    /// Articles, or folders of them, with which to compare the graph
    #[arg(value_name = "PATH")]
    articles: Vec<PathBuf>,
    #[command(flatten)]
    db: Db,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let store = args.db.read()?;
    let verdict = store.verify()?;
    let mut faults: BTreeSet<Fault> = verdict.faults.into_iter().collect();
    let mut is_read = true;
    let mut compared = None;
    if !args.articles.is_empty() {
        let (mut articles, mut places) = (0, 0);
        for article in article::read(&args.articles, &Options::default()) {
            match article {
                Err(error) => {
                    complain(&error);
                    is_read = false;
                }
                Ok(article) => {
                    if let Some((n, found)) = store.verify_text(&article.id, &article.text)? {
                        articles += 1;
                        places += n;
                        faults.extend(found);
                    }
                }
            }
        }
        compared = Some((articles, places));
    }
    let mut text = String::new();
    // Writing to a string cannot fail.
    for fault in &faults {
        let _ = writeln!(text, "{}: {}", fault.node, fault.what);
    }
    let _ = write!(
        text,
        "{} in {}, {} and {}",
        count(faults.len(), "fault"),
        count(verdict.articles, "article"),
        count(verdict.claims, "claim"),
        count(verdict.events, "event")
    );
    if let Some((articles, places)) = compared {
        let (articles, places) = (count(articles, "article"), count(places, "quote"));
        let _ = write!(text, "; {places} compared with the text of {articles}");
    }
    write(None, &(text + "\n"))?;
    Ok(if faults.is_empty() && is_read { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
