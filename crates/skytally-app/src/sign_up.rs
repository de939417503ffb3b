//! Signing up, showing that an address is one's own, and a forgotten password.
//!
//! Whether an address is known is told to nobody but whoever reads its mail: the answers are the same, and so is the work.

use serde_json::json;
use skytally_identity::Email;
use skytally_identity::password::Password;
use skytally_identity::policy;
use skytally_identity::token::{Token, TokenKind};
use skytally_notify::Letter;
use skytally_store::{MailPurpose, MailToken, NewUser, Origin, StoreError, User};

use crate::app::{App, SignUp};
use crate::caller::Visitor;
use crate::error::{AppError, Result};

/// Somebody who wants to sign up.
pub struct SignUpForm {
    /// Their address.
    pub email: String,
    /// What they want to be called.
    pub name: String,
    /// The password that they chose.
    pub password: Password,
    /// The token of an invitation, if they have one.
    pub invitation: Option<String>,
}

impl App {
    /// Signs somebody up, or tells the owner of the address, by mail, that it is in use.
    ///
    /// # Errors
    /// A weak password; an address that is none; nobody may sign up without an invitation; too many attempts.
    pub async fn sign_up(&self, visitor: &Visitor, form: SignUpForm) -> Result<()> {
        let origin = self.visit(visitor);
        let email: Email = form.email.parse()?;
        let door = self.door("sign-up", email.key(), &origin).await?;
        let invitation = match &form.invitation {
            None => None,
            Some(token) => {
                let token = Token::parse(TokenKind::Mail, token).map_err(|_| AppError::BadLink)?;
                let hash = token.hash().as_str().to_owned();
                let found = self.store.invitation(&hash, origin.at).await?.ok_or(AppError::BadLink)?;
                Some((hash, found.0))
            }
        };
        // Whoever holds a token that went to this address has shown that they read its mail.
        let invited = invitation.filter(|(_, invitation)| invitation.email == email.key());
        if self.config.sign_up == SignUp::Invited && invited.is_none() && self.store.has_users().await? {
            return Err(AppError::Forbidden(
                "one can only sign up here with an invitation, to the address that it was sent to".to_owned(),
            ));
        }
        let hash = self.hasher.accept(&form.password, &[email.key(), &form.name]).await?;
        let new = NewUser {
            email: email.key().to_owned(),
            email_typed: email.as_typed().to_owned(),
            name: form.name.clone(),
            password: Some(hash.as_str().to_owned()),
            verified: invited.is_some(),
        };
        let mail = match &invited {
            Some(_) => None,
            None => Some(self.mail_token(MailPurpose::Verify, email.as_typed(), &origin).await?),
        };
        let made = self.store.create_user(&origin, &new, None, mail.as_ref()).await;
        // Every sign-up counts, so that nobody uses this door to send mail after mail. From here on both ways write as often:
        // the time of the answer does not tell whether the address is known.
        self.knocked(&door, &origin).await?;
        match made {
            Ok(user) => match invited {
                Some((hash, _)) => {
                    self.store.accept_invitation(&origin, user.id, &hash).await?;
                }
                None => {
                    self.store
                        .note(&origin, "user.verify-asked", &format!("user:{}", user.id), json!({}))
                        .await?
                }
            },
            Err(StoreError::Conflict(_)) => {
                let letter = Letter::EmailInUse { link: format!("{}/sign-in", self.config.public_url) };
                let hour = origin.at.as_second() / 3600;
                let dedupe = format!("in-use-{}-{hour}", short_hash(email.key()));
                let letter = self.letter(None, email.as_typed(), &letter, dedupe).await?;
                self.store.send(&origin, &letter).await?;
            }
            Err(error) => return Err(error.into()),
        }
        self.wake_outbox.notify_one();
        Ok(())
    }

    /// Sends the mail again that asks to verify an address. Says nothing of whether there is anything to verify.
    ///
    /// # Errors
    /// Too many attempts; the store failed.
    pub async fn resend_verification(&self, visitor: &Visitor, email: &str) -> Result<()> {
        let email: Email = email.parse()?;
        let origin = self.visit(visitor);
        let door = self.door("verification", email.key(), &origin).await?;
        self.knocked(&door, &origin).await?;
        let user = self.store.user_by_email(email.key()).await?.filter(|user| user.verified.is_none());
        self.mail_or_not(&origin, MailPurpose::Verify, &email, user).await
    }

    /// Sends a mail to somebody, or to nobody with the same work: the time of the answer does not tell which.
    async fn mail_or_not(
        &self,
        origin: &Origin,
        purpose: MailPurpose,
        typed: &Email,
        user: Option<User>,
    ) -> Result<()> {
        // What is stored counts, not what was typed into the form.
        let recipient = user.as_ref().map_or_else(|| typed.as_typed(), |user| &user.email_typed);
        let token = self.mail_token(purpose, recipient, origin).await?;
        match &user {
            Some(user) => self.store.send_mail_token(origin, user.id, &token).await?,
            None => self.store.note(origin, "user.mail-not-sent", "user:unknown", json!({})).await?,
        }
        self.wake_outbox.notify_one();
        Ok(())
    }

    /// An address is its owner's: they have brought the token from the mail.
    ///
    /// # Errors
    /// The token is unknown, spent or over (`BadLink`).
    pub async fn verify_email(&self, visitor: &Visitor, token: &str) -> Result<User> {
        let origin = self.visit(visitor);
        let door = self.door("mail-link", "any", &origin).await;
        let door = match door {
            // Links are 256 bits: only the address on the network is slowed down, not all people at once.
            Err(AppError::TooMany(wait)) if self.address_is_shut("mail-link", &origin).await? => {
                return Err(AppError::TooMany(wait));
            }
            Err(AppError::TooMany(_)) => None,
            other => Some(other?),
        };
        let found = match Token::parse(TokenKind::Mail, token) {
            Ok(token) => self.store.verify_email(&origin, token.hash().as_str()).await?,
            Err(_) => None,
        };
        match found {
            Some(user) => Ok(user),
            None => {
                if let Some(door) = door {
                    self.failed(&door, &origin, None).await?;
                }
                Err(AppError::BadLink)
            }
        }
    }

    /// Sends a mail with which a password can be set. Says nothing of whether the address is known.
    ///
    /// # Errors
    /// Too many attempts; the store failed.
    pub async fn forgot_password(&self, visitor: &Visitor, email: &str) -> Result<()> {
        let email: Email = email.parse()?;
        let origin = self.visit(visitor);
        let door = self.door("forgot", email.key(), &origin).await?;
        self.knocked(&door, &origin).await?;
        let user = self.store.user_by_email(email.key()).await?;
        self.mail_or_not(&origin, MailPurpose::Reset, &email, user).await
    }

    /// Sets a new password with the token of a mail; every session and API token ends.
    ///
    /// # Errors
    /// The token is unknown, spent or over (`BadLink`); a weak password.
    pub async fn reset_password(&self, visitor: &Visitor, token: &str, password: Password) -> Result<()> {
        let origin = self.visit(visitor);
        let token = Token::parse(TokenKind::Mail, token).map_err(|_| AppError::BadLink)?;
        let hash = token.hash().as_str().to_owned();
        // Looked at before it is spent: a weak password must not cost the link.
        let owner = self
            .store
            .mail_token_owner(MailPurpose::Reset, &hash, origin.at)
            .await?
            .ok_or(AppError::BadLink)?;
        let email: Email = owner.email_typed.parse()?;
        let new = self.hasher.accept(&password, &[email.key(), &owner.name]).await?;
        let letter = Letter::PasswordChanged { when: origin.at, ip: origin.address.parse().ok() };
        let letter = self.letter(None, &owner.email_typed, &letter, self.dedupe("password")?).await?;
        self.store
            .reset_password(&origin, &hash, new.as_str(), |_| letter)
            .await?
            .ok_or(AppError::BadLink)?;
        self.wake_outbox.notify_one();
        Ok(())
    }

    /// A token for a mail, and the mail.
    pub(crate) async fn mail_token(
        &self,
        purpose: MailPurpose,
        recipient: &str,
        origin: &Origin,
    ) -> Result<MailToken> {
        let token = Token::draw(TokenKind::Mail)?;
        // Behind the hash sign it reaches no server's log.
        let link = |page: &str| format!("{}/{page}#token={}", self.config.public_url, token.expose());
        let (letter, lifetime) = match purpose {
            MailPurpose::Verify => {
                let lifetime = policy::VERIFICATION_LIFETIME;
                let hours = u32::try_from(lifetime.as_secs() / 3600).unwrap_or_default();
                (Letter::VerifyEmail { link: link("verify-email"), hours }, lifetime)
            }
            MailPurpose::Reset => {
                let lifetime = policy::RESET_LIFETIME;
                let minutes = u32::try_from(lifetime.as_secs() / 60).unwrap_or_default();
                (Letter::ResetPassword { link: link("reset-password"), minutes }, lifetime)
            }
        };
        let hash = token.hash().as_str().to_owned();
        // The hash names the letter: a token is mailed once.
        let dedupe = format!("link-{}", &hash[..32]);
        let mail = self.letter(None, recipient, &letter, dedupe).await?;
        Ok(MailToken { purpose, hash, expires: policy::ends(origin.at, lifetime), mail })
    }

    async fn address_is_shut(&self, what: &str, origin: &Origin) -> Result<bool> {
        let door = self.store.door(&format!("{what}-from:{}", origin.address), origin.at).await?;
        Ok(door.shut_until > origin.at)
    }
}

/// Enough of a hash to tell texts apart where the text itself must not stand.
pub(crate) fn short_hash(text: &str) -> String {
    use sha2::Digest as _;
    data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(text.as_bytes())[..12])
}
