//! Workspaces: made, changed, seen side by side, exported, deleted.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use skytally_model::Role;
use skytally_store::{FindingState, NewApiToken, Outgoing, StoreError, Trigger, WorkspaceChange};

use crate::world::{
    DAY, HOUR, SECOND, World, at, by, collect, document, finding, lease, letter, minutes, no_workspace,
    nobody, origin, renamed,
};

on_both!(
    only_a_member_enters,
    one_person_owns_so_many_workspaces,
    a_change_needs_the_version_that_was_read,
    the_fleet_shows_what_is_in_each_workspace,
    a_deleted_workspace_leaves_nothing_but_one_entry,
    a_workspace_that_is_gone_cannot_be_written_into,
    an_export_has_every_table_and_no_secret,
);

async fn only_a_member_enters(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let berta = world.person("berta").await;
    assert_eq!(scope.role(), Some(Role::Owner));
    assert!(store.enter(berta.id, scope.workspace()).await.unwrap().is_none());
    assert!(store.enter(anna.id, no_workspace()).await.unwrap().is_none());
    assert!(store.enter(nobody(), scope.workspace()).await.unwrap().is_none());
    world.join(&scope, &anna, &berta, Role::Analyst).await;
    let hers = store.enter(berta.id, scope.workspace()).await.unwrap().unwrap();
    assert_eq!(hers.role(), Some(Role::Analyst));
}

async fn one_person_owns_so_many_workspaces(world: World) {
    let anna = world.person("anna").await;
    let nodes = [world.node().await, world.node().await];
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..8 {
        let (store, anna) = (nodes[n % 2].clone(), anna.clone());
        tasks.spawn(
            async move { store.create_workspace(&by(&anna, 0), anna.id, &format!("w{n}"), 90, 3).await },
        );
    }
    let made = tasks.join_all().await.into_iter().filter(|made| match made {
        Ok(_) => true,
        Err(StoreError::Conflict(why)) => {
            assert!(why.contains('3'), "{why}");
            false
        }
        Err(error) => panic!("{error:?}"),
    });
    assert_eq!(made.count(), 3);
    assert_eq!(world.rows("workspaces").await.len(), 3);
}

async fn a_change_needs_the_version_that_was_read(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let read = store.workspace(&scope).await.unwrap();
    assert_eq!((read.name.as_str(), read.retention_days, read.version), ("anna", 90, 1));
    let changed =
        store.change_workspace(&scope, &by(&anna, 1), &renamed("new"), Some(read.version)).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.retention_days, changed.version), ("new", 90, 2));
    let late = store.change_workspace(&scope, &by(&anna, 2), &renamed("late"), Some(read.version)).await;
    refused!(late, StoreError::Conflict(_));
    let keep = WorkspaceChange { retention_days: Some(30), ..WorkspaceChange::default() };
    let changed = store.change_workspace(&scope, &by(&anna, 3), &keep, None).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.retention_days), ("new", 30));
    assert_eq!(store.workspace(&scope).await.unwrap(), changed);
    // Thresholds take the place of those before, and nothing else changes with them.
    for value in [json!({ "ec2.age": { "days": 3 } }), json!({})] {
        let thresholds = serde_json::from_value(value).unwrap();
        let change = WorkspaceChange { thresholds: Some(&thresholds), ..WorkspaceChange::default() };
        let changed = store.change_workspace(&scope, &by(&anna, 3), &change, None).await.unwrap();
        assert_eq!((changed.name.as_str(), changed.retention_days), ("new", 30));
        assert_eq!(changed.thresholds, thresholds);
        assert_eq!(store.workspace(&scope).await.unwrap(), changed);
    }
    let actions = world.actions(&scope.workspace().to_string()).await;
    assert_eq!(actions[0], "workspace.created");
    assert_eq!(actions[1..], ["workspace.changed"; 4]);
}

async fn the_fleet_shows_what_is_in_each_workspace(world: World) {
    let store = &world.store;
    let (anna, first) = world.client("b first").await;
    let (_, second) = world.workspace(&anna, "a second").await;
    let (_, foreign) = world.client("foreign").await;
    world.link(&foreign, 0).await;
    store.lease_account("x", at(0), minutes(1)).await.unwrap().unwrap();

    let paused = world.link(&second, 1).await;
    store.pause_account(&second, &origin(1), paused.id, true).await.unwrap();
    world.link(&first, 2).await;
    let mut muted = Vec::new();
    collect(store, 2, &[document("v1", "a"), document("v2", "a")], |end| {
        end.findings = vec![
            finding("v1", FindingState::Open, "opened"),
            finding("v2", FindingState::Open, "opened"),
            finding("v3", FindingState::Unknown, "unknown"),
            finding("v4", FindingState::Resolved, "resolved"),
        ];
    })
    .await;
    let all = store
        .findings(&first, &Default::default(), skytally_store::FindingOrder::Severity, None, 10, at(3))
        .await
        .unwrap();
    assert_eq!(all.len(), 4);
    muted.extend(all.into_iter().find(|found| found.key.resource == "v2"));
    store
        .mute_finding(&first, &by(&anna, HOUR), muted[0].id, anna.id, Some((at(DAY), "known")), None)
        .await
        .unwrap();

    let fleet = store.fleet(anna.id, at(HOUR)).await.unwrap();
    let names: Vec<_> = fleet.iter().map(|line| line.workspace.name.as_str()).collect();
    assert_eq!(names, ["a second", "b first"]);
    let [second_line, first_line] = &fleet[..] else { panic!("{fleet:?}") };
    assert_eq!((second_line.accounts, second_line.paused, second_line.resources), (1, 1, 0));
    assert_eq!(second_line.oldest_generation, None);
    assert_eq!((first_line.accounts, first_line.paused, first_line.failing), (1, 0, 0));
    assert_eq!((first_line.resources, first_line.open, first_line.unknown), (2, [0, 0, 0, 1, 0], 1));
    assert_eq!(first_line.oldest_generation, Some(at(2 + SECOND)));
    assert_eq!(first_line.role, Role::Owner);
    assert_eq!(store.fleet(anna.id, at(DAY)).await.unwrap()[1].open, [0, 0, 0, 2, 0], "the mute has ended");
    assert!(store.fleet(nobody(), at(0)).await.unwrap().is_empty());

    // A second account without a generation, and a failing one.
    world.quiet(&first).await;
    world.quiet(&foreign).await;
    let fresh = world.link(&first, HOUR).await;
    assert_eq!(store.fleet(anna.id, at(HOUR)).await.unwrap()[1].oldest_generation, None);
    let failing = lease(store, "n", HOUR).await;
    assert_eq!(failing.account(), fresh.id);
    let run = store.begin_run(&failing, skytally_store::Trigger::Wanted, at(HOUR)).await.unwrap();
    store.fail_run(&failing, run, at(HOUR), "no", at(2 * HOUR)).await.unwrap();
    assert_eq!(store.fleet(anna.id, at(HOUR)).await.unwrap()[1].failing, 1);
}

/// Puts at least one row of the workspace into every table that can have one.
async fn fill(world: &World, name: &str) -> (skytally_store::User, skytally_store::WorkspaceScope) {
    let store = &world.store;
    let (anna, scope) = world.client(name).await;
    let berta = world.person(&format!("{name}-member")).await;
    world.join(&scope, &anna, &berta, Role::Viewer).await;
    let about = Outgoing { about: Some(scope.workspace()), ..letter(&format!("about {name}")) };
    store
        .invite(
            &scope,
            &by(&anna, 1),
            anna.id,
            "new@example.com",
            Role::Viewer,
            &format!("secret-hash-{name}"),
            at(DAY),
            &about,
        )
        .await
        .unwrap();
    store.offer_link(&scope, &by(&anna, 2), &format!("secret-external-{name}"), at(DAY)).await.unwrap();
    world.link(&scope, 3).await;
    collect(store, 3, &[document("v1", "a")], |end| {
        end.findings = vec![finding("v1", FindingState::Open, "opened")];
    })
    .await;
    let token = NewApiToken {
        hash: format!("token of {name}"),
        only: Some(scope.workspace()),
        name: "ci".to_owned(),
        scopes: vec![],
        expires: at(DAY),
    };
    store.create_api_token(&by(&anna, 4), anna.id, &token).await.unwrap();
    crate::ledger_filled::fill_books(world, &anna, &scope, name).await;
    (anna, scope)
}

/// The tables with a workspace.
async fn tables_of_workspaces(world: &World) -> BTreeSet<String> {
    let schema = world.schema().await;
    schema
        .into_iter()
        .filter(|(_, columns)| columns.iter().any(|c| c == "workspace_id"))
        .map(|(t, _)| t)
        .collect()
}

async fn a_deleted_workspace_leaves_nothing_but_one_entry(world: World) {
    let store = &world.store;
    let (_, kept) = fill(&world, "kept").await;
    world.quiet(&kept).await;
    let others = world.rows_with(&kept.workspace().to_string()).await;
    let (anna, scope) = fill(&world, "gone").await;
    let id = scope.workspace().to_string();
    let filled: BTreeSet<String> = world.rows_with(&id).await.into_keys().collect();
    for table in tables_of_workspaces(&world).await {
        assert!(filled.contains(&table), "the case has no row in {table}");
    }
    assert!(filled.contains("outbox") && filled.contains("api_tokens"), "{filled:?}");
    let head = store.verify_audit_of(&scope).await.unwrap();

    let sealed = store.delete_workspace(&scope, &by(&anna, HOUR)).await.unwrap();
    assert_eq!(sealed, ["sealed-secret-1"]);
    let left = world.rows_with(&id).await;
    assert_eq!(left.keys().collect::<Vec<_>>(), ["audit"], "{left:?}");
    assert_eq!(left["audit"].len(), 2, "its deletion, and the token that was made for it");
    let deleted = left["audit"].iter().find(|row| row["action"] == "workspace.deleted").unwrap();
    let detail: Value = serde_json::from_str(deleted["detail"].as_str().unwrap()).unwrap();
    assert_eq!(detail["entries"], head.entries);
    assert_eq!(detail["head"], head.head);
    assert_eq!(world.rows_with(&kept.workspace().to_string()).await, others, "the other one is as it was");
    refused!(store.delete_workspace(&scope, &by(&anna, HOUR)).await, StoreError::Missing("workspace"));
    assert!(store.enter(anna.id, scope.workspace()).await.unwrap().is_none());
    world.chains_are_whole().await;
}

async fn a_workspace_that_is_gone_cannot_be_written_into(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let account = world.link(&scope, 0).await;
    let lease = lease(store, "n", 0).await;
    store.delete_workspace(&scope, &by(&anna, 1)).await.unwrap();
    let before = world.dump().await;
    let from = by(&anna, 2);
    let note = store.note_in(&scope, &from, "x", "y", Value::Null).await;
    refused!(note, StoreError::Missing("workspace"));
    refused!(store.offer_link(&scope, &from, "e", at(DAY)).await, StoreError::Missing("workspace"));
    refused!(store.stamp(&scope).await, StoreError::Missing("workspace"));
    refused!(store.workspace(&scope).await, StoreError::Missing("workspace"));
    refused!(store.want_run(&scope, &from, account.id).await, StoreError::Missing(_));
    refused!(crate::world::export(store, &scope, &from).await, StoreError::Missing("workspace"));
    let begun = store.begin_run(&lease, skytally_store::Trigger::Schedule, at(2)).await;
    refused!(begun, StoreError::Fenced { .. });
    assert_eq!(world.dump().await, before);

    // While others write, at once: whatever they write is not left behind.
    let (_, scope) = world.workspace(&anna, "busy").await;
    let nodes = [world.node().await, world.node().await];
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..30_u32 {
        if n == 15 {
            let (store, scope, anna) = (nodes[0].clone(), scope.clone(), anna.clone());
            tasks.spawn(async move {
                store.delete_workspace(&scope, &by(&anna, 4)).await.unwrap();
            });
        }
        let (store, scope, anna) = (nodes[n as usize % 2].clone(), scope.clone(), anna.clone());
        tasks.spawn(async move {
            let from = by(&anna, 3);
            let done = match n % 5 {
                0 => store.note_in(&scope, &from, "noted", "x", Value::Null).await,
                1 => store.offer_link(&scope, &from, &format!("e{n}"), at(DAY)).await,
                2 => {
                    let mail = Outgoing { about: Some(scope.workspace()), ..letter(&format!("l{n}")) };
                    let email = format!("p{n}@example.com");
                    let sent =
                        store.invite(&scope, &from, anna.id, &email, Role::Viewer, &email, at(DAY), &mail);
                    sent.await.map(drop)
                }
                3 => {
                    let id = store.new_link_id(at(3));
                    store
                        .link_account(&scope, &from, id, &crate::world::new_account(n.into()), 99)
                        .await
                        .map(drop)
                }
                _ => store.change_workspace(&scope, &from, &renamed("x"), None).await.map(drop),
            };
            match done {
                Ok(()) | Err(StoreError::Missing("workspace")) => {}
                Err(error) => panic!("{error:?}"),
            }
        });
    }
    tasks.join_all().await;
    let left = world.rows_with(&scope.workspace().to_string()).await;
    assert_eq!(
        left.iter().map(|(t, r)| (t.as_str(), r.len())).collect::<Vec<_>>(),
        [("audit", 1)],
        "{left:?}"
    );
    world.chains_are_whole().await;
}

async fn an_export_has_every_table_and_no_secret(world: World) {
    let store = &world.store;
    let (_, other) = fill(&world, "other").await;
    world.quiet(&other).await;
    let (anna, scope) = fill(&world, "mine").await;
    // More than a page of documents.
    let many: Vec<_> = (0..1_234).map(|n| document(&format!("many-{n}"), "a")).collect();
    collect(store, HOUR, &many[..1], |_| {}).await;
    collect(store, 2 * HOUR, &many, |_| {}).await;

    let mut exported: BTreeMap<&'static str, Vec<Value>> = BTreeMap::new();
    for (table, row) in crate::world::export(store, &scope, &by(&anna, DAY)).await.unwrap() {
        exported.entry(table).or_default().push(row);
    }
    let tables: BTreeSet<String> = exported.keys().map(|table| (*table).to_owned()).collect();
    assert_eq!(tables, tables_of_workspaces(&world).await);
    for (table, rows) in &exported {
        let all = world.rows(table).await;
        let own = all.iter().filter(|row| row["workspace_id"] == scope.workspace().to_string());
        assert_eq!(rows.len(), own.count(), "{table}");
        assert!(rows.iter().all(|row| row["workspace_id"] == scope.workspace().to_string()), "{table}");
    }
    assert!(exported["documents"].len() > 600, "{}", exported["documents"].len());
    let text = serde_json::to_string(&exported).unwrap();
    for secret in ["sealed", "secret-hash", "secret-external", "argon2id", "external-"] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert!(text.contains("workspace.exported"), "it tells of itself");
    // What a run has staged is not true yet.
    let lease = crate::world::lease(store, "node-1", 3 * HOUR).await;
    assert_eq!(lease.scope().workspace(), scope.workspace());
    store.begin_run(&lease, Trigger::Schedule, at(3 * HOUR)).await.unwrap();
    store.stage_documents(&lease, at(3 * HOUR), &[document("staged-only", "a")]).await.unwrap();
    let later = crate::world::export(store, &scope, &by(&anna, DAY)).await.unwrap();
    let documents: Vec<_> = later.iter().filter(|(table, _)| *table == "documents").collect();
    assert_eq!(documents.len(), exported["documents"].len());
    assert!(documents.iter().all(|(_, row)| row["id"] != "staged-only"));
    // It ends when nobody reads any more.
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    drop(receiver);
    store.export(&scope, &by(&anna, DAY), &sender).await.unwrap();
}
