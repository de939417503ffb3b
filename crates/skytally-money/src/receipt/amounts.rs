//! Amounts within a line, with the currency beside them.

use skytally_model::Currency;

use crate::bank::Decimal;
use crate::bank::decimal::{Mark, NotAnAmount, mark_of, read};

/// A number on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Amount {
    /// As it stands there, with sign and currency.
    pub(super) text: String,
    pub(super) value: Decimal,
    pub(super) sign: Sign,
    /// Where it stands, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The currency, or what may be one, beside it.
    pub(super) unit: Option<Unit>,
    /// Decimals that were written.
    pub(super) decimals: usize,
}

/// How a number was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    None,
    Minus,
}

/// What stands beside a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// A code, or a sign that only one currency has.
    Currency(Currency),
    /// A sign that several have: `$`, `¥`, `kr`.
    Sign(&'static str),
    Percent,
}

impl Amount {
    /// Whether it is written like money: with a currency beside it, or with two decimals.
    pub(super) fn is_money(&self) -> bool {
        match self.unit {
            Some(Unit::Percent) => false,
            Some(_) => true,
            None => self.decimals == 2,
        }
    }

    /// A number without decimals and without anything beside it.
    pub(super) fn is_count(&self) -> bool {
        self.unit.is_none() && self.decimals == 0 && self.sign == Sign::None
    }
}

/// Signs of currencies. What several currencies share stands without a code.
const SIGNS: &[(&str, Option<&str>)] = &[
    ("US$", Some("USD")),
    ("A$", Some("AUD")),
    ("AU$", Some("AUD")),
    ("C$", Some("CAD")),
    ("CA$", Some("CAD")),
    ("NZ$", Some("NZD")),
    ("S$", Some("SGD")),
    ("HK$", Some("HKD")),
    ("R$", Some("BRL")),
    ("MX$", Some("MXN")),
    ("$", None),
    ("€", Some("EUR")),
    ("£", Some("GBP")),
    ("¥", None),
    ("₹", Some("INR")),
    ("₩", Some("KRW")),
    ("₺", Some("TRY")),
    ("₴", Some("UAH")),
    ("₪", Some("ILS")),
    ("₫", Some("VND")),
    ("zł", Some("PLN")),
    ("Kč", Some("CZK")),
    ("Ft", Some("HUF")),
    ("Fr.", Some("CHF")),
    ("kr", None),
    ("Euro", Some("EUR")),
];

/// The sign or code that a text ends with, and how many bytes it has.
fn unit_at_end(text: &str) -> Option<(Unit, usize)> {
    let sign = SIGNS.iter().filter(|(sign, _)| text.ends_with(sign)).max_by_key(|(sign, _)| sign.len());
    if let Some((sign, code)) = sign {
        let before = text[..text.len() - sign.len()].chars().next_back();
        if !(sign.starts_with(char::is_alphabetic) && before.is_some_and(char::is_alphanumeric)) {
            return Some((unit(sign, *code), sign.len()));
        }
        // "AUS$" is none of ours, its dollar is one.
        if sign.ends_with('$') {
            return Some((Unit::Sign("$"), 1));
        }
    }
    let code = text.get(text.len().checked_sub(3)?..)?;
    let alone = !text[..text.len() - 3].chars().next_back().is_some_and(char::is_alphanumeric);
    code_of(code).filter(|_| alone).map(|currency| (Unit::Currency(currency), 3))
}

/// The sign or code that a text begins with.
fn unit_at_start(text: &str) -> Option<(Unit, usize)> {
    if text.starts_with('%') {
        return Some((Unit::Percent, 1));
    }
    let ends = |rest: &str| !rest.chars().next().is_some_and(char::is_alphanumeric);
    let sign = SIGNS
        .iter()
        .filter(|(sign, _)| {
            text.strip_prefix(sign).is_some_and(|rest| !sign.ends_with(char::is_alphabetic) || ends(rest))
        })
        .max_by_key(|(sign, _)| sign.len());
    if let Some((sign, code)) = sign {
        return Some((unit(sign, *code), sign.len()));
    }
    let code = text.get(..3)?;
    code_of(code).filter(|_| ends(&text[3..])).map(|currency| (Unit::Currency(currency), 3))
}

fn unit(sign: &'static str, code: Option<&str>) -> Unit {
    match code.and_then(|code| code.parse().ok()) {
        Some(currency) => Unit::Currency(currency),
        None => Unit::Sign(sign),
    }
}

/// A code in capital letters. Words that are codes of rare currencies and of everything else too ("ALL", "TOP", "CUP") are words.
pub(super) fn code_of(text: &str) -> Option<Currency> {
    if text.len() != 3 || !text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    if matches!(
        text,
        "ALL" | "TOP" | "CUP" | "COP" | "PEN" | "MOP" | "GEL" | "LAK" | "BAM" | "BAR" | "SOS" | "WST"
    ) || text.starts_with("XX")
        || text == "XTS"
    {
        return None;
    }
    text.parse().ok()
}

/// Numbers with the places of a line, not yet read: what stands before the decimals is decided by all of a receipt together.
#[derive(Debug, Clone)]
pub(super) struct Run {
    start: usize,
    end: usize,
}

/// Longest number that is looked at.
const RUN_MAX: usize = 40;

/// Where numbers stand on a line. With `spaced`, one space may part thousands.
pub(super) fn runs(line: &str, spaced: bool) -> Vec<Run> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let mut end = at;
        while end < bytes.len() {
            if bytes[end].is_ascii_digit() {
                end += 1;
                continue;
            }
            let Some(c) = line[end..].chars().next() else { break };
            let next = end + c.len_utf8();
            let digits =
                bytes[next.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let joins = match c {
                '.' | ',' => digits > 0,
                '\'' | '\u{2019}' | '\u{a0}' | '\u{202f}' => digits == 3,
                // "1 234,56", and not "2 123" or "12 345678".
                ' ' => {
                    spaced
                        && digits == 3
                        && end - start <= 7
                        && bytes.get(next + 3).is_some_and(|byte| matches!(byte, b',' | b'.' | b' '))
                }
                _ => false,
            };
            if !joins {
                break;
            }
            end = next;
        }
        at = end;
        let before = line[..start].chars().next_back();
        let after = line[end..].chars().next();
        // Part of a word, a date, a time, a number of something.
        let glued = before.is_some_and(|c| {
            matches!(c, '.' | ',' | '/' | ':' | '#' | '_')
                || c.is_alphabetic() && unit_at_end(&line[..start]).is_none()
        }) || after.is_some_and(|c| {
            matches!(c, '/' | ':' | '_') || c.is_alphabetic() && unit_at_start(&line[end..]).is_none()
        }) || after == Some('-') && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric)
            || before == Some('-')
                && line[..start - 1].chars().next_back().is_some_and(char::is_alphanumeric);
        if !glued && end - start <= RUN_MAX {
            found.push(Run { start, end });
        }
    }
    found
}

/// What stands before the decimals in the amounts of a receipt. The texts are those of [`runs`].
pub(super) fn mark<'t>(lines: impl Iterator<Item = (&'t str, &'t [Run])>) -> Mark {
    let texts: Vec<&str> =
        lines.flat_map(|(line, runs)| runs.iter().map(move |run| &line[run.start..run.end])).collect();
    // Two digits behind the last separator are cents: what else has separators may be a date or a weight.
    let cents = texts.iter().copied().filter(|text| {
        let bytes = text.as_bytes();
        bytes.len() > 3
            && matches!(bytes[bytes.len() - 3], b'.' | b',')
            && text.matches(['.', ',']).count() <= 2
    });
    let (mut point, mut comma) = (0_usize, 0_usize);
    for text in cents {
        match text.as_bytes()[text.len() - 3] {
            b'.' => point += 1,
            _ => comma += 1,
        }
    }
    match point.cmp(&comma) {
        std::cmp::Ordering::Greater => Mark::Point,
        std::cmp::Ordering::Less => Mark::Comma,
        std::cmp::Ordering::Equal => mark_of(texts.into_iter()).unwrap_or(Mark::Either),
    }
}

/// Reads the numbers of a line.
pub(super) fn amounts(line: &str, runs: &[Run], mark: Mark) -> Vec<Amount> {
    runs.iter().filter_map(|run| amount(line, run, mark)).collect()
}

fn amount(line: &str, run: &Run, mark: Mark) -> Option<Amount> {
    let text = &line[run.start..run.end];
    let compact: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect();
    let (mut start, mut end) = (run.start, run.end);
    let (mut unit, mut sign) = (None, Sign::None);
    // Before it: a sign, a currency, a sign.
    for _ in 0..2 {
        let before = line[..start].trim_end_matches([' ', '\u{a0}', '\u{202f}']);
        if line[..start].len() - before.len() > 4 {
            break;
        }
        if let Some(c) = before.chars().next_back().filter(|c| matches!(c, '-' | '\u{2212}' | '\u{2013}')) {
            let lead = before[..before.len() - c.len_utf8()].chars().next_back();
            // A hyphen behind a word, or between two days, is none of a number.
            let touches = before.len() == start;
            if sign == Sign::None && touches && !lead.is_some_and(char::is_alphanumeric) {
                sign = Sign::Minus;
                start = before.len() - c.len_utf8();
                continue;
            }
            break;
        }
        if unit.is_none()
            && let Some((found, length)) = unit_at_end(before)
        {
            unit = Some(found);
            start = before.len() - length;
            continue;
        }
        break;
    }
    let behind = &line[end..];
    if sign == Sign::None
        && behind.starts_with('-')
        && !behind[1..].starts_with(|c: char| c.is_alphanumeric())
    {
        sign = Sign::Minus;
        end += 1;
    }
    let after = line[end..].trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    if let Some((found, length)) = unit_at_start(after)
        && line[end..].len() - after.len() <= 1
        && (unit.is_none() || matches!((unit, found), (Some(Unit::Sign(_)), Unit::Currency(_))))
    {
        unit = Some(found);
        end = line.len() - after.len() + length;
    }
    // In parentheses is below zero: "(12.50)", "($12.50)"; not "(19 %)".
    if sign == Sign::None
        && unit != Some(Unit::Percent)
        && line[..start].ends_with('(')
        && line[end..].starts_with(')')
        && compact.len() > 3
        && compact.as_bytes()[compact.len() - 3] == mark_byte(mark)
    {
        sign = Sign::Minus;
        start -= 1;
        end += 1;
    }
    let value = value(&compact, mark, unit)?;
    let decimals = compact
        .rfind(['.', ','])
        .filter(|at| value.scale() > 0 && compact.len() - at - 1 == value.scale() as usize)
        .map_or(0, |_| value.scale() as usize);
    Some(Amount {
        text: line[start..end].trim().to_owned(),
        value: value.signed(sign == Sign::Minus),
        sign,
        start,
        end,
        unit,
        decimals,
    })
}

/// Reads a number. One that is written against the custom of its receipt is read by itself. Three digits behind the only separator are
/// thousands, as hardly a receipt has thousandths; in the currencies that have some, nobody can tell.
fn value(text: &str, mark: Mark, unit: Option<Unit>) -> Option<Decimal> {
    let custom = match mark {
        Mark::Point | Mark::Comma => read(text, mark),
        Mark::Either | Mark::PointFirst => Err(NotAnAmount::Ambiguous),
    };
    let read = custom.or_else(|_| read(text, Mark::Either)).or_else(|error| {
        let thousandths = matches!(unit, Some(Unit::Currency(currency)) if currency.decimals() == 3);
        if error != NotAnAmount::Ambiguous || thousandths {
            return Err(error);
        }
        read(text, if text.contains(',') { Mark::Point } else { Mark::Comma })
    });
    read.ok().map(|read| read.amount)
}

fn mark_byte(mark: Mark) -> u8 {
    if mark == Mark::Comma { b',' } else { b'.' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Vec<String> {
        let runs = runs(line, false);
        let mark = mark([(line, runs.as_slice())].into_iter());
        amounts(line, &runs, mark)
            .iter()
            .map(|amount| {
                let unit = match amount.unit {
                    None => String::new(),
                    Some(Unit::Currency(currency)) => format!(" {currency}"),
                    Some(Unit::Sign(sign)) => format!(" {sign}"),
                    Some(Unit::Percent) => " %".to_owned(),
                };
                format!("{}{unit}", amount.value)
            })
            .collect()
    }

    #[test]
    fn amounts_are_found_with_what_stands_beside_them() {
        for (line, expected) in [
            ("SUMME EUR 0,99", vec!["0.99 EUR"]),
            ("SUPPENGRUEN 0,99 B", vec!["0.99"]),
            ("Total  $1,234.56", vec!["1234.56 $"]),
            ("Total due US$12.00", vec!["12.00 USD"]),
            ("Amount due  $20.00 USD", vec!["20.00 USD"]),
            ("Montant 12,50 €", vec!["12.50 EUR"]),
            ("VAT (19%)  19.00", vec!["19 %", "19.00"]),
            ("7,7 % MwSt CHF 1'234.55", vec!["7.7 %", "1234.55 CHF"]),
            ("Discount -5.00", vec!["-5.00"]),
            ("Discount -$5.00  5.00-", vec!["-5.00 $", "-5.00"]),
            ("Credit ($5.00)", vec!["-5.00 $"]),
            ("¥1,200", vec!["1200 ¥"]),
            ("2 x 1,50   3,00", vec!["2", "1.50", "3.00"]),
            ("04.12.2014 11:26 Bon-Nr.:1433", vec![]),
            ("2024-01-31  10.00", vec!["10.00"]),
            ("IP 10.0.0.1 a1b2 12:30 3/4", vec![]),
            ("EC2 t3.micro 720 Hrs 7.49", vec!["720", "7.49"]),
            ("99 kr", vec!["99 kr"]),
            ("1.234,56 EUR", vec!["1234.56 EUR"]),
            ("R$ 10,00  CA$10.00", vec!["10.00 BRL", "10.00 CAD"]),
        ] {
            assert_eq!(found(line), expected, "{line}");
        }
    }

    #[test]
    fn spaces_part_thousands_where_it_is_the_custom() {
        let line = "Total TTC  1 234,56 €  2 123";
        let spaced = runs(line, true);
        let read = amounts(line, &spaced, Mark::Comma);
        let read: Vec<String> = read.iter().map(|amount| amount.value.to_string()).collect();
        assert_eq!(read, ["1234.56", "2", "123"]);
    }

    #[test]
    fn words_that_are_codes_too_are_words() {
        assert_eq!(code_of("ALL"), None);
        assert_eq!(code_of("eur"), None);
        assert_eq!(code_of("EUR").map(Currency::code), Some("EUR"));
    }
}
