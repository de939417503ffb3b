//! Verbs about cloud accounts: what is known of them, and what people set.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use skytally_model::{AccountId, LinkId, Partition, Region, RoleArn, WorkspaceId};

use crate::cells::{Cells, json_text, ms};
use crate::db::{Store, built, sql};
use crate::error::{Result, StoreError};
use crate::runs::OPEN;
use crate::scope::{Origin, WorkspaceScope};

/// How a cloud account is reached.
#[derive(Debug, Clone, PartialEq)]
pub enum Access {
    /// By a role that trusts us.
    Role {
        /// The role.
        role: RoleArn,
        /// The external id that its trust demands.
        external_id: String,
    },
    /// By an access key.
    Key {
        /// Its id; not a secret.
        id: String,
        /// When it was made, where AWS tells.
        created: Option<Timestamp>,
    },
    /// By nobody: it is the sample estate, with no AWS behind it. It is never leased to be collected.
    Sample,
}

/// A cloud account of a workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Its id.
    pub id: LinkId,
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// AWS's id of it.
    pub aws_account: AccountId,
    /// AWS's world that it is in.
    pub partition: Partition,
    /// What people call it.
    pub name: String,
    /// How it is reached.
    pub access: Access,
    /// What the proof of the external id said.
    pub trust: Value,
    /// Since when nobody collects it.
    pub paused: Option<Timestamp>,
    /// How often it is collected.
    pub settings: AccountSettings,
    /// The newest generation; 0 before the first.
    pub generation: i64,
    /// When it was published.
    pub generation_at: Option<Timestamp>,
    /// Since when it is linked.
    pub created: Timestamp,
    /// When it is collected next; the end of time for one that never is.
    pub due: Timestamp,
    /// Whether a run is going on.
    pub running: bool,
    /// Runs in a row that gave no generation.
    pub failures: i64,
    /// Grows with every change of what people set.
    pub version: i64,
}

/// What people set for a cloud account.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountSettings {
    /// Minutes from one run to the next.
    pub every_minutes: i64,
    /// The regions; empty for all that the account has on.
    pub regions: Vec<Region>,
    /// The services; empty for all of the catalogue.
    pub services: Vec<String>,
    /// Variables of checks that this account overrides: `check.variable` to a value.
    pub thresholds: BTreeMap<String, Value>,
}

/// A cloud account to be linked.
pub struct NewAccount {
    /// AWS's id of it.
    pub aws_account: AccountId,
    /// AWS's world that it is in.
    pub partition: Partition,
    /// What people call it.
    pub name: String,
    /// How it is reached.
    pub access: Access,
    /// The secret key, as the vault gave it.
    pub sealed: Option<String>,
    /// What the proof of the external id said.
    pub trust: Value,
    /// What people set.
    pub settings: AccountSettings,
}

pub(crate) fn account(row: &sqlx::any::AnyRow, now: Timestamp) -> Result<Account> {
    let access = match row.text("access")?.as_str() {
        "role" => Access::Role {
            role: row.parsed("role_arn")?,
            external_id: row.maybe_text("external_id")?.unwrap_or_default(),
        },
        "key" => Access::Key {
            id: row.maybe_text("key_id")?.unwrap_or_default(),
            created: row.maybe_time("key_created_ms")?,
        },
        "sample" => Access::Sample,
        other => {
            let reason = format!("{other:?} is not a way into an account");
            return Err(StoreError::Corrupt { column: "access".to_owned(), reason });
        }
    };
    Ok(Account {
        id: row.parsed("id")?,
        workspace: row.parsed("workspace_id")?,
        aws_account: row.parsed("aws_account")?,
        partition: serde_json::from_value(Value::String(row.text("aws_partition")?)).map_err(|error| {
            StoreError::Corrupt { column: "aws_partition".to_owned(), reason: error.to_string() }
        })?,
        name: row.text("name")?,
        access,
        trust: row.json("trust")?,
        paused: row.maybe_time("paused_ms")?,
        settings: AccountSettings {
            every_minutes: row.int("every_minutes")?,
            regions: row.json("regions")?,
            services: row.json("services")?,
            thresholds: row.json("thresholds")?,
        },
        generation: row.int("generation")?,
        generation_at: row.maybe_time("generation_ms")?,
        created: row.time("created_ms")?,
        due: row.time("due_ms")?,
        running: row.int("held_until_ms")? > ms(now),
        failures: row.int("failures")?,
        version: row.int("version")?,
    })
}

pub(crate) fn subject(id: LinkId) -> String {
    format!("account:{id}")
}

impl Store {
    /// The cloud accounts of a workspace, by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn accounts(&self, scope: &WorkspaceScope, now: Timestamp) -> Result<Vec<Account>> {
        let mut tx = self.read(scope).await?;
        let rows = tx
            .all(
                sql("SELECT * FROM accounts WHERE workspace_id = $1 ORDER BY name, id")
                    .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        rows.iter().map(|row| account(row, now)).collect()
    }

    /// One cloud account.
    ///
    /// # Errors
    /// There is no such cloud account; the database failed.
    pub async fn account(&self, scope: &WorkspaceScope, id: LinkId, now: Timestamp) -> Result<Account> {
        let mut tx = self.read(scope).await?;
        let row = tx
            .maybe(
                sql("SELECT * FROM accounts WHERE workspace_id = $1 AND id = $2")
                    .bind(scope.workspace_key().to_owned())
                    .bind(id.to_string()),
            )
            .await?
            .ok_or(StoreError::Missing("cloud account"))?;
        account(&row, now)
    }

    /// Changes what people set for a cloud account. With `version`, only if it has not changed since it was read.
    ///
    /// # Errors
    /// It has changed (`Conflict`); there is no such cloud account; the database failed.
    pub async fn change_account(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: LinkId,
        name: Option<&str>,
        settings: &AccountSettings,
        version: Option<i64>,
    ) -> Result<Account> {
        let mut tx = self.write(scope).await?;
        let lock = tx.lock("FOR UPDATE");
        tx.maybe(
            built(format!("SELECT id FROM accounts WHERE workspace_id = $1 AND id = $2 {lock}"))
                .bind(scope.workspace_key().to_owned())
                .bind(id.to_string()),
        )
        .await?
        .ok_or(StoreError::Missing("cloud account"))?;
        let row = tx
            .maybe(
                sql("UPDATE accounts SET name = COALESCE($3, name), every_minutes = $4, regions = $5, services = $6,
                         thresholds = $7, version = version + 1,
                         due_ms = CASE WHEN due_ms > $8 AND access <> 'sample' THEN $8 ELSE due_ms END
                     WHERE workspace_id = $1 AND id = $2 AND ($9 < 0 OR version = $9) RETURNING *")
                .bind(scope.workspace_key().to_owned())
                .bind(id.to_string())
                .bind(name.map(str::to_owned))
                .bind(settings.every_minutes)
                .bind(json_text(&settings.regions)?)
                .bind(json_text(&settings.services)?)
                .bind(json_text(&settings.thresholds)?)
                .bind(ms(origin.at + SignedDuration::from_mins(settings.every_minutes)))
                .bind(version.unwrap_or(-1)),
            )
            .await?
            .ok_or_else(|| StoreError::Conflict("the cloud account has changed since it was read".to_owned()))?;
        let changed = account(&row, origin.at)?;
        let detail = json!({ "name": changed.name, "every_minutes": settings.every_minutes,
            "regions": settings.regions, "services": settings.services, "thresholds": settings.thresholds });
        tx.audit(scope, origin, "account.changed", &subject(id), detail).await?;
        tx.change(scope, origin.at, "account", &id.to_string());
        tx.commit().await?;
        Ok(changed)
    }

    /// Stops or resumes the collection of a cloud account. A run that is going on may end.
    ///
    /// # Errors
    /// There is no such cloud account; the database failed.
    pub async fn pause_account(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: LinkId,
        paused: bool,
    ) -> Result<Account> {
        let mut tx = self.write(scope).await?;
        let row = tx
            .maybe(
                sql("UPDATE accounts SET paused_ms = $3, due_ms = $4, version = version + 1
                     WHERE workspace_id = $1 AND id = $2 RETURNING *")
                .bind(scope.workspace_key().to_owned())
                .bind(id.to_string())
                .bind(paused.then(|| ms(origin.at)))
                .bind(ms(origin.at)),
            )
            .await?
            .ok_or(StoreError::Missing("cloud account"))?;
        let changed = account(&row, origin.at)?;
        let action = if paused { "account.paused" } else { "account.resumed" };
        tx.audit(scope, origin, action, &subject(id), json!({})).await?;
        tx.change(scope, origin.at, "account", &id.to_string());
        tx.commit().await?;
        Ok(changed)
    }

    /// Asks for a run now. Gives false when one is going on already.
    ///
    /// # Errors
    /// There is no such cloud account, or it is paused (`Conflict`); the database failed.
    pub async fn want_run(&self, scope: &WorkspaceScope, origin: &Origin, id: LinkId) -> Result<bool> {
        let mut tx = self.write(scope).await?;
        let row = tx
            .maybe(
                sql("UPDATE accounts SET due_ms = $3, wanted_ms = $3 WHERE workspace_id = $1 AND id = $2
                     RETURNING paused_ms, held_until_ms")
                .bind(scope.workspace_key().to_owned())
                .bind(id.to_string())
                .bind(ms(origin.at)),
            )
            .await?
            .ok_or(StoreError::Missing("cloud account"))?;
        if row.maybe_int("paused_ms")?.is_some() {
            return Err(StoreError::Conflict("the cloud account is paused: resume it first".to_owned()));
        }
        tx.audit(scope, origin, "account.collect-asked", &subject(id), json!({})).await?;
        tx.commit().await?;
        Ok(row.int("held_until_ms")? <= ms(origin.at))
    }

    /// How many resources of each kind the newest generations of a workspace hold, by account.
    ///
    /// # Errors
    /// The database failed.
    pub async fn inventory(&self, scope: &WorkspaceScope) -> Result<Vec<InventoryRow>> {
        let mut tx = self.read(scope).await?;
        let rows = tx
            .all(
                sql("SELECT account_id, kind, region, COUNT(*) AS n, COUNT(CASE WHEN hidden > 0 THEN 1 END) AS hidden
                     FROM documents WHERE workspace_id = $1 AND to_gen = $2
                     GROUP BY account_id, kind, region ORDER BY account_id, kind, region")
                .bind(scope.workspace_key().to_owned())
                .bind(OPEN),
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(InventoryRow {
                    account: row.parsed("account_id")?,
                    kind: row.text("kind")?,
                    region: row.text("region")?,
                    documents: row.int("n")?,
                    hidden: row.int("hidden")?,
                })
            })
            .collect()
    }
}

/// How many resources of a kind there are in a region of an account.
#[derive(Debug, Clone, PartialEq)]
pub struct InventoryRow {
    /// The cloud account.
    pub account: LinkId,
    /// The kind.
    pub kind: String,
    /// The region.
    pub region: String,
    /// Resources.
    pub documents: i64,
    /// Of them, those with parts that could not be seen.
    pub hidden: i64,
}
