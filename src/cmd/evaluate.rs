//! `silkgraph evaluate`: annotated articles against what is found in them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use super::write;
use silkgraph::data::Data;
use silkgraph::evaluate::{self, Fault, Figures, Kind, Options, Report, Slot, plover};
use silkgraph::event::EventType;
use silkgraph::extract::Engine;
use silkgraph::report::count;
use silkgraph::{Error, Result};

/// Measure on articles that people annotated
///
/// Reads each article of the folder that has an annotation beside it and
/// compares what is found with what is annotated: precision, recall and F1 of
/// events, and of their roles, places, dates, statuses and stances. With
/// --errors, tells for each miss what was read instead and the patterns that
/// nearly matched, for each false hit its sentence and pattern, and counts causes.
///
/// A .jsonl file holds sentences that others coded in PLOVER, one a line:
/// {"id", "text", "date", "gold": [{"type", "source": [{"code"}], "target"}]}.
/// For each type is given in how many of them it is found.
#[derive(clap::Args)]
#[command(after_help = "\
An annotation is NAME.json beside the article NAME.txt (or .md, .html):
  {\"id\": \"NAME\", \"published\": \"2022-09-15\", \"events\": [
     {\"type\": \"Visit\", \"status\": \"occurred\", \"date\": \"2022-09-14\", \"place\": [],
      \"roles\": {\"visitor\": [\"Xi Jinping\"], \"destination\": [\"Astana|Nur-Sultan\"]},
      \"evidence\": \"Xi Jinping arrived in Nur-Sultan on Wednesday\"}]}
Alternatives stand with | between. \"optional\": true marks what counts neither when
missed nor when found. Types and roles are those of ontology/silkgraph.ttl.

What is printed:
  event        annotated and found are paired one to one; a filler of a core role agrees
  strict       all core fillers, the date and the status agree
  role, place, date, and the same over found pairs only (/found)
  status, stance, detail (mode, kind, form, change, recurrence, count), source: over found pairs

Examples:
  silkgraph evaluate my-articles/
  silkgraph evaluate my-articles/ --errors --type Visit,Meeting
  silkgraph evaluate my-articles/ --ids '2024-*' --by-type")]
pub struct Args {
    /// The folder of articles and annotations, or a .jsonl file of sentences coded in PLOVER
    #[arg(value_name = "GOLD")]
    gold: PathBuf,
    /// Also tell what was missed, false or different, and why
    #[arg(long)]
    errors: bool,
    /// Also give the figures of each kind of event
    #[arg(long)]
    by_type: bool,
    /// Every Nth article from the Kth on, in the order of the names: 1/2 is half of them
    #[arg(long, value_name = "K/N", value_parser = Share::parse)]
    part: Option<Share>,
    /// Only the articles whose name fits this pattern, such as 'c*'
    #[arg(long, value_name = "GLOB", default_value = "*")]
    ids: String,
    /// Only these kinds of event, with commas between
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',', ignore_case = true)]
    types: Vec<EventType>,
    /// Print the figures as JSON
    #[arg(long, conflicts_with = "errors")]
    json: bool,
}

/// Rules that are fitted to the articles that one looks at do worse on the
/// others: look at the errors of one part, and at the figures of all.
#[derive(Clone, Copy)]
struct Share {
    from: usize,
    every: usize,
}

impl Share {
    fn parse(text: &str) -> Result<Self, String> {
        text.split_once('/')
            .and_then(|(from, every)| Some((from.parse().ok()?, every.parse().ok()?)))
            .filter(|(from, every)| (1..=*every).contains(from))
            .map(|(from, every)| Share { from, every })
            .ok_or_else(|| {
                "give two numbers, the first no larger than the second, as in 1/2".into()
            })
    }

    fn has(self, place: usize) -> bool {
        place % self.every == self.from % self.every
    }
}

pub fn run(args: &Args, data: &Data) -> Result<ExitCode> {
    let names = glob::Pattern::new(&args.ids)
        .map_err(|e| Error::Usage(format!("--ids {}: {e}", args.ids)))?;
    let engine = Engine::load(data)?;
    if args.gold.extension().is_some_and(|e| e == "jsonl") {
        let report = plover::evaluate(&engine, &plover::read(&args.gold)?);
        write(None, &tell_plover(&report, args.errors))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut gold = evaluate::read(&args.gold, &names, &engine.ontology)?;
    if let Some(part) = args.part {
        let mut place = 0;
        gold.retain(|_| {
            place += 1;
            part.has(place)
        });
    }
    let options = Options { types: args.types.clone(), errors: args.errors };
    let report = evaluate::evaluate(&engine, &gold, &options);
    if args.json {
        write(None, &format!("{:#}\n", report.figures.to_json()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut out = String::new();
    for fault in &report.errors {
        out += &tell(fault);
    }
    if args.errors {
        out += &causes(&report);
    }
    out += &summary(&report);
    out += &block("all types", &report.figures, None);
    if args.by_type {
        out += &by_type(&report.figures);
    }
    write(None, &out)?;
    Ok(ExitCode::SUCCESS)
}

/// What the event types of silkgraph are made for.
const DIPLOMACY: [&str; 3] = ["CONSULT", "SUPPORT", "COOPERATE"];

fn tell_plover(report: &plover::Report, errors: bool) -> String {
    let mut out = String::new();
    if errors {
        for (what, kind, id, words) in &report.errors {
            let _ = writeln!(out, "{:8} {kind} {id}: {words}", what.name());
        }
        out += "\n";
    }
    let _ = writeln!(out, "{} coded by others\n", count(report.sentences, "sentence"));
    out += "type          precision recall     F1   gold  found  with all countries\n";
    let together = (DIPLOMACY.join(", "), report.together(&DIPLOMACY));
    let types = report.types.iter().map(|(name, coded)| (name.clone(), *coded));
    for (name, coded) in types.chain([together]) {
        let (t, right) = (coded.kind, coded.countries.agree);
        let _ = writeln!(
            out,
            "{name:13} {:9.3} {:6.3} {:6.3} {:6} {:6} {right:6} of {}",
            t.precision(),
            t.recall(),
            t.f1(),
            t.gold,
            t.found,
            t.agree
        );
    }
    out
}

fn summary(report: &Report) -> String {
    let events = report.figures.tally(None, Slot::Event);
    format!(
        "{}, {} annotated, {} found; day of publication read as annotated in {} of {}\n",
        count(report.articles, "article"),
        count(events.gold, "event"),
        events.found,
        report.dated,
        report.articles,
    )
}

fn tell(fault: &Fault) -> String {
    let mut out = format!("{:8} {}: {}\n", fault.kind.name(), fault.article, fault.told);
    let quote = fault.quote.split_whitespace().collect::<Vec<_>>().join(" ");
    for line in std::iter::once(&format!("\u{ab}{quote}\u{bb}")).chain(&fault.reasons) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "         {line}");
    }
    out + "\n"
}

/// How many errors of each kind have which cause, most first.
fn causes(report: &Report) -> String {
    let mut counts: BTreeMap<(Kind, &str), usize> = BTreeMap::new();
    for fault in &report.errors {
        *counts.entry((fault.kind, fault.cause)).or_default() += 1;
    }
    let mut counts: Vec<((Kind, &str), usize)> = counts.into_iter().collect();
    counts.sort_by_key(|((kind, _), n)| (*kind, std::cmp::Reverse(*n)));
    let lines =
        counts.iter().map(|((kind, cause), n)| format!("{n:5} {:8} {cause}\n", kind.name()));
    lines.collect::<String>() + "\n"
}

/// The slots of one type, or of all.
fn block(title: &str, figures: &Figures, event: Option<EventType>) -> String {
    let mut out = format!("\n{title:13} precision recall     F1   gold  found\n");
    for slot in Slot::ALL {
        let t = figures.tally(event, slot);
        if t.gold + t.found > 0 {
            let row = [t.precision(), t.recall(), t.f1()];
            let _ = writeln!(
                out,
                "  {:11} {:9.3} {:6.3} {:6.3} {:6} {:6}",
                slot.name(),
                row[0],
                row[1],
                row[2],
                t.gold,
                t.found
            );
        }
    }
    out
}

fn by_type(figures: &Figures) -> String {
    figures.types().map(|event| block(event.name(), figures, Some(event))).collect()
}
