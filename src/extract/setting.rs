//! When and where: the time and place that belong to an event by the tree.

use crate::event::{Entity, EventType};
use crate::language::{Tree, Upos};
use crate::mention::Kind;
use crate::pattern::clause;
use crate::text::{Sentence, Span};
use crate::time::Expression;

use super::fill::{Reader, Want};

/// The tokens that make the event: its words, the verb that carries an event
/// noun, and the clause whose purpose it is.
pub fn heads(tree: &Tree, anchor: usize, trigger: &[usize]) -> Vec<usize> {
    let mut heads: Vec<usize> = trigger.to_vec();
    if !heads.contains(&anchor) {
        heads.push(anchor);
    }
    let mut at = anchor;
    for _ in 0..4 {
        let Some(head) = tree.tokens[at].head else { break };
        let carried = match tree.tokens[at].relation.base() {
            "obj" | "nsubj" | "obl" if tree.tokens[at].upos != Upos::Verb => true,
            "nmod" | "compound" | "appos" if tree.tokens[at].upos != Upos::Verb => true,
            // "stayed away from the exercise"
            "advmod" => tree.tokens[at].upos == Upos::Adv,
            // "Astana, where he met": the meeting is when and where he came.
            "acl" if is_where(tree, at) => true,
            "xcomp" | "advcl" | "acl" => !clause::is_finite(tree, at),
            _ => false,
        };
        if !carried {
            break;
        }
        heads.push(head);
        at = head;
    }
    heads
}

fn is_where(tree: &Tree, clause: usize) -> bool {
    tree.children(clause).any(|c| tree.tokens[c].lemma == "where")
}

/// How many steps a token is away from one of the heads, if only noun phrases
/// lie between. `blocked` says which tokens may not be passed.
fn distance(
    tree: &Tree,
    token: usize,
    heads: &[usize],
    blocked: impl Fn(usize) -> bool,
) -> Option<usize> {
    let mut at = token;
    let mut detour = 0;
    for steps in 0..8 {
        if let Some(rank) = heads.iter().position(|h| *h == at) {
            return Some(steps * 4 + rank + detour);
        }
        if steps > 0 && blocked(at) {
            return None;
        }
        // "met Xi and is due in Dushanbe": a predicate of its own
        if tree.tokens[at].relation.base() == "conj" && clause::is_finite(tree, at) {
            return None;
        }
        if steps > 0 && tree.tokens[at].upos == Upos::Verb {
            // "travelled to Paris to discuss it last month"
            let purpose = matches!(tree.tokens[at].relation.base(), "xcomp" | "advcl")
                && !clause::is_finite(tree, at);
            if !purpose {
                return None;
            }
            detour = 32;
        }
        at = tree.tokens[at].head?;
    }
    None
}

/// The token of a stretch whose head lies outside it.
pub fn head_of(tree: &Tree, tokens: std::ops::Range<usize>) -> usize {
    let outside = |t: &usize| tree.tokens[*t].head.is_none_or(|h| !tokens.contains(&h));
    tokens.clone().find(outside).unwrap_or(tokens.start)
}

/// Tokens of a sentence within a span of the text.
pub fn tokens_of(sentence: &Sentence, span: Span) -> std::ops::Range<usize> {
    let start = sentence.tokens.partition_point(|t| t.end <= span.start);
    let end = sentence.tokens.partition_point(|t| t.start < span.end);
    start..end.max(start)
}

/// The time expressions of the sentence that belong to the event, nearest first.
pub fn times<'e>(
    reader: &Reader,
    sentence: &Sentence,
    expressions: &'e [Expression],
    anchor: usize,
    heads: &[usize],
) -> Vec<&'e Expression> {
    let tree = reader.tree;
    let mut found: Vec<(usize, &Expression)> = Vec::new();
    for expression in expressions {
        let tokens = tokens_of(sentence, expression.span);
        if tokens.is_empty() {
            continue;
        }
        let token = head_of(tree, tokens.clone());
        let steps = if tokens.contains(&anchor) {
            Some(0)
        } else {
            distance(tree, token, heads, |_| false)
        };
        let steps = steps.or_else(|| heads_relative(tree, &tokens, heads).then_some(2));
        let steps = steps.or_else(|| shared_front(tree, token, anchor).then_some(40));
        if let Some(steps) = steps {
            found.push((steps, expression));
        }
    }
    found.sort_by_key(|(steps, e)| (*steps, e.span));
    found.into_iter().map(|(_, e)| e).collect()
}

/// "in 2013, when Xi visited", "last October, when Putin paid a visit": the
/// clause hangs on the time, or follows it at once.
pub fn heads_relative(tree: &Tree, time: &std::ops::Range<usize>, heads: &[usize]) -> bool {
    heads.iter().any(|head| {
        let clause = matches!(tree.tokens[*head].relation.base(), "acl" | "advcl");
        let hangs = tree.tokens[*head].head.is_some_and(|h| time.contains(&h));
        let when = tree.children(*head).find(|c| tree.tokens[*c].lemma == "when");
        clause && (hangs || when.is_some_and(|w| w == time.end || w == time.end + 1))
    })
}

/// Nouns that take up an event told before: "at the talks", "during that trip".
const FRAMES: &[&str] = &[
    "visit",
    "trip",
    "talk",
    "meeting",
    "session",
    "summit",
    "conversation",
    "ceremony",
    "negotiation",
    "occasion",
    "conference",
    "proceeding",
    "gathering",
    "forum",
    "call",
    "tour",
];

/// Whether the words link the event to the one told before: "at the meeting",
/// "speaking at it", "there", "addressing the session".
pub fn is_linked(tree: &Tree, heads: &[usize]) -> bool {
    heads.iter().filter(|h| tree.tokens[**h].upos == Upos::Verb).any(|h| {
        tree.children(*h).any(|c| match tree.tokens[c].relation.base() {
            "advmod" => tree.tokens[c].lemma == "there",
            "obl" => is_frame(tree, c),
            "advcl" => tree.children(c).any(|o| is_frame(tree, o)),
            _ => false,
        })
    })
}

fn is_frame(tree: &Tree, token: usize) -> bool {
    let has = |relation: &str, words: &[&str]| {
        tree.children(token).any(|c| {
            tree.tokens[c].relation.base() == relation
                && words.contains(&tree.tokens[c].lemma.as_str())
        })
    };
    let lemma = tree.tokens[token].lemma.as_str();
    let noun = FRAMES.iter().any(|f| clause::is_lemma(lemma, f))
        && has("det", &["the", "that", "this", "these"]);
    let frame = has("case", &["at", "during", "in", "after", "on", "following", "follow"]);
    noun && (frame || tree.tokens[token].relation.base() == "obj") || lemma == "it" && frame
}

/// Tokens that a phrase at the very start of a sentence lies within.
const OPENING: usize = 5;

/// A time or place that opens the sentence holds for all coordinated verbs: "On
/// Monday he met Xi and signed a treaty".
fn shared_front(tree: &Tree, time: usize, anchor: usize) -> bool {
    let mut at = anchor;
    for _ in 0..6 {
        let Some(head) = tree.tokens[at].head else { return false };
        let relation = tree.tokens[at].relation.base();
        if relation == "conj" && tree.tokens[head].upos == Upos::Verb {
            let own_subject = tree.children(at).any(|c| tree.tokens[c].relation.base() == "nsubj");
            // What opens the sentence holds for later subjects too.
            let opens = time < OPENING;
            if tree.tokens[time].head == Some(head) && time < head && (!own_subject || opens) {
                return true;
            }
        } else if !matches!(
            relation,
            "obj" | "nsubj" | "obl" | "nmod" | "xcomp" | "conj" | "compound"
        ) {
            return false;
        }
        at = head;
    }
    false
}

/// The places of the sentence where the event happens, nearest first.
/// Troops are also sent to places and withdrawn from them.
pub fn places(
    reader: &Reader,
    event: EventType,
    anchor: usize,
    heads: &[usize],
    taken: &[usize],
) -> Vec<Entity> {
    let moving = event == EventType::Deployment;
    let tree = reader.tree;
    let mut found: Vec<(usize, usize, Vec<Entity>)> = Vec::new();
    for token in 0..tree.tokens.len() {
        if taken.contains(&token) {
            continue;
        }
        // "came to Astana, where he met Xi"
        let where_at =
            heads.iter().any(|h| is_where(tree, *h) && tree.tokens[*h].head == Some(token));
        if !where_at && !is_locative(tree, token, moving) {
            continue;
        }
        let place = reader.fill(token, Want::Place);
        if place.is_empty() {
            continue;
        }
        // "the Chinese ambassador in Dushanbe said" is no place of the saying.
        let in_actor = |t: usize| {
            let mention = reader.discourse.mention_at(reader.sentence, t);
            mention.is_some_and(|(_, m)| matches!(m.kind, Kind::Office(_) | Kind::Body { .. }))
        };
        let steps = distance(tree, token, heads, in_actor)
            .or_else(|| shared_front(tree, token, anchor).then_some(40));
        if let Some(steps) = steps {
            found.push((steps, token, place));
        }
    }
    found.sort_by_key(|(steps, token, _)| (*steps, *token));
    found.into_iter().next().map(|(_, _, place)| place).unwrap_or_default()
}

fn is_locative(tree: &Tree, token: usize, moving: bool) -> bool {
    let case = |t: usize| {
        tree.children(t).any(|c| {
            tree.tokens[c].relation.base() == "case"
                && match tree.tokens[c].lemma.as_str() {
                    "in" | "at" | "near" | "outside" | "inside" | "around" | "along" | "within" => {
                        true
                    }
                    "to" | "from" | "into" => moving,
                    _ => false,
                }
        })
    };
    match tree.tokens[token].relation.base() {
        "obl" | "nmod" | "advmod" | "root" => case(token),
        _ => false,
    }
}
