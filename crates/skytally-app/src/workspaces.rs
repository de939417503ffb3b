//! Workspaces: making, changing, exporting and deleting them, and the fleet.

use std::sync::Arc;

use skytally_identity::scope::Scope;
use skytally_model::{Role, WorkspaceId};
use skytally_notify::Letter;
use skytally_store::{FleetRow, Workspace};
use skytally_vault::Sealed;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::access::Action;
use crate::app::App;
use crate::cache::{View, Weighed};
use crate::caller::Caller;
use crate::error::{AppError, Result};
use crate::settings::{WorkspaceChange, checked};

/// Rows of an export that wait for whoever reads.
const EXPORT_ROWS_AHEAD: usize = 64;

/// The rows of an export, each a JSON object in a line.
pub type ExportStream = ReceiverStream<std::io::Result<String>>;

/// The least and the most days that history is kept.
pub const RETENTION_DAYS: std::ops::RangeInclusive<i64> = 30..=365;

impl Weighed for Workspace {
    fn bytes(&self) -> usize {
        std::mem::size_of::<Self>() + self.name.len()
    }
}

impl Weighed for Vec<FleetRow> {
    fn bytes(&self) -> usize {
        self.len() * std::mem::size_of::<FleetRow>() + 64 * self.len()
    }
}

impl App {
    /// Makes a workspace; the caller owns it.
    ///
    /// # Errors
    /// They own too many; an API token that may not.
    pub async fn create_workspace(
        &self,
        caller: &Caller,
        name: &str,
        retention_days: Option<i64>,
    ) -> Result<Workspace> {
        let user = caller.everywhere(Scope::Manage)?;
        let days = checked_retention(retention_days)?.unwrap_or(self.config.retention_days);
        let most = self.config.limits.workspaces_per_user;
        Ok(self.store.create_workspace(&self.origin(caller), user, name, days, most).await?)
    }

    /// One workspace, and the caller's role in it.
    ///
    /// # Errors
    /// They may not.
    pub async fn workspace(&self, caller: &Caller, id: WorkspaceId) -> Result<(Arc<View<Workspace>>, Role)> {
        let scope = self.enter(caller, id, Action::ReadWorkspace).await?;
        let role = scope.role().ok_or(AppError::NotFound("workspace"))?;
        let stamp = self.stamp(caller, &scope).await?;
        // What is answered says the role too.
        let view = format!("workspace {role}");
        let make = async { Ok(self.store.workspace(&scope).await?) };
        Ok((self.cached(&id.to_string(), &stamp, view, make).await?, role))
    }

    /// All workspaces that the caller may see, side by side.
    ///
    /// # Errors
    /// An API token that is good in one workspace only; the store failed.
    pub async fn fleet(&self, caller: &Caller) -> Result<Arc<View<Vec<FleetRow>>>> {
        let user = caller.everywhere(Scope::Read)?;
        let stamp = self.store.fleet_stamp(user).await?;
        self.cached(&format!("user:{user}"), &stamp, "fleet".to_owned(), async {
            Ok(self.store.fleet(user, self.now()).await?)
        })
        .await
    }

    /// Changes a workspace. Its thresholds hold from the next run of each cloud account.
    ///
    /// # Errors
    /// They may not; settings that cannot be; it has changed since `version`.
    pub async fn change_workspace(
        &self,
        caller: &Caller,
        id: WorkspaceId,
        change: &WorkspaceChange<'_>,
        version: Option<i64>,
    ) -> Result<Workspace> {
        let scope = self.enter(caller, id, Action::ChangeWorkspace).await?;
        let thresholds = change.thresholds.map(|given| checked(&self.catalog, given)).transpose();
        let thresholds = thresholds.map_err(AppError::Invalid)?;
        let change = skytally_store::WorkspaceChange {
            name: change.name,
            retention_days: checked_retention(change.retention_days)?,
            thresholds: thresholds.as_ref(),
        };
        Ok(self.store.change_workspace(&scope, &self.origin(caller), &change, version).await?)
    }

    /// Deletes a workspace with all that is its. `name` must be the workspace's: nobody deletes one by a slip.
    ///
    /// # Errors
    /// They may not; the name is another.
    pub async fn delete_workspace(&self, caller: &Caller, id: WorkspaceId, name: &str) -> Result<()> {
        let scope = self.enter(caller, id, Action::DeleteWorkspace).await?;
        let workspace = self.store.workspace(&scope).await?;
        if workspace.name != name {
            return Err(AppError::invalid("name", "repeat the name of the workspace to delete it"));
        }
        let origin = self.origin(caller);
        let me = self.me(caller).await?;
        let owners = self.store.owner_addresses(&scope).await?;
        let sealed = self.store.delete_workspace(&scope, &origin).await?;
        self.forget_sealed(sealed).await;
        for owner in owners {
            let letter = Letter::WorkspaceDeleted {
                workspace: workspace.name.clone(),
                by: me.name.clone(),
                when: origin.at,
            };
            let dedupe = format!("deleted-{id}-{}", crate::sign_up::short_hash(&owner));
            let letter = self.letter(None, &owner, &letter, dedupe).await?;
            self.store.send(&origin, &letter).await?;
        }
        self.wake_outbox.notify_one();
        self.forget_files_of(id).await;
        Ok(())
    }

    /// What the vault keeps elsewhere of secrets whose rows are gone. What cannot be forgotten now is in the log, by name.
    pub(crate) async fn forget_sealed(&self, sealed: Vec<String>) {
        for text in sealed {
            let forgotten = match text.parse::<Sealed>() {
                Ok(sealed) => self.vault.forget(&sealed).await,
                Err(error) => Err(error),
            };
            if let Err(error) = forgotten {
                tracing::error!(%error, "a secret that is no longer used could not be deleted where it is kept");
            }
        }
    }

    /// Everything of a workspace, one JSON object at a time: the table and the row. Whoever stops reading stops the export.
    ///
    /// # Errors
    /// They may not. What fails later breaks the stream off, and is in the log.
    pub async fn export_stream(self: &Arc<Self>, caller: Caller, id: WorkspaceId) -> Result<ExportStream> {
        let scope = self.enter(&caller, id, Action::ExportWorkspace).await?;
        let (lines, taken) = mpsc::channel(EXPORT_ROWS_AHEAD);
        let app = Arc::clone(self);
        tokio::spawn(async move {
            let origin = app.origin(&caller);
            let (rows, mut read) = mpsc::channel(EXPORT_ROWS_AHEAD);
            let export = async {
                let done = app.store.export(&scope, &origin, &rows).await;
                drop(rows);
                done
            };
            let write = async {
                while let Some((table, row)) = read.recv().await {
                    let line = format!("{}\n", serde_json::json!({ "table": table, "row": row }));
                    if lines.send(Ok(line)).await.is_err() {
                        break;
                    }
                }
            };
            if let (Err(error), ()) = tokio::join!(export, write) {
                tracing::warn!(%error, workspace = %id, "an export broke off");
                // Nobody there any more is no failure.
                let _ = lines.send(Err(std::io::Error::other("the export broke off"))).await;
            }
        });
        Ok(ReceiverStream::new(taken))
    }
}

fn checked_retention(days: Option<i64>) -> Result<Option<i64>> {
    match days {
        Some(days) if !RETENTION_DAYS.contains(&days) => Err(AppError::invalid(
            "retention_days",
            format!("history is kept for {} to {} days", RETENTION_DAYS.start(), RETENTION_DAYS.end()),
        )),
        days => Ok(days),
    }
}
