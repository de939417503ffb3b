//! Single values: as text in requests, and from the text of XML, headers and query strings.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::{Number, Value};
use skytally_catalog::wire::{Decode, Kind, ServiceModel, ShapeRef, TimestampFormat};

use super::error::type_name;
use super::{ParseError, SerializeError, timestamp};

/// The text of a single value in a form, a query string, a path, a header or an XML element.
pub(super) fn to_text<'v>(
    model: &ServiceModel,
    target: &ShapeRef,
    value: &'v Value,
    format: TimestampFormat,
    member: &str,
) -> Result<Cow<'v, str>, SerializeError> {
    let kind = &model.shape(target.shape).kind;
    match (kind, value) {
        (Kind::Timestamp, _) => Ok(match moment(target, value, format, member)? {
            Value::String(text) => Cow::Owned(text),
            other => Cow::Owned(other.to_string()),
        }),
        // Blobs are base64 in parameters already, and so are they on the wire.
        (Kind::String(_) | Kind::Float | Kind::Blob, Value::String(text)) => Ok(Cow::Borrowed(text)),
        (Kind::String(_), other) if target.traits.json_value => Ok(Cow::Owned(other.to_string())),
        (Kind::Integer | Kind::Float, Value::Number(number)) => Ok(Cow::Owned(number.to_string())),
        (Kind::Boolean, Value::Bool(flag)) => Ok(Cow::Borrowed(if *flag { "true" } else { "false" })),
        _ => Err(SerializeError::bad_value(member, format!("{} cannot stand here", type_name(value)))),
    }
}

/// A moment in the form of its traits, or else in the given one.
pub(super) fn moment(
    target: &ShapeRef,
    value: &Value,
    format: TimestampFormat,
    member: &str,
) -> Result<Value, SerializeError> {
    let moment = timestamp::read(value);
    let moment =
        moment.ok_or_else(|| SerializeError::bad_value(member, format!("{value} is not a moment")))?;
    Ok(timestamp::request(moment, target.traits.timestamp_format.unwrap_or(format)))
}

/// The bytes of a blob parameter.
pub(super) fn blob(text: &str, member: &str) -> Result<Vec<u8>, SerializeError> {
    STANDARD
        .decode(text)
        .map_err(|error| SerializeError::bad_value(member, format!("it is not base64: {error}")))
}

/// Base64 text of bytes.
pub(super) fn base64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

/// Reads base64 text.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text.trim()).ok()
}

/// The document value of text that stands in XML or in a header.
pub(super) fn from_text(kind: &Kind, text: Cow<'_, str>, at: impl ToString) -> Result<Value, ParseError> {
    let bad = |what: &str| Err(ParseError::unexpected(at.to_string(), format!("{text:?} is not {what}")));
    match kind {
        Kind::String(None) => Ok(Value::String(text.into_owned())),
        Kind::String(Some(decode)) => Ok(decoded(*decode, text.into_owned())),
        Kind::Blob => Ok(Value::String(text.into_owned())),
        Kind::Boolean => Ok(Value::Bool(text.trim() == "true")),
        Kind::Integer => match integer(text.trim()) {
            Some(number) => Ok(Value::Number(number)),
            None => bad("a whole number"),
        },
        Kind::Float => match float(text.trim()) {
            Some(value) => Ok(value),
            None => bad("a number"),
        },
        Kind::Timestamp => match timestamp::from_text(&text) {
            Some(moment) => Ok(Value::String(timestamp::document(moment))),
            None => bad("a moment"),
        },
        Kind::Structure(_) | Kind::List { .. } | Kind::Map { .. } => bad("a structure, list or map"),
    }
}

/// Undoes a decoding of our own. Text that is not of the form is kept as it is.
pub(super) fn decoded(decode: Decode, text: String) -> Value {
    match decode {
        Decode::JsonUrl => {
            let plain = percent_decode_str(&text).decode_utf8().ok();
            let parsed = plain.and_then(|plain| serde_json::from_str::<Value>(&plain).ok());
            // Only documents: a text that happens to be a number or a word stays text.
            match parsed.filter(|value| value.is_object() || value.is_array()) {
                Some(value) => value,
                None => Value::String(text),
            }
        }
    }
}

/// A whole number, also where a service writes it with a plus.
pub(super) fn integer(text: &str) -> Option<Number> {
    text.parse::<i64>().ok().map(Number::from).or_else(|| text.parse::<u64>().ok().map(Number::from))
}

/// A number; what JSON cannot hold is text.
pub(super) fn float(text: &str) -> Option<Value> {
    let number = text.parse::<f64>().ok()?;
    Some(match Number::from_f64(number) {
        Some(number) => Value::Number(number),
        None if number.is_nan() => Value::String("NaN".to_owned()),
        None if number > 0.0 => Value::String("Infinity".to_owned()),
        None => Value::String("-Infinity".to_owned()),
    })
}
