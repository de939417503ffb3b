//! Findings in groups: by check, by resource or by cloud account.

use jiff::Timestamp;
use skytally_model::{CheckId, KindId, LinkId, Region, Saving, Severity};

use crate::builder::Builder;
use crate::cells::{Cells, ms};
use crate::db::Store;
use crate::error::{Result, StoreError};
use crate::findings::{FindingFilter, filter_into, rank};
use crate::scope::WorkspaceScope;

/// What findings are put together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupBy {
    /// The check.
    Check,
    /// The resource.
    Resource,
    /// The cloud account.
    Account,
}

/// What the findings of a group have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupKey {
    /// A check.
    Check(CheckId),
    /// A cloud account.
    Account(LinkId),
    /// A resource.
    Resource {
        /// Its cloud account.
        account: LinkId,
        /// Its kind.
        kind: KindId,
        /// Its region.
        region: Region,
        /// AWS's id of it.
        resource: String,
        /// Its name.
        name: Option<String>,
    },
}

/// A group of findings.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingGroup {
    /// What they have in common.
    pub key: GroupKey,
    /// How bad the worst of them is.
    pub worst: Severity,
    /// How many there are.
    pub count: i64,
    /// Of them, those that are muted.
    pub muted: i64,
    /// Of them, those of which the newest generation can say nothing.
    pub unknown: i64,
    /// What mending them would save, where known.
    pub saving: Saving,
    /// How many there are of each severity, in the order of [`Severity::ALL`].
    pub by_severity: [i64; Severity::ALL.len()],
}

/// The place in a list of groups to go on from: rank of the worst, number of findings, and the columns of the key.
pub type GroupPlace = (i64, i64, Vec<String>);

impl GroupBy {
    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["check_id"],
            Self::Account => &["account_id"],
            Self::Resource => &["account_id", "kind", "region", "resource"],
        }
    }
}

impl FindingGroup {
    /// Where it stands in the list.
    pub fn place(&self) -> GroupPlace {
        let key = match &self.key {
            GroupKey::Check(check) => vec![check.to_string()],
            GroupKey::Account(account) => vec![account.to_string()],
            GroupKey::Resource { account, kind, region, resource, .. } => {
                vec![account.to_string(), kind.to_string(), region.to_string(), resource.clone()]
            }
        };
        (rank(self.worst), self.count, key)
    }
}

impl Store {
    /// Groups of findings: the worst first, then those with most findings, then by key.
    ///
    /// # Errors
    /// The place is not one of such a list (`Conflict`); the database failed.
    pub async fn finding_groups(
        &self,
        scope: &WorkspaceScope,
        by: GroupBy,
        filter: &FindingFilter,
        after: Option<&GroupPlace>,
        limit: i64,
        now: Timestamp,
    ) -> Result<Vec<FindingGroup>> {
        if after.is_some_and(|(_, _, key)| key.len() != by.columns().len()) {
            return Err(StoreError::Conflict("the place belongs to groups of another sort".to_owned()));
        }
        let mut query = Builder::new("SELECT * FROM (SELECT ");
        query.names(by.columns());
        query.push(if by == GroupBy::Resource { ", MAX(name) AS name" } else { "" });
        query.push(
            ", MAX(severity_rank) AS worst, COUNT(*) AS n,
              CAST(COALESCE(SUM(saving_micro_usd), 0) AS BIGINT) AS saving,
              COUNT(unknown_because) AS unknown, COUNT(CASE WHEN muted_until_ms > ",
        );
        query.bind(ms(now)).push(
            " THEN 1 END) AS muted,
              COUNT(CASE WHEN severity_rank = 0 THEN 1 END) AS rank_0,
              COUNT(CASE WHEN severity_rank = 1 THEN 1 END) AS rank_1,
              COUNT(CASE WHEN severity_rank = 2 THEN 1 END) AS rank_2,
              COUNT(CASE WHEN severity_rank = 3 THEN 1 END) AS rank_3,
              COUNT(CASE WHEN severity_rank = 4 THEN 1 END) AS rank_4
              FROM findings WHERE workspace_id = ",
        );
        query.bind(scope.workspace_key());
        filter_into(&mut query, filter, now);
        query.push(" GROUP BY ").names(by.columns()).push(") grouped");
        if let Some((worst, count, key)) = after {
            query.push(" WHERE worst < ").bind(*worst);
            query.push(" OR (worst = ").bind(*worst).push(" AND (n < ").bind(*count);
            query.push(" OR (n = ").bind(*count).push(" AND (").names(by.columns());
            query.push(") > ").list(key.iter().map(String::as_str)).push(")))");
        }
        query.push(" ORDER BY worst DESC, n DESC, ").names(by.columns()).push(" LIMIT ").bind(limit);
        let mut tx = self.read(scope).await?;
        tx.all(query.query()).await?.iter().map(|row| group(row, by)).collect()
    }
}

fn group(row: &sqlx::any::AnyRow, by: GroupBy) -> Result<FindingGroup> {
    let key = match by {
        GroupBy::Check => GroupKey::Check(row.parsed("check_id")?),
        GroupBy::Account => GroupKey::Account(row.parsed("account_id")?),
        GroupBy::Resource => GroupKey::Resource {
            account: row.parsed("account_id")?,
            kind: row.parsed("kind")?,
            region: row.parsed("region")?,
            resource: row.text("resource")?,
            name: row.maybe_text("name")?,
        },
    };
    let mut by_severity = [0; Severity::ALL.len()];
    let mut worst = None;
    for (count, severity) in by_severity.iter_mut().zip(Severity::ALL) {
        *count = row.int(column(severity))?;
        if *count > 0 && worst.is_none_or(|worst| rank(severity) > rank(worst)) {
            worst = Some(severity);
        }
    }
    Ok(FindingGroup {
        key,
        worst: worst.ok_or_else(|| StoreError::Corrupt {
            column: "severity_rank".to_owned(),
            reason: "a group has no finding of any severity".to_owned(),
        })?,
        count: row.int("n")?,
        muted: row.int("muted")?,
        unknown: row.int("unknown")?,
        saving: Saving { micro_usd_per_month: row.int("saving")? },
        by_severity,
    })
}

fn column(severity: Severity) -> &'static str {
    ["rank_0", "rank_1", "rank_2", "rank_3", "rank_4"]
        [usize::try_from(rank(severity)).unwrap_or_default().min(4)]
}
