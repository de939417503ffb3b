//! Members and invitations.

use skytally_model::Role;
use skytally_store::StoreError;

use crate::world::{DAY, HOUR, World, at, by, letter, nobody, origin};

on_both!(
    an_owner_always_stays,
    an_invitation_is_for_whom_it_was_sent_to,
    an_invitation_is_good_once_and_for_its_time,
    inviting_again_voids_the_earlier_one,
    a_members_new_name_changes_the_stamps_of_their_workspaces,
);

async fn an_owner_always_stays(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let berta = world.person("berta").await;
    world.join(&scope, &anna, &berta, Role::Viewer).await;
    let before = world.dump().await;
    refused!(store.change_role(&scope, &by(&anna, 1), anna.id, Role::Admin).await, StoreError::Conflict(_));
    refused!(store.remove_member(&scope, &by(&anna, 1), anna.id).await, StoreError::Conflict(_));
    refused!(store.remove_member(&scope, &by(&anna, 1), nobody()).await, StoreError::Missing("member"));
    refused!(
        store.change_role(&scope, &by(&anna, 1), nobody(), Role::Owner).await,
        StoreError::Missing("member")
    );
    assert_eq!(world.dump().await, before);

    let owner = store.change_role(&scope, &by(&anna, 2), berta.id, Role::Owner).await.unwrap();
    assert_eq!((owner.role, owner.email.as_str(), owner.totp), (Role::Owner, "berta@example.com", false));
    assert_eq!(store.owner_addresses(&scope).await.unwrap(), ["anna@example.com", "berta@example.com"]);

    // Again and again two owners step down at once: each time one stays.
    let other = world.node().await;
    for round in 0..10 {
        let (from, to) = (by(&anna, 10 + round), by(&berta, 10 + round));
        let (one, two) = if round % 2 == 0 {
            tokio::join!(
                async { store.change_role(&scope, &from, anna.id, Role::Viewer).await.map(drop) },
                async { other.change_role(&scope, &to, berta.id, Role::Viewer).await.map(drop) },
            )
        } else {
            tokio::join!(
                async { store.change_role(&scope, &from, anna.id, Role::Viewer).await.map(drop) },
                other.remove_member(&scope, &to, berta.id),
            )
        };
        let done = [one, two].into_iter().filter(|done| match done {
            Ok(()) => true,
            Err(StoreError::Conflict(_)) => false,
            Err(error) => panic!("{error:?}"),
        });
        assert_eq!(done.count(), 1, "round {round}");
        assert_eq!(store.owner_addresses(&scope).await.unwrap().len(), 1);
        if store.enter(berta.id, scope.workspace()).await.unwrap().is_none() {
            world.join(&scope, &anna, &berta, Role::Owner).await;
        }
        for user in [&anna, &berta] {
            store.change_role(&scope, &origin(20 + round), user.id, Role::Owner).await.unwrap();
        }
    }
    store.remove_member(&scope, &by(&anna, HOUR), berta.id).await.unwrap();
    let members: Vec<_> =
        store.members(&scope).await.unwrap().into_iter().map(|m| (m.user, m.role)).collect();
    assert_eq!(members, [(anna.id, Role::Owner)]);
    world.chains_are_whole().await;
}

async fn an_invitation_is_for_whom_it_was_sent_to(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let (berta, unverified) = (world.person("berta").await, world.signed_up("carla", false).await);
    let from = by(&anna, 1);
    for email in ["berta@example.com", "carla@example.com"] {
        store
            .invite(
                &scope,
                &from,
                anna.id,
                email,
                Role::Admin,
                &format!("h-{email}"),
                at(DAY),
                &letter(email),
            )
            .await
            .unwrap();
    }
    let listed = store.invitations(&scope, at(2)).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert_eq!((listed[0].role, listed[0].invited_by), (Role::Admin, anna.id));
    let (found, name) = store.invitation("h-berta@example.com", at(2)).await.unwrap().unwrap();
    assert_eq!((found.email.as_str(), name.as_str()), ("berta@example.com", "anna"));
    assert!(store.invitation("other", at(2)).await.unwrap().is_none());

    let before = world.dump().await;
    for (user, hash) in [
        (&berta, "h-carla@example.com"),
        (&unverified, "h-carla@example.com"),
        (&anna, "h-berta@example.com"),
        (&berta, "unknown"),
    ] {
        assert!(store.accept_invitation(&by(user, 3), user.id, hash).await.unwrap().is_none());
    }
    assert!(store.accept_invitation(&origin(3), nobody(), "h-berta@example.com").await.unwrap().is_none());
    assert_eq!(world.dump().await, before, "a refused one stays good for whom it was sent to");

    let joined =
        store.accept_invitation(&by(&berta, 4), berta.id, "h-berta@example.com").await.unwrap().unwrap();
    assert_eq!(joined.id, scope.workspace());
    assert_eq!(store.enter(berta.id, joined.id).await.unwrap().unwrap().role(), Some(Role::Admin));
    let again = store
        .invite(&scope, &from, anna.id, "berta@example.com", Role::Viewer, "h2", at(DAY), &letter("x"))
        .await;
    refused!(again, StoreError::Conflict(_));
    let actions = world.actions(&scope.workspace().to_string()).await;
    assert_eq!(actions, ["workspace.created", "member.invited", "member.invited", "member.joined"]);
}

async fn an_invitation_is_good_once_and_for_its_time(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let berta = world.person("berta").await;
    let from = by(&anna, 1);
    let invite = async |hash: &'static str| {
        let mail = letter(hash);
        store
            .invite(&scope, &from, anna.id, "berta@example.com", Role::Viewer, hash, at(HOUR), &mail)
            .await
            .unwrap()
    };
    invite("h1").await;
    assert!(store.accept_invitation(&by(&berta, HOUR), berta.id, "h1").await.unwrap().is_none());
    assert!(store.invitation("h1", at(HOUR)).await.unwrap().is_none());
    assert!(store.invitations(&scope, at(HOUR)).await.unwrap().is_empty());
    let (other, hers) = (world.node().await, by(&berta, 5));
    let (one, two) = tokio::join!(
        store.accept_invitation(&hers, berta.id, "h1"),
        other.accept_invitation(&hers, berta.id, "h1")
    );
    assert_ne!(one.unwrap().is_some(), two.unwrap().is_some());
    store.remove_member(&scope, &from, berta.id).await.unwrap();
    let revoked = invite("h2").await;
    store.revoke_invitation(&scope, &from, revoked.id).await.unwrap();
    refused!(store.revoke_invitation(&scope, &from, revoked.id).await, StoreError::Missing("invitation"));
    assert!(store.accept_invitation(&by(&berta, 6), berta.id, "h2").await.unwrap().is_none());
}

async fn inviting_again_voids_the_earlier_one(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let from = by(&anna, 1);
    let nodes = [world.node().await, world.node().await];
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..6 {
        let (store, scope, from, by) = (nodes[n % 2].clone(), scope.clone(), from.clone(), anna.id);
        tasks.spawn(async move {
            let hash = format!("h{n}");
            let mail = letter(&hash);
            store
                .invite(&scope, &from, by, "new@example.com", Role::Viewer, &hash, at(DAY), &mail)
                .await
                .unwrap();
        });
    }
    tasks.join_all().await;
    assert_eq!(store.invitations(&scope, at(2)).await.unwrap().len(), 1);
    // The hash of a token names one invitation.
    let hash = world.rows("invitations").await[0]["hash"].as_str().unwrap().to_owned();
    let same = store
        .invite(&scope, &from, anna.id, "x@example.com", Role::Viewer, &hash, at(DAY), &letter("y"))
        .await;
    refused!(same, StoreError::Conflict(_));
    world.chains_are_whole().await;
}

async fn a_members_new_name_changes_the_stamps_of_their_workspaces(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let (berta, foreign) = world.client("berta").await;
    world.join(&scope, &anna, &berta, Role::Viewer).await;
    let fleets = async || {
        (
            store.stamp(&scope).await.unwrap(),
            store.stamp(&foreign).await.unwrap(),
            store.fleet_stamp(anna.id).await.unwrap(),
        )
    };
    let before = fleets().await;
    store.rename_user(&by(&berta, 5), berta.id, "Berta B.").await.unwrap();
    let after = fleets().await;
    assert!(before.0 != after.0 && before.1 != after.1 && before.2 != after.2, "{before:?} {after:?}");
    store.rename_user(&by(&anna, 5), anna.id, "Anna A.").await.unwrap();
    let last = fleets().await;
    assert!(after.0 != last.0 && after.1 == last.1, "{after:?} {last:?}");
}
