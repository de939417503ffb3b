//! The books as files for other programs: hledger, beancount, spreadsheets, and everything as JSON.
//!
//! A writer takes the accounts first and then what counts, one transaction at a time in the order of days, so that a book of any
//! size needs no more memory than one transaction. What a format cannot say is replaced in one fixed way; amounts never are.

mod beancount;
mod hledger;
pub mod json;
mod names;
mod rows;

use std::collections::BTreeMap;
use std::io;

use jiff::civil::Date;
use skytally_model::{Currency, Money};

use crate::ledger::{AccountNo, Exchange, LedgerAccount, MarkState, Transaction, TransactionNo};

pub use beancount::{Beancount, account_names as beancount_names};
pub use hledger::{Hledger, account_names as hledger_names};
pub(crate) use rows::defused;
pub use rows::{COLUMNS, Csv};

/// What a writer is told of a book before its first transaction.
#[derive(Debug, Clone, Copy)]
pub struct Book<'a> {
    /// What people call it: the workspace's name.
    pub title: &'a str,
    /// The currency in which it is looked at.
    pub currency: Currency,
    /// All its accounts, closed ones too.
    pub accounts: &'a BTreeMap<AccountNo, LedgerAccount>,
}

/// A transaction as it counts now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveTransaction {
    /// Its number.
    pub no: TransactionNo,
    /// The day in the books.
    pub date: Date,
    /// Who got or gave the money.
    pub payee: String,
    /// What people wrote beside it.
    pub note: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// The rate, where currencies meet.
    pub exchange: Option<Exchange>,
    /// At least two; they sum to zero in each currency.
    pub postings: Vec<Line>,
}

/// A posting of a transaction as it counts now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The account.
    pub account: AccountNo,
    /// How much.
    pub amount: Money,
    /// What people wrote beside it.
    pub memo: String,
    /// How far it was compared with what the bank says.
    pub state: MarkState,
}

impl LiveTransaction {
    /// What counts of a transaction; none if it was deleted.
    pub fn of(transaction: &Transaction) -> Option<Self> {
        let content = &transaction.current()?.content;
        let postings = content.postings.iter().map(|posting| Line {
            account: posting.account,
            amount: posting.amount,
            memo: posting.memo.clone(),
            state: transaction.state(posting.account),
        });
        Some(Self {
            no: transaction.no,
            date: content.date,
            payee: content.payee.clone(),
            note: content.note.clone(),
            tags: content.tags.clone(),
            exchange: content.exchange.clone(),
            postings: postings.collect(),
        })
    }
}

/// On one line: whatever separates words or is no text at all becomes a single space.
fn one_line(text: &str) -> String {
    let spaced = text.replace(|letter: char| letter.is_control(), " ");
    let mut line = String::with_capacity(spaced.len());
    for word in spaced.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// The rate as any program reads it: a digit before the point and one behind it.
fn plain_rate(rate: &str) -> String {
    let (whole, fraction) = rate.split_once('.').unwrap_or((rate, ""));
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

/// A posting on an account that the book does not have: a fault of whoever asks.
fn no_account(no: AccountNo) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("there is no account {no}"))
}
