//! Speed of the language layer: tokens a second, one thread.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use silkgraph::language::{Decoder, Model};
use silkgraph::text::sentences;

/// Sentences of the kind the program reads, written for this benchmark.
const TEXT: &str = "Kazakh President Kassym-Jomart Tokayev arrived in Tashkent on Thursday for a two-day state visit, \
    his press service said. During the talks, which lasted more than three hours, he and Uzbek President Shavkat \
    Mirziyoyev discussed trade, water and the railway that is being built through the mountains. “We have agreed \
    to open two more border posts before the end of the year,” Mirziyoyev told reporters. The two sides signed \
    eleven documents, including an agreement on the supply of electricity worth $1.2 billion. In October the \
    foreign ministers of the five countries will meet in Ashgabat, where they are expected to adopt a joint \
    statement. Exercises of the armed forces of Tajikistan and Kyrgyzstan, planned for the spring, were put off \
    after the U.S. delegation cancelled its trip.";

fn language(c: &mut Criterion) {
    let model = Model::embedded();
    let split = sentences(TEXT);
    let tokens: usize = split.iter().map(|sentence| sentence.tokens.len()).sum();
    let mut group = c.benchmark_group("language");
    group.throughput(Throughput::Elements(tokens as u64));
    group.bench_function("split", |b| b.iter(|| sentences(TEXT)));
    group.bench_function("tag", |b| {
        b.iter(|| split.iter().map(|sentence| model.tags(TEXT, sentence).len()).sum::<usize>());
    });
    for (name, decoder) in [("greedy", Decoder::Greedy), ("beam", Decoder::Beam)] {
        group.bench_function(name, |b| {
            b.iter(|| {
                split
                    .iter()
                    .map(|sentence| model.parse(TEXT, sentence, &[], decoder).tokens.len())
                    .sum::<usize>()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, language);
criterion_main!(benches);
