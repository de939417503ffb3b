//! What every back end of the store must do, each case run against SQLite and against PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a case that cannot go on has failed")]

#[macro_use]
mod world;

mod accounts;
mod audit;
mod crashes;
mod crowd;
mod files;
mod findings;
mod from_released;
mod generations;
mod groups;
mod history;
mod house;
mod interleavings;
mod leases;
mod ledger;
mod ledger_filled;
mod ledger_model;
mod ledger_walls;
mod members;
mod migrations;
mod mutes;
mod outbox;
mod outcomes;
mod people;
mod receipts;
mod relations;
mod scopes;
mod sessions;
mod speed;
mod walls;
mod workspaces;
