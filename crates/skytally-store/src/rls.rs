//! The second wall between workspaces: row-level security on PostgreSQL.

use sqlx::{AnyPool, AssertSqlSafe};

use crate::cells::Cells;
use crate::error::Result;

/// The policy of every table that has a workspace: rows are seen and written only by a transaction that has said which
/// workspace it is in. A transaction that has said nothing sees nothing.
const POLICY: &str = "(workspace_id = current_setting('skytally.workspace', true) \
     OR current_setting('skytally.workspace', true) = '*')";

/// Puts the policy on every table that has a `workspace_id`, and tells whether it binds this user.
pub(crate) async fn raise(pool: &AnyPool) -> Result<bool> {
    let mut tx = pool.begin().await?;
    // Two nodes that start at once must not both make the policies.
    sqlx::query("SELECT pg_advisory_xact_lock(7305801)").execute(&mut *tx).await?;
    let tables = sqlx::query(
        "SELECT CAST(c.relname AS TEXT) AS name,
                CASE WHEN c.relrowsecurity AND c.relforcerowsecurity AND EXISTS
                    (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'workspace')
                THEN 1 ELSE 0 END AS done
         FROM pg_class c
         JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
         WHERE c.relkind = 'r' ORDER BY 1",
    )
    .fetch_all(&mut *tx)
    .await?;
    for row in &tables {
        let name = row.text("name")?;
        if sqlx::Row::try_get::<i32, _>(row, "done")? == 1 {
            continue;
        }
        for statement in [
            format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"),
            format!("ALTER TABLE {name} FORCE ROW LEVEL SECURITY"),
            format!("DROP POLICY IF EXISTS workspace ON {name}"),
            format!("CREATE POLICY workspace ON {name} USING {POLICY} WITH CHECK {POLICY}"),
        ] {
            sqlx::query(AssertSqlSafe(statement)).execute(&mut *tx).await?;
        }
    }
    let above = sqlx::query(
        "SELECT CASE WHEN rolsuper OR rolbypassrls THEN 1 ELSE 0 END AS above FROM pg_roles WHERE rolname = current_user",
    )
    .fetch_one(&mut *tx)
    .await?;
    let above: i32 = sqlx::Row::try_get(&above, "above")?;
    tx.commit().await?;
    Ok(above == 0)
}
