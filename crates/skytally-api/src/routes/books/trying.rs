//! What a rule or a schedule would do, before it is kept.

use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use skytally_app::books::recurring::{Occurrence, Schedule};
use skytally_app::books::{RuleTried, RuleWould, ScheduleTried};
use skytally_model::WorkspaceId;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::definitions::read;
use super::values::{AmountView, Day};
use crate::auth::Known;
use crate::extract::{Json, Path, Text};
use crate::problem::{Code, Problem};
use crate::state::ApiState;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(try_rule)).routes(routes!(try_schedule))
}

/// A rule to be tried.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TryRuleBody {
    /// As `body` of a definition of this kind.
    #[schema(value_type = Object)]
    body: Map<String, Value>,
}

/// A transaction that a rule would change.
#[derive(Serialize, ToSchema)]
pub(crate) struct RuleWouldView {
    /// Which.
    transaction: i64,
    /// Its newest entry.
    version: i64,
    /// Its day.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// Its payee.
    payee: String,
    /// As it changes the account: negative goes out.
    #[serde(flatten)]
    amount: AmountView,
    /// The other side now; null where it is split.
    category: Option<i64>,
}

/// What a rule would have done.
#[derive(Serialize, ToSchema)]
pub(crate) struct RuleTriedView {
    /// From this day on transactions were looked at,
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// so many.
    of: usize,
    /// It holds for so many,
    held: usize,
    /// and would change so many.
    would_change: usize,
    /// Whether older ones of that time were left out, because there are more than are looked at.
    cut: bool,
    /// The newest that it would change, 50 at most.
    changes: Vec<RuleWouldView>,
}

/// Try a rule on the past
///
/// By itself, on the transactions of the last year. Nothing is kept, nothing is changed.
#[utoipa::path(post, path = "/workspaces/{workspace}/books/try/rule", tag = "books", request_body = TryRuleBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "What it would have done", body = RuleTriedView)))]
async fn try_rule(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Json(given): Json<TryRuleBody>,
) -> Result<Json<RuleTriedView>, Problem> {
    let RuleTried { from, of, held, would_change, cut, changes } =
        state.app.try_rule(&caller, workspace, &read(given.body)?).await?;
    let view = |would: RuleWould| RuleWouldView {
        transaction: would.transaction.0,
        version: would.version.0,
        date: would.date,
        payee: would.payee,
        amount: AmountView::of(would.amount),
        category: would.category.map(|no| no.0),
    };
    let changes = changes.into_iter().map(view).collect();
    Ok(Json(RuleTriedView { from, of, held, would_change, cut, changes }))
}

/// A schedule to be tried.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TryScheduleBody {
    /// The rule of RFC 5545.
    #[schema(value_type = String, max_length = 500, example = "FREQ=MONTHLY;BYMONTHDAY=-1")]
    rule: Text<500>,
    /// The earliest day.
    #[schema(value_type = String, format = Date)]
    start: Day,
    /// What becomes of a day on a weekend: `leave`, `before` or `after`.
    #[serde(default)]
    #[schema(inline)]
    weekend: WeekendName,
}

/// What becomes of a day on a weekend.
#[derive(Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum WeekendName {
    /// It stays.
    #[default]
    Leave,
    /// The Friday before.
    Before,
    /// The Monday after.
    After,
}

/// One time of a schedule.
#[derive(Serialize, ToSchema)]
pub(crate) struct TimeView {
    /// The day on which it is posted.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// The day that the rule gives.
    #[schema(value_type = String, format = Date)]
    due: Date,
}

impl TimeView {
    fn of(time: Occurrence) -> Self {
        Self { date: time.date, due: time.due }
    }
}

/// What a schedule comes to.
#[derive(Serialize, ToSchema)]
pub(crate) struct ScheduleTriedView {
    /// When, for people.
    words: String,
    /// The next times.
    next: Vec<TimeView>,
    /// How many times there are up to today: they would be posted at once.
    past: usize,
    /// The first of all; null where there is none.
    first: Option<TimeView>,
}

/// Try a schedule
///
/// Which days it gives, from today on. Nothing is kept, nothing is posted.
#[utoipa::path(post, path = "/workspaces/{workspace}/books/try/schedule", tag = "books", request_body = TryScheduleBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "What it comes to", body = ScheduleTriedView)))]
async fn try_schedule(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Json(given): Json<TryScheduleBody>,
) -> Result<Json<ScheduleTriedView>, Problem> {
    let schedule: Schedule = serde_json::from_value(
        json!({ "rule": given.rule.as_str(), "start": given.start.date(), "weekend": given.weekend }),
    )
    .map_err(|error| {
        let why = error.to_string();
        Problem::new(Code::BadValue, why.clone()).field("rule", why)
    })?;
    let ScheduleTried { words, next, past, first } =
        state.app.try_schedule(&caller, workspace, &schedule).await?;
    let next = next.into_iter().map(TimeView::of).collect();
    Ok(Json(ScheduleTriedView { words, next, past, first: first.map(TimeView::of) }))
}
