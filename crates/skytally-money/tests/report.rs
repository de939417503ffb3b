//! Reports say what the books say, add up, and name what they cannot tell.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

#[path = "export/any_book.rs"]
#[expect(dead_code, reason = "the exports' tests need more of it")]
mod any_book;
#[path = "report/hand.rs"]
mod hand;
#[path = "report/properties.rs"]
mod properties;
