//! What is new: what the newest generations changed and could not see, and what became of resources.

use std::sync::Arc;

use serde_json::Value;
use skytally_model::{LinkId, WorkspaceId};
use skytally_store::{AccountNews, ChangePlace, ResourceChange, ResourceFilter};

use crate::access::Action;
use crate::app::App;
use crate::cache::{View, Weighed};
use crate::caller::Caller;
use crate::error::{AppError, Result};

/// Something that a newest generation could not see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// The cloud account.
    pub account: LinkId,
    /// Whether a whole listing could not be seen, rather than a part of single resources.
    pub listing: bool,
    /// The call that hid it.
    pub call: Option<String>,
    /// The kind.
    pub kind: Option<String>,
    /// The region.
    pub region: String,
    /// The class of the failure, in one word.
    pub class: String,
    /// The IAM action that would have allowed the call.
    pub permission: Option<String>,
    /// AWS's error code.
    pub code: Option<String>,
    /// What happened, in words.
    pub message: Option<String>,
    /// Resources of which something was not seen; none for a listing, where nobody knows how many there are.
    pub resources: Option<i64>,
}

/// What is new in a workspace.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// The cloud accounts by name.
    pub accounts: Vec<AccountNews>,
    /// What their newest generations could not see: listings, and then what hides most resources.
    pub unseen: Vec<Unseen>,
}

impl Weighed for Overview {
    fn bytes(&self) -> usize {
        let message = |unseen: &Unseen| unseen.message.as_ref().map_or(0, String::len);
        self.accounts.len() * 512 + self.unseen.iter().map(|one| 256 + message(one)).sum::<usize>()
    }
}

impl Weighed for Vec<ResourceChange> {
    fn bytes(&self) -> usize {
        self.iter().map(|row| 192 + row.id.len() + row.arn.as_ref().map_or(0, String::len)).sum()
    }
}

impl App {
    /// What the newest generation of each cloud account changed, and what it could not see.
    ///
    /// # Errors
    /// They may not.
    pub async fn overview(&self, caller: &Caller, workspace: WorkspaceId) -> Result<Arc<View<Overview>>> {
        let scope = self.enter(caller, workspace, Action::ReadAccounts).await?;
        let stamp = self.stamp(caller, &scope).await?;
        self.cached(&workspace.to_string(), &stamp, "overview".to_owned(), async {
            let mut accounts = self.store.news(&scope, self.now()).await?;
            let mut unseen = Vec::new();
            for news in &mut accounts {
                // Told once, in the list of them all.
                unseen.extend(unseen_of(news.account, &news.coverage.take()));
            }
            unseen.sort_by_key(|one: &Unseen| (!one.listing, std::cmp::Reverse(one.resources)));
            Ok(Overview { accounts, unseen })
        })
        .await
    }

    /// What became of resources, the newest first.
    ///
    /// # Errors
    /// They may not; a generation without the one cloud account that it is of.
    pub async fn resource_changes(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        filter: &ResourceFilter,
        after: Option<&ChangePlace>,
        limit: i64,
    ) -> Result<Arc<View<Vec<ResourceChange>>>> {
        let scope = self.enter(caller, workspace, Action::ReadResources).await?;
        if filter.generation.is_some_and(|generation| generation < 1) {
            return Err(AppError::invalid("generation", "the first generation of a cloud account is 1"));
        }
        if filter.generation.is_some() && filter.accounts.len() != 1 {
            return Err(AppError::invalid(
                "generation",
                "a generation is one of a cloud account: name that one as well",
            ));
        }
        let stamp = self.stamp(caller, &scope).await?;
        let view = format!("resource changes {filter:?} {after:?} {limit}");
        self.cached(&workspace.to_string(), &stamp, view, async {
            Ok(self.store.resource_changes(&scope, filter, after, limit).await?)
        })
        .await
    }
}

/// What a run has written down that it could not see. Calls about single resources are counted there by cause.
fn unseen_of(account: LinkId, coverage: &Value) -> Vec<Unseen> {
    let rows = |name: &str| coverage.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let text = |row: &Value, name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    let listings = rows("listings").into_iter().map(|row| {
        let cause = row.get("cause").cloned().unwrap_or_default();
        // Where no call has failed, the run did not come to it: the state says so.
        let class = text(&cause, "class").or_else(|| text(&row, "state")).unwrap_or_default();
        Unseen {
            account,
            listing: true,
            call: text(&cause, "call"),
            kind: text(&row, "kind"),
            region: text(&row, "region").unwrap_or_default(),
            class,
            permission: text(&cause, "permission"),
            code: text(&cause, "code"),
            message: text(&cause, "message"),
            resources: None,
        }
    });
    let parts = rows("parts").into_iter().map(|row| Unseen {
        account,
        listing: false,
        call: text(&row, "call"),
        kind: text(&row, "kind"),
        region: text(&row, "region").unwrap_or_default(),
        class: text(&row, "class").unwrap_or_default(),
        permission: text(&row, "permission"),
        code: text(&row, "code"),
        message: text(&row, "message"),
        resources: row.get("resources").and_then(Value::as_i64),
    });
    listings.chain(parts).collect()
}
