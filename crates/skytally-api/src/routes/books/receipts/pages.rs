//! Pages of receipts as pictures: what a person sees beside what was read.

use std::num::NonZeroU32;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse as _;
use skytally_model::WorkspaceId;
use uuid::Uuid;

use super::CSP_FILE;
use crate::auth::Known;
use crate::etag::Tag;
use crate::extract::Path;
use crate::problem::Problem;
use crate::routes::books::imports::FileBody;
use crate::state::ApiState;

/// Says how many pages the file has.
const PAGES: HeaderName = HeaderName::from_static("x-pages");

/// A page of a receipt as a picture
///
/// Drawn from the file, whatever that is: a page of a PDF as it would be printed, a picture upright and no larger than a screen needs. The
/// answer has an ETag, by which the same page is not drawn and
/// sent again. What cannot be drawn says why.
#[utoipa::path(get, path = "/workspaces/{workspace}/books/receipts/{receipt}/pages/{page}", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("receipt" = String, Path, format = Uuid, description = "The receipt"),
        ("page" = u32, Path, minimum = 1, description = "The page, from 1"),
        ("If-None-Match" = Option<String>, Header, description = "The ETag of the picture that is there already")),
    responses((status = 200, description = "The picture",
            headers(("x-pages" = u32, description = "How many pages the file has; a picture has one")),
            content((inline(FileBody) = "image/png"), (inline(FileBody) = "image/jpeg"))),
        (status = 304, description = "The picture is the one that is there already")))]
pub(super) async fn receipt_page(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id, page)): Path<(WorkspaceId, Uuid, NonZeroU32)>,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let tag = |version: &str| Tag::of_version(&[version]);
    let has = |version: &str| tag(version).is_known(&headers);
    let seen = state.app.receipt_page(&caller, workspace, &id.to_string(), page, has).await?;
    let mut response = tag(&seen.version).answer(&headers, || match seen.picture {
        Some(picture) => {
            let pages = [(PAGES, HeaderValue::from(picture.pages_in_file))];
            (pages, [(CONTENT_TYPE, picture.media_type.as_str())], picture.bytes).into_response()
        }
        None => StatusCode::NOT_MODIFIED.into_response(),
    });
    // Browsers may keep it, and ask each time: who may look today may not tomorrow. That there is nothing new says it once more.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP_FILE));
    Ok(response)
}
