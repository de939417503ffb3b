//! Wrapping every sealed secret anew, after the vault has a new key: while the service goes on, and as often as one likes.

use jiff::Timestamp;
use serde_json::json;
use skytally_store::{Actor, Origin, Store};
use skytally_vault::{Context, Vault};

use crate::accounts::key_context;
use crate::error::Result;
use crate::sign_in::totp_context;

/// What a rotation did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rotated {
    /// Secrets that were wrapped anew.
    pub rewrapped: u64,
    /// Secrets that had the newest key already.
    pub untouched: u64,
}

/// Wraps the keys of cloud accounts and the secrets of one-time codes anew. Letters and answers that wait are not: they are
/// gone within days, and until then the former key opens them.
///
/// # Errors
/// A secret cannot be opened; the store failed. What was done stays done: it can be run again.
pub async fn rotate(store: &Store, vault: &Vault, now: Timestamp) -> Result<Rotated> {
    let mut done = Rotated::default();
    for (workspace, account, sealed) in store.sealed_accounts().await? {
        if let Some(new) = rewrapped(vault, &key_context(workspace, account), &sealed, &mut done).await? {
            // One that was linked again meanwhile already has the new key.
            store.replace_sealed(workspace, account, &sealed, &new).await?;
        }
    }
    for (user, sealed) in store.sealed_totps().await? {
        if let Some(new) = rewrapped(vault, &totp_context(user), &sealed, &mut done).await? {
            store.replace_totp(user, &sealed, &new).await?;
        }
    }
    let origin = Origin { actor: Actor::Operator, address: String::new(), request: String::new(), at: now };
    let detail = json!({ "rewrapped": done.rewrapped, "key": vault.fingerprint() });
    store.note(&origin, "vault.rotated", "vault", detail).await?;
    Ok(done)
}

async fn rewrapped(
    vault: &Vault,
    context: &Context,
    sealed: &str,
    done: &mut Rotated,
) -> Result<Option<String>> {
    let new = vault.rewrap(context, &sealed.parse()?).await?;
    match &new {
        Some(_) => done.rewrapped += 1,
        None => done.untouched += 1,
    }
    Ok(new.map(|new| new.to_string()))
}
