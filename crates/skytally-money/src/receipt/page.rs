//! A receipt as lines of columns, words, labels, amounts and days.

use super::amounts::{Amount, Run, amounts, mark, runs};
use super::dates::{Day, days};
use super::issuers::{Issuer, issuer};
use super::labels::{Finder, Kind, Label};
use super::words::{SeenLine, Word, plain, words};
use super::{Field, Place};

/// Most lines that are looked at: more has no receipt.
pub const LINES_MAX: usize = 4000;
/// Longest line that is looked at.
pub const LINE_MAX_BYTES: usize = 1000;
/// So many lines below "bill to" are the customer's.
const CUSTOMER_LINES: usize = 5;

/// A line and what stands on it.
pub(super) struct Line {
    pub(super) page: u32,
    /// Counted from 1 over all pages.
    pub(super) no: u32,
    pub(super) text: String,
    pub(super) confidence: u8,
    pub(super) words: Vec<Word>,
    pub(super) labels: Vec<Label>,
    pub(super) amounts: Vec<Amount>,
    pub(super) days: Vec<Day>,
    pub(super) cells: Vec<Cell>,
}

/// A column of a line.
pub(super) struct Cell {
    pub(super) start: usize,
    pub(super) end: usize,
    /// It stands where the customer does.
    pub(super) is_customer: bool,
}

impl Line {
    /// A field out of this line.
    pub(super) fn field<T>(&self, value: T, text: &str, confidence: u8) -> Field<T> {
        let confidence = u16::from(confidence) * u16::from(self.confidence.min(100)) / 100;
        Field {
            value,
            text: text.to_owned(),
            confidence: u8::try_from(confidence).unwrap_or(100),
            place: Some(Place { page: self.page, line: Some(self.no) }),
        }
    }

    pub(super) fn money(&self) -> impl Iterator<Item = &Amount> {
        self.amounts.iter().filter(|amount| amount.is_money())
    }

    pub(super) fn has(&self, kind: Kind) -> bool {
        self.labels.iter().any(|label| label.kind == kind)
    }
}

/// All lines, and whose receipt it is.
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
    pub(super) issuer: Option<(&'static Issuer, usize)>,
    /// Lines that were left out.
    pub(super) left_out: usize,
}

/// Takes the pages of a receipt apart. `pictured`: it was read from a picture, so letters may be wrong.
pub(super) fn page(pages: &[Vec<SeenLine>], pictured: bool) -> Page {
    let all: usize = pages.iter().map(Vec::len).sum();
    let seen = pages.iter().zip(1_u32..).flat_map(|(lines, page)| lines.iter().map(move |line| (page, line)));
    let texts: Vec<(u32, String, u8)> = seen
        .take(LINES_MAX)
        .map(|(page, line)| {
            let text = plain(cut(&line.text));
            (page, if pictured { mended(&text) } else { text }, line.confidence)
        })
        .collect();
    let spaced =
        texts.iter().any(|(_, text, _)| words(text).iter().any(|word| parts_with_spaces(&word.text)));
    let runs: Vec<Vec<Run>> = texts.iter().map(|(_, text, _)| runs(text, spaced)).collect();
    let mark = mark(texts.iter().map(|(_, text, _)| text.as_str()).zip(runs.iter().map(Vec::as_slice)));
    let mut finder = Finder::new(&[], pictured);
    let mut lines: Vec<Line> = texts
        .into_iter()
        .zip(&runs)
        .zip(1_u32..)
        .map(|(((page, text, confidence), runs), no)| {
            let words = words(&text);
            Line {
                page,
                no,
                confidence,
                labels: finder.labels(&words),
                amounts: amounts(&text, runs, mark),
                days: days(&text),
                cells: cells(&text),
                words,
                text,
            }
        })
        .collect();
    mark_customer(&mut lines);
    let issuer = found_issuer(&lines);
    if let Some((issuer, _)) = issuer {
        let mut finder = Finder::new(&issuer.labels, pictured);
        for line in &mut lines {
            line.labels = finder.labels(&line.words);
        }
    }
    Page { lines, issuer, left_out: all.saturating_sub(LINES_MAX) }
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(LINE_MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Words of countries where a space parts thousands.
fn parts_with_spaces(word: &str) -> bool {
    matches!(word, "tva" | "ttc" | "moms" | "mva" | "dph" | "ptu" | "fakturanummer" | "faktura")
}

/// A line of a picture in which a space was seen within an amount: `0, 99`, `12 .50`.
fn mended(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let digit = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let mut out = String::with_capacity(text.len());
    for (at, c) in letters.iter().enumerate() {
        if *c == ' ' && at > 0 {
            let cents = |from: usize| digit(from) && digit(from + 1) && !digit(from + 2);
            let behind = matches!(letters[at - 1], ',' | '.') && at > 1 && digit(at - 2) && cents(at + 1);
            let before = digit(at - 1) && matches!(letters.get(at + 1), Some(',' | '.')) && cents(at + 2);
            if behind || before {
                continue;
            }
        }
        out.push(*c);
    }
    out
}

/// What stands two spaces or more apart.
fn cells(text: &str) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for (at, word) in text.split(' ').scan(0, |at, word| {
        let start = *at;
        *at += word.len() + 1;
        Some((start, word))
    }) {
        if word.is_empty() {
            continue;
        }
        match cells.last_mut() {
            Some(cell) if at - cell.end <= 1 => cell.end = at + word.len(),
            _ => cells.push(Cell { start: at, end: at + word.len(), is_customer: false }),
        }
    }
    cells
}

/// Marks the columns in which the customer stands.
fn mark_customer(lines: &mut [Line]) {
    for at in 0..lines.len() {
        let buyers: Vec<usize> = lines[at]
            .labels
            .iter()
            .filter(|label| label.kind == Kind::Buyer)
            .filter(|label| lines[at].cells.iter().any(|cell| cell.start == label.start))
            .map(|label| label.start)
            .collect();
        for start in buyers {
            mark_column(&mut lines[at], start);
            let mut blank = 0;
            for below in lines.iter_mut().skip(at + 1).take(CUSTOMER_LINES) {
                blank += usize::from(below.cells.is_empty());
                if blank > 1
                    || below.labels.iter().any(|label| label.kind != Kind::Buyer && label.start == start)
                {
                    break;
                }
                mark_column(below, start);
            }
        }
    }
}

/// The column that is nearest, unless it is far away.
fn mark_column(line: &mut Line, start: usize) {
    const FAR: usize = 12;
    let nearest = line.cells.iter_mut().min_by_key(|cell| cell.start.abs_diff(start));
    if let Some(cell) = nearest.filter(|cell| cell.start.abs_diff(start) <= FAR) {
        cell.is_customer = true;
    }
}

fn found_issuer(lines: &[Line]) -> Option<(&'static Issuer, usize)> {
    let cells: Vec<(usize, String, bool)> = lines
        .iter()
        .enumerate()
        .flat_map(|(at, line)| {
            line.cells.iter().map(move |cell| {
                let words = line.words.iter().filter(|word| word.start >= cell.start && word.end <= cell.end);
                let text: Vec<&str> = words.map(|word| word.text.as_str()).collect();
                (at, text.join(" "), cell.is_customer)
            })
        })
        .collect();
    issuer(cells.iter().map(|(_, text, customer)| (text.as_str(), *customer)))
        .map(|(issuer, cell)| (issuer, cells[cell].0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_two_spaces_apart() {
        let found: Vec<(usize, usize)> =
            cells("  a b   c  d").iter().map(|cell| (cell.start, cell.end)).collect();
        assert_eq!(found, [(2, 5), (8, 9), (11, 12)]);
    }

    #[test]
    fn spaces_within_amounts_of_pictures_go() {
        assert_eq!(mended("SUMME 0, 99 EUR 12 .50 x"), "SUMME 0,99 EUR 12.50 x");
        assert_eq!(mended("am 3. 12 Stück, 1, 200"), "am 3.12 Stück, 1, 200");
    }

    #[test]
    fn the_column_of_the_customer_is_known() {
        let lines = ["From            Bill to", "OpenAI, LLC     GitHub, Inc.", "", "Total  5.00"];
        let page = page(&[lines.iter().map(|line| SeenLine::sure(*line)).collect()], false);
        assert_eq!(page.issuer.map(|(issuer, at)| (issuer.name, at)), Some(("openai", 1)));
        let customers: Vec<bool> = page.lines[1].cells.iter().map(|cell| cell.is_customer).collect();
        assert_eq!(customers, [false, true]);
    }
}
