//! The order of the modules: each uses only what stands above it in `lib.rs`.

use std::fs;
use std::path::{Path, PathBuf};

const SRC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

#[test]
fn a_module_uses_only_what_stands_above_it() {
    let lib = fs::read_to_string(format!("{SRC}/lib.rs")).unwrap();
    let names = lib.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';'));
    let order: Vec<&str> = names.collect();
    let mut faults = Vec::new();
    for (at, module) in order.iter().enumerate() {
        for path in files(module) {
            let text = fs::read_to_string(&path).unwrap();
            let below =
                used(&text).into_iter().filter(|used| order[at + 1..].contains(&used.as_str()));
            faults.extend(below.map(|used| format!("{} uses `{used}`", path.display())));
        }
    }
    assert!(order.len() > 15, "lib.rs could not be read");
    assert!(
        faults.is_empty(),
        "these use what stands below them in lib.rs:\n{}",
        faults.join("\n")
    );
}

/// The file of a module and those of its folder.
fn files(module: &str) -> Vec<PathBuf> {
    let inner = fs::read_dir(Path::new(SRC).join(module)).into_iter().flatten();
    let inner = inner
        .map(|entry| entry.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "rs"));
    std::iter::once(Path::new(SRC).join(format!("{module}.rs"))).chain(inner).collect()
}

/// The first names of all `crate::` paths, also of `crate::{a::B, c}`.
fn used(text: &str) -> Vec<String> {
    let first = |path: &str| -> String {
        path.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let after = text.split("crate::").skip(1);
    after
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(list) => {
                list.split('}').next().unwrap_or_default().split(',').map(first).collect()
            }
            None => vec![first(rest)],
        })
        .collect()
}
