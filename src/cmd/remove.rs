//! `silkgraph remove`: articles out of the store.

use std::path::Path;
use std::process::ExitCode;

use super::{Db, write};
use silkgraph::data::Data;
use silkgraph::gazetteer::Gazetteer;
use silkgraph::rdf::{Articles, article_of};
use silkgraph::report::count;
use silkgraph::store::Store;
use silkgraph::vocabulary::expand;
use silkgraph::{Error, Result, pipeline};

/// Take articles out of the store
///
/// Takes out what the articles claim, and fuses anew the events that they told
/// of. Either all of them are taken out or, when one is not there, none.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  silkgraph remove 2022-09-14-xi-in-nur-sultan
  silkgraph remove articles/2022-09-14-xi-in-nur-sultan.md
  silkgraph remove https://example.org/two-rivers/2022/09/14/xi-kazakhstan")]
pub struct Args {
    /// An article: its identifier, IRI, address on the web, or file
    #[arg(required = true, value_name = "ARTICLE")]
    articles: Vec<String>,
    #[command(flatten)]
    db: Db,
}

pub fn run(args: &Args, data: &Data) -> Result<ExitCode> {
    let gazetteer = Gazetteer::load(data)?;
    // Looking needs no writer's lock, and makes no store where none is.
    let known = Store::open_read_only(&args.db.db)?.articles()?;
    let named: Vec<String> =
        args.articles.iter().map(|asked| find(&known, asked)).collect::<Result<_>>()?;
    let mut store = Store::open(&args.db.db)?;
    let removed = pipeline::remove(&gazetteer, &mut store, &named)?;
    let (taken, db) = (count(named.len(), "article"), args.db.db.display());
    write(None, &format!("Took out {taken}.\nEvents in {db}: {removed}.\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// The identifier of the article that a user names.
fn find(known: &Articles, asked: &str) -> Result<String> {
    let iri = expand(asked).unwrap_or_else(|| asked.to_owned());
    let stem = Path::new(asked).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let by_name = [Some(asked.to_owned()), article_of(&iri), stem].into_iter().flatten();
    if let Some(id) = by_name.into_iter().find(|id| known.contains_key(id)) {
        return Ok(id);
    }
    if let Some(article) = known.values().find(|article| article.url.as_deref() == Some(asked)) {
        return Ok(article.id.clone());
    }
    Err(Error::Usage(format!("the store has no article \"{asked}\"{}", alike(known, asked))))
}

/// What a user may have meant, most alike first.
fn alike(known: &Articles, asked: &str) -> String {
    const SHOWN: usize = 5;
    const ALIKE: f64 = 0.6;
    let asked = asked.to_lowercase();
    let likeness = |text: &str| {
        let text = text.to_lowercase();
        let is_part = asked.len() > 3 && text.contains(&asked);
        if is_part { 1.0 } else { strsim::normalized_damerau_levenshtein(&text, &asked) }
    };
    let mut near: Vec<(f64, &str)> = known
        .values()
        .map(|article| {
            let title = article.title.as_deref().map_or(0.0, likeness);
            (likeness(&article.id).max(title), article.id.as_str())
        })
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let near: Vec<&str> = near.into_iter().take(SHOWN).map(|(_, id)| id).collect();
    if near.is_empty() {
        let query = "SELECT ?article { GRAPH ?article { ?article a silk:Article } }";
        return format!("; `silkgraph query '{query}'` lists all");
    }
    format!("; near it are {}", near.join(", "))
}
