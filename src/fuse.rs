//! Statements of one or many articles to events.
//!
//! What one article tells of one event is an account. Accounts tell of one
//! event when type and core roles agree, places contain one another, and their
//! times can be the same. What fits several events stays apart. The events are
//! a function of the set of articles, whatever the order of reading, and an
//! article moves no events but those near its own: [`refuse`] finds them by
//! keys and comes to what [`fuse`] makes of all.

mod account;
mod collection;
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

use self::account::{Account, accounts};
use self::fits::Judge;
use self::group::Groups;
use self::part::World;
use self::shelf::{Shelf, keys_of};
use crate::error::Result;
use crate::event::{Event, EventType, Evidence, Statement};
use crate::gazetteer::Gazetteer;

pub use self::collection::{Collection, Leaf, leaf};
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
    let accounts_of = |of: EventType| {
        let of_type = |article: &Told| {
            let statements = article.statements.iter().enumerate();
            let statements = statements.filter(|(_, s)| s.record.event == of);
            accounts(&judge, article.article, article.published, statements)
        };
        Ok::<_, Infallible>(told.iter().flat_map(of_type).collect())
    };
    let mut events = Vec::new();
    let Ok(()) = by_type(judge, accounts_of, |more| {
        events.extend(more);
        Ok(())
    });
    events.sort_by(|a, b| a.id.cmp(&b.id));
    events
}

/// Joins all that was collected to events and gives these to `take`, some types
/// at a time, so that those of all types are never in memory together.
///
/// # Errors
///
/// Those of `take`, and when the collection is damaged.
pub fn fuse_all(
    gazetteer: &Gazetteer,
    collection: &Collection,
    take: impl FnMut(Vec<Event>) -> Result<()>,
) -> Result<()> {
    by_type(Judge { gazetteer }, |of| collection.of_type(of), take)
}

/// Visits and summits come first, because what can be part of them looks for
/// them.
fn by_type<E: Send>(
    judge: Judge,
    accounts_of: impl Fn(EventType) -> Result<Vec<Account>, E> + Sync,
    mut take: impl FnMut(Vec<Event>) -> Result<(), E>,
) -> Result<(), E> {
    let is_other = |of: &EventType| !part::WHOLES.contains(of) && !part::PARTS.contains(of);
    let others: Vec<EventType> = EventType::ALL.into_iter().filter(is_other).collect();
    let mut world = Whole::default();
    for types in [&part::WHOLES[..], &part::PARTS, &others] {
        let found: Vec<_> = types
            .par_iter()
            .map(|of| Ok(of_type(judge, accounts_of(*of)?)))
            .collect::<Result<_, E>>()?;
        let mut events = Vec::new();
        for (mut event, keys) in found.into_iter().flatten() {
            if part::is_part(&event) {
                let Ok(wholes) = part::wholes_of(&judge, &mut world, &event);
                event.part_of = wholes;
            }
            if part::is_whole(&event) {
                world.add(&event, keys);
            }
            events.push(event);
        }
        take(events)?;
    }
    Ok(())
}

/// The events of one type, each with the keys of its accounts. Accounts of one
/// article stand together.
fn of_type(judge: Judge, accounts: Vec<Account>) -> Vec<(Event, Vec<String>)> {
    let mut shelf = Shelf::new(judge, &Nothing);
    let mut accounts = accounts.into_iter().peekable();
    while let Some(first) = accounts.next() {
        let (article, of) = (first.article.clone(), first.record.event);
        let mut list = vec![first];
        while let Some(next) = accounts.next_if(|a| a.article == article) {
            list.push(next);
        }
        shelf.put(&article, Some(of), list);
    }
    let mut groups = Groups::new(shelf);
    let Ok(histories) = groups.histories();
    let told = |parts: Vec<Vec<usize>>| {
        let event = groups.tell(&parts);
        if !part::is_whole(&event) {
            return (event, Vec::new());
        }
        let keys: FxHashSet<String> =
            parts.iter().flatten().flat_map(|n| keys_of(groups.shelf.account(*n))).collect();
        (event, keys.into_iter().collect())
    };
    histories.into_iter().map(told).collect()
}

/// All visits and summits, by what they are found.
#[derive(Default)]
struct Whole {
    events: Vec<Rc<Event>>,
    by_key: FxHashMap<String, Vec<usize>>,
    by_article: FxHashMap<String, Vec<usize>>,
}

impl Whole {
    fn add(&mut self, event: &Event, keys: Vec<String>) {
        let number = self.events.len();
        for key in keys {
            self.by_key.entry(key).or_default().push(number);
        }
        for evidence in &event.evidence {
            let list = self.by_article.entry(evidence.article.clone()).or_default();
            if list.last() != Some(&number) {
                list.push(number);
            }
        }
        self.events.push(Rc::new(event.clone()));
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
