//! Periods that have a name and, mostly, dates: `gazetteer/periods.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Time;

/// A named period.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Period {
    /// What it is called.
    pub(super) names: Vec<String>,
    /// An event rather than an age: "in the war in Ukraine" gives no date, "in the
    /// Soviet era" does.
    #[serde(default)]
    pub(super) event: bool,
    /// When it was, in EDTF; absent where the name has no one date (Ramadan).
    pub(super) date: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    period: Vec<Period>,
}

/// The names split into lower-case words, each with its period.
struct Table {
    periods: Vec<Period>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let text = include_str!("../../gazetteer/periods.toml");
    // a test reads the file, so a fault in it cannot reach a release
    let periods = toml::from_str::<File>(text).map(|file| file.period).unwrap_or_default();
    Table { periods }
});

/// First words of all names, with the name and its period; longest names first.
static BY_FIRST_WORD: LazyLock<
    rustc_hash::FxHashMap<&'static str, Vec<(&'static str, &'static Period)>>,
> = LazyLock::new(|| {
    let mut by_word: rustc_hash::FxHashMap<_, Vec<_>> = rustc_hash::FxHashMap::default();
    for period in &TABLE.periods {
        for name in &period.names {
            let first = name.split([' ', '-']).next().unwrap_or(name);
            by_word.entry(first).or_default().push((name.as_str(), period));
        }
    }
    for names in by_word.values_mut() {
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    }
    by_word
});

/// The period whose name the text begins with, and the length of the name in
/// bytes. `word` is the first word of the text.
pub(super) fn at(text: &str, word: &str) -> Option<(usize, &'static Period)> {
    let names = BY_FIRST_WORD.get(word)?;
    names.iter().copied().find_map(|(name, period)| {
        let ends = text.get(..name.len()) == Some(name)
            && !text[name.len()..].starts_with(|c: char| c.is_alphanumeric());
        ends.then_some((name.len(), period))
    })
}

impl Period {
    /// The time of the period, if it has one.
    pub(super) fn time(&self) -> Option<Time> {
        Time::parse_edtf(self.date.as_deref()?)
    }
}
