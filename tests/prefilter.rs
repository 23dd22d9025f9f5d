//! Sentences that are not parsed hold nothing: the same statements with and
//! without the prefilter, on the examples and, where it exists, on the corpus.

use std::path::PathBuf;

use silkgraph::article::{self, Options};
use silkgraph::data::Data;
use silkgraph::extract::Engine;

#[test]
fn the_prefilter_loses_nothing() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folders = ["examples/articles", "../shared/corpus/seeds", "../shared/corpus/dev"]
        .map(|f| root.join(f));
    let folders: Vec<PathBuf> = folders.into_iter().filter(|f| f.exists()).collect();
    let with = Engine::load(&Data::embedded()).unwrap();
    let without = Engine::load(&Data::embedded()).unwrap().without_prefilter();
    let found = article::read_all(&folders, &Options::default());
    assert!(found.articles.len() >= 12);
    for article in &found.articles {
        let (a, b) = (with.extract(article), without.extract(article));
        assert_eq!(a.statements, b.statements, "{}", article.id);
    }
}
