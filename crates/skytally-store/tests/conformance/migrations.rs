//! A database of the first released schema comes up to date with all that is in it.

use std::fmt::Write as _;

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};
use skytally_store::{FindingState, Place, ResourceFilter, Store, WorkspaceScope};
use skytally_testkit::{Database, Postgres};
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, Row};

use crate::world::{DAY, HOUR, World, at, by, collect, document, document_key, finding, lease};

on_both!(what_was_released_comes_up_to_date_with_all_that_is_in_it);

const FOUNDATION: &str = include_str!("../../migrations/0001_foundation.sql");

/// An empty database of the first schema, with its walls.
async fn released(world: &World) -> (Place, AnyPool, Option<Database>) {
    let (place, url, database) = if world.is_postgres() {
        let database = tokio::task::spawn_blocking(|| Postgres::shared().database()).await.unwrap();
        (
            Place::Url(database.url()),
            format!("{}?options[skytally.workspace]=*", database.url()),
            Some(database),
        )
    } else {
        let file = world.beside("released.db");
        let mut url = "sqlite://".to_owned();
        for byte in file.to_str().unwrap().bytes() {
            url.push_str(&if byte == b'/' { "/".to_owned() } else { format!("%{byte:02X}") });
        }
        (Place::File(file), format!("{url}?mode=rwc"), None)
    };
    let raw = AnyPoolOptions::new().max_connections(1).connect(&url).await.unwrap();
    sqlx::raw_sql(FOUNDATION).execute(&raw).await.unwrap();
    let hash = HEXLOWER.encode(&Sha256::digest(FOUNDATION.as_bytes()));
    let mut text =
        "CREATE TABLE schema_versions (version BIGINT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL);
         DELETE FROM audit_heads;"
            .to_owned();
    write!(text, "INSERT INTO schema_versions VALUES (1, 'foundation', '{hash}');").unwrap();
    if world.is_postgres() {
        for table in ["documents", "findings", "finding_events", "runs", "accounts", "workspaces"] {
            let rule = "(workspace_id = current_setting('skytally.workspace', true)
                 OR current_setting('skytally.workspace', true) = '*')";
            write!(
                text,
                "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
                 CREATE POLICY workspace ON {table} USING {rule} WITH CHECK {rule};"
            )
            .unwrap();
        }
    }
    sqlx::raw_sql(sqlx::AssertSqlSafe(text)).execute(&raw).await.unwrap();
    (place, raw, database)
}

/// Puts the rows of a database of today into one of the first schema: the columns that it had.
async fn fill(world: &World, raw: &AnyPool) {
    let columns = if world.is_postgres() {
        "SELECT CAST(table_name AS TEXT) AS t, CAST(column_name AS TEXT) AS c FROM information_schema.columns
         WHERE table_schema = 'public' ORDER BY 1, ordinal_position"
    } else {
        "SELECT m.name AS t, p.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) p
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY 1, p.cid"
    };
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    for row in sqlx::query(columns).fetch_all(raw).await.unwrap() {
        let (table, column): (String, String) = (row.get("t"), row.get("c"));
        match tables.last_mut() {
            Some((last, columns)) if *last == table => columns.push(column),
            _ => tables.push((table, vec![column])),
        }
    }
    // What others refer to comes first.
    tables.sort_by_key(|(table, _)| !["users", "workspaces"].contains(&table.as_str()));
    for (table, columns) in tables.iter().filter(|(table, _)| table != "schema_versions") {
        for row in world.rows(table).await {
            let values: Vec<String> = columns
                .iter()
                .map(|column| match &row[column] {
                    Value::String(text) => format!("'{}'", text.replace('\'', "''")),
                    other => other.to_string(),
                })
                .collect();
            let insert =
                format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), values.join(", "));
            sqlx::raw_sql(sqlx::AssertSqlSafe(insert)).execute(raw).await.unwrap();
        }
    }
}

/// What the views of history say.
async fn told(store: &Store, scope: &WorkspaceScope) -> impl PartialEq + std::fmt::Debug {
    let (mut turns, mut open) = store.finding_turns(scope, 0).await.unwrap();
    turns.sort_by_key(|turn| (turn.day, turn.was, turn.is));
    open.sort();
    let changes = store.resource_changes(scope, &ResourceFilter::default(), None, 1_000).await.unwrap();
    (turns, open, changes, store.news(scope, at(4 * HOUR)).await.unwrap())
}

async fn what_was_released_comes_up_to_date_with_all_that_is_in_it(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let account = world.link(&scope, 0).await.id;
    collect(store, 0, &["v1", "v2", "v3"].map(|id| document(id, "a")), |end| {
        end.findings = ["v1", "v2", "v3"].map(|id| finding(id, FindingState::Open, "opened")).to_vec();
        end.findings.push(finding("v4", FindingState::Unknown, "unknown"));
    })
    .await;
    collect(store, HOUR, &[document("v2", "it's other"), document("v5", "a")], |end| {
        end.closed = vec![document_key("v1")];
        // It was never known to fail: to be told well is no end of a failure.
        let mut well = finding("v4", FindingState::Resolved, "resolved");
        (well.was, well.facts.message) = (None, "it can be told, and is as it should be".to_owned());
        end.findings = vec![finding("v1", FindingState::Resolved, "resolved"), well];
    })
    .await;
    collect(store, 2 * HOUR, &[document("v1", "again")], |end| {
        end.closed = vec![document_key("v3")];
        end.findings =
            vec![finding("v1", FindingState::Open, "reopened"), finding("v2", FindingState::Open, "changed")];
    })
    .await;
    // A run goes on while the program is replaced.
    let held = lease(store, "n", 3 * HOUR).await;
    store.begin_run(&held, skytally_store::Trigger::Schedule, at(3 * HOUR)).await.unwrap();
    store
        .stage_documents(&held, at(3 * HOUR), &[document("v2", "staged"), document("v9", "a")])
        .await
        .unwrap();
    let before = told(store, &scope).await;

    let (place, raw, _database) = released(&world).await;
    fill(&world, &raw).await;
    raw.close().await;
    let upgraded = Store::open(&place, 4).await.unwrap();
    let anew = upgraded.enter(anna.id, scope.workspace()).await.unwrap().unwrap();
    let after = told(&upgraded, &anew).await;
    assert_eq!(format!("{after:?}"), format!("{before:?}"));
    assert!(format!("{after:?}").contains("Gone"), "{after:?}");
    assert!(upgraded.is_walled() == world.is_postgres());
    // What passed was not written down in those days: the account is not taken for well.
    let posture = upgraded.posture(&anew, &[account], at(4 * HOUR)).await.unwrap();
    assert_eq!((posture.evaluated, posture.not_yet, posture.totals.len()), (0, 1, 0));
    // It goes on from there, and opens as it is from now on.
    assert_eq!(upgraded.history_since(&anew).await.unwrap(), store.history_since(&scope).await.unwrap());
    collect(&upgraded, DAY, &[document("v2", "newest")], |_| {}).await;
    assert_eq!(upgraded.posture(&anew, &[], at(DAY)).await.unwrap().evaluated, 1);
    upgraded.rename_user(&by(&anna, DAY), anna.id, "still here").await.unwrap();
    upgraded.close().await;
    let again = Store::open(&place, 4).await.unwrap();
    assert_eq!(again.user(anna.id).await.unwrap().unwrap().name, "still here");
    again.close().await;
}
