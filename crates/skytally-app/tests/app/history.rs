//! What is kept and for how long: retention, exporting, deleting, idempotency.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use skytally_app::settings::WorkspaceChange;
use skytally_app::{App, AppError, FindingState, Replay};
use skytally_model::WorkspaceId;
use tokio_stream::StreamExt as _;

use crate::kit::aws::{Cloud, emulator};
use crate::kit::people::Person;
use crate::kit::{Wish, World, days, mins, secs};

everywhere!(
    history_is_kept_for_as_long_as_the_workspace_says,
    an_export_has_everything_and_nothing_of_others,
    a_workspace_is_deleted_with_all_that_is_its,
    a_repeated_call_gets_the_same_answer_once,
);

const CHECKS: &[&str] = &["ec2.sg-open-admin"];

async fn history_is_kept_for_as_long_as_the_workspace_says(wish: Wish) {
    let Some(server) = emulator() else { return };
    let world = World::of(wish.with_aws(server.url(), CHECKS)).await;
    let ann = world.person("ann").await;
    for bad in [29, 366, 0, -1, i64::MAX] {
        let error = world.app.create_workspace(&ann.caller, "x", Some(bad)).await.unwrap_err();
        assert!(
            matches!(&error, AppError::Invalid(faults) if faults[0].field == "retention_days"),
            "{error:?}"
        );
    }
    let workspace = world.app.create_workspace(&ann.caller, "Bakery", Some(30)).await.unwrap().id;
    let cloud = Cloud::new(server);
    let (stays, goes) = (cloud.open_group("stays", 22), cloud.open_group("goes", 22));
    let linked = world.link(&ann.caller, workspace, &cloud).await;
    world.collect().await;
    cloud.delete_group(&goes);
    world.pass(days(1));
    world.collect().await;
    let ended = world.now();
    let resources = || async {
        let states = world.query("SELECT id FROM documents ORDER BY id").await;
        states.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    assert!(resources().await.contains(&goes));

    world.pass(days(30) - mins(1));
    let ann = world.session(&ann.email, None).await;
    world.app.cut_history().await.unwrap();
    assert!(resources().await.contains(&goes), "it is a minute too early");
    assert_eq!(world.findings(&ann, workspace, FindingState::Resolved).await.len(), 1);
    world.pass(mins(1) + secs(1));
    assert!(world.now() > ended + days(30));
    world.app.cut_history().await.unwrap();
    let left = resources().await;
    assert!(!left.contains(&goes) && left.contains(&stays), "{left:?}");
    assert!(world.findings(&ann, workspace, FindingState::Resolved).await.is_empty());
    assert_eq!(world.findings(&ann, workspace, FindingState::Open).await.len(), 1);
    // The run that made what holds now stays, however old it is.
    let runs = world.app.runs(&ann.caller, workspace, linked.id, None, 10).await.unwrap();
    assert_eq!(runs.iter().map(|run| run.generation).collect::<Vec<_>>(), [Some(2)]);

    // Longer, from now on.
    world.app.change_workspace(&ann.caller, workspace, &kept(365), None).await.unwrap();
    world.collect().await;
    world.pass(days(300));
    let ann = world.session(&ann.email, None).await;
    world.app.cut_history().await.unwrap();
    let runs = world.app.runs(&ann.caller, workspace, linked.id, None, 10).await.unwrap();
    assert_eq!(runs.len(), 2);
    refused!(
        world.app.change_workspace(&ann.caller, workspace, &kept(366), None).await,
        AppError::Invalid(_)
    );
}

/// How long history is to be kept, in days.
fn kept(days: i64) -> WorkspaceChange<'static> {
    WorkspaceChange { retention_days: Some(days), ..WorkspaceChange::default() }
}

async fn export(
    app: &std::sync::Arc<App>,
    who: &Person,
    workspace: WorkspaceId,
) -> BTreeMap<String, Vec<Value>> {
    let mut stream = app.export_stream(who.caller.clone(), workspace).await.unwrap();
    let mut tables: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    while let Some(line) = stream.next().await {
        let line = line.unwrap();
        assert!(line.ends_with('\n') && line.matches('\n').count() == 1);
        let mut row: Value = serde_json::from_str(&line).unwrap();
        tables.entry(row["table"].as_str().unwrap().to_owned()).or_default().push(row["row"].take());
    }
    tables
}

async fn an_export_has_everything_and_nothing_of_others(wish: Wish) {
    let Some(server) = emulator() else { return };
    let world = World::of(wish.with_aws(server.url(), CHECKS)).await;
    let (ann, bob) = (world.person("ann").await, world.person("bob").await);
    let (hers, his) = (world.workspace(&ann, "Hers").await.id, world.workspace(&bob, "His").await.id);
    let (one, two) = (Cloud::new(server), Cloud::new(server));
    one.open_group("admin", 22);
    world.link(&ann.caller, hers, &one).await;
    let key = two.user("reader");
    world.link_key(&bob.caller, his, (&key.0, &key.1)).await.unwrap();
    world.collect().await;
    world.app.invite(&ann.caller, hers, "eve@example.com", skytally_model::Role::Viewer).await.unwrap();
    let tables = export(&world.app, &ann, hers).await;
    let count = |name: &str| tables.get(name).map_or(0, Vec::len);
    assert_eq!(
        (count("workspaces"), count("accounts"), count("members"), count("invitations")),
        (1, 1, 1, 1)
    );
    assert_eq!((count("findings"), count("finding_events"), count("runs")), (1, 1, 1));
    let own = format!("SELECT COUNT(*) FROM documents WHERE workspace_id = '{hers}'");
    assert_eq!(i64::try_from(count("documents")).unwrap(), world.number_of(&own).await);
    assert!(count("audit") > 3);
    let text = serde_json::to_string(&tables).unwrap();
    assert!(text.contains(&one.id) && !text.contains(&two.id) && !text.contains(&his.to_string()));
    let his_text = serde_json::to_string(&export(&world.app, &bob, his).await).unwrap();
    assert!(his_text.contains(&key.0) && !his_text.contains(&key.1) && !his_text.contains("\"sealed\""));
    // That somebody took it is in the trail.
    let trail = world.app.audit(&ann.caller, hers, None, 100).await.unwrap();
    assert_eq!(trail.iter().filter(|entry| entry.action == "workspace.exported").count(), 1);
}

async fn a_workspace_is_deleted_with_all_that_is_its(wish: Wish) {
    let Some(server) = emulator() else { return };
    let world = World::of(wish.with_aws(server.url(), CHECKS)).await;
    let (ann, bob) = (world.person("ann").await, world.person("bob").await);
    let (first, second) = (world.workspace(&ann, "One").await.id, world.workspace(&ann, "Two").await.id);
    world.join(&ann, first, &bob, skytally_model::Role::Owner).await;
    let clouds = [Cloud::new(server), Cloud::new(server)];
    for (workspace, cloud) in [first, second].into_iter().zip(&clouds) {
        cloud.open_group("admin", 22);
        world.link(&ann.caller, workspace, cloud).await;
    }
    assert_eq!(world.collect().await, 2);
    let machine = world.machine(&ann, "manage", None).await;
    refused!(world.app.delete_workspace(&machine, first, "One").await, AppError::Forbidden(_));
    for wrong in ["", "one", "Two", " One"] {
        refused!(world.app.delete_workspace(&ann.caller, first, wrong).await, AppError::Invalid(_));
    }
    world.app.delete_workspace(&ann.caller, first, "One").await.unwrap();
    for who in [&ann, &bob] {
        let letter = world.letter(&who.email, "The workspace One has been deleted").await.unwrap();
        assert!(letter.contains("Deleted by:  ann"), "{letter}");
    }
    // No row of any table names it any more, but that it is gone.
    let mut left = BTreeMap::new();
    for (table, rows) in world.dump().await {
        let own: Vec<Value> =
            rows.into_iter().filter(|row| row.to_string().contains(&first.to_string())).collect();
        if !own.is_empty() {
            left.insert(table, own);
        }
    }
    left.remove("outbox");
    let audit = left.remove("audit").unwrap_or_default();
    assert!(left.is_empty(), "{left:?}");
    assert!(audit.iter().all(|row| row["workspace_id"] == "-"), "{audit:?}");
    refused!(world.app.workspace(&ann.caller, first).await, AppError::NotFound("workspace"));
    assert_eq!(world.app.fleet(&ann.caller).await.unwrap().len(), 1);
    assert!(world.app.fleet(&bob.caller).await.unwrap().is_empty());
    // The other one goes on.
    assert_eq!(world.findings(&ann, second, FindingState::Open).await.len(), 1);
    world.pass(mins(30));
    assert_eq!(world.collect().await, 1);
    for report in world.store.verify_audit().await.unwrap() {
        assert_eq!(report.broken, None, "{report:?}");
    }
}

async fn a_repeated_call_gets_the_same_answer_once(wish: Wish) {
    let world = World::of(wish).await;
    let (ann, bob) = (world.person("ann").await, world.person("bob").await);
    let app = &world.app;
    assert!(matches!(app.claim(&ann.caller, "key", "POST a").await.unwrap(), Replay::First));
    assert!(matches!(app.claim(&ann.caller, "key", "POST a").await.unwrap(), Replay::Busy));
    assert!(matches!(app.claim(&ann.caller, "key", "POST b").await.unwrap(), Replay::Other));
    let body = b"shown once: sky_api_secret";
    app.answered(&ann.caller, "key", Some((201, body))).await.unwrap();
    match app.claim(&ann.caller, "key", "POST a").await.unwrap() {
        Replay::Answered { status, body: again } => assert_eq!((status, again.as_slice()), (201, &body[..])),
        _ => panic!("it is answered"),
    }
    assert!(matches!(app.claim(&ann.caller, "key", "POST b").await.unwrap(), Replay::Other));
    // Somebody else's key is another, and so is a machine's.
    assert!(matches!(app.claim(&bob.caller, "key", "POST a").await.unwrap(), Replay::First));
    let machine = world.machine(&ann, "manage", None).await;
    assert!(matches!(app.claim(&machine, "key", "POST a").await.unwrap(), Replay::First));
    // What failed can be tried again; what nobody answered is free after a while.
    app.answered(&bob.caller, "key", None).await.unwrap();
    assert!(matches!(app.claim(&bob.caller, "key", "POST c").await.unwrap(), Replay::First));
    world.pass(mins(2) + secs(1));
    assert!(matches!(app.claim(&bob.caller, "key", "POST c").await.unwrap(), Replay::First));
    let dump = serde_json::to_string(&world.dump().await).unwrap();
    assert!(!dump.contains("sky_api_secret"), "an answer lies open");
    world.pass(days(1));
    assert!(matches!(app.claim(&ann.caller, "key", "POST b").await.unwrap(), Replay::First));
}
