//! The storage verbs, each one atomic, over SQLite and PostgreSQL with one set of migrations and queries.
//!
//! It knows no AWS, no web and no role's rights. A verb that touches a workspace takes a [`WorkspaceScope`], which only a
//! membership that was read, a lease that is held, or the operator of the machine can get. Every verb that changes something writes its audit entry, and
//! the letters that tell of it, in the same transaction.

mod accounts;
mod audit;
mod backup;
mod builder;
mod bulk;
mod cells;
mod db;
mod documents;
mod error;
mod export;
mod file;
mod findings;
mod fleet;
mod gate;
mod generations;
mod groups;
mod history;
mod house;
mod leases;
mod ledger;
mod links;
mod members;
mod migrate;
mod mutes;
mod operator;
mod outbox;
mod outcomes;
mod people;
mod proofs;
mod relations;
mod retention;
mod rls;
mod runs;
mod scope;
mod sealed;
mod sessions;
mod workspaces;

pub use accounts::{Access, Account, AccountSettings, InventoryRow, NewAccount};
pub use audit::{AuditEntry, ChainReport};
pub use db::{Engine, Place, Store};
pub use documents::{
    DocumentFilter, DocumentName, DocumentOrder, DocumentPlace, DocumentRow, DocumentSort, DocumentVersion,
};
pub use error::{Result, StoreError};
pub use findings::{
    Finding, FindingCount, FindingEvent, FindingFacts, FindingFilter, FindingKey, FindingOrder, FindingState,
    FindingWrite, Mute,
};
pub use fleet::FleetRow;
pub use gate::Entrance;
pub use groups::{FindingGroup, GroupBy, GroupKey, GroupPlace};
pub use history::{
    AccountNews, ChangePlace, FindingTurn, FindingsNews, ResourceChange, ResourceEvent, ResourceFilter,
    ResourcesNews,
};
pub use house::{Change, Claim, TaskLease};
pub use leases::NEVER;
pub use ledger::{
    Balance, Book, Closing, DaySum, HeldBook, Import, ImportLine, ImportState, LedgerItem, LedgerItemKind,
    LedgerReport, LedgerWritten, LineEnd, MonthSum, NewImport, NewLedgerAccount, NewReceipt, Receipt,
    ReceiptCandidate, ReceiptFilter, ReceiptLease, ReceiptOutcome, ReceiptState, ReceiptTransaction,
    RegisterFilter, RegisterPlace, RegisterRow, SEARCH_WORDS_MAX,
};
pub use members::{Invitation, Member};
pub use operator::WorkspaceName;
pub use outbox::{OutboxCounts, Outgoing, Waiting};
pub use outcomes::{
    CheckFilter, CheckOutcome, CheckPlace, CheckResource, CheckTotals, PASSED_MAX, PassedResource, Posture,
    ResourceOutcome,
};
pub use people::{MailPurpose, MailToken, NewUser, Proofs, User};
pub use relations::{Holder, Named};
pub use runs::{DocumentKey, Publication, Run, RunState, StagedDocument, Trigger};
pub use scope::{AccountLease, Actor, Origin, WorkspaceScope};
pub use sessions::{ApiToken, Door, NewApiToken, Session};
pub use workspaces::{Workspace, WorkspaceChange};
