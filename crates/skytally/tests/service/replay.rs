//! What is good once is good once: links of mails, invitations, states of identity providers, idempotency keys.

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};
use skytally_testkit::Postgres;

use crate::kit::{Answer, Client, Key, NOBODY, PASSWORD, Service, Setup};

const NEW_PASSWORD: &str = "another-Long-horse-battery-8";

async fn links(service: &Service) {
    let anonymous = service.anonymous();
    // Verification: another mail ends the token of the first one or leaves it; each works once at most.
    let email = "ann@example.com";
    let body = json!({ "email": email, "name": "Ann", "password": PASSWORD });
    anonymous.post("/sign-up", &body).await.must(202);
    let token = json!({ "token": service.mailed(email, "confirm").await });
    let sign_in = json!({ "email": email, "password": PASSWORD });
    anonymous.post("/sign-in", &sign_in).await.refused(403, "email-not-verified");
    // A token of one kind opens no other door.
    let reset = |token: &Value| json!({ "token": token["token"], "password": NEW_PASSWORD });
    anonymous.post("/password/reset", &reset(&token)).await.refused(410, "link-used");
    anonymous.post("/invitations/look", &token).await.refused(410, "link-used");
    anonymous.post("/verify-email", &token).await.must(204);
    anonymous.post("/verify-email", &token).await.refused(410, "link-used");
    let ann = service.signed_in(email).await;
    // The same answer for an address that is known, and nothing is overwritten.
    let again = json!({ "email": email, "name": "Eve", "password": NEW_PASSWORD });
    anonymous.post("/sign-up", &again).await.must(202);
    assert_eq!(ann.client.get("/me").await.must(200).str("name"), "Ann");
    anonymous
        .post("/sign-in", &json!({ "email": email, "password": NEW_PASSWORD }))
        .await
        .refused(401, "sign-in-failed");
    // Reset: once, and everything that was signed in ends.
    let (_, machine) = ann.token(&["read"], None).await;
    anonymous.post("/password/forgot", &json!({ "email": email })).await.must(202);
    let token = json!({ "token": service.mailed(email, "choose-a-new-password").await });
    anonymous.post("/verify-email", &token).await.refused(410, "link-used");
    let weak = json!({ "token": token["token"], "password": "password1234" });
    anonymous.post("/password/reset", &weak).await.refused(422, "weak-password");
    anonymous.post("/password/reset", &reset(&token)).await.must(204);
    anonymous.post("/password/reset", &reset(&token)).await.refused(410, "link-used");
    for client in [&ann.client, &machine] {
        client.get("/me").await.refused(401, "unauthenticated");
    }
    anonymous.post("/sign-in", &sign_in).await.refused(401, "sign-in-failed");
    anonymous.post("/sign-in", &json!({ "email": email, "password": NEW_PASSWORD })).await.must(200);
}

async fn invitations(service: &Service) {
    let (ben, eve, dan) =
        (service.person("ben").await, service.person("eve").await, service.person("dan").await);
    let workspace = ben.client.post("/workspaces", &json!({ "name": "Ben's" })).await.must(201).str("id");
    let of = format!("/workspaces/{workspace}");
    let invite = json!({ "email": dan.email, "role": "analyst" });
    let id = ben.client.post(&format!("{of}/invitations"), &invite).await.must(201).str("id");
    let token = json!({ "token": service.mailed(&dan.email, "ben-invites").await });
    let look = service.anonymous().post("/invitations/look", &token).await.must(200);
    assert_eq!((look.str("email"), look.str("role")), (dan.email.clone(), "analyst".to_owned()));
    // Only whom it was sent to.
    eve.client.post("/invitations/accept", &token).await.refused(410, "link-used");
    assert_eq!(dan.client.post("/invitations/accept", &token).await.must(200).str("role"), "analyst");
    dan.client.post("/invitations/accept", &token).await.refused(410, "link-used");
    service.anonymous().post("/invitations/look", &token).await.refused(410, "link-used");
    ben.client.ask("DELETE", &format!("{of}/invitations/{id}"), None).await.refused(404, "not-found");
    // One that was taken back.
    let invite = json!({ "email": eve.email, "role": "viewer" });
    let id = ben.client.post(&format!("{of}/invitations"), &invite).await.must(201).str("id");
    let token = json!({ "token": service.mailed(&eve.email, "ben-invites").await });
    ben.client.ask("DELETE", &format!("{of}/invitations/{id}"), None).await.must(204);
    eve.client.post("/invitations/accept", &token).await.refused(410, "link-used");
    eve.client.get(&of).await.refused(404, "not-found");
}

async fn keyed(client: &Client, path: &str, key: &str, body: &Value) -> Answer {
    let request = client.request("POST", path).header("idempotency-key", key);
    client.send(request.header(CONTENT_TYPE, "application/json").body(body.to_string())).await
}

async fn idempotency(service: &Service) {
    let (fay, gil) = (service.person("fay").await, service.person("gil").await);
    let first = json!({ "name": "Once" });
    let made = keyed(&fay.client, "/workspaces", "key-1", &first).await.must(201);
    assert_eq!(made.header("idempotency-replayed"), "");
    let again = keyed(&fay.client, "/workspaces", "key-1", &first).await.must(201);
    assert_eq!((again.header("idempotency-replayed"), &again.body), ("true", &made.body));
    // Another body, or another path, is another request.
    keyed(&fay.client, "/workspaces", "key-1", &json!({ "name": "Twice" })).await.refused(422, "key-reused");
    let token = json!({ "name": "Once", "scopes": ["read"] });
    keyed(&fay.client, "/me/tokens", "key-1", &token).await.refused(422, "key-reused");
    // Somebody else's key is another key, and so is that of a machine.
    let other = keyed(&gil.client, "/workspaces", "key-1", &first).await.must(201);
    assert_ne!(other.body, made.body);
    let (_, machine) = fay.token(&["manage"], None).await;
    let own = keyed(&machine, "/workspaces", "key-1", &first).await.must(201);
    assert_ne!(own.body, made.body);
    // What is shown once is shown again to whoever repeats the call, and nothing is made twice.
    let made = keyed(&fay.client, "/me/tokens", "key-2", &token).await.must(201);
    let again = keyed(&fay.client, "/me/tokens", "key-2", &token).await.must(201);
    assert_eq!(again.body, made.body);
    let tokens = fay.client.get("/me/tokens").await.must(200).json();
    assert_eq!(tokens["items"].as_array().unwrap().len(), 2, "{tokens}");
    // What was refused leaves the key free.
    let bad = json!({ "name": "Once", "retention_days": 1 });
    keyed(&fay.client, "/workspaces", "key-3", &bad).await.refused(422, "bad-value");
    keyed(&fay.client, "/workspaces", "key-3", &first).await.must(201);
    for bad in ["with space", &"k".repeat(129), "\"\""] {
        keyed(&fay.client, "/workspaces", bad, &first).await.refused(400, "bad-header");
    }
    let twice = fay
        .client
        .request("POST", "/workspaces")
        .header("idempotency-key", "a")
        .header("idempotency-key", "b");
    let twice = twice.header(CONTENT_TYPE, "application/json").body(first.to_string());
    fay.client.send(twice).await.refused(400, "bad-header");
    // Ten at once make one.
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let (client, body) = (fay.client.clone(), json!({ "name": "Ten at once" }));
        calls.spawn(async move { keyed(&client, "/workspaces", "key-4", &body).await });
    }
    for answer in calls.join_all().await {
        assert!(answer.status == 201 || answer.code() == "in-progress", "{}", answer.say());
    }
    let fleet = fay.client.get("/fleet").await.must(200).json();
    let named = |item: &&Value| item["workspace"]["name"] == "Ten at once";
    assert_eq!(fleet["items"].as_array().unwrap().iter().filter(named).count(), 1, "{fleet}");
}

async fn providers(service: &Service) {
    let anonymous = service.anonymous();
    assert_eq!(anonymous.get("/oidc").await.must(200).json()["providers"], json!(["test"]));
    // States that nobody began, with and without the cookie that would bind them.
    let callback = "/oidc/test/callback?state=made-up&code=1";
    // The browser of a person stands before it: it is sent to a page that tells them.
    let sent = async |client: &Client, path: &str, problem: &str, detail: &str| {
        let answer = client.get(path).await.must(303);
        assert_eq!(answer.header("set-cookie"), "", "{path}");
        assert!(answer.body.is_empty(), "{path}");
        let place = answer.header("location");
        let told = place.strip_prefix(&format!("/sign-in?problem={problem}&detail=")).unwrap_or_default();
        assert!(told.contains(detail), "{path}: {place}");
        assert!(
            told.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+%-._*".contains(&byte)),
            "{place}"
        );
    };
    sent(&anonymous, callback, "sign-in-failed", "not+begun+in+this+browser").await;
    let bound = anonymous.with(Key::Cookie("skytally-flow=made-up".to_owned()));
    sent(&bound, callback, "sign-in-failed", "not+begun+in+this+browser").await;
    let refused = "/oidc/test/callback?error=access_denied";
    sent(&anonymous, refused, "sign-in-failed", "test+refused+the+sign-in+%28access_denied%29").await;
    sent(&anonymous, "/oidc/test/callback?state=x", "bad-query", "lacks+state+or+code").await;
    sent(&anonymous, "/oidc/test/callback?error=%3Cscript%3E", "sign-in-failed", "%3Cscript%3E").await;
    sent(&anonymous, "/oidc/test/callback?error=a&error=b", "bad-query", "error").await;
    let nowhere = format!("/oidc/{NOBODY}/callback?state=x&code=y");
    sent(&anonymous, &nowhere, "not-found", "no+such+identity+provider").await;
}

async fn once(setup: &Setup<'_>) {
    let issuer = [
        ("SKYTALLY_PEOPLE__OIDC__TEST__ISSUER", "http://127.0.0.1:9".to_owned()),
        ("SKYTALLY_PEOPLE__OIDC__TEST__CLIENT_ID", "skytally".to_owned()),
        ("SKYTALLY_PEOPLE__OIDC__TEST__CLIENT_SECRET", "secret".to_owned()),
    ];
    let service = Service::start(&Setup { more: &issuer, ..*setup });
    links(&service).await;
    invitations(&service).await;
    idempotency(&service).await;
    providers(&service).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_good_once_is_good_once_on_sqlite() {
    once(&Setup::default()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_good_once_is_good_once_on_postgresql() {
    if Postgres::there() {
        once(&Setup { postgres: true, ..Setup::default() }).await;
    }
}
