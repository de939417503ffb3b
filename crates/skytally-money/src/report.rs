//! What the books say: balance sheet, income statement, cash flow, net worth, payees.
//!
//! Each report is a pure function of monthly sums, the tree of accounts and rates. Income, liabilities and equity are shown with the
//! sign that people expect. Each currency has its own sums, which are exact; beside them stands one figure in the currency that was
//! asked for, by rates that are named. A rate that is missing leaves that figure out and is named, never taken for zero or one.

mod balance_sheet;
mod cash_flow;
mod convert;
mod exact;
mod figures;
mod html;
mod income;
mod month;
mod net_worth;
mod page;
mod payees;
mod rates;
mod text;
mod tree;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use skytally_model::Currency;

use crate::ledger::{AccountNo, LedgerAccount};

pub use balance_sheet::BalanceSheet;
pub use cash_flow::{CashFlow, CashFlowRow, CashFlowSection, Column};
pub use convert::{Amount, Converted, Total};
pub use figures::{DaySum, Figures, MonthSum};
pub use income::IncomeStatement;
pub use month::Month;
pub use net_worth::{NetWorth, Point};
pub use page::{Cell, Page, PageRow, Printed, Style};
pub use payees::{Payee, PayeeSum, Payees};
pub use rates::{Leg, Rate, Rates, UsedRate};
pub use tree::{Row, Section};

/// What all reports are told.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The workspace's name.
    pub workspace: &'a str,
    /// The currency in which all is shown beside its own.
    pub currency: Currency,
    /// When the report is made.
    pub made: Timestamp,
    /// All accounts.
    pub accounts: &'a BTreeMap<AccountNo, LedgerAccount>,
    /// The rates that are known.
    pub rates: &'a Rates,
    /// Whether accounts without a sum are listed.
    pub zero_rows: bool,
}

/// What all reports say of themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The workspace's name.
    pub workspace: String,
    /// The currency in which all is shown beside its own.
    pub currency: Currency,
    /// When it was made.
    pub made: Timestamp,
}

impl Frame<'_> {
    fn head(&self) -> Head {
        Head { workspace: self.workspace.to_owned(), currency: self.currency, made: self.made }
    }
}

/// Why there is no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// The period begins or ends within a month whose days were not given.
    #[error("the sums of the single days of {0} are needed and were not given")]
    NoDays(Month),
    /// A sum is of an account that is not there, or whose parents lead in a circle.
    #[error("account {0} is not in the tree of accounts")]
    NoAccount(AccountNo),
    /// A figure does not fit.
    #[error("a sum is too large")]
    Overflow,
    /// The text is no rate.
    #[error("{0:?} is not a rate: a positive decimal of at most 30 digits")]
    Rate(String),
    /// The period ends before it begins.
    #[error("the period ends before it begins")]
    Period,
}
