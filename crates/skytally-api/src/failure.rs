//! The one place where a use case's failure becomes a problem.

use skytally_app::AppError;
use skytally_app::cloud::ReachErrorKind;

use crate::problem::{Code, Problem};

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let said = error.to_string();
        match error {
            AppError::Unauthenticated => Self::new(Code::Unauthenticated, said),
            AppError::WrongCredentials => Self::new(Code::SignInFailed, said),
            AppError::SecondFactorNeeded => Self::new(Code::SecondFactorNeeded, said),
            AppError::EmailNotVerified => Self::new(Code::EmailNotVerified, said),
            AppError::BadLink => Self::new(Code::LinkUsed, said),
            AppError::Forbidden(_) => Self::new(Code::Forbidden, said),
            AppError::NotFound(_) => Self::new(Code::NotFound, said),
            AppError::Conflict(_) => Self::new(Code::Conflict, said),
            AppError::AlreadyThere(_) => Self::new(Code::AlreadyThere, said),
            AppError::Invalid(faults) => {
                faults.into_iter().fold(Self::new(Code::BadValue, said), |problem, fault| {
                    problem.field(fault.field, fault.message)
                })
            }
            AppError::WeakPassword(why) => Self::new(Code::WeakPassword, said).field("password", why),
            AppError::TooMany(wait) => {
                Self::new(Code::TooManyRequests, said).retry_after_s(wait.as_secs().max(1))
            }
            AppError::Reach(error) => match error.kind {
                ReachErrorKind::NoAnswer | ReachErrorKind::Throttled | ReachErrorKind::Malformed => {
                    Self::new(Code::AwsUnreachable, said)
                }
                _ => Self::new(Code::AwsRefused, said),
            },
            AppError::NotDrawable(_) => Self::new(Code::NotDrawable, said),
            AppError::Busy => Self::new(Code::Unavailable, said).retry_after_s(1),
            AppError::Provider(_) => Self::new(Code::SignInFailed, said),
            AppError::Internal(_) => Self::internal(&error),
        }
    }
}
