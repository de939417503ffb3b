//! Cloud accounts: offers, links, settings, secrets.

use skytally_store::{Access, AccountSettings, StoreError};

use crate::world::{
    DAY, HOUR, MINUTE, World, at, by, collect, document, key_access, lease, minutes, new_account, no_account,
    region, role_access, settings,
};

on_both!(
    only_what_was_offered_is_taken,
    an_account_is_linked_once_and_so_many_at_most,
    a_linked_account_is_due_at_once,
    a_relinked_account_gives_the_old_secret_once,
    settings_change_with_the_version_that_was_read,
    a_paused_account_is_not_collected,
    the_use_of_a_secret_is_written_down,
    rotation_replaces_only_what_it_read,
    what_an_unlinked_account_had_is_gone,
    the_inventory_counts_what_is_there_now,
);

async fn only_what_was_offered_is_taken(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let (_, other) = world.client("berta").await;
    store.offer_link(&scope, &by(&anna, 0), "external-7", at(HOUR)).await.unwrap();
    refused!(store.offer_link(&scope, &by(&anna, 0), "external-7", at(HOUR)).await, StoreError::Conflict(_));
    assert!(store.is_offered(&scope, "external-7", at(1)).await.unwrap());
    assert!(!store.is_offered(&scope, "external-7", at(HOUR)).await.unwrap());
    assert!(!store.is_offered(&scope, "external-8", at(1)).await.unwrap());
    assert!(!store.is_offered(&other, "external-7", at(1)).await.unwrap());
    let mut new = new_account(7);
    (new.access, new.sealed) = (role_access(7), None);
    let linked = store.link_account(&scope, &by(&anna, 2), store.new_link_id(at(2)), &new, 9).await.unwrap();
    assert_eq!(linked.access, role_access(7));
    assert!(!store.is_offered(&scope, "external-7", at(3)).await.unwrap(), "it is taken");
}

async fn an_account_is_linked_once_and_so_many_at_most(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let (_, other) = world.client("berta").await;
    let from = by(&anna, 0);
    store.link_account(&scope, &from, store.new_link_id(at(0)), &new_account(1), 5).await.unwrap();
    let before = world.dump().await;
    let twice = store.link_account(&scope, &from, store.new_link_id(at(0)), &new_account(1), 5).await;
    refused!(twice, StoreError::Conflict(_));
    assert_eq!(world.dump().await, before);
    store.link_account(&other, &from, store.new_link_id(at(0)), &new_account(1), 5).await.unwrap();
    let nodes = [world.node().await, world.node().await];
    let mut tasks = tokio::task::JoinSet::new();
    for n in 2..12_u64 {
        let (store, scope, from) = (nodes[n as usize % 2].clone(), scope.clone(), from.clone());
        tasks.spawn(async move {
            let id = store.new_link_id(at(1));
            match store.link_account(&scope, &from, id, &new_account(n), 5).await {
                Ok(_) | Err(StoreError::Conflict(_)) => {}
                Err(error) => panic!("{error:?}"),
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(store.accounts(&scope, at(1)).await.unwrap().len(), 5);
}

async fn a_linked_account_is_due_at_once(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let made = world.link(&scope, 5).await;
    assert_eq!((made.due, made.generation, made.running, made.paused), (at(5), 0, false, None));
    assert_eq!(made.settings, settings());
    assert_eq!(store.account(&scope, made.id, at(5)).await.unwrap(), made);
    assert_eq!(store.accounts(&scope, at(5)).await.unwrap(), std::slice::from_ref(&made));
    refused!(store.account(&scope, no_account(), at(5)).await, StoreError::Missing("cloud account"));
    assert_eq!(store.next_due().await.unwrap(), Some(at(5)));
    let (leased, account, wanted) = store.lease_account("n", at(5), minutes(5)).await.unwrap().unwrap();
    assert_eq!((leased.account(), account.id, wanted), (made.id, made.id, true));
    assert!(store.account(&scope, made.id, at(6)).await.unwrap().running);
    assert!(!store.account(&scope, made.id, at(5 * MINUTE + 5)).await.unwrap().running);
    let detail = world.rows("audit").await.into_iter().find(|row| row["action"] == "account.linked").unwrap();
    assert!(!detail.to_string().contains("sealed"), "{detail}");
}

async fn a_relinked_account_gives_the_old_secret_once(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let made = world.link(&scope, 0).await;
    let taken = lease(store, "n", 0).await;
    let run = store.begin_run(&taken, skytally_store::Trigger::Schedule, at(0)).await.unwrap();
    store.fail_run(&taken, run, at(1), "denied", at(HOUR)).await.unwrap();
    let from = by(&anna, 2);
    let (linked, old) = store
        .relink_account(
            &scope,
            &from,
            made.id,
            &role_access(0),
            None,
            &serde_json::json!({ "proved": false }),
        )
        .await
        .unwrap();
    assert_eq!((old.as_deref(), linked.failures, linked.due), (Some("sealed-secret-0"), 0, at(2)));
    assert_eq!(linked.access, role_access(0));
    let no_key = store.sealed_secret(&scope, &from, made.id, "collection").await;
    refused!(no_key, StoreError::Missing("access key of the cloud account"));
    let missing = store
        .relink_account(&scope, &from, no_account(), &role_access(0), None, &serde_json::Value::Null)
        .await;
    refused!(missing, StoreError::Missing("cloud account"));

    // Two at once: every secret that was there is given to somebody, once.
    let nodes = [world.node().await, world.node().await];
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..8 {
        let (store, scope, from) = (nodes[n % 2].clone(), scope.clone(), from.clone());
        tasks.spawn(async move {
            let sealed = format!("s{n}");
            let trust = serde_json::Value::Null;
            store
                .relink_account(&scope, &from, made.id, &key_access(0), Some(&sealed), &trust)
                .await
                .unwrap()
                .1
        });
    }
    let mut seen: Vec<String> = tasks.join_all().await.into_iter().flatten().collect();
    seen.push(store.sealed_secret(&scope, &from, made.id, "collection").await.unwrap());
    seen.sort();
    assert_eq!(seen, (0..8).map(|n| format!("s{n}")).collect::<Vec<_>>());
}

async fn settings_change_with_the_version_that_was_read(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let made = world.link(&scope, 0).await;
    collect(store, 0, &[], |end| end.next_due = at(DAY)).await;
    let new = AccountSettings {
        every_minutes: 60,
        regions: vec![region("us-east-1")],
        services: vec![],
        ..settings()
    };
    let changed = store
        .change_account(&scope, &by(&anna, 10), made.id, Some("prod"), &new, Some(made.version))
        .await
        .unwrap();
    assert_eq!((changed.name.as_str(), &changed.settings, changed.version), ("prod", &new, made.version + 1));
    assert_eq!(changed.due, at(10 + HOUR), "sooner than it was to be, as it is collected more often");
    let late =
        store.change_account(&scope, &by(&anna, 11), made.id, None, &settings(), Some(made.version)).await;
    refused!(late, StoreError::Conflict(_));
    let kept = store.change_account(&scope, &by(&anna, 12), made.id, None, &settings(), None).await.unwrap();
    assert_eq!(kept.name, "prod");
    let missing = store.change_account(&scope, &by(&anna, 12), no_account(), None, &settings(), None).await;
    refused!(missing, StoreError::Missing("cloud account"));
    let missing =
        store.change_account(&scope, &by(&anna, 12), no_account(), None, &settings(), Some(1)).await;
    refused!(missing, StoreError::Missing("cloud account"));
}

async fn a_paused_account_is_not_collected(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let made = world.link(&scope, 0).await;
    let paused = store.pause_account(&scope, &by(&anna, 1), made.id, true).await.unwrap();
    assert_eq!(paused.paused, Some(at(1)));
    assert!(store.lease_account("n", at(HOUR), minutes(5)).await.unwrap().is_none());
    assert_eq!(store.next_due().await.unwrap(), None);
    assert_eq!(store.overdue(at(HOUR)).await.unwrap().0, 0);
    let before = world.dump().await;
    refused!(store.want_run(&scope, &by(&anna, 2), made.id).await, StoreError::Conflict(_));
    refused!(store.want_run(&scope, &by(&anna, 2), no_account()).await, StoreError::Missing("cloud account"));
    refused!(
        store.pause_account(&scope, &by(&anna, 2), no_account(), true).await,
        StoreError::Missing("cloud account")
    );
    assert_eq!(world.dump().await, before);
    let resumed = store.pause_account(&scope, &by(&anna, HOUR), made.id, false).await.unwrap();
    assert_eq!((resumed.paused, resumed.due), (None, at(HOUR)));
    let held = lease(store, "n", HOUR).await;
    assert!(!store.want_run(&scope, &by(&anna, HOUR + 1), made.id).await.unwrap(), "one is going on");
    let run = store.begin_run(&held, skytally_store::Trigger::Wanted, at(HOUR + 2)).await.unwrap();
    store.publish_run(&held, run, &crate::world::publication(HOUR + 3)).await.unwrap();
    let next = store.lease_account("n", at(HOUR + 4), minutes(5)).await.unwrap().unwrap();
    assert!(next.2, "what was asked for meanwhile is done next");
    store.release_lease(&next.0, None, at(HOUR + 5)).await.unwrap();
    assert!(store.want_run(&scope, &by(&anna, HOUR + 6), made.id).await.unwrap());
    let actions = world.actions(&scope.workspace().to_string()).await;
    let expected = [
        "workspace.created",
        "account.linked",
        "account.paused",
        "account.resumed",
        "account.collect-asked",
        "account.collect-asked",
    ];
    assert_eq!(actions, expected);
}

async fn the_use_of_a_secret_is_written_down(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let made = world.link(&scope, 0).await;
    let sealed = store.sealed_secret(&scope, &by(&anna, 1), made.id, "a test of permissions").await.unwrap();
    assert_eq!(sealed, "sealed-secret-0");
    let entry = store.audit_entries(&scope, None, 1).await.unwrap().remove(0);
    assert_eq!((entry.action.as_str(), entry.subject), ("credential.used", format!("account:{}", made.id)));
    assert_eq!(entry.detail["for"], "a test of permissions");
    let missing = store.sealed_secret(&scope, &by(&anna, 1), no_account(), "x").await;
    refused!(missing, StoreError::Missing("cloud account"));
}

async fn rotation_replaces_only_what_it_read(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let (one, two) = (world.link(&scope, 0).await, world.link(&scope, 1).await);
    let all = store.sealed_accounts().await.unwrap();
    assert_eq!(all.iter().map(|(_, id, _)| *id).collect::<Vec<_>>(), [one.id, two.id]);
    for (workspace, id, sealed) in &all {
        assert!(!store.replace_sealed(*workspace, *id, "other", "wrapped").await.unwrap());
        assert!(store.replace_sealed(*workspace, *id, sealed, &format!("wrapped {sealed}")).await.unwrap());
    }
    assert!(
        store.sealed_accounts().await.unwrap().iter().all(|(_, _, sealed)| sealed.starts_with("wrapped "))
    );
}

async fn what_an_unlinked_account_had_is_gone(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let kept = world.link(&scope, 0).await;
    collect(store, 0, &[document("kept", "a")], |end| {
        end.findings = vec![crate::world::finding("kept", skytally_store::FindingState::Open, "opened")];
    })
    .await;
    let made = world.link(&scope, 1).await;
    collect(store, 1, &[document("v1", "a")], |end| {
        end.findings = vec![crate::world::finding("v1", skytally_store::FindingState::Open, "opened")];
    })
    .await;
    let id = made.id.to_string();
    let held = store.lease_account("n", at(HOUR), minutes(5)).await.unwrap().unwrap();
    let held = if held.0.account() == made.id { held.0 } else { lease(store, "n", HOUR).await };
    assert_eq!(held.account(), made.id);
    assert_eq!(
        store.unlink_account(&scope, &by(&anna, HOUR), made.id).await.unwrap().as_deref(),
        Some("sealed-secret-1")
    );
    let left: Vec<_> = world.rows_with(&id).await.into_keys().collect();
    assert_eq!(left, ["audit", "changes"]);
    assert_eq!(world.rows("finding_events").await.len(), 1);
    assert_eq!(world.rows("documents").await.len(), 1);
    assert_eq!(world.rows("check_outcomes").await.len(), 1);
    let lost = store.stage_documents(&held, at(HOUR), &[document("late", "a")]).await;
    refused!(lost, StoreError::Fenced { .. });
    refused!(
        store.unlink_account(&scope, &by(&anna, HOUR), made.id).await,
        StoreError::Missing("cloud account")
    );
    assert_eq!(store.accounts(&scope, at(HOUR)).await.unwrap().len(), 1);
    assert_eq!(store.accounts(&scope, at(HOUR)).await.unwrap()[0].id, kept.id);
}

async fn the_inventory_counts_what_is_there_now(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let made = world.link(&scope, 0).await;
    assert!(store.inventory(&scope).await.unwrap().is_empty());
    let mut partly = document("v3", "a");
    partly.hidden = 2;
    let (_, _, first) = collect(store, 0, &[document("v1", "a"), document("v2", "a"), partly], |_| {}).await;
    assert_eq!(first, 1);
    collect(store, HOUR, &[document("v2", "b")], |end| end.closed = vec![crate::world::document_key("v1")])
        .await;
    let rows = store.inventory(&scope).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].account, rows[0].documents, rows[0].hidden), (made.id, 2, 1));
    assert!(matches!(made.access, Access::Key { .. }));
}
