//! The dependency parser: scores the transitions of each state and follows the
//! best, greedily or with a beam.

use super::features::{Input, front_features, history_features, pair_features, top_features};
use super::state::{NONE, Node, State, Transition, Transitions};
use super::tagset::Relation;
use super::weights::{Keys, Reader, Scores, Table, Weights, ZERO, spread};
use crate::error::Result;

/// States kept by beam search.
pub(crate) const BEAM: usize = 8;

/// How far behind the best a state may be to be kept, in steps of weights: the
/// trees are then those of the whole beam but for one arc in two hundred.
pub(crate) const DOUBT: i64 = 200;

/// The same, to keep all states.
pub(crate) const WIDE: i64 = i64::MAX;

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
    /// The scores of pairs of tokens, and of what was attached so far, where
    /// several states share them.
    shared: Option<[Recent; 2]>,
    keys: Keys,
}

/// The scores last asked for, by a hash of what they depend on.
struct Recent {
    keys: Vec<u64>,
    /// The row of each slot; `NONE` if it was not used yet.
    places: Vec<u32>,
    rows: Vec<Scores>,
}

impl Recent {
    const SLOTS: usize = 256;

    fn new() -> Self {
        Recent { keys: vec![0; Self::SLOTS], places: vec![NONE; Self::SLOTS], rows: Vec::new() }
    }

    #[inline(always)]
    fn get(&mut self, key: u64, compute: impl FnOnce(&mut Scores)) -> &Scores {
        let at = (key >> 32) as usize % Self::SLOTS;
        if self.places[at] == NONE {
            self.places[at] = self.rows.len() as u32;
            self.rows.push(ZERO);
        } else if self.keys[at] == key {
            return &self.rows[self.places[at] as usize];
        }
        self.keys[at] = key;
        let row = &mut self.rows[self.places[at] as usize];
        *row = ZERO;
        compute(row);
        row
    }
}

impl<'a, W: Weights> Scorer<'a, W> {
    fn new(input: &'a Input, weights: &'a W, share: bool) -> Self {
        let len = input.len();
        Scorer {
            input,
            weights,
            fronts: Memory::new(len),
            tops: Memory::new(len),
            shared: share.then(|| [Recent::new(), Recent::new()]),
            keys: Keys::new(),
        }
    }

    /// Whether only a clause may hang on the top of a state.
    fn is_closed(&self, state: &State, nodes: &[Node]) -> bool {
        let top = state.top(nodes).map(|node| node.token);
        top.is_some_and(|top| self.input.refuses(top, state.front.token))
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
        let Some([pairs, histories]) = &mut self.shared else {
            keys.clear();
            pair_features(input, top, front, keys);
            history_features(input, state, nodes, keys);
            weights.add(keys.as_slice(), &mut scores);
            return scores;
        };
        let row = pairs.get(spread(u64::from(top) << 32 | u64::from(front)), |row| {
            keys.clear();
            pair_features(input, top, front, keys);
            weights.add(keys.as_slice(), row);
        });
        plus(&mut scores, row);
        let row = histories.get(state.history(nodes), |row| {
            keys.clear();
            history_features(input, state, nodes, keys);
            weights.add(keys.as_slice(), row);
        });
        plus(&mut scores, row);
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
        let closed = scorer.is_closed(&state, &nodes);
        let class = best(&scores, &state, &nodes, closed, transitions);
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
    closed: bool,
    transitions: &Transitions,
) -> usize {
    transitions.best_of(scores, state, nodes, closed, |_| true).unwrap_or(0)
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

/// A step and the one before it.
#[derive(Clone, Copy)]
struct Step {
    before: u32,
    class: u8,
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
    margin: i64,
    transitions: &'a Transitions,
    nodes: Vec<Node>,
    steps: Vec<Step>,
    states: Vec<State>,
    next: Vec<State>,
    candidates: Vec<Candidate>,
}

impl<'a, W: Weights> Beam<'a, W> {
    fn new(input: &'a Input, weights: &'a W, transitions: &'a Transitions, margin: i64) -> Self {
        let room = 2 * BEAM * input.len();
        Beam {
            scorer: Scorer::new(input, weights, true),
            margin,
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
            let closed = self.scorer.is_closed(&state, &self.nodes);
            let candidates = &mut self.candidates;
            self.transitions.allowed(&state, &self.nodes, closed, |classes| {
                for class in classes {
                    let score = state.score + i64::from(scores[class]);
                    offer(candidates, Candidate { score, from: from as u32, class: class as u8 });
                }
            });
        }
        let best = self.candidates.first().map_or(0, |candidate| candidate.score);
        let near = |candidate: &&Candidate| best - candidate.score <= self.margin;
        self.next.clear();
        for candidate in self.candidates.iter().filter(near) {
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

    /// Takes the only step that there is, whatever its score; else none.
    fn advance_unasked(&mut self) -> bool {
        let [state] = self.states[..] else { return false };
        let closed = self.scorer.is_closed(&state, &self.nodes);
        let (mut count, mut class) = (0, 0);
        self.transitions.allowed(&state, &self.nodes, closed, |classes| {
            count += classes.len();
            class = classes.start;
        });
        if count != 1 {
            return false;
        }
        let mut new = state.apply(self.transitions.get(class), &mut self.nodes);
        new.last = self.steps.len() as u32;
        self.steps.push(Step { before: state.last, class: class as u8 });
        self.states[0] = new;
        true
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

/// The best sequence of transitions that a beam finds, of states that are at
/// most `margin` behind the best of their step.
pub(crate) fn beam<W: Weights>(
    input: &Input,
    weights: &W,
    transitions: &Transitions,
    margin: i64,
) -> Arcs {
    let mut beam = Beam::new(input, weights, transitions, margin);
    while !beam.states[0].is_final() {
        if !beam.advance_unasked() {
            beam.advance();
        }
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
    let mut beam = Beam::new(input, weights, transitions, WIDE);
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
