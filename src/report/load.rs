//! A timeline out of the store.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Entry, Filter, Named, Quote, Timeline};
use crate::error::{Error, Result};
use crate::event::{Entity, EventType, Record};
use crate::rdf::{self, ArticleMeta, LABEL, Node, Triples, claim_of, id_of};
use crate::store::Store;
use crate::text::Span;

/// Reads the events that the filter admits, with their evidence.
///
/// `title` is the heading of the report. Articles and outlets are counted over
/// the whole store.
///
/// # Errors
///
/// When the store cannot be read, or holds what this version did not write.
pub fn load(store: &Store, title: &str, filter: &Filter) -> Result<Timeline> {
    let articles = store.articles()?;
    let events = store.events()?;
    let all = events.iris("Event").map(|iri| entry(&events, iri)).collect::<Result<Vec<_>>>()?;
    let (mut shown, left_out) = filter.sift(all);
    let mut quotes = Quotes { store, articles: &articles, graphs: BTreeMap::new() };
    for entry in &mut shown {
        entry.evidence = quotes.of(&events, &entry.iri)?;
    }
    let outlets: BTreeSet<&str> = articles.values().filter_map(|a| a.source.as_deref()).collect();
    Ok(Timeline {
        title: title.to_owned(),
        about: filter.describe(),
        from: filter.from,
        to: filter.to,
        articles: articles.len(),
        sources: outlets.len(),
        events: shown,
        left_out,
    })
}

fn broken(iri: &str) -> Error {
    Error::Store(format!("{iri} is incomplete; build the store anew with `silkgraph ingest`"))
}

/// An event without its evidence.
fn entry(events: &Triples, iri: &str) -> Result<Entry> {
    let read = || {
        let node = events.node(iri)?;
        let record = rdf::read_event(events, iri)?;
        Some(Entry {
            iri: iri.to_owned(),
            id: id_of(iri)?,
            event: record.event,
            label: node.text(LABEL)?.to_owned(),
            status: record.status,
            date: node.date("date"),
            earliest: node.date("earliest"),
            latest: node.date("latest"),
            edtf: node.text("edtf").map(str::to_owned),
            precision: node.term("precision").unwrap_or_default().to_owned(),
            basis: node.term("dateBasis").unwrap_or_default().to_owned(),
            date_text: node.text("dateText").unwrap_or_default().to_owned(),
            countries: named(events, node, "country"),
            participants: named(events, node, "participant"),
            place: record.place.iter().map(name).collect(),
            values: values(&record),
            roles: roles(record),
            evidence: Vec::new(),
        })
    };
    read().ok_or_else(|| broken(iri))
}

fn name(entity: &Entity) -> Named {
    Named { id: entity.id.clone(), name: entity.name.clone() }
}

/// What a property leads to, sorted by name.
fn named(events: &Triples, node: &Node, property: &str) -> Vec<Named> {
    let mut all: Vec<Named> = node
        .iris(property)
        .filter_map(|iri| match events.entity(iri) {
            Some(entity) => Some(name(&entity)),
            None => id_of(iri).map(|id| Named { name: id.clone(), id }),
        })
        .collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// Core roles first, as they read, then the others.
fn roles(record: Record) -> Vec<(String, Vec<Named>)> {
    let order = |event: EventType, role: &str| {
        let core = event.core_roles();
        core.iter().position(|r| *r == role).unwrap_or(core.len())
    };
    let event = record.event;
    let mut roles: Vec<(String, Vec<Named>)> = record
        .roles
        .into_iter()
        .map(|(role, fillers)| (role, fillers.iter().map(name).collect()))
        .collect();
    roles.sort_by_key(|(role, _)| order(event, role));
    roles
}

/// Roles filled by words, and by numbers and durations.
fn values(record: &Record) -> Vec<(String, String)> {
    let words = record.values.iter().map(|(k, v)| (k.clone(), v.clone()));
    let recurrence = record.recurrence.iter().map(|r| ("recurrence".to_owned(), r.clone()));
    let count = record.count.iter().map(|n| ("count".to_owned(), n.to_string()));
    words.chain(recurrence).chain(count).collect()
}

/// Finds quotes; reads each article's graph once.
struct Quotes<'a> {
    store: &'a Store,
    articles: &'a BTreeMap<String, ArticleMeta>,
    graphs: BTreeMap<String, Triples>,
}

impl Quotes<'_> {
    /// The evidence for an event, by day of publication.
    fn of(&mut self, events: &Triples, iri: &str) -> Result<Vec<Quote>> {
        let node = events.node(iri).ok_or_else(|| broken(iri))?;
        let mut quotes = Vec::new();
        for claim in node.iris("claim") {
            let (article, _) = claim_of(claim).ok_or_else(|| broken(claim))?;
            if !self.graphs.contains_key(&article) {
                let graph = self.store.article_triples(&article)?;
                self.graphs.insert(article.clone(), graph);
            }
            let quote = self.quote(&article, claim).ok_or_else(|| broken(claim))?;
            quotes.push(quote);
        }
        quotes.sort_by(|a, b| (a.published, &a.article).cmp(&(b.published, &b.article)));
        Ok(quotes)
    }

    fn quote(&self, article: &str, claim: &str) -> Option<Quote> {
        let graph = self.graphs.get(article)?;
        let meta = self.articles.get(article)?;
        let node = graph.node(claim)?;
        let (sentence, span) = words(graph, node)?;
        Some(Quote {
            article: article.to_owned(),
            title: meta.title.clone(),
            source: meta.source.clone(),
            url: meta.url.clone(),
            published: meta.published,
            sentence,
            span,
            status: node.term("status")?.parse().ok()?,
            pattern: node.text("pattern")?.to_owned(),
        })
    }
}

/// The sentence of a claim and the asserting words in it. A claim may run
/// beyond its sentence: then to the sentence's end. In a graph without texts
/// the trigger words stand for the sentence.
fn words(graph: &Triples, claim: &Node) -> Option<(String, Span)> {
    let sentence = graph.node(claim.iri("sentence")?)?;
    let Some(text) = sentence.text("text") else {
        let trigger = claim.text("trigger")?.to_owned();
        let span = Span { start: 0, end: trigger.len() };
        return Some((trigger, span));
    };
    let begin = sentence.span()?.start;
    let told = claim.span()?;
    let within = |at: usize| {
        let mut characters = text.char_indices().map(|(byte, _)| byte);
        characters.nth(at.saturating_sub(begin)).unwrap_or(text.len())
    };
    let span = Span { start: within(told.start), end: within(told.end) };
    let whole = Span { start: 0, end: text.len() };
    Some((text.to_owned(), if span.start < span.end { span } else { whole }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{EntityKind, Event, Evidence, Statement, Status};
    use crate::rdf::{Reading, Thing, Things};
    use crate::text::Sentence;

    struct Nobody;

    impl Things for Nobody {
        fn describe(&self, _: &str) -> Option<Thing> {
            None
        }

        fn ids(&self) -> Vec<String> {
            Vec::new()
        }
    }

    fn entity(id: &str, kind: EntityKind, country: &str) -> Entity {
        let country = Some(country.to_owned());
        Entity { id: id.to_owned(), name: id.to_uppercase(), kind, country, written: None }
    }

    fn store(texts: bool) -> Store {
        let mut record = Record::new(EventType::Meeting, Status::Occurred);
        record.add("participant", entity("xi", EntityKind::Person, "china"));
        record.add("participant", entity("tokayev", EntityKind::Person, "kazakhstan"));
        record.place.push(entity("astana", EntityKind::Place, "kazakhstan"));
        record.count = Some(2);
        let text = "Hello. Mr Xi met Tokayev.";
        let span = |start, end| Span { start, end };
        let sentences = [
            Sentence { span: span(0, 6), tokens: Vec::new() },
            Sentence { span: span(7, 25), tokens: Vec::new() },
        ];
        let statement = Statement {
            record: record.clone(),
            sentence: 1,
            span: span(10, 24),
            trigger: "met".to_owned(),
            extractor: "meeting".to_owned(),
            pattern: "{participant} ~meet {participant}".to_owned(),
        };
        let article = ArticleMeta {
            id: "a".to_owned(),
            published: "2022-09-15".parse().ok(),
            source: Some("Wire".to_owned()),
            ..ArticleMeta::default()
        };
        let statements = [statement];
        let reading =
            Reading { article, text, sentences: &sentences, statements: &statements, keys: &[] };
        let mut store = Store::memory().unwrap();
        store.put_article(&reading, texts).unwrap();
        let evidence = vec![Evidence { article: "a".to_owned(), statement: 0 }];
        let event = Event::new("event/1", record, evidence);
        store.replace_events(&[event], &Nobody).unwrap();
        store
    }

    #[test]
    fn an_event_comes_with_its_words() {
        let timeline = load(&store(true), "T", &Filter::default()).unwrap();
        assert_eq!((timeline.articles, timeline.sources), (1, 1));
        let [entry] = timeline.events.as_slice() else { panic!("one event") };
        assert_eq!(entry.label, "XI meets TOKAYEV in ASTANA");
        assert_eq!(entry.date, "2022-09-15".parse().ok());
        assert_eq!(entry.basis, "bounded");
        let names: Vec<&str> = entry.roles[0].1.iter().map(|n| n.name.as_str()).collect();
        assert_eq!(names, ["XI", "TOKAYEV"], "in the order of the text");
        assert_eq!(entry.values, [("count".to_owned(), "2".to_owned())]);
        let states: Vec<&str> = entry.countries.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(states, ["china", "kazakhstan"]);
        let quote = &entry.evidence[0];
        assert_eq!(quote.span.of(&quote.sentence), "Xi met Tokayev");
    }

    #[test]
    fn without_texts_the_trigger_is_shown() {
        let timeline = load(&store(false), "T", &Filter::default()).unwrap();
        assert_eq!(timeline.events[0].evidence[0].sentence, "met");
    }

    #[test]
    fn the_filter_says_what_it_left_out() {
        let types = vec![EventType::Visit];
        let filter = Filter { types, ..Filter::default() };
        let timeline = load(&store(true), "T", &filter).unwrap();
        assert!(timeline.events.is_empty());
        assert_eq!(timeline.left_out.len(), 1);
    }
}
