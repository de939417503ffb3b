//! Failures: the code and the message, wherever the protocol, a service's whim or a proxy has put them.

use std::fmt;

use http::HeaderMap;
use serde_json::{Map, Value};
use skytally_catalog::wire::{Operation, Protocol, ServiceModel, ShapeRef, Traits};

use super::error::is_html;
use super::path::Path;
use super::rest_read::{bound, joined};
use super::xml_read::Cursor;
use super::{ParseError, json_read};

/// A failure as the service, or what stands before it, describes it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceError {
    /// The HTTP status.
    pub status: u16,
    /// The error code, without namespaces and URIs: `AccessDenied`, `NoSuchBucket`. A failure without a body (an
    /// answer to HEAD) has its status as the code, `404`, as botocore has it. `None` when the body names no code.
    pub code: Option<String>,
    /// The code in the body, where a header gave another for the sake of the former query protocol.
    pub body_code: Option<String>,
    /// The message.
    pub message: Option<String>,
    /// The id of the request, from the headers or else from the body.
    pub request_id: Option<String>,
    /// S3's second id.
    pub host_id: Option<String>,
    /// The answer is not in a form that AWS uses: a web page, say. A proxy or a wrong endpoint answered.
    pub not_aws: bool,
    /// The members of the modelled exception, where the model knows the code.
    pub members: Map<String, Value>,
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.not_aws {
            return write!(f, "status {}: the answer does not come from AWS", self.status);
        }
        write!(f, "{} (status {})", self.code.as_deref().unwrap_or("an error without a code"), self.status)?;
        match self.message.as_deref() {
            Some(message) if !message.is_empty() => write!(f, ": {message}"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for ServiceError {}

/// Reads a failure. It never fails itself: what cannot be read is `None`, and what AWS cannot have sent is marked.
#[must_use]
pub fn parse_error(
    model: &ServiceModel,
    operation: &Operation,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
) -> ServiceError {
    let mut error = ServiceError { status, ..ServiceError::default() };
    let form = match body.trim_ascii().first() {
        None => Form::Empty,
        Some(_) if is_html(body) => Form::Other,
        // The body's own form counts, not the protocol's: emulators and proxies mix them.
        Some(b'<') => from_xml(body, &mut error),
        Some(_) => from_json(body, &mut error),
    };
    error.not_aws = form == Form::Other;
    let ids = ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"];
    error.request_id = ids.iter().find_map(|name| joined(headers, name)).or(error.request_id);
    error.host_id = joined(headers, "x-amz-id-2").or(error.host_id);
    let header = |name: &str| joined(headers, name).filter(|text| !text.trim().is_empty());
    if let Some(code) = header("x-amzn-errortype").or_else(|| header("x-amz-error-code")) {
        error.code = Some(plain(&code).to_owned());
        error.not_aws = false;
    }
    error.message = error.message.or_else(|| header("x-amz-error-message"));
    if form == Form::Empty && error.code.is_none() {
        error.code = Some(status.to_string());
        let reason = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        error.message = error.message.or_else(|| reason.map(str::to_owned));
    }
    let shape = error.code.as_deref().and_then(|code| model.error_shape(operation, code));
    // Members are a help; an error whose details do not fit the model is still an error.
    if let Some(shape) = shape {
        let target = ShapeRef { shape, traits: Traits::default() };
        error.members = members(model, &target, status, headers, body, form).unwrap_or_default();
    }
    if let Some((code, _)) = header("x-amzn-query-error").as_deref().and_then(|text| text.split_once(';'))
        && !code.is_empty()
    {
        error.body_code = error.code.replace(code.to_owned());
    }
    error
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    Empty,
    Xml,
    Json,
    Other,
}

/// `aws.protocol#FooError:http://…` is `FooError`.
fn plain(code: &str) -> &str {
    let code = code.split(':').next().unwrap_or(code).trim();
    code.rsplit('#').next().unwrap_or(code)
}

fn from_json(body: &[u8], error: &mut ServiceError) -> Form {
    let Ok(Value::Object(members)) = serde_json::from_slice::<Value>(body) else { return Form::Other };
    // Some gateways put the error into an object of its own.
    let inner = ["Error", "error"].iter().find_map(|name| members.get(*name).and_then(Value::as_object));
    let find = |names: &[&str]| {
        let direct = names.iter().find_map(|name| text(members.get(*name)));
        direct.or_else(|| names.iter().find_map(|name| text(inner?.get(*name))))
    };
    error.code = find(&["__type", "code", "Code"]).map(|code| plain(&code).to_owned());
    error.message = find(&["message", "Message", "errorMessage"]);
    error.request_id = find(&["RequestId", "requestId"]);
    Form::Json
}

/// Text, or a number as text. Anything else is no code and no message.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn from_xml(body: &[u8], error: &mut ServiceError) -> Form {
    match scan(body, error) {
        // A document that is cut off after its code still tells the code.
        Ok(true) => Form::Xml,
        Ok(false) | Err(_) if error.code.is_some() => Form::Xml,
        Ok(false) | Err(_) => Form::Other,
    }
}

/// Reads `<ErrorResponse><Error>`, `<Response><Errors><Error>`, `<Error>` and `<SomethingException>`. The result says
/// whether the document is one of them.
fn scan(body: &[u8], error: &mut ServiceError) -> Result<bool, ParseError> {
    let mut cursor = Cursor::new(body)?;
    let root = cursor.root()?.local_name().as_ref().to_owned();
    if root == "Error" {
        details(&mut cursor, error)?;
        return Ok(true);
    }
    let exception = root.ends_with("Exception") || root.ends_with("Error") || root.ends_with("Fault");
    let mut found = false;
    while let Some(child) = cursor.child()? {
        match child.local_name().as_ref() {
            "Errors" => {
                while let Some(child) = cursor.child()? {
                    if !found && child.local_name().as_ref() == "Error" {
                        details(&mut cursor, error)?;
                        found = true;
                    } else {
                        cursor.skip()?;
                    }
                }
            }
            "Error" if !found => {
                details(&mut cursor, error)?;
                found = true;
            }
            name => detail(&mut cursor, name, error)?,
        }
    }
    if !found && exception && error.code.is_none() {
        error.code = Some(root);
    }
    Ok(found || error.code.is_some())
}

fn details(cursor: &mut Cursor<'_>, error: &mut ServiceError) -> Result<(), ParseError> {
    while let Some(child) = cursor.child()? {
        detail(cursor, child.local_name().as_ref(), error)?;
    }
    Ok(())
}

fn detail(cursor: &mut Cursor<'_>, name: &str, error: &mut ServiceError) -> Result<(), ParseError> {
    let slot = match name {
        "Code" | "code" => &mut error.code,
        "Message" | "message" => &mut error.message,
        "RequestId" | "RequestID" | "requestId" => &mut error.request_id,
        "HostId" => &mut error.host_id,
        _ => return cursor.skip(),
    };
    let text = cursor.text()?;
    let text = text.trim();
    if slot.is_none() && !text.is_empty() {
        *slot = Some(text.to_owned());
    }
    Ok(())
}

fn members(
    model: &ServiceModel,
    target: &ShapeRef,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
    form: Form,
) -> Result<Map<String, Value>, ParseError> {
    let mut out = Map::new();
    let protocol = model.protocol();
    if protocol.is_rest() {
        bound(model, target, status, headers, &mut out)?;
    }
    match (protocol, form) {
        (Protocol::Json | Protocol::RestJson, Form::Json) => {
            out.extend(json_read::body(model, target, body)?)
        }
        (Protocol::Query | Protocol::Ec2 | Protocol::RestXml, Form::Xml) => {
            out.extend(xml_members(model, target, body)?);
        }
        _ => {}
    }
    Ok(out)
}

/// The members of an exception: in the element `Error`, wherever that is, or else in the root.
fn xml_members(
    model: &ServiceModel,
    target: &ShapeRef,
    body: &[u8],
) -> Result<Map<String, Value>, ParseError> {
    let mut cursor = Cursor::new(body)?;
    let root = cursor.root()?;
    if !matches!(root.local_name().as_ref(), "ErrorResponse" | "Response") {
        return cursor.members(model, target, &root, &Path::Root);
    }
    while let Some(child) = cursor.child()? {
        match child.local_name().as_ref() {
            "Error" => return cursor.members(model, target, &child, &Path::Root),
            // Its children are the next ones.
            "Errors" => {}
            _ => cursor.skip()?,
        }
    }
    Ok(Map::new())
}
