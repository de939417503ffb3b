//! The service from outside: the real program on a port, asked over HTTP, on every store, with and without its cache.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

mod bad_input;
mod console;
mod fields;
mod findings;
mod hostile;
mod kit;
mod ledger;
mod openapi;
mod posture;
mod receipt_pages;
mod receipts;
mod replay;
mod rights;
mod secrets;
mod walk;
