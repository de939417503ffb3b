//! The books of a workspace: who may, then what the ledger's rules allow.

mod charts;
mod definitions;
mod exporting;
mod importing;
mod reading;
pub mod receipt_reader;
mod reporting;
mod writing;

pub use charts::Chart;
pub use definitions::{BudgetNow, Definition, RateBody, RecurringNow};
pub use exporting::{ExportFormat, LedgerFile};
pub use importing::{Decision, ImportOptions, ImportPreview, PreviewLine};
pub use reading::{AccountBalances, Register};
pub use reporting::{AnyReport, ReportAsked, ReportName};
pub use skytally_money::{bank, budget, categorise, inbox, ledger, receipt, recurring, report};
pub use skytally_store::{
    Balance, Book, Closing, Import, ImportLine, ImportState, LedgerItem, LedgerItemKind, LedgerReport,
    LedgerWritten, MonthSum, NewLedgerAccount, RegisterFilter, RegisterPlace, RegisterRow,
};
