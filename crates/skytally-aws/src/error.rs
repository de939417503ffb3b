//! Failed calls, and what kind of failure each is.

use std::fmt;

use skytally_model::{Cause, CauseClass};

/// A call that gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallError {
    /// What kind of failure it is.
    pub class: CauseClass,
    /// Botocore's name of the service.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// AWS's error code.
    pub code: Option<String>,
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// AWS's id of the request.
    pub request_id: Option<String>,
    /// What happened.
    pub message: String,
}

impl CallError {
    /// The failure as generations keep it. `permission` is the IAM action that allows the call.
    pub fn into_cause(self, permission: String) -> Cause {
        Cause {
            class: self.class,
            call: format!("{}:{}", self.service, self.operation),
            permission,
            code: self.code,
            status: self.status,
            request_id: self.request_id,
            message: self.message,
        }
    }

    /// Whether AWS's error code is one of these.
    pub fn is_code(&self, codes: &[String]) -> bool {
        self.code.as_ref().is_some_and(|code| codes.contains(code))
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} {}", self.service, self.operation, self.class)?;
        if let Some(code) = &self.code {
            write!(f, " ({code})")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for CallError {}

/// What an error code and HTTP status mean. AWS's services agree on few names; these are the ones that they use.
pub(crate) fn classify(code: Option<&str>, status: u16) -> CauseClass {
    if let Some(code) = code {
        let code = code.rsplit('.').next().unwrap_or(code);
        match code {
            "Throttling"
            | "ThrottlingException"
            | "ThrottledException"
            | "RequestThrottled"
            | "RequestThrottledException"
            | "TooManyRequestsException"
            | "TooManyRequests"
            | "RequestLimitExceeded"
            | "SlowDown"
            | "BandwidthLimitExceeded"
            | "PriorRequestNotComplete"
            | "EC2ThrottledException"
            | "ProvisionedThroughputExceededException"
            | "TransactionInProgressException" => {
                return CauseClass::Throttled;
            }
            "AccessDenied"
            | "AccessDeniedException"
            | "AccessDeniedFault"
            | "UnauthorizedOperation"
            | "UnauthorizedException"
            | "NotAuthorizedException"
            | "AuthorizationError"
            | "AuthorizationErrorException"
            | "AuthorizationException"
            | "Unauthorized"
            | "Forbidden"
            | "ForbiddenException"
            | "AllAccessDisabled" => {
                return CauseClass::Denied;
            }
            "ExpiredToken"
            | "ExpiredTokenException"
            | "RequestExpired"
            | "InvalidClientTokenId"
            | "UnrecognizedClientException"
            | "AuthFailure"
            | "SignatureDoesNotMatch"
            | "InvalidAccessKeyId"
            | "InvalidToken"
            | "InvalidSecurity"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "IncompleteSignature"
            | "InvalidSignatureException"
            | "RequestTimeTooSkewed"
            | "TokenRefreshRequired" => {
                return CauseClass::Credentials;
            }
            "OptInRequired"
            | "SubscriptionRequiredException"
            | "AWSOrganizationsNotInUseException"
            | "InvalidAccessException"
            | "ServiceNotEnabled" => return CauseClass::NotConfigured,
            "InternalError"
            | "InternalFailure"
            | "InternalServerError"
            | "InternalServerException"
            | "InternalServiceError"
            | "InternalServiceException"
            | "InternalServiceFault"
            | "InternalException"
            | "ServiceUnavailable"
            | "ServiceUnavailableException"
            | "ServiceUnavailableError"
            | "ServiceException"
            | "RequestTimeout"
            | "RequestTimeoutException"
            | "Unavailable"
            | "ServerException" => {
                return CauseClass::Transient;
            }
            code if code.starts_with("NoSuch")
                || code.contains("NotFound")
                || code.contains("NonExistent") =>
            {
                return CauseClass::NotFound;
            }
            _ => {}
        }
    }
    match status {
        401 => CauseClass::Credentials,
        403 => CauseClass::Denied,
        404 => CauseClass::NotFound,
        408 | 500..=599 => CauseClass::Transient,
        429 => CauseClass::Throttled,
        _ => CauseClass::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_statuses_have_their_class() {
        use CauseClass::{Credentials, Denied, Invalid, NotConfigured, NotFound, Throttled, Transient};
        for (code, status, class) in [
            (Some("UnauthorizedOperation"), 403, Denied),
            (Some("AccessDeniedException"), 400, Denied),
            (None, 403, Denied),
            (Some("RequestLimitExceeded"), 503, Throttled),
            (Some("SlowDown"), 503, Throttled),
            (None, 429, Throttled),
            (Some("ExpiredToken"), 400, Credentials),
            (Some("AWS.SimpleQueueService.NonExistentQueue"), 400, NotFound),
            (Some("NoSuchBucketPolicy"), 404, NotFound),
            (Some("InvalidVolume.NotFound"), 400, NotFound),
            (Some("SubscriptionRequiredException"), 400, NotConfigured),
            (Some("InternalError"), 500, Transient),
            (None, 502, Transient),
            (Some("ValidationException"), 400, Invalid),
        ] {
            assert_eq!(classify(code, status), class, "{code:?} {status}");
        }
    }
}
