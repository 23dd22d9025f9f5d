//! Who takes part where the words leave it open: "a treaty was signed", "talks with
//! X lasted an hour", "his only visit was in 2007". Those of the event told just
//! before, else those of whom the article speaks.

use crate::event::{Entity, EntityKind, EventType, Record, Statement, Status};
use crate::gazetteer::Sense;
use crate::language::Upos;
use crate::mention::Kind;
use crate::pattern::clause;
use crate::resolve::distinct;

use super::sense::is_told;
use super::{Found, Work, setting, status};

/// Sentences in which an event looks for one that tells who takes part in it.
const REACH: usize = 3;

/// What one body does with a document, of which others need not know.
const RULINGS: &[&str] = &["adopt", "approve", "endorse", "pass"];

/// Whether a role of an event may be filled by a word that names nobody.
pub fn may_be_implied(event: EventType, role: &str) -> bool {
    matches!(event, EventType::Agreement | EventType::Meeting) || role == "visitor"
}

impl Work<'_> {
    /// Fills the roles that the words leave open; whether enough is told then.
    pub(super) fn imply(
        &self,
        record: &mut Record,
        found: &Found,
        here: &[Statement],
        earlier: &[Statement],
    ) -> bool {
        match record.event {
            EventType::Agreement => {
                found.dated && self.imply_neighbours(record, found)
                    || self.infer_sides(record, "party", found, here, earlier)
                    || self.imply_pair(record, "party", found)
                    || self.imply_states(record, "party", found)
            }
            EventType::Meeting => {
                self.infer_sides(record, "participant", found, here, earlier)
                    || self.imply_partner(record, found, earlier)
                    || self.imply_other_side(record, found)
            }
            EventType::Relation => {
                self.infer_sides(record, "participant", found, here, earlier)
                    || self.imply_pair(record, "participant", found)
                    || self.imply_states(record, "participant", found)
            }
            EventType::Visit => self.imply_journey(record, found, earlier),
            EventType::Exercise => {
                self.is_single(found) && self.imply_states(record, "participant", found)
            }
            EventType::Summit => self.imply_body(record, earlier),
            EventType::Deployment => self.infer_actor(record, found, here, earlier),
            EventType::Support => self.infer_giver(record, here, earlier),
            EventType::Clash => self.infer_enemies(record, found, here, earlier),
            _ => false,
        }
    }

    /// "A treaty was signed", "at the talks": the sides are those of the event
    /// that the sentence or one of the three before it tells of.
    fn infer_sides(
        &self,
        record: &mut Record,
        role: &str,
        found: &Found,
        here: &[Statement],
        earlier: &[Statement],
    ) -> bool {
        for statement in here.iter().chain(self.latest(earlier)) {
            let sides = match record.event {
                EventType::Meeting => self.talking(&statement.record, found),
                event => self.sides(&statement.record, event),
            };
            // "The summit adopted a declaration": the body is bound by it.
            let body = matches!(&sides[..], [body] if is_body_of_states(body))
                && (self.is_ruled(found) || self.states_named().is_empty())
                && self.is_fact(found);
            if (sides.len() >= 2 || body) && record.role(role).iter().all(|r| sides.contains(r)) {
                record.roles.insert(role.to_owned(), sides);
                return true;
            }
        }
        false
    }

    /// "A credit of 30 million", "another $5 million was granted": who gives and who is
    /// given to in what was told before, or in the agreement on it.
    fn infer_giver(&self, record: &mut Record, here: &[Statement], earlier: &[Statement]) -> bool {
        self.take_up_support(record, here, earlier);
        if record.role("provider").is_empty() || record.role("recipient").is_empty() {
            let is_bank = |e: &&Entity| {
                e.kind == EntityKind::Organisation
                    && e.name.split(' ').any(|w| matches!(w, "Bank" | "Fund"))
            };
            let is_state = |e: &&Entity| e.kind == EntityKind::Country;
            let signed = here.iter().chain(self.latest(earlier)).find_map(|s| {
                let parties = s.record.role("party");
                let agreement = s.record.event == EventType::Agreement;
                let bank = parties.iter().find(is_bank).filter(|_| agreement)?;
                Some((bank.clone(), parties.iter().find(is_state)?.clone()))
            });
            if let Some((bank, state)) = signed {
                record.roles.entry("provider".into()).or_insert_with(|| vec![bank]);
                record.roles.entry("recipient".into()).or_insert_with(|| vec![state]);
            }
        }
        !record.role("provider").is_empty() && !record.role("recipient").is_empty()
    }

    /// "The bank will add a grant of 3 million": to those who were helped just before.
    fn take_up_support(&self, record: &mut Record, here: &[Statement], earlier: &[Statement]) {
        let (from, to) = (record.role("provider"), record.role("recipient"));
        let fits = |s: &&Statement| {
            let (giver, given) = (s.record.role("provider"), s.record.role("recipient"));
            s.record.event == EventType::Support
                && s.record.status != Status::Negated
                && to.iter().all(|t| given.contains(t))
                && from.iter().all(|f| !given.contains(f))
                && !giver.is_empty()
                && !given.is_empty()
        };
        let told = here.iter().rev().chain(self.latest(earlier)).find(fits);
        let Some(told) = told.map(|s| s.record.clone()) else { return };
        for role in ["provider", "recipient"] {
            if record.role(role).is_empty() {
                record.roles.insert(role.into(), told.role(role).to_vec());
            }
        }
    }

    /// "Fighting on the border between X and Y", "the clashes", "fighting with X": the
    /// two states that the sentence names beside it, those who fought before, or the
    /// state of which the article speaks.
    fn infer_enemies(
        &self,
        record: &mut Record,
        found: &Found,
        here: &[Statement],
        earlier: &[Statement],
    ) -> bool {
        let anchor = found.matched.anchor;
        let tree = self.reader.tree;
        // "fighting corruption" is no fighting.
        if tree.children(anchor).any(|c| tree.tokens[c].relation.base() == "obj") {
            return false;
        }
        let with = self.enemy_after(anchor);
        let named = record.role("participant").iter();
        let known = distinct(named.chain(&with));
        let told = |s: &&Statement| {
            let sides = s.record.role("participant");
            s.record.event == EventType::Clash && known.iter().all(|k| sides.contains(k))
        };
        let before = || {
            let last = here.iter().chain(self.latest(earlier)).find(told);
            last.map(|s| s.record.role("participant").to_vec())
        };
        let other = || match &known[..] {
            [one] if !with.is_empty() => {
                let discourse = self.reader.discourse;
                let other = discourse.other_state(self.reader.sentence, anchor, one)?;
                Some(vec![other, one.clone()])
            }
            _ => None,
        };
        let sides = self.sides_of_border(anchor).or_else(before).or_else(other);
        let Some(sides) = sides.filter(|s| known.iter().all(|k| s.contains(k))) else {
            return false;
        };
        record.roles.insert("participant".into(), sides);
        true
    }

    /// "the fighting on the frontier with Tajikistan": against whom.
    fn enemy_after(&self, anchor: usize) -> Vec<Entity> {
        const REACH: usize = 6;
        let (forms, discourse) = (self.reader.forms, self.reader.discourse);
        let end = (anchor + REACH).min(forms.len());
        let with = (anchor + 1..end).find(|t| matches!(forms[*t].as_str(), "with" | "against"));
        let after =
            with.map(|t| if forms.get(t + 1).is_some_and(|f| f == "the") { t + 2 } else { t + 1 });
        let mention = after.and_then(|t| discourse.mention_at(self.reader.sentence, t));
        let named = mention.map(|(at, _)| discourse.entities(self.reader.sentence, at));
        named.into_iter().flatten().filter_map(|e| discourse.state(e)).collect()
    }

    /// "along the border between X and Y", "on the Kyrgyz-Tajik border": the two states
    /// named after a token.
    fn sides_of_border(&self, anchor: usize) -> Option<Vec<Entity>> {
        const REACH: usize = 14;
        let (forms, discourse) = (self.reader.forms, self.reader.discourse);
        let number = self.reader.sentence;
        let states = |from: usize, to: usize| {
            let within = discourse.mentions[number].iter().enumerate();
            let within = within.filter(|(_, m)| from <= m.tokens.start && m.tokens.start <= to);
            let named = within.flat_map(|(at, _)| discourse.entities(number, at));
            distinct(named.filter_map(|e| discourse.state(e)).collect::<Vec<_>>().iter())
        };
        let end = (anchor + REACH).min(forms.len());
        let between = (anchor + 1..end).find(|t| forms[*t] == "between");
        let listed = between.map(|t| states(t + 1, t + 8)).filter(|s| s.len() == 2);
        listed.or_else(|| {
            let is_border = |t: &usize| matches!(forms[*t].as_str(), "border" | "frontier");
            let border = (anchor + 1..end).find(is_border)?;
            // "the Kyrgyz-Tajik border" may be the name of a place
            let names = &self.reader.gazetteer.names;
            let words = &self.sentence.tokens[border.saturating_sub(3)..border];
            let sides = words.iter().map(|t| t.of(self.text)).filter_map(|form| {
                names.get(form).iter().find_map(|(sense, _)| match sense {
                    Sense::Adjective(id) => Some(self.reader.gazetteer.entity(*id)),
                    _ => None,
                })
            });
            let sides = distinct(sides.collect::<Vec<_>>().iter());
            (sides.len() == 2).then_some(sides)
        })
    }

    /// Who talks in the course of another event: those whom it names; after a visit
    /// that names no host the holders of the office of which the words speak ("the
    /// heads of state"), else the guest and the state.
    fn talking(&self, record: &Record, found: &Found) -> Vec<Entity> {
        let named = self.sides(record, EventType::Meeting);
        let states = self.sides(record, EventType::Agreement);
        if record.event != EventType::Visit || named.len() != 1 || states.len() != 2 {
            return named;
        }
        let discourse = self.reader.discourse;
        let fillers = found.matched.roles.values().flatten();
        let mut offices = fillers.filter_map(|t| {
            let (_, mention) = discourse.mention_at(self.reader.sentence, *t)?;
            match &mention.kind {
                Kind::Office(office) if office.plural => Some(discourse.holders(office, &states)),
                _ => None,
            }
        });
        let holders = offices.next().filter(|holders| holders.len() == 2);
        let host = states.into_iter().filter(|s| Some(&s.id) != named[0].country.as_ref());
        holders.unwrap_or_else(|| named.iter().cloned().chain(host).collect())
    }

    /// "The garrison was withdrawn": whose, the deployment told last says.
    fn infer_actor(
        &self,
        record: &mut Record,
        found: &Found,
        here: &[Statement],
        earlier: &[Statement],
    ) -> bool {
        const OTHERS: &[&str] = &["foreign", "other", "no", "any", "own", "local", "additional"];
        let tree = self.reader.tree;
        let others = found.matched.trigger.iter().flat_map(|t| tree.children(*t));
        if others.into_iter().any(|c| OTHERS.contains(&self.reader.forms[c].as_str())) {
            return false;
        }
        let near = earlier.iter().filter(|s| s.sentence + 2 >= self.reader.sentence);
        let mut told = here.iter().chain(near.rev());
        let last = told.find(|s| s.record.event == EventType::Deployment);
        let owner = match last.map(|s| s.record.role("actor")) {
            Some([actor]) => Some(actor.clone()),
            Some(_) => None,
            None => self.owner_of_forces(found.matched.anchor),
        };
        // Forces at home are no deployment.
        let abroad = |owner: &Entity| record.place.iter().all(|p| p.country != owner.country);
        let owner = owner.filter(abroad);
        owner.map(|owner| record.add("actor", owner)).is_some()
    }

    /// "The Russian military", "Moscow's troops": whose forces were spoken of last.
    fn owner_of_forces(&self, anchor: usize) -> Option<Entity> {
        let number = self.reader.sentence;
        let discourse = self.reader.discourse;
        (number.saturating_sub(1)..=number).rev().find_map(|sentence| {
            let mentions = discourse.mentions[sentence].iter().enumerate().rev();
            let mut before = mentions.filter(|(_, m)| sentence < number || m.tokens.end <= anchor);
            let forces = before.find(|(_, m)| {
                matches!(m.kind, Kind::Body { body, .. }
                    if self.reader.gazetteer.bodies[body].id_part == "armed-forces")
            });
            let (mention, _) = forces?;
            match discourse.entities(sentence, mention) {
                [one] => discourse.state(one),
                _ => None,
            }
        })
    }

    /// "During the talks the sides discussed": the meeting told just before, where
    /// its participants are of the states that the words mean. "The bank will add a
    /// grant": to those who were helped just before.
    pub(super) fn taken_up(
        &self,
        mut record: Record,
        found: &Found,
        here: &[Statement],
        earlier: &[Statement],
    ) -> Record {
        if record.event == EventType::Support {
            self.take_up_support(&mut record, here, earlier);
            return record;
        }
        let discourse = self.reader.discourse;
        let named = |t: &usize| discourse.mention_at(self.reader.sentence, *t).is_some();
        if record.event == EventType::Agreement {
            self.take_up_parties(&mut record, found, here, earlier);
            self.complete(&mut record, found, here, earlier);
            return record;
        }
        if record.event != EventType::Meeting || found.matched.roles.values().flatten().any(named) {
            return record;
        }
        let states: Vec<_> = record.role("participant").iter().map(|p| &p.country).collect();
        let same = |s: &&Statement| {
            let told = s.record.role("participant");
            s.record.event == EventType::Meeting
                && told.len() == states.len()
                && told.iter().all(|p| states.contains(&&p.country))
        };
        if let Some(told) = here.iter().chain(self.latest(earlier)).find(same) {
            record.roles.insert("participant".into(), told.record.role("participant").to_vec());
        }
        record
    }

    /// "The partners agreed to revive it": all of those who signed what was told just
    /// before, where they are more than two.
    fn take_up_parties(
        &self,
        record: &mut Record,
        found: &Found,
        here: &[Statement],
        earlier: &[Statement],
    ) {
        let tree = self.reader.tree;
        let sides = |t: &usize| {
            matches!(tree.tokens[*t].lemma.as_str(), "partner" | "party" | "side" | "participant")
                && tree.tokens[*t].xpos.as_str() == "NNS"
                && !tree
                    .children(*t)
                    .any(|c| matches!(tree.tokens[c].lemma.as_str(), "two" | "both"))
        };
        let Some(parties) = found.matched.roles.get("party").filter(|p| p.iter().all(sides)) else {
            return;
        };
        let told = |s: &&Statement| s.record.event == EventType::Agreement;
        let last = here.iter().chain(self.latest(earlier)).find(told);
        let Some(last) = last.map(|s| s.record.role("party")) else { return };
        let known = record.role("party").iter().all(|p| last.contains(p));
        if !parties.is_empty() && last.len() > 2 && known {
            record.roles.insert("party".into(), last.to_vec());
        }
    }

    /// "A memorandum was signed with Kazakhstan", "the governments concluded": the other
    /// side is that of the talks or the visit told just before.
    fn complete(
        &self,
        record: &mut Record,
        found: &Found,
        here: &[Statement],
        earlier: &[Statement],
    ) {
        let [one] = record.role("party") else { return };
        let one = one.clone();
        // "The Mazhilis ratified the agreement between Kazakhstan and Russia"
        let ratified = |t: &usize| self.reader.tree.tokens[*t].lemma.starts_with("ratif");
        let states = self.states_named();
        if states.len() == 2 && found.matched.trigger.iter().any(ratified) {
            record.roles.insert("party".to_owned(), states);
            return;
        }
        let Some(state) = self.reader.discourse.state(&one).filter(|s| *s == one) else { return };
        if self.is_ruled(found) {
            return;
        }
        // "ratified the agreement with Uzbekistan": the other state is named elsewhere.
        let tree = self.reader.tree;
        let fillers = found.matched.roles.get("party").into_iter().flatten();
        let with =
            fillers.copied().all(|t| tree.children(t).any(|c| self.reader.forms[c] == "with"));
        if with && self.imply_pair(record, "party", found) {
            return;
        }
        let near = earlier.iter().rev().filter(|s| s.sentence + 2 >= self.reader.sentence);
        let sides = here
            .iter()
            .chain(near)
            .map(|s| self.sides(&s.record, EventType::Agreement))
            .find(|sides| sides.len() == 2 && sides.contains(&state));
        if let Some(sides) = sides {
            record.roles.insert("party".to_owned(), sides);
        }
    }

    /// Whether it is what one body does with a document, of which others need not know.
    fn is_ruled(&self, found: &Found) -> bool {
        let tree = self.reader.tree;
        found.matched.trigger.iter().any(|t| RULINGS.contains(&tree.tokens[*t].lemma.as_str()))
    }

    /// Whether the words tell of it as of something that happened.
    fn is_fact(&self, found: &Found) -> bool {
        let tree = self.reader.tree;
        let anchor = clause::predicate(tree, found.matched.anchor);
        let judged = status::judge(&self.engine.status, tree, anchor, found.status());
        matches!(judged.status, Status::Occurred | Status::Ongoing)
    }

    /// "Tashkent and Bishkek swapped land under a deal": the two states that the
    /// sentence names.
    fn imply_pair(&self, record: &mut Record, role: &str, found: &Found) -> bool {
        let states = self.states_named();
        let pair = states.len() == 2
            && !self.is_ruled(found)
            && (found.dated || self.is_fact(found))
            && record.role(role).iter().all(|p| states.contains(p));
        if pair {
            record.roles.insert(role.to_owned(), states);
        }
        pair
    }

    /// "Under a 2012 accord, Russia may keep its base in Tajikistan": between the two
    /// states that the sentence names, or the one and that of which the article speaks.
    fn imply_neighbours(&self, record: &mut Record, found: &Found) -> bool {
        if self.imply_pair(record, "party", found) {
            return true;
        }
        let [one] = &self.states_named()[..] else { return false };
        let (discourse, sentence) = (self.reader.discourse, self.reader.sentence);
        let Some(other) = discourse.other_state(sentence, found.matched.anchor, one) else {
            return false;
        };
        record.roles.insert("party".to_owned(), vec![one.clone(), other]);
        true
    }

    fn is_single(&self, found: &Found) -> bool {
        let tree = self.reader.tree;
        !found.matched.trigger.iter().any(|t| tree.tokens[*t].xpos.as_str() == "NNS")
    }

    /// "The next summit will be held in Bishkek": that of the body whose summit was
    /// told before.
    fn imply_body(&self, record: &mut Record, earlier: &[Statement]) -> bool {
        let told = |s: &&Statement| s.record.event == EventType::Summit;
        let Some(last) = self.latest(earlier).find(told).map(|s| &s.record) else { return false };
        for body in last.role("organisation") {
            record.add("organisation", body.clone());
        }
        if let Some(name) = last.values.get("name") {
            record.values.entry("name".into()).or_insert_with(|| name.clone());
        }
        is_told(record)
    }

    /// What was told last, latest first.
    fn latest<'s>(&self, earlier: &'s [Statement]) -> impl Iterator<Item = &'s Statement> {
        let from = self.reader.sentence.saturating_sub(REACH);
        earlier.iter().rev().filter(move |s| s.sentence >= from)
    }

    /// Who met or dealt with whom in an event, as another event of the same
    /// people wants them.
    pub(super) fn sides(&self, record: &Record, wanted: EventType) -> Vec<Entity> {
        let roles: &[&str] = match record.event {
            EventType::Visit if wanted == EventType::Meeting => &["visitor", "host"],
            EventType::Visit => &["visitor", "host", "destination"],
            EventType::Meeting => &["participant"],
            EventType::Agreement | EventType::Relation if wanted != EventType::Meeting => {
                &["party", "participant"]
            }
            EventType::Summit if wanted == EventType::Agreement => {
                match record.role("organisation") {
                    // "the EU-Central Asia summit": sides that are no states
                    [] => {
                        return distinct(
                            record
                                .role("participant")
                                .iter()
                                .map(|e| {
                                    self.reader.discourse.state(e).unwrap_or_else(|| e.clone())
                                })
                                .collect::<Vec<_>>()
                                .iter(),
                        );
                    }
                    bodies => return bodies.to_vec(),
                }
            }
            _ => return Vec::new(),
        };
        let all = roles.iter().flat_map(|r| record.role(r));
        match wanted {
            EventType::Agreement | EventType::Relation => {
                let states: Vec<Entity> =
                    all.filter_map(|e| self.reader.discourse.state(e)).collect();
                distinct(states.iter())
            }
            _ => distinct(all),
        }
    }

    /// "A memorandum was signed": between the two states of which the article speaks.
    fn imply_states(&self, record: &mut Record, role: &str, found: &Found) -> bool {
        let tree = self.reader.tree;
        let fillers = found.matched.roles.values().flatten();
        // "since the treaty was signed" is said of one that everybody knows.
        let since = tree.children(found.matched.anchor).any(|c| tree.tokens[c].lemma == "since");
        if since || self.is_ruled(found) || !fillers.copied().all(|t| self.is_taken_up(t)) {
            return false;
        }
        let discourse = self.reader.discourse;
        let (sentence, anchor) = (self.reader.sentence, found.matched.anchor);
        let states = discourse.last_group(sentence, anchor, "state", EntityKind::Country, 2);
        if states.is_empty() || self.names_side() {
            return false;
        }
        record.roles.insert(role.to_owned(), states);
        true
    }

    /// "The agreement with the European Union was signed": a body of states is a side.
    fn names_side(&self) -> bool {
        let discourse = self.reader.discourse;
        let here = discourse.mentions[self.reader.sentence].iter().enumerate();
        here.filter(|(_, m)| {
            let before = m.tokens.start.saturating_sub(2)..m.tokens.start;
            before.into_iter().any(|t| self.reader.forms[t] == "with")
        })
        .flat_map(|(number, _)| discourse.entities(self.reader.sentence, number))
        .any(is_body_of_states)
    }

    /// "they", "the countries": no "Western countries", no "company".
    fn is_taken_up(&self, token: usize) -> bool {
        let tree = self.reader.tree;
        let modified = tree.children(token).any(|c| tree.tokens[c].relation.base() == "amod");
        let definite = tree.children(token).any(|c| tree.tokens[c].relation.base() == "det");
        tree.tokens[token].upos == Upos::Pron
            || tree.tokens[token].xpos.as_str() == "NNS" && (definite || !modified)
    }

    /// "Talks with Karimov lasted an hour": of him of whom the article speaks, if it
    /// has not told of a meeting with that side.
    fn imply_partner(&self, record: &mut Record, found: &Found, earlier: &[Statement]) -> bool {
        let [one] = record.role("participant") else { return false };
        let one = one.clone();
        let told = |s: &Statement| {
            s.record.event == EventType::Meeting
                && s.record.role("participant").iter().any(|p| p.country == one.country)
        };
        let person = matches!(one.kind, EntityKind::Person | EntityKind::Office);
        if !person || earlier.iter().any(told) {
            return false;
        }
        let other =
            self.reader.discourse.protagonist(self.reader.sentence, found.matched.anchor, &one);
        let other = other.or_else(|| self.only_other(&one));
        other.map(|other| record.add("participant", other)).is_some()
    }

    /// "A meeting with Stubb took place as part of Tokayev's trip": the one person of
    /// another state whom the sentence names.
    fn only_other(&self, one: &Entity) -> Option<Entity> {
        let (discourse, sentence) = (self.reader.discourse, self.reader.sentence);
        let named = (0..discourse.mentions[sentence].len())
            .flat_map(|at| discourse.entities(sentence, at))
            .filter(|e| e.kind == EntityKind::Person && e.country.is_some());
        match &distinct(named.filter(|e| e.country != one.country))[..] {
            [other] => Some(other.clone()),
            _ => None,
        }
    }

    /// "Talks with the Uzbek side were held in Beijing": of the state that the article
    /// is about, else of that in which they were held.
    fn imply_other_side(&self, record: &mut Record, found: &Found) -> bool {
        let [one] = record.role("participant") else { return false };
        let discourse = self.reader.discourse;
        let Some(state) = discourse.state(one) else { return false };
        let (tree, anchor) = (self.reader.tree, found.matched.anchor);
        let heads = setting::heads(tree, anchor, &found.matched.trigger);
        let place = setting::places(&self.reader, EventType::Meeting, anchor, &heads, &[]);
        if place.is_empty() || !self.is_single(found) && tree.tokens[anchor].lemma != "talk" {
            return false;
        }
        let there = place.iter().find_map(|p| discourse.state(p));
        let other = discourse.home().into_iter().chain(there).find(|s| *s != state);
        other.map(|other| record.add("participant", other)).is_some()
    }

    /// "His only visit was in 2007": to the state of which the article speaks, or
    /// the place of his that was told of; "a trip to Washington": of him of whom
    /// the article speaks.
    fn imply_journey(&self, record: &mut Record, found: &Found, earlier: &[Statement]) -> bool {
        // "trips to Kazakhstan" are nobody's; who calls a visit historic pays none.
        let tree = self.reader.tree;
        let visitors = found.matched.roles.get("visitor").into_iter().flatten();
        let others = visitors.filter_map(|t| tree.tokens[*t].head);
        if record.role("visitor").is_empty() && !self.is_single(found)
            || others.into_iter().any(|verb| clause::speaks_of_others(tree, verb))
        {
            return false;
        }
        let visits = || earlier.iter().rev().filter(|s| s.record.event == EventType::Visit);
        let implied = match (record.role("visitor"), record.role("destination")) {
            ([visitor], []) => {
                let told = visits().find(|s| s.record.role("visitor").contains(visitor));
                let there = told.map(|s| s.record.role("destination").to_vec());
                let there = there.or_else(|| self.scene(found, visitor, earlier));
                let anchor = found.matched.anchor;
                let discourse = self.reader.discourse;
                let host = || discourse.other_state(self.reader.sentence, anchor, visitor);
                let place = there.or_else(|| host().map(|state| vec![state]));
                place.map(|place| ("destination", place))
            }
            ([], [place]) => {
                let near = |s: &&Statement| s.sentence + REACH >= self.reader.sentence;
                let told = visits().filter(near).find(|s| {
                    s.record.role("destination").iter().any(|d| d.country == place.country)
                });
                let who = told.map(|s| s.record.role("visitor").to_vec());
                let anchor = found.matched.anchor;
                let him = || self.reader.discourse.protagonist(self.reader.sentence, anchor, place);
                who.or_else(|| him().map(|him| vec![him])).map(|who| ("visitor", who))
            }
            _ => None,
        };
        let Some((role, fillers)) = implied else { return false };
        record.roles.insert(role.to_owned(), fillers);
        true
    }

    /// Where a guest came who is only said to have come: where the sentence places it,
    /// or the summit told before.
    fn scene(&self, found: &Found, guest: &Entity, earlier: &[Statement]) -> Option<Vec<Entity>> {
        let abroad = |place: &Vec<Entity>| {
            !place.is_empty() && place.iter().all(|p| p.country != guest.country)
        };
        let (tree, anchor) = (self.reader.tree, found.matched.anchor);
        let heads = setting::heads(tree, anchor, &found.matched.trigger);
        let here = setting::places(&self.reader, EventType::Meeting, anchor, &heads, &[]);
        let summit = || {
            let mut latest = self.latest(earlier);
            latest.find(|s| s.record.event == EventType::Summit).map(|s| s.record.place.clone())
        };
        Some(here).filter(abroad).or_else(|| summit().filter(abroad))
    }
}

fn is_body_of_states(entity: &Entity) -> bool {
    entity.kind == EntityKind::Organisation && entity.country.is_none()
}
