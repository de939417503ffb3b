//! PostgreSQL's second wall: row-level security, seen from outside of the store.

use skytally_store::{Place, Store};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Row};

use crate::world::{World, at, collect, document, finding, origin};

/// Puts something of everything into a workspace.
async fn filled(world: &World, name: &str, ms: i64) -> skytally_store::WorkspaceScope {
    let (owner, scope) = world.client(name).await;
    let store = &world.store;
    let invited = format!("{name}-invited@example.com");
    let mail = crate::world::letter(name);
    let role = skytally_model::Role::Viewer;
    store
        .invite(&scope, &origin(0), owner.id, &invited, role, name, at(crate::world::DAY), &mail)
        .await
        .unwrap();
    store.offer_link(&scope, &origin(0), name, at(crate::world::DAY)).await.unwrap();
    world.link(&scope, ms).await;
    collect(store, ms, &[document("v1", "a")], |end| {
        end.findings = vec![finding("v1", skytally_store::FindingState::Open, "opened")];
    })
    .await;
    crate::ledger_filled::fill_books(world, &owner, &scope, name).await;
    scope
}

#[tokio::test]
async fn a_forgotten_condition_shows_nothing_of_another_workspace() {
    let Some(world) = World::postgres().await else { return };
    assert!(world.store.is_walled());
    let mine = filled(&world, "mine", 0).await.workspace().to_string();
    let theirs = filled(&world, "theirs", 1).await.workspace().to_string();
    let url = world.database.as_ref().unwrap().url();
    let mut connection = url.parse::<PgConnectOptions>().unwrap().connect().await.unwrap();
    let tables: Vec<String> = world
        .schema()
        .await
        .into_iter()
        .filter(|(_, columns)| columns.iter().any(|column| column == "workspace_id"))
        .map(|(table, _)| table)
        .collect();
    assert!(tables.len() >= 13, "{tables:?}");
    for table in &tables {
        let count =
            |condition: &str| sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table} WHERE {condition}"));
        // Said nothing, it sees nothing.
        let seen: i64 = sqlx::query(count("true")).fetch_one(&mut connection).await.unwrap().get(0);
        assert_eq!(seen, 0, "{table}");
        let mut tx = connection.begin().await.unwrap();
        sqlx::query("SELECT set_config('skytally.workspace', $1, true)")
            .bind(&mine)
            .execute(&mut *tx)
            .await
            .unwrap();
        let own: i64 = sqlx::query(count("true")).fetch_one(&mut *tx).await.unwrap().get(0);
        assert!(own > 0, "{table}");
        let foreign: i64 = sqlx::query(count(&format!("workspace_id = '{theirs}'")))
            .fetch_one(&mut *tx)
            .await
            .unwrap()
            .get(0);
        assert_eq!(foreign, 0, "{table}");
        for write in [
            format!("UPDATE {table} SET workspace_id = workspace_id WHERE workspace_id = '{theirs}'"),
            format!("DELETE FROM {table} WHERE workspace_id = '{theirs}'"),
        ] {
            let changed = sqlx::query(sqlx::AssertSqlSafe(write)).execute(&mut *tx).await.unwrap();
            assert_eq!(changed.rows_affected(), 0, "{table}");
        }
        // Nor can a row be moved over, or made there.
        let moved = format!("UPDATE {table} SET workspace_id = '{theirs}'");
        let mut inner = tx.begin().await.unwrap();
        let error =
            sqlx::query(sqlx::AssertSqlSafe(moved)).execute(&mut *inner).await.unwrap_err().to_string();
        let journal = table == "ledger_entries" && error.contains("the ledger is only added to");
        assert!(journal || error.contains("row-level security"), "{table}: {error}");
        inner.rollback().await.unwrap();
        let columns = &world.schema().await[table];
        let values: Vec<_> = columns
            .iter()
            .map(|column| if column == "workspace_id" { format!("'{theirs}'") } else { column.clone() })
            .collect();
        let copied =
            format!("INSERT INTO {table} ({}) SELECT {} FROM {table}", columns.join(", "), values.join(", "));
        let error = sqlx::query(sqlx::AssertSqlSafe(copied)).execute(&mut *tx).await.unwrap_err();
        assert!(error.to_string().contains("row-level security"), "{table}: {error}");
        tx.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn what_a_transaction_said_ends_with_it() {
    let Some(world) = World::postgres().await else { return };
    let scope = filled(&world, "mine", 0).await;
    // One connection for all: what one transaction set must not be seen by the next.
    let place = Place::Url(world.database.as_ref().unwrap().url());
    let store = Store::open(&place, 1).await.unwrap();
    store.members(&scope).await.unwrap();
    let pool = sqlx::postgres::PgPoolOptions::new().max_connections(1);
    let pool = pool.connect(&world.database.as_ref().unwrap().url()).await.unwrap();
    for _ in 0..2 {
        let mut tx = pool.begin().await.unwrap();
        let seen: i64 = sqlx::query("SELECT COUNT(*) FROM members").fetch_one(&mut *tx).await.unwrap().get(0);
        assert_eq!(seen, 0);
        sqlx::query("SELECT set_config('skytally.workspace', '*', true)").execute(&mut *tx).await.unwrap();
        let seen: i64 = sqlx::query("SELECT COUNT(*) FROM members").fetch_one(&mut *tx).await.unwrap().get(0);
        assert_eq!(seen, 1);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn whoever_is_above_the_wall_is_told() {
    let Some(world) = World::postgres().await else { return };
    let database = world.database.as_ref().unwrap();
    let name = database.name();
    let admin = database.url().replacen(name, "postgres", 1);
    let store = Store::open(&Place::Url(admin), 2).await.unwrap();
    assert!(!store.is_walled(), "a superuser sees every row");
    store.close().await;
    database.as_admin(&format!("ALTER ROLE {name} BYPASSRLS"));
    assert!(!Store::open(&world.place, 2).await.unwrap().is_walled());
    database.as_admin(&format!("ALTER ROLE {name} NOBYPASSRLS"));
    // Somebody has opened the wall; it stands again at the next start.
    database.as_admin("ALTER TABLE findings DISABLE ROW LEVEL SECURITY");
    database.as_admin("DROP POLICY workspace ON documents");
    assert!(Store::open(&world.place, 2).await.unwrap().is_walled());
    let open = "SELECT COUNT(*) FROM pg_class c WHERE c.relname IN ('findings', 'documents')
        AND c.relrowsecurity AND c.relforcerowsecurity
        AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'workspace')";
    assert_eq!(database.as_admin(open), "2");
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_with_a_sentence() {
    let Some(world) = World::postgres().await else { return };
    let error = world.store.set_fact("name", "a\0b").await.unwrap_err();
    assert!(matches!(error, skytally_store::StoreError::Conflict(_)), "{error:?}");
    assert!(error.to_string().contains("NUL"), "{error}");
}
