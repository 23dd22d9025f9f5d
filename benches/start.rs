//! How long a user waits for the first line: loading the gazetteer, and the
//! whole program from its start to the first parsed sentence.

use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};
use silkgraph::data::Data;
use silkgraph::gazetteer::Gazetteer;

fn start(criterion: &mut Criterion) {
    criterion.bench_function("load the gazetteer", |b| {
        b.iter(|| Gazetteer::load(&Data::embedded()).expect("the embedded gazetteer is checked"));
    });
    criterion.bench_function("from start to the first parsed sentence", |b| {
        b.iter(|| {
            let mut program = Command::new(env!("CARGO_BIN_EXE_silkgraph"));
            program.args(["explain", "Xi Jinping visited Astana.", "--on", "2022-09-16"]);
            assert!(program.stdout(Stdio::null()).status().is_ok_and(|s| s.success()));
        });
    });
}

criterion_group!(benches, start);
criterion_main!(benches);
