//! The books of a workspace: who may, then what the ledger's rules allow.

mod charts;
mod importing;
mod reading;
mod writing;

pub use charts::Chart;
pub use importing::{Decision, ImportOptions, ImportPreview, PreviewLine};
pub use reading::{AccountBalances, Register};
pub use skytally_money::{bank, categorise, inbox, ledger};
pub use skytally_store::{
    Balance, Book, Closing, Import, ImportLine, ImportState, LedgerItem, LedgerItemKind, LedgerReport,
    LedgerWritten, MonthSum, NewLedgerAccount, RegisterFilter, RegisterPlace, RegisterRow,
};
