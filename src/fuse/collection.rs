//! The accounts of many articles, in little room, until they are fused.

use std::collections::BTreeMap;
use std::fmt;

use rustc_hash::FxHashMap;

use super::Told;
use super::account::{Account, accounts};
use super::fits::Judge;
use crate::error::{Error, Result};
use crate::event::EventType;
use crate::gazetteer::Gazetteer;

/// How much is packed at a time, in bytes.
const BLOCK: usize = 1 << 18;

/// What many articles tell, to be [fused](super::fuse_all) at once. A packed
/// account takes a few dozen bytes; unpacked, some thousands.
#[derive(Debug, Default)]
pub struct Collection {
    of: BTreeMap<EventType, Lines>,
    /// Article to the number of its last reading.
    readings: FxHashMap<String, u32>,
}

/// Accounts as lines of JSON, each with the number of its reading.
#[derive(Debug, Default)]
struct Lines {
    packed: Vec<Vec<u8>>,
    open: Vec<u8>,
}

/// What one article tells, ready to be added.
#[derive(Debug)]
pub struct Leaf {
    article: String,
    accounts: Vec<Account>,
}

/// Makes the accounts of an article.
pub fn leaf(gazetteer: &Gazetteer, told: &Told) -> Leaf {
    let statements = told.statements.iter().enumerate();
    let accounts = accounts(&Judge { gazetteer }, told.article, told.published, statements);
    Leaf { article: told.article.to_owned(), accounts }
}

impl Collection {
    /// Adds an article, in place of what it was said to tell before.
    ///
    /// # Errors
    ///
    /// When its accounts cannot be packed.
    pub fn add(&mut self, leaf: Leaf) -> Result<()> {
        let reading = self.readings.entry(leaf.article).and_modify(|n| *n += 1).or_default();
        for account in leaf.accounts {
            self.of.entry(account.record.event).or_default().add(*reading, &account)?;
        }
        Ok(())
    }

    /// Whether it has this article.
    pub fn has(&self, article: &str) -> bool {
        self.readings.contains_key(article)
    }

    /// The number of articles.
    pub fn len(&self) -> usize {
        self.readings.len()
    }

    /// Whether it has no article.
    pub fn is_empty(&self) -> bool {
        self.readings.is_empty()
    }

    /// The accounts of a type, by article and place in it.
    pub(super) fn of_type(&self, of: EventType) -> Result<Vec<Account>> {
        let all = self.of.get(&of).map_or_else(|| Ok(Vec::new()), Lines::unpack)?;
        let last = |(reading, account): (u32, Account)| {
            (self.readings.get(&account.article) == Some(&reading)).then_some(account)
        };
        let mut found: Vec<Account> = all.into_iter().filter_map(last).collect();
        found.sort_by(|a, b| (&a.article, &a.statements).cmp(&(&b.article, &b.statements)));
        Ok(found)
    }
}

impl Lines {
    fn add(&mut self, reading: u32, account: &Account) -> Result<()> {
        serde_json::to_writer(&mut self.open, &(reading, account)).map_err(broken)?;
        self.open.push(b'\n');
        if self.open.len() >= BLOCK {
            self.packed.push(zstd::bulk::compress(&self.open, 1).map_err(broken)?);
            self.open.clear();
        }
        Ok(())
    }

    fn unpack(&self) -> Result<Vec<(u32, Account)>> {
        let mut found = Vec::new();
        for block in &self.packed {
            let mut lines = Vec::with_capacity(2 * BLOCK);
            zstd::stream::copy_decode(block.as_slice(), &mut lines).map_err(broken)?;
            read(&lines, &mut found)?;
        }
        read(&self.open, &mut found)?;
        Ok(found)
    }
}

fn read(lines: &[u8], into: &mut Vec<(u32, Account)>) -> Result<()> {
    for line in serde_json::Deserializer::from_slice(lines).into_iter() {
        into.push(line.map_err(broken)?);
    }
    Ok(())
}

fn broken(e: impl fmt::Display) -> Error {
    Error::Store(format!("what articles tell cannot be kept to be fused: {e}"))
}
