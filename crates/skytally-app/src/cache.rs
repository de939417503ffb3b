//! The cache: views, keyed by the state of the workspace that they were made from. Nothing is ever invalidated by hand: a
//! change gives the workspace another stamp, and what was kept under the old one is not asked for again.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::ops::Deref;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

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

/// What a view takes with its answer, in sizes of the view: written for whoever asks, it is about twice as large again.
const WITH_ANSWER: u64 = 3;

/// A view, with a place for its answer: what was once made of it for those who ask (bytes that are sent, say) is kept for as long
/// as the view is, and not made again.
pub struct View<T> {
    value: T,
    answer: OnceLock<(String, Arc<dyn Any + Send + Sync>)>,
}

impl<T> View<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { value, answer: OnceLock::new() }
    }

    /// The answer to those who asked with these words: kept, or made by `make` from the view and nothing else but those words. The
    /// answer to whoever asked first is kept; the same view asked for in other words is written anew.
    ///
    /// # Errors
    /// Those of `make`: nothing is kept then.
    pub fn answer<A: Send + Sync + 'static, E>(
        &self,
        words: &str,
        make: impl FnOnce(&T) -> std::result::Result<A, E>,
    ) -> std::result::Result<Arc<A>, E> {
        if let Some((asked, kept)) = self.answer.get()
            && asked == words
            && let Ok(answer) = Arc::clone(kept).downcast::<A>()
        {
            return Ok(answer);
        }
        let made = Arc::new(make(&self.value)?);
        // Where two asked at the same moment, the first to be done is kept.
        self.answer.get_or_init(|| (words.to_owned(), Arc::clone(&made) as _));
        Ok(made)
    }
}

impl<T> Deref for View<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for View<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: PartialEq> PartialEq for View<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

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
    ) -> Result<Arc<View<T>>> {
        let Some(cache) = &self.cache.0 else { return make.await.map(View::new).map(Arc::new) };
        let key = Key { owner: owner.to_owned(), stamp: stamp.to_owned(), view };
        if let Some(kept) = cache.get(&key)
            && let Ok(value) = kept.value.downcast::<View<T>>()
        {
            self.counters.cache_hits.fetch_add(1, Ordering::Relaxed);
            return Ok(value);
        }
        self.counters.cache_misses.fetch_add(1, Ordering::Relaxed);
        let made = Arc::new(View::new(make.await?));
        let bytes = made.bytes() as u64 * WITH_ANSWER;
        let value: Arc<dyn Any + Send + Sync> = Arc::clone(&made) as _;
        cache.insert(key, Kept { value, bytes });
        Ok(made)
    }
}

impl App {
    /// Forgets a view that nobody will ask for again.
    pub(crate) fn forget(&self, owner: &str, stamp: &str, view: String) {
        if let Some(cache) = &self.cache.0 {
            cache.remove(&Key { owner: owner.to_owned(), stamp: stamp.to_owned(), view });
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::Arc;

    use super::View;

    #[test]
    fn an_answer_is_made_once_for_the_same_words_and_never_given_to_others() {
        let view = View::new(7);
        let made = Cell::new(0);
        let ask = |words: &str| {
            view.answer(words, |seven| {
                made.set(made.get() + 1);
                Ok::<_, ()>(format!("{words} {seven}"))
            })
            .unwrap()
        };
        assert_eq!(*view.answer("a", |_| Err::<u8, _>("no")).unwrap_err(), *"no", "what failed is not kept");
        let first = ask("a");
        assert!(Arc::ptr_eq(&first, &ask("a")));
        assert_eq!((ask("b").as_str(), ask("a").as_str(), made.get()), ("b 7", "a 7", 2));
    }
}
