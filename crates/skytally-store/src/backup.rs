//! Online backup and restore of a SQLite database.

use std::path::{Path, PathBuf};

use sqlx::{Connection, Row};

use crate::db::{Engine, Place, Store};
use crate::error::{Result, StoreError};
use crate::file::{self, Mode, beside};
use crate::migrate;

impl Store {
    /// Writes a whole, consistent copy into a new file while the service goes on.
    ///
    /// # Errors
    /// The file is there already; this is not SQLite; the disk is full.
    pub async fn backup(&self, file: &Path) -> Result<()> {
        let Place::File(database) = self.place() else { return Err(not_ours("pg_dump", "backed up")) };
        debug_assert_eq!(self.engine(), Engine::Sqlite);
        if file.exists() {
            return Err(StoreError::Open(format!("{} is there already: name a new file", file.display())));
        }
        let partial = beside(file, ".partial");
        let failed = |error: std::io::Error| {
            StoreError::Open(format!("{} cannot be written: {error}", file.display()))
        };
        // SQLite fills a file that is there and empty; so it is private before anything is in it.
        let made = file::open_private(&partial, true).map_err(failed)?;
        let done = copy(database, &partial).await;
        if let Err(error) = done {
            // Half a backup is none.
            let _ = std::fs::remove_file(&partial);
            return Err(error);
        }
        made.sync_all()
            .and_then(|()| std::fs::rename(&partial, file))
            .and_then(|()| settle(file))
            .map_err(failed)
    }

    /// Puts a backup in the place of a database that no process uses. The old database is kept beside it.
    ///
    /// # Errors
    /// The backup is not one of ours, broken, or newer than this program; the database is in use; the disk is full.
    pub async fn restore(backup: &Path, place: &Place) -> Result<()> {
        let Place::File(database) = place else { return Err(not_ours("pg_restore", "restored")) };
        check(backup).await?;
        if database.exists() {
            free(database).await?;
        }
        let failed = |error: std::io::Error| {
            StoreError::Open(format!("{} cannot be written: {error}", database.display()))
        };
        let fresh = beside(database, ".restored");
        let mut from = std::fs::File::open(backup)
            .map_err(|error| StoreError::Open(format!("{} cannot be read: {error}", backup.display())))?;
        let mut into = file::open_private(&fresh, true).map_err(failed)?;
        std::io::copy(&mut from, &mut into).and_then(|_| into.sync_all()).map_err(failed)?;
        let aside = aside(database);
        for suffix in ["", "-wal", "-shm"] {
            // With its log, where that could not be folded in: what is kept of the old database is all of it.
            let old = beside(database, suffix);
            if old.exists() {
                std::fs::rename(&old, beside(&aside, suffix)).map_err(failed)?;
            }
        }
        std::fs::rename(&fresh, database).and_then(|()| settle(database)).map_err(failed)?;
        Store::open(place, 1).await?.close().await;
        Ok(())
    }
}

fn not_ours(tool: &str, what: &str) -> StoreError {
    StoreError::Open(format!("a PostgreSQL database is {what} with its own tools, such as {tool}"))
}

async fn copy(database: &Path, partial: &Path) -> Result<()> {
    let target = partial
        .to_str()
        .ok_or_else(|| StoreError::Open(format!("the path {} is not UTF-8", partial.display())))?;
    // A connection of its own: neither readers nor the writer wait for it.
    let mut connection = file::connect(database, Mode::Write).await?;
    let copied = sqlx::query("VACUUM INTO $1").bind(target).execute(&mut connection).await;
    connection.close().await?;
    copied.map_err(|error| StoreError::Open(format!("{target} cannot be written: {error}")))?;
    check(partial).await
}

/// Makes sure that a file is a database of ours, whole, and not newer than this program.
async fn check(file: &Path) -> Result<()> {
    if !file.exists() {
        return Err(StoreError::Open(format!("there is no file {}", file.display())));
    }
    if std::fs::metadata(beside(file, "-wal")).is_ok_and(|log| log.len() > 0) {
        return Err(StoreError::Open(format!(
            "{} is a database that is in use, or was when it was copied: make a backup of it, and restore that",
            file.display()
        )));
    }
    let wrong = |why: String| StoreError::Open(format!("{} is not a whole backup: {why}", file.display()));
    let found = file::recognise(file).await.map_err(|error| wrong(error.to_string()))?;
    if found == 0 {
        return Err(wrong("there is nothing in it".to_owned()));
    }
    if found > migrate::known() {
        return Err(StoreError::Newer { found, known: migrate::known() });
    }
    let mut connection = file::connect(file, Mode::Read).await?;
    let verdict = sqlx::query("PRAGMA integrity_check").fetch_one(&mut connection).await;
    connection.close().await?;
    let verdict: String = verdict.and_then(|row| row.try_get(0)).map_err(|error| wrong(error.to_string()))?;
    if verdict == "ok" { Ok(()) } else { Err(wrong(verdict)) }
}

/// Makes sure that no process has the database open. A broken one is nobody's.
async fn free(database: &Path) -> Result<()> {
    let mut connection = file::connect(database, Mode::Write).await?;
    let mut held = Ok(());
    for statement in
        ["PRAGMA busy_timeout = 500", "PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE", "ROLLBACK"]
    {
        if held.is_ok() {
            held = sqlx::query(statement).execute(&mut connection).await.map(drop);
        }
    }
    // Folds the write-ahead log into the file.
    let closed = connection.close().await;
    let busy = |error: &sqlx::Error| {
        error.as_database_error().and_then(|said| said.code()).is_some_and(|code| {
            // Extended codes carry the plain one in their last byte: 5 is busy, 6 is locked.
            code.parse::<i64>().is_ok_and(|code| matches!(code & 0xff, 5 | 6))
        })
    };
    match held.and(closed) {
        Err(error) if busy(&error) => {
            Err(StoreError::Open(format!("{} is in use: stop the service first", database.display())))
        }
        _ => Ok(()),
    }
}

/// A name for the old database that nothing has yet.
fn aside(database: &Path) -> PathBuf {
    let mut number = 1;
    loop {
        let suffix =
            if number == 1 { ".before-restore".to_owned() } else { format!(".before-restore-{number}") };
        let name = beside(database, &suffix);
        if !name.exists() {
            return name;
        }
        number += 1;
    }
}

/// A rename is on the disk when its folder is.
fn settle(file: &Path) -> std::io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder)?.sync_all()
}
