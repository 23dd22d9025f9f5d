//! `silkgraph explain`: how a sentence is read, for people who write patterns.

use std::fmt::Write as _;
use std::process::ExitCode;

use chrono::NaiveDate;

use super::write;
use silkgraph::Result;
use silkgraph::article::Article;
use silkgraph::data::Data;
use silkgraph::event::{Entity, Statement};
use silkgraph::extract::{Engine, Explanation};
use silkgraph::language::Tree;
use silkgraph::pattern::notation::brief;

/// Show how a sentence is read
///
/// Prints the dependency tree, the names and dates found, each statement as an
/// example in brackets with the pattern that matched, and patterns that nearly
/// matched with what was missing.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph explain 'Xi Jinping visited Astana on Wednesday.' --on 2022-09-16
  silkgraph explain --data . 'Bishkek, which Washington sanctioned last year, protested.'")]
pub struct Args {
    /// One sentence, or several
    sentence: String,
    /// The day on which it was published
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<NaiveDate>,
}

pub fn run(args: &Args, data: &Data) -> Result<ExitCode> {
    let engine = Engine::load(data)?;
    let text = args.sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    let article = Article { id: "sentence".into(), text, published: args.on, ..Article::default() };
    let told: Vec<String> = engine
        .explain(&article)
        .iter()
        .map(|e| Page { text: &article.text, read: e }.tell())
        .collect();
    write(None, &told.join("\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// So many patterns that nearly matched are shown.
const NEAR: usize = 3;

/// What is shown of one sentence.
struct Page<'a> {
    text: &'a str,
    read: &'a Explanation,
}

impl Page<'_> {
    fn tell(&self) -> String {
        let mut out = self.tree();
        self.section(&mut out, "Names", self.names());
        self.section(&mut out, "Times", self.times());
        self.section(&mut out, "Statements", self.statements());
        self.section(&mut out, "Nearly", self.near());
        out
    }

    fn section(&self, out: &mut String, title: &str, lines: Vec<String>) {
        let lines = if lines.is_empty() { vec!["none".to_owned()] } else { lines };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "\n{title}\n  {}", lines.join("\n  "));
    }

    /// The tokens in their order, each indented by its depth in the tree.
    fn tree(&self) -> String {
        let tree = &self.read.tree;
        let rows: Vec<[String; 4]> =
            (0..tree.tokens.len()).map(|at| self.token(tree, at)).collect();
        let width =
            |column: usize| rows.iter().map(|r| r[column].chars().count()).max().unwrap_or(0);
        let (form, lemma) = (width(0), width(1));
        rows.iter().fold(String::new(), |mut out, [word, base, tag, relation]| {
            let _ = writeln!(out, "{word:<form$}  {base:<lemma$}  {tag:<5}  {relation}");
            out
        })
    }

    fn token(&self, tree: &Tree, at: usize) -> [String; 4] {
        let token = &tree.tokens[at];
        let form =
            format!("{}{}", "  ".repeat(tree.ancestors(at).count()), token.span.of(self.text));
        let relation = match token.head {
            Some(head) => {
                format!("{} of {}", token.relation.as_str(), tree.tokens[head].span.of(self.text))
            }
            None => "root".to_owned(),
        };
        [form, token.lemma.clone(), token.upos.as_str().to_owned(), relation]
    }

    /// The words of a range of tokens.
    fn words(&self, tokens: &std::ops::Range<usize>) -> &str {
        let spans = &self.read.sentence.tokens;
        match (spans.get(tokens.start), spans.get(tokens.end.saturating_sub(1))) {
            (Some(first), Some(last)) => &self.text[first.start..last.end],
            _ => "",
        }
    }

    fn names(&self) -> Vec<String> {
        let line = |(tokens, entities): &(std::ops::Range<usize>, Vec<Entity>)| {
            let meant: Vec<String> = entities
                .iter()
                .map(|e| format!("{} ({} {})", e.name, e.kind.name(), e.id))
                .collect();
            let meant =
                if meant.is_empty() { "no one in particular".to_owned() } else { meant.join(", ") };
            format!("{}: {meant}", self.words(tokens))
        };
        self.read.mentions.iter().map(line).collect()
    }

    fn times(&self) -> Vec<String> {
        let line = |expression: &silkgraph::time::Expression| {
            let words = expression.span.of(self.text);
            let time = expression.resolve(expression.default_tense());
            let date = time.map(|t| t.edtf).or_else(|| expression.recurrence());
            let date = date.unwrap_or_else(|| "not dated".to_owned());
            format!("{words}: {date} (rule {})", expression.rule)
        };
        self.read.times.iter().map(line).collect()
    }

    fn statements(&self) -> Vec<String> {
        let line = |s: &Statement| {
            format!(
                "{} {}\n    {}\n    by {}: {}",
                s.record.event,
                s.record.status,
                self.bracketed(s),
                s.extractor,
                s.pattern
            )
        };
        self.read.statements.iter().map(line).collect()
    }

    /// The sentence as an example: fillers and date in brackets where they
    /// stand, and at the end what has no words of its own.
    fn bracketed(&self, statement: &Statement) -> String {
        let record = &statement.record;
        let place = ("place".to_owned(), record.place.clone());
        let roles: Vec<(String, Vec<Entity>)> =
            record.roles.clone().into_iter().chain([place]).collect();
        let mut marks = Vec::new();
        let mut rest = String::new();
        for (role, entity) in roles.iter().flat_map(|(r, es)| es.iter().map(move |e| (r, e))) {
            match self.mention_of(entity) {
                Some(span) => marks.push((span, format!("{role}={}", entity.id))),
                None => rest += &format!("[{role}={}]", entity.id),
            }
        }
        if let Some(time) = &record.time {
            let expression =
                self.read.times.iter().find(|x| x.span.of(self.text).contains(&time.text));
            match expression {
                Some(x) => marks.push(((x.span.start, x.span.end), format!("date={}", time.edtf))),
                None => rest += &format!("[date={}]", time.edtf),
            }
        }
        for (name, value) in &record.values {
            rest += &format!("[{name}={value}]");
        }
        self.mark(marks) + &rest
    }

    /// Where the entity is named.
    fn mention_of(&self, entity: &Entity) -> Option<(usize, usize)> {
        let (tokens, _) =
            self.read.mentions.iter().find(|(_, entities)| entities.contains(entity))?;
        let spans = &self.read.sentence.tokens;
        Some((spans.get(tokens.start)?.start, spans.get(tokens.end.checked_sub(1)?)?.end))
    }

    /// The sentence with `[mark words]` at each place; marks of one place
    /// stand together.
    fn mark(&self, mut marks: Vec<((usize, usize), String)>) -> String {
        marks.sort();
        let span = self.read.sentence.span;
        let (mut out, mut at) = (String::new(), span.start);
        for ((start, end), mark) in marks {
            if start < at {
                out += &format!("[{mark}]");
                continue;
            }
            out += &format!("{}[{mark} {}]", &self.text[at..start], &self.text[start..end]);
            at = end;
        }
        out + &self.text[at..span.end]
    }

    /// Patterns that lacked least, of extractors that found nothing.
    fn near(&self) -> Vec<String> {
        let found = |extractor: &str| self.read.statements.iter().any(|s| s.extractor == extractor);
        let near = self.read.near.iter().filter(|n| !found(&n.extractor));
        near.take(NEAR)
            .map(|n| {
                format!(
                    "{}: {}\n    missing: {}",
                    n.extractor,
                    brief(&n.pattern),
                    brief(&n.missing)
                )
            })
            .collect()
    }
}
