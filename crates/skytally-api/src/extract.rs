//! What handlers take: JSON bodies, queries and paths, read strictly. What does not fit is answered with a clear problem.

mod faults;
mod text;

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, FailedToBufferBody, PathRejection};
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response};
use axum::response::IntoResponse;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

use crate::problem::{Code, Problem};

pub use text::{Text, TextError};

/// Largest body of a request, in bytes, unless the house says otherwise.
pub const BODY_MAX_BYTES: usize = 1024 * 1024;
/// How long a body may take to arrive, unless the house says otherwise.
pub const BODY_READ_MAX: Duration = Duration::from_secs(10);
/// Most pairs of a query.
const QUERY_PAIRS_MAX: usize = 64;

/// The limits of a request's body, as an extension of the request. A route may have its own, by a layer
/// `axum::Extension(BodyLimits { … })`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyLimits {
    /// Largest body, in bytes.
    pub max_bytes: usize,
    /// How long it may take to arrive.
    pub read_max: Duration,
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self { max_bytes: BODY_MAX_BYTES, read_max: BODY_READ_MAX }
    }
}

/// A JSON body: taken from a request, strictly, or given as an answer.
///
/// Types that are taken say `#[serde(deny_unknown_fields)]`; [`crate::docs::lenient_bodies`] finds those that forgot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Json<T>(pub T);

/// The query of a request. A name may stand there once; types say `#[serde(deny_unknown_fields)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query<T>(pub T);

/// The parameters of a request's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        must_be_json(request.headers())?;
        let (_, bytes) = read(request).await?;
        json(&bytes).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response<Body> {
        match serde_json::to_vec(&self.0) {
            Ok(bytes) => ([(CONTENT_TYPE, "application/json")], bytes).into_response(),
            Err(error) => Problem::internal(&error).into_response(),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        query(&pairs(parts.uri.query().unwrap_or_default())?).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if let Ok(params) = RawPathParams::from_request_parts(parts, state).await
            && let Some((name, _)) = params.iter().find(|(_, value)| value.chars().any(char::is_control))
        {
            return Err(faults::one(Code::BadPath, "path", name, "has a control character".to_owned()));
        }
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(path)) => Ok(Self(path)),
            Err(PathRejection::FailedToDeserializePathParams(error)) if error.status().is_client_error() => {
                let said = error.body_text();
                let said = said.strip_prefix("Invalid URL: ").unwrap_or(&said).to_owned();
                Err(Problem::new(Code::BadPath, faults::quiet(&said)))
            }
            // The route and the handler disagree: our fault.
            Err(error) => Err(Problem::internal(&error)),
        }
    }
}

/// Refuses a body that is not said to be JSON.
pub(crate) fn must_be_json(headers: &HeaderMap) -> Result<(), Problem> {
    let given = headers.get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    if given.is_some_and(is_json) {
        return Ok(());
    }
    let detail = match given {
        None => "the body must be JSON; send the header content-type: application/json".to_owned(),
        Some(given) => format!("the body must be application/json, not {given:?}"),
    };
    Err(Problem::new(Code::UnsupportedMediaType, detail))
}

/// Whether a content type is JSON in UTF-8: `application/json`, `application/merge-patch+json; charset=utf-8`.
pub(crate) fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(|part| part.trim().to_ascii_lowercase());
    let essence = parts.next().unwrap_or_default();
    let json =
        essence.strip_prefix("application/").is_some_and(|sub| sub == "json" || sub.ends_with("+json"));
    let charset = |part: String| part.strip_prefix("charset=").map(|set| set.trim_matches('"').to_owned());
    json && parts.filter_map(charset).all(|set| set == "utf-8" || set == "utf8")
}

/// Reads a body to its end, within the limits of the house.
pub(crate) async fn read(request: Request) -> Result<(Parts, Bytes), Problem> {
    let limits = request.extensions().get::<BodyLimits>().copied().unwrap_or_default();
    let (parts, body) = request.into_parts();
    let mut request = Request::new(body);
    DefaultBodyLimit::max(limits.max_bytes).apply(&mut request);
    match tokio::time::timeout(limits.read_max, Bytes::from_request(request, &())).await {
        Ok(Ok(bytes)) => Ok((parts, bytes)),
        Ok(Err(BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)))) => {
            let detail = format!("the body is larger than {} bytes", limits.max_bytes);
            Err(Problem::new(Code::TooLarge, detail))
        }
        Ok(Err(_)) => Err(Problem::new(Code::BadRequest, "the body broke off")),
        Err(_) => {
            let detail = format!("the body did not arrive within {} seconds", limits.read_max.as_secs());
            Err(Problem::new(Code::RequestTimeout, detail))
        }
    }
}

/// The bytes of a file, sent as `application/octet-stream`.
#[derive(Debug, Clone)]
pub struct FileBytes(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for FileBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let said =
            request.headers().get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default().to_owned());
        let bytes = read(request).await?.1;
        // No file at all is said by whoever looks at it.
        match said.as_deref() {
            Some(crate::origin::BYTES) => Ok(Self(bytes)),
            None if bytes.is_empty() => Ok(Self(bytes)),
            _ => {
                let detail = format!("the body must be a file, said to be {}", crate::origin::BYTES);
                Err(Problem::new(Code::UnsupportedMediaType, detail))
            }
        }
    }
}

/// Reads a value out of a JSON object.
///
/// # Errors
/// When it is not JSON or no object, has a control character in a text, or does not fit the type.
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    if bytes.is_empty() {
        return Err(Problem::new(Code::BadJson, "the body is empty; JSON was expected"));
    }
    let any: Value = serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let what = match error.classify() {
            Category::Eof => "it ends too early",
            _ => "it is not JSON",
        };
        Problem::new(
            Code::BadJson,
            format!("the body cannot be read: {what}, at line {line} column {column}"),
        )
    })?;
    // A type reads itself from a list, too, member by member. Nobody has been told so.
    if !any.is_object() {
        return Err(Problem::new(Code::BadBody, "the body must be a JSON object"));
    }
    if let Some(path) = faults::control_character(&any) {
        return Err(faults::one(Code::BadBody, "body", &path, "has a control character".to_owned()));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        faults::of_serde(Code::BadBody, "body", &error.path().to_string(), &error.inner().to_string())
    })
}

/// The pairs of a query, decoded, each name once.
pub(crate) fn pairs(query: &str) -> Result<Vec<(String, String)>, Problem> {
    let unreadable = |_| Problem::new(Code::BadQuery, "the query cannot be decoded");
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).map_err(unreadable)?;
    if pairs.len() > QUERY_PAIRS_MAX {
        let detail = format!("the query has more than {QUERY_PAIRS_MAX} parameters");
        return Err(Problem::new(Code::BadQuery, detail));
    }
    for (index, (name, value)) in pairs.iter().enumerate() {
        if name.chars().chain(value.chars()).any(char::is_control) {
            let name = name.escape_debug().to_string();
            return Err(faults::one(Code::BadQuery, "query", &name, "has a control character".to_owned()));
        }
        if pairs[..index].iter().any(|(earlier, _)| earlier == name) {
            return Err(faults::one(Code::BadQuery, "query", name, "stands there twice".to_owned()));
        }
    }
    Ok(pairs)
}

/// Reads a value out of the pairs of a query.
pub(crate) fn query<T: DeserializeOwned>(pairs: &[(String, String)]) -> Result<T, Problem> {
    let text = serde_urlencoded::to_string(pairs).map_err(|error| Problem::internal(&error))?;
    let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
    serde_path_to_error::deserialize(reader).map_err(|error| {
        faults::of_serde(Code::BadQuery, "query", &error.path().to_string(), &error.inner().to_string())
    })
}
