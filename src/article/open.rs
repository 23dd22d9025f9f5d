//! Bytes of a file or a stream: unpacked, with their beginning in sight.

use std::io::{BufRead, BufReader, Chain, Cursor, Error, ErrorKind, Read, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

/// So much of the beginning is looked at.
const HEAD: usize = 8 << 10;

/// So many bytes are unpacked at once.
const BLOCK: usize = 64 << 10;

/// What expands more than so many times, beyond [`HARMLESS`], was made to do
/// harm. Gzip cannot expand more than 1,032 times.
const MOST_EXPANSION: u64 = 2_000;

/// So many bytes may come out of however few.
const HARMLESS: u64 = 256 << 20;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTANDARD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Bytes, of which the first were looked at.
pub type Input = Chain<Cursor<Vec<u8>>, Box<dyn BufRead + Send>>;

/// Opens what may be packed as gzip or Zstandard, in one member or in many;
/// its first bytes tell, whatever its name. Returns the beginning and all of it.
///
/// # Errors
///
/// When the beginning cannot be read or unpacked.
pub fn open(packed: impl Read + Send + 'static) -> Result<(Vec<u8>, Input)> {
    let read = Arc::new(AtomicU64::new(0));
    let packed = Counted { input: packed, bytes: Arc::clone(&read) };
    let (head, packed) = look(Box::new(BufReader::with_capacity(BLOCK, packed)), ZSTANDARD.len())?;
    let unpacked: Box<dyn Read + Send> = if head.starts_with(&GZIP) {
        Box::new(MultiGzDecoder::new(packed))
    } else if head.starts_with(&ZSTANDARD) {
        Box::new(zstd::Decoder::with_buffer(packed)?)
    } else {
        return look(Box::new(packed), HEAD);
    };
    let unpacked = Guarded { input: unpacked, read, written: 0 };
    look(Box::new(BufReader::with_capacity(BLOCK, unpacked)), HEAD)
}

/// Reads until there are `most` bytes, or a first line of JSON: whoever sends
/// one and waits for what is made of it shall not wait.
fn look(mut input: Box<dyn BufRead + Send>, most: usize) -> Result<(Vec<u8>, Input)> {
    let mut head = Vec::new();
    let is_line = |head: &[u8]| head.starts_with(b"{") && head.contains(&b'\n');
    while head.len() < most && !is_line(head.trim_ascii_start()) {
        let some = match input.fill_buf() {
            Ok(some) => some,
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if some.is_empty() {
            break;
        }
        let length = some.len().min(most - head.len());
        head.extend_from_slice(&some[..length]);
        input.consume(length);
    }
    Ok((head.clone(), Cursor::new(head).chain(input)))
}

/// Counts what is read.
struct Counted<R> {
    input: R,
    bytes: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let length = self.input.read(buffer)?;
        self.bytes.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

/// Ends what expands beyond measure.
struct Guarded<R> {
    input: R,
    read: Arc<AtomicU64>,
    written: u64,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let length = self.input.read(buffer)?;
        self.written += length as u64;
        let most = self.read.load(Ordering::Relaxed).saturating_mul(MOST_EXPANSION);
        if self.written > HARMLESS.max(most) {
            let what = format!(
                "expands more than {MOST_EXPANSION}-fold, as no text does; the rest is left unread"
            );
            return Err(Error::new(ErrorKind::InvalidData, what));
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    fn unpacked(packed: Vec<u8>) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        open(Cursor::new(packed))?.1.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn packed_or_not_in_one_member_or_many() {
        let text = b"One line.\nAnother line.\n";
        assert_eq!(unpacked(text.to_vec()).unwrap(), text);
        assert_eq!(unpacked(gzip(text)).unwrap(), text);
        let members = [gzip(b"One line.\n"), gzip(b""), gzip(b"Another line.\n")].concat();
        assert_eq!(unpacked(members).unwrap(), text);
        let frames = [&b"One line.\n"[..], b"Another line.\n"];
        let frames = frames.map(|frame| zstd::encode_all(frame, 0).unwrap()).concat();
        assert_eq!(unpacked(frames).unwrap(), text);
        assert_eq!(unpacked(Vec::new()).unwrap(), b"");
    }

    #[test]
    fn what_was_cut_off_is_an_error() {
        let text: Vec<u8> = (0..20_000_u32).flat_map(|n| format!("{n}\n").into_bytes()).collect();
        for packed in [gzip(&text), zstd::encode_all(&text[..], 0).unwrap()] {
            let half = packed[..packed.len() / 2].to_vec();
            assert!(unpacked(half).is_err());
        }
    }

    #[test]
    fn a_bomb_is_not_unpacked_to_the_end() {
        let zeros = std::io::repeat(0).take(64 * HARMLESS);
        let packed = zstd::encode_all(zeros, 0).unwrap();
        let (head, mut input) = open(Cursor::new(packed)).unwrap();
        assert_eq!(head.len(), HEAD);
        let error = std::io::copy(&mut input, &mut std::io::sink()).unwrap_err();
        assert!(error.to_string().contains("2000-fold"), "{error}");
    }
}
