//! Terms, identifiers and the writer of quads.

use std::fmt::Write as _;

use chrono::NaiveDate;
use sophia_api::ns::{NsTerm, rdf, xsd};
use sophia_api::quad::Spog;
use sophia_api::term::{IriRef, SimpleTerm, Term};

use crate::vocabulary::{ARTICLE, ID, silk};

/// A quad that owns its terms.
pub type Quad = Spog<SimpleTerm<'static>>;

/// The IRI of an entity or event.
pub fn thing_iri(id: &str) -> String {
    format!("{ID}{}", encode(id))
}

/// The IRI of an article, which is also the name of its graph.
pub fn article_iri(article: &str) -> String {
    format!("{ARTICLE}{}", encode(article))
}

/// The IRI of a statement of an article, by its number from 0.
pub fn claim_iri(article: &str, statement: usize) -> String {
    format!("{}#c{statement}", article_iri(article))
}

pub(super) fn sentence_iri(article: &str, sentence: usize) -> String {
    format!("{}#s{sentence}", article_iri(article))
}

/// The identifier of an entity or event; the reverse of [`thing_iri`].
pub fn id_of(iri: &str) -> Option<String> {
    decode(iri.strip_prefix(ID)?)
}

/// The identifier of an article; the reverse of [`article_iri`].
pub fn article_of(iri: &str) -> Option<String> {
    decode(iri.strip_prefix(ARTICLE)?)
}

/// Article and number of a claim; the reverse of [`claim_iri`].
pub fn claim_of(iri: &str) -> Option<(String, usize)> {
    let (article, number) = iri.rsplit_once("#c")?;
    Some((article_of(article)?, number.parse().ok()?))
}

/// Percent-encodes all but unreserved characters and `/` (RFC 3986).
pub(super) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The reverse of [`encode`]; `None` where the text is not its output.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        bytes.push(u8::from_str_radix(rest.get(at + 1..at + 3)?, 16).ok()?);
        rest = &rest[at + 3..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

pub(super) fn iri(iri: String) -> SimpleTerm<'static> {
    SimpleTerm::Iri(IriRef::new_unchecked(iri.into()))
}

/// A term of ours by its local name, e.g. that of a role.
pub(super) fn term(local: &str) -> SimpleTerm<'static> {
    iri(format!("{}{}", silk::PREFIX.as_str(), encode(local)))
}

fn literal(text: String, datatype: NsTerm<'static>) -> SimpleTerm<'static> {
    SimpleTerm::LiteralDatatype(text.into(), datatype.to_iriref())
}

/// Collects the quads of one graph.
pub(super) struct Writer {
    graph: Option<SimpleTerm<'static>>,
    quads: Vec<Quad>,
}

impl Writer {
    /// Writes to the graph of that name; `None` is the default graph.
    pub fn new(graph: Option<String>) -> Self {
        Writer { graph: graph.map(iri), quads: Vec::new() }
    }

    /// Begins to write of a subject.
    pub fn about(&mut self, subject: String) -> Subject<'_> {
        Subject { writer: self, subject: iri(subject) }
    }

    pub fn finish(self) -> Vec<Quad> {
        self.quads
    }
}

/// Writes the properties of one subject.
pub(super) struct Subject<'w> {
    writer: &'w mut Writer,
    subject: SimpleTerm<'static>,
}

impl Subject<'_> {
    fn add(&mut self, predicate: SimpleTerm<'static>, object: SimpleTerm<'static>) {
        let graph = self.writer.graph.clone();
        self.writer.quads.push(([self.subject.clone(), predicate, object], graph));
    }

    /// Its class, by local name.
    pub fn a(&mut self, class: &str) {
        self.add(rdf::type_.into_term(), term(class));
    }

    pub fn iri(&mut self, predicate: impl Term, object: String) {
        self.add(predicate.into_term(), iri(object));
    }

    pub fn text(&mut self, predicate: impl Term, text: &str) {
        self.add(predicate.into_term(), literal(text.to_owned(), xsd::string));
    }

    pub fn maybe_text(&mut self, predicate: impl Term, text: Option<&str>) {
        if let Some(text) = text {
            self.text(predicate, text);
        }
    }

    pub fn typed(&mut self, predicate: impl Term, text: &str, datatype: NsTerm<'static>) {
        self.add(predicate.into_term(), literal(text.to_owned(), datatype));
    }

    pub fn date(&mut self, predicate: impl Term, date: Option<NaiveDate>) {
        if let Some(date) = date {
            let text = date.format("%Y-%m-%d").to_string();
            self.add(predicate.into_term(), literal(text, xsd::date));
        }
    }

    pub fn number(&mut self, predicate: impl Term, number: usize) {
        self.add(predicate.into_term(), literal(number.to_string(), xsd::integer));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_identifier_makes_an_iri_and_comes_back() {
        for id in ["xi-jinping", "event/visit-1a2b", "a b#c?", "Шавкат", "100%", "%41"] {
            let iri = thing_iri(id);
            assert!(IriRef::new(iri.clone()).is_ok(), "{iri}");
            assert_eq!(id_of(&iri).as_deref(), Some(id));
            assert_eq!(claim_of(&claim_iri(id, 7)), Some((id.to_owned(), 7)));
        }
        assert_eq!(id_of("https://example.org/x"), None);
        assert_eq!(decode("%zz"), None);
        assert_eq!(decode("%4"), None);
    }
}
