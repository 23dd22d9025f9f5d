//! What changes when articles are read, read again, or taken out.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::account::{Account, accounts};
use super::fits::{Judge, differ};
use super::group::Groups;
use super::part::{self, World};
use super::shelf::Shelf;
use super::when::{Level, level, may_be_within};
use super::{Archive, Told};
use crate::event::{Entity, Event, EventType, Evidence, Record};
use crate::gazetteer::Gazetteer;

/// An article that is read, read again, or taken out.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Its identifier.
    pub article: &'a str,
    /// What it says from now on; `None` takes it out.
    pub told: Option<Told<'a>>,
}

/// What becomes of the events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Update {
    /// Events that are new or may have changed, by identifier.
    pub events: Vec<Event>,
    /// Identifiers of events that are no more.
    pub gone: Vec<String>,
    /// Other events whose visits and summits may have changed, with these.
    pub parts: Vec<(String, Vec<String>)>,
}

/// Fuses what articles say with what the archive holds. Reads and gives back
/// no more than the events that these articles can touch; with the others of
/// the archive they are what [`fuse`](super::fuse) makes of all articles.
///
/// # Errors
///
/// When the archive cannot be read.
pub fn refuse<A: Archive>(
    gazetteer: &Gazetteer,
    archive: &A,
    changes: &[Change],
) -> Result<Update, A::Error> {
    let judge = Judge { gazetteer };
    let mut shelf = Shelf::new(judge, archive);
    let mut before = Vec::new();
    for change in changes {
        let told = archive.statements(change.article, None)?;
        let statements = told.statements.iter().map(|(n, s)| (*n, s));
        before.extend(accounts(&judge, change.article, told.published, statements));
        let now = change.told.map_or_else(Vec::new, |told| {
            let statements = told.statements.iter().enumerate();
            accounts(&judge, told.article, told.published, statements)
        });
        shelf.put(change.article, None, now);
    }
    let mut touched = Touched {
        archive,
        groups: Groups::new(shelf),
        changed: changes.iter().map(|c| c.article).collect(),
        event_of: FxHashMap::default(),
        events: Vec::new(),
        was: BTreeMap::new(),
        stood: FxHashMap::default(),
        told: FxHashMap::default(),
        queue: Vec::new(),
        queued: FxHashSet::default(),
    };
    touched.reach(&before)?;
    touched.tell(&before)?;
    touched.link()
}

/// The events near the changed articles, before and after.
struct Touched<'a, A: Archive> {
    archive: &'a A,
    groups: Groups<'a, A>,
    changed: FxHashSet<&'a str>,
    /// Account to its event in `events`.
    event_of: FxHashMap<usize, usize>,
    events: Vec<Rc<Event>>,
    /// Events as they were, `None` for one that the archive has no more.
    was: BTreeMap<String, Option<Rc<Event>>>,
    /// Other events of the archive that were looked at.
    stood: FxHashMap<String, Option<Rc<Event>>>,
    /// Account to its event, once all that change are made.
    told: FxHashMap<usize, Option<Rc<Event>>>,
    queue: Vec<usize>,
    queued: FxHashSet<usize>,
}

impl<A: Archive> Touched<'_, A> {
    fn want(&mut self, account: usize) {
        if self.queued.insert(account) {
            self.queue.push(account);
        }
    }

    /// Finds the accounts that may go to another event than before: those that
    /// can be grouped with a changed one, and, level by level, those that look
    /// for an event among these.
    fn reach(&mut self, before: &[Account]) -> Result<(), A::Error> {
        let mut open: Vec<usize> = (0..self.groups.shelf.len()).collect();
        let mut finer: Vec<Rc<Account>> = Vec::new();
        let mut coarser: BTreeSet<usize> = BTreeSet::new();
        for account in before {
            let own = level(&account.record);
            open.extend(self.groups.shelf.near(account, own)?);
            finer.push(Rc::new(account.clone()));
            for at in Level::ALL.into_iter().filter(|l| *l > own) {
                coarser.extend(self.groups.shelf.near(account, at)?);
            }
        }
        for at in Level::ALL {
            let shelf = &self.groups.shelf;
            let is_here = |n: &usize| level(&shelf.account(*n).record) == at;
            let looks = |n: &usize| may_look_for(&shelf.judge, shelf.account(*n), &finer);
            let here: BTreeSet<usize> = open
                .iter()
                .filter(|n| is_here(n))
                .chain(coarser.iter().filter(|n| is_here(n) && looks(n)))
                .copied()
                .collect();
            let mut reached = BTreeSet::new();
            for account in here {
                if !reached.contains(&account) {
                    reached.extend(self.groups.surroundings(account)?);
                }
            }
            for account in reached {
                self.want(account);
                let account = self.groups.shelf.account(account).clone();
                for more in Level::ALL.into_iter().filter(|l| *l > at) {
                    coarser.extend(self.groups.shelf.near(&account, more)?);
                }
                finer.push(account);
            }
        }
        Ok(())
    }

    /// Makes the events of these accounts, and of all that were or are in one
    /// event with them.
    fn tell(&mut self, before: &[Account]) -> Result<(), A::Error> {
        for account in before {
            let of = account.record.event;
            for evidence in account.evidence() {
                self.part_from(&evidence, of)?;
            }
        }
        while let Some(account) = self.queue.pop() {
            if !self.event_of.contains_key(&account) {
                let parts = self.groups.history(account)?;
                let number = self.events.len();
                let event = self.groups.tell(&parts);
                self.events.push(Rc::new(event));
                for member in parts.iter().flatten() {
                    self.event_of.insert(*member, number);
                    self.want(*member);
                }
            }
            let account = self.groups.shelf.account(account).clone();
            if !self.changed.contains(account.article.as_str()) {
                for evidence in account.evidence() {
                    self.part_from(&evidence, account.record.event)?;
                }
            }
        }
        Ok(())
    }

    /// Takes the event that a statement told of before, and wants its others.
    fn part_from(&mut self, evidence: &Evidence, of: EventType) -> Result<(), A::Error> {
        let Some(id) = self.archive.event_of(evidence)? else { return Ok(()) };
        if self.was.contains_key(&id) {
            return Ok(());
        }
        let event = self.archive.event(&id)?;
        for other in event.iter().flat_map(|e| &e.evidence) {
            if !self.changed.contains(other.article.as_str())
                && let Some(account) =
                    self.groups.shelf.of_statement(&other.article, other.statement, of)?
            {
                self.want(account);
            }
        }
        self.was.insert(id, event.map(Rc::new));
        Ok(())
    }

    /// Joins talks and signings to visits and summits, where either changed.
    fn link(mut self) -> Result<Update, A::Error> {
        let judge = self.groups.shelf.judge;
        let events = self.events.clone();
        let was: Vec<Rc<Event>> = self.was.values().flatten().cloned().collect();
        let mut parts: BTreeMap<String, Rc<Event>> = BTreeMap::new();
        for event in events.iter().filter(|e| part::is_part(e)) {
            parts.insert(event.id.clone(), event.clone());
        }
        let told: FxHashMap<&str, &Event> = events.iter().map(|e| (e.id.as_str(), &**e)).collect();
        let is_same = |a: Option<&Event>, b: &Event| a.is_some_and(|a| a.record == b.record);
        let changed = events.iter().filter(|e| {
            let was = self.was.get(&e.id).and_then(Option::as_deref);
            !is_same(was, e)
        });
        let left = was.iter().filter(|e| !is_same(told.get(e.id.as_str()).copied(), e));
        let wholes: Vec<&Rc<Event>> = changed.chain(left).filter(|e| part::is_whole(e)).collect();
        for whole in wholes {
            for part in part::parts_of(&judge, &mut self, whole)? {
                parts.insert(part.id.clone(), part);
            }
        }
        let mut wholes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (id, event) in &parts {
            wholes.insert(id.clone(), part::wholes_of(&judge, &mut self, event)?);
        }
        let mut update = Update::default();
        for event in &events {
            let part_of = wholes.remove(&event.id).unwrap_or_default();
            update.events.push(Event { part_of, ..(**event).clone() });
        }
        update.events.sort_by(|a, b| a.id.cmp(&b.id));
        let now: FxHashSet<&str> = update.events.iter().map(|e| e.id.as_str()).collect();
        let gone = self.was.keys().filter(|id| !now.contains(id.as_str()));
        update.gone = gone.cloned().collect();
        update.parts = wholes.into_iter().collect();
        Ok(update)
    }

    /// An event of the archive that is as it was.
    fn standing(&mut self, id: String) -> Result<Option<Rc<Event>>, A::Error> {
        if self.was.contains_key(&id) {
            return Ok(None);
        }
        if let Some(event) = self.stood.get(&id) {
            return Ok(event.clone());
        }
        let event = self.archive.event(&id)?.map(Rc::new);
        self.stood.insert(id, event.clone());
        Ok(event)
    }

    /// The event of which an account tells.
    fn event_told(&mut self, account: usize) -> Result<Option<Rc<Event>>, A::Error> {
        if let Some(event) = self.event_of.get(&account) {
            return Ok(Some(self.events[*event].clone()));
        }
        let first = self.groups.shelf.account(account).evidence().next();
        let id = first.map(|e| self.archive.event_of(&e)).transpose()?.flatten();
        Ok(id.map(|id| self.standing(id)).transpose()?.flatten())
    }
}

/// Whether the event for which an account looks can be one that finer accounts
/// make: each of its time and its places is that of one of them, or narrower.
fn may_look_for(judge: &Judge, account: &Account, finer: &[Rc<Account>]) -> bool {
    let record = &account.record;
    let is_alike = |f: &Account| f.record.event == record.event && !differ(record, &f.record);
    let alike = || finer.iter().filter(|f| is_alike(f));
    let meets = |place: &dyn Fn(&Record) -> &[Entity]| {
        alike().any(|f| judge.places(place(record), place(&f.record)))
    };
    alike().any(|f| may_be_within(account, &f.record))
        && meets(&|r| &r.place)
        && (record.event != EventType::Visit || meets(&|r| r.role("destination")))
}

impl<A: Archive> World for Touched<'_, A> {
    type Error = A::Error;

    fn under(&mut self, key: &str) -> Result<Vec<Rc<Event>>, A::Error> {
        let mut found = Vec::new();
        for account in self.groups.shelf.under(key)? {
            let event = match self.told.get(&account) {
                Some(event) => event.clone(),
                None => self.event_told(account)?,
            };
            self.told.insert(account, event.clone());
            found.extend(event);
        }
        Ok(found)
    }

    fn told_by(&mut self, article: &str, of: &[EventType]) -> Result<Vec<Rc<Event>>, A::Error> {
        let mut found: Vec<Rc<Event>> = self
            .events
            .iter()
            .filter(|e| e.evidence.iter().any(|e| e.article == article))
            .cloned()
            .collect();
        for id in self.archive.events_of(article)? {
            found.extend(self.standing(id)?);
        }
        found.retain(|event| of.contains(&event.record.event));
        Ok(found)
    }
}
