//! What is written into the journal.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use skytally_model::{Currency, Money};

use super::account::AccountNo;

/// The number of a transaction: that of its first entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TransactionNo(pub i64);

/// The place of an entry in the journal: from 1, without gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryNo(pub i64);

impl fmt::Display for TransactionNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for EntryNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What an entry does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// Postings count from now on.
    Post,
    /// The postings of another entry are taken back: equal and opposite, on the same day.
    Reverse,
    /// Postings were compared with a statement; no money moves.
    Mark,
}

/// An amount on an account.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Posting {
    /// The account.
    pub account: AccountNo,
    /// How much it grows by (assets and expenses: positive) or shrinks.
    pub amount: Money,
    /// What people write beside it.
    pub memo: String,
}

/// As an array: a million of them lie in a book.
impl Serialize for Posting {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.account, self.amount.currency, self.amount.minor, &self.memo).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Posting {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (account, currency, minor, memo) =
            <(AccountNo, Currency, i64, String)>::deserialize(deserializer)?;
        Ok(Self { account, amount: Money { minor, currency }, memo })
    }
}

/// What a transaction came from, if nobody wrote it by hand.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Source {
    /// A line of a bank's file.
    Import {
        /// The import.
        import: String,
        /// The line within it.
        line: i64,
        /// The account whose bank gave it: there its posting is cleared from the start.
        account: AccountNo,
    },
    /// A recurring transaction.
    Recurring {
        /// Which.
        recurring: String,
        /// The day on which it was due: posted once for each.
        due: Date,
    },
    /// A receipt.
    Receipt {
        /// Which.
        receipt: String,
    },
    /// It corrects a transaction of a period that was closed.
    Adjustment {
        /// Which.
        of: TransactionNo,
    },
}

/// At which rate two currencies were exchanged. Both amounts are in the postings.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Exchange {
    /// The exact decimal: so many of `to` for one of `from`.
    pub rate: String,
    /// The currency that was given.
    pub from: Currency,
    /// The currency that was got.
    pub to: Currency,
    /// Whose rate it is.
    pub source: String,
    /// Of which day.
    pub date: Date,
}

/// What a transaction says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Content {
    /// The day in the books.
    pub date: Date,
    /// Who got or gave the money.
    pub payee: String,
    /// What people write beside it.
    pub note: String,
    /// In small letters, sorted, each once.
    pub tags: Vec<String>,
    /// Where it came from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<Source>,
    /// The rate, where currencies meet.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub exchange: Option<Exchange>,
    /// At least two; they sum to zero in each currency.
    pub postings: Vec<Posting>,
}

/// How far a posting was compared with what the bank says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MarkState {
    /// Not yet.
    Uncleared,
    /// The bank has it.
    Cleared,
    /// It is part of a statement that was found to agree: it cannot be changed without taking that back.
    Reconciled,
}

impl MarkState {
    /// As it stands in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uncleared => "uncleared",
            Self::Cleared => "cleared",
            Self::Reconciled => "reconciled",
        }
    }
}

impl std::str::FromStr for MarkState {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Uncleared, Self::Cleared, Self::Reconciled]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("{text:?} is not uncleared, cleared or reconciled"))
    }
}

/// The state of the postings of transactions on one account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mark {
    /// The account whose postings are meant.
    pub account: AccountNo,
    /// From now on.
    pub state: MarkState,
}

/// One entry of the journal.
///
/// As JSON the members of its content stand among its own: see `kept.rs`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Its place.
    pub no: EntryNo,
    /// The transaction that it belongs to.
    pub transaction: TransactionNo,
    /// What it does.
    pub kind: EntryKind,
    /// The entry that a reversal takes back.
    pub reverses: Option<EntryNo>,
    /// When it was written, in milliseconds since 1970: what was known when.
    pub recorded_ms: i64,
    /// Who wrote it.
    pub actor: String,
    /// What it says. A reversal has the opposite postings; a mark has none.
    pub content: Content,
    /// What a mark says.
    pub mark: Option<Mark>,
}

/// A transaction with all that was ever written of it, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// Its number.
    pub no: TransactionNo,
    /// Never empty.
    pub entries: Vec<Entry>,
}

impl Transaction {
    /// What counts now; none if it was deleted.
    pub fn current(&self) -> Option<&Entry> {
        let last = self.entries.iter().rev().find(|entry| entry.kind != EntryKind::Mark)?;
        (last.kind == EntryKind::Post).then_some(last)
    }

    /// Its newest entry: whoever changes it says which they saw.
    pub fn version(&self) -> EntryNo {
        self.entries.last().map_or(EntryNo(0), |entry| entry.no)
    }

    /// How far its postings on an account were compared with a statement.
    pub fn state(&self, account: AccountNo) -> MarkState {
        let first = self.entries.first().and_then(|entry| entry.content.source.as_ref());
        let mut state = match first {
            Some(Source::Import { account: of, .. }) if *of == account => MarkState::Cleared,
            _ => MarkState::Uncleared,
        };
        let mut before: Option<&Content> = None;
        for entry in &self.entries {
            match (entry.kind, &entry.mark) {
                (EntryKind::Mark, Some(mark)) if mark.account == account => state = mark.state,
                // A mark stays with its amount.
                (EntryKind::Post, _) => {
                    if before.is_some_and(|before| before.sums_on(account) != entry.content.sums_on(account))
                    {
                        state = MarkState::Uncleared;
                    }
                    before = Some(&entry.content);
                }
                _ => {}
            }
        }
        state
    }
}

impl Content {
    /// What it does to one account, by currency; a currency that sums to zero is left out.
    pub fn sums_on(&self, account: AccountNo) -> Vec<(Currency, i128)> {
        let mut sums: Vec<(Currency, i128)> = Vec::new();
        for posting in self.postings.iter().filter(|posting| posting.account == account) {
            match sums.iter_mut().find(|(currency, _)| *currency == posting.amount.currency) {
                Some((_, sum)) => *sum += i128::from(posting.amount.minor),
                None => sums.push((posting.amount.currency, posting.amount.minor.into())),
            }
        }
        sums.retain(|(_, sum)| *sum != 0);
        sums.sort_unstable();
        sums
    }
}
