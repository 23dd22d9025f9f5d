//! Entries of RSS and Atom feeds.

use std::io::Cursor;

use super::record::{Content, Record};
use super::{Article, Metadata, assemble, date, decode, html, name, normal};
use crate::error::{Error, Result};

/// An entry of a feed.
pub struct Entry {
    metadata: Metadata,
    text: String,
}

impl Entry {
    /// Reads the article.
    pub fn read(self, id: &str) -> Article {
        let is_markup = self.text.contains('<') && self.text.contains('>');
        let lines = if is_markup {
            html::read(&self.text).1
        } else {
            normal::paragraphs(&normal::entities(&normal::characters(&self.text)))
        };
        assemble(id, self.metadata, lines)
    }

    /// The length of what there is to read, in bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }
}

/// Whether this beginning of a document is that of a feed.
pub fn is_feed(head: &str) -> bool {
    let root = after_prolog(head).to_ascii_lowercase();
    ["<rss", "<feed", "<rdf:rdf", "<atom:feed"].iter().any(|tag| {
        root.strip_prefix(tag).is_some_and(|rest| rest.starts_with(|c: char| !c.is_alphanumeric()))
    })
}

/// What follows the declaration, comments and instructions of an XML document.
fn after_prolog(text: &str) -> &str {
    let mut text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    for (open, close) in [("<?", "?>"), ("<!--", "-->")].iter().cycle().take(16) {
        if let Some((_, rest)) = text.strip_prefix(open).and_then(|rest| rest.split_once(close)) {
            text = rest.trim_start();
        }
    }
    text
}

/// The entries of a feed; `place` is its name in messages.
///
/// An article is named after its address, or where it has none after its
/// content, whatever feed it stands in.
///
/// # Errors
///
/// When it is no feed, or broken.
pub fn entries(place: &str, bytes: &[u8]) -> Result<Vec<Record>> {
    let text = decode::decode(bytes, None).0;
    // The encoding that the declaration names is no longer that of the text.
    let document = Cursor::new(after_prolog(&text));
    let root = document.get_ref().get(..5).unwrap_or_default().to_ascii_lowercase();
    let broken = |why: String| {
        Error::data(place, format!("is no feed of RSS or Atom that can be read: {why}"))
    };
    let drafts = if root == "<rss>" || root == "<rss " || root == "<rdf:" {
        let channel = rss::Channel::read_from(document).map_err(|e| broken(e.to_string()))?;
        of_rss(channel)
    } else {
        let feed =
            atom_syndication::Feed::read_from(document).map_err(|e| broken(e.to_string()))?;
        of_atom(feed)
    };
    let numbered = drafts.into_iter().enumerate();
    Ok(numbered.map(|(at, draft)| draft.record(format!("{place}, entry {}", at + 1))).collect())
}

/// What both kinds of feed say of an entry.
struct Draft {
    title: Option<String>,
    /// Its texts; the longest is that of the article.
    texts: Vec<Option<String>>,
    link: Option<String>,
    /// When it was published, as the feed writes it.
    published: Option<String>,
    outlet: Option<String>,
    language: Option<String>,
}

fn of_rss(channel: rss::Channel) -> Vec<Draft> {
    let outlet = plain(&channel.title);
    let language = channel.language;
    let draft = |item: rss::Item| {
        let dublin = item.dublin_core_ext;
        let day = dublin.and_then(|core| core.dates.into_iter().next());
        let is_address = |guid: &rss::Guid| guid.permalink && guid.value.contains("://");
        // An aggregator says where an entry comes from, some only by address.
        let source = item.source.and_then(|s| s.title).filter(|title| !title.contains("://"));
        Draft {
            title: item.title,
            texts: vec![item.content, item.description],
            link: item.link.or(item.guid.filter(is_address).map(|guid| guid.value)),
            published: item.pub_date.or(day),
            outlet: source.or(Some(outlet.clone())),
            language: language.clone(),
        }
    };
    channel.items.into_iter().map(draft).collect()
}

fn of_atom(feed: atom_syndication::Feed) -> Vec<Draft> {
    let outlet = plain(&feed.title.value);
    let draft = |entry: atom_syndication::Entry| {
        let page = entry.links.into_iter().find(|link| link.rel == "alternate");
        let (content, language) =
            entry.content.map_or((None, None), |content| (content.value, content.lang));
        let source = entry.source.map(|source| plain(&source.title.value));
        Draft {
            title: Some(entry.title.value),
            texts: vec![content, entry.summary.map(|summary| summary.value)],
            link: page.map(|link| link.href),
            published: Some(entry.published.unwrap_or(entry.updated).to_rfc3339()),
            outlet: source.filter(|title| !title.is_empty()).or(Some(outlet.clone())),
            language: language.or_else(|| feed.lang.clone()),
        }
    };
    feed.entries.into_iter().map(draft).collect()
}

impl Draft {
    fn record(self, place: String) -> Record {
        let text = self.texts.into_iter().flatten().max_by_key(String::len).unwrap_or_default();
        let link = self.link.map(|link| link.trim().to_owned()).filter(|link| !link.is_empty());
        let mut metadata = Metadata {
            title: self.title.map(|title| plain(&title)).filter(|title| !title.is_empty()),
            published: self.published.and_then(|day| date::parse(&day)),
            source: self.outlet.filter(|outlet| !outlet.is_empty()),
            url: link.clone(),
            ..Metadata::default()
        };
        if let Some(language) = self.language {
            metadata.set_language(&language);
        }
        let title = metadata.title.as_deref().unwrap_or_default();
        let id = match link {
            Some(link) => name::of_address(&link),
            None => name::of_content(format!("{title}\n{text}").as_bytes()),
        };
        let content = Content::Entry(Box::new(Entry { metadata, text }));
        Record { place, id, folder: String::new(), content }
    }
}

/// A title without tags and character references.
fn plain(title: &str) -> String {
    let title = normal::entities(title);
    let parts = title.split('<').enumerate().map(|(at, part)| match part.split_once('>') {
        Some((_, text)) if at > 0 => text,
        _ => part,
    });
    normal::single_spaced(&normal::characters(&parts.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The presidents of the two states opened a new crossing on Tuesday and \
        signed a treaty on allied relations, as their offices said.";

    fn articles(feed: &str) -> Vec<Article> {
        let records = entries("a.rss", feed.as_bytes()).unwrap();
        records.into_iter().map(|record| record.read().unwrap().unwrap()).collect()
    }

    #[test]
    fn entries_of_rss() {
        let feed = format!(
            "<?xml version=\"1.0\" encoding=\"windows-1251\"?><rss version=\"2.0\"><channel>\
             <title>Valley Wire &amp; Sons</title><language>en-gb</language>\
             <item><title>Crossing &lt;b&gt;opens&lt;/b&gt; at last</title>\
             <link>https://example.org/crossing</link>\
             <pubDate>Sat, 25 Mar 2023 02:00:00 +0600</pubDate>\
             <description><![CDATA[<p>{TEXT}</p><p>Traders were there.</p>]]></description></item>\
             <item><title>Guards leave the hill</title><description>{TEXT}</description></item>\
             </channel></rss>"
        );
        let articles = articles(&feed);
        assert_eq!(articles[0].id, "example.org/crossing");
        assert_eq!(articles[0].title.as_deref(), Some("Crossing opens at last"));
        assert_eq!(articles[0].source.as_deref(), Some("Valley Wire & Sons"));
        assert_eq!(articles[0].url.as_deref(), Some("https://example.org/crossing"));
        assert_eq!(articles[0].published.map(|d| d.to_string()).as_deref(), Some("2023-03-25"));
        let expected = format!("Crossing opens at last\n\n{TEXT}\n\nTraders were there.");
        assert_eq!(articles[0].text, expected);
        assert!(articles[1].id.starts_with("article-"), "{}", articles[1].id);
        assert_eq!(articles[1].published, None);
    }

    #[test]
    fn entries_of_atom() {
        let feed = format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Valley Wire</title>\
             <entry><id>urn:1</id><title>Crossing opens</title>\
             <link rel=\"self\" href=\"https://example.org/self\"/>\
             <link href=\"https://example.org/crossing\"/>\
             <published>2023-03-25T23:30:00-05:00</published><updated>2023-03-27T00:00:00Z</updated>\
             <summary>Short.</summary>\
             <content type=\"html\">&lt;p&gt;{TEXT}&lt;/p&gt;</content></entry></feed>"
        );
        let article = articles(&feed).remove(0);
        assert_eq!(article.id, "example.org/crossing");
        assert_eq!(article.published.map(|d| d.to_string()).as_deref(), Some("2023-03-25"));
        assert_eq!(article.text, format!("Crossing opens\n\n{TEXT}"));
    }

    #[test]
    fn hostile_feeds_end() {
        let laughs: String = (1..30)
            .map(|n| format!("<!ENTITY l{n} \"&l{0};&l{0};&l{0};&l{0};\">", n - 1))
            .collect();
        let entities = format!(
            "<!DOCTYPE rss [<!ENTITY l0 \"ha\">{laughs}]><rss version=\"2.0\"><channel>\
             <item><title>A &l29;</title><description>{TEXT} &l29;</description></item>\
             </channel></rss>"
        );
        let deep = format!("<rss version=\"2.0\"><channel>{}", "<a>".repeat(100_000));
        let html = "&lt;div&gt;".repeat(100_000);
        let nested = format!(
            "<rss version=\"2.0\"><channel><item><description>{html}{TEXT}</description></item>\
             </channel></rss>"
        );
        for feed in [entities, deep, nested, "<rss".to_owned(), "<feed/>".to_owned()] {
            if let Ok(records) = entries("a.rss", feed.as_bytes()) {
                for article in records.into_iter().filter_map(|record| record.read().ok()?) {
                    assert!(article.text.len() < 2_000_000);
                }
            }
        }
    }
}
