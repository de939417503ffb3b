//! Renders and delivers mail.
//!
//! A [`Letter`] says what a mail is about; it is what the outbox keeps. [`Letter::render`] makes a [`Mail`] of it, with a
//! plain text and an HTML body, and a [`Transport`] delivers that: to an SMTP server, to Amazon SES, or into a folder. The
//! crate knows no store: when to try again is [`retry_after`]'s to say and the caller's to remember.

mod clean;
mod error;
mod letter;
mod mail;
mod render;
mod retry;
mod transport;

pub use error::{DeliveryError, NotifyError};
pub use letter::Letter;
pub use mail::Mail;
pub use retry::retry_after;
pub use transport::{
    FolderConfig, Password, SesConfig, SmtpConfig, SmtpLogin, Tls, Transport, TransportConfig,
};
