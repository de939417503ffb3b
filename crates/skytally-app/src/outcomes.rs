//! What a generation says of checks, beside its findings: what passed, where a check has nothing to say, and what of it was
//! not looked at. Pure.

use std::collections::BTreeMap;

use skytally_catalog::Check;
use skytally_model::{CheckId, Outcome};
use skytally_store::{CheckOutcome, PASSED_MAX, PassedResource};

use crate::compare::{Judged, Looked};

/// An entry for every check that was made, even where there was no resource for it: a check without an entry was not made, and
/// nobody may take it for passed. Failures and what cannot be told are the findings.
pub(crate) fn outcomes<'a>(
    checks: impl Iterator<Item = &'a Check>,
    judged: &Judged<'_>,
    looked: &Looked<'_>,
) -> Vec<CheckOutcome> {
    let mut all: BTreeMap<(CheckId, String), CheckOutcome> = BTreeMap::new();
    for check in checks {
        let blind = check.rules.iter().filter(|rule| !looked.at(&rule.kind)).count();
        let whole = check.variants.is_empty().then(String::new);
        for variant in check.variants.iter().map(|variant| variant.name.clone()).chain(whole) {
            let mut fresh = empty(&check.id, &variant);
            fresh.not_collected = i64::try_from(blind).unwrap_or(i64::MAX);
            all.insert((check.id.clone(), variant), fresh);
        }
    }
    for (key, evaluation) in judged {
        // The house's own checks are in no catalogue.
        let of = all
            .entry((key.check.clone(), key.variant.clone()))
            .or_insert_with(|| empty(&key.check, &key.variant));
        match evaluation.outcome {
            Outcome::Pass => {
                of.pass += 1;
                if of.passed.len() < PASSED_MAX {
                    of.passed.push(PassedResource {
                        kind: key.kind.clone(),
                        region: key.region.clone(),
                        resource: key.resource.clone(),
                        name: evaluation.name.clone(),
                    });
                }
            }
            Outcome::NotApplicable => of.not_applicable += 1,
            Outcome::Fail { .. } | Outcome::Unknown { .. } => {}
        }
    }
    all.into_values().collect()
}

fn empty(check: &CheckId, variant: &str) -> CheckOutcome {
    CheckOutcome {
        check: check.clone(),
        variant: variant.to_owned(),
        pass: 0,
        not_applicable: 0,
        not_collected: 0,
        passed: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
