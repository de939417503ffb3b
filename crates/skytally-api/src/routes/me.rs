//! Oneself: name, password, second factor, sessions.

use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use skytally_app::{Session, User};
use skytally_model::{SessionId, UserId};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::{Json, Path, Text};
use crate::problem::Problem;
use crate::routes::doors::password;
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(me, rename_me, delete_me))
        .routes(routes!(change_password))
        .routes(routes!(start_totp, stop_totp))
        .routes(routes!(confirm_totp))
        .routes(routes!(renew_recovery_codes))
        .routes(routes!(my_sessions, end_other_sessions))
        .routes(routes!(end_session))
}

/// Oneself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeView {
    /// The id.
    #[schema(value_type = String, format = Uuid)]
    id: UserId,
    /// The e-mail address.
    email: String,
    /// The name.
    name: String,
    /// Whether there is a password.
    has_password: bool,
    /// When the address was verified.
    #[schema(value_type = Option<String>, format = DateTime)]
    verified: Option<Timestamp>,
    /// Since when one-time codes are asked for.
    #[schema(value_type = Option<String>, format = DateTime)]
    totp_since: Option<Timestamp>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
}

impl MeView {
    pub(crate) fn of(user: &User) -> Self {
        Self {
            id: user.id,
            email: user.email_typed.clone(),
            name: user.name.clone(),
            has_password: user.has_password,
            verified: user.verified,
            totp_since: user.totp_since,
            created: user.created,
        }
    }
}

/// Who am I
#[utoipa::path(get, path = "/me", tag = "me", responses((status = 200, description = "Oneself", body = MeView)))]
async fn me(State(state): State<ApiState>, Known(caller): Known) -> Result<Json<MeView>, Problem> {
    Ok(Json(MeView::of(&state.app.me(&caller).await?)))
}

/// A new name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameBody {
    /// The name.
    name: Text<100>,
}

/// Change one's name
#[utoipa::path(patch, path = "/me", tag = "me", request_body = NameBody,
    responses((status = 200, description = "Oneself", body = MeView)))]
async fn rename_me(
    State(state): State<ApiState>,
    Known(caller): Known,
    Json(body): Json<NameBody>,
) -> Result<Json<MeView>, Problem> {
    Ok(Json(MeView::of(&state.app.rename_me(&caller, body.name.as_str()).await?)))
}

/// The current password, as a proof.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProofBody {
    /// The current password; left out by whoever has none.
    #[schema(format = Password, max_length = 256)]
    password: Option<String>,
}

impl ProofBody {
    fn take(self) -> Result<Option<skytally_app::Password>, Problem> {
        self.password.map(password).transpose()
    }
}

/// Delete oneself
///
/// Workspaces stay: whoever is the only owner of one cannot go.
#[utoipa::path(delete, path = "/me", tag = "me", request_body = ProofBody,
    responses((status = 204, description = "Gone")))]
async fn delete_me(
    State(state): State<ApiState>,
    Known(caller): Known,
    Json(body): Json<ProofBody>,
) -> Result<StatusCode, Problem> {
    state.app.delete_me(&caller, body.take()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordBody {
    /// The current one; left out by whoever has none.
    #[schema(format = Password, max_length = 256)]
    current: Option<String>,
    /// The new one.
    #[schema(format = Password, min_length = 12, max_length = 256)]
    new: String,
}

/// Change one's password
///
/// All other sessions end.
#[utoipa::path(post, path = "/me/password", tag = "me", request_body = PasswordBody,
    responses((status = 204, description = "Changed")))]
async fn change_password(
    State(state): State<ApiState>,
    Known(caller): Known,
    Json(body): Json<PasswordBody>,
) -> Result<StatusCode, Problem> {
    let current = body.current.map(password).transpose()?;
    state.app.change_password(&caller, current, password(body.new)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A second factor that is being set up. It is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct TotpView {
    /// For authenticator apps.
    uri: String,
    /// For those who type.
    secret: String,
    /// The address as a picture to scan, in SVG.
    picture_svg: String,
}

/// Begin to set up one-time codes
#[utoipa::path(post, path = "/me/totp", tag = "me", request_body = ProofBody,
    responses((status = 200, description = "A new secret, not yet asked for", body = TotpView)))]
async fn start_totp(
    State(state): State<ApiState>,
    Known(caller): Known,
    Json(body): Json<ProofBody>,
) -> Result<Json<TotpView>, Problem> {
    let setup = state.app.start_totp(&caller, body.take()?).await?;
    Ok(Json(TotpView { uri: setup.uri, secret: setup.secret, picture_svg: setup.picture }))
}

/// A one-time code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeBody {
    /// Six digits.
    #[schema(max_length = 40)]
    code: String,
}

/// Recovery codes. They are shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryView {
    /// Each is good once, in place of a one-time code.
    recovery_codes: Vec<String>,
}

/// Switch one-time codes on
#[utoipa::path(post, path = "/me/totp/confirm", tag = "me", request_body = CodeBody,
    responses((status = 200, description = "On", body = RecoveryView)))]
async fn confirm_totp(
    State(state): State<ApiState>,
    Known(caller): Known,
    Json(body): Json<CodeBody>,
) -> Result<Json<RecoveryView>, Problem> {
    Ok(Json(RecoveryView { recovery_codes: state.app.confirm_totp(&caller, &body.code).await? }))
}

/// Switch one-time codes off
#[utoipa::path(delete, path = "/me/totp", tag = "me", request_body = ProofBody,
    responses((status = 204, description = "Off")))]
async fn stop_totp(
    State(state): State<ApiState>,
    Known(caller): Known,
    Json(body): Json<ProofBody>,
) -> Result<StatusCode, Problem> {
    state.app.stop_totp(&caller, body.take()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// New recovery codes in place of the old ones
#[utoipa::path(post, path = "/me/recovery-codes", tag = "me", request_body = ProofBody,
    responses((status = 200, description = "New codes", body = RecoveryView)))]
async fn renew_recovery_codes(
    State(state): State<ApiState>,
    Known(caller): Known,
    Json(body): Json<ProofBody>,
) -> Result<Json<RecoveryView>, Problem> {
    let recovery_codes = state.app.renew_recovery_codes(&caller, body.take()?).await?;
    Ok(Json(RecoveryView { recovery_codes }))
}

/// A session.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// The id, which signs nobody in.
    #[schema(value_type = String, format = Uuid)]
    id: SessionId,
    /// Whether it is the one of this request.
    current: bool,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// When it was last used, to the minute.
    #[schema(value_type = String, format = DateTime)]
    seen: Timestamp,
    /// When it ends at the latest.
    #[schema(value_type = String, format = DateTime)]
    expires: Timestamp,
    /// From which address it was begun.
    address: String,
    /// With which browser.
    agent: String,
}

impl SessionView {
    fn of(session: Session, current: Option<SessionId>) -> Self {
        Self {
            id: session.id,
            current: Some(session.id) == current,
            created: session.created,
            seen: session.seen,
            expires: session.expires,
            address: session.address,
            agent: session.agent,
        }
    }
}

/// Sessions.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionsView {
    /// The newest first.
    items: Vec<SessionView>,
}

/// One's sessions
#[utoipa::path(get, path = "/me/sessions", tag = "me",
    responses((status = 200, description = "The sessions, the newest first", body = SessionsView)))]
async fn my_sessions(
    State(state): State<ApiState>,
    Known(caller): Known,
) -> Result<Json<SessionsView>, Problem> {
    let sessions = state.app.my_sessions(&caller).await?;
    let items = sessions.into_iter().map(|session| SessionView::of(session, caller.session())).collect();
    Ok(Json(SessionsView { items }))
}

/// How many sessions have ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct EndedView {
    /// Their number.
    ended: u64,
}

/// End all other sessions
#[utoipa::path(delete, path = "/me/sessions", tag = "me",
    responses((status = 200, description = "They have ended", body = EndedView)))]
async fn end_other_sessions(
    State(state): State<ApiState>,
    Known(caller): Known,
) -> Result<Json<EndedView>, Problem> {
    Ok(Json(EndedView { ended: state.app.end_my_other_sessions(&caller).await? }))
}

/// End one session
#[utoipa::path(delete, path = "/me/sessions/{session}", tag = "me",
    params(("session" = String, Path, format = Uuid, description = "The session")),
    responses((status = 204, description = "It has ended")))]
async fn end_session(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(session): Path<SessionId>,
) -> Result<StatusCode, Problem> {
    state.app.end_my_session(&caller, session).await?;
    Ok(StatusCode::NO_CONTENT)
}
