//! Data keys wrapped by a key of the key file.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;

use crate::aead::{self, Key};
use crate::context::Context;
use crate::error::VaultError;
use crate::key_file::{KeyRing, NamedKey};
use crate::key_place;

/// The use of a key that is bound into what it wraps.
const USE: &str = "data key";

/// The key file, as it was read last.
pub(crate) struct FileKeys {
    path: PathBuf,
    ring: RwLock<Arc<KeyRing>>,
}

impl FileKeys {
    pub(crate) async fn open(path: &Path, create: bool, now: Timestamp) -> Result<Self, VaultError> {
        let path = path.to_owned();
        let ring = on_disk(&path, move |path| {
            if !create {
                return key_place::read(path);
            }
            key_place::read_or_make(path, || Ok(KeyRing::new(NamedKey::new(now)?)))
        });
        let ring = RwLock::new(Arc::new(ring.await?));
        Ok(Self { path, ring })
    }

    /// The keys as they were read last.
    pub(crate) fn known(&self) -> Arc<KeyRing> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys as they are on the disk: another process may have added one, or the file may be gone. Then nothing may be
    /// sealed any more, for nobody could open it after a restart.
    pub(crate) async fn current(&self) -> Result<Arc<KeyRing>, VaultError> {
        let ring = on_disk(&self.path, key_place::read).await?;
        Ok(self.keep(ring))
    }

    fn keep(&self, ring: KeyRing) -> Arc<KeyRing> {
        let ring = Arc::new(ring);
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&ring);
        ring
    }

    /// The keys, with one of this id if there is one: read again where it is not known yet.
    pub(crate) async fn with(&self, id: &str) -> Result<Arc<KeyRing>, VaultError> {
        let known = self.known();
        if known.key(id).is_some() { Ok(known) } else { self.current().await }
    }

    /// Adds a newest key; gives the fingerprints of the newest one before and after.
    pub(crate) async fn rotate(&self, now: Timestamp) -> Result<(String, String), VaultError> {
        let rotated = on_disk(&self.path, move |path| {
            key_place::change(path, |ring| {
                let key = NamedKey::new(now)?;
                let told = (ring.newest().fingerprint(), key.fingerprint());
                Ok((ring.with(key), told))
            })
        });
        let (ring, told) = rotated.await?;
        self.keep(ring);
        Ok(told)
    }

    /// Drops all keys but the newest, and gives their ids.
    pub(crate) async fn prune(&self) -> Result<Vec<String>, VaultError> {
        let pruned = on_disk(&self.path, |path| key_place::change(path, |ring| Ok(ring.pruned())));
        let (ring, gone) = pruned.await?;
        self.keep(ring);
        Ok(gone)
    }
}

/// Wraps a data key; gives the wrapped bytes.
pub(crate) fn wrap(key: &NamedKey, context: &Context, data_key: &Key) -> Result<Vec<u8>, VaultError> {
    aead::seal(&key.key, &context.associated(USE, &key.id), data_key.as_slice())
}

/// Unwraps a data key; none where it was changed or wrapped for another context.
pub(crate) fn unwrap(key: &NamedKey, context: &Context, wrapped: &[u8]) -> Option<Key> {
    aead::key_of(&aead::open(&key.key, &context.associated(USE, &key.id), wrapped)?)
}

/// Does what waits for the disk where waiting holds nobody up.
async fn on_disk<T: Send + 'static>(
    path: &Path,
    act: impl FnOnce(&Path) -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    let path = path.to_owned();
    let done = tokio::task::spawn_blocking(move || act(&path)).await;
    done.unwrap_or(Err(VaultError::Stopped))
}
