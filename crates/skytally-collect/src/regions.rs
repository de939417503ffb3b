//! Which regions an account has switched on.

use serde_json::{Value, json};
use skytally_aws::{CallError, Client};
use skytally_model::{Partition, Region};

/// The regions to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionList {
    /// The regions.
    pub regions: Vec<Region>,
    /// Why they are a guess, if they are: AWS did not say which are switched on.
    pub guessed: Option<CallError>,
}

/// The regions that the account has switched on, by name. Where AWS does not say, those that AWS's own list has for the
/// partition: a region that is switched off then shows as failed, which is better than one that nobody looked at.
pub async fn enabled_regions(client: &Client) -> RegionList {
    let partition = client.partition();
    let asked = client.call("ec2", "DescribeRegions", client.region(), &json!({ "AllRegions": false })).await;
    let (mut regions, guessed): (Vec<Region>, _) = match &asked {
        Ok(answer) => {
            let listed = answer.get("Regions").and_then(Value::as_array).into_iter().flatten();
            let on = listed.filter(|region| {
                // Absent means on: older answers do not say.
                region.get("OptInStatus").and_then(Value::as_str) != Some("not-opted-in")
            });
            (on.filter_map(|region| region.get("RegionName")?.as_str()?.parse().ok()).collect(), None)
        }
        Err(error) => (known(client, partition), Some(error.clone())),
    };
    regions.sort();
    regions.dedup();
    RegionList { regions, guessed }
}

/// The regions of the partition that AWS's list of endpoints has for EC2.
fn known(client: &Client, partition: Partition) -> Vec<Region> {
    let Ok(model) = client.catalog().model("ec2") else { return vec![client.region().clone()] };
    let regions = model
        .endpoints()
        .and_then(|endpoints| endpoints.get(partition.as_str())?.get("regions")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(|region| region.as_str()?.parse().ok());
    regions.collect()
}
