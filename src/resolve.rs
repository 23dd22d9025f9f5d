//! Who is meant: mentions, pronouns and descriptions to entities, by office
//! and date, by what the article has said before, and by grammar.
//!
//! What cannot be decided stays an office or a described actor, never a guess.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::event::{Entity, EntityKind};
use crate::gazetteer::name::key;
use crate::gazetteer::{Detail, Gazetteer, Gender, Id};
use crate::mention::{Kind, Led, Mention, Office, Person};
use crate::text::{Sentence, capitalised};

/// The mentions of an article with whom they mean.
#[derive(Debug)]
pub struct Discourse<'a> {
    gazetteer: &'a Gazetteer,
    published: Option<NaiveDate>,
    /// Mentions by sentence.
    pub mentions: &'a [Vec<Mention>],
    /// What each mention means, beside `mentions`.
    meanings: Vec<Vec<Vec<Entity>>>,
    /// Tokens of "he" and "she" by sentence.
    pronouns: Vec<Vec<(usize, Gender)>>,
    cast: Cast,
}

/// What the article says of persons, gathered before anything is resolved.
#[derive(Debug, Default)]
struct Cast {
    /// Persons of the gazetteer named in full.
    named: FxHashSet<Id>,
    /// Office (part, country or organisation) to the person who stands beside it.
    holders: FxHashMap<(usize, Id), Entity>,
    /// Country and office of persons that no list knows, by name key.
    homes: FxHashMap<String, Id>,
    /// Whose an institution is, where the article says so.
    bodies: FxHashMap<usize, Id>,
    /// The state that the article mentions most.
    home: Option<Id>,
    /// The place from which the article is datelined ("BISHKEK, May 8 --"), and the
    /// sentence in which it stands.
    dateline: Option<(usize, Id)>,
}

/// Whom a description means.
#[derive(Clone, Copy, Debug)]
enum About {
    /// One of many: who was spoken of last.
    Last,
    /// So many of those whom all of the article is about.
    Most(usize),
}

/// The region whose news is read.
const REGION: &str = "central-asia";

/// Sentences over which a description may point back.
const FARTHEST: usize = 8;

/// Sentences that tell what an article is about; more than most articles have,
/// so that a book costs no more a sentence than an article.
const WINDOW: usize = 200;

/// Sentences and lines before the end of which a dateline stands.
const HEAD: usize = 12;

/// Heads of state or government where a country has no president.
const HEADS: &[&str] = &[
    "president",
    "king",
    "emir",
    "sultan",
    "prime-minister",
    "chancellor",
    "supreme-leader",
    "crown-prince",
];

/// Nouns of offices, which nobody is called who holds another.
fn is_title(noun: &str) -> bool {
    matches!(noun, "minister" | "president" | "ambassador" | "governor" | "mayor")
}

impl<'a> Discourse<'a> {
    /// Resolves all mentions of an article, in order.
    pub fn new(
        gazetteer: &'a Gazetteer,
        published: Option<NaiveDate>,
        text: &str,
        sentences: &[Sentence],
        mentions: &'a [Vec<Mention>],
    ) -> Self {
        let pronouns = sentences.iter().map(|s| pronouns(text, s)).collect();
        let mut discourse = Discourse {
            gazetteer,
            published,
            mentions,
            meanings: Vec::new(),
            pronouns,
            cast: Cast::default(),
        };
        discourse.cast = discourse.cast(text, sentences);
        for sentence in mentions {
            discourse.meanings.push(Vec::with_capacity(sentence.len()));
            for mention in sentence {
                let meaning = discourse.meaning(&discourse.cast, &mention.kind);
                if let Some(sentence) = discourse.meanings.last_mut() {
                    sentence.push(meaning);
                }
            }
        }
        discourse
    }

    /// The mention that covers a token.
    pub fn mention_at(&self, sentence: usize, token: usize) -> Option<(usize, &Mention)> {
        let mentions = self.mentions.get(sentence)?;
        mentions.iter().enumerate().find(|(_, m)| m.tokens.contains(&token))
    }

    /// What a mention means.
    pub fn entities(&self, sentence: usize, mention: usize) -> &[Entity] {
        &self.meanings[sentence][mention]
    }

    /// The place from which the article was sent: "here".
    pub fn dateline_place(&self) -> Option<Entity> {
        self.cast.dateline.map(|(_, place)| self.gazetteer.entity(place))
    }

    /// The publication date.
    pub fn published(&self) -> Option<NaiveDate> {
        self.published
    }

    fn cast(&self, text: &str, sentences: &[Sentence]) -> Cast {
        let mut cast = Cast::default();
        for person in self.mentions.iter().flatten().filter_map(Mention::person) {
            if let ([id], false) = (&person.candidates[..], person.surname_only) {
                cast.named.insert(*id);
            }
        }
        let mut count: BTreeMap<Id, usize> = BTreeMap::new();
        for mention in self.mentions.iter().flatten() {
            match &mention.kind {
                Kind::Thing(id) | Kind::Nationality(id) => {
                    if let Some(state) = self.gazetteer.state_of(*id) {
                        *count.entry(state).or_default() += 1;
                    }
                }
                Kind::Body { body, countries } => {
                    if let Some(country) = countries.first() {
                        cast.bodies.entry(*body).or_insert(*country);
                    }
                }
                _ => {}
            }
        }
        cast.dateline = self.dateline(text, sentences);
        cast.home = self.most_mentioned(&count);
        for person in self.mentions.iter().flatten().filter_map(Mention::person) {
            let Some(office) = &person.office else { continue };
            let entity = self.person(&cast, person);
            if let Some(country) = office.countries.first()
                && person.candidates.is_empty()
            {
                cast.homes.insert(key(&person.name), *country);
            }
            let owners = office.countries.first().into_iter().chain(&office.organisation);
            for owner in owners.filter(|_| !office.former) {
                for part in &office.parts {
                    cast.holders.entry((*part, *owner)).or_insert_with(|| entity.clone());
                }
            }
        }
        cast
    }

    /// The state that the article mentions most; one of the region if it is
    /// mentioned half as often: "the National Bank" is hardly America's.
    fn most_mentioned(&self, count: &BTreeMap<Id, usize>) -> Option<Id> {
        let most = |ids: &dyn Fn(&Id) -> bool| {
            let wanted = count.iter().filter(|(id, _)| ids(id));
            wanted.max_by_key(|(id, n)| (**n, std::cmp::Reverse(**id))).map(|(id, n)| (*id, *n))
        };
        let (first, times) = most(&|_| true)?;
        let region = self.gazetteer.states_of_region(REGION);
        match most(&|id| region.contains(id)) {
            Some((state, n)) if n * 2 >= times => Some(state),
            _ => Some(first),
        }
    }

    /// The place that the article begins with, or that stands in capitals before the
    /// dash with which its text begins.
    fn dateline(&self, text: &str, sentences: &[Sentence]) -> Option<(usize, Id)> {
        let opens = |number: usize| {
            let first = self.mentions.get(number)?.first().filter(|m| m.tokens.start == 0)?;
            match first.kind {
                Kind::Thing(id) if self.gazetteer.is_place(id) => Some((number, id)),
                _ => None,
            }
        };
        let ends_in_dash = |sentence: &Sentence| {
            let last = sentence.tokens.last().map_or("", |t| t.of(text));
            matches!(last, "--" | "—" | "–" | "-")
        };
        let dashed = (0..sentences.len().min(HEAD)).find(|n| ends_in_dash(&sentences[*n]));
        dashed.and_then(opens).or_else(|| opens(0))
    }

    fn meaning(&self, cast: &Cast, kind: &Kind) -> Vec<Entity> {
        match kind {
            Kind::Thing(id) | Kind::Nationality(id) => vec![self.gazetteer.entity(*id)],
            Kind::Person(person) => vec![self.person(cast, person)],
            Kind::Office(office) => self.office(cast, office),
            Kind::Body { body, countries } if countries.is_empty() => {
                vec![self.body(*body, cast.bodies.get(body).copied().or(cast.home))]
            }
            Kind::Body { body, countries } => {
                countries.iter().map(|c| self.body(*body, Some(*c))).collect()
            }
            Kind::Organisation(name) => vec![unknown(name, EntityKind::Organisation, None)],
        }
    }

    fn person(&self, cast: &Cast, person: &Person) -> Entity {
        match self.choose(cast, person) {
            Some(id) => {
                let mut entity = self.gazetteer.entity(id);
                if !person.surname_only && person.name.contains(' ') && person.name != entity.name {
                    entity.written = Some(person.name.clone());
                }
                entity
            }
            None => {
                let country = person.office.as_ref().and_then(|o| o.countries.first().copied());
                let country = country.or_else(|| cast.homes.get(&key(&person.name)).copied());
                let country = country.map(|c| self.gazetteer.things[c].id.clone());
                unknown(&person.name, EntityKind::Person, country)
            }
        }
    }

    /// Of several persons of one name: who is named in full, whose office
    /// stands beside the name, who holds an office now, who comes first.
    fn choose(&self, cast: &Cast, person: &Person) -> Option<Id> {
        let candidates = &person.candidates;
        if candidates.len() < 2 {
            return candidates.first().copied();
        }
        let named = |id: &&Id| cast.named.contains(id);
        let fits = |id: &&Id| person.office.as_ref().is_some_and(|o| self.holds_any(**id, o));
        let in_office = |id: &&Id| {
            self.published.is_some_and(|d| self.gazetteer.terms(**id).iter().any(|t| t.covers(d)))
        };
        // "Saidov" in an article on Uzbekistan is hardly a Tajik.
        let at_home = |id: &&Id| in_office(id) && self.gazetteer.state_of(**id) == cast.home;
        let pick = candidates
            .iter()
            .find(fits)
            .or_else(|| candidates.iter().find(named))
            .or_else(|| candidates.iter().find(at_home))
            .or_else(|| candidates.iter().find(in_office))
            .or_else(|| candidates.first());
        pick.copied()
    }

    fn holds_any(&self, person: Id, office: &Office) -> bool {
        let day = self.published.filter(|_| !office.former);
        self.gazetteer.terms(person).iter().any(|t| {
            let part = match self.gazetteer.things[t.office].detail {
                Detail::Office { part, .. } => part,
                _ => return false,
            };
            office.parts.contains(&part) && day.is_none_or(|d| t.covers(d))
        })
    }

    fn office(&self, cast: &Cast, office: &Office) -> Vec<Entity> {
        if let Some(organisation) = office.organisation {
            return self.organisation_office(cast, office, organisation);
        }
        if office.counterpart {
            return self.counterparts(cast, office);
        }
        if let Some(led) = &office.led {
            return self.heads(cast, office, led);
        }
        let countries = self.widen(&office.countries);
        if countries.is_empty() {
            let told = self.bare_office(office);
            let vague = told.is_empty() && !office.plural && !office.former;
            // What stands above the dateline is a headline, and says less than the text.
            let below = |(line, _): &(usize, Id)| vague && self.meanings.len() > *line;
            let dateline = cast.dateline.filter(below);
            let here = dateline.and_then(|(_, place)| self.gazetteer.stands_for(place));
            return match here {
                Some(state) => self.holder_of_any(cast, office, state).into_iter().collect(),
                None => told,
            };
        }
        countries.iter().filter_map(|c| self.holder_of_any(cast, office, *c)).collect()
    }

    /// Who leads an institution of each country; of the one that the article is
    /// about where it names none.
    fn heads(&self, cast: &Cast, office: &Office, led: &Led) -> Vec<Entity> {
        let told = self.widen(&office.countries);
        let here = cast.bodies.get(&led.body).copied().or(cast.home);
        let countries = if told.is_empty() { here.into_iter().collect() } else { told };
        let head = |country: Id| match &led.title {
            None => self.holder_of_any(cast, office, country),
            Some(title) => {
                let body = self.body(led.body, Some(country));
                let name = format!("{} of {}", capitalised(title), body.name);
                Some(unknown(&name, EntityKind::Office, body.country))
            }
        };
        countries.into_iter().filter_map(head).collect()
    }

    /// Of several offices that a title may be, the one whose holder is known.
    /// What leads an organisation ("chairman") is no office of a country.
    fn holder_of_any(&self, cast: &Cast, office: &Office, country: Id) -> Option<Entity> {
        let parts = office.parts.iter().filter(|p| self.has_office(**p, country));
        let holders = parts.map(|p| self.holder(cast, *p, country, office.former));
        let mut all: Vec<Entity> = holders.collect();
        let known = all.iter().position(|e| e.kind == EntityKind::Person);
        (!all.is_empty()).then(|| all.swap_remove(known.unwrap_or(0)))
    }

    /// A region that owns an office stands for its states.
    fn widen(&self, countries: &[Id]) -> Vec<Id> {
        let mut all = Vec::new();
        for &id in countries {
            match self.gazetteer.things[id].detail {
                Detail::Place { .. } => {
                    all.extend(self.gazetteer.states_of_region(&self.gazetteer.things[id].id))
                }
                _ => all.push(id),
            }
        }
        all
    }

    /// Who holds an office in each of some states.
    pub fn holders(&self, office: &Office, states: &[Entity]) -> Vec<Entity> {
        let ids = states.iter().filter_map(|s| self.gazetteer.by_id(&s.id));
        ids.filter_map(|id| self.holder_of_any(&self.cast, office, id)).collect()
    }

    fn organisation_office(&self, cast: &Cast, office: &Office, organisation: Id) -> Vec<Entity> {
        // "CSTO leaders" meet as the CSTO.
        if office.plural {
            return vec![self.gazetteer.entity(organisation)];
        }
        let named = office.parts.iter().find_map(|p| cast.holders.get(&(*p, organisation)));
        if let (Some(person), false) = (named, office.former) {
            return vec![person.clone()];
        }
        let things = &self.gazetteer.things;
        let of = |o: &Id| matches!(things[*o].detail, Detail::Office { part, organisation: Some(org), .. } if org == organisation && office.parts.contains(&part));
        let Some(id) = (0..things.len()).find(of) else {
            let entity = self.gazetteer.entity(organisation);
            let part =
                office.parts.first().map_or("", |p| self.gazetteer.offices[*p].name.as_str());
            let title = part.split(" of ").next().unwrap_or(part);
            return vec![unknown(&format!("{title} of {}", entity.name), EntityKind::Office, None)];
        };
        match self.published.map(|d| self.gazetteer.holders(id, d)) {
            Some(holders) if holders.len() == 1 && !office.former => {
                vec![self.gazetteer.entity(holders[0])]
            }
            _ => vec![self.gazetteer.entity(id)],
        }
    }

    /// The person who holds a country's office: whom the article names in it,
    /// else whom the gazetteer gives for the date, else the office.
    fn holder(&self, cast: &Cast, part: usize, country: Id, former: bool) -> Entity {
        let gazetteer = self.gazetteer;
        if !former && let Some(person) = cast.holders.get(&(part, country)) {
            return person.clone();
        }
        let office = self.known_office(part, country);
        let Some(office) = office else {
            let name =
                gazetteer.offices[part].name.replace("{country}", &gazetteer.things[country].name);
            // A region has offices in the words of articles, but it is no state.
            let state = gazetteer.state_of(country).map(|c| gazetteer.things[c].id.clone());
            return unknown(&name, EntityKind::Office, state);
        };
        if former {
            return gazetteer.entity(office);
        }
        let all = gazetteer.all_holders(office);
        let named: Vec<Id> = all.iter().copied().filter(|p| cast.named.contains(p)).collect();
        match self.published.map(|d| gazetteer.holders(office, d)).as_deref() {
            Some([one]) => gazetteer.entity(*one),
            None if named.len() == 1 => gazetteer.entity(named[0]),
            _ => gazetteer.entity(office),
        }
    }

    fn has_office(&self, part: usize, country: Id) -> bool {
        self.gazetteer.is_common_office(part) || self.known_office(part, country).is_some()
    }

    /// "The leader" of a monarchy is not its president.
    fn known_office(&self, part: usize, country: Id) -> Option<Id> {
        let gazetteer = self.gazetteer;
        let direct = gazetteer.office_of(part, country);
        let is_head = gazetteer.offices[part].id_part == "president";
        if !is_head || direct.is_some_and(|o| !gazetteer.all_holders(o).is_empty()) {
            return direct;
        }
        HEADS
            .iter()
            .filter_map(|p| gazetteer.office_of(gazetteer.office_part(p)?, country))
            .find(|o| !gazetteer.all_holders(*o).is_empty())
            .or(direct)
    }

    /// "His Kazakh counterpart": the office of the person named last.
    fn counterparts(&self, cast: &Cast, office: &Office) -> Vec<Entity> {
        let part = self.last_office();
        let other = |country: Id| match part.filter(|p| self.has_office(*p, country)) {
            Some(part) => self.holder(cast, part, country, false),
            None => self.gazetteer.entity(country),
        };
        self.widen(&office.countries).into_iter().map(other).collect()
    }

    /// The office of the last person or office that was mentioned.
    fn last_office(&self) -> Option<usize> {
        for (sentence, meanings) in self.meanings.iter().enumerate().rev().take(4) {
            for (mention, entities) in meanings.iter().enumerate().rev() {
                let found = match &self.mentions[sentence][mention].kind {
                    Kind::Person(person) => person
                        .office
                        .as_ref()
                        .and_then(|o| o.parts.first().copied())
                        .or_else(|| entities.first().and_then(|e| self.office_held(e))),
                    Kind::Office(office) => office.parts.first().copied(),
                    _ => None,
                };
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// The first office that an entity holds on the publication date.
    fn office_held(&self, entity: &Entity) -> Option<usize> {
        let id = self.gazetteer.by_id(&entity.id)?;
        let terms = self.gazetteer.terms(id);
        let term = match self.published {
            Some(day) => terms.iter().find(|t| t.covers(day)),
            None => terms.last(),
        }?;
        match self.gazetteer.things[term.office].detail {
            Detail::Office { part, .. } => Some(part),
            _ => None,
        }
    }

    /// "The president", "the foreign ministers": those of that office of whom
    /// the article speaks.
    fn bare_office(&self, office: &Office) -> Vec<Entity> {
        let about = if office.plural { About::Most(2) } else { About::Last };
        let in_office = |mention: &Mention, entity: &Entity| {
            let plural = matches!(&mention.kind, Kind::Office(o) if o.plural);
            let parts = self.parts(mention, entity);
            (!plural && parts.iter().any(|p| office.parts.contains(p))).then(|| entity.clone())
        };
        let here = self.meanings.len().saturating_sub(1);
        self.salient(here, usize::MAX, about, in_office)
    }

    /// Who else of those of whom the article speaks holds such an office.
    pub fn other_holder(
        &self,
        sentence: usize,
        token: usize,
        office: &Office,
        not: &Entity,
    ) -> Option<Entity> {
        let in_office = |mention: &Mention, entity: &Entity| {
            let parts = self.parts(mention, entity);
            (entity != not && parts.iter().any(|p| office.parts.contains(p)))
                .then(|| entity.clone())
        };
        self.salient(sentence, token, About::Last, in_office).pop()
    }

    /// The offices in which a mention shows a person, else the one held.
    fn parts(&self, mention: &Mention, entity: &Entity) -> Vec<usize> {
        match &mention.kind {
            Kind::Person(Person { office: Some(office), .. }) | Kind::Office(office) => {
                office.parts.clone()
            }
            Kind::Person(_) => self.office_held(entity).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The entities that `keep` takes of which the article has spoken most and
    /// last, up to a token; none if there are fewer than wanted. Each sentence that
    /// mentions an entity counts once, the last three more.
    fn salient(
        &self,
        sentence: usize,
        token: usize,
        about: About,
        keep: impl Fn(&Mention, &Entity) -> Option<Entity>,
    ) -> Vec<Entity> {
        let (count, limit) = match about {
            About::Last => (1, 3),
            About::Most(count) => (count, usize::MAX),
        };
        let mut scores: Vec<(Entity, usize, usize)> = Vec::new();
        for number in sentence.saturating_sub(WINDOW)..self.meanings.len().min(sentence + 1) {
            let mentions = self.mentions[number].iter().zip(&self.meanings[number]);
            let before = mentions.filter(|(m, _)| number < sentence || m.tokens.end <= token);
            let here = before.flat_map(|(m, e)| e.iter().filter_map(|e| keep(m, e)));
            for entity in distinct(here.collect::<Vec<_>>().iter()) {
                match scores.iter_mut().find(|(e, ..)| e.id == entity.id) {
                    Some((_, times, last)) => (*times, *last) = (*times + 1, number),
                    None => scores.push((entity, 1, number)),
                }
            }
        }
        let nearness = |last: usize| [4, 3, 1].get(sentence - last).copied().unwrap_or(0);
        scores.sort_by_key(|(_, times, last)| {
            std::cmp::Reverse(((*times).min(limit) + nearness(*last), *last))
        });
        if scores.len() < count || sentence - scores[count - 1].2 > FARTHEST {
            return Vec::new();
        }
        scores.into_iter().take(count).map(|(entity, ..)| entity).collect()
    }

    /// An institution of each of some states; what is no state stays as it is.
    pub fn bodies_of(&self, body: usize, owners: Vec<Entity>) -> Vec<Entity> {
        let of = |owner: Entity| match self.gazetteer.by_id(&owner.id) {
            Some(id) if owner.kind == EntityKind::Country => self.body(body, Some(id)),
            _ => owner,
        };
        owners.into_iter().map(of).collect()
    }

    fn body(&self, body: usize, country: Option<Id>) -> Entity {
        let gazetteer = self.gazetteer;
        let generic = &gazetteer.bodies[body];
        match country {
            Some(c) => {
                let owner = &gazetteer.things[c];
                if let Some(known) =
                    gazetteer.by_id(&format!("{}-of-{}", generic.id_part, owner.id))
                {
                    let mut entity = gazetteer.entity(known);
                    entity.written = Some(generic.name.replace("{country}", &owner.name))
                        .filter(|n| *n != entity.name);
                    return entity;
                }
                let mut entity = unknown(
                    &generic.name.replace("{country}", &owner.name),
                    EntityKind::Organisation,
                    Some(owner.id.clone()),
                );
                entity.id = format!("{}-of-{}", generic.id_part, owner.id);
                entity
            }
            None => unknown(
                generic.name.split(" of {").next().unwrap_or(&generic.name),
                EntityKind::Organisation,
                None,
            ),
        }
    }

    /// Whom "he", "she" or "they" means at a token: the person of that gender
    /// mentioned first in the nearest sentence, the pronoun's own counted up
    /// to the pronoun.
    pub fn pronoun(&self, sentence: usize, token: usize, form: &str) -> Vec<Entity> {
        match form {
            "he" | "him" | "his" | "himself" => self.person_before(sentence, token, Gender::Male),
            "she" | "her" | "hers" | "herself" => {
                self.person_before(sentence, token, Gender::Female)
            }
            "they" | "them" | "their" => self.group_before(sentence, token),
            "it" | "its" => self.body_before(sentence, token),
            _ => Vec::new(),
        }
    }

    fn before(
        &self,
        sentence: usize,
        token: usize,
        back: usize,
    ) -> impl Iterator<Item = (usize, Vec<(&Mention, &[Entity])>)> {
        let first = sentence.saturating_sub(back);
        (first..=sentence).rev().map(move |s| {
            let all = self.mentions[s].iter().zip(&self.meanings[s]);
            let kept = all
                .filter(|(m, _)| s < sentence || m.tokens.end <= token)
                .map(|(m, e)| (m, e.as_slice()))
                .collect();
            (s, kept)
        })
    }

    /// The person named first in the nearest sentence; a pronoun there that
    /// stands before any name hands on whom it means.
    fn person_before(&self, sentence: usize, token: usize, gender: Gender) -> Vec<Entity> {
        for (number, mentions) in self.before(sentence, token, 3) {
            let person = mentions.iter().find(|(m, e)| {
                matches!(m.kind, Kind::Person(_) | Kind::Office(_))
                    && e.len() == 1
                    && self.may_be(&e[0], gender)
            });
            let limit = if number == sentence { token } else { usize::MAX };
            let named_at = person.map_or(usize::MAX, |(m, _)| m.tokens.start);
            let pronoun = self.pronouns[number]
                .iter()
                .find(|(at, g)| *g == gender && *at < limit.min(named_at));
            if let Some((at, _)) = pronoun {
                return self.person_before(number, *at, gender);
            }
            if let Some((_, entities)) = person {
                return entities.to_vec();
            }
        }
        Vec::new()
    }

    /// The person of whom the article speaks before a token, of another state than
    /// somebody or some place: who is named first in the nearest sentence.
    pub fn protagonist(&self, sentence: usize, token: usize, beside: &Entity) -> Option<Entity> {
        let other = |e: &&Entity| {
            matches!(e.kind, EntityKind::Person | EntityKind::Office)
                && e.country.is_some()
                && e.country != beside.country
        };
        self.before(sentence, token, 2).find_map(|(_, mentions)| {
            let single = mentions.iter().filter(|(_, e)| e.len() == 1);
            single.flat_map(|(_, e)| e.iter()).find(other).cloned()
        })
    }

    /// The state of which the article speaks most up to a token, beside somebody of another.
    pub fn other_state(&self, sentence: usize, token: usize, beside: &Entity) -> Option<Entity> {
        let other = |_: &Mention, entity: &Entity| {
            (entity.kind == EntityKind::Country && entity.country != beside.country)
                .then(|| entity.clone())
        };
        self.salient(sentence, token, About::Most(1), other).pop()
    }

    /// The region whose news is read.
    pub fn region(&self) -> Entity {
        self.gazetteer.by_id(REGION).map_or_else(
            || unknown("Central Asia", EntityKind::Place, None),
            |id| self.gazetteer.entity(id),
        )
    }

    /// The state of which the article speaks most.
    pub fn home(&self) -> Option<Entity> {
        self.cast.home.map(|id| self.gazetteer.entity(id))
    }

    /// "The alliance", "the country": the one of the kind that was spoken of.
    pub fn last_of_kind(&self, sentence: usize, token: usize, kind: EntityKind) -> Vec<Entity> {
        let is_of = |mention: &Mention, entity: &Entity| {
            (matches!(mention.kind, Kind::Thing(id) if !self.gazetteer.is_media(id))
                && entity.kind == kind)
                .then(|| entity.clone())
        };
        self.salient(sentence, token, About::Most(1), is_of)
    }

    /// "The bank": the institution named last whose name has the noun, here or in one
    /// of the three sentences before.
    pub fn last_called(&self, sentence: usize, token: usize, noun: &str) -> Vec<Entity> {
        let called = |e: &&Entity| {
            e.kind == EntityKind::Organisation
                && e.name.split(' ').any(|word| word.eq_ignore_ascii_case(noun))
        };
        let found = self.before(sentence, token, 3).find_map(|(_, all)| {
            all.iter().rev().flat_map(|(_, e)| e.iter()).find(called).cloned()
        });
        found.into_iter().collect()
    }

    /// "That country": the state named last, by an adjective too.
    pub fn last_state(&self, sentence: usize, token: usize) -> Option<Entity> {
        self.before(sentence, token, 1).find_map(|(_, all)| {
            let named = all.iter().rev().flat_map(|(_, e)| e.iter());
            named.filter_map(|e| self.state(e)).next()
        })
    }

    /// The organisation of states that was named last, here or in one of the three
    /// sentences before: whose membership is meant where none is named.
    pub fn last_alliance(&self, sentence: usize, token: usize) -> Option<Entity> {
        let alliance = |mention: &Mention| {
            let id = match &mention.kind {
                Kind::Thing(id) => Some(*id),
                Kind::Office(office) => office.organisation,
                _ => None,
            };
            id.filter(|id| self.gazetteer.has_members(*id))
        };
        self.before(sentence, token, 3)
            .find_map(|(_, all)| all.iter().rev().find_map(|(mention, _)| alliance(mention)))
            .map(|id| self.gazetteer.entity(id))
    }

    /// "The Irish diplomat", "the minister", "the visitor": the person spoken of,
    /// of the state if one is given, in such an office if the noun is a title's.
    pub fn last_person(
        &self,
        sentence: usize,
        token: usize,
        noun: &str,
        state: Option<&Entity>,
    ) -> Vec<Entity> {
        let person = |_: &Mention, entity: &Entity| {
            let of_state = match (state, &entity.country) {
                (Some(state), Some(country)) => country == &state.id,
                _ => true,
            };
            (entity.kind == EntityKind::Person && of_state).then(|| entity.clone())
        };
        let titled = |mention: &Mention, entity: &Entity| {
            let offices = self.parts(mention, entity);
            let fits = offices.iter().any(|p| self.is_called(*p, noun));
            person(mention, entity).filter(|_| fits)
        };
        // A president is no minister; what nobody holds an office of may be one.
        let untitled = |mention: &Mention, entity: &Entity| {
            let other = is_title(noun) && !self.parts(mention, entity).is_empty();
            person(mention, entity).filter(|_| !other)
        };
        let found = self.salient(sentence, token, About::Last, titled);
        if found.is_empty() { self.salient(sentence, token, About::Last, untitled) } else { found }
    }

    fn is_called(&self, part: usize, noun: &str) -> bool {
        self.gazetteer.offices[part].name.to_lowercase().contains(noun)
    }

    /// "The Kyrgyz minister": the person of the office's state who was named before, in
    /// an office whose name has the noun.
    pub fn titled(
        &self,
        sentence: usize,
        token: usize,
        noun: &str,
        office: &Entity,
    ) -> Vec<Entity> {
        let fits = |mention: &Mention, entity: &Entity| {
            let parts = self.parts(mention, entity);
            let mut names = parts.iter().map(|p| self.gazetteer.offices[*p].name.to_lowercase());
            let same = entity.kind == EntityKind::Person && entity.country == office.country;
            (same && office.country.is_some() && names.any(|n| n.contains(noun)))
                .then(|| entity.clone())
        };
        self.salient(sentence, token, About::Last, fits)
    }

    fn may_be(&self, entity: &Entity, gender: Gender) -> bool {
        let known = self.gazetteer.by_id(&entity.id).and_then(|id| self.gazetteer.gender(id));
        known.is_none_or(|g| g == gender)
    }

    /// Two or more persons or states that were named together last.
    fn group_before(&self, sentence: usize, token: usize) -> Vec<Entity> {
        for (_, mentions) in self.before(sentence, token, 2) {
            for wanted in [EntityKind::Person, EntityKind::Country] {
                let group = distinct(
                    mentions.iter().flat_map(|(_, e)| e.iter()).filter(|e| e.kind == wanted),
                );
                if group.len() == 2 {
                    return group;
                }
            }
        }
        Vec::new()
    }

    fn body_before(&self, sentence: usize, token: usize) -> Vec<Entity> {
        for (_, mentions) in self.before(sentence, token, 1) {
            let body = mentions.iter().find(|(m, e)| {
                e.len() == 1
                    && matches!(e[0].kind, EntityKind::Country | EntityKind::Organisation)
                    && !matches!(m.kind, Kind::Nationality(_))
            });
            if let Some((_, entities)) = body {
                return entities.to_vec();
            }
        }
        Vec::new()
    }

    /// "The two presidents", "both sides": `count` distinct entities of the
    /// kind of whom the article speaks.
    pub fn last_group(
        &self,
        sentence: usize,
        token: usize,
        noun: &str,
        kind: EntityKind,
        count: usize,
    ) -> Vec<Entity> {
        // "The sides" of an agreement may be a bank and a state.
        let sides = matches!(noun, "side" | "party" | "partner");
        let is_of = |mention: &Mention, entity: &Entity| match mention.kind {
            Kind::Thing(id) if self.gazetteer.is_media(id) => None,
            Kind::Thing(_) if sides && self.is_body_of_states(entity) => Some(entity.clone()),
            _ => self.as_kind(entity, kind),
        };
        if count > 2
            && let Some(listed) = self.listed(sentence, token, count, is_of)
        {
            return listed;
        }
        let titled = |mention: &Mention, entity: &Entity| {
            let offices = self.parts(mention, entity);
            let fits = offices.iter().any(|p| self.gazetteer.offices[*p].id_part.contains(noun));
            is_of(mention, entity).filter(|_| fits)
        };
        let found = match kind {
            EntityKind::Person => self.salient(sentence, token, About::Most(count), titled),
            _ => Vec::new(),
        };
        if found.is_empty() {
            self.salient(sentence, token, About::Most(count), is_of)
        } else {
            found
        }
    }

    fn is_body_of_states(&self, entity: &Entity) -> bool {
        entity.kind == EntityKind::Organisation && entity.country.is_none()
    }

    /// "The five": those of the nearest sentence that names just so many.
    fn listed(
        &self,
        sentence: usize,
        token: usize,
        count: usize,
        keep: impl Fn(&Mention, &Entity) -> Option<Entity>,
    ) -> Option<Vec<Entity>> {
        self.before(sentence, token, WINDOW).find_map(|(_, mentions)| {
            let kept = mentions.iter().flat_map(|(m, e)| e.iter().filter_map(|e| keep(m, e)));
            let found = distinct(kept.collect::<Vec<_>>().iter());
            (found.len() == count).then_some(found)
        })
    }

    fn as_kind(&self, entity: &Entity, kind: EntityKind) -> Option<Entity> {
        if entity.kind == kind {
            return Some(entity.clone());
        }
        match kind {
            EntityKind::Country if entity.kind != EntityKind::Place => self.state(entity),
            _ => None,
        }
    }

    /// The two persons, else states, else organisations that the nearest
    /// sentence before a token names, in text order; none if it names more.
    pub fn pair_before(&self, sentence: usize, token: usize) -> Option<[Entity; 2]> {
        self.before(sentence, token, 2).find_map(|(_, mentions)| {
            let of = |kind: EntityKind| {
                let here = mentions.iter().flat_map(|(_, e)| e.iter());
                distinct(here.filter(|e| e.kind == kind))
            };
            [EntityKind::Person, EntityKind::Country, EntityKind::Organisation]
                .into_iter()
                .find_map(|kind| <[Entity; 2]>::try_from(of(kind)).ok())
        })
    }

    /// The city or state that was named last before a token.
    pub fn place_before(&self, sentence: usize, token: usize) -> Option<Entity> {
        self.before(sentence, token, 2).find_map(|(_, mentions)| {
            let named = mentions.iter().rev().filter(|(m, _)| matches!(m.kind, Kind::Thing(_)));
            let mut places = named.flat_map(|(_, e)| e.iter());
            places.find(|e| matches!(e.kind, EntityKind::Place | EntityKind::Country)).cloned()
        })
    }

    /// The region of states that the article has named last before a token.
    pub fn region_before(&self, sentence: usize, token: usize) -> Option<Entity> {
        let is_region = |e: &&Entity| {
            self.gazetteer.by_id(&e.id).is_some_and(|id| self.gazetteer.is_region_of_states(id))
        };
        self.before(sentence, token, sentence).find_map(|(_, mentions)| {
            mentions.iter().rev().flat_map(|(_, e)| e.iter()).find(is_region).cloned()
        })
    }

    /// The state that an entity is or belongs to.
    pub fn state(&self, entity: &Entity) -> Option<Entity> {
        let id = self.gazetteer.by_id(entity.country.as_deref()?)?;
        Some(self.gazetteer.entity(id))
    }
}

fn pronouns(text: &str, sentence: &Sentence) -> Vec<(usize, Gender)> {
    let gender = |form: &str| match form {
        "he" | "He" => Some(Gender::Male),
        "she" | "She" => Some(Gender::Female),
        _ => None,
    };
    let tokens = sentence.tokens.iter().enumerate();
    tokens.filter_map(|(i, t)| Some((i, gender(t.of(text))?))).collect()
}

/// Entities without repetition, in order.
pub fn distinct<'e>(entities: impl Iterator<Item = &'e Entity>) -> Vec<Entity> {
    let mut found: Vec<Entity> = Vec::new();
    for entity in entities {
        if !found.contains(entity) {
            found.push(entity.clone());
        }
    }
    found
}

/// An entity that the gazetteer does not have, by its name.
pub fn unknown(name: &str, kind: EntityKind, country: Option<String>) -> Entity {
    Entity { id: slug(name), name: name.to_owned(), kind, country, written: None }
}

/// A name as an identifier: its keys joined by hyphens, so that the spellings
/// of one unknown name fall together.
fn slug(name: &str) -> String {
    let words = crate::gazetteer::name::words(name);
    words.iter().map(|w| key(w.of(name))).collect::<Vec<_>>().join("-")
}
