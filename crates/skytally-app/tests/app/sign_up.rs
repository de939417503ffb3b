//! Signing up, showing that an address is one's own, and a forgotten password.

use skytally_app::{AppError, SignUp, SignUpForm};
use skytally_model::Role;

use crate::kit::people::{PASSWORD, password};
use crate::kit::{Wish, World, days, from, home, hours, mins, secs};

everywhere!(
    from_sign_up_to_a_session,
    links_are_good_once_in_time_and_for_what_they_were_made,
    a_known_address_is_told_to_nobody_but_its_owner,
    a_forgotten_password_is_set_anew_and_all_sessions_end,
    without_an_invitation_nobody_comes_in_where_one_is_needed,
    what_cannot_be_is_refused,
);

async fn from_sign_up_to_a_session(wish: Wish) {
    let world = World::of(wish).await;
    world.sign_up("Ann@Example.com").await.unwrap();
    let error = world.sign_in("ann@example.com", PASSWORD, None).await.err().unwrap();
    assert!(matches!(error, AppError::EmailNotVerified), "{error:?}");
    let letter = world.letter("Ann@Example.com", "Confirm your e-mail address").await.unwrap();
    assert!(letter.contains("https://skytally.example/verify-email#token="), "{letter}");
    assert!(letter.contains("24 hours"), "{letter}");

    let token = world.token("Ann@Example.com", "Confirm").await;
    let user = world.app.verify_email(&home(), &token).await.unwrap();
    assert_eq!((user.email.as_str(), user.email_typed.as_str()), ("ann@example.com", "Ann@Example.com"));
    assert_eq!(user.verified, Some(world.now()));
    let signed = world.sign_in("ANN@example.com", PASSWORD, None).await.unwrap();
    let caller = world.known(signed.token.expose()).await.unwrap();
    assert_eq!(world.app.me(&caller).await.unwrap().id, user.id);
    refused!(
        world.sign_in("ann@example.com", "correct horse battery stapl", None).await,
        AppError::WrongCredentials
    );

    world.app.sign_out(&caller).await.unwrap();
    assert!(world.known(signed.token.expose()).await.is_none());

    // Neither the password nor a token lies in the database.
    let dump = serde_json::to_string(&world.dump().await).unwrap();
    for secret in [PASSWORD, &token, signed.token.expose()] {
        assert!(!dump.contains(secret), "{secret} is in the database");
    }
    assert!(dump.contains("$argon2id$"));
}

async fn links_are_good_once_in_time_and_for_what_they_were_made(wish: Wish) {
    let world = World::of(wish).await;
    world.sign_up("ann@example.com").await.unwrap();
    let first = world.token("ann@example.com", "Confirm").await;
    world.app.resend_verification(&home(), "ann@example.com").await.unwrap();
    world.pass(secs(1));
    let second = newest(&world, "ann@example.com", &first).await;
    // Another mail makes the earlier one void.
    refused!(world.app.verify_email(&home(), &first).await, AppError::BadLink);
    // A link that resets is none that verifies, and the other way round.
    refused!(
        world.app.reset_password(&home(), &second, password("another horse battery")).await,
        AppError::BadLink
    );
    world.app.forgot_password(&home(), "ann@example.com").await.unwrap();
    let reset = world.token("ann@example.com", "Choose a new password").await;
    refused!(world.app.verify_email(&home(), &reset).await, AppError::BadLink);
    for odd in [
        "",
        "x",
        "sky_mail_",
        &second[..second.len() - 1],
        &format!("{second}a"),
        &"a".repeat(10_000),
        "\0'--",
    ] {
        refused!(world.app.verify_email(&home(), odd).await, AppError::BadLink);
        refused!(
            world.app.reset_password(&home(), odd, password("another horse battery")).await,
            AppError::BadLink
        );
        refused!(world.app.invitation(odd).await, AppError::BadLink);
    }
    // So many bad links have shut the door of that address, and of no other.
    let neighbour = from("198.51.100.9");
    world.pass(hours(24) - secs(1));
    refused!(world.app.verify_email(&neighbour, &second).await, AppError::BadLink);

    world.app.resend_verification(&neighbour, "ann@example.com").await.unwrap();
    let third = newest(&world, "ann@example.com", &second).await;
    world.pass(hours(24) - secs(1));
    world.app.verify_email(&neighbour, &third).await.unwrap();
    refused!(world.app.verify_email(&neighbour, &third).await, AppError::BadLink);
    // There is nothing to verify any more, which is told to nobody.
    let before = world.letters("ann@example.com").await;
    world.app.resend_verification(&neighbour, "ann@example.com").await.unwrap();
    assert_eq!(world.letters("ann@example.com").await, before);
}

fn hash_of(token: &str) -> String {
    use skytally_identity::token::{Token, TokenKind};
    Token::parse(TokenKind::Mail, token).ok().unwrap().hash().as_str().to_owned()
}

/// The token of a verification that is not this one: two letters of one moment have no order.
async fn newest(world: &World, email: &str, not: &str) -> String {
    while world.app.drain_once().await.unwrap() > 0 {}
    let mut found = Vec::new();
    for entry in std::fs::read_dir(world.folder().join("mail")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        if text.contains(email)
            && let Some((_, rest)) = text.split_once("verify-email#token=")
        {
            found.push(rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect());
        }
    }
    let mut tokens: Vec<String> = found;
    tokens.retain(|token| token != not);
    for token in &tokens {
        use skytally_store::MailPurpose;
        if world
            .store
            .mail_token_owner(MailPurpose::Verify, &hash_of(token), world.now())
            .await
            .unwrap()
            .is_some()
        {
            return token.clone();
        }
    }
    panic!("no good token among {} letters", tokens.len())
}

async fn a_known_address_is_told_to_nobody_but_its_owner(wish: Wish) {
    let world = World::of(wish).await;
    let ann = world.person("ann").await;
    // The same answer for a known address and an unknown one; the owner is told by mail, once an hour.
    world.sign_up(&ann.email).await.unwrap();
    world.sign_up("ANN@EXAMPLE.COM").await.unwrap();
    let letter = world.letter(&ann.email, "You already have").await.unwrap();
    assert!(letter.contains("https://skytally.example/sign-in") && !letter.contains("token="), "{letter}");
    assert_eq!(world.letters(&ann.email).await, 2, "one to verify, one that says that the address is in use");
    // Her password is what it was.
    world.session(&ann.email, None).await;

    let errors = [
        world.sign_in(&ann.email, "not the password at all", None).await.err().unwrap(),
        world.sign_in("nobody@example.com", "not the password at all", None).await.err().unwrap(),
        world.sign_in("not an address", "not the password at all", None).await.err().unwrap(),
    ];
    let texts: Vec<String> = errors.iter().map(|error| format!("{error} {error:?}")).collect();
    assert!(
        matches!(errors[0], AppError::WrongCredentials) && texts.iter().all(|text| *text == texts[0]),
        "{texts:?}"
    );
    for email in [ann.email.as_str(), "nobody@example.com"] {
        world.app.forgot_password(&home(), email).await.unwrap();
        world.app.resend_verification(&home(), email).await.unwrap();
    }
    assert!(world.letter(&ann.email, "Choose a new password").await.is_some());
    assert_eq!(world.letters("nobody@example.com").await, 0);
    // What both leave behind is the same too, but for the mail.
    let doors = world.query("SELECT name, failures FROM doors ORDER BY name").await;
    for what in ["sign-in", "forgot", "verification"] {
        let of = |email: &str| doors.iter().find(|row| row["name"] == format!("{what}:{email}")).cloned();
        let (known, unknown) = (of(&ann.email), of("nobody@example.com"));
        assert_eq!(known.unwrap()["failures"], unknown.unwrap()["failures"], "{what}");
    }
}

async fn a_forgotten_password_is_set_anew_and_all_sessions_end(wish: Wish) {
    let world = World::of(wish).await;
    let ann = world.person("ann").await;
    let machine = world.machine(&ann, "read", None).await;
    world.app.me(&machine).await.unwrap();
    world.app.forgot_password(&home(), "Ann@example.com").await.unwrap();
    let token = world.token(&ann.email, "Choose a new password").await;
    // A weak one does not cost the link, nor does one's own name make a strong one.
    for weak in ["password1234", "ann@example.com1"] {
        let error = world.app.reset_password(&home(), &token, password(weak)).await.unwrap_err();
        assert!(matches!(error, AppError::WeakPassword(_)), "{error:?}");
    }
    world.app.reset_password(&home(), &token, password("a new horse and a stable")).await.unwrap();
    refused!(
        world.app.reset_password(&home(), &token, password("yet another horse stable")).await,
        AppError::BadLink
    );
    assert!(world.known(&ann.cookie).await.is_none(), "the session goes on");
    assert_eq!(world.number_of("SELECT COUNT(*) FROM api_tokens").await, 0);
    refused!(world.sign_in(&ann.email, PASSWORD, None).await, AppError::WrongCredentials);
    world.sign_in(&ann.email, "a new horse and a stable", None).await.unwrap();
    assert!(world.letter(&ann.email, "password has been changed").await.is_some());

    world.pass(hours(1));
    world.app.forgot_password(&home(), &ann.email).await.unwrap();
    let token = world.token(&ann.email, "Choose a new password").await;
    world.pass(hours(1));
    refused!(
        world.app.reset_password(&home(), &token, password("yet another horse stable")).await,
        AppError::BadLink
    );
    // Whoever resets has read the mail: the address is theirs.
    world.sign_up("bob@example.com").await.unwrap();
    world.app.forgot_password(&home(), "bob@example.com").await.unwrap();
    let token = world.token("bob@example.com", "Choose a new password").await;
    world.app.reset_password(&home(), &token, password("bobs horse in a stable")).await.unwrap();
    world.sign_in("bob@example.com", "bobs horse in a stable", None).await.unwrap();
}

async fn without_an_invitation_nobody_comes_in_where_one_is_needed(wish: Wish) {
    let world = World::of(Wish { sign_up: SignUp::Invited, ..wish }).await;
    // The first person needs none.
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Bakery").await;
    refused!(world.sign_up("bob@example.com").await, AppError::Forbidden(_));
    world.app.invite(&ann.caller, workspace.id, "Bob@Example.com", Role::Analyst).await.unwrap();
    let token = world.token("Bob@Example.com", "invites").await;
    let form = |email: &str, token: &str| SignUpForm {
        email: email.to_owned(),
        name: "Bob".to_owned(),
        password: password(PASSWORD),
        invitation: Some(token.to_owned()),
    };
    // It was sent to somebody else; it is none.
    refused!(world.app.sign_up(&home(), form("eve@example.com", &token)).await, AppError::Forbidden(_));
    refused!(world.app.sign_up(&home(), form("bob@example.com", "x")).await, AppError::BadLink);
    let (shown, name) = world.app.invitation(&token).await.unwrap();
    assert_eq!((shown.role, name.as_str()), (Role::Analyst, "Bakery"));
    world.app.sign_up(&home(), form("bob@example.com", &token)).await.unwrap();
    // Whoever has the token has read the mail, and is a member at once.
    let bob = world.session("bob@example.com", None).await;
    let (_, role) = world.app.workspace(&bob.caller, workspace.id).await.unwrap();
    assert_eq!(role, Role::Analyst);
    refused!(world.app.sign_up(&home(), form("bob2@example.com", &token)).await, AppError::BadLink);
    assert_eq!(world.number_of("SELECT COUNT(*) FROM users").await, 2);

    world.app.invite(&ann.caller, workspace.id, "late@example.com", Role::Viewer).await.unwrap();
    let token = world.token("late@example.com", "invites").await;
    world.pass(days(7));
    refused!(world.app.sign_up(&home(), form("late@example.com", &token)).await, AppError::BadLink);
}

async fn what_cannot_be_is_refused(wish: Wish) {
    let world = World::of(wish).await;
    for email in
        ["", "ann", "ann@", "@example.com", "ann@example.com\r\nBcc: eve@example.com", "a b@example.com"]
    {
        let error = world.sign_up(email).await.unwrap_err();
        assert!(
            matches!(&error, AppError::Invalid(faults) if faults[0].field == "email"),
            "{email:?}: {error:?}"
        );
        world.pass(mins(20));
    }
    for weak in ["aaaaaaaaaaaaaaaa", "ann@example.com1", "password1234"] {
        let form = SignUpForm {
            email: "ann@example.com".to_owned(),
            name: "ann example".to_owned(),
            password: password(weak),
            invitation: None,
        };
        let error = world.app.sign_up(&home(), form).await.unwrap_err();
        assert!(matches!(error, AppError::WeakPassword(_)), "{weak}: {error:?}");
        assert!(!error.to_string().contains(weak), "{error}");
    }
    assert_eq!(world.number_of("SELECT COUNT(*) FROM users").await, 0);
    assert_eq!(world.number_of("SELECT COUNT(*) FROM outbox").await, 0);
}
