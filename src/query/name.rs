//! What people call a thing → the thing in the graph.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use oxigraph::model::vocab::rdfs;
use oxigraph::model::{Literal, NamedNode, Term};

use super::graph::Graph;
use super::param::Thing;
use crate::data::Data;
use crate::error::{Error, Result};
use crate::event::EntityKind;
use crate::gazetteer::name::{key, words};
use crate::gazetteer::{Gazetteer, Id, Sense};
use crate::rdf::{id_of, thing_iri};
use crate::vocabulary::{expand, shorten, silk, skos};

/// So many names are proposed for one that is not known.
const PROPOSED: usize = 5;

/// Finds things by the names of the gazetteer, in all their spellings, and by
/// those that the graph knows.
pub struct Names<'a> {
    data: &'a Data,
    graph: &'a dyn Graph,
    gazetteer: OnceCell<Gazetteer>,
}

/// A thing that a name can mean: its identifier and its name.
type Meaning = (String, String);

impl<'a> Names<'a> {
    /// The gazetteer is read when the first name is looked up.
    pub fn new(data: &'a Data, graph: &'a dyn Graph) -> Self {
        Names { data, graph, gazetteer: OnceCell::new() }
    }

    fn gazetteer(&self) -> Result<&Gazetteer> {
        if let Some(gazetteer) = self.gazetteer.get() {
            return Ok(gazetteer);
        }
        let loaded = Gazetteer::load(self.data)?;
        Ok(self.gazetteer.get_or_init(|| loaded))
    }

    /// The thing that an IRI, a prefixed name (`id:xi-jinping`), an identifier
    /// (`xi-jinping`) or a name ("Xi") stands for.
    ///
    /// The gazetteer is asked first, then the graph: by exact name, and at
    /// last by spellings and surnames.
    ///
    /// # Errors
    ///
    /// [`Error::Query`] with what to write, when nothing is called so or when
    /// several things are; and when the graph cannot be asked.
    pub fn find(&self, kind: Thing, text: &str) -> Result<NamedNode> {
        let text = text.trim();
        if let Some(iri) = expand(text).or_else(|| text.contains("://").then(|| text.to_owned())) {
            return NamedNode::new(iri)
                .map_err(|e| Error::Query(format!("`{text}` is no IRI: {e}")));
        }
        let mut meanings = match kind {
            Thing::Event => Vec::new(),
            _ => listed(self.gazetteer()?, kind, text),
        };
        if meanings.is_empty() {
            meanings = self.called(kind, text)?;
        }
        if meanings.is_empty() {
            meanings = self.alike(kind, text)?;
        }
        match meanings.as_slice() {
            [(id, _)] => node(id),
            [] => Err(self.unknown(kind, text)?),
            several => {
                Err(Error::Query(format!("`{text}` can be {}: write one of these", list(several))))
            }
        }
    }

    /// The name of a thing; for one without a name its identifier.
    pub fn name(&self, node: &NamedNode) -> Result<String> {
        if let Some(id) = id_of(node.as_str())
            && let Some(number) = self.gazetteer()?.by_id(&id)
        {
            return Ok(self.gazetteer()?.things[number].name.clone());
        }
        let known = labels(self.graph, [node], "")?.into_values().next();
        Ok(known.or_else(|| shorten(node.as_str())).unwrap_or_else(|| node.as_str().to_owned()))
    }

    /// Things of the graph with exactly this name or identifier.
    fn called(&self, kind: Thing, text: &str) -> Result<Vec<Meaning>> {
        let node = node(text)?;
        let name = Literal::new_simple_literal(text);
        let (label, also) = (rdfs::LABEL, also());
        self.meanings(&format!(
            "SELECT DISTINCT ?thing ?name {{
               {{ VALUES ?thing {{ {node} }} }} UNION
               {{ ?thing {label} {name} }} UNION {{ ?thing {also} {name} }}
               ?thing a ?class ; {label} ?name FILTER(?class IN ({})) }} ORDER BY ?thing",
            classes(kind).join(", ")
        ))
    }

    /// Things of the graph whose name is spelt otherwise or ends in the text,
    /// as names of persons end in the surname.
    fn alike(&self, kind: Thing, text: &str) -> Result<Vec<Meaning>> {
        let wanted = keys(text);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let all = self.all(kind)?;
        let (same, ending): (Vec<_>, Vec<_>) = all
            .into_iter()
            .filter(|(_, name)| keys(name).ends_with(&wanted))
            .partition(|(_, name)| keys(name) == wanted);
        Ok(if same.is_empty() { ending } else { same })
    }

    fn all(&self, kind: Thing) -> Result<Vec<Meaning>> {
        let label = rdfs::LABEL;
        self.meanings(&format!(
            "SELECT DISTINCT ?thing ?name {{ VALUES ?class {{ {} }} ?thing a ?class ; {label} ?name }} \
             ORDER BY ?thing",
            classes(kind).join(" ")
        ))
    }

    fn meanings(&self, sparql: &str) -> Result<Vec<Meaning>> {
        let rows = self.graph.rows(sparql)?;
        let meanings = rows.iter().filter_map(|row| match (row.get("thing"), row.get("name")) {
            (Some(Term::NamedNode(thing)), Some(Term::Literal(name))) => {
                Some((id_of(thing.as_str())?, name.value().to_owned()))
            }
            _ => None,
        });
        let mut meanings: Vec<Meaning> = meanings.collect();
        meanings.dedup_by(|a, b| a.0 == b.0);
        Ok(meanings)
    }

    /// What to write instead of a name that nothing has.
    fn unknown(&self, kind: Thing, text: &str) -> Result<Error> {
        if kind == Thing::Event {
            return Ok(Error::Query(format!(
                "there is no event `{text}`: write an identifier, such as visit-8ad6a99310dd in \
                 the last column of most answers, or a headline as `silkgraph query events` has it"
            )));
        }
        let gazetteer = self.gazetteer()?;
        let things = gazetteer.things.iter().enumerate();
        let listed = things.filter(|(id, _)| is_of(gazetteer, kind, *id)).flat_map(|(_, thing)| {
            let names = std::iter::once(&thing.name).chain(&thing.also);
            names.map(|name| (thing.id.clone(), name.clone()))
        });
        let mut near: Vec<(f64, Meaning)> = listed
            .chain(self.all(kind)?)
            .map(|meaning| (likeness(kind, &meaning.1, text), meaning))
            .filter(|(likeness, _)| *likeness > 0.85)
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let mut proposed: Vec<Meaning> = Vec::new();
        for (_, meaning) in near {
            if proposed.len() < PROPOSED && !proposed.iter().any(|(id, _)| *id == meaning.0) {
                proposed.push(meaning);
            }
        }
        let kind = kind.name();
        let article = if kind.starts_with(['a', 'e', 'o']) { "an" } else { "a" };
        Ok(Error::Query(if proposed.is_empty() {
            format!(
                "nothing that is {article} {kind} is called `{text}`: write a name (Kazakhstan, \
                 Tokayev) or an identifier; `silkgraph find NAME` looks names up"
            )
        } else {
            format!(
                "nothing that is {article} {kind} is called `{text}`: did you mean {}?",
                list(&proposed)
            )
        }))
    }
}

/// How like a misspelt name is to a name, or to the surname in it, from 0 to 1.
fn likeness(kind: Thing, name: &str, written: &str) -> f64 {
    let (name, written) = (name.to_lowercase(), written.to_lowercase());
    let surname = name.rsplit(' ').next().unwrap_or_default();
    let like = |name: &str| strsim::jaro_winkler(name, &written);
    match kind {
        Thing::Actor | Thing::Person => like(&name).max(like(surname)),
        _ => like(&name),
    }
}

fn node(id: &str) -> Result<NamedNode> {
    NamedNode::new(thing_iri(id)).map_err(|e| Error::Query(e.to_string()))
}

/// The names of things, by IRI; those without a name are left out, and those
/// for which the `condition` on `?thing` does not hold.
pub(super) fn labels<'n>(
    graph: &dyn Graph,
    nodes: impl IntoIterator<Item = &'n NamedNode>,
    condition: &str,
) -> Result<BTreeMap<NamedNode, String>> {
    let values: Vec<String> = nodes.into_iter().map(NamedNode::to_string).collect();
    if values.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = graph.rows(&format!(
        "PREFIX silk: <{}> SELECT ?thing ?name {{ VALUES ?thing {{ {} }} ?thing {} ?name {condition} }}",
        ns(),
        values.join(" "),
        rdfs::LABEL
    ))?;
    let named = rows.iter().filter_map(|row| match (row.get("thing"), row.get("name")) {
        (Some(Term::NamedNode(thing)), Some(Term::Literal(name))) => {
            Some((thing.clone(), name.value().to_owned()))
        }
        _ => None,
    });
    Ok(named.collect())
}

/// What the gazetteer lists under an identifier or name, the most certain
/// reading alone: an identifier before a name, a name before a nationality, a
/// nationality before a surname.
fn listed(gazetteer: &Gazetteer, kind: Thing, text: &str) -> Vec<Meaning> {
    let mut readings: Vec<(u8, Id)> = gazetteer.by_id(text).map(|id| (0, id)).into_iter().collect();
    for (sense, _) in gazetteer.names.get(text) {
        match sense {
            Sense::Name(id) => readings.push((1, *id)),
            Sense::Adjective(id) | Sense::Demonym(id) => readings.push((2, *id)),
            Sense::Surname(id) => readings.push((3, *id)),
            Sense::Title { .. } | Sense::Body(_) => {}
        }
    }
    // Who says that Astana protests means the state.
    let stands_for = |id: Id| match kind {
        Thing::Actor | Thing::Country => gazetteer.stands_for(id).unwrap_or(id),
        _ => id,
    };
    let readings: Vec<(u8, Id)> = readings
        .into_iter()
        .map(|(rank, id)| (rank, stands_for(id)))
        .filter(|(_, id)| is_of(gazetteer, kind, *id))
        .collect();
    let best = readings.iter().map(|(rank, _)| *rank).min();
    let mut meanings: Vec<Meaning> = Vec::new();
    for (rank, id) in readings {
        let thing = &gazetteer.things[id];
        if Some(rank) == best && !meanings.iter().any(|(known, _)| *known == thing.id) {
            meanings.push((thing.id.clone(), thing.name.clone()));
        }
    }
    meanings
}

fn is_of(gazetteer: &Gazetteer, kind: Thing, id: Id) -> bool {
    let of = gazetteer.entity(id).kind;
    match kind {
        Thing::Actor => of != EntityKind::Place,
        Thing::Person => of == EntityKind::Person,
        Thing::Country => of == EntityKind::Country,
        Thing::Organisation => of == EntityKind::Organisation,
        Thing::Place => matches!(of, EntityKind::Place | EntityKind::Country),
        Thing::Event => false,
    }
}

/// The classes of things of a kind.
fn classes(kind: Thing) -> Vec<String> {
    let classes: &[&str] = match kind {
        Thing::Actor => &["Person", "Organisation", "Country", "Office", "Group"],
        Thing::Person => &["Person"],
        Thing::Country => &["Country"],
        Thing::Organisation => &["Organisation"],
        Thing::Place => &["Place", "Country"],
        Thing::Event => &["Event"],
    };
    classes.iter().map(|class| format!("<{}{class}>", ns())).collect()
}

fn ns() -> &'static str {
    silk::PREFIX.as_str()
}

fn also() -> String {
    format!("<{}>", skos::altLabel)
}

/// The keys in which the spellings of a name's words fall together.
fn keys(name: &str) -> Vec<String> {
    words(name).into_iter().map(|span| key(span.of(name))).collect()
}

/// `nursultan-nazarbayev (Nursultan Nazarbayev) or ...`
fn list(meanings: &[Meaning]) -> String {
    let each: Vec<String> = meanings.iter().map(|(id, name)| format!("{id} ({name})")).collect();
    match each.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
