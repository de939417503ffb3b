//! A database of the first released schema is brought up to date with all that is in it.

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};
use skytally_model::LinkId;
use skytally_store::{
    DocumentFilter, DocumentOrder, DocumentSort, FindingFilter, FindingState, GroupBy, Place, Store,
};
use skytally_testkit::Postgres;
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, AssertSqlSafe, Executor};

use crate::world::{World, at, collect, document, finding, folder};

const RELEASED: &str = include_str!("../../migrations/0001_foundation.sql");

/// Makes a database as the first release left it, with these rows in it.
async fn released(url: &str, rows: &std::collections::BTreeMap<String, Vec<Value>>, is_postgres: bool) {
    let pool = AnyPoolOptions::new().max_connections(1).connect(url).await.unwrap();
    pool.execute(
        "CREATE TABLE schema_versions (version BIGINT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL)",
    )
    .await
    .unwrap();
    sqlx::raw_sql(RELEASED).execute(&pool).await.unwrap();
    let hash = HEXLOWER.encode(&Sha256::digest(RELEASED.as_bytes()));
    pool.execute(AssertSqlSafe(format!("INSERT INTO schema_versions VALUES (1, 'foundation', '{hash}')")))
        .await
        .unwrap();
    let mut left = rows.iter().filter(|(table, _)| *table != "schema_versions").collect::<Vec<_>>();
    // Tables refer to one another: what cannot be written yet is tried again behind the others.
    for _ in 0..left.len() {
        let mut later = Vec::new();
        for (table, rows) in left {
            if !fill(&pool, table, rows, is_postgres).await {
                later.push((table, rows));
            }
        }
        left = later;
    }
    assert!(left.is_empty(), "{:?}", left.iter().map(|(table, _)| table).collect::<Vec<_>>());
    pool.close().await;
}

/// Writes the rows of a table, as far as the released schema has their columns.
async fn fill(pool: &AnyPool, table: &str, rows: &[Value], is_postgres: bool) -> bool {
    let query = if is_postgres {
        format!(
            "SELECT CAST(column_name AS TEXT) AS name FROM information_schema.columns WHERE table_name = '{table}'"
        )
    } else {
        format!("SELECT name FROM pragma_table_info('{table}')")
    };
    let columns: Vec<String> = sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(pool).await.unwrap();
    let quoted = |value: &Value| match value {
        Value::String(text) => format!("'{}'", text.replace('\'', "''")),
        value => value.to_string(),
    };
    let mut tx = pool.begin().await.unwrap();
    // Heads of the installation are made with the schema.
    if !columns.is_empty() {
        tx.execute(AssertSqlSafe(format!("DELETE FROM {table}"))).await.unwrap();
    }
    for row in rows.iter().filter(|_| !columns.is_empty()) {
        let (names, values): (Vec<&str>, Vec<String>) = columns
            .iter()
            .filter_map(|name| row.get(name).map(|value| (name.as_str(), quoted(value))))
            .unzip();
        let insert = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "));
        if tx.execute(AssertSqlSafe(insert)).await.is_err() {
            return false;
        }
    }
    tx.commit().await.unwrap();
    true
}

async fn comes_up_to_date(world: World, place: Place, url: String) {
    let (anna, scope) = world.client("anna").await;
    let account = world.link(&scope, 0).await.id;
    let documents: Vec<_> = (0..40).map(|n| document(&format!("v{n:02}"), "it's \"so\"")).collect();
    collect(&world.store, 0, &documents, |end| {
        end.findings = (0..40).map(|n| finding(&format!("v{n:02}"), FindingState::Open, "opened")).collect();
    })
    .await;
    released(&url, &world.dump().await, world.is_postgres()).await;
    let store = Store::open(&place, 3).await.unwrap();
    let scope = store.enter(anna.id, scope.workspace()).await.unwrap().unwrap();
    reads_all(&store, &scope, account).await;
    store.close().await;
    // A second start finds nothing to do.
    let store = Store::open(&place, 3).await.unwrap();
    reads_all(&store, &scope, account).await;
    for report in store.verify_audit().await.unwrap() {
        assert_eq!(report.broken, None, "{report:?}");
    }
    store.close().await;
}

async fn reads_all(store: &Store, scope: &skytally_store::WorkspaceScope, account: LinkId) {
    let every = DocumentFilter::default();
    for sort in [DocumentSort::Kind, DocumentSort::Name, DocumentSort::Since] {
        let order = DocumentOrder { sort, descending: false };
        let ids: Vec<String> = store
            .documents(scope, &every, order, None, 99)
            .await
            .unwrap()
            .into_iter()
            .map(|d| d.id)
            .collect();
        assert_eq!(ids, (0..40).map(|n| format!("v{n:02}")).collect::<Vec<_>>());
    }
    assert_eq!(store.documents_named(scope, account, &["v07", "v99"]).await.unwrap().len(), 1);
    let groups = store
        .finding_groups(scope, GroupBy::Account, &FindingFilter::default(), None, 9, at(0))
        .await
        .unwrap();
    assert_eq!(groups.iter().map(|group| group.count).collect::<Vec<_>>(), [40]);
}

#[tokio::test]
async fn on_sqlite() {
    let folder = folder();
    let file = folder.join("released.db");
    let mut url = "sqlite://".to_owned();
    for byte in file.to_str().unwrap().bytes() {
        url.push_str(&if byte == b'/' { "/".to_owned() } else { format!("%{byte:02X}") });
    }
    std::fs::write(&file, b"").unwrap();
    comes_up_to_date(World::sqlite().await, Place::File(file), url).await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn on_postgresql() {
    let Some(world) = World::postgres().await else { return };
    let database = tokio::task::spawn_blocking(|| Postgres::shared().database()).await.unwrap();
    let url = database.url();
    comes_up_to_date(world, Place::Url(url.clone()), url).await;
}
