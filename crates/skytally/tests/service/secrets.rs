//! What is secret is nowhere in the clear: not in the data folder, not in the log at its most talkative, not in an answer.

mod data;

use data::{Planted, plain_forms};
use serde_json::json;
use skytally_testkit::{Postgres, Server};

use crate::kit::{Client, Key, PASSWORD, Service, Setup, operations, until};
use crate::rights::escape;

/// Secrets that people sent, or that they were shown once.
async fn plant(service: &Service, planted: &mut Planted) -> (Client, String) {
    let anonymous = service.anonymous();
    planted.add("a password", PASSWORD);
    let ann = service.person("ann").await;
    planted.add("the token of a mail", &service.mailed(&ann.email, "confirm").await);
    let Key::Cookie(cookie) = &ann.client.key else { panic!("no cookie") };
    planted.add("a session", cookie.split_once('=').unwrap().1);
    let workspace = ann.client.post("/workspaces", &json!({ "name": "Ann's" })).await.must(201).str("id");
    let of = format!("/workspaces/{workspace}");
    // Passwords that are wrong, of people who may have mistyped the right one, and of nobody.
    for (email, password) in
        [(ann.email.as_str(), "mistyped-PLANTED-horse-1"), ("nobody@example.com", "unknown-PLANTED-horse-2")]
    {
        planted.add("a wrong password", password);
        anonymous.post("/sign-in", &json!({ "email": email, "password": password })).await.must(401);
    }
    // In the wrong fields, too long, of the wrong type.
    let astray = "astray-PLANTED-horse-3";
    planted.add("a password in the wrong field", astray);
    anonymous.post("/sign-in", &json!({ "email": ann.email, "password": [astray] })).await.must(422);
    anonymous
        .post("/sign-in", &json!({ "email": ann.email, "passwort": astray, "password": astray }))
        .await
        .must(422);
    anonymous.post("/verify-email", &json!({ "token": astray })).await.must(410);
    anonymous.raw("POST", "/sign-in", format!("{{\"password\": \"{astray}").into_bytes()).await.must(400);
    ann.client.with(Key::Token(format!("skt_{astray}"))).get("/me").await.must(401);
    ann.client.with(Key::Cookie(format!("skytally={astray}"))).get("/me").await.must(401);
    // API tokens, with and without a key for repeating.
    let body = json!({ "name": "machine", "scopes": ["manage"] });
    let request =
        ann.client.request("POST", "/me/tokens").header("idempotency-key", "planted").body(body.to_string());
    let made = ann.client.send(request.header("content-type", "application/json")).await.must(201);
    planted.add("an API token", &made.str("token"));
    let machine = ann.client.with(Key::Token(made.str("token")));
    machine.get("/fleet").await.must(200);
    // AWS keys: one that is taken, one that is refused, one in the wrong form.
    let accounts = format!("{of}/accounts");
    let settings = json!({ "every_minutes": 1440, "regions": ["us-east-1"], "services": ["iam"] });
    let taken = "wJalrXUtnFEMIplantedTAKENbPxRfiCYEXAMPLE";
    planted.add("the secret of an AWS key", taken);
    let access = |secret: &str| json!({ "by": "key", "access_key_id": "AKIADEMOEXAMPLE00000", "secret_access_key": secret });
    let link = json!({ "access": access(taken), "settings": settings });
    let account = machine.post(&accounts, &link).await.must(201).str("id");
    for secret in ["wJalrXUtnFEMI planted REFUSED", "wJalrXUtnFEMIplantedNEWLINEbPxRfiCYEXAMP\n"] {
        planted.add("the secret of an AWS key that was refused", secret.trim());
        machine.post(&accounts, &json!({ "access": access(secret) })).await.must(422);
    }
    let list = json!({ "by": "key", "access_key_id": "AKIADEMOEXAMPLE00000", "secret_access_key": [taken] });
    machine.post(&accounts, &json!({ "access": list })).await.must(422);
    machine
        .post(&format!("{accounts}/{account}/relink"), &json!({ "access": access(taken) }))
        .await
        .must(200);
    machine.ask("POST", &format!("{accounts}/{account}/test"), None).await.must(200);
    until("a generation", async || {
        let account = machine.get(&format!("{accounts}/{account}")).await.must(200).json();
        (account["generation"].as_i64() > Some(0)).then_some(())
    })
    .await;
    // One-time codes.
    let proof = json!({ "password": PASSWORD });
    let totp = ann.client.post("/me/totp", &proof).await.must(200).str("secret");
    let secret: String = totp.chars().filter(char::is_ascii_alphanumeric).collect();
    planted.add("the secret of one-time codes", &secret);
    planted.bytes("the bytes of the secret of one-time codes", &data::base32(&secret));
    ann.client.post("/me/totp/confirm", &json!({ "code": "000000" })).await.must(422);
    let code = data::totp(&secret, jiff::Timestamp::now());
    let codes = ann.client.post("/me/totp/confirm", &json!({ "code": code })).await.must(200).json();
    for code in codes["recovery_codes"].as_array().unwrap() {
        planted.add("a recovery code", code.as_str().unwrap());
    }
    // A link that was never used.
    anonymous.post("/password/forgot", &json!({ "email": ann.email })).await.must(202);
    planted.add("the token of another mail", &service.mailed(&ann.email, "choose-a-new-password").await);
    (ann.client, workspace)
}

async fn nowhere(setup: &Setup<'_>) {
    let Some(python) = skytally_testkit::python() else { return };
    let emulator = Server::emulator(&python);
    let trace = [("SKYTALLY_LOG__FILTER", "trace".to_owned())];
    let service = Service::start(&Setup { emulator: Some(emulator.url()), more: &trace, ..*setup });
    let mut planted = Planted::default();
    let (owner, workspace) = plant(&service, &mut planted).await;
    let key = std::fs::read_to_string(service.folder().join("vault.key")).unwrap();
    planted.add("the vault's key", data::longest_word(&key));

    // Everything that can be read is read, export and all.
    let before = service.answers().len();
    let mut read = 0;
    for operation in operations().iter().filter(|operation| operation.is_safe()) {
        let path = operation.path.replace("{workspace}", &workspace);
        if !path.contains('{') {
            owner.get(&path).await;
            read += 1;
        }
    }
    let q = escape(PASSWORD);
    owner.get(&format!("/workspaces/{workspace}/resources?q={q}&nothing={q}")).await.must(400);
    assert!(read > 15, "{read} operations are too few");
    let mut found = Vec::new();
    for answer in &service.answers()[before..] {
        found.extend(planted.search("an answer", answer.as_bytes(), &[]));
    }
    // What is shown once, or set as a cookie, was shown once.
    let mut shown: Vec<&'static str> = Vec::new();
    for answer in &service.answers()[..before] {
        for (what, _) in planted.search("an answer", answer.as_bytes(), &[]) {
            shown.push(what);
        }
    }
    shown.sort_unstable();
    shown.dedup();
    let once = ["a recovery code", "a session", "an API token", "the secret of one-time codes"];
    assert_eq!(shown, once, "what the answers showed");

    let log = service.log();
    assert!(log.contains("\"TRACE\"") && log.lines().count() > 500, "the log is not at trace");
    found.extend(planted.search("the log", log.as_bytes(), &[]));
    let mut files = 0;
    for (path, bytes) in data::files(service.folder()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        // Mails hold their own tokens, and the key file the key: that is what they are for.
        let own: &[&str] = match () {
            () if name.ends_with(".eml") => &["the token of a mail", "the token of another mail"],
            () if name == "vault.key" => &["the vault's key"],
            () => &[],
        };
        found.extend(planted.search(&name, &bytes, own));
        files += 1;
    }
    assert!(files >= 4, "{files} files are too few");
    if let Some(rows) = service.dump() {
        assert!(rows.contains("ann@example.com"), "the dump is empty");
        found.extend(planted.search("the database", rows.as_bytes(), &[]));
    }
    assert!(found.is_empty(), "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_are_nowhere_in_the_clear_on_sqlite() {
    nowhere(&Setup::default()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_are_nowhere_in_the_clear_on_postgresql() {
    if Postgres::there() {
        nowhere(&Setup { postgres: true, ..Setup::default() }).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_of_the_settings_are_in_no_log_when_what_they_open_fails() {
    let (smtp, oidc, otlp) = ("smtp-PLANTED-pass+word/4", "oidc-PLANTED-secret-5", "otlp-PLANTED-header-6");
    let more = [
        ("SKYTALLY_MAIL__TRANSPORT", "smtp".to_owned()),
        ("SKYTALLY_MAIL__FROM", "Skytally <skytally@example.com>".to_owned()),
        // Nobody listens there.
        ("SKYTALLY_MAIL__SMTP__HOST", "127.0.0.1".to_owned()),
        ("SKYTALLY_MAIL__SMTP__PORT", "9".to_owned()),
        ("SKYTALLY_MAIL__SMTP__TLS", "none".to_owned()),
        ("SKYTALLY_MAIL__SMTP__USER", "skytally".to_owned()),
        ("SKYTALLY_MAIL__SMTP__PASSWORD", smtp.to_owned()),
        ("SKYTALLY_PEOPLE__OIDC__TEST__ISSUER", "http://127.0.0.1:9".to_owned()),
        ("SKYTALLY_PEOPLE__OIDC__TEST__CLIENT_ID", "skytally".to_owned()),
        ("SKYTALLY_PEOPLE__OIDC__TEST__CLIENT_SECRET", oidc.to_owned()),
        ("SKYTALLY_TELEMETRY__OTLP_ENDPOINT", "http://127.0.0.1:9".to_owned()),
        ("SKYTALLY_TELEMETRY__OTLP_HEADERS", format!("authorization={otlp}")),
        ("SKYTALLY_LOG__FILTER", "trace".to_owned()),
    ];
    let service = Service::start(&Setup { more: &more, ..Setup::default() });
    let mut planted = Planted::default();
    for (what, secret) in
        [("the mail server's password", smtp), ("the client secret", oidc), ("the header", otlp)]
    {
        planted.add(what, secret);
    }
    let anonymous = service.anonymous();
    let body = json!({ "email": "ann@example.com", "name": "Ann", "password": PASSWORD });
    anonymous.post("/sign-up", &body).await.must(202);
    anonymous.get("/oidc/test/start").await.must(401);
    until("a mail that could not be sent", async || {
        service.log().lines().any(|line| line.contains("\"WARN\"") && line.contains("mail")).then_some(())
    })
    .await;
    let mut found = planted.search("the log", service.log().as_bytes(), &[]);
    for (path, bytes) in data::files(service.folder()) {
        found.extend(planted.search(&path.to_string_lossy(), &bytes, &[]));
    }
    for answer in service.answers() {
        found.extend(planted.search("an answer", answer.as_bytes(), &[]));
    }
    assert!(found.is_empty(), "{found:?}");
    assert!(plain_forms(smtp.as_bytes()).len() > 5);
}
