//! Collection runs: what they are, and the verbs that read and forget them.

use jiff::Timestamp;
use serde_json::Value;
use skytally_model::{KindId, LinkId, Region, RunId};

use crate::cells::Cells;
use crate::db::{Store, sql};
use crate::error::{Result, StoreError};
use crate::findings::FindingWrite;
use crate::outbox::Outgoing;
use crate::outcomes::CheckOutcome;
use crate::scope::WorkspaceScope;

/// The end of what has not ended.
pub(crate) const OPEN: i64 = i64::MAX;
/// The mark of a document whose generation is not published yet.
pub(crate) const PENDING: i64 = -1;

/// Who or what asked for a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The clock.
    Schedule,
    /// A person, or the linking of the account.
    Wanted,
}

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// It goes on.
    Running,
    /// Everything of the plan was seen.
    Complete,
    /// Something of the plan was not seen: the run says what and why.
    Partial,
    /// It gave no generation.
    Failed,
    /// Its node went away; another took over.
    Abandoned,
}

impl RunState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Running, Self::Complete, Self::Partial, Self::Failed, Self::Abandoned];

    /// As it stands in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Failed => "failed",
            Self::Abandoned => "abandoned",
        }
    }
}

/// A run.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// The cloud account.
    pub account: LinkId,
    /// The node that does or did it.
    pub node: String,
    /// Whether a person asked for it.
    pub wanted: bool,
    /// How it stands.
    pub state: RunState,
    /// The generation that it made.
    pub generation: Option<i64>,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Listings of its plan.
    pub listings: i64,
    /// Of them, those that have ended.
    pub listed: i64,
    /// Resources seen.
    pub documents: i64,
    /// Caller, price, regions, failure.
    pub summary: Value,
    /// What could not be seen, and why.
    pub coverage: Value,
}

/// A document of a run that is new or has changed. Staged twice within a run, the later one holds.
pub struct StagedDocument {
    /// Its kind.
    pub kind: KindId,
    /// Its region.
    pub region: Region,
    /// AWS's id of it.
    pub id: String,
    /// The hash of its body.
    pub hash: String,
    /// Its name.
    pub name: Option<String>,
    /// Its ARN.
    pub arn: Option<String>,
    /// How many of its parts could not be seen.
    pub hidden: i64,
    /// All of it, as JSON.
    pub body: String,
}

/// What names a document within an account.
pub type DocumentKey = (KindId, Region, String);

/// The end of a run that made a generation.
pub struct Publication {
    /// Whether everything of the plan was seen.
    pub complete: bool,
    /// When it ended.
    pub ended: Timestamp,
    /// Resources seen.
    pub documents: i64,
    /// Documents of the last generation that are gone. Those that have changed may be among them; they end anyway, as a
    /// newer state of each was staged.
    pub closed: Vec<DocumentKey>,
    /// Findings that have changed.
    pub findings: Vec<FindingWrite>,
    /// What each check that was made says, beside the findings.
    pub outcomes: Vec<CheckOutcome>,
    /// Caller, price, regions.
    pub summary: Value,
    /// What could not be seen, and why.
    pub coverage: Value,
    /// When the account is due next.
    pub next_due: Timestamp,
    /// Letters that tell of it.
    pub letters: Vec<Outgoing>,
}

fn run(row: &sqlx::any::AnyRow) -> Result<Run> {
    let state = row.text("state")?;
    Ok(Run {
        id: row.parsed("id")?,
        account: row.parsed("account_id")?,
        node: row.text("node")?,
        wanted: row.text("trigger_by")? == "wanted",
        state: RunState::ALL.into_iter().find(|s| s.as_str() == state).ok_or_else(|| {
            StoreError::Corrupt {
                column: "state".to_owned(),
                reason: format!("{state:?} is not a state of a run"),
            }
        })?,
        generation: row.maybe_int("generation")?,
        started: row.time("started_ms")?,
        ended: row.maybe_time("ended_ms")?,
        listings: row.int("listings")?,
        listed: row.int("listed")?,
        documents: row.int("documents")?,
        summary: row.json("summary")?,
        coverage: row.json("coverage")?,
    })
}

impl Store {
    /// The runs of an account, the newest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn runs(
        &self,
        scope: &WorkspaceScope,
        account: LinkId,
        before: Option<RunId>,
        limit: i64,
    ) -> Result<Vec<Run>> {
        let mut tx = self.read(scope).await?;
        let rows = tx
            .all(
                sql("SELECT * FROM runs WHERE workspace_id = $1 AND account_id = $2 AND ($3 = '' OR id < $3)
                     ORDER BY id DESC LIMIT $4")
                .bind(scope.workspace_key().to_owned())
                .bind(account.to_string())
                .bind(before.map(|id| id.to_string()).unwrap_or_default())
                .bind(limit),
            )
            .await?;
        rows.iter().map(run).collect()
    }

    /// One run.
    ///
    /// # Errors
    /// There is no such run; the database failed.
    pub async fn run(&self, scope: &WorkspaceScope, id: RunId) -> Result<Run> {
        let mut tx = self.read(scope).await?;
        let row = tx
            .maybe(
                sql("SELECT * FROM runs WHERE workspace_id = $1 AND id = $2")
                    .bind(scope.workspace_key().to_owned())
                    .bind(id.to_string()),
            )
            .await?
            .ok_or(StoreError::Missing("run"))?;
        run(&row)
    }

    /// The newest run of every account of a workspace.
    ///
    /// # Errors
    /// The database failed.
    pub async fn newest_runs(&self, scope: &WorkspaceScope) -> Result<Vec<Run>> {
        let mut tx = self.read(scope).await?;
        let rows = tx
            .all(
                sql("SELECT r.* FROM runs r WHERE r.workspace_id = $1 AND r.id =
                     (SELECT MAX(n.id) FROM runs n WHERE n.workspace_id = $1 AND n.account_id = r.account_id)")
                .bind(scope.workspace_key().to_owned()),
            )
            .await?;
        rows.iter().map(run).collect()
    }
}
