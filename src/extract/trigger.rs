//! The prefilter: sentences without a word that a pattern hangs on are not parsed.

use rustc_hash::{FxHashMap, FxHashSet};

use super::file::Extractor;
use crate::language::Model;
use crate::pattern::clause::is_clipped;
use crate::text::Sentence;

/// The words that patterns hang on: a sentence without any holds no event and
/// need not be parsed.
#[derive(Debug, Default)]
pub struct Triggers {
    words: FxHashSet<String>,
    /// Forms that were looked up before.
    seen: std::sync::RwLock<FxHashMap<String, bool>>,
    /// Lets every sentence through.
    pub off: bool,
}

impl Triggers {
    /// The anchor words of all patterns.
    pub fn of(extractors: &[Extractor]) -> Self {
        let words = extractors.iter().flat_map(|x| &x.rules).flat_map(|r| r.pattern.anchor_words());
        Triggers { words: words.map(|w| w.text.clone()).collect(), ..Triggers::default() }
    }

    /// Whether one stands in the sentence, under any tag.
    pub fn stand_in(&self, text: &str, sentence: &Sentence) -> bool {
        self.off || sentence.tokens.iter().any(|t| self.is_trigger(t.of(text)))
    }

    fn is_trigger(&self, form: &str) -> bool {
        if let Some(known) = self.seen.read().ok().and_then(|seen| seen.get(form).copied()) {
            return known;
        }
        let clipped =
            |w: &str| self.words.iter().any(|known| is_clipped(w, known) || is_clipped(known, w));
        let word = |w: &str| {
            self.words.contains(w)
                || w.strip_suffix('s').is_some_and(|w| self.words.contains(w))
                || clipped(w)
        };
        let found = word(&form.to_lowercase())
            || Model::embedded().lemmas(form).iter().any(|l| word(&l.to_lowercase()));
        if let Ok(mut seen) = self.seen.write() {
            seen.insert(form.to_owned(), found);
        }
        found
    }
}
