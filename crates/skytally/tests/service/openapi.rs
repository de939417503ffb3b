//! The committed document, and what stands beside the API: its page, health and numbers.

use std::process::Command;

use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use crate::kit::{Service, Setup, document, operations};

#[test]
fn the_committed_document_is_that_of_the_program() {
    let output = Command::new(env!("CARGO_BIN_EXE_skytally")).arg("openapi").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let path = skytally_testkit::root().join("docs/openapi.json");
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let same = committed.as_bytes() == output.stdout.as_slice();
    assert!(
        same,
        "docs/openapi.json is not what the routes say; write it anew: cargo run -- openapi > docs/openapi.json"
    );
}

#[test]
fn every_operation_says_how_it_succeeds_and_how_it_fails() {
    for operation in operations() {
        let responses = operation.value["responses"].as_object().unwrap();
        let good = responses.keys().filter(|status| status.starts_with('2') || *status == "303").count();
        assert!(good >= 1, "{} never succeeds", operation.id);
        let problem = &responses["default"]["content"]["application/problem+json"]["schema"]["$ref"];
        assert_eq!(problem, "#/components/schemas/Problem", "{}", operation.id);
        for name in ["summary", "tags"] {
            assert!(!operation.value[name].is_null(), "{} has no {name}", operation.id);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_health_and_numbers_are_there() {
    let service = Service::start(&Setup::default());
    let client = service.anonymous();
    let served = client.get("/openapi.json").await.must(200);
    let tag = served.header("etag").to_owned();
    // On the loopback without TLS, the cookie has a plain name.
    let mut own = served.json();
    own["components"]["securitySchemes"]["session"]["name"] =
        document()["components"]["securitySchemes"]["session"]["name"].clone();
    assert_eq!(&own, document());
    let again = client.request("GET", "/openapi.json").header("if-none-match", tag);
    assert!(client.send(again).await.must(304).body.is_empty());

    let page = client.get("//docs/").await.must(200);
    assert!(page.header("content-type").starts_with("text/html"), "{}", page.say());
    assert!(page.header("content-security-policy").contains("script-src"), "{}", page.say());
    assert!([303, 307, 308, 200].contains(&client.get("//docs").await.status));

    assert_eq!(client.get("//healthz").await.must(200).str("status"), "alive");
    let ready = client.get("//readyz").await.must(200).json();
    let probes: Vec<&str> =
        ready["probes"].as_array().unwrap().iter().filter_map(|probe| probe["name"].as_str()).collect();
    assert_eq!((ready["ready"].as_bool(), probes), (Some(true), vec!["store", "vault", "leases"]));

    // Whoever comes from elsewhere is told that there are no numbers.
    client.get("//metrics").await.refused(404, "no-such-route");
    let own = client.http.get(format!("{}/metrics", service.url)).send().await.unwrap();
    assert_eq!(own.status().as_u16(), 200);
    let content = own.headers()[CONTENT_TYPE].to_str().unwrap().to_owned();
    assert!(content.starts_with("application/openmetrics-text"), "{content}");
    let text = own.text().await.unwrap();
    assert!(text.ends_with("# EOF\n") && text.matches("# EOF").count() == 1, "{text}");
    let names: Vec<&str> = text.lines().filter(|line| line.starts_with("# TYPE")).collect();
    assert!(names.len() > 10 && text.contains("/api/v1/openapi.json"), "{text}");
    let mut twice = names.clone();
    twice.sort_unstable();
    twice.dedup();
    assert_eq!(twice.len(), names.len(), "a family stands there twice: {names:?}");

    for path in [
        "//nothing.js",
        "/nothing",
        "/me/nothing",
        "//api/v2/me",
        "//api",
        "//.env",
        "//docs/nothing",
        "//assets/x",
    ] {
        client.get(path).await.refused(404, "no-such-route");
    }
    // What is there answers HEAD like GET, without the body.
    for path in ["//healthz", "/openapi.json", "/oidc"] {
        let head = client.ask("HEAD", path, None).await.must(200);
        assert!(head.body.is_empty() && !head.header("content-type").is_empty(), "{path}");
    }
    let _: Value = client.get("/oidc").await.must(200).json();
}
