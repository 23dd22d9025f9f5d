//! The header of a named query:
//!
//! ```text
//! #+ title: Meetings of an actor
//! #+ about: Whom an actor met, newest first.
//! #+ param actor: silk:Actor
//! #+ param since: xsd:date = 2000-01-01
//! #+ param country: silk:Country = any
//! ```

use crate::error::{Error, Result};

/// What a parameter takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A thing of this class of ours, e.g. `Country`.
    Thing(String),
    /// A day.
    Date,
    /// A whole number.
    Number,
    /// Any text.
    Text,
}

/// What a parameter is when it is not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// It must be given.
    None,
    /// Anything: the variable stays free.
    Any,
    /// This.
    Value(String),
}

/// A parameter of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name, which is that of a variable.
    pub name: String,
    /// What it takes.
    pub kind: Kind,
    /// What it is when it is not given.
    pub fallback: Fallback,
}

impl Param {
    /// What to bind: what is given, else the fallback; `None` leaves the
    /// variable free.
    pub(super) fn value<'a>(&'a self, given: Option<&'a str>) -> Result<Option<&'a str>, String> {
        match (given, &self.fallback) {
            (Some("any") | None, Fallback::Any) => Ok(None),
            (Some(text), _) => Ok(Some(text)),
            (None, Fallback::Value(text)) => Ok(Some(text)),
            (None, Fallback::None) => {
                Err(format!("the query needs the parameter `{0}`: add --{0} VALUE", self.name))
            }
        }
    }
}

pub(super) struct Header {
    pub title: String,
    pub about: String,
    pub params: Vec<Param>,
}

/// Whether the text has lines of a header.
pub(super) fn is_present(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("#+"))
}

/// Reads the header; several lines of `about` are one text.
pub(super) fn parse(path: &str, text: &str) -> Result<Header> {
    let mut header = Header { title: String::new(), about: String::new(), params: Vec::new() };
    for (number, line) in text.lines().enumerate() {
        let Some(entry) = line.strip_prefix("#+") else { continue };
        read_line(&mut header, entry)
            .map_err(|what| Error::data(format!("{path}:{}", number + 1), what))?;
    }
    for (key, value) in [("title", &header.title), ("about", &header.about)] {
        if value.is_empty() {
            return Err(Error::data(path, format!("the header lacks `#+ {key}: ...`")));
        }
    }
    Ok(header)
}

fn read_line(header: &mut Header, entry: &str) -> Result<(), String> {
    let Some((key, value)) = entry.split_once(':') else {
        return Err("write `#+ title: ...`, `#+ about: ...` or `#+ param name: type`".to_owned());
    };
    let (key, value) = (key.trim(), value.trim());
    match key.split_once(' ').unwrap_or((key, "")) {
        ("title", "") => header.title = value.to_owned(),
        ("about", "") if header.about.is_empty() => header.about = value.to_owned(),
        ("about", "") => header.about = format!("{} {value}", header.about),
        ("param", name) => header.params.push(param(name.trim(), value)?),
        _ => return Err(format!("unknown `{key}`; there are title, about and param")),
    }
    Ok(())
}

fn param(name: &str, rest: &str) -> Result<Param, String> {
    let (kind, fallback) = match rest.split_once('=') {
        None => (rest.trim(), Fallback::None),
        Some((kind, value)) => match value.trim() {
            "any" => (kind.trim(), Fallback::Any),
            value => (kind.trim(), Fallback::Value(value.to_owned())),
        },
    };
    let kind = match kind.split_once(':') {
        Some(("silk", class)) => Kind::Thing(class.to_owned()),
        Some(("xsd", "date")) => Kind::Date,
        Some(("xsd", "integer")) => Kind::Number,
        Some(("xsd", "string")) => Kind::Text,
        _ => {
            return Err(format!(
                "the type `{kind}` is unknown; write a class such as silk:Country, or xsd:date, \
                 xsd:integer or xsd:string"
            ));
        }
    };
    Ok(Param { name: name.to_owned(), kind, fallback })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_what_the_query_takes() {
        let text = "#+ title: Meetings\n#+ about: Whom\n#+ about: one met.\n\
                    #+ param actor: silk:Actor\n#+ param since: xsd:date = 2020-01-01\n\
                    #+ param country: silk:Country = any\nSELECT * {}";
        let header = parse("q.rq", text).unwrap();
        assert_eq!(header.about, "Whom one met.");
        let fallbacks: Vec<Fallback> = header.params.iter().map(|p| p.fallback.clone()).collect();
        let since = Fallback::Value("2020-01-01".to_owned());
        assert_eq!(fallbacks, [Fallback::None, since, Fallback::Any]);
        assert_eq!(header.params[0].kind, Kind::Thing("Actor".to_owned()));
    }

    #[test]
    fn what_is_missing_or_unknown_is_told() {
        let error = |text| parse("q.rq", text).err().map(|e| e.to_string()).unwrap_or_default();
        assert_eq!(error("SELECT * {}"), "q.rq: the header lacks `#+ title: ...`");
        assert!(error("#+ titel: x").starts_with("q.rq:1: unknown `titel`"));
        assert!(error("#+ title: x\n#+ param a: b").starts_with("q.rq:2: the type `b` is unknown"));
    }
}
