//! Verbs about what proves who somebody is: tokens in mails, passwords, one-time codes, recovery codes.

use jiff::Timestamp;
use serde_json::json;
use skytally_model::UserId;

use crate::cells::{Cells, ms};
use crate::db::{Store, Tx, sql};
use crate::error::{Result, StoreError};
use crate::outbox::Outgoing;
use crate::people::{MailPurpose, MailToken, User, put_mail_token, subject, user};
use crate::scope::{Actor, Origin};

impl Store {
    /// Sends another mail with a token; earlier ones of the same purpose are void.
    ///
    /// # Errors
    /// There is no such person; the database failed.
    pub async fn send_mail_token(&self, origin: &Origin, id: UserId, token: &MailToken) -> Result<()> {
        let mut tx = self.write_all().await?;
        put_mail_token(&mut tx, origin, id, token).await?;
        let action = format!("user.{}-asked", token.purpose.as_str());
        tx.audit_installation(origin, &action, &subject(id), json!({})).await?;
        tx.commit().await
    }

    /// Spends the token of a verification: the address is theirs. Gives none for a token that is unknown, spent or over.
    ///
    /// # Errors
    /// The database failed.
    pub async fn verify_email(&self, origin: &Origin, hash: &str) -> Result<Option<User>> {
        let mut tx = self.write_all().await?;
        let Some(id) = spend(&mut tx, origin, MailPurpose::Verify, hash).await? else { return Ok(None) };
        let row = tx
            .maybe(
                sql("UPDATE users SET verified_ms = COALESCE(verified_ms, $2), version = version + 1
                     WHERE id = $1 RETURNING *")
                .bind(id.to_string())
                .bind(ms(origin.at)),
            )
            .await?
            .ok_or(StoreError::Missing("user"))?;
        let verified = user(&row)?;
        let own = Origin { actor: Actor::User(id), ..origin.clone() };
        tx.audit_installation(&own, "user.verified", &subject(id), json!({})).await?;
        tx.commit().await?;
        Ok(Some(verified))
    }

    /// Whose token this is, without spending it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn mail_token_owner(
        &self,
        purpose: MailPurpose,
        hash: &str,
        now: Timestamp,
    ) -> Result<Option<User>> {
        let mut tx = self.read_all().await?;
        let row = tx
            .maybe(
                sql("SELECT u.* FROM users u JOIN mail_tokens t ON t.user_id = u.id
                     WHERE t.hash = $1 AND t.purpose = $2 AND t.expires_ms > $3")
                .bind(hash.to_owned())
                .bind(purpose.as_str())
                .bind(ms(now)),
            )
            .await?;
        row.as_ref().map(user).transpose()
    }

    /// Spends the token of a reset: the new password holds, every session and API token ends. Whoever can read the mail has
    /// shown that the address is theirs.
    ///
    /// # Errors
    /// The database failed.
    pub async fn reset_password(
        &self,
        origin: &Origin,
        hash: &str,
        password: &str,
        mail: impl FnOnce(&User) -> Outgoing,
    ) -> Result<Option<User>> {
        let mut tx = self.write_all().await?;
        let Some(id) = spend(&mut tx, origin, MailPurpose::Reset, hash).await? else { return Ok(None) };
        let row = tx
            .maybe(
                sql("UPDATE users SET password = $2, verified_ms = COALESCE(verified_ms, $3), version = version + 1
                     WHERE id = $1 RETURNING *")
                .bind(id.to_string())
                .bind(password.to_owned())
                .bind(ms(origin.at)),
            )
            .await?
            .ok_or(StoreError::Missing("user"))?;
        let changed = user(&row)?;
        end_all(&mut tx, id, None).await?;
        tx.run(sql("DELETE FROM api_tokens WHERE user_id = $1").bind(id.to_string())).await?;
        tx.send(origin, &mail(&changed)).await?;
        let own = Origin { actor: Actor::User(id), ..origin.clone() };
        tx.audit_installation(&own, "user.password-reset", &subject(id), json!({})).await?;
        tx.commit().await?;
        Ok(Some(changed))
    }

    /// Sets a new password; all sessions but `keep` end.
    ///
    /// # Errors
    /// There is no such person; the database failed.
    pub async fn change_password(
        &self,
        origin: &Origin,
        id: UserId,
        password: &str,
        keep: Option<&str>,
        mail: &Outgoing,
    ) -> Result<()> {
        let mut tx = self.write_all().await?;
        let changed = tx
            .run(
                sql("UPDATE users SET password = $2, version = version + 1 WHERE id = $1")
                    .bind(id.to_string())
                    .bind(password.to_owned()),
            )
            .await?;
        if changed == 0 {
            return Err(StoreError::Missing("user"));
        }
        end_all(&mut tx, id, keep).await?;
        tx.send(origin, mail).await?;
        tx.audit_installation(origin, "user.password-changed", &subject(id), json!({})).await?;
        tx.commit().await
    }

    /// Keeps the same password under newer parameters.
    ///
    /// # Errors
    /// The database failed.
    pub async fn rehash_password(&self, id: UserId, old: &str, new: &str) -> Result<()> {
        let mut tx = self.write_all().await?;
        tx.run(
            sql("UPDATE users SET password = $3 WHERE id = $1 AND password = $2")
                .bind(id.to_string())
                .bind(old.to_owned())
                .bind(new.to_owned()),
        )
        .await?;
        tx.commit().await
    }

    /// Keeps a sealed secret of one-time codes that is not asked for yet.
    ///
    /// # Errors
    /// Codes are already asked for (`Conflict`); the database failed.
    pub async fn start_totp(&self, origin: &Origin, id: UserId, sealed: &str) -> Result<()> {
        let mut tx = self.write_all().await?;
        let changed = tx
            .run(
                sql("UPDATE users SET totp = $2, totp_step = 0 WHERE id = $1 AND totp_confirmed_ms IS NULL")
                    .bind(id.to_string())
                    .bind(sealed.to_owned()),
            )
            .await?;
        if changed == 0 {
            return Err(StoreError::Conflict(
                "one-time codes are already on: switch them off first".to_owned(),
            ));
        }
        tx.audit_installation(origin, "user.totp-started", &subject(id), json!({})).await?;
        tx.commit().await
    }

    /// From now on codes are asked for; the recovery codes replace any earlier ones.
    ///
    /// # Errors
    /// There is nothing to confirm (`Conflict`); the database failed.
    pub async fn confirm_totp(
        &self,
        origin: &Origin,
        id: UserId,
        step: i64,
        recovery_hashes: &[String],
    ) -> Result<()> {
        let mut tx = self.write_all().await?;
        let changed = tx
            .run(
                sql("UPDATE users SET totp_confirmed_ms = $2, totp_step = $3, version = version + 1
                     WHERE id = $1 AND totp IS NOT NULL AND totp_confirmed_ms IS NULL")
                .bind(id.to_string())
                .bind(ms(origin.at))
                .bind(step),
            )
            .await?;
        if changed == 0 {
            return Err(StoreError::Conflict("there is nothing to confirm".to_owned()));
        }
        put_recovery_codes(&mut tx, id, recovery_hashes).await?;
        tx.member_changed(id, origin.at).await?;
        tx.audit_installation(origin, "user.totp-on", &subject(id), json!({})).await?;
        tx.commit().await
    }

    /// New recovery codes in place of the old ones.
    ///
    /// # Errors
    /// There is no such person; the database failed.
    pub async fn renew_recovery_codes(&self, origin: &Origin, id: UserId, hashes: &[String]) -> Result<()> {
        let mut tx = self.write_all().await?;
        put_recovery_codes(&mut tx, id, hashes).await?;
        tx.audit_installation(origin, "user.recovery-codes-renewed", &subject(id), json!({})).await?;
        tx.commit().await
    }

    /// How many recovery codes are left.
    ///
    /// # Errors
    /// The database failed.
    pub async fn recovery_codes_left(&self, id: UserId) -> Result<i64> {
        let mut tx = self.read_all().await?;
        tx.count(sql("SELECT COUNT(*) AS n FROM recovery_codes WHERE user_id = $1").bind(id.to_string()))
            .await
    }

    /// Codes are no longer asked for.
    ///
    /// # Errors
    /// There is no such person; the database failed.
    pub async fn stop_totp(&self, origin: &Origin, id: UserId, mail: &Outgoing) -> Result<()> {
        let mut tx = self.write_all().await?;
        let changed = tx
            .run(
                sql("UPDATE users SET totp = NULL, totp_confirmed_ms = NULL, totp_step = 0, version = version + 1
                     WHERE id = $1")
                .bind(id.to_string()),
            )
            .await?;
        if changed == 0 {
            return Err(StoreError::Missing("user"));
        }
        tx.member_changed(id, origin.at).await?;
        tx.run(sql("DELETE FROM recovery_codes WHERE user_id = $1").bind(id.to_string())).await?;
        tx.send(origin, mail).await?;
        tx.audit_installation(origin, "user.totp-off", &subject(id), json!({})).await?;
        tx.commit().await
    }

    /// Uses a step of the one-time codes up. Gives false when it, or a later one, was used before.
    ///
    /// # Errors
    /// The database failed.
    pub async fn use_totp_step(&self, id: UserId, step: i64) -> Result<bool> {
        let mut tx = self.write_all().await?;
        let changed = tx
            .run(
                sql("UPDATE users SET totp_step = $2 WHERE id = $1 AND totp_step < $2")
                    .bind(id.to_string())
                    .bind(step),
            )
            .await?;
        tx.commit().await?;
        Ok(changed == 1)
    }

    /// Uses a recovery code up. Gives false when there is no such code.
    ///
    /// # Errors
    /// The database failed.
    pub async fn use_recovery_code(&self, origin: &Origin, id: UserId, hash: &str) -> Result<bool> {
        let mut tx = self.write_all().await?;
        let used = tx
            .run(
                sql("DELETE FROM recovery_codes WHERE user_id = $1 AND hash = $2")
                    .bind(id.to_string())
                    .bind(hash.to_owned()),
            )
            .await?;
        if used == 1 {
            tx.audit_installation(origin, "user.recovery-code-used", &subject(id), json!({})).await?;
        }
        tx.commit().await?;
        Ok(used == 1)
    }
}

async fn spend(tx: &mut Tx<'_>, origin: &Origin, purpose: MailPurpose, hash: &str) -> Result<Option<UserId>> {
    let row = tx
        .maybe(
            sql("DELETE FROM mail_tokens WHERE hash = $1 AND purpose = $2 AND expires_ms > $3 RETURNING user_id")
                .bind(hash.to_owned())
                .bind(purpose.as_str())
                .bind(ms(origin.at)),
        )
        .await?;
    row.map(|row| row.parsed("user_id")).transpose()
}

async fn put_recovery_codes(tx: &mut Tx<'_>, id: UserId, hashes: &[String]) -> Result<()> {
    tx.run(sql("DELETE FROM recovery_codes WHERE user_id = $1").bind(id.to_string())).await?;
    for hash in hashes {
        tx.run(
            sql("INSERT INTO recovery_codes (user_id, hash) VALUES ($1, $2)")
                .bind(id.to_string())
                .bind(hash.clone()),
        )
        .await?;
    }
    Ok(())
}

/// Ends the sessions of a person, all or all but one.
async fn end_all(tx: &mut Tx<'_>, id: UserId, keep: Option<&str>) -> Result<()> {
    tx.run(
        sql("DELETE FROM sessions WHERE user_id = $1 AND hash <> $2")
            .bind(id.to_string())
            .bind(keep.unwrap_or_default().to_owned()),
    )
    .await?;
    Ok(())
}
