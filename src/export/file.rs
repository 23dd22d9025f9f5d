//! Files, compressed as their names say.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use crate::error::{Error, Result};

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    None,
    Gzip,
    Zstandard,
}

/// The level at which Zstandard compresses: its own default.
const ZSTANDARD_LEVEL: i32 = 3;

/// The path without the ending that names a compression, and that compression.
pub fn uncompressed(path: &Path) -> (PathBuf, Compression) {
    let ending = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
    match ending.as_deref() {
        Some("gz") => (path.with_extension(""), Compression::Gzip),
        Some("zst") => (path.with_extension(""), Compression::Zstandard),
        _ => (path.to_owned(), Compression::None),
    }
}

/// Writes to the file, or to standard output, and closes what was compressed.
/// Neither compression writes a time or a name, so that the same content gives
/// the same bytes.
///
/// # Errors
///
/// When the file cannot be written, and those of `content`.
pub fn write(
    path: Option<&Path>,
    content: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    let Some(path) = path else {
        let mut out = BufWriter::new(std::io::stdout().lock());
        content(&mut out)?;
        return out.flush().map_err(|e| Error::io("output", e));
    };
    let failed = |e| Error::io(path, e);
    let mut out = BufWriter::new(File::create(path).map_err(failed)?);
    match uncompressed(path).1 {
        Compression::None => content(&mut out)?,
        Compression::Gzip => {
            let mut gzip = GzEncoder::new(&mut out, flate2::Compression::default());
            content(&mut gzip)?;
            gzip.finish().map_err(failed)?;
        }
        Compression::Zstandard => {
            let mut zstd = zstd::Encoder::new(&mut out, ZSTANDARD_LEVEL).map_err(failed)?;
            content(&mut zstd)?;
            zstd.finish().map_err(failed)?;
        }
    }
    out.flush().map_err(failed)
}

/// Opens a file to read what was written into it before it was compressed.
///
/// # Errors
///
/// When it cannot be opened.
pub fn open(path: &Path) -> Result<Box<dyn Read>> {
    let failed = |e| Error::io(path, e);
    let file = File::open(path).map_err(failed)?;
    Ok(match uncompressed(path).1 {
        Compression::None => Box::new(file),
        Compression::Gzip => Box::new(MultiGzDecoder::new(file)),
        Compression::Zstandard => Box::new(zstd::Decoder::new(file).map_err(failed)?),
    })
}
