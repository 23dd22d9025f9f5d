//! Work that is shared: statements as lines, events by shares, shards into a
//! store. Each comes to the bytes of `ingest` and `export`.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

fn silkgraph(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_silkgraph"))
        .current_dir(PROJECT)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // What is not read is told by the exit code.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn well(arguments: &[&str], input: &str) -> String {
    let output = silkgraph(arguments, input);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused(arguments: &[&str], input: &str) -> String {
    let output = silkgraph(arguments, input);
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn sorted(text: &str) -> BTreeSet<&str> {
    text.lines().collect()
}

fn statements() -> String {
    well(&["extract", "examples/articles", "tests/fusing", "--format", "statements"], "")
}

/// What `ingest` makes of the articles of [`statements`].
fn ingested(scratch: &Path) -> String {
    let db = scratch.join("ingested");
    let db = db.to_str().unwrap();
    well(&["ingest", "examples/articles", "tests/fusing", "--db", db], "");
    well(&["export", "--db", db], "")
}

#[test]
fn statements_lose_nothing() {
    let scratch = tempfile::tempdir().unwrap();
    let (statements, whole) = (statements(), ingested(scratch.path()));
    assert_eq!(sorted(&well(&["fuse", "-"], &statements)), sorted(&whole));
    let backwards: String = statements.lines().rev().flat_map(|line| [line, "\n"]).collect();
    assert_eq!(well(&["fuse", "-"], &backwards), well(&["fuse", "-"], &statements));
    let claims = well(&["fuse", "-", "--what", "claims"], &statements);
    let extract = ["extract", "examples/articles", "tests/fusing", "--format", "claims"];
    assert_eq!(sorted(&claims), sorted(&well(&extract, "")));
    assert!(sorted(&claims).is_subset(&sorted(&whole)));
    let actors = well(&["fuse", "-", "--what", "actors"], "");
    assert!(
        actors.contains("/id/kassym-jomart-tokayev>") && sorted(&actors).is_subset(&sorted(&whole))
    );
    let quiet = well(&["fuse", "-", "--no-text", "--what", "claims"], &statements);
    assert!(claims.contains("ns#text>") && !quiet.contains("ns#text>"));
}

#[test]
fn shares_come_to_the_whole() {
    let scratch = tempfile::tempdir().unwrap();
    let statements = statements();
    let articles: Vec<(&str, Value)> =
        statements.lines().map(|line| (line, serde_json::from_str(line).unwrap())).collect();
    let list = |article: &Value, name: &str| -> Vec<String> {
        serde_json::from_value(article.get(name).cloned().unwrap_or(Value::Array(Vec::new())))
            .unwrap()
    };
    let shares: BTreeSet<String> = articles.iter().flat_map(|(_, a)| list(a, "shares")).collect();
    let file = |name: &str| scratch.path().join(name).to_str().unwrap().to_owned();
    let write = |name: &str, keys: &BTreeSet<String>| {
        let lines = keys.iter().map(|key| serde_json::to_string(key).unwrap() + "\n");
        fs::write(file(name), lines.collect::<String>()).unwrap();
    };
    let mut events = String::new();
    let mut rounds = 0;
    for process in 0..3 {
        let own = shares.iter().enumerate().filter(|(n, _)| n % 3 == process);
        let own: BTreeSet<String> = own.map(|(_, key)| key.clone()).collect();
        write("own", &own);
        let mut known = own;
        loop {
            rounds += 1;
            write("known", &known);
            let has = |article: &Value| {
                let mut keys = list(article, "keys").into_iter().chain(list(article, "shares"));
                keys.any(|key| known.contains(&key))
            };
            let lent = articles.iter().filter(|(_, article)| has(article));
            let lent: String = lent.flat_map(|(line, _)| [line, "\n"]).collect();
            let (own, known_file, wanted) = (file("own"), file("known"), file("wanted"));
            let share = ["fuse", "-", "--own", &own, "--known", &known_file];
            let made = well(&[&share[..], &["--wanted", &wanted]].concat(), &lent);
            let wanted = fs::read_to_string(&wanted).unwrap();
            if wanted.is_empty() {
                assert_eq!(well(&share, &lent), made);
                events += &made;
                break;
            }
            assert!(made.is_empty(), "half a share is printed");
            assert!(refused(&share, &lent).contains("--wanted FILE"));
            known.extend(wanted.lines().map(|key| serde_json::from_str::<String>(key).unwrap()));
        }
    }
    assert!(rounds > 3, "no process wanted anything");
    let whole = well(&["fuse", "-", "--what", "events"], &statements);
    assert_eq!(sorted(&events), sorted(&whole));
    assert!(whole.contains("ns#partOf>") && whole.contains("ns#contradicts>"));
}

#[test]
fn fused_events_are_lines_of_json() {
    let printed = well(&["fuse", "-", "--format", "json"], &statements());
    let events: Vec<Value> = printed.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let told_by = |event: &Value| event["evidence"].as_array().unwrap().len();
    assert!(events.iter().any(|e| told_by(e) > 1 && !e["partOf"].as_array().unwrap().is_empty()));
    assert!(events.iter().any(|e| !e["contradicts"].as_array().unwrap().is_empty()));
    for evidence in events.iter().flat_map(|e| e["evidence"].as_array().unwrap()) {
        let length = evidence["end"].as_u64().unwrap() - evidence["start"].as_u64().unwrap();
        assert_eq!(
            evidence["quote"].as_str().unwrap().chars().count() as u64,
            length,
            "{evidence}"
        );
    }
}

#[test]
fn shards_make_a_store() {
    let scratch = tempfile::tempdir().unwrap();
    let path = |name: &str| scratch.path().join(name).to_str().unwrap().to_owned();
    let (statements, whole) = (statements(), ingested(scratch.path()));
    let graph = well(&["fuse", "-"], &statements);
    let shards = scratch.path().join("shards");
    fs::create_dir(&shards).unwrap();
    let lines: Vec<&str> = graph.split_inclusive('\n').collect();
    let (first, second) = lines.split_at(lines.len() / 2);
    fs::write(shards.join("a.nq"), first.concat()).unwrap();
    let mut packed =
        zstd::Encoder::new(fs::File::create(shards.join("b.nq.zst")).unwrap(), 1).unwrap();
    packed.write_all(second.concat().as_bytes()).unwrap();
    packed.finish().unwrap();
    fs::write(shards.join("_SUCCESS"), "").unwrap();
    let (db, shards) = (path("db"), path("shards"));
    let told = well(&["load", &shards, "--db", &db], "");
    assert!(told.contains("2 shards"), "{told}");
    assert_eq!(well(&["export", "--db", &db], ""), whole);
    let articles = ["verify", "examples/articles", "tests/fusing", "--db", &db];
    assert!(well(&articles, "").starts_with("0 faults"));
    // An article more comes to what it comes to anywhere.
    let article = "Xi Jinping visited Astana on 14 September 2022.";
    for db in [&db, &path("ingested")] {
        well(&["ingest", "-", "--date", "2022-09-16", "--db", db], article);
    }
    assert_eq!(
        well(&["export", "--db", &db], ""),
        well(&["export", "--db", &path("ingested")], "")
    );
    let told = refused(&["load", &shards, "--db", &db], "");
    assert!(told.contains("holds a graph already"), "{told}");
}

#[test]
fn what_is_no_shard_is_refused_and_nothing_is_loaded() {
    let scratch = tempfile::tempdir().unwrap();
    let path = |name: &str| scratch.path().join(name).to_str().unwrap().to_owned();
    let triple = "<https://e.org/a> <https://e.org/b> <https://e.org/c> .\n";
    fs::write(path("good.nq"), triple).unwrap();
    fs::write(path("bad.nq"), format!("{triple}{triple}oops\n")).unwrap();
    fs::create_dir(path("folder")).unwrap();
    let db = path("db");
    let told = refused(&["load", &path("good.nq"), &path("bad.nq"), "--db", &db], "");
    assert!(told.contains("bad.nq") && told.contains("line 3"), "{told}");
    assert_eq!(well(&["export", "--db", &db], ""), "");
    for other in ["folder", "graph.txt", "missing.nq"] {
        let told = refused(&["load", &path(other), "--db", &db], "");
        assert!(told.contains(other), "{told}");
    }
}

#[test]
fn wrong_lines_are_told_and_the_rest_is_fused() {
    let statements = statements();
    let output = silkgraph(&["fuse", "-"], &format!("{{\"article\": 1}}\n{statements}"));
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("standard input, line 1") && told.contains("--format statements"),
        "{told}"
    );
    assert_eq!(String::from_utf8(output.stdout).unwrap(), well(&["fuse", "-"], &statements));
}
