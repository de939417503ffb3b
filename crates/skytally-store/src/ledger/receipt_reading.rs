//! Reading receipts: who may, how often it was begun, and what came of it. A node that dies leaves its receipt to another.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::receipts::{Receipt, ReceiptState, subject};
use crate::cells::{Cells, ms};
use crate::db::{Store, Tx, built, sql};
use crate::error::{Result, StoreError};
use crate::scope::{Origin, WorkspaceScope};

/// Who reads, as the audit trail names it.
const TASK: &str = "receipts";
/// So often is reading begun. Whatever ends its reader each time would end the next one too.
const ATTEMPTS_MAX: i64 = 3;

/// The right to say what a receipt says. It carries a token that grows with every holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptLease {
    scope: WorkspaceScope,
    receipt: String,
    fence: i64,
    holder: String,
}

impl ReceiptLease {
    /// The workspace.
    pub fn scope(&self) -> &WorkspaceScope {
        &self.scope
    }

    fn lost(&self) -> StoreError {
        StoreError::Fenced { what: subject(&self.receipt), fence: self.fence }
    }
}

/// What came of reading a receipt.
#[derive(Debug, Clone, PartialEq)]
pub enum ReceiptOutcome {
    /// This is what it says.
    Read(Value),
    /// It cannot be read, and why.
    Unreadable(String),
    /// It is not read here, and why.
    NotRead(String),
    /// The reader broke: it is tried again from a moment on, unless it was tried often enough.
    Broke {
        /// Why.
        why: String,
        /// From when on.
        again: Timestamp,
    },
    /// It could not be begun: it is tried again from a moment on, and this time does not count.
    GivenBack {
        /// Why, where it is for people to know.
        why: Option<String>,
        /// From when on.
        again: Timestamp,
    },
}

impl Store {
    /// Takes the receipt that has waited longest and that nobody reads, for a time. One whose reading was begun too often, and
    /// never ended, is unreadable from then on.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take_receipt(
        &self,
        holder: &str,
        now: Timestamp,
        hold: SignedDuration,
    ) -> Result<Option<(ReceiptLease, Receipt)>> {
        loop {
            let mut tx = self.write_all().await?;
            let lock = tx.lock(" FOR UPDATE SKIP LOCKED");
            let found = tx
                .maybe(
                    built(format!(
                        "SELECT workspace_id, id, attempts, fence FROM ledger_receipts
                         WHERE state IN ('waiting', 'reading') AND due_ms <= $1 AND held_until_ms <= $1
                         ORDER BY due_ms, id LIMIT 1{lock}"
                    ))
                    .bind(ms(now)),
                )
                .await?;
            let Some(found) = found else { return Ok(None) };
            let lease = ReceiptLease {
                scope: WorkspaceScope::of(found.parsed("workspace_id")?, None),
                receipt: found.text("id")?,
                fence: found.int("fence")? + 1,
                holder: holder.to_owned(),
            };
            if found.int("attempts")? >= ATTEMPTS_MAX {
                let why = format!("reading it was begun {ATTEMPTS_MAX} times and never ended");
                tx.end_reading(&lease, now, ReceiptState::Unreadable, Some(&why), None).await?;
                tx.commit().await?;
                continue;
            }
            tx.run(
                sql("UPDATE ledger_receipts SET state = 'reading', attempts = attempts + 1, fence = $3, holder = $4,
                     held_until_ms = $5, version = version + 1 WHERE workspace_id = $1 AND id = $2")
                .bind(lease.scope.workspace_key().to_owned())
                .bind(lease.receipt.clone())
                .bind(lease.fence)
                .bind(lease.holder.clone())
                .bind(ms(now + hold)),
            )
            .await?;
            tx.change(&lease.scope, now, "receipts", &lease.receipt);
            let receipt = tx.receipt(&lease.scope, &lease.receipt).await?;
            tx.commit().await?;
            return Ok(Some((lease, receipt)));
        }
    }

    /// Says what came of reading a receipt, and gives it back.
    ///
    /// # Errors
    /// It is no longer held, was asked to be read again, or is gone (`Fenced`): nothing was written; the database failed.
    pub async fn receipt_was_read(
        &self,
        lease: &ReceiptLease,
        now: Timestamp,
        outcome: &ReceiptOutcome,
    ) -> Result<()> {
        let mut tx = match self.write(&lease.scope).await {
            // With its workspace the receipt is gone too.
            Err(StoreError::Missing(_)) => return Err(lease.lost()),
            begun => begun?,
        };
        let lock = tx.lock("FOR UPDATE");
        let row = tx
            .maybe(
                built(format!(
                    "SELECT attempts FROM ledger_receipts
                     WHERE workspace_id = $1 AND id = $2 AND state = 'reading' AND fence = $3 AND holder = $4 {lock}"
                ))
                .bind(lease.scope.workspace_key().to_owned())
                .bind(lease.receipt.clone())
                .bind(lease.fence)
                .bind(lease.holder.clone()),
            )
            .await?;
        let attempts = row.ok_or_else(|| lease.lost())?.int("attempts")?;
        match outcome {
            ReceiptOutcome::Read(reading) => {
                tx.end_reading(lease, now, ReceiptState::Read, None, Some(reading)).await?;
            }
            ReceiptOutcome::Unreadable(why) => {
                tx.end_reading(lease, now, ReceiptState::Unreadable, Some(why), None).await?;
            }
            ReceiptOutcome::NotRead(why) => {
                tx.end_reading(lease, now, ReceiptState::NotRead, Some(why), None).await?;
            }
            ReceiptOutcome::Broke { why, .. } if attempts >= ATTEMPTS_MAX => {
                let why = format!("it was tried {attempts} times: {why}");
                tx.end_reading(lease, now, ReceiptState::Unreadable, Some(&why), None).await?;
            }
            ReceiptOutcome::Broke { why, again } => {
                tx.wait_again(lease, now, *again, attempts, Some(why)).await?;
            }
            ReceiptOutcome::GivenBack { why, again } => {
                tx.wait_again(lease, now, *again, attempts - 1, why.as_deref()).await?;
            }
        }
        tx.commit().await
    }

    /// Wants a receipt to be read again, from the beginning. Who reads it now is not believed any more.
    ///
    /// # Errors
    /// There is none; the database failed.
    pub async fn read_receipt_again(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: &str,
    ) -> Result<Receipt> {
        let mut tx = self.write(scope).await?;
        let changed = tx
            .run(
                sql("UPDATE ledger_receipts SET state = 'waiting', why = NULL, reading = NULL, attempts = 0, due_ms = $3,
                     held_until_ms = 0, fence = fence + 1, version = version + 1 WHERE workspace_id = $1 AND id = $2")
                .bind(scope.workspace_key().to_owned())
                .bind(id.to_owned())
                .bind(ms(origin.at)),
            )
            .await?;
        if changed == 0 {
            return Err(StoreError::Missing("receipt"));
        }
        tx.audit(scope, origin, "ledger.receipt-read-again", &subject(id), json!({})).await?;
        tx.change(scope, origin.at, "receipts", id);
        let made = tx.receipt(scope, id).await?;
        tx.commit().await?;
        Ok(made)
    }
}

impl Tx<'_> {
    async fn end_reading(
        &mut self,
        lease: &ReceiptLease,
        now: Timestamp,
        state: ReceiptState,
        why: Option<&str>,
        reading: Option<&Value>,
    ) -> Result<()> {
        self.run(
            sql("UPDATE ledger_receipts SET state = $3, why = $4, reading = $5, fence = $6, holder = '', held_until_ms = 0,
                 version = version + 1 WHERE workspace_id = $1 AND id = $2")
            .bind(lease.scope.workspace_key().to_owned())
            .bind(lease.receipt.clone())
            .bind(state.as_str())
            .bind(why.map(str::to_owned))
            .bind(reading.map(ToString::to_string))
            .bind(lease.fence),
        )
        .await?;
        let reader = reading.and_then(|reading| reading.pointer("/reader/name"));
        let detail = json!({ "state": state.as_str(), "why": why, "reader": reader });
        let origin = Origin::task(TASK, now);
        self.audit(&lease.scope, &origin, "ledger.receipt-read", &subject(&lease.receipt), detail).await?;
        self.change(&lease.scope, now, "receipts", &lease.receipt);
        Ok(())
    }

    async fn wait_again(
        &mut self,
        lease: &ReceiptLease,
        now: Timestamp,
        again: Timestamp,
        attempts: i64,
        why: Option<&str>,
    ) -> Result<()> {
        self.run(
            sql("UPDATE ledger_receipts SET state = 'waiting', attempts = $3, due_ms = $4, why = $5, holder = '', held_until_ms = 0,
                 version = version + 1 WHERE workspace_id = $1 AND id = $2")
            .bind(lease.scope.workspace_key().to_owned())
            .bind(lease.receipt.clone())
            .bind(attempts)
            .bind(ms(again))
            .bind(why.map(str::to_owned)),
        )
        .await?;
        self.change(&lease.scope, now, "receipts", &lease.receipt);
        Ok(())
    }
}
