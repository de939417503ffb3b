//! Days within a line, in many forms.

use std::sync::LazyLock;

use regex::Regex;

use crate::bank::date::Parts;

/// A day on a line, in an order that may be open.
#[derive(Debug, Clone)]
pub(super) struct Day {
    pub(super) parts: Parts,
    pub(super) text: String,
    /// Where it stands, in bytes.
    pub(super) start: usize,
}

/// Days with figures, and days with the name of the month before or behind. What they are worth, [`Parts`] says.
static FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        r"\d{4}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,2}",
        r"\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:\d{4}|\d{2})",
        r"\d{1,2}(?:st|nd|rd|th|er|º|\.)?[ -]?(?:de |of )?\p{L}{3,10}\.?,?[ -]?(?:de |del )?(?:\d{4}|\d{2})",
        r"\p{L}{3,10}\.?[ -]\d{1,2}(?:st|nd|rd|th)?\s?,?\s?(?:\d{4})",
    ]
    .iter()
    .filter_map(|form| Regex::new(form).ok())
    .collect()
});

/// The days of a line, from left to right.
pub(super) fn days(line: &str) -> Vec<Day> {
    let mut found: Vec<Day> = Vec::new();
    for form in FORMS.iter() {
        for seen in form.find_iter(line) {
            let before = line[..seen.start()].chars().next_back();
            let mut behind = line[seen.end()..].chars();
            let (after, next) = (behind.next(), behind.next());
            // Part of a longer number, or of a word.
            let glued = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | '/' | '-'))
                || after.is_some_and(|c| c.is_ascii_digit() || c == '/')
                || after == Some('.') && next.is_some_and(|c| c.is_ascii_digit());
            let range = seen.range();
            let overlaps =
                found.iter().any(|day| day.start < range.end && range.start < day.start + day.text.len());
            if glued || overlaps {
                continue;
            }
            if let Some(parts) = Parts::read(&bare(seen.as_str())) {
                found.push(Day { parts, text: seen.as_str().to_owned(), start: seen.start() });
            }
        }
    }
    found.sort_by_key(|day| day.start);
    found
}

/// A day without the small words that languages put into it: "2nd of May 2024", "3 de mayo de 2024", "August 2 , 2022".
fn bare(text: &str) -> String {
    let mut out = String::new();
    let spaced = text.replace(',', " ");
    for word in spaced.split_whitespace() {
        if matches!(word.to_lowercase().as_str(), "de" | "del" | "of") {
            continue;
        }
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let tail = &word[digits..];
        let word =
            if (1..=2).contains(&digits) && matches!(tail, "st" | "nd" | "rd" | "th" | "er" | "º" | ".") {
                &word[..digits]
            } else {
                word
            };
        let figures = |text: &str| text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '/' | '-'));
        // "19. 08. 2016" is "19.08.2016".
        let joins = out.ends_with(['.', '/', '-']) || word.starts_with(['.', '/', '-']) && figures(&out);
        if !out.is_empty() && !(joins && figures(word)) {
            out.push(' ');
        }
        out.push_str(if tail == "." && out.is_empty() && !text.chars().any(char::is_alphabetic) {
            // The point parts it from the month.
            &spaced[..=digits]
        } else {
            word
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::DateOrder;

    fn found(line: &str) -> Vec<String> {
        days(line)
            .iter()
            .map(|day| day.parts.date(DateOrder::Dmy).map_or("?".to_owned(), |date| date.to_string()))
            .collect()
    }

    #[test]
    fn days_are_found_in_many_forms() {
        for (line, expected) in [
            ("04.12.2014 11:26 Bon-Nr.:1433", vec!["2014-12-04"]),
            ("19.08.15", vec!["2015-08-19"]),
            ("19. 08. 2016", vec!["2016-08-19"]),
            ("19. 08. 18REWE", vec!["2018-08-19"]),
            ("Invoice Date: August 2 , 2022", vec!["2022-08-02"]),
            ("Date of issue  May 1, 2023", vec!["2023-05-01"]),
            ("Issued 2nd of May 2024", vec!["2024-05-02"]),
            ("Fecha: 3 de mayo de 2024", vec!["2024-05-03"]),
            ("Le 1er janvier 2024", vec!["2024-01-01"]),
            ("Datum 3. März 2021", vec!["2021-03-03"]),
            ("31 Jan 2024 - 28 Feb 2024", vec!["2024-01-31", "2024-02-28"]),
            ("2024-01-31T10:00", vec!["2024-01-31"]),
            ("31/12/2023", vec!["2023-12-31"]),
            ("1-Feb-2024", vec!["2024-02-01"]),
            ("IP 10.0.12.15 and 1.2.3.4", vec![]),
            ("Total 12.50  Qty 3", vec![]),
            ("99.99.2024", vec!["?"]),
        ] {
            assert_eq!(found(line), expected, "{line}");
        }
    }
}
