//! Whoever runs the program on the machine itself: they hold the database, so they may enter any workspace that is in it.

use skytally_model::WorkspaceId;

use crate::cells::Cells;
use crate::db::{Store, sql};
use crate::error::Result;
use crate::scope::WorkspaceScope;

/// A workspace, for whoever has to choose one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceName {
    /// Which.
    pub id: WorkspaceId,
    /// What people call it. Several may be called alike.
    pub name: String,
    /// Whether it has books.
    pub books: bool,
}

impl Store {
    /// The scope of the operator, if there is such a workspace. It has no role: what an operator may do is not a member's right.
    ///
    /// # Errors
    /// The database failed.
    pub async fn enter_as_operator(&self, workspace: WorkspaceId) -> Result<Option<WorkspaceScope>> {
        let mut tx = self.read_all().await?;
        let row = tx
            .maybe(
                sql("SELECT workspace_id FROM workspaces WHERE workspace_id = $1")
                    .bind(workspace.to_string()),
            )
            .await?;
        row.map(|row| Ok(WorkspaceScope::of(row.parsed("workspace_id")?, None))).transpose()
    }

    /// All workspaces of the installation, by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn workspace_names(&self) -> Result<Vec<WorkspaceName>> {
        let mut tx = self.read_all().await?;
        let rows = tx
            .all(sql("SELECT w.workspace_id, w.name,
                     (SELECT COUNT(*) FROM ledger_books b WHERE b.workspace_id = w.workspace_id) AS books
                     FROM workspaces w ORDER BY w.name, w.workspace_id"))
            .await?;
        rows.iter()
            .map(|row| {
                Ok(WorkspaceName {
                    id: row.parsed("workspace_id")?,
                    name: row.text("name")?,
                    books: row.int("books")? == 1,
                })
            })
            .collect()
    }
}
