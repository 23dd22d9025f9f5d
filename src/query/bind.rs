//! Parameters put into the text of a query.
//!
//! A query is valid SPARQL as it stands, with an example for each parameter:
//!
//! ```text
//! VALUES ?country { id:kazakhstan }      #? country
//! ?event silk:country ?country .         #? country
//! ```
//!
//! A line that ends in `#? NAME` counts only when the parameter is given, and
//! its `VALUES` line is written anew with the terms that were given. So a query
//! is bound by typed terms and never pasted together, it starts from what is
//! known rather than filtering everything, and the same text goes to our store
//! and to any endpoint.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use oxigraph::model::Term;

/// The mark of a line that a parameter switches on.
const MARK: &str = "#?";

/// A line with the parameter that it depends on.
pub(super) struct Line<'a> {
    /// The line without its mark.
    pub code: &'a str,
    /// The parameter.
    pub param: Option<&'a str>,
}

impl<'a> Line<'a> {
    pub fn parse(line: &'a str) -> Self {
        match line.rsplit_once(MARK) {
            Some((code, param)) => Line { code: code.trim_end(), param: Some(param.trim()) },
            None => Line { code: line.trim_end(), param: None },
        }
    }

    /// The variable to which the line gives the values of its parameter.
    pub fn variable(&self) -> Option<&'a str> {
        let (variable, _) = self.code.trim_start().strip_prefix("VALUES ?")?.split_once('{')?;
        self.param.map(|_| variable.trim())
    }
}

/// The text with these values for its parameters, without header and without
/// the lines of parameters that are not given.
pub(super) fn bind(text: &str, given: &BTreeMap<String, Vec<Term>>) -> String {
    let mut bound = String::new();
    for line in text.lines().filter(|l| !l.starts_with("#+")) {
        let line = Line::parse(line);
        let Some(param) = line.param else {
            bound.push_str(line.code);
            bound.push('\n');
            continue;
        };
        let Some(terms) = given.get(param) else { continue };
        if let Some(variable) = line.variable() {
            let indent = line.code.len() - line.code.trim_start().len();
            // Writing to a string cannot fail.
            let _ = write!(bound, "{:indent$}VALUES ?{variable} {{", "");
            for term in terms {
                let _ = write!(bound, " {term}");
            }
            bound.push_str(" }\n");
        } else {
            bound.push_str(line.code);
            bound.push('\n');
        }
    }
    bound
}

/// The variables of a text with how often each stands in it; comments and
/// strings do not count.
pub(super) fn variables(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let mut rest = text;
    while let Some(at) = rest.find(['?', '$', '#', '"', '\'', '<']) {
        let (mark, after) = (&rest[at..=at], &rest[at + 1..]);
        rest = match mark {
            "#" => after.split_once('\n').map_or("", |(_, next)| next),
            "\"" | "'" => skip_string(after, mark),
            // An IRI has no spaces; "less than" has one behind it.
            "<" => match after.find(['>', ' ', '\n']) {
                Some(end) if after[end..].starts_with('>') => &after[end + 1..],
                _ => after,
            },
            _ => {
                let end = after.find(|c: char| !c.is_alphanumeric() && c != '_');
                let name = &after[..end.unwrap_or(after.len())];
                if !name.is_empty() {
                    *found.entry(name.to_owned()).or_default() += 1;
                }
                &after[name.len()..]
            }
        };
    }
    found
}

/// What follows a string that has just begun.
fn skip_string<'a>(text: &'a str, quote: &str) -> &'a str {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if quote.starts_with(c) => return &text[at + 1..],
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::Literal;

    const QUERY: &str = "#+ title: T\nSELECT ?e {\n  VALUES ?who { id:x }  #? who\n  \
                         ?e silk:visitor ?who .  #? who\n  VALUES ?day { 1 } #? day\n  ?e a silk:Visit .\n}";

    #[test]
    fn lines_of_what_is_not_given_go() {
        let bound = bind(QUERY, &BTreeMap::new());
        assert_eq!(bound, "SELECT ?e {\n  ?e a silk:Visit .\n}\n");
    }

    #[test]
    fn given_terms_stand_in_values() {
        let evil = Term::from(Literal::new_simple_literal("\" } #? who\n }"));
        let given = BTreeMap::from([("who".to_owned(), vec![evil, Literal::from(1).into()])]);
        let bound = bind(QUERY, &given);
        let values = "  VALUES ?who { \"\\\" } #? who\\n }\" \
                      \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> }\n";
        assert!(bound.contains(values), "{bound}");
        assert!(bound.contains("\n  ?e silk:visitor ?who .\n"), "{bound}");
    }

    #[test]
    fn variables_are_counted_outside_strings_and_comments() {
        let text =
            "SELECT ?a { ?a <http://x/?b> \"?c \\\" ?d\" . # ?e\n FILTER(?a <?f && $g = '?h') }";
        let found = variables(text);
        let names: Vec<&str> = found.keys().map(String::as_str).collect();
        assert_eq!(names, ["a", "f", "g"]);
        assert_eq!(found["a"], 3);
    }
}
