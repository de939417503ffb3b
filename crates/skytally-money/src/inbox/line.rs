//! What the inbox looks at, and what it says of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use skytally_model::Money;

use crate::amount;
use crate::ledger::TransactionNo;

/// What a bank says of one movement.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Facts {
    /// The bank's own id of it, where the file has one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bank_id: Option<String>,
    /// The day on which it was booked.
    pub date: Date,
    /// As it changes the account: negative goes out.
    #[serde(with = "amount")]
    pub amount: Money,
    /// Who got or gave the money.
    pub payee: String,
    /// What it was for.
    pub text: String,
}

/// A line of the file that is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its place in the file: each once.
    pub index: i64,
    /// What it says.
    #[serde(flatten)]
    pub facts: Facts,
}

/// The lines of one file for one ledger account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLines {
    /// In which the bank wrote it: `ofx`, `camt`, `qif`. Bank ids are compared only within one format, and texts of one format are
    /// taken to be written alike each time.
    pub format: String,
    /// In any order.
    pub lines: Vec<Line>,
}

/// Names a line that was imported before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LineRef {
    /// The import.
    pub import: String,
    /// The line within it.
    pub line: i64,
}

/// What became of a line that was imported before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// It led to a transaction, or was found to be one that was there.
    Transaction {
        /// Which.
        transaction: TransactionNo,
    },
    /// It waits in the inbox.
    Waiting,
    /// People said that it is not to be booked. It is known all the same, and not asked about again.
    SetAside,
    /// It was found to be the same as an earlier line, which itself is no double.
    Double {
        /// Which.
        of: LineRef,
    },
}

/// A line that was imported before for the same ledger account. The lines of an import that was undone are not among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Which.
    #[serde(flatten)]
    pub at: LineRef,
    /// The format of its file.
    pub format: String,
    /// What it says.
    #[serde(flatten)]
    pub facts: Facts,
    /// What became of it.
    pub outcome: Outcome,
}

/// A posting on the ledger account that no import led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandPosting {
    /// Its transaction.
    pub transaction: TransactionNo,
    /// The day in the books.
    pub date: Date,
    /// What the transaction does to the account.
    #[serde(with = "amount")]
    pub amount: Money,
    /// Who got or gave the money.
    pub payee: String,
}

/// What people said when they were asked, kept by [`Judged::fingerprint`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// It is none of the candidates.
    New,
    /// It is the same as an earlier line.
    SameAs {
        /// Which.
        of: LineRef,
    },
    /// It is a transaction that was written by hand.
    Matches {
        /// Which.
        transaction: TransactionNo,
    },
}

/// Why people are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The bank's id is known, with another amount or on another day.
    Changed,
    /// All is as in an earlier line but the bank's id, and nothing tells whether the bank keeps its ids from file to file.
    OtherId,
    /// Day and amount are as in an earlier line, the text is another.
    OtherText,
    /// A transaction that was written by hand has the amount and a day near to it, and another payee.
    OtherPayee,
}

/// What a line may be the same as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Candidate {
    /// A line that was imported before.
    Line {
        /// Which.
        of: LineRef,
        /// How alike the texts are: 0 to 1000.
        similarity_per_mille: u16,
    },
    /// A transaction that was written by hand.
    Transaction {
        /// Which.
        transaction: TransactionNo,
        /// How alike payee and text are: 0 to 1000.
        similarity_per_mille: u16,
        /// By how many days the bank was later; negative is earlier.
        days_later: i32,
    },
}

/// What a line of the file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Verdict {
    /// The books do not have it.
    New,
    /// The bank's id says that it is an earlier line: certain.
    Double {
        /// Which.
        of: LineRef,
        /// The id that both have.
        bank_id: String,
    },
    /// The books have as many lines of this day, amount and text already.
    DoubleByCount {
        /// The one that stands for it.
        of: LineRef,
        /// How alike the texts are: 1000 where they are equal but for case, accents, signs, card numbers and dates.
        similarity_per_mille: u16,
    },
    /// People said that it is an earlier line.
    DoubleByAnswer {
        /// Which.
        of: LineRef,
    },
    /// It is a transaction that was written by hand.
    Matches {
        /// Which.
        transaction: TransactionNo,
        /// How alike payee and text are: 0 to 1000.
        similarity_per_mille: u16,
        /// By how many days the bank was later; negative is earlier.
        days_later: i32,
    },
    /// People are to be asked.
    Unsure {
        /// Why.
        doubt: Doubt,
        /// The likeliest first; never empty.
        candidates: Vec<Candidate>,
    },
}

/// What a line of the file is, and how an answer about it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// The line's place in the file.
    pub index: i64,
    /// Names what the line says, for an answer: SHA-256 over its facts and how many equal lines of the file were before it.
    /// Empty where nobody was asked.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub fingerprint: String,
    /// What it is.
    pub verdict: Verdict,
}

/// The answers of one ledger account, by fingerprint.
pub(super) type Answers = BTreeMap<String, Answer>;

impl Facts {
    pub(super) fn fingerprint(&self, twin: usize) -> String {
        let mut hasher = Sha256::new();
        let id = self.bank_id.as_deref().unwrap_or("");
        let head = format!("skytally-inbox-1\n{}\n{}\n{twin}\n", self.date, self.amount);
        hasher.update(head.as_bytes());
        // The lengths keep two texts from running into each other.
        for part in [id, &self.payee, &self.text] {
            hasher.update(format!("{}\n{part}\n", part.len()).as_bytes());
        }
        data_digits(&hasher.finalize())
    }
}

fn data_digits(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
