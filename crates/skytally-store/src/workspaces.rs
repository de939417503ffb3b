//! Verbs about workspaces: made, changed, exported, deleted.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};
use skytally_model::{Role, UserId, WorkspaceId};

use crate::audit::INSTALLATION;
use crate::cells::{Cells, json_text, ms};
use crate::db::{Store, built, sql};
use crate::error::{Result, StoreError};
use crate::members::put_member;
use crate::scope::{Origin, WorkspaceScope, new_uuid};

/// A workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Workspace {
    /// Its id.
    pub id: WorkspaceId,
    /// What people call it.
    pub name: String,
    /// How long history is kept, in days.
    pub retention_days: i64,
    /// Variables of checks for all of its cloud accounts: check to an object of variable to value.
    pub thresholds: BTreeMap<String, Value>,
    /// Since when it is there.
    pub created: Timestamp,
    /// Grows with every change.
    pub version: i64,
}

/// What is to change of a workspace; what is left out stays.
#[derive(Debug, Clone, Copy, Default)]
pub struct WorkspaceChange<'c> {
    /// What people call it.
    pub name: Option<&'c str>,
    /// How long history is kept, in days.
    pub retention_days: Option<i64>,
    /// Variables of checks for all of its cloud accounts.
    pub thresholds: Option<&'c BTreeMap<String, Value>>,
}

pub(crate) fn workspace(row: &sqlx::any::AnyRow) -> Result<Workspace> {
    Ok(Workspace {
        id: row.parsed("workspace_id")?,
        name: row.text("name")?,
        retention_days: row.int("retention_days")?,
        thresholds: row.json("thresholds")?,
        created: row.time("created_ms")?,
        version: row.int("version")?,
    })
}

impl Store {
    /// Makes a workspace; whoever makes it is its owner. `most` limits how many one person may own.
    ///
    /// # Errors
    /// They own too many (`Conflict`); there is no such person; the database failed.
    pub async fn create_workspace(
        &self,
        origin: &Origin,
        owner: UserId,
        name: &str,
        retention_days: i64,
        most: i64,
    ) -> Result<Workspace> {
        let id = WorkspaceId::new(new_uuid(origin.at));
        let scope = WorkspaceScope::of(id, Some(Role::Owner));
        let mut tx = self.write_all().await?;
        // Two workspaces at once must not both find room.
        let lock = tx.lock("FOR UPDATE");
        tx.maybe(built(format!("SELECT id FROM users WHERE id = $1 {lock}")).bind(owner.to_string()))
            .await?
            .ok_or(StoreError::Missing("user"))?;
        let owned = tx
            .count(
                sql("SELECT COUNT(*) AS n FROM members WHERE user_id = $1 AND role = 'owner'")
                    .bind(owner.to_string()),
            )
            .await?;
        if owned >= most {
            return Err(StoreError::Conflict(format!("one person may own {most} workspaces at most")));
        }
        tx.run(
            sql("INSERT INTO workspaces (workspace_id, name, retention_days, created_ms) VALUES ($1, $2, $3, $4)")
                .bind(id.to_string())
                .bind(name.to_owned())
                .bind(retention_days)
                .bind(ms(origin.at)),
        )
        .await?;
        tx.run(sql("INSERT INTO stamps (workspace_id, version) VALUES ($1, 0)").bind(id.to_string())).await?;
        tx.begin_chain(&scope).await?;
        put_member(&mut tx, origin, id, owner, Role::Owner).await?;
        let detail = json!({ "name": name, "retention_days": retention_days });
        tx.audit(&scope, origin, "workspace.created", &format!("workspace:{id}"), detail).await?;
        tx.change(&scope, origin.at, "workspace", scope.workspace_key());
        tx.commit().await?;
        Ok(Workspace {
            id,
            name: name.to_owned(),
            retention_days,
            thresholds: BTreeMap::new(),
            created: origin.at,
            version: 1,
        })
    }

    /// The workspace of a scope.
    ///
    /// # Errors
    /// It is gone; the database failed.
    pub async fn workspace(&self, scope: &WorkspaceScope) -> Result<Workspace> {
        let mut tx = self.read(scope).await?;
        let row = tx
            .maybe(
                sql("SELECT * FROM workspaces WHERE workspace_id = $1")
                    .bind(scope.workspace_key().to_owned()),
            )
            .await?
            .ok_or(StoreError::Missing("workspace"))?;
        workspace(&row)
    }

    /// Changes what people set for a workspace. With `version`, only if it has not changed since it was read.
    ///
    /// # Errors
    /// It has changed (`Conflict`); the database failed.
    pub async fn change_workspace(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        change: &WorkspaceChange<'_>,
        version: Option<i64>,
    ) -> Result<Workspace> {
        let mut tx = self.write(scope).await?;
        let row = tx
            .maybe(
                sql("UPDATE workspaces SET name = COALESCE($2, name), retention_days = COALESCE($3, retention_days),
                     thresholds = COALESCE($5, thresholds), version = version + 1
                     WHERE workspace_id = $1 AND ($4 < 0 OR version = $4) RETURNING *")
                .bind(scope.workspace_key().to_owned())
                .bind(change.name.map(str::to_owned))
                .bind(change.retention_days)
                .bind(version.unwrap_or(-1))
                .bind(change.thresholds.map(json_text).transpose()?),
            )
            .await?
            .ok_or_else(changed)?;
        let mut detail = json!({ "name": change.name, "retention_days": change.retention_days });
        if let Some(thresholds) = change.thresholds {
            detail["thresholds"] = json!(thresholds);
        }
        tx.audit(scope, origin, "workspace.changed", &format!("workspace:{}", scope.workspace()), detail)
            .await?;
        tx.change(scope, origin.at, "workspace", scope.workspace_key());
        let changed = workspace(&row)?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Removes a workspace and all that is its: credentials first, then everything else. What stays is one entry of the
    /// installation's trail that holds the head of the removed one. Gives the sealed credentials, so that the vault can
    /// forget what it keeps elsewhere.
    ///
    /// # Errors
    /// It is gone; the database failed.
    pub async fn delete_workspace(&self, scope: &WorkspaceScope, origin: &Origin) -> Result<Vec<String>> {
        let key = scope.workspace_key().to_owned();
        let mut tx = self.write_all().await?;
        // Whoever writes into the workspace holds it: from here on nobody does, and nobody begins to.
        tx.hold_workspace(scope, "FOR UPDATE").await?;
        let lock = tx.lock("FOR UPDATE");
        let rows = tx
            .all(
                built(format!(
                    "SELECT sealed FROM accounts WHERE workspace_id = $1 AND sealed IS NOT NULL ORDER BY id {lock}"
                ))
                .bind(key.clone()),
            )
            .await?;
        let sealed = rows.iter().map(|row| row.text("sealed")).collect::<Result<Vec<_>>>()?;
        tx.run(sql("UPDATE accounts SET sealed = NULL WHERE workspace_id = $1").bind(key.clone())).await?;
        let (entries, head) = tx.end_chain(scope).await?;
        let detail = json!({ "entries": entries, "head": head });
        tx.audit_installation(origin, "workspace.deleted", &format!("workspace:{key}"), detail).await?;
        for statement in [
            "DELETE FROM outbox WHERE about_workspace = $1",
            "DELETE FROM api_tokens WHERE only_workspace = $1",
            "DELETE FROM audit WHERE workspace_id = $1",
            // Everything else that has a workspace goes with it.
            "DELETE FROM workspaces WHERE workspace_id = $1",
        ] {
            tx.run(sql(statement).bind(key.clone())).await?;
        }
        tx.commit().await?;
        Ok(sealed)
    }

    /// Whether the installation's trail says that a workspace was deleted.
    ///
    /// # Errors
    /// The database failed.
    pub async fn workspace_was_deleted(&self, id: &str) -> Result<bool> {
        let mut tx = self.read_all().await?;
        let entries = tx
            .count(
                sql("SELECT COUNT(*) AS n FROM audit WHERE workspace_id = $1 AND action = 'workspace.deleted' AND subject = $2")
                    .bind(INSTALLATION)
                    .bind(format!("workspace:{id}")),
            )
            .await?;
        Ok(entries > 0)
    }

    /// Everything of a workspace, table by table, but no secret and no hash of one: `rows` gets the table and each row as
    /// JSON, no faster than somebody reads. It ends early when nobody does any more.
    ///
    /// # Errors
    /// The database failed.
    pub async fn export(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        rows: &tokio::sync::mpsc::Sender<(&'static str, Value)>,
    ) -> Result<()> {
        self.note_in(
            scope,
            origin,
            "workspace.exported",
            &format!("workspace:{}", scope.workspace()),
            json!({}),
        )
        .await?;
        let mut tx = self.read(scope).await?;
        crate::export::rows(&mut tx, scope, rows).await
    }
}

fn changed() -> StoreError {
    StoreError::Conflict("it has changed since it was read".to_owned())
}
