//! Two requests at once: what is good once is good once, whoever comes first.

use skytally_app::{AppError, Replay};
use skytally_model::Role;

use crate::kit::people::{PASSWORD, password};
use crate::kit::{Wish, World, home, secs};

everywhere!(what_is_good_once_is_good_once_however_many_come, no_workspace_loses_its_last_owner);

/// Does the same many times at once, and counts how often it was done.
macro_rules! at_once {
    ($work:expr) => {{
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..8 {
            tasks.spawn($work);
        }
        let mut done = 0;
        while let Some(result) = tasks.join_next().await {
            match result.unwrap() {
                Ok(()) => done += 1,
                Err(
                    AppError::BadLink | AppError::WrongCredentials | AppError::Conflict(_) | AppError::Busy,
                ) => {}
                Err(AppError::TooMany(_) | AppError::Forbidden(_) | AppError::NotFound(_)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        done
    }};
}

async fn what_is_good_once_is_good_once_however_many_come(wish: Wish) {
    let world = World::of(wish).await;
    let app = &world.app;
    world.sign_up("ann@example.com").await.unwrap();
    let token = world.token("ann@example.com", "Confirm").await;
    let verified = at_once!({
        let (app, token) = (app.clone(), token.clone());
        async move { app.verify_email(&home(), &token).await.map(drop) }
    });
    assert_eq!(verified, 1);
    let ann = world.session("ann@example.com", None).await;
    let setup = app.start_totp(&ann.caller, Some(password(PASSWORD))).await.unwrap_or_else(|e| panic!("{e}"));
    let recovery = app.confirm_totp(&ann.caller, &world.code(&setup.secret)).await.unwrap();
    world.pass(secs(30));
    for code in [world.code(&setup.secret), recovery[0].clone()] {
        let came_in = at_once!({
            let (app, code) = (app.clone(), code.clone());
            async move {
                let form = skytally_app::SignInForm {
                    email: "ann@example.com".to_owned(),
                    password: password(PASSWORD),
                    code: Some(code),
                };
                app.sign_in(&home(), form).await.map(drop)
            }
        });
        assert_eq!(came_in, 1, "{code}");
        world.pass(secs(3_600));
    }
    let claimed = at_once!({
        let (app, caller) = (app.clone(), ann.caller.clone());
        async move {
            match app.claim(&caller, "key", "POST").await? {
                Replay::First => Ok(()),
                _ => Err(AppError::Conflict("taken".to_owned())),
            }
        }
    });
    assert_eq!(claimed, 1);
    let signed_up = at_once!({
        let app = app.clone();
        async move {
            let form = skytally_app::SignUpForm {
                email: "bob@example.com".to_owned(),
                name: "Bob".to_owned(),
                password: password(PASSWORD),
                invitation: None,
            };
            app.sign_up(&home(), form).await
        }
    });
    assert!(signed_up >= 1);
    assert_eq!(world.number_of("SELECT COUNT(*) FROM users WHERE email = 'bob@example.com'").await, 1);
    let workspace = world.workspace(&ann, "Bakery").await.id;
    app.invite(&ann.caller, workspace, "bob@example.com", Role::Viewer).await.unwrap();
    let token = world.token("bob@example.com", "invites").await;
    let confirm = world.token("bob@example.com", "Confirm").await;
    app.verify_email(&home(), &confirm).await.unwrap();
    let bob = world.session("bob@example.com", None).await;
    let joined = at_once!({
        let (app, caller, token) = (app.clone(), bob.caller.clone(), token.clone());
        async move { app.accept_invitation(&caller, &token).await.map(drop) }
    });
    assert_eq!(joined, 1);
}

async fn no_workspace_loses_its_last_owner(wish: Wish) {
    let world = World::of(wish).await;
    let (ann, bob) = (world.person("ann").await, world.person("bob").await);
    let workspace = world.workspace(&ann, "Bakery").await.id;
    world.join(&ann, workspace, &bob, Role::Owner).await;
    let mut tasks = tokio::task::JoinSet::new();
    for who in [&ann, &bob] {
        let (app, caller) = (world.app.clone(), who.caller.clone());
        tasks.spawn(async move { app.remove_member(&caller, workspace, caller.user()).await });
        let (app, caller) = (world.app.clone(), who.caller.clone());
        tasks.spawn(async move {
            app.change_role(&caller, workspace, caller.user(), Role::Viewer).await.map(drop)
        });
        let (app, caller) = (world.app.clone(), who.caller.clone());
        tasks.spawn(async move { app.delete_me(&caller, Some(password(PASSWORD))).await });
    }
    while let Some(done) = tasks.join_next().await {
        match done.unwrap() {
            Ok(()) | Err(AppError::Conflict(_) | AppError::Forbidden(_) | AppError::NotFound(_)) => {}
            Err(AppError::Unauthenticated | AppError::Busy) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    let owners = "SELECT COUNT(*) FROM members WHERE role = 'owner'";
    assert!(world.number_of(owners).await >= 1, "nobody owns it any more");
    for report in world.store.verify_audit().await.unwrap() {
        assert_eq!(report.broken, None, "{report:?}");
    }
}
