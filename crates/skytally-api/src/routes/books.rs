//! The books of a workspace.

mod accounts;
mod changes;
mod checking;
mod definitions;
mod imports;
mod receipts;
mod reports;
mod transactions;
mod trying;
mod values;

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use skytally_app::books::{Book, Chart, Closing};
use skytally_model::{Currency, WorkspaceId};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::checking::BooksReportView;
use self::values::{AmountView, Day};
use crate::auth::Known;
use crate::extract::{Json, Path};
use crate::idempotency::Once;
use crate::once::once;
use crate::problem::Problem;
use crate::rate::{self, Door};
use crate::state::ApiState;

/// `receipt_max_bytes` is the largest receipt that is taken.
pub(crate) fn routes(limits: &Arc<rate::Limits>, receipt_max_bytes: usize) -> OpenApiRouter<ApiState> {
    let costly = from_fn_with_state((Arc::clone(limits), Door::Costly), rate::by_address);
    OpenApiRouter::new()
        .routes(routes!(book, open_book))
        .routes(routes!(close_books))
        .routes(routes!(closings))
        .merge(accounts::routes())
        .merge(transactions::routes())
        .merge(changes::routes())
        .merge(imports::routes())
        .merge(receipts::routes(receipt_max_bytes))
        .merge(definitions::routes())
        .merge(trying::routes())
        .merge(reports::routes())
        .merge(
            OpenApiRouter::new()
                .routes(routes!(check_books))
                .routes(routes!(rebuild_books))
                .route_layer(costly),
        )
}

/// The books.
#[derive(Serialize, ToSchema)]
pub(crate) struct BookView {
    /// Since when; null if they were not opened yet: then the rest is null too.
    #[schema(value_type = Option<String>, format = DateTime)]
    opened: Option<Timestamp>,
    /// The currency of reports.
    #[schema(value_type = Option<String>, example = "EUR")]
    currency: Option<Currency>,
    /// The last day of the closed periods; null where none is.
    #[schema(value_type = Option<String>, format = Date)]
    closed_until: Option<Date>,
    /// How many entries the journal has.
    entries: Option<i64>,
    /// The hash of the last entry: kept elsewhere, it proves later that nothing was changed or cut off.
    head: Option<String>,
}

impl BookView {
    fn of(book: Option<Book>) -> Self {
        match book {
            None => Self { opened: None, currency: None, closed_until: None, entries: None, head: None },
            Some(book) => Self {
                opened: Some(book.opened),
                currency: Some(book.currency),
                closed_until: book.closed_until,
                entries: Some(book.last_entry.0),
                head: Some(book.head),
            },
        }
    }
}

/// The books of a workspace
#[utoipa::path(get, path = "/workspaces/{workspace}/books", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "The books, or that there are none yet", body = BookView)))]
async fn book(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
) -> Result<Json<BookView>, Problem> {
    Ok(Json(BookView::of(state.app.book(&caller, workspace).await?)))
}

/// Which ledger accounts a new book begins with.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ChartName {
    /// Only those that the program itself needs.
    Empty,
    /// Those of a person or a household.
    Personal,
    /// Those of a firm that looks after other people's clouds.
    #[default]
    Business,
}

/// How books are to begin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenBody {
    /// The currency of reports.
    #[schema(value_type = String, example = "EUR")]
    currency: Currency,
    /// The ledger accounts; those of a business if left out.
    #[serde(default)]
    #[schema(inline)]
    chart: ChartName,
}

/// Open the books of a workspace
#[utoipa::path(post, path = "/workspaces/{workspace}/books", tag = "books", request_body = OpenBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("Idempotency-Key" = Option<String>, Header, description = "Made up for this one write")),
    responses((status = 201, description = "They are open", body = BookView)))]
async fn open_book(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Once { key, fingerprint, body }: Once<OpenBody>,
) -> Result<Response, Problem> {
    let chart = match body.chart {
        ChartName::Empty => Chart::Empty,
        ChartName::Personal => Chart::Personal,
        ChartName::Business => Chart::Business,
    };
    once(&state, &caller, key.as_ref(), &fingerprint, async {
        let book = state.app.open_book(&caller, workspace, body.currency, chart).await?;
        Ok((StatusCode::CREATED, BookView::of(Some(book))))
    })
    .await
}

/// Up to which day the books are to be closed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CloseBody {
    /// The last day that takes no entries any more; null opens everything again.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
}

/// Close the books up to a day, or open them again
#[utoipa::path(put, path = "/workspaces/{workspace}/books/closed", tag = "books", request_body = CloseBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("Idempotency-Key" = Option<String>, Header, description = "Made up for this one write")),
    responses((status = 200, description = "The books", body = BookView)))]
async fn close_books(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Once { key, fingerprint, body }: Once<CloseBody>,
) -> Result<Response, Problem> {
    once(&state, &caller, key.as_ref(), &fingerprint, async {
        let book = state.app.close_ledger(&caller, workspace, body.until.map(Day::date)).await?;
        Ok((StatusCode::OK, BookView::of(Some(book))))
    })
    .await
}

/// What was published when the books were closed or opened again.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClosingView {
    /// The last day that was closed; null where everything was opened again.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// By whom.
    actor: String,
    /// How many entries the journal had.
    entries: i64,
    /// How many postings counted up to that day.
    postings: i64,
    /// The sums of their absolute amounts.
    sums: Vec<AmountView>,
    /// The hash of the last entry then.
    head: String,
}

/// Closings and openings.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClosingsView {
    /// The newest first.
    items: Vec<ClosingView>,
}

/// When the books were closed and opened again
#[utoipa::path(get, path = "/workspaces/{workspace}/books/closings", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "The newest first", body = ClosingsView)))]
async fn closings(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
) -> Result<Json<ClosingsView>, Problem> {
    let view = |closing: Closing| ClosingView {
        until: closing.until,
        at: closing.at,
        actor: closing.actor,
        entries: closing.last_entry.0,
        postings: closing.postings,
        sums: closing.sums.into_iter().map(|(currency, minor)| AmountView::minor(minor, currency)).collect(),
        head: closing.head,
    };
    let items = state.app.ledger_closings(&caller, workspace).await?.into_iter().map(view).collect();
    Ok(Json(ClosingsView { items }))
}

/// Check the books
///
/// Reads every entry: the chain of hashes, that each balances, that reversals are equal and opposite, and that all that is derived
/// is what the journal gives. Then compares the closing balances of banks with the books, and lists what clearing accounts hold.
#[utoipa::path(get, path = "/workspaces/{workspace}/books/check", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 200, description = "What was found", body = BooksReportView)))]
async fn check_books(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
) -> Result<Json<BooksReportView>, Problem> {
    Ok(Json(BooksReportView::of(state.app.check_books(&caller, workspace).await?)))
}

/// Make what is derived from the journal anew
#[utoipa::path(post, path = "/workspaces/{workspace}/books/rebuild", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace")),
    responses((status = 204, description = "It was made anew")))]
async fn rebuild_books(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
) -> Result<StatusCode, Problem> {
    state.app.rebuild_ledger(&caller, workspace).await?;
    Ok(StatusCode::NO_CONTENT)
}
