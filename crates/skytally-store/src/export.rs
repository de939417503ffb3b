//! Everything of a workspace, row by row. What opens a door stays inside: tokens, hashes, sealed secrets.

use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{Column, Row, TypeInfo, ValueRef};

use crate::builder::{self, Builder};
use crate::db::Tx;
use crate::error::Result;
use crate::runs::PENDING;
use crate::scope::WorkspaceScope;

/// A table with a workspace.
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// What, with the workspace, names a row.
    pub(crate) key: &'static [&'static str],
    /// Columns that are not given away.
    pub(crate) kept_back: &'static [&'static str],
}

const fn table(
    name: &'static str,
    key: &'static [&'static str],
    kept_back: &'static [&'static str],
) -> Table {
    Table { name, key, kept_back }
}

/// Every table with a workspace. A test compares this list with the schema.
pub(crate) const TABLES: &[Table] = &[
    table("workspaces", &[], &[]),
    table("stamps", &[], &[]),
    table("members", &["user_id"], &[]),
    table("invitations", &["id"], &["hash"]),
    table("link_offers", &["external_id"], &["external_id"]),
    table("accounts", &["id"], &["sealed", "external_id", "holder", "fence", "held_until_ms"]),
    table("runs", &["id"], &[]),
    table("documents", &["account_id", "kind", "region", "id", "from_gen"], &["search"]),
    table("check_outcomes", &["account_id", "check_id", "variant"], &[]),
    table("findings", &["id"], &["search"]),
    table("finding_events", &["finding_id", "id"], &[]),
    table("ledger_books", &[], &[]),
    table("ledger_accounts", &["no"], &[]),
    table("ledger_entries", &["no"], &[]),
    table("ledger_writes", &["key"], &[]),
    table("ledger_closings", &["id"], &[]),
    table("ledger_transactions", &["no"], &["search", "search_id"]),
    table("ledger_postings", &["transaction_no", "line"], &[]),
    table("ledger_months", &["account_no", "currency", "month"], &[]),
    table("ledger_years", &["account_no", "currency", "year"], &[]),
    table("ledger_imports", &["id"], &[]),
    table("ledger_import_lines", &["import_id", "line"], &[]),
    table("ledger_import_answers", &["account_no", "fingerprint"], &[]),
    table("ledger_items", &["kind", "id"], &[]),
    table("ledger_receipts", &["id"], &["holder", "fence", "held_until_ms"]),
    table("audit", &["seq"], &[]),
    table("audit_heads", &[], &[]),
    table("changes", &["id"], &[]),
];

/// Rows that are read at a time.
const ROWS: i64 = 500;

pub(crate) async fn rows(
    tx: &mut Tx<'_>,
    scope: &WorkspaceScope,
    take: &tokio::sync::mpsc::Sender<(&'static str, Value)>,
) -> Result<()> {
    for table in TABLES {
        let mut last: Option<AnyRow> = None;
        loop {
            let page = tx.all(page(table, scope, last.as_ref())?.query()).await?;
            for row in &page {
                if take.send((table.name, object(row, table.kept_back)?)).await.is_err() {
                    return Ok(());
                }
            }
            let full = page.len() >= usize::try_from(ROWS).unwrap_or_default();
            last = page.into_iter().next_back();
            if !full || table.key.is_empty() {
                break;
            }
        }
    }
    Ok(())
}

/// The rows that follow one.
fn page(table: &Table, scope: &WorkspaceScope, last: Option<&AnyRow>) -> Result<Builder> {
    let mut query = Builder::new("SELECT * FROM ");
    query.push(table.name).push(" WHERE workspace_id = ").bind(scope.workspace_key());
    if table.name == "documents" {
        // What a run has staged is true only once it is published.
        query.push(" AND to_gen <> ").bind(PENDING);
    }
    if let Some(last) = last {
        query.push(" AND (");
        query.names(table.key);
        let place = table.key.iter().map(|column| cell(last, column)).collect::<Result<Vec<_>>>()?;
        query.push(") > ").list(place);
    }
    if !table.key.is_empty() {
        query.push(" ORDER BY ").names(table.key);
    }
    query.push(" LIMIT ").bind(ROWS);
    Ok(query)
}

fn cell(row: &AnyRow, column: &str) -> Result<builder::Value> {
    Ok(if row.try_get_raw(column)?.type_info().name() == "TEXT" {
        row.try_get::<String, _>(column)?.into()
    } else {
        row.try_get::<i64, _>(column)?.into()
    })
}

fn object(row: &AnyRow, kept_back: &[&str]) -> Result<Value> {
    let mut object = Map::new();
    for column in row.columns() {
        let name = column.name();
        if kept_back.contains(&name) {
            continue;
        }
        let raw = row.try_get_raw(column.ordinal())?;
        let value = if raw.is_null() {
            Value::Null
        } else if raw.type_info().name() == "TEXT" {
            Value::from(row.try_get::<String, _>(column.ordinal())?)
        } else {
            Value::from(row.try_get::<i64, _>(column.ordinal())?)
        };
        object.insert(name.to_owned(), value);
    }
    Ok(Value::Object(object))
}
