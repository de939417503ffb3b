//! What checks say: kept with each generation, counted with the findings, listed with evidence.

use jiff::Timestamp;
use skytally_model::LinkId;
use skytally_store::{
    CheckFilter, CheckOutcome, CheckPlace, CheckResource, FindingFilter, FindingOrder, FindingState,
    FindingWrite, PASSED_MAX, PassedResource, Posture, ResourceOutcome, StoreError, Trigger, WorkspaceScope,
};

use crate::world::{
    DAY, HOUR, MINUTE, World, at, by, check, collect, finding, is_fenced, kind, lease, minutes, no_account,
    outcome, publication, region,
};

on_both!(
    what_passed_is_counted_beside_the_findings,
    an_account_without_outcomes_is_in_no_number,
    only_what_changed_is_written_and_what_is_not_made_goes,
    a_node_that_comes_late_writes_no_outcomes,
    lists_of_resources_go_on_where_they_ended,
    evidence_ends_at_its_limit_and_the_count_does_not,
);

const CHECK: &str = "ec2.encrypted";

async fn posture(world: &World, scope: &WorkspaceScope, accounts: &[LinkId], now: Timestamp) -> Posture {
    world.store.posture(scope, accounts, now).await.unwrap()
}

/// Check and variant; then accounts, not collected, pass, fail, unknown, not applicable, muted.
fn told(posture: &Posture) -> Vec<(String, [i64; 7])> {
    let one = |t: &skytally_store::CheckTotals| {
        let numbers = [t.accounts, t.not_collected, t.pass, t.fail, t.unknown, t.not_applicable, t.muted];
        (format!("{}/{}", t.check, t.variant), numbers)
    };
    posture.totals.iter().map(one).collect()
}

fn unknown(resource: &str, state: FindingState) -> FindingWrite {
    let mut write = finding(resource, state, "unknown");
    write.facts.unknown_because = Some("denied".to_owned());
    write
}

async fn what_passed_is_counted_beside_the_findings(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let (_, other) = world.client("berta").await;
    let first = world.link(&scope, 0).await.id;
    collect(store, 0, &[], |end| {
        let aside = CheckOutcome { not_applicable: 4, not_collected: 2, ..outcome("s3.private", "", &[]) };
        end.outcomes =
            vec![outcome(CHECK, "", &["a", "b", "c"]), aside, outcome("iam.mfa", "any", &["root"])];
        end.findings = vec![
            finding("d", FindingState::Open, "opened"),
            finding("e", FindingState::Open, "opened"),
            unknown("f", FindingState::Unknown),
            // It failed when it could last be told: now it cannot.
            unknown("g", FindingState::Open),
            finding("h", FindingState::Resolved, "resolved"),
        ];
    })
    .await;
    let second = world.link(&scope, MINUTE).await.id;
    collect(store, MINUTE, &[], |end| {
        end.outcomes = vec![outcome(CHECK, "", &["z"]), outcome("iam.mfa", "hardware", &[])];
        let mut write = finding("root", FindingState::Open, "opened");
        (write.key.check, write.key.variant) = (check("iam.mfa"), "hardware".to_owned());
        end.findings = vec![write];
    })
    .await;
    let all = posture(&world, &scope, &[], at(2 * HOUR)).await;
    assert_eq!((all.evaluated, all.not_yet), (2, 0));
    let expected = [
        ("ec2.encrypted/", [2, 0, 4, 2, 2, 0, 0]),
        ("iam.mfa/any", [1, 0, 1, 0, 0, 0, 0]),
        ("iam.mfa/hardware", [1, 0, 0, 1, 0, 0, 0]),
        ("s3.private/", [1, 1, 0, 0, 0, 4, 0]),
    ];
    assert_eq!(told(&all), expected.map(|(name, numbers)| (name.to_owned(), numbers)));
    let one = posture(&world, &scope, &[second], at(2 * HOUR)).await;
    assert_eq!((one.evaluated, one.not_yet), (1, 0));
    assert_eq!(told(&one)[0], ("ec2.encrypted/".to_owned(), [1, 0, 1, 0, 0, 0, 0]));
    assert_eq!(told(&posture(&world, &scope, &[first, second, first], at(2 * HOUR)).await), told(&all));

    // A muted failure still is one, until its mute ends by the clock.
    let filter = FindingFilter { resource: Some("d".to_owned()), ..FindingFilter::default() };
    let muted =
        store.findings(&scope, &filter, FindingOrder::Severity, None, 9, at(HOUR)).await.unwrap()[0].id;
    store
        .mute_finding(&scope, &by(&anna, HOUR), muted, anna.id, Some((at(DAY), "known")), None)
        .await
        .unwrap();
    assert_eq!(told(&posture(&world, &scope, &[], at(2 * HOUR)).await)[0].1, [2, 0, 4, 2, 2, 0, 1]);
    assert_eq!(told(&posture(&world, &scope, &[], at(DAY)).await)[0].1, [2, 0, 4, 2, 2, 0, 0]);

    assert!(told(&posture(&world, &other, &[], at(0)).await).is_empty());
    for (scope, accounts) in
        [(&scope, vec![no_account()]), (&scope, vec![first, no_account()]), (&other, vec![first])]
    {
        refused!(store.posture(scope, &accounts, at(0)).await, StoreError::Missing("cloud account"));
    }
}

async fn an_account_without_outcomes_is_in_no_number(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let made = world.link(&scope, 0).await.id;
    let none = posture(&world, &scope, &[], at(0)).await;
    assert_eq!((none.evaluated, none.not_yet, none.totals.len()), (0, 1, 0));
    collect(store, 0, &[], |end| end.findings = vec![finding("d", FindingState::Open, "opened")]).await;
    let fresh = world.link(&scope, HOUR).await.id;
    let all = posture(&world, &scope, &[], at(0)).await;
    assert_eq!((all.evaluated, all.not_yet), (1, 1));
    assert_eq!(told(&all)[0].1, [1, 0, 1, 1, 0, 0, 0]);
    // As an account stands after an upgrade from before outcomes were kept: its findings alone would tell half of it.
    world.execute("DELETE FROM check_outcomes").await;
    let all = posture(&world, &scope, &[], at(0)).await;
    assert_eq!((all.evaluated, all.not_yet, all.totals.len()), (0, 2, 0));
    for id in [made, fresh] {
        assert_eq!(posture(&world, &scope, &[id], at(0)).await.not_yet, 1);
    }
}

async fn only_what_changed_is_written_and_what_is_not_made_goes(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    let said = |pass: &[&str]| vec![outcome(CHECK, "", pass), outcome("iam.mfa", "any", &["root"])];
    collect(store, 0, &[], |end| end.outcomes = said(&["a"])).await;
    // Marks that only another writing takes away.
    world.execute("UPDATE check_outcomes SET not_applicable = 77").await;
    collect(store, HOUR, &[], |end| end.outcomes = said(&["a"])).await;
    let asides = |rows: Vec<serde_json::Value>| -> Vec<(String, i64)> {
        let one = |row: &serde_json::Value| {
            (row["check_id"].as_str().unwrap().to_owned(), row["not_applicable"].as_i64().unwrap())
        };
        let mut all: Vec<_> = rows.iter().map(one).collect();
        all.sort();
        all
    };
    let row = |check: &str, aside| (check.to_owned(), aside);
    assert_eq!(asides(world.rows("check_outcomes").await), [row(CHECK, 77), row("iam.mfa", 77)]);
    // A name alone is a change: it is shown.
    collect(store, 2 * HOUR, &[], |end| {
        end.outcomes = said(&["a"]);
        end.outcomes[0].passed[0].name = Some("renamed".to_owned());
    })
    .await;
    assert_eq!(asides(world.rows("check_outcomes").await), [row(CHECK, 0), row("iam.mfa", 77)]);

    // A run that gives no generation leaves what was known.
    let before = world.rows("check_outcomes").await;
    let held = lease(store, "n", 3 * HOUR).await;
    let run = store.begin_run(&held, Trigger::Schedule, at(3 * HOUR)).await.unwrap();
    store.fail_run(&held, run, at(3 * HOUR), "no", at(4 * HOUR)).await.unwrap();
    assert_eq!(world.rows("check_outcomes").await, before);
    assert_eq!(posture(&world, &scope, &[], at(3 * HOUR)).await.evaluated, 1);

    collect(store, 4 * HOUR, &[], |end| end.outcomes = vec![outcome("iam.mfa", "hardware", &[])]).await;
    let left = told(&posture(&world, &scope, &[], at(4 * HOUR)).await);
    assert_eq!(left, [("iam.mfa/hardware".to_owned(), [1, 0, 0, 0, 0, 0, 0])]);
}

async fn a_node_that_comes_late_writes_no_outcomes(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    collect(store, 0, &[], |end| end.outcomes = vec![outcome(CHECK, "", &["a"])]).await;
    let late = lease(store, "late", HOUR).await;
    let run = store.begin_run(&late, Trigger::Schedule, at(HOUR)).await.unwrap();
    let taken = store.lease_account("other", at(2 * HOUR), minutes(5)).await.unwrap().unwrap().0;
    let before = world.rows("check_outcomes").await;
    let mut end = publication(2 * HOUR);
    end.outcomes = vec![outcome(CHECK, "", &["a", "b", "c"])];
    assert!(is_fenced(store.publish_run(&late, run, &end).await));
    assert_eq!(world.rows("check_outcomes").await, before);
    let run = store.begin_run(&taken, Trigger::Schedule, at(2 * HOUR + MINUTE)).await.unwrap();
    store.publish_run(&taken, run, &end).await.unwrap();
    assert_eq!(told(&posture(&world, &scope, &[], at(2 * HOUR)).await)[0].1[2], 3);
}

async fn listed(
    world: &World,
    scope: &WorkspaceScope,
    outcome: ResourceOutcome,
    accounts: &[LinkId],
    limit: i64,
) -> Vec<CheckResource> {
    let filter = CheckFilter { check: check(CHECK), outcome, accounts: accounts.to_vec() };
    let mut all: Vec<CheckResource> = Vec::new();
    let mut after: Option<CheckPlace> = None;
    loop {
        let page = world.store.check_resources(scope, &filter, after.as_ref(), limit, at(0)).await.unwrap();
        assert!(i64::try_from(page.len()).unwrap() <= limit);
        let full = i64::try_from(page.len()).unwrap() == limit;
        all.extend(page);
        after = all.last().map(CheckResource::place);
        if !full {
            return all;
        }
    }
}

async fn lists_of_resources_go_on_where_they_ended(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let mut accounts = Vec::new();
    let (mut pass, mut fail, mut blind) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..20_i64 {
        let account = world.link(&scope, n).await.id;
        accounts.push(account);
        collect(store, n, &[], |end| {
            end.outcomes = Vec::new();
            for variant in ["lax", "strict"] {
                // Ids that would be ordered otherwise by words than by bytes; and kinds and regions that are not in order.
                let mut made = outcome(CHECK, variant, &["b-1", "B-2", "a_3", "ä"]);
                made.passed[0].kind = kind("aws.s3.bucket");
                made.passed[1].region = region("ap-south-1");
                if n % 7 == 3 {
                    made = outcome(CHECK, variant, &[]);
                }
                for one in &made.passed {
                    let PassedResource { kind, region, resource, .. } = one;
                    pass.push((
                        account.to_string(),
                        variant.to_owned(),
                        kind.to_string(),
                        region.to_string(),
                        resource.clone(),
                    ));
                }
                end.outcomes.push(made);
                for id in ["x-1", "X-2", "ü"] {
                    let mut open = finding(id, FindingState::Open, "opened");
                    open.key.variant = variant.to_owned();
                    let mut hidden = unknown(&format!("{id}?"), FindingState::Unknown);
                    hidden.key.variant = variant.to_owned();
                    for (write, into) in [(&open, &mut fail), (&hidden, &mut blind)] {
                        let place = (write.key.kind.to_string(), write.key.region.to_string());
                        into.push((
                            account.to_string(),
                            variant.to_owned(),
                            place.0,
                            place.1,
                            write.key.resource.clone(),
                        ));
                    }
                    end.findings.extend([open, hidden]);
                }
            }
            // Of another check, and over.
            end.outcomes.push(outcome("s3.private", "", &["other"]));
            end.findings.push(finding("over", FindingState::Resolved, "resolved"));
        })
        .await;
    }
    for (what, expected) in [
        (ResourceOutcome::Pass, &mut pass),
        (ResourceOutcome::Fail, &mut fail),
        (ResourceOutcome::Unknown, &mut blind),
    ] {
        expected.sort();
        for limit in [1, 3, 50, 1_000] {
            let found = listed(&world, &scope, what, &[], limit).await;
            assert_eq!(
                found.iter().map(CheckResource::place).collect::<Vec<_>>(),
                *expected,
                "{what:?} by {limit}"
            );
        }
        let some = [accounts[4], accounts[11]];
        let found = listed(&world, &scope, what, &some, 5).await;
        let own = expected.iter().filter(|place| some.iter().any(|id| id.to_string() == place.0));
        assert_eq!(
            found.iter().map(CheckResource::place).collect::<Vec<_>>(),
            own.cloned().collect::<Vec<_>>()
        );
        for one in &found {
            let told =
                (one.finding.is_some(), one.message.is_some(), one.unknown_because.is_some(), one.muted);
            assert_eq!(
                told,
                (
                    what != ResourceOutcome::Pass,
                    what != ResourceOutcome::Pass,
                    what == ResourceOutcome::Unknown,
                    false
                )
            );
            assert!(one.name.as_deref().unwrap().starts_with("Name of "), "{one:?}");
        }
    }
}

async fn evidence_ends_at_its_limit_and_the_count_does_not(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    let ids: Vec<String> = (0..PASSED_MAX + 7).map(|n| format!("vol-{n:08}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    collect(store, 0, &[], |end| end.outcomes = vec![outcome(CHECK, "", &ids)]).await;
    assert_eq!(told(&posture(&world, &scope, &[], at(0)).await)[0].1[2], 10_007);
    let found = listed(&world, &scope, ResourceOutcome::Pass, &[], 4_000).await;
    assert_eq!((found.len(), found[9_999].resource.as_str()), (PASSED_MAX, "vol-00009999"));
}
