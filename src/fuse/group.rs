//! Accounts of one event, grouped.
//!
//! Level by level: accounts that can be of one time with each other are put
//! together, the most exact first; one that fits a single group joins it, one
//! that fits several stays apart. An account of a coarser level first looks
//! for the one event of a finer level that it fits.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Archive;
use super::account::Account;
use super::fits::{Class, class, differ};
use super::merge::merge;
use super::shelf::Shelf;
use super::tell::event;
use super::when::{CHAIN, Level, Loose, bounds, is_news, is_state, level, loose, peers, within};
use crate::event::{Event, EventType, Record};

/// Accounts of one level that tell of one event.
#[derive(Debug)]
pub(super) struct Group {
    pub accounts: Vec<usize>,
    /// What they say together.
    pub record: Record,
    pub level: Level,
    classes: FxHashSet<Class>,
}

/// Groups accounts on demand.
pub(super) struct Groups<'a, A: Archive> {
    pub shelf: Shelf<'a, A>,
    pub list: Vec<Group>,
    /// Account to group.
    homes: FxHashMap<usize, usize>,
}

impl<'a, A: Archive> Groups<'a, A> {
    pub fn new(shelf: Shelf<'a, A>) -> Self {
        Groups { shelf, list: Vec::new(), homes: FxHashMap::default() }
    }

    /// The group to which an account belongs.
    pub fn home(&mut self, account: usize) -> Result<usize, A::Error> {
        if let Some(home) = self.homes.get(&account) {
            return Ok(*home);
        }
        if let Some(home) = self.finer(account)? {
            self.homes.insert(account, home);
            return Ok(home);
        }
        let mut free = Vec::new();
        for peer in self.reach(account)? {
            match self.finer(peer)? {
                Some(home) => drop(self.homes.insert(peer, home)),
                None => free.push(peer),
            }
        }
        self.group(free);
        Ok(self.homes[&account])
    }

    /// All that may have to be grouped with an account: those it fits, those
    /// these fit, and so on. A long chain of reports without date is cut into
    /// days.
    fn reach(&mut self, account: usize) -> Result<Vec<usize>, A::Error> {
        let all = self.reach_within(account, i64::MAX)?;
        match all {
            Some(all) => Ok(all),
            None => Ok(self.reach_within(account, 0)?.unwrap_or_default()),
        }
    }

    /// Follows reports without date no further than so many days from the
    /// first; without such an end a chain of them gives `None`.
    fn reach_within(
        &mut self,
        account: usize,
        together: i64,
    ) -> Result<Option<Vec<usize>>, A::Error> {
        let mut all = vec![account];
        let mut seen: FxHashSet<usize> = [account].into_iter().collect();
        let mut next = 0;
        while let Some(from) = all.get(next).copied() {
            next += 1;
            for peer in self.peers(from)? {
                if !seen.contains(&peer) && self.apart(account, peer) <= together {
                    seen.insert(peer);
                    all.push(peer);
                }
            }
            if together == i64::MAX && self.is_chain(&all) {
                return Ok(None);
            }
        }
        all.sort_unstable();
        Ok(Some(all))
    }

    /// The days between two reports of a happening without date; 0 for all
    /// others.
    fn apart(&self, a: usize, b: usize) -> i64 {
        let days = self.reported(a).zip(self.reported(b));
        days.map_or(0, |(a, b)| (a - b).num_days().abs())
    }

    fn reported(&self, number: usize) -> Option<NaiveDate> {
        let account = self.shelf.account(number);
        match loose(account) {
            Loose::Reported(day) if !is_state(&account.record) => Some(day),
            _ => None,
        }
    }

    fn is_chain(&self, accounts: &[usize]) -> bool {
        let days = accounts.iter().filter_map(|n| self.reported(*n));
        let (first, last) = (days.clone().min(), days.max());
        first.zip(last).is_some_and(|(first, last)| (last - first).num_days() > CHAIN)
    }

    /// The accounts of its level that an account fits.
    fn peers(&mut self, number: usize) -> Result<Vec<usize>, A::Error> {
        let account = self.shelf.account(number).clone();
        let at = level(&account.record);
        let mut near = self.shelf.near(&account, at)?;
        near.retain(|n| self.are_peers(&account, self.shelf.account(*n)));
        Ok(near)
    }

    fn are_peers(&self, a: &Account, b: &Account) -> bool {
        let judge = &self.shelf.judge;
        let at = level(&a.record);
        (peers(a, b) || judge.days_conflict(&a.record, &b.record))
            && statuses(class(a.record.status), class(b.record.status), at)
            && judge.same_but_for_time(&a.record, &b.record, a.day().max(b.day()))
    }

    /// The one group of a finer level that an account fits.
    fn finer(&mut self, number: usize) -> Result<Option<usize>, A::Error> {
        let account = self.shelf.account(number).clone();
        let mut fitting = Vec::new();
        for at in Level::ALL.into_iter().filter(|l| *l < level(&account.record)) {
            for near in self.shelf.near(&account, at)? {
                if differ(&account.record, &self.shelf.account(near).record) {
                    continue;
                }
                let home = self.home(near)?;
                // An account that went to a finer group makes none of its own.
                if self.list[home].level == at && self.belongs(&account, &self.list[home]) {
                    fitting.push(home);
                }
            }
        }
        fitting.sort_unstable();
        fitting.dedup();
        Ok(self.only(&account, &fitting))
    }

    /// The only group that fits; else the only one that is told by less than a
    /// season, or was news on the day of the article.
    fn only(&self, account: &Account, fitting: &[usize]) -> Option<usize> {
        let only = |fits: &dyn Fn(&Record) -> bool| {
            let mut found = fitting.iter().filter(|g| fits(&self.list[**g].record));
            found.next().filter(|_| found.next().is_none()).copied()
        };
        let is_exact = |record: &Record| {
            bounds(record.time.as_ref()).is_some_and(|(a, b)| (b - a).num_days() < 31)
        };
        match loose(account) {
            _ if fitting.len() == 1 => fitting.first().copied(),
            Loose::Reported(_) => only(&|record| is_news(account, record)),
            Loose::Yearless(_) => only(&is_exact),
            _ => None,
        }
    }

    /// Whether an account can tell of the event that a finer group makes. It
    /// may say less, not more: of two treaties of the month it could be either.
    fn belongs(&self, account: &Account, group: &Group) -> bool {
        let (judge, record) = (&self.shelf.judge, &account.record);
        let adds =
            |v: &&str| record.values.contains_key(*v) && !group.record.values.contains_key(*v);
        let is_status = match class(record.status) {
            Class::Off => !group.classes.contains(&Class::Fact),
            Class::Denied => record.time.is_none(),
            Class::Fact => group.classes.iter().any(|c| *c != Class::Off),
            Class::Plan => true,
        };
        is_status
            && within(account, &group.record)
            && !["form", "field", "name"].iter().any(adds)
            && judge.same_but_for_time(record, &group.record, account.day())
    }

    /// Puts accounts of one level into groups, in an order that does not depend
    /// on that of reading.
    fn group(&mut self, mut accounts: Vec<usize>) {
        accounts.sort_by(|a, b| {
            let (a, b) = (self.shelf.account(*a), self.shelf.account(*b));
            specific(a).cmp(&specific(b)).then_with(|| a.order().cmp(&b.order()))
        });
        let first = self.list.len();
        for number in accounts {
            let account = self.shelf.account(number).clone();
            let fitting: Vec<usize> =
                (first..self.list.len()).filter(|g| self.joins(&account, &self.list[*g])).collect();
            let home = match fitting[..] {
                [one] => one,
                _ if self.spans(&account, &fitting) => self.unite(&fitting),
                _ => self.same_time(&account, &fitting).unwrap_or(self.list.len()),
            };
            self.join(home, number, &account);
        }
        self.reconcile(first);
    }

    /// Whether an account tells of a stretch of which these groups tell single
    /// days: the opening and the end of a summit.
    fn spans(&self, account: &Account, fitting: &[usize]) -> bool {
        let lasts = [EventType::Visit, EventType::Summit, EventType::Exercise];
        let Some((first, last)) = bounds(account.record.time.as_ref()) else { return false };
        let within = |g: &usize| {
            bounds(self.list[*g].record.time.as_ref()).is_some_and(|(a, b)| first <= a && b <= last)
        };
        lasts.contains(&account.record.event)
            && level(&account.record) == Level::Dated
            && fitting.len() > 1
            && fitting.iter().all(within)
            && (1..fitting.len())
                .all(|n| fitting[..n].iter().all(|a| self.are_free(*a, fitting[n])))
    }

    /// Makes one group of several. Returns it.
    fn unite(&mut self, groups: &[usize]) -> usize {
        for from in &groups[1..] {
            for number in std::mem::take(&mut self.list[*from].accounts) {
                let account = self.shelf.account(number).clone();
                self.join(groups[0], number, &account);
            }
        }
        groups[0]
    }

    /// Whether no article tells of both groups.
    fn are_free(&self, a: usize, b: usize) -> bool {
        let articles = |g: usize| -> FxHashSet<&str> {
            let accounts = self.list[g].accounts.iter();
            accounts.map(|n| self.shelf.account(*n).article.as_str()).collect()
        };
        articles(a).is_disjoint(&articles(b))
    }

    /// Joins groups of neighbouring days that are rather two reports of one
    /// event: each the only one for the other, and no article tells of both.
    fn reconcile(&mut self, first: usize) {
        let judge = self.shelf.judge;
        let rival = |a: &Group, b: &Group| {
            let day = self.shelf.account(a.accounts[0]).day();
            judge.days_conflict(&a.record, &b.record)
                && judge.same_but_for_time(&a.record, &b.record, day)
        };
        let rivals = |g: usize| -> Vec<usize> {
            let others = (first..self.list.len()).filter(|o| *o != g);
            let others = others.filter(|o| !self.list[*o].accounts.is_empty());
            others.filter(|o| rival(&self.list[g], &self.list[*o])).collect()
        };
        let pairs: Vec<(usize, usize)> = (first..self.list.len())
            .filter(|g| !self.list[*g].accounts.is_empty())
            .filter_map(|a| match rivals(a)[..] {
                [b] if a < b && rivals(b) == [a] && self.are_free(a, b) => Some((a, b)),
                _ => None,
            })
            .collect();
        for (into, from) in pairs {
            self.unite(&[into, from]);
        }
    }

    /// Of several groups the only one of the very time.
    fn same_time(&self, account: &Account, fitting: &[usize]) -> Option<usize> {
        let edtf = |record: &Record| record.time.as_ref().map(|t| t.edtf.clone());
        let own = edtf(&account.record)?;
        let mut found =
            fitting.iter().filter(|g| edtf(&self.list[**g].record).as_ref() == Some(&own));
        found.next().filter(|_| found.next().is_none()).copied()
    }

    /// Whether an account can be of a group of its level: it fits each account
    /// of it, and no other of its article is there that tells it apart.
    fn joins(&self, account: &Account, group: &Group) -> bool {
        let judge = &self.shelf.judge;
        !group.accounts.is_empty()
            && judge.same_but_for_time(&account.record, &group.record, account.day())
            && group.accounts.iter().map(|n| self.shelf.account(*n)).all(|other| {
                let same_class = class(other.record.status) == class(account.record.status);
                !(other.article == account.article && same_class)
                    && peers(account, other)
                    && statuses(
                        class(account.record.status),
                        class(other.record.status),
                        level(&account.record),
                    )
            })
    }

    fn join(&mut self, home: usize, number: usize, account: &Account) {
        let record = &account.record;
        if home == self.list.len() {
            self.list.push(Group {
                accounts: Vec::new(),
                record: record.clone(),
                level: level(record),
                classes: FxHashSet::default(),
            });
        }
        let group = &mut self.list[home];
        merge(&self.shelf.judge, &mut group.record, record, account.day());
        group.accounts.push(number);
        group.classes.insert(class(record.status));
        self.homes.insert(number, home);
    }

    /// The histories of all accounts on the shelf.
    pub fn histories(&mut self) -> Result<Vec<Vec<Vec<usize>>>, A::Error> {
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for number in 0..self.shelf.len() {
            members.entry(self.home(number)?).or_default().push(number);
        }
        let mut all = Vec::new();
        while let Some((_, first)) = members.pop_first() {
            let mut parts = vec![first];
            let mut next = 0;
            while let Some(part) = parts.get(next).cloned() {
                next += 1;
                for home in self.sequels(&part)? {
                    parts.extend(members.remove(&home));
                }
            }
            all.push(parts);
        }
        Ok(all)
    }

    /// The history to which an account belongs, by groups.
    pub fn history(&mut self, account: usize) -> Result<Vec<Vec<usize>>, A::Error> {
        let home = self.home(account)?;
        let mut seen = vec![home];
        let mut parts = vec![self.members(home)?];
        let mut next = 0;
        while let Some(part) = parts.get(next).cloned() {
            next += 1;
            for home in self.sequels(&part)? {
                if !seen.contains(&home) {
                    seen.push(home);
                    parts.push(self.members(home)?);
                }
            }
        }
        Ok(parts)
    }

    /// The groups that are of one history with these accounts.
    fn sequels(&mut self, accounts: &[usize]) -> Result<BTreeSet<usize>, A::Error> {
        let mut homes = BTreeSet::new();
        for number in accounts {
            let account = self.shelf.account(*number).clone();
            for statement in &account.history {
                let of = account.record.event;
                if let Some(other) = self.shelf.of_statement(&account.article, *statement, of)? {
                    homes.insert(self.home(other)?);
                }
            }
        }
        Ok(homes)
    }

    /// The event that a history tells of.
    pub fn tell(&self, history: &[Vec<usize>]) -> Event {
        let accounts = |part: &Vec<usize>| part.iter().map(|n| &**self.shelf.account(*n)).collect();
        event(&self.shelf.judge, history.iter().map(accounts).collect())
    }

    /// All whose grouping may depend on an account of their level.
    pub fn surroundings(&mut self, account: usize) -> Result<Vec<usize>, A::Error> {
        // Within a chain these are the days of the chains it may join or part.
        Ok(self.reach_within(account, 2 * CHAIN)?.unwrap_or_default())
    }

    /// The accounts of a group, also those of coarser levels.
    pub fn members(&mut self, group: usize) -> Result<Vec<usize>, A::Error> {
        let mut members = self.list[group].accounts.clone();
        let own = self.list[group].level;
        for core in members.clone() {
            let account = self.shelf.account(core).clone();
            for at in Level::ALL.into_iter().filter(|l| *l > own) {
                for near in self.shelf.near(&account, at)? {
                    let may = self.belongs(self.shelf.account(near), &self.list[group]);
                    if may && self.home(near)? == group {
                        members.push(near);
                    }
                }
            }
        }
        members.sort_unstable();
        members.dedup();
        Ok(members)
    }
}

/// The more an account says, the sooner it is placed.
fn specific(account: &Account) -> impl Ord + use<> {
    let record = &account.record;
    let width = bounds(record.time.as_ref()).map_or(i64::MAX, |(a, b)| (b - a).num_days());
    let core: usize = record.event.core_roles().iter().map(|r| record.role(r).len()).sum();
    (width, Reverse(core), Reverse(record.values.len()), record.place.is_empty())
}

/// Whether statuses can stand together in one event. What was called off or
/// denied contradicts what is told as fact of the same days; told loosely it
/// may mean something else.
fn statuses(a: Class, b: Class, at: Level) -> bool {
    match (a.min(b), a.max(b)) {
        (Class::Off | Class::Denied, Class::Fact) => at == Level::Dated,
        _ => true,
    }
}
