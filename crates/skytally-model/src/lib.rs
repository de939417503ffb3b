//! The nouns of Skytally: typed ids, documents, parts, coverage, outcomes, money. No I/O, no clock.
//!
//! This crate knows nothing of AWS calls, storage or the network. Everything above it speaks in these words.

mod document;
mod generation;
mod ids;
mod json;
mod money;
mod outcome;
mod tenancy;

pub use document::{Cause, CauseClass, Document, Part};
pub use generation::{Coverage, CoverageState, Generation, LookPrice};
pub use ids::{AccountId, CheckId, IdError, KindId, Partition, Region, RoleArn};
pub use json::Json;
pub use money::{Currency, Money, MoneyError};
pub use outcome::{Evaluation, Outcome, Pillar, Saving, Severity};
pub use tenancy::{FindingId, InvitationId, LinkId, Role, RunId, SessionId, TokenId, UserId, WorkspaceId};
