//! Resources.

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use skytally_app::{
    DocumentFilter, DocumentName, DocumentOrder, DocumentPlace, DocumentRow, DocumentSort, DocumentVersion,
    InventoryRow,
};
use skytally_model::{KindId, LinkId, Region, WorkspaceId};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::etag::Written;
use crate::extract::{Json, Path, Query, Text};
use crate::page::{Page, PageParams, PageRequest, Paged};
use crate::problem::{Code, Problem};
use crate::routes::listed;
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(resources)).routes(routes!(inventory)).routes(routes!(resource))
}

/// Which resources.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ResourceQuery {
    /// Of these cloud accounts, with commas between.
    account: Option<String>,
    /// Of these kinds, with commas between, such as `aws.ec2.volume`.
    kind: Option<String>,
    /// In these regions, with commas between.
    region: Option<String>,
    /// Whose id, name or ARN has this text in it, whatever the case.
    #[param(value_type = Option<String>, max_length = 200)]
    q: Option<Text<200>>,
    /// Look for `q` in the whole documents as well, as JSON. This reads all of them: narrow it by kind or account where you can.
    deep: Option<bool>,
    /// Only those of which some part could not be seen.
    hidden: Option<bool>,
    /// What they are ordered by.
    #[param(inline)]
    sort: Option<Sort>,
    /// Which way.
    #[param(inline)]
    order: Option<Order>,
}

/// What resources are ordered by. Kind, region, id and account decide between equals.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sort {
    /// Kind, region, id and account.
    #[default]
    Kind,
    /// What people call them, whatever the case; the id of those without such a name.
    Name,
    /// Since when they are as they are.
    Since,
}

/// Which way a list goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    /// The least first.
    #[default]
    Asc,
    /// The greatest first.
    Desc,
}

impl ResourceQuery {
    fn order(&self) -> DocumentOrder {
        DocumentOrder {
            sort: match self.sort.unwrap_or_default() {
                Sort::Kind => DocumentSort::Kind,
                Sort::Name => DocumentSort::Name,
                Sort::Since => DocumentSort::Since,
            },
            descending: self.order.unwrap_or_default() == Order::Desc,
        }
    }

    fn filter(self) -> Result<DocumentFilter, Problem> {
        Ok(DocumentFilter {
            accounts: listed::<LinkId>("account", self.account.as_deref())?,
            kinds: listed::<KindId>("kind", self.kind.as_deref())?,
            regions: listed::<Region>("region", self.region.as_deref())?,
            text: self.q.map(Text::into_string),
            deep: self.deep.unwrap_or(false),
            hidden: self.hidden.unwrap_or(false),
        })
    }
}

/// A resource in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResourceItem {
    /// The cloud account.
    #[schema(value_type = String, format = Uuid)]
    account: LinkId,
    /// Its kind.
    kind: String,
    /// Its region.
    region: String,
    /// AWS's id of it.
    id: String,
    /// Its name.
    name: Option<String>,
    /// Its ARN.
    arn: Option<String>,
    /// How many of its parts could not be seen.
    hidden: i64,
    /// Since when it is as it is.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

impl ResourceItem {
    fn of(row: &DocumentRow) -> Self {
        Self {
            account: row.account,
            kind: row.kind.to_string(),
            region: row.region.to_string(),
            id: row.id.clone(),
            name: row.name.clone(),
            arn: row.arn.clone(),
            hidden: row.hidden,
            since: row.since,
        }
    }
}

/// The resources of a workspace
#[utoipa::path(get, path = "/workspaces/{workspace}/resources", tag = "resources",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), PageParams, ResourceQuery),
    responses((status = 200, description = "The resources in the order that was asked for", body = Page<ResourceItem>)))]
async fn resources(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Paged { page, filter }: Paged<ResourceQuery>,
) -> Result<Response<Body>, Problem> {
    let order = filter.order();
    let filter = filter.filter()?;
    let after = place(&page, order.sort)?;
    let limit = usize::from(page.limit);
    let most = i64::from(page.limit) + 1;
    let rows = state.app.resources(&caller, workspace, &filter, order, after.as_ref(), most).await?;
    let written = rows.answer(&page.words(), |rows| {
        let items: Vec<ResourceItem> = rows.iter().take(limit).map(ResourceItem::of).collect();
        let last = rows.get(limit).and(rows.get(limit.saturating_sub(1)));
        let page = match last.map(|last| order.sort.place(last)) {
            None => page.page::<_, ()>(items, None),
            Some(DocumentPlace::Kind(name)) => page.page(items, Some(&name)),
            Some(DocumentPlace::Name(called, name)) => page.page(items, Some(&(called, name))),
            Some(DocumentPlace::Since(since, name)) => {
                page.page(items, Some(&(since.as_millisecond(), name)))
            }
        }?;
        page.written()
    })?;
    Ok(written.response())
}

/// Where a page begins in an order.
fn place(page: &PageRequest, sort: DocumentSort) -> Result<Option<DocumentPlace>, Problem> {
    Ok(match sort {
        DocumentSort::Kind => page.after::<DocumentName>()?.map(DocumentPlace::Kind),
        DocumentSort::Name => page
            .after::<(Option<String>, DocumentName)>()?
            .map(|(called, name)| DocumentPlace::Name(called, name)),
        DocumentSort::Since => match page.after::<(i64, DocumentName)>()? {
            None => None,
            Some((ms, name)) => {
                let since = Timestamp::from_millisecond(ms)
                    .map_err(|_| Problem::new(Code::BadCursor, "the cursor is not one of this list"))?;
                Some(DocumentPlace::Since(since, name))
            }
        },
    })
}

/// How many resources of a kind there are.
#[derive(Serialize, ToSchema)]
pub(crate) struct InventoryItem {
    /// The cloud account.
    #[schema(value_type = String, format = Uuid)]
    account: LinkId,
    /// The kind.
    kind: String,
    /// The region.
    region: String,
    /// Resources.
    resources: i64,
    /// Of them, those with parts that could not be seen.
    hidden: i64,
}

impl InventoryItem {
    fn of(row: &InventoryRow) -> Self {
        Self {
            account: row.account,
            kind: row.kind.clone(),
            region: row.region.clone(),
            resources: row.documents,
            hidden: row.hidden,
        }
    }
}

/// Resources by account, kind and region.
#[derive(Serialize, ToSchema)]
pub(crate) struct InventoryView {
    /// By account, kind and region.
    items: Vec<InventoryItem>,
}

/// How many resources there are
#[utoipa::path(get, path = "/workspaces/{workspace}/inventory", tag = "resources",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "Resources by account, kind and region", body = InventoryView)))]
async fn inventory(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
) -> Result<Response<Body>, Problem> {
    let rows = state.app.inventory(&caller, workspace).await?;
    let view = |rows: &Vec<_>| InventoryView { items: rows.iter().map(InventoryItem::of).collect() };
    Ok(rows.answer("", |rows| Written::json(&view(rows)))?.response())
}

/// Which resource. AWS's ids have slashes and more: they are no part of the path.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OneQuery {
    /// The cloud account.
    #[param(value_type = String, format = Uuid)]
    account: String,
    /// Its kind.
    kind: String,
    /// Its region; `global` for what belongs to none.
    region: String,
    /// AWS's id of it.
    #[param(max_length = 2048)]
    pub(super) id: String,
}

impl OneQuery {
    /// The account, the kind and the region.
    pub(super) fn place(&self) -> Result<(LinkId, KindId, Region), Problem> {
        let bad = |field: &'static str, error: String| {
            Problem::new(Code::BadQuery, format!("{field}: {error}")).field(field, error)
        };
        let account = self.account.parse::<LinkId>().map_err(|error| bad("account", error.to_string()))?;
        let kind = self.kind.parse::<KindId>().map_err(|error| bad("kind", error.to_string()))?;
        let region = self.region.parse::<Region>().map_err(|error| bad("region", error.to_string()))?;
        Ok((account, kind, region))
    }
}

/// One state of a resource.
#[derive(Serialize, ToSchema)]
pub(crate) struct StateView {
    /// The first generation that it held in.
    from_generation: i64,
    /// The first that it no longer held in; null while it holds.
    to_generation: Option<i64>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    /// Until when; null while it holds.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    /// All of it: the members that AWS gave, and the parts of further calls, each with its state.
    #[schema(value_type = Object)]
    document: Value,
}

/// A resource and what it was before.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResourceView {
    /// Whether it is there, as far as the newest generation knows.
    present: bool,
    /// Its states, the newest first.
    states: Vec<StateView>,
}

/// One resource, and what it was before
#[utoipa::path(get, path = "/workspaces/{workspace}/resource", tag = "resources",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), OneQuery),
    responses((status = 200, description = "The resource, the newest state first", body = ResourceView)))]
async fn resource(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Query(query): Query<OneQuery>,
) -> Result<Json<ResourceView>, Problem> {
    let (account, kind, region) = query.place()?;
    let versions = state.app.resource(&caller, workspace, account, &kind, &region, &query.id).await?;
    let present = versions.first().is_some_and(|version| version.to_generation.is_none());
    let states = versions.into_iter().map(state_view).collect::<Result<_, _>>()?;
    Ok(Json(ResourceView { present, states }))
}

fn state_view(version: DocumentVersion) -> Result<StateView, Problem> {
    Ok(StateView {
        from_generation: version.from_generation,
        to_generation: version.to_generation,
        since: version.since,
        until: version.until,
        document: serde_json::to_value(&version.document).map_err(|error| Problem::internal(&error))?,
    })
}
