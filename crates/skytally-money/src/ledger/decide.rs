//! What a command appends to the journal: pure, so that a naive model can be held against it.

use serde::Serialize;

use super::account::AccountNo;
use super::entry::{
    Content, Entry, EntryKind, EntryNo, Mark, MarkState, Posting, Transaction, TransactionNo,
};
use super::error::LedgerError;
use super::rules::Rules;

/// What somebody wants of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Command {
    /// A new transaction.
    Post(Content),
    /// Another content for a transaction. Its source stays.
    Edit {
        /// Which.
        transaction: TransactionNo,
        /// The newest entry that whoever asks has seen.
        version: EntryNo,
        /// From now on.
        content: Content,
    },
    /// The transaction counts no more.
    Delete {
        /// Which.
        transaction: TransactionNo,
        /// The newest entry that whoever asks has seen.
        version: EntryNo,
    },
    /// The last change of a transaction is taken back: a new one is deleted, a deleted one returns, an edited one is as before.
    Undo {
        /// Which.
        transaction: TransactionNo,
        /// The newest entry that whoever asks has seen.
        version: EntryNo,
    },
    /// A posting was compared with what the bank says.
    Mark {
        /// Which.
        transaction: TransactionNo,
        /// The newest entry that whoever asks has seen; none takes any.
        version: Option<EntryNo>,
        /// What.
        mark: Mark,
    },
}

impl Command {
    /// The transaction that it changes; none for a new one.
    pub fn transaction(&self) -> Option<TransactionNo> {
        match self {
            Self::Post(_) => None,
            Self::Edit { transaction, .. }
            | Self::Delete { transaction, .. }
            | Self::Undo { transaction, .. }
            | Self::Mark { transaction, .. } => Some(*transaction),
        }
    }
}

/// An entry that has no place yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Of which transaction; none begins one.
    pub transaction: Option<TransactionNo>,
    /// What it does.
    pub kind: EntryKind,
    /// What a reversal takes back.
    pub reverses: Option<EntryNo>,
    /// What it says.
    pub content: Content,
    /// What a mark says.
    pub mark: Option<Mark>,
}

/// What a command appends: nothing where nothing would change.
///
/// `past` is the transaction that the command names, with its whole history.
///
/// # Errors
/// The ledger refuses it.
pub fn decide(
    command: &Command,
    rules: Rules<'_>,
    past: Option<&Transaction>,
) -> Result<Vec<NewEntry>, LedgerError> {
    match command {
        Command::Post(content) => {
            rules.check(content)?;
            Ok(vec![post(None, content.clone())])
        }
        Command::Edit { transaction, version, content } => {
            let past = seen(past, *transaction, Some(*version))?;
            let now = past.current().ok_or(LedgerError::Deleted(*transaction))?;
            let content = Content { source: now.content.source.clone(), ..content.clone() };
            replace(rules, past, now, content)
        }
        Command::Delete { transaction, version } => {
            let past = seen(past, *transaction, Some(*version))?;
            let now = past.current().ok_or(LedgerError::Deleted(*transaction))?;
            take_back(rules, past, now, None).map(|reversal| vec![reversal])
        }
        Command::Undo { transaction, version } => {
            let past = seen(past, *transaction, Some(*version))?;
            undo(rules, past)
        }
        Command::Mark { transaction, version, mark } => {
            let past = seen(past, *transaction, *version)?;
            let now = past.current().ok_or(LedgerError::Deleted(*transaction))?;
            let account = rules.accounts.get(&mark.account).ok_or(LedgerError::NoAccount(mark.account))?;
            if !now.content.postings.iter().any(|posting| posting.account == mark.account) {
                let name = rules.name(account);
                return Err(LedgerError::NotOnAccount { transaction: *transaction, name });
            }
            if past.state(mark.account) == mark.state {
                return Ok(Vec::new());
            }
            let content = Content {
                date: now.content.date,
                payee: String::new(),
                note: String::new(),
                tags: Vec::new(),
                source: None,
                exchange: None,
                postings: Vec::new(),
            };
            Ok(vec![NewEntry {
                transaction: Some(*transaction),
                kind: EntryKind::Mark,
                reverses: None,
                content,
                mark: Some(mark.clone()),
            }])
        }
    }
}

fn seen(
    past: Option<&Transaction>,
    no: TransactionNo,
    version: Option<EntryNo>,
) -> Result<&Transaction, LedgerError> {
    let past = past.filter(|past| past.no == no).ok_or(LedgerError::NoTransaction(no))?;
    match version {
        Some(version) if version != past.version() => Err(LedgerError::Changed(no)),
        _ => Ok(past),
    }
}

fn post(transaction: Option<TransactionNo>, content: Content) -> NewEntry {
    NewEntry { transaction, kind: EntryKind::Post, reverses: None, content, mark: None }
}

/// A reversal and a new posting, in one.
fn replace(
    rules: Rules<'_>,
    past: &Transaction,
    now: &Entry,
    content: Content,
) -> Result<Vec<NewEntry>, LedgerError> {
    if now.content == content {
        return Ok(Vec::new());
    }
    let reversal = take_back(rules, past, now, Some(&content))?;
    rules.check(&content)?;
    Ok(vec![reversal, post(Some(past.no), content)])
}

/// The reversal of what counts now. What is reconciled must stay as it is in `then`.
fn take_back(
    rules: Rules<'_>,
    past: &Transaction,
    now: &Entry,
    then: Option<&Content>,
) -> Result<NewEntry, LedgerError> {
    rules.open(now.content.date)?;
    for posting in &now.content.postings {
        let stays = then.is_some_and(|then| {
            then.date == now.content.date
                && then.sums_on(posting.account) == now.content.sums_on(posting.account)
        });
        if !stays && past.state(posting.account) == MarkState::Reconciled {
            let account = rules.accounts.get(&posting.account);
            let name = account.map_or_else(|| posting.account.to_string(), |account| rules.name(account));
            return Err(LedgerError::Reconciled { name });
        }
    }
    Ok(NewEntry {
        transaction: Some(past.no),
        kind: EntryKind::Reverse,
        reverses: Some(now.no),
        content: opposite(&now.content),
        mark: None,
    })
}

/// The same with the opposite postings. Amounts are far from the ends of their type, by the rules.
fn opposite(content: &Content) -> Content {
    let postings = content.postings.iter().map(|posting| Posting {
        amount: skytally_model::Money { minor: -posting.amount.minor, ..posting.amount },
        ..posting.clone()
    });
    Content { postings: postings.collect(), ..content.clone() }
}

fn undo(rules: Rules<'_>, past: &Transaction) -> Result<Vec<NewEntry>, LedgerError> {
    let moves: Vec<&Entry> = past.entries.iter().filter(|entry| entry.kind != EntryKind::Mark).collect();
    // A mark that came last is what is taken back.
    if let Some(Entry { mark: Some(mark), .. }) = past.entries.last() {
        let before = Transaction { no: past.no, entries: past.entries[..past.entries.len() - 1].to_vec() };
        let mark = Mark { account: mark.account, state: before.state(mark.account) };
        let command = Command::Mark { transaction: past.no, version: None, mark };
        return decide(&command, rules, Some(past));
    }
    match moves.as_slice() {
        [.., reversed, reversal, now]
            if reversal.kind == EntryKind::Reverse && now.kind == EntryKind::Post =>
        {
            // Edited, or brought back: which, the entry before the reversal tells.
            let returned = reversed.kind == EntryKind::Post && reversed.content == now.content;
            if returned {
                return take_back(rules, past, now, None).map(|reversal| vec![reversal]);
            }
            replace(rules, past, now, reversed.content.clone())
        }
        [.., reversed, reversal] if reversal.kind == EntryKind::Reverse => {
            rules.check(&reversed.content)?;
            Ok(vec![post(Some(past.no), reversed.content.clone())])
        }
        [only] => take_back(rules, past, only, None).map(|reversal| vec![reversal]),
        _ => Err(LedgerError::NoTransaction(past.no)),
    }
}

/// The accounts that a command's content names.
impl Command {
    /// The accounts that it would post to.
    pub fn accounts(&self) -> Vec<AccountNo> {
        match self {
            Self::Post(content) | Self::Edit { content, .. } => {
                content.postings.iter().map(|posting| posting.account).collect()
            }
            Self::Mark { mark, .. } => vec![mark.account],
            Self::Delete { .. } | Self::Undo { .. } => Vec::new(),
        }
    }
}
