//! The timeline on a terminal.

use std::collections::BTreeSet;

use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Cell, Color, ColumnConstraint, ContentArrangement, Table, Width};

use super::model::{Entry, Timeline};
use super::outline::outline;
use super::phrase::{SEVERAL_MONTHS, date, mark, month, plain, setting, short_date, status, tally};
use crate::event::Status;

/// Narrower than this, the date goes into the column of the headline.
const NARROW: u16 = 56;
/// The widest date that does not wrap: "30 Aug – 22 Sep".
const DATE_WIDTH: u16 = 15;
/// No terminal is taken to be narrower.
const LEAST_WIDTH: u16 = 24;
/// Blanks before the name of a month; dates have twice as many.
const MONTH_INDENT: u16 = 2;

/// Writes a timeline for a terminal.
///
/// `width` is in columns; wide characters (Chinese names) count two. With
/// `color`, ANSI colours and bold are used; nothing is told by colour alone.
pub fn terminal(timeline: &Timeline, width: u16, color: bool) -> String {
    let page = Page { width: width.max(LEAST_WIDTH), color };
    let outline = outline(timeline);
    let mut out = page.head(timeline);
    for year in &outline.years {
        out += &page.heading(&year.year.to_string());
        for (number, entries) in &year.months {
            let title = number.map_or(SEVERAL_MONTHS, month);
            out += &page.subheading(title);
            out += &page.rows(entries, |entry| short_date(entry, year.year));
        }
    }
    if !outline.undated.is_empty() {
        out += &page.heading("Without a date");
        out += &page.rows(&outline.undated, date);
    }
    out + &page.foot(timeline)
}

struct Page {
    width: u16,
    color: bool,
}

impl Page {
    fn head(&self, timeline: &Timeline) -> String {
        let mut out = self.paragraph(&timeline.title, Some(Attribute::Bold));
        if !timeline.about.is_empty() {
            out += &self.paragraph(&timeline.about, None);
        }
        out + &self.paragraph(&super::coverage(timeline), Some(Attribute::Dim))
    }

    /// What the signs mean, for those used, and what was left out.
    fn foot(&self, timeline: &Timeline) -> String {
        let used: BTreeSet<Status> = timeline.events.iter().map(|e| e.status).collect();
        let legend: Vec<String> =
            used.into_iter().map(|s| format!("{} {}", mark(s), status(s))).collect();
        let mut out = String::from("\n");
        if !legend.is_empty() {
            out += &self.paragraph(&legend.join(" · "), Some(Attribute::Dim));
        }
        for left_out in &timeline.left_out {
            out += &self.paragraph(&format!("Left out: {left_out}"), Some(Attribute::Dim));
        }
        out
    }

    fn heading(&self, text: &str) -> String {
        format!("\n{}", self.paragraph(text, Some(Attribute::Bold)))
    }

    fn subheading(&self, text: &str) -> String {
        self.line(text, Some(Attribute::Dim), MONTH_INDENT)
    }

    fn paragraph(&self, text: &str, attribute: Option<Attribute>) -> String {
        self.line(text, attribute, 0)
    }

    fn line(&self, text: &str, attribute: Option<Attribute>, indent: u16) -> String {
        let mut table = self.table();
        let cell = Cell::new(plain(text).trim());
        table.add_row([attribute.into_iter().fold(cell, Cell::add_attribute)]);
        set_column(&mut table, 0, (indent, 0), None);
        print(&table)
    }

    fn rows(&self, entries: &[&Entry], date: impl Fn(&Entry) -> String) -> String {
        let mut table = self.table();
        for entry in entries {
            let sign = Cell::new(mark(entry.status)).fg(tint(entry.status));
            let title = Cell::new(plain(&entry.label).trim()).add_attribute(Attribute::Bold);
            let note = Cell::new(plain(&note(entry)).trim()).add_attribute(Attribute::Dim);
            let date = Cell::new(plain(&date(entry)).trim());
            if self.width < NARROW {
                table.add_row([sign, date]);
                table.add_row([Cell::new(""), title]);
                table.add_row([Cell::new(""), note]);
            } else {
                table.add_row([date, sign, title]);
                table.add_row([Cell::new(""), Cell::new(""), note]);
            }
        }
        if self.width < NARROW {
            set_column(&mut table, 0, (MONTH_INDENT, 1), Some(1));
            set_column(&mut table, 1, (0, 0), None);
        } else {
            set_column(&mut table, 0, (2 * MONTH_INDENT, 2), Some(DATE_WIDTH));
            set_column(&mut table, 1, (0, 1), Some(1));
            set_column(&mut table, 2, (0, 0), None);
        }
        print(&table)
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(self.width);
        if self.color {
            table.enforce_styling().style_text_only();
        } else {
            table.force_no_tty();
        }
        table
    }
}

/// Sets the blanks around a column and, if given, the width of its text.
fn set_column(table: &mut Table, number: usize, padding: (u16, u16), width: Option<u16>) {
    if let Some(column) = table.column_mut(number) {
        column.set_padding(padding);
        if let Some(width) = width {
            let all = Width::Fixed(width + padding.0 + padding.1);
            column.set_constraint(ColumnConstraint::Absolute(all));
        }
    }
}

/// Prints a table without blanks at the ends of lines.
fn print(table: &Table) -> String {
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// "Visit, planned · in Astana · 3 articles from 2 outlets".
fn note(entry: &Entry) -> String {
    let mut kind = entry.event.name().to_owned();
    if entry.status != Status::Occurred {
        kind = format!("{kind}, {}", status(entry.status));
    }
    let mut parts = vec![kind];
    parts.extend(setting(entry));
    parts.push(tally(entry));
    if entry.disagree {
        parts.push("articles disagree".to_owned());
    }
    parts.join(" · ")
}

fn tint(status: Status) -> Color {
    match status {
        Status::Occurred => Color::Reset,
        Status::Ongoing => Color::Green,
        Status::Planned => Color::Cyan,
        Status::Possible => Color::Yellow,
        Status::Negated | Status::Cancelled => Color::Red,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// Columns that a line takes: Chinese characters two, all others of the tests one.
    fn columns(line: &str) -> usize {
        line.chars().map(|c| if ('\u{2E80}'..='\u{FFEF}').contains(&c) { 2 } else { 1 }).sum()
    }

    fn only(entry: Entry) -> Timeline {
        Timeline { title: "T".into(), events: vec![entry], articles: 3, ..Timeline::default() }
    }

    #[test]
    fn an_event_takes_two_lines() {
        let text = terminal(&only(sample::one()), 80, false);
        assert_eq!(
            text,
            "T\n1 event from 3 articles, September 2022\n\n2022\n  September\n    \
             14 Sep           ● Xi Jinping visits Kazakhstan\n                       \
             Visit · in Nur-Sultan · China · 3 articles, 3 outlets\n\n● happened\n"
        );
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let mut timeline = sample::timeline();
        timeline.events[0].label = "习近平主席访问哈萨克斯坦并会见托卡耶夫总统".repeat(3);
        timeline.events[1].label = "Oneverylongwordwithoutanyblank".repeat(5);
        for width in [10, 24, 40, 55, 56, 80, 200] {
            let text = terminal(&timeline, width, false);
            let widest = text.lines().map(columns).max().unwrap();
            assert!(widest <= usize::from(width.max(LEAST_WIDTH)), "{widest} > {width}");
        }
    }

    #[test]
    fn headlines_stand_in_one_column() {
        let text = terminal(&sample::timeline(), 200, false);
        let at: BTreeSet<usize> = text
            .lines()
            .take_while(|line| *line != "Without a date")
            .filter_map(|line| line.split_once(['●', '◐', '○', '◌', '✕', '⊘']))
            .map(|(before, _)| before.chars().count())
            .collect();
        assert_eq!(at.len(), 1, "{at:?}");
    }

    #[test]
    fn every_status_has_its_sign_and_word() {
        let text = terminal(&sample::timeline(), 100, false);
        for one in Status::ALL {
            assert!(text.contains(&format!("{} {}", mark(one), status(one))), "{one}");
        }
        assert!(text.contains("Left out: 2 events outside the period."));
    }

    #[test]
    fn articles_cannot_steer_the_terminal() {
        let hostile = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}x";
        let mut entry = sample::one();
        entry.label = hostile.into();
        entry.place[0].name = hostile.into();
        let mut timeline = only(entry);
        timeline.title = hostile.into();
        timeline.left_out.push(hostile.into());
        let text = terminal(&timeline, 80, false);
        assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']));
        assert!(terminal(&only(sample::one()), 80, true).contains("\u{1b}[1mXi Jinping visits"));
    }
}
