//! What is derived from the journal: transactions as they are now, their postings, and the sums of months.

use std::collections::{BTreeMap, BTreeSet};

use skytally_model::Currency;
use skytally_money::ledger::{AccountNo, Entry, EntryKind, Transaction, TransactionNo};

use super::books::Book;
use crate::bulk::Column::{Int, Text};
use crate::cells::parsed;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::scope::WorkspaceScope;

/// A book has at most 2^40 entries: what is above is the book.
const SEARCH_SHIFT: u32 = 40;

/// The first and the last id of a book in the search.
pub(super) fn search_ids(book: &Book) -> (i64, i64) {
    (book.number << SEARCH_SHIFT, (book.number << SEARCH_SHIFT) + (1 << SEARCH_SHIFT) - 1)
}

/// The sums of an account, currency and month, or year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) debit: i64,
    pub(super) credit: i64,
    pub(super) postings: i64,
}

/// The tables of sums.
#[derive(Clone, Copy)]
pub(super) enum Sums {
    Months,
    Years,
}

impl Sums {
    pub(super) fn table(self) -> &'static str {
        match self {
            Self::Months => "ledger_months",
            Self::Years => "ledger_years",
        }
    }

    /// The column of the month, or year.
    pub(super) fn period(self) -> &'static str {
        match self {
            Self::Months => "month",
            Self::Years => "year",
        }
    }
}

/// Account, currency and month, or year.
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

    pub(super) fn plus(self, other: Self) -> Result<Self> {
        Ok(Self {
            debit: self.debit.checked_add(other.debit).ok_or_else(too_large)?,
            credit: self.credit.checked_add(other.credit).ok_or_else(too_large)?,
            postings: self.postings + other.postings,
        })
    }
}

fn too_large() -> StoreError {
    StoreError::Conflict("the sum of the account would be larger than the ledger can hold".to_owned())
}

/// `2026-11` of a day.
pub(super) fn month_of(date: jiff::civil::Date) -> String {
    date.to_string()[..7].to_owned()
}

/// What changes of months are to years.
fn of_years(months: &BTreeMap<SumKey, Sum>) -> Result<BTreeMap<SumKey, Sum>> {
    let mut years: BTreeMap<SumKey, Sum> = BTreeMap::new();
    for ((account, currency, month), change) in months {
        let year = month.get(..4).unwrap_or_default().to_owned();
        let sum = years.entry((*account, *currency, year)).or_default();
        *sum = sum.plus(*change)?;
    }
    Ok(years)
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
        let months = changes(entries)?;
        self.add_to_sums(scope, Sums::Years, of_years(&months)?).await?;
        self.add_to_sums(scope, Sums::Months, months).await
    }

    async fn add_to_sums(
        &mut self,
        scope: &WorkspaceScope,
        of: Sums,
        changes: BTreeMap<SumKey, Sum>,
    ) -> Result<()> {
        if changes.is_empty() {
            return Ok(());
        }
        let key = scope.workspace_key();
        let (table, period) = (of.table(), of.period());
        let keys: Vec<(i64, &str, &str)> =
            changes.keys().map(|(account, currency, at)| (account.0, currency.code(), at.as_str())).collect();
        let columns = format!("account_no, currency, {period}, debit, credit, postings");
        let named = [Int("account_no"), Text("currency"), Text(period)];
        let mut sums: BTreeMap<SumKey, Sum> = BTreeMap::new();
        for (account, currency, at, debit, credit, postings) in self
            .by_keys::<(i64, String, String, i64, i64, i64), _>(table, &columns, &named, key, &keys)
            .await?
        {
            let at = (AccountNo(account), parsed("currency", &currency)?, at);
            sums.insert(at, Sum { debit, credit, postings });
        }
        let mut emptied = Vec::new();
        let mut new = Vec::with_capacity(changes.len());
        for (at, change) in &changes {
            let sum = sums.get(at).copied().unwrap_or_default().plus(*change)?;
            let (account, currency, at) = (at.0.0, at.1.code(), at.2.as_str());
            if sum.postings == 0 {
                emptied.push((account, currency, at));
            }
            new.push((key, account, currency, at, sum.debit, sum.credit, sum.postings));
        }
        let conflict = match of {
            Sums::Months => {
                "ON CONFLICT (workspace_id, account_no, month, currency) DO UPDATE
                 SET debit = excluded.debit, credit = excluded.credit, postings = excluded.postings"
            }
            Sums::Years => {
                "ON CONFLICT (workspace_id, account_no, year, currency) DO UPDATE
                 SET debit = excluded.debit, credit = excluded.credit, postings = excluded.postings"
            }
        };
        self.insert_all(
            table,
            &[
                Text("workspace_id"),
                Int("account_no"),
                Text("currency"),
                Text(period),
                Int("debit"),
                Int("credit"),
                Int("postings"),
            ],
            conflict,
            &new,
        )
        .await?;
        // Made anew, they would not be there: what is derived is the same in whichever way it came about.
        self.delete_keys(table, &named, key, &emptied).await
    }
}
