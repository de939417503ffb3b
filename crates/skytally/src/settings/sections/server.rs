//! `[server]`: where the service listens, and what it bears.

use std::net::SocketAddr;
use std::time::Duration;

use ipnet::IpNet;

use crate::settings::address::HttpUrl;
use crate::settings::form::{milliseconds, networks, socket, web, whole};
use crate::settings::reader::Section;

/// Where the service listens, and what it bears.
#[derive(Debug, Clone)]
pub(crate) struct Server {
    /// Port 0 lets the system choose one.
    pub(crate) listen: SocketAddr,
    public_url: Option<HttpUrl>,
    /// Networks of proxies whose `Forwarded` and `X-Forwarded-For` are believed.
    pub(crate) trusted_proxies: Vec<IpNet>,
    /// Networks that may read `/metrics`.
    pub(crate) metrics_from: Vec<IpNet>,
    pub(crate) body_max_bytes: usize,
    pub(crate) request_timeout: Duration,
    /// How long requests and tasks may take to end when the service is stopped.
    pub(crate) shutdown_grace: Duration,
}

impl Server {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let listen = section.value("listen", socket());
        let public_url = section.optional("public_url", web());
        let trusted_proxies = section.value("trusted_proxies", networks());
        let metrics_from = section.value("metrics_from", networks());
        let body_max_bytes = section.value("body_max_bytes", whole(1_024..=67_108_864));
        let request_timeout = section.value("request_timeout_ms", milliseconds(100..=600_000));
        let shutdown_grace = section.value("shutdown_grace_ms", milliseconds(0..=600_000));
        if let (Some(listen), Some(public_url)) = (listen, &public_url) {
            reached(section, listen, public_url.as_ref());
        }
        if let (Some(Some(url)), Some([])) = (&public_url, trusted_proxies.as_deref())
            && url.is_https()
        {
            section.warning(
                "public_url",
                format!(
                    "{url} is served by a proxy, since the service itself has no TLS, but server.trusted_proxies is \
                     empty: all people seem to come from the proxy and share its limits; name the proxy's network"
                ),
            );
        }
        for (key, networks) in [("trusted_proxies", &trusted_proxies), ("metrics_from", &metrics_from)] {
            let all = networks.iter().flatten().find(|network| network.prefix_len() == 0);
            if let Some(all) = all {
                section
                    .fault(key, format!("has {all}, which is everybody; name the networks that are meant"));
            }
        }
        Some(Self {
            listen: listen?,
            public_url: public_url?,
            trusted_proxies: trusted_proxies?,
            metrics_from: metrics_from?,
            body_max_bytes: body_max_bytes?,
            request_timeout: request_timeout?,
            shutdown_grace: shutdown_grace?,
        })
    }

    /// The address under which people reach the service, without a slash at its end, once it listens at `bound`.
    pub(crate) fn public_url(&self, bound: SocketAddr) -> String {
        match &self.public_url {
            Some(url) => url.base().to_owned(),
            None => format!("http://{bound}"),
        }
    }

    /// Whether people reach the service by `https`, so that cookies must be `Secure`. If not, it is reached from
    /// this very machine only.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(HttpUrl::is_https)
    }
}

/// Tells when people could not reach the service, or could not sign in there.
fn reached(section: &mut Section<'_>, listen: SocketAddr, public_url: Option<&HttpUrl>) {
    match public_url {
        None if listen.ip().is_unspecified() => section.clash(
            &["listen"],
            format!(
                "server.public_url is empty, and server.listen {listen} is no address that people could open; give the one that they \
                 open, such as https://skytally.example.com or http://localhost:{}",
                listen.port()
            ),
        ),
        None if !listen.ip().to_canonical().is_loopback() => section.clash(
            &["listen"],
            format!(
                "server.public_url is empty, and server.listen {listen} is reached from other machines; browsers keep a session by \
                 https only, so put a proxy with TLS before the service and give its address, such as \
                 https://skytally.example.com"
            ),
        ),
        None => section.means("public_url", format!("http://{listen}")),
        Some(url) if !url.is_root() => section.fault(
            "public_url",
            format!("{url} has a path; the service stands at the root of its host, so take the path out"),
        ),
        Some(url) if !url.is_https() && !url.is_loopback() => section.fault(
            "public_url",
            format!(
                "{url} is without TLS, and browsers keep a session by https only (but for localhost); put a proxy \
                 with TLS before the service and give its https:// address"
            ),
        ),
        Some(_) => {}
    }
}
