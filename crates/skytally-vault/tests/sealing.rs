//! What is sealed opens again with its own context and key, and with nothing else.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

mod common;

use common::{Folder, account, now, open, said};
use proptest::prelude::*;
use skytally_vault::{Context, SECRET_MAX_BYTES, Sealed, Secret, Vault, VaultError};
use tokio::runtime::Runtime;

fn vault(folder: &Folder, name: &str) -> (Runtime, Vault) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let vault = runtime.block_on(open(&folder.path(name), true)).unwrap();
    (runtime, vault)
}

fn context() -> impl Strategy<Value = Context> {
    let purposes = prop::sample::select(vec!["aws-key", "totp", "smtp"]);
    (proptest::option::of(0..3_u8), "[a-z0-9:-]{1,12}", purposes).prop_map(|(workspace, subject, purpose)| {
        let workspace = workspace.and_then(|number| account(number, 0).workspace);
        Context { workspace, subject, purpose }
    })
}

#[test]
fn a_secret_opens_with_its_own_context_and_key_only() {
    let folder = Folder::new();
    let (runtime, vault) = vault(&folder, "one.key");
    let (_, other) = self::vault(&folder, "two.key");
    let secrets = proptest::collection::vec(any::<u8>(), 0..2000);
    proptest!(|(plain in secrets, mine in context(), foreign in context())| {
        runtime.block_on(async {
            let sealed = vault.seal(&mine, &Secret::from(plain.clone())).await.unwrap();
            // As the store gives it back.
            let sealed: Sealed = sealed.to_string().parse().unwrap();
            let again = vault.unseal(&mine, &sealed).await.ok().unwrap();
            prop_assert_eq!(again.expose(), &plain[..]);
            let opened = vault.unseal(&foreign, &sealed).await;
            prop_assert_eq!(opened.is_ok(), foreign == mine);
            if let Err(error) = opened {
                prop_assert_eq!(error, VaultError::Refused { what: foreign.to_string() });
            }
            let unknown = other.unseal(&mine, &sealed).await.err().unwrap();
            prop_assert!(matches!(unknown, VaultError::UnknownKey { .. }), "{}", unknown);
            Ok(())
        })?;
    });
}

#[test]
fn no_changed_or_missing_character_opens() {
    let folder = Folder::new();
    let (runtime, vault) = vault(&folder, "one.key");
    let context = account(1, 1);
    runtime.block_on(async {
        let sealed = vault.seal(&context, &Secret::from("hunter2".to_owned())).await.unwrap().to_string();
        let (mut parsed, mut tried) = (0, 0);
        let mut refused = async |text: &str| {
            tried += 1;
            if let Ok(sealed) = text.parse::<Sealed>() {
                parsed += 1;
                let error = said(vault.unseal(&context, &sealed).await);
                assert!(!error.contains("hunter2"), "{error}");
            }
        };
        for at in 0..sealed.len() {
            refused(&sealed[..at]).await;
            // Every bit of every byte.
            for bit in 0..7 {
                let mut bytes = sealed.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                refused(std::str::from_utf8(&bytes).unwrap()).await;
            }
            let mut longer = sealed.clone();
            longer.insert(at, 'A');
            refused(&longer).await;
        }
        // Most of them look like a sealed text, so it is the cipher that refuses them.
        assert!(tried == 9 * sealed.len() && parsed > tried / 3, "{parsed} of {tried}");
    });
}

#[test]
fn a_wrapped_key_of_one_secret_opens_no_other() {
    let folder = Folder::new();
    let (runtime, vault) = vault(&folder, "one.key");
    let context = account(1, 1);
    runtime.block_on(async {
        let a = vault.seal(&context, &Secret::from("a".to_owned())).await.unwrap().to_string();
        let b = vault.seal(&context, &Secret::from("b".to_owned())).await.unwrap().to_string();
        let (head, _) = a.rsplit_once('.').unwrap();
        let (_, body) = b.rsplit_once('.').unwrap();
        let mixed: Sealed = format!("{head}.{body}").parse().unwrap();
        assert!(said(vault.unseal(&context, &mixed).await).contains("does not open"));
    });
}

#[test]
fn what_cannot_be_sealed_is_refused() {
    let folder = Folder::new();
    let (runtime, vault) = vault(&folder, "one.key");
    runtime.block_on(async {
        let longest = Secret::from(vec![7; SECRET_MAX_BYTES]);
        let sealed = vault.seal(&account(1, 1), &longest).await.unwrap();
        let again: Sealed = sealed.to_string().parse().unwrap();
        assert!(vault.unseal(&account(1, 1), &again).await.is_ok_and(|s| s.expose() == longest.expose()));
        let error = said(vault.seal(&account(1, 1), &Secret::from(vec![7; SECRET_MAX_BYTES + 1])).await);
        assert_eq!(error, "a secret has at most 32768 bytes");
        let nobody = Context { subject: String::new(), ..account(1, 1) };
        assert_eq!(said(vault.seal(&nobody, &longest).await), "the subject of a secret has 1 to 256 bytes");
        let elsewhere: Sealed = "sky1.secretsmanager.c2t5dGFsbHkveA".parse().unwrap();
        assert!(said(vault.unseal(&account(1, 1), &elsewhere).await).contains("lies in Secrets Manager"));
        assert!(vault.forget(&elsewhere).await.is_err());
        vault.forget(&sealed).await.unwrap();
    });
}

#[test]
fn errors_and_debug_hold_neither_secret_nor_key() {
    const PLANTED: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    let folder = Folder::new();
    let (runtime, vault) = vault(&folder, "one.key");
    let (_, other) = self::vault(&folder, "two.key");
    let file = std::fs::read_to_string(folder.path("one.key")).unwrap();
    let entry: serde_json::Value = serde_json::from_str(&file).unwrap();
    let key = entry["keys"][0]["key"].as_str().unwrap().to_owned();
    let context = account(1, 1);
    let texts = runtime.block_on(async {
        let secret = Secret::from(PLANTED.to_owned());
        let sealed = vault.seal(&context, &secret).await.unwrap();
        let mut errors = vec![
            vault.unseal(&account(2, 1), &sealed).await.err().unwrap(),
            other.unseal(&context, &sealed).await.err().unwrap(),
            other.check(Some(&vault.fingerprint())).await.err().unwrap(),
            PLANTED.parse::<Sealed>().err().unwrap(),
            format!("sky1.file.k.{PLANTED}.{PLANTED}").parse::<Sealed>().err().unwrap(),
        ];
        // The key file, broken in ways that a reader would like to quote.
        for broken in [
            file.replace(&key, PLANTED),
            file.replace("\"version\": 1", &format!("\"version\": \"{key}\"")),
            file.replace("\"about\"", &format!("\"{key}\"")),
            format!("{key}{file}"),
        ] {
            std::fs::write(folder.path("one.key"), broken).unwrap();
            errors.push(open(&folder.path("one.key"), true).await.err().unwrap());
            errors.push(vault.rotate_key(now()).await.err().unwrap());
            errors.push(vault.seal(&context, &secret).await.err().unwrap());
        }
        let mut texts: Vec<String> = errors.iter().flat_map(|e| [e.to_string(), format!("{e:?}")]).collect();
        texts.extend([format!("{vault:?}"), format!("{sealed:?}"), vault.fingerprint(), sealed.to_string()]);
        texts
    });
    assert_eq!(texts.len(), 38);
    for text in texts {
        for planted in [PLANTED, &PLANTED[..12], &key, &key[..12]] {
            assert!(!text.contains(planted), "{text}");
        }
    }
}
