//! Where a request of a browser comes from. A request that changes something and is authenticated by a cookie must come
//! from our own pages: the browser adds the cookie for whoever asks.

use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, ORIGIN, TRANSFER_ENCODING};
use axum::http::{HeaderMap, Method};

use crate::extract::is_json;
use crate::problem::{Code, Problem};

/// How a file is sent.
pub(crate) const BYTES: &str = "application/octet-stream";

/// Refuses a request that changes something, is authenticated by a cookie, and does not come from our own pages.
///
/// `origins` are ours, as browsers write them: `https://skytally.example.com`, `http://127.0.0.1:8080`. The request must
/// say by `Sec-Fetch-Site` that it comes from the same origin or from the person, or, where that header is missing, by
/// `Origin` that it comes from one of ours. What it carries must be JSON or said to be mere bytes, which no form of another page can
/// send.
///
/// # Errors
/// 403 with the reason.
pub fn guard(method: &Method, headers: &HeaderMap, origins: &[String]) -> Result<(), Problem> {
    if method.is_safe() {
        return Ok(());
    }
    let refused = |why: &str| Err(Problem::new(Code::CrossSite, format!("the request was refused: {why}")));
    let text =
        |name| headers.get(name).map(|value: &axum::http::HeaderValue| value.to_str().unwrap_or_default());
    let origin = text(ORIGIN.as_str());
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => {}
        Some(_) => return refused("another site sent it"),
        None => match origin {
            Some(origin) if origins.iter().any(|own| own == origin) => {}
            Some(_) => return refused("its Origin is not one of ours"),
            None => {
                return refused(
                    "it does not say where it comes from; programs use an API token instead of a cookie",
                );
            }
        },
    }
    let has_body = headers.contains_key(TRANSFER_ENCODING)
        || text(CONTENT_LENGTH.as_str()).is_some_and(|size| size != "0");
    match text(CONTENT_TYPE.as_str()) {
        Some(content) if is_json(content) || content == BYTES => Ok(()),
        None if !has_body => Ok(()),
        _ => refused("its body is not said to be JSON, nor application/octet-stream"),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};

    use super::guard;

    const OWN: &str = "https://sky.example";

    type Given = [(&'static str, &'static str)];

    #[test]
    fn only_our_own_pages_may_change_things() {
        let json = ("content-type", "application/json");
        let size = ("content-length", "2");
        // Whether it is allowed, the method, the headers.
        let table: &[(bool, Method, &Given)] = &[
            (true, Method::GET, &[("sec-fetch-site", "cross-site")]),
            (true, Method::HEAD, &[]),
            (true, Method::OPTIONS, &[("origin", "https://evil.example")]),
            (true, Method::POST, &[("sec-fetch-site", "same-origin"), json, size]),
            (true, Method::POST, &[("sec-fetch-site", "none"), json, size]),
            (false, Method::POST, &[("sec-fetch-site", "same-site"), json, size]),
            (false, Method::POST, &[("sec-fetch-site", "cross-site"), json, size]),
            // The browser's word counts, even when the Origin looks like ours.
            (false, Method::POST, &[("sec-fetch-site", "cross-site"), ("origin", OWN), json, size]),
            (false, Method::POST, &[("sec-fetch-site", ""), ("origin", OWN), json, size]),
            (true, Method::PUT, &[("origin", OWN), json, size]),
            (
                true,
                Method::PATCH,
                &[("origin", OWN), ("content-type", "application/json; charset=utf-8"), size],
            ),
            (true, Method::DELETE, &[("origin", OWN)]),
            (true, Method::POST, &[("origin", OWN), ("content-length", "0")]),
            (false, Method::POST, &[("origin", "https://evil.example"), json, size]),
            (false, Method::POST, &[("origin", "https://sky.example.evil.example"), json, size]),
            (false, Method::POST, &[("origin", "http://sky.example"), json, size]),
            (false, Method::POST, &[("origin", "https://sky.example:444"), json, size]),
            (false, Method::POST, &[("origin", "null"), json, size]),
            (false, Method::POST, &[json, size]),
            (false, Method::DELETE, &[]),
            // Forms of other pages.
            (false, Method::POST, &[("origin", OWN), ("content-type", "text/plain"), size]),
            (
                false,
                Method::POST,
                &[("origin", OWN), ("content-type", "application/x-www-form-urlencoded"), size],
            ),
            (
                false,
                Method::POST,
                &[("origin", OWN), ("content-type", "multipart/form-data; boundary=x"), size],
            ),
            (
                false,
                Method::POST,
                &[("origin", OWN), ("content-type", "text/plain; x=application/json"), size],
            ),
            (false, Method::POST, &[("origin", OWN), size]),
            (false, Method::POST, &[("origin", OWN), ("transfer-encoding", "chunked")]),
        ];
        let origins = [OWN.to_owned(), "http://127.0.0.1:8080".to_owned()];
        for (allowed, method, given) in table {
            let header = |(name, value): &(&str, &str)| {
                (HeaderName::try_from(*name).unwrap(), HeaderValue::try_from(*value).unwrap())
            };
            let headers: HeaderMap = given.iter().map(header).collect();
            assert_eq!(guard(method, &headers, &origins).is_ok(), *allowed, "{method} {given:?}");
        }
    }
}
