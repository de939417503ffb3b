//! The data forms against their schemas. A small reader of JSON Schema stands here, so that the test needs nothing from
//! outside; where `SKYTALLY_PYTHON` names a Python with `jsonschema`, that judges as well.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use regex::Regex;
use serde_json::Value;

use super::super::{Report, fixture};
use super::written;
use crate::cli::Format;

fn schema_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}

fn reports() -> Vec<Report> {
    let mut bare = fixture::full();
    bare.framework = None;
    vec![
        fixture::full(),
        bare,
        fixture::empty(Vec::new()),
        fixture::empty(vec![fixture::account(fixture::FIRST, &["eu-west-1"])]),
    ]
}

/// The words of JSON Schema that our schemas use. Another word is a mistake in the test, not a pass.
const WORDS: [&str; 22] = [
    "$schema",
    "$id",
    "$defs",
    "$ref",
    "$comment",
    "title",
    "description",
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "const",
    "pattern",
    "minimum",
    "minItems",
    "minLength",
    "format",
    "propertyNames",
    "allOf",
    "oneOf",
];

/// Where a value is not as the schema says.
fn wrong(root: &Value, schema: &Value, value: &Value, at: &str, out: &mut Vec<String>) {
    let Some(words) = schema.as_object() else {
        if schema == &Value::Bool(false) {
            out.push(format!("{at}: nothing is allowed here"));
        }
        return;
    };
    for word in words.keys() {
        assert!(WORDS.contains(&word.as_str()), "the test does not know {word}");
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let target =
            root.pointer(reference.trim_start_matches('#')).unwrap_or_else(|| panic!("no {reference}"));
        wrong(root, target, value, at, out);
    }
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the test does not know the type {other}"),
    };
    let typed = match &schema["type"] {
        Value::String(name) => is(name),
        Value::Array(names) => names.iter().any(|name| is(name.as_str().unwrap())),
        _ => true,
    };
    if !typed {
        out.push(format!("{at}: {value} is no {}", schema["type"]));
        return;
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        out.push(format!("{at}: {value} is none of {allowed:?}"));
    }
    if words.contains_key("const") && schema["const"] != *value {
        out.push(format!("{at}: {value} is not {}", schema["const"]));
    }
    if let (Some(pattern), Some(text)) = (schema["pattern"].as_str(), value.as_str())
        && !Regex::new(pattern).unwrap().is_match(text)
    {
        out.push(format!("{at}: {text:?} does not match {pattern}"));
    }
    if let (Some(least), Some(number)) = (schema["minimum"].as_i64(), value.as_i64())
        && number < least
    {
        out.push(format!("{at}: {number} is less than {least}"));
    }
    let size = value.as_array().map(Vec::len).or_else(|| value.as_str().map(|text| text.chars().count()));
    for word in ["minItems", "minLength"] {
        if let (Some(least), Some(size)) = (schema[word].as_u64(), size)
            && (size as u64) < least
        {
            out.push(format!("{at}: {word} {least}"));
        }
    }
    for (n, part) in schema["allOf"].as_array().into_iter().flatten().enumerate() {
        wrong(root, part, value, &format!("{at}/allOf{n}"), out);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = |choice: &&Value| {
            let mut complaints = Vec::new();
            wrong(root, choice, value, at, &mut complaints);
            complaints.is_empty()
        };
        let fitting = choices.iter().filter(fits).count();
        if fitting != 1 {
            out.push(format!("{at}: fits {fitting} of {} choices: {value}", choices.len()));
        }
    }
    members(root, schema, value, at, out);
    for (n, item) in value.as_array().into_iter().flatten().enumerate() {
        if words.contains_key("items") {
            wrong(root, &schema["items"], item, &format!("{at}/{n}"), out);
        }
    }
}

fn members(root: &Value, schema: &Value, value: &Value, at: &str, out: &mut Vec<String>) {
    let Some(object) = value.as_object() else { return };
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !object.contains_key(name) {
            out.push(format!("{at}: {name} is missing"));
        }
    }
    for (name, member) in object {
        let place = format!("{at}/{name}");
        match schema["properties"].get(name) {
            Some(known) => wrong(root, known, member, &place, out),
            None if schema.get("additionalProperties").is_some() => {
                wrong(root, &schema["additionalProperties"], member, &place, out);
            }
            None => {}
        }
        if schema.get("propertyNames").is_some() {
            wrong(root, &schema["propertyNames"], &Value::String(name.clone()), &place, out);
        }
    }
}

fn complaints(schema: &Value, value: &Value) -> Vec<String> {
    let mut out = Vec::new();
    wrong(schema, schema, value, "", &mut out);
    out
}

/// Lets Python's `jsonschema` judge as well, where the test environment names one.
fn judged_by_python(schema: &Path, document: &str) {
    let Some(python) = std::env::var_os("SKYTALLY_PYTHON") else {
        eprintln!(
            "SKIPPED: SKYTALLY_PYTHON is not set, so Python's jsonschema did not judge {}",
            schema.display()
        );
        return;
    };
    let program = "import json, sys, jsonschema\n\
                   schema = json.load(open(sys.argv[1]))\n\
                   jsonschema.Draft202012Validator.check_schema(schema)\n\
                   jsonschema.Draft202012Validator(schema).validate(json.load(sys.stdin))\n";
    let mut child =
        Command::new(python).args(["-c", program]).arg(schema).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(document.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "Python's jsonschema does not agree with {}", schema.display());
}

#[test]
fn json_is_as_its_schema_says() {
    let path = schema_path("scan.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    for report in reports() {
        let text = written(&report, Format::Json);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(complaints(&schema, &value), Vec::<String>::new());
        judged_by_python(&path, &text);
        // The schema would notice: a member more, one less, another version.
        for (pointer, bad) in
            [("/summary/verdict", "fine"), ("/schema", "skytally.scan/2"), ("/made", "yesterday")]
        {
            let mut changed = value.clone();
            *changed.pointer_mut(pointer).unwrap() = bad.into();
            assert_eq!(complaints(&schema, &changed).len(), 1, "{pointer}");
        }
        let mut more = value.clone();
        more["summary"]["score"] = 100.into();
        assert_eq!(complaints(&schema, &more).len(), 1);
    }
}

#[test]
fn ocsf_events_have_what_the_class_requires() {
    let path = schema_path("ocsf-compliance-finding.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    for report in reports() {
        let text = written(&report, Format::Ocsf);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(complaints(&schema, &value), Vec::<String>::new());
        judged_by_python(&path, &text);
        let events = value.as_array().unwrap();
        assert_eq!(events.len(), report.evaluations.len());
        let uids: std::collections::BTreeSet<_> =
            events.iter().map(|e| e["finding_info"]["uid"].as_str()).collect();
        assert_eq!(uids.len(), events.len(), "uids are not unique");
    }
    let events: Value = serde_json::from_str(&written(&fixture::full(), Format::Ocsf)).unwrap();
    let of =
        |id: u64| events.as_array().unwrap().iter().filter(|e| e["compliance"]["status_id"] == id).count();
    assert_eq!((of(1), of(3), of(0)), (1, 19, 5), "pass, fail, unknown");
    let unknown = events.as_array().unwrap().iter().find(|e| e["compliance"]["status_id"] == 0).unwrap();
    assert_eq!(unknown["severity_id"], 0, "how bad something unseen is, is not known");
}
