//! Tests of the wire model's loader: what loads, and what each fault is called.

use super::*;
use serde_json::json;

fn model(shapes: Value, operation: Value, pagination: Value) -> Result<ServiceModel, WireError> {
    let text = json!({
        "metadata": {"protocol": "query", "apiVersion": "2010-05-08", "endpointPrefix": "iam"},
        "operations": {"ListThings": operation},
        "shapes": shapes,
        "pagination": pagination,
    });
    ServiceModel::from_json(&text.to_string())
}

fn things() -> Value {
    json!({
        "In": {"type": "structure", "members": {"Marker": {"shape": "Text"}}},
        "Out": {"type": "structure", "required": ["Things"], "members": {
            "Things": {"shape": "Things"}, "Marker": {"shape": "Text"}, "More": {"shape": "Flag"}}},
        "Things": {"type": "list", "member": {"shape": "Thing", "locationName": "Thing"}, "flattened": true},
        "Thing": {"type": "structure", "members": {"Key": {"shape": "Text", "locationName": "key"}}},
        "Text": {"type": "string"},
        "Flag": {"type": "boolean", "box": true, "documentation": "ignored"}
    })
}

fn call() -> Value {
    json!({"http": {"method": "POST", "requestUri": "/"}, "input": {"shape": "In"},
           "output": {"shape": "Out", "resultWrapper": "ListThingsResult"}})
}

#[test]
fn names_are_resolved_and_flattened_lists_answer_to_both_names() {
    let model = model(things(), call(), json!({})).expect("a good model");
    let operation = model.operation("ListThings").expect("the operation");
    assert_eq!(operation.result_wrapper.as_deref(), Some("ListThingsResult"));
    assert!(model.operation("ListOthers").is_none());
    let output = operation.output.as_ref().expect("an output");
    let Kind::Structure(out) = &model.shape(output.shape).kind else { panic!("a structure") };
    assert_eq!(out.member("Things").map(|member| member.wire_name.as_str()), Some("Thing"));
    assert_eq!(out.member_on_wire("Thing").map(|member| member.name.as_str()), Some("Things"));
    assert_eq!(out.member_on_wire("Things").map(|member| member.name.as_str()), Some("Things"));
    assert!(out.member("Things").is_some_and(|member| member.required));
    assert!(out.member_on_wire("key").is_none());
}

#[test]
fn what_is_wrong_is_named() {
    let mut dangling = things();
    dangling["Thing"]["members"]["Key"]["shape"] = json!("Gone");
    assert_eq!(
        model(dangling, call(), json!({})).expect_err("dangling"),
        WireError::DanglingShape { at: "Thing.Key".into(), shape: "Gone".into() }
    );
    let mut unknown = things();
    unknown["Flag"]["type"] = json!("flag");
    assert_eq!(
        model(unknown, call(), json!({})).expect_err("unknown type"),
        WireError::UnknownType { shape: "Flag".into(), kind: "flag".into() }
    );
    let mut uri = call();
    uri["http"]["requestUri"] = json!("/{Bucket}");
    let error = model(things(), uri, json!({})).expect_err("a label without a member").to_string();
    assert!(error.contains("Bucket"), "{error}");
    assert!(matches!(ServiceModel::from_json("{"), Err(WireError::Json(_))));
    let rpc = r#"{"metadata": {"protocol": "smithy-rpc-v2-cbor"}}"#;
    assert_eq!(
        ServiceModel::from_json(rpc).expect_err("unsupported"),
        WireError::UnsupportedProtocol("smithy-rpc-v2-cbor".into())
    );
}

#[test]
fn another_offered_protocol_is_taken_when_the_first_is_not_known() {
    let text = json!({"metadata": {
        "protocol": "smithy-rpc-v2-cbor", "protocols": ["smithy-rpc-v2-cbor", "query", "json"],
        "jsonVersion": "1.0", "targetPrefix": "Granite", "apiVersion": "2010-08-01", "endpointPrefix": "monitoring"
    }});
    let model = ServiceModel::from_json(&text.to_string()).expect("a good model");
    assert_eq!(model.protocol(), Protocol::Json);
    assert_eq!(model.metadata().signing_name, "monitoring");
}

#[test]
fn paginators_are_checked_against_the_shapes() {
    let good = json!({"ListThings": {"input_token": "Marker", "output_token": "Marker || Things[-1].Key",
        "more_results": "More", "result_key": ["Things"]}});
    let model = model(things(), call(), good).expect("a good model");
    let paginator = model.operation("ListThings").and_then(|operation| operation.paginator.as_ref());
    let paginator = paginator.expect("a paginator");
    assert_eq!(paginator.input_tokens, ["Marker"]);
    let page = json!({"Things": [{"Key": "a"}, {"Key": "b"}], "Marker": ""});
    assert_eq!(paginator.output_tokens[0].evaluate(&page), Some(&json!("b")));
    let bad = [
        (json!({"input_token": "Gone", "output_token": "Marker"}), "Gone"),
        (json!({"input_token": "Marker", "output_token": "Gone"}), "Gone"),
        (json!({"input_token": "Marker", "output_token": "length(Things)"}), "length(Things)"),
        (json!({"input_token": "Marker", "output_token": ["Marker", "Marker"]}), "Marker"),
    ];
    for (entry, named) in bad {
        match super::tests::model(things(), call(), json!({"ListThings": entry})) {
            Err(WireError::BadPaginator { operation, expression, .. }) => {
                assert_eq!((operation.as_str(), expression.as_str()), ("ListThings", named));
            }
            other => panic!("{named}: {other:?}"),
        }
    }
}

#[test]
fn expressions_follow_paths_indices_and_alternatives() {
    let value = json!({"A": {"B": [1, 2, 3]}, "Empty": "", "No": false, "Zero": 0, "Null": null});
    let at = |text: &str| Expression::parse(text).expect("parses").evaluate(&value).cloned();
    assert_eq!(at("A.B[-1]"), Some(json!(3)));
    assert_eq!(at("A.B[0]"), Some(json!(1)));
    assert_eq!(at("A.B[7]"), None);
    assert_eq!(at("A.B[-4]"), None);
    assert_eq!(at("Gone || A.B[1]"), Some(json!(2)));
    assert_eq!(at("Empty || No"), Some(json!(false)));
    assert_eq!(at("Zero || A"), Some(json!(0)));
    assert_eq!(at("Null"), None);
    assert_eq!(Expression::parse("A.B").expect("parses").fields(), Some(vec!["A", "B"]));
    for bad in ["", "A.", "A[", "A[x]", "A ||", "A[*]", "a b", "1A"] {
        assert!(Expression::parse(bad).is_err(), "{bad:?}");
    }
}
