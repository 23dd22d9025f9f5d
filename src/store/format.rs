//! The formats in which a graph is written.

use oxigraph::io::{JsonLdProfileSet, RdfFormat};

/// A format for graphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum GraphFormat {
    /// N-Quads: one quad a line, with graphs; the format for other programs.
    #[value(name = "nquads", alias = "nq")]
    NQuads,
    /// TriG: graphs, for people.
    #[value(name = "trig")]
    TriG,
    /// Turtle: for people; the triples of all graphs together.
    #[value(name = "turtle", alias = "ttl")]
    Turtle,
    /// N-Triples: one triple a line; the triples of all graphs together.
    #[value(name = "ntriples", alias = "nt")]
    NTriples,
    /// JSON-LD, with graphs.
    #[value(name = "jsonld")]
    JsonLd,
    /// RDF/XML; the triples of all graphs together.
    #[value(name = "rdfxml")]
    RdfXml,
}

impl GraphFormat {
    pub(crate) fn oxigraph(self) -> RdfFormat {
        match self {
            GraphFormat::NQuads => RdfFormat::NQuads,
            GraphFormat::TriG => RdfFormat::TriG,
            GraphFormat::Turtle => RdfFormat::Turtle,
            GraphFormat::NTriples => RdfFormat::NTriples,
            GraphFormat::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
            GraphFormat::RdfXml => RdfFormat::RdfXml,
        }
    }

    /// Whether it can tell one graph from another.
    pub fn has_graphs(self) -> bool {
        self.oxigraph().supports_datasets()
    }

    /// Whether it shortens IRIs.
    pub(crate) fn is_for_people(self) -> bool {
        !matches!(self, GraphFormat::NQuads | GraphFormat::NTriples)
    }
}
