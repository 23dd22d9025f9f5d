//! Who belongs to an organisation, told without a verb: by a title ("NATO member
//! Turkey") or a list ("its members - Russia, Belarus and Armenia").

use crate::event::{Entity, EventType, Record, Statement, Status};
use crate::gazetteer::{Detail, Gazetteer, Id};
use crate::mention::{Kind, Mention};
use crate::pattern::clause;
use crate::text::{Sentence, Span};

use super::fill::Want;
use super::sense::{is_told, split};
use super::{Found, Work, setting};

/// What a title says of its bearer and the organisation.
fn standing(form: &str) -> Option<&'static str> {
    match form {
        "member" | "members" | "observer" | "observers" => Some("is"),
        "chair" | "chairman" => Some("chairs"),
        _ => None,
    }
}

/// Words between "members" and the names of the members.
const STATES: &[&str] = &["state", "states", "country", "countries", "nation", "nations"];

/// What stands before members whom a sentence adds.
const ALONG: &[[&str; 2]] = &[["along", "with"], ["together", "with"], ["as", "well"]];

/// What stands before states that a sentence takes out of the members.
const EXCEPT: &[[&str; 2]] = &[
    ["but", "not"],
    ["though", "not"],
    ["except", "for"],
    ["save", "for"],
    ["other", "than"],
    ["apart", "from"],
    ["except", ""],
    ["excluding", ""],
    ["bar", ""],
    ["barring", ""],
];

/// States that are named one after the other, and the tokens they take.
struct Run {
    first: usize,
    last: usize,
    states: Vec<Entity>,
}

/// Whether states stand side by side in a sentence that may call them members.
pub(super) fn may_list(
    gazetteer: &Gazetteer,
    text: &str,
    sentence: &Sentence,
    mentions: &[Mention],
) -> bool {
    let is_of =
        |m: &Mention, fits: &dyn Fn(Id) -> bool| matches!(m.kind, Kind::Thing(id) if fits(id));
    let is_state = |m: &Mention| is_of(m, &|id| gazetteer.state_of(id).is_some());
    let beside = |pair: &[Mention]| pair[1].tokens.start <= pair[0].tokens.end + 2;
    let listed = mentions.windows(2).any(|p| beside(p) && p.iter().all(is_state));
    let is_word = |form: &str| matches!(form, "member" | "members" | "leaves" | "left");
    listed
        && (mentions.iter().any(|m| is_of(m, &|id| gazetteer.has_members(id)))
            || sentence.tokens.iter().any(|t| is_word(t.of(text))))
}

impl Work<'_> {
    /// What the sentence says of members otherwise than by a verb.
    pub(super) fn memberships(&self, earlier: &[Statement]) -> Vec<Statement> {
        let mut statements = self.titled_members();
        statements.extend(self.listed_members());
        statements.extend(self.bracketed_members());
        statements.extend(self.remaining_members(earlier));
        statements
    }

    /// "NATO member Turkey", "EAEU members Armenia and Belarus", "as chair of the
    /// SCO, Kyrgyzstan": a membership that stands beside the name as a title does.
    fn titled_members(&self) -> Vec<Statement> {
        const BETWEEN: &[&str] = &["-", "fellow", "founding"];
        let (number, tree) = (self.reader.sentence, self.reader.tree);
        let forms = self.reader.forms;
        let mentions = &self.reader.discourse.mentions[number];
        let mut statements = Vec::new();
        for (at, body) in mentions.iter().enumerate() {
            if !self.is_alliance(at) {
                continue;
            }
            // "CSTO members Armenia and Belarus"
            if let Some(next) = mentions.get(at + 1) {
                let mut between = body.tokens.end..next.tokens.start;
                let is_title = |t: usize| standing(&forms[t]) == Some("is");
                let is_filler = |form: &str| BETWEEN.contains(&form) || STATES.contains(&form);
                let titled = between.clone().any(is_title)
                    && between.all(|t| is_title(t) || is_filler(forms[t].as_str()));
                if titled {
                    let head = setting::head_of(tree, next.tokens.clone());
                    let members = clause::conjuncts(tree, head);
                    statements.extend(self.title(at, &members, "is"));
                }
            }
            // "as chair of the CSTO"
            let title = tree.tokens[setting::head_of(tree, body.tokens.clone())].head;
            let Some(title) = title.filter(|t| {
                tree.children(*t).any(|c| forms[c] == "as" && tree.tokens[c].head == Some(*t))
            }) else {
                continue;
            };
            if let (Some(change), Some(above)) = (standing(&forms[title]), tree.tokens[title].head)
            {
                let members = match tree.tokens[title].relation.base() {
                    "obl" | "advcl" => clause::subjects(tree, above),
                    "nmod" => vec![above],
                    _ => Vec::new(),
                };
                statements.extend(self.title(at, &members, change));
            }
        }
        statements
    }

    /// What the title of the members of the organisation at a mention says.
    fn title(&self, body: usize, members: &[usize], change: &str) -> Vec<Statement> {
        let number = self.reader.sentence;
        let states: Vec<Entity> =
            members.iter().flat_map(|t| self.reader.fill(*t, Want::Member)).collect();
        let body_tokens = &self.reader.discourse.mentions[number][body].tokens;
        let ends = (body_tokens.start, body_tokens.end - 1);
        let (first, last) = members.iter().fold(ends, |(a, b), t| (a.min(*t), b.max(*t)));
        let organisations = self.reader.discourse.entities(number, body).to_vec();
        self.told_members(organisations, states, change, (first, last))
    }

    /// "The remaining members - Russia, Belarus and Armenia", "whose members are
    /// Russia and Belarus", "the member states (Russia, Belarus)".
    fn listed_members(&self) -> Vec<Statement> {
        let forms = self.reader.forms;
        let mut statements = Vec::new();
        for noun in 0..forms.len() {
            let mut end = match forms[noun].as_str() {
                "members" => noun + 1,
                "member" if forms.get(noun + 1).is_some_and(|f| STATES.contains(&f.as_str())) => {
                    noun + 2
                }
                _ => continue,
            };
            let body = self.alliance_after(end);
            if let Some(at) = body {
                end = self.reader.discourse.mentions[self.reader.sentence][at].tokens.end;
            }
            let Some(list) = self.introduced(end) else { continue };
            let discourse = self.reader.discourse;
            let named = body.map(|at| discourse.entities(self.reader.sentence, at).to_vec());
            let before = || discourse.last_alliance(self.reader.sentence, noun).map(|o| vec![o]);
            let after = || self.alliance_beyond(list.last);
            if let Some(organisations) = named.or_else(before).or_else(after) {
                let ends = (noun, list.last);
                statements.extend(self.told_members(organisations, list.states, "is", ends));
            }
        }
        statements
    }

    /// "The OTS (Azerbaijan, Kazakhstan, Kyrgyzstan, Turkey, Uzbekistan)".
    fn bracketed_members(&self) -> Vec<Statement> {
        let number = self.reader.sentence;
        let mentions = &self.reader.discourse.mentions[number];
        let mut statements = Vec::new();
        for (at, body) in mentions.iter().enumerate().filter(|(at, _)| self.is_alliance(*at)) {
            let mark = self.reader.forms.get(body.tokens.end).map_or("", String::as_str);
            let opens = matches!(mark, "(" | "-" | "--" | "–" | "—" | ":");
            let list = self.run_of_states(body.tokens.end + 1);
            if let Some(list) = list.filter(|l| opens && l.states.len() > 2) {
                let organisations = self.reader.discourse.entities(number, at).to_vec();
                let ends = (body.tokens.start, list.last);
                statements.extend(self.told_members(organisations, list.states, "is", ends));
            }
        }
        statements
    }

    /// "Uzbekistan has left the CSTO. That leaves Russia, Belarus and Armenia."
    fn remaining_members(&self, earlier: &[Statement]) -> Vec<Statement> {
        const REACH: usize = 3;
        let forms = self.reader.forms;
        let left = |s: &&Statement| {
            s.record.event == EventType::Membership
                && s.record.values.get("change").is_some_and(|c| c == "leaves")
                && s.sentence + REACH >= self.reader.sentence
        };
        let Some(told) = earlier.iter().rev().find(left) else { return Vec::new() };
        let leaves = (1..forms.len()).find(|t| {
            matches!(forms[*t].as_str(), "leaves" | "left")
                && matches!(forms[t - 1].as_str(), "that" | "this" | "which" | "it")
        });
        let list = leaves.and_then(|t| self.run_of_states(t + 1).map(|list| (t, list)));
        match list {
            Some((verb, list)) if list.states.len() > 1 => {
                let organisations = told.record.role("organisation").to_vec();
                self.told_members(organisations, list.states, "is", (verb, list.last))
            }
            _ => Vec::new(),
        }
    }

    /// "belong to the SCO along with Kazakhstan, but not Turkmenistan": adds whom the
    /// sentence counts among the members of which a match tells, and tells of those
    /// whom it does not.
    pub(super) fn counted<'e>(&self, mut found: Found<'e>) -> Vec<Found<'e>> {
        let is = found.set.get("change").is_some_and(|change| change == "is");
        if !is || found.set.contains_key("status") {
            return vec![found];
        }
        let [with, without] = [ALONG, EXCEPT].map(|words| self.mentions_after(words));
        let members = found.matched.roles.entry("member".to_owned()).or_default();
        members.retain(|t| !without.contains(t));
        members.extend(with);
        if without.is_empty() {
            return vec![found];
        }
        let mut other = found.clone();
        other.matched.roles.insert("member".to_owned(), without);
        other.set.insert("status".to_owned(), "negated".to_owned());
        vec![found, other]
    }

    /// "all states of the region except Turkmenistan": the others are meant.
    pub(super) fn spare_exceptions(&self, record: &mut Record, found: &Found) {
        let negated = found.set.get("status").is_some_and(|s| s == "negated");
        if let (false, Some(members)) = (negated, record.roles.get_mut("member")) {
            let except = self.runs_after(EXCEPT).into_iter().flat_map(|run| run.states);
            let except: Vec<Entity> = except.collect();
            members.retain(|m| !except.contains(m));
        }
        record.roles.retain(|_, fillers| !fillers.is_empty());
    }

    /// The tokens of the states that are listed after one of some phrases.
    fn mentions_after(&self, phrases: &[[&str; 2]]) -> Vec<usize> {
        let named =
            |t: &usize| self.reader.discourse.mention_at(self.reader.sentence, *t).is_some();
        let runs = self.runs_after(phrases).into_iter();
        runs.flat_map(|run| run.first..=run.last).filter(named).collect()
    }

    /// The states that are listed after one of some phrases.
    fn runs_after(&self, phrases: &[[&str; 2]]) -> Vec<Run> {
        let form = |t: usize| self.reader.forms.get(t).map_or("", String::as_str);
        let after = |t: usize| {
            let phrase =
                phrases.iter().find(|[a, b]| form(t) == *a && (*b == form(t + 1) || b.is_empty()));
            phrase.map(|[_, second]| if second.is_empty() { t + 1 } else { t + 2 })
        };
        let starts = (0..self.reader.forms.len()).filter_map(after);
        starts.filter_map(|start| self.run_of_states(start)).collect()
    }

    /// The list that begins after a dash, a colon, a bracket, "are", "including".
    fn introduced(&self, at: usize) -> Option<Run> {
        let mut start = at;
        while self.reader.forms.get(start).is_some_and(|form| {
            matches!(
                form.as_str(),
                "-" | "--"
                    | "–"
                    | "—"
                    | ":"
                    | "("
                    | ","
                    | "are"
                    | "were"
                    | "include"
                    | "included"
                    | "namely"
                    | "being"
                    | "including"
                    | "currently"
                    | "now"
            )
        }) {
            start += 1;
        }
        self.run_of_states(start).filter(|list| start > at && list.states.len() > 1)
    }

    /// States from a token on, commas and "and" between.
    fn run_of_states(&self, start: usize) -> Option<Run> {
        let (forms, number) = (self.reader.forms, self.reader.sentence);
        let mut run = Run { first: start, last: start, states: Vec::new() };
        let mut at = start;
        while at < forms.len() {
            if let Some((mention, found)) = self.reader.discourse.mention_at(number, at)
                && self.is_state(&found.kind)
                && found.tokens.start == at
            {
                let named = self.reader.discourse.entities(number, mention);
                run.states.extend(named.iter().filter_map(|e| self.reader.discourse.state(e)));
                run.last = found.tokens.end - 1;
                at = found.tokens.end;
            } else if matches!(forms[at].as_str(), "," | "and" | "the" | "plus" | "&" | "as") {
                at += 1;
            } else {
                break;
            }
        }
        // "Kazakhstan, Kyrgyzstan and Uzbekistan's president"
        let owns = forms.get(run.last + 1).is_some_and(|f| matches!(f.as_str(), "'s" | "’s"));
        (!run.states.is_empty() && !owns).then_some(run)
    }

    /// A state, or the capital that stands for it.
    fn is_state(&self, kind: &Kind) -> bool {
        let gazetteer = self.reader.gazetteer;
        matches!(kind, Kind::Thing(id)
            if matches!(gazetteer.things[*id].detail, Detail::Country { .. })
                || gazetteer.stands_for(*id).is_some())
    }

    fn is_alliance(&self, mention: usize) -> bool {
        let mention = &self.reader.discourse.mentions[self.reader.sentence][mention];
        matches!(mention.kind, Kind::Thing(id) if self.reader.gazetteer.has_members(id))
    }

    /// The organisation in "members of the CSTO", by its mention.
    fn alliance_after(&self, at: usize) -> Option<usize> {
        let form = |t: usize| self.reader.forms.get(t).map_or("", String::as_str);
        if !matches!(form(at), "of" | "in") {
            return None;
        }
        let start = if form(at + 1) == "the" { at + 2 } else { at + 1 };
        let (mention, _) = self.reader.discourse.mention_at(self.reader.sentence, start)?;
        self.is_alliance(mention).then_some(mention)
    }

    /// The first organisation that the sentence names after a token.
    fn alliance_beyond(&self, at: usize) -> Option<Vec<Entity>> {
        let number = self.reader.sentence;
        let mentions = self.reader.discourse.mentions[number].iter().enumerate();
        let mut later = mentions.filter(|(_, m)| m.tokens.start > at);
        let body = later.find(|(mention, _)| self.is_alliance(*mention));
        body.map(|(mention, _)| self.reader.discourse.entities(number, mention).to_vec())
    }

    fn told_members(
        &self,
        organisations: Vec<Entity>,
        members: Vec<Entity>,
        change: &str,
        (first, last): (usize, usize),
    ) -> Vec<Statement> {
        let membership = EventType::Membership;
        let mut extractors = self.engine.extractors.iter();
        let Some(extractor) = extractors.find(|x| x.event == membership) else {
            return Vec::new();
        };
        let mut record = Record::new(membership, Status::Occurred);
        members.into_iter().for_each(|m| record.add("member", m));
        organisations.into_iter().for_each(|o| record.add("organisation", o));
        record.values.insert("change".into(), change.into());
        let tokens = &self.sentence.tokens;
        let span = Span { start: tokens[first].start, end: tokens[last].end };
        let statement = |record: Record| Statement {
            record,
            sentence: self.reader.sentence,
            span,
            trigger: "member".to_owned(),
            extractor: extractor.name.clone(),
            pattern: "{organisation} member {member}".to_owned(),
        };
        split(record).into_iter().filter(is_told).map(statement).collect()
    }
}
