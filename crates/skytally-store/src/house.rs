//! Verbs of the house itself: who is alive, what has changed, what is over, what was asked for before.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use skytally_model::WorkspaceId;
use uuid::Uuid;

use crate::cells::{Cells, ms};
use crate::db::{Store, sql};
use crate::error::{Result, StoreError};
use crate::scope::WorkspaceScope;

/// Something that has changed in a workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its id.
    pub id: Uuid,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// The workspace's version that it made: versions are seen in the order in which they were given.
    pub version: i64,
    /// When.
    pub at: Timestamp,
    /// What sort of thing.
    pub what: String,
    /// Which.
    pub subject: String,
}

/// The right to do a task of the house; carries a token like that of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskLease {
    name: String,
    fence: i64,
}

/// What an idempotency key was used for before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Never: whoever asks may go on, and says later how it ended.
    New,
    /// For the same request, which is not answered yet.
    Busy,
    /// For the same request: this was the answer.
    Answered {
        /// The status.
        status: i64,
        /// The sealed answer.
        answer: String,
    },
    /// For another request.
    Other,
}

/// A claim that was never answered is void after this time.
const CLAIM_HOLDS: SignedDuration = SignedDuration::from_mins(2);
/// How long answers are kept.
const ANSWERS_KEPT: SignedDuration = SignedDuration::from_hours(24);
/// How long changes are kept: whoever was away longer reads everything anew.
const CHANGES_KEPT: SignedDuration = SignedDuration::from_hours(2);

impl Store {
    /// What has changed since versions of workspaces that were seen before, for all workspaces, in the order of each; of each
    /// workspace about `limit` at most. Marks what is given as seen. A workspace that is not in `seen` begins with its next change.
    ///
    /// Nothing is given twice and nothing is left out, whatever the clocks of nodes say: a version is given at the very end
    /// of a transaction, and no later one is seen before it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn changes_after(
        &self,
        seen: &mut BTreeMap<WorkspaceId, i64>,
        limit: i64,
    ) -> Result<Vec<Change>> {
        let mut tx = self.read_all().await?;
        let mut changes = Vec::new();
        for row in &tx.all(sql("SELECT workspace_id, version FROM stamps")).await? {
            let (workspace, newest) = (row.parsed("workspace_id")?, row.int("version")?);
            let Some(mark) = seen.get_mut(&workspace) else {
                seen.insert(workspace, newest);
                continue;
            };
            if *mark >= newest {
                continue;
            }
            let rows = tx
                .all(
                    sql("SELECT * FROM changes WHERE workspace_id = $1 AND version > $2 ORDER BY version, id LIMIT $3")
                        .bind(workspace.to_string())
                        .bind(*mark)
                        .bind(limit.saturating_add(1)),
                )
                .await?;
            let mut found = rows.iter().map(change).collect::<Result<Vec<_>>>()?;
            *mark = newest;
            if i64::try_from(found.len()).unwrap_or(i64::MAX) > limit {
                // There is more: what belongs to the version of the one too many is read with it, next time.
                let next = found.last().map(|change| change.version).unwrap_or_default();
                found.retain(|change| change.version < next);
                *mark = next - 1;
            }
            changes.extend(found);
        }
        Ok(changes)
    }

    /// A text that changes with every committed change of a workspace: what caches are keyed by.
    ///
    /// # Errors
    /// There is no such workspace; the database failed.
    pub async fn stamp(&self, scope: &WorkspaceScope) -> Result<String> {
        let mut tx = self.read(scope).await?;
        let row = tx
            .maybe(
                sql("SELECT version FROM stamps WHERE workspace_id = $1")
                    .bind(scope.workspace_key().to_owned()),
            )
            .await?
            .ok_or(StoreError::Missing("workspace"))?;
        Ok(row.int("version")?.to_string())
    }

    /// A named fact of the installation.
    ///
    /// # Errors
    /// The database failed.
    pub async fn fact(&self, name: &str) -> Result<Option<String>> {
        let mut tx = self.read_all().await?;
        let row =
            tx.maybe(sql("SELECT value FROM installation WHERE name = $1").bind(name.to_owned())).await?;
        row.map(|row| row.text("value")).transpose()
    }

    /// Sets a named fact of the installation.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_fact(&self, name: &str, value: &str) -> Result<()> {
        let mut tx = self.write_all().await?;
        tx.run(
            sql("INSERT INTO installation (name, value) VALUES ($1, $2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value")
            .bind(name.to_owned())
            .bind(value.to_owned()),
        )
        .await?;
        tx.commit().await
    }

    /// Takes a task of the house, or goes on with it. None while another node has it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take_task(
        &self,
        name: &str,
        holder: &str,
        now: Timestamp,
        hold: SignedDuration,
    ) -> Result<Option<TaskLease>> {
        let mut tx = self.write_all().await?;
        let row = tx
            .maybe(
                sql("INSERT INTO leases (name, holder, fence, until_ms) VALUES ($1, $2, 1, $4)
                     ON CONFLICT (name) DO UPDATE SET
                         fence = CASE WHEN leases.holder = excluded.holder THEN leases.fence ELSE leases.fence + 1 END,
                         holder = excluded.holder, until_ms = excluded.until_ms
                     WHERE leases.holder = excluded.holder OR leases.until_ms <= $3
                     RETURNING fence")
                .bind(name.to_owned())
                .bind(holder.to_owned())
                .bind(ms(now))
                .bind(ms(now + hold)),
            )
            .await?;
        let lease = row.map(|row| row.int("fence")).transpose()?;
        tx.commit().await?;
        Ok(lease.map(|fence| TaskLease { name: name.to_owned(), fence }))
    }

    /// The scopes of all workspaces and how long each keeps its history: for tasks that go through them all.
    ///
    /// # Errors
    /// The lease is lost (`Fenced`); the database failed.
    pub async fn all_scopes(&self, lease: &TaskLease) -> Result<Vec<(WorkspaceScope, i64)>> {
        let mut tx = self.read_all().await?;
        let held = tx
            .count(
                sql("SELECT COUNT(*) AS n FROM leases WHERE name = $1 AND fence = $2")
                    .bind(lease.name.clone())
                    .bind(lease.fence),
            )
            .await?;
        if held == 0 {
            return Err(StoreError::Fenced { what: lease.name.clone(), fence: lease.fence });
        }
        let rows = tx.all(sql("SELECT workspace_id, retention_days FROM workspaces ORDER BY 1")).await?;
        rows.iter()
            .map(|row| {
                Ok((WorkspaceScope::of(row.parsed("workspace_id")?, None), row.int("retention_days")?))
            })
            .collect()
    }

    /// Says that a node is alive.
    ///
    /// # Errors
    /// The database failed.
    pub async fn node_alive(&self, name: &str, started: Timestamp, now: Timestamp) -> Result<()> {
        let mut tx = self.write_all().await?;
        tx.run(
            sql("INSERT INTO nodes (name, started_ms, seen_ms) VALUES ($1, $2, $3)
                 ON CONFLICT (name) DO UPDATE SET seen_ms = excluded.seen_ms, started_ms = excluded.started_ms")
            .bind(name.to_owned())
            .bind(ms(started))
            .bind(ms(now)),
        )
        .await?;
        tx.commit().await
    }

    /// Removes what is over and belongs to no workspace: sessions, mail tokens, doors, answers, changes, sent letters.
    /// Gives how many rows of each.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sweep(&self, now: Timestamp, idle: SignedDuration) -> Result<BTreeMap<&'static str, u64>> {
        let week = SignedDuration::from_hours(7 * 24);
        let mut gone = BTreeMap::new();
        for (what, statement, before) in [
            ("sessions", "DELETE FROM sessions WHERE expires_ms < $1", now),
            ("idle sessions", "DELETE FROM sessions WHERE seen_ms < $1", now - idle),
            ("mail tokens", "DELETE FROM mail_tokens WHERE expires_ms < $1", now),
            ("invitations", "DELETE FROM invitations WHERE expires_ms < $1", now - week),
            ("link offers", "DELETE FROM link_offers WHERE expires_ms < $1", now),
            ("flows", "DELETE FROM oidc_flows WHERE expires_ms < $1", now),
            ("doors", "DELETE FROM doors WHERE last_ms < $1", now - SignedDuration::from_hours(48)),
            ("answers", "DELETE FROM idempotency WHERE claimed_ms < $1", now - ANSWERS_KEPT),
            ("changes", "DELETE FROM changes WHERE at_ms < $1", now - CHANGES_KEPT),
            ("letters", "DELETE FROM outbox WHERE state <> 'waiting' AND created_ms < $1", now - week),
            ("nodes", "DELETE FROM nodes WHERE seen_ms < $1", now - week),
        ] {
            // Each by itself: nobody waits for all of them.
            let mut tx = self.write_all().await?;
            let count = tx.run(sql(statement).bind(ms(before))).await?;
            if count > 0 {
                tx.commit().await?;
                gone.insert(what, count);
            }
        }
        Ok(gone)
    }

    /// Claims an idempotency key for a request.
    ///
    /// # Errors
    /// The database failed.
    pub async fn claim(&self, owner: &str, key: &str, fingerprint: &str, now: Timestamp) -> Result<Claim> {
        let mut tx = self.write_all().await?;
        let made = tx
            .run(
                sql("INSERT INTO idempotency (owner, key, fingerprint, claimed_ms) VALUES ($1, $2, $3, $4)
                     ON CONFLICT (owner, key) DO UPDATE SET fingerprint = excluded.fingerprint,
                         claimed_ms = excluded.claimed_ms, status = NULL, answer = NULL
                     WHERE (idempotency.status IS NULL AND idempotency.claimed_ms < $5) OR idempotency.claimed_ms < $6")
                .bind(owner.to_owned())
                .bind(key.to_owned())
                .bind(fingerprint.to_owned())
                .bind(ms(now))
                .bind(ms(now - CLAIM_HOLDS))
                .bind(ms(now - ANSWERS_KEPT)),
            )
            .await?;
        if made == 1 {
            tx.commit().await?;
            return Ok(Claim::New);
        }
        let row = tx
            .maybe(
                sql("SELECT fingerprint, status, answer FROM idempotency WHERE owner = $1 AND key = $2")
                    .bind(owner.to_owned())
                    .bind(key.to_owned()),
            )
            .await?;
        // Given free in this very moment: whoever asks again gets it.
        let Some(row) = row else { return Ok(Claim::Busy) };
        if row.text("fingerprint")? != fingerprint {
            return Ok(Claim::Other);
        }
        Ok(match (row.maybe_int("status")?, row.maybe_text("answer")?) {
            (Some(status), Some(answer)) => Claim::Answered { status, answer },
            _ => Claim::Busy,
        })
    }

    /// Keeps the answer of a claimed request; without one the key is free again. What was answered once stays.
    ///
    /// # Errors
    /// The database failed.
    pub async fn answer(&self, owner: &str, key: &str, answer: Option<(i64, &str)>) -> Result<()> {
        let mut tx = self.write_all().await?;
        let query = match answer {
            Some((status, answer)) => {
                sql("UPDATE idempotency SET status = $3, answer = $4 WHERE owner = $1 AND key = $2 AND status IS NULL")
                    .bind(owner.to_owned())
                    .bind(key.to_owned())
                    .bind(status)
                    .bind(answer.to_owned())
            }
            None => sql("DELETE FROM idempotency WHERE owner = $1 AND key = $2 AND status IS NULL")
                .bind(owner.to_owned())
                .bind(key.to_owned()),
        };
        tx.run(query).await?;
        tx.commit().await
    }
}

fn change(row: &sqlx::any::AnyRow) -> Result<Change> {
    Ok(Change {
        id: row.parsed("id")?,
        workspace: row.parsed("workspace_id")?,
        at: row.time("at_ms")?,
        version: row.int("version")?,
        what: row.text("what")?,
        subject: row.text("subject")?,
    })
}
