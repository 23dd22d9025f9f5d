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
    /// First sentence of a document.
    pub(crate) opens_document: bool,
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
            open.opens_document |= comment.starts_with("newdoc");
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
