//! Datelines and the dates that head the entries of a chronology.

use super::within;
use crate::text::{Sentence, Span};
use crate::time::Expression;

/// "BISHKEK, 14 March (Kabar) --" is no part of the sentence it opens, nor is
/// "March 2-4 -" in a chronology.
pub fn split_datelines(
    text: &str,
    sentences: Vec<Sentence>,
    times: &[Expression],
) -> Vec<Sentence> {
    let split = |s| match split_heading(text, s, times) {
        Ok(parts) => parts,
        Err(whole) => split_dateline(text, whole),
    };
    sentences.into_iter().flat_map(split).collect()
}

/// The date that opens a line, up to the mark after it, and what it heads; the
/// sentence itself if it has none.
fn split_heading(
    text: &str,
    sentence: Sentence,
    times: &[Expression],
) -> Result<Vec<Sentence>, Sentence> {
    let Some(opens) = opening(text, &sentence, times) else { return Err(sentence) };
    let mark = sentence.tokens.partition_point(|t| t.start < opens.span.end);
    let is_mark = |t: &Span| matches!(t.of(text), ":" | "-" | "–" | "—" | "--" | "|");
    let marked = sentence.tokens.get(mark).is_some_and(is_mark);
    match marked && mark + 2 < sentence.tokens.len() {
        true => Ok(cut(&sentence, mark)),
        false => Err(sentence),
    }
}

/// A sentence as two, the first of which ends with a token.
fn cut(sentence: &Sentence, last: usize) -> Vec<Sentence> {
    let part = |tokens: &[Span]| Sentence {
        span: Span { start: tokens[0].start, end: tokens[tokens.len() - 1].end },
        tokens: tokens.to_vec(),
    };
    vec![part(&sentence.tokens[..=last]), part(&sentence.tokens[last + 1..])]
}

fn split_dateline(text: &str, sentence: Sentence) -> Vec<Sentence> {
    const LONGEST: usize = 12;
    let form = |i: usize| sentence.tokens[i].of(text);
    let dash = (1..sentence.tokens.len().min(LONGEST))
        .find(|i| matches!(form(*i), "--" | "—" | "–" | "-"));
    let Some(dash) = dash.filter(|d| d + 2 < sentence.tokens.len()) else { return vec![sentence] };
    let spaced = sentence.tokens[dash].start > sentence.tokens[dash - 1].end;
    let capitals =
        |i: usize| form(i).len() > 3 && form(i).chars().all(|c| c.is_uppercase() || c == '.');
    let agency = form(dash - 1) == ")" || (0..dash).any(capitals);
    if !spaced || !agency {
        return vec![sentence];
    }
    cut(&sentence, dash)
}

/// The date that heads the entry of a chronology: it opens the line ("4 July
/// 1998: ..."), or stands alone before the sentence, in its paragraph or as the
/// paragraph before it.
pub fn heading<'t>(
    text: &str,
    before: &[Sentence],
    sentence: &Sentence,
    times: &'t [Expression],
) -> Option<&'t Expression> {
    let opens = opening(text, sentence, times);
    if opens.is_some() {
        return opens;
    }
    let mut next = sentence;
    let mut breaks = 0;
    for previous in before.iter().rev() {
        breaks += usize::from(text[previous.span.end..next.span.start].contains('\n'));
        if breaks > 1 {
            return None;
        }
        if breaks == 0
            && let Some(opens) = opening(text, previous, times)
        {
            return Some(opens);
        }
        let alone =
            within(times, previous.span).iter().find(|t| covers(text, t.span, previous.span));
        if alone.is_some() {
            return alone;
        }
        next = previous;
    }
    None
}

/// The date at the start of a line, with a mark after it.
fn opening<'t>(text: &str, sentence: &Sentence, times: &'t [Expression]) -> Option<&'t Expression> {
    let before = &text[..sentence.span.start];
    let begins = before.trim_end_matches([' ', '\t']).is_empty()
        || before.trim_end_matches([' ', '\t']).ends_with('\n');
    let first = within(times, sentence.span).first().filter(|_| begins)?;
    let bullet = &text[sentence.span.start..first.span.start];
    let after = text[first.span.end..sentence.span.end].trim_start_matches([' ', ')']);
    let closed = text[first.span.end..sentence.span.end].starts_with(')');
    let marked = closed || after.starts_with([':', '–', '—', '|', '-', '.']);
    (marked && !bullet.contains(char::is_alphanumeric)).then_some(first)
}

/// Whether a time is all that a sentence says.
fn covers(text: &str, time: Span, sentence: Span) -> bool {
    let rest = [
        &text[sentence.start..time.start.max(sentence.start)],
        &text[time.end.min(sentence.end)..sentence.end],
    ];
    rest.iter().all(|r| !r.contains(char::is_alphanumeric))
}
