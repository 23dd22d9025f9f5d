//! Text to typed tokens: the first of the two stages. Every word is looked up
//! once; what is part of an address, an identifier or an amount of money comes
//! out as [`Word::Other`], so that no rule can take it for a time.

use std::sync::LazyLock;

use chrono::Weekday;
use rustc_hash::FxHashMap;

use super::Modifier;
use super::calendar::{Season, Unit};

/// Which of several like units: "last", "this", "next", "the same".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pick {
    /// "last week": the one before the publication date's.
    Last,
    /// "this week".
    This,
    /// "next week": the one after the publication date's.
    Next,
    /// "the previous week": the one before the last mentioned date's.
    Previous,
    /// "the same week", "that week": the last mentioned date's.
    Same,
    /// "the following week": the one after the last mentioned date's.
    Following,
}

/// A part of the day, by its TIMEX3 letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayPart {
    Morning,
    Afternoon,
    Evening,
    Night,
    Daytime,
}

impl DayPart {
    pub(super) fn timex(self) -> &'static str {
        match self {
            DayPart::Morning => "TMO",
            DayPart::Afternoon => "TAF",
            DayPart::Evening => "TEV",
            DayPart::Night => "TNI",
            DayPart::Daytime => "TDT",
        }
    }
}

/// A time that points to past, present or future and says no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deixis {
    Past,
    Present,
    Future,
}

/// What a word or mark can mean in a time expression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Word {
    /// Before the first or after the last token.
    Edge,
    /// Any word without a meaning here.
    Other,
    /// An end of line.
    Break,
    Comma,
    Dot,
    /// Ends a sentence: `!`, `?`, `;`.
    Stop,
    Dash,
    Slash,
    Open,
    Close,
    Colon,
    Quote,
    Possessive,
    Percent,
    Currency,
    /// Digits only: value and how many of them.
    Number(u32, u8),
    /// A number with a decimal point or thousands' commas.
    Quantity(f64),
    /// "14th", "second".
    Ordinal(u32),
    /// A number in words.
    Cardinal(u32),
    /// "1990s", "'80s", "nineties": first year, and whether the century was said.
    Decade(i32, bool),
    /// Minutes of the day: "18:20".
    Clock(u16),
    /// 1 to 12, and whether it is written in full.
    Month(u32, bool),
    Weekday(Weekday, bool),
    /// And whether it is a plural.
    Unit(Unit, bool),
    Season(Season),
    DayPart(DayPart),
    /// "midnight", "noon": also a time of the clock.
    Noon,
    /// "today", "yesterday", "tomorrow": days from the publication date.
    Today(i64),
    /// "tonight".
    Tonight,
    Deixis(Deixis),
    The,
    A,
    Demonstrative(bool),
    Pick(Pick),
    /// "early", "mid", "late".
    Part(Modifier),
    /// "beginning", "middle", "end".
    Bound(Modifier),
    Half,
    Quarter,
    Ago,
    Later,
    Earlier,
    Hence,
    Since,
    Until,
    By,
    Before,
    After,
    Between,
    From,
    To,
    Through,
    During,
    In,
    On,
    At,
    Of,
    And,
    Or,
    Within,
    Over,
    For,
    Than,
    More,
    Less,
    About,
    Nearly,
    /// "several", "few", "many", "some".
    Several,
    Every,
    Per,
    Once,
    Times,
    /// "weekly": how many of a unit lie between.
    Frequency(u32, Unit),
    /// Before Christ, or not.
    Era(bool),
    /// Hours to add: "am", "pm".
    Meridiem(u16),
    Zone,
    Century,
    Old,
    Long,
    /// A public holiday of fixed date: month and day.
    Holiday(u32, u32),
    /// A word after which a number is no year: "resolution".
    Label,
    /// A word that makes a title with the number beside it, if it has a capital:
    /// "Vision 2030".
    Title,
    /// A verb form of the past.
    Past,
    /// A cue of the future: "will", "scheduled".
    Future,
    /// "could", "may": the future, less surely.
    Modal,
    /// "agreed", "decided": a past that, before "to", points to the future.
    Intent,
    /// "is", "are", "has": neither.
    Present,
}

impl Word {
    /// A preposition, article or the like, as stands before a time.
    pub(super) fn leads(self) -> bool {
        matches!(
            self,
            W::In
                | W::Of
                | W::Since
                | W::Until
                | W::By
                | W::From
                | W::To
                | W::Before
                | W::After
                | W::During
                | W::Between
                | W::Through
                | W::For
                | W::Over
                | W::On
                | W::And
                | W::Or
                | W::Slash
                | W::The
                | W::A
                | W::Part(_)
                | W::Pick(_)
                | W::Demonstrative(true)
                | W::Every
        )
    }
}

/// A word or mark with its place in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) word: Word,
    /// No white space before it.
    pub(super) glued: bool,
    /// Begins with a capital letter.
    pub(super) capital: bool,
    /// A plural noun, by its ending.
    pub(super) plural: bool,
}

static WORDS: LazyLock<FxHashMap<&'static str, Word>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    for (word, forms) in VOCABULARY {
        for form in forms.split_whitespace() {
            words.insert(form, *word);
        }
    }
    words
});

/// The longest form in the vocabulary.
const LONGEST: usize = 16;

use Word as W;

/// Meanings and the word forms that have them, in lower case.
#[rustfmt::skip]
const VOCABULARY: &[(Word, &str)] = &[
    (W::Month(1, true), "january"), (W::Month(1, false), "jan"),
    (W::Month(2, true), "february"), (W::Month(2, false), "feb"),
    (W::Month(3, true), "march"), (W::Month(3, false), "mar"),
    (W::Month(4, true), "april"), (W::Month(4, false), "apr"),
    (W::Month(5, true), "may"),
    (W::Month(6, true), "june"), (W::Month(6, false), "jun"),
    (W::Month(7, true), "july"), (W::Month(7, false), "jul"),
    (W::Month(8, true), "august"), (W::Month(8, false), "aug"),
    (W::Month(9, true), "september"), (W::Month(9, false), "sept sep"),
    (W::Month(10, true), "october"), (W::Month(10, false), "oct"),
    (W::Month(11, true), "november"), (W::Month(11, false), "nov"),
    (W::Month(12, true), "december"), (W::Month(12, false), "dec"),
    (W::Weekday(Weekday::Mon, true), "monday mondays"), (W::Weekday(Weekday::Mon, false), "mon"),
    (W::Weekday(Weekday::Tue, true), "tuesday tuesdays"), (W::Weekday(Weekday::Tue, false), "tue tues"),
    (W::Weekday(Weekday::Wed, true), "wednesday wednesdays"), (W::Weekday(Weekday::Wed, false), "wed"),
    (W::Weekday(Weekday::Thu, true), "thursday thursdays"), (W::Weekday(Weekday::Thu, false), "thu thur thurs"),
    (W::Weekday(Weekday::Fri, true), "friday fridays"), (W::Weekday(Weekday::Fri, false), "fri"),
    (W::Weekday(Weekday::Sat, true), "saturday saturdays"), (W::Weekday(Weekday::Sat, false), "sat"),
    (W::Weekday(Weekday::Sun, true), "sunday sundays"), (W::Weekday(Weekday::Sun, false), "sun"),
    (W::Unit(Unit::Minute, false), "minute min"), (W::Unit(Unit::Minute, true), "minutes mins"),
    (W::Unit(Unit::Second, true), "seconds"),
    (W::Unit(Unit::Hour, false), "hour"), (W::Unit(Unit::Hour, true), "hours hrs"),
    (W::Unit(Unit::Day, false), "day"), (W::Unit(Unit::Day, true), "days"),
    (W::Unit(Unit::Weekend, false), "weekend"), (W::Unit(Unit::Weekend, true), "weekends"),
    (W::Unit(Unit::Week, false), "week"), (W::Unit(Unit::Week, true), "weeks"),
    (W::Unit(Unit::Month, false), "month"), (W::Unit(Unit::Month, true), "months"),
    (W::Quarter, "quarter"), (W::Unit(Unit::Quarter, true), "quarters"),
    (W::Unit(Unit::Year, false), "year"), (W::Unit(Unit::Year, true), "years yrs"),
    (W::Unit(Unit::Decade, false), "decade"), (W::Unit(Unit::Decade, true), "decades"),
    (W::Century, "century"), (W::Unit(Unit::Century, true), "centuries"),
    (W::Season(Season::Spring), "spring springtime"), (W::Season(Season::Summer), "summer summertime"),
    (W::Season(Season::Autumn), "autumn fall"), (W::Season(Season::Winter), "winter wintertime"),
    (W::DayPart(DayPart::Morning), "morning dawn"), (W::DayPart(DayPart::Afternoon), "afternoon"),
    (W::DayPart(DayPart::Evening), "evening dusk"), (W::DayPart(DayPart::Night), "night overnight nighttime"),
    (W::DayPart(DayPart::Daytime), "daytime"),
    (W::Noon, "noon midday midnight"),
    (W::Today(0), "today"), (W::Today(-1), "yesterday"), (W::Today(1), "tomorrow"), (W::Tonight, "tonight"),
    (W::Deixis(Deixis::Present), "now currently current nowadays presently"),
    (W::Deixis(Deixis::Past), "recently recent lately"),
    (W::Deixis(Deixis::Future), "soon"),
    (W::The, "the"), (W::A, "a an"),
    (W::Demonstrative(true), "this these"), (W::Demonstrative(false), "that those"),
    (W::Pick(Pick::Last), "last past"), (W::Pick(Pick::Next), "next coming upcoming"),
    (W::Pick(Pick::Previous), "previous preceding prior"), (W::Pick(Pick::Same), "same"),
    (W::Pick(Pick::Following), "following subsequent ensuing succeeding"),
    (W::Part(Modifier::Start), "early"), (W::Part(Modifier::Mid), "mid"), (W::Part(Modifier::End), "late"),
    (W::Bound(Modifier::Start), "beginning start"), (W::Bound(Modifier::Mid), "middle"),
    (W::Bound(Modifier::End), "end close"),
    (W::Half, "half"), (W::Ago, "ago"), (W::Later, "later afterwards afterward"), (W::Earlier, "earlier previously"), (W::Hence, "hence"),
    (W::Since, "since"), (W::Until, "until till"), (W::By, "by"), (W::Before, "before"), (W::After, "after"),
    (W::Between, "between"), (W::From, "from"), (W::To, "to"), (W::Through, "through thru"),
    (W::During, "during throughout"), (W::In, "in"), (W::On, "on"), (W::At, "at"), (W::Of, "of"),
    (W::And, "and &"), (W::Or, "or"), (W::Within, "within"), (W::Over, "over"), (W::For, "for"),
    (W::Than, "than"), (W::More, "more"), (W::Less, "less fewer"), (W::About, "about around approximately roughly circa ca"),
    (W::Nearly, "nearly almost"),
    (W::Several, "several few many some numerous"),
    (W::Every, "every each"), (W::Per, "per"), (W::Once, "once twice thrice"), (W::Times, "times time"),
    (W::Frequency(1, Unit::Hour), "hourly"), (W::Frequency(1, Unit::Day), "daily everyday"), (W::Frequency(1, Unit::Week), "weekly"),
    (W::Frequency(2, Unit::Week), "fortnightly biweekly"), (W::Frequency(1, Unit::Month), "monthly"),
    (W::Frequency(1, Unit::Quarter), "quarterly"), (W::Frequency(1, Unit::Year), "annual annually yearly"),
    (W::Frequency(2, Unit::Year), "biennial biennially"),
    (W::Era(true), "bc bce"), (W::Era(false), "ad ce"),
    (W::Meridiem(0), "am"), (W::Meridiem(12), "pm"),
    (W::Zone, "utc gmt est edt cst cdt pst pdt cet cest bst msk"),
    (W::Old, "old"), (W::Long, "long"),
    (W::Holiday(12, 25), "christmas"),
    (W::Label, "resolution article decree no nos number flight route highway chapter page pages pp room law directive
        section paragraph channel protocol"),
    (W::Title, "agenda vision goals strategy programme program plan model window windows office base unit version"),
    (W::Past, "was were had did said told took met came went became began made gave held left led got saw sent brought ran
        fell rose found sat swore bore beat bound bred dealt drove felt fought forgot forgave hid hung leapt lent lit meant overtook paid quit rang rode rid sang shook shot slid sought stole stuck swept tore woke wound kept won lost paid stood spoke wrote bought built spent struck withdrew broke chose drew
        flew grew knew hit cut shut sank sold taught thought threw understood wore"),
    (W::Future, "will shall wants want seeks seek aims aim scheduled expected plan plans planned planning slated upcoming would due intends intend intended hopes hoped expects"),
    (W::Modal, "could might must should"),
    (W::Intent, "agreed decided promised pledged vowed wanted invited offered proposed ordered asked urged called prepared threatened resolved"),
    (W::Present, "is are has have says be been being"),
    (W::Cardinal(0), "zero"), (W::Cardinal(1), "one"), (W::Cardinal(2), "two"), (W::Cardinal(3), "three"), (W::Cardinal(4), "four"),
    (W::Cardinal(5), "five"), (W::Cardinal(6), "six"), (W::Cardinal(7), "seven"), (W::Cardinal(8), "eight"), (W::Cardinal(9), "nine"),
    (W::Cardinal(10), "ten"), (W::Cardinal(11), "eleven"), (W::Cardinal(12), "twelve dozen"), (W::Cardinal(13), "thirteen"),
    (W::Cardinal(14), "fourteen"), (W::Cardinal(15), "fifteen"), (W::Cardinal(16), "sixteen"), (W::Cardinal(17), "seventeen"),
    (W::Cardinal(18), "eighteen"), (W::Cardinal(19), "nineteen"), (W::Cardinal(20), "twenty"), (W::Cardinal(30), "thirty"),
    (W::Cardinal(40), "forty"), (W::Cardinal(50), "fifty"), (W::Cardinal(60), "sixty"), (W::Cardinal(70), "seventy"),
    (W::Cardinal(80), "eighty"), (W::Cardinal(90), "ninety"), (W::Cardinal(100), "hundred"), (W::Cardinal(1000), "thousand"),
    (W::Ordinal(1), "first"), (W::Ordinal(2), "second"), (W::Ordinal(3), "third"), (W::Ordinal(4), "fourth"), (W::Ordinal(5), "fifth"),
    (W::Ordinal(6), "sixth"), (W::Ordinal(7), "seventh"), (W::Ordinal(8), "eighth"), (W::Ordinal(9), "ninth"), (W::Ordinal(10), "tenth"),
    (W::Ordinal(11), "eleventh"), (W::Ordinal(12), "twelfth"), (W::Ordinal(13), "thirteenth"), (W::Ordinal(14), "fourteenth"),
    (W::Ordinal(15), "fifteenth"), (W::Ordinal(16), "sixteenth"), (W::Ordinal(17), "seventeenth"), (W::Ordinal(18), "eighteenth"),
    (W::Ordinal(19), "nineteenth"), (W::Ordinal(20), "twentieth"), (W::Ordinal(21), "twenty-first"),
    (W::Decade(1920, false), "twenties"), (W::Decade(1930, false), "thirties"), (W::Decade(1940, false), "forties"),
    (W::Decade(1950, false), "fifties"), (W::Decade(1960, false), "sixties"), (W::Decade(1970, false), "seventies"),
    (W::Decade(1980, false), "eighties"), (W::Decade(1990, false), "nineties"),
];

/// The tokens of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer =
        Lexer { text, bytes: text.as_bytes(), at: 0, tokens: Vec::with_capacity(text.len() / 4) };
    lexer.run();
    lexer.tokens
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    tokens: Vec<Token>,
}

/// Letters and digits; all of UTF-8 beyond ASCII counts as a letter here.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

impl Lexer<'_> {
    fn run(&mut self) {
        let mut glued = true;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => {
                    self.push(1, W::Break, false);
                    glued = false;
                }
                b' ' | b'\t' | b'\r' => {
                    self.at += 1;
                    glued = false;
                }
                _ => {
                    let begins = !glued || self.tokens.is_empty();
                    if begins && self.address() {
                        continue;
                    }
                    if self.bytes[self.at..].starts_with("\u{a0}".as_bytes()) {
                        self.at += 2;
                        glued = false;
                        continue;
                    }
                    self.one(byte, glued);
                    glued = true;
                }
            }
        }
    }

    fn push(&mut self, length: usize, word: Word, glued: bool) {
        let start = self.at as u32;
        self.at += length;
        self.tokens.push(Token {
            start,
            end: self.at as u32,
            word,
            glued,
            capital: self.bytes[start as usize].is_ascii_uppercase(),
            plural: false,
        });
    }

    /// Takes a chunk that is an address of the web or of mail as one token.
    fn address(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        if !rest[0].is_ascii_alphanumeric() && rest[0] != b'@' && rest[0] != b'#' {
            return false;
        }
        let length = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
        let chunk = &rest[..length];
        let is_address = chunk.starts_with(b"www.")
            || chunk[0] == b'#'
            || chunk.contains(&b'@')
            || chunk.contains(&b'_')
            || chunk.windows(3).any(|three| three == b"://");
        if is_address {
            self.push(length, W::Other, false);
        }
        is_address
    }

    /// One word or mark.
    fn one(&mut self, byte: u8, glued: bool) {
        let rest = &self.bytes[self.at..];
        if byte.is_ascii_digit() {
            return self.number(glued);
        }
        if let Some((length, word)) = mark(rest) {
            // "'80s", "'97": an apostrophe that stands for the century
            if matches!(word, W::Quote)
                && let Some((length, decade)) = short_year(rest)
            {
                return self.push(length, decade, glued);
            }
            return self.push(length, word, glued);
        }
        let mut length = rest.iter().position(|&b| !is_word(b)).unwrap_or(rest.len()).max(1);
        // dashes and quotes beyond ASCII end a word
        if let Some(end) = rest[..length].iter().skip(1).position(|&b| b == 0xE2 || b == 0xC2) {
            length = end + 1;
        }
        while !self.text.is_char_boundary(self.at + length) {
            length += 1;
        }
        let word = self.look_up(length);
        let plural = length > 3 && rest[length - 1] == b's' && rest[length - 2] != b's';
        self.push(length, word, glued);
        if let Some(token) = self.tokens.last_mut() {
            token.plural = plural;
        }
    }

    fn look_up(&self, length: usize) -> Word {
        let form = &self.bytes[self.at..self.at + length];
        if length > LONGEST || !form.is_ascii() {
            return W::Other;
        }
        let mut lower = [0u8; LONGEST];
        lower[..length].copy_from_slice(form);
        lower[..length].make_ascii_lowercase();
        let Ok(key) = std::str::from_utf8(&lower[..length]) else { return W::Other };
        let capital = form[0].is_ascii_uppercase();
        match WORDS.get(key).copied() {
            // names of months and days have a capital; "may" and "march" without one are verbs
            Some(W::Month(5, _)) if !capital => W::Modal,
            Some(W::Month(month, true)) if !capital && month != 3 && self.number_after(length) => {
                W::Month(month, true)
            }
            Some(W::Month(..) | W::Weekday(..) | W::Holiday(..)) if !capital => W::Other,
            Some(W::Era(_)) if !form[length - 1].is_ascii_uppercase() => W::Other,
            Some(W::Zone) if !form[length - 1].is_ascii_uppercase() => W::Other,
            Some(word) => word,
            None if !capital && length > 4 && key.ends_with("ed") => W::Past,
            None => W::Other,
        }
    }

    /// A number comes next: then a month needs no capital.
    fn number_after(&self, length: usize) -> bool {
        matches!(&self.bytes[self.at + length..], [b' ', digit, ..] if digit.is_ascii_digit())
    }

    /// The number is a later part of "14.09.2022".
    fn in_dotted_date(&self, glued: bool) -> bool {
        glued
            && matches!(self.tokens.as_slice(), [.., before, dot] if dot.word == W::Dot && dot.glued && matches!(before.word, W::Number(..)))
    }

    /// Anything that begins with a digit.
    fn number(&mut self, glued: bool) {
        let rest = &self.bytes[self.at..];
        let digits = rest.iter().position(|b| !b.is_ascii_digit()).unwrap_or(rest.len());
        let value = self.text[self.at..self.at + digits].parse::<u32>().unwrap_or(u32::MAX);
        let tail = &rest[digits..];
        if let Some((length, clock)) = clock(value, digits, tail) {
            return self.push(digits + length, clock, glued);
        }
        if let Some(length) = fraction(tail).filter(|_| !self.in_dotted_date(glued)) {
            let quantity: String = self.text[self.at..self.at + digits + length].replace(',', "");
            let word = quantity.parse().map_or(W::Other, W::Quantity);
            return self.push(digits + length, word, glued);
        }
        let letters =
            tail.iter().position(|&b| !is_word(b) || b == 0xE2 || b == 0xC2).unwrap_or(tail.len());
        let word = match (tail[..letters].to_ascii_lowercase().as_slice(), digits) {
            (b"", _) => W::Number(value, digits.min(9) as u8),
            (b"st" | b"nd" | b"rd" | b"th", _) => W::Ordinal(value),
            (b"s", 4) if (1000..2100).contains(&value) && value.is_multiple_of(10) => {
                W::Decade(value as i32, true)
            }
            (b"s", 2) if (20..100).contains(&value) && value.is_multiple_of(10) => {
                W::Decade(1900 + value as i32, false)
            }
            (b"am" | b"pm" | b"hrs" | b"hours", 1..=2) | (b"hrs" | b"h" | b"hr", 4) => {
                return self.push(digits, W::Number(value, digits as u8), glued);
            }
            _ => W::Other,
        };
        self.push(digits + letters, word, glued);
    }
}

/// A punctuation mark and its length in bytes.
fn mark(rest: &[u8]) -> Option<(usize, Word)> {
    let one = |word| Some((1, word));
    match rest[0] {
        b',' => one(W::Comma),
        b'.' => one(W::Dot),
        b'!' | b'?' | b';' => one(W::Stop),
        b'-' if rest.starts_with(b"--") => Some((2, W::Dash)),
        b'-' => one(W::Dash),
        b'/' => one(W::Slash),
        b'(' | b'[' => one(W::Open),
        b')' | b']' => one(W::Close),
        b':' => one(W::Colon),
        b'%' => one(W::Percent),
        b'$' | b'#' => one(W::Currency),
        b'&' => one(W::And),
        b'~' => one(W::About),
        b'\'' if possessive(&rest[1..]) => Some((2, W::Possessive)),
        b'\'' | b'"' | b'`' => one(W::Quote),
        0xE2 if rest.len() >= 3 && rest[1] == 0x80 => Some((
            3,
            match rest[2] {
                0x90..=0x95 => W::Dash,
                0x99 if possessive(&rest[3..]) => return Some((4, W::Possessive)),
                0x98..=0x9F => W::Quote,
                0xA6 => W::Stop,
                _ => W::Other,
            },
        )),
        0xE2 if rest.starts_with("€".as_bytes()) => Some((3, W::Currency)),
        0xC2 if rest.len() >= 2 && (0xA2..=0xA5).contains(&rest[1]) => Some((2, W::Currency)),
        byte if byte.is_ascii() && !byte.is_ascii_alphanumeric() => one(W::Other),
        _ => None,
    }
}

/// After an apostrophe: the "s" of a possessive.
fn possessive(rest: &[u8]) -> bool {
    rest.first().is_some_and(|b| b.eq_ignore_ascii_case(&b's'))
        && !rest.get(1).is_some_and(|&b| is_word(b))
}

/// "'80s" after its apostrophe; "'97" and the like are names of versions.
fn short_year(rest: &[u8]) -> Option<(usize, Word)> {
    let start = rest.iter().position(u8::is_ascii_digit).filter(|&n| n <= 3)?;
    let digits = rest.get(start..start + 2)?;
    if !digits.iter().all(u8::is_ascii_digit) || rest.get(start + 2) != Some(&b's') {
        return None;
    }
    let value = i32::from(digits[0] - b'0') * 10;
    (digits[1] == b'0').then_some((start + 3, W::Decade(1900 + value, false)))
}

/// "18:20", "18:20:05": length of the tail and the time.
fn clock(hour: u32, digits: usize, tail: &[u8]) -> Option<(usize, Word)> {
    let two = |at: usize| {
        let pair = tail.get(at..at + 2)?;
        pair.iter()
            .all(u8::is_ascii_digit)
            .then(|| u32::from(pair[0] - b'0') * 10 + u32::from(pair[1] - b'0'))
    };
    if digits > 2 || hour > 24 || tail.first() != Some(&b':') {
        return None;
    }
    let minute = two(1).filter(|&m| m < 60)?;
    let mut length = 3;
    if tail.get(3) == Some(&b':') && two(4).is_some() {
        length = 6;
    }
    if tail.get(length).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    Some((length, W::Clock((hour * 60 + minute) as u16)))
}

/// ",000" or ".5" after digits: the length of what belongs to the number.
fn fraction(tail: &[u8]) -> Option<usize> {
    let mut length = 0;
    while tail.get(length).is_some_and(|&b| b == b',')
        && tail
            .get(length + 1..length + 4)
            .is_some_and(|three| three.iter().all(u8::is_ascii_digit))
        && !tail.get(length + 4).is_some_and(u8::is_ascii_digit)
    {
        length += 4;
    }
    if tail.get(length) == Some(&b'.') && tail.get(length + 1).is_some_and(u8::is_ascii_digit) {
        let decimals = tail[length + 1..]
            .iter()
            .position(|b| !b.is_ascii_digit())
            .unwrap_or(tail.len() - length - 1);
        // "14.09.2022" is a date
        if tail.get(length + 1 + decimals) == Some(&b'.')
            && tail.get(length + 2 + decimals).is_some_and(u8::is_ascii_digit)
        {
            return None;
        }
        length += 1 + decimals;
    }
    (length > 0).then_some(length)
}
