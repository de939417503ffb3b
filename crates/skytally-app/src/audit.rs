//! The audit trail, for owners and admins.

use skytally_model::WorkspaceId;
use skytally_store::{AuditEntry, ChainReport};

use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::Result;

impl App {
    /// The entries of a workspace, the newest first.
    ///
    /// # Errors
    /// They may not.
    pub async fn audit(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<AuditEntry>> {
        let scope = self.enter(caller, workspace, Action::ReadAudit).await?;
        Ok(self.store.audit_entries(&scope, before, limit).await?)
    }

    /// Whether the chain of a workspace is whole.
    ///
    /// # Errors
    /// They may not.
    pub async fn verify_audit(&self, caller: &Caller, workspace: WorkspaceId) -> Result<ChainReport> {
        let scope = self.enter(caller, workspace, Action::ReadAudit).await?;
        Ok(self.store.verify_audit_of(&scope).await?)
    }
}
