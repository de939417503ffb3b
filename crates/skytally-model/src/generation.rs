//! Generations: what one collection run saw of one cloud account, and what it could not see.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{AccountId, Cause, Document, KindId, Partition, Region};

/// One picture of a cloud account, complete or marked partial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Generation {
    /// The cloud account.
    pub account: AccountId,
    /// Its partition.
    pub partition: Partition,
    /// The ARN that the calls were made as.
    pub caller: String,
    /// When the run started.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// The regions that were looked at.
    pub regions: Vec<Region>,
    /// What was to be seen, one entry for every kind and region of the plan.
    pub coverage: Vec<Coverage>,
    /// The resources.
    pub documents: Vec<Document>,
    /// Whether the run was stopped before its end.
    pub cancelled: bool,
    /// What looking cost.
    pub price: LookPrice,
}

/// How the listing of one kind in one region went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// The kind.
    pub kind: KindId,
    /// The region.
    pub region: Region,
    /// How far the listing came.
    #[serde(flatten)]
    pub state: CoverageState,
    /// How many resources it gave.
    pub documents: usize,
}

/// How far the listing of one kind in one region came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum CoverageState {
    /// Everything was listed.
    Complete,
    /// The service does not exist in the region, or is not subscribed to there: there is nothing to list.
    Unavailable {
        /// What AWS said.
        cause: Cause,
    },
    /// The listing was refused.
    Denied {
        /// What was refused.
        cause: Cause,
    },
    /// The listing failed, perhaps after some pages.
    Failed {
        /// What failed.
        cause: Cause,
    },
    /// The run did not come to it.
    NotCollected,
}

impl CoverageState {
    /// The state in one word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Unavailable { .. } => "unavailable",
            Self::Denied { .. } => "denied",
            Self::Failed { .. } => "failed",
            Self::NotCollected => "not-collected",
        }
    }

    /// Whether everything that exists is known.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Complete | Self::Unavailable { .. })
    }

    /// What hid the rest, when something did.
    pub fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Unavailable { cause } | Self::Denied { cause } | Self::Failed { cause } => Some(cause),
            Self::Complete | Self::NotCollected => None,
        }
    }
}

/// The calls of a run and their price.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookPrice {
    /// Requests sent, retries included.
    pub calls: u64,
    /// Requests that AWS throttled.
    pub throttled: u64,
    /// List price of the requests in billionths of a US dollar.
    pub nano_usd: u64,
}

impl Generation {
    /// Whether something of the plan is not known: a listing, a description or a part.
    pub fn is_partial(&self) -> bool {
        self.cancelled
            || self.coverage.iter().any(|c| !c.state.is_known())
            || self
                .documents
                .iter()
                .any(|d| d.incomplete.is_some() || d.parts.values().any(|p| p.cause().is_some()))
    }
}
