//! The HTTP client for providers: no redirects, no secrets in the clear, and an end to time and size.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::url::Host;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::Url;
use reqwest::redirect::Policy;

use crate::Error;

/// How much is read of one answer. The largest that is known, the keys of a big provider, has some 20 KiB.
pub const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// How long things may take. People wait for a sign-in.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For a connection to stand.
    pub connect: Duration,
    /// For one request from its first byte to the last of its answer.
    pub answer: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), answer: Duration::from_secs(10) }
    }
}

/// A client that asks providers. Clones share their connections.
#[derive(Debug, Clone)]
pub struct Http(reqwest::Client);

impl Http {
    /// Takes a builder, on which proxies, certificates and the user agent are set, and adds what must hold: no redirects (a
    /// provider could point them at our own network, and a client secret would go along), and the timeouts.
    ///
    /// # Errors
    /// Settings with which no client can be made.
    pub fn new(builder: reqwest::ClientBuilder, timeouts: Timeouts) -> Result<Self, Error> {
        // Another part of the process may have chosen the same provider before: either way there is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        builder
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.answer)
            .build()
            .map(Self)
            .map_err(|error| Error::Client(innermost(&error)))
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, CallError> {
        let (head, body) = request.into_parts();
        let url = Url::parse(&head.uri.to_string()).map_err(|_| CallError::Address)?;
        if !is_safe_address(&url) {
            return Err(CallError::Address);
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        let failed = |error: reqwest::Error| {
            let cause = if error.is_timeout() { "no answer in time".to_owned() } else { innermost(&error) };
            CallError::Failed(host.clone(), cause)
        };
        let request = self.0.request(head.method, url).headers(head.headers).body(body);
        let mut answer = request.send().await.map_err(failed)?;
        if answer.status().is_redirection() {
            return Err(CallError::Failed(host, "it redirects, which is not followed".to_owned()));
        }
        let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(CallError::Failed(host, "the answer has more than 256 KiB".to_owned()));
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = HttpResponse::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = CallError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, CallError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The address may not be asked.
    #[error("its address is neither https:// nor http:// with a loopback host")]
    Address,
    /// The host, and what went wrong.
    #[error("{0}: {1}")]
    Failed(String, String),
}

/// The innermost reason, which is the one that says something and names no address.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut inner = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}

/// Whether secrets may travel to an address: over TLS, or not beyond this machine. And it has none in itself.
pub(crate) fn is_safe_address(url: &Url) -> bool {
    let safe = match url.scheme() {
        "https" => url.host().is_some(),
        "http" => match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        },
        _ => false,
    };
    safe && url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_travel_over_tls_or_stay_on_this_machine() {
        for (address, safe) in [
            ("https://login.example.com/path", true),
            ("https://10.0.0.1", true),
            ("http://localhost:8080", true),
            ("http://127.0.0.1", true),
            ("http://127.8.8.8:1", true),
            ("http://[::1]:9", true),
            // Browsers and this crate read it as 127.0.0.1.
            ("http://2130706433/", true),
            ("http://login.example.com", false),
            ("http://localhost.example.com", false),
            ("http://10.0.0.1", false),
            ("http://0.0.0.0", false),
            ("http://169.254.169.254", false),
            ("http://[::ffff:10.0.0.1]", false),
            ("https://me@example.com", false),
            ("https://:secret@example.com", false),
            ("ftp://localhost", false),
            ("file:///etc/passwd", false),
            ("data:text/plain,x", false),
        ] {
            assert_eq!(is_safe_address(&Url::parse(address).unwrap()), safe, "{address}");
        }
    }
}
