//! Being stopped before the end.

use tokio::sync::watch;

use crate::failure::Failure;

/// Says when to stop: after Ctrl-C or a termination signal, or when nobody reads any more.
#[derive(Debug, Clone)]
pub(crate) struct Stop(watch::Sender<bool>);

impl Stop {
    /// Listens for signals from now on. They no longer end the process by themselves.
    ///
    /// Must be called inside the runtime, and before anything is made that would stay behind.
    pub(crate) fn listen() -> Result<Self, Failure> {
        let stop = Self(watch::Sender::new(false));
        let signalled = stop.clone();
        let signal =
            signals().map_err(|error| Failure::run(format!("signals cannot be listened for: {error}")))?;
        tokio::spawn(async move {
            signal.await;
            signalled.now();
        });
        Ok(stop)
    }

    /// Stops.
    pub(crate) fn now(&self) {
        self.0.send_replace(true);
    }

    /// Waits until it is time to stop.
    pub(crate) async fn wait(&self) {
        // The sender lives in this very value, so the channel cannot close.
        let _ = self.0.subscribe().wait_for(|stopped| *stopped).await;
    }
}

#[cfg(unix)]
fn signals() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signals() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
