//! Workspaces and the fleet.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use skytally_app::settings::{Thresholds, WorkspaceChange};
use skytally_app::{FleetRow, Workspace};
use skytally_model::{Role, WorkspaceId};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::etag::{Tag, Written};
use crate::extract::{Json, Path, Text};
use crate::idempotency::Once;
use crate::once::once;
use crate::problem::Problem;
use crate::rate::{self, Door};
use crate::routes::{meant_version, version_conflict, version_tag};
use crate::state::ApiState;

pub(crate) fn routes(limits: &Arc<rate::Limits>) -> OpenApiRouter<ApiState> {
    let costly = from_fn_with_state((Arc::clone(limits), Door::Costly), rate::by_address);
    OpenApiRouter::new()
        .routes(routes!(export))
        .layer(costly)
        .routes(routes!(fleet))
        .routes(routes!(create_workspace))
        .routes(routes!(workspace, change_workspace, delete_workspace))
}

/// A workspace: one client.
#[derive(Serialize, ToSchema)]
pub(crate) struct WorkspaceView {
    /// The id.
    #[schema(value_type = String, format = Uuid)]
    id: WorkspaceId,
    /// What people call it.
    name: String,
    /// How long history is kept, in days.
    retention_days: i64,
    /// Variables of checks for all cloud accounts, unless an account sets its own: check to variable to value. A change holds
    /// from the next run of each account.
    #[schema(value_type = Object)]
    thresholds: BTreeMap<String, Value>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// What one may do in it: owner, admin, analyst or viewer.
    #[schema(value_type = String)]
    role: Role,
    /// Grows with every change; the ETag says it too.
    version: i64,
}

impl WorkspaceView {
    pub(crate) fn of(workspace: &Workspace, role: Role) -> Self {
        Self {
            id: workspace.id,
            name: workspace.name.clone(),
            retention_days: workspace.retention_days,
            thresholds: workspace.thresholds.clone(),
            created: workspace.created,
            role,
            version: workspace.version,
        }
    }
}

/// Open findings by severity.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenView {
    /// To be mended now.
    critical: i64,
    /// To be mended this week.
    high: i64,
    /// To be mended soon.
    medium: i64,
    /// To be mended some day.
    low: i64,
    /// Worth knowing.
    info: i64,
}

/// A workspace beside others.
#[derive(Serialize, ToSchema)]
pub(crate) struct FleetItem {
    /// The workspace.
    workspace: WorkspaceView,
    /// Cloud accounts.
    accounts: i64,
    /// Of them, those that nobody collects at the moment.
    paused: i64,
    /// Of them, those whose last runs gave no generation.
    failing: i64,
    /// Resources in the newest generations.
    resources: i64,
    /// Open findings that are not muted.
    open: OpenView,
    /// Findings of which the newest generations can say nothing.
    unknown: i64,
    /// The oldest of the newest generations; null while an account has none.
    #[schema(value_type = Option<String>, format = DateTime)]
    oldest_generation: Option<Timestamp>,
}

impl FleetItem {
    fn of(row: &FleetRow) -> Self {
        let [info, low, medium, high, critical] = row.open;
        Self {
            workspace: WorkspaceView::of(&row.workspace, row.role),
            accounts: row.accounts,
            paused: row.paused,
            failing: row.failing,
            resources: row.resources,
            open: OpenView { critical, high, medium, low, info },
            unknown: row.unknown,
            oldest_generation: row.oldest_generation,
        }
    }
}

/// All workspaces that one may see.
#[derive(Serialize, ToSchema)]
pub(crate) struct FleetView {
    /// By name.
    items: Vec<FleetItem>,
}

/// The fleet: all of one's workspaces side by side
#[utoipa::path(get, path = "/fleet", tag = "workspaces",
    responses((status = 200, description = "The workspaces by name", body = FleetView)))]
async fn fleet(State(state): State<ApiState>, Known(caller): Known) -> Result<Response<Body>, Problem> {
    let fleet = state.app.fleet(&caller).await?;
    let view = |fleet: &Vec<_>| FleetView { items: fleet.iter().map(FleetItem::of).collect() };
    Ok(fleet.answer("", |fleet| Written::json(&view(fleet)))?.response())
}

/// A workspace to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWorkspaceBody {
    /// What to call it.
    name: Text<100>,
    /// How long history is kept, in days.
    #[schema(minimum = 30, maximum = 365)]
    retention_days: Option<i64>,
}

/// Make a workspace
#[utoipa::path(post, path = "/workspaces", tag = "workspaces", request_body = NewWorkspaceBody,
    params(("idempotency-key" = Option<String>, Header, description = "Repeated with the same key, the call is done once")),
    responses((status = 201, description = "Made; one owns it", body = WorkspaceView)))]
async fn create_workspace(
    State(state): State<ApiState>,
    Known(caller): Known,
    Once { key, fingerprint, body }: Once<NewWorkspaceBody>,
) -> Result<Response<Body>, Problem> {
    once(&state, &caller, key.as_ref(), &fingerprint, async {
        let made = state.app.create_workspace(&caller, body.name.as_str(), body.retention_days).await?;
        Ok((StatusCode::CREATED, WorkspaceView::of(&made, Role::Owner)))
    })
    .await
}

/// One workspace
#[utoipa::path(get, path = "/workspaces/{workspace}", tag = "workspaces",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "The workspace", body = WorkspaceView)))]
async fn workspace(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(id): Path<WorkspaceId>,
) -> Result<Response<Body>, Problem> {
    let (workspace, role) = state.app.workspace(&caller, id).await?;
    let written = workspace.answer("", |workspace| {
        let view = WorkspaceView::of(workspace, role);
        Written::json(&view).map(|written| written.with_tag(Tag::known(version_tag(workspace.version))))
    })?;
    Ok(written.response())
}

/// What is to change of a workspace.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeWorkspaceBody {
    /// What to call it.
    name: Option<Text<100>>,
    /// How long history is kept, in days.
    #[schema(minimum = 30, maximum = 365)]
    retention_days: Option<i64>,
    /// Variables of checks for all cloud accounts, in place of those that were set before: check to variable to value.
    #[schema(value_type = Option<Object>)]
    thresholds: Option<Thresholds>,
}

/// Change a workspace
///
/// Thresholds hold from the next run of each cloud account; none is begun for them.
#[utoipa::path(patch, path = "/workspaces/{workspace}", tag = "workspaces", request_body = ChangeWorkspaceBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("if-match" = Option<String>, Header, description = "The ETag that was read: a change in between is refused")),
    responses((status = 200, description = "Changed", body = WorkspaceView)))]
async fn change_workspace(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(id): Path<WorkspaceId>,
    headers: HeaderMap,
    Json(body): Json<ChangeWorkspaceBody>,
) -> Result<Response<Body>, Problem> {
    let meant = meant_version(&headers)?;
    let change = WorkspaceChange {
        name: body.name.as_ref().map(Text::as_str),
        retention_days: body.retention_days,
        thresholds: body.thresholds.as_ref(),
    };
    let changed = state.app.change_workspace(&caller, id, &change, meant).await;
    let changed = changed.map_err(|error| version_conflict(error, meant))?;
    let (_, role) = state.app.workspace(&caller, id).await?;
    let tag = version_tag(changed.version);
    Ok(([(ETAG, tag)], Json(WorkspaceView::of(&changed, role))).into_response())
}

/// The name of the workspace, so that nobody deletes one by a slip.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeleteWorkspaceBody {
    /// The name, exactly.
    name: Text<100>,
}

/// Delete a workspace with all that is its
///
/// Credentials go first. There is no way back.
#[utoipa::path(delete, path = "/workspaces/{workspace}", tag = "workspaces", request_body = DeleteWorkspaceBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 204, description = "Gone")))]
async fn delete_workspace(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(id): Path<WorkspaceId>,
    Json(body): Json<DeleteWorkspaceBody>,
) -> Result<StatusCode, Problem> {
    state.app.delete_workspace(&caller, id, body.name.as_str()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Export a workspace
///
/// One JSON object a line: the table and the row. Everything but what opens a door.
#[utoipa::path(get, path = "/workspaces/{workspace}/export", tag = "workspaces",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "Everything, one JSON object a line", body = String,
        content_type = "application/x-ndjson")))]
async fn export(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(id): Path<WorkspaceId>,
) -> Result<Response<Body>, Problem> {
    // A right that is missing is a problem, not a broken stream: asked for before the first line.
    let lines = state.app.export_stream(caller, id).await?;
    let name = format!("attachment; filename=\"skytally-{id}.ndjson\"");
    let headers = [(CONTENT_TYPE, "application/x-ndjson".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(lines)).into_response())
}
