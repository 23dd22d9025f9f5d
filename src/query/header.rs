//! The header of a named query:
//!
//! ```text
//! #+ title: Visits
//! #+ about: Who visited whom, latest first.
//! #+ param to: place* -- Only visits to this state or city
//! #+ param since: date? -- Only what can have happened on this day or later
//! #+ param least: number = 2 -- Only pairs with so many events
//! #+ example: --to kazakhstan --since 2022-01-01
//! ```
//!
//! Behind a type `?` stands for "may be left out", `*` for "any number of
//! times", `+` for "at least once"; without one it must be given once.

use super::param::{Arity, Kind, Param};
use crate::error::{Error, Result};

/// Flags of the command line, which no parameter can be called.
pub const RESERVED: [&str; 13] = [
    "list",
    "explain",
    "format",
    "output",
    "limit",
    "timeout",
    "db",
    "endpoint",
    "data",
    "gazetteer",
    "help",
    "version",
    "query",
];

#[derive(Default)]
pub(super) struct Header {
    pub title: String,
    pub about: String,
    pub example: String,
    pub params: Vec<Param>,
}

/// Whether the text has lines of a header.
pub(super) fn is_present(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("#+"))
}

/// Reads the header; several lines of `about` are one text.
pub(super) fn parse(path: &str, text: &str) -> Result<Header> {
    let mut header = Header::default();
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
    const KEYS: &str = "title, about, param and example";
    let Some((key, value)) = entry.split_once(':') else {
        return Err(format!("write `#+ key: value`; the keys are {KEYS}"));
    };
    let (key, value) = (key.trim(), value.trim());
    match key.split_once(' ').unwrap_or((key, "")) {
        ("title", "") => header.title = value.to_owned(),
        ("about", "") if header.about.is_empty() => header.about = value.to_owned(),
        ("about", "") => header.about = format!("{} {value}", header.about),
        ("example", "") => header.example = value.to_owned(),
        ("param", name) => {
            let param = param(name.trim(), value)?;
            if header.params.iter().any(|p| p.name == param.name) {
                return Err(format!("the parameter `{}` stands twice; remove one", param.name));
            }
            header.params.push(param);
        }
        _ => return Err(format!("unknown `{key}`; the keys are {KEYS}")),
    }
    Ok(())
}

/// `place* -- Only visits to this state or city`
fn param(name: &str, value: &str) -> Result<Param, String> {
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase()) {
        return Err(format!("the parameter `{name}` needs a name of small letters a to z"));
    }
    if RESERVED.contains(&name) {
        return Err(format!(
            "`{name}` is a flag of the command line; call the parameter otherwise"
        ));
    }
    let Some((kind, about)) = value.split_once("--") else {
        return Err(format!("say what `{name}` does: `#+ param {name}: {value} -- ...`"));
    };
    let (kind, default) = match kind.split_once('=') {
        None => (kind.trim(), None),
        Some((kind, value)) => (kind.trim(), Some(value.trim().to_owned())),
    };
    let (kind, arity) = match kind.chars().last() {
        Some('?') => (&kind[..kind.len() - 1], Arity::Maybe),
        Some('*') => (&kind[..kind.len() - 1], Arity::Any),
        Some('+') => (&kind[..kind.len() - 1], Arity::Some),
        _ if default.is_some() => (kind, Arity::Maybe),
        _ => (kind, Arity::One),
    };
    let kind = Kind::of_header(kind)?;
    if let Some(default) = &default {
        kind.check(default).map_err(|what| format!("the default of `{name}`: {what}"))?;
    }
    let about = about.trim().to_owned();
    Ok(Param { name: name.to_owned(), kind, arity, default, about })
}

#[cfg(test)]
mod tests {
    use super::super::param::Thing;
    use super::*;

    #[test]
    fn a_header_says_what_the_query_takes() {
        let text = "#+ title: Meetings\n#+ about: Whom\n#+ about: one met.\n\
                    #+ param actor: actor+ -- Who met\n#+ param least: number = 2 -- So many\n\
                    #+ param country: country -- Where\nSELECT * {}";
        let header = parse("q.rq", text).unwrap();
        assert_eq!(header.about, "Whom one met.");
        let arities: Vec<Arity> = header.params.iter().map(|p| p.arity).collect();
        assert_eq!(arities, [Arity::Some, Arity::Maybe, Arity::One]);
        assert_eq!(header.params[0].kind, Kind::Thing(Thing::Actor));
        assert_eq!(header.params[0].about, "Who met");
        assert_eq!(header.params[1].default.as_deref(), Some("2"));
    }

    #[test]
    fn what_is_missing_or_unknown_is_told() {
        let error =
            |text: &str| parse("q.rq", text).err().map(|e| e.to_string()).unwrap_or_default();
        let param = |line: &str| error(&format!("#+ title: x\n#+ param {line}"));
        assert_eq!(error("SELECT * {}"), "q.rq: the header lacks `#+ title: ...`");
        assert!(error("#+ titel: x").starts_with("q.rq:1: unknown `titel`"));
        assert!(param("a: b -- c").starts_with("q.rq:2: the type `b` is unknown"));
        assert!(param("a: date").starts_with("q.rq:2: say what `a` does"));
        assert!(param("format: date -- c").starts_with("q.rq:2: `format` is a flag"));
        assert!(param("a: date = soon -- c").contains("the default of `a`: write a day"));
        assert!(param("a: date -- c\n#+ param a: date -- c").contains("`a` stands twice"));
    }
}
