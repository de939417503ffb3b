//! Closed periods: what lies in them stays.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use skytally_model::Currency;
use skytally_money::ledger::EntryNo;

use super::books::Book;
use crate::cells::{Cells, json_text, ms};
use crate::db::{Store, sql};
use crate::error::{Result, StoreError};
use crate::scope::{Origin, WorkspaceScope, new_uuid};

/// What was published when a period was closed, or opened again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The last day that is closed; none: everything was opened again.
    pub until: Option<Date>,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: String,
    /// The last entry then.
    pub last_entry: EntryNo,
    /// How many postings counted up to that day.
    pub postings: i64,
    /// The sum of their absolute amounts by currency, in minor units.
    pub sums: BTreeMap<Currency, i64>,
    /// The hash of the last entry then.
    pub head: String,
}

impl Store {
    /// Closes the books up to a day, or opens them again after an earlier one (or wholly).
    ///
    /// # Errors
    /// The book was not opened; it is as asked for already (`Conflict`); the database failed.
    pub async fn close_ledger(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        until: Option<Date>,
    ) -> Result<Book> {
        let mut tx = self.write(scope).await?;
        let book = tx.hold_book(scope).await?;
        if book.closed_until == until {
            return Err(StoreError::Conflict(match until {
                Some(until) => format!("the books are closed up to {until} already"),
                None => "no period is closed".to_owned(),
            }));
        }
        let day = until.map(|day| day.to_string()).unwrap_or_default();
        let rows = tx
            .all(
                sql("SELECT currency, CAST(SUM(ABS(amount)) AS BIGINT) AS sum, COUNT(*) AS n FROM ledger_postings
                     WHERE workspace_id = $1 AND date <= $2 GROUP BY currency")
                .bind(scope.workspace_key().to_owned())
                .bind(day),
            )
            .await?;
        let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
        let mut postings = 0;
        for row in &rows {
            sums.insert(row.parsed("currency")?, row.int("sum")?);
            postings += row.int("n")?;
        }
        tx.run(
            sql("UPDATE ledger_books SET closed_until = $2 WHERE workspace_id = $1")
                .bind(scope.workspace_key().to_owned())
                .bind(until.map(|day| day.to_string())),
        )
        .await?;
        tx.run(
            sql("INSERT INTO ledger_closings (workspace_id, id, until, at_ms, actor, entries, postings, sums, hash)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(scope.workspace_key().to_owned())
            .bind(new_uuid(origin.at).to_string())
            .bind(until.map(|day| day.to_string()))
            .bind(ms(origin.at))
            .bind(origin.actor.text())
            .bind(book.last_entry.0)
            .bind(postings)
            .bind(json_text(&sums)?)
            .bind(book.head.clone()),
        )
        .await?;
        let action = if book.closed_until < until { "ledger.closed" } else { "ledger.reopened" };
        let detail = json!({ "until": until.map(|day| day.to_string()), "head": book.head, "entries": book.last_entry });
        tx.audit(scope, origin, action, "ledger", detail).await?;
        tx.change(scope, origin.at, "ledger", "");
        let book = tx.book(scope).await?;
        tx.commit().await?;
        Ok(book)
    }

    /// All closings and openings, the newest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn ledger_closings(&self, scope: &WorkspaceScope) -> Result<Vec<Closing>> {
        let rows = self
            .read(scope)
            .await?
            .all(
                sql("SELECT until, at_ms, actor, entries, postings, sums, hash FROM ledger_closings
                     WHERE workspace_id = $1 ORDER BY at_ms DESC, id DESC")
                .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Closing {
                    until: row.maybe_parsed("until")?,
                    at: row.time("at_ms")?,
                    actor: row.text("actor")?,
                    last_entry: EntryNo(row.int("entries")?),
                    postings: row.int("postings")?,
                    sums: row.json("sums")?,
                    head: row.text("hash")?,
                })
            })
            .collect()
    }
}
