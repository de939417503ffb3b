//! What is new: the newest generations, what became of resources, and how open findings went.

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use skytally_app::{
    AccountNews, ChangePlace, Overview, ResourceChange, ResourceEvent, ResourceFilter, TrendDay, Unseen,
};
use skytally_model::{LinkId, WorkspaceId};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::{Json, Path, Query};
use crate::page::{Page, PageParams, Paged};
use crate::problem::Problem;
use crate::routes::listed;
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(overview)).routes(routes!(resource_changes)).routes(routes!(trend))
}

/// Days of the trend when the request does not say how many.
const TREND_DAYS_DEFAULT: i64 = 30;

/// Resources that a generation changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResourcesNewsView {
    /// They were not there before; all of them in a first generation.
    added: i64,
    /// They are otherwise than before.
    changed: i64,
    /// They are not there any more.
    gone: i64,
}

/// Findings that a generation changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct FindingsNewsView {
    /// They fail for the first time; all of them in a first generation.
    opened: i64,
    /// They fail again.
    reopened: i64,
    /// They fail no longer.
    resolved: i64,
    /// It cannot be told any more, or could not from the beginning.
    became_unknown: i64,
}

/// What the newest generation of a cloud account brought.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountNewsView {
    /// The cloud account.
    #[schema(value_type = String, format = Uuid)]
    account: LinkId,
    /// What people call it.
    name: String,
    /// AWS's id of it.
    aws_account: String,
    /// The newest generation; 0 before the first.
    generation: i64,
    /// When it was published.
    #[schema(value_type = Option<String>, format = DateTime)]
    generation_at: Option<Timestamp>,
    /// When the one before was; null for a first one, and where that is forgotten.
    #[schema(value_type = Option<String>, format = DateTime)]
    previous_at: Option<Timestamp>,
    /// Whether everything of its plan was seen; null before the first.
    complete: Option<bool>,
    /// Resources that it changed; null before the first, and where it is older than history is kept.
    resources: Option<ResourcesNewsView>,
    /// Findings that it changed; null likewise.
    findings: Option<FindingsNewsView>,
    /// Runs in a row that gave no generation since: what is shown may be old.
    failures: i64,
    /// Since when nobody collects the account.
    #[schema(value_type = Option<String>, format = DateTime)]
    paused: Option<Timestamp>,
}

impl AccountNewsView {
    fn of(news: &AccountNews) -> Self {
        Self {
            account: news.account,
            name: news.name.clone(),
            aws_account: news.aws_account.to_string(),
            generation: news.generation,
            generation_at: news.generation_at,
            previous_at: news.previous_at,
            complete: news.complete,
            resources: news.resources.map(|resources| ResourcesNewsView {
                added: resources.added,
                changed: resources.changed,
                gone: resources.gone,
            }),
            findings: news.findings.map(|findings| FindingsNewsView {
                opened: findings.opened,
                reopened: findings.reopened,
                resolved: findings.resolved,
                became_unknown: findings.became_unknown,
            }),
            failures: news.failures,
            paused: news.paused,
        }
    }
}

/// Something that a newest generation could not see.
#[derive(Serialize, ToSchema)]
pub(crate) struct UnseenView {
    /// The cloud account.
    #[schema(value_type = String, format = Uuid)]
    account: LinkId,
    /// Whether a whole listing could not be seen, rather than parts of single resources.
    listing: bool,
    /// The call that hid it, such as `s3:GetBucketPolicy`; null where the run did not come to it.
    call: Option<String>,
    /// The kind.
    kind: Option<String>,
    /// The region.
    region: String,
    /// The class of the failure, such as `denied`, `throttled` or `not-collected`.
    class: String,
    /// The IAM action that would have allowed the call.
    permission: Option<String>,
    /// AWS's error code.
    code: Option<String>,
    /// What happened, in words.
    message: Option<String>,
    /// Resources of which something was not seen; null for a listing, where nobody knows how many there are.
    resources: Option<i64>,
}

impl UnseenView {
    fn of(unseen: &Unseen) -> Self {
        Self {
            account: unseen.account,
            listing: unseen.listing,
            call: unseen.call.clone(),
            kind: unseen.kind.clone(),
            region: unseen.region.clone(),
            class: unseen.class.clone(),
            permission: unseen.permission.clone(),
            code: unseen.code.clone(),
            message: unseen.message.clone(),
            resources: unseen.resources,
        }
    }
}

/// What is new in a workspace.
#[derive(Serialize, ToSchema)]
pub(crate) struct OverviewView {
    /// The cloud accounts by name.
    accounts: Vec<AccountNewsView>,
    /// What their newest generations could not see: listings first, and then what hides most resources.
    unseen: Vec<UnseenView>,
}

impl OverviewView {
    fn of(overview: &Overview) -> Self {
        Self {
            accounts: overview.accounts.iter().map(AccountNewsView::of).collect(),
            unseen: overview.unseen.iter().map(UnseenView::of).collect(),
        }
    }
}

/// What the newest generation of each cloud account changed, and what it could not see
#[utoipa::path(get, path = "/workspaces/{workspace}/overview", tag = "overview",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "The cloud accounts by name", body = OverviewView)))]
async fn overview(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
) -> Result<Json<OverviewView>, Problem> {
    Ok(Json(OverviewView::of(state.app.overview(&caller, workspace).await?.as_ref())))
}

/// What became of a resource.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ChangeName {
    /// It was not there before.
    Added,
    /// It is otherwise than before.
    Changed,
    /// It is not there any more.
    Gone,
}

/// Which changes of resources.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ChangeQuery {
    /// Of these cloud accounts, with commas between.
    account: Option<String>,
    /// That this generation of the one cloud account brought; all that are kept if left out.
    #[param(minimum = 1)]
    generation: Option<i64>,
    /// Only what became of them like this.
    #[param(inline)]
    what: Option<ChangeName>,
}

/// A change of a resource.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangeView {
    /// The cloud account.
    #[schema(value_type = String, format = Uuid)]
    account: LinkId,
    /// Its kind.
    kind: String,
    /// Its region.
    region: String,
    /// AWS's id of it.
    id: String,
    /// Its name; of one that is gone, the last.
    name: Option<String>,
    /// Its ARN.
    arn: Option<String>,
    /// What became of it.
    what: ChangeName,
    /// The generation that brought it.
    generation: i64,
    /// When that was published.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl ChangeView {
    fn of(change: &ResourceChange) -> Self {
        Self {
            account: change.account,
            kind: change.kind.to_string(),
            region: change.region.to_string(),
            id: change.id.clone(),
            name: change.name.clone(),
            arn: change.arn.clone(),
            what: match change.what {
                ResourceEvent::Added => ChangeName::Added,
                ResourceEvent::Changed => ChangeName::Changed,
                ResourceEvent::Gone => ChangeName::Gone,
            },
            generation: change.generation,
            at: change.at,
        }
    }
}

/// What became of resources, as far as history is kept
#[utoipa::path(get, path = "/workspaces/{workspace}/changes", tag = "overview",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), PageParams, ChangeQuery),
    responses((status = 200, description = "The changes, the newest first", body = Page<ChangeView>)))]
async fn resource_changes(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Paged { page, filter }: Paged<ChangeQuery>,
) -> Result<Page<ChangeView>, Problem> {
    let filter = ResourceFilter {
        accounts: listed("account", filter.account.as_deref())?,
        generation: filter.generation,
        what: filter.what.map(|what| match what {
            ChangeName::Added => ResourceEvent::Added,
            ChangeName::Changed => ResourceEvent::Changed,
            ChangeName::Gone => ResourceEvent::Gone,
        }),
    };
    let after = page.after::<ChangePlace>()?;
    let limit = usize::from(page.limit);
    let more = i64::from(page.limit) + 1;
    let rows = state.app.resource_changes(&caller, workspace, &filter, after.as_ref(), more).await?;
    let items: Vec<_> = rows.iter().take(limit).map(ChangeView::of).collect();
    let last = rows.get(limit).and(rows.get(limit.saturating_sub(1))).map(ResourceChange::place);
    page.page(items, last.as_ref())
}

/// How far back.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TrendQuery {
    /// Days, the present one included.
    #[param(minimum = 7, maximum = 365, default = 30)]
    days: Option<i64>,
}

/// The findings that were open at the end of a day in UTC, muted ones included.
#[derive(Serialize, ToSchema)]
pub(crate) struct TrendDayView {
    /// The day.
    #[schema(value_type = String, format = Date)]
    day: String,
    /// Critical ones.
    critical: i64,
    /// High ones.
    high: i64,
    /// Medium ones.
    medium: i64,
    /// Low ones.
    low: i64,
    /// Those that are only worth knowing.
    info: i64,
}

impl TrendDayView {
    fn of(day: &TrendDay) -> Self {
        let [critical, high, medium, low, info] = day.open;
        Self { day: day.day.to_string(), critical, high, medium, low, info }
    }
}

/// How open findings went.
#[derive(Serialize, ToSchema)]
pub(crate) struct TrendView {
    /// Day by day; the last one is now. Days of which nothing is known are not among them.
    items: Vec<TrendDayView>,
    /// Since when it is known; null before the first generation.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
}

/// How many findings were open at the end of each day
#[utoipa::path(get, path = "/workspaces/{workspace}/trend", tag = "overview",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), TrendQuery),
    responses((status = 200, description = "The days, the oldest first", body = TrendView)))]
async fn trend(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Query(query): Query<TrendQuery>,
) -> Result<Json<TrendView>, Problem> {
    let trend = state.app.trend(&caller, workspace, query.days.unwrap_or(TREND_DAYS_DEFAULT)).await?;
    Ok(Json(TrendView { items: trend.days.iter().map(TrendDayView::of).collect(), since: trend.since }))
}
