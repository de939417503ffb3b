//! Findings in groups.

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use skytally_app::{AccountName, App, FindingGroup, GroupBy, GroupKey, GroupPlace};
use skytally_model::{LinkId, Severity, WorkspaceId};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::{self, Path};
use crate::page::{Page, PageParams, PageRequest};
use crate::problem::Problem;
use crate::routes::findings::FindingQuery;
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(finding_groups))
}

/// What findings are put together by.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum By {
    /// The check.
    Check,
    /// The resource.
    Resource,
    /// The cloud account.
    Account,
}

/// How findings are put together.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct GroupQuery {
    /// What they are put together by.
    #[param(inline)]
    by: By,
}

/// How findings are put together, which of them, and which page. The filter is that of the list of findings, which reads itself.
pub(crate) struct Grouped {
    by: By,
    page: PageRequest,
    filter: FindingQuery,
}

impl<S: Send + Sync> FromRequestParts<S> for Grouped {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let (page, (own, filter)) = PageRequest::of(parts, |pairs| {
            let (own, rest): (Vec<_>, Vec<_>) = pairs.iter().cloned().partition(|(name, _)| name == "by");
            Ok((extract::query::<GroupQuery>(&own)?, extract::query(&rest)?))
        })?;
        Ok(Self { by: own.by, page, filter })
    }
}

/// How many findings of each severity there are.
#[derive(Serialize, ToSchema)]
pub(crate) struct BySeverity {
    /// To be mended now.
    critical: i64,
    /// To be mended this week.
    high: i64,
    /// To be mended soon.
    medium: i64,
    /// To be mended some day.
    low: i64,
    /// Worth knowing.
    info: i64,
}

/// A group of findings.
#[derive(Serialize, ToSchema)]
pub(crate) struct GroupItem {
    /// What names the group. It stays the same for as long as there is the group.
    key: String,
    /// What to call it: the title of the check, or the name of the resource or account.
    title: String,
    /// The check, in groups by check.
    check: Option<String>,
    /// The kind of the resource, in groups by resource.
    kind: Option<String>,
    /// Its region.
    region: Option<String>,
    /// AWS's id of it.
    resource: Option<String>,
    /// The cloud account, in groups by resource or account.
    #[schema(value_type = Option<String>, format = Uuid)]
    account: Option<LinkId>,
    /// The name of the resource or account, where it has one.
    name: Option<String>,
    /// How bad the worst of its findings is.
    severity: String,
    /// The pillar of the check, in groups by check.
    pillar: Option<String>,
    /// How many findings of the filter are in it.
    count: i64,
    /// Of them, those that are muted.
    muted: i64,
    /// Of them, those of which the newest generation can say nothing.
    unknown: i64,
    /// What mending them would save by list price, where known, in millionths of a US dollar a month. An estimate, never spend.
    saving_micro_usd_per_month: i64,
    /// How many there are of each severity; all that are counted in `count`.
    by_severity: BySeverity,
}

impl GroupItem {
    fn of(app: &App, accounts: &[AccountName], group: &FindingGroup) -> Self {
        let [critical, high, medium, low, info] = group.by_severity;
        let mut item = Self {
            key: String::new(),
            title: String::new(),
            check: None,
            kind: None,
            region: None,
            resource: None,
            account: None,
            name: None,
            severity: group.worst.to_string(),
            pillar: None,
            count: group.count,
            muted: group.muted,
            unknown: group.unknown,
            saving_micro_usd_per_month: group.saving.micro_usd_per_month,
            by_severity: BySeverity { critical, high, medium, low, info },
        };
        match &group.key {
            GroupKey::Check(check) => {
                let facts = app.check_facts(check);
                item.key = check.to_string();
                item.title = facts.as_ref().map_or_else(|| check.to_string(), |facts| facts.title.clone());
                item.pillar = facts.map(|facts| facts.pillar.as_str().to_owned());
                item.check = Some(check.to_string());
            }
            GroupKey::Account(account) => {
                let name = accounts.iter().find(|one| one.id == *account).map(|one| one.name.clone());
                item.key = account.to_string();
                item.title = name.clone().unwrap_or_else(|| account.to_string());
                item.account = Some(*account);
                item.name = name;
            }
            GroupKey::Resource { account, kind, region, resource, name } => {
                // Neither an account's id nor a kind nor a region has a slash.
                item.key = format!("{account}/{kind}/{region}/{resource}");
                item.title = name.clone().unwrap_or_else(|| resource.clone());
                item.account = Some(*account);
                item.kind = Some(kind.to_string());
                item.region = Some(region.to_string());
                item.resource = Some(resource.clone());
                item.name = name.clone();
            }
        }
        item
    }
}

// The order of the members above is that of the severities.
const _: () = assert!(matches!(
    Severity::ALL,
    [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info]
));

/// The findings of a workspace, in groups
///
/// The worst first, then those with most findings. `sort` has no say here.
#[utoipa::path(get, path = "/workspaces/{workspace}/finding-groups", tag = "findings",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        GroupQuery, PageParams, FindingQuery),
    responses((status = 200, description = "The groups", body = Page<GroupItem>)))]
async fn finding_groups(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Grouped { by, page, filter }: Grouped,
) -> Result<Page<GroupItem>, Problem> {
    let (filter, _) = filter.filter(&state.app)?;
    let by = match by {
        By::Check => GroupBy::Check,
        By::Resource => GroupBy::Resource,
        By::Account => GroupBy::Account,
    };
    let after = page.after::<GroupPlace>()?;
    let limit = usize::from(page.limit);
    let most = i64::from(page.limit) + 1;
    let groups = state.app.finding_groups(&caller, workspace, by, &filter, after.as_ref(), most).await?;
    let accounts = match by {
        GroupBy::Account => Some(state.app.account_names(&caller, workspace).await?),
        GroupBy::Check | GroupBy::Resource => None,
    };
    let accounts = accounts.as_deref().map_or(&[][..], |accounts| accounts.as_slice());
    let items: Vec<GroupItem> =
        groups.iter().take(limit).map(|group| GroupItem::of(&state.app, accounts, group)).collect();
    let last = groups.get(limit).and(groups.get(limit.saturating_sub(1))).map(FindingGroup::place);
    page.page(items, last.as_ref())
}
