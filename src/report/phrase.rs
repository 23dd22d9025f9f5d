//! How reports say things: dates, statuses and counts in words, and text of
//! articles without what could harm a page or a terminal.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};

use super::model::{Entry, Quote, count, join};
use crate::event::{EventType, Status};

/// English month names; EDTF is language-free, reports are English.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// So many states are told by name under a headline, more by their number.
const STATES: usize = 5;

/// Heads the events of a year whose date is wider than a month.
pub(super) const SEVERAL_MONTHS: &str = "Several months";

/// The status as readers understand it; `negated` is a linguist's word.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Occurred => "happened",
        Status::Ongoing => "under way",
        Status::Planned => "planned",
        Status::Possible => "possible",
        Status::Negated => "did not happen",
        Status::Cancelled => "cancelled",
    }
}

/// The family of an event, which gives its colour: talks, pacts, force, words.
pub(super) fn family(event: EventType) -> &'static str {
    match event {
        EventType::Visit | EventType::Meeting | EventType::Summit => "meet",
        EventType::Agreement | EventType::Support | EventType::Membership | EventType::Relation => {
            "pact"
        }
        EventType::Exercise | EventType::Sanction | EventType::Deployment | EventType::Clash => {
            "force"
        }
        EventType::Statement => "voice",
    }
}

/// A sign for the status, told from the others by shape.
pub(super) fn mark(status: Status) -> &'static str {
    match status {
        Status::Occurred => "●",
        Status::Ongoing => "◐",
        Status::Planned => "○",
        Status::Possible => "◌",
        Status::Negated => "✕",
        Status::Cancelled => "⊘",
    }
}

/// Text of articles as one line: runs of white space become one space, and
/// what steers a terminal or turns the direction of writing (Unicode's bidi
/// controls, which can make a sentence read as another one) is dropped.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let mut before = '.';
    let mut is_plain = |c: char| {
        let last = std::mem::replace(&mut before, c);
        if c == ' ' { last != ' ' } else { !is_space(c) && !is_steering(c) }
    };
    if text.chars().all(&mut is_plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_steering(*c)) {
        if !is_space(c) {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    Cow::Owned(out)
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Marks without width that change how their neighbours are read. The
/// joiners U+200C and U+200D stay: Persian is misspelt without them.
fn is_steering(c: char) -> bool {
    matches!(c,
        '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}'
        | '\u{E0000}'..='\u{E007F}')
}

/// The address if a page may link to it: http or https, with everything that
/// could end an attribute or a Markdown link percent-encoded.
pub(super) fn link(url: &str) -> Option<String> {
    let url = url.trim();
    let scheme = url.split_once("://")?.0;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        if is_space(c) || is_steering(c) || "\"'`<>()[]{}|\\^*_".contains(c) && c != '_' {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out += &format!("%{byte:02X}");
            }
        } else {
            out.push(c);
        }
    }
    Some(out)
}

/// The sentence before, in and after the asserting words, all of it within
/// about `limit` characters; what is cut is shown by "…".
pub(super) fn excerpt(quote: &Quote, limit: usize) -> [String; 3] {
    let text = quote.sentence.as_str();
    let (start, end) = (quote.span.start, quote.span.end);
    let parts = (text.get(..start), text.get(start..end), text.get(end..));
    let (before, told, after) = match parts {
        (Some(before), Some(told), Some(after)) => (before, told, after),
        _ => (text, "", ""),
    };
    let told = head(told, limit);
    let rest = limit.saturating_sub(told.chars().count());
    let (left, right) = (before.chars().count(), after.chars().count());
    let half = rest / 2;
    let before = tail(before, half.max(rest.saturating_sub(right)));
    let after = head(after, half.max(rest.saturating_sub(left)));
    [before, told, after]
}

/// The first `limit` characters, cut between words.
fn head(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((at, _)) => {
            let kept = text[..at].rfind(' ').map_or(&text[..at], |space| &text[..space]);
            format!("{kept} …")
        }
    }
}

/// The last `limit` characters, cut between words.
fn tail(text: &str, limit: usize) -> String {
    let skip = text.chars().count().saturating_sub(limit);
    if skip == 0 {
        return text.to_owned();
    }
    let at = text.char_indices().nth(skip).map_or(text.len(), |(at, _)| at);
    let kept = text[at..].find(' ').map_or(&text[at..], |space| &text[at + space + 1..]);
    format!("… {kept}")
}

/// "3 articles, 2 outlets".
pub(super) fn tally(entry: &Entry) -> String {
    let articles = count(entry.articles, "article");
    match entry.outlets {
        0 | 1 => articles,
        n => format!("{articles}, {}", count(n, "outlet")),
    }
}

/// What the headline does not say: where ("in Astana") and which states.
pub(super) fn setting(entry: &Entry) -> Vec<String> {
    let told = |name: &str| entry.label.contains(name);
    let places: Vec<&str> =
        entry.place.iter().map(|p| p.name.as_str()).filter(|p| !told(p)).collect();
    let states: Vec<&str> = entry
        .countries
        .iter()
        .map(|c| c.name.as_str())
        .filter(|c| !told(c) && !places.contains(c))
        .collect();
    let mut parts = Vec::new();
    if !places.is_empty() {
        parts.push(format!("in {}", join(places, "and")));
    }
    match states.len() {
        0 => {}
        n if n > STATES && n < entry.countries.len() => parts.push(count(n, "more state")),
        n if n > STATES => parts.push(count(n, "state")),
        _ => parts.push(states.join(", ")),
    }
    parts
}

/// "14 September 2022".
pub(super) fn day(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), month(date.month()), date.year())
}

/// The English name of a month from 1 to 12.
pub(super) fn month(number: u32) -> &'static str {
    MONTHS.get(number.wrapping_sub(1) as usize).copied().unwrap_or("")
}

/// The date of an event in full: "14 September 2022", "summer 2022",
/// "since 2015"; "no date" where there is none.
pub(super) fn date(entry: &Entry) -> String {
    Style { heading: None, short: false }.date(entry)
}

/// The date as it stands under the heading of a year: without that year,
/// months cut to three letters beside a day ("14 Sep", "September").
pub(super) fn short_date(entry: &Entry, year: i32) -> String {
    Style { heading: Some(year), short: true }.date(entry)
}

/// How to write dates.
#[derive(Clone, Copy)]
struct Style {
    /// The year that stands above and need not be said again.
    heading: Option<i32>,
    /// Three letters for a month that has a day.
    short: bool,
}

impl Style {
    fn date(self, entry: &Entry) -> String {
        let Some(edtf) = edtf(entry) else { return "no date".to_owned() };
        let point = |text| Point::parse(text).map(|p| self.point(p));
        // What only the day of an article bounds happened at some time before
        // that day, or is to happen after it.
        let (since, until) =
            if entry.basis == "bounded" { ("from", "by") } else { ("since", "until") };
        let said = match edtf.split_once('/') {
            None => point(&edtf),
            Some(("" | "..", end)) => point(end).map(|p| format!("{until} {p}")),
            Some((start, "" | "..")) => point(start).map(|p| format!("{since} {p}")),
            Some((start, end)) => {
                Point::parse(start).zip(Point::parse(end)).map(|(a, b)| self.range(a, b))
            }
        };
        said.unwrap_or(edtf)
    }

    fn point(self, point: Point) -> String {
        self.words(point, point.year.is_none() || point.year != self.heading)
    }

    /// "12–14 October 2022", "30 August – 2 September 2022", "2019 – 2021".
    fn range(self, start: Point, end: Point) -> String {
        let same_year = start.year == end.year;
        match start.day {
            Some(day) if same_year && start.month == end.month => {
                format!("{day}–{}", self.point(end))
            }
            _ if same_year => format!("{} – {}", self.words(start, false), self.point(end)),
            _ => format!("{} – {}", self.point(start), self.point(end)),
        }
    }

    fn words(self, point: Point, with_year: bool) -> String {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(point.day.map(|d| d.to_string()));
        parts.extend(point.month.map(|m| match m {
            21..=24 => ["spring", "summer", "autumn", "winter"][m as usize - 21].to_owned(),
            _ if self.short && point.day.is_some() => month(m).chars().take(3).collect(),
            _ => month(m).to_owned(),
        }));
        match point.year {
            Some(y) if point.decade => parts.push(format!("{y}s")),
            Some(y) if with_year || parts.is_empty() => parts.push(y.to_string()),
            None if with_year => parts.push("(year unknown)".to_owned()),
            _ => {}
        }
        format!("{}{}", point.doubt, parts.join(" "))
    }
}

/// The date as EDTF: as given, else made from the bounds.
fn edtf(entry: &Entry) -> Option<String> {
    let end = |date: Option<NaiveDate>| date.map_or("..".to_owned(), |d| d.to_string());
    match (entry.earliest, entry.latest) {
        _ if entry.edtf.is_some() => entry.edtf.clone(),
        (None, None) => entry.date.map(|d| d.to_string()),
        (from, to) if from == to => from.map(|d| d.to_string()),
        (from, to) => Some(format!("{}/{}", end(from), end(to))),
    }
}

/// One end of an EDTF date, levels 0 and 1.
#[derive(Clone, Copy, PartialEq)]
struct Point {
    /// "?", "~", "%": said with doubt, about, or both.
    doubt: &'static str,
    /// `None` is XXXX.
    year: Option<i32>,
    /// The year stands for its decade ("201X").
    decade: bool,
    /// 1 to 12, or 21 (spring) to 24 (winter).
    month: Option<u32>,
    day: Option<u32>,
}

impl Point {
    fn parse(text: &str) -> Option<Self> {
        let doubt = match text.chars().last()? {
            '?' => "possibly ",
            '~' => "about ",
            '%' => "possibly about ",
            _ => "",
        };
        let text = text.trim_end_matches(['?', '~', '%']);
        let mut parts = text.split('-');
        let year = parts.next()?;
        let decade = year.len() == 4 && year.ends_with('X') && year != "XXXX";
        let year = match year {
            "XXXX" => None,
            year => Some(year.replace('X', "0").parse().ok()?),
        };
        let month = number(parts.next())?;
        let day = number(parts.next())?;
        let known = month.is_none_or(|m| (1..=12).contains(&m) || (21..=24).contains(&m));
        let orphan = month.is_none() && day.is_some();
        (known && !orphan && parts.next().is_none()).then_some(Point {
            doubt,
            year,
            decade,
            month,
            day,
        })
    }
}

/// A part of an EDTF date that may be missing or masked; `None` if malformed.
fn number(part: Option<&str>) -> Option<Option<u32>> {
    match part {
        None | Some("XX") => Some(None),
        Some(digits) => digits.parse().ok().map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::text::Span;

    #[test]
    fn dates_read_as_people_write_them() {
        let cases = [
            ("2022-09-14", "14 September 2022", "14 Sep"),
            ("2022-09", "September 2022", "September"),
            ("2022", "2022", "2022"),
            ("2022-22", "summer 2022", "summer"),
            ("201X", "2010s", "2010s"),
            ("2022-09-XX", "September 2022", "September"),
            ("2022-10-12/2022-10-14", "12–14 October 2022", "12–14 Oct"),
            ("2022-08-30/2022-09-02", "30 August – 2 September 2022", "30 Aug – 2 Sep"),
            ("2022-03/2022-05", "March – May 2022", "March – May"),
            ("2021-12-30/2022-01-02", "30 December 2021 – 2 January 2022", "30 Dec 2021 – 2 Jan"),
            ("2019/2021", "2019 – 2021", "2019 – 2021"),
            ("2015/..", "since 2015", "since 2015"),
            ("../2022-06", "until June 2022", "until June"),
            ("XXXX-09-14", "14 September (year unknown)", "14 Sep (year unknown)"),
            ("2022~", "about 2022", "about 2022"),
            ("2022-13-45-6", "2022-13-45-6", "2022-13-45-6"),
            ("2022-45", "2022-45", "2022-45"),
            ("", "", ""),
        ];
        for (edtf, long, short) in cases {
            let entry = Entry { edtf: Some(edtf.into()), ..sample::one() };
            assert_eq!(date(&entry), long, "{edtf}");
            assert_eq!(short_date(&entry, 2022), short, "{edtf}");
        }
    }

    #[test]
    fn dates_without_edtf_come_from_the_bounds() {
        let at = |from: &str, to: &str| {
            let (earliest, latest) = (from.parse().ok(), to.parse().ok());
            date(&Entry { edtf: None, date: None, earliest, latest, ..sample::one() })
        };
        assert_eq!(at("2022-09-14", "2022-09-14"), "14 September 2022");
        assert_eq!(at("2022-09-14", ""), "since 14 September 2022");
        assert_eq!(at("", "2022-09-14"), "until 14 September 2022");
        assert_eq!(at("", ""), "no date");
        let bounded = Entry {
            basis: "bounded".into(),
            edtf: None,
            earliest: None,
            latest: "2022-09-14".parse().ok(),
            ..sample::one()
        };
        assert_eq!(date(&bounded), "by 14 September 2022");
    }

    #[test]
    fn plain_text_steers_nothing() {
        assert_eq!(plain("a\u{1b}[31m\n\t b"), "a [31m b");
        assert_eq!(plain("\u{202e}abc\u{2069}\u{200f}"), "abc");
        assert_eq!(plain("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert!(matches!(plain("Xi’an, Ürümqi"), Cow::Borrowed(_)));
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(
            link(" https://a.example/b_c?d=e&f "),
            Some("https://a.example/b_c?d=e&f".into())
        );
        assert_eq!(link("HTTP://a.example"), Some("HTTP://a.example".into()));
        assert_eq!(
            link("https://a.example/(b) \"c\""),
            Some("https://a.example/%28b%29%20%22c%22".into())
        );
        for bad in
            ["javascript:alert(1)", "javascript://%0aalert(1)", "data:text/html,x", "//a", "a", ""]
        {
            assert_eq!(link(bad), None, "{bad}");
        }
    }

    #[test]
    fn excerpts_keep_the_asserting_words() {
        let sentence = "One two three four Xi arrived five six seven eight";
        let cut = |limit, start, end| {
            let span = Span { start, end };
            let quote = sample::one().evidence.remove(0);
            excerpt(&Quote { sentence: sentence.into(), span, ..quote }, limit)
        };
        assert_eq!(cut(99, 19, 29), ["One two three four ", "Xi arrived", " five six seven eight"]);
        assert_eq!(cut(30, 19, 29), ["… four ", "Xi arrived", " five six …"]);
        // A span that is not of this sentence marks nothing.
        assert_eq!(cut(99, 19, 999), [sentence, "", ""]);
    }

    #[test]
    fn long_lists_of_states_are_counted() {
        let all = sample::timeline();
        let sco = all.events.iter().find(|e| e.label.ends_with("meets in Samarkand"));
        assert_eq!(setting(sco.unwrap()), ["9 states"]);
        assert_eq!(setting(&sample::one()), ["in Nur-Sultan", "China"]);
    }
}
