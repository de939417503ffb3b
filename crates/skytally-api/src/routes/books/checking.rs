//! What a check of the books found, as the API gives it.

use jiff::civil::Date;
use serde::Serialize;
use skytally_app::books::{BooksCheck, StatementCheck, Uncleared};
use utoipa::ToSchema;

use super::values::AmountView;

/// What a bank says was on an account at the end of a day, beside what the books say.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatementCheckView {
    /// The ledger account.
    account: i64,
    /// The import that brought the statement.
    #[schema(value_type = String, format = Uuid)]
    import: String,
    /// The name of its file.
    name: String,
    /// The day at whose end both hold.
    #[schema(value_type = String, format = Date)]
    on: Date,
    /// Whether both are equal.
    agrees: bool,
    /// What the bank says.
    bank: AmountView,
    /// What the books say.
    books: AmountView,
    /// Where they differ: lines of the account up to that day that nobody has decided about.
    waiting: i64,
    /// What those lines sum to.
    waiting_sum: AmountView,
}

impl StatementCheckView {
    fn of(check: StatementCheck) -> Self {
        Self {
            account: check.account.0,
            agrees: check.agrees(),
            import: check.import,
            name: check.name,
            on: check.on,
            bank: AmountView::of(check.bank),
            books: AmountView::of(check.books),
            waiting: check.waiting,
            waiting_sum: AmountView::of(check.waiting_sum),
        }
    }
}

/// What lies on an account on which nothing should be left, such as those of what is in no category yet.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnclearedView {
    /// The ledger account.
    account: i64,
    /// How much.
    balance: AmountView,
    /// The first day that was posted to it after the last month at whose end nothing was left.
    #[schema(value_type = String, format = Date)]
    since: Date,
}

impl UnclearedView {
    fn of(uncleared: Uncleared) -> Self {
        Self {
            account: uncleared.account.0,
            balance: AmountView::of(uncleared.balance),
            since: uncleared.since,
        }
    }
}

/// What a check of the books found.
#[derive(Serialize, ToSchema)]
pub(crate) struct BooksReportView {
    /// Entries that were read.
    entries: i64,
    /// Transactions that count.
    transactions: i64,
    /// The hash of the last entry.
    head: String,
    /// What is wrong, in words; empty if nothing is.
    faults: Vec<String>,
    /// How many faults there are, those that are not told included.
    fault_count: usize,
    /// The closing balances of banks that are in the books, by account, the newest first.
    statements: Vec<StatementCheckView>,
    /// What still lies on clearing accounts: work that waits, no fault.
    clearing: Vec<UnclearedView>,
}

impl BooksReportView {
    pub(super) fn of(check: BooksCheck) -> Self {
        let BooksCheck { report, statements, clearing } = check;
        Self {
            entries: report.entries,
            transactions: report.transactions,
            head: report.head,
            faults: report.faults,
            fault_count: report.fault_count,
            statements: statements.into_iter().map(StatementCheckView::of).collect(),
            clearing: clearing.into_iter().map(UnclearedView::of).collect(),
        }
    }
}
