//! Statements and events as quads, and statements back out of quads.
//!
//! Only this module makes triples. What it makes are Sophia's quads: every
//! function that writes returns an iterator that is a
//! [`QuadSource`](sophia_api::source::QuadSource), so that they go into our
//! store, into a file or into any Sophia dataset alike. There are no blank
//! nodes, and the same input gives the same quads.

mod claim;
mod event;
mod headline;
mod read;
mod thing;
mod write;

pub use self::claim::claim_quads;
pub(crate) use self::claim::class_iri;
pub use self::event::{Articles, Unlisted, event_quads, named, part_quads, told_quads};
pub use self::headline::headline;
pub use self::read::read_article;
pub(crate) use self::read::{LABEL, Node, Triples, read_claims, read_event, read_meta};
pub use self::thing::{Described, Held, Thing, Things, thing_quads};
pub use self::write::{Quad, article_iri, article_of, claim_iri, claim_of, id_of, thing_iri};

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::event::Statement;
use crate::text::{Sentence, Span};

/// What is known of an article beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleMeta {
    /// Identifier, unique in a store: the file's stem or what the line gives.
    pub id: String,
    /// Headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Day of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<NaiveDate>,
    /// The outlet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl From<&Article> for ArticleMeta {
    fn from(article: &Article) -> Self {
        ArticleMeta {
            id: article.id.clone(),
            title: article.title.clone(),
            published: article.published,
            source: article.source.clone(),
            url: article.url.clone(),
            language: article.language.clone(),
        }
    }
}

/// An article as it was read: what goes into its graph, and all of it. Spans
/// count characters of the article's clean text, which is not needed any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// What is known of the article.
    pub article: ArticleMeta,
    /// By what it is found when another article may tell of the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
    /// The sentences in which statements stand, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<Said>,
    /// What it asserts. A statement's number is its place in this list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Statement>,
}

/// A sentence of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Its number in the article, from 0.
    pub number: usize,
    /// Where it stands.
    pub span: Span,
    /// Its words.
    pub text: String,
}

impl Reading {
    /// Takes out of an article's clean text what its graph holds. `sentences`
    /// are all of the article, and spans that come in count bytes of the text.
    pub fn new(
        article: ArticleMeta,
        text: &str,
        sentences: &[Sentence],
        statements: &[Statement],
        keys: Vec<String>,
    ) -> Self {
        let characters = |bytes: usize| text[..text.floor_char_boundary(bytes)].chars().count();
        let span = |s: Span| Span { start: characters(s.start), end: characters(s.end) };
        let told: BTreeSet<usize> = statements.iter().map(|s| s.sentence).collect();
        let said = |number: usize| {
            let bytes = sentences.get(number)?.span;
            Some(Said { number, span: span(bytes), text: bytes.of(text).to_owned() })
        };
        let statement = |s: &Statement| Statement { span: span(s.span), ..s.clone() };
        Reading {
            article,
            keys,
            sentences: told.into_iter().filter_map(said).collect(),
            statements: statements.iter().map(statement).collect(),
        }
    }
}
