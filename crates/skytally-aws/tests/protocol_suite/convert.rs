//! The cases write blobs as plain text and moments as numbers. Parameters and documents have base64 and ISO 8601.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// Parameters as the cases write them, as `serialize` takes them.
pub(crate) fn params(shapes: &Value, shape: &str, value: &Value) -> Value {
    walk(shapes, shape, value, false)
}

/// An expected result as the cases write it, as `parse` makes it.
pub(crate) fn document(shapes: &Value, shape: &str, value: &Value) -> Value {
    walk(shapes, shape, value, true)
}

fn walk(shapes: &Value, shape: &str, value: &Value, is_document: bool) -> Value {
    let shape = &shapes[shape];
    let next = |reference: &Value, value: &Value| match reference["shape"].as_str() {
        Some(shape) => walk(shapes, shape, value, is_document),
        None => value.clone(),
    };
    match (shape["type"].as_str(), value) {
        (Some("structure"), _) if shape["document"] == true => value.clone(),
        (Some("structure"), Value::Object(members)) => {
            let each =
                members.iter().map(|(name, value)| (name.clone(), next(&shape["members"][name], value)));
            Value::Object(each.collect::<Map<_, _>>())
        }
        (Some("list"), Value::Array(items)) => {
            Value::Array(items.iter().map(|item| next(&shape["member"], item)).collect())
        }
        (Some("map"), Value::Object(entries)) => {
            let each = entries.iter().map(|(key, value)| (key.clone(), next(&shape["value"], value)));
            Value::Object(each.collect::<Map<_, _>>())
        }
        (Some("blob"), Value::String(text)) => Value::String(STANDARD.encode(text)),
        (Some("timestamp"), Value::Number(number)) if is_document => {
            let seconds = number.as_f64().expect("a number of seconds");
            Value::String(iso(seconds))
        }
        _ => value.clone(),
    }
}

/// What Python's `isoformat` makes of a moment in UTC.
fn iso(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "the cases hold dates of this century")]
    let micros = (seconds * 1e6).round() as i64;
    let moment = jiff::Timestamp::from_microsecond(micros).expect("a moment");
    let fraction = micros.rem_euclid(1_000_000);
    let whole = moment.strftime("%Y-%m-%dT%H:%M:%S");
    if fraction == 0 { format!("{whole}+00:00") } else { format!("{whole}.{fraction:06}+00:00") }
}
