//! Collects a cloud account: a plan of kinds and regions in, documents and coverage out.
//!
//! It knows no store and no check. Whatever cannot be seen stays in the result as what it is: denied, failed, unavailable or
//! not collected. Documents are handed on one by one; nothing is kept here but the ids that have been seen.

mod answer;
mod documents;
mod list;
mod parts;
mod plan;
mod regions;
mod run;

pub use plan::{Plan, Selection};
pub use regions::{RegionList, enabled_regions};
pub use run::{Account, Event, Limits, Sink, collect, who};
