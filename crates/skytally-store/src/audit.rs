//! The audit trail: who did what to what, when, from where. Append-only, and every entry holds the hash of the one before.
//!
//! Each workspace has a chain of its own, and the installation has one for what belongs to no workspace. An entry is written
//! in the transaction of what it tells of: neither is there without the other.

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::cells::{Cells, ms};
use crate::db::{Store, Tx, sql};
use crate::error::{Result, StoreError};
use crate::scope::{Origin, WorkspaceScope};

/// The chain of what belongs to no workspace.
pub(crate) const INSTALLATION: &str = "-";
/// What stands before the first entry of a chain.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditEntry {
    /// Its place in the chain, from 1 and without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: String,
    /// From which address.
    pub address: String,
    /// The id of the request.
    pub request: String,
    /// More, as data. Never a secret.
    pub detail: Value,
    /// SHA-256 over the hash before and this entry.
    pub hash: String,
}

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainReport {
    /// The workspace, or `-` for the installation.
    pub chain: String,
    /// How many entries it has.
    pub entries: i64,
    /// The hash of the newest: kept elsewhere, it proves later that nothing was cut off.
    pub head: String,
    /// What is wrong, if anything is.
    pub broken: Option<String>,
}

/// What is hashed: a text in which no two different entries look alike.
fn hash(chain: &str, seq: i64, at_ms: i64, fields: [&str; 6], previous: &str) -> String {
    let [actor, action, subject, address, request, detail] = fields;
    // As a JSON array every field has its bounds.
    let text = serde_json::json!([
        "skytally-audit-1",
        chain,
        seq,
        at_ms,
        actor,
        action,
        subject,
        address,
        request,
        detail,
        previous
    ])
    .to_string();
    HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

impl Tx<'_> {
    /// Adds an entry to the chain of a workspace.
    pub(crate) async fn audit(
        &mut self,
        scope: &WorkspaceScope,
        origin: &Origin,
        action: &str,
        subject: &str,
        detail: Value,
    ) -> Result<()> {
        self.append(scope.workspace_key(), origin, action, subject, &detail).await
    }

    /// Adds an entry to the chain of the installation.
    pub(crate) async fn audit_installation(
        &mut self,
        origin: &Origin,
        action: &str,
        subject: &str,
        detail: Value,
    ) -> Result<()> {
        self.append(INSTALLATION, origin, action, subject, &detail).await
    }

    async fn append(
        &mut self,
        chain: &str,
        origin: &Origin,
        action: &str,
        subject: &str,
        detail: &Value,
    ) -> Result<()> {
        // The update locks the head: two entries of a chain wait for one another. Heads are made with their workspaces only:
        // nothing is ever added for one that is gone.
        let head = self
            .maybe(
                sql("UPDATE audit_heads SET seq = seq + 1 WHERE workspace_id = $1 RETURNING seq, hash")
                    .bind(chain.to_owned()),
            )
            .await?
            .ok_or(StoreError::Missing("audit chain"))?;
        let (seq, previous) = (head.int("seq")?, head.text("hash")?);
        let (actor, detail) = (origin.actor.text(), detail.to_string());
        let fields = [actor.as_str(), action, subject, &origin.address, &origin.request, &detail];
        let hash = hash(chain, seq, ms(origin.at), fields, &previous);
        self.run(
            sql("INSERT INTO audit (workspace_id, seq, at_ms, actor, action, subject, address, request, detail, previous, hash)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
            .bind(chain.to_owned())
            .bind(seq)
            .bind(ms(origin.at))
            .bind(actor.clone())
            .bind(action.to_owned())
            .bind(subject.to_owned())
            .bind(origin.address.clone())
            .bind(origin.request.clone())
            .bind(detail.clone())
            .bind(previous.clone())
            .bind(hash.clone()),
        )
        .await?;
        self.run(
            sql("UPDATE audit_heads SET hash = $2 WHERE workspace_id = $1").bind(chain.to_owned()).bind(hash),
        )
        .await?;
        Ok(())
    }
}

impl Store {
    /// Writes an entry that goes with no other write, such as a refused sign-in.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note(&self, origin: &Origin, action: &str, subject: &str, detail: Value) -> Result<()> {
        let mut tx = self.write_all().await?;
        tx.audit_installation(origin, action, subject, detail).await?;
        tx.commit().await
    }

    /// Writes an entry of a workspace that goes with no other write, such as the use of a credential or an export.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note_in(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        action: &str,
        subject: &str,
        detail: Value,
    ) -> Result<()> {
        let mut tx = self.write(scope).await?;
        tx.audit(scope, origin, action, subject, detail).await?;
        tx.commit().await
    }

    /// The entries of a workspace, the newest first; `before` is the place to go on from.
    ///
    /// # Errors
    /// The database failed.
    pub async fn audit_entries(
        &self,
        scope: &WorkspaceScope,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<AuditEntry>> {
        let mut tx = self.read(scope).await?;
        let rows = tx
            .all(
                sql("SELECT * FROM audit WHERE workspace_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3")
                    .bind(scope.workspace_key().to_owned())
                    .bind(before.unwrap_or(i64::MAX))
                    .bind(limit),
            )
            .await?;
        rows.iter().map(entry).collect()
    }

    /// Follows every chain from its first entry to its head.
    ///
    /// # Errors
    /// The database failed. A broken chain is not an error but a finding in the report.
    pub async fn verify_audit(&self) -> Result<Vec<ChainReport>> {
        let mut tx = self.read_all().await?;
        let chains = tx
            .all(sql("SELECT workspace_id FROM audit_heads UNION SELECT workspace_id FROM audit ORDER BY 1"))
            .await?;
        let mut reports = Vec::new();
        for row in &chains {
            reports.push(verify(&mut tx, row.text("workspace_id")?).await?);
        }
        Ok(reports)
    }

    /// Follows the chain of one workspace.
    ///
    /// # Errors
    /// The database failed.
    pub async fn verify_audit_of(&self, scope: &WorkspaceScope) -> Result<ChainReport> {
        let mut tx = self.read(scope).await?;
        verify(&mut tx, scope.workspace().to_string()).await
    }
}

/// How many entries are read at a time.
const VERIFY_ROWS: i64 = 1_000;

async fn verify(tx: &mut Tx<'_>, chain: String) -> Result<ChainReport> {
    let head = tx
        .maybe(sql("SELECT seq, hash FROM audit_heads WHERE workspace_id = $1").bind(chain.clone()))
        .await?;
    let mut previous = NOTHING.to_owned();
    let mut at = 0;
    let mut broken = None;
    'chain: loop {
        let rows = tx
            .all(
                sql("SELECT * FROM audit WHERE workspace_id = $1 AND seq > $2 ORDER BY seq LIMIT $3")
                    .bind(chain.clone())
                    .bind(at)
                    .bind(VERIFY_ROWS),
            )
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let seq = row.int("seq")?;
            if seq != at + 1 {
                broken = Some(format!("entry {} is missing", at + 1));
                break 'chain;
            }
            let texts =
                ["actor", "action", "subject", "address", "request", "detail"].map(|name| row.text(name));
            let mut fields = Vec::new();
            for text in texts {
                fields.push(text?);
            }
            let [a, b, c, d, e, f] = &fields[..] else { break 'chain };
            let expected = hash(&chain, seq, row.int("at_ms")?, [a, b, c, d, e, f], &previous);
            if row.text("previous")? != previous || row.text("hash")? != expected {
                broken = Some(format!("entry {seq} was changed after it was written"));
                break 'chain;
            }
            (previous, at) = (expected, seq);
        }
    }
    if broken.is_none() {
        broken = match head {
            None => Some("the head of the chain is missing".to_owned()),
            Some(head) if head.int("seq")? != at || head.text("hash")? != previous => Some(format!(
                "the chain ends at entry {at}, its head says {}: entries were cut off or added",
                head.int("seq")?
            )),
            Some(_) => None,
        };
    }
    Ok(ChainReport { chain, entries: at, head: previous, broken })
}

fn entry(row: &sqlx::any::AnyRow) -> Result<AuditEntry> {
    Ok(AuditEntry {
        seq: row.int("seq")?,
        at: row.time("at_ms")?,
        actor: row.text("actor")?,
        action: row.text("action")?,
        subject: row.text("subject")?,
        address: row.text("address")?,
        request: row.text("request")?,
        detail: row.json("detail")?,
        hash: row.text("hash")?,
    })
}

impl Tx<'_> {
    /// Begins the chain of a new workspace.
    pub(crate) async fn begin_chain(&mut self, scope: &WorkspaceScope) -> Result<()> {
        self.run(
            sql("INSERT INTO audit_heads (workspace_id, seq, hash) VALUES ($1, 0, $2)")
                .bind(scope.workspace_key().to_owned())
                .bind(NOTHING),
        )
        .await?;
        Ok(())
    }

    /// Ends the chain of a workspace that is being deleted: nothing can be added any more. Gives how many entries it had and
    /// the hash of the last.
    pub(crate) async fn end_chain(&mut self, scope: &WorkspaceScope) -> Result<(i64, String)> {
        let head = self
            .maybe(
                sql("DELETE FROM audit_heads WHERE workspace_id = $1 RETURNING seq, hash")
                    .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        Ok(match head {
            Some(head) => (head.int("seq")?, head.text("hash")?),
            // Somebody has tampered with it; that must not keep the workspace from being deleted.
            None => (0, NOTHING.to_owned()),
        })
    }
}
