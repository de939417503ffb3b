//! The check of the books: what the journal itself shows, and what it shows beside what banks say.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use skytally_model::{Currency, Money, WorkspaceId};
use skytally_money::inbox::Outcome;
use skytally_money::ledger::{AccountNo, AccountRole, LedgerAccount};
use skytally_money::report::Month;
use skytally_store::{Import, ImportState, LedgerReport, WorkspaceScope};

use super::judging::statement_of;
use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{AppError, Result};

/// Imports that are read at a time.
const IMPORTS: i64 = 500;
/// Lines of an import that are read at a time.
const LINES: i64 = 5_000;

/// What a check of the books found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BooksCheck {
    /// The journal, its chain, and what is derived from it.
    pub report: LedgerReport,
    /// The closing balances of the banks' statements that are in the books, by account, the newest first.
    pub statements: Vec<StatementCheck>,
    /// What still lies on accounts on which nothing should be left.
    pub clearing: Vec<Uncleared>,
}

/// What a bank says was on an account at the end of a day, beside what the books say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementCheck {
    /// The ledger account.
    pub account: AccountNo,
    /// The import that brought the statement.
    pub import: String,
    /// The name of its file.
    pub name: String,
    /// The day at whose end both hold.
    pub on: Date,
    /// What the bank says.
    pub bank: Money,
    /// What the books say.
    pub books: Money,
    /// Lines of the account up to that day that nobody has decided about. Counted only where the two differ.
    pub waiting: i64,
    /// What those lines sum to.
    pub waiting_sum: Money,
}

impl StatementCheck {
    /// Whether both say the same.
    pub fn agrees(&self) -> bool {
        self.bank == self.books
    }
}

/// What lies on a clearing account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncleared {
    /// The ledger account.
    pub account: AccountNo,
    /// How much.
    pub balance: Money,
    /// The first day that was posted to it after the last month at whose end nothing was left.
    pub since: Date,
}

impl BooksCheck {
    /// Whether nothing is wrong. What lies on clearing accounts is work that waits, no fault.
    pub fn is_whole(&self) -> bool {
        self.report.fault_count == 0 && self.statements.iter().all(StatementCheck::agrees)
    }
}

impl App {
    /// Checks the books: every entry, the chain, all that is derived, the closing balances of banks, and clearing accounts.
    ///
    /// # Errors
    /// They may not; the books were not opened.
    pub async fn check_books(&self, caller: &Caller, workspace: WorkspaceId) -> Result<BooksCheck> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let accounts = self.opened(&scope).await?;
        let report = self.store.verify_ledger(&scope).await?;
        let statements = self.statements(&scope).await?;
        let clearing = self.uncleared(&scope, &accounts).await?;
        Ok(BooksCheck { report, statements, clearing })
    }

    async fn statements(&self, scope: &WorkspaceScope) -> Result<Vec<StatementCheck>> {
        let imports = self.committed(scope).await?;
        let mut checks = Vec::new();
        for import in &imports {
            let Some(statement) = statement_of(&import.facts)? else { continue };
            let Some(bank) = statement.closing else { continue };
            // The file may say of which day its balance is.
            let on = import.facts["closing_on"].as_str().and_then(|day| day.parse().ok());
            let on = on.unwrap_or(statement.until);
            let all = self.store.ledger_balance(scope, import.account, on).await?;
            let books = all.iter().find(|balance| balance.currency == bank.currency);
            checks.push(StatementCheck {
                account: import.account,
                import: import.id.clone(),
                name: import.name.clone(),
                on,
                bank,
                books: Money::new(books.map_or(0, |balance| balance.minor), bank.currency),
                waiting: 0,
                waiting_sum: Money::zero(bank.currency),
            });
        }
        checks.sort_by(|one, other| (one.account, other.on).cmp(&(other.account, one.on)));
        let differing: BTreeSet<AccountNo> =
            checks.iter().filter(|check| !check.agrees()).map(|check| check.account).collect();
        let waiting = self.waiting(scope, &imports, &differing).await?;
        for check in checks.iter_mut().filter(|check| !check.agrees()) {
            for (_, amount) in
                waiting.iter().filter(|((account, day), _)| *account == check.account && *day <= check.on)
            {
                check.waiting += 1;
                check.waiting_sum = check.waiting_sum.plus(*amount).map_err(|_| {
                    AppError::Conflict("the lines that wait sum to more than can be told".to_owned())
                })?;
            }
        }
        Ok(checks)
    }

    /// The imports that are in the books.
    async fn committed(&self, scope: &WorkspaceScope) -> Result<Vec<Import>> {
        let mut committed = Vec::new();
        let mut before = None;
        loop {
            let page = self.store.imports(scope, before, IMPORTS).await?;
            let Some(last) = page.last() else { return Ok(committed) };
            before = Some((last.at, last.id.clone()));
            committed.extend(page.into_iter().filter(|import| import.state == ImportState::Committed));
        }
    }

    /// The lines of accounts that nobody has decided about: account, day, amount.
    async fn waiting(
        &self,
        scope: &WorkspaceScope,
        imports: &[Import],
        of: &BTreeSet<AccountNo>,
    ) -> Result<Vec<((AccountNo, Date), Money)>> {
        let mut waiting = Vec::new();
        for import in imports.iter().filter(|import| of.contains(&import.account)) {
            let mut after = 0;
            loop {
                let lines = self.store.import_lines(scope, &import.id, after, LINES).await?;
                let Some(last) = lines.last() else { break };
                after = last.line;
                let undecided = lines.into_iter().filter(|line| line.outcome == Outcome::Waiting);
                waiting.extend(undecided.map(|line| ((import.account, line.facts.date), line.facts.amount)));
            }
        }
        Ok(waiting)
    }

    async fn uncleared(
        &self,
        scope: &WorkspaceScope,
        accounts: &BTreeMap<AccountNo, LedgerAccount>,
    ) -> Result<Vec<Uncleared>> {
        let clearing = |no: &AccountNo| {
            accounts.get(no).and_then(|account| account.role).is_some_and(AccountRole::is_clearing)
        };
        let mut open: BTreeMap<(AccountNo, Currency), (i128, String)> = BTreeMap::new();
        // In the order of months within each account and currency.
        for sum in self.store.ledger_months(scope, "0000-00", "9999-99", &[]).await? {
            if !clearing(&sum.account) {
                continue;
            }
            let (balance, since) = open.entry((sum.account, sum.currency)).or_default();
            if *balance == 0 {
                *since = sum.month;
            }
            *balance += i128::from(sum.debit) - i128::from(sum.credit);
        }
        let mut found = Vec::new();
        for ((account, currency), (balance, since)) in open.into_iter().filter(|(_, of)| of.0 != 0) {
            let first: Date = format!("{since}-01")
                .parse()
                .map_err(|error: jiff::Error| AppError::Internal(error.to_string()))?;
            let days = self.store.ledger_days(scope, first, Month::of(first).last()).await?;
            let mut of = days.iter().filter(|day| day.account == account && day.currency == currency);
            let minor = i64::try_from(balance).map_err(|_| {
                AppError::Conflict(format!("the balance in {currency} is too large to be told"))
            })?;
            let since = of.next().map_or(first, |day| day.date);
            found.push(Uncleared { account, balance: Money::new(minor, currency), since });
        }
        Ok(found)
    }
}
