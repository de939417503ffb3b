//! The register: transactions as people see them, the newest first, page by page.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use skytally_money::ledger::{AccountNo, Entry, EntryNo, MarkState, Transaction, TransactionNo, words};

use super::derive::search_ids;
use crate::builder::Builder;
use crate::cells::json;
use crate::db::{Engine, Store, Tx, built};
use crate::error::Result;
use crate::scope::WorkspaceScope;

/// The most words of a search.
pub const SEARCH_WORDS_MAX: usize = 10;
/// Words are looked for among so many of the newest transactions first.
const NEWEST: i64 = 1_000;
/// What is found more often, and not among the newest, is looked for from the newest to the oldest.
const RARE_MAX: i64 = 5_000;

/// How words are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// Among the newest.
    Newest,
    /// By the search, which finds few: the range of the book's ids in it (only on SQLite it means anything).
    Found((i64, i64)),
    /// From the newest to the oldest.
    All,
}

/// So many entries are read for one that is wanted, where they lie one after another.
const BETWEEN_MAX: i64 = 3;

/// Which transactions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisterFilter {
    /// Those with a posting on one of these accounts; all if empty.
    pub accounts: Vec<AccountNo>,
    /// Those in which each of these words begins a word of payee, note, tag or memo.
    pub text: String,
    /// From this day on.
    pub from: Option<Date>,
    /// Up to this day.
    pub to: Option<Date>,
    /// Those that were deleted, instead of those that count.
    pub deleted: bool,
    /// Those with a posting in this state, on one of `accounts` if there are any.
    pub state: Option<MarkState>,
}

/// Where a page ended: what comes after it is older.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegisterPlace {
    /// The day of the last row.
    pub date: Date,
    /// Its number.
    pub no: TransactionNo,
}

/// A row of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterRow {
    /// The transaction.
    pub no: TransactionNo,
    /// What counts; of a deleted one, what counted last.
    pub entry: Entry,
    /// Its newest entry.
    pub version: EntryNo,
    /// Whether it was deleted.
    pub deleted: bool,
    /// The states of its postings, in their order. Empty if it was deleted.
    pub states: Vec<MarkState>,
}

impl Tx<'_> {
    /// The numbers of the page's transactions.
    async fn register_page(
        &mut self,
        scope: &WorkspaceScope,
        filter: &RegisterFilter,
        after: Option<RegisterPlace>,
        limit: i64,
    ) -> Result<Vec<i64>> {
        let wanted = words(&[&filter.text]);
        let wanted: Vec<&str> = wanted.split_whitespace().take(SEARCH_WORDS_MAX).collect();
        if !wanted.is_empty() {
            // A word of many texts, or the beginning of a word, is mostly found among the newest: nothing else has to be asked.
            let newest = How::Newest;
            if let Some(numbers) = self.page_by(scope, filter, &wanted, newest, after, limit).await? {
                return Ok(numbers);
            }
        }
        let how = self.how(scope, &wanted).await?;
        Ok(self.page_by(scope, filter, &wanted, how, after, limit).await?.unwrap_or_default())
    }

    /// The same, by a way to look for the words; none where the newest do not fill the page.
    async fn page_by(
        &mut self,
        scope: &WorkspaceScope,
        filter: &RegisterFilter,
        wanted: &[&str],
        how: How,
        after: Option<RegisterPlace>,
        limit: i64,
    ) -> Result<Option<Vec<i64>>> {
        let full = usize::try_from(limit).unwrap_or_default();
        let mut places: BTreeSet<(String, i64)> = BTreeSet::new();
        // Account by account each question follows the order of an index; together they would have to be sorted first.
        let accounts: Vec<Option<AccountNo>> =
            if filter.accounts.is_empty() || filter.deleted || matches!(how, How::Found(_)) {
                vec![None]
            } else {
                filter.accounts.iter().copied().map(Some).collect()
            };
        for account in accounts {
            let query = self.page_query(scope, filter, wanted, how, account, after, limit);
            let query = query.packed(self.engine, "date, no").query();
            let found = self.unpacked::<(String, i64)>(query).await?;
            if how == How::Newest && found.len() < full {
                return Ok(None);
            }
            places.extend(found);
        }
        Ok(Some(places.into_iter().rev().take(full).map(|(_, no)| no).collect()))
    }

    /// How words are looked for that the newest transactions do not have often enough: by the search, if it finds them so seldom
    /// that all their places can be looked at.
    async fn how(&mut self, scope: &WorkspaceScope, wanted: &[&str]) -> Result<How> {
        if wanted.is_empty() {
            return Ok(How::All);
        }
        let book = self.book(scope).await?;
        let range = search_ids(&book);
        let mut probe = Builder::new("SELECT COUNT(*) AS n FROM (SELECT 1 FROM ");
        self.search(&mut probe, scope, wanted, range);
        probe.push(" LIMIT ").bind(RARE_MAX + 1).push(") AS found");
        let found = self.count(probe.query()).await?;
        Ok(if found <= RARE_MAX { How::Found(range) } else { How::All })
    }

    /// `table WHERE …` of what the search finds.
    fn search(&self, query: &mut Builder, scope: &WorkspaceScope, wanted: &[&str], range: (i64, i64)) {
        match self.engine {
            Engine::Sqlite => {
                let text: Vec<String> = wanted.iter().map(|word| format!("\"{word}\"*")).collect();
                query.push("ledger_search WHERE ledger_search MATCH ").bind(text.join(" "));
                query.push(" AND rowid BETWEEN ").bind(range.0).push(" AND ").bind(range.1);
            }
            Engine::Postgres => {
                let text: Vec<String> = wanted.iter().map(|word| format!("'{word}':*")).collect();
                query.push("ledger_transactions WHERE workspace_id = ").bind(scope.workspace_key());
                query.push(" AND to_tsvector('simple', search) @@ to_tsquery('simple', ");
                query.bind(text.join(" & ")).push(")");
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one question, which only this file asks")]
    fn page_query(
        &self,
        scope: &WorkspaceScope,
        filter: &RegisterFilter,
        wanted: &[&str],
        how: How,
        account: Option<AccountNo>,
        after: Option<RegisterPlace>,
        limit: i64,
    ) -> Builder {
        let newest = how == How::Newest;
        let mut query = Builder::new(if newest { "SELECT date, no FROM (" } else { "" });
        // Where an account is asked for, its postings lead; otherwise the transactions do.
        let (date, no) = if account.is_some() { ("p.date", "p.transaction_no") } else { ("t.date", "t.no") };
        match account {
            Some(account) => {
                query.push("SELECT DISTINCT p.date AS date, p.transaction_no AS no");
                query.push(if newest { ", t.search AS search" } else { "" });
                query.push(" FROM ledger_postings p");
                if !wanted.is_empty() {
                    query.push(
                        " JOIN ledger_transactions t ON t.workspace_id = p.workspace_id AND t.no = p.transaction_no",
                    );
                }
                query.push(" WHERE p.workspace_id = ").bind(scope.workspace_key());
                query.push(" AND p.account_no = ").bind(account.0);
                if let Some(state) = filter.state {
                    query.push(" AND p.state = ").bind(state.as_str());
                }
            }
            None => {
                query.push("SELECT t.date AS date, t.no AS no");
                query.push(if newest { ", t.search AS search" } else { "" });
                query.push(" FROM ");
                if let How::Found(range) = how {
                    // What was found leads: SQLite keeps the order of tables of a CROSS JOIN.
                    match self.engine {
                        Engine::Sqlite => query.push("(SELECT rowid - ").bind(range.0).push(" AS no FROM "),
                        Engine::Postgres => query.push("(SELECT no FROM "),
                    };
                    self.search(&mut query, scope, wanted, range);
                    query.push(") AS found CROSS JOIN ");
                }
                query.push("ledger_transactions t WHERE t.workspace_id = ").bind(scope.workspace_key());
                if matches!(how, How::Found(_)) {
                    query.push(" AND t.no = found.no");
                }
                query.push(" AND t.deleted = ").bind(i64::from(filter.deleted));
                let accounts = !filter.accounts.is_empty() && !filter.deleted;
                if accounts || filter.state.is_some() {
                    query.push(
                        " AND EXISTS (SELECT 1 FROM ledger_postings p WHERE p.workspace_id = t.workspace_id AND p.transaction_no = t.no",
                    );
                    if accounts {
                        query.push(" AND p.account_no IN ").list(filter.accounts.iter().map(|no| no.0));
                    }
                    if let Some(state) = filter.state {
                        query.push(" AND p.state = ").bind(state.as_str());
                    }
                    query.push(")");
                }
            }
        }
        if how == How::All {
            for word in wanted {
                // Letters and digits only: nothing in it means anything to LIKE.
                query.push(" AND t.search LIKE ").bind(format!("% {word}%"));
            }
        }
        if let Some(from) = filter.from {
            query.push(" AND ").push(date).push(" >= ").bind(from.to_string());
        }
        if let Some(to) = filter.to {
            query.push(" AND ").push(date).push(" <= ").bind(to.to_string());
        }
        if let Some(after) = after {
            query.push(" AND (").push(date).push(", ").push(no).push(") < (");
            query.bind(after.date.to_string()).push(", ").bind(after.no.0).push(")");
        }
        query.push(" ORDER BY ").push(date).push(" DESC, ").push(no).push(" DESC LIMIT ");
        query.bind(if newest { NEWEST } else { limit });
        if newest {
            query.push(") AS newest WHERE 1 = 1");
            for word in wanted {
                query.push(" AND search LIKE ").bind(format!("% {word}%"));
            }
            query.push(" ORDER BY date DESC, no DESC LIMIT ").bind(limit);
        }
        query
    }

    /// Rows of the register by their numbers, in this order.
    pub(super) async fn register_rows(
        &mut self,
        scope: &WorkspaceScope,
        numbers: &[i64],
    ) -> Result<Vec<RegisterRow>> {
        let key = scope.workspace_key();
        let mut states: BTreeMap<i64, Vec<MarkState>> = BTreeMap::new();
        let rows = self
            .by_numbers::<(i64, MarkState)>(
                "transaction_no, state",
                "SELECT transaction_no, state FROM ledger_postings",
                "transaction_no",
                "ORDER BY transaction_no, line",
                key,
                numbers,
            )
            .await?;
        for (no, state) in rows {
            states.entry(no).or_default().push(state);
        }
        let mut found = BTreeMap::new();
        let rows = self
            .by_numbers::<(i64, i64, i64, String)>(
                "no, version, deleted, canonical",
                "SELECT t.no, t.version, t.deleted, (SELECT e.canonical FROM ledger_entries e
                 WHERE e.workspace_id = t.workspace_id AND e.no = t.entry_no) AS canonical FROM ledger_transactions t",
                "t.no",
                "",
                key,
                numbers,
            )
            .await?;
        for (no, version, deleted, canonical) in rows {
            let shown = RegisterRow {
                no: TransactionNo(no),
                entry: json("canonical", &canonical)?,
                version: EntryNo(version),
                deleted: deleted == 1,
                states: states.remove(&no).unwrap_or_default(),
            };
            found.insert(no, shown);
        }
        Ok(numbers.iter().filter_map(|no| found.remove(no)).collect())
    }
}

impl Tx<'_> {
    /// Entries by their numbers, in the order of those.
    async fn entries(&mut self, scope: &WorkspaceScope, mut numbers: Vec<i64>) -> Result<Vec<Entry>> {
        numbers.sort_unstable();
        let (Some(first), Some(last)) = (numbers.first().copied(), numbers.last().copied()) else {
            return Ok(Vec::new());
        };
        let key = scope.workspace_key();
        let many = i64::try_from(numbers.len()).unwrap_or(i64::MAX);
        // What was written one after another is read so, and what lies between is left out here: that is faster than looking up
        // each by itself, unless there is much between.
        let pieces = if last - first < many.saturating_mul(BETWEEN_MAX) {
            let rows = "SELECT canonical AS line FROM ledger_entries
                 WHERE workspace_id = $1 AND no >= $2 AND no <= $3 ORDER BY no";
            vec![self.lines(rows, |query| query.bind(key.to_owned()).bind(first).bind(last)).await?]
        } else {
            self.lines_by_numbers(
                "SELECT canonical AS line FROM ledger_entries",
                "no",
                "ORDER BY no",
                key,
                &numbers,
            )
            .await?
        };
        let mut found = Vec::with_capacity(numbers.len());
        for lines in &pieces {
            for line in lines.rows()? {
                let entry: Entry = json("canonical", line)?;
                if numbers.binary_search(&entry.no.0).is_ok() {
                    found.push(entry);
                }
            }
        }
        Ok(found)
    }
}

impl Store {
    /// A page of the register, the newest day first, and of one day the newest transaction.
    ///
    /// # Errors
    /// The database failed.
    pub async fn ledger_register(
        &self,
        scope: &WorkspaceScope,
        filter: &RegisterFilter,
        after: Option<RegisterPlace>,
        limit: i64,
    ) -> Result<Vec<RegisterRow>> {
        let mut tx = self.read(scope).await?;
        let numbers = tx.register_page(scope, filter, after, limit).await?;
        tx.register_rows(scope, &numbers).await
    }

    /// Transactions that count, with their histories, in the order of their days, after a place, from a day on and up to another.
    ///
    /// # Errors
    /// The database failed.
    pub async fn ledger_walk(
        &self,
        scope: &WorkspaceScope,
        after: Option<RegisterPlace>,
        to: Option<Date>,
        limit: i64,
    ) -> Result<Vec<Transaction>> {
        let mut tx = self.read(scope).await?;
        let (date, no) = after.map_or((String::new(), 0), |place| (place.date.to_string(), place.no.0));
        let text = tx.packed(
            "no, entry_no, version",
            "SELECT no, entry_no, version FROM ledger_transactions
             WHERE workspace_id = $1 AND deleted = 0 AND (date, no) > ($2, $3) AND date >= $2 AND date <= $4
             ORDER BY date, no LIMIT $5",
        );
        let query = built(text)
            .bind(scope.workspace_key().to_owned())
            .bind(date)
            .bind(no)
            .bind(to.map_or_else(|| "9999-12-31".to_owned(), |to| to.to_string()))
            .bind(limit);
        let rows = tx.unpacked::<(i64, i64, i64)>(query).await?;
        // Most transactions were written once and never touched: their entry is all their history.
        let (once, often): (Vec<_>, Vec<_>) =
            rows.iter().copied().partition(|(no, entry, version)| no == entry && no == version);
        let often = often.iter().map(|often| TransactionNo(often.0)).collect();
        let mut found = tx.ledger_histories(scope, &often).await?;
        for entry in tx.entries(scope, once.iter().map(|once| once.0).collect()).await? {
            found.insert(entry.transaction, Transaction { no: entry.transaction, entries: vec![entry] });
        }
        Ok(rows.iter().filter_map(|(no, ..)| found.remove(&TransactionNo(*no))).collect())
    }

    /// Entries of the journal after one, in their order.
    ///
    /// # Errors
    /// The database failed.
    pub async fn ledger_journal(
        &self,
        scope: &WorkspaceScope,
        after: EntryNo,
        limit: i64,
    ) -> Result<Vec<Entry>> {
        let lines = self
            .read(scope)
            .await?
            .lines(
                "SELECT canonical AS line FROM ledger_entries WHERE workspace_id = $1 AND no > $2 ORDER BY no LIMIT $3",
                |query| query.bind(scope.workspace_key().to_owned()).bind(after.0).bind(limit),
            )
            .await?;
        lines.rows()?.map(|line| json("canonical", line)).collect()
    }

    /// Rows of the register by their numbers, in this order; those that are not there are left out.
    ///
    /// # Errors
    /// The database failed.
    pub async fn ledger_rows(
        &self,
        scope: &WorkspaceScope,
        numbers: &[TransactionNo],
    ) -> Result<Vec<RegisterRow>> {
        let numbers: Vec<i64> = numbers.iter().map(|no| no.0).collect();
        self.read(scope).await?.register_rows(scope, &numbers).await
    }

    /// What is on an account up to a row of the register, that one included: the balance that stands beside it.
    ///
    /// # Errors
    /// The database failed, or a sum does not fit into 64 bits.
    pub async fn ledger_balance_through(
        &self,
        scope: &WorkspaceScope,
        account: AccountNo,
        place: RegisterPlace,
    ) -> Result<Vec<super::Balance>> {
        self.read(scope).await?.balances_through(scope, Some(account), place).await
    }

    /// A transaction with all that was ever written of it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn ledger_transaction(
        &self,
        scope: &WorkspaceScope,
        no: TransactionNo,
    ) -> Result<Option<Transaction>> {
        let mut tx = self.read(scope).await?;
        Ok(tx.ledger_histories(scope, &BTreeSet::from([no])).await?.remove(&no))
    }
}
