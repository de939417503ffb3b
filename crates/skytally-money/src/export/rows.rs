//! Comma-separated values: one line a posting, for spreadsheets.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use super::{Book, LiveTransaction, no_account};
use crate::ledger::{AccountNo, full_name};

/// The names of the columns. New ones are added behind the others.
pub const COLUMNS: [&str; 16] = [
    "transaction",
    "date",
    "payee",
    "note",
    "tags",
    "account_no",
    "account",
    "kind",
    "amount",
    "currency",
    "memo",
    "state",
    "rate",
    "rate_currencies",
    "rate_source",
    "rate_date",
];

/// Writes comma-separated values as RFC 4180 wants them.
///
/// A text that a spreadsheet would take for a formula has a `'` before it. Amounts are exact decimals and stay numbers.
pub struct Csv<W: io::Write> {
    out: csv::Writer<W>,
    accounts: BTreeMap<AccountNo, (String, &'static str)>,
}

impl<W: io::Write> Csv<W> {
    /// Begins a file with the names of the columns.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn new(out: W, book: Book<'_>) -> io::Result<Self> {
        let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        out.write_record(COLUMNS)?;
        let accounts = book.accounts.values();
        let accounts =
            accounts.map(|account| (account.no, (full_name(account, book.accounts), account.kind.as_str())));
        Ok(Self { out, accounts: accounts.collect() })
    }

    /// Adds a transaction.
    ///
    /// # Errors
    /// It cannot be written, or it names an account that the book does not have.
    pub fn transaction(&mut self, transaction: &LiveTransaction) -> io::Result<()> {
        let no = transaction.no.to_string();
        let date = transaction.date.to_string();
        let tags = transaction.tags.join(", ");
        let exchange = transaction.exchange.as_ref();
        let rate = exchange.map(|exchange| super::plain_rate(&exchange.rate)).unwrap_or_default();
        let pair = exchange.map(|exchange| format!("{}/{}", exchange.from, exchange.to)).unwrap_or_default();
        let source = exchange.map(|exchange| exchange.source.as_str()).unwrap_or_default();
        let rate_date = exchange.map(|exchange| exchange.date.to_string()).unwrap_or_default();
        for line in &transaction.postings {
            let (account, kind) = self.accounts.get(&line.account).ok_or_else(|| no_account(line.account))?;
            let account_no = line.account.to_string();
            let amount = line.amount.decimal();
            let cells = [
                Cow::from(&no),
                Cow::from(&date),
                defused(&transaction.payee),
                defused(&transaction.note),
                defused(&tags),
                Cow::from(&account_no),
                defused(account),
                Cow::from(*kind),
                Cow::from(&amount),
                Cow::from(line.amount.currency.code()),
                defused(&line.memo),
                Cow::from(line.state.as_str()),
                Cow::from(&rate),
                Cow::from(&pair),
                defused(source),
                Cow::from(&rate_date),
            ];
            self.out.write_record(cells.iter().map(|cell| cell.as_bytes()))?;
        }
        Ok(())
    }

    /// Ends it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.out.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// A cell that no spreadsheet takes for a formula. Payees and memos come from banks and senders: whoever can send a cent must not run
/// anything here.
pub(crate) fn defused(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::from(format!("'{cell}"))
    } else {
        Cow::from(cell)
    }
}
