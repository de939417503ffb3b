//! A small service in the house, and requests to it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::sse::{Event, Sse};
use axum::routing::{get, post};
use prometheus_client::registry::Registry;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use skytally_api::client_ip::ClientIp;
use skytally_api::extract::{BodyLimits, Json, Path, Query, Text};
use skytally_api::house::{HouseConfig, house};
use skytally_api::idempotency::Once;
use skytally_api::metrics::Metrics;
use skytally_api::page::{Page, Paged};
use skytally_api::problem::{Code, Problem};
use skytally_api::rate::{self, Door, Limits, Rate, Rates};
use skytally_model::WorkspaceId;
use tower::ServiceExt;

/// What the service makes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Thing {
    pub(crate) name: Text<20>,
    #[serde(default)]
    pub(crate) count: u32,
    #[serde(default)]
    pub(crate) tags: Vec<Text<10>>,
    #[serde(default)]
    pub(crate) shape: Option<Shape>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Shape {
    Round,
    Square,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    shape: Option<Shape>,
    count: Option<u8>,
}

/// The biggest body that the service takes, in bytes.
pub(crate) const BODY_MAX: usize = 4_096;

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header of text"))
    }

    /// Its problem, after making sure that it is one from head to foot.
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        let body = self.json();
        assert_eq!((self.status.as_u16(), body["code"].as_str()), (status, Some(code)), "{body}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(body["status"], status);
        assert_eq!(body["type"], format!("urn:skytally:problem:{code}"));
        assert_eq!(body["request_id"], self.header("x-request-id"));
        assert!(!body["detail"].as_str().unwrap_or_default().is_empty());
        body
    }
}

/// The service with its limits, and the registry of its metrics.
pub(crate) fn service() -> (Router, Arc<Registry>) {
    let limits = Arc::new(Limits::new(&Rates { sign_in: Rate::new(2, 60), ..Rates::default() }));
    let guarded = Router::new()
        .route("/sign-in", post(async || "in"))
        .layer(from_fn_with_state((limits, Door::SignIn), rate::by_address));
    let nested = Router::new().route("/list", get(list));
    let routes = Router::new()
        .route("/things", post(async |Json(thing): Json<Thing>| Json(thing)))
        .route("/once", post(once))
        .route("/query", get(async |Query(filter): Query<Filter>| Json(filter)))
        .route("/things/{id}", get(async |Path(id): Path<WorkspaceId>| id.to_string()))
        .route("/names/{name}", get(async |Path(name): Path<String>| name))
        .route("/wrong/{one}", get(async |_: Path<(String, String)>| "never"))
        .route("/panic", get(panics))
        .route("/plain-500", get(async || (StatusCode::INTERNAL_SERVER_ERROR, "the password is hunter2")))
        .route("/failing", get(async || Problem::internal(&std::io::Error::other("disk full on /data"))))
        .route("/own", get(async || Problem::new(Code::Conflict, "no").field("name", "is taken")))
        .route("/signed-out", get(async || Problem::new(Code::Unauthenticated, "sign in first")))
        .route("/never", get(async || std::future::pending::<&str>().await))
        .route("/raw", post(async |bytes: Bytes| bytes.len().to_string()))
        .route("/large", get(async || Json(vec!["a text that is compressed"; 1_000])))
        .route("/events", get(events))
        .route("/me", get(async |axum::Extension(ClientIp(ip)): axum::Extension<ClientIp>| ip.to_string()))
        .nest("/nested", nested)
        .merge(guarded);
    let config = HouseConfig {
        https: true,
        bodies: BodyLimits { max_bytes: BODY_MAX, read_max: Duration::from_secs(5) },
        ..HouseConfig::default()
    };
    let mut registry = Registry::default();
    let metrics = Metrics::new(&mut registry);
    (house(routes, &config, &metrics), Arc::new(registry))
}

async fn list(paged: Paged<Filter>) -> Result<Page<u32>, Problem> {
    let start = paged.page.after::<u32>()?.map_or(0, |last| last + 1);
    let items: Vec<u32> = (start..5).take(paged.page.limit.into()).collect();
    let last = items.last().copied().filter(|last| *last < 4);
    paged.page.page(items, last.as_ref())
}

async fn once(once: Once<Thing>) -> String {
    let key = once.key.map(|key| key.as_str().to_owned());
    format!("{} {} {}", key.unwrap_or_default(), once.fingerprint, once.body.name)
}

async fn panics() -> &'static str {
    panic!("a bug at the worst place")
}

async fn events() -> Sse<impl futures_util::Stream<Item = Result<Event, Infallible>>> {
    let event = Event::default().data("x".repeat(5_000));
    Sse::new(futures_util::stream::iter([Ok(event)]))
}

/// Sends a request and reads the answer to its end.
pub(crate) async fn send(service: &Router, mut request: Request<Body>) -> Answer {
    let peer: SocketAddr = SocketAddr::from(([192, 0, 2, 1], 4711));
    request.extensions_mut().insert(ConnectInfo(peer));
    let response = service.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 10_000_000).await.expect("a body that ends");
    Answer { status: parts.status, headers: parts.headers, body }
}

/// A request without a body.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    with_body(method, path, headers, Body::empty())
}

/// A request with a body.
pub(crate) fn with_body(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.into()).expect("a request that can be made")
}

/// Reads a path.
pub(crate) async fn read(service: &Router, path: &str) -> Answer {
    send(service, request("GET", path, &[])).await
}

/// Sends JSON to a path.
pub(crate) async fn write(service: &Router, path: &str, body: impl Into<Body>) -> Answer {
    send(service, with_body("POST", path, &[("content-type", "application/json")], body)).await
}
