//! Lines as they were seen, and the words of a line with their places.

use unicode_normalization::UnicodeNormalization as _;

use crate::inbox::normalised;

/// A line of a receipt as a reader saw it. Columns stand two spaces or more apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenLine {
    /// What stands there.
    pub text: String,
    /// How sure the reader is of the letters, 0 to 100. A text that a PDF carries is sure.
    pub confidence: u8,
}

impl SeenLine {
    /// A line whose letters are certain.
    pub fn sure(text: impl Into<String>) -> Self {
        Self { text: text.into(), confidence: 100 }
    }
}

/// A word, made comparable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// Where the word it was made of stands in the line, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    /// It is the first of its line or column.
    pub(super) opens: bool,
}

/// The words of a line. What is written as one (`Bon-Nr.:1433`) may be several, all in its place.
pub(super) fn words(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut spaces = 2;
    for raw in line.split_inclusive(char::is_whitespace) {
        let word = raw.trim_end();
        let end = start + word.len();
        let mut opens = spaces >= 2;
        spaces = if word.is_empty() { spaces + 1 } else { 1 };
        // "Invoice #12" is "Invoice no 12".
        let text = word.replace('#', " no ");
        for text in normalised(&text).split(' ').filter(|text| !text.is_empty()) {
            words.push(Word { text: text.to_owned(), start, end, opens });
            opens = false;
        }
        start += raw.len();
    }
    words
}

/// A text as a reader may take it: composed letters, no control characters, no marks that turn the direction of writing, which would
/// show people something else than what stands there.
pub(super) fn plain(text: &str) -> String {
    let is_odd = |c: char| {
        (c.is_control() && c != '\t')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
    };
    text.nfc().filter(|c| !is_odd(*c)).map(|c| if c == '\t' { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_where_they_stand() {
        let line = "  Bon—Nr.:1433  Invoice #12";
        let found: Vec<(String, &str)> =
            words(line).into_iter().map(|word| (word.text.clone(), &line[word.start..word.end])).collect();
        let expected = [
            ("bon", "Bon—Nr.:1433"),
            ("nr", "Bon—Nr.:1433"),
            ("1433", "Bon—Nr.:1433"),
            ("invoice", "Invoice"),
            ("no", "#12"),
            ("12", "#12"),
        ];
        let found: Vec<(&str, &str)> = found.iter().map(|(text, at)| (text.as_str(), *at)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn marks_that_turn_the_writing_are_gone() {
        assert_eq!(plain("A\u{202e}B\u{0}C\tD\u{200b}"), "ABC D");
        assert_eq!(plain("u\u{308}"), "ü");
    }
}
