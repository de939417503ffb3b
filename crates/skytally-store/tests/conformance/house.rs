//! The house itself: facts, tasks, what changed, what was asked for before, what is over.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use skytally_model::Role;
use skytally_store::{Claim, FindingState, StoreError};

use crate::world::{
    DAY, HOUR, MINUTE, World, at, by, collect, document, finding, letter, minutes, origin, renamed,
};

on_both!(
    facts_are_kept,
    a_task_is_one_nodes_at_a_time,
    a_request_is_claimed_once,
    no_change_is_missed_and_none_is_told_twice,
    what_is_over_is_swept_away,
    nodes_that_start_at_once_make_one_schema,
    a_newer_schema_is_refused,
);

async fn facts_are_kept(world: World) {
    let store = &world.store;
    assert_eq!(store.fact("id").await.unwrap(), None);
    store.set_fact("id", "one").await.unwrap();
    store.set_fact("id", "two").await.unwrap();
    assert_eq!(store.fact("id").await.unwrap().as_deref(), Some("two"));
    store.ping().await.unwrap();
    store.node_alive("n", at(0), at(1)).await.unwrap();
    store.node_alive("n", at(0), at(2)).await.unwrap();
    assert_eq!(world.rows("nodes").await.len(), 1);
}

async fn a_task_is_one_nodes_at_a_time(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let first = store.take_task("sweep", "one", at(0), minutes(5)).await.unwrap().unwrap();
    assert!(store.take_task("sweep", "two", at(1), minutes(5)).await.unwrap().is_none());
    assert!(store.take_task("other", "two", at(1), minutes(5)).await.unwrap().is_some());
    assert_eq!(store.take_task("sweep", "one", at(MINUTE), minutes(5)).await.unwrap().as_ref(), Some(&first));
    assert!(
        store.take_task("sweep", "two", at(5 * MINUTE), minutes(5)).await.unwrap().is_none(),
        "it was renewed"
    );
    let scopes = store.all_scopes(&first).await.unwrap();
    assert_eq!(scopes.len(), 1);
    assert_eq!((scopes[0].0.workspace(), scopes[0].0.role(), scopes[0].1), (scope.workspace(), None, 90));
    assert!(store.take_task("sweep", "two", at(6 * MINUTE), minutes(5)).await.unwrap().is_some());
    refused!(store.all_scopes(&first).await, StoreError::Fenced { .. });

    let nodes = [world.node().await, world.node().await];
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..10 {
        let store = nodes[n % 2].clone();
        tasks.spawn(async move {
            store.take_task("race", &format!("node-{n}"), at(0), minutes(5)).await.unwrap().is_some()
        });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|taken| *taken).count(), 1);
}

async fn a_request_is_claimed_once(world: World) {
    let store = &world.store;
    assert_eq!(store.claim("user", "k", "post x", at(0)).await.unwrap(), Claim::New);
    assert_eq!(store.claim("user", "k", "post x", at(1)).await.unwrap(), Claim::Busy);
    assert_eq!(store.claim("user", "k", "post y", at(1)).await.unwrap(), Claim::Other);
    assert_eq!(store.claim("another", "k", "post y", at(1)).await.unwrap(), Claim::New);
    store.answer("user", "k", Some((201, "sealed"))).await.unwrap();
    let answered = Claim::Answered { status: 201, answer: "sealed".to_owned() };
    assert_eq!(store.claim("user", "k", "post x", at(2)).await.unwrap(), answered);
    assert_eq!(store.claim("user", "k", "post y", at(2)).await.unwrap(), Claim::Other);
    // What was answered stays so.
    store.answer("user", "k", Some((500, "other"))).await.unwrap();
    store.answer("user", "k", None).await.unwrap();
    assert_eq!(store.claim("user", "k", "post x", at(HOUR)).await.unwrap(), answered);
    assert_eq!(store.claim("user", "k", "post x", at(DAY + 1)).await.unwrap(), Claim::New, "kept for a day");
    // Whoever died with a claim does not hold it for ever; whoever gives up frees it.
    assert_eq!(store.claim("another", "k", "post y", at(MINUTE)).await.unwrap(), Claim::Busy);
    assert_eq!(store.claim("another", "k", "post y", at(3 * MINUTE)).await.unwrap(), Claim::New);
    store.answer("another", "k", None).await.unwrap();
    assert_eq!(store.claim("another", "k", "post z", at(3 * MINUTE)).await.unwrap(), Claim::New);

    let nodes = [world.node().await, world.node().await];
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..10 {
        let store = nodes[n % 2].clone();
        tasks.spawn(async move { store.claim("user", "race", "same", at(0)).await.unwrap() });
    }
    let claims = tasks.join_all().await;
    assert_eq!(claims.iter().filter(|claim| **claim == Claim::New).count(), 1);
    assert_eq!(claims.iter().filter(|claim| **claim == Claim::Busy).count(), 9);
}

async fn no_change_is_missed_and_none_is_told_twice(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let (_, other) = world.client("berta").await;
    let mut seen = BTreeMap::new();
    assert!(store.changes_after(&mut seen, 100).await.unwrap().is_empty());
    assert_eq!(seen.len(), 2);
    // Clocks differ: a later change bears an earlier moment.
    for (n, ms) in [HOUR, 0, -HOUR, HOUR, HOUR].into_iter().enumerate() {
        store.change_workspace(&scope, &by(&anna, ms), &renamed(&n.to_string()), None).await.unwrap();
    }
    store.change_workspace(&other, &origin(0), &renamed("x"), None).await.unwrap();
    store.note_in(&other, &origin(0), "x", "y", serde_json::Value::Null).await.unwrap();
    let mut told = Vec::new();
    for limit in [2, 2, 2, 2] {
        told.extend(store.changes_after(&mut seen, limit).await.unwrap());
    }
    let own: Vec<_> =
        told.iter().filter(|c| c.workspace == scope.workspace()).map(|c| (c.version, c.at)).collect();
    assert_eq!(own.len(), 5, "{told:?}");
    assert!(own.is_sorted());
    assert_eq!(told.len(), 6);
    assert!(store.changes_after(&mut seen, 100).await.unwrap().is_empty());

    // Writers on two nodes, and one who watches.
    let nodes = [world.node().await, world.node().await];
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..40 {
        let (store, scope) = (nodes[n % 2].clone(), scope.clone());
        tasks.spawn(async move {
            store.change_workspace(&scope, &origin(5), &renamed(&n.to_string()), None).await.unwrap();
        });
    }
    let mut told = Vec::new();
    while told.len() < 40 {
        told.extend(
            store.changes_after(&mut seen, 100).await.unwrap().into_iter().map(|change| change.version),
        );
        tokio::task::yield_now().await;
    }
    tasks.join_all().await;
    assert!(store.changes_after(&mut seen, 100).await.unwrap().is_empty());
    assert!(told.is_sorted_by(|a, b| a < b), "{told:?}");
    assert_eq!(told.len(), 40);
}

async fn what_is_over_is_swept_away(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let from = by(&anna, 0);
    store.begin_session(&from, anna.id, "over", at(HOUR), "x", "password").await.unwrap();
    store.begin_session(&from, anna.id, "idle", at(90 * DAY), "x", "password").await.unwrap();
    store.begin_session(&by(&anna, 10 * DAY), anna.id, "good", at(90 * DAY), "x", "password").await.unwrap();
    let mail = skytally_store::MailToken {
        purpose: skytally_store::MailPurpose::Reset,
        hash: "m".to_owned(),
        expires: at(HOUR),
        mail: letter("reset"),
    };
    store.send_mail_token(&from, anna.id, &mail).await.unwrap();
    store
        .invite(&scope, &from, anna.id, "x@example.com", Role::Viewer, "h", at(HOUR), &letter("i"))
        .await
        .unwrap();
    store.offer_link(&scope, &from, "e", at(HOUR)).await.unwrap();
    store.begin_oidc("s", "google", "x", at(0), at(HOUR)).await.unwrap();
    store.knock_failed(&from, "d", |_| SignedDuration::ZERO).await.unwrap();
    store.claim("o", "k", "f", at(0)).await.unwrap();
    store.node_alive("n", at(0), at(0)).await.unwrap();
    for waiting in store.take_letters(at(0), minutes(1), 1).await.unwrap() {
        store.letter_sent(waiting.id, at(0)).await.unwrap();
    }
    world.link(&scope, 0).await;
    collect(store, 0, &[document("v1", "a")], |end| {
        end.findings = vec![finding("v1", FindingState::Open, "opened")]
    })
    .await;

    assert!(store.sweep(at(MINUTE), minutes(30)).await.unwrap().is_empty(), "nothing is over yet");
    let stamp = store.stamp(&scope).await.unwrap();
    let gone = store.sweep(at(10 * DAY), minutes(30)).await.unwrap();
    for what in [
        "sessions",
        "idle sessions",
        "mail tokens",
        "invitations",
        "link offers",
        "flows",
        "doors",
        "answers",
        "changes",
        "letters",
        "nodes",
    ] {
        assert!(gone.get(what).is_some_and(|count| *count > 0), "{what}: {gone:?}");
    }
    assert_eq!(store.stamp(&scope).await.unwrap(), stamp, "a stamp never falls back");
    assert_eq!(world.rows("sessions").await.len(), 1);
    assert_eq!(world.rows("outbox").await.len(), 1, "what waits, waits");
    assert_eq!(world.rows("documents").await.len(), 1);
    assert!(store.sweep(at(10 * DAY), minutes(30)).await.unwrap().is_empty());
}

async fn nodes_that_start_at_once_make_one_schema(world: World) {
    // An empty database, and many who find it so.
    let place = if let Some(database) = &world.database {
        database.as_admin("DROP SCHEMA public CASCADE");
        database.as_admin(&format!("CREATE SCHEMA public AUTHORIZATION {}", database.name()));
        world.place.clone()
    } else {
        skytally_store::Place::File(world.beside("fresh.db"))
    };
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let place = place.clone();
        tasks.spawn(async move { skytally_store::Store::open(&place, 2).await.unwrap() });
    }
    for (n, store) in tasks.join_all().await.into_iter().enumerate() {
        store
            .create_user(&origin(0), &crate::world::new_user(&n.to_string(), true), None, None)
            .await
            .unwrap();
        assert_eq!(store.is_walled(), world.is_postgres());
    }
}

async fn a_newer_schema_is_refused(world: World) {
    world.execute("INSERT INTO schema_versions (version, name, hash) VALUES (7777, 'later', 'x')").await;
    let error = skytally_store::Store::open(&world.place, 2).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 7777, .. }), "{error:?}");
    assert!(error.to_string().contains("use a newer skytally"), "{error}");
    world.execute("DELETE FROM schema_versions WHERE version = 7777").await;
    world.execute("UPDATE schema_versions SET hash = 'y'").await;
    let error = skytally_store::Store::open(&world.place, 2).await.unwrap_err();
    assert!(error.to_string().contains("never released"), "{error}");
}
