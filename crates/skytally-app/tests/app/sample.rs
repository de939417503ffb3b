//! The sample estate: filled by one call, alive on every page, collected by nobody, and gone without a trace.

use std::collections::BTreeSet;

use skytally_app::accounts::AccessForm;
use skytally_app::settings::SettingsChange;
use skytally_app::{Access, AppError, DocumentFilter, FindingState, RunState, Secret};
use skytally_model::Role;
use tokio_stream::StreamExt as _;
use tokio_util::sync::CancellationToken;

use crate::kit::{Wish, World, days};

everywhere!(
    a_workspace_is_filled_once_and_has_a_past,
    nobody_ever_asks_aws_for_it,
    unlinking_it_takes_all_of_it_away,
    what_broke_off_goes_on,
    thresholds_of_the_workspace_reach_it,
);

/// One that is mended between the states, one that comes, one that becomes unknown, one about a part that is refused.
const CHECKS: &[&str] = &["s3.bucket-public", "ec2.sg-open-admin", "dynamodb.pitr", "lambda.public"];

fn with_checks(mut wish: Wish) -> Wish {
    wish.checks = Some(CHECKS.iter().map(|id| id.parse().unwrap()).collect());
    wish.real_time = true;
    wish
}

async fn a_workspace_is_filled_once_and_has_a_past(wish: Wish) {
    let world = World::of(with_checks(wish)).await;
    let (ann, bob) = (world.person("ann").await, world.person("bob").await);
    let workspace = world.workspace(&ann, "New").await.id;
    world.join(&ann, workspace, &bob, Role::Analyst).await;
    refused!(world.app.fill_with_sample(&bob.caller, workspace).await, AppError::Forbidden(_));

    let (account, run) = world.app.fill_with_sample(&ann.caller, workspace).await.unwrap();
    assert_eq!((account.name.as_str(), &account.access), ("Sample estate", &Access::Sample));
    assert_eq!((account.generation, account.running, account.failures), (2, false, 0));
    assert_eq!(account.generation_at, Some(world.now()));
    let run = run.unwrap();
    // Something was refused in it, as in most accounts.
    assert_eq!((run.state, run.generation, run.listed), (RunState::Partial, Some(2), run.listings));
    assert!(run.coverage["listings"].as_array().is_some_and(|listings| !listings.is_empty()), "{run:?}");
    assert!(run.coverage["parts"].as_array().is_some_and(|parts| parts.len() >= 2), "{run:?}");
    assert_eq!(run.summary["price"]["calls"], 0, "nobody called AWS");
    assert!(run.summary["notes"][0].as_str().unwrap().contains("sample estate"));
    let runs = world.app.runs(&ann.caller, workspace, account.id, None, 10).await.unwrap();
    let made: Vec<_> = runs.iter().map(|run| run.generation).collect();
    assert_eq!(made, [Some(2), Some(1)]);
    assert_eq!(runs[0].ended.unwrap().duration_since(runs[1].ended.unwrap()), days(3));

    // Open, resolved, and of which nobody can tell any more.
    let open = world.findings(&ann, workspace, FindingState::Open).await;
    let resolved = world.findings(&ann, workspace, FindingState::Resolved).await;
    let unknown = world.findings(&ann, workspace, FindingState::Unknown).await;
    let of = |list: &[skytally_app::Finding], check: &str| {
        list.iter().filter(|finding| finding.key.check.as_str() == check).cloned().collect::<Vec<_>>()
    };
    assert!(of(&open, "ec2.sg-open-admin").iter().any(|finding| finding.first_seen == world.now()));
    assert!(of(&resolved, "ec2.sg-open-admin").iter().all(|finding| finding.resolved == Some(world.now())));
    assert!(!of(&resolved, "ec2.sg-open-admin").is_empty() && !of(&resolved, "s3.bucket-public").is_empty());
    let [lost] = &of(&open, "dynamodb.pitr")[..] else { panic!("{open:?}") };
    assert!(lost.facts.unknown_because.as_ref().is_some_and(|why| why.contains("denied")), "{lost:?}");
    assert!(!of(&unknown, "lambda.public").is_empty(), "{unknown:?}");
    let (_, life) = world.app.finding(&ann.caller, workspace, lost.id).await.unwrap();
    let told: Vec<_> = life.iter().map(|event| (event.what.as_str(), event.generation)).collect();
    assert_eq!(BTreeSet::from_iter(told), BTreeSet::from([("opened", Some(1)), ("unknown", Some(2))]));

    // A bucket that was open has a past, and one that went is no resource any more.
    let filter =
        DocumentFilter { kinds: vec!["aws.s3.bucket".parse().unwrap()], ..DocumentFilter::default() };
    let buckets =
        world.app.resources(&ann.caller, workspace, &filter, Default::default(), None, 100).await.unwrap();
    let names: BTreeSet<&str> = buckets.iter().map(|bucket| bucket.id.as_str()).collect();
    assert!(names.contains("birch-handouts") && names.contains("birch-portal-uploads"), "{names:?}");
    assert!(!names.contains("birch-old-website"), "{names:?}");
    let (kind, region) = ("aws.s3.bucket".parse().unwrap(), "eu-west-1".parse().unwrap());
    let states = world
        .app
        .resource(&ann.caller, workspace, account.id, &kind, &region, "birch-handouts")
        .await
        .unwrap();
    let held: Vec<_> = states.iter().map(|state| (state.from_generation, state.to_generation)).collect();
    assert_eq!(held, [(2, None), (1, Some(2))]);

    let again = world.app.fill_with_sample(&ann.caller, workspace).await;
    assert!(refused!(again, AppError::AlreadyThere(_)).contains("Sample estate"));
    let trail = world.app.audit(&ann.caller, workspace, None, 100).await.unwrap();
    let linked: Vec<_> = trail.iter().filter(|entry| entry.action == "account.linked").collect();
    assert_eq!(linked.len(), 1);
    assert_eq!(linked[0].detail["sample"], true);
    assert!(trail.iter().all(|entry| entry.action != "credential.used"));
    // Whatever is in it can be taken out of it.
    let mut export = world.app.export_stream(ann.caller.clone(), workspace).await.unwrap();
    let mut documents = 0;
    while let Some(line) = export.next().await {
        documents += usize::from(line.unwrap().contains("\"table\":\"documents\""));
    }
    assert!(documents > 200, "{documents}");
}

async fn nobody_ever_asks_aws_for_it(wish: Wish) {
    let world = World::of(with_checks(wish)).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "New").await.id;
    let (app, who) = (&world.app, &ann.caller);
    let id = app.fill_with_sample(who, workspace).await.unwrap().0.id;
    let key = AccessForm::Key { id: "AKIA0000000000000000".to_owned(), secret: Secret::from("x".to_owned()) };
    let often = SettingsChange { every_minutes: Some(5), ..SettingsChange::default() };
    let none = SettingsChange::default();
    for (name, result) in [
        ("collect", app.collect_now(who, workspace, id).await.map(drop)),
        ("test", app.test_permissions(who, workspace, id).await.map(drop)),
        ("regions", app.account_regions(who, workspace, id).await.map(drop)),
        ("organization", app.organization(who, workspace, id).await.map(drop)),
        ("relink", app.relink_account(who, workspace, id, key).await.map(drop)),
        ("pause", app.pause_account(who, workspace, id, true).await.map(drop)),
        ("resume", app.pause_account(who, workspace, id, false).await.map(drop)),
        ("settings", app.change_account(who, workspace, id, None, &often, None).await.map(drop)),
    ] {
        match result {
            Err(AppError::Conflict(why)) => assert!(why.contains("the sample estate"), "{name}: {why}"),
            other => panic!("{name}: {other:?}"),
        }
    }
    // Its name is people's.
    let renamed = app.change_account(who, workspace, id, Some("Practice"), &none, None).await.unwrap();
    assert_eq!((renamed.name.as_str(), renamed.generation), ("Practice", 2));
    // It is never due, and nobody is told that it is late.
    let stop = CancellationToken::new();
    for _ in 0..3 {
        assert_eq!(app.collect_due(&stop).await.unwrap(), 0);
        assert_eq!(world.store.next_due().await.unwrap(), None);
        assert_eq!(world.store.overdue(world.now()).await.unwrap().0, 0);
        world.pass(days(400));
    }
}

async fn unlinking_it_takes_all_of_it_away(wish: Wish) {
    let world = World::of(with_checks(wish)).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "New").await.id;
    let id = world.app.fill_with_sample(&ann.caller, workspace).await.unwrap().0.id;
    let rows = async || {
        let mut all = Vec::new();
        for table in ["accounts", "documents", "findings", "finding_events", "runs"] {
            all.push(world.number_of(&format!("SELECT COUNT(*) FROM {table}")).await);
        }
        all
    };
    assert!(rows().await.iter().all(|rows| *rows > 0));
    world.app.unlink_account(&ann.caller, workspace, id).await.unwrap();
    assert_eq!(rows().await, [0; 5]);
    // Then it may be had anew; and it goes with its workspace.
    let (account, _) = world.app.fill_with_sample(&ann.caller, workspace).await.unwrap();
    assert_eq!(account.generation, 2);
    world.app.delete_workspace(&ann.caller, workspace, "New").await.unwrap();
    assert_eq!(rows().await, [0; 5]);
}

async fn what_broke_off_goes_on(wish: Wish) {
    let world = World::of(with_checks(wish)).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "New").await.id;
    // Two at once: one fills, and the other says that it is there or being filled.
    let (one, two) = tokio::join!(
        world.app.fill_with_sample(&ann.caller, workspace),
        world.app.fill_with_sample(&ann.caller, workspace)
    );
    for result in [&one, &two] {
        assert!(
            matches!(result, Ok(_) | Err(AppError::AlreadyThere(_) | AppError::Conflict(_))),
            "{:?}",
            result.as_ref().err()
        );
    }
    assert_eq!(world.number_of("SELECT COUNT(*) FROM accounts").await, 1);
    if one.is_err() && two.is_err() {
        panic!("neither came through: {:?}, {:?}", one.err(), two.err());
    }
    // As a node leaves it that dies before the second state: the next call goes on.
    world.app.unlink_account(&ann.caller, workspace, one.or(two).unwrap().0.id).await.unwrap();
    let (account, _) = world.app.fill_with_sample(&ann.caller, workspace).await.unwrap();
    world.query("UPDATE accounts SET generation = 1").await;
    let (again, run) = world.app.fill_with_sample(&ann.caller, workspace).await.unwrap();
    assert_eq!((again.id, again.generation), (account.id, 2));
    assert_eq!(run.unwrap().generation, Some(2));
}

async fn thresholds_of_the_workspace_reach_it(wish: Wish) {
    let world = World::of(with_checks(wish)).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "New").await.id;
    let thresholds =
        [("ec2.sg-open-admin".to_owned(), serde_json::json!({ "ports": [9] }).as_object().unwrap().clone())];
    let change = skytally_app::settings::WorkspaceChange {
        thresholds: Some(&thresholds.into_iter().collect()),
        ..Default::default()
    };
    let changed = world.app.change_workspace(&ann.caller, workspace, &change, None).await.unwrap();
    assert_eq!(changed.thresholds["ec2.sg-open-admin"]["ports"][0], 9);
    world.app.fill_with_sample(&ann.caller, workspace).await.unwrap();
    let open = world.findings(&ann, workspace, FindingState::Open).await;
    assert!(!open.is_empty() && open.iter().all(|finding| finding.key.check.as_str() != "ec2.sg-open-admin"));
}
