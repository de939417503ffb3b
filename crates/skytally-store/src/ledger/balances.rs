//! Balances: of any day, without reading all postings. The months before it are summed, and the days of its own month.

use jiff::civil::Date;
use skytally_model::Currency;
use skytally_money::ledger::AccountNo;
use sqlx::any::AnyRow;

use super::derive::month_of;
use crate::cells::Cells;
use crate::db::{Store, Tx, sql};
use crate::error::Result;
use crate::scope::WorkspaceScope;

/// What is on an account in one currency: the sum of its postings, in minor units. Liabilities, equity and income are negative
/// as they grow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Balance {
    /// The account itself, without its parts.
    pub account: AccountNo,
    /// The currency.
    pub currency: Currency,
    /// So much.
    pub minor: i64,
}

/// The sum of the postings of a month on an account in one currency.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonthSum {
    /// The account itself, without its parts.
    pub account: AccountNo,
    /// The currency.
    pub currency: Currency,
    /// `2026-11`.
    pub month: String,
    /// What was added, in minor units.
    pub debit: i64,
    /// What was taken away, as a positive number.
    pub credit: i64,
}

fn balance(row: &AnyRow) -> Result<Balance> {
    Ok(Balance {
        account: AccountNo(row.int("account_no")?),
        currency: row.parsed("currency")?,
        minor: row.int("minor")?,
    })
}

impl Tx<'_> {
    pub(super) async fn balances(
        &mut self,
        scope: &WorkspaceScope,
        on: Option<Date>,
    ) -> Result<Vec<Balance>> {
        let key = scope.workspace_key().to_owned();
        let rows = match on {
            None => {
                self.all(
                    sql("SELECT account_no, currency, CAST(SUM(debit - credit) AS BIGINT) AS minor FROM ledger_months
                         WHERE workspace_id = $1 GROUP BY account_no, currency ORDER BY account_no, currency")
                    .bind(key),
                )
                .await?
            }
            Some(on) => {
                // Account by account, so that the index of postings is used for the days of the month alone.
                self.all(
                    sql("SELECT account_no, currency, CAST(SUM(minor) AS BIGINT) AS minor FROM (
                             SELECT account_no, currency, debit - credit AS minor FROM ledger_months
                             WHERE workspace_id = $1 AND month < $2
                             UNION ALL
                             SELECT p.account_no, p.currency, p.amount AS minor FROM ledger_accounts a
                             JOIN ledger_postings p ON p.workspace_id = a.workspace_id AND p.account_no = a.no
                                 AND p.date >= $3 AND p.date <= $4
                             WHERE a.workspace_id = $1
                         ) AS parts GROUP BY account_no, currency ORDER BY account_no, currency")
                    .bind(key)
                    .bind(month_of(on))
                    .bind(on.first_of_month().to_string())
                    .bind(on.to_string()),
                )
                .await?
            }
        };
        rows.iter().map(balance).collect()
    }
}

impl Store {
    /// The balance of every account that was ever posted to, at the end of a day, or with all that is in the books.
    ///
    /// # Errors
    /// The database failed, or a sum does not fit into 64 bits.
    pub async fn ledger_balances(&self, scope: &WorkspaceScope, on: Option<Date>) -> Result<Vec<Balance>> {
        self.read(scope).await?.balances(scope, on).await
    }

    /// The balance of one account at the end of a day, by currency.
    ///
    /// # Errors
    /// The database failed, or a sum does not fit into 64 bits.
    pub async fn ledger_balance(
        &self,
        scope: &WorkspaceScope,
        account: AccountNo,
        on: Date,
    ) -> Result<Vec<Balance>> {
        let rows = self
            .read(scope)
            .await?
            .all(
                sql("SELECT account_no, currency, CAST(SUM(minor) AS BIGINT) AS minor FROM (
                         SELECT account_no, currency, debit - credit AS minor FROM ledger_months
                         WHERE workspace_id = $1 AND account_no = $5 AND month < $2
                         UNION ALL
                         SELECT account_no, currency, amount AS minor FROM ledger_postings
                         WHERE workspace_id = $1 AND account_no = $5 AND date >= $3 AND date <= $4
                     ) AS parts GROUP BY account_no, currency ORDER BY currency")
                .bind(scope.workspace_key().to_owned())
                .bind(super::derive::month_of(on))
                .bind(on.first_of_month().to_string())
                .bind(on.to_string())
                .bind(account.0),
            )
            .await?;
        rows.iter().map(balance).collect()
    }

    /// What was posted in a span of days, by account and currency; both days count.
    ///
    /// # Errors
    /// The database failed, or a sum does not fit into 64 bits.
    pub async fn ledger_flows(&self, scope: &WorkspaceScope, from: Date, to: Date) -> Result<Vec<Balance>> {
        let mut tx = self.read(scope).await?;
        let before = match from.yesterday() {
            Ok(day) => tx.balances(scope, Some(day)).await?,
            Err(_) => Vec::new(),
        };
        let mut flows = tx.balances(scope, Some(to)).await?;
        for flow in &mut flows {
            let then = before.iter().find(|b| b.account == flow.account && b.currency == flow.currency);
            if let Some(then) = then {
                // Both are sums of the same postings: what lies between them fits.
                flow.minor -= then.minor;
            }
        }
        flows.retain(|flow| flow.minor != 0);
        Ok(flows)
    }

    /// The sums of the months from one to another, `2026-11` and the like; both count.
    ///
    /// # Errors
    /// The database failed.
    pub async fn ledger_months(&self, scope: &WorkspaceScope, from: &str, to: &str) -> Result<Vec<MonthSum>> {
        let rows = self
            .read(scope)
            .await?
            .all(
                sql("SELECT account_no, currency, month, debit, credit FROM ledger_months
                     WHERE workspace_id = $1 AND month >= $2 AND month <= $3 ORDER BY account_no, currency, month")
                .bind(scope.workspace_key().to_owned())
                .bind(from.to_owned())
                .bind(to.to_owned()),
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(MonthSum {
                    account: AccountNo(row.int("account_no")?),
                    currency: row.parsed("currency")?,
                    month: row.text("month")?,
                    debit: row.int("debit")?,
                    credit: row.int("credit")?,
                })
            })
            .collect()
    }
}

/// What the postings of a day on an account in one currency sum to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DaySum {
    /// The account itself, without its parts.
    pub account: AccountNo,
    /// The currency.
    pub currency: Currency,
    /// The day.
    pub date: Date,
    /// In minor units.
    pub minor: i64,
}

impl Store {
    /// The sums of single days from one to another; both count.
    ///
    /// # Errors
    /// The database failed, or a sum does not fit into 64 bits.
    pub async fn ledger_days(&self, scope: &WorkspaceScope, from: Date, to: Date) -> Result<Vec<DaySum>> {
        let rows = self
            .read(scope)
            .await?
            .all(
                sql("SELECT p.account_no, p.currency, p.date, CAST(SUM(p.amount) AS BIGINT) AS minor FROM ledger_accounts a
                     JOIN ledger_postings p ON p.workspace_id = a.workspace_id AND p.account_no = a.no
                         AND p.date >= $2 AND p.date <= $3
                     WHERE a.workspace_id = $1 GROUP BY p.account_no, p.currency, p.date ORDER BY 1, 2, 3")
                .bind(scope.workspace_key().to_owned())
                .bind(from.to_string())
                .bind(to.to_string()),
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(DaySum {
                    account: AccountNo(row.int("account_no")?),
                    currency: row.parsed("currency")?,
                    date: row.parsed("date")?,
                    minor: row.int("minor")?,
                })
            })
            .collect()
    }
}
