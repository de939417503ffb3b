//! The rules of money: the ledger's, the readers of bank files, and what receipts say. Pure: no I/O, no clock but the one handed in, no floating point.

mod amount;
pub mod bank;
pub mod budget;
pub mod categorise;
pub mod export;
pub mod inbox;
pub mod ledger;
pub mod receipt;
pub mod recurring;
pub mod report;
