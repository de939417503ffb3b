//! The gate before the hashing of passwords: so many at once, so many waiting, and the rest is sent away.
//!
//! Without it, a few hundred sign-ins at once would take gigabytes of memory and all processors.

use std::num::NonZeroUsize;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::Error;
use crate::password::{self, Costs, Password, PasswordHash, Verified};

/// How many may wait for each that is being hashed. At 50 ms each, the last one waits less than a second.
pub const WAITING_PER_PLACE: usize = 16;

/// Hashes and verifies passwords on threads of their own, a bounded number at once. Clones share the bound.
#[derive(Clone)]
pub struct Hasher {
    costs: Costs,
    /// One permit for each that is being worked on.
    places: Arc<Semaphore>,
    /// One permit for each that is being worked on or waits.
    queue: Arc<Semaphore>,
}

impl Hasher {
    /// Takes the costs of a hash and how many may be made at once: their memory is `at_once` times that of the costs.
    pub fn new(costs: Costs, at_once: NonZeroUsize) -> Self {
        let places = at_once.get().min(Semaphore::MAX_PERMITS / (WAITING_PER_PLACE + 1));
        Self {
            costs,
            places: Arc::new(Semaphore::new(places)),
            queue: Arc::new(Semaphore::new(places * (WAITING_PER_PLACE + 1))),
        }
    }

    /// Judges a new password, and hashes it when it is strong. `own_words`: see [`password::judge`].
    ///
    /// # Errors
    /// A weak password; too many at once; no random numbers.
    pub async fn accept(&self, password: &Password, own_words: &[&str]) -> Result<PasswordHash, Error> {
        let (password, costs) = (password.copy(), self.costs);
        let words: Vec<String> = own_words.iter().map(|word| (*word).to_owned()).collect();
        self.run(move || {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            password::judge(&password, &words)?;
            password::hash(&password, costs)
        })
        .await
    }

    /// Hashes a password that has been judged before: the new hash after [`Verified::YesButRehash`].
    ///
    /// # Errors
    /// Too many at once; no random numbers.
    pub async fn hash(&self, password: &Password) -> Result<PasswordHash, Error> {
        let (password, costs) = (password.copy(), self.costs);
        self.run(move || password::hash(&password, costs)).await
    }

    /// Compares a password with the hash of the account, or with none when there is no such account (or it has no password):
    /// that takes the same work, and the answer is no.
    ///
    /// # Errors
    /// Too many at once; a hash that cannot be computed. A wrong password is no error.
    pub async fn verify(&self, password: &Password, hash: Option<&PasswordHash>) -> Result<Verified, Error> {
        let (password, hash, costs) = (password.copy(), hash.cloned(), self.costs);
        self.run(move || match hash {
            Some(hash) => password::verify(&password, &hash, costs),
            None => password::spend(&password, costs).map(|()| Verified::No),
        })
        .await
    }

    /// Does work in its turn. The permits go with the work, not with the one who waits for it: a client that goes away
    /// does not make room while its password is still being hashed.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let turn = Arc::clone(&self.queue).try_acquire_owned().map_err(|_| Error::Busy)?;
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| Error::Stopped)?;
        spawn_blocking(move || {
            let done = work();
            drop((place, turn));
            done
        })
        .await
        .map_err(|_| Error::Stopped)?
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    use super::*;

    fn hasher(at_once: usize) -> Hasher {
        Hasher::new(Costs::new(64, 1, 1).unwrap(), NonZeroUsize::new(at_once).unwrap())
    }

    fn password(text: &str) -> Password {
        Password::new(text.to_owned()).ok().unwrap()
    }

    #[tokio::test]
    async fn a_password_is_accepted_and_known_again() {
        let hasher = hasher(2);
        let right = password("correct horse battery");
        let hash = hasher.accept(&right, &["ann"]).await.ok().unwrap();
        assert_eq!(hasher.verify(&right, Some(&hash)).await.unwrap(), Verified::Yes);
        assert_eq!(
            hasher.verify(&password("correct horse batterx"), Some(&hash)).await.unwrap(),
            Verified::No
        );
        assert_eq!(hasher.verify(&right, None).await.unwrap(), Verified::No);
        assert!(matches!(hasher.accept(&password("password1234"), &[]).await, Err(Error::Weak(_))));

        let dearer = Hasher::new(Costs::new(128, 1, 1).unwrap(), NonZeroUsize::MIN);
        assert_eq!(dearer.verify(&right, Some(&hash)).await.unwrap(), Verified::YesButRehash);
        let hash = dearer.hash(&right).await.ok().unwrap();
        assert_eq!(dearer.verify(&right, Some(&hash)).await.unwrap(), Verified::Yes);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn no_more_than_so_many_run_at_once_and_the_rest_is_sent_away() {
        let hasher = hasher(2);
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (open, gate) = mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let (started, mut starts) = tokio::sync::mpsc::unbounded_channel();
        let all = 2 * (WAITING_PER_PLACE + 1);
        let mut tasks = Vec::new();
        for _ in 0..all {
            let (hasher, running, most) = (hasher.clone(), Arc::clone(&running), Arc::clone(&most));
            let (gate, started) = (Arc::clone(&gate), started.clone());
            let work = move || {
                most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                started.send(()).unwrap();
                gate.lock().unwrap().recv().unwrap();
                running.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            };
            let task = tokio::spawn(async move { hasher.run(work).await });
            tasks.push(task);
        }
        // Both places are taken, and all others stand in the queue once no permit is left.
        for _ in 0..2 {
            starts.recv().await.unwrap();
        }
        while hasher.queue.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(hasher.verify(&password("correct horse battery"), None).await, Err(Error::Busy)));

        // Who waits no longer makes room only when the work is done.
        tasks[0].abort();
        for _ in 0..all {
            open.send(()).unwrap();
        }
        let mut done = 0;
        for task in tasks {
            match task.await {
                Ok(result) => {
                    result.unwrap();
                    done += 1;
                }
                Err(gone) => assert!(gone.is_cancelled()),
            }
        }
        assert!(done >= all - 1);
        while hasher.queue.available_permits() < all {
            tokio::task::yield_now().await;
        }
        assert_eq!(most.load(Ordering::SeqCst), 2);
        assert_eq!(hasher.verify(&password("correct horse battery"), None).await.unwrap(), Verified::No);
    }

    /// The time of an answer for an unknown account is that of a wrong password: both fill the memory of one hash.
    #[tokio::test]
    async fn an_unknown_account_costs_the_work_of_a_known_one() {
        let costs = Costs::new(8 * 1024, 2, 1).unwrap();
        let hasher = Hasher::new(costs, NonZeroUsize::MIN);
        let right = password("correct horse battery");
        let hash = hasher.hash(&right).await.ok().unwrap();
        let wrong = password("correct horse batterx");
        // The fastest of several: what else runs on the machine only makes it slower.
        let (mut known, mut unknown) = (std::time::Duration::MAX, std::time::Duration::MAX);
        for _ in 0..8 {
            let start = std::time::Instant::now();
            assert_eq!(hasher.verify(&wrong, Some(&hash)).await.unwrap(), Verified::No);
            known = known.min(start.elapsed());
            let start = std::time::Instant::now();
            assert_eq!(hasher.verify(&wrong, None).await.unwrap(), Verified::No);
            unknown = unknown.min(start.elapsed());
        }
        assert!(known < unknown * 2 && unknown < known * 2, "known {known:?}, unknown {unknown:?}");
    }
}
