//! Groups of accounts as events.

use super::account::Account;
use super::fits::{Class, Judge, class, days_between};
use super::merge::add;
use super::when::{Level, level};
use crate::event::{Event, Evidence, Record};
use crate::time::Time;

/// The event of which these accounts tell. Each list is a group; several are
/// one history.
pub(super) fn event(judge: &Judge, mut groups: Vec<Vec<&Account>>) -> Event {
    groups.iter_mut().for_each(|g| g.sort_by_key(|a| a.order()));
    let mut told: Vec<&Account> = groups.iter().flatten().copied().collect();
    told.sort_by_key(|a| a.order());
    let last = deciding(&told);
    // Of a history the part counts that decided how it ended.
    let part = groups.iter().find(|g| g.iter().any(|a| std::ptr::eq(*a, last)));
    let mut record = Record::new(last.record.event, last.record.status);
    for account in part.into_iter().flatten().chain(&told) {
        add(judge, &mut record, &account.record, account.day());
    }
    record.time = time(part.unwrap_or(&told));
    let mut evidence: Vec<Evidence> = told.iter().flat_map(|a| a.evidence()).collect();
    evidence.sort();
    let id = told[0].id.clone();
    let mut replaces: Vec<String> = told[1..].iter().map(|a| a.id.clone()).collect();
    replaces.sort();
    replaces.dedup();
    replaces.retain(|other| *other != id);
    let contradicts = contradictions(&told);
    Event { id, record, evidence, replaces, part_of: Vec::new(), contradicts }
}

/// The account that says how the history ended. `told` is in the order of
/// telling.
///
/// The latest article decides, but a plan undoes no fact, nor does a denial;
/// what was called off stays so until another day is set for it or it is told
/// as fact, and what is told as called off for a day gone by was put off.
fn deciding<'a>(told: &[&'a Account]) -> &'a Account {
    let mut last = 0;
    for at in 1..told.len() {
        if decides(told[last], told[at], &told[..at]) {
            last = at;
        }
    }
    told[last]
}

/// Whether an account outweighs the one that decided so far.
fn decides(was: &Account, is: &Account, before: &[&Account]) -> bool {
    let follows = |a: &Account, b: &Account| {
        let times = a.record.time.as_ref().zip(b.record.time.as_ref());
        times.and_then(|(a, b)| days_between(a, b)).is_some_and(|days| days > 0)
    };
    let is_later = is.published > was.published;
    let is_moved = before.iter().any(|earlier| follows(earlier, is));
    let is_past = follows(is, was);
    match (class(was.record.status), class(is.record.status)) {
        (Class::Fact, Class::Fact) | (Class::Plan, Class::Plan) => {
            is.record.status < was.record.status
        }
        (Class::Fact, Class::Off) => is_later && !is_past,
        (Class::Off, Class::Plan) => is_moved && !is_past,
        (Class::Off, Class::Fact) => is_moved || is_later,
        (Class::Denied, Class::Fact | Class::Off) | (Class::Plan, _) => !is_past,
        (Class::Fact, Class::Plan | Class::Denied)
        | (Class::Off, Class::Off | Class::Denied)
        | (Class::Denied, Class::Plan | Class::Denied) => false,
    }
}

/// The most exact time that all allow. Facts come before plans; where facts
/// differ, what most articles say, and what several say alike often as the span
/// from the first to the last.
fn time(group: &[&Account]) -> Option<Time> {
    let mut accounts: Vec<&&Account> = group.iter().collect();
    accounts.sort_by_key(|a| (level(&a.record), a.order()));
    let timed = |wanted: &dyn Fn(Class) -> bool| -> Vec<&Time> {
        let wanted = accounts.iter().filter(|a| wanted(class(a.record.status)));
        wanted.filter_map(|a| a.record.time.as_ref()).collect()
    };
    let facts = timed(&|c| c == Class::Fact);
    let others = timed(&|c| c != Class::Fact);
    if facts.is_empty() {
        return agreed(&others);
    }
    // A plan may be more exact, and may have been for another day.
    let agreed = agreed(&facts)?;
    Some(others.into_iter().fold(agreed, |time, plan| time.intersect(plan).unwrap_or(time)))
}

fn agreed(times: &[&Time]) -> Option<Time> {
    let votes = |time: &Time| times.iter().filter(|t| t.meets(time)).count();
    let most = times.iter().map(|t| votes(t)).max()?;
    let best: Vec<&Time> = times.iter().copied().filter(|t| votes(t) == most).collect();
    let (first, rest) = best.split_first()?;
    let joined = rest.iter().try_fold((*first).clone(), |time, other| time.intersect(other));
    joined.or_else(|| span(&best)).or_else(|| Some((*first).clone()))
}

/// From the first day of any to the last day of any.
fn span(times: &[&Time]) -> Option<Time> {
    let first = times.iter().map(|t| t.earliest).min()??;
    let last = times.iter().map(|t| t.latest).max()??;
    let mut span = Time::parse_edtf(&format!("{first}/{last}"))?;
    span.basis = times[0].basis;
    let words: Vec<&str> = times.iter().map(|t| t.text.as_str()).collect();
    span.text = words.join(" or ");
    Some(span)
}

/// What cannot both be right, told by different articles: fact and denial, fact
/// and call-off of the same days, and facts of different days.
fn contradictions(told: &[&Account]) -> Vec<(Evidence, Evidence)> {
    let mut found = Vec::new();
    for (at, later) in told.iter().enumerate() {
        for earlier in &told[..at] {
            if later.article != earlier.article && contradict(later, earlier, told) {
                let first = |a: &Account| a.evidence().next();
                found.extend(first(later).zip(first(earlier)));
            }
        }
    }
    found.sort();
    found
}

fn contradict(a: &Account, b: &Account, told: &[&Account]) -> bool {
    let meet = a.record.time.as_ref().zip(b.record.time.as_ref()).map(|(x, y)| x.meets(y));
    let (x, y) = (class(a.record.status), class(b.record.status));
    match (x.min(y), x.max(y)) {
        (Class::Off | Class::Denied, Class::Fact) => meet.unwrap_or_else(|| {
            let (denial, fact) = if x < y { (a, b) } else { (b, a) };
            denial.published >= fact.record.time.as_ref().and_then(|t| t.earliest)
        }),
        (Class::Fact, Class::Fact) => {
            let dated = [a, b].iter().all(|a| level(&a.record) == Level::Dated);
            dated && meet == Some(false) && !spanned(a, b, told)
        }
        _ => false,
    }
}

/// Whether a third account tells of a stretch that has the days of both.
fn spanned(a: &Account, b: &Account, told: &[&Account]) -> bool {
    let meets = |x: &Account, y: &Account| {
        x.record.time.as_ref().zip(y.record.time.as_ref()).is_some_and(|(x, y)| x.meets(y))
    };
    told.iter().any(|t| level(&t.record) == Level::Dated && meets(t, a) && meets(t, b))
}
