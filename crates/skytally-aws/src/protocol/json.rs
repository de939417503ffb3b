//! Requests of the JSON protocols, and JSON bodies of `rest-json`.

use serde_json::{Map, Value};
use skytally_catalog::wire::{Kind, Operation, ServiceModel, ShapeRef, Structure, TimestampFormat};

use super::{SerializeError, WireRequest, scalar, structure};

/// The request of the protocols JSON 1.0 and 1.1.
pub(super) fn serialize(
    model: &ServiceModel,
    operation: &Operation,
    params: &Map<String, Value>,
) -> Result<WireRequest, SerializeError> {
    let metadata = model.metadata();
    let missing = |what: &str| SerializeError::Unsupported { what: format!("a JSON service without {what}") };
    let target = metadata.target_prefix.as_deref().ok_or_else(|| missing("targetPrefix"))?;
    let version = metadata.json_version.as_deref().ok_or_else(|| missing("jsonVersion"))?;
    let mut request = WireRequest::new(operation);
    request.header("X-Amz-Target", format!("{target}.{}", operation.name));
    request.header("Content-Type", format!("application/x-amz-json-{version}"));
    if metadata.query_compatible {
        request.header("x-amzn-query-mode", "true");
    }
    let body = match operation.input.as_ref().and_then(|input| structure(model, input)) {
        Some(input) => members(model, input, params)?,
        None => Map::new(),
    };
    request.body = Value::Object(body).to_string().into_bytes();
    Ok(request)
}

/// The members of a structure as they stand in a JSON body.
pub(super) fn members(
    model: &ServiceModel,
    structure: &Structure,
    params: &Map<String, Value>,
) -> Result<Map<String, Value>, SerializeError> {
    let mut out = Map::with_capacity(params.len());
    for (name, value) in params.iter().filter(|(_, value)| !value.is_null()) {
        let unknown = || SerializeError::UnknownMember { member: name.clone() };
        let member = structure.member(name).ok_or_else(unknown)?;
        out.insert(member.wire_name.clone(), body(model, &member.target, value, name)?);
    }
    Ok(out)
}

/// A value as it stands in a JSON body.
pub(super) fn body(
    model: &ServiceModel,
    target: &ShapeRef,
    value: &Value,
    name: &str,
) -> Result<Value, SerializeError> {
    Ok(match (&model.shape(target.shape).kind, value) {
        (Kind::Structure(structure), _) if structure.document => value.clone(),
        (Kind::Structure(structure), Value::Object(params)) => {
            Value::Object(members(model, structure, params)?)
        }
        (Kind::List { member }, Value::Array(items)) => Value::Array(
            items
                .iter()
                .map(|item| if item.is_null() { Ok(Value::Null) } else { body(model, member, item, name) })
                .collect::<Result<_, _>>()?,
        ),
        (Kind::Map { value: each, .. }, Value::Object(entries)) => {
            let mut out = Map::with_capacity(entries.len());
            for (key, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
                out.insert(key.clone(), body(model, each, value, key)?);
            }
            Value::Object(out)
        }
        (Kind::Timestamp, _) => scalar::moment(target, value, TimestampFormat::Unix, name)?,
        (Kind::String(_), _) if target.traits.json_value => match value {
            Value::String(_) => value.clone(),
            other => Value::String(other.to_string()),
        },
        // Numbers, booleans, text and base64 stand in JSON as they stand in parameters.
        _ => value.clone(),
    })
}
