//! What a budget is, and what it must be.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use skytally_model::{Currency, Money};

use super::period::{Every, FIRST_DAY_MAX};
use crate::amount;
use crate::ledger::AccountNo;

/// The thresholds of a budget for which nobody set others, in percent.
pub const THRESHOLDS: [u16; 3] = [50, 80, 100];
/// The highest threshold, in percent.
pub const THRESHOLD_MAX: u16 = 1_000;

const FIRST_DAY: Date = date(1900, 1, 1);
const LAST_DAY: Date = date(2199, 12, 31);

/// What becomes of what is left, or of what was too much, when a period ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RollOver {
    /// Each period begins anew.
    #[default]
    None,
    /// What is left is added to the next period; what was too much is forgotten.
    Surplus,
    /// What is left is added to the next period, what was too much is taken off it.
    Both,
}

/// How much a category may take.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Budget {
    /// Its id.
    pub id: String,
    /// The category, with all that are parts of it.
    pub category: AccountNo,
    /// For how long each time.
    pub every: Every,
    /// For one period: more than nothing.
    #[serde(with = "amount")]
    pub amount: Money,
    /// A day of the first period, which counts as a whole.
    pub start: Date,
    /// A day of the last period, which counts as a whole; none has no end.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub end: Option<Date>,
    /// In percent of what is available: three, rising, from 1 to 1000.
    #[serde(default = "usual")]
    pub thresholds_percent: [u16; 3],
    /// What becomes of the rest.
    #[serde(default)]
    pub roll_over: RollOver,
}

fn usual() -> [u16; 3] {
    THRESHOLDS
}

/// What is wrong with a budget, or with what was to be compared with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BudgetError {
    /// It allows nothing.
    #[error("a budget is more than nothing, this one is {0}")]
    Amount(Money),
    /// It ends before it begins.
    #[error("the budget ends on {end}, before it begins on {start}")]
    EndsBefore {
        /// The last day.
        end: Date,
        /// The first day.
        start: Date,
    },
    /// A threshold is not one.
    #[error("a threshold is from 1 to {THRESHOLD_MAX} percent, not {0}")]
    Threshold(u16),
    /// They do not rise.
    #[error("the thresholds {} are to rise, each higher than the one before", .0.map(|percent| percent.to_string()).join(", "))]
    Order([u16; 3]),
    /// No day of the week.
    #[error("a week begins on a day from 1 (Monday) to 7 (Sunday), not {0}")]
    FirstWeekDay(i8),
    /// No day that every month has.
    #[error("a period begins on a day from 1 to {FIRST_DAY_MAX}, which every month has, not {0}")]
    FirstDay(i8),
    /// No month.
    #[error("a period begins in a month from 1 to 12, not {0}")]
    FirstMonth(i8),
    /// A day that no book has.
    #[error("the day {0} is not between 1900-01-01 and 2199-12-31")]
    Day(Date),
    /// An amount that was to be in the budget's currency is in another one.
    #[error("the amount {found} is not in the budget's currency {budget}")]
    Currency {
        /// The budget's.
        budget: Currency,
        /// What was given as converted.
        found: Money,
    },
    /// A sum does not fit.
    #[error("the amounts are too large to be added up")]
    Overflow,
}

impl Budget {
    /// Whether it may be one.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn check(&self) -> Result<(), BudgetError> {
        if self.amount.minor <= 0 {
            return Err(BudgetError::Amount(self.amount));
        }
        self.every.check()?;
        for day in [Some(self.start), self.end].into_iter().flatten() {
            in_calendar(day)?;
        }
        if let Some(end) = self.end.filter(|end| *end < self.start) {
            return Err(BudgetError::EndsBefore { end, start: self.start });
        }
        let [low, middle, high] = self.thresholds_percent;
        if let Some(wrong) =
            [low, middle, high].into_iter().find(|percent| !(1..=THRESHOLD_MAX).contains(percent))
        {
            return Err(BudgetError::Threshold(wrong));
        }
        if low < middle && middle < high { Ok(()) } else { Err(BudgetError::Order(self.thresholds_percent)) }
    }
}

pub(super) fn in_calendar(day: Date) -> Result<(), BudgetError> {
    if (FIRST_DAY..=LAST_DAY).contains(&day) { Ok(()) } else { Err(BudgetError::Day(day)) }
}
