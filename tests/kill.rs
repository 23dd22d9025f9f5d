//! `ingest` is killed at random moments, and loses nothing that it had
//! committed: each time the store opens and verifies, every article is wholly
//! in it or wholly out, and a second `ingest` comes to the same bytes.
//!
//! A few times with few articles; for more:
//!
//! ```sh
//! KILLS=50 ARTICLES=2000 cargo test --release --test kill -- --nocapture
//! ```

#[path = "../examples/synthesise.rs"]
#[expect(dead_code, reason = "only its articles are needed")]
mod synthesise;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Instant;

/// A folder that goes when the test ends.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is left to the system.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn silkgraph(db: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_silkgraph"));
    command.env("SILKGRAPH_DB", db).args(arguments).stdin(Stdio::null());
    command
}

fn run(db: &Path, arguments: &[&str]) -> Output {
    let output = silkgraph(db, arguments).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{arguments:?}: {told}{}", &said[..said.len().min(4000)]);
    output
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The lines of each graph of an article; the default graph is left out.
fn graphs(export: &str) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut graphs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in export.lines() {
        // The default graph names articles too: as objects, with a number.
        let graph = line.trim_end_matches(" .").rsplit(' ').next().unwrap();
        if graph.starts_with("<https://w3id.org/silkgraph/id/article/") && !graph.contains('#') {
            graphs.entry(graph).or_default().insert(line);
        }
    }
    graphs
}

#[test]
fn a_killed_ingest_loses_nothing() {
    let (kills, articles) = (setting("KILLS", 4), setting("ARTICLES", 120));
    let name = format!("silkgraph-kill-{}", std::process::id());
    let scratch = Scratch(std::env::temp_dir().join(name));
    fs::create_dir_all(&scratch.0).unwrap();
    let file = scratch.0.join("articles.jsonl");
    let world = synthesise::World::new(7).unwrap();
    let lines: Vec<String> = (0..articles).map(|number| world.article(number) + "\n").collect();
    fs::write(&file, lines.concat()).unwrap();
    let file = file.to_str().unwrap();

    let whole = scratch.0.join("whole");
    let start = Instant::now();
    run(&whole, &["ingest", file]);
    let duration = start.elapsed();
    let export = run(&whole, &["export"]).stdout;
    let text = String::from_utf8(export.clone()).unwrap();
    let complete = graphs(&text);
    assert_eq!(complete.len() as u64, articles);
    println!("{articles} articles take {duration:.1?}");

    // Every other time half of the articles are there before.
    let half = scratch.0.join("half");
    let some = scratch.0.join("some.jsonl");
    fs::write(&some, lines[..lines.len() / 2].concat()).unwrap();
    run(&half, &["ingest", some.to_str().unwrap()]);

    let mut moments = synthesise::Random::of(7, 3, kills);
    for kill in 1..=kills {
        let db = scratch.0.join("killed");
        let moment = duration.mul_f64(moments.below(1000) as f64 / 1000.0);
        let mut before = 0;
        if kill % 2 == 0 {
            copy(&half, &db);
            before = lines.len() / 2;
        }
        let mut child = silkgraph(&db, &["ingest", file]);
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(moment);
        child.kill().unwrap();
        child.wait().unwrap();
        let found = check(&db, &complete, file);
        assert!(found >= before, "{found} of {before} articles are left");
        run(&db, &["ingest", file]);
        assert!(run(&db, &["export"]).stdout == export, "after a kill at {moment:.2?}");
        println!("kill {kill} at {moment:.2?}: {found} articles were in, then all");
        fs::remove_dir_all(&db).unwrap();
    }
}

/// Copies a store.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (source, target) = (entry.as_ref().unwrap().path(), entry.unwrap().file_name());
        if source.is_dir() {
            copy(&source, &to.join(target));
        } else {
            fs::copy(&source, to.join(target)).unwrap();
        }
    }
}

/// Whether the store is well and has of each article all or nothing. Returns
/// how many it has. A process that is killed early leaves no store.
fn check(db: &Path, complete: &BTreeMap<&str, BTreeSet<&str>>, file: &str) -> usize {
    if !db.join("format").exists() {
        return 0;
    }
    run(db, &["verify", file]);
    let export = run(db, &["export"]).stdout;
    let text = String::from_utf8(export).unwrap();
    let found = graphs(&text);
    for (graph, lines) in &found {
        assert!(complete.get(graph) == Some(lines), "{graph} is there in part");
    }
    found.len()
}
