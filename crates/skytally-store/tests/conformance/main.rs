//! What every back end of the store must do, each case run against SQLite and against PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a case that cannot go on has failed")]

#[macro_use]
mod world;

mod accounts;
mod audit;
mod crowd;
mod files;
mod findings;
mod generations;
mod house;
mod interleavings;
mod leases;
mod members;
mod migrations;
mod outbox;
mod people;
mod scopes;
mod sessions;
mod speed;
mod walls;
mod workspaces;
