//! Linking many accounts of an organization at once.

use std::sync::Arc;

use axum::extract::State;
use axum::middleware::from_fn_with_state;
use serde::{Deserialize, Serialize};
use skytally_app::cloud;
use skytally_model::{AccountId, LinkId, Partition, WorkspaceId};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::{Json, Path, Text};
use crate::problem::{Problem, ProblemBody};
use crate::rate::{self, Door};
use crate::routes::accounts::AccountView;
use crate::state::ApiState;

pub(crate) fn routes(limits: &Arc<rate::Limits>) -> OpenApiRouter<ApiState> {
    let costly = from_fn_with_state((Arc::clone(limits), Door::Costly), rate::by_address);
    OpenApiRouter::new().routes(routes!(organization)).routes(routes!(link_many)).layer(costly)
}

/// A member of an organization.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrganizationMember {
    /// AWS's id of it.
    aws_account: String,
    /// Its name in the organization.
    name: String,
    /// The address of its root user, where AWS tells it.
    email: Option<String>,
    /// How AWS says that it stands, such as ACTIVE.
    state: String,
}

impl OrganizationMember {
    fn of(member: cloud::Member) -> Self {
        Self {
            aws_account: member.id.to_string(),
            state: member.state.as_str().to_owned(),
            name: member.name,
            email: member.email,
        }
    }
}

/// The members of an organization.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrganizationView {
    /// All of them.
    items: Vec<OrganizationMember>,
}

/// The members of the organization whose management account this is
#[utoipa::path(get, path = "/workspaces/{workspace}/accounts/{account}/organization", tag = "accounts",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("account" = String, Path, format = Uuid, description = "The management account")),
    responses((status = 200, description = "The members", body = OrganizationView)))]
async fn organization(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, LinkId)>,
) -> Result<Json<OrganizationView>, Problem> {
    let members = state.app.organization(&caller, workspace, id).await?;
    Ok(Json(OrganizationView { items: members.into_iter().map(OrganizationMember::of).collect() }))
}

/// One account among many.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneBody {
    /// AWS's id of it.
    #[schema(value_type = String, pattern = "^[0-9]{12}$")]
    aws_account: AccountId,
    /// What to call it.
    name: Option<Text<100>>,
}

/// Many accounts to be linked by a role of the same name in each.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ManyBody {
    /// The name of the role, with its path if it has one.
    #[schema(example = "SkytallyRead")]
    role_name: Text<512>,
    /// The external id that we made, or that of an account that is linked already.
    #[schema(max_length = 1224)]
    external_id: Text<1224>,
    /// The accounts.
    #[schema(min_items = 1, max_items = 100)]
    accounts: Vec<OneBody>,
}

/// What became of one account.
#[derive(Serialize, ToSchema)]
pub(crate) struct OneView {
    /// AWS's id of it.
    aws_account: String,
    /// The cloud account, if it was linked.
    account: Option<AccountView>,
    /// Why it was not linked, if it was not.
    problem: Option<ProblemBody>,
}

/// What became of many accounts.
#[derive(Serialize, ToSchema)]
pub(crate) struct ManyView {
    /// In the order of the request.
    items: Vec<OneView>,
}

/// Link many accounts at once
///
/// Each comes out on its own: some may be linked, and others not.
#[utoipa::path(post, path = "/workspaces/{workspace}/accounts/many", tag = "accounts", request_body = ManyBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "What became of each", body = ManyView)))]
async fn link_many(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Json(body): Json<ManyBody>,
) -> Result<Json<ManyView>, Problem> {
    let accounts: Vec<(AccountId, Option<String>)> =
        body.accounts.into_iter().map(|one| (one.aws_account, one.name.map(Text::into_string))).collect();
    let (role, external_id) = (body.role_name.as_str(), body.external_id.as_str());
    let done = state.app.link_many(&caller, workspace, role, external_id, &accounts, Partition::Aws).await?;
    let items = done.into_iter().map(|one| {
        let aws_account = one.aws_account.to_string();
        match one.result {
            Ok(account) => {
                OneView { aws_account, account: Some(AccountView::of(account, None)), problem: None }
            }
            Err(error) => {
                let problem = Some(Problem::from(error).body(None));
                OneView { aws_account, account: None, problem }
            }
        }
    });
    Ok(Json(ManyView { items: items.collect() }))
}
