//! What can go wrong, in sentences that hold no secret.

use std::fmt;

use crate::password::Weak;
use crate::token::TokenKind;

/// What can go wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A text that is no e-mail address, or one that we do not take.
    #[error("the e-mail address is not one that we can use: {0}")]
    Email(&'static str),
    /// A text that can be no password.
    #[error("the password cannot be used: {0}")]
    Password(&'static str),
    /// A password that is easy to guess.
    #[error(transparent)]
    Weak(#[from] Weak),
    /// What is stored as a hash of a password, or is to be used to make one, is none.
    #[error("the password hash cannot be used: {0}")]
    PasswordHash(&'static str),
    /// So many passwords wait to be hashed that one more would wait too long.
    #[error("too many sign-ins at once; try again in a few seconds")]
    Busy,
    /// The runtime is being stopped, or hashing broke.
    #[error("the password could not be hashed: the work was stopped; try again")]
    Stopped,
    /// The operating system gives no random numbers.
    #[error("the operating system gave no random numbers")]
    NoRandom,
    /// A text that is no token of its kind.
    #[error("the text is not {0}: expected {prefix} and 43 letters, digits, - or _", prefix = .0.prefix())]
    Token(TokenKind),
    /// What is stored as a hash is none.
    #[error("the stored hash is not SHA-256 in hexadecimal")]
    Hash,
    /// The secret of one-time codes cannot be used.
    #[error("the secret of one-time codes cannot be used: {0}")]
    Totp(&'static str),
    /// A text that is no recovery code.
    #[error("the text is not a recovery code: expected four groups of four letters and digits")]
    RecoveryCode,
    /// A text that is no scope, or no list of scopes.
    #[error(
        "{given:?} is not a list of scopes: expected one or more of read, collect, findings, books, manage"
    )]
    Scope {
        /// What was given, shortened.
        given: String,
    },
    /// Limits of sessions that contradict themselves.
    #[error("the limits of sessions cannot be used: {0}")]
    Limits(&'static str),
    /// An address that may not be used: it is none, or it would carry secrets in the clear.
    #[error("the address of {what} cannot be used: expected https://, or http:// with a loopback host")]
    Address {
        /// Whose address.
        what: String,
    },
    /// The HTTP client cannot be made.
    #[error("the HTTP client for sign-in cannot be made: {0}")]
    Client(String),
    /// The settings of a provider are wrong, or the provider does not accept them.
    #[error("sign-in with {provider} is set up wrongly: {cause}")]
    Setup {
        /// The name of the provider.
        provider: String,
        /// What is wrong.
        cause: String,
    },
    /// A provider does not answer, or gives what is no answer.
    #[error("{provider} could not be asked for {what}: {cause}")]
    Unreachable {
        /// The name of the provider.
        provider: String,
        /// What it was asked for.
        what: &'static str,
        /// Why there is no answer.
        cause: String,
    },
    /// What a provider, or a browser in its name, brought is not accepted. Nobody is signed in.
    #[error("sign-in with {provider} is refused: {reason}; start again")]
    Refused {
        /// The name of the provider.
        provider: String,
        /// Why.
        reason: Refusal,
    },
}

/// Why a sign-in with OpenID Connect is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// It was not begun here, or by another browser, or with another provider.
    State,
    /// It was begun too long ago.
    TooLate,
    /// The code is unknown to the provider, used, or too old.
    Code,
    /// The answer to the code is not what the standard says, or has no ID token.
    Answer,
    /// The ID token is not signed by the provider.
    Signature,
    /// The ID token is signed in a way that proves nothing.
    Algorithm,
    /// The ID token is somebody else's.
    Issuer,
    /// The ID token is meant for somebody else.
    Audience,
    /// The ID token is too old.
    Expired,
    /// The ID token comes from the future.
    NotYet,
    /// The ID token belongs to another sign-in.
    Nonce,
    /// The ID token does not belong to the access token.
    AccessToken,
    /// Who signs in is not said, or said in two ways.
    Subject,
    /// The e-mail address is not one.
    Email,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::State => "it was not begun in this browser",
            Self::TooLate => "it took too long",
            Self::Code => "the code is unknown, used or too old",
            Self::Answer => "the answer of the provider is not what OpenID Connect says",
            Self::Signature => "the signature of the ID token is wrong",
            Self::Algorithm => "the ID token is signed by an algorithm that we do not accept",
            Self::Issuer => "the ID token is from another issuer",
            Self::Audience => "the ID token is meant for somebody else",
            Self::Expired => "the ID token is too old",
            Self::NotYet => "the ID token was issued in the future",
            Self::Nonce => "the ID token belongs to another sign-in",
            Self::AccessToken => "the ID token does not belong to the access token",
            Self::Subject => "the provider does not say who signs in",
            Self::Email => "the e-mail address from the provider is not one that we can use",
        })
    }
}
