//! The one error type. A message says what is wrong, where, and what to do.

use std::fmt;
use std::path::{Path, PathBuf};

/// Everything that can end a command.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A data file (gazetteer, extractor, query, ontology) is wrong.
    #[error("{place}: {what}")]
    Data {
        /// Path, and line and column where known.
        place: String,
        /// What is wrong and what to write instead.
        what: String,
    },
    /// A file or folder cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The store cannot be opened, read or written.
    #[error("{0}")]
    Store(String),
    /// A query is wrong or fails.
    #[error("{0}")]
    Query(String),
    /// The command was called wrongly.
    #[error("{0}")]
    Usage(String),
}

impl Error {
    /// A fault in a data file.
    pub fn data(place: impl fmt::Display, what: impl fmt::Display) -> Self {
        Error::Data { place: place.to_string(), what: what.to_string() }
    }

    /// A fault of the file system at `path`.
    pub fn io(path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Error::Io { path: path.as_ref().to_owned(), source }
    }
}

/// Test harnesses and `main` print `{:?}`: let that be the message.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The result of anything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;
