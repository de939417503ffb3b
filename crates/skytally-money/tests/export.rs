//! Any book is exported so that other programs read the same balances, and everything comes back.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

#[path = "export/any_book.rs"]
mod any_book;
#[path = "export/beancount.rs"]
mod beancount;
#[path = "export/hand.rs"]
mod hand;
#[path = "export/hledger.rs"]
mod hledger;
#[path = "export/json.rs"]
mod json;
