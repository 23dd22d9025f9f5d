//! Articles that tell of the same events and of others that look like them,
//! with the events expected (`tests/fusing/`).
//!
//! The score is B-cubed (Bagga and Baldwin 1998): for each claim of the gold,
//! how many of those that share its event in the graph share it in the gold
//! (precision), and the reverse (recall), as means over all claims. A claim that
//! was not found stands for itself alone.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rustc_hash::FxHashSet;
use serde::Deserialize;

use silkgraph::article::{self, Article, Options};
use silkgraph::data::Data;
use silkgraph::event::{Event, EventType, Evidence, Record, Statement, Status};
use silkgraph::extract::Engine;
use silkgraph::fuse::{self, Archive, Change, Lent, Numbered, Told};
use silkgraph::pipeline;
use silkgraph::store::{GraphFormat, Store};
use silkgraph::text::Span;
use silkgraph::time::Time;

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    #[expect(dead_code, reason = "for the reader")]
    about: String,
    event: Vec<Gold>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gold {
    name: String,
    r#type: EventType,
    date: Option<String>,
    status: Option<String>,
    /// `article: words`.
    told: Vec<String>,
    #[serde(default)]
    apart: Vec<String>,
    part_of: Option<Vec<String>>,
    #[serde(default)]
    contradicted: bool,
}

#[derive(Deserialize)]
struct Floors {
    fusing: Floor,
}

#[derive(Deserialize)]
struct Floor {
    precision: f64,
    recall: f64,
    f1: f64,
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::load(&Data::from_dir(PROJECT)).unwrap());

fn sets() -> Vec<PathBuf> {
    let folder = Path::new(PROJECT).join("tests/fusing");
    let mut sets: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    sets.sort();
    sets
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn expected(set: &Path) -> Expected {
    let path = set.join("expected.toml");
    toml::from_str(&fs::read_to_string(&path).unwrap())
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn articles(set: &Path) -> Vec<Article> {
    let found = article::read_all(&[set.to_path_buf()], &Options::default());
    assert!(found.failures.is_empty(), "{}", set.display());
    let mut articles: Vec<Article> =
        found.articles.into_iter().filter(|a| a.id != "README").collect();
    articles.sort_by(|a, b| a.id.cmp(&b.id));
    articles
}

/// What a set tells and what is made of it.
struct Reading {
    articles: Vec<Article>,
    statements: Vec<Vec<Statement>>,
    events: Vec<Event>,
}

impl Reading {
    fn of(set: &Path) -> Self {
        let articles = articles(set);
        let statements: Vec<Vec<Statement>> = pipeline::extract(&ENGINE, &articles, &|| ())
            .into_iter()
            .map(|extraction| extraction.statements)
            .collect();
        let told: Vec<Told> = articles
            .iter()
            .zip(&statements)
            .map(|(a, s)| Told { article: &a.id, published: a.published, statements: s })
            .collect();
        let events = fuse::fuse(&ENGINE.gazetteer, &told);
        Reading { articles, statements, events }
    }

    /// The statement of this type that stands at these words: whose span they
    /// meet, else whose sentence.
    fn statement(&self, place: &str, of: EventType) -> Option<Evidence> {
        let (id, words) = place.split_once(": ").expect("`article: words`");
        let at = self.articles.iter().position(|a| a.id == id);
        let at = at.unwrap_or_else(|| panic!("{place}: there is no such article"));
        let text = self.articles[at].text.replace('\n', " ");
        let found: Vec<usize> = text.match_indices(words).map(|(i, _)| i).collect();
        assert_eq!(found.len(), 1, "{place}: the words stand there once");
        let (start, end) = (found[0], found[0] + words.len());
        let all = || self.statements[at].iter().enumerate().filter(|(_, s)| s.record.event == of);
        let meets = all().find(|(_, s)| s.span.start < end && start < s.span.end);
        let sentence = |s: &Statement| {
            let from = text[..s.span.start].rfind(". ").map_or(0, |i| i + 2);
            let to = text[s.span.start..].find(". ").map_or(text.len(), |i| s.span.start + i);
            from <= start && end <= to
        };
        let (statement, _) = meets.or_else(|| all().find(|(_, s)| sentence(s)))?;
        Some(Evidence { article: id.to_owned(), statement })
    }

    /// The event that tells of the words.
    fn event(&self, place: &str, of: EventType) -> Option<&Event> {
        let evidence = self.statement(place, of)?;
        self.events.iter().find(|e| e.evidence.contains(&evidence))
    }

    /// The events that the places of a gold event are in.
    fn found(&self, gold: &Gold) -> Vec<&Event> {
        let mut found: Vec<&Event> =
            gold.told.iter().filter_map(|place| self.event(place, gold.r#type)).collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found.dedup_by(|a, b| a.id == b.id);
        found
    }
}

/// Precision, recall and number of claims, as sums over claims.
#[derive(Clone, Copy, Default)]
struct Score {
    precision: f64,
    recall: f64,
    claims: usize,
}

impl Score {
    fn add(&mut self, other: Score) {
        self.precision += other.precision;
        self.recall += other.recall;
        self.claims += other.claims;
    }

    fn means(self) -> (f64, f64, f64) {
        let (p, r) = (self.precision / self.claims as f64, self.recall / self.claims as f64);
        (p, r, 2.0 * p * r / (p + r))
    }
}

fn b_cubed(reading: &Reading, gold: &[Gold]) -> Score {
    // (gold event, event found or a number of its own)
    let mut claims: Vec<(usize, Result<&str, usize>)> = Vec::new();
    for (number, event) in gold.iter().enumerate() {
        for place in &event.told {
            let found = reading.event(place, event.r#type).map(|e| e.id.as_str());
            claims.push((number, found.ok_or(claims.len())));
        }
    }
    let mut score = Score { claims: claims.len(), ..Score::default() };
    for (gold, found) in &claims {
        let both = claims.iter().filter(|c| c.0 == *gold && c.1 == *found).count() as f64;
        score.precision += both / claims.iter().filter(|c| c.1 == *found).count() as f64;
        score.recall += both / claims.iter().filter(|c| c.0 == *gold).count() as f64;
    }
    score
}

#[test]
fn what_belongs_together_is_together() {
    let mut all = Score::default();
    println!("{:<28} {:>7} {:>9} {:>6} {:>6}", "", "claims", "precision", "recall", "F1");
    for set in sets() {
        let reading = Reading::of(&set);
        let gold = expected(&set).event;
        assert!((3..=6).contains(&reading.articles.len()), "{}: 3 to 6 articles", name(&set));
        let score = b_cubed(&reading, &gold);
        tell(&name(&set), score);
        for gold in &gold {
            for place in &gold.told {
                if reading.statement(place, gold.r#type).is_none() {
                    println!("  not read: {place}");
                }
            }
        }
        all.add(score);
    }
    tell("all", all);
    let floors = fs::read_to_string(format!("{PROJECT}/tests/floors.toml")).unwrap();
    let floor = toml::from_str::<Floors>(&floors).unwrap().fusing;
    let (precision, recall, f1) = all.means();
    assert!(precision >= floor.precision && recall >= floor.recall && f1 >= floor.f1);
}

fn tell(name: &str, score: Score) {
    let (precision, recall, f1) = score.means();
    println!("{name:<28} {:>7} {precision:>9.3} {recall:>6.3} {f1:>6.3}", score.claims);
}

#[test]
fn look_alikes_are_kept_apart() {
    let mut faults = Vec::new();
    let mut pairs = 0;
    for set in sets() {
        let reading = Reading::of(&set);
        let gold = expected(&set).event;
        for event in &gold {
            let own = reading.found(event);
            assert!(!own.is_empty(), "{}: {} was not found", name(&set), event.name);
            for other in &event.apart {
                let other = gold.iter().find(|g| g.name == *other);
                let other = other.unwrap_or_else(|| panic!("{}: no such event", name(&set)));
                pairs += 1;
                if reading.found(other).iter().any(|o| own.iter().any(|e| e.id == o.id)) {
                    faults.push(format!("{}: {} is {}", name(&set), event.name, other.name));
                }
            }
        }
    }
    assert!(pairs >= 12, "look-alikes are named");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn events_are_what_the_gold_says() {
    let mut faults = Vec::new();
    for set in sets() {
        let reading = Reading::of(&set);
        let gold = expected(&set).event;
        let ids: BTreeMap<&str, &str> = gold
            .iter()
            .filter_map(|g| Some((g.name.as_str(), reading.found(g).first()?.id.as_str())))
            .collect();
        for gold in &gold {
            let found = reading.found(gold);
            let [event] = found[..] else {
                faults.push(format!("{}: {} is {} events", name(&set), gold.name, found.len()));
                continue;
            };
            let mut expect = |what: &str, expected: String, found: String| {
                if expected != found {
                    let name = name(&set);
                    faults.push(format!("{name}: {}: {what} {found}, not {expected}", gold.name));
                }
            };
            if let Some(date) = &gold.date {
                let found = event.record.time.as_ref().map_or("none", |t| &t.edtf);
                expect("date", date.clone(), found.to_owned());
            }
            if let Some(status) = &gold.status {
                expect("status", status.clone(), event.record.status.to_string());
            }
            let wholes = gold.part_of.iter().flatten();
            let wholes: Vec<&str> = wholes.filter_map(|w| ids.get(w.as_str()).copied()).collect();
            expect("part of", format!("{wholes:?}"), format!("{:?}", event.part_of));
            let contradicted = !event.contradicts.is_empty();
            expect("contradicted", gold.contradicted.to_string(), contradicted.to_string());
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The lines of a store that read the articles in this order, so many at once.
fn graph(articles: &[Article], at_once: usize) -> Vec<String> {
    let mut store = Store::memory().unwrap();
    for some in articles.chunks(at_once) {
        let some = some.iter().cloned();
        pipeline::ingest(&ENGINE, &mut store, some, true, &|| ()).unwrap();
    }
    lines(&store)
}

/// The lines of an export, sorted.
fn lines(store: &Store) -> Vec<String> {
    let mut out = Vec::new();
    store.dump(GraphFormat::NQuads, &mut out).unwrap();
    let mut lines: Vec<String> =
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn the_order_of_reading_does_not_matter() {
    for set in sets() {
        let articles = articles(&set);
        let whole = graph(&articles, articles.len());
        let mut order = articles.clone();
        order.reverse();
        assert_eq!(graph(&order, 1), whole, "{}, last first", name(&set));
    }
}

#[test]
fn what_was_broken_off_is_gone_on_with() {
    let set = &sets()[0];
    let articles = articles(set);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut store = Store::open(&path).unwrap();
    assert!(store.is_fused());
    store.put_off_fusing();
    let read = pipeline::extract(&ENGINE, &articles, &|| ());
    for (article, extraction) in articles.iter().zip(&read) {
        let reading = pipeline::reading(&ENGINE, article, extraction);
        assert!(store.put_article(&reading, true).unwrap());
    }
    store.commit().unwrap();
    drop(store);
    assert!(!Store::open_read_only(&path).unwrap().is_fused());

    let mut store = Store::open(&path).unwrap();
    pipeline::ingest(&ENGINE, &mut store, articles[..1].to_vec(), true, &|| ()).unwrap();
    drop(store);
    let store = Store::open_read_only(&path).unwrap();
    assert!(store.is_fused());
    assert_eq!(lines(&store), graph(&articles, articles.len()));
}

/// Articles and their events, without a store.
#[derive(Default)]
struct Memory {
    articles: BTreeMap<String, (Option<NaiveDate>, Vec<Statement>)>,
    events: BTreeMap<String, Event>,
    /// Article to its keys.
    keys: BTreeMap<String, Vec<String>>,
}

fn told<'a>(id: &'a str, article: &'a (Option<NaiveDate>, Vec<Statement>)) -> Told<'a> {
    Told { article: id, published: article.0, statements: &article.1 }
}

impl Memory {
    /// Reads an article, or takes it out.
    fn change(&mut self, id: &str, article: Option<(Option<NaiveDate>, Vec<Statement>)>) {
        let change = Change { article: id, told: article.as_ref().map(|a| told(id, a)) };
        let Ok(update) = fuse::refuse(&ENGINE.gazetteer, self, &[change]);
        match article {
            Some(article) => {
                let keys = fuse::keys(&ENGINE.gazetteer, &told(id, &article));
                self.keys.insert(id.to_owned(), keys);
                self.articles.insert(id.to_owned(), article);
            }
            None => {
                self.keys.remove(id);
                self.articles.remove(id);
            }
        }
        for id in &update.gone {
            self.events.remove(id);
        }
        for event in update.events {
            self.events.insert(event.id.clone(), event);
        }
        for (id, wholes) in update.parts {
            self.events.get_mut(&id).unwrap().part_of = wholes;
        }
    }

    fn fused(&self) -> Vec<Event> {
        let all: Vec<Told> = self.articles.iter().map(|(id, a)| told(id, a)).collect();
        fuse::fuse(&ENGINE.gazetteer, &all)
    }
}

impl Archive for Memory {
    type Error = Infallible;

    fn articles_with(&self, key: &str) -> Result<Vec<String>, Infallible> {
        let having = self.keys.iter().filter(|(_, keys)| keys.iter().any(|k| k == key));
        Ok(having.map(|(id, _)| id.clone()).collect())
    }

    fn statements(&self, article: &str, of: Option<EventType>) -> Result<Numbered, Infallible> {
        let Some((published, statements)) = self.articles.get(article) else {
            return Ok(Numbered::default());
        };
        let wanted = |s: &Statement| of.is_none_or(|of| of == s.record.event);
        let statements = statements.iter().cloned().enumerate().filter(|(_, s)| wanted(s));
        Ok(Numbered { published: *published, statements: statements.collect() })
    }

    fn event_of(&self, statement: &Evidence) -> Result<Option<String>, Infallible> {
        Ok(self.events.values().find(|e| e.evidence.contains(statement)).map(|e| e.id.clone()))
    }

    fn events_of(&self, article: &str) -> Result<Vec<String>, Infallible> {
        let tells = |e: &&Event| e.evidence.iter().any(|e| e.article == article);
        Ok(self.events.values().filter(tells).map(|e| e.id.clone()).collect())
    }

    fn event(&self, id: &str) -> Result<Option<Event>, Infallible> {
        Ok(self.events.get(id).cloned())
    }
}

fn record() -> impl Strategy<Value = Record> {
    let persons = ["xi-jinping", "vladimir-putin", "kassym-jomart-tokayev", "president-of-russia"];
    let places = ["astana", "kazakhstan", "almaty"];
    let states = ["kazakhstan", "china", "russia"];
    let times = [
        None,
        None,
        Some("2022-09-13"),
        Some("2022-09-14"),
        Some("2022-09-15"),
        Some("2022-09-13/2022-09-15"),
        Some("2022-09-30"),
        Some("2022-09"),
        Some("2022-10"),
        Some("2022"),
        Some("XXXX-09-14"),
        Some("2015/.."),
    ];
    let kinds = [
        (EventType::Visit, "visitor"),
        (EventType::Meeting, "participant"),
        (EventType::Agreement, "party"),
        (EventType::Statement, "speaker"),
        (EventType::Membership, "member"),
    ];
    let statuses =
        [Status::Occurred, Status::Occurred, Status::Planned, Status::Cancelled, Status::Negated];
    let parts = (
        select(kinds.to_vec()),
        subsequence(persons.to_vec(), 1..3),
        subsequence(states.to_vec(), 2),
        select(places.to_vec()),
        select(times.to_vec()),
        select(statuses.to_vec()),
        select(vec![None, Some("treaty"), Some("memorandum")]),
    );
    parts.prop_map(|((event, role), persons, states, place, time, status, form)| {
        let entity = |id: &str| {
            let gazetteer = &ENGINE.gazetteer;
            gazetteer.entity(gazetteer.by_id(id).unwrap_or_else(|| panic!("{id}")))
        };
        let mut record = Record::new(event, status);
        let fillers = match event {
            EventType::Visit | EventType::Statement => vec![persons[0]],
            EventType::Meeting if persons.len() == 2 => persons,
            EventType::Meeting => vec![persons[0], "shavkat-mirziyoyev"],
            _ => states,
        };
        fillers.into_iter().for_each(|id| record.add(role, entity(id)));
        match event {
            EventType::Visit => record.add("destination", entity(place)),
            EventType::Meeting => record.place.push(entity(place)),
            EventType::Agreement => {
                record.values.extend(form.map(|f| ("form".to_owned(), f.to_owned())));
            }
            EventType::Membership => {
                record.add("organisation", entity("sco"));
                record.values.insert("change".to_owned(), "is".to_owned());
            }
            _ => drop(record.values.insert("stance".to_owned(), "says".to_owned())),
        }
        record.time = time.and_then(Time::parse_edtf);
        record
    })
}

fn article() -> impl Strategy<Value = (Option<NaiveDate>, Vec<Statement>)> {
    let day = prop_oneof![1 => Just(None), 6 => (0i64..60).prop_map(Some)];
    let first = NaiveDate::from_ymd_opt(2022, 8, 25).unwrap();
    (day, vec(record(), 1..4)).prop_map(move |(day, records)| {
        let statement = |record| Statement {
            record,
            sentence: 0,
            span: Span { start: 0, end: 1 },
            trigger: String::new(),
            extractor: String::new(),
            pattern: String::new(),
        };
        let published = day.map(|days| first + chrono::Duration::days(days));
        (published, records.into_iter().map(statement).collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Article by article, with one read again and one taken out, comes to what
    /// all together make.
    #[test]
    fn step_by_step_is_all_at_once(
        articles in vec(article(), 2..9),
        again in article(),
        which in 0usize..8,
    ) {
        let mut memory = Memory::default();
        for (number, article) in articles.iter().enumerate() {
            memory.change(&format!("a{number}"), Some(article.clone()));
            prop_assert_eq!(memory.fused(), memory.events.values().cloned().collect::<Vec<_>>());
        }
        let id = format!("a{}", which % articles.len());
        memory.change(&id, Some(again));
        prop_assert_eq!(memory.fused(), memory.events.values().cloned().collect::<Vec<_>>());
        memory.change(&id, None);
        prop_assert_eq!(memory.fused(), memory.events.values().cloned().collect::<Vec<_>>());
        memory.change(&id, Some(articles[which % articles.len()].clone()));
        let mut backwards = Memory::default();
        for (number, article) in articles.iter().enumerate().rev() {
            backwards.change(&format!("a{number}"), Some(article.clone()));
        }
        prop_assert_eq!(memory.events, backwards.events);
    }

    /// An article renames no event but those that it tells of too.
    #[test]
    fn names_last(articles in vec(article(), 2..9)) {
        let mut memory = Memory::default();
        for (number, article) in articles.into_iter().enumerate() {
            let before = memory.events.clone();
            let id = format!("a{number}");
            memory.change(&id, Some(article));
            for (name, event) in before.iter().filter(|(name, _)| !memory.events.contains_key(*name)) {
                let heirs = memory.events.values().filter(|e| e.replaces.contains(name));
                let heirs: Vec<&Event> = heirs.collect();
                prop_assert_eq!(heirs.len(), 1, "{} has one heir", name);
                let shares = event.evidence.iter().any(|e| heirs[0].evidence.contains(e));
                prop_assert!(shares, "{} and {} tell of the same", name, heirs[0].id);
            }
        }
    }
    /// Processes that know nothing of each other make together what one makes.
    #[test]
    fn all_shares_are_the_whole(articles in vec(article(), 2..9), processes in 1usize..5) {
        let ids: Vec<String> = (0..articles.len()).map(|number| format!("a{number}")).collect();
        let told: Vec<Told> = ids.iter().zip(&articles).map(|(id, a)| told(id, a)).collect();
        let mut events: Vec<Event> =
            (0..processes).flat_map(|number| share(&told, number, processes)).collect();
        events.sort_by(|a, b| a.id.cmp(&b.id));
        prop_assert_eq!(events, fuse::fuse(&ENGINE.gazetteer, &told));
    }
}

/// The share of one of several processes, which is lent what it wants until it
/// wants no more.
fn share(told: &[Told], number: usize, processes: usize) -> Vec<Event> {
    let gazetteer = &ENGINE.gazetteer;
    let mut found: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let mut shares: BTreeSet<String> = BTreeSet::new();
    for (at, article) in told.iter().enumerate() {
        let divided = fuse::shares(gazetteer, article);
        for key in fuse::keys(gazetteer, article).into_iter().chain(divided.clone()) {
            found.entry(key).or_default().insert(at);
        }
        shares.extend(divided);
    }
    let own: FxHashSet<String> = shares
        .into_iter()
        .enumerate()
        .filter(|(at, _)| at % processes == number)
        .map(|(_, key)| key)
        .collect();
    let mut known = own.clone();
    loop {
        let near: BTreeSet<usize> =
            known.iter().filter_map(|key| found.get(key)).flatten().copied().collect();
        let keys: Vec<(usize, Vec<String>)> =
            near.into_iter().map(|at| (at, fuse::keys(gazetteer, &told[at]))).collect();
        let lent: Vec<Lent> =
            keys.iter().map(|(at, keys)| Lent { told: told[*at], keys }).collect();
        let share = fuse::fuse_share(gazetteer, &lent, &own, &known);
        if share.wanted.is_empty() {
            return share.events;
        }
        known.extend(share.wanted);
    }
}
