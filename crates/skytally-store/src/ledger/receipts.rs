//! Receipts: what is known of each file, and the transaction that it belongs to. Their bytes are elsewhere.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use skytally_model::Money;
use skytally_money::ledger::{Command, Content, Entry, Source, TransactionNo};
use sqlx::any::AnyRow;

use super::write::LedgerWritten;
use crate::builder::Builder;
use crate::cells::{Cells, ms};
use crate::db::{Store, Tx, built, sql};
use crate::error::{Result, StoreError};
use crate::scope::{Origin, WorkspaceScope, new_uuid};

/// Transactions that one receipt is compared with, at most.
const CANDIDATES_MAX: i64 = 200;

/// Where a receipt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptState {
    /// Nobody has looked at it yet.
    Waiting,
    /// A node reads it.
    Reading,
    /// It was read.
    Read,
    /// It cannot be read.
    Unreadable,
    /// It is kept, and nobody reads it.
    NotRead,
}

impl ReceiptState {
    /// As it stands in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Reading => "reading",
            Self::Read => "read",
            Self::Unreadable => "unreadable",
            Self::NotRead => "not_read",
        }
    }
}

impl std::str::FromStr for ReceiptState {
    type Err = String;
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        [Self::Waiting, Self::Reading, Self::Read, Self::Unreadable, Self::NotRead]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("{text:?} is no state of a receipt"))
    }
}

/// A file whose bytes are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReceipt {
    /// Its id, which is part of where its bytes are.
    pub id: String,
    /// Its name, as people know it.
    pub name: String,
    /// What it is, as its bytes say.
    pub media: String,
    /// How many bytes it has.
    pub bytes: i64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Why nobody is to read it; none where it waits to be read.
    pub not_read: Option<String>,
}

/// A receipt.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// Its id.
    pub id: String,
    /// The name of the file.
    pub name: String,
    /// What it is, as its bytes say.
    pub media: String,
    /// How many bytes it has.
    pub bytes: i64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// When it came.
    pub at: Timestamp,
    /// From whom.
    pub actor: String,
    /// Where it stands.
    pub state: ReceiptState,
    /// Why it is not read.
    pub why: Option<String>,
    /// What was read in it.
    pub reading: Option<Value>,
    /// What it belongs to.
    pub transaction: Option<ReceiptTransaction>,
    /// Grows with every change.
    pub version: i64,
}

/// The transaction of a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiptTransaction {
    /// Which.
    pub no: TransactionNo,
    /// Whether it was deleted: then the receipt may be given to another.
    pub deleted: bool,
}

impl Receipt {
    /// The transaction that it belongs to, unless that was deleted.
    pub fn belongs_to(&self) -> Option<TransactionNo> {
        self.transaction.filter(|transaction| !transaction.deleted).map(|transaction| transaction.no)
    }
}

/// Which receipts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReceiptFilter {
    /// Those in this state.
    pub state: Option<ReceiptState>,
    /// Those that belong to a transaction that counts, or those that do not.
    pub attached: Option<bool>,
    /// Those of this transaction.
    pub transaction: Option<TransactionNo>,
}

/// A transaction that a receipt may be of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptCandidate {
    /// Which.
    pub no: TransactionNo,
    /// Its day.
    pub date: Date,
    /// Its payee.
    pub payee: String,
    /// How much it changed an account that holds money.
    pub amount: Money,
    /// Whether it has a receipt.
    pub has_receipt: bool,
}

const RECEIPTS: &str =
    "SELECT r.id, r.name, r.media, r.bytes, r.sha256, r.at_ms, r.actor, r.state, r.why, r.reading,
     r.transaction_no, r.version, t.deleted FROM ledger_receipts r
     LEFT JOIN ledger_transactions t ON t.workspace_id = r.workspace_id AND t.no = r.transaction_no";

pub(super) fn receipt(row: &AnyRow) -> Result<Receipt> {
    let reading = row.maybe_text("reading")?.map(|_| row.json("reading")).transpose()?;
    let deleted = row.maybe_int("deleted")? == Some(1);
    Ok(Receipt {
        id: row.text("id")?,
        name: row.text("name")?,
        media: row.text("media")?,
        bytes: row.int("bytes")?,
        sha256: row.text("sha256")?,
        at: row.time("at_ms")?,
        actor: row.text("actor")?,
        state: row.parsed("state")?,
        why: row.maybe_text("why")?,
        reading,
        transaction: row
            .maybe_int("transaction_no")?
            .map(|no| ReceiptTransaction { no: TransactionNo(no), deleted }),
        version: row.int("version")?,
    })
}

pub(super) fn subject(id: &str) -> String {
    format!("ledger-receipt:{id}")
}

impl Tx<'_> {
    pub(super) async fn receipt(&mut self, scope: &WorkspaceScope, id: &str) -> Result<Receipt> {
        let row = self
            .maybe(
                built(format!("{RECEIPTS} WHERE r.workspace_id = $1 AND r.id = $2"))
                    .bind(scope.workspace_key().to_owned())
                    .bind(id.to_owned()),
            )
            .await?;
        receipt(&row.ok_or(StoreError::Missing("receipt"))?)
    }

    async fn room_for_receipt(
        &mut self,
        scope: &WorkspaceScope,
        new: &NewReceipt,
        bytes_max: i64,
    ) -> Result<Option<Receipt>> {
        let row = self
            .maybe(
                built(format!("{RECEIPTS} WHERE r.workspace_id = $1 AND r.sha256 = $2"))
                    .bind(scope.workspace_key().to_owned())
                    .bind(new.sha256.clone()),
            )
            .await?;
        if let Some(row) = row {
            return receipt(&row).map(Some);
        }
        let there = self
            .count(
                sql("SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS n FROM ledger_receipts WHERE workspace_id = $1")
                    .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        if there.saturating_add(new.bytes) > bytes_max {
            return Err(StoreError::Conflict(format!(
                "the receipts of a workspace have at most {bytes_max} bytes together: delete some that are no longer needed"
            )));
        }
        Ok(None)
    }

    /// A receipt that is about to be changed, in the version that whoever asks has seen. The book is held: nobody else changes it.
    async fn seen_receipt(
        &mut self,
        scope: &WorkspaceScope,
        id: &str,
        version: Option<i64>,
    ) -> Result<Receipt> {
        self.hold_book(scope).await?;
        let now = self.receipt(scope, id).await?;
        if version.is_some_and(|version| version != now.version) {
            return Err(StoreError::Conflict("it has changed since it was read".to_owned()));
        }
        Ok(now)
    }

    async fn set_receipt_transaction(
        &mut self,
        scope: &WorkspaceScope,
        id: &str,
        no: Option<TransactionNo>,
    ) -> Result<()> {
        self.run(
            sql("UPDATE ledger_receipts SET transaction_no = $3, version = version + 1
                 WHERE workspace_id = $1 AND id = $2")
            .bind(scope.workspace_key().to_owned())
            .bind(id.to_owned())
            .bind(no.map(|no| no.0)),
        )
        .await?;
        Ok(())
    }
}

impl Store {
    /// Whether there is room for a receipt, before its bytes are kept. Gives the one with the same bytes, if there is one.
    ///
    /// # Errors
    /// All together would have more than `bytes_max` (`Conflict`); the book was not opened; the database failed.
    pub async fn room_for_receipt(
        &self,
        scope: &WorkspaceScope,
        new: &NewReceipt,
        bytes_max: i64,
    ) -> Result<Option<Receipt>> {
        let mut tx = self.read(scope).await?;
        tx.book(scope).await?;
        tx.room_for_receipt(scope, new, bytes_max).await
    }

    /// An id for a new receipt.
    pub fn new_receipt_id(&self, at: Timestamp) -> String {
        new_uuid(at).to_string()
    }

    /// Notes a receipt whose bytes are kept. Where one with the same bytes is there already, that is given, and `false`.
    ///
    /// # Errors
    /// All together would have more than `bytes_max`; the book was not opened; the database failed.
    pub async fn new_receipt(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        new: &NewReceipt,
        bytes_max: i64,
    ) -> Result<(Receipt, bool)> {
        let mut tx = self.write(scope).await?;
        tx.hold_book(scope).await?;
        if let Some(there) = tx.room_for_receipt(scope, new, bytes_max).await? {
            return Ok((there, false));
        }
        let state = if new.not_read.is_some() { ReceiptState::NotRead } else { ReceiptState::Waiting };
        tx.run(
            sql("INSERT INTO ledger_receipts
                 (workspace_id, id, name, media, bytes, sha256, at_ms, actor, state, why, due_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $7)")
            .bind(scope.workspace_key().to_owned())
            .bind(new.id.clone())
            .bind(new.name.clone())
            .bind(new.media.clone())
            .bind(new.bytes)
            .bind(new.sha256.clone())
            .bind(ms(origin.at))
            .bind(origin.actor.text())
            .bind(state.as_str())
            .bind(new.not_read.clone()),
        )
        .await?;
        let detail =
            json!({ "name": new.name, "bytes": new.bytes, "media": new.media, "sha256": new.sha256 });
        tx.audit(scope, origin, "ledger.receipt-kept", &subject(&new.id), detail).await?;
        tx.change(scope, origin.at, "receipts", &new.id);
        let made = tx.receipt(scope, &new.id).await?;
        tx.commit().await?;
        Ok((made, true))
    }

    /// The receipts, the newest first; `before` is the moment and id of the last one that was seen.
    ///
    /// # Errors
    /// The database failed.
    pub async fn receipts(
        &self,
        scope: &WorkspaceScope,
        filter: &ReceiptFilter,
        before: Option<(Timestamp, String)>,
        limit: i64,
    ) -> Result<Vec<Receipt>> {
        let mut query = Builder::new(RECEIPTS);
        query.push(" WHERE r.workspace_id = ").bind(scope.workspace_key());
        if let Some(state) = filter.state {
            query.push(" AND r.state = ").bind(state.as_str());
        }
        match filter.attached {
            Some(true) => {
                query.push(" AND t.deleted = 0");
            }
            Some(false) => {
                query.push(" AND (t.deleted IS NULL OR t.deleted = 1)");
            }
            None => {}
        }
        if let Some(no) = filter.transaction {
            query.push(" AND r.transaction_no = ").bind(no.0);
        }
        if let Some((at, id)) = before {
            query.push(" AND (r.at_ms, r.id) < (").bind(ms(at)).push(", ").bind(id).push(")");
        }
        query.push(" ORDER BY r.at_ms DESC, r.id DESC LIMIT ").bind(limit);
        let rows = self.read(scope).await?.all(query.query()).await?;
        rows.iter().map(receipt).collect()
    }

    /// One receipt.
    ///
    /// # Errors
    /// There is none; the database failed.
    pub async fn receipt(&self, scope: &WorkspaceScope, id: &str) -> Result<Receipt> {
        self.read(scope).await?.receipt(scope, id).await
    }

    /// The ids of all receipts: whose bytes are to be kept.
    ///
    /// # Errors
    /// The database failed.
    pub async fn receipt_ids(&self, scope: &WorkspaceScope) -> Result<BTreeSet<String>> {
        let rows = self
            .read(scope)
            .await?
            .all(
                sql("SELECT id FROM ledger_receipts WHERE workspace_id = $1")
                    .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        rows.iter().map(|row| row.text("id")).collect()
    }

    /// Transactions of a span of days that changed an account that holds money by an amount.
    ///
    /// # Errors
    /// The database failed.
    pub async fn receipt_candidates(
        &self,
        scope: &WorkspaceScope,
        from: Date,
        to: Date,
        amount: Money,
    ) -> Result<Vec<ReceiptCandidate>> {
        let rows = self
            .read(scope)
            .await?
            .all(
                sql("SELECT e.canonical, p.amount,
                         CASE WHEN EXISTS (SELECT 1 FROM ledger_receipts r
                             WHERE r.workspace_id = t.workspace_id AND r.transaction_no = t.no) THEN CAST(1 AS BIGINT) ELSE 0 END AS has
                     FROM ledger_transactions t
                     JOIN ledger_postings p ON p.workspace_id = t.workspace_id AND p.transaction_no = t.no
                     JOIN ledger_accounts a ON a.workspace_id = p.workspace_id AND a.no = p.account_no
                     JOIN ledger_entries e ON e.workspace_id = t.workspace_id AND e.no = t.entry_no
                     WHERE t.workspace_id = $1 AND t.deleted = 0 AND t.date >= $2 AND t.date <= $3
                     AND p.currency = $4 AND p.amount = $5 AND a.kind IN ('asset', 'liability')
                     ORDER BY t.date, t.no, p.line LIMIT $6")
                .bind(scope.workspace_key().to_owned())
                .bind(from.to_string())
                .bind(to.to_string())
                .bind(amount.currency.code())
                .bind(amount.minor)
                .bind(CANDIDATES_MAX),
            )
            .await?;
        let mut seen = BTreeSet::new();
        let mut found = Vec::with_capacity(rows.len());
        for row in &rows {
            let entry: Entry = row.json("canonical")?;
            // It may change two accounts by the same amount.
            if seen.insert(entry.transaction) {
                found.push(ReceiptCandidate {
                    no: entry.transaction,
                    date: entry.content.date,
                    payee: entry.content.payee,
                    amount: Money::new(row.int("amount")?, amount.currency),
                    has_receipt: row.int("has")? == 1,
                });
            }
        }
        Ok(found)
    }

    /// Gives a receipt to a transaction. With `version`, only if it has not changed since it was read.
    ///
    /// # Errors
    /// There is none of the two; the receipt belongs to another, has changed, or the transaction was deleted (`Conflict`); the
    /// database failed.
    pub async fn attach_receipt(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: &str,
        version: Option<i64>,
        no: TransactionNo,
    ) -> Result<Receipt> {
        let mut tx = self.write(scope).await?;
        let now = tx.seen_receipt(scope, id, version).await?;
        let row = tx
            .maybe(
                sql("SELECT deleted FROM ledger_transactions WHERE workspace_id = $1 AND no = $2")
                    .bind(scope.workspace_key().to_owned())
                    .bind(no.0),
            )
            .await?;
        if row.ok_or(StoreError::Missing("transaction"))?.int("deleted")? == 1 {
            return Err(StoreError::Conflict(format!("transaction {no} was deleted: choose another")));
        }
        match now.belongs_to() {
            Some(there) if there == no => return Ok(now),
            Some(there) => return Err(belongs(there)),
            None => {}
        }
        tx.set_receipt_transaction(scope, id, Some(no)).await?;
        let detail = json!({ "transaction": no });
        tx.audit(scope, origin, "ledger.receipt-attached", &subject(id), detail).await?;
        tx.change(scope, origin.at, "receipts", id);
        let made = tx.receipt(scope, id).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Takes a receipt away from its transaction. One that belongs to none stays as it is.
    ///
    /// # Errors
    /// There is none; it has changed since `version`; the database failed.
    pub async fn detach_receipt(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: &str,
        version: Option<i64>,
    ) -> Result<Receipt> {
        let mut tx = self.write(scope).await?;
        let now = tx.seen_receipt(scope, id, version).await?;
        let Some(was) = now.transaction else { return Ok(now) };
        tx.set_receipt_transaction(scope, id, None).await?;
        let detail = json!({ "transaction": was.no });
        tx.audit(scope, origin, "ledger.receipt-detached", &subject(id), detail).await?;
        tx.change(scope, origin.at, "receipts", id);
        let made = tx.receipt(scope, id).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Posts a transaction out of a receipt, which belongs to it from then on: both, or neither. The same key with the same
    /// content gives the answer of the first time.
    ///
    /// # Errors
    /// There is no such receipt; it belongs to another transaction or has changed (`Conflict`); the rules refuse the content
    /// (`Ledger`); the key was used for another write; the database failed.
    pub async fn post_receipt(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        key: &str,
        id: &str,
        version: Option<i64>,
        content: &Content,
    ) -> Result<(LedgerWritten, Receipt)> {
        let mut tx = self.write(scope).await?;
        tx.hold_book(scope).await?;
        let source = Some(Source::Receipt { receipt: id.to_owned() });
        let command = Command::Post(Content { source, ..content.clone() });
        let now = tx.receipt(scope, id).await?;
        let written = tx.write_ledger(scope, origin, key, &[command]).await?;
        if written.repeated {
            return Ok((written, now));
        }
        tx.seen_receipt(scope, id, version).await?;
        if let Some(there) = now.belongs_to() {
            return Err(belongs(there));
        }
        let no = written.transactions.first().copied().ok_or(StoreError::Missing("transaction"))?;
        tx.set_receipt_transaction(scope, id, Some(no)).await?;
        let detail = json!({ "transaction": no });
        tx.audit(scope, origin, "ledger.receipt-posted", &subject(id), detail).await?;
        tx.change(scope, origin.at, "ledger", "");
        tx.change(scope, origin.at, "receipts", id);
        let made = tx.receipt(scope, id).await?;
        tx.commit().await?;
        Ok((written, made))
    }

    /// Removes a receipt that belongs to no transaction that counts. Gives what it was, so that its bytes can go too.
    ///
    /// # Errors
    /// There is none; it belongs to a transaction or has changed (`Conflict`); the database failed.
    pub async fn remove_receipt(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: &str,
        version: Option<i64>,
    ) -> Result<Receipt> {
        let mut tx = self.write(scope).await?;
        let now = tx.seen_receipt(scope, id, version).await?;
        if let Some(there) = now.belongs_to() {
            return Err(belongs(there));
        }
        tx.run(
            sql("DELETE FROM ledger_receipts WHERE workspace_id = $1 AND id = $2")
                .bind(scope.workspace_key().to_owned())
                .bind(id.to_owned()),
        )
        .await?;
        let detail = json!({ "name": now.name, "sha256": now.sha256 });
        tx.audit(scope, origin, "ledger.receipt-deleted", &subject(id), detail).await?;
        tx.change(scope, origin.at, "receipts", id);
        tx.commit().await?;
        Ok(now)
    }
}

fn belongs(to: TransactionNo) -> StoreError {
    StoreError::Conflict(format!("the receipt belongs to transaction {to}: detach it first"))
}
