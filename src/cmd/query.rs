//! `silkgraph query`: a named query, a file, or SPARQL as it is typed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::Resettable;
use clap::{Args as _, Command, FromArgMatches};

use super::{output, write};
use silkgraph::data::Data;
use silkgraph::query::{Fallback, Format, Kind, Param, Queries, Query};
use silkgraph::store::Store;
use silkgraph::{Error, Result};

/// Ask the graph: a named query, a .rq file, or SPARQL in quotes
///
/// Named queries take parameters: `silkgraph query --list` tells which. All
/// prefixes of the project are declared. SELECT gives a table, ASK yes or no,
/// CONSTRUCT and DESCRIBE triples.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph query --list
  silkgraph query visits-to --country Kazakhstan --since 2022-01-01
  silkgraph query meetings-of --set actor='Xi Jinping' --format csv
  silkgraph query own.rq
  silkgraph query 'SELECT ?e ?d WHERE { ?e a silk:Visit ; silk:date ?d } ORDER BY ?d'")]
pub struct Args {
    /// List the named queries and their parameters
    #[arg(long)]
    list: bool,
    /// A named query, the path of a .rq file, or SPARQL
    #[arg(value_name = "NAME|FILE|SPARQL", required_unless_present = "list")]
    query: Option<String>,
    /// Parameters of the query, as --name value
    #[arg(value_name = "PARAMETERS", trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
    #[command(flatten)]
    options: Options,
}

/// What can stand before and after the query's own parameters.
#[derive(clap::Args)]
struct Options {
    /// Set a parameter of the query
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// How to write the answer
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The folder of the store [default: silkgraph.db]
    #[arg(long, value_name = "DIR", env = "SILKGRAPH_DB")]
    db: Option<PathBuf>,
}

/// The long names of [`Options`]; any other flag is a parameter of the query.
const OPTIONS: [&str; 5] = ["set", "format", "output", "db", "help"];

impl Options {
    /// Those of the second win.
    fn merge<'a>(&'a self, later: &'a Options) -> (Option<Format>, Option<&'a Path>, &'a Path) {
        let db = later.db.as_deref().or(self.db.as_deref());
        (
            later.format.or(self.format),
            later.output.as_deref().or(self.output.as_deref()),
            db.unwrap_or(Path::new("silkgraph.db")),
        )
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) => Ok((name.trim().to_owned(), value.trim().to_owned())),
        None => Err("write name=value".to_owned()),
    }
}

pub fn run(args: &Args, data: &Data) -> Result<ExitCode> {
    let Some(asked) = args.query.as_deref().filter(|_| !args.list) else {
        write(None, &list(&Queries::load(data)?))?;
        return Ok(ExitCode::SUCCESS);
    };
    let query = find(asked, data)?;
    let (later, mut arguments) = parameters(&query, &args.rest)?;
    arguments.extend(args.options.set.iter().chain(&later.set).cloned());
    let (format, path, db) = args.options.merge(&later);
    let store = Store::open_read_only(db)?;
    let answer = query.run(&store, &arguments)?;
    let mut out = output(path)?;
    answer.write(format.unwrap_or(Format::Table), &mut out)?;
    out.flush().map_err(|e| Error::io(path.unwrap_or(Path::new("output")), e))?;
    Ok(ExitCode::SUCCESS)
}

/// A file by its ending, SPARQL by its spaces, else the name of a query.
fn find(asked: &str, data: &Data) -> Result<Query> {
    if asked.ends_with(".rq") {
        let text = std::fs::read_to_string(asked).map_err(|e| Error::io(asked, e))?;
        return Query::of_text(asked, &text);
    }
    if asked.contains(char::is_whitespace) {
        return Query::of_text("query", asked);
    }
    Queries::load(data)?.get(asked).cloned()
}

/// Reads what follows the query: parameters as flags, and options again.
fn parameters(query: &Query, rest: &[String]) -> Result<(Options, BTreeMap<String, String>)> {
    let mut arguments = BTreeMap::new();
    let mut options = vec!["query".to_owned()];
    let mut rest = rest.iter();
    while let Some(flag) = rest.next() {
        let (name, value) =
            flag.split_once('=').map_or((flag.as_str(), None), |(n, v)| (n, Some(v)));
        let own = name.strip_prefix("--").filter(|n| !OPTIONS.contains(n));
        let Some(own) = own else {
            options.push(flag.clone());
            continue;
        };
        let value = value.map(str::to_owned).or_else(|| rest.next().cloned()).ok_or_else(|| {
            Error::Usage(format!("{flag} of {} needs a value: {flag} VALUE", query.name))
        })?;
        arguments.insert(own.to_owned(), value);
    }
    // Of the environment the first parse has told.
    let command = Options::augment_args(Command::new("silkgraph query"))
        .mut_arg("db", |db| db.env(Resettable::Reset));
    let matches = command.get_matches_from(options);
    let options = Options::from_arg_matches(&matches).unwrap_or_else(|e| e.exit());
    Ok((options, arguments))
}

/// What a parameter takes, as help shows it.
fn takes(kind: &Kind) -> String {
    match kind {
        Kind::Thing(class) => class.to_uppercase(),
        Kind::Date => "YYYY-MM-DD".to_owned(),
        Kind::Number => "NUMBER".to_owned(),
        Kind::Text => "TEXT".to_owned(),
    }
}

/// All named queries with what they take.
fn list(queries: &Queries) -> String {
    let mut text = String::new();
    for query in queries.iter() {
        let parameters: Vec<String> = query.params.iter().map(synopsis).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} {}", query.name, parameters.join(" "));
        let _ = writeln!(text, "    {}", query.about);
    }
    text
}

/// `--country COUNTRY`, in brackets when it may be left out.
fn synopsis(param: &Param) -> String {
    let flag = format!("--{} {}", param.name, takes(&param.kind));
    if param.fallback == Fallback::None { flag } else { format!("[{flag}]") }
}
