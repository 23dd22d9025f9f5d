//! Accounts, found by what they have in common.
//!
//! An account is kept under keys of its type, one who takes part, and a period.
//! All that can be of one event with it stands under keys that are known
//! beforehand, so that no more than these need be read of a store.

use std::collections::BTreeSet;
use std::hash::Hash;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Archive;
use super::account::{Account, accounts};
use super::fits::{Judge, is_long};
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
        let periods = sought(account, at);
        let under = |names: Vec<String>| -> Vec<String> {
            let of = |name: &String| -> Vec<String> {
                periods.iter().map(|p| key(account.record.event, name, p)).collect()
            };
            names.iter().flat_map(of).collect()
        };
        let mut found = BTreeSet::new();
        for Look { names, least } in looks(&self.judge, &account.record) {
            let keys: Vec<Vec<String>> = names.into_iter().map(under).collect();
            self.fetch(account.record.event, &keys, least)?;
            let sets = keys.iter().map(|keys| {
                keys.iter().filter_map(|k| self.index.get(k)).flatten().copied().collect()
            });
            found.extend(in_common(sets).filter(|(_, shared)| *shared >= least).map(|(n, _)| n));
        }
        let near = found
            .into_iter()
            .filter(|n| level(&self.list[*n].record) == at)
            .filter(|n| {
                let other = &self.list[*n];
                other.article != account.article || other.statements != account.statements
            })
            .collect();
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
        let mut articles: Vec<String> =
            found.filter(|(_, shared)| *shared >= least).map(|(article, _)| article).collect();
        articles.sort_unstable();
        for article in articles {
            self.of_article(&article, of)?;
        }
        Ok(())
    }
}

/// In how many of the sets each item is.
fn in_common<T: Eq + Hash>(
    sets: impl Iterator<Item = FxHashSet<T>>,
) -> impl Iterator<Item = (T, usize)> {
    let mut shared: FxHashMap<T, usize> = FxHashMap::default();
    for item in sets.flatten() {
        *shared.entry(item).or_default() += 1;
    }
    shared.into_iter()
}

/// What an account is kept under.
pub(super) fn keys_of(account: &Account) -> Vec<String> {
    let record = &account.record;
    let periods = kept(account);
    let of = |name| periods.iter().map(move |period| key(record.event, name, period));
    let one = peers_of(record).filter(|peers| peers.len() == 1);
    let alone = one.map(|peers| alone(&peers[0].id)[usize::from(is_long(record))].clone());
    names_of(record).into_iter().chain(alone.as_deref()).flat_map(of).collect()
}

pub(super) fn key(event: EventType, name: &str, period: &str) -> String {
    format!("{event} {name} {period}")
}

/// The names under which an account is kept that knows of one party only: of a
/// time that says when something was, and of a longer one.
fn alone(id: &str) -> [String; 2] {
    [format!("={id}"), format!("=={id}")]
}

/// The names in the keys of a record.
pub(super) fn names_of(record: &Record) -> Vec<&str> {
    let entities = fillers(record).into_iter().map(|entity| entity.id.as_str());
    entities.chain(name_of(record)).collect()
}

/// The fillers of core roles, each once. A visit is known by its visitor.
fn fillers(record: &Record) -> Vec<&Entity> {
    let roles = record.event.core_roles();
    let roles = match record.event {
        EventType::Visit if !record.role("visitor").is_empty() => &roles[..1],
        _ => roles,
    };
    entities(record, roles)
}

fn entities<'r>(record: &'r Record, roles: &[&str]) -> Vec<&'r Entity> {
    let mut entities: Vec<&Entity> = roles.iter().flat_map(|r| record.role(r)).collect();
    entities.sort_unstable();
    entities.dedup();
    entities
}

/// The name of a summit or an exercise.
fn name_of(record: &Record) -> Option<&str> {
    let is_named = matches!(record.event, EventType::Summit | EventType::Exercise);
    record.values.get("name").filter(|_| is_named).map(String::as_str)
}

/// Those who take part on equal terms, of whom one report may know more than
/// another.
fn peers_of(record: &Record) -> Option<Vec<&Entity>> {
    let role = match record.event {
        EventType::Meeting
        | EventType::Clash
        | EventType::Exercise
        | EventType::Relation
        | EventType::Summit => "participant",
        EventType::Agreement => "party",
        EventType::Visit
        | EventType::Statement
        | EventType::Support
        | EventType::Sanction
        | EventType::Deployment
        | EventType::Membership => return None,
    };
    Some(entities(record, &[role]))
}

/// A way to find records of one event: under so many at least of these names,
/// each of which may be written in several ways.
struct Look {
    names: Vec<Vec<String>>,
    least: usize,
}

/// The ways to find all records that [`Judge::same_but_for_time`] may take for
/// one event with this one.
fn looks(judge: &Judge, record: &Record) -> Vec<Look> {
    let named = |entity: &&Entity| -> Vec<String> {
        let others = judge.others(entity).into_iter().map(str::to_owned);
        std::iter::once(entity.id.clone()).chain(others).collect()
    };
    let Some(peers) = peers_of(record) else {
        let names: Vec<Vec<String>> = fillers(record).iter().map(named).collect();
        return vec![Look { least: names.len(), names }];
    };
    let enough = |names: Vec<String>| Look { names: vec![names], least: 1 };
    let names: Vec<Vec<String>> = peers.iter().map(named).collect();
    // A meeting of which one side is told is no part of one with two, and what
    // one side is told to have done in a year is no part of anything.
    let is_whole = matches!(record.event, EventType::Meeting | EventType::Clash) || is_long(record);
    let least = match record.event {
        EventType::Agreement | EventType::Relation => names.len(),
        _ => names.len().min(2),
    };
    let mut looks: Vec<Look> = entities(record, &["organisation"])
        .iter()
        .map(|organisation| enough(named(organisation)))
        .chain(name_of(record).map(|name| enough(vec![name.to_owned()])))
        .collect();
    if is_whole && names.len() == 1 {
        looks.extend(
            names.iter().map(|names| enough(names.iter().flat_map(|n| alone(n)).collect())),
        );
    }
    if !is_whole && names.len() > 1 {
        let short = |names: &Vec<String>| names.iter().map(|n| alone(n)[0].clone()).collect();
        looks.extend(names.iter().map(|names| enough(short(names))));
    }
    if !is_whole || names.len() > 1 {
        looks.push(Look { names, least });
    }
    looks
}
