//! Findings as a file of comma-separated values, for spreadsheets.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::Response;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use skytally_app::{AccountName, App, Finding, FindingPages, View};
use skytally_model::WorkspaceId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::routes::findings::FindingQuery;
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(findings_csv))
}

/// The names of the columns. New ones are added behind the others.
const COLUMNS: [&str; 26] = [
    "id",
    "account",
    "account_name",
    "aws_account",
    "check",
    "variant",
    "title",
    "pillar",
    "severity",
    "state",
    "kind",
    "region",
    "resource",
    "arn",
    "name",
    "message",
    "unknown_because",
    "saving_micro_usd_per_month",
    "saving_unknown",
    "first_seen",
    "last_seen",
    "resolved",
    "muted_until",
    "mute_reason",
    "muted_by",
    "version",
];

/// The findings of a workspace as CSV
///
/// All findings of the filter in the order in which they were first noted, so that none is missing or doubled while they change;
/// `sort` has no say here. The first row has the names of the columns. A cell that a spreadsheet would take for a formula has a
/// `'` before it.
#[utoipa::path(get, path = "/workspaces/{workspace}/findings.csv", tag = "findings",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), FindingQuery),
    responses((status = 200, description = "The findings, one a row", body = String, content_type = "text/csv; charset=utf-8")))]
async fn findings_csv(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Query(query): Query<FindingQuery>,
) -> Result<Response<Body>, Problem> {
    let (filter, _) = query.filter(&state.app)?;
    // A right that is missing is a problem, not a broken file: asked for before the first row.
    let accounts = state.app.account_names(&caller, workspace).await?;
    let pages = state.app.all_findings(&caller, workspace, filter).await?;
    let file = File { app: Arc::clone(&state.app), accounts, pages, begun: false };
    let rows = futures_util::stream::try_unfold(file, async |mut file| {
        Ok::<_, std::io::Error>(file.next().await?.map(|bytes| (bytes, file)))
    });
    let name = format!("attachment; filename=\"skytally-findings-{workspace}.csv\"");
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(rows)).into_response())
}

/// A file that is being written: one page of findings is in memory at a time.
struct File {
    app: Arc<App>,
    accounts: Arc<View<Vec<AccountName>>>,
    pages: FindingPages,
    begun: bool,
}

impl File {
    /// The next piece of it; none at its end.
    async fn next(&mut self) -> std::io::Result<Option<Bytes>> {
        let page = self.pages.next().await.map_err(|error| {
            tracing::warn!(%error, "a file of findings broke off");
            std::io::Error::other("the file broke off")
        })?;
        let Some(page) = page else { return Ok(None) };
        let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        if !std::mem::replace(&mut self.begun, true) {
            rows.write_record(COLUMNS)?;
        }
        for finding in &page {
            rows.write_record(self.row(finding).map(|cell| defused(&cell)))?;
        }
        let bytes = rows.into_inner().map_err(csv::IntoInnerError::into_error)?;
        Ok(Some(bytes.into()))
    }

    fn row(&self, finding: &Finding) -> [String; COLUMNS.len()] {
        let check = self.app.check_facts(&finding.key.check);
        let account = self.accounts.iter().find(|account| account.id == finding.account);
        let (facts, mute) = (&finding.facts, finding.mute.as_ref());
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        [
            finding.id.to_string(),
            finding.account.to_string(),
            account.map(|account| account.name.clone()).unwrap_or_default(),
            account.map(|account| account.aws_account.to_string()).unwrap_or_default(),
            finding.key.check.to_string(),
            finding.key.variant.clone(),
            check.as_ref().map_or_else(|| finding.key.check.to_string(), |check| check.title.clone()),
            check.map(|check| check.pillar.as_str().to_owned()).unwrap_or_default(),
            facts.severity.to_string(),
            facts.state.as_str().to_owned(),
            finding.key.kind.to_string(),
            finding.key.region.to_string(),
            finding.key.resource.clone(),
            text(&facts.arn),
            text(&facts.name),
            facts.message.clone(),
            text(&facts.unknown_because),
            facts.saving.map(|saving| saving.micro_usd_per_month.to_string()).unwrap_or_default(),
            text(&facts.saving_unknown),
            finding.first_seen.to_string(),
            finding.last_seen.to_string(),
            finding.resolved.map(|at| at.to_string()).unwrap_or_default(),
            mute.map(|mute| mute.until.to_string()).unwrap_or_default(),
            mute.map(|mute| mute.reason.clone()).unwrap_or_default(),
            mute.map(|mute| mute.by.clone()).unwrap_or_default(),
            finding.version.to_string(),
        ]
    }
}

/// A cell that no spreadsheet takes for a formula. Names and messages come from the accounts that are looked at: whoever can name
/// a resource there must not run anything here.
fn defused(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_formula_is_none() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x\",\"y\")"] {
            assert_eq!(defused(cell), format!("'{cell}"));
        }
        for cell in ["", "a=1", "vol-1", " =1", "'=1", "ünïcode", "1-2"] {
            assert_eq!(defused(cell), cell);
        }
    }
}
