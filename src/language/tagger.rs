//! The part-of-speech tagger: an averaged perceptron over universal and fine
//! tags at once, from left to right (Collins 2002).

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::conllu::Gold;
use super::lemma::IRREGULAR;
use super::random::Random;
use super::tagset::{Upos, Xpos};
use super::weights::{
    CLASSES, Keys, Pruning, Reader, Scores, Table, Trainer, Weights, ZERO, broken, hash, key,
    spread, write_text, write_varint,
};
use crate::error::Result;

/// A universal and a fine tag.
pub(crate) type Tag = (Upos, Xpos);

/// What to call the tokens of a sentence.
pub(crate) struct Tagger<W = Table> {
    tags: Vec<Tag>,
    /// For words seen often, which tags they had, as one number.
    ambiguity: FxHashMap<u32, u16>,
    pub(super) weights: W,
}

/// What the features look at in one token.
#[derive(Clone, Copy)]
struct Look {
    word: u64,
    form: u64,
    shape: u64,
    ambiguity: u64,
    suffix: u64,
}

/// A token's form, and the form in lower case.
pub(crate) struct Word<'a> {
    pub(crate) form: &'a str,
    pub(crate) lower: &'a str,
}

const EDGE: Look = Look { word: 11, form: 12, shape: 13, ambiguity: 14, suffix: 15 };

impl<W: Weights> Tagger<W> {
    /// The tags of a sentence. `names` says which tokens are part of a known name:
    /// what has a capital there and is no function word becomes a proper noun.
    pub(crate) fn tag(&self, words: &[Word], names: &[bool]) -> Vec<Tag> {
        let looks = self.looks(words);
        let titled = case(words) == Case::Title;
        let mut keys = Keys::new();
        let mut before = [CLASSES as u64, CLASSES as u64];
        let mut tags = Vec::with_capacity(words.len());
        for at in 0..words.len() {
            keys.clear();
            features(&mut keys, words, &looks, at, before);
            let mut scores = ZERO;
            self.weights.add(keys.as_slice(), &mut scores);
            let named = names.get(at) == Some(&true) && is_name_like(words[at].form);
            // In a headline, what has no capital is no name.
            let plain = titled && words[at].form.chars().all(char::is_lowercase);
            let class = match plain {
                true => self.best_of(&scores, |(_, xpos)| !xpos.is_name()).unwrap_or(0),
                false => self.best(&scores, named),
            };
            let class = match is_function_word(words[at].lower, self.tags[class].0) {
                true => class,
                false => self
                    .best_of(&scores, |(upos, _)| !matches!(upos, Upos::Adp | Upos::Aux))
                    .unwrap_or(class),
            };
            before = [class as u64, before[0]];
            tags.push(self.tags[class]);
        }
        tags
    }

    /// The class with the best score, the first of equals; `named` allows only
    /// the fine tags of names where the best is neither function word nor mark.
    /// (The treebanks call "United" in "United Nations" an adjective and a name.)
    fn best(&self, scores: &Scores, named: bool) -> usize {
        let best = self.best_of(scores, |_| true).unwrap_or(0);
        let open = [Upos::Adj, Upos::Adv, Upos::Intj, Upos::Noun, Upos::Propn, Upos::Verb, Upos::X];
        if named && open.contains(&self.tags[best].0) {
            return self.best_of(scores, |(_, xpos)| xpos.is_name()).unwrap_or(best);
        }
        best
    }

    fn best_of(&self, scores: &Scores, wanted: impl Fn(Tag) -> bool) -> Option<usize> {
        let classes = (0..self.tags.len()).filter(|&class| wanted(self.tags[class]));
        classes.max_by_key(|&class| (scores[class], std::cmp::Reverse(class)))
    }

    fn looks(&self, words: &[Word]) -> Vec<Look> {
        let case = case(words);
        let inner = words.iter().enumerate().map(|(at, word)| self.look(word, case, at == 0));
        [EDGE, EDGE].into_iter().chain(inner).chain([EDGE, EDGE]).collect()
    }

    fn look(&self, word: &Word, case: Case, first: bool) -> Look {
        let titled = case != Case::Normal;
        let normal = normal(word.lower);
        let plain = hash(normal.as_bytes());
        let mark = u64::from(titled) << 8 | u64::from(first) << 9;
        let form = if titled { plain } else { hash(word.form.as_bytes()) };
        Look {
            word: plain,
            form,
            shape: spread(shape(word.form, case == Case::Upper) ^ mark),
            ambiguity: spread(u64::from(
                self.ambiguity.get(&((plain >> 32) as u32)).copied().unwrap_or(0),
            )),
            suffix: hash(last(word.lower, 3).as_bytes()),
        }
    }
}

/// A word in lower case with all digits alike.
fn normal(lower: &str) -> String {
    lower.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

/// How a sentence is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Normal,
    /// Most words have a capital, as in a headline.
    Title,
    /// All words are in capitals.
    Upper,
}

/// Whether a word can have a tag whose words are few and known: "Li Peng
/// tours/ADP" is none of them. Short words are left to the weights.
fn is_function_word(lower: &str, upos: Upos) -> bool {
    const LONG: usize = 5;
    #[rustfmt::skip]
    const PREPOSITIONS: &[&str] = &[
        "aboard", "about", "above", "according", "across", "after", "against", "ahead", "along",
        "alongside", "amidst", "among", "amongst", "apart", "around", "aside", "atop", "because",
        "before", "behind", "below", "beneath", "beside", "besides", "between", "beyond", "circa",
        "concerning", "considering", "contrary", "depending", "despite", "during", "except",
        "excluding", "failing", "following", "forth", "forward", "given", "including", "inside",
        "instead", "minus", "notwithstanding", "opposite", "other", "outside", "pending", "prior",
        "pursuant", "rather", "regarding", "regardless", "respecting", "round", "since", "subsequent", "thanks",
        "through", "throughout", "times", "together", "toward", "towards", "under", "underneath",
        "unlike", "until", "versus", "wanting", "where", "whether", "while", "within", "without", "worth",
    ];
    #[rustfmt::skip]
    const AUXILIARIES: &[&str] = &[
        "being", "better", "could", "doing", "gonna", "gotta", "having", "might", "ought", "shall",
        "should", "would", "haven", "couldn", "should've", "getting",
    ];
    let letters = lower.len() >= LONG && lower.chars().all(char::is_alphabetic);
    match upos {
        Upos::Adp => !letters || PREPOSITIONS.contains(&lower),
        Upos::Aux => !letters || AUXILIARIES.contains(&lower),
        _ => true,
    }
}

fn case(words: &[Word]) -> Case {
    let long = |word: &&Word| word.form.len() > 3 && word.form.starts_with(char::is_alphabetic);
    let long: Vec<&Word> = words.iter().filter(long).collect();
    let capital = long.iter().filter(|word| word.form.starts_with(char::is_uppercase)).count();
    if long.len() < 3 || capital * 4 < long.len() * 3 {
        Case::Normal
    } else if long.iter().any(|word| word.form.contains(char::is_lowercase)) {
        Case::Title
    } else {
        Case::Upper
    }
}

/// Capitals, digits and marks of a word, as a number; in a sentence in capitals,
/// as if only the first letter were one.
fn shape(form: &str, all_upper: bool) -> u64 {
    let mut chars = form.chars();
    let first = chars.next().is_some_and(char::is_uppercase);
    let (mut upper, mut lower, mut digit, mut mark, mut hyphen) =
        (false, false, false, false, false);
    for c in form.chars() {
        digit |= c.is_numeric();
        hyphen |= c == '-';
        mark |= !c.is_alphanumeric() && c != '-';
        lower |= c.is_lowercase();
    }
    for c in chars {
        upper |= c.is_uppercase();
    }
    (upper, lower) = if all_upper { (false, lower | upper) } else { (upper, lower) };
    let single = form.chars().count() == 1;
    [first, upper, lower, digit, mark, hyphen, single]
        .iter()
        .enumerate()
        .fold(0, |bits, (at, &set)| bits | u64::from(set) << at)
}

/// A token that can be tagged as a name: it has a capital.
fn is_name_like(form: &str) -> bool {
    form.starts_with(|c: char| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
}

/// The last `count` characters.
fn last(word: &str, count: usize) -> &str {
    let at = word.char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at);
    &word[at..]
}

/// The first `count` characters.
fn first(word: &str, count: usize) -> &str {
    let at = word.char_indices().nth(count).map_or(word.len(), |(at, _)| at);
    &word[..at]
}

/// Pushes the features of the token at `at`; `before` holds the classes of the
/// two tokens before it. (`looks` has two edges in front.)
fn features(keys: &mut Keys, words: &[Word], looks: &[Look], at: usize, before: [u64; 2]) {
    let [p2, p1, here, n1, n2] =
        [looks[at], looks[at + 1], looks[at + 2], looks[at + 3], looks[at + 4]];
    let (t1, t2) = (spread(before[0] + 1), spread(before[1] + 1001));
    let lower = words[at].lower;
    let mut template = 0;
    macro_rules! feature {
        ($a:expr) => {
            feature!($a, 0, 0)
        };
        ($a:expr, $b:expr) => {
            feature!($a, $b, 0)
        };
        ($a:expr, $b:expr, $c:expr) => {{
            template += 1;
            keys.push(key(template, [$a, $b, $c, 0]));
        }};
    }
    feature!(0);
    feature!(here.word);
    feature!(here.form);
    feature!(here.shape);
    feature!(here.shape, here.suffix);
    feature!(here.ambiguity);
    feature!(here.ambiguity, here.shape);
    for length in 1..=4 {
        feature!(hash(first(lower, length).as_bytes()));
    }
    for length in 1..=5 {
        feature!(hash(last(lower, length).as_bytes()));
    }
    feature!(p1.word);
    feature!(p2.word);
    feature!(n1.word);
    feature!(n2.word);
    feature!(p1.word, here.word);
    feature!(here.word, n1.word);
    feature!(p1.word, n1.word);
    feature!(p2.word, p1.word);
    feature!(n1.word, n2.word);
    feature!(n1.suffix);
    feature!(p1.suffix);
    feature!(n1.shape);
    feature!(p1.shape);
    feature!(p1.shape, here.shape, n1.shape);
    feature!(here.shape, n1.shape, n1.ambiguity);
    feature!(n1.ambiguity);
    feature!(n2.ambiguity);
    feature!(n1.ambiguity, n2.ambiguity);
    feature!(here.ambiguity, n1.ambiguity);
    feature!(here.ambiguity, n1.ambiguity, n2.ambiguity);
    feature!(here.word, n1.ambiguity);
    feature!(here.suffix, n1.ambiguity);
    feature!(here.word, n1.ambiguity, n2.ambiguity);
    feature!(here.ambiguity, n1.word);
    feature!(t1);
    feature!(t1, t2);
    feature!(t1, here.word);
    feature!(t1, here.shape);
    feature!(t1, here.suffix);
    feature!(t1, here.ambiguity);
    feature!(t1, here.ambiguity, n1.ambiguity);
    feature!(t1, here.word, n1.ambiguity);
    feature!(t1, n1.word);
    feature!(t1, n1.ambiguity);
    feature!(t1, here.shape, n1.shape);
    feature!(t2, here.word);
    feature!(t2, here.ambiguity);
    feature!(t2, p1.word);
    feature!(t1, t2, here.ambiguity);
    feature!(t1, t2, here.word);
    feature!(t1, t2, here.shape);
    feature!(t1, t2, here.suffix);
    feature!(p1.word, here.ambiguity);
    feature!(t1, p1.word);
    feature!(t1, p1.word, here.ambiguity);
}

impl Tagger<Trainer> {
    /// Learns from the sentences, `epochs` times over.
    pub(crate) fn train(sentences: &[&Gold], epochs: usize, pruning: Pruning) -> Tagger {
        let tags = tag_list(sentences);
        let mut tagger = Tagger {
            ambiguity: ambiguity(sentences, &tags),
            tags,
            weights: Trainer::new(pruning.patience),
        };
        let mut order: Vec<usize> = (0..sentences.len()).collect();
        let mut random = Random::new(7);
        for _ in 0..epochs {
            random.shuffle(&mut order);
            for &at in &order {
                tagger.learn(sentences[at]);
            }
        }
        Tagger {
            weights: tagger.weights.freeze(pruning),
            tags: tagger.tags,
            ambiguity: tagger.ambiguity,
        }
    }

    fn learn(&mut self, sentence: &Gold) {
        let lowers: Vec<String> = sentence.words.iter().map(|w| w.form.to_lowercase()).collect();
        let words: Vec<Word> = sentence
            .words
            .iter()
            .zip(&lowers)
            .map(|(w, lower)| Word { form: &w.form, lower })
            .collect();
        let looks = self.looks(&words);
        let mut keys = Keys::new();
        let mut before = [CLASSES as u64, CLASSES as u64];
        for (at, word) in sentence.words.iter().enumerate() {
            keys.clear();
            features(&mut keys, &words, &looks, at, before);
            let mut scores = ZERO;
            self.weights.add(keys.as_slice(), &mut scores);
            self.weights.tick();
            let guess = self.best(&scores, false);
            let gold = self.tags.iter().position(|&tag| tag == (word.upos, word.xpos));
            if let Some(gold) = gold
                && gold != guess
            {
                self.weights.update(keys.as_slice(), gold as u8, 1);
                self.weights.update(keys.as_slice(), guess as u8, -1);
            }
            before = [guess as u64, before[0]];
        }
    }
}

/// All pairs of tags in the sentences, but those of a few slips.
fn tag_list(sentences: &[&Gold]) -> Vec<Tag> {
    let mut counts: FxHashMap<Tag, usize> = FxHashMap::default();
    for word in sentences.iter().flat_map(|sentence| &sentence.words) {
        *counts.entry((word.upos, word.xpos)).or_default() += 1;
    }
    let mut tags: Vec<(Tag, usize)> = counts.into_iter().collect();
    tags.sort_unstable_by_key(|&(tag, count)| (std::cmp::Reverse(count), tag));
    tags.truncate(CLASSES - 1);
    tags.into_iter().map(|(tag, _)| tag).collect()
}

/// For each word seen at least three times, the set of its usual tags; for the
/// forms that grammar makes of known verbs and nouns, the tags they then have.
fn ambiguity(sentences: &[&Gold], tags: &[Tag]) -> FxHashMap<u32, u16> {
    let mut counts: FxHashMap<String, FxHashMap<Tag, u32>> = FxHashMap::default();
    for word in sentences.iter().flat_map(|sentence| &sentence.words) {
        let tag = (word.upos, word.xpos);
        if tags.contains(&tag) {
            *counts.entry(word.form.to_lowercase()).or_default().entry(tag).or_default() += 1;
        }
    }
    let mut forms: FxHashMap<u32, BTreeSet<Tag>> = FxHashMap::default();
    let made = counts.iter().flat_map(|(word, seen)| inflections(word, seen)).chain(irregular());
    for (form, upos, xpos) in made {
        forms.entry(word_key(&form)).or_default().insert((upos, Xpos::from_name(xpos)));
    }
    let mut sets: FxHashMap<u32, u16> =
        forms.into_iter().map(|(word, tags)| (word, set(tags.into_iter()))).collect();
    let mut alike: FxHashMap<u32, FxHashMap<Tag, u32>> = FxHashMap::default();
    for (word, seen) in counts {
        let sum = alike.entry(word_key(&word)).or_default();
        seen.into_iter().for_each(|(tag, times)| *sum.entry(tag).or_default() += times);
    }
    for (word, seen) in alike {
        let all: u32 = seen.values().sum();
        if all >= 3 {
            sets.insert(
                word,
                set(seen.iter().filter(|(_, times)| **times * 20 >= all).map(|(tag, _)| *tag)),
            );
        }
    }
    sets
}

/// The regular forms of a word that was seen as an infinitive or a singular noun.
fn inflections(word: &str, seen: &FxHashMap<Tag, u32>) -> Vec<(String, Upos, &'static str)> {
    let has = |upos, xpos| seen.contains_key(&(upos, Xpos::from_name(xpos)));
    let verb = has(Upos::Verb, "VB") || has(Upos::Verb, "VBP");
    let noun = has(Upos::Noun, "NN");
    let mut forms = Vec::new();
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return forms;
    }
    let plural = ending(word, "s");
    if noun {
        forms.push((plural.clone(), Upos::Noun, "NNS"));
    }
    if verb {
        forms.push((plural, Upos::Verb, "VBZ"));
        forms.push((ending(word, "ing"), Upos::Verb, "VBG"));
        forms.push((ending(word, "ed"), Upos::Verb, "VBD"));
        forms.push((ending(word, "ed"), Upos::Verb, "VBN"));
    }
    forms
}

/// The word with "s", "ed" or "ing", spelt by rule.
fn ending(word: &str, ending: &str) -> String {
    let mut letters = word.bytes().rev();
    let (last, before) = (letters.next().unwrap_or(b' '), letters.next().unwrap_or(b' '));
    let vowel = |letter: u8| b"aeiou".contains(&letter);
    let (stem, ending) = match (last, ending) {
        (b'y', "s") if !vowel(before) => (&word[..word.len() - 1], "ies"),
        (b'y', "ed") if !vowel(before) => (&word[..word.len() - 1], "ied"),
        (b's' | b'x' | b'z', "s") => (word, "es"),
        (b'h', "s") if matches!(before, b'c' | b's') => (word, "es"),
        (b'e', "ed") => (word, "d"),
        (b'e', "ing") if before != b'e' => (&word[..word.len() - 1], "ing"),
        _ => (word, ending),
    };
    format!("{stem}{ending}")
}

/// The past forms of irregular verbs.
fn irregular() -> impl Iterator<Item = (String, Upos, &'static str)> {
    IRREGULAR
        .iter()
        .flat_map(|(_, past, participle)| [(past, "VBD"), (participle, "VBN")])
        .map(|(form, xpos)| ((*form).to_owned(), Upos::Verb, xpos))
}

/// The key of a word in the table of ambiguity.
fn word_key(lower: &str) -> u32 {
    (hash(normal(lower).as_bytes()) >> 32) as u32
}

/// A number for a set of tags, whatever their order; never zero.
fn set(tags: impl Iterator<Item = Tag>) -> u16 {
    let code = |(upos, xpos): Tag| spread(hash(xpos.as_str().as_bytes()) ^ upos as u64);
    (spread(tags.fold(0u64, |sum, tag| sum.wrapping_add(code(tag)))) >> 48) as u16 | 1
}

impl Tagger {
    /// Appends tags, ambiguity classes and weights to a model file.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        write_varint(out, self.tags.len() as u32);
        for (upos, xpos) in &self.tags {
            write_text(out, upos.as_str());
            write_text(out, xpos.as_str());
        }
        let mut words: Vec<(&u32, &u16)> = self.ambiguity.iter().collect();
        words.sort_unstable();
        write_varint(out, words.len() as u32);
        let mut last = 0;
        for (word, set) in words {
            write_varint(out, word - last);
            out.extend(set.to_le_bytes());
            last = *word;
        }
        self.weights.write(out);
    }

    /// Reads what [`Tagger::write`] wrote.
    pub(crate) fn read(input: &mut Reader) -> Result<Self> {
        let mut tags = Vec::new();
        for _ in 0..input.varint()? {
            let upos = Upos::from_name(input.text()?).ok_or_else(broken)?;
            tags.push((upos, Xpos::from_name(input.text()?)));
        }
        if tags.is_empty() || tags.len() > CLASSES {
            return Err(broken());
        }
        let mut ambiguity = FxHashMap::default();
        let mut word = 0u32;
        for _ in 0..input.varint()? {
            word = word.checked_add(input.varint()?).ok_or_else(broken)?;
            ambiguity.insert(word, u16::from(input.u8()?) | u16::from(input.u8()?) << 8);
        }
        Ok(Tagger { tags, ambiguity, weights: Table::read(input)? })
    }
}
