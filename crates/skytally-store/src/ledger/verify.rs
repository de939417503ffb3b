//! Verifies a book: the chain is whole, every entry is what the rules allow, and what is derived is what the journal gives.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use skytally_model::Currency;
use skytally_money::ledger::{
    AccountNo, Entry, EntryKind, EntryNo, NOTHING_BEFORE, Transaction, TransactionNo, next_hash,
};

use super::derive::{Sum, SumKey, changes};
use crate::cells::Cells;
use crate::db::{Store, Tx, sql};
use crate::error::Result;
use crate::scope::{Origin, WorkspaceScope};

/// Entries that are read at a time.
const ROWS: i64 = 5_000;
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
    fn fault(&mut self, text: String) {
        self.fault_count += 1;
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(text);
        }
    }
}

/// A checksum of a set of rows that does not depend on their order: the sum of their hashes. What is taken out of the set is
/// subtracted.
#[derive(Default, PartialEq, Eq)]
struct SetSum(u128);

impl SetSum {
    fn hash(row: &str) -> u128 {
        let digest = Sha256::digest(row.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        u128::from_le_bytes(bytes)
    }

    fn add(&mut self, row: &str) {
        self.0 = self.0.wrapping_add(Self::hash(row));
    }

    fn take(&mut self, row: &str) {
        self.0 = self.0.wrapping_sub(Self::hash(row));
    }
}

/// What the journal says, entry by entry, in little memory: of a transaction only what is needed for what may still come.
#[derive(Default)]
struct Fold {
    months: BTreeMap<SumKey, Sum>,
    transactions: SetSum,
    postings: SetSum,
    counting: i64,
}

fn posting_row(
    no: i64,
    line: i64,
    account: i64,
    date: &str,
    currency: &str,
    amount: i64,
    state: &str,
) -> String {
    format!("{no}|{line}|{account}|{date}|{currency}|{amount}|{state}")
}

fn transaction_row(no: i64, entry: i64, version: i64, deleted: i64, date: &str, search: &str) -> String {
    format!("{no}|{entry}|{version}|{deleted}|{date}|{search}")
}

impl Fold {
    fn transaction(&mut self, transaction: &Transaction) {
        let current = transaction.current();
        let last = transaction.entries.iter().rev().find(|entry| entry.kind == EntryKind::Post);
        let Some(shown) = current.or(last) else { return };
        let date = shown.content.date.to_string();
        self.transactions.add(&transaction_row(
            transaction.no.0,
            shown.no.0,
            transaction.version().0,
            i64::from(current.is_none()),
            &date,
            &shown.content.words(),
        ));
        let Some(current) = current else { return };
        self.counting += 1;
        for (line, posting) in (0_i64..).zip(&current.content.postings) {
            self.postings.add(&posting_row(
                transaction.no.0,
                line,
                posting.account.0,
                &date,
                posting.amount.currency.code(),
                posting.amount.minor,
                transaction.state(posting.account).as_str(),
            ));
        }
    }
}

impl Tx<'_> {
    async fn verify(&mut self, scope: &WorkspaceScope) -> Result<LedgerReport> {
        let book = self.book(scope).await?;
        let accounts = self.ledger_accounts(scope).await?;
        let mut report = LedgerReport::default();
        let mut head = NOTHING_BEFORE.to_owned();
        let mut fold = Fold::default();
        // Transactions that were changed have several entries, which lie apart: those are put together at the end.
        let mut changed: BTreeMap<TransactionNo, Transaction> = BTreeMap::new();
        let many = self
            .all(
                sql("SELECT transaction_no FROM ledger_entries WHERE workspace_id = $1
                     GROUP BY transaction_no HAVING COUNT(*) > 1")
                .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        for row in &many {
            let no = TransactionNo(row.int("transaction_no")?);
            changed.insert(no, Transaction { no, entries: Vec::new() });
        }
        let mut expected = 1;
        loop {
            let rows = self
                .all(
                    sql("SELECT no, canonical, hash FROM ledger_entries WHERE workspace_id = $1 AND no >= $2
                         ORDER BY no LIMIT $3")
                    .bind(scope.workspace_key().to_owned())
                    .bind(expected)
                    .bind(ROWS),
                )
                .await?;
            let full = rows.len() >= usize::try_from(ROWS).unwrap_or_default();
            for row in &rows {
                let (no, canonical, hash) = (row.int("no")?, row.text("canonical")?, row.text("hash")?);
                if no != expected {
                    report.fault(format!("entries {expected} to {} are missing", no - 1));
                }
                expected = no + 1;
                report.entries += 1;
                head = next_hash(&head, &canonical);
                if head != hash {
                    report.fault(format!(
                        "the hash of entry {no} is not what its text and the entries before it give"
                    ));
                    // One fault is told once: the rest of the chain is measured from what stands here.
                    head = hash;
                }
                let entry: Entry = match serde_json::from_str(&canonical) {
                    Ok(entry) => entry,
                    Err(error) => {
                        report.fault(format!("entry {no} cannot be read: {error}"));
                        continue;
                    }
                };
                balanced(&entry, &mut report);
                for posting in &entry.content.postings {
                    if !accounts.contains_key(&posting.account) {
                        report.fault(format!(
                            "entry {no} posts to the ledger account {}, which is not there",
                            posting.account
                        ));
                    }
                }
                for (at, change) in changes([&entry])? {
                    let sum = fold.months.entry(at).or_default();
                    sum.debit += change.debit;
                    sum.credit += change.credit;
                    sum.postings += change.postings;
                }
                match changed.get_mut(&entry.transaction) {
                    Some(transaction) => transaction.entries.push(entry),
                    None => fold.transaction(&Transaction { no: entry.transaction, entries: vec![entry] }),
                }
            }
            if !full {
                break;
            }
        }
        for transaction in changed.values() {
            reversals(transaction, &mut report);
            fold.transaction(transaction);
        }
        if book.last_entry != EntryNo(expected - 1) || book.head != head {
            report.fault(format!(
                "the book says that its last entry is {} with the hash {}, the journal ends with {} and {head}",
                book.last_entry,
                book.head,
                expected - 1
            ));
        }
        report.transactions = fold.counting;
        report.head = head;
        self.compare_months(scope, fold.months, &mut report).await?;
        self.compare_rows(scope, fold.transactions, fold.postings, &mut report).await?;
        self.trial_balance(scope, &mut report).await?;
        Ok(report)
    }

    async fn compare_months(
        &mut self,
        scope: &WorkspaceScope,
        mut months: BTreeMap<SumKey, Sum>,
        report: &mut LedgerReport,
    ) -> Result<()> {
        months.retain(|_, sum| *sum != Sum::default());
        let rows = self
            .all(
                sql("SELECT account_no, currency, month, debit, credit, postings FROM ledger_months WHERE workspace_id = $1")
                    .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        for row in &rows {
            let at: SumKey =
                (AccountNo(row.int("account_no")?), row.parsed::<Currency>("currency")?, row.text("month")?);
            let kept =
                Sum { debit: row.int("debit")?, credit: row.int("credit")?, postings: row.int("postings")? };
            let given = months.remove(&at).unwrap_or_default();
            if kept != given {
                report.fault(format!(
                    "the sums of {} on the ledger account {} in {} are {kept:?}, the journal gives {given:?}",
                    at.2, at.0, at.1
                ));
            }
        }
        for (account, currency, month) in months.into_keys() {
            report.fault(format!(
                "the sums of {month} on the ledger account {account} in {currency} are missing"
            ));
        }
        Ok(())
    }

    async fn compare_rows(
        &mut self,
        scope: &WorkspaceScope,
        mut transactions: SetSum,
        mut postings: SetSum,
        report: &mut LedgerReport,
    ) -> Result<()> {
        let mut last = 0;
        loop {
            let rows = self
                .all(
                    sql("SELECT no, entry_no, version, deleted, date, search FROM ledger_transactions
                         WHERE workspace_id = $1 AND no > $2 ORDER BY no LIMIT $3")
                    .bind(scope.workspace_key().to_owned())
                    .bind(last)
                    .bind(ROWS),
                )
                .await?;
            for row in &rows {
                last = row.int("no")?;
                transactions.take(&transaction_row(
                    last,
                    row.int("entry_no")?,
                    row.int("version")?,
                    row.int("deleted")?,
                    &row.text("date")?,
                    &row.text("search")?,
                ));
            }
            if rows.len() < usize::try_from(ROWS).unwrap_or_default() {
                break;
            }
        }
        let (mut last, mut line) = (0, -1);
        loop {
            let rows = self
                .all(
                    sql("SELECT transaction_no, line, account_no, date, currency, amount, state FROM ledger_postings
                         WHERE workspace_id = $1 AND (transaction_no, line) > ($2, $3)
                         ORDER BY transaction_no, line LIMIT $4")
                    .bind(scope.workspace_key().to_owned())
                    .bind(last)
                    .bind(line)
                    .bind(ROWS),
                )
                .await?;
            for row in &rows {
                (last, line) = (row.int("transaction_no")?, row.int("line")?);
                postings.take(&posting_row(
                    last,
                    line,
                    row.int("account_no")?,
                    &row.text("date")?,
                    &row.text("currency")?,
                    row.int("amount")?,
                    &row.text("state")?,
                ));
            }
            if rows.len() < usize::try_from(ROWS).unwrap_or_default() {
                break;
            }
        }
        if transactions != SetSum::default() {
            report
                .fault("the rows of transactions are not what the journal gives: make them anew".to_owned());
        }
        if postings != SetSum::default() {
            report.fault("the rows of postings are not what the journal gives: make them anew".to_owned());
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

fn balanced(entry: &Entry, report: &mut LedgerReport) {
    let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
    for posting in &entry.content.postings {
        *sums.entry(posting.amount.currency).or_default() += i128::from(posting.amount.minor);
    }
    for (currency, off) in sums.into_iter().filter(|(_, off)| *off != 0) {
        report.fault(format!("entry {} is off by {off} minor units of {currency}", entry.no));
    }
}

/// A reversal is equal and opposite to the posting that counted before it, and of its day.
fn reversals(transaction: &Transaction, report: &mut LedgerReport) {
    let mut counting: Option<&Entry> = None;
    for entry in &transaction.entries {
        match entry.kind {
            EntryKind::Mark => {}
            EntryKind::Post if counting.is_none() => counting = Some(entry),
            EntryKind::Post => report.fault(format!("entry {} posts what counts already", entry.no)),
            EntryKind::Reverse => {
                let equal = counting.is_some_and(|now| {
                    entry.reverses == Some(now.no)
                        && entry.content.date == now.content.date
                        && entry.content.postings.len() == now.content.postings.len()
                        && entry.content.postings.iter().zip(&now.content.postings).all(|(back, posting)| {
                            back.account == posting.account
                                && back.amount.currency == posting.amount.currency
                                && back.amount.minor.checked_neg() == Some(posting.amount.minor)
                        })
                });
                if !equal {
                    report.fault(format!("entry {} is not the opposite of what counted before it", entry.no));
                }
                counting = None;
            }
        }
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
            tx.derive(scope, &book, &histories, &std::collections::BTreeSet::new(), &entries).await?;
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
