//! The use cases: who may, then do. One file a resource; background tasks in `tasks/`, one file a task.
//!
//! Only this crate calls storage verbs. It knows no HTTP: routes parse, call one use case, and shape the answer.

pub mod access;
pub mod accounts;
mod app;
mod audit;
pub mod books;
mod cache;
mod caller;
mod changes;
mod check_details;
mod checks;
pub mod cloud;
pub mod compare;
mod counters;
mod doors;
mod error;
mod files;
mod finding_groups;
mod findings;
mod health;
mod idempotency;
pub mod me;
mod members;
mod outcomes;
mod overview;
pub mod own_checks;
mod posture;
mod references;
mod relations;
mod resources;
mod rotate;
mod sample;
mod scores;
pub mod settings;
mod sign_in;
mod sign_up;
mod tasks;
mod trend;
mod workspaces;

pub use app::{App, Clock, CollectionConfig, Config, Limits, Parts, SignUp, SystemClock};
pub use cache::{Cache, View};
pub use caller::{Caller, Visitor};
pub use changes::{News, Watch};
pub use check_details::{CheckDetails, ControlOf, ExampleFacts, RuleFacts, VariantFacts};
pub use checks::CheckFacts;
pub use counters::Counters;
pub use error::{AppError, Fault, Result};
pub use files::Files;
pub use finding_groups::{AccountName, FindingPages};
pub use findings::MUTED_AT_ONCE_MAX;
pub use health::{Probe, Readiness};
pub use idempotency::Replay;
pub use overview::{Overview, Unseen};
pub use posture::{
    CheckStanding, ComplianceSheet, ControlStanding, ControlTotals, FrameworkSheet, FrameworkStanding,
    PillarStanding, PillarsSheet, PostureSheet,
};
pub use relations::{Relation, Relations};
pub use rotate::{Rotated, rotate};
pub use scores::{ControlState, Counted, FORMULA, Score, Tally};
pub use sign_in::{SignInForm, SignedIn};
pub use sign_up::SignUpForm;
pub use skytally_identity::oidc::Callback;
pub use skytally_identity::password::Password;
pub use skytally_identity::scope::Scopes;
pub use skytally_identity::session::describe_agent;
pub use skytally_store::{
    Access, Account, AccountNews, ApiToken, AuditEntry, Change, ChangePlace, CheckFilter, CheckPlace,
    CheckResource, DocumentFilter, DocumentName, DocumentOrder, DocumentPlace, DocumentRow, DocumentSort,
    DocumentVersion, Finding, FindingCount, FindingEvent, FindingFilter, FindingGroup, FindingOrder,
    FindingState, FleetRow, GroupBy, GroupKey, GroupPlace, InventoryRow, Invitation, Member, Named,
    ResourceChange, ResourceEvent, ResourceFilter, ResourceOutcome, Run, RunState, Session, User, Workspace,
    WorkspaceName,
};
pub use skytally_vault::Secret;
pub use trend::{TREND_DAYS, Trend, TrendDay};
pub use workspaces::{ExportStream, RETENTION_DAYS};
