//! What can go wrong. No error holds a link, a password or the text of a mail.

/// Why a letter cannot be rendered, or a transport cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotifyError {
    /// The recipient is not an address.
    #[error("the recipient is not an e-mail address")]
    Recipient,
    /// The sender is not an address.
    #[error(
        "the sender {0:?} is not an e-mail address; expected one such as Skytally <skytally@example.com>"
    )]
    Sender(String),
    /// The link of a letter is not one.
    #[error("the link of the letter {0} is not an http or https address that a mail can carry")]
    Link(&'static str),
    /// The dedupe key cannot be a message id.
    #[error("the dedupe key {0:?} is empty or too long for a message id")]
    Dedupe(String),
    /// The stored letter cannot be read.
    #[error("the stored letter cannot be read: {0}")]
    Stored(String),
    /// A template fails: a mistake of the program.
    #[error("the template {name} cannot be rendered: {reason}")]
    Template {
        /// The template.
        name: &'static str,
        /// Why.
        reason: String,
    },
    /// A setting of the mail server.
    #[error("the mail server {server} cannot be used: {reason}")]
    Smtp {
        /// Host and port.
        server: String,
        /// Why.
        reason: String,
    },
    /// The folder for mail.
    #[error("the mail folder {path} cannot be used: {reason}")]
    Folder {
        /// The folder.
        path: String,
        /// Why.
        reason: String,
    },
}

/// Why a mail has not been delivered. The text is for people who run the service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// It may go through later: the server is away, busy, or set up wrongly, which somebody can mend.
    #[error("{0}")]
    Temporary(String),
    /// This mail will never go through.
    #[error("{0}")]
    Permanent(String),
}

impl DeliveryError {
    /// Whether another try is of use.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Temporary(_))
    }
}
