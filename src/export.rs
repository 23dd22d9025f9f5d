//! The graph for other tools: RDF in six formats, the network of who meets
//! whom, and tables; compressed where the name of the file says so.

mod file;
mod network;
mod table;

use std::path::Path;

pub use self::file::open;
pub use self::network::Between;
use crate::error::{Error, Result};
use crate::ontology::Ontology;
use crate::rdf::{LABEL, Triples, id_of};
use crate::store::{GraphFormat, Part, Store};

/// A format of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RDF.
    Rdf(GraphFormat),
    /// A network in GraphML.
    GraphMl,
    /// A network in GEXF, the format of Gephi.
    Gexf,
    /// Tables of comma-separated values.
    Csv,
}

const FORMATS: &[Format] = &[
    Format::Rdf(GraphFormat::NQuads),
    Format::Rdf(GraphFormat::TriG),
    Format::Rdf(GraphFormat::Turtle),
    Format::Rdf(GraphFormat::NTriples),
    Format::Rdf(GraphFormat::RdfXml),
    Format::Rdf(GraphFormat::JsonLd),
    Format::GraphMl,
    Format::Gexf,
    Format::Csv,
];

impl clap::ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        FORMATS
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        let value = clap::builder::PossibleValue::new;
        match self {
            Format::Rdf(format) => format.to_possible_value(),
            Format::GraphMl => Some(value("graphml").help("GraphML: who meets whom, with counts")),
            Format::Gexf => {
                Some(value("gexf").help("GEXF, for Gephi: who meets whom, with counts"))
            }
            Format::Csv => Some(value("csv").help("Tables: one file, or a folder of them")),
        }
    }
}

impl Format {
    /// The format that the name of a file stands for, e.g. of `graph.nq.gz`.
    pub fn of_path(path: &Path) -> Option<Format> {
        let (name, _) = file::uncompressed(path);
        Some(match name.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "nq" | "nquads" => Format::Rdf(GraphFormat::NQuads),
            "trig" => Format::Rdf(GraphFormat::TriG),
            "ttl" | "turtle" => Format::Rdf(GraphFormat::Turtle),
            "nt" | "ntriples" => Format::Rdf(GraphFormat::NTriples),
            "rdf" | "owl" | "xml" => Format::Rdf(GraphFormat::RdfXml),
            "jsonld" | "json" => Format::Rdf(GraphFormat::JsonLd),
            "graphml" => Format::GraphMl,
            "gexf" => Format::Gexf,
            "csv" => Format::Csv,
            _ => return None,
        })
    }
}

/// What to export, and how.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The part of the graph.
    pub part: Part,
    /// Whether the words of sentences are exported; their places always are.
    pub texts: bool,
    /// The format; `None` is that of the file's name, and N-Quads without a file.
    pub format: Option<Format>,
    /// Between whom the network is.
    pub between: Between,
}

impl Default for Options {
    /// Everything, as the file's name says.
    fn default() -> Self {
        Options { part: Part::All, texts: true, format: None, between: Between::default() }
    }
}

/// Writes the graph to a file, to a folder of tables, or to standard output,
/// and returns what the format leaves out, in sentences.
///
/// # Errors
///
/// [`Error::Usage`] when the format cannot hold the part; otherwise when the
/// store cannot be read or the file cannot be written.
pub fn export(
    store: &Store,
    ontology: &Ontology,
    options: Options,
    target: Option<&Path>,
) -> Result<Vec<String>> {
    let format = match (options.format, target) {
        (Some(format), _) => format,
        (None, Some(path)) => Format::of_path(path).ok_or_else(|| unknown(path))?,
        (None, None) => Format::Rdf(GraphFormat::NQuads),
    };
    match format {
        Format::Rdf(rdf) => {
            file::write(target, |out| store.dump_part(options.part, options.texts, rdf, out))?;
            Ok(left_out(rdf, options.part))
        }
        Format::GraphMl | Format::Gexf => {
            if !matches!(options.part, Part::All | Part::Events) {
                let what = "a network is made of events: leave --what out, or write --what events";
                return Err(Error::Usage(what.to_owned()));
            }
            let network = network::Network::of(store, options.between)?;
            file::write(target, |out| match format {
                Format::GraphMl => network.write_graphml(out),
                _ => network.write_gexf(out),
            })?;
            Ok(network.left_out)
        }
        Format::Csv => table::write(store, ontology, options, target),
    }
}

fn unknown(path: &Path) -> Error {
    Error::Usage(format!(
        "the ending of {} is that of no format: let it end in .nq, .trig, .ttl, .nt, .rdf, .jsonld, \
         .graphml, .gexf or .csv, also with .gz or .zst, or name one with --format",
        path.display()
    ))
}

fn left_out(format: GraphFormat, part: Part) -> Vec<String> {
    if format.has_graphs() || matches!(part, Part::Events | Part::Actors) {
        return Vec::new();
    }
    let note = "this format has no named graphs: the triples of all graphs stand together, each \
                once; `silk:article` still says in which article a claim stands";
    vec![note.to_owned()]
}

/// The name of a thing; its identifier where none is known.
fn label(things: &Triples, iri: &str) -> String {
    let name = things.node(iri).and_then(|node| node.text(LABEL)).map(str::to_owned);
    name.or_else(|| id_of(iri)).unwrap_or_else(|| iri.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_says_its_format() {
        let of = |name: &str| Format::of_path(Path::new(name));
        assert_eq!(of("out/graph.nq"), Some(Format::Rdf(GraphFormat::NQuads)));
        assert_eq!(of("graph.TTL.gz"), Some(Format::Rdf(GraphFormat::Turtle)));
        assert_eq!(of("net.gexf.zst"), Some(Format::Gexf));
        assert_eq!(of("tables"), None);
        assert_eq!(of("notes.txt"), None);
    }
}
