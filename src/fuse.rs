//! Statements of one or many articles to events.
//!
//! Two statements tell of one event when type and core roles agree, places
//! contain one another, and their times can be the same. What fits several
//! events stays apart. The result does not depend on the order of reading.

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use chrono::{Days, NaiveDate};

use crate::event::{Entity, Event, EventType, Evidence, Record, Statement, Status};
use crate::gazetteer::Gazetteer;
use crate::time::{Precision, Time};

/// The statements of one article.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// Identifier of the article.
    pub article: &'a str,
    /// Its publication date.
    pub published: Option<NaiveDate>,
    /// What it asserts, in text order.
    pub statements: &'a [Statement],
}

/// How many days after a dated event an article may speak of it without date.
const FRESH: u64 = 45;

/// Joins statements to events, sorted by identifier.
pub fn fuse(gazetteer: &Gazetteer, told: &[Told]) -> Vec<Event> {
    let mut told: Vec<&Told> = told.iter().collect();
    told.sort_by_key(|t| t.article);
    let mut within: Vec<Cluster> = told.iter().flat_map(|t| of_article(gazetteer, t)).collect();
    within.sort_by(|a, b| a.order().cmp(&b.order()));
    let mut across =
        Clusters { gazetteer, list: Vec::new(), within: false, index: FxHashMap::default() };
    for cluster in within {
        across.place(cluster, false);
    }
    across.events()
}

/// The events of one article alone.
pub fn fuse_article(gazetteer: &Gazetteer, told: &Told) -> Vec<Event> {
    let list = of_article(gazetteer, told);
    Clusters { gazetteer, list, within: true, index: FxHashMap::default() }.events()
}

fn of_article(gazetteer: &Gazetteer, told: &Told) -> Vec<Cluster> {
    let mut clusters =
        Clusters { gazetteer, list: Vec::new(), within: true, index: FxHashMap::default() };
    let mut order: Vec<usize> = (0..told.statements.len()).collect();
    // Exact times first, so that what has no time joins what has one.
    order.sort_by_key(|i| (told.statements[*i].record.time.is_none(), *i));
    for i in order {
        let evidence = Evidence { article: told.article.to_owned(), statement: i };
        let record = told.statements[i].record.clone();
        clusters
            .place(Cluster { record, evidence: vec![evidence], published: told.published }, true);
    }
    clusters.list.retain(|c| is_known(&c.record));
    clusters.list
}

/// A summit of which only one or two guests are told is not known to be one:
/// a "summit" of two is a meeting.
fn is_known(record: &Record) -> bool {
    let guests = record.role("participant").len();
    record.event != EventType::Summit
        || !record.role("organisation").is_empty()
        || record.values.contains_key("name")
        || guests > 2
        || guests != 2 && !record.place.is_empty()
}

#[derive(Clone, Debug)]
struct Cluster {
    record: Record,
    evidence: Vec<Evidence>,
    /// The latest publication date of its articles.
    published: Option<NaiveDate>,
}

impl Cluster {
    /// Exact days first, then by article: the order in which clusters are placed.
    fn order(&self) -> (u8, Option<NaiveDate>, &[Evidence]) {
        let exactness = match &self.record.time {
            Some(t) if t.earliest.is_some() && t.precision == Precision::Day => 0,
            Some(t) if t.earliest.is_some() || t.latest.is_some() => 1,
            Some(_) => 2,
            None => 3,
        };
        (exactness, self.record.time.as_ref().and_then(|t| t.earliest), &self.evidence)
    }
}

struct Clusters<'a> {
    gazetteer: &'a Gazetteer,
    list: Vec<Cluster>,
    /// All statements are of one article: few enough to compare each with each.
    within: bool,
    /// Type and core filler to clusters.
    index: FxHashMap<(EventType, String), Vec<usize>>,
}

impl Clusters<'_> {
    /// Joins a cluster to the one it fits, or adds it.
    fn place(&mut self, cluster: Cluster, same_article: bool) {
        let candidates: Vec<usize> = self
            .candidates(&cluster.record)
            .into_iter()
            .filter(|c| self.fits(&self.list[*c], &cluster, same_article))
            .collect();
        let chosen = match candidates[..] {
            [one] => Some(one),
            [] => None,
            // Within an article the last that was told is meant.
            _ if same_article => candidates.last().copied(),
            _ => self.only_exact(&candidates, &cluster),
        };
        match chosen {
            Some(number) => self.join(number, cluster),
            None => self.add(cluster),
        }
    }

    /// Of several that fit, the one whose time is the same, else the only one
    /// whose time is finer than a year: "September 14" is rather of "September
    /// 2022" than of "2013".
    fn only_exact(&self, candidates: &[usize], cluster: &Cluster) -> Option<usize> {
        let edtf = cluster.record.time.as_ref().map(|t| &t.edtf)?;
        let time = |c: &usize| self.list[*c].record.time.as_ref();
        let only = |fits: &dyn Fn(&Time) -> bool| {
            let mut found = candidates.iter().filter(|c| time(c).is_some_and(fits));
            found.next().filter(|_| found.next().is_none()).copied()
        };
        only(&|t| &t.edtf == edtf).or_else(|| only(&|t| t.precision < Precision::Season))
    }

    fn candidates(&self, record: &Record) -> Vec<usize> {
        let mut found: Vec<usize> = keys(record)
            .into_iter()
            .filter_map(|k| self.index.get(&k))
            .flatten()
            .copied()
            .collect();
        if self.within {
            found.extend(
                (0..self.list.len()).filter(|c| self.list[*c].record.event == record.event),
            );
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn add(&mut self, cluster: Cluster) {
        let number = self.list.len();
        self.list.push(cluster);
        self.reindex(number);
    }

    fn reindex(&mut self, number: usize) {
        for key in keys(&self.list[number].record) {
            let list = self.index.entry(key).or_default();
            if !list.contains(&number) {
                list.push(number);
            }
        }
    }

    fn join(&mut self, number: usize, cluster: Cluster) {
        let into = &mut self.list[number];
        merge(self.gazetteer, &mut into.record, &cluster.record);
        into.evidence.extend(cluster.evidence);
        into.published = into.published.max(cluster.published);
        self.reindex(number);
    }

    fn fits(&self, a: &Cluster, b: &Cluster, same_article: bool) -> bool {
        statuses_fit(&a.record, &b.record)
            && (self.roles_fit(&a.record, &b.record)
                || same_article && summits_complete(&a.record, &b.record))
            && values_fit(&a.record, &b.record)
            && self.places_fit(&a.record.place, &b.record.place)
            && times_fit(a, b, same_article)
    }

    fn roles_fit(&self, a: &Record, b: &Record) -> bool {
        match a.event {
            EventType::Visit => {
                same(a, b, "visitor")
                    && self.places_fit(a.role("destination"), b.role("destination"))
            }
            EventType::Agreement | EventType::Relation => {
                let role = a.event.core_roles()[0];
                same(a, b, role)
                    || a.role(role).len().min(b.role(role).len()) == 1
                        && nested(a.role(role), b.role(role))
            }
            EventType::Meeting | EventType::Clash => {
                let role = a.event.core_roles()[0];
                nested(a.role(role), b.role(role))
                    && a.role(role).len().min(b.role(role).len()) >= 2
                    || same(a, b, role)
            }
            EventType::Exercise => {
                nested(a.role("participant"), b.role("participant")) || shared_name(a, b)
            }
            EventType::Summit => summits_fit(a, b),
            EventType::Statement => same(a, b, "speaker"),
            EventType::Deployment => same(a, b, "actor"),
            EventType::Support | EventType::Sanction | EventType::Membership => {
                a.event.core_roles().iter().all(|r| same(a, b, r))
            }
        }
    }

    fn places_fit(&self, a: &[Entity], b: &[Entity]) -> bool {
        a.is_empty()
            || b.is_empty()
            || a.iter().any(|x| {
                b.iter().any(|y| contains(self.gazetteer, x, y) || contains(self.gazetteer, y, x))
            })
    }

    fn events(self) -> Vec<Event> {
        let mut events: Vec<Event> = self
            .list
            .into_iter()
            .map(|mut c| {
                c.evidence.sort();
                Event::new(identifier(&c.record, None), c.record, c.evidence)
            })
            .collect();
        events.sort_by(|a, b| (&a.id, &a.evidence).cmp(&(&b.id, &b.evidence)));
        rename_look_alikes(&mut events);
        events.sort_by(|a, b| a.id.cmp(&b.id));
        events
    }
}

/// Events of one identifier that were kept apart take their first evidence
/// into it.
fn rename_look_alikes(events: &mut [Event]) {
    let mut count: FxHashMap<String, usize> = FxHashMap::default();
    for event in events.iter() {
        *count.entry(event.id.clone()).or_default() += 1;
    }
    for event in events.iter_mut().filter(|e| count[&e.id] > 1) {
        event.id = identifier(&event.record, event.evidence.first());
    }
}

fn keys(record: &Record) -> Vec<(EventType, String)> {
    let fillers = record.event.core_roles().iter().flat_map(|r| record.role(r));
    fillers.map(|e| (record.event, e.id.clone())).collect()
}

fn contains(gazetteer: &Gazetteer, outer: &Entity, inner: &Entity) -> bool {
    if outer == inner {
        return true;
    }
    match (gazetteer.by_id(&outer.id), gazetteer.by_id(&inner.id)) {
        (Some(outer), Some(inner)) => gazetteer.contains(outer, inner),
        _ => false,
    }
}

fn same(a: &Record, b: &Record, role: &str) -> bool {
    let (a, b) = (a.role(role), b.role(role));
    a.len() == b.len() && a.iter().all(|e| b.contains(e))
}

/// Whether one list of fillers holds the other.
fn nested(a: &[Entity], b: &[Entity]) -> bool {
    let (small, large) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    !small.is_empty() && small.iter().all(|e| large.contains(e))
}

fn shared_name(a: &Record, b: &Record) -> bool {
    matches!((a.values.get("name"), b.values.get("name")), (Some(a), Some(b)) if a == b)
}

/// "The summit brought Tokayev and Rahmon together": one statement has the
/// body, the other the guests.
fn summits_complete(a: &Record, b: &Record) -> bool {
    let bare = |x: &Record, y: &Record| {
        x.role("organisation").is_empty() && y.role("participant").is_empty()
    };
    a.event == EventType::Summit && (bare(a, b) || bare(b, a))
}

fn summits_fit(a: &Record, b: &Record) -> bool {
    let (x, y) = (a.role("organisation"), b.role("organisation"));
    if !x.is_empty() && !y.is_empty() {
        return x.iter().any(|e| y.contains(e));
    }
    shared_name(a, b) || nested(a.role("participant"), b.role("participant"))
}

/// Words that both give must be the same; what one leaves out fits.
fn values_fit(a: &Record, b: &Record) -> bool {
    let strict = match a.event {
        EventType::Statement => &["stance"][..],
        EventType::Agreement => &["form", "field", "name"],
        EventType::Membership
        | EventType::Relation
        | EventType::Deployment
        | EventType::Sanction => &["change"],
        EventType::Support | EventType::Meeting => &["kind", "mode"],
        EventType::Exercise => &["name"],
        _ => &[],
    };
    strict.iter().all(|v| match (a.values.get(*v), b.values.get(*v)) {
        (Some(x), Some(y)) => x == y,
        (None, None) => true,
        _ => a.event != EventType::Statement,
    })
}

fn statuses_fit(a: &Record, b: &Record) -> bool {
    let class = |s: Status| match s {
        Status::Occurred | Status::Ongoing => 0,
        Status::Planned | Status::Possible => 1,
        Status::Cancelled => 2,
        Status::Negated => 3,
    };
    let (x, y) = (class(a.status), class(b.status));
    // What was planned and then done is one event if the day is the same.
    x == y
        || x + y == 1
            && a.time.as_ref().zip(b.time.as_ref()).is_some_and(|(a, b)| a.intersect(b).is_some())
}

fn times_fit(a: &Cluster, b: &Cluster, same_article: bool) -> bool {
    if a.record.event == EventType::Statement && same_article {
        return true;
    }
    match (&a.record.time, &b.record.time) {
        (Some(x), Some(y)) => x.intersect(y).is_some(),
        _ if same_article => true,
        (Some(time), None) => fresh(time, b.published),
        (None, Some(time)) => fresh(time, a.published),
        // Without any time two articles tell of one event only if they appear together.
        (None, None) => match (a.published, b.published) {
            (Some(x), Some(y)) => x.signed_duration_since(y).num_days().abs() <= 7,
            _ => false,
        },
    }
}

/// Whether an article of that day can mean the event without dating it.
fn fresh(time: &Time, published: Option<NaiveDate>) -> bool {
    match (published, time.earliest, time.latest) {
        (Some(published), Some(earliest), Some(latest)) => {
            let until = latest.checked_add_days(Days::new(FRESH)).unwrap_or(latest);
            (earliest..=until).contains(&published)
        }
        _ => false,
    }
}

fn merge(gazetteer: &Gazetteer, into: &mut Record, from: &Record) {
    for (role, fillers) in &from.roles {
        let list = into.roles.entry(role.clone()).or_default();
        union(gazetteer, list, fillers);
    }
    union(gazetteer, &mut into.place, &from.place);
    for (name, value) in &from.values {
        into.values.entry(name.clone()).or_insert_with(|| value.clone());
    }
    into.time = match (into.time.take(), &from.time) {
        (Some(a), Some(b)) => a.intersect(b).or(Some(a)),
        (a, b) => a.or_else(|| b.clone()),
    };
    into.status = into.status.min(from.status);
    into.recurrence = into.recurrence.take().or_else(|| from.recurrence.clone());
    into.count = into.count.or(from.count);
    union(gazetteer, &mut into.source, &from.source);
}

/// Adds what is new; a city takes the place of its country.
fn union(gazetteer: &Gazetteer, list: &mut Vec<Entity>, more: &[Entity]) {
    for entity in more {
        if list.iter().any(|e| contains(gazetteer, entity, e)) {
            continue;
        }
        match list.iter_mut().find(|e| contains(gazetteer, e, entity)) {
            Some(outer) => *outer = entity.clone(),
            None => list.push(entity.clone()),
        }
    }
}

/// `visit-` and twelve hexadecimal digits of what makes the event.
fn identifier(record: &Record, look_alike: Option<&Evidence>) -> String {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update(text.as_bytes());
        hash.update([0]);
    };
    part(record.event.name());
    for role in record.event.core_roles() {
        let mut ids: Vec<&str> = record.role(role).iter().map(|e| e.id.as_str()).collect();
        ids.sort_unstable();
        part(role);
        ids.into_iter().for_each(&mut part);
    }
    part(record.time.as_ref().map_or("", |t| &t.edtf));
    for name in ["stance", "change", "form", "name", "kind"] {
        part(record.values.get(name).map_or("", String::as_str));
    }
    if matches!(record.status, Status::Negated | Status::Cancelled) {
        part(record.status.name());
    }
    if let Some(evidence) = look_alike {
        part(&evidence.article);
        part(&evidence.statement.to_string());
    }
    let digest = hash.finalize();
    let hex: String = digest.iter().take(6).map(|b| format!("{b:02x}")).collect();
    format!("{}-{hex}", record.event.name().to_lowercase())
}
