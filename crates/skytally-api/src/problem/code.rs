//! The codes of problems: the one place where each gets its status and its title.

use std::fmt;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! codes {
    ($( $variant:ident, $name:literal, $status:ident, $title:literal; )*) => {
        /// What kind of problem it is. Codes are stable: programs may rely on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum Code {
            $(
                #[doc = $title]
                $variant,
            )*
        }

        impl Code {
            /// All codes.
            pub const ALL: &[Self] = &[$( Self::$variant, )*];

            /// The status that it is answered with.
            pub fn status(self) -> StatusCode {
                match self { $( Self::$variant => StatusCode::$status, )* }
            }

            /// What it means, the same every time.
            pub fn title(self) -> &'static str {
                match self { $( Self::$variant => $title, )* }
            }

            /// Its name in answers: `not-found`.
            pub fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )* }
            }
        }
    };
}

codes! {
    // What was sent cannot be read, or does not fit.
    BadRequest, "bad-request", BAD_REQUEST, "The request cannot be understood";
    BadJson, "bad-json", BAD_REQUEST, "The body is not JSON";
    BadQuery, "bad-query", BAD_REQUEST, "The query does not fit";
    BadPath, "bad-path", BAD_REQUEST, "The path does not fit";
    BadHeader, "bad-header", BAD_REQUEST, "A header does not fit";
    BadCursor, "bad-cursor", BAD_REQUEST, "The cursor is not one of this list";
    BadBody, "bad-body", UNPROCESSABLE_ENTITY, "The body does not fit";
    BadValue, "bad-value", UNPROCESSABLE_ENTITY, "A value is not accepted";
    WeakPassword, "weak-password", UNPROCESSABLE_ENTITY, "The password is too easy to guess";
    NotDrawable, "not-drawable", UNPROCESSABLE_ENTITY, "It cannot be shown as a picture";
    AwsRefused, "aws-refused", UNPROCESSABLE_ENTITY, "AWS refused";
    // Who asks.
    Unauthenticated, "unauthenticated", UNAUTHORIZED, "Sign in first";
    SignInFailed, "sign-in-failed", UNAUTHORIZED, "E-mail, password or code is wrong";
    SecondFactorNeeded, "second-factor-needed", UNAUTHORIZED, "A code of the second factor is needed";
    EmailNotVerified, "email-not-verified", FORBIDDEN, "The e-mail address is not verified";
    Forbidden, "forbidden", FORBIDDEN, "Your role does not allow this";
    ScopeMissing, "scope-missing", FORBIDDEN, "The token does not allow this";
    CrossSite, "cross-site", FORBIDDEN, "The request comes from another site";
    // What is asked for.
    NoSuchRoute, "no-such-route", NOT_FOUND, "There is nothing at this path";
    NotFound, "not-found", NOT_FOUND, "There is no such thing";
    MethodNotAllowed, "method-not-allowed", METHOD_NOT_ALLOWED, "The path does not take this method";
    Conflict, "conflict", CONFLICT, "It does not fit what is there";
    AlreadyThere, "already-there", CONFLICT, "There is one already";
    LimitReached, "limit-reached", CONFLICT, "There are as many as there may be";
    InProgress, "in-progress", CONFLICT, "The same request is being done";
    KeyReused, "key-reused", UNPROCESSABLE_ENTITY, "The idempotency key was used for another request";
    LinkUsed, "link-used", GONE, "The link was used or is too old";
    Changed, "changed", PRECONDITION_FAILED, "It has changed since you read it";
    VersionNeeded, "version-needed", PRECONDITION_REQUIRED, "Say which version you change";
    // How it is sent.
    RequestTimeout, "request-timeout", REQUEST_TIMEOUT, "The request did not arrive in time";
    TooLarge, "too-large", PAYLOAD_TOO_LARGE, "The body is too large";
    UriTooLong, "uri-too-long", URI_TOO_LONG, "The address is too long";
    UnsupportedMediaType, "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE, "The body must be JSON";
    TooManyRequests, "too-many-requests", TOO_MANY_REQUESTS, "Too many requests";
    // What is wrong on our side.
    Internal, "internal", INTERNAL_SERVER_ERROR, "Something went wrong";
    AwsUnreachable, "aws-unreachable", BAD_GATEWAY, "AWS does not answer";
    Unavailable, "unavailable", SERVICE_UNAVAILABLE, "The service is not ready";
    TimedOut, "timed-out", SERVICE_UNAVAILABLE, "The answer took too long";
}

impl Code {
    /// The code of an answer that has none, by its status.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::Unauthenticated,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND => Self::NoSuchRoute,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::REQUEST_TIMEOUT => Self::RequestTimeout,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::URI_TOO_LONG => Self::UriTooLong,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMediaType,
            StatusCode::UNPROCESSABLE_ENTITY => Self::BadBody,
            StatusCode::TOO_MANY_REQUESTS => Self::TooManyRequests,
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            other if other.is_server_error() => Self::Internal,
            _ => Self::BadRequest,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn a_code_has_one_name_everywhere_and_the_status_of_a_failure() {
        let mut names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.name());
            assert!(code.status().is_client_error() || code.status().is_server_error());
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
