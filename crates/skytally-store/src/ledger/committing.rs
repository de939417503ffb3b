//! Imports come into the books, and are taken back: each as a unit.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use skytally_money::inbox::{Answer, Outcome};
use skytally_money::ledger::{AccountNo, Command, TransactionNo};

use super::books::Book;
use super::imports::{Import, ImportState, LineEnd};
use crate::bulk::Column::{Int, Same, Text};
use crate::cells::{Cells, json_text, ms};
use crate::db::{Store, Tx, sql};
use crate::error::{Result, StoreError};
use crate::scope::{Origin, WorkspaceScope};

impl Tx<'_> {
    pub(super) async fn set_import(
        &mut self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: &str,
        state: ImportState,
        posted: i64,
    ) -> Result<()> {
        self.run(
            sql("UPDATE ledger_imports SET state = $3, posted = $4, changed_ms = $5 WHERE workspace_id = $1 AND id = $2")
                .bind(scope.workspace_key().to_owned())
                .bind(id.to_owned())
                .bind(state.as_str())
                .bind(posted)
                .bind(ms(origin.at)),
        )
        .await?;
        Ok(())
    }

    /// Keeps how somebody decided about lines, for those that are like them.
    pub(super) async fn remember_answers(
        &mut self,
        scope: &WorkspaceScope,
        account: AccountNo,
        answers: &BTreeMap<String, Answer>,
    ) -> Result<()> {
        for (fingerprint, answer) in answers {
            self.run(
                sql("INSERT INTO ledger_import_answers (workspace_id, account_no, fingerprint, answer)
                     VALUES ($1, $2, $3, $4)
                     ON CONFLICT (workspace_id, account_no, fingerprint) DO UPDATE SET answer = excluded.answer")
                .bind(scope.workspace_key().to_owned())
                .bind(account.0)
                .bind(fingerprint.clone())
                .bind(json_text(answer)?),
            )
            .await?;
        }
        Ok(())
    }
}

/// The book of a workspace, kept from all other writers until this is used or dropped. What is read meanwhile stays as it is.
pub struct HeldBook<'a> {
    tx: Tx<'a>,
    book: Book,
}

impl Store {
    /// Keeps the book of a workspace from all other writers, to decide something that must hold when it is written.
    ///
    /// # Errors
    /// The book was not opened; the database failed.
    pub async fn hold_book(&self, scope: &WorkspaceScope) -> Result<HeldBook<'_>> {
        let mut tx = self.write(scope).await?;
        let book = tx.hold_book(scope).await?;
        Ok(HeldBook { tx, book })
    }

    /// As [`HeldBook::commit_import`], where `ends` was decided before the book is held: `seen` is the version of the book that it
    /// was decided from. Where something was written since, nothing is done, and there is no answer: what is to become of the
    /// lines has to be decided again.
    ///
    /// # Errors
    /// There is none, or it was undone; the rules refuse a line; the database failed.
    pub async fn commit_import(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: &str,
        seen: i64,
        ends: &BTreeMap<i64, LineEnd>,
        answers: &BTreeMap<String, Answer>,
    ) -> Result<Option<Import>> {
        let mut held = self.hold_book(scope).await?;
        let moved = held.book.version != seen + 1;
        if moved && held.tx.import(scope, id).await?.state == ImportState::Preview {
            return Ok(None);
        }
        held.commit_import(scope, origin, id, ends, answers).await.map(Some)
    }
}

impl HeldBook<'_> {
    /// Brings an import into the books: each of its lines as `ends` says, all in one step. An import that is in the books
    /// already stays as it is.
    ///
    /// # Errors
    /// There is none, or it was undone; the rules refuse a line; the database failed.
    pub async fn commit_import(
        self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: &str,
        ends: &BTreeMap<i64, LineEnd>,
        answers: &BTreeMap<String, Answer>,
    ) -> Result<Import> {
        let Self { mut tx, book } = self;
        let now = tx.import(scope, id).await?;
        match now.state {
            ImportState::Committed => return Ok(now),
            ImportState::Undone => {
                return Err(StoreError::Conflict("the import was undone: read the file again".to_owned()));
            }
            ImportState::Preview => {}
        }
        let mut commands = Vec::new();
        let mut posted = Vec::new();
        for (line, end) in ends {
            if let LineEnd::Post(command) = end {
                commands.push(command.clone());
                posted.push(*line);
            }
        }
        let mut transactions: BTreeMap<i64, TransactionNo> = BTreeMap::new();
        if !commands.is_empty() {
            let written = tx.write_held(scope, origin, &book, &format!("import {id}"), &commands).await?;
            transactions = posted.iter().copied().zip(written.transactions).collect();
        }
        let key = scope.workspace_key();
        let mut rows = Vec::with_capacity(ends.len());
        for (line, end) in ends {
            let (outcome, wrote) = match end {
                LineEnd::Is(outcome) => (outcome.clone(), 0),
                LineEnd::Post(_) => {
                    let transaction =
                        transactions.get(line).copied().ok_or(StoreError::Missing("transaction"))?;
                    (Outcome::Transaction { transaction }, 1)
                }
            };
            let transaction = match outcome {
                Outcome::Transaction { transaction } => Some(transaction.0),
                _ => None,
            };
            rows.push((key, id, line, json_text(&outcome)?, transaction, wrote));
        }
        // The rows are there; what is inserted beside key and outcome is left out by the conflict.
        tx.insert_all(
            "ledger_import_lines",
            &[
                Text("workspace_id"),
                Text("import_id"),
                Int("line"),
                Text("outcome"),
                Int("transaction_no"),
                Int("posted"),
                Same("file_line", "0"),
                Same("account_no", "0"),
                Same("date", "''"),
                Same("currency", "''"),
                Same("amount", "0"),
                Same("payee", "''"),
                Same("words", "''"),
                Same("detail", "''"),
                Same("raw", "''"),
            ],
            "ON CONFLICT (workspace_id, import_id, line) DO UPDATE SET outcome = excluded.outcome,
             transaction_no = excluded.transaction_no, posted = excluded.posted",
            &rows,
        )
        .await?;
        tx.remember_answers(scope, now.account, answers).await?;
        let wrote = i64::try_from(posted.len()).unwrap_or(i64::MAX);
        tx.set_import(scope, origin, id, ImportState::Committed, wrote).await?;
        let detail = json!({ "posted": wrote, "lines": now.lines });
        tx.audit(scope, origin, "ledger.imported", &format!("ledger-import:{id}"), detail).await?;
        tx.change(scope, origin.at, "ledger", "");
        let made = tx.import(scope, id).await?;
        tx.commit().await?;
        Ok(made)
    }
}

impl Store {
    /// Takes back what an import wrote, as a unit: its transactions are deleted, and its lines are no evidence any more. What it
    /// was only matched with stays.
    ///
    /// # Errors
    /// There is none, or it is not in the books; the rules refuse that one of its transactions goes (a closed period, a
    /// reconciled posting): then all stay; the database failed.
    pub async fn undo_import(&self, scope: &WorkspaceScope, origin: &Origin, id: &str) -> Result<Import> {
        let mut tx = self.write(scope).await?;
        let book = tx.hold_book(scope).await?;
        let now = tx.import(scope, id).await?;
        match now.state {
            ImportState::Undone => return Ok(now),
            ImportState::Preview => {
                return Err(StoreError::Conflict("the import is not in the books".to_owned()));
            }
            ImportState::Committed => {}
        }
        let key = scope.workspace_key();
        let rows = tx
            .all(
                sql("SELECT transaction_no FROM ledger_import_lines
                     WHERE workspace_id = $1 AND import_id = $2 AND posted = 1 ORDER BY line")
                .bind(key.to_owned())
                .bind(id.to_owned()),
            )
            .await?;
        let numbers: BTreeSet<TransactionNo> =
            rows.iter().map(|row| Ok(TransactionNo(row.int("transaction_no")?))).collect::<Result<_>>()?;
        let histories = tx.ledger_histories(scope, &numbers).await?;
        let commands: Vec<Command> = histories
            .values()
            .filter(|transaction| transaction.current().is_some())
            .map(|transaction| Command::Delete {
                transaction: transaction.no,
                version: transaction.version(),
            })
            .collect();
        if !commands.is_empty() {
            tx.write_held(scope, origin, &book, &format!("undo import {id}"), &commands).await?;
        }
        tx.set_import(scope, origin, id, ImportState::Undone, now.posted).await?;
        let detail = json!({ "deleted": commands.len() });
        tx.audit(scope, origin, "ledger.import-undone", &format!("ledger-import:{id}"), detail).await?;
        tx.change(scope, origin.at, "ledger", "");
        let made = tx.import(scope, id).await?;
        tx.commit().await?;
        Ok(made)
    }
}
