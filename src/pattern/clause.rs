//! Who does what in a tree: subjects, objects and obliques of verbs and event
//! nouns, through passives, relative clauses, control, coordination and light
//! verbs. The usual misattachments of parsers are repaired here and only here.

use crate::language::{Tree, Upos};

/// Verbs that lend their subject to an event noun ("paid a visit", "held talks").
const LIGHT_VERBS: &[&str] = &[
    "make",
    "pay",
    "hold",
    "have",
    "begin",
    "start",
    "conclude",
    "complete",
    "finish",
    "undertake",
    "take",
    "conduct",
    "carry",
    "launch",
    "kick",
    "plan",
    "schedule",
    "arrive",
    "be",
    "come",
    "go",
    "travel",
    "fly",
    "continue",
    "open",
    "cancel",
    "postpone",
    "scrap",
    "delay",
    "abandon",
    "skip",
    "wrap",
    "cap",
    "round",
    "cut",
    "announce",
    "use",
    "resume",
    "extend",
    "break",
    "put",
    "call",
    "seek",
    "propose",
    "interrupt",
    "kick",
    "end",
    "embark",
    "leave",
    "depart",
    "set",
    "return",
    "attend",
    "stage",
    "run",
    "organise",
    "organize",
    "give",
    "do",
];

/// Nouns of what one does oneself: the subject of nearly any verb around them is
/// who travels or talks ("contemplates a trip", "reciprocated with a visit").
const OWN_EVENTS: &[&str] = &[
    "visit",
    "trip",
    "journey",
    "tour",
    "stopover",
    "pilgrimage",
    "talk",
    "conversation",
    "negotiation",
    "chat",
    "audience",
    "encounter",
];

/// Verbs whose subject speaks of the event of others, or is host to it.
const OTHERS_EVENTS: &[&str] = &[
    "address",
    "await",
    "back",
    "block",
    "broker",
    "call",
    "comment",
    "condemn",
    "cover",
    "criticise",
    "criticize",
    "describe",
    "discuss",
    "expect",
    "facilitate",
    "follow",
    "greet",
    "hail",
    "host",
    "include",
    "invite",
    "involve",
    "mark",
    "mean",
    "mediate",
    "mention",
    "note",
    "oppose",
    "praise",
    "precede",
    "prevent",
    "promise",
    "protest",
    "recall",
    "receive",
    "report",
    "say",
    "see",
    "support",
    "urge",
    "watch",
    "welcome",
];

/// Verbs whose object is the subject of the infinitive ("invited Xi to visit").
const OBJECT_CONTROL: &[&str] = &[
    "invite",
    "ask",
    "urge",
    "order",
    "allow",
    "send",
    "expect",
    "persuade",
    "force",
    "enable",
    "permit",
    "tell",
    "call",
    "lead",
    "help",
    "instruct",
    "require",
    "want",
    "encourage",
    "oblige",
    "prompt",
    "let",
];

/// Prepositions by which an event noun frames what its own subject does.
const FRAMES: &[&str] = &[
    "under",
    "on",
    "during",
    "after",
    "before",
    "in",
    "for",
    "amid",
    "following",
    "at",
    "ahead",
    "within",
    "as",
];

/// Nouns between such a preposition and the event noun.
pub const FRAME_NOUNS: &[&str] = &[
    "course",
    "framework",
    "part",
    "occasion",
    "end",
    "start",
    "eve",
    "sideline",
    "margin",
    "conclusion",
    "outcome",
    "result",
    "day",
    "beginning",
];

/// Verbs that have no passive: a participle of theirs without "be" is a past tense.
pub(super) const INTRANSITIVE: &[&str] = &[
    "arrive",
    "come",
    "go",
    "fly",
    "travel",
    "talk",
    "speak",
    "sit",
    "confer",
    "depart",
    "head",
    "land",
    "gather",
    "convene",
    "return",
    "negotiate",
    "agree",
    "visit",
    "meet",
    "clash",
    "attend",
    "join",
    "leave",
    "begin",
    "become",
    "dine",
    "lunch",
    "walk",
];

/// Verbs that in a headline have the object before them: "border accord inked".
const HEADLINE_PASSIVES: &[&str] = &[
    "sign",
    "ink",
    "seal",
    "clinch",
    "strike",
    "hold",
    "establish",
    "postpone",
    "cancel",
    "ratify",
    "declare",
    "adopt",
    "initial",
    "upgrade",
    "elevate",
    "restore",
    "scrap",
    "delay",
    "conclude",
    "exchange",
    "approve",
    "endorse",
    "finalise",
    "finalize",
    "accept",
    "appoint",
    "recall",
    "summon",
    "extend",
    "renew",
    "lift",
    "impose",
    "withdraw",
    "issue",
    "reopen",
    "inaugurate",
    "sever",
];

/// Everything under a token, itself included.
pub fn subtree(tree: &Tree, token: usize) -> impl Iterator<Item = usize> {
    let mut stack = vec![token];
    let mut found = Vec::new();
    while let Some(t) = stack.pop() {
        found.push(t);
        stack.extend(tree.children(t));
    }
    found.sort_unstable();
    found.into_iter()
}

fn relation(tree: &Tree, token: usize) -> &str {
    tree.tokens[token].relation.as_str()
}

fn base(tree: &Tree, token: usize) -> &str {
    tree.tokens[token].relation.base()
}

fn lemma(tree: &Tree, token: usize) -> &str {
    &tree.tokens[token].lemma
}

fn with_relation<'a>(
    tree: &'a Tree,
    token: usize,
    wanted: &'a [&str],
) -> impl Iterator<Item = usize> + 'a {
    tree.children(token)
        .filter(move |c| wanted.contains(&relation(tree, *c)) || wanted.contains(&base(tree, *c)))
}

/// Whether a token tagged otherwise is a participle that can head a clause.
pub fn is_participle(tree: &Tree, token: usize) -> bool {
    matches!(tree.tokens[token].xpos.as_str(), "VBN" | "VBG" | "VBD")
        && tree.tokens[token].upos == Upos::Adj
}

/// Whether a word of a pattern is this lemma; treebanks keep the plural of
/// words such as "troops".
pub fn is_lemma(lemma: &str, word: &str) -> bool {
    lemma.eq_ignore_ascii_case(word)
        || lemma.strip_suffix('s').is_some_and(|l| l.eq_ignore_ascii_case(word))
        || is_clipped(lemma, word)
        || is_clipped(word, lemma)
}

/// Whether one word is the other without the last letter, which the lemmatiser
/// takes off too much or leaves ("conven(e)d", "discus(s)", "patrol(l)ing").
pub fn is_clipped(short: &str, long: &str) -> bool {
    // "plan" is no "plane".
    short.len() >= 5
        && long.strip_prefix(short).is_some_and(|end| {
            matches!(end, "e" | "s" | "l") || short.ends_with(end) && end.len() == 1
        })
}

/// All that [`is_lemma`] may take for a word of a pattern.
pub fn lemmas_like(word: &str) -> Vec<String> {
    let last = word.chars().last();
    let mut endings: Vec<char> = ['e', 's', 'l'].into_iter().chain(last).collect();
    endings.dedup();
    let longer = endings.into_iter().map(|end| format!("{word}{end}"));
    let shorter = last.and_then(|last| word.strip_suffix(last)).map(str::to_owned);
    let all = longer.chain(shorter).filter(|lemma| is_lemma(lemma, word));
    all.chain([word.to_owned()]).collect()
}

/// "Kyrgyzstan is a member", "Uzbekistan, a member of": a noun that is said of
/// another.
pub fn is_predicate_noun(tree: &Tree, token: usize) -> bool {
    let copular = with_relation(tree, token, &["cop"]).next().is_some();
    copular
        || base(tree, token) == "appos" && tree.tokens[token].upos == Upos::Noun
        || equated(tree, token).is_some()
}

/// "The next stop was Bishkek" says of Bishkek that it was the next stop.
fn equated(tree: &Tree, token: usize) -> Option<usize> {
    let noun = tree.tokens[token].upos == Upos::Noun && base(tree, token) == "nsubj";
    let name = tree.tokens[token].head.filter(|h| tree.tokens[*h].upos == Upos::Propn);
    name.filter(|h| noun && with_relation(tree, *h, &["cop"]).next().is_some())
}

/// Of whom a predicate noun is said.
pub fn copular_subjects(tree: &Tree, token: usize) -> Vec<usize> {
    match tree.tokens[token].head {
        Some(head) if base(tree, token) == "appos" => vec![head],
        Some(head) if equated(tree, token).is_some() => conjuncts(tree, head),
        _ => expanded(tree, with_companions(tree, token, surface_subjects(tree, token, 2))),
    }
}

/// "Kazakhstan took part, along with Russia and Belarus": who does it beside the subject.
fn with_companions(tree: &Tree, verb: usize, mut subjects: Vec<usize>) -> Vec<usize> {
    let before = |t: usize| t.checked_sub(1).map_or("", |t| lemma(tree, t));
    let companion = |c: &usize| {
        let with = with_relation(tree, *c, &["case"]).find(|m| lemma(tree, *m) == "with");
        matches!(base(tree, *c), "obl" | "nmod")
            && with.is_some_and(|m| matches!(before(m), "along" | "together"))
    };
    if !subjects.is_empty() {
        subjects.extend(tree.children(verb).filter(companion));
    }
    subjects
}

/// What is said of a noun beside it: "Steppe Eagle, an annual exercise".
pub fn appositions(tree: &Tree, token: usize) -> impl Iterator<Item = usize> {
    with_relation(tree, token, &["appos"])
}

/// The word that a copula belongs to: "in Astana" of "was in Astana".
pub fn predicate(tree: &Tree, token: usize) -> usize {
    match tree.tokens[token].head {
        Some(head) if base(tree, token) == "cop" => head,
        _ => token,
    }
}

/// Objects, also those that a passive keeps, and what the parser takes for a
/// measure: "granted Tajikistan a loan".
pub fn objects_and_measures(tree: &Tree, verb: usize) -> Vec<usize> {
    let mut found = objects(tree, verb);
    // "was granted an audience"
    if is_passive(tree, verb) {
        found.extend(with_relation(tree, verb, &["obj"]));
    }
    // "granted Tajikistan a loan" parsed as an apposition.
    let second: Vec<usize> = found.iter().flat_map(|o| appositions(tree, *o)).collect();
    found.extend(second);
    // "was granted a loan": what a passive keeps as its object.
    if is_passive(tree, verb) {
        found.extend(expanded(tree, with_relation(tree, verb, &["obj"])));
    }
    found.extend(tree.children(verb).filter(|c| {
        relation(tree, *c) == "obl:unmarked"
            || base(tree, *c) == "xcomp" && matches!(tree.tokens[*c].upos, Upos::Noun | Upos::Adj)
    }));
    found
}

/// A word in a noun's place, whatever its tag ("held joint exercises/VERB").
pub fn is_nominal(tree: &Tree, token: usize) -> bool {
    matches!(base(tree, token), "obj" | "nsubj" | "obl" | "nmod")
        && with_relation(tree, token, &["nsubj", "aux"]).next().is_none()
}

/// A noun tag on what has an object of its own, and a subject or "to".
pub fn is_verbal(tree: &Tree, token: usize) -> bool {
    let has = |wanted: &str| tree.children(token).any(|c| base(tree, c) == wanted);
    let infinitive = with_relation(tree, token, &["mark"]).any(|m| lemma(tree, m) == "to");
    tree.tokens[token].upos == Upos::Noun && has("obj") && (has("nsubj") || infinitive)
}

/// A verb in the passive, or a past participle that stands alone.
pub fn is_passive(tree: &Tree, verb: usize) -> bool {
    let auxiliary =
        |c: usize| relation(tree, c) == "aux:pass" && matches!(lemma(tree, c), "be" | "get");
    if tree.children(verb).any(auxiliary) {
        return true;
    }
    let by_means = |c: usize| {
        matches!(
            lemma(tree, c),
            "phone" | "telephone" | "video" | "train" | "plane" | "air" | "link"
        )
    };
    let agent = tree
        .children(verb)
        .any(|c| relation(tree, c) == "obl:agent" && has_case(tree, c, &["by"]) && !by_means(c));
    if INTRANSITIVE.contains(&lemma(tree, verb)) {
        return agent && tree.tokens[verb].xpos.as_str() == "VBN";
    }
    let has_aux = with_relation(tree, verb, &["aux"]).next().is_some();
    let participle = tree.tokens[verb].xpos.as_str() == "VBN";
    let alone =
        matches!(base(tree, verb), "acl" | "advcl" | "root" | "conj" | "amod" | "parataxis");
    agent
        || participle && !has_aux && alone && bare_participle(tree, verb)
        || !has_aux && is_headline_passive(tree, verb)
}

/// "Border accord inked", "Talks held": a thing without an article that signs
/// nothing itself.
fn is_headline_passive(tree: &Tree, verb: usize) -> bool {
    let has = |wanted: &[&str]| with_relation(tree, verb, wanted).next().is_some();
    let Some(subject) = with_relation(tree, verb, &["nsubj"]).next() else { return false };
    matches!(tree.tokens[verb].xpos.as_str(), "VBN" | "VBD")
        && HEADLINE_PASSIVES.contains(&lemma(tree, verb))
        && tree.tokens[subject].upos == Upos::Noun
        && with_relation(tree, subject, &["det"]).next().is_none()
        && !has(&["obj", "ccomp", "xcomp"])
}

/// A participle without subject, or the second of a passive coordination.
fn bare_participle(tree: &Tree, verb: usize) -> bool {
    if with_relation(tree, verb, &["nsubj"]).next().is_some() {
        return false;
    }
    match (base(tree, verb), tree.tokens[verb].head) {
        ("conj", Some(head)) => is_passive(tree, head),
        _ => true,
    }
}

/// A token and those coordinated with it.
pub fn conjuncts(tree: &Tree, token: usize) -> Vec<usize> {
    let mut all = vec![token];
    for child in with_relation(tree, token, &["conj"]) {
        // "Mirziyoyev met Xi and Putin arrived": a clause is no filler; "Kazakhstan, but
        // not Turkmenistan" is without Turkmenistan.
        let clause = with_relation(tree, child, &["nsubj", "cop", "aux"]).next().is_some();
        let excluded = tree.children(child).any(|c| c < child && lemma(tree, c) == "not");
        if !clause && !excluded {
            all.extend(conjuncts(tree, child));
        }
    }
    all
}

fn expanded(tree: &Tree, tokens: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut all: Vec<usize> = tokens.into_iter().flat_map(|t| conjuncts(tree, t)).collect();
    let mut seen = Vec::with_capacity(all.len());
    all.retain(|t| {
        !seen.contains(t) && {
            seen.push(*t);
            true
        }
    });
    all
}

/// A relative pronoun stands for the noun its clause hangs on.
fn antecedent(tree: &Tree, token: usize) -> usize {
    let relative = matches!(lemma(tree, token), "who" | "whom" | "which" | "that" | "whose")
        && matches!(tree.tokens[token].upos, Upos::Pron | Upos::Sconj | Upos::Det);
    if !relative {
        return token;
    }
    let mut at = token;
    while let Some(head) = tree.tokens[at].head {
        if matches!(base(tree, at), "acl" | "appos" | "parataxis" | "advcl") {
            return head;
        }
        at = head;
    }
    token
}

/// The subject as it stands, active or passive, or the one under control.
fn surface_subjects(tree: &Tree, verb: usize, depth: usize) -> Vec<usize> {
    let own: Vec<usize> =
        with_relation(tree, verb, &["nsubj", "nsubj:pass"]).map(|s| antecedent(tree, s)).collect();
    if !own.is_empty() || depth == 0 {
        return own;
    }
    let Some(head) = tree.tokens[verb].head else { return own };
    match relation(tree, verb) {
        // "has been to Baku and met", "arrived and met"
        "conj"
            if matches!(tree.tokens[head].upos, Upos::Verb | Upos::Aux)
                || with_relation(tree, head, &["cop"]).next().is_some() =>
        {
            surface_subjects(tree, head, depth - 1)
        }
        "xcomp" | "ccomp" if !is_finite(tree, verb) => controller(tree, head, depth),
        // "Russia, represented by X, promised": also where the parser hangs the main verb below.
        "advcl" | "parataxis" if !is_finite(tree, verb) || !has_mark(tree, verb) => {
            surface_subjects(tree, head, depth - 1)
        }
        "acl" if !is_finite(tree, verb) && !is_past(tree, verb) => {
            noun_controller(tree, verb, head, depth)
        }
        "acl:relcl" => vec![head],
        // A past tense cannot modify a noun: the noun is its subject.
        "acl" | "amod" | "compound" | "flat" if is_past(tree, verb) => vec![led(tree, head)],
        _ => own,
    }
}

fn has_mark(tree: &Tree, verb: usize) -> bool {
    with_relation(tree, verb, &["mark", "advmod"]).any(|m| {
        matches!(
            lemma(tree, m),
            "that"
                | "if"
                | "when"
                | "where"
                | "while"
                | "as"
                | "because"
                | "after"
                | "before"
                | "although"
        )
    })
}

fn is_past(tree: &Tree, verb: usize) -> bool {
    let form = tree.tokens[verb].xpos.as_str();
    form == "VBD" || form == "VBN" && INTRANSITIVE.contains(&lemma(tree, verb))
}

/// "a delegation led by X flew": the delegation flew.
fn led(tree: &Tree, noun: usize) -> usize {
    match tree.tokens[noun].head {
        Some(participle)
            if relation(tree, noun) == "obl:agent" && base(tree, participle) == "acl" =>
        {
            tree.tokens[participle].head.unwrap_or(noun)
        }
        _ => noun,
    }
}

/// Whose infinitive it is: the object's of "invite", else the subject's.
fn controller(tree: &Tree, head: usize, depth: usize) -> Vec<usize> {
    if OBJECT_CONTROL.contains(&lemma(tree, head)) {
        let objects: Vec<usize> = with_relation(tree, head, &["obj", "iobj"]).collect();
        if !objects.is_empty() {
            return objects;
        }
    }
    surface_subjects(tree, head, depth - 1)
}

/// "troops guarding ..." is said of the troops; "plans to visit" of the planner.
fn noun_controller(tree: &Tree, verb: usize, noun: usize, depth: usize) -> Vec<usize> {
    let infinitive = with_relation(tree, verb, &["mark"]).any(|m| lemma(tree, m) == "to");
    if !infinitive {
        return vec![noun];
    }
    let owners = possessors_depth(tree, noun, depth - 1);
    if owners.is_empty() { vec![noun] } else { owners }
}

/// Whether a verb has a tense of its own.
pub fn is_finite(tree: &Tree, verb: usize) -> bool {
    let finite_aux = with_relation(tree, verb, &["aux", "cop", "aux:pass"])
        .any(|a| matches!(tree.tokens[a].xpos.as_str(), "MD" | "VBD" | "VBZ" | "VBP"));
    finite_aux || matches!(tree.tokens[verb].xpos.as_str(), "VBD" | "VBZ" | "VBP")
}

/// Who does it: the subject, or the agent of a passive.
pub fn subjects(tree: &Tree, verb: usize) -> Vec<usize> {
    let verb = predicate(tree, verb);
    if is_passive(tree, verb) {
        let agents = agents(tree, verb);
        return expanded(tree, if agents.is_empty() { bare_subject(tree, verb) } else { agents });
    }
    expanded(tree, with_companions(tree, verb, surface_subjects(tree, verb, 4)))
}

/// "Border guards clashed near Batken" is often parsed as a noun with a
/// participle: where nothing else can be the verb, the noun may be its subject.
fn bare_subject(tree: &Tree, verb: usize) -> Vec<usize> {
    match tree.tokens[verb].head {
        Some(head) if relation(tree, verb) == "acl" && tree.tokens[head].head.is_none() => {
            vec![head]
        }
        _ => Vec::new(),
    }
}

fn agents(tree: &Tree, verb: usize) -> Vec<usize> {
    let by = |c: &usize| relation(tree, *c) == "obl:agent" || has_case(tree, *c, &["by"]);
    let own: Vec<usize> = with_relation(tree, verb, &["obl", "nmod"])
        .filter(by)
        .map(|t| antecedent(tree, t))
        .collect();
    if !own.is_empty() {
        return own;
    }
    // "was delivered to Herat by Turkmenistan": hung on the phrase before it.
    with_relation(tree, verb, &["obl", "nsubj", "obj"])
        .flat_map(|c| with_relation(tree, c, &["nmod"]).filter(by).collect::<Vec<_>>())
        .collect()
}

/// What it is done to: the object, or the subject of a passive.
pub fn objects(tree: &Tree, verb: usize) -> Vec<usize> {
    if is_passive(tree, verb) {
        return expanded(tree, surface_subjects(tree, verb, 4));
    }
    let own: Vec<usize> = with_relation(tree, verb, &["obj", "iobj"])
        .filter(|o| !is_prepositional(tree, *o))
        .map(|o| antecedent(tree, o))
        .collect();
    if !own.is_empty() {
        return expanded(tree, own);
    }
    // "the treaty that they signed", "the treaty they signed": the gap is the object.
    match (relation(tree, verb), tree.tokens[verb].head) {
        ("acl:relcl", Some(noun))
            if !surface_subjects(tree, verb, 1).contains(&noun) && !is_adverbial(tree, verb) =>
        {
            vec![noun]
        }
        _ => Vec::new(),
    }
}

/// Lemmatisers take some prepositions for participles.
const PARTICIPLES: [(&str, &str); 4] = [
    ("follow", "following"),
    ("include", "including"),
    ("involve", "involving"),
    ("concern", "concerning"),
];

fn preposition(lemma: &str) -> &str {
    PARTICIPLES.iter().find(|(verb, _)| *verb == lemma).map_or(lemma, |(_, word)| word)
}

/// The lemmas that a preposition may have.
pub fn lemmas_of_preposition(word: &str) -> impl Iterator<Item = &str> {
    let verbs = PARTICIPLES.iter().filter(move |(_, preposition)| *preposition == word);
    verbs.map(|(verb, _)| *verb).chain([word])
}

/// "where he met", "when he came": the gap is an adverb's.
fn is_adverbial(tree: &Tree, verb: usize) -> bool {
    with_relation(tree, verb, &["advmod"]).any(|a| matches!(lemma(tree, a), "where" | "when"))
}

/// A phrase with a preposition is no object, whatever the parser says.
fn is_prepositional(tree: &Tree, token: usize) -> bool {
    with_relation(tree, token, &["case"]).next().is_some()
}

fn has_case<S: AsRef<str>>(tree: &Tree, token: usize, preps: &[S]) -> bool {
    let case_at = |t: usize| {
        with_relation(tree, t, &["case", "mark"]).any(|c| {
            let form = preposition(lemma(tree, c));
            preps.iter().any(|p| p.as_ref() == form)
        })
    };
    // A conjunct shares the preposition of the first.
    case_at(token) || base(tree, token) == "conj" && tree.tokens[token].head.is_some_and(case_at)
}

/// Phrases with one of the prepositions that belong to the verb, also those
/// that the parser hung on its object or subject, or on the verb it depends on.
pub fn obliques<S: AsRef<str>>(tree: &Tree, verb: usize, preps: &[S]) -> Vec<usize> {
    let place = predicate(tree, verb);
    // "flew there"
    let local = preps.iter().any(|p| matches!(p.as_ref(), "in" | "at" | "to"));
    let is_there = |t: &usize| local && lemma(tree, *t) == "there";
    if place != verb {
        return if has_case(tree, place, preps) { conjuncts(tree, place) } else { Vec::new() };
    }
    let mut found: Vec<usize> = phrases(tree, verb, preps);
    for object in with_relation(tree, verb, &["obj", "xcomp", "obl"]) {
        if tree.tokens[object].upos != Upos::Verb {
            found.extend(phrases(tree, object, preps));
        }
    }
    if found.is_empty() {
        // "sent helicopters and radars to Bishkek", hung on the last of them
        for object in with_relation(tree, verb, &["obj"]).flat_map(|o| conjuncts(tree, o)) {
            found.extend(phrases(tree, object, preps));
        }
    }
    if found.is_empty() && is_passive(tree, verb) {
        for subject in with_relation(tree, verb, &["nsubj:pass"]) {
            found.extend(phrases(tree, subject, preps));
        }
    }
    // "the memorandum with Japan, signed in May"
    if let (true, "acl", Some(noun)) =
        (found.is_empty() && is_passive(tree, verb), base(tree, verb), tree.tokens[verb].head)
    {
        found.extend(phrases(tree, noun, preps));
    }
    if found.is_empty() {
        found.extend(relative_place(tree, verb, preps));
    }
    if found.is_empty() {
        found.extend(with_relation(tree, verb, &["advmod"]).filter(is_there));
    }
    if found.is_empty() {
        found.extend(deeper(tree, verb, verb, preps));
    }
    expanded(tree, found)
}

/// "his first trip abroad as president to Moscow": parsers hang a phrase on the
/// noun right before it. The first such phrase under a head, nouns alone between,
/// after a token; only of the prepositions that hardly belong to any noun.
fn deeper<S: AsRef<str>>(tree: &Tree, head: usize, after: usize, preps: &[S]) -> Option<usize> {
    let distant = |p: &S| matches!(p.as_ref(), "to" | "with" | "between" | "among");
    if !preps.iter().all(distant) {
        return None;
    }
    let mut stack = vec![head];
    let mut found: Vec<usize> = Vec::new();
    while let Some(at) = stack.pop() {
        let nominal = with_relation(tree, at, &["obl", "nmod", "obj", "appos", "advmod"])
            .filter(|c| tree.tokens[*c].upos != Upos::Verb && *c > after);
        for child in nominal {
            match has_case(tree, child, preps) {
                true => found.push(child),
                false => stack.push(child),
            }
        }
    }
    let near = found.into_iter().min().filter(|f| *f <= after + FAR_PHRASE)?;
    let broken = (after..near).any(|t| tree.tokens[t].upos == Upos::Punct);
    (!broken).then_some(near)
}

/// Tokens over which a phrase belongs to the word before it.
const FAR_PHRASE: usize = 10;

fn phrases<S: AsRef<str>>(tree: &Tree, head: usize, preps: &[S]) -> Vec<usize> {
    with_relation(tree, head, &["obl", "nmod", "obj", "advmod", "acl", "advcl"])
        .filter(|c| has_case(tree, *c, preps) && tree.tokens[*c].upos != Upos::Verb)
        .map(|c| antecedent(tree, c))
        .collect()
}

/// "Astana, where he met": the place is the noun the clause hangs on.
fn relative_place<S: AsRef<str>>(tree: &Tree, verb: usize, preps: &[S]) -> Vec<usize> {
    let local = preps.iter().any(|p| matches!(p.as_ref(), "in" | "at"));
    let where_clause = with_relation(tree, verb, &["advmod"]).any(|a| lemma(tree, a) == "where");
    match (local && where_clause && base(tree, verb) == "acl", tree.tokens[verb].head) {
        (true, Some(noun)) => vec![noun],
        _ => Vec::new(),
    }
}

/// The infinitives and gerunds that complete a verb ("agreed to hold").
pub fn infinitives(tree: &Tree, verb: usize) -> Vec<usize> {
    with_relation(tree, verb, &["xcomp", "advcl", "ccomp"])
        .flat_map(|v| conjuncts(tree, v))
        .collect()
}

/// The clause that a verb of speech or thought has for its object, also one from
/// which it is set off: "the road, he maintains, will be ready".
pub fn contents(tree: &Tree, verb: usize) -> Vec<usize> {
    let own = with_relation(tree, verb, &["ccomp"]).collect::<Vec<_>>();
    match tree.tokens[verb].head {
        Some(above) if own.is_empty() && base(tree, verb) == "parataxis" => vec![above],
        _ => own,
    }
}

/// Possessors, and the names before the noun: "the SCO summit" is the SCO's
/// whoever attends it.
pub fn owners(tree: &Tree, noun: usize) -> Vec<usize> {
    let mut found = possessors(tree, noun);
    let named =
        before_noun(tree, noun).into_iter().filter(|t| !found.contains(t)).collect::<Vec<_>>();
    found.extend(named);
    found
}

/// Names and nationalities right before a noun.
fn before_noun(tree: &Tree, noun: usize) -> Vec<usize> {
    let named = |c: &usize| matches!(tree.tokens[*c].upos, Upos::Propn | Upos::Adj);
    let names: Vec<usize> =
        with_relation(tree, noun, &["compound", "amod", "nummod"]).filter(named).collect();
    // "the Russia-Ukraine war": both parts of the compound.
    let inner: Vec<usize> = names
        .iter()
        .flat_map(|n| {
            with_relation(tree, *n, &["compound", "flat"]).filter(named).collect::<Vec<_>>()
        })
        .collect();
    expanded(tree, names.into_iter().chain(inner))
}

/// Whose event a noun is: "X's visit", "the visit of X", "a visit by X", "the
/// Chinese visit", and the subject of the verb that carries it.
pub fn possessors(tree: &Tree, noun: usize) -> Vec<usize> {
    let own = expanded(tree, possessors_depth(tree, noun, 3));
    own.into_iter().map(|t| antecedent(tree, t)).collect()
}

fn possessors_depth(tree: &Tree, noun: usize, depth: usize) -> Vec<usize> {
    let own: Vec<usize> = with_relation(tree, noun, &["nmod:poss"]).collect();
    if !own.is_empty() {
        return own;
    }
    // "soldiers from Turkey"
    let whose: &[&str] = match lemma(tree, noun).to_lowercase().trim_end_matches('s') {
        "troop" | "soldier" | "serviceman" | "unit" | "force" | "paratrooper" | "contingent" => {
            &["of", "by", "from"]
        }
        _ => &["of", "by"],
    };
    let of: Vec<usize> =
        with_relation(tree, noun, &["nmod"]).filter(|c| has_case(tree, *c, whose)).collect();
    if !of.is_empty() || depth == 0 {
        return of;
    }
    let carried = light_subjects(tree, noun, depth);
    if !carried.is_empty() {
        return carried;
    }
    before_noun(tree, noun)
}

/// "the visit which Xi paid": the verb of a relative clause whose gap is the noun.
fn carrying_clause(tree: &Tree, noun: usize) -> Option<usize> {
    with_relation(tree, noun, &["acl"]).find(|v| {
        LIGHT_VERBS.contains(&lemma(tree, *v))
            && with_relation(tree, *v, &["nsubj"]).next().is_some()
    })
}

/// "Xi paid a visit", "Xi arrived on a visit", "Xi is on a visit".
fn light_subjects(tree: &Tree, noun: usize, depth: usize) -> Vec<usize> {
    if with_relation(tree, noun, &["cop"]).next().is_some() {
        return surface_subjects(tree, noun, depth);
    }
    if let Some(verb) = carrying_clause(tree, noun) {
        let subjects = surface_subjects(tree, verb, 1);
        if !subjects.contains(&noun) {
            return subjects;
        }
    }
    let Some(head) = tree.tokens[noun].head else { return Vec::new() };
    match base(tree, noun) {
        "obj" | "obl" if lends_subject(tree, head, noun) => surface_subjects(tree, head, depth),
        // "After talks in Moscow he said": who says it held them.
        "obl" if has_case(tree, noun, FRAMES) => surface_subjects(tree, head, depth),
        "conj" | "appos" => possessors_depth(tree, head, depth - 1),
        // "in the course of a visit"
        "nmod" if FRAME_NOUNS.contains(&lemma(tree, head)) => light_subjects(tree, head, depth - 1),
        "nmod" if has_case(tree, noun, &["on", "during", "as"]) => {
            possessors_depth(tree, head, depth - 1)
        }
        _ => Vec::new(),
    }
}

/// Whether who does a verb speaks of the event of others, or is host to it.
pub fn speaks_of_others(tree: &Tree, verb: usize) -> bool {
    OTHERS_EVENTS.contains(&lemma(tree, verb))
}

/// Whether who does a verb does also what the noun under it tells.
fn lends_subject(tree: &Tree, verb: usize, noun: usize) -> bool {
    let (verb, noun) = (lemma(tree, verb), lemma(tree, noun));
    LIGHT_VERBS.contains(&verb)
        || !OTHERS_EVENTS.contains(&verb) && OWN_EVENTS.iter().any(|own| is_lemma(noun, own))
}

/// Phrases with one of the prepositions that belong to an event noun, also
/// those hung on the verb that carries it, if they follow the noun.
pub fn noun_obliques<S: AsRef<str>>(tree: &Tree, noun: usize, preps: &[S]) -> Vec<usize> {
    let mut found = phrases(tree, noun, preps);
    // "the visit of Putin to Tashkent": hung on the name.
    for name in with_relation(tree, noun, &["nmod", "nmod:poss"])
        .filter(|n| tree.tokens[*n].upos == Upos::Propn)
    {
        found.extend(phrases(tree, name, preps));
    }
    // "according to X"
    if let ("case", Some(head)) = (base(tree, noun), tree.tokens[noun].head)
        && with_relation(tree, noun, &["fixed"])
            .any(|f| preps.iter().any(|p| p.as_ref() == lemma(tree, f)))
    {
        return conjuncts(tree, head);
    }
    if let Some(verb) = carrying_clause(tree, noun) {
        found.extend(phrases(tree, verb, preps));
    }
    // Coordinated event nouns share what follows the last ("visits and talks in").
    for other in with_relation(tree, noun, &["conj"]) {
        found.extend(phrases(tree, other, preps));
    }
    // "his trip was to Kazakhstan"
    if let ("nsubj", Some(place)) = (base(tree, noun), tree.tokens[noun].head)
        && with_relation(tree, place, &["cop"]).next().is_some()
        && has_case(tree, place, preps)
    {
        found.push(place);
    }
    // "the signing of a treaty between X and Y", "an agreement on visas between them"
    if found.is_empty() {
        let between = preps.iter().any(|p| matches!(p.as_ref(), "between" | "among"));
        let inner =
            with_relation(tree, noun, &["nmod"]).filter(|c| between || has_case(tree, *c, &["of"]));
        for inner in inner {
            found.extend(phrases(tree, inner, preps));
        }
    }
    if let (true, Some(verb)) = (found.is_empty(), tree.tokens[noun].head)
        && matches!(base(tree, noun), "obj" | "nsubj" | "obl" | "nsubj:pass")
    {
        found.extend(phrases(tree, verb, preps).into_iter().filter(|p| *p > noun));
    }
    if found.is_empty() {
        found.extend(deeper(tree, noun, noun, preps));
    }
    expanded(tree, found)
}
