//! What the routes share.

use std::sync::Arc;

use prometheus_client::registry::Registry;
use skytally_app::App;

use crate::metrics::Metrics;

/// The cookie that carries the token of a session, as the identity crate describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CookieConfig {
    /// Its name.
    pub name: &'static str,
    /// Whether it is sent over TLS only.
    pub secure: bool,
    /// How long the browser keeps it, in seconds.
    pub max_age_s: i64,
}

/// What the routes share.
pub(crate) struct Shared {
    /// The use cases.
    pub(crate) app: Arc<App>,
    /// What is counted of requests.
    pub(crate) metrics: Metrics,
    /// Everything that is counted.
    pub(crate) registry: Arc<Registry>,
    /// The cookie of sessions.
    pub(crate) cookie: CookieConfig,
    /// Our own origins, as browsers write them.
    pub(crate) origins: Vec<String>,
    /// Networks that may read `/metrics`; the loopback may always.
    pub(crate) metrics_from: Vec<ipnet::IpNet>,
    /// The version of the program.
    pub(crate) version: &'static str,
}

/// The state of the routes.
pub(crate) type ApiState = Arc<Shared>;
