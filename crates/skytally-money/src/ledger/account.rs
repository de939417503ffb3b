//! Ledger accounts: where money is, where it comes from and where it goes.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use skytally_model::Currency;

/// The number of a ledger account within its book: from 1, in the order in which they were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountNo(pub i64);

impl fmt::Display for AccountNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What an account is. The sign of its balance follows from it: assets and expenses grow by positive postings, the others by
/// negative ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountKind {
    /// What one has: bank accounts, cash, what others owe.
    Asset,
    /// What one owes: credit cards, loans, bills.
    Liability,
    /// What it all began with, and what joins currencies.
    Equity,
    /// A category of what comes in.
    Income,
    /// A category of what goes out.
    Expense,
}

impl AccountKind {
    /// All of them, in the order of a balance sheet and an income statement.
    pub const ALL: [Self; 5] = [Self::Asset, Self::Liability, Self::Equity, Self::Income, Self::Expense];

    /// As it stands in the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asset => "asset",
            Self::Liability => "liability",
            Self::Equity => "equity",
            Self::Income => "income",
            Self::Expense => "expense",
        }
    }

    /// The first part of the account's name in hledger and beancount.
    pub fn root(self) -> &'static str {
        match self {
            Self::Asset => "Assets",
            Self::Liability => "Liabilities",
            Self::Equity => "Equity",
            Self::Income => "Income",
            Self::Expense => "Expenses",
        }
    }

    /// Whether people call it a category.
    pub fn is_category(self) -> bool {
        matches!(self, Self::Income | Self::Expense)
    }

    /// Whether its balance grows by positive postings; if not, people see it with the opposite sign.
    pub fn grows_by_debit(self) -> bool {
        matches!(self, Self::Asset | Self::Expense)
    }
}

impl FromStr for AccountKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("{text:?} is not asset, liability, equity, income or expense"))
    }
}

/// What the program itself needs an account for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountRole {
    /// The other side of opening balances (equity).
    Opening,
    /// Where two currencies meet (equity): its balance at today's rates is the gain or loss of exchange.
    Exchange,
    /// Income that nobody has put into a category yet.
    UnsortedIncome,
    /// Expense that nobody has put into a category yet.
    UnsortedExpense,
}

impl AccountRole {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Opening, Self::Exchange, Self::UnsortedIncome, Self::UnsortedExpense];

    /// As it stands in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Exchange => "exchange",
            Self::UnsortedIncome => "unsortedincome",
            Self::UnsortedExpense => "unsortedexpense",
        }
    }

    /// Whether what is on it only waits until somebody puts it elsewhere: in the end nothing is left on it.
    pub fn is_clearing(self) -> bool {
        match self {
            Self::UnsortedIncome | Self::UnsortedExpense => true,
            Self::Opening | Self::Exchange => false,
        }
    }

    /// What an account in this role must be.
    pub fn kind(self) -> AccountKind {
        match self {
            Self::Opening | Self::Exchange => AccountKind::Equity,
            Self::UnsortedIncome => AccountKind::Income,
            Self::UnsortedExpense => AccountKind::Expense,
        }
    }
}

impl FromStr for AccountRole {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| format!("{text:?} is no role of a ledger account"))
    }
}

/// A ledger account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerAccount {
    /// Its number.
    pub no: AccountNo,
    /// The account that it is a part of: of the same kind.
    pub parent: Option<AccountNo>,
    /// What it is.
    pub kind: AccountKind,
    /// Its own name, without those of its parents.
    pub name: String,
    /// The only currency that it takes; none takes all, as categories do.
    pub currency: Option<Currency>,
    /// What the program itself needs it for.
    pub role: Option<AccountRole>,
    /// The last day on which it takes postings, if it was closed.
    pub closed: Option<Date>,
    /// What people write beside it: an IBAN, say.
    pub note: String,
    /// Changes with each change: who changes it says which they saw.
    pub version: i64,
}

/// The name with those of its parents: `Food:Restaurants`. A parent that is missing ends it.
pub fn full_name(account: &LedgerAccount, all: &BTreeMap<AccountNo, LedgerAccount>) -> String {
    let mut names = vec![account.name.as_str()];
    let mut above = account.parent;
    // Never more steps than there are accounts: a ring would have no end.
    for _ in 0..all.len() {
        let Some(parent) = above.and_then(|no| all.get(&no)) else { break };
        names.push(&parent.name);
        above = parent.parent;
    }
    names.reverse();
    names.join(":")
}

/// An account and all that are parts of it.
pub fn subtree(root: AccountNo, all: &BTreeMap<AccountNo, LedgerAccount>) -> Vec<AccountNo> {
    let mut found = vec![root];
    let mut at = 0;
    while at < found.len() {
        let parent = found[at];
        for account in all.values().filter(|account| account.parent == Some(parent)) {
            if !found.contains(&account.no) {
                found.push(account.no);
            }
        }
        at += 1;
    }
    found.sort_unstable();
    found
}
