//! The double-entry ledger: accounts in a tree, and a journal of entries that only ever grows.
//!
//! A **transaction** is what people see: one row with a history. An **entry** is what is written: a posting, its reversal, or a
//! mark. An edit is a reversal and a new posting of the same transaction; a delete is a reversal; undo appends the inverse.
//! So nothing is ever forgotten, and what the books say is always the sum of what was written.

mod account;
mod chain;
mod decide;
mod entry;
mod error;
mod kept;
mod rules;
mod words;

pub use account::{AccountKind, AccountNo, AccountRole, LedgerAccount, full_name, subtree};
pub use chain::{NOTHING_BEFORE, next_hash};
pub use decide::{Command, NewEntry, decide};
pub use entry::{
    Content, Entry, EntryKind, EntryNo, Exchange, Mark, MarkState, Posting, Source, Transaction,
    TransactionNo,
};
pub use error::LedgerError;
pub use rules::{AMOUNT_MAX, NOTE_MAX, PAYEE_MAX, POSTINGS_MAX, Rules, TAG_MAX, TAGS_MAX};
pub use words::words;
