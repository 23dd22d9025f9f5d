//! The details of an event that are words or numbers: of what kind a visit was,
//! how a meeting was held, what a document is about, what an exercise is
//! called, how much money it was, how many and the how-manieth.

use crate::event::{EventType, Record, Status};
use crate::language::{Tree, Upos};
use crate::mention::Mention;
use crate::pattern::clause;
use crate::text::Sentence;

/// What the details of an event are read from.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    pub tree: &'a Tree,
    /// Lower-case forms of the tokens.
    pub forms: &'a [String],
    pub sentence: &'a Sentence,
    pub text: &'a str,
    pub mentions: &'a [Mention],
    /// Tokens of the pattern's own words.
    pub trigger: &'a [usize],
    /// Tokens that make the event.
    pub heads: &'a [usize],
}

/// Adds what is told and the pattern did not say.
pub fn add(record: &mut Record, around: &Surroundings) {
    let nouns: &[&str] = match record.event {
        EventType::Visit => &["visit", "trip", "tour"],
        EventType::Meeting => &["meeting", "talk", "call", "conversation", "encounter", "round"],
        EventType::Summit => &["summit", "session", "meeting", "forum", "conference"],
        EventType::Agreement => DOCUMENTS,
        EventType::Exercise => &["exercise", "drill", "manoeuvre", "maneuver", "game", "training"],
        EventType::Support => &["loan", "grant", "consignment", "shipment", "batch", "tranche"],
        _ => return,
    };
    let noun = around.noun(nouns);
    match record.event {
        EventType::Visit => set(record, "kind", noun.and_then(|n| around.modifier(n, VISIT_KINDS))),
        EventType::Meeting => {
            let mode = around.mode(record);
            set(record, "mode", mode);
        }
        EventType::Agreement => {
            set(record, "name", noun.and_then(|n| around.title(n)));
            set(record, "field", noun.and_then(|n| around.field(n)));
        }
        EventType::Exercise => set(record, "name", around.exercise_name()),
        EventType::Support => around.money(record),
        _ => {}
    }
    let Some(noun) = noun else { return };
    if record.event != EventType::Agreement && record.event != EventType::Support {
        set(record, "ordinal", around.ordinal(noun));
    }
    if record.count.is_none() {
        record.count = around.count(noun);
    }
}

fn set(record: &mut Record, name: &str, value: Option<String>) {
    if let Some(value) = value {
        record.values.entry(name.to_owned()).or_insert(value);
    }
}

/// The words of the ontology for the kinds of visit.
const VISIT_KINDS: &[&str] = &["state", "official", "working", "private", "transit"];

const DOCUMENTS: &[&str] = &[
    "agreement",
    "treaty",
    "memorandum",
    "declaration",
    "protocol",
    "contract",
    "roadmap",
    "document",
    "pact",
    "accord",
    "statement",
    "communique",
    "communiqué",
    "convention",
    "deal",
    "charter",
    "plan",
    "programme",
    "program",
    "arrangement",
    "lease",
    "partnership",
    "mou",
];

/// Nouns that say nothing of a document's matter by themselves.
const GENERIC: &[&str] = &[
    "cooperation",
    "development",
    "establishment",
    "construction",
    "expansion",
    "creation",
    "use",
    "supply",
    "avoidance",
    "protection",
    "promotion",
    "field",
    "area",
    "sphere",
    "issue",
    "exchange",
    "interaction",
    "collaboration",
];

impl Surroundings<'_> {
    fn lemma(&self, token: usize) -> &str {
        &self.tree.tokens[token].lemma
    }

    fn relation(&self, token: usize) -> &'static str {
        self.tree.tokens[token].relation.base()
    }

    fn form(&self, token: usize) -> &str {
        self.sentence.tokens[token].of(self.text)
    }

    /// The words of a range of tokens, as written.
    fn words(&self, first: usize, last: usize) -> &str {
        &self.text[self.sentence.tokens[first].start..self.sentence.tokens[last].end]
    }

    /// The noun of the event: a word of the pattern, or one right under its verb
    /// ("arrived on a state visit").
    fn noun(&self, lemmas: &[&str]) -> Option<usize> {
        let is_noun = |t: &usize| {
            self.tree.tokens[*t].upos != Upos::Verb
                && lemmas.iter().any(|l| clause::is_lemma(&self.lemma(*t).to_lowercase(), l))
        };
        let under = self.heads.iter().flat_map(|h| self.tree.children(*h));
        let under = under.filter(|c| matches!(self.relation(*c), "obl" | "obj" | "nmod"));
        self.trigger.iter().copied().find(is_noun).or_else(|| under.into_iter().find(is_noun))
    }

    /// The first of these words that stands before a noun and modifies it.
    fn modifier(&self, noun: usize, words: &[&str]) -> Option<String> {
        let before: Vec<&str> = clause::subtree(self.tree, noun)
            .filter(|t| *t < noun && noun - t <= 6)
            .map(|t| self.forms[t].as_str())
            .collect();
        words.iter().find(|w| before.contains(w)).map(|w| (*w).to_owned())
    }

    /// "in person" where the words say so: a place, a reception, a handshake.
    fn mode(&self, record: &Record) -> Option<String> {
        let remote = |f: &String| {
            matches!(
                f.as_str(),
                "phone"
                    | "telephone"
                    | "video"
                    | "online"
                    | "virtual"
                    | "videoconference"
                    | "call"
                    | "virtually"
                    | "link"
            )
        };
        if self.forms.iter().any(remote)
            || !matches!(record.status, Status::Occurred | Status::Ongoing)
        {
            return None;
        }
        let face_to_face = self.trigger.iter().any(|t| {
            matches!(
                self.lemma(*t),
                "receive" | "meet" | "sit" | "host" | "welcome" | "dine" | "audience" | "meeting"
            )
        });
        (face_to_face || !record.place.is_empty()).then(|| "in-person".to_owned())
    }

    /// "his fourth visit since 2022"
    fn ordinal(&self, noun: usize) -> Option<String> {
        let modifiers =
            self.tree.children(noun).filter(|c| self.relation(*c) == "amod" && *c < noun);
        modifiers.filter_map(|c| ordinal(&self.forms[c])).next().map(|n| n.to_string())
    }

    /// "signed eleven documents"
    fn count(&self, noun: usize) -> Option<u32> {
        let plural =
            self.tree.tokens[noun].xpos.as_str() == "NNS" || self.forms[noun].ends_with('s');
        let numbers =
            self.tree.children(noun).filter(|c| self.relation(*c) == "nummod" && *c < noun);
        numbers.filter_map(|c| cardinal(&self.forms[c])).find(|n| plural && *n > 1)
    }

    /// "the Treaty on Deepening Integration": a document by its own name.
    fn title(&self, noun: usize) -> Option<String> {
        if noun == 0 || !self.is_capital(noun) || self.is_headline() {
            return None;
        }
        let joins = |t: usize| {
            matches!(
                self.forms[t].as_str(),
                "on" | "of" | "for" | "and" | "in" | "the" | "to" | "-"
            )
        };
        let mut first = noun;
        while first > 1 && self.is_capital(first - 1) && self.forms[first - 1] != "the" {
            first -= 1;
        }
        let mut last = noun;
        for t in noun + 1..self.sentence.tokens.len() {
            if self.is_capital(t) {
                last = t;
            } else if !joins(t) || t - last > 2 {
                break;
            }
        }
        (last - first >= 2 && last > noun).then(|| self.words(first, last).to_owned())
    }

    fn is_capital(&self, token: usize) -> bool {
        self.form(token).starts_with(char::is_uppercase)
    }

    /// Whether most words are capitalised, so that capitals say nothing.
    fn is_headline(&self) -> bool {
        let words = (0..self.forms.len()).filter(|t| self.forms[*t].len() > 3);
        let (capital, small): (Vec<usize>, Vec<usize>) = words.partition(|t| self.is_capital(*t));
        capital.len() > 2 * small.len()
    }

    /// "an agreement on transit", "a treaty on deepening the partnership", "a
    /// border treaty".
    fn field(&self, noun: usize) -> Option<String> {
        let tree = self.tree;
        let about = |t: usize| {
            tree.children(t).any(|c| {
                matches!(self.relation(c), "case" | "mark")
                    && matches!(self.forms[c].as_str(), "on" | "about" | "concerning" | "regarding")
            })
        };
        let matter =
            tree.children(noun).filter(|c| *c > noun && about(*c)).find_map(|c| {
                match self.relation(c) {
                    "nmod" => Some(c),
                    "acl" => clause::objects(tree, c).into_iter().next(),
                    _ => None,
                }
            });
        let before = tree.children(noun).find(|c| {
            *c < noun
                && self.relation(*c) == "compound"
                && !self.is_named(*c)
                && !self.is_capital(*c)
        });
        let head = matter.or(before)?;
        let head = self.particular(head);
        let first = tree
            .children(head)
            .filter(|c| {
                *c < head && matches!(self.relation(*c), "amod" | "compound") && !self.is_named(*c)
            })
            .min()
            .unwrap_or(head);
        (!self.is_named(head)).then(|| self.words(first, head).to_lowercase())
    }

    /// Of "cooperation in tourism" the tourism.
    fn particular(&self, noun: usize) -> usize {
        let lemma = self.lemma(noun).to_lowercase();
        if !GENERIC.iter().any(|g| clause::is_lemma(&lemma, g)) {
            return noun;
        }
        let inner = self.tree.children(noun).find(|c| {
            *c > noun
                && self.relation(*c) == "nmod"
                && self.tree.children(*c).any(|p| matches!(self.forms[p].as_str(), "of" | "in"))
        });
        inner.unwrap_or(noun)
    }

    fn is_named(&self, token: usize) -> bool {
        self.mentions.iter().any(|m| m.tokens.contains(&token))
    }

    /// "Rubezh-2024", "Peace Mission 2010", "dubbed Birlestik".
    fn exercise_name(&self) -> Option<String> {
        (0..self.forms.len()).find_map(|t| self.numbered_name(t)).or_else(|| self.given_name())
    }

    /// Capitalised words with a year, or a number after a hyphen.
    fn numbered_name(&self, number: usize) -> Option<String> {
        let digits = self.form(number);
        let is_year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
        if number == 0 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let glued = number > 1 && matches!(self.form(number - 1), "-" | "–");
        let last_word = if glued { number - 2 } else { number - 1 };
        let mut first = None;
        for t in (0..=last_word).rev() {
            if !self.is_capital(t)
                || self.is_named(t)
                || matches!(self.forms[t].as_str(), "the" | "in" | "since")
                || is_month(&self.forms[t])
            {
                break;
            }
            first = Some(t);
        }
        let first = first?;
        (glued || is_year && last_word > first).then(|| self.words(first, number).to_owned())
    }

    /// "an exercise called Steppe Eagle"
    fn given_name(&self) -> Option<String> {
        let verb = (0..self.forms.len()).find(|t| {
            matches!(
                self.forms[*t].as_str(),
                "dubbed" | "called" | "named" | "codenamed" | "code-named" | "titled" | "entitled"
            )
        })?;
        let quote = |t: usize| matches!(self.form(t), "\"" | "“" | "”" | "'" | "‘" | "«");
        let first = (verb + 1..self.forms.len()).find(|t| !quote(*t))?;
        let mut last = None;
        for t in first..self.forms.len() {
            if !self.is_capital(t) || self.is_named(t) {
                break;
            }
            last = Some(t);
        }
        last.map(|last| self.words(first, last).to_owned())
    }

    /// The sum of money that stands nearest to the event's words, in words, as a
    /// number, and its currency by ISO 4217.
    fn money(&self, record: &mut Record) {
        const REACH: usize = 15;
        let away = |sum: &Sum| {
            let steps = |t: &usize| sum.first.abs_diff(*t).min(sum.last.abs_diff(*t));
            self.trigger.iter().map(steps).min().unwrap_or(usize::MAX)
        };
        let known = self.forms.iter().find_map(|f| currency(f));
        let sums = (0..self.forms.len()).filter_map(|t| self.sum(t, known));
        let Some(sum) = sums.min_by_key(away).filter(|s| away(s) <= REACH) else { return };
        set(record, "amount", Some(self.words(sum.first, sum.last).to_owned()));
        set(record, "sum", Some(sum.value));
        set(record, "currency", Some(sum.currency.to_owned()));
    }

    /// A sum whose number is this token: "$8.5 million", "71 million U.S. dollars", "a
    /// credit of 9 million euros and a grant of 3 million" in the currency known.
    fn sum(&self, number: usize, known: Option<&'static str>) -> Option<Sum> {
        let amount = self.forms[number].replace(',', "");
        let amount: f64 =
            amount.parse().ok().filter(|_| amount.starts_with(|c: char| c.is_ascii_digit()))?;
        let scale = self.forms.get(number + 1).and_then(|f| scale(f));
        let end = if scale.is_some() { number + 1 } else { number };
        let sign = number.checked_sub(1).and_then(|t| Some((t, currency(&self.forms[t])?)));
        let noun = (end + 1..=end + 2).find_map(|t| Some((t, currency(self.forms.get(t)?)?)));
        let (first, last, currency) = match (sign, noun) {
            (Some((t, currency)), _) => (t, end, currency),
            (None, Some((t, currency))) => (number, t, currency),
            (None, None) => {
                let bare = self.forms.get(end + 1).is_none_or(|next| {
                    matches!(next.as_str(), "." | "," | ";" | ")" | "and" | "for" | "to" | "in")
                });
                (number, end, known.filter(|_| bare && scale.is_some())?)
            }
        };
        let value = amount * scale.unwrap_or(1.0);
        let cents = format!("{value:.2}");
        let value = cents.trim_end_matches('0').trim_end_matches('.').to_owned();
        Some(Sum { first, last, value, currency })
    }
}

struct Sum {
    first: usize,
    last: usize,
    value: String,
    currency: &'static str,
}

fn scale(form: &str) -> Option<f64> {
    match form {
        "thousand" => Some(1e3),
        "million" | "mln" | "m" => Some(1e6),
        "billion" | "bln" | "bn" => Some(1e9),
        "trillion" => Some(1e12),
        _ => None,
    }
}

/// A sign or noun for a currency that one state alone has.
fn currency(form: &str) -> Option<&'static str> {
    match form {
        "$" | "us$" | "dollar" | "dollars" | "usd" => Some("USD"),
        "€" | "euro" | "euros" | "eur" => Some("EUR"),
        "£" | "sterling" => Some("GBP"),
        "yuan" | "renminbi" | "rmb" | "cny" => Some("CNY"),
        "yen" | "jpy" => Some("JPY"),
        "ruble" | "rubles" | "rouble" | "roubles" => Some("RUB"),
        "tenge" => Some("KZT"),
        "som" | "soms" => Some("KGS"),
        "soum" | "soums" | "sum" => Some("UZS"),
        "somoni" => Some("TJS"),
        "lira" | "liras" => Some("TRY"),
        _ => None,
    }
}

const ORDINALS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

const CARDINALS: [&str; 20] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// "fourth", "4th"
fn ordinal(form: &str) -> Option<u32> {
    let word = ORDINALS.iter().position(|o| *o == form).and_then(|n| u32::try_from(n + 1).ok());
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| form.strip_suffix(ending));
    word.or_else(|| digits?.parse().ok())
}

/// "eleven", "11"
fn cardinal(form: &str) -> Option<u32> {
    let word = CARDINALS.iter().position(|o| *o == form).and_then(|n| u32::try_from(n + 1).ok());
    word.or_else(|| form.parse().ok().filter(|n| *n < 1000))
}

fn is_month(form: &str) -> bool {
    matches!(
        form,
        "january"
            | "february"
            | "march"
            | "april"
            | "may"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words_and_digits() {
        assert_eq!(
            (ordinal("fourth"), ordinal("22nd"), ordinal("month")),
            (Some(4), Some(22), None)
        );
        assert_eq!(
            (cardinal("eleven"), cardinal("11"), cardinal("2019")),
            (Some(11), Some(11), None)
        );
    }
}
