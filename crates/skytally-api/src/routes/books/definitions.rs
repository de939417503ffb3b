//! Rates, rules, recurring transactions and budgets.

use axum::extract::State;
use axum::http::header::{ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use skytally_app::Caller;
use skytally_app::books::{Definition, LedgerItemKind};
use skytally_model::WorkspaceId;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::auth::Known;
use crate::extract::{Json, Path};
use crate::problem::{Code, Problem};
use crate::routes::{meant_version, version_conflict, version_tag};
use crate::state::ApiState;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(definitions, new_definition))
        .routes(routes!(change_definition, remove_definition))
}

/// Of which kind.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DefinitionKind {
    /// Exchange rates.
    Rates,
    /// Rules that say what a movement is for.
    Rules,
    /// Transactions that come again.
    Recurring,
    /// Limits on categories.
    Budgets,
}

/// A definition.
#[derive(Serialize, ToSchema)]
pub(crate) struct DefinitionView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    id: String,
    /// Its place in the order of its kind.
    place: i64,
    /// Grows with every change; the ETag says it too.
    version: i64,
    /// What it says. A rate: `from`, `to`, `date`, `rate`, `source`. A rule: `name`, `conditions`, `actions`, `goes_on`. A recurring
    /// transaction: `schedule` (`rule` of RFC 5545, `start`, `weekend`), `template`, the due days that are `skipped` and the `pauses`
    /// (`from`, `until`). A budget: `category`, `every`, `amount`, `start`, `end`, `thresholds_percent`, `roll_over`.
    #[schema(value_type = Object)]
    body: Value,
    /// How it stands. A recurring transaction: `words`, the `next` times, whether it is `paused` today, and the times up to today that
    /// are `waiting` because the ledger refused the first of them, with the `refusal`. A budget: its `status` today.
    #[schema(value_type = Option<Object>)]
    now: Option<Value>,
}

/// Definitions.
#[derive(Serialize, ToSchema)]
pub(crate) struct DefinitionsView {
    /// In their order.
    items: Vec<DefinitionView>,
}

fn value<T: Serialize>(body: &T) -> Result<Value, Problem> {
    serde_json::to_value(body).map_err(|error| Problem::internal(&error))
}

fn view<T: Serialize>(definition: &Definition<T>) -> Result<DefinitionView, Problem> {
    Ok(DefinitionView {
        id: definition.id.clone(),
        place: definition.place,
        version: definition.version,
        body: value(&definition.body)?,
        now: None,
    })
}

async fn all(
    state: &ApiState,
    caller: &Caller,
    workspace: WorkspaceId,
    kind: DefinitionKind,
) -> Result<Vec<DefinitionView>, Problem> {
    match kind {
        DefinitionKind::Rates => state.app.ledger_rates(caller, workspace).await?.iter().map(view).collect(),
        DefinitionKind::Rules => state.app.ledger_rules(caller, workspace).await?.iter().map(view).collect(),
        DefinitionKind::Recurring => {
            let found = state.app.ledger_recurring(caller, workspace).await?;
            let shown = found.into_iter().map(|Definition { id, place, version, body }| {
                let now = Some(json!({
                    "words": body.words,
                    "next": value(&body.next)?,
                    "waiting": value(&body.waiting)?,
                    "refusal": body.refusal,
                    "paused": body.paused,
                }));
                Ok(DefinitionView { id, place, version, body: value(&body.recurring)?, now })
            });
            shown.collect()
        }
        DefinitionKind::Budgets => {
            let found = state.app.ledger_budgets(caller, workspace).await?;
            let shown = found.into_iter().map(|Definition { id, place, version, body }| {
                let now = Some(json!({ "status": value(&body.status)? }));
                Ok(DefinitionView { id, place, version, body: value(&body.budget)?, now })
            });
            shown.collect()
        }
    }
}

/// Rates, rules, recurring transactions or budgets
#[utoipa::path(get, path = "/workspaces/{workspace}/books/definitions/{kind}", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("kind" = inline(DefinitionKind), Path, description = "Of which kind")),
    responses((status = 200, description = "All of them", body = DefinitionsView)))]
async fn definitions(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, kind)): Path<(WorkspaceId, DefinitionKind)>,
) -> Result<Json<DefinitionsView>, Problem> {
    Ok(Json(DefinitionsView { items: all(&state, &caller, workspace, kind).await? }))
}

/// What a definition is to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DefinitionBody {
    /// Its place in the order of its kind: rules are asked in theirs.
    #[serde(default)]
    place: i64,
    /// As `body` of a definition of this kind.
    #[schema(value_type = Object)]
    body: Map<String, Value>,
}

pub(super) fn read<T: serde::de::DeserializeOwned>(mut body: Map<String, Value>) -> Result<T, Problem> {
    // Its id is the house's business.
    body.insert("id".to_owned(), Value::from(""));
    read_rate(body)
}

/// A rate has no id within.
pub(super) fn read_rate<T: serde::de::DeserializeOwned>(body: Map<String, Value>) -> Result<T, Problem> {
    serde_json::from_value(Value::Object(body)).map_err(|error| {
        let why = error.to_string();
        Problem::new(Code::BadBody, why.clone()).field("body", why)
    })
}

async fn put(
    state: &ApiState,
    caller: &Caller,
    workspace: WorkspaceId,
    kind: DefinitionKind,
    id: Option<(String, i64)>,
    given: DefinitionBody,
) -> Result<(String, i64), Problem> {
    let DefinitionBody { place, body } = given;
    let meant = id.as_ref().map(|(_, version)| *version);
    let id = id.as_ref().map(|(id, version)| (id.as_str(), *version));
    let app = &state.app;
    let made = match kind {
        DefinitionKind::Rates => {
            app.put_rate(caller, workspace, id, &read_rate(body)?).await.map(|made| (made.id, made.version))
        }
        DefinitionKind::Rules => {
            app.put_rule(caller, workspace, id, place, &read(body)?).await.map(|made| (made.id, made.version))
        }
        DefinitionKind::Recurring => {
            app.put_recurring(caller, workspace, id, &read(body)?).await.map(|made| (made.id, made.version))
        }
        DefinitionKind::Budgets => {
            app.put_budget(caller, workspace, id, &read(body)?).await.map(|made| (made.id, made.version))
        }
    };
    made.map_err(|error| version_conflict(error, meant))
}

async fn one(
    state: &ApiState,
    caller: &Caller,
    workspace: WorkspaceId,
    kind: DefinitionKind,
    id: &str,
    status: StatusCode,
) -> Result<Response, Problem> {
    let found = all(state, caller, workspace, kind).await?.into_iter().find(|item| item.id == id);
    let view = found.ok_or_else(|| Problem::new(Code::NotFound, "there is no such definition"))?;
    Ok((status, [(ETAG, version_tag(view.version))], Json(view)).into_response())
}

/// Add a rate, a rule, a recurring transaction or a budget
#[utoipa::path(post, path = "/workspaces/{workspace}/books/definitions/{kind}", tag = "books", request_body = DefinitionBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("kind" = inline(DefinitionKind), Path, description = "Of which kind")),
    responses((status = 201, description = "It is there", body = DefinitionView)))]
async fn new_definition(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, kind)): Path<(WorkspaceId, DefinitionKind)>,
    Json(body): Json<DefinitionBody>,
) -> Result<Response, Problem> {
    let (id, _) = put(&state, &caller, workspace, kind, None, body).await?;
    one(&state, &caller, workspace, kind, &id, StatusCode::CREATED).await
}

/// Change a rate, a rule, a recurring transaction or a budget
///
/// With `If-None-Match: *` in place of a version one that was removed comes back under its id: what a recurring transaction has posted
/// is not posted again.
#[utoipa::path(put, path = "/workspaces/{workspace}/books/definitions/{kind}/{definition}", tag = "books", request_body = DefinitionBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("kind" = inline(DefinitionKind), Path, description = "Of which kind"),
        ("definition" = String, Path, format = Uuid, description = "Its id"),
        ("If-Match" = Option<String>, Header, description = "The version that is changed"),
        ("If-None-Match" = Option<String>, Header, description = "`*`: it is not there, and comes back")),
    responses((status = 200, description = "Changed, or there again", body = DefinitionView)))]
async fn change_definition(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, kind, id)): Path<(WorkspaceId, DefinitionKind, Uuid)>,
    headers: HeaderMap,
    Json(body): Json<DefinitionBody>,
) -> Result<Response, Problem> {
    state.app.may_write_books(&caller, workspace).await?;
    let id = id.to_string();
    let comes_back = headers.get(IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == b"*");
    let meant = if comes_back { Some(0) } else { meant_version(&headers)? };
    let Some(version) = meant else {
        // What is not there has no version.
        one(&state, &caller, workspace, kind, &id, StatusCode::OK).await?;
        return Err(Problem::new(Code::VersionNeeded, "say by If-Match which version you change"));
    };
    put(&state, &caller, workspace, kind, Some((id.clone(), version)), body).await?;
    one(&state, &caller, workspace, kind, &id, StatusCode::OK).await
}

/// Remove a rate, a rule, a recurring transaction or a budget
///
/// What it did stays.
#[utoipa::path(delete, path = "/workspaces/{workspace}/books/definitions/{kind}/{definition}", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("kind" = inline(DefinitionKind), Path, description = "Of which kind"),
        ("definition" = String, Path, format = Uuid, description = "Its id")),
    responses((status = 204, description = "It is gone")))]
async fn remove_definition(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, kind, id)): Path<(WorkspaceId, DefinitionKind, Uuid)>,
) -> Result<StatusCode, Problem> {
    let kind = match kind {
        DefinitionKind::Rates => LedgerItemKind::Rate,
        DefinitionKind::Rules => LedgerItemKind::Rule,
        DefinitionKind::Recurring => LedgerItemKind::Recurring,
        DefinitionKind::Budgets => LedgerItemKind::Budget,
    };
    state.app.remove_definition(&caller, workspace, kind, &id.to_string()).await?;
    Ok(StatusCode::NO_CONTENT)
}
