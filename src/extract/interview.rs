//! Interviews in question-and-answer layout: each answer is a statement of the
//! person interviewed.

use std::collections::BTreeMap;

use crate::event::{Entity, EntityKind};
use crate::mention::Kind;
use crate::resolve::Discourse;
use crate::text::{Sentence, Span};

/// What one person answers, or says in a conversation.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The sentences, by number.
    pub sentences: std::ops::Range<usize>,
    /// Who answers.
    pub speaker: Entity,
}

/// A longer beginning of a paragraph is no label.
const LONGEST_LABEL: usize = 40;
/// Fewer questions make no interview.
const LEAST_QUESTIONS: usize = 2;

/// The answers of an interview: paragraphs after "A:", after the name of a
/// person, or after questions that are paragraphs of their own. None if the
/// article is no interview.
pub fn answers(text: &str, sentences: &[Sentence], discourse: &Discourse) -> Vec<Answer> {
    let page = Page { text, sentences, discourse };
    let paragraphs = page.paragraphs();
    let labels: Vec<Option<&str>> = paragraphs.iter().map(|p| label(p.span.of(text))).collect();
    let asked = labels.iter().flatten().filter(|l| matches!(**l, "Q" | "Question")).count();
    if asked >= LEAST_QUESTIONS {
        return page.lettered(&paragraphs, &labels);
    }
    let named = page.named(&paragraphs, &labels);
    if named.is_empty() { page.unlabelled(&paragraphs, &labels) } else { named }
}

struct Page<'a> {
    text: &'a str,
    sentences: &'a [Sentence],
    discourse: &'a Discourse<'a>,
}

/// A paragraph, with its sentences by number.
struct Paragraph {
    span: Span,
    sentences: std::ops::Range<usize>,
}

impl Page<'_> {
    fn paragraphs(&self) -> Vec<Paragraph> {
        let mut start = 0;
        let mut found = Vec::new();
        for line in self.text.split_inclusive('\n') {
            let span = Span { start, end: start + line.trim_end().len() };
            start += line.len();
            let first = self.sentences.partition_point(|s| s.span.start < span.start);
            let last = self.sentences.partition_point(|s| s.span.start < span.end);
            if last > first {
                found.push(Paragraph { span, sentences: first..last });
            }
        }
        found
    }

    /// "Q: ..." and "A: ...".
    fn lettered(&self, paragraphs: &[Paragraph], labels: &[Option<&str>]) -> Vec<Answer> {
        let first = labels.iter().position(|l| matches!(l, Some("Q" | "Question"))).unwrap_or(0);
        let Some(speaker) = self.introduced(&paragraphs[..first]) else { return Vec::new() };
        let mut answering = false;
        let mut found = Vec::new();
        for (paragraph, label) in paragraphs.iter().zip(labels) {
            match label {
                Some("A" | "Answer") => answering = true,
                Some("Q" | "Question") => answering = false,
                _ => {}
            }
            if answering {
                found.push(Answer {
                    sentences: paragraph.sentences.clone(),
                    speaker: speaker.clone(),
                });
            }
        }
        found
    }

    /// "Norov: ..." where the label names a person, twice or more often.
    fn named(&self, paragraphs: &[Paragraph], labels: &[Option<&str>]) -> Vec<Answer> {
        let persons: Vec<Option<Entity>> = paragraphs
            .iter()
            .zip(labels)
            .map(|(p, l)| l.and_then(|_| self.person_at_start(p)))
            .collect();
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for person in persons.iter().flatten() {
            *times.entry(&person.id).or_default() += 1;
        }
        let mut speaking: Option<Entity> = None;
        let mut found = Vec::new();
        for ((paragraph, label), person) in paragraphs.iter().zip(labels).zip(&persons) {
            if label.is_some() {
                speaking = person.clone().filter(|p| times[p.id.as_str()] >= LEAST_QUESTIONS);
            }
            if let Some(speaker) = &speaking {
                found.push(Answer {
                    sentences: paragraph.sentences.clone(),
                    speaker: speaker.clone(),
                });
            }
        }
        found
    }

    /// Questions that stand alone, in an article that calls itself an interview.
    fn unlabelled(&self, paragraphs: &[Paragraph], labels: &[Option<&str>]) -> Vec<Answer> {
        let is_question =
            |p: &Paragraph| p.span.of(self.text).trim_end_matches(['"', '”', '*']).ends_with('?');
        let questions: Vec<usize> = (0..paragraphs.len())
            .filter(|i| {
                is_question(&paragraphs[*i])
                    && paragraphs.get(i + 1).is_some_and(|p| !is_question(p))
            })
            .collect();
        let Some(&first) = questions.first().filter(|_| questions.len() > LEAST_QUESTIONS) else {
            return Vec::new();
        };
        let before = &self.text[..paragraphs[first].span.start];
        let is_interview =
            before.to_lowercase().contains("interview") && labels.iter().flatten().count() < 2;
        let Some(speaker) = self.introduced(&paragraphs[..first]).filter(|_| is_interview) else {
            return Vec::new();
        };
        let after = paragraphs.iter().enumerate().skip(first + 1);
        after
            .filter(|(i, _)| !questions.contains(i))
            .map(|(_, p)| Answer { sentences: p.sentences.clone(), speaker: speaker.clone() })
            .collect()
    }

    /// The person whom the opening speaks of most, the first of several.
    fn introduced(&self, opening: &[Paragraph]) -> Option<Entity> {
        let mut persons: Vec<(Entity, usize)> = Vec::new();
        for sentence in opening.iter().flat_map(|p| p.sentences.clone()) {
            for person in self.persons(sentence) {
                match persons.iter_mut().find(|(p, _)| *p == person) {
                    Some((_, n)) => *n += 1,
                    None => persons.push((person, 1)),
                }
            }
        }
        let most = persons.iter().map(|(_, n)| *n).max()?;
        persons.into_iter().find(|(_, n)| *n == most).map(|(p, _)| p)
    }

    fn persons(&self, sentence: usize) -> impl Iterator<Item = Entity> {
        let mentions = self.discourse.mentions[sentence].iter().enumerate();
        mentions.filter(|(_, m)| matches!(m.kind, Kind::Person(_) | Kind::Office(_))).filter_map(
            move |(i, _)| match self.discourse.entities(sentence, i) {
                [one] if one.kind == EntityKind::Person => Some(one.clone()),
                _ => None,
            },
        )
    }

    fn person_at_start(&self, paragraph: &Paragraph) -> Option<Entity> {
        let sentence = paragraph.sentences.start;
        let first = self.discourse.mentions[sentence].first().filter(|m| m.tokens.start == 0);
        first.and_then(|_| match self.discourse.entities(sentence, 0) {
            [one] if one.kind == EntityKind::Person => Some(one.clone()),
            _ => None,
        })
    }
}

/// What stands before a colon at the beginning of a paragraph: a letter or a
/// name of few capitalised words.
fn label(paragraph: &str) -> Option<&str> {
    let (before, after) = paragraph.split_once(':')?;
    let before = before.trim().trim_matches('*');
    let capitals = before.split(' ').all(|w| w.starts_with(char::is_uppercase));
    let short = before.len() <= LONGEST_LABEL && before.split(' ').count() <= 4;
    (short && capitals && !before.is_empty() && after.starts_with([' ', '*'])).then_some(before)
}
