//! Budgets: how much a category may take in a period, what is left of it, and how it will end.

mod kind;
mod period;
mod status;

pub use kind::{Budget, BudgetError, RollOver, THRESHOLD_MAX, THRESHOLDS};
pub use period::{Every, FIRST_DAY_MAX, Period};
pub use status::{Actual, Crossing, Status, status};
