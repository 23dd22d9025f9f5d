//! `ontology/` against itself, the Rust code and the shapes.

#[path = "ontology/page.rs"]
mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Term, Triple};
use silkgraph::article;
use silkgraph::data::Data;
use silkgraph::event::{EventType, Record, Status};
use silkgraph::extract::Engine;
use silkgraph::ontology::{Filler, Ontology};
use silkgraph::pipeline;
use silkgraph::store::Store;
use silkgraph::vocabulary;
use sophia_api::dataset::Dataset;
use sophia_api::quad::Quad as _;
use sophia_api::term::Term as _;

const SILK: &str = "https://w3id.org/silkgraph/ns#";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const CODE: &str = "<https://w3id.org/silkgraph/code/";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";

fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("ontology").join(file)
}

fn triples(file: &str) -> Vec<Triple> {
    let text = fs::read_to_string(path(file)).unwrap();
    RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(&text)
        .map(|q| Triple::from(q.unwrap_or_else(|e| panic!("{file}: {e}"))))
        .collect()
}

/// Subject to predicate to objects.
fn everything(file: &str) -> page::Described {
    let mut all = page::Described::new();
    for t in triples(file) {
        let node = all.entry(t.subject.to_string()).or_default();
        node.entry(t.predicate.into_string()).or_default().push(t.object);
    }
    all
}

/// The same for subjects of ours, by local name.
fn described() -> page::Described {
    let ours =
        |subject: &str| Some(subject.trim_matches(['<', '>']).strip_prefix(SILK)?.to_owned());
    let all = everything("silkgraph.ttl").into_iter();
    all.filter_map(|(subject, node)| Some((ours(&subject)?, node))).collect()
}

fn has_type(node: &BTreeMap<String, Vec<Term>>, class: &str) -> bool {
    let class = format!("<{OWL}{class}>");
    node.get(TYPE).is_some_and(|types| types.iter().any(|t| t.to_string() == class))
}

fn ontology() -> Ontology {
    Ontology::load(&Data::from_dir(env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn every_file_of_the_folder_is_turtle() {
    let mut files = 0;
    for file in fs::read_dir(path("")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(name.ends_with(".ttl"), "{name}: only Turtle stands here");
        assert!(!triples(&name).is_empty(), "{name} is empty");
        files += 1;
    }
    assert!(files >= 2);
}

#[test]
fn every_term_has_a_label_and_a_comment() {
    for (term, node) in described() {
        for property in ["label", "comment"] {
            let texts = node.get(&format!("{RDFS}{property}"));
            let count = texts.map_or(0, Vec::len);
            assert_eq!(count, 1, "silk:{term} has {count} rdfs:{property}");
        }
        let comment = node[&format!("{RDFS}comment")][0].to_string();
        assert!(
            comment.contains(".\"") || comment.contains(".)\""),
            "silk:{term}: a comment is a sentence: {comment}"
        );
    }
}

#[test]
fn every_property_has_a_range_and_all_but_those_of_anything_a_domain() {
    for (term, node) in described() {
        let is_property = ["ObjectProperty", "DatatypeProperty"].iter().any(|c| has_type(&node, c));
        if is_property {
            for property in ["domain", "range"] {
                assert!(
                    node.contains_key(&format!("{RDFS}{property}")),
                    "silk:{term}: no {property}"
                );
            }
        }
    }
}

#[test]
fn rust_and_the_ontology_know_the_same_terms() {
    let declared: BTreeSet<String> = described().into_keys().collect();
    let in_rust: BTreeSet<String> =
        vocabulary::silk::TERMS.iter().map(|t| t.to_string().replace(SILK, "")).collect();
    let missing: Vec<&String> = in_rust.difference(&declared).collect();
    assert!(missing.is_empty(), "in src/vocabulary.rs but not in the ontology: {missing:?}");
    let missing: Vec<&String> = declared.difference(&in_rust).collect();
    assert!(missing.is_empty(), "in the ontology but not in src/vocabulary.rs: {missing:?}");
}

#[test]
fn what_is_mentioned_is_declared() {
    let declared: BTreeSet<String> = described().into_keys().collect();
    for file in ["silkgraph.ttl", "shapes.ttl"] {
        for t in triples(file) {
            for term in [t.predicate.clone().into(), t.object.clone(), t.subject.clone().into()] {
                if let Term::NamedNode(node) = &term
                    && let Some(local) = node.as_str().strip_prefix(SILK)
                {
                    assert!(declared.contains(local), "{file}: silk:{local} is not declared");
                }
            }
        }
    }
}

#[test]
fn event_types_and_core_roles_are_those_of_rust() {
    let ontology = ontology();
    for event in EventType::ALL {
        let core: BTreeSet<&str> =
            ontology.roles_of(event).iter().filter(|r| r.core).map(|r| r.name.as_str()).collect();
        assert_eq!(core, event.core_roles().iter().copied().collect(), "{event}");
    }
    let classes = described();
    let subclass = format!("{RDFS}subClassOf");
    let event = format!("<{SILK}Event>");
    let types: BTreeSet<&str> = classes
        .iter()
        .filter(|(_, node)| {
            node.get(&subclass).is_some_and(|s| s.iter().any(|c| c.to_string() == event))
        })
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(types, EventType::ALL.iter().map(|t| t.name()).collect());
}

#[test]
fn statuses_are_those_of_rust() {
    let ontology = ontology();
    let Filler::Word(words) = &ontology.role(EventType::Visit, "status").unwrap().filler else {
        panic!("a status is a word")
    };
    let words: BTreeSet<&str> = words.iter().map(String::as_str).collect();
    assert_eq!(words, Status::ALL.iter().map(|s| s.name()).collect());
}

#[test]
fn roles_of_entities_are_object_properties_and_the_others_are_not() {
    let terms = described();
    for event in EventType::ALL {
        for role in ontology().roles_of(event) {
            let node = &terms[&role.name];
            let is_object = has_type(node, "ObjectProperty");
            let is_entity = role.filler == Filler::Entity || role.name == "status";
            assert_eq!(is_object, is_entity, "{event}: silk:{}", role.name);
            assert!(!role.about.is_empty());
        }
    }
}

#[test]
fn other_vocabularies_are_mapped_to_and_not_used() {
    let allowed = [SILK, "http://www.w3.org/", "http://purl.org/dc/terms/"];
    for t in triples("silkgraph.ttl") {
        let predicate = t.predicate.as_str();
        assert!(allowed.iter().any(|a| predicate.starts_with(a)), "{predicate}");
    }
    let mapped: BTreeSet<String> = triples("silkgraph.ttl")
        .into_iter()
        .filter(|t| {
            ["subClassOf", "subPropertyOf", "closeMatch"]
                .iter()
                .any(|m| t.predicate.as_str().ends_with(m))
        })
        .map(|t| t.object.to_string())
        .collect();
    for vocabulary in [
        "http://semanticweb.cs.vu.nl/2009/11/sem/",
        "http://www.w3.org/ns/prov#",
        "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
        "https://schema.org/",
        "http://www.w3.org/2006/time#",
        "http://www.wikidata.org/entity/P",
        "https://w3id.org/silkgraph/code/cameo-",
        "https://w3id.org/silkgraph/code/plover-",
    ] {
        assert!(
            mapped.iter().any(|m| m[1..].starts_with(vocabulary)),
            "no mapping to {vocabulary}"
        );
    }
}

/// Every record of one status, and one word or none for each role of words.
fn worded_records(ontology: &Ontology) -> Vec<Record> {
    let mut records = Vec::new();
    for event in EventType::ALL {
        for status in Status::ALL {
            let mut of_type = vec![Record::new(event, status)];
            for role in ontology.roles_of(event) {
                let words = match &role.filler {
                    Filler::Word(words) if role.name != "status" => words.clone(),
                    Filler::Text => {
                        ["ceasefire", "understanding", "another"].map(str::to_owned).to_vec()
                    }
                    _ => continue,
                };
                let with = |record: &Record, word: &String| {
                    let mut record = record.clone();
                    record.values.insert(role.name.clone(), word.clone());
                    record
                };
                let more: Vec<Record> =
                    of_type.iter().flat_map(|r| words.iter().map(|w| with(r, w))).collect();
                of_type.extend(more);
            }
            records.extend(of_type);
        }
    }
    records
}

#[test]
fn an_event_falls_under_one_case_of_the_codes_at_most() {
    let ontology = ontology();
    let mut used = BTreeSet::new();
    for record in worded_records(&ontology) {
        let cases: Vec<&str> = ontology.cases(&record).collect();
        assert!(
            cases.len() <= 1,
            "{} {} {:?}: {cases:?}",
            record.event,
            record.status,
            record.values
        );
        used.extend(cases.into_iter().map(str::to_owned));
    }
    let declared: BTreeSet<String> = triples("silkgraph.ttl")
        .into_iter()
        .filter(|t| t.predicate.as_str().ends_with("core#closeMatch"))
        .filter_map(|t| {
            Some(t.subject.to_string().strip_prefix(CODE)?.trim_end_matches('>').into())
        })
        .collect();
    assert_eq!(used, declared, "cases that no event can fall under");
}

#[test]
fn what_has_occurred_has_codes_and_what_was_not_has_none_of_its_class() {
    let ontology = ontology();
    for record in worded_records(&ontology) {
        let codes = ontology.codes(&record);
        let shown = format!("{} {} {:?}: {codes:?}", record.event, record.status, record.values);
        match record.status {
            Status::Occurred | Status::Ongoing => {
                let is_comment = record.event == EventType::Statement
                    && matches!(
                        record.values.get("stance").map(String::as_str),
                        None | Some("says")
                    );
                let is_standing = record.event == EventType::Membership
                    && record.values.get("change").is_some_and(|change| change == "is");
                assert!(codes.cameo.is_some(), "{shown}");
                assert_eq!(codes.plover.is_none(), is_comment || is_standing, "{shown}");
            }
            _ => assert!(
                codes.plover.is_none_or(|c| {
                    ["AGREE", "REJECT", "SANCTION", "THREATEN"].contains(&c.root.as_str())
                }),
                "{shown}"
            ),
        }
    }
}

#[test]
fn codes_are_written_as_their_schemes_write_them() {
    for t in triples("silkgraph.ttl") {
        if !t.predicate.as_str().ends_with("core#notation") {
            continue;
        }
        let name = t.subject.to_string();
        let name = name.strip_prefix(CODE).unwrap().trim_end_matches('>');
        let Term::Literal(code) = &t.object else { panic!("{name}") };
        let written = match name.split_once('-').unwrap() {
            ("cameo", _) => format!("cameo-{}", code.value()),
            ("plover", rest) if rest.contains('-') => {
                format!("plover-{}-{}", rest.split_once('-').unwrap().0, code.value())
            }
            _ => format!("plover-{}", code.value().to_lowercase()),
        };
        assert_eq!(name, written);
    }
}

/// Everything that the program writes of the example articles.
fn graph_of_the_examples() -> BTreeSet<String> {
    let engine = Engine::load(&Data::embedded()).unwrap();
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/articles");
    let found = article::read_all(&[folder], &article::Options::default());
    let mut store = Store::memory().unwrap();
    pipeline::ingest(&engine, &mut store, found.articles, true, &|| {}).unwrap();
    let mut terms = BTreeSet::new();
    for quad in store.quads() {
        let quad = quad.unwrap();
        for term in [quad.p(), quad.o()] {
            let iri = term.iri().map(|i| i.as_str().to_owned()).unwrap_or_default();
            terms.extend(iri.strip_prefix(SILK).map(str::to_owned));
        }
    }
    terms
}

/// All text files of a folder and those in it.
fn texts(folder: &str) -> Vec<(PathBuf, String)> {
    walkdir::WalkDir::new(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder))
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter_map(|path| Some((path.clone(), fs::read_to_string(path).ok()?)))
        .collect()
}

#[test]
fn every_term_is_used_or_says_why_not() {
    let written = graph_of_the_examples();
    let queries: String = texts("queries").into_iter().map(|(_, text)| text).collect();
    let extractors: String = texts("extractors").into_iter().map(|(_, text)| text).collect();
    let rust: String = texts("src")
        .into_iter()
        .filter(|(path, _)| !path.ends_with("vocabulary.rs") && !path.ends_with("ontology.rs"))
        .map(|(_, text)| text)
        .collect();
    let word = |text: &str, before: &str, term: &str| {
        text.match_indices(&format!("{before}{term}")).any(|(at, found)| {
            !text[at + found.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
        })
    };
    for (term, node) in described() {
        let filled = written.contains(&term)
            || ["{", "[", "{ "].iter().any(|before| word(&extractors, before, &term));
        let named = word(&queries, "silk:", &term)
            || word(&rust, "silk::", &term)
            || rust.contains(&format!("\"{term}\""));
        let why = node.contains_key(&format!("{SKOS}editorialNote"));
        assert!(filled || named || why, "silk:{term} is not used: say why in a skos:editorialNote");
        assert!(!(filled && why), "silk:{term} is used: its skos:editorialNote is out of date");
    }
}

#[test]
fn the_shapes_know_every_role_and_its_words() {
    let shapes = everything("shapes.ttl");
    let rdf = TYPE.trim_end_matches("type");
    let sh = "http://www.w3.org/ns/shacl#";
    let values = |key: &str, property: &str| -> Vec<Term> {
        shapes.get(key).and_then(|n| n.get(property)).cloned().unwrap_or_default()
    };
    let words = |head: &Term| -> BTreeSet<String> {
        let (mut found, mut head) = (BTreeSet::new(), Some(head.clone()));
        while let Some(node) = head {
            let key = node.to_string();
            for item in values(&key, &format!("{rdf}first")) {
                found.insert(match item {
                    Term::Literal(word) => word.value().to_owned(),
                    other => other.to_string().trim_matches(['<', '>']).replace(SILK, ""),
                });
            }
            head = values(&key, &format!("{rdf}rest")).into_iter().next();
        }
        found
    };
    let properties_of = |shape: &str| -> BTreeMap<String, Option<BTreeSet<String>>> {
        let shape = format!("<https://w3id.org/silkgraph/shapes#{shape}>");
        let nodes = values(&shape, &format!("{sh}property")).into_iter();
        nodes
            .filter_map(|node| {
                let key = node.to_string();
                let path = values(&key, &format!("{sh}path")).into_iter().next()?.to_string();
                let path = path.trim_matches(['<', '>']).strip_prefix(SILK)?.to_owned();
                let list = values(&key, &format!("{sh}in")).into_iter().next();
                Some((path, list.map(|head| words(&head))))
            })
            .collect()
    };
    let common = properties_of("Record");
    let status = properties_of("Event").remove("status").unwrap().unwrap();
    let mut all_words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for event in EventType::ALL {
        let own = properties_of(event.name());
        for role in ontology().roles_of(event) {
            let Filler::Word(expected) = &role.filler else {
                let known = common.contains_key(&role.name) || role.name == "date";
                assert!(known, "shape:Record does not know silk:{}", role.name);
                continue;
            };
            let expected: BTreeSet<String> = expected.iter().cloned().collect();
            match role.name.as_str() {
                "status" => assert_eq!(expected, status),
                name => {
                    assert_eq!(own[name].as_ref(), Some(&expected), "shape:{event}: silk:{name}");
                    all_words.entry(name.to_owned()).or_default().extend(expected);
                }
            }
        }
    }
    for (role, expected) in all_words {
        assert_eq!(common[&role].as_ref(), Some(&expected), "shape:Record: silk:{role}");
    }
}

#[test]
fn the_page_is_current() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/ontology.md");
    let made = page::page(&everything("silkgraph.ttl"), &ontology());
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, made).unwrap();
    } else {
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == made, "run BLESS=1 cargo test --release --test ontology");
    }
}
