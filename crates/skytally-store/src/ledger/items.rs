//! Small definitions of the books: rules, recurring transactions, budgets, rates. What they mean is not known here.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Value, json};
use sqlx::any::AnyRow;

use crate::cells::{Cells, ms};
use crate::db::{Store, sql};
use crate::error::{Result, StoreError};
use crate::scope::{Origin, WorkspaceScope, new_uuid};

/// The most of one kind in a book.
const ITEMS_MAX: i64 = 5_000;

/// Of which kind a definition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerItemKind {
    /// A rule that says what a movement is for.
    Rule,
    /// A transaction that comes again.
    Recurring,
    /// A limit on a category.
    Budget,
    /// An exchange rate.
    Rate,
}

impl LedgerItemKind {
    /// As it stands in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Recurring => "recurring",
            Self::Budget => "budget",
            Self::Rate => "rate",
        }
    }
}

/// A definition.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerItem {
    /// Its id.
    pub id: String,
    /// Its place in the order of its kind.
    pub place: i64,
    /// What it says.
    pub body: Value,
    /// Grows with every change.
    pub version: i64,
}

fn item(row: &AnyRow) -> Result<LedgerItem> {
    Ok(LedgerItem {
        id: row.text("id")?,
        place: row.int("place")?,
        body: row.json("body")?,
        version: row.int("version")?,
    })
}

impl Store {
    /// The definitions of a kind, in their order.
    ///
    /// # Errors
    /// The database failed.
    pub async fn ledger_items(
        &self,
        scope: &WorkspaceScope,
        kind: LedgerItemKind,
    ) -> Result<Vec<LedgerItem>> {
        let rows = self
            .read(scope)
            .await?
            .all(
                sql("SELECT id, place, body, version FROM ledger_items WHERE workspace_id = $1 AND kind = $2
                     ORDER BY place, id")
                .bind(scope.workspace_key().to_owned())
                .bind(kind.as_str()),
            )
            .await?;
        rows.iter().map(item).collect()
    }

    /// Adds a definition (without an id) or changes one: then what `version` names must be what it is now. Version 0 names one that is
    /// not there: it is added under its id, so that what hangs on the id of a removed one is there again with it.
    ///
    /// # Errors
    /// The book was not opened; there is none, or it has changed; there are too many; the database failed.
    pub async fn put_ledger_item(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        kind: LedgerItemKind,
        id: Option<(&str, i64)>,
        place: i64,
        body: &Value,
    ) -> Result<LedgerItem> {
        let mut tx = self.write(scope).await?;
        tx.hold_book(scope).await?;
        let key = scope.workspace_key().to_owned();
        let row = match id {
            None | Some((_, 0)) => {
                let there = tx
                    .count(
                        sql("SELECT COUNT(*) AS n FROM ledger_items WHERE workspace_id = $1 AND kind = $2")
                            .bind(key.clone())
                            .bind(kind.as_str()),
                    )
                    .await?;
                if there >= ITEMS_MAX {
                    return Err(StoreError::Conflict(format!("a book has at most {ITEMS_MAX} of them")));
                }
                let id = id.map_or_else(|| new_uuid(origin.at).to_string(), |(id, _)| id.to_owned());
                let row = tx
                    .maybe(
                        sql("INSERT INTO ledger_items (workspace_id, kind, id, place, body, changed_ms)
                             VALUES ($1, $2, $3, $4, $5, $6)
                             ON CONFLICT DO NOTHING RETURNING id, place, body, version")
                        .bind(key)
                        .bind(kind.as_str())
                        .bind(id)
                        .bind(place)
                        .bind(body.to_string())
                        .bind(ms(origin.at)),
                    )
                    .await?;
                if row.is_none() {
                    return Err(StoreError::Conflict("it is there already".to_owned()));
                }
                row
            }
            Some((id, version)) => {
                let row = tx
                    .maybe(
                        sql("UPDATE ledger_items SET place = $4, body = $5, changed_ms = $6, version = version + 1
                             WHERE workspace_id = $1 AND kind = $2 AND id = $3 AND version = $7
                             RETURNING id, place, body, version")
                        .bind(key.clone())
                        .bind(kind.as_str())
                        .bind(id.to_owned())
                        .bind(place)
                        .bind(body.to_string())
                        .bind(ms(origin.at))
                        .bind(version),
                    )
                    .await?;
                if row.is_none() {
                    let there = tx
                        .count(
                            sql("SELECT COUNT(*) AS n FROM ledger_items WHERE workspace_id = $1 AND kind = $2 AND id = $3")
                                .bind(key)
                                .bind(kind.as_str())
                                .bind(id.to_owned()),
                        )
                        .await?;
                    return Err(match there {
                        0 => StoreError::Missing(kind.as_str()),
                        _ => StoreError::Conflict("it has changed since it was read".to_owned()),
                    });
                }
                row
            }
        };
        let made = item(&row.ok_or(StoreError::Missing(kind.as_str()))?)?;
        let subject = format!("ledger-{}:{}", kind.as_str(), made.id);
        tx.audit(scope, origin, "ledger.item-changed", &subject, made.body.clone()).await?;
        tx.change(scope, origin.at, "ledger-items", kind.as_str());
        tx.commit().await?;
        Ok(made)
    }

    /// The due days on which a recurring transaction was posted, whatever became of that since.
    ///
    /// # Errors
    /// The database failed.
    pub async fn recurring_posted(&self, scope: &WorkspaceScope, id: &str) -> Result<BTreeSet<Date>> {
        let rows = self
            .read(scope)
            .await?
            .all(
                // `;` follows `:`: all keys of recurring transactions.
                sql("SELECT key FROM ledger_writes WHERE workspace_id = $1 AND key >= 'recurring:' AND key < 'recurring;'")
                    .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        let mut days = BTreeSet::new();
        for row in &rows {
            let key = row.text("key")?;
            let mut parts = key.splitn(3, ':').skip(1);
            if let (Some(Ok(day)), Some(of)) = (parts.next().map(str::parse), parts.next())
                && of == id
            {
                days.insert(day);
            }
        }
        Ok(days)
    }

    /// Removes a definition.
    ///
    /// # Errors
    /// There is none; the database failed.
    pub async fn remove_ledger_item(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        kind: LedgerItemKind,
        id: &str,
    ) -> Result<()> {
        let mut tx = self.write(scope).await?;
        tx.hold_book(scope).await?;
        let gone = tx
            .run(
                sql("DELETE FROM ledger_items WHERE workspace_id = $1 AND kind = $2 AND id = $3")
                    .bind(scope.workspace_key().to_owned())
                    .bind(kind.as_str())
                    .bind(id.to_owned()),
            )
            .await?;
        if gone == 0 {
            return Err(StoreError::Missing(kind.as_str()));
        }
        let subject = format!("ledger-{}:{id}", kind.as_str());
        tx.audit(scope, origin, "ledger.item-removed", &subject, json!({})).await?;
        tx.change(scope, origin.at, "ledger-items", kind.as_str());
        tx.commit().await
    }
}
