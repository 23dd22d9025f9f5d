//! The data that people edit: embedded in the binary, or a working copy.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

static ONTOLOGY: Dir = include_dir!("$CARGO_MANIFEST_DIR/ontology");
/// As `build.rs` writes it.
static GAZETTEER: Dir = include_dir!("$OUT_DIR/gazetteer");
static EXTRACTORS: Dir = include_dir!("$CARGO_MANIFEST_DIR/extractors");
static MENTIONS: Dir = include_dir!("$CARGO_MANIFEST_DIR/mentions");
static QUERIES: Dir = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// The folders of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folder {
    Ontology,
    Gazetteer,
    Extractors,
    /// Examples of who is meant.
    Mentions,
    Queries,
}

impl Folder {
    fn name(self) -> &'static str {
        match self {
            Folder::Ontology => "ontology",
            Folder::Gazetteer => "gazetteer",
            Folder::Extractors => "extractors",
            Folder::Mentions => "mentions",
            Folder::Queries => "queries",
        }
    }

    fn embedded(self) -> &'static Dir<'static> {
        match self {
            Folder::Ontology => &ONTOLOGY,
            Folder::Gazetteer => &GAZETTEER,
            Folder::Extractors => &EXTRACTORS,
            Folder::Mentions => &MENTIONS,
            Folder::Queries => &QUERIES,
        }
    }
}

/// One data file.
#[derive(Clone, Debug)]
pub struct DataFile {
    /// Path as shown in messages, e.g. `extractors/visit.toml`.
    pub path: String,
    /// Name without folder and extension, e.g. `visit`.
    pub stem: String,
    /// Its text; that of the gazetteer in the binary is JSON, made of the TOML.
    pub text: String,
    compact: bool,
}

impl DataFile {
    /// A file of a working copy.
    pub fn new(path: impl AsRef<Path>, text: impl Into<String>) -> Self {
        let path = path.as_ref();
        DataFile {
            path: path.to_string_lossy().into_owned(),
            stem: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            text: text.into(),
            compact: false,
        }
    }

    /// Whether the file comes with the binary, made when it was built.
    pub fn is_compact(&self) -> bool {
        self.compact
    }

    /// The values of a TOML file. An error tells file, line and what is wrong.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T> {
        if self.compact {
            return serde_json::from_str(&self.text).map_err(|e| Error::data(&self.path, e));
        }
        toml::from_str(&self.text).map_err(|e| Error::data(&self.path, e))
    }
}

/// Where the data comes from.
#[derive(Clone, Debug, Default)]
pub struct Data {
    dir: Option<PathBuf>,
    more_gazetteer: Vec<PathBuf>,
}

impl Data {
    /// What was compiled into the binary.
    pub fn embedded() -> Self {
        Data::default()
    }

    /// A working copy with the folders `ontology`, `gazetteer`, `extractors`,
    /// `mentions`, `queries`.
    pub fn from_dir(dir: impl Into<PathBuf>) -> Self {
        Data { dir: Some(dir.into()), more_gazetteer: Vec::new() }
    }

    /// Adds a folder of the user's own gazetteer files.
    pub fn with_gazetteer(mut self, dir: impl Into<PathBuf>) -> Self {
        self.more_gazetteer.push(dir.into());
        self
    }

    /// All files of a folder with the extension, sorted by path.
    pub fn files(&self, folder: Folder, extension: &str) -> Result<Vec<DataFile>> {
        let mut files = match &self.dir {
            Some(dir) => read_dir(&dir.join(folder.name()), extension)?,
            None => embedded(folder, extension),
        };
        if folder == Folder::Gazetteer {
            for dir in &self.more_gazetteer {
                files.extend(read_dir(dir, extension)?);
            }
        }
        Ok(files)
    }
}

fn embedded(folder: Folder, extension: &str) -> Vec<DataFile> {
    let compact = folder == Folder::Gazetteer;
    let stored = if compact { "json" } else { extension };
    let mut files: Vec<DataFile> = folder
        .embedded()
        .files()
        .filter(|f| f.path().extension().is_some_and(|e| e == stored))
        .filter_map(|f| {
            let path = Path::new(folder.name()).join(f.path()).with_extension(extension);
            Some(DataFile { compact, ..DataFile::new(&path, f.contents_utf8()?) })
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn read_dir(dir: &Path, extension: &str) -> Result<Vec<DataFile>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(|e| Error::io(dir, e))? {
        let path = entry.map_err(|e| Error::io(dir, e))?.path();
        if path.extension().is_some_and(|e| e == extension) {
            paths.push(path);
        }
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).map_err(|e| Error::io(&path, e))?;
            Ok(DataFile::new(&path, text))
        })
        .collect()
}
