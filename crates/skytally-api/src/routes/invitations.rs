//! Invitations to a workspace.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use axum::middleware::from_fn_with_state;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use skytally_app::Invitation;
use skytally_model::{InvitationId, UserId, WorkspaceId};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::{Anybody, Known};
use crate::extract::{Json, Path, Text};
use crate::idempotency::Once;
use crate::once::once;
use crate::problem::Problem;
use crate::rate::{self, Door};
use crate::routes::doors::TokenBody;
use crate::routes::members::RoleName;
use crate::routes::workspaces::WorkspaceView;
use crate::state::ApiState;

pub(crate) fn routes(limits: &Arc<rate::Limits>) -> OpenApiRouter<ApiState> {
    let slowly = from_fn_with_state((Arc::clone(limits), Door::Reset), rate::by_address);
    OpenApiRouter::new()
        .routes(routes!(look_at_invitation))
        .routes(routes!(accept_invitation))
        .layer(slowly)
        .routes(routes!(invitations, invite))
        .routes(routes!(revoke_invitation))
}

/// An invitation that waits.
#[derive(Serialize, ToSchema)]
pub(crate) struct InvitationView {
    /// The id.
    #[schema(value_type = String, format = Uuid)]
    id: InvitationId,
    /// Whom it was sent to.
    email: String,
    /// As what.
    role: RoleName,
    /// By whom.
    #[schema(value_type = String, format = Uuid)]
    invited_by: UserId,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// Until when it is good.
    #[schema(value_type = String, format = DateTime)]
    expires: Timestamp,
}

impl InvitationView {
    fn of(invitation: Invitation) -> Self {
        Self {
            id: invitation.id,
            email: invitation.email,
            role: invitation.role.into(),
            invited_by: invitation.invited_by,
            created: invitation.created,
            expires: invitation.expires,
        }
    }
}

/// Invitations.
#[derive(Serialize, ToSchema)]
pub(crate) struct InvitationsView {
    /// The oldest first.
    items: Vec<InvitationView>,
}

/// The invitations that wait
#[utoipa::path(get, path = "/workspaces/{workspace}/invitations", tag = "members",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "The invitations, the oldest first", body = InvitationsView)))]
async fn invitations(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
) -> Result<Json<InvitationsView>, Problem> {
    let waiting = state.app.invitations(&caller, workspace).await?;
    Ok(Json(InvitationsView { items: waiting.into_iter().map(InvitationView::of).collect() }))
}

/// Somebody to be invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InviteBody {
    /// The e-mail address.
    #[schema(max_length = 254)]
    email: Text<254>,
    /// As what.
    role: RoleName,
}

/// Invite somebody by mail
#[utoipa::path(post, path = "/workspaces/{workspace}/invitations", tag = "members", request_body = InviteBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("idempotency-key" = Option<String>, Header, description = "Repeated with the same key, the call is done once")),
    responses((status = 201, description = "A mail is on its way", body = InvitationView)))]
async fn invite(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Once { key, fingerprint, body }: Once<InviteBody>,
) -> Result<Response<Body>, Problem> {
    once(&state, &caller, key.as_ref(), &fingerprint, async {
        let made = state.app.invite(&caller, workspace, body.email.as_str(), body.role.into()).await?;
        Ok((StatusCode::CREATED, InvitationView::of(made)))
    })
    .await
}

/// Take an invitation back
#[utoipa::path(delete, path = "/workspaces/{workspace}/invitations/{invitation}", tag = "members",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("invitation" = String, Path, format = Uuid, description = "The invitation")),
    responses((status = 204, description = "Taken back")))]
async fn revoke_invitation(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, invitation)): Path<(WorkspaceId, InvitationId)>,
) -> Result<StatusCode, Problem> {
    state.app.revoke_invitation(&caller, workspace, invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an invitation is to.
#[derive(Serialize, ToSchema)]
pub(crate) struct InvitedView {
    /// The name of the workspace.
    workspace: String,
    /// Whom it was sent to.
    email: String,
    /// As what.
    role: RoleName,
    /// Until when it is good.
    #[schema(value_type = String, format = DateTime)]
    expires: Timestamp,
}

/// Look at an invitation by the token of its mail
#[utoipa::path(post, path = "/invitations/look", tag = "members", request_body = TokenBody,
    responses((status = 200, description = "What it is to", body = InvitedView)), security(()))]
async fn look_at_invitation(
    State(state): State<ApiState>,
    Anybody(_visitor): Anybody,
    Json(body): Json<TokenBody>,
) -> Result<Json<InvitedView>, Problem> {
    let (invitation, workspace) = state.app.invitation(&body.token).await?;
    let role = invitation.role.into();
    Ok(Json(InvitedView { workspace, email: invitation.email, role, expires: invitation.expires }))
}

/// Take an invitation up
///
/// Only whom it was sent to can.
#[utoipa::path(post, path = "/invitations/accept", tag = "members", request_body = TokenBody,
    responses((status = 200, description = "One is a member now", body = WorkspaceView)))]
async fn accept_invitation(
    State(state): State<ApiState>,
    Known(caller): Known,
    Json(body): Json<TokenBody>,
) -> Result<Json<WorkspaceView>, Problem> {
    let joined = state.app.accept_invitation(&caller, &body.token).await?;
    let (workspace, role) = state.app.workspace(&caller, joined.id).await?;
    Ok(Json(WorkspaceView::of(&workspace, role)))
}
