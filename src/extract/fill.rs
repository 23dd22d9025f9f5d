//! The tokens that fill a role, to entities: names, offices, groups, pronouns
//! and descriptions.

use std::ops::Range;

use super::setting;
use crate::event::{Entity, EntityKind, EventType};
use crate::gazetteer::{Detail, Gazetteer};
use crate::language::{Tree, Upos};
use crate::mention::{Kind, Mention, Office, Words};
use crate::pattern::clause;
use crate::resolve::{Discourse, distinct};

/// What a role wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// Persons, offices, states, organisations.
    Actor,
    /// States and organisations; persons stand for their state.
    State,
    /// The same; a place stands for the state it lies in ("aid to Herat").
    Land,
    /// The same; whatever is theirs stands for them ("a credit for Tajik schools").
    Recipient,
    /// Cities, regions, countries.
    Place,
    /// States and organisations by name or nationality, no persons for them.
    Member,
    /// Who travels: persons, offices, delegations; no bare state.
    Visitor,
    /// Actors, but no newspaper that carries what others say.
    Speaker,
    /// Persons and offices only.
    Person,
    /// Organisations of several states.
    Organisation,
    /// The same, also through their organs, leaders and members.
    Convener,
    /// Anything with a name.
    Any,
    /// The same; a capital that is blamed or thanked is its state.
    Target,
}

/// What fills a role of an event type.
pub fn want(event: EventType, role: &str) -> Want {
    match (event, role) {
        (_, "destination" | "place") => Want::Place,
        (_, "visitor") => Want::Visitor,
        (_, "member") => Want::Member,
        (_, "speaker") => Want::Speaker,
        (_, "signer") => Want::Person,
        (EventType::Summit, "organisation") => Want::Convener,
        (_, "organisation") => Want::Organisation,
        (_, "recipient") => Want::Recipient,
        (EventType::Clash | EventType::Relation, _) => Want::Land,
        (EventType::Exercise | EventType::Membership, _) => Want::State,
        (_, "party" | "provider" | "imposer" | "actor") => Want::State,
        (EventType::Statement | EventType::Sanction, "target") => Want::Target,
        _ => Want::Actor,
    }
}

/// A parsed sentence in its article.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub gazetteer: &'a Gazetteer,
    pub words: &'a Words,
    pub discourse: &'a Discourse<'a>,
    pub tree: &'a Tree,
    /// Lower-case forms of the tokens.
    pub forms: &'a [String],
    /// Number of the sentence.
    pub sentence: usize,
    /// Who says "I" in it; none if nobody does.
    pub speaker: &'a [Entity],
}

impl Reader<'_> {
    /// The entities that the phrase headed by a token means for a role.
    pub fn fill(&self, token: usize, want: Want) -> Vec<Entity> {
        let found = self.phrase(token, want, 4);
        distinct(found.iter().filter_map(|e| self.suit(e, want)).collect::<Vec<_>>().iter())
    }

    /// Whom or what a phrase means where it stands: a capital that acts is its
    /// state, one where something happens is the city.
    pub fn meaning(&self, tokens: Range<usize>) -> Vec<Entity> {
        let inner = tokens.clone();
        let is_head = |t: &usize| self.tree.tokens[*t].head.is_none_or(|h| !inner.contains(&h));
        let read = |head: usize| {
            let want = if self.is_scene(head) { Want::Place } else { Want::Actor };
            let found = self.fill(head, want);
            if found.is_empty() { self.fill(head, Want::Any) } else { found }
        };
        tokens.rev().filter(is_head).map(read).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// What a mention means; a capital or seat of power as actor or as place.
    pub fn read_as(&self, number: usize, mention: &Mention) -> Vec<Entity> {
        let entities = self.discourse.entities(self.sentence, number);
        let head = setting::head_of(self.tree, mention.tokens.clone());
        if matches!(mention.kind, Kind::Thing(_)) && !self.is_scene(head) {
            return entities
                .iter()
                .map(|e| self.suit(e, Want::Actor).unwrap_or_else(|| e.clone()))
                .collect();
        }
        entities.to_vec()
    }

    /// "Several delegations have travelled from Astana": whose they are.
    fn origin(&self, group: usize, depth: usize) -> Vec<Entity> {
        let tree = self.tree;
        let Some(verb) = tree.tokens[group].head.filter(|_| self.is_subject(group)) else {
            return Vec::new();
        };
        let from = tree.children(verb).filter(|c| self.has_case(*c, &["from"]));
        from.flat_map(|c| self.phrase(c, Want::State, depth - 1)).collect()
    }

    fn is_subject(&self, token: usize) -> bool {
        self.tree.tokens[token].relation.base() == "nsubj"
    }

    /// Whether a place is left by a group that is told by nothing else.
    fn is_origin(&self, verb: usize) -> bool {
        self.tree.children(verb).any(|c| {
            let lemma = self.tree.tokens[c].lemma.to_lowercase();
            self.is_subject(c)
                && self.words.is_group(&lemma)
                && self.owners(c, Want::State, 1).is_empty()
        })
    }

    /// Whether something happens at the token rather than by it: "in Astana",
    /// "travelled to Astana", "the Astana summit"; but "sold to Astana".
    fn is_scene(&self, token: usize) -> bool {
        let tree = self.tree;
        let Some(head) = tree.tokens[token].head else { return true };
        let lemma = tree.tokens[head].lemma.to_lowercase();
        let case = tree.children(token).filter(|c| tree.tokens[*c].relation.base() == "case");
        let case: Vec<String> = case.map(|c| tree.tokens[c].lemma.to_lowercase()).collect();
        let has = |words: &[&str]| case.iter().any(|c| words.contains(&c.as_str()));
        // "a visit paid to Bishkek", "took the president to Ashgabat and to Astana"
        let journey = || {
            tree.ancestors(token).take(3).any(|a| is_journey(&tree.tokens[a].lemma.to_lowercase()))
        };
        match tree.tokens[token].relation.base() {
            "conj" | "appos" | "flat" if case.is_empty() => self.is_scene(head),
            _ if has(HERE) => true,
            _ if has(&["from"]) && self.is_origin(head) => false,
            // "gave Ashgabat a miss"
            "iobj" | "obj" if lemma == "give" => {
                tree.children(head).any(|c| tree.tokens[c].lemma == "miss")
            }
            // "owe Beijing billions"
            "compound" if is_amount(&lemma) => false,
            _ if has(&["to", "from", "for"]) => is_journey(&lemma) || journey(),
            "nsubj" if lemma == "host" => true,
            "conj" | "appos" | "flat" => self.is_scene(head),
            "obj" => is_journey(&lemma),
            "compound" => !self.words.is_group(&lemma) && !self.words.is_person_noun(&lemma),
            "nsubj" if lemma == "capital" || lemma == "city" => true,
            "root" | "dep" | "parataxis" | "list" => tree.tokens[token].upos != Upos::Verb,
            _ => false,
        }
    }

    fn phrase(&self, token: usize, want: Want, depth: usize) -> Vec<Entity> {
        if depth == 0 {
            return Vec::new();
        }
        if let Some((number, mention)) = self.discourse.mention_at(self.sentence, token) {
            return self.mention(number, mention, token, want, depth);
        }
        let tag = self.tree.tokens[token].upos;
        if matches!(self.forms[token].as_str(), "i" | "me" | "my" | "myself") {
            return self.speaker.to_vec();
        }
        // "He flew there on Monday."
        if want == Want::Place && self.forms[token] == "there" {
            return self.discourse.place_before(self.sentence, token).into_iter().collect();
        }
        // "We have sent medicine", says a minister: his state has.
        if matches!(self.forms[token].as_str(), "we" | "us" | "our") {
            let speaks = matches!(
                want,
                Want::State | Want::Land | Want::Recipient | Want::Member | Want::Speaker
            );
            return if speaks { self.speaker.to_vec() } else { Vec::new() };
        }
        if tag == Upos::Pron || tag == Upos::Det {
            return match self.cataphora(token) {
                Some(subject) => self.phrase(subject, want, depth - 1),
                None if want == Want::Organisation && self.forms[token] == "it" => {
                    self.discourse.last_alliance(self.sentence, token).into_iter().collect()
                }
                None if self.forms[token] == "it" => {
                    let same = self.subject_before(token, depth);
                    match same.is_empty() {
                        true => self.discourse.pronoun(self.sentence, token, "it"),
                        false => same,
                    }
                }
                None => self.discourse.pronoun(self.sentence, token, &self.forms[token]),
            };
        }
        self.description(token, want, depth)
    }

    /// "The bank lent a million; last year it put more into them": the state or body that
    /// is the subject of the clause before, of which a subject speaks.
    fn subject_before(&self, token: usize, depth: usize) -> Vec<Entity> {
        let tree = self.tree;
        let Some(verb) = tree.tokens[token].head.filter(|_| self.is_subject(token)) else {
            return Vec::new();
        };
        let joined = matches!(tree.tokens[verb].relation.base(), "conj" | "parataxis");
        let Some(before) = tree.tokens[verb].head.filter(|_| joined) else { return Vec::new() };
        let subjects = clause::subjects(tree, before).into_iter().filter(|s| *s < token);
        let found = subjects.flat_map(|s| self.phrase(s, Want::Actor, depth - 1));
        let body = |e: &Entity| matches!(e.kind, EntityKind::Country | EntityKind::Organisation);
        let found: Vec<Entity> = found.collect();
        if found.len() == 1 && body(&found[0]) { found } else { Vec::new() }
    }

    /// "During his visit to Astana, Macron said": the subject that follows.
    fn cataphora(&self, token: usize) -> Option<usize> {
        if !matches!(self.forms[token].as_str(), "his" | "her" | "its" | "their" | "he" | "she") {
            return None;
        }
        let mut at = token;
        for _ in 0..6 {
            let relation = self.tree.tokens[at].relation.base();
            let head = self.tree.tokens[at].head?;
            if matches!(relation, "obl" | "advcl") {
                let subject = clause::subjects(self.tree, head)
                    .into_iter()
                    .find(|s| *s > token && *s != at)?;
                let named = self.discourse.mention_at(self.sentence, subject);
                return named
                    .is_some_and(|(_, m)| !matches!(m.kind, Kind::Nationality(_)))
                    .then_some(subject);
            }
            at = head;
        }
        None
    }

    fn mention(
        &self,
        number: usize,
        mention: &Mention,
        token: usize,
        want: Want,
        depth: usize,
    ) -> Vec<Entity> {
        let entities = self.discourse.entities(self.sentence, number).to_vec();
        match &mention.kind {
            // "Uzbekistan came to power sharing", "Astana is in the north": states do not travel.
            Kind::Thing(_) | Kind::Nationality(_) | Kind::Body { .. } | Kind::Organisation(_)
                if want == Want::Visitor =>
            {
                Vec::new()
            }
            Kind::Body { .. } if matches!(want, Want::Organisation | Want::Convener) => Vec::new(),
            Kind::Office(office) if want == Want::Convener => match office.organisation {
                Some(organisation) => vec![self.gazetteer.entity(organisation)],
                None if office.plural => self.alliance_of(token, depth),
                None => Vec::new(),
            },
            Kind::Office(office) if office.plural => {
                let named = self.members(token, want, depth);
                match (named.is_empty(), entities.is_empty()) {
                    (false, _) => named,
                    (true, false) => self.so_many(token, office).unwrap_or(entities),
                    (true, true) => {
                        let states = self.outer_owners(mention, depth);
                        let holders = self.discourse.holders(office, &states);
                        if holders.is_empty() {
                            self.description(token, want, depth)
                        } else {
                            holders
                        }
                    }
                }
            }
            // "The governments agreed": those of the two states of which the article speaks.
            Kind::Body { body, countries }
                if countries.is_empty() && self.is_taken_up(mention, token) =>
            {
                let states = self.discourse.last_group(
                    self.sentence,
                    token,
                    "state",
                    EntityKind::Country,
                    2,
                );
                if states.is_empty() {
                    return entities;
                }
                self.discourse.bodies_of(*body, states)
            }
            // "troops from China and Russia", "border guards of Kyrgyzstan and Tajikistan"
            Kind::Body { countries, .. } if countries.is_empty() && self.is_of_others(mention) => {
                Vec::new()
            }
            Kind::Body { body, countries } => {
                let mut owners = self.coordinated_owners(mention, want, depth);
                if countries.is_empty() {
                    let genitives = mention.tokens.clone().flat_map(|t| self.tree.children(t));
                    let genitives = genitives.filter(|c| {
                        !mention.tokens.contains(c)
                            && self.is_possessive(*c)
                            && self.tree.tokens[*c].upos == Upos::Noun
                    });
                    owners.extend(genitives.flat_map(|c| self.phrase(c, Want::State, depth - 1)));
                    owners.extend(self.of(token, want, depth));
                    if !owners.is_empty() {
                        return self.discourse.bodies_of(*body, owners);
                    }
                }
                entities.into_iter().chain(self.discourse.bodies_of(*body, owners)).collect()
            }
            // "its ambassador to Kazakhstan": the state after the office.
            Kind::Office(_) if self.is_beside_office(mention, token) => {
                let known = self.gazetteer.state_named(&self.tree.tokens[token].lemma);
                known.map(|id| self.gazetteer.entity(id)).into_iter().collect()
            }
            // "a Kazakh president" may be any of them.
            Kind::Office(office)
                if !office.plural
                    && entities.iter().any(|e| e.kind == EntityKind::Person)
                    && self.is_indefinite(mention) =>
            {
                let offices = office.countries.iter().flat_map(|country| {
                    let known = office.parts.iter();
                    known.filter_map(|part| self.gazetteer.office_of(*part, *country)).take(1)
                });
                let offices: Vec<Entity> = offices.map(|id| self.gazetteer.entity(id)).collect();
                if offices.is_empty() { entities } else { offices }
            }
            // "the Kyrgyz minister": the one of whom the article has spoken.
            Kind::Office(office)
                if matches!(&entities[..], [one] if one.kind == EntityKind::Office)
                    && !office.former
                    && office.organisation.is_none() =>
            {
                let noun = self.tree.tokens[token].lemma.to_lowercase();
                let known = self.discourse.titled(self.sentence, token, &noun, &entities[0]);
                if known.is_empty() { entities } else { known }
            }
            // "Kazakh" in "the Kazakh capital" is not the filler, the noun is.
            Kind::Nationality(_) if want == Want::Place => Vec::new(),
            Kind::Office(_) if entities.is_empty() => self.description(token, want, depth),
            _ => entities,
        }
    }

    /// "The two governments", "both ministries": those spoken of, and nobody's by the words.
    fn is_taken_up(&self, mention: &Mention, token: usize) -> bool {
        let inner = mention.tokens.clone();
        let mut around = inner.clone().flat_map(|t| self.tree.children(t));
        let taken_up = |c: usize| {
            self.is_before_noun(c, token)
                && matches!(self.forms[c].as_str(), "the" | "both" | "two")
        };
        let plural = self.tree.tokens[token].xpos.as_str() == "NNS";
        plural
            && inner.clone().flat_map(|t| self.tree.children(t)).any(taken_up)
            && around.all(|c| {
                inner.contains(&c)
                    || taken_up(c)
                    || matches!(
                        self.tree.tokens[c].relation.base(),
                        "punct" | "cc" | "conj" | "case"
                    )
            })
    }

    fn is_before_noun(&self, child: usize, noun: usize) -> bool {
        child < noun && noun - child <= 2
    }

    fn is_indefinite(&self, mention: &Mention) -> bool {
        let before = mention.tokens.start.checked_sub(1);
        before.is_some_and(|t| matches!(self.forms[t].as_str(), "a" | "an"))
    }

    /// "The union's leaders", "the presidents of the member states": the organisation
    /// that is spoken of.
    fn alliance_of(&self, leaders: usize, depth: usize) -> Vec<Entity> {
        let states = self.tree.children(leaders).find(|c| self.has_case(*c, &["of"]));
        let member = |t: usize| self.tree.children(t).any(|c| self.forms[c] == "member");
        match states {
            Some(states) if member(states) || self.forms[states] == "members" => {
                self.discourse.last_alliance(self.sentence, leaders).into_iter().collect()
            }
            _ => self.owners(leaders, Want::Convener, depth),
        }
    }

    /// Whether a token is the state to which an office is sent ("ambassador to Japan").
    fn is_beside_office(&self, mention: &Mention, token: usize) -> bool {
        self.has_case(token, &["to", "in"])
            && token != setting::head_of(self.tree, mention.tokens.clone())
            && self.gazetteer.state_named(&self.tree.tokens[token].lemma).is_some()
    }

    /// "Western governments", "other parliaments": not those of the state of which
    /// the article speaks.
    fn is_of_others(&self, mention: &Mention) -> bool {
        const OTHERS: &[&str] = &[
            "western",
            "foreign",
            "other",
            "neighbouring",
            "neighboring",
            "several",
            "many",
            "local",
        ];
        let before = mention.tokens.start.checked_sub(1);
        before.is_some_and(|t| OTHERS.contains(&self.forms[t].as_str()))
    }

    /// Owners of an institution that stand outside its mention.
    fn coordinated_owners(&self, mention: &Mention, want: Want, depth: usize) -> Vec<Entity> {
        let inner = mention.tokens.clone();
        let outside = inner.clone().flat_map(|t| self.tree.children(t)).filter(|c| {
            !inner.contains(c)
                && self.tree.tokens[*c].relation.base() == "conj"
                && !inner.contains(&(*c + 1))
        });
        let is_state = |m: &Mention| matches!(m.kind, Kind::Thing(_) | Kind::Nationality(_));
        let states = outside.filter(|c| {
            self.discourse.mention_at(self.sentence, *c).is_some_and(|(_, m)| is_state(m))
        });
        states.flat_map(|c| self.phrase(c, want, depth - 1)).collect()
    }

    /// "The five heads of state": those of the states of which the article speaks.
    fn so_many(&self, token: usize, office: &Office) -> Option<Vec<Entity>> {
        let count = self.tree.children(token).find_map(|c| number(&self.forms[c]))?;
        let states =
            self.discourse.last_group(self.sentence, token, "state", EntityKind::Country, count);
        let holders = self.discourse.holders(office, &states);
        (count > 2 && holders.len() == count).then_some(holders)
    }

    /// Whose the office is, where "of" stands after its mention: "chiefs of the
    /// general staff of the five countries".
    fn outer_owners(&self, mention: &Mention, depth: usize) -> Vec<Entity> {
        let inner = mention.tokens.clone();
        let outside = inner
            .clone()
            .flat_map(|t| self.tree.children(t))
            .filter(|c| !inner.contains(c) && self.has_case(*c, &["of", "from"]));
        let members = outside.flat_map(|c| clause::conjuncts(self.tree, c));
        members.flat_map(|c| self.phrase(c, Want::State, depth - 1)).collect()
    }

    /// A noun that is no name: "the Kazakh capital", "Tajik troops", "both sides".
    fn description(&self, token: usize, want: Want, depth: usize) -> Vec<Entity> {
        let lemma = self.tree.tokens[token].lemma.to_lowercase();
        if lemma == "capital" {
            return self.capital(token, depth);
        }
        // "the ministers of the CSTO countries, who held a session"
        if let Some(body) = self.member_states(token, &lemma) {
            return body;
        }
        if want == Want::Place {
            // "toured the region": the one spoken of, else that of which all news is here.
            if lemma == "region" && self.is_definite(token) && !self.is_specified(token) {
                let region = self.discourse.region_before(self.sentence, token);
                return vec![region.unwrap_or_else(|| self.discourse.region())];
            }
            let named = self.appositions(token, want, depth);
            let at = if named.is_empty() { self.site(token, &lemma, depth) } else { named };
            // "toured all five Central Asian states", not "several"
            let is_state = matches!(lemma.as_str(), "country" | "state" | "republic" | "nation");
            let every = self
                .tree
                .children(token)
                .any(|c| self.forms[c] == "all" || number(&self.forms[c]).is_some_and(|n| n > 2));
            return match at.is_empty() && is_state {
                true if every => {
                    self.states_of_region(token, EntityKind::Country).unwrap_or_default()
                }
                true => self.known_body(token, &lemma, want).unwrap_or_default(),
                false => at,
            };
        }
        if lemma == "delegation"
            && let Some(head) = self.led_by(token, depth)
        {
            return head;
        }
        if matches!(lemma.as_str(), "country" | "nation" | "homeland")
            && let Some(owner) = self.tree.children(token).find(|c| self.is_possessive(*c))
            && self.tree.tokens[owner].upos == Upos::Pron
        {
            let owners = self.phrase(owner, Want::Actor, depth - 1);
            return owners.iter().filter_map(|o| self.discourse.state(o)).collect();
        }
        if matches!(lemma.as_str(), "former" | "latter") {
            return self.one_of_two(token, lemma == "latter");
        }
        let named = self.members(token, want, depth);
        if !named.is_empty() {
            return named;
        }
        if let Some(states) = self.the_five(token, &lemma) {
            return states;
        }
        if let Some(pair) = self.pair(token, &lemma) {
            return pair;
        }
        if let Some(person) = self.known_person(token, &lemma, depth) {
            return person;
        }
        // "to the Afghan province of Herat"
        if matches!(want, Want::State | Want::Land | Want::Recipient) {
            let mut states = self.owners(token, want, depth);
            states.extend(self.site(token, &lemma, depth));
            if is_site(&lemma) && !states.is_empty() {
                return states.iter().filter_map(|s| self.discourse.state(s)).collect();
            }
        }
        if want == Want::Visitor && !is_traveller(&lemma) {
            return Vec::new();
        }
        if self.words.is_group(&lemma) || self.words.is_person_noun(&lemma) {
            let want = if want == Want::Visitor { Want::State } else { want };
            let mut owners = self.owners(token, want, depth);
            owners.extend(self.of(token, want, depth));
            if owners.is_empty() {
                owners = self.employers(token, depth);
            }
            if owners.is_empty() && is_state_servant(&lemma) {
                owners = self.seat_of(token, depth);
            }
            if owners.is_empty() {
                owners = self.origin(token, depth);
            }
            if owners.is_empty() {
                owners = self.known_body(token, &lemma, want).unwrap_or_default();
            }
            return owners;
        }
        if let Some(body) = self.known_body(token, &lemma, want) {
            return body;
        }
        // "Japan's Eximbank": an institution that no list knows, by its state.
        if self.tree.tokens[token].upos == Upos::Propn
            && matches!(want, Want::State | Want::Land | Want::Recipient)
        {
            return self.owners(token, want, depth);
        }
        if want == Want::Convener {
            return self.owners(token, want, depth);
        }
        if want == Want::Organisation {
            return Vec::new();
        }
        if matches!(
            lemma.as_str(),
            "member"
                | "head"
                | "representative"
                | "envoy"
                | "force"
                | "rest"
                | "number"
                | "group"
                | "part"
                | "participation"
                | "involvement"
                | "presence"
        ) {
            return self.of(token, want, depth);
        }
        match want {
            // "sanctions on Belarusian potash", "a ban on Kazakh grain"
            Want::Any | Want::Target if !is_outlaw(&lemma) => {
                self.owners(token, Want::State, depth)
            }
            Want::Recipient => self.nationality(token, depth),
            _ => Vec::new(),
        }
    }

    /// "the CSTO countries": the organisation named right before.
    fn member_states(&self, token: usize, lemma: &str) -> Option<Vec<Entity>> {
        if !matches!(lemma, "country" | "state" | "member" | "republic") {
            return None;
        }
        let (number, mention) = self.discourse.mention_at(self.sentence, token.checked_sub(1)?)?;
        let of_body = match &mention.kind {
            Kind::Thing(id) => self.gazetteer.has_members(*id),
            Kind::Office(office) => office.organisation.is_some(),
            _ => false,
        };
        of_body.then(|| self.discourse.entities(self.sentence, number).to_vec())
    }

    /// "Tajik schools": the state of the adjective.
    fn nationality(&self, token: usize, depth: usize) -> Vec<Entity> {
        let adjectives = self.tree.children(token).filter(|c| {
            let mention = self.discourse.mention_at(self.sentence, *c);
            mention.is_some_and(|(_, m)| matches!(m.kind, Kind::Nationality(_)))
        });
        adjectives.flat_map(|c| self.phrase(c, Want::State, depth - 1)).collect()
    }

    /// "The former", "the latter": of two who were named side by side before.
    fn one_of_two(&self, token: usize, latter: bool) -> Vec<Entity> {
        let pair = self.discourse.pair_before(self.sentence, token);
        let one = pair.map(|[first, second]| if latter { second } else { first });
        one.filter(|_| self.is_definite(token)).into_iter().collect()
    }

    /// "The five": the states of the region, once the article has spoken of it.
    fn the_five(&self, token: usize, lemma: &str) -> Option<Vec<Entity>> {
        let count = number(lemma).filter(|_| self.is_definite(token))?;
        let region = self.discourse.region_before(self.sentence, token)?;
        let states = self.gazetteer.states_of_region(&region.id);
        (states.len() == count).then(|| states.iter().map(|s| self.gazetteer.entity(*s)).collect())
    }

    fn is_definite(&self, token: usize) -> bool {
        token > 0 && self.forms[token - 1] == "the"
            || self.tree.children(token).any(|c| self.forms[c] == "the")
    }

    /// Whether a noun has more beside it than an article.
    fn is_specified(&self, token: usize) -> bool {
        self.tree.children(token).any(|c| {
            matches!(self.tree.tokens[c].relation.base(), "amod" | "compound" | "nmod" | "appos")
        })
    }

    /// "the alliance", "the country": what was spoken of last.
    fn known_body(&self, token: usize, lemma: &str, want: Want) -> Option<Vec<Entity>> {
        let club = matches!(
            lemma,
            "alliance"
                | "bloc"
                | "union"
                | "organisation"
                | "organization"
                | "grouping"
                | "pact"
                | "treaty"
                | "club"
                | "fold"
                | "body"
                | "group"
        );
        if club && want == Want::Organisation && self.is_definite(token) {
            let last = self.discourse.last_alliance(self.sentence, token)?;
            return Some(vec![last]);
        }
        // "the bank", "the fund": the institution so called that was named last.
        if matches!(lemma, "bank" | "fund" | "company" | "corporation" | "agency" | "foundation")
            && self.is_definite(token)
        {
            let called = self.discourse.last_called(self.sentence, token, lemma);
            return (!called.is_empty()).then_some(called);
        }
        if lemma == "region" && want == Want::Recipient && self.is_definite(token) {
            return self.discourse.region_before(self.sentence, token).map(|region| vec![region]);
        }
        let kind = match lemma {
            "alliance" | "bloc" | "union" | "organisation" | "organization" | "grouping"
            | "movement" => EntityKind::Organisation,
            "country" | "republic" | "nation" | "state" => EntityKind::Country,
            _ => return None,
        };
        let singular = self.tree.tokens[token].xpos.as_str() == "NN";
        if kind == EntityKind::Country && self.tree.children(token).any(|c| self.forms[c] == "that")
        {
            return self.discourse.last_state(self.sentence, token).map(|state| vec![state]);
        }
        let definite =
            self.tree.children(token).any(|c| matches!(self.forms[c].as_str(), "the" | "this"));
        // "The Turkic organisation" is one that the adjective tells.
        let told =
            self.tree.children(token).any(|c| c < token && self.tree.tokens[c].upos == Upos::Propn);
        let found = self.discourse.last_of_kind(self.sentence, token, kind);
        (singular && definite && !told && !found.is_empty()).then_some(found)
    }

    /// "the Irish diplomat", "the visitor", "his host": somebody named before.
    fn known_person(&self, token: usize, lemma: &str, depth: usize) -> Option<Vec<Entity>> {
        let guest = matches!(lemma, "visitor" | "guest" | "speaker" | "host");
        let singular = matches!(self.tree.tokens[token].xpos.as_str(), "NN" | "NNP");
        let definite = self.tree.children(token).any(|c| self.forms[c] == "the");
        if !singular || !definite || !(guest || self.words.is_person_noun(lemma)) {
            return None;
        }
        let owners = self.owners(token, Want::State, depth);
        // Who receives a visitor in the same sentence is somebody else.
        let before = if matches!(lemma, "visitor" | "guest") { 0 } else { token };
        let found = [before, token]
            .into_iter()
            .map(|t| self.discourse.last_person(self.sentence, t, lemma, owners.first()))
            .find(|found| !found.is_empty())
            .unwrap_or_default();
        (!found.is_empty()).then_some(found)
    }

    /// "the Kazakh capital", "the capital of Mongolia"
    fn capital(&self, token: usize, depth: usize) -> Vec<Entity> {
        let owners = self.owners(token, Want::State, depth);
        let owner = owners.iter().find_map(|o| self.gazetteer.by_id(&o.id));
        match owner.map(|id| &self.gazetteer.things[id].detail) {
            Some(Detail::Country { capital: Some(city), .. }) => vec![self.gazetteer.entity(*city)],
            _ => self.appositions(token, Want::Place, depth),
        }
    }

    /// "Dushanbe airport", "the port of Aktau", "the city of Osh": where it lies.
    fn site(&self, token: usize, lemma: &str, depth: usize) -> Vec<Entity> {
        if !is_site(lemma) {
            return Vec::new();
        }
        let named = self.tree.children(token).filter(|c| {
            matches!(self.tree.tokens[*c].relation.base(), "compound" | "amod")
                || self.has_case(*c, &["of", "in"])
                || self.is_possessive(*c)
        });
        named.flat_map(|c| self.phrase(c, Want::Place, depth - 1)).collect()
    }

    fn appositions(&self, token: usize, want: Want, depth: usize) -> Vec<Entity> {
        let children = self.tree.children(token).filter(|c| {
            matches!(self.tree.tokens[*c].relation.base(), "appos" | "flat")
                || self.is_name_in_compound(*c)
        });
        let members = children.flat_map(|c| clause::conjuncts(self.tree, c));
        members.flat_map(|c| self.phrase(c, want, depth - 1)).collect()
    }

    /// "the ministers of the two countries, X and Y": the parser may hang the
    /// names on the countries.
    fn members(&self, token: usize, want: Want, depth: usize) -> Vec<Entity> {
        let inner = self.tree.children(token).filter(|c| self.has_case(*c, &["of"]));
        let person = |e: &Entity| e.kind == EntityKind::Person;
        let mut found = self.appositions(token, want, depth);
        found.extend(inner.flat_map(|c| self.appositions(c, want, depth)).filter(person));
        found
    }

    /// "the president, X" parsed as compound.
    fn is_name_in_compound(&self, token: usize) -> bool {
        self.tree.tokens[token].relation.base() == "compound"
            && self
                .discourse
                .mention_at(self.sentence, token)
                .is_some_and(|(_, m)| matches!(m.kind, Kind::Person(_)))
    }

    /// "a delegation led by Deputy Prime Minister X", "under Y"
    fn led_by(&self, token: usize, depth: usize) -> Option<Vec<Entity>> {
        let clause = self.tree.children(token).find(|c| {
            self.tree.tokens[*c].relation.base() == "acl"
                && matches!(self.tree.tokens[*c].lemma.as_str(), "lead" | "head")
        });
        let leaders = match clause {
            Some(clause) => clause::subjects(self.tree, clause),
            None => self.tree.children(token).filter(|c| self.has_case(*c, &["under"])).collect(),
        };
        let leaders: Vec<Entity> =
            leaders.into_iter().flat_map(|t| self.phrase(t, Want::Actor, depth - 1)).collect();
        (!leaders.is_empty()).then_some(leaders)
    }

    /// States and persons that a noun belongs to: adjectives, genitives, "of".
    fn owners(&self, token: usize, want: Want, depth: usize) -> Vec<Entity> {
        let mut found = Vec::new();
        for child in self.tree.children(token) {
            let owns = match self.tree.tokens[child].relation.base() {
                "amod" | "compound" | "det" | "nummod" => {
                    self.discourse.mention_at(self.sentence, child).is_some()
                }
                "nmod" => self.is_possessive(child) || self.has_case(child, &["of", "from"]),
                _ => false,
            };
            if owns {
                for member in clause::conjuncts(self.tree, child) {
                    found.extend(self.phrase(
                        member,
                        if want == Want::Place { Want::State } else { want },
                        depth - 1,
                    ));
                }
            }
        }
        found
    }

    fn of(&self, token: usize, want: Want, depth: usize) -> Vec<Entity> {
        self.members_of(token, &["of", "from"], want, depth).collect()
    }

    /// "an official at the Tajik Foreign Ministry", "in the Kyrgyz government"
    fn employers(&self, token: usize, depth: usize) -> Vec<Entity> {
        let employers = self.members_of(token, &["at", "in", "with", "for"], Want::Actor, depth);
        employers.filter(|e| e.kind == EntityKind::Organisation).collect()
    }

    /// "officials in Bishkek", "the authorities in Uzbekistan": whose they are.
    fn seat_of(&self, token: usize, depth: usize) -> Vec<Entity> {
        let seats = self.members_of(token, &["in"], Want::Place, depth);
        seats.filter_map(|place| self.as_state(&place)).collect()
    }

    fn members_of<'s>(
        &'s self,
        token: usize,
        preps: &'s [&str],
        want: Want,
        depth: usize,
    ) -> impl Iterator<Item = Entity> + 's {
        let children = self.tree.children(token).filter(move |c| self.has_case(*c, preps));
        children
            .flat_map(|c| clause::conjuncts(self.tree, c))
            .flat_map(move |c| self.phrase(c, want, depth - 1))
    }

    fn is_possessive(&self, token: usize) -> bool {
        self.tree.tokens[token].relation.as_str() == "nmod:poss"
    }

    fn has_case(&self, token: usize, preps: &[&str]) -> bool {
        self.tree.children(token).any(|c| {
            self.tree.tokens[c].relation.base() == "case"
                && preps.contains(&self.tree.tokens[c].lemma.as_str())
        })
    }

    /// "both sides", "the two countries", "the two presidents".
    fn pair(&self, token: usize, lemma: &str) -> Option<Vec<Entity>> {
        let kind = match lemma {
            "side" | "country" | "state" | "nation" | "neighbour" | "neighbor" | "party"
            | "capital" | "republic" | "government" | "delegation" | "ally" | "army"
            | "partner" => EntityKind::Country,
            "president" | "leader" | "minister" | "man" | "official" | "diplomat" | "statesman"
            | "colleague" | "counterpart" | "two" | "both" | "interlocutor" => EntityKind::Person,
            _ => return None,
        };
        let count = self
            .tree
            .children(token)
            .find_map(|c| number(&self.forms[c]))
            .or_else(|| number(lemma));
        let all = self.tree.children(token).any(|c| self.forms[c] == "all");
        if let Some(states) = self.states_of_region(token, kind).filter(|_| all || count.is_some())
        {
            return Some(states);
        }
        let count = count.or_else(|| self.is_known_group(token, lemma).then_some(2))?;
        let found = self.discourse.last_group(self.sentence, token, lemma, kind, count);
        (!found.is_empty()).then_some(found)
    }

    /// "the five Central Asian states"
    fn states_of_region(&self, token: usize, kind: EntityKind) -> Option<Vec<Entity>> {
        if kind != EntityKind::Country {
            return None;
        }
        let owners = self.owners(token, Want::Any, 2);
        let region = owners.iter().find_map(|o| {
            self.gazetteer.by_id(&o.id).filter(|id| self.gazetteer.is_region_of_states(*id))
        })?;
        let states = self.gazetteer.states_of_region(&self.gazetteer.things[region].id);
        Some(states.into_iter().map(|id| self.gazetteer.entity(id)).collect())
    }

    /// "the sides", "the ministers": those who were spoken of.
    fn is_known_group(&self, token: usize, lemma: &str) -> bool {
        let plural =
            self.tree.tokens[token].xpos.as_str() == "NNS" || self.forms[token].ends_with('s');
        let definite = self.tree.children(token).any(|c| self.forms[c] == "the");
        let bare = matches!(lemma, "side" | "party") || definite;
        plural && bare && self.owners(token, Want::State, 1).is_empty()
    }

    /// The entity as the role wants it, or nothing.
    fn suit(&self, entity: &Entity, want: Want) -> Option<Entity> {
        match want {
            Want::Any | Want::Visitor => Some(entity.clone()),
            Want::Target => match self.gazetteer.by_id(&entity.id) {
                Some(id) if entity.kind == EntityKind::Place => {
                    let state = self.gazetteer.stands_for(id);
                    Some(state.map_or_else(|| entity.clone(), |s| self.gazetteer.entity(s)))
                }
                _ => Some(entity.clone()),
            },
            Want::Place => matches!(entity.kind, EntityKind::Place | EntityKind::Country)
                .then(|| entity.clone()),
            Want::Person => matches!(entity.kind, EntityKind::Person | EntityKind::Office)
                .then(|| entity.clone()),
            Want::Organisation | Want::Convener => (entity.kind == EntityKind::Organisation
                && entity.country.is_none())
            .then(|| entity.clone()),
            Want::Speaker if self.is_media(entity) => None,
            Want::Actor | Want::Speaker if entity.kind == EntityKind::Place => {
                self.state_of_place(entity)
            }
            Want::Actor | Want::Speaker => Some(entity.clone()),
            Want::Member if matches!(entity.kind, EntityKind::Person | EntityKind::Office) => None,
            Want::State | Want::Member => self.as_state(entity),
            Want::Land | Want::Recipient => {
                self.as_state(entity).or_else(|| self.discourse.state(entity))
            }
        }
    }

    fn as_state(&self, entity: &Entity) -> Option<Entity> {
        match entity.kind {
            EntityKind::Country => Some(entity.clone()),
            EntityKind::Place => self.state_of_place(entity),
            EntityKind::Organisation if entity.country.is_none() || self.is_company(entity) => {
                Some(entity.clone())
            }
            _ => self.discourse.state(entity),
        }
    }

    fn is_media(&self, entity: &Entity) -> bool {
        self.gazetteer.by_id(&entity.id).is_some_and(|id| self.gazetteer.is_media(id))
    }

    fn is_company(&self, entity: &Entity) -> bool {
        self.gazetteer.by_id(&entity.id).is_some_and(|id| {
            matches!(self.gazetteer.things[id].detail, Detail::Organisation { .. })
        })
    }

    /// A capital or seat of power that acts stands for its state; a region of
    /// several states ("Central Asia") acts for itself.
    fn state_of_place(&self, entity: &Entity) -> Option<Entity> {
        let id = self.gazetteer.by_id(&entity.id)?;
        match self.gazetteer.stands_for(id) {
            Some(state) => Some(self.gazetteer.entity(state)),
            None if self.gazetteer.state_of(id).is_none() => Some(entity.clone()),
            None => None,
        }
    }
}

const HERE: &[&str] = &[
    "in",
    "at",
    "near",
    "into",
    "via",
    "outside",
    "around",
    "through",
    "throughout",
    "across",
    "towards",
    "toward",
    "inside",
    "within",
    "over",
];

/// Verbs and nouns of going somewhere and being there.
pub fn is_journey(lemma: &str) -> bool {
    matches!(
        lemma,
        "visit"
            | "travel"
            | "trip"
            | "tour"
            | "come"
            | "go"
            | "arrive"
            | "arrival"
            | "return"
            | "fly"
            | "flight"
            | "head"
            | "leave"
            | "depart"
            | "departure"
            | "journey"
            | "reach"
            | "move"
            | "drive"
            | "invite"
            | "invitation"
            | "bring"
            | "take"
            | "send"
            | "way"
            | "road"
            | "route"
            | "train"
            | "railway"
            | "pipeline"
            | "enter"
            | "transfer"
            | "summon"
            | "recall"
            | "expel"
            | "evacuate"
            | "deport"
            | "ambassador"
            | "delegation"
            | "dispatch"
    )
}

fn number(form: &str) -> Option<usize> {
    const NUMBERS: &[&str] = &["two", "three", "four", "five", "six", "seven", "eight"];
    match form {
        "both" => Some(2),
        _ => NUMBERS.iter().position(|n| *n == form).map(|n| n + 2),
    }
}

fn is_amount(lemma: &str) -> bool {
    matches!(lemma, "billion" | "million" | "thousand" | "dollar" | "euro" | "money" | "sum")
}

/// Those who act against the state whose nationality they carry.
fn is_outlaw(lemma: &str) -> bool {
    matches!(
        lemma,
        "guerrilla" | "militant" | "rebel" | "insurgent" | "terrorist" | "extremist" | "gunman"
    )
}

/// Nouns for places that are told by what they lie in or belong to.
fn is_site(lemma: &str) -> bool {
    const SITES: &[&str] = &[
        "airport",
        "port",
        "city",
        "town",
        "village",
        "region",
        "province",
        "district",
        "range",
        "airfield",
        "airbase",
        "palace",
        "headquarters",
        "suburb",
        "outskirts",
        "university",
        "station",
        "square",
        "crossing",
        "checkpoint",
        "hotel",
        "residence",
    ];
    SITES.iter().any(|site| clause::is_lemma(lemma, site))
}

/// Nouns for those who speak and act for the state where they are.
fn is_state_servant(lemma: &str) -> bool {
    const SERVANTS: &[&str] =
        &["official", "authority", "government", "regime", "leadership", "leader", "policymaker"];
    SERVANTS.iter().any(|noun| clause::is_lemma(lemma, noun))
}

/// Nouns for people who travel on behalf of a state.
fn is_traveller(lemma: &str) -> bool {
    matches!(
        lemma,
        "delegation"
            | "group"
            | "number"
            | "mission"
            | "team"
            | "official"
            | "diplomat"
            | "lawmaker"
            | "minister"
            | "president"
            | "leader"
            | "envoy"
            | "representative"
            | "negotiator"
            | "counterpart"
            | "parliamentarian"
            | "deputy"
            | "general"
            | "businessman"
            | "visitor"
            | "guest"
            | "side"
            | "ambassador"
    )
}
