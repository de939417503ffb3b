//! What the tests of the service stand on: the program as a process, people, an estate, and a client.

mod client;
mod estate;
mod people;
mod service;
mod wait;

pub(crate) use client::{Answer, Client, Key};
pub(crate) use estate::{Estate, differences, workspace};
pub(crate) use people::Person;
pub(crate) use service::{Service, Setup};
pub(crate) use wait::until;

use std::sync::OnceLock;

use serde_json::Value;

/// A password that nobody guesses.
pub(crate) const PASSWORD: &str = "quite-Long-horse-battery-9";
/// An id that nothing has.
pub(crate) const NOBODY: &str = "01900000-0000-7000-8000-000000000000";

/// The OpenAPI document as it is committed.
pub(crate) fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let path = skytally_testkit::root().join("docs/openapi.json");
        let text =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).unwrap()
    })
}

/// An operation of the document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation {
    pub(crate) id: &'static str,
    /// In capitals.
    pub(crate) method: &'static str,
    /// With its parameters in braces.
    pub(crate) path: &'static str,
    pub(crate) value: &'static Value,
}

impl Operation {
    /// The parameters that stand in one place: `path`, `query`, `header`.
    pub(crate) fn parameters(&self, place: &str) -> Vec<&'static str> {
        let all = self.value["parameters"].as_array().into_iter().flatten();
        all.filter(|one| one["in"] == place).filter_map(|one| one["name"].as_str()).collect()
    }

    /// Whether it only reads.
    pub(crate) fn is_safe(&self) -> bool {
        self.method == "GET"
    }

    /// The schema of its body, if it takes one.
    pub(crate) fn body(&self) -> Option<&'static Value> {
        let schema = &self.value["requestBody"]["content"]["application/json"]["schema"];
        schema.is_object().then_some(schema)
    }
}

/// All operations of the document, in its order.
pub(crate) fn operations() -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, methods) in document()["paths"].as_object().unwrap() {
        for (method, value) in methods.as_object().unwrap() {
            let method = match method.as_str() {
                "get" => "GET",
                "put" => "PUT",
                "post" => "POST",
                "patch" => "PATCH",
                "delete" => "DELETE",
                other => panic!("{path} has the method {other}, which the tests do not know"),
            };
            let id = value["operationId"].as_str().unwrap();
            all.push(Operation { id, method, path, value });
        }
    }
    assert!(all.len() > 50, "{} operations are too few to be all", all.len());
    all
}

/// A schema behind its references.
pub(crate) fn resolve(schema: &'static Value) -> &'static Value {
    match schema["$ref"].as_str() {
        Some(reference) => resolve(document().pointer(reference.trim_start_matches('#')).unwrap()),
        None => schema,
    }
}
