//! Tests of the protocols: one model of each, small answers by hand, and random bytes.

use super::*;
use http::{HeaderName, HeaderValue};
use proptest::prelude::*;
use serde_json::json;

/// A model of every protocol over the same shapes, with one operation `Get`.
fn model(protocol: &str) -> ServiceModel {
    let text = json!({
        "metadata": {"protocol": protocol, "apiVersion": "2020-01-01", "endpointPrefix": "things",
            "jsonVersion": "1.1", "targetPrefix": "Things", "awsQueryCompatible": {}},
        "operations": {
            "Get": {
                "http": {"method": "GET", "requestUri": "/"},
                "input": {"shape": "In"},
                "output": {"shape": "Thing", "resultWrapper": "GetResult"},
                "errors": [{"shape": "NotThere"}]
            },
            "Where": {"http": {"requestUri": "/?location"}, "output": {"shape": "WhereOutput"}}
        },
        "shapes": {
            "In": {"type": "structure", "required": ["Id"], "members": {
                "Id": {"shape": "Text"}, "Since": {"shape": "Time"}, "Data": {"shape": "Blob"},
                "Nested": {"shape": "In"}, "Filters": {"shape": "Filters"}, "Count": {"shape": "Whole"}}},
            "Filters": {"type": "list", "member": {"shape": "Filter"}},
            "Filter": {"type": "structure", "required": ["Name"], "members": {"Name": {"shape": "Text"}}},
            "Thing": {"type": "structure", "members": {
                "Name": {"shape": "Text"}, "Size": {"shape": "Whole"}, "Weight": {"shape": "Number"},
                "On": {"shape": "Flag"}, "Since": {"shape": "Time"}, "Data": {"shape": "Blob"},
                "Policy": {"shape": "Policy"}, "Choice": {"shape": "Choice"},
                "Things": {"shape": "ThingList"}, "Tags": {"shape": "Tags"}}},
            "ThingList": {"type": "list", "member": {"shape": "Thing"}},
            "Tags": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
            "Choice": {"type": "structure", "union": true, "members": {"A": {"shape": "Text"}}},
            "WhereOutput": {"type": "structure", "members": {"LocationConstraint": {"shape": "Text"}}},
            "NotThere": {"type": "structure", "exception": true, "error": {"code": "ThingNotThere"},
                "members": {"ThingId": {"shape": "Text"}}},
            "Text": {"type": "string"}, "Policy": {"type": "string", "decode": "json-url"},
            "Whole": {"type": "long"}, "Number": {"type": "double"}, "Flag": {"type": "boolean"},
            "Time": {"type": "timestamp"}, "Blob": {"type": "blob"}
        }
    });
    ServiceModel::from_json(&text.to_string()).expect("a good model")
}

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    let pair = |(name, value): &(&'static str, &'static str)| {
        (HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    pairs.iter().map(pair).collect()
}

fn get(protocol: &str, body: &str) -> Result<Value, ParseError> {
    let model = model(protocol);
    parse(&model, model.operation("Get").expect("Get"), 200, &HeaderMap::new(), body.as_bytes())
}

fn error(protocol: &str, status: u16, pairs: &[(&'static str, &'static str)], body: &str) -> ServiceError {
    let model = model(protocol);
    parse_error(&model, model.operation("Get").expect("Get"), status, &headers(pairs), body.as_bytes())
}

fn send(params: Value) -> Result<WireRequest, SerializeError> {
    let model = model("json");
    serialize(&model, model.operation("Get").expect("Get"), &params)
}

#[test]
fn parameters_that_do_not_fit_are_named() {
    let cases = [
        (json!({}), "Id"),
        (json!({"Id": null}), "Id"),
        (json!({"Id": 1}), "Id"),
        (json!({"Id": "a", "Idd": "b"}), "Idd"),
        (json!({"Id": "a", "Nested": {"Id": "b", "Count": 1.5}}), "Nested.Count"),
        (json!({"Id": "a", "Filters": [{"Name": "n"}, {}]}), "Filters[1].Name"),
        (json!({"Id": "a", "Filters": "n"}), "Filters"),
        (json!({"Id": "a", "Since": "soon"}), "Since"),
        (json!({"Id": "a", "Data": "not base64!"}), "Data"),
    ];
    for (params, member) in cases {
        let error = send(params.clone()).expect_err("an error").to_string();
        assert!(error.contains(&format!("parameter {member} ")), "{params}: {error}");
    }
    let mut deep = json!({"Id": "a"});
    for _ in 0..=MAX_DEPTH {
        deep = json!({"Id": "a", "Nested": deep});
    }
    assert!(matches!(send(deep), Err(SerializeError::TooDeep { .. })));
    assert!(matches!(send(json!([])), Err(SerializeError::WrongType { .. })));
}

#[test]
fn parameters_are_sent_as_the_model_says() {
    let request = send(json!({"Id": "a", "Since": "2024-05-01T12:00:00Z", "Data": "YQ==", "Count": null}));
    let request = request.expect("a request");
    let body: Value = serde_json::from_slice(&request.body).expect("JSON");
    assert_eq!(body, json!({"Id": "a", "Since": 1_714_564_800, "Data": "YQ=="}));
    assert!(request.headers.contains(&("X-Amz-Target".to_owned(), "Things.Get".to_owned())));
    assert!(request.headers.contains(&("x-amzn-query-mode".to_owned(), "true".to_owned())));
    assert_eq!(request.path_and_query(), "/");
}

#[test]
fn paths_and_hosts_cannot_be_left() {
    let text = json!({
        "metadata": {"protocol": "rest-xml"},
        "operations": {"Get": {"http": {"method": "GET", "requestUri": "/{Bucket}/{Key+}?acl"},
            "endpoint": {"hostPrefix": "{Account}."}, "input": {"shape": "In"}}},
        "shapes": {
            "In": {"type": "structure", "required": ["Bucket", "Account"], "members": {
                "Bucket": {"shape": "Text", "location": "uri", "locationName": "Bucket"},
                "Key": {"shape": "Text", "location": "uri", "locationName": "Key"},
                "Account": {"shape": "Text", "location": "header", "locationName": "x-account", "hostLabel": true},
                "Prefix": {"shape": "Text", "location": "querystring", "locationName": "prefix"}}},
            "Text": {"type": "string"}
        }
    });
    let model = ServiceModel::from_json(&text.to_string()).expect("a good model");
    let get = |bucket: &str, key: &str, account: &str| {
        let params = json!({"Bucket": bucket, "Key": key, "Account": account, "Prefix": "a b&c"});
        serialize(&model, model.operation("Get").expect("Get"), &params)
    };
    let request = get("a b", "x/y z", "123456789012").expect("a request");
    assert_eq!(request.path_and_query(), "/a%20b/x/y%20z?acl&prefix=a%20b%26c");
    assert_eq!(request.host_prefix.as_deref(), Some("123456789012."));
    assert!(request.body.is_empty());
    for (bucket, account) in
        [("", "1"), ("..", "1"), (".", "1"), ("b", ""), ("b", "evil.example/"), ("b", "1\r\nx: y")]
    {
        let refused = get(bucket, "k", account);
        assert!(
            matches!(refused, Err(SerializeError::BadValue { .. })),
            "{bucket:?} {account:?}: {refused:?}"
        );
    }
}

#[test]
fn json_holds_what_the_model_knows_in_the_order_of_the_wire() {
    let body = r#"{"Weight": 1, "Unknown": {"a": [1]}, "Name": null, "Since": 1714564800.5, "Size": 3,
        "Things": [{"Name": "a"}, null, {}], "Tags": {"k": "v", "n": null}, "Data": "YQ==",
        "Policy": "%7B%22Version%22%3A%222012-10-17%22%7D", "Choice": {"B": 1}}"#;
    let found = get("json", body).expect("a document");
    let expected = json!({"Weight": 1, "Since": "2024-05-01T12:00:00.500000+00:00", "Size": 3,
        "Things": [{"Name": "a"}, null, {}], "Tags": {"k": "v"}, "Data": "YQ==",
        "Policy": {"Version": "2012-10-17"}, "Choice": {"SDK_UNKNOWN_MEMBER": {"name": "B"}}});
    assert_eq!(found.to_string(), expected.to_string());
    assert_eq!(get("json", "").expect("a document"), json!({}));
    assert_eq!(
        get("json", r#"{"Policy": "plain 100%"}"#).expect("a document"),
        json!({"Policy": "plain 100%"})
    );
    let rest = get("rest-json", r#"{"Weight": 1, "Size": 3.0, "On": "TRUE"}"#).expect("a document");
    assert_eq!(rest.to_string(), r#"{"Weight":1.0,"Size":3,"On":true}"#);
}

#[test]
fn xml_holds_the_same() {
    let inner = "<Weight>1</Weight><Unknown><a/></Unknown><Since>2024-05-01T12:00:00.5Z</Since><Size>3</Size>\
        <Things><member><Name>a &lt;&#38;<![CDATA[ <b>]]></Name></member><x/></Things>\
        <Tags><entry><key>k</key><value>v</value></entry></Tags><Data>YQ==</Data><Name></Name>\
        <Policy>%7B%22Version%22%3A%222012-10-17%22%7D</Policy><Choice><B>1</B></Choice>";
    let expected = json!({"Weight": 1.0, "Since": "2024-05-01T12:00:00.500000+00:00", "Size": 3,
        "Things": [{"Name": "a <& <b>"}, {}], "Tags": {"k": "v"}, "Data": "YQ==", "Name": "",
        "Policy": {"Version": "2012-10-17"}, "Choice": {"SDK_UNKNOWN_MEMBER": {"name": "B"}}});
    for protocol in ["ec2", "rest-xml"] {
        let found =
            get(protocol, &format!("\u{feff}<?xml version=\"1.0\"?><n:r xmlns:n=\"u\">{inner}</n:r>\n"));
        assert_eq!(found.expect("a document").to_string(), expected.to_string(), "{protocol}");
    }
    let wrapped = format!("<R><GetResult>{inner}</GetResult><ResponseMetadata/></R>");
    assert_eq!(get("query", &wrapped).expect("a document").to_string(), expected.to_string());
    assert!(matches!(get("query", &format!("<R>{inner}</R>")), Err(ParseError::Unexpected { .. })));
}

#[test]
fn one_element_may_stand_for_two_members() {
    let text = json!({
        "metadata": {"protocol": "rest-xml"},
        "operations": {"Get": {"output": {"shape": "Out"}}},
        "shapes": {
            "Out": {"type": "structure", "members": {
                "Id": {"shape": "Text"}, "Event": {"shape": "Text", "deprecated": true},
                "Events": {"shape": "TextList", "locationName": "Event"}}},
            "TextList": {"type": "list", "member": {"shape": "Text"}, "flattened": true},
            "Text": {"type": "string"}
        }
    });
    let model = ServiceModel::from_json(&text.to_string()).expect("a good model");
    let body = b"<r><Event>a</Event><Event>b</Event><Id>c</Id></r>";
    let found = parse(&model, model.operation("Get").expect("Get"), 200, &HeaderMap::new(), body);
    assert_eq!(found, Ok(json!({"Event": "a", "Events": ["a", "b"], "Id": "c"})));
}

#[test]
fn the_place_of_a_bucket_is_the_text_of_the_root() {
    let model = model("rest-xml");
    let operation = model.operation("Where").expect("Where");
    let find =
        |body: &str| parse(&model, operation, 200, &HeaderMap::new(), body.as_bytes()).expect("a document");
    let place = "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">eu-west-1</LocationConstraint>";
    assert_eq!(find(place), json!({"LocationConstraint": "eu-west-1"}));
    assert_eq!(find("<LocationConstraint/>"), json!({"LocationConstraint": null}));
    assert_eq!(find("<LocationConstraint>\n</LocationConstraint>"), json!({"LocationConstraint": null}));
    assert_eq!(
        find("<R><LocationConstraint>EU</LocationConstraint></R>"),
        json!({"LocationConstraint": "EU"})
    );
    let nested = "<LocationConstraint><LocationConstraint>EU</LocationConstraint></LocationConstraint>";
    assert_eq!(find(nested), json!({"LocationConstraint": "EU"}));
}

#[test]
fn what_is_malformed_is_no_document() {
    let cut = r#"{"Name": "a", "Th"#;
    match get("json", cut).expect_err("cut off") {
        ParseError::Malformed { position, not_aws: false, .. } => assert_eq!(position, 17),
        other => panic!("{other:?}"),
    }
    match get("json", "{\n\"Name\": x}").expect_err("not JSON") {
        ParseError::Malformed { position, .. } => assert_eq!(position, 10),
        other => panic!("{other:?}"),
    }
    for body in
        ["<r><Name>a</Name>", "<r><Name>a</Nam></r>", "<r/><r/>", "<r>&nope;</r>", "x", "<r/>x", "", "<r><"]
    {
        assert!(matches!(get("ec2", body), Err(ParseError::Malformed { not_aws: false, .. })), "{body:?}");
    }
    assert!(matches!(get("json", "{} {}"), Err(ParseError::Malformed { .. })));
    for protocol in ["json", "rest-json", "query", "ec2", "rest-xml"] {
        for page in ["<!DOCTYPE html><p>hi", " \n<HTML></HTML>", "<!-- x --><html><body/></html>"] {
            let found = get(protocol, page);
            assert!(
                matches!(found, Err(ParseError::Malformed { not_aws: true, .. })),
                "{protocol}: {found:?}"
            );
        }
    }
}

#[test]
fn what_does_not_fit_the_model_is_named() {
    let cases = [
        ("json", r#"{"Things": [{}, {"Since": "soon"}]}"#, "Things[1].Since"),
        ("json", r#"{"Things": {"a": 1}}"#, "Things"),
        ("json", r#"{"Tags": ["a"]}"#, "Tags"),
        ("json", r#"{"Choice": "a"}"#, "Choice"),
        ("rest-json", r#"{"Size": "many"}"#, "Size"),
        ("ec2", "<r><Things><i><Size>many</Size></i></Things></r>", "Things[0].Size"),
        ("ec2", "<r><Tags><entry><key>k</key></entry></Tags></r>", "Tags"),
    ];
    for (protocol, body, at) in cases {
        match get(protocol, body).expect_err("an error") {
            ParseError::Unexpected { member, .. } => assert_eq!(member, at, "{body}"),
            other => panic!("{body}: {other:?}"),
        }
    }
}

#[test]
fn depth_is_bounded() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(50_000), close.repeat(50_000));
    let known = format!("<r>{}</r>", deep("<Things><i>", "</i></Things>"));
    assert_eq!(get("ec2", &known), Err(ParseError::TooDeep));
    let unknown = format!("<r>{}<Size>1</Size></r>", deep("<x>", "</x>"));
    assert_eq!(get("ec2", &unknown), Ok(json!({"Size": 1})), "what is passed over needs no stack");
    let known = deep(r#"{"Things":["#, "]}");
    assert!(matches!(get("json", &known), Err(ParseError::Malformed { .. } | ParseError::TooDeep)));
    assert!(error("json", 400, &[], &deep("[", "]")).not_aws);
    assert!(error("ec2", 400, &[], &deep("<x>", "</x>")).not_aws);
}

#[test]
fn codes_are_found_wherever_they_stand() {
    let json_body = r#"{"__type": "com.example#AccessDenied:http://x/", "message": "No", "ThingId": "t"}"#;
    let found = error("json", 400, &[("x-amzn-requestid", "r-1")], json_body);
    assert_eq!((found.code.as_deref(), found.message.as_deref()), (Some("AccessDenied"), Some("No")));
    assert_eq!(found.request_id.as_deref(), Some("r-1"));
    assert!(!found.not_aws);

    let bodies = [
        (
            "query",
            "<ErrorResponse xmlns=\"u\"><Error><Type>Sender</Type><Code>ThingNotThere</Code><Message>No</Message>\
            <ThingId>t</ThingId></Error><RequestId>r-1</RequestId></ErrorResponse>",
        ),
        (
            "ec2",
            "<Response><Errors><Error><Code>ThingNotThere</Code><Message>No</Message><ThingId>t</ThingId></Error>\
            </Errors><RequestID>r-1</RequestID></Response>",
        ),
        (
            "rest-xml",
            "<Error><Code>ThingNotThere</Code><Message>No</Message><ThingId>t</ThingId>\
            <RequestId>r-1</RequestId><HostId>h</HostId></Error>",
        ),
    ];
    for (protocol, body) in bodies {
        let found = error(protocol, 404, &[], body);
        assert_eq!(found.code.as_deref(), Some("ThingNotThere"), "{protocol}");
        assert_eq!(found.message.as_deref(), Some("No"), "{protocol}");
        assert_eq!(found.request_id.as_deref(), Some("r-1"), "{protocol}");
        assert_eq!(Value::Object(found.members), json!({"ThingId": "t"}), "{protocol}");
        // The same body at a JSON service: what an emulator may do.
        let found = error("json", 404, &[], body);
        assert_eq!((found.code.as_deref(), found.not_aws), (Some("ThingNotThere"), false));
    }
    let found = error("rest-xml", 403, &[("x-amz-request-id", "r-2"), ("x-amz-id-2", "h-2")], bodies[2].1);
    assert_eq!((found.request_id.as_deref(), found.host_id.as_deref()), (Some("r-2"), Some("h-2")));
    assert_eq!(error("query", 400, &[], r#"{"code": "Throttling"}"#).code.as_deref(), Some("Throttling"));
    let gateway =
        "<AccessDeniedException><Message>Unable to determine service</Message></AccessDeniedException>";
    assert_eq!(error("json", 403, &[], gateway).code.as_deref(), Some("AccessDeniedException"));
    let header = error("rest-json", 400, &[("x-amzn-errortype", "Bad:http://x")], "{}");
    assert_eq!(header.code.as_deref(), Some("Bad"));
}

#[test]
fn codes_of_the_former_query_protocol_win() {
    let pairs = [("x-amzn-query-error", "AWS.Things.NotThere;Sender")];
    let found = error("json", 400, &pairs, r#"{"__type": "ThingNotThere", "ThingId": "t"}"#);
    assert_eq!(found.code.as_deref(), Some("AWS.Things.NotThere"));
    assert_eq!(found.body_code.as_deref(), Some("ThingNotThere"));
    assert_eq!(Value::Object(found.members), json!({"ThingId": "t"}));
}

#[test]
fn an_answer_to_head_and_a_web_page_are_told_apart() {
    let head = error("rest-xml", 404, &[("x-amz-request-id", "r")], "");
    assert_eq!((head.code.as_deref(), head.message.as_deref()), (Some("404"), Some("Not Found")));
    assert!(!head.not_aws);
    for (protocol, body) in [
        ("json", "<html><body>503</body></html>"),
        ("ec2", "<!doctype HTML><p>"),
        ("query", "upstream connect error"),
        ("rest-xml", "<page><title>x</title></page>"),
        ("json", "[1, 2]"),
    ] {
        let found = error(protocol, 503, &[], body);
        assert!(found.not_aws, "{protocol} {body}");
        assert_eq!((found.code, found.status), (None, 503));
    }
    assert_eq!(error("json", 400, &[], "{}").code, None);
}

const PROTOCOLS: [&str; 5] = ["json", "rest-json", "query", "ec2", "rest-xml"];

/// Text that looks like an answer: pieces of the model's own names, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "<",
        ">",
        "</",
        "/>",
        "<r>",
        "</r>",
        "<Things>",
        "</Things>",
        "<i>",
        "</i>",
        "<Name>",
        "</Name>",
        "<Tags>",
        "<entry>",
        "<key>",
        "k",
        "<value>",
        "</entry>",
        "&amp;",
        "&#x41;",
        "&",
        ";",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?xml",
        "?>",
        "<GetResult>",
        "</GetResult>",
        "<Error>",
        "<Code>",
        "{",
        "}",
        "[",
        "]",
        "\"Name\"",
        "\"Things\"",
        "\"Tags\"",
        "\"Choice\"",
        ":",
        ",",
        "null",
        "1e999",
        "-1",
        "\"\\ud800\"",
        "\"Since\"",
        "true",
        " ",
        "\u{feff}",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_bytes_make_a_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), at in 0_usize..5) {
        let model = model(PROTOCOLS[at]);
        let operation = model.operation("Get").expect("Get");
        let _ = parse(&model, operation, 200, &HeaderMap::new(), &bytes);
        let found = parse_error(&model, operation, 500, &HeaderMap::new(), &bytes);
        prop_assert!(!found.not_aws || found.code.is_none());
    }

    #[test]
    fn no_near_miss_makes_a_parser_panic(body in pieces(), at in 0_usize..5) {
        let model = model(PROTOCOLS[at]);
        let operation = model.operation("Get").expect("Get");
        if let Ok(found) = parse(&model, operation, 200, &HeaderMap::new(), body.as_bytes()) {
            prop_assert!(found.is_object());
        }
        let _ = parse_error(&model, operation, 500, &HeaderMap::new(), body.as_bytes());
    }

    #[test]
    fn a_cut_answer_is_never_a_document(cut in 1_usize..200) {
        let whole = r#"{"Name": "a", "Things": [{"Name": "b"}, {"Tags": {"k": "v"}}], "Size": 3, "Weight": 1.5}"#;
        if let Some(part) = whole.get(..cut.min(whole.len() - 1)) {
            let refused = matches!(get("json", part), Err(ParseError::Malformed { .. }));
            prop_assert!(refused, "{}", part);
        }
        let whole = "<r><Name>a</Name><Things><i><Name>b</Name></i></Things><Size>3</Size></r>";
        if let Some(part) = whole.get(..cut.min(whole.len() - 1)) {
            let refused = matches!(get("ec2", part), Err(ParseError::Malformed { .. }));
            prop_assert!(refused, "{}", part);
        }
    }

    #[test]
    fn text_survives_xml_and_json(text in "\\PC*", deep in 0_usize..30) {
        let escaped: String = text.chars().map(|c| format!("&#{};", u32::from(c))).collect();
        let (open, close) = ("<Things><i>".repeat(deep), "</i></Things>".repeat(deep));
        let body = format!("<r>{open}<Name>{escaped}</Name>{close}</r>");
        let mut found = get("ec2", &body).expect("a document");
        for _ in 0..deep {
            found = found["Things"][0].take();
        }
        prop_assert_eq!(&found, &json!({"Name": text}));
        let body = json!({"Name": text}).to_string();
        prop_assert_eq!(get("json", &body).expect("a document"), json!({"Name": text}));
    }
}
