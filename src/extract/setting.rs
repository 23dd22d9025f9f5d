//! When and where: the time and place that belong to an event by the tree.

use crate::event::{Entity, EventType};
use crate::language::{Tree, Upos};
use crate::mention::Kind;
use crate::pattern::clause;
use crate::resolve::distinct;
use crate::text::{Sentence, Span};
use crate::time::Expression;

use super::fill::{Reader, Want, is_journey};

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

/// Verbs that tell when and where what they speak of was.
const HAPPENING: &[&str] = &[
    "begin", "start", "end", "conclude", "finish", "take", "hold", "schedule", "plan", "set",
    "slate", "expect", "occur", "happen", "pay", "sign", "convene", "kick", "stage", "conduct",
];

/// "A visit to China, which began on Wednesday", "a visit to China scheduled for
/// August 20": the clause tells of the event itself.
fn tells_of(tree: &Tree, clause: usize, heads: &[usize]) -> bool {
    let lemma = tree.tokens[clause].lemma.as_str();
    let Some(noun) = tree.tokens[clause].head else { return false };
    let relative = tree.tokens[clause].relation.as_str() == "acl:relcl";
    let of_event = !relative
        || has(tree, clause, "nsubj", &["which", "that"])
        || has(tree, clause, "obj", &["which", "that"]);
    // "went on to Tashkent, where he was received on Tuesday"
    let there = is_where(tree, clause)
        && heads.iter().any(|h| is_journey(&tree.tokens[*h].lemma))
        && has(tree, clause, "nsubj", &["he", "she", "they"]);
    if there && tree.tokens[noun].upos == Upos::Propn {
        return true;
    }
    tree.tokens[clause].relation.base() == "acl"
        && HAPPENING.contains(&lemma)
        && (lemma != "take" || has(tree, clause, "obj", &["place"]))
        && of_event
        && (heads.contains(&noun) || tree.tokens[noun].upos == Upos::Propn)
}

/// Whether a time is said of what was, in a clause under an event under way: "he is
/// on a visit, which began on Wednesday".
pub fn is_told_as_past(tree: &Tree, time: usize) -> bool {
    let clause = tree.ancestors(time).take(3).find(|a| tree.tokens[*a].upos == Upos::Verb);
    clause.is_some_and(|c| {
        tree.tokens[c].relation.base() == "acl" && tree.tokens[c].xpos.as_str() == "VBD"
    })
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
            if !purpose && !tells_of(tree, at, heads) {
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

/// The heads of an event where its time and place may stand: what is spoken of has
/// its own.
fn scene_heads(tree: &Tree, spoken: bool, anchor: usize, heads: &[usize]) -> Vec<usize> {
    let verbal = |h: &usize| {
        *h == anchor || tree.tokens[*h].upos == Upos::Verb || tree.tokens[anchor].upos != Upos::Verb
    };
    heads.iter().copied().filter(|h| !spoken || verbal(h)).collect()
}

/// "Announced the end of it in Astana on Monday": where the day follows the place,
/// both are those of the verb.
fn is_dated(tree: &Tree, place: usize) -> bool {
    const DAYS: &[&str] = &[
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "today",
        "yesterday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let is_day = |at: usize| {
        tree.tokens.get(at).is_some_and(|t| DAYS.contains(&t.lemma.to_lowercase().as_str()))
    };
    is_day(place + 1)
        || tree.tokens.get(place + 1).is_some_and(|t| t.lemma == "on") && is_day(place + 2)
}

/// What somebody said something of, in the tree of a statement: "voiced concern at
/// the events of 2022 in Osh" is no speech of 2022 in Osh.
fn is_said(tree: &Tree, anchor: usize, noun: usize) -> bool {
    const SCENES: &[&str] = &[
        "in",
        "at",
        "on",
        "during",
        "after",
        "before",
        "following",
        "follow",
        "ahead",
        "within",
        "near",
        "outside",
    ];
    if tree.tokens[anchor].upos != Upos::Verb {
        return false;
    }
    let Some(head) = tree.tokens[noun].head else { return false };
    match tree.tokens[noun].relation.base() {
        // "told a briefing in Tashkent": where it was said
        "obj" | "iobj" => !is_addressed(tree, noun),
        "xcomp" | "ccomp" | "nsubj" => true,
        // "speaking to journalists in Osh"
        "obl" if matches!(tree.tokens[head].lemma.as_str(), "speak" | "talk") => false,
        "obl" if tree.tokens[head].upos == Upos::Verb => !has(tree, noun, "case", SCENES),
        _ => false,
    }
}

/// "Last year's events", "the treaty of 1992": the time of what is spoken of.
fn is_of_thing(tree: &Tree, time: usize) -> bool {
    tree.tokens[time].relation.as_str() == "nmod:poss"
        || tree.tokens[time].relation.base() == "nmod"
            && has(tree, time, "case", &["of", "for", "since"])
}

/// The time expressions of the sentence that belong to the event, nearest first.
pub fn times<'e>(
    reader: &Reader,
    sentence: &Sentence,
    expressions: &'e [Expression],
    event: EventType,
    anchor: usize,
    heads: &[usize],
) -> Vec<&'e Expression> {
    let tree = reader.tree;
    let spoken = event == EventType::Statement;
    let heads = &scene_heads(tree, spoken, anchor, heads);
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
        let steps = steps.filter(|_| !spoken || !is_of_thing(tree, token));
        let steps = steps.or_else(|| heads_relative(tree, &tokens, heads).then_some(2));
        let steps = steps.or_else(|| shared_front(tree, token, anchor).then_some(40));
        let steps = steps.or_else(|| shared_before(tree, token, anchor).then_some(60));
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

/// How the words tie an event to what was told before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// "Yoon's summit there": to the place only.
    Place,
    /// "there he met": to the place, and to the time if there is no other.
    There,
    /// "at the meeting", "speaking at it", "told the session": to all of it.
    Event,
}

/// Whether the words link the event to the one told before.
pub fn link(tree: &Tree, heads: &[usize]) -> Option<Link> {
    let verbal =
        |child: usize| tree.tokens[child].head.is_some_and(|h| tree.tokens[h].upos == Upos::Verb);
    let of = |child: usize| match tree.tokens[child].relation.base() {
        "advmod" | "advcl" if tree.tokens[child].lemma == "there" => {
            Some(if verbal(child) { Link::There } else { Link::Place })
        }
        "obl" if is_frame(tree, child) => Some(Link::Event),
        "obj" | "iobj" if is_audience(tree, child) => Some(Link::Event),
        "advcl" if tree.children(child).any(|c| is_frame(tree, c)) => Some(Link::Event),
        _ => None,
    };
    heads.iter().flat_map(|h| tree.children(*h)).filter_map(of).max_by_key(|l| *l == Link::Event)
}

/// "The ministers met here on Friday"
pub fn is_here(tree: &Tree, heads: &[usize]) -> bool {
    heads.iter().any(|h| has(tree, *h, "advmod", &["here"]))
}

/// "Xi told the meeting": those who were there.
fn is_audience(tree: &Tree, token: usize) -> bool {
    is_addressed(tree, token) && is_taken_up(tree, token)
}

fn is_addressed(tree: &Tree, token: usize) -> bool {
    let verb = tree.tokens[token].head.map_or("", |h| tree.tokens[h].lemma.as_str());
    matches!(verb, "tell" | "inform" | "assure" | "remind" | "address")
}

fn has(tree: &Tree, token: usize, relation: &str, words: &[&str]) -> bool {
    tree.children(token).any(|c| {
        tree.tokens[c].relation.base() == relation && words.contains(&tree.tokens[c].lemma.as_str())
    })
}

/// "the talks", "that meeting"
fn is_taken_up(tree: &Tree, token: usize) -> bool {
    FRAMES.iter().any(|f| clause::is_lemma(&tree.tokens[token].lemma, f))
        && has(tree, token, "det", &["the", "that", "this", "these"])
}

fn is_frame(tree: &Tree, token: usize) -> bool {
    let case = has(
        tree,
        token,
        "case",
        &["at", "during", "in", "after", "on", "following", "follow", "by"],
    );
    // "in the course of the visit", "on the sidelines of the talks"
    let whole = tree.children(token).find(|c| {
        clause::FRAME_NOUNS.iter().any(|f| clause::is_lemma(&tree.tokens[token].lemma, f))
            && tree.tokens[*c].relation.base() == "nmod"
            && has(tree, *c, "case", &["of"])
    });
    // "on the sidelines", of what was told before
    let bare =
        ["sideline", "margin"].iter().any(|f| clause::is_lemma(&tree.tokens[token].lemma, f))
            && has(tree, token, "det", &["the"])
            && !tree.children(token).any(|c| tree.tokens[c].relation.base() == "nmod");
    let noun = bare || is_taken_up(tree, token) || whole.is_some_and(|w| is_taken_up(tree, w));
    noun && (case || tree.tokens[token].relation.base() == "obj")
        || tree.tokens[token].lemma == "it" && case
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

/// "Met Xi on Monday and signed a treaty": what is said of the first verb holds for
/// those of the same subject after it, unless they came later.
fn shared_before(tree: &Tree, token: usize, anchor: usize) -> bool {
    let mut verb = anchor;
    for _ in 0..4 {
        let Some((second, first)) = coordinated(tree, verb) else { return false };
        if token < second && distance(tree, token, &[first], |_| false).is_some() {
            return true;
        }
        verb = first;
    }
    false
}

/// The coordinated verb that carries an event and the one before it.
fn coordinated(tree: &Tree, anchor: usize) -> Option<(usize, usize)> {
    const LATER: &[&str] = &["then", "later", "afterwards", "afterward", "subsequently", "now"];
    let mut at = anchor;
    for _ in 0..6 {
        let head = tree.tokens[at].head?;
        match tree.tokens[at].relation.base() {
            "conj" if tree.tokens[head].upos == Upos::Verb => break,
            "obj" | "nsubj" | "obl" | "nmod" | "xcomp" | "compound" => at = head,
            _ => return None,
        }
    }
    let first = tree.tokens[at].head?;
    let past = |t: usize| matches!(tree.tokens[t].xpos.as_str(), "VBD" | "VBN");
    let same = past(at) && past(first) || tree.tokens[at].xpos == tree.tokens[first].xpos;
    let own = tree.children(at).any(|c| match tree.tokens[c].relation.base() {
        "nsubj" => true,
        "aux" => tree.tokens[c].lemma != "be",
        "advmod" => LATER.contains(&tree.tokens[c].lemma.as_str()),
        _ => false,
    });
    let journeys = [at, first].iter().all(|t| is_journey(&tree.tokens[*t].lemma));
    (tree.tokens[at].relation.base() == "conj" && same && !own && !journeys).then_some((at, first))
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
    let spoken = event == EventType::Statement;
    let heads = &scene_heads(tree, spoken, anchor, heads);
    let mut found: Vec<(usize, usize, Vec<Entity>)> = Vec::new();
    for token in 0..tree.tokens.len() {
        if taken.contains(&token) {
            continue;
        }
        // "came to Astana, where he met Xi"
        let where_at =
            heads.iter().any(|h| is_where(tree, *h) && tree.tokens[*h].head == Some(token));
        let reached = event != EventType::Visit && is_reached(tree, token);
        if !where_at && !reached && !is_locative(tree, token, moving) {
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
                || spoken && !is_dated(tree, token) && is_said(tree, anchor, t)
        };
        let steps = distance(tree, token, heads, in_actor)
            .or_else(|| shared_front(tree, token, anchor).then_some(40))
            .or_else(|| shared_before(tree, token, anchor).then_some(60));
        if let Some(steps) = steps {
            found.push((steps, token, place));
        }
    }
    found.sort_by_key(|(steps, token, _)| (*steps, *token));
    let Some((_, nearest, _)) = found.first() else { return Vec::new() };
    // "in Dushanbe and Bokhtar"
    let mut all = clause::conjuncts(tree, *nearest);
    // "sent 3,000 men to Kazakhstan, Belarus 500"
    let counted = |t: usize| {
        reader.forms.get(t + 1).is_some_and(|f| f.starts_with(|c: char| c.is_ascii_digit()))
    };
    all.retain(|t| t == nearest || !counted(*t));
    let all: Vec<Entity> = all.into_iter().flat_map(|t| reader.fill(t, Want::Place)).collect();
    distinct(all.iter())
}

/// The noun of a border on which an event happens: "clashed on the border", "pulled
/// troops back from the frontier".
pub fn border(tree: &Tree, anchor: usize, heads: &[usize]) -> Option<usize> {
    const CASES: &[&str] = &["on", "at", "along", "near", "across", "from", "to", "in", "over"];
    (0..tree.tokens.len()).find(|t| {
        matches!(tree.tokens[*t].lemma.as_str(), "border" | "frontier")
            && matches!(tree.tokens[*t].relation.base(), "obl" | "nmod")
            && has(tree, *t, "case", CASES)
            && (distance(tree, *t, heads, |_| false).is_some() || shared_front(tree, *t, anchor))
    })
}

/// "During a visit to Astana he met", "travelled to Astana and met", "visited Astana
/// to meet": who went there was there.
fn is_reached(tree: &Tree, place: usize) -> bool {
    const ARRIVALS: &[&str] =
        &["travel", "come", "go", "arrive", "return", "fly", "journey", "land", "visit", "tour"];
    const JOURNEYS: &[&str] = &["visit", "trip", "tour", "journey", "stopover", "stay"];
    let Some(head) = tree.tokens[place].head else { return false };
    let case = |t: usize, words: &[&str]| {
        tree.children(t).any(|c| {
            tree.tokens[c].relation.base() == "case"
                && words.contains(&tree.tokens[c].lemma.as_str())
        })
    };
    let lemma = tree.tokens[head].lemma.as_str();
    match tree.tokens[place].relation.base() {
        "obl" => ARRIVALS.contains(&lemma) && case(place, &["to"]),
        "obj" => matches!(lemma, "visit" | "tour"),
        "nmod" => {
            let frame =
                |t: usize| tree.tokens[t].relation.base() == "obl" && case(t, &["during", "in"]);
            JOURNEYS.contains(&lemma)
                && case(place, &["to"])
                && tree.ancestors(place).take(2).any(frame)
        }
        _ => false,
    }
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
