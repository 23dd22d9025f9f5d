//! `silkgraph ingest`: articles into the store.

use std::cell::Cell;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};

use super::{Articles, Db, Jobs, Warnings, complain, write};
use silkgraph::Result;
use silkgraph::data::Data;
use silkgraph::extract::Engine;
use silkgraph::pipeline::{self, Fused, Summary};
use silkgraph::report::{self, Depth, Filter, count};
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
    jobs: Jobs,
    #[command(flatten)]
    db: Db,
    /// Also write the timeline of all events as an HTML page
    #[arg(long, value_name = "FILE")]
    timeline: Option<PathBuf>,
    /// Keep the places of sentences in the articles, not their words
    #[arg(long)]
    no_text: bool,
}

pub fn run(args: &Args, data: &Data) -> Result<ExitCode> {
    args.jobs.start()?;
    let engine = Engine::load(data)?;
    let bar = progress();
    let failures = Cell::new(0);
    let mut articles = args
        .articles
        .stream()
        .filter_map(|article| {
            let told = |error| {
                bar.suspend(|| complain(&error));
                failures.set(failures.get() + 1);
            };
            article.map_err(told).ok()
        })
        .peekable();
    if articles.peek().is_none() {
        eprintln!("silkgraph: no article could be read; the store is as it was");
        return Ok(ExitCode::FAILURE);
    }
    let mut store = Store::open(&args.db.db)?;
    let summary = pipeline::ingest(&engine, &mut store, articles, !args.no_text, &|| bar.inc(1))?;
    bar.finish_and_clear();
    let mut warnings = Warnings::default();
    summary.warnings.iter().for_each(|(article, text)| warnings.add(article, text));
    warnings.tell();
    if let Some(path) = &args.timeline {
        let timeline = report::load(&store, "Timeline", &Filter::default(), Depth::Evidence)?;
        write(Some(path), &report::html(&timeline)?)?;
    }
    write(None, &tell(args, &summary))?;
    Ok(if failures.get() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A count on a terminal; nothing elsewhere.
fn progress() -> ProgressBar {
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("{spinner} {pos} articles, {per_sec}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
}

/// The summary, in words.
fn tell(args: &Args, summary: &Summary) -> String {
    let db = args.db.db.display();
    let mut text = format!(
        "Read {} with {}; {} new or changed.\n",
        count(summary.articles, "article"),
        count(summary.statements, "statement"),
        summary.changed,
    );
    // Writing to a string cannot fail.
    match &summary.fused {
        Fused::Whole { articles, events } => {
            let all = count(events.values().sum(), "event");
            let _ = writeln!(text, "{db} holds {all} from {}:", count(*articles, "article"));
            for (event, number) in events {
                let _ = writeln!(text, "  {:<11} {number:>6}", event.name());
            }
        }
        Fused::Part(touched) => {
            let _ = writeln!(text, "Events in {db}: {touched}.");
        }
    }
    if let Some(path) = &args.timeline {
        let _ = writeln!(text, "The timeline is in {}.", path.display());
    }
    text
}
