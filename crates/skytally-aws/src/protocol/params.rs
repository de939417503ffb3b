//! Checks parameters against the model before anything is written, so that errors are all of one kind and name the
//! member.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use skytally_catalog::wire::{Kind, ServiceModel, ShapeRef, Structure};

use super::path::Path;
use super::{MAX_DEPTH, SerializeError, timestamp};

/// Checks the parameters of an operation.
pub(super) fn check_input(
    model: &ServiceModel,
    input: &ShapeRef,
    params: &Map<String, Value>,
) -> Result<(), SerializeError> {
    match &model.shape(input.shape).kind {
        Kind::Structure(structure) => check_structure(model, structure, params, &Path::Root),
        _ => Err(SerializeError::Unsupported { what: "an input that is not a structure".to_owned() }),
    }
}

fn check_structure(
    model: &ServiceModel,
    structure: &Structure,
    params: &Map<String, Value>,
    path: &Path<'_>,
) -> Result<(), SerializeError> {
    if structure.event_stream {
        return Err(SerializeError::Unsupported { what: format!("the event stream {path}") });
    }
    for (name, value) in params {
        let path = path.member(name);
        let unknown = || SerializeError::UnknownMember { member: path.to_string() };
        let member = structure.member(name).ok_or_else(unknown)?;
        if !value.is_null() {
            check(model, &member.target, value, &path)?;
        }
    }
    let given = |name: &str| params.get(name).is_some_and(|value| !value.is_null());
    for member in structure.members.iter().filter(|member| member.required) {
        if !given(&member.name) {
            return Err(SerializeError::MissingMember { member: path.member(&member.name).to_string() });
        }
    }
    if structure.union && params.values().filter(|value| !value.is_null()).count() != 1 {
        return Err(SerializeError::bad_value(path, "exactly one of its members must be set"));
    }
    Ok(())
}

fn check(
    model: &ServiceModel,
    target: &ShapeRef,
    value: &Value,
    path: &Path<'_>,
) -> Result<(), SerializeError> {
    if path.depth() > MAX_DEPTH {
        return Err(SerializeError::TooDeep { member: path.to_string() });
    }
    let wrong = |expected| Err(SerializeError::wrong_type(path, expected, value));
    match (&model.shape(target.shape).kind, value) {
        (Kind::Structure(structure), _) if structure.document => Ok(()),
        (Kind::Structure(structure), Value::Object(members)) => {
            check_structure(model, structure, members, path)
        }
        (Kind::Structure(_), _) => wrong("an object"),
        (Kind::List { member }, Value::Array(items)) => {
            for (at, item) in items.iter().enumerate().filter(|(_, item)| !item.is_null()) {
                check(model, member, item, &path.item(at))?;
            }
            Ok(())
        }
        (Kind::List { .. }, _) => wrong("a list"),
        (Kind::Map { value: each, .. }, Value::Object(entries)) => {
            for (key, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
                check(model, each, value, &path.member(key))?;
            }
            Ok(())
        }
        (Kind::Map { .. }, _) => wrong("an object"),
        (Kind::String(_), _) if target.traits.json_value => Ok(()),
        (Kind::String(_), Value::String(_))
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::Float, Value::Number(_)) => Ok(()),
        (Kind::String(_), _) => wrong("text"),
        (Kind::Integer, Value::Number(number)) if number.is_i64() || number.is_u64() => Ok(()),
        (Kind::Integer, _) => wrong("a whole number"),
        (Kind::Float, Value::String(text)) if matches!(text.as_str(), "NaN" | "Infinity" | "-Infinity") => {
            Ok(())
        }
        (Kind::Float, _) => wrong("a number"),
        (Kind::Boolean, _) => wrong("a boolean"),
        (Kind::Blob, Value::String(text)) => match STANDARD.decode(text) {
            Ok(_) => Ok(()),
            Err(error) => Err(SerializeError::bad_value(path, format!("it is not base64: {error}"))),
        },
        (Kind::Blob, _) => wrong("base64 text"),
        (Kind::Timestamp, Value::String(_) | Value::Number(_)) => match timestamp::read(value) {
            Some(_) => Ok(()),
            None => Err(SerializeError::bad_value(path, format!("{value} is not a moment"))),
        },
        (Kind::Timestamp, _) => wrong("a moment (ISO 8601 text or seconds since 1970)"),
    }
}
