//! Request ids: one for each request, in the log, the answer and the problem.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Response};
use axum::middleware::Next;
use uuid::Uuid;

/// The header that carries it, in both directions.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Shortest id that is taken from outside, in characters.
const MIN_CHARS: usize = 8;
/// Longest id that is taken from outside, in characters.
const MAX_CHARS: usize = 64;

/// The id of a request. It is safe in a log line and in a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// The id that was sent along, if it is a sane one: 8 to 64 letters, digits, dots, hyphens and underscores.
    pub fn given(text: &str) -> Option<Self> {
        let sane = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        ((MIN_CHARS..=MAX_CHARS).contains(&text.len()) && text.bytes().all(sane))
            .then(|| Self(text.to_owned()))
    }

    /// A new id: a UUID of version 7, so that ids sort by time.
    pub fn fresh() -> Self {
        Self(Uuid::now_v7().to_string())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Middleware: takes or makes the id, hands it on as an extension of the request and puts it on the answer.
pub async fn assign(mut request: Request, next: Next) -> Response<axum::body::Body> {
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let id = given.and_then(RequestId::given).unwrap_or_else(RequestId::fresh);
    let value = HeaderValue::from_str(id.as_str());
    request.extensions_mut().insert(id);
    let mut response = next.run(request).await;
    if let Ok(value) = value {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::RequestId;

    #[test]
    fn only_sane_ids_are_taken_from_outside() {
        for good in ["12345678", "01979ab2-1111-7abc-8def-0123456789ab", "Root.1_2-3", &"a".repeat(64)] {
            assert_eq!(RequestId::given(good).as_ref().map(RequestId::as_str), Some(good));
        }
        for bad in ["", "short", "with space", "new\nline-here", "quote\"quote", "é1234567", &"a".repeat(65)]
        {
            assert_eq!(RequestId::given(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn fresh_ids_differ_and_are_sane_themselves() {
        let (one, two) = (RequestId::fresh(), RequestId::fresh());
        assert_ne!(one, two);
        assert_eq!(RequestId::given(one.as_str()), Some(one));
    }
}
