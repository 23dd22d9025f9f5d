//! Calendar dates as newsrooms write them, found in a line of text.
//!
//! This is for the furniture around an article (date lines, datelines,
//! metadata), where a date stands alone and is written out. Time expressions
//! of the running text are the work of [`crate::time`].

use chrono::NaiveDate;

/// How a date that was found can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// One day and no other.
    Day(NaiveDate),
    /// `03/04/2022`: two days, by the order of day and month.
    Either { day_first: NaiveDate, month_first: NaiveDate },
    /// Day and month without a year.
    NoYear { month: u32, day: u32 },
}

/// A date found in a line, with its place in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub start: usize,
    pub end: usize,
    pub reading: Reading,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// All dates of a line, in order.
pub fn scan(line: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        if let Some(date) = date_at(line, at) {
            at = date.end;
            found.push(date);
        } else {
            at = next_word(line, at);
        }
    }
    found
}

/// The date that a metadata value holds: only a weekday, a time or a label
/// such as "Posted on" may stand before it. Seconds or milliseconds since 1970 are read too.
///
/// Returns `None` where no date stands there or day and month cannot be told
/// apart.
pub fn parse(value: &str) -> Option<NaiveDate> {
    let value = value.trim();
    if value.len() >= 8 && value.bytes().all(|b| b.is_ascii_digit()) {
        return from_digits(value);
    }
    let first = scan(value).into_iter().next()?;
    let before = value[..first.start].trim_matches(|c: char| !c.is_alphabetic());
    let fits = before.is_empty() || is_weekday(before) || label(before).is_some();
    match first.reading {
        Reading::Day(day) if fits => Some(day),
        _ => None,
    }
}

/// The day in a URL path such as `/2022/12/13/` or `/2022-12-13-title`.
pub fn in_url(url: &str) -> Option<NaiveDate> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut days = scan(path).into_iter().filter_map(|found| match found.reading {
        Reading::Day(day) => Some(day),
        _ => None,
    });
    days.next_back()
}

/// Whether a word is the name of a weekday, in full or shortened.
pub fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    word.len() >= 3 && DAYS.iter().any(|day| day.starts_with(&word))
}

/// What a label says of the date after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Published,
    Updated,
}

/// The label right before a date: "Published:", "Posted on", "Updated At :".
pub fn label(before: &str) -> Option<Label> {
    let words: Vec<String> = before
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| !w.is_empty() && !is_weekday(w))
        .map(str::to_lowercase)
        .collect();
    // "Date", "Updated at", "First published on": the label is the end.
    let end: Vec<&str> = words.iter().rev().take(3).map(String::as_str).collect();
    let link = |word: &str| ["on", "at", "date", "time", "of"].contains(&word);
    let name = end.iter().find(|word| !link(word)).copied();
    match name {
        Some("published" | "posted" | "publication" | "publish" | "issued" | "released") => {
            Some(Label::Published)
        }
        Some("updated" | "update" | "modified" | "edited") => Some(Label::Updated),
        None if end.contains(&"date") => Some(Label::Published),
        _ => None,
    }
}

/// `yyyymmdd`, or seconds or milliseconds since 1970.
fn from_digits(digits: &str) -> Option<NaiveDate> {
    let number: i64 = digits.parse().ok()?;
    if digits.len() == 8 {
        let number: u32 = digits.parse().ok()?;
        return calendar_day(number / 10_000, number / 100 % 100, number % 100);
    }
    let seconds = if digits.len() >= 12 { number / 1000 } else { number };
    chrono::DateTime::from_timestamp(seconds, 0).map(|time| time.date_naive())
}

/// Start of the next word or number after the one at `at`.
fn next_word(line: &str, at: usize) -> usize {
    let rest = &line[at..];
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let gap = rest[end..].find(char::is_alphanumeric).unwrap_or(rest.len() - end);
    at + end + gap
}

fn date_at(line: &str, at: usize) -> Option<Found> {
    if ends_in_range(&line[..at]) {
        return None;
    }
    numeric(line, at).or_else(|| day_month(line, at)).or_else(|| month_day(line, at))
}

/// "15-16 September": the second number is no date of its own.
fn ends_in_range(before: &str) -> bool {
    let mut back = before.trim_end().chars().rev();
    matches!(back.next(), Some('-' | '–' | '/' | '.' | ':'))
        && back.next().is_some_and(|c| c.is_ascii_digit())
}

/// Up to four digits at `at`: value, count of digits, end.
fn number(line: &str, at: usize) -> Option<(u32, usize, usize)> {
    let digits = line[at..].bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 4 {
        return None;
    }
    let end = at + digits;
    Some((line[at..end].parse().ok()?, digits, end))
}

/// `2022-12-13`, `2022/12/13`, `13.12.2022`, `12/13/2022`, `13.12.22`.
fn numeric(line: &str, at: usize) -> Option<Found> {
    let (first, first_digits, end) = number(line, at)?;
    let separator = line[end..].chars().next().filter(|c| "-/.".contains(*c))?;
    let (second, second_digits, end) = number(line, end + 1)?;
    let end = end + line[end..].starts_with(separator).then_some(1)?;
    let (third, third_digits, end) = number(line, end)?;
    if line[end..].starts_with(|c: char| c.is_alphanumeric() && c != 'T') {
        return None;
    }
    let reading = match (first_digits, second_digits, third_digits) {
        (4, 1..=2, 1..=2) => Reading::Day(calendar_day(first, second, third)?),
        (1..=2, 1..=2, 4) => ordered(first, second, third, separator)?,
        (2, 2, 2) if separator != '-' && third < 40 => {
            ordered(first, second, 2000 + third, separator)?
        }
        _ => return None,
    };
    Some(Found { start: at, end, reading })
}

/// Dots put the day first everywhere; slashes and hyphens are ambiguous.
fn ordered(first: u32, second: u32, year: u32, separator: char) -> Option<Reading> {
    let day_first = calendar_day(year, second, first);
    let month_first = calendar_day(year, first, second).filter(|_| separator != '.');
    match (day_first, month_first) {
        (Some(a), Some(b)) if a != b => Some(Reading::Either { day_first: a, month_first: b }),
        (Some(day), _) | (None, Some(day)) => Some(Reading::Day(day)),
        (None, None) => None,
    }
}

/// `14 March`, `14th of March, 2023`, `16 Jun. 2024`, `16-Jun-2024`.
fn day_month(line: &str, at: usize) -> Option<Found> {
    let (day, digits, end) = number(line, at)?;
    if digits > 2 {
        return None;
    }
    let end = skip_gap(line, skip_ordinal(line, end), " -/");
    let end = if line[end..].starts_with("of ") { end + 3 } else { end };
    let (month, end) = month_name(line, end)?;
    let year_at = skip_gap(line, end, " .,-/");
    written(line, at, end, month, day, year_at)
}

/// `March 14`, `Sept. 14th, 2022`, `Jan 24. 2025`.
fn month_day(line: &str, at: usize) -> Option<Found> {
    let (month, end) = month_name(line, at)?;
    let end = skip_gap(line, end, " .");
    let (day, digits, end) = number(line, end)?;
    let end = skip_ordinal(line, end);
    let mut after = line[end..].chars();
    let range = matches!(after.next(), Some('-' | '–' | ':'))
        && after.next().is_some_and(|c| c.is_ascii_digit());
    if digits > 2 || range {
        return None;
    }
    written(line, at, end, month, day, skip_gap(line, end, " .,"))
}

/// Joins month and day to the year at `year_at`, if one stands there.
fn written(
    line: &str,
    start: usize,
    end: usize,
    month: u32,
    day: u32,
    year_at: usize,
) -> Option<Found> {
    let year = number(line, year_at)
        .filter(|&(year, digits, _)| digits == 4 && (1900..2100).contains(&year));
    if let Some((year, _, end)) = year {
        let reading = Reading::Day(calendar_day(year, month, day)?);
        return Some(Found { start, end, reading });
    }
    // "may 20 states join": without a year only a capital makes a month.
    let capital = line[start..end].contains(|c: char| c.is_ascii_uppercase());
    calendar_day(2000, month, day).filter(|_| capital)?;
    Some(Found { start, end, reading: Reading::NoYear { month, day } })
}

/// The month whose name, full or shortened, stands at `at`, and its end.
fn month_name(line: &str, at: usize) -> Option<(u32, usize)> {
    let length = line[at..].bytes().take_while(u8::is_ascii_alphabetic).count();
    let end = at + length;
    let word = line[at..end].to_ascii_lowercase();
    let known = |month: &str| word == month || word == month[..3] || word == "sept";
    let index = MONTHS.iter().position(|m| m.starts_with(&word) && known(m))?;
    let whole = !line[end..].starts_with(|c: char| c.is_alphabetic());
    (length >= 3 && whole).then_some((index as u32 + 1, end))
}

fn skip_ordinal(line: &str, at: usize) -> usize {
    let suffix = ["st", "nd", "rd", "th"].iter().any(|s| line[at..].starts_with(s));
    if suffix { at + 2 } else { at }
}

/// Skips at most three of the given ASCII characters.
fn skip_gap(line: &str, at: usize, gap: &str) -> usize {
    at + line[at..].bytes().take(3).take_while(|b| gap.as_bytes().contains(b)).count()
}

fn calendar_day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|y| (1900..2100).contains(y))?;
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn written_forms_give_one_day() {
        for (line, expected) in [
            ("2021-03-04T23:10:00+06:00", "2021-03-04"),
            ("2021/3/4", "2021-03-04"),
            ("04.03.2021 18:20", "2021-03-04"),
            ("04.03.21", "2021-03-04"),
            ("3/25/2021", "2021-03-25"),
            ("25/3/2021", "2021-03-25"),
            ("05/05/2021", "2021-05-05"),
            ("4 MAR 2021, 09:42", "2021-03-04"),
            ("4th of March, 2021", "2021-03-04"),
            ("Sept. 4, 2021", "2021-09-04"),
            ("Jan 24. 2025", "2025-01-24"),
            ("16 Jun. 2024", "2024-06-16"),
            ("august 11, 2021", "2021-08-11"),
        ] {
            let found = scan(line);
            assert_eq!(
                found.first().map(|f| f.reading),
                Some(Reading::Day(day(expected))),
                "{line}"
            );
        }
    }

    #[test]
    fn no_date_is_made_up() {
        for line in [
            "may 20 states join?",
            "32.13.2022",
            "resolution 1373/2001",
            "15-16 September 2022",
            "March 26-27, 2012",
            "version 1.2.3.4",
            "at 10:05 sharp",
            "in March 2021",
        ] {
            assert_eq!(scan(line), [], "{line}");
        }
    }

    #[test]
    fn order_of_day_and_month_stays_open() {
        let found = scan("03/04/2022")[0].reading;
        let (day_first, month_first) = (day("2022-04-03"), day("2022-03-04"));
        assert_eq!(found, Reading::Either { day_first, month_first });
        assert_eq!(scan("BISHKEK, 14 March")[0].reading, Reading::NoYear { month: 3, day: 14 });
    }

    #[test]
    fn metadata_values() {
        assert_eq!(parse("Tue, 13 Dec 2022 09:54:00 GMT"), Some(day("2022-12-13")));
        assert_eq!(parse("10:05, 13.12.2022"), Some(day("2022-12-13")));
        assert_eq!(parse("Posted on 13 December 2022"), Some(day("2022-12-13")));
        assert_eq!(parse("20221213"), Some(day("2022-12-13")));
        assert_eq!(parse("1670925240"), Some(day("2022-12-13")));
        assert_eq!(parse("1670925240000"), Some(day("2022-12-13")));
        assert_eq!(parse("03/04/2022"), None);
        assert_eq!(parse("yesterday"), None);
        assert_eq!(in_url("https://example.org/2022/12/13/title?x=1"), Some(day("2022-12-13")));
        assert_eq!(in_url("https://example.org/news/20221213.html"), None);
    }
}
