//! Where a service is asked: by partition and region, or where the user says.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::Value;
use skytally_catalog::wire::ServiceModel;
use skytally_model::{Partition, Region};

/// The user's own addresses in place of AWS's.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// For all services.
    pub all: Option<String>,
    /// By botocore's name of the service; they go before `all`.
    pub by_service: BTreeMap<String, String>,
}

/// Where one request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Scheme, host, port and base path, without a slash at the end.
    pub(crate) base: String,
    /// What the `Host` header says, when it is not the host that is connected to.
    pub(crate) host: Option<String>,
    /// The region that the request is signed for.
    pub(crate) signing_region: String,
}

/// A service that is nowhere to be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// The service does not exist in the partition.
    #[error("the service does not exist in the partition {0}")]
    NotInPartition(Partition),
    /// The user's address is not one.
    #[error("the endpoint {0:?} is not an address such as http://127.0.0.1:5000")]
    BadOverride(String),
}

/// Where a service is asked. `region` is the region of the resources; `partition` decides for global services.
/// `host_prefix` goes before the host name, as some operations want it.
pub(crate) fn place(
    service: &str,
    model: &ServiceModel,
    region: &Region,
    partition: Partition,
    overrides: &Overrides,
    host_prefix: Option<&str>,
) -> Result<Place, EndpointError> {
    let own = model.endpoints().and_then(|endpoints| endpoints.get(partition.as_str()));
    let own = own.ok_or(EndpointError::NotInPartition(partition))?;
    let (host, signing_region) = standard(own, region, partition);
    let prefix = host_prefix.unwrap_or_default();
    let Some(given) = overrides.by_service.get(service).or(overrides.all.as_ref()) else {
        return Ok(Place { base: format!("https://{prefix}{host}"), host: None, signing_region });
    };
    let wrong = || EndpointError::BadOverride(given.clone());
    let url = reqwest::Url::parse(given).map_err(|_| wrong())?;
    let given_host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https")).ok_or_else(wrong)?;
    let base = given.trim_end_matches('/');
    if prefix.is_empty() {
        return Ok(Place { base: base.to_owned(), host: None, signing_region });
    }
    let bare = given_host.trim_matches(['[', ']']);
    if given_host == "localhost" || bare.parse::<IpAddr>().is_ok() {
        // An address has no names below it: connect to it, and name in the header what would have been asked.
        return Ok(Place { base: base.to_owned(), host: Some(format!("{prefix}{host}")), signing_region });
    }
    // The scheme may hold the same letters as the host.
    let base = base.replacen(&format!("://{given_host}"), &format!("://{prefix}{given_host}"), 1);
    Ok(Place { base, host: None, signing_region })
}

/// AWS's own host and the region that it is signed for.
fn standard(own: &Value, region: &Region, partition: Partition) -> (String, String) {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    if let Some(global) = own.get("global") {
        let home = || partition.home_region().to_string();
        return (
            text(global.get("host")).unwrap_or_default(),
            text(global.get("region")).unwrap_or_else(home),
        );
    }
    let region = if region.is_global() { partition.home_region() } else { region.clone() };
    let exception = own.get("exceptions").and_then(|exceptions| exceptions.get(region.as_str()));
    let pattern = text(own.get("pattern")).unwrap_or_default();
    let host = text(exception).unwrap_or_else(|| pattern.replace("{region}", region.as_str()));
    (host, region.to_string())
}

/// Whether AWS's own list says that the service is offered in the region. Lists lag behind: a no is a hint, not a fact.
pub fn is_listed(model: &ServiceModel, region: &Region) -> bool {
    let partition = Partition::of(region);
    let own = model.endpoints().and_then(|endpoints| endpoints.get(partition.as_str()));
    match own.and_then(|own| own.get("regions")).and_then(Value::as_array) {
        Some(regions) => regions.iter().any(|known| known.as_str() == Some(region.as_str())),
        None => own.is_some_and(|own| own.get("global").is_some()),
    }
}
