//! What every request asks first, in one statement: whose session or token is this, may they enter the workspace, and in which
//! state is it.

use jiff::{SignedDuration, Timestamp};
use skytally_model::WorkspaceId;
use sqlx::any::AnyRow;

use crate::cells::{Cells, ms};
use crate::db::{Store, sql};
use crate::error::Result;
use crate::scope::WorkspaceScope;
use crate::sessions::{ApiToken, SEEN_EVERY, Session, session, token};

/// A way into a workspace that was found open a moment ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entrance {
    /// The right to use its verbs.
    pub scope: WorkspaceScope,
    /// The workspace's stamp: see [`Store::stamp`].
    pub stamp: String,
}

fn entrance(row: &AnyRow, workspace: Option<WorkspaceId>) -> Result<Option<Entrance>> {
    let (Some(workspace), Some(version)) = (workspace, row.maybe_int("stamp")?) else { return Ok(None) };
    let role = row.maybe_parsed("role")?;
    Ok(role.map(|role| Entrance {
        scope: WorkspaceScope::of(workspace, Some(role)),
        stamp: version.to_string(),
    }))
}

impl Store {
    /// The session with this hash, if it is neither over nor idle for longer than `idle`; and its owner's way into a workspace,
    /// if they are a member.
    ///
    /// # Errors
    /// The database failed.
    pub async fn gate_session(
        &self,
        hash: &str,
        workspace: Option<WorkspaceId>,
        now: Timestamp,
        idle: SignedDuration,
    ) -> Result<Option<(Session, Option<Entrance>)>> {
        let row = self
            .look(
                sql("SELECT s.*, m.role AS role, t.version AS stamp FROM sessions s
                     LEFT JOIN members m ON m.user_id = s.user_id AND m.workspace_id = $4
                     LEFT JOIN stamps t ON t.workspace_id = m.workspace_id
                     WHERE s.hash = $1 AND s.expires_ms > $2 AND s.seen_ms > $3")
                .bind(hash.to_owned())
                .bind(ms(now))
                .bind(ms(now - idle))
                .bind(workspace.map(|id| id.to_string()).unwrap_or_default()),
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let found = session(&row)?;
        if now - SEEN_EVERY > found.seen {
            let mut tx = self.write_all().await?;
            tx.run(
                sql("UPDATE sessions SET seen_ms = $2 WHERE hash = $1 AND seen_ms < $2")
                    .bind(hash.to_owned())
                    .bind(ms(now)),
            )
            .await?;
            tx.commit().await?;
        }
        Ok(Some((found, entrance(&row, workspace)?)))
    }

    /// The API token with this hash, if it is not over; and its owner's way into a workspace, if they are a member.
    ///
    /// # Errors
    /// The database failed.
    pub async fn gate_token(
        &self,
        hash: &str,
        workspace: Option<WorkspaceId>,
        now: Timestamp,
    ) -> Result<Option<(ApiToken, Option<Entrance>)>> {
        let row = self
            .look(
                sql("SELECT a.*, m.role AS role, t.version AS stamp FROM api_tokens a
                     LEFT JOIN members m ON m.user_id = a.user_id AND m.workspace_id = $3
                     LEFT JOIN stamps t ON t.workspace_id = m.workspace_id
                     WHERE a.hash = $1 AND a.expires_ms > $2")
                .bind(hash.to_owned())
                .bind(ms(now))
                .bind(workspace.map(|id| id.to_string()).unwrap_or_default()),
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let found = token(&row)?;
        if found.used.is_none_or(|used| now - SEEN_EVERY > used) {
            let mut tx = self.write_all().await?;
            tx.run(
                sql("UPDATE api_tokens SET used_ms = $2 WHERE hash = $1").bind(hash.to_owned()).bind(ms(now)),
            )
            .await?;
            tx.commit().await?;
        }
        Ok(Some((found, entrance(&row, workspace)?)))
    }
}
