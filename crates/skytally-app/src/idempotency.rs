//! Creating calls that can be repeated: the same key and the same request give the same answer, once.

use skytally_store::Claim;
use skytally_vault::{Context, Secret};

use crate::app::App;
use crate::caller::Caller;
use crate::error::{AppError, Result};

/// What a repeated call gets.
pub enum Replay {
    /// It is the first: go on, and say how it ended.
    First,
    /// It was answered before, like this.
    Answered {
        /// The status.
        status: u16,
        /// The body.
        body: Vec<u8>,
    },
    /// The same request is being worked on.
    Busy,
    /// The key was used for another request.
    Other,
}

/// Answers may hold what is shown once, such as a token: they are kept sealed, and bound to whom and what they are for.
fn context(owner: &str, key: &str) -> Context {
    let subject = crate::sign_up::short_hash(&format!("{owner} {key}"));
    Context { workspace: None, subject: format!("answer:{subject}"), purpose: "idempotency" }
}

impl App {
    /// Claims a key for a request.
    ///
    /// # Errors
    /// The store or the vault failed.
    pub async fn claim(&self, caller: &Caller, key: &str, fingerprint: &str) -> Result<Replay> {
        let owner = caller.owner_key();
        match self.store.claim(&owner, key, fingerprint, self.now()).await? {
            Claim::New => Ok(Replay::First),
            Claim::Busy => Ok(Replay::Busy),
            Claim::Other => Ok(Replay::Other),
            Claim::Answered { status, answer } => {
                let sealed = answer.parse()?;
                let body = self.vault.unseal(&context(&owner, key), &sealed).await?;
                let status = u16::try_from(status)
                    .map_err(|_| AppError::Internal("a kept answer has no status".to_owned()))?;
                Ok(Replay::Answered { status, body: body.expose().to_vec() })
            }
        }
    }

    /// Keeps the answer of a claimed request. Without one (it failed and changed nothing) the key is free again.
    ///
    /// # Errors
    /// The store failed.
    pub async fn answered(&self, caller: &Caller, key: &str, answer: Option<(u16, &[u8])>) -> Result<()> {
        let owner = caller.owner_key();
        match answer {
            None => self.store.answer(&owner, key, None).await?,
            Some((status, body)) => {
                let plain = Secret::from(body.to_vec());
                let sealed = self.vault.seal_here(&context(&owner, key), &plain).await?;
                self.store.answer(&owner, key, Some((i64::from(status), sealed.as_str()))).await?;
            }
        }
        Ok(())
    }
}
