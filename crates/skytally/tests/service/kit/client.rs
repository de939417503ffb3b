//! A small HTTP client, which holds every answer to what all answers must be.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Method, Response};
use serde_json::Value;

use super::document;

/// What a client shows.
#[derive(Debug, Clone)]
pub(crate) enum Key {
    Nothing,
    /// `name=value`, as a browser sends it.
    Cookie(String),
    Token(String),
}

/// Somebody who asks.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) url: String,
    pub(crate) key: Key,
    /// Every answer, for those who look for secrets in them.
    pub(crate) seen: Arc<Mutex<Vec<String>>>,
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// What was asked, for messages.
    pub(crate) asked: String,
}

/// An address that nobody came from before: limits of addresses are not what is tested here.
fn fresh_address() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0x0a00_0001);
    std::net::Ipv4Addr::from(NEXT.fetch_add(1, Ordering::Relaxed)).to_string()
}

impl Client {
    /// The same client with another key.
    pub(crate) fn with(&self, key: Key) -> Self {
        Self { key, ..self.clone() }
    }

    /// A request to a path of the API, with the key and what goes with it.
    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method: Method = method.parse().unwrap();
        let place = if path.starts_with("//") { &path[1..] } else { &format!("/api/v1{path}") };
        let request = self.http.request(method, format!("{}{place}", self.url));
        let request = request.header("x-forwarded-for", fresh_address());
        match &self.key {
            Key::Nothing => request,
            Key::Cookie(cookie) => request.header("cookie", cookie).header("sec-fetch-site", "same-origin"),
            Key::Token(token) => request.header("authorization", format!("Bearer {token}")),
        }
    }

    /// Sends a request, and holds the answer to the rules of the house.
    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let request = request.build().unwrap();
        let asked = format!("{} {}", request.method(), request.url().path());
        let head = request.method() == Method::HEAD;
        let response = self.http.execute(request).await.unwrap_or_else(|error| panic!("{asked}: {error:?}"));
        let answer = read(response, asked).await;
        self.seen.lock().unwrap().push(format!("{:?} {}", answer.headers, answer.text()));
        answer.check(head);
        answer
    }

    /// Asks with a JSON body, or without one.
    pub(crate) async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let request = self.request(method, path);
        self.send(match body {
            Some(body) => request.header(CONTENT_TYPE, "application/json").body(body.to_string()),
            None => request,
        })
        .await
    }

    /// Asks with a body as it is.
    pub(crate) async fn raw(&self, method: &str, path: &str, body: Vec<u8>) -> Answer {
        self.send(self.request(method, path).header(CONTENT_TYPE, "application/json").body(body)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, Some(body)).await
    }
}

async fn read(response: Response, asked: String) -> Answer {
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    // A stream of events does not end: its head says enough.
    let stream = content(&headers).starts_with("text/event-stream");
    let body = if stream { Vec::new() } else { response.bytes().await.unwrap().to_vec() };
    Answer { status, headers, body, asked }
}

fn content(headers: &HeaderMap) -> &str {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{}: {error}", self.say()))
    }

    /// A text of its JSON.
    pub(crate) fn str(&self, name: &str) -> String {
        let json = self.json();
        json[name].as_str().unwrap_or_else(|| panic!("no {name}: {}", self.say())).to_owned()
    }

    /// The code of its problem; nothing for a success.
    pub(crate) fn code(&self) -> String {
        if self.status < 400 { String::new() } else { self.str("code") }
    }

    pub(crate) fn say(&self) -> String {
        format!("{}: {} {}", self.asked, self.status, self.text().chars().take(600).collect::<String>())
    }

    /// The answer, if it has this status.
    pub(crate) fn must(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.say());
        self
    }

    /// The answer, if it is a problem with this status and code.
    pub(crate) fn refused(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code().as_str()), (status, code), "{}", self.say());
        self
    }

    /// What holds for every answer of the service.
    fn check(&self, head: bool) {
        assert!(self.status < 500, "{}", self.say());
        let id = self.header("x-request-id");
        assert!(!id.is_empty(), "no request id: {}", self.say());
        for (name, value) in [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY")] {
            assert_eq!(self.header(name), value, "{name}: {}", self.say());
        }
        assert!(self.header("content-security-policy").contains("default-src"), "{}", self.say());
        if self.status < 400 || head {
            return;
        }
        assert_eq!(content(&self.headers), "application/problem+json", "{}", self.say());
        let problem = self.json();
        let members: Vec<&String> = problem.as_object().unwrap().keys().collect();
        let known = ["type", "title", "status", "code", "detail", "errors", "retry_after_s", "request_id"];
        assert!(members.iter().all(|name| known.contains(&name.as_str())), "{}", self.say());
        let code = problem["code"].as_str().unwrap_or_default();
        let codes = document()["components"]["schemas"]["Code"]["enum"].as_array().unwrap();
        assert!(codes.iter().any(|known| known == code), "an unknown code: {}", self.say());
        assert_eq!(problem["type"], format!("urn:skytally:problem:{code}"), "{}", self.say());
        assert_eq!(problem["status"], self.status, "{}", self.say());
        assert_eq!(problem["request_id"], id, "{}", self.say());
        for name in ["title", "detail"] {
            assert!(problem[name].as_str().is_some_and(|text| text.len() > 3), "{name}: {}", self.say());
        }
        for fault in problem["errors"].as_array().unwrap() {
            assert!(fault["field"].is_string() && fault["message"].is_string(), "{}", self.say());
        }
        // What people sent is cut, not answered whole, and never comes back as markup or as control characters.
        assert!(self.body.len() < 64 * 1024, "{}", self.say());
    }
}
