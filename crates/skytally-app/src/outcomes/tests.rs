//! What is kept of a generation's outcomes, and that what was not made is never taken for passed.

use std::collections::BTreeSet;

use skytally_catalog::Catalog;
use skytally_model::{Coverage, CoverageState, Evaluation, Severity};

use super::*;
use crate::compare::judged;

fn evaluation(check: &str, variant: Option<&str>, resource: &str, outcome: Outcome) -> Evaluation {
    Evaluation {
        check: check.parse().unwrap(),
        variant: variant.map(str::to_owned),
        severity: Severity::High,
        account: "123456789012".parse().unwrap(),
        region: "eu-west-1".parse().unwrap(),
        kind: "aws.ec2.volume".parse().unwrap(),
        resource: resource.to_owned(),
        arn: None,
        name: Some(format!("Name of {resource}")),
        outcome,
    }
}

fn fail() -> Outcome {
    Outcome::Fail { message: "no".to_owned(), saving: None, saving_unknown: None }
}

fn unknown() -> Outcome {
    Outcome::Unknown { because: "denied".to_owned(), causes: Vec::new() }
}

fn listing(kind: &str, state: CoverageState) -> Coverage {
    let (kind, region) = (kind.parse().unwrap(), "eu-west-1".parse().unwrap());
    Coverage { kind, region, state, documents: 0 }
}

#[test]
fn every_check_that_was_made_has_an_entry_and_what_was_not_looked_at_is_said() {
    let catalog = Catalog::embedded().unwrap();
    let checks = || catalog.checks().map(AsRef::as_ref);
    let coverage = [
        listing("aws.ec2.volume", CoverageState::Complete),
        // Asked, and not told: the evaluations say unknown of it.
        listing("aws.ec2.security_group", CoverageState::NotCollected),
    ];
    let looked = Looked::new(&coverage, false);
    let all = outcomes(checks(), &judged(&[]), &looked);
    let expected: usize = checks().map(|check| check.variants.len().max(1)).sum();
    assert_eq!(all.len(), expected);
    assert!(all.iter().all(|one| (one.pass, one.not_applicable) == (0, 0) && one.passed.is_empty()));
    for check in checks() {
        let kinds: BTreeSet<&str> = check.rules.iter().map(|rule| rule.kind.as_str()).collect();
        let seen = ["aws.ec2.volume", "aws.ec2.security_group"];
        let blind = kinds.iter().filter(|kind| !seen.contains(kind)).count();
        let said: Vec<i64> =
            all.iter().filter(|one| one.check == check.id).map(|one| one.not_collected).collect();
        assert!(
            said.iter().all(|number| usize::try_from(*number).unwrap() == blind),
            "{} {said:?}",
            check.id
        );
        let variants: Vec<&str> =
            all.iter().filter(|one| one.check == check.id).map(|one| one.variant.as_str()).collect();
        let mut own: Vec<&str> = check.variants.iter().map(|variant| variant.name.as_str()).collect();
        own.sort_unstable();
        assert_eq!(variants, if own.is_empty() { vec![""] } else { own }, "{}", check.id);
    }
}

#[test]
fn each_resource_counts_once_with_its_worst_outcome() {
    let looked = Looked::new(&[], false);
    let (root, own) = ("iam.root-mfa", "skytally.key-age");
    let evaluations = [
        evaluation(root, Some("any"), "a", Outcome::Pass),
        evaluation(root, Some("any"), "b", Outcome::Pass),
        evaluation(root, Some("any"), "c", Outcome::NotApplicable),
        evaluation(root, Some("any"), "d", fail()),
        evaluation(root, Some("any"), "e", unknown()),
        evaluation(root, Some("hardware"), "a", fail()),
        // AWS has named it twice.
        evaluation(root, Some("any"), "f", Outcome::Pass),
        evaluation(root, Some("any"), "f", unknown()),
        evaluation(root, Some("any"), "b", Outcome::Pass),
        evaluation(own, None, "key", Outcome::Pass),
    ];
    let catalog = Catalog::embedded().unwrap();
    let checks = catalog.checks().map(AsRef::as_ref).filter(|check: &&Check| check.id.as_str() == root);
    let all = outcomes(checks, &judged(&evaluations), &looked);
    let told: Vec<_> = all
        .iter()
        .map(|one| {
            let named: Vec<&str> = one.passed.iter().map(|passed| passed.resource.as_str()).collect();
            (one.check.as_str(), one.variant.as_str(), one.pass, one.not_applicable, one.not_collected, named)
        })
        .collect();
    let expected = [
        (root, "any", 2, 1, 1, vec!["a", "b"]),
        (root, "hardware", 0, 0, 1, vec![]),
        (own, "", 1, 0, 0, vec!["key"]),
    ];
    assert_eq!(told, expected);
    assert_eq!(all[0].passed[0].name.as_deref(), Some("Name of a"));
}

#[test]
fn evidence_ends_at_its_limit_and_the_count_does_not() {
    let evaluations: Vec<_> = (0..PASSED_MAX + 5)
        .map(|number| {
            evaluation("ec2.ebs-volume-encrypted", None, &format!("vol-{number:08}"), Outcome::Pass)
        })
        .collect();
    let all = outcomes(std::iter::empty(), &judged(&evaluations), &Looked::new(&[], false));
    let [one] = &all[..] else { panic!("{}", all.len()) };
    assert_eq!((one.pass, one.passed.len()), (10_005, PASSED_MAX));
    assert_eq!(one.passed.last().unwrap().resource, "vol-00009999");
}
