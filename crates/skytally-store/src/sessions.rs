//! Verbs about what signs requests in: sessions of people, API tokens of their machines, flows through identity providers,
//! and the doors that shut after too many failures.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use skytally_model::{SessionId, TokenId, UserId, WorkspaceId};

use crate::cells::{Cells, ms};
use crate::db::{Store, sql};
use crate::error::{Result, StoreError};
use crate::people::subject;
use crate::scope::{Actor, Origin, new_uuid};

/// A session.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Its id, which signs nobody in.
    pub id: SessionId,
    /// Whose.
    pub user: UserId,
    /// Since when.
    pub created: Timestamp,
    /// When it was last used, to the minute.
    pub seen: Timestamp,
    /// When it ends at the latest.
    pub expires: Timestamp,
    /// From which address it was begun.
    pub address: String,
    /// With which browser.
    pub agent: String,
}

/// An API token.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiToken {
    /// Its id, which signs nobody in.
    pub id: TokenId,
    /// Whose rights it carries.
    pub user: UserId,
    /// The only workspace that it is good in, if it is so limited.
    pub only: Option<WorkspaceId>,
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<String>,
    /// Since when.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// When it was last used, to the minute.
    pub used: Option<Timestamp>,
}

/// A new API token.
pub struct NewApiToken {
    /// The hash of the token; the token itself is shown once and kept nowhere.
    pub hash: String,
    /// The only workspace that it is to be good in.
    pub only: Option<WorkspaceId>,
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<String>,
    /// When it ends.
    pub expires: Timestamp,
}

/// A door: how often somebody has failed there of late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    /// Failures since the last success or the last quiet day.
    pub failures: i64,
    /// Until when nobody is let through.
    pub shut_until: Timestamp,
}

/// The use of a session or token is written down at most this often.
pub(crate) const SEEN_EVERY: SignedDuration = SignedDuration::from_secs(60);
/// A door forgets failures after this time.
const DOOR_FORGETS: SignedDuration = SignedDuration::from_hours(24);

pub(crate) fn session(row: &sqlx::any::AnyRow) -> Result<Session> {
    Ok(Session {
        id: row.parsed("id")?,
        user: row.parsed("user_id")?,
        created: row.time("created_ms")?,
        seen: row.time("seen_ms")?,
        expires: row.time("expires_ms")?,
        address: row.text("address")?,
        agent: row.text("agent")?,
    })
}

pub(crate) fn token(row: &sqlx::any::AnyRow) -> Result<ApiToken> {
    Ok(ApiToken {
        id: row.parsed("id")?,
        user: row.parsed("user_id")?,
        only: row.maybe_parsed("only_workspace")?,
        name: row.text("name")?,
        scopes: row.text("scopes")?.split(' ').filter(|s| !s.is_empty()).map(str::to_owned).collect(),
        created: row.time("created_ms")?,
        expires: row.time("expires_ms")?,
        used: row.maybe_time("used_ms")?,
    })
}

impl Store {
    /// Begins a session.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin_session(
        &self,
        origin: &Origin,
        user: UserId,
        hash: &str,
        expires: Timestamp,
        agent: &str,
        how: &'static str,
    ) -> Result<Session> {
        let id = SessionId::new(new_uuid(origin.at));
        let mut tx = self.write_all().await?;
        tx.run(
            sql("INSERT INTO sessions (hash, id, user_id, created_ms, seen_ms, expires_ms, address, agent)
                 VALUES ($1, $2, $3, $4, $4, $5, $6, $7)")
            .bind(hash.to_owned())
            .bind(id.to_string())
            .bind(user.to_string())
            .bind(ms(origin.at))
            .bind(ms(expires))
            .bind(origin.address.clone())
            .bind(agent.to_owned()),
        )
        .await?;
        let own = Origin { actor: Actor::User(user), ..origin.clone() };
        let detail = json!({ "session": id, "how": how });
        tx.audit_installation(&own, "session.begun", &subject(user), detail).await?;
        tx.commit().await?;
        Ok(Session {
            id,
            user,
            created: origin.at,
            seen: origin.at,
            expires,
            address: origin.address.clone(),
            agent: agent.to_owned(),
        })
    }

    /// The sessions of a person that are not over, the newest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sessions(&self, user: UserId, now: Timestamp, idle: SignedDuration) -> Result<Vec<Session>> {
        let mut tx = self.read_all().await?;
        let rows = tx
            .all(
                sql("SELECT * FROM sessions WHERE user_id = $1 AND expires_ms > $2 AND seen_ms > $3 ORDER BY id DESC")
                    .bind(user.to_string())
                    .bind(ms(now))
                    .bind(ms(now - idle)),
            )
            .await?;
        rows.iter().map(session).collect()
    }

    /// Ends one session of a person.
    ///
    /// # Errors
    /// They have no such session; the database failed.
    pub async fn end_session(&self, origin: &Origin, user: UserId, id: SessionId) -> Result<()> {
        let mut tx = self.write_all().await?;
        let ended = tx
            .run(
                sql("DELETE FROM sessions WHERE user_id = $1 AND id = $2")
                    .bind(user.to_string())
                    .bind(id.to_string()),
            )
            .await?;
        if ended == 0 {
            return Err(StoreError::Missing("session"));
        }
        tx.audit_installation(origin, "session.ended", &subject(user), json!({ "session": id })).await?;
        tx.commit().await
    }

    /// Ends all sessions of a person but one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_other_sessions(&self, origin: &Origin, user: UserId, keep: SessionId) -> Result<u64> {
        let mut tx = self.write_all().await?;
        let ended = tx
            .run(
                sql("DELETE FROM sessions WHERE user_id = $1 AND id <> $2")
                    .bind(user.to_string())
                    .bind(keep.to_string()),
            )
            .await?;
        tx.audit_installation(origin, "session.others-ended", &subject(user), json!({ "ended": ended }))
            .await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Makes an API token.
    ///
    /// # Errors
    /// The database failed.
    pub async fn create_api_token(
        &self,
        origin: &Origin,
        user: UserId,
        new: &NewApiToken,
    ) -> Result<ApiToken> {
        let id = TokenId::new(new_uuid(origin.at));
        let mut tx = self.write_all().await?;
        tx.run(
            sql("INSERT INTO api_tokens (hash, id, user_id, only_workspace, name, scopes, created_ms, expires_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(new.hash.clone())
            .bind(id.to_string())
            .bind(user.to_string())
            .bind(new.only.map(|id| id.to_string()))
            .bind(new.name.clone())
            .bind(new.scopes.join(" "))
            .bind(ms(origin.at))
            .bind(ms(new.expires)),
        )
        .await?;
        let detail =
            json!({ "token": id, "scopes": new.scopes, "workspace": new.only, "expires": new.expires });
        tx.audit_installation(origin, "token.created", &subject(user), detail).await?;
        tx.commit().await?;
        Ok(ApiToken {
            id,
            user,
            only: new.only,
            name: new.name.clone(),
            scopes: new.scopes.clone(),
            created: origin.at,
            expires: new.expires,
            used: None,
        })
    }

    /// The API tokens of a person, the newest first. Those that are over stay visible until they are revoked.
    ///
    /// # Errors
    /// The database failed.
    pub async fn api_tokens(&self, user: UserId) -> Result<Vec<ApiToken>> {
        let mut tx = self.read_all().await?;
        let rows = tx
            .all(sql("SELECT * FROM api_tokens WHERE user_id = $1 ORDER BY id DESC").bind(user.to_string()))
            .await?;
        rows.iter().map(token).collect()
    }

    /// Revokes an API token.
    ///
    /// # Errors
    /// They have no such token; the database failed.
    pub async fn revoke_api_token(&self, origin: &Origin, user: UserId, id: TokenId) -> Result<()> {
        let mut tx = self.write_all().await?;
        let ended = tx
            .run(
                sql("DELETE FROM api_tokens WHERE user_id = $1 AND id = $2")
                    .bind(user.to_string())
                    .bind(id.to_string()),
            )
            .await?;
        if ended == 0 {
            return Err(StoreError::Missing("API token"));
        }
        tx.audit_installation(origin, "token.revoked", &subject(user), json!({ "token": id })).await?;
        tx.commit().await
    }

    /// Keeps what a flow through an identity provider needs until its answer comes back.
    ///
    /// # Errors
    /// The database failed.
    pub async fn begin_oidc(
        &self,
        state_hash: &str,
        provider: &str,
        sealed: &str,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<()> {
        let mut tx = self.write_all().await?;
        // Flows that nobody came back from.
        tx.run(sql("DELETE FROM oidc_flows WHERE expires_ms < $1").bind(ms(now))).await?;
        tx.run(
            sql("INSERT INTO oidc_flows (state_hash, provider, sealed, expires_ms) VALUES ($1, $2, $3, $4)")
                .bind(state_hash.to_owned())
                .bind(provider.to_owned())
                .bind(sealed.to_owned())
                .bind(ms(expires)),
        )
        .await?;
        tx.commit().await
    }

    /// Takes what was kept: a flow ends once.
    ///
    /// # Errors
    /// The database failed.
    pub async fn finish_oidc(
        &self,
        state_hash: &str,
        provider: &str,
        now: Timestamp,
    ) -> Result<Option<String>> {
        let mut tx = self.write_all().await?;
        let row = tx
            .maybe(
                sql("DELETE FROM oidc_flows WHERE state_hash = $1 AND provider = $2 AND expires_ms > $3 RETURNING sealed")
                    .bind(state_hash.to_owned())
                    .bind(provider.to_owned())
                    .bind(ms(now)),
            )
            .await?;
        tx.commit().await?;
        row.map(|row| row.text("sealed")).transpose()
    }

    /// How a door stands.
    ///
    /// # Errors
    /// The database failed.
    pub async fn door(&self, name: &str, now: Timestamp) -> Result<Door> {
        let mut tx = self.read_all().await?;
        let row = tx.maybe(sql("SELECT * FROM doors WHERE name = $1").bind(name.to_owned())).await?;
        Ok(match row {
            Some(row) if now - DOOR_FORGETS < row.time("last_ms")? => {
                Door { failures: row.int("failures")?, shut_until: row.time("shut_until_ms")? }
            }
            _ => Door { failures: 0, shut_until: Timestamp::UNIX_EPOCH },
        })
    }

    /// Counts a failure at a door and shuts it for as long as `delay` says of their number.
    /// Who fails at several doors with one attempt notes that once, by [`Store::note`].
    ///
    /// # Errors
    /// The database failed.
    pub async fn knock_failed(
        &self,
        origin: &Origin,
        name: &str,
        delay: impl Fn(i64) -> SignedDuration,
    ) -> Result<Door> {
        let mut tx = self.write_all().await?;
        let row = tx
            .maybe(
                sql("INSERT INTO doors (name, failures, last_ms, shut_until_ms) VALUES ($1, 1, $2, 0)
                     ON CONFLICT (name) DO UPDATE SET
                         failures = CASE WHEN doors.last_ms <= $3 THEN 1 ELSE doors.failures + 1 END,
                         last_ms = $2
                     RETURNING failures")
                .bind(name.to_owned())
                .bind(ms(origin.at))
                .bind(ms(origin.at - DOOR_FORGETS)),
            )
            .await?
            .ok_or(StoreError::Missing("door"))?;
        let failures = row.int("failures")?;
        let shut_until = origin.at + delay(failures);
        tx.run(
            sql("UPDATE doors SET shut_until_ms = $2 WHERE name = $1")
                .bind(name.to_owned())
                .bind(ms(shut_until)),
        )
        .await?;
        tx.commit().await?;
        Ok(Door { failures, shut_until })
    }

    /// Forgets the failures of a door.
    ///
    /// # Errors
    /// The database failed.
    pub async fn knock_succeeded(&self, name: &str) -> Result<()> {
        let mut tx = self.write_all().await?;
        tx.run(sql("DELETE FROM doors WHERE name = $1").bind(name.to_owned())).await?;
        tx.commit().await
    }
}
