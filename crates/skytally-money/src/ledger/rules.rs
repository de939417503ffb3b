//! What a transaction must be. Refused is refused: nothing is repaired, rounded or filled in.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use skytally_model::Currency;

use super::account::{AccountNo, LedgerAccount, full_name};
use super::entry::Content;
use super::error::LedgerError;

/// The most postings of one transaction.
pub const POSTINGS_MAX: usize = 500;
/// The longest payee, in characters.
pub const PAYEE_MAX: usize = 200;
/// The longest note or memo, in characters.
pub const NOTE_MAX: usize = 2_000;
/// The longest tag, in characters.
pub const TAG_MAX: usize = 60;
/// The most tags of one transaction.
pub const TAGS_MAX: usize = 20;
/// The largest amount of one posting, in minor units: a billion billion of them still fit into a balance.
pub const AMOUNT_MAX: i64 = 1_000_000_000_000_000;

const FIRST_DAY: Date = date(1900, 1, 1);
const LAST_DAY: Date = date(2199, 12, 31);

/// The book that a transaction is to fit into.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// Its accounts.
    pub accounts: &'a BTreeMap<AccountNo, LedgerAccount>,
    /// The last day of the periods that are closed.
    pub closed_until: Option<Date>,
}

impl Rules<'_> {
    /// Whether a transaction may be posted.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn check(&self, content: &Content) -> Result<(), LedgerError> {
        shape(content)?;
        balanced(content)?;
        self.open(content.date)?;
        for posting in &content.postings {
            let account =
                self.accounts.get(&posting.account).ok_or(LedgerError::NoAccount(posting.account))?;
            if let Some(takes) = account.currency.filter(|takes| *takes != posting.amount.currency) {
                let given = posting.amount.currency;
                return Err(LedgerError::AccountCurrency { name: self.name(account), takes, given });
            }
            if let Some(closed) = account.closed.filter(|closed| *closed < content.date) {
                let name = self.name(account);
                return Err(LedgerError::AccountClosed { name, closed, date: content.date });
            }
        }
        Ok(())
    }

    /// Whether a day takes entries.
    ///
    /// # Errors
    /// The period is closed.
    pub fn open(&self, date: Date) -> Result<(), LedgerError> {
        match self.closed_until {
            Some(until) if date <= until => Err(LedgerError::PeriodClosed { until, date }),
            _ => Ok(()),
        }
    }

    pub(super) fn name(&self, account: &LedgerAccount) -> String {
        full_name(account, self.accounts)
    }
}

fn shape(content: &Content) -> Result<(), LedgerError> {
    let found = content.postings.len();
    if found < 2 {
        return Err(LedgerError::TooFewPostings(found));
    }
    if found > POSTINGS_MAX {
        return Err(LedgerError::TooManyPostings { found, max: POSTINGS_MAX });
    }
    if !(FIRST_DAY..=LAST_DAY).contains(&content.date) {
        return Err(LedgerError::Date(content.date));
    }
    let long = |text: &str, max: usize| text.chars().nth(max).is_some();
    let memos = content.postings.iter().map(|posting| ("memo", posting.memo.as_str(), NOTE_MAX));
    let tags = content.tags.iter().map(|tag| ("tag", tag.as_str(), TAG_MAX));
    let texts = [("payee", content.payee.as_str(), PAYEE_MAX), ("note", content.note.as_str(), NOTE_MAX)];
    for (what, text, max) in texts.into_iter().chain(memos).chain(tags) {
        if long(text, max) {
            return Err(LedgerError::TooLong { what, max });
        }
    }
    if content.tags.len() > TAGS_MAX {
        return Err(LedgerError::TooLong { what: "list of tags", max: TAGS_MAX });
    }
    if let Some(exchange) = &content.exchange {
        let digits = exchange.rate.bytes().filter(u8::is_ascii_digit).count();
        let points = exchange.rate.bytes().filter(|byte| *byte == b'.').count();
        let positive = exchange.rate.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        if !positive || points > 1 || digits + points != exchange.rate.len() || digits > 30 {
            return Err(LedgerError::Rate(exchange.rate.chars().take(60).collect()));
        }
    }
    Ok(())
}

fn balanced(content: &Content) -> Result<(), LedgerError> {
    let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
    for posting in &content.postings {
        if posting.amount.minor.unsigned_abs() > AMOUNT_MAX.unsigned_abs() {
            return Err(LedgerError::TooLarge(posting.amount));
        }
        // At most 500 × 10^15: it fits.
        *sums.entry(posting.amount.currency).or_default() += i128::from(posting.amount.minor);
    }
    match sums.into_iter().find(|(_, off)| *off != 0) {
        Some((currency, off)) => Err(LedgerError::Unbalanced { currency, off }),
        None => Ok(()),
    }
}
