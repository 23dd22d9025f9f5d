//! `silkgraph query`: a named query, a file, or SPARQL as it is typed.

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches, ValueHint};

use super::name::completer;
use super::{columns, output, write};
use silkgraph::data::Data;
use silkgraph::ontology::Ontology;
use silkgraph::query::{
    Arguments, Endpoint, Format, Graph, Kind, Names, Param, Queries, Query, Style, Timed,
};
use silkgraph::{Error, Result};

const ABOUT: &str = "Ask the graph: a named query, a .rq file, or SPARQL in quotes";
const LONG_ABOUT: &str = "\
Ask the graph: a named query, a .rq file, or SPARQL in quotes

Every named query has flags of its own: `silkgraph query NAME --help`. Actors and places are \
written as people write them (Xi, Nur-Sultan); what can mean several is listed. SPARQL of your \
own need not declare the prefixes of the project. SELECT gives a table, ASK yes or no, CONSTRUCT \
and DESCRIBE triples.";
const EXAMPLES: &str = "\
Examples:
  silkgraph query --list
  silkgraph query visits --to kazakhstan --since 2022-01-01
  silkgraph query meetings --of Xi --format csv
  silkgraph query own.rq
  silkgraph query 'SELECT ?e ?d WHERE { ?e a silk:Visit ; silk:date ?d } ORDER BY ?d'
  silkgraph query overview --endpoint http://localhost:3030/silkgraph/sparql";

/// What is asked, and how the answer is wanted.
pub struct Args {
    options: Options,
    /// A named query, the path of a .rq file, or SPARQL; none to list them.
    asked: Option<String>,
    arguments: Arguments,
}

/// What every query takes.
#[derive(clap::Args)]
struct Options {
    /// List the named queries and their parameters
    #[arg(long)]
    list: bool,
    /// How to write the answer [default: table]
    #[arg(long, value_enum, global = true, help_heading = "Answer")]
    format: Option<Format>,
    /// At most so many rows
    #[arg(long, value_name = "NUMBER", global = true, help_heading = "Answer")]
    limit: Option<usize>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", global = true, help_heading = "Answer")]
    output: Option<PathBuf>,
    /// Show the query with its parameters in place, and the steps in which the store answers it
    #[arg(long, global = true, help_heading = "Answer")]
    explain: bool,
    /// The folder of the store [default: silkgraph.db]
    #[arg(long, value_name = "DIR", env = "SILKGRAPH_DB", global = true, help_heading = "Graph")]
    db: Option<PathBuf>,
    /// Ask this SPARQL 1.1 endpoint instead of a store
    #[arg(long, value_name = "URL", global = true, help_heading = "Graph")]
    endpoint: Option<String>,
    /// Give up after so many seconds [default for endpoints: 60]
    #[arg(
        long,
        value_name = "SECONDS",
        global = true,
        help_heading = "Graph",
        value_parser = seconds
    )]
    timeout: Option<Duration>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = "write a number of seconds, such as 30 or 0.5";
    let seconds: f64 = text.parse().map_err(|_| wrong)?;
    Duration::try_from_secs_f64(seconds).ok().filter(|d| !d.is_zero()).ok_or(wrong.to_owned())
}

/// Each named query is a subcommand with its parameters as flags.
impl clap::Args for Args {
    fn augment_args(command: Command) -> Command {
        let query = Arg::new("query")
            .value_name("NAME|FILE|SPARQL")
            .help("A named query, the path of a .rq file, or SPARQL")
            .value_hint(ValueHint::FilePath)
            .value_parser(known)
            .required_unless_present("list");
        Options::augment_args(command)
            .about(ABOUT)
            .long_about(LONG_ABOUT)
            .after_help(EXAMPLES)
            .arg(query)
            .subcommand_negates_reqs(true)
            .override_usage("silkgraph query [OPTIONS] <NAME|FILE|SPARQL> [PARAMETERS]")
            .subcommand_help_heading("Named queries")
            .disable_help_subcommand(true)
            .defer(add_queries)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Args::augment_args(command)
    }
}

impl FromArgMatches for Args {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let options = Options::from_arg_matches(matches)?;
        let Some((name, own)) = matches.subcommand() else {
            let asked = matches.get_one::<String>("query").cloned();
            return Ok(Args { options, asked, arguments: Arguments::new() });
        };
        let ids = own.ids().map(clap::Id::as_str);
        let values = ids.filter_map(|id| {
            // What is no text is an option of all queries.
            let values = own.try_get_many::<String>(id).ok().flatten()?;
            (id != "endpoint").then(|| (id.to_owned(), values.cloned().collect()))
        });
        Ok(Args { options, asked: Some(name.to_owned()), arguments: values.collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Args::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The named queries of the data in use, and .rq files on the command line, as
/// subcommands. What cannot be read is told when it is asked for.
fn add_queries(command: Command) -> Command {
    let data = super::data_of_command_line();
    let Ok(ontology) = Ontology::load(&data) else { return command };
    let named = Queries::load(&data).map(|q| q.iter().cloned().collect()).unwrap_or_default();
    let files = std::env::args().filter(|a| a.ends_with(".rq")).filter_map(|path| {
        let text = std::fs::read_to_string(&path).ok()?;
        Query::of_text(&path, &text).ok()
    });
    let queries: Vec<Query> = files.chain::<Vec<Query>>(named).collect();
    command.subcommands(queries.iter().map(|query| subcommand(query, &ontology)))
}

fn subcommand(query: &Query, ontology: &Ontology) -> Command {
    let mut command = Command::new(query.name.clone())
        .about(query.title.clone())
        .long_about(query.about.clone())
        .next_help_heading("Parameters")
        .args(query.params.iter().map(|param| argument(param, ontology)));
    if !query.example.is_empty() {
        let example = format!("Example:\n  silkgraph query {} {}", query.name, query.example);
        command = command.after_help(example);
    }
    command
}

fn argument(param: &Param, ontology: &Ontology) -> Arg {
    let action = if param.arity.is_many() { ArgAction::Append } else { ArgAction::Set };
    let again = if param.arity.is_many() { "; may be given several times" } else { "" };
    let mut argument = Arg::new(param.name.clone())
        .long(param.name.clone())
        .value_name(param.kind.placeholder())
        .help(format!("{}{again}", param.about))
        .required(param.arity.is_required())
        .action(action);
    if let Some(default) = &param.default {
        argument = argument.default_value(default.clone());
    }
    let choices = param.kind.choices(ontology);
    if !choices.is_empty() {
        return argument.ignore_case(true).value_parser(PossibleValuesParser::new(choices));
    }
    if let Kind::Thing(thing) = param.kind {
        argument = argument.add(completer(thing));
    }
    let kind = param.kind.clone();
    argument.value_parser(move |text: &str| kind.check(text).map(|()| text.to_owned()))
}

/// A file by its ending, SPARQL by its spaces; the names of queries are
/// subcommands, so that what is left is none.
fn known(text: &str) -> Result<String, Error> {
    if !is_file(text) && !is_sparql(text) {
        Queries::load(&super::data_of_command_line())?.get(text)?;
    }
    Ok(text.to_owned())
}

/// Whether the query that the command line names, if it names one, exists.
pub fn of_command_line() -> Result<()> {
    let mut words = std::env::args().skip_while(|word| word != "query").skip(1);
    match words.next().filter(|word| !word.starts_with('-')) {
        Some(name) => known(&name).map(drop),
        None => Ok(()),
    }
}

fn is_file(text: &str) -> bool {
    text.ends_with(".rq")
}

fn is_sparql(text: &str) -> bool {
    text.contains(char::is_whitespace) || text.contains('{')
}

pub fn run(args: &Args, data: &Data) -> Result<ExitCode> {
    let options = &args.options;
    let Some(asked) = args.asked.as_deref().filter(|_| !options.list) else {
        write(None, &list(&Queries::load(data)?))?;
        return Ok(ExitCode::SUCCESS);
    };
    let query = find(asked, data)?;
    match &options.endpoint {
        Some(url) => answer(&query, args, data, &Endpoint::new(url, options.timeout)?),
        None => {
            let db = options.db.as_deref().unwrap_or(Path::new("silkgraph.db"));
            let store = super::open(db)?;
            answer(&query, args, data, &Timed::new(&store, options.timeout))
        }
    }
}

fn find(asked: &str, data: &Data) -> Result<Query> {
    if is_file(asked) {
        let text = std::fs::read_to_string(asked).map_err(|e| Error::io(asked, e))?;
        return Query::of_text(asked, &text);
    }
    if is_sparql(asked) {
        return Query::of_text("query", asked);
    }
    Queries::load(data)?.get(asked).cloned()
}

fn answer(query: &Query, args: &Args, data: &Data, graph: &dyn Graph) -> Result<ExitCode> {
    let options = &args.options;
    let path = options.output.as_deref();
    let bound = query.bind(&args.arguments, &Names::new(data, graph))?;
    if options.explain {
        let plan = graph.plan(&bound.sparql)?;
        let plan: String = plan.lines().map(|line| format!("# {line}\n")).collect();
        write(path, &(bound.sparql + &plan))?;
        return Ok(ExitCode::SUCCESS);
    }
    let is_terminal = path.is_none() && std::io::stdout().is_terminal();
    let style = Style {
        heading: &bound.heading,
        limit: options.limit,
        width: is_terminal.then(columns),
        names: Some(graph),
    };
    let answer = graph.answer(&bound.sparql)?;
    let mut out = output(path)?;
    answer.write(options.format.unwrap_or(Format::Table), &style, &mut out)?;
    out.flush().map_err(|e| Error::io(path.unwrap_or(Path::new("output")), e))?;
    Ok(ExitCode::SUCCESS)
}

/// All named queries with what they take.
fn list(queries: &Queries) -> String {
    let mut text = String::new();
    for query in queries.iter() {
        let parameters: Vec<String> = query.params.iter().map(synopsis).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}",
            [std::slice::from_ref(&query.name), &parameters[..]].concat().join(" ")
        );
        let _ = writeln!(text, "    {}", query.about);
    }
    text
}

/// `--country COUNTRY`, in brackets when it may be left out.
fn synopsis(param: &Param) -> String {
    let again = if param.arity.is_many() { "..." } else { "" };
    let flag = format!("--{} {}{again}", param.name, param.kind.placeholder());
    if param.arity.is_required() { flag } else { format!("[{flag}]") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use silkgraph::query::RESERVED;

    #[test]
    fn no_parameter_can_be_called_as_a_flag_is() {
        let command = <Options as clap::Args>::augment_args(Command::new("query"));
        for argument in command.get_arguments() {
            assert!(RESERVED.contains(&argument.get_id().as_str()), "{argument}");
        }
    }
}
