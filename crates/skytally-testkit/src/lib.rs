//! What tests stand on: servers that run beside them, and data that lies outside the project.
//!
//! It knows no crate of the project. A test that needs something which should be there fails with one sentence; where it
//! need not be there, the test says that it was left out.

mod outside;
mod server;

pub use outside::{outside, python};
pub use server::Server;

use std::path::{Path, PathBuf};

/// The folder of the repository.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).unwrap_or(manifest).to_path_buf()
}
