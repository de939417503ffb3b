//! Lines of imports that wait: what they may be, and what people say of them once the import is in the books. And files that
//! nobody wants.

use std::collections::BTreeMap;

use skytally_model::WorkspaceId;
use skytally_money::inbox::Outcome;
use skytally_store::{Import, ImportState};

use super::importing::Decision;
use super::line_ends::{end, remember};
use super::opening::without_opening;
use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{AppError, Result};

impl App {
    /// Says what becomes of lines that wait, of an import that is in the books. What is posted belongs to the import: undone with
    /// it, it goes too.
    ///
    /// # Errors
    /// They may not; there is none; it is not in the books; a line is none that waits; the rules of the ledger refuse a line.
    pub async fn answer_import(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: &str,
        decisions: &BTreeMap<i64, Decision>,
    ) -> Result<Import> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        let import = self.store.import(&scope, id).await?;
        let accounts = self.opened(&scope).await?;
        let (mut ends, mut answers) = (BTreeMap::new(), BTreeMap::new());
        if import.state == ImportState::Committed {
            let lines = self.lines(&scope, id).await?;
            let (judgement, _) = self.judged(&scope, workspace, &import, Some(&lines)).await?;
            for (no, decision) in decisions {
                let kept = lines.iter().find(|line| line.line == *no);
                let found = judgement.lines.iter().find(|line| line.line == *no);
                let (Some(kept), Some(found)) = (kept, found) else {
                    return Err(AppError::invalid("decisions", format!("the import has no line {no}")));
                };
                if kept.outcome != Outcome::Waiting {
                    let why = format!("line {no} does not wait for an answer any more");
                    return Err(AppError::Conflict(why));
                }
                let (end, answer) = end(&import, found, Some(decision), &accounts)?;
                remember(&mut answers, found, answer);
                ends.insert(*no, end);
            }
        }
        let done = self.store.answer_import(&scope, &self.origin(caller), id, &ends, &answers).await?;
        Ok(without_opening(done))
    }

    /// Throws away a file that was read and not brought in.
    ///
    /// # Errors
    /// They may not; there is none; it is or was in the books.
    pub async fn discard_import(&self, caller: &Caller, workspace: WorkspaceId, id: &str) -> Result<()> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        Ok(self.store.discard_import(&scope, &self.origin(caller), id).await?)
    }
}
