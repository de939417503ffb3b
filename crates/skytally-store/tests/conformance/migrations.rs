//! A database of the schema that was released first is brought up to date with all that is in it.

use std::path::PathBuf;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use skytally_model::{UserId, WorkspaceId};
use skytally_store::{Place, Store, WorkspaceChange};
use skytally_testkit::Postgres;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyPoolOptions;

use crate::world::{by_id, folder};

const FIRST: &str = include_str!("../../migrations/0001_foundation.sql");
const USER: &str = "01939f2e-7c1a-7b3e-9d00-000000000001";
const WORKSPACE: &str = "01939f2e-7c1a-7b3e-9d00-000000000002";
const ACCOUNT: &str = "01939f2e-7c1a-7b3e-9d00-000000000003";

/// Makes a database as the first release left it: an owner, a workspace, a cloud account.
async fn old(url: &str) {
    sqlx::any::install_default_drivers();
    let pool = AnyPoolOptions::new().max_connections(1).connect(url).await.unwrap();
    sqlx::raw_sql(FIRST).execute(&pool).await.unwrap();
    let hash = HEXLOWER.encode(&Sha256::digest(FIRST.as_bytes()));
    let zeros = "0".repeat(64);
    for statement in [
        "CREATE TABLE schema_versions (version BIGINT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL)".to_owned(),
        format!("INSERT INTO schema_versions VALUES (1, 'foundation', '{hash}')"),
        format!(
            "INSERT INTO users (id, email, email_typed, name, created_ms) VALUES ('{USER}', 'a@b.c', 'a@b.c', 'Ann', 1)"
        ),
        format!(
            "INSERT INTO workspaces (workspace_id, name, retention_days, created_ms) VALUES ('{WORKSPACE}', 'Old', 90, 1)"
        ),
        format!("INSERT INTO stamps VALUES ('{WORKSPACE}', 7)"),
        format!("INSERT INTO audit_heads VALUES ('{WORKSPACE}', 0, '{zeros}')"),
        format!("INSERT INTO members VALUES ('{WORKSPACE}', '{USER}', 'owner', 1)"),
        format!(
            "INSERT INTO accounts (workspace_id, id, aws_account, aws_partition, name, access, key_id, trust,
                 every_minutes, regions, services, thresholds, created_ms, due_ms)
             VALUES ('{WORKSPACE}', '{ACCOUNT}', '123456789012', 'aws', 'One', 'key', 'AKIA', '{{}}', 15, '[]', '[]', '{{}}', 1, 1)"
        ),
    ] {
        sqlx::query(AssertSqlSafe(statement)).execute(&pool).await.unwrap();
    }
    pool.close().await;
}

async fn is_brought_up_to_date(place: Place) {
    let store = Store::open(&place, 2).await.unwrap();
    let (user, workspace): (UserId, WorkspaceId) = (USER.parse().unwrap(), WORKSPACE.parse().unwrap());
    let scope = store.enter(user, workspace).await.unwrap().unwrap();
    let found = store.workspace(&scope).await.unwrap();
    assert_eq!((found.name.as_str(), found.retention_days, found.version), ("Old", 90, 1));
    assert!(found.thresholds.is_empty());
    let now = jiff::Timestamp::now();
    let accounts = store.accounts(&scope, now).await.unwrap();
    assert_eq!((accounts.len(), accounts[0].name.as_str()), (1, "One"));
    // And it takes what the new schema has.
    let thresholds = [("ec2.age".to_owned(), serde_json::json!({ "days": 3 }))].into_iter().collect();
    let change = WorkspaceChange { thresholds: Some(&thresholds), ..WorkspaceChange::default() };
    let changed = store.change_workspace(&scope, &by_id(user, now), &change, Some(1)).await.unwrap();
    assert_eq!(changed.thresholds, thresholds);
    store.close().await;
    // A second start changes nothing.
    let store = Store::open(&place, 2).await.unwrap();
    assert_eq!(store.workspace(&scope).await.unwrap(), changed);
    store.close().await;
}

#[tokio::test]
async fn an_old_database_is_brought_up_to_date_on_sqlite() {
    let folder: PathBuf = folder();
    let file = folder.join("old.db");
    let shown = file.display().to_string().replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    old(&format!("sqlite://{shown}?mode=rwc")).await;
    is_brought_up_to_date(Place::File(file)).await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_database_is_brought_up_to_date_on_postgresql() {
    if !Postgres::there() {
        return;
    }
    let database = tokio::task::spawn_blocking(|| Postgres::shared().database()).await.unwrap();
    old(&database.url()).await;
    is_brought_up_to_date(Place::Url(database.url())).await;
}
