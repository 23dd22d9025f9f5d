//! One sentence that tells of several events of a kind: the stops of a tour, the
//! documents of a package, pairs of enemies, items of a list, verbs left out.

use crate::event::{Entity, EventType, Record, Statement, Status};
use crate::gazetteer::Detail;
use crate::mention::{Kind, Mention};
use crate::pattern::clause;
use crate::resolve::distinct;
use crate::text::{Sentence, Span};
use crate::time::{Expression, Tense};

use super::file::Item;
use super::fill::Want;
use super::sense::{is_told, split};
use super::{Found, Work, setting, status};

/// Sentences between what was signed and the first item of the list.
const LEAD: usize = 2;

/// Sentences, most of them items, between a list's item and the talks before it.
const FAR: usize = 20;

/// What a line says of the documents that are listed under it.
const SIGNING: &[&str] = &["sign", "adopt", "conclud", "initial", "exchang"];

/// Tokens of an item before its noun: a bullet, a number, an article, adjectives.
const BEFORE_NOUN: usize = 8;

/// Whether somebody is "in" what is named next, so that [`Work::presence`] may
/// have something to tell.
pub(super) fn is_presence(text: &str, sentence: &Sentence, mentions: &[Mention]) -> bool {
    let person = mentions.iter().position(is_somebody);
    let pair = person.and_then(|at| Some((&mentions[at], mentions.get(at + 1)?)));
    pair.is_some_and(|(person, place)| {
        let between = person.tokens.end..place.tokens.start;
        let forms = between.map(|t| sentence.tokens[t].of(text).to_lowercase());
        let forms: Vec<String> = forms.collect();
        match &forms[..] {
            [adverbs @ .., last] => {
                last == "in" && adverbs.iter().all(|a| AGAIN.contains(&a.as_str()))
            }
            [] => false,
        }
    })
}

/// A person, or one by his office ("Tajik foreign minister in Tehran").
fn is_somebody(mention: &Mention) -> bool {
    match &mention.kind {
        Kind::Person(_) => true,
        Kind::Office(office) => !office.plural && !office.countries.is_empty(),
        _ => false,
    }
}

/// What may stand between who is somewhere and "in".
const AGAIN: &[&str] = &["again", "back", "once", "more", "now", "also"];

impl<'a> Work<'a> {
    /// A match as one for each event of which it tells.
    pub(super) fn several<'e>(&self, found: Found<'e>) -> Vec<Found<'e>> {
        let mut all: Vec<_> =
            self.parts(found).into_iter().flat_map(|part| self.named_drills(part)).collect();
        let echoes: Vec<_> = all.last().map(|last| self.echoes(last)).unwrap_or_default();
        all.extend(echoes);
        all
    }

    /// "exercises: Rubezh-2025 in Kyrgyzstan and Echelon-2025 in Belarus": one for each
    /// that has a name with its year, and its place.
    fn named_drills<'e>(&self, found: Found<'e>) -> Vec<Found<'e>> {
        if found.extractor.event != EventType::Exercise {
            return vec![found];
        }
        let tokens = &self.sentence.tokens;
        let form = |t: usize| tokens.get(t).map_or("", |t| t.of(self.text));
        let is_year = |t: &usize| {
            let year = form(*t);
            year.len() == 4
                && year.starts_with(['1', '2'])
                && year.chars().all(|c| c.is_ascii_digit())
                && form(t - 1) == "-"
        };
        let named = (found.matched.anchor + 3..tokens.len()).filter(is_year);
        let drills: Vec<(String, usize)> = named
            .filter_map(|year| {
                let capital = |t: &usize| form(*t).starts_with(char::is_uppercase);
                let first = (0..year - 1).rev().take_while(capital).last()?;
                let name = self.text[tokens[first].start..tokens[year].end].to_owned();
                let place = matches!(form(year + 1), "in" | "at").then_some(year + 2)?;
                let (_, mention) = self.reader.discourse.mention_at(self.reader.sentence, place)?;
                Some((name, setting::head_of(self.reader.tree, mention.tokens.clone())))
            })
            .collect();
        if drills.len() < 2 {
            return vec![found];
        }
        let one = |(name, place): (String, usize)| {
            let mut one = found.clone();
            one.set.insert("name".to_owned(), name);
            one.matched.roles.insert("place".to_owned(), vec![place]);
            one
        };
        drills.into_iter().map(one).collect()
    }

    /// "Kyrgyzstan hosts a base, and so does Tajikistan", "Russia sent 3,000 men, Belarus
    /// 500": the same of somebody else.
    fn echoes<'e>(&self, found: &Found<'e>) -> Vec<Found<'e>> {
        let subjects = clause::subjects(self.reader.tree, found.matched.anchor);
        let roles = &found.matched.roles;
        let first = roles.iter().find(|(_, tokens)| tokens.iter().any(|t| subjects.contains(t)));
        let Some((role, _)) = first else { return Vec::new() };
        let mut others = self.echoed(found.matched.anchor);
        if matches!(found.extractor.event, EventType::Deployment | EventType::Support) {
            others.extend(self.counted_others(found.matched.anchor));
        }
        others.retain(|t| !roles.values().flatten().any(|taken| taken == t));
        let other = |token: usize| {
            let mut other = found.clone();
            other.matched.roles.insert(role.clone(), vec![token]);
            other
        };
        others.into_iter().map(other).collect()
    }

    /// Who stands after "so does", "as did", "nor will".
    fn echoed(&self, anchor: usize) -> Vec<usize> {
        const DO: &[&str] =
            &["do", "does", "did", "is", "are", "was", "were", "has", "have", "had", "will"];
        let forms = self.reader.forms;
        let form = |t: usize| forms.get(t).map_or("", String::as_str);
        let echo = (anchor + 1..forms.len()).find(|t| {
            matches!(form(t - 1), "so" | "as" | "nor" | "neither") && DO.contains(&form(*t))
        });
        let other = echo.map(|t| if form(t + 1) == "the" { t + 2 } else { t + 1 });
        let mention = other.and_then(|t| self.reader.discourse.mention_at(self.reader.sentence, t));
        let head = mention.map(|(_, m)| setting::head_of(self.reader.tree, m.tokens.clone()));
        head.into_iter().collect()
    }

    /// The names after a token that "and" or a comma precedes and a number follows.
    fn counted_others(&self, anchor: usize) -> Vec<usize> {
        let mentions = self.reader.discourse.mentions[self.reader.sentence].iter();
        let counted = mentions.filter(|m| {
            let before = m.tokens.start.checked_sub(1).map_or("", |t| &self.reader.forms[t]);
            let number = self.reader.forms.get(m.tokens.end);
            m.tokens.start > anchor
                && matches!(before, "," | "and" | ";")
                && number.is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit() || c == '$'))
        });
        counted.map(|m| setting::head_of(self.reader.tree, m.tokens.clone())).collect()
    }

    fn parts<'e>(&self, found: Found<'e>) -> Vec<Found<'e>> {
        match found.extractor.event {
            EventType::Visit => self.stops(found),
            EventType::Agreement => {
                let documents = self.package(found).into_iter();
                documents.flat_map(|found| self.partners(found, "party")).collect()
            }
            EventType::Meeting => {
                let partners = self.partners(found, "participant").into_iter();
                partners.flat_map(|one| self.occasions(one)).collect()
            }
            EventType::Clash => {
                self.pairs(found).into_iter().flat_map(|one| self.occasions(one)).collect()
            }
            EventType::Exercise | EventType::Summit | EventType::Support => self.occasions(found),
            EventType::Membership => self.counted(found),
            _ => vec![found],
        }
    }

    /// "in April 2021 and in September 2022": one for each time.
    fn occasions<'e>(&self, found: Found<'e>) -> Vec<Found<'e>> {
        let anchor = clause::predicate(self.reader.tree, found.matched.anchor);
        let heads = setting::heads(self.reader.tree, anchor, &found.matched.trigger);
        let event = found.extractor.event;
        let mine = setting::times(&self.reader, self.sentence, self.times, event, anchor, &heads);
        let Some(first) = mine.first() else { return vec![found] };
        let Some(start) = self.times.iter().position(|t| t.span == first.span) else {
            return vec![found];
        };
        let tied = |at: usize| {
            let (before, after) = (&self.times[at - 1], &self.times[at]);
            let between = self.text[before.span.end..after.span.start].trim();
            matches!(
                between,
                "and"
                    | "and in"
                    | "and on"
                    | "and again in"
                    | ", in"
                    | ", on"
                    | ", and in"
                    | ", and on"
                    | ", and again in"
            )
        };
        let mut end = start + 1;
        while end < self.times.len() && tied(end) {
            end += 1;
        }
        if end - start < 2 {
            return vec![found];
        }
        let one = |at: usize| {
            let mut one = found.clone();
            one.own_time = Some(at);
            one.other_times = (start..end).filter(|t| *t != at).collect();
            one
        };
        (start..end).map(one).collect()
    }

    /// "Ashgabat on Monday, Astana on Tuesday and then Bishkek": one for each
    /// stop, if any has a time of its own.
    fn stops<'e>(&self, found: Found<'e>) -> Vec<Found<'e>> {
        let mut known = found.matched.roles.get("destination").cloned().unwrap_or_default();
        known.retain(|t| !self.is_time(*t));
        let mut stops: Vec<(usize, Option<usize>)> =
            known.iter().map(|&t| (t, self.time_after(t))).collect();
        if let Some(&last) = known.iter().max() {
            stops.extend(self.later_stops(last).into_iter().filter(|(t, _)| !known.contains(t)));
        }
        // "Astana and Tashkent from Monday to Friday": the time of both.
        let timed = stops.iter().filter(|(_, time)| time.is_some()).count();
        let shared = timed == 1 && stops.last().is_some_and(|(_, time)| time.is_some());
        if stops.len() < 2 || timed == 0 || shared {
            return vec![found];
        }
        let times: Vec<usize> = stops.iter().filter_map(|(_, time)| *time).collect();
        let stop = |&(token, own_time): &(usize, Option<usize>)| {
            let mut one = found.clone();
            one.matched.roles.insert("destination".to_owned(), vec![token]);
            one.own_time = own_time;
            one.other_times = times.iter().copied().filter(|t| Some(*t) != own_time).collect();
            one
        };
        stops.iter().map(stop).collect()
    }

    /// Places that follow a stop and its time: ", to Astana on Tuesday and Bishkek".
    fn later_stops(&self, stop: usize) -> Vec<(usize, Option<usize>)> {
        let mut found = Vec::new();
        let mut at = self.end_of_stop(stop);
        while let Some(mention) = self.place_after(at) {
            let token = setting::head_of(self.reader.tree, mention.tokens.clone());
            found.push((token, self.time_after(token)));
            at = self.end_of_stop(token);
        }
        found
    }

    /// Where a stop with its time ends.
    fn end_of_stop(&self, stop: usize) -> usize {
        let end = self.end_of_mention(stop);
        self.time_after(stop)
            .map_or(end, |t| setting::tokens_of(self.sentence, self.times[t].span).end)
    }

    fn end_of_mention(&self, token: usize) -> usize {
        let mention = self.reader.discourse.mention_at(self.reader.sentence, token);
        mention.map_or(token + 1, |(_, m)| m.tokens.end)
    }

    /// The time right after a place, a preposition between.
    fn time_after(&self, token: usize) -> Option<usize> {
        let end = self.end_of_mention(token);
        self.times.iter().position(|t| self.follows(t, end))
    }

    /// The place right after a comma or "and" at a token, "then" and "to" between.
    fn place_after(&self, mut at: usize) -> Option<&'a Mention> {
        let forms = self.reader.forms;
        let form = |at: usize| forms.get(at).map_or("", String::as_str);
        if !matches!(form(at), "," | "and" | "then" | "before") {
            return None;
        }
        while matches!(form(at), "," | "and" | "then" | "before" | "finally" | "to" | "in") {
            at += 1;
        }
        let (_, mention) = self.reader.discourse.mention_at(self.reader.sentence, at)?;
        let Kind::Thing(id) = mention.kind else { return None };
        let place = matches!(
            self.engine.gazetteer.things[id].detail,
            Detail::Place { .. } | Detail::Country { .. }
        );
        (place && mention.tokens.start == at).then_some(mention)
    }

    /// "held meetings with A and B", "concluded separate agreements with A and B": one
    /// with each.
    fn partners<'e>(&self, found: Found<'e>, role: &str) -> Vec<Found<'e>> {
        const EACH: &[&str] = &["separate", "bilateral", "individual"];
        let tree = self.reader.tree;
        let forms = self.reader.forms;
        let is_each = |t: &usize| {
            let each = tree.children(*t).any(|c| EACH.contains(&forms[c].as_str()));
            let calls = matches!(forms[*t].as_str(), "meetings" | "conversations" | "calls");
            each || calls && role == "participant"
        };
        let tokens = found.matched.roles.get(role).cloned().unwrap_or_default();
        let opens = |t: usize| tree.children(t).any(|c| forms[c] == "with");
        let first = tokens.iter().copied().find(|t| opens(*t));
        let with: Vec<usize> = match first {
            Some(first) => clause::conjuncts(tree, first),
            None => Vec::new(),
        };
        if with.len() < 2 || !found.matched.trigger.iter().any(is_each) {
            return vec![found];
        }
        let one = |partner: usize| {
            let mut one = found.clone();
            if let Some(tokens) = one.matched.roles.get_mut(role) {
                tokens.retain(|t| *t == partner || !with.contains(t));
            }
            one
        };
        with.iter().map(|t| one(*t)).collect()
    }

    /// "between A and B, and between C and D": one for each pair.
    fn pairs<'e>(&self, found: Found<'e>) -> Vec<Found<'e>> {
        let tree = self.reader.tree;
        let tokens = found.matched.roles.get("participant").cloned().unwrap_or_default();
        let opens = |t: usize| {
            tree.children(t).any(|c| {
                tree.tokens[c].relation.base() == "case" && tree.tokens[c].lemma == "between"
            })
        };
        let mut pairs: Vec<Vec<usize>> = Vec::new();
        for &token in &tokens {
            match pairs.last_mut() {
                Some(pair) if !opens(token) => pair.push(token),
                _ => pairs.push(vec![token]),
            }
        }
        if pairs.len() < 2 || pairs.iter().any(|pair| pair.len() < 2) {
            return vec![found];
        }
        let one = |pair: Vec<usize>| {
            let mut one = found.clone();
            one.matched.roles.insert("participant".to_owned(), pair);
            one
        };
        pairs.into_iter().map(one).collect()
    }

    /// "signed a declaration, a memorandum and a roadmap": one for each document.
    fn package<'e>(&self, found: Found<'e>) -> Vec<Found<'e>> {
        let tree = self.reader.tree;
        let items = &found.extractor.items;
        let Some(&noun) = found.matched.trigger.iter().find(|t| self.item(items, **t).is_some())
        else {
            return vec![found];
        };
        let mut first = noun;
        while matches!(tree.tokens[first].relation.base(), "conj" | "appos")
            && let Some(head) = tree.tokens[first].head
        {
            first = head;
        }
        let mut documents = Vec::new();
        self.documents(items, first, &mut documents);
        if documents.len() < 2 {
            return vec![found];
        }
        let document = |(token, item): (usize, &Item)| {
            let mut one = found.clone();
            one.matched.trigger.retain(|t| *t != noun);
            one.matched.trigger.push(token);
            if one.matched.anchor == noun {
                one.matched.anchor = token;
            }
            one.set.extend(item.set.clone());
            one.set.insert("title".to_owned(), self.phrase(token));
            one
        };
        documents.into_iter().map(document).collect()
    }

    /// A document and those coordinated with it; the parser takes the members of
    /// a long list for appositions.
    fn documents<'i>(&self, items: &'i [Item], token: usize, found: &mut Vec<(usize, &'i Item)>) {
        let Some(item) = self.item(items, token) else { return };
        found.push((token, item));
        let tree = self.reader.tree;
        for next in tree.children(token) {
            if matches!(tree.tokens[next].relation.base(), "conj" | "appos") {
                self.documents(items, next, found);
            }
        }
    }

    fn item<'i>(&self, items: &'i [Item], token: usize) -> Option<&'i Item> {
        let lemma = self.reader.tree.tokens[token].lemma.to_lowercase();
        items.iter().find(|i| i.words.iter().any(|w| clause::is_lemma(&lemma, w)))
    }

    /// "4 July 1998: Jiang Zemin in Almaty." in a chronology, or as a headline: a
    /// visit without a verb.
    pub(super) fn presence(&self) -> Option<Statement> {
        let number = self.reader.sentence;
        let discourse = self.reader.discourse;
        let mentions = &discourse.mentions[number];
        let at = mentions.iter().position(is_somebody)?;
        let (person, place) = (&mentions[at], mentions.get(at + 1)?);
        let forms = self.reader.forms;
        let ends = |form: &str| {
            matches!(form, "" | "." | ":" | ";" | "," | "for" | "on" | "as" | "with" | "at")
        };
        let headline = !forms.last().is_some_and(|f| matches!(f.as_str(), "." | "?" | "!"));
        let stands = is_presence(self.text, self.sentence, mentions)
            && ends(forms.get(place.tokens.end).map_or("", String::as_str))
            && (self.entry.is_some() || headline)
            && self.opens(person.tokens.start);
        let visit = EventType::Visit;
        let extractor = self.engine.extractors.iter().find(|x| x.event == visit && stands)?;
        let mut record = Record::new(visit, Status::Occurred);
        let place_token = setting::head_of(self.reader.tree, place.tokens.clone());
        for place in self.reader.fill(place_token, Want::Place) {
            record.add("destination", place);
        }
        for person in discourse.entities(number, at) {
            record.add("visitor", person.clone());
        }
        record.time = self.entry.and_then(|entry| entry.resolve(Tense::Past));
        let record = split(record).into_iter().find(is_told)?;
        let tokens = &self.sentence.tokens;
        let span = Span {
            start: tokens[person.tokens.start].start,
            end: tokens[place.tokens.end - 1].end,
        };
        Some(Statement {
            record,
            sentence: number,
            span,
            trigger: "in".to_owned(),
            extractor: extractor.name.clone(),
            pattern: "{visitor} in {destination}".to_owned(),
        })
    }

    /// Whether nothing but a date stands in the sentence before a token.
    fn opens(&self, token: usize) -> bool {
        let dated = |t: usize| {
            self.times.iter().any(|e| setting::tokens_of(self.sentence, e.span).contains(&t))
        };
        (0..token).all(|t| dated(t) || !self.is_word(t))
    }

    /// "- Memorandum on tourism;": an item of the list of what was signed above.
    pub(super) fn listed(&self, earlier: &[Statement]) -> Option<Statement> {
        let tree = self.reader.tree;
        let told = (0..tree.tokens.len()).any(|t| clause::is_finite(tree, t));
        if told || !self.is_listed() {
            return None;
        }
        let agreement = |s: &&Statement| s.record.event == EventType::Agreement;
        let near = |s: &&Statement| s.sentence + LEAD >= self.reader.sentence;
        let above = earlier.iter().rev().find(agreement).filter(near).map(|s| s.record.clone());
        let above = above.or_else(|| self.signed_above(earlier))?;
        let extractors = &self.engine.extractors;
        let extractor = extractors.iter().find(|x| x.event == EventType::Agreement)?;
        let count = BEFORE_NOUN.min(tree.tokens.len());
        let noun = (0..count).find(|t| self.item(&extractor.items, *t).is_some())?;
        let item = self.item(&extractor.items, noun)?;
        let mut record = Record::new(EventType::Agreement, above.status);
        let own = self.states_named();
        if own.len() >= 2 {
            own.into_iter().for_each(|state| record.add("party", state));
        } else {
            for role in ["party", "signer"] {
                above.role(role).iter().for_each(|e| record.add(role, e.clone()));
            }
        }
        record.time = above.time;
        record.place = above.place;
        let article = |t: usize| matches!(self.reader.forms[t].as_str(), "a" | "an" | "the");
        let start = (0..noun).find(|t| self.is_word(*t) && !article(*t)).unwrap_or(noun);
        let span = Span { start: self.sentence.tokens[start].start, end: self.sentence.span.end };
        let title = span.of(self.text).trim_end_matches([';', '.', ',', ' ']);
        record.values.extend(item.set.clone());
        record.values.insert("title".to_owned(), title.to_owned());
        Some(Statement {
            record,
            sentence: self.reader.sentence,
            span,
            trigger: self.sentence.tokens[noun].of(self.text).to_owned(),
            extractor: extractor.name.clone(),
            pattern: "signed: {title}".to_owned(),
        })
    }

    /// The states that the sentence names, by whatever is theirs.
    pub(super) fn states_named(&self) -> Vec<Entity> {
        let (discourse, number) = (self.reader.discourse, self.reader.sentence);
        let mentions = 0..discourse.mentions[number].len();
        let named = mentions.flat_map(|at| discourse.entities(number, at));
        let states: Vec<Entity> = named.filter_map(|e| discourse.state(e)).collect();
        distinct(states.iter())
    }

    /// What stands under "The following documents were signed:", by the sides of
    /// the talks or the visit told before.
    fn signed_above(&self, earlier: &[Statement]) -> Option<Record> {
        let lines = self.text[..self.sentence.span.start].lines().rev().map(str::trim);
        let mut above = lines.filter(|line| !line.is_empty());
        let lead = above.find(|line| !is_item(line))?;
        if !lead.ends_with(':') || !SIGNING.iter().any(|word| lead.contains(word)) {
            return None;
        }
        let near = earlier.iter().rev().filter(|s| s.sentence + FAR >= self.reader.sentence);
        near.map(|s| (s, self.sides(&s.record, EventType::Agreement)))
            .find(|(_, sides)| sides.len() >= 2)
            .map(|(told, sides)| {
                let mut record = Record::new(EventType::Agreement, told.record.status);
                sides.into_iter().for_each(|side| record.add("party", side));
                record.time.clone_from(&told.record.time);
                record.place.clone_from(&told.record.place);
                record
            })
    }

    /// A noun with what belongs to it, without the next of a list: "memorandum on tourism".
    fn phrase(&self, noun: usize) -> String {
        let tree = self.reader.tree;
        let own = tree.children(noun).filter(|c| {
            !matches!(
                tree.tokens[*c].relation.base(),
                "conj" | "appos" | "cc" | "det" | "punct" | "acl"
            )
        });
        let tokens: Vec<usize> = own.flat_map(|c| clause::subtree(tree, c)).chain([noun]).collect();
        let first = tokens.iter().min().map_or(noun, |t| *t);
        let last = tokens.iter().max().map_or(noun, |t| *t);
        let tokens = &self.sentence.tokens;
        self.text[tokens[first].start..tokens[last].end].to_owned()
    }

    fn is_word(&self, token: usize) -> bool {
        let form = self.sentence.tokens[token].of(self.text);
        form.starts_with(char::is_alphabetic) || form.starts_with(['"', '“', '«'])
    }

    /// Whether the sentence is a line of its own that begins as an item does.
    pub(super) fn is_listed(&self) -> bool {
        let before = &self.text[..self.sentence.span.start];
        let alone = before.trim_end_matches([' ', '\t']).ends_with('\n');
        let marked = |c: char| !c.is_alphabetic() || c.is_uppercase();
        alone && self.sentence.span.of(self.text).starts_with(marked)
    }

    /// "Michel toured the region in October, and Borrell in November": the same
    /// event of another person at another time. The parser hangs that person on
    /// the first time, or the second time on that person as an orphan.
    pub(super) fn elided(&self, record: &Record, found: &Found) -> Vec<Statement> {
        let tree = self.reader.tree;
        let subjects = clause::subjects(tree, found.matched.anchor);
        let Some((role, _)) = found
            .matched
            .roles
            .iter()
            .find(|(_, tokens)| tokens.iter().any(|t| subjects.contains(t)))
        else {
            return Vec::new();
        };
        let mut statements = Vec::new();
        for (number, mention) in
            self.reader.discourse.mentions[self.reader.sentence].iter().enumerate()
        {
            let head = setting::head_of(tree, mention.tokens.clone());
            let after = head > found.matched.anchor && matches!(mention.kind, Kind::Person(_));
            let Some(time) = self.times.iter().find(|t| self.follows(t, mention.tokens.end)) else {
                continue;
            };
            if !after || !self.is_gapped(head) {
                continue;
            }
            let mut other = record.clone();
            other.roles.insert(
                role.clone(),
                self.reader.discourse.entities(self.reader.sentence, number).to_vec(),
            );
            let judged =
                status::judge(&self.engine.status, tree, found.matched.anchor, found.status());
            other.status = judged.status;
            other.time = self.resolve(time, judged);
            let mut statement = self.statement(other, found);
            statement.span.end = statement.span.end.max(time.span.end);
            statements.push(statement);
        }
        statements
    }

    /// Whether a time comes right after a token, a preposition between.
    fn follows(&self, time: &Expression, token: usize) -> bool {
        let start = setting::tokens_of(self.sentence, time.span).start;
        start == token || start == token + 1
    }

    fn is_gapped(&self, person: usize) -> bool {
        let tree = self.reader.tree;
        let on_time = tree.tokens[person].head.is_some_and(|h| {
            self.times.iter().any(|t| setting::tokens_of(self.sentence, t.span).contains(&h))
        });
        let orphan = tree.children(person).any(|c| tree.tokens[c].relation.base() == "orphan");
        tree.tokens[person].relation.base() == "conj" && (on_time || orphan)
    }
}

/// Whether a line is an item of a list: "- Memorandum on tourism;"
fn is_item(line: &str) -> bool {
    line.starts_with(|c: char| matches!(c, '-' | '–' | '—' | '•' | '*') || c.is_ascii_digit())
        || line.ends_with([';', ','])
}
