//! What can go wrong between parameters and requests, and between answers and documents.

use serde_json::Value;

use super::MAX_DEPTH;

/// Why parameters cannot become a request. Every variant names the member, as a path (`Filters[0].Name`).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SerializeError {
    /// The model knows no such member.
    #[error("the parameter {member} is not known")]
    UnknownMember {
        /// The member.
        member: String,
    },
    /// A required member is absent.
    #[error("the parameter {member} is required")]
    MissingMember {
        /// The member.
        member: String,
    },
    /// The value has another type than the model says.
    #[error("the parameter {member} should be {expected}, not {found}")]
    WrongType {
        /// The member.
        member: String,
        /// What the model wants.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// The value has the right type but cannot be sent.
    #[error("the parameter {member} cannot be sent: {reason}")]
    BadValue {
        /// The member.
        member: String,
        /// Why.
        reason: String,
    },
    /// Parameters nested too deeply.
    #[error("the parameter {member} is nested more than {MAX_DEPTH} levels deep")]
    TooDeep {
        /// The member.
        member: String,
    },
    /// The model asks for something that this client does not do.
    #[error("{what} is not supported")]
    Unsupported {
        /// What.
        what: String,
    },
}

impl SerializeError {
    pub(super) fn wrong_type(member: impl ToString, expected: &'static str, found: &Value) -> SerializeError {
        SerializeError::WrongType { member: member.to_string(), expected, found: type_name(found) }
    }

    pub(super) fn bad_value(member: impl ToString, reason: impl Into<String>) -> SerializeError {
        SerializeError::BadValue { member: member.to_string(), reason: reason.into() }
    }
}

/// Why a successful answer cannot become a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// The body is not of the protocol: cut off, not JSON or XML, or a web page.
    #[error("the answer is malformed at byte {position}: {cause}")]
    Malformed {
        /// Bytes from the start of the body.
        position: u64,
        /// What is wrong.
        cause: String,
        /// The body is a web page, so a proxy or something else answered in the place of AWS.
        not_aws: bool,
    },
    /// The body is of the protocol but does not fit the model.
    #[error("the answer does not fit the model at {member:?}: {reason}")]
    Unexpected {
        /// The member, as a path. Empty for the whole answer.
        member: String,
        /// What is wrong.
        reason: String,
    },
    /// The body is nested too deeply.
    #[error("the answer is nested more than {MAX_DEPTH} levels deep")]
    TooDeep,
    /// The model asks for something that this client does not read.
    #[error("{what} is not supported")]
    Unsupported {
        /// What.
        what: String,
    },
}

impl ParseError {
    pub(super) fn malformed(position: u64, cause: impl Into<String>) -> ParseError {
        ParseError::Malformed { position, cause: cause.into(), not_aws: false }
    }

    pub(super) fn unexpected(member: impl ToString, reason: impl Into<String>) -> ParseError {
        ParseError::Unexpected { member: member.to_string(), reason: reason.into() }
    }

    /// Refuses a web page where a document should stand.
    pub(super) fn refuse_html(body: &[u8]) -> Result<(), ParseError> {
        if is_html(body) {
            let cause = "it is a web page, not an answer of AWS".to_owned();
            return Err(ParseError::Malformed { position: 0, cause, not_aws: true });
        }
        Ok(())
    }
}

/// Whether a body begins as a web page does.
pub(super) fn is_html(body: &[u8]) -> bool {
    let mut rest = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii_start();
    // A page may begin with comments.
    while let Some(comment) = rest.strip_prefix(b"<!--") {
        let Some(end) = comment.windows(3).position(|window| window == b"-->") else { return false };
        rest = comment[end + 3..].trim_ascii_start();
    }
    ["<!doctype html", "<html"].iter().any(|start| {
        rest.get(..start.len()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(start.as_bytes()))
    })
}

/// What a JSON value is, for messages.
pub(super) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
