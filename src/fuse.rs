//! Statements of one or many articles to events.
//!
//! What one article tells of one event is an account. Accounts tell of one
//! event when type and core roles agree, places contain one another, and their
//! times can be the same. What fits several events stays apart. The events are
//! a function of the set of articles, whatever the order of reading, and an
//! article moves no events but those near its own: [`refuse`] finds them by
//! keys and comes to what [`fuse`] makes of all.

mod account;
mod fits;
mod group;
mod merge;
mod part;
mod share;
mod shelf;
mod tell;
mod touch;
mod when;

use std::convert::Infallible;
use std::rc::Rc;

use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use self::account::accounts;
use self::fits::Judge;
use self::group::Groups;
use self::part::World;
use self::shelf::{Shelf, keys_of};
use crate::event::{Event, EventType, Evidence, Statement};
use crate::gazetteer::Gazetteer;

pub use self::share::{Lent, Share, fuse_share, shares};
pub use self::touch::{Change, Update, refuse};

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

/// The statements of an article, each with its number in it.
#[derive(Clone, Debug, Default)]
pub struct Numbered {
    /// The day on which the article was published.
    pub published: Option<NaiveDate>,
    /// The statements.
    pub statements: Vec<(usize, Statement)>,
}

/// What was read before, and what was fused of it, if anything was.
pub trait Archive {
    /// What goes wrong when it is read.
    type Error;

    /// Whether it has nothing, so that it need not be asked.
    fn is_empty(&self) -> bool {
        false
    }

    /// The articles that have a key ([`keys`]).
    fn articles_with(&self, key: &str) -> Result<Vec<String>, Self::Error>;

    /// What an article says of one type, or of all; nothing for an unknown one.
    fn statements(&self, article: &str, of: Option<EventType>) -> Result<Numbered, Self::Error>;

    /// The identifier of the event that a statement tells of.
    fn event_of(&self, _statement: &Evidence) -> Result<Option<String>, Self::Error> {
        Ok(None)
    }

    /// The identifiers of the events that an article tells of.
    fn events_of(&self, _article: &str) -> Result<Vec<String>, Self::Error> {
        Ok(Vec::new())
    }

    /// An event with its evidence.
    fn event(&self, _id: &str) -> Result<Option<Event>, Self::Error> {
        Ok(None)
    }
}

/// An archive that has nothing.
struct Nothing;

impl Archive for Nothing {
    type Error = Infallible;

    fn is_empty(&self) -> bool {
        true
    }

    fn articles_with(&self, _: &str) -> Result<Vec<String>, Infallible> {
        Ok(Vec::new())
    }

    fn statements(&self, _: &str, _: Option<EventType>) -> Result<Numbered, Infallible> {
        Ok(Numbered::default())
    }
}

/// Joins all statements to events, sorted by identifier.
pub fn fuse(gazetteer: &Gazetteer, told: &[Told]) -> Vec<Event> {
    let judge = Judge { gazetteer };
    let events: Vec<(Event, Vec<String>)> =
        EventType::ALL.par_iter().flat_map_iter(|of| of_type(judge, told, *of)).collect();
    let mut world = Whole::default();
    for (event, keys) in events {
        world.add(event, keys);
    }
    let mut found = Vec::new();
    for (number, event) in world.events.clone().iter().enumerate() {
        if part::is_part(event) {
            let Ok(wholes) = part::wholes_of(&judge, &mut world, event);
            found.push((number, wholes));
        }
    }
    let mut events: Vec<Event> = world.events.into_iter().map(Rc::unwrap_or_clone).collect();
    for (number, wholes) in found {
        events[number].part_of = wholes;
    }
    events.sort_by(|a, b| a.id.cmp(&b.id));
    events
}

/// The events of one type, each with the keys of its accounts.
fn of_type(judge: Judge, told: &[Told], of: EventType) -> Vec<(Event, Vec<String>)> {
    let mut shelf = Shelf::new(judge, &Nothing);
    for article in told {
        let statements = article.statements.iter().enumerate();
        let statements = statements.filter(|(_, s)| s.record.event == of);
        let list = accounts(&judge, article.article, article.published, statements);
        shelf.put(article.article, Some(of), list);
    }
    let mut groups = Groups::new(shelf);
    let Ok(histories) = groups.histories();
    histories
        .into_iter()
        .map(|parts| {
            let keys: FxHashSet<String> =
                parts.iter().flatten().flat_map(|n| keys_of(groups.shelf.account(*n))).collect();
            (groups.tell(&parts), keys.into_iter().collect())
        })
        .collect()
}

/// All events of visits, talks and signings, by what they are found.
#[derive(Default)]
struct Whole {
    events: Vec<Rc<Event>>,
    by_key: FxHashMap<String, Vec<usize>>,
    by_article: FxHashMap<String, Vec<usize>>,
}

impl Whole {
    fn add(&mut self, event: Event, keys: Vec<String>) {
        let number = self.events.len();
        if part::is_part(&event) || part::is_whole(&event) {
            for key in keys {
                self.by_key.entry(key).or_default().push(number);
            }
            for evidence in &event.evidence {
                let list = self.by_article.entry(evidence.article.clone()).or_default();
                if list.last() != Some(&number) {
                    list.push(number);
                }
            }
        }
        self.events.push(Rc::new(event));
    }

    fn listed(&self, numbers: Option<&Vec<usize>>) -> Vec<Rc<Event>> {
        numbers.into_iter().flatten().map(|n| self.events[*n].clone()).collect()
    }
}

impl World for Whole {
    type Error = Infallible;

    fn under(&mut self, key: &str) -> Result<Vec<Rc<Event>>, Infallible> {
        Ok(self.listed(self.by_key.get(key)))
    }

    fn told_by(&mut self, article: &str, of: &[EventType]) -> Result<Vec<Rc<Event>>, Infallible> {
        let mut found = self.listed(self.by_article.get(article));
        found.retain(|event| of.contains(&event.record.event));
        Ok(found)
    }
}

/// The events of one article alone.
pub fn fuse_article(gazetteer: &Gazetteer, told: &Told) -> Vec<Event> {
    let judge = Judge { gazetteer };
    let statements = told.statements.iter().enumerate();
    let mut events: Vec<Event> = account::within(&judge, told.article, told.published, statements)
        .into_iter()
        .map(|a| Event::new(a.id.clone(), a.record.clone(), a.evidence().collect()))
        .collect();
    events.sort_by(|a, b| a.id.cmp(&b.id));
    events
}

/// By what an article is found when another may tell of the same, sorted. An
/// [`Archive`] gives the article back for each of them.
pub fn keys(gazetteer: &Gazetteer, told: &Told) -> Vec<String> {
    let statements = told.statements.iter().enumerate();
    let all = account::within(&Judge { gazetteer }, told.article, told.published, statements);
    let mut keys: Vec<String> = all.iter().flat_map(keys_of).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
