//! Verbs about the outbox: nothing is sent that was not first committed with the change it announces.

use jiff::{SignedDuration, Timestamp};
use skytally_model::WorkspaceId;
use uuid::Uuid;

use crate::cells::{Cells, ms};
use crate::db::{Store, Tx, built, sql};
use crate::error::{Result, StoreError};
use crate::scope::{Origin, new_uuid};

/// A letter to be sent.
#[derive(Clone)]
pub struct Outgoing {
    /// The workspace that it is about, if it is about one.
    pub about: Option<WorkspaceId>,
    /// The address.
    pub recipient: String,
    /// The letter, sealed: it may hold a link that opens a door.
    pub letter: String,
    /// Two letters with the same key are one.
    pub dedupe: String,
}

/// A letter that waits.
#[derive(Clone)]
pub struct Waiting {
    /// Its place in the outbox.
    pub id: Uuid,
    /// The address.
    pub recipient: String,
    /// The letter, sealed.
    pub letter: String,
    /// Its key.
    pub dedupe: String,
    /// How often it was tried.
    pub attempts: i64,
}

/// How the outbox stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxCounts {
    /// Letters that wait.
    pub waiting: i64,
    /// Letters that nobody would take.
    pub failed: i64,
    /// Since when the oldest waits.
    pub oldest: Option<Timestamp>,
}

impl Tx<'_> {
    /// Puts a letter into the outbox with the change that it announces.
    pub(crate) async fn send(&mut self, origin: &Origin, letter: &Outgoing) -> Result<()> {
        self.run(
            sql("INSERT INTO outbox (id, dedupe, about_workspace, recipient, letter, created_ms, due_ms, state)
                 VALUES ($1, $2, $3, $4, $5, $6, $6, 'waiting') ON CONFLICT (dedupe) DO NOTHING")
            .bind(new_uuid(origin.at).to_string())
            .bind(letter.dedupe.clone())
            .bind(letter.about.map(|id| id.to_string()))
            .bind(letter.recipient.clone())
            .bind(letter.letter.clone())
            .bind(ms(origin.at)),
        )
        .await?;
        Ok(())
    }
}

impl Store {
    /// Puts a letter into the outbox that goes with no change.
    ///
    /// # Errors
    /// The database failed.
    pub async fn send(&self, origin: &Origin, letter: &Outgoing) -> Result<()> {
        let mut tx = self.write_all().await?;
        tx.send(origin, letter).await?;
        tx.commit().await
    }

    /// Takes letters that are due; nobody else gets them for the time of `hold`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take_letters(
        &self,
        now: Timestamp,
        hold: SignedDuration,
        most: i64,
    ) -> Result<Vec<Waiting>> {
        let mut tx = self.write_all().await?;
        let lock = tx.lock(" FOR UPDATE SKIP LOCKED");
        let rows = tx
            .all(
                built(format!(
                    "UPDATE outbox SET due_ms = $2, attempts = attempts + 1 WHERE id IN
                     (SELECT id FROM outbox WHERE state = 'waiting' AND due_ms <= $1 ORDER BY due_ms LIMIT $3{lock})
                     RETURNING *"
                ))
                .bind(ms(now))
                .bind(ms(now + hold))
                .bind(most),
            )
            .await?;
        let mut letters = rows
            .iter()
            .map(|row| {
                Ok(Waiting {
                    id: row.parsed("id")?,
                    recipient: row.text("recipient")?,
                    letter: row.text("letter")?,
                    dedupe: row.text("dedupe")?,
                    attempts: row.int("attempts")?,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        tx.commit().await?;
        // Ids sort by the time they were made.
        letters.sort_by_key(|letter| letter.id);
        Ok(letters)
    }

    /// The letter is on its way; what it said is forgotten.
    ///
    /// # Errors
    /// The database failed.
    pub async fn letter_sent(&self, id: Uuid, now: Timestamp) -> Result<()> {
        let mut tx = self.write_all().await?;
        tx.run(
            sql("UPDATE outbox SET state = 'sent', sent_ms = $2, letter = '', problem = NULL WHERE id = $1")
                .bind(id.to_string())
                .bind(ms(now)),
        )
        .await?;
        tx.commit().await
    }

    /// The letter could not be sent: it is tried again at `again`, or never.
    ///
    /// # Errors
    /// The database failed.
    pub async fn letter_failed(&self, id: Uuid, problem: &str, again: Option<Timestamp>) -> Result<()> {
        let mut tx = self.write_all().await?;
        let query = match again {
            Some(again) => {
                sql("UPDATE outbox SET problem = $2, due_ms = $3 WHERE id = $1 AND state = 'waiting'")
                    .bind(id.to_string())
                    .bind(problem.to_owned())
                    .bind(ms(again))
            }
            None => sql("UPDATE outbox SET problem = $2, state = 'failed', letter = ''
                         WHERE id = $1 AND state = 'waiting'")
            .bind(id.to_string())
            .bind(problem.to_owned()),
        };
        tx.run(query).await?;
        tx.commit().await
    }

    /// How the outbox stands.
    ///
    /// # Errors
    /// The database failed.
    pub async fn outbox_counts(&self) -> Result<OutboxCounts> {
        let mut tx = self.read_all().await?;
        let row = tx
            .maybe(sql("SELECT COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting,
                        COUNT(CASE WHEN state = 'failed' THEN 1 END) AS failed,
                        MIN(CASE WHEN state = 'waiting' THEN created_ms END) AS oldest FROM outbox"))
            .await?
            .ok_or(StoreError::Missing("outbox"))?;
        Ok(OutboxCounts {
            waiting: row.int("waiting")?,
            failed: row.int("failed")?,
            oldest: row.maybe_time("oldest")?,
        })
    }
}
