//! The books of a workspace: who may, then what the ledger's rules allow.

mod charts;
mod reading;
mod writing;

pub use charts::Chart;
pub use reading::{AccountBalances, Register};
pub use skytally_money::ledger;
pub use skytally_store::{
    Balance, Book, Closing, LedgerReport, LedgerWritten, MonthSum, NewLedgerAccount, RegisterFilter,
    RegisterPlace, RegisterRow,
};
