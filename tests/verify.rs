//! `verify` finds nothing in a graph that was read from articles, and each of
//! the faults that are planted in it.

use std::path::PathBuf;

use silkgraph::article::{self, Article, Options};
use silkgraph::data::Data;
use silkgraph::extract::Engine;
use silkgraph::pipeline;
use silkgraph::store::{Fault, GraphFormat, Store};

fn articles() -> Vec<Article> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/articles");
    article::read_all(&[folder], &Options::default()).articles
}

/// The graph of the example articles, a line for each quad.
fn lines(texts: bool) -> Vec<String> {
    let engine = Engine::load(&Data::embedded()).unwrap();
    let mut store = Store::memory().unwrap();
    pipeline::ingest(&engine, &mut store, articles(), texts, &|| ()).unwrap();
    let mut out = Vec::new();
    store.dump(GraphFormat::NQuads, &mut out).unwrap();
    String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
}

fn store(lines: &[String]) -> Store {
    let mut store = Store::memory().unwrap();
    store.load_text(GraphFormat::NQuads, &lines.join("\n")).unwrap();
    store
}

fn faults(lines: &[String]) -> Vec<Fault> {
    store(lines).verify().unwrap().faults
}

fn subject(line: &str) -> &str {
    line.split(' ').next().unwrap()
}

/// The local name of the predicate.
fn property(line: &str) -> &str {
    let predicate = line.split(' ').nth(1).unwrap().trim_end_matches('>');
    predicate.rsplit(['#', '/']).next().unwrap()
}

fn is_of_event(line: &str) -> bool {
    subject(line).contains("/id/visit-")
}

fn is_of_claim(line: &str) -> bool {
    subject(line).contains("#c")
}

/// The line with other text in its literal.
fn with_text(line: &str, text: &str) -> String {
    let (start, rest) = line.split_once('"').unwrap();
    let (_, end) = rest.split_once('"').unwrap();
    format!("{start}\"{text}\"{end}")
}

/// The line with more text behind the last place where a word stands.
fn after_last(line: &str, word: &str, more: &str) -> String {
    let (start, end) = line.rsplit_once(word).unwrap();
    format!("{start}{word}{more}{end}")
}

/// A fault: the line to spoil, what it becomes, and what is told of it.
type Plant = (fn(&str) -> bool, fn(&str) -> String, &'static str);

const PLANTS: [Plant; 11] = [
    (
        |l| is_of_event(l) && property(l) == "visitor",
        |l| l.replace(l.split(' ').nth(2).unwrap(), "<https://w3id.org/silkgraph/id/nobody>"),
        "nobody, which is not described",
    ),
    (
        |l| is_of_event(l) && property(l) == "earliest" && l.contains("\"2022-09-14\""),
        |l| with_text(l, "2999-01-01"),
        "its earliest day 2999-01-01 is after its latest",
    ),
    (
        |l| is_of_event(l) && property(l) == "claimCount",
        |l| with_text(l, "77"),
        "silk:claimCount is 77, its claims give",
    ),
    (
        |l| is_of_event(l) && property(l) == "status",
        |l| l.replace(l.split(' ').nth(2).unwrap(), "<https://w3id.org/silkgraph/ns#perhaps>"),
        "has no status",
    ),
    (|l| is_of_event(l) && property(l) == "claim", |l| after_last(l, "#c", "99"), "is not there"),
    (
        |l| is_of_claim(l) && property(l) == "claims" && l.contains("ns#Visit>"),
        |l| l.replace("ns#Visit>", "ns#Clash>"),
        "claims an event of another type",
    ),
    (
        |l| is_of_claim(l) && property(l) == "sentence",
        |l| after_last(l, "#s", "99"),
        "its sentence is not there",
    ),
    (
        |l| is_of_claim(l) && property(l) == "begin",
        |l| with_text(l, "99999"),
        "begins outside its sentence",
    ),
    (
        |l| subject(l).contains("#s") && property(l) == "text",
        |l| l.replacen('"', "\"and ", 1),
        "characters and has",
    ),
    (
        |l| subject(l).contains("/held/") && property(l) == "office",
        |l| l.replace("ns#office>", "ns#within>"),
        "has no holder or no office",
    ),
    (
        |l| subject(l).ends_with("/id/astana>") && property(l) == "label" && l.ends_with("\" ."),
        |l| l.replace("rdf-schema#label>", "rdf-schema#comment>"),
        "has no name",
    ),
];

#[test]
fn what_was_read_from_articles_has_no_fault() {
    for texts in [true, false] {
        assert_eq!(faults(&lines(texts)), []);
    }
}

#[test]
fn every_planted_fault_is_found() {
    let good = lines(true);
    for (is_wanted, spoil, told) in PLANTS {
        let mut bad = good.clone();
        let line = bad.iter_mut().find(|line| is_wanted(line));
        let line = line.unwrap_or_else(|| panic!("no line to spoil for: {told}"));
        *line = spoil(line);
        let found = faults(&bad);
        assert!(found.iter().any(|fault| fault.what.contains(told)), "{told}: {found:?}");
    }
}

#[test]
fn an_event_without_evidence_is_found() {
    let mut bad = lines(true);
    let event = bad.iter().find(|line| is_of_event(line)).map(|line| subject(line).to_owned());
    bad.retain(|line| Some(subject(line)) != event.as_deref() || property(line) != "claim");
    let found = faults(&bad);
    assert!(found.iter().any(|fault| fault.what == "has no evidence"), "{found:?}");
}

/// The characters that the graph gives are those of the article.
#[test]
fn quotes_are_compared_with_the_articles() {
    let store = store(&lines(true));
    for article in articles() {
        let compare = |text: &str| store.verify_text(&article.id, text).unwrap();
        let (compared, faults) = compare(&article.text).unwrap();
        assert_eq!(faults, []);
        let moved = format!("“{}", article.text);
        assert!(compared == 0 || !compare(&moved).unwrap().1.is_empty(), "{}", article.id);
    }
    assert_eq!(store.verify_text("unknown", "").unwrap(), None);
}
