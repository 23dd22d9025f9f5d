//! The timeline as comma-separated values: a row an event.

use super::model::{Entry, Named, Quote, Timeline};
use super::outline::in_order;
use super::phrase::{link, plain, status};
use crate::{Error, Result};

const COLUMNS: [&str; 21] = [
    "date",
    "earliest",
    "latest",
    "edtf",
    "precision",
    "basis",
    "type",
    "status",
    "headline",
    "roles",
    "participants",
    "countries",
    "place",
    "values",
    "claims",
    "articles",
    "outlets",
    "disagree",
    "sentence",
    "sources",
    "event",
];

/// Writes a timeline as CSV (RFC 4180) for a spreadsheet, sorted by date.
///
/// Lists have "; " between their parts. `sentence` is the first that tells of
/// the event; `sources` names every article with its address. A cell that a
/// spreadsheet would take for a formula has an apostrophe before it.
///
/// # Errors
/// None that is known of: a row has as many cells as the heading.
pub fn csv(timeline: &Timeline) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(fault)?;
    for entry in in_order(timeline) {
        writer.write_record(row(entry).map(|cell| inert(&cell))).map_err(fault)?;
    }
    let bytes = writer.into_inner().map_err(fault)?;
    String::from_utf8(bytes).map_err(fault)
}

fn fault(error: impl std::fmt::Display) -> Error {
    Error::Store(format!("the table cannot be written: {error}"))
}

fn row(entry: &Entry) -> [String; COLUMNS.len()] {
    let day = |day: Option<chrono::NaiveDate>| day.map_or(String::new(), |d| d.to_string());
    let roles = entry.roles.iter().map(|(role, fillers)| format!("{role}: {}", names(fillers)));
    let values = entry.values.iter().map(|(name, word)| format!("{name}: {word}"));
    let first = entry.evidence.first().map_or(String::new(), |q| q.sentence.clone());
    [
        day(entry.date),
        day(entry.earliest),
        day(entry.latest),
        entry.edtf.clone().unwrap_or_default(),
        entry.precision.clone(),
        entry.basis.clone(),
        entry.event.name().to_owned(),
        entry.status.name().to_owned(),
        entry.label.clone(),
        roles.collect::<Vec<_>>().join("; "),
        names(&entry.participants),
        names(&entry.countries),
        names(&entry.place),
        values.collect::<Vec<_>>().join("; "),
        entry.claims.to_string(),
        entry.articles.to_string(),
        entry.outlets.to_string(),
        if entry.disagree { "yes" } else { "no" }.to_owned(),
        first,
        entry.evidence.iter().map(|q| source(q, entry)).collect::<Vec<_>>().join("; "),
        entry.iri.clone(),
    ]
}

fn names(of: &[Named]) -> String {
    of.iter().map(|n| n.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// "Irtysh Wire, 2022-09-05, https://..., planned here".
fn source(quote: &Quote, entry: &Entry) -> String {
    let mut parts: Vec<String> =
        vec![quote.source.clone().unwrap_or_else(|| quote.article.clone())];
    parts.extend(quote.published.map(|d| d.to_string()));
    parts.extend(quote.url.as_deref().and_then(link));
    if quote.status != entry.status {
        parts.push(format!("{} here", status(quote.status)));
    }
    parts.join(", ")
}

/// The text as one line that no spreadsheet runs: a cell that begins with one
/// of these signs is a formula to them (OWASP, CSV injection).
fn inert(cell: &str) -> String {
    let cell = plain(cell);
    if cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        return format!("'{cell}");
    }
    cell.into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn every_event_is_a_row() {
        let timeline = sample::timeline();
        let rows = read(&csv(&timeline).unwrap());
        assert_eq!(rows.len(), timeline.events.len() + 1);
        let at = |name: &str| COLUMNS.iter().position(|c| *c == name).unwrap();
        let row =
            rows.iter().find(|r| r[at("headline")] == "Xi Jinping visits Kazakhstan").unwrap();
        assert_eq!(row[at("date")], "2022-09-14");
        assert_eq!(
            row[at("roles")],
            "destination: Nur-Sultan; host: Kassym-Jomart Tokayev; visitor: Xi Jinping"
        );
        assert_eq!(row[at("articles")], "3");
        assert!(
            row[at("sources")].starts_with(
                "The Steppe Courier, 2022-09-15, https://steppe-courier.example/2022/"
            )
        );
        let dates: Vec<&String> =
            rows[1..].iter().map(|r| &r[0]).filter(|d| !d.is_empty()).collect();
        assert!(dates.is_sorted());
        assert!(rows.last().unwrap()[0].is_empty(), "without a date comes last");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for hostile in ["=cmd|'/c calc'!A0", "+1", "-1+2", "@SUM(A1)", "\t=1", "\u{202e}=1", " =1"]
        {
            let mut entry = sample::one();
            entry.label = format!("{hostile}\n,\"x\"");
            entry.evidence[0].sentence = hostile.into();
            entry.place[0].name = hostile.into();
            let timeline = Timeline { events: vec![entry], ..Timeline::default() };
            let text = csv(&timeline).unwrap();
            let row = &read(&text)[1];
            assert_eq!(text.lines().count(), 2, "a row is a line");
            for cell in row {
                assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '\t']), "{cell}");
            }
            assert!(row[8].starts_with('\'') && row[8].ends_with(",\"x\""));
        }
    }
}
