//! What tests stand on: servers that run beside them, and data that lies outside the project.
//!
//! It knows no crate of the project. A test that needs something which should be there fails with one sentence; where it
//! need not be there, the test says that it was left out.

mod outside;
pub mod pdf;
mod postgres;
mod server;
mod smtp;
mod textract;

pub use outside::{beancount_python, outside, program, python};
pub use postgres::{Database, Postgres};
pub use server::Server;
pub use smtp::SmtpServer;
pub use textract::{Asked, Says, TextractServer};

use std::path::{Path, PathBuf};

/// The folder of the repository.
///
/// As Cargo says when it runs the test: clones that share what is compiled must not read each other's files.
pub fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.ancestors().nth(2).map_or_else(|| manifest.clone(), Path::to_path_buf)
}
