//! `silkgraph dates`: the time expressions of articles, and why.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;
use comfy_table::Table;

use super::{Articles, Warnings, exit_code, output};
use silkgraph::article::Article;
use silkgraph::query::TABLE;
use silkgraph::time::{self, Basis, Context, Expression};
use silkgraph::{Error, Result};

/// Show the time expressions of articles, what they mean, and why
///
/// For each expression: the words, the date in EDTF, whether it is written out
/// or reckoned from another date, and the rule that read it. With --format
/// timex3, lines of JSON {"id", "dct", "text"} are read and lines {"id",
/// "timex": [...]} written.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph dates article.txt
  silkgraph dates - --date 2022-12-13 < article.txt
  silkgraph dates --format timex3 documents.jsonl")]
pub struct Args {
    #[command(flatten)]
    articles: Articles,
    /// How to write them
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for each article
    Table,
    /// TIMEX3 as lines of JSON, from lines of JSON
    Timex3,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    if args.format == Format::Timex3 {
        args.articles.paths.iter().try_for_each(timex3)?;
        return Ok(ExitCode::SUCCESS);
    }
    let found = args.articles.read();
    let mut out = output(None)?;
    for article in &found.articles {
        writeln!(out, "{}", tell(article)).map_err(|e| Error::io("output", e))?;
    }
    out.flush().map_err(|e| Error::io("output", e))?;
    let mut warnings = Warnings::default();
    for article in &found.articles {
        article.warnings.iter().for_each(|text| warnings.add(&article.id, text));
    }
    warnings.tell();
    Ok(exit_code(&found))
}

fn timex3(path: &PathBuf) -> Result<()> {
    let input: Box<dyn BufRead> = if path.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::new(std::fs::File::open(path).map_err(|e| Error::io(path, e))?))
    };
    let mut out = output(None)?;
    for (number, line) in input.lines().enumerate() {
        let line = line.map_err(|e| Error::io(path, e))?;
        if line.trim().is_empty() {
            continue;
        }
        let answer = time::timex3_line(&line)
            .map_err(|e| Error::data(format!("{}, line {}", shown(path), number + 1), e))?;
        writeln!(out, "{answer}").map_err(|e| Error::io("output", e))?;
    }
    out.flush().map_err(|e| Error::io("output", e))
}

fn shown(path: &Path) -> String {
    if path.as_os_str() == "-" { "standard input".to_owned() } else { path.display().to_string() }
}

fn tell(article: &Article) -> String {
    let context = Context { published: article.published, day_first: None };
    let published = article.published.map_or("on an unknown day".to_owned(), |d| format!("on {d}"));
    let mut table = Table::new();
    table.load_style(TABLE);
    table.set_header(["words", "date", "kind", "got", "rule"]);
    for expression in time::find(&article.text, &context) {
        table.add_row(row(article, &expression));
    }
    format!("{}, published {published}\n{table}\n", article.id)
}

fn row(article: &Article, expression: &Expression) -> [String; 5] {
    let words = expression.span.of(&article.text).split_whitespace().collect::<Vec<_>>().join(" ");
    let (date, got) = meaning(expression);
    let kind = format!("{:?}", expression.kind).to_lowercase();
    [words, date, kind, got.to_owned(), expression.rule.to_owned()]
}

/// The date in EDTF, and how it was got.
fn meaning(expression: &Expression) -> (String, &'static str) {
    if let Some(time) = expression.resolve(expression.default_tense()) {
        let basis = match time.basis {
            Basis::Explicit => "explicit",
            Basis::Relative => "relative",
        };
        return (time.edtf, basis);
    }
    let readings: Vec<String> = expression.readings().into_iter().map(|t| t.edtf).collect();
    if !readings.is_empty() {
        return (readings.join(" or "), "ambiguous");
    }
    (expression.recurrence().map_or(String::new(), |every| format!("every {every}")), "")
}
