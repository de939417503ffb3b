//! Verbs that forget: what a workspace keeps no longer. They are a task's, and tell nobody.

use jiff::Timestamp;
use sqlx::any::AnyRow;

use crate::builder::Builder;
use crate::cells::{Cells, ms};
use crate::db::{Store, Tx, built, sql};
use crate::error::Result;
use crate::runs::{OPEN, PENDING};
use crate::scope::WorkspaceScope;

/// Findings whose lives go with one statement.
const FORGET_ROWS: usize = 200;

impl Store {
    /// Removes states of documents that ended before a moment. Gives how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_documents(&self, scope: &WorkspaceScope, before: Timestamp) -> Result<u64> {
        let mut tx = self.write(scope).await?;
        hold_accounts(&mut tx, scope).await?;
        let gone = tx
            .run(
                sql("DELETE FROM documents WHERE workspace_id = $1 AND to_gen <> $2 AND to_gen <> $3 AND to_ms < $4")
                    .bind(scope.workspace_key().to_owned())
                    .bind(OPEN)
                    .bind(PENDING)
                    .bind(ms(before)),
            )
            .await?;
        finish(tx, gone).await
    }

    /// Removes findings that were resolved before a moment, with their history, and what else of histories is older, but the
    /// newest event of each finding. Gives how many findings.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_findings(&self, scope: &WorkspaceScope, before: Timestamp) -> Result<u64> {
        let mut tx = self.write(scope).await?;
        hold_accounts(&mut tx, scope).await?;
        let findings = tx
            .all(
                sql(
                    "DELETE FROM findings WHERE workspace_id = $1 AND state = 'resolved' AND resolved_ms < $2
                     RETURNING id",
                )
                .bind(scope.workspace_key().to_owned())
                .bind(ms(before)),
            )
            .await?;
        forget_events(&mut tx, scope, &findings).await?;
        let gone = u64::try_from(findings.len()).unwrap_or(u64::MAX);
        let events = tx
            .run(
                sql("DELETE FROM finding_events WHERE workspace_id = $1 AND at_ms < $2 AND EXISTS
                     (SELECT 1 FROM finding_events n WHERE n.workspace_id = $1
                      AND n.finding_id = finding_events.finding_id AND n.id > finding_events.id)")
                .bind(scope.workspace_key().to_owned())
                .bind(ms(before)),
            )
            .await?;
        if gone + events > 0 {
            tx.commit().await?;
        }
        Ok(gone)
    }

    /// Removes runs that ended before a moment, but the one that made the newest generation. Gives how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_runs(&self, scope: &WorkspaceScope, before: Timestamp) -> Result<u64> {
        let mut tx = self.write(scope).await?;
        hold_accounts(&mut tx, scope).await?;
        let gone = tx
            .run(
                sql("DELETE FROM runs WHERE workspace_id = $1 AND ended_ms < $2 AND (generation IS NULL OR generation <
                     (SELECT a.generation FROM accounts a WHERE a.workspace_id = $1 AND a.id = runs.account_id))")
                .bind(scope.workspace_key().to_owned())
                .bind(ms(before)),
            )
            .await?;
        finish(tx, gone).await
    }
}

/// Whoever writes what a run saw holds its account first. Holding all of them, in order, keeps runs and this from waiting for
/// one another.
pub(crate) async fn hold_accounts(tx: &mut Tx<'_>, scope: &WorkspaceScope) -> Result<()> {
    let lock = tx.lock("FOR UPDATE");
    if !lock.is_empty() {
        tx.all(
            built(format!("SELECT id FROM accounts WHERE workspace_id = $1 ORDER BY id {lock}"))
                .bind(scope.workspace_key().to_owned()),
        )
        .await?;
    }
    Ok(())
}

/// Removes the lives of findings that were removed. Whoever adds to the life of one holds it first: nothing comes after.
pub(crate) async fn forget_events(
    tx: &mut Tx<'_>,
    scope: &WorkspaceScope,
    findings: &[AnyRow],
) -> Result<()> {
    for chunk in findings.chunks(FORGET_ROWS) {
        let ids = chunk.iter().map(|row| row.text("id")).collect::<Result<Vec<_>>>()?;
        let mut delete = Builder::new("DELETE FROM finding_events WHERE workspace_id = ");
        delete.bind(scope.workspace_key()).push(" AND finding_id IN ").list(ids);
        tx.run(delete.query()).await?;
    }
    Ok(())
}

/// Where nothing was removed, nothing has changed.
async fn finish(tx: Tx<'_>, gone: u64) -> Result<u64> {
    if gone > 0 {
        tx.commit().await?;
    }
    Ok(gone)
}
