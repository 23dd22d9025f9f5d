//! The timeline as one HTML page that loads nothing else.
//!
//! The page is made from `timeline.html`, with the style sheet and the script
//! put into it. Every text is escaped by [`Template`]; a content security
//! policy that allows this one script, by its hash, and no request at all is
//! the second wall.

mod bars;
mod choice;
mod item;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use chrono::Datelike;
use serde::Serialize;
use sha2::{Digest, Sha256};

use self::bars::{Bar, bars, is_fact, is_monthly};
use self::choice::{Choice, ranked, statuses, types};
use self::item::{Group, Item, Writer};
use super::model::{Entry, Timeline, count, number};
use super::outline::outline;
use super::phrase::date;
use super::template::Template;
use crate::Result;

const TEMPLATE: &str = include_str!("html/timeline.html");
const STYLE: &str = include_str!("html/timeline.css");
const SCRIPT: &str = concat!(include_str!("html/filter.js"), include_str!("html/lanes.js"));

/// A page should not be larger, in bytes: mail servers and phones.
const BUDGET: usize = 3_000_000;
/// From this many events on, a browser takes a while to lay out the page.
const LONG: usize = 400;
/// This many states can be filtered by; the rest can be searched for.
const COUNTRIES: usize = 24;
/// Of so many actors the lanes can be.
const ACTORS: usize = 40;
/// Lanes help from this many dated events on.
const LANED: usize = 3;

/// How much of the evidence a page shows.
#[derive(Clone, Copy, Serialize)]
struct Detail {
    /// Statements an event.
    quotes: usize,
    /// Characters a sentence; longer ones are cut around the asserting words.
    sentence: usize,
    /// Whether the titles of articles and the roles of the event are told.
    full: bool,
    /// Whether place and states stand under the headline.
    setting: bool,
}

/// From all of it to as little as keeps a page of 5,000 events in the budget.
const DETAILS: [Detail; 5] = [
    Detail { quotes: usize::MAX, sentence: 600, full: true, setting: true },
    Detail { quotes: 3, sentence: 300, full: true, setting: true },
    Detail { quotes: 2, sentence: 200, full: false, setting: true },
    Detail { quotes: 1, sentence: 140, full: false, setting: true },
    Detail { quotes: 1, sentence: 80, full: false, setting: false },
];

/// Writes a timeline as a self-contained HTML page.
///
/// Events stand by year and month, each with the sentences that tell of it.
/// The page makes no request, needs no script to be read, and shows what
/// articles contain as text, whatever it is. Where all evidence would make it
/// larger than 3 MB it shows less of it and says so.
///
/// # Errors
/// [`Error::Data`](crate::Error::Data) if the template is wrong.
pub fn html(timeline: &Timeline) -> Result<String> {
    let template = Template::page("timeline.html", TEMPLATE)?;
    let mut page = String::new();
    for detail in DETAILS {
        page = template.render(&Page::new(timeline, detail))?;
        if page.len() <= BUDGET {
            return Ok(page);
        }
    }
    let mut kept = timeline.events.len();
    while page.len() > BUDGET && kept > 1 {
        // A little less than would fit if all events were alike.
        kept = (kept * BUDGET / page.len() * 19 / 20).max(1);
        page =
            template.render(&Page::new(&most_told(timeline, kept), DETAILS[DETAILS.len() - 1]))?;
    }
    Ok(page)
}

/// The events that most outlets, then most articles tell of, and a word on the
/// others.
fn most_told(timeline: &Timeline, kept: usize) -> Timeline {
    let mut events: Vec<&Entry> = timeline.events.iter().collect();
    let told = |e: &Entry| (Reverse(e.outlets), Reverse(e.articles), e.date, e.id.clone());
    events.sort_by_cached_key(|e| told(e));
    let rest = events.len() - kept;
    let mut left_out = timeline.left_out.clone();
    left_out.push(format!(
        "{} told by the fewest outlets and articles, to keep the page below 3 MB; a shorter \
         period shows all.",
        count(rest, "event")
    ));
    let events = events.into_iter().take(kept).cloned().collect();
    Timeline { events, left_out, ..timeline.clone() }
}

/// All that the template shows.
#[derive(Serialize)]
struct Page {
    title: String,
    about: String,
    period: Option<String>,
    events: String,
    articles: String,
    sources: String,
    bars: Vec<Bar>,
    /// Events of the highest bar.
    highest: usize,
    /// Whether the bars leave out dates that are wider than a month.
    bars_by_month: bool,
    /// Whether any bar has a part that did not happen, or not yet.
    doubtful: bool,
    /// Whether the browser should lay out only what is on the screen.
    long: bool,
    types: Vec<Choice>,
    statuses: Vec<Choice>,
    countries: Vec<Choice>,
    /// Names by number, as JSON.
    actors: String,
    /// Whether there are lanes.
    laned: bool,
    years: Vec<Group>,
    undated: Vec<Item>,
    left_out: Vec<String>,
    /// Where the page says less than there is.
    detail: Option<Detail>,
    style: &'static str,
    script: &'static str,
    script_hash: String,
}

impl Page {
    fn new(timeline: &Timeline, detail: Detail) -> Self {
        let outline = outline(timeline);
        let countries = ranked(timeline, |e| &e.countries, COUNTRIES);
        let actors = ranked(timeline, |e| &e.participants, ACTORS);
        let numbers = |of: &[Choice]| -> BTreeMap<String, usize> {
            of.iter().map(|c| (c.key.clone(), c.number)).collect()
        };
        let last = timeline.events.iter().filter_map(|e| e.latest.or(e.date)).max();
        let write = Writer {
            detail,
            countries: numbers(&countries),
            actors: numbers(&actors),
            last_year: last.map_or(0, |d| d.year()),
        };
        let bars = bars(&outline);
        Page {
            highest: bars.iter().map(|b| b.facts + b.others).max().unwrap_or(0),
            bars_by_month: is_monthly(&outline)
                && outline.years.iter().any(|y| y.months.iter().any(|(m, _)| m.is_none())),
            doubtful: timeline.events.iter().any(|e| !is_fact(e)),
            long: timeline.events.len() > LONG,
            title: timeline.title.clone(),
            about: timeline.about.trim_end_matches('.').to_owned(),
            period: super::period(timeline),
            events: number(timeline.events.len()),
            articles: number(timeline.articles),
            sources: number(timeline.sources),
            bars,
            types: types(timeline),
            statuses: statuses(timeline),
            years: write.years(&outline),
            undated: outline.undated.iter().map(|e| write.item(e, date(e))).collect(),
            countries,
            actors: serde_json::Value::from_iter(actors.into_iter().map(|a| a.name)).to_string(),
            laned: timeline.events.iter().filter(|e| e.date.is_some()).count() >= LANED,
            left_out: timeline.left_out.clone(),
            detail: write.is_short(timeline).then_some(detail),
            style: STYLE,
            script: SCRIPT,
            script_hash: BASE64.encode(Sha256::digest(SCRIPT)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::event::Status;
    use crate::report::sample;
    use crate::text::Span;

    fn page_of(entry: Entry) -> String {
        html(&Timeline { title: "T".into(), events: vec![entry], ..Timeline::default() }).unwrap()
    }

    #[test]
    fn every_event_is_told_with_its_evidence() {
        let timeline = sample::timeline();
        let page = html(&timeline).unwrap();
        for entry in &timeline.events {
            assert!(page.contains(&format!("id=\"{}\"", entry.id)), "{}", entry.label);
        }
        let quotes: usize = timeline.events.iter().map(|e| e.evidence.len()).sum();
        assert_eq!(page.matches("<q>").count(), quotes);
        assert_eq!(page.matches("<mark>").count(), quotes);
        assert!(page.contains("<mark>Chinese President Xi Jinping arrived in Nur-Sultan</mark>"));
        assert!(page.contains("2 events outside the period."));
        assert!(!page.contains("To keep the page small"));
    }

    #[test]
    fn anchors_are_unique() {
        let page = html(&sample::timeline()).unwrap();
        let ids: Vec<&str> =
            page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let set: BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(ids.len(), set.len());
        for bar in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(set.contains(&bar), "#{bar} leads nowhere");
        }
    }

    #[test]
    fn statuses_differ_in_words() {
        let page = html(&sample::timeline()).unwrap();
        for status in Status::ALL.into_iter().filter(|s| *s != Status::Occurred) {
            assert!(page.contains(&format!(" data-s={status} ")), "{status}");
            let badge = format!("<i>{}</i>", crate::report::phrase::status(status));
            assert!(page.contains(&badge), "{badge}");
        }
        assert!(page.contains("articles disagree"));
    }

    #[test]
    fn hostile_text_stays_text() {
        const HOSTILE: &str = "</style></script><script>alert(1)</script><img src=x \
            \"onerror='alert(1)'>\u{202E}evil\u{2066}";
        let mut entry = sample::one();
        entry.id = HOSTILE.into();
        entry.label = HOSTILE.into();
        entry.edtf = Some(HOSTILE.into());
        entry.date_text = HOSTILE.into();
        entry.basis = HOSTILE.into();
        entry.values.push((HOSTILE.into(), HOSTILE.into()));
        for list in [&mut entry.countries, &mut entry.place] {
            list.push(crate::report::Named { id: HOSTILE.into(), name: HOSTILE.into() });
        }
        let urls =
            ["javascript:alert(1)", "http://x.example/\"onerror=alert(1)>", "data:text/html,x"];
        for (quote, url) in entry.evidence.iter_mut().zip(urls) {
            quote.sentence = HOSTILE.into();
            quote.span = Span { start: 0, end: 8 };
            quote.title = Some(HOSTILE.into());
            quote.source = Some(HOSTILE.into());
            quote.url = Some(url.into());
        }
        let timeline = Timeline {
            title: HOSTILE.into(),
            about: HOSTILE.into(),
            left_out: vec![HOSTILE.into()],
            events: vec![entry],
            ..Timeline::default()
        };
        let page = html(&timeline).unwrap();
        assert_eq!(page.matches("<script").count(), 1);
        assert_eq!(page.matches("</style").count(), 1);
        assert_eq!(page.matches("<img").count(), 0);
        assert_eq!(page.matches("\"onerror").count(), 0);
        assert_eq!(page.matches("'alert").count(), 0);
        assert_eq!(page.matches("href=\"http").count(), 1);
        assert!(!page.contains("href=\"javascript") && !page.contains("href=\"data"));
        assert!(!page.contains(['\u{202E}', '\u{2066}']));
    }

    #[test]
    fn the_page_asks_for_nothing() {
        let page = html(&sample::timeline()).unwrap();
        for word in ["src=", "@import", "url(", "<link", "<iframe", "fetch(", "XMLHttpRequest"] {
            assert!(!page.contains(word), "{word}");
        }
    }

    #[test]
    fn the_policy_allows_this_script_only() {
        let page = html(&sample::timeline()).unwrap();
        let script = page.split("<script>").nth(1).unwrap().split("</script>").next().unwrap();
        let hash = BASE64.encode(Sha256::digest(script));
        assert!(page.contains(&format!("script-src 'sha256-{hash}'")));
    }

    #[test]
    fn five_thousand_events_stay_in_the_budget() {
        let page = html(&sample::many(5000)).unwrap();
        assert!(page.len() <= BUDGET, "{} bytes", page.len());
        assert_eq!(page.matches("<details><summary>").count(), 5000);
        assert!(page.contains("To keep the page small"));
    }

    #[test]
    fn imprecise_dates_are_drawn_as_spans() {
        let at = |from: &str, to: &str| {
            let (earliest, latest) = (from.parse().ok(), to.parse().ok());
            Entry { earliest, latest, date: earliest.or(latest), edtf: None, ..sample::one() }
        };
        assert!(!page_of(at("2022-09-14", "2022-09-14")).contains("class=\"axis"));
        let month = page_of(at("2022-09-01", "2022-09-30"));
        assert!(month.contains("class=\"axis\" style=\"--l:66.6%;--w:8.2%\" title=\"2022\""));
        let since = page_of(at("2015-01-01", ""));
        assert!(since.contains(
            "class=\"axis to\" style=\"--l:0.0%;--w:100.0%;--t:50.0%\" title=\"2015–2016\""
        ));
        let until = page_of(at("", "2022-06-30"));
        assert!(until.contains("class=\"axis from\""));
    }

    #[test]
    fn one_year_has_a_bar_a_month() {
        let page = page_of(sample::one());
        assert_eq!(page.matches("class=\"main\"").count(), 12);
        assert!(!page.contains("href=\"#y2022-8\""), "a link to a month without events");
        assert!(page.contains("aria-label=\"September 2022: 1 happened, 0 did not or not yet\""));
        assert!(page.contains("href=\"#y2022-9\"") && page.contains("id=\"y2022-9\""));
    }

    #[test]
    fn an_old_event_does_not_crowd_the_bars() {
        let mut timeline = sample::timeline();
        timeline.events.truncate(2);
        timeline.events[0].date = "1865-06-17".parse().ok();
        let bars = bars(&outline(&timeline));
        let labels: Vec<&str> = bars.iter().map(|b| b.label.as_str()).collect();
        assert_eq!(labels, ["1865", "2014"]);
    }

    #[test]
    fn no_events_make_a_page_too() {
        let page = html(&Timeline { title: "Nothing".into(), ..Timeline::default() }).unwrap();
        assert!(page.contains("<b>0</b> events") && !page.contains("<form"));
        assert!(page.contains("There is no event to show."));
    }

    /// WCAG 2.2, 1.4.3: text must have a contrast of at least 4.5 to 1.
    #[test]
    fn colours_can_be_read() {
        let themes: Vec<&str> = STYLE.split(":root {").skip(1).take(2).collect();
        for theme in themes {
            let theme = theme.split('}').next().unwrap();
            for back in ["--paper", "--raised"] {
                for text in ["--ink", "--soft", "--meet", "--pact", "--force", "--voice"] {
                    let ratio = contrast(colour(theme, text), colour(theme, back));
                    assert!(ratio >= 4.5, "{text} on {back}: {ratio:.2}");
                }
            }
            assert!(contrast(colour(theme, "--mark-ink"), colour(theme, "--mark")) >= 4.5);
        }
    }

    fn colour(theme: &str, name: &str) -> u32 {
        let value = theme.split(&format!("{name}: #")).nth(1).unwrap();
        u32::from_str_radix(&value[..6], 16).unwrap()
    }

    fn contrast(a: u32, b: u32) -> f64 {
        let luminance = |colour: u32| {
            let channel = |shift: u32| {
                let c = f64::from(colour >> shift & 255) / 255.0;
                if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}
