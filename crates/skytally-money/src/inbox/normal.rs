//! Texts of banks, made comparable: the same movement is written differently in each format and on each download.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text in small letters without accents and signs, the words parted by one space; dates, times and card numbers are left out.
/// Other numbers stay: they tell two invoices apart.
pub fn normalised(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < words.len() {
        let group = words[at..].iter().take_while(|word| is_card_group(word)).count();
        if group >= 3 {
            at += group;
            continue;
        }
        let word = words[at];
        at += 1;
        if !is_noise(word) {
            push_plain(word, &mut out);
        }
    }
    out
}

/// Whether a bank writes this in place of an id: nothing, zeros, or a word for "none". Such an id is no evidence.
pub fn is_placeholder(id: &str) -> bool {
    let plain: String =
        id.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    plain.bytes().all(|byte| byte == b'0')
        || matches!(
            plain.as_str(),
            "nonref" | "notprovided" | "none" | "null" | "na" | "nan" | "unknown" | "keine" | "undefined"
        )
}

/// How alike two normalised texts are, from 0 to 1000: the larger of the Dice coefficient of their pairs of letters (twice the
/// common pairs over all pairs; Dice 1945, Sørensen 1948) and, where all words of the shorter one are in the longer one, 900.
/// Rounded down. Two empty texts are alike; an empty one and another are not.
pub fn similarity_per_mille(one: &str, other: &str) -> u16 {
    Shape::new(one).similarity_per_mille(&Shape::new(other))
}

/// A share of at least so many letters makes a text that is contained in another one evidence.
const CONTAINED_LETTERS_MIN: usize = 4;
const CONTAINED_PER_MILLE: u16 = 900;

/// A text that is compared with many.
pub(crate) struct Shape<'a> {
    text: &'a str,
    pairs: Vec<(char, char)>,
    words: Vec<&'a str>,
}

impl<'a> Shape<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let letters: Vec<char> = text.chars().filter(|letter| *letter != ' ').collect();
        let mut pairs: Vec<(char, char)> = letters.windows(2).map(|pair| (pair[0], pair[1])).collect();
        pairs.sort_unstable();
        let mut words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        words.sort_unstable();
        words.dedup();
        Self { text, pairs, words }
    }

    pub(crate) fn similarity_per_mille(&self, other: &Self) -> u16 {
        if self.text == other.text {
            return 1000;
        }
        if self.text.is_empty() || other.text.is_empty() {
            return 0;
        }
        let all = self.pairs.len() + other.pairs.len();
        let common = common(&self.pairs, &other.pairs);
        // Two texts of one letter each have no pairs.
        let dice = (2000 * common).checked_div(all).and_then(|dice| u16::try_from(dice).ok()).unwrap_or(0);
        let (short, long) = if self.words.len() <= other.words.len() { (self, other) } else { (other, self) };
        let letters: usize = short.words.iter().map(|word| word.chars().count()).sum();
        let contained = letters >= CONTAINED_LETTERS_MIN
            && short.words.iter().all(|word| long.words.binary_search(word).is_ok());
        // Equal is 1000 and nothing else is: words in another order have all pairs but those at their seams.
        dice.min(999).max(if contained { CONTAINED_PER_MILLE } else { 0 })
    }
}

fn common<T: Ord>(one: &[T], other: &[T]) -> usize {
    let (mut at, mut to, mut found) = (0, 0, 0);
    while at < one.len() && to < other.len() {
        match one[at].cmp(&other[to]) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => to += 1,
            std::cmp::Ordering::Equal => {
                found += 1;
                at += 1;
                to += 1;
            }
        }
    }
    found
}

fn push_plain(word: &str, out: &mut String) {
    let mut fresh = true;
    for letter in word.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        if !letter.is_alphanumeric() {
            fresh = true;
            continue;
        }
        if fresh && !out.is_empty() {
            out.push(' ');
        }
        fresh = false;
        match letter {
            // What has no decomposition, in the spelling of banks that write plain letters.
            'ß' | 'ẞ' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' => out.push('d'),
            _ => out.extend(letter.to_lowercase().filter(|small| !is_combining_mark(*small))),
        }
    }
}

/// Whether a word says nothing of who and what: a date, a time, a card number.
pub(crate) fn is_noise(word: &str) -> bool {
    let word = word.trim_matches(|letter: char| matches!(letter, ',' | ';' | '(' | ')' | '[' | ']'));
    if word.is_empty() {
        return false;
    }
    let moment = word.split_once('T').is_some_and(|(date, time)| is_date(date) && is_time(time));
    moment || is_date(word) || is_time(word) || is_card(word)
}

fn is_card_group(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'x' | b'X' | b'*'))
}

fn numbers(text: &str, sign: char) -> Option<Vec<(usize, u32)>> {
    text.split(sign)
        .map(|part| {
            let digits =
                !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten().map(|value| (part.len(), value))
        })
        .collect()
}

fn is_date(word: &str) -> bool {
    let day_and_month =
        |one: u32, other: u32| (1..=31).contains(&one) && (1..=31).contains(&other) && one.min(other) <= 12;
    ['.', '/', '-'].into_iter().any(|sign| {
        // "12.05." is a date, "12.05" is an amount.
        let open = sign == '.' && word.ends_with('.');
        let parts = numbers(if open { &word[..word.len() - 1] } else { word }, sign);
        match parts.as_deref() {
            Some([(1..=2, one), (1..=2, other)]) => (open || sign == '/') && day_and_month(*one, *other),
            Some([(1..=2, one), (1..=2, other), (2 | 4, _)]) => day_and_month(*one, *other),
            Some([(4, 1900..=2199), (2, month), (2, day)]) => day_and_month(*month, *day),
            _ => false,
        }
    })
}

fn is_time(word: &str) -> bool {
    let word = word.trim_end_matches(['Z', 'h']);
    matches!(
        numbers(word, ':').as_deref(),
        Some([(1..=2, 0..=24), (2, 0..=59)] | [(1..=2, 0..=24), (2, 0..=59), (2, 0..=60)])
    )
}

fn is_card(word: &str) -> bool {
    let (mut digits, mut masks, mut stars) = (0, 0, 0);
    for letter in word.chars() {
        match letter {
            '0'..='9' => digits += 1,
            'x' | 'X' => masks += 1,
            '*' | '•' | '#' => stars += 1,
            '-' => {}
            _ => return false,
        }
    }
    let hidden = masks + stars;
    (hidden == 0 && (13..=19).contains(&digits)) || (digits >= 2 && (stars >= 2 || hidden >= 4))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_made_comparable() {
        for (text, plain) in [
            ("REWE  Sagt\tDanke!", "rewe sagt danke"),
            ("Café Müller", "cafe muller"),
            ("Straße 5, Łódź", "strasse 5 lodz"),
            ("REWE 12.05.2026 10:31 Karte 4111 1111 1111 1111", "rewe karte"),
            ("AMZN xxxx1234 ****9876 2026-05-12T10:31:59", "amzn"),
            ("Card xxxx-xxxx-xxxx-1234 12/05", "card"),
            ("Rechnung 1001 zu 12.05 EUR", "rechnung 1001 zu 12 05 eur"),
            ("4111111111111111 a.b*c", "a b c"),
            ("ＡＢＣ ﬁn", "abc fin"),
            ("İstanbul", "istanbul"),
            ("", ""),
        ] {
            assert_eq!(normalised(text), plain, "{text}");
        }
    }

    #[test]
    fn what_stands_for_no_id_is_known() {
        for (id, is) in [
            ("0", true),
            ("", true),
            ("00000", true),
            ("NONREF", true),
            ("not-provided", true),
            ("N/A", true),
            ("1", false),
            ("2026051200001", false),
            ("nonref7", false),
        ] {
            assert_eq!(is_placeholder(id), is, "{id:?}");
        }
    }

    #[test]
    fn alike_is_measured() {
        for (one, other, from, to) in [
            ("rewe", "rewe", 1000, 1000),
            ("", "", 1000, 1000),
            ("rewe", "", 0, 0),
            ("rewe sagt danke", "rewe sagt danke hamburg altona filiale", 900, 900),
            ("netflix international", "netflix internat", 700, 999),
            ("stadtwerke", "netflix", 0, 200),
            ("a", "b", 0, 0),
            ("b a", "a b", 0, 0),
        ] {
            let found = similarity_per_mille(one, other);
            assert!((from..=to).contains(&found), "{one:?} {other:?}: {found}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_taken_and_alike_is_symmetric(one in "\\PC{0,40}", other in "\\PC{0,40}") {
            let (a, b) = (normalised(&one), normalised(&other));
            prop_assert_eq!(similarity_per_mille(&a, &b), similarity_per_mille(&b, &a));
            prop_assert_eq!(similarity_per_mille(&a, &a), 1000);
            prop_assert!(!a.contains("  ") && a.trim() == a);
            prop_assert_eq!(normalised(&format!("  {one}\t")), a);
        }
    }
}
