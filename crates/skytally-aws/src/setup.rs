//! From a user's flags to a client: the ordinary credential chain of AWS's tools, and a role on top.

use std::sync::Arc;

use aws_config::BehaviorVersion;
use aws_config::environment::region::EnvironmentVariableRegionProvider;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::SdkConfig;
use aws_types::service_config::ServiceConfigKey;
use skytally_catalog::Catalog;
use skytally_model::{Region, RoleArn};

use crate::base::{Base, Key};
use crate::client::{Client, RetryPolicy};
use crate::endpoint::Overrides;
use crate::http::{self, ForCredentials, Timeouts};

/// Where to start when nobody names a region.
const ANY_REGION: &str = "us-east-1";

/// What a user says about how to reach an account.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// The profile of the AWS configuration files; the environment decides if left out.
    pub profile: Option<String>,
    /// The role to assume with the credentials of the chain.
    pub role: Option<RoleArn>,
    /// The external id that the role's trust demands.
    pub external_id: Option<String>,
    /// The region to start from; the environment and the profile decide if left out.
    pub region: Option<Region>,
    /// Another address for all services.
    pub endpoint_url: Option<String>,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// When to try again.
    pub retry: RetryPolicy,
}

/// Why there is no client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// Certificates that cannot be used.
    #[error("{0}")]
    Certificates(String),
    /// No credentials.
    #[error(
        "there are no AWS credentials: {0}; set AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give --profile"
    )]
    NoCredentials(String),
    /// The profile gives no credentials.
    #[error("the profile {profile} gives no credentials: {reason}")]
    Profile {
        /// The profile.
        profile: String,
        /// Why.
        reason: String,
    },
    /// The role cannot be assumed.
    #[error("the role {role} cannot be assumed: {reason}")]
    Role {
        /// The role.
        role: String,
        /// Why.
        reason: String,
    },
    /// The region of the configuration is not one.
    #[error("the configured region {0}")]
    Region(String),
}

impl Setup {
    /// Makes the client and makes sure that it has credentials.
    ///
    /// # Errors
    /// No credentials, a role that cannot be assumed, certificates that cannot be read.
    pub async fn client(&self, catalog: Arc<Catalog>) -> Result<Client, SetupError> {
        let http = http::client(self.timeouts)?;
        let config = self.load(&http, self.region.clone().map(to_sdk)).await;
        let base = self.base_of(http, config, catalog)?;
        base.proves_credentials().await.map_err(|refusal| match &self.profile {
            Some(profile) => SetupError::Profile { profile: profile.clone(), reason: refusal.to_string() },
            None => SetupError::NoCredentials(refusal.to_string()),
        })?;
        match &self.role {
            None => Ok(base.client(None)),
            Some(role) => base
                .role_client(None, role, self.external_id.as_deref(), None)
                .await
                .map_err(|refusal| SetupError::Role { role: role.to_string(), reason: refusal.to_string() }),
        }
    }

    /// Makes what the clients of many accounts share, with the credentials of the chain. Nobody is asked yet: whether there
    /// are credentials is known when they are needed. `role` and `external_id` are not looked at.
    ///
    /// Without a region in the settings, the environment or the profile, `us-east-1` is taken: the metadata of an instance
    /// is not asked, because where there is none the answer would be waited for.
    ///
    /// # Errors
    /// Certificates that cannot be read, a region that is none.
    pub async fn base(&self, catalog: Arc<Catalog>) -> Result<Base, SetupError> {
        let http = http::client(self.timeouts)?;
        let config = self.load(&http, Some(self.region_offline().await)).await;
        self.base_of(http, config, catalog)
    }

    /// As [`Setup::base`], with a given access key in place of the chain.
    ///
    /// # Errors
    /// Certificates that cannot be read, a region that is none.
    pub async fn base_as(&self, key: &Key, catalog: Arc<Catalog>) -> Result<Base, SetupError> {
        let http = http::client(self.timeouts)?;
        let config = self.load(&http, Some(self.region_offline().await)).await;
        let config = config.into_builder().credentials_provider(key.provider()).build();
        self.base_of(http, config, catalog)
    }

    fn base_of(
        &self,
        http: reqwest::Client,
        config: SdkConfig,
        catalog: Arc<Catalog>,
    ) -> Result<Base, SetupError> {
        let overrides = overrides(&config, &catalog, self.endpoint_url.as_deref());
        let region = config.region().map_or(ANY_REGION, |region| region.as_ref());
        let region: Region = region.parse().map_err(|error| SetupError::Region(format!("{error}")))?;
        let chain = config
            .credentials_provider()
            .ok_or_else(|| SetupError::NoCredentials("the configuration names none".to_owned()))?;
        Ok(Base::new(http, config, chain, overrides, region, self.retry, catalog))
    }

    /// Reads the configuration. Without `region` the whole chain is asked for one.
    async fn load(&self, http: &reqwest::Client, region: Option<aws_config::Region>) -> SdkConfig {
        let mut loader =
            aws_config::defaults(BehaviorVersion::latest()).http_client(ForCredentials(http.clone()));
        if let Some(profile) = &self.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(region) = region {
            loader = loader.region(region);
        }
        if let Some(url) = &self.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        let mut config = loader.load().await;
        if config.region().is_none_or(|region| region.as_ref().is_empty()) {
            // STS and the first calls need some region; which one does not matter.
            config = config.into_builder().region(aws_config::Region::new(ANY_REGION)).build();
        }
        if let Some(profile) = &self.profile {
            // Whoever names a profile means that one, even where the environment holds other keys: with those another
            // account would be looked at.
            let around = ProviderConfig::default()
                .with_http_client(ForCredentials(http.clone()))
                .with_region(config.region().cloned());
            let provider =
                ProfileFileCredentialsProvider::builder().configure(&around).profile_name(profile).build();
            config =
                config.into_builder().credentials_provider(SharedCredentialsProvider::new(provider)).build();
        }
        config
    }

    /// The region of the settings, the environment or the profile.
    async fn region_offline(&self) -> aws_config::Region {
        if let Some(region) = &self.region {
            return to_sdk(region.clone());
        }
        let mut profile = ProfileFileRegionProvider::builder();
        if let Some(name) = &self.profile {
            profile = profile.profile_name(name);
        }
        RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new())
            .or_else(profile.build())
            .region()
            .await
            .unwrap_or_else(|| aws_config::Region::new(ANY_REGION))
    }
}

fn to_sdk(region: Region) -> aws_config::Region {
    aws_config::Region::new(String::from(region))
}

/// The user's own addresses: the flag, else the environment and the profile, by service and for all.
fn overrides(config: &SdkConfig, catalog: &Catalog, flag: Option<&str>) -> Overrides {
    let mut overrides = Overrides { all: config.endpoint_url().map(str::to_owned), ..Overrides::default() };
    if flag.is_some() {
        return overrides;
    }
    let Some(settings) = config.service_config() else { return overrides };
    for service in catalog.services().chain(catalog.own_services()) {
        let operation = service.uses.first().map_or("", String::as_str);
        let Ok(model) = catalog.model_with(&service.service, operation) else { continue };
        let Some(id) = model.metadata().service_id.clone() else { continue };
        let key = ServiceConfigKey::builder()
            .service_id(&id)
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url")
            .build();
        if let Some(url) = key.ok().and_then(|key| settings.load_config(key)) {
            overrides.by_service.insert(service.service.clone(), url);
        }
    }
    overrides
}
