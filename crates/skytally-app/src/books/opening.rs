//! The opening balance of an account, out of the bank's file with which its time in the books begins.
//!
//! It is kept as line 0 of its import, so that it comes into the books and is taken back with the others.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Value, json};
use skytally_model::Money;
use skytally_money::inbox::{Facts, Outcome, Statement};
use skytally_money::ledger::{
    AccountNo, AccountRole, Command, Content, LedgerAccount, Posting, Source, TransactionNo,
};
use skytally_store::{Import, ImportLine, LineEnd, RegisterFilter, WorkspaceScope};

use super::importing::Decision;
use crate::app::App;
use crate::error::{AppError, Result};

/// The line that an opening balance is: those of the file count from 1.
pub const OPENING_LINE: i64 = 0;

/// What is written beside it.
const NOTE: &str = "Opening balance";

/// What was on an account before the first line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// At the end of which day: the one before the file's first.
    pub date: Date,
    /// How much.
    pub amount: Money,
    /// The file does not say it: it follows from the closing balance and the lines.
    pub computed: bool,
    /// The transaction that it led to.
    pub transaction: Option<TransactionNo>,
}

impl Opening {
    /// What a file says of it. It is computed only where all of the file was read.
    pub(super) fn said_by(statement: &Statement, first_line: Option<Date>, unread: bool) -> Option<Self> {
        let first = first_line.map_or(statement.from, |day| day.min(statement.from));
        let computed = || {
            let closing = statement.closing.filter(|_| !unread)?;
            closing.plus(statement.sum.negated().ok()?).ok()
        };
        let amount = statement.opening.or_else(computed)?;
        if amount.minor == 0 || amount.currency != statement.sum.currency {
            return None;
        }
        Some(Self {
            date: first.yesterday().ok()?,
            amount,
            computed: statement.opening.is_none(),
            transaction: None,
        })
    }

    /// Puts it before the lines of its file.
    pub(super) fn enter(self, facts: &mut Value, lines: &mut Vec<ImportLine>) {
        facts["opening"] = json!({ "computed": self.computed });
        let line = ImportLine {
            line: OPENING_LINE,
            file_line: 0,
            facts: Facts {
                bank_id: None,
                date: self.date,
                amount: self.amount,
                payee: String::new(),
                text: NOTE.to_owned(),
            },
            detail: "null".to_owned(),
            raw: String::new(),
            outcome: Outcome::Waiting,
            posted: false,
        };
        lines.insert(0, line);
    }

    /// Takes it from among the lines of its import.
    pub(super) fn leave(import: &Import, lines: &mut Vec<ImportLine>) -> Result<Option<Self>> {
        if !has_opening(import) {
            return Ok(None);
        }
        let at = lines.iter().position(|line| line.line == OPENING_LINE);
        let at = at.ok_or_else(|| {
            AppError::Internal(format!("the opening balance of the import {} is missing", import.id))
        })?;
        let line = lines.remove(at);
        let transaction = match line.outcome {
            Outcome::Transaction { transaction } => Some(transaction),
            _ => None,
        };
        Ok(Some(Self {
            date: line.facts.date,
            amount: line.facts.amount,
            computed: import.facts["opening"]["computed"] == true,
            transaction,
        }))
    }

    fn posting(&self, import: &Import, accounts: &BTreeMap<AccountNo, LedgerAccount>) -> Result<Command> {
        let other = accounts.values().find(|account| account.role == Some(AccountRole::Opening));
        let other = other
            .ok_or_else(|| AppError::Conflict("the book has no account for opening balances".to_owned()))?;
        let back =
            self.amount.negated().map_err(|error| AppError::invalid("decisions", error.to_string()))?;
        Ok(Command::Post(Content {
            date: self.date,
            payee: String::new(),
            note: NOTE.to_owned(),
            tags: Vec::new(),
            source: Some(Source::Import {
                import: import.id.clone(),
                line: OPENING_LINE,
                account: import.account,
            }),
            exchange: None,
            postings: vec![
                Posting { account: import.account, amount: self.amount, memo: String::new() },
                Posting { account: other.no, amount: back, memo: String::new() },
            ],
        }))
    }
}

fn has_opening(import: &Import) -> bool {
    import.facts.get("opening").is_some_and(|opening| !opening.is_null())
}

/// An import as people count its lines: those of the file.
pub(super) fn without_opening(mut import: Import) -> Import {
    if has_opening(&import) {
        import.lines -= 1;
    }
    import
}

impl App {
    /// Whether the books know nothing of an account up to the first day of a file: only then can its opening balance be missing.
    pub(super) async fn begins(
        &self,
        scope: &WorkspaceScope,
        account: AccountNo,
        opening: &Opening,
    ) -> Result<bool> {
        let filter = RegisterFilter {
            accounts: vec![account],
            to: opening.date.tomorrow().ok(),
            ..RegisterFilter::default()
        };
        Ok(self.store.ledger_register(scope, &filter, None, 1).await?.is_empty())
    }

    /// The opening balance that an import offers.
    pub(super) async fn opening_of(
        &self,
        scope: &WorkspaceScope,
        import: &Import,
    ) -> Result<Option<Opening>> {
        if !has_opening(import) {
            return Ok(None);
        }
        let mut first = self.store.import_lines(scope, &import.id, OPENING_LINE - 1, 1).await?;
        Opening::leave(import, &mut first)
    }

    /// What becomes of it: nothing, unless somebody decided that it is posted.
    pub(super) async fn end_opening(
        &self,
        scope: &WorkspaceScope,
        import: &Import,
        opening: &Opening,
        decision: Option<&Decision>,
        accounts: &BTreeMap<AccountNo, LedgerAccount>,
    ) -> Result<LineEnd> {
        match decision {
            None | Some(Decision::SetAside) => Ok(LineEnd::Is(Outcome::SetAside)),
            Some(Decision::Post { category: None, payee: None }) => {
                if !self.begins(scope, import.account, opening).await? {
                    return Err(AppError::Conflict(format!(
                        "the books have transactions on the account up to {} by now: an opening balance would be counted twice",
                        opening.date
                    )));
                }
                Ok(LineEnd::Post(opening.posting(import, accounts)?))
            }
            Some(_) => {
                Err(AppError::invalid("decisions", "an opening balance is posted as it is, or not at all"))
            }
        }
    }
}
