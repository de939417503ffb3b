//! Small definitions of the books: rates, rules, recurring transactions, budgets.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use skytally_model::{Currency, WorkspaceId};
use skytally_money::budget::{Actual, Budget, Status, status};
use skytally_money::categorise::{Rule, Rules};
use skytally_money::ledger::{self, AccountNo, Command, subtree};
use skytally_money::recurring::{Occurrence, Recurring};
use skytally_money::report::{Rate, Rates};
use skytally_store::{LedgerItem, LedgerItemKind, Origin, WorkspaceScope};

use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{AppError, Result};

/// Days of a recurring transaction that are shown ahead.
pub(super) const AHEAD: usize = 6;

/// Transactions that a recurring one may be behind by: more were not meant.
const BEHIND_MAX: usize = 1_000;

/// An exchange rate that somebody states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateBody {
    /// One of it …
    pub from: Currency,
    /// … is so many of it.
    pub to: Currency,
    /// Of which day.
    pub date: Date,
    /// The exact decimal.
    pub rate: String,
    /// Whose rate it is.
    pub source: String,
}

/// A definition with what names it.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition<T> {
    /// Its id.
    pub id: String,
    /// Its place in the order of its kind.
    pub place: i64,
    /// Grows with every change.
    pub version: i64,
    /// What it says.
    pub body: T,
}

/// A recurring transaction, and when it comes next.
#[derive(Debug, Clone, PartialEq)]
pub struct RecurringNow {
    /// What it says.
    pub recurring: Recurring,
    /// When, for people.
    pub words: String,
    /// The next times.
    pub next: Vec<Occurrence>,
    /// Times up to today that were not posted, because the ledger refused the first of them: a closed period, say.
    pub waiting: Vec<Occurrence>,
    /// Why the first of those that wait cannot be posted today; none where it can be, and will be at the next look.
    pub refusal: Option<String>,
    /// Whether it pauses today.
    pub paused: bool,
}

/// A budget, and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct BudgetNow {
    /// What it says.
    pub budget: Budget,
    /// How it stands today; none outside of its time.
    pub status: Option<Status>,
}

fn read<T: DeserializeOwned>(item: LedgerItem) -> Result<Definition<T>> {
    let LedgerItem { id, place, body, version } = item;
    let body = serde_json::from_value(body)
        .map_err(|error| AppError::Internal(format!("the definition {id} cannot be read: {error}")))?;
    Ok(Definition { id, place, version, body })
}

impl App {
    /// The definitions of a kind, in their order.
    async fn definitions<T: DeserializeOwned>(
        &self,
        scope: &WorkspaceScope,
        kind: LedgerItemKind,
    ) -> Result<Vec<Definition<T>>> {
        self.store.ledger_items(scope, kind).await?.into_iter().map(read).collect()
    }

    /// The rates that people stated.
    ///
    /// # Errors
    /// They may not.
    pub async fn ledger_rates(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
    ) -> Result<Vec<Definition<RateBody>>> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        self.definitions(&scope, LedgerItemKind::Rate).await
    }

    /// The rules, in the order in which they are asked.
    ///
    /// # Errors
    /// They may not.
    pub async fn ledger_rules(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
    ) -> Result<Vec<Definition<Rule>>> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        self.definitions(&scope, LedgerItemKind::Rule).await
    }

    /// The recurring transactions, with their next times.
    ///
    /// # Errors
    /// They may not.
    pub async fn ledger_recurring(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
    ) -> Result<Vec<Definition<RecurringNow>>> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let today = self.today();
        let accounts = self.store.ledger_accounts(&scope).await?;
        let closed_until = self.store.book(&scope).await?.and_then(|book| book.closed_until);
        let rules = ledger::Rules { accounts: &accounts, closed_until };
        let all = self.definitions::<Recurring>(&scope, LedgerItemKind::Recurring).await?;
        let mut found = Vec::with_capacity(all.len());
        for Definition { id, place, version, body } in all {
            let recurring = Recurring { id: id.clone(), ..body };
            let posted = self.store.recurring_posted(&scope, &id).await?;
            let waiting = recurring.open(today, &posted);
            let now = RecurringNow {
                words: recurring.schedule.words(),
                next: recurring.next(today, AHEAD),
                paused: recurring.pauses_on(today),
                refusal: waiting
                    .first()
                    .and_then(|first| rules.check(&recurring.content(*first)).err())
                    .map(|error| error.to_string()),
                waiting,
                recurring,
            };
            found.push(Definition { id, place, version, body: now });
        }
        Ok(found)
    }

    /// The budgets, and how each stands.
    ///
    /// # Errors
    /// They may not; a sum does not fit.
    pub async fn ledger_budgets(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
    ) -> Result<Vec<Definition<BudgetNow>>> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let today = self.today();
        let accounts = self.store.ledger_accounts(&scope).await?;
        let rates = self.rates(&scope).await?;
        let coming = self.definitions::<Recurring>(&scope, LedgerItemKind::Recurring).await?;
        let mut found = Vec::new();
        for Definition { id, place, version, body } in
            self.definitions::<Budget>(&scope, LedgerItemKind::Budget).await?
        {
            let budget = Budget { id: id.clone(), ..body };
            let of: BTreeSet<AccountNo> = subtree(budget.category, &accounts).into_iter().collect();
            let sign = accounts
                .get(&budget.category)
                .map_or(1, |account| if account.kind.grows_by_debit() { 1 } else { -1 });
            let actuals = self.actuals(&scope, &budget, &of, sign, &rates, today).await?;
            let planned = planned(&coming, &budget, &of, sign, &rates, today);
            let status = status(&budget, &actuals, &planned, today)
                .map_err(|error| AppError::Conflict(format!("the budget cannot be compared: {error}")))?;
            found.push(Definition { id, place, version, body: BudgetNow { budget, status } });
        }
        Ok(found)
    }

    async fn actuals(
        &self,
        scope: &WorkspaceScope,
        budget: &Budget,
        of: &BTreeSet<AccountNo>,
        sign: i64,
        rates: &Rates,
        today: Date,
    ) -> Result<Vec<Actual>> {
        let from =
            budget.every.period_of(budget.start).map_err(|error| AppError::Conflict(error.to_string()))?.from;
        let days = self.store.ledger_days(scope, from, today).await?;
        Ok(days
            .into_iter()
            .filter(|day| of.contains(&day.account))
            .filter_map(|day| {
                let amount = skytally_model::Money::new(day.minor.checked_mul(sign)?, day.currency);
                let converted = rates.convert(amount, budget.amount.currency, day.date);
                Some(Actual { date: day.date, amount, converted, recurring: false })
            })
            .collect())
    }

    /// Adds or changes a rate. `id` names one and its version; version 0 one that was removed and comes back.
    ///
    /// # Errors
    /// They may not; it is none; it has changed.
    pub async fn put_rate(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: Option<(&str, i64)>,
        body: &RateBody,
    ) -> Result<Definition<RateBody>> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        let RateBody { from, to, date, rate, source } = body.clone();
        if from == to {
            return Err(AppError::invalid("to", "a rate is between two currencies"));
        }
        Rates::new([Rate { from, to, date, rate, source }])
            .map_err(|error| AppError::invalid("rate", error.to_string()))?;
        self.put(caller, &scope, LedgerItemKind::Rate, id, 0, body).await
    }

    /// Adds or changes a rule.
    ///
    /// # Errors
    /// They may not; it is none; it has changed.
    pub async fn put_rule(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: Option<(&str, i64)>,
        place: i64,
        rule: &Rule,
    ) -> Result<Definition<Rule>> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        let accounts = self.opened(&scope).await?;
        Rules::new(vec![rule.clone()], &accounts).map_err(|errors| {
            let told: Vec<String> = errors.iter().map(|error| error.problem.to_string()).collect();
            AppError::invalid("rule", told.join("; "))
        })?;
        self.put(caller, &scope, LedgerItemKind::Rule, id, place, rule).await
    }

    /// Adds or changes a recurring transaction. What is due up to today is posted, each day once.
    ///
    /// # Errors
    /// They may not; its template is none; it has changed.
    pub async fn put_recurring(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: Option<(&str, i64)>,
        recurring: &Recurring,
    ) -> Result<Definition<Recurring>> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        let accounts = self.opened(&scope).await?;
        // The template is posted on other days: only what does not depend on the day is looked at now.
        ledger::Rules { accounts: &accounts, closed_until: None }.check(&recurring.template)?;
        let today = self.today();
        recurring.check().map_err(|error| AppError::invalid("recurring", error.to_string()))?;
        let behind = recurring.due(Date::MIN, today).len();
        if behind > BEHIND_MAX {
            let why = format!(
                "{behind} transactions would be due up to today: let it begin later ({BEHIND_MAX} at most)"
            );
            return Err(AppError::invalid("schedule", why));
        }
        let made = self.put(caller, &scope, LedgerItemKind::Recurring, id, 0, recurring).await?;
        self.post_recurring(&scope).await?;
        Ok(made)
    }

    /// Adds or changes a budget.
    ///
    /// # Errors
    /// They may not; it is none; it has changed.
    pub async fn put_budget(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: Option<(&str, i64)>,
        budget: &Budget,
    ) -> Result<Definition<Budget>> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        let accounts = self.opened(&scope).await?;
        if !accounts.get(&budget.category).is_some_and(|account| account.kind.is_category()) {
            return Err(AppError::invalid("category", "a budget is for a category"));
        }
        budget.check().map_err(|error| AppError::invalid("budget", error.to_string()))?;
        self.put(caller, &scope, LedgerItemKind::Budget, id, 0, budget).await
    }

    async fn put<T: Serialize + DeserializeOwned>(
        &self,
        caller: &Caller,
        scope: &WorkspaceScope,
        kind: LedgerItemKind,
        id: Option<(&str, i64)>,
        place: i64,
        body: &T,
    ) -> Result<Definition<T>> {
        let body: Value =
            serde_json::to_value(body).map_err(|error| AppError::Internal(error.to_string()))?;
        read(self.store.put_ledger_item(scope, &self.origin(caller), kind, id, place, &body).await?)
    }

    /// Removes a definition. What it did stays.
    ///
    /// # Errors
    /// They may not; there is none.
    pub async fn remove_definition(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        kind: LedgerItemKind,
        id: &str,
    ) -> Result<()> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        Ok(self.store.remove_ledger_item(&scope, &self.origin(caller), kind, id).await?)
    }

    /// Posts what recurring transactions of a workspace are due up to today, each day once, even if two nodes do it at once. What
    /// the ledger refuses (a closed period or account) is told and not tried in another way.
    pub(crate) async fn post_recurring(&self, scope: &WorkspaceScope) -> Result<()> {
        let today = self.today();
        for definition in self.definitions::<Recurring>(scope, LedgerItemKind::Recurring).await? {
            let recurring = Recurring { id: definition.id, ..definition.body };
            let posted = self.store.recurring_posted(scope, &recurring.id).await?;
            for occurrence in recurring.open(today, &posted) {
                let command = Command::Post(recurring.content(occurrence));
                let origin = Origin::task("recurring", self.now());
                let written =
                    self.store.write_ledger(scope, &origin, &recurring.key(occurrence), &[command]).await;
                if let Err(error) = written {
                    tracing::warn!(%error, recurring = recurring.id, due = %occurrence.due, "a recurring transaction was not posted");
                    // The days after it stay in their order.
                    break;
                }
            }
        }
        Ok(())
    }

    pub(super) fn today(&self) -> Date {
        self.now().to_zoned(jiff::tz::TimeZone::UTC).date()
    }
}

/// What recurring transactions will put on a budget's category until the end of its period.
fn planned(
    coming: &[Definition<Recurring>],
    budget: &Budget,
    of: &BTreeSet<AccountNo>,
    sign: i64,
    rates: &Rates,
    today: Date,
) -> Vec<Actual> {
    let Ok(period) = budget.every.period_of(today) else { return Vec::new() };
    let mut planned = Vec::new();
    for definition in coming {
        let times = definition.body.due(today, period.until);
        for time in times.into_iter().filter(|time| time.date > today) {
            for posting in
                definition.body.template.postings.iter().filter(|posting| of.contains(&posting.account))
            {
                let Some(minor) = posting.amount.minor.checked_mul(sign) else { continue };
                let amount = skytally_model::Money::new(minor, posting.amount.currency);
                let converted = rates.convert(amount, budget.amount.currency, time.date);
                planned.push(Actual { date: time.date, amount, converted, recurring: true });
            }
        }
    }
    planned
}
