//! Reaching cloud accounts: what a link says, proved and tested, before and while it is used.
//!
//! Plain functions over the AWS client and the catalogue. Nothing is stored here, and no secret is kept longer than the
//! client that needs it.

mod error;
mod key;
mod link;
mod organization;
mod permissions;
mod proof;

use std::sync::Arc;

use skytally_aws::{Base, Client, Key, Refusal, RetryPolicy, Setup, Timeouts};
use skytally_catalog::Catalog;
use skytally_collect::{Account, who};
use skytally_model::{AccountId, CauseClass, Region, RoleArn};

pub use error::{ReachError, ReachErrorKind};
pub use key::{KeyAge, KeyFacts};
pub use link::{EXTERNAL_ID_BYTES, external_id, quick_create_link, template, trusted_principal};
pub use organization::{Member, MemberState, organization_accounts};
pub use permissions::{Denied, Permissions, Untried, test_permissions};
pub use proof::{Answer, Proof};

/// How a cloud account is reached.
#[derive(Clone, Copy)]
pub enum Access<'a> {
    /// By a role that the service assumes.
    Role {
        /// The role.
        role: &'a RoleArn,
        /// The external id that its trust demands.
        external_id: &'a str,
    },
    /// By an access key of a user.
    Key {
        /// Its id, which is not secret.
        id: &'a str,
        /// Its secret. It is copied once, into memory that is wiped when the client is gone.
        secret: &'a str,
    },
}

/// How the service reaches AWS at all.
#[derive(Clone, Default)]
pub struct Settings {
    /// The profile of the AWS configuration files that the service acts by; the usual chain if left out.
    pub profile: Option<String>,
    /// A key that the service acts by, in place of the chain.
    pub key: Option<Key>,
    /// The region that clients start from; the environment or the profile decide if left out, and else it is `us-east-1`.
    pub region: Option<Region>,
    /// Another address for all services, STS included.
    pub endpoint_url: Option<String>,
    /// The ARN that clients' roles are to trust. Left out, it follows from the credentials; the path of a role does not, so a
    /// service that runs as a role with a path must be told.
    pub principal: Option<String>,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// When to try again.
    pub retry: RetryPolicy,
}

/// The way to all cloud accounts: one pool of connections, one chain of credentials, one catalogue.
pub struct Reach {
    base: Base,
    principal: Option<String>,
}

impl Reach {
    /// Makes it. AWS is not asked: a service without credentials of its own can still use access keys.
    ///
    /// # Errors
    /// Certificates that cannot be read, a region that is none.
    pub async fn open(catalog: Arc<Catalog>, settings: Settings) -> Result<Self, ReachError> {
        let setup = Setup {
            profile: settings.profile,
            role: None,
            external_id: None,
            region: settings.region,
            endpoint_url: settings.endpoint_url,
            timeouts: settings.timeouts,
            retry: settings.retry,
        };
        let base = match &settings.key {
            None => setup.base(catalog).await,
            Some(key) => setup.base_as(key, catalog).await,
        };
        let base = base.map_err(|error| ReachError {
            kind: ReachErrorKind::Configuration,
            tried: "the way to AWS cannot be set up".to_owned(),
            said: error.to_string(),
            advice: "correct the settings or the environment of the service".to_owned(),
        })?;
        Ok(Self { base, principal: settings.principal })
    }

    /// The catalogue whose calls the clients make.
    pub fn catalog(&self) -> &Arc<Catalog> {
        self.base.catalog()
    }

    /// A client of a cloud account, with its own pace and its own meter. A role is assumed, or its credentials are taken
    /// over from an earlier client of it; a key is not tried yet.
    ///
    /// # Errors
    /// The role cannot be assumed: refused, no answer, no credentials to assume it with.
    pub async fn client(&self, access: Access<'_>, region: Option<Region>) -> Result<Client, ReachError> {
        match access {
            Access::Key { id, secret } => {
                key::check_form(id, secret)?;
                Ok(self.base.key_client(&Key::new(id, secret, None), region))
            }
            Access::Role { role, external_id } => self
                .base
                .role_client(None, role, Some(external_id), region)
                .await
                .map_err(|refusal| ReachError::of_role(role, refusal)),
        }
    }

    /// Forgets the credentials of a role, as is right when its link ends.
    pub fn forget(&self, role: &RoleArn) {
        self.base.forget_role(role);
    }

    /// The ARN that clients' roles are to trust: what the settings say, else whom the service acts as.
    ///
    /// # Errors
    /// The service has no credentials of its own, or AWS does not say whose they are.
    pub async fn principal(&self) -> Result<String, ReachError> {
        if let Some(principal) = &self.principal {
            return Ok(principal.clone());
        }
        let tried = "AWS does not say as whom Skytally acts";
        self.base
            .proves_credentials()
            .await
            .map_err(|refusal: Refusal| ReachError::of_own(tried, refusal))?;
        let own = |error| ReachError::of_own_call(tried, &error);
        let caller = who(&self.base.client(None)).await.map_err(own)?;
        Ok(trusted_principal(&caller.caller))
    }

    /// Whose credentials a client has, which must be an account that is expected.
    async fn who(&self, client: &Client, expected: Option<&AccountId>) -> Result<Account, ReachError> {
        let tried = "AWS does not say whose credentials these are";
        let account = who(client).await.map_err(|error| ReachError::of_call(tried, &error))?;
        match expected {
            Some(expected) if *expected != account.id => Err(ReachError {
                kind: ReachErrorKind::OtherAccount,
                tried: format!("the role is of account {expected}"),
                said: format!("its credentials are of account {}", account.id),
                advice: "check the endpoint in Skytally's settings".to_owned(),
            }),
            _ => Ok(account),
        }
    }
}

/// The account that a role is of.
fn account_of(role: &RoleArn) -> Result<AccountId, ReachError> {
    // A role's ARN has been checked for it where it entered.
    let account = role.as_str().split(':').nth(4).unwrap_or_default().parse();
    account.map_err(|error| ReachError {
        kind: ReachErrorKind::BadInput,
        tried: format!("{role} names no account"),
        said: format!("{error}"),
        advice: "give the ARN of the role as the stack shows it".to_owned(),
    })
}

/// Whether a class of failure says nothing about rights: nobody answered, or not now.
fn is_silence(class: CauseClass) -> bool {
    matches!(class, CauseClass::Transient | CauseClass::Throttled | CauseClass::Unavailable)
}
