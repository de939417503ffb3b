//! Runs the examples of checks: their tests.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};
use skytally_catalog::{CatalogError, Example, ExamplePart, ExampleResource, ExampleState, ExpectedOutcome};
use skytally_model::{
    AccountId, Cause, CauseClass, CheckId, Coverage, CoverageState, Document, Evaluation, Generation, Json,
    KindId, LookPrice, Outcome, Part, Partition, Region,
};

use crate::compile::{CompiledCheck, CompiledRule};
use crate::engine::Engine;
use crate::session::Session;
use crate::world::World;

/// An example whose check says something else than expected.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleFailure {
    /// The check.
    pub check: CheckId,
    /// The example.
    pub example: String,
    /// What was expected and what came.
    pub message: String,
}

impl fmt::Display for ExampleFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, example {:?}: {}", self.check, self.example, self.message)
    }
}

/// Runs every example of the engine's checks. Gives their number, and those that failed.
///
/// # Errors
/// When the rule language itself cannot be set up.
pub fn run_examples(engine: &Engine) -> Result<(usize, Vec<ExampleFailure>), CatalogError> {
    let mut count = 0;
    let mut failures = Vec::new();
    for check in engine.compiled() {
        for example in &check.check.examples {
            count += 1;
            if let Err(message) = run(engine, check, example)? {
                failures.push(ExampleFailure {
                    check: check.check.id.clone(),
                    example: example.name.clone(),
                    message,
                });
            }
        }
    }
    Ok((count, failures))
}

fn run(
    engine: &Engine,
    check: &CompiledCheck,
    example: &Example,
) -> Result<Result<(), String>, CatalogError> {
    let rule = match &example.kind {
        Some(kind) => check.rules.iter().find(|rule| rule.kind == *kind),
        None => check.rules.first(),
    };
    let Some(rule) = rule else { return Ok(Err("there is no rule for its kind".to_owned())) };
    let variant = match &example.variant {
        Some(name) => check.check.variants.iter().find(|v| v.name == *name),
        None => check.check.variants.first(),
    };
    let now = match example.now.as_deref().unwrap_or("2026-01-15T00:00:00Z").parse::<Timestamp>() {
        Ok(now) => now,
        Err(error) => return Ok(Err(format!("now is not a time: {error}"))),
    };
    let generation = match generation(engine, rule, example, now) {
        Ok(generation) => generation,
        Err(message) => return Ok(Err(message)),
    };
    let world = Arc::new(World::new(Arc::new(generation), Arc::clone(engine.catalog())));
    let session = Arc::new(Session::new(world, now));
    let context = engine.context(&session)?;
    let given = engine.one(&context, &session, 0, check, rule, variant, &example.vars);
    Ok(compare(example, &given))
}

fn compare(example: &Example, given: &Evaluation) -> Result<(), String> {
    let expected = example.outcome.as_str();
    let told = match &given.outcome {
        Outcome::Fail { message, .. } => format!("fail ({message})"),
        Outcome::Unknown { because, .. } => format!("unknown ({because})"),
        other => other.as_str().to_owned(),
    };
    if given.outcome.as_str() != expected {
        return Err(format!("{expected} was expected, but it says {told}"));
    }
    // An outcome that is unknown because the rule itself is broken would prove nothing.
    if let (ExpectedOutcome::Unknown, Outcome::Unknown { because, .. }) = (example.outcome, &given.outcome)
        && (because.starts_with("the rule names") || because.starts_with("the rule cannot be applied: "))
    {
        return Err(format!("unknown, but for the wrong reason: {because}"));
    }
    let Outcome::Fail { message, saving, .. } = &given.outcome else { return Ok(()) };
    if let Some(expected) = &example.message
        && expected != message
    {
        return Err(format!("the message {expected:?} was expected, but it says {message:?}"));
    }
    if let Some(expected) = example.severity
        && expected != given.severity
    {
        return Err(format!("the severity {expected} was expected, but it says {}", given.severity));
    }
    if let Some(expected) = example.saving {
        let saving = saving.map_or(0, |saving| saving.micro_usd_per_month);
        if saving != expected {
            return Err(format!("a saving of {expected} micro-dollars was expected, but it says {saving}"));
        }
    }
    Ok(())
}

/// A generation that holds the example's resource first, then the related ones.
fn generation(
    engine: &Engine,
    rule: &CompiledRule,
    example: &Example,
    now: Timestamp,
) -> Result<Generation, String> {
    let account: AccountId = match &example.account {
        Some(account) => account.clone(),
        None => "123456789012".parse().map_err(|error| format!("{error}"))?,
    };
    let mut documents = vec![document(engine, &rule.kind, &account, &example.resource())?];
    for (kind, resources) in &example.related {
        for resource in resources {
            documents.push(document(engine, kind, &account, resource)?);
        }
    }
    let home = documents[0].region.clone();
    let mut regions: Vec<Region> = documents.iter().map(|d| d.region.clone()).collect();
    regions.sort();
    regions.dedup();
    let mut coverage = Vec::new();
    for kind in rule.needs.keys().chain(example.related.keys()) {
        let state = if example.uncollected.contains(kind) {
            CoverageState::Denied { cause: denied(kind.as_str(), "the example") }
        } else {
            CoverageState::Complete
        };
        for region in regions.iter().chain([&home, &Region::global()]) {
            coverage.push(Coverage {
                kind: kind.clone(),
                region: region.clone(),
                state: state.clone(),
                documents: 0,
            });
        }
    }
    Ok(Generation {
        partition: Partition::of(&home),
        caller: format!("arn:aws:iam::{account}:user/example"),
        account,
        started: now,
        ended: now,
        regions,
        coverage,
        documents,
        cancelled: false,
        price: LookPrice::default(),
    })
}

fn document(
    engine: &Engine,
    kind: &KindId,
    account: &AccountId,
    given: &ExampleResource,
) -> Result<Document, String> {
    let known = engine.catalog().kind(kind).ok_or_else(|| format!("there is no kind {kind}"))?;
    let region = match &given.region {
        Some(region) => region.clone(),
        None if known.global => Region::global(),
        None => "eu-west-1".parse().map_err(|error| format!("{error}"))?,
    };
    let mut data = given.doc.clone();
    if !given.tags.is_empty() {
        data.insert(
            "Tags".to_owned(),
            given.tags.iter().map(|(k, v)| json!({"Key": k, "Value": v})).collect(),
        );
    }
    let data = Value::Object(data);
    let scope = skytally_catalog::Scope {
        account: account.as_str(),
        region: region.as_str(),
        partition: Partition::of(&region).as_str(),
        id: None,
        data: &data,
        parent: None,
    };
    let id = match (&given.id, &known.id, known.per) {
        (Some(id), _, _) => id.clone(),
        (None, Some(locator), _) => locator.find(&scope).unwrap_or_else(|_| "example".to_owned()),
        (None, None, Some(skytally_catalog::Per::Account)) => account.to_string(),
        (None, None, _) => region.to_string(),
    };
    let scope = skytally_catalog::Scope { id: Some(&id), ..scope };
    let arn = given.arn.clone().or_else(|| known.arn.as_ref().and_then(|arn| arn.find(&scope).ok()));
    let parts: BTreeMap<String, Part> = given
        .parts
        .iter()
        .map(|(name, part)| {
            if !known.parts.contains_key(name) {
                return Err(format!("{kind} has no part {name}"));
            }
            Ok((name.clone(), self::part(kind, name, part)))
        })
        .collect::<Result<_, _>>()?;
    Ok(Document {
        kind: kind.clone(),
        account: account.clone(),
        region,
        id,
        arn,
        name: given.name.clone(),
        parent: None,
        incomplete: None,
        data: Json::new(&data),
        parts,
    })
}

fn part(kind: &KindId, name: &str, given: &ExamplePart) -> Part {
    match given {
        ExamplePart::Value { value } => Part::Present { value: Json::new(value) },
        ExamplePart::State(ExampleState::Absent) => Part::Absent,
        ExamplePart::State(ExampleState::NotCollected) => Part::NotCollected,
        ExamplePart::State(ExampleState::Denied) => Part::Denied { cause: denied(kind.as_str(), name) },
        ExamplePart::State(ExampleState::Failed) => {
            Part::Failed { cause: Cause { class: CauseClass::Transient, ..denied(kind.as_str(), name) } }
        }
    }
}

fn denied(kind: &str, what: &str) -> Cause {
    Cause {
        class: CauseClass::Denied,
        call: format!("{kind}:{what}"),
        permission: format!("{kind}:{what}"),
        code: Some("AccessDenied".to_owned()),
        status: Some(403),
        request_id: None,
        message: "denied by the example".to_owned(),
    }
}
