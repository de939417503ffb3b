//! The books of a workspace: a journal that only grows, and what is derived from it.
//!
//! Whoever writes holds the book's row, so writes of one book come one after another. What the rules say is asked of
//! `skytally_money::ledger`, within the transaction that writes.

mod accounts;
mod answering;
mod audit;
mod balances;
mod books;
mod closing;
mod committing;
mod derive;
mod imports;
mod items;
mod receipt_reading;
mod receipts;
mod register;
mod verify;
mod write;

pub use accounts::NewLedgerAccount;
pub use balances::{Balance, DaySum, MonthSum};
pub use books::Book;
pub use closing::Closing;
pub use committing::HeldBook;
pub use imports::{Import, ImportLine, ImportState, LineEnd, NewImport};
pub use items::{LedgerItem, LedgerItemKind};
pub use receipt_reading::{ReceiptLease, ReceiptOutcome};
pub use receipts::{NewReceipt, Receipt, ReceiptCandidate, ReceiptFilter, ReceiptState, ReceiptTransaction};
pub use register::{RegisterFilter, RegisterPlace, RegisterRow, SEARCH_WORDS_MAX};
pub use verify::LedgerReport;
pub use write::LedgerWritten;
