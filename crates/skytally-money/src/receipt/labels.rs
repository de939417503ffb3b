//! Labels: what stands before the figures of a receipt, found also where a letter or two were misread.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words::Word;

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Total,
    Subtotal,
    Tax,
    Tip,
    Discount,
    /// Money that says nothing of what was bought: change, a balance, a number of tax.
    Other,
    Date,
    /// A day that is not that of the receipt.
    OtherDate,
    Number,
    Buyer,
    Seller,
}

impl Kind {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "total" => Self::Total,
            "subtotal" => Self::Subtotal,
            "tax" => Self::Tax,
            "tip" => Self::Tip,
            "discount" => Self::Discount,
            "other" => Self::Other,
            "date" => Self::Date,
            "other_date" => Self::OtherDate,
            "number" => Self::Number,
            "buyer" => Self::Buyer,
            "seller" => Self::Seller,
            _ => return None,
        })
    }

    /// Whether an amount belongs to it.
    pub(super) fn is_money(self) -> bool {
        matches!(self, Self::Total | Self::Subtotal | Self::Tax | Self::Tip | Self::Discount | Self::Other)
    }
}

/// Words that announce something.
#[derive(Debug, Clone)]
pub(super) struct Phrase {
    pub(super) kind: Kind,
    /// How telling it is, 0 to 100.
    pub(super) strength: u8,
    words: Vec<&'static str>,
}

impl Phrase {
    pub(super) fn new(kind: Kind, strength: u8, text: &'static str) -> Self {
        Self { kind, strength, words: text.split(' ').collect() }
    }
}

/// A label on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) kind: Kind,
    pub(super) strength: u8,
    /// Where it stands in the line, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// An issuer's own label goes before all others.
pub(super) const OF_TEMPLATE: u8 = 98;
/// So much a label loses for letters that were misread.
const MISREAD: u8 = 15;
/// From so much on a word is a label wherever it stands.
const STRONG: u8 = 95;
/// A word of fewer letters has none to spare.
const LONG_LETTERS_MIN: usize = 4;
/// Most words of a label.
const WORDS_MAX: usize = 6;

/// The labels of `labels.txt`.
static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    let lines = include_str!("labels.txt").lines().filter(|line| !line.starts_with('#'));
    let mut phrases = Vec::new();
    for (head, list) in lines.filter_map(|line| line.split_once(": ")) {
        let Some((name, strength)) = head.split_once(' ') else { continue };
        let (Some(kind), Ok(strength)) = (Kind::of(name), strength.parse()) else { continue };
        phrases.extend(list.split(", ").map(|text| Phrase::new(kind, strength, text)));
    }
    phrases
});

/// The phrases by their first words.
static FIRSTS: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut firsts: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, phrase) in PHRASES.iter().enumerate() {
        if let Some(first) = phrase.words.first() {
            firsts.entry(*first).or_default().push(at);
        }
    }
    firsts
});

/// Words that may stand before a weak label of one word: "inkl. 19 % MwSt", "davon Steuer".
const LIGHT: &[&str] = &[
    "a",
    "and",
    "davon",
    "di",
    "dont",
    "enth",
    "enthaltene",
    "excl",
    "gesetzl",
    "gesetzliche",
    "incl",
    "including",
    "inkl",
    "local",
    "of",
    "plus",
    "state",
    "the",
    "total",
    "waarvan",
    "which",
    "zzgl",
    "zuzuglich",
    "cui",
    "de",
    "la",
    "le",
    "il",
    "el",
    "het",
    "die",
    "der",
];

/// Finds labels. It remembers which misread words are like which, as the same words come again and again.
pub(super) struct Finder<'o> {
    /// The issuer's own, which go before all others.
    own: &'o [Phrase],
    /// Letters may be misread, as on a picture.
    fuzzy: bool,
    like: HashMap<String, Vec<&'static str>>,
}

impl<'o> Finder<'o> {
    pub(super) fn new(own: &'o [Phrase], fuzzy: bool) -> Self {
        Self { own, fuzzy, like: HashMap::new() }
    }

    /// The labels of a line, from left to right.
    pub(super) fn labels(&mut self, words: &[Word]) -> Vec<Label> {
        let mut found = Vec::new();
        let mut at = 0;
        // Whether a weak word may be a label here: not behind words that say something else ("Tax software" is one, "Income tax help" is none).
        let mut open = true;
        while at < words.len() {
            open |= words[at].opens;
            let Some((length, exact, phrase)) = self.best(&words[at..], open) else {
                let word = &words[at].text;
                let light = word.bytes().all(|byte| byte.is_ascii_digit()) || LIGHT.contains(&word.as_str());
                open &= light || word.chars().count() == 1;
                at += 1;
                continue;
            };
            let strength = if exact { phrase.strength } else { phrase.strength.saturating_sub(MISREAD) };
            let (start, end) = (words[at].start, words[at + length - 1].end);
            found.push(Label { kind: phrase.kind, strength, start, end });
            at += length;
        }
        found
    }

    /// The phrase that words begin with: the longest; of equally long ones one that is exact, then an own one.
    fn best(&mut self, words: &[Word], open: bool) -> Option<(usize, bool, &'o Phrase)> {
        let first = &words.first()?.text;
        let mut firsts = vec![first.as_str()];
        if self.fuzzy && first.chars().count() >= LONG_LETTERS_MIN {
            if !self.like.contains_key(first) {
                let all = FIRSTS.keys().filter(|wanted| **wanted != first && like(wanted, first));
                self.like.insert(first.clone(), all.copied().collect());
            }
            firsts.extend(self.like.get(first).into_iter().flatten().copied());
        }
        let own = self.own.iter();
        let known = firsts.iter().filter_map(|first| FIRSTS.get(first)).flatten().map(|at| &PHRASES[*at]);
        let mut best: Option<(usize, bool, &'o Phrase)> = None;
        for phrase in own.chain(known) {
            let Some(exact) = fits(&phrase.words, words, self.fuzzy) else { continue };
            let weak = phrase.words.len() == 1 && phrase.strength < STRONG && phrase.kind != Kind::Other;
            if weak && !open {
                continue;
            }
            if best.is_none_or(|(length, was, _)| (phrase.words.len(), exact) > (length, was)) {
                best = Some((phrase.words.len(), exact, phrase));
            }
        }
        best
    }
}

/// Whether words begin with a phrase: exactly (`true`), or but for letters that are easily misread.
fn fits(phrase: &[&str], words: &[Word], fuzzy: bool) -> Option<bool> {
    if phrase.len() > words.len() || phrase.len() > WORDS_MAX {
        return None;
    }
    let mut exact = true;
    for (wanted, word) in phrase.iter().zip(words) {
        if word.text == *wanted {
            continue;
        }
        if !fuzzy || !like(wanted, &word.text) {
            return None;
        }
        exact = false;
    }
    Some(exact)
}

/// Whether a word is another with a letter or two misread. Short words have no letters to spare.
fn like(wanted: &str, seen: &str) -> bool {
    let letters = wanted.chars().count();
    let spare = match letters {
        0..LONG_LETTERS_MIN => return false,
        4..=7 => 1,
        _ => 2,
    };
    seen.chars().count().abs_diff(letters) <= spare && strsim::osa_distance(wanted, seen) <= spare
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    fn kinds(text: &str, fuzzy: bool) -> Vec<Kind> {
        Finder::new(&[], fuzzy).labels(&words(text)).iter().map(|label| label.kind).collect()
    }

    #[test]
    fn every_line_of_the_list_is_understood() {
        let lines = include_str!("labels.txt").lines().filter(|line| !line.starts_with('#'));
        let mut seen = 0;
        for line in lines {
            let (head, list) = line.split_once(": ").unwrap_or_else(|| panic!("{line}"));
            let (name, strength) = head.split_once(' ').unwrap();
            assert!(Kind::of(name).is_some() && strength.parse::<u8>().unwrap() <= 100, "{head}");
            for text in list.split(", ") {
                assert_eq!(crate::inbox::normalised(text), text, "labels are written as they are compared");
                assert!(text.split(' ').count() <= WORDS_MAX, "{text}");
                seen += 1;
            }
        }
        assert!(seen > 300 && seen == PHRASES.len(), "{seen}");
    }

    #[test]
    fn the_longest_label_counts() {
        use Kind::{Date, Number, Other, OtherDate, Subtotal, Tax, Total};
        for (text, expected) in [
            ("Total excl. VAT", vec![Subtotal]),
            ("Total (incl. VAT)", vec![Total]),
            ("Total Tax", vec![Tax]),
            ("TOTAL AMOUNT DUE", vec![Total]),
            ("Zwischensumme (netto)", vec![Subtotal]),
            ("Steuer %  Netto  Steuer  Brutto", vec![Tax, Subtotal, Tax, Total]),
            ("USt-IdNr.: DE812706034", vec![Other]),
            ("Date d'échéance", vec![OtherDate]),
            ("Invoice #12345  Invoice date", vec![Number, Date]),
            ("N° de facture", vec![Number]),
            ("Nº factura", vec![Number]),
            ("Totaal incl. BTW", vec![Total]),
            ("Net à payer", vec![Total]),
            ("inkl. 19% MwSt", vec![Tax]),
            ("Income tax help  Tax", vec![Tax]),
            ("Sales of the net", vec![]),
        ] {
            assert_eq!(kinds(text, false), expected, "{text}");
        }
    }

    #[test]
    fn letters_may_be_misread_on_pictures_only() {
        for (text, kind) in [
            ("Gesamtbefrag", Kind::Total),
            ("Rechnunqsdatum", Kind::Date),
            ("Rückgeid", Kind::Other),
            ("T0TAL", Kind::Total),
        ] {
            assert_eq!(kinds(text, true), vec![kind], "{text}");
            assert_eq!(kinds(text, false), vec![], "{text}");
        }
        assert_eq!(kinds("met", true), vec![], "short words are not guessed");
    }
}
