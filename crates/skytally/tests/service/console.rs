//! The console, or the page in its place, as the program serves it; and what anybody may know before they sign in.

use serde_json::json;

use crate::kit::{Client, Service, Setup, document};

/// Asks for something outside of the API, where other rules hold than those that the client checks.
async fn ask(client: &Client, service: &Service, method: &str, path: &str) -> reqwest::Response {
    let method = method.parse().unwrap();
    client.http.request(method, format!("{}{path}", service.url)).send().await.unwrap()
}

fn nonce(policy: &str) -> &str {
    let (_, rest) = policy.split_once("'nonce-").unwrap_or_else(|| panic!("{policy}"));
    rest.split_once('\'').unwrap().0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_comes_with_a_policy_and_a_nonce_of_its_own() {
    let service = Service::start(&Setup::default());
    let client = service.anonymous();
    let built = client.get("/about").await.must(200).json()["console"].as_bool().unwrap();
    let mut nonces = Vec::new();
    for path in ["/", "/sign-in", "/verify-email", "/reset-password", "/invitation", "/w/1/checks/ec2.imdsv2"]
    {
        let response = ask(&client, &service, "GET", path).await;
        assert_eq!(response.status().as_u16(), 200, "{path}");
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/html; charset=utf-8");
        assert_eq!((header("cache-control"), header("x-frame-options")), ("no-cache".into(), "DENY".into()));
        assert!(response.headers().contains_key("x-request-id"), "{path}");
        let policy = header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"),
            "{policy}"
        );
        let nonce = nonce(&policy).to_owned();
        assert!(nonce.len() == 32 && nonce.bytes().all(|byte| byte.is_ascii_hexdigit()), "{nonce}");
        let page = response.text().await.unwrap();
        assert!(!page.contains("__CSP_NONCE__"), "{path}");
        assert_eq!(page.contains("cargo xtask web"), !built, "{page}");
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 6, "a nonce was used twice");

    let head = ask(&client, &service, "HEAD", "/sign-in").await;
    assert_eq!(
        (head.status().as_u16(), head.headers()["content-type"].to_str().unwrap()),
        (200, "text/html; charset=utf-8")
    );
    assert!(head.bytes().await.unwrap().is_empty());
    for (method, path) in [
        ("POST", "/sign-in"),
        ("DELETE", "/"),
        ("GET", "/assets/nothing-0000.js"),
        ("GET", "/assets/..%2findex.html"),
        ("GET", "/nothing.css"),
        ("GET", "/pages/link.js"),
        ("HEAD", "/api/v1/nothing"),
    ] {
        let response = ask(&client, &service, method, path).await;
        assert_eq!(response.status().as_u16(), 404, "{method} {path}");
        assert_eq!(response.headers()["content-type"], "application/problem+json", "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anybody_may_know_who_may_sign_up_and_where_mail_goes() {
    let more = [("SKYTALLY_PEOPLE__SIGN_UP", "invited".to_owned())];
    let service = Service::start(&Setup { more: &more, ..Setup::default() });
    let about = service.anonymous().get("/about").await.must(200).json();
    assert_eq!(about["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(
        (&about["sign_up"], &about["mail"], &about["providers"]),
        (&json!("invited"), &json!("folder"), &json!([]))
    );
    let members = document()["components"]["schemas"]["AboutView"]["properties"].as_object().unwrap();
    assert_eq!(about.as_object().unwrap().len(), members.len(), "{about}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_is_told_with_its_rules_and_what_it_is_tried_on() {
    let service = Service::start(&Setup::default());
    let client = service.person("ann").await.client;
    let all = client.get("/checks").await.must(200).json();
    let mut kinds = 0;
    for item in all["items"].as_array().unwrap() {
        let id = item["id"].as_str().unwrap();
        let check = client.get(&format!("/checks/{id}")).await.must(200).json();
        for (name, value) in item.as_object().unwrap() {
            assert_eq!(&check[name], value, "{id}: {name}");
        }
        let lists = ["rules", "reads", "permissions", "examples"];
        let house = id.starts_with("skytally.");
        for name in lists {
            assert_eq!(check[name].as_array().unwrap().is_empty(), house, "{id}: {name}");
        }
        assert_eq!(check["source"], "built-in", "{id}");
        assert_eq!(check["file"].is_null(), house, "{id}");
        kinds += usize::from(check["kind"].is_string());
        if house {
            continue;
        }
        let outcomes: Vec<&str> = check["examples"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["outcome"].as_str().unwrap())
            .collect();
        for outcome in ["pass", "fail", "unknown"] {
            assert!(outcomes.contains(&outcome), "{id} has no example that is {outcome}");
        }
        let own: Vec<_> = check["rules"].as_array().unwrap().iter().map(|rule| &rule["kind"]).collect();
        let read: Vec<_> = check["reads"].as_array().unwrap().iter().map(|read| &read["kind"]).collect();
        assert!(own.iter().all(|kind| read.contains(kind)), "{id} does not read what it is about");
        assert!(check["file"].as_str().unwrap().ends_with(&format!("/{id}.yaml")), "{id}");
    }
    assert!(kinds > 30, "{kinds}");
    let bucket = client.get("/checks/s3.bucket-public").await.must(200).json();
    assert_eq!(bucket["kind"], "aws.s3.bucket");
    let permissions = bucket["permissions"].as_array().unwrap();
    for needed in ["s3:ListAllMyBuckets", "s3:GetBucketPolicy", "s3:GetAccountPublicAccessBlock"] {
        assert!(permissions.contains(&json!(needed)), "{permissions:?}");
    }
    assert!(!permissions.contains(&json!("s3:GetBucketLogging")), "{permissions:?}");
    let control = json!({ "framework": "cis-aws-5.0", "control": "2.1.4" });
    let spoken = |one: &serde_json::Value| {
        one["framework"] == control["framework"] && one["control"] == control["control"]
    };
    assert!(bucket["controls"].as_array().unwrap().iter().any(spoken), "{}", bucket["controls"]);
    assert_eq!(bucket["variants"].as_array().unwrap().len(), 2);
    let parts = &bucket["examples"][0]["document"]["parts"];
    assert_eq!(parts["public_access_block"]["state"], "present", "{parts}");
    client.get("/checks/s3.nothing").await.refused(404, "not-found");
}
