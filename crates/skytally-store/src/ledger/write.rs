//! The one verb that writes into the journal.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use skytally_money::ledger::{
    Command, Entry, EntryNo, LedgerError, NewEntry, Rules, Transaction, TransactionNo, decide, next_hash,
};

use super::books::Book;
use crate::bulk::Column::{Int, Text};
use crate::cells::{Cells, json, json_text, ms};
use crate::db::{Store, Tx, sql};
use crate::error::{Result, StoreError};
use crate::scope::{Origin, WorkspaceScope};

/// What a write did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerWritten {
    /// The transactions of its commands, in their order.
    pub transactions: Vec<TransactionNo>,
    /// How many entries were added.
    pub entries: i64,
    /// The same write had been done before: this is its answer.
    pub repeated: bool,
}

impl Store {
    /// Writes what commands append to the journal: all of them, or none. The same key with the same commands gives the answer
    /// of the first time.
    ///
    /// # Errors
    /// The rules refuse one of them (`Ledger`); the key was used for other commands (`Conflict`); the book was not opened; the
    /// database failed.
    pub async fn write_ledger(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        key: &str,
        commands: &[Command],
    ) -> Result<LedgerWritten> {
        let mut tx = self.write(scope).await?;
        let written = tx.write_ledger(scope, origin, key, commands).await?;
        if !written.repeated {
            tx.change(scope, origin.at, "ledger", "");
            tx.commit().await?;
        }
        Ok(written)
    }
}

/// What commands ask for, as one text.
fn digest(commands: &[Command]) -> Result<String> {
    Ok(HEXLOWER.encode(&Sha256::digest(json_text(&commands)?.as_bytes())))
}

impl Tx<'_> {
    /// As [`Store::write_ledger`], within a transaction of something larger.
    pub(crate) async fn write_ledger(
        &mut self,
        scope: &WorkspaceScope,
        origin: &Origin,
        key: &str,
        commands: &[Command],
    ) -> Result<LedgerWritten> {
        let book = self.hold_book(scope).await?;
        self.write_held(scope, origin, &book, key, commands).await
    }

    /// The same by whoever holds the book.
    pub(super) async fn write_held(
        &mut self,
        scope: &WorkspaceScope,
        origin: &Origin,
        book: &Book,
        key: &str,
        commands: &[Command],
    ) -> Result<LedgerWritten> {
        let digest = digest(commands)?;
        if let Some(before) = self.written_before(scope, key, &digest).await? {
            return Ok(before);
        }
        let accounts = self.ledger_accounts(scope).await?;
        let rules = Rules { accounts: &accounts, closed_until: book.closed_until };
        let named: BTreeSet<TransactionNo> = commands.iter().filter_map(Command::transaction).collect();
        let mut touched = self.ledger_histories(scope, &named).await?;
        let known: BTreeSet<TransactionNo> = touched.keys().copied().collect();
        let mut journal = Journal { next: book.last_entry.0 + 1, entries: Vec::new(), origin };
        let mut transactions = Vec::with_capacity(commands.len());
        for command in commands {
            let past = command.transaction().and_then(|no| touched.get(&no));
            let mut at = command.transaction();
            for new in decide(command, rules, past)? {
                let entry = journal.append(new);
                at = Some(entry.transaction);
                let no = entry.transaction;
                let transaction =
                    touched.entry(no).or_insert_with(|| Transaction { no, entries: Vec::new() });
                transaction.entries.push(entry);
            }
            // A command that changes nothing names its transaction; a posting always adds one.
            transactions.push(at.ok_or(LedgerError::TooFewPostings(0))?);
        }
        // What was only looked at stays as it is.
        let entries = journal.entries;
        let changed: BTreeSet<TransactionNo> = entries.iter().map(|entry| entry.transaction).collect();
        touched.retain(|no, _| changed.contains(no));
        let known: BTreeSet<TransactionNo> = known.intersection(&changed).copied().collect();
        self.append_entries(scope, book, &entries).await?;
        self.derive(scope, book, &touched, &known, &entries).await?;
        let written = LedgerWritten {
            transactions,
            entries: i64::try_from(entries.len()).unwrap_or(i64::MAX),
            repeated: false,
        };
        self.remember(scope, key, &digest, book, &written).await?;
        let detail =
            serde_json::json!({ "first": book.last_entry.0 + 1, "entries": written.entries, "key": key });
        self.audit(scope, origin, "ledger.written", "ledger", detail).await?;
        Ok(written)
    }

    async fn written_before(
        &mut self,
        scope: &WorkspaceScope,
        key: &str,
        digest: &str,
    ) -> Result<Option<LedgerWritten>> {
        let row = self
            .maybe(
                sql("SELECT digest, transactions, first_entry, last_entry FROM ledger_writes
                     WHERE workspace_id = $1 AND key = $2")
                .bind(scope.workspace_key().to_owned())
                .bind(key.to_owned()),
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        if row.text("digest")? != digest {
            return Err(StoreError::Conflict(
                "the idempotency key was used for another write: take a new key for each write".to_owned(),
            ));
        }
        Ok(Some(LedgerWritten {
            transactions: row.json("transactions")?,
            entries: row.int("last_entry")? - row.int("first_entry")? + 1,
            repeated: true,
        }))
    }

    async fn remember(
        &mut self,
        scope: &WorkspaceScope,
        key: &str,
        digest: &str,
        book: &Book,
        written: &LedgerWritten,
    ) -> Result<()> {
        self.run(
            sql(
                "INSERT INTO ledger_writes (workspace_id, key, digest, transactions, first_entry, last_entry)
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(scope.workspace_key().to_owned())
            .bind(key.to_owned())
            .bind(digest.to_owned())
            .bind(json_text(&written.transactions)?)
            .bind(book.last_entry.0 + 1)
            .bind(book.last_entry.0 + written.entries),
        )
        .await?;
        Ok(())
    }

    /// The transactions with all that was ever written of them.
    pub(super) async fn ledger_histories(
        &mut self,
        scope: &WorkspaceScope,
        wanted: &BTreeSet<TransactionNo>,
    ) -> Result<BTreeMap<TransactionNo, Transaction>> {
        let numbers: Vec<i64> = wanted.iter().map(|no| no.0).collect();
        let mut found: BTreeMap<TransactionNo, Transaction> = BTreeMap::new();
        for lines in self
            .lines_by_numbers(
                "SELECT canonical AS line FROM ledger_entries",
                "transaction_no",
                "ORDER BY no",
                scope.workspace_key(),
                &numbers,
            )
            .await?
        {
            for line in lines.rows()? {
                let entry: Entry = json("canonical", line)?;
                let no = entry.transaction;
                found
                    .entry(no)
                    .or_insert_with(|| Transaction { no, entries: Vec::new() })
                    .entries
                    .push(entry);
            }
        }
        Ok(found)
    }

    /// Writes entries, each with the hash that covers all before it.
    async fn append_entries(&mut self, scope: &WorkspaceScope, book: &Book, entries: &[Entry]) -> Result<()> {
        let Some(last) = entries.last() else { return Ok(()) };
        let mut head = book.head.clone();
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            let canonical = json_text(entry)?;
            head = next_hash(&head, &canonical);
            rows.push((
                scope.workspace_key(),
                entry.no.0,
                entry.transaction.0,
                entry.kind,
                entry.reverses.map(|no| no.0),
                canonical,
                head.clone(),
            ));
        }
        self.insert_all(
            "ledger_entries",
            &[
                Text("workspace_id"),
                Int("no"),
                Int("transaction_no"),
                Text("kind"),
                Int("reverses"),
                Text("canonical"),
                Text("hash"),
            ],
            "",
            &rows,
        )
        .await?;
        self.run(
            sql("UPDATE ledger_books SET entries = $2, hash = $3 WHERE workspace_id = $1")
                .bind(scope.workspace_key().to_owned())
                .bind(last.no.0)
                .bind(head),
        )
        .await?;
        Ok(())
    }
}

/// Gives entries their places.
struct Journal<'a> {
    next: i64,
    entries: Vec<Entry>,
    origin: &'a Origin,
}

impl Journal<'_> {
    fn append(&mut self, new: NewEntry) -> Entry {
        let no = EntryNo(self.next);
        self.next += 1;
        let entry = Entry {
            no,
            transaction: new.transaction.unwrap_or(TransactionNo(no.0)),
            kind: new.kind,
            reverses: new.reverses,
            recorded_ms: ms(self.origin.at),
            actor: self.origin.actor.text(),
            content: new.content,
            mark: new.mark,
        };
        self.entries.push(entry.clone());
        entry
    }
}
