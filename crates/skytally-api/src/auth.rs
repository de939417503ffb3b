//! Who calls: extractors that a handler names in its parameters. A handler without one is open to anybody.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::header::{AUTHORIZATION, USER_AGENT};
use axum::http::request::Parts;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use skytally_app::{Caller, Visitor};
use skytally_model::WorkspaceId;

use crate::client_ip::ClientIp;
use crate::origin;
use crate::problem::{Code, Problem};
use crate::request_id::RequestId;
use crate::state::{ApiState, CookieConfig};

/// Anybody: where the request comes from, and nothing of who it is.
pub(crate) struct Anybody(pub(crate) Visitor);

/// Somebody who is signed in, or whose API token is good.
pub(crate) struct Known(pub(crate) Caller);

pub(crate) fn visitor(parts: &Parts) -> Visitor {
    let ClientIp(address) = parts.extensions.get().copied().unwrap_or_default();
    let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Visitor {
        address: address.to_string(),
        request: parts.extensions.get::<RequestId>().map(|id| id.as_str().to_owned()).unwrap_or_default(),
        agent: skytally_app::describe_agent(agent),
    }
}

impl FromRequestParts<ApiState> for Anybody {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        // Signing in from another site's form would sign people in as somebody else. Programs send no such header.
        if parts.headers.contains_key("sec-fetch-site") || parts.headers.contains_key("origin") {
            origin::guard(&parts.method, &parts.headers, &state.origins)?;
        }
        Ok(Self(visitor(parts)))
    }
}

/// The workspace of the path, if it has one: asked for together with who calls. What is no id is refused by the handler.
async fn workspace(parts: &mut Parts, state: &ApiState) -> Option<WorkspaceId> {
    let params = RawPathParams::from_request_parts(parts, state).await.ok()?;
    params.iter().find(|(name, _)| *name == "workspace").and_then(|(_, value)| value.parse().ok())
}

impl FromRequestParts<ApiState> for Known {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let nobody = || Problem::new(Code::Unauthenticated, "sign in first, or send an API token");
        let visitor = visitor(parts);
        let workspace = workspace(parts, state).await;
        if let Some(given) = parts.headers.get(AUTHORIZATION) {
            let text = given.to_str().map_err(|_| nobody())?;
            // The scheme is written in any case.
            let (scheme, token) = text.split_once(' ').ok_or_else(nobody)?;
            if !scheme.eq_ignore_ascii_case("bearer") {
                return Err(nobody());
            }
            let caller = state.app.by_token(token.trim(), workspace, visitor).await?;
            return caller.map(Self).ok_or_else(|| {
                Problem::new(Code::Unauthenticated, "the API token is unknown, revoked or over")
            });
        }
        let jar = CookieJar::from_headers(&parts.headers);
        let cookie = jar.get(state.cookie.name).ok_or_else(nobody)?;
        let caller = state.app.by_session(cookie.value(), workspace, visitor).await?;
        let caller = caller
            .ok_or_else(|| Problem::new(Code::Unauthenticated, "the session is over: sign in again"))?;
        origin::guard(&parts.method, &parts.headers, &state.origins)?;
        Ok(Self(caller))
    }
}

/// The cookie of a session.
pub(crate) fn session_cookie(config: &CookieConfig, token: &str) -> Cookie<'static> {
    cookie(config.name, token, config.secure, config.max_age_s)
}

/// The cookie that makes the browser forget its session.
pub(crate) fn no_session(config: &CookieConfig) -> Cookie<'static> {
    cookie(config.name, "", config.secure, 0)
}

pub(crate) fn cookie(name: &'static str, value: &str, secure: bool, max_age_s: i64) -> Cookie<'static> {
    Cookie::build((name, value.to_owned()))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .path("/")
        .max_age(time::Duration::seconds(max_age_s))
        .build()
}
