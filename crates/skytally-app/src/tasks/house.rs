//! Housekeeping: this node is alive, mutes end, recurring transactions are posted, history that is over and files without an owner go.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::caller::signed;
use crate::error::Result;

/// How often the node says that it is alive, and looks for mutes that have ended.
const EVERY: Duration = Duration::from_secs(15);
/// How long one node has the task before another may take it.
const HOLD: SignedDuration = SignedDuration::from_secs(60);
/// How often history is cut.
const CUT_EVERY: SignedDuration = SignedDuration::from_mins(10);

/// Keeps house until the service stops.
pub(crate) async fn run(app: Arc<App>, stop: CancellationToken) {
    let started = app.now();
    let mut cut = Timestamp::UNIX_EPOCH;
    loop {
        let now = app.now();
        let kept = async {
            app.store.node_alive(&app.config.node, started, now).await?;
            app.end_mutes().await?;
            if cut + CUT_EVERY <= now {
                app.post_what_recurs().await?;
                app.cut_history().await?;
                // Files may be out of reach for hours: nothing else waits for them.
                if let Err(error) = app.sweep_receipt_files().await {
                    tracing::warn!(%error, "files without a receipt were not looked for");
                }
                cut = now;
            }
            Ok::<_, crate::AppError>(())
        };
        if let Err(error) = kept.await {
            tracing::warn!(%error, "housekeeping failed and is tried again");
        }
        if stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_none() {
            return;
        }
    }
}

impl App {
    /// Ends the mutes whose time is over, in all workspaces, if this node has the task.
    ///
    /// # Errors
    /// The store failed.
    pub async fn end_mutes(&self) -> Result<usize> {
        let now = self.now();
        let Some(lease) = self.store.take_task("house", &self.config.node, now, HOLD).await? else {
            return Ok(0);
        };
        let mut ended = 0;
        for (scope, _) in self.store.all_scopes(&lease).await? {
            ended += self.store.end_mutes(&scope, now).await?;
        }
        Ok(ended)
    }

    /// Posts recurring transactions that are due, in all workspaces, if this node has the task. A workspace whose books fail does
    /// not keep the others from theirs.
    ///
    /// # Errors
    /// The store failed.
    pub async fn post_what_recurs(&self) -> Result<()> {
        let Some(lease) = self.store.take_task("house", &self.config.node, self.now(), HOLD).await? else {
            return Ok(());
        };
        for (scope, _) in self.store.all_scopes(&lease).await? {
            if let Err(error) = self.post_recurring(&scope).await {
                tracing::warn!(%error, workspace = %scope.workspace(), "recurring transactions were not posted");
            }
        }
        Ok(())
    }

    /// Removes history that is over, in all workspaces, if this node has the task. Gives how many rows went.
    ///
    /// # Errors
    /// The store failed.
    pub async fn cut_history(&self) -> Result<u64> {
        let now = self.now();
        let Some(lease) = self.store.take_task("house", &self.config.node, now, HOLD).await? else {
            return Ok(0);
        };
        let mut gone = 0;
        for (scope, days) in self.store.all_scopes(&lease).await? {
            let before = now - SignedDuration::from_hours(24 * days);
            gone += self.store.forget_documents(&scope, before).await?;
            gone += self.store.forget_findings(&scope, before).await?;
            gone += self.store.forget_runs(&scope, before).await?;
        }
        let swept = self.store.sweep(now, signed(self.config.sessions.idle())).await?;
        gone += swept.values().sum::<u64>();
        if gone > 0 {
            tracing::info!(rows = gone, "history that was over is removed");
        }
        Ok(gone)
    }
}
