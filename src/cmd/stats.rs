//! `silkgraph stats`: how much the store holds.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use comfy_table::{CellAlignment, Table};

use super::{Db, write};
use silkgraph::event::Status;
use silkgraph::query::TABLE;
use silkgraph::report::{count, number};
use silkgraph::store::Stats;
use silkgraph::{Error, Result};

/// Count what the store holds
///
/// Articles, outlets, claims and events, and the events by type, status and
/// year.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph stats
  silkgraph stats --format json | jq .types.Visit.years")]
pub struct Args {
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    db: Db,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Tables for a terminal
    Table,
    /// One JSON object
    Json,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let stats = args.db.read()?.stats()?;
    let text = match args.format {
        Format::Table => tables(&args.db.db, &stats),
        Format::Json => {
            let json = serde_json::to_string_pretty(&stats);
            json.map_err(|e| Error::Store(e.to_string()))? + "\n"
        }
    };
    write(args.output.as_deref(), &text)?;
    Ok(ExitCode::SUCCESS)
}

fn tables(db: &Path, stats: &Stats) -> String {
    let mut text = format!(
        "{} holds {} from {} by {}",
        db.display(),
        count(stats.events, "event"),
        count(stats.articles, "article"),
        count(stats.outlets, "outlet"),
    );
    // Writing to a string cannot fail.
    if let Some((first, last)) = &stats.published {
        let _ = write!(text, ", published {first} to {last}");
    }
    let _ = write!(
        text,
        ":\n{} in {}; {} actors, places and offices; {}",
        count(stats.claims, "claim"),
        count(stats.sentences, "sentence"),
        number(stats.things),
        count(stats.quads, "quad"),
    );
    if let Some(bytes) = stats.bytes {
        let _ = write!(text, ", {} on disk", size(bytes));
    }
    if stats.events > 0 {
        let _ = write!(text, "\n\n{}\n\n{}", by_type(stats), by_year(stats));
    }
    text + "\n"
}

fn by_type(stats: &Stats) -> Table {
    let used: Vec<Status> = Status::ALL
        .into_iter()
        .filter(|status| stats.types.values().any(|tally| tally.status.contains_key(status)))
        .collect();
    let header = ["type", "events"].into_iter().chain(used.iter().map(|s| s.name()));
    let mut table = table(header.map(str::to_owned));
    for (event, tally) in &stats.types {
        let of = |status| tally.status.get(status).map_or_else(String::new, |n| number(*n));
        let cells = [event.name().to_owned(), number(tally.events)];
        table.add_row(cells.into_iter().chain(used.iter().map(of)));
    }
    aligned(table)
}

/// Each year with a bar, the fullest of them forty characters long.
fn by_year(stats: &Stats) -> Table {
    const LONGEST: usize = 40;
    let most = stats.years.values().copied().max().unwrap_or(1).max(1);
    let mut table = table(["year", "events", ""].map(str::to_owned));
    for (year, events) in &stats.years {
        let bar = "▪".repeat((events * LONGEST).div_ceil(most));
        table.add_row([year.clone(), number(*events), bar]);
    }
    let mut table = aligned(table);
    if let Some(bars) = table.column_mut(2) {
        bars.set_cell_alignment(CellAlignment::Left);
    }
    table
}

fn table(header: impl IntoIterator<Item = String>) -> Table {
    let mut table = Table::new();
    table.load_style(TABLE);
    table.set_header(header);
    table
}

/// Numbers to the right.
fn aligned(mut table: Table) -> Table {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// `3.1 MB`.
fn size(bytes: u64) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"];
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    let digits = usize::from(unit > 0 && value < 100.0);
    format!("{value:.digits$} {}", units[unit])
}
