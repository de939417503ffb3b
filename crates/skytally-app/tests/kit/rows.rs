//! Eyes that see every row of the database, past the store.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::{AssertSqlSafe, Column as _, Row as _, TypeInfo as _, ValueRef as _};

use super::World;

impl World {
    /// All rows of a query, as JSON.
    pub(crate) async fn query(&self, query: &str) -> Vec<Value> {
        sqlx::any::install_default_drivers();
        let url = match &self.database {
            Some(database) => format!("{}?options[skytally.workspace]=*", database.url()),
            None => format!("sqlite://{}", self.folder.join("skytally.db").display()),
        };
        let pool = AnyPoolOptions::new().max_connections(1).connect(&url).await.unwrap();
        let rows = sqlx::query(AssertSqlSafe(query.to_owned())).fetch_all(&pool).await.unwrap();
        let rows = rows.iter().map(object).collect();
        pool.close().await;
        rows
    }

    /// The one number of a query.
    pub(crate) async fn number_of(&self, query: &str) -> i64 {
        let rows = self.query(query).await;
        rows[0].as_object().unwrap().values().next().unwrap().as_i64().unwrap()
    }

    /// All rows of all tables.
    pub(crate) async fn dump(&self) -> BTreeMap<String, Vec<Value>> {
        let names = match &self.database {
            Some(_) => {
                "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables WHERE table_schema = 'public'"
            }
            None => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'ledger_search%'"
            }
        };
        let mut dump = BTreeMap::new();
        for name in self.query(names).await {
            let name = name["name"].as_str().unwrap().to_owned();
            let rows = self.query(&format!("SELECT * FROM {name}")).await;
            dump.insert(name, rows);
        }
        assert!(dump.len() > 20, "{:?}", dump.keys());
        dump
    }
}

fn object(row: &AnyRow) -> Value {
    let mut object = Map::new();
    for column in row.columns() {
        let raw = row.try_get_raw(column.ordinal()).unwrap();
        let value = if raw.is_null() {
            Value::Null
        } else if raw.type_info().name() == "TEXT" {
            row.get::<String, _>(column.ordinal()).into()
        } else {
            row.get::<i64, _>(column.ordinal()).into()
        };
        object.insert(column.name().to_owned(), value);
    }
    Value::Object(object)
}
