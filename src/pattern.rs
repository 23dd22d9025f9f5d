//! Patterns: short sentences compiled once to conditions on the dependency
//! tree, so that one pattern covers active and passive, relative clauses,
//! infinitives and participles under control, coordination and possessives.
//!
//! A pattern is read like a sentence. `{role}` before the verb is its subject,
//! after it its object, after a preposition the oblique with that
//! preposition, with `'s` the possessor. A pattern that begins with a
//! possessor or a noun is a noun phrase. "that" after a verb wants a clause of
//! what is said or thought, with or without the word, also a quotation.

pub mod clause;
pub mod notation;
pub mod repair;

use std::collections::BTreeMap;

use self::notation::{Item, Word};
use crate::language::{Tree, Upos};

/// A compiled pattern.
#[derive(Debug)]
pub struct Pattern {
    /// As written.
    pub text: String,
    nodes: Vec<Node>,
    anchor: usize,
    roles: Vec<String>,
    required: Vec<String>,
}

#[derive(Debug, Default)]
struct Node {
    words: Vec<Word>,
    verb: bool,
    /// Written with "is" or "was": a predicate noun will do.
    predicate: bool,
    edges: Vec<Edge>,
    /// Words that must stand somewhere under the node, before it.
    modifiers: Vec<Vec<Word>>,
}

#[derive(Debug)]
struct Edge {
    kind: EdgeKind,
    target: Target,
    optional: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum EdgeKind {
    Subject,
    Object,
    Oblique(Vec<String>),
    Possessor,
    Particle,
    Infinitive,
    /// What is said, thought, feared: "that" after a verb.
    Clause,
}

impl EdgeKind {
    /// The words of which the edge wants one: its prepositions, or the "where" or
    /// "there" that stands for a place.
    fn required_words(&self) -> Option<Vec<Word>> {
        let EdgeKind::Oblique(prepositions) = self else { return None };
        let place = prepositions.iter().any(|p| matches!(p.as_str(), "in" | "at"));
        let goal = place || prepositions.iter().any(|p| p == "to");
        let all = prepositions
            .iter()
            .flat_map(|p| clause::lemmas_of_preposition(p))
            .chain(place.then_some("where"))
            .chain(goal.then_some("there"));
        Some(all.map(|text| Word { text: text.to_owned(), lemma: true }).collect())
    }
}

#[derive(Debug)]
enum Target {
    Role(String),
    Node(usize),
    /// A pattern that ends in a preposition wants some phrase with it.
    Any,
}

/// Where a pattern matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The token of the verb or noun.
    pub anchor: usize,
    /// Role to the tokens that head its fillers, coordination expanded.
    pub roles: BTreeMap<String, Vec<usize>>,
    /// Tokens of the pattern's own words.
    pub trigger: Vec<usize>,
}

impl Match {
    /// One token cannot fill two roles.
    fn confuses_roles(&self) -> bool {
        let lists: Vec<&Vec<usize>> = self.roles.values().collect();
        lists
            .iter()
            .enumerate()
            .any(|(i, a)| lists[i + 1..].iter().any(|b| a.iter().any(|t| b.contains(t))))
    }
}

const PREPOSITIONS: &[&str] = &[
    "about",
    "across",
    "after",
    "against",
    "alongside",
    "among",
    "around",
    "as",
    "at",
    "before",
    "behind",
    "between",
    "by",
    "during",
    "for",
    "from",
    "in",
    "including",
    "inside",
    "into",
    "involving",
    "near",
    "of",
    "on",
    "onto",
    "outside",
    "over",
    "through",
    "to",
    "toward",
    "towards",
    "under",
    "upon",
    "via",
    "with",
    "within",
    "without",
];

const PARTICLES: &[&str] =
    &["up", "off", "out", "down", "back", "together", "away", "forward", "home"];

fn is_preposition(word: &Word) -> bool {
    !word.lemma && PREPOSITIONS.contains(&word.text.as_str())
}

impl Pattern {
    /// Compiles a pattern. The error says what is wrong, without place.
    pub fn compile(text: &str) -> Result<Self, String> {
        let items = notation::parse(text)?;
        let mut compiler = Compiler::default();
        compiler.run(&items)?;
        let anchor = compiler.anchor.ok_or("there is no verb or noun to hang the roles on")?;
        let roles = items
            .iter()
            .filter_map(|i| if let Item::Role { name, .. } = i { Some(name.clone()) } else { None })
            .collect();
        let required = items
            .iter()
            .filter_map(|i| {
                if let Item::Role { name, optional: false } = i { Some(name.clone()) } else { None }
            })
            .collect();
        Ok(Pattern { text: text.to_owned(), nodes: compiler.nodes, anchor, roles, required })
    }

    /// The roles it names.
    pub fn roles(&self) -> &[String] {
        &self.roles
    }

    /// The roles that must be filled.
    pub fn required(&self) -> &[String] {
        &self.required
    }

    /// The words of which one must stand in a sentence that matches.
    pub fn anchor_words(&self) -> &[Word] {
        &self.nodes[self.anchor].words
    }

    /// The lists of words of each of which one must stand in a sentence that
    /// matches; that of [`Pattern::anchor_words`] is the first.
    pub fn required_words(&self) -> Vec<Vec<Word>> {
        let mut lists = Vec::new();
        let mut open = vec![self.anchor];
        while let Some(number) = open.pop() {
            let node = &self.nodes[number];
            lists.push(node.words.clone());
            lists.extend(node.modifiers.iter().cloned());
            for edge in node.edges.iter().filter(|e| !e.optional) {
                lists.extend(edge.kind.required_words());
                if let Target::Node(inner) = edge.target {
                    open.push(inner);
                }
            }
        }
        lists
    }

    /// Whether it has no word beside the one it hangs on.
    pub fn is_one_word(&self) -> bool {
        self.nodes.len() == 1
    }

    /// All places of the tree where it matches.
    pub fn find(&self, tree: &Tree, forms: &[String]) -> Vec<Match> {
        self.find_at(tree, forms, 0..tree.tokens.len())
    }

    /// The same, of these tokens alone.
    pub fn find_at(
        &self,
        tree: &Tree,
        forms: &[String],
        tokens: impl IntoIterator<Item = usize>,
    ) -> Vec<Match> {
        let matcher = Matcher { pattern: self, tree, forms };
        tokens.into_iter().filter_map(|t| matcher.at(t)).collect()
    }

    /// The most of the pattern that fits at a token whose word fits, and what
    /// was missing; for explanations.
    pub fn near(&self, tree: &Tree, forms: &[String]) -> Vec<(usize, String)> {
        let matcher = Matcher { pattern: self, tree, forms };
        (0..tree.tokens.len())
            .filter(|t| matcher.fits_word(self.anchor, *t))
            .filter_map(|t| Some((t, matcher.missing(t)?)))
            .collect()
    }
}

#[derive(Default)]
struct Compiler {
    nodes: Vec<Node>,
    anchor: Option<usize>,
    /// The verb that subject and objects belong to.
    verb: Option<usize>,
    /// The last noun node, to which prepositional phrases may belong.
    noun: Option<usize>,
    /// A subject that waits for its verb.
    subject: Option<(Target, bool)>,
    possessor: Option<(Target, bool)>,
    prepositions: Vec<String>,
    preposition_optional: bool,
    modifiers: Vec<Vec<Word>>,
    passive: bool,
    infinitive: bool,
}

impl Compiler {
    fn run(&mut self, items: &[Item]) -> Result<(), String> {
        for (i, item) in items.iter().enumerate() {
            match item {
                Item::Genitive => self.genitive()?,
                Item::Role { name, optional } => {
                    self.target(Target::Role(name.clone()), *optional, items.get(i + 1))
                }
                Item::Words { any, optional } => self.words(any, *optional, &items[i + 1..])?,
            }
        }
        if !self.prepositions.is_empty() {
            let kind = EdgeKind::Oblique(std::mem::take(&mut self.prepositions));
            self.prepositional(kind, Target::Any, false);
        }
        if self.verb.is_none() && self.subject.is_some() {
            return Err("a {role} stands alone; write the verb after it, or 's and a noun".into());
        }
        Ok(())
    }

    fn genitive(&mut self) -> Result<(), String> {
        let role = self.subject.take().ok_or("'s must follow a {role}")?;
        self.possessor = Some(role);
        Ok(())
    }

    fn target(&mut self, target: Target, optional: bool, next: Option<&Item>) {
        if next == Some(&Item::Genitive) {
            self.subject = Some((target, optional));
        } else if !self.prepositions.is_empty() {
            let kind = EdgeKind::Oblique(std::mem::take(&mut self.prepositions));
            self.prepositional(kind, target, optional || self.preposition_optional);
        } else if self.verb.is_none() && self.noun.is_none() {
            self.subject = Some((target, optional));
        } else if let Some(verb) = self.verb {
            let kind = if self.passive { EdgeKind::Subject } else { EdgeKind::Object };
            self.nodes[verb].edges.push(Edge { kind, target, optional });
        } else {
            self.subject = Some((target, optional));
        }
    }

    fn prepositional(&mut self, kind: EdgeKind, target: Target, optional: bool) {
        let by = kind == EdgeKind::Oblique(vec!["by".into()]);
        let (node, kind) = match (self.verb, self.noun) {
            (Some(verb), _) if by && self.passive => (verb, EdgeKind::Subject),
            (Some(verb), _) => (verb, kind),
            (None, Some(noun)) => (noun, kind),
            (None, None) => return,
        };
        self.nodes[node].edges.push(Edge { kind, target, optional });
    }

    fn words(&mut self, any: &[Word], optional: bool, rest: &[Item]) -> Result<(), String> {
        let first = &any[0];
        match first.text.as_str() {
            "a" | "an" | "the" | "its" | "their" if !first.lemma => return Ok(()),
            "was" | "were" | "is" | "are" | "been" | "be" | "being" if !first.lemma => {
                self.passive = true;
                return Ok(());
            }
            "to" if rest.first().is_some_and(is_verb_item) && self.verb.is_some() => {
                self.infinitive = true;
                return Ok(());
            }
            _ => {}
        }
        // "hand over": "over" is written with "?" where it is no preposition.
        if optional && any.iter().all(|w| !w.lemma && w.text == "over") {
            return Ok(());
        }
        // "off" beside "from" is one too.
        let off = |w: &Word| is_preposition(w) || !w.lemma && w.text == "off";
        if any.iter().any(is_preposition)
            && any.iter().all(off)
            && (self.verb.is_some() || self.noun.is_some())
        {
            self.prepositions = any.iter().map(|w| w.text.clone()).collect();
            self.preposition_optional = optional;
            return Ok(());
        }
        if let (Some(verb), [that]) = (self.verb, any)
            && !that.lemma
            && that.text == "that"
        {
            self.nodes[verb].edges.push(Edge {
                kind: EdgeKind::Clause,
                target: Target::Any,
                optional,
            });
            return Ok(());
        }
        if any.iter().all(|w| !w.lemma && PARTICLES.contains(&w.text.as_str())) {
            return self.particle(any, optional);
        }
        if optional {
            // An optional word never decides whether the pattern matches.
            return Ok(());
        }
        if is_modifier(rest) && any.iter().all(|w| !w.lemma) {
            self.modifiers.push(any.to_vec());
            return Ok(());
        }
        self.content(any, rest);
        Ok(())
    }

    fn particle(&mut self, any: &[Word], optional: bool) -> Result<(), String> {
        let verb = self.verb.ok_or("a particle must follow its verb")?;
        let node = self.node(any, false);
        self.nodes[verb].edges.push(Edge {
            kind: EdgeKind::Particle,
            target: Target::Node(node),
            optional,
        });
        Ok(())
    }

    fn node(&mut self, any: &[Word], verb: bool) -> usize {
        let modifiers = std::mem::take(&mut self.modifiers);
        self.nodes.push(Node {
            words: any.to_vec(),
            verb,
            predicate: self.passive,
            edges: Vec::new(),
            modifiers,
        });
        self.nodes.len() - 1
    }

    /// A verb or noun of the pattern's own.
    fn content(&mut self, any: &[Word], rest: &[Item]) {
        if let Some((target, optional)) = self.possessor.take() {
            let noun = self.node(any, false);
            self.nodes[noun].edges.push(Edge { kind: EdgeKind::Possessor, target, optional });
            let verb_follows = rest.iter().any(is_verb_item_or_be) && self.verb.is_none();
            if verb_follows {
                self.noun = Some(noun);
                return;
            }
            return self.place_noun(noun);
        }
        if self.infinitive {
            self.infinitive = false;
            let inner = self.node(any, true);
            if let Some(verb) = self.verb {
                self.nodes[verb].edges.push(Edge {
                    kind: EdgeKind::Infinitive,
                    target: Target::Node(inner),
                    optional: false,
                });
            }
            self.verb = Some(inner);
            self.noun = None;
            return;
        }
        let governs_role = self.noun.is_none() && matches!(rest.first(), Some(Item::Role { .. }));
        let after_noun = self.noun.is_some() && self.anchor.is_none();
        let begins_verb =
            self.verb.is_none() && (self.subject.is_some() || after_noun || governs_role);
        if begins_verb {
            let verb = self.node(any, true);
            let kind = if self.passive { EdgeKind::Object } else { EdgeKind::Subject };
            if let Some((target, optional)) = self.subject.take() {
                self.nodes[verb].edges.push(Edge { kind, target, optional });
            } else if let Some(noun) = self.noun.take() {
                self.nodes[verb].edges.push(Edge {
                    kind,
                    target: Target::Node(noun),
                    optional: false,
                });
            }
            self.verb = Some(verb);
            self.anchor.get_or_insert(verb);
            return;
        }
        let noun = self.node(any, false);
        // A first noun that a verb follows is its subject; else the pattern is a noun phrase.
        let verb_follows = self.verb.is_none()
            && (rest.first().is_some_and(is_verb_item_or_be) || rest.iter().any(is_be_item));
        if !verb_follows && self.verb.is_none() {
            self.anchor.get_or_insert(noun);
        }
        self.place_noun(noun);
    }

    fn place_noun(&mut self, noun: usize) {
        match self.verb {
            Some(verb) => {
                let kind = match std::mem::take(&mut self.prepositions) {
                    p if !p.is_empty() => EdgeKind::Oblique(p),
                    _ => EdgeKind::Object,
                };
                self.nodes[verb].edges.push(Edge {
                    kind,
                    target: Target::Node(noun),
                    optional: false,
                });
            }
            None if self.prepositions.is_empty() => {
                if self.nodes[noun].edges.iter().any(|e| e.kind == EdgeKind::Possessor) {
                    self.anchor.get_or_insert(noun);
                }
            }
            None => {
                let kind = EdgeKind::Oblique(std::mem::take(&mut self.prepositions));
                if let Some(outer) = self.noun {
                    self.nodes[outer].edges.push(Edge {
                        kind,
                        target: Target::Node(noun),
                        optional: false,
                    });
                    return;
                }
            }
        }
        if self.noun.is_none() || self.verb.is_some() {
            self.noun = Some(noun);
        }
    }
}

fn is_verb_item(item: &Item) -> bool {
    matches!(item, Item::Words { any, .. } if any.iter().all(|w| w.lemma))
}

fn is_verb_item_or_be(item: &Item) -> bool {
    is_verb_item(item) || is_be_item(item)
}

fn is_be_item(item: &Item) -> bool {
    let be = |w: &Word| !w.lemma && matches!(w.text.as_str(), "was" | "were" | "is" | "are");
    matches!(item, Item::Words { any, .. } if any.iter().all(be))
}

/// Whether a plain word before `rest` only qualifies what follows.
fn is_modifier(rest: &[Item]) -> bool {
    match rest.first() {
        Some(Item::Words { any, optional }) => {
            let word = any.iter().any(|w| w.lemma)
                || !any.iter().all(is_preposition)
                    && !any
                        .iter()
                        .any(|w| matches!(w.text.as_str(), "was" | "is" | "were" | "are"));
            word && (!optional || is_modifier(&rest[1..]))
        }
        _ => false,
    }
}

struct Matcher<'a> {
    pattern: &'a Pattern,
    tree: &'a Tree,
    forms: &'a [String],
}

impl Matcher<'_> {
    fn at(&self, token: usize) -> Option<Match> {
        let mut found = Match { anchor: token, roles: BTreeMap::new(), trigger: Vec::new() };
        let fits = self.node(self.pattern.anchor, token, &mut found);
        (fits && !found.confuses_roles()).then_some(found)
    }

    fn missing(&self, token: usize) -> Option<String> {
        let node = &self.pattern.nodes[self.pattern.anchor];
        let missing: Vec<String> = node
            .edges
            .iter()
            .filter(|e| !e.optional && self.candidates(node, e, token).is_empty())
            .map(|e| e.describe(self.pattern))
            .collect();
        (!missing.is_empty()).then(|| missing.join(" and "))
    }

    fn fits_word(&self, node: usize, token: usize) -> bool {
        let node = &self.pattern.nodes[node];
        let tag = self.tree.tokens[token].upos;
        let class = if node.verb {
            matches!(tag, Upos::Verb | Upos::Aux)
                || clause::is_participle(self.tree, token)
                || (node.predicate || tag == Upos::Adj)
                    && clause::is_predicate_noun(self.tree, token)
                || clause::is_verbal(self.tree, token)
        } else {
            !matches!(tag, Upos::Verb | Upos::Aux)
                || self.forms[token].ends_with("ing")
                || clause::is_nominal(self.tree, token)
        };
        class && self.any_word(&node.words, token)
    }

    fn any_word(&self, words: &[Word], token: usize) -> bool {
        words.iter().any(|w| {
            self.forms[token] == w.text
                || w.lemma && clause::is_lemma(&self.tree.tokens[token].lemma, &w.text)
        })
    }

    fn node(&self, number: usize, token: usize, found: &mut Match) -> bool {
        if !self.fits_word(number, token) {
            return false;
        }
        let node = &self.pattern.nodes[number];
        if !node.modifiers.iter().all(|m| self.has_modifier(m, token)) {
            return false;
        }
        let kept = found.clone();
        found.trigger.push(token);
        for edge in &node.edges {
            if !self.edge(node, edge, token, found) && !edge.optional {
                *found = kept;
                return false;
            }
        }
        true
    }

    fn has_modifier(&self, words: &[Word], token: usize) -> bool {
        clause::subtree(self.tree, token).any(|t| t != token && self.any_word(words, t))
    }

    fn edge(&self, node: &Node, edge: &Edge, token: usize, found: &mut Match) -> bool {
        let candidates = self.candidates(node, edge, token);
        match &edge.target {
            Target::Node(inner) => {
                // "Steppe Eagle, an annual exercise, brought together"
                let named = candidates.iter().flat_map(|c| clause::appositions(self.tree, *c));
                let all: Vec<usize> = candidates.iter().copied().chain(named).collect();
                all.into_iter().any(|c| self.node(*inner, c, found))
            }
            Target::Any => !candidates.is_empty(),
            Target::Role(_) if candidates.is_empty() => false,
            Target::Role(role) => {
                // Who attends the SCO summit does not own it.
                let taken: Vec<usize> = found
                    .roles
                    .iter()
                    .filter(|(r, _)| *r != role)
                    .flat_map(|(_, t)| t.clone())
                    .collect();
                let possessor = edge.kind == EdgeKind::Possessor;
                let candidates: Vec<usize> =
                    candidates.into_iter().filter(|c| !possessor || !taken.contains(c)).collect();
                if candidates.is_empty() {
                    return false;
                }
                let fillers = found.roles.entry(role.clone()).or_default();
                for filler in candidates {
                    if !fillers.contains(&filler) {
                        fillers.push(filler);
                    }
                }
                true
            }
        }
    }

    fn candidates(&self, node: &Node, edge: &Edge, token: usize) -> Vec<usize> {
        let tree = self.tree;
        match &edge.kind {
            EdgeKind::Subject | EdgeKind::Object if clause::is_predicate_noun(tree, token) => {
                clause::copular_subjects(tree, token)
            }
            EdgeKind::Object if matches!(edge.target, Target::Node(_)) => {
                clause::objects_and_measures(tree, token)
            }
            EdgeKind::Subject => clause::subjects(tree, token),
            EdgeKind::Object => clause::objects(tree, token),
            EdgeKind::Oblique(preps) if node.verb => clause::obliques(tree, token, preps),
            EdgeKind::Oblique(preps) => clause::noun_obliques(tree, token, preps),
            EdgeKind::Possessor => clause::owners(tree, token),
            EdgeKind::Particle => tree.children(token).collect(),
            EdgeKind::Infinitive => clause::infinitives(tree, token),
            EdgeKind::Clause => clause::contents(tree, token),
        }
    }
}

impl Edge {
    fn describe(&self, pattern: &Pattern) -> String {
        let target = match &self.target {
            Target::Role(role) => format!("{{{role}}}"),
            Target::Any => "phrase".into(),
            Target::Node(node) => pattern.nodes[*node]
                .words
                .iter()
                .map(|w| w.text.as_str())
                .collect::<Vec<_>>()
                .join(" | "),
        };
        match &self.kind {
            EdgeKind::Subject => format!("a subject {target}"),
            EdgeKind::Object => format!("an object {target}"),
            EdgeKind::Oblique(preps) => format!("\"{}\" {target}", preps.join(" | ")),
            EdgeKind::Possessor => format!("a possessor {target}"),
            EdgeKind::Particle => format!("the particle {target}"),
            EdgeKind::Infinitive => format!("an infinitive {target}"),
            EdgeKind::Clause => "a clause of what".into(),
        }
    }
}
