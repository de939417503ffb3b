//! Signing in through an identity provider: bound to one browser, once, and in time.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use skytally_app::{AppError, Callback, SignUp, SignUpForm, SignedIn};
use skytally_identity::oidc::{ClientSecret, Http, Provider, ProviderConfig, Timeouts};
use skytally_model::Role;
use skytally_testkit::{Server, python, root};

use crate::kit::people::{PASSWORD, Person, password};
use crate::kit::{Wish, World, home, mins};

everywhere!(a_flow_is_of_one_browser_and_ends_once, a_provider_signs_nobody_into_an_account_with_a_password);

async fn world(wish: Wish, sign_up: SignUp) -> Option<(Server, World)> {
    let server = Server::start(&python()?, &root().join("crates/skytally-identity/tests/provider.py"), &[]);
    let timeouts = Timeouts { answer: Duration::from_secs(10), ..Timeouts::default() };
    // A proxy of the machine must not come between.
    let http = Http::new(reqwest::Client::builder().no_proxy(), timeouts).unwrap();
    let provider = |name: &str| {
        let config = ProviderConfig {
            name: name.to_owned(),
            issuer: format!("{}/good", server.url()),
            client_id: "skytally".to_owned(),
            client_secret: ClientSecret::from("a secret/with + signs: and %".to_owned()),
            scopes: vec!["email".to_owned(), "profile".to_owned()],
        };
        Provider::new(config, http.clone()).unwrap_or_else(|error| panic!("{error}"))
    };
    let providers = vec![provider("test"), provider("other")];
    // The provider has a clock of its own.
    let world = World::of(Wish { providers, sign_up, real_time: true, ..wish }).await;
    Some((server, world))
}

/// What a browser does: it goes to the provider, and gives `state` and `code` of the address to which it is sent back.
fn browse(server: &Server, url: &str, fault: &str) -> (String, String) {
    let address = server.url().trim_start_matches("http://");
    let path = url.split_once(address).unwrap().1;
    let mut stream = TcpStream::connect(address).unwrap();
    let fault = fault.replace(' ', "+");
    write!(stream, "GET {path}&fault={fault} HTTP/1.0\r\nHost: {address}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let back = answer.lines().find_map(|line| {
        line.split_once(": ")
            .filter(|(name, _)| name.eq_ignore_ascii_case("location"))
            .map(|(_, value)| value)
    });
    let back = back.unwrap_or_else(|| panic!("{answer}"));
    assert!(back.starts_with("https://skytally.example/api/v1/oidc/"), "{back}");
    let value = |name: &str| {
        let query = back.split_once('?').unwrap().1;
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).unwrap().1.to_owned()
    };
    (value("state"), value("code"))
}

impl World {
    /// None where a provider was bound.
    async fn end(
        &self,
        name: &str,
        bound: &str,
        state: &str,
        code: &str,
    ) -> Result<Option<SignedIn>, AppError> {
        self.app.finish_provider(&home(), name, bound, Callback { state, code, issuer: None }).await
    }

    async fn finish(&self, name: &str, bound: &str, state: &str, code: &str) -> Result<SignedIn, AppError> {
        self.end(name, bound, state, code).await.map(|signed| signed.expect("nobody wanted to bind anything"))
    }

    async fn whole(&self, server: &Server, fault: &str) -> Result<SignedIn, AppError> {
        let (url, bound) = self.app.begin_provider("test", None).await?;
        let (state, code) = browse(server, &url, fault);
        self.finish("test", &bound, &state, &code).await
    }

    /// Somebody binds the provider to themselves.
    async fn bind(&self, server: &Server, who: &Person) -> Result<(), AppError> {
        let (url, bound) = self.app.begin_provider("test", Some(&who.caller)).await?;
        let (state, code) = browse(server, &url, "");
        let signed = self.end("test", &bound, &state, &code).await?;
        assert!(signed.is_none(), "a binding is no session");
        Ok(())
    }
}

async fn a_flow_is_of_one_browser_and_ends_once(wish: Wish) {
    let Some((server, world)) = world(wish, SignUp::Open).await else { return };
    assert_eq!(world.app.providers(), ["test", "other"]);
    refused!(world.app.begin_provider("none", None).await, AppError::NotFound(_));
    let (url, bound) = world.app.begin_provider("test", None).await.unwrap();
    let (state, code) = browse(&server, &url, "");
    assert_eq!(bound, state);
    // Another browser has another cookie, or none: an answer that somebody else began signs nobody in.
    let (_, foreign) = world.app.begin_provider("test", None).await.unwrap();
    for wrong in [foreign.as_str(), "", "x"] {
        refused!(world.finish("test", wrong, &state, &code).await, AppError::Provider(_));
    }
    // Nor does the answer of one provider at another's door.
    refused!(world.finish("other", &bound, &state, &code).await, AppError::Provider(_));
    let signed = world.finish("test", &bound, &state, &code).await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((signed.user.email.as_str(), signed.user.name.as_str()), ("ann@example.com", "Ann Lee"));
    assert!(signed.user.verified.is_some() && !signed.user.has_password);
    assert!(world.known(signed.token.expose()).await.is_some());
    refused!(world.finish("test", &bound, &state, &code).await, AppError::Provider(_));
    // Ten minutes are enough.
    let (url, bound) = world.app.begin_provider("test", None).await.unwrap();
    let (state, code) = browse(&server, &url, "");
    world.pass(mins(10));
    refused!(world.finish("test", &bound, &state, &code).await, AppError::Provider(_));
    world.pass(mins(-10));
    // The same person again is the same person.
    let again = world.whole(&server, "").await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(again.user.id, signed.user.id);
    assert_eq!(world.number_of("SELECT COUNT(*) FROM users").await, 1);
    // What binds a flow lies sealed, and its state only as a hash.
    let (_, bound) = world.app.begin_provider("test", None).await.unwrap();
    let dump = serde_json::to_string(&world.dump().await).unwrap();
    assert!(!dump.contains(&bound), "the state lies in the database");
}

async fn a_provider_signs_nobody_into_an_account_with_a_password(wish: Wish) {
    let Some((server, world)) = world(wish, SignUp::Invited).await else { return };
    for fault in ["e-mail not verified", "nothing said of the e-mail", "no e-mail"] {
        refused!(world.whole(&server, fault).await, AppError::Forbidden(_));
    }
    refused!(world.whole(&server, "not signed").await, AppError::Provider(_));
    assert_eq!(world.number_of("SELECT COUNT(*) FROM users").await, 0);
    let ann = world.person("ann").await;
    let said = refused!(world.whole(&server, "").await, AppError::Conflict(_));
    assert!(said.contains("sign in with its password first"), "{said}");
    world.sign_in(&ann.email, PASSWORD, None).await.unwrap();
    // Where one needs an invitation, a provider is none.
    refused!(world.whole(&server, "e-mail told elsewhere").await, AppError::Forbidden(_));
    assert_eq!(world.number_of("SELECT COUNT(*) FROM users").await, 1);
    assert_eq!(world.number_of("SELECT COUNT(*) FROM identities").await, 0);
    // Signed in, she binds it, and from then on it signs her in. A machine binds nothing.
    let machine = world.machine(&ann, "manage", None).await;
    refused!(world.app.begin_provider("test", Some(&machine)).await, AppError::Forbidden(_));
    world.bind(&server, &ann).await.unwrap();
    let signed = world.whole(&server, "no e-mail").await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(signed.user.id, ann.caller.user());
    // What is hers is nobody else's.
    let workspace = world.workspace(&ann, "Bakery").await.id;
    world.app.invite(&ann.caller, workspace, "bob@example.com", Role::Viewer).await.unwrap();
    let form = SignUpForm {
        email: "bob@example.com".to_owned(),
        name: "bob".to_owned(),
        password: password(PASSWORD),
        invitation: Some(world.token("bob@example.com", "invites").await),
    };
    world.app.sign_up(&home(), form).await.unwrap();
    let bob = world.session("bob@example.com", None).await;
    refused!(world.bind(&server, &bob).await, AppError::Conflict(_));
}
