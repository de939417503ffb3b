//! AWS's own protocol cases, in the form in which botocore keeps them: every input and output case of six protocols.
//!
//! The cases are not part of this repository. `SKYTALLY_PROTOCOL_TESTS` names their folder; without it, the folder
//! `../shared/aws-protocol-tests` beside the workspace is taken.

#[path = "protocol_suite/compare.rs"]
mod compare;
#[path = "protocol_suite/convert.rs"]
mod convert;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value, json};
use skytally_aws::protocol::{parse, parse_error, serialize};
use skytally_catalog::wire::ServiceModel;

/// How many cases must have run, so that the test cannot pass by running none: file, inputs, outputs.
const AT_LEAST: [(&str, usize, usize); 6] = [
    ("ec2", 29, 29),
    ("json", 54, 58),
    ("json_1_0", 21, 32),
    ("query", 38, 38),
    ("rest-json", 113, 91),
    ("rest-xml", 94, 78),
];

const COMPRESSION: &str =
    "compressing requests: a reader has no large ones, so the client sends them as they are";
const TOKEN: &str = "idempotency tokens are never filled in: a reader writes nothing that could be repeated";
const CHECKSUM: &str = "the checksum of a request body belongs to what signs and sends it";
const ROOT_NAME: &str =
    "the case wants the shape's name as the root; the real models mean the name of the use";
const JSON_HEADER: &str = "botocore, whose documents are the measure, reads the JSON in the header";

/// The cases that we do not pass, and why: direction, file, id, reason. One that passes is an error too.
const EXCEPTIONS: &[(&str, &str, &str, &str)] = &[
    ("input", "ec2", "SDKAppliedContentEncoding_ec2Query", COMPRESSION),
    ("input", "ec2", "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_ec2Query", COMPRESSION),
    ("input", "json", "SDKAppliedContentEncoding_awsJson1_1", COMPRESSION),
    ("input", "json", "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_1", COMPRESSION),
    ("input", "json_1_0", "SDKAppliedContentEncoding_awsJson1_0", COMPRESSION),
    ("input", "json_1_0", "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsJson1_0", COMPRESSION),
    ("input", "query", "SDKAppliedContentEncoding_awsQuery", COMPRESSION),
    ("input", "query", "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsQuery", COMPRESSION),
    ("input", "rest-json", "SDKAppliedContentEncoding_restJson1", COMPRESSION),
    ("input", "rest-json", "SDKAppendedGzipAfterProvidedEncoding_restJson1", COMPRESSION),
    ("input", "rest-xml", "SDKAppliedContentEncoding_restXml", COMPRESSION),
    ("input", "rest-xml", "SDKAppendedGzipAfterProvidedEncoding_restXml", COMPRESSION),
    ("input", "ec2", "Ec2ProtocolIdempotencyTokenAutoFill", TOKEN),
    ("input", "query", "QueryProtocolIdempotencyTokenAutoFill", TOKEN),
    ("input", "rest-json", "RestJsonQueryIdempotencyTokenAutoFill", TOKEN),
    ("input", "rest-xml", "QueryIdempotencyTokenAutoFill", TOKEN),
    ("input", "rest-json", "RestJsonHttpChecksumRequired", CHECKSUM),
    ("input", "rest-xml", "RestXmlHttpPayloadWithUnion", ROOT_NAME),
    ("input", "rest-xml", "HttpPayloadWithXmlNamespace", ROOT_NAME),
    ("input", "rest-xml", "HttpPayloadWithXmlNamespaceAndPrefix", ROOT_NAME),
    ("input", "rest-xml", "XmlAttributesOnPayload", ROOT_NAME),
    ("output", "rest-json", "MediaTypeHeaderOutputBase64", JSON_HEADER),
];

struct Case<'a> {
    direction: &'a str,
    file: &'a str,
    id: &'a str,
    suite: &'a Value,
    case: &'a Value,
}

#[test]
fn every_case_of_the_suite() {
    let Some(folder) = folder() else { return };
    let ignored = ignored_by_botocore(&folder);
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for (file, inputs, outputs) in AT_LEAST {
        for (direction, at_least) in [("input", inputs), ("output", outputs)] {
            let suites = read(&folder.join(direction).join(format!("{file}.json")));
            let mut ran = 0;
            for suite in array(&suites) {
                for case in array(&suite["cases"]) {
                    let id = case["id"].as_str().expect("a case has an id");
                    let case = Case { direction, file, id, suite, case };
                    ran += 1;
                    let outcome = if direction == "input" { input(&case) } else { output(&case) };
                    let exception = EXCEPTIONS.iter().find(|e| (e.0, e.1, e.2) == (direction, file, id));
                    match (outcome, exception) {
                        (Ok(()), None) => {}
                        (Err(reason), None) => wrong.push(format!("{direction} {file} {id}: {reason}")),
                        (Ok(()), Some(_)) => {
                            wrong.push(format!("{direction} {file} {id} passes; take it off the exceptions"));
                        }
                        (Err(_), Some(_)) => {
                            used.insert((direction, file, id.to_owned()));
                            if !ignored(&case) {
                                wrong.push(format!(
                                    "{direction} {file} {id}: botocore itself passes this case"
                                ));
                            }
                        }
                    }
                }
            }
            if ran < at_least {
                wrong.push(format!("{direction} {file}: only {ran} of at least {at_least} cases ran"));
            }
            eprintln!("{direction} {file}: {ran} cases ran");
        }
    }
    for (direction, file, id, _) in EXCEPTIONS {
        if !used.contains(&(*direction, *file, (*id).to_owned())) {
            wrong.push(format!("{direction} {file} {id}: the exception names no failing case"));
        }
    }
    eprintln!("{} exceptions", EXCEPTIONS.len());
    assert!(wrong.is_empty(), "{} cases are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The folder of the cases. Where they were asked for, their absence is a failure.
fn folder() -> Option<PathBuf> {
    let asked = std::env::var_os("SKYTALLY_PROTOCOL_TESTS");
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/aws-protocol-tests");
    let folder = asked.as_ref().map_or(beside, PathBuf::from);
    if folder.join("input").is_dir() && folder.join("output").is_dir() {
        return Some(folder);
    }
    let must = asked.is_some() || std::env::var_os("CI").is_some();
    assert!(
        !must,
        "the protocol cases are not at {}; set SKYTALLY_PROTOCOL_TESTS to their folder",
        folder.display()
    );
    eprintln!("skipped: the protocol cases are not at {}", folder.display());
    None
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Whether botocore's own list leaves a case out: by the description of its suite, or by its id.
fn ignored_by_botocore(folder: &Path) -> impl Fn(&Case<'_>) -> bool {
    let list = read(&folder.join("protocol-tests-ignore-list.json"));
    move |case| {
        let general = array(&list["general"][case.direction]["suites"]);
        let own = array(&list["protocols"][case.file][case.direction]["cases"]);
        general.contains(&case.suite["description"]) || own.contains(&json!(case.id))
    }
}

fn model(case: &Case<'_>) -> Result<ServiceModel, String> {
    let mut given = case.case["given"].clone();
    let name = given["name"].as_str().expect("an operation has a name").to_owned();
    let has_output = given["output"].is_object();
    if case.file == "query" && has_output {
        // The cases leave the wrapper to be understood.
        given["output"]["resultWrapper"] = json!(format!("{name}Result"));
    }
    let text = json!({
        "metadata": case.suite["metadata"],
        "operations": {name: given},
        "shapes": case.suite["shapes"],
    });
    ServiceModel::from_json(&text.to_string()).map_err(|error| error.to_string())
}

fn input(case: &Case<'_>) -> Result<(), String> {
    let model = model(case)?;
    let operation = model.operations().first().ok_or("the model has no operation")?;
    let params = match case.case["given"]["input"]["shape"].as_str() {
        Some(shape) => convert::params(&case.suite["shapes"], shape, &case.case["params"]),
        None => case.case["params"].clone(),
    };
    let request = serialize(&model, operation, &params).map_err(|error| error.to_string())?;
    let endpoint = case.suite["clientEndpoint"].as_str().unwrap_or("https://example.com");
    compare::request(case.file, &request, endpoint, &case.case["serialized"])
}

fn output(case: &Case<'_>) -> Result<(), String> {
    let model = model(case)?;
    let operation = model.operations().first().ok_or("the model has no operation")?;
    let response = &case.case["response"];
    let status =
        u16::try_from(response["status_code"].as_u64().ok_or("no status")?).map_err(|e| e.to_string())?;
    let mut headers = HeaderMap::new();
    for (name, value) in response["headers"].as_object().into_iter().flatten() {
        let name = HeaderName::try_from(name.as_str()).map_err(|error| error.to_string())?;
        let value =
            HeaderValue::from_str(value.as_str().unwrap_or_default()).map_err(|error| error.to_string())?;
        headers.append(name, value);
    }
    let body = response["body"].as_str().unwrap_or_default().as_bytes();
    let shapes = &case.suite["shapes"];
    if case.case["error"].is_object() || case.case["errorCode"].is_string() {
        let found = parse_error(&model, operation, status, &headers, body);
        let code = case.case["errorCode"].as_str();
        if found.code.as_deref() != code {
            return Err(format!("the code is {:?} in the place of {code:?}", found.code));
        }
        let message = case.case["errorMessage"].as_str();
        if message.is_some() && found.message.as_deref() != message {
            return Err(format!("the message is {:?} in the place of {message:?}", found.message));
        }
        let shape =
            case.case["given"]["errors"][0]["shape"].as_str().ok_or("the case names no error shape")?;
        let expected = convert::document(shapes, shape, &case.case["error"]);
        return compare::same(&Value::Object(found.members), &expected);
    }
    let found = parse(&model, operation, status, &headers, body).map_err(|error| error.to_string())?;
    let expected = match case.case["given"]["output"]["shape"].as_str() {
        Some(shape) => convert::document(shapes, shape, &case.case["result"]),
        None => Value::Object(Map::new()),
    };
    compare::same(&found, &expected)
}
