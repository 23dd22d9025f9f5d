//! What one article is made of, before it is read.

use serde_json::Value;

use super::feed::Entry;
use super::warc::Page;
use super::{Article, decode, from_html, from_markdown, from_text, json};
use crate::error::{Error, Result};

/// An article is no longer than this; what is bigger is a collection, or no
/// text. Lines of JSON and records of an archive are counted one by one.
pub const LARGEST: u64 = 16 << 20;

/// What is told of something larger.
pub fn too_large() -> String {
    format!("is larger than {} MB, too large for one article; split it", LARGEST >> 20)
}

/// What is told of something without content.
pub const EMPTY: &str = "is empty";

/// One article as it came.
pub struct Record {
    /// File, and line, record or entry, for messages.
    pub place: String,
    /// The name of the article, unless it says its own.
    pub id: String,
    /// The folder, which tells it from others of its name.
    pub folder: String,
    /// What is to be read.
    pub content: Content,
}

/// What is to be read.
pub enum Content {
    Text(Vec<u8>),
    Markdown(Vec<u8>),
    Html(Vec<u8>),
    /// A line of JSON.
    Line(Vec<u8>),
    /// One of the values of a JSON document.
    Value(Value),
    /// A page of an archive.
    Page(Page),
    /// An entry of a feed.
    Entry(Box<Entry>),
}

impl Content {
    /// How many bytes there are to read.
    pub fn len(&self) -> usize {
        match self {
            Content::Text(bytes)
            | Content::Markdown(bytes)
            | Content::Html(bytes)
            | Content::Line(bytes) => bytes.len(),
            Content::Page(page) => page.body.len(),
            Content::Entry(entry) => entry.len(),
            // Their document as a whole is no larger than an article can be.
            Content::Value(_) => 0,
        }
    }
}

impl Record {
    /// Reads the article; `None` for a page of an archive that holds none.
    ///
    /// # Errors
    ///
    /// Wrong JSON; no text.
    pub fn read(self) -> Result<Option<Article>> {
        let (place, id) = (&self.place, &self.id);
        let article = match self.content {
            Content::Text(bytes) => decoded(place, &bytes, |text| from_text(id, text)),
            Content::Markdown(bytes) => decoded(place, &bytes, |text| from_markdown(id, text)),
            Content::Html(bytes) => decoded(place, &bytes, |text| from_html(id, text)),
            Content::Line(line) => {
                let (text, warning) = decode::decode(&line, None);
                json::read(place, id, &text).map(|article| warned(article, warning))
            }
            Content::Value(value) => json::from_value(place, id, value),
            Content::Page(page) => return Ok(page.read(id)),
            Content::Entry(entry) => {
                let article = entry.read(id);
                match article.text.is_empty() {
                    true => Err(Error::data(place, EMPTY)),
                    false => Ok(article),
                }
            }
        };
        article.map(Some)
    }
}

/// An article made of bytes that are text.
fn decoded(place: &str, bytes: &[u8], read: impl FnOnce(&str) -> Article) -> Result<Article> {
    let (text, warning) = decode::decode(bytes, None);
    if text.trim().is_empty() {
        return Err(Error::data(place, EMPTY));
    }
    let article = warned(read(&text), warning);
    if article.text.is_empty() {
        return Err(Error::data(place, "holds no text of an article, only page furniture"));
    }
    Ok(article)
}

/// The article with one more warning.
pub fn warned(mut article: Article, warning: Option<String>) -> Article {
    article.warnings.extend(warning);
    article
}
