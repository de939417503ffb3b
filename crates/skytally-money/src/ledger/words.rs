//! The words of a transaction, as they are searched.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::entry::Content;

/// Small letters without accents, a space before and after each word: ` cafe zurich `. Empty texts give one space.
pub fn words(texts: &[&str]) -> String {
    let mut found = String::from(" ");
    for text in texts {
        if text.is_ascii() {
            // The same for what has no accents and nothing to decompose, which most texts have not.
            for byte in text.bytes() {
                if byte.is_ascii_alphanumeric() {
                    found.push(char::from(byte.to_ascii_lowercase()));
                } else if !found.ends_with(' ') {
                    found.push(' ');
                }
            }
            if !found.ends_with(' ') {
                found.push(' ');
            }
            continue;
        }
        for char in text.nfkd().filter(|char| !is_combining_mark(*char)).flat_map(char::to_lowercase) {
            if char.is_alphanumeric() {
                found.push(char);
            } else if !found.ends_with(' ') {
                found.push(' ');
            }
        }
        if !found.ends_with(' ') {
            found.push(' ');
        }
    }
    found
}

impl Content {
    /// What is found by: payee, note, tags, and what stands beside the postings.
    pub fn words(&self) -> String {
        let mut texts = vec![self.payee.as_str(), self.note.as_str()];
        texts.extend(self.tags.iter().map(String::as_str));
        texts.extend(self.postings.iter().map(|posting| posting.memo.as_str()));
        words(&texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_plain_and_stand_apart() {
        for (given, found) in [
            (vec!["Café Zürich", "CARD 4711-22"], " cafe zurich card 4711 22 "),
            (vec!["", "  "], " "),
            (vec!["ﬁn", "Straße"], " fin straße "),
        ] {
            assert_eq!(words(&given), found);
        }
    }
}
