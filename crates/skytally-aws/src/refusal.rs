//! Why there are no credentials: AWS refused, nobody answered, or none are set up.

use std::error::Error;
use std::fmt;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::error::ErrorMetadata;
use skytally_model::CauseClass;

use crate::error::classify;
use crate::http::root_cause;

/// Why there are no credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of failure it is. `Denied`: AWS knows who asks and refuses. `Credentials`: the credentials that ask are wrong
    /// or have run out. `NotConfigured`: there are none to ask with. `Transient`: no answer. `Malformed`: not an answer of
    /// AWS. `Invalid`: AWS does not take the question, or a configuration file is wrong.
    pub class: CauseClass,
    /// Whether it is the credentials that were to ask that failed, so that a role was not even asked for.
    pub of_base: bool,
    /// AWS's error code.
    pub code: Option<String>,
    /// What happened, in AWS's words where it said something.
    pub message: String,
}

impl Refusal {
    /// Reads it from an error of the credential chain.
    pub(crate) fn of(error: &CredentialsError) -> Self {
        let mut class = match error {
            CredentialsError::CredentialsNotLoaded(_) => CauseClass::NotConfigured,
            CredentialsError::ProviderTimedOut(_) => CauseClass::Transient,
            CredentialsError::InvalidConfiguration(_) => CauseClass::Invalid,
            _ => CauseClass::Malformed,
        };
        let mut code = None;
        let mut inner: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(error) = inner {
            if let Some(refusal) = error.downcast_ref::<Self>() {
                return refusal.clone();
            }
            if error.is::<ConnectorError>() || error.to_string() == "request has timed out" {
                class = CauseClass::Transient;
            }
            if let Some(told) = told_code(error) {
                // STS answers 400 and 403 with a code; a status without one is not an answer of AWS.
                class = classify(Some(&told), 400);
                code = Some(told);
            }
            inner = error.source();
        }
        let message = tried(root_cause(error));
        // The code is kept apart, so that it is not told twice.
        let message = match &code {
            Some(code) => {
                message.strip_prefix(code.as_str()).unwrap_or(&message).trim_start_matches([':', ' '])
            }
            None => message.as_str(),
        };
        Self { class, of_base: false, code, message: message.to_owned() }
    }

    /// Whether other credentials of the same provider might be taken.
    pub(crate) fn is_expired(&self) -> bool {
        matches!(
            self.code.as_deref(),
            Some("ExpiredToken" | "ExpiredTokenException" | "RequestExpired" | "TokenRefreshRequired")
        )
    }
}

/// What a chain of places tried, on one line and without the places that nobody has set up.
fn tried(message: String) -> String {
    if !message.contains('\n') {
        return message;
    }
    let lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
    let tried: Vec<&str> = lines
        .filter(|line| !line.contains("provider was not enabled") && !line.ends_with("Attempted:"))
        .collect();
    if tried.is_empty() { "none are set up".to_owned() } else { tried.join("; ") }
}

/// AWS's code in one link of a chain of errors. Errors that the SDK knows by name have it in their text only.
fn told_code(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(told) = error.downcast_ref::<ErrorMetadata>() {
        return told.code().map(str::to_owned);
    }
    if error.source().is_some() {
        return None;
    }
    let text = error.to_string();
    let word = text.split([':', ' ']).next().unwrap_or_default();
    word.ends_with("Exception").then(|| word.to_owned())
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) if self.message.is_empty() => f.write_str(code),
            Some(code) => write!(f, "{code}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Named(&'static str);

    #[test]
    fn a_refusal_is_told_apart_from_silence_and_from_nothing() {
        let told = |code: &str| ErrorMetadata::builder().code(code).message("why").build();
        let io = || ConnectorError::io("refused".into());
        for (error, class, code, text) in [
            (
                CredentialsError::provider_error(told("AccessDenied")),
                CauseClass::Denied,
                Some("AccessDenied"),
                "AccessDenied: why",
            ),
            (
                CredentialsError::provider_error(told("ExpiredToken")),
                CauseClass::Credentials,
                Some("ExpiredToken"),
                "ExpiredToken: why",
            ),
            (
                CredentialsError::provider_error(Named("ExpiredTokenException: why")),
                CauseClass::Credentials,
                Some("ExpiredTokenException"),
                "ExpiredTokenException: why",
            ),
            (CredentialsError::provider_error(io()), CauseClass::Transient, None, "refused"),
            (
                CredentialsError::not_loaded_no_source(),
                CauseClass::NotConfigured,
                None,
                "the credential provider was not enabled",
            ),
            (CredentialsError::provider_error("no XML"), CauseClass::Malformed, None, "no XML"),
        ] {
            let refusal = Refusal::of(&error);
            assert_eq!((refusal.class, refusal.code.as_deref()), (class, code), "{error:?}");
            assert_eq!(refusal.to_string(), text, "{error:?}");
        }
    }

    #[test]
    fn places_that_nobody_has_set_up_are_left_out() {
        let chain = |last: &str| {
            tried(format!("none. Attempted:\n  A: the credential provider was not enabled\n{last}"))
        };
        assert_eq!(chain(""), "none are set up");
        assert_eq!(chain("  B: the file is not readable"), "B: the file is not readable");
        assert_eq!(tried("one line".to_owned()), "one line");
    }

    #[test]
    fn a_refusal_inside_an_error_is_found_as_it_was() {
        let refusal = Refusal {
            class: CauseClass::Credentials,
            of_base: true,
            code: Some("InvalidClientTokenId".to_owned()),
            message: "no such key".to_owned(),
        };
        assert_eq!(Refusal::of(&CredentialsError::provider_error(refusal.clone())), refusal);
    }
}
