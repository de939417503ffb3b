//! Net worth over time: assets less liabilities at the end of each month.

use jiff::civil::Date;
use serde::Serialize;

use super::convert::{Converter, Sums, add, add_all, opposite};
use super::page::{Page, Printed, TablePage};
use super::{Figures, Frame, Head, Month, ReportError, Total, UsedRate};
use crate::ledger::AccountKind;

/// Net worth over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NetWorth {
    /// Of what, and when it was made.
    pub head: Head,
    /// One for the last day of each month, and one for the last day that was asked for.
    pub points: Vec<Point>,
    /// By which rates it was converted: each point by those of its day.
    pub rates: Vec<UsedRate>,
}

/// Net worth at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Point {
    /// The day.
    pub day: Date,
    /// What one has.
    pub assets: Total,
    /// What one owes.
    pub liabilities: Total,
    /// The one less the other.
    pub net: Total,
}

impl NetWorth {
    /// Net worth from the end of a month up to a day.
    ///
    /// # Errors
    /// The sums do not suffice or do not fit, or the period ends before it begins.
    pub fn over(frame: &Frame<'_>, figures: &Figures, from: Month, to: Date) -> Result<Self, ReportError> {
        let mut converter = Converter::new(frame);
        let mut points = Vec::new();
        let mut balances = super::figures::Balances::new();
        let mut known = None;
        let mut month = Some(from).filter(|month| month.first() <= to);
        while let Some(this) = month {
            let day = this.last().min(to);
            let since = known.map_or(Ok(None), |day: Date| day.tomorrow().map(Some));
            // What came since is added: no point begins anew.
            for (key, minor) in figures.between(since.map_err(|_| ReportError::Period)?, day)? {
                let sum = balances.entry(key).or_default();
                *sum = sum.checked_add(minor).ok_or(ReportError::Overflow)?;
            }
            known = Some(day);
            let (mut assets, mut liabilities) = (Sums::new(), Sums::new());
            for ((no, currency), minor) in &balances {
                let account = frame.accounts.get(no).ok_or(ReportError::NoAccount(*no))?;
                match account.kind {
                    AccountKind::Asset => add(&mut assets, *currency, *minor)?,
                    AccountKind::Liability => add(&mut liabilities, *currency, minor.saturating_neg())?,
                    AccountKind::Equity | AccountKind::Income | AccountKind::Expense => {}
                }
            }
            let mut net = assets.clone();
            add_all(&mut net, &opposite(&liabilities))?;
            points.push(Point {
                day,
                assets: converter.total(day, &assets)?,
                liabilities: converter.total(day, &liabilities)?,
                net: converter.total(day, &net)?,
            });
            month = this.next().filter(|next| next.first() <= to);
        }
        if points.is_empty() {
            return Err(ReportError::Period);
        }
        Ok(Self { head: frame.head(), points, rates: converter.used() })
    }
}

impl Printed for NetWorth {
    fn page(&self) -> Page {
        let mut page = TablePage::new(&["Day", "Figure"], self.head.currency);
        for point in &self.points {
            let day = point.day.to_string();
            page.line(&[&day, "Assets"], 0, &point.assets);
            page.line(&[&day, "Liabilities"], 0, &point.liabilities);
            page.total(&[&day, "Net worth"], &point.net);
        }
        let day = |point: Option<&Point>| point.map(|point| point.day.to_string()).unwrap_or_default();
        let period = format!("{} to {}", day(self.points.first()), day(self.points.last()));
        page.page("Net worth", period, &self.head, &self.rates)
    }
}
