//! What a reader found on a receipt. Shaped after the answer of Amazon Textract's AnalyzeExpense, so that other readers drop in: named
//! summary fields, each with the text that was seen, a value and a confidence, and line items.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use skytally_model::{Currency, Money};

use super::{MediaType, Unreadable};
use crate::bank::Decimal;

/// What a receipt says, as far as it could be read. What is not there is `None`; nothing is made up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Who read it.
    pub reader: Reader,
    /// What the file is, by its content.
    pub media_type: MediaType,
    /// Where the text came from.
    pub source: Source,
    /// Pages that were looked at.
    pub pages: u32,
    /// Pages of the file. More than were looked at: a note says so.
    pub pages_in_file: u32,
    /// The issuer whose template was used, by its short name such as `aws`.
    pub template: Option<String>,
    /// Who is paid.
    pub payee: Option<Field<String>>,
    /// The number of the invoice or receipt.
    pub number: Option<Field<String>>,
    /// The day of the invoice or of the purchase.
    pub date: Option<Field<Date>>,
    /// What the amounts are in.
    pub currency: Option<Field<Currency>>,
    /// What is to be paid, or was, tax included. Negative on a credit note.
    pub total: Option<Field<Decimal>>,
    /// What is taxed: the total without tax.
    pub subtotal: Option<Field<Decimal>>,
    /// Taxes, each rate once.
    pub taxes: Vec<Tax>,
    /// A tip on top of the total of the goods.
    pub tip: Option<Field<Decimal>>,
    /// What was taken off, above zero.
    pub discount: Option<Field<Decimal>>,
    /// What was bought, line by line.
    pub items: Vec<Item>,
    /// The plain text, one line a line, a form feed between pages. [`Place::line`] counts its lines.
    pub text: String,
    /// What was assumed, or not looked at, in sentences for people.
    pub notes: Vec<String>,
}

/// Who read a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// Such as `skytally` or `textract`.
    pub name: String,
    /// A reading by another version may differ.
    pub version: String,
}

/// Where the text of a reading came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The text that a PDF carries.
    PdfText,
    /// A picture, by optical character recognition.
    Picture,
    /// The pictures of a scanned PDF, by optical character recognition.
    PdfPictures,
    /// A service on the network.
    Service,
}

/// A value with how it stood on the receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field<T> {
    /// The value.
    pub value: T,
    /// The text out of which it was read.
    pub text: String,
    /// How sure the reader is, 0 to 100. A product of evidence, not a probability.
    pub confidence: u8,
    /// Where it stands, if the reader knows.
    pub place: Option<Place>,
}

/// A place on a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Counted from 1.
    pub page: u32,
    /// The line of [`Reading::text`], counted from 1 over all pages.
    pub line: Option<u32>,
}

/// A tax of one rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tax {
    /// In per cent, where it is told: `19`, `7.7`.
    pub rate: Option<Decimal>,
    /// What is taxed at this rate, where it is told.
    pub net: Option<Field<Decimal>>,
    /// The tax.
    pub amount: Field<Decimal>,
}

/// A line of what was bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What it is.
    pub description: String,
    /// How many, where it is told.
    pub quantity: Option<Decimal>,
    /// The price of the line.
    pub amount: Field<Decimal>,
}

/// What the process that reads gives out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// What it found.
    Read(Box<Reading>),
    /// Why it found nothing.
    Unreadable(Unreadable),
}

impl Reading {
    /// A reading of which nothing is known yet but its text.
    pub fn of_text(reader: Reader, media_type: MediaType, source: Source, text: String) -> Self {
        Self {
            reader,
            media_type,
            source,
            pages: 1,
            pages_in_file: 1,
            template: None,
            payee: None,
            number: None,
            date: None,
            currency: None,
            total: None,
            subtotal: None,
            taxes: Vec::new(),
            tip: None,
            discount: None,
            items: Vec::new(),
            text,
            notes: Vec::new(),
        }
    }

    /// The total as money, if total and currency are known and the amount is not finer than its currency.
    pub fn money(&self) -> Option<Money> {
        self.total.as_ref()?.value.money(self.currency.as_ref()?.value).ok()
    }

    /// The sum of all taxes in the currency of the receipt; `None` if there are none, or they cannot be summed.
    pub fn tax(&self) -> Option<Decimal> {
        let mut amounts = self.taxes.iter().map(|tax| tax.amount.value);
        let first = amounts.next()?;
        amounts.try_fold(first, Decimal::plus)
    }
}
