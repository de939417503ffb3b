//! Why a cloud account is not reached, in a sentence for the person who links it.

use std::fmt;

use skytally_aws::{CallError, Refusal};
use skytally_model::{CauseClass, RoleArn};

/// Why a cloud account is not reached: what was tried, what AWS said, what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{tried}: {said}; {advice}")]
pub struct ReachError {
    /// For code; the texts are for people.
    pub kind: ReachErrorKind,
    /// What was tried, and did not work.
    pub tried: String,
    /// What AWS said, or what happened in its place.
    pub said: String,
    /// What to do about it.
    pub advice: String,
}

/// The kinds of [`ReachError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReachErrorKind {
    /// The service has no AWS credentials, which roles need.
    NoOwnCredentials,
    /// The service's own AWS credentials are wrong or have run out.
    OwnCredentials,
    /// AWS knows who asks, and refuses.
    Refused,
    /// AWS does not know the access key, or the secret is not its own.
    WrongKey,
    /// The credentials have run out.
    Expired,
    /// No answer: no network, a wrong address, a service that is down.
    NoAnswer,
    /// AWS asked to slow down until patience ended.
    Throttled,
    /// The key of a root user, which may do everything and cannot be limited.
    RootKey,
    /// A key that ends within hours.
    TemporaryKey,
    /// A text that cannot be right.
    BadInput,
    /// The credentials are of another account than the role.
    OtherAccount,
    /// The account may not list the members of its organization.
    NotManagement,
    /// The account belongs to no organization.
    NoOrganization,
    /// What answered is not AWS.
    Malformed,
    /// The service is set up wrongly.
    Configuration,
    /// AWS refused for another reason, which it names.
    Other,
}

impl ReachErrorKind {
    /// A stable name for the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoOwnCredentials => "no-own-credentials",
            Self::OwnCredentials => "own-credentials",
            Self::Refused => "refused",
            Self::WrongKey => "wrong-key",
            Self::Expired => "expired",
            Self::NoAnswer => "no-answer",
            Self::Throttled => "throttled",
            Self::RootKey => "root-key",
            Self::TemporaryKey => "temporary-key",
            Self::BadInput => "bad-input",
            Self::OtherAccount => "other-account",
            Self::NotManagement => "not-management",
            Self::NoOrganization => "no-organization",
            Self::Malformed => "malformed",
            Self::Configuration => "configuration",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for ReachErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

const RENEW_OWN: &str = "renew the credentials that the service runs with, then try again";
const GIVE_OWN: &str =
    "give the service a role (of its instance or task) or a profile, or link the account by an access key";

impl ReachError {
    /// A role that could not be assumed.
    pub(super) fn of_role(role: &RoleArn, refusal: Refusal) -> Self {
        let tried = format!("the role {role} cannot be assumed");
        if refusal.of_base {
            return Self::of_own(&tried, refusal);
        }
        if refusal.class == CauseClass::Denied {
            return Self {
                kind: ReachErrorKind::Refused,
                tried,
                said: refusal.to_string(),
                advice: "check that the stack is complete, that the role has this name, and that its trust names the \
                         principal and the external id that Skytally shows; a role that has just been made may take a \
                         minute"
                    .to_owned(),
            };
        }
        Self::by_class(tried, refusal.class, refusal.code.as_deref(), refusal.to_string())
    }

    /// The service's own credentials failed.
    pub(super) fn of_own(tried: &str, refusal: Refusal) -> Self {
        let (kind, said, advice) = match refusal.class {
            CauseClass::NotConfigured => (
                ReachErrorKind::NoOwnCredentials,
                format!("Skytally has no AWS credentials of its own ({refusal})"),
                GIVE_OWN,
            ),
            class if super::is_silence(class) => {
                return Self::by_class(
                    tried.to_owned(),
                    class,
                    None,
                    format!("Skytally's own AWS credentials could not be fetched ({refusal})"),
                );
            }
            _ => (
                ReachErrorKind::OwnCredentials,
                format!("Skytally's own AWS credentials do not work ({refusal})"),
                RENEW_OWN,
            ),
        };
        Self { kind, tried: tried.to_owned(), said, advice: advice.to_owned() }
    }

    /// A call that failed.
    pub(super) fn of_call(tried: &str, error: &CallError) -> Self {
        let said = match &error.code {
            Some(code) => format!("{code}: {}", error.message),
            None => error.message.clone(),
        };
        Self::by_class(tried.to_owned(), error.class, error.code.as_deref(), said)
    }

    /// A call that the service made as itself, and that failed.
    pub(super) fn of_own_call(tried: &str, error: &CallError) -> Self {
        let told = Self::of_call(tried, error);
        if error.class != CauseClass::Credentials {
            return told;
        }
        let said = format!("Skytally's own AWS credentials do not work ({})", told.said);
        Self { kind: ReachErrorKind::OwnCredentials, said, advice: RENEW_OWN.to_owned(), ..told }
    }

    fn by_class(tried: String, class: CauseClass, code: Option<&str>, said: String) -> Self {
        let expired = code.is_some_and(|code| code.contains("Expired"));
        let (kind, advice) = match class {
            CauseClass::Denied => (
                ReachErrorKind::Refused,
                "allow the call to whoever asks; a service control policy or a permissions boundary may refuse it too",
            ),
            CauseClass::Credentials if expired => {
                (ReachErrorKind::Expired, "renew the credentials, then try again")
            }
            CauseClass::Credentials if code == Some("SignatureDoesNotMatch") => {
                (ReachErrorKind::WrongKey, "the secret does not belong to this key: paste both again")
            }
            CauseClass::Credentials => (
                ReachErrorKind::WrongKey,
                "check that the access key is active and pasted whole, with its secret",
            ),
            CauseClass::Transient | CauseClass::Unavailable => (
                ReachErrorKind::NoAnswer,
                "check that Skytally's machine reaches AWS (network, proxy, the endpoint in the settings), then try again",
            ),
            CauseClass::Throttled => (ReachErrorKind::Throttled, "try again in a minute"),
            CauseClass::Malformed => (
                ReachErrorKind::Malformed,
                "what answered does not speak as AWS does: check the endpoint in the settings and any proxy on the way",
            ),
            _ => (ReachErrorKind::Other, "correct what AWS names, then try again"),
        };
        Self { kind, tried, said, advice: advice.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(class: CauseClass, of_base: bool, code: Option<&str>) -> Refusal {
        Refusal { class, of_base, code: code.map(str::to_owned), message: "because".to_owned() }
    }

    #[test]
    fn a_role_that_is_not_assumed_says_whose_fault_it_is() {
        let role: RoleArn = "arn:aws:iam::111122223333:role/SkytallyRead".parse().unwrap();
        for (class, of_base, code, kind, part) in [
            (
                CauseClass::Denied,
                false,
                Some("AccessDenied"),
                ReachErrorKind::Refused,
                "AccessDenied: because; check",
            ),
            (
                CauseClass::NotConfigured,
                true,
                None,
                ReachErrorKind::NoOwnCredentials,
                "no AWS credentials of its own",
            ),
            (
                CauseClass::Credentials,
                true,
                Some("ExpiredToken"),
                ReachErrorKind::OwnCredentials,
                "do not work",
            ),
            (CauseClass::Denied, true, Some("AccessDenied"), ReachErrorKind::OwnCredentials, "do not work"),
            (CauseClass::Transient, true, None, ReachErrorKind::NoAnswer, "could not be fetched (because)"),
            (
                CauseClass::Transient,
                false,
                None,
                ReachErrorKind::NoAnswer,
                "because; check that Skytally's machine",
            ),
            (CauseClass::Throttled, false, Some("Throttling"), ReachErrorKind::Throttled, "try again"),
            (CauseClass::Malformed, false, None, ReachErrorKind::Malformed, "what answered"),
            (
                CauseClass::Invalid,
                false,
                Some("RegionDisabledException"),
                ReachErrorKind::Other,
                "RegionDisabled",
            ),
        ] {
            let error = ReachError::of_role(&role, refusal(class, of_base, code));
            let text = error.to_string();
            assert_eq!(error.kind, kind, "{text}");
            assert!(text.starts_with(&format!("the role {role} cannot be assumed: ")), "{text}");
            assert!(text.contains(part) && !text.ends_with('.'), "{text}");
            assert_eq!(text.matches("because").count(), 1, "the cause is told once: {text}");
        }
    }
}
