//! The routes: one file a resource. Each parses, calls one use case, and shapes the answer.

pub(crate) mod about;
pub(crate) mod accounts;
pub(crate) mod audit;
pub(crate) mod books;
pub(crate) mod catalog;
pub(crate) mod check;
pub(crate) mod compliance;
pub(crate) mod doors;
pub(crate) mod events;
pub(crate) mod finding_file;
pub(crate) mod finding_groups;
pub(crate) mod finding_mutes;
pub(crate) mod findings;
pub(crate) mod invitations;
pub(crate) mod me;
pub(crate) mod members;
pub(crate) mod organization;
pub(crate) mod overview;
pub(crate) mod posture;
pub(crate) mod relations;
pub(crate) mod resources;
pub(crate) mod runs;
pub(crate) mod system;
pub(crate) mod tokens;
pub(crate) mod workspaces;

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::IF_MATCH;
use utoipa_axum::router::OpenApiRouter;

use crate::problem::{Code, Problem};
use crate::rate;
use crate::state::ApiState;

/// All routes of `/api/v1`, like a table of contents. `receipt_max_bytes` is the largest receipt that is taken.
pub(crate) fn all(limits: &Arc<rate::Limits>, receipt_max_bytes: usize) -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(about::routes())
        .merge(doors::routes(limits))
        .merge(me::routes())
        .merge(tokens::routes())
        .merge(workspaces::routes(limits))
        .merge(members::routes())
        .merge(invitations::routes(limits))
        .merge(accounts::routes(limits))
        .merge(organization::routes(limits))
        .merge(runs::routes(limits))
        .merge(overview::routes())
        .merge(resources::routes())
        .merge(relations::routes())
        .merge(findings::routes())
        .merge(finding_groups::routes())
        .merge(finding_file::routes())
        .merge(finding_mutes::routes())
        .merge(posture::routes())
        .merge(compliance::routes())
        .merge(books::routes(limits, receipt_max_bytes))
        .merge(audit::routes())
        .merge(events::routes())
        .merge(catalog::routes())
        .merge(check::routes())
}

/// The entity tag of something that carries a version.
pub(crate) fn version_tag(version: i64) -> String {
    format!("\"v{version}\"")
}

/// The version that a change is meant for, where the request says so by `If-Match`.
///
/// # Errors
/// A tag that is not one of ours.
pub(crate) fn meant_version(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(value) = headers.get(IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let number = text.strip_prefix("\"v").and_then(|rest| rest.strip_suffix('"'));
    number.and_then(|number| number.parse().ok()).filter(|version| *version > 0).map(Some).ok_or_else(|| {
        Problem::new(
            Code::Changed,
            "it has changed since you read it, or If-Match is not its ETag; read it again",
        )
    })
}

/// A conflict of versions is answered as one: the request said which version it meant.
pub(crate) fn version_conflict(error: skytally_app::AppError, meant: Option<i64>) -> Problem {
    match error {
        skytally_app::AppError::Conflict(said) if meant.is_some() => Problem::new(Code::Changed, said),
        error => error.into(),
    }
}

/// Most names in one list of a query.
const LISTED_MAX: usize = 100;

/// A list in a query: values with commas between.
///
/// # Errors
/// A value that is none, or too many.
pub(crate) fn listed<T: std::str::FromStr<Err: std::fmt::Display>>(
    field: &'static str,
    text: Option<&str>,
) -> Result<Vec<T>, Problem> {
    let refused =
        |why: String| Problem::new(Code::BadQuery, format!("{field}: {why}")).field(field, why.clone());
    let names: Vec<&str> =
        text.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.len() > LISTED_MAX {
        return Err(refused(format!("name {LISTED_MAX} at most")));
    }
    names.into_iter().map(|name| name.parse::<T>().map_err(|error| refused(error.to_string()))).collect()
}
