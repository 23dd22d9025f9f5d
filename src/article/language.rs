//! Is it English? The extractors read nothing else.

/// Words that are frequent in English and rare in its neighbours.
const FUNCTION_WORDS: [&str; 24] = [
    "the", "of", "and", "to", "was", "with", "for", "that", "is", "by", "his", "has", "from",
    "which", "were", "will", "have", "this", "their", "at", "its", "are", "been", "would",
];

/// Whether the text reads as English, by its share of function words (about
/// a quarter in newswire, under 5 % in other languages); `None` where fewer
/// than 30 words leave it open.
pub fn is_english(text: &str) -> Option<bool> {
    let (mut words, mut function) = (0, 0);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).take(2000) {
        words += 1;
        function += usize::from(FUNCTION_WORDS.iter().any(|f| word.eq_ignore_ascii_case(f)));
    }
    (words >= 30).then_some(function * 10 >= words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_and_others() {
        let english = "The foreign ministers of the two states met in the capital on Monday and \
                       agreed that a new treaty would be signed by their presidents in spring, \
                       which has been expected for years.";
        let french = "Les ministres des Affaires étrangères des deux pays se sont réunis lundi \
                      dans la capitale et ont convenu que le nouveau traité serait signé par \
                      leurs présidents au printemps prochain, selon un communiqué.";
        assert_eq!(is_english(english), Some(true));
        assert_eq!(is_english(french), Some(false));
        assert_eq!(is_english("Bonjour"), None);
    }
}
