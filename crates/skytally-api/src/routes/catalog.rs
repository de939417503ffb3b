//! What Skytally knows: checks, frameworks, kinds, and who may do what.

use axum::extract::State;
use serde::Serialize;
use serde_json::{Map, Value};
use skytally_app::CheckFacts;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::Json;
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(checks))
        .routes(routes!(frameworks))
        .routes(routes!(kinds))
        .routes(routes!(roles))
}

/// A check.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckView {
    /// The id.
    id: String,
    /// What should be so.
    title: String,
    /// How bad a failure is, as a rule.
    severity: String,
    /// The pillar.
    pillar: String,
    /// What can happen.
    risk: String,
    /// What to do in AWS's console.
    remedy: String,
    /// The same for the command line; null where there is no such way.
    remedy_cli: Option<String>,
    /// The same for CloudFormation; null where there is no such way.
    remedy_cloudformation: Option<String>,
    /// Variables that a workspace or a cloud account can override, with their usual values.
    #[schema(value_type = Object)]
    variables: Map<String, Value>,
}

impl CheckView {
    pub(crate) fn of(facts: CheckFacts) -> Self {
        Self {
            id: facts.id,
            title: facts.title,
            severity: facts.severity.to_string(),
            pillar: facts.pillar.as_str().to_owned(),
            risk: facts.risk,
            remedy: facts.remedy,
            remedy_cli: facts.remedy_cli,
            remedy_cloudformation: facts.remedy_cloudformation,
            variables: facts.variables,
        }
    }
}

/// Checks.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChecksView {
    /// By id.
    items: Vec<CheckView>,
}

/// The checks
#[utoipa::path(get, path = "/checks", tag = "catalogue",
    responses((status = 200, description = "The checks by id", body = ChecksView)))]
async fn checks(State(state): State<ApiState>, Known(_caller): Known) -> Json<ChecksView> {
    Json(ChecksView { items: state.app.checks().into_iter().map(CheckView::of).collect() })
}

/// A control of a framework.
#[derive(Serialize, ToSchema)]
pub(crate) struct ControlView {
    /// The id.
    id: String,
    /// The title, in our own words.
    title: String,
    /// The checks that speak to it.
    checks: Vec<String>,
}

/// A framework.
#[derive(Serialize, ToSchema)]
pub(crate) struct FrameworkView {
    /// The id.
    id: String,
    /// The title.
    title: String,
    /// The controls.
    controls: Vec<ControlView>,
}

/// Frameworks.
#[derive(Serialize, ToSchema)]
pub(crate) struct FrameworksView {
    /// By id.
    items: Vec<FrameworkView>,
}

/// The frameworks, with the checks that speak to their controls
#[utoipa::path(get, path = "/frameworks", tag = "catalogue",
    responses((status = 200, description = "The frameworks by id", body = FrameworksView)))]
async fn frameworks(State(state): State<ApiState>, Known(_caller): Known) -> Json<FrameworksView> {
    let items = state.app.catalog().frameworks().map(|framework| FrameworkView {
        id: framework.id.clone(),
        title: framework.title.clone(),
        controls: framework
            .controls
            .iter()
            .map(|control| ControlView {
                id: control.id.clone(),
                title: control.title.clone(),
                checks: control.checks.iter().map(ToString::to_string).collect(),
            })
            .collect(),
    });
    Json(FrameworksView { items: items.collect() })
}

/// A kind of resource.
#[derive(Serialize, ToSchema)]
pub(crate) struct KindView {
    /// The id.
    id: String,
    /// The service, by botocore's name.
    service: String,
    /// Whether its resources belong to no region.
    global: bool,
}

/// Kinds.
#[derive(Serialize, ToSchema)]
pub(crate) struct KindsView {
    /// By id.
    items: Vec<KindView>,
}

/// The kinds of resources that are collected
#[utoipa::path(get, path = "/kinds", tag = "catalogue",
    responses((status = 200, description = "The kinds by id", body = KindsView)))]
async fn kinds(State(state): State<ApiState>, Known(_caller): Known) -> Json<KindsView> {
    let items = state.app.catalog().kinds().map(|kind| KindView {
        id: kind.kind.to_string(),
        service: kind.service.clone(),
        global: kind.global,
    });
    Json(KindsView { items: items.collect() })
}

/// Something that a member can do.
#[derive(Serialize, ToSchema)]
pub(crate) struct RightView {
    /// What, in words.
    action: String,
    /// The roles that may.
    roles: Vec<String>,
    /// What an API token must be made for; null where only a person may.
    token_scope: Option<String>,
}

/// Who may do what.
#[derive(Serialize, ToSchema)]
pub(crate) struct RightsView {
    /// All actions.
    items: Vec<RightView>,
}

/// Who may do what in a workspace
#[utoipa::path(get, path = "/roles", tag = "catalogue",
    responses((status = 200, description = "Every action with the roles that may", body = RightsView)))]
async fn roles(Known(_caller): Known) -> Json<RightsView> {
    use skytally_app::access::{Action, allows};
    use skytally_model::Role;
    let items = Action::ALL.into_iter().map(|action| RightView {
        action: action.words().to_owned(),
        roles: Role::ALL
            .into_iter()
            .filter(|role| allows(*role, action))
            .map(|role| role.to_string())
            .collect(),
        token_scope: action.token_scope().map(|scope| scope.as_str().to_owned()),
    });
    Json(RightsView { items: items.collect() })
}
