//! Which lines of a page are the article, and which are page furniture:
//! menus, share buttons, subscribe boxes, related links, comments.
//!
//! A line is judged by its shape (a button, a row of links, a credit) and by
//! the phrases that such lines begin with. A heading such as "See also" takes
//! the links under it with it, until a full paragraph comes again.

use super::normal::ends_sentence;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing stands there.
    Blank,
    /// A headline, heading, caption, byline, list item.
    Short,
    /// A paragraph of running text.
    Paragraph,
    /// Furniture in its place around or in the article.
    Furniture,
    /// Furniture in a section of related links or of comments: nothing in it
    /// says anything about this article, dates included.
    Section,
}

/// Judges each line. `lines` are paragraphs, an empty one is a blank line.
pub fn judge<S: AsRef<str>>(lines: &[S]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = lines.iter().map(|line| alone(line.as_ref())).collect();
    let all = kinds.iter().filter(|kind| **kind == Kind::Paragraph).count();
    let mut paragraphs = 0;
    for at in 0..lines.len() {
        let line = lines[at].as_ref();
        match kinds[at] {
            Kind::Paragraph => paragraphs += 1,
            Kind::Blank => {}
            _ if opens_comments(line) => {
                // With little text above and much below it is a button.
                if paragraphs >= 2 || (paragraphs == 1 && all <= 3) {
                    kinds[at..].fill(Kind::Section);
                    return kinds;
                }
                kinds[at] = Kind::Section;
            }
            Kind::Short | Kind::Furniture if opens_links(line) => {
                take_links(&mut kinds, at, paragraphs == 0);
            }
            Kind::Short | Kind::Furniture | Kind::Section => {}
        }
    }
    kinds
}

/// Marks the heading at `at` and the short lines under it. Over the text they
/// end with a blank line: the headline is a short line too.
fn take_links(kinds: &mut [Kind], at: usize, over_text: bool) {
    kinds[at] = Kind::Section;
    let in_list = |kind: Kind| kind != Kind::Paragraph && !(over_text && kind == Kind::Blank);
    for kind in kinds[at + 1..].iter_mut().take_while(|kind| in_list(**kind)) {
        if *kind != Kind::Blank {
            *kind = Kind::Section;
        }
    }
}

/// What a line is when nothing is known of its neighbours.
fn alone(line: &str) -> Kind {
    let line = line.trim();
    if line.is_empty() {
        Kind::Blank
    } else if is_furniture(line) {
        Kind::Furniture
    } else if is_paragraph(line) {
        Kind::Paragraph
    } else {
        Kind::Short
    }
}

/// Running text: a sentence of some length, or a long line.
fn is_paragraph(line: &str) -> bool {
    let words = count_words(line);
    words >= 40 || (words >= 12 && ends_sentence(line) && !line.ends_with([':', ';']))
}

fn is_furniture(line: &str) -> bool {
    (!line.contains(char::is_alphabetic) && !is_year(line))
        || is_address(line)
        || is_rate(line)
        || is_phrase(line)
        || is_credit(line)
        || is_link_row(line)
        || is_button(line)
        || is_markup(line)
}

/// "1992", a heading in a chronology.
fn is_year(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    bare.len() == 4 && bare.parse::<u32>().is_ok_and(|year| (1900..2100).contains(&year))
}

fn count_words(line: &str) -> usize {
    line.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count()
}

/// A web address and nothing else, maybe after a label.
fn is_address(line: &str) -> bool {
    let last = line.split_whitespace().last().unwrap_or_default();
    (last.starts_with("http://") || last.starts_with("https://") || last.starts_with("www."))
        && count_words(line) <= 3
}

/// "USD 87.45": the exchange rates over many a page.
fn is_rate(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let currency = |w: &str| w.len() == 3 && w.bytes().all(|b| b.is_ascii_uppercase());
    let number = |w: &str| w.bytes().all(|b| b.is_ascii_digit() || b".,%+-".contains(&b));
    words.next().is_some_and(currency)
        && words.next().is_some_and(|w| number(w) && w.contains('.'))
        && words.all(|w| number(w) || currency(w))
}

/// `![...](...)`, `---`-like rules and leftovers of markup.
fn is_markup(line: &str) -> bool {
    (line.starts_with('<') && line.ends_with('>') && !line.contains(' '))
        || line.starts_with("![") && line.ends_with(')')
}

/// How a line of furniture begins. Whole words; lower case.
const BEGINS: &[&str] = &[
    "accept all",
    "advertisement",
    "all rights reserved",
    "already a subscriber",
    "also read",
    "article reserved for",
    "become a member",
    "by continuing to",
    "by signing up",
    "categories:",
    "category:",
    "check your inbox",
    "cite this",
    "click here",
    "click to",
    "comments are closed",
    "continue reading",
    "download our",
    "download the app",
    "enter your email",
    "filed under",
    "follow us",
    "found a mistake",
    "get our",
    "get the latest",
    "if you find an error",
    "if you found an error",
    "if you have found an error",
    "if you notice an error",
    "if you see an error",
    "join our",
    "join us on",
    "keywords:",
    "leave a comment",
    "leave a reply",
    "leave your comment",
    "link:",
    "listen to this",
    "log in to",
    "most popular:",
    "newsletter:",
    "our standards:",
    "pingback:",
    "please enable",
    "please log in",
    "please subscribe",
    "popular:",
    "post a comment",
    "post your comment",
    "privacy policy",
    "rate the material",
    "rate this",
    "read also",
    "read more",
    "read next",
    "read the full",
    "read too",
    "recommended:",
    "related:",
    "related news:",
    "related article:",
    "related articles:",
    "report a typo",
    "save my name",
    "see also",
    "send this",
    "send to a friend",
    "share on",
    "share this",
    "share:",
    "short link",
    "sign up for",
    "sign up to",
    "skip to",
    "sponsored content",
    "sponsored post",
    "spotted an error",
    "spotted a typo",
    "subscribe",
    "support our journalism",
    "support our work",
    "tag:",
    "tags:",
    "terms of use",
    "the full text is available",
    "this article is reserved",
    "this site uses cookies",
    "this story was produced by",
    "this website uses cookies",
    "thank you for reading",
    "topics:",
    "trackback:",
    "unsubscribe",
    "views:",
    "views expressed",
    "we use cookies",
    "we value your privacy",
    "you can unsubscribe",
    "you may also like",
    "you might also like",
    "your email address",
];

/// What only furniture says, anywhere in a line.
const HOLDS: &[&str] = &[
    "a written agreement is prohibited",
    "all rights reserved",
    "cookie policy",
    "ctrl+enter",
    "ctrl + enter",
    "for subscribers only",
    "for our subscribers",
    "free newsletter",
    "must be hyperlinked",
    "of this article left",
    "only available to subscribers",
    "our newsletter",
    "our privacy policy",
    "our telegram channel",
    "our whatsapp channel",
    "our youtube channel",
    "personal data will be",
    "republication of any material",
    "reproduction in whole or in part",
    "reproduction without permission",
    "reprinting is prohibited",
    "reserved for subscribers",
    "subscription options",
    "the opinions expressed in this article",
    "the views expressed in this article",
    "views expressed are",
    "views expressed here",
    "will not be published",
    "without written permission",
    "written consent of the",
];

/// Where "Follow Agency on ..." leads.
const NETWORKS: &[&str] = &[
    "facebook",
    "flipboard",
    "instagram",
    "linkedin",
    "odnoklassniki",
    "reddit",
    "telegram",
    "tiktok",
    "twitter",
    "viber",
    "vkontakte",
    "whatsapp",
    "youtube",
    "google news",
];

fn is_phrase(line: &str) -> bool {
    let words = count_words(line);
    if words > 45 {
        return false;
    }
    let lower = line.to_lowercase();
    let start = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let begins = BEGINS.iter().any(|phrase| begins_with(start, phrase));
    let copyright =
        line.starts_with('©') || start.starts_with("c) ") || start.starts_with("copyright ©");
    let follow = words <= 14
        && ["follow ", "find ", "like ", "join ", "watch "].iter().any(|v| start.starts_with(v))
        && NETWORKS.iter().any(|network| lower.contains(network));
    begins || copyright || follow || HOLDS.iter().any(|phrase| lower.contains(phrase))
}

/// `start` begins with the phrase, and the phrase ends with a word.
fn begins_with(start: &str, phrase: &str) -> bool {
    start
        .strip_prefix(phrase)
        .is_some_and(|rest| phrase.ends_with(':') || !rest.starts_with(char::is_alphanumeric))
}

/// "Photo: Agency", "[Image: Presidential Office]", "Images source: © PAP",
/// "Editor: Yang". A label with a whole caption after it is no credit.
fn is_credit(line: &str) -> bool {
    const LABELS: [&str; 16] = [
        "photo",
        "photos",
        "image",
        "images",
        "picture",
        "pictures",
        "credit",
        "credits",
        "video",
        "foto",
        "illustration",
        "map",
        "graphic",
        "editor",
        "source",
        "file photo",
    ];
    let inner = line.trim_matches(|c: char| "[]()*_".contains(c) || c.is_whitespace());
    let (label, rest) = match inner.split_once([':', '/']) {
        Some(parts) => parts,
        None => match inner.split_once(" by ") {
            Some(parts) => parts,
            None => return false,
        },
    };
    let label = label.to_lowercase();
    let named = label.split_whitespace().count() <= 3
        && label.split_whitespace().next().is_some_and(|w| LABELS.contains(&w) || w == "file");
    named && count_words(rest) <= 7 && !ends_sentence(rest) && rest.split_whitespace().all(is_name)
}

/// A word of the name of an agency or an office; "meets" is none.
fn is_name(word: &str) -> bool {
    const SMALL: [&str; 19] = [
        "administration",
        "and",
        "archive",
        "by",
        "courtesy",
        "file",
        "for",
        "from",
        "government",
        "ministry",
        "of",
        "office",
        "photo",
        "president",
        "press",
        "service",
        "the",
        "via",
        "website",
    ];
    !word.starts_with(char::is_lowercase)
        || SMALL.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Words of which buttons are made; a button has at least one of [`PRESSED`].
const BUTTONS: &[&str] = &[
    "a",
    "all",
    "and",
    "article",
    "boost",
    "channel",
    "close",
    "copy",
    "dictionary",
    "font",
    "for",
    "friend",
    "friendly",
    "g",
    "google",
    "in",
    "latest",
    "leave",
    "link",
    "listen",
    "log",
    "material",
    "min",
    "minutes",
    "more",
    "news",
    "next",
    "no",
    "now",
    "on",
    "our",
    "out",
    "page",
    "post",
    "previous",
    "rate",
    "read",
    "save",
    "search",
    "send",
    "show",
    "sign",
    "size",
    "story",
    "the",
    "this",
    "to",
    "top",
    "up",
    "us",
    "version",
    "via",
    "x",
    "you",
    "your",
];

/// Words that are hardly ever alone in a line but on a button.
const PRESSED: &[&str] = &[
    "bookmark",
    "comment",
    "comments",
    "contents",
    "e-mail",
    "email",
    "facebook",
    "feedback",
    "follow",
    "instagram",
    "like",
    "likes",
    "linkedin",
    "login",
    "menu",
    "newsletter",
    "ok",
    "pdf",
    "pinterest",
    "print",
    "printable",
    "reactions",
    "reddit",
    "register",
    "reply",
    "rss",
    "share",
    "shares",
    "skype",
    "subscribe",
    "tags",
    "telegram",
    "tweet",
    "twitter",
    "viber",
    "view",
    "views",
    "vk",
    "vkontakte",
    "whatsapp",
    "youtube",
    "back",
    "home",
    "cite",
];

/// A line made of button words, counts and signs.
fn is_button(line: &str) -> bool {
    let lower = line.to_lowercase();
    let mut pressed = false;
    let mut words = 0;
    for word in lower.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()) {
        words += 1;
        let counts = word.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let press = PRESSED.contains(&word);
        pressed |= press;
        if !(counts || press || BUTTONS.contains(&word)) {
            return false;
        }
    }
    // "Close to home", a headline, has as many words as a row of buttons, but
    // a sentence's stop only where a call to action ends with it.
    pressed && words <= 16 && !line.ends_with(['.', '?'])
}

/// "Home > National > Diplomacy", "World news  China  Tajikistan",
/// "Back | Printable version | +A -A", "The Foundation | Share on Facebook".
fn is_link_row(line: &str) -> bool {
    let pieces = pieces(line);
    let few = |limit| move |piece: &&str| count_words(piece) <= limit;
    let buttons = pieces.iter().filter(|p| is_button(p)).count();
    match pieces.len() {
        0 | 1 => false,
        2 => {
            let ruled = line.contains(['|', '>', '»']);
            ruled && (buttons > 0 || pieces.iter().all(few(2))) && pieces.iter().all(few(4))
        }
        _ => !line.ends_with('.') && pieces.iter().all(few(5)),
    }
}

/// What stands between bars, arrows, dots or wide gaps.
fn pieces(line: &str) -> Vec<&str> {
    line.split(['|', '·', '•', '>', '»', '›'])
        .flat_map(|part| part.split("  "))
        .flat_map(|part| part.split(" / "))
        .map(str::trim)
        .filter(|piece| piece.contains(char::is_alphanumeric))
        .collect()
}

/// A heading over links to other articles.
fn opens_links(line: &str) -> bool {
    const HEADINGS: [&str; 38] = [
        "also on this site",
        "also read",
        "don't miss",
        "editor's choice",
        "editor's picks",
        "editors' picks",
        "further reading",
        "in this section",
        "latest",
        "latest news",
        "latest stories",
        "more from this section",
        "more news",
        "more on this story",
        "more on this topic",
        "more stories",
        "most popular",
        "most read",
        "most viewed",
        "news on the topic",
        "newsletter",
        "on the same topic",
        "on this topic",
        "other news",
        "popular",
        "popular news",
        "read also",
        "read more",
        "read next",
        "recommended",
        "recommended for you",
        "see also",
        "similar news",
        "tag",
        "tags",
        "top stories",
        "trending",
        "what to read next",
    ];
    let lower = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace('’', "'");
    let words = count_words(&lower);
    HEADINGS.contains(&lower.as_str())
        || (words <= 3 && lower.starts_with("related "))
        || lower == "related"
        || (words <= 5
            && ["more in ", "more on ", "more about ", "more from "]
                .iter()
                .any(|s| lower.starts_with(s)))
        || (words <= 5
            && (lower.starts_with("you may also") || lower.starts_with("you might also")))
}

/// A heading over readers' comments.
fn opens_comments(line: &str) -> bool {
    let lower = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let counted = lower.trim_start_matches(|c: char| c.is_ascii_digit());
    let first = counted.split_whitespace().next().unwrap_or_default();
    let starts =
        ["leave a comment", "leave a reply", "post a comment", "no comments", "comments ("];
    starts.iter().any(|phrase| lower.starts_with(phrase))
        || lower == "comments"
        || (counted.len() < lower.len()
            && ["comment", "comments", "response", "responses", "replies", "thoughts"]
                .contains(&first))
}

/// Takes section labels and dropped capitals off the first line of a text:
/// "CommentOn the occasion", "A On the occasion".
pub fn unglued(line: &str) -> &str {
    const LABELS: [&str; 11] = [
        "Commentary",
        "Comment",
        "Opinion",
        "News",
        "Analysis",
        "Interview",
        "Editorial",
        "Feature",
        "Explainer",
        "Update",
        "Video",
    ];
    for label in LABELS {
        if let Some(rest) = line.strip_prefix(label) {
            let mut chars = rest.chars();
            let capital = chars.next().is_some_and(char::is_uppercase);
            if capital && chars.next().is_some_and(|c| c.is_lowercase() || c == ' ') {
                return rest;
            }
        }
    }
    undropped(line)
}

/// A decorated first letter that stayed behind: "A On the occasion of".
fn undropped(line: &str) -> &str {
    const OPENERS: [&str; 12] =
        ["After", "As", "At", "Before", "For", "From", "In", "On", "The", "This", "When", "While"];
    let mut words = line.splitn(3, ' ');
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let letter =
        first.len() == 1 && first != "I" && first.starts_with(|c: char| c.is_ascii_uppercase());
    if letter && OPENERS.contains(&second) { &line[2..] } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_menus_and_calls() {
        for line in [
            "Share:  Facebook  Twitter  Telegram  Print",
            "Send to a friend",
            "Printable version",
            "Leave a Comment",
            "Follow Trend on WhatsApp and Telegram",
            "Home > World > Asia",
            "Back | Printable version | +A -A",
            "World news  China  Tajikistan",
            "👍 112  💬 34  Subscribe | Boost the channel",
            "You have 40% of this article left to read.",
            "Sign up for our daily briefing and never miss a story from the region.",
            "Tags: #Kazakhstan #UN",
            "USD 87.45",
            "https://example.org/12345",
            "Photo: Presidential Press Service",
            "[Image: Presidential Office of Uzbekistan]",
            "© 2024 Agency",
            "Also read: Two other countries sign a treaty",
            "* * *",
            "If you have found an error in the text, please highlight it and press Ctrl+Enter",
        ] {
            assert_eq!(alone(line), Kind::Furniture, "{line}");
        }
    }

    #[test]
    fn text_is_not_furniture() {
        for line in [
            "Putin visits Astana",
            "Tokayev, Xi share concerns over Afghanistan",
            "Photo: President Tokayev welcomes Xi Jinping at the airport of Astana.",
            "Video: Tokayev receives the guest",
            "Support for Kyrgyzstan grows",
            "Read the whole treaty, Berdimuhamedov tells deputies",
            "Follow-up talks on the border",
            "Kazakhstan, Uzbekistan sign treaty on allied relations",
            "KERBEN, Kyrgyzstan",
            "Print media in Tajikistan",
            "The ministers signed a protocol.",
            "• March 2, 1992. Kazakhstan joins the United Nations.",
            "1992",
        ] {
            assert_ne!(alone(line), Kind::Furniture, "{line}");
        }
    }

    #[test]
    fn links_end_where_text_begins_again() {
        let body =
            "The two presidents signed a treaty on the border and agreed to meet again in May.";
        let lines = [
            body,
            "See also",
            "Another headline",
            "12/10/2021 13:08",
            "",
            body,
            "Comments (2)",
            body,
        ];
        let kinds = judge(&lines);
        assert_eq!(kinds[1..4], [Kind::Section; 3]);
        assert_eq!(kinds[5], Kind::Paragraph);
        assert_eq!(kinds[6..], [Kind::Section; 2]);
        let kinds = judge(&["Popular", "A link", "", "Headline of the day", body, body]);
        assert_eq!(kinds[3], Kind::Short);
        let kinds = judge(&[body, body, "See also", "A link", "Comments:", body]);
        assert_eq!(kinds[2..], [Kind::Section; 4]);
    }

    #[test]
    fn a_comment_button_over_the_text_cuts_nothing() {
        let body =
            "The two presidents signed a treaty on the border and agreed to meet again in May.";
        let kinds = judge(&["Headline of the day", body, "Comments (3)", body, body, body]);
        assert_eq!(kinds[3..], [Kind::Paragraph; 3]);
    }

    #[test]
    fn glued_labels_come_off() {
        assert_eq!(unglued("CommentOn the occasion"), "On the occasion");
        assert_eq!(unglued("A On the occasion"), "On the occasion");
        assert_eq!(unglued("Comment on the occasion"), "Comment on the occasion");
        assert_eq!(unglued("A Kazakh delegation"), "A Kazakh delegation");
    }
}
