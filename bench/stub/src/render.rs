//! From documents to wire bytes: the model that the client reads answers with, the other way round.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use skytally_catalog::wire::{Decode, Kind, Location, Member, Operation, Protocol, ServiceModel, ShapeRef};

/// The body of an operation's success. Members that the model does not know are left out, as AWS's own model lacks them.
pub(crate) fn success(model: &ServiceModel, operation: &Operation, answer: &Value) -> Vec<u8> {
    let Some(output) = &operation.output else { return Vec::new() };
    let payload = match &model.shape(output.shape).kind {
        Kind::Structure(structure) => structure.payload.and_then(|at| structure.members.get(at)),
        _ => None,
    };
    match (model.protocol(), payload) {
        (Protocol::Json | Protocol::RestJson, None) => json(model, output, answer).to_string().into_bytes(),
        (Protocol::RestXml, Some(payload)) => {
            let mut out = String::new();
            let held = answer.get(&payload.name).unwrap_or(&Value::Null);
            if matches!(model.shape(payload.target.shape).kind, Kind::String(_)) {
                return held.as_str().unwrap_or_default().as_bytes().to_vec();
            }
            element(model, &payload.target, payload.wire_name.as_str(), held, &mut out);
            out.into_bytes()
        }
        (_, Some(payload)) => json(model, &payload.target, answer.get(&payload.name).unwrap_or(&Value::Null))
            .to_string()
            .into_bytes(),
        (protocol, None) => {
            let mut inner = String::new();
            members(model, output, answer, &mut inner);
            let name = &operation.name;
            let body = match (protocol, &operation.result_wrapper) {
                (Protocol::Query, Some(wrapper)) => format!(
                    "<{name}Response><{wrapper}>{inner}</{wrapper}><ResponseMetadata><RequestId>bench</RequestId>\
                     </ResponseMetadata></{name}Response>"
                ),
                (Protocol::Ec2, _) => {
                    format!("<{name}Response><requestId>bench</requestId>{inner}</{name}Response>")
                }
                (_, _) => format!("<{name}Response>{inner}</{name}Response>"),
            };
            body.into_bytes()
        }
    }
}

/// The body of a failure.
pub(crate) fn failure(protocol: Protocol, code: &str) -> Vec<u8> {
    let body = match protocol {
        Protocol::Json | Protocol::RestJson => format!(r#"{{"__type":"{code}","message":"there is none"}}"#),
        Protocol::Ec2 => format!(
            "<Response><Errors><Error><Code>{code}</Code><Message>there is none</Message></Error></Errors></Response>"
        ),
        Protocol::Query => format!(
            "<ErrorResponse><Error><Code>{code}</Code><Message>there is none</Message></Error></ErrorResponse>"
        ),
        Protocol::RestXml => format!("<Error><Code>{code}</Code><Message>there is none</Message></Error>"),
    };
    body.into_bytes()
}

fn known<'m>(model: &'m ServiceModel, target: &ShapeRef, name: &str) -> Option<&'m Member> {
    let Kind::Structure(structure) = &model.shape(target.shape).kind else { return None };
    let member = structure.member(name)?;
    let outside = matches!(
        member.target.traits.location,
        Some(Location::Header | Location::Headers | Location::StatusCode)
    );
    (!outside).then_some(member)
}

fn json(model: &ServiceModel, target: &ShapeRef, value: &Value) -> Value {
    match (&model.shape(target.shape).kind, value) {
        (Kind::Structure(_), Value::Object(given)) => {
            let mut out = Map::new();
            for (name, value) in given {
                if let Some(member) = known(model, target, name) {
                    out.insert(member.wire_name.clone(), json(model, &member.target, value));
                }
            }
            Value::Object(out)
        }
        (Kind::List { member }, Value::Array(items)) => {
            Value::Array(items.iter().map(|item| json(model, member, item)).collect())
        }
        (Kind::Map { value: inner, .. }, Value::Object(entries)) => Value::Object(
            entries.iter().map(|(key, value)| (key.clone(), json(model, inner, value))).collect(),
        ),
        _ => value.clone(),
    }
}

fn members(model: &ServiceModel, target: &ShapeRef, value: &Value, out: &mut String) {
    let Value::Object(given) = value else { return };
    for (name, value) in given {
        let Some(member) = known(model, target, name) else { continue };
        if member.target.traits.xml_attribute {
            continue;
        }
        let wire = member.wire_name.as_str();
        match (&model.shape(member.target.shape).kind, value) {
            (Kind::List { member: inner }, Value::Array(items)) if member.target.traits.flattened => {
                items.iter().for_each(|item| element(model, inner, wire, item, out));
            }
            _ => element(model, &member.target, wire, value, out),
        }
    }
}

fn element(model: &ServiceModel, target: &ShapeRef, name: &str, value: &Value, out: &mut String) {
    let kind = &model.shape(target.shape).kind;
    out.push('<');
    out.push_str(name);
    if let (Kind::Structure(structure), Value::Object(given)) = (kind, value) {
        for member in structure.members.iter().filter(|member| member.target.traits.xml_attribute) {
            if let Some(text) = given.get(&member.name).and_then(Value::as_str) {
                out.push_str(&format!(" {}=\"{}\"", member.wire_name, escaped(text)));
            }
        }
    }
    out.push('>');
    match (kind, value) {
        (Kind::Structure(_), _) => members(model, target, value, out),
        (Kind::List { member }, Value::Array(items)) => {
            let name = member.traits.location_name.as_deref().unwrap_or("member");
            items.iter().for_each(|item| element(model, member, name, item, out));
        }
        (Kind::Map { key, value: inner }, Value::Object(entries)) => {
            let key_name = key.traits.location_name.as_deref().unwrap_or("key");
            let value_name = inner.traits.location_name.as_deref().unwrap_or("value");
            for (key, value) in entries {
                out.push_str(&format!("<entry><{key_name}>{}</{key_name}>", escaped(key)));
                element(model, inner, value_name, value, out);
                out.push_str("</entry>");
            }
        }
        (Kind::String(Some(Decode::JsonUrl)), value) => {
            out.extend(utf8_percent_encode(&value.to_string(), NON_ALPHANUMERIC));
        }
        (_, Value::String(text)) => out.push_str(&escaped(text)),
        (_, Value::Null) => {}
        (_, other) => out.push_str(&other.to_string()),
    }
    out.push_str("</");
    out.push_str(name.split(' ').next().unwrap_or(name));
    out.push('>');
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
