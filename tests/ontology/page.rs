//! `docs/ontology.md` out of `ontology/silkgraph.ttl`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use oxigraph::model::Term;
use silkgraph::event::{EventType, Record, Status};
use silkgraph::ontology::{Code, Filler, Ontology};
use silkgraph::vocabulary::shorten;

use super::{OWL, RDFS, SKOS, TYPE};

/// Subject to predicate to objects; subjects as N-Triples writes them.
pub type Described = BTreeMap<String, BTreeMap<String, Vec<Term>>>;

/// The page, from what the file says and how Rust reads it.
pub fn page(all: &Described, ontology: &Ontology) -> String {
    let page = Page { all, ontology };
    let mut out = String::from(HEAD);
    page.event_types(&mut out);
    page.classes(&mut out);
    page.properties(&mut out);
    page.individuals(&mut out);
    page.codes(&mut out);
    out
}

const HEAD: &str = "\
# The vocabulary

Made from `ontology/silkgraph.ttl` by `BLESS=1 cargo test --release --test
ontology`; change that file, not this one.

Terms are under `https://w3id.org/silkgraph/ns#`, prefix `silk:`; things are
under `https://w3id.org/silkgraph/id/`, prefix `id:`. Queries and exports use
these terms alone. \"Elsewhere\" names what a term corresponds to in SEM (`sem:`),
PROV-O (`prov:`), NIF (`nif:`), schema.org (`schema:`), OWL-Time (`time:`),
Dublin Core (`dcterms:`) and Wikidata (`wd:`): ⊂ is a sub-class or sub-property of
it, ≈ is close to it. `ontology/shapes.ttl` says in SHACL what every graph keeps to.

An event stands in the default graph. It has its own roles, and in
`silk:participant`, `silk:place` and `silk:country` all actors, places and states of
them together. What an article asserts is a claim in the graph of that article, with
the same properties.
";

struct Page<'a> {
    all: &'a Described,
    ontology: &'a Ontology,
}

impl Page<'_> {
    fn event_types(&self, out: &mut String) {
        out.push_str("\n## Types of event\n");
        for event in EventType::ALL {
            let key = silk(event.name());
            let _ = write!(out, "\n### {event}\n\n{}\n\n", self.text(&key, "comment"));
            let codes = self.ontology.codes(&Record::new(event, Status::Occurred));
            let plover = codes.plover.map_or("none".to_owned(), |c| plover(&c));
            let cameo = codes.cameo.map_or("none".to_owned(), |c| cameo(&c));
            let _ = writeln!(
                out,
                "PLOVER {plover}; CAMEO {cameo}; status and words may change that, see [Codes](#codes).\n"
            );
            out.push_str("| role | filled by | what it means |\n| --- | --- | --- |\n");
            for role in self.ontology.roles_of(event).iter().filter(|r| !r.common) {
                let name = if role.core { format!("**{}**", role.name) } else { role.name.clone() };
                let _ = writeln!(out, "| {name} | {} | {} |", filler(&role.filler), role.about);
            }
        }
        out.push_str(
            "\n### Every event\n\nRoles in bold make the event: one of them is always filled.\n\n",
        );
        out.push_str("| role | filled by | what it means |\n| --- | --- | --- |\n");
        for role in self.ontology.roles_of(EventType::Visit).iter().filter(|r| r.common) {
            let _ = writeln!(out, "| {} | {} | {} |", role.name, filler(&role.filler), role.about);
        }
    }

    fn classes(&self, out: &mut String) {
        out.push_str("\n## Classes\n\n| class | within | what it is | elsewhere |\n| --- | --- | --- | --- |\n");
        for name in self.of_type(&[format!("{OWL}Class")]) {
            let key = silk(name);
            if EventType::ALL.iter().any(|e| e.name() == name) {
                continue;
            }
            let parents: Vec<String> = self.iris(&key, &format!("{RDFS}subClassOf"));
            let within: Vec<String> =
                parents.iter().filter_map(|p| ours(p)).map(|p| format!("`{p}`")).collect();
            let _ = writeln!(
                out,
                "| `silk:{name}` | {} | {} | {} |",
                within.join(", "),
                self.about(&key),
                self.elsewhere(&key, "subClassOf")
            );
        }
    }

    fn properties(&self, out: &mut String) {
        out.push_str("\n## Properties\n\n| property | of | value | what it means | elsewhere |\n| --- | --- | --- | --- | --- |\n");
        let kinds = ["ObjectProperty", "DatatypeProperty", "AnnotationProperty"];
        for name in self.of_type(&kinds.map(|k| format!("{OWL}{k}"))) {
            let key = silk(name);
            let _ = writeln!(
                out,
                "| `silk:{name}` | {} | {} | {} | {} |",
                self.domain(&key, "domain"),
                self.domain(&key, "range"),
                self.about(&key),
                self.elsewhere(&key, "subPropertyOf")
            );
        }
        out.push_str(
            "\nBeside these the graph uses `rdfs:label` (the name of a thing, the headline of an event), \
             `skos:altLabel` (other names), `skos:exactMatch` (the same in Wikidata) and \
             `dcterms:replaces` (an event that it was before).\n",
        );
    }

    fn individuals(&self, out: &mut String) {
        out.push_str("\n## Words of the graph\n");
        for class in ["Status", "Precision", "DateBasis"] {
            let key = silk(class);
            let _ = write!(
                out,
                "\n**{}** (`silk:{class}`): {}\n\n",
                self.text(&key, "label"),
                self.text(&key, "comment")
            );
            out.push_str("| term | what it means | elsewhere |\n| --- | --- | --- |\n");
            for name in self.of_type(&[key.trim_matches(['<', '>']).to_owned()]) {
                let key = silk(name);
                let _ = writeln!(
                    out,
                    "| `silk:{name}` | {} | {} |",
                    self.about(&key),
                    self.elsewhere(&key, "subClassOf")
                );
            }
        }
    }

    fn codes(&self, out: &mut String) {
        out.push_str(
            "\n## Codes\n\nWhat an event is in PLOVER and CAMEO. An event that has occurred or is under way has the \
             codes of its type, above, unless a case here fits; one that is planned, possible, denied or called off \
             has codes only where a case fits. PLOVER's roles are given with the roles of each type: who acts \
             (`silk:visitor`, `silk:participant`, `silk:party`, `silk:speaker`, `silk:provider`, `silk:imposer`, \
             `silk:actor`, `silk:member`) is its actor, to whom it is done its recipient.\n\n\
             | case | what it is | PLOVER | CAMEO |\n| --- | --- | --- | --- |\n",
        );
        for (key, node) in self.all {
            let Some(name) = key.strip_prefix("<https://w3id.org/silkgraph/code/") else {
                continue;
            };
            if !node.contains_key(&format!("{OWL}equivalentClass")) {
                continue;
            }
            let close = self.iris(key, &format!("{SKOS}closeMatch"));
            let code = |scheme: &str| {
                let found = close.iter().find(|c| c.contains(scheme))?;
                let key = format!("<{found}>");
                let own = self.literal(&key, &format!("{SKOS}notation"));
                let broader = self.iris(&key, &format!("{SKOS}broader"));
                let label = self.text(&key, "label");
                Some(match (scheme, broader.first()) {
                    ("plover", Some(b)) => format!(
                        "{} / {own}",
                        self.literal(&format!("<{b}>"), &format!("{SKOS}notation"))
                    ),
                    ("plover", None) => own,
                    _ => format!("{own} {label}"),
                })
            };
            if let (Some(plover), Some(cameo)) = (code("plover"), code("cameo")) {
                let name = name.trim_end_matches('>');
                let _ = writeln!(
                    out,
                    "| `code:{name}` | {} | {plover} | {cameo} |",
                    self.text(key, "comment")
                );
            }
        }
    }

    /// Local names of everything of ours that has one of these types, sorted.
    fn of_type(&self, types: &[String]) -> Vec<&str> {
        let is = |node: &BTreeMap<String, Vec<Term>>| {
            node.get(TYPE).is_some_and(|found| {
                found.iter().any(|t| types.iter().any(|w| t.to_string() == format!("<{w}>")))
            })
        };
        let ours = |key: &'_ String| key.starts_with(&silk("")[..silk("").len() - 1]);
        self.all
            .iter()
            .filter(|(key, node)| ours(key) && is(node))
            .filter_map(|(key, _)| key.trim_end_matches('>').rsplit_once('#'))
            .map(|(_, name)| name)
            .collect()
    }

    fn values(&self, key: &str, property: &str) -> &[Term] {
        self.all.get(key).and_then(|node| node.get(property)).map_or(&[], Vec::as_slice)
    }

    fn iris(&self, key: &str, property: &str) -> Vec<String> {
        let iri = |t: &Term| match t {
            Term::NamedNode(n) => Some(n.as_str().to_owned()),
            _ => None,
        };
        self.values(key, property).iter().filter_map(iri).collect()
    }

    fn literal(&self, key: &str, property: &str) -> String {
        let text = |t: &Term| match t {
            Term::Literal(l) => Some(l.value().to_owned()),
            _ => None,
        };
        self.values(key, property).iter().find_map(text).unwrap_or_default()
    }

    fn text(&self, key: &str, property: &str) -> String {
        self.literal(key, &format!("{RDFS}{property}"))
    }

    /// Comment, and the note on why nothing uses it.
    fn about(&self, key: &str) -> String {
        let note = self.literal(key, &format!("{SKOS}editorialNote"));
        [self.text(key, "comment"), note]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Domain or range: a class, a datatype, or a union of classes.
    fn domain(&self, key: &str, property: &str) -> String {
        let names =
            self.values(key, &format!("{RDFS}{property}")).iter().flat_map(|term| match term {
                Term::NamedNode(n) => vec![n.as_str().to_owned()],
                other => self.union(&other.to_string()),
            });
        names.map(|n| format!("`{}`", shorten(&n).unwrap_or(n))).collect::<Vec<_>>().join(" or ")
    }

    fn union(&self, key: &str) -> Vec<String> {
        let mut members = Vec::new();
        let mut head = self.values(key, &format!("{OWL}unionOf")).first().cloned();
        while let Some(node) = head {
            let key = node.to_string();
            let rdf = TYPE.trim_end_matches("type");
            members.extend(self.iris(&key, &format!("{rdf}first")));
            head = self.values(&key, &format!("{rdf}rest")).first().cloned();
        }
        members
    }

    /// What it corresponds to in other vocabularies.
    fn elsewhere(&self, key: &str, parent: &str) -> String {
        let foreign = |property: String, sign: &str| -> Vec<String> {
            let iris = self.iris(key, &property).into_iter();
            iris.filter(|i| ours(i).is_none() && !i.contains("silkgraph/code/"))
                .map(|i| format!("{sign} `{}`", shorten(&i).unwrap_or(i)))
                .collect()
        };
        let mut all = foreign(format!("{RDFS}{parent}"), "⊂");
        all.extend(foreign(format!("{SKOS}closeMatch"), "≈"));
        all.join(", ")
    }
}

fn silk(name: &str) -> String {
    format!("<{}{name}>", super::SILK)
}

/// A term of ours as a prefixed name.
fn ours(iri: &str) -> Option<String> {
    iri.starts_with(super::SILK).then(|| shorten(iri)).flatten()
}

fn plover(code: &Code) -> String {
    match &code.detail {
        Some(mode) => format!("{} / {mode}", code.root),
        None => code.root.clone(),
    }
}

fn cameo(code: &Code) -> String {
    code.detail.clone().unwrap_or_else(|| code.root.clone())
}

fn filler(filler: &Filler) -> String {
    match filler {
        Filler::Entity => "an actor or place".to_owned(),
        Filler::Word(words) => words.join(", "),
        Filler::Text => "text".to_owned(),
        Filler::Date => "a date".to_owned(),
        Filler::Duration => "a duration".to_owned(),
        Filler::Number => "a number".to_owned(),
        Filler::Decimal => "a number, with decimals".to_owned(),
    }
}
