//! Verbs that read what generations changed: the newest of each account, the changes of resources, the turns of findings.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use skytally_model::{AccountId, KindId, LinkId, Region, Severity};
use sqlx::any::AnyRow;

use crate::builder::Builder;
use crate::cells::{Cells, ms};
use crate::db::{Store, Tx, sql};
use crate::error::{Result, StoreError};
use crate::scope::WorkspaceScope;

/// Milliseconds of a day.
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// What the newest generation of an account brought.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountNews {
    /// The cloud account.
    pub account: LinkId,
    /// What people call it.
    pub name: String,
    /// AWS's id of it.
    pub aws_account: AccountId,
    /// The newest generation; 0 before the first.
    pub generation: i64,
    /// When it was published.
    pub generation_at: Option<Timestamp>,
    /// When the one before was, where that is still known.
    pub previous_at: Option<Timestamp>,
    /// Whether everything of its plan was seen.
    pub complete: Option<bool>,
    /// What its run could not see, and why.
    pub coverage: Value,
    /// Resources that it changed; none without a generation, or once that history is over.
    pub resources: Option<ResourcesNews>,
    /// Findings that it changed; none likewise.
    pub findings: Option<FindingsNews>,
    /// Runs in a row that gave no generation since.
    pub failures: i64,
    /// Since when nobody collects it.
    pub paused: Option<Timestamp>,
}

/// Resources that a generation changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ResourcesNews {
    /// They were not there before.
    pub added: i64,
    /// They are otherwise than before.
    pub changed: i64,
    /// They are not there any more.
    pub gone: i64,
}

/// Findings that a generation changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FindingsNews {
    /// They fail for the first time.
    pub opened: i64,
    /// They fail again.
    pub reopened: i64,
    /// They fail no longer.
    pub resolved: i64,
    /// It cannot be told any more, or could not from the beginning.
    pub became_unknown: i64,
}

/// What became of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceEvent {
    /// It was not there before.
    Added,
    /// It is otherwise than before.
    Changed,
    /// It is not there any more.
    Gone,
}

impl ResourceEvent {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Added, Self::Changed, Self::Gone];

    /// As it stands in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Gone => "gone",
        }
    }

    /// The states that tell of it, each with the moment and the generation of the event.
    fn states(self) -> &'static str {
        match self {
            Self::Added => {
                "SELECT 'added' AS what, from_ms AS at_ms, from_gen AS gen, account_id, kind, region, id, name, arn
                 FROM documents WHERE added = 1 AND workspace_id = "
            }
            Self::Changed => {
                "SELECT 'changed' AS what, from_ms AS at_ms, from_gen AS gen, account_id, kind, region, id, name, arn
                 FROM documents WHERE added = 0 AND workspace_id = "
            }
            Self::Gone => {
                "SELECT 'gone' AS what, to_ms AS at_ms, to_gen AS gen, account_id, kind, region, id, name, arn
                 FROM documents WHERE gone = 1 AND workspace_id = "
            }
        }
    }

    /// The columns of the moment and of the generation.
    fn columns(self) -> (&'static str, &'static str) {
        match self {
            Self::Added | Self::Changed => ("from_ms", "from_gen"),
            Self::Gone => ("to_ms", "to_gen"),
        }
    }
}

/// Which changes of resources. What is left out does not limit.
#[derive(Debug, Clone, Default)]
pub struct ResourceFilter {
    /// Of these accounts.
    pub accounts: Vec<LinkId>,
    /// That this generation brought.
    pub generation: Option<i64>,
    /// That something like this became of.
    pub what: Option<ResourceEvent>,
}

/// A change of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceChange {
    /// The cloud account.
    pub account: LinkId,
    /// Its kind.
    pub kind: KindId,
    /// Its region.
    pub region: Region,
    /// AWS's id of it.
    pub id: String,
    /// Its name; of one that is gone, the last.
    pub name: Option<String>,
    /// Its ARN.
    pub arn: Option<String>,
    /// What became of it.
    pub what: ResourceEvent,
    /// The generation that brought it.
    pub generation: i64,
    /// When that was published.
    pub at: Timestamp,
}

/// The place in a list of changes to go on from: moment, account, generation, kind, region, id.
pub type ChangePlace = (i64, String, i64, String, String, String);

impl ResourceChange {
    /// Where it stands in its list.
    pub fn place(&self) -> ChangePlace {
        let (kind, region) = (self.kind.to_string(), self.region.to_string());
        (ms(self.at), self.account.to_string(), self.generation, kind, region, self.id.clone())
    }
}

/// How many findings began or ended to count as open on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindingTurn {
    /// Days since 1970, in UTC.
    pub day: i64,
    /// As how bad they counted before; none where they were not open.
    pub was: Option<Severity>,
    /// As how bad they count since; none where they are not open.
    pub is: Option<Severity>,
    /// How many.
    pub count: i64,
}

impl Store {
    /// What the newest generation of each account of a workspace brought, by name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn news(&self, scope: &WorkspaceScope, now: Timestamp) -> Result<Vec<AccountNews>> {
        let mut tx = self.read(scope).await?;
        let resources = resources_news(&mut tx, scope).await?;
        let findings = findings_news(&mut tx, scope).await?;
        let rows = tx
            .all(
                sql("SELECT a.id, a.name, a.aws_account, a.generation, a.generation_ms, a.failures, a.paused_ms,
                         w.retention_days, r.state, r.coverage, p.ended_ms AS previous_ms
                     FROM accounts a JOIN workspaces w ON w.workspace_id = a.workspace_id
                     LEFT JOIN runs r ON r.workspace_id = a.workspace_id AND r.account_id = a.id
                         AND r.generation = a.generation
                     LEFT JOIN runs p ON p.workspace_id = a.workspace_id AND p.account_id = a.id
                         AND p.generation = a.generation - 1
                     WHERE a.workspace_id = $1 ORDER BY a.name, a.id")
                .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        rows.iter()
            .map(|row| {
                let account: LinkId = row.parsed("id")?;
                let generation_at = row.maybe_time("generation_ms")?;
                let kept = SignedDuration::from_hours(24 * row.int("retention_days")?);
                // What an older generation ended may be forgotten by now: it cannot be counted any more.
                let counted = generation_at.is_some_and(|at| now.duration_since(at) < kept);
                Ok(AccountNews {
                    account,
                    name: row.text("name")?,
                    aws_account: row.parsed("aws_account")?,
                    generation: row.int("generation")?,
                    generation_at,
                    previous_at: row.maybe_time("previous_ms")?,
                    complete: row.maybe_text("state")?.map(|state| state == "complete"),
                    coverage: match row.maybe_text("coverage")? {
                        Some(_) => row.json("coverage")?,
                        None => Value::Null,
                    },
                    resources: counted.then(|| resources.get(&account).copied().unwrap_or_default()),
                    findings: counted.then(|| findings.get(&account).copied().unwrap_or_default()),
                    failures: row.int("failures")?,
                    paused: row.maybe_time("paused_ms")?,
                })
            })
            .collect()
    }

    /// What became of resources, the newest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn resource_changes(
        &self,
        scope: &WorkspaceScope,
        filter: &ResourceFilter,
        after: Option<&ChangePlace>,
        limit: i64,
    ) -> Result<Vec<ResourceChange>> {
        let wanted = ResourceEvent::ALL.into_iter().filter(|one| filter.what.is_none_or(|what| what == *one));
        // Each sort of event is read by its own index, in the order of the list, and no further than a page goes.
        let mut query = Builder::new("SELECT * FROM (");
        for (at, event) in wanted.enumerate() {
            query.push(if at == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" });
            stream(&mut query, event, scope, filter, after, limit);
            query.push(match event {
                ResourceEvent::Added => ") a",
                ResourceEvent::Changed => ") c",
                ResourceEvent::Gone => ") g",
            });
        }
        query.push(
            ") e ORDER BY at_ms DESC, account_id DESC, gen DESC, kind DESC, region DESC, id DESC LIMIT ",
        );
        query.bind(limit);
        let mut tx = self.read(scope).await?;
        tx.all(query.query()).await?.iter().map(resource_change).collect()
    }

    /// How many findings began or ended to count as open on each day since one, that one included.
    ///
    /// # Errors
    /// The database failed.
    pub async fn finding_turns(
        &self,
        scope: &WorkspaceScope,
        since_day: i64,
    ) -> Result<(Vec<FindingTurn>, Vec<(Severity, i64)>)> {
        let mut tx = self.read(scope).await?;
        let rows = tx
            .all(
                sql("SELECT at_ms / 86400000 AS day, ended_as, began_as, COUNT(*) AS n FROM finding_events
                     WHERE workspace_id = $1 AND at_ms >= $2 AND (ended_as IS NOT NULL OR began_as IS NOT NULL)
                     GROUP BY 1, 2, 3 ORDER BY 1")
                .bind(scope.workspace_key().to_owned())
                .bind(since_day.saturating_mul(DAY_MS)),
            )
            .await?;
        let turns = rows
            .iter()
            .map(|row| {
                Ok(FindingTurn {
                    day: row.int("day")?,
                    was: row.maybe_parsed("ended_as")?,
                    is: row.maybe_parsed("began_as")?,
                    count: row.int("n")?,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        let rows = tx
            .all(
                sql("SELECT severity, COUNT(*) AS n FROM findings WHERE workspace_id = $1 AND state = 'open'
                     GROUP BY severity")
                .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        let open =
            rows.iter().map(|row| Ok((row.parsed("severity")?, row.int("n")?))).collect::<Result<_>>()?;
        Ok((turns, open))
    }

    /// Since when all that happened to findings is known; none before the first generation of a workspace.
    ///
    /// # Errors
    /// The database failed.
    pub async fn history_since(&self, scope: &WorkspaceScope) -> Result<Option<Timestamp>> {
        let mut tx = self.read(scope).await?;
        let rows = tx
            .all(
                sql("SELECT r.generation, r.ended_ms FROM accounts a CROSS JOIN runs r
                     WHERE a.workspace_id = $1 AND r.workspace_id = a.workspace_id AND r.account_id = a.id
                         AND r.ended_ms IS NOT NULL AND r.generation = (SELECT MIN(m.generation) FROM runs m
                             WHERE m.workspace_id = a.workspace_id AND m.account_id = a.id)")
                .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        let (mut first, mut cut) = (None, None);
        for row in &rows {
            let at = row.time("ended_ms")?;
            first = Some(first.map_or(at, |first: Timestamp| first.min(at)));
            // What came before is forgotten: of this account nothing older can be told.
            if row.int("generation")? > 1 {
                cut = Some(cut.map_or(at, |cut: Timestamp| cut.max(at)));
            }
        }
        Ok(first.max(cut))
    }
}

fn resource_change(row: &AnyRow) -> Result<ResourceChange> {
    let what = row.text("what")?;
    Ok(ResourceChange {
        account: row.parsed("account_id")?,
        kind: row.parsed("kind")?,
        region: row.parsed("region")?,
        id: row.text("id")?,
        name: row.maybe_text("name")?,
        arn: row.maybe_text("arn")?,
        what: ResourceEvent::ALL.into_iter().find(|one| one.as_str() == what).ok_or_else(|| {
            StoreError::Corrupt {
                column: "what".to_owned(),
                reason: format!("{what:?} is nothing that becomes of a resource"),
            }
        })?,
        generation: row.int("gen")?,
        at: row.time("at_ms")?,
    })
}

/// The events of one sort, in the order of the list.
fn stream(
    query: &mut Builder,
    event: ResourceEvent,
    scope: &WorkspaceScope,
    filter: &ResourceFilter,
    after: Option<&ChangePlace>,
    limit: i64,
) {
    let (moment, generation) = event.columns();
    query.push(event.states()).bind(scope.workspace_key());
    if !filter.accounts.is_empty() {
        query.push(" AND account_id IN ").list(filter.accounts.iter().map(ToString::to_string));
    }
    if let Some(wanted) = filter.generation {
        query.push(" AND ").push(generation).push(" = ").bind(wanted);
        // Its moment leads the index there.
        query.push(" AND ").push(moment).push(" IN (SELECT ended_ms FROM runs WHERE workspace_id = ");
        query.bind(scope.workspace_key()).push(" AND generation = ").bind(wanted);
        among_runs(query, &filter.accounts);
        query.push(")");
    }
    if let Some((at, account, of, kind, region, id)) = after {
        query.push(" AND (").push(moment).push(", account_id, ").push(generation);
        query.push(", kind, region, id) < (").bind(*at).push(", ").bind(account.as_str());
        query.push(", ").bind(*of).push(", ").bind(kind.as_str()).push(", ").bind(region.as_str());
        query.push(", ").bind(id.as_str()).push(")");
    }
    query.push(" ORDER BY ").push(moment).push(" DESC, account_id DESC, ").push(generation);
    query.push(" DESC, kind DESC, region DESC, id DESC LIMIT ").bind(limit);
}

fn among_runs(query: &mut Builder, accounts: &[LinkId]) {
    if !accounts.is_empty() {
        query.push(" AND account_id IN ").list(accounts.iter().map(ToString::to_string));
    }
}

/// How many resources the newest generations changed. A generation is found by the moment of its publication. SQLite takes
/// tables that are joined like this in their order: from few accounts to what is theirs.
async fn resources_news(tx: &mut Tx<'_>, scope: &WorkspaceScope) -> Result<BTreeMap<LinkId, ResourcesNews>> {
    let mut news: BTreeMap<LinkId, ResourcesNews> = BTreeMap::new();
    for (event, statement) in [
        (
            ResourceEvent::Added,
            "SELECT a.id, COUNT(*) AS n FROM accounts a CROSS JOIN documents d
             WHERE a.workspace_id = $1 AND d.workspace_id = a.workspace_id AND d.added = 1
                 AND d.from_ms = a.generation_ms AND d.account_id = a.id AND d.from_gen = a.generation GROUP BY a.id",
        ),
        (
            ResourceEvent::Changed,
            "SELECT a.id, COUNT(*) AS n FROM accounts a CROSS JOIN documents d
             WHERE a.workspace_id = $1 AND d.workspace_id = a.workspace_id AND d.added = 0
                 AND d.from_ms = a.generation_ms AND d.account_id = a.id AND d.from_gen = a.generation GROUP BY a.id",
        ),
        (
            ResourceEvent::Gone,
            "SELECT a.id, COUNT(*) AS n FROM accounts a CROSS JOIN documents d
             WHERE a.workspace_id = $1 AND d.workspace_id = a.workspace_id AND d.gone = 1
                 AND d.to_ms = a.generation_ms AND d.account_id = a.id AND d.to_gen = a.generation GROUP BY a.id",
        ),
    ] {
        for row in &tx.all(sql(statement).bind(scope.workspace_key().to_owned())).await? {
            let of = news.entry(row.parsed("id")?).or_default();
            let count = row.int("n")?;
            match event {
                ResourceEvent::Added => of.added = count,
                ResourceEvent::Changed => of.changed = count,
                ResourceEvent::Gone => of.gone = count,
            }
        }
    }
    Ok(news)
}

/// How many findings the newest generations changed.
async fn findings_news(tx: &mut Tx<'_>, scope: &WorkspaceScope) -> Result<BTreeMap<LinkId, FindingsNews>> {
    let mut news: BTreeMap<LinkId, FindingsNews> = BTreeMap::new();
    let rows = tx
        .all(
            sql("SELECT a.id, e.what, COUNT(*) AS n FROM accounts a CROSS JOIN finding_events e CROSS JOIN findings f
                 WHERE a.workspace_id = $1 AND e.workspace_id = a.workspace_id AND e.at_ms = a.generation_ms
                     AND e.generation = a.generation AND f.workspace_id = a.workspace_id AND f.id = e.finding_id
                     AND f.account_id = a.id AND e.what IN ('opened', 'reopened', 'resolved', 'unknown')
                 GROUP BY a.id, e.what")
            .bind(scope.workspace_key().to_owned()),
        )
        .await?;
    for row in &rows {
        let of = news.entry(row.parsed("id")?).or_default();
        let count = row.int("n")?;
        match row.text("what")?.as_str() {
            "opened" => of.opened = count,
            "reopened" => of.reopened = count,
            "resolved" => of.resolved = count,
            _ => of.became_unknown = count,
        }
    }
    Ok(news)
}
