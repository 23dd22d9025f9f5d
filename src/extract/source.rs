//! Who is cited for an event: by a verb of speech above its clause, beside it
//! or after it, by "according to", or because it stands in a quotation or in
//! the answer of an interview.

use rustc_hash::FxHashSet;

use super::file::Extractor;
use super::fill::{Reader, Want};
use crate::event::{Entity, EventType, Statement};
use crate::pattern::clause;
use crate::text::Span;

/// The verbs of speech: those by which alone a statement is known.
#[derive(Debug, Default)]
pub struct Speech {
    lemmas: FxHashSet<String>,
    forms: FxHashSet<String>,
}

impl Speech {
    /// The words of the patterns of statements that have no other word.
    pub fn of(extractors: &[Extractor]) -> Self {
        let rules =
            extractors.iter().filter(|x| x.event == EventType::Statement).flat_map(|x| &x.rules);
        let mut speech = Speech::default();
        for word in rules.filter(|r| r.pattern.is_one_word()).flat_map(|r| r.pattern.anchor_words())
        {
            let list = if word.lemma { &mut speech.lemmas } else { &mut speech.forms };
            list.insert(word.text.clone());
        }
        speech
    }
}

/// Verbs that name whose words one passes on.
const PASS_ON: [&str; 2] = ["cite", "quote"];

/// A sentence with the verbs of speech.
#[derive(Clone, Copy, Debug)]
pub struct Citations<'a> {
    pub reader: &'a Reader<'a>,
    pub speech: &'a Speech,
    /// For a statement: a second verb of speech beside its own is another
    /// statement, not its source.
    pub of_statement: bool,
}

impl Citations<'_> {
    /// Who is cited for the event at a token; none is the article's own voice.
    pub fn of(&self, anchor: usize) -> Vec<Entity> {
        let tree = self.reader.tree;
        let mut at = anchor;
        for _ in 0..10 {
            let beside = tree.children(at).find_map(|c| self.beside(c, anchor));
            if let Some(source) = beside.or_else(|| self.above(at, anchor)) {
                return source;
            }
            // What a relative clause says is nobody's but the article's.
            let Some(head) =
                tree.tokens[at].head.filter(|_| tree.tokens[at].relation.as_str() != "acl:relcl")
            else {
                break;
            };
            at = head;
        }
        Vec::new()
    }

    /// Who speaks in the sentence: "I" in it is that person.
    pub fn speaker_here(&self) -> Vec<Entity> {
        let tree = self.reader.tree;
        let named = |verb: usize| {
            let subject =
                tree.children(verb).find(|c| tree.tokens[*c].relation.base() == "nsubj")?;
            let pronoun =
                matches!(self.reader.forms[subject].as_str(), "i" | "we" | "you" | "who" | "it");
            self.name(subject).filter(|_| !pronoun)
        };
        let first_person = self
            .reader
            .forms
            .iter()
            .any(|f| matches!(f.as_str(), "i" | "me" | "my" | "we" | "us" | "our"));
        let mut verbs = (0..tree.tokens.len()).filter(|t| first_person && self.is_speech(*t));
        verbs.find_map(named).unwrap_or_default()
    }

    /// "according to X", "X said", "as X reported", "citing X" after a clause.
    fn beside(&self, token: usize, anchor: usize) -> Option<Vec<Entity>> {
        let tree = self.reader.tree;
        let relation = tree.tokens[token].relation.base();
        let according = tree
            .children(token)
            .any(|c| self.reader.forms[c] == "according" || self.reader.forms[c] == "per");
        if matches!(relation, "obl" | "nmod") && according {
            return self.name(token);
        }
        if token == anchor
            || self.of_statement
            || !matches!(relation, "parataxis" | "advcl" | "acl")
        {
            return None;
        }
        if PASS_ON.contains(&tree.tokens[token].lemma.as_str()) && !clause::is_finite(tree, token) {
            return clause::objects(tree, token).into_iter().find_map(|o| self.name(o));
        }
        let own_subject = tree.children(token).any(|c| tree.tokens[c].relation.base() == "nsubj");
        (relation != "acl" && own_subject && self.is_speech(token) && self.is_aside(token))
            .then(|| self.speaker(token))
            .flatten()
    }

    /// "X said that ...": the clause is what is said.
    fn above(&self, token: usize, anchor: usize) -> Option<Vec<Entity>> {
        let tree = self.reader.tree;
        let head = tree.tokens[token].head.filter(|h| *h != anchor)?;
        let said = matches!(tree.tokens[token].relation.base(), "ccomp" | "parataxis");
        (said && self.is_speech(head)).then(|| self.speaker(head)).flatten()
    }

    /// Whose words they are: whom the speaker cites, else the speaker.
    fn speaker(&self, verb: usize) -> Option<Vec<Entity>> {
        let tree = self.reader.tree;
        let cited = tree
            .children(verb)
            .filter(|c| PASS_ON.contains(&tree.tokens[*c].lemma.as_str()))
            .flat_map(|c| clause::objects(tree, c))
            .find_map(|o| self.name(o));
        cited.or_else(|| clause::subjects(tree, verb).into_iter().find_map(|s| self.name(s)))
    }

    fn name(&self, token: usize) -> Option<Vec<Entity>> {
        Some(self.reader.fill(token, Want::Actor)).filter(|found| !found.is_empty())
    }

    fn is_speech(&self, token: usize) -> bool {
        self.speech.lemmas.contains(self.reader.tree.tokens[token].lemma.as_str())
            || self.speech.forms.contains(&self.reader.forms[token])
    }

    /// "..., X said", "as X said"; no "because X said", "when X said".
    fn is_aside(&self, verb: usize) -> bool {
        let tree = self.reader.tree;
        tree.children(verb)
            .filter(|c| matches!(tree.tokens[*c].relation.base(), "mark" | "advmod"))
            .all(|c| {
                !matches!(tree.tokens[c].relation.base(), "mark") || self.reader.forms[c] == "as"
            })
            && !tree.children(verb).any(|c| {
                matches!(self.reader.forms[c].as_str(), "when" | "after" | "before" | "while")
            })
    }
}

/// The first words of whoever spoke last before a sentence, or in it.
pub fn last_speaker(earlier: &[Statement], sentence: usize) -> Vec<Entity> {
    /// So many sentences a quotation goes on without naming its speaker.
    const REACH: usize = 4;
    let spoken =
        |s: &&Statement| s.record.event == EventType::Statement && s.sentence + REACH >= sentence;
    earlier.iter().rev().find(spoken).map(|s| s.record.role("speaker").to_vec()).unwrap_or_default()
}

/// The stretches of a text that stand in quotation marks. A quotation that is
/// not closed ends with its paragraph, unless the next one opens it again.
pub fn quotations(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, character) in text.char_indices() {
        match (character, open) {
            ('“' | '«', None) | ('"', None) => open = Some(at),
            ('”' | '»', Some(start)) | ('"', Some(start)) => {
                found.push(Span { start, end: at + character.len_utf8() });
                open = None;
            }
            ('\n', Some(start)) => {
                found.push(Span { start, end: at });
                open = None;
            }
            _ => {}
        }
    }
    found.extend(open.map(|start| Span { start, end: text.len() }));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_end_with_their_paragraph() {
        let text = "He said: \"Yes. No.\"\n\n“One.\n\n“Two.” Three.";
        let quoted: Vec<&str> = quotations(text).iter().map(|s| s.of(text)).collect();
        assert_eq!(quoted, ["\"Yes. No.\"", "“One.", "“Two.”"]);
    }
}
