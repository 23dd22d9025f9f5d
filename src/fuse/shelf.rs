//! Accounts, found by what they have in common.
//!
//! An account is kept under keys of its type, one who takes part, and a period.
//! All that can be of one event with it stands under keys that are known
//! beforehand, so that no more than these need be read of a store.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Archive;
use super::account::{Account, accounts};
use super::fits::Judge;
use super::when::{Level, kept, level, sought};
use crate::event::{Entity, EventType, Record};

/// The accounts that are at hand, and the archive that has the others.
pub(super) struct Shelf<'a, A: Archive> {
    pub judge: Judge<'a>,
    archive: &'a A,
    list: Vec<Rc<Account>>,
    /// Key to accounts.
    index: FxHashMap<String, Vec<usize>>,
    /// Articles whose accounts of a type are at hand, or that are not to be
    /// looked up: they are read anew, or taken out.
    read: FxHashMap<(String, Option<EventType>), Vec<usize>>,
    /// Key to the articles that the archive has under it.
    asked: FxHashMap<String, Vec<String>>,
}

impl<'a, A: Archive> Shelf<'a, A> {
    pub fn new(judge: Judge<'a>, archive: &'a A) -> Self {
        Shelf {
            judge,
            archive,
            list: Vec::new(),
            index: FxHashMap::default(),
            read: FxHashMap::default(),
            asked: FxHashMap::default(),
        }
    }

    pub fn account(&self, number: usize) -> &Rc<Account> {
        &self.list[number]
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Puts accounts up. The archive is not asked for their article again.
    pub fn put(&mut self, article: &str, of: Option<EventType>, accounts: Vec<Account>) {
        let first = self.list.len();
        for account in accounts {
            for key in keys_of(&account) {
                self.index.entry(key).or_default().push(self.list.len());
            }
            self.list.push(Rc::new(account));
        }
        let numbers = (first..self.list.len()).collect();
        self.read.insert((article.to_owned(), of), numbers);
    }

    /// The accounts of a type in an article.
    pub fn of_article(&mut self, article: &str, of: EventType) -> Result<Vec<usize>, A::Error> {
        let whole = (article.to_owned(), None);
        let part = (article.to_owned(), Some(of));
        if !self.read.contains_key(&whole) && !self.read.contains_key(&part) {
            let told = self.archive.statements(article, Some(of))?;
            let statements = told.statements.iter().map(|(n, s)| (*n, s));
            let list = accounts(&self.judge, article, told.published, statements);
            self.put(article, Some(of), list);
        }
        let all = self.read.get(&whole).or_else(|| self.read.get(&part)).into_iter().flatten();
        Ok(all.copied().filter(|n| self.list[*n].record.event == of).collect())
    }

    /// The account of an article to which a statement belongs.
    pub fn of_statement(
        &mut self,
        article: &str,
        statement: usize,
        of: EventType,
    ) -> Result<Option<usize>, A::Error> {
        let all = self.of_article(article, of)?;
        Ok(all.into_iter().find(|n| self.list[*n].statements.contains(&statement)))
    }

    /// The accounts that are kept under a key.
    pub fn under(&mut self, key: &str) -> Result<Vec<usize>, A::Error> {
        let of = key.split(' ').next().and_then(|name| name.parse::<EventType>().ok());
        if let Some(of) = of {
            self.fetch(of, &[vec![key.to_owned()]], 1)?;
        }
        Ok(self.index.get(key).cloned().unwrap_or_default())
    }

    /// The accounts of a level that can be of one event with this one, as far
    /// as keys tell; without itself.
    pub fn near(&mut self, account: &Account, at: Level) -> Result<Vec<usize>, A::Error> {
        let record = &account.record;
        let names: Vec<Vec<String>> = fillers(record)
            .iter()
            .map(|f| match f {
                Filler::Entity(e) => {
                    let others = self.judge.others(e).into_iter().map(str::to_owned);
                    std::iter::once(e.id.clone()).chain(others).collect()
                }
                Filler::Name(name) => vec![(*name).to_owned()],
            })
            .collect();
        let periods = sought(account, at);
        let keys: Vec<Vec<String>> = names
            .iter()
            .map(|names| {
                let of = |n: &String| {
                    periods.iter().map(move |p| key(record.event, n, p)).collect::<Vec<_>>()
                };
                names.iter().flat_map(of).collect()
            })
            .collect();
        let least = least_shared(record, keys.len());
        self.fetch(record.event, &keys, least)?;
        let found = in_common(keys.iter().map(|keys| {
            keys.iter().filter_map(|k| self.index.get(k)).flatten().copied().collect()
        }));
        let mut near: Vec<usize> = found
            .into_iter()
            .filter(|(n, shared)| *shared >= least && level(&self.list[*n].record) == at)
            .map(|(n, _)| n)
            .filter(|n| {
                let other = &self.list[*n];
                other.article != account.article || other.statements != account.statements
            })
            .collect();
        near.sort_unstable();
        Ok(near)
    }

    /// Reads the articles that the archive has under enough of these keys.
    fn fetch(&mut self, of: EventType, keys: &[Vec<String>], least: usize) -> Result<(), A::Error> {
        if self.archive.is_empty() {
            return Ok(());
        }
        for key in keys.iter().flatten() {
            if !self.asked.contains_key(key) {
                let articles = self.archive.articles_with(key)?;
                self.asked.insert(key.clone(), articles);
            }
        }
        let found = in_common(keys.iter().map(|keys| {
            keys.iter().filter_map(|k| self.asked.get(k)).flatten().cloned().collect()
        }));
        for (article, _) in found.into_iter().filter(|(_, shared)| *shared >= least) {
            self.of_article(&article, of)?;
        }
        Ok(())
    }
}

/// In how many of the sets each item is, sorted.
fn in_common<T: Ord + std::hash::Hash>(
    sets: impl Iterator<Item = FxHashSet<T>>,
) -> Vec<(T, usize)> {
    let mut shared: FxHashMap<T, usize> = FxHashMap::default();
    for item in sets.flatten() {
        *shared.entry(item).or_default() += 1;
    }
    let mut shared: Vec<(T, usize)> = shared.into_iter().collect();
    shared.sort_unstable();
    shared
}

/// What an account is kept under.
pub(super) fn keys_of(account: &Account) -> Vec<String> {
    let record = &account.record;
    let periods = kept(account);
    let of = |name| periods.iter().map(move |period| key(record.event, name, period));
    names_of(record).into_iter().flat_map(of).collect()
}

pub(super) fn key(event: EventType, name: &str, period: &str) -> String {
    format!("{event} {name} {period}")
}

/// By what an event is known.
enum Filler<'r> {
    Entity(&'r Entity),
    Name(&'r str),
}

/// The names in the keys of a record.
pub(super) fn names_of(record: &Record) -> Vec<&str> {
    fillers(record)
        .into_iter()
        .map(|filler| match filler {
            Filler::Entity(entity) => entity.id.as_str(),
            Filler::Name(name) => name,
        })
        .collect()
}

/// The fillers of core roles, each once, and names of summits and exercises. A
/// visit is known by its visitor.
fn fillers(record: &Record) -> Vec<Filler<'_>> {
    let roles = record.event.core_roles();
    let roles = match record.event {
        EventType::Visit if !record.role("visitor").is_empty() => &roles[..1],
        _ => roles,
    };
    let mut entities: Vec<&Entity> = roles.iter().flat_map(|r| record.role(r)).collect();
    entities.sort_unstable();
    entities.dedup();
    let is_named = matches!(record.event, EventType::Summit | EventType::Exercise);
    let name = record.values.get("name").filter(|_| is_named).map(|n| Filler::Name(n));
    entities.into_iter().map(Filler::Entity).chain(name).collect()
}

/// How many fillers two records of one event share at least.
fn least_shared(record: &Record, all: usize) -> usize {
    match record.event {
        EventType::Meeting | EventType::Clash => all.min(2),
        EventType::Visit
        | EventType::Statement
        | EventType::Deployment
        | EventType::Support
        | EventType::Sanction
        | EventType::Membership => all,
        EventType::Agreement | EventType::Relation | EventType::Exercise | EventType::Summit => {
            all.min(1)
        }
    }
}
