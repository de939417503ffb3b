//! Resources: the newest generations of a workspace, and what they were before.

use std::sync::Arc;

use skytally_model::{KindId, LinkId, Region, WorkspaceId};
use skytally_store::{
    DocumentFilter, DocumentOrder, DocumentPlace, DocumentRow, DocumentVersion, InventoryRow,
};

use crate::access::Action;
use crate::app::App;
use crate::cache::{View, Weighed};
use crate::caller::Caller;
use crate::error::Result;

/// States of one resource that are shown at most.
const VERSIONS_MAX: i64 = 50;

impl Weighed for Vec<DocumentRow> {
    fn bytes(&self) -> usize {
        self.iter().map(|row| 160 + row.id.len() + row.arn.as_ref().map_or(0, String::len)).sum()
    }
}

impl Weighed for Vec<InventoryRow> {
    fn bytes(&self) -> usize {
        self.iter().map(|row| 96 + row.kind.len() + row.region.len()).sum()
    }
}

impl App {
    /// Resources in an order.
    ///
    /// # Errors
    /// They may not.
    pub async fn resources(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        filter: &DocumentFilter,
        order: DocumentOrder,
        after: Option<&DocumentPlace>,
        limit: i64,
    ) -> Result<Arc<View<Vec<DocumentRow>>>> {
        let scope = self.enter(caller, workspace, Action::ReadResources).await?;
        let stamp = self.stamp(caller, &scope).await?;
        let view = format!("resources {filter:?} {order:?} {after:?} {limit}");
        self.cached(&workspace.to_string(), &stamp, view, async {
            Ok(self.store.documents(&scope, filter, order, after, limit).await?)
        })
        .await
    }

    /// How many resources there are, by account, kind and region.
    ///
    /// # Errors
    /// They may not.
    pub async fn inventory(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
    ) -> Result<Arc<View<Vec<InventoryRow>>>> {
        let scope = self.enter(caller, workspace, Action::ReadResources).await?;
        let stamp = self.stamp(caller, &scope).await?;
        self.cached(&workspace.to_string(), &stamp, "inventory".to_owned(), async {
            Ok(self.store.inventory(&scope).await?)
        })
        .await
    }

    /// One resource, the newest state first.
    ///
    /// # Errors
    /// They may not; there is no such resource.
    pub async fn resource(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        account: LinkId,
        kind: &KindId,
        region: &Region,
        id: &str,
    ) -> Result<Vec<DocumentVersion>> {
        let scope = self.enter(caller, workspace, Action::ReadResources).await?;
        Ok(self.store.document_versions(&scope, account, kind, region, id, VERSIONS_MAX).await?)
    }
}
