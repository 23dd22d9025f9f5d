//! Sentences to statements: which pattern matches where, who fills the roles,
//! when, where, and how far it is a fact.
//!
//! Patterns are data (`extractors/*.toml`); place, time and status belong to
//! every event and are added by one shared step.

mod border;
mod continued;
mod credential;
mod dateline;
mod detail;
pub mod file;
pub mod fill;
mod implied;
mod interview;
mod member;
pub mod null;
mod sense;
mod sequel;
mod several;
pub mod setting;
mod source;
pub mod status;
mod trigger;
mod voice;

use std::collections::BTreeMap;

use crate::article::Article;
use crate::data::Data;
use crate::error::Result;
use crate::event::{Entity, EntityKind, EventType, Record, Statement, Status};
use crate::gazetteer::{Detail, Gazetteer, Sense};
use crate::language::{Decoder, LONGEST, Model, Tree, Unit, UnitKind, Upos};
use crate::mention::{Finder, Kind, Mention, Words};
use crate::ontology::Ontology;
use crate::pattern::repair::repair;
use crate::pattern::{Match, clause};
use crate::resolve::Discourse;
use crate::text::{self, Sentence, Span};
use crate::time::{self, Expression, Time};

use self::credential::is_envoy_item;
use self::dateline::{heading, split_datelines};
use self::detail::Surroundings;
use self::file::{Extractor, Rule};
use self::fill::{Reader, want};
use self::interview::{Answer, answers};
use self::member::may_list;
use self::null::{Candidate, Nulls};
use self::sense::{has_ground, is_momentary, is_placed, is_spoken, is_told, split};
use self::setting::Link;
use self::several::is_presence;
use self::source::{Citations, Speech, last_speaker, quotations};
use self::status::Judgement;
use self::trigger::{Candidates, Triggers};

/// The region whose states are helped, and seldom help others.
const REGION: &str = "central-asia";

/// Everything that reading an article needs, loaded once.
#[derive(Debug)]
pub struct Engine {
    pub ontology: Ontology,
    pub gazetteer: Gazetteer,
    pub extractors: Vec<Extractor>,
    /// What looks like an event and is not.
    pub nulls: Nulls,
    words: Words,
    status: status::Words,
    speech: Speech,
    triggers: Triggers,
    decoder: Decoder,
}

/// What was read from one article.
#[derive(Debug)]
pub struct Extraction {
    /// The sentences, by span of the clean text.
    pub sentences: Vec<Sentence>,
    /// What they assert, in text order.
    pub statements: Vec<Statement>,
    /// What could not be read, in words for the user.
    pub warnings: Vec<String>,
}

impl Engine {
    /// Loads and checks all data; the language model is unpacked meanwhile.
    pub fn load(data: &Data) -> Result<Self> {
        std::thread::scope(|scope| {
            scope.spawn(Model::embedded);
            Engine::load_data(data)
        })
    }

    fn load_data(data: &Data) -> Result<Self> {
        let ontology = Ontology::load(data)?;
        let gazetteer = Gazetteer::load(data)?;
        let words = Words::load(data, &gazetteer)?;
        let extractors = file::load(data, &ontology)?;
        let nulls = Nulls::load(data)?;
        let status = status::Words::load(data)?;
        let speech = Speech::of(&extractors);
        let triggers = Triggers::of(&extractors);
        Ok(Engine {
            ontology,
            gazetteer,
            extractors,
            nulls,
            words,
            status,
            speech,
            triggers,
            decoder: Decoder::default(),
        })
    }

    /// Reads every sentence, also those without a word that a pattern hangs on.
    pub fn without_prefilter(mut self) -> Self {
        self.triggers.off = true;
        self
    }

    /// Reads also what the null list says is no event.
    pub fn without_nulls(mut self) -> Self {
        self.nulls.off = true;
        self
    }

    /// Parses with this decoder; [`Decoder::Adaptive`] is the default.
    pub fn with_decoder(mut self, decoder: Decoder) -> Self {
        self.decoder = decoder;
        self
    }

    /// Reads an article. Never fails: an odd article yields less.
    pub fn extract(&self, article: &Article) -> Extraction {
        let mut statements = Vec::new();
        let sentences = self.each(article, true, &mut |work| {
            let more = work.run(&statements);
            statements.extend(more);
        });
        let warnings = sentences
            .iter()
            .filter(|s| s.tokens.len() > LONGEST)
            .map(|s| too_long(&article.text, s))
            .collect();
        Extraction { sentences, statements, warnings }
    }

    /// Reads an article and tells how: for people who write patterns.
    pub fn explain(&self, article: &Article) -> Vec<Explanation> {
        let mut all = Vec::new();
        let mut earlier = Vec::new();
        self.each(article, false, &mut |work| {
            let explanation = work.explain(&earlier);
            earlier.extend(explanation.statements.iter().cloned());
            all.push(explanation);
        });
        all
    }

    /// The trees of the sentences that can hold an event, by the number of the
    /// sentence: what patterns are tried on.
    pub fn trees(&self, article: &Article) -> Vec<(usize, Tree)> {
        let mut trees = Vec::new();
        self.each(article, true, &mut |work| {
            trees.push((work.reader.sentence, work.reader.tree.clone()));
        });
        trees
    }

    /// Whom or what stretches of an article mean, nobody being empty: names,
    /// offices, pronouns, descriptions. A stretch lies within a sentence.
    pub fn meanings(&self, article: &Article, spans: &[Span]) -> Vec<Vec<Entity>> {
        let mut meanings = vec![Vec::new(); spans.len()];
        self.each(article, false, &mut |work| {
            for (span, meaning) in spans.iter().zip(&mut meanings) {
                let tokens = setting::tokens_of(work.sentence, *span);
                let here =
                    work.sentence.span.start <= span.start && span.end <= work.sentence.span.end;
                if here && !tokens.is_empty() {
                    *meaning = work.reader.meaning(tokens);
                }
            }
        });
        meanings
    }

    /// Prepares each sentence (if `filter`, only those that can hold an event)
    /// and hands it to `work`.
    fn each(&self, article: &Article, filter: bool, work: &mut dyn FnMut(&Work)) -> Vec<Sentence> {
        let context = time::Context { published: article.published, day_first: None };
        let times = time::find(&article.text, &context);
        let sentences = split_datelines(&article.text, text::sentences(&article.text), &times);
        let finder = Finder { gazetteer: &self.gazetteer, words: &self.words };
        let mentions = finder.find(&article.text, &sentences);
        let discourse = Discourse::new(
            &self.gazetteer,
            article.published,
            &article.text,
            &sentences,
            &mentions,
        );
        let answers = answers(&article.text, &sentences, &discourse);
        let quotes = quotations(&article.text);
        for (number, sentence) in sentences.iter().enumerate() {
            let answer = answers.iter().find(|a| a.sentences.contains(&number));
            let opens = answer.is_some_and(|a| a.sentences.start == number);
            let here = within(&times, sentence.span);
            let units = self.units(sentence, &mentions[number], here);
            let words = Model::embedded().words(&article.text, sentence, &units);
            let candidates = self.triggers.candidates(&words);
            let can_hold = opens
                || candidates.item
                || !candidates.is_empty()
                || is_presence(&article.text, sentence, &mentions[number])
                || may_list(&self.gazetteer, &article.text, sentence, &mentions[number])
                || is_envoy_item(&self.gazetteer, &mentions[number]);
            if filter && !can_hold {
                continue;
            }
            let forms = words.lowers.clone();
            let mut tree = Model::embedded().parse_words(sentence, words, &units, self.decoder);
            repair(&mut tree, &units);
            let mut reader = Reader {
                gazetteer: &self.gazetteer,
                words: &self.words,
                discourse: &discourse,
                tree: &tree,
                forms: &forms,
                sentence: number,
                speaker: &[],
            };
            let speaker = match answer {
                Some(answer) => vec![answer.speaker.clone()],
                None => Citations { reader: &reader, speech: &self.speech, of_statement: false }
                    .speaker_here(),
            };
            reader.speaker = &speaker;
            let entry = heading(&article.text, &sentences[..number], sentence, &times);
            let text = &article.text;
            let quotes = &quotes;
            work(&Work {
                engine: self,
                reader,
                text,
                sentence,
                times: here,
                entry,
                answer,
                quotes,
                sentences: &sentences,
                all_times: &times,
                candidates: &candidates,
            });
        }
        sentences
    }
}

impl Engine {
    /// What is known of a sentence before it is parsed.
    fn units(&self, sentence: &Sentence, mentions: &[Mention], times: &[Expression]) -> Vec<Unit> {
        let whole = |m: &Mention| {
            matches!(m.kind, Kind::Person(_) | Kind::Thing(_) | Kind::Organisation(_))
        };
        let names = mentions.iter().map(|m| Unit {
            tokens: m.tokens.clone(),
            kind: self.kind_of(m),
            whole: whole(m),
        });
        let times = times.iter().map(|t| Unit {
            tokens: setting::tokens_of(sentence, t.span),
            kind: UnitKind::Time,
            whole: false,
        });
        let mut units: Vec<Unit> = names.chain(times).collect();
        units.sort_by_key(|unit| unit.tokens.start);
        units
    }

    fn kind_of(&self, mention: &Mention) -> UnitKind {
        match &mention.kind {
            Kind::Person(_) | Kind::Office(_) => UnitKind::Person,
            Kind::Thing(id) => match self.gazetteer.things[*id].detail {
                Detail::Organisation { .. } => UnitKind::Organisation,
                Detail::Place { .. } | Detail::Country { .. } => UnitKind::Place,
                _ => UnitKind::Other,
            },
            Kind::Organisation(_) => UnitKind::Organisation,
            _ => UnitKind::Other,
        }
    }
}

/// How one sentence was read.
#[derive(Debug)]
pub struct Explanation {
    /// The sentence, by span of the clean text.
    pub sentence: Sentence,
    /// Its dependency tree.
    pub tree: Tree,
    /// Mentions, as token ranges, and whom they mean.
    pub mentions: Vec<(std::ops::Range<usize>, Vec<Entity>)>,
    /// Time expressions.
    pub times: Vec<Expression>,
    /// What it asserts.
    pub statements: Vec<Statement>,
    /// Patterns whose word stands here and that brought nothing, those that
    /// lack least first.
    pub near: Vec<Near>,
}

/// A pattern that nearly made a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The extractor's file, e.g. `visit`.
    pub extractor: String,
    /// The kind of event that it finds.
    pub event: EventType,
    /// The pattern as written.
    pub pattern: String,
    /// What it lacks, in words for whoever writes patterns.
    pub missing: String,
    /// How much it lacks: words of the pattern before names before facts.
    lacks: usize,
}

impl Near {
    /// Whether the words of the pattern stood there as it wants them, and only
    /// names were lacking.
    pub fn is_matched(&self) -> bool {
        self.lacks < 2
    }
}

fn too_long(text: &str, sentence: &Sentence) -> String {
    let begin: String = sentence.span.of(text).chars().take(40).collect();
    format!(
        "the sentence \"{begin}...\" has {} words; only the first {LONGEST} were parsed: break it up",
        sentence.tokens.len()
    )
}

/// The expressions that lie in a span.
fn within(times: &[Expression], span: Span) -> &[Expression] {
    let start = times.partition_point(|t| t.span.start < span.start);
    let end = times.partition_point(|t| t.span.start < span.end);
    &times[start..end.max(start)]
}

/// One sentence at work.
struct Work<'a> {
    engine: &'a Engine,
    reader: Reader<'a>,
    text: &'a str,
    sentence: &'a Sentence,
    times: &'a [Expression],
    /// The date that heads the entry of a chronology ("March 2, 1992. ...").
    entry: Option<&'a Expression>,
    /// The answer of an interview in which the sentence stands.
    answer: Option<&'a Answer>,
    /// The quotations of the article.
    quotes: &'a [Span],
    /// All sentences of the article, and all its time expressions.
    sentences: &'a [Sentence],
    all_times: &'a [Expression],
    /// The patterns that its words leave possible.
    candidates: &'a Candidates,
}

/// Matches of several patterns of one extractor on one word.
#[derive(Clone)]
struct Found<'a> {
    extractor: &'a Extractor,
    rule: &'a Rule,
    matched: Match,
    set: BTreeMap<String, String>,
    /// What the article must have told before for it to count, if all its patterns
    /// want that.
    after: Option<EventType>,
    /// Whether its noun must have a time of its own.
    dated: bool,
    /// When each of several stops was: the time of this one, and those of the others.
    own_time: Option<usize>,
    other_times: Vec<usize>,
}

impl Found<'_> {
    /// Adds the roles and words of another match that it lacks.
    fn add(&mut self, more: Match, set: &BTreeMap<String, String>) {
        for (role, tokens) in more.roles {
            self.matched.roles.entry(role).or_insert(tokens);
        }
        for (name, value) in set {
            self.set.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }

    /// What the pattern itself says of the status.
    fn status(&self) -> Option<Status> {
        self.set.get("status").and_then(|s| s.parse().ok())
    }
}

impl Work<'_> {
    /// What the sentence asserts. `earlier` is what the article has asserted before.
    fn run(&self, earlier: &[Statement]) -> Vec<Statement> {
        let mut statements = Vec::new();
        let mut open = Vec::new();
        for number in 0..self.engine.extractors.len() {
            let all = self.matches(number).into_iter();
            for found in all.flat_map(|found| self.several(found)) {
                let (record, told) = self.read(&found);
                if self.is_null(&found, &record)
                    || self.is_named(&found, &record)
                    || found.dated && !self.is_dated(&found)
                {
                    continue;
                }
                let Some(record) = self.continued(record, &found, &statements, earlier) else {
                    continue;
                };
                if told || found.after.is_some() && is_told(&record) {
                    let record = self.taken_up(record, &found, &statements, earlier);
                    statements.extend(self.elided(&record, &found));
                    statements.extend(self.finish(record, &found, earlier));
                } else if self.names_nobody(&found) && !self.is_one_sided(&found, &record) {
                    open.push((record, found));
                }
            }
        }
        statements.extend(self.presence());
        statements.extend(self.memberships(earlier));
        let accredited = self.accredited(&mut statements);
        statements.extend(accredited);
        let told = statements.len();
        for (mut record, found) in open {
            if self.imply(&mut record, &found, &statements[..told], earlier) {
                statements.extend(self.finish(record, &found, earlier));
            }
        }
        statements.extend(self.sequel(&statements, earlier));
        if statements.is_empty() {
            statements.extend(self.listed(earlier));
        }
        statements.extend(self.answered());
        statements.retain(|s| !self.spends_at_home(&s.record));
        drop_drilled(&mut statements);
        statements.sort_by_key(|s| s.span);
        self.speak_for_states(&mut statements);
        self.attribute(&mut statements, earlier);
        statements
    }

    /// "The government has allocated 5 million for roads": no support of anybody else.
    fn spends_at_home(&self, record: &Record) -> bool {
        let region = self.reader.gazetteer.states_of_region(REGION);
        let at_home =
            |e: &Entity| region.iter().any(|s| self.reader.gazetteer.things[*s].id == e.id);
        record.event == EventType::Support
            && record.role("recipient").is_empty()
            && record.values.contains_key("amount")
            && record.role("provider").iter().all(at_home)
    }

    /// The answer of an interview that begins here, as a statement.
    fn answered(&self) -> Option<Statement> {
        let answer = self.answer.filter(|a| a.sentences.start == self.reader.sentence)?;
        let mut record = Record::new(EventType::Statement, Status::Occurred);
        record.add("speaker", answer.speaker.clone());
        record.values.insert("stance".into(), "says".into());
        let first = self.sentence.tokens.first()?;
        Some(Statement {
            record,
            sentence: self.reader.sentence,
            span: self.sentence.span,
            trigger: first.of(self.text).to_owned(),
            extractor: "statement".into(),
            pattern: "answer of an interview".into(),
        })
    }

    /// Events told in a quotation or an answer have the speaker for a source,
    /// also where the sentence does not name him.
    fn attribute(&self, statements: &mut [Statement], earlier: &[Statement]) {
        let quoted = |s: &Statement| {
            self.quotes.iter().any(|q| q.start <= s.span.start && s.span.end <= q.end)
        };
        let said = last_speaker(statements, self.reader.sentence);
        let before = last_speaker(earlier, self.reader.sentence);
        for statement in statements.iter_mut() {
            let open = statement.record.event != EventType::Statement
                && statement.record.source.is_empty();
            if let (true, Some(answer)) = (open, self.answer) {
                statement.record.source = vec![answer.speaker.clone()];
            } else if open && quoted(statement) {
                statement.record.source =
                    if said.is_empty() { before.clone() } else { said.clone() };
            }
        }
    }

    fn explain(&self, earlier: &[Statement]) -> Explanation {
        let mentions = self.reader.discourse.mentions[self.reader.sentence]
            .iter()
            .enumerate()
            .map(|(i, m)| (m.tokens.clone(), self.reader.read_as(i, m)))
            .collect();
        let mut near: Vec<Near> =
            (0..self.engine.extractors.len()).flat_map(|number| self.near(number)).collect();
        near.sort_by_key(|n| n.lacks);
        near.dedup();
        Explanation {
            sentence: self.sentence.clone(),
            tree: self.reader.tree.clone(),
            mentions,
            times: self.times.to_vec(),
            statements: self.run(earlier),
            near,
        }
    }

    /// The patterns of an extractor that brought nothing here, and why.
    fn near(&self, number: usize) -> Vec<Near> {
        let extractor = &self.engine.extractors[number];
        let near = |rule: &Rule, lacks: usize, missing: String| Near {
            extractor: extractor.name.clone(),
            event: extractor.event,
            pattern: rule.pattern.text.clone(),
            missing,
            lacks,
        };
        let mut all = Vec::new();
        for rule in &extractor.rules {
            let missed = rule.pattern.near(self.reader.tree, self.reader.forms);
            all.extend(missed.into_iter().map(|(_, what)| {
                let parts = what.matches(" and ").count() + 1;
                near(rule, parts + 1, what)
            }));
            for matched in rule.pattern.find(self.reader.tree, self.reader.forms) {
                let nameless = self.nameless(extractor.event, rule, &matched);
                if !nameless.is_empty() {
                    all.push(near(rule, 1, nameless.join(" and ")));
                }
            }
        }
        for found in self.matches(number) {
            if let (record, false) = self.read(&found) {
                let fillers: Vec<&str> =
                    record.roles.values().flatten().map(|e| e.name.as_str()).collect();
                let named = if fillers.is_empty() { "nobody".into() } else { fillers.join(", ") };
                let missing = format!("who else takes part; it names only {named}");
                all.push(near(found.rule, 0, missing));
            }
        }
        all
    }

    /// The required roles of a match whose words name nobody known.
    fn nameless(&self, event: EventType, rule: &Rule, matched: &Match) -> Vec<String> {
        let lacking = rule.pattern.required().iter().filter(|r| !self.is_filled(event, r, matched));
        lacking
            .map(|role| {
                let tokens = matched.roles.get(role).map_or(&[][..], Vec::as_slice);
                let words: Vec<&str> =
                    tokens.iter().map(|t| self.sentence.tokens[*t].of(self.text)).collect();
                format!("a name in \"{}\" for {{{role}}}", words.join(", "))
            })
            .collect()
    }

    /// The matches of the extractor with this number, those on one word joined
    /// into one.
    fn matches(&self, number: usize) -> Vec<Found<'_>> {
        let extractor = &self.engine.extractors[number];
        let mut by_anchor: BTreeMap<usize, Vec<(&Rule, Match)>> = BTreeMap::new();
        for (rule, tokens) in self.candidates.of(number) {
            let rule = &extractor.rules[rule];
            for matched in rule.pattern.find_at(self.reader.tree, self.reader.forms, tokens) {
                if self.fills(extractor.event, rule, &matched) {
                    by_anchor.entry(matched.anchor).or_default().push((rule, matched));
                }
            }
        }
        // Forces whose owner is named are those of nobody else.
        for matches in by_anchor.values_mut() {
            let owned = |m: &Match| self.is_filled(extractor.event, "actor", m);
            if extractor.event == EventType::Deployment && matches.iter().any(|(_, m)| owned(m)) {
                matches.retain(|(_, m)| owned(m));
            }
        }
        let joined = by_anchor.into_values().filter_map(|matches| join(extractor, matches));
        match extractor.event {
            EventType::Statement => self.spoken_once(joined.collect()),
            _ => absorb(joined.collect()),
        }
    }

    /// Whether a match leaves open who it was: no filler, a pronoun, "the sides".
    fn names_nobody(&self, found: &Found) -> bool {
        let place = found.extractor.event == EventType::Deployment;
        let actors = found.matched.roles.iter().filter(|(role, _)| !place || *role != "place");
        let fillers = actors.flat_map(|(_, tokens)| tokens);
        fillers.copied().filter(|t| !self.is_time(*t)).all(|t| self.is_vague(t))
    }

    /// "By evening" is nobody.
    fn is_time(&self, token: usize) -> bool {
        self.times.iter().any(|t| setting::tokens_of(self.sentence, t.span).contains(&token))
    }

    fn is_vague(&self, token: usize) -> bool {
        let lemma = self.reader.tree.tokens[token].lemma.to_lowercase();
        // "his first visit"
        matches!(self.reader.tree.tokens[token].upos, Upos::Pron | Upos::Adj | Upos::Num)
            || matches!(
                lemma.as_str(),
                "side"
                    | "party"
                    | "leader"
                    | "president"
                    | "minister"
                    | "government"
                    | "partner"
                    | "country"
                    | "state"
                    | "two"
                    | "both"
                    | "delegation"
                    | "representative"
                    | "neighbour"
                    | "official"
                    | "head"
            )
            || !self.reader.fill(token, fill::Want::Actor).is_empty()
    }

    /// Whether each role that the pattern requires means somebody.
    fn fills(&self, event: EventType, rule: &Rule, matched: &Match) -> bool {
        rule.pattern.required().iter().all(|role| self.is_filled(event, role, matched))
    }

    fn is_filled(&self, event: EventType, role: &str, matched: &Match) -> bool {
        if role == "target" && event != EventType::Sanction {
            return true;
        }
        let tokens = matched.roles.get(role).map_or(&[][..], Vec::as_slice);
        let inferable = implied::may_be_implied(event, role);
        tokens.iter().any(|t| {
            !self.reader.fill(*t, want(event, role)).is_empty() || inferable && self.is_vague(*t)
        })
    }

    /// The record of a match, and whether it says enough by itself.
    fn read(&self, found: &Found) -> (Record, bool) {
        let mut record = Record::new(found.extractor.event, Status::Occurred);
        for (role, tokens) in &found.matched.roles {
            for &token in tokens {
                if record.event == EventType::Deployment && self.names_base(token) {
                    continue;
                }
                // "the Bishkek summit"
                if record.event == EventType::Summit && self.is_scene_of(token, found) {
                    record.place.extend(self.reader.fill(token, fill::Want::Place));
                    continue;
                }
                for entity in self.reader.fill(token, want(record.event, role)) {
                    match role.as_str() {
                        "place" => record.place.push(entity),
                        _ => record.add(role, entity),
                    }
                }
            }
        }
        for (name, value) in found.set.iter().filter(|(name, _)| *name != "status") {
            record.values.insert(name.clone(), value.clone());
        }
        match record.event {
            EventType::Membership => {
                self.infer_alliance(&mut record, found);
                self.spare_exceptions(&mut record, found);
            }
            EventType::Statement => self.address_others(&mut record, found),
            EventType::Sanction => spare_imposers(&mut record),
            EventType::Deployment => self.drop_media(&mut record),
            EventType::Agreement => {
                self.bind_states(&mut record);
                self.bind_neighbours(&mut record, found);
            }
            EventType::Summit => {
                self.name_format(&mut record, found);
                self.name_summit(&mut record, found);
                self.attend(&mut record, found);
                self.place_summit(&mut record, found);
            }
            EventType::Meeting => self.between(&mut record, found),
            EventType::Visit => self.leave_airport(&mut record),
            _ => {}
        }
        let told = is_told(&record) && !self.is_one_sided(found, &record);
        (record, told)
    }

    /// "A deal of November 2011", "the 1998 treaty": a document that has a time.
    fn is_dated(&self, found: &Found) -> bool {
        let (tree, noun) = (self.reader.tree, found.matched.anchor);
        self.times.iter().any(|time| {
            let head = setting::head_of(tree, setting::tokens_of(self.sentence, time.span));
            tree.tokens[head].head == Some(noun)
                && matches!(
                    tree.tokens[head].relation.base(),
                    "nmod" | "amod" | "nummod" | "compound"
                )
        })
    }

    /// Whether a city stands before the noun of the event, which was held there.
    fn is_scene_of(&self, token: usize, found: &Found) -> bool {
        let word = &self.reader.tree.tokens[token];
        let city = self.reader.fill(token, fill::Want::Place);
        word.relation.base() == "compound"
            && word.head.is_some_and(|h| found.matched.trigger.contains(&h))
            && city.iter().any(|c| c.kind == EntityKind::Place && c.country.is_some())
    }

    /// Who is welcomed at an airport visits its city.
    fn leave_airport(&self, record: &mut Record) {
        let gazetteer = self.reader.gazetteer;
        let Some(destinations) = record.roles.get_mut("destination") else { return };
        for place in destinations.iter_mut().filter(|p| p.name.contains("Airport")) {
            let within = gazetteer.by_id(&place.id).and_then(|id| gazetteer.within(id));
            if let Some(city) = within {
                *place = gazetteer.entity(city);
            }
        }
    }

    /// "Consultations between the ministries of Kazakhstan and Finland took place": the
    /// parser gives the second to the verb that follows.
    fn between(&self, record: &mut Record, found: &Found) {
        let tokens = found.matched.roles.get("participant").map_or(&[][..], Vec::as_slice);
        let [one] = tokens else { return };
        let (tree, forms) = (self.reader.tree, self.reader.forms);
        if !tree.children(*one).any(|c| forms[c] == "between") {
            return;
        }
        let mentions = &self.reader.discourse.mentions[self.reader.sentence];
        let first = mentions.iter().position(|m| m.tokens.end > *one);
        let Some([first, second, ..]) = first.map(|at| &mentions[at..]) else { return };
        if forms[first.tokens.end..second.tokens.start] == ["and"] {
            let head = setting::head_of(tree, second.tokens.clone());
            for other in self.reader.fill(head, want(EventType::Meeting, "participant")) {
                record.add("participant", other);
            }
        }
    }

    /// "At the SCO summit Putin said", "met Xi at the summit": who says or does
    /// something there takes part.
    fn attend(&self, record: &mut Record, found: &Found) {
        const ABSENT: &[&str] = &["skip", "miss", "boycott", "ignore", "shun", "avoid", "decline"];
        let tree = self.reader.tree;
        let mut noun = found.matched.anchor;
        // "on the sidelines of the summit"
        while tree.tokens[noun].relation.base() == "nmod"
            && let Some(head) = tree.tokens[noun].head
        {
            noun = head;
        }
        let at = |c: usize| {
            let preposition = tree.tokens[c].lemma.as_str();
            matches!(preposition, "at" | "during" | "on" | "in")
        };
        let Some(verb) = tree.tokens[noun].head else { return };
        if tree.tokens[noun].relation.base() != "obl"
            || !tree.children(noun).any(at)
            || ABSENT.contains(&tree.tokens[verb].lemma.as_str())
            || tree.children(verb).any(|c| tree.tokens[c].lemma == "not")
        {
            return;
        }
        for subject in clause::subjects(tree, verb) {
            for guest in self.reader.fill(subject, fill::Want::Person) {
                record.add("participant", guest);
            }
        }
    }

    /// "At a summit in Astana three years ago": a summit that its place tells.
    fn place_summit(&self, record: &mut Record, found: &Found) {
        let tree = self.reader.tree;
        let noun = found.matched.trigger.iter().find(|t| tree.tokens[**t].lemma == "summit");
        let (Some(noun), false) = (noun, is_told(record)) else { return };
        let heads = [vec![*noun], found.matched.trigger.clone()].concat();
        if record.place.is_empty() {
            record.place = setting::places(&self.reader, record.event, *noun, &heads, &[]);
        }
    }

    /// "The Russian contract": a document that is only said to be somebody's.
    fn is_one_sided(&self, found: &Found, record: &Record) -> bool {
        let owners = found.matched.roles.values().flatten();
        record.event == EventType::Agreement
            && found.rule.pattern.is_one_word()
            && !found.dated
            && record.role("party").len() < 2
            && self.reader.tree.tokens[found.matched.anchor].upos != Upos::Verb
            && owners.copied().all(|t| t < found.matched.anchor)
    }

    fn is_null(&self, found: &Found, record: &Record) -> bool {
        self.engine.nulls.cover(&Candidate {
            tree: self.reader.tree,
            forms: self.reader.forms,
            anchor: found.matched.anchor,
            record,
        })
    }

    /// "Putin called Tokayev a friend", "called Kazakhstan": no telephone rang.
    fn is_named(&self, found: &Found, record: &Record) -> bool {
        let (tree, verb) = (self.reader.tree, found.matched.anchor);
        let alone = record.event == EventType::Meeting
            && found.matched.trigger.len() == 1
            && tree.tokens[verb].lemma == "call";
        let person = |e: &Entity| matches!(e.kind, EntityKind::Person | EntityKind::Office);
        let persons = record.role("participant").iter().all(person);
        let objects = tree.children(verb).filter(|c| tree.tokens[*c].relation.base() == "obj");
        let said = tree.children(verb).any(|c| {
            matches!(tree.tokens[c].relation.base(), "xcomp" | "ccomp" | "iobj" | "advcl")
        });
        alone && (!persons || said || objects.count() > 1)
    }

    /// A format such as China-Central Asia is the name of its summits, not a body.
    fn name_format(&self, record: &mut Record, found: &Found) {
        if self.is_side(found) {
            record.roles.remove("organisation");
        }
        let conveners = record.role("organisation").to_vec();
        if let Some(guests) = record.roles.get_mut("participant") {
            guests.retain(|g| !conveners.contains(g));
        }
        let gazetteer = self.reader.gazetteer;
        let is_format = |e: &Entity| {
            let detail = gazetteer.by_id(&e.id).map(|id| &gazetteer.things[id].detail);
            matches!(detail, Some(Detail::Organisation { kind: Some(k), .. }) if k == "format")
                && e.name.contains(['-', '–'])
        };
        if let Some(organisations) = record.roles.get_mut("organisation")
            && let Some(at) = organisations.iter().position(is_format)
        {
            let format = organisations.remove(at);
            if record.role("participant").is_empty() {
                for side in format.name.split(['-', '–']).filter_map(|s| self.named(s.trim())) {
                    record.add("participant", side);
                }
            }
            record.values.entry("name".into()).or_insert(format!("{} summit", format.name));
        }
        record.roles.retain(|_, fillers| !fillers.is_empty());
    }

    /// "The EU and Central Asia held a summit": two sides, no host of its own.
    fn is_side(&self, found: &Found) -> bool {
        let tokens = |role: &str| found.matched.roles.get(role).map_or(&[][..], Vec::as_slice);
        let coordinated =
            |a: usize, b: usize| a != b && clause::conjuncts(self.reader.tree, a).contains(&b);
        let guests = tokens("participant");
        tokens("organisation").iter().any(|org| {
            guests.contains(org)
                && guests.iter().any(|g| coordinated(*org, *g) || coordinated(*g, *org))
        })
    }

    /// A state or region by its whole name.
    fn named(&self, name: &str) -> Option<Entity> {
        let gazetteer = self.reader.gazetteer;
        let senses = gazetteer.names.get(name).iter();
        let mut ids = senses.filter_map(|(sense, _)| match sense {
            Sense::Name(id) => Some(*id),
            _ => None,
        });
        ids.next().map(|id| gazetteer.entity(id))
    }

    /// "The Nuclear Security Summit": a conference with a name of its own.
    fn name_summit(&self, record: &mut Record, found: &Found) {
        if !record.role("organisation").is_empty() || record.values.contains_key("name") {
            return;
        }
        let tree = self.reader.tree;
        let is_noun = |t: usize| {
            ["summit", "forum", "conference", "congress"]
                .iter()
                .any(|noun| clause::is_lemma(&tree.tokens[t].lemma.to_lowercase(), noun))
        };
        let noun = found.matched.trigger.iter().copied().find(|t| is_noun(*t));
        let Some(name) = noun.and_then(|noun| self.proper_name(noun)) else { return };
        if let Some(guests) = record.roles.get_mut("participant") {
            guests.retain(|g| !name.contains(&g.name));
        }
        record.roles.retain(|_, fillers| !fillers.is_empty());
        record.values.insert("name".into(), name);
    }

    /// The capitalised words that end in a capitalised noun and name what it is.
    fn proper_name(&self, noun: usize) -> Option<String> {
        let form = |t: usize| self.sentence.tokens[t].of(self.text);
        let capital = |t: usize| form(t).starts_with(char::is_uppercase);
        // "the Peace and Trust forum": words that name nothing else
        let unknown = |t: usize| {
            self.reader.discourse.mention_at(self.reader.sentence, t).is_none()
                && t > 0
                && self.reader.tree.tokens[t].xpos.as_str().starts_with("NNP")
        };
        let joins = |t: usize| matches!(form(t), "-" | "and" | "of" | "on" | "for" | "'s" | "’s");
        let mut first = noun;
        for t in (0..noun).rev() {
            let part =
                capital(t) && self.reader.forms[t] != "the" && !is_ordinal(&self.reader.forms[t]);
            if part {
                first = t;
            } else if !joins(t) || t == 0 || !capital(t - 1) {
                break;
            }
        }
        let (start, end) = (self.sentence.tokens[first].start, self.sentence.tokens[noun].end);
        let named = capital(noun) || (first..noun).all(|t| unknown(t) || joins(t));
        (first < noun && named).then(|| self.text[start..end].to_owned())
    }

    /// "Seoul Air Base": where it is, not whose.
    fn names_base(&self, token: usize) -> bool {
        let place = self.reader.discourse.mention_at(self.reader.sentence, token);
        let Some((_, Mention { tokens, kind: Kind::Thing(id) })) = place else { return false };
        let city = matches!(self.reader.gazetteer.things[*id].detail, Detail::Place { .. });
        let named = self.sentence.tokens.get(tokens.end).is_some_and(|next| {
            matches!(next.of(self.text), "Air" | "Airbase" | "Base" | "Naval" | "Airfield")
        });
        city && named
    }

    /// A newspaper that reports on forces has none.
    fn drop_media(&self, record: &mut Record) {
        let gazetteer = self.reader.gazetteer;
        if let Some(actors) = record.roles.get_mut("actor") {
            actors.retain(|a| !gazetteer.by_id(&a.id).is_some_and(|id| gazetteer.is_media(id)));
        }
        record.roles.retain(|_, fillers| !fillers.is_empty());
    }

    /// "Iran was made an observer": of the organisation that was named last.
    fn infer_alliance(&self, record: &mut Record, found: &Found) {
        let named = found
            .matched
            .roles
            .get("organisation")
            .is_some_and(|tokens| tokens.iter().any(|t| !self.is_time(*t)));
        if record.role("organisation").is_empty() && !named {
            let anchor = found.matched.anchor;
            let last = self.reader.discourse.last_alliance(self.reader.sentence, anchor);
            if let Some(organisation) = last {
                record.add("organisation", organisation);
            }
        }
    }

    /// What persons sign binds their states.
    fn bind_states(&self, record: &mut Record) {
        for signer in record.role("signer").to_vec() {
            if let Some(state) = self.reader.discourse.state(&signer) {
                record.add("party", state);
            }
        }
    }

    /// "Ratified the treaty on the Kyrgyz-Tajik border": both sides of the border are
    /// bound by it.
    fn bind_neighbours(&self, record: &mut Record, found: &Found) {
        let [party] = record.role("party") else { return };
        let states = self.joined_states(&found.matched.trigger);
        for state in states.into_iter().filter(|s| s.contains(party)).flatten().collect::<Vec<_>>()
        {
            record.add("party", state);
        }
    }

    fn finish(&self, mut record: Record, found: &Found, earlier: &[Statement]) -> Vec<Statement> {
        let anchor = clause::predicate(self.reader.tree, found.matched.anchor);
        let judged = status::judge(&self.engine.status, self.reader.tree, anchor, found.status());
        record.status = judged.status;
        // "In his view trade will double": the view is not to come.
        let frame = &self.reader.tree.tokens[anchor];
        if record.event == EventType::Statement
            && frame.upos != Upos::Verb
            && frame.relation.base() == "obl"
        {
            record.status = Status::Occurred;
        }
        if !is_spoken(&record) {
            return Vec::new();
        }
        let taken: Vec<usize> = found.matched.roles.values().flatten().copied().collect();
        let heads = setting::heads(self.reader.tree, anchor, &found.matched.trigger);
        if is_placed(record.event) {
            let there = setting::places(&self.reader, record.event, anchor, &heads, &taken);
            // "Turkmenistan hosts the forum in Ashgabat": the city, not the country.
            let closer = |e: &Entity| {
                e.kind == EntityKind::Place
                    && record.place.iter().all(|p| e.country.as_ref() == Some(&p.id))
            };
            if record.place.is_empty() || there.iter().all(closer) && !there.is_empty() {
                record.place = there;
            }
        }
        if has_ground(record.event) && record.place.is_empty() {
            record.place = self.border(&record, anchor, &heads);
        }
        self.set_time(&mut record, found, &heads, judged);
        if self.has_begun(&record, &heads) {
            record.status = Status::Ongoing;
        }
        self.follow(&mut record, &heads, earlier);
        if let (None, Some(entry)) = (&record.time, self.entry) {
            record.time = self.resolve(entry, judged);
        }
        // "The meeting opens tomorrow": what lies ahead has not happened.
        let published = self.reader.discourse.published();
        let begins = record.time.as_ref().and_then(|t| t.earliest);
        let ahead = begins.zip(published).is_some_and(|(begins, published)| begins > published);
        if ahead && matches!(record.status, Status::Occurred | Status::Ongoing) {
            // "proposed exercises for 2030": the day is not that of the proposal.
            match record.event {
                EventType::Statement => record.time = None,
                _ => record.status = Status::Planned,
            }
        }
        let citations = Citations {
            reader: &self.reader,
            speech: &self.engine.speech,
            of_statement: record.event == EventType::Statement,
        };
        record.source = citations.of(anchor);
        if record.event == EventType::Statement && record.source == record.role("speaker") {
            record.source.clear();
        }
        detail::add(
            &mut record,
            &Surroundings {
                tree: self.reader.tree,
                forms: self.reader.forms,
                sentence: self.sentence,
                text: self.text,
                mentions: &self.reader.discourse.mentions[self.reader.sentence],
                trigger: &found.matched.trigger,
                heads: &heads,
            },
        );
        split(record).into_iter().map(|record| self.statement(record, found)).collect()
    }

    /// "The drills began on Thursday", says an article of those days: they go on.
    fn has_begun(&self, record: &Record, heads: &[usize]) -> bool {
        const LATELY: i64 = 2;
        let lasts = matches!(record.event, EventType::Exercise | EventType::Deployment);
        let begins = |t: &usize| {
            matches!(
                self.reader.tree.tokens[*t].lemma.as_str(),
                "begin" | "start" | "commence" | "launch" | "kick" | "open" | "way"
            )
        };
        let day = record.time.as_ref().and_then(|t| t.earliest);
        let ago = day.zip(self.reader.discourse.published());
        let ago = ago.map(|(day, published)| published.signed_duration_since(day).num_days());
        lasts
            && record.status == Status::Occurred
            && heads.iter().any(begins)
            && ago.is_some_and(|days| (0..=LATELY).contains(&days))
    }

    /// "At the talks he said", "there he met": time and place of the event told
    /// last; "here": the place from which the article was sent.
    fn follow(&self, record: &mut Record, heads: &[usize], earlier: &[Statement]) {
        let tree = self.reader.tree;
        if record.place.is_empty() && setting::is_here(tree, heads) {
            record.place.extend(self.reader.discourse.dateline_place());
        }
        let Some(link) = setting::link(tree, heads) else { return };
        let own = link == Link::Event && record.time.is_some();
        let Some(told) = self.frame(record, link, earlier).filter(|_| !own) else { return };
        if record.time.is_none() && link != Link::Place {
            record.time.clone_from(&told.time);
        }
        if record.place.is_empty() && is_placed(record.event) {
            let there = if told.place.is_empty() { told.role("destination") } else { &told.place };
            record.place = there.to_vec();
        }
    }

    /// The event that the words take up: the latest that was told of just before.
    fn frame<'s>(
        &self,
        record: &Record,
        link: Link,
        earlier: &'s [Statement],
    ) -> Option<&'s Record> {
        const FAR: usize = 3;
        let is_frame = |event: EventType| {
            matches!(
                event,
                EventType::Visit
                    | EventType::Meeting
                    | EventType::Summit
                    | EventType::Agreement
                    | EventType::Exercise
            )
        };
        let ahead = |status: Status| matches!(status, Status::Planned | Status::Possible);
        let near = earlier.iter().filter(|s| {
            s.sentence + FAR >= self.reader.sentence
                && ahead(s.record.status) == ahead(record.status)
                && !matches!(s.record.status, Status::Negated | Status::Cancelled)
        });
        // News goes back in time for background: the frame is what was latest.
        let begins = |s: &Statement| s.record.time.as_ref().and_then(|t| t.earliest);
        let frames = near.clone().enumerate().filter(|(_, s)| is_frame(s.record.event));
        let latest = frames.max_by_key(|(at, s)| (begins(s), *at)).map(|(_, s)| s);
        // "Speaking at the ceremony": whatever was told with its time right before.
        let last = || {
            near.clone().rfind(|s| {
                s.sentence + 1 >= self.reader.sentence
                    && s.record.time.is_some()
                    && link == Link::Event
            })
        };
        latest.or_else(last).map(|s| &s.record)
    }

    fn set_time(&self, record: &mut Record, found: &Found, heads: &[usize], judged: Judgement) {
        let anchor = clause::predicate(self.reader.tree, found.matched.anchor);
        let nearest =
            setting::times(&self.reader, self.sentence, self.times, record.event, anchor, heads);
        let own = found.own_time.map(|at| &self.times[at]);
        let others =
            |t: &&Expression| !found.other_times.iter().any(|at| self.times[*at].span == t.span);
        for expression in own.into_iter().chain(nearest.into_iter().filter(others)) {
            if record.event == EventType::Agreement && self.is_term(expression) {
                continue;
            }
            if record.recurrence.is_none() {
                record.recurrence = expression.recurrence();
            }
            if record.time.is_some() {
                continue;
            }
            if !(is_momentary(record.event) && expression.kind == time::Kind::Since) {
                record.time = self.resolve(expression, judged);
            } else if self.began(expression, heads) {
                record.time = expression.beginning(judged.tense);
            }
        }
    }

    /// "the first visit since 2007, when they met": they met in 2007.
    fn began(&self, expression: &Expression, heads: &[usize]) -> bool {
        let tokens = setting::tokens_of(self.sentence, expression.span);
        setting::heads_relative(self.reader.tree, &tokens, heads)
    }

    /// "a programme for 2025-2027": how long the document runs, not when it was signed.
    fn is_term(&self, expression: &Expression) -> bool {
        let tokens = setting::tokens_of(self.sentence, expression.span);
        tokens.start > 0
            && matches!(
                self.reader.forms[tokens.start - 1].as_str(),
                "for" | "to" | "until" | "through"
            )
    }

    /// A date without its year is the last for what was, the next for what will
    /// be, and the nearest for what was called off or was to be.
    fn resolve(&self, expression: &Expression, judged: Judgement) -> Option<Time> {
        let published = self.reader.discourse.published();
        let called_off = judged.status == Status::Cancelled || judged.in_past;
        if let (true, Some(published)) = (called_off, published) {
            let readings = [time::Tense::Past, time::Tense::Future].map(|t| expression.resolve(t));
            let away = |t: &Time| {
                t.earliest.or(t.latest).map(|d| d.signed_duration_since(published).num_days().abs())
            };
            return readings.into_iter().flatten().min_by_key(|t| away(t).unwrap_or(i64::MAX));
        }
        // A chronology tells in the present tense what was.
        let heads = self.entry.is_some_and(|entry| entry.span == expression.span);
        let told = matches!(judged.status, Status::Occurred | Status::Ongoing);
        let time =
            setting::head_of(self.reader.tree, setting::tokens_of(self.sentence, expression.span));
        let past = heads || setting::is_told_as_past(self.reader.tree, time);
        expression.resolve(if past && told { time::Tense::Past } else { judged.tense })
    }

    fn statement(&self, record: Record, found: &Found) -> Statement {
        let tokens = &self.sentence.tokens;
        let mentions = &self.reader.discourse.mentions[self.reader.sentence];
        // A quotation begins and ends with whole names.
        let whole = |t: usize| match mentions.iter().find(|m| m.tokens.contains(&t)) {
            Some(mention) => mention.tokens.clone(),
            None => t..t + 1,
        };
        let roles = found.matched.roles.values().flatten().flat_map(|t| whole(*t));
        let all: Vec<usize> = found.matched.trigger.iter().copied().chain(roles).collect();
        let first = all.iter().min().map_or(0, |t| *t);
        let last = all.iter().max().map_or(tokens.len() - 1, |t| *t);
        let mut trigger: Vec<usize> = found.matched.trigger.clone();
        trigger.sort_unstable();
        Statement {
            record,
            sentence: self.reader.sentence,
            span: Span { start: tokens[first].start, end: tokens[last].end },
            trigger: trigger.iter().map(|t| tokens[*t].of(self.text)).collect::<Vec<_>>().join(" "),
            extractor: found.extractor.name.clone(),
            pattern: found.rule.pattern.text.clone(),
        }
    }
}

/// "sent contingents to the manoeuvres", "troops will train in": who drills is not
/// deployed.
fn drop_drilled(statements: &mut Vec<Statement>) {
    let drilled: Vec<Entity> = statements
        .iter()
        .filter(|s| s.record.event == EventType::Exercise)
        .flat_map(|s| s.record.role("participant").to_vec())
        .collect();
    statements.retain(|s| {
        s.record.event != EventType::Deployment
            || !s.record.role("actor").iter().all(|a| drilled.contains(a))
    });
}

/// "sanctioned the bank and its director": nobody punishes his own government.
fn spare_imposers(record: &mut Record) {
    let imposers = record.role("imposer").to_vec();
    let own = |target: &Entity| {
        let of = |imposer: &Entity| {
            target == imposer
                || target.kind == EntityKind::Organisation
                    && target.country.as_ref() == Some(&imposer.id)
        };
        imposers.iter().any(of)
    };
    if let Some(targets) = record.roles.get_mut("target") {
        targets.retain(|t| !own(t));
    }
    record.roles.retain(|_, fillers| !fillers.is_empty());
}

/// "The Second Caspian Economic Forum" has the same name as the first.
fn is_ordinal(form: &str) -> bool {
    const WORDS: &[&str] = &[
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth", "annual", "next",
    ];
    WORDS.contains(&form)
        || form.starts_with(|c: char| c.is_ascii_digit())
            && ["st", "nd", "rd", "th"].iter().any(|ending| form.ends_with(ending))
}

/// "Agreed upon a pact between the two": what hangs on the pact tells of the same
/// event as the verb that has the pact among its words, unless it is another
/// change ("left the base in Uzbekistan"). What is opened or sent is not yet there.
fn absorb(mut all: Vec<Found>) -> Vec<Found> {
    let mut at = 0;
    while at < all.len() {
        let noun = all[at].matched.anchor;
        let change = all[at].set.get("change");
        let verb = all.iter().position(|f| {
            f.matched.anchor != noun
                && f.matched.trigger.contains(&noun)
                && (f.set.get("change") == change
                    || f.extractor.event == EventType::Deployment
                        && f.set.get("change").is_some_and(|c| c == "deploys"))
        });
        let Some(verb) = verb else {
            at += 1;
            continue;
        };
        let told = all[verb].clone();
        let part = std::mem::replace(&mut all[at], told);
        all[at].add(part.matched, &part.set);
        all.remove(verb);
        at = 0;
    }
    all
}

/// The fullest match leads; the others add the roles that it lacks.
fn join<'e>(extractor: &'e Extractor, mut matches: Vec<(&'e Rule, Match)>) -> Option<Found<'e>> {
    let after = matches.iter().map(|(rule, _)| rule.after).min()?;
    let dated = matches.iter().all(|(rule, _)| rule.dated);
    matches.sort_by_key(|(_, m)| {
        std::cmp::Reverse((m.trigger.len(), m.roles.values().map(Vec::len).sum::<usize>()))
    });
    let mut matches = matches.into_iter();
    let (rule, matched) = matches.next()?;
    let mut found = Found {
        extractor,
        rule,
        matched,
        set: rule.set.clone(),
        after,
        dated,
        own_time: None,
        other_times: Vec::new(),
    };
    for (rule, more) in matches {
        found.add(more, &rule.set);
    }
    Some(found)
}
