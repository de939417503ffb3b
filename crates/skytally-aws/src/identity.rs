//! Credentials, kept until shortly before they run out.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use tokio::sync::Mutex;

use crate::http::root_cause;

/// Credentials are fetched anew when they have less than this left.
const LEFT_MIN: Duration = Duration::from_secs(120);

/// A provider of credentials, and those that it gave last.
#[derive(Debug)]
pub(crate) struct Identity {
    provider: SharedCredentialsProvider,
    kept: Mutex<Option<Credentials>>,
}

impl Identity {
    pub(crate) fn new(provider: SharedCredentialsProvider) -> Self {
        Self { provider, kept: Mutex::new(None) }
    }

    /// Valid credentials, or why there are none.
    pub(crate) async fn credentials(&self) -> Result<Credentials, String> {
        let mut kept = self.kept.lock().await;
        if let Some(credentials) = kept.as_ref() {
            let soon = SystemTime::now() + LEFT_MIN;
            if credentials.expiry().is_none_or(|expiry| expiry > soon) {
                return Ok(credentials.clone());
            }
        }
        let fresh = self.provider.provide_credentials().await.map_err(|error| root_cause(&error))?;
        *kept = Some(fresh.clone());
        Ok(fresh)
    }

    /// AWS says that the credentials have run out: the next call fetches them anew.
    pub(crate) async fn forget(&self) {
        *self.kept.lock().await = None;
    }
}
