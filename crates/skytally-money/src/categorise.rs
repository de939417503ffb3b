//! What a movement is for: by rules that people wrote, and by what they did with others like it.
//!
//! Rules are applied. What the past suggests is only shown, with its reason, unless it is as sure as [`SURE_PER_MILLE`].

mod payee;
mod rule;
mod rules;
mod suggest;

pub use payee::{Payee, clean_payee};
pub use rule::{Action, Condition, Movement, Problem, Rule, RuleError};
pub use rules::{Booked, Change, PREVIEW_MAX, Preview, Proposal, Reason, Rules};
pub use suggest::{HISTORY_MAX, History, LIKE_MAX, Past, SURE_PER_MILLE, Suggestion};
