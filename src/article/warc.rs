//! Pages of WARC files (ISO 28500), as crawlers keep them.
//!
//! The crates that read WARC files take as much memory as `Content-Length`
//! says, or end at the first broken record, and an archive of gigabytes has
//! some. Its frame is simple and is read here; the HTTP inside is left to
//! `httparse`.

use std::io::{BufRead, Read, copy, sink};

use chrono::NaiveDate;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use httparse::{EMPTY_HEADER, ParserConfig, Response, Status};

use super::record::{Content, LARGEST, Record, too_large, warned};
use super::{Article, Metadata, assemble, decode, html, name, normal};
use crate::error::{Error, Result};

/// The header of a record is no longer than this.
const LONGEST_HEADER: u64 = 64 << 10;

/// A header of HTTP has no more fields than this.
const MOST_FIELDS: usize = 256;

/// What a record begins with.
pub const MAGIC: &[u8] = b"WARC/";

/// A page as it was crawled.
pub struct Page {
    /// Its bytes.
    pub body: Vec<u8>,
    is_html: bool,
    /// What the server says of its encoding.
    charset: Option<String>,
    address: String,
    crawled: Option<NaiveDate>,
}

impl Page {
    /// Reads the article; `None` for a page that holds no text, as lists of
    /// links do.
    pub fn read(self, id: &str) -> Option<Article> {
        let (text, warning) = decode::decode(&self.body, self.charset.as_deref());
        let (shown, lines) = if self.is_html {
            html::read(&text)
        } else {
            (Metadata::default(), normal::paragraphs(&normal::characters(&text)))
        };
        let own = Metadata { url: Some(self.address), ..Metadata::default() };
        let mut article = warned(assemble(id, own.or(shown), lines), warning);
        if let (Some(published), Some(crawled)) = (article.published, self.crawled)
            && published.pred_opt() > Some(crawled)
        {
            article.published = None;
            article.warnings.push(format!(
                "says that it was published on {published}, after it was crawled; its day of \
                 publication is not known"
            ));
        }
        (!article.text.is_empty()).then_some(article)
    }
}

/// The pages of an archive. A record that cannot be read is an error, and the
/// next page comes after it; a fault of the input is the last.
pub struct Pages<R> {
    place: String,
    input: R,
    /// The number of the record that is read, from 1.
    number: usize,
    /// Whether the first line of that record was read.
    begun: bool,
    any: bool,
    done: bool,
}

impl<R: BufRead> Pages<R> {
    /// The pages of an input; `place` is its name in messages.
    pub fn new(place: &str, input: R) -> Self {
        let place = place.to_owned();
        Pages { place, input, number: 0, begun: false, any: false, done: false }
    }

    /// Reads one record: its page, or nothing where it holds none.
    fn record(&mut self) -> Result<Option<Record>> {
        self.number += 1;
        self.begun = false;
        let place = format!("{}, record {}", self.place, self.number);
        let header = self.header()?;
        let Some(length) = header.get("Content-Length").and_then(|l| l.parse::<u64>().ok()) else {
            self.seek()?;
            return Err(Error::data(place, "has no Content-Length; it is passed over"));
        };
        let kind = header.get("WARC-Type").unwrap_or_default();
        let is_wanted = ["response", "resource", "conversion"].contains(&kind);
        let is_fit = is_wanted && length <= LARGEST;
        let mut block = Vec::new();
        let mut rest = self.input.by_ref().take(length);
        let read = if is_fit {
            rest.read_to_end(&mut block).map(|length| length as u64)
        } else {
            copy(&mut rest, &mut sink())
        };
        let is_whole = read.map_err(|e| self.failure(e))? == length;
        let is_next = self.seek()?;
        if !is_whole || !is_next {
            let what = "is not as long as its Content-Length says; it is passed over";
            return Err(Error::data(place, what));
        }
        if !is_fit {
            return if is_wanted { Err(Error::data(place, too_large())) } else { Ok(None) };
        }
        let content = match kind {
            "response" => Body::of_response(block),
            _ => Ok(Body::new(header.get("Content-Type").unwrap_or_default(), block)),
        };
        let content = content.map_err(|what| Error::data(&place, what))?;
        Ok(content.and_then(|body| page(place, &header, body)))
    }

    /// The fields of the header, up to the blank line after it.
    fn header(&mut self) -> Result<Header> {
        let mut fields = Vec::new();
        let mut left = LONGEST_HEADER;
        loop {
            let line = self.line()?;
            left = left.saturating_sub(line.len() as u64);
            let text = String::from_utf8_lossy(&line);
            match text.trim() {
                "" => return Ok(Header(fields)),
                text if left > 0 => {
                    let field = text.split_once(':');
                    fields.extend(field.map(|(k, v)| (k.trim().to_owned(), v.trim().to_owned())));
                }
                _ => {}
            }
        }
    }

    /// Reads on to the next record: `false` if anything but blank lines stands
    /// before it.
    fn seek(&mut self) -> Result<bool> {
        let mut is_next = true;
        loop {
            let line = self.line()?;
            if line.starts_with(MAGIC) {
                self.begun = true;
                return Ok(is_next);
            }
            if line.is_empty() {
                self.done = true;
                return Ok(is_next);
            }
            is_next &= line.trim_ascii().is_empty();
        }
    }

    /// A line or a part of one; empty at the end of the input.
    fn line(&mut self) -> Result<Vec<u8>> {
        let mut line = Vec::new();
        let mut rest = self.input.by_ref().take(LONGEST_HEADER);
        rest.read_until(b'\n', &mut line).map_err(|e| self.failure(e))?;
        Ok(line)
    }

    fn failure(&mut self, e: std::io::Error) -> Error {
        self.done = true;
        Error::io(format!("{}, record {}", self.place, self.number), e)
    }
}

impl<R: BufRead> Iterator for Pages<R> {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Result<Record>> {
        if self.number == 0
            && let Err(error) = self.seek()
        {
            return Some(Err(error));
        }
        while !self.done {
            let page = self.record().transpose();
            if page.is_some() {
                self.any = true;
                return page;
            }
        }
        let is_none = !std::mem::replace(&mut self.any, true);
        let what = "holds no page of HTML or text that a server gave";
        is_none.then(|| Err(Error::data(&self.place, what)))
    }
}

/// The fields of the header of a record.
struct Header(Vec<(String, String)>);

impl Header {
    fn get(&self, name: &str) -> Option<&str> {
        let field = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        field.map(|(_, value)| value.as_str())
    }
}

/// The page of a record; `None` for what crawlers ask servers for, not people.
fn page(place: String, header: &Header, body: Body) -> Option<Record> {
    let address = header.get("WARC-Target-URI").unwrap_or_default();
    // Some crawlers write the address in angle brackets.
    let address = address.trim_start_matches('<').trim_end_matches('>').to_owned();
    let day = header.get("WARC-Date").and_then(|date| date.get(..10));
    let id = name::of_address(&address);
    let page = Page {
        body: body.bytes,
        is_html: body.is_html,
        charset: body.charset,
        crawled: day.and_then(|day| day.parse().ok()),
        address,
    };
    let is_page = !page.address.ends_with("/robots.txt");
    is_page.then(|| Record { place, id, folder: String::new(), content: Content::Page(page) })
}

/// What a server gave.
struct Body {
    bytes: Vec<u8>,
    is_html: bool,
    charset: Option<String>,
}

impl Body {
    /// A body of this content type; `None` where that is neither HTML nor text.
    fn new(content_type: &str, bytes: Vec<u8>) -> Option<Self> {
        let (kind, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
        let is_html = match kind.trim().to_ascii_lowercase().as_str() {
            "text/html" | "application/xhtml+xml" | "" => true,
            "text/plain" => false,
            _ => return None,
        };
        let charset = parameters.split(';').find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let value = value.trim().trim_matches(['"', '\'']).to_owned();
            name.trim().eq_ignore_ascii_case("charset").then_some(value)
        });
        Some(Body { bytes, is_html, charset })
    }

    /// The body of an answer of a server, unpacked; `None` where that is no
    /// page. The error says what is wrong.
    fn of_response(block: Vec<u8>) -> Result<Option<Self>, String> {
        let mut fields = [EMPTY_HEADER; MOST_FIELDS];
        let mut response = Response::new(&mut fields);
        let mut parser = ParserConfig::default();
        parser
            .allow_obsolete_multiline_headers_in_responses(true)
            .allow_spaces_after_header_name_in_responses(true)
            .ignore_invalid_headers_in_responses(true);
        let parsed = parser.parse_response(&mut response, &block);
        let Ok(Status::Complete(begin)) = parsed else {
            return Err("holds no answer of HTTP that can be read".to_owned());
        };
        if !matches!(response.code, Some(200 | 203)) {
            return Ok(None);
        }
        let field = |name: &str| {
            let field = response.headers.iter().find(|f| f.name.eq_ignore_ascii_case(name));
            field.map(|f| String::from_utf8_lossy(f.value).trim().to_ascii_lowercase())
        };
        let content_type = field("Content-Type").unwrap_or_default();
        let is_chunked = field("Transfer-Encoding").is_some_and(|e| e.contains("chunked"));
        let encoding = field("Content-Encoding").unwrap_or_default();
        let Some(body) = Body::new(&content_type, Vec::new()) else { return Ok(None) };
        let bytes = if is_chunked { unchunked(&block[begin..]) } else { block[begin..].to_vec() };
        Ok(Some(Body { bytes: unpacked(&encoding, bytes)?, ..body }))
    }
}

/// Joins chunks. Crawlers that join them themselves often leave the field that
/// says so: what does not begin with a chunk stays as it is.
fn unchunked(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = body;
    while let Ok(Status::Complete((begin, size))) = httparse::parse_chunk_size(rest) {
        let end = usize::try_from(size).map_or(usize::MAX, |size| begin.saturating_add(size));
        bytes.extend_from_slice(&rest[begin..end.min(rest.len())]);
        if size == 0 || end >= rest.len() {
            return bytes;
        }
        rest = rest[end..].strip_prefix(b"\r\n").unwrap_or(&rest[end..]);
    }
    if bytes.is_empty() { body.to_vec() } else { bytes }
}

/// Unpacks a body; what a crawler unpacked itself stays as it is.
fn unpacked(encoding: &str, bytes: Vec<u8>) -> Result<Vec<u8>, String> {
    let unpack = |packed: &mut dyn Read| {
        let mut unpacked = Vec::new();
        let read = packed.take(LARGEST + 1).read_to_end(&mut unpacked);
        read.map_err(|e| format!("is packed as {encoding} and cannot be unpacked: {e}"))?;
        if unpacked.len() as u64 > LARGEST { Err(too_large()) } else { Ok(unpacked) }
    };
    match encoding {
        "gzip" | "x-gzip" if bytes.starts_with(&[0x1f, 0x8b]) => {
            unpack(&mut MultiGzDecoder::new(&bytes[..]))
        }
        "deflate" => unpack(&mut ZlibDecoder::new(&bytes[..]))
            .or_else(|_| unpack(&mut DeflateDecoder::new(&bytes[..])))
            .or(Ok(bytes)),
        "zstd" if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => {
            let packed = zstd::Decoder::new(&bytes[..]).map_err(|e| e.to_string());
            unpack(&mut packed?)
        }
        "br" if std::str::from_utf8(&bytes).is_err() => {
            Err("is packed as br, which cannot be unpacked; crawl without it".to_owned())
        }
        _ => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const BODY: &str = "<p>The presidents of the two states met on the border on Tuesday, opened a \
        new crossing and signed a treaty on allied relations, as their offices said.</p>";

    fn record(kind: &str, address: &str, block: &[u8]) -> Vec<u8> {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\n\
             WARC-Date: 2023-03-27T08:00:00Z\r\nContent-Length: {}\r\n\r\n",
            block.len()
        );
        [head.as_bytes(), block, b"\r\n\r\n"].concat()
    }

    fn answer(fields: &str, body: &[u8]) -> Vec<u8> {
        [format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\n").as_bytes(), body].concat()
    }

    fn page(address: &str) -> Vec<u8> {
        record("response", address, &answer("Content-Type: text/html", BODY.as_bytes()))
    }

    fn told(archive: &[u8]) -> Vec<String> {
        let told = |record: Result<Record>| match record.and_then(|r| Ok((r.id.clone(), r.read()?)))
        {
            Ok((id, article)) => format!("{id}: {}", article.is_some()),
            Err(error) => error.to_string(),
        };
        Pages::new("a.warc", archive).map(told).collect()
    }

    fn text_of(block: &[u8]) -> String {
        let archive = record("response", "https://example.org/a", block);
        let record = Pages::new("a.warc", &archive[..]).next().unwrap().unwrap();
        record.read().unwrap().unwrap().text
    }

    #[test]
    fn pages_have_their_address_and_not_their_day_of_crawling() {
        let archive = [
            record("warcinfo", "", b"software: none\r\n"),
            record("request", "https://example.org/a", b"GET /a HTTP/1.1\r\n\r\n"),
            page("https://example.org/2023/03/25/a"),
            record("response", "https://example.org/b", b"HTTP/1.1 404 Not Found\r\n\r\nNothing"),
            record("response", "https://example.org/c", &answer("Content-Type: image/png", b"x")),
            page("http://example.org/robots.txt"),
            page("https://example.org/2024/03/25/d"),
            record("conversion", "https://example.org/e", BODY.as_bytes()),
        ]
        .concat();
        let records: Vec<Record> =
            Pages::new("a.warc", &archive[..]).map(|record| record.unwrap()).collect();
        let articles: Vec<Article> =
            records.into_iter().map(|record| record.read().unwrap().unwrap()).collect();
        let ids: Vec<&str> = articles.iter().map(|a| a.id.as_str()).collect();
        assert_eq!(ids, ["example.org/2023/03/25/a", "example.org/2024/03/25/d", "example.org/e"]);
        assert_eq!(articles[0].url.as_deref(), Some("https://example.org/2023/03/25/a"));
        let published = articles[0].published.map(|day| day.to_string());
        assert_eq!(published.as_deref(), Some("2023-03-25"));
        // A day after that of crawling cannot be right, nor is that of crawling.
        assert_eq!(articles[1].published, None);
        assert!(articles[1].warnings[0].contains("after it was crawled"));
        assert_eq!(articles[2].published, None);
    }

    #[test]
    fn bodies_are_joined_unpacked_and_decoded() {
        let packed = {
            let level = flate2::Compression::default();
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), level);
            packed.write_all(BODY.as_bytes()).unwrap();
            packed.finish().unwrap()
        };
        let plain = text_of(&answer("Content-Type: text/html", BODY.as_bytes()));
        assert!(plain.contains("signed a treaty"), "{plain}");
        let gzip = "Content-Type: text/html\r\nContent-Encoding: gzip";
        assert_eq!(text_of(&answer(gzip, &packed)), plain);
        // Some crawlers unpack and leave the fields.
        assert_eq!(text_of(&answer(gzip, BODY.as_bytes())), plain);
        let (one, two) = packed.split_at(packed.len() / 2);
        let chunks = [
            format!("{:x}\r\n", one.len()).as_bytes(),
            one,
            format!("\r\n{:X};a=b\r\n", two.len()).as_bytes(),
            two,
            b"\r\n0\r\n\r\n",
        ]
        .concat();
        let chunked = format!("Transfer-Encoding: chunked\r\n{gzip}");
        assert_eq!(text_of(&answer(&chunked, &chunks)), plain);
        assert_eq!(text_of(&answer("Transfer-Encoding: chunked", BODY.as_bytes())), plain);
        let text = "<meta charset=windows-1252><p>Президенты двух стран подписали договор.</p>";
        let cyrillic = encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
        let by_server = text_of(&answer("Content-Type: text/html; charset=cp1251", &cyrillic));
        assert!(by_server.starts_with("Президенты"), "{by_server}");
        let text = format!("<p>{} met in 撒马尔罕 (Samarkand).</p>", "The presidents ".repeat(9));
        let chinese = encoding_rs::GBK.encode(&text).0.into_owned();
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (charset, body) in [("gbk", chinese), ("utf-16le", wide)] {
            let fields = format!("Content-Type: text/html; charset={charset}");
            let text = text_of(&answer(&fields, &body));
            assert!(text.ends_with("met in 撒马尔罕 (Samarkand)."), "{charset}: {text}");
        }
    }

    #[test]
    fn a_broken_record_is_told_and_the_rest_is_read() {
        let good = page("https://example.org/good");
        let text = String::from_utf8(page("https://example.org/bad")).unwrap();
        let length = text.split("Content-Length: ").nth(1).unwrap().split('\r').next().unwrap();
        let with = |length_is: &str| {
            text.replace(&format!("Content-Length: {length}"), length_is).into_bytes()
        };
        let answerless = record("response", "https://example.org/bad", b"no answer of HTTP");
        let bomb = {
            let level = flate2::Compression::best();
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), level);
            std::io::copy(&mut std::io::repeat(b'a').take(LARGEST * 4), &mut packed).unwrap();
            let packed = packed.finish().unwrap();
            record(
                "response",
                "https://example.org/bad",
                &answer("Content-Encoding: gzip", &packed),
            )
        };
        for (bad, what) in [
            (with("Content-Length: 10"), "not as long as its Content-Length"),
            (with("Content-Length: -1"), "has no Content-Length"),
            (with("Content-Length: 99999999999999999999"), "has no Content-Length"),
            (with("X: y"), "has no Content-Length"),
            (answerless, "no answer of HTTP"),
            (bomb, "is larger than 16 MB"),
        ] {
            let archive = [good.clone(), bad, page("https://example.org/next")].concat();
            let lines = told(&archive);
            assert_eq!(lines.len(), 3, "{lines:?}");
            assert!(
                lines[1].starts_with("a.warc, record 2: ") && lines[1].contains(what),
                "{lines:?}"
            );
            assert_eq!(
                (&*lines[0], &*lines[2]),
                ("example.org/good: true", "example.org/next: true")
            );
        }
        for length in ["9999", "999999999", "9999999999999"] {
            let archive = [good.clone(), with(&format!("Content-Length: {length}"))].concat();
            let lines = told(&archive);
            assert_eq!(lines.len(), 2, "{lines:?}");
            assert!(lines[1].contains("not as long as its Content-Length"), "{lines:?}");
        }
        assert!(told(&good[..good.len() - 40])[0].contains("not as long"));
        assert!(told(b"WARC/1.0\r\n")[0].contains("has no Content-Length"));
        assert_eq!(
            told(&record("warcinfo", "", b"")),
            ["a.warc: holds no page of HTML or text that a server gave"]
        );
    }
}
