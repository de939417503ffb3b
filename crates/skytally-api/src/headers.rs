//! Security headers: what a browser may do with an answer. As little as possible.

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Response};

/// The policy of answers that are data: nothing may be loaded or run, and nobody may frame them.
pub const CSP_API: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The policy of the documentation page: its own scripts, styles and pictures, and calls of this service. Nothing in it is
/// inline, and no text is evaluated as code.
pub const CSP_DOCS: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// One year, for this host only: hosts below it may belong to somebody else.
const HSTS: &str = "max-age=31536000";

/// What a page may ask the browser for: nothing.
const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
     magnetometer=(), microphone=(), payment=(), usb=()";

const EVERY_ANSWER: [(HeaderName, &str); 8] = [
    (CONTENT_SECURITY_POLICY, CSP_API),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    // Answers are somebody's data. What may be kept says so itself.
    (CACHE_CONTROL, "no-store"),
];

/// Puts the headers on an answer. One that the answer has already stays as it is.
///
/// `https` says that people reach the service by HTTPS only.
pub fn secure(mut response: Response<Body>, https: bool) -> Response<Body> {
    let headers = response.headers_mut();
    for (name, value) in EVERY_ANSWER {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if https {
        headers.entry(STRICT_TRANSPORT_SECURITY).or_insert(HeaderValue::from_static(HSTS));
    }
    response
}
