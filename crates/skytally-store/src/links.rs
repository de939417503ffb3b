//! Verbs that link cloud accounts and take the links away: what is offered, how an account is reached, its sealed secret.

use jiff::Timestamp;
use serde_json::{Value, json};
use skytally_model::{AccountId, LinkId};

use crate::accounts::{Access, Account, NewAccount, account, subject};
use crate::cells::{Cells, json_text, ms};
use crate::db::{Store, built, sql};
use crate::error::{Result, StoreError};
use crate::leases::NEVER;
use crate::retention::forget_events;
use crate::scope::{Origin, WorkspaceScope, new_uuid};

struct AccessCells {
    access: &'static str,
    role: Option<String>,
    external_id: Option<String>,
    key_id: Option<String>,
    key_created: Option<i64>,
}

fn access_cells(access: &Access) -> AccessCells {
    match access {
        Access::Role { role, external_id } => AccessCells {
            access: "role",
            role: Some(role.to_string()),
            external_id: Some(external_id.clone()),
            key_id: None,
            key_created: None,
        },
        Access::Key { id, created } => AccessCells {
            access: "key",
            role: None,
            external_id: None,
            key_id: Some(id.clone()),
            key_created: created.map(ms),
        },
        Access::Sample => {
            AccessCells { access: "sample", role: None, external_id: None, key_id: None, key_created: None }
        }
    }
}

/// How a cloud account's access stands in the audit trail: which role or which key, never more.
fn access_detail(aws: &AccountId, access: &Access) -> Value {
    match access {
        Access::Role { role, .. } => json!({ "aws_account": aws, "role": role }),
        Access::Key { id, .. } => json!({ "aws_account": aws, "key": id }),
        Access::Sample => json!({ "aws_account": aws, "sample": true }),
    }
}

impl Store {
    /// Keeps an external id that somebody is about to put into a role's trust: only ids that we made are taken later.
    ///
    /// # Errors
    /// The database failed.
    pub async fn offer_link(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        external_id: &str,
        expires: Timestamp,
    ) -> Result<()> {
        let mut tx = self.write(scope).await?;
        tx.run(
            sql("INSERT INTO link_offers (workspace_id, external_id, created_ms, expires_ms) VALUES ($1, $2, $3, $4)")
                .bind(scope.workspace_key().to_owned())
                .bind(external_id.to_owned())
                .bind(ms(origin.at))
                .bind(ms(expires)),
        )
        .await?;
        tx.audit(scope, origin, "account.link-offered", "link", json!({ "expires": expires })).await?;
        tx.commit().await
    }

    /// Whether an external id was made for this workspace and is still good.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_offered(
        &self,
        scope: &WorkspaceScope,
        external_id: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let mut tx = self.read(scope).await?;
        let found = tx
            .count(
                sql("SELECT COUNT(*) AS n FROM link_offers WHERE workspace_id = $1 AND external_id = $2 AND expires_ms > $3")
                    .bind(scope.workspace_key().to_owned())
                    .bind(external_id.to_owned())
                    .bind(ms(now)),
            )
            .await?;
        Ok(found > 0)
    }

    /// An id for a cloud account that is not there yet: its secret is sealed for it before it is linked.
    pub fn new_link_id(&self, at: Timestamp) -> LinkId {
        LinkId::new(new_uuid(at))
    }

    /// Links a cloud account. It is due at once; the sample estate never is.
    ///
    /// # Errors
    /// The workspace has it already, or has too many (`Conflict`); the database failed.
    pub async fn link_account(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: LinkId,
        new: &NewAccount,
        most: i64,
    ) -> Result<Account> {
        let cells = access_cells(&new.access);
        let wanted = (new.access != Access::Sample).then(|| ms(origin.at));
        // Two links at once must not both find room.
        let mut tx = self.write_alone(scope).await?;
        let have = tx
            .count(
                sql("SELECT COUNT(*) AS n FROM accounts WHERE workspace_id = $1")
                    .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        if have >= most {
            return Err(StoreError::Conflict(format!("a workspace may have {most} cloud accounts at most")));
        }
        let row = tx
            .maybe(
                sql("INSERT INTO accounts (workspace_id, id, aws_account, aws_partition, name, access, role_arn, external_id,
                         key_id, key_created_ms, sealed, trust, every_minutes, regions, services, thresholds, created_ms,
                         due_ms, wanted_ms)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
                     ON CONFLICT (workspace_id, aws_account) DO NOTHING RETURNING *")
                .bind(scope.workspace_key().to_owned())
                .bind(id.to_string())
                .bind(new.aws_account.to_string())
                .bind(new.partition.as_str())
                .bind(new.name.clone())
                .bind(cells.access)
                .bind(cells.role)
                .bind(cells.external_id.clone())
                .bind(cells.key_id)
                .bind(cells.key_created)
                .bind(new.sealed.clone())
                .bind(new.trust.to_string())
                .bind(new.settings.every_minutes)
                .bind(json_text(&new.settings.regions)?)
                .bind(json_text(&new.settings.services)?)
                .bind(json_text(&new.settings.thresholds)?)
                .bind(ms(origin.at))
                .bind(wanted.unwrap_or(ms(NEVER)))
                .bind(wanted),
            )
            .await?
            .ok_or_else(|| {
                StoreError::Conflict(format!(
                    "the AWS account {} is linked to this workspace already",
                    new.aws_account
                ))
            })?;
        if let Some(external_id) = cells.external_id {
            tx.run(
                sql("DELETE FROM link_offers WHERE workspace_id = $1 AND external_id = $2")
                    .bind(scope.workspace_key().to_owned())
                    .bind(external_id),
            )
            .await?;
        }
        let linked = account(&row, origin.at)?;
        tx.audit(scope, origin, "account.linked", &subject(id), access_detail(&new.aws_account, &new.access))
            .await?;
        tx.change(scope, origin.at, "account", &id.to_string());
        tx.commit().await?;
        Ok(linked)
    }

    /// Gives a cloud account another way to be reached. It is due at once. Gives the old sealed secret, if there was one.
    ///
    /// # Errors
    /// There is no such cloud account; the database failed.
    pub async fn relink_account(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: LinkId,
        access: &Access,
        sealed: Option<&str>,
        trust: &Value,
    ) -> Result<(Account, Option<String>)> {
        let cells = access_cells(access);
        let mut tx = self.write(scope).await?;
        let lock = tx.lock("FOR UPDATE");
        let old = tx
            .maybe(
                // Two re-links at once must not both give the same old secret, nor a rotation of keys come between.
                built(format!("SELECT sealed FROM accounts WHERE workspace_id = $1 AND id = $2 {lock}"))
                    .bind(scope.workspace_key().to_owned())
                    .bind(id.to_string()),
            )
            .await?
            .ok_or(StoreError::Missing("cloud account"))?
            .maybe_text("sealed")?;
        let row = tx
            .maybe(
                sql("UPDATE accounts SET access = $3, role_arn = $4, external_id = $5, key_id = $6, key_created_ms = $7,
                         sealed = $8, trust = $9, due_ms = $10, wanted_ms = $10, failures = 0, version = version + 1
                     WHERE workspace_id = $1 AND id = $2 RETURNING *")
                .bind(scope.workspace_key().to_owned())
                .bind(id.to_string())
                .bind(cells.access)
                .bind(cells.role)
                .bind(cells.external_id)
                .bind(cells.key_id)
                .bind(cells.key_created)
                .bind(sealed.map(str::to_owned))
                .bind(trust.to_string())
                .bind(ms(origin.at)),
            )
            .await?
            .ok_or(StoreError::Missing("cloud account"))?;
        let linked = account(&row, origin.at)?;
        tx.audit(scope, origin, "account.relinked", &subject(id), access_detail(&linked.aws_account, access))
            .await?;
        tx.change(scope, origin.at, "account", &id.to_string());
        tx.commit().await?;
        Ok((linked, old))
    }

    /// The sealed secret of a cloud account's key; with the audit entry of its use.
    ///
    /// # Errors
    /// There is no such cloud account, or it has no key; the database failed.
    pub async fn sealed_secret(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: LinkId,
        what_for: &'static str,
    ) -> Result<String> {
        let mut tx = self.write(scope).await?;
        let sealed = tx
            .maybe(
                sql("SELECT sealed FROM accounts WHERE workspace_id = $1 AND id = $2")
                    .bind(scope.workspace_key().to_owned())
                    .bind(id.to_string()),
            )
            .await?
            .ok_or(StoreError::Missing("cloud account"))?
            .maybe_text("sealed")?
            .ok_or(StoreError::Missing("access key of the cloud account"))?;
        tx.audit(scope, origin, "credential.used", &subject(id), json!({ "for": what_for })).await?;
        tx.commit().await?;
        Ok(sealed)
    }

    /// Unlinks a cloud account: its credential first, then its documents, outcomes, findings and runs. Gives the sealed secret, so
    /// that the vault can forget what it keeps elsewhere.
    ///
    /// # Errors
    /// There is no such cloud account; the database failed.
    pub async fn unlink_account(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: LinkId,
    ) -> Result<Option<String>> {
        let key = scope.workspace_key().to_owned();
        let mut tx = self.write(scope).await?;
        let row = tx
            .maybe(
                sql("DELETE FROM accounts WHERE workspace_id = $1 AND id = $2 RETURNING sealed, aws_account")
                    .bind(key.clone())
                    .bind(id.to_string()),
            )
            .await?
            .ok_or(StoreError::Missing("cloud account"))?;
        let findings = tx
            .all(
                sql("DELETE FROM findings WHERE workspace_id = $1 AND account_id = $2 RETURNING id")
                    .bind(key.clone())
                    .bind(id.to_string()),
            )
            .await?;
        forget_events(&mut tx, scope, &findings).await?;
        for statement in [
            "DELETE FROM documents WHERE workspace_id = $1 AND account_id = $2",
            "DELETE FROM check_outcomes WHERE workspace_id = $1 AND account_id = $2",
            "DELETE FROM runs WHERE workspace_id = $1 AND account_id = $2",
        ] {
            tx.run(sql(statement).bind(key.clone()).bind(id.to_string())).await?;
        }
        let detail = json!({ "aws_account": row.text("aws_account")? });
        tx.audit(scope, origin, "account.unlinked", &subject(id), detail).await?;
        tx.change(scope, origin.at, "account", &id.to_string());
        tx.commit().await?;
        row.maybe_text("sealed")
    }
}
