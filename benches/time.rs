//! How fast time expressions are found and resolved, in bytes of English news text.

use std::hint::black_box;

use chrono::NaiveDate;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use silkgraph::time::{Context, find};

/// A page of news with about the usual share of time expressions.
const PAGE: &str = "ASTANA, October 14 -- The presidents of Kazakhstan and Uzbekistan met on Thursday for the \
third time since 2015 and signed an agreement on water that had been negotiated for two years. The talks, which \
began on October 12 and were to last until the end of the week, were overshadowed by the fighting of last month \
at the border, in which more than 100 people died. In the first half of 2022 trade between the neighbours grew by \
a fifth compared to the same period a year earlier, the ministry said. A visit to Tashkent is planned for early \
next year, and the annual exercise Peace Shield-2023 is to be held between May and July. The delegation, headed by \
the deputy prime minister, inspected the construction of a railway and of several power stations along the river, \
and spoke with engineers, shepherds and the governor of the province about water, prices and roads. Observers \
doubt that the treaty will be ratified soon; the previous one, of 1998, took seven years.\n\n";

fn find_and_resolve(criterion: &mut Criterion) {
    let text = PAGE.repeat(100);
    let context =
        Context { published: NaiveDate::from_ymd_opt(2022, 10, 14), ..Context::default() };
    let mut group = criterion.benchmark_group("time");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("find", |bencher| bencher.iter(|| find(black_box(&text), &context).len()));
    group.bench_function("find and resolve", |bencher| {
        bencher.iter(|| {
            let found = find(black_box(&text), &context);
            found
                .iter()
                .filter_map(|expression| expression.resolve(expression.default_tense()))
                .count()
        });
    });
    group.finish();
}

criterion_group!(benches, find_and_resolve);
criterion_main!(benches);
