//! What has changed, for whoever watches: one look at the store for all of them, a few times a second, and none while
//! nobody watches.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use skytally_model::WorkspaceId;
use skytally_store::Change;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::Result;

/// Changes that a slow watcher may be behind before it is told to read everything anew.
const BEHIND_MAX: usize = 256;
/// How often the store is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// A change may be committed this much after the moment that it bears, and clocks of nodes differ.
const LATE: SignedDuration = SignedDuration::from_secs(10);
/// Changes that are taken at one look.
const CHANGES_MAX: i64 = 1_000;

/// Where changes are handed on.
pub(crate) struct Hub(broadcast::Sender<Arc<Change>>);

impl Default for Hub {
    fn default() -> Self {
        Self(broadcast::Sender::new(BEHIND_MAX))
    }
}

/// Changes of one workspace, as they come.
pub struct Watch {
    workspace: WorkspaceId,
    changes: broadcast::Receiver<Arc<Change>>,
}

/// What a watcher gets.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// Something has changed.
    Change(Arc<Change>),
    /// The watcher was too slow: whatever it shows may be old.
    Behind,
}

impl Watch {
    /// The next change; none when the service goes down.
    pub async fn next(&mut self) -> Option<News> {
        loop {
            match self.changes.recv().await {
                Ok(change) if change.workspace == self.workspace => return Some(News::Change(change)),
                Ok(_) => {}
                Err(broadcast::error::RecvError::Lagged(_)) => return Some(News::Behind),
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

impl App {
    /// Watches a workspace.
    ///
    /// # Errors
    /// They may not.
    pub async fn watch(&self, caller: &Caller, workspace: WorkspaceId) -> Result<Watch> {
        self.enter(caller, workspace, Action::ReadWorkspace).await?;
        Ok(Watch { workspace, changes: self.hub.0.subscribe() })
    }
}

/// Looks at the store for whoever watches, until the service stops.
pub(crate) async fn run(app: Arc<App>, stop: CancellationToken) {
    let mut told: BTreeSet<Uuid> = BTreeSet::new();
    let mut since = app.now();
    while stop.run_until_cancelled(tokio::time::sleep(LOOK_EVERY)).await.is_some() {
        let now = app.now();
        if app.hub.0.receiver_count() == 0 {
            told.clear();
            since = now;
            continue;
        }
        match app.store.changes_since(since - LATE, CHANGES_MAX).await {
            Ok(changes) => {
                let fresh: Vec<_> = changes.into_iter().filter(|change| !told.contains(&change.id)).collect();
                // What is older than the window is not read again, and need not be remembered.
                let bound = u64::try_from((now - LATE - LATE).as_millisecond()).unwrap_or_default();
                told.retain(|id| id.get_timestamp().is_some_and(|at| at.to_unix().0 * 1000 > bound));
                for change in fresh {
                    told.insert(change.id);
                    // Nobody there any more is no failure.
                    let _ = app.hub.0.send(Arc::new(change));
                }
                since = now;
            }
            Err(error) => tracing::warn!(%error, "the changes cannot be read"),
        }
    }
}
