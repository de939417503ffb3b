//! Waiting for a condition.

use std::time::Duration;

/// How often a condition is looked at.
const EVERY: Duration = Duration::from_millis(50);
/// After this, what is waited for does not come.
const PATIENCE: Duration = Duration::from_secs(90);

/// Waits until something is there.
///
/// # Panics
/// When it does not come.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let found = tokio::time::timeout(PATIENCE, async {
        let mut tick = tokio::time::interval(EVERY);
        loop {
            tick.tick().await;
            if let Some(found) = look().await {
                return found;
            }
        }
    });
    found.await.unwrap_or_else(|_| panic!("waited in vain for {what}"))
}
