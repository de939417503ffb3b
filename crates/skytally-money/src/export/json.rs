//! Everything as JSON: accounts, and every entry that was ever written. What was written is read back the same.

use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};
use skytally_model::Currency;

use super::Book;
use crate::ledger::{AccountNo, Entry, EntryKind, EntryNo, LedgerAccount};

/// What the file says that it is.
const FORMAT: &str = "skytally-ledger";
/// Of which the shape is this one.
const VERSION: u32 = 1;

/// Writes JSON: one account or entry a line.
///
/// Unlike the other writers it takes entries, in the order of the journal: reversals and marks too.
#[derive(Debug)]
pub struct Json<W> {
    out: W,
    begun: bool,
}

/// A book as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whole {
    format: String,
    version: u32,
    /// What people call it.
    pub title: String,
    /// The currency in which it is looked at.
    pub currency: Currency,
    /// Its accounts, by number.
    pub accounts: Vec<LedgerAccount>,
    /// Its journal, in order.
    pub entries: Vec<Entry>,
}

/// Why a file is no book.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is not JSON of this shape.
    #[error("the file is not a whole book: {0}")]
    Json(#[from] serde_json::Error),
    /// It is of another program or version.
    #[error("the file is {format:?}, version {version}; expected \"skytally-ledger\", version 1")]
    Format {
        /// As it says.
        format: String,
        /// As it says.
        version: u32,
    },
    /// An account is there twice, or its parent is missing.
    #[error("account {0} is there twice, or its parent is missing")]
    Account(AccountNo),
    /// An entry is out of order, or names what is not before it.
    #[error("entry {0} is out of order, or names an account or an entry that is not there")]
    Entry(EntryNo),
}

impl<W: io::Write> Json<W> {
    /// Begins a file with its accounts.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn new(mut out: W, book: Book<'_>) -> io::Result<Self> {
        #[derive(Serialize)]
        struct Head<'a> {
            format: &'a str,
            version: u32,
            title: &'a str,
            currency: Currency,
        }
        let head = Head { format: FORMAT, version: VERSION, title: book.title, currency: book.currency };
        let head = serde_json::to_string(&head)?;
        write!(out, "{},\n\"accounts\":[", head.trim_end_matches('}'))?;
        for (at, account) in book.accounts.values().enumerate() {
            out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut out, account)?;
        }
        out.write_all(b"\n],\n\"entries\":[")?;
        Ok(Self { out, begun: false })
    }

    /// Adds an entry. They come in the order of the journal.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn entry(&mut self, entry: &Entry) -> io::Result<()> {
        self.out.write_all(if std::mem::replace(&mut self.begun, true) { b",\n" } else { b"\n" })?;
        Ok(serde_json::to_writer(&mut self.out, entry)?)
    }

    /// Ends it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Reads a book. Whether the ledger takes what it says is the ledger's to judge; here its parts must fit together.
///
/// # Errors
/// It is no book, or not a whole one.
pub fn read(file: impl io::Read) -> Result<Whole, ReadError> {
    let whole: Whole = serde_json::from_reader(io::BufReader::new(file))?;
    if whole.format != FORMAT || whole.version != VERSION {
        return Err(ReadError::Format { format: whole.format, version: whole.version });
    }
    let mut accounts: BTreeMap<AccountNo, Option<AccountNo>> = BTreeMap::new();
    for account in &whole.accounts {
        if accounts.insert(account.no, account.parent).is_some() {
            return Err(ReadError::Account(account.no));
        }
    }
    if let Some((no, _)) =
        accounts.iter().find(|(_, parent)| parent.is_some_and(|parent| !accounts.contains_key(&parent)))
    {
        return Err(ReadError::Account(*no));
    }
    let mut kinds: BTreeMap<EntryNo, EntryKind> = BTreeMap::new();
    for entry in &whole.entries {
        let in_order = kinds.last_key_value().is_none_or(|(last, _)| *last < entry.no);
        let first = entry.transaction.0 == entry.no.0 || kinds.contains_key(&EntryNo(entry.transaction.0));
        let reverses = match entry.kind {
            EntryKind::Reverse => entry.reverses.is_some_and(|no| kinds.get(&no) == Some(&EntryKind::Post)),
            EntryKind::Post | EntryKind::Mark => entry.reverses.is_none(),
        };
        let postings = entry.content.postings.iter().map(|posting| posting.account);
        let known = postings
            .chain(entry.mark.iter().map(|mark| mark.account))
            .all(|account| accounts.contains_key(&account));
        if !(in_order && first && reverses && known) {
            return Err(ReadError::Entry(entry.no));
        }
        kinds.insert(entry.no, entry.kind);
    }
    Ok(whole)
}
