//! The timeline in Markdown (CommonMark), to paste into a report.

use super::coverage;
use super::model::{Entry, Quote, Timeline};
use super::outline::outline;
use super::phrase::{date, day, excerpt, link, mark, plain, setting, status, tally};
use crate::event::Status;

/// Longer sentences are cut around the asserting words.
const SENTENCE: usize = 400;

/// Writes a timeline in Markdown: a heading a year, a list item an event, the
/// sentences that tell of it below, each with a link to its article.
///
/// Whatever articles contain is shown as it stands there: it cannot become
/// markup, and only http and https addresses become links.
pub fn markdown(timeline: &Timeline) -> String {
    let outline = outline(timeline);
    let mut out = format!("# {}\n\n", escape(&timeline.title));
    if !timeline.about.is_empty() {
        out += &format!("{}.\n", escape(timeline.about.trim_end_matches('.')));
    }
    out += &format!("{}.\n", coverage(timeline));
    for year in &outline.years {
        out += &format!("\n## {}\n\n", year.year);
        for entry in year.months.iter().flat_map(|(_, entries)| entries) {
            out += &item(entry);
        }
    }
    if !outline.undated.is_empty() {
        out += "\n## Without a date\n\n";
        for entry in &outline.undated {
            out += &item(entry);
        }
    }
    if !timeline.left_out.is_empty() {
        out += "\n## Left out\n\n";
        for left_out in &timeline.left_out {
            out += &format!("- {}\n", escape(left_out));
        }
    }
    out
}

fn item(entry: &Entry) -> String {
    let mut notes = vec![entry.event.name().to_owned()];
    notes.extend(setting(entry));
    notes.push(tally(entry));
    if entry.disagree {
        notes.push("articles disagree".to_owned());
    }
    let mut out = format!("- **{}**: {}", escape(&date(entry)), escape(&entry.label));
    if entry.status != Status::Occurred {
        out += &format!(" {} *{}*", mark(entry.status), status(entry.status));
    }
    out += &format!(" ({})\n", escape(&notes.join("; ")));
    for quote in &entry.evidence {
        out += &format!("  - {}\n", cite(quote, entry.status));
    }
    out
}

/// “The sentence with the **asserting words** marked.” [Outlet, date](address)
fn cite(quote: &Quote, told: Status) -> String {
    let [before, words, after] = excerpt(quote, SENTENCE);
    let core = words.trim();
    let told_here = if core.is_empty() {
        escape(&words)
    } else {
        // Emphasis must touch the words, so blanks go outside.
        let (lead, trail) = words.split_once(core).unwrap_or_default();
        format!("{lead}**{}**{trail}", escape(core))
    };
    let sentence = format!("{}{told_here}{}", escape(&before), escape(&after));
    let mut name: Vec<String> = Vec::new();
    name.extend(quote.source.clone().or_else(|| quote.title.clone()));
    name.extend(quote.published.map(day));
    let name = if name.is_empty() { quote.article.clone() } else { name.join(", ") };
    let source = match quote.url.as_deref().and_then(link) {
        Some(url) => format!("[{}]({url})", escape(&name)),
        None => escape(&name),
    };
    let doubt = if quote.status == told {
        String::new()
    } else {
        format!(" *({} here)*", status(quote.status))
    };
    format!("“{}” {source}{doubt}", sentence.trim())
}

/// Text that Markdown shows as it is: every sign that CommonMark, tables or
/// HTML could take for markup has a backslash before it.
pub(super) fn escape(text: &str) -> String {
    let text = plain(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_[]<>|~#&$!^{}".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::text::Span;

    #[test]
    fn an_event_is_a_list_item_with_its_evidence() {
        let mut entry = sample::one();
        entry.evidence.truncate(2);
        entry.evidence[1].url = None;
        entry.evidence[1].status = Status::Planned;
        assert_eq!(
            item(&entry),
            "- **14 September 2022**: Xi Jinping visits Kazakhstan \
             (Visit; in Nur-Sultan; China; 3 articles, 3 outlets)\n  \
             - “**Chinese President Xi Jinping arrived in Nur-Sultan** on September 14, his first \
             journey abroad in more than two and a half years, and was met at the airport by \
             Kassym-Jomart Tokayev.” [The Steppe Courier, 15 September 2022]\
             (https://steppe-courier.example/2022/xi-s-first-trip-since-the-pandemic)\n  \
             - “**Xi flew to Kazakhstan** on Wednesday and went on to Uzbekistan the same \
             evening.” Silk Road Monitor, 16 September 2022 *(planned here)*\n"
        );
    }

    #[test]
    fn every_event_and_year_is_there() {
        let timeline = sample::timeline();
        let text = markdown(&timeline);
        assert_eq!(text.matches("\n- **").count(), timeline.events.len());
        let quotes: usize = timeline.events.iter().map(|e| e.evidence.len()).sum();
        assert_eq!(text.matches("\n  - “").count(), quotes);
        for heading in ["\n## 2013\n", "\n## 2025\n", "\n## Without a date\n", "\n## Left out\n"] {
            assert!(text.contains(heading), "{heading}");
        }
        assert!(text.contains("✕ *did not happen*") && text.contains("⊘ *cancelled*"));
    }

    #[test]
    fn hostile_text_stays_text() {
        let mut entry = sample::one();
        entry.label = "a | b\n# c [x](javascript:y) <script> **bold** `code`".into();
        let quote = &mut entry.evidence[0];
        quote.sentence = "]( http://x ) *y*".into();
        quote.span = Span { start: 0, end: 2 };
        quote.source = Some("o](http://evil.example)".into());
        quote.url = Some("https://a.example/) <b>".into());
        let text = item(&entry);
        assert!(
            text.contains(r"a \| b \# c \[x\](javascript:y) \<script\> \*\*bold\*\* \`code\` (")
        );
        assert!(text.contains(
            r"“**\](** http://x ) \*y\*” [o\](http://evil.example), 15 September 2022](https://a.example/%29%20%3Cb%3E)"
        ));
    }
}
