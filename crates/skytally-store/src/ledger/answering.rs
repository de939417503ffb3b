//! What becomes of an import beside coming in and going out: its waiting lines are answered, or it is thrown away unread.

use std::collections::BTreeMap;

use serde_json::json;
use skytally_money::inbox::{Answer, Outcome};

use super::imports::{Import, ImportState, LineEnd};
use crate::cells::{Cells, json_text};
use crate::db::{Store, sql};
use crate::error::{Result, StoreError};
use crate::scope::{Origin, WorkspaceScope};

impl Store {
    /// Says what becomes of lines of an import that is in the books and that wait: all in one step, within the same import, so that
    /// taking it back takes these back too.
    ///
    /// # Errors
    /// There is none, or it is not in the books; a line does not wait; the rules refuse one; the database failed.
    pub async fn answer_import(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: &str,
        ends: &BTreeMap<i64, LineEnd>,
        answers: &BTreeMap<String, Answer>,
    ) -> Result<Import> {
        let mut tx = self.write(scope).await?;
        tx.hold_book(scope).await?;
        let now = tx.import(scope, id).await?;
        match now.state {
            ImportState::Committed => {}
            ImportState::Preview => {
                return Err(StoreError::Conflict("the import is not in the books yet".to_owned()));
            }
            ImportState::Undone => {
                return Err(StoreError::Conflict("the import was undone: read the file again".to_owned()));
            }
        }
        let key = scope.workspace_key();
        for line in ends.keys() {
            let row = tx
                .maybe(
                    sql("SELECT outcome FROM ledger_import_lines
                         WHERE workspace_id = $1 AND import_id = $2 AND line = $3")
                    .bind(key.to_owned())
                    .bind(id.to_owned())
                    .bind(*line),
                )
                .await?
                .ok_or(StoreError::Missing("line"))?;
            if row.json::<Outcome>("outcome")? != Outcome::Waiting {
                return Err(StoreError::Conflict(format!(
                    "line {line} does not wait for an answer any more"
                )));
            }
        }
        let (mut posted, mut commands) = (Vec::new(), Vec::new());
        for (line, end) in ends {
            if let LineEnd::Post(command) = end {
                posted.push(*line);
                commands.push(command.clone());
            }
        }
        let mut transactions = BTreeMap::new();
        if let Some(first) = posted.first() {
            // A line waits once, so no two answers of an import begin with the same one.
            let once = format!("import {id} line {first}");
            let written = tx.write_ledger(scope, origin, &once, &commands).await?;
            transactions = posted.iter().copied().zip(written.transactions).collect();
        }
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
            tx.run(
                sql("UPDATE ledger_import_lines SET outcome = $4, transaction_no = $5, posted = $6
                     WHERE workspace_id = $1 AND import_id = $2 AND line = $3")
                .bind(key.to_owned())
                .bind(id.to_owned())
                .bind(*line)
                .bind(json_text(&outcome)?)
                .bind(transaction)
                .bind(wrote),
            )
            .await?;
        }
        tx.remember_answers(scope, now.account, answers).await?;
        let wrote = i64::try_from(posted.len()).unwrap_or(i64::MAX);
        tx.set_import(scope, origin, id, ImportState::Committed, now.posted + wrote).await?;
        let lines: Vec<&i64> = ends.keys().collect();
        let detail = json!({ "posted": wrote, "lines": lines });
        tx.audit(scope, origin, "ledger.import-answered", &format!("ledger-import:{id}"), detail).await?;
        tx.change(scope, origin.at, "ledger", "");
        let made = tx.import(scope, id).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Throws a file away that was read and not brought in.
    ///
    /// # Errors
    /// There is none; it is or was in the books; the database failed.
    pub async fn discard_import(&self, scope: &WorkspaceScope, origin: &Origin, id: &str) -> Result<()> {
        let mut tx = self.write(scope).await?;
        tx.hold_book(scope).await?;
        let now = tx.import(scope, id).await?;
        if now.state != ImportState::Preview {
            return Err(StoreError::Conflict(
                "the import is or was in the books: it is undone, and its lines stay".to_owned(),
            ));
        }
        for statement in [
            "DELETE FROM ledger_import_lines WHERE workspace_id = $1 AND import_id = $2",
            "DELETE FROM ledger_imports WHERE workspace_id = $1 AND id = $2",
        ] {
            tx.run(sql(statement).bind(scope.workspace_key().to_owned()).bind(id.to_owned())).await?;
        }
        let detail = json!({ "name": now.name, "lines": now.lines, "sha256": now.hash });
        tx.audit(scope, origin, "ledger.import-discarded", &format!("ledger-import:{id}"), detail).await?;
        tx.change(scope, origin.at, "ledger-imports", id);
        tx.commit().await
    }
}
