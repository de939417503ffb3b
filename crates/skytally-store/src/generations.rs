//! Verbs of a run that goes on. What it writes goes in with its lease's token, and is seen by nobody until it is published.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::json;
use skytally_model::RunId;

use crate::builder::Builder;
use crate::cells::{Cells, ms};
use crate::db::{Store, Tx, sql};
use crate::documents::search_text;
use crate::error::{Result, StoreError};
use crate::outcomes::written;
use crate::runs::{DocumentKey, OPEN, PENDING, Publication, StagedDocument, Trigger};
use crate::scope::{AccountLease, Origin, new_uuid};

/// Documents that go into one statement. SQLite looks each value up among all of a statement: many small ones are faster.
const STAGE_ROWS: usize = 32;
/// Keys that go into one statement.
const CLOSE_ROWS: usize = 128;

impl Store {
    /// Begins a run. What an earlier run left unpublished is removed, and that run is marked as abandoned.
    ///
    /// # Errors
    /// The lease is lost (`Fenced`); the database failed.
    pub async fn begin_run(&self, lease: &AccountLease, trigger: Trigger, now: Timestamp) -> Result<RunId> {
        let (workspace, account) = (lease.scope.workspace_key().to_owned(), lease.account.to_string());
        let id = RunId::new(new_uuid(now));
        let mut tx = self.write_held(lease).await?;
        tx.run(
            sql("UPDATE runs SET state = 'abandoned', ended_ms = $3
                 WHERE workspace_id = $1 AND account_id = $2 AND state = 'running'")
            .bind(workspace.clone())
            .bind(account.clone())
            .bind(ms(now)),
        )
        .await?;
        tx.run(
            sql("DELETE FROM documents WHERE workspace_id = $1 AND account_id = $2 AND to_gen = $3")
                .bind(workspace.clone())
                .bind(account.clone())
                .bind(PENDING),
        )
        .await?;
        tx.run(
            sql("INSERT INTO runs (workspace_id, id, account_id, fence, node, trigger_by, state, started_ms)
                 VALUES ($1, $2, $3, $4, $5, $6, 'running', $7)")
            .bind(workspace)
            .bind(id.to_string())
            .bind(account)
            .bind(lease.fence)
            .bind(lease.holder.clone())
            .bind(if trigger == Trigger::Wanted { "wanted" } else { "schedule" })
            .bind(ms(now)),
        )
        .await?;
        tx.change(&lease.scope, now, "run", &id.to_string());
        tx.commit().await?;
        Ok(id)
    }

    /// How far a run has come.
    ///
    /// # Errors
    /// The lease is lost (`Fenced`); the run is not one of the lease that goes on; the database failed.
    pub async fn run_progress(
        &self,
        lease: &AccountLease,
        id: RunId,
        now: Timestamp,
        progress: (i64, i64, i64),
    ) -> Result<()> {
        let (listings, listed, documents) = progress;
        let mut tx = self.write_held(lease).await?;
        let known = tx
            .run(
                sql("UPDATE runs SET listings = $3, listed = $4, documents = $5
                     WHERE workspace_id = $1 AND id = $2 AND fence = $6 AND account_id = $7 AND state = 'running'")
                .bind(lease.scope.workspace_key().to_owned())
                .bind(id.to_string())
                .bind(listings)
                .bind(listed)
                .bind(documents)
                .bind(lease.fence)
                .bind(lease.account.to_string()),
            )
            .await?;
        if known == 0 {
            return Err(StoreError::Missing("run"));
        }
        tx.change(&lease.scope, now, "run", &id.to_string());
        tx.commit().await
    }

    /// The documents of an account's newest generation, by key, with the hashes of their bodies.
    ///
    /// # Errors
    /// The database failed.
    pub async fn document_hashes(&self, lease: &AccountLease) -> Result<Vec<(DocumentKey, String)>> {
        let mut tx = self.read(&lease.scope).await?;
        let rows = tx
            .all(
                sql("SELECT kind, region, id, hash FROM documents
                     WHERE workspace_id = $1 AND account_id = $2 AND to_gen = $3")
                .bind(lease.scope.workspace_key().to_owned())
                .bind(lease.account.to_string())
                .bind(OPEN),
            )
            .await?;
        rows.iter()
            .map(|row| Ok(((row.parsed("kind")?, row.parsed("region")?, row.text("id")?), row.text("hash")?)))
            .collect()
    }

    /// Writes documents of a run that nobody sees yet.
    ///
    /// # Errors
    /// The lease is lost (`Fenced`); the database failed.
    pub async fn stage_documents(
        &self,
        lease: &AccountLease,
        now: Timestamp,
        documents: &[StagedDocument],
    ) -> Result<()> {
        let mut tx = self.write_held(lease).await?;
        tx.unseen();
        let generation = next_generation(&mut tx, lease).await?;
        // One statement cannot write a row twice: of one document that came twice, the later one holds.
        let distinct: BTreeMap<_, _> =
            documents.iter().map(|one| ((&one.kind, &one.region, one.id.as_str()), one)).collect();
        let distinct: Vec<&StagedDocument> = distinct.into_values().collect();
        for chunk in distinct.chunks(STAGE_ROWS) {
            tx.run(staged(lease, generation, now, chunk).query()).await?;
        }
        tx.commit().await
    }

    /// Publishes a run: in one step its documents are the newest generation, its outcomes and findings hold, the lease ends,
    /// and the next run is set.
    ///
    /// # Errors
    /// The lease is lost (`Fenced`), which it also is once it was given back: whoever does not know whether a publication
    /// came through may try again. The run is not one of the lease that goes on; the database failed.
    pub async fn publish_run(&self, lease: &AccountLease, id: RunId, end: &Publication) -> Result<i64> {
        let (workspace, account) = (lease.scope.workspace_key().to_owned(), lease.account.to_string());
        let outcomes = written(&end.outcomes)?;
        let mut tx = self.write_held(lease).await?;
        let generation = next_generation(&mut tx, lease).await?;
        let ending = ending(&mut tx, lease, generation, &end.closed).await?;
        for (place, ids) in &ending {
            for chunk in ids.chunks(CLOSE_ROWS) {
                tx.run(closed(lease, generation, end.ended, place, chunk).query()).await?;
            }
        }
        // What follows no other state is new. In the first generation everything is.
        let added = if generation == 1 {
            sql("UPDATE documents SET to_gen = $3, from_ms = $5, added = 1
                 WHERE workspace_id = $1 AND account_id = $2 AND to_gen = $4")
        } else {
            sql("UPDATE documents SET to_gen = $3, from_ms = $5, added = CASE WHEN EXISTS
                     (SELECT 1 FROM documents o WHERE o.workspace_id = $1 AND o.account_id = $2 AND o.kind = documents.kind
                      AND o.region = documents.region AND o.id = documents.id AND o.to_gen = documents.from_gen)
                     THEN 0 ELSE 1 END
                 WHERE workspace_id = $1 AND account_id = $2 AND to_gen = $4")
        };
        tx.run(
            added.bind(workspace.clone()).bind(account.clone()).bind(OPEN).bind(PENDING).bind(ms(end.ended)),
        )
        .await?;
        tx.write_outcomes(&lease.scope, lease.account, outcomes).await?;
        tx.write_findings(&lease.scope, lease.account, generation, end.ended, &end.findings).await?;
        // Whatever is open and can be told of was seen failing in this generation.
        tx.run(
            sql("UPDATE findings SET last_seen_ms = $3 WHERE workspace_id = $1 AND account_id = $2
                 AND state = 'open' AND unknown_because IS NULL")
            .bind(workspace.clone())
            .bind(account.clone())
            .bind(ms(end.ended)),
        )
        .await?;
        let known = tx
            .run(
                sql("UPDATE runs SET state = $3, generation = $4, ended_ms = $5, listed = listings, documents = $6,
                         summary = $7, coverage = $8
                     WHERE workspace_id = $1 AND id = $2 AND fence = $9 AND account_id = $10 AND state = 'running'")
                .bind(workspace.clone())
                .bind(id.to_string())
                .bind(if end.complete { "complete" } else { "partial" })
                .bind(generation)
                .bind(ms(end.ended))
                .bind(end.documents)
                .bind(end.summary.to_string())
                .bind(end.coverage.to_string())
                .bind(lease.fence)
                .bind(account.clone()),
            )
            .await?;
        if known == 0 {
            return Err(StoreError::Missing("run"));
        }
        tx.run(
            // Whoever has asked for another run meanwhile gets it.
            sql("UPDATE accounts SET generation = $3, generation_ms = $5, held_until_ms = 0, holder = '', failures = 0,
                     due_ms = CASE WHEN wanted_ms IS NULL THEN $4 ELSE wanted_ms END
                 WHERE workspace_id = $1 AND id = $2")
            .bind(workspace)
            .bind(account)
            .bind(generation)
            .bind(ms(end.next_due))
            .bind(ms(end.ended)),
        )
        .await?;
        let origin = Origin::task("collection", end.ended);
        for letter in &end.letters {
            tx.send(&origin, letter).await?;
        }
        tx.change(&lease.scope, end.ended, "generation", &lease.account.to_string());
        tx.commit().await?;
        Ok(generation)
    }

    /// Ends a run that gave no generation. The last generation stays what is known; the account says since when. Gives how many
    /// runs in a row have failed.
    ///
    /// # Errors
    /// The lease is lost (`Fenced`); the run is not one of the lease that goes on; the database failed.
    pub async fn fail_run(
        &self,
        lease: &AccountLease,
        id: RunId,
        now: Timestamp,
        failure: &str,
        next_due: Timestamp,
    ) -> Result<i64> {
        let (workspace, account) = (lease.scope.workspace_key().to_owned(), lease.account.to_string());
        let mut tx = self.write_held(lease).await?;
        tx.run(
            sql("DELETE FROM documents WHERE workspace_id = $1 AND account_id = $2 AND to_gen = $3")
                .bind(workspace.clone())
                .bind(account.clone())
                .bind(PENDING),
        )
        .await?;
        let known = tx
            .run(
                sql("UPDATE runs SET state = 'failed', ended_ms = $3, summary = $4
                     WHERE workspace_id = $1 AND id = $2 AND fence = $5 AND account_id = $6 AND state = 'running'")
                .bind(workspace.clone())
                .bind(id.to_string())
                .bind(ms(now))
                .bind(json!({ "failure": failure }).to_string())
                .bind(lease.fence)
                .bind(account.clone()),
            )
            .await?;
        if known == 0 {
            return Err(StoreError::Missing("run"));
        }
        let row = tx
            .maybe(
                sql("UPDATE accounts SET held_until_ms = 0, holder = '', failures = failures + 1,
                         due_ms = CASE WHEN wanted_ms IS NULL THEN $3 ELSE wanted_ms END
                     WHERE workspace_id = $1 AND id = $2 RETURNING failures")
                .bind(workspace)
                .bind(account)
                .bind(ms(next_due)),
            )
            .await?
            .ok_or(StoreError::Missing("cloud account"))?;
        let failures = row.int("failures")?;
        tx.change(&lease.scope, now, "account", &lease.account.to_string());
        tx.commit().await?;
        Ok(failures)
    }

    /// Gives a lease back without a run: the node is going down.
    ///
    /// # Errors
    /// The lease is lost (`Fenced`); the database failed.
    pub async fn release_lease(&self, lease: &AccountLease, id: Option<RunId>, now: Timestamp) -> Result<()> {
        let mut tx = self.write_held(lease).await?;
        if let Some(id) = id {
            tx.run(
                sql("UPDATE runs SET state = 'abandoned', ended_ms = $3
                     WHERE workspace_id = $1 AND id = $2 AND account_id = $4 AND state = 'running'")
                .bind(lease.scope.workspace_key().to_owned())
                .bind(id.to_string())
                .bind(ms(now))
                .bind(lease.account.to_string()),
            )
            .await?;
        }
        tx.run(
            sql("UPDATE accounts SET held_until_ms = 0, holder = '', due_ms = $3 WHERE workspace_id = $1 AND id = $2")
                .bind(lease.scope.workspace_key().to_owned())
                .bind(lease.account.to_string())
                .bind(ms(now)),
        )
        .await?;
        tx.commit().await
    }
}

async fn next_generation(tx: &mut Tx<'_>, lease: &AccountLease) -> Result<i64> {
    let row = tx
        .maybe(
            sql("SELECT generation FROM accounts WHERE workspace_id = $1 AND id = $2")
                .bind(lease.scope.workspace_key().to_owned())
                .bind(lease.account.to_string()),
        )
        .await?
        .ok_or_else(|| lease.lost())?;
    Ok(row.int("generation")? + 1)
}

fn staged(lease: &AccountLease, generation: i64, now: Timestamp, documents: &[&StagedDocument]) -> Builder {
    let mut insert = Builder::new(
        "INSERT INTO documents (workspace_id, account_id, kind, region, id, from_gen, to_gen, from_ms, to_ms, hash, name,
         arn, hidden, search, body, added) VALUES ",
    );
    for (at, document) in documents.iter().enumerate() {
        let search = search_text([Some(&document.id), document.name.as_deref(), document.arn.as_deref()]);
        insert.push(if at == 0 { "(" } else { ", (" });
        insert.bind(lease.scope.workspace_key()).push(", ").bind(lease.account.to_string());
        insert.push(", ").bind(document.kind.as_str()).push(", ").bind(document.region.as_str());
        insert.push(", ").bind(document.id.as_str()).push(", ").bind(generation);
        insert.push(", ").bind(PENDING).push(", ").bind(ms(now)).push(", ").bind(OPEN);
        insert.push(", ").bind(document.hash.as_str()).push(", ").bind(document.name.clone());
        insert.push(", ").bind(document.arn.clone()).push(", ").bind(document.hidden);
        insert.push(", ").bind(search).push(", ").bind(document.body.as_str());
        insert.push(", ").bind(PENDING).push(")");
    }
    // Only what this very run has staged can be in the way.
    insert.push(
        " ON CONFLICT (workspace_id, account_id, kind, region, id, from_gen) DO UPDATE SET from_ms = excluded.from_ms,
         hash = excluded.hash, name = excluded.name, arn = excluded.arn, hidden = excluded.hidden,
         search = excluded.search, body = excluded.body",
    );
    insert
}

/// A kind, a region, and whether what is there is gone: it has changed otherwise.
type Gone = (String, String, bool);

/// Ids of documents, by where they are and what became of them.
type Ending = BTreeMap<Gone, Vec<String>>;

/// The documents whose states end: those that are gone, and those of which a newer state was staged.
async fn ending(
    tx: &mut Tx<'_>,
    lease: &AccountLease,
    generation: i64,
    gone: &[DocumentKey],
) -> Result<Ending> {
    let mut ending = Ending::new();
    let mut fresh = BTreeSet::new();
    // Before the first generation there is nothing that could end.
    if generation > 1 {
        let staged = tx
            .all(
                sql("SELECT kind, region, id FROM documents WHERE workspace_id = $1 AND account_id = $2 AND to_gen = $3")
                    .bind(lease.scope.workspace_key().to_owned())
                    .bind(lease.account.to_string())
                    .bind(PENDING),
            )
            .await?;
        for row in &staged {
            fresh.insert((row.text("kind")?, row.text("region")?, row.text("id")?));
        }
    }
    let gone = gone.iter().map(|(kind, region, id)| (kind.to_string(), region.to_string(), id.clone()));
    let gone: BTreeSet<_> = gone.filter(|key| !fresh.contains(key)).collect();
    for (keys, is_gone) in [(fresh, false), (gone, true)] {
        for (kind, region, id) in keys {
            ending.entry((kind, region, is_gone)).or_default().push(id);
        }
    }
    Ok(ending)
}

/// A list of ids under one kind and region is found by index whatever the database knows of the table; a join may not be.
fn closed(
    lease: &AccountLease,
    generation: i64,
    at: Timestamp,
    (kind, region, gone): &Gone,
    ids: &[String],
) -> Builder {
    let mut update = Builder::new("UPDATE documents SET to_gen = ");
    update.bind(generation).push(", to_ms = ").bind(ms(at)).push(", gone = ").bind(i64::from(*gone));
    update.push(" WHERE workspace_id = ").bind(lease.scope.workspace_key());
    update.push(" AND account_id = ").bind(lease.account.to_string());
    // What this generation brings is still pending, and not closed by it.
    update.push(" AND to_gen = ").bind(OPEN);
    update.push(" AND kind = ").bind(kind.as_str()).push(" AND region = ").bind(region.as_str());
    update.push(" AND id IN ").list(ids.iter().map(String::as_str));
    update
}
