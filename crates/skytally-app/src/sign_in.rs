//! Signing in: with a password and a second factor, or through an identity provider.

use serde::{Deserialize, Serialize};
use skytally_identity::oidc::{Begun, Callback};
use skytally_identity::password::{Password, PasswordHash, Verified};
use skytally_identity::recovery::RecoveryCode;
use skytally_identity::token::{Token, TokenKind};
use skytally_identity::totp::{self, Step};
use skytally_identity::{Email, policy};
use skytally_model::{SessionId, UserId};
use skytally_notify::Letter;
use skytally_store::{Actor, NewUser, Origin, Session, StoreError, User};
use skytally_vault::{Context, Sealed, Secret};

use crate::app::{App, SignUp};
use crate::caller::{Caller, Visitor};
use crate::counters::Counters;
use crate::error::{AppError, Result};

/// What somebody signs in with.
pub struct SignInForm {
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: Password,
    /// A one-time code or a recovery code, where one is asked for.
    pub code: Option<String>,
}

/// A session that has begun: the token goes into the cookie and nowhere else.
pub struct SignedIn {
    /// The token.
    pub token: Token,
    /// The session.
    pub session: Session,
    /// Who.
    pub user: User,
}

/// What is kept of a sign-in through an identity provider until its answer comes.
#[derive(Serialize, Deserialize)]
struct Flow {
    begun: Begun,
    /// Who binds the provider to themselves, if that is what it is for.
    bind: Option<UserId>,
}

/// The secret of a person's one-time codes is bound to them.
pub(crate) fn totp_context(user: UserId) -> Context {
    Context { workspace: None, subject: format!("user:{user}"), purpose: "totp" }
}

impl App {
    /// Signs somebody in.
    ///
    /// # Errors
    /// Wrong address, password or code; a code is needed; the address was never verified; too many attempts.
    pub async fn sign_in(&self, visitor: &Visitor, form: SignInForm) -> Result<SignedIn> {
        let origin = self.visit(visitor);
        // What is no address is nobody's.
        let email: Email = form.email.parse().map_err(|_| AppError::WrongCredentials)?;
        let door = self.door("sign-in", email.key(), &origin).await?;
        let user = self.store.user_by_email(email.key()).await?;
        let proofs = match &user {
            Some(user) => Some(self.store.proofs(user.id).await?),
            None => None,
        };
        let stored = proofs.as_ref().and_then(|proofs| proofs.password.clone());
        let hash = stored
            .as_deref()
            .map(PasswordHash::from_stored)
            .transpose()
            .map_err(|error| AppError::Internal(error.to_string()))?;
        let verified = self.hasher.verify(&form.password, hash.as_ref()).await?;
        let (user, proofs) = match (user, proofs) {
            (Some(user), Some(proofs)) if verified.is_right() => (user, proofs),
            (user, _) => {
                Counters::add(&self.counters.sign_ins_refused, 1);
                self.failed(&door, &origin, user.as_ref()).await?;
                return Err(AppError::WrongCredentials);
            }
        };
        if proofs.totp_confirmed {
            let Some(code) = form.code.as_deref().map(str::trim).filter(|code| !code.is_empty()) else {
                return Err(AppError::SecondFactorNeeded);
            };
            if !self.second_factor(&origin, &user, &proofs, code).await? {
                Counters::add(&self.counters.sign_ins_refused, 1);
                self.failed(&door, &origin, Some(&user)).await?;
                return Err(AppError::WrongCredentials);
            }
        }
        if user.verified.is_none() {
            return Err(AppError::EmailNotVerified);
        }
        if verified == Verified::YesButRehash
            && let Some(old) = stored
        {
            let new = self.hasher.hash(&form.password).await?;
            self.store.rehash_password(user.id, &old, new.as_str()).await?;
        }
        self.passed(&door, &origin).await?;
        self.begin(
            &origin,
            visitor,
            user,
            if proofs.totp_confirmed { "password and code" } else { "password" },
        )
        .await
    }

    /// Compares a one-time code or a recovery code; each is good once.
    pub(crate) async fn second_factor(
        &self,
        origin: &Origin,
        user: &User,
        proofs: &skytally_store::Proofs,
        code: &str,
    ) -> Result<bool> {
        if let Ok(code) = RecoveryCode::parse(code) {
            let used = self.store.use_recovery_code(origin, user.id, code.hash().as_str()).await?;
            if used {
                let left = self.store.recovery_codes_left(user.id).await?;
                let letter = Letter::RecoveryCodeUsed {
                    left: u32::try_from(left).unwrap_or_default(),
                    when: origin.at,
                    ip: origin.address.parse().ok(),
                };
                let letter = self.letter(None, &user.email_typed, &letter, self.dedupe("recovery")?).await?;
                self.store.send(origin, &letter).await?;
                self.wake_outbox.notify_one();
            }
            return Ok(used);
        }
        let Some(sealed) = &proofs.totp else { return Ok(false) };
        let secret = self.open_totp(user.id, sealed).await?;
        let last = u64::try_from(proofs.totp_step).ok().filter(|step| *step > 0).map(Step::from_number);
        match totp::verify(&secret, code, origin.at, last) {
            Some(step) => {
                let step = i64::try_from(step.number()).unwrap_or(i64::MAX);
                Ok(self.store.use_totp_step(user.id, step).await?)
            }
            None => Ok(false),
        }
    }

    pub(crate) async fn open_totp(&self, user: UserId, sealed: &str) -> Result<totp::Secret> {
        let sealed: Sealed = sealed.parse()?;
        let plain = self.vault.unseal(&totp_context(user), &sealed).await?;
        Ok(totp::Secret::from_bytes(plain.expose())?)
    }

    /// Begins a session.
    async fn begin(
        &self,
        origin: &Origin,
        visitor: &Visitor,
        user: User,
        how: &'static str,
    ) -> Result<SignedIn> {
        let token = Token::draw(TokenKind::Session)?;
        let expires = policy::ends(origin.at, self.config.sessions.absolute());
        let session = self
            .store
            .begin_session(origin, user.id, token.hash().as_str(), expires, &visitor.agent, how)
            .await?;
        Counters::add(&self.counters.sign_ins, 1);
        Ok(SignedIn { token, session, user })
    }

    /// Signs out: the session ends.
    ///
    /// # Errors
    /// The caller has no session; the store failed.
    pub async fn sign_out(&self, caller: &Caller) -> Result<()> {
        let user = caller.person()?;
        let session: SessionId = caller.session().ok_or(AppError::Unauthenticated)?;
        Ok(self.store.end_session(&self.origin(caller), user, session).await?)
    }

    /// The identity providers by name.
    pub fn providers(&self) -> Vec<&str> {
        self.providers.iter().map(skytally_identity::oidc::Provider::name).collect()
    }

    /// Begins a sign-in through an identity provider: where to send the browser, and what binds it to the answer. With
    /// `bind`, the provider's name for the person is bound to them in place of signing anybody in.
    ///
    /// # Errors
    /// There is no such provider, or it does not answer; an API token.
    pub async fn begin_provider(&self, name: &str, bind: Option<&Caller>) -> Result<(String, String)> {
        let bind = bind.map(Caller::person).transpose()?;
        let provider = self.provider(name)?;
        let now = self.now();
        let redirect = format!("{}/api/v1/oidc/{name}/callback", self.config.public_url);
        let begun = provider.begin(&redirect, now).await?;
        let state_hash = crate::sign_up::short_hash(begun.state());
        let url = begun.url().to_owned();
        let (state, ends) = (begun.state().to_owned(), begun.ends());
        let flow = Flow { begun, bind };
        let plain = serde_json::to_string(&flow).map_err(|error| AppError::Internal(error.to_string()))?;
        let sealed = self.vault.seal_here(&flow_context(&state_hash), &Secret::from(plain)).await?;
        self.store.begin_oidc(&state_hash, name, sealed.as_str(), now, ends).await?;
        Ok((url, state))
    }

    /// Finishes what was begun with an identity provider. `bound` is what the browser's cookie holds: an answer that was
    /// begun in another browser is refused. Gives a session, or none where the provider was bound to whoever began it.
    ///
    /// # Errors
    /// Whatever does not fit together; an address that the provider has not verified; nobody may sign up.
    pub async fn finish_provider(
        &self,
        visitor: &Visitor,
        name: &str,
        bound: &str,
        callback: Callback<'_>,
    ) -> Result<Option<SignedIn>> {
        let origin = self.visit(visitor);
        let provider = self.provider(name)?;
        let refused =
            || AppError::Provider(format!("sign-in with {name} was not begun in this browser: start again"));
        let state_hash = crate::sign_up::short_hash(callback.state);
        if crate::sign_up::short_hash(bound) != state_hash {
            return Err(refused());
        }
        let sealed = self.store.finish_oidc(&state_hash, name, origin.at).await?.ok_or_else(refused)?;
        let plain = self.vault.unseal(&flow_context(&state_hash), &sealed.parse()?).await?;
        let flow: Flow =
            serde_json::from_slice(plain.expose()).map_err(|error| AppError::Internal(error.to_string()))?;
        let claims = provider.finish(flow.begun, callback, origin.at).await?;
        if let Some(user) = flow.bind {
            let own = Origin { actor: Actor::User(user), ..origin };
            self.store.add_identity(&own, user, &claims.issuer, &claims.subject).await?;
            return Ok(None);
        }
        if let Some(user) = self.store.user_by_identity(&claims.issuer, &claims.subject).await? {
            return self.begin(&origin, visitor, user, "identity provider").await.map(Some);
        }
        let email = match claims.email {
            Some(email) if claims.email_verified => email,
            _ => {
                return Err(AppError::Forbidden(format!(
                    "{name} does not say that it has verified your e-mail address: verify it there first"
                )));
            }
        };
        if let Some(user) = self.store.user_by_email(email.key()).await? {
            // Whoever controls the provider's account is not yet whoever controls ours: the owner binds them while signed
            // in, unless the account never had another way in.
            if user.has_password {
                return Err(AppError::Conflict(format!(
                    "there is an account with {}: sign in with its password first, then bind {name} to it",
                    email.as_typed()
                )));
            }
            self.store.add_identity(&origin, user.id, &claims.issuer, &claims.subject).await?;
            return self.begin(&origin, visitor, user, "identity provider").await.map(Some);
        }
        if self.config.sign_up == SignUp::Invited && self.store.has_users().await? {
            return Err(AppError::Forbidden("one can only sign up here with an invitation".to_owned()));
        }
        let new = NewUser {
            email: email.key().to_owned(),
            email_typed: email.as_typed().to_owned(),
            name: claims.name.unwrap_or_else(|| email.as_typed().to_owned()),
            password: None,
            verified: true,
        };
        let identity = Some((claims.issuer.as_str(), claims.subject.as_str()));
        match self.store.create_user(&origin, &new, identity, None).await {
            Ok(user) => self.begin(&origin, visitor, user, "identity provider").await.map(Some),
            Err(StoreError::Conflict(why)) => Err(AppError::Conflict(why)),
            Err(error) => Err(error.into()),
        }
    }

    fn provider(&self, name: &str) -> Result<&skytally_identity::oidc::Provider> {
        self.providers
            .iter()
            .find(|provider| provider.name() == name)
            .ok_or(AppError::NotFound("identity provider"))
    }
}

fn flow_context(state_hash: &str) -> Context {
    Context { workspace: None, subject: format!("flow:{state_hash}"), purpose: "oidc" }
}
