//! Compares as botocore does: by meaning, not by letter.

use percent_encoding::percent_decode_str;
use quick_xml::XmlVersion;
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use serde_json::Value;
use skytally_aws::protocol::WireRequest;

/// Whether two documents say the same. `1` and `1.0` are the same number.
pub(crate) fn same(found: &Value, expected: &Value) -> Result<(), String> {
    let differ = || Err(format!("found {found}\n    expected {expected}"));
    match (found, expected) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap_or(f64::NAN), b.as_f64().unwrap_or(f64::NAN));
            if (a - b).abs() <= f64::EPSILON * a.abs() { Ok(()) } else { differ() }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).try_for_each(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) if a.len() == b.len() => {
            a.iter().try_for_each(|(name, value)| {
                let other = b.get(name).ok_or_else(|| format!("{name:?} is not expected in {expected}"))?;
                same(value, other).map_err(|reason| format!("{name}: {reason}"))
            })
        }
        _ if found == expected => Ok(()),
        _ => differ(),
    }
}

/// Whether a request is the expected one.
pub(crate) fn request(
    file: &str,
    found: &WireRequest,
    endpoint: &str,
    expected: &Value,
) -> Result<(), String> {
    let text = |name: &str| expected[name].as_str();
    if let Some(method) = text("method").filter(|method| *method != found.method) {
        return Err(format!("the method is {} in the place of {method}", found.method));
    }
    let address = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    let base = address.find('/').map_or("", |at| &address[at..]);
    let uri = format!("{base}{}", found.path_and_query());
    if let Some(wanted) = text("uri") {
        let ((path, query), (wanted_path, wanted_query)) = (split(&uri), split(wanted));
        if path != wanted_path {
            return Err(format!("the path is {path} in the place of {wanted_path}"));
        }
        if pairs(query) != pairs(wanted_query) {
            return Err(format!("the query is {query} in the place of {wanted_query}"));
        }
    }
    let host = format!("{}{address}", found.host_prefix.as_deref().unwrap_or_default());
    if let Some(wanted) = text("host").filter(|wanted| *wanted != host) {
        return Err(format!("the host is {host} in the place of {wanted}"));
    }
    headers(found, expected)?;
    match text("body") {
        Some(wanted) => body(file, &found.body, wanted),
        None => Ok(()),
    }
}

fn split(uri: &str) -> (&str, &str) {
    uri.split_once('?').unwrap_or((uri, ""))
}

/// The pairs of a query string or a form, decoded, in an order of their own.
fn pairs(text: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let mut pairs: Vec<_> = text
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect();
    pairs.sort();
    pairs
}

fn headers(found: &WireRequest, expected: &Value) -> Result<(), String> {
    let find = |name: &str| found.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
    for (name, wanted) in expected["headers"].as_object().into_iter().flatten() {
        let value = find(name).map(|(_, value)| value.as_str());
        if value != wanted.as_str() {
            return Err(format!("the header {name} is {value:?} in the place of {wanted}"));
        }
    }
    for name in expected["forbidHeaders"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if find(name).is_some() {
            return Err(format!("the header {name} must not be there"));
        }
    }
    for name in expected["requireHeaders"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        // The HTTP library writes the length of a body that is there.
        let by_http = name.eq_ignore_ascii_case("content-length") && !found.body.is_empty();
        if !by_http && find(name).is_none() {
            return Err(format!("the header {name} is missing"));
        }
    }
    Ok(())
}

fn body(file: &str, found: &[u8], wanted: &str) -> Result<(), String> {
    let found = std::str::from_utf8(found).map_err(|error| error.to_string())?;
    let differ = || Err(format!("the body is\n    {found}\n    in the place of\n    {wanted}"));
    let equal = match file {
        "query" | "ec2" => pairs(found) == pairs(wanted),
        "rest-xml" if wanted.trim_start().starts_with('<') => tree(found)? == tree(wanted)?,
        "json" | "json_1_0" | "rest-json" => {
            match (serde_json::from_str(found), serde_json::from_str(wanted)) {
                (Ok(found), Ok(wanted)) => return same(&found, &wanted),
                _ => found == wanted,
            }
        }
        _ => found == wanted,
    };
    if equal { Ok(()) } else { differ() }
}

#[derive(Debug, PartialEq, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    text: String,
}

/// An XML document in one form: attributes and children by name, no blanks between children.
fn tree(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let top = open.last_mut().ok_or("an element ends too often")?;
        match event {
            Event::Start(start) => {
                let mut element = Element { name: start.name().as_ref().to_owned(), ..Element::default() };
                for attribute in start.attributes() {
                    let attribute = attribute.map_err(|error| error.to_string())?;
                    let value =
                        attribute.normalized_value(XmlVersion::default()).map_err(|e| e.to_string())?;
                    element.attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
                }
                element.attributes.sort();
                open.push(element);
            }
            Event::End(_) => {
                let mut element = open.pop().ok_or("an element ends too often")?;
                element.children.sort_by(|a, b| a.name.cmp(&b.name));
                if !element.children.is_empty() {
                    element.text = element.text.trim().to_owned();
                }
                open.last_mut().ok_or("an element ends too often")?.children.push(element);
            }
            Event::Text(text) => top.text.push_str(&text.xml10_content()),
            Event::CData(text) => top.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|error| error.to_string())?;
                let named = quick_xml::escape::resolve_predefined_entity(&reference);
                top.text.extend(character);
                top.text.push_str(named.unwrap_or_default());
            }
            Event::Eof => {
                return open.pop().and_then(|mut root| root.children.pop()).ok_or("no element".to_owned());
            }
            _ => {}
        }
    }
}
