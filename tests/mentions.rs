//! Who is meant: `cargo test --release --test mentions pronouns`.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use silkgraph::Result;
use silkgraph::data::Data;
use silkgraph::evaluate::{self, Annotated, GoldEvent};
use silkgraph::event::EntityKind;
use silkgraph::example::{self, Mentions};
use silkgraph::extract::Engine;
use silkgraph::gazetteer::{Sense, name};
use silkgraph::text::Span;

fn main() -> ExitCode {
    match trials() {
        Ok(trials) => libtest_mimic::run(&Arguments::from_args(), trials).exit_code(),
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn trials() -> Result<Vec<Trial>> {
    let data = Data::from_dir(env!("CARGO_MANIFEST_DIR"));
    let engine = Arc::new(Engine::load(&data)?);
    let trial = |file: Mentions| {
        let engine = Arc::clone(&engine);
        Trial::test(file.name.clone(), move || holds(&engine, &file))
    };
    let mut trials: Vec<Trial> = example::mentions(&data)?.into_iter().map(trial).collect();
    for (name, test) in [
        ("no_person_of_the_gold_is_missed", no_person_is_missed as fn(&Engine) -> _),
        ("capitals_act_or_are_places", capitals_act_or_are_places),
    ] {
        let engine = Arc::clone(&engine);
        let absent = !Path::new(CORPUS).is_dir();
        trials.push(Trial::test(name, move || test(&engine)).with_ignored_flag(absent));
    }
    Ok(trials)
}

/// Annotated articles beside the project; where they are absent their tests
/// are shown as ignored.
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus");

fn gold(engine: &Engine) -> std::result::Result<Vec<Annotated>, Failed> {
    let all = glob::Pattern::new("*").unwrap();
    let read = |name| evaluate::read(&Path::new(CORPUS).join(name), &all, &engine.ontology);
    Ok(read("dev")?.into_iter().chain(read("seeds")?).collect())
}

/// The words of a name, as the gazetteer compares them.
fn keys(name: &str) -> Vec<String> {
    name::words(name).iter().map(|w| name::key(w.of(name))).collect()
}

/// Persons who do something in the annotations are found by name or surname.
fn no_person_is_missed(engine: &Engine) -> std::result::Result<(), Failed> {
    let mut wanted = 0;
    let mut missing = BTreeSet::new();
    for annotated in gold(engine)? {
        let persons: Vec<Vec<String>> = engine
            .explain(&annotated.article)
            .iter()
            .flat_map(|s| s.mentions.iter().flat_map(|(_, entities)| entities))
            .filter(|e| e.kind == EntityKind::Person)
            .flat_map(|e| std::iter::once(keys(&e.name)).chain(e.written.as_deref().map(keys)))
            .collect();
        for filler in annotated.events.iter().flat_map(persons_of) {
            wanted += 1;
            let same = |name: &str| {
                let name = keys(name);
                persons.iter().any(|p| *p == name || p.last() == name.last())
            };
            if !filler.split('|').any(same) {
                missing.insert(format!("{}: {filler}", annotated.article.id));
            }
        }
    }
    let list: Vec<String> = missing.into_iter().collect();
    println!("{wanted} uses of persons, {} not mentioned", list.len());
    if list.is_empty() { Ok(()) } else { Err(list.join("\n").into()) }
}

/// The fillers of an event that are persons by their looks: two capitalised
/// words or more, and nothing that names a body or an office.
fn persons_of(event: &GoldEvent) -> Vec<String> {
    let roles = ["visitor", "host", "participant", "speaker", "signer"];
    let fillers = event.roles.iter().filter(|(role, _)| roles.contains(&role.as_str()));
    let looks = |filler: &&String| {
        filler.split('|').all(|name| {
            let words: Vec<&str> = name.split_whitespace().collect();
            let capital = |w: &&str| w.starts_with(char::is_uppercase);
            (2..=4).contains(&words.len())
                && words.iter().all(|w| capital(w) && w.chars().any(char::is_lowercase))
                && !words.iter().any(|w| NO_NAME.contains(w))
        })
    };
    fillers.flat_map(|(_, f)| f.iter().filter(looks).cloned()).collect()
}

/// Words of bodies, offices and states.
const NO_NAME: &[&str] = &[
    "Agency",
    "Daily",
    "Telegraph",
    "Opposition",
    "Arab",
    "Army",
    "Asia",
    "Asian",
    "Assembly",
    "Bank",
    "Border",
    "Chamber",
    "Commission",
    "Committee",
    "Company",
    "Congress",
    "Council",
    "Embassy",
    "Emirates",
    "Forces",
    "Foreign",
    "Fund",
    "General",
    "Government",
    "Guard",
    "House",
    "Korea",
    "Kingdom",
    "Minister",
    "Ministry",
    "Nations",
    "Organisation",
    "Organization",
    "Party",
    "President",
    "Prime",
    "Railway",
    "Railways",
    "Secretary",
    "Senate",
    "Service",
    "Staff",
    "State",
    "States",
    "Taliban",
    "Treaty",
    "Union",
    "University",
    "World",
    "Zealand",
    "Arabia",
    "Secretariat",
    "Sri",
    "International",
    "Islamic",
];

/// The share of capitals that must be read rightly; raise it as they are.
const LEAST: f64 = 0.95;

/// Capitals and seats of power in the annotated evidence: a state's where the
/// annotation has the state in a role, a place where it has the city.
fn capitals_act_or_are_places(engine: &Engine) -> std::result::Result<(), Failed> {
    let (mut uses, mut wrong) = (0, BTreeSet::new());
    for annotated in gold(engine)? {
        let text = &annotated.article.text;
        for sentence in engine.explain(&annotated.article) {
            for (tokens, entities) in &sentence.mentions {
                let spans = &sentence.sentence.tokens[tokens.clone()];
                let span = Span { start: spans[0].start, end: spans[spans.len() - 1].end };
                let Some((city, state)) = capital(engine, span.of(text)) else { continue };
                let Some(acts) = gold_reading(&annotated, span, &city, &state) else { continue };
                uses += 1;
                let read: Vec<&str> = entities.iter().map(|e| e.name.as_str()).collect();
                if read.contains(&state.as_str()) != acts {
                    let from = text[sentence.sentence.span.start..span.end].trim();
                    wrong.insert(format!("{}: {from} <- {}", annotated.article.id, read.join("+")));
                }
            }
        }
    }
    let right = (uses - wrong.len()) as f64 / uses.max(1) as f64;
    println!("{uses} uses of capitals, {:.1} % right", 100.0 * right);
    let list: Vec<String> = wrong.into_iter().collect();
    if right >= LEAST { Ok(()) } else { Err(format!("{right:.3}\n{}", list.join("\n")).into()) }
}

/// A capital or seat of power by name, and its state.
fn capital(engine: &Engine, name: &str) -> Option<(String, String)> {
    let gazetteer = &engine.gazetteer;
    let city = gazetteer.names.get(name).iter().find_map(|(sense, _)| match sense {
        Sense::Name(id) if gazetteer.stands_for(*id).is_some() => Some(*id),
        _ => None,
    })?;
    let state = gazetteer.stands_for(city)?;
    Some((gazetteer.things[city].name.clone(), gazetteer.things[state].name.clone()))
}

/// Whether the annotations in whose evidence a capital stands take it for its
/// state; nothing where they have neither or both.
fn gold_reading(annotated: &Annotated, span: Span, city: &str, state: &str) -> Option<bool> {
    let text = &annotated.article.text;
    let (mut place, mut actor) = (false, false);
    for event in &annotated.events {
        let Some(start) = text.find(&event.evidence) else { continue };
        if span.start < start || start + event.evidence.len() < span.end {
            continue;
        }
        let has = |fillers: &[String], name: &str| {
            fillers.iter().any(|f| f.split('|').any(|f| keys(f) == keys(name)))
        };
        place |= event.place.as_deref().is_some_and(|p| has(p, city));
        for (role, fillers) in &event.roles {
            match role.as_str() {
                "destination" => place |= has(fillers, city),
                _ => actor |= has(fillers, state),
            }
        }
    }
    (place != actor).then_some(actor)
}

/// All failures of one file, shown together.
fn holds(engine: &Engine, file: &Mentions) -> std::result::Result<(), Failed> {
    let failures = example::misunderstood(engine, file);
    if failures.is_empty() {
        return Ok(());
    }
    let told: Vec<String> =
        failures.iter().map(|f| format!("\"{}\"\n    {}", f.written, f.what)).collect();
    Err(format!("{}\n{}", file.path, told.join("\n")).into())
}
