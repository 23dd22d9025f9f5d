//! `silkgraph timeline`: the events of the store in order of time.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::ValueEnum;

use super::name::{Wanted, completer, find};
use super::{Source, columns, write};
use silkgraph::data::Data;
use silkgraph::event::{EventType, Status};
use silkgraph::gazetteer::Gazetteer;
use silkgraph::query::{Ask, Thing, first_day, last_day};
use silkgraph::report::{self, Depth, Filter, Lanes, Named};
use silkgraph::{Error, Result};

/// Show the events in order of time
///
/// Without filters all events; with several, those that meet all of them. An
/// event whose date is not exact counts as within a period when it can be.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph timeline --country Kazakhstan --from 2022 --to 2022
  silkgraph timeline --actor 'Xi Jinping' --type Visit,Meeting
  silkgraph timeline --country uzbekistan --output uzbekistan.html
  silkgraph timeline --country uzbekistan --lanes actor --output uzbekistan.svg
  silkgraph timeline --actor Tokayev --status planned --output next.ics")]
pub struct Args {
    /// From this day, month or year on
    #[arg(long, value_name = "DATE", value_parser = first_day)]
    from: Option<NaiveDate>,
    /// To the end of this day, month or year
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    to: Option<NaiveDate>,
    /// A state that the event involves, by name or identifier; several must all be involved
    #[arg(long, value_name = "NAME", add = completer(Thing::Country))]
    country: Vec<String>,
    /// A person, organisation or state that takes part; several must all take part
    #[arg(long, value_name = "NAME", add = completer(Thing::Actor))]
    actor: Vec<String>,
    /// Kinds of event, with commas between
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',', ignore_case = true)]
    types: Vec<EventType>,
    /// How far the event is a fact, with commas between: occurred, ongoing, planned, possible, negated, cancelled
    #[arg(long, value_name = "STATUS", value_delimiter = ',', value_parser = status)]
    status: Vec<Status>,
    /// How to write it; by default what the ending of --output says, else for a terminal
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// What the lanes of the picture (svg) stand for
    #[arg(long, value_enum, default_value_t)]
    lanes: Lanes,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    source: Source,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines for a terminal
    Terminal,
    /// Markdown, to paste into a report
    Markdown,
    /// One HTML page that needs nothing else
    Html,
    /// A picture with lanes, to paste into a report
    Svg,
    /// An iCalendar file, for calendar programs
    Ics,
    /// A table, for spreadsheets
    Csv,
    /// For programs
    Json,
}

impl Format {
    fn of(output: Option<&Path>) -> Result<Self> {
        Ok(match output.and_then(|p| p.extension()).and_then(|e| e.to_str()) {
            Some("html" | "htm") => Format::Html,
            Some("md" | "markdown") => Format::Markdown,
            Some("svg") => Format::Svg,
            Some("ics") => Format::Ics,
            Some("csv") => Format::Csv,
            Some("json") => Format::Json,
            Some("txt") | None => Format::Terminal,
            Some(other) => {
                return Err(Error::Usage(format!(
                    ".{other} is no format of a timeline: let the file end in .html, .md, .svg, .ics, \
                     .csv, .json or .txt, or name the format with --format"
                )));
            }
        })
    }
}

fn status(name: &str) -> Result<Status, String> {
    name.parse().map_err(|()| format!("write one of {}", Status::ALL.map(Status::name).join(", ")))
}

pub fn run(args: &Args, data: &Data) -> Result<ExitCode> {
    let graph = args.source.open()?;
    let filter = args.filter(&Gazetteer::load(data)?, graph.as_ref())?;
    let names: Vec<&str> =
        filter.country.iter().chain(&filter.actor).map(|n| n.name.as_str()).collect();
    let title = if names.is_empty() {
        "Timeline".to_owned()
    } else {
        format!("Timeline: {}", names.join(", "))
    };
    let output = args.output.as_deref();
    let format = args.format.map_or_else(|| Format::of(output), Ok)?;
    let depth = match format {
        Format::Terminal | Format::Svg => Depth::Events,
        _ => Depth::Evidence,
    };
    let timeline = report::load(graph.as_ref(), &title, &filter, depth)?;
    let mut text = match format {
        Format::Markdown => report::markdown(&timeline),
        Format::Html => report::html(&timeline)?,
        Format::Svg => report::svg(&timeline, args.lanes)?,
        Format::Ics => report::calendar(&timeline),
        Format::Csv => report::csv(&timeline)?,
        Format::Json => report::json(&timeline)?,
        Format::Terminal => {
            report::terminal(&timeline, columns(), output.is_none() && has_colors())
        }
    };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    write(output, &text)?;
    Ok(ExitCode::SUCCESS)
}

impl Args {
    fn filter(&self, gazetteer: &Gazetteer, graph: &dyn Ask) -> Result<Filter> {
        let all = |texts: &[String], wanted| -> Result<Vec<Named>> {
            texts.iter().map(|text| Ok(find(gazetteer, graph, text, wanted)?.0)).collect()
        };
        Ok(Filter {
            from: self.from,
            to: self.to,
            country: all(&self.country, Wanted::State)?,
            actor: all(&self.actor, Wanted::Actor)?,
            types: self.types.clone(),
            status: self.status.clone(),
        })
    }
}

/// Whether standard output shows colours (<https://no-color.org>).
fn has_colors() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}
