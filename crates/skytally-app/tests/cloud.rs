//! Linking cloud accounts against the emulator: roles and their external ids, keys, permissions, organizations.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

#[path = "cloud/emulator.rs"]
mod emulator;

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use serde_json::{Value, json};
use skytally_app::cloud::{
    Access, Answer, KeyAge, Member, MemberState, Permissions, Reach, ReachErrorKind, organization_accounts,
    test_permissions,
};
use skytally_aws::Client;
use skytally_catalog::{Catalog, policy};
use skytally_collect::{Selection, who};
use skytally_model::{KindId, RoleArn};
use skytally_testkit::{Server, python};

use emulator::{OWN, call, element, post, reach, role};

const EXTERNAL_ID: &str = "skytally-demo";
const ALDER: &str = "111122223333";

fn read_role(account: &str) -> RoleArn {
    format!("arn:aws:iam::{account}:role/SkytallyRead").parse().unwrap()
}

async fn client(reach: &Reach, account: &str) -> Client {
    let role = read_role(account);
    reach.client(Access::Role { role: &role, external_id: EXTERNAL_ID }, None).await.unwrap()
}

/// How often an operation was called since the last time.
fn count(server: &Server, operation: &str) -> u64 {
    let calls = server.get("/_demo/calls");
    server.delete("/_demo/calls");
    let of = |entry: &&Value| entry["operation"] == operation;
    calls["calls"].as_array().unwrap().iter().filter(of).map(|entry| entry["count"].as_u64().unwrap()).sum()
}

#[tokio::test]
async fn a_role_opens_by_its_external_id_and_its_trust_is_proved() {
    let Some(python) = python() else { return };
    let server = Server::emulator(&python);
    let reach = reach(server.url()).await.unwrap();
    let condition = |test: &str| format!(r#", "Condition": {test}"#);
    let guarded = condition(r#"{"StringEquals": {"sts:ExternalId": "skytally-demo"}}"#);
    let good: RoleArn = role(&server, OWN, "Guarded", &guarded).parse().unwrap();
    let open: RoleArn = role(&server, OWN, "Open", "").parse().unwrap();

    let proof = reach.prove_role(&good, EXTERNAL_ID).await.unwrap();
    assert_eq!(proof.account.id.as_str(), "123456789012");
    assert!(proof.account.caller.ends_with(":assumed-role/Guarded/skytally"), "{}", proof.account.caller);
    assert_eq!((&proof.without_external_id, &proof.wrong_external_id), (&Answer::Refused, &Answer::Refused));
    assert!(proof.is_safe());

    let proof = reach.prove_role(&open, EXTERNAL_ID).await.unwrap();
    assert_eq!(
        (&proof.without_external_id, &proof.wrong_external_id),
        (&Answer::Accepted, &Answer::Accepted)
    );
    assert!(!proof.is_safe());

    // What cannot be found out is neither refused nor accepted.
    let later = json!({"throttle": [{"op": "sts:AssumeRole", "after": 1}]});
    server.put("/_demo/faults", &later);
    let proof = reach.prove_role(&good, EXTERNAL_ID).await.unwrap();
    assert!(
        matches!(&proof.without_external_id, Answer::Unknown(why) if why.contains("Rate exceeded")),
        "{proof:?}"
    );
    assert!(matches!(&proof.wrong_external_id, Answer::Unknown(_)) && !proof.is_safe());
    server.delete("/_demo/faults");

    // Wrong external id, empty external id, missing role.
    let missing: RoleArn = "arn:aws:iam::123456789012:role/Nobody".parse().unwrap();
    for (role, external_id) in [(&good, "skytally-other"), (&good, "x1"), (&missing, EXTERNAL_ID)] {
        let error = reach.client(Access::Role { role, external_id }, None).await.unwrap_err();
        let text = error.to_string();
        assert_eq!(error.kind, ReachErrorKind::Refused, "{text}");
        assert!(
            text.contains(role.as_str()) && text.contains("AccessDenied") && text.contains("trust"),
            "{text}"
        );
        assert_eq!(reach.prove_role(role, external_id).await.unwrap_err().kind, ReachErrorKind::Refused);
    }
}

#[tokio::test]
async fn a_role_that_fails_otherwise_says_how() {
    let Some(python) = python() else { return };
    let server = Server::emulator(&python);
    let arn: RoleArn = role(&server, OWN, "Open", "").parse().unwrap();
    let reach = reach(server.url()).await.unwrap();
    let access = Access::Role { role: &arn, external_id: EXTERNAL_ID };
    for (faults, kind, part) in [
        (
            json!({"expire": ["sts:AssumeRole"]}),
            ReachErrorKind::OwnCredentials,
            "Skytally's own AWS credentials",
        ),
        (json!({"throttle": [{"op": "sts:AssumeRole"}]}), ReachErrorKind::Throttled, "try again in a minute"),
        (json!({"malformed": ["sts:AssumeRole"]}), ReachErrorKind::Malformed, "check the endpoint"),
    ] {
        server.put("/_demo/faults", &faults);
        let error = reach.client(access, None).await.map(drop).unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }
    server.put("/_demo/faults", &json!({"expire": ["sts:GetCallerIdentity"]}));
    assert_eq!(reach.principal().await.unwrap_err().kind, ReachErrorKind::OwnCredentials);
    assert_eq!(reach.check_key(OWN, "secret", None).await.unwrap_err().kind, ReachErrorKind::Expired);
    server.delete("/_demo/faults");
    assert_eq!(reach.principal().await.unwrap(), "arn:aws:sts::123456789012:user/moto");

    // A port that was free a moment ago, and that nobody listens on.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nowhere = emulator::reach(&format!("http://{port}")).await.unwrap();
    let error = nowhere.client(access, None).await.map(drop).unwrap_err();
    assert_eq!(error.kind, ReachErrorKind::NoAnswer, "{error}");
    let error = nowhere.check_key(OWN, "secret", None).await.unwrap_err();
    assert_eq!(error.kind, ReachErrorKind::NoAnswer, "{error}");
    assert!(error.to_string().contains("cannot be reached"), "{error}");
}

#[tokio::test]
async fn clients_of_one_role_share_its_credentials_and_no_counters() {
    let Some(python) = python() else { return };
    let server = Server::emulator(&python);
    let arn: RoleArn = role(&server, OWN, "Open", "").parse().unwrap();
    let reach = reach(server.url()).await.unwrap();
    let access = Access::Role { role: &arn, external_id: EXTERNAL_ID };
    server.delete("/_demo/calls");
    let one = reach.client(access, None).await.unwrap();
    let two = reach.client(access, Some("eu-west-1".parse().unwrap())).await.unwrap();
    assert_eq!(who(&one).await.unwrap().caller, who(&two).await.unwrap().caller);
    who(&two).await.unwrap();
    assert_eq!((one.meter().read().calls, two.meter().read().calls), (1, 2));
    assert_eq!((one.region().as_str(), two.region().as_str()), ("eu-central-1", "eu-west-1"));
    assert_eq!(count(&server, "sts:AssumeRole"), 1);
    reach.forget(&arn);
    reach.client(access, None).await.unwrap();
    assert_eq!(count(&server, "sts:AssumeRole"), 1);
}

/// Makes a user with this policy, and a key of it: id and secret.
fn user(server: &Server, name: &str, actions: &str) -> (String, String) {
    let policy = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": {actions}, "Resource": "*"}}]}}"#
    );
    let version = ("Version", "2010-05-08");
    let name = ("UserName", name);
    call(server, OWN, "iam", &[("Action", "CreateUser"), version, name]);
    let put = [("Action", "PutUserPolicy"), version, name, ("PolicyName", "p"), ("PolicyDocument", &policy)];
    call(server, OWN, "iam", &put);
    let key = call(server, OWN, "iam", &[("Action", "CreateAccessKey"), version, name]);
    (element(&key, "AccessKeyId"), element(&key, "SecretAccessKey"))
}

#[tokio::test]
async fn a_key_says_whose_it_is_and_how_old() {
    let Some(python) = python() else { return };
    let server = Server::emulator(&python);
    let (id, secret) = user(&server, "reader", r#"["sts:GetCallerIdentity", "iam:ListAccessKeys"]"#);
    let (shy_id, shy_secret) = user(&server, "shy", r#""sts:GetCallerIdentity""#);
    let aged = json!({"kind": "access-key", "user": "reader", "index": 0, "created_days": 100});
    server.put("/_demo/adjust", &json!({"account": "123456789012", "items": [aged]}));
    // From now on the emulator checks keys, signatures and rights.
    post(&server, "/moto-api/reset-auth", "", "0");
    let reach = reach(server.url()).await.unwrap();

    let facts = reach.check_key(&id, &secret, None).await.unwrap();
    assert_eq!(facts.account.id.as_str(), "123456789012");
    assert_eq!(facts.account.caller, "arn:aws:iam::123456789012:user/reader");
    let KeyAge::Since(since) = facts.age else { panic!("{:?}", facts.age) };
    let age_h = (jiff::Timestamp::now().as_second() - since.as_second()) / 3_600;
    assert_eq!(age_h / 24, 100);

    let facts = reach.check_key(&shy_id, &shy_secret, None).await.unwrap();
    assert_eq!(facts.account.caller, "arn:aws:iam::123456789012:user/shy");
    let KeyAge::Unknown { because } = facts.age else { panic!("{:?}", facts.age) };
    assert!(because.contains("needs iam:ListAccessKeys"), "{because}");

    let unknown = "AKIA0000000000000000";
    for (id, secret, kind, part) in [
        (unknown, "planted+SECRET/1", ReachErrorKind::WrongKey, "InvalidClientTokenId"),
        (&id, "planted+SECRET/1", ReachErrorKind::WrongKey, "the secret does not belong to this key"),
        ("AKIA 000000000000000", "planted+SECRET/1", ReachErrorKind::BadInput, "paste the id again"),
        ("AKIA", "planted+SECRET/1", ReachErrorKind::BadInput, "paste the id again"),
        (&id, "planted+SECRET/1 ", ReachErrorKind::BadInput, "paste the secret again"),
        (&id, "", ReachErrorKind::BadInput, "paste the secret again"),
        ("ASIA0000000000000000", "planted+SECRET/1", ReachErrorKind::TemporaryKey, "temporary"),
    ] {
        let error = reach.check_key(id, secret, None).await.unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        let text = format!("{error} {error:?}");
        assert!(text.contains(part) && !text.contains("planted"), "{text}");
    }
}

/// Answers every request with the identity of a root user, which the emulator does not have.
fn root_user() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let _ = stream.read(&mut [0; 8_192]);
            let body = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
                        <Arn>arn:aws:iam::111122223333:root</Arn><UserId>111122223333</UserId>\
                        <Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
            let length = body.len();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
        }
    });
    url
}

#[tokio::test]
async fn the_key_of_a_root_user_is_refused() {
    let reach = reach(&root_user()).await.unwrap();
    let error = reach.check_key(OWN, "secret", None).await.unwrap_err();
    assert_eq!(error.kind, ReachErrorKind::RootKey, "{error}");
    assert!(
        error.to_string().contains("account 111122223333") && error.to_string().contains("delete it"),
        "{error}"
    );
}

async fn tested(client: &Client, selection: &Selection) -> Permissions {
    let account = who(client).await.unwrap();
    test_permissions(client, &account, client.catalog(), selection, std::future::pending()).await
}

fn lists(found: &Permissions) -> [BTreeSet<String>; 4] {
    [
        found.missing.iter().map(|denied| denied.action.clone()).collect(),
        found.partly.iter().map(|denied| denied.action.clone()).collect(),
        found.allowed.iter().cloned().collect(),
        found.untried.iter().map(|untried| untried.action.clone()).collect(),
    ]
}

#[tokio::test]
async fn permissions_and_organizations_of_the_demo_estate() {
    let Some(python) = python() else { return };
    let server = Server::emulator(&python);
    server.seed(&python);
    let reach = reach(server.url()).await.unwrap();
    let proof = reach.prove_role(&read_role(ALDER), EXTERNAL_ID).await.unwrap();
    assert!(proof.is_safe() && proof.account.id.as_str() == ALDER, "{proof:?}");
    permissions(&server, &reach).await;
    organizations(&server, &reach).await;
}

async fn permissions(server: &Server, reach: &Reach) {
    let alder = client(reach, ALDER).await;
    let calm = tested(&alder, &Selection::Everything).await;
    let [missing, partly, allowed, untried] = lists(&calm);
    assert!(missing.is_empty() && partly.is_empty() && !calm.stopped, "{:?} {:?}", calm.missing, calm.partly);
    assert!(allowed.len() > 90, "only {} are allowed", allowed.len());
    assert!(allowed.contains("ec2:DescribeVolumes") && untried.contains("iam:ListAccessKeys"));
    let catalog = Catalog::embedded().unwrap();
    let all: BTreeSet<String> = allowed.union(&untried).cloned().collect();
    assert_eq!(all, policy::actions(&catalog), "each action stands in one list");
    assert_eq!(allowed.len() + untried.len(), all.len());
    assert!(calm.untried.iter().all(|untried| !untried.because.is_empty()) && calm.price.calls > 100);

    let deny = |op: &str| json!({"op": op, "account": ALDER});
    let once = json!({"op": "s3:GetBucketPolicy", "account": ALDER, "times": 1});
    let faults = json!({"deny": [deny("ec2:DescribeVolumes"), deny("s3:GetBucketTagging"), once,
        deny("iam:GetAccountAuthorizationDetails")], "malformed": [{"op": "sqs:ListQueues", "account": ALDER}]});
    server.put("/_demo/faults", &faults);
    // The same client again: what it was told before does not count.
    let stormy = tested(&alder, &Selection::Everything).await;
    let [missing, partly, allowed, untried] = lists(&stormy);
    let expected = ["ec2:DescribeVolumes", "iam:GetAccountAuthorizationDetails", "s3:GetBucketTagging"];
    assert_eq!(missing, expected.map(str::to_owned).into());
    assert_eq!(partly, ["s3:GetBucketPolicy".to_owned()].into());
    assert!(untried.contains("sqs:ListQueues") && !allowed.contains("sqs:ListQueues"));
    let of = |action: &str| stormy.missing.iter().find(|denied| denied.action == action).unwrap();
    assert_eq!(of("ec2:DescribeVolumes").example, "the list of aws.ec2.volume in eu-central-1");
    assert!(of("ec2:DescribeVolumes").said.contains("not authorized"));
    let tagging = of("s3:GetBucketTagging");
    assert!(tagging.example.starts_with("aws.s3.bucket alder-"), "{tagging:?}");
    assert_eq!(tagging.call, "s3:GetBucketTagging");

    let volumes: KindId = "aws.ec2.volume".parse().unwrap();
    let few = tested(&alder, &Selection::Kinds([volumes].into())).await;
    assert_eq!(few.missing.len(), 1);
    assert!(
        few.allowed.iter().chain(few.untried.iter().map(|untried| &untried.action)).count() < 5,
        "{few:?}"
    );
    server.delete("/_demo/faults");

    let account = who(&alder).await.unwrap();
    let stopped = test_permissions(&alder, &account, &catalog, &Selection::Everything, async {}).await;
    let [missing, partly, allowed, untried] = lists(&stopped);
    assert!(stopped.stopped && missing.is_empty() && partly.is_empty() && allowed.is_empty());
    assert_eq!(untried, policy::actions(&catalog));
}

async fn organizations(server: &Server, reach: &Reach) {
    let management = client(reach, "123456789012").await;
    let members = organization_accounts(&management).await.unwrap();
    let sandbox = Member {
        id: "333344445555".parse().unwrap(),
        name: "Northwind Sandbox".to_owned(),
        email: Some("sandbox@northwind.example".to_owned()),
        state: MemberState::Active,
    };
    assert_eq!(members.len(), 2, "{members:?}");
    assert_eq!(members[0].id.as_str(), "123456789012");
    assert_eq!(members[1], sandbox);

    let error = organization_accounts(&client(reach, ALDER).await).await.unwrap_err();
    assert_eq!(error.kind, ReachErrorKind::NoOrganization, "{error}");
    assert!(error.to_string().contains("link the account by itself"), "{error}");

    for (faults, kind) in [
        (json!({"deny": ["organizations:ListAccounts"]}), ReachErrorKind::Refused),
        (json!({"malformed": ["organizations:ListAccounts"]}), ReachErrorKind::Malformed),
    ] {
        server.put("/_demo/faults", &faults);
        let error = organization_accounts(&management).await.unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
    }
    server.delete("/_demo/faults");
}
