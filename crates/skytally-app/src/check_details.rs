//! What people are told of one check who want to know all of it: its rules, what they read, and what the check is tried on.

use serde_json::{Map, Value, json};
use skytally_catalog::{Check, Example, ExamplePart, ExampleResource, ExampleState, Rule, Variant, policy};
use skytally_model::{CheckId, Severity};

use crate::app::App;
use crate::checks::CheckFacts;
use crate::own_checks::OWN_CHECKS;

/// A control of a framework that a check speaks to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlOf {
    /// The framework's id.
    pub framework: String,
    /// Its name.
    pub framework_title: String,
    /// The control's number.
    pub control: String,
    /// What it asks for, in our own words.
    pub title: String,
    /// The variants of the check that speak to it; empty for all.
    pub variants: Vec<String>,
}

/// The rule of a check for one kind, as the catalogue has it: its members are CEL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFacts {
    /// The kind.
    pub kind: String,
    /// Whether the check has anything to say; always, if left out.
    pub when: Option<String>,
    /// Whether all is well.
    pub pass: String,
    /// What is wrong.
    pub message: String,
    /// How bad this failure is, if not as the check says.
    pub severity: Option<String>,
    /// Millionths of a dollar a month that mending saves.
    pub saving: Option<String>,
}

/// One of the things that a check asks the same of.
#[derive(Debug, Clone, PartialEq)]
pub struct VariantFacts {
    /// Its name.
    pub name: String,
    /// What should be so.
    pub title: String,
    /// Variables over those of the check.
    pub variables: Map<String, Value>,
}

/// A made-up resource, and what the check says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleFacts {
    /// What it shows.
    pub name: String,
    /// What the check says.
    pub outcome: &'static str,
    /// Which rule.
    pub kind: Option<String>,
    /// Which variant, where there are several.
    pub variant: Option<String>,
    /// How bad the failure is, where the example says so.
    pub severity: Option<Severity>,
    /// What the failure says, where the example says so.
    pub message: Option<String>,
    /// The clock, where it counts.
    pub now: Option<String>,
    /// Variables that a user has changed.
    pub variables: Map<String, Value>,
    /// The resource.
    pub document: Value,
    /// Other resources of the account, by kind.
    pub related: Map<String, Value>,
    /// Kinds whose listing was denied.
    pub unseen: Vec<String>,
}

/// All that is known of a check.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckDetails {
    /// What people are told of every check.
    pub facts: CheckFacts,
    /// The service that it is about; none for the house's own.
    pub service: Option<String>,
    /// Its rules; none for the house's own, which are no data.
    pub rules: Vec<RuleFacts>,
    /// What the same rules are run for, one after the other.
    pub variants: Vec<VariantFacts>,
    /// Kinds that the rules read, with their parts.
    pub reads: Vec<(String, Vec<String>)>,
    /// The IAM actions behind what is read.
    pub permissions: Vec<String>,
    /// The controls that it speaks to.
    pub controls: Vec<ControlOf>,
    /// What it is tried on.
    pub examples: Vec<ExampleFacts>,
    /// Whether it comes with the program, and not out of a user's own folder.
    pub built_in: bool,
    /// Its file inside the catalogue; none for the house's own.
    pub file: Option<String>,
    /// Pages that say more.
    pub links: Vec<String>,
}

impl App {
    /// Everything about one check.
    pub fn check_details(&self, id: &CheckId) -> Option<CheckDetails> {
        let facts = self.check_facts(id)?;
        let controls = self.controls_of(id);
        // As everywhere, the house's own come first.
        let own = OWN_CHECKS.iter().any(|check| check.id == id.as_str());
        let Some(check) = self.catalog.check(id).filter(|_| !own) else {
            return Some(CheckDetails {
                facts,
                service: None,
                rules: Vec::new(),
                variants: Vec::new(),
                reads: Vec::new(),
                permissions: Vec::new(),
                controls,
                examples: Vec::new(),
                built_in: true,
                file: None,
                links: Vec::new(),
            });
        };
        let needs = self.engine.needs_of(id).unwrap_or_default();
        let place = self.catalog.file(id.as_str());
        Some(CheckDetails {
            facts,
            service: Some(check.service.clone()),
            rules: check.rules.iter().map(rule).collect(),
            variants: check.variants.iter().map(variant).collect(),
            permissions: policy::actions_for(&self.catalog, &needs).into_iter().collect(),
            reads: needs
                .into_iter()
                .map(|(kind, parts)| (kind.to_string(), parts.into_iter().collect()))
                .collect(),
            controls,
            examples: check.examples.iter().map(|one| example(check, one)).collect(),
            built_in: place.is_none_or(|(_, own)| !own),
            file: place.map(|(path, _)| path.to_owned()),
            links: check.links.clone(),
        })
    }

    /// The controls of all frameworks that a check speaks to.
    fn controls_of(&self, id: &CheckId) -> Vec<ControlOf> {
        let controls = self
            .catalog
            .frameworks()
            .flat_map(|framework| framework.controls.iter().map(move |control| (framework, control)));
        controls
            .filter(|(_, control)| control.checks.contains(id))
            .map(|(framework, control)| ControlOf {
                framework: framework.id.clone(),
                framework_title: framework.title.clone(),
                control: control.id.clone(),
                title: control.title.clone(),
                variants: control.variants.clone(),
            })
            .collect()
    }
}

fn rule(rule: &Rule) -> RuleFacts {
    RuleFacts {
        kind: rule.kind.to_string(),
        when: rule.when.clone(),
        pass: rule.pass.clone(),
        message: rule.message.clone(),
        severity: rule.severity.clone(),
        saving: rule.saving.clone(),
    }
}

fn variant(variant: &Variant) -> VariantFacts {
    VariantFacts { name: variant.name.clone(), title: variant.title.clone(), variables: variant.vars.clone() }
}

fn example(check: &Check, example: &Example) -> ExampleFacts {
    // As the engine takes them: the first rule and the first variant, where the example says nothing.
    let kind = example.kind.as_ref().or(check.rules.first().map(|rule| &rule.kind));
    let variant = example.variant.as_ref().or(check.variants.first().map(|variant| &variant.name));
    ExampleFacts {
        name: example.name.clone(),
        outcome: example.outcome.as_str(),
        kind: kind.map(ToString::to_string),
        variant: variant.cloned(),
        severity: example.severity,
        message: example.message.clone(),
        now: example.now.clone(),
        variables: example.vars.clone(),
        document: resource(&example.resource()),
        related: example
            .related
            .iter()
            .map(|(kind, resources)| (kind.to_string(), resources.iter().map(resource).collect()))
            .collect(),
        unseen: example.uncollected.iter().map(ToString::to_string).collect(),
    }
}

/// A made-up resource, with only those members that it has.
fn resource(given: &ExampleResource) -> Value {
    let mut all = Map::new();
    for (name, text) in [("id", &given.id), ("name", &given.name), ("arn", &given.arn)] {
        all.extend(text.as_ref().map(|text| (name.to_owned(), json!(text))));
    }
    all.extend(given.region.as_ref().map(|region| ("region".to_owned(), json!(region))));
    all.insert("data".to_owned(), Value::Object(given.doc.clone()));
    if !given.tags.is_empty() {
        all.insert("tags".to_owned(), json!(given.tags));
    }
    if !given.parts.is_empty() {
        let parts: Map<String, Value> =
            given.parts.iter().map(|(name, given)| (name.clone(), part(given))).collect();
        all.insert("parts".to_owned(), Value::Object(parts));
    }
    Value::Object(all)
}

/// In the words of a document's parts.
fn part(given: &ExamplePart) -> Value {
    match given {
        ExamplePart::Value { value } => json!({ "state": "present", "value": value }),
        ExamplePart::State(ExampleState::Absent) => json!({ "state": "absent" }),
        ExamplePart::State(ExampleState::Denied) => json!({ "state": "denied" }),
        ExamplePart::State(ExampleState::Failed) => json!({ "state": "failed" }),
        ExamplePart::State(ExampleState::NotCollected) => json!({ "state": "not-collected" }),
    }
}
