//! The whole service as one router, and the OpenAPI document of its API.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use ipnet::IpNet;
use prometheus_client::registry::Registry;
use skytally_app::App;
use skytally_app::books::ReceiptsConfig;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

use crate::house::{HouseConfig, house};
use crate::metrics::Metrics;
use crate::rate::{self, Door, Rates};
use crate::state::{CookieConfig, Shared};
use crate::{console, docs, routes};

/// What the service is told.
#[derive(Debug, Clone)]
pub struct ServiceConfig {
    /// The house.
    pub house: HouseConfig,
    /// How often each visitor may knock.
    pub rates: Rates,
    /// The cookie of sessions.
    pub cookie: CookieConfig,
    /// Our own origins, as browsers write them.
    pub origins: Vec<String>,
    /// Networks that may read `/metrics` besides the loopback.
    pub metrics_from: Vec<IpNet>,
    /// The version of the program.
    pub version: &'static str,
}

/// The name of the session's cookie behind TLS.
const DOCUMENTED_COOKIE: &str = "__Host-skytally";

#[derive(OpenApi)]
#[openapi(
    info(title = "Skytally", description = "Keeps count of other people's clouds.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")),
    servers((url = "/api/v1")),
    security(("session" = []), ("token" = [])),
    tags(
        (name = "sign-in", description = "Signing up, in and out"),
        (name = "me", description = "What is one's own"),
        (name = "workspaces", description = "Workspaces: one a client"),
        (name = "members", description = "Who may see a workspace, and do what"),
        (name = "accounts", description = "Cloud accounts and how they are reached"),
        (name = "runs", description = "Collection runs"),
        (name = "resources", description = "What runs in the cloud accounts"),
        (name = "overview", description = "What is new, and how it went"),
        (name = "findings", description = "What is wrong there"),
        (name = "posture", description = "How it stands by checks, frameworks and pillars"),
        (name = "books", description = "What came in, what went out, and what is left"),
        (name = "audit", description = "Who did what"),
        (name = "events", description = "Changes as they come"),
        (name = "catalogue", description = "What Skytally knows"),
    )
)]
struct Head;

fn split(
    limits: &Arc<rate::Limits>,
    cookie: &'static str,
    receipt_max_bytes: usize,
) -> (Router<Arc<Shared>>, Document) {
    let (router, mut document) = OpenApiRouter::with_openapi(Head::openapi())
        .merge(routes::all(limits, receipt_max_bytes))
        .split_for_parts();
    document.info.version = "1".to_owned();
    let components = document.components.get_or_insert_default();
    components
        .add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(cookie))));
    components.add_security_scheme(
        "token",
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
    );
    docs::add_problems(&mut document);
    (router, document)
}

/// The OpenAPI document, with the cookie's name of a service behind TLS.
pub fn document() -> Document {
    let receipt_max_bytes = ReceiptsConfig::default().file_max_bytes;
    split(&Arc::new(rate::Limits::new(&Rates::default())), DOCUMENTED_COOKIE, receipt_max_bytes).1
}

/// The whole service: the API under `/api/v1`, its documentation, health and numbers, and the console at all other paths.
///
/// # Errors
/// The OpenAPI document cannot be written as JSON: a mistake of the program.
pub fn service(app: Arc<App>, config: &ServiceConfig) -> Result<Router, serde_json::Error> {
    let mut registry = Registry::default();
    let metrics = Metrics::new(&mut registry);
    let limits = Arc::new(rate::Limits::new(&config.rates));
    let receipt_max_bytes = app.config().receipts.file_max_bytes;
    let (api, document) = split(&limits, config.cookie.name, receipt_max_bytes);
    let shared = Arc::new(Shared {
        app,
        metrics,
        registry: Arc::new(registry),
        cookie: config.cookie.clone(),
        origins: config.origins.clone(),
        metrics_from: config.metrics_from.clone(),
        version: config.version,
    });
    let limit = from_fn_with_state((limits, Door::Api), rate::by_address);
    let all = Router::new()
        .nest("/api/v1", api.layer(limit))
        .merge(routes::system::routes())
        .fallback(console::page)
        .with_state(Arc::clone(&shared))
        .merge(docs::router(&document)?);
    Ok(house(all, &config.house, &shared.metrics))
}
