//! Reports.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;
use skytally_model::{Currency, WorkspaceId};
use skytally_money::export::LiveTransaction;
use skytally_money::ledger::{AccountKind, AccountNo, LedgerAccount};
use skytally_money::report::{
    BalanceSheet, CashFlow, DaySum, Figures, Frame, IncomeStatement, Month, MonthSum, NetWorth, PayeeSum,
    Payees, Printed, Rate, Rates, ReportError,
};
use skytally_store::{LedgerItemKind, RegisterPlace, WorkspaceScope};

use super::definitions::RateBody;
use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{AppError, Result};

/// Transactions that are in memory at a time.
const PIECE: i64 = 2_000;

/// Which report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportName {
    /// What one has and owes at the end of `to`.
    BalanceSheet,
    /// What came in and went out from `from` to `to`.
    Income,
    /// How cash moved, by month and category.
    CashFlow,
    /// Net worth at the end of each month.
    NetWorth,
    /// To whom money went, and from whom it came.
    Payees,
}

/// What was asked for.
#[derive(Debug, Clone, Copy)]
pub struct ReportAsked {
    /// Which report.
    pub name: ReportName,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The currency beside each sum; that of the book if none.
    pub currency: Option<Currency>,
    /// Whether accounts without a sum are listed.
    pub zero_rows: bool,
}

/// A report.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum AnyReport {
    /// A balance sheet.
    BalanceSheet(Box<BalanceSheet>),
    /// An income statement.
    Income(Box<IncomeStatement>),
    /// A cash flow.
    CashFlow(Box<CashFlow>),
    /// Net worth over time.
    NetWorth(Box<NetWorth>),
    /// Payees.
    Payees(Box<Payees>),
}

impl AnyReport {
    /// As it is printed.
    pub fn printed(&self) -> &dyn Printed {
        match self {
            Self::BalanceSheet(report) => report.as_ref(),
            Self::Income(report) => report.as_ref(),
            Self::CashFlow(report) => report.as_ref(),
            Self::NetWorth(report) => report.as_ref(),
            Self::Payees(report) => report.as_ref(),
        }
    }
}

impl From<ReportError> for AppError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Period => Self::invalid("to", error.to_string()),
            ReportError::Overflow => Self::Conflict(error.to_string()),
            error => Self::Internal(error.to_string()),
        }
    }
}

impl App {
    /// Makes a report.
    ///
    /// # Errors
    /// They may not; the books were not opened; the period ends before it begins.
    pub async fn ledger_report(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        asked: ReportAsked,
    ) -> Result<AnyReport> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let book = self.store.book(&scope).await?.ok_or(AppError::NotFound("book"))?;
        let accounts = self.store.ledger_accounts(&scope).await?;
        let rates = self.rates(&scope).await?;
        let name = self.store.workspace(&scope).await?.name;
        let frame = Frame {
            workspace: &name,
            currency: asked.currency.unwrap_or(book.currency),
            made: self.now(),
            accounts: &accounts,
            rates: &rates,
            zero_rows: asked.zero_rows,
        };
        let (from, to) = (asked.from, asked.to);
        let figures = |from, kinds: &'static [AccountKind]| self.figures(&scope, asked.from, from, to, kinds);
        Ok(match asked.name {
            ReportName::BalanceSheet => {
                AnyReport::BalanceSheet(Box::new(BalanceSheet::at(&frame, &figures(None, &[]).await?, to)?))
            }
            ReportName::Income => AnyReport::Income(Box::new(IncomeStatement::of(
                &frame,
                &figures(Some(from), &[]).await?,
                from,
                to,
            )?)),
            ReportName::CashFlow => {
                let cash = cash(&accounts);
                let figures = figures(Some(from), &[]).await?;
                AnyReport::CashFlow(Box::new(CashFlow::of(&frame, &figures, &cash, from, to)?))
            }
            ReportName::NetWorth => {
                let figures = figures(None, &[AccountKind::Asset, AccountKind::Liability]).await?;
                AnyReport::NetWorth(Box::new(NetWorth::over(&frame, &figures, Month::of(from), to)?))
            }
            ReportName::Payees => {
                let sums = self.payees(&scope, &accounts, from, to).await?;
                AnyReport::Payees(Box::new(Payees::of(&frame, from, to, sums)?))
            }
        })
    }

    /// The rates that people stated.
    pub(super) async fn rates(&self, scope: &WorkspaceScope) -> Result<Rates> {
        let mut rates = Vec::new();
        for item in self.store.ledger_items(scope, LedgerItemKind::Rate).await? {
            let RateBody { from, to, date, rate, source } =
                serde_json::from_value(item.body).map_err(|error| {
                    AppError::Internal(format!("the rate {} cannot be read: {error}", item.id))
                })?;
            rates.push(Rate { from, to, date, rate, source });
        }
        Ok(Rates::new(rates)?)
    }

    /// The sums that a report needs: what was before the month of `first` as one sum, and from there on month by month, of
    /// accounts of these kinds only (of all if none is named). The period of the report is that from `from` (with the books, if
    /// none) to `to`.
    async fn figures(
        &self,
        scope: &WorkspaceScope,
        first: Date,
        from: Option<Date>,
        to: Date,
        kinds: &[AccountKind],
    ) -> Result<Figures> {
        // A balance sheet is made of all before its day, whatever its first day is.
        let first = first.min(to).first_of_month();
        let before = match first.yesterday() {
            Ok(day) => self.store.ledger_balances(scope, Some(day)).await?,
            Err(_) => Vec::new(),
        };
        let before = before.into_iter().map(|balance| {
            let month = first.yesterday().map(Month::of);
            Ok(MonthSum {
                account: balance.account,
                currency: balance.currency,
                month: month.map_err(|error| AppError::Internal(error.to_string()))?,
                sum: balance.minor.into(),
            })
        });
        let (begins, ends) = (first.strftime("%Y-%m").to_string(), to.strftime("%Y-%m").to_string());
        let months = self.store.ledger_months(scope, &begins, &ends, kinds).await?;
        let sums = months.into_iter().map(|sum| {
            let first = format!("{}-01", sum.month).parse::<Date>();
            let month = first.map(Month::of).map_err(|error| AppError::Internal(error.to_string()))?;
            Ok(MonthSum {
                account: sum.account,
                currency: sum.currency,
                month,
                sum: i128::from(sum.debit) - i128::from(sum.credit),
            })
        });
        let sums = before.chain(sums);
        let mut figures = Figures::new(sums.collect::<Result<Vec<_>>>()?);
        for month in Figures::months_in_days(from, to) {
            let days = self.store.ledger_days(scope, month.first(), month.last()).await?;
            figures = figures.with_days(
                month,
                days.into_iter().map(|day| DaySum {
                    account: day.account,
                    currency: day.currency,
                    date: day.date,
                    sum: day.minor.into(),
                }),
            );
        }
        Ok(figures)
    }

    /// What was spent and earned by payee: the postings on categories.
    async fn payees(
        &self,
        scope: &WorkspaceScope,
        accounts: &BTreeMap<AccountNo, LedgerAccount>,
        from: Date,
        to: Date,
    ) -> Result<Vec<PayeeSum>> {
        let mut sums: BTreeMap<(String, Currency), (i128, u64)> = BTreeMap::new();
        let mut place = from
            .yesterday()
            .ok()
            .map(|date| RegisterPlace { date, no: skytally_money::ledger::TransactionNo(i64::MAX) });
        loop {
            let page = self.store.ledger_walk(scope, place, Some(to), PIECE).await?;
            for live in page.iter().filter_map(LiveTransaction::of) {
                place = Some(RegisterPlace { date: live.date, no: live.no });
                let mut of: BTreeMap<Currency, i128> = BTreeMap::new();
                for line in &live.postings {
                    if accounts.get(&line.account).is_some_and(|account| account.kind.is_category()) {
                        *of.entry(line.amount.currency).or_default() += i128::from(line.amount.minor);
                    }
                }
                for (currency, sum) in of {
                    let (all, count) = sums.entry((live.payee.clone(), currency)).or_default();
                    *all += sum;
                    *count += 1;
                }
            }
            if page.len() < usize::try_from(PIECE).unwrap_or_default() {
                break;
            }
        }
        let sum = |((payee, currency), (sum, count))| PayeeSum { payee, currency, sum, count };
        Ok(sums.into_iter().map(sum).collect())
    }
}

/// The accounts whose movements are a cash flow: assets that have a currency.
fn cash(accounts: &BTreeMap<AccountNo, LedgerAccount>) -> BTreeSet<AccountNo> {
    let money = |account: &&LedgerAccount| account.kind == AccountKind::Asset && account.currency.is_some();
    accounts.values().filter(money).map(|account| account.no).collect()
}
