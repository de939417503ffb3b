//! Why the vault could not do what it was asked.

use std::path::PathBuf;

use skytally_aws::CallError;
use skytally_model::CauseClass;

use crate::aead::SECRET_MAX_BYTES;

/// What went wrong. No variant holds a secret, a key or a sealed text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The key file is not there.
    #[error(
        "the key file {path} is not there; put back the one that this data was sealed with, for without it the stored \
         credentials cannot be read", path = path.display()
    )]
    KeyFileMissing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// Others could read or change the key file.
    #[error(
        "the key file {path} may be read or changed by others (mode {mode:04o}); allow only its owner: chmod 600 {path}",
        path = path.display()
    )]
    KeyFileOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The key file is not one.
    #[error("the key file {path} cannot be used: {reason}", path = path.display())]
    KeyFileMalformed {
        /// The file.
        path: PathBuf,
        /// What was expected; never what was found.
        reason: String,
    },
    /// The key file cannot be read or written.
    #[error("the key file {path} cannot be {act}: {cause}", path = path.display())]
    KeyFile {
        /// What was tried: `read` or `written`.
        act: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        cause: String,
    },
    /// The vault has another key than the one in use so far.
    #[error(
        "the vault has the wrong key: the stored credentials are sealed with {known}, and there is {here}; start with the \
         key that was used before"
    )]
    WrongKey {
        /// The fingerprint that was kept.
        known: String,
        /// The fingerprints that there are.
        here: String,
    },
    /// A sealed text names a key that the vault does not have.
    #[error("{what} is sealed with the key {key}, which the vault does not have")]
    UnknownKey {
        /// What was to be opened, by its context.
        what: String,
        /// The key's name.
        key: String,
    },
    /// The sealed text does not open: it was changed, or belongs to something else.
    #[error("{what} does not open: the sealed text was changed, or belongs to something else")]
    Refused {
        /// What was to be opened, by its context.
        what: String,
    },
    /// Not a sealed text at all.
    #[error("not a sealed text: {reason}")]
    Malformed {
        /// What was expected.
        reason: &'static str,
    },
    /// A sealed text of another version of this program.
    #[error("the sealed text is of a version that this program does not know; it knows version 1")]
    UnknownVersion,
    /// The context cannot be bound to.
    #[error("the {name} of a secret has 1 to {max} bytes")]
    Context {
        /// The field.
        name: &'static str,
        /// Its longest length, in bytes.
        max: usize,
    },
    /// Too much to seal.
    #[error("a secret has at most {SECRET_MAX_BYTES} bytes")]
    TooLong,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandomness,
    /// KMS does not do what was asked.
    #[error("KMS cannot {act} with {key}: {cause}")]
    Kms {
        /// What was asked.
        act: &'static str,
        /// The key.
        key: String,
        /// Why not.
        cause: CallError,
    },
    /// A key of KMS that does not fit.
    #[error("the KMS key {key} cannot be used: {reason}")]
    KmsKey {
        /// The key.
        key: String,
        /// What was expected.
        reason: String,
    },
    /// Secrets Manager does not do what was asked.
    #[error("Secrets Manager cannot {act} {name}: {cause}")]
    SecretsManager {
        /// What was asked.
        act: &'static str,
        /// The name of the entry.
        name: String,
        /// Why not.
        cause: CallError,
    },
    /// What was kept in Secrets Manager is not there any more.
    #[error("{what} is gone: Secrets Manager has no {name}")]
    Gone {
        /// What was to be opened, by its context.
        what: String,
        /// The name of the entry.
        name: String,
    },
    /// A sealed text points to a place that the vault may not use.
    #[error("the sealed text lies in Secrets Manager, under a name that the configured place does not cover")]
    Elsewhere,
    /// The prefix of the names in Secrets Manager cannot be one.
    #[error("the prefix of names in Secrets Manager has 1 to {max} letters, digits and /_+=.@-")]
    Prefix {
        /// Its longest length, in bytes.
        max: usize,
    },
    /// An AWS service gave an answer that lacks what it should have.
    #[error("the answer of {call} has no usable {member}")]
    Answer {
        /// The call.
        call: &'static str,
        /// The missing member.
        member: &'static str,
    },
    /// A task of the runtime ended early.
    #[error("the vault was stopped while it worked")]
    Stopped,
}

impl VaultError {
    /// Whether the same request may work later, with nothing changed by anybody.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Kms { cause, .. } | Self::SecretsManager { cause, .. } => {
                matches!(cause.class, CauseClass::Throttled | CauseClass::Transient)
            }
            Self::Stopped => true,
            _ => false,
        }
    }
}
