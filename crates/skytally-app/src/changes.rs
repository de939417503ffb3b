//! What has changed, for whoever watches: one look at the store for all of them, a few times a second, and none while
//! nobody watches.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use skytally_model::WorkspaceId;
use skytally_store::Change;
use tokio::sync::{Mutex, broadcast};
use tokio_util::sync::CancellationToken;

use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::Result;

/// Changes that a slow watcher may be behind before it is told to read everything anew.
const BEHIND_MAX: usize = 256;
/// How often the store is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Changes of one workspace that are taken at one look.
const CHANGES_MAX: i64 = 200;

/// Where changes are handed on.
pub(crate) struct Hub {
    watchers: broadcast::Sender<Arc<Change>>,
    /// Up to which version each workspace was told; none while nobody watches.
    seen: Mutex<Option<BTreeMap<WorkspaceId, i64>>>,
    /// Nobody tells anything any more: whoever watches must not hold the service up.
    over: CancellationToken,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            watchers: broadcast::Sender::new(BEHIND_MAX),
            seen: Mutex::default(),
            over: CancellationToken::new(),
        }
    }
}

/// Changes of one workspace, as they come.
pub struct Watch {
    workspace: WorkspaceId,
    changes: broadcast::Receiver<Arc<Change>>,
    over: CancellationToken,
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
            match self.over.run_until_cancelled(self.changes.recv()).await? {
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
        // First a watcher, then the mark from which on everything is told: nothing is lost between them.
        let changes = self.hub.watchers.subscribe();
        let mut seen = self.hub.seen.lock().await;
        if seen.is_none() {
            self.store.changes_after(seen.insert(BTreeMap::new()), CHANGES_MAX).await?;
        }
        Ok(Watch { workspace, changes, over: self.hub.over.clone() })
    }

    /// Tells the watchers what has changed since they were last told.
    async fn tell(&self) -> Result<()> {
        let mut seen = self.hub.seen.lock().await;
        if self.hub.watchers.receiver_count() == 0 {
            *seen = None;
            return Ok(());
        }
        for change in self.store.changes_after(seen.get_or_insert_default(), CHANGES_MAX).await? {
            // Nobody there any more is no failure.
            let _ = self.hub.watchers.send(Arc::new(change));
        }
        Ok(())
    }
}

/// Looks at the store for whoever watches, until the service stops.
pub(crate) async fn run(app: Arc<App>, stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(LOOK_EVERY)).await.is_some() {
        if let Err(error) = app.tell().await {
            tracing::warn!(%error, "the changes cannot be read");
        }
    }
    app.hub.over.cancel();
}
