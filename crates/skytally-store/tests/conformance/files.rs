//! SQLite's file: private, ours, backed up while it is written, restored when nobody uses it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;
use skytally_store::{Place, Store, StoreError};

use crate::world::{SECOND, World, by, collect, document, folder};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn nobody_else_reads_the_files() {
    let world = World::sqlite().await;
    world.person("anna").await;
    let file = world.beside("skytally.db");
    for name in ["skytally.db", "skytally.db-wal", "skytally.db-shm"] {
        assert_eq!(mode(&world.beside(name)), 0o600, "{name}");
    }
    // A file that somebody opened up is closed at the next start.
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
    fs::set_permissions(world.beside("skytally.db-wal"), fs::Permissions::from_mode(0o666)).unwrap();
    Store::open(&world.place, 1).await.unwrap().close().await;
    assert_eq!((mode(&file), mode(&world.beside("skytally.db-wal"))), (0o600, 0o600));
    let backup = world.beside("backup.db");
    world.store.backup(&backup).await.unwrap();
    assert_eq!(mode(&backup), 0o600);
}

#[tokio::test]
async fn what_is_not_ours_is_refused_and_left_as_it_is() {
    let folder = folder();
    let foreign = folder.join("foreign.db");
    let url = format!(
        "sqlite://{}?mode=rwc",
        foreign.to_str().unwrap().replace('%', "%25").replace('?', "%3F").replace('#', "%23")
    );
    let options = url.parse::<sqlx::sqlite::SqliteConnectOptions>().unwrap();
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::query("CREATE TABLE users (id INTEGER)").execute(&pool).await.unwrap();
    pool.close().await;
    let broken = folder.join("broken.db");
    fs::write(&broken, "this is no database at all, but long enough to be taken for one".repeat(100))
        .unwrap();
    for (file, told) in [(&foreign, "a database of another program"), (&broken, "file is not a database")] {
        let before = fs::read(file).unwrap();
        let error = Store::open(&Place::File(file.clone()), 1).await.unwrap_err();
        assert!(matches!(error, StoreError::Open(_)), "{error:?}");
        assert!(error.to_string().contains(told), "{error}");
        assert!(error.to_string().contains(file.to_str().unwrap()), "{error}");
        assert_eq!(fs::read(file).unwrap(), before);
    }
    let nowhere = Store::open(&Place::File(folder.join("no/such/folder.db")), 1).await.unwrap_err();
    assert!(nowhere.to_string().contains("cannot be used"), "{nowhere}");
    // A file of ours with a page gone wrong is found when it is read, not taken for empty.
    let own = folder.join("own.db");
    let place = Place::File(own.clone());
    let store = Store::open(&place, 1).await.unwrap();
    store.close().await;
    let mut bytes = fs::read(&own).unwrap();
    for byte in &mut bytes[100..4096] {
        *byte = 0xA5;
    }
    fs::write(&own, &bytes).unwrap();
    let error = Store::open(&place, 1).await.unwrap_err();
    assert!(error.to_string().contains("malformed"), "{error}");
    fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_backup_is_taken_while_others_write() {
    let world = World::sqlite().await;
    let (anna, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    let documents: Vec<_> = (0..3_000).map(|n| document(&format!("v{n}"), "a")).collect();
    collect(&world.store, 0, &documents, |_| {}).await;
    let stop = Arc::new(AtomicBool::new(false));
    let writer = {
        let (store, scope, stop, from) =
            (world.store.clone(), scope.clone(), Arc::clone(&stop), by(&anna, 1));
        tokio::spawn(async move {
            let mut written = 0;
            while !stop.load(Ordering::Relaxed) {
                store.note_in(&scope, &from, "noted", &written.to_string(), Value::Null).await.unwrap();
                written += 1;
            }
            written
        })
    };
    let mut backups = Vec::new();
    for n in 0..3 {
        let file = world.beside(&format!("backup-{n}.db"));
        world.store.backup(&file).await.unwrap();
        assert!(!world.beside(&format!("backup-{n}.db.partial")).exists());
        backups.push(file);
    }
    stop.store(true, Ordering::Relaxed);
    assert!(writer.await.unwrap() > 3, "it went on meanwhile");
    refused!(world.store.backup(&backups[0]).await, StoreError::Open(_));
    let mut entries = Vec::new();
    for (n, backup) in backups.iter().enumerate() {
        let place = Place::File(world.beside(&format!("restored-{n}.db")));
        Store::restore(backup, &place).await.unwrap();
        let store = Store::open(&place, 1).await.unwrap();
        for report in store.verify_audit().await.unwrap() {
            assert_eq!(report.broken, None);
        }
        entries.push(store.verify_audit_of(&scope).await.unwrap().entries);
        let rows =
            store.documents(&scope, &Default::default(), Default::default(), None, 9_999).await.unwrap();
        assert_eq!(rows.len(), 3_000);
        store.close().await;
    }
    assert!(entries.is_sorted() && entries[0] >= 2, "{entries:?}");
}

#[tokio::test]
async fn a_restored_database_has_the_same_rows_and_the_old_one_is_kept() {
    let world = World::sqlite().await;
    let (anna, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    collect(&world.store, 0, &[document("v1", "a")], |_| {}).await;
    let then = world.dump().await;
    let backup = world.beside("backup.db");
    world.store.backup(&backup).await.unwrap();
    collect(&world.store, crate::world::HOUR, &[document("v2", "a")], |_| {}).await;
    world.store.rename_user(&by(&anna, SECOND), anna.id, "later").await.unwrap();

    // In use, it is refused, and nothing has changed.
    let now = world.dump().await;
    let error = Store::restore(&backup, &world.place).await.unwrap_err();
    assert!(error.to_string().contains("is in use: stop the service first"), "{error}");
    assert_eq!(world.dump().await, now);
    world.store.close().await;
    world.raw.close().await;

    for round in 1..=2 {
        Store::restore(&backup, &world.place).await.unwrap();
        let restored = World::on(world.beside("skytally.db")).await;
        assert_eq!(restored.dump().await, then, "round {round}");
        assert_eq!(mode(&world.beside("skytally.db")), 0o600);
        restored.store.close().await;
        restored.raw.close().await;
    }
    let old = Store::open(&Place::File(world.beside("skytally.db.before-restore")), 1).await.unwrap();
    assert_eq!(old.user(anna.id).await.unwrap().unwrap().name, "later");
    let older = Store::open(&Place::File(world.beside("skytally.db.before-restore-2")), 1).await.unwrap();
    assert_eq!(older.user(anna.id).await.unwrap().unwrap().name, "anna");
}

#[tokio::test]
async fn what_a_killed_process_wrote_last_is_kept_aside_too() {
    let world = World::sqlite().await;
    let (anna, _) = world.client("anna").await;
    let backup = world.beside("backup.db");
    world.store.backup(&backup).await.unwrap();
    world.store.rename_user(&by(&anna, 1), anna.id, "last").await.unwrap();
    // As a kill leaves them: the file, and beside it the log that was not folded in.
    for suffix in ["", "-wal"] {
        fs::copy(world.beside(&format!("skytally.db{suffix}")), world.beside(&format!("killed.db{suffix}")))
            .unwrap();
    }
    let error =
        Store::restore(&world.beside("killed.db"), &Place::File(world.beside("x.db"))).await.unwrap_err();
    assert!(error.to_string().contains("make a backup of it"), "{error}");
    Store::restore(&backup, &Place::File(world.beside("killed.db"))).await.unwrap();
    let restored = Store::open(&Place::File(world.beside("killed.db")), 1).await.unwrap();
    assert_eq!(restored.user(anna.id).await.unwrap().unwrap().name, "anna");
    let old = Store::open(&Place::File(world.beside("killed.db.before-restore")), 1).await.unwrap();
    assert_eq!(old.user(anna.id).await.unwrap().unwrap().name, "last");
}

#[tokio::test]
async fn only_a_whole_backup_of_ours_is_restored() {
    let world = World::sqlite().await;
    world.client("anna").await;
    let backup = world.beside("backup.db");
    world.store.backup(&backup).await.unwrap();
    let whole = fs::read(&backup).unwrap();
    let place = Place::File(world.beside("target.db"));
    let target = world.beside("target.db");
    fs::write(&target, "a broken database, which is why somebody restores").unwrap();
    let refusal = async |bytes: &[u8]| {
        let file = world.beside("bad.db");
        fs::write(&file, bytes).unwrap();
        let error = Store::restore(&file, &place).await.unwrap_err();
        assert_eq!(fs::read(&target).unwrap(), b"a broken database, which is why somebody restores");
        error.to_string()
    };
    let mut half = whole.clone();
    half.truncate(whole.len() / 2 / 4096 * 4096);
    let mut scratched = whole.clone();
    for byte in &mut scratched[4096 * 20..4096 * 21] {
        *byte = 0x5A;
    }
    for (bytes, told) in [
        (&b""[..], "not a whole backup"),
        (b"no database", "not a whole backup"),
        (&half, "not a whole backup"),
        (&scratched, "not a whole backup"),
    ] {
        let error = refusal(bytes).await;
        assert!(error.contains(told), "{error}");
    }
    let missing = Store::restore(&world.beside("none.db"), &place).await.unwrap_err();
    assert!(missing.to_string().contains("there is no file"), "{missing}");
    // A newer schema is refused before anything is replaced.
    world.execute("INSERT INTO schema_versions (version, name, hash) VALUES (7777, 'later', 'x')").await;
    world.store.backup(&world.beside("newer.db")).await.unwrap_err();
    fs::remove_file(&backup).unwrap();
    sqlx::query(sqlx::AssertSqlSafe(format!("VACUUM INTO '{}'", backup.display())))
        .execute(&world.raw)
        .await
        .unwrap();
    let newer = Store::restore(&backup, &place).await.unwrap_err();
    assert!(matches!(newer, StoreError::Newer { found: 7777, .. }), "{newer:?}");
    assert!(fs::read(&target).unwrap().starts_with(b"a broken"));
    fs::write(&backup, &whole).unwrap();
    Store::restore(&backup, &place).await.unwrap();
    assert!(Store::open(&place, 1).await.unwrap().has_users().await.unwrap());
    assert!(fs::read(world.beside("target.db.before-restore")).unwrap().starts_with(b"a broken"));
}

#[tokio::test]
async fn postgresql_has_tools_of_its_own() {
    let Some(world) = World::postgres().await else { return };
    let file = std::env::temp_dir().join("skytally-none.db");
    let error = world.store.backup(&file).await.unwrap_err();
    assert!(error.to_string().contains("pg_dump"), "{error}");
    let error = Store::restore(&file, &world.place).await.unwrap_err();
    assert!(error.to_string().contains("pg_restore"), "{error}");
    assert!(!file.exists());
}

#[tokio::test]
async fn an_unreachable_server_is_told_without_its_password() {
    let place = Place::Url("postgres://someone:hunter2-secret@127.0.0.1:1/db".to_owned());
    let error = Store::open(&place, 1).await.unwrap_err();
    assert!(error.to_string().contains("PostgreSQL cannot be reached"), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
}
