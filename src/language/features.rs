//! What the parser looks at: features after Zhang and Nivre (2011), with more on
//! prepositions, where attachment is hardest.

use std::ops::Range;

use super::UnitKind;
use super::state::{NONE, Node, State};
use super::tagger::Tag;
use super::tagset::Upos;
use super::weights::{Keys, hash, key, spread};

/// The spread values of a token that features combine.
#[derive(Clone, Copy, Default)]
struct Atom {
    word: u64,
    lemma: u64,
    tag: u64,
    upos: u64,
}

/// A sentence as the parser sees it.
pub(crate) struct Input {
    /// The tokens, the root, three tokens past the end, and nothing.
    atoms: Vec<Atom>,
    /// How many verbs, commas, conjunctions and other marks stand before each token.
    tallies: Vec<[u16; 4]>,
    /// What each token names, and the token at which the name is closed.
    units: Vec<(Option<UnitKind>, u32)>,
    len: usize,
}

/// Tokens past the root that features may look at.
const PAST: usize = 3;

impl Input {
    /// `words` are lower-case forms.
    pub(crate) fn new<'a>(words: impl Iterator<Item = (&'a str, &'a str)>, tags: &[Tag]) -> Self {
        let len = tags.len();
        let mut atoms = Vec::with_capacity(len + PAST + 2);
        let mut tallies = Vec::with_capacity(len + 1);
        let mut tally = [0u16; 4];
        for ((word, lemma), &(upos, xpos)) in words.zip(tags) {
            tallies.push(tally);
            let kind = match (upos, word) {
                (Upos::Verb, _) => Some(0),
                (_, ",") => Some(1),
                (Upos::Cconj, _) => Some(2),
                (Upos::Punct, _) => Some(3),
                _ => None,
            };
            if let Some(kind) = kind {
                tally[kind] += 1;
            }
            atoms.push(Atom {
                word: if upos == Upos::Num { spread(31) } else { hash(word.as_bytes()) },
                lemma: if upos == Upos::Num { spread(32) } else { hash(lemma.as_bytes()) },
                tag: hash(xpos.as_str().as_bytes()).wrapping_add(spread(upos as u64)),
                upos: spread(upos as u64 + 100),
            });
        }
        tallies.push(tally);
        for edge in 0..=PAST as u64 + 1 {
            let value = spread(1000 + edge.min(1) + u64::from(edge > PAST as u64));
            atoms.push(Atom { word: value, lemma: value, tag: value, upos: value });
        }
        Input { atoms, tallies, units: vec![(None, NONE); len], len }
    }

    /// Makes a unit known. A time is complete; another name is closed by a comma
    /// right after it.
    pub(crate) fn close(&mut self, tokens: Range<usize>, kind: UnitKind, comma: bool) {
        let complete = kind == UnitKind::Time && !tokens.is_empty();
        let closed = match (complete, comma) {
            (true, _) => tokens.end as u32 - 1,
            (false, true) => tokens.end as u32,
            _ => NONE,
        };
        for unit in self.units.get_mut(tokens).unwrap_or_default() {
            *unit = (Some(kind), closed);
        }
    }

    /// Whether only a clause may hang on `head` as far right as `dependent`.
    #[inline(always)]
    pub(super) fn refuses(&self, head: u32, dependent: u32) -> bool {
        let unit = |token: u32| self.units.get(token as usize).copied().unwrap_or((None, NONE));
        let ((kind, closed), (other, _)) = (unit(head), unit(dependent));
        dependent > closed
            && match kind {
                Some(UnitKind::Time) => other != kind,
                Some(UnitKind::Place) => other == Some(UnitKind::Person),
                _ => false,
            }
    }

    /// A token, the root, the edge behind it, or nothing.
    #[inline(always)]
    fn atom(&self, token: u32) -> Atom {
        let nothing = self.atoms.len() - 1;
        self.atoms[(token as usize).min(nothing)]
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }
}

// ---- features -------------------------------------------------------------

macro_rules! pusher {
    ($keys:ident, $template:ident, $first:expr) => {
        let mut $template: u64 = $first;
        macro_rules! feature {
            ($a:expr) => {{
                $template += 1;
                $keys.push(key($template, [$a, 0, 0, 0]));
            }};
            ($a:expr, $b:expr) => {{
                $template += 1;
                $keys.push(key($template, [$a, $b, 0, 0]));
            }};
            ($a:expr, $b:expr, $c:expr) => {{
                $template += 1;
                $keys.push(key($template, [$a, $b, $c, 0]));
            }};
            ($a:expr, $b:expr, $c:expr, $d:expr) => {{
                $template += 1;
                $keys.push(key($template, [$a, $b, $c, $d]));
            }};
        }
    };
}

/// A small number as a spread value, apart from others by its kind.
#[inline(always)]
fn small(kind: u64, number: u64) -> u64 {
    spread(kind << 32 | number)
}

/// Features of the front of the buffer and the tokens around it.
pub(super) fn front_features(input: &Input, front: u32, keys: &mut Keys) {
    pusher!(keys, template, 0);
    let before = input.atom(front.wrapping_sub(1));
    let [n0, n1, n2, n3] = [0, 1, 2, 3].map(|ahead| input.atom(front + ahead));
    feature!(spread(1));
    feature!(n0.word);
    feature!(n0.tag);
    feature!(n0.word, n0.tag);
    feature!(n1.word);
    feature!(n1.tag);
    feature!(n2.word);
    feature!(n2.tag);
    feature!(n0.tag, n1.tag);
    feature!(n0.word, n1.tag);
    feature!(n0.tag, n1.word);
    feature!(n0.word, n1.word);
    feature!(n0.tag, n1.tag, n2.tag);
    feature!(n1.tag, n2.tag, n3.tag);
    feature!(before.tag, n0.tag, n1.tag);
    feature!(before.word, n0.tag);
    let _ = template;
}

/// Features of the top of the stack and the tokens around it.
pub(super) fn top_features(input: &Input, top: u32, keys: &mut Keys) {
    pusher!(keys, template, 30);
    let s0 = input.atom(top);
    // After nothing comes the first token.
    let (before, after) = (input.atom(top.wrapping_sub(1)), input.atom(top.wrapping_add(1)));
    feature!(s0.word);
    feature!(s0.tag);
    feature!(s0.word, s0.tag);
    feature!(s0.lemma);
    feature!(s0.tag, after.tag);
    feature!(s0.lemma, after.tag);
    feature!(s0.tag, after.word);
    feature!(before.word, s0.tag);
    let _ = template;
}

/// Features of the two together that do not hang on what was attached so far.
pub(super) fn pair_features(input: &Input, top: u32, front: u32, keys: &mut Keys) {
    pusher!(keys, template, 50);
    let s0 = input.atom(top);
    let s0_after = input.atom(top.wrapping_add(1));
    let n_before = input.atom(front.wrapping_sub(1));
    let [n0, n1, n2] = [0, 1, 2].map(|ahead| input.atom(front + ahead));
    feature!(s0.word, s0.tag, n0.word, n0.tag);
    feature!(s0.word, s0.tag, n0.tag);
    feature!(s0.tag, n0.word, n0.tag);
    feature!(s0.word, n0.word);
    feature!(s0.tag, n0.tag);
    feature!(s0.lemma, n0.lemma);
    feature!(s0.lemma, n0.tag);
    feature!(s0.upos, n0.lemma);
    feature!(s0.upos, n0.upos);
    feature!(s0.tag, n0.tag, n1.tag);
    feature!(s0.lemma, n0.tag, n1.tag);
    feature!(s0.tag, n0.word, n1.tag);
    feature!(s0.tag, n0.tag, n1.word);
    feature!(s0.lemma, n0.word, n1.tag);
    feature!(s0.tag, n0.tag, n1.tag, n2.tag);
    feature!(s0.tag, s0_after.tag, n_before.tag, n0.tag);
    let span = front.saturating_sub(top);
    let distance = small(1, u64::from(if span < 6 { span } else { 6 + span.min(20) / 10 }));
    feature!(s0.word, distance);
    feature!(s0.tag, distance);
    feature!(n0.word, distance);
    feature!(s0.tag, n0.tag, distance);
    let between = between(input, top, front);
    feature!(s0.tag, n0.tag, between);
    feature!(s0.lemma, n0.tag, between);
    feature!(s0.tag, n0.word, between);
    let _ = template;
}

/// Which kinds of token stand between two, and how many up to two of each.
fn between(input: &Input, top: u32, front: u32) -> u64 {
    if top == NONE {
        return small(2, 255);
    }
    let (from, to) = (input.tallies[top as usize + 1], input.tallies[front as usize]);
    let code = (0..4).fold(0, |code, kind| code * 3 + u64::from((to[kind] - from[kind]).min(2)));
    small(2, code)
}

/// Features of what was attached so far.
pub(super) fn history_features(input: &Input, state: &State, nodes: &[Node], keys: &mut Keys) {
    pusher!(keys, template, 100);
    let absent = Node::new(NONE);
    let n = &state.front;
    let s = nodes.get(state.top as usize).unwrap_or(&absent);
    let below = nodes.get(s.below as usize).unwrap_or(&absent);
    let third = nodes.get(below.below as usize).unwrap_or(&absent);
    let (s0, n0) = (input.atom(s.token), input.atom(n.token));
    let (s1, s2) = (input.atom(below.token), input.atom(third.token));
    let label = |relation: u8| small(3, u64::from(relation));

    // How many children, and of which relations.
    let (s_rights, s_lefts, n_lefts) = (
        small(4, s.rights.min(5).into()),
        small(5, s.lefts.min(5).into()),
        small(6, n.lefts.min(5).into()),
    );
    feature!(s0.word, s_rights);
    feature!(s0.word, s_lefts);
    feature!(s0.tag, s_lefts);
    feature!(n0.word, n_lefts);
    let (s_left_set, s_right_set, n_left_set) =
        (spread(s.left_set ^ 71), spread(s.right_set ^ 72), spread(n.left_set ^ 73));
    feature!(s0.lemma, s_right_set);
    feature!(s0.tag, s_right_set);
    feature!(s0.lemma, s_left_set);
    feature!(s0.tag, s_left_set);
    feature!(n0.lemma, n_left_set);
    feature!(n0.tag, n_left_set);
    feature!(s0.tag, s_left_set, n0.tag);
    feature!(s0.tag, n_left_set, n0.tag);
    feature!(s0.tag, s_right_set, n0.word);

    // The head of the top, or what it waits on.
    let s_label = label(s.relation);
    feature!(s_label);
    feature!(s_label, s0.lemma);
    feature!(s_label, s0.tag, n0.tag);
    feature!(s_label, s0.tag, n0.word);
    feature!(s1.word, s_label);
    feature!(s1.tag, s0.tag, n0.tag);
    feature!(s1.tag, s0.tag, n0.tag, s_label);
    feature!(s1.lemma, s0.tag, n0.tag);
    feature!(s1.lemma, n0.lemma);
    feature!(s1.lemma, n0.tag);
    feature!(s1.tag, n0.word);
    feature!(s1.lemma, s0.lemma, n0.word);
    feature!(s1.lemma, s0.tag, n0.word);
    feature!(s1.tag, s0.lemma, n0.word);
    feature!(s2.word);
    feature!(s2.tag);
    feature!(s2.tag, s1.tag, s0.tag, n0.tag);
    feature!(label(below.relation), s1.tag, s_label);
    feature!(s1.tag, spread(below.right_set ^ 74), n0.tag);
    feature!(s1.lemma, spread(below.right_set ^ 75));

    // Prepositions, where attachment is decided.
    let (n_case, s_case) = (input.atom(n.case).word, input.atom(s.case).word);
    feature!(s0.lemma, n_case);
    feature!(s0.lemma, n_case, n0.lemma);
    feature!(s0.tag, n_case, n0.tag);
    feature!(s1.lemma, n_case);
    feature!(s1.lemma, n_case, n0.lemma);
    feature!(s1.lemma, s0.tag, n_case);
    feature!(s_case, s0.tag, n0.tag);
    feature!(s_case, n_case, s0.tag);
    feature!(s_case, n_case, s0.tag, s1.tag);

    // The outermost children.
    let [sl, sl2] = s.left.map(|child| (input.atom(child.token), label(child.relation)));
    let sr = (input.atom(s.right.token), label(s.right.relation));
    let [nl, nl2] = n.left.map(|child| (input.atom(child.token), label(child.relation)));
    feature!(sl.0.word);
    feature!(sl.0.tag);
    feature!(sl.1, s0.tag);
    feature!(sr.0.word);
    feature!(sr.1, s0.tag);
    feature!(nl.0.word);
    feature!(nl.0.tag);
    feature!(nl.1, n0.tag);
    feature!(sl2.0.word);
    feature!(sl2.1);
    feature!(nl2.0.word);
    feature!(nl2.1);
    feature!(s0.tag, sr.0.tag, n0.tag);
    feature!(s0.tag, nl.0.tag, n0.tag);
    feature!(n0.tag, nl.0.tag, nl2.0.tag);
    feature!(s0.tag, nl.0.word, n0.tag);
    feature!(s0.lemma, nl.0.word, n0.tag);
    feature!(s0.tag, sr.1, n0.word);
    feature!(s0.lemma, sr.0.lemma, n0.tag);
    let _ = template;
}

/// Pushes all features of a state.
pub(crate) fn features(input: &Input, state: &State, nodes: &[Node], keys: &mut Keys) {
    let top = state.top(nodes).map_or(NONE, |node| node.token);
    front_features(input, state.front.token, keys);
    top_features(input, top, keys);
    pair_features(input, top, state.front.token, keys);
    history_features(input, state, nodes, keys);
}
