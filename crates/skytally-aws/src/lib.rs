//! The AWS client: credentials, endpoints, signing, protocols, paging, retries. Driven by wire models, read-only by use.
//!
//! It knows no kind and no check: who calls it says which operation, where, and with what parameters.

mod assume;
mod base;
mod client;
mod endpoint;
mod error;
mod http;
mod identity;
mod limiter;
mod meter;
mod pages;
pub mod protocol;
mod refusal;
mod setup;
#[cfg(test)]
mod tests;

pub use base::{Base, Key};
pub use client::{Client, RetryPolicy};
pub use endpoint::{EndpointError, Overrides, is_listed};
pub use error::CallError;
pub use http::Timeouts;
pub use meter::{Ended, Failures, Meter};
pub use pages::{PAGES_MAX, Pages, Paging};
pub use refusal::Refusal;
pub use setup::{Setup, SetupError};
