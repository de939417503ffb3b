//! The wire protocols: parameters to requests, and answers to documents. Pure: no clock, no I/O.
//!
//! [`serialize`] makes the request of an operation from JSON parameters, [`parse`] makes the document of a success,
//! and [`parse_error`] reads a failure. All three are driven by the wire model alone.
//!
//! Parameters: blobs are base64 text; timestamps are numbers (seconds since 1970) or ISO 8601 text; a null is a
//! parameter that is absent. Idempotency tokens are never filled in.
//!
//! Documents: exactly the members that the model knows and the answer holds, in the answer's order. Blobs are base64
//! text. Timestamps are ISO 8601 text in UTC as Python's `isoformat` writes them. Numbers that JSON cannot hold are
//! the texts `NaN`, `Infinity` and `-Infinity`.

mod error;
mod json;
mod json_read;
mod params;
mod path;
mod query;
mod rest;
mod rest_read;
mod scalar;
mod service_error;
mod timestamp;
mod xml;
mod xml_read;

use http::HeaderMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use skytally_catalog::wire::{
    Kind, Operation, Protocol, Segment, ServiceModel, ShapeRef, Structure, Template,
};

pub use error::{ParseError, SerializeError};
pub use service_error::{ServiceError, parse_error};

/// The deepest nesting of parameters and answers. No AWS document comes near it.
pub const MAX_DEPTH: usize = 100;

/// What botocore puts where a union holds a member that the model does not know.
const UNKNOWN_UNION_MEMBER: &str = "SDK_UNKNOWN_MEMBER";

/// What is percent-encoded in a URI: all but letters, digits and `-._~`.
const URI: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request, but for its host and its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireRequest {
    /// The HTTP method.
    pub method: String,
    /// The path, percent-encoded. Begins with `/`.
    pub path: String,
    /// The query string, percent-encoded, without `?`. Often empty.
    pub query: String,
    /// The headers, without `Host`, `Content-Length` and those of the signature.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// What stands before the host name, with its dot (`123456789012.`).
    pub host_prefix: Option<String>,
}

impl WireRequest {
    /// The path and, where there is one, `?` and the query string.
    #[must_use]
    pub fn path_and_query(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    fn new(operation: &Operation) -> WireRequest {
        WireRequest {
            method: operation.method.clone(),
            path: "/".to_owned(),
            query: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
            host_prefix: None,
        }
    }

    fn header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.push((name.to_owned(), value.into()));
    }
}

/// Makes the request of an operation.
///
/// `params` is an object of the operation's input members; null is an empty one.
///
/// # Errors
/// A [`SerializeError`] that names the member: unknown, missing, of the wrong type or with a value that cannot be sent.
pub fn serialize(
    model: &ServiceModel,
    operation: &Operation,
    params: &Value,
) -> Result<WireRequest, SerializeError> {
    let none = Map::new();
    let params = match params {
        Value::Object(members) => members,
        Value::Null => &none,
        other => return Err(SerializeError::wrong_type(&operation.name, "an object", other)),
    };
    match &operation.input {
        Some(input) => params::check_input(model, input, params)?,
        None => {
            if let Some(name) = params.keys().next() {
                return Err(SerializeError::UnknownMember { member: name.clone() });
            }
        }
    }
    let mut request = match model.protocol() {
        Protocol::Query | Protocol::Ec2 => query::serialize(model, operation, params)?,
        Protocol::Json => json::serialize(model, operation, params)?,
        Protocol::RestJson | Protocol::RestXml => rest::serialize(model, operation, params)?,
    };
    request.host_prefix =
        operation.host_prefix.as_ref().map(|prefix| host_prefix(prefix, params)).transpose()?;
    Ok(request)
}

/// Makes the document of a success.
///
/// The value is always an object; it is empty when the operation has no output.
///
/// # Errors
/// A [`ParseError`] when the body is not of the protocol or does not fit the model.
pub fn parse(
    model: &ServiceModel,
    operation: &Operation,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Value, ParseError> {
    let Some(output) = &operation.output else { return Ok(Value::Object(Map::new())) };
    let members = match model.protocol() {
        Protocol::Json => json_read::body(model, output, body)?,
        Protocol::Query => xml_read::wrapped(model, output, operation.result_wrapper.as_deref(), body)?,
        Protocol::Ec2 => xml_read::wrapped(model, output, None, body)?,
        Protocol::RestJson | Protocol::RestXml => rest_read::output(model, output, status, headers, body)?,
    };
    Ok(Value::Object(members))
}

/// The structure of a reference that the model's loader has checked to be one.
fn structure<'m>(model: &'m ServiceModel, target: &ShapeRef) -> Option<&'m Structure> {
    match &model.shape(target.shape).kind {
        Kind::Structure(structure) => Some(structure),
        _ => None,
    }
}

/// Percent-encodes for a path label, a query string or a form.
fn encode(text: &str) -> String {
    utf8_percent_encode(text, URI).to_string()
}

/// Encodes pairs as a query string or a form.
fn encode_pairs(pairs: &[(String, String)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        out.extend(utf8_percent_encode(name, URI));
        out.push('=');
        out.extend(utf8_percent_encode(value, URI));
    }
    out
}

fn host_prefix(prefix: &Template, params: &Map<String, Value>) -> Result<String, SerializeError> {
    let mut out = String::new();
    for segment in &prefix.segments {
        match segment {
            Segment::Literal(text) => out.push_str(text),
            Segment::Label { name, .. } => {
                let value = params.get(name).and_then(Value::as_str);
                let value = value.ok_or_else(|| SerializeError::MissingMember { member: name.clone() })?;
                // Anything else could lead the signed request to another host.
                let safe = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
                if value.is_empty() || !value.chars().all(safe) {
                    let reason =
                        "a part of the host name has letters, digits, hyphens and dots only".to_owned();
                    return Err(SerializeError::BadValue { member: name.clone(), reason });
                }
                out.push_str(value);
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests;
