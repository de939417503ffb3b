//! The parts of a model as the file has them, before names are resolved.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::Value;

/// A JSON object in the order of the file.
pub(super) struct Ordered<T>(pub(super) Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Ordered(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Ordered<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Ordered(entries))
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

#[derive(Deserialize)]
pub(super) struct RawModel {
    pub(super) metadata: RawMetadata,
    #[serde(default)]
    pub(super) operations: Ordered<RawOperation>,
    #[serde(default)]
    pub(super) shapes: Ordered<RawShape>,
    #[serde(default)]
    pub(super) pagination: Ordered<RawPaginator>,
    pub(super) endpoints: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawMetadata {
    pub(super) protocol: Option<String>,
    #[serde(default)]
    pub(super) protocols: Vec<String>,
    #[serde(default)]
    pub(super) api_version: String,
    #[serde(default)]
    pub(super) endpoint_prefix: String,
    pub(super) signing_name: Option<String>,
    pub(super) signature_version: Option<String>,
    pub(super) json_version: Option<String>,
    pub(super) target_prefix: Option<String>,
    pub(super) service_id: Option<String>,
    pub(super) global_endpoint: Option<String>,
    pub(super) aws_query_compatible: Option<Value>,
}

#[derive(Deserialize)]
pub(super) struct RawOperation {
    #[serde(default)]
    pub(super) http: RawHttp,
    pub(super) input: Option<RawRef>,
    pub(super) output: Option<RawRef>,
    #[serde(default)]
    pub(super) errors: Vec<RawRef>,
    pub(super) endpoint: Option<RawEndpoint>,
    pub(super) authtype: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawHttp {
    pub(super) method: Option<String>,
    pub(super) request_uri: Option<String>,
    pub(super) response_code: Option<u16>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawEndpoint {
    pub(super) host_prefix: Option<String>,
}

/// Traits that may stand at a shape as well as at a use of it.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RawTraits {
    pub(super) location: Option<String>,
    pub(super) location_name: Option<String>,
    pub(super) query_name: Option<String>,
    pub(super) flattened: bool,
    pub(super) xml_attribute: bool,
    pub(super) xml_namespace: Option<RawNamespace>,
    pub(super) timestamp_format: Option<String>,
    pub(super) host_label: bool,
    pub(super) idempotency_token: bool,
    pub(super) jsonvalue: bool,
    pub(super) streaming: bool,
    pub(super) sparse: bool,
    pub(super) deprecated: bool,
}

#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub(super) enum RawNamespace {
    Uri(String),
    Full { uri: String, prefix: Option<String> },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawRef {
    pub(super) shape: String,
    pub(super) result_wrapper: Option<String>,
    #[serde(flatten)]
    pub(super) traits: RawTraits,
}

#[derive(Deserialize)]
pub(super) struct RawShape {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) members: Ordered<RawRef>,
    #[serde(default)]
    pub(super) required: Vec<String>,
    pub(super) member: Option<RawRef>,
    pub(super) key: Option<RawRef>,
    pub(super) value: Option<RawRef>,
    pub(super) payload: Option<String>,
    #[serde(default)]
    pub(super) sensitive: bool,
    #[serde(default)]
    pub(super) union: bool,
    #[serde(default)]
    pub(super) document: bool,
    #[serde(default)]
    pub(super) eventstream: bool,
    #[serde(default)]
    pub(super) exception: bool,
    pub(super) error: Option<RawError>,
    pub(super) decode: Option<String>,
    #[serde(flatten)]
    pub(super) traits: RawTraits,
}

#[derive(Deserialize)]
pub(super) struct RawError {
    pub(super) code: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct RawPaginator {
    pub(super) input_token: OneOrMany,
    pub(super) output_token: OneOrMany,
    pub(super) more_results: Option<String>,
    pub(super) limit_key: Option<String>,
    pub(super) result_key: Option<OneOrMany>,
    pub(super) non_aggregate_keys: Option<OneOrMany>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub(super) fn into_vec(self) -> Vec<String> {
        match self {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        }
    }
}
