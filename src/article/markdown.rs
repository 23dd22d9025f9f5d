//! Front matter and the marks of Markdown.

use super::Metadata;

/// Splits `---` front matter off a text and reads it.
///
/// Each line is `key: value`, the value maybe in quotes. Known keys: `title`,
/// `source`, `url`, `published`, `language`, and their usual synonyms; others
/// are passed over. Text without front matter comes back whole.
pub fn front_matter(text: &str) -> (Metadata, &str) {
    let mut metadata = Metadata::default();
    let Some((head, body)) = split(text) else { return (metadata, text) };
    for line in head.lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches(['"', '\'']).trim();
        if !value.is_empty() {
            set(&mut metadata, &key.trim().to_ascii_lowercase(), value);
        }
    }
    (metadata, body)
}

fn set(metadata: &mut Metadata, key: &str, value: &str) {
    let owned = || Some(value.to_owned());
    match key {
        "title" | "headline" => metadata.title = owned(),
        "source" | "outlet" | "publisher" | "agency" | "site" => metadata.source = owned(),
        "url" | "link" | "permalink" | "canonical" => metadata.url = owned(),
        "language" | "lang" => metadata.set_language(value),
        "published" | "date" | "pubdate" | "published_at" => metadata.set_published(value),
        _ => {}
    }
}

fn split(text: &str) -> Option<(&str, &str)> {
    let rest = text.trim_start_matches('\n').strip_prefix("---\n")?;
    // A rule in a plain text is no front matter: that has keys and an end.
    let end = rest.find("\n---")?;
    let (head, after) = (&rest[..end], &rest[end + 4..]);
    let keyed = head.lines().any(|line| line.contains(':'));
    let body = after.trim_start_matches('-').strip_prefix('\n').unwrap_or_default();
    keyed.then_some((head, body))
}

/// Paragraphs of Markdown as plain lines; an empty string is a blank line.
///
/// Headings, quotes and emphasis lose their marks, links keep their words,
/// images their caption. Lines of a paragraph are joined.
pub fn paragraphs(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut open = false;
    for raw in text.lines() {
        let line = raw.trim().trim_start_matches("> ").trim_start();
        let heading = line.starts_with('#');
        let item = ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark));
        let plain = without_links(line.trim_start_matches('#').trim());
        let plain = plain.replace("**", "").replace("__", "").replace('`', "");
        let plain = without_emphasis(if item { &plain[2..] } else { &plain });
        match lines.last_mut() {
            Some(last) if open && !heading && !item && !plain.is_empty() => {
                last.push(' ');
                last.push_str(&plain);
            }
            _ => lines.push(plain.clone()),
        }
        // Two spaces at the end break the line.
        open = !heading && !plain.is_empty() && !raw.ends_with("  ");
    }
    lines
}

/// `*so*` and `_so_` around whole words.
fn without_emphasis(line: &str) -> String {
    let words = line.split(' ').map(|word| {
        let starred = word.len() > 1 && word != "**";
        if starred { word.replace('*', "").trim_matches('_').to_owned() } else { word.to_owned() }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// `[words](url)` and `![caption](url)` become their words.
fn without_links(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(open) = rest.find('[') {
        let link = rest[open..].find("](").and_then(|middle| {
            let close = rest[open + middle..].find(')')?;
            Some((open + middle, open + middle + close))
        });
        let Some((middle, close)) = link else { break };
        plain.push_str(rest[..open].trim_end_matches('!'));
        plain.push_str(&rest[open + 1..middle]);
        rest = &rest[close + 1..];
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_read() {
        let text = "---\ntitle: \"Guards leave: the hill is free\"\nsource: Valley Wire\n\
                    published: 25 March 2023\nlang: en-GB\ntags: [a, b]\n---\n\nText.\n";
        let (metadata, body) = front_matter(text);
        assert_eq!(metadata.title.as_deref(), Some("Guards leave: the hill is free"));
        assert_eq!(metadata.source.as_deref(), Some("Valley Wire"));
        assert_eq!(metadata.published.map(|d| d.to_string()).as_deref(), Some("2023-03-25"));
        assert_eq!(metadata.language.as_deref(), Some("en"));
        assert_eq!(body, "\nText.\n");
    }

    #[test]
    fn a_bad_date_is_said_not_swallowed() {
        let (metadata, _) = front_matter("---\npublished: 2023-13-45\n---\nText.");
        assert_eq!(metadata.published, None);
        assert!(metadata.warnings[0].contains("2023-13-45"));
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        assert_eq!(
            front_matter("---\nNo keys here\n---\nText.").1,
            "---\nNo keys here\n---\nText."
        );
        assert_eq!(front_matter("Text: a\n---\n").1, "Text: a\n---\n");
    }

    #[test]
    fn marks_go_words_stay() {
        let text = "# A **new** treaty\n\nThe [two sides](https://example.org/a) met\non *Monday*.\n- item one\n- item two\n";
        let lines = paragraphs(text);
        assert_eq!(lines[0], "A new treaty");
        assert_eq!(lines[2..], ["The two sides met on Monday.", "item one", "item two"]);
    }
}
