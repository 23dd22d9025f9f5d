//! How far an event is a fact: tense, modals, negation, and the verbs and
//! adjectives that govern it, by their scope in the tree.
//!
//! The event's own word is judged first, then each word that governs it, up
//! to the first clause with a tense of its own. A purpose under a fact is a
//! fact ("travelled to Paris to meet Macron").

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::data::{Data, Folder};
use crate::error::{Error, Result};
use crate::event::Status;
use crate::language::{Tree, Upos};
use crate::pattern::clause;
use crate::time::Tense;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    verbs: BTreeMap<Status, Vec<String>>,
    adjectives: BTreeMap<Status, Vec<String>>,
    modals: BTreeMap<Status, Vec<String>>,
    marks: BTreeMap<Status, Vec<String>>,
    attendance: Attendance,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attendance {
    verbs: Vec<String>,
}

/// The words of `extractors/status.toml`.
#[derive(Debug)]
pub struct Words {
    verbs: FxHashMap<String, Status>,
    adjectives: FxHashMap<String, Status>,
    modals: FxHashMap<String, Status>,
    marks: FxHashMap<String, Status>,
    attendance: FxHashSet<String>,
}

impl Words {
    /// Reads the file.
    pub fn load(data: &Data) -> Result<Self> {
        let files = data.files(Folder::Extractors, "toml")?;
        let file = files.iter().find(|f| f.stem == "status").ok_or_else(|| {
            Error::data("extractors/status.toml", "is missing; it lists the words of status")
        })?;
        let raw: File = file.parse()?;
        Ok(Words {
            verbs: by_word(raw.verbs),
            adjectives: by_word(raw.adjectives),
            modals: by_word(raw.modals),
            marks: by_word(raw.marks),
            attendance: raw.attendance.verbs.into_iter().collect(),
        })
    }
}

fn by_word(lists: BTreeMap<Status, Vec<String>>) -> FxHashMap<String, Status> {
    let mut words = FxHashMap::default();
    // The first list that names a word has it: planned before possible.
    for (status, list) in lists {
        for word in list {
            words.entry(word).or_insert(status);
        }
    }
    words
}

/// The status of an event and the tense of its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    pub status: Status,
    pub tense: Tense,
    /// What was to be, seen from later: "was to have been in Astana".
    pub in_past: bool,
}

/// Judges the event whose word is `anchor`; `said` is what its pattern says.
pub fn judge(words: &Words, tree: &Tree, anchor: usize, said: Option<Status>) -> Judgement {
    let judge = Judge { words, tree };
    let mut status = combine(said, judge.own(anchor));
    let mut tense = judge.tense(anchor);
    let mut at = anchor;
    for _ in 0..8 {
        if judge.is_clause(at) && clause::is_finite(tree, at) {
            break;
        }
        let Some(head) = tree.tokens[at].head else { break };
        if !judge.governs(at, head) {
            break;
        }
        let above = judge.governing(head, at);
        status = combine(status, above);
        tense = tense.or_else(|| judge.tense(head));
        at = head;
    }
    let status = combine(status, judge.clause_marks(at));
    let status = combine(status, judge.denied(at));
    let in_past = status == Some(Status::Planned) && tense == Some(Tense::Past);
    Judgement {
        status: status.unwrap_or(Status::Occurred),
        tense: tense_of(status, tense),
        in_past,
    }
}

/// Who stands further from a fact wins; "did not cancel" is left to the reader.
fn combine(inner: Option<Status>, outer: Option<Status>) -> Option<Status> {
    let rank = |s: Status| match s {
        Status::Occurred => 0,
        Status::Ongoing => 1,
        Status::Planned => 2,
        Status::Possible => 3,
        Status::Cancelled => 4,
        Status::Negated => 5,
    };
    match (inner, outer) {
        (Some(a), Some(b)) => Some(if rank(b) > rank(a) { b } else { a }),
        (a, b) => a.or(b),
    }
}

fn tense_of(status: Option<Status>, tense: Option<Tense>) -> Tense {
    match status {
        Some(Status::Planned | Status::Possible) => Tense::Future,
        Some(Status::Ongoing) => Tense::Present,
        _ => tense.unwrap_or(Tense::Past),
    }
}

struct Judge<'a> {
    words: &'a Words,
    tree: &'a Tree,
}

impl Judge<'_> {
    fn lemma(&self, token: usize) -> String {
        self.tree.tokens[token].lemma.to_lowercase()
    }

    fn rel(&self, token: usize) -> &'static str {
        self.tree.tokens[token].relation.base()
    }

    fn children(&self, token: usize) -> impl Iterator<Item = usize> {
        self.tree.children(token)
    }

    fn is_clause(&self, token: usize) -> bool {
        let tag = self.tree.tokens[token].upos;
        tag == Upos::Verb
            || tag == Upos::Aux
            || self.children(token).any(|c| matches!(self.rel(c), "cop" | "nsubj"))
    }

    /// Whether what stands above decides on what stands below.
    fn governs(&self, below: usize, above: usize) -> bool {
        let noun = !self.is_clause(below);
        match self.rel(below) {
            // "Uzbekistan, a member of the CIS, abstained": said on its own.
            "appos" => false,
            "nmod" | "obl" if self.is_clause(above) && noun => true,
            "xcomp" | "obj" | "nsubj" | "nmod" | "obl" | "compound" | "acl" | "advcl" | "ccomp"
            | "csubj" => noun || self.rel(below) != "ccomp" || !clause::is_finite(self.tree, below),
            // The second verb of "will visit and meet" has the first's tense.
            "conj" => !self.has_own_tense(below),
            _ => above == below,
        }
    }

    fn has_own_tense(&self, token: usize) -> bool {
        clause::is_finite(self.tree, token)
    }

    /// What the word itself and its own modifiers say.
    fn own(&self, token: usize) -> Option<Status> {
        let mut status = None;
        for child in self.children(token) {
            let lemma = self.lemma(child);
            let found = match self.rel(child) {
                // "said that troops would leave": the future of the past.
                "aux" if lemma == "would" && self.is_reported(token) => Some(Status::Planned),
                "aux" => self.words.modals.get(&lemma).copied(),
                "advmod" | "cc"
                    if matches!(lemma.as_str(), "not" | "n't" | "never" | "neither" | "nor") =>
                {
                    Some(Status::Negated)
                }
                "det" if lemma == "no" => Some(Status::Negated),
                "nsubj" if self.is_nobody(child) => Some(Status::Negated),
                "amod" | "compound" if self.children(child).any(|c| self.lemma(c) == "no") => {
                    Some(Status::Negated)
                }
                "amod" | "acl" | "compound" | "det" => self.words.adjectives.get(&lemma).copied(),
                "mark" if lemma == "without" => Some(Status::Negated),
                // "a proposal for signing a treaty", wherever the parser hangs it
                "mark" if lemma == "for" && child > 0 => {
                    self.noun_of_intent(&self.lemma(child - 1))
                }
                "case" if lemma == "without" => Some(Status::Negated),
                _ => None,
            };
            status = combine(status, found);
        }
        status
            .or_else(|| self.progressive(token))
            .or_else(|| self.is_to(token))
            .or_else(|| self.is_there(token))
    }

    /// "No US president", "neither side", "none of them"
    fn is_nobody(&self, subject: usize) -> bool {
        matches!(self.lemma(subject).as_str(), "nobody" | "none" | "neither")
            || self.children(subject).any(|c| {
                matches!(self.rel(c), "det" | "cc")
                    && matches!(self.lemma(c).as_str(), "no" | "neither")
            })
    }

    fn is_reported(&self, verb: usize) -> bool {
        let head = self.tree.tokens[verb].head.filter(|_| self.rel(verb) == "ccomp");
        head.is_some_and(|h| self.tree.tokens[h].xpos.as_str() == "VBD")
    }

    /// "is visiting" is under way.
    fn progressive(&self, verb: usize) -> Option<Status> {
        let form = self.tree.tokens[verb].xpos.as_str();
        let present = |c: usize| {
            matches!(self.tree.tokens[c].xpos.as_str(), "VBZ" | "VBP") && self.lemma(c) == "be"
        };
        let going = self.lemma(verb) == "go";
        let aux = self.children(verb).any(|c| self.rel(c) == "aux" && present(c));
        (form == "VBG" && aux).then_some(if going { Status::Planned } else { Status::Ongoing })
    }

    /// "is to visit", "are due to meet": be with an infinitive.
    fn is_to(&self, verb: usize) -> Option<Status> {
        let to = self.children(verb).any(|c| self.rel(c) == "mark" && self.lemma(c) == "to");
        let be = self
            .children(verb)
            .any(|c| matches!(self.rel(c), "cop" | "aux") && self.lemma(c) == "be");
        let under_be = self.tree.tokens[verb]
            .head
            .is_some_and(|h| self.lemma(h) == "be" && self.rel(verb) == "xcomp");
        // "Rahmon to visit Moscow": a headline.
        let headline = self.tree.tokens[verb].head.is_none()
            && self.children(verb).any(|c| self.rel(c) == "nsubj");
        // "was to have been in Astana": it did not come to pass.
        let perfect = self.children(verb).any(|c| self.rel(c) == "aux" && self.lemma(c) == "have");
        let status = if perfect && be { Status::Cancelled } else { Status::Planned };
        (to && (be || under_be || headline)).then_some(status)
    }

    /// "is in Astana", "is on a visit": a place or event as present predicate.
    fn is_there(&self, token: usize) -> Option<Status> {
        let present = |c: usize| {
            self.rel(c) == "cop" && matches!(self.tree.tokens[c].xpos.as_str(), "VBZ" | "VBP")
        };
        let case = |c: usize| self.rel(c) == "case";
        let both = self.children(token).any(present) && self.children(token).any(case);
        both.then_some(Status::Ongoing)
    }

    /// What a word above says of the event below it.
    fn governing(&self, token: usize, below: usize) -> Option<Status> {
        let lemma = self.lemma(token);
        let by_verb = match self.rel(below) {
            // "agreed to talks", "called for a summit"
            "obl"
                if self.children(below).any(|c| {
                    self.rel(c) == "case" && matches!(self.lemma(c).as_str(), "to" | "for")
                }) =>
            {
                self.words
                    .verbs
                    .get(&lemma)
                    .copied()
                    .filter(|s| matches!(s, Status::Planned | Status::Possible))
            }
            "advcl" if self.is_complement(below, token) => self.words.verbs.get(&lemma).copied(),
            "obl" | "advcl" | "nmod" | "acl" | "conj" | "appos" => None,
            _ => self.phrasal(token, &lemma).or_else(|| self.words.verbs.get(&lemma).copied()),
        };
        // Who offers or plans something is not offered or planned.
        let agent = self.tree.tokens[below].relation.as_str() == "nsubj";
        let by_verb =
            by_verb.filter(|s| !agent || !matches!(s, Status::Planned | Status::Possible));
        let infinitive =
            self.children(below).any(|c| self.rel(c) == "mark" && self.lemma(c) == "to");
        let noun_complement = self.rel(below) == "acl" && infinitive && !self.is_clause(token);
        // "plans for a visit", but no "agreement for the supply"
        let for_it = self.rel(below) == "nmod"
            && lemma != "agreement"
            && self.children(below).any(|c| self.rel(c) == "case" && self.lemma(c) == "for");
        let by_noun = if noun_complement || for_it { self.noun_of_intent(&lemma) } else { None };
        // "have yet to sign"
        let pending = lemma == "have"
            && self.rel(below) == "xcomp"
            && self.children(token).any(|c| self.lemma(c) == "yet");
        let by_verb = if pending { Some(Status::Negated) } else { by_verb };
        let above = combine(combine(by_verb, by_noun), self.own(token));
        // Who stays away from a summit does not cancel it.
        let attended =
            self.words.attendance.contains(&lemma) && matches!(self.rel(below), "obj" | "obl");
        above.filter(|s| !attended || !matches!(s, Status::Negated | Status::Cancelled))
    }

    /// "pushed for the bank to lend", "agreed in principle to send": what the
    /// parser takes for an adverbial clause completes the verb.
    fn is_complement(&self, clause: usize, verb: usize) -> bool {
        let has = |at: usize, relation: &str| self.children(at).any(|c| self.rel(c) == relation);
        let marked = |word: &str| {
            self.children(clause).any(|c| self.rel(c) == "mark" && self.lemma(c) == word)
        };
        let complete = has(verb, "obj") || has(verb, "xcomp") || has(verb, "ccomp");
        marked("for") && has(clause, "nsubj") || marked("to") && clause > verb && !complete
    }

    /// "called off the visit"
    fn phrasal(&self, token: usize, lemma: &str) -> Option<Status> {
        let particle = self
            .children(token)
            .find(|c| self.tree.tokens[*c].relation.as_str() == "compound:prt")?;
        self.words.verbs.get(&format!("{lemma} {}", self.lemma(particle))).copied()
    }

    /// "plans to visit", "a refusal to sign", "readiness to host"
    fn noun_of_intent(&self, lemma: &str) -> Option<Status> {
        match lemma {
            "plan" | "preparation" | "intention" | "decision" | "agreement" | "promise"
            | "pledge" => Some(Status::Planned),
            "readiness" | "willingness" | "proposal" | "offer" | "invitation" | "opportunity"
            | "possibility" | "call" | "hope" | "desire" | "chance" | "request" => {
                Some(Status::Possible)
            }
            "refusal" | "failure" => Some(Status::Negated),
            _ => None,
        }
    }

    /// "denied that it had agreed", "dismissed reports that troops would leave"
    fn denied(&self, clause: usize) -> Option<Status> {
        let above = self.tree.tokens[clause].head?;
        let verb = match self.rel(clause) {
            "ccomp" => above,
            "acl" if self.rel(above) == "obj" => self.tree.tokens[above].head?,
            _ => return None,
        };
        let denial = matches!(self.lemma(verb).as_str(), "deny" | "refute" | "dismiss" | "reject");
        denial.then_some(Status::Negated)
    }

    /// Conditions and questions of the clause that the event ended up in.
    fn clause_marks(&self, token: usize) -> Option<Status> {
        let mark = self
            .children(token)
            .filter(|c| self.rel(*c) == "mark")
            .find_map(|c| self.words.marks.get(&self.lemma(c)).copied());
        // "Is it true that he came?", "Question: Has he come?"
        let open = matches!(self.rel(token), "root" | "ccomp" | "csubj" | "parataxis" | "conj");
        let question = open && self.tree.tokens.last().is_some_and(|t| t.lemma == "?");
        mark.or(question.then_some(Status::Possible))
    }

    fn tense(&self, token: usize) -> Option<Tense> {
        let mut tags: Vec<(&str, String)> = self
            .children(token)
            .filter(|c| matches!(self.rel(*c), "aux" | "cop"))
            .map(|c| (self.tree.tokens[c].xpos.as_str(), self.lemma(c)))
            .collect();
        tags.push((self.tree.tokens[token].xpos.as_str(), String::new()));
        for (tag, lemma) in tags {
            match tag {
                "MD" if matches!(lemma.as_str(), "will" | "shall") => return Some(Tense::Future),
                "VBD" => return Some(Tense::Past),
                "VBZ" | "VBP" if lemma == "have" => return Some(Tense::Past),
                "VBZ" | "VBP" => return Some(Tense::Present),
                _ => {}
            }
        }
        None
    }
}
