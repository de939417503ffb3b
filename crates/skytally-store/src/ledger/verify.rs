//! Verifies a book: the chain is whole, every entry is what the rules allow, and what is derived is what the journal gives.
//!
//! Journal, transactions and postings are read side by side, a span of numbers at a time, as texts that the database puts together.
//! What the journal gives is written as the same text: where the two are the same, nothing more has to be looked at. One task reads
//! while another computes.

use std::collections::{BTreeMap, BTreeSet};

use skytally_model::Currency;
use skytally_money::ledger::{AccountNo, Entry, TransactionNo};
use tokio::sync::mpsc;

use super::audit::{Audit, Span};
use super::derive::{Sum, SumKey, Sums};
use crate::cells::{Cells, parsed};
use crate::db::{Store, Tx, built, sql};
use crate::error::{Result, StoreError};
use crate::scope::{Origin, WorkspaceScope};

/// Entries that are read at a time.
const ROWS: i64 = 1_000;
/// Spans that wait to be looked at.
const WAITING: usize = 2;
/// More faults than these are only counted.
const FAULTS_MAX: usize = 50;

/// What verifying a book found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerReport {
    /// Entries that were read.
    pub entries: i64,
    /// Transactions that count.
    pub transactions: i64,
    /// The hash of the last entry.
    pub head: String,
    /// What is wrong, in words; empty if nothing is.
    pub faults: Vec<String>,
    /// How many faults there are, those that are not told included.
    pub fault_count: usize,
}

impl LedgerReport {
    pub(super) fn fault(&mut self, text: String) {
        self.fault_count += 1;
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(text);
        }
    }
}

impl Tx<'_> {
    async fn verify(&mut self, scope: &WorkspaceScope) -> Result<LedgerReport> {
        let book = self.book(scope).await?;
        let accounts = self.ledger_accounts(scope).await?;
        let (send, mut spans) = mpsc::channel::<Span>(WAITING);
        let mut audit = Audit::new(accounts.into_keys().collect());
        let audit = tokio::task::spawn_blocking(move || {
            while let Some(span) = spans.blocking_recv() {
                audit.span(&span);
            }
            audit
        });
        let mut after = 0;
        while let Some((last, span)) = self.span(scope, after).await? {
            if send.send(span).await.is_err() {
                // The other task has ended before its time: what ended it is told below.
                break;
            }
            after = last;
        }
        drop(send);
        let audit = audit.await.map_err(|error| StoreError::Corrupt {
            column: "canonical".to_owned(),
            reason: format!("the entries could not be looked at: {error}"),
        })?;
        let (mut report, months) = audit.finish();
        let head = report.head.clone();
        if book.last_entry.0 != after || book.head != head {
            report.fault(format!(
                "the book says that its last entry is {} with the hash {}, the journal ends with {after} and {head}",
                book.last_entry, book.head,
            ));
        }
        self.compare_beyond(scope, after, &mut report).await?;
        let mut years: BTreeMap<SumKey, Sum> = BTreeMap::new();
        for ((account, currency, month), sum) in &months {
            let of = years.entry((*account, *currency, month.get(..4).unwrap_or_default().to_owned()));
            let year = of.or_default();
            *year = year.plus(*sum)?;
        }
        self.compare_sums(scope, Sums::Years, years, &mut report).await?;
        self.compare_sums(scope, Sums::Months, months, &mut report).await?;
        self.trial_balance(scope, &mut report).await?;
        Ok(report)
    }

    /// The entries after one, with the rows that are derived of the transactions of these numbers; and the last number.
    async fn span(&mut self, scope: &WorkspaceScope, after: i64) -> Result<Option<(i64, Span)>> {
        let key = scope.workspace_key();
        let entries = self
            .lines(
                "SELECT concat_ws(' ', no, transaction_no, kind, COALESCE(reverses, 0), hash, canonical) AS line
                 FROM ledger_entries WHERE workspace_id = $1 AND no > $2 ORDER BY no LIMIT $3",
                |query| query.bind(key.to_owned()).bind(after).bind(ROWS),
            )
            .await?;
        let Some(last) = Span::last(&entries) else { return Ok(None) };
        let transactions = self
            .lines(
                "SELECT concat_ws('|', no, entry_no, version, deleted, date, search) AS line
                 FROM ledger_transactions WHERE workspace_id = $1 AND no > $2 AND no <= $3 ORDER BY no",
                |query| query.bind(key.to_owned()).bind(after).bind(last),
            )
            .await?;
        let postings = self
            .lines(
                "SELECT concat_ws('|', transaction_no, line, account_no, date, currency, amount, state) AS line
                 FROM ledger_postings WHERE workspace_id = $1 AND transaction_no > $2 AND transaction_no <= $3
                 ORDER BY transaction_no, ledger_postings.line",
                |query| query.bind(key.to_owned()).bind(after).bind(last),
            )
            .await?;
        Ok(Some((last, Span { after, entries, transactions, postings })))
    }

    /// Whether something is derived of transactions that the journal does not have.
    async fn compare_beyond(
        &mut self,
        scope: &WorkspaceScope,
        last: i64,
        report: &mut LedgerReport,
    ) -> Result<()> {
        for (what, statement) in [
            (
                "transactions",
                "SELECT (SELECT COUNT(*) FROM ledger_transactions WHERE workspace_id = $1 AND no > $2)
                     + (SELECT COUNT(*) FROM ledger_transactions WHERE workspace_id = $1 AND no < 1) AS n",
            ),
            (
                "postings",
                "SELECT (SELECT COUNT(*) FROM ledger_postings WHERE workspace_id = $1 AND transaction_no > $2)
                     + (SELECT COUNT(*) FROM ledger_postings WHERE workspace_id = $1 AND transaction_no < 1) AS n",
            ),
        ] {
            let beyond = self.count(sql(statement).bind(scope.workspace_key().to_owned()).bind(last)).await?;
            if beyond > 0 {
                report.fault(format!(
                    "the rows of {what} are not what the journal gives: {beyond} are of none of its entries"
                ));
            }
        }
        Ok(())
    }

    async fn compare_sums(
        &mut self,
        scope: &WorkspaceScope,
        of: Sums,
        mut given: BTreeMap<SumKey, Sum>,
        report: &mut LedgerReport,
    ) -> Result<()> {
        given.retain(|_, sum| *sum != Sum::default());
        let (table, period) = (of.table(), of.period());
        let columns = format!("account_no, currency, {period}, debit, credit, postings");
        let text = self.packed(&columns, &format!("SELECT {columns} FROM {table} WHERE workspace_id = $1"));
        let query = built(text).bind(scope.workspace_key().to_owned());
        for (account, currency, at, debit, credit, postings) in
            self.unpacked::<(i64, String, String, i64, i64, i64)>(query).await?
        {
            let at: SumKey = (AccountNo(account), parsed::<Currency>("currency", &currency)?, at);
            let kept = Sum { debit, credit, postings };
            let sum = given.remove(&at).unwrap_or_default();
            if kept != sum {
                report.fault(format!(
                    "the sums of {} on the ledger account {} in {} are {kept:?}, the journal gives {sum:?}",
                    at.2, at.0, at.1
                ));
            }
        }
        for (account, currency, at) in given.into_keys() {
            report
                .fault(format!("the sums of {at} on the ledger account {account} in {currency} are missing"));
        }
        Ok(())
    }

    async fn trial_balance(&mut self, scope: &WorkspaceScope, report: &mut LedgerReport) -> Result<()> {
        let rows = self
            .all(
                sql("SELECT currency, CAST(SUM(debit - credit) AS BIGINT) AS sum FROM ledger_months
                     WHERE workspace_id = $1 GROUP BY currency HAVING SUM(debit - credit) <> 0")
                .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        for row in &rows {
            report.fault(format!(
                "all balances in {} sum to {} minor units instead of 0",
                row.text("currency")?,
                row.int("sum")?
            ));
        }
        Ok(())
    }
}

impl Store {
    /// Verifies a book: entries, their chain, and what is derived from them.
    ///
    /// # Errors
    /// The book was not opened; the database failed.
    pub async fn verify_ledger(&self, scope: &WorkspaceScope) -> Result<LedgerReport> {
        self.read(scope).await?.verify(scope).await
    }

    /// Drops what is derived from the journal and makes it anew.
    ///
    /// # Errors
    /// The book was not opened; the database failed: then all is as it was.
    pub async fn rebuild_ledger(&self, scope: &WorkspaceScope, origin: &Origin) -> Result<()> {
        let mut tx = self.write(scope).await?;
        let book = tx.hold_book(scope).await?;
        for statement in [
            "DELETE FROM ledger_postings WHERE workspace_id = $1",
            "DELETE FROM ledger_transactions WHERE workspace_id = $1",
            "DELETE FROM ledger_months WHERE workspace_id = $1",
            "DELETE FROM ledger_years WHERE workspace_id = $1",
        ] {
            tx.run(sql(statement).bind(scope.workspace_key().to_owned())).await?;
        }
        let mut after = 0;
        loop {
            let rows = tx
                .all(
                    sql("SELECT no FROM (SELECT DISTINCT transaction_no AS no FROM ledger_entries
                         WHERE workspace_id = $1 AND transaction_no > $2) AS numbers ORDER BY no LIMIT $3")
                    .bind(scope.workspace_key().to_owned())
                    .bind(after)
                    .bind(ROWS),
                )
                .await?;
            let numbers =
                rows.iter().map(|row| Ok(TransactionNo(row.int("no")?))).collect::<Result<Vec<_>>>()?;
            let Some(last) = numbers.last() else { break };
            after = last.0;
            let histories = tx.ledger_histories(scope, &numbers.into_iter().collect()).await?;
            let entries: Vec<Entry> =
                histories.values().flat_map(|transaction| transaction.entries.iter().cloned()).collect();
            tx.derive(scope, &book, &histories, &BTreeSet::new(), &entries).await?;
        }
        tx.audit(
            scope,
            origin,
            "ledger.rebuilt",
            "ledger",
            serde_json::json!({ "entries": book.last_entry }),
        )
        .await?;
        tx.change(scope, origin.at, "ledger", "");
        tx.commit().await
    }
}
