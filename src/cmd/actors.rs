//! `silkgraph actors`: who and what articles name.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use comfy_table::Table;

use super::{Articles, exit_code, write};
use silkgraph::Result;
use silkgraph::article::Article;
use silkgraph::data::Data;
use silkgraph::event::Entity;
use silkgraph::extract::Engine;
use silkgraph::query::TABLE;

/// List the actors and places that articles name
///
/// Most named first, with the words by which each is named. Who is not in the
/// gazetteer is known by name alone, and has an identifier made from it.
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
    for article in &found.articles {
        gather(&engine, article, &mut all);
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
    write(None, &format!("{table}\n"))?;
    Ok(exit_code(&found))
}

fn gather(engine: &Engine, article: &Article, all: &mut BTreeMap<String, Named>) {
    for sentence in engine.explain(article) {
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
