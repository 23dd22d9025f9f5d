//! Bytes to text, whatever encoding the file was saved in.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Decodes bytes: by byte order mark, as UTF-8, by the `charset` that the
/// server declares, by that which a page of HTML or XML itself declares, else
/// by the guess of `chardetng`.
///
/// Returns the text, and a warning where the encoding was not plain UTF-8.
/// Bytes that do not fit are replaced, never refused.
pub fn decode(bytes: &[u8], charset: Option<&str>) -> (String, Option<String>) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
        return (text, (encoding != UTF_8).then(|| warning(encoding)));
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return (encoding.decode(bytes).0.into_owned(), Some(warning(encoding)));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), None);
    }
    let by_server = charset.and_then(|label| known(label.as_bytes()));
    let encoding = by_server.or_else(|| declared(bytes)).unwrap_or_else(|| guess(bytes));
    let (text, _, _) = encoding.decode(bytes);
    (text.into_owned(), Some(warning(encoding)))
}

fn warning(encoding: &'static Encoding) -> String {
    format!("is not UTF-8; read as {}", encoding.name())
}

/// Whether text begins in UTF-16, by mark or by look.
pub fn is_utf16(bytes: &[u8]) -> bool {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    marked.or_else(|| unmarked_utf16(bytes)).is_some_and(|encoding| encoding != UTF_8)
}

/// Latin text in UTF-16 has a zero in every second byte.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(512) & !1];
    let zeros = |offset| head.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let most = head.len() * 2 / 5;
    match (zeros(0), zeros(1)) {
        (0, odd) if odd > most.max(4) => Some(UTF_16LE),
        (even, 0) if even > most.max(4) => Some(UTF_16BE),
        _ => None,
    }
}

/// The `charset=` of the first two kilobytes, or the `encoding=` of XML.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head: String = bytes.iter().take(2048).map(|b| char::from(*b)).collect();
    let head = head.to_ascii_lowercase();
    let value = |name: &str| Some(&head[head.find(name)? + name.len()..]);
    let xml = || value("encoding=").filter(|_| head.trim_start().starts_with("<?xml"));
    let value = value("charset=").or_else(xml)?.trim_start_matches(['"', '\'', ' ']);
    let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)))?;
    known(&value.as_bytes()[..end])
}

/// The encoding of a label. What says UTF-8 and is not is best guessed.
fn known(label: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_label(label).filter(|encoding| *encoding != UTF_8)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// What a file is that holds no text, and what to do about it.
///
/// Known by its first bytes; `None` is text as far as one can see.
pub fn binary(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 9] = [
        (b"%PDF", "is a PDF; make text of it first, e.g. with `pdftotext FILE.pdf`"),
        (
            b"PK\x03\x04",
            "is a zip archive or an office document (docx, odt, epub); save it as plain text or HTML first",
        ),
        (
            b"\xd0\xcf\x11\xe0",
            "is an old office document (doc, xls); save it as plain text or HTML first",
        ),
        (b"{\\rtf", "is a rich text document (rtf); save it as plain text or HTML first"),
        (b"\x89PNG", "is an image; only text can be read"),
        (b"\xff\xd8\xff", "is an image; only text can be read"),
        (b"GIF8", "is an image; only text can be read"),
        (b"BZh", "is compressed; unpack it first, e.g. with `bunzip2`"),
        (b"\xfd7zXZ\0", "is compressed; unpack it first, e.g. with `unxz`"),
    ];
    if let Some((_, what)) = KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(what);
    }
    let marked = Encoding::for_bom(bytes).is_some() || unmarked_utf16(bytes).is_some();
    let zero = bytes.iter().take(8192).any(|b| *b == 0);
    (zero && !marked).then_some("holds binary data, not text; give .txt, .md, .html or .jsonl")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_with_and_without_mark() {
        let text = "Tokayev received the ambassador.";
        let plain: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked: Vec<u8> = [vec![0xff, 0xfe], plain.clone()].concat();
        for bytes in [plain, marked] {
            assert_eq!(binary(&bytes), None);
            let (read, warning) = decode(&bytes, None);
            assert_eq!(read, text);
            assert!(warning.unwrap().contains("UTF-16LE"));
        }
    }

    #[test]
    fn old_code_pages() {
        let western =
            b"The \x93Silk Road\x94 \x96 a summit in T\xfcrkiye, caf\xe9 talks, na\xefve hopes";
        let (read, warning) = decode(western, None);
        assert!(read.contains("“Silk Road” – a summit in Türkiye"), "{read}");
        assert!(warning.unwrap().contains("windows-1252"));
        let russian = encoding_rs::WINDOWS_1251
            .encode("Президент Казахстана встретился с министром иностранных дел Узбекистана")
            .0
            .into_owned();
        let (read, warning) = decode(&russian, None);
        assert!(read.starts_with("Президент"), "{read}");
        assert!(warning.unwrap().contains("windows-1251"));
    }

    #[test]
    fn declared_charset_is_used() {
        let page = b"<meta charset=\"windows-1254\"><p>Erdo\xf0an</p>";
        assert!(decode(page, None).0.contains("Erdoğan"));
    }

    #[test]
    fn utf8_needs_no_warning() {
        assert_eq!(decode("Gorno-Badakšan".as_bytes(), None).1, None);
        assert_eq!(decode(b"\xef\xbb\xbfAstana", None), ("Astana".to_owned(), None));
    }

    #[test]
    fn binary_files_say_what_to_do() {
        assert!(binary(b"%PDF-1.7 ...").unwrap().contains("pdftotext"));
        assert!(binary(b"PK\x03\x04rest").unwrap().contains("docx"));
        assert!(binary(b"abc\x00def").unwrap().contains("binary"));
        assert_eq!(binary("Über".as_bytes()), None);
    }
}
