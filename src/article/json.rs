//! One article on a line of JSON.

use serde::Deserialize;
use serde_json::Value;

use super::{Article, Metadata, assemble, html, normal};
use crate::error::{Error, Result};

/// A line as it may come; unknown keys are passed over.
#[derive(Deserialize)]
struct Line {
    id: Option<Value>,
    #[serde(alias = "body", alias = "content", alias = "articleBody", alias = "article_text")]
    text: Option<String>,
    html: Option<String>,
    #[serde(alias = "headline")]
    title: Option<String>,
    #[serde(alias = "link")]
    url: Option<String>,
    #[serde(alias = "publisher", alias = "outlet", alias = "agency", alias = "domain")]
    source: Option<String>,
    #[serde(
        alias = "date",
        alias = "datePublished",
        alias = "published_at",
        alias = "date_published"
    )]
    published: Option<Value>,
    #[serde(alias = "lang")]
    language: Option<String>,
}

/// Reads an article from a JSON object with `text` or `html`, and optionally
/// `id`, `title`, `url`, `source`, `published`, `language`.
///
/// `place` (file and line) stands in messages; `id` is taken where the object
/// has none.
///
/// # Errors
///
/// Invalid JSON, with line and column; a value of the wrong kind; neither
/// `text` nor `html`.
pub fn read(place: &str, id: &str, json: &str) -> Result<Article> {
    let line: Line = serde_json::from_str(json).map_err(|error| fault(place, &error))?;
    article(place, id, line)
}

/// As [`read`], from a value that was parsed already.
pub fn from_value(place: &str, id: &str, value: Value) -> Result<Article> {
    let line: Line = serde_json::from_value(value).map_err(|error| fault(place, &error))?;
    article(place, id, line)
}

fn article(place: &str, id: &str, line: Line) -> Result<Article> {
    let id = line.id.as_ref().and_then(scalar).unwrap_or_else(|| id.to_owned());
    let (metadata, lines) = match (line.text.as_deref(), line.html.as_deref()) {
        (Some(text), _) if is_markup(text) => html::read(text),
        (Some(text), _) if !text.trim().is_empty() => {
            let text = normal::characters(text);
            (Metadata::default(), normal::paragraphs(&normal::entities(&text)))
        }
        (_, Some(page)) if !page.trim().is_empty() => html::read(page),
        _ => {
            let what = "has no text: give \"text\" or \"html\"";
            return Err(Error::data(place, what));
        }
    };
    Ok(assemble(&id, stated(line).or(metadata), lines))
}

/// Collections often keep the tags of the page in what they call text.
fn is_markup(text: &str) -> bool {
    ["</p>", "</div>", "<br>", "<br/>", "<br />"].iter().any(|tag| text.contains(tag))
}

fn stated(line: Line) -> Metadata {
    let mut metadata =
        Metadata { title: line.title, url: line.url, source: line.source, ..Metadata::default() };
    if let Some(date) = line.published.as_ref().and_then(scalar) {
        metadata.set_published(&date);
    }
    if let Some(language) = line.language {
        metadata.set_language(&language);
    }
    metadata
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// `serde_json` counts lines from the start of what it reads, here always 1.
fn fault(place: &str, error: &serde_json::Error) -> Error {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let place = if error.column() > 0 {
        format!("{place}, column {}", error.column())
    } else {
        place.to_owned()
    };
    Error::data(
        place,
        format!("{message}; write one JSON object a line, with \"text\" or \"html\""),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_their_synonyms() {
        let json = r#"{"id": 7, "headline": "Guards leave", "body": "The guards left the hill.",
                      "date": 1679702400, "publisher": "Valley Wire", "other": [1]}"#;
        let article = read("a.jsonl, line 1", "a-1", json).unwrap();
        assert_eq!(article.id, "7");
        assert_eq!(article.title.as_deref(), Some("Guards leave"));
        assert_eq!(article.published.map(|d| d.to_string()).as_deref(), Some("2023-03-25"));
        assert_eq!(article.source.as_deref(), Some("Valley Wire"));
        assert_eq!(article.text, "Guards leave\n\nThe guards left the hill.");
    }

    #[test]
    fn tags_and_entities_in_text() {
        let text = |json: &str| read("a.jsonl, line 1", "a", json).unwrap().text;
        assert_eq!(
            text(r#"{"text": "<p>The guards left.</p><p>So did we.</p>"}"#),
            "The guards left.\n\nSo did we."
        );
        assert_eq!(
            text(r#"{"text": "Kyrgyzstan&#8217;s guards &amp; ours"}"#),
            "Kyrgyzstan’s guards & ours"
        );
    }

    #[test]
    fn faults_say_where() {
        let error = read("a.jsonl, line 3", "a", "{\"text\": }").unwrap_err().to_string();
        assert!(error.starts_with("a.jsonl, line 3, column 10: expected value"), "{error}");
        let error = read("a.jsonl, line 3", "a", "{\"title\": \"x\"}").unwrap_err().to_string();
        assert!(error.contains("give \"text\" or \"html\""), "{error}");
    }
}
