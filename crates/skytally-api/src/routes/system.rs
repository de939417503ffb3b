//! Health and numbers: for load balancers and monitoring, outside of `/api/v1`.

use std::fmt::Write as _;
use std::net::IpAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Extensions, Response};
use axum::response::IntoResponse;
use axum::routing::get;

use crate::client_ip::ClientIp;
use crate::extract::Json;
use crate::health::{Health, Probe, Readiness};
use crate::metrics::OPENMETRICS;
use crate::problem::{Code, Problem};
use crate::state::ApiState;

pub(crate) fn routes() -> Router<ApiState> {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
}

/// Whether the process is alive. It asks nothing: a restart would not mend what lies behind.
async fn healthz(State(state): State<ApiState>) -> Json<Health> {
    Json(Health::alive(state.version))
}

/// Whether the service can do its work: store, vault, leases.
async fn readyz(State(state): State<ApiState>) -> Response<Body> {
    let found = state.app.readiness().await;
    let probes = found.probes.into_iter().map(|probe| Probe {
        name: probe.name.to_owned(),
        ok: probe.ok,
        reason: (!probe.ok).then_some(probe.detail),
        duration_ms: probe.duration_ms,
    });
    Readiness::new(probes.collect()).into_response()
}

/// Numbers in the OpenMetrics text form, for the loopback and the networks of the settings.
async fn metrics(State(state): State<ApiState>, extensions: Extensions) -> Result<Response<Body>, Problem> {
    let ClientIp(address) = extensions.get().copied().unwrap_or_default();
    if !may_read(&state, address) {
        // Nobody else is told that there is such a page.
        return Err(Problem::new(Code::NoSuchRoute, "there is nothing at this path"));
    }
    let mut text = String::new();
    prometheus_client::encoding::text::encode(&mut text, &state.registry)
        .map_err(|error| Problem::internal(&error))?;
    // The end mark comes after our own numbers.
    let mut text = text.trim_end().trim_end_matches("# EOF").to_owned();
    let counted = state.app.counters().all();
    let gauges = state.app.gauges().await?;
    for (name, help, value) in counted.into_iter().chain(gauges) {
        let (family, kind) = match name.strip_suffix("_total") {
            Some(family) => (family, "counter"),
            None => (name, "gauge"),
        };
        // Writing into a text does not fail.
        let _ = write!(text, "# HELP {family} {help}.\n# TYPE {family} {kind}\n{name} {value}\n");
    }
    text.push_str("# EOF\n");
    Ok(([(CONTENT_TYPE, OPENMETRICS)], text).into_response())
}

fn may_read(state: &ApiState, address: IpAddr) -> bool {
    address.is_loopback() || state.metrics_from.iter().any(|network| network.contains(&address))
}
