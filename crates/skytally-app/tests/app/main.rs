//! The application as a whole, on each database, with the cache and without.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

#[macro_use]
#[path = "../kit/mod.rs"]
mod kit;

mod books;
mod books_waiting;
mod doors;
mod estate;
mod history;
mod inventory;
mod life;
mod links;
mod posture;
mod providers;
mod races;
mod reach;
mod receipts;
mod roles;
mod runs;
mod sample;
mod secrets;
mod sessions;
mod sign_up;
mod walls;
