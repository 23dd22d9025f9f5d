//! Named queries and queries of one's own, in SPARQL, over our store or any
//! SPARQL 1.1 endpoint.
//!
//! A named query is a file `queries/NAME.rq`: valid SPARQL under a header that
//! says what it answers and which parameters it takes (`header`). Parameters
//! become typed terms in `VALUES` ([`Query::bind`]); they are never pasted
//! into the text. A [`Graph`] answers what comes of it.

mod answer;
mod ask;
mod bind;
mod check;
mod endpoint;
mod graph;
mod header;
mod name;
mod param;
mod plan;

use std::collections::BTreeMap;

use oxigraph::model::Term;
use oxigraph::sparql::SparqlSyntaxError;
use spargebra::SparqlParser;

pub use self::answer::{Answer, Format, Rows, Style, TABLE};
pub use self::ask::Ask;
pub use self::endpoint::Endpoint;
pub use self::graph::{Graph, Timed};
pub use self::header::RESERVED;
pub use self::name::Names;
pub use self::param::{Arity, Kind, Param, Thing, first_day, last_day};
use crate::data::{Data, DataFile, Folder};
use crate::error::{Error, Result};
use crate::vocabulary::PREFIXES;

/// Values of parameters, by name.
pub type Arguments = BTreeMap<String, Vec<String>>;

/// A query with its header.
#[derive(Clone, Debug)]
pub struct Query {
    /// The name of its file, e.g. `visits`.
    pub name: String,
    /// What it lists, in a few words.
    pub title: String,
    /// What it answers, in a sentence or two.
    pub about: String,
    /// Parameters with which to try it, as on the command line.
    pub example: String,
    /// What it takes.
    pub params: Vec<Param>,
    /// Where it stands, for messages.
    path: String,
    /// The whole file.
    text: String,
}

/// A query whose parameters have their values: ready to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// SPARQL 1.1 with all its prefixes.
    pub sparql: String,
    /// What it asks, in words: "Visits: to Kazakhstan, since 2022-01-01".
    pub heading: String,
}

/// The named queries.
#[derive(Clone, Debug)]
pub struct Queries(Vec<Query>);

impl Queries {
    /// Reads the folder of queries; refuses headers that are not complete.
    /// [`Query::check`] looks at the rest.
    pub fn load(data: &Data) -> Result<Self> {
        let files = data.files(Folder::Queries, "rq")?;
        Ok(Queries(files.into_iter().map(Query::parse).collect::<Result<_>>()?))
    }

    /// The query of that name; the error says which there are.
    pub fn get(&self, name: &str) -> Result<&Query> {
        self.0.iter().find(|q| q.name == name).ok_or_else(|| {
            let likeness = |q: &&Query| strsim::jaro_winkler(&q.name, name);
            let near = self.iter().filter(|q| likeness(q) > 0.8);
            let near = near.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
            let near = near.map(|q| format!("did you mean `{}`? ", q.name)).unwrap_or_default();
            Error::Usage(format!(
                "there is no query `{name}`; {near}`silkgraph query --list` lists them. A query of \
                 your own is the path of a .rq file or the query itself in quotes"
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
        Ok(Query {
            name: file.stem,
            title: header.title,
            about: header.about,
            example: header.example,
            params: header.params,
            path: file.path,
            text: file.text,
        })
    }

    /// A query of the user's own: from the command line, or of a file, whose
    /// header may be missing. `path` is what errors name.
    pub fn of_text(path: &str, text: &str) -> Result<Self> {
        if header::is_present(text) {
            return Query::parse(DataFile::new(path, text));
        }
        let (path, text) = (path.to_owned(), text.to_owned());
        let (title, about, example) = (String::new(), String::new(), String::new());
        Ok(Query { name: path.clone(), title, about, example, params: Vec::new(), path, text })
    }

    /// The parameter of that name; the error says which there are.
    fn param(&self, name: &str) -> Result<&Param> {
        self.params.iter().find(|p| p.name == name).ok_or_else(|| {
            let names: Vec<String> = self.params.iter().map(|p| format!("--{}", p.name)).collect();
            Error::Usage(if names.is_empty() {
                format!("the query {} takes no parameters, so no `{name}`", self.name)
            } else {
                format!("the query {} has no `{name}`; it takes {}", self.name, names.join(", "))
            })
        })
    }

    /// Gives the parameters their values. A thing is given as IRI, as prefixed
    /// name (`id:xi-jinping`), as identifier (`xi-jinping`) or by a name that
    /// `names` finds ("Xi").
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] for a parameter that is missing or unknown;
    /// [`Error::Query`] for a value of the wrong type, for a name that nothing
    /// or several things have, and for a syntax error, with line and column.
    pub fn bind(&self, arguments: &Arguments, names: &Names<'_>) -> Result<Bound> {
        for name in arguments.keys() {
            self.param(name)?;
        }
        self.parsed(&self.text)?;
        let mut given = BTreeMap::new();
        let mut told = Vec::new();
        for param in &self.params {
            let values = match arguments.get(&param.name) {
                Some(values) => values.clone(),
                None => param.default.iter().cloned().collect(),
            };
            if values.is_empty() && param.arity.is_required() {
                let (name, placeholder) = (&param.name, param.kind.placeholder());
                let what = format!("{} needs --{name} {placeholder}: {}", self.name, param.about);
                return Err(Error::Usage(what));
            }
            if values.is_empty() {
                continue;
            }
            let terms = self.terms(param, &values, names)?;
            let shown: Vec<String> =
                terms.iter().map(|term| shown(term, names)).collect::<Result<_>>()?;
            told.push(format!("{} {}", param.name, shown.join(" or ")));
            given.insert(param.name.clone(), terms);
        }
        let mut heading = self.title.clone();
        if !told.is_empty() {
            heading += &format!(": {}", told.join(", "));
        }
        Ok(Bound { sparql: with_prefixes(&bind::bind(&self.text, &given)), heading })
    }

    fn terms(&self, param: &Param, values: &[String], names: &Names<'_>) -> Result<Vec<Term>> {
        if values.len() > 1 && !param.arity.is_many() {
            return Err(Error::Usage(format!(
                "{} takes one --{}, not {}",
                self.name,
                param.name,
                values.len()
            )));
        }
        let term = |value: &String| {
            param
                .kind
                .term(value, names)
                .map_err(|e| Error::Query(format!("--{}: {e}", param.name)))
        };
        values.iter().map(term).collect()
    }

    /// The algebra of a text, which may leave out the prefixes that every
    /// query knows.
    fn parsed(&self, text: &str) -> Result<spargebra::Query> {
        let mut parser = SparqlParser::new();
        for (prefix, iri) in PREFIXES {
            let declared = parser.with_prefix(*prefix, *iri);
            parser = declared.map_err(|e| Error::Query(e.to_string()))?;
        }
        parser.parse_query(text).map_err(|e| self.fault(&e))
    }

    /// A syntax error as path, line, column, what was expected, and the line
    /// with a mark under the place.
    fn fault(&self, error: &SparqlSyntaxError) -> Error {
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

/// A value as the heading of the answer shows it: so that people see which Xi
/// was meant.
fn shown(term: &Term, names: &Names<'_>) -> Result<String> {
    Ok(match term {
        Term::NamedNode(node) => match node.as_str().split_once("/ns#") {
            Some((_, term)) => term.to_lowercase(),
            None => names.name(node)?,
        },
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    })
}

/// Declares the prefixes that a text uses and does not declare.
fn with_prefixes(text: &str) -> String {
    let lower = text.to_lowercase();
    let is_missing = |prefix: &str| {
        text.contains(&format!("{prefix}:")) && !lower.contains(&format!("prefix {prefix}:"))
    };
    let missing = PREFIXES.iter().filter(|(prefix, _)| is_missing(prefix));
    let declared: String = missing.map(|(p, iri)| format!("PREFIX {p}: <{iri}>\n")).collect();
    declared + text
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
