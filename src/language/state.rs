//! The transitions of the arc-eager system (Nivre 2003), with the root at the end
//! of the buffer, and the states they lead through.

use super::tagset::Relation;
use super::weights::{CLASSES, Reader, Scores, broken, spread};
use crate::error::Result;

/// Nothing is there.
pub(super) const NONE: u32 = u32::MAX;
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
    /// Right transitions that hang a clause or a mark on the top.
    clausal: Vec<usize>,
}

impl Transitions {
    pub(crate) fn new(left: &[Relation], right: &[Relation]) -> Self {
        let mut list = vec![Transition::Shift, Transition::Reduce];
        let others = left.iter().filter(|relation| **relation != Relation::ROOT);
        list.extend(others.map(|&relation| Transition::Left(relation)));
        list.push(Transition::Left(Relation::ROOT));
        let left_end = list.len();
        list.extend(right.iter().map(|&relation| Transition::Right(relation)));
        let is_clausal = |class: &usize| match list[*class] {
            Transition::Right(relation) => {
                matches!(relation.base(), "acl" | "advcl" | "punct")
            }
            _ => false,
        };
        let clausal = (left_end..list.len()).filter(is_clausal).collect();
        Transitions { list, left_end, root: left_end - 1, clausal }
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

    /// Calls `visit` with the classes allowed in a state; `closed` if only a
    /// clause may hang on the top.
    #[inline(always)]
    pub(super) fn allowed(
        &self,
        state: &State,
        nodes: &[Node],
        closed: bool,
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
        if closed && !at_root {
            self.clausal.iter().for_each(|&class| visit(class..class + 1));
        } else if !at_root {
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
        closed: bool,
        wanted: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let mut best = None;
        self.allowed(state, nodes, closed, |classes| {
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
        if read.len() > CLASSES { Err(broken()) } else { Ok(read) }
    }
}

/// A child and its relation.
#[derive(Clone, Copy)]
pub(super) struct Child {
    pub(super) token: u32,
    pub(super) relation: u8,
}

const NO_CHILD: Child = Child { token: NONE, relation: Relation::COUNT as u8 };

/// A token on the stack or at the front of the buffer, with what hangs on it.
#[derive(Clone, Copy)]
pub(crate) struct Node {
    pub(super) token: u32,
    /// The node under this one on the stack.
    pub(super) below: u32,
    /// The token's case marker (its preposition), as a left child.
    pub(super) case: u32,
    /// The relation to the node below, which is the head; or none yet.
    pub(super) relation: u8,
    pub(super) lefts: u8,
    pub(super) rights: u8,
    /// The two outermost children before it, outermost first, and the last after it.
    pub(super) left: [Child; 2],
    pub(super) right: Child,
    /// Relations on each side, as sets.
    pub(super) left_set: u64,
    pub(super) right_set: u64,
}

const UNHEADED: u8 = Relation::COUNT as u8;

impl Node {
    pub(super) fn new(token: u32) -> Self {
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

    pub(super) fn token(&self) -> usize {
        self.token as usize
    }

    /// Whether it has its head.
    pub(super) fn headed(&self) -> bool {
        self.relation != UNHEADED
    }

    /// The node under this one on the stack.
    pub(super) fn below<'a>(&self, nodes: &'a [Node]) -> Option<&'a Node> {
        nodes.get(self.below as usize)
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
    pub(super) top: u32,
    pub(super) front: Node,
    root: u32,
    pub(super) score: i64,
    /// The last step taken, in an arena of steps.
    pub(super) last: u32,
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

    /// A hash of all that the features of what was attached so far look at.
    pub(super) fn history(&self, nodes: &[Node]) -> u64 {
        let absent = Node::new(NONE);
        let top = self.top(nodes).unwrap_or(&absent);
        let below = top.below(nodes).unwrap_or(&absent);
        let third = below.below(nodes).map_or(NONE, |node| node.token);
        let front = &self.front;
        let two = |a: u32, b: u32| u64::from(a) << 32 | u64::from(b);
        let labels = [
            [top.relation, below.relation, top.lefts, top.rights],
            [front.lefts, top.right.relation, top.left[0].relation, top.left[1].relation],
            [front.left[0].relation, front.left[1].relation, 0, 0],
        ];
        let [a, b, c] = labels.map(u32::from_le_bytes);
        let parts = [
            two(top.token, below.token),
            two(third, front.token),
            two(top.case, front.case),
            two(top.left[0].token, top.left[1].token),
            two(front.left[0].token, front.left[1].token),
            two(top.right.token, a),
            two(b, c),
            top.left_set,
            top.right_set,
            front.left_set,
            below.right_set,
        ];
        parts.into_iter().fold(0, |hash, part| spread(hash ^ part))
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
