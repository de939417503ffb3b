//! What mails are about. The outbox keeps letters, not mails: what is sent is rendered by the program that sends it.

use std::fmt;
use std::net::IpAddr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use skytally_model::Role;

use crate::error::NotifyError;

/// What a mail is about, with all that its text needs. As JSON it names its template: `{"template": "verify-email", …}`.
///
/// Texts in it may be anything that people typed: names are cleaned and escaped when they are rendered. Links carry tokens, so a
/// letter is a secret: it has no `Debug` that shows more than its template.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "template", rename_all = "kebab-case")]
pub enum Letter {
    /// To somebody who has signed up: prove that the address is yours.
    VerifyEmail {
        /// The link with the token.
        link: String,
        /// How long it works.
        hours: u32,
    },
    /// To somebody who has an account, after somebody tried to sign up with its address.
    EmailInUse {
        /// The page to sign in.
        link: String,
    },
    /// To somebody who has forgotten the password.
    ResetPassword {
        /// The link with the token.
        link: String,
        /// How long it works.
        minutes: u32,
    },
    /// To somebody who is to be a member of a workspace.
    Invitation {
        /// The workspace's name.
        workspace: String,
        /// The name or address of the member who invites.
        inviter: String,
        /// What the new member may do.
        role: Role,
        /// The link with the token.
        link: String,
        /// How long it works.
        days: u32,
    },
    /// To the owner of an account, or of a workspace with such a member: many sign-ins have failed.
    SignInFailures {
        /// The workspace, if the letter goes to its owner.
        workspace: Option<String>,
        /// The address that was signed in with.
        account: String,
        /// How many in a row.
        count: u32,
        /// Where the last came from, if that is known.
        last_ip: Option<IpAddr>,
        /// When the last was.
        when: Timestamp,
    },
    /// To somebody whose password is another now.
    PasswordChanged {
        /// When.
        when: Timestamp,
        /// From where, if that is known.
        ip: Option<IpAddr>,
    },
    /// To somebody whose second factor is on now.
    TotpEnabled {
        /// When.
        when: Timestamp,
        /// From where, if that is known.
        ip: Option<IpAddr>,
    },
    /// To somebody whose second factor is off now.
    TotpDisabled {
        /// When.
        when: Timestamp,
        /// From where, if that is known.
        ip: Option<IpAddr>,
    },
    /// To somebody who has signed in with a recovery code instead of the second factor.
    RecoveryCodeUsed {
        /// How many are left.
        left: u32,
        /// When.
        when: Timestamp,
        /// From where, if that is known.
        ip: Option<IpAddr>,
    },
    /// To the owners of a workspace, the new one among them.
    NewOwner {
        /// The workspace's name.
        workspace: String,
        /// The name or address of the new owner.
        member: String,
        /// The name or address of who made it so.
        by: String,
        /// When.
        when: Timestamp,
    },
    /// To the owners of a workspace that is no more.
    WorkspaceDeleted {
        /// The workspace's name.
        workspace: String,
        /// The name or address of who deleted it.
        by: String,
        /// When.
        when: Timestamp,
    },
}

impl Letter {
    /// Reads a letter as the outbox keeps it.
    ///
    /// # Errors
    /// Text that is no letter. The error does not repeat it.
    pub fn from_json(text: &str) -> Result<Self, NotifyError> {
        serde_json::from_str(text).map_err(|error| {
            let named = serde_json::from_str::<Template>(text).map(|named| named.template);
            let is_name =
                |name: &String| name.len() <= 40 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            NotifyError::Stored(match named.ok().filter(is_name) {
                Some(name) => {
                    format!("this version knows no such letter {name} ({:?} error)", error.classify())
                }
                None => "it is not a JSON object that names a template".to_owned(),
            })
        })
    }

    /// The letter as the outbox keeps it. It may hold a token: whoever keeps it, keeps a secret.
    ///
    /// # Errors
    /// None that is known.
    pub fn to_json(&self) -> Result<String, NotifyError> {
        serde_json::to_string(self)
            .map_err(|error| NotifyError::Stored(format!("{:?} error", error.classify())))
    }

    /// The name of its template.
    pub fn template(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "verify-email",
            Self::EmailInUse { .. } => "email-in-use",
            Self::ResetPassword { .. } => "reset-password",
            Self::Invitation { .. } => "invitation",
            Self::SignInFailures { .. } => "sign-in-failures",
            Self::PasswordChanged { .. } => "password-changed",
            Self::TotpEnabled { .. } => "totp-enabled",
            Self::TotpDisabled { .. } => "totp-disabled",
            Self::RecoveryCodeUsed { .. } => "recovery-code-used",
            Self::NewOwner { .. } => "new-owner",
            Self::WorkspaceDeleted { .. } => "workspace-deleted",
        }
    }
}

/// Just the tag.
#[derive(Deserialize)]
struct Template {
    template: String,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Letter({})", self.template())
    }
}
