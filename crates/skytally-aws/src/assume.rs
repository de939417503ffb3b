//! A role as a source of credentials.

use std::sync::Arc;
use std::time::UNIX_EPOCH;

use aws_config::sts::AssumeRoleProvider;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_types::SdkConfig;
use skytally_model::{CauseClass, RoleArn};

use crate::identity::Identity;
use crate::refusal::Refusal;

/// What the account that owns the role reads in its trail.
const SESSION_NAME: &str = "skytally";

/// Assumes a role with the credentials of another identity, each time that it is asked.
#[derive(Debug)]
pub(crate) struct Assume {
    /// Who assumes the role.
    pub(crate) base: Arc<Identity>,
    /// Where and how STS is asked; its own credentials are not used.
    pub(crate) config: SdkConfig,
    pub(crate) role: RoleArn,
    pub(crate) external_id: Option<String>,
}

impl Assume {
    pub(crate) async fn credentials(&self) -> Result<Credentials, Refusal> {
        let of_base = |refusal: Refusal| Refusal { of_base: true, ..refusal };
        let used = self.base.credentials().await.map_err(of_base)?;
        match self.ask(&used).await {
            // Credentials of the chain may have been replaced before their time.
            Err(refusal) if refusal.is_expired() && self.base.renew(&used).await => {
                let fresh = self.base.credentials().await.map_err(of_base)?;
                self.ask(&fresh).await
            }
            outcome => outcome,
        }
    }

    async fn ask(&self, base: &Credentials) -> Result<Credentials, Refusal> {
        let provider = SharedCredentialsProvider::new(base.clone());
        let config = self.config.clone().into_builder().credentials_provider(provider).build();
        let mut assume =
            AssumeRoleProvider::builder(self.role.to_string()).session_name(SESSION_NAME).configure(&config);
        if let Some(id) = &self.external_id {
            assume = assume.external_id(id);
        }
        let assumed = assume.build().await.provide_credentials().await.map_err(|error| {
            let refusal = Refusal::of(&error);
            match refusal.class {
                // STS does not take who asks: the role has not been looked at.
                CauseClass::Credentials => Refusal { of_base: true, ..refusal },
                // The SDK tells programmers what it stumbled over.
                CauseClass::Malformed => malformed("the answer of STS cannot be read"),
                _ => refusal,
            }
        })?;
        if is_whole(&assumed) {
            Ok(assumed)
        } else {
            Err(malformed("the answer of STS lacks a part of the credentials"))
        }
    }
}

/// Whether nothing is missing. The SDK takes an answer that breaks off for a whole one, with nothing, or with the beginning of
/// time, in place of what is missing; the end of the session is the last member.
fn is_whole(assumed: &Credentials) -> bool {
    assumed.session_token().is_some_and(|token| !token.is_empty())
        && assumed.expiry().is_some_and(|expiry| expiry > UNIX_EPOCH)
}

fn malformed(message: &str) -> Refusal {
    Refusal { class: CauseClass::Malformed, of_base: false, code: None, message: message.to_owned() }
}

impl ProvideCredentials for Assume {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            self.credentials().await.map_err(CredentialsError::provider_error)
        })
    }
}
