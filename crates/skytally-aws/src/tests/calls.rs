//! How often a call is tried, and what is mended in between.

use serde_json::{Map, Value, json};
use skytally_model::{CauseClass, Region};

use super::script::{Script, Step, quick};
use crate::client::RetryPolicy;
use crate::error::CallError;

const THROTTLED: Step =
    Step::Answer(400, "", r#"{"__type": "ThrottlingException", "message": "Rate exceeded"}"#);
const BROKEN: Step = Step::Answer(500, "", r#"{"__type": "InternalServerError", "message": "oh"}"#);
const DENIED: Step = Step::Answer(400, "", r#"{"__type": "AccessDeniedException", "message": "no"}"#);
const TABLES: Step = Step::Answer(200, "", r#"{"TableNames": ["one"]}"#);
const PAGE: Step = Step::Answer(200, "", r#"{"TableNames": ["one"], "LastEvaluatedTableName": "one"}"#);

fn home() -> Region {
    "us-east-1".parse().unwrap()
}

async fn tables(script: &Script, retry: RetryPolicy) -> Result<Value, CallError> {
    script.client(retry).call("dynamodb", "ListTables", &home(), &json!({})).await
}

#[tokio::test]
async fn each_failure_is_tried_as_often_as_it_is_worth() {
    for (step, class, tries) in [
        (DENIED, CauseClass::Denied, 1),
        (THROTTLED, CauseClass::Throttled, 5),
        (BROKEN, CauseClass::Transient, 5),
        (Step::HangUp, CauseClass::Transient, 5),
        (Step::Silence, CauseClass::Transient, 3),
        (Step::Answer(200, "", r#"{"TableNames": ["#), CauseClass::Malformed, 3),
        (Step::Answer(200, "", "<!doctype html>"), CauseClass::Malformed, 3),
        (Step::Answer(404, "", "<!doctype html>"), CauseClass::Malformed, 1),
        (Step::Answer(503, "", "<html>bad gateway</html>"), CauseClass::Transient, 5),
    ] {
        let script = Script::start(vec![step.clone()]);
        let error = tables(&script, quick(5)).await.unwrap_err();
        assert_eq!(error.class, class, "{step:?}: {error}");
        assert_eq!(script.requests().len(), tries, "{step:?}: {error}");
    }
}

#[tokio::test]
async fn what_passes_is_waited_for() {
    let steps = vec![THROTTLED, BROKEN, Step::HangUp, Step::Silence, TABLES];
    let script = Script::start(steps);
    let client = script.client(quick(12));
    let answer = client.call("dynamodb", "ListTables", &home(), &json!({})).await.unwrap();
    assert_eq!(answer, json!({"TableNames": ["one"]}));
    let price = client.meter().read();
    assert_eq!((price.calls, price.throttled), (5, 1));
}

#[tokio::test]
async fn the_same_page_token_twice_ends_the_listing_with_an_error() {
    let script = Script::start(vec![PAGE]);
    let client = script.client(quick(2));
    let mut pages = client.pages("dynamodb", "ListTables", &home(), Map::new(), None).unwrap();
    assert!(pages.next().await.unwrap().is_some());
    let error = pages.next().await.unwrap_err();
    assert_eq!(error.class, CauseClass::Malformed);
    assert!(error.message.contains("token"), "{error}");
    assert_eq!(pages.next().await, Ok(None));
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let script = Script::start(vec![Step::Flood((64 << 20) + 1)]);
    let error = tables(&script, quick(5)).await.unwrap_err();
    assert_eq!(error.class, CauseClass::Malformed);
    assert!(error.message.contains("longer than"), "{error}");
    assert_eq!(script.requests().len(), 1);
}

fn header<'r>(request: &'r str, name: &str) -> &'r str {
    let line =
        request.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name}: {request}"));
    line[name.len()..].trim_start_matches(':').trim()
}

#[tokio::test]
async fn a_wrong_clock_is_mended_once() {
    let skewed = Step::Answer(
        400,
        "Date: Wed, 01 Jan 2031 10:00:00 GMT\r\n",
        r#"{"__type": "InvalidSignatureException", "message": "Signature not yet current"}"#,
    );
    let script = Script::start(vec![skewed.clone(), TABLES]);
    tables(&script, quick(5)).await.unwrap();
    let requests = script.requests();
    assert!(!header(&requests[0], "x-amz-date").starts_with("2031"));
    assert!(header(&requests[1], "x-amz-date").starts_with("20310101t10"), "{}", requests[1]);

    let for_ever = Script::start(vec![skewed]);
    let error = tables(&for_ever, quick(5)).await.unwrap_err();
    assert_eq!(error.class, CauseClass::Credentials);
    assert_eq!(for_ever.requests().len(), 2, "a signature that stays wrong is not tried for ever");
}

#[tokio::test]
async fn a_bucket_is_followed_to_its_region() {
    let moved = Step::Answer(
        301,
        "x-amz-bucket-region: eu-west-1\r\n",
        "<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>",
    );
    let found =
        Step::Answer(200, "", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
    let script = Script::start(vec![moved.clone(), found]);
    let params = json!({"Bucket": "alder"});
    let ask = async |script: &Script| {
        script.client(quick(5)).call("s3", "GetBucketVersioning", &home(), &params).await
    };
    assert_eq!(ask(&script).await.unwrap(), json!({"Status": "Enabled"}));
    let requests = script.requests();
    assert!(header(&requests[0], "authorization").contains("/us-east-1/s3/"));
    assert!(header(&requests[1], "authorization").contains("/eu-west-1/s3/"));

    // A bucket that is sent to and fro is given up.
    let loops = Script::start(vec![moved]);
    assert!(ask(&loops).await.is_err());
    assert_eq!(loops.requests().len(), 2);
}
