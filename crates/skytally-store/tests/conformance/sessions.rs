//! Sessions, API tokens, flows through identity providers, and doors.

use jiff::SignedDuration;
use skytally_model::Role;
use skytally_store::{NewApiToken, StoreError};

use crate::world::{
    DAY, HOUR, MINUTE, SECOND, World, at, by, minutes, origin, renamed, session_of, token_of,
};

on_both!(
    a_session_ends_when_idle_at_its_limit_and_when_ended,
    a_session_of_somebody_else_cannot_be_ended,
    an_api_token_is_good_until_it_is_over_or_revoked,
    a_gate_opens_to_members_with_their_role_and_the_stamp,
    a_flow_ends_once,
    a_door_shuts_for_longer_and_forgets,
);

async fn a_session_ends_when_idle_at_its_limit_and_when_ended(world: World) {
    let store = &world.store;
    let anna = world.person("anna").await;
    let idle = minutes(30);
    let made = store.begin_session(&origin(0), anna.id, "h1", at(DAY), "Firefox", "password").await.unwrap();
    assert_eq!(session_of(store, "h1", at(SECOND), idle).await.unwrap(), Some(made.clone()));
    assert_eq!(session_of(store, "other", at(SECOND), idle).await.unwrap(), None);
    // Used within a minute, nothing is written down; later it is.
    session_of(store, "h1", at(50 * SECOND), idle).await.unwrap().unwrap();
    assert_eq!(store.sessions(anna.id, at(MINUTE), idle).await.unwrap()[0].seen, at(0));
    session_of(store, "h1", at(20 * MINUTE), idle).await.unwrap().unwrap();
    assert_eq!(store.sessions(anna.id, at(20 * MINUTE), idle).await.unwrap()[0].seen, at(20 * MINUTE));
    session_of(store, "h1", at(49 * MINUTE), idle).await.unwrap().unwrap();
    assert_eq!(session_of(store, "h1", at(79 * MINUTE), idle).await.unwrap(), None, "idle for half an hour");
    assert!(store.sessions(anna.id, at(79 * MINUTE), idle).await.unwrap().is_empty());

    let long = minutes(10_000);
    assert!(session_of(store, "h1", at(DAY - 1), long).await.unwrap().is_some());
    assert_eq!(session_of(store, "h1", at(DAY), long).await.unwrap(), None, "the limit has come");

    let second =
        store.begin_session(&origin(MINUTE), anna.id, "h2", at(DAY), "Safari", "oidc").await.unwrap();
    let third =
        store.begin_session(&origin(2 * MINUTE), anna.id, "h3", at(DAY), "Safari", "oidc").await.unwrap();
    let newest: Vec<_> =
        store.sessions(anna.id, at(3 * MINUTE), long).await.unwrap().iter().map(|s| s.id).collect();
    assert_eq!(newest, [third.id, second.id, made.id]);
    store.end_session(&by(&anna, 4 * MINUTE), anna.id, second.id).await.unwrap();
    refused!(
        store.end_session(&by(&anna, 4 * MINUTE), anna.id, second.id).await,
        StoreError::Missing("session")
    );
    assert_eq!(session_of(store, "h2", at(5 * MINUTE), long).await.unwrap(), None);
    assert_eq!(store.end_other_sessions(&by(&anna, 6 * MINUTE), anna.id, third.id).await.unwrap(), 1);
    assert_eq!(session_of(store, "h1", at(7 * MINUTE), long).await.unwrap(), None);
    assert!(session_of(store, "h3", at(7 * MINUTE), long).await.unwrap().is_some());
    // The hash of a token opens one session.
    let again = store.begin_session(&origin(HOUR), anna.id, "h3", at(DAY), "x", "password").await;
    refused!(again, StoreError::Conflict(_));
    let ends = ["session.ended", "session.others-ended"];
    assert!(world.actions("-").await.ends_with(&ends.map(str::to_owned)));
}

async fn a_session_of_somebody_else_cannot_be_ended(world: World) {
    let store = &world.store;
    let (anna, berta) = (world.person("anna").await, world.person("berta").await);
    let hers = store.begin_session(&origin(0), berta.id, "b", at(DAY), "x", "password").await.unwrap();
    let token =
        NewApiToken { hash: "t".into(), only: None, name: "ci".into(), scopes: vec![], expires: at(DAY) };
    let token = store.create_api_token(&by(&berta, 0), berta.id, &token).await.unwrap();
    let before = world.dump().await;
    refused!(store.end_session(&by(&anna, 1), anna.id, hers.id).await, StoreError::Missing("session"));
    refused!(
        store.revoke_api_token(&by(&anna, 1), anna.id, token.id).await,
        StoreError::Missing("API token")
    );
    assert_eq!(world.dump().await, before);
}

async fn an_api_token_is_good_until_it_is_over_or_revoked(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let new = |hash: &str, only| NewApiToken {
        hash: hash.to_owned(),
        only,
        name: "ci".to_owned(),
        scopes: vec!["findings:read".to_owned(), "collect".to_owned()],
        expires: at(HOUR),
    };
    let made =
        store.create_api_token(&by(&anna, 0), anna.id, &new("t1", Some(scope.workspace()))).await.unwrap();
    let found = token_of(store, "t1", at(1)).await.unwrap().unwrap();
    assert_eq!(found, made);
    assert_eq!((found.only, found.scopes.len()), (Some(scope.workspace()), 2));
    assert_eq!(store.api_tokens(anna.id).await.unwrap()[0].used, Some(at(1)));
    token_of(store, "t1", at(30 * SECOND)).await.unwrap().unwrap();
    assert_eq!(store.api_tokens(anna.id).await.unwrap()[0].used, Some(at(1)));
    token_of(store, "t1", at(2 * MINUTE)).await.unwrap().unwrap();
    assert_eq!(store.api_tokens(anna.id).await.unwrap()[0].used, Some(at(2 * MINUTE)));
    assert_eq!(token_of(store, "t1", at(HOUR)).await.unwrap(), None);
    assert_eq!(store.api_tokens(anna.id).await.unwrap().len(), 1, "what is over stays visible");
    refused!(store.create_api_token(&by(&anna, 1), anna.id, &new("t1", None)).await, StoreError::Conflict(_));
    store.revoke_api_token(&by(&anna, 2), anna.id, made.id).await.unwrap();
    assert_eq!(token_of(store, "t1", at(3)).await.unwrap(), None);
    refused!(store.revoke_api_token(&by(&anna, 2), anna.id, made.id).await, StoreError::Missing("API token"));
}

async fn a_flow_ends_once(world: World) {
    let store = &world.store;
    store.begin_oidc("s1", "google", "nonce", at(0), at(10 * MINUTE)).await.unwrap();
    refused!(
        store.begin_oidc("s1", "google", "nonce", at(0), at(10 * MINUTE)).await,
        StoreError::Conflict(_)
    );
    assert_eq!(store.finish_oidc("s1", "entra", at(1)).await.unwrap(), None);
    let other = world.node().await;
    let (one, two) =
        tokio::join!(store.finish_oidc("s1", "google", at(1)), other.finish_oidc("s1", "google", at(1)));
    let got: Vec<_> = [one.unwrap(), two.unwrap()].into_iter().flatten().collect();
    assert_eq!(got, ["nonce"]);
    store.begin_oidc("s2", "google", "nonce", at(0), at(10 * MINUTE)).await.unwrap();
    assert_eq!(store.finish_oidc("s2", "google", at(10 * MINUTE)).await.unwrap(), None);
    // Another flow clears up after those that nobody came back from.
    store.begin_oidc("s3", "google", "nonce", at(20 * MINUTE), at(30 * MINUTE)).await.unwrap();
    assert_eq!(world.rows("oidc_flows").await.len(), 1);
}

async fn a_door_shuts_for_longer_and_forgets(world: World) {
    let store = &world.store;
    let delay = |failures: i64| SignedDuration::from_secs(if failures < 3 { 0 } else { 1 << failures });
    assert_eq!(store.door("d", at(0)).await.unwrap().failures, 0);
    let mut shut = Vec::new();
    for n in 1..=5 {
        let door = store.knock_failed(&origin(n * SECOND), "d", delay).await.unwrap();
        assert_eq!(door.failures, n);
        assert_eq!(store.door("d", at(n * SECOND)).await.unwrap(), door);
        shut.push(door.shut_until.duration_since(at(n * SECOND)).as_secs());
    }
    assert_eq!(shut, [0, 0, 8, 16, 32]);
    assert_eq!(store.door("another", at(0)).await.unwrap().failures, 0);
    // A quiet day, and it is as if nothing had been.
    let later = 5 * SECOND + DAY;
    assert_eq!(store.door("d", at(later - 1)).await.unwrap().failures, 5);
    assert_eq!(store.door("d", at(later)).await.unwrap().failures, 0);
    assert_eq!(store.knock_failed(&origin(later), "d", delay).await.unwrap().failures, 1);
    store.knock_succeeded("d").await.unwrap();
    assert_eq!(store.door("d", at(later)).await.unwrap().failures, 0);

    // Failures at once are all counted.
    let nodes = [world.node().await, world.node().await];
    let (mut tasks, tries) = (tokio::task::JoinSet::new(), 20);
    for n in 0..tries {
        let store = nodes[n % 2].clone();
        tasks.spawn(async move {
            store.knock_failed(&origin(later), "busy", |_| SignedDuration::ZERO).await.unwrap()
        });
    }
    let mut counted: Vec<_> = tasks.join_all().await.iter().map(|door| door.failures).collect();
    counted.sort_unstable();
    assert_eq!(counted, (1..=20).collect::<Vec<_>>());
}

async fn a_gate_opens_to_members_with_their_role_and_the_stamp(world: World) {
    let store = &world.store;
    let (anna, berta) = (world.person("anna").await, world.person("berta").await);
    let made = store.create_workspace(&by(&anna, 0), anna.id, "own", 90, 10).await.unwrap();
    let idle = minutes(30);
    for (user, hash) in [(&anna, "anna"), (&berta, "berta")] {
        store.begin_session(&by(user, 0), user.id, hash, at(DAY), "x", "password").await.unwrap();
        let new = NewApiToken {
            hash: format!("t-{hash}"),
            only: None,
            name: "t".to_owned(),
            scopes: vec!["read".to_owned()],
            expires: at(DAY),
        };
        store.create_api_token(&by(user, 0), user.id, &new).await.unwrap();
    }
    let inside = Some(made.id);
    let (_, entrance) = store.gate_session("anna", inside, at(1), idle).await.unwrap().unwrap();
    let entrance = entrance.unwrap();
    assert_eq!((entrance.scope.workspace(), entrance.scope.role()), (made.id, Some(Role::Owner)));
    assert_eq!(Some(&entrance.scope), store.enter(anna.id, made.id).await.unwrap().as_ref());
    assert_eq!(entrance.stamp, store.stamp(&entrance.scope).await.unwrap());
    let (_, of_token) = store.gate_token("t-anna", inside, at(1)).await.unwrap().unwrap();
    assert_eq!(of_token.as_ref(), Some(&entrance));

    // The stamp is that of the newest change.
    store.change_workspace(&entrance.scope, &by(&anna, 2), &renamed("other"), None).await.unwrap();
    let (_, later) = store.gate_session("anna", inside, at(3), idle).await.unwrap().unwrap();
    assert_ne!(later.unwrap().stamp, entrance.stamp);

    // Somebody else is known, and does not come in; and nobody comes in where there is nothing.
    assert_eq!(store.gate_session("berta", inside, at(3), idle).await.unwrap().unwrap().1, None);
    assert_eq!(store.gate_token("t-berta", inside, at(3)).await.unwrap().unwrap().1, None);
    assert_eq!(store.gate_session("anna", None, at(3), idle).await.unwrap().unwrap().1, None);
    assert!(store.gate_session("nobody", inside, at(3), idle).await.unwrap().is_none());
    store.delete_workspace(&entrance.scope, &by(&anna, 4)).await.unwrap();
    assert_eq!(store.gate_session("anna", inside, at(5), idle).await.unwrap().unwrap().1, None);
}
