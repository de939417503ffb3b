//! Health: whether the process lives, and whether it can do its work.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::Json;

/// The answer of `/healthz`: the process takes requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// Always `alive`: a dead process does not answer.
    #[schema(example = "alive")]
    pub status: String,
    /// The version of the program.
    pub version: String,
}

/// The answer of `/readyz`: what the service stands on, and whether all of it is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Readiness {
    /// Whether all probes are well.
    pub ready: bool,
    /// What was looked at.
    pub probes: Vec<Probe>,
}

/// One thing that the service stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Probe {
    /// What it is: `store`, `vault`, `lease-clock`.
    pub name: String,
    /// Whether it is well.
    pub ok: bool,
    /// What is wrong, in words of ours. What a driver said is in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How long the look took, in milliseconds.
    pub duration_ms: u64,
}

impl Health {
    /// The answer of a process that lives.
    pub fn alive(version: &str) -> Self {
        Self { status: "alive".to_owned(), version: version.to_owned() }
    }
}

impl Readiness {
    /// Ready when every probe is well. Without probes nothing is known, and it is not ready.
    pub fn new(probes: Vec<Probe>) -> Self {
        Self { ready: !probes.is_empty() && probes.iter().all(|probe| probe.ok), probes }
    }
}

impl IntoResponse for Readiness {
    fn into_response(self) -> Response<Body> {
        let status = if self.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        (status, Json(self)).into_response()
    }
}
