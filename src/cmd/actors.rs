//! `silkgraph actors`: who and what articles name.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use comfy_table::Table;

use super::{Articles, exit_code, write};
use silkgraph::Result;
use silkgraph::article::Article;
use silkgraph::data::Data;
use silkgraph::event::Entity;
use silkgraph::extract::{Engine, Explanation};
use silkgraph::language::Upos;
use silkgraph::query::TABLE;

/// List the actors and places that articles name
///
/// Most named first, with the words by which each is named. Who is not in the
/// gazetteer is known by name alone, and has an identifier made from it. Below
/// the table stand the capitalised names that nothing knew, for those who want
/// to add them to a gazetteer of their own.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  silkgraph actors article.txt")]
pub struct Args {
    #[command(flatten)]
    articles: Articles,
}

/// An entity with how often and by which words it is named.
type Named = (Entity, usize, BTreeSet<String>);

pub fn run(args: &Args, data: &Data) -> Result<ExitCode> {
    let engine = Engine::load(data)?;
    let found = args.articles.read();
    let mut all: BTreeMap<String, Named> = BTreeMap::new();
    let mut strange: BTreeMap<String, usize> = BTreeMap::new();
    for article in &found.articles {
        gather(&engine, article, &mut all, &mut strange);
    }
    let mut all: Vec<Named> = all.into_values().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.name.cmp(&b.0.name)));
    let mut table = Table::new();
    table.load_style(TABLE);
    table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
    table.set_header(["name", "kind", "identifier", "times", "as"]);
    for (entity, times, words) in all {
        let words: Vec<String> = words.into_iter().collect();
        table.add_row([
            entity.name,
            entity.kind.name().to_owned(),
            entity.id,
            times.to_string(),
            words.join("; "),
        ]);
    }
    write(None, &format!("{table}\n{}", told(strange)))?;
    Ok(exit_code(&found))
}

/// The names that nothing knew, most frequent first.
fn told(strange: BTreeMap<String, usize>) -> String {
    let mut strange: Vec<(String, usize)> = strange.into_iter().collect();
    strange.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    let names: Vec<String> = strange
        .into_iter()
        .map(|(name, times)| if times > 1 { format!("{name} ({times})") } else { name })
        .collect();
    if names.is_empty() { String::new() } else { format!("Not known: {}\n", names.join(", ")) }
}

/// Runs of proper nouns that are in no mention and no date.
fn strangers(text: &str, sentence: &Explanation) -> Vec<String> {
    let spans = &sentence.sentence.tokens;
    let known = |t: usize| {
        sentence.mentions.iter().any(|(tokens, _)| tokens.contains(&t))
            || sentence
                .times
                .iter()
                .any(|e| e.span.start < spans[t].end && spans[t].start < e.span.end)
    };
    let is_strange = |t: usize| {
        let form = spans[t].of(text);
        let capital = form.starts_with(char::is_uppercase) && form.chars().count() > 1;
        sentence.tree.tokens[t].upos == Upos::Propn && capital && !known(t)
    };
    let mut names: Vec<String> = Vec::new();
    let mut before = None;
    for t in (0..spans.len().min(sentence.tree.tokens.len())).filter(|t| is_strange(*t)) {
        match (before.replace(t), names.last_mut()) {
            (Some(last), Some(name)) if last + 1 == t => {
                name.push(' ');
                name.push_str(spans[t].of(text));
            }
            _ => names.push(spans[t].of(text).to_owned()),
        }
    }
    names
}

fn gather(
    engine: &Engine,
    article: &Article,
    all: &mut BTreeMap<String, Named>,
    strange: &mut BTreeMap<String, usize>,
) {
    for sentence in engine.explain(article) {
        for name in strangers(&article.text, &sentence) {
            *strange.entry(name).or_default() += 1;
        }
        let spans = &sentence.sentence.tokens;
        for (tokens, entities) in &sentence.mentions {
            let last = tokens.end.saturating_sub(1);
            let (Some(first), Some(last)) = (spans.get(tokens.start), spans.get(last)) else {
                continue;
            };
            let words = article.text[first.start..last.end]
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            for entity in entities {
                let named = all
                    .entry(entity.id.clone())
                    .or_insert_with(|| (entity.clone(), 0, BTreeSet::new()));
                named.1 += 1;
                named.2.insert(words.clone());
            }
        }
    }
}
