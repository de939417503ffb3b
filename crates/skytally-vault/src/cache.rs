//! Data keys that KMS has unwrapped, for some minutes: each unwrapping is a call that costs time and money.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use ring::digest::{SHA256, digest};
use tokio::time::Instant;

use crate::aead::Key;

/// How long an unwrapped data key is kept. Taking the key away in KMS is felt after this time at the latest.
pub(crate) const KEPT: Duration = Duration::from_secs(10 * 60);
/// The most data keys that are kept.
pub(crate) const KEPT_MAX: usize = 512;

/// The kept data keys. They are wiped when they are dropped.
#[derive(Default)]
pub(crate) struct Cache {
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    /// By the digest of the wrapped data key.
    entries: HashMap<[u8; 32], Entry>,
    /// Whether a task is there that drops what has run out.
    sweeping: bool,
}

struct Entry {
    /// What it belongs to: for anything else there is nothing here.
    associated: Vec<u8>,
    key: Key,
    until: Instant,
}

fn name(wrapped: &[u8]) -> [u8; 32] {
    let mut name = [0; 32];
    name.copy_from_slice(digest(&SHA256, wrapped).as_ref());
    name
}

impl Cache {
    pub(crate) fn get(&self, associated: &[u8], wrapped: &[u8]) -> Option<Key> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = kept.entries.get(&name(wrapped))?;
        (entry.associated == associated && entry.until > Instant::now()).then(|| entry.key.clone())
    }

    /// Keeps a data key. Must be called inside a tokio runtime.
    pub(crate) fn put(&self, associated: Vec<u8>, wrapped: &[u8], key: &Key) {
        let until = Instant::now() + KEPT;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.entries.len() >= KEPT_MAX {
            let oldest = kept.entries.iter().min_by_key(|(_, entry)| entry.until).map(|(name, _)| *name);
            oldest.and_then(|name| kept.entries.remove(&name));
        }
        kept.entries.insert(name(wrapped), Entry { associated, key: key.clone(), until });
        if !std::mem::replace(&mut kept.sweeping, true) {
            tokio::spawn(sweep(Arc::downgrade(&self.kept)));
        }
    }

    pub(crate) fn forget(&self, wrapped: &[u8]) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).entries.remove(&name(wrapped));
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.kept.lock().unwrap().entries.len()
    }
}

/// Drops what has run out, also when nobody asks any more. Ends when nothing is left.
async fn sweep(kept: Weak<Mutex<Kept>>) {
    let mut next = Some(Instant::now() + KEPT);
    while let Some(until) = next {
        tokio::time::sleep_until(until).await;
        let Some(kept) = kept.upgrade() else { return };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        kept.entries.retain(|_, entry| entry.until > now);
        next = kept.entries.values().map(|entry| entry.until).min();
        kept.sweeping = next.is_some();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aead::new_key;

    #[tokio::test(start_paused = true)]
    async fn keys_are_kept_for_their_time_and_their_context_only() {
        let (cache, key) = (Cache::default(), new_key().unwrap());
        cache.put(b"mine".to_vec(), b"wrapped", &key);
        assert!(cache.get(b"mine", b"wrapped") == Some(key));
        assert!(cache.get(b"other", b"wrapped").is_none());
        assert!(cache.get(b"mine", b"other").is_none());
        tokio::time::advance(KEPT / 2).await;
        cache.put(b"mine".to_vec(), b"later", &new_key().unwrap());
        tokio::time::advance(KEPT / 2).await;
        assert!(cache.get(b"mine", b"wrapped").is_none());
        assert!(cache.get(b"mine", b"later").is_some());
        cache.forget(b"later");
        assert!(cache.get(b"mine", b"later").is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_asks_for_is_wiped_too() {
        let cache = Cache::default();
        for round in 0..2 {
            cache.put(b"mine".to_vec(), &[round], &new_key().unwrap());
            tokio::time::sleep(KEPT / 2).await;
            cache.put(b"mine".to_vec(), &[round, 1], &new_key().unwrap());
            tokio::time::sleep(KEPT / 2 + Duration::from_secs(1)).await;
            assert_eq!(cache.len(), 1);
            tokio::time::sleep(KEPT).await;
            assert_eq!(cache.len(), 0, "round {round}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn there_are_never_more_than_so_many() {
        let (cache, key) = (Cache::default(), new_key().unwrap());
        for number in 0..KEPT_MAX + 9 {
            cache.put(Vec::new(), &number.to_be_bytes(), &key);
            tokio::time::advance(Duration::from_millis(1)).await;
        }
        assert_eq!(cache.len(), KEPT_MAX);
        assert!(cache.get(&[], &8_usize.to_be_bytes()).is_none(), "the oldest go");
        assert!(cache.get(&[], &9_usize.to_be_bytes()).is_some());
    }
}
