//! What is of one workspace is nowhere in another, even for somebody who owns both of them, or knows an id.

use skytally_app::accounts::AccessForm;
use skytally_app::settings::SettingsChange;
use skytally_app::{AppError, DocumentFilter, DocumentOrder, FindingFilter, FindingOrder, Secret};

use crate::kit::aws::{Cloud, REGION, emulator};
use crate::kit::{Wish, World, days};

everywhere!(ids_of_another_workspace_open_nothing);

async fn ids_of_another_workspace_open_nothing(wish: Wish) {
    let Some(server) = emulator() else { return };
    let world = World::of(wish.with_aws(server.url(), &["ec2.sg-open-admin"])).await;
    let (ann, bob) = (world.person("ann").await, world.person("bob").await);
    let (hers, his) = (world.workspace(&ann, "Hers").await.id, world.workspace(&bob, "His").await.id);
    let cloud = Cloud::new(server);
    let group = cloud.open_group("admin", 22);
    let account = world.link(&ann.caller, hers, &cloud).await.id;
    world.collect().await;
    let (_, run) = world.app.account(&ann.caller, hers, account).await.unwrap();
    let run = run.unwrap().id;
    let finding = world.findings(&ann, hers, skytally_app::FindingState::Open).await[0].id;
    let before = world.dump().await;

    // He owns his; the ids are hers. She owns hers; the place is his.
    let (app, who) = (&world.app, &bob.caller);
    let key =
        || AccessForm::Key { id: "AKIA0000000000000000".to_owned(), secret: Secret::from("x".to_owned()) };
    let none = SettingsChange::default();
    let (kind, region) = ("aws.ec2.security_group".parse().unwrap(), REGION.parse().unwrap());
    let until = world.now() + days(1);
    for (at, hidden) in [(his, "an id"), (hers, "workspace")] {
        let results: Vec<(&str, Result<(), AppError>)> = vec![
            ("account", app.account(who, at, account).await.map(drop)),
            ("runs", app.runs(who, at, account, None, 10).await.map(drop)),
            ("run", app.run(who, at, run).await.map(drop)),
            ("relink", app.relink_account(who, at, account, key()).await.map(drop)),
            ("change", app.change_account(who, at, account, Some("His"), &none, None).await.map(drop)),
            ("pause", app.pause_account(who, at, account, true).await.map(drop)),
            ("collect", app.collect_now(who, at, account).await.map(drop)),
            ("unlink", app.unlink_account(who, at, account).await),
            ("permissions", app.test_permissions(who, at, account).await.map(drop)),
            ("regions", app.account_regions(who, at, account).await.map(drop)),
            ("organization", app.organization(who, at, account).await.map(drop)),
            ("finding", app.finding(who, at, finding).await.map(drop)),
            ("mute", app.mute(who, at, finding, until, "because", None).await.map(drop)),
            ("unmute", app.unmute(who, at, finding, None).await.map(drop)),
            ("resource", app.resource(who, at, account, &kind, &region, &group).await.map(drop)),
        ];
        for (name, result) in results {
            match result {
                Err(AppError::NotFound(what)) => {
                    assert_eq!(what == "workspace", hidden == "workspace", "{name}: no such {what}");
                }
                other => panic!("{name}: {other:?}"),
            }
        }
    }
    // Nothing happened, nowhere.
    assert_eq!(world.dump().await, before);
    let found = FindingFilter { accounts: vec![account], ..FindingFilter::default() };
    let order = FindingOrder::FirstSeen;
    assert!(app.findings(who, his, &found, order, None, 10).await.unwrap().is_empty());
    assert!(app.findings(who, his, &found, order, Some((i64::MAX, finding)), 10).await.unwrap().is_empty());
    assert!(app.finding_counts(who, his, &found).await.unwrap().is_empty());
    let seen = DocumentFilter { accounts: vec![account], ..DocumentFilter::default() };
    assert!(app.resources(who, his, &seen, DocumentOrder::default(), None, 10).await.unwrap().is_empty());
    assert!(app.inventory(who, his).await.unwrap().is_empty());
    assert!(app.accounts(who, his).await.unwrap().is_empty());
    // With the cache, what she sees is not kept for him.
    assert_eq!(
        app.inventory(&ann.caller, hers).await.unwrap().len(),
        app.inventory(&ann.caller, hers).await.unwrap().len()
    );
    assert!(!app.inventory(&ann.caller, hers).await.unwrap().is_empty());
    assert!(app.inventory(who, his).await.unwrap().is_empty());
    // The same AWS account may be linked to his as well, as another cloud account.
    let key = cloud.user("bobs");
    let own = world.link_key(who, his, (&key.0, &key.1)).await.unwrap();
    assert_ne!(own.id, account);
    // She hears nothing of it.
    let trail = app.audit(&ann.caller, hers, None, 100).await.unwrap();
    assert!(trail.iter().all(|entry| !entry.subject.contains(&own.id.to_string())));
}
