//! A store on disk: what lasts, who sees what, and what is told when it
//! cannot be opened.

use std::fs;
use std::path::PathBuf;

use silkgraph::rdf::{ArticleMeta, Reading};
use silkgraph::store::{GraphFormat, Store};

/// A folder that goes when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = format!("silkgraph-store-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(folder);
        fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    fn path(&self) -> PathBuf {
        self.0.join("store")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is left to the system.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn put(store: &mut Store, id: &str) {
    let article = ArticleMeta { id: id.to_owned(), ..ArticleMeta::default() };
    let reading = Reading::new(article, "", &[], &[], Vec::new());
    assert!(store.put_article(&reading, true).unwrap());
}

fn articles(store: &Store) -> Vec<String> {
    store.articles().unwrap().into_keys().collect()
}

fn told(opened: silkgraph::Result<Store>) -> String {
    opened.err().unwrap().to_string()
}

#[test]
fn what_is_committed_lasts_and_the_rest_is_lost() {
    let scratch = Scratch::new("commit");
    let path = scratch.path();
    let mut store = Store::open(&path).unwrap();
    put(&mut store, "a");
    store.commit().unwrap();
    put(&mut store, "b");
    assert_eq!(articles(&store), ["a", "b"], "the writer sees what it wrote");
    drop(store);

    let mut store = Store::open(&path).unwrap();
    assert_eq!(articles(&store), ["a"]);
    put(&mut store, "c");
    store.commit().unwrap();
    store.remove_article("a").unwrap();
    store.commit().unwrap();
    drop(store);
    assert_eq!(articles(&Store::open_read_only(&path).unwrap()), ["c"]);
}

#[test]
fn a_reader_sees_one_commit_whatever_the_writer_does() {
    let scratch = Scratch::new("readers");
    let path = scratch.path();
    let mut store = Store::open(&path).unwrap();
    assert_eq!(articles(&Store::open_read_only(&path).unwrap()), [""; 0]);
    put(&mut store, "a");
    store.commit().unwrap();
    let early = Store::open_read_only(&path).unwrap();
    for id in ["b", "c", "d"] {
        put(&mut store, id);
        assert_eq!(articles(&early), ["a"]);
        store.commit().unwrap();
    }
    let late = Store::open_read_only(&path).unwrap();
    assert_eq!(articles(&late), ["a", "b", "c", "d"]);
    drop(store);
    assert_eq!(articles(&early), ["a"]);

    // A graph goes once nobody reads it.
    let graphs = || {
        let names = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().starts_with("graph-")).count()
    };
    assert_eq!(graphs(), 2);
    drop((early, late));
    drop(Store::open(&path).unwrap());
    assert_eq!(graphs(), 1);
}

#[test]
fn a_reader_keeps_its_graph_while_commits_go_on() {
    let scratch = Scratch::new("beside");
    let path = scratch.path();
    let mut store = Store::open(&path).unwrap();
    put(&mut store, "0");
    store.commit().unwrap();
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut last = 0;
            while last < 20 {
                let seen = articles(&Store::open_read_only(&path).unwrap()).len();
                assert!(seen >= last, "{seen} articles after {last}");
                last = seen;
            }
        });
        for number in 1..20 {
            put(&mut store, &number.to_string());
            store.commit().unwrap();
        }
        reader.join().unwrap();
    });
}

#[test]
fn one_writer_at_a_time() {
    let scratch = Scratch::new("writers");
    let path = scratch.path();
    let first = Store::open(&path).unwrap();
    let second = told(Store::open(&path));
    assert!(second.contains("another silkgraph is writing to this store"), "{second}");
    drop(first);
    Store::open(&path).unwrap();
}

#[test]
fn other_versions_are_refused_and_nothing_is_touched() {
    let scratch = Scratch::new("versions");
    let path = scratch.path();
    let mut store = Store::open(&path).unwrap();
    put(&mut store, "a");
    store.commit().unwrap();
    drop(store);
    let format = fs::read_to_string(path.join("format")).unwrap();
    for (other, advice) in [("0", "silkgraph ingest --db"), ("999", "update silkgraph")] {
        fs::write(path.join("format"), other).unwrap();
        for told in [told(Store::open(&path)), told(Store::open_read_only(&path))] {
            assert!(told.contains(advice), "{told}");
        }
    }
    fs::write(path.join("format"), format).unwrap();
    assert_eq!(articles(&Store::open_read_only(&path).unwrap()), ["a"]);
}

#[test]
fn what_is_no_store_is_refused() {
    let scratch = Scratch::new("strange");
    let missing = told(Store::open_read_only(scratch.path()));
    assert!(missing.contains("silkgraph ingest"), "{missing}");
    fs::create_dir(scratch.path()).unwrap();
    fs::write(scratch.path().join("letter.txt"), "Dear").unwrap();
    for told in [told(Store::open(scratch.path())), told(Store::open_read_only(scratch.path()))] {
        assert!(told.contains("not a store of silkgraph"), "{told}");
    }
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1, "nothing is left in it");
}

/// A process that is killed before its first commit may leave any beginning of
/// a store.
#[test]
fn a_store_that_was_only_begun_can_be_gone_on_with() {
    let whole = Scratch::new("whole");
    Store::open(whole.path()).unwrap().commit().unwrap();
    let format = fs::read(whole.path().join("format")).unwrap();
    for left in [&["lock"][..], &["format.new"], &["format", "lock", "writing/", "current.new"]] {
        let scratch = Scratch::new("begun");
        fs::create_dir(scratch.path()).unwrap();
        for name in left {
            let path = scratch.path().join(name);
            match *name {
                "writing/" => fs::create_dir(path).unwrap(),
                "format" => fs::write(path, &format).unwrap(),
                _ => fs::write(path, "").unwrap(),
            }
        }
        let mut store = Store::open(scratch.path()).unwrap();
        put(&mut store, "a");
        store.commit().unwrap();
        assert_eq!(articles(&Store::open_read_only(scratch.path()).unwrap()), ["a"]);
    }
}

/// More quads than are written one by one are loaded as tables: the graph is
/// the same.
#[test]
fn loading_and_writing_come_to_the_same() {
    let ids: Vec<String> = (0..8000).map(|number| format!("article-{number}")).collect();
    let metas = ids.iter().map(|id| ArticleMeta {
        id: id.clone(),
        title: Some("A title".to_owned()),
        ..ArticleMeta::default()
    });
    let readings: Vec<Reading> =
        metas.map(|article| Reading::new(article, "", &[], &[], Vec::new())).collect();
    let scratch = Scratch::new("loading");
    let mut loaded = Store::open(scratch.path()).unwrap();
    assert!(loaded.put_articles(&readings, true).unwrap().into_iter().all(|changed| changed));
    assert!(!loaded.put_articles(&readings, true).unwrap().contains(&true));
    let mut written = Store::memory().unwrap();
    for batch in readings.chunks(100) {
        written.put_articles(batch, true).unwrap();
    }
    let lines = |store: &Store| {
        let mut out = Vec::new();
        store.dump(GraphFormat::NQuads, &mut out).unwrap();
        let mut lines: Vec<String> =
            String::from_utf8(out).unwrap().lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(&loaded).len(), 16_000);
    assert!(lines(&loaded) == lines(&written));
}
