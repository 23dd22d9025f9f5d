//! The publication date of plain text: from the date lines and datelines
//! that stand around it.
//!
//! Only a date that is tied to the article counts: a line at its head that
//! holds a date and little else, the dateline of its first paragraph, or a
//! labelled line ("Published:", "Updated At :") at its head or foot. A bare
//! date below the text belongs to whatever comes next on the page, and dates
//! of related links, comments, chronologies and the running text belong to
//! something else.

use chrono::{Datelike, NaiveDate};

use super::SAY_DATE;
use super::date::{self, Label, Reading};
use super::dateline::{self, Dateline};
use super::furniture::Kind;

/// What the lines say about the article's date.
#[derive(Debug, Default)]
pub struct Publication {
    /// The publication date.
    pub date: Option<NaiveDate>,
    /// The agency of the dateline, e.g. `TASS`.
    pub agency: Option<String>,
    /// Numbers of the lines that hold a date of publication and nothing of
    /// the article.
    pub lines: Vec<usize>,
    /// What was unclear.
    pub warnings: Vec<String>,
}

/// How much a date line says that it is the publication date, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Updated,
    FootPublished,
    Dateline,
    Head,
    Published,
}

struct Candidate {
    line: usize,
    weight: Weight,
    reading: Reading,
    text: String,
}

/// Reads the date. `partial` is a year and month known from elsewhere (a URL),
/// which a dateline without a year may complete.
pub fn read<S: AsRef<str>>(
    lines: &[S],
    kinds: &[Kind],
    partial: Option<(i32, u32)>,
) -> Publication {
    let mut publication = Publication::default();
    let dateline = first_dateline(lines, kinds);
    publication.agency = dateline.as_ref().and_then(|(_, d)| d.agency.clone());
    let mut candidates = date_lines(lines, kinds);
    publication.lines = candidates.iter().map(|c| c.line).collect();
    let mut dateline_day = None;
    if let Some((line, Dateline { reading: Some(reading), text, .. })) = dateline {
        match reading {
            Reading::NoYear { month, day } => dateline_day = Some((month, day)),
            _ => candidates.push(Candidate { line, weight: Weight::Dateline, reading, text }),
        }
    }
    let prose = Prose::of(lines, kinds, dateline_day);
    publication.date = choose(&candidates, &prose, &mut publication.warnings)
        .or_else(|| complete(dateline_day, partial));
    publication
}

/// The best candidate: by weight; of several at the head the one that the
/// dateline confirms, else the one next to the text.
fn choose(
    candidates: &[Candidate],
    prose: &Prose,
    warnings: &mut Vec<String>,
) -> Option<NaiveDate> {
    let weight = candidates.iter().map(|c| c.weight).max()?;
    let best: Vec<&Candidate> = candidates.iter().filter(|c| c.weight == weight).collect();
    let confirmed = best.iter().find(|c| match c.reading {
        Reading::Day(day) => prose.dateline == Some((day.month(), day.day())),
        _ => false,
    });
    let candidate = confirmed.or(best.last())?;
    match candidate.reading {
        Reading::Day(day) => Some(day),
        Reading::Either { day_first, month_first } => {
            let day = prose.decide(day_first, month_first);
            if day.is_none() {
                warnings.push(format!(
                    "the date \"{}\" can be {day_first} or {month_first}{SAY_DATE}",
                    candidate.text
                ));
            }
            day
        }
        Reading::NoYear { .. } => None,
    }
}

fn complete(dateline: Option<(u32, u32)>, partial: Option<(i32, u32)>) -> Option<NaiveDate> {
    let ((month, day), (year, known_month)) = (dateline?, partial?);
    (month == known_month).then(|| NaiveDate::from_ymd_opt(year, month, day)).flatten()
}

/// The dateline of the first paragraph that has one, among the first three.
fn first_dateline<S: AsRef<str>>(lines: &[S], kinds: &[Kind]) -> Option<(usize, Dateline)> {
    let mut paragraphs = 0;
    for (at, (line, kind)) in lines.iter().zip(kinds).enumerate() {
        paragraphs += usize::from(*kind == Kind::Paragraph);
        if paragraphs > 3 {
            return None;
        }
        if matches!(kind, Kind::Paragraph | Kind::Short)
            && let Some(dateline) = dateline::read(line.as_ref())
        {
            return Some((at, dateline));
        }
    }
    None
}

fn date_lines<S: AsRef<str>>(lines: &[S], kinds: &[Kind]) -> Vec<Candidate> {
    let head = head_end(kinds);
    let chronology = is_chronology(lines, kinds);
    let mut candidates = Vec::new();
    for (at, (line, kind)) in lines.iter().zip(kinds).enumerate() {
        if matches!(kind, Kind::Section | Kind::Blank) {
            continue;
        }
        let Some(found) = date_line(line.as_ref()) else { continue };
        let weight = match (found.label, at < head) {
            (Some(Label::Published), true) => Weight::Published,
            (Some(Label::Published), false) => Weight::FootPublished,
            (Some(Label::Updated), _) => Weight::Updated,
            (None, true) if !chronology || found.timed => Weight::Head,
            (None, _) => continue,
        };
        let (reading, text) = (found.reading, found.text);
        candidates.push(Candidate { line: at, weight, reading, text });
    }
    candidates
}

/// The head ends with the first paragraph, or with the second where text goes
/// on after it: the first is then a standfirst over the date line.
fn head_end(kinds: &[Kind]) -> usize {
    let paragraphs = kinds.iter().enumerate().filter(|(_, kind)| **kind == Kind::Paragraph);
    let at: Vec<usize> = paragraphs.map(|(at, _)| at).take(2).collect();
    at.get(1).or(at.first()).copied().unwrap_or(kinds.len())
}

/// Three lines or more that begin with a date and tell or head something:
/// then a date at the head is an entry, not the date of the page.
fn is_chronology<S: AsRef<str>>(lines: &[S], kinds: &[Kind]) -> bool {
    let mut entries = 0;
    for (at, line) in lines.iter().enumerate() {
        let line = line.as_ref().trim_start_matches(|c: char| !c.is_alphanumeric());
        let Some(first) = date::scan(line).into_iter().next().filter(|f| f.start == 0) else {
            continue;
        };
        if matches!(kinds[at], Kind::Section) {
            continue;
        }
        let rest = line[first.end..].split_whitespace().count();
        let next = kinds[at + 1..].iter().find(|kind| **kind != Kind::Blank);
        entries += usize::from(rest >= 4 || (rest == 0 && next == Some(&Kind::Paragraph)));
    }
    entries >= 3
}

#[derive(Debug)]
struct DateLine {
    reading: Reading,
    label: Option<Label>,
    /// A time of day stands in the line.
    timed: bool,
    text: String,
}

/// A line that holds a full date, maybe a label, a time and a few words more.
fn date_line(line: &str) -> Option<DateLine> {
    let found = date::scan(line)
        .into_iter()
        .find(|found| !matches!(found.reading, Reading::NoYear { .. }))?;
    let (before, after) = (line[..found.start].trim(), line[found.end..].trim());
    let label = date::label(before);
    let others = word_count(before) + word_count(after);
    let stands_alone = before_fits(before) && after_fits(after) && others <= 14;
    let tied = label.is_some() && others <= 16;
    // A dateline is text, with a date of its own weight.
    let dateline = label.is_none() && dateline::read(line).is_some();
    if dateline || !(tied || stands_alone) || line.ends_with(['?', '!']) {
        return None;
    }
    let text = line[found.start..found.end].to_owned();
    Some(DateLine { reading: found.reading, label, timed: has_time(after), text })
}

fn word_count(text: &str) -> usize {
    text.split_whitespace().filter(|w| w.contains(char::is_alphabetic)).count()
}

/// Before an unlabelled date: nothing, a weekday, or a name with a mark of
/// separation ("newsDesk | ", "Economy Materials "), no running words.
fn before_fits(before: &str) -> bool {
    let words: Vec<&str> = before.split_whitespace().collect();
    let running = words.last().is_some_and(|w| {
        w.starts_with(char::is_lowercase) && w.bytes().all(|b| b.is_ascii_alphabetic())
    });
    let labelled_otherwise = before.ends_with(':');
    words.len() <= 8 && !running && !labelled_otherwise
}

/// After it: nothing, a time, or a mark of separation; a sentence goes on in
/// none of these.
fn after_fits(after: &str) -> bool {
    let rest = after.trim_start_matches(|c: char| c.is_ascii_digit() || " ,.:T+Z".contains(c));
    let sentence = after.ends_with('.') && word_count(after) > 4;
    let heading = after.starts_with(':') && word_count(after) > 0;
    let goes_on = rest.starts_with(char::is_lowercase)
        && !["pm", "am", "p.m", "a.m", "by", "h", "hrs", "hours", "at"].iter().any(|w| {
            rest == *w || rest.starts_with(&format!("{w} ")) || rest.starts_with(&format!("{w}."))
        });
    !(sentence || heading || goes_on)
}

/// "09:54", "09.54", "6:04 PM".
fn has_time(after: &str) -> bool {
    let bytes = after.as_bytes();
    bytes.windows(4).any(|w| {
        w[0].is_ascii_digit()
            && matches!(w[1], b':' | b'.')
            && w[2].is_ascii_digit()
            && w[3].is_ascii_digit()
    })
}

/// What the running text says about days, to decide between two readings of
/// one numeric date.
struct Prose {
    dateline: Option<(u32, u32)>,
    /// Month and day of every date in words.
    days: Vec<(u32, u32)>,
    /// Full numeric dates of the text that can be read one way only.
    day_first: usize,
    month_first: usize,
    order: Option<Order>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    DayFirst,
    MonthFirst,
}

/// Outlets that write the month first, or the day first, in English. Matched
/// against the text's words, since plain text names its source in a dateline.
const HOUSE_STYLES: [(&str, Order); 8] = [
    ("AsiaNews", Order::MonthFirst),
    ("Eurasianet", Order::MonthFirst),
    ("Jamestown", Order::MonthFirst),
    ("VOA", Order::MonthFirst),
    ("Kazinform", Order::DayFirst),
    ("TASS", Order::DayFirst),
    ("Interfax", Order::DayFirst),
    ("Reuters", Order::DayFirst),
];

impl Prose {
    fn of<S: AsRef<str>>(lines: &[S], kinds: &[Kind], dateline: Option<(u32, u32)>) -> Self {
        let mut prose =
            Prose { dateline, days: Vec::new(), day_first: 0, month_first: 0, order: None };
        for (line, kind) in lines.iter().zip(kinds) {
            if matches!(kind, Kind::Paragraph | Kind::Short) {
                prose.take(line.as_ref());
            }
        }
        prose
    }

    fn take(&mut self, line: &str) {
        for found in date::scan(line) {
            let words = line[found.start..found.end].contains(char::is_alphabetic);
            match found.reading {
                Reading::NoYear { month, day } => self.days.push((month, day)),
                Reading::Day(day) if words => self.days.push((day.month(), day.day())),
                Reading::Day(_) => self.count_order(&line[found.start..found.end]),
                Reading::Either { .. } => {}
            }
        }
        let words = || line.split(|c: char| !c.is_alphanumeric());
        let style = HOUSE_STYLES.iter().find(|(name, _)| {
            words().any(|w| w.eq_ignore_ascii_case(name) && w.starts_with(char::is_uppercase))
        });
        self.order = self.order.or(style.map(|(_, order)| *order));
    }

    /// `25/12/2022` shows that this text puts the day first.
    fn count_order(&mut self, written: &str) {
        let mut numbers = written.split('/').map(|n| n.parse::<u32>().unwrap_or(0));
        match (numbers.next(), numbers.next(), numbers.next()) {
            (Some(13..=31), Some(_), Some(_)) => self.day_first += 1,
            (Some(_), Some(13..=31), Some(_)) => self.month_first += 1,
            _ => {}
        }
    }

    /// The reading that the dateline or the days named in the text come close
    /// to; else the one in the order of the text's other dates; else that of
    /// the outlet.
    fn decide(&self, day_first: NaiveDate, month_first: NaiveDate) -> Option<NaiveDate> {
        let exact = |date: NaiveDate| self.dateline == Some((date.month(), date.day()));
        let near = |date: NaiveDate| self.days.iter().filter(|day| is_near(date, **day)).count();
        let order = (self.day_first, self.month_first);
        let by_order = match order {
            (1.., 0) => Some(Order::DayFirst),
            (0, 1..) => Some(Order::MonthFirst),
            _ => None,
        };
        if exact(day_first) || near(day_first) > near(month_first) {
            return Some(day_first);
        }
        if exact(month_first) || near(month_first) > near(day_first) {
            return Some(month_first);
        }
        by_order.or(self.order).map(|order| match order {
            Order::DayFirst => day_first,
            Order::MonthFirst => month_first,
        })
    }
}

/// News tells of the ten days before it and of the three to come.
fn is_near(date: NaiveDate, (month, day): (u32, u32)) -> bool {
    [date.year() - 1, date.year(), date.year() + 1]
        .into_iter()
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .any(|named| (-3..=10).contains(&(date - named).num_days()))
}

#[cfg(test)]
mod tests {
    use super::super::furniture::judge;
    use super::*;

    const BODY: &str =
        "The two presidents signed a treaty on the border on Tuesday and agreed to meet again.";

    fn date_of(text: &str) -> Option<String> {
        let lines: Vec<&str> = text.lines().collect();
        read(&lines, &judge(&lines), None).date.map(|d| d.to_string())
    }

    #[test]
    fn date_lines_at_the_head() {
        for head in [
            "03/25/2023, 09.54",
            "25.03.2023 10:05",
            "2023-03-25 18:20, Osh - Valley Wire",
            "Mar 25, 2023",
            "25 MAR 2023, 09:42",
            "18:20, 25 March 2023 | GMT +5",
            "Saturday March 25, 2023, 4:12 PM ET",
            "Posted on March 25, 2023 by editor   Filed under: Analysis",
            "Economy Materials 25 March 2023 12:55 (UTC +04:00)",
            "Published: 25 Mar. 2023, 18:12\nUpdated: 27 Mar. 2023, 19:05",
            "By staff reporter   |   25.03.2023   |   Update : 26.03.2023",
            "Valley Wire: BISHKEK\n25 March 2023  -  Osh / Bishkek  -  2 min read",
        ] {
            let text = format!("Presidents sign border treaty\n{head}\n\n{BODY}\n\n{BODY}");
            assert_eq!(date_of(&text).as_deref(), Some("2023-03-25"), "{head}");
        }
    }

    #[test]
    fn datelines() {
        for (dateline, expected) in [
            ("BISHKEK, March 25, 2023 -- ", Some("2023-03-25")),
            ("Osh, 25 March 2023 (Valley Wire) - ", Some("2023-03-25")),
            ("BISHKEK, 25 March (Valley Wire) -- ", None),
            ("On 25 March 2023 ", None),
        ] {
            let text = format!("Presidents sign border treaty\n\n{dateline}{BODY}");
            assert_eq!(date_of(&text).as_deref(), expected, "{dateline}");
        }
    }

    #[test]
    fn other_dates_of_the_page() {
        for text in [
            format!("Headline of the day\n{BODY}\n{BODY}\n24/10/2019 17:56"),
            format!("Headline of the day\n{BODY}\nSee also\nAnother headline\n24/10/2019 17:56"),
            format!(
                "Headline of the day\n{BODY}\nComments (1)\nPosted on June 3, 2012 at 5 pm\nGood."
            ),
            format!("Border treaty of 13 March 2022 enters into force\n{BODY}"),
            format!("13 March 2022: the day the border opened\n{BODY}"),
            format!("Date of the establishment of relations: January 3, 1992\n{BODY}"),
            format!(
                "March 2, 1992. Two states join the UN.\nMarch 5, 1993. A treaty is signed.\nMay 5, 1994. It is ratified by all.\n{BODY}"
            ),
            format!(
                "What happened\n\nMarch 2, 1992\n\n{BODY}\n\nMarch 5, 1993\n\n{BODY}\n\nMay 5, 1994\n\n{BODY}"
            ),
        ] {
            assert_eq!(date_of(&text), None, "{text}");
        }
    }

    #[test]
    fn a_labelled_foot_counts() {
        let text = format!("Headline of the day\n{BODY}\nUpdated At : Jan 27, 2022 10:38 PM (IST)");
        assert_eq!(date_of(&text).as_deref(), Some("2022-01-27"));
    }

    #[test]
    fn order_of_day_and_month() {
        let page = |rest: &str| date_of(&format!("03/04/2022\nHeadline of the day\n{rest} {BODY}"));
        assert_eq!(page(""), None);
        assert_eq!(page("On April 2 the guards left.").as_deref(), Some("2022-04-03"));
        assert_eq!(page("On 3 March the guards left.").as_deref(), Some("2022-03-04"));
        assert_eq!(page("He came on 25/02/2022.").as_deref(), Some("2022-04-03"));
        assert_eq!(page("OSH, April 3 --").as_deref(), Some("2022-04-03"));
    }

    #[test]
    fn what_is_unclear_is_said() {
        let lines = ["03/04/2022", "", BODY];
        let publication = read(&lines, &judge(&lines), None);
        assert!(publication.warnings[0].contains("--date"), "{:?}", publication.warnings);
    }

    #[test]
    fn a_dateline_completes_the_month_of_a_url() {
        let lines = [format!("OSH, 25 March (Valley Wire) -- {BODY}")];
        let date = read(&lines, &judge(&lines), Some((2023, 3))).date;
        assert_eq!(date.map(|d| d.to_string()).as_deref(), Some("2023-03-25"));
    }
}
