//! Members of a workspace.

use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use skytally_app::Member;
use skytally_model::{Role, UserId, WorkspaceId};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::{Json, Path};
use crate::problem::Problem;
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(members)).routes(routes!(change_role, remove_member))
}

/// A role, as the API writes it.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RoleName {
    /// Changes owners, exports and deletes the workspace.
    Owner,
    /// Links cloud accounts, invites members, reads the audit trail.
    Admin,
    /// Reads, mutes findings, asks for collection.
    Analyst,
    /// Reads.
    Viewer,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Owner => Self::Owner,
            RoleName::Admin => Self::Admin,
            RoleName::Analyst => Self::Analyst,
            RoleName::Viewer => Self::Viewer,
        }
    }
}

impl From<Role> for RoleName {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Admin => Self::Admin,
            Role::Analyst => Self::Analyst,
            Role::Viewer => Self::Viewer,
        }
    }
}

/// A member.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberView {
    /// The person.
    #[schema(value_type = String, format = Uuid)]
    user: UserId,
    /// Their e-mail address.
    email: String,
    /// Their name.
    name: String,
    /// What they may do.
    role: RoleName,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    /// Whether one-time codes are asked of them.
    totp: bool,
}

impl MemberView {
    fn of(member: Member) -> Self {
        Self {
            user: member.user,
            email: member.email,
            name: member.name,
            role: member.role.into(),
            since: member.since,
            totp: member.totp,
        }
    }
}

/// Members.
#[derive(Serialize, ToSchema)]
pub(crate) struct MembersView {
    /// Owners first.
    items: Vec<MemberView>,
}

/// The members of a workspace
#[utoipa::path(get, path = "/workspaces/{workspace}/members", tag = "members",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "The members, owners first", body = MembersView)))]
async fn members(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
) -> Result<Json<MembersView>, Problem> {
    let items = state.app.members(&caller, workspace).await?.into_iter().map(MemberView::of).collect();
    Ok(Json(MembersView { items }))
}

/// A new role.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleBody {
    /// What the member may do.
    role: RoleName,
}

/// Change a member's role
#[utoipa::path(patch, path = "/workspaces/{workspace}/members/{user}", tag = "members", request_body = RoleBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("user" = String, Path, format = Uuid, description = "The member")),
    responses((status = 200, description = "Changed", body = MemberView)))]
async fn change_role(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, user)): Path<(WorkspaceId, UserId)>,
    Json(body): Json<RoleBody>,
) -> Result<Json<MemberView>, Problem> {
    let changed = state.app.change_role(&caller, workspace, user, body.role.into()).await?;
    Ok(Json(MemberView::of(changed)))
}

/// Take a member out, or leave oneself
#[utoipa::path(delete, path = "/workspaces/{workspace}/members/{user}", tag = "members",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("user" = String, Path, format = Uuid, description = "The member")),
    responses((status = 204, description = "No member any more")))]
async fn remove_member(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, user)): Path<(WorkspaceId, UserId)>,
) -> Result<StatusCode, Problem> {
    state.app.remove_member(&caller, workspace, user).await?;
    Ok(StatusCode::NO_CONTENT)
}
