//! Files, folders and standard input.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, Cursor, Read};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::Value;
use walkdir::WalkDir;

use super::feed;
use super::lines::Lines;
use super::name::{self, Names};
use super::open;
use super::record::{Content, EMPTY, LARGEST, Record, too_large};
use super::warc::{self, Pages};
use super::{Article, SAY_DATE, decode};
use crate::error::{Error, Result};
use crate::stream::in_order;

/// What the user says about all articles of a run; it overrides the files.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The day of publication.
    pub date: Option<NaiveDate>,
    /// The outlet or agency.
    pub source: Option<String>,
}

/// All articles of a run, and what could not be read.
#[derive(Debug, Default)]
pub struct Found {
    pub articles: Vec<Article>,
    pub failures: Vec<Error>,
}

/// Files that hold articles, by extension; each may be packed ([`PACKED`]).
const READABLE: [&str; 13] = [
    "txt", "text", "md", "markdown", "html", "htm", "xhtml", "jsonl", "ndjson", "warc", "wet",
    "rss", "atom",
];

/// What an extension says of a file that is packed.
const PACKED: [&str; 2] = ["gz", "zst"];

/// Documents that a user would expect to be read, and that cannot be.
const DOCUMENTS: [&str; 6] = ["pdf", "doc", "docx", "odt", "rtf", "epub"];

/// So many lines of a file of lines of JSON that are none at all, before the
/// first that is, and it is taken for something else.
const STRANGE: usize = 20;

/// Reads all articles of `paths` in the order given, on all cores, as they are
/// asked for: no more of them is held in memory than a few megabytes. `-` is
/// standard input. Folders are read whole, in the order of the names, without
/// hidden files.
///
/// There is an error for every file, line or record that cannot be read; the
/// rest is read all the same. The same article is given once. Two files of one
/// stem stay two articles: the later one has the name of its folder after its
/// own, and a warning.
pub fn read(paths: &[PathBuf], options: &Options) -> impl Iterator<Item = Result<Article>> + use<> {
    // The records outlive the borrowed paths.
    let paths = paths.to_vec();
    let records = paths.into_iter().flat_map(of_path);
    let weight = |record: &Result<Record>| record.as_ref().map_or(0, |record| record.content.len());
    let article = |record: Result<Record>| {
        let record = record?;
        let folder = record.folder.clone();
        record.read().map(|article| article.map(|article| (article, folder)))
    };
    let options = options.clone();
    let mut names = Names::default();
    in_order(records, weight, article).filter_map(move |read| match read {
        Err(error) => Some(Err(error)),
        Ok(None) => None,
        Ok(Some((mut article, folder))) => {
            options.override_in(&mut article);
            names.settle(&mut article, &folder).then_some(Ok(article))
        }
    })
}

/// As [`read`], with everything kept.
pub fn read_all(paths: &[PathBuf], options: &Options) -> Found {
    let mut found = Found::default();
    for article in read(paths, options) {
        match article {
            Ok(article) => found.articles.push(article),
            Err(error) => found.failures.push(error),
        }
    }
    found
}

impl Options {
    fn override_in(&self, article: &mut Article) {
        article.published = self.date.or(article.published);
        article.source = self.source.clone().or(article.source.take());
        if self.date.is_some() {
            article.warnings.retain(|warning| !warning.ends_with(SAY_DATE));
        }
    }
}

/// The records of an input.
type Records = Box<dyn Iterator<Item = Result<Record>> + Send>;

fn one(record: Result<Record>) -> Records {
    Box::new(std::iter::once(record))
}

/// The records of a file, of all files of a folder, or of standard input.
fn of_path(path: PathBuf) -> Records {
    if path.as_os_str() == "-" {
        return Place::nameless("standard input").records(std::io::stdin(), None);
    }
    if !path.is_dir() {
        return of_file(&path);
    }
    let mut any = false;
    let folder = path.display().to_string();
    let files = files(path).map(Some).chain([None]);
    Box::new(files.flat_map(move |file| match file {
        Some(Ok(file)) => {
            any = true;
            of_file(&file)
        }
        Some(Err(error)) => one(Err(error)),
        None if any => Box::new(std::iter::empty()),
        None => {
            let what = "holds no articles; they end in .txt, .md, .html, .jsonl, .rss, .atom or .warc, or in .gz or .zst after that";
            one(Err(Error::data(&folder, what)))
        }
    }))
}

/// The files of a folder that look as if they held articles.
fn files(folder: PathBuf) -> impl Iterator<Item = Result<PathBuf>> + Send {
    let visible = |name: &OsStr| !name.to_string_lossy().starts_with('.');
    let walk = WalkDir::new(&folder).follow_links(true).sort_by_file_name();
    let entries = walk.into_iter().filter_entry(move |e| e.depth() == 0 || visible(e.file_name()));
    entries.filter_map(move |entry| match entry {
        Ok(entry) if entry.file_type().is_file() => {
            let (extension, packed) = extension(entry.path());
            let known = |names: &[&str]| names.contains(&&*extension);
            let named = packed || known(&READABLE) || known(&DOCUMENTS);
            named.then(|| Ok(entry.into_path()))
        }
        Ok(_) => None,
        Err(error) => Some(Err(walk_error(&folder, error))),
    })
}

fn walk_error(folder: &Path, error: walkdir::Error) -> Error {
    let path = error.path().unwrap_or(folder).to_owned();
    let message = error.to_string();
    match error.into_io_error() {
        Some(source) => Error::Io { path, source },
        None => Error::data(path.display(), message),
    }
}

fn of_file(path: &Path) -> Records {
    match File::open(path) {
        Ok(file) => Place::of_file(path).records(file, Format::of(path)),
        Err(error) => one(Err(Error::io(path, error))),
    }
}

/// The extension in lower case, without that of a packed file, and whether it
/// had one.
fn extension(path: &Path) -> (String, bool) {
    let of = |path: &Path| {
        path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
    };
    let last = of(path);
    if PACKED.contains(&&*last) { (of(&path.with_extension("")), true) } else { (last, false) }
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Text,
    Markdown,
    Html,
    JsonLines,
    Json,
    Feed,
}

impl Format {
    /// By the extension, where it says more than the beginning of the file.
    fn of(path: &Path) -> Option<Self> {
        match extension(path).0.as_str() {
            "md" | "markdown" => Some(Format::Markdown),
            "html" | "htm" | "xhtml" => Some(Format::Html),
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            _ => None,
        }
    }

    /// By what stands at the beginning.
    fn sniff(head: &[u8]) -> Self {
        let (head, _) = decode::decode(head, None);
        let head = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        let lower: String = head.chars().take(400).collect::<String>().to_ascii_lowercase();
        let tags =
            ["<!doctype", "<html", "<head", "<body", "<article", "<!--", "<?xml", "<div", "<p>"];
        let (line, is_whole) =
            head.split_once('\n').map_or((head, false), |(line, _)| (line, true));
        let is_object = line.starts_with('{') && line[1..].trim_start().starts_with('"');
        if feed::is_feed(head) {
            Format::Feed
        } else if tags.iter().any(|tag| lower.starts_with(tag)) {
            Format::Html
        } else if is_object && (!is_whole || line.trim_end().ends_with('}')) {
            Format::JsonLines
        } else if is_object
            || ["{\n", "{\r\n", "[{", "[\n", "[\r\n"].iter().any(|s| head.starts_with(s))
        {
            Format::Json
        } else {
            Format::Text
        }
    }
}

/// Where records come from, and how they are named.
struct Place {
    /// For messages.
    name: String,
    /// What the articles are named after; `None` where nothing has a name.
    stem: Option<String>,
    folder: String,
}

impl Place {
    fn nameless(name: &str) -> Self {
        Place { name: name.to_owned(), stem: None, folder: String::new() }
    }

    fn of_file(path: &Path) -> Self {
        let name = path.display().to_string();
        // A pipe (`<(command)`) has a name without meaning, and a new one
        // each time.
        if !path.is_file() {
            return Place::nameless(&name);
        }
        let stem =
            |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let unpacked = if extension(path).1 { path.with_extension("") } else { path.to_owned() };
        let folder = path.parent().and_then(Path::file_name).and_then(OsStr::to_str);
        let folder = folder.unwrap_or_default().to_owned();
        Place { name, stem: Some(stem(&unpacked)), folder }
    }

    /// The records of an input of this format, or of the one that it seems to be.
    fn records(self, input: impl Read + Send + 'static, format: Option<Format>) -> Records {
        let (head, input) = match open::open(input) {
            Ok(opened) => opened,
            Err(error) => return one(Err(Error::io(&self.name, error))),
        };
        // An archive may begin with a picture.
        if head.starts_with(warc::MAGIC) {
            return Box::new(Pages::new(&self.name, input));
        }
        if let Some(what) = decode::binary(&head) {
            return one(Err(Error::data(&self.name, what)));
        }
        let format = format.unwrap_or_else(|| Format::sniff(&head));
        // In UTF-16 a line does not end with a byte.
        if format == Format::JsonLines && !decode::is_utf16(&head) {
            return self.lines(input);
        }
        match all_bytes(input) {
            Err(error) => one(Err(Error::io(&self.name, error))),
            Ok(bytes) if bytes.len() as u64 > LARGEST => {
                one(Err(Error::data(&self.name, too_large())))
            }
            Ok(bytes) => self.whole(bytes, format),
        }
    }

    /// The records of what is read as a whole.
    fn whole(self, bytes: Vec<u8>, format: Format) -> Records {
        let content = match format {
            Format::JsonLines => return self.lines(Cursor::new(decode::decode(&bytes, None).0)),
            Format::Json => return self.values(&bytes),
            Format::Feed => {
                return match feed::entries(&self.name, &bytes) {
                    Ok(entries) => Box::new(entries.into_iter().map(Ok)),
                    Err(error) => one(Err(error)),
                };
            }
            Format::Text => Content::Text as fn(Vec<u8>) -> Content,
            Format::Markdown => Content::Markdown,
            Format::Html => Content::Html,
        };
        let id = self.stem.unwrap_or_else(|| name::of_content(&bytes));
        let content = content(bytes);
        one(Ok(Record { place: self.name, id, folder: self.folder, content }))
    }

    /// Each line is an article.
    fn lines(self, input: impl BufRead + Send + 'static) -> Records {
        let lines = Lines::new(&self.name, input);
        Box::new(JsonLines { lines, place: self, strange: 0, known: false, any: false })
    }

    /// A JSON document that holds one article or a list of them.
    fn values(self, bytes: &[u8]) -> Records {
        let text = decode::decode(bytes, None).0;
        let value: Value = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
            Ok(value) => value,
            Err(e) => {
                let what =
                    "is no JSON that can be read; give one object a line, each with \"text\"";
                let place = format!("{}, line {}, column {}", self.name, e.line(), e.column());
                return one(Err(Error::data(place, what)));
            }
        };
        let values = match value {
            Value::Array(values) => values,
            value => vec![value],
        };
        let stem = self.stem.clone().unwrap_or_else(|| name::of_content(bytes));
        Box::new(values.into_iter().enumerate().map(move |(at, value)| {
            let number = at + 1;
            Ok(Record {
                place: format!("{}, article {number}", self.name),
                id: format!("{stem}-{number}"),
                folder: self.folder.clone(),
                content: Content::Value(value),
            })
        }))
    }
}

/// The records of lines of JSON.
struct JsonLines<R> {
    lines: Lines<R>,
    place: Place,
    /// Lines that can be no JSON, before the first that can.
    strange: usize,
    known: bool,
    any: bool,
}

impl<R: BufRead> JsonLines<R> {
    fn record(&mut self, number: usize, line: Vec<u8>) -> Result<Record> {
        let place = format!("{}, line {number}", self.place.name);
        let line_start = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii_start();
        self.known |= line_start.starts_with(b"{");
        if !self.known {
            self.strange += 1;
            if self.strange == STRANGE {
                let what =
                    format!("none of the first {STRANGE} lines is JSON; the rest is left unread");
                return Err(Error::data(&self.place.name, what));
            }
        }
        // The same line has the same name in whatever stream it comes.
        let id = self
            .place
            .stem
            .as_ref()
            .map_or_else(|| name::of_content(line.trim_ascii()), |stem| format!("{stem}-{number}"));
        Ok(Record { place, id, folder: self.place.folder.clone(), content: Content::Line(line) })
    }
}

impl<R: BufRead> Iterator for JsonLines<R> {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.strange >= STRANGE {
            return None;
        }
        let line = self.lines.next();
        let is_empty = line.is_none() && !self.any;
        self.any = true;
        if is_empty {
            return Some(Err(Error::data(&self.place.name, EMPTY)));
        }
        Some(line?.and_then(|(number, line)| self.record(number, line)))
    }
}

/// All bytes, up to more than an article can have.
fn all_bytes(input: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str =
        "The two presidents signed a treaty on the border on Tuesday and agreed to meet again.";

    /// A folder of its own for a test, gone afterwards.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str, files: &[(&str, &[u8])]) -> Self {
            let root =
                std::env::temp_dir().join(format!("silkgraph-{name}-{}", std::process::id()));
            for (file, content) in files {
                let path = root.join(file);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, content).unwrap();
            }
            Folder(root)
        }

        fn read(&self, options: &Options) -> Found {
            read_all(std::slice::from_ref(&self.0), options)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn ids(found: &Found) -> Vec<&str> {
        found.articles.iter().map(|a| a.id.as_str()).collect()
    }

    #[test]
    fn folders_in_order_without_hidden_files() {
        let lines =
            format!("{{\"id\":\"x\",\"text\":\"{BODY}\"}}\n\n{{\"text\":\"{BODY} Again.\"}}\n");
        let folder = Folder::new(
            "order",
            &[
                ("c.txt", format!("{BODY} C").as_bytes()),
                ("a/z.md", format!("{BODY} Z").as_bytes()),
                ("b.jsonl", lines.as_bytes()),
                ("d.html", format!("<p>{BODY} D</p>").as_bytes()),
                ("d.json", b"{}"),
                (".e.txt", BODY.as_bytes()),
                ("f.css", b"p {}"),
            ],
        );
        let found = folder.read(&Options::default());
        assert_eq!(ids(&found), ["z", "x", "b-3", "c", "d"]);
        assert!(found.failures.is_empty(), "{:?}", found.failures);
    }

    #[test]
    fn what_cannot_be_read_is_named_and_the_rest_is_read() {
        let lines = format!("{{\"text\":\"{BODY}\"}}\n{{\"text\": oops}}\n");
        let folder = Folder::new(
            "faults",
            &[
                ("a.pdf", b"%PDF-1.4"),
                ("b.txt", b" \n"),
                ("c.jsonl", lines.as_bytes()),
                ("d.txt", b"a\0b"),
            ],
        );
        let found = folder.read(&Options::default());
        assert_eq!(ids(&found), ["c-1"]);
        let failures: Vec<String> = found.failures.iter().map(Error::to_string).collect();
        for (failure, parts) in failures.iter().zip([
            ["a.pdf", "pdftotext"],
            ["b.txt", "is empty"],
            ["c.jsonl, line 2, column 10", "expected value"],
            ["d.txt", "binary"],
        ]) {
            assert!(parts.iter().all(|part| failure.contains(part)), "{failure}");
        }
        assert_eq!(failures.len(), 4);
        let none = read_all(&[folder.0.join("none.txt")], &Options::default());
        assert!(none.failures[0].to_string().contains("none.txt"));
    }

    #[test]
    fn one_stem_in_two_folders_is_two_articles() {
        let (one, two) = (format!("{BODY} One."), format!("{BODY} Two."));
        let files: [(&str, &[u8]); 3] =
            [("x/a.txt", one.as_bytes()), ("y/a.txt", two.as_bytes()), ("z/a.txt", one.as_bytes())];
        let folder = Folder::new("stems", &files);
        let found = folder.read(&Options::default());
        assert_eq!(ids(&found), ["a", "a-y"]);
        assert!(found.articles[1].warnings.iter().any(|w| w.contains("\"a-y\"")));
        let twice = read_all(&[folder.0.join("x"), folder.0.join("x/a.txt")], &Options::default());
        assert_eq!(ids(&twice), ["a"]);
    }

    #[test]
    fn options_override() {
        let folder =
            Folder::new("options", &[("a.txt", format!("03/04/2022\n\n{BODY}").as_bytes())]);
        let options = Options {
            date: NaiveDate::from_ymd_opt(2022, 4, 3),
            source: Some("Valley Wire".into()),
        };
        let found = folder.read(&options);
        assert_eq!(found.articles[0].published, options.date);
        assert_eq!(found.articles[0].source, options.source);
        assert!(found.articles[0].warnings.is_empty(), "{:?}", found.articles[0].warnings);
    }

    #[test]
    fn an_archive_may_begin_with_a_picture() {
        let record = |kind: &str, body: &[u8]| {
            let http = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n");
            let length = http.len() + body.len();
            let head = format!(
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/{kind}\r\n\
                 Content-Type: application/http\r\nContent-Length: {length}\r\n\r\n{http}"
            );
            [head.as_bytes(), body, b"\r\n\r\n"].concat()
        };
        let page = format!("<!doctype html><title>Treaty signed</title><article><p>{BODY}</p>");
        let archive =
            [record("image/png", b"\x89PNG\0\0\x01"), record("text/html", page.as_bytes())];
        let archive = Cursor::new(archive.concat());
        let articles: Vec<Article> = Place::nameless("standard input")
            .records(archive, None)
            .filter_map(|record| record.unwrap().read().unwrap())
            .collect();
        assert_eq!(articles.len(), 1);
        assert!(articles[0].text.contains("signed a treaty"));
    }

    #[test]
    fn streams_are_sniffed() {
        for (input, title) in [
            (format!("Border treaty signed today\n\n{BODY}"), "Border treaty signed today"),
            (format!("<html><title>Treaty signed</title><p>{BODY}</p>"), "Treaty signed"),
            (format!("{{\"title\":\"T\",\"text\":\"{BODY}\"}}"), "T"),
            (format!("[\n{{\"title\":\"L\",\"text\":\"{BODY}\"}}]"), "L"),
            (format!("---\ntitle: F\n---\n{BODY}"), "F"),
        ] {
            let records = Place::nameless("standard input").records(Cursor::new(input), None);
            let titles: Vec<String> = records
                .map(|record| record.unwrap().read().unwrap().unwrap().title.unwrap())
                .collect();
            assert_eq!(titles, [title]);
        }
    }
}
