//! Passwords, tokens, one-time codes and sign-in with OpenID Connect.
//!
//! It stores nothing and reads no clock: what is to be kept is handed to the caller, and the time is a parameter. Its only I/O
//! is [`oidc`]. Random numbers come from the operating system, by `ring`.
//!
//! What is secret (a password, a token, the secret of one-time codes) has no `Debug`, is wiped from memory when it is dropped,
//! and stands in no error. What is kept of it is a hash, which has no `Debug` either.

pub mod email;
pub mod hasher;
pub mod oidc;
pub mod password;
pub mod policy;
pub mod recovery;
pub mod scope;
pub mod session;
pub mod token;
pub mod totp;

mod error;
mod random;

pub use email::Email;
pub use error::{Error, Refusal};

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    /// Two ways to be `Shown`, of which a type with `Debug` has both: then the compiler does not know which is meant.
    trait Shown<Way> {
        fn never() {}
    }
    struct Secret;
    struct Printable;
    impl<T: ?Sized> Shown<Secret> for T {}
    impl<T: ?Sized + Debug> Shown<Printable> for T {}

    #[test]
    fn nothing_secret_can_be_printed() {
        // Each line compiles only while the type has no `Debug`.
        <crate::password::Password as Shown<_>>::never();
        <crate::password::PasswordHash as Shown<_>>::never();
        <crate::token::Token as Shown<_>>::never();
        <crate::token::TokenHash as Shown<_>>::never();
        <crate::totp::Secret as Shown<_>>::never();
        <crate::recovery::RecoveryCode as Shown<_>>::never();
        <crate::recovery::RecoveryHash as Shown<_>>::never();
        <crate::oidc::ClientSecret as Shown<_>>::never();
        <crate::oidc::ProviderConfig as Shown<_>>::never();
        <crate::oidc::Begun as Shown<_>>::never();
        <crate::oidc::Callback<'_> as Shown<_>>::never();
        <crate::oidc::Provider as Shown<_>>::never();
    }
}
