//! Amounts as banks write them, read exactly or not at all.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use skytally_model::{Currency, Money, MoneyError};

/// Digits that a number may have. Ten to the power of 30 fits what it is kept in, with room for sums.
const DIGITS_MAX: usize = 30;

/// Characters that the text of an amount may have, separators and currency included.
const TEXT_MAX: usize = 80;

/// An exact decimal number: `units` × 10^−`scale`.
#[derive(Clone, Copy)]
pub struct Decimal {
    units: i128,
    scale: u32,
}

impl Decimal {
    /// `units` × 10^−`scale`. `None` for more digits than are kept.
    pub fn new(units: i128, scale: u32) -> Option<Self> {
        let most = 10_u128.pow(DIGITS_MAX as u32);
        (units.unsigned_abs() < most && scale as usize <= DIGITS_MAX).then_some(Self { units, scale })
    }

    /// The amount as money. An error if it is finer than the currency, or too large.
    pub fn money(self, currency: Currency) -> Result<Money, MoneyError> {
        Money::parse(&self.to_string(), currency)
    }

    /// The same number with as many decimals as the currency has. An error if it is finer.
    pub fn fitted(self, currency: Currency) -> Result<Self, MoneyError> {
        self.money(currency).map(|money| Self { units: money.minor.into(), scale: currency.decimals() })
    }

    /// The opposite.
    pub fn negated(self) -> Self {
        Self { units: -self.units, ..self }
    }

    /// The same size, with the sign asked for.
    pub fn signed(self, negative: bool) -> Self {
        let size = self.units.abs();
        Self { units: if negative { -size } else { size }, ..self }
    }

    /// Below zero.
    pub fn is_negative(self) -> bool {
        self.units < 0
    }

    /// Zero.
    pub fn is_zero(self) -> bool {
        self.units == 0
    }

    /// The sum. `None` if it has more digits than are kept.
    pub fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let units = self.at(scale)?.checked_add(other.at(scale)?)?;
        Self::new(units, scale)
    }

    /// How many decimals it was given with.
    pub(crate) fn scale(self) -> u32 {
        self.scale
    }

    /// How many units of 10^−`scale` it is. `None` if it is finer, or does not fit.
    pub(crate) fn units_at(self, scale: u32) -> Option<i128> {
        self.at(scale)
    }

    fn at(self, scale: u32) -> Option<i128> {
        self.units.checked_mul(10_i128.checked_pow(scale.checked_sub(self.scale)?)?)
    }

    /// Without zeros behind the last decimal that says something.
    fn plain(self) -> Self {
        let mut plain = self;
        while plain.scale > 0 && plain.units % 10 == 0 {
            plain.units /= 10;
            plain.scale -= 1;
        }
        plain
    }
}

/// Equal is what is the same number, however many zeros are written.
impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        let (one, two) = (self.plain(), other.plain());
        (one.units, one.scale) == (two.units, two.scale)
    }
}

impl Eq for Decimal {}

/// Digits and a point, as many decimals as it was given with: `-1234.50`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale as usize;
        let digits = format!("{:0>width$}", self.units.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let sign = if self.units < 0 { "-" } else { "" };
        let text = if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") };
        f.pad(&text)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An exact decimal number as a string, as it is written.
impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let no = || serde::de::Error::custom("expected an exact decimal such as \"-12.50\"");
        let digits = text.strip_prefix('-').unwrap_or(&text);
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
        let good = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !good(whole) || !fraction.is_none_or(good) || digits.len() > TEXT_MAX {
            return Err(no());
        }
        let fraction = fraction.unwrap_or_default();
        let units: i128 = format!("{whole}{fraction}").parse().map_err(|_| no())?;
        let scale = u32::try_from(fraction.len()).map_err(|_| no())?;
        let size = Self::new(units, scale).ok_or_else(no)?;
        Ok(size.signed(digits.len() < text.len()))
    }
}

/// What stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A point; a comma separates thousands.
    Point,
    /// A comma; a point separates thousands.
    Comma,
    /// Either, where the text alone says which.
    Either,
    /// A point, or a comma where the text alone says that it is none of thousands.
    PointFirst,
}

/// Why a text is not taken as an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotAnAmount {
    #[error("is empty")]
    Empty,
    #[error("is not an amount")]
    Form,
    #[error("has one separator and three digits behind it: thousands or decimals cannot be told apart")]
    Ambiguous,
    #[error("has more digits than any amount")]
    TooLong,
}

/// An amount, and the currency that stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) amount: Decimal,
    pub(crate) currency: Option<super::Code>,
}

/// Reads an amount in one of the forms of the world's banks: signs before or behind, parentheses, thousands in groups, a comma or a point, a
/// currency beside it, `CR` or `DR` behind it. What more than one number could be meant by is refused.
pub(crate) fn read(text: &str, mark: Mark) -> Result<Read, NotAnAmount> {
    if text.len() > TEXT_MAX {
        return Err(NotAnAmount::TooLong);
    }
    let mut rest: Vec<char> = text.chars().filter(|c| !is_space(*c) || *c == ' ').collect();
    // Spaces are either around things or between groups of thousands; the groups are checked below.
    trim(&mut rest);
    if rest.is_empty() {
        return Err(NotAnAmount::Empty);
    }
    let mut signs = 0;
    let mut negative = false;
    let mut currency = None;
    let mut parentheses = false;
    loop {
        let before = rest.len();
        match rest.first() {
            Some('-' | '\u{2212}' | '\u{2013}') => {
                signs += 1;
                negative = true;
                rest.remove(0);
            }
            Some('+') => {
                signs += 1;
                rest.remove(0);
            }
            Some('(') if rest.last() == Some(&')') && rest.len() > 2 && !parentheses => {
                signs += 1;
                negative = true;
                parentheses = true;
                rest.remove(0);
                rest.pop();
            }
            Some('$' | '€' | '£' | '¥' | '₹') => {
                rest.remove(0);
            }
            _ => {}
        }
        match rest.last() {
            Some('-' | '\u{2212}' | '\u{2013}') => {
                signs += 1;
                negative = true;
                rest.pop();
            }
            Some('+') => {
                signs += 1;
                rest.pop();
            }
            Some('$' | '€' | '£' | '¥' | '₹') => {
                rest.pop();
            }
            _ => {}
        }
        trim(&mut rest);
        let letters = rest.iter().take_while(|c| c.is_ascii_alphabetic()).count();
        if letters == 3 && letters < rest.len() && currency.is_none() {
            currency = super::Code::new(&rest[..3].iter().collect::<String>());
            rest.drain(..3);
        }
        let letters = rest.iter().rev().take_while(|c| c.is_ascii_alphabetic()).count();
        if letters > 0 && letters < rest.len() {
            let word: String = rest[rest.len() - letters..].iter().collect::<String>().to_ascii_uppercase();
            match word.as_str() {
                "CR" | "DR" => {
                    signs += 1;
                    negative |= word == "DR";
                    rest.truncate(rest.len() - letters);
                }
                _ if letters == 3 && currency.is_none() => {
                    currency = super::Code::new(&word);
                    rest.truncate(rest.len() - letters);
                }
                _ => return Err(NotAnAmount::Form),
            }
        }
        trim(&mut rest);
        if rest.len() == before {
            break;
        }
    }
    if signs > 1 {
        return Err(NotAnAmount::Form);
    }
    let size = number(&rest, mark)?;
    Ok(Read { amount: if negative { size.negated() } else { size }, currency })
}

/// What banks put between groups of thousands, and around amounts.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{202f}' | '\u{2009}' | '\u{a0}')
}

fn trim(rest: &mut Vec<char>) {
    let end = rest.iter().rposition(|c| !is_space(*c)).map_or(0, |at| at + 1);
    rest.truncate(end);
    let start = rest.iter().position(|c| !is_space(*c)).unwrap_or(0);
    rest.drain(..start);
}

/// Reads digits with separators, without sign.
fn number(text: &[char], mark: Mark) -> Result<Decimal, NotAnAmount> {
    let separators: Vec<(usize, char)> =
        text.iter().enumerate().filter(|(_, c)| !c.is_ascii_digit()).map(|(at, c)| (at, *c)).collect();
    if !text.iter().any(char::is_ascii_digit)
        || separators.iter().any(|(_, c)| !matches!(c, '.' | ',' | ' ' | '\'' | '\u{2019}' | '`' | '\u{b4}'))
    {
        return Err(NotAnAmount::Form);
    }
    let count = |wanted: char| separators.iter().filter(|(_, c)| *c == wanted).count();
    let (points, commas) = (count('.'), count(','));
    let last = separators.iter().rev().find(|(_, c)| matches!(c, '.' | ',')).copied();
    // Which character stands before the decimals, if any does.
    let decimal = match (mark, points, commas) {
        (_, 0, 0) => None,
        (Mark::Point, _, 0) | (Mark::PointFirst, 1, 0) => Some('.'),
        (Mark::Comma, 0, _) => Some(','),
        (Mark::Point, 0, _) | (Mark::Comma, _, 0) => None,
        (Mark::Point, ..) => Some('.'),
        (Mark::Comma, ..) => Some(','),
        // Both are there: the last one.
        (_, 1.., 1..) => last.map(|(_, c)| c),
        // One of them, several times: groups.
        (_, 2.., 0) | (_, 0, 2..) => None,
        (_, _, _) => {
            let Some((at, c)) = last else { return Err(NotAnAmount::Form) };
            // Three digits behind the only separator, and up to three before it that no zero leads: may be either.
            let grouped = text.len() - at == 4 && (1..=3).contains(&at) && text[0] != '0';
            if grouped {
                return Err(NotAnAmount::Ambiguous);
            }
            Some(c)
        }
    };
    let (whole, fraction) = match decimal {
        None => (text, &[][..]),
        Some(c) => {
            let at = text.iter().rposition(|t| *t == c).ok_or(NotAnAmount::Form)?;
            (&text[..at], &text[at + 1..])
        }
    };
    if !fraction.iter().all(char::is_ascii_digit) {
        return Err(NotAnAmount::Form);
    }
    groups(whole, decimal)?;
    let mut units: i128 = 0;
    let digits: Vec<i128> = whole
        .iter()
        .chain(fraction)
        .filter_map(|c| c.to_digit(10))
        .map(i128::from)
        .skip_while(|d| *d == 0)
        .collect();
    if digits.len() > DIGITS_MAX || fraction.len() > DIGITS_MAX {
        return Err(NotAnAmount::TooLong);
    }
    for digit in digits {
        units = units * 10 + digit;
    }
    Decimal::new(units, u32::try_from(fraction.len()).unwrap_or(u32::MAX)).ok_or(NotAnAmount::TooLong)
}

/// Whether the whole part is digits, or groups of them with one separator all through: the last of three digits, those before of three or, as
/// in India, of two.
fn groups(whole: &[char], decimal: Option<char>) -> Result<(), NotAnAmount> {
    let Some(separator) = whole.iter().find(|c| !c.is_ascii_digit()) else { return Ok(()) };
    if Some(*separator) == decimal {
        return Err(NotAnAmount::Form);
    }
    let parts: Vec<&[char]> = whole.split(|c| c == separator).collect();
    let digits = parts.iter().all(|part| part.iter().all(char::is_ascii_digit));
    let first = (1..=3).contains(&parts[0].len());
    let last = parts.last().is_some_and(|part| part.len() == 3);
    let middle = &parts[1..parts.len() - 1];
    let between = middle.iter().all(|part| part.len() == 3)
        || (parts[0].len() <= 2 && *separator == ',' && middle.iter().all(|part| part.len() == 2));
    if digits && first && last && between { Ok(()) } else { Err(NotAnAmount::Form) }
}

/// Which character stands before the decimals in amounts that are to be read alike: that which some of them show. `None` if none shows it, or
/// if they disagree.
pub(crate) fn mark_of<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Mark> {
    let (mut point, mut comma) = (false, false);
    for text in texts.filter(|text| text.len() <= TEXT_MAX) {
        let digits: Vec<char> =
            text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
        let Some(at) = digits.iter().rposition(|c| matches!(c, '.' | ',')) else { continue };
        let separator = digits[at];
        let count = |wanted: char| digits.iter().filter(|c| **c == wanted).count();
        let (points, commas) = (count('.'), count(','));
        let behind = digits.len() - at - 1;
        let decimal = match (points, commas) {
            (1.., 1..) => Some(separator),
            (2.., 0) => Some(','),
            (0, 2..) => Some('.'),
            _ if behind != 3 || at > 3 || at == 0 || digits[0] == '0' => Some(separator),
            _ => None,
        };
        point |= decimal == Some('.');
        comma |= decimal == Some(',');
    }
    match (point, comma) {
        (true, false) => Some(Mark::Point),
        (false, true) => Some(Mark::Comma),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str, mark: Mark) -> Result<String, NotAnAmount> {
        read(text, mark).map(|read| read.amount.to_string())
    }

    #[test]
    fn amounts_of_many_banks_are_read_exactly() {
        for (text, mark, expected) in [
            ("12.50", Mark::Either, "12.50"),
            ("12,50", Mark::Either, "12.50"),
            ("-12.5", Mark::PointFirst, "-12.5"),
            ("+12,5", Mark::PointFirst, "12.5"),
            ("12.50-", Mark::Either, "-12.50"),
            ("(1,234.56)", Mark::Either, "-1234.56"),
            ("1.234,56", Mark::Either, "1234.56"),
            ("1 234,56", Mark::Comma, "1234.56"),
            ("1\u{a0}234,56", Mark::Comma, "1234.56"),
            ("1\u{202f}234\u{202f}567,8", Mark::Either, "1234567.8"),
            ("1'234'567.85", Mark::Either, "1234567.85"),
            ("1’234.85", Mark::Point, "1234.85"),
            ("12,34,567.89", Mark::Either, "1234567.89"),
            ("1,234,567", Mark::Either, "1234567"),
            ("1.234.567", Mark::Either, "1234567"),
            ("1,234", Mark::Point, "1234"),
            ("1.234", Mark::Comma, "1234"),
            ("1.234", Mark::PointFirst, "1.234"),
            ("-30.000", Mark::PointFirst, "-30.000"),
            ("0.125", Mark::Either, "0.125"),
            ("1234.567", Mark::Either, "1234.567"),
            ("$1,234.56", Mark::Either, "1234.56"),
            ("-$5", Mark::Either, "-5"),
            ("$-5", Mark::Either, "-5"),
            ("€ -12,50", Mark::Either, "-12.50"),
            ("12,50 EUR", Mark::Either, "12.50"),
            ("EUR -12,50", Mark::Either, "-12.50"),
            ("12.50 DR", Mark::Either, "-12.50"),
            ("12.50CR", Mark::Either, "12.50"),
            ("\u{2212}7", Mark::Either, "-7"),
            ("380115,", Mark::Comma, "380115"),
            (",12", Mark::Comma, "0.12"),
            (".5", Mark::Either, "0.5"),
            ("000000000147,64", Mark::Comma, "147.64"),
            (" 5 ", Mark::Either, "5"),
        ] {
            assert_eq!(amount(text, mark).as_deref(), Ok(expected), "{text:?} {mark:?}");
        }
    }

    #[test]
    fn what_may_be_two_numbers_or_none_is_refused() {
        for text in [
            "1,234",
            "1.234",
            "12.345",
            "999,999",
            "",
            " ",
            "-",
            "()",
            "(",
            "--5",
            "-5-",
            "(-5)",
            "1e3",
            "0x10",
            "NaN",
            "1.2.3",
            "1,23,4",
            "1,2345.6",
            "12.34.567",
            "1.234,56,7",
            "abc",
            "5 EURO",
            "5 5",
            "12 34",
            "1,234.567,8",
            "٣",
            "5CRDR",
            "1234567890123456789012345678901",
            "1,234 567.00",
        ] {
            assert!(amount(text, Mark::Either).is_err(), "{text:?}: {:?}", amount(text, Mark::Either));
        }
        assert_eq!(amount("1,234", Mark::PointFirst), Err(NotAnAmount::Ambiguous));
    }

    #[test]
    fn the_mark_of_a_file_is_that_which_some_amount_shows() {
        for (texts, expected) in [
            (vec!["1,234", "5.00"], Some(Mark::Point)),
            (vec!["1.234", "5,00"], Some(Mark::Comma)),
            (vec!["1,234", "2,345"], None),
            (vec!["1.00", "1,00"], None),
            (vec!["1,234,567"], Some(Mark::Point)),
            (vec!["5", ""], None),
        ] {
            assert_eq!(mark_of(texts.iter().copied()), expected, "{texts:?}");
        }
    }

    #[test]
    fn a_decimal_in_json_is_read_back_as_it_was() {
        for text in ["0", "-1234.50", "0.05", "12", "-0.001"] {
            let json = format!("\"{text}\"");
            let read: Decimal = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
        for text in
            ["", "-", "1.", ".5", "+1", "1e3", "1,5", "--1", "1.2.3", "1234567890123456789012345678901"]
        {
            assert!(serde_json::from_str::<Decimal>(&format!("\"{text}\"")).is_err(), "{text}");
        }
    }

    #[test]
    fn equal_numbers_are_equal() {
        let of = |text| read(text, Mark::Point).unwrap().amount;
        assert_eq!(of("1.50"), of("1.5"));
        assert_ne!(of("1.50"), of("1.05"));
        assert_eq!(of("0.1").plus(of("0.02")).unwrap().to_string(), "0.12");
    }
}
