//! Findings in groups, and in the order of their ids.

use std::collections::{BTreeMap, BTreeSet};

use skytally_model::{FindingId, Saving, Severity};
use skytally_store::{
    Finding, FindingFilter, FindingGroup, FindingOrder, FindingState, GroupBy, GroupKey, StoreError,
    WorkspaceScope,
};

use crate::world::{DAY, HOUR, World, at, by, check, collect, finding, kind, region};

on_both!(groups_are_what_is_in_them, a_place_of_another_sort_is_refused, all_come_once_while_they_change);

/// Findings of many sorts in two accounts.
async fn many(world: &World, scope: &WorkspaceScope) {
    for account in 0..2_i64 {
        world.link(scope, account).await;
        let findings: Vec<_> = (0..60_usize)
            .map(|n| {
                let mut write = finding(&format!("v{}", n % 13), FindingState::ALL[n % 3], "opened");
                write.facts.severity = Severity::ALL[(n / 7) % 5];
                write.facts.saving =
                    (n % 4 == 0).then(|| Saving { micro_usd_per_month: i64::try_from(n).unwrap() * 10 });
                write.facts.name = (n % 13 > 3).then(|| format!("Name {}", n % 13));
                write.key.check = check(&format!("ec2.check-{}", n % 9));
                write.key.variant = n.to_string();
                write.key.kind = kind(if n % 13 % 2 == 0 { "aws.ec2.volume" } else { "aws.ec2.vpc" });
                write.key.region = region(if n % 13 % 3 == 0 { "us-east-1" } else { "eu-west-1" });
                write
            })
            .collect();
        collect(&world.store, account, &[], |end| end.findings = findings).await;
    }
}

fn key_of(by: GroupBy, finding: &Finding) -> Vec<String> {
    let key = &finding.key;
    match by {
        GroupBy::Check => vec![key.check.to_string()],
        GroupBy::Account => vec![finding.account.to_string()],
        GroupBy::Resource => vec![
            finding.account.to_string(),
            key.kind.to_string(),
            key.region.to_string(),
            key.resource.clone(),
        ],
    }
}

async fn groups_are_what_is_in_them(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    many(&world, &scope).await;
    let now = at(2 * DAY);
    let scope = &scope;
    let every = FindingFilter::default();
    let everything = store.findings(scope, &every, FindingOrder::Severity, None, 1_000, now).await.unwrap();
    assert_eq!(everything.len(), 120);
    let ids: Vec<FindingId> = everything.iter().step_by(5).map(|one| one.id).collect();
    let mute = Some((at(3 * DAY), "x"));
    store.mute_findings(scope, &by(&anna, DAY), &ids, anna.id, mute).await.unwrap();
    let any = FindingFilter::default;
    let filters = [
        any(),
        FindingFilter { states: vec![FindingState::Open, FindingState::Unknown], ..any() },
        FindingFilter { severities: vec![Severity::Low], ..any() },
        FindingFilter { muted: Some(true), ..any() },
        FindingFilter { unknown: Some(true), kinds: vec![kind("aws.ec2.vpc")], ..any() },
        FindingFilter { resource: Some("v4".to_owned()), ..any() },
        FindingFilter { text: Some("V12 IS".to_owned()), ..any() },
        FindingFilter { checks: Some(vec![]), ..any() },
    ];
    for group_by in [GroupBy::Check, GroupBy::Account, GroupBy::Resource] {
        for filter in &filters {
            let found =
                store.findings(scope, filter, FindingOrder::Severity, None, 1_000, now).await.unwrap();
            let mut expected: BTreeMap<Vec<String>, Vec<Finding>> = BTreeMap::new();
            for one in found {
                expected.entry(key_of(group_by, &one)).or_default().push(one);
            }
            for limit in [1, 4, 1_000] {
                let groups = paged(&world, scope, group_by, filter, limit).await;
                assert_eq!(groups.len(), expected.len(), "{group_by:?} {filter:?} by {limit}");
                for group in &groups {
                    let inside = &expected[&group.place().2];
                    assert_eq!(*group, summed(group.key.clone(), inside), "{filter:?}");
                }
                let order = |group: &FindingGroup| {
                    let (worst, count, key) = group.place();
                    (-worst, -count, key)
                };
                assert!(groups.is_sorted_by(|a, b| order(a) < order(b)), "{group_by:?} by {limit}");
            }
        }
    }
}

/// What a group of these findings must say.
fn summed(key: GroupKey, findings: &[Finding]) -> FindingGroup {
    let count = |test: &dyn Fn(&Finding) -> bool| {
        i64::try_from(findings.iter().filter(|one| test(one)).count()).unwrap()
    };
    if let GroupKey::Resource { name, .. } = &key {
        assert_eq!(*name, findings[0].facts.name);
    }
    let worst = Severity::ALL.into_iter().find(|s| findings.iter().any(|one| one.facts.severity == *s));
    let savings = findings.iter().filter_map(|one| one.facts.saving);
    FindingGroup {
        key,
        worst: worst.unwrap(),
        count: count(&|_| true),
        muted: count(&|one| one.mute.is_some()),
        unknown: count(&|one| one.facts.unknown_because.is_some()),
        saving: Saving { micro_usd_per_month: savings.map(|saving| saving.micro_usd_per_month).sum() },
        by_severity: Severity::ALL.map(|severity| count(&|one| one.facts.severity == severity)),
    }
}

async fn paged(
    world: &World,
    scope: &WorkspaceScope,
    by: GroupBy,
    filter: &FindingFilter,
    limit: i64,
) -> Vec<FindingGroup> {
    let mut groups: Vec<FindingGroup> = Vec::new();
    loop {
        let after = groups.last().map(FindingGroup::place);
        let page =
            world.store.finding_groups(scope, by, filter, after.as_ref(), limit, at(2 * DAY)).await.unwrap();
        let full = i64::try_from(page.len()).unwrap() == limit;
        groups.extend(page);
        if !full {
            return groups;
        }
    }
}

async fn a_place_of_another_sort_is_refused(world: World) {
    let (_, scope) = world.client("anna").await;
    let place = (3, 1, vec!["a".to_owned(), "b".to_owned()]);
    let any = FindingFilter::default();
    for by in [GroupBy::Check, GroupBy::Account, GroupBy::Resource] {
        let refused = world.store.finding_groups(&scope, by, &any, Some(&place), 9, at(0)).await;
        refused!(refused, StoreError::Conflict(_));
    }
}

async fn all_come_once_while_they_change(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    many(&world, &scope).await;
    let any = FindingFilter::default();
    let mut before: Vec<FindingId> = Vec::new();
    let mut after = None;
    for round in 0.. {
        let page = store.findings_by_id(&scope, &any, after, 17, at(DAY)).await.unwrap();
        after = page.last().map(|one| one.id);
        before.extend(page.iter().map(|one| one.id));
        if page.len() < 17 {
            break;
        }
        // In between they get another severity, are muted, and new ones come.
        collect(store, (3 + round) * HOUR, &[], |end| {
            let mut one = finding("v1", FindingState::Open, "changed");
            one.facts.severity = Severity::ALL[usize::try_from(round).unwrap() % 5];
            one.key.variant = format!("new {round}");
            end.findings = vec![one];
        })
        .await;
        store
            .mute_findings(&scope, &by(&anna, DAY), &before, anna.id, Some((at(9 * DAY), "x")))
            .await
            .unwrap();
    }
    let distinct: BTreeSet<_> = before.iter().collect();
    assert_eq!(distinct.len(), before.len(), "none comes twice");
    assert!(before.len() >= 120, "all that were there came: {}", before.len());
    assert!(before.is_sorted());
}
