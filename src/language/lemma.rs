//! Dictionary forms: the longest known ending of a word decides how it changes.

use rustc_hash::FxHashMap;

use super::conllu::Gold;
use super::tagset::{Upos, Xpos};
use super::weights::{Reader, broken, hash, spread, write_text, write_varint};
use crate::error::Result;

/// How a form becomes its lemma: lower case, letters off the end, letters on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Change {
    lower: bool,
    cut: u8,
    add: String,
}

/// Endings, by tag, and what to do with them.
pub(crate) struct Lemmatiser {
    changes: Vec<Change>,
    endings: FxHashMap<u32, u16>,
}

/// Longest ending looked at, in characters; longer words only as a whole.
const LONGEST: usize = 6;

/// Verbs whose past tense and participle few treebanks hold and no ending betrays.
#[rustfmt::skip]
pub(crate) const IRREGULAR: [(&str, &str, &str); 85] = [
    ("arise", "arose", "arisen"), ("awake", "awoke", "awoken"),
    ("bear", "bore", "borne"), ("befall", "befell", "befallen"),
    ("behold", "beheld", "beheld"), ("bend", "bent", "bent"),
     ("bid", "bade", "bidden"),
    ("bind", "bound", "bound"), ("bleed", "bled", "bled"),
    ("blow", "blew", "blown"), ("breed", "bred", "bred"),
     ("cling", "clung", "clung"),
    ("creep", "crept", "crept"), ("deal", "dealt", "dealt"),
    ("dig", "dug", "dug"), ("draw", "drew", "drawn"),
    ("dwell", "dwelt", "dwelt"), ("flee", "fled", "fled"),
    ("fling", "flung", "flung"), ("fly", "flew", "flown"),
    ("forbid", "forbade", "forbidden"), ("foresee", "foresaw", "foreseen"),
    ("foretell", "foretold", "foretold"), ("forgive", "forgave", "forgiven"),
    ("forgo", "forwent", "forgone"), ("forsake", "forsook", "forsaken"),
    ("freeze", "froze", "frozen"), ("grind", "ground", "ground"),
    ("inlay", "inlaid", "inlaid"), ("kneel", "knelt", "knelt"),
    ("lay", "laid", "laid"), ("leap", "leapt", "leapt"),
    ("lend", "lent", "lent"), ("mislead", "misled", "misled"),
    ("mistake", "mistook", "mistaken"), ("misunderstand", "misunderstood", "misunderstood"),
    ("outdo", "outdid", "outdone"), ("outgrow", "outgrew", "outgrown"),
    ("overcome", "overcame", "overcome"), ("overdo", "overdid", "overdone"),
    ("overhear", "overheard", "overheard"), ("override", "overrode", "overridden"),
    ("overrun", "overran", "overrun"), ("oversee", "oversaw", "overseen"),
    ("overtake", "overtook", "overtaken"), ("overthrow", "overthrew", "overthrown"),
    ("partake", "partook", "partaken"), ("rebuild", "rebuilt", "rebuilt"),
    ("redo", "redid", "redone"), ("redraw", "redrew", "redrawn"),
    ("remake", "remade", "remade"), ("repay", "repaid", "repaid"),
    ("resell", "resold", "resold"), ("retake", "retook", "retaken"),
    ("rethink", "rethought", "rethought"), ("rewrite", "rewrote", "rewritten"),
    ("rise", "rose", "risen"), ("seek", "sought", "sought"),
    ("shake", "shook", "shaken"), ("shrink", "shrank", "shrunk"),
    ("slay", "slew", "slain"), ("spring", "sprang", "sprung"),
    ("steal", "stole", "stolen"), ("stick", "stuck", "stuck"),
    ("sting", "stung", "stung"), ("stride", "strode", "stridden"),
    ("strike", "struck", "struck"), ("strive", "strove", "striven"),
    ("swear", "swore", "sworn"), ("swell", "swelled", "swollen"),
    ("swing", "swung", "swung"), ("tear", "tore", "torn"),
     ("tread", "trod", "trodden"),
    ("undergo", "underwent", "undergone"), ("underlie", "underlay", "underlain"),
    ("undertake", "undertook", "undertaken"), ("undo", "undid", "undone"),
    ("unwind", "unwound", "unwound"), ("uphold", "upheld", "upheld"),
    ("weave", "wove", "woven"), ("weep", "wept", "wept"),
    ("withdraw", "withdrew", "withdrawn"), ("withhold", "withheld", "withheld"),
    ("withstand", "withstood", "withstood"), ("wring", "wrung", "wrung"),
];

impl Lemmatiser {
    /// Learns the changes of all endings in a treebank.
    pub(crate) fn train(sentences: &[Gold]) -> Self {
        let counts = count(sentences);
        let mut changes: Vec<Change> = counts
            .values()
            .flat_map(|seen| seen.iter().map(|(change, _)| change.clone()))
            .collect();
        changes.sort();
        changes.dedup();
        let mut lemmatiser = Lemmatiser { changes, endings: FxHashMap::default() };
        let mut keys: Vec<(&Ending, &Seen)> = counts.iter().collect();
        keys.sort_unstable_by_key(|(ending, _)| {
            (ending.2.chars().count() + usize::from(ending.1), *ending)
        });
        for (ending, seen) in keys {
            lemmatiser.learn(ending, seen);
        }
        lemmatiser
    }

    /// Keeps an ending if a shorter one does not say the same.
    fn learn(&mut self, ending: &Ending, seen: &Seen) {
        let mut best: Vec<&(Change, u32)> = seen.iter().collect();
        best.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let Some((change, times)) = best.first() else { return };
        // An ending seen once or twice is no rule, unless it is the whole word.
        if !ending.1 && *times < 3 {
            return;
        }
        let Ok(number) = self.changes.binary_search(change) else { return };
        let number = number as u16;
        let (group, whole, letters) = ending;
        if self.lookup(*group, letters, !whole) != Some(number) {
            self.endings.insert(key(*group, *whole, letters), number);
        }
    }

    /// The change of the longest ending known; `proper` leaves out `letters` itself.
    fn lookup(&self, group: u8, letters: &str, proper: bool) -> Option<u16> {
        if !proper && let Some(change) = self.endings.get(&key(group, true, letters)) {
            return Some(*change);
        }
        let skip = usize::from(proper);
        endings(letters)
            .skip(skip)
            .find_map(|ending| self.endings.get(&key(group, false, ending)).copied())
    }

    /// The lemma of a form with that tag, and of that form in lower case.
    pub(crate) fn lemma(&self, form: &str, lower: &str, upos: Upos, xpos: Xpos) -> String {
        let past = matches!(xpos.as_str(), "VBD" | "VBN");
        if past
            && let Some((base, ..)) =
                IRREGULAR.iter().find(|verb| verb.1 == lower || verb.2 == lower)
        {
            return (*base).to_owned();
        }
        let change = self.lookup(group(upos, xpos), lower, false);
        match change.and_then(|number| self.changes.get(usize::from(number))) {
            Some(change) => change.apply(form, lower),
            None => lower.to_owned(),
        }
    }

    /// Appends the changes and endings to a model file.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        write_varint(out, self.changes.len() as u32);
        for change in &self.changes {
            out.extend([u8::from(change.lower), change.cut]);
            write_text(out, &change.add);
        }
        let mut endings: Vec<(&u32, &u16)> = self.endings.iter().collect();
        endings.sort_unstable();
        write_varint(out, endings.len() as u32);
        let mut last = 0;
        for (key, change) in endings {
            write_varint(out, key - last);
            write_varint(out, u32::from(*change));
            last = *key;
        }
    }

    /// Reads what [`Lemmatiser::write`] wrote.
    pub(crate) fn read(input: &mut Reader) -> Result<Self> {
        let mut changes = Vec::new();
        for _ in 0..input.varint()? {
            let (lower, cut) = (input.u8()? != 0, input.u8()?);
            changes.push(Change { lower, cut, add: input.text()?.to_owned() });
        }
        let mut endings = FxHashMap::default();
        let mut key = 0u32;
        for _ in 0..input.varint()? {
            key = key.checked_add(input.varint()?).ok_or_else(broken)?;
            endings.insert(key, u16::try_from(input.varint()?).map_err(|_| broken())?);
        }
        Ok(Lemmatiser { changes, endings })
    }
}

impl Change {
    /// The change that makes `lemma` out of `form`.
    fn between(form: &str, lemma: &str) -> Option<Change> {
        let lower = !lemma.chars().any(char::is_uppercase);
        let base = if lower { form.to_lowercase() } else { form.to_owned() };
        let same = base.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).count();
        let cut = u8::try_from(base.chars().count() - same).ok()?;
        Some(Change { lower, cut, add: lemma.chars().skip(same).collect() })
    }

    fn apply(&self, form: &str, lower: &str) -> String {
        let base = if self.lower { lower } else { form };
        let keep = base.chars().count().saturating_sub(usize::from(self.cut));
        let end = base.char_indices().nth(keep).map_or(base.len(), |(at, _)| at);
        let mut lemma = base[..end].to_owned();
        lemma.push_str(&self.add);
        if lemma.is_empty() { lower.to_owned() } else { lemma }
    }
}

/// Group of tags, whether the whole word is meant, letters.
type Ending = (u8, bool, String);

/// How often each change was seen.
type Seen = Vec<(Change, u32)>;

fn count(sentences: &[Gold]) -> FxHashMap<Ending, Seen> {
    let mut counts: FxHashMap<Ending, Seen> = FxHashMap::default();
    for word in sentences.iter().flat_map(|sentence| &sentence.words) {
        let lower = word.form.to_lowercase();
        let Some(change) = Change::between(&word.form, &word.lemma) else { continue };
        let group = group(word.upos, word.xpos);
        let whole = (group, true, lower.as_str());
        let parts = endings(&lower).map(|ending| (group, false, ending));
        for (group, whole, letters) in parts.chain([whole]) {
            let seen = counts.entry((group, whole, letters.to_owned())).or_default();
            match seen.iter_mut().find(|(known, _)| *known == change) {
                Some((_, times)) => *times += 1,
                None => seen.push((change.clone(), 1)),
            }
        }
    }
    counts
}

/// The endings of a word, longest first, down to the empty one.
fn endings(word: &str) -> impl Iterator<Item = &str> {
    let count = word.chars().count();
    let starts = word.char_indices().map(|(at, _)| at).chain([word.len()]);
    starts.skip(count.saturating_sub(LONGEST)).map(|at| &word[at..])
}

fn key(group: u8, whole: bool, letters: &str) -> u32 {
    (spread(hash(letters.as_bytes()) ^ u64::from(group) << 1 ^ u64::from(whole)) >> 32) as u32
}

/// Tags whose words change alike.
fn group(upos: Upos, xpos: Xpos) -> u8 {
    let form = match xpos.as_str() {
        "VBD" | "VBN" => 1,
        "VBZ" => 2,
        "VBG" => 3,
        "NNS" => 4,
        "NNPS" => 5,
        "NNP" => 6,
        "JJR" | "RBR" => 7,
        "JJS" | "RBS" => 8,
        _ => 9 + upos as u8,
    };
    form + if upos == Upos::Aux { 64 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::conllu::GoldWord;

    fn sample() -> Vec<Gold> {
        let word = |form: &str, lemma: &str, upos, xpos| GoldWord {
            lemma: lemma.to_owned(),
            upos,
            xpos: Xpos::from_name(xpos),
            ..GoldWord::bare(form)
        };
        let verb = |form: &str, lemma: &str| word(form, lemma, Upos::Verb, "VBD");
        let noun = |form: &str, lemma: &str| word(form, lemma, Upos::Noun, "NNS");
        let mut words = vec![verb("met", "meet"), noun("men", "man")];
        for stem in ["talk", "visit", "sign", "defend"] {
            words.push(verb(&format!("{stem}ed"), stem));
            words.push(noun(&format!("{stem}s"), stem));
        }
        vec![Gold { words, ..Gold::default() }]
    }

    #[test]
    fn words_seen_and_endings_learned() -> Result<()> {
        let mut bytes = Vec::new();
        Lemmatiser::train(&sample()).write(&mut bytes);
        let lemmatiser = Lemmatiser::read(&mut Reader::new(&bytes))?;
        let lemma = |form: &str, upos, xpos| {
            lemmatiser.lemma(form, &form.to_lowercase(), upos, Xpos::from_name(xpos))
        };
        assert_eq!(lemma("Met", Upos::Verb, "VBD"), "meet");
        assert_eq!(lemma("toured", Upos::Verb, "VBD"), "tour");
        assert_eq!(lemma("men", Upos::Noun, "NNS"), "man");
        assert_eq!(lemma("treats", Upos::Noun, "NNS"), "treat");
        assert_eq!(lemma("withdrew", Upos::Verb, "VBD"), "withdraw");
        assert_eq!(lemma("", Upos::Verb, "VBD"), "");
        Ok(())
    }
}
