//! Tables for spreadsheets and data frames. Columns bear the names of the
//! properties that they hold; several values of a cell stand in one, apart by
//! a semicolon.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use crate::error::{Error, Result};
use crate::event::EventType;
use crate::ontology::{Filler, Ontology};
use crate::rdf::{LABEL, Node, Triples, article_of};
use crate::store::{Part, Store};
use crate::vocabulary::{expand, shorten};

use super::{Options, file, label};

/// The tables, by part of the graph, in the order in which they are written.
const TABLES: &[(Part, &str)] = &[
    (Part::Events, "events"),
    (Part::Events, "roles"),
    (Part::Claims, "claims"),
    (Part::Claims, "articles"),
    (Part::Actors, "actors"),
    (Part::Actors, "terms"),
];

/// Writes the tables of a part into a folder; or one of them, that which bears
/// the name of the part, to a `.csv` file or to standard output. Returns what
/// is left out.
pub fn write(
    store: &Store,
    ontology: &Ontology,
    options: Options,
    target: Option<&Path>,
) -> Result<Vec<String>> {
    let part = options.part;
    let tables = Tables::new(store, ontology, options.texts)?;
    let is_file = target.is_none_or(|path| super::Format::of_path(path).is_some());
    if is_file {
        let table = TABLES.iter().find(|(of, _)| *of == part).ok_or_else(|| {
            Error::Usage(
                "one file holds one table: name a folder with --output, or one table with --what \
                 events, claims or actors"
                    .to_owned(),
            )
        })?;
        file::write(target, |out| tables.write(table.1, out))?;
        let others = TABLES.iter().filter(|(of, name)| *of == part && *name != table.1);
        return Ok(others
            .map(|(_, name)| format!("the table `{name}`: name a folder with --output to have it"))
            .collect());
    }
    let Some(folder) = target else { return Ok(Vec::new()) };
    std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
    for (of, name) in TABLES {
        if *of == part || part == Part::All {
            let path = folder.join(format!("{name}.csv"));
            file::write(Some(&path), |out| tables.write(name, out))?;
        }
    }
    Ok(Vec::new())
}

struct Tables<'a> {
    store: &'a Store,
    /// Whether the words of sentences are told.
    texts: bool,
    /// Roles filled by entities, of any event type.
    roles: Vec<String>,
    /// Roles filled by words, numbers and durations.
    words: Vec<String>,
    /// Actors, places and offices.
    things: Triples,
    thing_iris: Vec<String>,
}

/// Writes the rows of a table.
type Rows<'w> = csv::Writer<&'w mut dyn Write>;

impl<'a> Tables<'a> {
    fn new(store: &'a Store, ontology: &Ontology, texts: bool) -> Result<Self> {
        let (mut roles, mut words) = (Vec::new(), Vec::new());
        for role in EventType::ALL.iter().flat_map(|event| ontology.roles_of(*event)) {
            let column = match role.filler {
                Filler::Entity => &mut roles,
                Filler::Date => continue,
                _ => &mut words,
            };
            if role.name != "status" && !column.contains(&role.name) {
                column.push(role.name.clone());
            }
        }
        let thing_iris = store.thing_iris()?;
        let things = store.described(thing_iris.iter().map(String::as_str))?;
        Ok(Tables { store, texts, roles, words, things, thing_iris })
    }

    fn write(&self, table: &str, out: &mut dyn Write) -> Result<()> {
        let mut rows = csv::Writer::from_writer(out);
        match table {
            "events" => self.events(&mut rows)?,
            "roles" => self.fillers(&mut rows)?,
            "claims" => self.claims(&mut rows)?,
            "articles" => self.articles(&mut rows)?,
            "actors" => self.actors(&mut rows)?,
            _ => self.terms(&mut rows)?,
        }
        rows.flush().map_err(|e| Error::io("output", e))
    }

    fn events(&self, rows: &mut Rows<'_>) -> Result<()> {
        const HEAD: [&str; 10] = [
            "event",
            "type",
            "status",
            "date",
            "earliest",
            "latest",
            "edtf",
            "precision",
            "dateBasis",
            "label",
        ];
        const TAIL: [&str; 4] = ["country", "claimCount", "articleCount", "outletCount"];
        let columns = HEAD.into_iter().chain(self.role_columns()).chain(TAIL);
        row(rows, columns)?;
        for iri in self.store.event_iris()? {
            let event = self.store.described([iri.as_str()])?;
            let Some(node) = event.node(&iri) else { continue };
            let text = |property| node.text(property).unwrap_or_default().to_owned();
            let mut cells = vec![iri.clone(), type_of(node), term(node, "status")];
            cells.extend(["date", "earliest", "latest", "edtf"].map(text));
            cells.extend(["precision", "dateBasis"].map(|p| term(node, p)));
            cells.push(text(LABEL));
            cells.extend(self.role_cells(node, &self.things));
            cells.push(self.labels(&self.things, node, "country"));
            cells.extend(TAIL[1..].iter().map(|p| text(p)));
            row(rows, &cells)?;
        }
        Ok(())
    }

    /// One row for each event, role and filler.
    fn fillers(&self, rows: &mut Rows<'_>) -> Result<()> {
        row(rows, ["event", "role", "actor", "label", "type"])?;
        for iri in self.store.event_iris()? {
            let event = self.store.described([iri.as_str()])?;
            let Some(node) = event.node(&iri) else { continue };
            for role in self.roles.iter().map(String::as_str).chain(["country"]) {
                for actor in node.iris(role) {
                    let kind = self.things.entity(actor).map_or("", |e| e.kind.name());
                    let label = label(&self.things, actor);
                    row(rows, [iri.as_str(), role, actor, &label, kind])?;
                }
            }
        }
        Ok(())
    }

    fn claims(&self, rows: &mut Rows<'_>) -> Result<()> {
        const HEAD: [&str; 12] = [
            "claim",
            "event",
            "article",
            "outlet",
            "published",
            "claims",
            "status",
            "edtf",
            "earliest",
            "latest",
            "precision",
            "dateBasis",
        ];
        const TAIL: [&str; 7] =
            ["number", "begin", "end", "text", "trigger", "extractor", "pattern"];
        row(rows, HEAD.into_iter().chain(self.role_columns()).chain(TAIL))?;
        let told = self.told()?;
        for article in self.store.article_iris()? {
            let Some(id) = article_of(&article) else { continue };
            let graph = self.store.article_triples(&id)?;
            let of = |property| graph.node(&article).and_then(|n| n.text(property));
            for claim in graph.iris("Claim") {
                let Some(node) = graph.node(claim) else { continue };
                let sentence = node.iri("sentence").and_then(|s| graph.node(s));
                let in_sentence = |p| sentence.and_then(|s| s.text(p)).unwrap_or_default();
                let text = |p| node.text(p).unwrap_or_default().to_owned();
                let event = told.get(claim).map(String::as_str).unwrap_or_default();
                let mut cells = vec![claim.to_owned(), event.to_owned(), article.clone()];
                cells.extend(["outlet", "published"].map(|p| of(p).unwrap_or_default().to_owned()));
                cells.extend(["claims", "status"].map(|p| term(node, p)));
                cells.extend(["edtf", "earliest", "latest"].map(text));
                cells.extend(["precision", "dateBasis"].map(|p| term(node, p)));
                cells.extend(self.role_cells(node, &graph));
                cells.push(in_sentence("number").to_owned());
                cells.extend(["begin", "end"].map(text));
                cells.push(if self.texts { in_sentence("text").to_owned() } else { String::new() });
                cells.extend(["trigger", "extractor", "pattern"].map(text));
                row(rows, &cells)?;
            }
        }
        Ok(())
    }

    /// The event of each claim.
    fn told(&self) -> Result<BTreeMap<String, String>> {
        let mut told = BTreeMap::new();
        for iri in self.store.event_iris()? {
            let event = self.store.described([iri.as_str()])?;
            let claims = event.node(&iri).into_iter().flat_map(|node| node.iris("claim"));
            told.extend(claims.map(|claim| (claim.to_owned(), iri.clone())));
        }
        Ok(told)
    }

    fn articles(&self, rows: &mut Rows<'_>) -> Result<()> {
        const TEXTS: [&str; 5] = ["title", "outlet", "published", "url", "language"];
        row(rows, ["article"].into_iter().chain(TEXTS).chain(["claimCount"]))?;
        for article in self.store.article_iris()? {
            let Some(id) = article_of(&article) else { continue };
            let graph = self.store.article_triples(&id)?;
            let text = |p| graph.node(&article).and_then(|n| n.text(p)).unwrap_or_default();
            let claims = graph.iris("Claim").count().to_string();
            let texts = TEXTS.map(text);
            row(rows, [article.as_str()].into_iter().chain(texts).chain([claims.as_str()]))?;
        }
        Ok(())
    }

    fn actors(&self, rows: &mut Rows<'_>) -> Result<()> {
        const LINKS: [&str; 4] = ["country", "capital", "within", "memberOf"];
        let columns = ["actor", "type", "label", "altLabel", "exactMatch"].into_iter();
        row(rows, columns.chain(LINKS).chain(["region"]))?;
        let skos = |name: &str| expand(&format!("skos:{name}")).unwrap_or_default();
        let (alt, exact) = (skos("altLabel"), skos("exactMatch"));
        for iri in &self.thing_iris {
            let (Some(node), Some(entity)) = (self.things.node(iri), self.things.entity(iri))
            else {
                continue;
            };
            let also = node.texts(&alt).collect::<Vec<_>>().join("; ");
            let same = node.iri(&exact).and_then(shorten).unwrap_or_default();
            let mut cells =
                vec![iri.clone(), entity.kind.name().to_owned(), entity.name, also, same];
            cells.extend(LINKS.map(|p| self.labels(&self.things, node, p)));
            cells.push(node.text("region").unwrap_or_default().to_owned());
            row(rows, &cells)?;
        }
        Ok(())
    }

    /// Terms of office.
    fn terms(&self, rows: &mut Rows<'_>) -> Result<()> {
        row(rows, ["term", "holder", "holderLabel", "office", "officeLabel", "from", "to"])?;
        for iri in self.things.iris("TermOfOffice") {
            let Some(node) = self.things.node(iri) else { continue };
            let of = |p| node.iri(p).unwrap_or_default();
            let (holder, office) = (of("holder"), of("office"));
            let names = [holder, office].map(|other| label(&self.things, other));
            let [from, to] = ["from", "to"].map(|p| node.text(p).unwrap_or_default());
            row(rows, [iri, holder, &names[0], office, &names[1], from, to])?;
        }
        Ok(())
    }

    fn role_columns(&self) -> impl Iterator<Item = &str> {
        self.roles.iter().chain(&self.words).map(String::as_str)
    }

    fn role_cells(&self, node: &Node, names: &Triples) -> Vec<String> {
        let roles = self.roles.iter().map(|role| self.labels(names, node, role));
        let text = |word: &String| node.text(word).unwrap_or_default().to_owned();
        roles.chain(self.words.iter().map(text)).collect()
    }

    /// The names of what a property leads to, sorted.
    fn labels(&self, names: &Triples, node: &Node, property: &str) -> String {
        let labels: BTreeSet<String> = node.iris(property).map(|iri| label(names, iri)).collect();
        labels.into_iter().collect::<Vec<_>>().join("; ")
    }
}

fn type_of(node: &Node) -> String {
    let event = EventType::ALL.iter().find(|event| node.is_a(event.name()));
    event.map_or_else(String::new, |event| event.name().to_owned())
}

fn term(node: &Node, property: &str) -> String {
    node.term(property).unwrap_or_default().to_owned()
}

fn row<C: AsRef<[u8]>>(rows: &mut Rows<'_>, cells: impl IntoIterator<Item = C>) -> Result<()> {
    rows.write_record(cells).map_err(|e| Error::io("output", e.into()))
}
