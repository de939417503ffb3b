//! Findings: what they are, and the verbs that read them.

use jiff::Timestamp;
use skytally_model::{CheckId, FindingId, KindId, LinkId, Region, Saving, Severity};

use crate::builder::Builder;
use crate::cells::{Cells, ms};
use crate::db::{Store, sql};
use crate::documents::like;
use crate::error::{Result, StoreError};
use crate::scope::{AccountLease, WorkspaceScope};

/// Where a finding stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingState {
    /// The check failed when it could last be told.
    Open,
    /// It failed once, and passes, or the resource is gone.
    Resolved,
    /// It could never be told.
    Unknown,
}

impl FindingState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Resolved, Self::Unknown];

    /// As it stands in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Resolved => "resolved",
            Self::Unknown => "unknown",
        }
    }
}

/// What names a finding within an account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingKey {
    /// The check.
    pub check: CheckId,
    /// Its variant; empty for a check without.
    pub variant: String,
    /// The kind of the resource.
    pub kind: KindId,
    /// Its region.
    pub region: Region,
    /// AWS's id of it.
    pub resource: String,
}

/// What a generation says of a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingFacts {
    /// The resource's ARN.
    pub arn: Option<String>,
    /// The resource's name.
    pub name: Option<String>,
    /// How bad it is.
    pub severity: Severity,
    /// Where it stands.
    pub state: FindingState,
    /// What is wrong.
    pub message: String,
    /// Why the newest generation cannot say.
    pub unknown_because: Option<String>,
    /// What mending it would save.
    pub saving: Option<Saving>,
    /// Why it cannot be said what mending it would save.
    pub saving_unknown: Option<String>,
}

/// A finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Its id.
    pub id: FindingId,
    /// The cloud account.
    pub account: LinkId,
    /// What names it.
    pub key: FindingKey,
    /// What is known of it.
    pub facts: FindingFacts,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// When it was last seen failing.
    pub last_seen: Timestamp,
    /// When it was resolved.
    pub resolved: Option<Timestamp>,
    /// Who muted it, why, and until when.
    pub mute: Option<Mute>,
    /// Grows with every change.
    pub version: i64,
}

/// A mute.
#[derive(Debug, Clone, PartialEq)]
pub struct Mute {
    /// It ends by itself.
    pub until: Timestamp,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
}

/// A change of a finding that a generation brings.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingWrite {
    /// Which.
    pub key: FindingKey,
    /// How it is now.
    pub facts: FindingFacts,
    /// As how bad it counted as open until now; none where it was not open.
    pub was: Option<Severity>,
    /// What happened: opened, reopened, resolved, unknown, known, changed.
    pub event: &'static str,
}

/// Something in the life of a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingEvent {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: String,
    /// The generation that brought it.
    pub generation: Option<i64>,
    /// Who did it, where a person did.
    pub actor: Option<String>,
    /// More.
    pub detail: Option<String>,
}

/// Which findings. What is left out does not limit.
#[derive(Debug, Clone, Default)]
pub struct FindingFilter {
    /// In these states.
    pub states: Vec<FindingState>,
    /// As bad as these.
    pub severities: Vec<Severity>,
    /// Of these accounts.
    pub accounts: Vec<LinkId>,
    /// Of these checks.
    pub checks: Option<Vec<CheckId>>,
    /// About these kinds.
    pub kinds: Vec<KindId>,
    /// In these regions.
    pub regions: Vec<Region>,
    /// Whose resource, name or message has this text in it.
    pub text: Option<String>,
    /// About this resource.
    pub resource: Option<String>,
    /// Only muted ones, or only those that are not.
    pub muted: Option<bool>,
    /// Only those of which the newest generation can say nothing, or only others.
    pub unknown: Option<bool>,
}

/// The order of a list of findings. The id decides between equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingOrder {
    /// The worst first.
    Severity,
    /// The newest first.
    FirstSeen,
    /// The last seen first.
    LastSeen,
    /// What saves most first.
    Saving,
}

impl FindingOrder {
    fn column(self) -> &'static str {
        match self {
            Self::Severity => "severity_rank",
            Self::FirstSeen => "first_seen_ms",
            Self::LastSeen => "last_seen_ms",
            Self::Saving => "COALESCE(saving_micro_usd, -1)",
        }
    }

    /// The number that a finding stands at in this order.
    pub fn place(self, finding: &Finding) -> i64 {
        match self {
            Self::Severity => rank(finding.facts.severity),
            Self::FirstSeen => ms(finding.first_seen),
            Self::LastSeen => ms(finding.last_seen),
            Self::Saving => finding.facts.saving.map_or(-1, |saving| saving.micro_usd_per_month),
        }
    }
}

/// How many findings of a kind there are.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingCount {
    /// The check.
    pub check: CheckId,
    /// How bad.
    pub severity: Severity,
    /// In which state.
    pub state: String,
    /// Whether muted.
    pub muted: bool,
    /// Whether the newest generation can say nothing of them.
    pub unknown: bool,
    /// How many.
    pub count: i64,
    /// What mending them would save, where known.
    pub saving: Saving,
}

pub(crate) fn rank(severity: Severity) -> i64 {
    match severity {
        Severity::Info => 0,
        Severity::Low => 1,
        Severity::Medium => 2,
        Severity::High => 3,
        Severity::Critical => 4,
    }
}

pub(crate) fn finding(row: &sqlx::any::AnyRow, now: Timestamp) -> Result<Finding> {
    let state = row.text("state")?;
    let until = row.time("muted_until_ms")?;
    Ok(Finding {
        id: row.parsed("id")?,
        account: row.parsed("account_id")?,
        key: FindingKey {
            check: row.parsed("check_id")?,
            variant: row.text("variant")?,
            kind: row.parsed("kind")?,
            region: row.parsed("region")?,
            resource: row.text("resource")?,
        },
        facts: FindingFacts {
            arn: row.maybe_text("arn")?,
            name: row.maybe_text("name")?,
            severity: row.parsed("severity")?,
            state: FindingState::ALL.into_iter().find(|s| s.as_str() == state).ok_or_else(|| {
                StoreError::Corrupt {
                    column: "state".to_owned(),
                    reason: format!("{state:?} is not a state of a finding"),
                }
            })?,
            message: row.text("message")?,
            unknown_because: row.maybe_text("unknown_because")?,
            saving: row
                .maybe_int("saving_micro_usd")?
                .map(|micro_usd_per_month| Saving { micro_usd_per_month }),
            saving_unknown: row.maybe_text("saving_unknown")?,
        },
        first_seen: row.time("first_seen_ms")?,
        last_seen: row.time("last_seen_ms")?,
        resolved: row.maybe_time("resolved_ms")?,
        mute: if until > now {
            Some(Mute {
                until,
                reason: row.maybe_text("mute_reason")?.unwrap_or_default(),
                by: row.maybe_text("muted_by")?.unwrap_or_default(),
            })
        } else {
            None
        },
        version: row.int("version")?,
    })
}

impl Store {
    /// All findings of an account that a new generation is compared with.
    ///
    /// # Errors
    /// The database failed.
    pub async fn known_findings(&self, lease: &AccountLease) -> Result<Vec<(FindingKey, FindingFacts)>> {
        let mut tx = self.read(lease.scope()).await?;
        let rows = tx
            .all(
                sql("SELECT * FROM findings WHERE workspace_id = $1 AND account_id = $2")
                    .bind(lease.scope().workspace_key().to_owned())
                    .bind(lease.account().to_string()),
            )
            .await?;
        rows.iter().map(|row| finding(row, Timestamp::MAX).map(|found| (found.key, found.facts))).collect()
    }

    /// Findings in an order; `after` is the place and the id to go on from.
    ///
    /// # Errors
    /// The database failed.
    pub async fn findings(
        &self,
        scope: &WorkspaceScope,
        filter: &FindingFilter,
        order: FindingOrder,
        after: Option<(i64, FindingId)>,
        limit: i64,
        now: Timestamp,
    ) -> Result<Vec<Finding>> {
        let mut query = Builder::new("SELECT * FROM findings WHERE workspace_id = ");
        query.bind(scope.workspace_key());
        filter_into(&mut query, filter, now);
        if let Some((place, id)) = after {
            query.push(" AND (").push(order.column()).push(", id) < (");
            query.bind(place).push(", ").bind(id.to_string()).push(")");
        }
        query.push(" ORDER BY ").push(order.column()).push(" DESC, id DESC LIMIT ").bind(limit);
        let mut tx = self.read(scope).await?;
        tx.all(query.query()).await?.iter().map(|row| finding(row, now)).collect()
    }

    /// Findings in the order in which they were first noted, which never changes; `after` is the id to go on from.
    ///
    /// # Errors
    /// The database failed.
    pub async fn findings_by_id(
        &self,
        scope: &WorkspaceScope,
        filter: &FindingFilter,
        after: Option<FindingId>,
        limit: i64,
        now: Timestamp,
    ) -> Result<Vec<Finding>> {
        let mut query = Builder::new("SELECT * FROM findings WHERE workspace_id = ");
        query.bind(scope.workspace_key());
        filter_into(&mut query, filter, now);
        if let Some(id) = after {
            query.push(" AND id > ").bind(id.to_string());
        }
        query.push(" ORDER BY id LIMIT ").bind(limit);
        let mut tx = self.read(scope).await?;
        tx.all(query.query()).await?.iter().map(|row| finding(row, now)).collect()
    }

    /// How many findings there are, by check, severity and state.
    ///
    /// # Errors
    /// The database failed.
    pub async fn finding_counts(
        &self,
        scope: &WorkspaceScope,
        filter: &FindingFilter,
        now: Timestamp,
    ) -> Result<Vec<FindingCount>> {
        let mut query = Builder::new("SELECT check_id, severity, state, CASE WHEN muted_until_ms > ");
        query.bind(ms(now)).push(
            " THEN 1 ELSE 0 END AS muted, CASE WHEN unknown_because IS NULL THEN 0 ELSE 1 END AS unknown,
              COUNT(*) AS n, CAST(COALESCE(SUM(saving_micro_usd), 0) AS BIGINT) AS saving
              FROM findings WHERE workspace_id = ",
        );
        query.bind(scope.workspace_key());
        filter_into(&mut query, filter, now);
        query.push(" GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5");
        let mut tx = self.read(scope).await?;
        let flag = |row: &sqlx::any::AnyRow, name: &str| -> Result<bool> {
            // PostgreSQL gives a small integer here, SQLite a wide one.
            Ok(match sqlx::Row::try_get::<i64, _>(row, name) {
                Ok(number) => number == 1,
                Err(_) => sqlx::Row::try_get::<i32, _>(row, name)? == 1,
            })
        };
        tx.all(query.query())
            .await?
            .iter()
            .map(|row| {
                Ok(FindingCount {
                    check: row.parsed("check_id")?,
                    severity: row.parsed("severity")?,
                    state: row.text("state")?,
                    muted: flag(row, "muted")?,
                    unknown: flag(row, "unknown")?,
                    count: row.int("n")?,
                    saving: Saving { micro_usd_per_month: row.int("saving")? },
                })
            })
            .collect()
    }

    /// One finding with its life, the newest event first.
    ///
    /// # Errors
    /// There is no such finding; the database failed.
    pub async fn finding(
        &self,
        scope: &WorkspaceScope,
        id: FindingId,
        now: Timestamp,
    ) -> Result<(Finding, Vec<FindingEvent>)> {
        let mut tx = self.read(scope).await?;
        let row = tx
            .maybe(
                sql("SELECT * FROM findings WHERE workspace_id = $1 AND id = $2")
                    .bind(scope.workspace_key().to_owned())
                    .bind(id.to_string()),
            )
            .await?
            .ok_or(StoreError::Missing("finding"))?;
        let events = tx
            .all(
                sql("SELECT * FROM finding_events WHERE workspace_id = $1 AND finding_id = $2 ORDER BY id DESC LIMIT 500")
                    .bind(scope.workspace_key().to_owned())
                    .bind(id.to_string()),
            )
            .await?;
        let events = events
            .iter()
            .map(|row| {
                Ok(FindingEvent {
                    at: row.time("at_ms")?,
                    what: row.text("what")?,
                    generation: row.maybe_int("generation")?,
                    actor: row.maybe_text("actor")?,
                    detail: row.maybe_text("detail")?,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        Ok((finding(&row, now)?, events))
    }
}

pub(crate) fn filter_into(query: &mut Builder, filter: &FindingFilter, now: Timestamp) {
    if !filter.states.is_empty() {
        query.push(" AND state IN ").list(filter.states.iter().map(|state| state.as_str()));
    }
    if !filter.severities.is_empty() {
        query.push(" AND severity_rank IN ").list(filter.severities.iter().map(|severity| rank(*severity)));
    }
    if !filter.accounts.is_empty() {
        query.push(" AND account_id IN ").list(filter.accounts.iter().map(ToString::to_string));
    }
    if let Some(checks) = &filter.checks {
        if checks.is_empty() {
            query.push(" AND 1 = 0");
        } else {
            query.push(" AND check_id IN ").list(checks.iter().map(CheckId::as_str));
        }
    }
    if !filter.kinds.is_empty() {
        query.push(" AND kind IN ").list(filter.kinds.iter().map(KindId::as_str));
    }
    if !filter.regions.is_empty() {
        query.push(" AND region IN ").list(filter.regions.iter().map(Region::as_str));
    }
    if let Some(resource) = &filter.resource {
        query.push(" AND resource = ").bind(resource.as_str());
    }
    if let Some(text) = &filter.text {
        query.push(" AND search LIKE ").bind(like(text)).push(" ESCAPE '!'");
    }
    match filter.muted {
        Some(true) => query.push(" AND muted_until_ms > ").bind(ms(now)),
        Some(false) => query.push(" AND muted_until_ms <= ").bind(ms(now)),
        None => query,
    };
    match filter.unknown {
        Some(true) => query.push(" AND unknown_because IS NOT NULL"),
        Some(false) => query.push(" AND unknown_because IS NULL"),
        None => query,
    };
}
