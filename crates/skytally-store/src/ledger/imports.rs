//! Imports: bank files line by line, from the preview to what they led to.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use skytally_model::Money;
use skytally_money::inbox::{Answer, Earlier, Facts, HandPosting, LineRef, Outcome};
use skytally_money::ledger::{AccountNo, Command, Entry};
use sqlx::any::AnyRow;

use crate::bulk::Column::{Int, Text};
use crate::cells::{Cells, json, json_text, ms, parsed};
use crate::db::{Engine, Store, Tx, built, sql};
use crate::error::{Result, StoreError};
use crate::scope::{Origin, WorkspaceScope, new_uuid};

/// Previews that nobody took up are forgotten after this time.
const PREVIEW_KEPT: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// It was read; the books know nothing of it.
    Preview,
    /// Its lines are in the books.
    Committed,
    /// What it had written was taken back.
    Undone,
}

impl ImportState {
    /// As it stands in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Committed => "committed",
            Self::Undone => "undone",
        }
    }
}

impl std::str::FromStr for ImportState {
    type Err = String;
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        [Self::Preview, Self::Committed, Self::Undone]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("{text:?} is no state of an import"))
    }
}

/// A line of a bank's file.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportLine {
    /// Its place in the import, from 1.
    pub line: i64,
    /// Where it begins in the file, from 1.
    pub file_line: i64,
    /// What it says.
    pub facts: Facts,
    /// All else that the reader understood, as JSON.
    pub detail: String,
    /// As it stands in the file.
    pub raw: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Whether the import wrote the transaction of its outcome.
    pub posted: bool,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct NewImport {
    /// The ledger account that it is for.
    pub account: AccountNo,
    /// The name of the file.
    pub name: String,
    /// The SHA-256 of its bytes.
    pub hash: String,
    /// Its format.
    pub format: String,
    /// What it says beside its lines.
    pub facts: Value,
    /// Its lines.
    pub lines: Vec<ImportLine>,
}

/// An import.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Its id.
    pub id: String,
    /// The ledger account that it is for.
    pub account: AccountNo,
    /// The name of the file.
    pub name: String,
    /// The SHA-256 of its bytes.
    pub hash: String,
    /// Its format.
    pub format: String,
    /// What the file says beside its lines.
    pub facts: Value,
    /// Where it stands.
    pub state: ImportState,
    /// How many lines it has.
    pub lines: i64,
    /// How many transactions it wrote.
    pub posted: i64,
    /// When it was read.
    pub at: Timestamp,
    /// By whom.
    pub actor: String,
    /// When it came into its state.
    pub changed: Timestamp,
}

/// What is to become of a line.
#[derive(Debug, Clone, PartialEq)]
pub enum LineEnd {
    /// It is posted, as the command says.
    Post(Command),
    /// Nothing is written: it is what is known already, waits, or is set aside.
    Is(Outcome),
}

fn import(row: &AnyRow) -> Result<Import> {
    Ok(Import {
        id: row.text("id")?,
        account: AccountNo(row.int("account_no")?),
        name: row.text("name")?,
        hash: row.text("hash")?,
        format: row.text("format")?,
        facts: row.json("facts")?,
        state: row.parsed("state")?,
        lines: row.int("lines")?,
        posted: row.int("posted")?,
        at: row.time("at_ms")?,
        actor: row.text("actor")?,
        changed: row.time("changed_ms")?,
    })
}

fn facts(
    date: &str,
    currency: &str,
    amount: i64,
    bank_id: Option<String>,
    payee: String,
    text: String,
) -> Result<Facts> {
    let amount = Money::new(amount, parsed("currency", currency)?);
    Ok(Facts { bank_id, date: parsed("date", date)?, amount, payee, text })
}

/// Whether a line's import is in the books: only then it is evidence.
const COMMITTED: &str =
    "import_id IN (SELECT id FROM ledger_imports WHERE workspace_id = $1 AND state = 'committed')";

const COLUMNS: &str =
    "id, account_no, name, hash, format, facts, state, lines, posted, at_ms, actor, changed_ms";

impl Tx<'_> {
    pub(super) async fn import(&mut self, scope: &WorkspaceScope, id: &str) -> Result<Import> {
        let row = self
            .maybe(
                built(format!("SELECT {COLUMNS} FROM ledger_imports WHERE workspace_id = $1 AND id = $2"))
                    .bind(scope.workspace_key().to_owned())
                    .bind(id.to_owned()),
            )
            .await?;
        import(&row.ok_or(StoreError::Missing("import"))?)
    }
}

impl Store {
    /// Keeps a file that was read, as a preview: the books know nothing of it yet. Gives the book's version after it, too.
    ///
    /// # Errors
    /// The book was not opened; there is no such ledger account; the database failed.
    pub async fn new_import(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        new: &NewImport,
    ) -> Result<(Import, i64)> {
        let mut tx = self.write(scope).await?;
        let book = tx.hold_book(scope).await?;
        if !tx.ledger_accounts(scope).await?.contains_key(&new.account) {
            return Err(StoreError::Missing("ledger account"));
        }
        let key = scope.workspace_key();
        let old = ms(origin.at.checked_sub(PREVIEW_KEPT).unwrap_or(origin.at));
        for statement in [
            "DELETE FROM ledger_import_lines WHERE workspace_id = $1 AND import_id IN
             (SELECT id FROM ledger_imports WHERE workspace_id = $1 AND state = 'preview' AND at_ms < $2)",
            "DELETE FROM ledger_imports WHERE workspace_id = $1 AND state = 'preview' AND at_ms < $2",
        ] {
            tx.run(sql(statement).bind(key.to_owned()).bind(old)).await?;
        }
        let id = new_uuid(origin.at).to_string();
        tx.run(
            sql("INSERT INTO ledger_imports
                 (workspace_id, id, account_no, name, hash, format, facts, state, lines, at_ms, actor, changed_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 'preview', $8, $9, $10, $9)")
            .bind(key.to_owned())
            .bind(id.clone())
            .bind(new.account.0)
            .bind(new.name.clone())
            .bind(new.hash.clone())
            .bind(new.format.clone())
            .bind(new.facts.to_string())
            .bind(i64::try_from(new.lines.len()).unwrap_or(i64::MAX))
            .bind(ms(origin.at))
            .bind(origin.actor.text()),
        )
        .await?;
        let mut rows = Vec::with_capacity(new.lines.len());
        for line in &new.lines {
            rows.push((
                key,
                &id,
                line.line,
                line.file_line,
                new.account,
                line.facts.date.to_string(),
                line.facts.amount.currency.code(),
                line.facts.amount.minor,
                &line.facts.bank_id,
                &line.facts.payee,
                &line.facts.text,
                &line.detail,
                &line.raw,
                json_text(&line.outcome)?,
            ));
        }
        tx.insert_all(
            "ledger_import_lines",
            &[
                Text("workspace_id"),
                Text("import_id"),
                Int("line"),
                Int("file_line"),
                Int("account_no"),
                Text("date"),
                Text("currency"),
                Int("amount"),
                Text("bank_id"),
                Text("payee"),
                Text("words"),
                Text("detail"),
                Text("raw"),
                Text("outcome"),
            ],
            "",
            &rows,
        )
        .await?;
        let detail = serde_json::json!({ "name": new.name, "lines": new.lines.len(), "account": new.account, "sha256": new.hash });
        tx.audit(scope, origin, "ledger.import-read", &format!("ledger-import:{id}"), detail).await?;
        tx.change(scope, origin.at, "ledger-imports", &id);
        let made = tx.import(scope, &id).await?;
        tx.commit().await?;
        Ok((made, book.version))
    }

    /// The imports, the newest first; `before` is the moment and id of the last one that was seen.
    ///
    /// # Errors
    /// The database failed.
    pub async fn imports(
        &self,
        scope: &WorkspaceScope,
        before: Option<(Timestamp, String)>,
        limit: i64,
    ) -> Result<Vec<Import>> {
        let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (ms(at), id));
        let rows = self
            .read(scope)
            .await?
            .all(
                built(format!(
                    "SELECT {COLUMNS} FROM ledger_imports WHERE workspace_id = $1 AND (at_ms, id) < ($2, $3)
                     ORDER BY at_ms DESC, id DESC LIMIT $4"
                ))
                .bind(scope.workspace_key().to_owned())
                .bind(at)
                .bind(id)
                .bind(limit),
            )
            .await?;
        rows.iter().map(import).collect()
    }

    /// One import.
    ///
    /// # Errors
    /// There is none; the database failed.
    pub async fn import(&self, scope: &WorkspaceScope, id: &str) -> Result<Import> {
        self.read(scope).await?.import(scope, id).await
    }

    /// The lines of an import after one, in the order of the file.
    ///
    /// # Errors
    /// The database failed.
    pub async fn import_lines(
        &self,
        scope: &WorkspaceScope,
        id: &str,
        after: i64,
        limit: i64,
    ) -> Result<Vec<ImportLine>> {
        let columns =
            "line, file_line, date, currency, amount, bank_id, payee, words, detail, raw, outcome, posted";
        let mut tx = self.read(scope).await?;
        let text = tx.packed(
            columns,
            &format!(
                "SELECT {columns} FROM ledger_import_lines WHERE workspace_id = $1 AND import_id = $2 AND line > $3
                 ORDER BY line LIMIT $4"
            ),
        );
        let query =
            built(text).bind(scope.workspace_key().to_owned()).bind(id.to_owned()).bind(after).bind(limit);
        type Row =
            (i64, i64, String, String, i64, Option<String>, String, String, String, String, String, i64);
        let line = |row: Row| {
            let (line, file_line, date, currency, amount, bank_id, payee, text, detail, raw, outcome, posted) =
                row;
            Ok(ImportLine {
                line,
                file_line,
                facts: facts(&date, &currency, amount, bank_id, payee, text)?,
                detail,
                raw,
                outcome: json("outcome", &outcome)?,
                posted: posted == 1,
            })
        };
        tx.unpacked::<Row>(query).await?.into_iter().map(line).collect()
    }

    /// The lines that were imported before for an account: those of a span of days, and those with one of these bank ids.
    ///
    /// # Errors
    /// The database failed.
    pub async fn earlier_lines(
        &self,
        scope: &WorkspaceScope,
        account: AccountNo,
        from: Date,
        to: Date,
        bank_ids: &[&str],
    ) -> Result<Vec<Earlier>> {
        let mut tx = self.read(scope).await?;
        let list = match tx.engine {
            Engine::Sqlite => "SELECT value FROM json_each($3)",
            Engine::Postgres => "SELECT value FROM json_array_elements_text(CAST($3 AS JSON)) AS value",
        };
        let formats: BTreeMap<String, String> = {
            let text = tx.packed(
                "id, format",
                "SELECT id, format FROM ledger_imports WHERE workspace_id = $1 AND account_no = $2 AND state = 'committed'",
            );
            let query = built(text).bind(scope.workspace_key().to_owned()).bind(account.0);
            tx.unpacked::<(String, String)>(query).await?.into_iter().collect()
        };
        let columns = "import_id, line, date, currency, amount, bank_id, payee, words, outcome";
        let select = |condition: &str| {
            format!(
                "SELECT {columns} FROM ledger_import_lines WHERE workspace_id = $1 AND account_no = $2 AND {condition}
                 AND {COMMITTED}"
            )
        };
        // Two questions, each with an index of its own; a line that both find counts once.
        let by_day = tx.packed(columns, &select("date >= $3 AND date <= $4"));
        let by_id = tx.packed(columns, &select(&format!("bank_id IN ({list})")));
        let key = scope.workspace_key();
        let by_day =
            built(by_day).bind(key.to_owned()).bind(account.0).bind(from.to_string()).bind(to.to_string());
        let by_id = built(by_id).bind(key.to_owned()).bind(account.0).bind(json_text(&bank_ids)?);
        type Row = (String, i64, String, String, i64, Option<String>, String, String, String);
        let mut found = Vec::new();
        for query in [by_day, by_id] {
            for row in tx.unpacked::<Row>(query).await? {
                let (import, line, date, currency, amount, bank_id, payee, text, outcome) = row;
                let Some(format) = formats.get(&import) else { continue };
                found.push(Earlier {
                    at: LineRef { import, line },
                    format: format.clone(),
                    facts: facts(&date, &currency, amount, bank_id, payee, text)?,
                    outcome: json("outcome", &outcome)?,
                });
            }
        }
        found.sort_by(|one, other| (one.facts.date, &one.at).cmp(&(other.facts.date, &other.at)));
        found.dedup_by(|one, other| one.at == other.at);
        Ok(found)
    }

    /// What is on an account in a span of days that no import led to.
    ///
    /// # Errors
    /// The database failed.
    pub async fn hand_postings(
        &self,
        scope: &WorkspaceScope,
        account: AccountNo,
        from: Date,
        to: Date,
    ) -> Result<Vec<HandPosting>> {
        // The lines of imports are put together first, not asked for once for each posting.
        let rows = format!(
            "SELECT e.canonical AS line FROM ledger_transactions t
             JOIN ledger_entries e ON e.workspace_id = t.workspace_id AND e.no = t.entry_no
             WHERE t.workspace_id = $1 AND t.no IN (
                 SELECT transaction_no FROM ledger_postings
                 WHERE workspace_id = $1 AND account_no = $2 AND date >= $3 AND date <= $4
                 AND transaction_no NOT IN (
                     SELECT transaction_no FROM ledger_import_lines
                     WHERE workspace_id = $1 AND account_no = $2 AND date >= $5 AND date <= $6
                     AND transaction_no IS NOT NULL AND {COMMITTED}))
             AND t.deleted = 0 ORDER BY t.no"
        );
        let lines = self
            .read(scope)
            .await?
            .lines(&rows, |query| {
                query
                    .bind(scope.workspace_key().to_owned())
                    .bind(account.0)
                    .bind(from.to_string())
                    .bind(to.to_string())
                    .bind(around(from, -30))
                    .bind(around(to, 30))
            })
            .await?;
        let mut found = Vec::new();
        for line in lines.rows()? {
            let entry: Entry = json("canonical", line)?;
            for (currency, minor) in entry.content.sums_on(account) {
                let minor = i64::try_from(minor).map_err(|error| StoreError::Corrupt {
                    column: "canonical".to_owned(),
                    reason: error.to_string(),
                })?;
                found.push(HandPosting {
                    transaction: entry.transaction,
                    date: entry.content.date,
                    amount: Money::new(minor, currency),
                    payee: entry.content.payee.clone(),
                });
            }
        }
        Ok(found)
    }

    /// What people answered about lines of an account that were in doubt, by fingerprint.
    ///
    /// # Errors
    /// The database failed.
    pub async fn import_answers(
        &self,
        scope: &WorkspaceScope,
        account: AccountNo,
    ) -> Result<BTreeMap<String, Answer>> {
        let rows = self
            .read(scope)
            .await?
            .all(
                sql("SELECT fingerprint, answer FROM ledger_import_answers WHERE workspace_id = $1 AND account_no = $2")
                    .bind(scope.workspace_key().to_owned())
                    .bind(account.0),
            )
            .await?;
        rows.iter().map(|row| Ok((row.text("fingerprint")?, row.json("answer")?))).collect()
    }
}

/// A day some days later or earlier, as text.
fn around(day: Date, days: i64) -> String {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day).to_string()
}
