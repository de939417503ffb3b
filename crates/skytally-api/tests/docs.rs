//! The page of the API, and what holds the OpenAPI document.
#![expect(dead_code, reason = "the operations stand for their description only")]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use prometheus_client::registry::Registry;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use skytally_api::docs::{self, DOCS_PATH, OPENAPI_PATH};
use skytally_api::extract::Text;
use skytally_api::house::{HouseConfig, house};
use skytally_api::metrics::Metrics;
use skytally_api::page::{Page, PageParams};
use tower::ServiceExt;
use utoipa::openapi::OpenApi as Document;
use utoipa::{OpenApi, ToSchema};

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Strict {
    name: Text<20>,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct Lenient {
    #[schema(inline)]
    inside: Strict,
}

#[utoipa::path(post, path = "/strict", request_body = Strict, responses((status = 201, body = Strict)))]
fn strict() {}

#[utoipa::path(put, path = "/lenient", request_body = Lenient, responses((status = 204)))]
fn lenient() {}

#[utoipa::path(get, path = "/list", params(PageParams), responses((status = 200, body = Page<Strict>)))]
fn list() {}

#[derive(OpenApi)]
#[openapi(paths(strict, lenient, list))]
struct Api;

fn document() -> Document {
    let mut document = Api::openapi();
    docs::add_problems(&mut document);
    document
}

fn service() -> Router {
    let routes = docs::router(&document()).expect("a document that can be written");
    house(routes, &HouseConfig::default(), &Metrics::new(&mut Registry::default()))
}

async fn get(path: &str) -> (u16, axum::http::HeaderMap, Vec<u8>) {
    let request = Request::get(path).body(Body::empty()).expect("a path");
    let (parts, body) = service().oneshot(request).await.unwrap_or_else(|never| match never {}).into_parts();
    (
        parts.status.as_u16(),
        parts.headers,
        to_bytes(body, 10_000_000).await.expect("a body that ends").to_vec(),
    )
}

#[tokio::test]
async fn the_page_and_all_that_it_loads_come_from_here() {
    let (status, headers, page) = get(&format!("{DOCS_PATH}/")).await;
    let page = String::from_utf8(page).unwrap();
    assert_eq!(status, 200);
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe"), "{policy}");
    let sources = page.split(['"', '\'']).filter(|text| text.ends_with(".js") || text.ends_with(".css"));
    let sources: Vec<&str> = sources.map(|source| source.trim_start_matches("./")).collect();
    assert!(sources.len() >= 4, "{page}");
    for source in sources {
        let (status, headers, body) = get(&format!("{DOCS_PATH}/{source}")).await;
        assert_eq!(status, 200, "{source}");
        assert!(!body.is_empty() && headers["x-content-type-options"] == "nosniff");
    }
    let (_, _, start) = get(&format!("{DOCS_PATH}/swagger-initializer.js")).await;
    assert!(String::from_utf8(start).unwrap().contains(OPENAPI_PATH));
    let (status, _, problem) = get(&format!("{DOCS_PATH}/nothing.js")).await;
    assert_eq!(status, 404);
    assert_eq!(serde_json::from_slice::<Value>(&problem).unwrap()["code"], "no-such-route");
    let (status, headers, body) = get(OPENAPI_PATH).await;
    assert_eq!(
        (status, serde_json::from_slice::<Value>(&body).unwrap()["openapi"].as_str()),
        (200, Some("3.1.0"))
    );
    assert!(headers.contains_key("etag"));
}

#[test]
fn every_operation_may_be_answered_with_a_problem() {
    let document: Value = serde_json::from_str(&docs::printed(&document()).unwrap()).unwrap();
    for (path, method) in [("/strict", "post"), ("/lenient", "put"), ("/list", "get")] {
        let answer = &document["paths"][path][method]["responses"]["default"]["content"];
        let schema = &answer["application/problem+json"]["schema"]["$ref"];
        assert_eq!(schema, "#/components/schemas/Problem", "{path}");
    }
    let problem = &document["components"]["schemas"]["Problem"];
    assert_eq!(problem["properties"]["code"]["$ref"], "#/components/schemas/Code");
    let codes = document["components"]["schemas"]["Code"]["enum"].as_array().unwrap();
    assert_eq!(codes.len(), skytally_api::problem::Code::ALL.len());
    assert!(codes.contains(&json!("no-such-route")));
}

#[test]
fn a_body_that_takes_unknown_members_is_found() {
    let document: Value = serde_json::to_value(document()).unwrap();
    assert_eq!(docs::lenient_bodies(&document), ["#/components/schemas/Lenient"]);
}

#[test]
fn the_schema_of_a_text_says_what_is_taken() {
    let document: Value = serde_json::to_value(document()).unwrap();
    let name = &document["components"]["schemas"]["Strict"]["properties"]["name"];
    let text = name["$ref"].as_str().map_or(name, |reference| document.pointer(&reference[1..]).unwrap());
    assert_eq!((&text["minLength"], &text["maxLength"]), (&json!(1), &json!(20)), "{name}");
}
