//! What the parser should have done: transitions that lead to the tree made by hand.

use super::conllu::Gold;
use super::state::{Node, State, Transition};
use super::tagset::Relation;

/// A projective tree, with what oracles ask of it.
pub(crate) struct Truth {
    heads: Vec<usize>,
    relations: Vec<Relation>,
    /// The outermost dependents of each token and of the root.
    first: Vec<usize>,
    last: Vec<usize>,
}

impl Truth {
    /// The tree of a sentence, crossing arcs lifted.
    pub(crate) fn new(sentence: &Gold) -> Self {
        let mut heads: Vec<usize> = sentence.words.iter().map(|word| word.head).collect();
        lift(&mut heads);
        let mut first: Vec<usize> = (0..=heads.len()).collect();
        let mut last = vec![0; heads.len() + 1];
        for (token, &head) in heads.iter().enumerate() {
            first[head] = first[head].min(token);
            last[head] = last[head].max(token);
        }
        Truth {
            relations: sentence.words.iter().map(|word| word.relation).collect(),
            heads,
            first,
            last,
        }
    }

    pub(crate) fn relations(&self) -> impl Iterator<Item = (bool, Relation)> {
        let sides = self.heads.iter().enumerate().map(|(token, &head)| token < head);
        sides.zip(self.relations.iter().copied())
    }

    /// Whether a transition loses no arc that can still be made, and makes none
    /// with a wrong relation (the dynamic oracle of Goldberg and Nivre 2012).
    pub(crate) fn allows(&self, transition: Transition, state: &State, nodes: &[Node]) -> bool {
        let front = state.front();
        let Some(top) = state.top(nodes) else { return true };
        let s = top.token();
        match transition {
            Transition::Shift => !self.links_stack(front, state, nodes, None),
            Transition::Reduce => self.complete(s, front),
            Transition::Left(relation) => {
                let right_arc = self.heads[s] == front;
                self.complete(s, front)
                    && (right_arc || self.heads[s] < front)
                    && (!right_arc || self.relations[s] == relation)
            }
            Transition::Right(relation) => {
                let right_arc = self.heads[front] == s;
                let head_ahead = self.heads[front] > front;
                !head_ahead
                    && !self.links_stack(front, state, nodes, Some(s))
                    && (!right_arc || self.relations[front] == relation)
            }
        }
    }

    /// No dependent of `token` is still in the buffer.
    fn complete(&self, token: usize, front: usize) -> bool {
        self.last[token] < front
    }

    /// Whether the front has its head on the stack (other than `except`), or a
    /// dependent there that waits for its head.
    fn links_stack(
        &self,
        front: usize,
        state: &State,
        nodes: &[Node],
        except: Option<usize>,
    ) -> bool {
        let head = self.heads.get(front).copied();
        let mut node = state.top(nodes);
        while let Some(here) = node {
            let token = here.token();
            if head == Some(token) && except != Some(token) {
                return true;
            }
            if self.heads[token] == front && !here.headed() {
                return true;
            }
            node = here.below(nodes);
        }
        false
    }

    /// The transition that a correct parse takes here.
    pub(crate) fn next(&self, state: &State, nodes: &[Node]) -> Transition {
        let front = state.front();
        let Some(top) = state.top(nodes) else { return Transition::Shift };
        let s = top.token();
        let end = front == self.heads.len();
        if self.heads[s] == front && !top.headed() {
            return Transition::Left(self.relations[s]);
        }
        if !end && self.heads[front] == s {
            return Transition::Right(self.relations[front]);
        }
        let linked_below = end || self.heads[front] < s || self.first[front] < s;
        if top.headed() && self.complete(s, front) && linked_below {
            return Transition::Reduce;
        }
        Transition::Shift
    }
}

/// Moves dependents up until no arcs cross (Nivre and Nilsson 2005), shortest
/// arcs first.
fn lift(heads: &mut [usize]) {
    while let Some(token) = shortest_crossing(heads) {
        let head = heads[token];
        heads[token] = heads[head];
    }
}

/// The token with the shortest arc that is not projective.
fn shortest_crossing(heads: &[usize]) -> Option<usize> {
    let crossing = (0..heads.len())
        .filter(|&token| heads[token] < heads.len() && !is_projective(heads, token));
    crossing.min_by_key(|&token| (token.abs_diff(heads[token]), token))
}

/// Whether all tokens between a token and its head descend from the head.
fn is_projective(heads: &[usize], token: usize) -> bool {
    let head = heads[token];
    let (from, to) = (token.min(head), token.max(head));
    (from + 1..to).all(|between| {
        let mut at = between;
        let mut steps = 0;
        while at < heads.len() && at != head && steps <= heads.len() {
            at = heads[at];
            steps += 1;
        }
        at == head
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crossing_arcs_are_lifted_to_the_grandparent() {
        // 0 ← 2, 1 → 3 crosses it; 2 is the root.
        let mut heads = vec![2, 2, 4, 1];
        lift(&mut heads);
        assert_eq!(heads, vec![2, 2, 4, 2]);
    }
}
