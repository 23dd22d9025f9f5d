//! `silkgraph check`: all data, without a toolchain.

use std::path::PathBuf;
use std::process::ExitCode;

use super::write;
use silkgraph::Result;
use silkgraph::data::{Data, DataFile, Folder};
use silkgraph::example;
use silkgraph::extract::Engine;
use silkgraph::extract::file::{self, Extractor};
use silkgraph::gazetteer::Gazetteer;
use silkgraph::ontology::Ontology;
use silkgraph::query::Query;
use silkgraph::report::count;

/// Test ontology, gazetteer, extractors with their examples, and queries
///
/// Reads the whole folder and tells every fault with its place. The folder
/// holds ontology, gazetteer, extractors and queries.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph check
  silkgraph check ~/silkgraph
  silkgraph check --gazetteer my-ministers/")]
pub struct Args {
    /// A working copy of the data [default: that of --data, else what is in the binary]
    dir: Option<PathBuf>,
}

pub fn run(args: &Args, data: &Data) -> Result<ExitCode> {
    let own = args.dir.as_ref().map(Data::from_dir);
    let data = own.as_ref().unwrap_or(data);
    let mut report = Report::default();
    let ontology =
        report.keep("ontology", Ontology::load(data), |o| count(o.terms().count(), "term"));
    let gazetteer = report.gazetteer(data);
    if let Some(ontology) = &ontology {
        report.extractors(data, ontology);
    }
    if ontology.is_some() && gazetteer.is_some() && report.faults.is_empty() {
        report.examples(data);
    }
    if let Some(ontology) = &ontology {
        report.queries(data, ontology);
    }
    write(None, &report.told)?;
    for fault in &report.faults {
        eprintln!("{fault}");
    }
    if report.faults.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("{}", count(report.faults.len(), "fault"));
    Ok(ExitCode::FAILURE)
}

/// What was found, and what is wrong.
#[derive(Default)]
struct Report {
    told: String,
    faults: Vec<String>,
}

impl Report {
    fn tell(&mut self, what: &str, found: &str) {
        self.told += &format!("{what:<12}{found}\n");
    }

    /// Keeps what loaded, and notes the fault of what did not.
    fn keep<T>(
        &mut self,
        what: &str,
        loaded: Result<T>,
        found: impl Fn(&T) -> String,
    ) -> Option<T> {
        match loaded {
            Ok(loaded) => {
                self.tell(what, &found(&loaded));
                Some(loaded)
            }
            Err(fault) => {
                self.faults.push(fault.to_string());
                None
            }
        }
    }

    /// All faults of the gazetteer, not only the first.
    fn gazetteer(&mut self, data: &Data) -> Option<Gazetteer> {
        match Gazetteer::load(data) {
            Ok(loaded) => {
                self.tell("gazetteer", &count(loaded.things.len(), "thing"));
                Some(loaded)
            }
            Err(_) => {
                self.faults.extend(Gazetteer::faults(data).iter().map(ToString::to_string));
                None
            }
        }
    }

    /// The files of a folder; none when it cannot be read, which is a fault.
    fn files(&mut self, data: &Data, folder: Folder, extension: &str) -> Vec<DataFile> {
        data.files(folder, extension).unwrap_or_else(|fault| {
            self.faults.push(fault.to_string());
            Vec::new()
        })
    }

    /// Compiles file by file, so that one fault does not hide another.
    fn extractors(&mut self, data: &Data, ontology: &Ontology) {
        let files = self.files(data, Folder::Extractors, "toml");
        let mut good: Vec<Extractor> = Vec::new();
        for file in files.iter().filter(|f| file::is_extractor(f)) {
            match file::compile(file, ontology) {
                Ok(extractor) => good.push(extractor),
                Err(fault) => self.faults.push(fault.to_string()),
            }
        }
        let patterns: usize = good.iter().map(|e| e.rules.len()).sum();
        let examples: usize = good.iter().map(|e| e.examples.len()).sum();
        let found = format!(
            "{} with {} and {}",
            count(good.len(), "extractor"),
            count(patterns, "pattern"),
            count(examples, "example")
        );
        self.tell("extractors", &found);
    }

    fn examples(&mut self, data: &Data) {
        let engine = match Engine::load(data) {
            Ok(engine) => engine,
            Err(fault) => return self.faults.push(fault.to_string()),
        };
        match example::mentions(data) {
            Ok(files) => self.mentions(&engine, &files),
            Err(fault) => self.faults.push(fault.to_string()),
        }
        let entries = &engine.nulls.entries;
        let examples: usize = entries.iter().map(|e| e.examples.len() + e.still.len()).sum();
        let words = if entries.len() == 1 { "entry" } else { "entries" };
        self.tell(
            "null list",
            &format!("{} {words} with {}", entries.len(), count(examples, "example")),
        );
        let extractors = engine.extractors.iter();
        let failures = extractors.map(|x| (x.path.as_str(), example::failures(&engine, x)));
        let nulls = ("extractors/null.toml", example::null_failures(&engine));
        for (path, failures) in failures.chain([nulls]) {
            let told =
                failures.iter().map(|f| format!("{path}: \"{}\"\n    {}", f.written, f.what));
            self.faults.extend(told);
        }
    }

    fn mentions(&mut self, engine: &Engine, files: &[example::Mentions]) {
        for file in files {
            let failures = example::misunderstood(engine, file);
            let told = failures
                .iter()
                .map(|f| format!("{}: \"{}\"\n    {}", file.path, f.written, f.what));
            self.faults.extend(told);
        }
        let examples: usize = files.iter().map(|f| f.examples.len()).sum();
        self.tell(
            "mentions",
            &format!("{} with {}", count(files.len(), "file"), count(examples, "example")),
        );
    }

    fn queries(&mut self, data: &Data, ontology: &Ontology) {
        let files = self.files(data, Folder::Queries, "rq");
        let number = files.len();
        for file in files {
            if let Err(fault) = Query::parse(file).and_then(|query| query.check(ontology)) {
                self.faults.push(fault.to_string());
            }
        }
        self.tell("queries", &count(number, "file"));
    }
}
