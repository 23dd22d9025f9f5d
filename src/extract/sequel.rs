//! What a later sentence tells of an event: "The talks took place in Astana on
//! Tuesday", "It was held in Xi'an", "The visit is scheduled for May".

use crate::event::{EventType, Record, Statement, Status};
use crate::pattern::clause;
use crate::text::Span;
use crate::time::Time;

use super::{Work, setting, status};

/// Sentences between an event and what is told of it later.
const REACH: usize = 3;

/// Nouns that take up an event, by its type.
const NOUNS: &[(&str, EventType)] = &[
    ("visit", EventType::Visit),
    ("trip", EventType::Visit),
    ("meeting", EventType::Meeting),
    ("talk", EventType::Meeting),
    ("negotiation", EventType::Meeting),
    ("consultation", EventType::Meeting),
    ("conversation", EventType::Meeting),
    ("summit", EventType::Summit),
    ("session", EventType::Summit),
    ("forum", EventType::Summit),
    ("conference", EventType::Summit),
    ("exercise", EventType::Exercise),
    ("drill", EventType::Exercise),
    ("manoeuvre", EventType::Exercise),
    ("maneuver", EventType::Exercise),
    ("agreement", EventType::Agreement),
];

/// Verbs that say of an event that it is, by what must stand with them.
fn is_happening(lemma: &str, passive: bool, place: bool) -> bool {
    match lemma {
        "take" => place,
        "hold" | "schedule" | "plan" | "slate" | "set" | "stage" | "conduct" | "sign" => passive,
        "begin" | "start" | "open" | "occur" | "happen" => !passive,
        _ => false,
    }
}

impl Work<'_> {
    /// The event that was told before, with the time and place that this sentence adds.
    pub(super) fn sequel(&self, here: &[Statement], earlier: &[Statement]) -> Option<Statement> {
        let tree = self.reader.tree;
        let (verb, noun) = (0..tree.tokens.len()).find_map(|verb| {
            let place = tree.children(verb).any(|c| {
                tree.tokens[c].lemma == "place" && tree.tokens[c].relation.base() == "obj"
            });
            let passive = clause::is_passive(tree, verb);
            let happens = is_happening(&tree.tokens[verb].lemma, passive, place);
            let mut children = tree.children(verb);
            let noun = children.find(|c| tree.tokens[*c].relation.base() == "nsubj")?;
            happens.then_some((verb, noun))
        })?;
        let told = self.taken_up_by(noun, earlier)?;
        let event = told.record.event;
        let lemma = tree.tokens[verb].lemma.as_str();
        // "It is planned to sign a declaration"
        let expletive =
            self.reader.forms[noun] == "it" && !matches!(lemma, "take" | "hold" | "sign");
        if expletive || (lemma == "sign") != (event == EventType::Agreement) {
            return None;
        }
        if here.iter().any(|s| s.record.event == event) {
            return None;
        }
        let ahead = matches!(lemma, "schedule" | "plan" | "slate" | "set");
        let said = ahead.then_some(Status::Planned);
        let judged = status::judge(&self.engine.status, tree, verb, said);
        let begun = told.record.status == Status::Ongoing && judged.status == Status::Occurred;
        if judged.status != told.record.status && !begun {
            return None;
        }
        let heads = [verb];
        let times = setting::times(&self.reader, self.sentence, self.times, event, verb, &heads);
        let time = times.into_iter().find_map(|t| self.resolve(t, judged));
        let place = setting::places(&self.reader, event, verb, &heads, &[]);
        let mut record = told.record.clone();
        let more = match (time, &told.record.time) {
            (Some(time), Some(known)) if !lies_within(&time, known) => return None,
            (Some(time), _) => record.time.replace(time).is_none(),
            _ => false,
        };
        let there = event != EventType::Visit && record.place.is_empty() && !place.is_empty();
        if there {
            record.place = place;
        }
        (more || there).then(|| self.told_again(record, told, [noun, verb]))
    }

    /// The event that "it" or "the talks" takes up.
    fn taken_up_by<'s>(&self, noun: usize, earlier: &'s [Statement]) -> Option<&'s Statement> {
        let tree = self.reader.tree;
        let near = |s: &&Statement, reach: usize| s.sentence + reach >= self.reader.sentence;
        if self.reader.forms[noun] == "it" {
            let named = |s: &&Statement| NOUNS.iter().any(|(_, e)| *e == s.record.event);
            let mut last = earlier.iter().filter(|s| near(s, 1)).filter(named);
            return last.next().filter(|_| last.next().is_none());
        }
        let plain = tree.children(noun).all(|c| match tree.tokens[c].relation.base() {
            "det" => matches!(self.reader.forms[c].as_str(), "the" | "this" | "that" | "these"),
            "amod" | "compound" => self.reader.forms[c].ends_with("-day"),
            _ => false,
        });
        let lemma = tree.tokens[noun].lemma.to_lowercase();
        let (_, event) = NOUNS.iter().find(|(word, _)| clause::is_lemma(&lemma, word))?;
        let definite = plain && tree.children(noun).next().is_some();
        let mut told = earlier.iter().rev().filter(|s| near(s, REACH) && definite);
        told.find(|s| s.record.event == *event)
    }

    fn told_again(&self, record: Record, told: &Statement, tokens: [usize; 2]) -> Statement {
        let [first, last] = tokens.map(|t| self.sentence.tokens[t]);
        Statement {
            record,
            sentence: self.reader.sentence,
            span: Span { start: first.start.min(last.start), end: first.end.max(last.end) },
            trigger: last.of(self.text).to_owned(),
            extractor: told.extractor.clone(),
            pattern: "it takes place".to_owned(),
        }
    }
}

/// Whether a time says no more than another allows.
fn lies_within(time: &Time, frame: &Time) -> bool {
    let after = time.earliest.zip(frame.earliest).is_none_or(|(a, b)| a >= b);
    let before = time.latest.zip(frame.latest).is_none_or(|(a, b)| a <= b);
    after && before
}
