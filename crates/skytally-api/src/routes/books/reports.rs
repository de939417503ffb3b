//! Reports, and the books as files.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use serde::Deserialize;
use skytally_app::books::{ExportFormat, ReportAsked, ReportName};
use skytally_model::{Currency, WorkspaceId};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::values::Day;
use crate::auth::Known;
use crate::extract::{Json, Path, Query};
use crate::problem::Problem;
use crate::state::ApiState;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(ledger_report)).routes(routes!(ledger_export))
}

/// Which report.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ReportPath {
    /// What one has and owes at the end of `to`.
    BalanceSheet,
    /// What came in and went out.
    Income,
    /// How cash moved, by month and category.
    CashFlow,
    /// Net worth at the end of each month.
    NetWorth,
    /// To whom money went, and from whom it came.
    Payees,
}

/// In which form.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ReportForm {
    /// As data.
    #[default]
    Json,
    /// As a table.
    Csv,
    /// As a page that can be printed: no script, nothing from outside.
    Html,
}

/// What a report is about.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReportQuery {
    /// The first day; a balance sheet has none.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// The last day.
    #[param(value_type = String, format = Date)]
    to: Day,
    /// The currency that stands beside each sum; that of the book if left out.
    #[param(value_type = Option<String>, example = "EUR")]
    currency: Option<Currency>,
    /// Whether accounts without a sum are listed.
    zero_rows: Option<bool>,
    /// In which form.
    #[param(inline)]
    format: Option<ReportForm>,
}

/// A report of the books
///
/// As JSON it has `head`, its period, its rows with their sums by currency, the converted sum (null where a rate is `missing`), and
/// the `rates` by which it was converted.
#[utoipa::path(get, path = "/workspaces/{workspace}/books/reports/{report}", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("report" = inline(ReportPath), Path, description = "Which report"), ReportQuery),
    responses((status = 200, description = "The report", content(
        (Object = "application/json"), (String = "text/csv; charset=utf-8"), (String = "text/html; charset=utf-8")))))]
async fn ledger_report(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, report)): Path<(WorkspaceId, ReportPath)>,
    Query(query): Query<ReportQuery>,
) -> Result<Response<Body>, Problem> {
    let name = match report {
        ReportPath::BalanceSheet => ReportName::BalanceSheet,
        ReportPath::Income => ReportName::Income,
        ReportPath::CashFlow => ReportName::CashFlow,
        ReportPath::NetWorth => ReportName::NetWorth,
        ReportPath::Payees => ReportName::Payees,
    };
    let to = query.to.date();
    let asked = ReportAsked {
        name,
        // Where no first day is said, the year of the last one is meant.
        from: query.from.map_or_else(|| to.first_of_year(), Day::date),
        to,
        currency: query.currency,
        zero_rows: query.zero_rows.unwrap_or(false),
    };
    let report = state.app.ledger_report(&caller, workspace, asked).await?;
    Ok(match query.format.unwrap_or_default() {
        ReportForm::Json => Json(report).into_response(),
        ReportForm::Csv => {
            let name = format!("attachment; filename=\"skytally-{}-{to}.csv\"", file_name(name));
            let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
            (headers, report.printed().to_csv()).into_response()
        }
        ReportForm::Html => {
            ([(CONTENT_TYPE, "text/html; charset=utf-8")], report.printed().to_html()).into_response()
        }
    })
}

fn file_name(name: ReportName) -> &'static str {
    match name {
        ReportName::BalanceSheet => "balance-sheet",
        ReportName::Income => "income",
        ReportName::CashFlow => "cash-flow",
        ReportName::NetWorth => "net-worth",
        ReportName::Payees => "payees",
    }
}

/// In which form the books are written.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ExportPath {
    /// A journal of hledger.
    Hledger,
    /// A file of beancount.
    Beancount,
    /// A posting a row.
    Csv,
    /// Everything, with its history.
    Json,
}

/// The books as a file
#[utoipa::path(get, path = "/workspaces/{workspace}/books/export/{format}", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("format" = inline(ExportPath), Path, description = "In which form")),
    responses((status = 200, description = "The file", content(
        (String = "text/plain; charset=utf-8"), (String = "text/csv; charset=utf-8"), (Object = "application/json")))))]
async fn ledger_export(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, format)): Path<(WorkspaceId, ExportPath)>,
) -> Result<Response<Body>, Problem> {
    let (format, kind, ending) = match format {
        ExportPath::Hledger => (ExportFormat::Hledger, "text/plain; charset=utf-8", "journal"),
        ExportPath::Beancount => (ExportFormat::Beancount, "text/plain; charset=utf-8", "beancount"),
        ExportPath::Csv => (ExportFormat::Csv, "text/csv; charset=utf-8", "csv"),
        ExportPath::Json => (ExportFormat::Json, "application/json", "json"),
    };
    let app = Arc::clone(&state.app);
    let file = app.export_ledger(&caller, workspace, format).await?;
    let pieces = futures_util::stream::try_unfold(file, async |mut file| {
        let piece = file.next().await.map_err(|error| {
            tracing::warn!(%error, "a file of the books broke off");
            std::io::Error::other("the file broke off")
        })?;
        Ok::<_, std::io::Error>(piece.map(|piece| (piece, file)))
    });
    let name = format!("attachment; filename=\"skytally-books-{workspace}.{ending}\"");
    let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(pieces)).into_response())
}
