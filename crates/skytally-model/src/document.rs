//! Documents: resources as data, with the parts that further calls gave.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{AccountId, Json, KindId, Region};

/// One resource of a cloud account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The type of the resource.
    pub kind: KindId,
    /// The cloud account that it was seen in.
    pub account: AccountId,
    /// Where it is; `global` when it belongs to no region.
    pub region: Region,
    /// What AWS calls it: unique within kind, account and region.
    pub id: String,
    /// Its ARN, where AWS gives it one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// What people call it, where it has such a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The id of the resource that it belongs to, such as the cluster of a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Why `data` is less than everything: the call that describes a listed resource failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incomplete: Option<Cause>,
    /// Exactly the members that the AWS command line prints for it.
    pub data: Json,
    /// The answers of further calls about this one resource, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, Part>,
}

/// The answer of one further call about one resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Part {
    /// AWS answered.
    Present {
        /// The answer, or the member of it that the catalogue takes.
        value: Json,
    },
    /// AWS answered that there is none: a bucket without a policy, say.
    Absent,
    /// AWS refused the call.
    Denied {
        /// What was refused, and the permission that is missing.
        cause: Cause,
    },
    /// The call failed for another reason.
    Failed {
        /// What failed, and how.
        cause: Cause,
    },
    /// Nobody asked.
    NotCollected,
}

/// Why something could not be seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cause {
    /// The class of the failure.
    pub class: CauseClass,
    /// The call: service and operation, such as `s3:GetBucketPolicy`.
    pub call: String,
    /// The IAM action that would have allowed the call.
    pub permission: String,
    /// AWS's error code, where it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The HTTP status, where there was an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// AWS's id of the request, to be given to AWS's support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What happened, in words.
    pub message: String,
}

/// What kind of failure hid something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CauseClass {
    /// The credentials may not make the call.
    Denied,
    /// The credentials are wrong or have run out.
    Credentials,
    /// AWS asked to slow down, until the patience of the client ended.
    Throttled,
    /// The thing asked about is not there (any more).
    NotFound,
    /// The feature is not set up, or the service is not subscribed to.
    NotConfigured,
    /// The service is not offered in the region.
    Unavailable,
    /// No answer in time, a broken connection or a server's error, until the patience of the client ended.
    Transient,
    /// The answer was not what the model says.
    Malformed,
    /// The call was refused as wrong: a fault of the catalogue or of the client.
    Invalid,
    /// The run was stopped before.
    Cancelled,
}

impl CauseClass {
    /// The class as text, as it stands in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Credentials => "credentials",
            Self::Throttled => "throttled",
            Self::NotFound => "not found",
            Self::NotConfigured => "not configured",
            Self::Unavailable => "unavailable",
            Self::Transient => "failed",
            Self::Malformed => "malformed answer",
            Self::Invalid => "refused as invalid",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for CauseClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.call, self.class)?;
        match (self.class, &self.code) {
            (CauseClass::Denied, _) => write!(f, ": needs {}", self.permission),
            (_, Some(code)) => write!(f, " ({code}): {}", self.message),
            (_, None) => write!(f, ": {}", self.message),
        }
    }
}

impl Part {
    /// The part's state in one word.
    pub fn state(&self) -> &'static str {
        match self {
            Self::Present { .. } => "present",
            Self::Absent => "absent",
            Self::Denied { .. } => "denied",
            Self::Failed { .. } => "failed",
            Self::NotCollected => "not-collected",
        }
    }

    /// What hid the part, when something did.
    pub fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Denied { cause } | Self::Failed { cause } => Some(cause),
            Self::Present { .. } | Self::Absent | Self::NotCollected => None,
        }
    }

    /// The part that stands for a failed call.
    pub fn from_cause(cause: Cause) -> Self {
        match cause.class {
            CauseClass::Denied => Self::Denied { cause },
            _ => Self::Failed { cause },
        }
    }
}
