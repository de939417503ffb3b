//! Numbers, times and foreign texts as people read them.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A whole number with its thousands set apart.
pub(super) fn count(number: impl TryInto<u64>) -> String {
    // Only counts come here, and no count is below zero or above this.
    let digits = number.try_into().unwrap_or(u64::MAX).to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number with its noun: one resource, 1,234 resources.
pub(super) fn plural(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// A point in time, to the minute.
pub(super) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// How long something took.
pub(super) fn duration(length: SignedDuration) -> String {
    let seconds = length.as_secs().max(0);
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, s) => format!("{s} s"),
        (0, m, s) => format!("{m} min {s} s"),
        (h, m, _) => format!("{h} h {m} min"),
    }
}

/// A decimal number from its digits and how many of them are fractions, with at least two decimals and no further zeros.
pub(super) fn decimal(amount: i128, scale: u32) -> String {
    let unit = 10_u128.pow(scale);
    let size = amount.unsigned_abs();
    let mut fraction = format!("{:0width$}", size % unit, width = scale as usize);
    while fraction.len() > 2 && fraction.ends_with('0') {
        fraction.pop();
    }
    format!("{}{}.{fraction}", if amount < 0 { "-" } else { "" }, size / unit)
}

/// What looking cost, to the hundredth of a cent: most scans cost less than a cent.
pub(super) fn look_price(nano_usd: u64) -> String {
    match nano_usd.div_ceil(100_000) {
        0 => "$0.00".to_owned(),
        units => format!("${}", decimal(units.into(), 4)),
    }
}

/// Foreign text that cannot do anything to whoever shows it: control characters and those that turn the direction of
/// writing are spelled out.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_unsafe(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// How many columns a text takes on a terminal.
pub(super) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// A text that takes at most so many columns; what is too long loses its middle, as ids differ at both ends.
pub(super) fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let keep = columns.saturating_sub(1);
    let tail = keep / 2;
    let front = take(text.chars(), keep - tail);
    let back: String = take(text.chars().rev(), tail).chars().rev().collect();
    Cow::Owned(format!("{front}…{back}"))
}

fn take(chars: impl Iterator<Item = char>, columns: usize) -> String {
    let mut used = 0;
    chars
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= columns
        })
        .collect()
}

/// A text filled up with spaces to a number of columns.
pub(super) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// A text in lines of at most so many columns, broken at spaces where there are some.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let gap = usize::from(!line.is_empty());
        if width(&line) + gap + width(word) <= columns {
            if gap == 1 {
                line.push(' ');
            }
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        let mut rest = word;
        while width(rest) > columns {
            let head = take(rest.chars(), columns);
            // A single character that is wider than the line still has to go somewhere.
            let at = if head.is_empty() {
                rest.chars().next().map_or(rest.len(), char::len_utf8)
            } else {
                head.len()
            };
            lines.push(rest[..at].to_owned());
            rest = &rest[at..];
        }
        line.push_str(rest);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!([0_u64, 12, 1_234, 1_234_567].map(count), ["0", "12", "1,234", "1,234,567"]);
        assert_eq!(plural(1, "region", "regions"), "1 region");
        assert_eq!(decimal(3_650_000, 6), "3.65");
        assert_eq!(decimal(1, 6), "0.000001");
        assert_eq!(decimal(-1_500_000, 6), "-1.50");
        assert_eq!(decimal(0, 6), "0.00");
        assert_eq!(look_price(0), "$0.00");
        assert_eq!(look_price(1), "$0.0001", "less than can be shown is not nothing");
        assert_eq!(look_price(12_300_000), "$0.0123");
    }

    #[test]
    fn foreign_text_cannot_steer_a_terminal() {
        assert_eq!(clean("plain"), "plain");
        assert_eq!(clean("a\u{1b}[31mred\u{202e}back\nnext"), "a\\u{1b}[31mred\\u{202e}back\\nnext");
    }

    #[test]
    fn long_text_is_cut_in_the_middle_and_wrapped_at_spaces() {
        assert_eq!(fit("arn:aws:s3:::bucket-with-a-long-name", 15), "arn:aws…ng-name");
        assert_eq!(fit("short", 15), "short");
        assert!(width(&fit("日本語日本語日本語", 8)) <= 8);
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("abcdefghijkl mn", 8), ["abcdefgh", "ijkl mn"]);
        assert_eq!(wrap("", 8), [""]);
    }
}
