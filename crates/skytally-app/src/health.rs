//! Whether the service can do its work.

use crate::app::App;

/// One thing that is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// What.
    pub name: &'static str,
    /// Whether it works.
    pub ok: bool,
    /// In words, for people who run the service; no secret, no address.
    pub detail: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
}

/// Everything that is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    /// Whether all of it works.
    pub ready: bool,
    /// One by one.
    pub probes: Vec<Probe>,
}

/// An account that is overdue for longer says that nobody collects.
const OVERDUE_MINUTES: i64 = 30;

impl App {
    /// Asks store, vault and the schedule.
    pub async fn readiness(&self) -> Readiness {
        let mut probes = Vec::new();
        let mut started = std::time::Instant::now();
        let mut probe = |name, result: Result<String, String>, log: Option<String>| {
            let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            started = std::time::Instant::now();
            if let Some(error) = log {
                tracing::warn!(probe = name, %error, "a probe failed");
            }
            let ok = result.is_ok();
            probes.push(Probe { name, ok, detail: result.unwrap_or_else(|detail| detail), duration_ms });
        };
        match self.store.ping().await {
            Ok(()) => probe("store", Ok("answers".to_owned()), None),
            Err(error) => probe("store", Err("does not answer".to_owned()), Some(error.to_string())),
        }
        match self.vault.ready().await {
            Ok(()) => probe("vault", Ok("opens".to_owned()), None),
            Err(error) => probe("vault", Err("does not open".to_owned()), Some(error.to_string())),
        }
        match self.store.overdue(self.now()).await {
            Ok((0, _)) => probe("leases", Ok("nothing is overdue".to_owned()), None),
            Ok((count, waits)) => {
                let minutes = waits.as_mins();
                let told = format!("{count} accounts are due, the first for {minutes} minutes");
                let late = self.config.collection.enabled && minutes >= OVERDUE_MINUTES;
                probe("leases", if late { Err(told) } else { Ok(told) }, None);
            }
            Err(error) => probe("leases", Err("cannot be read".to_owned()), Some(error.to_string())),
        }
        Readiness { ready: probes.iter().all(|probe| probe.ok), probes }
    }

    /// Numbers that are read from the store for `/metrics`: accounts that are overdue, letters that wait.
    ///
    /// # Errors
    /// The store failed.
    pub async fn gauges(&self) -> crate::Result<Vec<(&'static str, &'static str, i64)>> {
        let (overdue, waits) = self.store.overdue(self.now()).await?;
        let outbox = self.store.outbox_counts().await?;
        let oldest = outbox.oldest.map_or(0, |since| self.now().duration_since(since).as_secs());
        Ok(vec![
            ("skytally_accounts_overdue", "accounts that are due and that nobody collects", overdue),
            ("skytally_accounts_overdue_seconds", "how long the first of them has been due", waits.as_secs()),
            ("skytally_outbox_waiting", "mails that wait", outbox.waiting),
            ("skytally_outbox_oldest_seconds", "how long the oldest of them waits", oldest),
            ("skytally_outbox_failed", "mails of the last week that nobody would take", outbox.failed),
        ])
    }
}
