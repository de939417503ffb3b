//! From answers to values: joining pages, taking members, decoding texts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use skytally_aws::{CallError, Client, Paging};
use skytally_catalog::{self as catalog, Decode};
use skytally_model::Region;

/// The whole answer of an operation: all pages, their lists joined.
pub(crate) async fn whole(
    client: &Client,
    service: &str,
    operation: &str,
    region: &Region,
    params: Map<String, Value>,
    paging: Option<&catalog::Paging>,
) -> Result<Value, CallError> {
    let mut pages = client.pages(service, operation, region, params, paging.map(to_paging))?;
    let mut whole = Value::Object(Map::new());
    while let Some(page) = pages.next().await? {
        join(&mut whole, page);
    }
    Ok(whole)
}

pub(crate) fn to_paging(paging: &catalog::Paging) -> Paging {
    Paging { input: paging.input.clone(), output: paging.output.clone() }
}

/// Joins a page to those before: lists grow, what stands in both is gone into, and the first text wins.
fn join(whole: &mut Value, page: Value) {
    match (whole, page) {
        (Value::Object(members), Value::Object(more)) => {
            for (name, value) in more {
                match members.get_mut(&name) {
                    Some(known) => join(known, value),
                    None => {
                        members.insert(name, value);
                    }
                }
            }
        }
        (Value::Array(items), Value::Array(more)) => items.extend(more),
        _ => {}
    }
}

/// Takes what the catalogue wants of an answer; none if it is not there.
pub(crate) fn take(answer: Value, path: Option<&catalog::Path>) -> Option<Value> {
    match path {
        None => Some(answer),
        Some(path) if path.goes_into_lists() => Some(Value::Array(path.take_all(answer))),
        Some(path) => path.find(&answer).filter(|value| !value.is_null()).cloned(),
    }
}

/// Decodes what a text holds.
pub(crate) fn decode(value: Value, how: Option<Decode>) -> Result<Value, String> {
    let (Some(how), Value::String(text)) = (how, &value) else { return Ok(value) };
    match how {
        Decode::Json => serde_json::from_str(text).map_err(|error| format!("the text is not JSON: {error}")),
        Decode::Base64Text => {
            base64_bytes(text).map(|bytes| Value::String(String::from_utf8_lossy(&bytes).into_owned()))
        }
    }
}

/// The rows of CSV with a header, in base64, as objects of texts.
pub(crate) fn csv_rows(value: &Value) -> Result<Value, String> {
    let text = value.as_str().ok_or("the CSV is not a text")?;
    let bytes = base64_bytes(text)?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let row: Map<String, Value> = header
            .iter()
            .zip(&record)
            .map(|(name, value)| (name.to_owned(), Value::String(value.to_owned())))
            .collect();
        rows.push(Value::Object(row));
    }
    Ok(Value::Array(rows))
}

fn base64_bytes(text: &str) -> Result<Vec<u8>, String> {
    STANDARD.decode(text.trim()).map_err(|error| format!("the text is not base64: {error}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pages_are_joined_list_by_list() {
        let mut whole = json!({});
        join(&mut whole, json!({"A": [1], "Name": "x", "In": {"L": [1]}, "Token": "t"}));
        join(&mut whole, json!({"A": [2], "Name": "y", "In": {"L": [2]}}));
        assert_eq!(whole, json!({"A": [1, 2], "Name": "x", "In": {"L": [1, 2]}, "Token": "t"}));
    }

    #[test]
    fn texts_are_decoded_or_refused() {
        assert_eq!(decode(json!("{\"a\":1}"), Some(Decode::Json)).unwrap(), json!({"a": 1}));
        assert!(decode(json!("{"), Some(Decode::Json)).is_err());
        assert_eq!(decode(json!("aGk="), Some(Decode::Base64Text)).unwrap(), json!("hi"));
        assert!(decode(json!("%"), Some(Decode::Base64Text)).is_err());
        let rows = csv_rows(&json!(STANDARD.encode("user,arn\na,\"x,y\"\n"))).unwrap();
        assert_eq!(rows, json!([{"user": "a", "arn": "x,y"}]));
    }
}
