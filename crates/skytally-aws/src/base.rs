//! What the clients of many accounts share: connections, the credential chain, addresses, and roles that have been assumed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::SdkConfig;
use skytally_catalog::Catalog;
use skytally_model::{Partition, Region, RoleArn};

use crate::assume::Assume;
use crate::client::{Client, RetryPolicy};
use crate::endpoint::Overrides;
use crate::identity::Identity;
use crate::limiter::Limiter;
use crate::refusal::Refusal;

/// Assumed roles that are kept. Beyond that, those that no client uses are forgotten.
const ROLES_MAX: usize = 4_096;

/// An access key. The secret is wiped from memory when the last client that uses it is gone; it is never shown.
#[derive(Clone)]
pub struct Key(Credentials);

impl Key {
    /// A key of a user, or of a session if there is a token.
    pub fn new(id: &str, secret: &str, token: Option<&str>) -> Self {
        Self(Credentials::new(id, secret, token.map(str::to_owned), None, "given"))
    }

    /// The id of the key, which is not secret.
    pub fn id(&self) -> &str {
        self.0.access_key_id()
    }

    /// The secret, for a client that is not ours. It has no place in a log or a text.
    pub fn secret(&self) -> &str {
        self.0.secret_access_key()
    }

    /// The token of a session, if it is one's.
    pub fn token(&self) -> Option<&str> {
        self.0.session_token()
    }

    pub(crate) fn provider(&self) -> SharedCredentialsProvider {
        SharedCredentialsProvider::new(self.0.clone())
    }

    fn identity(&self) -> Arc<Identity> {
        Arc::new(Identity::new(self.provider()))
    }
}

/// What the clients of many accounts share. [`crate::Setup::base`] makes it.
pub struct Base {
    http: reqwest::Client,
    config: SdkConfig,
    own: Arc<Identity>,
    overrides: Overrides,
    region: Region,
    retry: RetryPolicy,
    catalog: Arc<Catalog>,
    roles: Mutex<HashMap<RoleKey, Assumed>>,
}

/// What the base assumes, and by which external id: another external id must be proved anew.
#[derive(Clone, PartialEq, Eq, Hash)]
struct RoleKey {
    role: RoleArn,
    external_id: Option<String>,
}

/// An assumed role, as all its clients use it.
#[derive(Clone)]
struct Assumed {
    identity: Arc<Identity>,
    limiter: Arc<Limiter>,
}

impl Base {
    pub(crate) fn new(
        http: reqwest::Client,
        config: SdkConfig,
        own: SharedCredentialsProvider,
        overrides: Overrides,
        region: Region,
        retry: RetryPolicy,
        catalog: Arc<Catalog>,
    ) -> Self {
        let own = Arc::new(Identity::new(own));
        Self { http, config, own, overrides, region, retry, catalog, roles: Mutex::default() }
    }

    /// The region that clients start from unless another is given.
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// The catalogue whose models the clients speak.
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// Fetches the base's own credentials, if that has not been done.
    ///
    /// # Errors
    /// There are none.
    pub async fn proves_credentials(&self) -> Result<(), Refusal> {
        let refused = |refusal| Refusal { of_base: true, ..refusal };
        self.own.credentials().await.map(drop).map_err(refused)
    }

    /// The base's own credentials as they are now: for a client that is not ours, which asks for them each time.
    ///
    /// # Errors
    /// There are none.
    pub async fn own_key(&self) -> Result<Key, Refusal> {
        self.own.credentials().await.map(Key)
    }

    /// The connections of all calls, with their certificates and limits of time: for a client that is not ours.
    pub fn connections(&self) -> reqwest::Client {
        self.http.clone()
    }

    /// A client that acts as the base itself.
    pub fn client(&self, region: Option<Region>) -> Client {
        self.client_of(Arc::clone(&self.own), Arc::default(), region.unwrap_or_else(|| self.region.clone()))
    }

    /// A client that acts by an access key, whatever the environment and the profiles hold. AWS is not asked yet.
    ///
    /// The key does not say which partition it is of: the region does.
    pub fn key_client(&self, key: &Key, region: Option<Region>) -> Client {
        self.client_of(key.identity(), Arc::default(), region.unwrap_or_else(|| self.region.clone()))
    }

    /// A client that acts as a role, which the base assumes, or a given key.
    ///
    /// Clients of a role that the base has assumed by the same external id share its credentials until shortly before they
    /// run out, and the pace at which AWS takes their calls; each counts its calls by itself. With a given key each client
    /// assumes the role anew: to know the id of a key is not to have the key.
    ///
    /// Without a region, the client starts from the base's, or from the home region where the role is of another partition.
    ///
    /// # Errors
    /// The role cannot be assumed.
    pub async fn role_client(
        &self,
        by: Option<&Key>,
        role: &RoleArn,
        external_id: Option<&str>,
        region: Option<Region>,
    ) -> Result<Client, Refusal> {
        let key = RoleKey { role: role.clone(), external_id: external_id.map(str::to_owned) };
        let make = || {
            let assume = self.assume(by, role, external_id);
            let identity = Arc::new(Identity::new(SharedCredentialsProvider::new(assume)));
            Assumed { identity, limiter: Arc::default() }
        };
        let assumed = if by.is_none() { self.assumed(&key, make) } else { make() };
        if let Err(refusal) = assumed.identity.credentials().await {
            // What is refused today may be allowed tomorrow, and by then by another trust.
            self.roles().remove(&key);
            return Err(refusal);
        }
        let region = region.unwrap_or_else(|| self.region_for(role));
        Ok(self.client_of(assumed.identity, assumed.limiter, region))
    }

    /// Asks STS for a role, now and without keeping anything, whatever has been assumed before.
    ///
    /// # Errors
    /// The role cannot be assumed.
    pub async fn try_role(
        &self,
        by: Option<&Key>,
        role: &RoleArn,
        external_id: Option<&str>,
    ) -> Result<(), Refusal> {
        self.assume(by, role, external_id).credentials().await.map(drop)
    }

    /// Forgets the credentials of a role. Clients that have them already keep them.
    pub fn forget_role(&self, role: &RoleArn) {
        self.roles().retain(|key, _| key.role != *role);
    }

    fn assume(&self, by: Option<&Key>, role: &RoleArn, external_id: Option<&str>) -> Assume {
        let region = aws_config::Region::new(String::from(self.region_for(role)));
        Assume {
            base: by.map_or_else(|| Arc::clone(&self.own), Key::identity),
            config: self.config.clone().into_builder().region(region).build(),
            role: role.clone(),
            external_id: external_id.map(str::to_owned),
        }
    }

    fn assumed(&self, key: &RoleKey, make: impl FnOnce() -> Assumed) -> Assumed {
        let mut roles = self.roles();
        if let Some(assumed) = roles.get(key) {
            return assumed.clone();
        }
        if roles.len() >= ROLES_MAX {
            roles.retain(|_, assumed| Arc::strong_count(&assumed.identity) > 1);
        }
        let assumed = make();
        roles.insert(key.clone(), assumed.clone());
        assumed
    }

    fn roles(&self) -> std::sync::MutexGuard<'_, HashMap<RoleKey, Assumed>> {
        self.roles.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The base's region if it is of the role's partition: STS of another partition knows nothing of the role.
    fn region_for(&self, role: &RoleArn) -> Region {
        let partition = role.as_str().split(':').nth(1).unwrap_or_default();
        let known = [Partition::Aws, Partition::AwsCn, Partition::AwsUsGov];
        match known.into_iter().find(|known| known.as_str() == partition) {
            Some(other) if other != Partition::of(&self.region) => other.home_region(),
            _ => self.region.clone(),
        }
    }

    fn client_of(&self, identity: Arc<Identity>, limiter: Arc<Limiter>, region: Region) -> Client {
        Client::new(
            self.http.clone(),
            identity,
            limiter,
            self.overrides.clone(),
            region,
            self.retry,
            Arc::clone(&self.catalog),
        )
    }
}
