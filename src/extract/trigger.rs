//! The prefilter: which patterns can match in a sentence, by its words alone.
//! A sentence in which none can is not parsed.

use rustc_hash::FxHashMap;

use super::file::Extractor;
use crate::language::Words;
use crate::pattern::clause::lemmas_like;
use crate::pattern::notation::Word;

/// The number of a list of words of which a pattern wants one.
type List = u16;

/// The words without which patterns cannot match.
#[derive(Debug, Default)]
pub struct Triggers {
    /// The lists in which a form stands.
    forms: FxHashMap<String, Vec<List>>,
    /// Those in which a lemma stands, or one that passes for it.
    lemmas: FxHashMap<String, Vec<List>>,
    /// For each pattern of each extractor the lists of which it wants a word,
    /// that of its anchor first.
    rules: Vec<Vec<Vec<List>>>,
    /// The nouns of lists ("- Memorandum on tourism;").
    items: List,
    /// How many lists there are.
    lists: usize,
    /// Lets every pattern of every sentence through.
    pub off: bool,
}

/// The patterns that can match in a sentence.
#[derive(Debug)]
pub struct Candidates {
    /// For each token the lists in which it stands, by form and by lemma.
    tokens: Vec<[Vec<List>; 2]>,
    /// By extractor: the numbers of its patterns, with the list of the anchor.
    rules: Vec<Vec<(usize, List)>>,
    /// Whether a noun of an item of a list stands here.
    pub item: bool,
    off: bool,
}

impl Triggers {
    /// The words of all patterns and items.
    pub fn of(extractors: &[Extractor]) -> Self {
        let mut triggers = Triggers::default();
        let mut known: FxHashMap<Vec<Word>, List> = FxHashMap::default();
        let mut number = |triggers: &mut Triggers, words: Vec<Word>| match known.get(&words) {
            Some(number) => *number,
            None => {
                let number = triggers.list(&words);
                known.insert(words, number);
                number
            }
        };
        for extractor in extractors {
            let mut rules = Vec::new();
            for rule in &extractor.rules {
                let lists = rule.pattern.required_words().into_iter();
                rules.push(lists.map(|words| number(&mut triggers, words)).collect());
            }
            triggers.rules.push(rules);
        }
        let items = extractors.iter().flat_map(|x| &x.items).flat_map(|item| &item.words);
        let items = items.map(|text| Word { text: text.clone(), lemma: true }).collect();
        triggers.items = number(&mut triggers, items);
        triggers
    }

    /// The number of a new list.
    fn list(&mut self, words: &[Word]) -> List {
        let number = self.lists as List;
        self.lists += 1;
        for word in words {
            self.forms.entry(word.text.clone()).or_default().push(number);
            for lemma in lemmas_like(&word.text).into_iter().filter(|_| word.lemma) {
                self.lemmas.entry(lemma).or_default().push(number);
            }
        }
        number
    }

    /// The patterns of which all words stand in a sentence.
    pub fn candidates(&self, words: &Words) -> Candidates {
        let look_up = |(form, lemma): (&String, &String)| {
            let lemma = lemma.to_ascii_lowercase();
            [self.forms.get(form), self.lemmas.get(&lemma)].map(|l| l.cloned().unwrap_or_default())
        };
        let tokens: Vec<[Vec<List>; 2]> =
            words.lowers.iter().zip(&words.lemmas).map(look_up).collect();
        let mut stands = vec![self.off; self.lists];
        for list in tokens.iter().flatten().flatten() {
            stands[usize::from(*list)] = true;
        }
        let can = |lists: &[List]| lists.iter().all(|list| stands[usize::from(*list)]);
        let rules = self.rules.iter().map(|rules| {
            let found = rules.iter().enumerate().filter(|(_, lists)| can(lists));
            found.map(|(number, lists)| (number, lists[0])).collect()
        });
        let rules = rules.collect();
        Candidates { tokens, rules, item: stands[usize::from(self.items)], off: self.off }
    }
}

impl Candidates {
    /// Whether no pattern can match.
    pub fn is_empty(&self) -> bool {
        self.rules.iter().all(Vec::is_empty)
    }

    /// The numbers of the patterns of an extractor, and the tokens on which each
    /// can hang.
    pub fn of(&self, extractor: usize) -> impl Iterator<Item = (usize, Vec<usize>)> {
        self.rules[extractor].iter().map(|&(rule, anchor)| {
            let hangs =
                |t: &usize| self.off || self.tokens[*t].iter().any(|lists| lists.contains(&anchor));
            (rule, (0..self.tokens.len()).filter(hangs).collect())
        })
    }
}
