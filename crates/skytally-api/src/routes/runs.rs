//! Collection runs.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use skytally_app::Run;
use skytally_model::{LinkId, RunId, WorkspaceId};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::{Json, Path};
use crate::page::{Page, PageParams, Paged};
use crate::problem::Problem;
use crate::rate::{self, Door};
use crate::state::ApiState;

pub(crate) fn routes(limits: &Arc<rate::Limits>) -> OpenApiRouter<ApiState> {
    let costly = from_fn_with_state((Arc::clone(limits), Door::Costly), rate::by_address);
    OpenApiRouter::new().routes(routes!(collect_now)).layer(costly).routes(routes!(runs)).routes(routes!(run))
}

/// How a run stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RunStateName {
    /// It goes on.
    Running,
    /// Everything of the plan was seen.
    Complete,
    /// Something of the plan was not seen.
    Partial,
    /// It gave no generation.
    Failed,
    /// Its node went away; another took over.
    Abandoned,
}

/// A collection run.
#[derive(Serialize, ToSchema)]
pub(crate) struct RunView {
    /// The id.
    #[schema(value_type = String, format = Uuid)]
    id: RunId,
    /// The cloud account.
    #[schema(value_type = String, format = Uuid)]
    account: LinkId,
    /// How it stands.
    state: RunStateName,
    /// Whether a person asked for it.
    wanted: bool,
    /// The node that does or did it.
    node: String,
    /// The generation that it made.
    generation: Option<i64>,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    started: Timestamp,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    ended: Option<Timestamp>,
    /// Listings of its plan.
    listings: i64,
    /// Of them, those that have ended.
    listed: i64,
    /// Resources seen.
    documents: i64,
    /// Caller, regions, price of the calls, notes; or why it failed.
    #[schema(value_type = Object)]
    summary: Value,
    /// What could not be seen, and why: listings, and calls about single resources.
    #[schema(value_type = Object)]
    unseen: Value,
}

impl RunView {
    pub(crate) fn of(run: Run) -> Self {
        use skytally_app::RunState;
        Self {
            id: run.id,
            account: run.account,
            state: match run.state {
                RunState::Running => RunStateName::Running,
                RunState::Complete => RunStateName::Complete,
                RunState::Partial => RunStateName::Partial,
                RunState::Failed => RunStateName::Failed,
                RunState::Abandoned => RunStateName::Abandoned,
            },
            wanted: run.wanted,
            node: run.node,
            generation: run.generation,
            started: run.started,
            ended: run.ended,
            listings: run.listings,
            listed: run.listed,
            documents: run.documents,
            summary: run.summary,
            unseen: if run.coverage.is_object() {
                run.coverage
            } else {
                Value::Object(serde_json::Map::new())
            },
        }
    }
}

/// No filter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoFilter {}

/// The runs of a cloud account
#[utoipa::path(get, path = "/workspaces/{workspace}/accounts/{account}/runs", tag = "runs",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("account" = String, Path, format = Uuid, description = "The cloud account"), PageParams),
    responses((status = 200, description = "The runs, the newest first", body = Page<RunView>)))]
async fn runs(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, account)): Path<(WorkspaceId, LinkId)>,
    Paged { page, filter: NoFilter {} }: Paged<NoFilter>,
) -> Result<Page<RunView>, Problem> {
    let limit = i64::from(page.limit);
    let before = page.after::<RunId>()?;
    let mut runs = state.app.runs(&caller, workspace, account, before, limit + 1).await?;
    let more = runs.len() > usize::from(page.limit);
    runs.truncate(page.limit.into());
    let last = if more { runs.last().map(|run| run.id) } else { None };
    Ok(page.page(runs, last.as_ref())?.map(RunView::of))
}

/// One run
#[utoipa::path(get, path = "/workspaces/{workspace}/runs/{run}", tag = "runs",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("run" = String, Path, format = Uuid, description = "The run")),
    responses((status = 200, description = "The run", body = RunView)))]
async fn run(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, run)): Path<(WorkspaceId, RunId)>,
) -> Result<Json<RunView>, Problem> {
    Ok(Json(RunView::of(state.app.run(&caller, workspace, run).await?)))
}

/// Whether a run starts at once.
#[derive(Serialize, ToSchema)]
pub(crate) struct AskedView {
    /// False while another run is going on: then one follows it.
    at_once: bool,
}

/// Collect a cloud account now
#[utoipa::path(post, path = "/workspaces/{workspace}/accounts/{account}/collect", tag = "runs",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("account" = String, Path, format = Uuid, description = "The cloud account")),
    responses((status = 202, description = "A run is asked for", body = AskedView)))]
async fn collect_now(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, account)): Path<(WorkspaceId, LinkId)>,
) -> Result<Response<Body>, Problem> {
    let at_once = state.app.collect_now(&caller, workspace, account).await?;
    Ok((StatusCode::ACCEPTED, Json(AskedView { at_once })).into_response())
}
