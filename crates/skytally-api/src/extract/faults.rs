//! What is wrong with a value, said without repeating the value: it may be a secret in the wrong field.

use serde_json::Value;

use crate::problem::{Code, Problem};

/// A problem with one field.
pub(super) fn one(code: Code, whole: &str, field: &str, message: String) -> Problem {
    Problem::new(code, format!("the {whole} does not fit: {field} {message}")).field(field, message)
}

/// A problem of what serde said about a place.
pub(super) fn of_serde(code: Code, whole: &str, path: &str, said: &str) -> Problem {
    let said = said.rfind(" at line ").map_or(said, |end| &said[..end]);
    let path = if path == "." || path == "?" { "" } else { path };
    if let Some(name) = quoted(said, "missing field `") {
        return one(code, whole, &join(path, name), "is missing".to_owned());
    }
    if let Some(name) = quoted(said, "duplicate field `") {
        return one(code, whole, &join(path, name), "stands there twice".to_owned());
    }
    if let Some(name) = quoted(said, "unknown field `") {
        let expected = said.split_once("`, ").map_or("", |(_, rest)| rest);
        // Some paths already end in the unknown name.
        let field = if path == name || path.ends_with(&format!(".{name}")) {
            path.to_owned()
        } else {
            join(path, name)
        };
        return one(
            code,
            whole,
            &field,
            format!("is not known: {expected}").trim_end_matches([':', ' ']).to_owned(),
        );
    }
    let said = quiet(said);
    if path.is_empty() {
        return Problem::new(code, format!("the {whole} does not fit: {said}"));
    }
    Problem::new(code, format!("the {whole} does not fit: {path}: {said}")).field(path, said)
}

/// Takes the value, and the name of our type, out of serde's sentences: of `invalid type: string "…", expected struct
/// Thing` stays `invalid type: string, expected an object`.
pub(super) fn quiet(said: &str) -> String {
    // The value comes first, and may itself have such words; what is expected comes last, and has none.
    let Some((given, expected)) = said.rsplit_once(", expected ") else { return said.to_owned() };
    let given = if given.starts_with("unknown variant `") {
        "unknown value"
    } else {
        given.split(['`', '"']).next().unwrap_or_default().trim_end()
    };
    let expected = if expected.starts_with("struct ") { "an object" } else { expected };
    format!("{given}, expected {expected}")
}

/// The path of the first text or name that has a control character other than line ends and tabs.
pub(super) fn control_character(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => has_control(text).then(String::new),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| control_character(item).map(|rest| glue(format!("[{index}]"), &rest))),
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            if has_control(name) {
                return Some(name.escape_debug().to_string());
            }
            control_character(member).map(|rest| glue(name.clone(), &rest))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn has_control(text: &str) -> bool {
    text.chars().any(|char| char.is_control() && !matches!(char, '\n' | '\r' | '\t'))
}

fn glue(head: String, rest: &str) -> String {
    if rest.is_empty() || rest.starts_with('[') { head + rest } else { format!("{head}.{rest}") }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn quoted<'a>(said: &'a str, start: &str) -> Option<&'a str> {
    said.strip_prefix(start)?.split_once('`').map(|(name, _)| name)
}
