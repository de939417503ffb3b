//! The one HTTP client of the program, and how the credential chain uses it too.
//!
//! One pool of connections, one set of certificates, one proxy setting: what reaches AWS reaches it the same way.

use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::ErrorMetadata;

use crate::setup::SetupError;

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For a connection to stand.
    pub connect: Duration,
    /// Between two pieces of an answer.
    pub read: Duration,
    /// For one request from its first byte to the last of its answer.
    pub attempt: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(20),
            attempt: Duration::from_secs(60),
        }
    }
}

/// Makes the HTTP client. Proxies come from the environment (`HTTPS_PROXY`, `NO_PROXY`), further certificates from the file
/// that `AWS_CA_BUNDLE` names.
///
/// # Errors
/// A certificate file that cannot be read.
pub(crate) fn client(timeouts: Timeouts) -> Result<reqwest::Client, SetupError> {
    // Another part of the process may have chosen the same provider before: either way there is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .connect_timeout(timeouts.connect)
        .read_timeout(timeouts.read)
        .timeout(timeouts.attempt)
        .pool_idle_timeout(Duration::from_secs(20))
        .pool_max_idle_per_host(64)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("skytally/", env!("CARGO_PKG_VERSION")));
    if let Some(path) = std::env::var_os("AWS_CA_BUNDLE").filter(|path| !path.is_empty()) {
        let shown = std::path::Path::new(&path).display().to_string();
        let pem = std::fs::read(&path)
            .map_err(|error| SetupError::Certificates(format!("AWS_CA_BUNDLE: {shown}: {error}")))?;
        // A file without any is read without complaint.
        let certificates = reqwest::Certificate::from_pem_bundle(&pem).ok().filter(|found| !found.is_empty());
        let certificates = certificates.ok_or_else(|| {
            SetupError::Certificates(format!("AWS_CA_BUNDLE: {shown} does not hold certificates in PEM form"))
        })?;
        builder = builder.tls_certs_merge(certificates);
    }
    builder.build().map_err(|error| SetupError::Certificates(root_cause(&error)))
}

/// The innermost reason of an error, which is the one that says something.
pub(crate) fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut inner = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    match inner.downcast_ref::<ErrorMetadata>() {
        Some(told) => match (told.code(), told.message()) {
            (Some(code), Some(message)) => format!("{code}: {message}"),
            (Some(text), None) | (None, Some(text)) => text.to_owned(),
            (None, None) => "AWS refused without a reason".to_owned(),
        },
        None => inner.to_string(),
    }
}

/// The HTTP client as the credential chain wants it.
#[derive(Debug, Clone)]
pub(crate) struct ForCredentials(pub(crate) reqwest::Client);

impl HttpClient for ForCredentials {
    fn http_connector(&self, settings: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(Connector { client: self.0.clone(), timeout: settings.read_timeout() })
    }
}

#[derive(Debug)]
struct Connector {
    client: reqwest::Client,
    timeout: Option<Duration>,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (client, timeout) = (self.client.clone(), self.timeout);
        HttpConnectorFuture::new(async move {
            let mut outgoing = reqwest::Request::new(
                request.method().parse().map_err(|error| ConnectorError::user(Box::new(error)))?,
                request.uri().parse().map_err(|error| ConnectorError::user(Box::new(error)))?,
            );
            for (name, value) in request.headers() {
                let name: http::HeaderName = name.parse().map_err(|e| ConnectorError::user(Box::new(e)))?;
                let value: http::HeaderValue =
                    value.parse().map_err(|e| ConnectorError::user(Box::new(e)))?;
                outgoing.headers_mut().append(name, value);
            }
            let body = request.body().bytes().unwrap_or_default().to_vec();
            *outgoing.body_mut() = Some(body.into());
            *outgoing.timeout_mut() = timeout.or(Some(Duration::from_secs(10)));
            let failed = |error: reqwest::Error| {
                if error.is_timeout() {
                    ConnectorError::timeout(Box::new(error))
                } else {
                    ConnectorError::io(Box::new(error))
                }
            };
            let answer = client.execute(outgoing).await.map_err(failed)?;
            let mut incoming = http::Response::builder().status(answer.status());
            for (name, value) in answer.headers() {
                incoming = incoming.header(name, value);
            }
            let body = answer.bytes().await.map_err(failed)?;
            let response = incoming
                .body(SdkBody::from(body.to_vec()))
                .map_err(|error| ConnectorError::other(Box::new(error), None))?;
            HttpResponse::try_from(response).map_err(|error| ConnectorError::other(Box::new(error), None))
        })
    }
}
