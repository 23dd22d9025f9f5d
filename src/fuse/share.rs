//! Fusing by many processes that know nothing of each other.
//!
//! Each account has one key by which the work is divided ([`shares`]). A process
//! makes the events whose first account has one of its keys, and of all articles
//! reads those under the keys that it was lent. It looks at neighbours as
//! [`refuse`](super::refuse) does; a key that it had to look at and was not lent,
//! it wants. With all that it wanted it comes to what [`fuse`](super::fuse)
//! makes of everything, because each look then finds what it finds there.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::account::{Account, within};
use super::fits::Judge;
use super::group::Groups;
use super::part::{self, World};
use super::shelf::{Shelf, key, keys_of, names_of};
use super::{Archive, Numbered, Told};
use crate::event::{Event, EventType};
use crate::gazetteer::Gazetteer;

/// An article that a process may look at.
#[derive(Clone, Copy, Debug)]
pub struct Lent<'a> {
    /// What it says.
    pub told: Told<'a>,
    /// By what it is found, as [`keys`](super::keys) tells.
    pub keys: &'a [String],
}

/// What a process makes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Share {
    /// Its events, by identifier. Not all of them, nor as they must be, as long as
    /// something is wanted.
    pub events: Vec<Event>,
    /// The keys of which it must be lent all articles too, sorted.
    pub wanted: Vec<String>,
}

/// By which keys the accounts of an article are divided among processes: one
/// key of each account, sorted.
pub fn shares(gazetteer: &Gazetteer, told: &Told) -> Vec<String> {
    let statements = told.statements.iter().enumerate();
    let accounts = within(&Judge { gazetteer }, told.article, told.published, statements);
    let shares: BTreeSet<String> = accounts.iter().map(share_of).collect();
    shares.into_iter().collect()
}

/// The first key of an account; what is kept under none goes by who takes part.
fn share_of(account: &Account) -> String {
    let first = keys_of(account).into_iter().next();
    first.unwrap_or_else(|| {
        let name = names_of(&account.record).into_iter().next();
        key(account.record.event, name.unwrap_or_default(), "")
    })
}

/// Makes the events whose first account is divided by one of the keys `own`, as
/// far as `lent` suffices: all articles that have an account divided by these, and
/// all that are found by one of the keys `known`.
pub fn fuse_share(
    gazetteer: &Gazetteer,
    lent: &[Lent],
    own: &FxHashSet<String>,
    known: &FxHashSet<String>,
) -> Share {
    let judge = Judge { gazetteer };
    let archive = Desk::new(lent, known);
    let mut making = Making {
        groups: Groups::new(Shelf::new(judge, &archive)),
        event_of: FxHashMap::default(),
        events: Vec::new(),
    };
    let Ok(mut events) = making.own_events(lent, own);
    for event in events.iter_mut().filter(|event| part::is_part(event)) {
        let Ok(wholes) = part::wholes_of(&judge, &mut making, event);
        event.part_of = wholes;
    }
    events.sort_by(|a, b| a.id.cmp(&b.id));
    Share { events, wanted: archive.wanted.into_inner().into_iter().collect() }
}

/// The articles that were lent.
struct Desk<'a> {
    articles: FxHashMap<&'a str, Told<'a>>,
    by_key: FxHashMap<&'a str, Vec<&'a str>>,
    known: &'a FxHashSet<String>,
    wanted: RefCell<BTreeSet<String>>,
}

impl<'a> Desk<'a> {
    fn new(lent: &[Lent<'a>], known: &'a FxHashSet<String>) -> Self {
        let mut by_key: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for article in lent {
            for key in article.keys.iter().filter(|key| known.contains(*key)) {
                by_key.entry(key).or_default().push(article.told.article);
            }
        }
        let articles = lent.iter().map(|a| (a.told.article, a.told)).collect();
        Desk { articles, by_key, known, wanted: RefCell::default() }
    }
}

impl Archive for Desk<'_> {
    type Error = Infallible;

    fn articles_with(&self, key: &str) -> Result<Vec<String>, Infallible> {
        if !self.known.contains(key) {
            self.wanted.borrow_mut().insert(key.to_owned());
        }
        let found = self.by_key.get(key).into_iter().flatten();
        Ok(found.map(|article| (*article).to_owned()).collect())
    }

    fn statements(&self, article: &str, of: Option<EventType>) -> Result<Numbered, Infallible> {
        let Some(told) = self.articles.get(article) else { return Ok(Numbered::default()) };
        let wanted = |event| of.is_none_or(|of| of == event);
        let statements = told.statements.iter().cloned().enumerate();
        let statements = statements.filter(|(_, s)| wanted(s.record.event)).collect();
        Ok(Numbered { published: told.published, statements })
    }
}

/// Events that are made as they are asked for.
struct Making<'a> {
    groups: Groups<'a, Desk<'a>>,
    /// Account to its event in `events`.
    event_of: FxHashMap<usize, usize>,
    /// Each with its first account.
    events: Vec<(usize, Rc<Event>)>,
}

impl Making<'_> {
    fn own_events(
        &mut self,
        lent: &[Lent],
        own: &FxHashSet<String>,
    ) -> Result<Vec<Event>, Infallible> {
        let mut events = Vec::new();
        for Lent { told, .. } in lent {
            let types: BTreeSet<EventType> =
                told.statements.iter().map(|s| s.record.event).collect();
            for of in types {
                for account in self.groups.shelf.of_article(told.article, of)? {
                    if own.contains(&share_of(self.groups.shelf.account(account))) {
                        let (first, event) = self.event(account)?;
                        events.extend((first == account).then(|| (*event).clone()));
                    }
                }
            }
        }
        Ok(events)
    }

    /// The event of which an account tells, and the first account of it.
    fn event(&mut self, account: usize) -> Result<(usize, Rc<Event>), Infallible> {
        if !self.event_of.contains_key(&account) {
            let parts = self.groups.history(account)?;
            let order = |n: &usize| self.groups.shelf.account(*n).order();
            let all = || parts.iter().flatten().copied();
            let first = all().min_by(|a, b| order(a).cmp(&order(b))).unwrap_or(account);
            self.event_of.extend(all().map(|member| (member, self.events.len())));
            self.events.push((first, Rc::new(self.groups.tell(&parts))));
        }
        let (first, event) = &self.events[self.event_of[&account]];
        Ok((*first, event.clone()))
    }
}

impl World for Making<'_> {
    type Error = Infallible;

    fn under(&mut self, key: &str) -> Result<Vec<Rc<Event>>, Infallible> {
        let accounts = self.groups.shelf.under(key)?;
        accounts.into_iter().map(|account| Ok(self.event(account)?.1)).collect()
    }

    fn told_by(&mut self, article: &str, of: &[EventType]) -> Result<Vec<Rc<Event>>, Infallible> {
        let mut found = Vec::new();
        for of in of {
            for account in self.groups.shelf.of_article(article, *of)? {
                found.push(self.event(account)?.1);
            }
        }
        Ok(found)
    }
}
