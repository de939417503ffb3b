//! Sessions, one-time codes, recovery codes, API tokens.

use skytally_app::AppError;
use skytally_identity::policy::SessionLimits;

use crate::kit::people::{PASSWORD, password};
use crate::kit::{Wish, World, days, from, home, hours, mins, secs};

everywhere!(
    a_second_factor_is_asked_for_and_each_code_is_good_once,
    recovery_codes_open_once_and_their_owner_is_told,
    sessions_end_when_idle_and_in_any_case,
    sessions_are_listed_and_ended,
    a_password_is_changed_only_by_who_knows_it,
    tokens_do_what_they_were_made_for,
    whoever_goes_takes_everything_along,
);

async fn a_second_factor_is_asked_for_and_each_code_is_good_once(wish: Wish) {
    let world = World::of(wish).await;
    let ann = world.person("ann").await;
    let error = world.app.start_totp(&ann.caller, Some(password("not the password"))).await.err().unwrap();
    assert!(matches!(error, AppError::Invalid(_)), "{error:?}");
    refused!(world.app.start_totp(&ann.caller, None).await, AppError::Invalid(_));
    refused!(world.app.confirm_totp(&ann.caller, "123456").await, AppError::Conflict(_));
    let setup =
        world.app.start_totp(&ann.caller, Some(password(PASSWORD))).await.unwrap_or_else(|e| panic!("{e}"));
    assert!(setup.uri.starts_with("otpauth://totp/Skytally:ann") && setup.picture.starts_with("<?xml"));
    let code = world.code(&setup.secret);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    refused!(world.app.confirm_totp(&ann.caller, wrong).await, AppError::Invalid(_));
    // Until it is confirmed, nobody asks for it.
    world.sign_in(&ann.email, PASSWORD, None).await.unwrap();
    let recovery = world.app.confirm_totp(&ann.caller, &code).await.unwrap();
    assert_eq!(recovery.len(), 10);
    assert!(world.letter(&ann.email, "second factor of your Skytally account is on").await.is_some());
    refused!(world.app.confirm_totp(&ann.caller, &code).await, AppError::Conflict(_));
    refused!(world.app.start_totp(&ann.caller, Some(password(PASSWORD))).await, AppError::Conflict(_));

    refused!(world.sign_in(&ann.email, PASSWORD, None).await, AppError::SecondFactorNeeded);
    refused!(world.sign_in(&ann.email, PASSWORD, Some(" ")).await, AppError::SecondFactorNeeded);
    // Whoever does not know the password is not told that there is a second factor.
    refused!(world.sign_in(&ann.email, "not the password", None).await, AppError::WrongCredentials);
    refused!(world.sign_in(&ann.email, "not the password", Some(&code)).await, AppError::WrongCredentials);
    // The code that confirmed is spent.
    refused!(world.sign_in(&ann.email, PASSWORD, Some(&code)).await, AppError::WrongCredentials);
    world.pass(secs(30));
    let code = world.code(&setup.secret);
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    world.sign_in(&ann.email, PASSWORD, Some(&spaced)).await.unwrap();
    refused!(world.sign_in(&ann.email, PASSWORD, Some(&code)).await, AppError::WrongCredentials);
    // A code that is five minutes old, and what is none.
    world.pass(mins(5));
    for bad in [code.as_str(), "12345", "1234567", "12345a", "١٢٣٤٥٦"] {
        refused!(world.sign_in(&ann.email, PASSWORD, Some(bad)).await, AppError::WrongCredentials);
        world.pass(mins(15));
    }
    let dump = serde_json::to_string(&world.dump().await).unwrap();
    assert!(!dump.contains(&setup.secret) && !dump.contains(&setup.secret.replace(' ', "")));

    let code = world.code(&setup.secret);
    let again = world.session(&ann.email, Some(&code)).await;
    refused!(
        world.app.stop_totp(&again.caller, Some(password("not the password"))).await,
        AppError::Invalid(_)
    );
    world.app.stop_totp(&again.caller, Some(password(PASSWORD))).await.unwrap();
    assert!(world.letter(&ann.email, "second factor of your Skytally account is off").await.is_some());
    world.sign_in(&ann.email, PASSWORD, None).await.unwrap();
    assert_eq!(world.app.recovery_codes_left(&again.caller).await.unwrap(), 0);
}

async fn recovery_codes_open_once_and_their_owner_is_told(wish: Wish) {
    let world = World::of(wish).await;
    let ann = world.person("ann").await;
    refused!(
        world.app.renew_recovery_codes(&ann.caller, Some(password(PASSWORD))).await,
        AppError::Conflict(_)
    );
    let setup =
        world.app.start_totp(&ann.caller, Some(password(PASSWORD))).await.unwrap_or_else(|e| panic!("{e}"));
    let codes = world.app.confirm_totp(&ann.caller, &world.code(&setup.secret)).await.unwrap();
    world.sign_in(&ann.email, PASSWORD, Some(&codes[0].to_lowercase())).await.unwrap();
    let letter = world.letter(&ann.email, "A recovery code").await.unwrap();
    assert!(letter.contains("Codes left:  9") && letter.contains("203.0.113.7"), "{letter}");
    refused!(world.sign_in(&ann.email, PASSWORD, Some(&codes[0])).await, AppError::WrongCredentials);
    assert_eq!(world.app.recovery_codes_left(&ann.caller).await.unwrap(), 9);
    // Not without the password.
    refused!(
        world.sign_in(&ann.email, "not the password", Some(&codes[1])).await,
        AppError::WrongCredentials
    );
    let fresh = world.app.renew_recovery_codes(&ann.caller, Some(password(PASSWORD))).await.unwrap();
    refused!(world.sign_in(&ann.email, PASSWORD, Some(&codes[1])).await, AppError::WrongCredentials);
    world.sign_in(&ann.email, PASSWORD, Some(&fresh[9])).await.unwrap();
    let dump = serde_json::to_string(&world.dump().await).unwrap();
    assert!(fresh.iter().all(|code| !dump.contains(code.as_str())));
    // Nor are the codes of others hers.
    let bob = world.person("bob").await;
    let setup =
        world.app.start_totp(&bob.caller, Some(password(PASSWORD))).await.unwrap_or_else(|e| panic!("{e}"));
    world.app.confirm_totp(&bob.caller, &world.code(&setup.secret)).await.unwrap();
    refused!(world.sign_in(&bob.email, PASSWORD, Some(&fresh[1])).await, AppError::WrongCredentials);
}

async fn sessions_end_when_idle_and_in_any_case(wish: Wish) {
    let limits =
        SessionLimits::new(std::time::Duration::from_secs(3600), std::time::Duration::from_secs(3 * 3600));
    let world = World::of(Wish { sessions: limits.unwrap(), ..wish }).await;
    let ann = world.person("ann").await;
    let start = world.now();
    world.pass(hours(1) - secs(1));
    assert!(world.known(&ann.cookie).await.is_some());
    world.pass(hours(1) - secs(1));
    assert!(world.known(&ann.cookie).await.is_some(), "a use counts");
    world.pass(hours(1) - secs(1));
    assert!(world.known(&ann.cookie).await.is_some());
    world.pass(secs(3));
    assert_eq!(world.now(), start + hours(3));
    assert!(world.known(&ann.cookie).await.is_none(), "it went on for longer than three hours");

    let again = world.session(&ann.email, None).await;
    world.pass(hours(1) + mins(1));
    assert!(world.known(&again.cookie).await.is_none(), "it was idle for an hour");
    // Once idle, it does not come back.
    assert!(world.known(&again.cookie).await.is_none());
    for odd in ["", "x", &again.cookie[1..], &format!("{}a", again.cookie), &"é".repeat(50)] {
        assert!(world.known(odd).await.is_none(), "{odd}");
    }
    assert!(
        world.app.by_token(&again.cookie, None, home()).await.unwrap().is_none(),
        "a session is no API token"
    );
    world.app.cut_history().await.unwrap();
    assert_eq!(world.number_of("SELECT COUNT(*) FROM sessions").await, 0);
}

async fn sessions_are_listed_and_ended(wish: Wish) {
    let world = World::of(wish).await;
    let ann = world.person("ann").await;
    world.pass(secs(1));
    let other = world.sign_in_from(&from("198.51.100.9"), &ann.email, PASSWORD, None).await.unwrap();
    let bob = world.person("bob").await;
    let list = world.app.my_sessions(&ann.caller).await.unwrap();
    assert_eq!(list.len(), 2);
    assert_eq!((list[0].id, list[0].address.as_str()), (other.session.id, "198.51.100.9"));
    // Somebody else's is none of hers.
    let foreign = bob.caller.session().unwrap();
    refused!(world.app.end_my_session(&ann.caller, foreign).await, AppError::NotFound(_));
    assert!(world.known(&bob.cookie).await.is_some());
    world.app.end_my_session(&ann.caller, other.session.id).await.unwrap();
    assert!(world.known(other.token.expose()).await.is_none());
    for _ in 0..3 {
        world.session(&ann.email, None).await;
    }
    assert_eq!(world.app.end_my_other_sessions(&ann.caller).await.unwrap(), 3);
    assert!(world.known(&ann.cookie).await.is_some() && world.known(&bob.cookie).await.is_some());
    assert_eq!(world.app.my_sessions(&ann.caller).await.unwrap().len(), 1);
}

async fn a_password_is_changed_only_by_who_knows_it(wish: Wish) {
    let world = World::of(wish).await;
    let ann = world.person("ann").await;
    let other = world.session(&ann.email, None).await;
    let new = || password("another stable for horses");
    refused!(world.app.change_password(&ann.caller, None, new()).await, AppError::Invalid(_));
    let wrong = Some(password("not the password"));
    refused!(world.app.change_password(&ann.caller, wrong, new()).await, AppError::Invalid(_));
    let weak = password("ann@example.com!");
    let error = world.app.change_password(&ann.caller, Some(password(PASSWORD)), weak).await.unwrap_err();
    assert!(matches!(error, AppError::WeakPassword(_)), "{error:?}");
    world.app.change_password(&ann.caller, Some(password(PASSWORD)), new()).await.unwrap();
    assert!(world.known(&ann.cookie).await.is_some() && world.known(&other.cookie).await.is_none());
    assert!(world.letter(&ann.email, "password has been changed").await.is_some());
    refused!(world.sign_in(&ann.email, PASSWORD, None).await, AppError::WrongCredentials);
    world.sign_in(&ann.email, "another stable for horses", None).await.unwrap();

    // A stolen session cannot try out passwords without end.
    let mut shut = false;
    for _ in 0..10 {
        match world.app.change_password(&ann.caller, Some(password("guess number one")), new()).await {
            Err(AppError::Invalid(_)) => {}
            Err(AppError::TooMany(_)) => shut = true,
            other => panic!("{other:?}"),
        }
    }
    assert!(shut);
    refused!(
        world.app.change_password(&ann.caller, Some(password("another stable for horses")), new()).await,
        AppError::TooMany(_)
    );
}

async fn tokens_do_what_they_were_made_for(wish: Wish) {
    let world = World::of(wish).await;
    let ann = world.person("ann").await;
    let (one, two) = (world.workspace(&ann, "One").await, world.workspace(&ann, "Two").await);
    let scopes = "read".parse().unwrap();
    let make = |expires| world.app.create_token(&ann.caller, "ci", &scopes, None, expires);
    for bad in [world.now(), world.now() - days(1), world.now() + days(367)] {
        refused!(make(Some(bad)).await, AppError::Invalid(_));
    }
    let (row, token) = make(Some(world.now() + days(2))).await.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(row.name, "ci");
    let dump = serde_json::to_string(&world.dump().await).unwrap();
    assert!(!dump.contains(token.expose()), "the token lies in the database");
    let machine = world.app.by_token(token.expose(), None, home()).await.unwrap().unwrap();
    world.app.workspace(&machine, one.id).await.unwrap();
    // What only a person does.
    refused!(world.app.my_tokens(&machine).await, AppError::Forbidden(_));
    refused!(world.app.create_token(&machine, "x", &scopes, None, None).await, AppError::Forbidden(_));
    refused!(world.app.revoke_token(&machine, row.id).await, AppError::Forbidden(_));
    refused!(world.app.my_sessions(&machine).await, AppError::Forbidden(_));
    refused!(world.app.rename_me(&machine, "x").await, AppError::Forbidden(_));
    refused!(world.app.delete_me(&machine, Some(password(PASSWORD))).await, AppError::Forbidden(_));
    refused!(world.app.start_totp(&machine, Some(password(PASSWORD))).await, AppError::Forbidden(_));
    refused!(world.app.sign_out(&machine).await, AppError::Forbidden(_));
    refused!(world.app.create_workspace(&machine, "x", None).await, AppError::Forbidden(_));
    assert_eq!(world.app.fleet(&machine).await.unwrap().len(), 2);

    let narrow = world.machine(&ann, "manage", Some(one.id)).await;
    world.app.workspace(&narrow, one.id).await.unwrap();
    refused!(world.app.workspace(&narrow, two.id).await, AppError::NotFound(_));
    refused!(world.app.fleet(&narrow).await, AppError::Forbidden(_));
    refused!(world.app.create_workspace(&narrow, "x", None).await, AppError::Forbidden(_));
    let manager = world.machine(&ann, "manage", None).await;
    world.app.create_workspace(&manager, "Three", None).await.unwrap();

    world.pass(days(2) - secs(1));
    assert!(world.app.by_token(token.expose(), None, home()).await.unwrap().is_some());
    world.pass(secs(1));
    assert!(world.app.by_token(token.expose(), None, home()).await.unwrap().is_none());
    let again = world.session(&ann.email, None).await;
    let (row, token) = world
        .app
        .create_token(&again.caller, "x", &scopes, None, None)
        .await
        .unwrap_or_else(|e| panic!("{e}"));
    world.app.revoke_token(&again.caller, row.id).await.unwrap();
    assert!(world.app.by_token(token.expose(), None, home()).await.unwrap().is_none());
    // Nor can one make a token for a workspace of others.
    let bob = world.person("bob").await;
    refused!(
        world.app.create_token(&bob.caller, "x", &scopes, Some(one.id), None).await,
        AppError::NotFound(_)
    );
}

async fn whoever_goes_takes_everything_along(wish: Wish) {
    let world = World::of(wish).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Bakery").await;
    world.machine(&ann, "read", None).await;
    let right = || Some(password(PASSWORD));
    refused!(
        world.app.delete_me(&ann.caller, Some(password("not the password"))).await,
        AppError::Invalid(_)
    );
    let said = refused!(world.app.delete_me(&ann.caller, right()).await, AppError::Conflict(_));
    assert!(said.contains("only owner"), "{said}");
    world.app.delete_workspace(&ann.caller, workspace.id, "Bakery").await.unwrap();
    world.app.delete_me(&ann.caller, right()).await.unwrap();
    assert!(world.known(&ann.cookie).await.is_none());
    for table in ["users", "sessions", "api_tokens", "mail_tokens", "members"] {
        assert_eq!(world.number_of(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
    // The address is free again.
    world.person("ann").await;
}
