//! The outbox drain: takes letters that are due, delivers them, and writes down how it went.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use skytally_notify::{DeliveryError, Letter, retry_after};
use skytally_store::Waiting;
use tokio_util::sync::CancellationToken;

use crate::app::{App, letter_context};
use crate::caller::signed;
use crate::counters::Counters;
use crate::error::{AppError, Result};

/// How often the outbox is looked at when nobody rings: letters of other nodes, and those that are due again.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long nobody else gets a letter that is being delivered.
const HOLD: SignedDuration = SignedDuration::from_secs(120);
/// Letters that are taken at once.
const LETTERS_MAX: i64 = 20;

/// Drains the outbox until the service stops.
pub(crate) async fn run(app: Arc<App>, stop: CancellationToken) {
    loop {
        let wait = async {
            tokio::select! {
                () = app.wake_outbox.notified() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        };
        if stop.run_until_cancelled(wait).await.is_none() {
            return;
        }
        while !stop.is_cancelled() {
            match app.drain_once().await {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "the outbox cannot be drained");
                    break;
                }
            }
        }
    }
}

impl App {
    /// Delivers the letters that are due. Gives how many there were.
    ///
    /// # Errors
    /// The store failed. A letter that cannot be delivered is no error: it is tried again, or given up.
    pub async fn drain_once(&self) -> Result<usize> {
        let letters = self.store.take_letters(self.now(), HOLD, LETTERS_MAX).await?;
        let count = letters.len();
        for letter in letters {
            match self.deliver(&letter).await {
                Ok(()) => {
                    self.store.letter_sent(letter.id, self.now()).await?;
                    Counters::add(&self.counters.letters_sent, 1);
                }
                Err(error) => {
                    let attempt = u32::try_from(letter.attempts).unwrap_or(u32::MAX);
                    let jitter = u64::from_le_bytes(self.random::<8>()?);
                    let wait = if error.is_temporary() { retry_after(attempt, jitter) } else { None };
                    let again = wait.map(|wait| self.now() + signed(wait));
                    if again.is_none() {
                        Counters::add(&self.counters.letters_failed, 1);
                    }
                    tracing::warn!(letter = %letter.id, attempt, again = again.is_some(), %error, "a mail was not delivered");
                    self.store.letter_failed(letter.id, &error.to_string(), again).await?;
                }
            }
        }
        Ok(count)
    }

    async fn deliver(&self, waiting: &Waiting) -> std::result::Result<(), DeliveryError> {
        let mail = async {
            let sealed = waiting.letter.parse()?;
            let plain = self.vault.unseal(&letter_context(&waiting.dedupe), &sealed).await?;
            let text =
                plain.expose_text().map_err(|_| AppError::Internal("the letter is not text".to_owned()))?;
            Ok::<_, AppError>(Letter::from_json(text)?.render(&waiting.recipient, &waiting.dedupe)?)
        };
        let mail = match mail.await {
            Ok(mail) => mail,
            Err(AppError::Busy) => return Err(DeliveryError::Temporary("the vault is busy".to_owned())),
            Err(error) => return Err(DeliveryError::Permanent(error.to_string())),
        };
        self.transport.deliver(&mail).await
    }
}
