//! Treebanks in CoNLL-U, plain or xz-compressed.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use super::tagset::{Relation, Upos, Xpos};
use crate::error::{Error, Result};

/// A sentence with its annotation by hand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gold {
    pub(crate) words: Vec<GoldWord>,
    /// The words as they were written, with blanks.
    pub(crate) text: String,
    /// The name of the document, where one begins.
    pub(crate) document: Option<String>,
}

/// A word with its annotation.
#[derive(Clone, Debug)]
pub(crate) struct GoldWord {
    pub(crate) form: String,
    pub(crate) lemma: String,
    pub(crate) upos: Upos,
    pub(crate) xpos: Xpos,
    /// The head's index in the sentence; the number of words for the root.
    pub(crate) head: usize,
    pub(crate) relation: Relation,
}

/// The treebank files of a folder, in order of their names.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|e| Error::io(folder, e))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| Error::io(folder, e))?.path();
        let name = path.to_string_lossy();
        if name.ends_with(".conllu") || name.ends_with(".conllu.xz") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Error::Usage(format!(
            "{}: no .conllu or .conllu.xz file in this folder",
            folder.display()
        )));
    }
    Ok(files)
}

/// The sentences of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<Gold>> {
    let bytes = fs::read(path).map_err(|e| Error::io(path, e))?;
    let bytes =
        if path.extension().is_some_and(|e| e == "xz") { unpack(path, &bytes)? } else { bytes };
    let text = String::from_utf8(bytes).map_err(|_| Error::data(path.display(), "is not UTF-8"))?;
    parse(path, &text)
}

fn unpack(path: &Path, bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    lzma_rs::xz_decompress(&mut Cursor::new(bytes), &mut out)
        .map_err(|e| Error::data(path.display(), format!("cannot be unpacked: {e:?}")))?;
    Ok(out)
}

fn parse(path: &Path, text: &str) -> Result<Vec<Gold>> {
    let mut sentences = Vec::new();
    let mut open = Gold::default();
    for (number, line) in text.lines().chain([""]).enumerate() {
        if let Some(comment) = line.strip_prefix("# ") {
            if let Some(words) = comment.strip_prefix("text = ") {
                open.text = words.to_owned();
            }
            if let Some(name) = comment.strip_prefix("newdoc") {
                open.document = Some(name.trim_start_matches(" id = ").to_owned());
            }
        } else if !line.is_empty() {
            let word = word(line).ok_or_else(|| {
                let place = format!("{}:{}", path.display(), number + 1);
                Error::data(place, "is not a line of CoNLL-U")
            })?;
            open.words.extend(word);
        } else if !open.words.is_empty() {
            finish(&mut open);
            sentences.push(std::mem::take(&mut open));
        }
    }
    Ok(sentences)
}

/// The word of a line; nothing for a multi-word token or an empty node.
fn word(line: &str) -> Option<Option<GoldWord>> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [id, form, lemma, upos, xpos, _, head, relation, ..] = fields[..] else { return None };
    if id.contains(['-', '.']) {
        return Some(None);
    }
    Some(Some(GoldWord {
        form: form.to_owned(),
        lemma: lemma.to_owned(),
        upos: Upos::from_name(upos)?,
        xpos: Xpos::from_name(xpos),
        head: head.parse().ok()?,
        relation: Relation::from_name(relation),
    }))
}

/// Heads count from one in the file, with zero for the root.
fn finish(sentence: &mut Gold) {
    let count = sentence.words.len();
    for word in &mut sentence.words {
        word.head = if word.head == 0 { count } else { (word.head - 1).min(count) };
    }
}

#[cfg(test)]
impl GoldWord {
    /// A word of which only the form matters.
    pub(crate) fn bare(form: &str) -> Self {
        GoldWord {
            form: form.to_owned(),
            lemma: form.to_owned(),
            upos: Upos::X,
            xpos: Xpos::UNKNOWN,
            head: 0,
            relation: Relation::DEP,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiword_tokens_and_comments_are_read() -> Result<()> {
        let text = "# newdoc id = a\n# text = Don't!\n1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_\n\
                    1\tDo\tdo\tAUX\tVB\t_\t0\troot\t_\t_\n2\tn't\tnot\tPART\tRB\t_\t1\tadvmod\t_\t_\n";
        let sentences = parse(Path::new("own.conllu"), text)?;
        assert_eq!(sentences.len(), 1);
        assert_eq!(
            (sentences[0].text.as_str(), sentences[0].document.as_deref()),
            ("Don't!", Some("a"))
        );
        let heads: Vec<usize> = sentences[0].words.iter().map(|word| word.head).collect();
        assert_eq!(heads, [2, 0]);
        Ok(())
    }

    #[test]
    fn a_broken_line_is_named() {
        let error = parse(Path::new("own.conllu"), "1\tDo\n").err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some("own.conllu:1: is not a line of CoNLL-U"));
    }
}
