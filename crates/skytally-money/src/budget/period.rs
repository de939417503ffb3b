//! The periods of a budget. Each begins where the one before it ends.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

use super::kind::BudgetError;

/// The latest day of a month on which a period may begin: every month has it.
pub const FIRST_DAY_MAX: i8 = 28;

/// How long a period is, and where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Every {
    /// Seven days.
    Week {
        /// Its first day: 1 is Monday, 7 is Sunday.
        first_week_day: i8,
    },
    /// A month.
    Month {
        /// Its first day: 1 to 28. With 25, a month is from one 25th to the next 24th.
        first_day: i8,
    },
    /// Three months.
    Quarter {
        /// A month in which one begins: 1 to 12. With 2, they begin in February, May, August and November.
        first_month: i8,
        /// Its first day: 1 to 28.
        first_day: i8,
    },
    /// Twelve months.
    Year {
        /// The month in which it begins: 1 to 12.
        first_month: i8,
        /// Its first day: 1 to 28.
        first_day: i8,
    },
}

/// Some days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

impl Period {
    /// Whether a day is one of it.
    pub fn has(self, day: Date) -> bool {
        (self.from..=self.until).contains(&day)
    }

    /// How many days it has.
    pub fn days(self) -> i32 {
        (self.until - self.from).get_days() + 1
    }
}

impl Every {
    /// A calendar month.
    pub const MONTH: Self = Self::Month { first_day: 1 };

    pub(super) fn check(self) -> Result<(), BudgetError> {
        let day = |day: i8| (1..=FIRST_DAY_MAX).contains(&day);
        let month = |month: i8| (1..=12).contains(&month);
        match self {
            Self::Week { first_week_day } if !(1..=7).contains(&first_week_day) => {
                Err(BudgetError::FirstWeekDay(first_week_day))
            }
            Self::Month { first_day } | Self::Quarter { first_day, .. } | Self::Year { first_day, .. }
                if !day(first_day) =>
            {
                Err(BudgetError::FirstDay(first_day))
            }
            Self::Quarter { first_month, .. } | Self::Year { first_month, .. } if !month(first_month) => {
                Err(BudgetError::FirstMonth(first_month))
            }
            _ => Ok(()),
        }
    }

    /// The period that a day is in.
    ///
    /// # Errors
    /// The period begins on no day that there is, or the day is at the end of the calendar.
    pub fn period_of(self, day: Date) -> Result<Period, BudgetError> {
        self.check()?;
        let outside = |_| BudgetError::Day(day);
        match self {
            Self::Week { first_week_day } => {
                let first = Weekday::from_monday_one_offset(first_week_day)
                    .map_err(|_| BudgetError::FirstWeekDay(first_week_day))?;
                let since = day.weekday().since(first);
                let from = day.checked_sub(i32::from(since).days()).map_err(outside)?;
                let until = from.checked_add(6.days()).map_err(outside)?;
                Ok(Period { from, until })
            }
            Self::Month { first_day } => months(day, 1, 1, first_day),
            Self::Quarter { first_month, first_day } => months(day, 3, first_month, first_day),
            Self::Year { first_month, first_day } => months(day, 12, first_month, first_day),
        }
    }

    /// The period after one.
    pub(super) fn after(self, period: Period) -> Result<Period, BudgetError> {
        let next = period.until.tomorrow().map_err(|_| BudgetError::Day(period.until))?;
        self.period_of(next)
    }
}

/// The period of `length` months, counted from `first_month`, that a day is in.
fn months(day: Date, length: i32, first_month: i8, first_day: i8) -> Result<Period, BudgetError> {
    let not = || BudgetError::Day(day);
    let mut month = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
    if day.day() < first_day {
        month -= 1;
    }
    month -= (month - i32::from(first_month - 1)).rem_euclid(length);
    let year = i16::try_from(month.div_euclid(12)).map_err(|_| not())?;
    let number = i8::try_from(month.rem_euclid(12) + 1).map_err(|_| not())?;
    let from = Date::new(year, number, first_day).map_err(|_| not())?;
    let next = from.checked_add(Span::new().months(length)).map_err(|_| not())?;
    Ok(Period { from, until: next.yesterday().map_err(|_| not())? })
}
