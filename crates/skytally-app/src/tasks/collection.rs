//! Collection: leases accounts that are due, and runs them side by side.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::error::Result;

/// The longest that nobody looks for accounts that are due: links on other nodes, leases that have run out.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// After a failure of the store.
const PAUSE: Duration = Duration::from_secs(5);

/// Collects until the service stops; then runs are given back, unfinished.
pub(crate) async fn run(app: Arc<App>, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(app.config.collection.runs_at_once.max(1)));
    let mut runs = JoinSet::new();
    loop {
        // First a place, then a lease: nobody holds an account that waits for its turn.
        let place = stop.run_until_cancelled(Arc::clone(&places).acquire_owned()).await;
        let Some(Ok(place)) = place else { break };
        while runs.try_join_next().is_some() {}
        let now = app.now();
        let leased = app.store.lease_account(&app.config.node, now, app.config.collection.lease).await;
        let wait = match leased {
            Ok(Some((lease, account, wanted))) => {
                let (app, stop) = (Arc::clone(&app), stop.clone());
                runs.spawn(async move {
                    app.counters.runs_going_on.fetch_add(1, Ordering::Relaxed);
                    app.collect(lease, account, wanted, stop).await;
                    app.counters.runs_going_on.fetch_sub(1, Ordering::Relaxed);
                    drop(place);
                });
                continue;
            }
            Ok(None) => match app.store.next_due().await {
                Ok(Some(due)) if due > now => {
                    Duration::try_from(due.duration_since(now)).unwrap_or(LOOK_EVERY).min(LOOK_EVERY)
                }
                _ => LOOK_EVERY,
            },
            Err(error) => {
                tracing::warn!(%error, "no account can be leased");
                PAUSE
            }
        };
        drop(place);
        let wait = async {
            tokio::select! {
                () = app.wake_collection.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        };
        if stop.run_until_cancelled(wait).await.is_none() {
            break;
        }
    }
    // Each gives its lease back by itself.
    while runs.join_next().await.is_some() {}
}

impl App {
    /// Runs the accounts that are due at this moment, one after another, as the task does side by side. Gives how many.
    ///
    /// # Errors
    /// The store failed. A run that fails is no error: it is in the account's history.
    pub async fn collect_due(&self, stop: &CancellationToken) -> Result<usize> {
        let (mut runs, now) = (0, self.now());
        while !stop.is_cancelled() {
            let leased =
                self.store.lease_account(&self.config.node, now, self.config.collection.lease).await?;
            let Some((lease, account, wanted)) = leased else { break };
            self.collect(lease, account, wanted, stop.clone()).await;
            runs += 1;
        }
        Ok(runs)
    }
}
