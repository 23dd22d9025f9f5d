//! Statements and events in the graph, and back out of it.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;
use clap::ValueEnum;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use silkgraph::data::Data;
use silkgraph::event::{Entity, EntityKind, Event, EventType, Evidence, Record, Statement, Status};
use silkgraph::fuse::Update;
use silkgraph::ontology::Ontology;
use silkgraph::rdf::{ArticleMeta, Held, Reading, Thing, Things, headline, thing_iri};
use silkgraph::store::{GraphFormat, Part, Store};
use silkgraph::text::{Sentence, Span};
use silkgraph::time::{Basis, Precision, Time};
use sophia_api::dataset::{Dataset, SetDataset};
use sophia_api::ns::{Namespace, rdf};
use sophia_api::quad::{Quad, Spog};
use sophia_api::source::QuadSource;
use sophia_api::term::matcher::Any;
use sophia_api::term::{SimpleTerm, Term};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn entity(id: &str, kind: EntityKind, country: Option<&str>) -> Entity {
    Entity {
        id: id.to_owned(),
        name: format!("The {id}"),
        kind,
        country: country.map(str::to_owned),
        written: (kind == EntityKind::Person).then(|| format!("Mr \u{201c}{id}\u{201d} ")),
    }
}

/// Actors and places; the last one is as odd as an extractor may make it.
fn entities() -> Vec<Entity> {
    vec![
        entity("kazakhstan", EntityKind::Country, Some("kazakhstan")),
        entity("china", EntityKind::Country, Some("china")),
        entity("xi-jinping", EntityKind::Person, Some("china")),
        entity("kassym-jomart-tokayev", EntityKind::Person, Some("kazakhstan")),
        entity("astana", EntityKind::Place, Some("kazakhstan")),
        entity("sco", EntityKind::Organisation, None),
        entity("foreign-minister-of-mongolia", EntityKind::Office, Some("mongolia")),
        entity("person/Аман \"A\" <Б>#1", EntityKind::Group, None),
    ]
}

fn the(id: &str) -> Entity {
    entities().into_iter().find(|e| e.id == id).unwrap()
}

/// What the tests know of these, in place of a gazetteer.
struct Known;

impl Things for Known {
    fn describe(&self, id: &str) -> Option<Thing> {
        let entity = entities().into_iter().find(|e| e.id == id && e.kind != EntityKind::Group)?;
        let mut thing = Thing::new(entity.name, entity.kind);
        thing.country = entity.country;
        match id {
            "kazakhstan" => {
                thing.capital = Some("astana".to_owned());
                thing.region = Some("central-asia".to_owned());
                thing.member_of = vec!["sco".to_owned()];
                thing.wikidata = Some("Q232".to_owned());
            }
            "astana" => {
                thing.within = Some("kazakhstan".to_owned());
                thing.also = vec!["Nur-Sultan".to_owned()];
            }
            "kassym-jomart-tokayev" => {
                thing.held = vec![Held {
                    of: "president-of-kazakhstan".to_owned(),
                    from: Some(day("2019-03-20")),
                    to: None,
                }]
            }
            _ => {}
        }
        Some(thing)
    }

    fn ids(&self) -> Vec<String> {
        entities().into_iter().map(|e| e.id).collect()
    }
}

fn meta(id: &str) -> ArticleMeta {
    ArticleMeta {
        id: id.to_owned(),
        title: Some("A \"quoted\" title\nin two lines".to_owned()),
        published: Some(day("2022-09-15")),
        source: Some("Steppe Wire".to_owned()),
        url: Some("https://example.org/a?b=c&d=%20e".to_owned()),
        language: Some("en".to_owned()),
    }
}

const TEXT: &str = "Xi came to Astana. He met Tokayev there — at last.";

fn sentences() -> Vec<Sentence> {
    let span = |start, end| Sentence { span: Span { start, end }, tokens: Vec::new() };
    vec![span(0, 18), span(19, TEXT.len())]
}

fn time(edtf: &str, earliest: Option<&str>, latest: Option<&str>, precision: Precision) -> Time {
    Time {
        edtf: edtf.to_owned(),
        earliest: earliest.map(day),
        latest: latest.map(day),
        precision,
        basis: Basis::Relative,
        text: "then".to_owned(),
    }
}

fn times() -> Vec<Option<Time>> {
    use Precision::*;
    vec![
        None,
        Some(time("2022-09-14", Some("2022-09-14"), Some("2022-09-14"), Day)),
        Some(time("2022-09-12/2022-09-18", Some("2022-09-12"), Some("2022-09-18"), Week)),
        Some(time("2022-09", Some("2022-09-01"), Some("2022-09-30"), Month)),
        Some(time("2022-22", Some("2022-06-01"), Some("2022-08-31"), Season)),
        Some(time("2015", Some("2015-01-01"), Some("2015-12-31"), Year)),
        Some(time("199X", Some("1990-01-01"), Some("1999-12-31"), Decade)),
        Some(time("2015/2018", Some("2015-01-01"), Some("2018-12-31"), Interval)),
        Some(time("2015/..", Some("2015-01-01"), None, Open)),
        Some(time("XXXX-09-14", None, None, Day)),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,8}", "\\PC{0,12}", Just("{a} ~b \"c\" \\ d\n\te".to_owned())]
}

fn fillers() -> impl Strategy<Value = Vec<Entity>> {
    subsequence(entities(), 0..4).prop_shuffle()
}

prop_compose! {
    fn record()(
        event in select(EventType::ALL.to_vec()),
        status in select(Status::ALL.to_vec()),
        roles in btree_map(select(vec!["visitor", "participant", "party", "target", "host"]), fillers(), 0..4),
        values in btree_map(select(vec!["mode", "name", "form", "amount", "change"]), text(), 0..3),
        place in fillers(),
        source in fillers(),
        time in select(times()),
        recurrence in select(vec![None, Some("P1Y"), Some("P2Y"), Some("P6M"), Some("P7D")]),
        count in proptest::option::of(1u32..5000),
    ) -> Record {
        Record {
            event,
            status,
            roles: roles
                .into_iter()
                .filter(|(_, f)| !f.is_empty())
                .map(|(r, f)| (r.to_owned(), f))
                .collect(),
            values: values.into_iter().map(|(k, v)| (k.to_owned(), v)).collect(),
            place,
            time,
            recurrence: recurrence.map(str::to_owned),
            count,
            source,
        }
    }
}

prop_compose! {
    fn statement()(
        record in record(),
        sentence in 0usize..2,
        start in 0usize..20,
        length in 1usize..20,
        trigger in text(),
        pattern in text(),
    ) -> Statement {
        Statement {
            record,
            sentence,
            span: Span { start, end: start + length },
            trigger,
            extractor: "visit".to_owned(),
            pattern,
        }
    }
}

/// The statement with its span as the graph counts.
fn in_characters(mut statement: Statement) -> Statement {
    let count = |bytes: usize| TEXT[..TEXT.floor_char_boundary(bytes)].chars().count();
    statement.span = Span { start: count(statement.span.start), end: count(statement.span.end) };
    statement
}

fn put(store: &mut Store, id: &str, statements: &[Statement]) -> bool {
    let sentences = sentences();
    let reading = Reading::new(meta(id), TEXT, &sentences, statements, Vec::new());
    store.put_article(&reading, true).unwrap()
}

fn dump(store: &Store, format: GraphFormat) -> String {
    let mut out = Vec::new();
    store.dump(format, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn sorted(store: &Store) -> Vec<String> {
    let mut lines: Vec<String> =
        dump(store, GraphFormat::NQuads).lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn statements_come_back_as_they_went_in(statements in vec(statement(), 0..4), id in "\\PC{1,12}") {
        let mut store = Store::memory().unwrap();
        put(&mut store, &id, &statements);
        let (article, found) = store.claims_of(&id).unwrap().unwrap();
        prop_assert_eq!(article, meta(&id));
        let statements: Vec<Statement> = statements.into_iter().map(in_characters).collect();
        prop_assert_eq!(&found, &statements);
        // Entities compare by identifier; names and kinds must come back too.
        prop_assert_eq!(format!("{found:?}"), format!("{statements:?}"));
    }

    #[test]
    fn every_format_gives_the_same_graph(statements in vec(statement(), 1..3)) {
        let mut store = Store::memory().unwrap();
        put(&mut store, "a1", &statements);
        put(&mut store, "a2", &statements);
        for format in GraphFormat::value_variants().iter().copied() {
            let mut other = Store::memory().unwrap();
            other.load_text(format, &dump(&store, format)).unwrap();
            if format.has_graphs() {
                prop_assert!(sophia_isomorphism::isomorphic_datasets(&store, &other).unwrap());
                prop_assert_eq!(canonical(&store), canonical(&other));
            } else {
                prop_assert_eq!(triples(&store), triples(&other), "{:?}", format);
                prop_assert_eq!(other.quads().count(), triples(&store).len());
            }
        }
    }

    #[test]
    fn what_is_written_goes_into_any_sophia_dataset(statements in vec(statement(), 1..3)) {
        let sentences = sentences();
        let reading = Reading::new(meta("a1"), TEXT, &sentences, &statements, Vec::new());
        let mut store = Store::memory().unwrap();
        store.put_article(&reading, true).unwrap();
        let extracted: HashSet<Spog<SimpleTerm<'static>>> =
            silkgraph::rdf::claim_quads(&reading, true).collect_quads().unwrap();
        prop_assert!(sophia_isomorphism::isomorphic_datasets(&store, &extracted).unwrap());
        let exported: HashSet<Spog<SimpleTerm<'static>>> =
            store.quads_of(Part::All, true).unwrap().collect_quads().unwrap();
        prop_assert_eq!(canonical(&exported), canonical(&store));
    }
}

/// The canonical form of a dataset (RDFC-1.0). There are no blank nodes, so it
/// is its N-Quads, sorted.
fn canonical(dataset: &impl SetDataset) -> String {
    let mut out = Vec::new();
    sophia_c14n::rdfc10::normalize(dataset, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The triples of all graphs.
fn triples(store: &Store) -> BTreeSet<[String; 3]> {
    store.quads().map(|quad| quad.unwrap().to_spog().0.map(|term| term.to_string())).collect()
}

#[test]
fn the_canonical_form_is_the_export_sorted() {
    let store = small();
    assert_eq!(canonical(&store).lines().collect::<Vec<_>>(), sorted(&store));
}

fn visit() -> Record {
    let mut record = Record::new(EventType::Visit, Status::Occurred);
    record.add("visitor", the("xi-jinping"));
    record.add("destination", the("astana"));
    record.time = times().remove(1);
    record
}

fn statement_of(record: Record) -> Statement {
    Statement {
        record,
        sentence: 0,
        span: Span { start: 0, end: 17 },
        trigger: "came".to_owned(),
        extractor: "visit".to_owned(),
        pattern: "{visitor} ~come to {destination}".to_owned(),
    }
}

fn event(id: &str, record: Record, articles: &[&str]) -> Event {
    let evidence =
        articles.iter().map(|a| Evidence { article: (*a).to_owned(), statement: 0 }).collect();
    Event::new(id, record, evidence)
}

/// A store with two articles of one visit and the event that they tell of.
fn small() -> Store {
    let mut store = Store::memory().unwrap();
    put(&mut store, "a1", &[statement_of(visit())]);
    put(&mut store, "a2", &[statement_of(visit())]);
    store.replace_events(&[event("event/visit-1", visit(), &["a1", "a2"])], &Known).unwrap();
    store
}

#[test]
fn reading_again_changes_nothing() {
    let mut store = small();
    let before = sorted(&store);
    assert!(!put(&mut store, "a1", &[statement_of(visit())]));
    store.replace_events(&[event("event/visit-1", visit(), &["a1", "a2"])], &Known).unwrap();
    assert_eq!(sorted(&store), before);
}

#[test]
fn an_article_read_again_replaces_its_claims() {
    let mut store = small();
    let mut other = visit();
    other.status = Status::Planned;
    assert!(put(&mut store, "a1", &[statement_of(other.clone()), statement_of(visit())]));
    let mut ids = store.article_ids().unwrap();
    ids.sort();
    assert_eq!(ids, ["a1", "a2"]);
    let claims = |id| store.claims_of(id).unwrap().unwrap().1;
    assert_eq!(claims("a1"), [statement_of(other), statement_of(visit())]);
    assert_eq!(claims("a2"), [statement_of(visit())]);

    assert!(store.remove_article("a1").unwrap());
    assert!(!store.remove_article("a1").unwrap());
    assert_eq!(store.articles().unwrap().into_keys().collect::<Vec<_>>(), ["a2"]);
}

#[test]
fn replacing_and_updating_events_come_to_the_same() {
    let mut meeting = Record::new(EventType::Meeting, Status::Planned);
    meeting.add("participant", the("person/Аман \"A\" <Б>#1"));
    let events =
        [event("event/m", meeting, &["a2"]), event("event/visit-1", visit(), &["a1", "a2"])];
    let mut replaced = small();
    replaced.replace_events(&events, &Known).unwrap();
    let mut updated = small();
    let update = |events: &[Event], gone: &[&str]| Update {
        events: events.to_vec(),
        gone: gone.iter().map(|id| (*id).to_owned()).collect(),
        parts: Vec::new(),
    };
    updated.update_events(&update(&events[..1], &[]), &Known).unwrap();
    assert_eq!(sorted(&updated), sorted(&replaced));

    updated.update_events(&update(&[], &["event/visit-1"]), &Known).unwrap();
    replaced.replace_events(&events[..1], &Known).unwrap();
    assert_eq!(sorted(&updated), sorted(&replaced));
}

#[test]
fn an_event_names_all_actors_places_and_states() {
    let store = small();
    let silk = Namespace::new("https://w3id.org/silkgraph/ns#").unwrap();
    let subject = sophia_api::term::IriRef::new(thing_iri("event/visit-1")).unwrap();
    let all = |property: &str| -> BTreeSet<String> {
        let property = silk.get(property).unwrap();
        store
            .quads_matching([&subject], [property], Any, [None::<&sophia_api::term::SimpleTerm>])
            .map(|quad| {
                let object = quad.unwrap().to_o();
                let iri =
                    object.iri().map(|i| i.as_str().replace("https://w3id.org/silkgraph/", ""));
                iri.unwrap_or_else(|| object.lexical_form().unwrap().to_string())
            })
            .collect()
    };
    let set = |items: &[&str]| items.iter().map(|i| (*i).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(all("participant"), set(&["id/xi-jinping"]));
    assert_eq!(all("country"), set(&["id/china", "id/kazakhstan"]));
    assert_eq!(all("place"), set(&["id/astana"]));
    assert_eq!(all("date"), set(&["2022-09-14"]));
    assert_eq!(all("status"), set(&["ns#occurred"]));
    assert_eq!(all("claim"), set(&["id/article/a1#c0", "id/article/a2#c0"]));
    assert_eq!(all("claimCount"), set(&["2"]));
    assert_eq!(all("outletCount"), set(&["1"]));
    let types = store.quads_matching([&subject], [rdf::type_], Any, Any).count();
    assert_eq!(types, 2);
}

#[test]
fn an_event_without_a_time_is_bounded_by_publication() {
    let mut record = visit();
    record.time = None;
    for (status, bound) in [(Status::Occurred, "latest"), (Status::Planned, "earliest")] {
        let mut store = Store::memory().unwrap();
        record.status = status;
        put(&mut store, "a1", &[statement_of(record.clone())]);
        store.replace_events(&[event("e", record.clone(), &["a1"])], &Known).unwrap();
        let quads = dump(&store, GraphFormat::NQuads);
        let has = |property: &str| {
            let start = "<https://w3id.org/silkgraph/id/e> <https://w3id.org/silkgraph/ns#";
            quads.contains(&format!("{start}{property}> \"2022-09-15\""))
        };
        assert!(has("date") && has(bound), "{quads}");
        assert!(!has(if bound == "latest" { "earliest" } else { "latest" }), "{quads}");
        assert!(quads.contains("ns#dateBasis> <https://w3id.org/silkgraph/ns#bounded>"));
    }
}

#[test]
fn without_texts_the_words_stay_out_and_their_places_in() {
    let mut store = Store::memory().unwrap();
    let (statements, sentences) = ([statement_of(visit())], sentences());
    let reading = Reading::new(meta("a1"), TEXT, &sentences, &statements, Vec::new());
    store.put_article(&reading, false).unwrap();
    let quads = dump(&store, GraphFormat::NQuads);
    assert!(!quads.contains("Xi came to Astana"));
    assert!(quads.contains("#s0> <https://w3id.org/silkgraph/ns#end> \"18\""), "{quads}");
}

#[test]
fn all_terms_are_declared_and_no_node_is_blank() {
    let mut full = Record::new(EventType::Agreement, Status::Cancelled);
    for role in ["party", "signer"] {
        full.add(role, the("kassym-jomart-tokayev"));
        full.add(role, the("china"));
    }
    full.place = vec![the("astana")];
    full.source = vec![the("sco")];
    full.count = Some(3);
    full.recurrence = Some("P1W".to_owned());
    full.values.insert("field".to_owned(), "transit".to_owned());
    let mut store = small();
    put(&mut store, "a3", &[statement_of(full.clone())]);
    store.replace_events(&[event("e", full, &["a3"])], &Known).unwrap();

    let ontology = Ontology::load(&Data::embedded()).unwrap();
    let terms: BTreeSet<&str> = ontology.terms().collect();
    for quad in store.quads() {
        for term in
            [quad.as_ref().unwrap().s(), quad.as_ref().unwrap().p(), quad.as_ref().unwrap().o()]
        {
            assert!(!term.is_blank_node(), "{term}");
            let iri = term.iri().map(|i| i.as_str().to_owned()).unwrap_or_default();
            if let Some(local) = iri.strip_prefix("https://w3id.org/silkgraph/ns#") {
                assert!(terms.contains(local), "{iri} is not declared");
            }
        }
    }
    assert!(dump(&store, GraphFormat::NQuads).contains("\"P7D\""), "a week is seven days");
}

#[test]
fn a_state_of_the_gazetteer_brings_its_offices() {
    let gazetteer = silkgraph::gazetteer::Gazetteer::load(&Data::embedded()).unwrap();
    let mut store = Store::memory().unwrap();
    store.replace_events(&[], &gazetteer).unwrap();
    let quads = dump(&store, GraphFormat::NQuads);
    let held = "id/kassym-jomart-tokayev/held/president-of-kazakhstan/2019-";
    for text in [held, "<https://w3id.org/silkgraph/id/astana>", "wikidata.org/entity/Q232>"] {
        assert!(quads.contains(text), "{text}");
    }
}

#[test]
fn headlines_read_as_sentences() {
    assert_eq!(headline(&visit()), "The xi-jinping visits The astana");
}
