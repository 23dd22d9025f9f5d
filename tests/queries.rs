//! Every file of `queries/`: its header, its terms, and its answer on the
//! small graph of `tests/queries/graph.trig`.
//!
//! `tests/queries/NAME.csv` holds the answer; its first line are the
//! arguments, e.g. `# country=Kazakhstan`. `BLESS=1 cargo test --release
//! --test queries` writes the answers anew, for you to read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use silkgraph::data::Data;
use silkgraph::ontology::Ontology;
use silkgraph::query::{Format, Queries, Query};
use silkgraph::store::{GraphFormat, Store};

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn data() -> Data {
    Data::from_dir(env!("CARGO_MANIFEST_DIR"))
}

fn graph() -> Store {
    let mut store = Store::memory().unwrap();
    let text = fs::read_to_string(folder("tests/queries/graph.trig")).unwrap();
    store.load_text(GraphFormat::TriG, &text).unwrap();
    store
}

fn answer(query: &Query, store: &Store, arguments: &[(&str, &str)], format: Format) -> String {
    let arguments: BTreeMap<String, String> =
        arguments.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let mut out = Vec::new();
    query.run(store, &arguments).unwrap().write(format, &mut out).unwrap();
    String::from_utf8(out).unwrap().replace("\r\n", "\n")
}

#[test]
fn every_query_has_a_complete_header() {
    let queries = Queries::load(&data()).unwrap();
    assert!(queries.iter().count() >= 12);
    for query in queries.iter() {
        assert!(query.about.ends_with('.'), "{}: `about` is a sentence", query.name);
        assert!(!query.title.ends_with('.'), "{}: `title` is a heading", query.name);
        let names: BTreeSet<&str> = query.params.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names.len(), query.params.len(), "{}: a parameter twice", query.name);
    }
}

#[test]
fn every_query_declares_its_prefixes_and_runs_anywhere() {
    for query in fs::read_dir(folder("queries")).unwrap() {
        let path = query.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let _ = oxigraph::sparql::SparqlEvaluator::new()
            .parse_query(&text)
            .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }
}

#[test]
fn every_term_of_ours_is_declared() {
    let ontology = Ontology::load(&data()).unwrap();
    let terms: BTreeSet<&str> = ontology.terms().collect();
    for query in fs::read_dir(folder("queries")).unwrap() {
        let path = query.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        for (at, _) in text.match_indices("silk:") {
            let term = &text[at + 5..];
            let end = term.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(term.len());
            let term = &term[..end];
            let is_prefix = term.is_empty();
            assert!(is_prefix || terms.contains(term), "{}: silk:{term}", path.display());
        }
    }
}

#[test]
fn every_query_gives_the_answer_beside_it() {
    let queries = Queries::load(&data()).unwrap();
    let store = graph();
    for query in queries.iter() {
        let path = folder("tests/queries").join(format!("{}.csv", query.name));
        let expected = fs::read_to_string(&path).unwrap_or_else(|_| {
            panic!("{} is missing: begin it with `# name=value`", path.display())
        });
        let (first, rows) = expected.split_once('\n').unwrap();
        let words = first.trim_start_matches('#').trim();
        let arguments: Vec<(&str, &str)> =
            words.split("; ").filter_map(|a| a.trim().split_once('=')).collect();
        let found = answer(query, &store, &arguments, Format::Csv);
        assert!(found.lines().count() > 1, "{}: no rows on the graph of the tests", query.name);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, format!("{first}\n{found}")).unwrap();
        } else {
            assert_eq!(found, rows, "{}", query.name);
        }
    }
}

#[test]
fn every_answer_has_its_query() {
    let queries = Queries::load(&data()).unwrap();
    for file in fs::read_dir(folder("tests/queries")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|e| e == "csv") {
            queries.get(path.file_stem().unwrap().to_str().unwrap()).unwrap();
        }
    }
}

#[test]
fn an_actor_is_found_by_iri_prefixed_name_identifier_and_name() {
    let queries = Queries::load(&data()).unwrap();
    let store = graph();
    let query = queries.get("meetings-of").unwrap();
    let by = |actor| answer(query, &store, &[("actor", actor)], Format::Csv);
    let expected = by("https://w3id.org/silkgraph/id/kassym-jomart-tokayev");
    assert!(expected.contains("Xi Jinping"), "{expected}");
    for actor in
        ["id:kassym-jomart-tokayev", "kassym-jomart-tokayev", "Kassym-Jomart Tokayev", "Tokayev"]
    {
        assert_eq!(by(actor), expected, "{actor}");
    }
}

#[test]
fn a_table_shows_names_and_not_the_question() {
    let queries = Queries::load(&data()).unwrap();
    let query = queries.get("visits-to").unwrap();
    let arguments = [("country", "Kazakhstan"), ("since", "2022-01-01")];
    let table = answer(query, &graph(), &arguments, Format::Table);
    assert!(table.starts_with("country: id:kazakhstan\nsince: 2022-01-01\n"), "{table}");
    assert!(table.contains("id:visit-1") && table.contains("Xi Jinping"), "{table}");
    assert!(table.ends_with("2 rows\n"), "{table}");
}

#[test]
fn questions_and_constructed_graphs_are_answered_too() {
    let store = graph();
    let ask = Query::of_text("ask", "ASK { id:visit-1 a silk:Visit }").unwrap();
    assert_eq!(answer(&ask, &store, &[], Format::Table), "yes\n");
    assert!(answer(&ask, &store, &[], Format::Json).contains("true"));
    let construct = "CONSTRUCT { ?v silk:visitor ?who } WHERE { ?v silk:visitor ?who }";
    let construct = Query::of_text("construct", construct).unwrap();
    assert_eq!(answer(&construct, &store, &[], Format::Ntriples).lines().count(), 2);
    assert!(answer(&construct, &store, &[], Format::Turtle).contains("id:visit-1"));
    let rows = construct.run(&store, &BTreeMap::new()).unwrap().write(Format::Csv, &mut Vec::new());
    assert!(rows.unwrap_err().to_string().contains("--format turtle"));
}

#[test]
fn an_injected_argument_stays_a_name() {
    let queries = Queries::load(&data()).unwrap();
    let query = queries.get("visits-to").unwrap();
    let evil = "kazakhstan> . ?s ?p ?o } #";
    let arguments = BTreeMap::from([("country".to_owned(), evil.to_owned())]);
    let error = query.run(&graph(), &arguments).err().unwrap().to_string();
    assert!(error.contains("nothing in the graph is called"), "{error}");
}

#[test]
fn faults_are_told_with_line_and_column() {
    let error = Query::of_text("mine.rq", "SELECT ?s\nWHERE { ?s silk:date }")
        .unwrap()
        .run(&graph(), &BTreeMap::new())
        .err()
        .unwrap()
        .to_string();
    assert!(error.starts_with("mine.rq:2:"), "{error}");
    assert!(error.contains("WHERE { ?s silk:date }\n"), "{error}");
    assert!(error.ends_with('^'), "{error}");

    let unknown = Queries::load(&data()).unwrap();
    let unknown = unknown.get("visit-to").err().unwrap().to_string();
    assert!(unknown.contains("visits-to"), "{unknown}");
}

#[test]
fn a_parameter_that_is_not_selected_is_refused() {
    let text =
        "#+ title: T\n#+ about: A.\n#+ param who: silk:Actor\nSELECT ?s { ?s silk:visitor ?who }";
    let error = Query::of_text("q.rq", text).err().unwrap().to_string();
    assert!(error.contains("the parameter `who` is not selected"), "{error}");
}
