//! The HTTP API: routes over the use cases, and the OpenAPI document that they make.
//!
//! Routes are short: parse, call one use case, shape the answer. What every answer has in common (problems, limits, headers,
//! request ids, entity tags) is the house's, around them.

pub mod client_ip;
pub mod docs;
pub mod etag;
pub mod extract;
pub mod headers;
pub mod health;
pub mod house;
pub mod idempotency;
pub mod metrics;
pub mod origin;
pub mod page;
pub mod problem;
pub mod rate;
pub mod request_id;

mod auth;
mod console;
mod failure;
mod once;
mod routes;
mod service;
mod state;

pub use service::{ServiceConfig, document, service};
pub use state::CookieConfig;
