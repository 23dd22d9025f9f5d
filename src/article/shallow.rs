//! Guards the HTML parser against pages nested without end.
//!
//! The tree builder of HTML looks through all open elements at many a tag, so
//! that a page of 100,000 open `<div>` takes it billions of steps, and what
//! walks the tree afterwards may recurse. Browsers stop nesting at 512; this
//! stops earlier, by leaving out the tags, never the text.

use std::borrow::Cow;

/// Elements that may be open at once.
const DEEPEST: usize = 200;

/// Elements without content.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements that end when the next of their kind begins: not ended by hand in
/// many a page, they do not nest by themselves.
const IMPLIED: [&str; 13] =
    ["p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "html", "body"];

/// Elements whose content is not markup.
const RAW: [&str; 8] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// End tags do not reach through these.
const BARRIERS: [&str; 7] = ["table", "template", "object", "marquee", "applet", "svg", "math"];

/// The page with all tags left out that would open an element deeper than
/// the limit; ordinary pages come back as they are.
pub fn limit(html: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let mut copied = 0;
    let mut open: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(tag) = next_tag(html, at) {
        at = tag.end;
        let deep = open.len() >= DEEPEST;
        if tag.closing {
            close(&mut open, &tag.name);
        } else if RAW.contains(&tag.name.as_str()) {
            at = raw_end(html, at, &tag.name);
        } else if deep && !VOID.contains(&tag.name.as_str()) {
            kept.push_str(&html[copied..tag.start]);
            kept.push(' ');
            copied = tag.end;
        } else if !VOID.contains(&tag.name.as_str()) && !IMPLIED.contains(&tag.name.as_str()) {
            open.push(tag.name);
        }
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    kept.push_str(&html[copied..]);
    Cow::Owned(kept)
}

struct Tag {
    start: usize,
    end: usize,
    name: String,
    closing: bool,
}

/// The first tag at or after `at`; comments are passed over.
fn next_tag(html: &str, mut at: usize) -> Option<Tag> {
    loop {
        let start = at + html[at..].find('<')?;
        let rest = &html[start + 1..];
        if rest.starts_with("!--") {
            at = comment_end(html, start + 4);
            continue;
        }
        let closing = rest.starts_with('/');
        let name_at = start + 1 + usize::from(closing);
        if !html[name_at..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            at = start + 1;
            continue;
        }
        let length = html[name_at..]
            .bytes()
            .take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'>' | b'/'))
            .count();
        let name = html[name_at..name_at + length].to_ascii_lowercase();
        return Some(Tag { start, end: tag_end(html, name_at + length), name, closing });
    }
}

/// The byte after a comment whose content begins at `at`.
fn comment_end(html: &str, at: usize) -> usize {
    let content = &html[at..];
    if let Some(empty) = [">", "->"].iter().find(|end| content.starts_with(**end)) {
        return at + empty.len();
    }
    let end = content.find("-->").map_or(content.len(), |end| end + 3);
    // The other end is looked for only in what this one leaves, or a page of
    // comments would be read to its end for each.
    at + content[..end].find("--!>").map_or(end, |end| end + 4)
}

/// The byte after the `>` that ends a tag, quoted values passed over.
fn tag_end(html: &str, at: usize) -> usize {
    let mut quote = None;
    let mut after_equals = false;
    for (offset, byte) in html[at..].bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + offset + 1,
            (None, b'"' | b'\'') if after_equals => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
        after_equals = byte == b'=' || (after_equals && byte.is_ascii_whitespace());
    }
    html.len()
}

/// Where the end tag of an element without markup begins.
fn raw_end(html: &str, at: usize, name: &str) -> usize {
    let mut from = at;
    while let Some(offset) = html[from..].find("</") {
        let start = from + offset;
        let ends =
            html[start + 2..].get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name));
        if ends {
            return start;
        }
        from = start + 2;
    }
    html.len()
}

/// Takes the element that an end tag closes, and all in it, off the stack.
fn close(open: &mut Vec<String>, name: &str) {
    for at in (0..open.len()).rev() {
        if open[at] == name {
            open.truncate(at);
            return;
        }
        if BARRIERS.contains(&open[at].as_str()) && name != "table" {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_pages_stay() {
        let page = "<!-- <div> --><div class='a>b'><p>One<p>Two<br><script>'<div>'</script></div>";
        assert!(matches!(limit(page), Cow::Borrowed(_)));
        let unclosed = "<p>a".repeat(2000);
        assert!(matches!(limit(&unclosed), Cow::Borrowed(_)));
        let many = "<div>a</div>".repeat(2000);
        assert!(matches!(limit(&many), Cow::Borrowed(_)));
    }

    #[test]
    fn deep_tags_go_text_stays() {
        let page = format!("{}word</div> end", "<div>".repeat(1000));
        let limited = limit(&page);
        assert_eq!(limited.matches("<div>").count(), DEEPEST);
        assert!(limited.contains("word</div> end"));
    }

    #[test]
    fn end_tags_without_a_start_close_nothing() {
        assert_eq!(limit(&"<div></span>".repeat(1000)).matches("<div>").count(), DEEPEST);
    }
}
