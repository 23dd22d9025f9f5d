//! A timeline out of a graph.
//!
//! Everything is asked in SPARQL: which events the filter chooses, how many it
//! leaves out, and then, of those chosen alone, what is told of them. What a
//! report costs grows with what it shows, not with what the graph holds.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::model::{Counts, Depth, Entry, Filter, Named, Quote, Timeline};
use super::select;
use crate::error::{Error, Result};
use crate::event::{Entity, EventType, Record};
use crate::query::Ask;
use crate::rdf::{self, LABEL, Node, Triples, article_iri, claim_of, id_of};
use crate::store;
use crate::text::Span;
use crate::vocabulary::{ARTICLE, ID};

/// So many things are described by one query.
const BATCH: usize = 256;

/// Reads the events that the filter admits, with their evidence.
///
/// `title` is the heading of the report. Articles and outlets are counted over
/// the whole graph. Where `depth` is less than [`Depth::Evidence`] events come
/// without what articles say of them, which is most of what there is to read.
///
/// # Errors
///
/// When the graph cannot be read, or holds what this version did not write.
pub fn load(graph: &dyn Ask, title: &str, filter: &Filter, depth: Depth) -> Result<Timeline> {
    let number = |sparql: String| number(graph, &sparql);
    let ((events, counts), (articles, outlets)) = rayon::join(
        || rayon::join(|| read(graph, filter, depth), || counts(graph, filter)),
        || rayon::join(|| number(select::count_articles()), || number(select::count_outlets())),
    );
    let events = events?;
    Ok(Timeline {
        title: title.to_owned(),
        about: filter.describe(),
        from: filter.from,
        to: filter.to,
        articles: articles?,
        sources: outlets?,
        left_out: filter.left_out(&counts?, events.len()),
        events,
    })
}

/// What the graph calls by this name, whatever its case, or identifier.
///
/// # Errors
/// When the graph cannot be read.
pub fn find(graph: &dyn Ask, text: &str) -> Result<Option<Named>> {
    let Some(iri) = graph.column(&select::called(text))?.into_iter().next() else {
        return Ok(None);
    };
    let triples = describe(graph, &[&iri], select::named)?;
    Ok(triples.entity(&iri).as_ref().map(name))
}

/// A single number.
fn number(graph: &dyn Ask, sparql: &str) -> Result<usize> {
    let column = graph.column(sparql)?;
    let number = column.first().and_then(|n| n.parse().ok());
    number.ok_or_else(|| Error::Query(format!("no number comes of: {sparql}")))
}

fn counts(graph: &dyn Ask, filter: &Filter) -> Result<Counts> {
    let all = number(graph, &select::count_all())?;
    let chosen = match select::count_chosen(filter) {
        Some(sparql) => number(graph, &sparql)?,
        None => all,
    };
    let dated = match filter.is_dated() {
        true => number(graph, &select::count_dated(filter))?,
        false => chosen,
    };
    Ok(Counts { all, chosen, dated })
}

/// The events, by identifier.
fn read(graph: &dyn Ask, filter: &Filter, depth: Depth) -> Result<Vec<Entry>> {
    let mut found = graph.column(&select::events(filter))?;
    found.sort_unstable();
    let iris: Vec<&str> = found.iter().map(String::as_str).collect();
    // An actor may take part in any role.
    let described = match depth {
        Depth::Events if filter.actor.is_empty() => select::summarised,
        _ => select::described,
    };
    let (events, disagree) =
        rayon::join(|| describe(graph, &iris, described), || graph.column(&select::contradicted()));
    let (events, disagree) = (events?, BTreeSet::from_iter(disagree?));
    let named: BTreeSet<&str> = iris
        .iter()
        .filter_map(|iri| events.node(iri))
        .flat_map(Node::objects)
        .filter(|iri| iri.starts_with(ID) && !iri.starts_with(ARTICLE))
        .collect();
    let named: Vec<&str> = named.into_iter().collect();
    let names = describe(graph, &named, select::named)?;
    let entry = |iri: &&str| {
        let entry = entry(&events, &names, iri)?;
        Ok(Entry { disagree: disagree.contains(*iri), ..entry })
    };
    let mut entries: Vec<Entry> = iris.par_iter().map(entry).collect::<Result<_>>()?;
    entries.retain(|entry| filter.admits(entry));
    if depth == Depth::Evidence {
        let shown: Vec<&str> = entries.iter().map(|e| e.iri.as_str()).collect();
        let evidence = Evidence::read(graph, &events, &shown)?;
        for entry in &mut entries {
            entry.evidence = evidence.of(&events, &entry.iri)?;
        }
    }
    Ok(entries)
}

/// What is told of many things, asked in batches side by side.
fn describe(graph: &dyn Ask, iris: &[&str], sparql: fn(&[&str]) -> String) -> Result<Triples> {
    let batches: Vec<Triples> = iris
        .par_chunks(BATCH)
        .map(|batch| store::by_subject(graph.triples(&sparql(batch))?))
        .collect::<Result<_>>()?;
    Ok(Triples::join(batches))
}

fn broken(iri: &str) -> Error {
    Error::Store(format!("{iri} is incomplete; build the store anew with `silkgraph ingest`"))
}

/// An event without its evidence.
fn entry(events: &Triples, names: &Triples, iri: &str) -> Result<Entry> {
    let read = || {
        let node = events.node(iri)?;
        let record = rdf::read_event(events, names, iri)?;
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
            countries: named(names, node, "country"),
            participants: named(names, node, "participant"),
            place: record.place.iter().map(name).collect(),
            values: values(&record),
            roles: roles(record),
            claims: node.number("claimCount")?,
            articles: node.number("articleCount")?,
            outlets: node.number("outletCount")?,
            disagree: false,
            evidence: Vec::new(),
        })
    };
    read().ok_or_else(|| broken(iri))
}

fn name(entity: &Entity) -> Named {
    Named { id: entity.id.clone(), name: entity.name.clone() }
}

/// What a property leads to, sorted by name.
fn named(names: &Triples, node: &Node, property: &str) -> Vec<Named> {
    let mut all: Vec<Named> = node
        .iris(property)
        .filter_map(|iri| match names.entity(iri) {
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

/// What articles say of the events that are shown.
struct Evidence {
    claims: Triples,
    sentences: Triples,
    articles: Triples,
}

impl Evidence {
    fn read(graph: &dyn Ask, events: &Triples, shown: &[&str]) -> Result<Self> {
        let nodes = shown.iter().filter_map(|iri| events.node(iri));
        let iris: BTreeSet<&str> = nodes.flat_map(|node| node.iris("claim")).collect();
        let iris: Vec<&str> = iris.into_iter().collect();
        let claims = describe(graph, &iris, select::claimed)?;
        let nodes = iris.iter().filter_map(|iri| claims.node(iri));
        let sentences: BTreeSet<&str> = nodes.filter_map(|node| node.iri("sentence")).collect();
        let sentences: Vec<&str> = sentences.into_iter().collect();
        let articles = iris.iter().filter_map(|claim| Some(article_iri(&claim_of(claim)?.0)));
        let articles: BTreeSet<String> = articles.collect();
        let articles: Vec<&str> = articles.iter().map(String::as_str).collect();
        let (sentences, articles) = rayon::join(
            || describe(graph, &sentences, select::worded),
            || describe(graph, &articles, select::published),
        );
        Ok(Evidence { sentences: sentences?, articles: articles?, claims })
    }

    /// The evidence for an event, by day of publication.
    fn of(&self, events: &Triples, iri: &str) -> Result<Vec<Quote>> {
        let node = events.node(iri).ok_or_else(|| broken(iri))?;
        let quotes = node.iris("claim").map(|claim| self.quote(claim).ok_or_else(|| broken(claim)));
        let mut quotes: Vec<Quote> = quotes.collect::<Result<_>>()?;
        quotes.sort_by(|a, b| (a.published, &a.article).cmp(&(b.published, &b.article)));
        Ok(quotes)
    }

    fn quote(&self, claim: &str) -> Option<Quote> {
        let (article, _) = claim_of(claim)?;
        let about = self.articles.node(&article_iri(&article));
        let told = |property| about.and_then(|node| node.text(property)).map(str::to_owned);
        let node = self.claims.node(claim)?;
        let (sentence, span) = words(&self.sentences, node)?;
        Some(Quote {
            title: told("title"),
            source: told("outlet"),
            url: told("url"),
            published: about.and_then(|node| node.date("published")),
            article,
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
fn words(sentences: &Triples, claim: &Node) -> Option<(String, Span)> {
    let sentence = sentences.node(claim.iri("sentence")?)?;
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
    use crate::rdf::{ArticleMeta, Reading, Thing, Things};
    use crate::store::Store;
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
        let reading = Reading::new(article, text, &sentences, &statements, Vec::new());
        let mut store = Store::memory().unwrap();
        store.put_article(&reading, texts).unwrap();
        let evidence = vec![Evidence { article: "a".to_owned(), statement: 0 }];
        let event = Event::new("event/1", record, evidence);
        store.replace_events(&[event], &Nobody).unwrap();
        store
    }

    #[test]
    fn an_event_comes_with_its_words() {
        let timeline = load(&store(true), "T", &Filter::default(), Depth::Evidence).unwrap();
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
        let timeline = load(&store(false), "T", &Filter::default(), Depth::Evidence).unwrap();
        assert_eq!(timeline.events[0].evidence[0].sentence, "met");
    }

    /// Events of many kinds of date, each told by one article of 2022-09-15.
    fn dated() -> Store {
        let dates = [
            "2021-12-31",
            "2022-01-01",
            "2022-09-14",
            "2022-12-31",
            "2023-01-01",
            "2022-09",
            "2022",
            "2021",
            "2021-24",
            "202X",
            "2021-12-30/2022-01-02",
            "2019-05/2023-06",
            "2019/2020",
            "2015/..",
            "2023-02/..",
            "../2021-06",
            "../2022-06",
            "../2024-01",
            "XXXX-09-14",
            "",
        ];
        let mut store = store(true);
        let event = |(number, edtf): (usize, &&str)| {
            let status = if number % 3 == 0 { Status::Planned } else { Status::Occurred };
            let kind = if number % 2 == 0 { EventType::Visit } else { EventType::Meeting };
            let mut record = Record::new(kind, status);
            let role = if number % 2 == 0 { "visitor" } else { "participant" };
            record.add(role, entity("xi", EntityKind::Person, "china"));
            if number % 4 == 0 {
                record.add("destination", entity("astana", EntityKind::Place, "kazakhstan"));
            }
            record.time = crate::time::Time::parse_edtf(edtf);
            let evidence = vec![Evidence { article: "a".to_owned(), statement: 0 }];
            Event::new(format!("event/{number}"), record, evidence)
        };
        let events: Vec<Event> = dates.iter().enumerate().map(event).collect();
        store.replace_events(&events, &Nobody).unwrap();
        store
    }

    #[test]
    fn what_is_selected_is_what_the_filter_admits() {
        let store = dated();
        let all = load(&store, "", &Filter::default(), Depth::Evidence).unwrap().events;
        assert_eq!(all.len(), 20);
        let day = |text: &str| text.parse().ok();
        let named = |id: &str| vec![Named { id: id.to_owned(), name: id.to_owned() }];
        let periods = [
            ("", ""),
            ("2022-01-01", "2022-12-31"),
            ("2022-01-01", ""),
            ("", "2022-01-01"),
            ("2022-09-14", "2022-09-14"),
            ("2016-01-01", "2016-12-31"),
            ("2030-01-01", "2030-02-01"),
        ];
        for (from, to) in periods {
            let period = Filter { from: day(from), to: day(to), ..Filter::default() };
            let filters = [
                period.clone(),
                Filter { country: named("kazakhstan"), ..period.clone() },
                Filter { actor: named("xi"), ..period.clone() },
                Filter { actor: named("astana"), ..period.clone() },
                Filter { types: vec![EventType::Visit], ..period.clone() },
                Filter { status: vec![Status::Planned], types: EventType::ALL.into(), ..period },
            ];
            for filter in filters {
                let expected: Vec<&Entry> = all.iter().filter(|e| filter.admits(e)).collect();
                let found = load(&store, "", &filter, Depth::Evidence).unwrap();
                assert_eq!(found.events.iter().collect::<Vec<_>>(), expected, "{filter:?}");
                let left_out: usize = found
                    .left_out
                    .iter()
                    .filter_map(|why| why.split(' ').next()?.parse::<usize>().ok())
                    .sum();
                assert_eq!(expected.len() + left_out, all.len(), "{:?}", found.left_out);
            }
        }
    }

    #[test]
    fn things_are_found_by_name_or_identifier() {
        let store = store(true);
        let found = |text: &str| find(&store, text).unwrap().map(|n| n.id);
        assert_eq!(found("tokayev").as_deref(), Some("tokayev"));
        assert_eq!(found("Astana").as_deref(), Some("astana"));
        assert_eq!(found("\"} #"), None);
    }

    #[test]
    fn the_filter_says_what_it_left_out() {
        let types = vec![EventType::Visit];
        let filter = Filter { types, ..Filter::default() };
        let timeline = load(&store(true), "T", &filter, Depth::Evidence).unwrap();
        assert!(timeline.events.is_empty());
        assert_eq!(timeline.left_out.len(), 1);
    }
}
