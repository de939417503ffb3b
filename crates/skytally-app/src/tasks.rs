//! Background tasks: each is a loop that reads the state, does what is due, and can die at any moment without harm.

pub(crate) mod collection;
pub(crate) mod house;
pub(crate) mod outbox;
pub(crate) mod receipts;
pub(crate) mod run;

use std::sync::Arc;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::changes;

impl App {
    /// Starts the tasks. They end soon after `stop`, and give back what they hold.
    pub fn start_tasks(self: &Arc<Self>, stop: &CancellationToken) -> JoinSet<()> {
        let mut tasks = JoinSet::new();
        tasks.spawn(changes::run(Arc::clone(self), stop.clone()));
        tasks.spawn(outbox::run(Arc::clone(self), stop.clone()));
        tasks.spawn(house::run(Arc::clone(self), stop.clone()));
        if self.config.collection.enabled {
            tasks.spawn(collection::run(Arc::clone(self), stop.clone()));
        }
        if let Some(reader) = self.reader.clone() {
            tasks.spawn(receipts::run(Arc::clone(self), reader, stop.clone()));
        }
        tasks
    }
}
