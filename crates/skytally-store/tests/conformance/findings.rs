//! Findings: their life, their history, mutes, lists.

use std::collections::BTreeSet;

use skytally_model::{FindingId, Saving, Severity};
use skytally_store::{
    Finding, FindingFilter, FindingOrder, FindingState, FindingWrite, StoreError, WorkspaceScope,
};

use crate::world::{
    DAY, HOUR, SECOND, World, at, by, check, collect, finding, kind, lease, no_account, region,
};

on_both!(
    a_finding_has_one_row_and_a_life,
    a_finding_that_comes_twice_is_one,
    a_mute_ends_by_itself,
    a_mute_needs_the_version_that_was_read,
    filters_limit_and_counts_agree,
    every_order_shows_each_finding_once,
    resolved_findings_are_forgotten,
);

async fn all(world: &World, scope: &WorkspaceScope, filter: &FindingFilter, ms: i64) -> Vec<Finding> {
    world.store.findings(scope, filter, FindingOrder::Severity, None, 1_000, at(ms)).await.unwrap()
}

async fn a_finding_has_one_row_and_a_life(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let account = world.link(&scope, 0).await;
    let mut unknown = finding("v1", FindingState::Open, "unknown");
    unknown.facts.unknown_because = Some("denied".to_owned());
    let lives: [Vec<FindingWrite>; 6] = [
        vec![finding("v1", FindingState::Open, "opened"), finding("v2", FindingState::Unknown, "unknown")],
        vec![],
        vec![unknown],
        vec![finding("v1", FindingState::Open, "known")],
        vec![finding("v1", FindingState::Resolved, "resolved")],
        vec![finding("v1", FindingState::Open, "reopened")],
    ];
    let mut told = Vec::new();
    for (n, writes) in lives.into_iter().enumerate() {
        let ms = i64::try_from(n).unwrap() * HOUR;
        collect(store, ms, &[], |end| end.findings = writes).await;
        let found = all(&world, &scope, &FindingFilter::default(), ms).await;
        assert_eq!(found.len(), 2);
        let one = found.into_iter().find(|found| found.key.resource == "v1").unwrap();
        told.push((one.facts.state, one.first_seen, one.last_seen, one.resolved, one.version));
        assert_eq!(one.account, account.id);
    }
    let ended = |n: i64| at(n * HOUR + SECOND);
    let expected = [
        (FindingState::Open, ended(0), ended(0), None, 1),
        (FindingState::Open, ended(0), ended(1), None, 1),
        // What cannot be told was not seen.
        (FindingState::Open, ended(0), ended(1), None, 2),
        (FindingState::Open, ended(0), ended(3), None, 3),
        (FindingState::Resolved, ended(0), ended(3), Some(ended(4)), 4),
        (FindingState::Open, ended(0), ended(5), None, 5),
    ];
    assert_eq!(told, expected);
    let id = all(&world, &scope, &FindingFilter::default(), 0)
        .await
        .into_iter()
        .find(|f| f.key.resource == "v1")
        .unwrap()
        .id;
    let (one, events) = store.finding(&scope, id, at(DAY)).await.unwrap();
    assert_eq!(one.facts, finding("v1", FindingState::Open, "").facts);
    let events: Vec<_> =
        events.iter().map(|e| (e.what.as_str(), e.generation, e.detail.as_deref())).collect();
    let open = Some("the volume v1 is not encrypted");
    let expected = [
        ("reopened", Some(6), open),
        ("resolved", Some(5), open),
        ("known", Some(4), open),
        ("unknown", Some(3), Some("denied")),
        ("opened", Some(1), open),
    ];
    assert_eq!(events, expected);
    let nothing: FindingId = no_account().to_string().parse().unwrap();
    refused!(store.finding(&scope, nothing, at(DAY)).await, StoreError::Missing("finding"));
    let held = lease(store, "n", 2 * DAY).await;
    let mut known = store.known_findings(&held).await.unwrap();
    known.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        known[0],
        (finding("v1", FindingState::Open, "").key, finding("v1", FindingState::Open, "").facts)
    );
    assert_eq!(known[1].1.unknown_because.as_deref(), Some("denied"));
}

async fn a_finding_that_comes_twice_is_one(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    let mut writes: Vec<_> =
        (0..450).map(|n| finding(&format!("v{n}"), FindingState::Open, "opened")).collect();
    writes.push(finding("v7", FindingState::Resolved, "resolved"));
    writes.push(finding("v7", FindingState::Open, "reopened"));
    let mut variant = finding("v7", FindingState::Open, "opened");
    variant.key.variant = "eu".to_owned();
    writes.push(variant);
    collect(store, 0, &[], |end| end.findings = writes).await;
    assert_eq!(all(&world, &scope, &FindingFilter::default(), 0).await.len(), 451);
    assert_eq!(world.rows("finding_events").await.len(), 453);
    let filter = FindingFilter { resource: Some("v7".to_owned()), ..FindingFilter::default() };
    let states: Vec<_> = all(&world, &scope, &filter, 0).await.iter().map(|f| f.facts.state).collect();
    assert_eq!(states, [FindingState::Open, FindingState::Open]);
}

async fn a_mute_ends_by_itself(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    collect(store, 0, &[], |end| {
        end.findings =
            vec![finding("v1", FindingState::Open, "opened"), finding("v2", FindingState::Open, "opened")];
    })
    .await;
    let ids: Vec<_> = all(&world, &scope, &FindingFilter::default(), 1).await.iter().map(|f| f.id).collect();
    let muted = store
        .mute_finding(
            &scope,
            &by(&anna, HOUR),
            ids[0],
            anna.id,
            Some((at(DAY), "a <b>known</b> exception")),
            None,
        )
        .await
        .unwrap();
    let mute = muted.mute.unwrap();
    assert_eq!(
        (mute.until, mute.reason.as_str(), mute.by),
        (at(DAY), "a <b>known</b> exception", anna.id.to_string())
    );
    let muted_at = async |ms: i64| {
        let filter = FindingFilter { muted: Some(true), ..FindingFilter::default() };
        all(&world, &scope, &filter, ms).await.len()
    };
    assert_eq!((muted_at(2 * HOUR).await, muted_at(DAY - 1).await, muted_at(DAY).await), (1, 1, 0));
    // A run in between changes nothing of it.
    collect(store, 2 * HOUR, &[], |end| end.findings = vec![finding("v1", FindingState::Open, "changed")])
        .await;
    assert_eq!(muted_at(3 * HOUR).await, 1);
    let stamp = store.stamp(&scope).await.unwrap();
    assert_eq!(store.end_mutes(&scope, at(DAY - 1)).await.unwrap(), 0);
    assert_eq!(store.stamp(&scope).await.unwrap(), stamp);
    assert_eq!(store.end_mutes(&scope, at(DAY)).await.unwrap(), 1);
    assert_ne!(store.stamp(&scope).await.unwrap(), stamp);
    assert_eq!(store.end_mutes(&scope, at(DAY)).await.unwrap(), 0);
    let (found, events) = store.finding(&scope, ids[0], at(0)).await.unwrap();
    assert_eq!(found.mute, None);
    assert_eq!((events[0].what.as_str(), events[0].actor.as_deref()), ("unmuted", Some("task:mutes")));

    store
        .mute_finding(&scope, &by(&anna, DAY), ids[1], anna.id, Some((at(9 * DAY), "x")), None)
        .await
        .unwrap();
    let unmuted = store.mute_finding(&scope, &by(&anna, DAY + 1), ids[1], anna.id, None, None).await.unwrap();
    assert_eq!(unmuted.mute, None);
    let actions = world.actions(&scope.workspace().to_string()).await;
    let expected = ["finding.muted", "finding.unmuted", "finding.muted", "finding.unmuted"];
    assert!(actions.ends_with(&expected.map(str::to_owned)), "{actions:?}");
}

async fn a_mute_needs_the_version_that_was_read(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    collect(store, 0, &[], |end| end.findings = vec![finding("v1", FindingState::Open, "opened")]).await;
    let found = all(&world, &scope, &FindingFilter::default(), 0).await.remove(0);
    let mute = Some((at(DAY), "x"));
    let changed = store
        .mute_finding(&scope, &by(&anna, 1), found.id, anna.id, mute, Some(found.version))
        .await
        .unwrap();
    assert_eq!(changed.version, found.version + 1);
    let before = world.dump().await;
    let late = store.mute_finding(&scope, &by(&anna, 2), found.id, anna.id, None, Some(found.version)).await;
    refused!(late, StoreError::Conflict(_));
    let nothing: FindingId = no_account().to_string().parse().unwrap();
    let missing = store.mute_finding(&scope, &by(&anna, 2), nothing, anna.id, mute, Some(1)).await;
    refused!(missing, StoreError::Missing("finding"));
    assert_eq!(world.dump().await, before);
}

/// Findings of many sorts, with many ties.
async fn many(world: &World, scope: &WorkspaceScope) -> usize {
    for account in 0..2 {
        world.link(scope, account).await;
        let writes: Vec<_> = (0..40_usize)
            .map(|n| {
                let state = FindingState::ALL[n % 3];
                let mut write = finding(&format!("v{n}"), state, "opened");
                write.facts.severity = Severity::ALL[n % 5];
                write.facts.saving = (n % 4 != 0)
                    .then(|| Saving { micro_usd_per_month: i64::try_from(n % 4).unwrap() * 1_000_000 });
                write.key.check = check(if n % 2 == 0 { "ec2.even" } else { "ec2.odd" });
                write.key.region = region(if n % 10 == 0 { "us-east-1" } else { "eu-west-1" });
                if n == 7 {
                    write.facts.name = Some("100%_Ärger".to_owned());
                }
                write
            })
            .collect();
        let (first, second) = (writes[..20].to_vec(), writes[20..].to_vec());
        collect(&world.store, account, &[], |end| end.findings = first).await;
        collect(&world.store, account + HOUR, &[], |end| end.findings = second).await;
    }
    80
}

async fn filters_limit_and_counts_agree(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let total = many(&world, &scope).await;
    let now = 2 * HOUR;
    let everything = all(&world, &scope, &FindingFilter::default(), now).await;
    assert_eq!(everything.len(), total);
    for one in everything.iter().take(5) {
        store
            .mute_finding(&scope, &by(&anna, HOUR), one.id, anna.id, Some((at(DAY), "x")), None)
            .await
            .unwrap();
    }
    let everything = all(&world, &scope, &FindingFilter::default(), now).await;
    let account = everything[0].account;
    let text = |text: &str| FindingFilter { text: Some(text.to_owned()), ..FindingFilter::default() };
    type Test = fn(&Finding, skytally_model::LinkId) -> bool;
    let any = FindingFilter::default;
    let cases: Vec<(FindingFilter, Test)> = vec![
        (FindingFilter { states: vec![FindingState::Open], ..any() }, |f, _| {
            f.facts.state == FindingState::Open
        }),
        (FindingFilter { states: FindingState::ALL.to_vec(), ..any() }, |_, _| true),
        (FindingFilter { severities: vec![Severity::High, Severity::Low], ..any() }, |f, _| {
            matches!(f.facts.severity, Severity::High | Severity::Low)
        }),
        (FindingFilter { accounts: vec![account], ..any() }, |f, account| f.account == account),
        (FindingFilter { checks: Some(vec![check("ec2.odd")]), ..any() }, |f, _| {
            f.key.check.as_str() == "ec2.odd"
        }),
        (FindingFilter { checks: Some(vec![]), ..any() }, |_, _| false),
        (FindingFilter { kinds: vec![kind("aws.s3.bucket")], ..any() }, |_, _| false),
        (FindingFilter { kinds: vec![kind("aws.ec2.volume")], ..any() }, |_, _| true),
        (FindingFilter { regions: vec![region("us-east-1")], ..any() }, |f, _| {
            f.key.region.as_str() == "us-east-1"
        }),
        (FindingFilter { resource: Some("v3".to_owned()), ..any() }, |f, _| f.key.resource == "v3"),
        (FindingFilter { muted: Some(true), ..any() }, |f, _| f.mute.is_some()),
        (FindingFilter { muted: Some(false), ..any() }, |f, _| f.mute.is_none()),
        (FindingFilter { unknown: Some(true), ..any() }, |f, _| f.facts.unknown_because.is_some()),
        (FindingFilter { unknown: Some(false), ..any() }, |f, _| f.facts.unknown_because.is_none()),
        (text("0%_ä"), |f, _| f.key.resource == "v7"),
        (text("%"), |f, _| f.key.resource == "v7"),
        (text("VOLUME V12 IS"), |f, _| f.key.resource == "v12"),
        (text("' OR 1=1 --"), |_, _| false),
    ];
    for (filter, test) in cases {
        let found: BTreeSet<_> = all(&world, &scope, &filter, now).await.iter().map(|f| f.id).collect();
        let expected: BTreeSet<_> = everything.iter().filter(|f| test(f, account)).map(|f| f.id).collect();
        assert_eq!(found, expected, "{filter:?}");
        let counts = store.finding_counts(&scope, &filter, at(now)).await.unwrap();
        assert_eq!(
            counts.iter().map(|c| c.count).sum::<i64>(),
            i64::try_from(found.len()).unwrap(),
            "{filter:?}"
        );
        let saving: i64 = counts.iter().map(|c| c.saving.micro_usd_per_month).sum();
        let expected = everything.iter().filter(|f| found.contains(&f.id)).filter_map(|f| f.facts.saving);
        assert_eq!(saving, expected.map(|s| s.micro_usd_per_month).sum::<i64>());
    }
    let counts = store.finding_counts(&scope, &any(), at(now)).await.unwrap();
    assert_eq!(counts.iter().filter(|c| c.muted).map(|c| c.count).sum::<i64>(), 5);
    for c in &counts {
        let same = everything.iter().filter(|f| {
            f.key.check == c.check
                && f.facts.severity == c.severity
                && f.facts.state.as_str() == c.state
                && f.mute.is_some() == c.muted
                && f.facts.unknown_because.is_some() == c.unknown
        });
        assert_eq!(i64::try_from(same.count()).unwrap(), c.count, "{c:?}");
    }
}

async fn every_order_shows_each_finding_once(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let total = many(&world, &scope).await;
    let orders =
        [FindingOrder::Severity, FindingOrder::FirstSeen, FindingOrder::LastSeen, FindingOrder::Saving];
    for order in orders {
        for limit in [1_i64, 7, 80, 100] {
            let (mut seen, mut after): (Vec<Finding>, _) = (Vec::new(), None);
            loop {
                let filter = FindingFilter::default();
                let page = store.findings(&scope, &filter, order, after, limit, at(0)).await.unwrap();
                let full = page.len() as i64 == limit;
                seen.extend(page);
                match seen.last() {
                    Some(last) if full => after = Some((order.place(last), last.id)),
                    _ => break,
                }
            }
            let distinct: BTreeSet<_> = seen.iter().map(|f| f.id).collect();
            assert_eq!((seen.len(), distinct.len()), (total, total), "{order:?} by {limit}");
            let places: Vec<_> = seen.iter().map(|f| (order.place(f), f.id)).collect();
            assert!(places.is_sorted_by(|a, b| a > b), "{order:?} by {limit}");
        }
    }
    let first = store
        .findings(&scope, &FindingFilter::default(), FindingOrder::Severity, None, 1, at(0))
        .await
        .unwrap()
        .remove(0);
    assert_eq!(first.facts.severity, Severity::Critical);
}

async fn resolved_findings_are_forgotten(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let (_, other) = world.client("berta").await;
    world.link(&scope, 0).await;
    collect(store, 0, &[], |end| {
        end.findings = ["v1", "v2", "v3"].map(|id| finding(id, FindingState::Open, "opened")).to_vec();
    })
    .await;
    collect(store, DAY, &[], |end| end.findings = vec![finding("v1", FindingState::Resolved, "resolved")])
        .await;
    collect(store, 2 * DAY, &[], |end| {
        end.findings = vec![
            finding("v2", FindingState::Resolved, "resolved"),
            finding("v3", FindingState::Open, "changed"),
        ];
    })
    .await;
    assert_eq!(store.forget_findings(&other, at(9 * DAY)).await.unwrap(), 0);
    assert_eq!(store.forget_findings(&scope, at(DAY)).await.unwrap(), 0);
    assert_eq!(store.forget_findings(&scope, at(2 * DAY)).await.unwrap(), 1);
    let left: BTreeSet<_> =
        all(&world, &scope, &FindingFilter::default(), 0).await.into_iter().map(|f| f.key.resource).collect();
    assert_eq!(left, BTreeSet::from(["v2".to_owned(), "v3".to_owned()]));
    // Of what is older only the newest event stays, if nothing newer is there.
    let events = world.rows("finding_events").await;
    let whats: Vec<_> = events.iter().map(|event| event["what"].as_str().unwrap()).collect();
    assert_eq!(whats.len(), 2, "{events:?}");
    assert!(whats.contains(&"resolved") && whats.contains(&"changed"), "{whats:?}");
    assert_eq!(store.forget_findings(&scope, at(9 * DAY)).await.unwrap(), 1);
    assert_eq!(world.rows("finding_events").await.len(), 1);
}
