//! The few pages that mails lead to, until somebody has signed in: no framework, and nothing from elsewhere.

use axum::Router;
use axum::body::Body;
use axum::http::Response;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;

use crate::state::ApiState;

/// Scripts and styles of our own only; the pages talk to our own API only.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
                   base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(crate) fn routes() -> Router<ApiState> {
    let page = || async { answer("text/html; charset=utf-8", include_str!("../pages/link.html")) };
    Router::new()
        .route("/", get(|| async { answer("text/html; charset=utf-8", include_str!("../pages/home.html")) }))
        .route("/sign-in", get(page))
        .route("/verify-email", get(page))
        .route("/reset-password", get(page))
        .route("/invitation", get(page))
        .route(
            "/pages/link.js",
            get(|| async { answer("text/javascript; charset=utf-8", include_str!("../pages/link.js")) }),
        )
        .route(
            "/pages/link.css",
            get(|| async { answer("text/css; charset=utf-8", include_str!("../pages/link.css")) }),
        )
}

fn answer(content: &'static str, body: &'static str) -> Response<Body> {
    let headers = [(CONTENT_TYPE, content), (CONTENT_SECURITY_POLICY, CSP), (CACHE_CONTROL, "no-cache")];
    (headers, body).into_response()
}
