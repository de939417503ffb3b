//! Entity tags: an answer that has not changed is not sent again, and nobody overwrites what they have not seen.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, LINK};
use axum::http::response::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use axum::middleware::Next;
use axum::response::IntoResponse;
use data_encoding::BASE64URL_NOPAD;
use http_body::Body as _;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::extract::is_json;
use crate::problem::{Code, Problem};

/// How much of the digest is the tag, in bytes: two bodies with the same tag are not found by chance or by trying.
const DIGEST_BYTES: usize = 16;
/// Largest answer that is tagged by its body, in bytes. Larger ones are streamed.
pub const TAGGED_MAX_BYTES: u64 = 4 * 1024 * 1024;

/// A strong entity tag.
///
/// It stays the same when the answer is compressed on the way: a client that read a compressed answer must be able to
/// say which version it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag(String);

impl Tag {
    /// The tag of a body.
    pub fn of_body(bytes: &[u8]) -> Self {
        Self(format!("\"{}\"", BASE64URL_NOPAD.encode(&Sha256::digest(bytes)[..DIGEST_BYTES])))
    }

    /// The tag of a version: what the parts say, digested, so that nothing of them shows and no part runs into the next.
    pub fn of_version(parts: &[&str]) -> Self {
        let mut bytes = Vec::new();
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        Self::of_body(&bytes)
    }

    /// A tag as it stands in a header, with its quotes.
    pub(crate) fn known(text: String) -> Self {
        Self(text)
    }

    /// The tag as it stands in a header, with its quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the client has this version already (`If-None-Match`).
    pub fn is_known(&self, headers: &HeaderMap) -> bool {
        let weakly = |tag: &str| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == self.0;
        tags(headers, &IF_NONE_MATCH).iter().any(|tag| weakly(tag))
    }

    /// Demands that what the client changes is this version (`If-Match`).
    ///
    /// # Errors
    /// 412 when the client has seen another version; 428 when it does not say which, and `needed`.
    pub fn must_match(&self, headers: &HeaderMap, needed: bool) -> Result<(), Problem> {
        if !headers.contains_key(IF_MATCH) {
            if needed {
                let detail = "send the header If-Match with the ETag of what you have read";
                return Err(Problem::new(Code::VersionNeeded, detail));
            }
            return Ok(());
        }
        // A weak tag never matches here: it does not say that two things are the same.
        if tags(headers, &IF_MATCH).iter().any(|tag| tag == "*" || *tag == self.0) {
            return Ok(());
        }
        Err(Problem::new(Code::Changed, "it has changed since you read it; read it again, then decide"))
    }

    /// The answer: 304 when the client has this version, else the one that is made, tagged.
    pub fn answer<R: IntoResponse>(&self, headers: &HeaderMap, make: impl FnOnce() -> R) -> Response<Body> {
        let response = if self.is_known(headers) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            make().into_response()
        };
        self.put(response)
    }

    /// The answer to who has this version already, with the headers that it would have had.
    fn not_modified(&self, mut parts: Parts) -> Response<Body> {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(CONTENT_LENGTH);
        parts.headers.remove(CONTENT_TYPE);
        self.put(Response::from_parts(parts, Body::empty()))
    }

    fn put(&self, mut response: Response<Body>) -> Response<Body> {
        if let Ok(value) = HeaderValue::from_str(&self.0) {
            response.headers_mut().insert(ETAG, value);
        }
        response
    }
}

/// An answer that is written once, and sent as often as somebody asks for it: its body and the body's tag.
#[derive(Debug)]
pub struct Written {
    body: Bytes,
    tag: Tag,
    link: Option<HeaderValue>,
}

impl Written {
    /// Writes a view as JSON.
    ///
    /// # Errors
    /// It cannot be written as JSON: a mistake of the program.
    pub fn json<T: Serialize>(view: &T) -> Result<Self, Problem> {
        let body = serde_json::to_vec(view).map_err(|error| Problem::internal(&error))?;
        Ok(Self { tag: Tag::of_body(&body), body: body.into(), link: None })
    }

    /// The same with the tag of the version that it shows.
    #[must_use]
    pub fn with_tag(self, tag: Tag) -> Self {
        Self { tag, ..self }
    }

    /// The same with a header `Link`.
    #[must_use]
    pub fn with_link(self, link: Option<HeaderValue>) -> Self {
        Self { link, ..self }
    }

    /// The answer. Its tag goes along as an extension too, for [`tag_bodies`].
    pub fn response(&self) -> Response<Body> {
        let mut response = ([(CONTENT_TYPE, "application/json")], self.body.clone()).into_response();
        response.extensions_mut().insert(self.tag.clone());
        if let Some(link) = &self.link {
            response.headers_mut().insert(LINK, link.clone());
        }
        response
    }
}

/// Middleware: tags JSON answers of reads by their body, unless they have a tag, and answers 304 when it is known.
pub async fn tag_bodies(request: Request, next: Next) -> Response<Body> {
    let read = matches!(*request.method(), Method::GET | Method::HEAD);
    let asked = request.headers().clone();
    let response = next.run(request).await;
    if !read || response.status() != StatusCode::OK || response.headers().contains_key(ETAG) {
        return response;
    }
    if let Some(tag) = response.extensions().get::<Tag>().cloned() {
        return if tag.is_known(&asked) {
            tag.not_modified(response.into_parts().0)
        } else {
            tag.put(response)
        };
    }
    let content = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    // Only a whole body of known size: what is streamed stays a stream.
    let size = response.body().size_hint().exact();
    if !content.is_some_and(is_json) || size.is_none_or(|size| size > TAGGED_MAX_BYTES) {
        return response;
    }
    let (parts, body) = response.into_parts();
    match to_bytes(body, TAGGED_MAX_BYTES as usize).await {
        Ok(bytes) => {
            let tag = Tag::of_body(&bytes);
            if tag.is_known(&asked) {
                return tag.not_modified(parts);
            }
            tag.put(Response::from_parts(parts, Body::from(bytes)))
        }
        Err(error) => Problem::internal(&error).into_response(),
    }
}

/// The tags of a header that may stand there more than once and list several. Ours have no commas inside.
fn tags(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim().to_owned())
        .filter(|tag| !tag.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::http::header::{IF_MATCH, IF_NONE_MATCH};

    use super::Tag;
    use crate::problem::Code;

    #[test]
    fn tags_are_compared_weakly_for_reads_and_strongly_for_changes() {
        let tag = Tag::of_version(&["generation", "7"]);
        let own = tag.as_str();
        let weak = format!("W/{own}");
        let list = format!("\"other\", {own}");
        for (value, known, same) in [
            (own, true, true),
            (weak.as_str(), true, false),
            (list.as_str(), true, true),
            ("*", true, true),
            ("\"other\"", false, false),
            (own.trim_matches('"'), false, false),
            ("", false, false),
        ] {
            let headers = |name| HeaderMap::from_iter([(name, value.parse().unwrap())]);
            assert_eq!(tag.is_known(&headers(IF_NONE_MATCH)), known, "{value}");
            let matched = tag.must_match(&headers(IF_MATCH), false).map_err(|problem| problem.code());
            assert_eq!(matched, if same { Ok(()) } else { Err(Code::Changed) }, "{value}");
        }
        let none = HeaderMap::new();
        assert!(!tag.is_known(&none) && tag.must_match(&none, false).is_ok());
        assert_eq!(tag.must_match(&none, true).map_err(|problem| problem.code()), Err(Code::VersionNeeded));
    }

    #[test]
    fn parts_of_a_version_do_not_run_into_each_other() {
        assert_ne!(Tag::of_version(&["ab", "c"]), Tag::of_version(&["a", "bc"]));
        assert_eq!(Tag::of_body(b"x"), Tag::of_body(b"x"));
    }
}
