//! Findings.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::http::{HeaderMap, Response};
use axum::response::IntoResponse;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use skytally_app::{App, Finding, FindingCount, FindingEvent, FindingFilter, FindingOrder, FindingState};
use skytally_model::{CheckId, FindingId, KindId, LinkId, Region, Severity, WorkspaceId};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::etag::Written;
use crate::extract::{Json, Path, Query, Text};
use crate::page::{Page, PageParams, Paged};
use crate::problem::{Code, Problem};
use crate::routes::{listed, meant_version, version_conflict, version_tag};
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(findings))
        .routes(routes!(finding_counts))
        .routes(routes!(finding))
        .routes(routes!(mute, unmute))
}

/// What findings are ordered by; the greatest first.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sort {
    /// The worst first.
    #[default]
    Severity,
    /// The newest first.
    FirstSeen,
    /// The last seen first.
    LastSeen,
    /// What saves most first.
    Saving,
}

/// Which findings.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FindingQuery {
    /// In these states, with commas between: open, resolved, unknown. Open and unknown if left out.
    state: Option<String>,
    /// As bad as these, with commas between: critical, high, medium, low, info.
    severity: Option<String>,
    /// Of these cloud accounts, with commas between.
    account: Option<String>,
    /// Of these checks, with commas between.
    check: Option<String>,
    /// Of checks of this pillar, such as `security`.
    pillar: Option<String>,
    /// Of the checks of this framework, such as `cis-aws-3.0`.
    framework: Option<String>,
    /// About these kinds, with commas between.
    kind: Option<String>,
    /// In these regions, with commas between.
    region: Option<String>,
    /// About the resource with exactly this id.
    #[param(value_type = Option<String>, max_length = 2048)]
    resource: Option<Text<2048>>,
    /// Whose resource, name or message has this text in it, whatever the case.
    #[param(value_type = Option<String>, max_length = 200)]
    q: Option<Text<200>>,
    /// Only muted ones, or only those that are not.
    muted: Option<bool>,
    /// Only those of which the newest generation can say nothing, or only others.
    unknown: Option<bool>,
    /// What they are ordered by.
    #[param(inline)]
    sort: Option<Sort>,
}

impl FindingQuery {
    pub(super) fn filter(self, app: &App) -> Result<(FindingFilter, FindingOrder), Problem> {
        let states = match &self.state {
            None => vec![FindingState::Open, FindingState::Unknown],
            Some(text) => {
                let names = listed::<String>("state", Some(text))?;
                let find = |name: &String| FindingState::ALL.into_iter().find(|state| state.as_str() == name);
                let states: Option<Vec<_>> = names.iter().map(find).collect();
                states.ok_or_else(|| {
                    let why = "use open, resolved or unknown";
                    Problem::new(Code::BadQuery, format!("state: {why}")).field("state", why)
                })?
            }
        };
        let mut checks: Option<Vec<CheckId>> = match &self.check {
            None => None,
            Some(text) => Some(listed("check", Some(text))?),
        };
        let mut narrow = |wanted: Vec<CheckId>| {
            checks = Some(match checks.take() {
                None => wanted,
                Some(checks) => checks.into_iter().filter(|check| wanted.contains(check)).collect(),
            });
        };
        if let Some(pillar) = &self.pillar {
            narrow(app.checks_of_pillar(pillar)?);
        }
        if let Some(framework) = &self.framework {
            narrow(app.checks_of_framework(framework)?);
        }
        let order = match self.sort.unwrap_or_default() {
            Sort::Severity => FindingOrder::Severity,
            Sort::FirstSeen => FindingOrder::FirstSeen,
            Sort::LastSeen => FindingOrder::LastSeen,
            Sort::Saving => FindingOrder::Saving,
        };
        let filter = FindingFilter {
            states,
            severities: listed::<Severity>("severity", self.severity.as_deref())?,
            accounts: listed::<LinkId>("account", self.account.as_deref())?,
            checks,
            kinds: listed::<KindId>("kind", self.kind.as_deref())?,
            regions: listed::<Region>("region", self.region.as_deref())?,
            text: self.q.map(Text::into_string),
            resource: self.resource.map(Text::into_string),
            muted: self.muted,
            unknown: self.unknown,
        };
        Ok((filter, order))
    }
}

/// Who muted a finding, why, and until when.
#[derive(Serialize, ToSchema)]
pub(crate) struct MuteView {
    /// It ends by itself.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// Why.
    reason: String,
    /// The id of who did it.
    by: String,
}

/// A finding.
#[derive(Serialize, ToSchema)]
pub(crate) struct FindingView {
    /// The id.
    #[schema(value_type = String, format = Uuid)]
    id: FindingId,
    /// The cloud account.
    #[schema(value_type = String, format = Uuid)]
    account: LinkId,
    /// The check.
    check: String,
    /// Its variant, for a check that has some.
    variant: Option<String>,
    /// What should be so.
    title: String,
    /// The pillar of the check.
    pillar: Option<String>,
    /// The kind of the resource.
    kind: String,
    /// Its region.
    region: String,
    /// AWS's id of it.
    resource: String,
    /// Its ARN.
    arn: Option<String>,
    /// Its name.
    name: Option<String>,
    /// How bad it is: critical, high, medium, low or info.
    severity: String,
    /// Where it stands: open, resolved or unknown.
    state: String,
    /// What is wrong.
    message: String,
    /// Why the newest generation cannot say; null while it can.
    unknown_because: Option<String>,
    /// What mending it would save by list price, in millionths of a US dollar a month. An estimate, never spend.
    saving_micro_usd_per_month: Option<i64>,
    /// Why it cannot be said what mending it would save.
    saving_unknown: Option<String>,
    /// When it was first seen.
    #[schema(value_type = String, format = DateTime)]
    first_seen: Timestamp,
    /// When it was last seen failing.
    #[schema(value_type = String, format = DateTime)]
    last_seen: Timestamp,
    /// When it was resolved.
    #[schema(value_type = Option<String>, format = DateTime)]
    resolved: Option<Timestamp>,
    /// Who muted it, if it is muted.
    mute: Option<MuteView>,
    /// Grows with every change; the ETag says it too.
    version: i64,
}

impl FindingView {
    pub(super) fn of(app: &App, finding: &Finding) -> Self {
        let check = app.check_facts(&finding.key.check);
        Self {
            id: finding.id,
            account: finding.account,
            check: finding.key.check.to_string(),
            variant: Some(finding.key.variant.clone()).filter(|variant| !variant.is_empty()),
            title: check.as_ref().map_or_else(|| finding.key.check.to_string(), |check| check.title.clone()),
            pillar: check.map(|check| check.pillar.as_str().to_owned()),
            kind: finding.key.kind.to_string(),
            region: finding.key.region.to_string(),
            resource: finding.key.resource.clone(),
            arn: finding.facts.arn.clone(),
            name: finding.facts.name.clone(),
            severity: finding.facts.severity.to_string(),
            state: finding.facts.state.as_str().to_owned(),
            message: finding.facts.message.clone(),
            unknown_because: finding.facts.unknown_because.clone(),
            saving_micro_usd_per_month: finding.facts.saving.map(|saving| saving.micro_usd_per_month),
            saving_unknown: finding.facts.saving_unknown.clone(),
            first_seen: finding.first_seen,
            last_seen: finding.last_seen,
            resolved: finding.resolved,
            mute: finding.mute.as_ref().map(|mute| MuteView {
                until: mute.until,
                reason: mute.reason.clone(),
                by: mute.by.clone(),
            }),
            version: finding.version,
        }
    }
}

/// The findings of a workspace
#[utoipa::path(get, path = "/workspaces/{workspace}/findings", tag = "findings",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), PageParams, FindingQuery),
    responses((status = 200, description = "The findings in the order that was asked for", body = Page<FindingView>)))]
async fn findings(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Paged { page, filter }: Paged<FindingQuery>,
) -> Result<Response<Body>, Problem> {
    let (filter, order) = filter.filter(&state.app)?;
    let after = page.after::<(i64, FindingId)>()?;
    let limit = usize::from(page.limit);
    let found =
        state.app.findings(&caller, workspace, &filter, order, after, i64::from(page.limit) + 1).await?;
    let written = found.answer(&page.words(), |found| {
        let items: Vec<FindingView> =
            found.iter().take(limit).map(|finding| FindingView::of(&state.app, finding)).collect();
        let last = found
            .get(limit)
            .and(found.get(limit.saturating_sub(1)))
            .map(|finding| (order.place(finding), finding.id));
        page.page(items, last.as_ref())?.written()
    })?;
    Ok(written.response())
}

/// How many findings of a check there are.
#[derive(Serialize, ToSchema)]
pub(crate) struct CountView {
    /// The check.
    check: String,
    /// What should be so.
    title: String,
    /// The pillar of the check.
    pillar: Option<String>,
    /// How bad.
    severity: String,
    /// In which state.
    state: String,
    /// Whether muted.
    muted: bool,
    /// Whether the newest generation can say nothing of them.
    unknown: bool,
    /// How many.
    count: i64,
    /// What mending them would save by list price, where known, in millionths of a US dollar a month.
    saving_micro_usd_per_month: i64,
}

impl CountView {
    fn of(app: &App, count: &FindingCount) -> Self {
        let check = app.check_facts(&count.check);
        Self {
            check: count.check.to_string(),
            title: check.as_ref().map_or_else(|| count.check.to_string(), |check| check.title.clone()),
            pillar: check.map(|check| check.pillar.as_str().to_owned()),
            severity: count.severity.to_string(),
            state: count.state.clone(),
            muted: count.muted,
            unknown: count.unknown,
            count: count.count,
            saving_micro_usd_per_month: count.saving.micro_usd_per_month,
        }
    }
}

/// Findings, counted.
#[derive(Serialize, ToSchema)]
pub(crate) struct CountsView {
    /// All findings of the filter.
    total: i64,
    /// By severity, those that are open, not muted and can be told.
    open_by_severity: BTreeMap<String, i64>,
    /// By check, severity and state.
    items: Vec<CountView>,
}

/// How many findings there are
#[utoipa::path(get, path = "/workspaces/{workspace}/finding-counts", tag = "findings",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), FindingQuery),
    responses((status = 200, description = "The findings by check, severity and state", body = CountsView)))]
async fn finding_counts(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Query(query): Query<FindingQuery>,
) -> Result<Response<Body>, Problem> {
    let (filter, _) = query.filter(&state.app)?;
    let counts = state.app.finding_counts(&caller, workspace, &filter).await?;
    let written = counts.answer("", |counts| {
        let mut open_by_severity: BTreeMap<String, i64> =
            Severity::ALL.into_iter().map(|severity| (severity.to_string(), 0)).collect();
        for count in counts.iter().filter(|count| count.state == "open" && !count.muted && !count.unknown) {
            *open_by_severity.entry(count.severity.to_string()).or_default() += count.count;
        }
        Written::json(&CountsView {
            total: counts.iter().map(|count| count.count).sum(),
            open_by_severity,
            items: counts.iter().map(|count| CountView::of(&state.app, count)).collect(),
        })
    })?;
    Ok(written.response())
}

/// Something in the life of a finding.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What: opened, reopened, resolved, unknown, known, changed, muted, unmuted.
    what: String,
    /// The generation that brought it.
    generation: Option<i64>,
    /// Who did it, where somebody did.
    actor: Option<String>,
    /// More.
    detail: Option<String>,
}

impl EventView {
    fn of(event: FindingEvent) -> Self {
        Self {
            at: event.at,
            what: event.what,
            generation: event.generation,
            actor: event.actor,
            detail: event.detail,
        }
    }
}

/// A finding with its life.
#[derive(Serialize, ToSchema)]
pub(crate) struct FindingDetail {
    /// The finding.
    finding: FindingView,
    /// Its life, the newest first.
    events: Vec<EventView>,
}

/// One finding with its life
#[utoipa::path(get, path = "/workspaces/{workspace}/findings/{finding}", tag = "findings",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("finding" = String, Path, format = Uuid, description = "The finding")),
    responses((status = 200, description = "The finding", body = FindingDetail)))]
async fn finding(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, finding)): Path<(WorkspaceId, FindingId)>,
) -> Result<Json<FindingDetail>, Problem> {
    let (finding, events) = state.app.finding(&caller, workspace, finding).await?;
    let finding = FindingView::of(&state.app, &finding);
    Ok(Json(FindingDetail { finding, events: events.into_iter().map(EventView::of).collect() }))
}

/// A mute.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MuteBody {
    /// When it ends by itself; after a year at the latest.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// Why.
    reason: Text<500>,
}

/// Mute a finding until a moment
#[utoipa::path(put, path = "/workspaces/{workspace}/findings/{finding}/mute", tag = "findings", request_body = MuteBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("finding" = String, Path, format = Uuid, description = "The finding"),
        ("if-match" = Option<String>, Header, description = "`\"v\"` and the version that was read: a change in between is refused")),
    responses((status = 200, description = "Muted", body = FindingView)))]
async fn mute(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, finding)): Path<(WorkspaceId, FindingId)>,
    headers: HeaderMap,
    Json(body): Json<MuteBody>,
) -> Result<Response<Body>, Problem> {
    let meant = meant_version(&headers)?;
    let changed = state.app.mute(&caller, workspace, finding, body.until, body.reason.as_str(), meant).await;
    let changed = changed.map_err(|error| version_conflict(error, meant))?;
    let tag = version_tag(changed.version);
    Ok(([(ETAG, tag)], Json(FindingView::of(&state.app, &changed))).into_response())
}

/// End the mute of a finding
#[utoipa::path(delete, path = "/workspaces/{workspace}/findings/{finding}/mute", tag = "findings",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("finding" = String, Path, format = Uuid, description = "The finding"),
        ("if-match" = Option<String>, Header, description = "`\"v\"` and the version that was read: a change in between is refused")),
    responses((status = 200, description = "Not muted any more", body = FindingView)))]
async fn unmute(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, finding)): Path<(WorkspaceId, FindingId)>,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let meant = meant_version(&headers)?;
    let changed = state.app.unmute(&caller, workspace, finding, meant).await;
    let changed = changed.map_err(|error| version_conflict(error, meant))?;
    let tag = version_tag(changed.version);
    Ok(([(ETAG, tag)], Json(FindingView::of(&state.app, &changed))).into_response())
}
