//! Whether a graph is what it should be: what the shapes of the ontology ask
//! of each node, and what only the whole graph shows.

use std::collections::BTreeSet;
use std::sync::Mutex;

use oxigraph::model::vocab::rdf as rdf_terms;
use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::{EVENT, Store, failure, sophia};
use crate::error::Result;
use crate::event::{EntityKind, EventType, Status};
use crate::rdf::{LABEL, Node, Triples, article_of, claim_of};
use crate::text::Span;
use crate::vocabulary::{ARTICLE, ID, shorten, silk};

/// Something in the graph that should not be so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The node, by prefixed name where there is a prefix.
    pub node: String,
    /// What is wrong with it.
    pub what: String,
}

/// What was looked at, and what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Number of articles.
    pub articles: usize,
    /// Number of claims.
    pub claims: usize,
    /// Number of events.
    pub events: usize,
    /// All faults, sorted.
    pub faults: Vec<Fault>,
}

/// Faults found so far, and of which node.
struct Faults {
    node: String,
    found: Vec<Fault>,
}

impl Faults {
    fn new() -> Self {
        Faults { node: String::new(), found: Vec::new() }
    }

    fn of(&mut self, iri: &str) {
        self.node = shorten(iri).unwrap_or_else(|| iri.to_owned());
    }

    /// Notes a fault unless all is well.
    fn expect(&mut self, is_well: bool, what: impl FnOnce() -> String) {
        if !is_well {
            self.found.push(Fault { node: self.node.clone(), what: what() });
        }
    }
}

impl Store {
    /// Looks at every article, claim, event and thing of the graph.
    ///
    /// Of articles: each sentence lies behind the one before and is as long as
    /// its words; each claim begins in its sentence, names the type of event
    /// and the status that it claims, and all that it names is described. Of
    /// events: type, headline, status, and evidence that is there and claims
    /// an event of this type; no claim is evidence of two events; counts,
    /// status and roles are those of the claims; dates are in order; all that
    /// an event names is described. Of terms of office: holder and office are
    /// there, the dates in order.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub fn verify(&self) -> Result<Verdict> {
        let mut verdict = Verdict::default();
        let graphs = self.database.named_graphs().map(|graph| graph.map_err(failure));
        let graphs = graphs.collect::<Result<Vec<NamedOrBlankNode>>>()?;
        let articles = graphs.par_iter().map(|graph| self.verify_graph(graph));
        for (claims, faults) in articles.collect::<Result<Vec<_>>>()? {
            verdict.articles += 1;
            verdict.claims += claims;
            verdict.faults.extend(faults);
        }
        let things = self.all_described()?;
        verdict.faults.extend(self.verify_things(&things)?);
        let events = self.members(EVENT)?;
        verdict.events = events.len();
        let told = Mutex::new(FxHashSet::default());
        let found = events.par_iter().map(|event| self.verify_event(event, &things, &told));
        for faults in found.collect::<Result<Vec<_>>>()? {
            verdict.faults.extend(faults);
        }
        verdict.faults.sort();
        Ok(verdict)
    }

    /// The number of claims in the graph of an article, and its faults.
    fn verify_graph(&self, graph: &NamedOrBlankNode) -> Result<(usize, Vec<Fault>)> {
        let mut faults = Faults::new();
        let NamedOrBlankNode::NamedNode(name) = graph else { return Ok((0, faults.found)) };
        let quads = self.database.quads_for_pattern(None, None, None, Some(graph.into()));
        let triples = Triples::collect(quads.map(|q| q.map(sophia::spog)))?;
        let iri = name.as_str();
        faults.of(iri);
        let articles: Vec<&str> = triples.iris("Article").collect();
        faults.expect(articles == [iri], || "the graph does not hold its one article".to_owned());
        faults.expect(article_of(iri).is_some(), || "is not the name of an article".to_owned());
        verify_sentences(&triples, iri, &mut faults);
        let mut claims = 0;
        for claim in triples.iris("Claim") {
            if let Some(node) = triples.node(claim) {
                claims += 1;
                faults.of(claim);
                verify_claim(&triples, iri, node, &mut faults);
            }
        }
        Ok((claims, faults.found))
    }

    fn verify_event(
        &self,
        event: &NamedNode,
        things: &FxHashSet<String>,
        told: &Mutex<FxHashSet<String>>,
    ) -> Result<Vec<Fault>> {
        let iri = event.as_str();
        let triples = self.triples_of(event.as_ref(), GraphNameRef::DefaultGraph)?;
        let mut faults = Faults::new();
        faults.of(iri);
        let Some(node) = triples.node(iri) else { return Ok(faults.found) };
        let types = event_types(node);
        faults.expect(types.len() == 1, || format!("has {} types of event", types.len()));
        faults.expect(node.text(LABEL).is_some(), || "has no headline".to_owned());
        verify_status(node, &mut faults);
        verify_dates(node, &mut faults);
        for (property, thing) in node.links() {
            match property {
                // What an event replaces is no more.
                "claim" | REPLACES => {}
                "partOf" => {
                    let whole = NamedNodeRef::new(thing).map_err(failure)?;
                    let whole = self.triples_of(whole, GraphNameRef::DefaultGraph)?;
                    let is_event = whole.node(thing).is_some_and(|n| n.is_a("Event"));
                    faults.expect(is_event, || format!("is part of {thing}, which is no event"));
                }
                _ => faults.expect(!thing.starts_with(ID) || things.contains(thing), || {
                    format!("silk:{property} leads to {thing}, which is not described")
                }),
            }
        }
        self.verify_evidence(node, &types, told, &mut faults)?;
        Ok(faults.found)
    }

    /// Whether an event is what its claims say.
    fn verify_evidence(
        &self,
        node: &Node,
        types: &[EventType],
        told: &Mutex<FxHashSet<String>>,
        faults: &mut Faults,
    ) -> Result<()> {
        let mut articles = BTreeSet::new();
        let mut outlets = BTreeSet::new();
        let mut statuses = BTreeSet::new();
        let mut roles = BTreeSet::new();
        let claims: Vec<&str> = node.iris("claim").collect();
        faults.expect(!claims.is_empty(), || "has no evidence".to_owned());
        for iri in &claims {
            let is_new = told.lock().is_ok_and(|mut told| told.insert((*iri).to_owned()));
            faults.expect(is_new, || format!("{iri} is evidence of another event too"));
            let Some((article, _)) = claim_of(iri) else {
                faults.expect(false, || format!("{iri} is not the name of a claim"));
                continue;
            };
            let graph = self.graph_of(&article)?;
            let name = NamedNode::new(*iri).map_err(failure)?;
            let triples = self.triples_of(name.as_ref(), graph.as_ref().into())?;
            let Some(claim) = triples.node(iri).filter(|claim| claim.is_a("Claim")) else {
                faults.expect(false, || format!("its evidence {iri} is not there"));
                continue;
            };
            let claimed = claim.term("claims").and_then(|name| name.parse::<EventType>().ok());
            faults.expect(claimed.is_some_and(|c| types.contains(&c)), || {
                format!("{iri} claims an event of another type")
            });
            statuses.extend(claim.term("status").map(str::to_owned));
            roles.extend(claim.links().map(|(role, _)| role.to_owned()));
            if articles.insert(article) {
                let about = self.triples_of(graph.as_ref(), graph.as_ref().into())?;
                let outlet = about.node(graph.as_str()).and_then(|node| node.text("outlet"));
                outlets.extend(outlet.map(str::to_owned));
            }
        }
        let counts = [
            ("claimCount", claims.len()),
            ("articleCount", articles.len()),
            ("outletCount", outlets.len()),
        ];
        for (property, count) in counts {
            let written = node.number(property);
            faults.expect(written == Some(count), || {
                format!("silk:{property} is {}, its claims give {count}", shown(written))
            });
        }
        let named: BTreeSet<&str> = node.texts("toldBy").collect();
        faults.expect(outlets.iter().map(String::as_str).eq(named), || {
            "silk:toldBy does not name the outlets of its claims".to_owned()
        });
        let status = node.term("status").unwrap_or_default();
        faults.expect(statuses.contains(status), || format!("no claim says that it is {status}"));
        for role in types.iter().flat_map(|t| t.core_roles()) {
            let filled = node.iri(role).is_some();
            faults.expect(*role == "participant" || filled <= roles.contains(*role), || {
                format!("no claim gives its silk:{role}")
            });
        }
        Ok(())
    }

    fn verify_things(&self, things: &FxHashSet<String>) -> Result<Vec<Fault>> {
        let mut faults = Faults::new();
        let terms = self.members(NamedNodeRef::new_unchecked(TERM))?;
        for term in terms.iter().map(NamedNode::as_str).chain(things.iter().map(String::as_str)) {
            let name = NamedNodeRef::new(term).map_err(failure)?;
            let triples = self.triples_of(name, GraphNameRef::DefaultGraph)?;
            let Some(node) = triples.node(term) else { continue };
            faults.of(term);
            for (property, other) in node.links() {
                faults.expect(!other.starts_with(ID) || things.contains(other), || {
                    format!("silk:{property} leads to {other}, which is not described")
                });
            }
            if node.is_a("TermOfOffice") {
                let filled = node.iri("holder").is_some() && node.iri("office").is_some();
                faults.expect(filled, || "has no holder or no office".to_owned());
                let (from, to) = (node.date("from"), node.date("to"));
                faults.expect(is_ordered(from, to), || "ends before it begins".to_owned());
            } else {
                faults.expect(node.text(LABEL).is_some(), || "has no name".to_owned());
            }
        }
        Ok(faults.found)
    }

    /// The IRIs of all that the default graph describes.
    fn all_described(&self) -> Result<FxHashSet<String>> {
        let mut all = FxHashSet::default();
        for kind in EntityKind::ALL {
            let class = format!("{}{}", silk::PREFIX.as_str(), kind.name());
            let class = NamedNodeRef::new(&class).map_err(failure)?;
            all.extend(self.members(class)?.into_iter().map(NamedNode::into_string));
        }
        Ok(all)
    }

    /// The members of a class in the default graph.
    fn members(&self, class: NamedNodeRef<'_>) -> Result<Vec<NamedNode>> {
        let graph = Some(GraphNameRef::DefaultGraph);
        let typed =
            self.database.quads_for_pattern(None, Some(rdf_terms::TYPE), Some(class.into()), graph);
        let mut subjects = Vec::new();
        for quad in typed {
            if let NamedOrBlankNode::NamedNode(node) = quad.map_err(failure)?.subject {
                subjects.push(node);
            }
        }
        Ok(subjects)
    }

    /// What a graph says of a node.
    fn triples_of(&self, node: NamedNodeRef<'_>, graph: GraphNameRef<'_>) -> Result<Triples> {
        let quads = self.database.quads_for_pattern(Some(node.into()), None, None, Some(graph));
        Triples::collect(quads.map(|q| q.map(sophia::spog)))
    }

    /// Compares the sentences of an article in the store with its clean text:
    /// each must stand there where the graph says. Returns how many were
    /// compared and the faults; `None` when the article is not in the store.
    pub fn verify_text(&self, article: &str, text: &str) -> Result<Option<(usize, Vec<Fault>)>> {
        let graph = self.graph_of(article)?;
        if !self.database.contains_named_graph(&graph).map_err(failure)? {
            return Ok(None);
        }
        let triples = self.article_triples(article)?;
        let mut faults = Faults::new();
        let mut compared = 0;
        for iri in triples.iris("Sentence").chain(triples.iris("Claim")) {
            let Some(node) = triples.node(iri) else { continue };
            compared += 1;
            faults.of(iri);
            let found = node.span().and_then(|span| characters(text, span));
            faults.expect(found.is_some(), || "lies beyond the end of the article".to_owned());
            if let (Some(found), Some(written)) = (found, node.text("text")) {
                faults.expect(found == written, || format!("the article has \"{found}\" there"));
            }
        }
        Ok(Some((compared, faults.found)))
    }
}

const TERM: &str = "https://w3id.org/silkgraph/ns#TermOfOffice";
const REPLACES: &str = "http://purl.org/dc/terms/replaces";

fn verify_sentences(triples: &Triples, article: &str, faults: &mut Faults) {
    let mut sentences: Vec<(usize, &str, &Node)> = triples
        .iris("Sentence")
        .filter_map(|iri| Some((iri, triples.node(iri)?)))
        .map(|(iri, node)| (node.number("number").unwrap_or_default(), iri, node))
        .collect();
    sentences.sort_unstable_by_key(|(number, iri, _)| (*number, *iri));
    let mut end = 0;
    for (number, iri, node) in sentences {
        faults.of(iri);
        faults.expect(node.iri("article") == Some(article), || "is of no article".to_owned());
        let numbered = iri.ends_with(&format!("#s{number}"));
        faults.expect(numbered, || format!("has the number {number}"));
        let Some(span) = node.span().filter(|span| span.start <= span.end) else {
            faults.expect(false, || "does not say where it stands".to_owned());
            continue;
        };
        faults.expect(end <= span.start, || "begins before the one before it ends".to_owned());
        end = span.end;
        if let Some(text) = node.text("text") {
            let (told, length) = (span.end - span.start, text.chars().count());
            faults.expect(told == length, || {
                format!("is said to have {told} characters and has {length}")
            });
        }
    }
}

fn verify_claim(triples: &Triples, article: &str, node: &Node, faults: &mut Faults) {
    faults.expect(node.iri("article") == Some(article), || "is of another article".to_owned());
    let event = node.term("claims").and_then(|name| name.parse::<EventType>().ok());
    faults.expect(event.is_some(), || "claims no type of event".to_owned());
    verify_status(node, faults);
    verify_dates(node, faults);
    for property in ["extractor", "pattern", "trigger"] {
        faults.expect(node.text(property).is_some(), || format!("has no silk:{property}"));
    }
    verify_quote(triples, node, faults);
    for (property, thing) in node.links() {
        let is_told = matches!(property, "article" | "sentence" | "contradicts");
        let is_thing = thing.starts_with(ID) && !thing.starts_with(ARTICLE);
        faults.expect(is_told || !is_thing || triples.entity(thing).is_some(), || {
            format!("silk:{property} leads to {thing}, which is not described")
        });
    }
}

/// Whether the words of a claim stand where it says: it begins in its
/// sentence, and runs no further than the sentence unless it is of several.
fn verify_quote(triples: &Triples, claim: &Node, faults: &mut Faults) {
    let sentence = claim.iri("sentence").and_then(|iri| triples.node(iri));
    let Some(sentence) = sentence else {
        return faults.expect(false, || "its sentence is not there".to_owned());
    };
    let (Some(quote), Some(whole)) = (claim.span(), sentence.span()) else {
        return faults.expect(false, || "does not say where it stands".to_owned());
    };
    faults.expect(quote.start < quote.end, || "quotes nothing".to_owned());
    let begins_within = (whole.start..whole.end).contains(&quote.start);
    faults.expect(begins_within, || "begins outside its sentence".to_owned());
}

fn verify_status(node: &Node, faults: &mut Faults) {
    let status = node.term("status").and_then(|name| name.parse::<Status>().ok());
    faults.expect(status.is_some(), || "has no status".to_owned());
}

fn verify_dates(node: &Node, faults: &mut Faults) {
    let (earliest, latest) = (node.date("earliest"), node.date("latest"));
    faults.expect(is_ordered(earliest, latest), || {
        format!("its earliest day {} is after its latest {}", shown(earliest), shown(latest))
    });
    if let Some(date) = node.date("date").filter(|_| node.text("edtf").is_some()) {
        let fits = is_ordered(earliest, Some(date)) && is_ordered(Some(date), latest);
        faults.expect(fits, || {
            format!("its date {date} is not from {} to {}", shown(earliest), shown(latest))
        });
    }
}

fn is_ordered<T: Ord>(first: Option<T>, last: Option<T>) -> bool {
    first.zip(last).is_none_or(|(first, last)| first <= last)
}

fn shown(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "unknown".to_owned(), |value| value.to_string())
}

fn event_types(node: &Node) -> Vec<EventType> {
    EventType::ALL.into_iter().filter(|event| node.is_a(event.name())).collect()
}

/// The stretch of a text between two characters; `None` when it is shorter.
fn characters(text: &str, span: Span) -> Option<&str> {
    let mut starts = text.char_indices().map(|(byte, _)| byte).chain([text.len()]);
    let start = starts.by_ref().nth(span.start)?;
    let more = span.end.checked_sub(span.start)?;
    let end = if more == 0 { start } else { starts.nth(more - 1)? };
    text.get(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_not_bytes() {
        let text = "a“é”";
        let of = |start, end| characters(text, Span { start, end });
        assert_eq!(of(0, 4), Some(text));
        assert_eq!(of(1, 3), Some("“é"));
        assert_eq!(of(2, 2), Some(""));
        assert_eq!(of(4, 4), Some(""));
        assert_eq!((of(0, 5), of(5, 5), of(3, 2)), (None, None, None));
    }
}
