//! What a new generation says of the findings that are known: pure, and tested by properties.
//!
//! A check that fails opens a finding, or keeps or reopens it. One that passes, or whose resource is gone from a listing that
//! was seen whole, resolves it. One that cannot be told leaves it as it was, and says so: unknown never closes a finding.

use std::collections::BTreeMap;

use skytally_model::{Coverage, Evaluation, KindId, Outcome, Region, Severity};
use skytally_store::{FindingFacts, FindingKey, FindingState, FindingWrite};

use crate::own_checks::is_own;

/// What was looked at, so that absence means something.
pub struct Looked<'a> {
    listings: BTreeMap<&'a KindId, BTreeMap<&'a Region, &'a Coverage>>,
    cancelled: bool,
}

impl<'a> Looked<'a> {
    /// From every listing of a run, and whether the run was stopped: then nothing that is absent is known to be gone.
    pub fn new(coverage: &'a [Coverage], cancelled: bool) -> Self {
        let mut listings: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for one in coverage {
            listings.entry(&one.kind).or_default().insert(&one.region, one);
        }
        Self { listings, cancelled }
    }

    /// Whether anything of a kind was looked for.
    pub(crate) fn at(&self, kind: &KindId) -> bool {
        self.listings.contains_key(kind)
    }

    /// Why it cannot be said that a resource of this kind and region that was not seen is gone; none when it is gone.
    pub(crate) fn hides(&self, kind: &KindId, region: &Region) -> Option<String> {
        if self.cancelled {
            return Some("the run was ended before everything was seen".to_owned());
        }
        let Some(regions) = self.listings.get(kind) else {
            return Some(format!("{kind} is not collected (any more)"));
        };
        // A resource of a global kind may say its region itself.
        match regions.get(region).or_else(|| regions.get(&Region::global())) {
            Some(coverage) if coverage.state.is_known() => None,
            Some(coverage) => Some(match coverage.state.cause() {
                Some(cause) => format!("{kind} in {} could not be listed: {cause}", coverage.region),
                None => format!("{kind} in {} was not collected", coverage.region),
            }),
            // The settings leave it out now.
            None => Some(format!("the region {region} is not collected (any more)")),
        }
    }
}

/// What was said of each resource, by check, variant and resource.
pub type Judged<'a> = BTreeMap<FindingKey, &'a Evaluation>;

/// One outcome for each resource: AWS may name one twice while it pages, and then the worse outcome holds.
pub fn judged(evaluations: &[Evaluation]) -> Judged<'_> {
    let mut judged = Judged::new();
    for evaluation in evaluations {
        let key = FindingKey {
            check: evaluation.check.clone(),
            variant: evaluation.variant.clone().unwrap_or_default(),
            kind: evaluation.kind.clone(),
            region: evaluation.region.clone(),
            resource: evaluation.resource.clone(),
        };
        let holds = judged.entry(key).or_insert(evaluation);
        if gravity(&evaluation.outcome) > gravity(&holds.outcome) {
            *holds = evaluation;
        }
    }
    judged
}

/// The changes that a generation brings. What stays as it is, is not among them.
pub fn compare(
    known: Vec<(FindingKey, FindingFacts)>,
    judged: &Judged<'_>,
    looked: &Looked<'_>,
) -> Vec<FindingWrite> {
    let mut known: BTreeMap<FindingKey, FindingFacts> = known.into_iter().collect();
    let mut writes = Vec::new();
    for (key, evaluation) in judged {
        let was = known.remove(key);
        if let Some(write) = one(key.clone(), was, evaluation) {
            writes.push(write);
        }
    }
    // What is left was known and is not evaluated: gone, or not seen.
    for (key, was) in known {
        // What the house says of its own way in is always told: what it says no longer is over.
        let hidden = if is_own(&key.check) { None } else { looked.hides(&key.kind, &key.region) };
        let counted = open_as(&was);
        let write = match (was.state, hidden) {
            (FindingState::Resolved, _) => None,
            (_, None) => {
                let message = match was.state {
                    FindingState::Unknown => "what hid it is gone".to_owned(),
                    _ => "the resource is gone".to_owned(),
                };
                let facts =
                    FindingFacts { state: FindingState::Resolved, message, unknown_because: None, ..was };
                Some(FindingWrite { key, facts, was: counted, event: "resolved" })
            }
            (_, Some(because)) if was.unknown_because.as_deref() != Some(because.as_str()) => {
                let event = if was.unknown_because.is_none() { "unknown" } else { "changed" };
                let facts = FindingFacts { unknown_because: Some(because), ..was };
                Some(FindingWrite { key, facts, was: counted, event })
            }
            (_, Some(_)) => None,
        };
        writes.extend(write);
    }
    writes
}

fn gravity(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::NotApplicable => 0,
        Outcome::Pass => 1,
        Outcome::Unknown { .. } => 2,
        Outcome::Fail { .. } => 3,
    }
}

/// As how bad a finding counts as open; none where it does not.
fn open_as(facts: &FindingFacts) -> Option<Severity> {
    (facts.state == FindingState::Open).then_some(facts.severity)
}

fn one(key: FindingKey, was: Option<FindingFacts>, evaluation: &Evaluation) -> Option<FindingWrite> {
    let counted = was.as_ref().and_then(open_as);
    match &evaluation.outcome {
        Outcome::Fail { message, saving, saving_unknown } => {
            let facts = FindingFacts {
                arn: evaluation.arn.clone(),
                name: evaluation.name.clone(),
                severity: evaluation.severity,
                state: FindingState::Open,
                message: message.clone(),
                unknown_because: None,
                saving: *saving,
                saving_unknown: saving_unknown.clone(),
            };
            let event = match &was {
                None => "opened",
                Some(was) if *was == facts => return None,
                Some(was) => match was.state {
                    FindingState::Resolved => "reopened",
                    FindingState::Unknown => "opened",
                    FindingState::Open if was.unknown_because.is_some() => "known",
                    FindingState::Open => "changed",
                },
            };
            Some(FindingWrite { key, facts, was: counted, event })
        }
        Outcome::Pass | Outcome::NotApplicable => {
            let was = was.filter(|was| was.state != FindingState::Resolved)?;
            let message = match (&evaluation.outcome, was.state) {
                (_, FindingState::Unknown) => "it can be told, and is as it should be".to_owned(),
                (Outcome::Pass, _) => "it is as it should be".to_owned(),
                _ => "the check has nothing to say of it any more".to_owned(),
            };
            let facts = FindingFacts { state: FindingState::Resolved, message, unknown_because: None, ..was };
            Some(FindingWrite { key, facts, was: counted, event: "resolved" })
        }
        Outcome::Unknown { because, .. } => {
            let event = match &was {
                Some(was) if was.unknown_because.as_ref() == Some(because) => return None,
                Some(was) if was.unknown_because.is_some() => "changed",
                Some(_) | None => "unknown",
            };
            let facts = match was {
                // It failed when it could last be told: that stays, and so does what it said.
                Some(was) if was.state == FindingState::Open => {
                    FindingFacts { unknown_because: Some(because.clone()), ..was }
                }
                _ => FindingFacts {
                    arn: evaluation.arn.clone(),
                    name: evaluation.name.clone(),
                    severity: evaluation.severity,
                    state: FindingState::Unknown,
                    message: "it cannot be told".to_owned(),
                    unknown_because: Some(because.clone()),
                    saving: None,
                    saving_unknown: None,
                },
            };
            Some(FindingWrite { key, facts, was: counted, event })
        }
    }
}

#[cfg(test)]
mod tests;
