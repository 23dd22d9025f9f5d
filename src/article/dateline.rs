//! The dateline of a news report: "BISHKEK, 14 March (Agency) --".

use super::date::{self, Reading};

/// What stands before the first sentence of a report.
#[derive(Debug, PartialEq, Eq)]
pub struct Dateline {
    /// The date, if one is given.
    pub reading: Option<Reading>,
    /// The date in the words of the text.
    pub text: String,
    /// The agency, e.g. `Xinhua`.
    pub agency: Option<String>,
}

/// How far into the paragraph a dateline can reach, in bytes.
const LONGEST: usize = 120;

/// Reads the dateline at the start of a paragraph: a place, then a date, an
/// agency or both, then a dash, a full stop or the end of the line.
pub fn read(line: &str) -> Option<Dateline> {
    let place = place_end(line).filter(|end| date::label(&line[..*end]).is_none())?;
    let found = date::scan(&line[..floor(line, LONGEST)])
        .into_iter()
        .find(|f| line[place..].get(..f.start.saturating_sub(place)).is_some_and(joins));
    let after_date = found.map_or(place, |f| f.end.max(place));
    let rest = &line[after_date..];
    let (agency, length) = agency(rest).map_or((None, 0), |(name, end)| (Some(name), end));
    let rest = rest[length..].trim_start_matches([' ', ',']);
    let place_words = &line[..place];
    if agency.as_deref().is_some_and(|name| is_short_for(place_words, name)) {
        return None;
    }
    let closed = rest.is_empty()
        || rest.starts_with(['-', '–', '—'])
        || (rest.starts_with('.') && (agency.is_some() || is_capital(place_words)));
    let known = found.is_some()
        || agency.as_deref().is_some_and(|name| {
            // Without a date, "Kazakhstan, Mongolia" is a headline.
            !line[place..].trim_start().starts_with([',', '.'])
                || name.chars().all(|c| !c.is_lowercase())
        });
    if !closed || !known {
        return None;
    }
    let text = found.map(|f| line[f.start..f.end].to_owned()).unwrap_or_default();
    Some(Dateline { reading: found.map(|f| f.reading), text, agency })
}

/// End of one to seven capitalised words: "KERBEN, Kyrgyzstan",
/// "WASHINGTON/BISHKEK", "New Delhi".
fn place_end(line: &str) -> Option<usize> {
    let mut end = 0;
    for word in line.split_inclusive([' ', '/']).take(7) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let month =
            date::scan(&line[end..floor(line, LONGEST)]).first().is_some_and(|f| f.start == 0);
        if month || date::is_weekday(bare) && end > 0 {
            break;
        }
        if !bare.starts_with(char::is_uppercase) || word.starts_with(['(', '/']) {
            break;
        }
        end += word.len();
        if word.trim_end().ends_with('.') {
            break;
        }
    }
    let place = line[..end].trim_end_matches(|c: char| !c.is_alphanumeric());
    (!place.is_empty()).then_some(place.len())
}

/// "The Shanghai Cooperation Organisation (SCO) – a bloc" is no dateline.
fn is_short_for(place: &str, name: &str) -> bool {
    let initials = |text: &str| -> String { text.chars().filter(|c| c.is_uppercase()).collect() };
    place.contains(' ') && initials(place).ends_with(name)
}

/// Only marks, spaces and a weekday stand between place and date.
fn joins(between: &str) -> bool {
    between.split(|c: char| !c.is_alphabetic()).all(|w| w.is_empty() || date::is_weekday(w))
}

/// "(Xinhua)", "/TASS/", ", AZERTAC": the name, and where it ends.
fn agency(rest: &str) -> Option<(String, usize)> {
    let start = rest.len() - rest.trim_start_matches([' ', ',', '.', ':']).len();
    let body = &rest[start..];
    let (open, close) = match body.chars().next()? {
        '(' => ('(', ')'),
        '/' => ('/', '/'),
        '[' => ('[', ']'),
        c if c.is_uppercase() => return bare_agency(rest, start),
        _ => return None,
    };
    let inner = body.strip_prefix(open)?;
    let length = inner.find(close).filter(|length| (1..=40).contains(length))?;
    let name = &inner[..length];
    let named = name.contains(char::is_uppercase) && date::scan(name).is_empty();
    named.then(|| (name.trim().to_owned(), start + length + 2))
}

/// An agency without brackets: after a comma or stop, up to three words before
/// a dash or the end of the line.
fn bare_agency(rest: &str, start: usize) -> Option<(String, usize)> {
    let body = &rest[start..];
    if rest[..start].trim().is_empty() {
        return None;
    }
    let dash = [" -", " –", " —", "--"].iter().filter_map(|dash| body.find(dash)).min();
    let length = dash.unwrap_or(body.len());
    let name = body[..length].trim();
    let few = name.split_whitespace().count() <= 3 && name.len() <= 40;
    let capital = name
        .split_whitespace()
        .all(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
    (few && capital && !name.is_empty()).then(|| (name.to_owned(), start + length))
}

/// Places of datelines that end with a full stop are in capitals: "BAKU,
/// Azerbaijan, March 20. Two agreements" but not "Baku, March 20. The".
fn is_capital(place: &str) -> bool {
    let first = place.split([',', ' ']).next().unwrap_or_default();
    first.len() > 2 && first.chars().all(|c| !c.is_lowercase())
}

/// The char boundary at or before `at`.
fn floor(line: &str, at: usize) -> usize {
    line.floor_char_boundary(at.min(line.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_of_many_houses() {
        for (line, text, agency) in [
            ("OSH, 14 March (Valley Wire) -- The guards", "14 March", Some("Valley Wire")),
            ("OSH, October 17. /WIRE/. The active stage", "October 17", Some("WIRE")),
            ("OSH, Kyrgyzstan, March 20. Two agreements", "March 20", None),
            ("Prague, 27 December 2002 (RFE/RL) -- A new", "27 December 2002", Some("RFE/RL")),
            ("OSH. Jan 13, 2022 (Wire) - The guards", "Jan 13, 2022", Some("Wire")),
            ("Osh, August 23, 2024, WIRE", "August 23, 2024", Some("WIRE")),
            ("WASHINGTON/OSH, July 20 (Wire) - The", "July 20", Some("Wire")),
            ("New Delhi, January 27", "January 27", None),
            ("OSH, Kyrgyzstan (AP) — The guards", "", Some("AP")),
            ("Moscow (AsiaNews) - China has", "", Some("AsiaNews")),
        ] {
            let dateline = read(line);
            let (found, by) = dateline.map(|d| (d.text, d.agency)).unwrap_or_default();
            assert_eq!((found.as_str(), by.as_deref()), (text, agency), "{line}");
        }
    }

    #[test]
    fn sentences_are_no_datelines() {
        for line in [
            "Tokayev on 14 September 2022 received the guest",
            "The President (left) and his guest - a friend of the house",
            "In Astana on October 14, the president said",
            "Kazakhstan (population 20 million) - a large country",
            "Astana, March 2. The city was cold.",
            "Republic Names Ambassador To Neighbour After Long Gap",
            "Kazakhstan, Mongolia",
            "Shanghai Cooperation Organisation (SCO) – a bloc of ten states",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
