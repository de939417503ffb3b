//! Balances: of any day, without reading all postings. The years before it are summed, the months of its year, and the days of
//! its own month: those up to it, or, where that is shorter, those after it are taken back.

use jiff::civil::Date;
use skytally_model::Currency;
use skytally_money::ledger::{AccountKind, AccountNo};

use super::derive::month_of;
use super::register::RegisterPlace;
use crate::cells::parsed;
use crate::db::{Store, Tx, built};
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

/// A row as the database gives it.
type Row = (i64, String, i64);

fn balance((account, currency, minor): Row) -> Result<Balance> {
    Ok(Balance { account: AccountNo(account), currency: parsed("currency", &currency)?, minor })
}

/// From this day of a month on the days after a day are fewer than those up to it.
const LATER_HALF: i8 = 16;

/// The transaction after which all of a day have come.
pub(super) fn end_of(day: Date) -> RegisterPlace {
    RegisterPlace { date: day, no: skytally_money::ledger::TransactionNo(i64::MAX) }
}

/// The sums that make the balances up to a place of the register: `SELECT account_no, currency, minor`, to be summed.
///
/// Bound are: the workspace, the year, the first and the last month that is summed, the place's day and number, the first and the
/// last day of its month; and, if it is of one account only, that.
fn parts(place: RegisterPlace, one: bool) -> String {
    let (of, joined) = if one {
        (" AND account_no = $9", "")
    } else {
        // Account by account, so that the order of postings and months is used for their days alone. SQLite keeps the order of
        // tables of a CROSS JOIN; knowing nothing of their rows, it would begin with the larger one.
        ("", "ledger_accounts a CROSS JOIN ")
    };
    let on = |table: &str| {
        if one {
            format!("{table} p WHERE p.workspace_id = $1 AND p.account_no = $9")
        } else {
            format!(
                "{joined}{table} p WHERE p.workspace_id = $1 AND p.account_no = a.no AND a.workspace_id = $1"
            )
        }
    };
    // The plain comparisons beside those of two members say where an index is to begin and to end.
    let (minor, days) = if place.date.day() < LATER_HALF {
        (
            "p.amount",
            "p.date >= $7 AND p.date <= $5 AND p.date <= $8 AND (p.date, p.transaction_no) <= ($5, $6)",
        )
    } else {
        (
            "-p.amount",
            "p.date >= $5 AND p.date >= $7 AND p.date <= $8 AND (p.date, p.transaction_no) > ($5, $6)",
        )
    };
    format!(
        "SELECT account_no, currency, debit - credit AS minor FROM ledger_years
         WHERE workspace_id = $1 AND year < $2{of}
         UNION ALL
         SELECT p.account_no, p.currency, p.debit - p.credit AS minor FROM {months}
         AND p.month >= $3 AND p.month <= $4
         UNION ALL
         SELECT p.account_no, p.currency, {minor} AS minor FROM {postings} AND {days}",
        months = on("ledger_months"),
        postings = on("ledger_postings"),
    )
}

impl Tx<'_> {
    /// The balances up to a place of the register, of all accounts or of one.
    pub(super) async fn balances_through(
        &mut self,
        scope: &WorkspaceScope,
        account: Option<AccountNo>,
        place: RegisterPlace,
    ) -> Result<Vec<Balance>> {
        let rows = format!(
            "SELECT account_no, currency, CAST(SUM(minor) AS BIGINT) AS minor FROM ({}) AS parts
             GROUP BY account_no, currency ORDER BY account_no, currency",
            parts(place, account.is_some())
        );
        let day = place.date;
        let (first, own) = (format!("{:04}-01", day.year()), month_of(day));
        // Below every month: the month of the day itself is left out.
        let before = day.first_of_month().yesterday().map_or_else(|_| String::new(), month_of);
        let mut query = built(self.packed("account_no, currency, minor", &rows))
            .bind(scope.workspace_key().to_owned())
            .bind(format!("{:04}", day.year()))
            .bind(first)
            .bind(if day.day() < LATER_HALF { before } else { own })
            .bind(day.to_string())
            .bind(place.no.0)
            .bind(day.first_of_month().to_string())
            .bind(day.last_of_month().to_string());
        if let Some(account) = account {
            query = query.bind(account.0);
        }
        self.unpacked::<Row>(query).await?.into_iter().map(balance).collect()
    }

    pub(super) async fn balances(
        &mut self,
        scope: &WorkspaceScope,
        on: Option<Date>,
    ) -> Result<Vec<Balance>> {
        if let Some(on) = on {
            return self.balances_through(scope, None, end_of(on)).await;
        }
        let rows =
            "SELECT account_no, currency, CAST(SUM(debit - credit) AS BIGINT) AS minor FROM ledger_years
             WHERE workspace_id = $1 GROUP BY account_no, currency ORDER BY account_no, currency";
        let text = self.packed("account_no, currency, minor", rows);
        let rows = self.unpacked::<Row>(built(text).bind(scope.workspace_key().to_owned())).await?;
        rows.into_iter().map(balance).collect()
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
        self.read(scope).await?.balances_through(scope, Some(account), end_of(on)).await
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

    /// The sums of the months from one to another, `2026-11` and the like; both count. Of accounts of these kinds only; of all if
    /// none is named.
    ///
    /// # Errors
    /// The database failed.
    pub async fn ledger_months(
        &self,
        scope: &WorkspaceScope,
        from: &str,
        to: &str,
        kinds: &[AccountKind],
    ) -> Result<Vec<MonthSum>> {
        let named: Vec<String> = kinds.iter().map(|kind| format!("'{}'", kind.as_str())).collect();
        let kinds =
            if named.is_empty() { String::new() } else { format!(" AND a.kind IN ({})", named.join(", ")) };
        let columns = "account_no, currency, month, debit, credit";
        let rows = format!(
            "SELECT m.account_no, m.currency, m.month, m.debit, m.credit FROM ledger_accounts a
             CROSS JOIN ledger_months m
             WHERE m.workspace_id = $1 AND m.account_no = a.no AND m.month >= $2 AND m.month <= $3
             AND a.workspace_id = $1{kinds}"
        );
        let mut tx = self.read(scope).await?;
        let query = built(tx.packed(columns, &rows))
            .bind(scope.workspace_key().to_owned())
            .bind(from.to_owned())
            .bind(to.to_owned());
        let rows = tx.unpacked::<(i64, String, String, i64, i64)>(query).await?;
        let sum = |(account, currency, month, debit, credit): (_, String, _, _, _)| {
            let currency = parsed("currency", &currency)?;
            Ok(MonthSum { account: AccountNo(account), currency, month, debit, credit })
        };
        let mut found = rows.into_iter().map(sum).collect::<Result<Vec<_>>>()?;
        found.sort_unstable();
        Ok(found)
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
        let rows =
            "SELECT p.account_no, p.currency, p.date, CAST(SUM(p.amount) AS BIGINT) AS minor FROM ledger_accounts a
             CROSS JOIN ledger_postings p
             WHERE p.workspace_id = $1 AND p.account_no = a.no AND p.date >= $2 AND p.date <= $3
             AND a.workspace_id = $1 GROUP BY p.account_no, p.currency, p.date";
        let mut tx = self.read(scope).await?;
        let query = built(tx.packed("account_no, currency, date, minor", rows))
            .bind(scope.workspace_key().to_owned())
            .bind(from.to_string())
            .bind(to.to_string());
        let rows = tx.unpacked::<(i64, String, String, i64)>(query).await?;
        let sum = |(account, currency, date, minor): (_, String, String, _)| {
            let (currency, date) = (parsed("currency", &currency)?, parsed("date", &date)?);
            Ok(DaySum { account: AccountNo(account), currency, date, minor })
        };
        let mut found = rows.into_iter().map(sum).collect::<Result<Vec<_>>>()?;
        found.sort_unstable();
        Ok(found)
    }
}
