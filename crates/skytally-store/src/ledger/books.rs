//! Books: opened once for a workspace.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use skytally_model::Currency;
use skytally_money::ledger::{EntryNo, NOTHING_BEFORE};
use sqlx::any::AnyRow;

use super::accounts::NewLedgerAccount;
use crate::cells::{Cells, ms};
use crate::db::{Store, Tx, built, sql};
use crate::error::{Result, StoreError};
use crate::scope::{Origin, WorkspaceScope};

/// The books of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// Of reports.
    pub currency: Currency,
    /// The last day of the closed periods.
    pub closed_until: Option<Date>,
    /// The last entry of the journal; 0 while there is none.
    pub last_entry: EntryNo,
    /// Its hash: kept elsewhere, it proves later that nothing was changed or cut off.
    pub head: String,
    /// When they were opened.
    pub opened: Timestamp,
    /// Grows with every write into the book, whatever it writes: what was decided from the books holds while it is the same.
    pub version: i64,
    pub(super) number: i64,
}

const COLUMNS: &str = "number, currency, closed_until, entries, hash, opened_ms, version";

pub(super) fn book(row: &AnyRow) -> Result<Book> {
    Ok(Book {
        currency: row.parsed("currency")?,
        closed_until: row.maybe_parsed("closed_until")?,
        last_entry: EntryNo(row.int("entries")?),
        head: row.text("hash")?,
        opened: row.time("opened_ms")?,
        version: row.int("version")?,
        number: row.int("number")?,
    })
}

impl Tx<'_> {
    /// The book of a workspace, kept from all other writers until the end. Its version is that of this write.
    pub(super) async fn hold_book(&mut self, scope: &WorkspaceScope) -> Result<Book> {
        let row = self
            .maybe(
                built(format!(
                    "UPDATE ledger_books SET version = version + 1 WHERE workspace_id = $1 RETURNING {COLUMNS}"
                ))
                .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        book(&row.ok_or(StoreError::Missing("book"))?)
    }

    pub(super) async fn book(&mut self, scope: &WorkspaceScope) -> Result<Book> {
        let row = self
            .maybe(
                built(format!("SELECT {COLUMNS} FROM ledger_books WHERE workspace_id = $1"))
                    .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        book(&row.ok_or(StoreError::Missing("book"))?)
    }
}

impl Store {
    /// Opens the books of a workspace with their first accounts, which get the numbers from 1 on in their order.
    ///
    /// # Errors
    /// They are open already (`Conflict`); an account is not right; the database failed.
    pub async fn open_book(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        currency: Currency,
        accounts: &[NewLedgerAccount],
    ) -> Result<Book> {
        let mut tx = self.write_alone(scope).await?;
        let there = tx
            .count(
                sql("SELECT COUNT(*) AS n FROM ledger_books WHERE workspace_id = $1")
                    .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        if there > 0 {
            return Err(StoreError::Conflict("the books are open already".to_owned()));
        }
        // The number is drawn, not counted: books of other workspaces are none of this one's business.
        let number = i64::from(uuid::Uuid::new_v4().as_fields().0 >> 9);
        tx.run(
            sql("INSERT INTO ledger_books (workspace_id, number, currency, hash, opened_ms) VALUES ($1, $2, $3, $4, $5)")
                .bind(scope.workspace_key().to_owned())
                .bind(number)
                .bind(currency.code())
                .bind(NOTHING_BEFORE)
                .bind(ms(origin.at)),
        )
        .await?;
        for account in accounts {
            tx.add_ledger_account(scope, account).await?;
        }
        tx.audit(
            scope,
            origin,
            "ledger.opened",
            "ledger",
            json!({ "currency": currency, "accounts": accounts.len() }),
        )
        .await?;
        tx.change(scope, origin.at, "ledger", "");
        let book = tx.book(scope).await?;
        tx.commit().await?;
        Ok(book)
    }

    /// The books of a workspace; none if they were not opened.
    ///
    /// # Errors
    /// The database failed.
    pub async fn book(&self, scope: &WorkspaceScope) -> Result<Option<Book>> {
        let mut tx = self.read(scope).await?;
        match tx.book(scope).await {
            Ok(book) => Ok(Some(book)),
            Err(StoreError::Missing(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
