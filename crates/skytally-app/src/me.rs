//! What is one's own: name, password, second factor, sessions, API tokens.

use jiff::{SignedDuration, Timestamp};
use skytally_identity::password::{Password, PasswordHash};
use skytally_identity::recovery::RecoveryCode;
use skytally_identity::scope::Scopes;
use skytally_identity::token::{Token, TokenKind};
use skytally_identity::{Email, policy, totp};
use skytally_model::{SessionId, TokenId, WorkspaceId};
use skytally_notify::Letter;
use skytally_store::{ApiToken, NewApiToken, Session, User};
use skytally_vault::Secret;

use crate::access::Action;
use crate::app::App;
use crate::caller::{Caller, signed};
use crate::error::{AppError, Result};

/// The longest that an API token may hold.
pub const TOKEN_DAYS_MAX: i64 = 366;

/// A second factor that is being set up: shown once.
pub struct TotpSetup {
    /// For authenticator apps.
    pub uri: String,
    /// For those who type.
    pub secret: String,
    /// The address as a picture to scan, in SVG.
    pub picture: String,
}

impl App {
    /// Oneself.
    ///
    /// # Errors
    /// The store failed.
    pub async fn me(&self, caller: &Caller) -> Result<User> {
        self.store.user(caller.user()).await?.ok_or(AppError::Unauthenticated)
    }

    /// How many recovery codes one has left.
    ///
    /// # Errors
    /// The store failed.
    pub async fn recovery_codes_left(&self, caller: &Caller) -> Result<i64> {
        Ok(self.store.recovery_codes_left(caller.user()).await?)
    }

    /// Changes one's name.
    ///
    /// # Errors
    /// An API token; the store failed.
    pub async fn rename_me(&self, caller: &Caller, name: &str) -> Result<User> {
        let user = caller.person()?;
        Ok(self.store.rename_user(&self.origin(caller), user, name).await?)
    }

    /// Deletes oneself, with the password as a proof.
    ///
    /// # Errors
    /// The only owner of a workspace; a wrong password; an API token.
    pub async fn delete_me(&self, caller: &Caller, password: Option<Password>) -> Result<()> {
        let user = caller.person()?;
        self.prove(caller, password).await?;
        Ok(self.store.delete_user(&self.origin(caller), user).await?)
    }

    /// Changes one's password; all other sessions end.
    ///
    /// # Errors
    /// The current one is wrong; the new one is weak; an API token.
    pub async fn change_password(
        &self,
        caller: &Caller,
        current: Option<Password>,
        new: Password,
    ) -> Result<()> {
        let id = caller.person()?;
        self.prove(caller, current).await?;
        let user = self.me(caller).await?;
        let email: Email = user.email_typed.parse()?;
        let hash = self.hasher.accept(&new, &[email.key(), &user.name]).await?;
        let origin = self.origin(caller);
        let letter = Letter::PasswordChanged { when: origin.at, ip: origin.address.parse().ok() };
        let letter = self.letter(None, &user.email_typed, &letter, self.dedupe("password")?).await?;
        self.store.change_password(&origin, id, hash.as_str(), caller.session_hash(), &letter).await?;
        self.wake_outbox.notify_one();
        Ok(())
    }

    /// Asks for the password again before something that cannot be taken back. Whoever has none has nothing to show.
    async fn prove(&self, caller: &Caller, password: Option<Password>) -> Result<()> {
        let origin = self.origin(caller);
        let user = self.me(caller).await?;
        let proofs = self.store.proofs(user.id).await?;
        let Some(stored) = proofs.password else { return Ok(()) };
        let door = self.door("proof", &user.id.to_string(), &origin).await?;
        let hash =
            PasswordHash::from_stored(&stored).map_err(|error| AppError::Internal(error.to_string()))?;
        let right = match &password {
            Some(password) => self.hasher.verify(password, Some(&hash)).await?.is_right(),
            None => return Err(AppError::invalid("password", "give the current password")),
        };
        if right {
            return self.passed(&door, &origin).await;
        }
        self.failed(&door, &origin, Some(&user)).await?;
        Err(AppError::invalid("password", "the current password is wrong"))
    }

    /// Begins to set up one-time codes: a new secret, not yet asked for.
    ///
    /// # Errors
    /// They are already on; a wrong password; an API token.
    pub async fn start_totp(&self, caller: &Caller, password: Option<Password>) -> Result<TotpSetup> {
        let id = caller.person()?;
        self.prove(caller, password).await?;
        let user = self.me(caller).await?;
        let email: Email = user.email_typed.parse()?;
        let secret = totp::Secret::draw()?;
        let uri = totp::uri(&secret, &email, &self.config.totp_issuer)?;
        let picture = totp::picture(&uri)?;
        let plain = Secret::from(secret.expose().to_vec());
        let sealed = self.vault.seal_here(&crate::sign_in::totp_context(id), &plain).await?;
        self.store.start_totp(&self.origin(caller), id, sealed.as_str()).await?;
        Ok(TotpSetup {
            uri: uri.to_string(),
            secret: secret.for_typing().to_string(),
            picture: picture.to_string(),
        })
    }

    /// Switches one-time codes on, with a first code as the proof that the app works. Gives the recovery codes, once.
    ///
    /// # Errors
    /// A wrong code; nothing to confirm; too many attempts; an API token.
    pub async fn confirm_totp(&self, caller: &Caller, code: &str) -> Result<Vec<String>> {
        let id = caller.person()?;
        let origin = self.origin(caller);
        let door = self.door("totp", &id.to_string(), &origin).await?;
        let proofs = self.store.proofs(id).await?;
        if proofs.totp_confirmed {
            return Err(AppError::Conflict("one-time codes are already on".to_owned()));
        }
        let sealed = proofs.totp.ok_or_else(|| {
            AppError::Conflict("there is nothing to confirm: begin with a new secret".to_owned())
        })?;
        let secret = self.open_totp(id, &sealed).await?;
        let Some(step) = totp::verify(&secret, code.trim(), origin.at, None) else {
            self.failed(&door, &origin, None).await?;
            return Err(AppError::invalid("code", "the code is wrong: check the clock of the device"));
        };
        self.passed(&door, &origin).await?;
        let codes = RecoveryCode::draw_all()?;
        let hashes: Vec<String> = codes.iter().map(|code| code.hash().as_str().to_owned()).collect();
        let step = i64::try_from(step.number()).unwrap_or(i64::MAX);
        self.store.confirm_totp(&origin, id, step, &hashes).await?;
        let user = self.me(caller).await?;
        let letter = Letter::TotpEnabled { when: origin.at, ip: origin.address.parse().ok() };
        let letter = self.letter(None, &user.email_typed, &letter, self.dedupe("totp-on")?).await?;
        self.store.send(&origin, &letter).await?;
        self.wake_outbox.notify_one();
        Ok(codes.iter().map(|code| code.expose().to_string()).collect())
    }

    /// Switches one-time codes off.
    ///
    /// # Errors
    /// A wrong password; an API token.
    pub async fn stop_totp(&self, caller: &Caller, password: Option<Password>) -> Result<()> {
        let id = caller.person()?;
        self.prove(caller, password).await?;
        let user = self.me(caller).await?;
        let origin = self.origin(caller);
        let letter = Letter::TotpDisabled { when: origin.at, ip: origin.address.parse().ok() };
        let letter = self.letter(None, &user.email_typed, &letter, self.dedupe("totp-off")?).await?;
        self.store.stop_totp(&origin, id, &letter).await?;
        self.wake_outbox.notify_one();
        Ok(())
    }

    /// New recovery codes in place of the old ones.
    ///
    /// # Errors
    /// One-time codes are not on; a wrong password; an API token.
    pub async fn renew_recovery_codes(
        &self,
        caller: &Caller,
        password: Option<Password>,
    ) -> Result<Vec<String>> {
        let id = caller.person()?;
        self.prove(caller, password).await?;
        if !self.store.proofs(id).await?.totp_confirmed {
            return Err(AppError::Conflict("one-time codes are not on".to_owned()));
        }
        let codes = RecoveryCode::draw_all()?;
        let hashes: Vec<String> = codes.iter().map(|code| code.hash().as_str().to_owned()).collect();
        self.store.renew_recovery_codes(&self.origin(caller), id, &hashes).await?;
        Ok(codes.iter().map(|code| code.expose().to_string()).collect())
    }

    /// One's sessions, the newest first.
    ///
    /// # Errors
    /// An API token; the store failed.
    pub async fn my_sessions(&self, caller: &Caller) -> Result<Vec<Session>> {
        let user = caller.person()?;
        Ok(self.store.sessions(user, self.now(), signed(self.config.sessions.idle())).await?)
    }

    /// Ends one of one's sessions.
    ///
    /// # Errors
    /// There is no such session; an API token.
    pub async fn end_my_session(&self, caller: &Caller, id: SessionId) -> Result<()> {
        let user = caller.person()?;
        Ok(self.store.end_session(&self.origin(caller), user, id).await?)
    }

    /// Ends all of one's sessions but this one. Gives how many.
    ///
    /// # Errors
    /// An API token; the store failed.
    pub async fn end_my_other_sessions(&self, caller: &Caller) -> Result<u64> {
        let user = caller.person()?;
        let keep = caller.session().ok_or(AppError::Unauthenticated)?;
        Ok(self.store.end_other_sessions(&self.origin(caller), user, keep).await?)
    }

    /// One's API tokens, the newest first.
    ///
    /// # Errors
    /// An API token; the store failed.
    pub async fn my_tokens(&self, caller: &Caller) -> Result<Vec<ApiToken>> {
        let user = caller.person()?;
        Ok(self.store.api_tokens(user).await?)
    }

    /// Makes an API token. The token itself is shown this once.
    ///
    /// # Errors
    /// Too many tokens; a date that is past or too far; not a member of the workspace; an API token.
    pub async fn create_token(
        &self,
        caller: &Caller,
        name: &str,
        scopes: &Scopes,
        only: Option<WorkspaceId>,
        expires: Option<Timestamp>,
    ) -> Result<(ApiToken, Token)> {
        let user = caller.person()?;
        let now = self.now();
        if let Some(workspace) = only {
            self.enter(caller, workspace, Action::ReadWorkspace).await?;
        }
        let expires = expires.unwrap_or_else(|| policy::ends(now, policy::API_TOKEN_LIFETIME));
        if expires <= now || expires > now + SignedDuration::from_hours(24 * TOKEN_DAYS_MAX) {
            return Err(AppError::invalid(
                "expires",
                format!("a token ends in the future, and after {TOKEN_DAYS_MAX} days at the latest"),
            ));
        }
        if self.store.api_tokens(user).await?.len() >= self.config.limits.tokens_per_user {
            return Err(AppError::Conflict(format!(
                "one person may have {} API tokens at most: revoke one first",
                self.config.limits.tokens_per_user
            )));
        }
        let token = Token::draw(TokenKind::Api)?;
        let new = NewApiToken {
            hash: token.hash().as_str().to_owned(),
            only,
            name: name.to_owned(),
            scopes: scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            expires,
        };
        let made = self.store.create_api_token(&self.origin(caller), user, &new).await?;
        Ok((made, token))
    }

    /// Revokes one of one's API tokens.
    ///
    /// # Errors
    /// There is no such token; an API token.
    pub async fn revoke_token(&self, caller: &Caller, id: TokenId) -> Result<()> {
        let user = caller.person()?;
        Ok(self.store.revoke_api_token(&self.origin(caller), user, id).await?)
    }
}
