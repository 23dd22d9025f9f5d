//! Ambassadors who present their credentials: each of them is a relation of its own,
//! whether they are named in one sentence or as items of a list under it.

use crate::event::{Entity, EventType, Record, Statement, Status};
use crate::gazetteer::{Detail, Gazetteer};
use crate::mention::{Kind, Mention, Office};
use crate::time::Tense;

use super::{Work, within};

/// Sentences of a list between its lead and an item.
const FAR: usize = 30;

/// Words of the papers of an ambassador.
const PAPERS: &[&str] = &["credentials", "credence"];

/// Whether a sentence names an ambassador, so that it may be an item of a list of those
/// who presented their credentials.
pub(super) fn is_envoy_item(gazetteer: &Gazetteer, mentions: &[Mention]) -> bool {
    mentions.iter().any(|m| office(m).is_some_and(|o| is_envoy(gazetteer, o)))
}

fn office(mention: &Mention) -> Option<&Office> {
    match &mention.kind {
        Kind::Office(office) => Some(office),
        _ => mention.person()?.office.as_ref(),
    }
}

/// An ambassador, or who heads the mission of an organisation.
fn is_envoy(gazetteer: &Gazetteer, office: &Office) -> bool {
    const WORDS: &[&str] =
        &["ambassador", "head of the delegation", "head of delegation", "nuncio"];
    office.parts.iter().any(|part| {
        let name = gazetteer.offices[*part].name.to_lowercase();
        WORDS.iter().any(|word| name.contains(word))
    })
}

impl Work<'_> {
    /// One relation for each ambassador whose credentials the sentence, or the list in
    /// which it stands, tells of.
    pub(super) fn accredited(&self, here: &mut Vec<Statement>) -> Vec<Statement> {
        let number = self.reader.sentence;
        let Some(lead) = self.lead() else { return Vec::new() };
        let envoys = self.envoys(number);
        let states: Vec<&Entity> = envoys.iter().map(|(_, state)| state).collect();
        let Some(host) = self.host(lead, &states) else { return Vec::new() };
        let extractors = &self.engine.extractors;
        let Some(extractor) = extractors.iter().find(|x| x.event == EventType::Relation) else {
            return Vec::new();
        };
        let times = within(self.all_times, self.sentences[lead].span);
        let mut model = Record::new(EventType::Relation, Status::Occurred);
        model.time = times.iter().find_map(|t| t.resolve(Tense::Past));
        model.values.insert("change".into(), "appoints-ambassador".into());
        // What a pattern found of them all together is told of each.
        let together = |s: &Statement| {
            let sides = s.record.role("participant");
            s.record.values == model.values
                && sides.iter().all(|side| *side == host || states.contains(&side))
        };
        if let Some(at) = here.iter().position(together).filter(|_| !envoys.is_empty()) {
            model = here.swap_remove(at).record;
            model.roles.clear();
        }
        let statement = |(at, state): (usize, Entity)| {
            let mut record = model.clone();
            record.add("participant", state);
            record.add("participant", host.clone());
            let tokens = &self.reader.discourse.mentions[number][at].tokens;
            let (first, last) =
                (self.sentence.tokens[tokens.start], self.sentence.tokens[tokens.end - 1]);
            Statement {
                record,
                sentence: number,
                span: crate::text::Span { start: first.start, end: last.end },
                trigger: "credentials".to_owned(),
                extractor: extractor.name.clone(),
                pattern: "ambassador of {participant}: credentials to {participant}".to_owned(),
            }
        };
        envoys.iter().filter(|(_, state)| *state != host).cloned().map(statement).collect()
    }

    /// The sentence that speaks of credentials: this one, or the one above the list of
    /// which this one is an item.
    fn lead(&self) -> Option<usize> {
        let number = self.reader.sentence;
        let speaks = |sentence: usize| {
            let words = &self.sentences[sentence].tokens;
            words.iter().any(|t| PAPERS.contains(&t.of(self.text).to_lowercase().as_str()))
        };
        if speaks(number) {
            return Some(number);
        }
        let gazetteer = &self.engine.gazetteer;
        let item = |s: usize| is_envoy_item(gazetteer, &self.reader.discourse.mentions[s]);
        if !self.is_listed() || !item(number) {
            return None;
        }
        let above = (number.saturating_sub(FAR)..number).rev();
        let first = above.into_iter().find(|s| !item(*s) || speaks(*s))?;
        [Some(first), first.checked_sub(1)].into_iter().flatten().find(|s| speaks(*s))
    }

    /// The ambassadors that a sentence names, as the mention and the state or body that
    /// sends them.
    fn envoys(&self, sentence: usize) -> Vec<(usize, Entity)> {
        let gazetteer = &self.engine.gazetteer;
        let mentions = &self.reader.discourse.mentions[sentence];
        let mut found: Vec<(usize, Entity)> = Vec::new();
        let mut open = false;
        for (at, mention) in mentions.iter().enumerate() {
            let office = office(mention).filter(|o| is_envoy(gazetteer, o));
            if let Some(office) = office {
                let senders = office.countries.iter().chain(&office.organisation);
                found.extend(senders.map(|id| (at, gazetteer.entity(*id))));
                open = office.plural;
                continue;
            }
            // "the ambassadors of Finland, Latvia and Oman", "Guo Zhijun of China"
            let sends = match mention.kind {
                Kind::Thing(id) => match gazetteer.things[id].detail {
                    Detail::Country { .. } | Detail::Organisation { .. } => Some(id),
                    _ => None,
                },
                _ => None,
            };
            let continues = open && at > 0 && self.follows_on(&mentions[at - 1], mention);
            let before = |n: usize| {
                let token = mention.tokens.start.checked_sub(n);
                token.map_or("", |t| self.sentence.tokens[t].of(self.text))
            };
            let of = before(1) == "of"
                && before(2).starts_with(char::is_uppercase)
                && self.reader.forms.iter().any(|f| f.starts_with("ambassador"));
            match sends {
                Some(id) if continues || of => found.push((at, gazetteer.entity(id))),
                _ => open = false,
            }
        }
        found
    }

    /// Whether nothing but commas, "and" and articles stands between two mentions.
    fn follows_on(&self, one: &Mention, other: &Mention) -> bool {
        let between = &self.reader.forms[one.tokens.end..other.tokens.start];
        !between.is_empty()
            && between.iter().all(|f| matches!(f.as_str(), "," | "and" | "the" | "of"))
    }

    /// The state to which they are accredited: of whoever else the lead names, else where
    /// it happened, else the one that the article is about.
    fn host(&self, lead: usize, senders: &[&Entity]) -> Option<Entity> {
        let discourse = self.reader.discourse;
        let gazetteer = &self.engine.gazetteer;
        let mentions = discourse.mentions[lead].iter().enumerate();
        let others: Vec<(usize, Entity)> = mentions
            .filter(|(_, m)| !office(m).is_some_and(|o| is_envoy(gazetteer, o)))
            .flat_map(|(at, m)| {
                let rank = match m.kind {
                    Kind::Person(_) | Kind::Office(_) => 0,
                    Kind::Thing(_) => 1,
                    _ => 2,
                };
                discourse.entities(lead, at).iter().map(move |e| (rank, e))
            })
            .filter_map(|(rank, e)| Some((rank, discourse.state(e)?)))
            .filter(|(_, state)| !senders.contains(&state))
            .collect();
        let named = others.into_iter().min_by_key(|(rank, _)| *rank).map(|(_, state)| state);
        named.or_else(|| discourse.home()).filter(|home| !senders.contains(&home))
    }
}
