//! Why a use case did not do what it was asked. The API maps each kind to one status in one place.

use std::time::Duration;

use skytally_money::ledger::LedgerError;
use skytally_store::StoreError;

use crate::cloud::ReachError;

/// A fault of one field of what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field.
    pub field: &'static str,
    /// What is wrong with it, and what would be right.
    pub message: String,
}

/// A use case's failure.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in.
    #[error("sign in first")]
    Unauthenticated,
    /// The address, the password or the code is wrong; which of them is not said.
    #[error("the e-mail address, the password or the one-time code is wrong")]
    WrongCredentials,
    /// The password was right; a code is needed as well.
    #[error("a one-time code or a recovery code is needed as well")]
    SecondFactorNeeded,
    /// The password was right; the address was never verified.
    #[error("the e-mail address is not verified yet: follow the link in the mail, or ask for another")]
    EmailNotVerified,
    /// The link of a mail is spent, over, or never was.
    #[error("the link is not good (any more): ask for another")]
    BadLink,
    /// They are signed in, and may not.
    #[error("{0}")]
    Forbidden(String),
    /// There is no such thing, as far as they may know.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// It does not fit what is there.
    #[error("{0}")]
    Conflict(String),
    /// There is one already, and there can be one only.
    #[error("{0}")]
    AlreadyThere(String),
    /// What was sent cannot be.
    #[error("{}", faults_text(.0))]
    Invalid(Vec<Fault>),
    /// The new password would be guessed.
    #[error("password: {0}")]
    WeakPassword(String),
    /// Too often; try again later.
    #[error("too many attempts: try again in {} seconds", .0.as_secs().max(1))]
    TooMany(Duration),
    /// The cloud account cannot be reached.
    #[error(transparent)]
    Reach(#[from] ReachError),
    /// A receipt cannot be shown as pictures of its pages.
    #[error("the page cannot be drawn: {0}")]
    NotDrawable(String),
    /// Something is busy for a moment.
    #[error("the service is busy: try again in a moment")]
    Busy,
    /// The identity provider did not play along.
    #[error("{0}")]
    Provider(String),
    /// Nobody outside is told why.
    #[error("internal failure: {0}")]
    Internal(String),
}

fn faults_text(faults: &[Fault]) -> String {
    let list: Vec<String> =
        faults.iter().map(|fault| format!("{}: {}", fault.field, fault.message)).collect();
    list.join("; ")
}

impl AppError {
    /// A fault of one field.
    pub fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![Fault { field, message: message.into() }])
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Missing(what) => Self::NotFound(what),
            StoreError::Conflict(why) => Self::Conflict(why),
            StoreError::Ledger(error) => error.into(),
            error if error.is_passing() => Self::Busy,
            error => Self::Internal(error.to_string()),
        }
    }
}

impl From<LedgerError> for AppError {
    fn from(error: LedgerError) -> Self {
        let message = error.to_string();
        match error {
            LedgerError::NoTransaction(_) => Self::NotFound("transaction"),
            LedgerError::Changed(_)
            | LedgerError::Deleted(_)
            | LedgerError::Reconciled { .. }
            | LedgerError::PeriodClosed { .. }
            | LedgerError::AccountClosed { .. } => Self::Conflict(message),
            LedgerError::Date(_) => Self::invalid("date", message),
            LedgerError::TooLong { what: "payee", .. } => Self::invalid("payee", message),
            LedgerError::TooLong { what: "note", .. } => Self::invalid("note", message),
            LedgerError::TooLong { what: "tag" | "list of tags", .. } => Self::invalid("tags", message),
            LedgerError::Name(_) => Self::invalid("name", message),
            LedgerError::NotOnAccount { .. } => Self::invalid("account", message),
            LedgerError::Rate(_) => Self::invalid("exchange", message),
            LedgerError::TooFewPostings(_)
            | LedgerError::TooManyPostings { .. }
            | LedgerError::Unbalanced { .. }
            | LedgerError::TooLarge(_)
            | LedgerError::NoAccount(_)
            | LedgerError::AccountCurrency { .. }
            | LedgerError::TooLong { .. } => Self::invalid("postings", message),
        }
    }
}

impl From<skytally_vault::VaultError> for AppError {
    fn from(error: skytally_vault::VaultError) -> Self {
        if error.is_passing() { Self::Busy } else { Self::Internal(error.to_string()) }
    }
}

impl From<skytally_notify::NotifyError> for AppError {
    fn from(error: skytally_notify::NotifyError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<skytally_identity::Error> for AppError {
    fn from(error: skytally_identity::Error) -> Self {
        use skytally_identity::Error;
        match error {
            Error::Email(_) => Self::invalid("email", error.to_string()),
            Error::Weak(_) => Self::WeakPassword(error.to_string()),
            Error::Password(_) => Self::invalid("password", error.to_string()),
            Error::Scope { .. } => Self::invalid("scopes", error.to_string()),
            Error::Busy | Error::Stopped => Self::Busy,
            Error::Token(_) | Error::RecoveryCode => Self::WrongCredentials,
            Error::Refused { .. } | Error::Unreachable { .. } | Error::Setup { .. } => {
                Self::Provider(error.to_string())
            }
            error => Self::Internal(error.to_string()),
        }
    }
}

/// What use cases give.
pub type Result<T> = std::result::Result<T, AppError>;
