//! Why the ledger refuses. It never repairs.

use jiff::civil::Date;
use skytally_model::{Currency, Money};

use super::account::AccountNo;
use super::entry::TransactionNo;

/// What is wrong with what was to be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// Money comes from somewhere and goes somewhere.
    #[error("a transaction has at least two postings, this one has {0}")]
    TooFewPostings(usize),
    /// More postings than a transaction may have.
    #[error("a transaction has at most {max} postings, this one has {found}")]
    TooManyPostings {
        /// So many.
        found: usize,
        /// The limit.
        max: usize,
    },
    /// It does not sum to zero.
    #[error("the postings in {currency} are off by {}", decimal(*.off, *.currency))]
    Unbalanced {
        /// In which currency.
        currency: Currency,
        /// By how much, in minor units.
        off: i128,
    },
    /// A single amount is larger than any that is believed.
    #[error("the amount {0} is larger than the ledger takes")]
    TooLarge(Money),
    /// There is no such account in this book.
    #[error("there is no ledger account {0}")]
    NoAccount(AccountNo),
    /// The account has another currency.
    #[error("the account {name} takes {takes}, not {given}")]
    AccountCurrency {
        /// The account.
        name: String,
        /// Its currency.
        takes: Currency,
        /// What was to be posted.
        given: Currency,
    },
    /// The account is closed on that day.
    #[error("the account {name} was closed on {closed}: it takes nothing dated {date}")]
    AccountClosed {
        /// The account.
        name: String,
        /// Its last day.
        closed: Date,
        /// The day that was asked for.
        date: Date,
    },
    /// The period is closed.
    #[error(
        "the books are closed up to {until}: a correction is posted as an adjustment on a later day, not {date}"
    )]
    PeriodClosed {
        /// The last day that is closed.
        until: Date,
        /// The day that was asked for.
        date: Date,
    },
    /// A day that no book has.
    #[error("the day {0} is not between 1900-01-01 and 2199-12-31")]
    Date(Date),
    /// A text is too long.
    #[error("the {what} has more than {max} characters")]
    TooLong {
        /// Which text.
        what: &'static str,
        /// The limit.
        max: usize,
    },
    /// There is no such transaction in this book.
    #[error("there is no transaction {0}")]
    NoTransaction(TransactionNo),
    /// It was deleted already.
    #[error("the transaction {0} was deleted")]
    Deleted(TransactionNo),
    /// Somebody else was faster.
    #[error("the transaction {0} has been changed meanwhile: look at it again")]
    Changed(TransactionNo),
    /// A posting belongs to a statement that was found to agree.
    #[error("the posting on {name} is reconciled with a statement: take that back first")]
    Reconciled {
        /// The account.
        name: String,
    },
    /// A mark on an account that the transaction does not touch.
    #[error("the transaction {transaction} has no posting on the account {name}")]
    NotOnAccount {
        /// The transaction.
        transaction: TransactionNo,
        /// The account.
        name: String,
    },
    /// The name of an account is none.
    #[error("the name of a ledger account {0}")]
    Name(&'static str),
    /// The rate of an exchange is not a positive decimal.
    #[error("{0:?} is not a rate, such as 1.0842")]
    Rate(String),
}

fn decimal(off: i128, currency: Currency) -> String {
    i64::try_from(off)
        .map_or_else(|_| "more than fits".to_owned(), |minor| Money { minor, currency }.decimal())
}
