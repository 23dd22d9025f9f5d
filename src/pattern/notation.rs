//! The notation of patterns: a short sentence with words, `~lemma`,
//! `(a | b)`, `item?` and `{role}`.

/// One word of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Word {
    /// Lower case.
    pub text: String,
    /// Written with `~`: matches the lemma; else the form.
    pub lemma: bool,
}

/// One place of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// Any of these words.
    Words { any: Vec<Word>, optional: bool },
    /// The filler of a role.
    Role { name: String, optional: bool },
    /// `'s` after a role: the possessor.
    Genitive,
}

/// Reads a pattern. The error says what is wrong, without place.
pub fn parse(pattern: &str) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    let mut rest = pattern.trim();
    while !rest.is_empty() {
        let (item, after) = next(rest)?;
        items.push(item);
        rest = after.trim_start();
    }
    if items.is_empty() {
        return Err("the pattern is empty; write words and {roles}".into());
    }
    Ok(items)
}

fn next(text: &str) -> Result<(Item, &str), String> {
    if let Some(rest) = text.strip_prefix('{') {
        let (name, rest) = rest.split_once('}').ok_or("a \"{\" is not closed; write {role}")?;
        let (optional, rest) = question_mark(rest);
        return Ok((Item::Role { name: name.trim().to_owned(), optional }, rest));
    }
    if let Some(rest) = text.strip_prefix("'s") {
        return Ok((Item::Genitive, rest));
    }
    if let Some(rest) = text.strip_prefix('(') {
        let (inside, rest) = rest.split_once(')').ok_or("a \"(\" is not closed; write (a | b)")?;
        let any = inside.split('|').map(|w| word(w.trim())).collect::<Result<_, _>>()?;
        let (optional, rest) = question_mark(rest);
        return Ok((Item::Words { any, optional }, rest));
    }
    let end = text.find([' ', '{', '(', '?']).unwrap_or(text.len());
    if end == 0 {
        return Err("\"?\" follows nothing; write it right after a word, a group or a role".into());
    }
    let any = vec![word(&text[..end])?];
    let (optional, rest) = question_mark(&text[end..]);
    Ok((Item::Words { any, optional }, rest))
}

fn question_mark(text: &str) -> (bool, &str) {
    match text.strip_prefix('?') {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}

fn word(text: &str) -> Result<Word, String> {
    let (lemma, bare) = match text.strip_prefix('~') {
        Some(bare) => (true, bare),
        None => (false, text),
    };
    if bare.is_empty() || bare.contains([' ', '|', '}', ')', '~']) {
        return Err(format!("\"{text}\" is no single word; alternatives are written (a | b)"));
    }
    Ok(Word { text: bare.to_lowercase(), lemma })
}

/// So many alternatives of a word are shown.
const ALTERNATIVES: usize = 4;

/// A pattern, or what it lacks, with long lists of alternatives cut, for people.
pub fn brief(pattern: &str) -> String {
    let words: Vec<&str> = pattern.split(" | ").collect();
    let mut out = String::new();
    let mut run = 0;
    for (i, word) in words.iter().enumerate() {
        let inner = i > 0 && i + 1 < words.len() && !word.contains(' ');
        run = if inner { run + 1 } else { 0 };
        match run {
            0 if i == 0 => out += word,
            n if n < ALTERNATIVES => {
                out += " | ";
                out += word;
            }
            ALTERNATIVES => out += " | ...",
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_cut() {
        let pattern = "{a} (~b | ~c | ~d | ~e | ~f | ~g) (in | at) {h}";
        assert_eq!(brief(pattern), "{a} (~b | ~c | ~d | ~e | ... | ~g) (in | at) {h}");
    }
}
