//! What is derived from the journal: transactions as they are now, their postings, and the sums of months.

use std::collections::{BTreeMap, BTreeSet};

use skytally_model::Currency;
use skytally_money::ledger::{AccountNo, Entry, EntryKind, Transaction, TransactionNo};

use super::books::Book;
use crate::bulk::Column::{Int, Text};
use crate::cells::Cells;
use crate::db::{Tx, sql};
use crate::error::{Result, StoreError};
use crate::scope::WorkspaceScope;

/// A book has at most 2^40 entries: what is above is the book.
const SEARCH_SHIFT: u32 = 40;

/// The first and the last id of a book in the search.
pub(super) fn search_ids(book: &Book) -> (i64, i64) {
    (book.number << SEARCH_SHIFT, (book.number << SEARCH_SHIFT) + (1 << SEARCH_SHIFT) - 1)
}

/// The sums of an account, currency and month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) debit: i64,
    pub(super) credit: i64,
    pub(super) postings: i64,
}

/// Account, currency and month.
pub(super) type SumKey = (AccountNo, Currency, String);

impl Sum {
    /// Adds a posting, or takes one back.
    pub(super) fn add(&mut self, minor: i64, times: i64) -> Result<()> {
        let side = if minor >= 0 { &mut self.debit } else { &mut self.credit };
        let amount = minor.checked_abs().and_then(|amount| amount.checked_mul(times));
        *side = amount.and_then(|amount| side.checked_add(amount)).ok_or_else(too_large)?;
        self.postings += times;
        Ok(())
    }
}

fn too_large() -> StoreError {
    StoreError::Conflict("the sum of the account would be larger than the ledger can hold".to_owned())
}

/// `2026-11` of a day.
pub(super) fn month_of(date: jiff::civil::Date) -> String {
    date.to_string()[..7].to_owned()
}

/// What entries do to the sums of months. A reversal takes back what it reverses: equal and opposite.
pub(super) fn changes<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<BTreeMap<SumKey, Sum>> {
    let mut sums: BTreeMap<SumKey, Sum> = BTreeMap::new();
    for entry in entries {
        let (sign, times) = match entry.kind {
            EntryKind::Post => (1, 1),
            EntryKind::Reverse => (-1, -1),
            EntryKind::Mark => continue,
        };
        let month = month_of(entry.content.date);
        for posting in &entry.content.postings {
            sums.entry((posting.account, posting.amount.currency, month.clone()))
                .or_default()
                .add(posting.amount.minor * sign, times)?;
        }
    }
    Ok(sums)
}

impl Tx<'_> {
    /// Brings what is derived up to date after entries were written. `touched` are their transactions, with all their entries.
    pub(super) async fn derive(
        &mut self,
        scope: &WorkspaceScope,
        book: &Book,
        touched: &BTreeMap<TransactionNo, Transaction>,
        known: &BTreeSet<TransactionNo>,
        entries: &[Entry],
    ) -> Result<()> {
        let key = scope.workspace_key();
        let old: Vec<i64> = known.iter().map(|no| no.0).collect();
        self.delete_numbers("ledger_postings", "transaction_no", key, &old).await?;
        self.delete_numbers("ledger_transactions", "no", key, &old).await?;
        let (first_id, _) = search_ids(book);
        let mut rows = Vec::with_capacity(touched.len());
        let mut postings = Vec::with_capacity(touched.len() * 2);
        for transaction in touched.values() {
            let current = transaction.current();
            let last = transaction.entries.iter().rev().find(|entry| entry.kind == EntryKind::Post);
            let Some(shown) = current.or(last) else { continue };
            rows.push((
                key,
                transaction.no.0,
                shown.no.0,
                transaction.version().0,
                i64::from(current.is_none()),
                shown.content.date.to_string(),
                shown.content.words(),
                first_id + transaction.no.0,
            ));
            let Some(current) = current else { continue };
            for (line, posting) in (0_i64..).zip(&current.content.postings) {
                postings.push((
                    key,
                    transaction.no.0,
                    line,
                    posting.account.0,
                    current.content.date.to_string(),
                    posting.amount.currency.code(),
                    posting.amount.minor,
                    transaction.state(posting.account).as_str(),
                ));
            }
        }
        self.insert_all(
            "ledger_transactions",
            &[
                Text("workspace_id"),
                Int("no"),
                Int("entry_no"),
                Int("version"),
                Int("deleted"),
                Text("date"),
                Text("search"),
                Int("search_id"),
            ],
            "",
            &rows,
        )
        .await?;
        self.insert_all(
            "ledger_postings",
            &[
                Text("workspace_id"),
                Int("transaction_no"),
                Int("line"),
                Int("account_no"),
                Text("date"),
                Text("currency"),
                Int("amount"),
                Text("state"),
            ],
            "",
            &postings,
        )
        .await?;
        self.add_to_months(scope, changes(entries)?).await
    }

    async fn add_to_months(&mut self, scope: &WorkspaceScope, changes: BTreeMap<SumKey, Sum>) -> Result<()> {
        if changes.is_empty() {
            return Ok(());
        }
        let key = scope.workspace_key();
        let accounts: BTreeSet<i64> = changes.keys().map(|(account, _, _)| account.0).collect();
        let accounts: Vec<i64> = accounts.into_iter().collect();
        let rows = self
            .by_numbers(
                "SELECT account_no, currency, month, debit, credit, postings FROM ledger_months",
                "account_no",
                "",
                key,
                &accounts,
            )
            .await?;
        let mut sums: BTreeMap<SumKey, Sum> = BTreeMap::new();
        for row in &rows {
            let at = (AccountNo(row.int("account_no")?), row.parsed("currency")?, row.text("month")?);
            if changes.contains_key(&at) {
                let sum = Sum {
                    debit: row.int("debit")?,
                    credit: row.int("credit")?,
                    postings: row.int("postings")?,
                };
                sums.insert(at, sum);
            }
        }
        let mut emptied = false;
        let mut new = Vec::with_capacity(changes.len());
        for (at, change) in changes {
            let old = sums.get(&at).copied().unwrap_or_default();
            let debit = old.debit.checked_add(change.debit).ok_or_else(too_large)?;
            let credit = old.credit.checked_add(change.credit).ok_or_else(too_large)?;
            let postings = old.postings + change.postings;
            emptied |= postings == 0;
            new.push((key, at.0.0, at.1.code(), at.2, debit, credit, postings));
        }
        self.insert_all(
            "ledger_months",
            &[
                Text("workspace_id"),
                Int("account_no"),
                Text("currency"),
                Text("month"),
                Int("debit"),
                Int("credit"),
                Int("postings"),
            ],
            "ON CONFLICT (workspace_id, account_no, currency, month) DO UPDATE
             SET debit = excluded.debit, credit = excluded.credit, postings = excluded.postings",
            &new,
        )
        .await?;
        if emptied {
            // Made anew, they would not be there: what is derived is the same in whichever way it came about.
            self.run(
                sql("DELETE FROM ledger_months WHERE workspace_id = $1 AND postings = 0")
                    .bind(key.to_owned()),
            )
            .await?;
        }
        Ok(())
    }
}
