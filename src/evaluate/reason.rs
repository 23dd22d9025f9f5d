//! Why something was missed, or found that is not there.

use crate::article::Article;
use crate::event::{Entity, Event, EventType, Statement};
use crate::extract::{Engine, Explanation, Near};
use crate::pattern::notation::brief;
use crate::text::Span;

use super::gold::GoldEvent;
use super::{Fault, Kind};

/// An article read with explanations.
pub struct Reasons<'a> {
    article: &'a Article,
    statements: &'a [Statement],
    explained: Vec<Explanation>,
}

/// So many patterns that nearly matched are named.
const NEAR: usize = 2;

impl<'a> Reasons<'a> {
    pub fn new(engine: &Engine, article: &'a Article, statements: &'a [Statement]) -> Self {
        Reasons { article, statements, explained: engine.explain(article) }
    }

    /// An annotated event that was not found.
    pub fn missed(&self, gold: &GoldEvent, found: &[&Event]) -> Fault {
        Fault {
            kind: Kind::Missed,
            article: self.article.id.clone(),
            event: gold.event,
            told: annotated(gold),
            quote: gold.evidence.clone(),
            cause: self.cause(gold, found),
            reasons: self.why_missed(gold, found),
        }
    }

    /// A found event that is not annotated.
    pub fn false_hit(&self, event: &Event) -> Fault {
        let statements = self.evidence(event);
        let sentence = statements.first().and_then(|s| self.explained.get(s.sentence));
        let quote = sentence.map_or("", |e| e.sentence.span.of(&self.article.text));
        Fault {
            kind: Kind::False,
            article: self.article.id.clone(),
            event: event.record.event,
            told: found(event),
            quote: quote.to_owned(),
            cause: match statements.len() {
                1 => "told by one sentence",
                _ => "told by several",
            },
            reasons: statements.iter().map(|s| by(s)).collect(),
        }
    }

    /// An annotated event and the one found for it, with the slots that differ.
    pub fn differs(&self, gold: &GoldEvent, event: &Event, slots: &[&str]) -> Fault {
        let mut reasons = vec![format!("other {}: found {}", slots.join(", "), found(event))];
        reasons.extend(self.evidence(event).iter().map(|s| by(s)));
        Fault {
            kind: Kind::Differs,
            article: self.article.id.clone(),
            event: gold.event,
            told: annotated(gold),
            quote: gold.evidence.clone(),
            cause: match slots {
                ["date"] => "only the date",
                ["status"] => "only the status",
                [_] => "only a core role",
                _ => "more than one of core role, date, status",
            },
            reasons,
        }
    }

    fn evidence(&self, event: &Event) -> Vec<&Statement> {
        event.evidence.iter().filter_map(|e| self.statements.get(e.statement)).collect()
    }

    /// What a miss is for, in one of few words, to be counted.
    fn cause(&self, gold: &GoldEvent, found: &[&Event]) -> &'static str {
        let Some(span) = find(&self.article.text, &gold.evidence) else {
            return "cut as page furniture";
        };
        let read: Vec<EventType> = found
            .iter()
            .filter(|e| self.read_instead(e, gold.event, span).is_some())
            .map(|e| e.record.event)
            .collect();
        if read.contains(&gold.event) {
            return "read with other actors, or joined with another event";
        }
        let near = self.near(gold, span);
        match near.first() {
            Some(near) if near.is_matched() => "a pattern matched, and a name was not known",
            Some(_) => "the words are known, not their construction",
            None if !read.is_empty() => "read as an event of another type",
            None => "no pattern has the words",
        }
    }

    /// The patterns of the type that nearly matched in the sentences of a span.
    fn near(&self, gold: &GoldEvent, span: Span) -> Vec<&Near> {
        let sentences = self
            .explained
            .iter()
            .filter(|e| e.sentence.span.start < span.end && span.start < e.sentence.span.end);
        let mut near: Vec<&Near> =
            sentences.flat_map(|e| e.near.iter()).filter(|n| n.event == gold.event).collect();
        near.dedup();
        near
    }

    fn why_missed(&self, gold: &GoldEvent, all: &[&Event]) -> Vec<String> {
        let Some(span) = find(&self.article.text, &gold.evidence) else {
            return vec!["the evidence is not in the clean text of the article".into()];
        };
        let mut reasons: Vec<String> =
            all.iter().filter_map(|e| self.read_instead(e, gold.event, span)).collect();
        reasons.dedup();
        let near = self.near(gold, span);
        if near.is_empty() && reasons.is_empty() {
            let kind = gold.event.name().to_lowercase();
            reasons.push(format!("no pattern of {kind} hangs on a word of the evidence"));
        }
        let nearly = |n: &&Near| {
            format!(
                "nearly by {}: {}; missing {}",
                n.extractor,
                brief(&n.pattern),
                brief(&n.missing)
            )
        };
        reasons.extend(near.iter().take(NEAR).map(nearly));
        reasons
    }

    /// What the words of the evidence were taken for.
    fn read_instead(&self, event: &Event, wanted: EventType, span: Span) -> Option<String> {
        let here = |s: &&Statement| s.span.start < span.end && span.start < s.span.end;
        let statement = self.evidence(event).into_iter().find(here)?;
        let same = if event.record.event == wanted { "read otherwise" } else { "read as" };
        Some(format!("{same}: {}; {}", found(event), by(statement)))
    }
}

fn by(statement: &Statement) -> String {
    format!("by {}: {}", statement.extractor, brief(&statement.pattern))
}

/// Where words stand in a text, whatever white space is between them.
fn find(text: &str, words: &str) -> Option<Span> {
    let mut words = words.split_whitespace();
    let first = words.next()?;
    let rest: Vec<&str> = words.collect();
    text.match_indices(first).find_map(|(start, _)| {
        let mut end = start + first.len();
        for word in &rest {
            let blank = text[end..].len() - text[end..].trim_start().len();
            if blank == 0 || !text[end + blank..].starts_with(word) {
                return None;
            }
            end += blank + word.len();
        }
        Some(Span { start, end })
    })
}

fn annotated(gold: &GoldEvent) -> String {
    let roles = gold.roles.iter().map(|(role, fillers)| format!("{role}: {}", fillers.join(", ")));
    let place = gold.place.iter().filter(|p| !p.is_empty());
    let all = roles.chain(place.map(|p| format!("place: {}", p.join(", "))));
    tell(gold.event, &gold.status, gold.date.as_deref(), all.collect())
}

fn found(event: &Event) -> String {
    let record = &event.record;
    let names =
        |fillers: &[Entity]| fillers.iter().map(|f| f.name.as_str()).collect::<Vec<_>>().join(", ");
    let roles = record.roles.iter().map(|(role, fillers)| format!("{role}: {}", names(fillers)));
    let values = record.values.iter().map(|(name, value)| format!("{name}: {value}"));
    let place = (!record.place.is_empty()).then(|| format!("place: {}", names(&record.place)));
    let all = roles.chain(values).chain(place).collect();
    tell(record.event, record.status.name(), record.time.as_ref().map(|t| t.edtf.as_str()), all)
}

fn tell(event: EventType, status: &str, date: Option<&str>, roles: Vec<String>) -> String {
    format!("{event} {status} {} ({})", date.unwrap_or("undated"), roles.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_found_across_line_breaks() {
        let text = "He said no. He said\n\nyes, twice.";
        let span = find(text, "He said yes,").unwrap();
        assert_eq!(span.of(text), "He said\n\nyes,");
        assert_eq!(find(text, "He says"), None);
    }
}
