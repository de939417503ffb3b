//! Problems: how every failed request is answered (RFC 9457, `application/problem+json`).

mod code;
mod render;

use std::error::Error;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Response};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use code::Code;
pub use render::{complete, of_panic};

/// The media type of problems.
pub const PROBLEM_JSON: &str = "application/problem+json";
/// Longest text about one thing that went wrong, in characters: what is foreign in it is cut, not answered whole.
const TEXT_MAX_CHARS: usize = 300;
/// Most fields that one problem names.
const FIELDS_MAX: usize = 50;
/// What an answer 500 says. The cause is in the log, under the request id.
const INTERNAL: &str = "something went wrong on our side; the request id names it in the log";

/// Why a request was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    code: Code,
    detail: String,
    fields: Vec<FieldFault>,
    retry_after_s: Option<u64>,
}

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldFault {
    /// The field, as a path: `name`, `regions[2]`, `channel.url`.
    pub field: String,
    /// What is wrong with it, to be read after its name.
    pub message: String,
}

/// What went wrong, in the form of RFC 9457.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// A name of the code in the form of a URI.
    #[serde(rename = "type")]
    #[schema(example = "urn:skytally:problem:not-found")]
    pub type_uri: String,
    /// What the code means.
    pub title: String,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// The code, for programs.
    pub code: Code,
    /// What went wrong this time, for people.
    pub detail: String,
    /// The fields that are wrong, when it is about fields.
    pub errors: Vec<FieldFault>,
    /// When to try again, in seconds from now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
    /// The id of the request, which finds it in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl Problem {
    /// A problem of a code, with a sentence about this time.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        let detail = if code == Code::Internal { INTERNAL.to_owned() } else { short(detail.into()) };
        Self { code, detail, fields: Vec::new(), retry_after_s: None }
    }

    /// A failure of ours: the cause and its causes go to the log, and nothing of them to the caller.
    pub fn internal(cause: &(dyn Error + 'static)) -> Self {
        tracing::error!(error = chain(cause), "a request failed");
        Self::new(Code::Internal, INTERNAL)
    }

    /// Names a field that is wrong, and what is wrong with it.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        if self.fields.len() < FIELDS_MAX {
            self.fields.push(FieldFault { field: short(field.into()), message: short(message.into()) });
        }
        self
    }

    /// Says when to try again, in seconds from now.
    #[must_use]
    pub fn retry_after_s(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// Its code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The sentence about this time.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The fields that are wrong.
    pub fn fields(&self) -> &[FieldFault] {
        &self.fields
    }

    /// The body of the answer.
    pub fn body(&self, request_id: Option<&str>) -> ProblemBody {
        ProblemBody {
            type_uri: format!("urn:skytally:problem:{}", self.code),
            title: self.code.title().to_owned(),
            status: self.code.status().as_u16(),
            code: self.code,
            detail: self.detail.clone(),
            errors: self.fields.clone(),
            retry_after_s: self.retry_after_s,
            request_id: request_id.map(str::to_owned),
        }
    }

    fn bytes(&self, request_id: Option<&str>) -> Vec<u8> {
        // Texts and numbers under fixed names always serialise.
        serde_json::to_vec(&self.body(request_id)).unwrap_or_default()
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.detail)
    }
}

impl Error for Problem {}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.bytes(None)));
        *response.status_mut() = self.code.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.code.status().as_u16() == 401 {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"skytally\""));
        }
        // The house adds the request id, which is known further out.
        response.extensions_mut().insert(self);
        response
    }
}

/// An error and what caused it, in one line.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        // Many errors already say their cause.
        if !text.contains(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = error.source();
    }
    text
}

fn short(text: String) -> String {
    match text.char_indices().nth(TEXT_MAX_CHARS) {
        None => text,
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
