//! The database: its pools and transactions. What differs between SQLite and PostgreSQL is in this file and in `file.rs`,
//! `migrate.rs`, `rls.rs` and `backup.rs`; nowhere else.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use jiff::Timestamp;
use skytally_model::UserId;
use sqlx::any::{AnyArguments, AnyPoolOptions, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, AnyPool, AssertSqlSafe, SqlSafeStr, Transaction};
use tokio::runtime::Handle;

use crate::cells::{Cells, ms};
use crate::error::{Result, StoreError};
use crate::scope::{WorkspaceScope, new_uuid};
use crate::{file, migrate, rls};

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file, one process.
    Sqlite,
    /// A server, several nodes.
    Postgres,
}

/// Where the database is.
#[derive(Debug, Clone)]
pub enum Place {
    /// A file; it is made when it is not there.
    File(PathBuf),
    /// A PostgreSQL server, as `postgres://…`.
    Url(String),
}

/// The storage verbs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) engine: Engine,
    /// SQLite has one writer; more would only wait for one another.
    writes: AnyPool,
    reads: AnyPool,
    place: Place,
    walled: bool,
}

/// Connections to a file for reading.
const FILE_READERS: u32 = 4;

impl Store {
    /// Opens the database and brings its schema up to date.
    ///
    /// `connections` is the most that are used of a PostgreSQL server.
    ///
    /// # Errors
    /// It cannot be opened, belongs to another program, is newer than this program, or a migration failed.
    pub async fn open(place: &Place, connections: u32) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let mut store = match place {
            Place::File(path) => {
                let url = file::url(path, file::Mode::Write)?;
                if path.exists() {
                    let found = file::recognise(path).await?;
                    if found > migrate::known() {
                        return Err(StoreError::Newer { found, known: migrate::known() });
                    }
                }
                file::make_private(path)?;
                let cannot = |error| {
                    StoreError::Open(format!("the database {} cannot be opened: {error}", path.display()))
                };
                let writes = file::pool(1, true).connect(&url).await.map_err(cannot)?;
                let reads = file::pool(FILE_READERS, false).connect(&url).await.map_err(cannot)?;
                Self { engine: Engine::Sqlite, writes, reads, place: place.clone(), walled: false }
            }
            Place::Url(url) => {
                let pool = AnyPoolOptions::new()
                    .max_connections(connections)
                    .acquire_timeout(file::CONNECTION_WAIT)
                    .connect(url)
                    .await
                    // The error of the driver names host and user, never the password.
                    .map_err(|error| StoreError::Open(format!("PostgreSQL cannot be reached: {error}")))?;
                Self {
                    engine: Engine::Postgres,
                    writes: pool.clone(),
                    reads: pool,
                    place: place.clone(),
                    walled: false,
                }
            }
        };
        migrate::run(&store.writes, store.engine).await?;
        if store.engine == Engine::Postgres {
            store.walled = rls::raise(&store.writes).await?;
        }
        Ok(store)
    }

    /// Which database this is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The word that compares with a pattern and tells no case of letters: of all letters on PostgreSQL, of those of ASCII on
    /// SQLite.
    pub(crate) fn any_case(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "LIKE",
            Engine::Postgres => "ILIKE",
        }
    }

    /// Where it is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Whether row-level security stands between workspaces. It does not on SQLite, nor for a PostgreSQL user who is
    /// above it.
    pub fn is_walled(&self) -> bool {
        self.walled
    }

    /// Whether it answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.reads).await?;
        Ok(())
    }

    /// Ends all connections. SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        self.reads.close().await;
        self.writes.close().await;
    }

    /// A transaction that writes into one workspace, which cannot be deleted while it goes on. Its commit changes the
    /// workspace's stamp.
    pub(crate) async fn write(&self, scope: &WorkspaceScope) -> Result<Tx<'static>> {
        let mut tx = self.begin(&self.writes, true).await?;
        tx.narrow(scope.workspace_key()).await?;
        tx.hold_workspace(scope, "FOR KEY SHARE").await?;
        tx.touch(scope.workspace_key());
        Ok(tx)
    }

    /// A transaction that writes into one workspace, and that no other of this sort goes beside: what it counts stays so.
    pub(crate) async fn write_alone(&self, scope: &WorkspaceScope) -> Result<Tx<'static>> {
        let mut tx = self.begin(&self.writes, true).await?;
        tx.narrow(scope.workspace_key()).await?;
        tx.hold_workspace(scope, "FOR NO KEY UPDATE").await?;
        tx.touch(scope.workspace_key());
        Ok(tx)
    }

    /// A transaction that writes what belongs to no workspace, or is the task runner's.
    pub(crate) async fn write_all(&self) -> Result<Tx<'static>> {
        let mut tx = self.begin(&self.writes, true).await?;
        tx.narrow("*").await?;
        Ok(tx)
    }

    /// A transaction that reads one workspace.
    pub(crate) async fn read(&self, scope: &WorkspaceScope) -> Result<Tx<'static>> {
        let mut tx = self.begin(&self.reads, false).await?;
        tx.narrow(scope.workspace_key()).await?;
        Ok(tx)
    }

    /// A transaction that reads across workspaces.
    pub(crate) async fn read_all(&self) -> Result<Tx<'static>> {
        let mut tx = self.begin(&self.reads, false).await?;
        tx.narrow("*").await?;
        Ok(tx)
    }

    /// The row of one reading statement that needs no transaction of its own on SQLite: what every request asks first.
    pub(crate) async fn look(&self, query: Query<'_, Any, AnyArguments>) -> Result<Option<AnyRow>> {
        match self.engine {
            Engine::Sqlite => Ok(query.fetch_optional(&self.reads).await?),
            Engine::Postgres => self.read_all().await?.maybe(query).await,
        }
    }

    async fn begin(&self, pool: &AnyPool, writing: bool) -> Result<Tx<'static>> {
        let statement = match (self.engine, writing) {
            // Without it, two transactions that read first and write later would both fail.
            (Engine::Sqlite, true) => "BEGIN IMMEDIATE",
            (Engine::Sqlite, false) => "BEGIN DEFERRED",
            // A node that stands still within a transaction (a machine that is suspended, say) would keep its rows from all
            // others; after this time the server gives them free. It is no longer than the shortest lease.
            (Engine::Postgres, true) => {
                "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL idle_in_transaction_session_timeout = '10s'"
            }
            // One picture for all statements of a view.
            (Engine::Postgres, false) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        let connection = pool.acquire().await?;
        let inner = Beginning::of(Transaction::begin(connection, Some(statement.into_sql_str()))).await?;
        Ok(Tx { inner, engine: self.engine, touched: BTreeMap::new() })
    }
}

/// A transaction that begins. Whoever waits for it may give up; it begins all the same, and ends without having done anything.
///
/// The driver for PostgreSQL knows of a transaction only once the server has said that it has begun. Given up before, it would
/// stay open, and whoever gets the connection next would be in it.
struct Beginning {
    begins: Option<Begins>,
}

type Begins = Pin<Box<dyn Future<Output = sqlx::Result<Transaction<'static, Any>>> + Send>>;

impl Beginning {
    fn of(begins: Begins) -> Self {
        Self { begins: Some(begins) }
    }
}

impl Future for Beginning {
    type Output = sqlx::Result<Transaction<'static, Any>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(begins) = &mut self.begins else { return Poll::Pending };
        let begun = std::task::ready!(begins.as_mut().poll(context));
        self.begins = None;
        Poll::Ready(begun)
    }
}

impl Drop for Beginning {
    fn drop(&mut self) {
        // Without a runtime the program ends, and its connections with it.
        if let (Some(begins), Ok(runtime)) = (self.begins.take(), Handle::try_current()) {
            // Dropped there, the transaction is rolled back; one that did not begin needs nothing.
            runtime.spawn(async move { drop(begins.await) });
        }
    }
}

/// A transaction. Dropped without a commit, it leaves nothing.
///
/// Locks are taken in one order, so that no two transactions wait for one another: workspaces, users, accounts, all other
/// rows, heads of the audit (a workspace's before the installation's), and at last, in `commit`, stamps.
pub(crate) struct Tx<'c> {
    inner: Transaction<'c, Any>,
    pub(crate) engine: Engine,
    touched: BTreeMap<String, Touched>,
}

/// What a transaction did to a workspace.
#[derive(Default)]
struct Touched {
    /// The workspace must be there: something of it was written.
    needed: bool,
    told: Vec<Told>,
}

/// What watchers are told.
struct Told {
    at: Timestamp,
    what: &'static str,
    subject: String,
}

impl Tx<'_> {
    /// Tells PostgreSQL's policies what may be seen.
    async fn narrow(&mut self, to: &str) -> Result<()> {
        if self.engine == Engine::Postgres {
            self.run(sql("SELECT set_config('skytally.workspace', $1, true)").bind(to.to_owned())).await?;
        }
        Ok(())
    }

    /// The words that lock rows, where rows are locked: SQLite has one writer at a time.
    pub(crate) fn lock(&self, how: &'static str) -> &'static str {
        if self.engine == Engine::Postgres { how } else { "" }
    }

    /// Keeps a workspace from being deleted, or, with a stronger lock, from being changed beside.
    pub(crate) async fn hold_workspace(&mut self, scope: &WorkspaceScope, how: &'static str) -> Result<()> {
        let lock = self.lock(how);
        self.maybe(
            built(format!("SELECT workspace_id FROM workspaces WHERE workspace_id = $1 {lock}"))
                .bind(scope.workspace_key().to_owned()),
        )
        .await?
        .map(drop)
        .ok_or(StoreError::Missing("workspace"))
    }

    /// Says that something of a workspace is written: its stamp changes with the commit.
    pub(crate) fn touch(&mut self, workspace: &str) {
        self.touched.entry(workspace.to_owned()).or_default().needed = true;
    }

    /// Says that what is written is seen by nobody yet.
    pub(crate) fn unseen(&mut self) {
        self.touched.clear();
    }

    /// Tells whoever watches that something has changed.
    pub(crate) fn change(
        &mut self,
        scope: &WorkspaceScope,
        at: Timestamp,
        what: &'static str,
        subject: &str,
    ) {
        let touched = self.touched.entry(scope.workspace_key().to_owned()).or_default();
        touched.needed = true;
        touched.told.push(Told { at, what, subject: subject.to_owned() });
    }

    /// Tells all workspaces of a person that their member is not as they were. The person's row is locked already.
    pub(crate) async fn member_changed(&mut self, user: UserId, at: Timestamp) -> Result<()> {
        let rows = self
            .all(sql("SELECT workspace_id FROM members WHERE user_id = $1 ORDER BY 1").bind(user.to_string()))
            .await?;
        for row in &rows {
            let touched = self.touched.entry(row.text("workspace_id")?).or_default();
            touched.told.push(Told { at, what: "members", subject: user.to_string() });
        }
        Ok(())
    }

    pub(crate) async fn run(&mut self, query: Query<'_, Any, AnyArguments>) -> Result<u64> {
        Ok(query.execute(&mut *self.inner).await?.rows_affected())
    }

    pub(crate) async fn all(&mut self, query: Query<'_, Any, AnyArguments>) -> Result<Vec<AnyRow>> {
        Ok(query.fetch_all(&mut *self.inner).await?)
    }

    pub(crate) async fn maybe(&mut self, query: Query<'_, Any, AnyArguments>) -> Result<Option<AnyRow>> {
        Ok(query.fetch_optional(&mut *self.inner).await?)
    }

    /// The one number of a counting query, in its column `n`.
    pub(crate) async fn count(&mut self, query: Query<'_, Any, AnyArguments>) -> Result<i64> {
        query.fetch_one(&mut *self.inner).await?.int("n")
    }

    /// Makes it last. The stamps of the workspaces come last, and in order: they are locked for as short as can be.
    ///
    /// # Errors
    /// A workspace that was written into is gone (`Missing`): nothing was written.
    pub(crate) async fn commit(mut self) -> Result<()> {
        for (workspace, touched) in std::mem::take(&mut self.touched) {
            let row = self
                .maybe(
                    sql("UPDATE stamps SET version = version + 1 WHERE workspace_id = $1 RETURNING version")
                        .bind(workspace.clone()),
                )
                .await?;
            let Some(row) = row else {
                if touched.needed {
                    return Err(StoreError::Missing("workspace"));
                }
                continue;
            };
            let version = row.int("version")?;
            for told in touched.told {
                self.run(
                    sql("INSERT INTO changes (workspace_id, id, at_ms, version, what, subject)
                         VALUES ($1, $2, $3, $4, $5, $6)")
                    .bind(workspace.clone())
                    .bind(new_uuid(told.at).to_string())
                    .bind(ms(told.at))
                    .bind(version)
                    .bind(told.what)
                    .bind(told.subject),
                )
                .await?;
            }
        }
        Ok(self.inner.commit().await?)
    }
}

/// A query whose text never comes from outside; values are always bound.
pub(crate) fn sql(text: &'static str) -> Query<'static, Any, AnyArguments> {
    sqlx::query(text)
}

/// A query that was put together from our own texts; values are always bound.
pub(crate) fn built(text: String) -> Query<'static, Any, AnyArguments> {
    sqlx::query(AssertSqlSafe(text))
}
