//! A report as a table, before it becomes a file.

use std::collections::BTreeSet;

use skytally_model::{Currency, Money};

use super::convert::{Amount, Converted, Total};
use super::{Head, Section, UsedRate, html, text};
use crate::export::defused;

/// The line for what is on an account itself, below what is on it and those below it together.
pub(super) const ITSELF: &str = "(itself)";

/// A report that can be printed.
pub trait Printed {
    /// As a table.
    fn page(&self) -> Page;

    /// As a page of its own: no script, no link, nothing from outside.
    fn to_html(&self) -> String {
        html::write(&self.page())
    }

    /// As text in columns.
    fn to_text(&self) -> String {
        text::write(&self.page())
    }

    /// As comma-separated values. `row` says what a line is: `heading`, `row` or `total`. Amounts are exact decimals; a text that a
    /// spreadsheet would take for a formula has a `'` before it.
    fn to_csv(&self) -> String {
        self.page().csv()
    }
}

/// A report as a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Which report.
    pub title: String,
    /// The workspace's name.
    pub workspace: String,
    /// Of which period or day.
    pub period: String,
    /// When it was made.
    pub made: String,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// How many of them are text; the others are amounts.
    pub texts: usize,
    /// The lines.
    pub rows: Vec<PageRow>,
    /// What is to be known of it.
    pub notes: Vec<String>,
    /// By which rates it was converted.
    pub rates: Vec<String>,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The name of what follows.
    Heading,
    /// One of many.
    Row,
    /// A sum.
    Total,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRow {
    /// What it is.
    pub style: Style,
    /// How far it is moved in.
    pub depth: u32,
    /// One for each column; a heading has one.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Empty.
    Nothing,
    /// A text.
    Text(String),
    /// An amount. The column or the line names its currency.
    Amount(Amount),
    /// There is no figure, for want of rates.
    NotAvailable(Vec<Currency>),
}

impl Cell {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(super) fn of(converted: &Converted) -> Self {
        converted.amount.map_or_else(|| Self::NotAvailable(converted.missing.clone()), Self::Amount)
    }

    /// What is said where a figure is missing.
    pub(super) fn not_available(missing: &[Currency]) -> String {
        let codes: Vec<&str> = missing.iter().map(|currency| currency.code()).collect();
        format!("not available (no rate for {})", codes.join(", "))
    }
}

impl PageRow {
    pub(super) fn heading(name: &str) -> Self {
        Self { style: Style::Heading, depth: 0, cells: vec![Cell::text(name)] }
    }
}

impl Page {
    pub(super) fn new(title: &str, period: String, head: &Head, rates: &[UsedRate]) -> Self {
        let rates: Vec<String> = rates.iter().map(ToString::to_string).collect();
        let mut notes = Vec::new();
        if !rates.is_empty() {
            notes.push(
                "Converted figures are exact until they are shown. Each is rounded once, half to even, so a total may differ from \
                 the sum of the figures above it by a few of the smallest units."
                    .to_owned(),
            );
        }
        Self {
            title: title.to_owned(),
            workspace: head.workspace.clone(),
            period,
            made: head.made.strftime("%Y-%m-%d %H:%M UTC").to_string(),
            columns: Vec::new(),
            texts: 1,
            rows: Vec::new(),
            notes,
            rates,
        }
    }

    fn csv(&self) -> String {
        let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let names = ["row", "depth"].into_iter().chain(self.columns.iter().map(String::as_str));
        // Writing into memory does not fail, and every line has the same number of cells.
        let _ = out.write_record(names);
        for row in &self.rows {
            let style = match row.style {
                Style::Heading => "heading",
                Style::Row => "row",
                Style::Total => "total",
            };
            let mut cells = vec![style.to_owned(), row.depth.to_string()];
            cells.extend(row.cells.iter().map(|cell| match cell {
                Cell::Nothing => String::new(),
                Cell::Text(text) => defused(text).into_owned(),
                Cell::Amount(amount) => Money::from(*amount).decimal(),
                Cell::NotAvailable(missing) => Cell::not_available(missing),
            }));
            cells.resize(self.columns.len() + 2, String::new());
            let _ = out.write_record(cells);
        }
        out.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }
}

/// A table with a column for each currency and one for the converted figure.
pub(super) struct TablePage<'a> {
    texts: Vec<&'a str>,
    currency: Currency,
    lines: Vec<Line>,
}

enum Line {
    Heading(String),
    Sum { style: Style, depth: u32, texts: Vec<String>, total: Total },
}

impl<'a> TablePage<'a> {
    pub(super) fn new(texts: &[&'a str], currency: Currency) -> Self {
        Self { texts: texts.to_vec(), currency, lines: Vec::new() }
    }

    pub(super) fn line(&mut self, texts: &[&str], depth: u32, total: &Total) {
        self.push(Style::Row, texts, depth, total);
    }

    pub(super) fn total(&mut self, texts: &[&str], total: &Total) {
        self.push(Style::Total, texts, 0, total);
    }

    fn push(&mut self, style: Style, texts: &[&str], depth: u32, total: &Total) {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        self.lines.push(Line::Sum { style, depth, texts, total: total.clone() });
    }

    pub(super) fn section(&mut self, heading: &str, total: &str, section: &Section) {
        self.lines.push(Line::Heading(heading.to_owned()));
        for (at, row) in section.rows.iter().enumerate() {
            let sums = Total { amounts: row.amounts.clone(), converted: row.converted.clone() };
            self.line(&[&row.name], row.depth, &sums);
            let above_others = section.rows.get(at + 1).is_some_and(|next| next.depth > row.depth);
            if above_others && !row.own.amounts.is_empty() {
                self.line(&[ITSELF], row.depth + 1, &row.own);
            }
        }
        self.total(&[total], &section.total);
    }

    pub(super) fn page(self, title: &str, period: String, head: &Head, rates: &[UsedRate]) -> Page {
        let amounts = self.lines.iter().flat_map(|line| match line {
            Line::Heading(_) => [].as_slice(),
            Line::Sum { total, .. } => total.amounts.as_slice(),
        });
        let currencies: BTreeSet<Currency> = amounts.map(|amount| amount.currency).collect();
        // Where all is in the one currency that was asked for, the figure would stand there twice.
        let converts = currencies.iter().any(|currency| *currency != self.currency) || currencies.is_empty();
        let mut page = Page::new(title, period, head, rates);
        page.texts = self.texts.len();
        page.columns = self.texts.iter().map(|text| (*text).to_owned()).collect();
        page.columns.extend(currencies.iter().map(|currency| currency.code().to_owned()));
        if converts {
            page.columns.push(format!("in {}", self.currency));
        }
        for line in self.lines {
            let row = match line {
                Line::Heading(name) => PageRow::heading(&name),
                Line::Sum { style, depth, texts, total } => {
                    let mut cells: Vec<Cell> = texts.into_iter().map(Cell::Text).collect();
                    cells.extend(currencies.iter().map(|currency| {
                        let amount = total.amounts.iter().find(|amount| amount.currency == *currency);
                        amount.map_or(Cell::Nothing, |amount| Cell::Amount(*amount))
                    }));
                    if converts {
                        cells.push(Cell::of(&total.converted));
                    }
                    PageRow { style, depth, cells }
                }
            };
            page.rows.push(row);
        }
        page
    }
}
