//! Payees: to whom money went, and from whom it came.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use skytally_model::Currency;

use super::convert::{Converter, Sums, add, add_all};
use super::page::{Page, Printed, TablePage};
use super::{Frame, Head, ReportError, Total, UsedRate};

/// What the transactions of a payee sum to in a currency. The signs are those of categories: what was spent is positive, what was
/// earned is negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayeeSum {
    /// The payee.
    pub payee: String,
    /// The currency.
    pub currency: Currency,
    /// In minor units.
    pub sum: i128,
    /// How many transactions.
    pub count: u64,
}

/// A payee of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Payee {
    /// Who; empty where nobody is named.
    pub name: String,
    /// How many transactions: one with two currencies is counted in each.
    pub count: u64,
    /// What was spent; what was earned is negative.
    pub spent: Total,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Payees {
    /// Of what, and when it was made.
    pub head: Head,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The one with the most first. Those for whom a rate is missing come last, by name.
    pub payees: Vec<Payee>,
    /// The sum of all.
    pub total: Total,
    /// By which rates it was converted: those of the last day.
    pub rates: Vec<UsedRate>,
}

impl Payees {
    /// The payees of a period.
    ///
    /// # Errors
    /// A sum does not fit, or the period ends before it begins.
    pub fn of(
        frame: &Frame<'_>,
        from: Date,
        to: Date,
        sums: impl IntoIterator<Item = PayeeSum>,
    ) -> Result<Self, ReportError> {
        if to < from {
            return Err(ReportError::Period);
        }
        let mut by_name: BTreeMap<String, (u64, Sums)> = BTreeMap::new();
        for PayeeSum { payee, currency, sum, count } in sums {
            let (counted, sums) = by_name.entry(payee).or_default();
            *counted = counted.checked_add(count).ok_or(ReportError::Overflow)?;
            add(sums, currency, sum)?;
        }
        let mut converter = Converter::new(frame);
        let mut all = Sums::new();
        let mut payees = Vec::with_capacity(by_name.len());
        for (name, (count, sums)) in by_name {
            add_all(&mut all, &sums)?;
            let spent = converter.total(to, &sums)?;
            if frame.zero_rows || !spent.amounts.is_empty() {
                payees.push(Payee { name, count, spent });
            }
        }
        // None is smaller than any amount. The sort keeps the order of names.
        payees.sort_by_key(|payee| Reverse(payee.spent.converted.amount.map(|amount| amount.minor)));
        let total = converter.total(to, &all)?;
        Ok(Self { head: frame.head(), from, to, payees, total, rates: converter.used() })
    }
}

impl Printed for Payees {
    fn page(&self) -> Page {
        let mut page = TablePage::new(&["Payee", "Transactions"], self.head.currency);
        for payee in &self.payees {
            let name = if payee.name.is_empty() { "(nobody named)" } else { &payee.name };
            page.line(&[name, &payee.count.to_string()], 0, &payee.spent);
        }
        page.total(&["Total spent less earned", ""], &self.total);
        page.page("Payees", format!("{} to {}", self.from, self.to), &self.head, &self.rates)
    }
}
