//! What is written into the books.

use std::collections::BTreeSet;

use jiff::civil::Date;
use skytally_model::{Currency, WorkspaceId};
use skytally_money::ledger::{Command, Content, LedgerAccount, Source, TransactionNo};
use skytally_store::{Book, LedgerWritten, NewLedgerAccount, WorkspaceScope};

use super::charts::Chart;
use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{AppError, Result};

/// Commands of one write, at most.
const COMMANDS_MAX: usize = 1_000;

impl App {
    /// Opens the books of a workspace.
    ///
    /// # Errors
    /// They may not; the books are open already.
    pub async fn open_book(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        currency: Currency,
        chart: Chart,
    ) -> Result<Book> {
        let scope = self.enter(caller, workspace, Action::ManageBooks).await?;
        Ok(self.store.open_book(&scope, &self.origin(caller), currency, &chart.accounts(currency)).await?)
    }

    /// Adds a ledger account.
    ///
    /// # Errors
    /// They may not; it does not fit into the tree; the name is there already.
    pub async fn new_ledger_account(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        new: &NewLedgerAccount,
    ) -> Result<LedgerAccount> {
        let scope = self.enter(caller, workspace, Action::ManageBooks).await?;
        self.opened(&scope).await?;
        Ok(self.store.new_ledger_account(&scope, &self.origin(caller), new).await?)
    }

    /// Changes name, place, note and last day of a ledger account. What `version` names must be what it is now.
    ///
    /// # Errors
    /// They may not; there is none; it has changed; it does not fit.
    pub async fn change_ledger_account(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        to: &LedgerAccount,
    ) -> Result<LedgerAccount> {
        let scope = self.enter(caller, workspace, Action::ManageBooks).await?;
        Ok(self.store.change_ledger_account(&scope, &self.origin(caller), to).await?)
    }

    /// Whether they may write into the books at all.
    ///
    /// # Errors
    /// They may not.
    pub async fn may_write_books(&self, caller: &Caller, workspace: WorkspaceId) -> Result<()> {
        self.enter(caller, workspace, Action::WriteBooks).await.map(drop)
    }

    /// Writes into the journal: all commands, or none. The same key again gives the first answer; without one a repeat is a
    /// write of its own.
    ///
    /// # Errors
    /// They may not; the rules refuse a command; the key was used for something else.
    pub async fn write_ledger(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        key: Option<&str>,
        commands: &[Command],
    ) -> Result<LedgerWritten> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        if commands.is_empty() || commands.len() > COMMANDS_MAX {
            return Err(AppError::invalid("commands", format!("give 1 to {COMMANDS_MAX} of them")));
        }
        self.corrected(&scope, commands).await?;
        let key = self.write_key(caller, key)?;
        Ok(self.store.write_ledger(&scope, &self.origin(caller), &key, commands).await?)
    }

    /// What a write is remembered by.
    pub(super) fn write_key(&self, caller: &Caller, key: Option<&str>) -> Result<String> {
        Ok(match key {
            // Keys of people do not meet those of others, nor those of tasks.
            Some(key) => format!("user {} {key}", caller.user()),
            None => format!("once {}", self.nonce()?),
        })
    }

    /// What a new transaction says that it corrects must be there. That stays so, so the same write again is never refused for it.
    async fn corrected(&self, scope: &WorkspaceScope, commands: &[Command]) -> Result<()> {
        let corrected: BTreeSet<TransactionNo> = commands
            .iter()
            .filter_map(|command| match command {
                Command::Post(Content { source: Some(Source::Adjustment { of }), .. }) => Some(*of),
                _ => None,
            })
            .collect();
        if corrected.is_empty() {
            return Ok(());
        }
        let asked: Vec<TransactionNo> = corrected.iter().copied().collect();
        let rows = self.store.ledger_rows(scope, &asked).await?;
        match corrected.iter().find(|no| !rows.iter().any(|row| row.no == **no)) {
            Some(missing) => Err(AppError::invalid("corrects", format!("there is no transaction {missing}"))),
            None => Ok(()),
        }
    }

    /// Closes the books up to a day, or opens them again after an earlier one, or wholly.
    ///
    /// # Errors
    /// They may not; the day is to come; nothing would change.
    pub async fn close_ledger(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        until: Option<Date>,
    ) -> Result<Book> {
        let scope = self.enter(caller, workspace, Action::ManageBooks).await?;
        let today = self.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        if until.is_some_and(|until| until > today) {
            return Err(AppError::invalid("until", "a period is closed when it is over"));
        }
        Ok(self.store.close_ledger(&scope, &self.origin(caller), until).await?)
    }

    /// Makes what is derived from the journal anew.
    ///
    /// # Errors
    /// They may not; the books were not opened.
    pub async fn rebuild_ledger(&self, caller: &Caller, workspace: WorkspaceId) -> Result<()> {
        let scope = self.enter(caller, workspace, Action::ManageBooks).await?;
        Ok(self.store.rebuild_ledger(&scope, &self.origin(caller)).await?)
    }
}
