//! Sign-in with OpenID Connect against a provider that runs in a process of its own and can misbehave.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use skytally_identity::oidc::{
    Begun, Callback, Claims, ClientSecret, Http, Provider, ProviderConfig, Timeouts,
};
use skytally_identity::{Error, Refusal};
use skytally_testkit::{Server, python};

const BACK: &str = "http://127.0.0.1:8080/api/v1/oidc/test/callback";
const SECRET: &str = "a secret/with + signs: and %";

fn server() -> Option<Server> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/provider.py");
    Some(Server::start(&python()?, &program, &[]))
}

fn http() -> Http {
    let timeouts = Timeouts { answer: Duration::from_secs(5), ..Timeouts::default() };
    // A proxy of the machine must not come between.
    Http::new(reqwest::Client::builder().no_proxy(), timeouts).unwrap()
}

fn config(server: &Server, issuer: &str) -> ProviderConfig {
    ProviderConfig {
        name: "test".to_owned(),
        issuer: format!("{}/{issuer}", server.url()),
        client_id: "skytally".to_owned(),
        client_secret: ClientSecret::from(SECRET.to_owned()),
        scopes: vec!["email".to_owned(), "profile".to_owned()],
    }
}

async fn provider(server: &Server, issuer: &str) -> Provider {
    Provider::discover(config(server, issuer), &http(), Timestamp::now()).await.ok().unwrap()
}

/// What a browser does: it goes to the provider and gives `state` and `code` of the address to which it is sent back.
async fn browse(begun: &Begun, fault: &str) -> (String, String) {
    let mut url = reqwest::Url::parse(begun.url()).unwrap();
    url.query_pairs_mut().append_pair("fault", fault);
    let browser = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    let answer = browser.build().unwrap().get(url).send().await.unwrap();
    assert_eq!(answer.status(), 302, "{}", answer.text().await.unwrap());
    let back = reqwest::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    assert!(back.as_str().starts_with(BACK));
    let value = |name: &str| back.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    (value("state"), value("code"))
}

/// Work that a server may carry from thread to thread.
fn movable<T: Send>(work: T) -> T {
    work
}

async fn sign_in(provider: &Provider, fault: &str) -> Result<Claims, Error> {
    let begun = movable(provider.begin(BACK, Timestamp::now())).await?;
    let (state, code) = browse(&begun, fault).await;
    let callback = Callback { state: &state, code: &code, issuer: None };
    movable(provider.finish(begun, callback, Timestamp::now())).await
}

fn refusal(error: &Error) -> Option<Refusal> {
    if let Error::Refused { reason, .. } = error { Some(*reason) } else { None }
}

#[tokio::test]
async fn good_tokens_say_who_signs_in() {
    let Some(server) = server() else { return };
    for issuer in ["good", "post"] {
        let provider = provider(&server, issuer).await;
        for fault in [
            "",
            "by elliptic curve",
            "no key said",
            "right party",
            "list of one audience",
            "verified as text",
        ] {
            let claims = sign_in(&provider, fault).await.unwrap_or_else(|error| panic!("{fault}: {error}"));
            assert_eq!(claims.issuer, format!("{}/{issuer}", server.url()));
            assert_eq!(claims.subject, "user-1");
            assert_eq!(claims.email.as_ref().map(|email| email.key()), Some("ann@example.com"));
            assert!(claims.email_verified, "{fault}");
            assert_eq!(claims.name.as_deref(), Some("Ann Lee"));
        }
    }
}

#[tokio::test]
async fn an_address_that_is_not_verified_is_said_to_be_so() {
    let Some(server) = server() else { return };
    let provider = provider(&server, "good").await;
    for fault in ["e-mail not verified", "nothing said of the e-mail"] {
        let claims = sign_in(&provider, fault).await.unwrap();
        assert!(claims.email.is_some() && !claims.email_verified, "{fault}");
    }
    let claims = sign_in(&provider, "no e-mail").await.unwrap();
    assert!(claims.email.is_none() && !claims.email_verified);
    let claims = sign_in(&provider, "e-mail told elsewhere").await.unwrap();
    assert_eq!(claims.email.unwrap().key(), "elsewhere@example.com");
    assert!(claims.email_verified);
    assert_eq!(claims.name.as_deref(), Some("Ann Elsewhere"));
}

#[tokio::test]
async fn bad_tokens_are_refused_for_the_right_reason() {
    let Some(server) = server() else { return };
    let provider = provider(&server, "good").await;
    let table = [
        ("other key", Refusal::Signature),
        ("unknown key", Refusal::Signature),
        ("key in the token", Refusal::Signature),
        ("one bit of the signature", Refusal::Signature),
        ("signature left out", Refusal::Signature),
        ("claims changed after signing", Refusal::Signature),
        ("algorithm said wrongly", Refusal::Signature),
        ("not signed", Refusal::Algorithm),
        ("not signed but signed", Refusal::Algorithm),
        ("not signed in capitals", Refusal::Answer),
        ("by the client secret", Refusal::Algorithm),
        ("by the public key", Refusal::Algorithm),
        ("critical extension", Refusal::Algorithm),
        ("other issuer", Refusal::Issuer),
        ("issuer with a slash", Refusal::Issuer),
        ("no issuer", Refusal::Answer),
        ("other audience", Refusal::Audience),
        ("two audiences", Refusal::Audience),
        ("no audience", Refusal::Audience),
        ("other party", Refusal::Audience),
        ("expired", Refusal::Expired),
        ("no expiry", Refusal::Answer),
        ("from the future", Refusal::NotYet),
        ("other nonce", Refusal::Nonce),
        ("no nonce", Refusal::Nonce),
        ("other access token", Refusal::AccessToken),
        ("no subject", Refusal::Answer),
        ("empty subject", Refusal::Subject),
        ("long subject", Refusal::Subject),
        ("e-mail that is none", Refusal::Email),
        ("e-mail of somebody else told elsewhere", Refusal::Subject),
        ("two parts", Refusal::Answer),
        ("no token at all", Refusal::Answer),
        ("rubbish", Refusal::Answer),
    ];
    for (fault, reason) in table {
        match sign_in(&provider, fault).await {
            Ok(claims) => panic!("{fault}: signed in as {claims:?}"),
            Err(error) => assert_eq!(refusal(&error), Some(reason), "{fault}: {error}"),
        }
    }
    // The provider of the table works: a good token still signs in.
    sign_in(&provider, "").await.unwrap();
}

#[tokio::test]
async fn a_provider_that_breaks_in_the_middle_is_told_from_a_bad_token() {
    let Some(server) = server() else { return };
    let provider = provider(&server, "good").await;
    for fault in ["server error", "page instead of tokens", "redirect of tokens", "endless tokens"] {
        let error = sign_in(&provider, fault).await.unwrap_err();
        assert!(matches!(error, Error::Unreachable { .. }), "{fault}: {error}");
    }
}

#[tokio::test]
async fn what_does_not_belong_to_this_sign_in_is_refused() {
    let Some(server) = server() else { return };
    let provider = provider(&server, "good").await;
    let now = Timestamp::now();
    let issuer = format!("{}/good", server.url());

    // Another browser's state; nothing is asked of the provider, so the code is still good.
    for (state, issuer) in [("x", None), ("", None), ("right", Some("http://127.0.0.1:1/other"))] {
        let begun = provider.begin(BACK, now).await.unwrap();
        let (right, code) = browse(&begun, "").await;
        let state = if state == "right" { right.as_str() } else { state };
        let error = provider.finish(begun, Callback { state, code: &code, issuer }, now).await.unwrap_err();
        assert_eq!(refusal(&error), Some(Refusal::State));
    }

    // Another sign-in's code: the verifier of PKCE is another.
    let (mine, theirs) = (provider.begin(BACK, now).await.unwrap(), provider.begin(BACK, now).await.unwrap());
    let (state, _) = browse(&mine, "").await;
    let (_, code) = browse(&theirs, "").await;
    let error =
        provider.finish(mine, Callback { state: &state, code: &code, issuer: None }, now).await.unwrap_err();
    assert_eq!(refusal(&error), Some(Refusal::Code));

    // A code that was used, one that was never given, and what can be none.
    let begun = provider.begin(BACK, now).await.unwrap();
    let kept = serde_json::to_string(&begun).unwrap();
    let (state, code) = browse(&begun, "").await;
    let callback = Callback { state: &state, code: &code, issuer: Some(&issuer) };
    provider.finish(begun, callback, now).await.unwrap();
    for code in [code.as_str(), "never given", "", &"x".repeat(5000)] {
        let again: Begun = serde_json::from_str(&kept).unwrap();
        let callback = Callback { state: &state, code, issuer: None };
        assert_eq!(refusal(&provider.finish(again, callback, now).await.unwrap_err()), Some(Refusal::Code));
    }

    // Another provider's.
    let other = Provider::new(ProviderConfig { name: "other".to_owned(), ..config(&server, "good") }, http());
    let begun = provider.begin(BACK, now).await.unwrap();
    let (state, code) = browse(&begun, "").await;
    let callback = Callback { state: &state, code: &code, issuer: None };
    let error = other.ok().unwrap().finish(begun, callback, now).await.unwrap_err();
    assert_eq!(refusal(&error), Some(Refusal::State));
}

#[tokio::test]
async fn the_time_is_the_one_that_is_handed_in() {
    let Some(server) = server() else { return };
    let provider = provider(&server, "good").await;
    let now = Timestamp::now();
    let later = |seconds: i64| now + SignedDuration::from_secs(seconds);
    // The tokens of the provider hold five minutes from its own clock.
    for (begun_at, finished_at, reason) in [
        (0, 240, None),
        (0, 330, Some(Refusal::Expired)),
        (0, 599, Some(Refusal::Expired)),
        (0, 600, Some(Refusal::TooLate)),
        (-30, -30, None),
        (-120, -120, Some(Refusal::NotYet)),
    ] {
        let begun = provider.begin(BACK, later(begun_at)).await.unwrap();
        assert_eq!(begun.ends(), later(begun_at + 600));
        let (state, code) = browse(&begun, "").await;
        let callback = Callback { state: &state, code: &code, issuer: None };
        let finished = provider.finish(begun, callback, later(finished_at)).await;
        assert_eq!(finished.as_ref().err().and_then(refusal), reason, "{finished_at}");
        assert_eq!(finished.is_ok(), reason.is_none(), "{finished_at}");
    }
}

#[tokio::test]
async fn each_sign_in_has_secrets_of_its_own_and_none_in_the_address_that_prove_it() {
    let Some(server) = server() else { return };
    let provider = provider(&server, "good").await;
    let one = provider.begin(BACK, Timestamp::now()).await.unwrap();
    let two = provider.begin(BACK, Timestamp::now()).await.unwrap();
    let values = |begun: &Begun| serde_json::to_value(begun).unwrap();
    for name in ["state", "nonce", "pkce_verifier"] {
        let text = values(&one)[name].as_str().unwrap().to_owned();
        assert_eq!(text.len(), 43);
        assert_ne!(values(&two)[name], text);
        assert_eq!(one.url().contains(&text), name != "pkce_verifier");
    }
    assert!(!one.url().contains("secret") && one.url().contains("code_challenge_method=S256"));
    assert_eq!(one.provider(), "test");
    assert!(one.url().contains(one.state()));
    for back in ["http://skytally.example.com/callback", "javascript:alert(1)", "/callback", ""] {
        let error = provider.begin(back, Timestamp::now()).await.err();
        assert!(matches!(error, Some(Error::Address { .. })), "{back}");
    }
}

#[tokio::test]
async fn new_keys_are_asked_for_when_a_token_needs_them_and_not_too_often() {
    let Some(server) = server() else { return };
    let provider = provider(&server, "moody").await;
    let start = Timestamp::now();
    let asked = || server.get("/counts")["moody/jwks"].as_i64().unwrap();
    sign_in(&provider, "").await.unwrap();
    assert_eq!(asked(), 1);

    // Keys that are younger than a minute are not asked for again, whatever tokens say.
    server.put("/moody/keys", &json!({}));
    let error = sign_in(&provider, "").await.unwrap_err();
    assert_eq!((refusal(&error), asked()), (Some(Refusal::Signature), 1));

    // The tokens are the provider's, of its own time: only the age of the keys is moved on.
    let at = |seconds: i64| start + SignedDuration::from_secs(seconds);
    let finish = async |now: Timestamp, fault: &str| {
        let begun = provider.begin(BACK, now).await.unwrap();
        let (state, code) = browse(&begun, fault).await;
        provider.finish(begun, Callback { state: &state, code: &code, issuer: None }, now).await
    };
    finish(at(100), "").await.unwrap();
    assert_eq!(asked(), 2);
    // A stranger's tokens make us ask once a minute at most.
    for second in [110, 120, 130, 150] {
        assert_eq!(refusal(&finish(at(second), "unknown key").await.unwrap_err()), Some(Refusal::Signature));
    }
    assert_eq!(asked(), 2);
    assert!(finish(at(170), "unknown key").await.is_err());
    assert_eq!(asked(), 3);
}

#[tokio::test]
async fn what_is_known_is_used_for_a_day_when_the_provider_is_down() {
    let Some(server) = server() else { return };
    let provider = provider(&server, "moody").await;
    let start = Timestamp::now();
    let hours = |hours: i64| start + SignedDuration::from_hours(hours);
    let asked = || server.get("/counts")["moody/.well-known/openid-configuration"].as_i64().unwrap();
    for _ in 0..5 {
        provider.begin(BACK, start).await.unwrap();
    }
    assert_eq!(asked(), 1);
    provider.begin(BACK, hours(2)).await.unwrap();
    assert_eq!(asked(), 2);

    server.put("/state", &json!({"down": true}));
    for _ in 0..5 {
        provider.begin(BACK, hours(4)).await.unwrap();
    }
    assert_eq!(asked(), 3, "a provider that is down is not asked at each sign-in");
    let error = provider.begin(BACK, hours(30)).await.err().unwrap();
    assert_eq!(
        error.to_string(),
        "test could not be asked for its configuration: status 503 Service Unavailable"
    );
    assert!(provider.begin(BACK, hours(30)).await.is_err());
    assert_eq!(asked(), 4);

    // A service starts while its provider is down, and works once that is back.
    let late = Provider::new(config(&server, "moody"), http()).ok().unwrap();
    assert!(late.begin(BACK, start).await.is_err());
    server.put("/state", &json!({"down": false}));
    assert!(late.begin(BACK, start).await.is_err(), "the failure holds for a minute");
    late.begin(BACK, start + SignedDuration::from_secs(60)).await.unwrap();
    provider.begin(BACK, hours(31)).await.unwrap();
}

#[tokio::test]
async fn providers_that_cannot_be_trusted_are_not_used() {
    let Some(server) = server() else { return };
    let timeouts = Timeouts { answer: Duration::from_millis(500), ..Timeouts::default() };
    let quick = Http::new(reqwest::Client::builder().no_proxy(), timeouts).unwrap();
    let table = [
        ("liar", "unexpected issuer"),
        ("clear-token", "neither https:// nor on the loopback"),
        ("clear-keys", "neither https:// nor http://"),
        ("clear-user", "neither https:// nor on the loopback"),
        ("metadata", "neither https:// nor http://"),
        ("no-tokens", "names no address for tokens"),
        ("elsewhere", "redirects"),
        ("big", "more than 256 KiB"),
        ("endless", "more than 256 KiB"),
        ("silent", "no answer in time"),
        ("broken", "EOF"),
        ("page", "status 200 OK"),
    ];
    for (issuer, cause) in table {
        let http = if issuer == "silent" { quick.clone() } else { http() };
        let error = Provider::discover(config(&server, issuer), &http, Timestamp::now()).await.err();
        let text = error.unwrap_or_else(|| panic!("{issuer} is taken")).to_string();
        assert!(text.contains(cause), "{issuer}: {text}");
        assert!(!text.contains(SECRET) && !text.contains("secret-looking-text"), "{text}");
    }
}

#[tokio::test]
async fn settings_that_would_send_secrets_in_the_clear_are_refused() {
    let good = || ProviderConfig {
        name: "test".to_owned(),
        issuer: "https://login.example.com/realm".to_owned(),
        client_id: "skytally".to_owned(),
        client_secret: ClientSecret::from(SECRET.to_owned()),
        scopes: Vec::new(),
    };
    assert_eq!(Provider::new(good(), http()).ok().unwrap().name(), "test");
    for issuer in [
        "",
        "login.example.com",
        "http://login.example.com",
        "http://10.0.0.1/",
        "ftp://localhost/",
        "https://me:secret@login.example.com",
        "https://login.example.com/?a=b",
    ] {
        let config = ProviderConfig { issuer: issuer.to_owned(), ..good() };
        assert!(matches!(Provider::new(config, http()), Err(Error::Setup { .. })), "{issuer}");
    }
    let empty = ClientSecret::from(String::new());
    assert!(Provider::new(ProviderConfig { client_secret: empty, ..good() }, http()).is_err());
    assert!(Provider::new(ProviderConfig { client_id: String::new(), ..good() }, http()).is_err());

    let read: ProviderConfig = serde_json::from_value(json!({
        "name": "test", "issuer": "https://login.example.com", "client_id": "a", "client_secret": "b"
    }))
    .unwrap();
    assert_eq!(read.scopes, ["email", "profile"]);
}

#[tokio::test]
async fn a_wrong_client_secret_is_said_without_the_secret() {
    let Some(server) = server() else { return };
    let wrong = ClientSecret::from("not the secret".to_owned());
    let config = ProviderConfig { client_secret: wrong, ..config(&server, "good") };
    let provider = Provider::discover(config, &http(), Timestamp::now()).await.ok().unwrap();
    let error = sign_in(&provider, "").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "sign-in with test is set up wrongly: it does not give us tokens: invalid_client"
    );
}
