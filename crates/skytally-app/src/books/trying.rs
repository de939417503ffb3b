//! What a definition would do, before anybody keeps it: a rule on the past, a schedule on the days to come.

use jiff::Span;
use jiff::civil::Date;
use skytally_model::{Money, WorkspaceId};
use skytally_money::categorise::{Booked, Movement, Rule, Rules};
use skytally_money::ledger::{AccountKind, AccountNo, EntryNo, Posting, TransactionNo};
use skytally_money::recurring::{Occurrence, Schedule};
use skytally_store::RegisterFilter;

use super::definitions::AHEAD;
use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{AppError, Result};

/// Transactions that a rule is tried on, at most: the newest.
const TRIED_MAX: usize = 10_000;

/// A transaction that a rule would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleWould {
    /// Which.
    pub transaction: TransactionNo,
    /// Its newest entry.
    pub version: EntryNo,
    /// Its day.
    pub date: Date,
    /// Its payee.
    pub payee: String,
    /// As it changes the account: negative goes out.
    pub amount: Money,
    /// The other side now; none where it is split.
    pub category: Option<AccountNo>,
}

/// What a rule would have done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleTried {
    /// From this day on.
    pub from: Date,
    /// So many transactions were looked at,
    pub of: usize,
    /// of which it holds for so many,
    pub held: usize,
    /// and would change so many.
    pub would_change: usize,
    /// Whether older ones of that time were left out, because there are more than are looked at.
    pub cut: bool,
    /// The newest that it would change.
    pub changes: Vec<RuleWould>,
}

/// What a schedule comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleTried {
    /// When, for people.
    pub words: String,
    /// The next times.
    pub next: Vec<Occurrence>,
    /// How many times there are up to today: they would be posted at once.
    pub past: usize,
    /// The first of all.
    pub first: Option<Occurrence>,
}

impl App {
    /// What a rule, by itself, would have said of the transactions of the last year.
    ///
    /// # Errors
    /// They may not; it is no rule.
    pub async fn try_rule(&self, caller: &Caller, workspace: WorkspaceId, rule: &Rule) -> Result<RuleTried> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let accounts = self.opened(&scope).await?;
        let rules = Rules::new(vec![rule.clone()], &accounts).map_err(|errors| {
            let told: Vec<String> = errors.iter().map(|error| error.problem.to_string()).collect();
            AppError::invalid("rule", told.join("; "))
        })?;
        let from = self
            .today()
            .checked_sub(Span::new().years(1))
            .map_err(|error| AppError::Internal(error.to_string()))?;
        let filter = RegisterFilter { from: Some(from), ..RegisterFilter::default() };
        let most = i64::try_from(TRIED_MAX + 1).unwrap_or(i64::MAX);
        let mut rows = self.store.ledger_register(&scope, &filter, None, most).await?;
        let cut = rows.len() > TRIED_MAX;
        rows.truncate(TRIED_MAX);
        let (mut booked, mut about) = (Vec::new(), Vec::new());
        for row in rows {
            let content = row.entry.content;
            let (money, others): (Vec<&Posting>, Vec<&Posting>) =
                content.postings.iter().partition(|posting| {
                    let kind = accounts.get(&posting.account).map(|account| account.kind);
                    matches!(kind, Some(AccountKind::Asset | AccountKind::Liability))
                });
            // Of a transfer, each side could be the movement: that from which money goes is it.
            let Some(movement) = money.iter().min_by_key(|posting| posting.amount.minor) else { continue };
            let rest: Vec<AccountNo> = others
                .iter()
                .chain(money.iter().filter(|posting| posting.account != movement.account))
                .map(|posting| posting.account)
                .collect();
            let category = match rest.as_slice() {
                [only] => Some(*only),
                _ => None,
            };
            about.push(RuleWould {
                transaction: row.no,
                version: row.version,
                date: content.date,
                payee: content.payee.clone(),
                amount: movement.amount,
                category,
            });
            booked.push(Booked {
                movement: Movement {
                    payee: content.payee.clone(),
                    text: content.note.clone(),
                    amount: movement.amount,
                    account: movement.account,
                },
                category,
                tags: content.tags.clone(),
                note: content.note.clone(),
            });
        }
        let said = tokio::task::spawn_blocking(move || rules.preview(&booked))
            .await
            .map_err(|error| AppError::Internal(error.to_string()))?;
        let changes = said.changes.iter().filter_map(|change| about.get(change.place).cloned()).collect();
        let (of, held, would_change) = (said.of, said.held, said.would_change);
        Ok(RuleTried { from, of, held, would_change, cut, changes })
    }

    /// What a schedule comes to, from today on.
    ///
    /// # Errors
    /// They may not.
    pub async fn try_schedule(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        schedule: &Schedule,
    ) -> Result<ScheduleTried> {
        self.enter(caller, workspace, Action::ReadBooks).await?;
        let today = self.today();
        Ok(ScheduleTried {
            words: schedule.words(),
            next: schedule.next(today, AHEAD),
            past: schedule.due(Date::MIN, today).len(),
            first: schedule.next(Date::MIN, 1).pop(),
        })
    }
}
