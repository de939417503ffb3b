//! KMS as the key and Secrets Manager as the place, against the demo's emulator.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

mod common;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use common::{Folder, account, now, said};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};
use skytally_aws::{Client, RetryPolicy, Setup};
use skytally_catalog::Catalog;
use skytally_testkit::{Server, python};
use skytally_vault::{Keys, Place, Sealed, Secret, Vault, VaultError};

const KEY: &str = "AKIADEMOEXAMPLE00000";
const PLANTED: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const CHILD: &str = "SKYTALLY_TEST_AWS";

/// The emulator, and a client of it that looks at a region of its own.
struct Aws<'s> {
    server: &'s Server,
    client: Arc<Client>,
    region: &'static str,
}

/// One emulator for all, for its start takes longer than the rest. The client takes its keys from the environment as any
/// program does, so this test is run again, in a process whose environment has the emulator's keys and nothing else of AWS.
#[test]
fn against_the_emulator() {
    let Some(python) = python() else { return };
    if std::env::var_os(CHILD).is_none() {
        let mut child = Command::new(std::env::current_exe().unwrap());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
            child.env_remove(name);
        }
        child.args(["against_the_emulator", "--exact"]).env(CHILD, "1");
        child.env("AWS_ACCESS_KEY_ID", KEY).env("AWS_SECRET_ACCESS_KEY", "demo");
        child.env("AWS_CONFIG_FILE", "/dev/null").env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        let output = child.env("AWS_EC2_METADATA_DISABLED", "true").output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
        assert!(text.contains("1 passed"), "{text}");
        return;
    }
    let server = Server::emulator(&python);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        kms_wraps_the_data_keys_bound_to_the_context(aws(&server, "eu-central-1").await).await;
        an_alias_that_moves_rotates_the_key(aws(&server, "eu-west-1").await).await;
        what_a_key_file_sealed_can_be_led_to_kms(aws(&server, "eu-west-2").await).await;
        secrets_manager_keeps_what_is_sealed_already(aws(&server, "eu-west-3").await).await;
        only_its_own_entries_are_touched_and_inline_ones_move_in(aws(&server, "us-east-1").await).await;
        what_kms_refuses_is_said_with_its_reason_and_nothing_else(aws(&server, "us-east-2").await).await;
    });
}

async fn aws<'s>(server: &'s Server, region: &'static str) -> Aws<'s> {
    let retry = RetryPolicy { attempts: 2, base: Duration::from_millis(1), ..RetryPolicy::default() };
    let endpoint_url = Some(server.url().to_owned());
    let setup = Setup { region: region.parse().ok(), endpoint_url, retry, ..Setup::default() };
    let client = setup.client(Arc::new(Catalog::embedded().unwrap())).await.unwrap();
    Aws { server, client: Arc::new(client), region }
}

impl Aws<'_> {
    /// A call as an administrator would make it, past the client that is under test. The emulator asks for no signature.
    fn admin(&self, service: &str, operation: &str, params: &Value) -> Result<Value, String> {
        let target = if service == "kms" { "TrentService" } else { service };
        let (address, body) = (self.server.url().trim_start_matches("http://"), params.to_string());
        let head = format!(
            "POST / HTTP/1.0\r\nHost: {address}\r\nContent-Type: application/x-amz-json-1.1\r\n\
             X-Amz-Target: {target}.{operation}\r\nContent-Length: {}\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential={KEY}/20260115/{}/{service}/aws4_request, \
             SignedHeaders=host, Signature=0\r\n\r\n",
            body.len(),
            self.region
        );
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all((head + &body).as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        if head.split(' ').nth(1) == Some("200") {
            return Ok(serde_json::from_str(body).unwrap_or(Value::Null));
        }
        Err(answer)
    }

    fn make_key(&self) -> String {
        let made = self.admin("kms", "CreateKey", &json!({})).unwrap();
        made["KeyMetadata"]["Arn"].as_str().unwrap().to_owned()
    }

    fn kms(&self, key_id: &str) -> Keys {
        Keys::Kms {
            key_id: key_id.to_owned(),
            client: Arc::clone(&self.client),
            region: self.region.parse().unwrap(),
        }
    }

    fn place(&self, prefix: &str) -> Place {
        let client = Arc::clone(&self.client);
        Place::SecretsManager { client, region: self.region.parse().unwrap(), prefix: prefix.to_owned() }
    }

    async fn vault(&self, key_id: &str) -> Vault {
        Vault::open(self.kms(key_id), Place::Inline, false, now()).await.unwrap()
    }

    /// Calls of KMS or Secrets Manager so far, by operation.
    fn calls(&self, operation: &str) -> u64 {
        let all = self.server.get("/_demo/calls");
        let rows = all["calls"].as_array().unwrap().iter();
        let rows = rows.filter(|row| row["operation"] == operation && row["region"] == self.region);
        rows.map(|row| row["count"].as_u64().unwrap()).sum()
    }
}

fn planted() -> Secret {
    Secret::from(PLANTED.to_owned())
}

async fn opened(vault: &Vault, sealed: &Sealed) -> String {
    let secret = vault.unseal(&account(1, 1), sealed).await.unwrap_or_else(|error| panic!("{error}"));
    secret.expose_text().unwrap().to_owned()
}

/// The parts of a sealed text, as bytes where they are base64.
fn bytes(sealed: &Sealed, part: usize) -> Vec<u8> {
    BASE64URL_NOPAD.decode(sealed.as_str().split('.').nth(part).unwrap().as_bytes()).unwrap()
}

async fn kms_wraps_the_data_keys_bound_to_the_context(aws: Aws<'_>) {
    let arn = aws.make_key();
    let vault = aws.vault(&arn).await;
    assert_eq!(vault.fingerprint(), format!("kms:{arn}"));
    vault.check(None).await.unwrap();
    let sealed = vault.seal(&account(1, 1), &planted()).await.unwrap();
    assert!(!sealed.as_str().contains(PLANTED));
    assert_eq!(bytes(&sealed, 2), arn.as_bytes());

    // KMS itself holds the secret to its workspace and cloud account.
    let context = account(1, 1);
    let mut params = json!({
        "CiphertextBlob": data_encoding::BASE64.encode(&bytes(&sealed, 3)),
        "EncryptionContext": {
            "workspace": context.workspace.unwrap().to_string(), "subject": context.subject, "purpose": "aws-key",
        },
    });
    assert_eq!(aws.admin("kms", "Decrypt", &params).unwrap()["KeyId"], arn);
    params["EncryptionContext"]["workspace"] = account(2, 1).workspace.unwrap().to_string().into();
    let error = aws.admin("kms", "Decrypt", &params).unwrap_err();
    assert!(error.contains("InvalidCiphertextException"), "{error}");

    // Who has just sealed a secret has its data key; another process asks once.
    let before = aws.calls("kms:Decrypt");
    assert_eq!(opened(&vault, &sealed).await, PLANTED);
    assert_eq!(aws.calls("kms:Decrypt"), before);
    let other = aws.vault(&arn).await;
    for _ in 0..3 {
        assert_eq!(opened(&other, &sealed).await, PLANTED);
    }
    assert_eq!(aws.calls("kms:Decrypt"), before + 1);

    // The kept data key is of no use to another context, nor is KMS.
    for foreign in
        [account(2, 1), account(1, 2), skytally_vault::Context { workspace: None, ..account(1, 1) }]
    {
        let error = other.unseal(&foreign, &sealed).await.err().unwrap();
        assert_eq!(error, VaultError::Refused { what: foreign.to_string() });
    }
    assert_eq!(aws.calls("kms:Decrypt"), before + 4);
    let mut wrapped = bytes(&sealed, 3);
    *wrapped.last_mut().unwrap() ^= 1;
    let fields: Vec<&str> = sealed.as_str().split('.').collect();
    let changed = [fields[0], fields[1], fields[2], &BASE64URL_NOPAD.encode(&wrapped), fields[4]].join(".");
    let error = said(other.unseal(&account(1, 1), &changed.parse().unwrap()).await);
    assert!(error.contains("does not open"), "{error}");

    // A key of somebody else's account is not asked at all.
    let foreign = arn.replace("123456789012", "999999999999");
    assert_ne!(foreign, arn);
    let foreign = BASE64URL_NOPAD.encode(foreign.as_bytes());
    let planted = [fields[0], fields[1], &foreign, fields[3], fields[4]].join(".");
    let (error, asked) = (
        other.unseal(&account(1, 1), &planted.parse().unwrap()).await.err().unwrap(),
        aws.calls("kms:Decrypt"),
    );
    assert!(matches!(error, VaultError::UnknownKey { .. }), "{error}");
    assert_eq!(asked, before + 5);

    // Forgetting takes the data key out of memory.
    other.forget(&sealed).await.unwrap();
    assert_eq!(opened(&other, &sealed).await, PLANTED);
    assert_eq!(aws.calls("kms:Decrypt"), before + 6);
}

async fn an_alias_that_moves_rotates_the_key(aws: Aws<'_>) {
    let (first, second) = (aws.make_key(), aws.make_key());
    let name = json!({"AliasName": "alias/skytally", "TargetKeyId": first});
    aws.admin("kms", "CreateAlias", &name).unwrap();
    let vault = aws.vault("alias/skytally").await;
    let sealed = vault.seal(&account(1, 1), &planted()).await.unwrap();
    let same = vault.rotate_key(now()).await.unwrap();
    assert_eq!(same.before, same.after);
    assert_eq!(vault.rewrap(&account(1, 1), &sealed).await.unwrap(), None);

    let name = json!({"AliasName": "alias/skytally", "TargetKeyId": second});
    aws.admin("kms", "UpdateAlias", &name).unwrap();
    let rotation = vault.rotate_key(now()).await.unwrap();
    assert_eq!((rotation.before, &rotation.after), (format!("kms:{first}"), &format!("kms:{second}")));
    assert_eq!(vault.fingerprint(), rotation.after);
    let moved = vault.rewrap(&account(1, 1), &sealed).await.unwrap().unwrap();
    assert_eq!(bytes(&moved, 2), second.as_bytes());
    assert_eq!(bytes(&moved, 4), bytes(&sealed, 4), "what the data key encrypts stays");
    assert_eq!(vault.rewrap(&account(1, 1), &moved).await.unwrap(), None);

    // A fresh start: what is under either key opens, and the former key is known as one of ours.
    let fresh = aws.vault("alias/skytally").await;
    fresh.check(Some(&format!("kms:{first}"))).await.unwrap();
    for sealed in [&sealed, &moved] {
        assert_eq!(opened(&fresh, sealed).await, PLANTED);
    }

    // Once the former key is off, only what was rewrapped opens, and the start says so.
    aws.admin("kms", "DisableKey", &json!({"KeyId": first.rsplit('/').next()})).unwrap();
    let error = said(aws.vault("alias/skytally").await.check(Some(&format!("kms:{first}"))).await);
    assert!(
        error.contains(&first) && error.contains("its KeyState is Disabled; Enabled was expected"),
        "{error}"
    );
    let error = said(Vault::open(aws.kms(&first), Place::Inline, false, now()).await);
    assert!(error.contains("its KeyState is Disabled"), "{error}");
    assert_eq!(opened(&aws.vault(&second).await, &moved).await, PLANTED);

    let file = "file:0123:0123";
    let error = said(fresh.check(Some(file)).await);
    assert!(error.contains("wrong key") && error.contains(file) && error.contains(&second), "{error}");
    let foreign = format!("kms:{}", first.replace("123456789012", "999999999999"));
    assert!(said(fresh.check(Some(&foreign)).await).contains("wrong key"));
}

async fn what_kms_refuses_is_said_with_its_reason_and_nothing_else(aws: Aws<'_>) {
    let missing = "arn:aws:kms:us-east-2:123456789012:key/11111111-2222-4333-8444-555555555555";
    let error = Vault::open(aws.kms(missing), Place::Inline, false, now()).await.err().unwrap();
    assert!(matches!(error, VaultError::Kms { .. }) && !error.is_passing(), "{error}");
    assert!(
        error.to_string().contains(missing) && error.to_string().contains("NotFoundException"),
        "{error}"
    );
    let signing = json!({"KeyUsage": "SIGN_VERIFY", "KeySpec": "RSA_2048"});
    let signing = aws.admin("kms", "CreateKey", &signing).unwrap();
    let signing = signing["KeyMetadata"]["Arn"].as_str().unwrap();
    let error = said(Vault::open(aws.kms(signing), Place::Inline, false, now()).await);
    assert!(error.contains("its KeySpec is RSA_2048; SYMMETRIC_DEFAULT was expected"), "{error}");

    let arn = aws.make_key();
    let vault = aws.vault(&arn).await;
    let sealed = vault.seal(&account(1, 1), &planted()).await.unwrap();
    for (faults, passing, named) in [
        (json!({"deny": ["kms:Decrypt"]}), false, "AccessDeniedException"),
        (json!({"throttle": {"kms:*": 50}}), true, "ThrottlingException"),
        (json!({"malformed": ["kms:*"]}), false, "malformed"),
    ] {
        let fresh = aws.vault(&arn).await;
        aws.server.put("/_demo/faults", &faults);
        let error = fresh.unseal(&account(1, 1), &sealed).await.err().unwrap();
        let text = error.to_string();
        assert!(text.starts_with(&format!("KMS cannot unwrap a data key with {arn}: kms:Decrypt")), "{text}");
        assert_eq!(error.is_passing(), passing, "{text}");
        assert!(text.contains(named), "{text}");
        let error = fresh.check(None).await.err().unwrap();
        assert!(matches!(error, VaultError::Kms { .. }), "{error}");
        // What is in memory still opens.
        assert_eq!(opened(&vault, &sealed).await, PLANTED);
        aws.server.delete("/_demo/faults");
        fresh.check(None).await.unwrap();
        assert_eq!(opened(&fresh, &sealed).await, PLANTED);
    }
}

/// What lies in Secrets Manager, by name.
fn entries(aws: &Aws<'_>) -> Vec<(String, String)> {
    let all = aws.admin("secretsmanager", "ListSecrets", &json!({})).unwrap();
    let names =
        all["SecretList"].as_array().unwrap().iter().map(|entry| entry["Name"].as_str().unwrap().to_owned());
    let read = |name: String| {
        let value = aws.admin("secretsmanager", "GetSecretValue", &json!({"SecretId": name})).unwrap();
        (name, value["SecretString"].as_str().unwrap().to_owned())
    };
    names.map(read).collect()
}

async fn placed(aws: &Aws<'_>, path: &Path, prefix: &str) -> Vault {
    Vault::open(Keys::File(path.to_owned()), aws.place(prefix), true, now()).await.unwrap()
}

async fn secrets_manager_keeps_what_is_sealed_already(aws: Aws<'_>) {
    let folder = Folder::new();
    let path = folder.path("vault.key");
    let vault = placed(&aws, &path, "skytally/credentials/").await;
    vault.check(None).await.unwrap();
    let sealed = vault.seal(&account(1, 1), &planted()).await.unwrap();
    let person = skytally_vault::Context { workspace: None, ..account(1, 3) };
    let second = vault.seal(&person, &planted()).await.unwrap();
    let workspace = account(1, 1).workspace.unwrap();
    let kept = entries(&aws);
    assert_eq!(kept.len(), 2);
    for (name, text) in &kept {
        assert!(text.parse::<Sealed>().is_ok() && !text.contains(PLANTED), "{text}");
        let owner =
            if bytes(&sealed, 2) == name.as_bytes() { workspace.to_string() } else { "people".to_owned() };
        assert!(name.starts_with(&format!("skytally/credentials/{owner}/")), "{name}");
    }
    assert_eq!(opened(&vault, &sealed).await, PLANTED);
    let error = vault.unseal(&account(2, 1), &sealed).await.err().unwrap();
    assert!(matches!(error, VaultError::Refused { .. }), "{error}");

    // Rewrapping changes the entry; what the store keeps stays as it is.
    assert_eq!(vault.rewrap(&account(1, 1), &sealed).await.unwrap(), None);
    vault.rotate_key(now()).await.unwrap();
    assert_eq!(vault.rewrap(&account(1, 1), &sealed).await.unwrap(), Some(sealed.clone()));
    assert_eq!(vault.rewrap(&account(1, 1), &sealed).await.unwrap(), None);
    assert_eq!(opened(&vault, &sealed).await, PLANTED);
    assert_eq!(vault.rewrap(&person, &second).await.unwrap(), Some(second.clone()));
    vault.prune_keys().await.unwrap();
    assert_eq!(opened(&vault, &sealed).await, PLANTED);

    // What somebody puts in the place of an entry does not open.
    let name = String::from_utf8(bytes(&sealed, 2)).unwrap();
    let good = entries(&aws).into_iter().find(|(found, _)| *found == name).unwrap().1;
    let other = entries(&aws).into_iter().find(|(found, _)| *found != name).unwrap().1;
    for (planted, expected) in [
        (other.as_str(), "does not open"),
        ("hunter2", "not a sealed text"),
        (sealed.as_str(), "points to another"),
    ] {
        let params = json!({"SecretId": name, "SecretString": planted});
        aws.admin("secretsmanager", "PutSecretValue", &params).unwrap();
        let error = said(vault.unseal(&account(1, 1), &sealed).await);
        assert!(error.contains(expected) && !error.contains("hunter2"), "{error}");
    }
    aws.admin("secretsmanager", "PutSecretValue", &json!({"SecretId": name, "SecretString": good})).unwrap();
    assert_eq!(opened(&vault, &sealed).await, PLANTED);

    vault.forget(&sealed).await.unwrap();
    vault.forget(&sealed).await.unwrap();
    let error = vault.unseal(&account(1, 1), &sealed).await.err().unwrap();
    assert_eq!(error, VaultError::Gone { what: account(1, 1).to_string(), name: name.clone() });
    assert_eq!(entries(&aws).len(), 1);
}

async fn only_its_own_entries_are_touched_and_inline_ones_move_in(aws: Aws<'_>) {
    let folder = Folder::new();
    let path = folder.path("vault.key");
    let inline = common::open(&path, true).await.unwrap();
    let sealed = inline.seal(&account(1, 1), &planted()).await.unwrap();
    let vault = placed(&aws, &path, "skytally").await;
    assert_eq!(opened(&vault, &sealed).await, PLANTED);
    let moved = vault.rewrap(&account(1, 1), &sealed).await.unwrap().unwrap();
    assert!(moved.as_str().starts_with("sky1.secretsmanager."), "{moved}");
    assert_eq!(opened(&vault, &moved).await, PLANTED);
    assert_eq!(entries(&aws), [(String::from_utf8(bytes(&moved, 2)).unwrap(), sealed.to_string())]);
    assert_eq!(inline.unseal(&account(1, 1), &moved).await.err().unwrap(), VaultError::Elsewhere);

    // A text in the store that names something else in the account leads nowhere.
    let payroll = json!({"Name": "payroll", "SecretString": "hands off"});
    aws.admin("secretsmanager", "CreateSecret", &payroll).unwrap();
    for name in ["payroll", "skytally", "skytally/", "skytally-other/x", "arn:aws:secretsmanager:x"] {
        let planted = format!("sky1.secretsmanager.{}", BASE64URL_NOPAD.encode(name.as_bytes()));
        let planted: Sealed = planted.parse().unwrap();
        assert_eq!(vault.forget(&planted).await.err().unwrap(), VaultError::Elsewhere, "{name}");
        assert!(vault.unseal(&account(1, 1), &planted).await.is_err(), "{name}");
        assert!(vault.rewrap(&account(1, 1), &planted).await.is_err(), "{name}");
    }
    assert!(entries(&aws).contains(&("payroll".to_owned(), "hands off".to_owned())));
    for prefix in ["", "/", "with space", "ä"] {
        let opened = Vault::open(Keys::File(path.clone()), aws.place(prefix), false, now()).await;
        assert!(said(opened).contains("the prefix of names"), "{prefix}");
    }

    // A place that cannot be asked stops the start.
    aws.server.put("/_demo/faults", &json!({"deny": ["secretsmanager:GetSecretValue"]}));
    let error = said(vault.check(None).await);
    assert!(error.starts_with("Secrets Manager cannot read skytally/none: "), "{error}");
    assert!(error.contains("AccessDeniedException"), "{error}");
    aws.server.delete("/_demo/faults");
}

async fn what_a_key_file_sealed_can_be_led_to_kms(aws: Aws<'_>) {
    let folder = Folder::new();
    let path = folder.path("vault.key");
    let before = common::open(&path, true).await.unwrap();
    let sealed = before.seal(&account(1, 1), &planted()).await.unwrap();
    let arn = aws.make_key();
    let alone = aws.vault(&arn).await;
    assert!(said(alone.check(Some(&before.fingerprint())).await).contains("wrong key"));
    assert!(said(alone.unseal(&account(1, 1), &sealed).await).contains("does not have"));
    let both = alone.with_older(Keys::File(path)).await.unwrap();
    both.check(Some(&before.fingerprint())).await.unwrap();
    assert_eq!(opened(&both, &sealed).await, PLANTED);
    let moved = both.rewrap(&account(1, 1), &sealed).await.unwrap().unwrap();
    assert_eq!(bytes(&moved, 2), arn.as_bytes());
    assert_eq!(opened(&aws.vault(&arn).await, &moved).await, PLANTED);
}
