//! The sums that reports are made of: by month, and by day where a period begins or ends within a month.

use std::collections::BTreeMap;

use jiff::civil::Date;
use skytally_model::Currency;

use super::{Month, ReportError};
use crate::ledger::AccountNo;

/// What the postings of a month on an account sum to, with the ledger's sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthSum {
    /// The account, without what is below it.
    pub account: AccountNo,
    /// The currency.
    pub currency: Currency,
    /// The month.
    pub month: Month,
    /// In minor units.
    pub sum: i128,
}

/// What the postings of a day on an account sum to, with the ledger's sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaySum {
    /// The account, without what is below it.
    pub account: AccountNo,
    /// The currency.
    pub currency: Currency,
    /// The day.
    pub date: Date,
    /// In minor units.
    pub sum: i128,
}

/// Sums by account and currency.
pub(super) type Balances = BTreeMap<(AccountNo, Currency), i128>;

/// The sums of a book.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    months: BTreeMap<Month, Vec<MonthSum>>,
    days: BTreeMap<Month, Vec<DaySum>>,
}

impl Figures {
    /// All monthly sums of a book, in any order.
    pub fn new(sums: impl IntoIterator<Item = MonthSum>) -> Self {
        let mut months: BTreeMap<Month, Vec<MonthSum>> = BTreeMap::new();
        for sum in sums {
            months.entry(sum.month).or_default().push(sum);
        }
        Self { months, days: BTreeMap::new() }
    }

    /// The months whose days a period needs beside the monthly sums: those in which it begins or ends, but not with their first or
    /// last day. A period without a beginning begins with the books.
    pub fn months_in_days(from: Option<Date>, to: Date) -> Vec<Month> {
        let begins = from.map(Month::of).filter(|month| from != Some(month.first()));
        let ends = Some(Month::of(to)).filter(|month| to != month.last());
        let mut months: Vec<Month> = begins.into_iter().chain(ends).collect();
        months.dedup();
        months
    }

    /// Adds the sums of all days of a month. They are those that its monthly sums are made of.
    pub fn with_days(mut self, month: Month, sums: impl IntoIterator<Item = DaySum>) -> Self {
        self.days.insert(month, sums.into_iter().collect());
        self
    }

    /// What the postings of a period sum to.
    pub(super) fn between(&self, from: Option<Date>, to: Date) -> Result<Balances, ReportError> {
        let mut balances = Balances::new();
        if from.is_some_and(|from| from > to) {
            return Ok(balances);
        }
        let mut add = |account, currency, sum: i128| {
            let balance: &mut i128 = balances.entry((account, currency)).or_default();
            *balance = balance.checked_add(sum).ok_or(ReportError::Overflow)?;
            Ok(())
        };
        let first = from.map(Month::of);
        let after = |month: &Month| *month <= Month::of(to);
        for (month, sums) in self.months.iter().take_while(|(month, _)| after(month)) {
            if first.is_some_and(|first| *month < first) {
                continue;
            }
            if from.is_none_or(|from| from <= month.first()) && month.last() <= to {
                for sum in sums {
                    add(sum.account, sum.currency, sum.sum)?;
                }
            } else {
                let days = self.days.get(month).ok_or(ReportError::NoDays(*month))?;
                let within = |day: &&DaySum| from.is_none_or(|from| from <= day.date) && day.date <= to;
                for sum in days.iter().filter(within) {
                    add(sum.account, sum.currency, sum.sum)?;
                }
            }
        }
        balances.retain(|_, sum| *sum != 0);
        Ok(balances)
    }

    /// The balances at the end of a day.
    pub(super) fn at(&self, day: Date) -> Result<Balances, ReportError> {
        self.between(None, day)
    }
}
