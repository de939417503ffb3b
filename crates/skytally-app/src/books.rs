//! The books of a workspace: who may, then what the ledger's rules allow.

mod answering;
mod charts;
mod checking;
mod definitions;
mod exporting;
mod importing;
mod judging;
mod line_ends;
mod opening;
mod reading;
pub mod receipt_pages;
mod receipt_proposals;
pub mod receipt_reader;
mod receipts;
mod reporting;
mod trying;
mod writing;

pub use charts::Chart;
pub use checking::{BooksCheck, StatementCheck, Uncleared};
pub use definitions::{BudgetNow, Definition, RateBody, RecurringNow};
pub use exporting::{ExportFormat, LedgerFile};
pub use importing::{Decision, ImportOptions, ImportPreview, PreviewLine};
pub use opening::{OPENING_LINE, Opening};
pub use reading::{AccountBalances, Register};
pub use receipt_proposals::{Draft, Suggested};
pub use receipts::{ReceiptSeen, ReceiptsConfig};
pub use reporting::{AnyReport, ReportAsked, ReportName};
pub use skytally_money::{bank, budget, categorise, export, inbox, ledger, receipt, recurring, report};
pub use skytally_store::{
    Balance, Book, Closing, Import, ImportLine, ImportState, LedgerItem, LedgerItemKind, LedgerReport,
    LedgerWritten, MonthSum, NewLedgerAccount, Receipt, ReceiptCandidate, ReceiptFilter, ReceiptState,
    ReceiptTransaction, RegisterFilter, RegisterPlace, RegisterRow,
};
pub use trying::{RuleTried, RuleWould, ScheduleTried};
