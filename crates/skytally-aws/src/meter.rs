//! Counts what is sent and what it costs by list price.

use std::sync::atomic::{AtomicU64, Ordering};

use skytally_model::LookPrice;

/// Counters of one client.
#[derive(Debug, Default)]
pub struct Meter {
    calls: AtomicU64,
    throttled: AtomicU64,
    nano_usd: AtomicU64,
}

impl Meter {
    /// A request goes out.
    pub(crate) fn sent(&self, nano_usd: u64) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.nano_usd.fetch_add(nano_usd, Ordering::Relaxed);
    }

    /// A request was throttled.
    pub(crate) fn throttled(&self) {
        self.throttled.fetch_add(1, Ordering::Relaxed);
    }

    /// What has been counted so far.
    pub fn read(&self) -> LookPrice {
        LookPrice {
            calls: self.calls.load(Ordering::Relaxed),
            throttled: self.throttled.load(Ordering::Relaxed),
            nano_usd: self.nano_usd.load(Ordering::Relaxed),
        }
    }
}
