//! Exports of the small graph of `tests/export/graph.trig`.
//!
//! What networks and tables should be stands beside it; `BLESS=1 cargo test
//! --release --test export` writes them anew, for you to read.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use silkgraph::data::Data;
use silkgraph::export::{Between, Format, Options, export};
use silkgraph::ontology::Ontology;
use silkgraph::store::{GraphFormat, Part, Store};
use sophia_api::dataset::Dataset;
use sophia_api::quad::Quad;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/export")
}

fn graph() -> Store {
    let mut store = Store::memory().unwrap();
    let text = fs::read_to_string(folder().join("graph.trig")).unwrap();
    store.load_text(GraphFormat::TriG, &text).unwrap();
    store
}

/// A folder of this test's own, empty.
fn scratch(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("silkgraph-export-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn run(options: Options, target: &Path) -> Vec<String> {
    let ontology = Ontology::load(&Data::embedded()).unwrap();
    export(&graph(), &ontology, options, Some(target)).unwrap()
}

/// Compares a file with the one of that name in the folder of the test.
fn is_as_expected(found: &Path) {
    let expected = folder().join(found.file_name().unwrap());
    let found = fs::read_to_string(found).unwrap();
    if std::env::var_os("BLESS").is_some() {
        fs::write(&expected, found).unwrap();
    } else {
        let expected_text = fs::read_to_string(&expected).unwrap();
        assert_eq!(found, expected_text, "{}", expected.display());
    }
}

#[test]
fn networks_hold_who_met_whom_and_how_often() {
    let scratch = scratch("network");
    for (name, between) in [
        ("actors.graphml", Between::Actors),
        ("actors.gexf", Between::Actors),
        ("countries.graphml", Between::Countries),
    ] {
        let path = scratch.join(name);
        let left_out = run(Options { between, ..Options::default() }, &path);
        is_as_expected(&path);
        assert!(left_out[0].starts_with("2 of the events are no visits"), "{left_out:?}");
        assert!(left_out[1].starts_with("1 of the events name one side"), "{left_out:?}");
    }
    fs::remove_dir_all(scratch).unwrap();
}

#[test]
fn a_folder_gets_all_tables_and_a_file_one() {
    let scratch = scratch("tables");
    let tables = scratch.join("tables");
    let csv = Options { format: Some(Format::Csv), ..Options::default() };
    assert!(run(csv, &tables).is_empty());
    let mut names = BTreeSet::new();
    for table in fs::read_dir(&tables).unwrap() {
        let path = table.unwrap().path();
        is_as_expected(&path);
        names.insert(path.file_stem().unwrap().to_str().unwrap().to_owned());
    }
    let all = ["actors", "articles", "claims", "events", "roles", "terms"];
    assert_eq!(names, all.iter().map(|n| (*n).to_owned()).collect());

    let one = scratch.join("one.csv");
    let left_out = run(Options { part: Part::Claims, ..Options::default() }, &one);
    assert!(left_out[0].contains("articles"), "{left_out:?}");
    assert_eq!(fs::read(&one).unwrap(), fs::read(tables.join("claims.csv")).unwrap());

    let ontology = Ontology::load(&Data::embedded()).unwrap();
    let refused = export(&graph(), &ontology, Options::default(), Some(&one));
    assert!(refused.unwrap_err().to_string().contains("--what"));
    fs::remove_dir_all(scratch).unwrap();
}

#[test]
fn a_network_of_actors_alone_is_refused() {
    let ontology = Ontology::load(&Data::embedded()).unwrap();
    let format = Some(Format::GraphMl);
    let options = Options { part: Part::Actors, format, ..Options::default() };
    let told = export(&graph(), &ontology, options, None).unwrap_err().to_string();
    assert!(told.contains("--what events"), "{told}");
}

#[test]
fn the_name_of_the_file_compresses_it() {
    let scratch = scratch("compressed");
    let read = |name: &str| {
        let path = scratch.join(name);
        run(Options::default(), &path);
        fs::read(path).unwrap()
    };
    let plain = read("graph.trig");
    let mut unpacked = Vec::new();
    let gzip = read("graph.trig.gz");
    flate2::read::GzDecoder::new(&gzip[..]).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain);
    assert_eq!(zstd::decode_all(&read("graph.trig.zst")[..]).unwrap(), plain);
    assert_eq!(gzip, read("graph.trig.gz"), "the same graph gives the same bytes");
    fs::remove_dir_all(scratch).unwrap();
}

#[test]
fn parts_are_the_whole_between_them() {
    let store = graph();
    let quads = |part| -> BTreeSet<String> {
        let quads = store.quads_of(part, true).unwrap();
        quads
            .map(|q| {
                let q = q.unwrap();
                format!("{} {} {} {:?}", q.s(), q.p(), q.o(), q.g())
            })
            .collect()
    };
    let [events, claims, actors, all] =
        [Part::Events, Part::Claims, Part::Actors, Part::All].map(quads);
    assert_eq!(all.len(), store.quads().count());
    assert_eq!(&(&events | &claims) | &actors, all);
    assert!(claims.is_disjoint(&actors) && claims.is_disjoint(&events));
    let about = |part: &BTreeSet<String>, id: &str| {
        part.iter().any(|q| q.starts_with(&format!("<https://w3id.org/silkgraph/id/{id}> ")))
    };
    assert!(about(&events, "visit-1") && about(&events, "beijing"), "what is named is described");
    assert!(!about(&events, "idle") && about(&actors, "idle"));
    assert!(about(&events, "article/a1%20b#c0") && !about(&actors, "article/a1%20b#c0"));
    assert!(!about(&actors, "visit-1") && about(&actors, "tokayev/held/president/2019"));
}

#[test]
fn without_texts_all_but_the_words_of_sentences_is_there() {
    let scratch = scratch("no-text");
    let read = |texts, name: &str| {
        let path = scratch.join(name);
        run(Options { texts, ..Options::default() }, &path);
        fs::read_to_string(path).unwrap()
    };
    for name in ["graph.nq", "graph.nt"] {
        let is_text = |line: &&str| line.contains("/ns#text> ");
        let whole = read(true, name);
        let expected: Vec<&str> = whole.lines().filter(|line| !is_text(line)).collect();
        assert!(expected.len() < whole.lines().count(), "the graph has texts");
        assert_eq!(read(false, name).lines().collect::<Vec<_>>(), expected);
    }
    let tables = Options { texts: false, format: Some(Format::Csv), ..Options::default() };
    run(tables, &scratch.join("tables"));
    let claims = fs::read_to_string(scratch.join("tables/claims.csv")).unwrap();
    let text = fs::read_to_string(folder().join("claims.csv")).unwrap();
    let column = |table: &str, name: &str| -> Vec<String> {
        let mut rows = csv::Reader::from_reader(table.as_bytes());
        let at = rows.headers().unwrap().iter().position(|h| h == name).unwrap();
        rows.records().map(|row| row.unwrap()[at].to_owned()).collect()
    };
    assert!(column(&claims, "text").iter().all(String::is_empty));
    assert!(column(&text, "text").iter().any(|text| !text.is_empty()));
    assert_eq!(column(&claims, "begin"), column(&text, "begin"));
    fs::remove_dir_all(scratch).unwrap();
}

#[test]
fn triples_of_all_graphs_stand_once() {
    let mut out = Vec::new();
    graph().dump(GraphFormat::NTriples, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines: BTreeSet<&str> = text.lines().collect();
    assert_eq!(lines.len(), text.lines().count());
    let labels = lines.iter().filter(|l| l.contains("id/xi>") && l.contains("label")).count();
    assert_eq!(labels, 1);
}
