//! How fast the names of the gazetteer and the mentions are found, in bytes of
//! English news text.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use silkgraph::data::Data;
use silkgraph::gazetteer::Gazetteer;
use silkgraph::mention::{Finder, Words};
use silkgraph::text::sentences;

/// A page of news with many names.
const PAGE: &str = "ASTANA, October 14 -- The presidents of Kazakhstan and Uzbekistan met on Thursday and \
signed an agreement on water. Kassym-Jomart Tokayev thanked his Uzbek counterpart, Shavkat Mirziyoyev, for his \
visit. The Kazakh Foreign Ministry said that Sergei Lavrov and Wang Yi would come to the session of the Shanghai \
Cooperation Organisation in Samarkand. Talgat Kaliev, a Kazakh political scientist, was not so sure. Observers \
doubt that the treaty will be ratified soon; the previous one took seven years, and the committee that was to \
watch over it has not met since. The delegation, headed by the deputy prime minister, inspected the construction \
of a railway and of several power stations along the river, and spoke with engineers, shepherds and the governor \
of the province about water, prices and roads.\n\n";

fn names(criterion: &mut Criterion) {
    let data = Data::embedded();
    let (Ok(gazetteer), text) = (Gazetteer::load(&data), PAGE.repeat(100)) else { return };
    let Ok(words) = Words::load(&data, &gazetteer) else { return };
    let parted = sentences(&text);
    let mut group = criterion.benchmark_group("mention");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("match names", |bencher| {
        bencher.iter(|| gazetteer.names.find(&gazetteer.names.words(black_box(&text))).len());
    });
    let finder = Finder { gazetteer: &gazetteer, words: &words };
    group.bench_function("find mentions", |bencher| {
        bencher.iter(|| finder.find(black_box(&text), &parted).len());
    });
    group.finish();
}

criterion_group!(benches, names);
criterion_main!(benches);
