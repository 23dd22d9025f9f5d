//! Files, folders and standard input.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::Value;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use super::{Article, SAY_DATE, decode, from_html, from_markdown, from_text, json};
use crate::error::{Error, Result};

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

/// An article is no longer than this; what is bigger is a collection, or no
/// text. Lines of JSON are counted one by one.
const LARGEST: u64 = 16 << 20;

/// Files that hold articles, by extension.
const READABLE: [&str; 9] =
    ["txt", "text", "md", "markdown", "html", "htm", "xhtml", "jsonl", "ndjson"];

/// Documents that a user would expect to be read, and that cannot be.
const DOCUMENTS: [&str; 7] = ["pdf", "doc", "docx", "odt", "rtf", "epub", "gz"];

/// Reads all articles of `paths`, one after the other, in the order given;
/// `-` is standard input. Folders are read whole, in the order of the names,
/// without hidden files.
///
/// `each` gets every article, and an error for every file or line that cannot
/// be read; the rest is read all the same. The same file or line is given
/// once. Two files of one stem stay two articles: the later one has the name
/// of its folder after its own, and a warning.
pub fn read(paths: &[PathBuf], options: &Options, each: &mut dyn FnMut(Result<Article>)) {
    let mut reader = Reader { options, each, names: Names::default() };
    let mut seen = HashSet::new();
    for path in paths {
        if path.as_os_str() == "-" {
            reader.stream(std::io::stdin().lock());
            continue;
        }
        for file in files(path) {
            match file {
                Err(error) => (reader.each)(Err(error)),
                Ok(file) => {
                    let same = file.canonicalize().unwrap_or_else(|_| file.clone());
                    if seen.insert(same) {
                        reader.file(&file);
                    }
                }
            }
        }
    }
}

/// As [`read`], with everything kept.
pub fn read_all(paths: &[PathBuf], options: &Options) -> Found {
    let mut found = Found::default();
    read(paths, options, &mut |article| match article {
        Ok(article) => found.articles.push(article),
        Err(error) => found.failures.push(error),
    });
    found
}

/// The file itself, or the files of a folder.
fn files(path: &Path) -> Vec<Result<PathBuf>> {
    if !path.is_dir() {
        return vec![Ok(path.to_owned())];
    }
    let visible = |name: &OsStr| !name.to_string_lossy().starts_with('.');
    let walk = WalkDir::new(path).follow_links(true).sort_by_file_name();
    let entries = walk.into_iter().filter_entry(|e| e.depth() == 0 || visible(e.file_name()));
    let files: Vec<Result<PathBuf>> = entries
        .filter_map(|entry| match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let known = extension(entry.path());
                let named = READABLE.contains(&&*known) || DOCUMENTS.contains(&&*known);
                named.then(|| Ok(entry.into_path()))
            }
            Ok(_) => None,
            Err(error) => Some(Err(walk_error(path, error))),
        })
        .collect();
    if files.is_empty() {
        let what = "holds no articles; they end in .txt, .md, .html or .jsonl";
        return vec![Err(Error::data(path.display(), what))];
    }
    files
}

fn walk_error(folder: &Path, error: walkdir::Error) -> Error {
    let path = error.path().unwrap_or(folder).to_owned();
    let message = error.to_string();
    match error.into_io_error() {
        Some(source) => Error::Io { path, source },
        None => Error::data(path.display(), message),
    }
}

fn extension(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Text,
    Markdown,
    Html,
    JsonLines,
    Json,
}

impl Format {
    /// By the extension, if it is one of ours.
    fn of(path: &Path) -> Option<Self> {
        match extension(path).as_str() {
            "txt" | "text" => Some(Format::Text),
            "md" | "markdown" => Some(Format::Markdown),
            "html" | "htm" | "xhtml" => Some(Format::Html),
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            _ => None,
        }
    }

    /// By what stands at the beginning.
    fn sniff(text: &str) -> Self {
        let head = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        let lower: String = head.chars().take(400).collect::<String>().to_ascii_lowercase();
        let tags =
            ["<!doctype", "<html", "<head", "<body", "<article", "<!--", "<?xml", "<div", "<p>"];
        let line = head.lines().next().unwrap_or_default();
        if tags.iter().any(|tag| lower.starts_with(tag)) {
            Format::Html
        } else if head.starts_with('{') && serde_json::from_str::<Value>(line).is_ok() {
            Format::JsonLines
        } else if head.starts_with("{\"")
            || head.starts_with("{\n")
            || head.starts_with("[{")
            || head.starts_with("[\n")
        {
            Format::Json
        } else {
            Format::Text
        }
    }
}

struct Reader<'a> {
    options: &'a Options,
    each: &'a mut dyn FnMut(Result<Article>),
    names: Names,
}

impl Reader<'_> {
    fn file(&mut self, path: &Path) {
        let result = match Format::of(path) {
            Some(Format::JsonLines) => self.open_lines(path),
            format => self.whole(path, format),
        };
        if let Err(error) = result {
            (self.each)(Err(error));
        }
    }

    /// A file of lines of JSON, which may be larger than memory.
    fn open_lines(&mut self, path: &Path) -> Result<()> {
        let file = File::open(path).map_err(|e| Error::io(path, e))?;
        let mut input = BufReader::new(file);
        let head = input.fill_buf().map_err(|e| Error::io(path, e))?;
        if let Some(what) = decode::binary(head) {
            return Err(Error::data(path.display(), what));
        }
        // In UTF-16 a line does not end with a byte.
        if decode::is_utf16(head) {
            return self.whole(path, Some(Format::JsonLines));
        }
        self.lines(&path.display().to_string(), &stem(path), folder(path), input)
    }

    /// Each line is an article; the wrong ones are reported, one by one.
    fn lines(
        &mut self,
        place: &str,
        stem: &str,
        folder: &str,
        mut input: impl BufRead,
    ) -> Result<()> {
        let mut line = Vec::new();
        let mut any = false;
        for number in 1.. {
            line.clear();
            let length = input
                .by_ref()
                .take(LARGEST)
                .read_until(b'\n', &mut line)
                .map_err(|e| Error::io(place, e))?;
            if length == 0 {
                break;
            }
            let place = format!("{place}, line {number}");
            if length as u64 == LARGEST {
                return Err(Error::data(place, too_large()));
            }
            let (text, warning) = decode::decode(&line);
            if text.trim().is_empty() {
                continue;
            }
            any = true;
            let article = json::read(&place, &format!("{stem}-{number}"), &text);
            self.give(article.map(|article| warned(article, warning)), folder);
        }
        if any { Ok(()) } else { Err(Error::data(place, EMPTY)) }
    }

    fn whole(&mut self, path: &Path, format: Option<Format>) -> Result<()> {
        let file = File::open(path).map_err(|e| Error::io(path, e))?;
        let bytes = all_bytes(file, path)?;
        // A pipe (`<(command)`) has a name without meaning, and a new one
        // each time.
        let stem = if path.is_file() { stem(path) } else { by_content(&bytes) };
        self.content(&path.display().to_string(), &stem, folder(path), &bytes, format)
    }

    fn stream(&mut self, input: impl Read) {
        let place = "standard input";
        let result = all_bytes(input, Path::new(place))
            .and_then(|bytes| self.content(place, &by_content(&bytes), "", &bytes, None));
        if let Err(error) = result {
            (self.each)(Err(error));
        }
    }

    fn content(
        &mut self,
        place: &str,
        stem: &str,
        folder: &str,
        bytes: &[u8],
        format: Option<Format>,
    ) -> Result<()> {
        if let Some(what) = decode::binary(bytes) {
            return Err(Error::data(place, what));
        }
        let (text, warning) = decode::decode(bytes);
        if text.trim().is_empty() {
            return Err(Error::data(place, EMPTY));
        }
        let article = match format.unwrap_or_else(|| Format::sniff(&text)) {
            Format::JsonLines => return self.lines(place, stem, folder, text.as_bytes()),
            Format::Json => return self.values(place, stem, folder, &text),
            Format::Text => from_text(stem, &text),
            Format::Markdown => from_markdown(stem, &text),
            Format::Html => from_html(stem, &text),
        };
        if article.text.is_empty() {
            return Err(Error::data(place, "holds no text of an article, only page furniture"));
        }
        self.give(Ok(warned(article, warning)), folder);
        Ok(())
    }

    /// A JSON document that holds one article or a list of them.
    fn values(&mut self, place: &str, stem: &str, folder: &str, text: &str) -> Result<()> {
        let value: Value =
            serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| {
                let what =
                    "is no JSON that can be read; give one object a line, each with \"text\"";
                Error::data(format!("{place}, line {}, column {}", e.line(), e.column()), what)
            })?;
        let values = match value {
            Value::Array(values) => values,
            value => vec![value],
        };
        for (at, value) in values.into_iter().enumerate() {
            let (place, id) =
                (format!("{place}, article {}", at + 1), format!("{stem}-{}", at + 1));
            self.give(json::from_value(&place, &id, value), folder);
        }
        Ok(())
    }

    /// Hands an article on under a name that no other has.
    fn give(&mut self, article: Result<Article>, folder: &str) {
        let Ok(mut article) = article else { return (self.each)(article) };
        if !self.names.settle(&mut article, folder) {
            return;
        }
        article.published = self.options.date.or(article.published);
        article.source = self.options.source.clone().or(article.source.take());
        if self.options.date.is_some() {
            article.warnings.retain(|warning| !warning.ends_with(SAY_DATE));
        }
        (self.each)(Ok(article));
    }
}

/// Identifiers given so far, each with the digest of its text.
#[derive(Default)]
struct Names(HashMap<String, [u8; 32]>);

impl Names {
    /// Gives the article a name of its own; `false` if the very same article
    /// was there before.
    fn settle(&mut self, article: &mut Article, folder: &str) -> bool {
        let digest: [u8; 32] = Sha256::digest(article.text.as_bytes()).into();
        let wanted = article.id.clone();
        let in_folder =
            if folder.is_empty() { wanted.clone() } else { format!("{wanted}-{folder}") };
        let numbered = (2..).map(|number| format!("{in_folder}-{number}"));
        for name in [wanted.clone(), in_folder.clone()].into_iter().chain(numbered) {
            match self.0.get(&name) {
                Some(known) if *known == digest => return false,
                Some(_) => {}
                None => {
                    self.0.insert(name.clone(), digest);
                    if name != wanted {
                        article.warnings.push(format!(
                            "another article is named \"{wanted}\"; this one is \"{name}\""
                        ));
                    }
                    article.id = name;
                    return true;
                }
            }
        }
        false
    }
}

const EMPTY: &str = "is empty";

fn too_large() -> String {
    format!("is larger than {} MB, too large for one article; split it", LARGEST >> 20)
}

fn all_bytes(input: impl Read, path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| Error::io(path, e))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::data(path.display(), too_large()));
    }
    Ok(bytes)
}

fn warned(mut article: Article, warning: Option<String>) -> Article {
    article.warnings.extend(warning);
    article
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn folder(path: &Path) -> &str {
    let folder = path.parent().and_then(Path::file_name);
    folder.and_then(OsStr::to_str).unwrap_or_default()
}

/// A name for what has none, the same for the same bytes.
fn by_content(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("article-{hex}")
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
    fn streams_are_sniffed() {
        for (input, title) in [
            (format!("Border treaty signed today\n\n{BODY}"), "Border treaty signed today"),
            (format!("<html><title>Treaty signed</title><p>{BODY}</p>"), "Treaty signed"),
            (format!("{{\"title\":\"T\",\"text\":\"{BODY}\"}}"), "T"),
            (format!("[\n{{\"title\":\"L\",\"text\":\"{BODY}\"}}]"), "L"),
            (format!("---\ntitle: F\n---\n{BODY}"), "F"),
        ] {
            let mut titles = Vec::new();
            let mut each = |article: Result<Article>| titles.push(article.unwrap().title.unwrap());
            let options = Options::default();
            let mut reader = Reader { options: &options, each: &mut each, names: Names::default() };
            reader.stream(input.as_bytes());
            assert_eq!(titles, [title]);
        }
    }
}
