//! A graph that was made elsewhere, into the store.

use std::io::Read;
use std::path::{Path, PathBuf};

use oxigraph::io::RdfParser;
use oxigraph::store::LoaderError;

use super::{GraphFormat, LOADING, Store, failure};
use crate::error::{Error, Result};

impl Store {
    /// Loads shards of a graph, which `open` gives to read: all of them, or on
    /// an error none.
    ///
    /// # Errors
    ///
    /// When a shard cannot be read, with its name and the line; when the store
    /// cannot be written.
    pub fn load<R: Read>(
        &mut self,
        shards: &[(PathBuf, GraphFormat)],
        open: impl Fn(&Path) -> Result<R>,
    ) -> Result<()> {
        let mut loader = self.database.bulk_loader().with_max_memory_size_in_megabytes(LOADING);
        for (path, format) in shards {
            let parser = RdfParser::from_format(format.oxigraph());
            let loaded = loader.load_from_reader(parser, open(path)?);
            loaded.map_err(|e| match e {
                LoaderError::Storage(e) => failure(e),
                LoaderError::Parsing(e) => Error::data(path.display(), e),
                e => Error::data(path.display(), e),
            })?;
        }
        loader.commit().map_err(failure)?;
        self.pack()
    }
}
