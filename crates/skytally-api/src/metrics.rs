//! Metrics of the API for Prometheus: how many requests, how long they took, how many are under way.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, Response, StatusCode};
use axum::middleware::Next;
use axum::response::IntoResponse;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::problem::Problem;

/// The media type of the exposition.
pub const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// The route of requests that no route took.
pub const NO_ROUTE: &str = "none";
/// The upper ends of the buckets of durations, in seconds.
const DURATION_BUCKETS_S: [f64; 12] =
    [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The metrics of the API. Clones are the same metrics.
#[derive(Debug, Clone)]
pub struct Metrics {
    requests: Family<RequestLabels, Counter>,
    durations: Family<RouteLabels, Histogram>,
    under_way: Gauge<i64, AtomicI64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    method: &'static str,
    route: String,
}

impl Metrics {
    /// Metrics that stand in a registry, under names that begin with `http_`.
    pub fn new(registry: &mut Registry) -> Self {
        let metrics = Self {
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(DURATION_BUCKETS_S)),
            under_way: Gauge::default(),
        };
        registry.register("http_requests", "Requests answered", metrics.requests.clone());
        let help = "Time until the head of the answer";
        registry.register_with_unit("http_request_duration", help, Unit::Seconds, metrics.durations.clone());
        registry.register("http_requests_under_way", "Requests being answered", metrics.under_way.clone());
        metrics
    }
}

/// Middleware: counts a request. A route is its template, so that ids make no series of their own.
pub async fn count(State(metrics): State<Metrics>, request: Request, next: Next) -> Response<Body> {
    let method = method(request.method());
    let route = route(&request).to_owned();
    let guard = UnderWay::new(&metrics.under_way);
    let start = tokio::time::Instant::now();
    let response = next.run(request).await;
    drop(guard);
    let took = start.elapsed().as_secs_f64();
    let labels = RouteLabels { method, route };
    metrics.durations.get_or_create(&labels).observe(took);
    let RouteLabels { method, route } = labels;
    metrics.requests.get_or_create(&RequestLabels { method, route, status: class(response.status()) }).inc();
    response
}

/// The template of the route that takes a request: `/api/v1/workspaces/{workspace}`, or [`NO_ROUTE`].
pub fn route(request: &Request) -> &str {
    request.extensions().get::<MatchedPath>().map_or(NO_ROUTE, MatchedPath::as_str)
}

/// All metrics of a registry, as Prometheus reads them.
pub fn exposition(registry: &Registry) -> Response<Body> {
    let mut out = String::new();
    match text::encode(&mut out, registry) {
        Ok(()) => ([(CONTENT_TYPE, OPENMETRICS)], out).into_response(),
        Err(error) => Problem::internal(&error).into_response(),
    }
}

/// A handler for `/metrics`, with the registry as its state.
pub async fn expose(State(registry): State<Arc<Registry>>) -> Response<Body> {
    exposition(&registry)
}

/// Counts down also when the client goes away and the request is dropped.
struct UnderWay<'a>(&'a Gauge<i64, AtomicI64>);

impl<'a> UnderWay<'a> {
    fn new(gauge: &'a Gauge<i64, AtomicI64>) -> Self {
        gauge.inc();
        Self(gauge)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// A method as a label. Methods that strangers make up are one.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}
