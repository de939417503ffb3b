//! Verbs that change findings: what a generation says of them, and who muted them until when.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Value, json};
use skytally_model::{FindingId, LinkId, Severity, UserId};

use crate::builder::Builder;
use crate::cells::{Cells, ms};
use crate::db::{Store, Tx, built, sql};
use crate::documents::search_text;
use crate::error::{Result, StoreError};
use crate::findings::{Finding, FindingKey, FindingState, FindingWrite, finding, rank};
use crate::retention::hold_accounts;
use crate::scope::{Origin, WorkspaceScope, new_uuid};

/// Findings that go into one statement. SQLite looks each value up among all of a statement: many small ones are faster.
const WRITE_ROWS: usize = 24;

/// Something in the life of a finding.
struct Event {
    finding: FindingId,
    what: &'static str,
    detail: Option<String>,
    /// How bad it was and is, where it counts as open otherwise than before.
    turn: (Option<Severity>, Option<Severity>),
}

impl Event {
    /// One that changes nothing about how the finding counts.
    fn aside(finding: FindingId, what: &'static str, detail: Option<String>) -> Self {
        Self { finding, what, detail, turn: (None, None) }
    }
}

/// Who or what brought it.
enum Author {
    Generation(i64),
    Actor(String),
}

/// What names a finding, as columns.
type Names = (String, String, String, String, String);

fn names(key: &FindingKey) -> Names {
    (
        key.check.to_string(),
        key.variant.clone(),
        key.kind.to_string(),
        key.region.to_string(),
        key.resource.clone(),
    )
}

impl Tx<'_> {
    /// Writes what a generation says of findings, and into their lives that it does.
    pub(crate) async fn write_findings(
        &mut self,
        scope: &WorkspaceScope,
        account: LinkId,
        generation: i64,
        at: Timestamp,
        writes: &[FindingWrite],
    ) -> Result<()> {
        // One statement cannot write a row twice: a finding that comes again begins another statement.
        let mut chunk: Vec<&FindingWrite> = Vec::new();
        let mut keys = BTreeSet::new();
        for write in writes {
            if chunk.len() == WRITE_ROWS || keys.contains(&write.key) {
                self.write_chunk(scope, account, generation, at, &chunk).await?;
                chunk.clear();
                keys.clear();
            }
            keys.insert(&write.key);
            chunk.push(write);
        }
        if chunk.is_empty() { Ok(()) } else { self.write_chunk(scope, account, generation, at, &chunk).await }
    }

    async fn write_chunk(
        &mut self,
        scope: &WorkspaceScope,
        account: LinkId,
        generation: i64,
        at: Timestamp,
        writes: &[&FindingWrite],
    ) -> Result<()> {
        let mut ids = BTreeMap::new();
        for row in &self.all(upsert(scope, account, at, writes).query()).await? {
            let names = (
                row.text("check_id")?,
                row.text("variant")?,
                row.text("kind")?,
                row.text("region")?,
                row.text("resource")?,
            );
            ids.insert(names, row.parsed::<FindingId>("id")?);
        }
        let mut events = Vec::new();
        for write in writes {
            let finding = *ids.get(&names(&write.key)).ok_or(StoreError::Missing("finding"))?;
            let detail = write.facts.unknown_because.clone().unwrap_or_else(|| write.facts.message.clone());
            let is = (write.facts.state == FindingState::Open).then_some(write.facts.severity);
            let turn = if write.was == is { (None, None) } else { (write.was, is) };
            events.push(Event { finding, what: write.event, detail: Some(detail), turn });
        }
        self.happened(scope, &events, at, Author::Generation(generation)).await
    }

    async fn happened(
        &mut self,
        scope: &WorkspaceScope,
        events: &[Event],
        at: Timestamp,
        author: Author,
    ) -> Result<()> {
        let (generation, actor) = match author {
            Author::Generation(generation) => (Some(generation), None),
            Author::Actor(actor) => (None, Some(actor)),
        };
        let mut insert = Builder::new(
            "INSERT INTO finding_events (workspace_id, finding_id, id, at_ms, what, generation, actor, detail, ended_as, began_as)
             VALUES ",
        );
        for (place, event) in events.iter().enumerate() {
            insert.push(if place == 0 { "(" } else { ", (" });
            insert.bind(scope.workspace_key()).push(", ").bind(event.finding.to_string());
            insert.push(", ").bind(new_uuid(at).to_string()).push(", ").bind(ms(at));
            insert.push(", ").bind(event.what).push(", ").bind(generation);
            insert.push(", ").bind(actor.clone()).push(", ").bind(event.detail.clone());
            let (ended, began) = event.turn;
            for severity in [ended, began] {
                insert.push(", ").bind(severity.map(|severity| severity.as_str().to_owned()));
            }
            insert.push(")");
        }
        self.run(insert.query()).await?;
        Ok(())
    }
}

fn upsert(scope: &WorkspaceScope, account: LinkId, at: Timestamp, writes: &[&FindingWrite]) -> Builder {
    let mut insert = Builder::new(
        "INSERT INTO findings (workspace_id, id, account_id, check_id, variant, kind, region, resource, arn, name, severity,
         severity_rank, state, message, unknown_because, saving_micro_usd, saving_unknown, first_seen_ms, last_seen_ms,
         resolved_ms, search) VALUES ",
    );
    for (place, FindingWrite { key, facts, .. }) in writes.iter().enumerate() {
        let resolved = (facts.state == FindingState::Resolved).then(|| ms(at));
        insert.push(if place == 0 { "(" } else { ", (" });
        insert.bind(scope.workspace_key()).push(", ").bind(new_uuid(at).to_string());
        insert.push(", ").bind(account.to_string()).push(", ").bind(key.check.as_str());
        insert.push(", ").bind(key.variant.as_str()).push(", ").bind(key.kind.as_str());
        insert.push(", ").bind(key.region.as_str()).push(", ").bind(key.resource.as_str());
        insert.push(", ").bind(facts.arn.clone()).push(", ").bind(facts.name.clone());
        insert.push(", ").bind(facts.severity.as_str()).push(", ").bind(rank(facts.severity));
        insert.push(", ").bind(facts.state.as_str()).push(", ").bind(facts.message.as_str());
        insert.push(", ").bind(facts.unknown_because.clone());
        insert.push(", ").bind(facts.saving.map(|saving| saving.micro_usd_per_month));
        insert.push(", ").bind(facts.saving_unknown.clone()).push(", ").bind(ms(at)).push(", ").bind(ms(at));
        insert.push(", ").bind(resolved).push(", ");
        insert
            .bind(search_text([Some(&key.resource), facts.name.as_deref(), Some(&facts.message)]))
            .push(")");
    }
    insert.push(
        " ON CONFLICT (workspace_id, account_id, check_id, variant, kind, region, resource) DO UPDATE SET
             arn = excluded.arn, name = excluded.name, severity = excluded.severity,
             severity_rank = excluded.severity_rank, state = excluded.state, message = excluded.message,
             unknown_because = excluded.unknown_because, saving_micro_usd = excluded.saving_micro_usd,
             saving_unknown = excluded.saving_unknown, resolved_ms = excluded.resolved_ms, search = excluded.search,
             version = findings.version + 1
         RETURNING id, check_id, variant, kind, region, resource",
    );
    insert
}

impl Store {
    /// Mutes a finding until a moment, or ends its mute.
    ///
    /// # Errors
    /// There is no such finding; it has changed since `version` (`Conflict`); the database failed.
    pub async fn mute_finding(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        id: FindingId,
        by: UserId,
        mute: Option<(Timestamp, &str)>,
        version: Option<i64>,
    ) -> Result<Finding> {
        let mut tx = self.write(scope).await?;
        let lock = tx.lock("FOR UPDATE");
        tx.maybe(
            built(format!("SELECT id FROM findings WHERE workspace_id = $1 AND id = $2 {lock}"))
                .bind(scope.workspace_key().to_owned())
                .bind(id.to_string()),
        )
        .await?
        .ok_or(StoreError::Missing("finding"))?;
        let row = tx
            .maybe(
                sql("UPDATE findings SET muted_until_ms = $3, mute_reason = $4, muted_by = $5, version = version + 1
                     WHERE workspace_id = $1 AND id = $2 AND ($6 < 0 OR version = $6) RETURNING *")
                .bind(scope.workspace_key().to_owned())
                .bind(id.to_string())
                .bind(mute.map_or(0, |(until, _)| ms(until)))
                .bind(mute.map(|(_, reason)| reason.to_owned()))
                .bind(mute.map(|_| by.to_string()))
                .bind(version.unwrap_or(-1)),
            )
            .await?
            .ok_or_else(|| StoreError::Conflict("the finding has changed since it was read".to_owned()))?;
        let changed = finding(&row, origin.at)?;
        let (action, what) =
            if mute.is_some() { ("finding.muted", "muted") } else { ("finding.unmuted", "unmuted") };
        let detail: Value = match mute {
            Some((until, reason)) => json!({ "until": until, "reason": reason, "check": changed.key.check }),
            None => json!({ "check": changed.key.check }),
        };
        let told = mute.map(|(until, reason)| format!("until {until}: {reason}"));
        let event = Event::aside(id, what, told);
        tx.happened(scope, &[event], origin.at, Author::Actor(origin.actor.text())).await?;
        tx.audit(scope, origin, action, &format!("finding:{id}"), detail).await?;
        tx.change(scope, origin.at, "finding", &id.to_string());
        tx.commit().await?;
        Ok(changed)
    }

    /// Mutes many findings until a moment, or ends the mutes of those that are muted: all of it or nothing. One entry of the
    /// audit names them all; in the life of each stands its own event.
    ///
    /// Gives those that have changed, in the order of `ids`, and the ids of which there is no finding in this workspace. A mute
    /// that is there already is replaced.
    ///
    /// # Errors
    /// The database failed.
    pub async fn mute_findings(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        ids: &[FindingId],
        by: UserId,
        mute: Option<(Timestamp, &str)>,
    ) -> Result<(Vec<Finding>, Vec<FindingId>)> {
        let wanted: BTreeSet<FindingId> = ids.iter().copied().collect();
        let wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
        let mut tx = self.write(scope).await?;
        // A run that is published beside locks many findings, too, in an order of its own.
        hold_accounts(&mut tx, scope).await?;
        let (mut there, mut changed) = (BTreeSet::new(), BTreeMap::new());
        for chunk in wanted.chunks(WRITE_ROWS) {
            let mut known = Builder::new("SELECT id FROM findings WHERE workspace_id = ");
            known.bind(scope.workspace_key()).push(" AND id IN ").list(chunk.iter().map(String::as_str));
            for row in &tx.all(known.query()).await? {
                there.insert(row.parsed::<FindingId>("id")?);
            }
            let mut update = Builder::new("UPDATE findings SET muted_until_ms = ");
            update.bind(mute.map_or(0, |(until, _)| ms(until))).push(", mute_reason = ");
            update.bind(mute.map(|(_, reason)| reason.to_owned())).push(", muted_by = ");
            update.bind(mute.map(|_| by.to_string())).push(", version = version + 1 WHERE workspace_id = ");
            update.bind(scope.workspace_key()).push(" AND id IN ").list(chunk.iter().map(String::as_str));
            if mute.is_none() {
                // What is over already ends by itself, and says so.
                update.push(" AND muted_until_ms > ").bind(ms(origin.at));
            }
            update.push(" RETURNING *");
            let rows = tx.all(update.query()).await?;
            let told = mute.map(|(until, reason)| format!("until {until}: {reason}"));
            let what = if mute.is_some() { "muted" } else { "unmuted" };
            let mut events = Vec::new();
            for row in &rows {
                let one = finding(row, origin.at)?;
                events.push(Event::aside(one.id, what, told.clone()));
                changed.insert(one.id, one);
            }
            if !events.is_empty() {
                tx.happened(scope, &events, origin.at, Author::Actor(origin.actor.text())).await?;
            }
        }
        let mut seen = BTreeSet::new();
        let (mut done, mut missing) = (Vec::new(), Vec::new());
        for id in ids.iter().filter(|id| seen.insert(**id)) {
            match changed.remove(id) {
                Some(finding) => done.push(finding),
                None if there.contains(id) => {}
                None => missing.push(*id),
            }
        }
        // Nothing has changed: there is nothing to tell.
        if done.is_empty() {
            return Ok((done, missing));
        }
        let action = if mute.is_some() { "finding.muted" } else { "finding.unmuted" };
        let mut detail = json!({ "findings": done.iter().map(|one| one.id).collect::<Vec<_>>() });
        if let (Some((until, reason)), Some(detail)) = (mute, detail.as_object_mut()) {
            detail.insert("until".to_owned(), json!(until));
            detail.insert("reason".to_owned(), json!(reason));
        }
        tx.audit(scope, origin, action, &format!("findings:{}", done.len()), detail).await?;
        tx.change(scope, origin.at, "finding", "mutes");
        tx.commit().await?;
        Ok((done, missing))
    }

    /// Writes into the life of findings whose mute has ended by itself that it has. Gives how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_mutes(&self, scope: &WorkspaceScope, now: Timestamp) -> Result<usize> {
        let origin = Origin::task("mutes", now);
        if !self.mutes_over(scope, now).await? {
            return Ok(0);
        }
        let mut tx = self.write(scope).await?;
        hold_accounts(&mut tx, scope).await?;
        let rows = tx
            .all(
                sql("UPDATE findings SET muted_until_ms = 0, mute_reason = NULL, muted_by = NULL, version = version + 1
                     WHERE workspace_id = $1 AND muted_until_ms > 0 AND muted_until_ms <= $2 RETURNING id")
                .bind(scope.workspace_key().to_owned())
                .bind(ms(now)),
            )
            .await?;
        for row in &rows {
            let id: FindingId = row.parsed("id")?;
            tx.happened(scope, &[Event::aside(id, "unmuted", None)], now, Author::Actor(origin.actor.text()))
                .await?;
            tx.audit(
                scope,
                &origin,
                "finding.unmuted",
                &format!("finding:{id}"),
                json!({ "why": "its mute has ended" }),
            )
            .await?;
        }
        if !rows.is_empty() {
            tx.change(scope, now, "finding", "mutes");
        }
        tx.commit().await?;
        Ok(rows.len())
    }

    /// Whether there is a mute that has ended: asked often, so it waits for nobody.
    async fn mutes_over(&self, scope: &WorkspaceScope, now: Timestamp) -> Result<bool> {
        let mut tx = self.read(scope).await?;
        let found = tx
            .maybe(
                sql("SELECT id FROM findings WHERE workspace_id = $1 AND muted_until_ms > 0 AND muted_until_ms <= $2 LIMIT 1")
                    .bind(scope.workspace_key().to_owned())
                    .bind(ms(now)),
            )
            .await?;
        Ok(found.is_some())
    }
}
