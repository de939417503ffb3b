//! The OpenAPI document and the page that shows it.

mod plain;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Response};
use axum::middleware::{Next, from_fn};
use axum::routing::get;
use serde_json::Value;
use utoipa::PartialSchema;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::{OpenApi, Ref, RefOr};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::etag::Tag;
use crate::headers::CSP_DOCS;
use crate::problem::{Code, FieldFault, PROBLEM_JSON, ProblemBody};

/// Where the page is.
pub const DOCS_PATH: &str = "/docs";
/// Where the document is.
pub const OPENAPI_PATH: &str = "/api/v1/openapi.json";
/// How long a browser may keep the scripts and styles of the page: they change with the program only.
const ASSETS_CACHE: &str = "public, max-age=3600";

/// The routes of the document and of its page.
///
/// # Errors
/// When the document cannot be written as JSON.
pub fn router<S: Clone + Send + Sync + 'static>(document: &OpenApi) -> Result<Router<S>, serde_json::Error> {
    let bytes = Bytes::from(serde_json::to_vec(document)?);
    let tag = Arc::new(Tag::of_body(&bytes));
    let serve = move |headers: HeaderMap| {
        let response = tag.answer(&headers, || {
            ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, no-cache")], bytes.clone())
        });
        std::future::ready(response)
    };
    // Without its bar: the page shows this document, not one from elsewhere. No validator of strangers is asked.
    let config = Config::from(OPENAPI_PATH)
        .use_base_layout()
        .validator_url("none")
        .default_models_expand_depth(0)
        .doc_expansion("none")
        .filter(true)
        .display_request_duration(true)
        .persist_authorization(false);
    let page: Router<S> = SwaggerUi::new(DOCS_PATH).config(config).into();
    Ok(page.layer(from_fn(for_the_page)).route(OPENAPI_PATH, get(serve)))
}

async fn for_the_page(request: Request, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    let fine = response.status().is_success();
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP_DOCS));
    if fine {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(ASSETS_CACHE));
    }
    response
}

/// Says in the document that every operation may be answered with a problem, and mends what the library says wrongly.
pub fn add_problems(document: &mut OpenApi) {
    plain::choices(document);
    let components = document.components.get_or_insert_default();
    components.schemas.insert("Problem".to_owned(), ProblemBody::schema());
    components.schemas.insert("Code".to_owned(), Code::schema());
    components.schemas.insert("FieldFault".to_owned(), FieldFault::schema());
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let problem =
        ResponseBuilder::new().description("What went wrong.").content(PROBLEM_JSON, content).build();
    for path in document.paths.paths.values_mut() {
        for operation in [
            &mut path.get,
            &mut path.put,
            &mut path.post,
            &mut path.delete,
            &mut path.options,
            &mut path.head,
            &mut path.patch,
            &mut path.trace,
        ]
        .into_iter()
        .flatten()
        {
            let responses = &mut operation.responses.responses;
            responses.entry("default".to_owned()).or_insert_with(|| RefOr::T(problem.clone()));
        }
    }
}

/// The schemas of request bodies that take members which they do not know: types without
/// `#[serde(deny_unknown_fields)]`. A test holds that there are none.
pub fn lenient_bodies(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let operations = document["paths"].as_object().into_iter().flatten();
    for (path, methods) in operations {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            for media in operation["requestBody"]["content"].as_object().into_iter().flatten() {
                lenient(
                    document,
                    &media.1["schema"],
                    &format!("{method} {path}"),
                    &mut Vec::new(),
                    &mut found,
                );
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

fn lenient<'a>(
    document: &'a Value,
    schema: &'a Value,
    place: &str,
    seen: &mut Vec<&'a str>,
    found: &mut Vec<String>,
) {
    if !schema.is_object() {
        return;
    }
    if let Some(reference) = schema["$ref"].as_str() {
        if !seen.contains(&reference) {
            seen.push(reference);
            let target = document.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null);
            lenient(document, target, reference, seen, found);
        }
        return;
    }
    // A schema with names for its members must say that there are no others. A map (no names) may have any.
    if schema["properties"].is_object() && schema["additionalProperties"] != Value::Bool(false) {
        found.push(place.to_owned());
    }
    let members = schema["properties"].as_object().into_iter().flatten().map(|(_, member)| member);
    let choices =
        ["oneOf", "anyOf", "allOf", "prefixItems"].into_iter().filter_map(|name| schema[name].as_array());
    for inner in members.chain(choices.flatten()).chain([&schema["items"], &schema["additionalProperties"]]) {
        lenient(document, inner, place, seen, found);
    }
}

/// The document as it is committed and printed: JSON with two spaces, and a line end.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn printed(document: &OpenApi) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(document)? + "\n")
}
