//! Doors that shut after failures: each for an address on the network and for what was knocked at, in the store, so that all
//! nodes know and a restart forgets nothing.

use jiff::SignedDuration;
use serde_json::json;
use skytally_identity::policy;
use skytally_notify::Letter;
use skytally_store::{Origin, User};

use crate::app::App;
use crate::caller::signed;
use crate::error::{AppError, Result};

/// Failures from one address before it waits: many people may share one.
const ADDRESS_PATIENCE: i64 = 20;

/// A door with two locks.
pub(crate) struct Door {
    what: &'static str,
    of: String,
    from: String,
}

impl App {
    /// A door, unless one of its locks is shut.
    ///
    /// # Errors
    /// It is shut (`TooMany`); the store failed.
    pub(crate) async fn door(&self, what: &'static str, of: &str, origin: &Origin) -> Result<Door> {
        let door = Door { what, of: format!("{what}:{of}"), from: format!("{what}-from:{}", origin.address) };
        for name in [&door.of, &door.from] {
            let stands = self.store.door(name, origin.at).await?;
            if stands.shut_until > origin.at {
                let wait = stands.shut_until.duration_since(origin.at);
                return Err(AppError::TooMany(wait.try_into().unwrap_or_default()));
            }
        }
        Ok(door)
    }

    /// Somebody knocked at a door where every knock counts, such as one that sends mail. Gives how often that was of late.
    ///
    /// # Errors
    /// The store failed.
    pub(crate) async fn knocked(&self, door: &Door, origin: &Origin) -> Result<i64> {
        let own = self.store.knock_failed(origin, &door.of, delay).await?;
        self.store.knock_failed(origin, &door.from, |failures| delay(failures - ADDRESS_PATIENCE)).await?;
        Ok(own.failures)
    }

    /// Somebody failed at a door. Past a threshold, whose door it is gets a mail.
    ///
    /// # Errors
    /// The store failed.
    pub(crate) async fn failed(&self, door: &Door, origin: &Origin, whose: Option<&User>) -> Result<()> {
        let failures = self.knocked(door, origin).await?;
        let subject = whose.map_or_else(|| "user:unknown".to_owned(), |user| format!("user:{}", user.id));
        let detail = json!({ "door": door.what, "failures": failures });
        self.store.note(origin, "door.refused", &subject, detail).await?;
        let count = u32::try_from(failures).unwrap_or(u32::MAX);
        if let Some(user) = whose
            && policy::mails_owner(count)
        {
            let letter = Letter::SignInFailures {
                workspace: None,
                account: user.email_typed.clone(),
                count,
                last_ip: origin.address.parse().ok(),
                when: origin.at,
            };
            // One for each threshold and hour, however many nodes count.
            let hour = origin.at.as_second() / 3600;
            let dedupe = format!("failures-{}-{count}-{hour}", user.id);
            let letter = self.letter(None, &user.email_typed, &letter, dedupe).await?;
            self.store.send(origin, &letter).await?;
            self.wake_outbox.notify_one();
        }
        Ok(())
    }

    /// Somebody got through: the failures at their own door are forgotten; those of the address are not, else an attacker
    /// with one good account could reset them.
    ///
    /// # Errors
    /// The store failed.
    pub(crate) async fn passed(&self, door: &Door, origin: &Origin) -> Result<()> {
        if self.store.door(&door.of, origin.at).await?.failures > 0 {
            self.store.knock_succeeded(&door.of).await?;
        }
        Ok(())
    }
}

fn delay(failures: i64) -> SignedDuration {
    let failures = u32::try_from(failures.max(0)).unwrap_or(u32::MAX);
    signed(policy::delay_after(failures))
}
