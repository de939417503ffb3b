//! What a bank file says: statements, balances, entries, and what could not be read.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use skytally_model::{Currency, Money};

use super::Mapping;
use super::decimal::Decimal;

/// The form of a bank file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Open Financial Exchange 1 (SGML) and 2 (XML), and Quicken's QFX, which is the same.
    Ofx,
    /// Quicken Interchange Format.
    Qif,
    /// ISO 20022 account report, statement and notification: CAMT.052, 053 and 054.
    Camt,
    /// SWIFT MT940 and MT942.
    Mt940,
    /// Rows of fields with a separator.
    Csv,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Ofx => "ofx",
            Self::Qif => "qif",
            Self::Camt => "camt",
            Self::Mt940 => "mt940",
            Self::Csv => "csv",
        })
    }
}

/// The order of day, month and year in dates that do not say it themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
}

impl fmt::Display for DateOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Dmy => "day, month, year",
            Self::Mdy => "month, day, year",
            Self::Ymd => "year, month, day",
        })
    }
}

/// What is known about a file beside its bytes. The default is: nothing.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The currency of amounts for which the file names none (QIF, most CSV).
    pub currency: Option<Currency>,
    /// The order of day and month, for QIF and CSV, in place of what the file as a whole suggests.
    pub dates: Option<DateOrder>,
    /// What the columns of a CSV file mean, in place of what its header and content suggest. With it the file is read as CSV.
    pub mapping: Option<Mapping>,
    /// The format, in place of what the content suggests.
    pub format: Option<Format>,
}

/// Three capital letters that a file gives as a currency. Not all are of today's ISO 4217: old files have `DEM`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code([u8; 3]);

impl Code {
    /// Takes three letters, of any case.
    pub fn new(text: &str) -> Option<Self> {
        let bytes: [u8; 3] = text.trim().as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_alphabetic).then(|| Self(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The currency, if ISO 4217 has it today.
    pub fn currency(self) -> Option<Currency> {
        self.as_str().parse().ok()
    }
}

impl From<Currency> for Code {
    fn from(currency: Currency) -> Self {
        // The codes of ISO 4217 are three letters; were one not, it would be no currency.
        Self::new(currency.code()).unwrap_or(Self(*b"???"))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What a bank file says.
#[derive(Debug, Clone, Serialize)]
pub struct File {
    /// Its form.
    pub format: Format,
    /// Which version or message of the format, as the file says: `102`, `camt.053.001.08`, `MT942`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The character encoding that it was read in, by its name at the WHATWG: `UTF-8`, `windows-1252`.
    pub encoding: &'static str,
    /// The order of day and month that was used (QIF and CSV).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
    /// What the columns were taken to mean (CSV); may be handed back as an option.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<Mapping>,
    /// The statements, in the order of the file.
    pub statements: Vec<Statement>,
    /// What could not be read, by line.
    pub problems: Vec<Problem>,
    /// What was assumed, and what was left out on purpose, by line.
    pub notes: Vec<Problem>,
}

/// A place in the file, and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The line, counted from 1; `None` where it is about the file as a whole.
    pub line: Option<u32>,
    /// What is wrong, and what to do: one sentence, lower case, no full stop.
    pub message: String,
}

/// What a file says about one account over some time.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Statement {
    /// The line where it starts, counted from 1.
    pub line: u32,
    /// The statement's own id or number, as the bank gave it.
    pub id: Option<String>,
    /// IBAN or number of the account.
    pub account: Option<String>,
    /// The account exactly as the file has it, where bank and number share a field (MT940).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_text: Option<String>,
    /// The bank: BIC, routing number, Bankleitzahl, broker.
    pub bank: Option<String>,
    /// Kind of account, in the file's words: `CHECKING`, `CCard`.
    pub kind: Option<String>,
    /// Name of the account or of its owner.
    pub name: Option<String>,
    /// The currency of the account, where the file or the options say it.
    pub currency: Option<Code>,
    /// First day that the statement covers, where the file says it.
    pub from: Option<Date>,
    /// Last day that the statement covers, where the file says it.
    pub to: Option<Date>,
    /// Booked balance before the first entry.
    pub opening: Option<Balance>,
    /// Booked balance after the last entry.
    pub closing: Option<Balance>,
    /// Other balances: available, forward, interim.
    pub balances: Vec<Balance>,
    /// The entries, in the order of the file.
    #[serde(rename = "transactions")]
    pub entries: Vec<Entry>,
}

/// A balance of the account. Positive: the bank owes the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// Its kind, in the file's words: `OPBD`, `60F`, `LEDGERBAL`, `computed` from a column of running balances.
    pub kind: String,
    /// The day at whose end it holds; for an opening balance, what the file says.
    pub date: Option<Date>,
    /// How much.
    pub amount: Decimal,
    /// Of what.
    pub currency: Option<Code>,
    /// The line, counted from 1.
    pub line: u32,
}

impl Balance {
    /// The balance as money, where the currency is known.
    pub fn money(&self) -> Option<Money> {
        self.amount.money(self.currency?.currency()?).ok()
    }
}

/// Whether the bank has booked an entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is booked.
    #[default]
    Booked,
    /// It is expected, and may still change or vanish (CAMT `PDNG` and `FUTR`, MT940 `EC` and `ED`).
    Pending,
    /// The bank tells of it, and says that it is no booking (CAMT `INFO`).
    Information,
}

/// One entry of a statement.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Entry {
    /// Its place in the statement, counted from 0.
    pub index: usize,
    /// The line where it starts, counted from 1.
    pub line: u32,
    /// Where it starts in the file, in bytes as they were given.
    pub offset: usize,
    /// How many bytes of the file it is.
    pub length: usize,
    /// The day of booking, as the bank wrote it; where it gives only the day of value, that. `None`: could not be read, and is a problem.
    pub date: Option<Date>,
    /// From when it counts for interest.
    pub value_date: Option<Date>,
    /// What it does to the account: negative takes away. `None`: could not be read, and is a problem.
    pub amount: Option<Decimal>,
    /// Of what, where that is known.
    pub currency: Option<Code>,
    /// The bank's own id of it: `FITID`, `AcctSvcrRef`, the reference behind `//`.
    pub bank_id: Option<String>,
    /// The other side, by name.
    pub payee: Option<String>,
    /// What it is for, in the words of the file.
    pub text: Option<String>,
    /// The kind of entry, in the file's code: `DEBIT`, `PMNT/RCDT/ESCT`, `NTRF`.
    pub kind: Option<String>,
    /// The kind of entry, in words of the bank (posting text).
    pub kind_text: Option<String>,
    /// Number of the cheque.
    pub check_number: Option<String>,
    /// The customer's or the payer's reference: end-to-end id, `REFNUM`.
    pub reference: Option<String>,
    /// IBAN or number of the other side's account.
    pub counterpart_account: Option<String>,
    /// The other side's bank.
    pub counterpart_bank: Option<String>,
    /// Category, where the file has one (QIF, CSV).
    pub category: Option<String>,
    /// The account of one's own that it goes to or comes from (QIF `[Account]`).
    pub transfer: Option<String>,
    /// Whether it takes back an earlier one.
    pub reversal: bool,
    /// Whether it is booked.
    pub status: Status,
    /// The amount before exchange, where the file says it; its sign is that of the entry.
    pub original: Option<Original>,
    /// Parts of it: the splits of QIF, the single payments of a batch in CAMT. They do not count beside the entry.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub splits: Vec<Split>,
}

impl Entry {
    /// The amount as money, where amount and currency are known.
    pub fn money(&self) -> Option<Money> {
        self.amount?.money(self.currency?.currency()?).ok()
    }

    /// Whether it has what a booking needs: a date and an amount.
    pub fn complete(&self) -> bool {
        self.date.is_some() && self.amount.is_some()
    }
}

/// An amount in another currency than the entry's, or a rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Original {
    /// How much.
    pub amount: Option<Decimal>,
    /// Of what.
    pub currency: Option<Code>,
    /// The rate that the bank says it used, as it says it.
    pub rate: Option<Decimal>,
}

/// A part of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Split {
    /// How much of the entry, with its sign.
    pub amount: Option<Decimal>,
    /// Category.
    pub category: Option<String>,
    /// The account of one's own that it goes to or comes from.
    pub transfer: Option<String>,
    /// The other side, by name.
    pub payee: Option<String>,
    /// What it is for.
    pub text: Option<String>,
    /// The bank's id, or the reference, of the part.
    pub reference: Option<String>,
    /// The share of the entry in percent, where that is said in place of an amount.
    pub percent: Option<Decimal>,
}

/// Why bytes could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is larger than [`super::FILE_MAX_BYTES`].
    #[error("the file has {bytes} bytes, more than the {most} that are read; export a shorter time", most = super::FILE_MAX_BYTES)]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// It is none of the formats.
    #[error("this is no bank file: {0}; OFX, QFX, QIF, CAMT.052/053/054, MT940 and CSV are read")]
    NotABankFile(String),
}
