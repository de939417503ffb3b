//! A client of the service that tells an answer from a connection that broke: after a kill, that is all the difference.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::steps::Done;

/// The longest that an answer may take.
const ANSWER_MAX: Duration = Duration::from_secs(60);

/// Somebody who calls the service. Every request has a connection of its own, so that a kill breaks just one.
#[derive(Clone)]
pub(crate) struct Client {
    /// Where it listens: `127.0.0.1:8280`.
    pub(crate) address: String,
    /// What every request says besides: who calls.
    pub(crate) headers: Vec<(String, String)>,
}

/// A whole answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn is_good(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(crate) fn json(&self) -> Done<Value> {
        serde_json::from_slice(&self.body).map_err(|error| format!("an answer is no JSON: {error}"))
    }

    /// A header by its name in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// What went wrong, for people.
    pub(crate) fn said(&self) -> String {
        format!("{} {}", self.status, String::from_utf8_lossy(&self.body))
    }
}

impl Client {
    pub(crate) fn new(port: u16) -> Self {
        Self { address: format!("127.0.0.1:{port}"), headers: Vec::new() }
    }

    /// The same caller, by another node.
    pub(crate) fn at(&self, port: u16) -> Self {
        Self { address: format!("127.0.0.1:{port}"), headers: self.headers.clone() }
    }

    /// Asks, and waits for the whole answer. An error says that nobody knows whether the request was done.
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        more: &[(&str, &str)],
    ) -> Done<Answer> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let kind = if body.is_empty() { "" } else { "application/json" };
        self.ask_bytes(method, path, kind, body.as_bytes(), more)
    }

    /// As [`Self::ask`], with any body. `kind` is what it is said to be; empty says nothing.
    pub(crate) fn ask_bytes(
        &self,
        method: &str,
        path: &str,
        kind: &str,
        body: &[u8],
        more: &[(&str, &str)],
    ) -> Done<Answer> {
        let broke = |error: std::io::Error| format!("{method} {path}: {error}");
        let mut stream = TcpStream::connect(&self.address).map_err(broke)?;
        stream.set_read_timeout(Some(ANSWER_MAX)).and_then(|()| stream.set_nodelay(true)).map_err(broke)?;
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        let own = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in own.chain(more.iter().copied()) {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if !kind.is_empty() {
            request.push_str(&format!("Content-Type: {kind}\r\n"));
        }
        request.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        stream.write_all(request.as_bytes()).and_then(|()| stream.write_all(body)).map_err(broke)?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).map_err(broke)?;
        parse(&bytes).ok_or_else(|| format!("{method} {path}: the connection broke within the answer"))
    }

    /// Reads JSON; anything but a success is an error.
    pub(crate) fn get(&self, path: &str) -> Done<Value> {
        let answer = self.ask("GET", path, None, &[])?;
        if answer.is_good() { answer.json() } else { Err(format!("GET {path}: {}", answer.said())) }
    }

    /// Sends JSON; anything but a success is an error. Gives what was answered, null if nothing.
    pub(crate) fn send(&self, method: &str, path: &str, body: &Value) -> Done<Value> {
        let answer = self.ask(method, path, Some(body), &[])?;
        if !answer.is_good() {
            return Err(format!("{method} {path}: {}", answer.said()));
        }
        if answer.body.is_empty() { Ok(Value::Null) } else { answer.json() }
    }

    /// All items of a paged list.
    pub(crate) fn all(&self, path: &str) -> Done<Vec<Value>> {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("{path}{cursor}"))?;
            items.extend(list(&page));
            match page.get("next").and_then(Value::as_str) {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(items),
            }
        }
    }
}

/// The items of a list.
pub(crate) fn list(answer: &Value) -> Vec<Value> {
    answer.get("items").and_then(Value::as_array).cloned().unwrap_or_default()
}

/// A text member; empty if there is none.
pub(crate) fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// A whole number; 0 if there is none.
pub(crate) fn number(value: &Value, name: &str) -> i64 {
    value.get(name).and_then(Value::as_i64).unwrap_or_default()
}

/// An answer, if all of it is there.
fn parse(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let answer = Answer { status, head, body: bytes[end + 4..].to_vec() };
    let whole = answer.header("content-length").map(|length| length.parse() == Ok(answer.body.len()));
    if answer.header("transfer-encoding").is_some() {
        return Some(Answer { body: unchunk(&answer.body)?, ..answer });
    }
    whole.unwrap_or(true).then_some(answer)
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 4 + size..)?;
    }
}
