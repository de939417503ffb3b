//! One rule: what must hold, what is done, and what is wrong with it.

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use skytally_model::{Currency, Money};

use crate::amount;
use crate::inbox::normalised;
use crate::ledger::{AccountNo, NOTE_MAX, PAYEE_MAX, TAG_MAX, TAGS_MAX};

/// The most conditions and the most actions of a rule.
const PARTS_MAX: usize = 20;
/// The longest text or pattern of a condition, in characters.
const TEXT_MAX: usize = 500;
/// The largest compiled pattern, in bytes. Patterns take time in proportion to the text whatever they are; this bounds their memory.
const PATTERN_MAX_BYTES: usize = 512 * 1024;

/// What a rule looks at.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Movement {
    /// Who got or gave the money.
    pub payee: String,
    /// What it was for.
    pub text: String,
    /// As it changes the account: negative goes out.
    #[serde(with = "amount")]
    pub amount: Money,
    /// The account that it is on.
    pub account: AccountNo,
}

/// What must hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Condition {
    /// The payee has this in it, whatever the case, accents and spaces.
    PayeeContains {
        /// What.
        text: String,
    },
    /// The payee is this, whatever the case, accents and spaces.
    PayeeEquals {
        /// What.
        text: String,
    },
    /// Some part of the payee matches a regular expression, whatever the case.
    PayeeMatches {
        /// In the syntax of the crate `regex`.
        pattern: String,
    },
    /// The text has this in it, whatever the case, accents and spaces.
    TextContains {
        /// What.
        text: String,
    },
    /// The amount, with its sign, is this or more, in this currency.
    AmountFrom {
        /// The least.
        #[serde(with = "amount")]
        amount: Money,
    },
    /// The amount, with its sign, is this or less, in this currency.
    AmountTo {
        /// The most.
        #[serde(with = "amount")]
        amount: Money,
    },
    /// The amount, with its sign, is this.
    AmountEquals {
        /// How much.
        #[serde(with = "amount")]
        amount: Money,
    },
    /// It is on this account.
    Account {
        /// Which.
        account: AccountNo,
    },
    /// It is in this currency.
    Currency {
        /// Which.
        currency: Currency,
    },
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Action {
    /// The other side of the movement.
    Category {
        /// The ledger account: a category, or another account for a transfer.
        account: AccountNo,
    },
    /// The payee is written so.
    Payee {
        /// How.
        payee: String,
    },
    /// Tags are added.
    Tags {
        /// Which.
        tags: Vec<String>,
    },
    /// A note is written.
    Note {
        /// What.
        note: String,
    },
}

/// A rule that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// All must hold.
    pub conditions: Vec<Condition>,
    /// All are done.
    pub actions: Vec<Action>,
    /// Whether later rules may add what this one leaves open. If not, the first rule that holds is the last.
    #[serde(default)]
    pub goes_on: bool,
}

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the rule {name:?}: {problem}")]
pub struct RuleError {
    /// Its place in the list: from 0.
    pub place: usize,
    /// Its id.
    pub rule: String,
    /// What people call it.
    pub name: String,
    /// What it is.
    pub problem: Problem,
}

/// What may be wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It would hold for everything.
    #[error("it has no condition, and so would hold for everything")]
    NoCondition,
    /// It would do nothing.
    #[error("it has no action, and so would do nothing")]
    NoAction,
    /// Too many.
    #[error("it has more than {PARTS_MAX} {0}")]
    TooMany(&'static str),
    /// An empty text holds for everything.
    #[error("the {0} is empty")]
    Empty(&'static str),
    /// A text is too long.
    #[error("the {what} has more than {max} characters")]
    TooLong {
        /// Which text.
        what: &'static str,
        /// The limit.
        max: usize,
    },
    /// The pattern is no regular expression.
    #[error("the pattern {pattern:?} is not a regular expression: {reason}")]
    Pattern {
        /// As given.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The pattern needs too much memory.
    #[error("the pattern {0:?} is too large once it is worked out: use fewer or smaller repetitions")]
    PatternTooLarge(String),
    /// No amount is between the two.
    #[error("no amount is both {from} or more and {to} or less")]
    NoAmount {
        /// The least.
        from: Money,
        /// The most.
        to: Money,
    },
    /// Amounts, or an amount and the currency, that cannot hold together.
    #[error("{0} and {1} cannot be the currency of one movement")]
    Currencies(Currency, Currency),
    /// An action stands twice.
    #[error("it sets the {0} twice")]
    Twice(&'static str),
    /// There is no such ledger account.
    #[error("there is no ledger account {0}")]
    NoAccount(AccountNo),
    /// Another rule has the id.
    #[error("another rule has the id {0:?}")]
    SameId(String),
}

/// A condition that is ready to be asked.
pub(super) enum Check {
    PayeeContains(String),
    PayeeEquals(String),
    PayeeMatches(Regex),
    TextContains(String),
    From(Money),
    To(Money),
    Equals(Money),
    Account(AccountNo),
    Currency(Currency),
}

impl Check {
    pub(super) fn new(condition: &Condition) -> Result<Self, Problem> {
        Ok(match condition {
            Condition::PayeeContains { text } => Self::PayeeContains(needle("text for the payee", text)?),
            Condition::PayeeEquals { text } => Self::PayeeEquals(needle("payee", text)?),
            Condition::TextContains { text } => Self::TextContains(needle("text", text)?),
            Condition::PayeeMatches { pattern } => Self::PayeeMatches(regex(pattern)?),
            Condition::AmountFrom { amount } => Self::From(*amount),
            Condition::AmountTo { amount } => Self::To(*amount),
            Condition::AmountEquals { amount } => Self::Equals(*amount),
            Condition::Account { account } => Self::Account(*account),
            Condition::Currency { currency } => Self::Currency(*currency),
        })
    }

    /// `payee` and `text` are those of the movement, folded.
    pub(super) fn holds(&self, movement: &Movement, payee: &str, text: &str) -> bool {
        let amount = movement.amount;
        match self {
            Self::PayeeContains(part) => payee.contains(part.as_str()),
            Self::PayeeEquals(whole) => payee == whole,
            Self::PayeeMatches(pattern) => pattern.is_match(&movement.payee),
            Self::TextContains(part) => text.contains(part.as_str()),
            Self::From(least) => amount.currency == least.currency && amount.minor >= least.minor,
            Self::To(most) => amount.currency == most.currency && amount.minor <= most.minor,
            Self::Equals(exact) => amount == *exact,
            Self::Account(account) => movement.account == *account,
            Self::Currency(currency) => amount.currency == *currency,
        }
    }
}

impl Condition {
    /// Why it holds, for people.
    pub(super) fn because(&self) -> String {
        match self {
            Self::PayeeContains { text } => format!("the payee contains {text:?}"),
            Self::PayeeEquals { text } => format!("the payee is {text:?}"),
            Self::PayeeMatches { pattern } => format!("the payee matches {pattern:?}"),
            Self::TextContains { text } => format!("the text contains {text:?}"),
            Self::AmountFrom { amount } => format!("the amount is {amount} or more"),
            Self::AmountTo { amount } => format!("the amount is {amount} or less"),
            Self::AmountEquals { amount } => format!("the amount is {amount}"),
            Self::Account { account } => format!("it is on the account {account}"),
            Self::Currency { currency } => format!("it is in {currency}"),
        }
    }

    fn currency(&self) -> Option<Currency> {
        match self {
            Self::AmountFrom { amount } | Self::AmountTo { amount } | Self::AmountEquals { amount } => {
                Some(amount.currency)
            }
            Self::Currency { currency } => Some(*currency),
            _ => None,
        }
    }
}

impl Rule {
    /// The conditions ready to be asked, or all that is wrong with the rule in itself.
    pub(super) fn ready(&self) -> Result<Vec<Check>, Vec<Problem>> {
        let mut problems = Vec::new();
        if self.conditions.is_empty() {
            problems.push(Problem::NoCondition);
        }
        if self.actions.is_empty() {
            problems.push(Problem::NoAction);
        }
        if self.conditions.len() > PARTS_MAX {
            problems.push(Problem::TooMany("conditions"));
        }
        if self.actions.len() > PARTS_MAX {
            problems.push(Problem::TooMany("actions"));
        }
        let mut checks = Vec::new();
        for condition in self.conditions.iter().take(PARTS_MAX) {
            match Check::new(condition) {
                Ok(check) => checks.push(check),
                Err(problem) => problems.push(problem),
            }
        }
        self.amounts(&mut problems);
        let mut seen = Vec::new();
        for action in &self.actions {
            let (what, result) = action.check();
            problems.extend(result.err());
            if seen.contains(&what) {
                problems.push(Problem::Twice(what));
            }
            seen.push(what);
        }
        if problems.is_empty() { Ok(checks) } else { Err(problems) }
    }

    /// Amounts that no movement can have.
    fn amounts(&self, problems: &mut Vec<Problem>) {
        let mut currencies = self.conditions.iter().filter_map(Condition::currency);
        if let Some(first) = currencies.next()
            && let Some(other) = currencies.find(|other| *other != first)
        {
            problems.push(Problem::Currencies(first, other));
            return;
        }
        let from = self.conditions.iter().filter_map(|condition| match condition {
            Condition::AmountFrom { amount } | Condition::AmountEquals { amount } => Some(*amount),
            _ => None,
        });
        let to = self.conditions.iter().filter_map(|condition| match condition {
            Condition::AmountTo { amount } | Condition::AmountEquals { amount } => Some(*amount),
            _ => None,
        });
        let (from, to) = (from.max_by_key(|amount| amount.minor), to.min_by_key(|amount| amount.minor));
        if let (Some(from), Some(to)) = (from, to)
            && from.minor > to.minor
        {
            problems.push(Problem::NoAmount { from, to });
        }
    }
}

impl Action {
    fn check(&self) -> (&'static str, Result<(), Problem>) {
        let text = |what: &'static str, text: &str, max: usize| {
            if text.trim().is_empty() {
                return Err(Problem::Empty(what));
            }
            if text.chars().nth(max).is_some() {
                return Err(Problem::TooLong { what, max });
            }
            Ok(())
        };
        match self {
            Self::Category { .. } => ("category", Ok(())),
            Self::Payee { payee } => ("payee", text("payee", payee, PAYEE_MAX)),
            Self::Note { note } => ("note", text("note", note, NOTE_MAX)),
            Self::Tags { tags } if tags.is_empty() => ("tags", Err(Problem::Empty("list of tags"))),
            Self::Tags { tags } if tags.len() > TAGS_MAX => {
                ("tags", Err(Problem::TooLong { what: "list of tags", max: TAGS_MAX }))
            }
            Self::Tags { tags } => ("tags", tags.iter().try_for_each(|tag| text("tag", tag, TAG_MAX))),
        }
    }
}

/// What texts are compared by: as in the inbox, but that nothing is left out which somebody may look for.
pub(super) fn folded(text: &str) -> String {
    // Each word on its own: a date or a number of a card is noise only to the inbox.
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let plain = normalised(word);
        let plain = if plain.is_empty() { word.to_lowercase() } else { plain };
        if !out.is_empty() {
            out.push(' ');
        }
        out += &plain;
    }
    out
}

fn needle(what: &'static str, text: &str) -> Result<String, Problem> {
    if text.chars().nth(TEXT_MAX).is_some() {
        return Err(Problem::TooLong { what, max: TEXT_MAX });
    }
    let folded = folded(text);
    if folded.is_empty() { Err(Problem::Empty(what)) } else { Ok(folded) }
}

fn regex(pattern: &str) -> Result<Regex, Problem> {
    if pattern.is_empty() {
        return Err(Problem::Empty("pattern"));
    }
    if pattern.chars().nth(TEXT_MAX).is_some() {
        return Err(Problem::TooLong { what: "pattern", max: TEXT_MAX });
    }
    let built = RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(PATTERN_MAX_BYTES)
        .dfa_size_limit(PATTERN_MAX_BYTES)
        .build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => Problem::PatternTooLarge(pattern.to_owned()),
        error => {
            // The message draws the pattern over several lines; its last one says what is wrong.
            let message = error.to_string();
            let reason = message.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Problem::Pattern { pattern: pattern.to_owned(), reason }
        }
    })
}
