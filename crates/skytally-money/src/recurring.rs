//! What comes again: rent, salaries, subscriptions, as a rule of RFC 5545 and a template of the transaction.
//!
//! Days only: there are no hours and no time zones in a book. Each day on which something is due is posted once, however often
//! anybody asks and however long nobody did.

mod rule;
mod schedule;
mod transaction;
mod words;

pub use rule::{COUNT_MAX, INTERVAL_MAX, RULE_MAX, ScheduleError};
pub use schedule::{FIRST_DAY, LAST_DAY, NEXT_MAX, Occurrence, Schedule, Weekend};
pub use transaction::{PAUSES_MAX, Pause, Recurring, RecurringError, SKIPPED_MAX, posting_key};
