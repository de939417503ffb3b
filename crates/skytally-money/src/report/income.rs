//! The income statement: what came in and what went out in a period.

use jiff::civil::Date;
use serde::Serialize;

use super::convert::{Converter, add_all, opposite};
use super::page::{Page, Printed, TablePage};
use super::tree::{places, section, sum_of};
use super::{Figures, Frame, Head, ReportError, Section, Total, UsedRate};
use crate::ledger::AccountKind;

/// An income statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IncomeStatement {
    /// Of what, and when it was made.
    pub head: Head,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// What came in.
    pub income: Section,
    /// What went out.
    pub expenses: Section,
    /// The one less the other.
    pub result: Total,
    /// By which rates it was converted: those of the last day.
    pub rates: Vec<UsedRate>,
}

impl IncomeStatement {
    /// The income statement of a period, both days within it.
    ///
    /// # Errors
    /// The sums do not suffice or do not fit, or the period ends before it begins.
    pub fn of(frame: &Frame<'_>, figures: &Figures, from: Date, to: Date) -> Result<Self, ReportError> {
        if to < from {
            return Err(ReportError::Period);
        }
        let places = places(frame.accounts, &figures.between(Some(from), to)?)?;
        let mut converter = Converter::new(frame);
        let income = section(frame, AccountKind::Income, &places, to, &mut converter)?;
        let expenses = section(frame, AccountKind::Expense, &places, to, &mut converter)?;
        let mut result = sum_of(AccountKind::Income, &places)?;
        add_all(&mut result, &opposite(&sum_of(AccountKind::Expense, &places)?))?;
        let result = converter.total(to, &result)?;
        Ok(Self { head: frame.head(), from, to, income, expenses, result, rates: converter.used() })
    }
}

impl Printed for IncomeStatement {
    fn page(&self) -> Page {
        let mut page = TablePage::new(&["Account"], self.head.currency);
        page.section("Income", "Total income", &self.income);
        page.section("Expenses", "Total expenses", &self.expenses);
        page.total(&["Result: income less expenses"], &self.result);
        page.page("Income statement", format!("{} to {}", self.from, self.to), &self.head, &self.rates)
    }
}
