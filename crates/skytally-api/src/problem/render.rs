//! The last word on every failed answer: it is a problem, and it has the request id.

use std::any::Any;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, Response};
use axum::middleware::Next;
use axum::response::IntoResponse;

use super::{Code, PROBLEM_JSON, Problem};
use crate::request_id::RequestId;

/// How much of a plain answer 500 goes to the log, in bytes.
const PLAIN_MAX_BYTES: usize = 8 * 1024;

/// Middleware: gives problems their request id, and makes problems of what a library answered as plain text.
pub async fn complete(request: Request, next: Next) -> Response<Body> {
    let id = request.extensions().get::<RequestId>().cloned();
    let method = request.method().clone();
    let response = next.run(request).await;
    let problem = match response.extensions().get::<Problem>() {
        Some(problem) => problem.clone(),
        None if is_plain_failure(&response) => {
            let problem = of_plain(&response, &method);
            if problem.code == Code::Internal {
                return with(log(response).await, &problem, id.as_ref());
            }
            problem
        }
        None => return response,
    };
    with(response, &problem, id.as_ref())
}

/// The answer to a request whose handler panicked.
pub fn of_panic(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let said = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = said.unwrap_or("a panic without text"), "a request failed");
    Problem::new(Code::Internal, "").into_response()
}

/// Failed, and not in the words of a handler of ours: no body, or plain text.
fn is_plain_failure(response: &Response<Body>) -> bool {
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let content = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    failed && content.is_none_or(|content| content.starts_with(b"text/plain"))
}

fn of_plain(response: &Response<Body>, method: &Method) -> Problem {
    let code = Code::of_status(response.status());
    let detail = match code {
        Code::MethodNotAllowed => {
            format!("{method} is not taken at this path; the header Allow says what is")
        }
        Code::NoSuchRoute => "there is nothing at this path".to_owned(),
        _ => code.title().to_lowercase(),
    };
    Problem::new(code, detail)
}

/// Moves what a plain answer says from the answer to the log.
async fn log(response: Response<Body>) -> Response<Body> {
    let (parts, body) = response.into_parts();
    let said = to_bytes(body, PLAIN_MAX_BYTES).await.unwrap_or_default();
    tracing::error!(error = %String::from_utf8_lossy(&said), "a request failed");
    Response::from_parts(parts, Body::empty())
}

fn with(response: Response<Body>, problem: &Problem, id: Option<&RequestId>) -> Response<Body> {
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    Response::from_parts(parts, Body::from(problem.bytes(id.map(RequestId::as_str))))
}
