//! Sentences that are not parsed hold nothing, and patterns that are not tried
//! do not match: the same statements with and without the prefilter, on the
//! examples, on made-up articles and, where it exists, on the corpus.

#[path = "../examples/synthesise.rs"]
#[expect(dead_code, reason = "only its articles are needed")]
mod synthesise;

use std::path::PathBuf;

use silkgraph::article::{self, Options};
use silkgraph::data::Data;
use silkgraph::extract::Engine;

#[test]
fn the_prefilter_loses_nothing() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folders = ["examples/articles", "../shared/corpus/seeds", "../shared/corpus/dev"]
        .map(|f| root.join(f));
    let mut folders: Vec<PathBuf> = folders.into_iter().filter(|f| f.exists()).collect();
    let world = synthesise::World::new(3).unwrap();
    let made_up: Vec<String> = (0..100).map(|number| world.article(number * 97)).collect();
    let scratch = tempfile::tempdir().unwrap();
    folders.push(scratch.path().join("made-up.jsonl"));
    std::fs::write(&folders[folders.len() - 1], made_up.join("\n")).unwrap();
    let with = Engine::load(&Data::embedded()).unwrap();
    let without = Engine::load(&Data::embedded()).unwrap().without_prefilter();
    let found = article::read_all(&folders, &Options::default());
    assert!(found.articles.len() >= 112);
    for article in &found.articles {
        let (a, b) = (with.extract(article), without.extract(article));
        assert_eq!(a.statements, b.statements, "{}", article.id);
    }
}
