//! Counts what is sent and what it costs by list price, and how the calls of each operation ended.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use skytally_model::{CauseClass, LookPrice};

use crate::error::CallError;

/// Counters of one client.
#[derive(Debug, Default)]
pub struct Meter {
    calls: AtomicU64,
    throttled: AtomicU64,
    nano_usd: AtomicU64,
    ended: Mutex<BTreeMap<String, BTreeMap<String, Ended>>>,
}

/// How the calls of one operation ended, retries not counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ended {
    /// Calls that were answered.
    pub answered: u64,
    /// Calls that failed, by class.
    pub failed: BTreeMap<CauseClass, Failures>,
}

/// Calls that failed in the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failures {
    /// Their number.
    pub count: u64,
    /// The last of them.
    pub last: CallError,
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

    /// A call is over.
    pub(crate) fn ended<T>(&self, service: &str, operation: &str, outcome: &Result<T, CallError>) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if !ended.contains_key(service) {
            ended.insert(service.to_owned(), BTreeMap::new());
        }
        let Some(operations) = ended.get_mut(service) else { return };
        if !operations.contains_key(operation) {
            operations.insert(operation.to_owned(), Ended::default());
        }
        let Some(ended) = operations.get_mut(operation) else { return };
        match outcome {
            Ok(_) => ended.answered += 1,
            Err(error) => {
                let failures = ended.failed.entry(error.class);
                let failures = failures.or_insert_with(|| Failures { count: 0, last: error.clone() });
                failures.count += 1;
                failures.last.clone_from(error);
            }
        }
    }

    /// How the calls so far ended: service (botocore's name), then operation.
    pub fn by_operation(&self) -> BTreeMap<String, BTreeMap<String, Ended>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).clone()
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
