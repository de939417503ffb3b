//! What the books say.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use skytally_model::{Currency, Money, WorkspaceId};
use skytally_money::ledger::{AccountNo, LedgerAccount, Transaction, TransactionNo, full_name, subtree};
use skytally_store::{Balance, Book, Closing, RegisterFilter, RegisterPlace, RegisterRow, WorkspaceScope};

use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{AppError, Result};

/// A ledger account with what is on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountBalances {
    /// The account.
    pub account: LedgerAccount,
    /// Its name with those of its parents.
    pub full_name: String,
    /// What is on itself, by currency; a currency that sums to zero is left out.
    pub own: Vec<Money>,
    /// What is on itself and its parts.
    pub total: Vec<Money>,
}

/// A page of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// Its rows, the newest first.
    pub rows: Vec<RegisterRow>,
    /// Where it ended, if there are more.
    pub more: Option<RegisterPlace>,
    /// What is on the account up to and with each row, where one account was asked for, by currency.
    pub balances: Vec<Vec<Money>>,
}

impl App {
    /// The books of a workspace, if they were opened.
    ///
    /// # Errors
    /// They may not.
    pub async fn book(&self, caller: &Caller, workspace: WorkspaceId) -> Result<Option<Book>> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        Ok(self.store.book(&scope).await?)
    }

    /// All ledger accounts with their balances at the end of a day, or with all that is in the books.
    ///
    /// # Errors
    /// They may not; a sum does not fit.
    pub async fn ledger_accounts(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        on: Option<Date>,
    ) -> Result<Vec<AccountBalances>> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let accounts = self.store.ledger_accounts(&scope).await?;
        let balances = self.store.ledger_balances(&scope, on).await?;
        with_balances(&accounts, &balances)
    }

    /// A page of the register. `parts` takes in the accounts that are parts of those asked for.
    ///
    /// # Errors
    /// They may not; the books were not opened; there is no such account.
    pub async fn ledger_register(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        mut filter: RegisterFilter,
        parts: bool,
        after: Option<RegisterPlace>,
        limit: i64,
    ) -> Result<Register> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let accounts = self.opened(&scope).await?;
        if let Some(missing) = filter.accounts.iter().find(|no| !accounts.contains_key(no)) {
            return Err(AppError::invalid("account", format!("there is no ledger account {missing}")));
        }
        let asked = filter.accounts.clone();
        if parts {
            let all: BTreeSet<AccountNo> =
                filter.accounts.iter().flat_map(|no| subtree(*no, &accounts)).collect();
            filter.accounts = all.into_iter().collect();
        }
        let mut rows = self.store.ledger_register(&scope, &filter, after, limit + 1).await?;
        let more = rows.len() > usize::try_from(limit).unwrap_or_default();
        rows.truncate(usize::try_from(limit).unwrap_or_default());
        let place = |row: &RegisterRow| RegisterPlace { date: row.entry.content.date, no: row.no };
        let more = rows.last().filter(|_| more).map(place);
        // Beside rows that were picked by words or state a balance would not follow from the row above.
        let plain = filter.text.is_empty() && filter.state.is_none() && !filter.deleted;
        let balances = match (asked.as_slice(), filter.accounts.as_slice(), rows.first()) {
            ([account], [_], Some(first)) if plain => {
                let top = self.store.ledger_balance_through(&scope, *account, place(first)).await?;
                running(*account, &top, &rows)?
            }
            _ => Vec::new(),
        };
        Ok(Register { rows, more, balances })
    }

    /// A transaction with all that was ever written of it.
    ///
    /// # Errors
    /// They may not; there is no such transaction.
    pub async fn ledger_transaction(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        no: TransactionNo,
    ) -> Result<Transaction> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        self.store.ledger_transaction(&scope, no).await?.ok_or(AppError::NotFound("transaction"))
    }

    /// The row of the register that a transaction is.
    ///
    /// # Errors
    /// They may not; there is no such transaction.
    pub async fn ledger_row(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        no: TransactionNo,
    ) -> Result<RegisterRow> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let mut rows = self.store.ledger_rows(&scope, &[no]).await?;
        rows.pop().ok_or(AppError::NotFound("transaction"))
    }

    /// When periods were closed and opened again.
    ///
    /// # Errors
    /// They may not.
    pub async fn ledger_closings(&self, caller: &Caller, workspace: WorkspaceId) -> Result<Vec<Closing>> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        Ok(self.store.ledger_closings(&scope).await?)
    }

    /// The accounts of a book that was opened.
    pub(crate) async fn opened(&self, scope: &WorkspaceScope) -> Result<BTreeMap<AccountNo, LedgerAccount>> {
        if self.store.book(scope).await?.is_none() {
            return Err(AppError::NotFound("book"));
        }
        Ok(self.store.ledger_accounts(scope).await?)
    }
}

/// Sums by currency that cannot overflow; those that do not fit into the answer are refused at its end.
type Sums = BTreeMap<Currency, i128>;

fn money(sums: &Sums) -> Result<Vec<Money>> {
    sums.iter()
        .filter(|(_, minor)| **minor != 0)
        .map(|(currency, minor)| {
            i64::try_from(*minor)
                .map(|minor| Money::new(minor, *currency))
                .map_err(|_| AppError::Conflict(format!("the balance in {currency} is too large to be told")))
        })
        .collect()
}

fn with_balances(
    accounts: &BTreeMap<AccountNo, LedgerAccount>,
    balances: &[Balance],
) -> Result<Vec<AccountBalances>> {
    let mut own: BTreeMap<AccountNo, Sums> = BTreeMap::new();
    let mut total: BTreeMap<AccountNo, Sums> = BTreeMap::new();
    for balance in balances {
        *own.entry(balance.account).or_default().entry(balance.currency).or_default() +=
            i128::from(balance.minor);
        let mut above = Some(balance.account);
        // The store refuses rings.
        while let Some(no) = above {
            *total.entry(no).or_default().entry(balance.currency).or_default() += i128::from(balance.minor);
            above = accounts.get(&no).and_then(|account| account.parent);
        }
    }
    let none = Sums::new();
    accounts
        .values()
        .map(|account| {
            Ok(AccountBalances {
                full_name: full_name(account, accounts),
                own: money(own.get(&account.no).unwrap_or(&none))?,
                total: money(total.get(&account.no).unwrap_or(&none))?,
                account: account.clone(),
            })
        })
        .collect()
}

/// The balances beside rows: that of the first is known, each row below lacks what the row above it did.
fn running(account: AccountNo, top: &[Balance], rows: &[RegisterRow]) -> Result<Vec<Vec<Money>>> {
    let mut sums: Sums = top.iter().map(|balance| (balance.currency, i128::from(balance.minor))).collect();
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(money(&sums)?);
        for (currency, minor) in row.entry.content.sums_on(account) {
            *sums.entry(currency).or_default() -= minor;
        }
    }
    Ok(found)
}
