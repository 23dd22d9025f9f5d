//! Characters and paragraphs: what arrives in many shapes leaves in one.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// Makes line ends `\n`, all spaces plain spaces, and drops characters that
/// are not seen: zero-width, soft hyphens, directional marks, controls.
pub fn characters(raw: &str) -> String {
    let raw = repaired(raw);
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                text.push('\n');
            }
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{c}' => text.push('\n'),
            // Two spaces, so that columns of a menu are still told apart.
            '\t' => text.push_str("  "),
            '\u{ad}' | '\u{feff}' | '\u{200b}'..='\u{200f}' => {}
            '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => {}
            c if c.is_control() => {}
            c if c.is_whitespace() => text.push(' '),
            c => text.push(c),
        }
    }
    text
}

/// Undoes "Chinaâ€™s": UTF-8 that was read as windows-1252 on its way. Bytes
/// that are UTF-8 once more after the return are hardly ever so by chance.
fn repaired(raw: &str) -> Cow<'_, str> {
    if !raw.contains(['â', 'Ã', 'Ä', 'Å', 'Ð', 'Ñ']) {
        return Cow::Borrowed(raw);
    }
    let lines = raw.split_inclusive('\n').map(|line| {
        let (bytes, _, unmappable) = WINDOWS_1252.encode(line);
        let read = std::str::from_utf8(&bytes).ok().filter(|_| !unmappable);
        read.map_or_else(|| line.to_owned(), str::to_owned)
    });
    Cow::Owned(lines.collect())
}

/// Character references of HTML that stayed in plain text: `&amp;`, `&#8217;`.
pub fn entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(10).position(|b| b == b';');
        let read = end.and_then(|end| Some((entity(&rest[1..end])?, end + 1)));
        let (c, length) = read.unwrap_or(('&', 1));
        plain.push(c);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn entity(name: &str) -> Option<char> {
    const NAMED: [(&str, char); 13] = [
        ("amp", '&'),
        ("apos", '\''),
        ("gt", '>'),
        ("hellip", '…'),
        ("ldquo", '“'),
        ("lsquo", '‘'),
        ("lt", '<'),
        ("mdash", '—'),
        ("nbsp", ' '),
        ("ndash", '–'),
        ("quot", '"'),
        ("rdquo", '”'),
        ("rsquo", '’'),
    ];
    if let Some(digits) = name.strip_prefix('#') {
        let number = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => digits.parse().ok()?,
        };
        return char::from_u32(number).filter(|c| !c.is_control());
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

/// Lines of plain text as paragraphs; an empty string is a blank line.
///
/// Text that was broken at a fixed width is joined again.
pub fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    let width = wrap_width(&lines);
    let mut joined: Vec<String> = Vec::new();
    let mut open = false;
    for line in lines {
        let line_length = line.chars().count();
        match joined.last_mut() {
            Some(last) if open && !line.trim().is_empty() => {
                last.push(' ');
                last.push_str(line.trim_start());
            }
            _ => joined.push(line.trim_start().to_owned()),
        }
        open = width.is_some_and(|width| line_length * 10 >= width * 7);
    }
    joined
}

/// The width at which the text was broken; `None` if each line is a paragraph.
///
/// A broken line has middle length, no final stop, and goes on in lower case.
fn wrap_width(lines: &[&str]) -> Option<usize> {
    let (mut pairs, mut broken, mut width) = (0, 0, 0);
    for pair in lines.windows(2) {
        let length = pair[0].chars().count();
        if length == 0 || pair[1].is_empty() {
            continue;
        }
        pairs += 1;
        let goes_on = pair[1].trim_start().starts_with(char::is_lowercase);
        if (40..=100).contains(&length) && goes_on && !ends_sentence(pair[0]) {
            broken += 1;
            width = width.max(length);
        }
    }
    (broken >= 3 && broken * 2 >= pairs).then_some(width)
}

/// Whether a line ends as a sentence does, closing quotes and brackets aside.
pub fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(|c: char| c.is_whitespace() || "\"'”’»)]".contains(c));
    line.ends_with(['.', '!', '?', '…', ':', ';'])
}

/// One space between words.
pub fn single_spaced(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unseen_characters_go() {
        let raw = "\u{feff}Tash\u{ad}kent\u{a0}met\u{200b}\r\nBishkek\rAstana\u{2028}end\u{0}";
        assert_eq!(characters(raw), "Tashkent met\nBishkek\nAstana\nend");
    }

    #[test]
    fn twice_encoded_text_is_repaired() {
        assert_eq!(characters("Chinaâ€™s and TÃ¼rkiye"), "China’s and Türkiye");
        assert_eq!(characters("the château of Ürümqi"), "the château of Ürümqi");
    }

    #[test]
    fn character_references() {
        assert_eq!(
            entities("A &amp; B&#8217;s &#x201C;C&nbsp;D; R&D; &unknown;"),
            "A & B’s “C D; R&D; &unknown;"
        );
        assert_eq!(entities("&#0;&"), "&#0;&");
    }

    #[test]
    fn broken_lines_are_joined() {
        let text = "A heading\n\nThe presidents of the two countries met on the border and opened\n\
                    a new crossing there, which had been closed for eleven years after a\n\
                    quarrel about a canal. They then drove to the nearest town and signed\n\
                    a treaty.\n\nA second paragraph stands here.";
        let lines = paragraphs(text);
        assert_eq!(lines.len(), 5);
        assert!(lines[2].ends_with("signed a treaty."));
    }

    #[test]
    fn lines_that_are_paragraphs_stay() {
        let text = "First paragraph of the story.\nSecond paragraph of the story.\nThird one.";
        assert_eq!(paragraphs(text).len(), 3);
    }
}
