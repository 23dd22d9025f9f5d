//! The examples of each extractor: `cargo test --release --test extractors visit`.

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use silkgraph::data::Data;
use silkgraph::example;
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
    let trials = (0..engine.extractors.len()).map(trial).collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// All failures of one extractor, shown together.
fn holds(engine: &Engine, number: usize) -> Result<(), Failed> {
    let extractor = &engine.extractors[number];
    let failures = example::failures(engine, extractor);
    if failures.is_empty() {
        return Ok(());
    }
    let told: Vec<String> =
        failures.iter().map(|f| format!("\"{}\"\n    {}", f.written, f.what)).collect();
    Err(format!("{}\n{}", extractor.path, told.join("\n")).into())
}
