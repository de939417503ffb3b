//! The schema: brought up to date by whoever starts first, and told apart from what is not ours.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use sqlx::{AnyPool, Executor, Row};

use crate::db::Engine;
use crate::error::{Result, StoreError};

/// In the order of their versions. What was released is never changed, only followed.
const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "foundation",
        text: include_str!("../migrations/0001_foundation.sql"),
        walls: None,
    },
    Migration {
        version: 2,
        name: "check outcomes",
        text: include_str!("../migrations/0002_check_outcomes.sql"),
        walls: None,
    },
    Migration { version: 3, name: "house", text: include_str!("../migrations/0003_house.sql"), walls: None },
    Migration {
        version: 4,
        name: "search",
        text: include_str!("../migrations/0004_search.sql"),
        walls: None,
    },
    Migration {
        version: 5,
        name: "ledger",
        text: include_str!("../migrations/0005_ledger.sql"),
        walls: Some([
            include_str!("../migrations/walls/0005_sqlite.sql"),
            include_str!("../migrations/walls/0005_postgres.sql"),
        ]),
    },
    Migration {
        version: 6,
        name: "imports",
        text: include_str!("../migrations/0006_imports.sql"),
        walls: None,
    },
    Migration {
        version: 7,
        name: "receipts",
        text: include_str!("../migrations/0007_receipts.sql"),
        walls: None,
    },
    Migration {
        version: 8,
        name: "ledger sums",
        text: include_str!("../migrations/0008_ledger_sums.sql"),
        walls: Some([
            include_str!("../migrations/walls/0008_sqlite.sql"),
            include_str!("../migrations/walls/0008_postgres.sql"),
        ]),
    },
];

/// Row-level security stands already where a later migration changes rows: it must see those of all workspaces.
const EVERYWHERE: &str = "SELECT set_config('skytally.workspace', '*', true)";

/// A number of our own, so that nobody else's lock is waited for.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7305800)";

struct Migration {
    version: i64,
    name: &'static str,
    text: &'static str,
    /// What only one of the two databases understands, after the text: for SQLite, for PostgreSQL.
    walls: Option<[&'static str; 2]>,
}

impl Migration {
    fn wall(&self, engine: Engine) -> Option<&'static str> {
        self.walls.map(|[sqlite, postgres]| match engine {
            Engine::Sqlite => sqlite,
            Engine::Postgres => postgres,
        })
    }
}

/// The newest schema that this program knows.
pub(crate) fn known() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Applies what is missing, all of it or nothing. Nodes that start at once wait for one another.
pub(crate) async fn run(pool: &AnyPool, engine: Engine) -> Result<()> {
    let failed =
        |error: sqlx::Error| StoreError::Open(format!("the schema cannot be brought up to date: {error}"));
    let mut tx = match engine {
        Engine::Sqlite => pool.begin_with("BEGIN IMMEDIATE").await,
        Engine::Postgres => pool.begin_with("BEGIN").await,
    }
    .map_err(failed)?;
    if engine == Engine::Postgres {
        tx.execute(LOCK).await.map_err(failed)?;
        tx.execute(EVERYWHERE).await.map_err(failed)?;
    }
    tx.execute("CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL)")
        .await
        .map_err(failed)?;
    let rows =
        tx.fetch_all("SELECT version, hash FROM schema_versions ORDER BY version").await.map_err(failed)?;
    let mut applied = Vec::new();
    for row in &rows {
        applied.push((row.try_get::<i64, _>("version")?, row.try_get::<String, _>("hash")?));
    }
    if let Some((found, _)) = applied.last().filter(|(found, _)| *found > known()) {
        return Err(StoreError::Newer { found: *found, known: known() });
    }
    let mut changed = false;
    for migration in MIGRATIONS {
        let mut digest = Sha256::new_with_prefix(migration.text.as_bytes());
        let wall = migration.wall(engine);
        digest.update(wall.unwrap_or_default().as_bytes());
        let hash = HEXLOWER.encode(&digest.finalize());
        match applied.iter().find(|(version, _)| *version == migration.version) {
            Some((_, found)) if *found == hash => {}
            Some(_) => {
                return Err(StoreError::Open(format!(
                    "the schema {} ({}) was applied with another text than this program has: it comes from a build that was never released",
                    migration.version, migration.name
                )));
            }
            None => {
                sqlx::raw_sql(migration.text).execute(&mut *tx).await.map_err(failed)?;
                if let Some(wall) = wall {
                    sqlx::raw_sql(wall).execute(&mut *tx).await.map_err(failed)?;
                }
                sqlx::query("INSERT INTO schema_versions (version, name, hash) VALUES ($1, $2, $3)")
                    .bind(migration.version)
                    .bind(migration.name)
                    .bind(hash)
                    .execute(&mut *tx)
                    .await
                    .map_err(failed)?;
                changed = true;
            }
        }
    }
    if changed { tx.commit().await.map_err(failed) } else { Ok(()) }
}
