//! Ledger accounts.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::json;
use skytally_model::Currency;
use skytally_money::ledger::{AccountKind, AccountNo, AccountRole, LedgerAccount, LedgerError};

use crate::cells::{Cells, parsed};
use crate::db::{Store, Tx, built, sql};
use crate::error::{Result, StoreError};
use crate::scope::{Origin, WorkspaceScope};

/// The most accounts of a book.
const ACCOUNTS_MAX: usize = 5_000;
/// The most levels of the tree.
const DEPTH_MAX: usize = 10;

/// A ledger account that is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLedgerAccount {
    /// The account that it becomes a part of.
    pub parent: Option<AccountNo>,
    /// What it is: the same as its parent.
    pub kind: AccountKind,
    /// Its own name. A colon stands between names of parents and parts, so it has none.
    pub name: String,
    /// The only currency that it takes.
    pub currency: Option<Currency>,
    /// What the program itself needs it for.
    pub role: Option<AccountRole>,
    /// What people write beside it.
    pub note: String,
}

/// A row as the database gives it.
type Row = (i64, Option<i64>, String, String, Option<String>, Option<String>, Option<String>, String, i64);

fn account(row: Row) -> Result<LedgerAccount> {
    let (no, parent, kind, name, currency, role, closed, note, version) = row;
    Ok(LedgerAccount {
        no: AccountNo(no),
        parent: parent.map(AccountNo),
        kind: parsed("kind", &kind)?,
        name,
        currency: currency.map(|text| parsed("currency", &text)).transpose()?,
        role: role.map(|text| parsed("role", &text)).transpose()?,
        closed: closed.map(|text| parsed("closed", &text)).transpose()?,
        note,
        version,
    })
}

fn conflict(text: impl Into<String>) -> StoreError {
    StoreError::Conflict(text.into())
}

/// What of an account is wrong whatever the other accounts are.
fn check_name(name: &str) -> Result<()> {
    if name.trim() != name || name.is_empty() || name.contains(':') || name.chars().any(char::is_control) {
        return Err(LedgerError::Name("has no colon, no control character and no space around it").into());
    }
    if name.chars().count() > 100 {
        return Err(LedgerError::Name("has at most 100 characters").into());
    }
    Ok(())
}

/// How deep a parent lies, or why it cannot be one.
fn check_parent(
    kind: AccountKind,
    parent: Option<AccountNo>,
    itself: Option<AccountNo>,
    all: &BTreeMap<AccountNo, LedgerAccount>,
) -> Result<()> {
    let mut above = parent;
    let mut depth = 0;
    while let Some(no) = above {
        let Some(found) = all.get(&no) else { return Err(StoreError::Missing("ledger account")) };
        if Some(no) == itself {
            return Err(conflict("a ledger account cannot be a part of itself"));
        }
        if found.kind != kind {
            return Err(conflict("a ledger account is of the same kind as what it is a part of"));
        }
        depth += 1;
        if depth >= DEPTH_MAX {
            return Err(conflict(format!("ledger accounts lie at most {DEPTH_MAX} deep")));
        }
        above = found.parent;
    }
    Ok(())
}

impl Tx<'_> {
    pub(super) async fn ledger_accounts(
        &mut self,
        scope: &WorkspaceScope,
    ) -> Result<BTreeMap<AccountNo, LedgerAccount>> {
        let columns = "no, parent, kind, name, currency, role, closed, note, version";
        let text = self.packed(
            columns,
            &format!("SELECT {columns} FROM ledger_accounts WHERE workspace_id = $1 ORDER BY no"),
        );
        let rows = self.unpacked::<Row>(built(text).bind(scope.workspace_key().to_owned())).await?;
        rows.into_iter().map(|row| account(row).map(|account| (account.no, account))).collect()
    }

    pub(super) async fn add_ledger_account(
        &mut self,
        scope: &WorkspaceScope,
        new: &NewLedgerAccount,
    ) -> Result<LedgerAccount> {
        check_name(&new.name)?;
        let all = self.ledger_accounts(scope).await?;
        check_parent(new.kind, new.parent, None, &all)?;
        if all.len() >= ACCOUNTS_MAX {
            return Err(conflict(format!("a book has at most {ACCOUNTS_MAX} accounts")));
        }
        if new.role.is_some_and(|role| role.kind() != new.kind) {
            return Err(conflict("an account of this kind cannot have that role"));
        }
        let row = self
            .maybe(
                sql("UPDATE ledger_books SET accounts = accounts + 1 WHERE workspace_id = $1 RETURNING accounts")
                    .bind(scope.workspace_key().to_owned()),
            )
            .await?
            .ok_or(StoreError::Missing("book"))?;
        let no = row.int("accounts")?;
        self.run(
            sql("INSERT INTO ledger_accounts (workspace_id, no, parent, kind, name, currency, role, note)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(scope.workspace_key().to_owned())
            .bind(no)
            .bind(new.parent.map(|parent| parent.0))
            .bind(new.kind.as_str())
            .bind(new.name.clone())
            .bind(new.currency.map(Currency::code))
            .bind(new.role.map(AccountRole::as_str))
            .bind(new.note.clone()),
        )
        .await
        .map_err(|error| named(error, &new.name))?;
        Ok(LedgerAccount {
            no: AccountNo(no),
            parent: new.parent,
            kind: new.kind,
            name: new.name.clone(),
            currency: new.currency,
            role: new.role,
            closed: None,
            note: new.note.clone(),
            version: 1,
        })
    }
}

/// Says which name is there already.
fn named(error: StoreError, name: &str) -> StoreError {
    match error {
        StoreError::Conflict(_) => {
            conflict(format!("there is a ledger account {name:?} at this place already"))
        }
        other => other,
    }
}

impl Store {
    /// All accounts of a book, by number. None if it was not opened.
    ///
    /// # Errors
    /// The database failed.
    pub async fn ledger_accounts(
        &self,
        scope: &WorkspaceScope,
    ) -> Result<BTreeMap<AccountNo, LedgerAccount>> {
        self.read(scope).await?.ledger_accounts(scope).await
    }

    /// Adds an account.
    ///
    /// # Errors
    /// The book was not opened; the name is there already or is none; the parent is not right; the database failed.
    pub async fn new_ledger_account(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        new: &NewLedgerAccount,
    ) -> Result<LedgerAccount> {
        let mut tx = self.write(scope).await?;
        tx.hold_book(scope).await?;
        let made = tx.add_ledger_account(scope, new).await?;
        let detail =
            json!({ "kind": made.kind, "name": made.name, "parent": made.parent, "currency": made.currency });
        tx.audit(scope, origin, "ledger.account-added", &format!("ledger-account:{}", made.no), detail)
            .await?;
        tx.change(scope, origin.at, "ledger-accounts", &made.no.to_string());
        tx.commit().await?;
        Ok(made)
    }

    /// Changes name, place, note and last day of an account. Its kind, currency and role stay.
    ///
    /// # Errors
    /// There is none; it has changed since it was read; what it is to be is not right; it was to be closed while there are
    /// postings after that day; the database failed.
    pub async fn change_ledger_account(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        to: &LedgerAccount,
    ) -> Result<LedgerAccount> {
        check_name(&to.name)?;
        let mut tx = self.write(scope).await?;
        tx.hold_book(scope).await?;
        let all = tx.ledger_accounts(scope).await?;
        let now = all.get(&to.no).ok_or(StoreError::Missing("ledger account"))?;
        check_parent(now.kind, to.parent, Some(to.no), &all)?;
        if let Some(closed) = to.closed {
            self.may_close(&mut tx, scope, now, closed).await?;
        }
        let changed = tx
            .run(
                sql("UPDATE ledger_accounts SET parent = $3, name = $4, closed = $5, note = $6, version = version + 1
                     WHERE workspace_id = $1 AND no = $2 AND version = $7")
                .bind(scope.workspace_key().to_owned())
                .bind(to.no.0)
                .bind(to.parent.map(|parent| parent.0))
                .bind(to.name.clone())
                .bind(to.closed.map(|day| day.to_string()))
                .bind(to.note.clone())
                .bind(to.version),
            )
            .await
            .map_err(|error| named(error, &to.name))?;
        if changed == 0 {
            return Err(conflict("it has changed since it was read"));
        }
        let made = LedgerAccount {
            parent: to.parent,
            name: to.name.clone(),
            closed: to.closed,
            note: to.note.clone(),
            version: to.version + 1,
            ..now.clone()
        };
        let detail = json!({ "name": made.name, "parent": made.parent, "closed": made.closed.map(|day| day.to_string()) });
        tx.audit(scope, origin, "ledger.account-changed", &format!("ledger-account:{}", made.no), detail)
            .await?;
        tx.change(scope, origin.at, "ledger-accounts", &made.no.to_string());
        tx.commit().await?;
        Ok(made)
    }

    async fn may_close(
        &self,
        tx: &mut Tx<'_>,
        scope: &WorkspaceScope,
        account: &LedgerAccount,
        closed: Date,
    ) -> Result<()> {
        if account.role.is_some() {
            return Err(conflict("the program itself needs this ledger account: it stays open"));
        }
        let later = tx
            .count(
                sql("SELECT COUNT(*) AS n FROM ledger_postings WHERE workspace_id = $1 AND account_no = $2 AND date > $3")
                    .bind(scope.workspace_key().to_owned())
                    .bind(account.no.0)
                    .bind(closed.to_string()),
            )
            .await?;
        if later > 0 {
            return Err(conflict(format!("the ledger account has {later} postings after {closed}")));
        }
        Ok(())
    }
}
