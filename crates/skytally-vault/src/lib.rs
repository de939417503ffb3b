//! Seals the credentials of cloud accounts, and the other secrets that the store must keep.
//!
//! Each secret is encrypted with a data key of its own, and that data key is wrapped by a key file or by AWS KMS. Both steps
//! are bound to what the secret belongs to. The sealed text lies with the caller, or in AWS Secrets Manager.
//! The crate knows no store: it gives and takes texts.

mod aead;
mod cache;
mod context;
mod error;
mod file_keys;
mod key_file;
mod key_place;
mod kms;
mod sealed;
mod secret;
mod secrets_manager;
mod vault;

pub use aead::SECRET_MAX_BYTES;
pub use context::Context;
pub use error::VaultError;
pub use sealed::Sealed;
pub use secret::Secret;
pub use vault::{Keys, Place, Rotation, Vault};
