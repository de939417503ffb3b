//! Cloud accounts.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use skytally_app::accounts::AccessForm;
use skytally_app::cloud::{Denied, Untried};
use skytally_app::settings::SettingsChange;
use skytally_app::{Access, Account, Run, Secret};
use skytally_model::{LinkId, Region, RoleArn, WorkspaceId};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::{Json, Path, Text};
use crate::idempotency::Once;
use crate::once::once;
use crate::problem::Problem;
use crate::rate::{self, Door};
use crate::routes::runs::RunView;
use crate::routes::{meant_version, version_conflict, version_tag};
use crate::state::ApiState;

pub(crate) fn routes(limits: &Arc<rate::Limits>) -> OpenApiRouter<ApiState> {
    let costly = from_fn_with_state((Arc::clone(limits), Door::Costly), rate::by_address);
    let asks_aws = OpenApiRouter::new()
        .routes(routes!(link_account))
        .routes(routes!(relink_account))
        .routes(routes!(test_permissions))
        .routes(routes!(account_regions))
        .routes(routes!(fill_with_sample))
        .layer(costly);
    OpenApiRouter::new()
        .routes(routes!(accounts))
        .routes(routes!(offer_link))
        .routes(routes!(account, change_account, unlink_account))
        .routes(routes!(pause_account))
        .routes(routes!(resume_account))
        .merge(asks_aws)
}

/// How a cloud account is reached. A secret is never shown.
#[derive(Serialize, ToSchema)]
#[serde(tag = "by", rename_all = "lowercase")]
pub(crate) enum AccessView {
    /// By a role that trusts us.
    Role {
        /// The role.
        role_arn: String,
        /// The external id that its trust demands.
        external_id: String,
    },
    /// By an access key.
    Key {
        /// Its id.
        access_key_id: String,
        /// When it was made; null where AWS did not say.
        #[schema(value_type = Option<String>, format = DateTime)]
        created: Option<Timestamp>,
    },
    /// By nobody: it is the sample estate, with no AWS behind it.
    Sample,
}

/// A cloud account.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountView {
    /// The id.
    #[schema(value_type = String, format = Uuid)]
    id: LinkId,
    /// AWS's id of it.
    aws_account: String,
    /// AWS's world that it is in.
    partition: String,
    /// What people call it.
    name: String,
    /// How it is reached.
    access: AccessView,
    /// Since when nobody collects it.
    #[schema(value_type = Option<String>, format = DateTime)]
    paused: Option<Timestamp>,
    /// Minutes from one run to the next.
    every_minutes: i64,
    /// The regions; empty for all that the account has on.
    regions: Vec<String>,
    /// The services; empty for all.
    services: Vec<String>,
    /// Variables of checks that the account overrides: check to variable to value.
    #[schema(value_type = Object)]
    thresholds: BTreeMap<String, Value>,
    /// The newest generation; 0 before the first.
    generation: i64,
    /// Since when it is linked.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// When it is collected next; null for the sample estate, which never is.
    #[schema(value_type = Option<String>, format = DateTime)]
    due: Option<Timestamp>,
    /// Whether a run is going on.
    running: bool,
    /// Runs in a row that gave no generation: what is shown may be old.
    failures: i64,
    /// Grows with every change of the settings; the ETag says it too.
    version: i64,
    /// The newest run.
    newest_run: Option<RunView>,
}

impl AccountView {
    pub(crate) fn of(account: Account, run: Option<Run>) -> Self {
        Self {
            due: (account.access != Access::Sample).then_some(account.due),
            id: account.id,
            aws_account: account.aws_account.to_string(),
            partition: account.partition.to_string(),
            name: account.name,
            access: match account.access {
                Access::Role { role, external_id } => {
                    AccessView::Role { role_arn: role.to_string(), external_id }
                }
                Access::Key { id, created } => AccessView::Key { access_key_id: id, created },
                Access::Sample => AccessView::Sample,
            },
            paused: account.paused,
            every_minutes: account.settings.every_minutes,
            regions: account.settings.regions.iter().map(ToString::to_string).collect(),
            services: account.settings.services,
            thresholds: account.settings.thresholds,
            generation: account.generation,
            created: account.created,
            running: account.running,
            failures: account.failures,
            version: account.version,
            newest_run: run.map(RunView::of),
        }
    }
}

/// Cloud accounts.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountsView {
    /// By name.
    items: Vec<AccountView>,
}

/// The cloud accounts of a workspace
#[utoipa::path(get, path = "/workspaces/{workspace}/accounts", tag = "accounts",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "The cloud accounts by name", body = AccountsView)))]
async fn accounts(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
) -> Result<Json<AccountsView>, Problem> {
    let accounts = state.app.accounts(&caller, workspace).await?;
    let items = accounts.into_iter().map(|(account, run)| AccountView::of(account, run)).collect();
    Ok(Json(AccountsView { items }))
}

/// Where the stack with the role is to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfferBody {
    /// The region of the stack; us-east-1 if left out.
    #[schema(value_type = Option<String>, example = "eu-west-1")]
    region: Option<Region>,
}

/// What is needed to make the role.
#[derive(Serialize, ToSchema)]
pub(crate) struct OfferView {
    /// What the role's trust must demand.
    external_id: String,
    /// Whom the role must trust.
    principal: String,
    /// The CloudFormation template of the role.
    template: String,
    /// A link that opens CloudFormation with everything filled in; null where the template is in no bucket.
    quick_create_url: Option<String>,
    /// Until when the external id can be linked with.
    #[schema(value_type = String, format = DateTime)]
    expires: Timestamp,
}

/// Get an external id and the template of the role
#[utoipa::path(post, path = "/workspaces/{workspace}/links", tag = "accounts", request_body = OfferBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 201, description = "What is needed to make the role", body = OfferView)))]
async fn offer_link(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Json(body): Json<OfferBody>,
) -> Result<Response<Body>, Problem> {
    let offer = state.app.offer_link(&caller, workspace, body.region).await?;
    let view = OfferView {
        external_id: offer.external_id,
        principal: offer.principal,
        template: offer.template,
        quick_create_url: offer.quick_create,
        expires: offer.expires,
    };
    Ok((StatusCode::CREATED, Json(view)).into_response())
}

/// How a cloud account is to be reached.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum AccessBody {
    /// By a role that trusts us.
    Role {
        /// The role.
        #[schema(value_type = String, example = "arn:aws:iam::123456789012:role/SkytallyRead")]
        role_arn: RoleArn,
        /// The external id that we made.
        #[schema(max_length = 1224)]
        external_id: Text<1224>,
    },
    /// By an access key.
    Key {
        /// Its id.
        #[schema(max_length = 128)]
        access_key_id: Text<128>,
        /// Its secret. It is sealed and never shown again.
        #[schema(format = Password, max_length = 256)]
        secret_access_key: String,
    },
}

impl AccessBody {
    fn form(self) -> AccessForm {
        match self {
            Self::Role { role_arn, external_id } => {
                AccessForm::Role { role: role_arn, external_id: external_id.into_string() }
            }
            Self::Key { access_key_id, secret_access_key } => {
                AccessForm::Key { id: access_key_id.into_string(), secret: Secret::from(secret_access_key) }
            }
        }
    }
}

/// A cloud account to be linked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkBody {
    /// What to call it.
    name: Option<Text<100>>,
    /// How it is to be reached.
    access: AccessBody,
    /// What people set.
    #[serde(default)]
    settings: SettingsBody,
}

/// What people set for a cloud account. What is left out stays, or is as usual.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettingsBody {
    /// Minutes from one run to the next.
    #[schema(minimum = 5, maximum = 1440)]
    every_minutes: Option<i64>,
    /// The regions; empty for all that the account has on.
    #[schema(max_items = 100)]
    regions: Option<Vec<String>>,
    /// The services; empty for all of the catalogue.
    services: Option<Vec<String>>,
    /// Variables of checks that this account overrides: check to variable to value.
    #[schema(value_type = Option<Object>)]
    thresholds: Option<BTreeMap<String, Map<String, Value>>>,
}

impl SettingsBody {
    fn change(self) -> SettingsChange {
        SettingsChange {
            every_minutes: self.every_minutes,
            regions: self.regions,
            services: self.services,
            thresholds: self.thresholds,
        }
    }
}

/// Link a cloud account
///
/// Its first run starts at once.
#[utoipa::path(post, path = "/workspaces/{workspace}/accounts", tag = "accounts", request_body = LinkBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("idempotency-key" = Option<String>, Header, description = "Repeated with the same key, the call is done once")),
    responses((status = 201, description = "Linked", body = AccountView)))]
async fn link_account(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Once { key, fingerprint, body }: Once<LinkBody>,
) -> Result<Response<Body>, Problem> {
    once(&state, &caller, key.as_ref(), &fingerprint, async {
        let name = body.name.as_ref().map(Text::as_str);
        let (form, change) = (body.access.form(), body.settings.change());
        let linked = state.app.link_account(&caller, workspace, name, form, &change).await?;
        Ok((StatusCode::CREATED, AccountView::of(linked, None)))
    })
    .await
}

/// Fill a workspace with the sample estate
///
/// A cloud account with no AWS behind it: its resources, findings and their short past are made up, and marked so. It is never
/// collected. Unlinking it takes all of it away.
#[utoipa::path(post, path = "/workspaces/{workspace}/sample", tag = "accounts",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 201, description = "Filled", body = AccountView)))]
async fn fill_with_sample(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
) -> Result<Response<Body>, Problem> {
    let (account, run) = state.app.fill_with_sample(&caller, workspace).await?;
    Ok((StatusCode::CREATED, Json(AccountView::of(account, run))).into_response())
}

/// One cloud account
#[utoipa::path(get, path = "/workspaces/{workspace}/accounts/{account}", tag = "accounts",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("account" = String, Path, format = Uuid, description = "The cloud account")),
    responses((status = 200, description = "The cloud account", body = AccountView)))]
async fn account(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, LinkId)>,
) -> Result<Response<Body>, Problem> {
    let (account, run) = state.app.account(&caller, workspace, id).await?;
    let tag = version_tag(account.version);
    // The tag is for changes of the settings; a run changes the view without it, so it is no tag to skip reading by.
    Ok(([("x-version", tag)], Json(AccountView::of(account, run))).into_response())
}

/// What is to change of a cloud account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeAccountBody {
    /// What to call it.
    name: Option<Text<100>>,
    /// What people set.
    #[serde(default)]
    settings: SettingsBody,
}

/// Change a cloud account's name and settings
#[utoipa::path(patch, path = "/workspaces/{workspace}/accounts/{account}", tag = "accounts", request_body = ChangeAccountBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("account" = String, Path, format = Uuid, description = "The cloud account"),
        ("if-match" = Option<String>, Header, description = "`\"v\"` and the version that was read: a change in between is refused")),
    responses((status = 200, description = "Changed", body = AccountView)))]
async fn change_account(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, LinkId)>,
    headers: HeaderMap,
    Json(body): Json<ChangeAccountBody>,
) -> Result<Response<Body>, Problem> {
    let meant = meant_version(&headers)?;
    let name = body.name.as_ref().map(Text::as_str);
    let changed =
        state.app.change_account(&caller, workspace, id, name, &body.settings.change(), meant).await;
    let changed = changed.map_err(|error| version_conflict(error, meant))?;
    let tag = version_tag(changed.version);
    Ok(([(ETAG, tag)], Json(AccountView::of(changed, None))).into_response())
}

/// Unlink a cloud account
///
/// Its credential goes first, then what was collected. There is no way back.
#[utoipa::path(delete, path = "/workspaces/{workspace}/accounts/{account}", tag = "accounts",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("account" = String, Path, format = Uuid, description = "The cloud account")),
    responses((status = 204, description = "Gone")))]
async fn unlink_account(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, LinkId)>,
) -> Result<StatusCode, Problem> {
    state.app.unlink_account(&caller, workspace, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Another way to reach a cloud account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RelinkBody {
    /// How it is to be reached.
    access: AccessBody,
}

/// Give a cloud account another role or key
#[utoipa::path(post, path = "/workspaces/{workspace}/accounts/{account}/relink", tag = "accounts", request_body = RelinkBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("account" = String, Path, format = Uuid, description = "The cloud account")),
    responses((status = 200, description = "Linked again", body = AccountView)))]
async fn relink_account(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, LinkId)>,
    Json(body): Json<RelinkBody>,
) -> Result<Json<AccountView>, Problem> {
    let linked = state.app.relink_account(&caller, workspace, id, body.access.form()).await?;
    Ok(Json(AccountView::of(linked, None)))
}

/// Stop collecting a cloud account
#[utoipa::path(post, path = "/workspaces/{workspace}/accounts/{account}/pause", tag = "accounts",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("account" = String, Path, format = Uuid, description = "The cloud account")),
    responses((status = 200, description = "Paused", body = AccountView)))]
async fn pause_account(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, LinkId)>,
) -> Result<Json<AccountView>, Problem> {
    let account = state.app.pause_account(&caller, workspace, id, true).await?;
    Ok(Json(AccountView::of(account, None)))
}

/// Go on collecting a cloud account
#[utoipa::path(post, path = "/workspaces/{workspace}/accounts/{account}/resume", tag = "accounts",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("account" = String, Path, format = Uuid, description = "The cloud account")),
    responses((status = 200, description = "Resumed", body = AccountView)))]
async fn resume_account(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, LinkId)>,
) -> Result<Json<AccountView>, Problem> {
    let account = state.app.pause_account(&caller, workspace, id, false).await?;
    Ok(Json(AccountView::of(account, None)))
}

/// An action that was refused.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeniedView {
    /// The IAM action.
    action: String,
    /// The call that was refused.
    call: String,
    /// What the call was about.
    example: String,
}

impl DeniedView {
    fn of(denied: Denied) -> Self {
        Self { action: denied.action, call: denied.call, example: denied.example }
    }
}

/// An action of which nothing is known.
#[derive(Serialize, ToSchema)]
pub(crate) struct UntriedView {
    /// The IAM action.
    action: String,
    /// Why.
    because: String,
}

impl UntriedView {
    fn of(untried: Untried) -> Self {
        Self { action: untried.action, because: untried.because }
    }
}

/// Which actions of the policy a cloud account's credentials have.
#[derive(Serialize, ToSchema)]
pub(crate) struct PermissionsView {
    /// Refused.
    missing: Vec<DeniedView>,
    /// Granted for some resources and refused for others.
    partly: Vec<DeniedView>,
    /// Granted.
    allowed: Vec<String>,
    /// Not known.
    untried: Vec<UntriedView>,
}

/// Test which actions of the policy a cloud account's credentials lack
#[utoipa::path(post, path = "/workspaces/{workspace}/accounts/{account}/test", tag = "accounts",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("account" = String, Path, format = Uuid, description = "The cloud account")),
    responses((status = 200, description = "What was found", body = PermissionsView)))]
async fn test_permissions(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, LinkId)>,
) -> Result<Json<PermissionsView>, Problem> {
    let found = state.app.test_permissions(&caller, workspace, id).await?;
    Ok(Json(PermissionsView {
        missing: found.missing.into_iter().map(DeniedView::of).collect(),
        partly: found.partly.into_iter().map(DeniedView::of).collect(),
        allowed: found.allowed,
        untried: found.untried.into_iter().map(UntriedView::of).collect(),
    }))
}

/// The regions of a cloud account.
#[derive(Serialize, ToSchema)]
pub(crate) struct RegionsView {
    /// Those that it has switched on.
    regions: Vec<String>,
    /// Why they are only a guess, if they are.
    guessed_because: Option<String>,
}

/// The regions that a cloud account has switched on
#[utoipa::path(get, path = "/workspaces/{workspace}/accounts/{account}/regions", tag = "accounts",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("account" = String, Path, format = Uuid, description = "The cloud account")),
    responses((status = 200, description = "The regions", body = RegionsView)))]
async fn account_regions(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, LinkId)>,
) -> Result<Json<RegionsView>, Problem> {
    let (regions, guessed_because) = state.app.account_regions(&caller, workspace, id).await?;
    Ok(Json(RegionsView { regions: regions.iter().map(ToString::to_string).collect(), guessed_because }))
}
