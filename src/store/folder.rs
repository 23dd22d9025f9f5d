//! The folder of a store on disk: which database in it is valid, and who may
//! read and write.
//!
//! ```text
//! format     version of what is written
//! lock       held by the one writer
//! current    name of the folder with the valid graph
//! graph-7/   a graph as of the seventh commit: `database`; `lock`, which its
//!            readers share; `unfused` if it has articles of which no events
//!            were made yet
//! writing/   the copy on which the writer works
//! ```
//!
//! A database that readers may see is never written again. The writer works on
//! a copy, which costs little because files of RocksDB do not change and are
//! linked, not copied. To commit is to put a snapshot beside the valid graph
//! and to let `current` name it, which the file system does at once or not at
//! all. So a reader sees the graph of one commit from beginning to end, and a
//! writer that is killed, or finds the disk full, leaves the last commit.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Version of what is written; it changes when old stores cannot be read.
const FORMAT: u32 = 3;

/// What marks a graph with articles of which no events were made yet.
const UNFUSED: &str = "unfused";

/// How often a reader looks again when commits overtake it.
const ATTEMPTS: usize = 100;

/// The folder, held by its writer.
#[derive(Debug)]
pub(super) struct Writer {
    path: PathBuf,
    _lock: File,
}

/// A valid graph, which stays as long as this is held.
#[derive(Debug)]
pub(super) struct Reader {
    graph: PathBuf,
    /// `None` where the file system has no locks.
    _lock: Option<File>,
}

impl Writer {
    /// Takes the folder to write, and makes it if there is none. What an
    /// earlier writer left unfinished is removed.
    pub fn open(path: &Path) -> Result<Self> {
        fs::create_dir_all(path).map_err(|e| unwritable(path, e))?;
        if is_new(path)? {
            replace_file(&path.join("format"), &FORMAT.to_string())?;
        }
        check_format(path)?;
        let file = path.join("lock");
        let lock = File::options().create(true).write(true).truncate(false).open(&file);
        let lock = lock.map_err(|e| unwritable(&file, e))?;
        lock.try_lock().map_err(|e| match e {
            TryLockError::WouldBlock => Error::Store(format!(
                "{}: another silkgraph is writing to this store; wait until it has ended, or name \
                 another folder with --db",
                path.display()
            )),
            TryLockError::Error(e) => Error::io(&file, e),
        })?;
        let writer = Writer { path: path.to_owned(), _lock: lock };
        writer.sweep()?;
        Ok(writer)
    }

    /// Where the writer's database is. The first call makes it: a copy of the
    /// valid one, or nothing yet.
    pub fn database(&self) -> Result<PathBuf> {
        let copy = self.path.join("writing");
        if !copy.exists() {
            match current(&self.path)? {
                Some(name) => link(&self.path.join(name).join("database"), &copy)?,
                None => fs::create_dir(&copy).map_err(|e| unwritable(&copy, e))?,
            }
        }
        Ok(copy)
    }

    /// Whether events were made of all articles of the valid graph.
    pub fn is_fused(&self) -> Result<bool> {
        Ok(current(&self.path)?.is_none_or(|name| is_fused(&self.path.join(name))))
    }

    /// Makes valid what `snapshot` puts into the folder that it is given.
    pub fn commit(&self, is_fused: bool, snapshot: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        let last = current(&self.path)?.and_then(|name| number(&name));
        let name = format!("graph-{}", last.map_or(1, |n| n + 1));
        let graph = self.path.join(&name);
        fs::create_dir(&graph).map_err(|e| unwritable(&graph, e))?;
        File::create(graph.join("lock")).map_err(|e| unwritable(&graph, e))?;
        if !is_fused {
            File::create(graph.join(UNFUSED)).map_err(|e| unwritable(&graph, e))?;
        }
        snapshot(&graph.join("database"))?;
        sync(&graph)?;
        replace_file(&self.path.join("current"), &name)?;
        self.remove_graphs()
    }

    /// Removes what no commit made valid.
    fn sweep(&self) -> Result<()> {
        remove(&self.path.join("writing"))?;
        self.remove_graphs()
    }

    /// Removes all graphs but the valid one and those that are being read.
    fn remove_graphs(&self) -> Result<()> {
        let valid = current(&self.path)?;
        for name in names(&self.path)? {
            if number(&name).is_some() && Some(&name) != valid.as_ref() {
                let graph = self.path.join(&name);
                let is_read = File::open(graph.join("lock"))
                    .is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)));
                if !is_read {
                    remove(&graph)?;
                }
            }
        }
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // What cannot be removed now, the next writer removes.
        let _ = self.sweep();
    }
}

impl Reader {
    /// Takes the valid graph to read; `None` when nothing was committed yet.
    pub fn open(path: &Path) -> Result<Option<Self>> {
        if !path.exists() {
            return Err(Error::Store(format!(
                "{}: there is no store; build one with `silkgraph ingest`, or name another with --db",
                path.display()
            )));
        }
        check_format(path)?;
        for _ in 0..ATTEMPTS {
            let Some(name) = current(path)? else { return Ok(None) };
            let graph = path.join(&name);
            let lock = match File::open(graph.join("lock")) {
                Ok(lock) => lock,
                Err(e) if e.kind() == ErrorKind::NotFound => continue,
                Err(e) => return Err(Error::io(graph.join("lock"), e)),
            };
            let lock = match lock.try_lock_shared() {
                Ok(()) => Some(lock),
                Err(TryLockError::WouldBlock) => continue,
                Err(TryLockError::Error(e)) if e.kind() == ErrorKind::Unsupported => None,
                Err(TryLockError::Error(e)) => return Err(Error::io(graph.join("lock"), e)),
            };
            // A graph that is still valid under the lock stays.
            if current(path)?.as_ref() == Some(&name) {
                return Ok(Some(Reader { graph, _lock: lock }));
            }
        }
        Err(Error::Store(format!(
            "{}: the store changes too often to be read; try again",
            path.display()
        )))
    }

    /// Where the database is.
    pub fn database(&self) -> PathBuf {
        self.graph.join("database")
    }

    /// Whether events were made of all articles.
    pub fn is_fused(&self) -> bool {
        is_fused(&self.graph)
    }
}

fn is_fused(graph: &Path) -> bool {
    !graph.join(UNFUSED).exists()
}

/// What the files of a database take on disk.
pub(super) fn bytes(database: &Path) -> Result<u64> {
    let size = |name: String| {
        let file = database.join(name);
        match fs::metadata(&file) {
            // The writer's database drops files while it is at work.
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(0),
            about => about.map(|about| about.len()).map_err(|e| Error::io(&file, e)),
        }
    };
    names(database)?.into_iter().map(size).sum()
}

/// Whether the folder is empty but for what a writer that was killed on its
/// way to the first commit may have left.
fn is_new(path: &Path) -> Result<bool> {
    Ok(names(path)?.iter().all(|name| matches!(name.as_str(), "lock" | "format.new")))
}

fn check_format(path: &Path) -> Result<()> {
    let shown = path.display();
    let found = fs::read_to_string(path.join("format")).ok();
    let Some(found) = found.and_then(|text| text.trim().parse::<u32>().ok()) else {
        return Err(Error::Store(format!(
            "{shown}: this is not a store of silkgraph; name another folder with --db"
        )));
    };
    match found {
        FORMAT => Ok(()),
        ..FORMAT => Err(Error::Store(format!(
            "{shown}: an older silkgraph wrote this store (format {found}, this one reads \
             {FORMAT}); build it anew from the articles:\n  \
             mv {shown} {shown}.old && silkgraph ingest --db {shown} ARTICLES"
        ))),
        _ => Err(Error::Store(format!(
            "{shown}: a newer silkgraph wrote this store (format {found}, this one reads \
             {FORMAT}); update silkgraph, or name another folder with --db"
        ))),
    }
}

/// The name of the valid graph; `None` before the first commit.
fn current(path: &Path) -> Result<Option<String>> {
    let file = path.join("current");
    match fs::read_to_string(&file) {
        Ok(name) if number(name.trim()).is_some() => Ok(Some(name.trim().to_owned())),
        Ok(_) => Err(Error::Store(format!(
            "{}: does not name a graph of the store; build the store anew with `silkgraph ingest`",
            file.display()
        ))),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::io(file, e)),
    }
}

/// The number of the commit in the name of a graph.
fn number(name: &str) -> Option<u64> {
    name.strip_prefix("graph-")?.parse().ok()
}

fn names(path: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(path).map_err(|e| Error::io(path, e))?;
    entries
        .map(|entry| match entry {
            Ok(entry) => Ok(entry.file_name().to_string_lossy().into_owned()),
            Err(e) => Err(Error::io(path, e)),
        })
        .collect()
}

/// Copies a database that nobody writes. Tables never change and are linked
/// where the file system can; the few other files are written on.
fn link(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir(to).map_err(|e| unwritable(to, e))?;
    for name in names(from)? {
        let (source, target) = (from.join(&name), to.join(&name));
        let linked = name.ends_with(".sst") && fs::hard_link(&source, &target).is_ok();
        if !linked {
            fs::copy(&source, &target).map_err(|e| unwritable(&target, e))?;
        }
    }
    Ok(())
}

/// Removes a folder with all that it holds, if it is there.
fn remove(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(unwritable(path, e)),
        _ => Ok(()),
    }
}

/// Gives a file this text at once or not at all, also when the power fails.
fn replace_file(path: &Path, text: &str) -> Result<()> {
    let new = path.with_extension("new");
    let write = || {
        let mut file = File::create(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, path)
    };
    write().map_err(|e| unwritable(path, e))?;
    path.parent().map_or(Ok(()), sync)
}

/// Lets the names in a folder outlast a power failure, where the system can.
fn sync(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|e| unwritable(folder, e))?;
    }
    Ok(())
}

/// What stood in the way of writing, and what to do.
fn unwritable(path: &Path, error: std::io::Error) -> Error {
    match advice(&error) {
        Some(advice) => Error::Store(format!("{}: {error}; {advice}", path.display())),
        None => Error::io(path, error),
    }
}

fn advice(error: &std::io::Error) -> Option<&'static str> {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Some(FULL),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Some(
            "silkgraph must write in this folder: change its permissions, or name another with --db",
        ),
        _ => None,
    }
}

/// What a user is told when the disk is full.
pub(super) const FULL: &str =
    "the store is as the last commit left it: free space on the disk and run the command again";
