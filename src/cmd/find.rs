//! `silkgraph find`: what the gazetteer knows under a name.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::{known, write};
use silkgraph::Result;
use silkgraph::data::Data;
use silkgraph::gazetteer::{Detail, Gazetteer, Id};

/// Look a name up in the gazetteer
///
/// Tells what the name stands for, with identifier, other names and terms of
/// office. Names are found in all their spellings; without an exact match,
/// those that contain the text are listed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph find Tokaev
  silkgraph find 'foreign minister of kazakhstan'")]
pub struct Args {
    /// A name, a part of one, or an identifier
    name: String,
}

pub fn run(args: &Args, data: &Data) -> Result<ExitCode> {
    let gazetteer = Gazetteer::load(data)?;
    let mut ids = known(&gazetteer, &args.name);
    if ids.is_empty() {
        ids = containing(&gazetteer, &args.name);
    }
    if ids.is_empty() {
        eprintln!("silkgraph: the gazetteer knows nothing called \"{}\"", args.name);
        return Ok(ExitCode::FAILURE);
    }
    let told: Vec<String> = ids.into_iter().map(|id| describe(&gazetteer, id)).collect();
    write(None, &told.join("\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// Things with the text in one of their names.
fn containing(gazetteer: &Gazetteer, text: &str) -> Vec<Id> {
    let text = text.to_lowercase();
    let contains = |name: &String| name.to_lowercase().contains(&text);
    let things = gazetteer.things.iter().enumerate();
    things
        .filter(|(_, t)| contains(&t.name) || t.also.iter().any(contains))
        .map(|(id, _)| id)
        .collect()
}

fn describe(gazetteer: &Gazetteer, id: Id) -> String {
    let thing = &gazetteer.things[id];
    let entity = gazetteer.entity(id);
    let name = |id: Id| gazetteer.things[id].name.as_str();
    let mut text = format!("{}\n  {} {}", thing.name, entity.kind.name(), thing.id);
    if let Some(country) = thing.country {
        let _ = write!(text, ", of {}", name(country));
    }
    if let Some(wikidata) = &thing.wikidata {
        let _ = write!(text, ", Wikidata {wikidata}");
    }
    text.push('\n');
    if !thing.also.is_empty() {
        let _ = writeln!(text, "  also {}", thing.also.join(", "));
    }
    for term in gazetteer.terms(id) {
        let day = |d: Option<chrono::NaiveDate>| d.map_or(String::new(), |d| d.to_string());
        let _ = writeln!(
            text,
            "  {:>10} to {:<10} {}",
            day(term.from),
            day(term.to),
            name(term.office)
        );
    }
    if let Detail::Office { .. } = thing.detail {
        for holder in gazetteer.all_holders(id) {
            let _ = writeln!(text, "  held by {}", name(*holder));
        }
    }
    text
}
