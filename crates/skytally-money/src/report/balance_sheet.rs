//! The balance sheet: what one has, what one owes, and what is left, at the end of a day.

use jiff::civil::Date;
use serde::Serialize;

use super::convert::{Converter, add_all};
use super::page::{Page, Printed, TablePage};
use super::tree::{places, section, sum_of};
use super::{Figures, Frame, Head, ReportError, Section, Total, UsedRate};
use crate::ledger::AccountKind;

/// A balance sheet. In each currency assets are liabilities, equity and result together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BalanceSheet {
    /// Of what, and when it was made.
    pub head: Head,
    /// At the end of which day.
    pub day: Date,
    /// What one has.
    pub assets: Section,
    /// What one owes.
    pub liabilities: Section,
    /// What it all began with, and what joins currencies.
    pub equity: Section,
    /// Income less expenses since the books began.
    pub result: Total,
    /// Liabilities, equity and result.
    pub liabilities_and_equity: Total,
    /// By which rates it was converted: those of the day.
    pub rates: Vec<UsedRate>,
}

impl BalanceSheet {
    /// The balance sheet at the end of a day.
    ///
    /// # Errors
    /// The sums do not suffice or do not fit.
    pub fn at(frame: &Frame<'_>, figures: &Figures, day: Date) -> Result<Self, ReportError> {
        let places = places(frame.accounts, &figures.at(day)?)?;
        let mut converter = Converter::new(frame);
        let mut of = |kind| section(frame, kind, &places, day, &mut converter);
        let assets = of(AccountKind::Asset)?;
        let liabilities = of(AccountKind::Liability)?;
        let equity = of(AccountKind::Equity)?;
        let mut result = sum_of(AccountKind::Income, &places)?;
        add_all(&mut result, &super::convert::opposite(&sum_of(AccountKind::Expense, &places)?))?;
        let mut together = result.clone();
        for kind in [AccountKind::Liability, AccountKind::Equity] {
            add_all(&mut together, &sum_of(kind, &places)?)?;
        }
        Ok(Self {
            head: frame.head(),
            day,
            assets,
            liabilities,
            equity,
            result: converter.total(day, &result)?,
            liabilities_and_equity: converter.total(day, &together)?,
            rates: converter.used(),
        })
    }
}

impl Printed for BalanceSheet {
    fn page(&self) -> Page {
        let mut page = TablePage::new(&["Account"], self.head.currency);
        page.section("Assets", "Total assets", &self.assets);
        page.section("Liabilities", "Total liabilities", &self.liabilities);
        page.section("Equity", "Total equity", &self.equity);
        page.total(&["Result: income less expenses"], &self.result);
        page.total(&["Total liabilities, equity and result"], &self.liabilities_and_equity);
        page.page("Balance sheet", format!("at the end of {}", self.day), &self.head, &self.rates)
    }
}
