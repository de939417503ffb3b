//! Receipts: kept, read in the background, and given to a transaction by people.

mod pages;
pub(super) mod views;

use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use skytally_app::books::ReceiptFilter;
use skytally_app::books::ledger::TransactionNo;
use skytally_model::WorkspaceId;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use self::views::{ReceiptStateName, ReceiptView};
use super::changes::{TransactionBody, first_of};
use super::imports::FileBody;
use super::transactions::TransactionView;
use crate::auth::Known;
use crate::extract::{BodyLimits, FileBytes, Json, Path, Query, Text};
use crate::idempotency::IdempotencyKey;
use crate::page::{Page, PageParams, Paged};
use crate::problem::Problem;
use crate::routes::{meant_version, version_conflict};
use crate::state::ApiState;

/// How long a file may take to arrive.
const FILE_READ_MAX: Duration = Duration::from_secs(25);
/// What a browser may do with a file of somebody: show it, and nothing else.
const CSP_FILE: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/// `file_max_bytes` is the largest file that is taken.
pub(super) fn routes(file_max_bytes: usize) -> OpenApiRouter<ApiState> {
    let limits = BodyLimits { max_bytes: file_max_bytes, read_max: FILE_READ_MAX };
    let taken = OpenApiRouter::new().routes(routes!(keep_receipt)).layer(Extension(limits));
    OpenApiRouter::new()
        .merge(taken)
        .routes(routes!(receipts))
        .routes(routes!(receipt, delete_receipt))
        .routes(routes!(receipt_file))
        .routes(routes!(pages::receipt_page))
        .routes(routes!(attach_receipt))
        .routes(routes!(detach_receipt))
        .routes(routes!(post_receipt))
        .routes(routes!(read_receipt))
}

/// What is said of a file beside its bytes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct KeepQuery {
    /// The name of the file, without its folder.
    #[param(value_type = String, min_length = 1, max_length = 200)]
    name: Text<200>,
}

/// Keep a receipt
///
/// A PDF or a picture (JPEG, PNG, WebP, HEIC), known by its bytes, not by its name. It is read in the background; nothing is
/// posted by itself. The same file again is answered with the receipt that is there.
#[utoipa::path(post, path = "/workspaces/{workspace}/books/receipts", tag = "books",
    request_body(content = inline(FileBody), content_type = "application/octet-stream",
        description = "The file, 10 MiB at most unless the installation says otherwise"),
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), KeepQuery),
    responses((status = 200, description = "The same file was there already", body = ReceiptView),
        (status = 201, description = "It is kept, and waits to be read", body = ReceiptView)))]
async fn keep_receipt(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Query(query): Query<KeepQuery>,
    FileBytes(bytes): FileBytes,
) -> Result<impl IntoResponse, Problem> {
    let (receipt, is_new) = state.app.keep_receipt(&caller, workspace, query.name.as_str(), bytes).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(ReceiptView::of(receipt))))
}

/// Which receipts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReceiptQuery {
    /// Those in this state.
    #[param(inline)]
    state: Option<ReceiptStateName>,
    /// Those that belong to a transaction that counts (`true`), or those that are free (`false`).
    attached: Option<bool>,
    /// Those of this transaction.
    transaction: Option<i64>,
}

/// The receipts, the newest first
#[utoipa::path(get, path = "/workspaces/{workspace}/books/receipts", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), ReceiptQuery, PageParams),
    responses((status = 200, description = "A page of receipts", body = Page<ReceiptView>)))]
async fn receipts(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Paged { page, filter }: Paged<ReceiptQuery>,
) -> Result<Page<ReceiptView>, Problem> {
    let after = page.after::<(Timestamp, String)>()?;
    let filter = ReceiptFilter {
        state: filter.state.map(ReceiptStateName::state),
        attached: filter.attached,
        transaction: filter.transaction.map(TransactionNo),
    };
    let mut found = state.app.receipts(&caller, workspace, filter, after, i64::from(page.limit) + 1).await?;
    let more = found.len() > usize::from(page.limit);
    found.truncate(page.limit.into());
    let last = found.last().filter(|_| more).map(|last| (last.receipt.at, last.receipt.id.clone()));
    page.page(found.into_iter().map(ReceiptView::of).collect(), last.as_ref())
}

/// A receipt, with what may be done with it
#[utoipa::path(get, path = "/workspaces/{workspace}/books/receipts/{receipt}", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("receipt" = String, Path, format = Uuid, description = "The receipt")),
    responses((status = 200, description = "The receipt", body = ReceiptView)))]
async fn receipt(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, Uuid)>,
) -> Result<Json<ReceiptView>, Problem> {
    Ok(Json(ReceiptView::of(state.app.receipt(&caller, workspace, &id.to_string()).await?)))
}

/// How a file is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FileQuery {
    /// Whether it is to be saved, instead of shown.
    download: Option<bool>,
}

/// The file of a receipt, as it came
#[utoipa::path(get, path = "/workspaces/{workspace}/books/receipts/{receipt}/file", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("receipt" = String, Path, format = Uuid, description = "The receipt"), FileQuery),
    responses((status = 200, description = "The bytes", content(
        (inline(FileBody) = "application/pdf"), (inline(FileBody) = "image/jpeg"), (inline(FileBody) = "image/png"),
        (inline(FileBody) = "image/webp"), (inline(FileBody) = "image/heic")))))]
async fn receipt_file(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, Uuid)>,
    Query(query): Query<FileQuery>,
) -> Result<Response<Body>, Problem> {
    let (receipt, bytes) = state.app.receipt_file(&caller, workspace, &id.to_string()).await?;
    let media = HeaderValue::try_from(receipt.media).map_err(|error| Problem::internal(&error))?;
    let name = disposition(&receipt.name, query.download.unwrap_or(false));
    let name = HeaderValue::try_from(name).map_err(|error| Problem::internal(&error))?;
    let headers = [
        (CONTENT_TYPE, media),
        (CONTENT_DISPOSITION, name),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP_FILE)),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, bytes).into_response())
}

/// How a file is to be shown and named (RFC 6266): by letters that every browser takes, and by its own name (RFC 8187).
fn disposition(name: &str, save: bool) -> String {
    let plain = |char: char| char.is_ascii_alphanumeric() || " ._-()".contains(char);
    let ascii: String = name.chars().map(|char| if plain(char) { char } else { '_' }).collect();
    let mut own = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            own.push(char::from(byte));
        } else {
            own.push_str(&format!("%{byte:02X}"));
        }
    }
    let how = if save { "attachment" } else { "inline" };
    format!("{how}; filename=\"{ascii}\"; filename*=UTF-8''{own}")
}

/// To which transaction a receipt is given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttachBody {
    /// Its number.
    transaction: i64,
}

/// Give a receipt to a transaction
///
/// To the one that it belongs to already changes nothing. One that belongs to another is detached first.
#[utoipa::path(post, path = "/workspaces/{workspace}/books/receipts/{receipt}/attach", tag = "books", request_body = AttachBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("receipt" = String, Path, format = Uuid, description = "The receipt"),
        ("If-Match" = Option<String>, Header, description = "The version of the receipt that is changed")),
    responses((status = 200, description = "The receipt", body = ReceiptView)))]
async fn attach_receipt(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, Uuid)>,
    headers: HeaderMap,
    Json(body): Json<AttachBody>,
) -> Result<Json<ReceiptView>, Problem> {
    let (id, no, meant) = (id.to_string(), TransactionNo(body.transaction), meant_version(&headers)?);
    let changed = state.app.attach_receipt(&caller, workspace, &id, meant, no).await;
    Ok(Json(ReceiptView::of(changed.map_err(|error| version_conflict(error, meant))?)))
}

/// Take a receipt away from its transaction
#[utoipa::path(post, path = "/workspaces/{workspace}/books/receipts/{receipt}/detach", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("receipt" = String, Path, format = Uuid, description = "The receipt"),
        ("If-Match" = Option<String>, Header, description = "The version of the receipt that is changed")),
    responses((status = 200, description = "The receipt, with what may be done with it", body = ReceiptView)))]
async fn detach_receipt(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, Uuid)>,
    headers: HeaderMap,
) -> Result<Json<ReceiptView>, Problem> {
    let meant = meant_version(&headers)?;
    let changed = state.app.detach_receipt(&caller, workspace, &id.to_string(), meant).await;
    Ok(Json(ReceiptView::of(changed.map_err(|error| version_conflict(error, meant))?)))
}

/// A transaction and the receipt out of which it was posted.
#[derive(Serialize, ToSchema)]
pub(crate) struct PostedReceiptView {
    /// The transaction.
    transaction: TransactionView,
    /// The receipt, which belongs to it.
    receipt: ReceiptView,
}

/// Post a transaction out of a receipt
///
/// Both in one step: the transaction is in the books, and the receipt belongs to it; or neither. With an `Idempotency-Key` the same
/// request again posts nothing and gives the same transaction.
#[utoipa::path(post, path = "/workspaces/{workspace}/books/receipts/{receipt}/post", tag = "books",
    request_body = TransactionBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("receipt" = String, Path, format = Uuid, description = "The receipt"),
        ("If-Match" = Option<String>, Header, description = "The version of the receipt that was looked at"),
        ("Idempotency-Key" = Option<String>, Header, description = "Made up for this one write")),
    responses((status = 201, description = "It is in the books", body = PostedReceiptView)))]
async fn post_receipt(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, Uuid)>,
    headers: HeaderMap,
    Json(body): Json<TransactionBody>,
) -> Result<impl IntoResponse, Problem> {
    let (meant, key, content) = (meant_version(&headers)?, IdempotencyKey::of(&headers)?, body.content()?);
    let key = key.as_ref().map(IdempotencyKey::as_str);
    let posted = state.app.post_receipt(&caller, workspace, &id.to_string(), meant, key, &content).await;
    let (written, receipt) = posted.map_err(|error| version_conflict(error, meant))?;
    let no = first_of(&written)?;
    let transaction = TransactionView::of(&state.app.ledger_row(&caller, workspace, no).await?);
    Ok((StatusCode::CREATED, Json(PostedReceiptView { transaction, receipt: ReceiptView::of(receipt) })))
}

/// Have a receipt read again
///
/// What was read before is forgotten.
#[utoipa::path(post, path = "/workspaces/{workspace}/books/receipts/{receipt}/read", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("receipt" = String, Path, format = Uuid, description = "The receipt")),
    responses((status = 200, description = "The receipt, which waits to be read", body = ReceiptView)))]
async fn read_receipt(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, Uuid)>,
) -> Result<Json<ReceiptView>, Problem> {
    Ok(Json(ReceiptView::of(state.app.read_receipt_again(&caller, workspace, &id.to_string()).await?)))
}

/// Delete a receipt and its file
///
/// One that belongs to a transaction is detached first.
#[utoipa::path(delete, path = "/workspaces/{workspace}/books/receipts/{receipt}", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("receipt" = String, Path, format = Uuid, description = "The receipt"),
        ("If-Match" = Option<String>, Header, description = "The version of the receipt that is deleted")),
    responses((status = 204, description = "It is gone")))]
async fn delete_receipt(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, id)): Path<(WorkspaceId, Uuid)>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let meant = meant_version(&headers)?;
    let gone = state.app.delete_receipt(&caller, workspace, &id.to_string(), meant).await;
    gone.map_err(|error| version_conflict(error, meant))?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_never_leaves_its_header() {
        for (name, expected) in [
            ("bill.pdf", "inline; filename=\"bill.pdf\"; filename*=UTF-8''bill.pdf"),
            ("a \"b\";c.pdf", "inline; filename=\"a _b__c.pdf\"; filename*=UTF-8''a%20%22b%22%3Bc.pdf"),
            ("Büro.png", "inline; filename=\"B_ro.png\"; filename*=UTF-8''B%C3%BCro.png"),
            ("x\r\ny", "inline; filename=\"x__y\"; filename*=UTF-8''x%0D%0Ay"),
        ] {
            assert_eq!(disposition(name, false), expected);
        }
        assert!(disposition("a.pdf", true).starts_with("attachment; "));
    }
}
