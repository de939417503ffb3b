//! Muting many findings at once.

use skytally_model::FindingId;
use skytally_store::{FindingFilter, FindingOrder, FindingState, Trigger, WorkspaceScope};

use crate::world::{DAY, HOUR, SECOND, World, at, by, collect, finding, lease, no_account, publication};

on_both!(
    many_are_muted_in_one_step,
    only_what_is_muted_is_unmuted,
    those_of_other_workspaces_are_missing,
    nobody_waits_for_ever,
);

/// The ids of findings of a new account, the worst and newest first.
async fn found(world: &World, scope: &WorkspaceScope, count: usize) -> Vec<FindingId> {
    world.link(scope, 0).await;
    collect(&world.store, 0, &[], |end| {
        end.findings = (0..count).map(|n| finding(&format!("v{n}"), FindingState::Open, "opened")).collect();
    })
    .await;
    let filter = FindingFilter::default();
    let all = world.store.findings(scope, &filter, FindingOrder::Severity, None, 1_000, at(0)).await.unwrap();
    assert_eq!(all.len(), count);
    all.iter().map(|finding| finding.id).collect()
}

fn nothing() -> FindingId {
    no_account().to_string().parse().unwrap()
}

async fn many_are_muted_in_one_step(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let ids = found(&world, &scope, 80).await;
    // More than one statement takes, one of them twice, and one that is not there.
    let mut asked = ids[..60].to_vec();
    asked.extend([ids[3], nothing()]);
    let stamp = store.stamp(&scope).await.unwrap();
    let mute = Some((at(DAY), "it's \"known\""));
    let (changed, missing) =
        store.mute_findings(&scope, &by(&anna, HOUR), &asked, anna.id, mute).await.unwrap();
    assert_eq!(changed.iter().map(|one| one.id).collect::<Vec<_>>(), ids[..60]);
    assert_eq!(missing, [nothing()]);
    assert_ne!(store.stamp(&scope).await.unwrap(), stamp);
    for one in &changed {
        let mute = one.mute.as_ref().unwrap();
        assert_eq!(
            (mute.until, mute.reason.as_str(), &mute.by),
            (at(DAY), "it's \"known\"", &anna.id.to_string())
        );
        assert_eq!(one.version, 2);
        let (now, life) = store.finding(&scope, one.id, at(HOUR)).await.unwrap();
        assert_eq!(&now, one);
        let detail = format!("until {}: it's \"known\"", at(DAY));
        let told = (life[0].what.as_str(), life[0].actor.clone(), life[0].detail.clone());
        assert_eq!(told, ("muted", Some(by(&anna, 0).actor.text()), Some(detail)));
        assert_eq!((life.len(), life[1].what.as_str()), (2, "opened"));
    }
    for id in &ids[60..] {
        assert_eq!(store.finding(&scope, *id, at(HOUR)).await.unwrap().0.mute, None);
    }
    // One entry names them all.
    let trail = store.audit_entries(&scope, None, 1).await.unwrap();
    assert_eq!((trail[0].action.as_str(), trail[0].subject.as_str()), ("finding.muted", "findings:60"));
    assert_eq!(trail[0].detail["findings"].as_array().unwrap().len(), 60);
    assert_eq!(trail[0].detail["findings"][7], ids[7].to_string());
    assert_eq!(trail[0].detail["reason"], "it's \"known\"");
    let actions = world.actions(&scope.workspace().to_string()).await;
    assert_eq!(actions.iter().filter(|action| *action == "finding.muted").count(), 1);
    // A second mute takes the place of the first.
    let again = Some((at(2 * DAY), "longer"));
    let (changed, _) =
        store.mute_findings(&scope, &by(&anna, HOUR), &ids[..1], anna.id, again).await.unwrap();
    assert_eq!(changed[0].mute.as_ref().unwrap().until, at(2 * DAY));
    world.chains_are_whole().await;
}

async fn only_what_is_muted_is_unmuted(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let ids = found(&world, &scope, 5).await;
    let from = by(&anna, HOUR);
    store.mute_findings(&scope, &from, &ids[..2], anna.id, Some((at(9 * DAY), "x"))).await.unwrap();
    store.mute_findings(&scope, &from, &ids[2..3], anna.id, Some((at(DAY), "y"))).await.unwrap();
    // The third mute is over, though nobody has said so in its life yet: that is for the task to say.
    let asked = [ids[4], ids[1], ids[0], ids[2], nothing()];
    let (changed, missing) =
        store.mute_findings(&scope, &by(&anna, 2 * DAY), &asked, anna.id, None).await.unwrap();
    assert_eq!(changed.iter().map(|one| one.id).collect::<Vec<_>>(), [ids[1], ids[0]]);
    assert!(changed.iter().all(|one| one.mute.is_none() && one.version == 3));
    assert_eq!(missing, [nothing()]);
    assert_eq!(store.end_mutes(&scope, at(2 * DAY)).await.unwrap(), 1);
    let life = |events: Vec<skytally_store::FindingEvent>| -> Vec<String> {
        events.into_iter().map(|event| event.what).collect()
    };
    for (at_place, expected) in
        [(0, &["unmuted", "muted", "opened"][..]), (2, &["unmuted", "muted", "opened"]), (4, &["opened"])]
    {
        let (_, events) = store.finding(&scope, ids[at_place], at(0)).await.unwrap();
        assert_eq!(life(events), expected, "{at_place}");
    }
    let trail = store.audit_entries(&scope, None, 2).await.unwrap();
    assert_eq!(trail[1].detail["findings"], serde_json::json!([ids[1], ids[0]]));
    // Where nothing changes, nothing is written.
    let before = world.dump().await;
    let none = store.mute_findings(&scope, &by(&anna, 2 * DAY), &asked, anna.id, None).await.unwrap();
    assert_eq!(none, (vec![], vec![nothing()]));
    let none = store
        .mute_findings(&scope, &by(&anna, 2 * DAY), &[nothing()], anna.id, Some((at(3 * DAY), "z")))
        .await
        .unwrap();
    assert_eq!(none, (vec![], vec![nothing()]));
    assert_eq!(world.dump().await, before);
}

async fn those_of_other_workspaces_are_missing(world: World) {
    let store = &world.store;
    let (anna, hers) = world.client("anna").await;
    let mine = found(&world, &hers, 2).await;
    world.quiet(&hers).await;
    let (_, his) = world.client("berta").await;
    let theirs = found(&world, &his, 2).await;
    let mute = Some((at(DAY), "mine"));
    let asked = [theirs[0], mine[0], theirs[1]];
    let (changed, missing) = store.mute_findings(&hers, &by(&anna, 1), &asked, anna.id, mute).await.unwrap();
    assert_eq!((changed[0].id, missing.as_slice()), (mine[0], [theirs[0], theirs[1]].as_slice()));
    for id in theirs {
        let (one, events) = store.finding(&his, id, at(1)).await.unwrap();
        assert_eq!((one.mute, one.version, events.len()), (None, 1, 1));
    }
}

/// Two people mute the same findings in different orders while a run is published: all come to an end.
async fn nobody_waits_for_ever(world: World) {
    let (anna, scope) = world.client("anna").await;
    let ids = found(&world, &scope, 120).await;
    let backwards: Vec<FindingId> = ids.iter().rev().copied().collect();
    let mute = |order: &[FindingId], reason: &'static str| {
        let (store, scope, from) = (world.store.clone(), scope.clone(), by(&anna, HOUR));
        let order = order.to_vec();
        tokio::spawn(async move {
            let mute = Some((at(DAY), reason));
            store.mute_findings(&scope, &from, &order, anna.id, mute).await.unwrap().0.len()
        })
    };
    for n in 1..6 {
        let held = lease(&world.store, "n", n * HOUR).await;
        let run = world.store.begin_run(&held, Trigger::Schedule, at(n * HOUR)).await.unwrap();
        let mut end = publication(n * HOUR + SECOND);
        end.findings = (0..120).map(|n| finding(&format!("v{n}"), FindingState::Open, "changed")).collect();
        let (one, other) = (mute(&ids, "one"), mute(&backwards, "other"));
        world.store.publish_run(&held, run, &end).await.unwrap();
        assert_eq!((one.await.unwrap(), other.await.unwrap()), (120, 120));
    }
    world.chains_are_whole().await;
}
