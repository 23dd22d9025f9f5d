//! Speed of the whole of `extract` on the project's own examples: bytes of
//! article and sentences a second, on one thread and on all cores.

use std::path::PathBuf;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rayon::prelude::*;
use silkgraph::article::{self, Article};
use silkgraph::data::Data;
use silkgraph::extract::Engine;
use silkgraph::language::Decoder;
use silkgraph::text;

/// How often the examples are repeated.
const TIMES: usize = 4;

fn articles() -> Vec<Article> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/articles"));
    let once = article::read_all(&[folder], &article::Options::default()).articles;
    std::iter::repeat_n(once, TIMES).flatten().collect()
}

fn extract(criterion: &mut Criterion) {
    let articles = articles();
    let sentences: usize = articles.iter().map(|a| text::sentences(&a.text).len()).sum();
    let mut group = criterion.benchmark_group("extract");
    group.sample_size(10);
    group.throughput(Throughput::Elements(sentences as u64));
    for (name, decoder) in [("greedy", Decoder::Greedy), ("beam", Decoder::Beam)] {
        let engine =
            Engine::load(&Data::embedded()).expect("the embedded data loads").with_decoder(decoder);
        let count = |a: &Article| engine.extract(a).statements.len();
        group.bench_function(format!("{name}, one thread"), |b| {
            b.iter(|| articles.iter().map(count).sum::<usize>())
        });
        group.bench_function(format!("{name}, all cores"), |b| {
            b.iter(|| articles.par_iter().map(count).sum::<usize>())
        });
    }
    group.finish();
}

criterion_group!(benches, extract);
criterion_main!(benches);
