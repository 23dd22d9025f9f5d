//! `silkgraph report`: a brief about a state or an actor.

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;

use super::name::{Wanted, completer, find};
use super::{Source, write};
use silkgraph::data::Data;
use silkgraph::gazetteer::Gazetteer;
use silkgraph::query::{Thing, first_day, last_day};
use silkgraph::report::{self, BriefFormat, BriefTemplate, Depth, Filter};
use silkgraph::{Error, Result};

/// Write a brief about a state or an actor
///
/// Summary, partners, agreements, what is announced, timeline and sources, as
/// Markdown or as one HTML page. The template can be replaced by your own:
/// --show-template prints the one that is used.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph report Kazakhstan
  silkgraph report Kazakhstan --with China --from 2022-01-01 --output kazakhstan-china.html
  silkgraph report 'Xi Jinping' --output xi.md
  silkgraph report --show-template --format html > own.html
  silkgraph report Kazakhstan --template own.html --output kazakhstan.html")]
pub struct Args {
    /// The state, person or organisation, by name or identifier
    #[arg(required_unless_present = "show_template", add = completer(Thing::Actor))]
    name: Option<String>,
    /// Another state or actor that must be involved too; may be given several times
    #[arg(long, value_name = "NAME", add = completer(Thing::Actor))]
    with: Vec<String>,
    /// From this day, month or year on
    #[arg(long, value_name = "DATE", value_parser = first_day)]
    from: Option<NaiveDate>,
    /// To the end of this day, month or year
    #[arg(long, value_name = "DATE", value_parser = last_day)]
    to: Option<NaiveDate>,
    /// How to write it; by default what the endings of --template or --output say, else Markdown
    #[arg(long, value_enum)]
    format: Option<BriefFormat>,
    /// Fill this template instead of the built-in one
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// Print the built-in template, to make your own from it
    #[arg(long)]
    show_template: bool,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    source: Source,
}

pub fn run(args: &Args, data: &Data) -> Result<ExitCode> {
    let output = args.output.as_deref();
    let Some(name) = args.name.as_deref().filter(|_| !args.show_template) else {
        write(output, args.format().template())?;
        return Ok(ExitCode::SUCCESS);
    };
    let template = args.template()?;
    let graph = args.source.open()?;
    let gazetteer = Gazetteer::load(data)?;
    let mut filter = Filter { from: args.from, to: args.to, ..Filter::default() };
    for text in std::iter::once(name).chain(args.with.iter().map(String::as_str)) {
        let (named, is_state) = find(&gazetteer, graph.as_ref(), text, Wanted::Actor)?;
        if is_state { &mut filter.country } else { &mut filter.actor }.push(named);
    }
    let (subject, _) = find(&gazetteer, graph.as_ref(), name, Wanted::Actor)?;
    let others = filter.country.iter().chain(&filter.actor).filter(|n| n.id != subject.id);
    let names: Vec<&str> =
        std::iter::once(subject.name.as_str()).chain(others.map(|n| n.name.as_str())).collect();
    let title = names.join(" and ");
    let timeline = report::load(graph.as_ref(), &title, &filter, Depth::Evidence)?;
    write(output, &template.fill(&timeline, &subject)?)?;
    Ok(ExitCode::SUCCESS)
}

impl Args {
    fn format(&self) -> BriefFormat {
        let of = |path: &Option<PathBuf>| BriefFormat::of_file(path.as_ref()?.to_str()?);
        let told = self.format.or_else(|| of(&self.template)).or_else(|| of(&self.output));
        told.unwrap_or(BriefFormat::Markdown)
    }

    fn template(&self) -> Result<BriefTemplate> {
        let Some(path) = &self.template else {
            return BriefTemplate::built_in(self.format());
        };
        let name = path.to_string_lossy();
        if self.format.is_none() && BriefFormat::of_file(&name).is_none() {
            return Err(Error::Usage(format!(
                "{name}: a template ends in .md or .html, which says how texts are escaped; or say \
                 it with --format"
            )));
        }
        let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
        BriefTemplate::new(&name, &text, self.format())
    }
}
