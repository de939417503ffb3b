//! Requests of the REST protocols: members in the path, the query string, headers and the body.

use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde_json::{Map, Value};
use skytally_catalog::wire::{
    Kind, Location, Member, Operation, Protocol, Segment, ServiceModel, ShapeRef, Structure, TimestampFormat,
};

use super::error::type_name;
use super::{SerializeError, URI, WireRequest, encode, json, scalar, structure, xml};

/// What is percent-encoded in a greedy label, which keeps its slashes.
const GREEDY: &AsciiSet = &URI.remove(b'/');

/// The request of a REST protocol.
pub(super) fn serialize(
    model: &ServiceModel,
    operation: &Operation,
    params: &Map<String, Value>,
) -> Result<WireRequest, SerializeError> {
    let mut request = WireRequest::new(operation);
    let none = Structure::default();
    let input = operation.input.as_ref().and_then(|input| structure(model, input)).unwrap_or(&none);
    request.path = path(model, operation, input, params)?;
    request.query = query(model, operation, input, params)?;
    for (member, value) in given(input, params) {
        match member.target.traits.location {
            Some(Location::Header) => {
                let text = header(model, &member.target, value, &member.name)?;
                request.header(&member.wire_name, header_safe(text, &member.name)?);
            }
            Some(Location::Headers) => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    let text =
                        value.as_str().ok_or_else(|| SerializeError::wrong_type(name, "text", value))?;
                    let name = format!("{}{name}", member.wire_name);
                    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) {
                        return Err(SerializeError::bad_value(
                            &member.name,
                            "it has a key that is no header name",
                        ));
                    }
                    request.header(&name, header_safe(text.to_owned(), &member.name)?);
                }
            }
            _ => {}
        }
    }
    if let Some(target) = &operation.input {
        body(model, &mut request, target, input, params)?;
    }
    Ok(request)
}

/// The members that are given, with their values.
fn given<'a>(
    input: &'a Structure,
    params: &'a Map<String, Value>,
) -> impl Iterator<Item = (&'a Member, &'a Value)> {
    params
        .iter()
        .filter(|(_, value)| !value.is_null())
        .filter_map(|(name, value)| Some((input.member(name)?, value)))
}

fn path(
    model: &ServiceModel,
    operation: &Operation,
    input: &Structure,
    params: &Map<String, Value>,
) -> Result<String, SerializeError> {
    let mut out = String::new();
    for segment in &operation.path.segments {
        let (label, greedy) = match segment {
            Segment::Literal(text) => {
                out.push_str(text);
                continue;
            }
            Segment::Label { name, greedy } => (name, *greedy),
        };
        let missing = || SerializeError::MissingMember { member: label.clone() };
        let mut labels = given(input, params).filter(|(member, _)| {
            member.target.traits.location == Some(Location::Uri) && member.wire_name == *label
        });
        let (member, value) = labels.next().ok_or_else(missing)?;
        let text = scalar::to_text(model, &member.target, value, TimestampFormat::Iso8601, &member.name)?;
        // An empty label, or one that climbs, would call another operation.
        if text.is_empty() || (!greedy && matches!(&*text, "." | "..")) {
            return Err(SerializeError::bad_value(
                &member.name,
                format!("{text:?} cannot be a part of the path"),
            ));
        }
        if greedy {
            out.extend(utf8_percent_encode(&text, GREEDY));
        } else {
            out.push_str(&encode(&text));
        }
    }
    if !out.starts_with('/') {
        out.insert(0, '/');
    }
    Ok(out)
}

fn query(
    model: &ServiceModel,
    operation: &Operation,
    input: &Structure,
    params: &Map<String, Value>,
) -> Result<String, SerializeError> {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    let mut maps = Vec::new();
    for (member, value) in given(input, params) {
        if member.target.traits.location != Some(Location::QueryString) {
            continue;
        }
        let text = |target: &ShapeRef, value| {
            let text = scalar::to_text(model, target, value, TimestampFormat::Iso8601, &member.name);
            text.map(std::borrow::Cow::into_owned)
        };
        match (&model.shape(member.target.shape).kind, value) {
            (Kind::Map { value: each, .. }, Value::Object(entries)) => maps.push((each, entries)),
            (Kind::List { member: item }, Value::Array(items)) => {
                for each in items.iter().filter(|each| !each.is_null()) {
                    pairs.push((&member.wire_name, text(item, each)?));
                }
            }
            _ => pairs.push((&member.wire_name, text(&member.target, value)?)),
        }
    }
    // A member of its own wins over the same name in a map.
    let named: Vec<&str> = pairs.iter().map(|(name, _)| *name).collect();
    for (each, entries) in maps {
        for (name, value) in entries.iter().filter(|(name, _)| !named.contains(&name.as_str())) {
            let values = match (&model.shape(each.shape).kind, value) {
                (Kind::List { .. }, Value::Array(items)) => items.as_slice(),
                _ => std::slice::from_ref(value),
            };
            for value in values.iter().filter(|value| !value.is_null()) {
                let text = value.as_str().ok_or_else(|| SerializeError::wrong_type(name, "text", value))?;
                pairs.push((name, text.to_owned()));
            }
        }
    }
    let mut out = operation.query.clone();
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(&encode(name));
        out.push('=');
        out.push_str(&encode(&value));
    }
    Ok(out)
}

fn header(
    model: &ServiceModel,
    target: &ShapeRef,
    value: &Value,
    name: &str,
) -> Result<String, SerializeError> {
    match (&model.shape(target.shape).kind, value) {
        (Kind::List { member }, Value::Array(items)) => {
            let mut texts = Vec::with_capacity(items.len());
            for item in items.iter().filter(|item| !item.is_null()) {
                let text = header(model, member, item, name)?;
                let is_text = matches!(model.shape(member.shape).kind, Kind::String(_));
                texts.push(if is_text { quoted(text) } else { text });
            }
            Ok(texts.join(", "))
        }
        _ => {
            let text = scalar::to_text(model, target, value, TimestampFormat::Rfc822, name)?;
            Ok(if target.traits.json_value { scalar::base64(text.as_bytes()) } else { text.into_owned() })
        }
    }
}

/// An item of a list in a header: quoted where it would fall apart.
fn quoted(text: String) -> String {
    if text.contains([',', '"']) {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        text
    }
}

/// Refuses what would end the header and begin another.
fn header_safe(text: String, member: &str) -> Result<String, SerializeError> {
    if text.chars().any(|c| c.is_control() && c != '\t') {
        return Err(SerializeError::bad_value(
            member,
            "a header holds no line feed or other control character",
        ));
    }
    Ok(text)
}

fn body(
    model: &ServiceModel,
    request: &mut WireRequest,
    target: &ShapeRef,
    input: &Structure,
    params: &Map<String, Value>,
) -> Result<(), SerializeError> {
    let is_json = model.protocol() == Protocol::RestJson;
    let mut content_type = if is_json { "application/json" } else { "application/xml" };
    if let Some(payload) = input.payload.and_then(|at| input.members.get(at)) {
        let value = params.get(&payload.name).filter(|value| !value.is_null());
        let kind = &model.shape(payload.target.shape).kind;
        match (kind, value) {
            (Kind::String(_), Some(Value::String(text))) => {
                content_type = "text/plain";
                request.body = text.clone().into_bytes();
            }
            (Kind::Blob, Some(Value::String(text))) => {
                content_type = "application/octet-stream";
                request.body = scalar::blob(text, &payload.name)?;
            }
            (_, Some(value)) if is_json => {
                request.body =
                    json::body(model, &payload.target, value, &payload.name)?.to_string().into_bytes();
            }
            (_, Some(Value::Object(members))) => {
                let root = payload_root(model, payload);
                request.body = xml::document(model, &payload.target, members, root)?;
            }
            // A structure that is left out is an empty one in JSON, and nothing in XML.
            (Kind::Structure(structure), None) if is_json && !structure.union && !structure.document => {
                request.body = b"{}".to_vec();
            }
            (_, None) => {}
            (_, Some(other)) => {
                let what = format!("{} as the body {}", type_name(other), payload.name);
                return Err(SerializeError::Unsupported { what });
            }
        }
    } else {
        let in_body = |member: &Member| member.target.traits.location.is_none();
        let members: Map<String, Value> = given(input, params)
            .filter(|(member, _)| in_body(member))
            .map(|(member, value)| (member.name.clone(), value.clone()))
            .collect();
        if is_json && (!members.is_empty() || input.members.iter().any(in_body)) {
            request.body = Value::Object(json::members(model, input, &members)?).to_string().into_bytes();
        } else if !members.is_empty() {
            let shape = model.shape(target.shape);
            let root = input.root_name.as_deref().or(target.traits.location_name.as_deref());
            request.body = xml::document(model, target, &members, root.unwrap_or(&shape.name))?;
        }
    }
    let has_own = request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if !request.body.is_empty() && !has_own {
        request.header("Content-Type", content_type);
    }
    Ok(())
}

/// The root element of a payload: the name of the use, unless it only repeats the member's name and the shape has one.
fn payload_root<'m>(model: &'m ServiceModel, payload: &'m Member) -> &'m str {
    let own = payload.target.traits.location_name.as_deref();
    let shape = model.shape(payload.target.shape);
    let root = structure(model, &payload.target).and_then(|structure| structure.root_name.as_deref());
    own.filter(|own| *own != payload.name).or(root).or(own).unwrap_or(&shape.name)
}
