//! Every stage and the whole, in seconds of the processor: on articles made up
//! by `examples/synthesise.rs` and on the project's own examples. A "sentence" is
//! one of the article's text, as the splitter counts them.
//!
//! `bench/compare` makes the table of `docs/performance.md` of what this prints.

#[path = "../examples/synthesise.rs"]
#[expect(dead_code, reason = "only its articles are needed")]
mod synthesise;

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

use cpu_time::ProcessTime;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main,
};
use rayon::prelude::*;
use silkgraph::article::{self, Article};
use silkgraph::data::Data;
use silkgraph::event::Event;
use silkgraph::extract::{Engine, Extraction};
use silkgraph::language::{Decoder, Model};
use silkgraph::mention::{Finder, Words};
use silkgraph::pipeline;
use silkgraph::query::Graph;
use silkgraph::rdf::{self, Reading};
use silkgraph::resolve::Discourse;
use silkgraph::store::Store;
use silkgraph::text::sentences;
use silkgraph::time;

/// Articles that are made up.
const ARTICLES: u64 = 150;

/// The events of the graph, as a reader asks for them.
const QUESTION: &str = "PREFIX silk: <https://w3id.org/silkgraph/ns#> \
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> \
    SELECT ?date ?label { ?e a silk:Visit ; rdfs:label ?label ; silk:date ?date } ORDER BY ?date";

/// Time of the processor that all threads together have used.
struct Processor;

const WALL: WallTime = WallTime;

impl Measurement for Processor {
    type Intermediate = ProcessTime;
    type Value = Duration;

    fn start(&self) -> ProcessTime {
        ProcessTime::now()
    }

    fn end(&self, start: ProcessTime) -> Duration {
        start.elapsed()
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        value.as_nanos() as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WALL.formatter()
    }
}

fn read(paths: &[PathBuf]) -> Vec<Article> {
    article::read_all(paths, &article::Options::default()).articles
}

fn made_up() -> Vec<Article> {
    let world = synthesise::World::new(1).expect("the embedded gazetteer is checked");
    let lines: Vec<String> = (0..ARTICLES).map(|number| world.article(number)).collect();
    let scratch = tempfile::tempdir().expect("a folder for what is made up");
    let file = scratch.path().join("made-up.jsonl");
    std::fs::write(&file, lines.join("\n")).expect("room for it");
    read(&[file])
}

fn examples() -> Vec<Article> {
    read(&[PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/articles"))])
}

/// The stages up to the parser, each alone.
fn reading(group: &mut BenchmarkGroup<Processor>, engine: &Engine, articles: &[Article]) {
    let words = Words::load(&Data::embedded(), &engine.gazetteer).expect("the data is checked");
    let finder = Finder { gazetteer: &engine.gazetteer, words: &words };
    let split: Vec<_> = articles.iter().map(|a| (a, sentences(&a.text))).collect();
    let found: Vec<_> = split.iter().map(|(a, s)| (a, s, finder.find(&a.text, s))).collect();
    group.bench_function("text", |b| {
        b.iter(|| articles.iter().map(|a| sentences(&a.text).len()).sum::<usize>());
    });
    group.bench_function("mention", |b| {
        b.iter(|| split.iter().map(|(a, s)| finder.find(&a.text, s).len()).sum::<usize>());
    });
    group.bench_function("time", |b| {
        let context = |a: &Article| time::Context { published: a.published, day_first: None };
        b.iter(|| articles.iter().map(|a| time::find(&a.text, &context(a)).len()).sum::<usize>());
    });
    group.bench_function("resolve", |b| {
        b.iter(|| {
            for (a, s, m) in &found {
                black_box(Discourse::new(&engine.gazetteer, a.published, &a.text, s, m));
            }
        });
    });
    let model = Model::embedded();
    group.bench_function("tag", |b| {
        let tags = |(a, s): &(&Article, Vec<_>)| -> usize {
            s.iter().map(|s| model.words(&a.text, s, &[]).lemmas.len()).sum()
        };
        b.iter(|| split.iter().map(tags).sum::<usize>());
    });
}

/// The whole up to the trees, and up to the statements.
fn extracting(group: &mut BenchmarkGroup<Processor>, articles: &[Article]) {
    let load = || Engine::load(&Data::embedded()).expect("the embedded data loads");
    let decoders =
        [("greedy", Decoder::Greedy), ("beam", Decoder::Beam), ("adaptive", Decoder::Adaptive)];
    for (name, decoder) in decoders {
        let engine = load().with_decoder(decoder);
        group.bench_function(format!("trees, {name}"), |b| {
            b.iter(|| articles.iter().map(|a| engine.trees(a).len()).sum::<usize>());
        });
    }
    let engine = load();
    let count = |a: &Article| engine.extract(a).statements.len();
    group.bench_function("extract", |b| b.iter(|| articles.iter().map(count).sum::<usize>()));
    group.bench_function("extract, all cores", |b| {
        b.iter(|| articles.par_iter().map(count).sum::<usize>());
    });
}

/// What comes after reading.
fn storing(group: &mut BenchmarkGroup<Processor>, engine: &Engine, articles: &[Article]) {
    let extractions: Vec<Extraction> = articles.iter().map(|a| engine.extract(a)).collect();
    let pairs = articles.iter().zip(&extractions);
    let readings: Vec<Reading> = pairs.map(|(a, x)| pipeline::reading(engine, a, x)).collect();
    let gazetteer = &engine.gazetteer;
    let events: Vec<Event> = pipeline::fuse(gazetteer, &readings);
    group.bench_function("fuse", |b| b.iter(|| pipeline::fuse(gazetteer, &readings).len()));
    group.bench_function("rdf", |b| {
        b.iter(|| readings.iter().map(|r| rdf::claim_quads(r, true).count()).sum::<usize>());
    });
    let stored = |mut store: Store| {
        store.put_articles(&readings, true).expect("a store in memory takes all");
        store.replace_events(&events, gazetteer).expect("a store in memory takes all");
        store
    };
    let empty = || Store::memory().expect("a store in memory opens");
    group.bench_function("store", |b| b.iter_batched(empty, stored, BatchSize::LargeInput));
    let store = stored(empty());
    group.bench_function("query", |b| {
        b.iter(|| store.answer(QUESTION).map(black_box).is_ok());
    });
}

fn stages(criterion: &mut Criterion<Processor>) {
    let engine = Engine::load(&Data::embedded()).expect("the embedded data loads");
    for (name, articles) in [("made-up", made_up()), ("examples", examples())] {
        let sentences: usize = articles.iter().map(|a| sentences(&a.text).len()).sum();
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        group.throughput(Throughput::Elements(sentences as u64));
        reading(&mut group, &engine, &articles);
        extracting(&mut group, &articles);
        storing(&mut group, &engine, &articles);
        group.finish();
    }
}

fn measured() -> Criterion<Processor> {
    Criterion::default().with_measurement(Processor)
}

criterion_group!(name = benches; config = measured(); targets = stages);
criterion_main!(benches);
