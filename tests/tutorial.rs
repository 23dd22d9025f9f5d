//! The tutorial and the cookbook: what they show is run, as a new user would,
//! in a folder that holds nothing but the example articles.
//!
//! `TRYCMD=overwrite cargo test --release --test tutorial` writes the answers
//! anew, for you to read.

use std::fs;
use std::path::Path;

#[test]
fn what_they_show_is_so() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = tempfile::tempdir().unwrap();
    let articles = scratch.path().join("examples/articles");
    fs::create_dir_all(&articles).unwrap();
    for entry in fs::read_dir(project.join("examples/articles")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, articles.join(path.file_name().unwrap())).unwrap();
    }
    // No other test is in this program.
    std::env::set_current_dir(scratch.path()).unwrap();
    for document in ["docs/tutorial.md", "docs/cookbook.md"] {
        trycmd::TestCases::new().case(project.join(document)).run();
    }
    std::env::set_current_dir(project).unwrap();
}
