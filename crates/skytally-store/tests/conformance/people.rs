//! People: sign-up, tokens in mails, passwords, one-time codes.

use serde_json::json;
use skytally_model::Role;
use skytally_store::{MailPurpose, MailToken, StoreError};

use crate::world::{DAY, HOUR, World, at, by, letter, new_user, nobody, origin, session_of, token_of};

on_both!(
    people_sign_up_once_for_an_address,
    an_identity_belongs_to_one_person,
    a_mail_token_is_good_once_for_its_purpose_and_its_time,
    a_reset_ends_sessions_and_tokens,
    a_changed_password_keeps_one_session,
    codes_are_asked_for_once_they_are_confirmed,
    a_code_and_a_recovery_code_are_good_once,
    whoever_is_an_only_owner_cannot_go,
    verbs_about_nobody_are_refused,
);

fn token(purpose: MailPurpose, hash: &str, ms: i64) -> MailToken {
    MailToken { purpose, hash: hash.to_owned(), expires: at(ms), mail: letter(&format!("mail of {hash}")) }
}

async fn people_sign_up_once_for_an_address(world: World) {
    let store = &world.store;
    assert!(!store.has_users().await.unwrap());
    let anna = world.signed_up("anna", false).await;
    assert!(store.has_users().await.unwrap());
    assert_eq!(anna.email_typed, "ANNA@Example.com");
    assert_eq!((anna.verified, anna.totp_since, anna.has_password), (None, None, true));
    assert_eq!(store.user(anna.id).await.unwrap().as_ref(), Some(&anna));
    assert_eq!(store.user_by_email("anna@example.com").await.unwrap().as_ref(), Some(&anna));
    assert_eq!(store.user_by_email("ANNA@example.com").await.unwrap(), None);
    assert_eq!(store.user(nobody()).await.unwrap(), None);

    let before = world.dump().await;
    let mail = token(MailPurpose::Verify, "h", DAY);
    let again =
        store.create_user(&origin(1), &new_user("anna", true), Some(("iss", "sub")), Some(&mail)).await;
    refused!(again, StoreError::Conflict(_));
    assert_eq!(world.dump().await, before);

    // All at once: one gets it.
    let nodes = [world.node().await, world.node().await, world.node().await];
    let new = new_user("berta", true);
    let from = origin(5);
    let [a, b, c] = nodes.each_ref().map(|node| node.create_user(&from, &new, None, None));
    let (a, b, c) = tokio::join!(a, b, c);
    let made = [a, b, c].into_iter().filter(|made| match made {
        Ok(_) => true,
        Err(StoreError::Conflict(_)) => false,
        Err(error) => panic!("{error:?}"),
    });
    assert_eq!(made.count(), 1);

    let renamed = store.rename_user(&by(&anna, 2), anna.id, "Anna Ä.").await.unwrap();
    assert_eq!((renamed.name.as_str(), renamed.version), ("Anna Ä.", anna.version + 1));
}

async fn an_identity_belongs_to_one_person(world: World) {
    let store = &world.store;
    let new = skytally_store::NewUser { password: None, ..new_user("anna", true) };
    let anna = store.create_user(&origin(0), &new, Some(("https://id", "42")), None).await.unwrap();
    assert!(!anna.has_password);
    assert!(store.proofs(anna.id).await.unwrap().password.is_none());
    let berta = world.person("berta").await;
    assert_eq!(store.user_by_identity("https://id", "42").await.unwrap(), Some(anna.clone()));
    assert_eq!(store.user_by_identity("https://other", "42").await.unwrap(), None);
    refused!(store.add_identity(&by(&berta, 1), berta.id, "https://id", "42").await, StoreError::Conflict(_));
    store.add_identity(&by(&berta, 1), berta.id, "https://id", "43").await.unwrap();
    let before = world.dump().await;
    let taken =
        store.create_user(&origin(2), &new_user("carla", true), Some(("https://id", "43")), None).await;
    refused!(taken, StoreError::Conflict(_));
    assert_eq!(world.dump().await, before, "nothing is left of a refused sign-up");
}

async fn a_mail_token_is_good_once_for_its_purpose_and_its_time(world: World) {
    let store = &world.store;
    let mail = token(MailPurpose::Verify, "first", DAY);
    let anna = store.create_user(&origin(0), &new_user("anna", false), None, Some(&mail)).await.unwrap();
    assert_eq!(world.rows("outbox").await.len(), 1);

    let owner = |purpose, hash: &'static str, ms| async move {
        store.mail_token_owner(purpose, hash, at(ms)).await.unwrap().map(|user| user.id)
    };
    assert_eq!(owner(MailPurpose::Verify, "first", 1).await, Some(anna.id));
    assert_eq!(owner(MailPurpose::Reset, "first", 1).await, None);
    assert_eq!(owner(MailPurpose::Verify, "first", DAY).await, None);
    assert!(store.reset_password(&origin(1), "first", "new", |_| letter("x")).await.unwrap().is_none());
    assert!(store.verify_email(&origin(DAY), "first").await.unwrap().is_none());
    assert!(store.verify_email(&origin(1), "unknown").await.unwrap().is_none());

    // Another mail voids the first.
    store.send_mail_token(&origin(2), anna.id, &token(MailPurpose::Verify, "second", DAY)).await.unwrap();
    assert!(store.verify_email(&origin(3), "first").await.unwrap().is_none());

    // Two clicks at once: one spends it.
    let (other, from) = (world.node().await, origin(4));
    let (one, two) = tokio::join!(store.verify_email(&from, "second"), other.verify_email(&from, "second"));
    let spent: Vec<_> = [one.unwrap(), two.unwrap()].into_iter().flatten().collect();
    assert_eq!(spent.len(), 1);
    assert_eq!(spent[0].verified, Some(at(4)));
    assert!(world.rows("mail_tokens").await.is_empty());
    let actions = world.actions("-").await;
    assert_eq!(actions, ["user.sign-up", "user.verify-asked", "user.verified"]);
    let entries = world.rows("audit").await;
    assert!(
        entries
            .iter()
            .any(|row| row["action"] == "user.verified" && row["actor"] == format!("user:{}", anna.id))
    );
}

async fn a_reset_ends_sessions_and_tokens(world: World) {
    let store = &world.store;
    let anna = world.signed_up("anna", false).await;
    let berta = world.person("berta").await;
    for user in [&anna, &berta] {
        store
            .begin_session(&origin(0), user.id, &format!("s-{}", user.name), at(DAY), "agent", "password")
            .await
            .unwrap();
        let new = skytally_store::NewApiToken {
            hash: format!("t-{}", user.name),
            only: None,
            name: "ci".to_owned(),
            scopes: vec!["read".to_owned()],
            expires: at(DAY),
        };
        store.create_api_token(&by(user, 0), user.id, &new).await.unwrap();
    }
    store.send_mail_token(&origin(1), anna.id, &token(MailPurpose::Reset, "reset", HOUR)).await.unwrap();
    let told = store
        .reset_password(&origin(2), "reset", "new hash", |user| letter(&user.email))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(told.id, anna.id);
    assert_eq!(told.verified, Some(at(2)), "whoever reads the mail has shown that the address is theirs");
    assert_eq!(store.proofs(anna.id).await.unwrap().password.as_deref(), Some("new hash"));
    assert!(session_of(store, "s-anna", at(3), crate::world::minutes(30)).await.unwrap().is_none());
    assert!(token_of(store, "t-anna", at(3)).await.unwrap().is_none());
    assert!(session_of(store, "s-berta", at(3), crate::world::minutes(30)).await.unwrap().is_some());
    assert!(token_of(store, "t-berta", at(3)).await.unwrap().is_some());
    assert!(world.rows("outbox").await.iter().any(|row| row["dedupe"] == "anna@example.com"));
    assert!(store.reset_password(&origin(3), "reset", "x", |_| letter("x")).await.unwrap().is_none());
}

async fn a_changed_password_keeps_one_session(world: World) {
    let store = &world.store;
    let anna = world.person("anna").await;
    for hash in ["here", "there"] {
        store.begin_session(&origin(0), anna.id, hash, at(DAY), "agent", "password").await.unwrap();
    }
    store.change_password(&by(&anna, 1), anna.id, "second", Some("here"), &letter("changed")).await.unwrap();
    let idle = crate::world::minutes(30);
    assert!(session_of(store, "here", at(2), idle).await.unwrap().is_some());
    assert!(session_of(store, "there", at(2), idle).await.unwrap().is_none());
    store.rehash_password(anna.id, "first", "lost").await.unwrap();
    assert_eq!(store.proofs(anna.id).await.unwrap().password.as_deref(), Some("second"));
    store.rehash_password(anna.id, "second", "third").await.unwrap();
    assert_eq!(store.proofs(anna.id).await.unwrap().password.as_deref(), Some("third"));
    store.change_password(&by(&anna, 3), anna.id, "fourth", None, &letter("changed again")).await.unwrap();
    assert!(world.rows("sessions").await.is_empty());
}

async fn codes_are_asked_for_once_they_are_confirmed(world: World) {
    let store = &world.store;
    let anna = world.person("anna").await;
    let codes: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
    refused!(store.confirm_totp(&by(&anna, 0), anna.id, 1, &codes).await, StoreError::Conflict(_));
    store.start_totp(&by(&anna, 0), anna.id, "sealed 1").await.unwrap();
    store.start_totp(&by(&anna, 1), anna.id, "sealed 2").await.unwrap();
    let proofs = store.proofs(anna.id).await.unwrap();
    assert_eq!((proofs.totp.as_deref(), proofs.totp_confirmed), (Some("sealed 2"), false));
    // A fault in the middle leaves nothing behind.
    let twice: Vec<String> = ["a", "a"].map(str::to_owned).to_vec();
    refused!(store.confirm_totp(&by(&anna, 2), anna.id, 7, &twice).await, StoreError::Conflict(_));
    assert!(!store.proofs(anna.id).await.unwrap().totp_confirmed);
    store.confirm_totp(&by(&anna, 3), anna.id, 7, &codes).await.unwrap();
    let proofs = store.proofs(anna.id).await.unwrap();
    assert_eq!((proofs.totp_confirmed, proofs.totp_step), (true, 7));
    assert_eq!(store.user(anna.id).await.unwrap().unwrap().totp_since, Some(at(3)));
    refused!(store.start_totp(&by(&anna, 4), anna.id, "sealed 3").await, StoreError::Conflict(_));
    refused!(store.confirm_totp(&by(&anna, 4), anna.id, 8, &codes).await, StoreError::Conflict(_));
    assert_eq!(store.recovery_codes_left(anna.id).await.unwrap(), 3);
    store.renew_recovery_codes(&by(&anna, 5), anna.id, &["d".to_owned()]).await.unwrap();
    assert_eq!(store.recovery_codes_left(anna.id).await.unwrap(), 1);

    assert_eq!(store.sealed_totps().await.unwrap(), [(anna.id, "sealed 2".to_owned())]);
    assert!(!store.replace_totp(anna.id, "other", "wrapped").await.unwrap());
    assert!(store.replace_totp(anna.id, "sealed 2", "wrapped").await.unwrap());

    store.stop_totp(&by(&anna, 6), anna.id, &letter("off")).await.unwrap();
    let proofs = store.proofs(anna.id).await.unwrap();
    assert_eq!((proofs.totp, proofs.totp_confirmed, proofs.totp_step), (None, false, 0));
    assert_eq!(store.recovery_codes_left(anna.id).await.unwrap(), 0);
    let actions = world.actions("-").await;
    let expected = [
        "user.sign-up",
        "user.totp-started",
        "user.totp-started",
        "user.totp-on",
        "user.recovery-codes-renewed",
        "user.totp-off",
    ];
    assert_eq!(actions, expected);
}

async fn a_code_and_a_recovery_code_are_good_once(world: World) {
    let store = &world.store;
    let anna = world.person("anna").await;
    store.start_totp(&by(&anna, 0), anna.id, "sealed").await.unwrap();
    store.confirm_totp(&by(&anna, 0), anna.id, 10, &["r".to_owned()]).await.unwrap();
    assert!(!store.use_totp_step(anna.id, 10).await.unwrap());
    let other = world.node().await;
    let (one, two) = tokio::join!(store.use_totp_step(anna.id, 11), other.use_totp_step(anna.id, 11));
    assert_ne!(one.unwrap(), two.unwrap());
    assert!(!store.use_totp_step(anna.id, 11).await.unwrap());
    assert!(!store.use_recovery_code(&by(&anna, 1), anna.id, "q").await.unwrap());
    let from = by(&anna, 2);
    let (one, two) = tokio::join!(
        store.use_recovery_code(&from, anna.id, "r"),
        other.use_recovery_code(&from, anna.id, "r")
    );
    assert_ne!(one.unwrap(), two.unwrap());
    let used = world.actions("-").await.iter().filter(|action| *action == "user.recovery-code-used").count();
    assert_eq!(used, 1);
}

async fn whoever_is_an_only_owner_cannot_go(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let berta = world.person("berta").await;
    world.join(&scope, &anna, &berta, Role::Admin).await;
    refused!(store.delete_user(&by(&anna, 1), anna.id).await, StoreError::Conflict(_));
    assert_eq!(store.members(&scope).await.unwrap().len(), 2);
    let stamp = store.stamp(&scope).await.unwrap();
    store.delete_user(&by(&berta, 2), berta.id).await.unwrap();
    assert_ne!(store.stamp(&scope).await.unwrap(), stamp, "its members are not the same");
    assert_eq!(store.members(&scope).await.unwrap().len(), 1);

    // Two owners go at once: one stays.
    let berta = world.person("berta2").await;
    world.join(&scope, &anna, &berta, Role::Owner).await;
    let (other, a, b) = (world.node().await, by(&anna, 3), by(&berta, 3));
    let (one, two) = tokio::join!(store.delete_user(&a, anna.id), other.delete_user(&b, berta.id));
    let gone = [one, two].into_iter().filter(|gone| match gone {
        Ok(()) => true,
        Err(StoreError::Conflict(_)) => false,
        Err(error) => panic!("{error:?}"),
    });
    assert_eq!(gone.count(), 1);
    assert_eq!(store.members(&scope).await.unwrap().len(), 1);
    let entries = world.rows("audit").await;
    let detail = entries.iter().find(|row| row["action"] == "user.deleted").unwrap();
    assert_eq!(detail["detail"], json!({}).to_string());
}

async fn verbs_about_nobody_are_refused(world: World) {
    let store = &world.store;
    let before = world.dump().await;
    let (from, codes) = (origin(0), ["x".to_owned()]);
    assert!(matches!(store.proofs(nobody()).await, Err(StoreError::Missing("user"))));
    refused!(store.rename_user(&from, nobody(), "x").await, StoreError::Missing("user"));
    refused!(store.delete_user(&from, nobody()).await, StoreError::Missing("user"));
    refused!(store.add_identity(&from, nobody(), "i", "s").await, StoreError::Missing("user"));
    let token = token(MailPurpose::Reset, "h", HOUR);
    refused!(store.send_mail_token(&from, nobody(), &token).await, StoreError::Missing("user"));
    refused!(
        store.change_password(&from, nobody(), "p", None, &letter("x")).await,
        StoreError::Missing("user")
    );
    refused!(store.renew_recovery_codes(&from, nobody(), &codes).await, StoreError::Missing("user"));
    refused!(store.stop_totp(&from, nobody(), &letter("x")).await, StoreError::Missing("user"));
    refused!(store.start_totp(&from, nobody(), "x").await, StoreError::Conflict(_));
    refused!(store.create_workspace(&from, nobody(), "x", 30, 5).await, StoreError::Missing("user"));
    let session = store.begin_session(&from, nobody(), "h", at(HOUR), "agent", "password").await;
    refused!(session, StoreError::Missing("user"));
    assert_eq!(world.dump().await, before);
}
