//! The commands, one file each: its arguments, and what it does with the
//! library.

mod actors;
mod check;
mod completions;
mod dates;
mod evaluate;
mod explain;
mod export;
mod extract;
mod find;
mod fuse;
mod ingest;
mod load;
mod name;
mod man;
mod query;
mod remove;
mod report;
mod stats;
mod timeline;
mod train;
mod verify;

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

use silkgraph::article::{self, Article, Found};
use silkgraph::data::Data;
use silkgraph::gazetteer::{Gazetteer, Id, Sense};
use silkgraph::query::{Ask, Endpoint};
use silkgraph::report::count;
use silkgraph::store::Store;
use silkgraph::{Error, Result};

/// Reads news about Central Asian diplomacy into a knowledge graph that can be
/// checked line by line.
#[derive(Parser)]
#[command(
    version,
    after_help = "\
Examples:
  silkgraph ingest articles/ --timeline timeline.html
  silkgraph query visits --to Kazakhstan
  silkgraph timeline --country Uzbekistan --from 2022-01-01
  silkgraph explain 'Xi Jinping visited Astana on Wednesday.' --on 2022-09-16

Exit code: 0 all well; 1 something could not be read, or a check failed; 2 wrong usage."
)]
pub struct Cli {
    #[command(flatten)]
    data: DataArgs,
    #[command(subcommand)]
    command: Command,
}

/// Where the data that people edit comes from.
#[derive(Args)]
struct DataArgs {
    /// Read ontology, gazetteer, extractors and queries from this folder, not from the binary
    #[arg(long = "data", value_name = "DIR", global = true, help_heading = "Data")]
    dir: Option<PathBuf>,
    /// Add a folder of your own gazetteer files; may be given several times
    #[arg(long, value_name = "DIR", global = true, help_heading = "Data")]
    gazetteer: Vec<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    Ingest(ingest::Args),
    Remove(remove::Args),
    Extract(extract::Args),
    Fuse(fuse::Args),
    Load(load::Args),
    Query(query::Args),
    Timeline(timeline::Args),
    Report(report::Args),
    Export(export::Args),
    Stats(stats::Args),
    Verify(verify::Args),
    Explain(explain::Args),
    Check(check::Args),
    Evaluate(evaluate::Args),
    Dates(dates::Args),
    Actors(actors::Args),
    Find(find::Args),
    Train(train::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// The command line; a shell that asks for completions is answered instead.
pub fn parse() -> Cli {
    completions::answer();
    Cli::try_parse().unwrap_or_else(|error| {
        // The flags of a query that does not exist are not what is wrong.
        if let Err(unknown) = query::of_command_line() {
            eprintln!("silkgraph: {unknown}");
            std::process::exit(2);
        }
        error.exit()
    })
}

/// Runs the command. The exit code says whether all was well.
pub fn run(cli: &Cli) -> Result<ExitCode> {
    let data = cli.data.open();
    match &cli.command {
        Command::Ingest(args) => ingest::run(args, &data),
        Command::Remove(args) => remove::run(args, &data),
        Command::Extract(args) => extract::run(args, &data),
        Command::Fuse(args) => fuse::run(args, &data),
        Command::Load(args) => load::run(args),
        Command::Query(args) => query::run(args, &data),
        Command::Timeline(args) => timeline::run(args, &data),
        Command::Export(args) => export::run(args, &data),
        Command::Report(args) => report::run(args, &data),
        Command::Stats(args) => stats::run(args),
        Command::Verify(args) => verify::run(args),
        Command::Explain(args) => explain::run(args, &data),
        Command::Check(args) => check::run(args, &data),
        Command::Evaluate(args) => evaluate::run(args, &data),
        Command::Dates(args) => dates::run(args),
        Command::Actors(args) => actors::run(args, &data),
        Command::Find(args) => find::run(args, &data),
        Command::Train(args) => train::run(args),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    }
}

/// The data that the command line asks for, for what must know it before the
/// command line is read: which queries there are, and which names.
fn data_of_command_line() -> Data {
    let mut args = std::env::args();
    let mut data = DataArgs { dir: None, gazetteer: Vec::new() };
    while let Some(arg) = args.next() {
        let (flag, value) = arg.split_once('=').map_or((arg.as_str(), None), |(f, v)| (f, Some(v)));
        let mut value = || value.map(str::to_owned).or_else(|| args.next()).map(PathBuf::from);
        match flag {
            "--data" => data.dir = value(),
            "--gazetteer" => data.gazetteer.extend(value()),
            _ => {}
        }
    }
    data.open()
}

/// The columns of the terminal; 100 where there is none.
fn columns() -> u16 {
    comfy_table::Table::new().width().unwrap_or(100)
}

impl DataArgs {
    fn open(&self) -> Data {
        let data = self.dir.as_ref().map_or_else(Data::embedded, Data::from_dir);
        self.gazetteer.iter().fold(data, |data, dir| data.with_gazetteer(dir))
    }
}

/// The store that a command works on.
#[derive(Args)]
struct Db {
    /// The folder of the store
    #[arg(long, value_name = "DIR", env = "SILKGRAPH_DB", default_value = "silkgraph.db")]
    db: PathBuf,
}

impl Db {
    /// Opens it to read; says so when it lacks events.
    fn read(&self) -> Result<Store> {
        open(&self.db)
    }
}

fn open(db: &Path) -> Result<Store> {
    let store = Store::open_read_only(db)?;
    if !store.is_fused() {
        eprintln!(
            "silkgraph: {}: an ingest was broken off before it made the events of all articles; \
             run `silkgraph ingest` again",
            db.display()
        );
    }
    Ok(store)
}

/// The graph that a report is made of.
#[derive(Args)]
struct Source {
    #[command(flatten)]
    db: Db,
    /// Ask this SPARQL 1.1 endpoint instead of a store
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
}

impl Source {
    fn open(&self) -> Result<Box<dyn Ask>> {
        Ok(match &self.endpoint {
            Some(url) => Box::new(Endpoint::new(url, None)?),
            None => Box::new(self.db.read()?),
        })
    }
}

/// Articles to read.
#[derive(Args)]
struct Articles {
    /// Files (.txt, .md, .html, .jsonl, .rss, .atom, .warc, .wet; each also packed as .gz
    /// or .zst), folders of these, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The day of publication of all of them, whatever they say
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<NaiveDate>,
    /// The outlet of all of them, whatever they say
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
}

impl Articles {
    fn options(&self) -> article::Options {
        article::Options { date: self.date, source: self.source.clone() }
    }

    /// Reads them little by little: their texts need not fit into memory
    /// together.
    fn stream(&self) -> impl Iterator<Item = Result<Article>> + use<> {
        article::read(&self.paths, &self.options())
    }

    /// Reads them; what cannot be read is told on standard error.
    fn read(&self) -> Found {
        let found = article::read_all(&self.paths, &self.options());
        found.failures.iter().for_each(complain);
        found
    }
}

/// 0, or 1 when something could not be read.
fn exit_code(found: &Found) -> ExitCode {
    if found.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// How many articles are worked on at once.
#[derive(Args)]
struct Jobs {
    /// Work on so many articles at once; as many as there are cores if not given
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

impl Jobs {
    /// Starts the threads that read articles; to be called before any of them works.
    fn start(&self) -> Result<()> {
        let Some(jobs) = self.jobs else { return Ok(()) };
        let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs.get());
        threads.build_global().map_err(|e| Error::Usage(format!("--jobs {jobs}: {e}")))
    }
}

/// Tells on standard error what could not be read.
fn complain(error: &Error) {
    // Whoever closed standard error does not want to know.
    let _ = writeln!(std::io::stderr(), "silkgraph: {error}");
}

/// What was unclear in articles, and what in them could not be read: alike
/// warnings together, so that those of any number of articles can be kept.
#[derive(Default)]
struct Warnings {
    /// The warnings in the order of their first articles.
    all: Vec<Warning>,
    by_text: HashMap<String, usize>,
    /// Warnings of other texts than these.
    others: usize,
}

struct Warning {
    text: String,
    /// The first articles.
    articles: Vec<String>,
    /// The number of articles.
    number: usize,
}

impl Warnings {
    /// So many different texts are told.
    const TEXTS: usize = 100;
    /// So many articles are named for each.
    const NAMED: usize = 3;

    fn add(&mut self, article: &str, text: &str) {
        let at = match self.by_text.get(text) {
            Some(at) => *at,
            None if self.all.len() == Self::TEXTS => {
                self.others += 1;
                return;
            }
            None => {
                let text = text.to_owned();
                self.by_text.insert(text.clone(), self.all.len());
                self.all.push(Warning { text, articles: Vec::new(), number: 0 });
                self.all.len() - 1
            }
        };
        let warning = &mut self.all[at];
        warning.number += 1;
        if warning.articles.len() < Self::NAMED {
            warning.articles.push(article.to_owned());
        }
    }

    /// Tells them on standard error.
    fn tell(&self) {
        // Whoever closed standard error does not want to know.
        let _ = std::io::stderr().write_all(self.to_string().as_bytes());
    }
}

impl fmt::Display for Warnings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.all.is_empty() {
            return Ok(());
        }
        let total = self.all.iter().map(|w| w.number).sum::<usize>() + self.others;
        writeln!(f, "{}:", count(total, "warning"))?;
        for warning in &self.all {
            let shown = warning.articles.join(", ");
            match warning.number - warning.articles.len() {
                0 => writeln!(f, "  {shown}: {}", warning.text)?,
                more => writeln!(f, "  {shown} and {more} more: {}", warning.text)?,
            }
        }
        match self.others {
            0 => Ok(()),
            others => writeln!(f, "  and {others} more of other kinds"),
        }
    }
}

/// The file to write to; standard output if there is none.
fn output(path: Option<&Path>) -> Result<Box<dyn Write>> {
    Ok(match path {
        Some(path) => Box::new(BufWriter::new(File::create(path).map_err(|e| Error::io(path, e))?)),
        None => Box::new(BufWriter::new(std::io::stdout().lock())),
    })
}

/// Writes a text to the file, or to standard output.
fn write(path: Option<&Path>, text: &str) -> Result<()> {
    let name = path.unwrap_or(Path::new("output"));
    let mut out = output(path)?;
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|e| Error::io(name, e))
}

/// The things of the gazetteer that an identifier or a name can mean, each once.
fn known(gazetteer: &Gazetteer, text: &str) -> Vec<Id> {
    let by_id = gazetteer.by_id(text).into_iter();
    let by_name = gazetteer.names.get(text).iter().filter_map(|(sense, _)| match sense {
        Sense::Name(id) | Sense::Surname(id) | Sense::Adjective(id) | Sense::Demonym(id) => {
            Some(*id)
        }
        Sense::Title { .. } | Sense::Body(_) => None,
    });
    let mut ids: Vec<Id> = by_id.chain(by_name).collect();
    let mut seen = std::collections::BTreeSet::new();
    ids.retain(|id| seen.insert(*id));
    ids
}
