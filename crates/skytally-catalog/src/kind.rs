//! Services and kinds: what to call, and what the answers are.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use skytally_model::KindId;

use crate::path::Path;
use crate::template::{Locator, Params, Template};

/// A service: `service.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Botocore's name of the service, which is also the folder's.
    pub service: String,
    /// The name that people know.
    pub title: String,
    /// Whether it is asked in every region.
    pub scope: ServiceScope,
    /// How its permissions are called.
    pub iam: Iam,
    /// Operations that the program calls by itself, beside those of the kinds.
    #[serde(default)]
    pub uses: Vec<String>,
}

/// Where a service is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ServiceScope {
    /// In every region.
    Regional,
    /// Once an account, in the partition's home region.
    Global,
}

/// How the permissions of a service are called.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Iam {
    /// The prefix of its actions.
    pub prefix: String,
    /// Operations whose action is not called like them.
    #[serde(default)]
    pub actions: BTreeMap<String, String>,
}

impl Service {
    /// The IAM action that allows an operation, such as `s3:ListAllMyBuckets` for ListBuckets.
    pub fn permission(&self, operation: &str) -> String {
        match self.iam.actions.get(operation) {
            Some(action) if action.contains(':') => action.clone(),
            Some(action) => format!("{}:{action}", self.iam.prefix),
            None => format!("{}:{operation}", self.iam.prefix),
        }
    }
}

/// A kind: one type of AWS resource.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Its id.
    pub kind: KindId,
    /// The name that people know.
    pub title: String,
    /// Set by the loader: the service whose folder the file lies in.
    #[serde(skip)]
    pub service: String,
    /// Set by the loader: where it is asked.
    #[serde(skip)]
    pub global: bool,
    /// The call that lists the resources.
    #[serde(default)]
    pub list: Option<Listing>,
    /// For a kind that exists once an account or region: which.
    #[serde(default)]
    pub per: Option<Per>,
    /// The kind whose documents this one is listed for.
    #[serde(default)]
    pub parent: Option<KindId>,
    /// The call that describes a listed resource.
    #[serde(default)]
    pub get: Option<Call>,
    /// Where the id comes from.
    #[serde(default)]
    pub id: Option<Locator>,
    /// Where the ARN comes from.
    #[serde(default)]
    pub arn: Option<Locator>,
    /// Where the name comes from.
    #[serde(default)]
    pub name: Option<Name>,
    /// Where the data says the region, for global listings of regional things.
    #[serde(default)]
    pub region: Option<Path>,
    /// The call that says the region.
    #[serde(default)]
    pub locate: Option<Locate>,
    /// Further calls about one resource.
    #[serde(default)]
    pub parts: BTreeMap<String, Call>,
}

/// Where a kind exists exactly once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Per {
    /// Once an account.
    Account,
    /// Once a region.
    Region,
}

/// Where a resource's name comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// The value of the tag with this key.
    Tag(String),
    /// A path or template.
    Locator(Locator),
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.strip_prefix("tag:") {
            Some(key) => Ok(Self::Tag(key.to_owned())),
            None => Locator::deserialize(serde::de::value::StringDeserializer::new(text)).map(Self::Locator),
        }
    }
}

/// The call that lists the resources of a kind.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    /// The operation.
    pub operation: String,
    /// Its parameters.
    #[serde(default)]
    pub params: Params,
    /// Where the list stands in the answer.
    pub items: Path,
    /// For lists of bare texts: the member that each stands for.
    #[serde(default, rename = "as")]
    pub as_member: Option<String>,
    /// Token members, where the model has no paginator.
    #[serde(default)]
    pub paging: Option<Paging>,
    /// Error codes that mean an empty list.
    #[serde(default)]
    pub absent: Vec<String>,
    /// Error codes that mean that the account does not have the service here.
    #[serde(default)]
    pub unavailable: Vec<String>,
    /// A call that must say that it is done before.
    #[serde(default)]
    pub prepare: Option<Prepare>,
    /// Members of the answer that hold something else than JSON.
    #[serde(default)]
    pub decode: BTreeMap<String, ListDecode>,
    /// Which listed items are resources of this kind.
    #[serde(default)]
    pub only_if: Conditions,
}

/// What a blob in a listing's answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListDecode {
    /// Comma-separated values with a header line: a list of objects of texts.
    Csv,
}

/// A call that is repeated, once a second, until its answer says that the listing may be made.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prepare {
    /// The operation.
    pub operation: String,
    /// Its parameters.
    #[serde(default)]
    pub params: Params,
    /// Values that the answer must have.
    pub until: BTreeMap<String, String>,
    /// How often to ask at most.
    pub attempts: u32,
}

/// Token members of a listing without a paginator.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// The member of the parameters that takes the token.
    pub input: String,
    /// Where the answer has it.
    pub output: Path,
}

/// A call about one resource, or about a batch of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Another service than the kind's.
    #[serde(default)]
    pub service: Option<String>,
    /// The operation.
    pub operation: String,
    /// Its parameters.
    #[serde(default)]
    pub params: Params,
    /// What to take of the answer; all of it, if left out.
    #[serde(default)]
    pub take: Option<Path>,
    /// What the taken text holds.
    #[serde(default)]
    pub decode: Option<Decode>,
    /// Error codes that mean that there is none.
    #[serde(default)]
    pub absent: Vec<String>,
    /// Token members, where the model has no paginator.
    #[serde(default)]
    pub paging: Option<Paging>,
    /// How to ask for many at once.
    #[serde(default)]
    pub batch: Option<Batch>,
    /// When to ask at all.
    #[serde(default)]
    pub only_if: Conditions,
    /// A cheaper listing that says for which to ask.
    #[serde(default)]
    pub among: Option<Among>,
    /// The value for those that the cheaper listing does not name.
    #[serde(default)]
    pub otherwise: Option<Value>,
    /// Where to ask, if not where the document is.
    #[serde(default)]
    pub region: Option<CallRegion>,
}

/// Where a call is made, if not where the document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallRegion {
    /// In the partition's home region.
    Home,
    /// In the region that the template gives.
    Template(Template),
}

impl<'de> Deserialize<'de> for CallRegion {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "home" => Ok(Self::Home),
            _ => text.parse().map(Self::Template).map_err(serde::de::Error::custom),
        }
    }
}

/// What a text in an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decode {
    /// JSON.
    Json,
    /// UTF-8 text in base64.
    Base64Text,
}

/// How one call describes many resources.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// The parameter that takes the list.
    pub param: String,
    /// What stands in it for one resource.
    pub each: Template,
    /// How many at most.
    pub size: usize,
    /// Where the list stands in the answer.
    pub items: Path,
    /// The path in an item that equals `each`.
    pub key: Path,
}

/// A cheaper listing that says for which resources the call is worth making.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Among {
    /// The operation.
    pub operation: String,
    /// Its parameters.
    #[serde(default)]
    pub params: Params,
    /// Where the list stands in the answer.
    pub items: Path,
    /// The path in an item that names the resource.
    pub key: Path,
    /// What it is compared with.
    pub equals: Template,
}

/// A call that says in which region a resource is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locate {
    /// The operation.
    pub operation: String,
    /// Its parameters.
    #[serde(default)]
    pub params: Params,
    /// Where the answer says it.
    pub take: Path,
    /// What an empty answer means.
    pub default: String,
    /// Old names of regions.
    #[serde(default)]
    pub rename: BTreeMap<String, String>,
}

/// Values that the data must have, by path.
#[derive(Debug, Clone, Default)]
pub struct Conditions(Vec<(Path, Vec<Value>)>);

impl<'de> Deserialize<'de> for Conditions {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = serde_json::Map::deserialize(deserializer)?;
        members
            .into_iter()
            .map(|(path, value)| {
                let values = match value {
                    Value::Array(values) => values,
                    one => vec![one],
                };
                Ok((path.parse().map_err(serde::de::Error::custom)?, values))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl Conditions {
    /// Whether the data has the values.
    pub fn hold(&self, data: &Value) -> bool {
        self.0.iter().all(|(path, values)| path.find(data).is_some_and(|value| values.contains(value)))
    }

    /// The paths that are looked at.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().map(|(path, _)| path)
    }
}

/// An operation that the catalogue calls, and what for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Botocore's name of the service.
    pub service: String,
    /// The operation.
    pub operation: String,
}

impl Kind {
    /// Every operation that the kind's file names, with those of its parts.
    pub fn uses(&self) -> Vec<Use> {
        self.uses_for(|_| true)
    }

    /// The operations that list and describe the resources, with those of the parts that are wanted.
    pub fn uses_for(&self, wanted: impl Fn(&str) -> bool) -> Vec<Use> {
        let own = |operation: &str| Use { service: self.service.clone(), operation: operation.to_owned() };
        let mut uses = Vec::new();
        if let Some(list) = &self.list {
            uses.push(own(&list.operation));
            uses.extend(list.prepare.iter().map(|prepare| own(&prepare.operation)));
        }
        uses.extend(self.locate.iter().map(|locate| own(&locate.operation)));
        let parts = self.parts.iter().filter(|(name, _)| wanted(name)).map(|(_, call)| call);
        for call in self.get.iter().chain(parts) {
            let service = call.service.as_ref().unwrap_or(&self.service);
            uses.push(Use { service: service.clone(), operation: call.operation.clone() });
            uses.extend(
                call.among.iter().map(|a| Use { service: service.clone(), operation: a.operation.clone() }),
            );
        }
        uses
    }
}
