//! Why a verb did not do what it was asked.

/// A verb's failure.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such row in the scope.
    #[error("there is no such {0}")]
    Missing(&'static str),
    /// The row is already there, or has changed since it was read.
    #[error("{0}")]
    Conflict(String),
    /// The lease has run out or has gone to another node: nothing was written.
    #[error("the lease of {what} with token {fence} is no longer held: nothing was written")]
    Fenced {
        /// What was leased.
        what: String,
        /// The token that is too old.
        fence: i64,
    },
    /// The database cannot be opened.
    #[error("{0}")]
    Open(String),
    /// The schema is newer than this program.
    #[error(
        "the database has schema {found}, this program knows schemas up to {known}: use a newer skytally, or restore a backup of the older one"
    )]
    Newer {
        /// The newest migration that was applied.
        found: i64,
        /// The newest migration of this program.
        known: i64,
    },
    /// What lies in the database is not what was written there.
    #[error("the column {column} holds what it should not: {reason}")]
    Corrupt {
        /// The column.
        column: String,
        /// Why it cannot be read.
        reason: String,
    },
    /// The ledger's rules say no.
    #[error(transparent)]
    Ledger(#[from] skytally_money::ledger::LedgerError),
    /// The database said no.
    #[error("the database failed: {0}")]
    Database(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let Some(said) = error.as_database_error() else { return Self::Database(error) };
        if said.is_unique_violation() {
            Self::Conflict("the same is there already".to_owned())
        } else if said.is_foreign_key_violation() {
            // Workspaces are held before anything of them is written: what else rows belong to is people.
            Self::Missing("user")
        } else if said.code().as_deref() == Some("22021") {
            Self::Conflict("a text has a character in it that cannot be kept (NUL)".to_owned())
        } else {
            Self::Database(error)
        }
    }
}

impl StoreError {
    /// Whether the same verb may work in a moment: a busy or restarting database.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut) => true,
            Self::Database(sqlx::Error::Database(error)) => {
                // SQLite: busy, locked. PostgreSQL: stood still too long, serialisation, deadlock, shutting down, starting, too
                // many clients.
                matches!(
                    error.code().as_deref(),
                    Some(
                        "5" | "6"
                            | "261"
                            | "517"
                            | "773"
                            | "25P03"
                            | "40001"
                            | "40P01"
                            | "57P01"
                            | "57P02"
                            | "57P03"
                            | "53300"
                    )
                )
            }
            _ => false,
        }
    }
}

/// What verbs give.
pub type Result<T> = std::result::Result<T, StoreError>;
