//! Ledger accounts.

use axum::extract::State;
use axum::http::header::ETAG;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use skytally_app::books::ledger::{AccountKind, AccountNo, AccountRole, LedgerAccount};
use skytally_app::books::{AccountBalances, NewLedgerAccount};
use skytally_model::{Currency, WorkspaceId};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::values::{AmountView, Day};
use crate::auth::Known;
use crate::extract::{Json, Path, Query, Text};
use crate::idempotency::Once;
use crate::once::once;
use crate::problem::{Code, Problem};
use crate::routes::{meant_version, version_conflict, version_tag};
use crate::state::ApiState;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(ledger_accounts, new_ledger_account))
        .routes(routes!(change_ledger_account))
}

/// What a ledger account is.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LedgerKind {
    /// What one has.
    Asset,
    /// What one owes.
    Liability,
    /// What it all began with.
    Equity,
    /// A category of what comes in.
    Income,
    /// A category of what goes out.
    Expense,
}

impl From<LedgerKind> for AccountKind {
    fn from(kind: LedgerKind) -> Self {
        match kind {
            LedgerKind::Asset => Self::Asset,
            LedgerKind::Liability => Self::Liability,
            LedgerKind::Equity => Self::Equity,
            LedgerKind::Income => Self::Income,
            LedgerKind::Expense => Self::Expense,
        }
    }
}

impl From<AccountKind> for LedgerKind {
    fn from(kind: AccountKind) -> Self {
        match kind {
            AccountKind::Asset => Self::Asset,
            AccountKind::Liability => Self::Liability,
            AccountKind::Equity => Self::Equity,
            AccountKind::Income => Self::Income,
            AccountKind::Expense => Self::Expense,
        }
    }
}

/// What the program itself needs an account for.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LedgerRole {
    /// The other side of opening balances.
    Opening,
    /// Where two currencies meet.
    Exchange,
    /// Income without a category.
    UnsortedIncome,
    /// Expense without a category.
    UnsortedExpense,
}

impl From<AccountRole> for LedgerRole {
    fn from(role: AccountRole) -> Self {
        match role {
            AccountRole::Opening => Self::Opening,
            AccountRole::Exchange => Self::Exchange,
            AccountRole::UnsortedIncome => Self::UnsortedIncome,
            AccountRole::UnsortedExpense => Self::UnsortedExpense,
        }
    }
}

/// A ledger account. A category is one of income or expense.
#[derive(Serialize, ToSchema)]
pub(crate) struct LedgerAccountView {
    /// Its number.
    no: i64,
    /// The account that it is a part of.
    parent: Option<i64>,
    /// What it is.
    kind: LedgerKind,
    /// Its own name.
    name: String,
    /// Its name with those of its parents, with colons between.
    full_name: String,
    /// The only currency that it takes; null takes all.
    #[schema(value_type = Option<String>, example = "EUR")]
    currency: Option<Currency>,
    /// What the program itself needs it for.
    role: Option<LedgerRole>,
    /// The last day on which it takes postings, if it was closed.
    #[schema(value_type = Option<String>, format = Date)]
    closed: Option<Date>,
    /// What people write beside it.
    note: String,
    /// What is on itself: the sum of its postings, positive where it grew by them as assets and expenses do. A currency that
    /// sums to zero is left out.
    own: Vec<AmountView>,
    /// What is on itself and its parts.
    total: Vec<AmountView>,
    /// Grows with every change; the ETag says it too.
    version: i64,
}

impl LedgerAccountView {
    fn of(with: AccountBalances) -> Self {
        let AccountBalances { account, full_name, own, total } = with;
        Self {
            no: account.no.0,
            parent: account.parent.map(|no| no.0),
            kind: account.kind.into(),
            name: account.name,
            full_name,
            currency: account.currency,
            role: account.role.map(Into::into),
            closed: account.closed,
            note: account.note,
            own: own.into_iter().map(AmountView::of).collect(),
            total: total.into_iter().map(AmountView::of).collect(),
            version: account.version,
        }
    }
}

/// Ledger accounts.
#[derive(Serialize, ToSchema)]
pub(crate) struct LedgerAccountsView {
    /// In the order in which they were made.
    items: Vec<LedgerAccountView>,
}

/// On which day.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OnQuery {
    /// The balances at the end of this day; with all that is in the books if left out.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<Day>,
}

/// The ledger accounts with their balances
#[utoipa::path(get, path = "/workspaces/{workspace}/books/accounts", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), OnQuery),
    responses((status = 200, description = "All of them", body = LedgerAccountsView)))]
async fn ledger_accounts(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Query(query): Query<OnQuery>,
) -> Result<Json<LedgerAccountsView>, Problem> {
    let accounts = state.app.ledger_accounts(&caller, workspace, query.on.map(Day::date)).await?;
    Ok(Json(LedgerAccountsView { items: accounts.into_iter().map(LedgerAccountView::of).collect() }))
}

/// A ledger account that is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLedgerAccountBody {
    /// The account that it becomes a part of, of the same kind.
    parent: Option<i64>,
    /// What it is.
    kind: LedgerKind,
    /// Its own name, without a colon.
    #[schema(value_type = String, min_length = 1, max_length = 100)]
    name: Text<100>,
    /// The only currency that it takes.
    #[schema(value_type = Option<String>, example = "EUR")]
    currency: Option<Currency>,
    /// What people write beside it.
    #[schema(value_type = Option<String>, max_length = 200)]
    note: Option<Text<200>>,
}

/// The version of what was just made.
const FIRST_VERSION: i64 = 1;

/// Add a ledger account
#[utoipa::path(post, path = "/workspaces/{workspace}/books/accounts", tag = "books", request_body = NewLedgerAccountBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("Idempotency-Key" = Option<String>, Header, description = "Made up for this one write")),
    responses((status = 201, description = "It is there", body = LedgerAccountView)))]
async fn new_ledger_account(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Once { key, fingerprint, body }: Once<NewLedgerAccountBody>,
) -> Result<impl IntoResponse, Problem> {
    let new = NewLedgerAccount {
        parent: body.parent.map(AccountNo),
        kind: body.kind.into(),
        name: body.name.into_string(),
        currency: body.currency,
        role: None,
        note: body.note.map(Text::into_string).unwrap_or_default(),
    };
    let answer = once(&state, &caller, key.as_ref(), &fingerprint, async {
        let made = state.app.new_ledger_account(&caller, workspace, &new).await?;
        Ok((StatusCode::CREATED, one(&state, &caller, workspace, made.no).await?))
    })
    .await?;
    Ok(([(ETAG, version_tag(FIRST_VERSION))], answer))
}

/// What a ledger account is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LedgerAccountBody {
    /// The account that it is a part of.
    parent: Option<i64>,
    /// Its own name.
    #[schema(value_type = String, min_length = 1, max_length = 100)]
    name: Text<100>,
    /// The last day on which it takes postings; null leaves or opens it.
    #[schema(value_type = Option<String>, format = Date)]
    closed: Option<Day>,
    /// What people write beside it.
    #[schema(value_type = Option<String>, max_length = 200)]
    note: Option<Text<200>>,
}

/// Change a ledger account
///
/// Its kind, its currency and its role stay.
#[utoipa::path(put, path = "/workspaces/{workspace}/books/accounts/{ledger_account}", tag = "books", request_body = LedgerAccountBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("ledger_account" = i64, Path, description = "Its number"),
        ("If-Match" = Option<String>, Header, description = "The version that is changed")),
    responses((status = 200, description = "Changed", body = LedgerAccountView)))]
async fn change_ledger_account(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, account)): Path<(WorkspaceId, i64)>,
    headers: HeaderMap,
    Json(body): Json<LedgerAccountBody>,
) -> Result<impl IntoResponse, Problem> {
    let meant = meant_version(&headers)?;
    let now = state.app.ledger_accounts(&caller, workspace, None).await?;
    let now =
        now.into_iter().find(|with| with.account.no.0 == account).ok_or_else(|| missing("ledger account"))?;
    let to = LedgerAccount {
        parent: body.parent.map(AccountNo),
        name: body.name.into_string(),
        closed: body.closed.map(Day::date),
        note: body.note.map(Text::into_string).unwrap_or_default(),
        version: meant.unwrap_or(now.account.version),
        ..now.account
    };
    let changed = state
        .app
        .change_ledger_account(&caller, workspace, &to)
        .await
        .map_err(|error| version_conflict(error, meant.filter(|meant| *meant != now.account.version)))?;
    let view = one(&state, &caller, workspace, changed.no).await?;
    Ok(([(ETAG, version_tag(view.version))], Json(view)))
}

fn missing(what: &'static str) -> Problem {
    Problem::new(Code::NotFound, format!("there is no such {what}"))
}

async fn one(
    state: &ApiState,
    caller: &skytally_app::Caller,
    workspace: WorkspaceId,
    no: AccountNo,
) -> Result<LedgerAccountView, Problem> {
    let all = state.app.ledger_accounts(caller, workspace, None).await?;
    let found = all.into_iter().find(|with| with.account.no == no);
    found.map(LedgerAccountView::of).ok_or_else(|| missing("ledger account"))
}
