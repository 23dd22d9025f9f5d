//! The phrase table of `tests/time/phrases.toml`, and laws that hold for all times.

use chrono::NaiveDate;
use proptest::prelude::*;
use serde::Deserialize;
use silkgraph::time::{Context, Expression, Tense, Time, find, timex3_line};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    meaning: Vec<Meaning>,
    told: Vec<Meaning>,
    not: Not,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Meaning {
    edtf: Option<String>,
    recurrence: Option<String>,
    published: Option<String>,
    tense: Option<String>,
    phrases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Not {
    phrases: Vec<String>,
}

fn table() -> Table {
    toml::from_str(include_str!("time/phrases.toml")).expect("the phrase table is TOML")
}

impl Meaning {
    fn context(&self) -> Context {
        let published = match self.published.as_deref() {
            Some("unknown") => None,
            Some(date) => Some(date.parse().expect("a date")),
            None => NaiveDate::from_ymd_opt(2023, 3, 15),
        };
        Context { published, ..Context::default() }
    }

    fn tense(&self) -> Tense {
        match self.tense.as_deref() {
            Some("future") => Tense::Future,
            _ => Tense::Past,
        }
    }

    /// What is wrong with the reading of a phrase, if anything.
    fn fault(&self, phrase: &str, expression: Option<&Expression>) -> Option<String> {
        let Some(expression) = expression else { return Some(format!("{phrase}: nothing found")) };
        let edtf = expression.resolve(self.tense()).map_or("none".to_owned(), |time| time.edtf);
        let wrong = self.edtf.as_ref().is_some_and(|wanted| *wanted != edtf)
            || self.recurrence.is_some() && self.recurrence != expression.recurrence();
        wrong.then(|| {
            format!(
                "{phrase}: {edtf}, recurrence {:?} by rule {}",
                expression.recurrence(),
                expression.rule
            )
        })
    }
}

fn report(faults: Vec<String>) {
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn phrases_have_their_meaning() {
    let mut faults = Vec::new();
    for meaning in table().meaning {
        for phrase in meaning.phrases.iter() {
            let found = find(phrase, &meaning.context());
            if found.len() > 1 {
                faults.push(format!("{phrase}: {} expressions", found.len()));
            }
            faults.extend(meaning.fault(phrase, found.last()));
        }
    }
    report(faults);
}

#[test]
fn told_dates_are_reckoned_from_the_date_before() {
    let mut faults = Vec::new();
    for meaning in table().told {
        for phrase in meaning.phrases.iter() {
            faults.extend(meaning.fault(phrase, find(phrase, &meaning.context()).last()));
        }
    }
    report(faults);
}

#[test]
fn what_is_no_time_is_not_found() {
    let context = Context { published: NaiveDate::from_ymd_opt(2023, 3, 15), ..Context::default() };
    let faults = table()
        .not
        .phrases
        .iter()
        .filter_map(|phrase| {
            let found = find(phrase, &context);
            let first = found.first()?;
            Some(format!("{phrase}: {:?} by rule {}", first.span.of(phrase), first.rule))
        })
        .collect();
    report(faults);
}

/// Words that make up time expressions, and some that do not.
const WORDS: &[&str] = &[
    "May",
    "September",
    "Sept.",
    "14",
    "30",
    "31",
    "1st",
    "the",
    "of",
    "2022",
    "1999",
    "1990s",
    ",",
    ".",
    "-",
    "–",
    "/",
    "last",
    "next",
    "this",
    "week",
    "weeks",
    "month",
    "year",
    "years",
    "two",
    "a",
    "few",
    "every",
    "since",
    "until",
    "by",
    "between",
    "and",
    "from",
    "to",
    "Tuesday",
    "early",
    "mid",
    "late",
    "end",
    "half",
    "first",
    "third",
    "quarter",
    "summer",
    "ago",
    "later",
    "today",
    "yesterday",
    "at",
    "3:30",
    "p.m.",
    "UTC",
    "annual",
    "twice",
    "will",
    "said",
    "in",
    "on",
    "BC",
    "480",
    "century",
    "19th",
    "morning",
    "weekend",
    "the following",
    "the same day",
    "decades",
    "\n",
    "(",
    ")",
];

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (1900i32..2100, 1u32..=12, 1u32..=28)
        .prop_filter_map("a day", |(y, m, d)| NaiveDate::from_ymd_opt(y, m, d))
}

fn any_text() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![4 => proptest::sample::select(WORDS).prop_map(str::to_owned), 1 => ".{0,6}"],
        0..25,
    )
    .prop_map(|words| words.join(" "))
}

fn any_edtf() -> impl Strategy<Value = String> {
    let point =
        (1990i32..2030, 1u32..=12, 1u32..=28, 0..6).prop_map(|(y, m, d, shape)| match shape {
            0 => format!("{y}"),
            1 => format!("{y}-{m:02}"),
            2 => format!("{y}-{}", 21 + m % 4),
            3 => format!("{:03}X", y / 10),
            _ => format!("{y}-{m:02}-{d:02}"),
        });
    (point.clone(), point, 1u32..=12, 1u32..=28, 0..6).prop_map(|(a, b, month, day, shape)| {
        match shape {
            0 => format!("{a}/.."),
            1 => format!("../{a}"),
            2 => format!("{a}/{b}"),
            3 => format!("XXXX-{month:02}-{day:02}"),
            4 => format!("XXXX-{month:02}"),
            _ => a,
        }
    })
}

fn lies_within(inner: &Time, outer: &Time) -> bool {
    let after = outer.earliest.is_none_or(|first| inner.earliest.is_some_and(|day| day >= first));
    let before = outer.latest.is_none_or(|last| inner.latest.is_some_and(|day| day <= last));
    after && before
}

proptest! {
    /// A date in full is that day, however it is written and whenever.
    #[test]
    fn a_date_in_full_is_its_day(day in any_day(), published in any_day(), format in 0usize..7) {
        let formats = ["%-d %B %Y", "%B %-d, %Y", "%Y-%m-%d", "%d.%m.%Y", "%A, %B %-d, %Y", "%-d %b. %Y", "the %-dth of %B %Y"];
        let text = format!("They met on {} in Astana.", day.format(formats[format]));
        // May has no short form
        let text = text.replace("May.", "May");
        let found = find(&text, &Context { published: Some(published), ..Context::default() });
        prop_assert_eq!(found.len(), 1, "{}", text);
        let time = found[0].resolve(Tense::Past);
        prop_assert_eq!(time.map(|time| time.edtf), Some(day.format("%Y-%m-%d").to_string()), "{}", text);
    }

    /// Without its year a date of the past is the latest not after the
    /// publication, one of the future the earliest not before it.
    #[test]
    fn a_date_without_its_year_is_near(day in any_day(), published in any_day()) {
        let text = format!("on {}", day.format("%B %-d"));
        let found = find(&text, &Context { published: Some(published), ..Context::default() });
        let past = found[0].resolve(Tense::Past).and_then(|time| time.earliest).expect("a day");
        let future = found[0].resolve(Tense::Future).and_then(|time| time.earliest).expect("a day");
        prop_assert!(past <= published && published <= future);
        prop_assert!((published - past).num_days() < 366 && (future - published).num_days() < 366);
    }

    /// Whatever the text: spans in order and on the borders of characters,
    /// bounds ordered, and EDTF that reads back to the same bounds.
    #[test]
    fn times_are_well_formed(text in any_text(), published in proptest::option::of(any_day())) {
        let context = Context { published, ..Context::default() };
        let mut last = 0;
        for expression in find(&text, &context) {
            prop_assert!(last <= expression.span.start && expression.span.start < expression.span.end);
            prop_assert!(text.get(expression.span.start..expression.span.end).is_some());
            last = expression.span.end;
            for tense in [Tense::Past, Tense::Present, Tense::Future] {
                let Some(time) = expression.resolve(tense) else { continue };
                prop_assert!(time.earliest.is_none() || time.latest.is_none() || time.earliest <= time.latest);
                let again = Time::parse_edtf(&time.edtf);
                prop_assert!(again.is_some(), "{:?} gives {}", expression.span.of(&text), time.edtf);
                let again = again.expect("parsed");
                prop_assert_eq!((again.earliest, again.latest), (time.earliest, time.latest), "{}", time.edtf);
            }
        }
    }

    /// Offsets in TIMEX3 count characters, and the same text gives the same line.
    #[test]
    fn timex3_offsets_count_characters(text in any_text()) {
        let line = serde_json::json!({ "id": "a", "dct": "2023-03-15", "text": text }).to_string();
        let answer = timex3_line(&line).expect("a line");
        prop_assert_eq!(&answer, &timex3_line(&line).expect("a line"));
        let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        for timex in answer["timex"].as_array().expect("a list") {
            let (start, end) = (timex["start"].as_u64().expect("start"), timex["end"].as_u64().expect("end"));
            let slice: String = text.chars().skip(start as usize).take((end - start) as usize).collect();
            prop_assert_eq!(Some(slice.as_str()), timex["text"].as_str());
        }
    }

    /// What two times have in common lies within both, in either order.
    #[test]
    fn the_common_time_lies_within_both(a in any_edtf(), b in any_edtf()) {
        let (Some(a), Some(b)) = (Time::parse_edtf(&a), Time::parse_edtf(&b)) else { return Ok(()) };
        let (one, other) = (a.intersect(&b), b.intersect(&a));
        prop_assert_eq!(one.as_ref().map(|time| &time.edtf), other.as_ref().map(|time| &time.edtf));
        prop_assert_eq!(a.intersect(&a).map(|time| time.edtf), Some(a.edtf.clone()));
        if let Some(common) = one && common.earliest.is_some() && common.latest.is_some() {
            prop_assert!(lies_within(&common, &a) && lies_within(&common, &b), "{} of {} and {}", common.edtf, a.edtf, b.edtf);
        }
    }
}

#[test]
fn common_times() {
    let common = |a: &str, b: &str| {
        let (a, b) = (Time::parse_edtf(a).expect("EDTF"), Time::parse_edtf(b).expect("EDTF"));
        a.intersect(&b).map(|time| time.edtf)
    };
    let is = |edtf: &str| Some(edtf.to_owned());
    assert_eq!(common("XXXX-09-14", "2022-09"), is("2022-09-14"));
    assert_eq!(common("XXXX-09-14", "2022-10"), None);
    assert_eq!(common("XXXX-09-14", "2020/2022"), is("XXXX-09-14"));
    assert_eq!(common("XXXX-09", "XXXX-09-14"), is("XXXX-09-14"));
    assert_eq!(common("XXXX-10-12/XXXX-10-14", "2022"), is("2022-10-12/2022-10-14"));
    assert_eq!(common("2022", "2022-09-14"), is("2022-09-14"));
    assert_eq!(common("2015/..", "2022-09"), is("2022-09"));
    assert_eq!(common("2015/..", "../2022"), is("2015-01-01/2022-12-31"));
    assert_eq!(common("2022-09", "2022-10"), None);
    assert_eq!(common("202X", "2022-22"), is("2022-22"));
}

/// An amount before or after an event takes its date from the event.
#[test]
fn amounts_are_counted_from_their_event() {
    let event = Time::parse_edtf("2022-10-12").expect("EDTF");
    let from = |text: &str| {
        let found = find(text, &Context::default());
        found[0].from_event(&event).map(|time| time.edtf)
    };
    assert_eq!(from("two days after the talks"), Some("2022-10-14".to_owned()));
    assert_eq!(from("a month before the summit"), Some("2022-09".to_owned()));
    assert_eq!(from("several days after the talks"), None);
    assert_eq!(from("for two days"), None);
}

/// Figures that can be read two ways are so only where nothing decides.
#[test]
fn figures_are_read_by_the_other_dates() {
    let last = |text: &str, day_first: Option<bool>| {
        let found = find(text, &Context { day_first, ..Context::default() });
        let last = found.last().expect("a date");
        (last.resolve(Tense::Past).map(|time| time.edtf), last.readings().len())
    };
    assert_eq!(last("3/5/2022", None), (None, 2));
    assert_eq!(last("3/5/2022", Some(true)), (Some("2022-05-03".to_owned()), 0));
    assert_eq!(last("3/5/2022", Some(false)), (Some("2022-03-05".to_owned()), 0));
    assert_eq!(last("25/12/2021 and 3/5/2022", None), (Some("2022-05-03".to_owned()), 0));
    assert_eq!(last("12/25/2021 and 3/5/2022", None), (Some("2022-03-05".to_owned()), 0));
    assert_eq!(last("5/5/2022", None), (Some("2022-05-05".to_owned()), 0));
}

/// Text that nests or repeats without end is read in a time that grows with it.
#[test]
fn endless_text_ends() {
    let pieces = [
        "the end of ",
        "the first half of ",
        "the last week of the first month of ",
        "early ",
        "more ",
        "another ",
        "hundred ",
        "1 and ",
        "14 ",
        "May ",
        "May 3, ",
        "2022-",
        "2022 to ",
        "Monday ",
        "the same period last ",
        "two ",
        "1.1.",
        "(",
        "'",
        ",",
        "twenty-",
        "a ",
        "the ",
        "1/",
        "last ",
        "of that year ",
        "every ",
        "half a ",
    ];
    for piece in pieces {
        let text = piece.repeat(20_000);
        let found = find(&text, &Context::default());
        assert!(found.len() <= text.len());
    }
}

/// The result can depend on no clock, zone or locale: the sources name none.
#[test]
fn no_source_reads_the_clock() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.join("time")];
    let mut sources = vec![root.join("time.rs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder of the module") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { sources.push(path) }
        }
    }
    assert!(sources.len() > 5);
    for source in sources {
        let text = std::fs::read_to_string(&source).expect("a source file");
        for name in ["SystemTime", "Instant", "Local", "Utc", "env::", "today()"] {
            assert!(!text.contains(name), "{} names {name}", source.display());
        }
    }
}

#[test]
fn the_year_may_come_first_where_a_line_begins() {
    for (text, edtf) in [
        ("1992, January 3. Ties are established.", "1992-01-03"),
        ("2002, December: Nazarbayev in Beijing.", "2002-12"),
        ("\u{2022} 2005 July: Hu Jintao visits Astana.", "2005-07"),
    ] {
        let found = find(text, &Context::default());
        let times: Vec<String> =
            found.iter().filter_map(|e| e.resolve(e.default_tense())).map(|t| t.edtf).collect();
        assert_eq!(times, [edtf], "{text}");
    }
}
