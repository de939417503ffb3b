//! Answers of the REST protocols: members in headers, in the status and in the body.

use std::borrow::Cow;

use http::HeaderMap;
use serde_json::{Map, Value};
use skytally_catalog::wire::{Kind, Location, Protocol, ServiceModel, ShapeRef};

use super::{ParseError, json_read, scalar, structure, xml_read};

/// The members of an output structure.
pub(super) fn output(
    model: &ServiceModel,
    target: &ShapeRef,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Map<String, Value>, ParseError> {
    let mut out = Map::new();
    bound(model, target, status, headers, &mut out)?;
    let Some(shape) = structure(model, target) else { return Ok(out) };
    let is_json = model.protocol() == Protocol::RestJson;
    let empty = body.trim_ascii().is_empty();
    let Some(payload) = shape.payload.and_then(|at| shape.members.get(at)) else {
        if !empty && shape.body_members().next().is_some() {
            let members = if is_json {
                json_read::body(model, target, body)?
            } else {
                xml_read::root_members(model, target, body)?
            };
            out.extend(members);
        }
        return Ok(out);
    };
    let value = match &model.shape(payload.target.shape).kind {
        Kind::Structure(structure) if structure.event_stream => {
            return Err(ParseError::Unsupported { what: format!("the event stream {}", payload.name) });
        }
        Kind::String(_) | Kind::Blob if body.is_empty() => None,
        Kind::Blob => Some(Value::String(scalar::base64(body))),
        kind @ Kind::String(_) => {
            let text = std::str::from_utf8(body);
            let text = text.map_err(|_| ParseError::unexpected(&payload.name, "it is not UTF-8"))?;
            Some(scalar::from_text(kind, Cow::Borrowed(text), &payload.name)?)
        }
        _ if empty => None,
        _ if is_json => json_read::value(model, &payload.target, body)?,
        _ => Some(xml_read::root_value(model, payload, body)?),
    };
    if let Some(value) = value {
        out.insert(payload.name.clone(), value);
    }
    Ok(out)
}

/// The members in headers and in the status.
pub(super) fn bound(
    model: &ServiceModel,
    target: &ShapeRef,
    status: u16,
    headers: &HeaderMap,
    out: &mut Map<String, Value>,
) -> Result<(), ParseError> {
    for member in structure(model, target).into_iter().flat_map(|structure| &structure.members) {
        let value = match member.target.traits.location {
            Some(Location::StatusCode) => Some(Value::Number(status.into())),
            Some(Location::Headers) => Some(prefixed(headers, &member.wire_name)),
            Some(Location::Header) => match joined(headers, &member.wire_name) {
                Some(text) => Some(header(model, &member.target, &text, &member.name)?),
                None => None,
            },
            _ => None,
        };
        if let Some(value) = value {
            out.insert(member.name.clone(), value);
        }
    }
    Ok(())
}

/// The text of a header; of one that comes more than once, all values.
pub(super) fn joined(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let mut text = values.next()?.into_owned();
    for value in values {
        text.push_str(", ");
        text.push_str(&value);
    }
    Some(text)
}

/// All headers with a prefix, by the rest of their names. HTTP header names are lower case here.
fn prefixed(headers: &HeaderMap, prefix: &str) -> Value {
    let prefix = prefix.to_ascii_lowercase();
    let names = headers.keys().filter_map(|name| Some((name.as_str(), name.as_str().strip_prefix(&prefix)?)));
    let entries =
        names.filter_map(|(name, rest)| Some((rest.to_owned(), Value::String(joined(headers, name)?))));
    Value::Object(entries.collect())
}

fn header(model: &ServiceModel, target: &ShapeRef, text: &str, name: &str) -> Result<Value, ParseError> {
    match &model.shape(target.shape).kind {
        Kind::List { member } => {
            let dates = matches!(model.shape(member.shape).kind, Kind::Timestamp);
            let items = items(text, dates).into_iter().map(|item| header(model, member, &item, name));
            Ok(Value::Array(items.collect::<Result<_, _>>()?))
        }
        Kind::String(_) if target.traits.json_value => {
            let parsed = scalar::from_base64(text).and_then(|bytes| serde_json::from_slice(&bytes).ok());
            parsed.ok_or_else(|| ParseError::unexpected(name, "the header is not JSON in base64"))
        }
        kind => scalar::from_text(kind, Cow::Borrowed(text.trim()), name),
    }
}

/// The items of a list in a header. An item may be quoted; an HTTP date has a comma of its own.
fn items(text: &str, dates: bool) -> Vec<String> {
    let mut items = Vec::new();
    let mut item = String::new();
    let (mut in_quotes, mut was_quoted) = (false, false);
    let mut chars = text.chars();
    let end = |item: &mut String, was_quoted: &mut bool, items: &mut Vec<String>| {
        let whole = if *was_quoted { item.clone() } else { item.trim().to_owned() };
        items.push(whole);
        item.clear();
        *was_quoted = false;
    };
    while let Some(c) = chars.next() {
        match c {
            '\\' if in_quotes => item.extend(chars.next()),
            '"' if in_quotes => in_quotes = false,
            '"' if item.trim().is_empty() && !was_quoted => {
                item.clear();
                (in_quotes, was_quoted) = (true, true);
            }
            // `Mon, 16 Dec 2019 …`: the comma after the day's name.
            ',' if dates && !in_quotes && item.trim().len() == 3 => item.push(c),
            ',' if !in_quotes => end(&mut item, &mut was_quoted, &mut items),
            c if was_quoted && !in_quotes && c.is_whitespace() => {}
            c => item.push(c),
        }
    }
    end(&mut item, &mut was_quoted, &mut items);
    items
}
