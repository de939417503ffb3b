//! Bank files: read, looked at, brought into the books, taken back.

mod views;

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use jiff::Timestamp;
use serde::Deserialize;
use skytally_app::books::bank::{DateOrder, FILE_MAX_BYTES, Mapping};
use skytally_app::books::inbox::LineRef;
use skytally_app::books::ledger::{AccountNo, TransactionNo};
use skytally_app::books::{Decision, ImportOptions, OPENING_LINE};
use skytally_model::WorkspaceId;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use self::views::{ImportPreviewView, ImportView};
use crate::auth::Known;
use crate::extract::{BodyLimits, FileBytes, Json, Path, Query, Text};
use crate::page::{Page, PageParams, Paged};
use crate::problem::{Code, Problem};
use crate::state::ApiState;

/// How long a file may take to arrive.
const FILE_READ_MAX: Duration = Duration::from_secs(60);

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    let limits = BodyLimits { max_bytes: FILE_MAX_BYTES, read_max: FILE_READ_MAX };
    OpenApiRouter::new()
        .routes(routes!(read_import))
        .layer(Extension(limits))
        .routes(routes!(imports))
        .routes(routes!(import, discard_import))
        .routes(routes!(commit_import))
        .routes(routes!(answer_import))
        .routes(routes!(undo_import))
}

/// The order of day, month and year.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DateOrderName {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
}

/// What is known of a file beside its bytes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReadQuery {
    /// The ledger account that it is for.
    account: i64,
    /// The name of the file.
    #[param(value_type = String, min_length = 1, max_length = 200)]
    name: Text<200>,
    /// The order of day, month and year in dates that do not say it themselves.
    #[param(inline)]
    dates: Option<DateOrderName>,
    /// Which statement of the file, from 0, where it has those of several accounts.
    statement: Option<usize>,
    /// What the columns of a CSV file mean: `mapping` of a preview, changed, as JSON. If left out, what this account's last CSV
    /// file was read with is tried, and then what its head and content suggest.
    #[param(value_type = Option<String>, max_length = 4000)]
    mapping: Option<Text<4000>>,
}

/// The bytes of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "it says in the document what FileBytes takes")]
pub(crate) struct FileBody(Vec<u8>);

/// Read a bank's file
///
/// OFX, QFX, QIF, CAMT.052/053/054, MT940 and CSV. It is kept to be looked at; the books know nothing of it until it is brought in.
#[utoipa::path(post, path = "/workspaces/{workspace}/books/imports", tag = "books",
    request_body(content = inline(FileBody), content_type = "application/octet-stream", description = "The file, 32 MiB at most"),
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), ReadQuery),
    responses((status = 201, description = "What it says, and what each line is", body = ImportPreviewView)))]
async fn read_import(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Query(query): Query<ReadQuery>,
    FileBytes(bytes): FileBytes,
) -> Result<impl IntoResponse, Problem> {
    let mapping: Option<Mapping> = match &query.mapping {
        None => None,
        Some(text) => Some(serde_json::from_str(text.as_str()).map_err(|error| {
            let why = format!("the mapping cannot be read: {error}");
            Problem::new(Code::BadQuery, why.clone()).field("mapping", why)
        })?),
    };
    let dates = query.dates.map(|dates| match dates {
        DateOrderName::Dmy => DateOrder::Dmy,
        DateOrderName::Mdy => DateOrder::Mdy,
        DateOrderName::Ymd => DateOrder::Ymd,
    });
    let options = ImportOptions { dates, mapping, statement: query.statement, look_only: false };
    let account = AccountNo(query.account);
    let preview = state
        .app
        .read_import(&caller, workspace, account, query.name.as_str(), bytes.to_vec(), options)
        .await?;
    Ok((StatusCode::CREATED, Json(ImportPreviewView::of(preview))))
}

/// No filter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoFilter {}

/// The imports, the newest first
#[utoipa::path(get, path = "/workspaces/{workspace}/books/imports", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), PageParams),
    responses((status = 200, description = "A page of imports", body = Page<ImportView>)))]
async fn imports(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Paged { page, filter: NoFilter {} }: Paged<NoFilter>,
) -> Result<Page<ImportView>, Problem> {
    let after = page.after::<(Timestamp, String)>()?;
    let mut found = state.app.imports(&caller, workspace, after, i64::from(page.limit) + 1).await?;
    let more = found.len() > usize::from(page.limit);
    found.truncate(page.limit.into());
    let last = found.last().filter(|_| more).map(|last| (last.at, last.id.clone()));
    page.page(found.into_iter().map(ImportView::of).collect(), last.as_ref())
}

/// An import with its lines
#[utoipa::path(get, path = "/workspaces/{workspace}/books/imports/{import}", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("import" = String, Path, format = Uuid, description = "The import")),
    responses((status = 200, description = "The import, and while it is looked at what each line is", body = ImportPreviewView)))]
async fn import(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, Uuid)>,
) -> Result<Json<ImportPreviewView>, Problem> {
    Ok(Json(ImportPreviewView::of(state.app.import_preview(&caller, workspace, &id.to_string()).await?)))
}

/// What somebody decided about a line.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "as", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum DecisionBody {
    /// It is posted.
    Post {
        /// The line.
        line: i64,
        /// The category; what is proposed if left out.
        category: Option<i64>,
        /// The payee; what is proposed if left out.
        #[schema(value_type = Option<String>, max_length = 200)]
        payee: Option<Text<200>>,
    },
    /// It is a transaction that is there already.
    Matches {
        /// The line.
        line: i64,
        /// The transaction.
        transaction: i64,
    },
    /// It is a line that was imported before.
    SameAs {
        /// The line.
        line: i64,
        /// The import of the other.
        #[schema(value_type = String, format = Uuid)]
        import: Uuid,
        /// The line of the other.
        of: i64,
    },
    /// It is not to be booked.
    SetAside {
        /// The line.
        line: i64,
    },
}

/// What is to become of lines.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommitBody {
    /// What somebody decided. All other lines become what their verdict says: new ones are posted, doubles stay out, matches are
    /// joined, and those in doubt wait.
    #[serde(default)]
    decisions: Vec<DecisionBody>,
    /// Whether the `opening` balance that the preview offers is posted too.
    #[serde(default)]
    opening: bool,
}

/// Bring an import into the books
///
/// All of it in one step. Brought in twice, nothing is added.
#[utoipa::path(post, path = "/workspaces/{workspace}/books/imports/{import}/commit", tag = "books", request_body = CommitBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("import" = String, Path, format = Uuid, description = "The import")),
    responses((status = 200, description = "It is in the books", body = ImportView)))]
async fn commit_import(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, Uuid)>,
    Json(body): Json<CommitBody>,
) -> Result<Json<ImportView>, Problem> {
    let mut decisions = read_decisions(body.decisions)?;
    if body.opening {
        decisions.insert(OPENING_LINE, Decision::Post { category: None, payee: None });
    }
    let import = state.app.commit_import(&caller, workspace, &id.to_string(), &decisions).await?;
    Ok(Json(ImportView::of(import)))
}

/// By line; each line once.
fn read_decisions(given: Vec<DecisionBody>) -> Result<BTreeMap<i64, Decision>, Problem> {
    let mut decisions = BTreeMap::new();
    for decision in given {
        let (line, decision) = match decision {
            DecisionBody::Post { line, category, payee } => {
                let payee = payee.map(Text::into_string);
                (line, Decision::Post { category: category.map(AccountNo), payee })
            }
            DecisionBody::Matches { line, transaction } => {
                (line, Decision::Matches(TransactionNo(transaction)))
            }
            DecisionBody::SameAs { line, import, of } => {
                (line, Decision::SameAs(LineRef { import: import.to_string(), line: of }))
            }
            DecisionBody::SetAside { line } => (line, Decision::SetAside),
        };
        if line == OPENING_LINE {
            let why = "lines are counted from 1";
            return Err(Problem::new(Code::BadValue, why).field("decisions", why));
        }
        if decisions.insert(line, decision).is_some() {
            let why = format!("line {line} is decided about twice");
            return Err(Problem::new(Code::BadValue, why.clone()).field("decisions", why));
        }
    }
    Ok(decisions)
}

/// What becomes of lines that wait.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswersBody {
    /// What somebody decided. Lines that are not named go on waiting.
    decisions: Vec<DecisionBody>,
}

/// Answer lines that wait
///
/// Of an import that is in the books. What is posted belongs to the import: it goes with it when it is taken back.
#[utoipa::path(post, path = "/workspaces/{workspace}/books/imports/{import}/answers", tag = "books", request_body = AnswersBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("import" = String, Path, format = Uuid, description = "The import")),
    responses((status = 200, description = "They are answered", body = ImportView)))]
async fn answer_import(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, Uuid)>,
    Json(body): Json<AnswersBody>,
) -> Result<Json<ImportView>, Problem> {
    let decisions = read_decisions(body.decisions)?;
    let import = state.app.answer_import(&caller, workspace, &id.to_string(), &decisions).await?;
    Ok(Json(ImportView::of(import)))
}

/// Throw a file away that was read
///
/// Only while it is looked at: what is or was in the books keeps its lines.
#[utoipa::path(delete, path = "/workspaces/{workspace}/books/imports/{import}", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("import" = String, Path, format = Uuid, description = "The import")),
    responses((status = 204, description = "It is gone")))]
async fn discard_import(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, Uuid)>,
) -> Result<StatusCode, Problem> {
    state.app.discard_import(&caller, workspace, &id.to_string()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take an import back
///
/// What it wrote is deleted, as a unit; what it was only matched with stays. Its lines count no more when doubles are looked for.
#[utoipa::path(post, path = "/workspaces/{workspace}/books/imports/{import}/undo", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("import" = String, Path, format = Uuid, description = "The import")),
    responses((status = 200, description = "It is taken back", body = ImportView)))]
async fn undo_import(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, Uuid)>,
) -> Result<Json<ImportView>, Problem> {
    Ok(Json(ImportView::of(state.app.undo_import(&caller, workspace, &id.to_string()).await?)))
}
