//! Which check stands for which control is said twice, in the checks and in the frameworks: the two must agree.

use std::collections::BTreeSet;

use skytally_catalog::Catalog;

type Links = BTreeSet<(String, String, Option<String>)>;

#[test]
fn frameworks_and_the_references_of_checks_agree() {
    let catalog = Catalog::embedded().unwrap();
    for framework in catalog.frameworks() {
        let mut from_checks = Links::new();
        for check in catalog.checks() {
            let own = check.references.get(&framework.id).into_iter().flatten();
            for control in own {
                // What the whole check stands for, each of its variants stands for.
                let variants = check.variants.iter().map(|v| Some(v.name.clone()));
                let none = check.variants.is_empty().then_some(None);
                for variant in variants.chain(none) {
                    from_checks.insert((control.clone(), check.id.to_string(), variant));
                }
            }
            for variant in &check.variants {
                for control in variant.references.get(&framework.id).into_iter().flatten() {
                    from_checks.insert((control.clone(), check.id.to_string(), Some(variant.name.clone())));
                }
            }
        }
        let mut from_framework = Links::new();
        for control in &framework.controls {
            for id in &control.checks {
                let check = catalog.check(id).unwrap();
                if check.variants.is_empty() {
                    from_framework.insert((control.id.clone(), id.to_string(), None));
                }
                for variant in &check.variants {
                    if control.variants.is_empty() || control.variants.contains(&variant.name) {
                        from_framework.insert((
                            control.id.clone(),
                            id.to_string(),
                            Some(variant.name.clone()),
                        ));
                    }
                }
            }
        }
        let only_checks: Vec<_> = from_checks.difference(&from_framework).collect();
        let only_framework: Vec<_> = from_framework.difference(&from_checks).collect();
        assert!(only_checks.is_empty(), "{}: only in the checks: {only_checks:?}", framework.id);
        assert!(only_framework.is_empty(), "{}: only in the framework: {only_framework:?}", framework.id);
        assert!(from_checks.len() > 20, "{} has hardly a check", framework.id);
        let ids: BTreeSet<&str> = framework.controls.iter().map(|control| control.id.as_str()).collect();
        assert_eq!(ids.len(), framework.controls.len(), "{}: a control stands twice", framework.id);
    }
}

#[test]
fn every_check_of_the_first_wave_is_there() {
    let catalog = Catalog::embedded().unwrap();
    let ids: BTreeSet<&str> = catalog.checks().map(|check| check.id.as_str()).collect();
    assert!(ids.len() >= 66, "{} checks", ids.len());
    for check in catalog.checks() {
        assert!(!check.links.is_empty(), "{} has no link", check.id);
        let kinds: BTreeSet<&str> = check.rules.iter().map(|rule| rule.kind.as_str()).collect();
        for kind in kinds {
            let own = |outcome: &str| {
                let of = check.rules.len() == 1;
                check.examples.iter().any(|e| {
                    e.outcome.as_str() == outcome
                        && (of || e.kind.as_ref().is_some_and(|k| k.as_str() == kind))
                })
            };
            assert!(
                own("pass") && own("fail"),
                "{}: the rule for {kind} has no passing or no failing example",
                check.id
            );
        }
    }
}
