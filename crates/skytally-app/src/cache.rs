//! The cache: views, keyed by the state of the workspace that they were made from. Nothing is ever invalidated by hand: a
//! change gives the workspace another stamp, and what was kept under the old one is not asked for again.

use std::any::Any;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use quick_cache::Weighter;
use quick_cache::sync::Cache as Quick;

use crate::app::App;
use crate::error::Result;

/// What a view is kept under: whose, in which state, which view with which parameters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    owner: String,
    stamp: String,
    view: String,
}

#[derive(Clone)]
struct Kept {
    value: Arc<dyn Any + Send + Sync>,
    bytes: u64,
}

#[derive(Clone)]
struct Weight;

impl Weighter<Key, Kept> for Weight {
    fn weight(&self, key: &Key, kept: &Kept) -> u64 {
        kept.bytes + (key.owner.len() + key.stamp.len() + key.view.len()) as u64 + 128
    }
}

/// The cache. None at all is a cache too: everything is made anew, and every test passes with it.
pub struct Cache(Option<Quick<Key, Kept, Weight>>);

/// A guess of how many views there are, for the first size of the table.
const VIEWS: usize = 1_000;

impl Cache {
    /// Keeps up to so many bytes.
    pub fn of_bytes(bytes: u64) -> Self {
        Self(Some(Quick::with_weighter(VIEWS, bytes, Weight)))
    }

    /// Keeps nothing.
    pub fn none() -> Self {
        Self(None)
    }
}

/// Something that can be kept: it knows about how large it is.
pub(crate) trait Weighed: Send + Sync + 'static {
    /// About how many bytes it takes.
    fn bytes(&self) -> usize;
}

impl App {
    /// A view out of the cache, or made by `make` and kept.
    pub(crate) async fn cached<T: Weighed>(
        &self,
        owner: &str,
        stamp: &str,
        view: String,
        make: impl Future<Output = Result<T>>,
    ) -> Result<Arc<T>> {
        let Some(cache) = &self.cache.0 else { return make.await.map(Arc::new) };
        let key = Key { owner: owner.to_owned(), stamp: stamp.to_owned(), view };
        if let Some(kept) = cache.get(&key)
            && let Ok(value) = kept.value.downcast::<T>()
        {
            self.counters.cache_hits.fetch_add(1, Ordering::Relaxed);
            return Ok(value);
        }
        self.counters.cache_misses.fetch_add(1, Ordering::Relaxed);
        let made = Arc::new(make.await?);
        let bytes = made.bytes() as u64;
        let value: Arc<dyn Any + Send + Sync> = Arc::clone(&made) as _;
        cache.insert(key, Kept { value, bytes });
        Ok(made)
    }
}
