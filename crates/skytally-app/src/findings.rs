//! Findings: listing, counting, muting.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use skytally_model::{FindingId, WorkspaceId};
use skytally_store::{Finding, FindingCount, FindingEvent, FindingFilter, FindingOrder};

use crate::access::Action;
use crate::app::App;
use crate::cache::{View, Weighed};
use crate::caller::Caller;
use crate::error::{AppError, Result};

/// Findings that are muted or unmuted at once, at most.
pub const MUTED_AT_ONCE_MAX: usize = 500;
/// A mute ends after a year at the latest: whoever still means it says so again.
const MUTE_DAYS_MAX: i64 = 366;

impl Weighed for Vec<Finding> {
    fn bytes(&self) -> usize {
        self.iter().map(|finding| 400 + finding.facts.message.len() + finding.key.resource.len()).sum()
    }
}

impl Weighed for Vec<FindingCount> {
    fn bytes(&self) -> usize {
        self.len() * 128
    }
}

impl App {
    /// Findings in an order.
    ///
    /// # Errors
    /// They may not.
    pub async fn findings(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        filter: &FindingFilter,
        order: FindingOrder,
        after: Option<(i64, FindingId)>,
        limit: i64,
    ) -> Result<Arc<View<Vec<Finding>>>> {
        let scope = self.enter(caller, workspace, Action::ReadFindings).await?;
        let stamp = self.stamp(caller, &scope).await?;
        let view = format!("findings {filter:?} {order:?} {after:?} {limit}");
        self.cached(&workspace.to_string(), &stamp, view, async {
            Ok(self.store.findings(&scope, filter, order, after, limit, self.now()).await?)
        })
        .await
    }

    /// How many findings there are, by check, severity and state.
    ///
    /// # Errors
    /// They may not.
    pub async fn finding_counts(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        filter: &FindingFilter,
    ) -> Result<Arc<View<Vec<FindingCount>>>> {
        let scope = self.enter(caller, workspace, Action::ReadFindings).await?;
        let stamp = self.stamp(caller, &scope).await?;
        let view = format!("finding counts {filter:?}");
        self.cached(&workspace.to_string(), &stamp, view, async {
            Ok(self.store.finding_counts(&scope, filter, self.now()).await?)
        })
        .await
    }

    /// One finding with its life.
    ///
    /// # Errors
    /// They may not; there is no such finding.
    pub async fn finding(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: FindingId,
    ) -> Result<(Finding, Vec<FindingEvent>)> {
        let scope = self.enter(caller, workspace, Action::ReadFindings).await?;
        Ok(self.store.finding(&scope, id, self.now()).await?)
    }

    /// Mutes a finding until a moment, for a reason.
    ///
    /// # Errors
    /// They may not; a moment that is past or too far; there is no such finding.
    pub async fn mute(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: FindingId,
        until: Timestamp,
        reason: &str,
        version: Option<i64>,
    ) -> Result<Finding> {
        let scope = self.enter(caller, workspace, Action::MuteFindings).await?;
        self.must_end(until)?;
        let by = caller.user();
        Ok(self
            .store
            .mute_finding(&scope, &self.origin(caller), id, by, Some((until, reason)), version)
            .await?)
    }

    /// Ends the mute of a finding.
    ///
    /// # Errors
    /// They may not; there is no such finding.
    pub async fn unmute(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: FindingId,
        version: Option<i64>,
    ) -> Result<Finding> {
        let scope = self.enter(caller, workspace, Action::MuteFindings).await?;
        Ok(self.store.mute_finding(&scope, &self.origin(caller), id, caller.user(), None, version).await?)
    }

    /// Mutes many findings until a moment, for one reason. Gives those that were muted, and the ids of which there is no
    /// finding in the workspace.
    ///
    /// # Errors
    /// They may not; a moment that is past or too far; none or too many.
    pub async fn mute_many(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        ids: &[FindingId],
        until: Timestamp,
        reason: &str,
    ) -> Result<(Vec<Finding>, Vec<FindingId>)> {
        let scope = self.enter(caller, workspace, Action::MuteFindings).await?;
        must_be_some(ids)?;
        self.must_end(until)?;
        let (origin, by) = (self.origin(caller), caller.user());
        Ok(self.store.mute_findings(&scope, &origin, ids, by, Some((until, reason))).await?)
    }

    /// Ends the mutes of many findings; one that is not muted stays as it is. Gives those whose mute was ended, and the ids of
    /// which there is no finding in the workspace.
    ///
    /// # Errors
    /// They may not; none or too many.
    pub async fn unmute_many(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        ids: &[FindingId],
    ) -> Result<(Vec<Finding>, Vec<FindingId>)> {
        let scope = self.enter(caller, workspace, Action::MuteFindings).await?;
        must_be_some(ids)?;
        Ok(self.store.mute_findings(&scope, &self.origin(caller), ids, caller.user(), None).await?)
    }

    fn must_end(&self, until: Timestamp) -> Result<()> {
        let now = self.now();
        if until <= now || until > now + SignedDuration::from_hours(24 * MUTE_DAYS_MAX) {
            return Err(AppError::invalid(
                "until",
                format!("a mute ends in the future, and after {MUTE_DAYS_MAX} days at the latest"),
            ));
        }
        Ok(())
    }
}

fn must_be_some(ids: &[FindingId]) -> Result<()> {
    if ids.is_empty() || ids.len() > MUTED_AT_ONCE_MAX {
        return Err(AppError::invalid("findings", format!("name 1 to {MUTED_AT_ONCE_MAX} findings")));
    }
    Ok(())
}
