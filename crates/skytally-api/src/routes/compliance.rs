//! How a workspace stands by frameworks and by pillars.

use axum::extract::State;
use serde::Serialize;
use skytally_app::{
    ControlStanding, ControlState, ControlTotals, FORMULA, FrameworkStanding, PillarStanding,
};
use skytally_model::WorkspaceId;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::{Json, Path, Query};
use crate::problem::Problem;
use crate::routes::posture::{AccountsQuery, CheckStandingView, CountedView};
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(compliance))
        .routes(routes!(framework_compliance))
        .routes(routes!(well_architected))
}

/// How many controls of a framework stand how.
#[derive(Serialize, ToSchema)]
pub(crate) struct ControlTotalsView {
    /// All of them.
    controls: usize,
    /// All is known, and passed.
    passed: usize,
    /// Something fails.
    failed: usize,
    /// Nothing is known to fail, and something is not known.
    unknown: usize,
    /// All is known, and there is nothing that they are about.
    not_applicable: usize,
    /// No check of ours speaks to them.
    not_checked: usize,
}

impl ControlTotalsView {
    fn of(totals: ControlTotals) -> Self {
        Self {
            controls: totals.controls,
            passed: totals.passed,
            failed: totals.failed,
            unknown: totals.unknown,
            not_applicable: totals.not_applicable,
            not_checked: totals.not_checked,
        }
    }
}

/// A framework in numbers of controls.
#[derive(Serialize, ToSchema)]
pub(crate) struct FrameworkStandingView {
    /// The framework.
    framework: String,
    /// Its name.
    title: String,
    /// How many controls stand how.
    #[serde(flatten)]
    totals: ControlTotalsView,
}

impl FrameworkStandingView {
    fn of(standing: &FrameworkStanding) -> Self {
        Self {
            framework: standing.id.clone(),
            title: standing.title.clone(),
            totals: ControlTotalsView::of(standing.totals),
        }
    }
}

/// All frameworks in numbers.
#[derive(Serialize, ToSchema)]
pub(crate) struct ComplianceView {
    /// By id.
    items: Vec<FrameworkStandingView>,
    /// The cloud accounts that they were counted over.
    accounts: CountedView,
}

/// How the newest generations stand by every framework
#[utoipa::path(get, path = "/workspaces/{workspace}/compliance", tag = "posture",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), AccountsQuery),
    responses((status = 200, description = "The frameworks by id", body = ComplianceView)))]
async fn compliance(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Query(query): Query<AccountsQuery>,
) -> Result<Json<ComplianceView>, Problem> {
    let sheet = state.app.compliance(&caller, workspace, &query.accounts()?).await?;
    let items = sheet.frameworks.iter().map(FrameworkStandingView::of).collect();
    Ok(Json(ComplianceView { items, accounts: CountedView::of(sheet.accounts) }))
}

/// How a control stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ControlStateName {
    /// A check of it fails somewhere; a muted failure is one.
    Failed,
    /// Nothing of it is known to fail, and something is not known.
    Unknown,
    /// All of it is known, and passed.
    Passed,
    /// All of it is known, and there is nothing that it is about.
    NotApplicable,
    /// No check of ours speaks to it.
    NotChecked,
}

/// A control and what its checks say.
#[derive(Serialize, ToSchema)]
pub(crate) struct ControlStandingView {
    /// Its number.
    id: String,
    /// What it asks for, in our own words.
    title: String,
    /// How it stands.
    state: ControlStateName,
    /// What its checks say: of those with variants, only the variants that stand for it.
    checks: Vec<CheckStandingView>,
}

impl ControlStandingView {
    fn of(control: &ControlStanding) -> Self {
        Self {
            id: control.id.clone(),
            title: control.title.clone(),
            state: match control.state {
                ControlState::Failed => ControlStateName::Failed,
                ControlState::Unknown => ControlStateName::Unknown,
                ControlState::Passed => ControlStateName::Passed,
                ControlState::NotApplicable => ControlStateName::NotApplicable,
                ControlState::NotChecked => ControlStateName::NotChecked,
            },
            checks: control.checks.iter().map(CheckStandingView::of).collect(),
        }
    }
}

/// A framework, control by control.
#[derive(Serialize, ToSchema)]
pub(crate) struct FrameworkComplianceView {
    /// The framework.
    framework: String,
    /// Its name.
    title: String,
    /// How many controls stand how.
    totals: ControlTotalsView,
    /// In the framework's own order.
    controls: Vec<ControlStandingView>,
    /// The cloud accounts that they were counted over.
    accounts: CountedView,
}

/// How the newest generations stand by one framework
#[utoipa::path(get, path = "/workspaces/{workspace}/compliance/{framework}", tag = "posture",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("framework" = String, Path, description = "The id of the framework"), AccountsQuery),
    responses((status = 200, description = "The framework, control by control", body = FrameworkComplianceView)))]
async fn framework_compliance(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, framework)): Path<(WorkspaceId, String)>,
    Query(query): Query<AccountsQuery>,
) -> Result<Json<FrameworkComplianceView>, Problem> {
    let sheet = state.app.compliance_with(&caller, workspace, &framework, &query.accounts()?).await?;
    Ok(Json(FrameworkComplianceView {
        framework: sheet.framework.id,
        title: sheet.framework.title,
        totals: ControlTotalsView::of(sheet.framework.totals),
        controls: sheet.controls.iter().map(ControlStandingView::of).collect(),
        accounts: CountedView::of(sheet.accounts),
    }))
}

/// A pillar, its score, and what its checks say in numbers of resources.
#[derive(Serialize, ToSchema)]
pub(crate) struct PillarView {
    /// The pillar.
    pillar: String,
    /// Its name.
    title: String,
    /// Percent, if everything that is unknown fails; null where no check that weighs says anything.
    score_least: Option<i64>,
    /// Percent, if everything that is unknown passes; null likewise.
    score_most: Option<i64>,
    /// Those that passed.
    pass: i64,
    /// Those that fail, muted ones included.
    fail: i64,
    /// Those of which it cannot be told.
    unknown: i64,
    /// Those of which a check has nothing to say.
    not_applicable: i64,
    /// What the checks that are in the score weigh together.
    weight: i64,
    /// Its checks that say something, by id.
    checks: Vec<CheckStandingView>,
}

impl PillarView {
    fn of(standing: &PillarStanding) -> Self {
        let tally = standing.tally;
        Self {
            pillar: standing.pillar.as_str().to_owned(),
            title: standing.pillar.title().to_owned(),
            score_least: standing.score.least,
            score_most: standing.score.most,
            pass: tally.pass,
            fail: tally.fail,
            unknown: tally.unknown,
            not_applicable: tally.not_applicable,
            weight: standing.score.weight,
            checks: standing.checks.iter().map(CheckStandingView::of).collect(),
        }
    }
}

/// The six pillars of the Well-Architected Framework.
#[derive(Serialize, ToSchema)]
pub(crate) struct WellArchitectedView {
    /// In the order of the framework.
    pillars: Vec<PillarView>,
    /// How a score is made, in one sentence.
    formula: String,
    /// The cloud accounts that they were counted over.
    accounts: CountedView,
}

/// How the newest generations stand by the pillars of the Well-Architected Framework
#[utoipa::path(get, path = "/workspaces/{workspace}/well-architected", tag = "posture",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), AccountsQuery),
    responses((status = 200, description = "The six pillars", body = WellArchitectedView)))]
async fn well_architected(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Query(query): Query<AccountsQuery>,
) -> Result<Json<WellArchitectedView>, Problem> {
    let sheet = state.app.well_architected(&caller, workspace, &query.accounts()?).await?;
    Ok(Json(WellArchitectedView {
        pillars: sheet.pillars.iter().map(PillarView::of).collect(),
        formula: FORMULA.to_owned(),
        accounts: CountedView::of(sheet.accounts),
    }))
}
