//! What checks say, in numbers, and the resources behind them.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use skytally_app::{CheckFilter, CheckPlace, CheckResource, CheckStanding, Counted, ResourceOutcome};
use skytally_model::{CheckId, FindingId, LinkId, WorkspaceId};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::{Json, Path, Query};
use crate::page::{Page, PageParams, Paged};
use crate::problem::{Code, Problem};
use crate::routes::listed;
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(posture)).routes(routes!(check_resources))
}

/// Which cloud accounts are counted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccountsQuery {
    /// Only these cloud accounts, with commas between.
    account: Option<String>,
}

impl AccountsQuery {
    pub(crate) fn accounts(&self) -> Result<Vec<LinkId>, Problem> {
        listed("account", self.account.as_deref())
    }
}

/// The cloud accounts that outcomes were counted over.
#[derive(Serialize, ToSchema)]
pub(crate) struct CountedView {
    /// Those whose newest generation was evaluated.
    evaluated: i64,
    /// Those of which nothing is known yet: they are in no number.
    not_yet: i64,
}

impl CountedView {
    pub(crate) fn of(accounts: Counted) -> Self {
        Self { evaluated: accounts.evaluated, not_yet: accounts.not_yet }
    }
}

/// A check and what the newest generations say, in numbers of resources.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckStandingView {
    /// The check.
    check: String,
    /// What should be so.
    title: String,
    /// How bad a failure is, as a rule: critical, high, medium, low or info.
    severity: String,
    /// Its pillar.
    pillar: String,
    /// Those that passed.
    pass: i64,
    /// Those that fail, muted ones included.
    fail: i64,
    /// Those of which it cannot be told; a place that could not be listed counts as one.
    unknown: i64,
    /// Those of which the check has nothing to say.
    not_applicable: i64,
    /// Of those that fail, those that are muted.
    muted: i64,
    /// Cloud accounts on which the check was not made, or of which something that it is about is not collected.
    unseen: i64,
}

impl CheckStandingView {
    pub(crate) fn of(standing: &CheckStanding) -> Self {
        let tally = standing.tally;
        Self {
            check: standing.check.clone(),
            title: standing.title.clone(),
            severity: standing.severity.to_string(),
            pillar: standing.pillar.as_str().to_owned(),
            pass: tally.pass,
            fail: tally.fail,
            unknown: tally.unknown,
            not_applicable: tally.not_applicable,
            muted: tally.muted,
            unseen: tally.unseen,
        }
    }
}

/// What all checks say.
#[derive(Serialize, ToSchema)]
pub(crate) struct PostureView {
    /// The checks that say something, by id.
    items: Vec<CheckStandingView>,
    /// The cloud accounts that they were counted over.
    accounts: CountedView,
}

/// What all checks say of the newest generations
#[utoipa::path(get, path = "/workspaces/{workspace}/posture", tag = "posture",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), AccountsQuery),
    responses((status = 200, description = "The checks by id", body = PostureView)))]
async fn posture(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Query(query): Query<AccountsQuery>,
) -> Result<Json<PostureView>, Problem> {
    let sheet = state.app.posture(&caller, workspace, &query.accounts()?).await?;
    let items = sheet.checks.iter().map(CheckStandingView::of).collect();
    Ok(Json(PostureView { items, accounts: CountedView::of(sheet.accounts) }))
}

/// What a check says of a resource.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OutcomeName {
    /// It is as it should be.
    Pass,
    /// It is not as it should be.
    #[default]
    Fail,
    /// It cannot be told.
    Unknown,
}

/// Which resources of a check.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CheckResourceQuery {
    /// The check.
    check: String,
    /// What it says of them; those that fail if left out.
    #[param(inline)]
    outcome: Option<OutcomeName>,
    /// Of these cloud accounts, with commas between.
    account: Option<String>,
}

/// A resource and what a check says of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckResourceView {
    /// The cloud account.
    #[schema(value_type = String, format = Uuid)]
    account: LinkId,
    /// The variant of the check, for a check that has some.
    variant: Option<String>,
    /// The kind of the resource.
    kind: String,
    /// Its region.
    region: String,
    /// AWS's id of it; the region or the account where a kind could not be listed.
    resource: String,
    /// Its name.
    name: Option<String>,
    /// What the check says.
    outcome: OutcomeName,
    /// The finding; null where it passed.
    #[schema(value_type = Option<String>, format = Uuid)]
    finding: Option<FindingId>,
    /// What the finding says; null where it passed.
    message: Option<String>,
    /// Why it cannot be told; null where it can.
    unknown_because: Option<String>,
    /// Whether the finding is muted.
    muted: bool,
}

impl CheckResourceView {
    fn of(one: &CheckResource, outcome: OutcomeName) -> Self {
        Self {
            account: one.account,
            variant: Some(one.variant.clone()).filter(|variant| !variant.is_empty()),
            kind: one.kind.to_string(),
            region: one.region.to_string(),
            resource: one.resource.clone(),
            name: one.name.clone(),
            outcome,
            finding: one.finding,
            message: one.message.clone(),
            unknown_because: one.unknown_because.clone(),
            muted: one.muted,
        }
    }
}

/// The resources of which a check says something
///
/// Of those that passed, up to 10,000 for each cloud account and variant are named; the posture counts all of them.
#[utoipa::path(get, path = "/workspaces/{workspace}/check-resources", tag = "posture",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), PageParams, CheckResourceQuery),
    responses((status = 200, description = "The resources by cloud account, variant, kind, region and id", body = Page<CheckResourceView>)))]
async fn check_resources(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Paged { page, filter }: Paged<CheckResourceQuery>,
) -> Result<Page<CheckResourceView>, Problem> {
    let name = filter.outcome.unwrap_or_default();
    let outcome = match name {
        OutcomeName::Pass => ResourceOutcome::Pass,
        OutcomeName::Fail => ResourceOutcome::Fail,
        OutcomeName::Unknown => ResourceOutcome::Unknown,
    };
    let check = filter.check.parse::<CheckId>().map_err(|error| {
        Problem::new(Code::BadQuery, format!("check: {error}")).field("check", error.to_string())
    })?;
    let filter = CheckFilter { check, outcome, accounts: listed("account", filter.account.as_deref())? };
    let after = page.after::<CheckPlace>()?;
    let limit = usize::from(page.limit);
    let more = i64::from(page.limit) + 1;
    let rows = state.app.check_resources(&caller, workspace, &filter, after.as_ref(), more).await?;
    let items: Vec<_> = rows.iter().take(limit).map(|one| CheckResourceView::of(one, name)).collect();
    let last = rows.get(limit).and(rows.get(limit.saturating_sub(1))).map(CheckResource::place);
    page.page(items, last.as_ref())
}
