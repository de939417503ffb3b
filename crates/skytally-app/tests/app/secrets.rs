//! A secret that people give stands nowhere but sealed: no file, no log, no error, no answer, no mail has it.

use std::path::Path;

use skytally_app::accounts::AccessForm;
use skytally_app::{FindingFilter, Secret};
use skytally_vault::Place;
use tokio_stream::StreamExt as _;

use crate::kit::aws::{Cloud, emulator, secrets_in};
use crate::kit::people::{PASSWORD, password};
use crate::kit::trace::Listener;
use crate::kit::{Wish, World, days, home, mins};

everywhere!(a_planted_secret_appears_nowhere, what_secrets_manager_keeps_goes_with_its_account,);

/// The forms in which a text may stand somewhere.
fn forms(secret: &str) -> Vec<Vec<u8>> {
    let hex = data_encoding::HEXLOWER.encode(secret.as_bytes());
    let base64 = data_encoding::BASE64.encode(secret.as_bytes());
    let wide: Vec<u8> = secret.bytes().flat_map(|byte| [byte, 0]).collect();
    let json = serde_json::to_string(secret).unwrap();
    let numbers = format!("{:?}", secret.as_bytes());
    let percent: String = secret
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    // Without its ends: within a longer text they come out otherwise.
    let base64 = base64[..base64.len() - 6].to_owned();
    let mut forms: Vec<Vec<u8>> =
        [hex.clone(), hex.to_uppercase(), base64, json.trim_matches('"').to_owned(), numbers, percent]
            .map(String::into_bytes)
            .into();
    forms.push(wide);
    forms.push(secret.as_bytes().to_vec());
    forms
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    forms(secret).iter().any(|form| bytes.windows(form.len()).any(|window| window == form))
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

async fn a_planted_secret_appears_nowhere(wish: Wish) {
    let Some(server) = emulator() else { return };
    let ear = Listener::new();
    let is_file = !wish.postgres;
    let world = World::of(wish.with_aws(server.url(), &["ec2.sg-open-admin"])).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Bakery").await.id;
    let cloud = Cloud::new(server);
    cloud.open_group("admin", 22);
    let (id, secret) = cloud.user("reader");
    assert!(secret.len() > 30);
    let mut said = Vec::new();

    // What fails with it: refused, not understood, throttled; another account's; another form.
    for kind in ["deny", "malformed", "expire"] {
        let fault = cloud.fault(kind, "sts:GetCallerIdentity");
        let error = world.link_key(&ann.caller, workspace, (&id, &secret)).await.unwrap_err();
        said.push(format!("{error} {error:?}"));
        drop(fault);
    }
    for (id, secret) in
        [("SHORT", secret.clone()), (id.as_str(), format!("{secret} ")), (&secret, id.clone())]
    {
        let error = world.link_key(&ann.caller, workspace, (id, &secret)).await.unwrap_err();
        said.push(format!("{error} {error:?}"));
    }
    let account = world.link_key(&ann.caller, workspace, (&id, &secret)).await.unwrap();
    said.push(format!("{account:?}"));
    let error = world.link_key(&ann.caller, workspace, (&id, &secret)).await.unwrap_err();
    said.push(format!("{error} {error:?}"));
    let other = Cloud::new(server).user("other");
    let foreign = AccessForm::Key { id: other.0, secret: Secret::from(other.1.clone()) };
    let error = world.app.relink_account(&ann.caller, workspace, account.id, foreign).await.unwrap_err();
    said.push(format!("{error} {error:?}"));

    // What uses it.
    world.collect().await;
    let fault = cloud.fault("deny", "sts:GetCallerIdentity");
    world.pass(mins(30));
    world.collect().await;
    drop(fault);
    world.pass(mins(30));
    world.collect().await;
    let shown = world.app.account(&ann.caller, workspace, account.id).await.unwrap();
    said.push(format!("{shown:?}"));
    let found = world.app.finding_counts(&ann.caller, workspace, &FindingFilter::default()).await.unwrap();
    said.push(format!("{found:?}"));
    let trail = world.app.audit(&ann.caller, workspace, None, 500).await.unwrap();
    said.push(format!("{trail:?}"));

    // Other secrets: passwords, codes, sessions, tokens. Each once used.
    let setup =
        world.app.start_totp(&ann.caller, Some(password(PASSWORD))).await.unwrap_or_else(|e| panic!("{e}"));
    let recovery = world.app.confirm_totp(&ann.caller, &world.code(&setup.secret)).await.unwrap();
    world.session(&ann.email, Some(&recovery[0])).await;
    let scopes = "manage".parse().unwrap();
    let (_, token) = world
        .app
        .create_token(&ann.caller, "ci", &scopes, None, None)
        .await
        .unwrap_or_else(|e| panic!("{e}"));
    world.app.by_token(token.expose(), None, home()).await.unwrap().unwrap();
    world.app.forgot_password(&home(), &ann.email).await.unwrap();
    let link = world.token(&ann.email, "Choose a new password").await;
    world.pass(days(1));
    world.app.cut_history().await.unwrap();

    let mut export = world.app.export_stream(ann.caller.clone(), workspace).await.unwrap();
    let mut lines = 0;
    while let Some(line) = export.next().await {
        said.push(line.unwrap());
        lines += 1;
    }
    assert!(lines > 20, "{lines}");
    said.push(serde_json::to_string(&world.dump().await).unwrap());
    if is_file {
        world.store.backup(&world.folder().join("backup.db")).await.unwrap();
    }
    let heard = ear.heard();
    assert!(
        heard.contains("an account was collected") && heard.contains(" TRACE ") || heard.contains("TRACE"),
        "deaf"
    );
    assert!(heard.len() > 10_000);
    said.push(heard);

    let secrets =
        [&secret, &other.1, PASSWORD, &setup.secret, &recovery[0], &recovery[1], token.expose(), &ann.cookie];
    let files = files(world.folder());
    if is_file {
        let has = |name: &str| files.iter().any(|(path, bytes)| path.ends_with(name) && !bytes.is_empty());
        assert!(has("skytally.db") && has("skytally.db-wal") && has("backup.db") && has(".eml"), "{files:?}");
    }
    for secret in secrets {
        for (path, bytes) in &files {
            assert!(!holds(bytes, secret), "{path} holds a secret");
        }
        for text in &said {
            let at = text.find(secret).unwrap_or_default();
            assert!(
                !holds(text.as_bytes(), secret),
                "said: {}",
                text[at.saturating_sub(200)..].chars().take(400).collect::<String>()
            );
        }
    }
    // The link of a mail is in the mail, and nowhere else.
    for (path, bytes) in &files {
        assert!(path.ends_with(".eml") || !holds(bytes, &link), "{path} holds a link");
    }
    assert!(said.iter().all(|text| !holds(text.as_bytes(), &link)));
}

async fn what_secrets_manager_keeps_goes_with_its_account(wish: Wish) {
    let Some(server) = emulator() else { return };
    let prefix = format!("skytally-{}", uuid::Uuid::new_v4());
    let reach = crate::kit::aws::reach(Some(server.url())).await;
    let own = skytally_app::cloud::Access::Key { id: crate::kit::aws::emulator::OWN, secret: "demo" };
    let region: skytally_model::Region = "eu-central-1".parse().unwrap();
    let client = reach.client(own, Some(region.clone())).await.unwrap_or_else(|e| panic!("{e}"));
    let sealed =
        Place::SecretsManager { client: std::sync::Arc::new(client), region, prefix: prefix.clone() };
    let world = World::of(Wish { sealed, ..wish.with_aws(server.url(), &[]) }).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Bakery").await.id;
    let (cloud, other) = (Cloud::new(server), Cloud::new(server));
    let (key, second, third) = (cloud.user("one"), cloud.user("two"), other.user("three"));
    let linked = world.link_key(&ann.caller, workspace, (&key.0, &key.1)).await.unwrap();
    assert_eq!(secrets_in(server, &prefix).len(), 1);
    // An account that cannot be linked leaves nothing behind.
    world.link_key(&ann.caller, workspace, (&second.0, &second.1)).await.unwrap_err();
    assert_eq!(secrets_in(server, &prefix).len(), 1);
    world.collect().await;
    let form = AccessForm::Key { id: second.0.clone(), secret: Secret::from(second.1.clone()) };
    world.app.relink_account(&ann.caller, workspace, linked.id, form).await.unwrap();
    assert_eq!(secrets_in(server, &prefix).len(), 1, "the new one took the place of the old one");
    // Nor does a re-link that fails take the secret away that is in use.
    let form = AccessForm::Key { id: third.0.clone(), secret: Secret::from(third.1.clone()) };
    world.app.relink_account(&ann.caller, workspace, linked.id, form).await.unwrap_err();
    world.pass(mins(30));
    world.collect().await;
    let (account, _) = world.app.account(&ann.caller, workspace, linked.id).await.unwrap();
    assert_eq!((account.generation, account.failures), (2, 0), "its secret was lost");

    world.link_key(&ann.caller, workspace, (&third.0, &third.1)).await.unwrap();
    assert_eq!(secrets_in(server, &prefix).len(), 2);
    world.app.unlink_account(&ann.caller, workspace, linked.id).await.unwrap();
    assert_eq!(secrets_in(server, &prefix).len(), 1);
    world.app.delete_workspace(&ann.caller, workspace, "Bakery").await.unwrap();
    assert_eq!(secrets_in(server, &prefix), Vec::<String>::new());
}
