//! Clean text to sentences and tokens, by byte span.

use std::ops::Range;

/// A stretch of an article's clean text, in bytes, end exclusive.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    /// The words of the span.
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// A sentence and its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// From the first to the last token.
    pub span: Span,
    /// Words and punctuation marks, in order, as Universal Dependencies
    /// English splits them ("Putin's" is two tokens, "cannot" two).
    pub tokens: Vec<Span>,
}

/// A text with its first letter in upper case.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default() + chars.as_str()
}

/// Splits clean text into sentences. Never fails; text without words gives none.
///
/// A paragraph ends at an empty line. A single line break ends one too, unless
/// the line was wrapped there: the next line starts in lower case, or its first
/// word would not have fitted. So a heading or a list line is its own sentence, and
/// so is the dateline before a report ("ASTANA, May 5 (Reuters) —").
pub fn sentences(text: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    for block in blocks(text) {
        let tokens = tokenise(text, block);
        let mut start = 0;
        while start < tokens.len() {
            let dateline = if start == 0 { dateline_end(text, &tokens) } else { None };
            let end = dateline.unwrap_or_else(|| sentence_end(text, &tokens, start));
            found.push(Sentence {
                span: Span { start: tokens[start].start, end: tokens[end - 1].end },
                tokens: tokens[start..end].to_vec(),
            });
            start = end;
        }
    }
    found
}

// ---- paragraphs -----------------------------------------------------------

/// A text whose longest line is this wide, in characters, was wrapped by a
/// program. A wider one has a line for each paragraph, a narrower one is a list.
const WRAP_WIDTH: Range<usize> = 40..121;

/// The byte ranges between paragraph breaks.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let widest = text.lines().map(|line| line.trim_end().chars().count()).max().unwrap_or(0);
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    // The width of the line before, if no empty line came since.
    let mut previous = None;
    for piece in text.split_inclusive(['\n', '\u{2028}', '\u{2029}']) {
        let line = piece.trim_end();
        let end = start + line.len();
        match blocks.last_mut() {
            _ if line.trim_start().is_empty() => {}
            Some(open) if previous.is_some_and(|width| is_wrapped(line, width, widest)) => {
                open.end = end
            }
            _ => blocks.push(start..end),
        }
        previous = (!line.is_empty()).then(|| line.chars().count());
        start += piece.len();
    }
    blocks
}

/// Whether `line` goes on with the line before it, `previous` characters wide.
fn is_wrapped(line: &str, previous: usize, widest: usize) -> bool {
    let Some(first) = line.split_whitespace().next() else { return false };
    let bullet = matches!(first, "-" | "*" | "•" | "–" | "—" | "·" | "#" | "##" | "###");
    let full = WRAP_WIDTH.contains(&widest) && previous + 1 + first.chars().count() > widest;
    line.trim_start().starts_with(char::is_lowercase) || (full && !bullet)
}

// ---- tokens ---------------------------------------------------------------

/// What Universal Dependencies splits off a word after its apostrophe.
const CLITICS: [&str; 6] = ["re", "ve", "ll", "s", "m", "d"];

/// Words written as one and split in two, with the length of the first part.
const FUSED: [(&str, usize); 4] = [("cannot", 3), ("gonna", 3), ("gotta", 3), ("wanna", 3)];

/// Prefixes that stay on their word before a hyphen, as in the treebanks.
#[rustfmt::skip]
const PREFIXES: [&str; 31] = [
    "anti", "co", "counter", "cross", "cyber", "de", "e", "ex", "hyper", "inter", "intra",
    "mega", "meta", "micro", "mid", "mini", "multi", "nano", "non", "pan", "post", "pre", "pro",
    "pseudo", "re", "semi", "sub", "super", "ultra", "un", "wi",
];

/// Abbreviations, in capitals, that stand before a name: no sentence ends there.
#[rustfmt::skip]
const TITLES: [&str; 37] = [
    "Mr", "Mrs", "Ms", "Dr", "Prof", "Gen", "Lt", "Col", "Maj", "Capt", "Cpt", "Sgt", "Cmdr",
    "Adm", "Brig", "Sen", "Sens", "Rep", "Reps", "Gov", "Rev", "Hon", "St", "Amb", "Pres",
    "Supt", "Insp", "Fr", "Messrs", "Mme", "Mlle", "Sr", "Ft", "Mt", "Ed", "Eds", "Fig",
];

/// Abbreviations, in any case, that something always follows.
const CONNECTORS: [&str; 11] =
    ["vs", "v", "cf", "e.g", "i.e", "viz", "ca", "approx", "vol", "pp", "figs"];

/// Abbreviations that may end a sentence: what follows decides. A capital is
/// needed where the letters are a word as well ("sun", "mar").
#[rustfmt::skip]
const ABBREVIATIONS: [&str; 38] = [
    "Inc", "inc", "Corp", "corp", "Co", "Ltd", "ltd", "LLC", "Bros", "Jr", "Esq", "etc", "al",
    "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "Mon",
    "Tue", "Tues", "Wed", "Thur", "Thurs", "Fri", "Ave", "Blvd", "Dept", "Univ", "Assn", "Ph.D",
];

/// Abbreviations only before a number ("No. 5", "Art. 7").
const NUMBERED: [&str; 9] = ["no", "nos", "art", "arts", "sec", "para", "ch", "p", "c"];

/// Splits a stretch of text into tokens.
fn tokenise(text: &str, block: Range<usize>) -> Vec<Span> {
    let mut tokens = Vec::new();
    let mut chunk_start = None;
    let body = &text[block.clone()];
    for (offset, c) in body.char_indices() {
        let at = block.start + offset;
        if c.is_whitespace() || is_invisible(c) {
            if let Some(start) = chunk_start.take() {
                split_chunk(text, start, at, &mut tokens);
            }
        } else if chunk_start.is_none() {
            chunk_start = Some(at);
        }
    }
    if let Some(start) = chunk_start {
        split_chunk(text, start, block.end, &mut tokens);
    }
    tokens
}

/// Marks that take no room and separate nothing a reader would see.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Splits text without blanks: an address as a whole, anything else by character.
fn split_chunk(text: &str, start: usize, end: usize, tokens: &mut Vec<Span>) {
    let mut at = start;
    if let Some(address) = address(text, start, end) {
        for (offset, c) in text[start..address.start].char_indices() {
            tokens.push(Span { start: start + offset, end: start + offset + c.len_utf8() });
        }
        tokens.push(address);
        at = address.end;
    }
    while at < end {
        at = next_token(text, at, end, start, tokens);
    }
}

/// A web or mail address inside a chunk, without the punctuation around it.
fn address(text: &str, start: usize, end: usize) -> Option<Span> {
    let chunk = &text[start..end];
    let inner = chunk.trim_start_matches(['(', '[', '<', '"', '“', '\'', '‘']);
    let looks_like = inner.contains("://")
        || inner.starts_with("www.")
        || inner.starts_with("mailto:")
        || inner.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
    let from = end - inner.len();
    let inner = inner.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '/');
    (looks_like && !inner.is_empty()).then(|| Span { start: from, end: from + inner.len() })
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

fn char_before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_mark(c)
}

/// Combining accents belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{64b}'..='\u{65f}' | '\u{200c}' | '\u{200d}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '`' | '´')
}

/// Pushes the token or tokens that start at `at`; returns where they end.
fn next_token(text: &str, at: usize, end: usize, chunk: usize, tokens: &mut Vec<Span>) -> usize {
    let Some(c) = char_at(text, at) else { return end };
    let after = at + c.len_utf8();
    if c.is_ascii_digit() {
        let stop = number_end(text, at, end);
        let stop = enumerator_end(text, at, stop, end, chunk);
        tokens.push(Span { start: at, end: stop });
        return stop;
    }
    if is_word(c) {
        return word(text, at, end, tokens);
    }
    let stop = match c {
        '.' | '-' | '!' | '?' | '`' | '*' | '=' | '~' | '_' => run_end(text, at, end, c),
        '\'' if text[at..end].starts_with("''") => at + 2,
        '[' if text[at..end].starts_with("[...]") => at + 5,
        '#' | '@' if text[after..end].starts_with(is_word) => word_end(text, after, end),
        '\'' | '’' => {
            decade_end(text, at, end).unwrap_or_else(|| clitic_end(text, at, end).unwrap_or(after))
        }
        _ => after,
    };
    tokens.push(Span { start: at, end: stop });
    stop
}

/// A run of the same mark ("...", "--", "!!!", "?!").
fn run_end(text: &str, at: usize, end: usize, first: char) -> usize {
    let same = |c: char| c == first || (matches!(first, '!' | '?') && matches!(c, '!' | '?'));
    let run: usize = text[at..end].chars().take_while(|&c| same(c)).map(char::len_utf8).sum();
    at + run
}

/// "'90s" is one token.
fn decade_end(text: &str, at: usize, end: usize) -> Option<usize> {
    let rest = text[at..end].trim_start_matches(is_apostrophe);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let from = end - rest.len();
    (digits == 2 && char_before(text, at).is_none_or(|c| !is_word(c)))
        .then(|| from + 2 + usize::from(rest[2..].starts_with('s')))
}

/// A clitic that stands where a token starts, as in "(EU)'s".
fn clitic_end(text: &str, at: usize, end: usize) -> Option<usize> {
    let tail = &text[at..end];
    char_before(text, at).filter(|c| !c.is_whitespace())?;
    let length =
        tail.chars().skip(1).take_while(|&c| is_word(c)).map(char::len_utf8).sum::<usize>();
    let stop = at + char_at(text, at)?.len_utf8() + length;
    let word = text[at..stop].trim_start_matches(is_apostrophe).to_lowercase();
    CLITICS.contains(&word.as_str()).then_some(stop)
}

/// Digits with inner marks: "1,000", "3.5", "12.12.2022", "10:30", "9/11", "20th".
fn number_end(text: &str, at: usize, end: usize) -> usize {
    let mut stop = at;
    let mut letters = None;
    for (offset, c) in text[at..end].char_indices() {
        let here = at + offset;
        let next = char_at(text, here + c.len_utf8()).filter(|_| here + c.len_utf8() < end);
        let inner = matches!(c, ',' | '.' | ':' | '/') && next.is_some_and(|n| n.is_ascii_digit());
        if c == '.'
            && let Some(domain) = domain_end(text, here + 1, end)
        {
            return domain;
        }
        if is_word(c) {
            if !c.is_ascii_digit() && letters.is_none() {
                letters = Some(here);
            }
        } else if !inner || letters.is_some() {
            break;
        }
        stop = here + c.len_utf8();
    }
    match letters {
        Some(from) if is_unit(&text[from..stop]) => from,
        _ => phone_end(text, at, stop, end),
    }
}

/// "24.kg" is the name of a site.
fn domain_end(text: &str, at: usize, end: usize) -> Option<usize> {
    const DOMAINS: [&str; 12] =
        ["kg", "kz", "uz", "tj", "tm", "ru", "uk", "eu", "com", "org", "net", "info"];
    let letters = text[at..end].bytes().take_while(u8::is_ascii_lowercase).count();
    let ends = !text[at + letters..end].starts_with(is_word);
    (ends && DOMAINS.contains(&&text[at..at + letters])).then_some(at + letters)
}

/// Units written on to their number, in lower case.
#[rustfmt::skip]
const UNITS: [&str; 20] = [
    "am", "pm", "km", "kg", "mm", "cm", "m", "bn", "mn", "tn", "k", "mph", "kmh", "kw", "mw",
    "gw", "twh", "mwh", "ha", "ft",
];

/// Units written on to their number are tokens of their own.
fn is_unit(letters: &str) -> bool {
    UNITS.contains(&letters.to_ascii_lowercase().as_str())
}

/// Telephone numbers and dates keep their hyphens: "713-853-3989", "2022-12-12".
fn phone_end(text: &str, at: usize, stop: usize, end: usize) -> usize {
    let mut groups = 1;
    let mut last = stop;
    let mut short = stop - at == 3;
    while text[last..end].starts_with('-') {
        let digits = text[last + 1..end].bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || text[last + 1 + digits..end].starts_with(is_word) {
            break;
        }
        last += 1 + digits;
        groups += 1;
        short &= digits == 4;
    }
    if groups > 2 || (groups == 2 && short) { last } else { stop }
}

/// "1." at the start of a line counts the line.
fn enumerator_end(text: &str, at: usize, stop: usize, end: usize, chunk: usize) -> usize {
    let line_start =
        at == chunk && text[..at].trim_end_matches([' ', '\t']).ends_with(['\n', '\r']);
    let alone = stop + 1 == end && text[stop..end].starts_with('.') && stop - at <= 2;
    let more =
        text[end..].trim_start_matches([' ', '\t']).starts_with(|c: char| !c.is_whitespace());
    if alone && more && (line_start || at == 0) { end } else { stop }
}

/// Pushes the tokens of the word at `at`; returns where they end.
fn word(text: &str, at: usize, end: usize, tokens: &mut Vec<Span>) -> usize {
    let stop = word_end(text, at, end);
    let period = text[stop..end].starts_with('.') && !text[stop..end].starts_with("..");
    if period && keeps_period(text, at, stop) {
        tokens.push(Span { start: at, end: stop + 1 });
        return stop + 1;
    }
    let cut = at + second_half(&text[at..stop]).unwrap_or(0);
    if cut > at {
        tokens.push(Span { start: at, end: cut });
    }
    tokens.push(Span { start: cut, end: stop });
    stop
}

/// Where the clitic or the second half of a word begins.
fn second_half(word: &str) -> Option<usize> {
    if let Some((_, cut)) = FUSED.iter().find(|(fused, _)| word.eq_ignore_ascii_case(fused)) {
        return Some(*cut);
    }
    let (mark, c) = word.char_indices().rev().find(|&(_, c)| is_apostrophe(c))?;
    let tail = word[mark + c.len_utf8()..].to_lowercase();
    let cut = if tail == "t" && word[..mark].ends_with(['n', 'N']) { mark - 1 } else { mark };
    (cut > 0 && (cut < mark || CLITICS.contains(&tail.as_str()))).then_some(cut)
}

/// The end of letters, digits, marks and what joins them inside one token.
fn word_end(text: &str, at: usize, end: usize) -> usize {
    let mut stop = at;
    while stop < end {
        let Some(c) = char_at(text, stop) else { break };
        let after = stop + c.len_utf8();
        let next = char_at(text, after).filter(|_| after < end);
        let next_is_word = next.is_some_and(is_word);
        let keep = match c {
            c if is_word(c) => true,
            c if is_apostrophe(c) => next.is_some_and(char::is_alphabetic),
            // Uzbek o‘ and g‘.
            '‘' => next_is_word && text[at..stop].ends_with(['o', 'g', 'O', 'G']),
            '-' => next_is_word && keeps_hyphen(&text[at..stop]),
            '.' => next_is_word && keeps_inner_period(text, at, stop, end),
            '&' => {
                next.is_some_and(char::is_uppercase)
                    && char_before(text, stop).is_some_and(char::is_uppercase)
            }
            '@' => next_is_word,
            _ => false,
        };
        if !keep {
            break;
        }
        stop = after;
    }
    stop
}

fn keeps_hyphen(before: &str) -> bool {
    PREFIXES.contains(&before.to_lowercase().as_str())
}

/// Whether a period inside a word belongs to it: "U.S", "a.m", "node.js", but
/// neither "R.Meredov" nor a full stop with the blank forgotten ("end.Next").
fn keeps_inner_period(text: &str, at: usize, dot: usize, end: usize) -> bool {
    let before = &text[at..dot];
    let rest = &text[dot + 1..end];
    if before.ends_with(|c: char| c.is_ascii_digit())
        && rest.starts_with(|c: char| c.is_ascii_digit())
    {
        return true;
    }
    let next: usize = rest.chars().take_while(|&c| is_word(c)).count();
    let last_part = before.rsplit('.').next().unwrap_or(before).chars().count();
    if last_part == 1 && (next == 1 || (next == 2 && rest.starts_with(char::is_lowercase))) {
        return true;
    }
    if before.eq_ignore_ascii_case("ph") && rest.starts_with('D') {
        return true;
    }
    // A domain or file name goes on in lower case or digits; a new sentence does not.
    rest.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit()) && next > 1 && last_part > 1
}

/// Whether the period after a word belongs to it.
fn keeps_period(text: &str, at: usize, stop: usize) -> bool {
    let word = &text[at..stop];
    let lower = word.to_lowercase();
    if NUMBERED.contains(&lower.as_str()) && word != "C" {
        return text[stop + 1..]
            .trim_start_matches([' ', '\u{a0}'])
            .starts_with(|c: char| c.is_ascii_digit());
    }
    if word.chars().count() == 1 && lower != "v" {
        // "S. Lavrov", "R.Meredov"; but "and I." and "plan b." end sentences.
        return word.starts_with(char::is_uppercase)
            && (word != "I" || initial_follows(text, stop + 1));
    }
    let letters = word.contains('.') && word.split('.').all(|part| part.chars().count() <= 2);
    letters
        || TITLES.contains(&word)
        || ABBREVIATIONS.contains(&word)
        || CONNECTORS.contains(&lower.as_str())
}

/// Whether another initial or a name follows an "I.".
fn initial_follows(text: &str, at: usize) -> bool {
    let rest = text[at..].trim_start_matches(' ');
    let mut chars = rest.chars();
    chars.next().is_some_and(char::is_uppercase)
        && (rest.len() == text[at..].len() || chars.next() == Some('.'))
}

// ---- sentences ------------------------------------------------------------

/// Words that begin a sentence far more often than they follow an abbreviation.
#[rustfmt::skip]
const STARTERS: [&str; 58] = [
    "The", "A", "An", "In", "On", "At", "He", "She", "It", "They", "We", "I", "You", "His",
    "Her", "Its", "Their", "Our", "This", "That", "These", "Those", "There", "But", "And",
    "However", "As", "If", "When", "While", "After", "Before", "For", "From", "To", "With",
    "Although", "According", "Also", "Both", "Since", "During", "Despite", "Another", "Some",
    "Many", "Most", "What", "Who", "How", "Why", "Earlier", "Later", "Meanwhile", "By", "So",
    "Talks", "Not",
];

/// Tokens of the longest dateline.
const DATELINE: usize = 16;

/// The end of the dateline that opens a paragraph: a place in capitals, perhaps a
/// date and an agency, and a dash before an ordinary sentence.
fn dateline_end(text: &str, tokens: &[Span]) -> Option<usize> {
    let place = tokens.first()?.of(text);
    if place.chars().count() < 3 || !place.chars().all(char::is_uppercase) {
        return None;
    }
    let lower = |token: &Span| token.of(text).starts_with(char::is_lowercase);
    let dash = |at: &usize| {
        let apart = tokens[*at].start > tokens[at - 1].end;
        apart && matches!(tokens[*at].of(text), "-" | "--" | "–" | "—")
    };
    let at = (1..tokens.len().min(DATELINE)).find(dash)?;
    let (line, rest) = tokens.split_at(at + 1);
    let opens = rest.first().is_some_and(|first| !lower(first));
    (opens && !line.iter().any(lower) && rest.iter().take(DATELINE).any(lower)).then_some(at + 1)
}

/// The end of the sentence that starts at token `start`: an index past its last token.
fn sentence_end(text: &str, tokens: &[Span], start: usize) -> usize {
    let mut depth = 0i32;
    for i in start..tokens.len() {
        match tokens[i].of(text) {
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            _ => {}
        }
        if !may_end(text, tokens, i) {
            continue;
        }
        let close = closers_end(text, tokens, i + 1);
        if close >= tokens.len() {
            return tokens.len();
        }
        let shut = tokens[i + 1..close].iter().any(|t| matches!(t.of(text), ")" | "]"));
        let inside = depth > i32::from(shut) && open_bracket_closes(text, tokens, close);
        if !inside && ends_here(text, tokens, i, close) {
            return close;
        }
    }
    tokens.len()
}

/// A sentence inside brackets does not end the one around it.
fn open_bracket_closes(text: &str, tokens: &[Span], from: usize) -> bool {
    tokens[from..].iter().take(40).any(|t| matches!(t.of(text), ")" | "]"))
}

/// Whether the token is a mark, or holds one, at which sentences end.
fn may_end(text: &str, tokens: &[Span], i: usize) -> bool {
    let token = tokens[i].of(text);
    token.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟'])
}

/// Skips closing quotes and brackets that stand at once after a full stop.
fn closers_end(text: &str, tokens: &[Span], mut i: usize) -> usize {
    while i < tokens.len() {
        let token = tokens[i].of(text);
        let attached = tokens[i].start == tokens[i - 1].end;
        let detached_end = tokens.get(i + 1).is_none_or(|next| next.start > tokens[i].end);
        let closer = match token {
            "”" | "»" | ")" | "]" | "''" => true,
            "’" | "\"" | "'" => attached && (detached_end || token == "\""),
            _ => false,
        };
        if !closer || (!attached && !detached_end) {
            break;
        }
        i += 1;
    }
    i
}

/// Whether a sentence ends between the mark at `i` (closers up to `next`) and `next`.
fn ends_here(text: &str, tokens: &[Span], i: usize, next: usize) -> bool {
    let mark = tokens[i].of(text);
    let following = tokens[next].of(text);
    let opener = matches!(following, "“" | "\"" | "‘" | "'" | "(" | "[" | "«" | "``" | "¿" | "¡");
    let word = if opener { tokens.get(next + 1).map_or("", |t| t.of(text)) } else { following };
    let spaced = tokens[next].start > tokens[next - 1].end;
    if word.starts_with(char::is_lowercase) || (!opener && is_inner_punctuation(following)) {
        return false;
    }
    if mark.chars().any(is_word) {
        return abbreviation_ends(mark, word, opener, next > i + 1);
    }
    if mark.starts_with('.') && !spaced && next == i + 1 && !word.starts_with(char::is_uppercase) {
        return false;
    }
    !(next > i + 1 && !mark.starts_with('.') && is_speech(text, &tokens[next..]))
}

/// Marks that never begin a sentence.
fn is_inner_punctuation(token: &str) -> bool {
    matches!(
        token,
        "," | ";" | ":" | "." | "!" | "?" | ")" | "]" | "%" | "/" | "”" | "'s" | "’s" | "&"
    )
}

/// Whether an abbreviation with its period ends the sentence before `word`.
fn abbreviation_ends(mark: &str, word: &str, opener: bool, closed: bool) -> bool {
    let stem = mark.trim_end_matches('.');
    let lower = stem.to_lowercase();
    let bound = TITLES.contains(&stem)
        || CONNECTORS.contains(&lower.as_str())
        || NUMBERED.contains(&lower.as_str());
    if mark.starts_with(|c: char| c.is_ascii_digit()) || (bound && !matches!(stem, "C" | "P")) {
        return false;
    }
    closed || (opener && stem.chars().count() > 1) || STARTERS.contains(&word)
}

/// "“Are we ready?” Tokayev asked." is one sentence: a name, then a verb of speech.
fn is_speech(text: &str, tokens: &[Span]) -> bool {
    #[rustfmt::skip]
const SPEECH: [&str; 10] = [
    "said", "asked", "says", "asks", "added", "wondered", "wrote", "replied", "told",
    "exclaimed",
];
    let clause = tokens.iter().take(8).map(|t| t.of(text));
    clause
        .take_while(|word| !matches!(*word, "." | "," | "“" | "\""))
        .any(|word| SPEECH.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences with a blank between tokens.
    fn split(text: &str) -> Vec<String> {
        let words = |sentence: &Sentence| {
            sentence.tokens.iter().map(|t| t.of(text)).collect::<Vec<_>>().join(" ")
        };
        sentences(text).iter().map(words).collect()
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        assert_eq!(
            split(
                "Mr. Karimov met Gen. A. Smith of the U.S. Army. Resolution No. 5 passed on Jan. 7."
            ),
            [
                "Mr. Karimov met Gen. A. Smith of the U.S. Army .",
                "Resolution No. 5 passed on Jan. 7 ."
            ]
        );
        assert_eq!(
            split("He left the U.S. The trip was short."),
            ["He left the U.S.", "The trip was short ."]
        );
        assert_eq!(split("S. Lavrov and R.Meredov spoke."), ["S. Lavrov and R. Meredov spoke ."]);
        assert_eq!(split("We said no. Five went."), ["We said no .", "Five went ."]);
        assert_eq!(split("It was Tom and I. Ann stayed."), ["It was Tom and I .", "Ann stayed ."]);
    }

    #[test]
    fn brackets_hold_sentences() {
        assert_eq!(split("(They met.) They left."), ["( They met . )", "They left ."]);
        assert_eq!(
            split("The law (It is new. It is long.) passed."),
            ["The law ( It is new . It is long . ) passed ."]
        );
    }

    #[test]
    fn quotes_close_with_their_sentence() {
        assert_eq!(
            split("“We agree.” He left. \"Yes.\" Then he slept. ‘No.’ And so on."),
            [
                "“ We agree . ”",
                "He left .",
                "\" Yes . \"",
                "Then he slept .",
                "‘ No . ’",
                "And so on ."
            ]
        );
        assert_eq!(split("“Is it far?” the envoy asked."), ["“ Is it far ? ” the envoy asked ."]);
        assert_eq!(split("“Is it far?” Karimov asked."), ["“ Is it far ? ” Karimov asked ."]);
    }

    #[test]
    fn forgotten_blanks_are_seen() {
        assert_eq!(split("It ended.Both left."), ["It ended .", "Both left ."]);
        assert_eq!(split("“hard times”while others"), ["“ hard times ” while others"]);
        assert_eq!(split("He said “go.”They went."), ["He said “ go . ”", "They went ."]);
    }

    #[test]
    fn clitics_are_tokens() {
        assert_eq!(
            split("Kazakhstan’s envoy can't, won’t and cannot wait: it's the ministers' day."),
            ["Kazakhstan ’s envoy ca n't , wo n’t and can not wait : it 's the ministers ' day ."]
        );
        assert_eq!(
            split("O'Brien and G‘ulomov read the Qur'an in the '90s."),
            ["O'Brien and G‘ulomov read the Qur'an in the '90s ."]
        );
    }

    #[test]
    fn hyphens_numbers_and_addresses() {
        assert_eq!(
            split("Kasym-Žomart re-elected anti-terror chiefs—twice."),
            ["Kasym - Žomart re-elected anti-terror chiefs — twice ."]
        );
        assert_eq!(
            split("On 12.12.2022 at 10:30, $1,200.50 (5%) went to 24.kg, www.a.kz."),
            ["On 12.12.2022 at 10:30 , $ 1,200.50 ( 5 % ) went to 24.kg , www.a.kz ."]
        );
        assert_eq!(split("Wait... what? 5km at 9am."), ["Wait ... what ?", "5 km at 9 am ."]);
    }

    #[test]
    fn headings_stand_alone_and_wrapped_lines_do_not() {
        assert_eq!(split("Talks in Osh\nThe envoys met."), ["Talks in Osh", "The envoys met ."]);
        assert_eq!(split("The envoys\nmet."), ["The envoys met ."]);
        let wrapped = "The ministers of the five countries met in the capital on Monday with\n\
                       President Orozov, who had invited them to talk about water and\n\
                       power. They agreed.";
        assert_eq!(split(wrapped).len(), 2);
        assert_eq!(split("- water\n- Power\n\n1. Trade"), ["- water", "- Power", "1. Trade"]);
    }

    #[test]
    fn datelines_stand_alone() {
        assert_eq!(
            split("ASTANA, May 5 (Agency 24) — The envoy of the union left - at last."),
            ["ASTANA , May 5 ( Agency 24 ) —", "The envoy of the union left - at last ."]
        );
        assert_eq!(split("OSH – BATKEN ROAD OPENS"), ["OSH – BATKEN ROAD OPENS"]);
        assert_eq!(split("NATO – or its staff – left."), ["NATO – or its staff – left ."]);
    }

    #[test]
    fn odd_text_is_cut_without_loss() {
        assert!(split("").is_empty());
        assert!(split(" \n\t\n ").is_empty());
        for text in [
            "...",
            "\"",
            "’s",
            "'",
            "- ",
            "a.",
            "1.",
            ".5",
            "Қазақстан Президенті. Он келді.",
            "中文。日本語",
            "e\u{301}tat",
            "🙂🙂",
        ] {
            let tokens: String =
                sentences(text).iter().flat_map(|s| &s.tokens).map(|t| t.of(text)).collect();
            let letters: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            assert_eq!(tokens, letters);
        }
    }
}
