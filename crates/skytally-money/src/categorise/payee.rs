//! Payees without what banks write around them.

use crate::inbox::normalised;

/// What stands before a payee, in normalised words; the longest that fits is taken off, as often as one does.
const BEFORE: &[&str] = &[
    "basislastschrift",
    "card payment",
    "card payment to",
    "card purchase",
    "card transaction",
    "checkcard",
    "contactless",
    "contactless payment",
    "credit transfer",
    "dauerauftrag",
    "debit card",
    "debit card purchase",
    "direct debit",
    "direct debit payment",
    "direct debit to",
    "echtzeituberweisung",
    "ec karte",
    "faster payment",
    "folgelastschrift",
    "girocard",
    "gutschrift",
    "internet payment",
    "kartenzahlung",
    "kreditkarte",
    "lastschrift",
    "mastercard",
    "online payment",
    "online uberweisung",
    "payment to",
    "payment from",
    "paypal",
    "pos",
    "pos debit",
    "pos purchase",
    "purchase",
    "recurring payment",
    "sepa",
    "sepa basislastschrift",
    "sepa credit transfer",
    "sepa direct debit",
    "sepa lastschrift",
    "sepa uberweisung",
    "sp",
    "sq",
    "standing order",
    "sumup",
    "tst",
    "uberweisung",
    "visa",
    "visa debit",
    "visa purchase",
    "zettle",
];

/// Places that banks write behind a payee.
const PLACES: &[&str] = &[
    "amsterdam",
    "atlanta",
    "austin",
    "barcelona",
    "berlin",
    "birmingham",
    "boston",
    "bremen",
    "brussels",
    "chicago",
    "cologne",
    "copenhagen",
    "dallas",
    "denver",
    "dortmund",
    "dresden",
    "dublin",
    "dusseldorf",
    "edinburgh",
    "essen",
    "frankfurt",
    "geneva",
    "glasgow",
    "hamburg",
    "hannover",
    "houston",
    "koln",
    "leeds",
    "leipzig",
    "lisbon",
    "london",
    "luxembourg",
    "luxemburg",
    "lyon",
    "madrid",
    "manchester",
    "milano",
    "munchen",
    "munich",
    "nurnberg",
    "oslo",
    "paris",
    "philadelphia",
    "phoenix",
    "portland",
    "prague",
    "roma",
    "rotterdam",
    "seattle",
    "singapore",
    "stockholm",
    "stuttgart",
    "sydney",
    "tokyo",
    "toronto",
    "vancouver",
    "vienna",
    "warsaw",
    "wien",
    "zurich",
];

/// Countries and states that stand behind a place, in capital letters.
const REGIONS: &[&str] = &[
    "AT", "AU", "BE", "CA", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "LU", "NL", "NO", "PL",
    "PT", "SE", "UK", "US", "USA", "DEU", "GBR", "AZ", "CO", "FL", "GA", "IL", "MA", "NY", "OR", "PA", "TX",
    "WA",
];

/// Small words that stay small.
const SMALL: &[&str] = &["and", "of", "the", "for", "und", "der", "die", "das", "de", "la", "le", "et", "y"];

/// A payee as people read it, and as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payee {
    /// As [`clean_payee`] gives it.
    pub shown: String,
    /// The same, normalised.
    pub plain: String,
}

impl Payee {
    /// Makes it out of what a bank writes.
    pub fn of(raw: &str) -> Self {
        let shown = clean_payee(raw);
        Self { plain: normalised(&shown), shown }
    }
}

/// A payee for people out of a bank's: without "SEPA-Lastschrift", card numbers, dates, numbers of shops and towns behind it, and
/// not in capital letters throughout. Where nothing else would be left, it stays as it was but for its spaces. Cleaning twice is
/// cleaning once.
pub fn clean_payee(raw: &str) -> String {
    let mut text = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    // Each pass takes something off or changes nothing; texts are short.
    for _ in 0..64 {
        let next = once(&text);
        if next == text {
            break;
        }
        text = next;
    }
    text
}

fn once(text: &str) -> String {
    // Germany's card payments: SHOP//TOWN/COUNTRY.
    let shop = text.split_once("//").map_or(text, |(shop, _)| shop);
    // "PAYPAL *SHOP", "SQ *SHOP": a star parts the words.
    let parted = shop.replace('*', " ");
    let words: Vec<&str> = parted.split_whitespace().collect();
    // Masks lose their stars above: what hides a number is told by the whole text.
    let hidden: Vec<&str> = text.split_whitespace().filter(|word| is_gone(word)).collect();
    let hides = |word: &str| hidden.iter().any(|gone| gone.contains('*') && gone.trim_matches('*') == word);
    let mut words: Vec<&str> = words.into_iter().filter(|word| !is_gone(word) && !hides(word)).collect();
    let before = lead(&words);
    if before < words.len() {
        words.drain(..before);
    }
    if let Some(at) = words.iter().skip(1).position(|word| is_shop_number(word)) {
        // What stands behind the number of a shop is where it is.
        words.truncate(at + 1);
    }
    trail(&mut words);
    let kept = words.join(" ");
    let kept = kept.trim_matches(|letter: char| {
        matches!(letter, ',' | ';' | ':' | '-' | '/' | '.') || letter.is_whitespace()
    });
    if !kept.chars().any(char::is_alphabetic) {
        return text.to_owned();
    }
    if kept.chars().any(char::is_lowercase) { kept.to_owned() } else { calm(kept) }
}

/// Dates, times, card numbers: nothing is left of them once they are normalised.
fn is_gone(word: &str) -> bool {
    word.chars().any(|letter| letter.is_ascii_digit()) && normalised(word).is_empty()
}

/// So many words in front are the bank's.
fn lead(words: &[&str]) -> usize {
    (1..=words.len().min(4))
        .rev()
        .find(|count| BEFORE.contains(&normalised(&words[..*count].join(" ")).as_str()))
        .unwrap_or(0)
}

fn is_shop_number(word: &str) -> bool {
    let digits = word.trim_start_matches(['#', '0']);
    let marked = word.starts_with('#');
    let long = word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    long || (marked && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn trail(words: &mut Vec<&str>) {
    let place = |word: &str| PLACES.contains(&normalised(word).as_str());
    match words.as_slice() {
        [_, .., town, region] if REGIONS.contains(region) && place(town) && words.len() > 2 => {
            words.truncate(words.len() - 2);
        }
        [_, .., town] if place(town) => words.truncate(words.len() - 1),
        _ => {}
    }
}

/// Capital letters throughout are shouted: words of four letters and more, and small ones, are written calmly.
fn calm(text: &str) -> String {
    let words = text.split(' ').enumerate().map(|(at, word)| {
        let small = word.to_lowercase();
        if SMALL.contains(&small.as_str()) {
            return if at == 0 { word.to_owned() } else { small };
        }
        if word.chars().filter(|letter| letter.is_alphabetic()).count() < 4
            || word.chars().any(|letter| letter.is_ascii_digit())
        {
            return word.to_owned();
        }
        let mut letters = word.chars();
        let first = letters.next().map(String::from).unwrap_or_default();
        first + &letters.as_str().to_lowercase()
    });
    words.collect::<Vec<_>>().join(" ")
}
