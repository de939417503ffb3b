//! What several tests of the vault stand on.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use skytally_vault::{Context, Keys, Place, Vault, VaultError};

/// A folder that goes with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("skytally-vault-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind in the temporary folder harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn now() -> Timestamp {
    "2026-01-15T00:00:00Z".parse().unwrap()
}

pub(crate) async fn open(path: &Path, create: bool) -> Result<Vault, VaultError> {
    Vault::open(Keys::File(path.to_owned()), Place::Inline, create, now()).await
}

/// The context of a cloud account's key, by small numbers.
pub(crate) fn account(workspace: u8, link: u8) -> Context {
    let id = |kind: u8, number: u8| format!("00000000-0000-7000-80{kind:02}-0000000000{number:02x}");
    Context { workspace: Some(id(1, workspace).parse().unwrap()), subject: id(2, link), purpose: "aws-key" }
}

/// The text of an error; a secret has no `Debug`, so `unwrap_err` is not to be had.
pub(crate) fn said<T>(result: Result<T, VaultError>) -> String {
    result.err().map(|error| error.to_string()).unwrap_or_else(|| panic!("an error was expected"))
}
