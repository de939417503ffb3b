//! The ways that a mail can go. What stands in the settings becomes a transport at the start; the network comes later.

mod folder;
mod line_wise;
mod ses;
mod smtp;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lettre::message::Mailbox;
use skytally_model::Region;
use zeroize::Zeroizing;

use crate::error::{DeliveryError, NotifyError};
use crate::mail::{self, Mail};

use folder::Folder;
use ses::Ses;
use smtp::Smtp;

/// A password. It is wiped from memory when it is dropped, and cannot be printed.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes a password.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    fn reveal(&self) -> &str {
        &self.0
    }
}

/// How a connection to a mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte (usually port 465).
    Required,
    /// By STARTTLS, before anything else is said (usually port 587). A server that does not offer it gets no mail.
    StartTls,
    /// Not at all. Only for a server on the loopback.
    None,
}

/// Who signs in to a mail server.
#[derive(Clone)]
pub struct SmtpLogin {
    /// The user.
    pub user: String,
    /// The user's password.
    pub password: Password,
}

/// How to reach a mail server.
#[derive(Clone)]
pub struct SmtpConfig {
    /// The name or address of the server, which its certificate must be for.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The encryption.
    pub tls: Tls,
    /// The login; none for a server that wants none.
    pub login: Option<SmtpLogin>,
    /// The sender: `Skytally <skytally@example.com>`, or only the address.
    pub from: String,
    /// For one mail, from the first packet to the server's last word.
    pub timeout: Duration,
    /// A file with further certificate authorities (PEM), for a server in one's own house. Those of the web are always trusted.
    pub authorities: Option<PathBuf>,
}

/// How to send by Amazon SES.
#[derive(Clone)]
pub struct SesConfig {
    /// The client, with credentials that may do `ses:SendEmail`, `ses:SendRawEmail` and `ses:GetAccount`.
    pub client: Arc<skytally_aws::Client>,
    /// Where the sender is verified.
    pub region: Region,
    /// The sender, which SES must know as verified.
    pub from: String,
}

/// A folder that mail is written to.
#[derive(Clone)]
pub struct FolderConfig {
    /// The folder; it is made if it is not there.
    pub path: PathBuf,
    /// The sender.
    pub from: String,
}

/// What the settings say about mail.
#[derive(Clone)]
pub enum TransportConfig {
    /// To a mail server.
    Smtp(SmtpConfig),
    /// By Amazon SES.
    Ses(SesConfig),
    /// Into a folder.
    Folder(FolderConfig),
}

/// A way that mail goes.
pub struct Transport(Way);

enum Way {
    Smtp(Smtp),
    Ses(Ses),
    Folder(Folder),
}

impl Transport {
    /// Checks the settings and makes the transport. Nothing is sent: whether the server answers, [`Transport::check`] says.
    ///
    /// # Errors
    /// A sender that is not an address, a server that would be spoken to unencrypted over the network, certificates that
    /// cannot be read, a folder that cannot be written.
    pub async fn open(config: TransportConfig) -> Result<Self, NotifyError> {
        Ok(Self(match config {
            TransportConfig::Smtp(config) => Way::Smtp(Smtp::open(config)?),
            TransportConfig::Ses(config) => Way::Ses(Ses::open(config)?),
            TransportConfig::Folder(config) => Way::Folder(Folder::open(config).await?),
        }))
    }

    /// Delivers one mail, once. Where it cannot be known whether the mail went through (the line went dead at the wrong
    /// moment), it is reported as not delivered: a second try then carries the same message id.
    ///
    /// # Errors
    /// Temporary, where another try is of use, or permanent.
    pub async fn deliver(&self, mail: &Mail) -> Result<(), DeliveryError> {
        match &self.0 {
            Way::Smtp(smtp) => smtp.deliver(mail).await,
            Way::Ses(ses) => ses.deliver(mail).await,
            Way::Folder(folder) => folder.deliver(mail).await,
        }
    }

    /// Whether mail would go now, without sending any: the server is reached and lets us in, SES may send, the folder can be
    /// written.
    ///
    /// # Errors
    /// Why not.
    pub async fn check(&self) -> Result<(), DeliveryError> {
        match &self.0 {
            Way::Smtp(smtp) => smtp.check().await,
            Way::Ses(ses) => ses.check().await,
            Way::Folder(folder) => folder.check().await,
        }
    }

    /// Whether mail stays in a folder of this machine: nobody gets it who does not look there.
    pub fn stays_here(&self) -> bool {
        matches!(self.0, Way::Folder(_))
    }

    /// Where mail goes, as a sentence for the start message. It holds no secret.
    pub fn describe(&self) -> String {
        match &self.0 {
            Way::Smtp(smtp) => smtp.describe(),
            Way::Ses(ses) => ses.describe(),
            Way::Folder(folder) => folder.describe(),
        }
    }
}

/// The sender of the settings.
fn sender(text: &str) -> Result<Mailbox, NotifyError> {
    let wrong = || NotifyError::Sender(text.chars().take(200).collect());
    if text.chars().any(char::is_control) {
        return Err(wrong());
    }
    let mailbox: Mailbox = text.parse().map_err(|_| wrong())?;
    mail::address(mailbox.email.as_ref()).ok_or_else(wrong)?;
    Ok(mailbox)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_one_address_with_or_without_a_name() {
        for good in [
            "a@example.com",
            "Skytally <a@example.com>",
            "Zähler für alle <a@example.com>",
            "\"S, T\" <a@b.co>",
        ] {
            assert!(sender(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "Skytally",
            "a@",
            "a@example.com\r\nBcc: b@c.d",
            "S\r\nBcc: b@c.d <a@example.com>",
            "a@b.co, c@d.co",
        ] {
            assert!(sender(bad).is_err(), "{bad:?}");
        }
    }
}
