//! A transition-based dependency parser: arc-eager (Nivre 2003) with the root at
//! the end of the buffer, features after Zhang and Nivre (2011), decoded greedily
//! or with a beam.

use super::tagger::Tag;
use super::tagset::{Relation, Upos};
use super::weights::{Keys, Reader, Scores, Table, Weights, ZERO, broken, hash, key, spread};
use crate::error::Result;

/// States kept by beam search.
pub(crate) const BEAM: usize = 8;

/// Nothing is there.
const NONE: u32 = u32::MAX;

// ---- transitions ----------------------------------------------------------

/// A step of the parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transition {
    /// The next token waits on the stack for its head.
    Shift,
    /// The top of the stack, which has its head, is complete.
    Reduce,
    /// The top of the stack depends on the next token, and is complete.
    Left(Relation),
    /// The next token depends on the top of the stack, and goes on it.
    Right(Relation),
}

/// The transitions of a model, in the order of their classes: shift, reduce, all
/// left, all right.
#[derive(Clone)]
pub(crate) struct Transitions {
    list: Vec<Transition>,
    left_end: usize,
    root: usize,
}

impl Transitions {
    pub(crate) fn new(left: &[Relation], right: &[Relation]) -> Self {
        let mut list = vec![Transition::Shift, Transition::Reduce];
        let others = left.iter().filter(|relation| **relation != Relation::ROOT);
        list.extend(others.map(|&relation| Transition::Left(relation)));
        list.push(Transition::Left(Relation::ROOT));
        let left_end = list.len();
        list.extend(right.iter().map(|&relation| Transition::Right(relation)));
        Transitions { list, left_end, root: left_end - 1 }
    }

    pub(crate) fn get(&self, class: usize) -> Transition {
        self.list[class]
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The class of a transition; of its unlabelled kin if that is not known.
    pub(crate) fn class(&self, transition: Transition) -> Option<usize> {
        self.list.iter().position(|known| *known == transition)
    }

    /// Calls `visit` with the classes allowed in a state.
    #[inline(always)]
    fn allowed(
        &self,
        state: &State,
        nodes: &[Node],
        mut visit: impl FnMut(std::ops::Range<usize>),
    ) {
        let at_root = state.front.token == state.root;
        if !at_root {
            visit(0..1);
        }
        if state.top == NONE {
            return;
        }
        if nodes[state.top as usize].headed() {
            visit(1..2);
        } else if at_root {
            visit(self.root..self.root + 1);
        } else {
            visit(2..self.root);
        }
        if !at_root {
            visit(self.left_end..self.list.len());
        }
    }

    /// The best of the allowed classes that `wanted` accepts.
    #[inline(always)]
    pub(crate) fn best_of(
        &self,
        scores: &Scores,
        state: &State,
        nodes: &[Node],
        wanted: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let mut best = None;
        self.allowed(state, nodes, |classes| {
            for class in classes {
                if best.is_none_or(|(score, _)| scores[class] > score) && wanted(class) {
                    best = Some((scores[class], class));
                }
            }
        });
        best.map(|(_, class)| class)
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let labels = |range: std::ops::Range<usize>| {
            self.list[range].iter().filter_map(|transition| match transition {
                Transition::Left(relation) | Transition::Right(relation) => Some(relation.number()),
                _ => None,
            })
        };
        for range in [2..self.root, self.left_end..self.list.len()] {
            let labels: Vec<u8> = labels(range).collect();
            out.push(labels.len() as u8);
            out.extend(labels);
        }
    }

    pub(crate) fn read(input: &mut Reader) -> Result<Self> {
        let mut labels = || -> Result<Vec<Relation>> {
            let count = usize::from(input.u8()?);
            let numbers = input.take(count)?;
            numbers.iter().map(|&number| Relation::from_number(number).ok_or_else(broken)).collect()
        };
        let read = Transitions::new(&labels()?, &labels()?);
        if read.len() > super::weights::CLASSES { Err(broken()) } else { Ok(read) }
    }
}

// ---- what the parser sees of a sentence -----------------------------------

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
        Input { atoms, tallies, len }
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

// ---- states ---------------------------------------------------------------

/// A child and its relation.
#[derive(Clone, Copy)]
struct Child {
    token: u32,
    relation: u8,
}

const NO_CHILD: Child = Child { token: NONE, relation: Relation::COUNT as u8 };

/// A token on the stack or at the front of the buffer, with what hangs on it.
#[derive(Clone, Copy)]
pub(crate) struct Node {
    token: u32,
    /// The node under this one on the stack.
    below: u32,
    /// The token's case marker (its preposition), as a left child.
    case: u32,
    /// The relation to the node below, which is the head; or none yet.
    relation: u8,
    lefts: u8,
    rights: u8,
    /// The two outermost children before it, outermost first, and the last after it.
    left: [Child; 2],
    right: Child,
    /// Relations on each side, as sets.
    left_set: u64,
    right_set: u64,
}

const UNHEADED: u8 = Relation::COUNT as u8;

impl Node {
    fn new(token: u32) -> Self {
        Node {
            token,
            below: NONE,
            case: NONE,
            relation: UNHEADED,
            lefts: 0,
            rights: 0,
            left: [NO_CHILD; 2],
            right: NO_CHILD,
            left_set: 0,
            right_set: 0,
        }
    }

    fn headed(&self) -> bool {
        self.relation != UNHEADED
    }

    fn add_left(&mut self, token: u32, relation: Relation) {
        self.left = [Child { token, relation: relation.number() }, self.left[0]];
        self.left_set |= 1 << relation.number();
        self.lefts = self.lefts.saturating_add(1);
        if relation == Relation::CASE {
            self.case = token;
        }
    }

    fn add_right(&mut self, token: u32, relation: Relation) {
        self.right = Child { token, relation: relation.number() };
        self.right_set |= 1 << relation.number();
        self.rights = self.rights.saturating_add(1);
    }
}

/// A state of the parser; the stack lies in an arena of nodes shared by all states.
#[derive(Clone, Copy)]
pub(crate) struct State {
    top: u32,
    front: Node,
    root: u32,
    score: i64,
    /// The last step taken, in an arena of steps.
    last: u32,
}

/// A step and the one before it.
#[derive(Clone, Copy)]
struct Step {
    before: u32,
    class: u8,
}

impl State {
    pub(crate) fn start(len: usize) -> Self {
        State { top: NONE, front: Node::new(0), root: len as u32, score: 0, last: NONE }
    }

    pub(crate) fn is_final(&self) -> bool {
        self.top == NONE && self.front.token == self.root
    }

    /// The token on top of the stack, and the relation to its head once it has one.
    pub(crate) fn top<'a>(&self, nodes: &'a [Node]) -> Option<&'a Node> {
        nodes.get(self.top as usize)
    }

    pub(crate) fn front(&self) -> usize {
        self.front.token as usize
    }

    /// The state after a transition.
    pub(crate) fn apply(mut self, transition: Transition, nodes: &mut Vec<Node>) -> State {
        match transition {
            Transition::Shift => self.push(self.top, nodes),
            Transition::Reduce => self.top = nodes[self.top as usize].below,
            Transition::Left(relation) => {
                let top = nodes[self.top as usize];
                self.front.add_left(top.token, relation);
                self.top = top.below;
            }
            Transition::Right(relation) => {
                let mut head = nodes[self.top as usize];
                head.add_right(self.front.token, relation);
                nodes.push(head);
                self.front.relation = relation.number();
                self.push(nodes.len() as u32 - 1, nodes);
            }
        }
        self
    }

    fn push(&mut self, below: u32, nodes: &mut Vec<Node>) {
        self.front.below = below;
        nodes.push(self.front);
        self.top = nodes.len() as u32 - 1;
        self.front = Node::new(self.front.token + 1);
    }
}

impl Node {
    pub(crate) fn token(&self) -> usize {
        self.token as usize
    }

    pub(crate) fn has_head(&self) -> bool {
        self.headed()
    }

    pub(crate) fn below<'a>(&self, nodes: &'a [Node]) -> Option<&'a Node> {
        nodes.get(self.below as usize)
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
fn front_features(input: &Input, front: u32, keys: &mut Keys) {
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
fn top_features(input: &Input, top: u32, keys: &mut Keys) {
    pusher!(keys, template, 30);
    let s0 = input.atom(top);
    let (before, after) = (input.atom(top.wrapping_sub(1)), input.atom(top + 1));
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
fn pair_features(input: &Input, top: u32, front: u32, keys: &mut Keys) {
    pusher!(keys, template, 50);
    let s0 = input.atom(top);
    let s0_after = input.atom(top + 1);
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
fn history_features(input: &Input, state: &State, nodes: &[Node], keys: &mut Keys) {
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

// ---- scoring --------------------------------------------------------------

/// The scores of tokens that were asked before, by token.
struct Memory {
    rows: Vec<Scores>,
    /// The row of each token; `NONE` if it was not asked yet.
    places: Vec<u32>,
}

impl Memory {
    fn new(len: usize) -> Self {
        Memory { rows: Vec::with_capacity(len), places: vec![NONE; len + 2] }
    }

    #[inline(always)]
    fn get(&mut self, token: u32, compute: impl FnOnce(&mut Scores)) -> &Scores {
        let at = (token as usize).min(self.places.len() - 1);
        if self.places[at] == NONE {
            self.places[at] = self.rows.len() as u32;
            self.rows.push(ZERO);
            if let Some(row) = self.rows.last_mut() {
                compute(row);
            }
        }
        &self.rows[self.places[at] as usize]
    }
}

/// Scores states of one sentence; parts of the sum are remembered.
struct Scorer<'a, W> {
    input: &'a Input,
    weights: &'a W,
    fronts: Memory,
    tops: Memory,
    pairs: Option<Pairs>,
    keys: Keys,
}

/// The scores of pairs of tokens, as many as there is room for.
struct Pairs {
    keys: Vec<(u32, u32)>,
    rows: Vec<Scores>,
}

const PAIRS: usize = 256;

impl<'a, W: Weights> Scorer<'a, W> {
    fn new(input: &'a Input, weights: &'a W, remember_pairs: bool) -> Self {
        let pairs = remember_pairs
            .then(|| Pairs { keys: vec![(NONE, NONE - 1); PAIRS], rows: vec![ZERO; PAIRS] });
        let len = input.len();
        Scorer {
            input,
            weights,
            fronts: Memory::new(len),
            tops: Memory::new(len),
            pairs,
            keys: Keys::new(),
        }
    }

    /// The score of each transition in a state.
    fn score(&mut self, state: &State, nodes: &[Node]) -> Scores {
        let (input, weights, keys) = (self.input, self.weights, &mut self.keys);
        let front = state.front.token;
        let top = state.top(nodes).map_or(NONE, |node| node.token);
        let mut scores = *self.fronts.get(front, |row| {
            keys.clear();
            front_features(input, front, keys);
            weights.add(keys.as_slice(), row);
        });
        let row = self.tops.get(top, |row| {
            keys.clear();
            top_features(input, top, keys);
            weights.add(keys.as_slice(), row);
        });
        plus(&mut scores, row);
        keys.clear();
        match &mut self.pairs {
            Some(pairs) => {
                let at =
                    (top.wrapping_mul(31).wrapping_add(front.wrapping_mul(7))) as usize % PAIRS;
                if pairs.keys[at] != (top, front) {
                    pairs.keys[at] = (top, front);
                    pairs.rows[at] = ZERO;
                    pair_features(input, top, front, keys);
                    weights.add(keys.as_slice(), &mut pairs.rows[at]);
                    keys.clear();
                }
                plus(&mut scores, &pairs.rows[at]);
            }
            None => pair_features(input, top, front, keys),
        }
        history_features(input, state, nodes, keys);
        weights.add(keys.as_slice(), &mut scores);
        scores
    }
}

#[inline(always)]
fn plus(scores: &mut Scores, more: &Scores) {
    for (score, more) in scores.iter_mut().zip(more) {
        *score += more;
    }
}

// ---- decoding -------------------------------------------------------------

/// A head for each token (the number of tokens stands for the root), and a relation.
pub(crate) type Arcs = Vec<(usize, Relation)>;

/// The best transition of each state, one after the other.
pub(crate) fn greedy<W: Weights>(input: &Input, weights: &W, transitions: &Transitions) -> Arcs {
    let mut scorer = Scorer::new(input, weights, false);
    let mut nodes = Vec::with_capacity(3 * input.len());
    let mut state = State::start(input.len());
    let mut arcs = vec![(input.len(), Relation::DEP); input.len()];
    while !state.is_final() {
        let scores = scorer.score(&state, &nodes);
        let class = best(&scores, &state, &nodes, transitions);
        let transition = transitions.get(class);
        record(&state, transition, &nodes, &mut arcs);
        state = state.apply(transition, &mut nodes);
    }
    arcs
}

/// The best class allowed in a state; the first of equals.
pub(crate) fn best(
    scores: &Scores,
    state: &State,
    nodes: &[Node],
    transitions: &Transitions,
) -> usize {
    transitions.best_of(scores, state, nodes, |_| true).unwrap_or(0)
}

/// Notes the arc that a transition makes.
fn record(state: &State, transition: Transition, nodes: &[Node], arcs: &mut Arcs) {
    let Some(top) = state.top(nodes) else { return };
    match transition {
        Transition::Left(relation) => arcs[top.token()] = (state.front(), relation),
        Transition::Right(relation) => arcs[state.front()] = (top.token(), relation),
        _ => {}
    }
}

/// A transition out of a state of the beam.
#[derive(Clone, Copy)]
struct Candidate {
    score: i64,
    from: u32,
    class: u8,
}

/// A beam search under way.
struct Beam<'a, W> {
    scorer: Scorer<'a, W>,
    transitions: &'a Transitions,
    nodes: Vec<Node>,
    steps: Vec<Step>,
    states: Vec<State>,
    next: Vec<State>,
    candidates: Vec<Candidate>,
}

impl<'a, W: Weights> Beam<'a, W> {
    fn new(input: &'a Input, weights: &'a W, transitions: &'a Transitions) -> Self {
        let room = 2 * BEAM * input.len();
        Beam {
            scorer: Scorer::new(input, weights, true),
            transitions,
            nodes: Vec::with_capacity(2 * room),
            steps: Vec::with_capacity(room),
            states: vec![State::start(input.len())],
            next: Vec::with_capacity(BEAM),
            candidates: Vec::with_capacity(BEAM + 1),
        }
    }

    /// Replaces the states by the best that follow them, best first.
    fn advance(&mut self) {
        self.candidates.clear();
        for from in 0..self.states.len() {
            let state = self.states[from];
            let scores = self.scorer.score(&state, &self.nodes);
            let candidates = &mut self.candidates;
            self.transitions.allowed(&state, &self.nodes, |classes| {
                for class in classes {
                    let score = state.score + i64::from(scores[class]);
                    offer(candidates, Candidate { score, from: from as u32, class: class as u8 });
                }
            });
        }
        self.next.clear();
        for candidate in &self.candidates {
            let state = self.states[candidate.from as usize];
            let mut new =
                state.apply(self.transitions.get(candidate.class.into()), &mut self.nodes);
            new.score = candidate.score;
            new.last = self.steps.len() as u32;
            self.steps.push(Step { before: state.last, class: candidate.class });
            self.next.push(new);
        }
        std::mem::swap(&mut self.states, &mut self.next);
    }

    /// The classes that led to a state.
    fn path(&self, state: &State) -> Vec<u8> {
        let mut path = Vec::new();
        let mut at = state.last;
        while let Some(step) = self.steps.get(at as usize) {
            path.push(step.class);
            at = step.before;
        }
        path.reverse();
        path
    }
}

/// Keeps the best candidates, in order; the first of equals stays.
#[inline(always)]
fn offer(candidates: &mut Vec<Candidate>, new: Candidate) {
    if candidates.len() == BEAM && candidates[BEAM - 1].score >= new.score {
        return;
    }
    let at = candidates.iter().rposition(|known| known.score >= new.score).map_or(0, |at| at + 1);
    candidates.truncate(BEAM - 1);
    candidates.insert(at.min(candidates.len()), new);
}

/// The best sequence of transitions that a beam finds.
pub(crate) fn beam<W: Weights>(input: &Input, weights: &W, transitions: &Transitions) -> Arcs {
    let mut beam = Beam::new(input, weights, transitions);
    while !beam.states[0].is_final() {
        beam.advance();
    }
    arcs(input, &beam.path(&beam.states[0]), transitions)
}

/// The arcs that a sequence of classes makes.
fn arcs(input: &Input, path: &[u8], transitions: &Transitions) -> Arcs {
    let mut arcs = vec![(input.len(), Relation::DEP); input.len()];
    let mut nodes = Vec::with_capacity(3 * input.len());
    let mut state = State::start(input.len());
    for &class in path {
        let transition = transitions.get(class.into());
        record(&state, transition, &nodes, &mut arcs);
        state = state.apply(transition, &mut nodes);
    }
    arcs
}

/// Where a beam search went most wrong: the true and the found path up to there
/// (the "max-violation" of Huang, Fayong and Guo 2012). `None` if it went right.
pub(crate) fn violation<W: Weights>(
    input: &Input,
    weights: &W,
    transitions: &Transitions,
    gold: &[u8],
) -> Option<Vec<u8>> {
    let mut beam = Beam::new(input, weights, transitions);
    let mut truth = State::start(input.len());
    let mut worst: Option<(i64, State)> = None;
    for &class in gold {
        let scores = beam.scorer.score(&truth, &beam.nodes);
        let score = truth.score + i64::from(scores[usize::from(class)]);
        truth = truth.apply(transitions.get(class.into()), &mut beam.nodes);
        truth.score = score;
        beam.advance();
        let found = beam.states[0];
        let gap = found.score - truth.score;
        if worst.as_ref().is_none_or(|(worst, _)| gap >= *worst) {
            worst = Some((gap, found));
        }
    }
    if beam.states.first().is_some_and(|state| beam.path(state) == gold) {
        return None;
    }
    worst.map(|(_, state)| beam.path(&state))
}

/// The weights of both decoders.
pub(crate) struct Parser {
    pub(crate) transitions: Transitions,
    pub(crate) greedy: Table,
    pub(crate) beam: Table,
}

impl Parser {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        self.transitions.write(out);
        self.greedy.write(out);
        self.beam.write(out);
    }

    pub(crate) fn read(input: &mut Reader) -> Result<Self> {
        let transitions = Transitions::read(input)?;
        Ok(Parser { transitions, greedy: Table::read(input)?, beam: Table::read(input)? })
    }
}
