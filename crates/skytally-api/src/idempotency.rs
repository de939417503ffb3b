//! Idempotency keys: a creating call that is sent twice is done once.
//!
//! Here is what a request says. Keeping keys and answers is the work of the use cases.

use std::fmt;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderName, Method, Response};
use axum::middleware::Next;
use axum::response::IntoResponse;
use data_encoding::HEXLOWER;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tracing::Instrument;

use crate::extract;
use crate::problem::{Code, Problem};

/// The header that carries the key.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Longest key, in characters.
pub const KEY_MAX_CHARS: usize = 128;

/// Lets a request that has a key come to its end, whether or not somebody still waits for the answer. Given up in the middle, it would
/// keep its key claimed without an answer: whoever asks again, because the line broke, would be told to wait for nothing, and later it
/// would be done a second time.
pub(crate) async fn to_its_end(request: Request, next: Next) -> Response<Body> {
    if !request.headers().contains_key(IDEMPOTENCY_KEY) {
        return next.run(request).await;
    }
    match tokio::spawn(next.run(request).in_current_span()).await {
        Ok(response) => response,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The service ends.
            Err(error) => Problem::internal(&error).into_response(),
        },
    }
}

/// A key that the client has made up for one call, 1 to 128 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// What a request is, digested: the same key with another fingerprint is another request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(String);

/// A JSON body with the key that came along, if one did, and the fingerprint of the request.
#[derive(Debug, Clone)]
pub struct Once<T> {
    /// The key.
    pub key: Option<IdempotencyKey>,
    /// The fingerprint of method, path and body.
    pub fingerprint: Fingerprint,
    /// The body.
    pub body: T,
}

impl IdempotencyKey {
    /// The key of a request.
    ///
    /// # Errors
    /// When there are several, or one that is empty, too long or has other than visible ASCII characters.
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
        let Some(value) = values.next() else { return Ok(None) };
        let refused = |why: &str| Problem::new(Code::BadHeader, format!("the header Idempotency-Key {why}"));
        if values.next().is_some() {
            return Err(refused("stands there twice"));
        }
        // The draft of the header has it in quotes; most clients send it bare.
        let bytes = value.as_bytes();
        let bytes = bytes.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(bytes);
        let visible = bytes.iter().all(u8::is_ascii_graphic);
        if bytes.is_empty() || bytes.len() > KEY_MAX_CHARS || !visible {
            return Err(refused(&format!("must be 1 to {KEY_MAX_CHARS} visible ASCII characters")));
        }
        Ok(Some(Self(String::from_utf8_lossy(bytes).into_owned())))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Fingerprint {
    /// The fingerprint of a request.
    pub fn of(method: &Method, path: &str, body: &[u8]) -> Self {
        let head = format!("{method}\n{path}\n");
        let digest = Sha256::new().chain_update(head).chain_update(Sha256::digest(body)).finalize();
        Self(HEXLOWER.encode(&digest))
    }

    /// The fingerprint as 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Once<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let key = IdempotencyKey::of(request.headers())?;
        extract::must_be_json(request.headers())?;
        let (parts, bytes) = extract::read(request).await?;
        let uri =
            parts.extensions.get::<axum::extract::OriginalUri>().map_or(&parts.uri, |original| &original.0);
        let fingerprint = Fingerprint::of(&parts.method, uri.path(), &bytes);
        Ok(Self { key, fingerprint, body: extract::json(&bytes)? })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, Method};

    use super::{Fingerprint, IDEMPOTENCY_KEY, IdempotencyKey};
    use crate::problem::Code;

    #[test]
    fn keys_are_visible_ascii_and_there_is_one() {
        let of = |values: &[&[u8]]| {
            let value = |bytes: &&[u8]| (IDEMPOTENCY_KEY, HeaderValue::from_bytes(bytes).unwrap());
            let headers: HeaderMap = values.iter().map(value).collect();
            IdempotencyKey::of(&headers)
                .map(|key| key.map(|key| key.as_str().to_owned()))
                .map_err(|problem| problem.code())
        };
        assert_eq!(of(&[]), Ok(None));
        assert_eq!(of(&[b"8e03978e-40d5-43e8-bc93-6894a57f9324"]).unwrap().unwrap().len(), 36);
        assert_eq!(of(&[b"\"quoted\""]), Ok(Some("quoted".to_owned())));
        let long = [b'a'; 129];
        for bad in [b"".as_slice(), b"\"\"", b"with space", b"\xc3\xa4", &long] {
            assert_eq!(of(&[bad]), Err(Code::BadHeader), "{bad:?}");
        }
        assert!(of(&[&long[1..]]).is_ok());
    }

    #[test]
    fn two_keys_are_refused_and_fingerprints_tell_requests_apart() {
        let mut headers = HeaderMap::new();
        headers.append(IDEMPOTENCY_KEY, HeaderValue::from_static("a"));
        headers.append(IDEMPOTENCY_KEY, HeaderValue::from_static("b"));
        assert!(IdempotencyKey::of(&headers).is_err());
        let all = [
            Fingerprint::of(&Method::POST, "/a", b"{}"),
            Fingerprint::of(&Method::PUT, "/a", b"{}"),
            Fingerprint::of(&Method::POST, "/b", b"{}"),
            Fingerprint::of(&Method::POST, "/a", b"{ }"),
        ];
        for (index, one) in all.iter().enumerate() {
            assert_eq!(one.as_str().len(), 64);
            assert!(!all[..index].contains(one));
        }
        assert_eq!(all[0], Fingerprint::of(&Method::POST, "/a", b"{}"));
    }
}
