//! Every file of `queries/`: its header, its terms, and its answers on the
//! small graph of `tests/queries/graph.trig`.
//!
//! `tests/queries/NAME.txt` holds answers as the terminal shows them, each
//! under its question, e.g. `$ visits --to Kazakhstan`. `BLESS=1 cargo test
//! --release --test queries` writes the answers anew, for you to read.

#[path = "queries/endpoint.rs"]
mod endpoint;

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use silkgraph::data::Data;
use silkgraph::ontology::Ontology;
use silkgraph::query::{
    Arguments, Ask, Endpoint, Format, Graph, Names, Queries, Query, Style, Timed,
};
use silkgraph::report::{self, Depth, Filter};
use silkgraph::store::{GraphFormat, Store};
use silkgraph::{Error, Result};

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

/// The words of a command line behind the name of a query.
fn arguments(words: &str) -> Arguments {
    let words = shlex::split(words).unwrap();
    let mut arguments = Arguments::new();
    for pair in words.chunks(2) {
        let [flag, value] = pair else { panic!("{words:?}: a flag without a value") };
        let flag = flag.strip_prefix("--").unwrap();
        arguments.entry(flag.to_owned()).or_default().push(value.clone());
    }
    arguments
}

fn ask(query: &Query, graph: &dyn Graph, words: &str, format: Format) -> Result<String> {
    ask_by(query, graph, &Names::new(&Data::embedded(), graph), words, format)
}

fn ask_by(
    query: &Query,
    graph: &dyn Graph,
    names: &Names<'_>,
    words: &str,
    format: Format,
) -> Result<String> {
    let bound = query.bind(&arguments(words), names)?;
    let style = Style { heading: &bound.heading, names: Some(graph), ..Style::default() };
    let mut out = Vec::new();
    graph.answer(&bound.sparql)?.write(format, &style, &mut out)?;
    Ok(String::from_utf8(out).unwrap().replace("\r\n", "\n"))
}

fn named(name: &str) -> Query {
    Queries::load(&data()).unwrap().get(name).unwrap().clone()
}

fn error_of(query: &str, words: &str) -> String {
    ask(&named(query), &graph(), words, Format::Table).unwrap_err().to_string()
}

/// The questions of `tests/queries/NAME.txt`, without `$` and the name.
fn questions(query: &Query) -> Vec<String> {
    let path = folder("tests/queries").join(format!("{}.txt", query.name));
    let text = fs::read_to_string(&path).unwrap_or_else(|_| {
        panic!("{} is missing: begin it with `$ {}` and parameters", path.display(), query.name)
    });
    let asked = format!("$ {}", query.name);
    text.lines().filter_map(|line| line.strip_prefix(&asked)).map(str::to_owned).collect()
}

#[test]
fn every_query_is_without_fault() {
    let (queries, ontology) = (Queries::load(&data()).unwrap(), Ontology::load(&data()).unwrap());
    assert!(queries.iter().count() >= 25);
    for query in queries.iter() {
        query.check(&ontology).unwrap();
        assert!(!query.title.ends_with('.'), "{}: `title` is a heading", query.name);
    }
}

#[test]
fn every_query_declares_its_prefixes_and_runs_anywhere() {
    for query in fs::read_dir(folder("queries")).unwrap() {
        let path = query.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let parsed = oxigraph::sparql::SparqlEvaluator::new().parse_query(&text);
        parsed.map(drop).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }
}

#[test]
fn every_query_gives_the_answers_beside_it() {
    let queries = Queries::load(&data()).unwrap();
    let (store, data) = (graph(), data());
    let names = Names::new(&data, &store);
    for query in queries.iter() {
        let questions = questions(query);
        assert!(!questions.is_empty(), "tests/queries/{}.txt asks nothing", query.name);
        let mut answers = String::new();
        let mut rows = 0;
        for words in &questions {
            let answer = ask_by(query, &store, &names, words, Format::Table).unwrap();
            rows += answer.lines().count() - 2;
            answers += &format!("$ {}{words}\n{answer}\n", query.name);
        }
        assert!(rows > 0, "{}: no rows on the graph of the tests", query.name);
        let path = folder("tests/queries").join(format!("{}.txt", query.name));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, answers).unwrap();
        } else {
            assert_eq!(answers, fs::read_to_string(&path).unwrap(), "{}", query.name);
        }
    }
}

/// What the cookbook says of a query is its header, and what it shows is run
/// by `tests/cmd.rs`.
#[test]
fn every_query_is_in_the_cookbook() {
    let cookbook = fs::read_to_string(folder("docs/cookbook.md")).unwrap();
    for query in Queries::load(&data()).unwrap().iter() {
        let Query { name, title, about, example, .. } = query;
        let command = format!("$ silkgraph query {name} {example}");
        let told = format!("## {title}\n\n{about}\n\n```console\n{}\n", command.trim_end());
        assert!(cookbook.contains(&told), "docs/cookbook.md lacks\n{told}");
    }
}

#[test]
fn every_answer_has_its_query() {
    let queries = Queries::load(&data()).unwrap();
    for file in fs::read_dir(folder("tests/queries")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|e| e == "txt") {
            queries.get(path.file_stem().unwrap().to_str().unwrap()).unwrap();
        }
    }
}

/// The same questions over the SPARQL protocol: both for an endpoint whose
/// default graph stands alone and for one whose default graph is everything.
#[test]
fn an_endpoint_answers_as_the_store_does() {
    let queries = Queries::load(&data()).unwrap();
    let (store, data) = (graph(), data());
    let names = Names::new(&data, &store);
    for union in [false, true] {
        let server = endpoint::Server::start(graph_text(), union);
        let remote = server.client();
        let remote_names = Names::new(&data, &remote);
        for query in queries.iter() {
            for words in questions(query) {
                let asked = format!("{}{words}, union {union}", query.name);
                let table = Format::Table;
                let expected = ask_by(query, &store, &names, &words, table).unwrap();
                let found = ask_by(query, &remote, &remote_names, &words, table).unwrap();
                assert_eq!(found, expected, "{asked}");
            }
        }
    }
}

fn graph_text() -> String {
    fs::read_to_string(folder("tests/queries/graph.trig")).unwrap()
}

#[test]
fn an_actor_is_found_by_iri_prefixed_name_identifier_and_name() {
    let store = graph();
    let by = |actor: &str| {
        ask(&named("meetings"), &store, &format!("--of '{actor}'"), Format::Table).unwrap()
    };
    let expected = by("https://w3id.org/silkgraph/id/kassym-jomart-tokayev");
    assert!(expected.starts_with("Meetings: of Kassym-Jomart Tokayev\n"), "{expected}");
    assert!(expected.contains("Xi Jinping"), "{expected}");
    for actor in [
        "id:kassym-jomart-tokayev",
        "kassym-jomart-tokayev",
        "Kassym-Jomart Tokayev",
        "Tokayev",
        "Tokaev",
        "tokayev",
    ] {
        assert_eq!(by(actor), expected, "{actor}");
    }
    let visits = ask(&named("visits"), &store, "--to Nur-Sultan", Format::Table).unwrap();
    assert!(visits.starts_with("Visits: to Astana\n"), "{visits}");
}

#[test]
fn a_person_of_no_list_is_found_in_the_graph() {
    let store = graph();
    for name in ["Ruslan Adilov", "ruslan adilov", "ruslan-adilov"] {
        let words = format!("--of '{name}'");
        let found = ask(&named("meetings"), &store, &words, Format::Table).unwrap();
        assert!(found.contains("Timur Adilov"), "{found}");
    }
}

#[test]
fn names_that_mean_nothing_or_several_things_are_told() {
    assert_eq!(
        error_of("meetings", "--of Adilov"),
        "--of: `Adilov` can be ruslan-adilov (Ruslan Adilov) or timur-adilov (Timur Adilov): \
         write one of these"
    );
    let near = error_of("visits", "--to Kasakhstan");
    assert!(near.contains("did you mean kazakhstan (Kazakhstan)"), "{near}");
    let evil = error_of("visits", "--to 'kazakhstan> . ?s ?p ?o } #'");
    assert!(evil.contains("nothing that is a place is called"), "{evil}");
    let event = error_of("evidence", "--event visit-99");
    assert!(event.starts_with("--event: there is no event `visit-99`"), "{event}");
    let told = ask(&named("evidence"), &graph(), "--event 'Xi Jinping visits Astana'", Format::Csv);
    assert_eq!(told.unwrap().lines().count(), 3);
}

#[test]
fn what_is_missing_unknown_or_of_the_wrong_type_is_told() {
    let cases = [
        ("meetings", "", "meetings needs --of ACTOR: Who met"),
        ("visits", "--coutry x", "the query visits has no `coutry`; it takes --to, --by, --since"),
        ("visits", "--since soon", "--since: write a day such as 2022-09-14"),
        ("visits", "--since 2021 --since 2022", "visits takes one --since, not 2"),
        ("visits", "--status done", "--status: write one of occurred"),
    ];
    for (query, words, told) in cases {
        let found = error_of(query, words);
        assert!(found.starts_with(told), "{found}");
    }
    let unknown = Queries::load(&data()).unwrap().get("visit-to").err().unwrap().to_string();
    assert!(unknown.contains("did you mean `visits`?"), "{unknown}");
}

#[test]
fn a_table_shows_names_and_fits_the_terminal() {
    let store = graph();
    let query =
        Query::of_text("q", "SELECT ?v ?who ?day { ?v silk:visitor ?who ; silk:date ?day }");
    let table = ask(&query.unwrap(), &store, "", Format::Table).unwrap();
    assert!(table.contains("id:visit-1") && table.contains("Xi Jinping"), "{table}");
    let bound = named("agreements").bind(&Arguments::new(), &Names::new(&data(), &store)).unwrap();
    let mut out = Vec::new();
    let style = Style { width: Some(70), limit: Some(1), ..Style::default() };
    store.answer(&bound.sparql).unwrap().write(Format::Table, &style, &mut out).unwrap();
    let table = String::from_utf8(out).unwrap();
    assert!(table.lines().all(|line| line.chars().count() <= 70), "{table}");
    assert!(table.contains("id:agreement-2") && table.contains("2022-09-16"), "{table}");
    assert!(table.ends_with("1 row; there are more: raise --limit\n"), "{table}");
    // What is too narrow for a table is a list.
    let evidence = arguments("--event visit-1");
    let bound = named("evidence").bind(&evidence, &Names::new(&data(), &store)).unwrap();
    let mut out = Vec::new();
    let style = Style { width: Some(60), ..Style::default() };
    store.answer(&bound.sparql).unwrap().write(Format::Table, &style, &mut out).unwrap();
    let list = String::from_utf8(out).unwrap();
    assert!(list.lines().all(|line| line.chars().count() <= 60), "{list}");
    assert!(list.contains("\n outlet      Steppe Wire"), "{list}");
}

#[test]
fn questions_and_constructed_graphs_are_answered_too() {
    let store = graph();
    let server = endpoint::Server::start(graph_text(), false);
    let remote = server.client();
    let graphs: [&dyn Graph; 2] = [&store, &remote];
    for graph in graphs {
        let yes = Query::of_text("ask", "ASK { id:visit-1 a silk:Visit }").unwrap();
        assert_eq!(ask(&yes, graph, "", Format::Table).unwrap(), "yes\n");
        assert!(ask(&yes, graph, "", Format::Json).unwrap().contains("true"));
        let construct = "CONSTRUCT { ?v silk:visitor ?who } WHERE { ?v silk:visitor ?who }";
        let construct = Query::of_text("construct", construct).unwrap();
        assert_eq!(ask(&construct, graph, "", Format::Ntriples).unwrap().lines().count(), 3);
        assert!(ask(&construct, graph, "", Format::Turtle).unwrap().contains("id:visit-1"));
        let rows = ask(&construct, graph, "", Format::Csv);
        assert!(rows.unwrap_err().to_string().contains("--format turtle"));
    }
}

/// Reports ask an endpoint as they ask the store.
#[test]
fn a_report_is_made_of_an_endpoint() {
    let store = graph();
    let timeline = |graph: &dyn Ask| {
        let timeline = report::load(graph, "All", &Filter::default(), Depth::Evidence).unwrap();
        report::markdown(&timeline)
    };
    for union in [false, true] {
        let server = endpoint::Server::start(graph_text(), union);
        assert_eq!(timeline(&server.client()), timeline(&store));
    }
}

/// All commands that read a graph take an endpoint for the store, and write
/// the same.
#[test]
fn commands_ask_an_endpoint_as_they_ask_the_store() {
    let scratch = tempfile::tempdir().unwrap();
    let db = scratch.path().join("db");
    let mut store = Store::open(&db).unwrap();
    store.load_text(GraphFormat::TriG, &graph_text()).unwrap();
    store.commit().unwrap();
    let mut commands: Vec<String> = Queries::load(&data())
        .unwrap()
        .iter()
        .filter(|query| query.name != "evidence")
        .map(|query| format!("query {} {}", query.name, query.example))
        .collect();
    for format in ["terminal", "markdown", "html", "svg", "ics", "csv", "json"] {
        commands.push(format!("timeline --country Kazakhstan --from 2010-01-01 --format {format}"));
    }
    commands.push("query evidence --event visit-1".to_owned());
    commands.push("report Kazakhstan --with China --format markdown".to_owned());
    commands.push("report 'Xi Jinping' --format html".to_owned());
    let server = endpoint::Server::start(graph_text(), false);
    for command in &commands {
        let run = |flag: &str, value: &OsStr| {
            let mut program = Command::new(env!("CARGO_BIN_EXE_silkgraph"));
            program.args(shlex::split(command).unwrap()).arg(flag).arg(value);
            let done = program.output().unwrap();
            assert!(done.status.success(), "{command}: {done:?}");
            String::from_utf8(done.stdout).unwrap()
        };
        let asked = run("--endpoint", server.url().as_ref());
        assert_eq!(asked, run("--db", db.as_ref()), "{command}");
    }
}

/// What is no endpoint, and what an endpoint refuses, is told with its address.
#[test]
fn faults_of_endpoints_are_told() {
    let error = |url: &str, sparql: &str| {
        let endpoint = Endpoint::new(url, None).unwrap();
        endpoint.answer(sparql).map(drop).unwrap_err().to_string()
    };
    let server = endpoint::Server::start(graph_text(), false);
    let url = server.url();
    let wrong = error(&url, "SELECT");
    assert!(wrong.starts_with(&format!("{url}: 400 Bad Request")), "{wrong}");
    let elsewhere = error(&url.replace("/sparql", "/elsewhere"), "ASK {}");
    assert!(elsewhere.contains("404"), "{elsewhere}");
    let secret = error("http://me:secret@127.0.0.1:9/sparql", "ASK {}");
    assert!(secret.starts_with("http://127.0.0.1:9/sparql: "), "{secret}");
    assert!(Endpoint::new("localhost:3030", None).is_err());
}

#[test]
fn every_format_of_rows_is_written() {
    let store = graph();
    let written = |format| ask(&named("visits"), &store, "--to china", format).unwrap();
    assert!(written(Format::Csv).starts_with("date,visitor,destination,status,event\n2023-10-17,"));
    assert!(written(Format::Tsv).contains("\"Kassym-Jomart Tokayev\"\t"));
    assert!(written(Format::Json).starts_with("{\"head\":{\"vars\":[\"date\""));
    assert!(written(Format::Xml).contains("<binding name=\"visitor\">"));
    let markdown = written(Format::Markdown);
    assert!(markdown.starts_with("**Visits: to China**\n\n| date | visitor |"), "{markdown}");
    assert!(markdown.contains("\n| 2023-10-17 | Kassym-Jomart Tokayev | Beijing |"), "{markdown}");
}

#[test]
fn faults_are_told_with_line_and_column() {
    let query = Query::of_text("mine.rq", "SELECT ?s\nWHERE { ?s silk:date }").unwrap();
    let error = ask(&query, &graph(), "", Format::Table).unwrap_err().to_string();
    assert!(error.starts_with("mine.rq:2:"), "{error}");
    assert!(error.contains("WHERE { ?s silk:date }\n"), "{error}");
    assert!(error.ends_with('^'), "{error}");
}

#[test]
fn an_answer_that_takes_too_long_is_given_up() {
    let store = graph();
    let timed = Timed::new(&store, Some(std::time::Duration::from_millis(50)));
    let endless = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?b ?q ?c . ?d ?r ?c . ?d ?s ?e . ?f ?t ?e . \
                   ?f ?u ?g . ?h ?v ?g }";
    let query = Query::of_text("endless", endless).unwrap();
    let error = ask(&query, &timed, "", Format::Table).unwrap_err();
    assert!(matches!(&error, Error::Query(told) if told.contains("--timeout")), "{error}");
}

#[test]
fn the_plan_tells_each_step_with_its_rows() {
    let store = graph();
    let bound =
        named("visits").bind(&arguments("--to kazakhstan"), &Names::new(&data(), &store)).unwrap();
    assert!(bound.sparql.contains("VALUES ?to { <https://w3id.org/silkgraph/id/kazakhstan> }"));
    assert!(!bound.sparql.contains("?by") && !bound.sparql.contains("#+"), "{}", bound.sparql);
    let plan = store.plan(&bound.sparql).unwrap();
    assert!(plan.lines().count() > 5 && plan.contains("silk"), "{plan}");
}
