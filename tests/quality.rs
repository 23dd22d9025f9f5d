//! How much of what annotators found the program finds, and how much of what
//! it finds is right, held to the floors of `tests/floors.toml`.
//!
//! The annotated articles, and the sentences that others coded in PLOVER, lie
//! beside the project, in `../shared`, and are not part of it. Where they are
//! absent these tests are shown as ignored.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;
use serde_json::Value;

use silkgraph::data::Data;
use silkgraph::evaluate::{self, Options, Slot, plover};
use silkgraph::event::EventType;
use silkgraph::extract::Engine;
use silkgraph::report::{self, Depth, Entry, Filter};
use silkgraph::store::Store;

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

/// The least that a figure may be.
#[derive(Deserialize)]
struct Floor {
    corpus: String,
    /// Types of event, with commas between; none means all.
    only: Option<String>,
    /// Which articles, by name; none means all.
    ids: Option<String>,
    precision: f64,
    f1: f64,
}

/// The least that the figures of some types of PLOVER together may be.
#[derive(Deserialize)]
struct CodedFloor {
    types: Vec<String>,
    precision: f64,
    recall: f64,
}

#[derive(Deserialize)]
struct Floors {
    floor: Vec<Floor>,
    plover: CodedFloor,
}

impl Floor {
    fn types(&self) -> Vec<EventType> {
        let names = self.only.iter().flat_map(|only| only.split(','));
        names.map(|name| name.parse().unwrap()).collect()
    }

    fn names(&self) -> glob::Pattern {
        glob::Pattern::new(self.ids.as_deref().unwrap_or("*")).unwrap()
    }
}

fn main() -> ExitCode {
    let trial = |name: &str, test: fn() -> Result<(), Failed>| {
        Trial::test(name, test).with_ignored_flag(!corpus("").is_dir())
    };
    let trials = vec![
        trial("no_figure_falls_below_its_floor", no_figure_falls_below_its_floor),
        trial("plover_is_found_as_others_coded_it", plover_is_found_as_others_coded_it)
            .with_ignored_flag(!coded().is_file()),
        trial("evaluate_agrees_with_the_script", evaluate_agrees_with_the_script)
            .with_ignored_flag(!corpus("").is_dir() || !has_python()),
        trial("four_articles_tell_of_one_visit", four_articles_tell_of_one_visit),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn has_python() -> bool {
    let found = Command::new("python3").arg("--version").stdout(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

/// The annotated articles.
fn corpus(name: &str) -> PathBuf {
    Path::new(PROJECT).join("../shared/corpus").join(name)
}

/// Sentences that others coded in PLOVER.
fn coded() -> PathBuf {
    Path::new(PROJECT).join("../shared/peers/plover_records.jsonl")
}

fn floors() -> Floors {
    let text = fs::read_to_string(format!("{PROJECT}/tests/floors.toml")).unwrap();
    toml::from_str(&text).unwrap()
}

fn silkgraph() -> Command {
    Command::new(env!("CARGO_BIN_EXE_silkgraph"))
}

fn temporary(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("silkgraph-quality-{}-{name}", std::process::id()))
}

/// The articles of a corpus; the files beside them are the annotations.
fn articles(corpus: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|p| p.extension().is_some_and(|e| e == "txt")).collect()
}

fn extract(corpus: &Path, to: &Path) {
    let status = silkgraph()
        .args(["extract", "--format", "json", "--output"])
        .arg(to)
        .args(articles(corpus))
        .stderr(Stdio::null())
        .status();
    assert!(status.unwrap().success());
}

/// The figures of the script that the annotation guideline comes with.
fn scored(corpus: &Path, found: &Path) -> Value {
    let script = Path::new(PROJECT).join("../shared/score/score.py");
    let output =
        Command::new("python3").arg(script).arg(corpus).arg(found).arg("--json").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Every figure of every type is that of score.py, to the third digit.
fn evaluate_agrees_with_the_script() -> Result<(), Failed> {
    for name in ["seeds", "dev"] {
        let corpus = corpus(name);
        let path = temporary(&format!("{name}.jsonl"));
        extract(&corpus, &path);
        let theirs = scored(&corpus, &path);
        fs::remove_file(&path)?;
        let output = silkgraph().arg("evaluate").arg(&corpus).arg("--json").output()?;
        let ours: Value = serde_json::from_slice(&output.stdout)?;
        let mut compared = 0;
        for (event, slots) in theirs.as_object().unwrap() {
            for (slot, figures) in slots.as_object().unwrap() {
                for key in ["p", "r", "f", "gold", "system"] {
                    let figure = |of: &Value| of.as_f64().unwrap_or_default();
                    let (a, b) = (figure(&figures[key]), figure(&ours[event][slot][key]));
                    assert!((a - b).abs() < 0.0005, "{name} {event} {slot} {key}: {a} and {b}");
                    compared += 1;
                }
            }
        }
        assert!(compared > 300, "{name}: only {compared} figures");
    }
    Ok(())
}

fn no_figure_falls_below_its_floor() -> Result<(), Failed> {
    let engine = Engine::load(&Data::embedded())?;
    let mut faults = Vec::new();
    for floor in floors().floor {
        let gold = evaluate::read(&corpus(&floor.corpus), &floor.names(), &engine.ontology)?;
        let options = Options { types: floor.types(), errors: false };
        let figures = evaluate::evaluate(&engine, &gold, &options).figures;
        let event = figures.tally(None, Slot::Event);
        let (precision, f1) = (event.precision(), event.f1());
        let types = floor.only.as_deref().unwrap_or("all types");
        let ids = floor.ids.as_deref().unwrap_or("*");
        let told = format!(
            "{} {ids}, {types}: precision {precision:.3} (floor {:.3}), F1 {f1:.3} (floor {:.3})",
            floor.corpus, floor.precision, floor.f1
        );
        println!("{told}");
        if precision < floor.precision || f1 < floor.f1 {
            faults.push(told);
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(format!("below the floor:\n{}", faults.join("\n")).into())
    }
}

fn plover_is_found_as_others_coded_it() -> Result<(), Failed> {
    let floor = floors().plover;
    let engine = Engine::load(&Data::embedded())?;
    let report = plover::evaluate(&engine, &plover::read(&coded())?);
    let types: Vec<&str> = floor.types.iter().map(String::as_str).collect();
    let kind = report.together(&types).kind;
    let (precision, recall) = (kind.precision(), kind.recall());
    println!("PLOVER {}: precision {precision:.3}, recall {recall:.3}", types.join(", "));
    assert!(precision >= floor.precision && recall >= floor.recall);
    Ok(())
}

/// One visit told by four articles: one dates it to the month, two to the day
/// without a year, one not at all.
fn four_articles_tell_of_one_visit() -> Result<(), Failed> {
    let corpus = corpus("seeds");
    let db = temporary("db");
    let status = silkgraph()
        .arg("ingest")
        .args(articles(&corpus))
        .arg("--db")
        .arg(&db)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(status.unwrap().success());
    let store = Store::open_read_only(&db).unwrap();
    let filter = Filter { types: vec![EventType::Visit], ..Filter::default() };
    let visits = report::load(&store, "", &filter, Depth::Evidence).unwrap().events;
    let is_wanted = |e: &&Entry| {
        fills(e, "visitor", &["xi-jinping"])
            && fills(e, "destination", &["kazakhstan", "astana"])
            && e.edtf.as_deref().is_some_and(|date| date.contains("-09"))
    };
    let wanted: Vec<&Entry> = visits.iter().filter(is_wanted).collect();
    let told: Vec<_> = wanted.iter().map(|e| (e.edtf.as_deref(), e.articles, &e.label)).collect();
    assert_eq!(wanted.len(), 1, "{told:?}");
    assert_eq!(
        (wanted[0].edtf.as_deref(), wanted[0].articles),
        (Some("2022-09-14"), 4),
        "{told:?}"
    );
    let undated = store.articles().unwrap().into_values().filter(|a| a.id.starts_with("003_"));
    assert!(undated.map(|a| a.published).eq([None]), "the date of 003 is not known");
    drop(store);
    fs::remove_dir_all(&db)?;
    Ok(())
}

fn fills(entry: &Entry, role: &str, ids: &[&str]) -> bool {
    let fillers = entry.roles.iter().filter(|(name, _)| name == role).flat_map(|(_, f)| f);
    fillers.into_iter().any(|named| ids.contains(&named.id.as_str()))
}
