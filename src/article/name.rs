//! Names of articles: one for each, and the same for the same article.

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::Article;

/// So many names are remembered at least, and twice as many at most: 72 MB.
const REMEMBERED: usize = 1_000_000;

/// The names given last, so that two articles of one run do not bear the same.
///
/// A run may be longer than memory: names are remembered as hashes of 64 bits,
/// the last million of them for certain.
#[derive(Default)]
pub struct Names {
    new: Texts,
    old: Texts,
}

/// The hash of a name, and that of the text of its article.
type Texts = FxHashMap<u64, u64>;

impl Names {
    /// Gives the article a name of its own: where its own was given to another
    /// article, with that of its `folder`, else with the hash of its text.
    /// `false` if the very same article was there before.
    pub fn settle(&mut self, article: &mut Article, folder: &str) -> bool {
        let text = hash(&article.text);
        let wanted = article.id.clone();
        let in_folder =
            if folder.is_empty() { wanted.clone() } else { format!("{wanted}-{folder}") };
        let by_text = format!("{in_folder}-{:012x}", text >> 16);
        for name in [wanted.clone(), in_folder, by_text] {
            match self.text_of(&name) {
                Some(known) if known == text => return false,
                Some(_) => {}
                None => {
                    self.remember(&name, text);
                    if name != wanted {
                        article.warnings.push(format!(
                            "another article is named \"{wanted}\"; this one is \"{name}\""
                        ));
                    }
                    article.id = name;
                    return true;
                }
            }
        }
        false
    }

    fn text_of(&self, name: &str) -> Option<u64> {
        let name = hash(name);
        self.new.get(&name).or_else(|| self.old.get(&name)).copied()
    }

    fn remember(&mut self, name: &str, text: u64) {
        if self.new.len() >= REMEMBERED {
            self.old = std::mem::take(&mut self.new);
        }
        self.new.insert(hash(name), text);
    }
}

/// The first eight bytes of the digest.
fn hash(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(8).fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}

/// A name for what has none, the same for the same bytes.
pub fn of_content(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("article-{hex}")
}

/// The name of what is found at an address: the address without its scheme.
pub fn of_address(address: &str) -> String {
    let address = address.split('#').next().unwrap_or_default();
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    address.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(id: &str, text: &str) -> Article {
        Article { id: id.to_owned(), text: text.to_owned(), ..Article::default() }
    }

    #[test]
    fn one_name_for_one_article() {
        let mut names = Names::default();
        let mut settle = |id: &str, text: &str, folder: &str| {
            let mut article = article(id, text);
            names.settle(&mut article, folder).then_some(article.id)
        };
        assert_eq!(settle("a", "One.", "x").as_deref(), Some("a"));
        assert_eq!(settle("a", "One.", "y"), None);
        assert_eq!(settle("a", "Two.", "y").as_deref(), Some("a-y"));
        let third = settle("a", "Three.", "y").unwrap();
        assert!(third.starts_with("a-y-") && third.len() == 16, "{third}");
        assert_eq!(settle("a", "Three.", "y"), None);
        assert_eq!(settle("b", "One.", "").as_deref(), Some("b"));
        assert!(settle("b", "Two.", "").unwrap().starts_with("b-"));
    }

    #[test]
    fn names_of_addresses_have_no_scheme() {
        assert_eq!(of_address("https://example.org/a/b?c=1#d"), "example.org/a/b?c=1");
        assert_eq!(of_address("http://example.org/"), "example.org");
        assert_eq!(of_address("urn:uuid:1"), "urn:uuid:1");
    }
}
