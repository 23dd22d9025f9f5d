//! The examples of each extractor: `cargo test --release --test extractors visit`.

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use silkgraph::data::Data;
use silkgraph::example::{self, Failure};
use silkgraph::extract::Engine;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let engine = match Engine::load(&Data::from_dir(env!("CARGO_MANIFEST_DIR"))) {
        Ok(engine) => Arc::new(engine),
        Err(fault) => {
            eprintln!("{fault}");
            return ExitCode::FAILURE;
        }
    };
    let trial = |number: usize| {
        let (name, engine) = (engine.extractors[number].name.clone(), Arc::clone(&engine));
        Trial::test(name, move || holds(&engine, number))
    };
    let nulls = Arc::clone(&engine);
    let null = Trial::test("null", move || told("null.toml", &example::null_failures(&nulls)));
    let needed = Trial::test("each_null_entry_is_needed", each_null_entry_is_needed);
    let trials = (0..engine.extractors.len()).map(trial).chain([null, needed]).collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// All failures of one extractor, shown together.
fn holds(engine: &Engine, number: usize) -> Result<(), Failed> {
    let extractor = &engine.extractors[number];
    told(&extractor.path, &example::failures(engine, extractor))
}

/// Without the null list, something is found in an example of each entry.
fn each_null_entry_is_needed() -> Result<(), Failed> {
    let engine = Engine::load(&Data::from_dir(env!("CARGO_MANIFEST_DIR")))?.without_nulls();
    let idle: Vec<&str> = engine
        .nulls
        .entries
        .iter()
        .filter(|entry| !entry.examples.iter().any(|e| example::finds(&engine, e, entry)))
        .map(|entry| entry.about.as_str())
        .collect();
    if idle.is_empty() { Ok(()) } else { Err(format!("nothing is found without {idle:?}").into()) }
}

fn told(path: &str, failures: &[Failure]) -> Result<(), Failed> {
    if failures.is_empty() {
        return Ok(());
    }
    let told: Vec<String> =
        failures.iter().map(|f| format!("\"{}\"\n    {}", f.written, f.what)).collect();
    Err(format!("{path}\n{}", told.join("\n")).into())
}
