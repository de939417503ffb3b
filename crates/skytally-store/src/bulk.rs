//! Many rows in one statement: they travel as one JSON text, which both databases take apart.
//!
//! SQLite looks up each bound value among all of a statement, and the driver sends each by itself: so many rows would take
//! most of their time in being bound. The two databases say it with different words, which stand here.

use serde::Serialize;

use crate::cells::json_text;
use crate::db::{Engine, Tx, built};
use crate::error::Result;

/// Rows of one statement: their text stays below some megabytes.
const ROWS: usize = 4_000;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Text(&'static str),
    Int(&'static str),
}

impl Column {
    fn name(self) -> &'static str {
        match self {
            Self::Text(name) | Self::Int(name) => name,
        }
    }
}

impl Tx<'_> {
    /// Inserts rows, each a tuple with a member for each column. `conflict` is an `ON CONFLICT` clause, or empty.
    pub(crate) async fn insert_all<R: Serialize>(
        &mut self,
        table: &'static str,
        columns: &[Column],
        conflict: &'static str,
        rows: &[R],
    ) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
        let cells: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(at, column)| match (self.engine, column) {
                (Engine::Sqlite, _) => format!("json_extract(value, '$[{at}]')"),
                (Engine::Postgres, Column::Text(_)) => format!("value ->> {at}"),
                (Engine::Postgres, Column::Int(_)) => format!("CAST(value ->> {at} AS BIGINT)"),
            })
            .collect();
        let from = match self.engine {
            Engine::Sqlite => "json_each($1)",
            Engine::Postgres => "json_array_elements(CAST($1 AS JSON)) AS value",
        };
        // Without a condition SQLite would take the clause for one of a join.
        let text = format!(
            "INSERT INTO {table} ({}) SELECT {} FROM {from} WHERE 1 = 1 {conflict}",
            names.join(", "),
            cells.join(", ")
        );
        for chunk in rows.chunks(ROWS) {
            self.run(built(text.clone()).bind(json_text(&chunk)?)).await?;
        }
        Ok(())
    }

    /// Deletes rows by a number, within a workspace.
    pub(crate) async fn delete_numbers(
        &mut self,
        table: &'static str,
        column: &'static str,
        workspace: &str,
        numbers: &[i64],
    ) -> Result<()> {
        let list = match self.engine {
            Engine::Sqlite => "SELECT value FROM json_each($2)",
            Engine::Postgres => {
                "SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($2 AS JSON)) AS value"
            }
        };
        let text = format!("DELETE FROM {table} WHERE workspace_id = $1 AND {column} IN ({list})");
        for chunk in numbers.chunks(ROWS) {
            self.run(built(text.clone()).bind(workspace.to_owned()).bind(json_text(&chunk)?)).await?;
        }
        Ok(())
    }

    /// Reads rows by a number, within a workspace: `columns` of `table`, in the order of `order`.
    pub(crate) async fn by_numbers(
        &mut self,
        select: &'static str,
        column: &'static str,
        order: &'static str,
        workspace: &str,
        numbers: &[i64],
    ) -> Result<Vec<sqlx::any::AnyRow>> {
        let list = match self.engine {
            Engine::Sqlite => "SELECT value FROM json_each($2)",
            Engine::Postgres => {
                "SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($2 AS JSON)) AS value"
            }
        };
        let text = format!("{select} WHERE workspace_id = $1 AND {column} IN ({list}) {order}");
        let mut rows = Vec::new();
        for chunk in numbers.chunks(ROWS) {
            rows.extend(
                self.all(built(text.clone()).bind(workspace.to_owned()).bind(json_text(&chunk)?)).await?,
            );
        }
        Ok(rows)
    }
}
