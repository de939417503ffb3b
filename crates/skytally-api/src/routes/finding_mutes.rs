//! Muting many findings at once.

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use skytally_app::{App, Finding};
use skytally_model::{FindingId, WorkspaceId};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::{Json, Path, Text};
use crate::problem::Problem;
use crate::routes::findings::FindingView;
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(mute_many)).routes(routes!(unmute_many))
}

/// Findings to be muted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MuteManyBody {
    /// Their ids.
    #[schema(value_type = Vec<uuid::Uuid>, min_items = 1, max_items = 500)]
    findings: Vec<FindingId>,
    /// When the mutes end by themselves; after a year at the latest.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// Why.
    reason: Text<500>,
}

/// Findings whose mutes are to end.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnmuteManyBody {
    /// Their ids.
    #[schema(value_type = Vec<uuid::Uuid>, min_items = 1, max_items = 500)]
    findings: Vec<FindingId>,
}

/// What became of many findings.
#[derive(Serialize, ToSchema)]
pub(crate) struct MutedView {
    /// Those that have changed, in the order of the request.
    changed: Vec<FindingView>,
    /// The ids of which there is no finding in the workspace (any more).
    #[schema(value_type = Vec<uuid::Uuid>)]
    missing: Vec<FindingId>,
}

impl MutedView {
    fn of(app: &App, (changed, missing): (Vec<Finding>, Vec<FindingId>)) -> Self {
        Self { changed: changed.iter().map(|finding| FindingView::of(app, finding)).collect(), missing }
    }
}

/// Mute many findings until a moment
///
/// All of them in one step. A mute that is there already is replaced.
#[utoipa::path(post, path = "/workspaces/{workspace}/findings/mute", tag = "findings", request_body = MuteManyBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "Muted", body = MutedView)))]
async fn mute_many(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Json(body): Json<MuteManyBody>,
) -> Result<Json<MutedView>, Problem> {
    let MuteManyBody { findings, until, reason } = body;
    let done = state.app.mute_many(&caller, workspace, &findings, until, reason.as_str()).await?;
    Ok(Json(MutedView::of(&state.app, done)))
}

/// End the mutes of many findings
///
/// All of them in one step. One that is not muted stays as it is: it is neither among the changed nor missing.
#[utoipa::path(post, path = "/workspaces/{workspace}/findings/unmute", tag = "findings", request_body = UnmuteManyBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "Not muted any more", body = MutedView)))]
async fn unmute_many(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Json(body): Json<UnmuteManyBody>,
) -> Result<Json<MutedView>, Problem> {
    let done = state.app.unmute_many(&caller, workspace, &body.findings).await?;
    Ok(Json(MutedView::of(&state.app, done)))
}
