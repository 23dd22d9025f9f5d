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
pub use self::event::{Articles, event_quads, named, part_quads, told_quads, unlisted_quads};
pub use self::headline::headline;
pub use self::read::read_article;
pub(crate) use self::read::{LABEL, Node, Triples, read_event, read_meta};
pub use self::thing::{Held, Thing, Things, thing_quads};
pub use self::write::{Quad, article_iri, article_of, claim_iri, claim_of, id_of, thing_iri};

use chrono::NaiveDate;

use crate::article::Article;
use crate::event::Statement;
use crate::text::Sentence;

/// What is known of an article beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArticleMeta {
    /// Identifier, unique in a store: the file's stem or what the line gives.
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// Day of publication.
    pub published: Option<NaiveDate>,
    /// The outlet.
    pub source: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// BCP 47 tag.
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

/// An article as it was read: what goes into its graph.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// What is known of the article.
    pub article: ArticleMeta,
    /// Its clean text.
    pub text: &'a str,
    /// All its sentences, in order.
    pub sentences: &'a [Sentence],
    /// What they assert. A statement's number is its place in this list.
    pub statements: &'a [Statement],
    /// By what it is found when another article may tell of the same.
    pub keys: Vec<String>,
}
