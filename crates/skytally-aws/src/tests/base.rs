//! Clients of many accounts from one base: keys, roles, and what they share.

use std::process::Command;
use std::sync::Arc;

use serde_json::json;
use skytally_model::{CauseClass, Partition, RoleArn};

use super::script::{Script, Step};
use crate::base::{Base, Key};
use crate::setup::Setup;

const LASTING: &str = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIALASTING</AccessKeyId>\
    <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>\
    </Credentials></AssumeRoleResult></AssumeRoleResponse>";
const ENDING: &str = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAENDING</AccessKeyId>\
    <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2001-01-01T00:00:00Z</Expiration>\
    </Credentials></AssumeRoleResult></AssumeRoleResponse>";
const CUT: &str = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIACUT</AccessKeyId>\
    <SecretAccessKey>s</SecretAccessKey><SessionToken>t";
const REFUSED: &str = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>\
    <Message>User: x is not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>";
const EXPIRED: &str = "<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code>\
    <Message>The security token included in the request is expired</Message></Error></ErrorResponse>";
const UNKNOWN_KEY: &str = "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code>\
    <Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>";

fn role(account: &str) -> RoleArn {
    format!("arn:aws:iam::{account}:role/SkytallyRead").parse().unwrap()
}

async fn base(script: &Script) -> Base {
    let setup = Setup {
        region: Some("eu-west-1".parse().unwrap()),
        endpoint_url: Some(script.url.clone()),
        ..Setup::default()
    };
    setup.base_as(&Key::new("AKIABASE", "base-secret", None), super::catalog()).await.unwrap()
}

fn signed_by(request: &str) -> &str {
    let (_, rest) = request.split_once("credential=").unwrap();
    rest.split('/').next().unwrap()
}

#[tokio::test]
async fn a_role_is_assumed_once_for_all_its_clients() {
    let script = Script::start(vec![Step::Answer(200, "", LASTING)]);
    let base = base(&script).await;
    let (one, two) = (role("111122223333"), role("222233334444"));
    let first = base.role_client(None, &one, Some("id-1"), None).await.unwrap();
    let again = base.role_client(None, &one, Some("id-1"), None).await.unwrap();
    assert_eq!(script.requests().len(), 1);
    let other = base.role_client(None, &two, Some("id-1"), None).await.unwrap();
    assert_eq!(script.requests().len(), 2);
    base.role_client(None, &one, Some("id-2"), None).await.unwrap();
    assert_eq!(script.requests().len(), 3, "another external id is proved anew");
    base.forget_role(&one);
    base.role_client(None, &one, Some("id-1"), None).await.unwrap();
    assert_eq!(script.requests().len(), 4, "what is forgotten is asked for again");
    assert!(Arc::ptr_eq(&first.limiter, &again.limiter), "one account, one pace");
    assert!(!Arc::ptr_eq(&first.limiter, &other.limiter), "another account, another pace");
    // The answer is not one of GetCallerIdentity, but the call is counted, by the client that made it.
    let _ = first.call("sts", "GetCallerIdentity", first.region(), &json!({})).await;
    assert!(first.meter().read().calls > 0);
    assert_eq!(again.meter().read().calls, 0);
    let requests = script.requests();
    assert_eq!(signed_by(&requests[0]), "akiabase");
    assert_eq!(signed_by(requests.last().unwrap()), "asialasting");
    assert!(requests[0].contains("externalid=id-1") && requests[2].contains("externalid=id-2"));
}

#[tokio::test]
async fn credentials_that_run_out_are_fetched_anew() {
    let script = Script::start(vec![Step::Answer(200, "", ENDING)]);
    let base = base(&script).await;
    for count in 1..=3 {
        base.role_client(None, &role("111122223333"), None, None).await.unwrap();
        assert_eq!(script.requests().len(), count);
    }
}

#[tokio::test]
async fn a_key_that_assumes_a_role_shares_nothing() {
    let script = Script::start(vec![Step::Answer(200, "", LASTING)]);
    let base = base(&script).await;
    let role = role("111122223333");
    for (count, secret) in [(1, "right"), (2, "right"), (3, "wrong")] {
        let key = Key::new("AKIAGIVEN", secret, None);
        base.role_client(Some(&key), &role, Some("id"), None).await.unwrap();
        let requests = script.requests();
        assert_eq!(requests.len(), count);
        assert_eq!(signed_by(&requests[count - 1]), "akiagiven");
    }
}

#[tokio::test]
async fn refused_expired_unknown_silent_and_malformed_are_told_apart() {
    for (step, class, of_base, code) in [
        (Step::Answer(403, "", REFUSED), CauseClass::Denied, false, Some("AccessDenied")),
        (Step::Answer(403, "", EXPIRED), CauseClass::Credentials, true, Some("ExpiredToken")),
        (Step::Answer(403, "", UNKNOWN_KEY), CauseClass::Credentials, true, Some("InvalidClientTokenId")),
        (Step::HangUp, CauseClass::Transient, false, None),
        (Step::Answer(200, "", "<!doctype html><p>hello"), CauseClass::Malformed, false, None),
        (Step::Answer(200, "", CUT), CauseClass::Malformed, false, None),
        (Step::Answer(404, "", "not here"), CauseClass::Malformed, false, None),
    ] {
        let script = Script::start(vec![step.clone()]);
        let base = base(&script).await;
        let refusal = base.role_client(None, &role("111122223333"), None, None).await.unwrap_err();
        let told = (refusal.class, refusal.of_base, refusal.code.as_deref());
        assert_eq!(told, (class, of_base, code), "{step:?}: {refusal}");
        let asked = script.requests().len();
        let again = base.try_role(None, &role("111122223333"), None).await.unwrap_err();
        assert_eq!(again.class, class, "{step:?}: {again}");
        assert!(script.requests().len() > asked, "a refusal is not kept");
    }
}

#[tokio::test]
async fn a_role_of_another_partition_is_asked_for_there() {
    let script = Script::start(vec![Step::Answer(200, "", LASTING)]);
    let base = base(&script).await;
    let role: RoleArn = "arn:aws-cn:iam::111122223333:role/SkytallyRead".parse().unwrap();
    let client = base.role_client(None, &role, None, None).await.unwrap();
    assert_eq!(client.partition(), Partition::AwsCn);
    assert!(script.requests()[0].contains("/cn-north-1/sts/"), "{}", script.requests()[0]);
    assert_eq!(base.client(None).region().as_str(), "eu-west-1");
}

/// Runs one test of this program again, in another environment.
fn again(name: &str, environment: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
        command.env_remove(name);
    }
    command.args(["--exact", &format!("tests::base::{name}"), "--nocapture"]).env("SKYTALLY_AGAIN", "1");
    command.env("AWS_EC2_METADATA_DISABLED", "true").env("AWS_CONFIG_FILE", "/dev/null");
    let output = command.env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null").envs(environment.to_vec()).output();
    let output = output.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[tokio::test]
async fn a_given_key_is_used_whatever_the_environment_holds() {
    if std::env::var_os("SKYTALLY_AGAIN").is_none() {
        let keys = ("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT");
        let environment = [keys, ("AWS_SECRET_ACCESS_KEY", "other"), ("AWS_SESSION_TOKEN", "other-token")];
        again("a_given_key_is_used_whatever_the_environment_holds", &environment);
        again("a_given_key_is_used_whatever_the_environment_holds", &[("AWS_PROFILE", "nobody")]);
        let elsewhere =
            [("AWS_ENDPOINT_URL", "http://127.0.0.1:9"), ("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")];
        again("a_given_key_is_used_whatever_the_environment_holds", &elsewhere);
        return;
    }
    let script = Script::start(vec![Step::Answer(200, "", LASTING)]);
    let base = base(&script).await;
    base.role_client(None, &role("111122223333"), None, None).await.unwrap();
    let client = base.key_client(&Key::new("AKIAGIVEN", "given-secret", Some("given-token")), None);
    let _ = client.call("sts", "GetCallerIdentity", client.region(), &json!({})).await;
    let requests = script.requests();
    assert!(requests.len() > 1);
    assert_eq!(signed_by(&requests[0]), "akiabase");
    assert!(!requests[0].contains("x-amz-security-token"));
    for request in &requests[1..] {
        assert_eq!(signed_by(request), "akiagiven");
        assert!(request.contains("x-amz-security-token: given-token"), "{request}");
    }
}

#[tokio::test]
async fn a_base_without_credentials_says_so_when_they_are_needed_and_still_takes_keys() {
    if std::env::var_os("SKYTALLY_AGAIN").is_none() {
        again("a_base_without_credentials_says_so_when_they_are_needed_and_still_takes_keys", &[]);
        return;
    }
    let script = Script::start(vec![Step::Answer(200, "", LASTING)]);
    let setup = Setup { endpoint_url: Some(script.url.clone()), ..Setup::default() };
    let base = setup.base(super::catalog()).await.unwrap();
    assert_eq!(base.region().as_str(), "us-east-1");
    let refusal = base.proves_credentials().await.unwrap_err();
    assert_eq!((refusal.class, refusal.of_base), (CauseClass::NotConfigured, true), "{refusal}");
    let refusal = base.role_client(None, &role("111122223333"), None, None).await.unwrap_err();
    assert_eq!((refusal.class, refusal.of_base), (CauseClass::NotConfigured, true), "{refusal}");
    assert!(script.requests().is_empty());
    let client = base.key_client(&Key::new("AKIAGIVEN", "given-secret", None), None);
    let _ = client.call("sts", "GetCallerIdentity", client.region(), &json!({})).await;
    assert_eq!(signed_by(&script.requests()[0]), "akiagiven");
}
