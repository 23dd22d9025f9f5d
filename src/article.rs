//! A file, a line of JSON or standard input to an article: clean text, and
//! what is known of its title, source, URL, language and day of publication.
//!
//! The clean text holds one paragraph a line with a blank line between, page
//! furniture cut, headline and captions kept. All offsets of the program point
//! into it. Reading never fails on an odd article: it finds less, and warns.

mod date;
mod dateline;
mod decode;
mod feed;
mod furniture;
mod html;
mod json;
mod language;
mod lines;
mod markdown;
mod name;
mod normal;
mod open;
mod published;
mod read;
mod record;
mod shallow;
mod warc;

use chrono::NaiveDate;

pub use json::read as from_json_line;
pub use read::{Found, Options, read, read_all};

use furniture::Kind;

/// An article, ready for the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// The file's stem, or the `id` of the line of JSON.
    pub id: String,
    /// The headline.
    pub title: Option<String>,
    /// The day of publication; "today" for relative dates in the text.
    pub published: Option<NaiveDate>,
    /// The outlet or agency.
    pub source: Option<String>,
    /// Where the article is found.
    pub url: Option<String>,
    /// ISO 639 code, `en` where the text reads as English.
    pub language: Option<String>,
    /// The clean text.
    pub text: String,
    /// What was unclear, in words for the user.
    pub warnings: Vec<String>,
}

/// Makes an article of plain text, with or without front matter.
pub fn from_text(id: &str, raw: &str) -> Article {
    let text = normal::characters(raw);
    let text = normal::entities(&text);
    let (metadata, body) = markdown::front_matter(&text);
    assemble(id, metadata, normal::paragraphs(body))
}

/// Makes an article of Markdown, with or without front matter.
pub fn from_markdown(id: &str, raw: &str) -> Article {
    let text = normal::characters(raw);
    let text = normal::entities(&text);
    let (metadata, body) = markdown::front_matter(&text);
    assemble(id, metadata, markdown::paragraphs(body))
}

/// Makes an article of a page of HTML.
pub fn from_html(id: &str, raw: &str) -> Article {
    let (metadata, lines) = html::read(raw);
    assemble(id, metadata, lines)
}

/// What is said of an article outside its text.
#[derive(Debug, Default)]
struct Metadata {
    title: Option<String>,
    published: Option<NaiveDate>,
    source: Option<String>,
    url: Option<String>,
    language: Option<String>,
    warnings: Vec<String>,
}

impl Metadata {
    fn set_published(&mut self, value: &str) {
        self.published = date::parse(value);
        if self.published.is_none() {
            self.warnings
                .push(format!("the publication date \"{value}\" cannot be read{SAY_DATE}"));
        }
    }

    /// Keeps the language of `en-GB`, `en_US`, `EN`.
    fn set_language(&mut self, value: &str) {
        let code = value.split(['-', '_']).next().unwrap_or_default().trim().to_ascii_lowercase();
        let known = (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase());
        self.language = known.then_some(code);
    }

    /// Fills what is missing from `other`.
    fn or(mut self, other: Metadata) -> Metadata {
        self.warnings.extend(other.warnings);
        Metadata {
            title: self.title.or(other.title),
            published: self.published.or(other.published),
            source: self.source.or(other.source),
            url: self.url.or(other.url),
            language: self.language.or(other.language),
            warnings: self.warnings,
        }
    }
}

/// Year and month of a URL path such as `/2022/12/title`.
fn year_and_month(url: &str) -> Option<(i32, u32)> {
    let parts: Vec<&str> = url.split('/').collect();
    parts.windows(2).find_map(|pair| {
        let (year, month) = (pair[0].parse().ok()?, pair[1].parse().ok()?);
        ((1990..2100).contains(&year) && (1..=12).contains(&month)).then_some((year, month))
    })
}

/// What all warnings of the publication date end with.
const SAY_DATE: &str = "; say it with --date 2022-12-31";

/// Cuts the furniture, reads the date and the title where metadata lacks
/// them, and joins the rest.
fn assemble(id: &str, metadata: Metadata, mut lines: Vec<String>) -> Article {
    unglue(&mut lines);
    let kinds = furniture::judge(&lines);
    let partial = metadata.url.as_deref().and_then(year_and_month);
    let publication = published::read(&lines, &kinds, partial);
    let kept = kept_lines(&lines, &kinds, &publication.lines);
    let headline = title_of(&kept);
    let mut paragraphs: Vec<String> =
        kept.iter().map(|(line, _)| normal::single_spaced(line)).collect();
    if let Some(title) = &metadata.title {
        prepend(&mut paragraphs, title);
    }
    paragraphs.dedup();
    let day_in_url = || metadata.url.as_deref().and_then(date::in_url);
    let published = metadata.published.or(publication.date).or_else(day_in_url);
    let mut article = Article {
        id: id.to_owned(),
        title: metadata.title.or(headline).map(|title| normal::single_spaced(&title)),
        published,
        source: metadata.source.or(publication.agency),
        url: metadata.url,
        language: metadata.language,
        text: paragraphs.join("\n\n"),
        warnings: metadata.warnings,
    };
    if published.is_none() {
        article.warnings.extend(publication.warnings);
        if article.warnings.is_empty() {
            article.warnings.push(format!("no publication date is known{SAY_DATE}"));
        }
    }
    settle_language(&mut article);
    article
}

/// The first line that is text may have a label of the page glued to it.
fn unglue(lines: &mut [String]) {
    if let Some(first) = lines.iter_mut().find(|line| !line.trim().is_empty()) {
        *first = furniture::unglued(first.trim()).to_owned();
    }
    let paragraph = lines.iter_mut().find(|line| line.split_whitespace().count() >= 20);
    if let Some(paragraph) = paragraph {
        *paragraph = furniture::unglued(paragraph.trim()).to_owned();
    }
}

fn kept_lines<'a>(lines: &'a [String], kinds: &[Kind], dates: &[usize]) -> Vec<(&'a str, Kind)> {
    let text = |kind: Kind| matches!(kind, Kind::Short | Kind::Paragraph);
    let numbered = lines.iter().zip(kinds).enumerate();
    numbered
        .filter(|(at, (_, kind))| text(**kind) && !dates.contains(at))
        .map(|(_, (line, kind))| (line.as_str(), *kind))
        .collect()
}

/// The headline of plain text: of the lines before the first paragraph the
/// first of four words or more, else of two; bylines and datelines are none.
fn title_of(kept: &[(&str, Kind)]) -> Option<String> {
    let head = kept.iter().take_while(|(_, kind)| *kind == Kind::Short).map(|(line, _)| *line);
    let text_follows = kept.iter().any(|(_, kind)| *kind == Kind::Paragraph);
    let candidates: Vec<&str> = head
        .filter(|line| !line.to_ascii_lowercase().starts_with("by "))
        .filter(|line| dateline::read(line).is_none() && !is_numbered(line))
        .collect();
    let of = |words: usize| candidates.iter().find(|l| l.split_whitespace().count() >= words);
    let title = of(4).or_else(|| of(2)).filter(|_| text_follows)?;
    Some((*title).to_owned())
}

/// "I. Background", "2) Trade": a heading inside a text.
fn is_numbered(line: &str) -> bool {
    let first = line.split([' ', '.', ')']).next().unwrap_or_default();
    let marked = line[first.len()..].starts_with(['.', ')']);
    marked && first.chars().all(|c| c.is_ascii_digit() || "IVX".contains(c))
}

/// Puts the title first unless it stands at the head already.
fn prepend(paragraphs: &mut Vec<String>, title: &str) {
    let letters = |line: &str| -> String {
        line.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let wanted = letters(title);
    if !wanted.is_empty() && !paragraphs.iter().take(4).any(|line| letters(line) == wanted) {
        paragraphs.insert(0, normal::single_spaced(title));
    }
}

fn settle_language(article: &mut Article) {
    match language::is_english(&article.text) {
        Some(true) => article.language = Some("en".to_owned()),
        Some(false) => {
            article.language = article.language.take().filter(|code| code != "en");
            article
                .warnings
                .push("does not read as English; little or nothing will be found".to_owned());
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "The two presidents signed a treaty on the border on Tuesday and agreed to meet again in the autumn of next year.";

    #[test]
    fn furniture_goes_and_content_stays() {
        let raw = format!(
            "World\r\n25 MAR 2023, 09:42\r\n\r\nPresidents sign border treaty\r\n\r\nPhoto: Press Service\r\n\r\n\
             The two leaders at the new crossing\r\n\r\nOSH, March 25. /WIRE/. {BODY}\r\n\r\nShare\r\n\r\n\
             Also read: Another treaty signed elsewhere\r\n\r\n{BODY} It is the second.\r\n\r\nSee also\r\nA link\r\n01/02/2020\r\n"
        );
        let article = from_text("a", &raw);
        assert_eq!(article.title.as_deref(), Some("Presidents sign border treaty"));
        assert_eq!(article.published.map(|d| d.to_string()).as_deref(), Some("2023-03-25"));
        assert_eq!(article.source.as_deref(), Some("WIRE"));
        assert_eq!(article.language.as_deref(), Some("en"));
        let expected = format!(
            "World\n\nPresidents sign border treaty\n\nThe two leaders at the new crossing\n\n\
             OSH, March 25. /WIRE/. {BODY}\n\n{BODY} It is the second."
        );
        assert_eq!(article.text, expected);
        assert_eq!(article.warnings, Vec::<String>::new());
    }

    #[test]
    fn a_title_of_the_metadata_is_text_too_but_once() {
        let raw = format!("---\ntitle: Border treaty signed\n---\n\n{BODY}\n");
        assert!(from_text("a", &raw).text.starts_with("Border treaty signed\n\nThe two"));
        let raw =
            format!("---\ntitle: Border treaty signed\n---\n\n# Border treaty: signed\n\n{BODY}\n");
        assert_eq!(from_markdown("a", &raw).text.matches("signed").count(), 2);
    }

    #[test]
    fn text_that_begins_at_once_has_no_title() {
        assert_eq!(from_text("a", BODY).title, None);
        assert_eq!(from_text("a", "").text, "");
    }

    #[test]
    fn other_languages_are_warned_of() {
        let article =
            from_text("a", &"Les présidents des deux pays ont signé un traité lundi. ".repeat(5));
        assert!(article.warnings.iter().any(|w| w.contains("English")));
        assert_eq!(article.language, None);
    }

    #[test]
    fn without_a_date_the_user_is_told_how_to_give_one() {
        assert_eq!(from_text("a", BODY).warnings.len(), 1);
        assert!(from_text("a", BODY).warnings[0].ends_with(SAY_DATE));
    }

    #[test]
    fn the_day_of_a_url_helps_when_nothing_else_does() {
        let raw = format!("---\nurl: https://example.org/2023/03/25/treaty\n---\n{BODY}");
        assert_eq!(
            from_text("a", &raw).published.map(|d| d.to_string()).as_deref(),
            Some("2023-03-25")
        );
    }

    #[test]
    fn offsets_hold_in_any_text() {
        for raw in [
            "\u{301}",
            "--",
            "©",
            "🇰🇿🇰🇿 | 🇺🇿",
            "a\u{a0}–\u{a0}ß",
            "İ May 1, 2022",
            "(ﬁ) 1.2.2022—é",
        ] {
            let article = from_text("a", raw);
            assert!(article.text.len() <= raw.len() * 3);
        }
    }
}
