//! API tokens.

use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use skytally_app::{ApiToken, AppError, Scopes};
use skytally_model::{TokenId, WorkspaceId};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::{Json, Path, Text};
use crate::idempotency::Once;
use crate::once::once;
use crate::problem::Problem;
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(my_tokens, create_token)).routes(routes!(revoke_token))
}

/// An API token, without the token itself.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenView {
    /// The id, which signs nobody in.
    #[schema(value_type = String, format = Uuid)]
    id: TokenId,
    /// What its owner calls it.
    name: String,
    /// What it may be used for: read, collect, findings, books, manage.
    scopes: Vec<String>,
    /// The only workspace that it is good in.
    #[schema(value_type = Option<String>, format = Uuid)]
    workspace: Option<WorkspaceId>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// When it ends.
    #[schema(value_type = String, format = DateTime)]
    expires: Timestamp,
    /// When it was last used, to the minute.
    #[schema(value_type = Option<String>, format = DateTime)]
    used: Option<Timestamp>,
}

impl TokenView {
    fn of(token: ApiToken) -> Self {
        Self {
            id: token.id,
            name: token.name,
            scopes: token.scopes,
            workspace: token.only,
            created: token.created,
            expires: token.expires,
            used: token.used,
        }
    }
}

/// API tokens.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokensView {
    /// The newest first.
    items: Vec<TokenView>,
}

/// One's API tokens
#[utoipa::path(get, path = "/me/tokens", tag = "me",
    responses((status = 200, description = "The tokens, the newest first", body = TokensView)))]
async fn my_tokens(State(state): State<ApiState>, Known(caller): Known) -> Result<Json<TokensView>, Problem> {
    let items = state.app.my_tokens(&caller).await?.into_iter().map(TokenView::of).collect();
    Ok(Json(TokensView { items }))
}

/// An API token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTokenBody {
    /// What to call it.
    name: Text<100>,
    /// What it may be used for: read, collect, findings, books, manage.
    #[schema(min_items = 1, max_items = 4)]
    scopes: Vec<String>,
    /// The only workspace that it is to be good in; all of one's own if left out.
    #[schema(value_type = Option<String>, format = Uuid)]
    workspace: Option<WorkspaceId>,
    /// When it ends; after 90 days if left out, after 366 at the latest.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires: Option<Timestamp>,
}

/// An API token that was made. The token itself is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewTokenView {
    /// To be sent as `Authorization: Bearer …`.
    token: String,
    /// What is known of it later.
    #[serde(flatten)]
    known: TokenView,
}

/// Make an API token
#[utoipa::path(post, path = "/me/tokens", tag = "me", request_body = NewTokenBody,
    params(("idempotency-key" = Option<String>, Header, description = "Repeated with the same key, the call is done once")),
    responses((status = 201, description = "Made", body = NewTokenView)))]
async fn create_token(
    State(state): State<ApiState>,
    Known(caller): Known,
    Once { key, fingerprint, body }: Once<NewTokenBody>,
) -> Result<Response<Body>, Problem> {
    once(&state, &caller, key.as_ref(), &fingerprint, async {
        let scopes: Scopes = body.scopes.join(" ").parse().map_err(AppError::from)?;
        let (made, token) = state
            .app
            .create_token(&caller, body.name.as_str(), &scopes, body.workspace, body.expires)
            .await?;
        let view = NewTokenView { token: token.expose().to_owned(), known: TokenView::of(made) };
        Ok((StatusCode::CREATED, view))
    })
    .await
}

/// Revoke an API token
#[utoipa::path(delete, path = "/me/tokens/{token}", tag = "me",
    params(("token" = String, Path, format = Uuid, description = "The id of the token")),
    responses((status = 204, description = "Revoked")))]
async fn revoke_token(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(token): Path<TokenId>,
) -> Result<StatusCode, Problem> {
    state.app.revoke_token(&caller, token).await?;
    Ok(StatusCode::NO_CONTENT)
}
