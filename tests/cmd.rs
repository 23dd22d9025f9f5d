//! The command line as people meet it: what the documents show is run, and
//! `tests/cmd` holds what is told of mistakes.
//!
//! `TRYCMD=overwrite cargo test --release --test cmd` writes the answers anew,
//! for you to read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

/// A folder that goes when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("silkgraph-cmd-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is left to the system.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn silkgraph(db: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_silkgraph"))
        .current_dir(PROJECT)
        .env("SILKGRAPH_DB", db)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn export(db: &Path) -> Vec<String> {
    let output = silkgraph(db, &["export", "--format", "nquads"]);
    assert!(output.status.success());
    let mut lines: Vec<String> =
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn what_the_documents_show_is_so() {
    let scratch = Scratch::new("documents");
    let db = scratch.path("db");
    assert!(silkgraph(&db, &["ingest", "examples/articles"]).status.success());
    trycmd::TestCases::new()
        .env("SILKGRAPH_DB", db.to_str().unwrap())
        .case("README.md")
        .case("CONTRIBUTING.md")
        .case("tests/cmd/*.md")
        .run();
}

/// A shell asks for what can follow, and gets queries, flags and actors.
#[test]
fn a_shell_completes_queries_flags_and_actors() {
    let complete = |words: &[&str]| {
        let index = (words.len() - 1).to_string();
        let output = Command::new(env!("CARGO_BIN_EXE_silkgraph"))
            .current_dir(PROJECT)
            .env("COMPLETE", "bash")
            .env("_CLAP_COMPLETE_INDEX", index)
            .env("_CLAP_IFS", "\n")
            .arg("--")
            .args(words)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let has = |found: String, wanted: &str| {
        assert!(found.lines().any(|line| line == wanted), "{wanted} is not in:\n{found}");
    };
    has(complete(&["silkgraph", "query", "vis"]), "visits");
    has(complete(&["silkgraph", "query", "visits", "--"]), "--until");
    has(complete(&["silkgraph", "query", "visits", "--by", "Tokay"]), "kassym-jomart-tokayev");
    has(complete(&["silkgraph", "query", "visits", "--to", "nur-s"]), "astana");
    has(complete(&["silkgraph", "query", "events", "--type", "vi"]), "visit");
    has(complete(&["silkgraph", "timeline", "--actor", "Tokay"]), "kassym-jomart-tokayev");
    has(complete(&["silkgraph", "timeline", "--country", "Kaz"]), "kazakhstan");
    has(complete(&["silkgraph", "report", "Mirz"]), "shavkat-mirziyoyev");
    let script = silkgraph(Path::new("none"), &["completions", "fish"]);
    assert!(String::from_utf8_lossy(&script.stdout).contains("silkgraph"));
}

#[test]
fn every_command_and_query_has_a_manual_page() {
    let scratch = Scratch::new("man");
    let output = silkgraph(Path::new("none"), &["man", scratch.path("man1").to_str().unwrap()]);
    assert!(output.status.success());
    for (page, told) in [
        ("silkgraph", "silkgraph\\-ingest(1)"),
        ("silkgraph-timeline", "Show the events in order of time"),
        ("silkgraph-query-visits", "\\-\\-since"),
    ] {
        let text = fs::read_to_string(scratch.path("man1").join(format!("{page}.1"))).unwrap();
        assert!(text.contains(told), "{page}:\n{text}");
    }
}

#[test]
fn reading_a_folder_twice_changes_nothing() {
    let scratch = Scratch::new("twice");
    let db = scratch.path("db");
    let page = scratch.path("timeline.html");
    let arguments = ["ingest", "examples/articles", "--timeline", page.to_str().unwrap()];
    assert!(silkgraph(&db, &arguments).status.success());
    let (graph, timeline) = (export(&db), fs::read(&page).unwrap());
    let second = silkgraph(&db, &arguments);
    assert!(String::from_utf8_lossy(&second.stdout).contains("0 new or changed"));
    assert!(!graph.is_empty() && graph == export(&db));
    assert!(timeline == fs::read(&page).unwrap());
}

#[test]
fn the_order_of_reading_changes_nothing() {
    let scratch = Scratch::new("order");
    let (whole, parts) = (scratch.path("whole"), scratch.path("parts"));
    assert!(silkgraph(&whole, &["ingest", "examples/articles"]).status.success());
    let articles = fs::read_dir(format!("{PROJECT}/examples/articles")).unwrap();
    let mut files: Vec<PathBuf> = articles.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for half in [&files[files.len() / 2..], &files[..files.len() / 2]] {
        let names = half.iter().map(|path| path.to_str().unwrap());
        let arguments: Vec<&str> = ["ingest"].into_iter().chain(names).collect();
        assert!(silkgraph(&parts, &arguments).status.success());
    }
    assert!(export(&whole) == export(&parts));
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_read() {
    let scratch = Scratch::new("unreadable");
    let db = scratch.path("db");
    let articles = scratch.path("articles");
    fs::create_dir_all(&articles).unwrap();
    fs::write(articles.join("good.txt"), "Xi Jinping visited Kazakhstan on 14 September 2022.\n")
        .unwrap();
    fs::write(articles.join("broken.txt"), [0_u8, 159, 146, 150, 0, 0, 1]).unwrap();
    let output = silkgraph(&db, &["ingest", articles.to_str().unwrap(), "no-such-file.txt"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("broken.txt") && told.contains("no-such-file.txt"), "{told}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("Read 1 article"));
    let timeline = silkgraph(&db, &["timeline", "--type", "visit"]);
    assert!(String::from_utf8_lossy(&timeline.stdout).contains("Xi Jinping visits Kazakhstan"));
}

#[test]
fn two_writers_do_not_meet() {
    let scratch = Scratch::new("writers");
    let db = scratch.path("db");
    let store = silkgraph::store::Store::open(&db).unwrap();
    let output = silkgraph(&db, &["ingest", "examples/articles"]);
    drop(store);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .contains("another silkgraph is writing to this store")
    );
}

/// A limit on the size of files stands for a disk without room.
#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing() {
    let scratch = Scratch::new("full");
    let db = scratch.path("db");
    assert!(
        silkgraph(&db, &["ingest", "examples/articles/2025-04-01-khujand.md"]).status.success()
    );
    let before = export(&db);
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 40; exec \"$0\" ingest examples/articles"])
        .arg(env!("CARGO_BIN_EXE_silkgraph"))
        .current_dir(PROJECT)
        .env("SILKGRAPH_DB", &db)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("free space on the disk and run the command again"), "{told}");
    assert!(silkgraph(&db, &["verify"]).status.success());
    assert!(export(&db) == before);
    assert!(silkgraph(&db, &["ingest", "examples/articles"]).status.success());
}

#[test]
fn what_is_taken_out_is_as_if_it_had_never_been_read() {
    let scratch = Scratch::new("remove");
    let (db, without) = (scratch.path("db"), scratch.path("without"));
    let articles = fs::read_dir(format!("{PROJECT}/examples/articles")).unwrap();
    let mut files: Vec<String> =
        articles.map(|entry| entry.unwrap().path().to_string_lossy().into_owned()).collect();
    files.sort();
    let ingest = |db: &Path, files: &[String]| {
        let names = files.iter().map(String::as_str);
        let arguments: Vec<&str> = ["ingest"].into_iter().chain(names).collect();
        assert!(silkgraph(db, &arguments).status.success());
    };
    ingest(&without, &files[3..]);
    ingest(&db, &files);
    let url = "https://example.org/two-rivers/2022/09/14/xi-kazakhstan";
    let unknown = silkgraph(&db, &["remove", &files[0], "2022-09-05-xi-is-expectd"]);
    assert_eq!(unknown.status.code(), Some(2));
    let told = String::from_utf8_lossy(&unknown.stderr);
    assert!(told.contains("near it are 2022-09-05-xi-is-expected"), "{told}");

    let id = Path::new(&files[1]).file_stem().unwrap().to_str().unwrap();
    let iri = format!("https://w3id.org/silkgraph/id/article/{id}");
    let short = format!("article:{}", Path::new(&files[2]).file_stem().unwrap().to_str().unwrap());
    assert!(silkgraph(&db, &["remove", &files[0], &iri, &short]).status.success());
    assert!(export(&db) == export(&without));
    assert!(silkgraph(&db, &["remove", url]).status.success());
    let verdict = silkgraph(&db, &["verify", "examples/articles"]);
    let told = String::from_utf8_lossy(&verdict.stdout);
    assert!(verdict.status.success() && told.contains("0 faults"), "{told}");
}

#[test]
fn without_texts_all_the_rest_works() {
    let scratch = Scratch::new("no-text");
    let db = scratch.path("db");
    assert!(silkgraph(&db, &["ingest", "--no-text", "examples/articles"]).status.success());
    assert!(!export(&db).iter().any(|quad| quad.contains("silkgraph/ns#text>")));
    for arguments in [
        &["verify", "examples/articles"][..],
        &["timeline", "--country", "Kazakhstan"],
        &["timeline", "--country", "Kazakhstan", "--format", "html"],
        &["query", "visits", "--to", "Kazakhstan"],
        &["query", "contradictions"],
        &["stats"],
    ] {
        let output = silkgraph(&db, arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_fault_in_an_extractor_is_told_with_its_place() {
    let scratch = Scratch::new("fault");
    for folder in ["ontology", "gazetteer", "extractors", "queries"] {
        fs::create_dir_all(scratch.path(folder)).unwrap();
        for entry in fs::read_dir(format!("{PROJECT}/{folder}")).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, scratch.path(folder).join(path.file_name().unwrap())).unwrap();
        }
    }
    let file = scratch.path("extractors/visit.toml");
    let text =
        fs::read_to_string(&file).unwrap().replacen("{visitor} ~visit", "{visiter} ~visit", 1);
    fs::write(&file, text).unwrap();
    let output = silkgraph(&scratch.path("db"), &["check", scratch.0.to_str().unwrap()]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("visit.toml:"), "{told}");
    assert!(
        told.contains("Visit has no role `visiter`; the ontology offers visitor, destination"),
        "{told}"
    );
}

/// Whoever writes a file over 1 MB to `head` does not see a panic.
#[test]
fn a_closed_pipe_ends_quietly() {
    let scratch = Scratch::new("pipe");
    let db = scratch.path("db");
    assert!(silkgraph(&db, &["ingest", "examples/articles"]).status.success());
    let mut child = Command::new(env!("CARGO_BIN_EXE_silkgraph"))
        .args(["export", "--db"])
        .arg(&db)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
