//! Many rows in one statement: they travel as one text, which both databases take apart, or put together.
//!
//! SQLite looks up each bound value among all of a statement, and the driver sends each by itself: so many rows would take
//! most of their time in being bound. What is read comes to us row by row from another thread, each value in memory of its own:
//! so many rows would take most of their time in being handed over. The two databases say it with different words, which stand
//! here.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Any;
use sqlx::any::AnyArguments;
use sqlx::query::Query;

use crate::cells::{Cells, json_text};
use crate::db::{Engine, Tx, built};
use crate::error::{Result, StoreError};

/// Rows of one statement: their text, of which driver and database make copies of their own, stays below a megabyte or two.
const ROWS: usize = 1_000;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Text(&'static str),
    Int(&'static str),
    /// The same in all rows, as SQL: the rows have no member for it.
    Same(&'static str, &'static str),
}

impl Column {
    fn name(self) -> &'static str {
        match self {
            Self::Text(name) | Self::Int(name) | Self::Same(name, _) => name,
        }
    }
}

/// Rows of a text each, in their order.
pub(crate) struct Lines {
    text: String,
    count: usize,
}

impl Lines {
    /// The rows. A row whose text has several lines is told: no text that is read so has any.
    pub(crate) fn rows(&self) -> Result<impl Iterator<Item = &str>> {
        Ok(self.whole()?.split('\n').take(self.count))
    }

    /// The last row.
    pub(crate) fn last(&self) -> Option<&str> {
        self.text.rsplit('\n').next().filter(|_| self.count > 0)
    }

    /// All of them, with a line's end between.
    pub(crate) fn whole(&self) -> Result<&str> {
        let lines = if self.count == 0 {
            0
        } else {
            self.text.as_bytes().iter().filter(|byte| **byte == b'\n').count() + 1
        };
        if lines != self.count {
            return Err(StoreError::Corrupt {
                column: "lines".to_owned(),
                reason: format!("{} rows have {lines} lines", self.count),
            });
        }
        Ok(&self.text)
    }
}

/// The question for rows, whose answer is one row with one JSON text. `columns` are those that `rows` names.
pub(crate) fn packed(engine: Engine, columns: &str, rows: &str) -> String {
    match engine {
        Engine::Sqlite => {
            format!("SELECT json_group_array(json_array({columns})) AS packed FROM ({rows}) AS rows")
        }
        Engine::Postgres => {
            format!(
                "SELECT CAST(json_agg(json_build_array({columns})) AS TEXT) AS packed FROM ({rows}) AS rows"
            )
        }
    }
}

impl Tx<'_> {
    /// As [`packed`].
    pub(crate) fn packed(&self, columns: &str, rows: &str) -> String {
        packed(self.engine, columns, rows)
    }

    /// The rows of a question that was [`packed`], each a tuple with a member for each column.
    pub(crate) async fn unpacked<R: DeserializeOwned>(
        &mut self,
        query: Query<'_, Any, AnyArguments>,
    ) -> Result<Vec<R>> {
        let row = self.maybe(query).await?;
        let text = row.map(|row| row.maybe_text("packed")).transpose()?.flatten();
        let Some(text) = text else { return Ok(Vec::new()) };
        serde_json::from_str(&text)
            .map_err(|error| StoreError::Corrupt { column: "packed".to_owned(), reason: error.to_string() })
    }

    /// The rows of a question for one text, `line`, each.
    pub(crate) async fn lines(
        &mut self,
        rows: &str,
        bind: impl FnOnce(Query<'static, Any, AnyArguments>) -> Query<'static, Any, AnyArguments>,
    ) -> Result<Lines> {
        let text = format!("SELECT COUNT(*) AS n, string_agg(line, '\n') AS lines FROM ({rows}) AS rows");
        let row = self.maybe(bind(built(text))).await?;
        let Some(row) = row else { return Ok(Lines { text: String::new(), count: 0 }) };
        let count = usize::try_from(row.int("n")?).unwrap_or_default();
        Ok(Lines { text: row.maybe_text("lines")?.unwrap_or_default(), count })
    }

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
        let cells = self.cells(columns);
        let from = self.elements("$1");
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

    /// The rows that travel in a bound JSON text, each as `value`.
    fn elements(&self, bound: &'static str) -> String {
        match self.engine {
            // Each row stays in SQLite's own form: as a text it would be written and read again for each of its cells.
            Engine::Sqlite => format!("jsonb_each({bound})"),
            Engine::Postgres => format!("json_array_elements(CAST({bound} AS JSON)) AS value"),
        }
    }

    /// The cells of `value`, in their order.
    fn cells(&self, columns: &[Column]) -> Vec<String> {
        let mut at = 0;
        let cells = columns.iter().map(|column| {
            let cell = match (self.engine, column) {
                (_, Column::Same(_, value)) => return (*value).to_owned(),
                (Engine::Sqlite, _) => format!("json_extract(value, '$[{at}]')"),
                (Engine::Postgres, Column::Text(_)) => format!("value ->> {at}"),
                (Engine::Postgres, Column::Int(_)) => format!("CAST(value ->> {at} AS BIGINT)"),
            };
            at += 1;
            cell
        });
        cells.collect()
    }

    /// Reads rows by their keys, each a tuple with a member for each column of `named`, within a workspace.
    pub(crate) async fn by_keys<R: DeserializeOwned, K: Serialize>(
        &mut self,
        table: &'static str,
        columns: &str,
        named: &[Column],
        workspace: &str,
        keys: &[K],
    ) -> Result<Vec<R>> {
        let on: Vec<String> = named
            .iter()
            .zip(self.cells(named))
            .map(|(column, cell)| format!("rows_of.{} = {cell}", column.name()))
            .collect();
        // CROSS JOIN keeps SQLite's order of tables: key by key, whatever it knows of the table.
        let text = self.packed(
            columns,
            &format!(
                "SELECT {columns} FROM {} CROSS JOIN {table} rows_of WHERE rows_of.workspace_id = $2 AND {}",
                self.elements("$1"),
                on.join(" AND ")
            ),
        );
        let mut rows = Vec::with_capacity(keys.len());
        for chunk in keys.chunks(ROWS) {
            let query = built(text.clone()).bind(json_text(&chunk)?).bind(workspace.to_owned());
            rows.extend(self.unpacked::<R>(query).await?);
        }
        Ok(rows)
    }

    /// Deletes rows by their keys, within a workspace.
    pub(crate) async fn delete_keys<K: Serialize>(
        &mut self,
        table: &'static str,
        named: &[Column],
        workspace: &str,
        keys: &[K],
    ) -> Result<()> {
        let names: Vec<&str> = named.iter().map(|column| column.name()).collect();
        let text = format!(
            "DELETE FROM {table} WHERE workspace_id = $2 AND ({}) IN (SELECT {} FROM {})",
            names.join(", "),
            self.cells(named).join(", "),
            self.elements("$1")
        );
        for chunk in keys.chunks(ROWS) {
            self.run(built(text.clone()).bind(json_text(&chunk)?).bind(workspace.to_owned())).await?;
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
        let list = self.numbers();
        let text = format!("DELETE FROM {table} WHERE workspace_id = $1 AND {column} IN ({list})");
        for chunk in numbers.chunks(ROWS) {
            self.run(built(text.clone()).bind(workspace.to_owned()).bind(json_text(&chunk)?)).await?;
        }
        Ok(())
    }

    fn numbers(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "SELECT value FROM json_each($2)",
            Engine::Postgres => {
                "SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($2 AS JSON)) AS value"
            }
        }
    }

    /// Reads rows by a number, within a workspace: `columns` of what is selected, in the order of `order`.
    pub(crate) async fn by_numbers<R: DeserializeOwned>(
        &mut self,
        columns: &'static str,
        select: &'static str,
        column: &'static str,
        order: &'static str,
        workspace: &str,
        numbers: &[i64],
    ) -> Result<Vec<R>> {
        let list = self.numbers();
        let text = self
            .packed(columns, &format!("{select} WHERE workspace_id = $1 AND {column} IN ({list}) {order}"));
        let mut rows = Vec::with_capacity(numbers.len());
        for chunk in numbers.chunks(ROWS) {
            let query = built(text.clone()).bind(workspace.to_owned()).bind(json_text(&chunk)?);
            rows.extend(self.unpacked::<R>(query).await?);
        }
        Ok(rows)
    }

    /// The same for one text, `line`, each.
    pub(crate) async fn lines_by_numbers(
        &mut self,
        select: &'static str,
        column: &'static str,
        order: &'static str,
        workspace: &str,
        numbers: &[i64],
    ) -> Result<Vec<Lines>> {
        let list = self.numbers();
        let rows = format!("{select} WHERE workspace_id = $1 AND {column} IN ({list}) {order}");
        let mut found = Vec::new();
        for chunk in numbers.chunks(ROWS) {
            let chunk = json_text(&chunk)?;
            found.push(self.lines(&rows, |query| query.bind(workspace.to_owned()).bind(chunk)).await?);
        }
        Ok(found)
    }
}
