//! The lease that a collection run holds on a cloud account.

use jiff::{SignedDuration, Timestamp};
use skytally_model::LinkId;

use crate::accounts::{Account, account, subject};
use crate::cells::{Cells, ms};
use crate::db::{Store, Tx, built, sql};
use crate::error::{Result, StoreError};
use crate::scope::{AccountLease, WorkspaceScope};

/// When an account is due that is never collected: the last whole second of the calendar.
pub const NEVER: Timestamp = Timestamp::constant(253_402_207_200, 0);

impl Store {
    /// Leases the account that has been due for longest and that nobody holds. Its next run is set at once, so that a node
    /// that dies does not make it wait for ever, nor come back at every look.
    ///
    /// # Errors
    /// The database failed.
    pub async fn lease_account(
        &self,
        holder: &str,
        now: Timestamp,
        hold: SignedDuration,
    ) -> Result<Option<(AccountLease, Account, bool)>> {
        let mut tx = self.write_all().await?;
        let lock = tx.lock(" FOR UPDATE SKIP LOCKED");
        let Some(found) = tx
            .maybe(
                built(format!(
                    "SELECT workspace_id, id, wanted_ms FROM accounts
                     WHERE due_ms <= $1 AND held_until_ms <= $1 AND paused_ms IS NULL AND access <> 'sample'
                     ORDER BY due_ms, id LIMIT 1{lock}"
                ))
                .bind(ms(now)),
            )
            .await?
        else {
            return Ok(None);
        };
        let wanted = found.maybe_int("wanted_ms")?.is_some();
        let row = tx
            .maybe(
                sql("UPDATE accounts SET fence = fence + 1, holder = $3, held_until_ms = $4, wanted_ms = NULL,
                         due_ms = $5 WHERE workspace_id = $1 AND id = $2 RETURNING *")
                .bind(found.text("workspace_id")?)
                .bind(found.text("id")?)
                .bind(holder.to_owned())
                .bind(ms(now + hold))
                // Taken back when the lease runs out without a result.
                .bind(ms(now + hold)),
            )
            .await?
            .ok_or(StoreError::Missing("cloud account"))?;
        let leased = account(&row, now)?;
        let lease = AccountLease {
            scope: WorkspaceScope::of(leased.workspace, None),
            account: leased.id,
            fence: row.int("fence")?,
            holder: holder.to_owned(),
            until: now + hold,
        };
        tx.touch(lease.scope.workspace_key());
        tx.commit().await?;
        Ok(Some((lease, leased, wanted)))
    }

    /// Leases the sample estate of a workspace, to be filled further than `generation`. It is no account that is ever due.
    ///
    /// # Errors
    /// Somebody fills it at the moment, or has meanwhile; it is no sample (`Conflict`); the database failed.
    pub async fn lease_sample(
        &self,
        scope: &WorkspaceScope,
        (id, generation): (LinkId, i64),
        holder: &str,
        now: Timestamp,
        hold: SignedDuration,
    ) -> Result<(AccountLease, Account)> {
        let mut tx = self.write(scope).await?;
        let row = tx
            .maybe(
                sql("UPDATE accounts SET fence = fence + 1, holder = $3, held_until_ms = $5
                     WHERE workspace_id = $1 AND id = $2 AND held_until_ms <= $4 AND access = 'sample'
                     AND generation = $6 RETURNING *")
                .bind(scope.workspace_key().to_owned())
                .bind(id.to_string())
                .bind(holder.to_owned())
                .bind(ms(now))
                .bind(ms(now + hold))
                .bind(generation),
            )
            .await?
            .ok_or_else(|| {
                StoreError::Conflict("the sample estate is being filled at the moment".to_owned())
            })?;
        let leased = account(&row, now)?;
        let lease = AccountLease {
            scope: WorkspaceScope::of(leased.workspace, None),
            account: leased.id,
            fence: row.int("fence")?,
            holder: holder.to_owned(),
            until: now + hold,
        };
        tx.touch(lease.scope.workspace_key());
        tx.commit().await?;
        Ok((lease, leased))
    }

    /// Holds a lease for longer.
    ///
    /// # Errors
    /// It is no longer held (`Fenced`); the database failed.
    pub async fn renew_lease(
        &self,
        lease: &mut AccountLease,
        now: Timestamp,
        hold: SignedDuration,
    ) -> Result<()> {
        let mut tx = self.write_held(lease).await?;
        let held = tx
            .run(
                sql("UPDATE accounts SET held_until_ms = $4, due_ms = $4 WHERE workspace_id = $1 AND id = $2
                     AND held_until_ms > $3")
                .bind(lease.scope.workspace_key().to_owned())
                .bind(lease.account.to_string())
                .bind(ms(now))
                .bind(ms(now + hold)),
            )
            .await?;
        if held == 0 {
            return Err(lease.lost());
        }
        tx.commit().await?;
        lease.until = now + hold;
        Ok(())
    }

    /// A transaction that writes with a lease: makes sure, and makes it stay so until it ends, that the lease is the newest and
    /// has not been given back.
    pub(crate) async fn write_held(&self, lease: &AccountLease) -> Result<Tx<'static>> {
        let mut tx = match self.write(&lease.scope).await {
            // With its workspace the account is gone too.
            Err(StoreError::Missing(_)) => return Err(lease.lost()),
            begun => begun?,
        };
        let lock = tx.lock("FOR UPDATE");
        let held = tx
            .maybe(
                built(format!(
                    "SELECT id FROM accounts WHERE workspace_id = $1 AND id = $2 AND fence = $3 AND holder = $4 {lock}"
                ))
                .bind(lease.scope.workspace_key().to_owned())
                .bind(lease.account.to_string())
                .bind(lease.fence)
                .bind(lease.holder.clone()),
            )
            .await?;
        if held.is_none() {
            return Err(lease.lost());
        }
        Ok(tx)
    }

    /// When the next account is due; none without accounts.
    ///
    /// # Errors
    /// The database failed.
    pub async fn next_due(&self) -> Result<Option<Timestamp>> {
        let mut tx = self.read_all().await?;
        let row = tx
            .maybe(sql(
                "SELECT MIN(due_ms) AS due FROM accounts WHERE paused_ms IS NULL AND access <> 'sample'",
            ))
            .await?
            .ok_or(StoreError::Missing("schedule"))?;
        row.maybe_time("due")
    }

    /// How many accounts are overdue, and for how long the one that waits longest.
    ///
    /// # Errors
    /// The database failed.
    pub async fn overdue(&self, now: Timestamp) -> Result<(i64, SignedDuration)> {
        let mut tx = self.read_all().await?;
        let row = tx
            .maybe(
                sql("SELECT COUNT(*) AS n, MIN(due_ms) AS due FROM accounts WHERE paused_ms IS NULL AND due_ms <= $1
                     AND held_until_ms <= $1 AND access <> 'sample'")
                .bind(ms(now)),
            )
            .await?
            .ok_or(StoreError::Missing("schedule"))?;
        let waits = row.maybe_time("due")?.map(|due| now.duration_since(due)).unwrap_or_default();
        Ok((row.int("n")?, waits))
    }
}

impl AccountLease {
    pub(crate) fn lost(&self) -> StoreError {
        StoreError::Fenced { what: subject(self.account), fence: self.fence }
    }
}
