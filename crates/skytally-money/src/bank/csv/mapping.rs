//! What the columns of a CSV file mean: shown with what was read, remembered, and applied to the next file of the same bank.

use serde::{Deserialize, Serialize};

use super::super::decimal::Mark;
use super::super::types::DateOrder;

/// What stands before the decimals of amounts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecimalMark {
    /// A point.
    #[default]
    Point,
    /// A comma.
    Comma,
    /// Either, where each amount says it alone.
    Either,
}

impl DecimalMark {
    pub(super) fn mark(self) -> Mark {
        match self {
            Self::Point => Mark::Point,
            Self::Comma => Mark::Comma,
            Self::Either => Mark::Either,
        }
    }
}

/// What the columns of a CSV file mean. Columns are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What separates the columns.
    pub delimiter: char,
    /// The names at the head of the columns. The rows begin behind the line that has them. Empty: there is no such line.
    #[serde(default)]
    pub header: Vec<String>,
    /// Rows to leave out at the start, where there is no header.
    #[serde(default)]
    pub skip: usize,
    /// The order of day, month and year.
    pub dates: DateOrder,
    /// What stands before the decimals.
    #[serde(default)]
    pub decimal: DecimalMark,
    /// Day of booking.
    pub date: usize,
    /// Day of value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_date: Option<usize>,
    /// The amount with its sign, or, beside `sign`, without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<usize>,
    /// What goes out, where that has a column of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debit: Option<usize>,
    /// What comes in, where that has a column of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<usize>,
    /// A word that says whether the amount goes out or comes in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign: Option<usize>,
    /// A positive amount takes money away, as in files of some credit cards.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub opposite: bool,
    /// The other side; where `payer` has a column too, the one who is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee: Option<usize>,
    /// The one who pays, for what comes in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<usize>,
    /// What it is for: the columns in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<usize>,
    /// The bank's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank_id: Option<usize>,
    /// The payer's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<usize>,
    /// The currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<usize>,
    /// The currency of all rows, where a header names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency_of_all: Option<String>,
    /// The balance after the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<usize>,
    /// The category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<usize>,
    /// The account that the row is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<usize>,
    /// The account of the other side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterpart_account: Option<usize>,
    /// The bank of the other side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterpart_bank: Option<usize>,
    /// The kind of entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<usize>,
    /// The number of the cheque.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_number: Option<usize>,
    /// Whether it is booked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<usize>,
}
