//! The sections, each a small struct that says what it takes and reads itself.

pub(crate) mod collection;
pub(crate) mod data;
pub(crate) mod limits;
pub(crate) mod log;
pub(crate) mod mail;
pub(crate) mod people;
pub(crate) mod receipt_reader;
pub(crate) mod receipts;
pub(crate) mod server;
pub(crate) mod store;
pub(crate) mod vault;

pub(crate) use collection::Collection;
pub(crate) use data::{Cache, Catalog, Data, Retention};
pub(crate) use limits::Limits;
pub(crate) use log::{Log, LogFormat, Telemetry};
pub(crate) use mail::Mail;
pub(crate) use people::People;
pub(crate) use receipt_reader::ReceiptReader;
pub(crate) use receipts::Receipts;
pub(crate) use server::Server;
pub(crate) use store::Store;
pub(crate) use vault::Vault;
