//! From a user's flags to a client: the ordinary credential chain of AWS's tools, and a role on top.

use std::sync::Arc;

use aws_config::BehaviorVersion;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::service_config::ServiceConfigKey;
use skytally_catalog::Catalog;
use skytally_model::{Region, RoleArn};

use crate::client::{Client, RetryPolicy};
use crate::endpoint::Overrides;
use crate::http::{self, ForCredentials, Timeouts};
use crate::identity::Identity;

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
        let mut loader =
            aws_config::defaults(BehaviorVersion::latest()).http_client(ForCredentials(http.clone()));
        if let Some(profile) = &self.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(region) = &self.region {
            loader = loader.region(aws_config::Region::new(region.to_string()));
        }
        if let Some(url) = &self.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        let mut config = loader.load().await;
        if config.region().is_none_or(|region| region.as_ref().is_empty()) {
            // STS and the first calls need some region; which one does not matter.
            config = config.into_builder().region(aws_config::Region::new("us-east-1")).build();
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
        let overrides = overrides(&config, &catalog, self.endpoint_url.as_deref());
        let chain = config
            .credentials_provider()
            .ok_or_else(|| SetupError::NoCredentials("the configuration names none".to_owned()))?;
        let chain = Identity::new(chain);
        chain.credentials().await.map_err(|reason| match &self.profile {
            Some(profile) => SetupError::Profile { profile: profile.clone(), reason },
            None => SetupError::NoCredentials(tried(&reason)),
        })?;
        let identity = match &self.role {
            None => chain,
            Some(role) => {
                let mut provider =
                    AssumeRoleProvider::builder(role.to_string()).session_name("skytally").configure(&config);
                if let Some(id) = &self.external_id {
                    provider = provider.external_id(id);
                }
                let identity = Identity::new(SharedCredentialsProvider::new(provider.build().await));
                identity
                    .credentials()
                    .await
                    .map_err(|reason| SetupError::Role { role: role.to_string(), reason })?;
                identity
            }
        };
        let region = config.region().map_or("us-east-1", |region| region.as_ref());
        let region: Region = region.parse().map_err(|error| SetupError::Region(format!("{error}")))?;
        Ok(Client::new(http, identity, overrides, region, self.retry, catalog))
    }
}

/// What the chain tried, without the places that nobody has set up.
fn tried(reason: &str) -> String {
    let lines = reason.lines().map(str::trim).filter(|line| !line.is_empty());
    let tried: Vec<&str> = lines
        .filter(|line| !line.contains("provider was not enabled") && !line.ends_with("Attempted:"))
        .collect();
    if tried.is_empty() { "none are set up".to_owned() } else { tried.join("; ") }
}

/// The user's own addresses: the flag, else the environment and the profile, by service and for all.
fn overrides(config: &aws_types::SdkConfig, catalog: &Catalog, flag: Option<&str>) -> Overrides {
    let mut overrides = Overrides { all: config.endpoint_url().map(str::to_owned), ..Overrides::default() };
    if flag.is_some() {
        return overrides;
    }
    let Some(settings) = config.service_config() else { return overrides };
    for service in catalog.services() {
        let Ok(model) = catalog.model(&service.service) else { continue };
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
