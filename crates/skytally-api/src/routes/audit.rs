//! The audit trail.

use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use skytally_app::AuditEntry;
use skytally_model::WorkspaceId;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::{Json, Path};
use crate::page::{Page, PageParams, Paged};
use crate::problem::Problem;
use crate::routes::runs::NoFilter;
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(audit)).routes(routes!(verify_audit))
}

/// An entry of the audit trail.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditView {
    /// Its place in the chain, from 1 and without gaps.
    seq: i64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Who.
    actor: String,
    /// What was done.
    action: String,
    /// To what.
    subject: String,
    /// From which address; empty for tasks.
    address: String,
    /// The id of the request; empty for tasks.
    request_id: String,
    /// More.
    #[schema(value_type = Object)]
    detail: Value,
    /// SHA-256 over the hash before and this entry.
    hash: String,
}

impl AuditView {
    fn of(entry: AuditEntry) -> Self {
        Self {
            seq: entry.seq,
            at: entry.at,
            actor: entry.actor,
            action: entry.action,
            subject: entry.subject,
            address: entry.address,
            request_id: entry.request,
            detail: entry.detail,
            hash: entry.hash,
        }
    }
}

/// The audit trail of a workspace
#[utoipa::path(get, path = "/workspaces/{workspace}/audit", tag = "audit",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), PageParams),
    responses((status = 200, description = "The entries, the newest first", body = Page<AuditView>)))]
async fn audit(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Paged { page, filter: NoFilter {} }: Paged<NoFilter>,
) -> Result<Page<AuditView>, Problem> {
    let before = page.after::<i64>()?;
    let mut entries = state.app.audit(&caller, workspace, before, i64::from(page.limit) + 1).await?;
    let more = entries.len() > usize::from(page.limit);
    entries.truncate(page.limit.into());
    let last = if more { entries.last().map(|entry| entry.seq) } else { None };
    Ok(page.page(entries, last.as_ref())?.map(AuditView::of))
}

/// Whether a chain is whole.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChainView {
    /// How many entries it has.
    entries: i64,
    /// The hash of the newest: kept elsewhere, it proves later that nothing was cut off.
    head: String,
    /// What is wrong; null while it is whole.
    broken: Option<String>,
}

/// Follow the chain of the audit trail from its first entry to its head
#[utoipa::path(get, path = "/workspaces/{workspace}/audit/verify", tag = "audit",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "What was found", body = ChainView)))]
async fn verify_audit(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
) -> Result<Json<ChainView>, Problem> {
    let found = state.app.verify_audit(&caller, workspace).await?;
    Ok(Json(ChainView { entries: found.entries, head: found.head, broken: found.broken }))
}
