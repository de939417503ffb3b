//! What checks say: written with each generation, and counted together with the findings.
//!
//! Failures and what cannot be told are the findings, and stand nowhere else. What passed, and that a check was made at all,
//! stands here: a check without a row was never made on an account, and nothing is known of it there.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use skytally_model::{CheckId, FindingId, KindId, LinkId, Region};
use sqlx::any::AnyRow;

use crate::builder::Builder;
use crate::cells::{Cells, json_text, ms};
use crate::db::{Store, Tx, sql};
use crate::error::{Result, StoreError};
use crate::scope::WorkspaceScope;

/// Resources that are named as evidence of a check that passed, on one account. All of them are counted.
pub const PASSED_MAX: usize = 10_000;
/// Outcomes that go into one statement.
const WRITE_ROWS: usize = 16;
/// Rows with evidence that are read at a time.
const EVIDENCE_ROWS: i64 = 16;

/// What a check, or one variant of it, says on one account, beside its findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckOutcome {
    /// The check.
    pub check: CheckId,
    /// Its variant; empty for a check without.
    pub variant: String,
    /// Resources that passed.
    pub pass: i64,
    /// Resources of which the check has nothing to say.
    pub not_applicable: i64,
    /// Kinds of the check that were not looked at.
    pub not_collected: i64,
    /// The first of those that passed, up to [`PASSED_MAX`].
    pub passed: Vec<PassedResource>,
}

/// A resource that passed a check.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PassedResource {
    /// Its kind.
    pub kind: KindId,
    /// Its region.
    pub region: Region,
    /// AWS's id of it.
    pub resource: String,
    /// Its name.
    pub name: Option<String>,
}

/// Checks, counted over the accounts on which they were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posture {
    /// Accounts whose newest generation was evaluated.
    pub evaluated: i64,
    /// Accounts of which nothing is known yet.
    pub not_yet: i64,
    /// By check and variant.
    pub totals: Vec<CheckTotals>,
}

/// What a check, or one variant of it, says over all accounts that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckTotals {
    /// The check.
    pub check: CheckId,
    /// Its variant; empty for a check without.
    pub variant: String,
    /// Accounts on which it was made.
    pub accounts: i64,
    /// Accounts of which some kind of the check was not looked at.
    pub not_collected: i64,
    /// Resources that passed.
    pub pass: i64,
    /// Resources that fail.
    pub fail: i64,
    /// Resources, or places that could not be listed, of which it cannot be told.
    pub unknown: i64,
    /// Resources of which the check has nothing to say.
    pub not_applicable: i64,
    /// Of those that fail, those that are muted.
    pub muted: i64,
}

/// An outcome that resources are listed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceOutcome {
    /// They passed.
    Pass,
    /// They fail.
    Fail,
    /// It cannot be told.
    Unknown,
}

/// Resources of which a check says something.
#[derive(Debug, Clone)]
pub struct CheckFilter {
    /// The check.
    pub check: CheckId,
    /// What it says.
    pub outcome: ResourceOutcome,
    /// Of these accounts; of all for none.
    pub accounts: Vec<LinkId>,
}

/// A resource and what a check says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResource {
    /// The cloud account.
    pub account: LinkId,
    /// The variant of the check; empty for a check without.
    pub variant: String,
    /// Its kind.
    pub kind: KindId,
    /// Its region.
    pub region: Region,
    /// AWS's id of it.
    pub resource: String,
    /// Its name.
    pub name: Option<String>,
    /// The finding; none where it passed.
    pub finding: Option<FindingId>,
    /// What the finding says.
    pub message: Option<String>,
    /// Why it cannot be told.
    pub unknown_because: Option<String>,
    /// Whether the finding is muted.
    pub muted: bool,
}

/// The place in a list of resources to go on from: account, variant, kind, region, resource.
pub type CheckPlace = (String, String, String, String, String);

impl CheckResource {
    /// Where it stands in its list.
    pub fn place(&self) -> CheckPlace {
        let (kind, region) = (self.kind.to_string(), self.region.to_string());
        (self.account.to_string(), self.variant.clone(), kind, region, self.resource.clone())
    }
}

/// An outcome as it is written.
pub(crate) struct Written {
    check: String,
    variant: String,
    pass: i64,
    not_applicable: i64,
    not_collected: i64,
    hash: String,
    passed: String,
}

/// What is written of outcomes. It may take a while: nobody else is kept waiting for it.
pub(crate) fn written(outcomes: &[CheckOutcome]) -> Result<Vec<Written>> {
    let write = |one: &CheckOutcome| {
        let passed = json_text(&kept(&one.passed))?;
        let said = format!("{} {} {} {passed}", one.pass, one.not_applicable, one.not_collected);
        Ok(Written {
            check: one.check.to_string(),
            variant: one.variant.clone(),
            pass: one.pass,
            not_applicable: one.not_applicable,
            not_collected: one.not_collected,
            hash: HEXLOWER.encode(&Sha256::digest(said.as_bytes())),
            passed,
        })
    };
    outcomes.iter().map(write).collect()
}

/// What passed, as it is kept: kind to region to ids with names.
type Kept = BTreeMap<KindId, BTreeMap<Region, Vec<(String, Option<String>)>>>;

fn kept(passed: &[PassedResource]) -> Kept {
    let mut kept = Kept::new();
    for one in passed.iter().take(PASSED_MAX) {
        let region = kept.entry(one.kind.clone()).or_default().entry(one.region.clone()).or_default();
        region.push((one.resource.clone(), one.name.clone()));
    }
    for ids in kept.values_mut().flat_map(BTreeMap::values_mut) {
        ids.sort();
    }
    kept
}

impl Tx<'_> {
    /// Makes these the outcomes of an account: what is as it was is not written, and what is not among them goes.
    pub(crate) async fn write_outcomes(
        &mut self,
        scope: &WorkspaceScope,
        account: LinkId,
        outcomes: Vec<Written>,
    ) -> Result<()> {
        let rows = self
            .all(
                sql("SELECT check_id, variant, hash FROM check_outcomes WHERE workspace_id = $1 AND account_id = $2")
                    .bind(scope.workspace_key().to_owned())
                    .bind(account.to_string()),
            )
            .await?;
        let mut known: BTreeMap<(String, String), String> = BTreeMap::new();
        for row in &rows {
            known.insert((row.text("check_id")?, row.text("variant")?), row.text("hash")?);
        }
        let mut fresh: BTreeMap<(String, String), Written> = BTreeMap::new();
        for one in outcomes {
            let key = (one.check.clone(), one.variant.clone());
            if known.remove(&key).as_ref() != Some(&one.hash) {
                fresh.insert(key, one);
            }
        }
        for (check, variant) in known.into_keys() {
            self.run(
                sql("DELETE FROM check_outcomes
                     WHERE workspace_id = $1 AND account_id = $2 AND check_id = $3 AND variant = $4")
                .bind(scope.workspace_key().to_owned())
                .bind(account.to_string())
                .bind(check)
                .bind(variant),
            )
            .await?;
        }
        let fresh: Vec<_> = fresh.into_values().collect();
        for chunk in fresh.chunks(WRITE_ROWS) {
            self.run(upsert(scope, account, chunk).query()).await?;
        }
        Ok(())
    }
}

fn upsert(scope: &WorkspaceScope, account: LinkId, rows: &[Written]) -> Builder {
    let mut insert = Builder::new(
        "INSERT INTO check_outcomes (workspace_id, account_id, check_id, variant, pass, not_applicable, not_collected, hash,
         passed) VALUES ",
    );
    for (at, one) in rows.iter().enumerate() {
        insert.push(if at == 0 { "(" } else { ", (" });
        insert.bind(scope.workspace_key()).push(", ").bind(account.to_string());
        insert.push(", ").bind(one.check.as_str()).push(", ").bind(one.variant.as_str());
        insert.push(", ").bind(one.pass).push(", ").bind(one.not_applicable);
        insert.push(", ").bind(one.not_collected).push(", ").bind(one.hash.as_str());
        insert.push(", ").bind(one.passed.as_str()).push(")");
    }
    insert.push(
        " ON CONFLICT (workspace_id, account_id, check_id, variant) DO UPDATE SET pass = excluded.pass,
         not_applicable = excluded.not_applicable, not_collected = excluded.not_collected, hash = excluded.hash,
         passed = excluded.passed",
    );
    insert
}

impl Store {
    /// What all checks say of some cloud accounts, or of all: counted over the newest generations of those that have one.
    ///
    /// # Errors
    /// One of the cloud accounts is not there; the database failed.
    pub async fn posture(
        &self,
        scope: &WorkspaceScope,
        accounts: &[LinkId],
        now: Timestamp,
    ) -> Result<Posture> {
        let mut tx = self.read(scope).await?;
        let (evaluated, not_yet) = evaluated(&mut tx, scope, accounts).await?;
        let mut totals: BTreeMap<(String, String), CheckTotals> = BTreeMap::new();
        for row in &tx.all(made(scope, accounts).query()).await? {
            let found = CheckTotals {
                check: row.parsed("check_id")?,
                variant: row.text("variant")?,
                accounts: row.int("accounts")?,
                not_collected: row.int("blind")?,
                pass: row.int("pass")?,
                fail: 0,
                unknown: 0,
                not_applicable: row.int("aside")?,
                muted: 0,
            };
            totals.insert((row.text("check_id")?, row.text("variant")?), found);
        }
        for row in &tx.all(told(scope, &evaluated, now).query()).await? {
            // A finding of a check that is not made any more is resolved by the generation that does not make it.
            let Some(found) = totals.get_mut(&(row.text("check_id")?, row.text("variant")?)) else {
                continue;
            };
            found.fail = row.int("fail")?;
            found.unknown = row.int("unknown")?;
            found.muted = row.int("muted")?;
        }
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        Ok(Posture {
            evaluated: count(evaluated.len()),
            not_yet: count(not_yet),
            totals: totals.into_values().collect(),
        })
    }

    /// Resources of which a check says something, by account, variant, kind, region and id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn check_resources(
        &self,
        scope: &WorkspaceScope,
        filter: &CheckFilter,
        after: Option<&CheckPlace>,
        limit: i64,
        now: Timestamp,
    ) -> Result<Vec<CheckResource>> {
        let mut tx = self.read(scope).await?;
        let unknown = match filter.outcome {
            ResourceOutcome::Pass => return passed(&mut tx, scope, filter, after, limit).await,
            ResourceOutcome::Fail => false,
            ResourceOutcome::Unknown => true,
        };
        let mut query = Builder::new(
            "SELECT id, account_id, variant, kind, region, resource, name, message, unknown_because, muted_until_ms
             FROM findings WHERE workspace_id = ",
        );
        query.bind(scope.workspace_key()).push(" AND check_id = ").bind(filter.check.as_str());
        query.push(if unknown {
            " AND state IN ('open', 'unknown') AND unknown_because IS NOT NULL"
        } else {
            " AND state = 'open' AND unknown_because IS NULL"
        });
        among(&mut query, &filter.accounts);
        if let Some((account, variant, kind, region, resource)) = after {
            query.push(" AND (account_id, variant, kind, region, resource) > ").list([
                account.as_str(),
                variant.as_str(),
                kind.as_str(),
                region.as_str(),
                resource.as_str(),
            ]);
        }
        query.push(" ORDER BY account_id, variant, kind, region, resource LIMIT ").bind(limit);
        tx.all(query.query()).await?.iter().map(|row| found(row, now)).collect()
    }
}

fn found(row: &AnyRow, now: Timestamp) -> Result<CheckResource> {
    Ok(CheckResource {
        account: row.parsed("account_id")?,
        variant: row.text("variant")?,
        kind: row.parsed("kind")?,
        region: row.parsed("region")?,
        resource: row.text("resource")?,
        name: row.maybe_text("name")?,
        finding: Some(row.parsed("id")?),
        message: Some(row.text("message")?),
        unknown_because: row.maybe_text("unknown_because")?,
        muted: row.int("muted_until_ms")? > ms(now),
    })
}

/// The evidence of a check that passed.
async fn passed(
    tx: &mut Tx<'_>,
    scope: &WorkspaceScope,
    filter: &CheckFilter,
    after: Option<&CheckPlace>,
    limit: i64,
) -> Result<Vec<CheckResource>> {
    let limit = usize::try_from(limit).unwrap_or_default();
    let mut found = Vec::new();
    let mut last: Option<(String, String)> =
        after.map(|(account, variant, ..)| (account.clone(), variant.clone()));
    // The row in which the list goes on is read once more.
    let mut again = true;
    loop {
        let mut query =
            Builder::new("SELECT account_id, variant, passed FROM check_outcomes WHERE workspace_id = ");
        query.bind(scope.workspace_key()).push(" AND check_id = ").bind(filter.check.as_str());
        query.push(" AND pass > 0");
        among(&mut query, &filter.accounts);
        if let Some((account, variant)) = &last {
            query.push(if again {
                " AND (account_id, variant) >= "
            } else {
                " AND (account_id, variant) > "
            });
            query.list([account.as_str(), variant.as_str()]);
        }
        query.push(" ORDER BY account_id, variant LIMIT ").bind(EVIDENCE_ROWS);
        let rows = tx.all(query.query()).await?;
        for row in &rows {
            let (account, variant) = (row.text("account_id")?, row.text("variant")?);
            let of = row.parsed("account_id")?;
            let kept: Kept = row.json("passed")?;
            for one in listed(of, &variant, kept) {
                if after.is_none_or(|after| is_after(&one, after, (&account, &variant))) {
                    found.push(one);
                }
                if found.len() >= limit {
                    return Ok(found);
                }
            }
            last = Some((account, variant));
        }
        again = false;
        if rows.len() < usize::try_from(EVIDENCE_ROWS).unwrap_or_default() {
            return Ok(found);
        }
    }
}

/// Whether a resource follows a place of the list. Rows follow by the database's order, and what is in them by ours.
fn is_after(one: &CheckResource, after: &CheckPlace, row: (&str, &str)) -> bool {
    let (account, variant, kind, region, resource) = after;
    if row != (account.as_str(), variant.as_str()) {
        return true;
    }
    (one.kind.as_str(), one.region.as_str(), one.resource.as_str())
        > (kind.as_str(), region.as_str(), resource.as_str())
}

fn listed(account: LinkId, variant: &str, kept: Kept) -> impl Iterator<Item = CheckResource> {
    kept.into_iter().flat_map(move |(kind, regions)| {
        let variant = variant.to_owned();
        regions.into_iter().flat_map(move |(region, ids)| {
            let (kind, variant) = (kind.clone(), variant.clone());
            ids.into_iter().map(move |(resource, name)| CheckResource {
                account,
                variant: variant.clone(),
                kind: kind.clone(),
                region: region.clone(),
                resource,
                name,
                finding: None,
                message: None,
                unknown_because: None,
                muted: false,
            })
        })
    })
}

/// The accounts that were evaluated, and how many were not, of those that were asked for.
async fn evaluated(
    tx: &mut Tx<'_>,
    scope: &WorkspaceScope,
    accounts: &[LinkId],
) -> Result<(Vec<LinkId>, usize)> {
    let mut query = Builder::new(
        "SELECT id, CAST(CASE WHEN EXISTS (SELECT 1 FROM check_outcomes o WHERE o.workspace_id = a.workspace_id
             AND o.account_id = a.id) THEN 1 ELSE 0 END AS BIGINT) AS made
         FROM accounts a WHERE workspace_id = ",
    );
    query.bind(scope.workspace_key());
    if !accounts.is_empty() {
        query.push(" AND id IN ").list(accounts.iter().map(ToString::to_string));
    }
    query.push(" ORDER BY id");
    let rows = tx.all(query.query()).await?;
    let wanted: std::collections::BTreeSet<&LinkId> = accounts.iter().collect();
    if rows.len() < wanted.len() {
        return Err(StoreError::Missing("cloud account"));
    }
    let mut evaluated = Vec::new();
    for row in &rows {
        if row.int("made")? == 1 {
            evaluated.push(row.parsed("id")?);
        }
    }
    let not_yet = rows.len() - evaluated.len();
    Ok((evaluated, not_yet))
}

/// How often each check was made, and what passed.
fn made(scope: &WorkspaceScope, accounts: &[LinkId]) -> Builder {
    let mut query = Builder::new(
        "SELECT check_id, variant, COUNT(*) AS accounts, CAST(SUM(pass) AS BIGINT) AS pass,
             CAST(SUM(not_applicable) AS BIGINT) AS aside, COUNT(CASE WHEN not_collected > 0 THEN 1 END) AS blind
         FROM check_outcomes WHERE workspace_id = ",
    );
    query.bind(scope.workspace_key());
    among(&mut query, accounts);
    query.push(" GROUP BY check_id, variant");
    query
}

/// What the findings say, of accounts that were evaluated.
fn told(scope: &WorkspaceScope, accounts: &[LinkId], now: Timestamp) -> Builder {
    let mut query = Builder::new(
        "SELECT check_id, variant, COUNT(CASE WHEN unknown_because IS NULL THEN 1 END) AS fail,
             COUNT(CASE WHEN unknown_because IS NOT NULL THEN 1 END) AS unknown,
             COUNT(CASE WHEN unknown_because IS NULL AND muted_until_ms > ",
    );
    query.bind(ms(now)).push(
        " THEN 1 END) AS muted
         FROM findings WHERE workspace_id = ",
    );
    query.bind(scope.workspace_key()).push(" AND state IN ('open', 'unknown')");
    if accounts.is_empty() {
        query.push(" AND 1 = 0");
    }
    among(&mut query, accounts);
    query.push(" GROUP BY check_id, variant");
    query
}

/// Only of these accounts; of all of them for an empty list.
fn among(query: &mut Builder, accounts: &[LinkId]) {
    if !accounts.is_empty() {
        query.push(" AND account_id IN ").list(accounts.iter().map(ToString::to_string));
    }
}
