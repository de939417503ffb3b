//! The web console, as it was built into the program: one page for every path that is nothing else, and its files.

mod encoding;
#[cfg(test)]
mod tests;

use axum::body::{Body, Bytes};
use axum::extract::{OriginalUri, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, Response};
use axum::response::IntoResponse;
use data_encoding::HEXLOWER;

use crate::console::encoding::{Encoding, best};
use crate::problem::{Code, Problem};
use crate::state::ApiState;

/// The console that was there when the program was built.
pub(crate) const CONSOLE: Console = Console {
    files: include!(concat!(env!("OUT_DIR"), "/console.rs")),
    unbuilt: include_str!("unbuilt.html"),
};

/// What stands in the page for the nonce of its styles.
const NONCE: &str = "__CSP_NONCE__";
/// Their names hold a hash of what is in them: what has the same name is the same.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// What keeps its name when it changes is asked for each day.
const A_DAY: &str = "public, max-age=86400";
/// What is no page of the console, however it goes on.
const NO_PAGES: [&str; 6] = ["api", "assets", "docs", "healthz", "readyz", "metrics"];
/// Endings of files: what ends so is asked for as a file, and is there or not. Ids of checks and frameworks have dots as well.
const ENDINGS: [&str; 27] = [
    "js",
    "mjs",
    "css",
    "map",
    "html",
    "htm",
    "json",
    "webmanifest",
    "txt",
    "xml",
    "svg",
    "png",
    "jpg",
    "jpeg",
    "gif",
    "webp",
    "avif",
    "ico",
    "woff",
    "woff2",
    "wasm",
    "php",
    "env",
    "zip",
    "gz",
    "br",
    "pdf",
];

/// Files by their names, and the page for when there are none.
pub(crate) struct Console {
    files: &'static [(&'static str, &'static [u8])],
    unbuilt: &'static str,
}

/// Whatever no route took.
pub(crate) async fn page(
    State(state): State<ApiState>,
    OriginalUri(uri): OriginalUri,
    method: Method,
    headers: HeaderMap,
) -> Response<Body> {
    let nonce = || state.app.nonce().map_err(Problem::from);
    CONSOLE.answer(&method, uri.path(), &headers, nonce).unwrap_or_else(IntoResponse::into_response)
}

impl Console {
    /// Whether there is one.
    pub(crate) fn is_built(&self) -> bool {
        !self.files.is_empty()
    }

    fn answer(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
        nonce: impl FnOnce() -> Result<String, Problem>,
    ) -> Result<Response<Body>, Problem> {
        let nothing = || Problem::new(Code::NoSuchRoute, "there is nothing at this path");
        if *method != Method::GET && *method != Method::HEAD {
            return Err(nothing());
        }
        let name = path.strip_prefix('/').unwrap_or_default();
        let mut response = match self.file(name) {
            // The page itself needs its nonce, by whatever name somebody asks for it.
            Some(_) if name != "index.html" => self.send(name, headers),
            None if !is_page(path) => return Err(nothing()),
            _ => self.index(&nonce()?),
        };
        if *method == Method::HEAD {
            *response.body_mut() = Body::empty();
        }
        Ok(response)
    }

    fn file(&self, name: &str) -> Option<&'static [u8]> {
        self.files.iter().find(|(own, _)| *own == name).map(|(_, bytes)| *bytes)
    }

    /// A file, compressed as the browser likes it best among what was compressed when the console was built.
    fn send(&self, name: &str, headers: &HeaderMap) -> Response<Body> {
        let sibling = |encoding: Encoding| match encoding.ending() {
            None => self.file(name),
            Some(ending) => self.file(&format!("{name}.{ending}")),
        };
        let there: Vec<(Encoding, &'static [u8])> =
            Encoding::ALL.into_iter().filter_map(|encoding| Some((encoding, sibling(encoding)?))).collect();
        let offered: Vec<Encoding> = there.iter().map(|(encoding, _)| *encoding).collect();
        let chosen = best(headers, &offered);
        let bytes = there.iter().find(|(encoding, _)| *encoding == chosen).map(|(_, bytes)| *bytes);
        let bytes = bytes.unwrap_or_default();
        let kept = if name.starts_with("assets/") { FOR_EVER } else { A_DAY };
        let mut response = whole(Bytes::from_static(bytes), content_type(name));
        let into = response.headers_mut();
        into.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
        if offered.len() > 1 {
            into.insert(VARY, HeaderValue::from_static("accept-encoding"));
        }
        if let Some(word) = chosen.word() {
            into.insert(CONTENT_ENCODING, HeaderValue::from_static(word));
        }
        response
    }

    /// The page, with a nonce of its own in each answer.
    fn index(&self, nonce: &str) -> Response<Body> {
        let built = self.file("index.html").map(String::from_utf8_lossy);
        let text = built.as_deref().unwrap_or(self.unbuilt).replace(NONCE, nonce);
        let mut response = whole(Bytes::from(text), "text/html; charset=utf-8");
        let into = response.headers_mut();
        into.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        // A nonce is hexadecimal digits: this is always a header's value.
        if let Ok(policy) = HeaderValue::from_str(&policy(nonce)) {
            into.insert(CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

/// What the page may do: run and show what is ours, and talk to us.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
}

fn whole(bytes: Bytes, content: &'static str) -> Response<Body> {
    let length = HeaderValue::from(bytes.len());
    ([(CONTENT_TYPE, HeaderValue::from_static(content)), (CONTENT_LENGTH, length)], bytes).into_response()
}

/// Whether a path is one that the console itself makes sense of.
fn is_page(path: &str) -> bool {
    let decoded: Vec<String> =
        path.split('/').filter(|part| !part.is_empty()).map(|part| decode(part).to_lowercase()).collect();
    if decoded.first().is_some_and(|first| NO_PAGES.contains(&first.as_str())) {
        return false;
    }
    let ending = decoded.last().and_then(|last| last.rsplit_once('.')).map(|(_, ending)| ending);
    !ending.is_some_and(|ending| ENDINGS.contains(&ending))
}

/// A part of a path, decoded. What is no escape stays as it is.
fn decode(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = (*first == b'%' && after.len() >= 2)
            .then(|| HEXLOWER.decode(after[..2].to_ascii_lowercase().as_slice()).ok())
            .flatten();
        match escaped {
            Some(byte) => {
                bytes.extend(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending).unwrap_or_default() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}
