//! Named queries and queries of one's own, in SPARQL, over a store.
//!
//! A named query is a file `queries/NAME.rq`: valid SPARQL under a header that
//! says what it answers and which parameters it takes. Parameters are bound
//! to variables of the query, never pasted into its text.

mod answer;
mod ask;
mod header;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use oxigraph::model::vocab::{rdfs, xsd};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Variable};
use oxigraph::sparql::{PreparedSparqlQuery, SparqlEvaluator};

pub use self::answer::{Answer, Format, TABLE};
pub use self::ask::Ask;
pub use self::header::{Fallback, Kind, Param};
use crate::data::{Data, DataFile, Folder};
use crate::error::{Error, Result};
use crate::rdf::thing_iri;
use crate::store::Store;
use crate::vocabulary::{PREFIXES, expand, skos};

/// A query with its header.
#[derive(Clone, Debug)]
pub struct Query {
    /// The name of its file, e.g. `visits-to`.
    pub name: String,
    /// What it lists, in a few words.
    pub title: String,
    /// What it answers, in a sentence or two.
    pub about: String,
    /// What it takes.
    pub params: Vec<Param>,
    /// Where it stands, for messages.
    path: String,
    /// The whole file.
    text: String,
}

/// The named queries.
#[derive(Clone, Debug)]
pub struct Queries(Vec<Query>);

impl Queries {
    /// Reads the folder of queries; refuses headers that are not complete,
    /// syntax errors, and parameters that the query does not select.
    pub fn load(data: &Data) -> Result<Self> {
        let files = data.files(Folder::Queries, "rq")?;
        Ok(Queries(files.into_iter().map(Query::parse).collect::<Result<_>>()?))
    }

    /// The query of that name; the error lists what there is.
    pub fn get(&self, name: &str) -> Result<&Query> {
        self.0.iter().find(|q| q.name == name).ok_or_else(|| {
            let names: Vec<&str> = self.iter().map(|q| q.name.as_str()).collect();
            Error::Query(format!(
                "there is no query `{name}`; there are {}. A query of your own is the path of a \
                 .rq file or the query itself in quotes",
                names.join(", ")
            ))
        })
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Query> {
        self.0.iter()
    }
}

impl Query {
    /// Reads a named query: a file with a complete header.
    pub fn parse(file: DataFile) -> Result<Self> {
        let header = header::parse(&file.path, &file.text)?;
        let query = Query {
            name: file.stem,
            title: header.title,
            about: header.about,
            params: header.params,
            path: file.path,
            text: file.text,
        };
        query.check_params()?;
        Ok(query)
    }

    /// A query of the user's own: from the command line, or of a file, whose
    /// header may be missing. `path` is what errors name.
    pub fn of_text(path: &str, text: &str) -> Result<Self> {
        if header::is_present(text) {
            return Query::parse(DataFile::new(path, text));
        }
        Ok(Query {
            name: path.to_owned(),
            title: String::new(),
            about: String::new(),
            params: Vec::new(),
            path: path.to_owned(),
            text: text.to_owned(),
        })
    }

    /// Every parameter must be selected, or SPARQL cannot bind it.
    fn check_params(&self) -> Result<()> {
        let parsed = self.prepare()?;
        let selected = answer::variables(parsed)?;
        match self.params.iter().find(|p| !selected.contains(&p.name)) {
            None => Ok(()),
            Some(param) => Err(Error::data(
                &self.path,
                format!("the parameter `{0}` is not selected; write SELECT ?{0} ...", param.name),
            )),
        }
    }

    fn prepare(&self) -> Result<PreparedSparqlQuery> {
        let mut evaluator = SparqlEvaluator::new();
        for (prefix, iri) in PREFIXES {
            let declared = evaluator.with_prefix(*prefix, *iri);
            evaluator = declared.map_err(|e| Error::Query(e.to_string()))?;
        }
        evaluator.parse_query(&self.text).map_err(|e| self.fault(&e))
    }

    /// Runs the query.
    ///
    /// `arguments` are parameters by name. One that takes a thing is given as
    /// IRI, as prefixed name (`id:xi-jinping`), as identifier (`xi-jinping`) or
    /// as a name ("Xi Jinping").
    ///
    /// # Errors
    ///
    /// [`Error::Query`] for a syntax error, with line and column; for a
    /// parameter that is missing, unknown or of the wrong type; and for a
    /// failure while the query runs.
    pub fn run(&self, store: &Store, arguments: &BTreeMap<String, String>) -> Result<Answer> {
        if let Some(name) = arguments.keys().find(|a| !self.params.iter().any(|p| p.name == **a)) {
            return Err(Error::Query(self.no_param(name)));
        }
        let mut prepared = self.prepare()?;
        let mut bound = Vec::new();
        for param in &self.params {
            let given = arguments.get(&param.name).map(String::as_str);
            if let Some(text) = param.value(given).map_err(Error::Query)? {
                let term = resolve(store, param, text)?;
                let variable =
                    Variable::new(&param.name).map_err(|e| Error::Query(e.to_string()))?;
                prepared = prepared.substitute_variable(variable, term.clone());
                bound.push((param.name.clone(), term));
            }
        }
        let results = prepared
            .on_store(store.database())
            .execute()
            .map_err(|e| Error::Query(format!("{}: {e}", self.path)))?;
        Ok(Answer::new(results, bound))
    }

    fn no_param(&self, name: &str) -> String {
        if self.params.is_empty() {
            return format!("the query {} takes no parameters, so no `{name}`", self.name);
        }
        let names: Vec<&str> = self.params.iter().map(|p| p.name.as_str()).collect();
        format!("the query {} has no parameter `{name}`; it has {}", self.name, names.join(", "))
    }

    /// A syntax error as path, line, column, what was expected, and the line
    /// with a mark under the place.
    fn fault(&self, error: &impl std::fmt::Display) -> Error {
        let message = error.to_string();
        let place = message.strip_prefix("error at ").and_then(|rest| {
            let (line, rest) = rest.split_once(':')?;
            let (column, what) = rest.split_once(':')?;
            Some((line.parse::<usize>().ok()?, column.parse::<usize>().ok()?, what.trim()))
        });
        let Some((line, column, what)) = place else {
            return Error::Query(format!("{}: {message}", self.path));
        };
        let source = self.text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
        let mark = " ".repeat(column.saturating_sub(1));
        Error::Query(format!(
            "{}:{line}:{column}: {}\n  {source}\n  {mark}^",
            self.path,
            shorten_list(what)
        ))
    }
}

/// The parser's list of what it expected can run to a page.
fn shorten_list(expected: &str) -> String {
    const SHOWN: usize = 8;
    let Some(list) = expected.strip_prefix("expected one of ") else {
        return expected.to_owned();
    };
    let items: Vec<&str> = list.split(", ").collect();
    if items.len() <= SHOWN {
        return expected.to_owned();
    }
    format!("expected one of {} and {} more", items[..SHOWN].join(", "), items.len() - SHOWN)
}

/// The term that an argument stands for.
fn resolve(store: &Store, param: &Param, text: &str) -> Result<Term> {
    let wrong = |what: &str| {
        Error::Query(format!("the parameter `{}` cannot be `{text}`: write {what}", param.name))
    };
    match &param.kind {
        Kind::Text => Ok(Literal::new_simple_literal(text).into()),
        Kind::Date => match text.parse::<NaiveDate>() {
            Ok(date) => Ok(Literal::new_typed_literal(date.to_string(), xsd::DATE).into()),
            Err(_) => Err(wrong("a day such as 2022-09-14")),
        },
        Kind::Number => match text.parse::<i64>() {
            Ok(number) => Ok(Literal::from(number).into()),
            Err(_) => Err(wrong("a whole number")),
        },
        Kind::Thing(class) => match find(store, text)? {
            Some(node) => Ok(node.into()),
            None => Err(Error::Query(format!(
                "nothing in the graph is called `{text}`; the parameter `{}` takes a {class} by \
                 name (Kazakhstan) or identifier (kazakhstan)",
                param.name
            ))),
        },
    }
}

/// The thing that an IRI, a prefixed name, an identifier or a name stands for.
fn find(store: &Store, text: &str) -> Result<Option<NamedNode>> {
    if let Some(iri) = expand(text).or_else(|| text.contains("://").then(|| text.to_owned())) {
        return Ok(NamedNode::new(iri).ok());
    }
    let by_id = NamedNode::new(thing_iri(text)).map_err(|e| Error::Query(e.to_string()))?;
    if is_described(store, by_id.as_ref())? {
        return Ok(Some(by_id));
    }
    let alternative = skos::altLabel.to_string();
    for property in [rdfs::LABEL.as_str(), &alternative] {
        let property = NamedNodeRef::new(property).map_err(|e| Error::Query(e.to_string()))?;
        let label = Literal::new_simple_literal(text);
        let mut found = store.database().quads_for_pattern(
            None,
            Some(property),
            Some(label.as_ref().into()),
            None,
        );
        if let Some(quad) = found.next() {
            let quad = quad.map_err(|e| Error::Store(e.to_string()))?;
            if let NamedOrBlankNode::NamedNode(node) = quad.subject {
                return Ok(Some(node));
            }
        }
    }
    Ok(None)
}

fn is_described(store: &Store, node: NamedNodeRef<'_>) -> Result<bool> {
    let mut quads = store.database().quads_for_pattern(Some(node.into()), None, None, None);
    quads.next().transpose().map(|q| q.is_some()).map_err(|e| Error::Store(e.to_string()))
}
