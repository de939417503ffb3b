//! What every route has around it: ids, traces, metrics, limits, headers, and problems for whatever goes wrong.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::Response;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tracing::Instrument;
use tracing::field::Empty;

use crate::client_ip::{ClientIp, Proxies};
use crate::extract::{BODY_MAX_BYTES, BODY_READ_MAX, BodyLimits};
use crate::metrics::{self, Metrics};
use crate::problem::{self, Code, Problem};
use crate::request_id::{self, RequestId};
use crate::{etag, headers, idempotency};

/// How long an answer may take until its head, unless the house says otherwise. Streams may last longer.
pub const ANSWER_MAX: Duration = Duration::from_secs(30);
/// Longest path and query of a request, in bytes.
pub const URI_MAX_BYTES: usize = 8 * 1024;
/// Smallest answer that is compressed, in bytes: below, the packet is as large either way.
const COMPRESSED_MIN_BYTES: u64 = 1024;
/// The routes that machines ask every few seconds. Their requests are logged as debug.
const QUIET_ROUTES: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// The settings of the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseConfig {
    /// Whether people reach the service by HTTPS only.
    pub https: bool,
    /// The proxies in front of the service.
    pub proxies: Proxies,
    /// The limits of bodies.
    pub bodies: BodyLimits,
    /// How long an answer may take until its head.
    pub answer_max: Duration,
}

impl Default for HouseConfig {
    fn default() -> Self {
        Self {
            https: false,
            proxies: Proxies::default(),
            bodies: BodyLimits { max_bytes: BODY_MAX_BYTES, read_max: BODY_READ_MAX },
            answer_max: ANSWER_MAX,
        }
    }
}

/// Puts the house around routes. All of them must be there already.
///
/// From the outside in: request id; the span and the line of the log; security headers; metrics; compression; what
/// failed becomes a problem; the time limit; panics; the client's address and the limits of bodies; entity tags; what comes to its
/// end in any case.
pub fn house(routes: Router, config: &HouseConfig, metrics: &Metrics) -> Router {
    let compressed = SizeAbove::new(COMPRESSED_MIN_BYTES)
        .and(NotForContentType::const_new("text/event-stream"))
        .and(NotForContentType::IMAGES);
    routes
        .layer(from_fn(idempotency::to_its_end))
        .layer(from_fn(etag::tag_bodies))
        .layer(DefaultBodyLimit::max(config.bodies.max_bytes))
        .layer(from_fn_with_state(Arc::new(config.clone()), describe))
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(from_fn_with_state(config.answer_max, in_time))
        .layer(from_fn(problem::complete))
        .layer(CompressionLayer::new().compress_when(compressed))
        .layer(from_fn_with_state(metrics.clone(), metrics::count))
        .layer(from_fn_with_state(config.https, secure))
        .layer(from_fn(trace))
        .layer(from_fn(request_id::assign))
}

/// One span and one line of the log for a request. It names the route, not the path, whose parts may be secrets.
async fn trace(request: Request, next: Next) -> Response<Body> {
    let id = request.extensions().get::<RequestId>().map(RequestId::as_str).unwrap_or_default();
    let route = metrics::route(&request);
    let quiet = QUIET_ROUTES.contains(&route);
    let span = tracing::info_span!(
        "request",
        request_id = id,
        method = %request.method(),
        route,
        status = Empty,
        duration_ms = Empty,
    );
    let start = tokio::time::Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    let duration_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    span.record("status", status);
    span.record("duration_ms", duration_ms);
    span.in_scope(|| {
        if response.status().is_server_error() {
            tracing::warn!("answered");
        } else if quiet {
            tracing::debug!("answered");
        } else {
            tracing::info!("answered");
        }
    });
    response
}

async fn secure(State(https): State<bool>, request: Request, next: Next) -> Response<Body> {
    headers::secure(next.run(request).await, https)
}

async fn in_time(State(max): State<Duration>, request: Request, next: Next) -> Response<Body> {
    match tokio::time::timeout(max, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!(limit_s = max.as_secs(), "an answer took too long and was given up");
            let detail = format!("the answer took longer than {} seconds; try again", max.as_secs());
            Problem::new(Code::TimedOut, detail).into_response()
        }
    }
}

/// Says who asks and what bodies may be, for what lies further inside.
async fn describe(
    State(config): State<Arc<HouseConfig>>,
    mut request: Request,
    next: Next,
) -> Response<Body> {
    let uri = request.uri();
    let length = uri.path().len() + uri.query().map_or(0, |query| query.len() + 1);
    if length > URI_MAX_BYTES {
        let detail = format!("the path and query have more than {URI_MAX_BYTES} bytes");
        return Problem::new(Code::UriTooLong, detail).into_response();
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let client =
        peer.map_or_else(ClientIp::default, |peer| ClientIp(config.proxies.client(peer, request.headers())));
    request.extensions_mut().insert(client);
    request.extensions_mut().insert(config.bodies);
    next.run(request).await
}
