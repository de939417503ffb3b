//! People: who they are, and the verbs that sign them up and let them go.

use jiff::Timestamp;
use serde_json::json;
use skytally_model::UserId;

use crate::cells::{Cells, ms};
use crate::db::{Store, Tx, built, sql};
use crate::error::{Result, StoreError};
use crate::outbox::Outgoing;
use crate::scope::{Actor, Origin, new_uuid};

/// A person.
#[derive(Debug, Clone, PartialEq)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Their address, normalised.
    pub email: String,
    /// Their address as they write it.
    pub email_typed: String,
    /// What they want to be called.
    pub name: String,
    /// Whether they have a password.
    pub has_password: bool,
    /// When the address was verified.
    pub verified: Option<Timestamp>,
    /// Since when a one-time code is asked for.
    pub totp_since: Option<Timestamp>,
    /// When they signed up.
    pub created: Timestamp,
    /// Grows with every change.
    pub version: i64,
}

/// What a sign-in is compared with. It is never shown, and has no `Debug`.
pub struct Proofs {
    /// The Argon2id hash, if they have a password.
    pub password: Option<String>,
    /// The sealed secret of the one-time codes, confirmed or not.
    pub totp: Option<String>,
    /// Whether codes are asked for.
    pub totp_confirmed: bool,
    /// The last step that was used.
    pub totp_step: i64,
}

/// Somebody who signs up.
pub struct NewUser {
    /// Their address, normalised.
    pub email: String,
    /// Their address as they write it.
    pub email_typed: String,
    /// What they want to be called.
    pub name: String,
    /// The Argon2id hash; none for whoever comes from an identity provider.
    pub password: Option<String>,
    /// Whether the address is already known to be theirs.
    pub verified: bool,
}

/// What a link in a mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailPurpose {
    /// To show that an address is theirs.
    Verify,
    /// To set a new password.
    Reset,
}

impl MailPurpose {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Reset => "reset",
        }
    }
}

/// A link in a mail, by the hash of its token.
pub struct MailToken {
    /// What it is for.
    pub purpose: MailPurpose,
    /// The hash of the token; the token itself is only in the mail.
    pub hash: String,
    /// When it ends.
    pub expires: Timestamp,
    /// The mail that carries it.
    pub mail: Outgoing,
}

pub(crate) fn user(row: &sqlx::any::AnyRow) -> Result<User> {
    Ok(User {
        id: row.parsed("id")?,
        email: row.text("email")?,
        email_typed: row.text("email_typed")?,
        name: row.text("name")?,
        has_password: row.maybe_text("password")?.is_some(),
        verified: row.maybe_time("verified_ms")?,
        totp_since: row.maybe_time("totp_confirmed_ms")?,
        created: row.time("created_ms")?,
        version: row.int("version")?,
    })
}

impl Store {
    /// A person by their id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn user(&self, id: UserId) -> Result<Option<User>> {
        let mut tx = self.read_all().await?;
        let row = tx.maybe(sql("SELECT * FROM users WHERE id = $1").bind(id.to_string())).await?;
        row.as_ref().map(user).transpose()
    }

    /// A person by their normalised address.
    ///
    /// # Errors
    /// The database failed.
    pub async fn user_by_email(&self, email: &str) -> Result<Option<User>> {
        let mut tx = self.read_all().await?;
        let row = tx.maybe(sql("SELECT * FROM users WHERE email = $1").bind(email.to_owned())).await?;
        row.as_ref().map(user).transpose()
    }

    /// A person by what an identity provider calls them.
    ///
    /// # Errors
    /// The database failed.
    pub async fn user_by_identity(&self, issuer: &str, subject: &str) -> Result<Option<User>> {
        let mut tx = self.read_all().await?;
        let row = tx
            .maybe(
                sql("SELECT u.* FROM users u JOIN identities i ON i.user_id = u.id
                     WHERE i.issuer = $1 AND i.subject = $2")
                .bind(issuer.to_owned())
                .bind(subject.to_owned()),
            )
            .await?;
        row.as_ref().map(user).transpose()
    }

    /// Whether anybody has signed up.
    ///
    /// # Errors
    /// The database failed.
    pub async fn has_users(&self) -> Result<bool> {
        let mut tx = self.read_all().await?;
        Ok(tx.maybe(sql("SELECT id FROM users LIMIT 1")).await?.is_some())
    }

    /// What a sign-in is compared with.
    ///
    /// # Errors
    /// There is no such person; the database failed.
    pub async fn proofs(&self, id: UserId) -> Result<Proofs> {
        let mut tx = self.read_all().await?;
        let row = tx
            .maybe(
                sql("SELECT password, totp, totp_confirmed_ms, totp_step FROM users WHERE id = $1")
                    .bind(id.to_string()),
            )
            .await?
            .ok_or(StoreError::Missing("user"))?;
        Ok(Proofs {
            password: row.maybe_text("password")?,
            totp: row.maybe_text("totp")?,
            totp_confirmed: row.maybe_int("totp_confirmed_ms")?.is_some(),
            totp_step: row.int("totp_step")?,
        })
    }

    /// Signs somebody up; with the mail that asks them to show that the address is theirs, where it is to be shown.
    ///
    /// # Errors
    /// The address is taken (`Conflict`); the database failed.
    pub async fn create_user(
        &self,
        origin: &Origin,
        new: &NewUser,
        identity: Option<(&str, &str)>,
        mail: Option<&MailToken>,
    ) -> Result<User> {
        let id = UserId::new(new_uuid(origin.at));
        let mut tx = self.write_all().await?;
        let made = tx
            .run(
                sql("INSERT INTO users (id, email, email_typed, name, password, verified_ms, created_ms)
                     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (email) DO NOTHING")
                .bind(id.to_string())
                .bind(new.email.clone())
                .bind(new.email_typed.clone())
                .bind(new.name.clone())
                .bind(new.password.clone())
                .bind(new.verified.then(|| ms(origin.at)))
                .bind(ms(origin.at)),
            )
            .await?;
        if made == 0 {
            return Err(StoreError::Conflict("the address is already in use".to_owned()));
        }
        if let Some((issuer, subject)) = identity {
            bind_identity(&mut tx, origin, id, issuer, subject).await?;
        }
        if let Some(mail) = mail {
            put_mail_token(&mut tx, origin, id, mail).await?;
        }
        // From here on the person is the actor of their own sign-up.
        let own = Origin { actor: Actor::User(id), ..origin.clone() };
        tx.audit_installation(&own, "user.sign-up", &subject(id), json!({ "verified": new.verified }))
            .await?;
        let row = tx.maybe(sql("SELECT * FROM users WHERE id = $1").bind(id.to_string())).await?;
        let made = row.as_ref().map(user).transpose()?.ok_or(StoreError::Missing("user"))?;
        tx.commit().await?;
        Ok(made)
    }

    /// Binds an identity provider's name for somebody to a person who already is there.
    ///
    /// # Errors
    /// It is bound to somebody else; the database failed.
    pub async fn add_identity(&self, origin: &Origin, id: UserId, issuer: &str, subject: &str) -> Result<()> {
        let mut tx = self.write_all().await?;
        bind_identity(&mut tx, origin, id, issuer, subject).await?;
        tx.audit_installation(origin, "user.identity-added", &self::subject(id), json!({ "issuer": issuer }))
            .await?;
        tx.commit().await
    }

    /// Changes what somebody is called.
    ///
    /// # Errors
    /// There is no such person; the database failed.
    pub async fn rename_user(&self, origin: &Origin, id: UserId, name: &str) -> Result<User> {
        let mut tx = self.write_all().await?;
        let row = tx
            .maybe(
                sql("UPDATE users SET name = $2, version = version + 1 WHERE id = $1 RETURNING *")
                    .bind(id.to_string())
                    .bind(name.to_owned()),
            )
            .await?
            .ok_or(StoreError::Missing("user"))?;
        let changed = user(&row)?;
        tx.member_changed(id, origin.at).await?;
        tx.audit_installation(origin, "user.renamed", &subject(id), json!({})).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Removes a person and all that is theirs. Workspaces stay; whoever is the only owner of one cannot go.
    ///
    /// # Errors
    /// They are the only owner of a workspace (`Conflict`); there is no such person; the database failed.
    pub async fn delete_user(&self, origin: &Origin, id: UserId) -> Result<()> {
        let mut tx = self.write_all().await?;
        // Two owners of a workspace who go at once must not both see the other.
        let lock = tx.lock("FOR NO KEY UPDATE");
        tx.all(
            built(format!(
                "SELECT workspace_id FROM workspaces WHERE workspace_id IN
                 (SELECT workspace_id FROM members WHERE user_id = $1) ORDER BY 1 {lock}"
            ))
            .bind(id.to_string()),
        )
        .await?;
        let lock = tx.lock("FOR UPDATE");
        tx.maybe(built(format!("SELECT id FROM users WHERE id = $1 {lock}")).bind(id.to_string()))
            .await?
            .ok_or(StoreError::Missing("user"))?;
        let orphans = tx
            .count(
                sql("SELECT COUNT(*) AS n FROM members m WHERE m.user_id = $1 AND m.role = 'owner' AND NOT EXISTS
                     (SELECT 1 FROM members o WHERE o.workspace_id = m.workspace_id AND o.role = 'owner'
                      AND o.user_id <> m.user_id)")
                .bind(id.to_string()),
            )
            .await?;
        if orphans > 0 {
            return Err(StoreError::Conflict(format!(
                "the person is the only owner of {orphans} workspaces: make somebody else an owner or delete them first"
            )));
        }
        tx.member_changed(id, origin.at).await?;
        tx.run(sql("DELETE FROM users WHERE id = $1").bind(id.to_string())).await?;
        tx.audit_installation(origin, "user.deleted", &subject(id), json!({})).await?;
        tx.commit().await
    }
}

/// How a person stands in the audit trail.
pub(crate) fn subject(id: UserId) -> String {
    format!("user:{id}")
}

async fn bind_identity(
    tx: &mut Tx<'_>,
    origin: &Origin,
    id: UserId,
    issuer: &str,
    subject: &str,
) -> Result<()> {
    let made = tx
        .run(
            sql("INSERT INTO identities (issuer, subject, user_id, since_ms) VALUES ($1, $2, $3, $4)
                 ON CONFLICT DO NOTHING")
            .bind(issuer.to_owned())
            .bind(subject.to_owned())
            .bind(id.to_string())
            .bind(ms(origin.at)),
        )
        .await?;
    if made == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict("the identity belongs to somebody else".to_owned()))
    }
}

pub(crate) async fn put_mail_token(
    tx: &mut Tx<'_>,
    origin: &Origin,
    id: UserId,
    token: &MailToken,
) -> Result<()> {
    tx.run(
        sql("DELETE FROM mail_tokens WHERE user_id = $1 AND purpose = $2")
            .bind(id.to_string())
            .bind(token.purpose.as_str()),
    )
    .await?;
    tx.run(
        sql("INSERT INTO mail_tokens (hash, purpose, user_id, expires_ms) VALUES ($1, $2, $3, $4)")
            .bind(token.hash.clone())
            .bind(token.purpose.as_str())
            .bind(id.to_string())
            .bind(ms(token.expires)),
    )
    .await?;
    tx.send(origin, &token.mail).await
}
