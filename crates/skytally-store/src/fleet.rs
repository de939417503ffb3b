//! All workspaces that one person may see, side by side.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use skytally_model::{Role, UserId};

use crate::cells::{Cells, ms};
use crate::db::{Store, sql};
use crate::error::Result;
use crate::runs::OPEN;
use crate::workspaces::{Workspace, workspace};

/// A workspace beside others, for whoever may see several.
#[derive(Debug, Clone, PartialEq)]
pub struct FleetRow {
    /// The workspace.
    pub workspace: Workspace,
    /// The reader's role in it.
    pub role: Role,
    /// Cloud accounts.
    pub accounts: i64,
    /// Of them, those that nobody collects at the moment.
    pub paused: i64,
    /// Of them, those whose last runs gave no generation.
    pub failing: i64,
    /// Resources in the newest generations.
    pub resources: i64,
    /// Open findings that are not muted, by severity from info to critical.
    pub open: [i64; 5],
    /// Findings and checks of which the newest generation can say nothing.
    pub unknown: i64,
    /// The oldest of the newest generations; none while an account has none.
    pub oldest_generation: Option<Timestamp>,
}

impl Store {
    /// The workspaces that a person may see, with what is in them.
    ///
    /// # Errors
    /// The database failed.
    pub async fn fleet(&self, user: UserId, now: Timestamp) -> Result<Vec<FleetRow>> {
        let mut tx = self.read_all().await?;
        let rows = tx
            .all(
                sql("SELECT w.*, m.role AS role FROM workspaces w JOIN members m ON m.workspace_id = w.workspace_id
                     WHERE m.user_id = $1")
                .bind(user.to_string()),
            )
            .await?;
        let mut fleet = BTreeMap::new();
        for row in &rows {
            let found = workspace(row)?;
            fleet.insert(
                found.id,
                FleetRow {
                    workspace: found,
                    role: row.parsed("role")?,
                    accounts: 0,
                    paused: 0,
                    failing: 0,
                    resources: 0,
                    open: [0; 5],
                    unknown: 0,
                    oldest_generation: None,
                },
            );
        }
        // One query for all workspaces, not one for each.
        for row in tx
            .all(
                sql("SELECT workspace_id, COUNT(*) AS n, COUNT(paused_ms) AS paused,
                         COUNT(CASE WHEN failures > 0 THEN 1 END) AS failing, MIN(generation_ms) AS oldest,
                         COUNT(CASE WHEN generation_ms IS NULL THEN 1 END) AS fresh
                     FROM accounts WHERE workspace_id IN (SELECT workspace_id FROM members WHERE user_id = $1)
                     GROUP BY workspace_id")
                .bind(user.to_string()),
            )
            .await?
        {
            let Some(line) = fleet.get_mut(&row.parsed("workspace_id")?) else { continue };
            line.accounts = row.int("n")?;
            line.paused = row.int("paused")?;
            line.failing = row.int("failing")?;
            line.oldest_generation = if row.int("fresh")? == 0 { row.maybe_time("oldest")? } else { None };
        }
        for row in tx
            .all(
                sql("SELECT workspace_id, COUNT(*) AS n FROM documents WHERE to_gen = $2
                     AND workspace_id IN (SELECT workspace_id FROM members WHERE user_id = $1) GROUP BY workspace_id")
                .bind(user.to_string())
                .bind(OPEN),
            )
            .await?
        {
            let Some(line) = fleet.get_mut(&row.parsed("workspace_id")?) else { continue };
            line.resources = row.int("n")?;
        }
        for row in tx
            .all(
                sql("SELECT workspace_id, severity_rank,
                         COUNT(CASE WHEN state = 'open' AND muted_until_ms <= $2 THEN 1 END) AS open,
                         COUNT(CASE WHEN unknown_because IS NOT NULL THEN 1 END) AS unknown
                     FROM findings WHERE state IN ('open', 'unknown')
                     AND workspace_id IN (SELECT workspace_id FROM members WHERE user_id = $1)
                     GROUP BY workspace_id, severity_rank")
                .bind(user.to_string())
                .bind(ms(now)),
            )
            .await?
        {
            let Some(line) = fleet.get_mut(&row.parsed("workspace_id")?) else { continue };
            line.unknown += row.int("unknown")?;
            if let Some(slot) =
                usize::try_from(row.int("severity_rank")?).ok().and_then(|rank| line.open.get_mut(rank))
            {
                *slot = row.int("open")?;
            }
        }
        let mut fleet: Vec<FleetRow> = fleet.into_values().collect();
        fleet.sort_by(|a, b| (&a.workspace.name, a.workspace.id).cmp(&(&b.workspace.name, b.workspace.id)));
        Ok(fleet)
    }

    /// A text that changes with every committed change of the fleet of a person: what a cache of it is keyed by.
    ///
    /// # Errors
    /// The database failed.
    pub async fn fleet_stamp(&self, user: UserId) -> Result<String> {
        let mut tx = self.read_all().await?;
        let rows = tx
            .all(
                sql("SELECT m.workspace_id, m.role, s.version FROM members m
                     JOIN stamps s ON s.workspace_id = m.workspace_id WHERE m.user_id = $1 ORDER BY 1")
                .bind(user.to_string()),
            )
            .await?;
        let mut digest = Sha256::new();
        for row in &rows {
            let line =
                format!("{} {} {}\n", row.text("workspace_id")?, row.text("role")?, row.int("version")?);
            digest.update(line.as_bytes());
        }
        Ok(HEXLOWER.encode(&digest.finalize()))
    }
}
