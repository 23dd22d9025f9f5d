//! silkgraph reads news articles about Central Asian diplomacy into a
//! knowledge graph of what they say happened.
//!
//! The modules stand in the order in which the data flows; each uses only
//! what stands above it.

pub mod error;
pub mod data;
pub mod stream;
pub mod text;
pub mod time;
pub mod event;
pub mod vocabulary;
pub mod ontology;
pub mod article;
pub mod language;
pub mod gazetteer;
pub mod mention;
pub mod resolve;
pub mod pattern;
pub mod extract;
pub mod fuse;
pub mod example;
pub mod rdf;
pub mod json;
pub mod plover;
pub mod store;
pub mod export;
pub mod query;
pub mod report;
pub mod pipeline;
pub mod evaluate;

pub use error::{Error, Result};
