//! What SQLite's file needs: an address, privacy, settings, and proof that it is ours.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, Connection, Executor, Row};

use crate::error::{Result, StoreError};

/// How long a connection is waited for.
pub(crate) const CONNECTION_WAIT: Duration = Duration::from_secs(10);

/// How a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Read,
    Write,
}

/// The address of a file. Every byte that could mean something in a URL stands for itself.
pub(crate) fn url(path: &Path, mode: Mode) -> Result<String> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = folder.canonicalize().map_err(|error| {
        StoreError::Open(format!("the folder {} cannot be used: {error}", folder.display()))
    })?;
    let name = path
        .file_name()
        .ok_or_else(|| StoreError::Open(format!("{} does not name a file", path.display())))?;
    let whole = folder.join(name);
    let text = whole
        .to_str()
        .ok_or_else(|| StoreError::Open(format!("the path {} is not UTF-8", path.display())))?;
    let mut url = "sqlite://".to_owned();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => url.push(char::from(byte)),
            _ => url.push_str(&format!("%{byte:02X}")),
        }
    }
    Ok(match mode {
        Mode::Read => format!("{url}?mode=ro"),
        Mode::Write => format!("{url}?mode=rw"),
    })
}

/// Opens one connection of its own to a file that is there.
pub(crate) async fn connect(path: &Path, mode: Mode) -> Result<AnyConnection> {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(&url(path, mode)?).await.map_err(|error| cannot(path, &error))
}

fn cannot(path: &Path, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Open(format!("the database {} cannot be opened: {error}", path.display()))
}

/// Makes the file, if it is not there, and makes it private. What SQLite puts beside it gets the same mode.
pub(crate) fn make_private(path: &Path) -> Result<()> {
    let made = open_private(path, false);
    made.map(drop)
        .map_err(|error| StoreError::Open(format!("{} cannot be made private: {error}", path.display())))?;
    for suffix in ["-wal", "-shm"] {
        let beside = beside(path, suffix);
        if beside.exists() {
            open_private(&beside, false).map(drop).map_err(|error| {
                StoreError::Open(format!("{} cannot be made private: {error}", beside.display()))
            })?;
        }
    }
    Ok(())
}

/// Opens a file for writing that nobody else on the machine can read: it holds clients' data.
pub(crate) fn open_private(path: &Path, empty: bool) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(empty);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        let file = options.mode(0o600).open(path)?;
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        Ok(file)
    }
    #[cfg(not(unix))]
    options.open(path)
}

/// A name beside another: the same with something at its end.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Refuses a file that another program made, before a single byte of it is changed. Gives the version of the schema, 0 for
/// an empty file.
pub(crate) async fn recognise(path: &Path) -> Result<i64> {
    let mut connection = connect(path, Mode::Read).await?;
    let wrong = |error: sqlx::Error| cannot(path, &error);
    let tables = connection
        .fetch_all("SELECT name FROM sqlite_master WHERE type = 'table'")
        .await
        .map_err(wrong)?
        .iter()
        .map(|row| row.try_get::<String, _>("name"))
        .collect::<sqlx::Result<Vec<_>>>()
        .map_err(wrong)?;
    let version = if tables.is_empty() {
        0
    } else if ["schema_versions", "audit_heads", "workspaces"]
        .iter()
        .all(|ours| tables.iter().any(|t| t == ours))
    {
        let row = connection
            .fetch_one("SELECT MAX(version) AS version FROM schema_versions")
            .await
            .map_err(wrong)?;
        row.try_get::<Option<i64>, _>("version").map_err(wrong)?.unwrap_or_default()
    } else {
        return Err(StoreError::Open(format!(
            "{} is a database of another program: name another file",
            path.display()
        )));
    };
    connection.close().await.map_err(wrong)?;
    Ok(version)
}

/// Connections to a file, either the one that writes or those that only read.
pub(crate) fn pool(connections: u32, writes: bool) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .min_connections(1)
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(CONNECTION_WAIT)
        // A connection to a file does not break while nobody looks; asking it first would cost each request as much as its
        // own question.
        .test_before_acquire(false)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                for pragma in [
                    // Another process (a backup, a rotation of keys) may hold the lock for a moment.
                    "PRAGMA busy_timeout = 10000",
                    "PRAGMA journal_mode = WAL",
                    // An acknowledged write is on the disk, not only in the memory of the machine.
                    "PRAGMA synchronous = FULL",
                    "PRAGMA foreign_keys = ON",
                    // What is deleted is gone from the file too.
                    "PRAGMA secure_delete = ON",
                    "PRAGMA temp_store = MEMORY",
                    // In KiB. What a large write changes stays in memory until its end, if it fits: what does not is written
                    // before, and perhaps again.
                    if writes { "PRAGMA cache_size = -32768" } else { "PRAGMA cache_size = -8192" },
                    // After a large transaction the log shrinks again.
                    "PRAGMA journal_size_limit = 67108864",
                    // A file that somebody has tampered with runs nothing.
                    "PRAGMA trusted_schema = OFF",
                    if writes { "PRAGMA query_only = OFF" } else { "PRAGMA query_only = ON" },
                ] {
                    connection.execute(pragma).await?;
                }
                Ok(())
            })
        })
}
