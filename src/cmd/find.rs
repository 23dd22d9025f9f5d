//! `silkgraph find`: what the gazetteer knows under a name.

use std::fmt::Write as _;
use std::process::ExitCode;

use chrono::NaiveDate;

use super::{known, write};
use silkgraph::Result;
use silkgraph::data::Data;
use silkgraph::gazetteer::{Detail, Gazetteer, Id, Term};
use silkgraph::vocabulary;

/// Look a name up in the gazetteer
///
/// Tells what the name stands for, with identifier, IRI, other names, and the
/// terms of a person, the holders of an office, the members of an organisation.
/// Names are found in all their spellings; without an exact match, those that
/// contain the text are listed.
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
    let _ = writeln!(text, "\n  {}{}", vocabulary::ID, thing.id);
    if !thing.also.is_empty() {
        let _ = writeln!(text, "  also {}", thing.also.join(", "));
    }
    let mut line = |from: Option<NaiveDate>, to: Option<NaiveDate>, what: &str| {
        let day = |d: Option<NaiveDate>| d.map_or(String::new(), |d| d.to_string());
        let _ = writeln!(text, "  {:>10} to {:<10} {what}", day(from), day(to));
    };
    let mut terms = gazetteer.terms(id).to_vec();
    terms.sort_by_key(|t| (t.from, t.to));
    for term in &terms {
        line(term.from, term.to, name(term.office));
    }
    match &thing.detail {
        Detail::Office { .. } => {
            for (holder, term) in terms_of_office(gazetteer, id) {
                line(term.from, term.to, name(holder));
            }
        }
        Detail::Organisation { members, .. } => {
            for member in members {
                line(member.from, member.to, name(member.country));
            }
        }
        _ => {}
    }
    text
}

/// Who held an office and when, in order.
fn terms_of_office(gazetteer: &Gazetteer, office: Id) -> Vec<(Id, Term)> {
    let of = |person: &Id| {
        let terms = gazetteer.terms(*person).iter().filter(|t| t.office == office);
        terms.map(|t| (*person, *t)).collect::<Vec<_>>()
    };
    let mut terms: Vec<(Id, Term)> = gazetteer.all_holders(office).iter().flat_map(of).collect();
    terms.sort_by_key(|(_, t)| (t.from, t.to));
    terms
}
