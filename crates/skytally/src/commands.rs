//! The commands, one file each.

pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod documents;
pub(crate) mod ledger;
pub(crate) mod openapi;
pub(crate) mod policy;
pub(crate) mod receipt_reader;
pub(crate) mod scan;
pub(crate) mod serve;
mod session;
mod stop;
pub(crate) mod vault;
