//! Authority: who may touch which workspace. A scope comes out of a membership that was read, or of a lease that is held, or is
//! that of the operator (`operator.rs`); there is no other way to make one.

use skytally_model::{LinkId, Role, TokenId, UserId, WorkspaceId};

use jiff::Timestamp;
use uuid::Uuid;

use crate::cells::Cells;
use crate::db::{Store, sql};
use crate::error::Result;

/// The right to use the verbs of one workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceScope {
    workspace: WorkspaceId,
    key: String,
    role: Option<Role>,
}

impl WorkspaceScope {
    pub(crate) fn of(workspace: WorkspaceId, role: Option<Role>) -> Self {
        Self { workspace, key: workspace.to_string(), role }
    }

    /// The workspace.
    pub fn workspace(&self) -> WorkspaceId {
        self.workspace
    }

    /// The member's role; none for the task runner and the operator.
    pub fn role(&self) -> Option<Role> {
        self.role
    }

    pub(crate) fn workspace_key(&self) -> &str {
        &self.key
    }
}

/// The right to write what a collection run saw. Every write carries its token, and is refused once somebody else holds
/// a newer one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountLease {
    pub(crate) scope: WorkspaceScope,
    pub(crate) account: LinkId,
    pub(crate) fence: i64,
    pub(crate) holder: String,
    pub(crate) until: Timestamp,
}

impl AccountLease {
    /// The workspace.
    pub fn scope(&self) -> &WorkspaceScope {
        &self.scope
    }

    /// The cloud account.
    pub fn account(&self) -> LinkId {
        self.account
    }

    /// The token: grows with every holder.
    pub fn fence(&self) -> i64 {
        self.fence
    }

    /// Until when it is held.
    pub fn until(&self) -> Timestamp {
        self.until
    }
}

/// Who does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody who is known.
    Anonymous,
    /// A person with a session.
    User(UserId),
    /// A person's API token.
    Token(UserId, TokenId),
    /// A background task.
    Task(&'static str),
    /// Whoever runs the program on the machine itself.
    Operator,
}

impl Actor {
    /// As it stands in the audit trail.
    pub fn text(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".to_owned(),
            Self::User(user) => format!("user:{user}"),
            Self::Token(user, token) => format!("token:{token} of user:{user}"),
            Self::Task(name) => format!("task:{name}"),
            Self::Operator => "operator".to_owned(),
        }
    }
}

/// Who asks, from where, with which request, and when. Every write takes it into the audit trail.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Who.
    pub actor: Actor,
    /// From which address; empty for tasks and the operator.
    pub address: String,
    /// The id of the request; empty for tasks and the operator.
    pub request: String,
    /// When.
    pub at: Timestamp,
}

impl Origin {
    /// A background task.
    pub fn task(name: &'static str, at: Timestamp) -> Self {
        Self { actor: Actor::Task(name), address: String::new(), request: String::new(), at }
    }
}

/// A new UUID of version 7 for a moment: ids sort by the time they were made.
pub(crate) fn new_uuid(at: Timestamp) -> Uuid {
    let ms = u64::try_from(at.as_millisecond()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(ms, &random_bytes()).into_uuid()
}

fn random_bytes() -> [u8; 10] {
    let random = Uuid::new_v4();
    let bytes = random.as_bytes();
    // Bytes 6 and 8 of a version 4 UUID hold fixed bits; the others are random.
    [bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[10], bytes[11], bytes[12], bytes[13]]
}

impl Store {
    /// The scope of a member, if the person is one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn enter(&self, user: UserId, workspace: WorkspaceId) -> Result<Option<WorkspaceScope>> {
        let mut tx = self.read_all().await?;
        let row = tx
            .maybe(
                sql("SELECT role FROM members WHERE workspace_id = $1 AND user_id = $2")
                    .bind(workspace.to_string())
                    .bind(user.to_string()),
            )
            .await?;
        row.map(|row| Ok(WorkspaceScope::of(workspace, Some(row.parsed("role")?)))).transpose()
    }
}
