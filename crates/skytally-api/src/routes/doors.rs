//! Signing up, in and out; links of mails; identity providers.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum_extra::extract::cookie::CookieJar;
use serde::{Deserialize, Serialize};
use skytally_app::{SignInForm, SignUpForm, SignedIn};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::{Anybody, Known, cookie, no_session, session_cookie};
use crate::extract::{Json, Path, Query, Text};
use crate::problem::{Code, Problem};
use crate::rate::{self, Door};
use crate::routes::me::MeView;
use crate::state::ApiState;

/// The cookie that binds a sign-in through an identity provider to the browser that began it.
const FLOW_COOKIE: &str = "skytally-flow";
/// How long it holds, in seconds.
const FLOW_MAX_AGE_S: i64 = 600;

pub(crate) fn routes(limits: &Arc<rate::Limits>) -> OpenApiRouter<ApiState> {
    let behind = |door| from_fn_with_state((Arc::clone(limits), door), rate::by_address);
    let sign_up = OpenApiRouter::new()
        .routes(routes!(sign_up))
        .routes(routes!(resend_verification))
        .layer(behind(Door::SignUp));
    let reset = OpenApiRouter::new()
        .routes(routes!(forgot_password))
        .routes(routes!(reset_password))
        .routes(routes!(verify_email))
        .layer(behind(Door::Reset));
    let sign_in = OpenApiRouter::new()
        .routes(routes!(sign_in))
        .routes(routes!(begin_provider))
        .routes(routes!(finish_provider))
        .routes(routes!(bind_provider))
        .layer(behind(Door::SignIn));
    OpenApiRouter::new()
        .merge(sign_up)
        .merge(reset)
        .merge(sign_in)
        .routes(routes!(sign_out))
        .routes(routes!(providers))
}

/// Somebody who wants to sign up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignUpBody {
    /// The e-mail address; a mail asks to verify it.
    #[schema(max_length = 254, example = "ann@example.com")]
    email: Text<254>,
    /// What to be called.
    name: Text<100>,
    /// At least 12 characters, and not easy to guess.
    #[schema(format = Password, min_length = 12, max_length = 256)]
    password: String,
    /// The token of an invitation, which also verifies the address that it was sent to.
    #[schema(max_length = 100)]
    invitation: Option<String>,
}

/// Sign up
///
/// The answer is the same whether or not the address is known; whoever reads its mail is told.
#[utoipa::path(post, path = "/sign-up", tag = "sign-in", request_body = SignUpBody,
    responses((status = 202, description = "A mail is on its way")), security(()))]
async fn sign_up(
    State(state): State<ApiState>,
    Anybody(visitor): Anybody,
    Json(body): Json<SignUpBody>,
) -> Result<StatusCode, Problem> {
    let form = SignUpForm {
        email: body.email.into_string(),
        name: body.name.into_string(),
        password: password(body.password)?,
        invitation: body.invitation,
    };
    state.app.sign_up(&visitor, form).await?;
    Ok(StatusCode::ACCEPTED)
}

/// An address that a mail is to go to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EmailBody {
    /// The e-mail address.
    #[schema(max_length = 254)]
    email: Text<254>,
}

/// Ask for another mail to verify an address
#[utoipa::path(post, path = "/verify-email/resend", tag = "sign-in", request_body = EmailBody,
    responses((status = 202, description = "If the address waits for it, a mail is on its way")), security(()))]
async fn resend_verification(
    State(state): State<ApiState>,
    Anybody(visitor): Anybody,
    Json(body): Json<EmailBody>,
) -> Result<StatusCode, Problem> {
    state.app.resend_verification(&visitor, body.email.as_str()).await?;
    Ok(StatusCode::ACCEPTED)
}

/// The token of a mail's link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenBody {
    /// The token.
    #[schema(max_length = 100)]
    pub(crate) token: String,
}

/// Verify an address
#[utoipa::path(post, path = "/verify-email", tag = "sign-in", request_body = TokenBody,
    responses((status = 204, description = "The address is verified")), security(()))]
async fn verify_email(
    State(state): State<ApiState>,
    Anybody(visitor): Anybody,
    Json(body): Json<TokenBody>,
) -> Result<StatusCode, Problem> {
    state.app.verify_email(&visitor, &body.token).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask for a mail to set a new password
#[utoipa::path(post, path = "/password/forgot", tag = "sign-in", request_body = EmailBody,
    responses((status = 202, description = "If the address is known, a mail is on its way")), security(()))]
async fn forgot_password(
    State(state): State<ApiState>,
    Anybody(visitor): Anybody,
    Json(body): Json<EmailBody>,
) -> Result<StatusCode, Problem> {
    state.app.forgot_password(&visitor, body.email.as_str()).await?;
    Ok(StatusCode::ACCEPTED)
}

/// A new password, with the token of a mail.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResetBody {
    /// The token.
    #[schema(max_length = 100)]
    token: String,
    /// The new password.
    #[schema(format = Password, min_length = 12, max_length = 256)]
    password: String,
}

/// Set a new password with the token of a mail
///
/// Every session and API token of the person ends.
#[utoipa::path(post, path = "/password/reset", tag = "sign-in", request_body = ResetBody,
    responses((status = 204, description = "The password is set")), security(()))]
async fn reset_password(
    State(state): State<ApiState>,
    Anybody(visitor): Anybody,
    Json(body): Json<ResetBody>,
) -> Result<StatusCode, Problem> {
    state.app.reset_password(&visitor, &body.token, password(body.password)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInBody {
    /// The e-mail address.
    #[schema(max_length = 254)]
    email: Text<254>,
    /// The password.
    #[schema(format = Password, max_length = 256)]
    password: String,
    /// A one-time code or a recovery code, where one is asked for.
    #[schema(max_length = 40)]
    code: Option<String>,
}

/// A session that has begun.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignedInView {
    /// Who.
    me: MeView,
    /// When the session ends at the latest.
    #[schema(value_type = String, format = DateTime)]
    expires: jiff::Timestamp,
}

/// Sign in
///
/// The session's token comes as a cookie that no script can read.
#[utoipa::path(post, path = "/sign-in", tag = "sign-in", request_body = SignInBody,
    responses((status = 200, description = "Signed in; the cookie is set", body = SignedInView)), security(()))]
async fn sign_in(
    State(state): State<ApiState>,
    Anybody(visitor): Anybody,
    Json(body): Json<SignInBody>,
) -> Result<Response<Body>, Problem> {
    let given = skytally_app::Password::new(body.password)
        .map_err(|_| Problem::from(skytally_app::AppError::WrongCredentials))?;
    let form = SignInForm { email: body.email.into_string(), password: given, code: body.code };
    let signed = state.app.sign_in(&visitor, form).await?;
    let jar = with_session(&state, &signed);
    let view = SignedInView { me: MeView::of(&signed.user), expires: signed.session.expires };
    Ok((jar, Json(view)).into_response())
}

fn with_session(state: &ApiState, signed: &SignedIn) -> CookieJar {
    CookieJar::new().add(session_cookie(&state.cookie, signed.token.expose()))
}

/// Sign out
#[utoipa::path(post, path = "/sign-out", tag = "sign-in",
    responses((status = 204, description = "Signed out; the cookie is gone")))]
async fn sign_out(State(state): State<ApiState>, Known(caller): Known) -> Result<Response<Body>, Problem> {
    state.app.sign_out(&caller).await?;
    Ok((CookieJar::new().add(no_session(&state.cookie)), StatusCode::NO_CONTENT).into_response())
}

/// Where else people may sign in.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProvidersView {
    /// The identity providers by name.
    providers: Vec<String>,
}

/// The identity providers
#[utoipa::path(get, path = "/oidc", tag = "sign-in",
    responses((status = 200, description = "Where else people may sign in", body = ProvidersView)), security(()))]
async fn providers(State(state): State<ApiState>, Anybody(_visitor): Anybody) -> Json<ProvidersView> {
    let providers = state.app.providers().into_iter().map(str::to_owned).collect();
    Json(ProvidersView { providers })
}

/// Begin to sign in through an identity provider
///
/// Sends the browser there.
#[utoipa::path(get, path = "/oidc/{provider}/start", tag = "sign-in",
    params(("provider" = String, Path, description = "The name of the identity provider")),
    responses((status = 303, description = "To the identity provider")), security(()))]
async fn begin_provider(
    State(state): State<ApiState>,
    Path(provider): Path<String>,
) -> Result<Response<Body>, Problem> {
    let (url, bound) = state.app.begin_provider(&provider, None).await?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, url)], flow_cookie(&state, &bound)).into_response())
}

fn flow_cookie(state: &ApiState, bound: &str) -> CookieJar {
    CookieJar::new().add(cookie(FLOW_COOKIE, bound, state.cookie.secure, FLOW_MAX_AGE_S))
}

/// Where to go.
#[derive(Serialize, ToSchema)]
pub(crate) struct BeginView {
    /// The address at the identity provider.
    url: String,
}

/// Bind an identity provider to oneself
///
/// Go to the address that is given; afterwards one can sign in through the provider.
#[utoipa::path(post, path = "/me/identities/{provider}", tag = "me",
    params(("provider" = String, Path, description = "The name of the identity provider")),
    responses((status = 200, description = "Where to go; the cookie is set", body = BeginView)))]
async fn bind_provider(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(provider): Path<String>,
) -> Result<Response<Body>, Problem> {
    let (url, bound) = state.app.begin_provider(&provider, Some(&caller)).await?;
    Ok((flow_cookie(&state, &bound), Json(BeginView { url })).into_response())
}

/// What an identity provider sends back. Providers add what they like: the rest is not read.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CallbackQuery {
    /// What the sign-in was begun with.
    state: Option<String>,
    /// The code.
    code: Option<String>,
    /// The issuer.
    iss: Option<String>,
    /// Why there is no code.
    error: Option<String>,
}

/// Finish to sign in through an identity provider
///
/// The identity provider sends the browser here; it goes on to the sign-in page of the console. Where the sign-in failed,
/// `problem` and `detail` there say why.
#[utoipa::path(get, path = "/oidc/{provider}/callback", tag = "sign-in",
    params(("provider" = String, Path, description = "The name of the identity provider"), CallbackQuery),
    responses((status = 303, description = "Signed in, and the cookie is set; or not, and the address says why")),
    security(()))]
async fn finish_provider(
    State(state): State<ApiState>,
    provider: Result<Path<String>, Problem>,
    headers: HeaderMap,
    request: VisitorOnly,
    query: Result<Query<CallbackQuery>, Problem>,
) -> Response<Body> {
    let finished = async {
        let (Path(provider), Query(query)) = (provider?, query?);
        finish(&state, &provider, &headers, &request.0, &query).await
    };
    // A person sits before it, whose browser the provider has sent: a page can tell them, a JSON text cannot.
    finished.await.unwrap_or_else(|problem| {
        let told = form_urlencoded::Serializer::new(String::new())
            .append_pair("problem", problem.code().name())
            .append_pair("detail", problem.detail())
            .finish();
        (StatusCode::SEE_OTHER, [(LOCATION, format!("/sign-in?{told}"))]).into_response()
    })
}

async fn finish(
    state: &ApiState,
    provider: &str,
    headers: &HeaderMap,
    visitor: &skytally_app::Visitor,
    query: &CallbackQuery,
) -> Result<Response<Body>, Problem> {
    if let Some(error) = &query.error {
        let detail = format!("{provider} refused the sign-in ({error}): start again");
        return Err(Problem::new(Code::SignInFailed, detail));
    }
    let (Some(given), Some(code)) = (&query.state, &query.code) else {
        return Err(Problem::new(Code::BadQuery, "the answer of the identity provider lacks state or code"));
    };
    let jar = CookieJar::from_headers(headers);
    let bound = jar.get(FLOW_COOKIE).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    let callback = skytally_app::Callback { state: given, code, issuer: query.iss.as_deref() };
    let signed = state.app.finish_provider(visitor, provider, &bound, callback).await?;
    let jar = signed.map_or_else(CookieJar::new, |signed| with_session(state, &signed)).add(cookie(
        FLOW_COOKIE,
        "",
        state.cookie.secure,
        0,
    ));
    Ok((StatusCode::SEE_OTHER, [(LOCATION, "/sign-in")], jar).into_response())
}

/// Where a request comes from, for the one that another site rightly sends.
struct VisitorOnly(skytally_app::Visitor);

impl axum::extract::FromRequestParts<ApiState> for VisitorOnly {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        _: &ApiState,
    ) -> Result<Self, Problem> {
        Ok(Self(crate::auth::visitor(parts)))
    }
}

/// A password that somebody chooses.
pub(crate) fn password(text: String) -> Result<skytally_app::Password, Problem> {
    skytally_app::Password::new(text).map_err(|error| skytally_app::AppError::from(error).into())
}
