//! Templates: minijinja, with escaping that no template can forget.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, Value};
use serde::Serialize;

use super::markdown::escape;
use super::phrase::plain;
use crate::{Error, Result};

/// A template that is ready to be filled.
pub(super) struct Template {
    environment: Environment<'static>,
    /// What errors call it: its path, or the name of the built-in one.
    name: String,
}

impl Template {
    /// A template for HTML or SVG: every text it writes is escaped for use
    /// inside elements and quoted attributes.
    pub fn page(name: &str, text: &str) -> Result<Self> {
        Template::new(name, text, write_markup)
    }

    /// A template for Markdown: no text that it writes can become markup.
    pub fn markdown(name: &str, text: &str) -> Result<Self> {
        Template::new(name, text, write_markdown)
    }

    fn new(name: &str, text: &str, write: Write) -> Result<Self> {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.map_err(|e| fault(name, &e))?);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_formatter(write);
        environment
            .add_template_owned(name.to_owned(), text.to_owned())
            .map_err(|e| fault(name, &e))?;
        Ok(Template { environment, name: name.to_owned() })
    }

    /// Fills the template.
    ///
    /// # Errors
    /// [`Error::Data`](crate::Error::Data) with the line of the template that is wrong.
    pub fn render(&self, values: &impl Serialize) -> Result<String> {
        let template = self.environment.get_template(&self.name);
        let text = template.and_then(|template| template.render(Serde(values)));
        text.map_err(|e| fault(&self.name, &e))
    }
}

type Write = fn(&mut Output, &mut State, &Value) -> Result<(), minijinja::Error>;

fn fault(name: &str, error: &minijinja::Error) -> Error {
    let line = error.line().map_or(String::new(), |line| format!(":{line}"));
    Error::data(format!("{name}{line}"), error.detail().unwrap_or(&error.to_string()))
}

/// Writes a value as markup. Unlike minijinja's own escaping this leaves `/`
/// alone, which needs no escape and is frequent in addresses, and drops bidi
/// controls.
fn write_markup(out: &mut Output, _: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    let Some(text) = value.as_str() else {
        return Ok(write!(out, "{value}")?);
    };
    if value.is_safe() {
        return Ok(out.write_str(text)?);
    }
    let text = plain(text);
    let mut rest = text.as_ref();
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.write_str(&rest[..at])?;
        out.write_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        })?;
        rest = &rest[at + 1..];
    }
    Ok(out.write_str(rest)?)
}

/// Writes a value as Markdown that shows it as it is.
fn write_markdown(out: &mut Output, _: &mut State, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if value.is_safe() => Ok(out.write_str(text)?),
        Some(text) => Ok(out.write_str(&escape(text))?),
        None => Ok(write!(out, "{value}")?),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn fill(template: Template) -> String {
        let hostile = "<b>\"x'&\u{202e} [a](b) | *c*";
        template.render(&BTreeMap::from([("x", hostile)])).unwrap()
    }

    #[test]
    fn no_template_can_forget_to_escape() {
        assert_eq!(
            fill(Template::page("t", "{{ x }}").unwrap()),
            "&lt;b&gt;&quot;x&#39;&amp; [a](b) | *c*"
        );
        assert_eq!(
            fill(Template::markdown("t", "{{ x }}").unwrap()),
            r#"\<b\>"x'\& \[a\](b) \| \*c\*"#
        );
    }

    #[test]
    fn a_wrong_template_is_told_with_its_line() {
        let error = Template::page("own.html", "a\n{{ x").err().unwrap();
        assert!(error.to_string().starts_with("own.html:2: "), "{error}");
        let none = BTreeMap::<&str, &str>::new();
        let error = Template::page("own.html", "a\n{{ y }}").unwrap().render(&none).unwrap_err();
        assert!(error.to_string().starts_with("own.html:2: "), "{error}");
    }
}
