//! What one article tells of one event: its statements, joined.

use chrono::{Days, NaiveDate};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::fits::{Class, Judge, class, days_between};
use super::merge::merge;
use super::when::FRESH;
use crate::event::{EventType, Evidence, Record, Statement};

/// What one article tells of one event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Account {
    /// The article.
    pub article: String,
    /// The day on which it was published.
    pub published: Option<NaiveDate>,
    /// All that the statements say together.
    pub record: Record,
    /// The numbers of the statements, sorted.
    pub statements: Vec<usize>,
    /// The identifier of the event that it alone would make. An event is named
    /// by its first report, so that no later one renames it.
    pub id: String,
    /// The first statements of other accounts of the article that are of the
    /// same history: the visit that was put off, and the one that was made.
    pub history: Vec<usize>,
}

impl Account {
    /// Its statements as evidence.
    pub fn evidence(&self) -> impl Iterator<Item = Evidence> + '_ {
        let of = |n: &usize| Evidence { article: self.article.clone(), statement: *n };
        self.statements.iter().map(of)
    }

    /// The order of telling: by publication, those without a day last.
    pub fn order(&self) -> (bool, Option<NaiveDate>, &str, usize) {
        (self.published.is_none(), self.published, &self.article, self.statements[0])
    }

    /// The day on which an office that it names was held by whom it means.
    pub fn day(&self) -> Option<NaiveDate> {
        self.record.time.as_ref().and_then(|t| t.earliest.or(t.latest)).or(self.published)
    }
}

/// How long a visit may be put off and still be the same.
const PUT_OFF: i64 = 400;

/// The accounts of an article, by first statement, with the histories that it
/// tells.
pub(super) fn accounts<'s>(
    judge: &Judge,
    article: &str,
    published: Option<NaiveDate>,
    statements: impl IntoIterator<Item = (usize, &'s Statement)>,
) -> Vec<Account> {
    let mut accounts = within(judge, article, published, statements);
    link_histories(judge, &mut accounts);
    accounts
}

/// The statements of one article that tell of the same, joined.
pub(super) fn within<'s>(
    judge: &Judge,
    article: &str,
    published: Option<NaiveDate>,
    statements: impl IntoIterator<Item = (usize, &'s Statement)>,
) -> Vec<Account> {
    let mut order: Vec<(usize, &Statement)> = statements.into_iter().collect();
    // Exact times first, so that what has no time joins what has one.
    order.sort_by_key(|(number, s)| (s.record.time.is_none(), *number));
    let mut accounts: Vec<Account> = Vec::new();
    for (number, statement) in order {
        let record = &statement.record;
        // Of several that it could mean the last that was told is meant.
        let meant = accounts.iter_mut().rev().find(|a| judge.same_within(&a.record, record));
        match meant {
            Some(account) => {
                merge(judge, &mut account.record, record, account.published);
                account.statements.push(number);
            }
            None => accounts.push(Account {
                article: article.to_owned(),
                published,
                record: record.clone(),
                statements: vec![number],
                id: String::new(),
                history: Vec::new(),
            }),
        }
    }
    accounts.retain(|a| is_known(&a.record));
    for account in &mut accounts {
        account.statements.sort_unstable();
    }
    accounts.sort_by_key(|a| a.statements[0]);
    name(&mut accounts);
    accounts
}

/// Gives each account its identifier.
fn name(accounts: &mut [Account]) {
    let mut taken = FxHashSet::default();
    for account in accounts {
        let mut twin = 0;
        account.id = identifier(account, twin);
        while !taken.insert(account.id.clone()) {
            twin += 1;
            account.id = identifier(account, twin);
        }
    }
}

/// The type, and twelve hexadecimal digits of the article and of what it says.
fn identifier(account: &Account, twin: usize) -> String {
    let record = &account.record;
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update(text.as_bytes());
        hash.update([0]);
    };
    part(&account.article);
    part(record.event.name());
    let core = record.event.core_roles().iter().map(|r| record.role(r));
    for fillers in core.chain([record.place.as_slice()]) {
        let mut ids: Vec<&str> = fillers.iter().map(|e| e.id.as_str()).collect();
        ids.sort_unstable();
        ids.into_iter().for_each(&mut part);
        part("");
    }
    part(record.time.as_ref().map_or("", |t| &t.edtf));
    for (name, value) in &record.values {
        part(name);
        part(value);
    }
    part(record.status.name());
    part(&twin.to_string());
    let digest = hash.finalize();
    let hex: String = digest.iter().take(6).map(|b| format!("{b:02x}")).collect();
    format!("{}-{hex}", record.event.name().to_lowercase())
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

/// What was called off belongs to the plan that the same article tells of, and
/// to what it says came of it.
fn link_histories(judge: &Judge, accounts: &mut [Account]) {
    for off in 0..accounts.len() {
        if class(accounts[off].record.status) != Class::Off {
            continue;
        }
        let follows = |n: &usize| *n != off && is_sequel(judge, &accounts[off], &accounts[*n]);
        let sequels: Vec<usize> = (0..accounts.len()).filter(follows).collect();
        if let [sequel] = sequels[..] {
            let (first, second) = (accounts[off].statements[0], accounts[sequel].statements[0]);
            accounts[off].history.push(second);
            accounts[sequel].history.push(first);
        }
    }
}

/// Whether this is the plan that was called off, or what came of it later.
fn is_sequel(judge: &Judge, off: &Account, other: &Account) -> bool {
    let kinds = [EventType::Visit, EventType::Meeting, EventType::Summit, EventType::Agreement];
    if !(kinds.contains(&off.record.event) || off.record.event == EventType::Exercise)
        || !judge.same_but_for_time(&off.record, &other.record, off.day())
    {
        return false;
    }
    let (was, is) = (&off.record.time, &other.record.time);
    let is_later = match (was, is) {
        (Some(was), Some(is)) => days_between(was, is).is_some_and(|d| (1..=PUT_OFF).contains(&d)),
        _ => false,
    };
    match class(other.record.status) {
        Class::Plan => {
            let may_be_same = was.as_ref().zip(is.as_ref()).is_none_or(|(a, b)| a.meets(b));
            is_later || may_be_same
        }
        Class::Fact => {
            let is_news = is.as_ref().and_then(|t| t.latest).zip(off.published);
            let is_news = is_news.is_some_and(|(latest, published)| {
                published <= latest.checked_add_days(Days::new(FRESH)).unwrap_or(latest)
            });
            is_later || was.is_none() && is_news
        }
        Class::Off | Class::Denied => false,
    }
}
