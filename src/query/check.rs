//! What is wrong with a named query, told to whoever wrote it.

use std::collections::BTreeSet;

use spargebra::Query as Algebra;
use spargebra::algebra::GraphPattern;

use super::Query;
use super::bind::{self, Line};
use super::param::Kind;
use crate::error::{Error, Result};
use crate::ontology::Ontology;

impl Query {
    /// Looks at all that the header does not show: the syntax, with and
    /// without each parameter that may be left out; that every parameter has
    /// its line and every mark its parameter; that what is selected is bound;
    /// that every term of ours is in the ontology.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] or [`Error::Query`] for the first fault, with its line.
    pub fn check(&self, ontology: &Ontology) -> Result<()> {
        self.check_sentences()?;
        self.check_marks()?;
        self.check_terms(ontology)?;
        self.check_variables()?;
        for left_out in self.variants() {
            self.check_variant(&left_out)?;
        }
        Ok(())
    }

    fn wrong(&self, line: usize, what: impl std::fmt::Display) -> Error {
        Error::data(format!("{}:{line}", self.path), what)
    }

    fn check_sentences(&self) -> Result<()> {
        if !self.about.ends_with('.') {
            return Err(Error::data(&self.path, "`#+ about:` is a sentence: end it with a stop"));
        }
        match self.params.iter().find(|p| p.about.is_empty()) {
            Some(param) => {
                let what = format!("say what `{0}` does: `#+ param {0}: ... -- ...`", param.name);
                Err(Error::data(&self.path, what))
            }
            None => Ok(()),
        }
    }

    fn check_marks(&self) -> Result<()> {
        for (number, line) in self.text.lines().enumerate() {
            let Some(name) = Line::parse(line).param else { continue };
            if !self.params.iter().any(|p| p.name == name) {
                let what = format!("`{name}` is no parameter: add `#+ param {name}: ...`");
                return Err(self.wrong(number + 1, what));
            }
        }
        for param in &self.params {
            let name = &param.name;
            let binds = |line: &Line<'_>| line.param == Some(name) && line.variable().is_some();
            if !self.text.lines().map(Line::parse).any(|line| binds(&line)) {
                let what = format!(
                    "the parameter `{name}` is not bound: add a line \
                     `VALUES ?{name} {{ ... }}  #? {name}` with an example of its value"
                );
                return Err(Error::data(&self.path, what));
            }
        }
        Ok(())
    }

    fn check_terms(&self, ontology: &Ontology) -> Result<()> {
        let terms: BTreeSet<&str> = ontology.terms().collect();
        for (number, line) in self.text.lines().enumerate().filter(|(_, l)| !l.starts_with('#')) {
            for (at, prefix) in line.match_indices("silk:") {
                let term = &line[at + prefix.len()..];
                let end = term.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(term.len());
                let term = &term[..end];
                if !term.is_empty() && !terms.contains(term) {
                    let what = format!("silk:{term} is not in the ontology");
                    return Err(self.wrong(number + 1, what));
                }
            }
        }
        for param in &self.params {
            if let Kind::Word(role) = &param.kind
                && param.kind.choices(ontology).is_empty()
            {
                let what = format!("the ontology has no list of words for the role `{role}`");
                return Err(Error::data(&self.path, what));
            }
        }
        Ok(())
    }

    /// A variable that stands once only is bound and not used, or used and not
    /// bound: most often a slip of the pen.
    fn check_variables(&self) -> Result<()> {
        let code: String =
            self.text.lines().map(|l| format!("{}\n", Line::parse(l).code)).collect();
        let algebra = self.parsed(&self.text)?;
        let selected = selected(&algebra).unwrap_or_default();
        for (name, times) in bind::variables(&code) {
            let is_made = code.contains(&format!("AS ?{name})")) && selected.contains(&name);
            if times < 2 && !is_made {
                let at = self.text.lines().position(|l| bind::variables(l).contains_key(&name));
                let what = format!("?{name} stands here only: write it where it is bound, or `[]`");
                return Err(self.wrong(at.map_or(1, |n| n + 1), what));
            }
        }
        Ok(())
    }

    /// Which parameters are left out together: none, each alone, all.
    fn variants(&self) -> Vec<BTreeSet<&str>> {
        let free = || self.params.iter().filter(|p| !p.arity.is_required() && p.default.is_none());
        let mut variants = vec![BTreeSet::new(), free().map(|p| p.name.as_str()).collect()];
        variants.extend(free().map(|p| BTreeSet::from([p.name.as_str()])));
        variants
    }

    fn check_variant(&self, left_out: &BTreeSet<&str>) -> Result<()> {
        let keep = |line: &str| Line::parse(line).param.is_none_or(|p| !left_out.contains(p));
        // Empty lines keep the numbers of the others.
        let text: String = self
            .text
            .lines()
            .map(|line| format!("{}\n", if keep(line) { Line::parse(line).code } else { "" }))
            .collect();
        let without = left_out.iter().map(|p| format!("--{p}")).collect::<Vec<_>>().join(", ");
        let suffix = if without.is_empty() { without } else { format!(" (without {without})") };
        let algebra = self.parsed(&text).map_err(|e| Error::Query(format!("{e}{suffix}")))?;
        match unbound(&algebra) {
            Some(variable) => Err(Error::data(
                &self.path,
                format!("?{variable} is selected and nowhere bound{suffix}"),
            )),
            None => Ok(()),
        }
    }
}

/// The columns of a query that selects.
fn selected(query: &Algebra) -> Option<BTreeSet<String>> {
    let (variables, _) = projection(query)?;
    Some(variables.into_iter().collect())
}

/// The first selected variable that no pattern binds.
fn unbound(query: &Algebra) -> Option<String> {
    let (variables, inner) = projection(query)?;
    let mut in_scope = BTreeSet::new();
    inner.on_in_scope_variable(|v| {
        in_scope.insert(v.as_str().to_owned());
    });
    variables.into_iter().find(|v| !in_scope.contains(v))
}

/// What a query selects, and from what.
fn projection(query: &Algebra) -> Option<(Vec<String>, &GraphPattern)> {
    let Algebra::Select { pattern, .. } = query else { return None };
    let mut pattern = pattern;
    loop {
        match pattern {
            GraphPattern::Project { inner, variables } => {
                let names = variables.iter().map(|v| v.as_str().to_owned()).collect();
                return Some((names, inner.as_ref()));
            }
            GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => pattern = inner.as_ref(),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Data;

    const HEADER: &str = "#+ title: T\n#+ about: A.\n#+ param who: actor? -- Who\n";

    fn fault(body: &str) -> String {
        let ontology = Ontology::load(&Data::embedded()).unwrap();
        let query = Query::of_text("q.rq", &format!("{HEADER}{body}")).unwrap();
        query.check(&ontology).err().map(|e| e.to_string()).unwrap_or_default()
    }

    #[test]
    fn a_query_is_refused_for_each_fault() {
        let values = "VALUES ?who { id:xi-jinping } #? who\n";
        let used = "?e silk:visitor ?who . #? who\n";
        let good = format!("SELECT ?e {{\n{values}{used}?e a silk:Visit }}");
        assert_eq!(fault(&good), "");
        let cases = [
            (good.replace("silk:Visit", "silk:Vist"), "q.rq:7: silk:Vist is not in the ontology"),
            (good.replace("#? who\n?e s", "#? whom\n?e s"), "q.rq:5: `whom` is no parameter"),
            (good.replace(values, ""), "the parameter `who` is not bound: add a line"),
            (good.replace(used, ""), "q.rq:5: ?who stands here only"),
            (good.replace("SELECT ?e", "SELECT ?e ?day"), "q.rq:4: ?day stands here only"),
            (
                good.replace("SELECT ?e", "SELECT ?e ?who"),
                "?who is selected and nowhere bound (without --who)",
            ),
            (good.replace("?e a", "?e a ;"), "q.rq:7:"),
            (format!("{values}{used}SELECT"), "q.rq:"),
        ];
        for (body, told) in cases {
            let found = fault(&body);
            assert!(found.contains(told), "{found}\n{body}");
        }
    }
}
