//! Findings in groups, and all of them in pages.

use std::sync::Arc;

use jiff::Timestamp;
use skytally_model::{AccountId, FindingId, LinkId, WorkspaceId};
use skytally_store::{Finding, FindingFilter, FindingGroup, GroupBy, GroupPlace, WorkspaceScope};

use crate::access::Action;
use crate::app::App;
use crate::cache::{View, Weighed};
use crate::caller::Caller;
use crate::error::Result;

/// Findings that are read at a time when all are wanted.
const PAGE_ROWS: i64 = 500;

impl Weighed for Vec<FindingGroup> {
    fn bytes(&self) -> usize {
        self.len() * (std::mem::size_of::<FindingGroup>() + 200)
    }
}

/// What people call a cloud account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountName {
    /// The cloud account.
    pub id: LinkId,
    /// Its name.
    pub name: String,
    /// AWS's id of it.
    pub aws_account: AccountId,
}

impl Weighed for Vec<AccountName> {
    fn bytes(&self) -> usize {
        self.iter().map(|account| 80 + account.name.len()).sum()
    }
}

/// All findings of a filter, page by page, in the order in which they were first noted.
///
/// A finding that fits the filter all the while comes exactly once, as it is when its page is read. What begins or ceases to fit
/// in between may come or not.
pub struct FindingPages {
    app: Arc<App>,
    scope: WorkspaceScope,
    filter: FindingFilter,
    /// Whether a finding is muted is told for one moment.
    now: Timestamp,
    after: Option<FindingId>,
    over: bool,
}

impl FindingPages {
    /// The next page; none after the last.
    ///
    /// # Errors
    /// The database failed.
    pub async fn next(&mut self) -> Result<Option<Vec<Finding>>> {
        if self.over {
            return Ok(None);
        }
        // Whatever happens to this page, there is none after a failure.
        self.over = true;
        let page =
            self.app.store.findings_by_id(&self.scope, &self.filter, self.after, PAGE_ROWS, self.now).await?;
        self.after = page.last().map(|finding| finding.id);
        self.over = i64::try_from(page.len()).unwrap_or_default() < PAGE_ROWS;
        Ok(Some(page))
    }
}

impl App {
    /// Groups of findings: the worst first, then those with most findings.
    ///
    /// # Errors
    /// They may not; the place is not one of this list.
    pub async fn finding_groups(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        by: GroupBy,
        filter: &FindingFilter,
        after: Option<&GroupPlace>,
        limit: i64,
    ) -> Result<Arc<View<Vec<FindingGroup>>>> {
        let scope = self.enter(caller, workspace, Action::ReadFindings).await?;
        let stamp = self.stamp(caller, &scope).await?;
        let view = format!("finding groups {by:?} {filter:?} {after:?} {limit}");
        self.cached(&workspace.to_string(), &stamp, view, async {
            Ok(self.store.finding_groups(&scope, by, filter, after, limit, self.now()).await?)
        })
        .await
    }

    /// What people call the cloud accounts whose findings they may see.
    ///
    /// # Errors
    /// They may not.
    pub async fn account_names(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
    ) -> Result<Arc<View<Vec<AccountName>>>> {
        let scope = self.enter(caller, workspace, Action::ReadFindings).await?;
        let stamp = self.stamp(caller, &scope).await?;
        self.cached(&workspace.to_string(), &stamp, "account names".to_owned(), async {
            let accounts = self.store.accounts(&scope, self.now()).await?;
            let name = |account: skytally_store::Account| AccountName {
                id: account.id,
                name: account.name,
                aws_account: account.aws_account,
            };
            Ok(accounts.into_iter().map(name).collect())
        })
        .await
    }

    /// All findings of a filter, page by page.
    ///
    /// # Errors
    /// They may not.
    pub async fn all_findings(
        self: &Arc<Self>,
        caller: &Caller,
        workspace: WorkspaceId,
        filter: FindingFilter,
    ) -> Result<FindingPages> {
        let scope = self.enter(caller, workspace, Action::ReadFindings).await?;
        let now = self.now();
        Ok(FindingPages { app: Arc::clone(self), scope, filter, now, after: None, over: false })
    }
}
