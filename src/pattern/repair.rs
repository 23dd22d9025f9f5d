//! Misattachments that parsers make on news, put right where names, tags or
//! the form of the words leave no doubt.

use std::ops::Range;

use super::clause::{INTRANSITIVE, is_lemma};
use crate::language::{Relation, Token, Tree, Unit, UnitKind, Upos, Xpos};

/// Repairs a tree, given the names of its sentence.
pub fn repair(tree: &mut Tree, names: &[Unit]) {
    plural_nouns(tree);
    nouns_with_subjects(tree);
    particles(tree);
    understandings(tree);
    modifying_verbs(tree);
    copulas_of_verbs(tree);
    predicates(tree);
    coordinated_predicates(tree);
    names_with_to(tree, names);
    possessive_names(tree, names);
    days_after_places(tree, names);
    coordinated_pasts(tree);
    objects_after_verbs(tree, names);
    headline_verbs(tree, names);
    inverted_speech(tree, names);
    persons_among_places(tree, names);
    visiting(tree, names);
    nominal_roots(tree);
    headline_plans(tree, names);
    headline_pairs(tree, names);
    named_nouns(tree, names);
    relative_clauses(tree, names);
    subjects(tree, names);
    cut_lists(tree, names);
    fronted_phrases(tree, names);
    fronted_lists(tree, names);
    fronted_subjects(tree, names);
    apposed_persons(tree, names);
}

/// "held joint exercises/VBZ": a verb form in a noun's place is a plural.
fn plural_nouns(tree: &mut Tree) {
    for at in 0..tree.tokens.len() {
        let nominal = matches!(
            tree.tokens[at].relation.base(),
            "obj" | "obl" | "nmod" | "nsubj" | "compound"
        );
        let verbal = tree
            .children(at)
            .any(|c| matches!(tree.tokens[c].relation.base(), "nsubj" | "aux" | "obj"));
        if tree.tokens[at].xpos.as_str() == "VBZ" && nominal && !verbal {
            tree.tokens[at].upos = Upos::Noun;
            tree.tokens[at].xpos = Xpos::from_name("NNS");
        }
    }
}

/// "The guards shot/NN at each other": in a sentence without a verb, what has a
/// subject and no copula is one.
fn nouns_with_subjects(tree: &mut Tree) {
    let Some(root) = tree.root().filter(|r| tree.tokens[*r].xpos.as_str() == "NN") else { return };
    let is_verb = |t: &Token| matches!(t.upos, Upos::Verb | Upos::Aux);
    let subject = tree.children(root).any(|c| tree.tokens[c].relation.base() == "nsubj");
    let full_stop = tree.tokens.last().is_some_and(|t| t.lemma == ".");
    if subject && full_stop && !tree.tokens.iter().any(is_verb) {
        tree.tokens[root].upos = Upos::Verb;
        tree.tokens[root].xpos = Xpos::from_name("VBD");
    }
}

/// "Leaders of the five republics gathered/VBD in Jeddah": a past tense that a
/// noun at the root carries as its participle is the verb of the sentence.
fn nominal_roots(tree: &mut Tree) {
    let Some(root) = tree.root().filter(|r| tree.tokens[*r].upos.is_nominal()) else { return };
    if tree.children(root).any(|c| matches!(tree.tokens[c].relation.base(), "cop" | "nsubj")) {
        return;
    }
    // A sentence with a full stop has a verb, even if it looks like a participle.
    let finite = |at: usize| matches!(tree.tokens[at].xpos.as_str(), "VBD" | "VBZ" | "VBP" | "MD");
    let told =
        tree.tokens.last().is_some_and(|t| t.lemma == ".") && !(0..tree.tokens.len()).any(finite);
    let verb = (root + 1..tree.tokens.len()).find(|at| {
        let token = &tree.tokens[*at];
        let verbal = token.xpos.as_str() == "VBN" && (told || takes_object(tree, *at));
        let participle = token.relation.as_str() == "acl" && (is_past(tree, *at) || verbal);
        participle && !tree.children(*at).any(|c| c < *at) && tree.dominates(root, *at)
    });
    if let Some(verb) = verb {
        crown(tree, root, verb);
    }
}

/// "the Organization of Turkic States summit": a noun right after a name, with
/// nothing of its own before it, is what the name belongs to.
fn named_nouns(tree: &mut Tree, names: &[Unit]) {
    for name in names.iter().filter(|n| n.kind == UnitKind::Organisation) {
        let noun = name.tokens.end;
        let follows = tree.tokens.get(noun).is_some_and(|t| {
            t.upos == Upos::Noun && t.head.is_some_and(|h| name.tokens.contains(&h))
        });
        if !follows || tree.children(noun).any(|c| c < noun) {
            continue;
        }
        let head = head_of(tree, name.tokens.clone());
        let outer: Vec<usize> =
            tree.children(head).filter(|c| !name.tokens.contains(c) && *c != noun).collect();
        for child in outer {
            tree.tokens[child].head = Some(noun);
        }
        tree.tokens[noun].head = tree.tokens[head].head;
        tree.tokens[noun].relation = tree.tokens[head].relation;
        tree.tokens[head].head = Some(noun);
        tree.tokens[head].relation = Relation::from_name("compound");
    }
}

/// "A memorandum of understanding between the ministries": a noun, and what
/// hangs on it belongs to the memorandum.
fn understandings(tree: &mut Tree) {
    for at in 1..tree.tokens.len() {
        let Some(head) = tree.tokens[at].head.filter(|h| *h < at) else { continue };
        let phrase = tree.tokens[head].lemma == "memorandum"
            && tree.tokens[at].span.start > tree.tokens[head].span.end
            && matches!(tree.tokens[at].lemma.as_str(), "understand" | "understanding");
        if !phrase {
            continue;
        }
        tree.tokens[at].upos = Upos::Noun;
        tree.tokens[at].xpos = Xpos::from_name("NN");
        tree.tokens[at].relation = Relation::from_name("nmod");
        for child in tree.children(at).filter(|c| *c > at).collect::<Vec<_>>() {
            tree.tokens[child].head = Some(head);
            if tree.tokens[child].relation.base() == "obl" {
                tree.tokens[child].relation = Relation::from_name("nmod");
            }
        }
    }
}

/// "met visiting Prime Minister Giorgia Meloni": a guest is not visited.
fn visiting(tree: &mut Tree, names: &[Unit]) {
    for name in names.iter().filter(|n| n.kind == UnitKind::Person && n.tokens.start > 0) {
        let at = name.tokens.start - 1;
        let guest = tree.tokens[at].xpos.as_str() == "VBG"
            && tree.tokens[at].lemma == "visit"
            && tree.tokens[at].relation.base() == "xcomp";
        let person = head_of(tree, name.tokens.clone());
        if !guest || tree.tokens[person].head != Some(at) {
            continue;
        }
        for child in tree.children(at).filter(|c| *c != person).collect::<Vec<_>>() {
            tree.tokens[child].head = tree.tokens[at].head;
        }
        tree.tokens[person].head = tree.tokens[at].head;
        tree.tokens[at].head = Some(person);
        tree.tokens[at].relation = Relation::from_name("amod");
    }
}

/// Verbs that stand before who speaks, and have no person for their object.
const SPEECH: &[&str] = &[
    "say",
    "confirm",
    "add",
    "explain",
    "note",
    "stress",
    "declare",
    "write",
    "announce",
    "argue",
    "insist",
    "claim",
    "admit",
    "reply",
    "answer",
    "remark",
    "emphasise",
    "emphasize",
    "concede",
];

/// "“It is a game,” explains Annette Bohr", "the base is open, confirmed the army's
/// spokesman", "so says the embassy": who follows the verb right after a quotation or
/// a clause is its subject.
fn inverted_speech(tree: &mut Tree, names: &[Unit]) {
    for verb in 1..tree.tokens.len() {
        if !matches!(tree.tokens[verb].xpos.as_str(), "VBD" | "VBZ" | "VBP") {
            continue;
        }
        let object = tree.children(verb).find(|c| {
            *c > verb && matches!(tree.tokens[*c].relation.base(), "obj" | "obl" | "iobj")
        });
        let Some(object) = object else { continue };
        let person = names.iter().any(|n| n.kind == UnitKind::Person && n.tokens.start == verb + 1);
        let named = names.iter().any(|n| {
            matches!(n.kind, UnitKind::Person | UnitKind::Organisation)
                && n.tokens.contains(&object)
        });
        let speech = SPEECH.iter().any(|v| is_lemma(&tree.tokens[verb].lemma, v));
        let after_clause = matches!(tree.tokens[verb - 1].lemma.as_str(), "," | "so" | "as");
        let prepositional = tree.children(object).any(|c| tree.tokens[c].relation.base() == "case");
        let inverted = is_quote(tree, verb - 1) && (person || named && speech)
            || after_clause && named && speech && !prepositional;
        if !inverted {
            continue;
        }
        for child in tree.children(verb).filter(|c| *c < verb).collect::<Vec<_>>() {
            if matches!(tree.tokens[child].relation.base(), "nsubj" | "csubj") {
                tree.tokens[child].relation = Relation::from_name("ccomp");
            }
        }
        tree.tokens[object].relation = Relation::from_name("nsubj");
    }
}

fn is_quote(tree: &Tree, at: usize) -> bool {
    matches!(tree.tokens[at].lemma.as_str(), "\"" | "”" | "''" | "»" | "’’")
}

/// Verbs with a particle that is hardly a preposition after them.
const PARTICLES: &[(&str, &str)] = &[
    ("hand", "over"),
    ("take", "over"),
    ("turn", "over"),
    ("call", "off"),
    ("put", "off"),
    ("break", "off"),
    ("carry", "out"),
    ("set", "up"),
    ("draw", "up"),
    ("step", "up"),
    ("open", "up"),
    ("write", "off"),
    ("pay", "off"),
    ("shoot", "down"),
    ("shut", "down"),
    ("turn", "down"),
];

/// "handed over/case two helicopters": a particle of the verb, whose object follows.
fn particles(tree: &mut Tree) {
    for at in 1..tree.tokens.len() {
        let verb = at - 1;
        let pair = (tree.tokens[verb].lemma.as_str(), tree.tokens[at].lemma.as_str());
        let Some(noun) = tree.tokens[at].head.filter(|n| *n > at) else { continue };
        // An object has no preposition: "flew in/case tents/obj".
        let object = tree.tokens[noun].relation.base() == "obj"
            && matches!(pair.1, "in" | "out" | "over" | "off" | "up" | "down");
        let misled = tree.tokens[at].relation.base() == "case"
            && tree.tokens[noun].head == Some(verb)
            && (object || PARTICLES.contains(&pair) && tree.tokens[noun].relation.base() == "obl");
        if misled {
            tree.tokens[at].head = Some(verb);
            tree.tokens[at].relation = Relation::from_name("compound:prt");
            tree.tokens[noun].relation = Relation::from_name("obj");
        }
    }
}

/// "Germany is/cop to give": an auxiliary, as the infinitive is a verb.
fn copulas_of_verbs(tree: &mut Tree) {
    for at in 0..tree.tokens.len() {
        let Some(verb) = tree.tokens[at].head else { continue };
        let infinitive = tree.tokens[verb].upos == Upos::Verb
            && tree.children(verb).any(|c| tree.tokens[c].lemma == "to" && c < verb);
        if tree.tokens[at].relation.base() != "cop" || !infinitive {
            continue;
        }
        tree.tokens[at].relation = Relation::from_name("aux");
        for subject in tree.children(verb).collect::<Vec<_>>() {
            if tree.tokens[subject].relation.as_str() == "nsubj:outer" {
                tree.tokens[subject].relation = Relation::from_name("nsubj");
            }
        }
    }
}

/// "Scholz is the first chancellor to visit Astana": what has a copula is the
/// predicate, and the infinitive after it its own clause.
fn predicates(tree: &mut Tree) {
    for verb in 1..tree.tokens.len() {
        let with = |tree: &Tree, at: usize, relation: &str, before: usize| {
            tree.children(at).find(|c| *c < before && tree.tokens[*c].relation.base() == relation)
        };
        let to = with(tree, verb, "mark", verb).is_some_and(|m| tree.tokens[m].lemma == "to");
        let Some(noun) = with(tree, verb, "nsubj", verb).filter(|_| to) else { continue };
        if with(tree, noun, "cop", noun).is_none() {
            continue;
        }
        tree.tokens[noun].head = tree.tokens[verb].head;
        tree.tokens[noun].relation = tree.tokens[verb].relation;
        tree.tokens[verb].head = Some(noun);
        tree.tokens[verb].relation = Relation::from_name("acl");
    }
}

/// "He has been to Baku/nsubj, hosted guests": what has a copula is no subject, and
/// the verb after it is coordinated.
fn coordinated_predicates(tree: &mut Tree) {
    for place in 0..tree.tokens.len() {
        let Some(verb) = tree.tokens[place].head.filter(|v| *v > place) else { continue };
        let has = |relation: &str| {
            tree.children(place).any(|c| c < place && tree.tokens[c].relation.base() == relation)
        };
        let clause = tree.tokens[place].relation.base() == "nsubj" && has("cop") && has("nsubj");
        if !clause || tree.tokens[verb].upos != Upos::Verb {
            continue;
        }
        tree.tokens[place].head = tree.tokens[verb].head;
        tree.tokens[place].relation = tree.tokens[verb].relation;
        tree.tokens[verb].head = Some(place);
        tree.tokens[verb].relation = Relation::from_name("conj");
    }
}

/// "He heads to/mark Astana/xcomp": what has a name is a phrase and no infinitive.
fn names_with_to(tree: &mut Tree, names: &[Unit]) {
    for name in names.iter().filter(|n| n.kind != UnitKind::Time) {
        let at = head_of(tree, name.tokens.clone());
        let mark = tree.children(at).find(|c| {
            *c < at && tree.tokens[*c].lemma == "to" && tree.tokens[*c].relation.base() == "mark"
        });
        let Some(to) = mark.filter(|_| tree.tokens[at].upos != Upos::Verb) else { continue };
        let Some(head) = tree.tokens[at].head else { continue };
        let verbal = matches!(tree.tokens[head].upos, Upos::Verb | Upos::Aux);
        tree.tokens[at].relation = Relation::from_name(if verbal { "obl" } else { "nmod" });
        tree.tokens[to].relation = Relation::from_name("case");
        tree.tokens[to].upos = Upos::Adp;
    }
}

/// "Xi Jinping's/aux only visit/VERB took place": a base form after a name and "'s"
/// is a noun, and a finite verb under it the verb of the sentence.
fn possessive_names(tree: &mut Tree, names: &[Unit]) {
    for name in names.iter().filter(|n| n.kind != UnitKind::Time) {
        let mark = name.tokens.end;
        let Some(noun) = tree.tokens.get(mark).and_then(|t| t.head) else { continue };
        let clitic = tree.tokens[mark].span.start == tree.tokens[mark - 1].span.end;
        let misled = clitic
            && tree.tokens[mark].relation.base() == "aux"
            && matches!(tree.tokens[noun].xpos.as_str(), "VB" | "VBP")
            && noun > mark;
        let person = head_of(tree, name.tokens.clone());
        if !misled || tree.tokens[person].head != Some(noun) {
            continue;
        }
        tree.tokens[noun].upos = Upos::Noun;
        tree.tokens[noun].xpos = Xpos::from_name("NN");
        tree.tokens[mark].head = Some(person);
        tree.tokens[mark].relation = Relation::from_name("case");
        tree.tokens[person].relation = Relation::from_name("nmod:poss");
        let finite = |c: &usize| matches!(tree.tokens[*c].xpos.as_str(), "VBD" | "VBZ" | "VBP");
        let verb = tree.children(noun).filter(|c| *c > noun).find(finite);
        if let Some(verb) = verb {
            crown(tree, noun, verb);
        }
    }
}

/// "due in Dushanbe/compound Thursday": the day is said of what happens there.
fn days_after_places(tree: &mut Tree, names: &[Unit]) {
    for pair in names.windows(2) {
        let near = pair[1].tokens.start == pair[0].tokens.end;
        if pair[1].kind != UnitKind::Time || pair[0].kind == UnitKind::Time || !near {
            continue;
        }
        let place = head_of(tree, pair[0].tokens.clone());
        let day = head_of(tree, pair[1].tokens.clone());
        let misled = tree.tokens[place].head == Some(day)
            && matches!(tree.tokens[place].relation.base(), "compound" | "amod" | "flat" | "nmod");
        let Some(verb) = tree.tokens[day].head.filter(|_| misled) else { continue };
        for child in tree.children(day).filter(|c| *c < place).collect::<Vec<_>>() {
            tree.tokens[child].head = Some(place);
        }
        tree.tokens[place].head = Some(verb);
        tree.tokens[place].relation = tree.tokens[day].relation;
        tree.tokens[day].head = Some(verb);
        tree.tokens[day].relation = Relation::from_name("obl:unmarked");
    }
}

/// "sat with families, dined/acl with X": after a comma such a verb is the next of
/// the subject, and modifies no noun.
fn coordinated_pasts(tree: &mut Tree) {
    for at in 2..tree.tokens.len() {
        let comma = tree.tokens[at - 1].lemma == ",";
        if tree.tokens[at].relation.as_str() != "acl" || !comma || !is_past(tree, at) {
            continue;
        }
        let Some(verb) = tree
            .ancestors(at)
            .find(|a| *a < at && matches!(tree.tokens[*a].xpos.as_str(), "VBD" | "VBN"))
        else {
            continue;
        };
        let own = tree.children(at).any(|c| tree.tokens[c].relation.base() == "nsubj");
        let noun = tree.tokens[at].head.is_some_and(|n| n > verb);
        if noun && !own {
            tree.tokens[at].head = Some(verb);
            tree.tokens[at].relation = Relation::from_name("conj");
        }
    }
}

/// "Bishkek thanks Moscow/vocative": a name right after the verb is its object.
fn objects_after_verbs(tree: &mut Tree, names: &[Unit]) {
    for name in names.iter().filter(|n| n.tokens.start > 0) {
        let verb = name.tokens.start - 1;
        let object = head_of(tree, name.tokens.clone());
        let called = tree.tokens[object].relation.base() == "vocative"
            && tree.tokens[object].head == Some(verb);
        if called && tree.tokens[verb].upos == Upos::Verb {
            tree.tokens[object].relation = Relation::from_name("obj");
            if tree.tokens[verb].lemma == "thanks" {
                tree.tokens[verb].lemma = "thank".into();
            }
        }
    }
}

/// Verbs that headlines use in the present and taggers take for nouns.
const HEADLINE_VERBS: &[&str] = &[
    "ink", "sign", "visit", "host", "seal", "eye", "mull", "launch", "meet", "discuss", "hold",
    "ratify", "join", "plan", "open", "resume", "back", "urge", "condemn", "agree", "vow", "end",
    "start", "begin", "deploy", "withdraw", "arrive", "attend", "clinch", "upgrade", "elevate",
];

/// Verbs that taggers take for nouns in the present, and that are none.
const PRESENT_VERBS: &[&str] = &[
    "accuse",
    "blame",
    "criticise",
    "criticize",
    "deny",
    "urge",
    "condemn",
    "vow",
    "warn",
    "reject",
    "regret",
    "threaten",
    "thank",
    "seek",
    "insist",
    "denounce",
    "deplore",
    "dismiss",
    "refuse",
    "pledge",
    "hail",
    "welcome",
    "recognise",
    "recognize",
    "oppose",
    "want",
    "say",
    "tell",
];

/// Verbs of intent that taggers take for nouns before an infinitive.
const INTENTS: &[&str] = &["plan", "hope", "aim", "attempt", "move", "want", "agree"];

/// "Kazakhstan, Russia ink/NOUN cooperation plan", "The Taliban accuse/NOUN
/// Islamabad": without any other verb of the sentence, such a word right after the
/// name that opens it is its verb.
fn headline_verbs(tree: &mut Tree, names: &[Unit]) {
    let verbal = |at: usize| matches!(tree.tokens[at].upos, Upos::Verb | Upos::Aux);
    let told = (0..tree.tokens.len()).any(verbal);
    let governed = |at: usize| tree.ancestors(at).any(verbal);
    let said = |at: usize| {
        let copular = |t: usize| tree.children(t).any(|c| tree.tokens[c].relation.base() == "cop");
        verbal(at) || copular(at)
    };
    let verb = names.iter().filter(|n| n.kind != UnitKind::Time).find_map(|n| {
        let at = n.tokens.end;
        let token = tree.tokens.get(at)?;
        let form = token.lemma.to_lowercase();
        let is_of = |verbs: &[&str]| verbs.iter().any(|v| is_lemma(&form, v));
        let intends = is_of(INTENTS)
            && tree.tokens.get(at + 1).is_some_and(|t| t.lemma == "to")
            && tree.children(at).any(|c| c > at && verbal(c));
        let known =
            (is_of(PRESENT_VERBS) || intends) && !governed(at) && !tree.root().is_some_and(said)
                || is_of(HEADLINE_VERBS) && !told;
        let opens = names.iter().any(|n| n.tokens.start <= 1);
        (known && opens && token.upos.is_nominal()).then_some((at, n.tokens.clone()))
    });
    let Some((verb, name)) = verb else { return };
    let Some(root) = tree.root() else { return };
    let subject = head_of(tree, name);
    tree.tokens[verb].upos = Upos::Verb;
    tree.tokens[verb].xpos = Xpos::from_name("VBP");
    if root != verb {
        let first = if root < verb { root } else { subject };
        tree.tokens[verb].head = None;
        tree.tokens[verb].relation = Relation::from_name("root");
        tree.tokens[root].head = Some(verb);
        tree.tokens[root].relation = Relation::from_name(if root < verb { "nsubj" } else { "obj" });
        if first != root {
            tree.tokens[first].head = Some(verb);
            tree.tokens[first].relation = Relation::from_name("nsubj");
        }
    } else {
        tree.tokens[subject].head = Some(verb);
        tree.tokens[subject].relation = Relation::from_name("nsubj");
    }
    for child in tree.children(verb).filter(|c| *c > verb).collect::<Vec<_>>() {
        let bare = !tree.children(child).any(|c| tree.tokens[c].relation.base() == "case");
        if bare && tree.tokens[child].upos == Upos::Noun {
            tree.tokens[child].relation = Relation::from_name("obj");
        } else if tree.tokens[child].relation.base() == "nmod" {
            tree.tokens[child].relation = Relation::from_name("obl");
        } else if tree.tokens[child].relation.base() == "acl" {
            tree.tokens[child].relation = Relation::from_name("xcomp");
        }
    }
    // "Pakistan and Kazakhstan/compound plan": all of them do.
    let inner = |at: &usize| *at < verb && tree.tokens[*at].head == Some(verb);
    let named: Vec<usize> =
        names.iter().map(|n| head_of(tree, n.tokens.clone())).filter(inner).collect();
    let first = if root < verb { Some(root) } else { named.first().copied() };
    for &other in named.iter().filter(|n| Some(**n) != first) {
        tree.tokens[other].head = first;
        tree.tokens[other].relation = Relation::from_name("conj");
    }
    if let Some(first) = first {
        tree.tokens[first].relation = Relation::from_name("nsubj");
    }
}

/// "The ministry denied/amod reports": what has a subject modifies no noun; it
/// is the verb, and the noun its object.
fn modifying_verbs(tree: &mut Tree) {
    for verb in 0..tree.tokens.len() {
        let finite = matches!(tree.tokens[verb].xpos.as_str(), "VBD" | "VBZ" | "VBP");
        let modifies = matches!(tree.tokens[verb].relation.base(), "amod" | "compound");
        let subject = tree.children(verb).any(|c| tree.tokens[c].relation.base() == "nsubj");
        let Some(noun) = tree.tokens[verb].head.filter(|n| *n > verb) else { continue };
        if !(finite && modifies && subject) {
            continue;
        }
        for child in tree.children(noun).filter(|c| *c < verb).collect::<Vec<_>>() {
            tree.tokens[child].head = Some(verb);
        }
        tree.tokens[verb].head = tree.tokens[noun].head;
        tree.tokens[verb].relation = tree.tokens[noun].relation;
        tree.tokens[noun].head = Some(verb);
        tree.tokens[noun].relation = Relation::from_name("obj");
    }
}

/// "The ministers of Armenia and Azerbaijan, X and Y, met", "its man at the CSTO,
/// X, said": persons after a comma are not more states, but those of whom the
/// phrase speaks.
fn persons_among_places(tree: &mut Tree, names: &[Unit]) {
    let is_place = |at: usize| {
        let kinds = [UnitKind::Place, UnitKind::Organisation];
        names.iter().any(|n| kinds.contains(&n.kind) && n.tokens.contains(&at))
    };
    let of_person =
        |at: usize| names.iter().any(|n| n.kind == UnitKind::Person && n.tokens.contains(&at));
    let mut first: Option<usize> = None;
    for name in names.iter().filter(|n| n.kind == UnitKind::Person) {
        let person = head_of(tree, name.tokens.clone());
        // "President A of X, B/appos of Y": nobody is two persons.
        let beside = tree.tokens[person].relation.base() == "appos" && name.whole;
        if beside && tree.tokens[person].head.is_some_and(of_person) {
            tree.tokens[person].relation = Relation::from_name("conj");
        }
        let Some(place) = tree.tokens[person].head.filter(|h| is_place(*h)) else { continue };
        if !matches!(tree.tokens[person].relation.base(), "conj" | "appos") {
            continue;
        }
        // "Presidents A of X, B of Y and C/conj of Y"
        let owner = tree.tokens[place]
            .head
            .filter(|h| tree.tokens[place].relation.base() == "nmod" && of_person(*h));
        if let (Some(owner), "conj") = (owner, tree.tokens[person].relation.base()) {
            tree.tokens[person].head = Some(owner);
            continue;
        }
        let comma = name.tokens.start > 0 && tree.tokens[name.tokens.start - 1].lemma == ",";
        match first {
            Some(first) => tree.tokens[person].head = Some(first),
            None if comma => {
                let within = |at: &usize| {
                    matches!(tree.tokens[*at].relation.base(), "nmod" | "conj" | "compound")
                };
                let mut top = place;
                while let Some(above) = tree.tokens[top].head.filter(|_| within(&top)) {
                    top = above;
                }
                if top != place {
                    tree.tokens[person].head = Some(top);
                    tree.tokens[person].relation = Relation::from_name("appos");
                    first = Some(person);
                }
            }
            None => {}
        }
    }
}

/// "Rahmon to visit Berlin": a name at the root with an infinitive right after
/// it is the subject of a headline.
fn headline_plans(tree: &mut Tree, names: &[Unit]) {
    let Some(root) = tree.root() else { return };
    let Some(name) = names.iter().find(|n| n.tokens.contains(&root)) else { return };
    let verb = tree.children(root).find(|c| {
        tree.tokens[*c].relation.base() == "acl"
            && tree.children(*c).any(|m| m == name.tokens.end && tree.tokens[m].lemma == "to")
    });
    if let Some(verb) = verb {
        crown(tree, root, verb);
    }
}

/// "Erdogan, Tokayev discuss trade", "China, Kyrgyzstan, Uzbekistan sign": names of a
/// kind with commas between, right before their verb, are its subjects.
fn headline_pairs(tree: &mut Tree, names: &[Unit]) {
    let listed = |pair: &[Unit]| {
        let comma = pair[0].tokens.end;
        pair[0].kind == pair[1].kind
            && pair[0].kind != UnitKind::Time
            && comma + 1 == pair[1].tokens.start
            && tree.tokens[comma].lemma == ","
    };
    let count = 1 + names.windows(2).take_while(|pair| listed(pair)).count();
    let Some(list) = names.get(..count).filter(|l| l.len() > 1 && l[0].tokens.start == 0) else {
        return;
    };
    let verb = list[count - 1].tokens.end;
    if tree.tokens.get(verb).is_none_or(|t| t.upos != Upos::Verb) {
        return;
    }
    let heads: Vec<usize> = list.iter().map(|n| head_of(tree, n.tokens.clone())).collect();
    let (first, others) = (heads[0], &heads[1..]);
    if others.iter().any(|o| tree.dominates(*o, first) || tree.dominates(*o, verb)) {
        return;
    }
    for &other in others {
        tree.tokens[other].head = Some(first);
        tree.tokens[other].relation = Relation::from_name("conj");
    }
    if tree.dominates(first, verb) {
        crown(tree, first, verb);
    } else {
        tree.tokens[first].head = Some(verb);
        tree.tokens[first].relation = Relation::from_name("nsubj");
    }
}

/// "The side handed over the batteries": what has an object is no passive, but
/// for verbs of giving ("the bank given a licence").
fn takes_object(tree: &Tree, verb: usize) -> bool {
    const GIVING: &[&str] = &[
        "give", "grant", "award", "offer", "pay", "send", "show", "promise", "owe", "deny", "lend",
        "assign", "allow", "ask", "name", "call", "make", "elect", "appoint", "dub",
    ];
    let object = |c: usize| c > verb && tree.tokens[c].relation.base() == "obj";
    let agent = |c: usize| tree.tokens[c].relation.as_str() == "obl:agent";
    !GIVING.iter().any(|g| is_lemma(&tree.tokens[verb].lemma, g))
        && tree.children(verb).any(object)
        && !tree.children(verb).any(agent)
}

/// Makes a verb the head of the noun above it, its subject.
fn crown(tree: &mut Tree, noun: usize, verb: usize) {
    for child in tree.children(noun).filter(|c| *c > verb).collect::<Vec<_>>() {
        tree.tokens[child].head = Some(verb);
    }
    tree.tokens[verb].head = tree.tokens[noun].head;
    tree.tokens[verb].relation = tree.tokens[noun].relation;
    tree.tokens[noun].head = Some(verb);
    tree.tokens[noun].relation = Relation::from_name("nsubj");
}

/// A past tense by its tag, or because the verb has no passive.
fn is_past(tree: &Tree, at: usize) -> bool {
    let token = &tree.tokens[at];
    token.xpos.as_str() == "VBD"
        || token.xpos.as_str() == "VBN"
            && INTRANSITIVE.iter().any(|verb| is_lemma(&token.lemma, verb))
}

/// "security of the region through the CSTO, which includes": a relative
/// clause belongs to the name right before its pronoun.
fn relative_clauses(tree: &mut Tree, names: &[Unit]) {
    for at in 1..tree.tokens.len() {
        let wanted: &[UnitKind] = match tree.tokens[at].lemma.as_str() {
            "who" => &[UnitKind::Person],
            "which" => &[UnitKind::Organisation],
            "where" => &[UnitKind::Place],
            _ => continue,
        };
        let Some(clause) = tree.tokens[at].head.filter(|h| *h > at) else { continue };
        let before = if tree.tokens[at - 1].upos == Upos::Punct { at - 1 } else { at };
        // "visited Baku in August, where he signed": the time does not matter.
        let time = names.iter().find(|n| n.kind == UnitKind::Time && n.tokens.end == before);
        let dated = time.map_or(before, |t| t.tokens.start);
        let ends = |end: usize| end == before || end == dated || end + 1 == dated;
        let named = |n: &&Unit| ends(n.tokens.end) && wanted.contains(&n.kind);
        let Some(name) = names.iter().rfind(named) else { continue };
        let head = head_of(tree, name.tokens.clone());
        if tree.tokens[clause].head.is_some() && !tree.dominates(clause, head) {
            tree.tokens[clause].head = Some(head);
            tree.tokens[clause].relation = Relation::from_name("acl:relcl");
        }
    }
}

/// "For his first trip since the pandemic, President Xi Jinping went": a name
/// right before a finite verb without subject is its subject.
fn subjects(tree: &mut Tree, names: &[Unit]) {
    for verb in 1..tree.tokens.len() {
        if !lacks_subject(tree, verb) {
            continue;
        }
        let Some(name) = name_before(tree, names, verb) else { continue };
        let head = head_of(tree, name.tokens.clone());
        let loose = matches!(
            tree.tokens[head].relation.base(),
            "nmod"
                | "appos"
                | "conj"
                | "dep"
                | "compound"
                | "flat"
                | "parataxis"
                | "obl"
                | "obj"
                | "amod"
        );
        if loose && !tree.dominates(head, verb) {
            free_from_day(tree, names, name, verb);
        }
        let free =
            !tree.children(head).any(|c| matches!(tree.tokens[c].relation.base(), "case" | "cc"));
        if loose && free && !tree.dominates(head, verb) {
            tree.tokens[head].head = Some(verb);
            tree.tokens[head].relation = Relation::from_name("nsubj");
        }
    }
}

/// "At a briefing on May 8 Nurlan Ermekbayev declared": the day and its preposition
/// are none of the name's, but said of the verb.
fn free_from_day(tree: &mut Tree, names: &[Unit], name: &Unit, verb: usize) {
    let head = head_of(tree, name.tokens.clone());
    let before = |n: &&Unit| n.kind == UnitKind::Time && n.tokens.end == name.tokens.start;
    let Some(day) = names.iter().find(before).map(|n| n.tokens.clone()) else { return };
    let case = day.start.checked_sub(1).filter(|c| {
        tree.tokens[*c].head == Some(head) && tree.tokens[*c].relation.base() == "case"
    });
    let date = head_of(tree, day);
    if let (Some(case), true) = (case, tree.tokens[date].head == Some(head)) {
        tree.tokens[case].head = Some(date);
        tree.tokens[date].head = Some(verb);
        tree.tokens[date].relation = Relation::from_name("obl");
    }
}

/// The name right before a verb, or before the apposition that ends there in a
/// comma ("Ma Xiaotian, deputy chief of the staff, told"), or the apposition
/// itself ("the chief of the staff, Ma Xiaotian, told").
fn name_before<'u>(tree: &Tree, names: &'u [Unit], verb: usize) -> Option<&'u Unit> {
    let start = group_start(tree, verb);
    let named = |n: &&Unit| n.kind != UnitKind::Time && n.tokens.end == start;
    if let Some(name) = names.iter().find(named) {
        return Some(name);
    }
    let is_comma = |at: usize| tree.tokens.get(at).is_some_and(|t| t.lemma == ",");
    let comma = start.checked_sub(1).filter(|at| is_comma(*at))?;
    let apposed = |n: &&Unit| {
        let end = n.tokens.end;
        let finite =
            |at: usize| matches!(tree.tokens[at].xpos.as_str(), "VBD" | "VBZ" | "VBP" | "MD");
        n.kind == UnitKind::Person
            && n.whole
            && end + 1 < comma
            && comma - end <= LONGEST_APPOSITION
            && is_comma(end)
            && !(end..comma).any(finite)
    };
    let main = matches!(tree.tokens[verb].relation.base(), "root" | "parataxis");
    let name = |n: &&Unit| n.kind == UnitKind::Person && n.whole && n.tokens.end == comma;
    names.iter().rfind(apposed).or_else(|| names.iter().find(name).filter(|_| main))
}

/// Tokens between the commas of an apposition.
const LONGEST_APPOSITION: usize = 25;

/// "Troops from Russia, China and Mongolia took part": a subject that "and" ties
/// to the name before it is the last of a list, whose head is the subject.
fn cut_lists(tree: &mut Tree, names: &[Unit]) {
    for pair in names.windows(2) {
        let (before, last) = (&pair[0].tokens, &pair[1].tokens);
        let subject = head_of(tree, last.clone());
        let Some(verb) = tree.tokens[subject].head.filter(|v| *v > subject) else { continue };
        let tied = pair[0].kind == pair[1].kind
            && tree.tokens[subject].relation.base() == "nsubj"
            && last.start > before.end
            && tree.tokens[last.start - 1].lemma == "and"
            && last.start <= before.end + 2;
        let first = head_of(tree, before.clone());
        if !tied || tree.dominates(verb, first) {
            continue;
        }
        let within = |at: usize| {
            matches!(
                tree.tokens[at].relation.base(),
                "nmod" | "conj" | "appos" | "compound" | "flat"
            )
        };
        let mut top = first;
        while let Some(above) = tree.tokens[top].head.filter(|_| within(top)) {
            top = above;
        }
        tree.tokens[subject].head = Some(first);
        tree.tokens[subject].relation = Relation::from_name("conj");
        if tree.dominates(top, verb) {
            crown(tree, top, verb);
        } else {
            tree.tokens[top].head = Some(verb);
            tree.tokens[top].relation = Relation::from_name("nsubj");
        }
    }
}

/// Prepositions with which a sentence opens.
const OPENINGS: &[&str] = &[
    "in",
    "at",
    "on",
    "during",
    "after",
    "before",
    "from",
    "alongside",
    "under",
    "following",
    "amid",
    "since",
    "for",
    "near",
    "outside",
    "within",
    "ahead",
    "besides",
    "beside",
    "with",
];

/// "In Ashgabat/nsubj, Russia and Iran signed": what has a preposition is no
/// subject; the name after the comma is.
fn fronted_phrases(tree: &mut Tree, names: &[Unit]) {
    for verb in 1..tree.tokens.len() {
        let opening = tree.children(verb).find(|s| {
            *s < verb
                && tree.tokens[*s].relation.base() == "nsubj"
                && tree.children(*s).any(|c| {
                    c < *s
                        && tree.tokens[c].relation.base() == "case"
                        && OPENINGS.contains(&tree.tokens[c].lemma.to_lowercase().as_str())
                })
        });
        let Some(opening) = opening else { continue };
        let comma = (opening + 1..verb).find(|at| tree.tokens[*at].lemma == ",");
        let Some(comma) = comma else { continue };
        let Some(name) = names.iter().find(|n| n.tokens.start == comma + 1) else { continue };
        let subject = head_of(tree, name.tokens.clone());
        if !tree.dominates(opening, subject) {
            continue;
        }
        let rest: Vec<usize> =
            tree.children(opening).filter(|c| *c > comma && *c != subject).collect();
        for child in rest {
            tree.tokens[child].head = Some(subject);
        }
        tree.tokens[opening].relation = Relation::from_name("obl");
        tree.tokens[subject].head = Some(verb);
        tree.tokens[subject].relation = Relation::from_name("nsubj");
    }
}

/// "During the visit to Bishkek, Russia/conj and Kyrgyzstan/nsubj signed": what "and"
/// ties to the subject is the subject with it, and no other place of the visit.
fn fronted_lists(tree: &mut Tree, names: &[Unit]) {
    for pair in names.windows(2) {
        let (before, last) = (&pair[0].tokens, &pair[1].tokens);
        let subject = head_of(tree, last.clone());
        let Some(verb) = tree.tokens[subject].head.filter(|v| *v > subject) else { continue };
        let first = head_of(tree, before.clone());
        let tied = pair[0].kind == pair[1].kind
            && tree.tokens[subject].relation.base() == "nsubj"
            && last.start == before.end + 1
            && tree.tokens[before.end].lemma == "and"
            && tree.tokens[first].relation.base() == "conj";
        let Some(place) = tree.tokens[first].head.filter(|_| tied) else { continue };
        let after_comma = |at: usize| {
            let name = names.iter().find(|n| n.tokens.contains(&at));
            name.and_then(|n| n.tokens.start.checked_sub(1))
                .is_some_and(|c| tree.tokens[c].lemma == ",")
        };
        let members: Vec<usize> = tree
            .children(place)
            .filter(|c| *c > place && *c <= first && tree.tokens[*c].relation.base() == "conj")
            .collect();
        if !tree.dominates(verb, place) || !members.iter().all(|m| after_comma(*m)) {
            continue;
        }
        let Some((&head, others)) = members.split_first() else { continue };
        tree.tokens[head].head = Some(verb);
        tree.tokens[head].relation = Relation::from_name("nsubj");
        for &other in others.iter().chain([&subject]) {
            tree.tokens[other].head = Some(head);
            tree.tokens[other].relation = Relation::from_name("conj");
        }
    }
}

/// "In Shanghai, China, Russia/conj and Tajikistan/conj sign": what is listed after
/// the comma, up to a verb without subject, is its subject.
fn fronted_subjects(tree: &mut Tree, names: &[Unit]) {
    for verb in 1..tree.tokens.len() {
        let start = group_start(tree, verb);
        let Some(name) = names.iter().find(|n| n.tokens.end == start) else { continue };
        let last = head_of(tree, name.tokens.clone());
        let conj = |at: usize| tree.tokens[at].relation.base() == "conj";
        let Some(place) = tree.tokens[last].head.filter(|_| conj(last)) else { continue };
        let fronted = tree.tokens[place].head == Some(verb)
            && tree.tokens[place].relation.base() == "obl"
            && tree.children(place).any(|c| tree.tokens[c].relation.base() == "case");
        let members: Vec<usize> =
            tree.children(place).filter(|c| *c > place && *c <= last && conj(*c)).collect();
        let begin =
            |at: usize| names.iter().find(|n| n.tokens.contains(&at)).map(|n| n.tokens.start);
        let Some((&head, others)) = members.split_first().filter(|(_, others)| !others.is_empty())
        else {
            continue;
        };
        let comma = begin(head).is_some_and(|b| b > 0 && tree.tokens[b - 1].lemma == ",");
        // After several subjects the present looks like the infinitive.
        if tree.tokens[verb].xpos.as_str() == "VB" && start == verb {
            tree.tokens[verb].xpos = Xpos::from_name("VBP");
        }
        if !fronted || !comma || !lacks_subject(tree, verb) {
            continue;
        }
        tree.tokens[head].head = Some(verb);
        tree.tokens[head].relation = Relation::from_name("nsubj");
        for &other in others {
            tree.tokens[other].head = Some(head);
        }
    }
}

/// "The envoy to the CSTO, Igor Frolov/appos of CSTO, admitted": a person between
/// commas right before a verb is who the subject is.
fn apposed_persons(tree: &mut Tree, names: &[Unit]) {
    for name in names.iter().filter(|n| n.kind == UnitKind::Person && n.whole) {
        let is_comma = |at: usize| tree.tokens.get(at).is_some_and(|t| t.lemma == ",");
        let enclosed =
            name.tokens.start > 1 && is_comma(name.tokens.start - 1) && is_comma(name.tokens.end);
        let person = head_of(tree, name.tokens.clone());
        let verb = (name.tokens.end + 1..tree.tokens.len())
            .find(|at| tree.tokens[*at].upos == Upos::Verb)
            .filter(|v| group_start(tree, *v) == name.tokens.end + 1 && enclosed);
        let Some(verb) = verb else { continue };
        let subject = tree.children(verb).find(|c| {
            *c < name.tokens.start
                && tree.tokens[*c].relation.base() == "nsubj"
                && tree.tokens[*c].upos == Upos::Noun
        });
        let Some(subject) = subject else { continue };
        let loose = matches!(tree.tokens[person].relation.base(), "appos" | "conj" | "nmod");
        let bare =
            !tree.children(person).any(|c| matches!(tree.tokens[c].relation.base(), "case" | "cc"));
        if loose && bare && tree.dominates(subject, person) {
            tree.tokens[person].head = Some(subject);
            tree.tokens[person].relation = Relation::from_name("appos");
        }
    }
}

/// A finite verb of a clause of its own that nothing is the subject of.
fn lacks_subject(tree: &Tree, verb: usize) -> bool {
    let token = &tree.tokens[verb];
    let finite = matches!(token.xpos.as_str(), "VBD" | "VBZ" | "VBP")
        || tree
            .children(verb)
            .any(|c| matches!(tree.tokens[c].xpos.as_str(), "MD" | "VBZ" | "VBP" | "VBD"));
    let clause = matches!(token.relation.base(), "root" | "ccomp" | "parataxis" | "conj" | "advcl")
        || token.xpos.as_str() == "VBD"
            && matches!(token.relation.base(), "amod" | "compound" | "flat");
    let subject = tree
        .children(verb)
        .any(|c| matches!(tree.tokens[c].relation.base(), "nsubj" | "csubj" | "expl"));
    token.upos == Upos::Verb && finite && clause && !subject
}

/// Where the verb with its auxiliaries and adverbs begins.
fn group_start(tree: &Tree, verb: usize) -> usize {
    let mut start = verb;
    while start > 0
        && tree.tokens[start - 1].head == Some(verb)
        && matches!(tree.tokens[start - 1].relation.base(), "aux" | "advmod")
    {
        start -= 1;
    }
    start
}

fn head_of(tree: &Tree, tokens: Range<usize>) -> usize {
    let outside = |t: &usize| tree.tokens[*t].head.is_none_or(|h| !tokens.contains(&h));
    tokens.clone().find(outside).unwrap_or(tokens.start)
}
