//! The console on files of the tests' own: what is served at which path, and how.

use axum::body::{Body, to_bytes};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    VARY,
};
use axum::http::{HeaderMap, HeaderName, Method, Response, StatusCode};

use super::{Console, is_page};
use crate::problem::{Code, Problem};

const BUILT: Console = Console {
    files: &[
        ("assets/app-1a2b.js", b"plain script"),
        ("assets/app-1a2b.js.br", b"brotli script"),
        ("assets/app-1a2b.js.gz", b"gzip script"),
        ("assets/font-3c4d.woff2", b"font"),
        ("favicon.svg", b"<svg/>"),
        (
            "index.html",
            b"<script src=\"/assets/app-1a2b.js\"></script><meta nonce=\"__CSP_NONCE__\">__CSP_NONCE__",
        ),
        ("index.html.gz", b"with the nonce of nobody"),
    ],
    unbuilt: "not built __CSP_NONCE__",
};

const UNBUILT: Console = Console { files: &[], unbuilt: "not built __CSP_NONCE__" };

fn ask(console: &Console, method: &Method, path: &str, accept: &str) -> Result<Response<Body>, Problem> {
    let mut headers = HeaderMap::new();
    if !accept.is_empty() {
        headers.insert(ACCEPT_ENCODING, accept.parse().unwrap());
    }
    console.answer(method, path, &headers, || Ok("c0ffee".to_owned()))
}

fn get(path: &str) -> Response<Body> {
    ask(&BUILT, &Method::GET, path, "").unwrap_or_else(|problem| panic!("{path}: {}", problem.detail()))
}

fn header(response: &Response<Body>, name: HeaderName) -> &str {
    response.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(to_bytes(response.into_body(), 10_000).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn every_page_is_the_index_with_a_nonce_of_its_own() {
    for path in [
        "/",
        "/sign-in",
        "/sign-in/",
        "/verify-email",
        "/w/0193/findings",
        "/w/0193/checks/ec2.sg-open-admin",
        "/w/0193/compliance/cis-aws-3.0",
        "/checks/s3.bucket-public/",
        "/index.html",
        "/apiary",
        "/documents",
        "/%F0%9F%92%A9",
        "/%",
        "/%zz",
        "/a//b",
        "//elsewhere.example",
    ] {
        let response = get(path);
        assert_eq!(
            (response.status(), header(&response, CACHE_CONTROL)),
            (StatusCode::OK, "no-cache"),
            "{path}"
        );
        assert_eq!(header(&response, CONTENT_TYPE), "text/html; charset=utf-8");
        assert_eq!(
            header(&response, CONTENT_SECURITY_POLICY),
            "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-c0ffee'; img-src 'self' data: blob:; \
             font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'"
        );
        let text = text(response).await;
        assert_eq!(
            text, "<script src=\"/assets/app-1a2b.js\"></script><meta nonce=\"c0ffee\">c0ffee",
            "{path}"
        );
    }
    // It is made anew each time: what was compressed before has no nonce.
    let response = ask(&BUILT, &Method::GET, "/index.html", "gzip").unwrap();
    assert_eq!(header(&response, CONTENT_ENCODING), "");
}

#[test]
fn what_belongs_to_something_else_is_no_page() {
    for path in [
        "/api",
        "/api/",
        "/api/v1/nothing",
        "//api/v1/nothing",
        "/API/v1",
        "/%61pi/v1",
        "/docs",
        "/docs/nothing",
        "/healthz/x",
        "/readyz/",
        "/metrics",
        "/assets",
        "/assets/",
        "/assets/gone-0000.js",
        "/assets/app-1a2b",
        "/assets/app-1a2b.js/",
        "/assets/../index.html",
        "/assets/../favicon.svg",
        "/assets/%2e%2e/favicon.svg",
        "/assets/..%2ffavicon.svg",
        "/assets/..\\favicon.svg",
        "/assets//app-1a2b.js",
        "/assets/%61pp-1a2b.js",
        "/x/../assets/app-1a2b.js",
        "/../../../etc/passwd.txt",
        "/favicon.ico",
        "/robots.txt",
        "/w/app.js",
        "/w/app%2Ejs",
        "/w/APP.JS",
        "/.env",
        "/index.php",
    ] {
        let refused = ask(&BUILT, &Method::GET, path, "br");
        assert_eq!(refused.map_err(|problem| problem.code()).unwrap_err(), Code::NoSuchRoute, "{path}");
    }
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS, Method::PATCH] {
        for path in ["/", "/sign-in", "/assets/app-1a2b.js"] {
            let refused = ask(&BUILT, &method, path, "");
            assert_eq!(refused.map_err(|problem| problem.code()).unwrap_err(), Code::NoSuchRoute);
        }
    }
    assert!(is_page("") && is_page("/") && is_page("*"));
}

#[tokio::test]
async fn files_are_kept_for_ever_and_sent_compressed_as_it_is_liked() {
    for (accept, encoding, body) in [
        ("gzip, deflate, br", "br", "brotli script"),
        ("gzip", "gzip", "gzip script"),
        ("br;q=0.1, gzip;q=0.2", "gzip", "gzip script"),
        ("br;q=0, gzip;q=0", "", "plain script"),
        ("", "", "plain script"),
    ] {
        let response = ask(&BUILT, &Method::GET, "/assets/app-1a2b.js", accept).unwrap();
        assert_eq!(header(&response, CONTENT_ENCODING), encoding, "{accept}");
        assert_eq!(header(&response, CONTENT_TYPE), "text/javascript; charset=utf-8");
        assert_eq!(header(&response, CACHE_CONTROL), "public, max-age=31536000, immutable");
        assert_eq!(header(&response, VARY), "accept-encoding");
        assert_eq!(header(&response, CONTENT_LENGTH), body.len().to_string());
        assert_eq!(text(response).await, body, "{accept}");
    }
    // What has no siblings is the same for all.
    let font = ask(&BUILT, &Method::GET, "/assets/font-3c4d.woff2", "br").unwrap();
    assert_eq!(header(&font, CONTENT_TYPE), "font/woff2");
    assert_eq!((header(&font, CONTENT_ENCODING), header(&font, VARY)), ("", ""));
    // What is in no hashed file may change with the next program.
    let icon = get("/favicon.svg");
    assert_eq!(header(&icon, CACHE_CONTROL), "public, max-age=86400");
    assert_eq!(header(&icon, CONTENT_TYPE), "image/svg+xml");
}

#[tokio::test]
async fn a_head_has_the_headers_and_no_body() {
    for (path, length) in [("/assets/app-1a2b.js", "12"), ("/sign-in", "70")] {
        let response = ask(&BUILT, &Method::HEAD, path, "").unwrap();
        assert_eq!(
            (response.status(), header(&response, CONTENT_LENGTH)),
            (StatusCode::OK, length),
            "{path}"
        );
        assert_eq!(text(response).await, "");
    }
}

#[tokio::test]
async fn without_a_console_every_page_says_how_to_build_it() {
    assert!(BUILT.is_built() && !UNBUILT.is_built());
    let response = ask(&UNBUILT, &Method::GET, "/sign-in", "").unwrap();
    assert!(header(&response, CONTENT_SECURITY_POLICY).contains("'nonce-c0ffee'"));
    assert_eq!(text(response).await, "not built c0ffee");
    assert!(ask(&UNBUILT, &Method::GET, "/assets/app-1a2b.js", "").is_err());
    assert!(
        super::CONSOLE.unbuilt.contains("cargo xtask web")
            && super::CONSOLE.unbuilt.contains("__CSP_NONCE__")
    );
}
