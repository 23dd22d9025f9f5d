//! `silkgraph ingest`: articles into the store.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};

use super::{Articles, Db, exit_code, warn, write};
use silkgraph::Result;
use silkgraph::data::Data;
use silkgraph::extract::Engine;
use silkgraph::pipeline::{self, Summary};
use silkgraph::report::{self, Filter, count};
use silkgraph::store::Store;

/// Read articles into the store
///
/// Reads articles, records what each says in the store, and fuses what the
/// articles say together into events. Reading an article again replaces what
/// it said before; reading the same folder twice changes nothing.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph ingest articles/
  silkgraph ingest articles/ --timeline timeline.html
  silkgraph ingest report.txt --date 2022-12-13 --source 'Irtysh Wire'
  curl -s https://example.org/a.html | silkgraph ingest -")]
pub struct Args {
    #[command(flatten)]
    articles: Articles,
    #[command(flatten)]
    db: Db,
    /// Also write the timeline of all events as an HTML page
    #[arg(long, value_name = "FILE")]
    timeline: Option<PathBuf>,
    /// Keep the sentences' places, not their words
    #[arg(long)]
    without_text: bool,
}

pub fn run(args: &Args, data: &Data) -> Result<ExitCode> {
    let engine = Engine::load(data)?;
    let found = args.articles.read();
    if found.articles.is_empty() {
        eprintln!("silkgraph: no article could be read; the store is as it was");
        return Ok(ExitCode::FAILURE);
    }
    let mut store = Store::open(&args.db.db)?;
    let bar = progress(found.articles.len());
    let summary =
        pipeline::ingest(&engine, &mut store, &found.articles, !args.without_text, &|| bar.inc(1))?;
    bar.finish_and_clear();
    warn(&found.articles, summary.warnings.iter().map(|(id, text)| (id.as_str(), text.as_str())));
    if let Some(path) = &args.timeline {
        let timeline = report::load(&store, "Timeline", &Filter::default())?;
        write(Some(path), &report::html(&timeline)?)?;
    }
    write(None, &tell(args, &summary))?;
    Ok(exit_code(&found))
}

/// A bar on a terminal; nothing elsewhere.
fn progress(articles: usize) -> ProgressBar {
    let bar = ProgressBar::new(articles as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} articles, {eta} to go");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// The summary, in words.
fn tell(args: &Args, summary: &Summary) -> String {
    let db = args.db.db.display();
    let events: usize = summary.events.values().sum();
    let mut text = format!(
        "Read {} with {}; {} new or changed.\n{db} holds {} from {}:\n",
        count(summary.articles, "article"),
        count(summary.statements, "statement"),
        summary.changed,
        count(events, "event"),
        count(summary.articles_in_store, "article"),
    );
    for (event, number) in &summary.events {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {:<11} {number:>6}", event.name());
    }
    if let Some(path) = &args.timeline {
        let _ = writeln!(text, "The timeline is in {}.", path.display());
    }
    text
}
