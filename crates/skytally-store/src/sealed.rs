//! Verbs that go through all sealed secrets, so that their keys can be wrapped anew.

use skytally_model::{LinkId, UserId, WorkspaceId};

use crate::cells::Cells;
use crate::db::{Store, sql};
use crate::error::Result;

impl Store {
    /// All sealed secrets, for re-wrapping: which workspace, which account, what.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sealed_accounts(&self) -> Result<Vec<(WorkspaceId, LinkId, String)>> {
        let mut tx = self.read_all().await?;
        let rows = tx
            .all(sql("SELECT workspace_id, id, sealed FROM accounts WHERE sealed IS NOT NULL ORDER BY id"))
            .await?;
        rows.iter()
            .map(|row| Ok((row.parsed("workspace_id")?, row.parsed("id")?, row.text("sealed")?)))
            .collect()
    }

    /// Puts a re-wrapped secret in the place of the old one. Gives false when it has changed meanwhile.
    ///
    /// # Errors
    /// The database failed.
    pub async fn replace_sealed(
        &self,
        workspace: WorkspaceId,
        id: LinkId,
        old: &str,
        new: &str,
    ) -> Result<bool> {
        let mut tx = self.write_all().await?;
        let changed = tx
            .run(
                sql("UPDATE accounts SET sealed = $4 WHERE workspace_id = $1 AND id = $2 AND sealed = $3")
                    .bind(workspace.to_string())
                    .bind(id.to_string())
                    .bind(old.to_owned())
                    .bind(new.to_owned()),
            )
            .await?;
        tx.commit().await?;
        Ok(changed == 1)
    }

    /// The sealed secrets of one-time codes, for re-wrapping.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sealed_totps(&self) -> Result<Vec<(UserId, String)>> {
        let mut tx = self.read_all().await?;
        let rows = tx.all(sql("SELECT id, totp FROM users WHERE totp IS NOT NULL ORDER BY id")).await?;
        rows.iter().map(|row| Ok((row.parsed("id")?, row.text("totp")?))).collect()
    }

    /// Puts a re-wrapped secret of one-time codes in the place of the old one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn replace_totp(&self, id: UserId, old: &str, new: &str) -> Result<bool> {
        let mut tx = self.write_all().await?;
        let changed = tx
            .run(
                sql("UPDATE users SET totp = $3 WHERE id = $1 AND totp = $2")
                    .bind(id.to_string())
                    .bind(old.to_owned())
                    .bind(new.to_owned()),
            )
            .await?;
        tx.commit().await?;
        Ok(changed == 1)
    }
}
