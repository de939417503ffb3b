//! Credentials, kept until shortly before they run out.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::refusal::Refusal;

/// Credentials are fetched anew when they have less than this left.
const LEFT_MIN: Duration = Duration::from_secs(120);
/// Credentials that AWS refuses although they are new are not fetched anew more often than this.
const RENEWAL_MIN: Duration = Duration::from_secs(10);

/// A provider of credentials, and those that it gave last.
#[derive(Debug)]
pub(crate) struct Identity {
    provider: SharedCredentialsProvider,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    credentials: Option<Credentials>,
    renewed: Option<Instant>,
}

impl Identity {
    pub(crate) fn new(provider: SharedCredentialsProvider) -> Self {
        Self { provider, kept: Mutex::default() }
    }

    /// Valid credentials, or why there are none.
    pub(crate) async fn credentials(&self) -> Result<Credentials, Refusal> {
        let mut kept = self.kept.lock().await;
        if let Some(credentials) = kept.credentials.as_ref() {
            let soon = SystemTime::now() + LEFT_MIN;
            if credentials.expiry().is_none_or(|expiry| expiry > soon) {
                return Ok(credentials.clone());
            }
        }
        let fresh = self.provider.provide_credentials().await.map_err(|error| Refusal::of(&error))?;
        kept.credentials = Some(fresh.clone());
        Ok(fresh)
    }

    /// AWS says that these credentials have run out. Says whether other ones may be had: those that another call has
    /// fetched meanwhile, or new ones.
    pub(crate) async fn renew(&self, refused: &Credentials) -> bool {
        let mut kept = self.kept.lock().await;
        let same =
            kept.credentials.as_ref().is_some_and(|kept| kept.access_key_id() == refused.access_key_id());
        if !same {
            return true;
        }
        if kept.renewed.is_some_and(|at| at.elapsed() < RENEWAL_MIN) {
            return false;
        }
        *kept = Kept { credentials: None, renewed: Some(Instant::now()) };
        true
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use aws_credential_types::provider::future;

    use super::*;

    /// Gives other keys each time.
    #[derive(Debug, Default)]
    struct Counting(AtomicU32);

    impl ProvideCredentials for Counting {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            let key = format!("AKIA{}", self.0.fetch_add(1, Ordering::Relaxed));
            future::ProvideCredentials::ready(Ok(Credentials::new(key, "secret", None, None, "test")))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn calls_that_are_refused_together_renew_once() {
        let identity = Identity::new(SharedCredentialsProvider::new(Counting::default()));
        let first = identity.credentials().await.unwrap();
        for _ in 0..5 {
            assert!(identity.renew(&first).await);
            assert_eq!(identity.credentials().await.unwrap().access_key_id(), "AKIA1");
        }
        let second = identity.credentials().await.unwrap();
        assert!(!identity.renew(&second).await, "what is refused when it is new is refused for good");
        tokio::time::advance(RENEWAL_MIN).await;
        assert!(identity.renew(&second).await);
        assert_eq!(identity.credentials().await.unwrap().access_key_id(), "AKIA2");
    }
}
