//! Checks: rules over documents, as data. What the rules mean is the business of `skytally-checks`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use skytally_model::{AccountId, CheckId, KindId, Pillar, Region, Severity};

/// A check: one file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its id, which is also the file's name.
    pub id: CheckId,
    /// What should be so, in a short sentence.
    pub title: String,
    /// The service that it is about, for filters.
    pub service: String,
    /// How bad a failure is.
    pub severity: Severity,
    /// The pillar that it belongs to.
    pub pillar: Pillar,
    /// Numbers and lists that a user may change.
    #[serde(default)]
    pub vars: Map<String, Value>,
    /// The rules, one for each kind.
    pub rules: Vec<Rule>,
    /// What the same rules are run for, one after the other.
    #[serde(default)]
    pub variants: Vec<Variant>,
    /// What a failure may lead to.
    pub risk: String,
    /// How to mend it.
    pub remedy: Remedy,
    /// Numbers of the controls that it stands for, by framework.
    #[serde(default)]
    pub references: BTreeMap<String, Vec<String>>,
    /// Pages that say more.
    #[serde(default)]
    pub links: Vec<String>,
    /// What it says of made-up resources: its tests.
    pub examples: Vec<Example>,
}

/// The rule for one kind.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The kind.
    pub kind: KindId,
    /// Kinds and parts that the rule reads beside the data of its own.
    #[serde(default)]
    pub needs: BTreeMap<KindId, Vec<String>>,
    /// CEL: whether the check has anything to say.
    #[serde(default)]
    pub when: Option<String>,
    /// CEL: whether all is well.
    pub pass: String,
    /// CEL: what is wrong.
    pub message: String,
    /// CEL: how bad this failure is, if not as the check says.
    #[serde(default)]
    pub severity: Option<String>,
    /// CEL: micro-dollars a month that mending saves.
    #[serde(default)]
    pub saving: Option<String>,
}

/// One of the things that a check asks the same of.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// What should be so.
    pub title: String,
    /// Variables over those of the check.
    #[serde(default)]
    pub vars: Map<String, Value>,
    /// Control numbers of this variant alone.
    #[serde(default)]
    pub references: BTreeMap<String, Vec<String>>,
}

/// How to mend a failure.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    /// In the AWS console.
    pub console: String,
    /// With the AWS command line.
    pub cli: String,
    /// In CloudFormation.
    pub cloudformation: String,
}

/// A made-up resource, and what the check must say of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// The expected outcome.
    pub outcome: ExpectedOutcome,
    /// Which rule; needed when there are several.
    #[serde(default)]
    pub kind: Option<KindId>,
    /// Which variant; the first if left out.
    #[serde(default)]
    pub variant: Option<String>,
    /// The expected severity of the failure.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The expected message of the failure.
    #[serde(default)]
    pub message: Option<String>,
    /// The expected saving in micro-dollars a month.
    #[serde(default)]
    pub saving: Option<i64>,
    /// The clock.
    #[serde(default)]
    pub now: Option<String>,
    /// The cloud account.
    #[serde(default)]
    pub account: Option<AccountId>,
    /// Variables that a user has changed.
    #[serde(default)]
    pub vars: Map<String, Value>,
    /// The resource's id.
    #[serde(default)]
    pub id: Option<String>,
    /// What the resource is called (`name` is the example's).
    #[serde(default)]
    pub resource_name: Option<String>,
    /// The resource's ARN.
    #[serde(default)]
    pub arn: Option<String>,
    /// Where the resource is.
    #[serde(default)]
    pub region: Option<Region>,
    /// The resource's data.
    #[serde(default)]
    pub doc: Map<String, Value>,
    /// Tags, put into the data.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// The resource's parts.
    #[serde(default)]
    pub parts: BTreeMap<String, ExamplePart>,
    /// Other documents of the account.
    #[serde(default)]
    pub related: BTreeMap<KindId, Vec<ExampleResource>>,
    /// Kinds whose listing was denied.
    #[serde(default)]
    pub uncollected: Vec<KindId>,
}

impl Example {
    /// The resource that the check is tried on.
    pub fn resource(&self) -> ExampleResource {
        ExampleResource {
            id: self.id.clone(),
            name: self.resource_name.clone(),
            arn: self.arn.clone(),
            region: self.region.clone(),
            doc: self.doc.clone(),
            tags: self.tags.clone(),
            parts: self.parts.clone(),
        }
    }
}

/// A made-up document.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleResource {
    /// Its id.
    #[serde(default)]
    pub id: Option<String>,
    /// What it is called.
    #[serde(default)]
    pub name: Option<String>,
    /// Its ARN.
    #[serde(default)]
    pub arn: Option<String>,
    /// Where it is.
    #[serde(default)]
    pub region: Option<Region>,
    /// Its data.
    #[serde(default)]
    pub doc: Map<String, Value>,
    /// Tags, put into the data.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// Its parts.
    #[serde(default)]
    pub parts: BTreeMap<String, ExamplePart>,
}

/// A made-up part.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum ExamplePart {
    /// Present, with a value.
    Value {
        /// The value.
        value: Value,
    },
    /// In a state without a value.
    State(ExampleState),
}

/// The state of a part without a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the states of a part")]
pub enum ExampleState {
    Absent,
    Denied,
    Failed,
    NotCollected,
}

/// What an example expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the outcomes of a check")]
pub enum ExpectedOutcome {
    Pass,
    Fail,
    Unknown,
    NotApplicable,
}

impl ExpectedOutcome {
    /// As it stands in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::NotApplicable => "not-applicable",
        }
    }
}
